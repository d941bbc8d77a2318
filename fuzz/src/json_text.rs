//! Properties of ASCII JSON: it parses if and only if the body does, and to an equal value.

use bytes::Bytes;
use facesign_api_native::core::crossing::ascii_json::{AsciiJson, body_json};
use serde::de::IgnoredAny;
use serde_json::Value;

pub fn run(data: &[u8]) {
    let before = String::from_utf8_lossy(data);
    let after = match body_json(Bytes::copy_from_slice(data)) {
        AsciiJson::Ascii(json) => {
            assert!(json.is_ascii());
            json
        }
        AsciiJson::Other(json) => json,
    };
    assert_eq!(is_json(&before), is_json(&after), "{before:?} became {after:?}");
    let value = |json: &str| serde_json::from_str::<Value>(json).ok();
    assert_eq!(value(&before), value(&after), "{before:?} became {after:?}");
}

fn is_json(json: &str) -> bool {
    serde_json::from_str::<IgnoredAny>(json).is_ok()
}
