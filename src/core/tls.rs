//! The TLS configuration: ring, TLS 1.2 at least, the authorities that the caller adds, and a
//! client certificate where the caller gives one. `trust` verifies servers by it.

use std::sync::{Arc, LazyLock};

use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;
use rustls::{ClientConfig, RootCertStore};

use crate::core::config::TransportSettings;
use crate::core::error::Failure;
use crate::core::trust::Verifier;

/// The variable that adds authorities to those of every TLS client of the process.
const EXTRA: &str = "NODE_EXTRA_CA_CERTS";

/// Checks the certificates in the caller's options, so that a bad one is refused when the
/// client is made. Files are left for later: on the JavaScript thread they would cost it ms.
pub fn check(settings: &TransportSettings) -> Result<(), Failure> {
    given(settings)?;
    if let Some((chain, key)) = identity(settings)? {
        CertifiedKey::from_der(chain, key, &provider())
            .map_err(|error| bad_identity("cert", &error.to_string()))?;
    }
    Ok(())
}

fn provider() -> Arc<CryptoProvider> {
    static PROVIDER: LazyLock<Arc<CryptoProvider>> =
        LazyLock::new(|| Arc::new(rustls::crypto::ring::default_provider()));
    Arc::clone(&PROVIDER)
}

/// The verifier of servers. It reads the file of further authorities: keep it off the JavaScript
/// thread.
pub fn verifier(settings: &TransportSettings) -> Result<Arc<Verifier>, Failure> {
    Ok(Arc::new(Verifier::new(own_authorities(settings)?, provider())))
}

/// Builds the configuration with that verifier.
pub fn client_config(settings: &TransportSettings, verifier: Arc<Verifier>) -> Result<ClientConfig, Failure> {
    let builder = ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .map_err(|error| Failure::Internal { message: format!("TLS could not be set up: {error}") })?
        .dangerous()
        .with_custom_certificate_verifier(verifier);
    let mut config = match identity(settings)? {
        None => builder.with_no_client_auth(),
        Some((chain, key)) => builder
            .with_client_auth_cert(chain, key)
            .map_err(|error| bad_identity("cert", &error.to_string()))?,
    };
    let protocols: &[&[u8]] = if settings.http2 { &[b"h2", b"http/1.1"] } else { &[b"http/1.1"] };
    config.alpn_protocols = protocols.iter().map(|protocol| protocol.to_vec()).collect();
    Ok(config)
}

fn own_authorities(settings: &TransportSettings) -> Result<Vec<CertificateDer<'static>>, Failure> {
    let mut own = given(settings)?;
    if let Some(path) = &settings.extra_ca_file {
        let pem = std::fs::read(path).map_err(|error| unreadable(path, &error))?;
        own.extend(authorities(EXTRA, &pem)?);
    }
    Ok(own)
}

/// Those of the option `ca`.
fn given(settings: &TransportSettings) -> Result<Vec<CertificateDer<'static>>, Failure> {
    let lists: Vec<_> =
        settings.ca.iter().map(|pem| authorities("ca", pem.as_bytes())).collect::<Result<_, _>>()?;
    Ok(lists.concat())
}

/// `param` is the option or variable that the text came from.
fn authorities(param: &str, pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, Failure> {
    let authorities: Vec<_> = CertificateDer::pem_slice_iter(pem)
        .collect::<Result<_, _>>()
        .map_err(|error| bad_authority(param, &error.to_string()))?;
    if authorities.is_empty() {
        return Err(bad_authority(param, "it holds no BEGIN CERTIFICATE"));
    }
    match RootCertStore::empty().add_parsable_certificates(authorities.iter().cloned()) {
        (_, 0) => Ok(authorities),
        (_, damaged) => Err(bad_authority(param, &format!("{damaged} of them cannot be read"))),
    }
}

type Identity = (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>);

fn identity(settings: &TransportSettings) -> Result<Option<Identity>, Failure> {
    let (cert, key) = match (&settings.cert, &settings.key) {
        (None, None) => return Ok(None),
        (Some(cert), Some(key)) => (cert, key),
        (Some(_), None) => return Err(bad_identity("key", "it is missing while cert is given")),
        (None, Some(_)) => return Err(bad_identity("cert", "it is missing while key is given")),
    };
    let chain: Vec<_> = CertificateDer::pem_slice_iter(cert.as_bytes())
        .collect::<Result<_, _>>()
        .map_err(|error| bad_identity("cert", &error.to_string()))?;
    if chain.is_empty() {
        return Err(bad_identity("cert", "it holds no BEGIN CERTIFICATE"));
    }
    let key = PrivateKeyDer::from_pem_slice(key.0.as_bytes())
        .map_err(|error| bad_identity("key", &pem_fault(&error)))?;
    Ok(Some((chain, key)))
}

/// The fault of a private key in words that cannot hold a part of it.
fn pem_fault(error: &rustls::pki_types::pem::Error) -> String {
    match error {
        rustls::pki_types::pem::Error::NoItemsFound => "it holds no BEGIN PRIVATE KEY".to_owned(),
        _ => "its PEM text is damaged or encrypted".to_owned(),
    }
}

fn bad_authority(param: &str, why: &str) -> Failure {
    Failure::configuration(param, format!("{param} must be certificates as PEM text, but {why}"))
}

fn unreadable(path: &str, error: &std::io::Error) -> Failure {
    let message = format!("{EXTRA} names a file that cannot be read: {path} ({error}). Correct or unset it");
    Failure::configuration(EXTRA, message)
}

fn bad_identity(param: &str, why: &str) -> Failure {
    let message =
        format!("{param} must be PEM text: `cert` the client certificate, `key` its private key; but {why}");
    Failure::configuration(param, message)
}
