//! Verifies servers: by own authorities first, then by the system's. `webpki` decides, with one thing
//! added that Node.js has: a certificate that the caller gave is trusted as a server's own, too.

use std::error::Error as StdError;
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{
    CertificateError, DigitallySignedStruct, Error, OtherError, RootCertStore, SignatureScheme, crypto,
};
use webpki::EndEntityCert;

use crate::core::crypto::provider;
use crate::core::trust::chain::{explained, is_marked_as_authority, is_unknown};
use crate::core::trust::{Level, Unread, der};

/// A server that none of the certificates known so far vouches for: read more, and try again.
#[derive(Debug, thiserror::Error)]
#[error("more root certificates must be read to verify this server")]
struct NeedsRoots;

/// Whether this link of an error says that the verifier did not know the system's authorities yet.
/// Nothing was sent to the server that was to be verified.
pub fn needs_roots(link: &(dyn StdError + 'static)) -> bool {
    match link.downcast_ref() {
        Some(Error::Other(OtherError(other))) => other.is::<NeedsRoots>(),
        _ => false,
    }
}

/// Verifies servers against the caller's own certificates and, at `Level::System`, the system's.
#[derive(Debug)]
pub struct Verifier {
    level: Level,
    own: Vec<CertificateDer<'static>>,
    provider: Arc<crypto::CryptoProvider>,
    by_own: Option<Arc<WebPkiServerVerifier>>,
    by_system: Option<Arc<WebPkiServerVerifier>>,
}

impl Verifier {
    /// `own` are the certificates of `ca` and `NODE_EXTRA_CA_CERTS`.
    pub fn new(
        own: Vec<CertificateDer<'static>>,
        level: Level,
        by_system: Option<Arc<WebPkiServerVerifier>>,
    ) -> Self {
        let mut alone = RootCertStore::empty();
        alone.add_parsable_certificates(own.iter().cloned());
        // A verifier without any certificate cannot be built.
        let by_own = by(alone).ok();
        Self { level, own, provider: provider(), by_own, by_system }
    }

    /// Which certificates it knows.
    pub const fn level(&self) -> Level {
        self.level
    }

    fn verify_chain(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let verify = |by: &Arc<WebPkiServerVerifier>| {
            by.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
        };
        let by_own = match self.by_own.as_ref().map(verify) {
            Some(Ok(verified)) => return Ok(verified),
            Some(Err(error)) => Some(error),
            None => None,
        };
        if by_own.as_ref().is_some_and(is_marked_as_authority)
            && let Some(pinned) = self.accept_pinned(end_entity, server_name)
        {
            return pinned;
        }
        let Some(by_system) = &self.by_system else {
            return Err(OtherError(Arc::new(NeedsRoots)).into());
        };
        verify(by_system).map_err(|error| {
            // Whoever knows the authority knows better what is wrong.
            let telling = by_own.filter(|own| is_unknown(&error) && !is_unknown(own));
            explained(telling.unwrap_or(error), end_entity, intermediates)
        })
    }

    /// A certificate that is marked as an authority, as `openssl req -x509` makes it, is good as a
    /// server's when the caller gave this very one. webpki has checked its dates by then. What it
    /// skipped is its name, and its purpose, which `verify_server_cert` checks for all.
    fn accept_pinned(
        &self,
        end_entity: &CertificateDer<'_>,
        name: &ServerName<'_>,
    ) -> Option<Result<ServerCertVerified, Error>> {
        self.own.iter().any(|own| own == end_entity).then(|| {
            EndEntityCert::try_from(end_entity)
                .and_then(|cert| cert.verify_is_valid_for_subject_name(name))
                .map(|()| ServerCertVerified::assertion())
                .map_err(|error| Error::InvalidCertificate(name_fault(error)))
        })
    }
}

fn name_fault(error: webpki::Error) -> CertificateError {
    match error {
        webpki::Error::CertNotValidForName(context) => CertificateError::NotValidForNameContext {
            expected: context.expected,
            presented: context.presented,
        },
        _ => CertificateError::NotValidForName,
    }
}

impl ServerCertVerifier for Verifier {
    /// webpki leaves `keyUsage` alone, OpenSSL does not.
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let verified = self.verify_chain(end_entity, intermediates, server_name, ocsp_response, now)?;
        if der::allows_server(end_entity) {
            Ok(verified)
        } else {
            Err(Error::InvalidCertificate(CertificateError::InvalidPurpose))
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, cert, signed, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, cert, signed, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

/// A verifier by these roots alone.
pub fn by(roots: RootCertStore) -> Result<Arc<WebPkiServerVerifier>, Unread> {
    let builder = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider());
    builder.build().map_err(|error| Unread::Internal { message: format!("TLS could not be set up: {error}") })
}
