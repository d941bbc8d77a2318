//! JSON text in one-byte characters. V8 parses text that holds a single character beyond
//! Latin-1 as two-byte text, half as fast; in JSON such characters stand only inside strings,
//! where `\uXXXX` means the same (RFC 8259, 7).

use bytes::Bytes;

/// Text for V8: all ASCII, or whatever it is.
#[derive(Debug, PartialEq, Eq)]
pub enum AsciiJson {
    Ascii(String),
    Other(String),
}

impl From<String> for AsciiJson {
    fn from(text: String) -> Self {
        if text.is_ascii() { Self::Ascii(text) } else { Self::Other(text) }
    }
}

impl AsciiJson {
    pub fn len(&self) -> usize {
        match self {
            Self::Ascii(text) | Self::Other(text) => text.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What it takes of the memory.
    pub fn capacity(&self) -> usize {
        match self {
            Self::Ascii(text) | Self::Other(text) => text.capacity(),
        }
    }
}

/// A body as text that parses to the same value.
pub fn json_text(body: Bytes) -> AsciiJson {
    ascii_json(utf8_text(body))
}

/// Bytes that are no UTF-8 become U+FFFD, as the old SDK reads them. Else nothing is copied.
pub fn utf8_text(body: Bytes) -> String {
    String::from_utf8(body.into())
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

/// JSON that parses to the same value. ASCII, which nearly all texts are, is not copied.
pub fn ascii_json(text: String) -> AsciiJson {
    if text.is_ascii() {
        return AsciiJson::Ascii(text);
    }
    escaped(&text).map_or(AsciiJson::Other(text), AsciiJson::Ascii)
}

/// The text with every other character escaped; `None` where one follows a backslash: that is
/// no JSON, and escaping would turn it into some.
fn escaped(text: &str) -> Option<String> {
    let mut escaped = String::with_capacity(text.len() + text.len() / 4);
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| !byte.is_ascii()) {
        let (plain, other) = rest.split_at(at);
        escaped.push_str(plain);
        if ends_in_open_backslash(plain) {
            return None;
        }
        let character = other.chars().next()?;
        for unit in character.encode_utf16(&mut [0; 2]) {
            escaped.push_str("\\u");
            // Formatting is several times as slow.
            let digits = [12, 8, 4, 0].map(|shift| u32::from((*unit >> shift) & 0xF));
            escaped.extend(digits.iter().filter_map(|digit| char::from_digit(*digit, 16)));
        }
        rest = &other[character.len_utf8()..];
    }
    escaped.push_str(rest);
    Some(escaped)
}

fn ends_in_open_backslash(plain: &str) -> bool {
    plain.bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    fn text(body: &[u8]) -> String {
        match json_text(Bytes::copy_from_slice(body)) {
            AsciiJson::Ascii(text) => {
                assert!(text.is_ascii());
                text
            }
            AsciiJson::Other(text) => text,
        }
    }

    #[test]
    fn ascii_goes_through_untouched() {
        for body in [r#"{"a":"b"}"#, ""] {
            assert_eq!(json_text(Bytes::from_static(body.as_bytes())), AsciiJson::Ascii(body.to_owned()));
        }
    }

    #[test]
    fn other_characters_become_escapes_of_the_same_meaning() {
        assert_eq!(text("\"Jürgen 名 😀\"".as_bytes()), r#""J\u00fcrgen \u540d \ud83d\ude00""#);
        assert_eq!(text(b"\"\xff\""), r#""\ufffd""#);
    }

    #[test]
    fn text_that_is_no_json_does_not_become_some() {
        for body in ["\"\\é\"", "é", "\u{feff}{}", "{\u{a0}}"] {
            assert!(serde_json::from_str::<Value>(&text(body.as_bytes())).is_err(), "{body}");
        }
        assert_eq!(text("\"\\\\é\"".as_bytes()), r#""\\\u00e9""#);
    }

    proptest::proptest! {
        #[test]
        fn a_value_means_the_same_after_the_crossing(strings: Vec<String>) {
            let json = serde_json::to_string(&strings).expect("json");
            let crossed: Vec<String> = serde_json::from_str(&text(json.as_bytes())).expect("json");
            proptest::prop_assert_eq!(crossed, strings);
        }

        #[test]
        fn what_parses_after_the_crossing_parsed_before(body in "[\"\\\\uéa{}\\[\\],:0 \u{feff}]{0,12}") {
            let crossed = serde_json::from_str::<Value>(&text(body.as_bytes())).ok();
            proptest::prop_assert_eq!(crossed, serde_json::from_str::<Value>(&body).ok());
        }
    }
}
