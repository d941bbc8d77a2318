//! Verifies servers, first against the caller's own authorities, then against the system's. `webpki` verifies. As in
//! Node.js, a certificate that the caller passed is also trusted as the server's own.

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
use crate::core::trust::{Level, RootsError, der};

/// None of the certificates so far vouches for the server. More have to be read.
#[derive(Debug, thiserror::Error)]
#[error("more root certificates must be read to verify this server")]
struct NeedsRoots;

/// Whether an error means that the verifier still lacked the system's authorities. Nothing was sent to the server in
/// question.
pub fn needs_roots(link: &(dyn StdError + 'static)) -> bool {
    match link.downcast_ref() {
        Some(Error::Other(OtherError(other))) => other.is::<NeedsRoots>(),
        _ => false,
    }
}

/// Verifies servers against the caller's certificates and, at `Level::System`, against the system's.
#[derive(Debug)]
pub struct Verifier {
    level: Level,
    own: Vec<CertificateDer<'static>>,
    provider: Arc<crypto::CryptoProvider>,
    webpki_own: Option<Arc<WebPkiServerVerifier>>,
    webpki_system: Option<Arc<WebPkiServerVerifier>>,
}

impl Verifier {
    /// `own` are the certificates of `ca` and `NODE_EXTRA_CA_CERTS`.
    pub fn new(
        own: Vec<CertificateDer<'static>>,
        level: Level,
        webpki_system: Option<Arc<WebPkiServerVerifier>>,
    ) -> Self {
        let mut own_roots = RootCertStore::empty();
        own_roots.add_parsable_certificates(own.iter().cloned());
        // webpki cannot build a verifier without certificates.
        let webpki_own = with_roots(own_roots).ok();
        Self { level, own, provider: provider(), webpki_own, webpki_system }
    }

    /// Which certificates it has.
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
        let verify = |verifier: &Arc<WebPkiServerVerifier>| {
            verifier.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
        };
        let webpki_own = match self.webpki_own.as_ref().map(verify) {
            Some(Ok(verified)) => return Ok(verified),
            Some(Err(error)) => Some(error),
            None => None,
        };
        if webpki_own.as_ref().is_some_and(is_marked_as_authority)
            && let Some(pinned) = self.accept_pinned(end_entity, server_name)
        {
            return pinned;
        }
        let Some(webpki_system) = &self.webpki_system else {
            return Err(OtherError(Arc::new(NeedsRoots)).into());
        };
        verify(webpki_system).map_err(|error| {
            // If our own verifier knows the authority, its error is more specific.
            let specific = webpki_own.filter(|own| is_unknown(&error) && !is_unknown(own));
            explained(specific.unwrap_or(error), end_entity, intermediates)
        })
    }

    /// Accepts a server certificate that is marked as an authority, as `openssl req -x509` creates it, if the caller
    /// passed this very certificate. webpki has already checked its dates. It skipped the name, which is checked
    /// here, and the purpose, which `verify_server_cert` checks for all.
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
    /// Also checks `keyUsage`, as OpenSSL does. webpki ignores it.
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

/// A verifier with only these roots.
pub fn with_roots(roots: RootCertStore) -> Result<Arc<WebPkiServerVerifier>, RootsError> {
    let builder = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider());
    builder
        .build()
        .map_err(|error| RootsError::Internal { message: format!("TLS could not be set up: {error}") })
}
