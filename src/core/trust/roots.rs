//! Reads certificates from files: the system's, those of `SSL_CERT_FILE` and `SSL_CERT_DIR` instead of them, and
//! those of `NODE_EXTRA_CA_CERTS`.

use std::collections::HashMap;
use std::env;
use std::ffi::{OsStr, OsString};
use std::io;
use std::path::Path;
use std::sync::{Arc, LazyLock, Mutex};

use rustls::RootCertStore;
use rustls::client::WebPkiServerVerifier;
use rustls::pki_types::CertificateDer;
use rustls_native_certs::{CertificateResult, ErrorKind, load_certs_from_paths, load_native_certs};

use crate::core::lock::lock;
use crate::core::pem;
use crate::core::trust::reading::SharedReading;
use crate::core::trust::{RootsError, verifier};

/// The variable that adds authorities for all TLS clients of the process.
pub const EXTRA: &str = "NODE_EXTRA_CA_CERTS";
/// OpenSSL's variables, which replace the system's authorities.
const FILE: &str = "SSL_CERT_FILE";
const DIR: &str = "SSL_CERT_DIR";

type Certificates = Arc<[CertificateDer<'static>]>;

/// A verifier with the system's authorities, which are read once per process.
pub async fn system() -> Result<Arc<WebPkiServerVerifier>, RootsError> {
    static SYSTEM: SharedReading<Arc<WebPkiServerVerifier>> = SharedReading::new();
    SYSTEM.get(|| verifier::with_roots(read_system()?)).await
}

/// What to check if reading the system's authorities takes too long.
pub fn system_source() -> &'static str {
    match (env::var_os(FILE), env::var_os(DIR)) {
        (Some(_), _) => FILE,
        (None, Some(_)) => DIR,
        (None, None) => "the system's store",
    }
}

/// The certificates of the file in `NODE_EXTRA_CA_CERTS`, read once per process and file.
pub async fn extra(path: &str) -> Result<Certificates, RootsError> {
    static FILES: LazyLock<Mutex<HashMap<String, Arc<SharedReading<Certificates>>>>> =
        LazyLock::new(Mutex::default);
    let reading = {
        let mut files = lock(&FILES);
        Arc::clone(files.entry(path.to_owned()).or_insert_with(|| Arc::new(SharedReading::new())))
    };
    let path = path.to_owned();
    reading.get(move || read_extra(&path)).await
}

fn read_extra(path: &str) -> Result<Certificates, RootsError> {
    let pem = std::fs::read(path).map_err(|error| {
        if is_transient(&error) {
            return busy(error);
        }
        RootsError::Invalid { variable: EXTRA, message: unreadable(path, &error) }
    })?;
    let certificates = pem::certificates(EXTRA, &pem);
    certificates
        .map(Into::into)
        .map_err(|failure| RootsError::Invalid { variable: EXTRA, message: failure.to_string() })
}

/// Tells a missing file from one without permission, because their fixes differ.
fn unreadable(path: &str, error: &io::Error) -> String {
    let fix = match error.kind() {
        io::ErrorKind::PermissionDenied => "Let this process's user read it and its folders",
        io::ErrorKind::NotFound => "Correct the path",
        _ => "Name a file of PEM certificates",
    };
    format!("{EXTRA} names a file that cannot be read: {path} ({error}). {fix}, or unset it")
}

fn read_system() -> Result<RootCertStore, RootsError> {
    match (env::var_os(FILE), env::var_os(DIR)) {
        (None, None) => read_store(),
        (file, dirs) => read_named(file.as_deref(), dirs),
    }
}

/// The system's own store, or the bundled roots if it is empty.
fn read_store() -> Result<RootCertStore, RootsError> {
    let mut roots = RootCertStore::empty();
    // Invalid certificates are skipped, as in Node.js.
    roots.add_parsable_certificates(complete(load_native_certs())?.certs);
    if roots.is_empty() {
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    }
    Ok(roots)
}

/// Only the certificates that the variables name: a user who sets one trusts no others. `SSL_CERT_FILE` must
/// contain certificates if it is set, and `SSL_CERT_DIR` if only it is set.
fn read_named(file: Option<&OsStr>, dirs: Option<OsString>) -> Result<RootCertStore, RootsError> {
    let mut certificates = Vec::new();
    if let Some(path) = file {
        let found = complete(load_certs_from_paths(Some(Path::new(path)), None))?;
        if !found.certs.iter().any(|certificate| webpki::anchor_from_trusted_cert(certificate).is_ok()) {
            return Err(no_certificates(FILE, path, &found));
        }
        certificates.extend(found.certs);
    }
    let mut in_dirs = CertificateResult::default();
    for dir in dirs.iter().flat_map(env::split_paths).filter(|dir| !dir.as_os_str().is_empty()) {
        let found = complete(load_certs_from_paths(None, Some(&dir)))?;
        in_dirs.certs.extend(found.certs);
        in_dirs.errors.extend(found.errors);
    }
    certificates.append(&mut in_dirs.certs);
    certificates.sort_unstable_by(|a, b| a.as_ref().cmp(b.as_ref()));
    certificates.dedup();
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(certificates);
    match dirs {
        Some(dirs) if roots.is_empty() => Err(no_certificates(DIR, &dirs, &in_dirs)),
        _ => Ok(roots),
    }
}

