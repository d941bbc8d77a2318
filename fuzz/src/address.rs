//! Properties of URLs: an id is one segment that decodes to itself, every query string survives a form parser in the
//! table's order, and an argument that cannot be sent is rejected by name.

use facesign_api_native::core::config::{CallOptions, ClientOptions, Settings};
use facesign_api_native::core::endpoints::find;
use facesign_api_native::core::error::Failure;
use facesign_api_native::core::request::Request;
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};
use url::Url;

/// The longest URL that the core can send (`http::Uri`).
const MAX_URL_BYTES: usize = 65_534;

pub fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    assert_id_is_one_segment(&text);
    assert_query_survives(&text);
    assert_array_is_decoded(&text);
}

/// The URL, or the name of the rejected argument.
fn url_of(operation: &str, arguments: &Value) -> Result<Url, String> {
    let options = ClientOptions { server_url: Some("http://h".to_owned()), ..ClientOptions::default() };
    let settings = Settings::new(options).expect("settings");
    let call = settings.for_call(CallOptions::default()).expect("call settings");
    let operation = find(operation).expect("an operation");
    match Request::build(operation, arguments.to_string(), &settings, &call) {
        Ok(request) => {
            assert_wire_is(&request.url);
            Ok(request.url)
        }
        Err(Failure::Configuration { param, message }) => {
            assert!(message.contains(&param), "{message}");
            Err(param)
        }
        Err(other) => panic!("{other:?}"),
    }
}

/// The transport's own URL parser changes nothing.
fn assert_wire_is(url: &Url) {
    let uri: http::Uri = url.as_str().parse().expect("a URL that can be sent");
    assert_eq!((uri.path(), uri.query()), (url.path(), url.query()));
    assert_eq!((url.host_str(), url.fragment()), (Some("h"), None));
}

fn assert_id_is_one_segment(id: &str) {
    for (operation, after) in [("session.retrieve", None), ("session.createClientSecret", Some("refresh"))] {
        let invalid = matches!(id, "" | "." | "..");
        match url_of(operation, &json!({ "sessionId": id })) {
            Ok(url) => {
                let mut segments = url.path_segments().expect("segments");
                assert_eq!(segments.next(), Some("sessions"));
                let decoded = segments.next().map(|segment| percent_decode_str(segment).collect::<Vec<u8>>());
                assert_eq!(decoded.as_deref(), Some(id.as_bytes()));
                assert_eq!((segments.next(), segments.next()), (after, None));
                assert!(!invalid && url.query().is_none());
            }
            Err(param) => assert!(param == "sessionId" && (invalid || id.len() > MAX_URL_BYTES / 4)),
        }
    }
}

fn assert_query_survives(text: &str) {
    let list = find("session.list").expect("an operation");
    let names = || list.query_fields.iter().map(|field| field.name);
    let arguments: Value = names().map(|name| (name.to_owned(), json!(text))).collect();
    match url_of("session.list", &arguments) {
        Ok(url) => {
            let query = url.query().expect("a query");
            let sent: Vec<_> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
            let expected: Vec<_> = names().map(|name| (name.to_owned(), text.to_owned())).collect();
            assert_eq!(sent, expected);
        }
        Err(_) => assert!(text.len() > MAX_URL_BYTES / 50),
    }
}

fn assert_array_is_decoded(text: &str) {
    let elements: Vec<&str> = text.split(',').collect();
    let expected: Option<Vec<String>> =
        elements.iter().map(|element| decode_uri_component(element)).collect();
    match url_of("session.list", &json!({ "status": elements })) {
        Ok(url) => {
            let sent: Vec<_> = url.query_pairs().map(|(_, value)| value.into_owned()).collect();
            assert_eq!(Some(sent), expected);
        }
        Err(param) => assert!(param == "status" && (expected.is_none() || text.len() > MAX_URL_BYTES / 12)),
    }
}

/// `decodeURIComponent` of ECMAScript. `None` if it throws.
fn decode_uri_component(text: &str) -> Option<String> {
    let mut parts = text.split('%');
    let mut bytes = parts.next()?.as_bytes().to_vec();
    for part in parts {
        let (digits, after) = part.as_bytes().split_at_checked(2)?;
        let digits = std::str::from_utf8(digits).ok().filter(|digits| !digits.contains('+'))?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        bytes.extend(after);
    }
    String::from_utf8(bytes).ok()
}
