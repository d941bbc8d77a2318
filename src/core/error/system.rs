//! The table of system errors: their names in Node.js, their numbers, and what to do about each.

use std::io;
use std::sync::Arc;

/// One system error.
struct SystemError {
    /// The name in Node.js.
    code: &'static str,
    /// The numbers on this platform. Windows has one for sockets and sometimes others.
    numbers: &'static [i32],
    advice: &'static str,
}

/// Why a host name could not be resolved. reqwest passes it through as a source of its own error.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct NameError {
    /// The name in Node.js: `ENOTFOUND`, `EAI_AGAIN`, `EMFILE`, …
    pub code: &'static str,
    /// The system's message.
    pub message: Arc<str>,
}

/// The name of a system error. `None` if Node.js has none for it.
pub fn code(error: &io::Error) -> Option<&'static str> {
    match error.raw_os_error() {
        Some(number) => TABLE.iter().find(|row| row.numbers.contains(&number)).map(|row| row.code),
        None => code_of_kind(error.kind()),
    }
}

/// What to do about an error, as the end of the sentence «got no response from …: ».
pub fn advice(code: &str) -> Option<&'static str> {
    TABLE.iter().find(|row| row.code == code).map(|row| row.advice)
}

/// Whether this machine or process has run short of a resource, so that neither the server nor a proxy is to
/// blame.
pub fn is_shortage(code: &str) -> bool {
    SHORTAGES.contains(&code)
}

/// Errors that hyper, h2, rustls and Tokio create have a kind and no number.
fn code_of_kind(kind: io::ErrorKind) -> Option<&'static str> {
    use io::ErrorKind as Kind;
    match kind {
        Kind::ConnectionRefused => Some("ECONNREFUSED"),
        Kind::ConnectionAborted => Some("ECONNABORTED"),
        // h2 reports the end of a connection as a broken pipe.
        Kind::ConnectionReset | Kind::UnexpectedEof | Kind::BrokenPipe => Some("ECONNRESET"),
        Kind::TimedOut => Some("ETIMEDOUT"),
        Kind::HostUnreachable => Some("EHOSTUNREACH"),
        Kind::NetworkUnreachable => Some("ENETUNREACH"),
        Kind::PermissionDenied => Some("EACCES"),
        Kind::OutOfMemory => Some("ENOMEM"),
        _ => None,
    }
}

const CLOSED: &str = "the connection was closed before the response. Try again";
const NO_PATH: &str = "there is no network path. Check the network and proxy of this machine";
const FORBIDDEN: &str = "this machine does not permit the connection. Check its firewall and sandbox rules";
const NO_MEMORY: &str = "this machine is short of memory. Free some, or make fewer calls at once";
const NO_ADDRESS: &str =
    "this machine has no free local address or port. Check its network, or make fewer calls at once";
const UNUSABLE: &str =
    "this machine's network does not support the connection. Check its network settings and serverUrl";
const DNS_BROKEN: &str = "the host name could not be looked up. Check the DNS of this machine";

/// Errors of this machine and not of the server.
const SHORTAGES: [&str; 8] =
    ["EMFILE", "ENFILE", "EAGAIN", "ENOMEM", "ENOBUFS", "EADDRINUSE", "EADDRNOTAVAIL", "EAI_MEMORY"];

#[cfg(unix)]
macro_rules! row {
    ($code:ident, $windows:expr, $advice:expr) => {
        SystemError { code: stringify!($code), numbers: &[libc::$code], advice: $advice }
    };
}

#[cfg(not(unix))]
macro_rules! row {
    ($code:ident, $windows:expr, $advice:expr) => {
        SystemError { code: stringify!($code), numbers: &$windows, advice: $advice }
    };
}

/// A result of getaddrinfo, which `NameError` carries by name.
macro_rules! name_row {
    ($code:ident, $advice:expr) => {
        SystemError { code: stringify!($code), numbers: &[], advice: $advice }
    };
}

