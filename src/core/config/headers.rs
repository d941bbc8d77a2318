//! The headers of every request, and those of the caller: made once, checked before anything is
//! sent, and marked as sensitive, so that no value is ever printed.

use std::collections::BTreeMap;

use http::{HeaderMap, HeaderName, HeaderValue, header};

use crate::core::config::{FACESIGN_VERSION, SDK_VERSION, Secret};
use crate::core::error::Failure;

/// Headers that belong to the transport; a caller's value would break the request.
const TRANSPORT_HEADERS: [HeaderName; 5] =
    [header::HOST, header::CONTENT_LENGTH, header::TRANSFER_ENCODING, header::CONNECTION, header::UPGRADE];

/// The headers of contract 2.3 and the caller's own, which win.
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
        headers.insert(header::AUTHORIZATION, header_value("auth", &format!("Bearer {key}"))?);
    }
    add_headers(&mut headers, own)?;
    Ok(headers)
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

/// A header value in Latin-1, as the old SDK sends it. It is never repeated in the message.
pub fn header_value(param: &str, text: &str) -> Result<HeaderValue, Failure> {
    let latin1: Option<Vec<u8>> = text.chars().map(|letter| u8::try_from(u32::from(letter)).ok()).collect();
    let value = latin1.and_then(|bytes| HeaderValue::from_bytes(&bytes).ok());
    let Some(mut value) = value else {
        let message = format!(
            "{param} holds a character that a header cannot carry, such as a line break or a letter outside Latin-1 \
             (the value is not shown here). Check how it was copied or read from its file"
        );
        return Err(Failure::configuration(param, message));
    };
    value.set_sensitive(true);
    Ok(value)
}
