use super::*;

const FIELD: &str = "facesign_idempotency_key";

fn of_create(body: &str) -> Result<(SessionSearch, String), Failure> {
    SessionSearch::of_create(body, "k-1".to_owned(), FIELD)
}

fn search() -> SessionSearch {
    SessionSearch::new("user-1".to_owned(), "k-1".to_owned(), FIELD.to_owned())
}

#[test]
fn the_key_becomes_the_first_field_of_the_metadata_and_every_other_byte_stays() {
    let table = [
        (
            r#"{"clientReferenceId":"a","metadata":{}}"#,
            r#"{"clientReferenceId":"a","metadata":{"facesign_idempotency_key":"k-1"}}"#,
        ),
        (
            r#"{"clientReferenceId":"{\"metadata\":{}}","metadata":{"b":"\ud800","a":12345678901234567890},"flow":[ 1.0 ]}"#,
            r#"{"clientReferenceId":"{\"metadata\":{}}","metadata":{"facesign_idempotency_key":"k-1","b":"\ud800","a":12345678901234567890},"flow":[ 1.0 ]}"#,
        ),
        (
            r#"{"metadata" : { "metadata":{} } ,"clientReferenceId":"é漢😀"}"#,
            r#"{"metadata" : {"facesign_idempotency_key":"k-1", "metadata":{} } ,"clientReferenceId":"é漢😀"}"#,
        ),
        (
            r#"{"clientReferenceId":"a","metadata":{"facesign_idempotency_key":"k-1"}}"#,
            r#"{"clientReferenceId":"a","metadata":{"facesign_idempotency_key":"k-1"}}"#,
        ),
    ];
    for (body, expected) in table {
        assert_eq!(of_create(body).expect("a body").1, expected);
    }
}

