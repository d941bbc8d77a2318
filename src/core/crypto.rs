//! The cryptography behind TLS: ring.

use std::sync::{Arc, LazyLock};

use rustls::crypto::CryptoProvider;

/// The one provider of the process.
pub fn provider() -> Arc<CryptoProvider> {
    static PROVIDER: LazyLock<Arc<CryptoProvider>> =
        LazyLock::new(|| Arc::new(rustls::crypto::ring::default_provider()));
    Arc::clone(&PROVIDER)
}
