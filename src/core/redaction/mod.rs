//! Removes the caller's key from what a server sent, before it gets into errors and logs: «Invalid API key
//! provided: sk_…» would leak it. The body of a success is data and left unchanged.

mod forms;

use std::borrow::Cow;
use std::fmt;

use http::{HeaderMap, HeaderValue, header};

use crate::core::error::Failure;
use crate::core::headers::{header_string, latin1};
use crate::core::redaction::forms::{Forms, REDACTED};
use crate::core::response::Response;

/// A shorter key could be an ordinary word.
const MIN_KEY_LENGTH: usize = 8;

/// Knows one key, and removes every form of it.
pub struct Redactor(Option<Forms>);

// It contains the key, so it isn't printed.
impl fmt::Debug for Redactor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Redactor").finish_non_exhaustive()
    }
}

impl Redactor {
    /// Redacts the key in a request's `Authorization` header: everything after the scheme.
    pub fn new(request: &HeaderMap) -> Self {
        let authorization = request.get(header::AUTHORIZATION).map(text_of);
        let key = authorization.as_deref().map(after_scheme);
        Self(key.filter(|key| key.chars().count() >= MIN_KEY_LENGTH).map(Forms::of))
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
        match &self.0 {
            Some(forms) if forms.may_be_in(text) => forms.remove_from(text),
            _ => Cow::Borrowed(text),
        }
    }
}

/// As Latin-1, the encoding in which the key is sent.
fn text_of(value: &HeaderValue) -> Cow<'_, str> {
    value.to_str().map_or_else(|_| Cow::Owned(header_string(value)), Cow::Borrowed)
}

fn after_scheme(authorization: &str) -> &str {
    authorization.split_once(' ').map_or(authorization, |(_scheme, key)| key.trim())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::response::request_id;
    use crate::core::safe_text;
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD_NO_PAD;
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
