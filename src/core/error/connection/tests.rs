//! The codes of failures, their advice, and what each says about the request and the connection.

use std::sync::Arc;

use rustls::{AlertDescription, CertificateError, PeerIncompatible};
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};

use super::*;
use crate::core::error::certificate::Untrusted;

fn untrusted(code: &'static str) -> CertificateError {
    CertificateError::Other(rustls::OtherError(Arc::new(Untrusted { code })))
}

#[test]
fn certificate_errors_are_named_as_in_node() {
    let table = [
        (CertificateError::Expired, "CERT_HAS_EXPIRED"),
        (CertificateError::NotValidYet, "CERT_NOT_YET_VALID"),
        (CertificateError::NotValidForName, "ERR_TLS_CERT_ALTNAME_INVALID"),
        (untrusted("DEPTH_ZERO_SELF_SIGNED_CERT"), "DEPTH_ZERO_SELF_SIGNED_CERT"),
        (untrusted("SELF_SIGNED_CERT_IN_CHAIN"), "SELF_SIGNED_CERT_IN_CHAIN"),
        (CertificateError::Revoked, "CERT_REVOKED"),
        (CertificateError::BadSignature, "CERT_SIGNATURE_FAILURE"),
        (CertificateError::InvalidPurpose, "INVALID_PURPOSE"),
        (CertificateError::BadEncoding, "CERT_REJECTED"),
    ];
    for (fault, code) in table {
        assert_eq!(tls_code(&TlsError::InvalidCertificate(fault)), code);
    }
}

#[test]
fn other_tls_errors_are_named_by_what_the_server_said() {
    let table = [
        (
            TlsError::PeerIncompatible(PeerIncompatible::ServerDoesNotSupportTls12Or13),
            "ERR_SSL_UNSUPPORTED_PROTOCOL",
        ),
        (TlsError::AlertReceived(AlertDescription::ProtocolVersion), "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION"),
        (
            TlsError::AlertReceived(AlertDescription::CertificateRequired),
            "ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED",
        ),
        (
            TlsError::AlertReceived(AlertDescription::HandshakeFailure),
            "ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE",
        ),
        (TlsError::DecryptError, "EPROTO"),
    ];
    for (error, code) in table {
        assert_eq!(tls_code(&error), code, "{error}");
    }
}

