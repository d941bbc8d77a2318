use bytes::Bytes;

use super::*;

fn read(status: u16, body: &str) -> ApiError {
    let response = Response::new(status, HeaderMap::new(), Bytes::copy_from_slice(body.as_bytes()));
    ApiError::read("session.create", "https://api.facesign.ai", response)
}

#[test]
fn the_status_determines_the_class_without_an_envelope() {
    let table = [
        (400, Class::ValidationError),
        (401, Class::AuthenticationError),
        (403, Class::AuthenticationError),
        (404, Class::NotFoundError),
        (408, Class::ServerError),
        (409, Class::ConflictError),
        (410, Class::ValidationError),
        (422, Class::ValidationError),
        (429, Class::RateLimitError),
        (500, Class::ServerError),
        (502, Class::ServerError),
        (599, Class::ServerError),
        (304, Class::ServerError),
    ];
    for (status, class) in table {
        for body in
            ["", "<html></html>", "{}", "[1]", "null", r#"{"error":"no"}"#, r#"{"error":{}}"#, "{\"err"]
        {
            let read = read(status, body);
            assert_eq!(read.class, class, "{status} {body}");
            assert_eq!(read.error_type, class.error_type(), "{status} {body}");
            assert_eq!(read.code(), None, "{status} {body}");
        }
    }
}

#[test]
fn the_type_of_the_envelope_takes_precedence_over_the_status() {
    let table = [
        (400, "authentication_error", Class::AuthenticationError),
        (403, "validation_error", Class::ValidationError),
        (400, "not_found_error", Class::NotFoundError),
        (400, "rate_limit_error", Class::RateLimitError),
        (400, "server_error", Class::ServerError),
    ];
    for (status, named, class) in table {
        let response = read(status, &format!(r#"{{"error":{{"type":"{named}"}}}}"#));
        assert_eq!((response.class, response.error_type), (class, named));
    }
}

#[test]
fn an_envelope_keeps_its_fields() {
    let response = read(403, r#"{"error":{"type":"validation_error","message":"m","code":"c","param":"p"}}"#);
    assert_eq!(response.code(), Some("c"));
    let envelope = response.envelope.expect("an envelope");
    assert_eq!(envelope.message.as_deref(), Some("m"));
    assert!(envelope.raw.get().contains("param"));
}

#[test]
fn without_an_envelope_the_message_says_what_came_and_what_to_do() {
    let table = [
        (403, "", None, true, "with no body. Check that the key is valid and has permission"),
        (
            404,
            "<p>",
            Some("text/html"),
            true,
            "with 3 bytes of text/html instead of a FaceSign error. Check the id,",
        ),
        (429, "[]", None, true, "with 2 bytes that are not a FaceSign error. Wait before the next call"),
        (400, r#"{"error":"no"}"#, None, true, "and said: no. Check the arguments and serverUrl"),
        (409, "", None, true, "with no body. Check the arguments and serverUrl"),
        (500, "", None, false, "but its body did not arrive. Try again later"),
        (502, "<p>", Some("text/html"), false, "instead of a FaceSign error, cut off. Try again later"),
    ];
    for (status, body, content_type, complete, expected) in table {
        let mut response = Response::new(status, HeaderMap::new(), Bytes::from_static(body.as_bytes()));
        response.complete = complete;
        if let Some(content_type) = content_type {
            response.headers.insert("content-type", http::HeaderValue::from_static(content_type));
        }
        let message = ApiError::read("langs.retrieve", "http://x", response).message;
        assert!(message.contains(expected), "{status}: {message}");
    }
}

#[test]
fn a_rejected_call_without_a_key_gets_a_hint() {
    let without_key = HeaderMap::new();
    let with_key =
        HeaderMap::from_iter([(AUTHORIZATION, http::HeaderValue::from_static("Bearer sk_test_1"))]);
    let table = [
        (401, &without_key, true),
        (403, &without_key, true),
        (400, &without_key, false),
        (401, &with_key, false),
        (403, &with_key, false),
    ];
    for (status, request, hinted) in table {
        let hint = read(status, "").with_hint(request).hint;
        assert_eq!(hint.is_some_and(|hint| hint.contains("FACESIGN_API_KEY")), hinted, "{status}");
    }
}

#[test]
fn printing_an_error_shows_its_class_and_no_body() {
    let error = read(403, r#"{"error":{"code":"denied","message":"marked","detail":"marked"}}"#);
    let printed = format!("{error:?} {:?}", error.envelope);
    assert!(printed.contains("AuthenticationError") && printed.contains("denied"), "{printed}");
    assert!(!printed.contains("marked"), "{printed}");
}

#[test]
fn a_conflict_takes_the_type_of_its_envelope() {
    let table = [("rate_limit_error", "rate_limit_error"), ("conflict_error", "validation_error")];
    for (named, expected) in table {
        let response = read(409, &format!(r#"{{"error":{{"type":"{named}"}}}}"#));
        assert_eq!((response.class, response.error_type), (Class::ConflictError, expected));
    }
}

#[test]
fn with_an_unknown_type_the_status_determines_the_class() {
    let response = read(404, r#"{"error":{"type":"resource_not_found","message":"gone"}}"#);
    assert_eq!((response.class, response.error_type), (Class::NotFoundError, "not_found_error"));
}

#[test]
fn the_message_is_the_raw_body_of_an_envelope_or_a_sentence_that_is_not_json() {
    let envelope = r#"{"error":{"type":"server_error","message":"m"}}"#;
    assert_eq!(read(500, envelope).message, envelope);
    for body in ["", "<html>down</html>", r#"{"error":"Incorrect api key"}"#, "[]", "\"text\""] {
        let message = read(403, body).message;
        assert!(
            message.starts_with("session.create failed: https://api.facesign.ai responded 403"),
            "{message}"
        );
        assert!(serde_json::from_str::<serde::de::IgnoredAny>(&message).is_err());
    }
    assert!(read(403, r#"{"error":"Incorrect api key"}"#).message.contains("Incorrect api key"));
}

#[test]
fn the_request_id_comes_from_a_header_or_the_envelope() {
    let mut headers = HeaderMap::new();
    headers.insert("x-request-id", http::HeaderValue::from_static("req_1"));
    assert_eq!(request_id(&headers).as_deref(), Some("req_1"));
    headers.insert("x-facesign-request-id", http::HeaderValue::from_static(""));
    assert_eq!(request_id(&headers).as_deref(), Some("req_1"), "an empty header is ignored");
    let response = read(500, r#"{"error":{"type":"server_error","request_id":"req_2"}}"#);
    assert_eq!(response.request_id.as_deref(), Some("req_2"));
}

#[test]
fn a_lone_surrogate_is_read_as_json_parse_does() {
    let body = r#"{"\ud83d":1,"error":{"type":"validation_error","message":"cut \ud83d","code":"c"}}"#;
    let response = read(400, body);
    assert_eq!(response.message, body);
    assert_eq!(response.code(), Some("c"));
    let message = response.envelope.and_then(|envelope| envelope.message).expect("a message");
    assert_eq!(message, "cut \u{fffd}");
    assert!(read(403, r#"{"error":"cut \ud83d"}"#).message.contains("and said: cut \u{fffd}"));
}

#[test]
fn an_envelope_that_is_nested_too_deep_is_ignored() {
    let deep =
        |depth| format!(r#"{{"error":{{"code":"c","a":{}{}}}}}"#, "[".repeat(depth), "]".repeat(depth));
    assert_eq!(read(400, &deep(json_limits::MAX_DEPTH - 2)).code(), Some("c"));
    let response = read(400, &deep(json_limits::MAX_DEPTH - 1));
    assert_eq!((response.class, response.code()), (Class::ValidationError, None));
    assert!(response.message.starts_with("session.create failed"), "{}", response.message);
}

proptest::proptest! {
    #[test]
    fn any_body_can_be_read(status in 300u16..600, body: Vec<u8>) {
        let response = Response::new(status, HeaderMap::new(), body.into());
        let read = ApiError::read("session.list", "http://localhost", response);
        proptest::prop_assert_eq!(read.status, status);
        proptest::prop_assert!(!read.message.is_empty());
    }
}
