//! Removes the caller's key from what a server sent, before it gets into errors and logs: «Invalid API key
//! provided: sk_…» would leak it. The body of a success is data and left unchanged.

use std::borrow::Cow;
use std::cell::OnceCell;

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use http::{HeaderMap, HeaderValue, header};
use memchr::memchr2;
use memchr::memmem::find;

use crate::core::error::Failure;
use crate::core::headers::{header_string, latin1};
use crate::core::response::Response;

/// A shorter key could be an ordinary word.
const MIN_KEY_LENGTH: usize = 8;
const REDACTED: &str = "[redacted]";

/// Knows the key of one call and every form of it to remove: plain, JSON-escaped, percent-encoded, and Base64,
/// also inside a longer Base64 string.
pub struct Redactor<'a> {
    key: Option<Cow<'a, str>>,
    forms: OnceCell<Vec<Form>>,
}

impl<'a> Redactor<'a> {
    /// Redacts the key in a request's `Authorization` header: everything after the scheme.
    pub fn new(request: &'a HeaderMap) -> Self {
        let key = request.get(header::AUTHORIZATION).map(|value| match text_of(value) {
            Cow::Borrowed(text) => Cow::Borrowed(after_scheme(text)),
            Cow::Owned(text) => Cow::Owned(after_scheme(&text).to_owned()),
        });
        let key = key.filter(|key| key.chars().count() >= MIN_KEY_LENGTH);
        Self { key, forms: OnceCell::new() }
    }

    /// Removes the key from an error response.
    pub fn error_response(&self, mut response: Response) -> Response {
        response.headers.values_mut().for_each(|value| self.clean_header(value));
        if let Cow::Owned(body) = self.clean(&String::from_utf8_lossy(&response.body)) {
            response.body = body.into();
        }
        response
    }

    /// Removes the key from a failure. An error response is already clean.
    pub fn failure(&self, failure: Failure) -> Failure {
        match failure {
            Failure::Connection { operation, server, mut failure } => {
                for text in failure.causes.iter_mut().chain([&mut failure.message]) {
                    self.clean_text(text);
                }
                Failure::Connection { operation, server, failure }
            }
            Failure::Response { operation, status, mut request_id, fault } => {
                if let Some(id) = &mut request_id {
                    self.clean_text(id);
                }
                Failure::Response { operation, status, request_id, fault }
            }
            other => other,
        }
    }

    fn clean_header(&self, value: &mut HeaderValue) {
        let clean = match self.clean(&text_of(value)) {
            Cow::Owned(clean) => latin1(&clean),
            Cow::Borrowed(_) => return,
        };
        *value = clean.unwrap_or_else(|| HeaderValue::from_static(REDACTED));
    }

    fn clean_text(&self, text: &mut String) {
        if let Cow::Owned(clean) = self.clean(text) {
            *text = clean;
        }
    }

    /// Removes the key from a string.
    pub fn clean_string(&self, mut text: String) -> String {
        self.clean_text(&mut text);
        text
    }

    /// Removes the key from a string. Borrows the string if the key is not in it.
    pub fn clean<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let Some(key) = self.key.as_deref().filter(|key| may_hold(text, key)) else {
            return Cow::Borrowed(text);
        };
        let forms = self.forms.get_or_init(|| forms(key));
        // Literal forms first: a backslash or percent sign in the key could look like an escape.
        let literal = forms.iter().filter(|form| !form.is_base64);
        let clean = literal.fold(Cow::Borrowed(text), |text, form| {
            if text.contains(&form.text) { Cow::Owned(text.replace(&form.text, REDACTED)) } else { text }
        });
        without_forms(&clean, forms).map_or(clean, Cow::Owned)
    }
}

/// As Latin-1, the encoding in which the key is sent.
fn text_of(value: &HeaderValue) -> Cow<'_, str> {
    value.to_str().map_or_else(|_| Cow::Owned(header_string(value)), Cow::Borrowed)
}

fn after_scheme(authorization: &str) -> &str {
    authorization.split_once(' ').map_or(authorization, |(_scheme, key)| key.trim())
}

/// Whether a search for all forms is worthwhile. Usual headers have no character that begins an escape, and no run of
/// Base64 letters that is as long as the Base64 form of a key.
fn may_hold(text: &str, key: &str) -> bool {
    let length = key.chars().count();
    text.len() >= length
        && (!text.is_ascii()
            || memchr2(b'\\', b'%', text.as_bytes()).is_some()
            || has_base64(text.as_bytes(), length * 5 / 4)
            || find(text.as_bytes(), key.as_bytes()).is_some())
}

