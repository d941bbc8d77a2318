//! `{:?}` of the core's types shows no secret (docs/security.md). `__test__/secrets.test.mjs` checks the same in Node.

#![allow(clippy::expect_used, reason = "a failed expectation fails the test")]

use std::fmt::Debug;

use bytes::Bytes;
use facesign_api_native::core::call_result::{CallFailure, Success};
use facesign_api_native::core::client::Client;
use facesign_api_native::core::config::{CallOptions, ClientOptions, Secret, Settings};
use facesign_api_native::core::crossing::reports;
use facesign_api_native::core::endpoints::find;
use facesign_api_native::core::error::ApiError;
use facesign_api_native::core::error::Failure;
use facesign_api_native::core::headers::header_lines;
use facesign_api_native::core::request::Request;
use facesign_api_native::core::response::Response;
use facesign_api_native::core::retry::classify::Outcome;
use http::{HeaderMap, HeaderValue};
use tokio_util::sync::CancellationToken;

/// Every planted secret contains this word.
const MARK: &str = "MARKED";

const CLIENT: &str = r#"{
    "auth": "sk_test_MARKED_key",
    "headers": { "x-own": "MARKED-header", "cookie": "MARKED-cookie" },
    "proxy": { "http": "http://user:MARKED-password@127.0.0.1:1", "https": "http://user:MARKED-password@127.0.0.1:1" }
}"#;
const CALL: &str =
    r#"{ "idempotencyKey": "MARKED-idempotency", "headers": { "x-call": "MARKED-header-of-the-call" } }"#;
const CREATE: &str = r#"{
    "clientReferenceId": "MARKED-reference",
    "providedData": { "email": "MARKED.person@mail.test", "phone": "+49-MARKED-555" },
    "flow": [{ "id": "talk", "type": "conversation", "prompt": "MARKED prompt" }]
}"#;
const LIST: &str = r#"{ "search": "MARKED search", "clientReferenceId": "MARKED-reference" }"#;
const RETRIEVE: &str = r#"{ "sessionId": "MARKED-id" }"#;
const RESPONSE: &str = r#"{ "clientSecret": { "secret": "cs_MARKED_secret" } }"#;
const REJECTION: &str =
    r#"{ "error": { "type": "validation_error", "message": "MARKED.person@mail.test is none" } }"#;

#[track_caller]
fn assert_hidden(what: &impl Debug) {
    for shown in [format!("{what:?}"), format!("{what:#?}")] {
        assert!(!shown.contains(MARK), "{shown}");
        // Bytes of a body could be printed as numbers.
        assert!(!shown.contains("77, 65, 82, 75, 69, 68"), "{shown}");
    }
}

fn client_options() -> ClientOptions {
    serde_json::from_str(CLIENT).expect("options of a client")
}

fn call_options() -> CallOptions {
    serde_json::from_str(CALL).expect("options of a call")
}

fn settings() -> Settings {
    Settings::new(client_options()).expect("settings")
}

fn request(operation: &str, arguments: &str) -> Request {
    let settings = settings();
    let call = settings.for_call(call_options()).expect("settings of a call");
    Request::build(find(operation).expect("an operation"), arguments, &settings, &call).expect("a request")
}

fn response(status: u16, body: &'static str) -> Response {
    let mut headers = HeaderMap::new();
    headers.insert("set-cookie", HeaderValue::from_static("session=MARKED-cookie"));
    Response::new(status, headers, Bytes::from_static(body.as_bytes()))
}

fn failed() -> CallFailure {
    let read = ApiError::read("session.create", "http://127.0.0.1", response(400, REJECTION));
    CallFailure::unsent(Failure::Api(Box::new(read)))
}

#[test]
fn the_secrets_are_planted() {
    let planted = request("session.create", CREATE);
    let body = planted.body.expect("a body");
    assert_eq!(String::from_utf8_lossy(&body).matches(MARK).count(), 4);
    let marked = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).contains(MARK);
    assert_eq!(planted.headers.values().filter(|value| marked(value)).count(), 5);
    assert!(request("session.list", LIST).url.as_str().contains(MARK));
}

#[test]
fn options_show_no_secret() {
    assert_hidden(&client_options());
    assert_hidden(&call_options());
}

#[test]
fn settings_show_no_secret() {
    assert_hidden(&settings());
    assert_hidden(&settings().for_call(call_options()));
}

/// Only the first call builds the transport, which contains the proxy's password.
#[tokio::test]
async fn a_client_shows_no_secret_before_and_after_a_call_through_its_proxy() {
    let mut options = client_options();
    options.server_url = Some("http://api.test".to_owned());
    options.max_retries = Some(0.0);
    let client = Client::new(options).expect("a client");
    assert_hidden(&client);
    let never = CancellationToken::new();
    let called = client
        .call(find("session.list").expect("an operation"), LIST, call_options(), &never, &|_, _| ())
        .await;
    assert_hidden(&called.expect_err("no proxy listens"));
    assert_hidden(&client);
}

#[test]
fn a_request_shows_neither_its_body_nor_its_query_nor_its_headers() {
    assert_hidden(&request("session.create", CREATE));
    assert_hidden(&request("session.list", LIST));
    assert_hidden(&request("session.retrieve", RETRIEVE));
}

#[test]
fn a_response_shows_neither_its_body_nor_its_cookies() {
    assert_hidden(&response(200, RESPONSE));
    let response = response(200, RESPONSE);
    let headers = Secret(header_lines(&response.headers));
    assert_hidden(&Success {
        response,
        request_id: None,
        attempts: Vec::new(),
        outcome: Outcome::Answered,
        headers,
        adoption: None,
    });
}

#[test]
fn a_failed_call_shows_neither_the_body_nor_the_cookies_of_its_response() {
    assert_hidden(&failed());
}

#[test]
fn the_record_of_a_failed_call_has_no_cookie() {
    assert!(!reports::of_failure(&failed()).contains("MARKED-cookie"));
}
