//! Rules of the crossing to one-byte text: it parses exactly where the body's text does, and to
//! an equal value.

use bytes::Bytes;
use facesign_api_native::core::ascii_json::{AsciiJson, json_text};
use serde::de::IgnoredAny;
use serde_json::Value;

pub fn run(data: &[u8]) {
    let before = String::from_utf8_lossy(data);
    let after = match json_text(Bytes::copy_from_slice(data)) {
        AsciiJson::Ascii(text) => {
            assert!(text.is_ascii());
            text
        }
        AsciiJson::Other(text) => text,
    };
    assert_eq!(is_json(&before), is_json(&after), "{before:?} became {after:?}");
    let value = |text: &str| serde_json::from_str::<Value>(text).ok();
    assert_eq!(value(&before), value(&after), "{before:?} became {after:?}");
}

fn is_json(text: &str) -> bool {
    serde_json::from_str::<IgnoredAny>(text).is_ok()
}
