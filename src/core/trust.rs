//! Which servers are trusted: by the authorities of the operating system (bundled ones where it
//! has none, as in node:slim images) and those the caller adds. `webpki` decides, with two things added that Node.js has: a
//! certificate that the caller gave in `ca` is trusted as a server's own, too, and a chain that
//! leads nowhere gets the code that tells why.

use std::sync::{Arc, OnceLock};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{VerifierBuilderError, WebPkiServerVerifier};
use rustls::crypto::{verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{
    CertificateError, DigitallySignedStruct, Error, OtherError, RootCertStore, SignatureScheme, crypto,
};
use webpki::EndEntityCert;

/// A chain without a known authority; the code is the one that Node.js gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the certificate is not from a known authority ({code})")]
pub struct Untrusted {
    pub code: &'static str,
}

/// Verifies servers against the roots and the caller's own certificates.
#[derive(Debug)]
pub struct Verifier {
    own: Vec<CertificateDer<'static>>,
    provider: Arc<crypto::CryptoProvider>,
    by_own: Option<Arc<WebPkiServerVerifier>>,
    by_all: OnceLock<Result<Arc<WebPkiServerVerifier>, VerifierBuilderError>>,
}

impl Verifier {
    /// `own` are the certificates of the caller's `ca`; they are trusted beside the roots.
    pub fn new(own: Vec<CertificateDer<'static>>, provider: Arc<crypto::CryptoProvider>) -> Self {
        let mut alone = RootCertStore::empty();
        alone.add_parsable_certificates(own.iter().cloned());
        // Of none at all no verifier can be made.
        let by_own = webpki(alone, &provider).ok();
        Self { own, provider, by_own, by_all: OnceLock::new() }
    }

    /// Whether the roots have yet to be read and are sure to be asked: the caller's own
    /// certificates come before them.
    pub fn needs_roots(&self) -> bool {
        self.by_own.is_none() && self.by_all.get().is_none()
    }

    /// The verifier by the roots and the caller's own. The roots are read at the first use: that
    /// takes some ms, and neither plain HTTP nor a server of the caller's authority asks for them.
    pub fn by_all(&self) -> Result<&Arc<WebPkiServerVerifier>, Error> {
        let built = self.by_all.get_or_init(|| webpki(roots(&self.own), &self.provider));
        built.as_ref().map_err(|error| Error::General(format!("TLS could not be set up: {error}")))
    }

    /// A server's certificate that is marked as an authority, as `openssl req -x509` makes it, is
    /// good when the caller gave this very one. webpki has judged its dates by then; its name is
    /// left to judge.
    fn judge_again(
        &self,
        error: Error,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
    ) -> Result<ServerCertVerified, Error> {
        if !marked_as_authority(&error) || !self.own.iter().any(|own| own == end_entity) {
            return Err(explained(error, end_entity, intermediates));
        }
        EndEntityCert::try_from(end_entity)
            .and_then(|cert| cert.verify_is_valid_for_subject_name(name))
            .map(|()| ServerCertVerified::assertion())
            .map_err(|_| Error::InvalidCertificate(CertificateError::NotValidForName))
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let judge = |by: &WebPkiServerVerifier| {
            by.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
        };
        if let Some(Ok(verified)) = self.by_own.as_deref().map(judge) {
            return Ok(verified);
        }
        judge(self.by_all()?).or_else(|error| self.judge_again(error, end_entity, intermediates, server_name))
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

fn webpki(
    roots: RootCertStore,
    provider: &Arc<crypto::CryptoProvider>,
) -> Result<Arc<WebPkiServerVerifier>, VerifierBuilderError> {
    WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider)).build()
}

/// The system's authorities, or the bundled ones, and the caller's own.
fn roots(own: &[CertificateDer<'static>]) -> RootCertStore {
    let mut roots = RootCertStore::empty();
    // Single certificates that cannot be read are left out, as Node.js does.
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if roots.is_empty() {
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    }
    roots.add_parsable_certificates(own.iter().cloned());
    roots
}

fn marked_as_authority(error: &Error) -> bool {
    matches!(error, Error::InvalidCertificate(CertificateError::Other(OtherError(other)))
        if other.downcast_ref::<webpki::Error>() == Some(&webpki::Error::CaUsedAsEndEntity))
}

fn explained(error: Error, server: &CertificateDer<'_>, intermediates: &[CertificateDer<'_>]) -> Error {
    let unknown = matches!(error, Error::InvalidCertificate(CertificateError::UnknownIssuer));
    if !(unknown || marked_as_authority(&error) && is_self_signed(server)) {
        return error;
    }
    let untrusted = Untrusted { code: where_the_chain_ends(server, intermediates) };
    Error::InvalidCertificate(CertificateError::Other(OtherError(Arc::new(untrusted))))
}

/// Follows the chain from the server upwards, as OpenSSL does.
fn where_the_chain_ends(server: &CertificateDer<'_>, intermediates: &[CertificateDer<'_>]) -> &'static str {
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
