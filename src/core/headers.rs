//! Converts between header values and strings.

use std::collections::BTreeMap;

use http::{HeaderMap, HeaderValue, header};

/// Reads a header value as Latin-1, as Node.js and `fetch` do.
pub fn header_string(value: &HeaderValue) -> String {
    value.as_bytes().iter().copied().map(char::from).collect()
}

/// Encodes a header value as the old SDK does. Returns `None` if a header cannot carry the string.
pub fn latin1(string: &str) -> Option<HeaderValue> {
    let bytes: Option<Vec<u8>> = string.chars().map(|letter| u8::try_from(letter).ok()).collect();
    HeaderValue::from_bytes(&bytes?).ok()
}

/// The headers by name, repeated ones joined. Leaves out `set-cookie`, which is a credential.
pub fn plain_headers(headers: &HeaderMap) -> BTreeMap<String, String> {
    let mut plain: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in headers.iter().filter(|(name, _)| *name != header::SET_COOKIE) {
        let value = header_string(value);
        plain
            .entry(name.as_str().to_owned())
            .and_modify(|joined| {
                joined.push_str(", ");
                joined.push_str(&value);
            })
            .or_insert(value);
    }
    plain
}

/// The headers in lines of `name: value`, repeated ones one after the other. Leaves out `set-cookie`. They cross with every
/// success, and few callers read them, so they are copied and neither decoded, joined nor escaped. No header contains a
/// line break (RFC 9110, 5.5).
pub fn header_lines(headers: &HeaderMap) -> String {
    let bytes = headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 3).sum();
    let mut lines = String::with_capacity(bytes);
    for (name, value) in headers.iter().filter(|(name, _)| *name != header::SET_COOKIE) {
        lines.push_str(name.as_str());
        lines.push_str(": ");
        match str::from_utf8(value.as_bytes()) {
            Ok(ascii) if ascii.is_ascii() => lines.push_str(ascii),
            _ => lines.push_str(&header_string(value)),
        }
        lines.push('\n');
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_have_each_header_as_it_came_but_cookies() {
        let mut headers = HeaderMap::new();
        headers.append("warning", HeaderValue::from_static("299 \"a\\b\""));
        headers.append("set-cookie", HeaderValue::from_static("session=secret"));
        headers.append("x-latin", HeaderValue::from_bytes(b"Zo\xeb\t\xc3\xa9").expect("a value"));
        headers.append("warning", HeaderValue::from_static("299 b"));
        let mut lines: Vec<String> = header_lines(&headers).lines().map(str::to_owned).collect();
        lines.sort_unstable();
        assert_eq!(lines, ["warning: 299 \"a\\b\"", "warning: 299 b", "x-latin: Zo\u{eb}\t\u{c3}\u{a9}"]);
    }

    #[test]
    fn repeated_headers_are_joined_and_cookies_are_left_out() {
        let mut headers = HeaderMap::new();
        headers.append("warning", HeaderValue::from_static("299 a"));
        headers.append("warning", HeaderValue::from_static("299 b"));
        headers.append("set-cookie", HeaderValue::from_static("session=secret"));
        let plain = plain_headers(&headers);
        assert_eq!(plain.get("warning").map(String::as_str), Some("299 a, 299 b"));
        assert_eq!(plain.len(), 1);
    }

    #[test]
    fn headers_are_read_as_latin_1() {
        let mut headers = HeaderMap::new();
        headers.insert("warning", HeaderValue::from_bytes(b"Zo\xeb").expect("a value"));
        assert_eq!(plain_headers(&headers)["warning"], "Zo\u{eb}");
    }
}