/// The numbers are those of Windows, as in libuv. On other systems `libc` has them.
#[rustfmt::skip]
const TABLE: &[SystemError] = &[
    row!(ECONNREFUSED, [10061],
        "the connection was refused; nothing listens there. Check serverUrl and that the server runs"),
    row!(ECONNRESET, [10054, 64], CLOSED),
    row!(ECONNABORTED, [10053], CLOSED),
    row!(EPIPE, [10058, 109, 232], CLOSED),
    row!(ENOTCONN, [10057], CLOSED),
    row!(ENETRESET, [10052], CLOSED),
    row!(ETIMEDOUT, [10060],
            "the network did not respond in time. Check the firewalls and proxies in between, then try again"),
    row!(EHOSTUNREACH, [10065], NO_PATH),
    row!(ENETUNREACH, [10051], NO_PATH),
    row!(EHOSTDOWN, [10064], "the server's machine is down, or cannot be reached. Check serverUrl, then try again"),
    row!(ENETDOWN, [10050], "the network of this machine is down. Check it, then try again"),
    row!(EACCES, [10013, 5], FORBIDDEN),
    row!(EPERM, [1314], FORBIDDEN),
    row!(EMFILE, [10024, 4],
        "this process has no free file descriptor. Raise its limit, or make fewer calls at once"),
    row!(ENFILE, [],
        "this machine has no free file descriptor. Raise its limit, or make fewer calls at once"),
    row!(EAGAIN, [10035],
        "this machine is short of threads or other resources. Raise its limits, or make fewer calls at once"),
    row!(ENOMEM, [8, 14], NO_MEMORY),
    row!(ENOBUFS, [10055],
        "this machine is short of network buffers. Raise their limit, or make fewer calls at once"),
    row!(EADDRINUSE, [10048], NO_ADDRESS),
    row!(EADDRNOTAVAIL, [10049], NO_ADDRESS),
    row!(EINVAL, [10022], UNUSABLE),
    row!(EAFNOSUPPORT, [10047], UNUSABLE),
    row!(EPROTONOSUPPORT, [10043], UNUSABLE),
    row!(EPROTOTYPE, [10041], UNUSABLE),
    row!(ENOPROTOOPT, [10042], UNUSABLE),
    name_row!(ENOTFOUND, "the host name is not known. Check serverUrl and the DNS of this machine"),
    name_row!(EAI_AGAIN,
        "the host name could not be looked up for now. Check the DNS of this machine, then try again"),
    name_row!(EAI_FAIL, DNS_BROKEN),
    name_row!(EAI_FAMILY, DNS_BROKEN),
    name_row!(EAI_BADFLAGS, DNS_BROKEN),
    name_row!(EAI_SERVICE, DNS_BROKEN),
    name_row!(EAI_SOCKTYPE, DNS_BROKEN),
    name_row!(EAI_MEMORY, NO_MEMORY),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_without_a_number_are_named_by_kind() {
        use io::ErrorKind as Kind;
        let table = [
            (Kind::ConnectionRefused, Some("ECONNREFUSED")),
            (Kind::ConnectionReset, Some("ECONNRESET")),
            (Kind::UnexpectedEof, Some("ECONNRESET")),
            (Kind::ConnectionAborted, Some("ECONNABORTED")),
            (Kind::BrokenPipe, Some("ECONNRESET")),
            (Kind::TimedOut, Some("ETIMEDOUT")),
            (Kind::HostUnreachable, Some("EHOSTUNREACH")),
            (Kind::NetworkUnreachable, Some("ENETUNREACH")),
            (Kind::PermissionDenied, Some("EACCES")),
            (Kind::OutOfMemory, Some("ENOMEM")),
            (Kind::Other, None),
        ];
        for (kind, expected) in table {
            assert_eq!(code(&io::Error::from(kind)), expected, "{kind:?}");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn system_errors_are_named_as_in_node() {
        let table = [
            (1, "EPERM"),
            (11, "EAGAIN"),
            (12, "ENOMEM"),
            (13, "EACCES"),
            (22, "EINVAL"),
            (23, "ENFILE"),
            (24, "EMFILE"),
            (32, "EPIPE"),
            (97, "EAFNOSUPPORT"),
            (98, "EADDRINUSE"),
            (99, "EADDRNOTAVAIL"),
            (100, "ENETDOWN"),
            (101, "ENETUNREACH"),
            (103, "ECONNABORTED"),
            (104, "ECONNRESET"),
            (105, "ENOBUFS"),
            (107, "ENOTCONN"),
            (110, "ETIMEDOUT"),
            (111, "ECONNREFUSED"),
            (112, "EHOSTDOWN"),
            (113, "EHOSTUNREACH"),
        ];
        for (number, name) in table {
            assert_eq!(code(&io::Error::from_raw_os_error(number)), Some(name), "{number}");
        }
    }

    #[test]
    fn no_number_has_two_names() {
        let numbers: Vec<i32> = TABLE.iter().flat_map(|row| row.numbers).copied().collect();
        let distinct: std::collections::HashSet<i32> = numbers.iter().copied().collect();
        assert_eq!(distinct.len(), numbers.len());
    }

    #[test]
    fn only_errors_of_this_machine_are_a_shortage() {
        assert!(is_shortage("EMFILE"));
        assert!(!is_shortage("ECONNREFUSED"));
    }

    #[test]
    fn advice_for_a_shortage_of_this_machine_does_not_blame_the_server() {
        for name in SHORTAGES {
            let advice = advice(name).unwrap_or_else(|| panic!("{name} has advice"));
            assert!(!advice.contains("serverUrl"), "{name}: {advice}");
        }
    }
}