/// Whether there is a run of that many Base64 letters, of either alphabet. Such a run covers a multiple of its length, so
/// most letters aren't looked at.
fn has_base64(text: &[u8], length: usize) -> bool {
    let is_letter = |byte: &&u8| byte.is_ascii_alphanumeric() || b"+/-_".contains(byte);
    (0..text.len()).step_by(length.max(1)).any(|at| {
        let (before, after) = text.split_at(at);
        let after = after.iter().take_while(is_letter).count();
        after > 0 && after + before.iter().rev().take_while(is_letter).count() >= length
    })
}

/// One form of the key.
struct Form {
    text: String,
    is_base64: bool,
}

fn forms(key: &str) -> Vec<Form> {
    let mut forms = vec![Form { text: key.to_owned(), is_base64: false }];
    add_base64(&mut forms, key.as_bytes());
    if let Some(in_latin1) = latin1(key).filter(|_| !key.is_ascii()) {
        add_base64(&mut forms, in_latin1.as_bytes());
        // UTF-8 misread as Latin-1, and Latin-1 misread as UTF-8.
        let misread = [
            key.bytes().map(char::from).collect(),
            String::from_utf8_lossy(in_latin1.as_bytes()).into_owned(),
        ];
        forms.extend(misread.map(|text| Form { text, is_base64: false }));
    }
    forms
}

/// In both alphabets, and for each offset of the key in a group of three bytes.
fn add_base64(forms: &mut Vec<Form>, key: &[u8]) {
    for before in 0..3 {
        let text = base64_after(before, key);
        if text.contains(['+', '/']) {
            let url_safe = text.replace('+', "-").replace('/', "_");
            forms.push(Form { text: url_safe, is_base64: true });
        }
        forms.push(Form { text, is_base64: true });
    }
}

/// The Base64 letters that depend only on `bytes`, if they follow `before` bytes in a group of three.
fn base64_after(before: usize, bytes: &[u8]) -> String {
    let encoded = STANDARD_NO_PAD.encode([vec![0; before], bytes.to_vec()].concat());
    let first = (before * 8).div_ceil(6);
    let end = (before + bytes.len()) * 8 / 6;
    encoded.get(first..end).unwrap_or_default().to_owned()
}

fn without_forms(text: &str, forms: &[Form]) -> Option<String> {
    let first = forms.iter().filter_map(|form| form.text.bytes().next()).chain([b'\\', b'%']);
    let mut begins = [false; 256];
    first.for_each(|byte| begins.iter_mut().skip(byte.into()).take(1).for_each(|begins| *begins = true));
    let may_begin = |byte: u8| begins.get(usize::from(byte)) == Some(&true);
    let mut clean = String::new();
    let (mut rest, mut at) = (text, 0);
    while let Some(next) = rest.get(at..)?.bytes().position(may_begin) {
        let (before, from) = rest.split_at_checked(at + next)?;
        if let Some(after) = forms.iter().find_map(|form| form.after_spelling(from)) {
            clean.push_str(before);
            clean.push_str(REDACTED);
            (rest, at) = (after, 0);
        } else {
            at += next + one_character(from);
        }
    }
    (rest.len() < text.len()).then(|| clean + rest)
}

impl Form {
    /// What follows if `text` begins with a spelling of this form.
    fn after_spelling<'t>(&self, text: &'t str) -> Option<&'t str> {
        let after = self.text.chars().try_fold(text, after_letter)?;
        if !self.is_base64 {
            return Some(after);
        }
        // The letter that encodes the end of the key and the beginning of what follows.
        let shared =
            after.strip_prefix(|letter: char| letter.is_ascii_alphanumeric() || "+/-_".contains(letter));
        Some(shared.unwrap_or(after).trim_start_matches('='))
    }
}

/// Skips what a backslash escapes, too: an escaped backslash begins no spelling.
fn one_character(text: &str) -> usize {
    let letters = if text.starts_with('\\') { 2 } else { 1 };
    text.chars().take(letters).map(char::len_utf8).sum()
}

/// What follows if `text` begins with `letter`: plain, after a backslash, as `\uXXXX` (RFC 8259, 7), or
/// percent-encoded.
fn after_letter(text: &str, letter: char) -> Option<&str> {
    let escaped = if letter == '\\' { text.strip_prefix('\\') } else { after_backslashes(text) };
    after_hex(after_backslashes(text), 'u', 4, u32::from(letter))
        .or_else(|| escaped?.strip_prefix(letter))
        .or_else(|| after_percent(text, letter))
        .or_else(|| text.strip_prefix(letter))
}

