//! Certificates and keys in PEM form. Only the parsed form is kept: the string of a private key is dropped
//! with the options.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use rustls::RootCertStore;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::{CertifiedKey, SingleCertAndKey};

use crate::core::crypto;
use crate::core::error::Failure;

/// Reads all certificates of a PEM string. `param` is the option or variable that it came from.
pub fn certificates(param: &str, pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, Failure> {
    let certificates: Vec<_> = CertificateDer::pem_slice_iter(pem)
        .collect::<Result<_, _>>()
        .map_err(|error| bad_authority(param, &error.to_string()))?;
    if certificates.is_empty() {
        return Err(bad_authority(param, "it has no BEGIN CERTIFICATE"));
    }
    match RootCertStore::empty().add_parsable_certificates(certificates.iter().cloned()) {
        (_, 0) => Ok(certificates),
        (_, damaged) => Err(bad_authority(param, &format!("{damaged} of them cannot be parsed"))),
    }
}

/// A client certificate and its private key.
#[derive(Clone)]
pub struct Identity {
    chain: Arc<[CertificateDer<'static>]>,
    pub signer: Arc<SingleCertAndKey>,
}

impl Identity {
    /// Reads the options `cert` and `key`. Both or neither must be set.
    pub fn read(cert: Option<&str>, key: Option<&str>) -> Result<Option<Self>, Failure> {
        match (cert, key) {
            (None, None) => Ok(None),
            (Some(cert), Some(key)) => Self::parse(cert, key).map(Some),
            (Some(_), None) => Err(bad_identity("key", "it is missing, although cert is set")),
            (None, Some(_)) => Err(bad_identity("cert", "it is missing, although key is set")),
        }
    }

    fn parse(cert: &str, key: &str) -> Result<Self, Failure> {
        let chain: Vec<_> = CertificateDer::pem_slice_iter(cert.as_bytes())
            .collect::<Result<_, _>>()
            .map_err(|error| bad_identity("cert", &error.to_string()))?;
        if chain.is_empty() {
            return Err(bad_identity("cert", "it has no BEGIN CERTIFICATE"));
        }
        let key = PrivateKeyDer::from_pem_slice(key.as_bytes())
            .map_err(|error| bad_identity("key", pem_fault(&error)))?;
        let certified = CertifiedKey::from_der(chain.clone(), key, &crypto::provider())
            .map_err(|error| bad_identity("cert", &error.to_string()))?;
        Ok(Self { chain: chain.into(), signer: Arc::new(SingleCertAndKey::from(certified)) })
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[redacted]")
    }
}

/// Equal certificates have equal keys, because each key is checked against its certificate.
impl PartialEq for Identity {
    fn eq(&self, other: &Self) -> bool {
        self.chain == other.chain
    }
}

impl Eq for Identity {}

impl Hash for Identity {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.chain.hash(state);
    }
}

/// Describes a problem with a private key without repeating any part of it.
fn pem_fault(error: &rustls::pki_types::pem::Error) -> &'static str {
    match error {
        rustls::pki_types::pem::Error::NoItemsFound => "it has no BEGIN PRIVATE KEY",
        _ => "its PEM is damaged or encrypted",
    }
}

fn bad_authority(param: &str, why: &str) -> Failure {
    Failure::configuration(param, format!("{param} must be certificates in PEM form, but {why}"))
}

fn bad_identity(param: &str, why: &str) -> Failure {
    let message = format!(
        "{param} must be in PEM form (`cert` the client certificate, `key` its private key), but {why}"
    );
    Failure::configuration(param, message)
}
