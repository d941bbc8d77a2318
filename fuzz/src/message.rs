//! A response in a readable form, for corpus files: a line with the status, header lines, an empty line, the body.
//! Invalid headers are skipped.

use bytes::Bytes;
use facesign_api_native::core::response::Response;
use http::{HeaderMap, HeaderName, HeaderValue};

pub fn parse(data: &[u8]) -> Response {
    let (head, body) = split(data, b"\n\n");
    let (first, lines) = split(head, b"\n");
    let status = std::str::from_utf8(first).ok().and_then(|text| text.trim().parse().ok());
    let headers = lines.split(|byte| *byte == b'\n').filter_map(header).collect();
    Response::new(status.unwrap_or(500), headers, Bytes::copy_from_slice(body))
}

fn header(line: &[u8]) -> Option<(HeaderName, HeaderValue)> {
    let (name, value) = split(line, b":");
    Some((HeaderName::from_bytes(name).ok()?, HeaderValue::from_bytes(value.trim_ascii()).ok()?))
}

/// The parts before and after the first `mark`. Without a mark, the second part is empty.
pub fn split<'a>(data: &'a [u8], mark: &[u8]) -> (&'a [u8], &'a [u8]) {
    let at = data.windows(mark.len()).position(|window| window == mark);
    at.map_or((data, &[]), |at| (&data[..at], &data[at + mark.len()..]))
}

/// The value of a header, as the core reads it: visible ASCII, trimmed.
pub fn header_value<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}
