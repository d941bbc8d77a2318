//! Converts between header values and strings.

use std::collections::BTreeMap;

use http::{HeaderMap, HeaderName, HeaderValue, header};

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

/// Appends the headers as a JSON object that parses to `plain_headers`. It crosses with every success, so usual values
/// are copied without being decoded.
pub fn push_headers_json(json: &mut String, headers: &HeaderMap) {
    json.push('{');
    let mut previous: Option<&HeaderName> = None;
    for (name, value) in headers.iter().filter(|(name, _)| *name != header::SET_COOKIE) {
        if previous == Some(name) {
            // Repeated headers follow each other. This reopens the string.
            json.pop();
            json.push_str(", ");
        } else {
            json.push_str(if previous.is_some() { ",\"" } else { "\"" });
            // A header name has no character that JSON escapes (RFC 9110, 5.1).
            json.push_str(name.as_str());
            json.push_str("\":\"");
            previous = Some(name);
        }
        push_json_characters(json, value);
        json.push('"');
    }
    json.push('}');
}

/// Appends a header value as the inside of a JSON string.
fn push_json_characters(json: &mut String, value: &HeaderValue) {
    let plain = |byte: u8| matches!(byte, b' ' | b'!' | b'#'..=b'[' | b']'..=b'~');
    match value.to_str() {
        Ok(string) if string.bytes().all(plain) => json.push_str(string),
        _ => {
            let quoted = serde_json::to_string(&header_string(value)).unwrap_or_default();
            json.push_str(quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or_default());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn the_json_of_headers_parses_to_the_plain_headers(
            values in proptest::collection::vec(("[a-c]|set-cookie|warning", "[ -~\t\u{a0}-\u{ff}]{0,20}"), 0..8),
        ) {
            let mut headers = HeaderMap::new();
            for (name, value) in &values {
                let name = HeaderName::from_bytes(name.as_bytes()).expect("a name");
                headers.append(name, latin1(value).expect("a value"));
            }
            let mut json = String::new();
            push_headers_json(&mut json, &headers);
            let parsed: BTreeMap<String, String> = serde_json::from_str(&json).expect("JSON");
            proptest::prop_assert_eq!(parsed, plain_headers(&headers));
        }
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
