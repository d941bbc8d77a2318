//! Request headers: our own and the caller's. They are built once, validated before anything is sent, and
//! marked as sensitive so that no value is ever printed.

use std::collections::BTreeMap;

use http::{HeaderMap, HeaderName, HeaderValue, header};

use crate::core::config::{ACCEPT_ENCODING, FACESIGN_VERSION, SDK_VERSION, Secret};
use crate::core::error::Failure;
use crate::core::headers::latin1;

/// Headers that belong to the transport. A caller's value would break the request.
const TRANSPORT_HEADERS: [HeaderName; 5] =
    [header::HOST, header::CONTENT_LENGTH, header::TRANSFER_ENCODING, header::CONNECTION, header::UPGRADE];

/// The headers of docs/api-contract.md#request-headers, the accepted codings, and the caller's own, which take
/// precedence.
pub fn fixed_headers(
    authorization: Option<&HeaderValue>,
    user_agent: Option<&str>,
    own: &HeaderMap,
) -> Result<HeaderMap, Failure> {
    // With room for what a request adds. Otherwise each request would hash these again.
    let mut headers = HeaderMap::with_capacity(12);
    headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(ACCEPT_ENCODING));
    headers.insert("facesign-version", HeaderValue::from_static(FACESIGN_VERSION));
    headers.insert("x-facesign-api-version", HeaderValue::from_static(SDK_VERSION));
    if let Some(user_agent) = user_agent {
        headers.insert(header::USER_AGENT, header_value("userAgent", user_agent)?);
    }
    if let Some(authorization) = authorization {
        headers.insert(header::AUTHORIZATION, authorization.clone());
    }
    headers.extend(own.clone());
    Ok(headers)
}

/// The header with the key of the option `auth`. A blank key is none.
pub fn authorization(auth: Option<&Secret>) -> Result<Option<HeaderValue>, Failure> {
    let Some(key) = auth.map(|key| key.0.trim()).filter(|key| !key.is_empty()) else { return Ok(None) };
    reject_scheme(key)?;
    header_value("auth", &format!("Bearer {key}")).map(Some)
}

/// Rejects a key that includes its scheme: it would be sent twice, and the server would reject it.
fn reject_scheme(key: &str) -> Result<(), Failure> {
    let scheme = key.split_whitespace().next().unwrap_or_default();
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Ok(());
    }
    let message = "auth must be the key alone, but it begins with \"Bearer\", which the client adds itself. Remove it from \
                   the option auth or from FACESIGN_API_KEY";
    Err(Failure::configuration("auth", message))
}

/// The number of the caller's headers, and their size on the wire.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct HeaderSize {
    count: usize,
    bytes: usize,
}

impl HeaderSize {
    /// Common servers accept no more: Apache 100 headers, AWS load balancers 64 KB in total, nginx 32 KB,
    /// Node.js 16 KB.
    const MAX_COUNT: usize = 100;
    const MAX_BYTES: usize = 64 * 1024;

    /// The size of a client's own headers, or an error if it is too large.
    pub fn of(own: &HeaderMap) -> Result<Self, Failure> {
        Self::default().plus(own.iter().map(|(name, value)| name.as_str().len() + value.len()))
    }

    /// Adds the size of a call's own headers, or fails if the total is too large.
    pub fn with(self, own: &BTreeMap<String, Secret>) -> Result<Self, Failure> {
        self.plus(own.iter().map(|(name, value)| name.len() + value.0.len()))
    }

    fn plus(self, headers: impl Iterator<Item = usize>) -> Result<Self, Failure> {
        // As in HTTP/1.1, with a colon, a space and a line end.
        let size =
            headers.fold(self, |size, header| Self { count: size.count + 1, bytes: size.bytes + header + 4 });
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

/// Adds the caller's headers. An invalid one is rejected by name.
pub fn add_headers(headers: &mut HeaderMap, own: &BTreeMap<String, Secret>) -> Result<(), Failure> {
    for (name, value) in own {
        let param = format!("headers[{name:?}]");
        let Ok(parsed) = HeaderName::from_bytes(name.as_bytes()) else {
            return Err(Failure::configuration(
                &*param,
                format!("{param} is not a valid header name (RFC 9110, 5.1)"),
            ));
        };
        if TRANSPORT_HEADERS.contains(&parsed) {
            let message = format!("{param} cannot be set: the transport sets this header itself. Remove it");
            return Err(Failure::configuration(param, message));
        }
        headers.insert(parsed, header_value(&param, &value.0)?);
    }
    Ok(())
}

/// Adds the headers of a tracer. They replace no header of the call or of the client, and an invalid one is ignored:
/// a tracer must not make a call fail.
pub fn add_trace_headers(call: &mut HeaderMap, trace: &BTreeMap<String, Secret>, client: &HeaderMap) {
    for (name, value) in trace {
        let Ok(name) = HeaderName::from_bytes(name.as_bytes()) else { continue };
        let is_taken = [&*call, client].iter().any(|headers| headers.contains_key(&name));
        if let Some(value) = latin1(&value.0).filter(|_| !is_taken && !TRANSPORT_HEADERS.contains(&name)) {
            call.insert(name, value);
        }
    }
}

/// The idempotency key from the option of a call.
pub fn idempotency_key(key: &Secret) -> Result<HeaderValue, Failure> {
    reject_blank_key("idempotencyKey", &key.0)?;
    header_value("idempotencyKey", &key.0)
}

/// A server ignores a blank key, so a retry would not be protected.
pub fn reject_blank_key(param: &str, key: &str) -> Result<(), Failure> {
    if !key.trim().is_empty() {
        return Ok(());
    }
    let message = format!("{param} must be a non-empty string. Omit it for a random key");
    Err(Failure::configuration(param, message))
}

/// Builds a header value from an option or a caller's header. The message never repeats the value.
pub fn header_value(param: &str, string: &str) -> Result<HeaderValue, Failure> {
    let Some(mut value) = latin1(string) else {
        let message = format!(
            "{param} contains a character that a header cannot carry, such as a line break or a letter outside Latin-1 \
             (the value is not shown here). Check how it was copied or read from a file"
        );
        return Err(Failure::configuration(param, message));
    };
    value.set_sensitive(true);
    Ok(value)
}