#[test]
fn each_code_has_advice_that_fits() {
    let table = [
        ("ECONNREFUSED", "nothing listens there"),
        ("CERT_HAS_EXPIRED", "has expired"),
        ("CERT_NOT_YET_VALID", "not valid yet"),
        ("ERR_TLS_CERT_ALTNAME_INVALID", "for another name"),
        ("CERT_REVOKED", "has been revoked"),
        ("UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "not from a known authority"),
        ("UNABLE_TO_VERIFY_LEAF_SIGNATURE", "not from a known authority"),
        ("SELF_SIGNED_CERT_IN_CHAIN", "not from a known authority"),
        ("DEPTH_ZERO_SELF_SIGNED_CERT", "self-signed"),
        ("CERT_SIGNATURE_FAILURE", "signature"),
        ("INVALID_PURPOSE", "extendedKeyUsage lacks serverAuth"),
        ("CERT_REJECTED", "was rejected"),
        ("ERR_SSL_UNSUPPORTED_PROTOCOL", "no safe TLS version"),
        ("ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION", "no safe TLS version"),
        ("ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED", "asks for a client certificate"),
        ("ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE", "ended the TLS handshake"),
        ("ERR_PROXY_TUNNEL", "did not open a tunnel"),
        ("EPROTO", "does not speak HTTP as expected"),
        ("HPE_HEADER_OVERFLOW", "more than 100 header lines"),
        ("ERR_HTTP2_GOAWAY_SESSION", "ended the HTTP/2 stream or connection"),
        ("ERR_HTTP2_STREAM_ERROR", "ended the HTTP/2 stream or connection"),
        ("ERR_HTTP2_ERROR", "ended the HTTP/2 stream or connection"),
        ("UNKNOWN", "See the causes"),
    ];
    for (code, words) in table {
        assert!(advice(code).contains(words), "{code}: {}", advice(code));
    }
}

#[test]
fn finds_the_error_inside_an_io_error() {
    let inside = TlsError::InvalidCertificate(CertificateError::Expired);
    let outside = io::Error::new(io::ErrorKind::InvalidData, inside);
    assert_eq!(code_of(&chain(&outside)), "CERT_HAS_EXPIRED");
}

#[test]
fn a_certificate_error_whose_code_says_little_has_a_reason() {
    let table = [
        (CertificateError::Expired, None),
        (
            CertificateError::Other(rustls::OtherError(Arc::new(webpki::Error::CaUsedAsEndEntity))),
            Some("marked as a certificate authority"),
        ),
    ];
    for (fault, words) in table {
        let error = TlsError::InvalidCertificate(fault);
        let reason = certificate_reason(&chain(&error));
        assert_eq!(reason.is_some(), words.is_some(), "{error}");
        assert!(reason.unwrap_or_default().contains(words.unwrap_or_default()), "{error}");
    }
}

#[test]
fn a_timeout_of_the_system_has_a_number_wherever_it_is_wrapped() {
    let of_the_system = || io::Error::from_raw_os_error(110);
    let table = [
        (of_the_system(), true),
        (io::Error::other(of_the_system()), true),
        (io::Error::from(io::ErrorKind::TimedOut), false),
    ];
    for (error, expected) in table {
        assert_eq!(is_of_the_system(&error), expected, "{error:?}");
    }
}

/// The error of an HTTP/2 request to which the server responds with one frame.
async fn h2_error(frame: &[u8]) -> h2::Error {
    const SETTINGS: [u8; 9] = [0, 0, 0, 4, 0, 0, 0, 0, 0];
    let (near, mut far) = tokio::io::duplex(4096);
    let (sender, connection) = h2::client::handshake(near).await.expect("a handshake");
    let mut sender = sender.ready().await.expect("a connection");
    let (response, _) = sender.send_request(http::Request::new(()), true).expect("a request");
    let driver = tokio::spawn(connection);
    read_request(&mut far).await;
    far.write_all(&[&SETTINGS, frame].concat()).await.expect("open");
    let error = response.await.expect_err("no response");
    driver.abort();
    error
}

/// Reads what a client sends up to its HEADERS frame (RFC 9113, 3.4 and 4.1).
async fn read_request(stream: &mut DuplexStream) {
    const HEADERS: u8 = 1;
    stream.read_exact(&mut [0; 24]).await.expect("the preface");
    loop {
        let mut head = [0; 9];
        stream.read_exact(&mut head).await.expect("a frame");
        let length = usize::from(u16::from_be_bytes([head[1], head[2]]));
        stream.read_exact(&mut vec![0; length]).await.expect("its payload");
        if head[3] == HEADERS {
            return;
        }
    }
}

/// A frame about the first stream (RFC 9113, 6.4 and 6.8): GOAWAY names stream 0 as the last one it processed.
fn goaway(reason: h2::Reason) -> Vec<u8> {
    [&[0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0][..], &u32::from(reason).to_be_bytes()].concat()
}

fn reset(reason: h2::Reason) -> Vec<u8> {
    [&[0, 0, 4, 3, 0, 0, 0, 0, 1][..], &u32::from(reason).to_be_bytes()].concat()
}

#[tokio::test]
async fn only_a_goaway_without_an_error_is_graceful() {
    let table = [
        (goaway(h2::Reason::NO_ERROR), "ERR_HTTP2_GOAWAY_SESSION", true, true),
        (goaway(h2::Reason::ENHANCE_YOUR_CALM), "ERR_HTTP2_GOAWAY_SESSION", true, false),
        (reset(h2::Reason::NO_ERROR), "ERR_HTTP2_STREAM_ERROR", false, false),
        (reset(h2::Reason::REFUSED_STREAM), "ERR_HTTP2_STREAM_ERROR", true, false),
    ];
    for (frame, code, unsent, graceful) in table {
        let error = h2_error(&frame).await;
        let read = (h2_code(&error), proves_unsent(&error), is_graceful_goaway(&error));
        assert_eq!(read, (Some(code), unsent, graceful), "{error}");
    }
}
