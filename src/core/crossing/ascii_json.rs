//! JSON in ASCII. V8 parses a string with a single character beyond Latin-1 as a two-byte string, half as
//! fast. In JSON, such characters occur only inside strings, where `\uXXXX` means the same (RFC 8259, 7).

use bytes::Bytes;

/// A string for V8.
#[derive(Debug, PartialEq, Eq)]
pub enum AsciiJson {
    Ascii(String),
    Other(String),
}

impl From<String> for AsciiJson {
    fn from(json: String) -> Self {
        if json.is_ascii() { Self::Ascii(json) } else { Self::Other(json) }
    }
}

impl AsciiJson {
    pub fn len(&self) -> usize {
        match self {
            Self::Ascii(json) | Self::Other(json) => json.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The allocated size in bytes.
    pub fn capacity(&self) -> usize {
        match self {
            Self::Ascii(json) | Self::Other(json) => json.capacity(),
        }
    }
}

/// Turns a body into JSON that parses to the same value.
pub fn body_json(body: Bytes) -> AsciiJson {
    ascii_json(utf8_lossy(body))
}

/// Replaces invalid UTF-8 with U+FFFD, as the old SDK does. A valid body is not copied.
pub fn utf8_lossy(body: Bytes) -> String {
    String::from_utf8(body.into())
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

/// Returns JSON that parses to the same value. ASCII, the usual case, is not copied.
pub fn ascii_json(json: String) -> AsciiJson {
    if json.is_ascii() {
        return AsciiJson::Ascii(json);
    }
    escaped(&json).map_or(AsciiJson::Other(json), AsciiJson::Ascii)
}

/// Escapes every non-ASCII character. Returns `None` if one follows a backslash: that is invalid JSON, and
/// escaping would make it valid.
fn escaped(json: &str) -> Option<String> {
    let mut escaped = String::with_capacity(json.len() + json.len() / 4);
    let mut remainder = json;
    while let Some(at) = remainder.bytes().position(|byte| !byte.is_ascii()) {
        let (plain, after) = remainder.split_at(at);
        escaped.push_str(plain);
        if ends_in_open_backslash(plain) {
            return None;
        }
        let character = after.chars().next()?;
        for unit in character.encode_utf16(&mut [0; 2]) {
            escaped.push_str("\\u");
            // Formatting would be several times slower.
            let digits = [12, 8, 4, 0].map(|shift| u32::from((*unit >> shift) & 0xF));
            escaped.extend(digits.iter().filter_map(|digit| char::from_digit(*digit, 16)));
        }
        remainder = &after[character.len_utf8()..];
    }
    escaped.push_str(remainder);
    Some(escaped)
}

fn ends_in_open_backslash(plain: &str) -> bool {
    plain.bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    fn escaped_body(body: &[u8]) -> String {
        match body_json(Bytes::copy_from_slice(body)) {
            AsciiJson::Ascii(json) => {
                assert!(json.is_ascii());
                json
            }
            AsciiJson::Other(json) => json,
        }
    }

    #[test]
    fn ascii_is_unchanged() {
        for body in [r#"{"a":"b"}"#, ""] {
            assert_eq!(body_json(Bytes::from_static(body.as_bytes())), AsciiJson::Ascii(body.to_owned()));
        }
    }

    #[test]
    fn other_characters_become_equivalent_escapes() {
        assert_eq!(escaped_body("\"Jürgen 名 😀\"".as_bytes()), r#""J\u00fcrgen \u540d \ud83d\ude00""#);
        assert_eq!(escaped_body(b"\"\xff\""), r#""\ufffd""#);
    }

    #[test]
    fn invalid_json_stays_invalid() {
        for body in ["\"\\é\"", "é", "\u{feff}{}", "{\u{a0}}"] {
            assert!(serde_json::from_str::<Value>(&escaped_body(body.as_bytes())).is_err(), "{body}");
        }
        assert_eq!(escaped_body("\"\\\\é\"".as_bytes()), r#""\\\u00e9""#);
    }

    proptest::proptest! {
        #[test]
        fn escaping_preserves_values(strings: Vec<String>) {
            let json = serde_json::to_string(&strings).expect("json");
            let crossed: Vec<String> = serde_json::from_str(&escaped_body(json.as_bytes())).expect("json");
            proptest::prop_assert_eq!(crossed, strings);
        }

        #[test]
        fn escaping_preserves_whether_a_body_parses(body in "[\"\\\\uéa{}\\[\\],:0 \u{feff}]{0,12}") {
            let crossed = serde_json::from_str::<Value>(&escaped_body(body.as_bytes())).ok();
            proptest::prop_assert_eq!(crossed, serde_json::from_str::<Value>(&body).ok());
        }
    }
}
