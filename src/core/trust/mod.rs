//! Which servers are trusted: those of the system's authorities (bundled ones where the system has
//! none, as in node:slim images), of `NODE_EXTRA_CA_CERTS` and of the option `ca`.
//!
//! `roots` reads the certificates, on threads of its own (`reading`): a file system that does not
//! respond delays no other call. `verifier` decides with `webpki`; `chain` and `reason` explain its verdict.

mod chain;
mod der;
mod reading;
mod reason;
mod roots;
mod verifier;

use std::io;
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use tokio::time::timeout;

use crate::core::config::TransportSettings;

pub use crate::core::trust::chain::Untrusted;
pub use crate::core::trust::reason::reason;
pub use crate::core::trust::verifier::{Verifier, needs_roots};

/// How much a verifier must know. Each level adds a source of certificates, and reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The option `ca`, which is parsed already: enough for a server of plain HTTP.
    Given,
    /// And the file of `NODE_EXTRA_CA_CERTS`.
    Own,
    /// And the system's authorities.
    System,
}

impl Level {
    /// What a server needs at first. Own authorities come first: if one of them vouches for the
    /// server, the system's are never read.
    pub fn for_scheme(scheme: &str, settings: &TransportSettings) -> Self {
        match scheme {
            "https" if settings.ca.is_empty() && settings.extra_ca_file.is_none() => Self::System,
            "https" => Self::Own,
            _ => Self::Given,
        }
    }
}

/// Why root certificates could not be read. None of these is kept: the next call reads again.
#[derive(Debug, Clone)]
pub enum Unread {
    /// A file or variable is wrong; reading again does not help.
    Invalid { variable: &'static str, message: String },
    /// A fault of this package.
    Internal { message: String },
    /// This machine lacks something that it may have the next moment.
    Busy { what: &'static str, error: Arc<io::Error> },
    /// The reading had not ended within `connectTimeoutMs`; `source` is the variable to look at.
    TimedOut { source: &'static str },
}

/// The verifier of that level. Certificates are read on threads of their own; this waits for them,
/// for as long as a connection may take.
pub async fn verifier(settings: &TransportSettings, level: Level) -> Result<Arc<Verifier>, Unread> {
    let mut own = settings.ca.to_vec();
    if let Some(path) = settings.extra_ca_file.as_deref().filter(|_| level >= Level::Own) {
        let reading = timeout(settings.connect_timeout, roots::extra(path));
        own.extend(reading.await.unwrap_or(Err(Unread::TimedOut { source: roots::EXTRA }))?.iter().cloned());
    }
    let system: Option<Arc<WebPkiServerVerifier>> = match level {
        Level::System => {
            let reading = timeout(settings.connect_timeout, roots::system());
            Some(reading.await.unwrap_or_else(|_| Err(Unread::TimedOut { source: roots::system_source() }))?)
        }
        Level::Given | Level::Own => None,
    };
    Ok(Arc::new(Verifier::new(own, level, system)))
}
