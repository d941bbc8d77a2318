//! The certificates that are read from files: those of the system, or of `SSL_CERT_FILE` and
//! `SSL_CERT_DIR` in their place, and those of `NODE_EXTRA_CA_CERTS`.

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
use crate::core::trust::reading::Reading;
use crate::core::trust::{Unread, verifier};

/// The variable that adds authorities to those of every TLS client of the process.
pub const EXTRA: &str = "NODE_EXTRA_CA_CERTS";
/// OpenSSL's variables, which name the authorities in place of the system's.
const FILE: &str = "SSL_CERT_FILE";
const DIR: &str = "SSL_CERT_DIR";

type Certificates = Arc<[CertificateDer<'static>]>;

/// The verifier by the system's authorities. They are read once per process.
pub async fn system() -> Result<Arc<WebPkiServerVerifier>, Unread> {
    static SYSTEM: Reading<Arc<WebPkiServerVerifier>> = Reading::new();
    SYSTEM.get(|| verifier::by(read_system()?)).await
}

/// What to look at if the system's authorities cannot be read in time.
pub fn system_source() -> &'static str {
    match (env::var_os(FILE), env::var_os(DIR)) {
        (Some(_), _) => FILE,
        (None, Some(_)) => DIR,
        (None, None) => "the system's store",
    }
}

/// The certificates of the file that `NODE_EXTRA_CA_CERTS` names, read once per process and file.
pub async fn extra(path: &str) -> Result<Certificates, Unread> {
    static FILES: LazyLock<Mutex<HashMap<String, Arc<Reading<Certificates>>>>> =
        LazyLock::new(Mutex::default);
    let reading = {
        let mut files = lock(&FILES);
        Arc::clone(files.entry(path.to_owned()).or_insert_with(|| Arc::new(Reading::new())))
    };
    let path = path.to_owned();
    reading.get(move || read_extra(&path)).await
}

fn read_extra(path: &str) -> Result<Certificates, Unread> {
    let pem = std::fs::read(path).map_err(|error| {
        if is_transient(&error) {
            return busy(error);
        }
        Unread::Invalid { variable: EXTRA, message: unreadable(path, &error) }
    })?;
    let certificates = pem::certificates(EXTRA, &pem);
    certificates
        .map(Into::into)
        .map_err(|failure| Unread::Invalid { variable: EXTRA, message: failure.to_string() })
}

/// Says whether the file is missing or refused: a refused one is fixed by permissions, not by another path.
fn unreadable(path: &str, error: &io::Error) -> String {
    let fix = match error.kind() {
        io::ErrorKind::PermissionDenied => "Let this process's user read it and its folders",
        io::ErrorKind::NotFound => "Correct the path",
        _ => "Name a file of PEM certificates",
    };
    format!("{EXTRA} names a file that cannot be read: {path} ({error}). {fix}, or unset it")
}

fn read_system() -> Result<RootCertStore, Unread> {
    match (env::var_os(FILE), env::var_os(DIR)) {
        (None, None) => read_store(),
        (file, dirs) => read_named(file.as_deref(), dirs),
    }
}

/// The system's own store. Without any, the bundled roots take its place.
fn read_store() -> Result<RootCertStore, Unread> {
    let mut roots = RootCertStore::empty();
    // Single certificates that cannot be read are left out, as in Node.js.
    roots.add_parsable_certificates(whole(load_native_certs())?.certs);
    if roots.is_empty() {
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    }
    Ok(roots)
}

/// What the variables name, and nothing else: whoever sets one wants to trust no others.
/// `SSL_CERT_FILE` must give certificates if it is set, `SSL_CERT_DIR` if it is set alone.
fn read_named(file: Option<&OsStr>, dirs: Option<OsString>) -> Result<RootCertStore, Unread> {
    let mut certificates = Vec::new();
    if let Some(path) = file {
        let found = whole(load_certs_from_paths(Some(Path::new(path)), None))?;
        if !found.certs.iter().any(|certificate| webpki::anchor_from_trusted_cert(certificate).is_ok()) {
            return Err(useless(FILE, path, &found));
        }
        certificates.extend(found.certs);
    }
    let mut in_dirs = CertificateResult::default();
    for dir in dirs.iter().flat_map(env::split_paths).filter(|dir| !dir.as_os_str().is_empty()) {
        let found = whole(load_certs_from_paths(None, Some(&dir)))?;
        in_dirs.certs.extend(found.certs);
        in_dirs.errors.extend(found.errors);
    }
    certificates.append(&mut in_dirs.certs);
    certificates.sort_unstable_by(|a, b| a.as_ref().cmp(b.as_ref()));
    certificates.dedup();
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(certificates);
    match dirs {
        Some(dirs) if roots.is_empty() => Err(useless(DIR, &dirs, &in_dirs)),
        _ => Ok(roots),
    }
}

/// A reading that lacked a descriptor or memory is not taken for what there is.
fn whole(mut found: CertificateResult) -> Result<CertificateResult, Unread> {
    let transient = found
        .errors
        .iter()
        .position(|error| matches!(&error.kind, ErrorKind::Io { inner, .. } if is_transient(inner)));
    match transient.map(|index| found.errors.swap_remove(index).kind) {
        Some(ErrorKind::Io { inner, .. }) => Err(busy(inner)),
        _ => Ok(found),
    }
}

fn busy(error: io::Error) -> Unread {
    Unread::Busy { what: "root certificates could not be read", error: Arc::new(error) }
}

/// Whether the same reading may succeed the next moment.
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

fn useless(variable: &'static str, value: &OsStr, found: &CertificateResult) -> Unread {
    let why = found.errors.first().map_or_else(|| "no certificate is in it".to_owned(), reason);
    let message = format!(
        "{variable} must name root certificates in PEM form, but \"{}\" has none ({why}). Fix or unset it",
        value.display()
    );
    Unread::Invalid { variable, message }
}

/// The path is in the message already.
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
    fn an_extra_file_that_is_refused_has_another_fix_than_one_that_is_missing() {
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
    fn only_what_may_pass_is_read_again_within_a_call() {
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
    fn a_lack_of_descriptors_may_pass() {
        for code in [23, 24] {
            assert!(is_transient(&io::Error::from_raw_os_error(code)), "{code}");
        }
    }

    fn refusal(file: Option<&str>, dirs: Option<&str>) -> String {
        match read_named(file.map(OsStr::new), dirs.map(OsString::from)) {
            Err(Unread::Invalid { message, .. }) => message,
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
            let message = refusal(file, dirs);
            assert!(message.starts_with(variable), "{message}");
            assert!(message.contains(file.or(dirs).unwrap_or_default()), "{message}");
        }
    }
}
