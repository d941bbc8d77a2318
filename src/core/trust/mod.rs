//! Which servers are trusted: those with a certificate from an authority of the system (bundled authorities if it
//! has none, as in node:slim images), of `NODE_EXTRA_CA_CERTS` or of the option `ca`.
//!
//! `roots` reads the certificates on threads of its own (`reading`), so a file system that does not respond delays
//! no other call. `verifier` verifies with `webpki`; `chain` explains a chain without an authority.

mod chain;
mod der;
mod reading;
mod roots;
mod verifier;

use std::io;
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use tokio::time::timeout;

use crate::core::config::TransportSettings;

pub use crate::core::trust::verifier::{Verifier, needs_roots};

/// Which certificates a verifier has. Each level reads one more source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Those of the option `ca`, which are parsed already. Enough for plain HTTP.
    Given,
    /// Also the file of `NODE_EXTRA_CA_CERTS`.
    Own,
    /// Also the system's authorities.
    System,
}

impl Level {
    /// The level to start with. The caller's own authorities come first: if one of them vouches for the server, the
    /// system's are never read.
    pub fn for_scheme(scheme: &str, settings: &TransportSettings) -> Self {
        match scheme {
            "https" if settings.ca.is_empty() && settings.extra_ca_file.is_none() => Self::System,
            "https" => Self::Own,
            _ => Self::Given,
        }
    }
}

/// Why root certificates could not be read. No error is cached: the next call reads again.
#[derive(Debug, Clone)]
pub enum RootsError {
    /// A file or variable is wrong. Reading again does not help.
    Invalid { variable: &'static str, message: String },
    /// A bug in this package.
    Internal { message: String },
    /// This machine ran short of something, probably only for a moment.
    Busy { what: &'static str, error: Arc<io::Error> },
    /// Reading took longer than `connectTimeoutMs`. `source` is the variable to check.
    TimedOut { source: &'static str },
}

/// Creates a verifier of this level. Waits while other threads read certificates, for as long as a connection may
/// take.
pub async fn verifier(settings: &TransportSettings, level: Level) -> Result<Arc<Verifier>, RootsError> {
    let mut own = settings.ca.to_vec();
    if let Some(path) = settings.extra_ca_file.as_deref().filter(|_| level >= Level::Own) {
        let reading = timeout(settings.connect_timeout, roots::extra(path));
        own.extend(
            reading.await.unwrap_or(Err(RootsError::TimedOut { source: roots::EXTRA }))?.iter().cloned(),
        );
    }
    let system: Option<Arc<WebPkiServerVerifier>> = match level {
        Level::System => {
            let reading = timeout(settings.connect_timeout, roots::system());
            Some(
                reading
                    .await
                    .unwrap_or_else(|_| Err(RootsError::TimedOut { source: roots::system_source() }))?,
            )
        }
        Level::Given | Level::Own => None,
    };
    Ok(Arc::new(Verifier::new(own, level, system)))
}
