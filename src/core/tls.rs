//! The TLS configuration: ring, TLS 1.2 or later, and the caller's client certificate, if any. `trust` verifies
//! servers.

use std::sync::Arc;

use rustls::ClientConfig;

use crate::core::config::TransportSettings;
use crate::core::crypto;
use crate::core::error::Failure;
use crate::core::trust::Verifier;

/// Builds the configuration for a verifier. Reads no file.
pub fn client_config(settings: &TransportSettings, verifier: Arc<Verifier>) -> Result<ClientConfig, Failure> {
    let builder = ClientConfig::builder_with_provider(crypto::provider())
        .with_safe_default_protocol_versions()
        .map_err(|error| Failure::Internal { message: format!("TLS could not be set up: {error}") })?
        .dangerous()
        .with_custom_certificate_verifier(verifier);
    let mut config = match &settings.identity {
        None => builder.with_no_client_auth(),
        Some(identity) => builder.with_client_cert_resolver(identity.signer.clone()),
    };
    let protocols: &[&[u8]] = if settings.http2 { &[b"h2", b"http/1.1"] } else { &[b"http/1.1"] };
    config.alpn_protocols = protocols.iter().map(|protocol| protocol.to_vec()).collect();
    Ok(config)
}
