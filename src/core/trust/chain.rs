//! Explains why a chain leads to no known authority, with the codes of OpenSSL.

use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::{CertificateError, Error, OtherError};
use webpki::EndEntityCert;

use crate::core::error::certificate::Untrusted;

/// Replaces the error by `Untrusted` if the chain leads to no known authority.
pub fn explained(error: Error, server: &CertificateDer<'_>, intermediates: &[CertificateDer<'_>]) -> Error {
    if !(is_unknown(&error) || is_marked_as_authority(&error) && is_self_signed(server)) {
        return error;
    }
    let untrusted = Untrusted { code: openssl_verify_code(server, intermediates) };
    Error::InvalidCertificate(CertificateError::Other(OtherError(Arc::new(untrusted))))
}

pub fn is_unknown(error: &Error) -> bool {
    matches!(error, Error::InvalidCertificate(CertificateError::UnknownIssuer))
}

/// Whether the server's certificate is marked as an authority, as `openssl req -x509` creates it.
pub fn is_marked_as_authority(error: &Error) -> bool {
    matches!(error, Error::InvalidCertificate(CertificateError::Other(OtherError(other)))
        if other.downcast_ref::<webpki::Error>() == Some(&webpki::Error::CaUsedAsEndEntity))
}

/// Follows the chain upwards from the server, as OpenSSL does.
fn openssl_verify_code(server: &CertificateDer<'_>, intermediates: &[CertificateDer<'_>]) -> &'static str {
    let mut last = server;
    // Each step uses another certificate, so there are at most this many.
    for _ in intermediates {
        match intermediates.iter().find(|above| !is_self_signed(last) && is_issuer(above, last)) {
            Some(above) => last = above,
            None => break,
        }
    }
    match (is_self_signed(last), last == server) {
        (true, true) => "DEPTH_ZERO_SELF_SIGNED_CERT",
        (true, false) => "SELF_SIGNED_CERT_IN_CHAIN",
        (false, true) => "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
        (false, false) => "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
    }
}

/// Compares names. The signature doesn't matter, because the chain is rejected anyway.
fn is_issuer(above: &CertificateDer<'_>, below: &CertificateDer<'_>) -> bool {
    match (EndEntityCert::try_from(above), EndEntityCert::try_from(below)) {
        (Ok(above), Ok(below)) => above.subject() == below.issuer(),
        _ => false,
    }
}

fn is_self_signed(der: &CertificateDer<'_>) -> bool {
    is_issuer(der, der)
}
