//! The headers of every request, and those of the caller: made once, checked before anything is
//! sent, and marked as sensitive, so that no value is ever printed.

use std::collections::BTreeMap;

use http::{HeaderMap, HeaderName, HeaderValue, header};

use crate::core::config::{FACESIGN_VERSION, SDK_VERSION, Secret};
use crate::core::error::Failure;

/// Headers that belong to the transport; a caller's value would break the request.
const TRANSPORT_HEADERS: [HeaderName; 5] =
    [header::HOST, header::CONTENT_LENGTH, header::TRANSFER_ENCODING, header::CONNECTION, header::UPGRADE];

/// The headers of docs/api-contract.md#request-headers and the caller's own, which win.
pub fn fixed_headers(
    auth: Option<&Secret>,
    user_agent: Option<&str>,
    own: &BTreeMap<String, Secret>,
) -> Result<HeaderMap, Failure> {
    let mut headers = HeaderMap::new();
    headers.insert("facesign-version", HeaderValue::from_static(FACESIGN_VERSION));
    headers.insert("x-facesign-api-version", HeaderValue::from_static(SDK_VERSION));
    if let Some(user_agent) = user_agent {
        headers.insert(header::USER_AGENT, header_value("userAgent", user_agent)?);
    }
    if let Some(key) = auth.map(|key| key.0.trim()).filter(|key| !key.is_empty()) {
        refuse_scheme(key)?;
        headers.insert(header::AUTHORIZATION, header_value("auth", &format!("Bearer {key}"))?);
    }
    add_headers(&mut headers, own)?;
    Ok(headers)
}

/// With the name of the scheme it goes out twice, and the server rejects a key that looks right in its settings.
fn refuse_scheme(key: &str) -> Result<(), Failure> {
    let scheme = key.split_whitespace().next().unwrap_or_default();
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Ok(());
    }
    let message = "auth must be the key alone, but it begins with \"Bearer\", which the client adds itself. Remove it from \
                   the option auth or from FACESIGN_API_KEY";
    Err(Failure::configuration("auth", message))
}

/// How many headers a caller gives, and how many bytes they take on the wire.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct HeaderSize {
    count: usize,
    bytes: usize,
}

impl HeaderSize {
    /// Common servers take no more: Apache 100 headers, AWS load balancers 64 KB in all, nginx 32 KB,
    /// Node.js 16 KB.
    const MAX_COUNT: usize = 100;
    const MAX_BYTES: usize = 64 * 1024;

    /// The size with `own` added, or why that is too much.
    pub fn with(self, own: &BTreeMap<String, Secret>) -> Result<Self, Failure> {
        // As HTTP/1.1 writes them, with a colon, a space and the end of the line.
        let bytes = own.iter().map(|(name, value)| name.len() + value.0.len() + 4).sum::<usize>();
        let size = Self { count: self.count + own.len(), bytes: self.bytes + bytes };
        if size.count <= Self::MAX_COUNT && size.bytes <= Self::MAX_BYTES {
            return Ok(size);
        }
        let message = format!(
            "headers must be at most {} with {} bytes in all, those of the client and of the call together, got {} \
             with {} bytes. Leave some out",
            Self::MAX_COUNT,
            Self::MAX_BYTES,
            size.count,
            size.bytes
        );
        Err(Failure::configuration("headers", message))
    }
}

/// Adds the caller's headers, or refuses one by name.
pub fn add_headers(headers: &mut HeaderMap, own: &BTreeMap<String, Secret>) -> Result<(), Failure> {
    for (name, value) in own {
        let param = format!("headers[{name:?}]");
        let Ok(parsed) = HeaderName::from_bytes(name.as_bytes()) else {
            return Err(Failure::configuration(
                &*param,
                format!("{param} is no legal header name (RFC 9110, 5.1)"),
            ));
        };
        if TRANSPORT_HEADERS.contains(&parsed) {
            let message =
                format!("{param} cannot be set: the transport makes this header itself. Leave it out");
            return Err(Failure::configuration(param, message));
        }
        headers.insert(parsed, header_value(&param, &value.0)?);
    }
    Ok(())
}

/// The text of a header value: Latin-1, as Node.js and `fetch` read it.
pub fn header_text(value: &HeaderValue) -> String {
    value.as_bytes().iter().copied().map(char::from).collect()
}

/// The header value of a text, as the old SDK sends it; None where a header cannot carry it.
pub fn latin1(text: &str) -> Option<HeaderValue> {
    let bytes: Option<Vec<u8>> = text.chars().map(|letter| u8::try_from(letter).ok()).collect();
    HeaderValue::from_bytes(&bytes?).ok()
}

/// The idempotency key of a call, from its option.
pub fn idempotency_key(key: &Secret) -> Result<HeaderValue, Failure> {
    refuse_blank_key("idempotencyKey", &key.0)?;
    header_value("idempotencyKey", &key.0)
}

/// Without a text a server takes the header for none, and a repeat is not protected.
pub fn refuse_blank_key(param: &str, key: &str) -> Result<(), Failure> {
    if !key.trim().is_empty() {
        return Ok(());
    }
    let message = format!("{param} must be a text that is not empty. Leave it out for a random one");
    Err(Failure::configuration(param, message))
}

/// A header value from an option or a header of the caller's. It is never repeated in the message.
pub fn header_value(param: &str, text: &str) -> Result<HeaderValue, Failure> {
    let Some(mut value) = latin1(text) else {
        let message = format!(
            "{param} holds a character that a header cannot carry, such as a line break or a letter outside Latin-1 \
             (the value is not shown here). Check how it was copied or read from its file"
        );
        return Err(Failure::configuration(param, message));
    };
    value.set_sensitive(true);
    Ok(value)
}
