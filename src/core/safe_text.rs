//! Makes a server's text safe to show on one line: none of its control characters reaches a terminal or starts a
//! new line in a log.

use std::borrow::Cow;
use std::fmt::Write;

/// The longest request id, in characters.
const MAX_REQUEST_ID: usize = 256;

/// Escapes every character that would end a line, control a terminal or change the reading direction.
pub fn one_line(text: &str) -> Cow<'_, str> {
    if text.chars().any(must_be_escaped) {
        Cow::Owned(escaped(text, must_be_escaped))
    } else {
        Cow::Borrowed(text)
    }
}

/// A request id of at most 256 visible ASCII characters. Others are escaped, and the end is cut off. `None` if it
/// is empty.
pub fn request_id(id: &str) -> Option<String> {
    let mut safe = id.trim().to_owned();
    if !safe.bytes().all(|byte| byte.is_ascii_graphic()) {
        safe = escaped(&safe, |letter| !letter.is_ascii_graphic());
    }
    safe.truncate(MAX_REQUEST_ID);
    (!safe.is_empty()).then_some(safe)
}

fn must_be_escaped(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{2028}' | '\u{2029}' | '\u{61c}' | '\u{200e}' | '\u{200f}')
        || matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn escaped(text: &str, must_be: impl Fn(char) -> bool) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        if must_be(letter) {
            escape(letter, &mut safe);
        } else {
            safe.push(letter);
        }
    }
    safe
}

/// Escapes as in JSON and JavaScript.
fn escape(letter: char, safe: &mut String) {
    match letter {
        '\n' => safe.push_str("\\n"),
        '\r' => safe.push_str("\\r"),
        '\t' => safe.push_str("\\t"),
        _ => {
            for unit in letter.encode_utf16(&mut [0; 2]) {
                // Writing to a string cannot fail.
                let _ = write!(safe, "\\u{unit:04x}");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_could_forge_a_line_or_control_a_terminal_are_escaped() {
        let table = [
            ("plain words, Zoë 漢字 😀", "plain words, Zoë 漢字 😀"),
            ("a\r\nb\tc", r"a\r\nb\tc"),
            ("\u{1b}[31mred", r"\u001b[31mred"),
            ("\0\u{7f}\u{85}\u{9b}31m", r"\u0000\u007f\u0085\u009b31m"),
            ("a\u{2028}b\u{2029}c", r"a\u2028b\u2029c"),
            ("\u{202e}txt\u{2066}\u{200f}\u{61c}", r"\u202etxt\u2066\u200f\u061c"),
        ];
        for (text, expected) in table {
            assert_eq!(one_line(text), expected);
        }
    }

    #[test]
    fn a_request_id_is_at_most_256_visible_ascii_characters() {
        let long = "x".repeat(300);
        let table = [
            ("req_1", Some("req_1")),
            (" req_1 ", Some("req_1")),
            ("a b", Some(r"a\u0020b")),
            ("Zo\u{eb}", Some(r"Zo\u00eb")),
            ("a\u{1b}[0m😀", Some(r"a\u001b[0m\ud83d\ude00")),
            (&long, Some(&long[..256])),
            ("", None),
            (" \t", None),
        ];
        for (id, expected) in table {
            assert_eq!(request_id(id).as_deref(), expected, "{id:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn every_request_id_is_safe(id: String) {
            if let Some(id) = request_id(&id) {
                proptest::prop_assert!(id.len() <= 256 && id.chars().all(|letter| letter.is_ascii_graphic()));
            }
        }

        #[test]
        fn every_line_is_safe(text: String) {
            proptest::prop_assert!(!one_line(&text).chars().any(must_be_escaped));
        }
    }
}
