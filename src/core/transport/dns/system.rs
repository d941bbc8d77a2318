//! The system's own DNS lookup, with its errors named as in Node.js.

use std::fs::File;
use std::io;
use std::net::IpAddr;

use dns_lookup::{LookupError, LookupErrorKind};

use crate::core::error::system::{self as system_error, NameError};

/// Asks the system, which may take long: /etc/hosts, the name servers, or whatever else it is configured to use.
pub fn look_up(name: &str) -> Result<Vec<IpAddr>, NameError> {
    match dns_lookup::lookup_host(name) {
        Ok(addresses) => Ok(addresses.collect()),
        Err(error) => Err(name_error(error)),
    }
}

fn name_error(error: LookupError) -> NameError {
    let kind = error.kind();
    let error = io::Error::from(error);
    match without_descriptors() {
        Some(shortage) => shortage,
        None => NameError { code: code(kind, &error), message: error.to_string().into() },
    }
}

fn code(kind: LookupErrorKind, error: &io::Error) -> &'static str {
    match kind {
        LookupErrorKind::NoName | LookupErrorKind::NoData => "ENOTFOUND",
        LookupErrorKind::Again => "EAI_AGAIN",
        LookupErrorKind::Fail => "EAI_FAIL",
        LookupErrorKind::Memory => "EAI_MEMORY",
        LookupErrorKind::Family => "EAI_FAMILY",
        LookupErrorKind::Badflags => "EAI_BADFLAGS",
        LookupErrorKind::Service => "EAI_SERVICE",
        LookupErrorKind::Socktype => "EAI_SOCKTYPE",
        LookupErrorKind::System | LookupErrorKind::IO | LookupErrorKind::Unknown => {
            system_error::code(error).unwrap_or("EAI_FAIL")
        }
    }
}

/// The system reports a name as unknown if it could not open /etc/hosts or a socket. Windows has neither that file nor
/// such a limit.
fn without_descriptors() -> Option<NameError> {
    let error = File::open("/dev/null").err()?;
    let code = system_error::code(&error).filter(|code| matches!(*code, "EMFILE" | "ENFILE"))?;
    Some(NameError { code, message: error.to_string().into() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_looks_up_names() {
        let found = look_up("localhost").expect("localhost has an address");
        assert!(found.iter().all(IpAddr::is_loopback), "{found:?}");
    }

    #[test]
    fn errors_are_named_as_in_node() {
        use LookupErrorKind as Kind;
        let table = [
            (Kind::NoName, "ENOTFOUND"),
            (Kind::NoData, "ENOTFOUND"),
            (Kind::Again, "EAI_AGAIN"),
            (Kind::Fail, "EAI_FAIL"),
            (Kind::Memory, "EAI_MEMORY"),
            (Kind::IO, "EAI_FAIL"),
        ];
        for (kind, expected) in table {
            assert_eq!(code(kind, &io::Error::other("words")), expected, "{kind:?}");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_system_error_keeps_its_code() {
        for (number, expected) in [(24, "EMFILE"), (13, "EACCES"), (12, "ENOMEM")] {
            let error = io::Error::from_raw_os_error(number);
            assert_eq!(code(LookupErrorKind::System, &error), expected);
        }
    }
}
