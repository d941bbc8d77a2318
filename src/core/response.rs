//! The server's response.

use std::fmt;

use bytes::Bytes;
use http::HeaderMap;

use crate::core::headers::header_string;
use crate::core::memory::Reservation;

/// A response whose head arrived. `complete` tells whether its body did, too.
pub struct Response {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Bytes,
    pub complete: bool,
    /// The body's reservation in the process's budget.
    pub memory: Reservation,
}

// Bodies contain client secrets and personal data, headers contain cookies, so none is printed.
impl fmt::Debug for Response {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("Response");
        shown.field("status", &self.status).field("complete", &self.complete);
        shown.field("body_bytes", &self.body.len()).finish_non_exhaustive()
    }
}

impl Response {
    /// A complete response whose body isn't counted.
    pub fn new(status: u16, headers: HeaderMap, body: Bytes) -> Self {
        Self { status, headers, body, complete: true, memory: Reservation::default() }
    }

    /// A response of which only the head arrived.
    pub fn without_body(status: u16, headers: HeaderMap) -> Self {
        Self { complete: false, ..Self::new(status, headers, Bytes::new()) }
    }

    pub const fn is_success(&self) -> bool {
        is_success(self.status)
    }
}

pub const fn is_success(status: u16) -> bool {
    status >= 200 && status <= 299
}

/// The request id of a response, as the server wrote it; `safe_text` makes it safe to show. Its header is not
/// documented (docs/api-contract.md#request-ids), so this looks for the common names, FaceSign's own first.
pub fn request_id(headers: &HeaderMap) -> Option<String> {
    const NAMES: [&str; 6] = [
        "x-facesign-request-id",
        "facesign-request-id",
        "x-request-id",
        "request-id",
        "x-amzn-requestid",
        "cf-ray",
    ];
    let ids = headers.iter().filter(|(_, id)| !id.is_empty());
    let ranked = ids.filter_map(|(name, id)| Some((NAMES.iter().position(|known| name == known)?, id)));
    ranked.min_by_key(|(rank, _)| *rank).map(|(_, id)| header_string(id))
}
