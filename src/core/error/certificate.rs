//! Why a certificate was rejected, and what to do about it. Node.js accepts some of these certificates, so users who
//! come from it need the real reason.

use rustls::{CertificateError, OtherError};

/// A chain without a known authority. The code is the one in Node.js.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the certificate is not from a known authority ({code})")]
pub struct Untrusted {
    pub code: &'static str,
}

/// What this package can verify.
const SUPPORTED: &str =
    "Use RSA of 2048 bits or more, ECDSA P-256 or P-384 with SHA-256 or SHA-384, or Ed25519";

/// The sentence for this error. `None` if its code says everything.
pub fn reason(fault: &CertificateError) -> Option<String> {
    match fault {
        CertificateError::NotValidForNameContext { presented, .. } if presented.is_empty() => Some(
            "the server's certificate has no host name or address in subjectAltName; its common name is not used \
             (RFC 9525). Reissue it with a subjectAltName"
                .to_owned(),
        ),
        CertificateError::UnsupportedSignatureAlgorithmContext { signature_algorithm_id, .. } => {
            Some(unsupported(&named(signature_algorithm_id)))
        }
        CertificateError::UnsupportedSignatureAlgorithmForPublicKeyContext {
            signature_algorithm_id,
            public_key_algorithm_id,
        } => Some(unsupported(&format!(
            "{} with a key of the type {}",
            named(signature_algorithm_id),
            named(public_key_algorithm_id)
        ))),
        CertificateError::Other(OtherError(other)) => other.downcast_ref().and_then(of_webpki),
        _ => None,
    }
}

/// The name that Node.js has for it.
pub fn code(fault: &CertificateError) -> &'static str {
    match fault {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => "CERT_HAS_EXPIRED",
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => "CERT_NOT_YET_VALID",
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "ERR_TLS_CERT_ALTNAME_INVALID"
        }
        CertificateError::Revoked => "CERT_REVOKED",
        CertificateError::BadSignature => "CERT_SIGNATURE_FAILURE",
        CertificateError::InvalidPurpose | CertificateError::InvalidPurposeContext { .. } => {
            "INVALID_PURPOSE"
        }
        CertificateError::Other(other) => {
            other.0.downcast_ref::<Untrusted>().map_or("CERT_REJECTED", |untrusted| untrusted.code)
        }
        _ => "CERT_REJECTED",
    }
}

fn unsupported(how: &str) -> String {
    format!(
        "the server's certificate, or one above it, is signed with {how}, which is not supported. {SUPPORTED}"
    )
}

fn of_webpki(error: &webpki::Error) -> Option<String> {
    use webpki::Error as Fault;
    let why = match error {
        Fault::CaUsedAsEndEntity => {
            return Some(
                "the server's certificate is marked as a certificate authority (CA:TRUE). Reissue it with CA:FALSE, \
                 or pass this very certificate in `ca`"
                    .to_owned(),
            );
        }
        Fault::UnsupportedCertVersion => "is not of X.509 version 3",
        Fault::UnsupportedCriticalExtension => "has a critical extension that is not supported",
        Fault::NameConstraintViolation => "has a name that an authority above it must not vouch for",
        Fault::PathLenConstraintViolated => "has more authorities above it than one of them allows",
        Fault::EndEntityUsedAsCa => "is signed by a certificate that is not an authority (CA:FALSE)",
        _ => return None,
    };
    Some(format!("the server's certificate {why}. Reissue it"))
}

/// The algorithm in an X.509 `AlgorithmIdentifier`.
fn named(identifier: &[u8]) -> String {
    const NAMES: [(&[u8], &str); 12] = [
        (&[0x2b, 0x81, 0x04, 0x00, 0x23], "ECDSA P-521"),
        (&[0x2b, 0x81, 0x04, 0x00, 0x22], "ECDSA P-384"),
        (&[0x2b, 0x81, 0x04, 0x00, 0x0a], "ECDSA secp256k1"),
        (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07], "ECDSA P-256"),
        (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x04], "ECDSA and SHA-512 (usual with P-521)"),
        (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x03], "ECDSA and SHA-384"),
        (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02], "ECDSA and SHA-256"),
        (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x01], "ECDSA and SHA-1"),
        (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x05], "RSA and SHA-1"),
        (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x04], "RSA and MD5"),
        (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a], "RSA-PSS of an unusual kind"),
        (&[0x2b, 0x65, 0x71], "Ed448"),
    ];
    let known = NAMES.iter().find(|(oid, _)| identifier.windows(oid.len()).any(|part| part == *oid));
    known.map_or_else(|| "an unknown algorithm".to_owned(), |(_, name)| (*name).to_owned())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use webpki::Error as Fault;

    use super::*;

    #[test]
    fn what_webpki_rejects_has_a_reason() {
        let table = [
            (Fault::CaUsedAsEndEntity, Some("marked as a certificate authority (CA:TRUE)")),
            (Fault::UnsupportedCertVersion, Some("X.509 version 3")),
            (Fault::UnsupportedCriticalExtension, Some("critical extension")),
            (Fault::NameConstraintViolation, Some("must not vouch for")),
            (Fault::PathLenConstraintViolated, Some("more authorities above it")),
            (Fault::EndEntityUsedAsCa, Some("not an authority (CA:FALSE)")),
            (Fault::BadDer, None),
        ];
        for (fault, expected) in table {
            let error = CertificateError::Other(OtherError(Arc::new(fault.clone())));
            let sentence = reason(&error);
            assert_eq!(sentence.is_some(), expected.is_some(), "{fault:?}");
            let (sentence, expected) = (sentence.unwrap_or_default(), expected.unwrap_or_default());
            assert!(sentence.contains(expected), "{fault:?}: {sentence}");
            assert_eq!(code(&error), "CERT_REJECTED");
        }
    }

    #[test]
    fn an_unknown_algorithm_has_a_description() {
        assert_eq!(named(&[1, 2, 3]), "an unknown algorithm");
        assert_eq!(named(&[]), "an unknown algorithm");
    }
}