/// JSON inside JSON has several backslashes before an escaped letter.
fn after_backslashes(text: &str) -> Option<&str> {
    const MAX: usize = 7;
    let count = text.bytes().take(MAX).take_while(|byte| *byte == b'\\').count();
    text.get(count..).filter(|_| count > 0)
}

fn after_hex(text: Option<&str>, mark: char, digits: usize, value: u32) -> Option<&str> {
    let (hex, after) = text?.strip_prefix(mark)?.split_at_checked(digits)?;
    (u32::from_str_radix(hex, 16) == Ok(value)).then_some(after)
}

fn after_percent(text: &str, letter: char) -> Option<&str> {
    let mut utf8 = [0; 4];
    let bytes = letter.encode_utf8(&mut utf8).bytes();
    let in_utf8 = bytes.into_iter().try_fold(text, |rest, byte| after_hex(Some(rest), '%', 2, byte.into()));
    in_utf8.or_else(|| after_hex(Some(text), '%', 2, u32::from(letter)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::response::request_id;
    use crate::core::safe_text;
    use bytes::Bytes;
    use proptest::prelude::*;

    const KEY: &str = "sk_test_marked";

    fn request(authorization: &str) -> HeaderMap {
        HeaderMap::from_iter([(header::AUTHORIZATION, latin1(authorization).expect("a header"))])
    }

    fn cleaned(key: &str, text: &str) -> String {
        Redactor::new(&request(&format!("Bearer {key}"))).clean(text).into_owned()
    }

    fn response(headers: &[(&'static str, &[u8])], body: &'static str) -> Response {
        let value = |bytes: &[u8]| HeaderValue::from_bytes(bytes).expect("a value");
        let headers = headers.iter().map(|(name, bytes)| (http::HeaderName::from_static(name), value(bytes)));
        Response::new(401, headers.collect(), Bytes::from_static(body.as_bytes()))
    }

    #[test]
    fn a_key_is_removed_in_every_spelling() {
        let table = [
            (KEY, "no: sk_test_marked, no", "no: [redacted], no"),
            ("no", "no", "no"),
            ("c2t/dGVzd+xx", r"no: c2t\/dGVzd\u002Bxx", "no: [redacted]"),
            (KEY, r"no: sk_\u00zz", r"no: sk_\u00zz"),
            (r"two\\slashes", r"no: two\\slashes", "no: [redacted]"),
            (KEY, r"no: \\sk\u005ftest_marked", "no: [redacted]"),
            (
                r#"key"with/marks"#,
                r#"no: {\"key\":\"key\\\"with\\/marks\"}"#,
                r#"no: {\"key\":\"[redacted]\"}"#,
            ),
            (KEY, "no: ?key=sk%5ftest%5Fmarked&", "no: ?key=[redacted]&"),
            ("c2t/dGVzd+xx", "no: c2t%2FdGVzd%2Bxx", "no: [redacted]"),
            ("100%sure_of_it", "no: 100%sure_of_it, 100%25sure_of_it", "no: [redacted], [redacted]"),
            (
                "sk_test\u{e9}",
                "no: sk_test%C3%A9, sk_test%e9, sk_test\u{c3}\u{a9}",
                "no: [redacted], [redacted], [redacted]",
            ),
            (KEY, "no: c2tfdGVzdF9tYXJrZWQ=, no", "no: [redacted], no"),
            (
                "sk?>~~marked",
                "no: c2s/Pn5+bWFya2Vk c2s_Pn5-bWFya2Vk c2s%2FPn5%2BbWFya2Vk",
                "no: [redacted] [redacted] [redacted]",
            ),
        ];
        for (key, text, expected) in table {
            assert_eq!(cleaned(key, text), expected, "{key}");
        }
    }

    #[test]
    fn a_key_inside_a_base64_string_is_removed() {
        for around in ["Bearer %", "%:", "user:%", "xx%xx", "x%yy"] {
            let text = STANDARD_NO_PAD.encode(around.replace('%', KEY));
            let clean = cleaned(KEY, &text);
            assert!(clean.contains(REDACTED) && clean.len() < text.len(), "{around}: {clean}");
        }
    }

    #[test]
    fn no_form_is_shorter_than_the_minimum_that_is_searched() {
        for length in MIN_KEY_LENGTH..200 {
            for before in 0..3 {
                let encoded = base64_after(before, &vec![b'x'; length]);
                assert!(encoded.len() >= length * 5 / 4, "{length} {before}");
            }
        }
    }

    #[test]
    fn the_key_is_what_follows_the_scheme() {
        for authorization in ["Bearer sk_test_marked", "sk_test_marked", "Token  sk_test_marked"] {
            let request = request(authorization);
            assert_eq!(Redactor::new(&request).clean("no sk_test_marked"), "no [redacted]");
        }
        assert_eq!(Redactor::new(&HeaderMap::new()).clean("no sk_test_marked"), "no sk_test_marked");
    }

    #[test]
    fn an_error_response_contains_the_key_neither_in_headers_nor_in_the_body() {
        let echo = response(&[("warning", b"no sk_test_marked")], "no sk_test_marked");
        let clean = Redactor::new(&request("Bearer sk_test_marked")).error_response(echo);
        assert_eq!(
            (&clean.headers["warning"], &*clean.body),
            (&HeaderValue::from_static("no [redacted]"), &b"no [redacted]"[..])
        );
    }

    #[test]
    fn a_non_ascii_key_is_removed_from_headers_in_latin_1_and_utf_8() {
        for spelled in [b"no sk_test\xe9".as_slice(), "no sk_test\u{e9}".as_bytes()] {
            let clean = Redactor::new(&request("Bearer sk_test\u{e9}"))
                .error_response(response(&[("warning", spelled)], ""));
            assert_eq!(clean.headers["warning"], "no [redacted]");
        }
    }

    #[test]
    fn the_request_id_of_a_success_has_no_key_and_is_safe_to_show() {
        let success = response(&[("x-request-id", b"for sk_test_marked")], "");
        let id = request_id(&success.headers).expect("an id");
        let clean = Redactor::new(&request("Bearer sk_test_marked")).clean(&id).into_owned();
        assert_eq!(safe_text::request_id(&clean).as_deref(), Some(r"for\u0020[redacted]"));
    }

    #[test]
    fn a_run_of_base64_is_found_wherever_it_begins() {
        for at in 0..40 {
            for (length, found) in [(9, false), (10, true), (25, true)] {
                let text = format!(
                    "{}{} .",
                    " .=:".repeat(10).split_at(at).0,
                    "aB3+/-_9".repeat(4).split_at(length).0
                );
                assert_eq!(has_base64(text.as_bytes(), 10), found, "{text}");
            }
        }
    }

    /// The forms in which a server or a proxy may repeat what it received.
    fn spellings(key: &str) -> Vec<String> {
        let each = |write: &dyn Fn(char) -> String| key.chars().map(write).collect::<String>();
        let percent =
            |bytes: &[u8]| bytes.iter().fold(String::new(), |text, byte| format!("{text}%{byte:02X}"));
        let latin1: Vec<u8> = key.chars().filter_map(|letter| u8::try_from(letter).ok()).collect();
        vec![
            key.to_owned(),
            serde_json::to_string(key).expect("JSON"),
            serde_json::to_string(key).expect("JSON").replace('/', "\\/"),
            each(&|letter| format!("\\u{:04x}", u32::from(letter))),
            each(&|letter| format!("\\u{:04X}", u32::from(letter))),
            each(&|letter| format!("\\\\u{:04x}", u32::from(letter))),
            serde_json::to_string(&serde_json::to_string(key).expect("JSON")).expect("JSON"),
            percent(key.as_bytes()),
            percent(&latin1),
            percent_encoding::utf8_percent_encode(key, percent_encoding::NON_ALPHANUMERIC).to_string(),
            latin1.iter().copied().map(char::from).collect(),
            key.bytes().map(char::from).collect(),
            String::from_utf8_lossy(&latin1).into_owned(),
            base64::engine::general_purpose::STANDARD.encode(key),
            base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(key),
            base64::engine::general_purpose::STANDARD.encode(&latin1),
            STANDARD_NO_PAD.encode(key).replace('/', "\\/"),
            percent(STANDARD_NO_PAD.encode(key).as_bytes()),
        ]
    }

    proptest! {
        #[test]
        fn no_spelling_of_the_key_survives(
            key in "[!-~\u{a1}-\u{ff}]{8,60}",
            before in "[ -~]{0,12}[ .:\"=]|",
            after in "[ \"&,.<][ -~]{0,12}|",
        ) {
            for spelled in spellings(&key) {
                let clean = cleaned(&key, &format!("{before}{spelled}{after}"));
                prop_assert!(clean.contains(REDACTED), "{spelled} survives in {clean}");
                prop_assert!(!clean.contains(&spelled), "{spelled} survives in {clean}");
            }
        }

        #[test]
        fn a_string_without_the_key_is_unchanged(text: String) {
            prop_assert_eq!(cleaned("sk_test_of_nobody", &text), text);
        }
    }
}
