//! Connection errors. Errors of reqwest, hyper, rustls and the system become one `code`, named as in Node.js,
//! and one sentence that says what to do. Messages never contain queries or credentials.

use std::error::Error as StdError;
use std::io;

use rustls::Error as TlsError;

use crate::core::error::certificate;
use crate::core::error::system::{self, NameError};

/// No response arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectionFailure {
    /// As Node.js names it: `ECONNREFUSED`, `ENOTFOUND`, `CERT_HAS_EXPIRED`, …
    pub code: &'static str,
    /// What happened and what to do.
    pub message: String,
    /// Whether the request may have reached the server.
    pub maybe_sent: bool,
    /// Whether the server shut down the connection gracefully before it processed the request. A new connection
    /// can be used at once.
    pub graceful_goaway: bool,
    /// The messages of the underlying errors, outermost first.
    pub causes: Vec<String>,
}

impl ConnectionFailure {
    /// Reads an error that occurred before a response arrived.
    pub fn read(error: reqwest::Error) -> Self {
        let before_sending = error.is_connect() || error.is_dns();
        let error = error.without_url();
        let chain = chain(&error);
        let code = code_of(&chain);
        Self {
            code,
            message: certificate_reason(&chain).unwrap_or_else(|| advice(code).to_owned()),
            maybe_sent: !before_sending && !chain.iter().any(|link| proves_unsent(*link)),
            graceful_goaway: chain.iter().any(|link| is_graceful_goaway(*link)),
            causes: causes(&chain),
        }
    }

    /// This machine ran short of something before anything was sent. `what` begins the sentence.
    pub fn of_machine(error: &io::Error, what: &str) -> Self {
        let code = system::code(error).unwrap_or("UNKNOWN");
        Self {
            code,
            message: format!("{what}: {}", advice(code)),
            maybe_sent: false,
            graceful_goaway: false,
            causes: vec![error.to_string()],
        }
    }
}

/// Whether the system gave up on the connection, rather than one of our own timeouts. The system gives up after
/// minutes of silence, or earlier if configured so.
pub fn is_of_the_system(error: Link<'_>) -> bool {
    let mut links = chain(error).into_iter();
    links.any(|link| link.downcast_ref::<io::Error>().is_some_and(|error| error.raw_os_error().is_some()))
}

