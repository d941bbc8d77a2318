//! Takes the caller's key out of answers: «Invalid API key provided: sk_…» would carry it into
//! messages, fields and logs. It is found in body and headers, however JSON spells it.

use http::{HeaderMap, HeaderValue};

use crate::core::answer::Answer;
use crate::core::config::{header_text, latin1};

/// Shorter ones could be ordinary words of a message.
const SHORTEST_KEY: usize = 8;
const REDACTED: &str = "[redacted]";

/// The answer without the key.
pub fn without_key(answer: Answer, key: Option<&str>) -> Answer {
    let Some(key) = key.filter(|key| key.len() >= SHORTEST_KEY) else { return answer };
    let headers = headers_without(answer.headers, key);
    let body = String::from_utf8_lossy(&answer.body);
    if !body.contains(key) && !body.contains('\\') {
        return Answer { headers, ..answer };
    }
    let body = text_without(&body.replace(key, REDACTED), key).into();
    Answer { headers, body, ..answer }
}

/// Headers are Latin-1, as the key is on its way out; a server may repeat it in UTF-8.
fn headers_without(mut headers: HeaderMap, key: &str) -> HeaderMap {
    let in_utf8: String = key.bytes().map(char::from).collect();
    for value in headers.values_mut() {
        let text = header_text(value);
        let clean = text.replace(key, REDACTED).replace(&in_utf8, REDACTED);
        if clean != text {
            *value = latin1(&clean).unwrap_or_else(|| HeaderValue::from_static(REDACTED));
        }
    }
    headers
}

fn text_without(text: &str, key: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        if let Some(after) = after_spelling(rest, key) {
            clean.push_str(REDACTED);
            rest = after;
        } else {
            // What a backslash escapes goes with it: a second one begins no spelling.
            let letters = if letter == '\\' { 2 } else { 1 };
            let (taken, after) = rest.split_at(rest.chars().take(letters).map(char::len_utf8).sum());
            clean.push_str(taken);
            rest = after;
        }
    }
    clean
}

/// What follows a spelling of `key` at the start of `text`: each letter may stand for itself,
/// behind a backslash, or as `\uXXXX` (RFC 8259, 7).
fn after_spelling<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    key.chars().try_fold(text, |rest, letter| {
        let escaped = rest.strip_prefix('\\');
        let hex =
            escaped.and_then(|escaped| escaped.strip_prefix('u')).and_then(|hex| hex.split_at_checked(4));
        match hex {
            Some((hex, after)) if u32::from_str_radix(hex, 16) == Ok(u32::from(letter)) => Some(after),
            _ => {
                escaped.and_then(|escaped| escaped.strip_prefix(letter)).or_else(|| rest.strip_prefix(letter))
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;

    fn answer(body: &'static str) -> Answer {
        let body = Bytes::from_static(body.as_bytes());
        Answer::new(401, HeaderMap::new(), body)
    }

    #[test]
    fn a_key_that_the_body_repeats_is_taken_out_however_it_is_spelt() {
        let table = [
            ("no: sk_test_marked, no", Some("sk_test_marked"), "no: [redacted], no"),
            ("no", Some("no"), "no"),
            ("sk_test_marked", None, "sk_test_marked"),
            (r"no: c2t\/dGVzd\u002Bxx", Some("c2t/dGVzd+xx"), "no: [redacted]"),
            (r"no: sk_\u00zz", Some("sk_test_marked"), r"no: sk_\u00zz"),
            (r"no: two\\slashes", Some(r"two\\slashes"), "no: [redacted]"),
            (r"no: \\sk\u005ftest_marked", Some("sk_test_marked"), r"no: \\[redacted]"),
        ];
        for (body, key, expected) in table {
            assert_eq!(without_key(answer(body), key).body, expected);
        }
    }

    #[test]
    fn a_key_that_a_header_repeats_is_taken_out() {
        let mut with_header = answer("");
        with_header
            .headers
            .insert("www-authenticate", HeaderValue::from_static("Bearer error=\"no sk_test_marked\""));
        let clean = without_key(with_header, Some("sk_test_marked"));
        assert_eq!(clean.headers["www-authenticate"], "Bearer error=\"no [redacted]\"");
    }

    #[test]
    fn a_key_beyond_ascii_is_taken_out_of_headers_in_latin_1_and_in_utf_8() {
        for spelled in [b"no sk_test\xe9".as_slice(), "no sk_test\u{e9}".as_bytes()] {
            let mut with_header = answer("");
            with_header.headers.insert("warning", HeaderValue::from_bytes(spelled).expect("a value"));
            assert_eq!(without_key(with_header, Some("sk_test\u{e9}")).headers["warning"], "no [redacted]");
        }
    }
}