#[test]
fn field_and_key_are_escaped() {
    let (_, body) =
        SessionSearch::of_create(r#"{"clientReferenceId":"a","metadata":{}}"#, "k\"\\é".to_owned(), "a\"b")
            .expect("a body");
    assert_eq!(body, r#"{"clientReferenceId":"a","metadata":{"a\"b":"k\"\\é"}}"#);
}

#[test]
fn a_create_that_could_not_be_found_is_rejected_by_name() {
    let table = [
        (r#"{"metadata":{}}"#, "clientReferenceId"),
        (r#"{"metadata":{},"clientReferenceId":""}"#, "clientReferenceId"),
        (r#"{"metadata":{},"clientReferenceId":7}"#, "clientReferenceId"),
        (r#"{"metadata":{},"clientReferenceId":null}"#, "clientReferenceId"),
        (r#"{"metadata":{},"clientReferenceId":"\ud800"}"#, "clientReferenceId"),
        (r#"{"clientReferenceId":"a"}"#, "metadata"),
        (r#"{"clientReferenceId":"a","metadata":null}"#, "metadata"),
        (r#"{"clientReferenceId":"a","metadata":[]}"#, "metadata"),
        (r#"{"clientReferenceId":"a","metadata":"{}"}"#, "metadata"),
        (
            r#"{"clientReferenceId":"a","metadata":{"facesign_idempotency_key":"other"}}"#,
            "metadata.facesign_idempotency_key",
        ),
        (
            r#"{"clientReferenceId":"a","metadata":{"facesign_idempotency_key":null}}"#,
            "metadata.facesign_idempotency_key",
        ),
    ];
    for (body, name) in table {
        match of_create(body) {
            Err(Failure::Configuration { param, message }) => {
                assert_eq!(param, name, "{body}");
                assert!(message.starts_with(name) && message.len() < 200, "{message}");
                assert!(!message.contains("k-1"), "{message}");
            }
            other => panic!("{body} was not rejected: {other:?}"),
        }
    }
}

#[test]
fn neither_key_nor_reference_is_printed() {
    assert_eq!(format!("{:?}", search()), "SessionSearch { .. }");
}

#[test]
fn a_list_is_asked_for_newest_first_from_a_time() {
    let since = UNIX_EPOCH + Duration::from_millis(1_795_435_200_123);
    let first = r#"{"clientReferenceId":"user-1","fromDate":"1795435200123","limit":"100","sortBy":"createdAt","sortOrder":"desc"}"#;
    assert_eq!(search().list_arguments(Some(since), None), first);
    let next = r#"{"clientReferenceId":"user-1","cursor":"c","limit":"100","sortBy":"createdAt","sortOrder":"desc"}"#;
    assert_eq!(search().list_arguments(None, Some("c")), next);
    let before_1970 = UNIX_EPOCH - Duration::from_secs(1);
    assert!(search().list_arguments(Some(before_1970), None).contains(r#""fromDate":"0""#));
}

#[test]
fn the_end_of_the_list_is_where_it_says_so() {
    let table = [
        (r#"{"sessions":[],"hasMore":false}"#, Some(None)),
        (r#"{"sessions":[],"hasMore":false,"nextCursor":"c"}"#, Some(None)),
        (r#"{"sessions":[]}"#, Some(None)),
        (r#"{"sessions":[],"hasMore":null,"nextCursor":null}"#, Some(None)),
        (r#"{"sessions":[],"hasMore":true,"nextCursor":"c"}"#, Some(Some("c"))),
        (r#"{"sessions":[],"nextCursor":"c"}"#, Some(Some("c"))),
        (r#"{"sessions":[],"hasMore":true}"#, None),
        (r#"{"sessions":[],"hasMore":true,"nextCursor":""}"#, None),
        (r#"{"sessions":null}"#, None),
        (r#"{"sessions":{}}"#, None),
        ("[]", None),
        ("", None),
        ("{", None),
    ];
    for (body, cursor) in table {
        let page = search().page(body.as_bytes());
        assert_eq!(page.map(|page| page.cursor), cursor.map(|cursor| cursor.map(str::to_owned)), "{body}");
    }
}

#[test]
fn sessions_with_the_key_are_in_the_order_of_their_creation() {
    let session = |id: &str, created: &str, key: &str| {
        format!(r#"{{"id":"{id}","createdAt":{created},"settings":{{"metadata":{{"{FIELD}":"{key}"}}}}}}"#)
    };
    let sessions = [
        session("d", "null", "k-1"),
        session("c", "9", "k-1"),
        session("x", "8", "k-2"),
        session("b", "2e0", "k-1"),
        session("a", "2", r"\u006b-1"),
    ];
    let page =
        search().page(format!(r#"{{"sessions":[{}]}}"#, sessions.join(",")).as_bytes()).expect("a page");
    let ids: Vec<&str> = page.matches.iter().map(|found| found.id.as_str()).collect();
    assert_eq!(ids, ["a", "b", "c", "d"]);
    assert!(!page.is_undecided);
}

#[test]
fn what_a_create_returns_is_a_session_with_a_client_secret() {
    let table = [
        (r#"{"session":{"id":"s1"},"clientSecret":{"secret":"cs"}}"#, true),
        (r#"{"session":{"id":"s2"},"clientSecret":{"secret":"cs"}}"#, false),
        (r#"{"session":{"id":"s1"}}"#, false),
        (r#"{"session":{"id":"s1"},"clientSecret":null}"#, false),
        (r#"{"id":"s1"}"#, false),
        ("<html>", false),
    ];
    for (body, expected) in table {
        assert_eq!(is_session(body.as_bytes(), "s1"), expected, "{body}");
    }
}

proptest::proptest! {
    #[test]
    fn any_body_can_be_read(body in ".{0,80}", wrapped in "[\\[\\]{}\",:a-z0-9]{0,40}") {
        let _ = search().page(body.as_bytes());
        let _ = search().page(format!(r#"{{"sessions":[{wrapped}]}}"#).as_bytes());
        let _ = of_create(&body);
        let _ = of_create(&format!(r#"{{"clientReferenceId":"a","metadata":{wrapped}}}"#));
        let _ = is_session(wrapped.as_bytes(), "s1");
    }
}

#[test]
fn a_search_needs_a_key_and_a_reference() {
    let of = |arguments: &str| SessionSearch::of_arguments(arguments, FIELD);
    let (found, since) =
        of(r#"{"idempotencyKey":"k-1","clientReferenceId":"user-1","since":"1500.5"}"#).expect("it");
    assert_eq!((found, since), (search(), Some(UNIX_EPOCH + Duration::from_micros(1_500_500))));
    assert_eq!(of(r#"{"idempotencyKey":"k-1","clientReferenceId":"user-1"}"#).expect("it").1, None);
    let table = [
        ("{}", "idempotencyKey"),
        (r#"{"idempotencyKey":" ","clientReferenceId":"a"}"#, "idempotencyKey"),
        (r#"{"idempotencyKey":"k"}"#, "clientReferenceId"),
        (r#"{"idempotencyKey":"k","clientReferenceId":"a","since":"soon"}"#, "since"),
        (r#"{"idempotencyKey":"k","clientReferenceId":"a","since":"-1"}"#, "since"),
        (r#"{"idempotencyKey":"k","clientReferenceId":"a","since":"NaN"}"#, "since"),
        (r#"{"idempotencyKey":"k","clientReferenceId":"a","since":"1e300"}"#, "since"),
    ];
    for (arguments, name) in table {
        match of(arguments) {
            Err(Failure::Configuration { param, message }) => {
                assert_eq!(param, name, "{arguments}");
                assert!(message.starts_with(name), "{message}");
            }
            other => panic!("{arguments} was not rejected: {other:?}"),
        }
    }
}