pub type Link<'a> = &'a (dyn StdError + 'static);

/// The error and its sources. An `io::Error` hides the error that it wraps from `source`, so this looks inside.
pub fn chain(error: Link<'_>) -> Vec<Link<'_>> {
    const MAX_CHAIN: usize = 16;
    std::iter::successors(Some(error), |link| next(*link)).take(MAX_CHAIN).collect()
}

fn next(error: Link<'_>) -> Option<Link<'_>> {
    match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(inside) => Some(inside),
        None => error.source(),
    }
}

/// The messages below reqwest's own «error sending request». An error that only wraps another repeats its
/// message; one copy is enough.
fn causes(chain: &[Link<'_>]) -> Vec<String> {
    let mut causes: Vec<String> = chain.iter().skip(1).map(ToString::to_string).collect();
    causes.dedup();
    causes
}

/// The innermost error with a known code says the most.
fn code_of(chain: &[Link<'_>]) -> &'static str {
    chain.iter().rev().find_map(|link| link_code(*link)).unwrap_or("UNKNOWN")
}

fn link_code(link: Link<'_>) -> Option<&'static str> {
    if let Some(error) = link.downcast_ref::<TlsError>() {
        return Some(tls_code(error));
    }
    if let Some(error) = link.downcast_ref::<h2::Error>() {
        return h2_code(error);
    }
    if let Some(error) = link.downcast_ref::<io::Error>() {
        return system::code(error);
    }
    if let Some(error) = link.downcast_ref::<hyper::Error>() {
        return hyper_code(error);
    }
    if let Some(error) = link.downcast_ref::<NameError>() {
        return Some(error.code);
    }
    // hyper-util keeps the type of its tunnel errors private, so only the message is left.
    link.to_string().starts_with("tunnel error").then_some("ERR_PROXY_TUNNEL")
}

/// Whether an error proves that the server did not process the request: it was never dispatched, or the server
/// refused the stream unprocessed (RFC 9113, 8.7).
fn proves_unsent(link: Link<'_>) -> bool {
    let undispatched = link.downcast_ref::<hyper::Error>().is_some_and(hyper::Error::is_canceled);
    let refused = link.downcast_ref::<h2::Error>().is_some_and(|error| {
        // h2 reports a remote GOAWAY only to streams above the last one that the server processed.
        error.is_remote() && (error.is_go_away() || error.reason() == Some(h2::Reason::REFUSED_STREAM))
    });
    undispatched || refused
}

/// How HTTP/2 servers end a connection after a number of requests or on reload (RFC 9113, 6.8).
fn is_graceful_goaway(link: Link<'_>) -> bool {
    link.downcast_ref::<h2::Error>().is_some_and(|error| {
        error.is_remote() && error.is_go_away() && error.reason() == Some(h2::Reason::NO_ERROR)
    })
}

fn hyper_code(error: &hyper::Error) -> Option<&'static str> {
    let text = error.to_string();
    // hyper has no predicate for an oversized head, nor for bytes that arrive before a request was sent.
    if text.contains("head is too large") {
        Some("HPE_HEADER_OVERFLOW")
    } else if error.is_parse() || text.contains("unexpected message") {
        Some("EPROTO")
    } else if error.is_incomplete_message() || error.is_canceled() || error.is_closed() {
        Some("ECONNRESET")
    } else if error.is_timeout() {
        // An HTTP/2 PING without a response: the connection is dead.
        Some("ETIMEDOUT")
    } else {
        None
    }
}

fn h2_code(error: &h2::Error) -> Option<&'static str> {
    if error.is_io() {
        None
    } else if error.is_go_away() && error.is_remote() {
        Some("ERR_HTTP2_GOAWAY_SESSION")
    } else if error.is_reset() {
        Some("ERR_HTTP2_STREAM_ERROR")
    } else {
        Some("ERR_HTTP2_ERROR")
    }
}

fn tls_code(error: &TlsError) -> &'static str {
    match error {
        TlsError::InvalidCertificate(fault) => certificate::code(fault),
        TlsError::PeerIncompatible(_) => "ERR_SSL_UNSUPPORTED_PROTOCOL",
        TlsError::AlertReceived(rustls::AlertDescription::ProtocolVersion) => {
            "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION"
        }
        TlsError::AlertReceived(rustls::AlertDescription::CertificateRequired) => {
            "ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED"
        }
        TlsError::AlertReceived(_) => "ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE",
        _ => "EPROTO",
    }
}

/// Why a certificate was rejected, unless its code says everything.
fn certificate_reason(chain: &[Link<'_>]) -> Option<String> {
    chain.iter().find_map(|link| match link.downcast_ref() {
        Some(TlsError::InvalidCertificate(fault)) => certificate::reason(fault),
        _ => None,
    })
}

fn advice(code: &str) -> &'static str {
    if let Some(advice) = system::advice(code) {
        return advice;
    }
    match code {
        "CERT_HAS_EXPIRED" => {
            "the server's certificate has expired. Check serverUrl and the clock of this machine"
        }
        "CERT_NOT_YET_VALID" => "the server's certificate is not valid yet. Check the clock of this machine",
        "ERR_TLS_CERT_ALTNAME_INVALID" => "the server's certificate is for another name. Check serverUrl",
        "CERT_REVOKED" => {
            "the server's certificate has been revoked. Do not trust this server; contact its owner"
        }
        "UNABLE_TO_GET_ISSUER_CERT_LOCALLY"
        | "UNABLE_TO_VERIFY_LEAF_SIGNATURE"
        | "SELF_SIGNED_CERT_IN_CHAIN" => {
            "the server's certificate is not from a known authority. Behind a company proxy, pass its authority in `ca` \
             or NODE_EXTRA_CA_CERTS"
        }
        "DEPTH_ZERO_SELF_SIGNED_CERT" => {
            "the server's certificate is self-signed. If it is your own server, pass the certificate in `ca`"
        }
        "CERT_SIGNATURE_FAILURE" => {
            "a signature on the server's certificate is invalid, or made with an RSA key shorter than 2048 bits. Check \
             which server serverUrl leads to"
        }
        "INVALID_PURPOSE" => {
            "the server's certificate must not be used by a server: its extendedKeyUsage lacks serverAuth, or its \
             keyUsage digitalSignature. Reissue it"
        }
        "CERT_REJECTED" => "the server's certificate was rejected. Check which server serverUrl leads to",
        "ERR_SSL_UNSUPPORTED_PROTOCOL" | "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION" => {
            "the server offers no safe TLS version. It must offer TLS 1.2 or 1.3"
        }
        "ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED" => {
            "the server asks for a client certificate. Pass one in `cert` and `key`"
        }
        "ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE" => {
            "the server ended the TLS handshake. It may require a client certificate (`cert`, `key`), or its own \
             key may be unsupported (such as ECDSA P-521)"
        }
        "ERR_PROXY_TUNNEL" => "the proxy did not open a tunnel. Check the proxy's address, user and password",
        "EPROTO" => "the server does not speak HTTP as expected. Check the scheme and port of serverUrl",
        "HPE_HEADER_OVERFLOW" => {
            "the response has more than 100 header lines, or 400 KB of them. Check which server serverUrl leads to"
        }
        "ERR_HTTP2_GOAWAY_SESSION" | "ERR_HTTP2_STREAM_ERROR" | "ERR_HTTP2_ERROR" => {
            "the server ended the HTTP/2 stream or connection. Try again"
        }
        _ => "the connection failed. See the causes",
    }
}

#[cfg(test)]
mod tests;
