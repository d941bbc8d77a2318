//! A chain that leads to no known authority gets the code that tells why, as OpenSSL has it.

use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::{CertificateError, Error, OtherError};
use webpki::EndEntityCert;

/// A chain without a known authority; the code is the one that Node.js gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the certificate is not from a known authority ({code})")]
pub struct Untrusted {
    pub code: &'static str,
}

/// The error, or `Untrusted` in its place where the chain leads to no known authority.
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

/// Whether the server's certificate is that of an authority, as `openssl req -x509` makes it.
pub fn is_marked_as_authority(error: &Error) -> bool {
    matches!(error, Error::InvalidCertificate(CertificateError::Other(OtherError(other)))
        if other.downcast_ref::<webpki::Error>() == Some(&webpki::Error::CaUsedAsEndEntity))
}

/// Follows the chain from the server upwards, as OpenSSL does.
fn openssl_verify_code(server: &CertificateDer<'_>, intermediates: &[CertificateDer<'_>]) -> &'static str {
    let mut last = server;
    // Each step uses another certificate of the chain, so there are no more steps than those.
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

/// By their names; whether the signature is right does not matter for a chain that is refused.
fn is_issuer(above: &CertificateDer<'_>, below: &CertificateDer<'_>) -> bool {
    match (EndEntityCert::try_from(above), EndEntityCert::try_from(below)) {
        (Ok(above), Ok(below)) => above.subject() == below.issuer(),
        _ => false,
    }
}

fn is_self_signed(der: &CertificateDer<'_>) -> bool {
    is_issuer(der, der)
}
