//! Why a response that arrived cannot be used.

use crate::core::json_limits::LimitError;

/// Why a response cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ResponseFault {
    #[error("the response body was cut off. The server may have acted; check before you retry")]
    CutOff,
    #[error("the response body could not be decompressed. A proxy in between may have damaged it")]
    NotDecodable,
    #[error(
        "the response body is larger than the limit of {limit} bytes. Ask for less, or raise maxResponseBytes"
    )]
    TooLarge { limit: u64 },
    #[error(transparent)]
    Limit(#[from] LimitError),
    #[error(
        "the server redirects from https to http, which would send personal data unencrypted. Check serverUrl"
    )]
    InsecureRedirect,
    #[error("the server redirects to an address that is not http or https. Check serverUrl")]
    UnusableRedirect,
    #[error(
        "the server redirects to an IPv6 address over https, which cannot be reached through a proxy. Add it to NO_PROXY"
    )]
    Ipv6Redirect,
    #[error("the response is not what the API documents. Check that serverUrl leads to FaceSign")]
    NotSessions,
    #[error(
        "more than {pages} pages of 100 sessions match. Pass a later since, or a clientReferenceId that fewer sessions have"
    )]
    TooManySessions { pages: usize },
    #[error("the server redirected more than {limit} times. Check serverUrl")]
    TooManyRedirects { limit: usize },
}
