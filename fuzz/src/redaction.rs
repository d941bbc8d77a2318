//! The property of redaction: no string of an error contains the key, even if the server repeats it in any form. The
//! input is the end of the key, a line break, and the body, in which `{plain}`, `{slash}`, `{unicode}`, `{percent}`
//! and `{base64}` stand for the key in that form. The body is also the request id of the response.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use facesign_api_native::core::crossing::reports;
use facesign_api_native::core::error::ApiError;
use facesign_api_native::core::error::Failure;
use facesign_api_native::core::redaction::Redactor;
use facesign_api_native::core::response::Response;
use http::{HeaderMap, HeaderValue, header};
use serde_json::Value;

use super::message;

pub fn run(data: &[u8]) {
    let (ending, body) = message::split(data, b"\n");
    let key = key(ending);
    let body = spelled(&String::from_utf8_lossy(body), &key);
    let sent = HeaderMap::from_iter([(header::AUTHORIZATION, value(&format!("Bearer {key}")))]);
    let headers = HeaderMap::from_iter([(http::HeaderName::from_static("x-request-id"), value(&body))]);
    let response = Response::new(401, headers, Bytes::from(body));
    let clean = Redactor::new(&sent).error_response(response);
    let read = ApiError::read("session.list", "http://localhost", clean);
    assert_hidden(&key, &read.message);
    assert_hidden(&key, &read.raw_body);
    let report = reports::of_unsent(Failure::Api(Box::new(read)));
    // If serde's reader rejects the report (depth, numbers), the strings above have been checked.
    if let Ok(report) = serde_json::from_str::<Value>(&report) {
        assert_hidden_in(&key, &report);
    }
}

/// A key like FaceSign's, without brackets: one could complete the mark that replaces the key.
fn key(ending: &[u8]) -> String {
    let letters = ending.iter().filter(|byte| byte.is_ascii_graphic() && !b"[]".contains(byte));
    letters.take(60).fold(String::from("sk_test_"), |key, byte| key + &char::from(*byte).to_string())
}

/// Removes what a header cannot contain.
fn value(text: &str) -> HeaderValue {
    let text: String = text.chars().filter(|letter| !letter.is_ascii_control()).collect();
    HeaderValue::try_from(text).expect("a header")
}

fn spelled(body: &str, key: &str) -> String {
    let escaped = key.replace('\\', "\\\\").replace('"', "\\\"");
    let unicode = key.bytes().fold(String::new(), |text, byte| format!("{text}\\u{byte:04x}"));
    let percent = key.bytes().fold(String::new(), |text, byte| format!("{text}%{byte:02X}"));
    body.replace("{plain}", &escaped)
        .replace("{percent}", &percent)
        .replace("{base64}", &STANDARD.encode(key))
        .replace("{slash}", &escaped.replace('/', "\\/"))
        .replace("{unicode}", &unicode)
}

fn assert_hidden(key: &str, text: &str) {
    let base64 = STANDARD.encode(key);
    for form in [key, base64.trim_end_matches('=')] {
        assert!(!text.contains(form), "the key shows in {text:?}");
    }
}

fn assert_hidden_in(key: &str, value: &Value) {
    match value {
        Value::String(text) => assert_hidden(key, text),
        Value::Array(values) => values.iter().for_each(|value| assert_hidden_in(key, value)),
        Value::Object(fields) => {
            for (name, value) in fields {
                assert_hidden(key, name);
                assert_hidden_in(key, value);
            }
        }
        _ => {}
    }
}