/// Rejects an incomplete result, caused by a shortage of descriptors or memory.
fn complete(mut found: CertificateResult) -> Result<CertificateResult, RootsError> {
    let transient = found
        .errors
        .iter()
        .position(|error| matches!(&error.kind, ErrorKind::Io { inner, .. } if is_transient(inner)));
    match transient.map(|index| found.errors.swap_remove(index).kind) {
        Some(ErrorKind::Io { inner, .. }) => Err(busy(inner)),
        _ => Ok(found),
    }
}

fn busy(error: io::Error) -> RootsError {
    RootsError::Busy { what: "root certificates could not be read", error: Arc::new(error) }
}

/// Whether reading may succeed a moment later.
fn is_transient(error: &io::Error) -> bool {
    use io::ErrorKind as Kind;
    const ENFILE: i32 = 23;
    const EMFILE: i32 = 24;
    matches!(
        error.kind(),
        Kind::Interrupted
            | Kind::OutOfMemory
            | Kind::WouldBlock
            | Kind::TimedOut
            | Kind::StaleNetworkFileHandle
    ) || cfg!(unix) && matches!(error.raw_os_error(), Some(ENFILE | EMFILE))
}

fn no_certificates(variable: &'static str, value: &OsStr, found: &CertificateResult) -> RootsError {
    let why = found.errors.first().map_or_else(|| "no certificate is in it".to_owned(), reason);
    let message = format!(
        "{variable} must name root certificates in PEM form, but \"{}\" has none ({why}). Fix or unset it",
        value.display()
    );
    RootsError::Invalid { variable, message }
}

/// Leaves out the path, which is already in the message.
fn reason(error: &rustls_native_certs::Error) -> String {
    match &error.kind {
        ErrorKind::Io { inner, .. } => inner.to_string(),
        ErrorKind::Os(error) => error.to_string(),
        ErrorKind::Pem(error) => error.to_string(),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_file_and_one_without_permission_have_different_fixes() {
        for (kind, fix) in [
            (io::ErrorKind::PermissionDenied, "Let this process's user read it and its folders, or unset it"),
            (io::ErrorKind::NotFound, "Correct the path, or unset it"),
            (io::ErrorKind::IsADirectory, "Name a file of PEM certificates, or unset it"),
        ] {
            let message = unreadable("/ca.pem", &io::Error::from(kind));
            assert!(message.starts_with("NODE_EXTRA_CA_CERTS names a file that cannot be read: /ca.pem ("));
            assert!(message.ends_with(fix), "{message}");
        }
    }

    #[test]
    fn only_transient_errors_are_retried_within_a_call() {
        use io::ErrorKind as Kind;
        for kind in [Kind::Interrupted, Kind::OutOfMemory, Kind::TimedOut, Kind::StaleNetworkFileHandle] {
            assert!(is_transient(&kind.into()), "{kind:?}");
        }
        for kind in [Kind::NotFound, Kind::PermissionDenied, Kind::IsADirectory, Kind::InvalidData] {
            assert!(!is_transient(&kind.into()), "{kind:?}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_shortage_of_descriptors_is_transient() {
        for code in [23, 24] {
            assert!(is_transient(&io::Error::from_raw_os_error(code)), "{code}");
        }
    }

    fn rejection(file: Option<&str>, dirs: Option<&str>) -> String {
        match read_named(file.map(OsStr::new), dirs.map(OsString::from)) {
            Err(RootsError::Invalid { message, .. }) => message,
            other => panic!("{file:?} and {dirs:?} were not rejected: {other:?}"),
        }
    }

    #[test]
    fn a_variable_without_certificates_is_rejected_by_name() {
        let table = [
            (Some(""), None, "SSL_CERT_FILE"),
            (Some("/nowhere/roots.pem"), None, "SSL_CERT_FILE"),
            (Some("Cargo.toml"), None, "SSL_CERT_FILE"),
            (Some("src"), None, "SSL_CERT_FILE"),
            (None, Some(""), "SSL_CERT_DIR"),
            (None, Some("/nowhere"), "SSL_CERT_DIR"),
            (None, Some("src"), "SSL_CERT_DIR"),
            (None, Some("/nowhere:src:"), "SSL_CERT_DIR"),
        ];
        for (file, dirs, variable) in table {
            let message = rejection(file, dirs);
            assert!(message.starts_with(variable), "{message}");
            assert!(message.contains(file.or(dirs).unwrap_or_default()), "{message}");
        }
    }
}
