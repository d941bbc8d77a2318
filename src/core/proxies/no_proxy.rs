//! The variable `NO_PROXY`: which servers to reach without a proxy. It is read as by curl, undici and
//! proxy-from-env: if one of them bypasses the proxy for a server, so do we.
//!
//! Entries are separated by commas or white space. Each may end with `:port`.
//!
//! | entry                                   | matches                                 |
//! | --------------------------------------- | --------------------------------------- |
//! | `*`                                     | everything                              |
//! | `corp.test`, `.corp.test`, `*.corp.test`| that name and all its subdomains        |
//! | `*corp.test`                            | all names with that ending              |
//! | `10.0.0.1`, `::1`, `[::1]`              | that address                            |
//! | `10.0.0.0/8`, `fd00::/8`                | the addresses in that network           |
//!
//! Other tools share the variable, so all other entries are ignored.

use std::net::IpAddr;

use ipnet::IpNet;
use url::{Host, Url};

/// The parsed list.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct NoProxy(Vec<Entry>);

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Entry {
    pattern: Pattern,
    /// `None` means every port.
    port: Option<u16>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Pattern {
    Everything,
    /// A name and its subdomains.
    Domain(String),
    /// All names with this ending.
    Suffix(String),
    Address(IpAddr),
    Network(IpNet),
}

impl NoProxy {
    /// Parses the list.
    pub fn read(list: &str) -> Self {
        let entries = list.split(|separator: char| separator == ',' || separator.is_whitespace());
        Self(entries.filter_map(Entry::read).collect())
    }

    /// Whether to reach this URL without a proxy.
    pub fn contains(&self, url: &Url) -> bool {
        let port = url.port_or_known_default();
        url.host().is_some_and(|host| {
            self.0
                .iter()
                .filter(|entry| entry.port.is_none() || entry.port == port)
                .any(|entry| entry.pattern.matches(&host))
        })
    }
}

impl Entry {
    fn read(entry: &str) -> Option<Self> {
        let (host, port) = with_port(entry)?;
        Some(Self { pattern: Pattern::read(host)?, port: port.filter(|port| *port != 0) })
    }
}

/// Splits off the port. A bare IPv6 address has several colons and no port.
fn with_port(entry: &str) -> Option<(&str, Option<u16>)> {
    if let Some((host, after)) = entry.strip_prefix('[').and_then(|inside| inside.split_once(']')) {
        return match after.strip_prefix(':') {
            Some(port) => Some((host, Some(port.parse().ok()?))),
            None => after.is_empty().then_some((host, None)),
        };
    }
    match entry.split_once(':') {
        Some((host, port)) if !port.contains(':') => Some((host, Some(port.parse().ok()?))),
        _ => Some((entry, None)),
    }
}

impl Pattern {
    fn read(host: &str) -> Option<Self> {
        if host == "*" {
            return Some(Self::Everything);
        }
        if let Ok(network) = host.parse() {
            return Some(Self::Network(network));
        }
        if let Ok(address) = host.parse::<IpAddr>() {
            return Some(Self::Address(address.to_canonical()));
        }
        let name = host.strip_prefix("*.").or_else(|| host.strip_prefix('.')).unwrap_or(host);
        if let Some(end) = name.strip_prefix('*') {
            return Some(Self::Suffix(end.to_lowercase()));
        }
        // Normalized as in URLs: lower case and Punycode.
        match Host::parse(without_dot(name)).ok()? {
            Host::Domain(name) => Some(Self::Domain(name)),
            Host::Ipv4(address) => Some(Self::Address(address.into())),
            Host::Ipv6(address) => Some(Self::Address(IpAddr::from(address).to_canonical())),
        }
    }

    fn matches(&self, host: &Host<&str>) -> bool {
        let address = match host {
            Host::Domain(name) => return self.matches_name(without_dot(name)),
            Host::Ipv4(address) => IpAddr::from(*address),
            Host::Ipv6(address) => IpAddr::from(*address).to_canonical(),
        };
        match self {
            Self::Everything => true,
            Self::Address(own) => *own == address,
            Self::Network(network) => network.contains(&address),
            Self::Domain(_) | Self::Suffix(_) => false,
        }
    }

    fn matches_name(&self, name: &str) -> bool {
        match self {
            Self::Everything => true,
            Self::Domain(own) => {
                name.strip_suffix(own.as_str()).is_some_and(|above| above.is_empty() || above.ends_with('.'))
            }
            Self::Suffix(end) => name.ends_with(end.as_str()),
            Self::Address(_) | Self::Network(_) => false,
        }
    }
}

/// `corp.test.` equals `corp.test`.
fn without_dot(name: &str) -> &str {
    name.strip_suffix('.').unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn excepts(list: &str, to: &str) -> bool {
        NoProxy::read(list).contains(&Url::parse(to).expect("an address"))
    }

    #[test]
    fn entries_match_as_documented() {
        let table = [
            // Names.
            ("corp.test", "https://corp.test/", true),
            ("corp.test", "https://api.corp.test/", true),
            ("corp.test", "https://notcorp.test/", false),
            ("corp.test", "https://corp.test.example/", false),
            (".corp.test", "https://api.corp.test/", true),
            (".corp.test", "https://corp.test/", true),
            ("*.corp.test", "https://api.corp.test/", true),
            ("*.corp.test", "https://corp.test/", true),
            ("*.corp.test", "https://notcorp.test/", false),
            ("*corp.test", "https://notcorp.test/", true),
            ("*corp.test", "https://corp.example/", false),
            ("CORP.test", "https://api.Corp.TEST/", true),
            ("corp.test.", "https://api.corp.test/", true),
            ("corp.test", "https://api.corp.test./", true),
            ("bücher.test", "https://bücher.test/", true),
            ("localhost", "http://localhost:8080/", true),
            // Everything.
            ("*", "https://[::1]/", true),
            ("*", "https://corp.test/", true),
            ("*:8443", "https://10.0.0.1:8443/", true),
            ("*:8443", "https://10.0.0.1/", false),
            // Ports.
            ("corp.test:8443", "https://corp.test:8443/", true),
            ("corp.test:8443", "https://corp.test/", false),
            ("corp.test:443", "https://corp.test/", true),
            ("corp.test:80", "http://api.corp.test/", true),
            ("corp.test:0", "https://corp.test:8443/", true),
            ("10.0.0.1:8443", "https://10.0.0.1:8443/", true),
            // Addresses.
            ("10.0.0.1", "https://10.0.0.1/", true),
            ("10.0.0.1", "https://10.0.0.10/", false),
            ("::1", "https://[::1]/", true),
            ("[::1]", "https://[::1]:8443/", true),
            ("[::1]:8443", "https://[::1]:8443/", true),
            ("[::1]:8443", "https://[::1]/", false),
            ("[0:0::1]", "https://[::1]/", true),
            ("10.0.0.1", "https://[::ffff:10.0.0.1]/", true),
            // Networks.
            ("10.0.0.0/8", "https://10.1.2.3/", true),
            ("10.1.2.3/8", "https://10.9.9.9/", true),
            ("10.0.0.0/8", "https://11.0.0.1/", false),
            ("fd00::/8", "https://[fd12::1]/", true),
            ("[fd00::/8]:8443", "https://[fd12::1]:8443/", true),
            ("10.0.0.0/8", "https://10.0.0.0.test/", false),
            // Lists.
            ("other.test,corp.test", "https://corp.test/", true),
            ("other.test corp.test", "https://corp.test/", true),
            ("other.test,\tcorp.test\n", "https://corp.test/", true),
            (" , ,", "https://corp.test/", false),
            ("", "https://corp.test/", false),
            // Invalid entries are ignored; their neighbors are not.
            ("https://corp.test", "https://corp.test/", false),
            ("corp.test:port,corp.test", "https://corp.test/", true),
            ("[::1,corp.test", "https://corp.test/", true),
            ("[::1]x", "https://[::1]/", false),
            ("10.0.0.0/99", "https://10.0.0.1/", false),
            (".", "https://corp.test/", false),
        ];
        for (list, to, expected) in table {
            assert_eq!(excepts(list, to), expected, "NO_PROXY={list} and {to}");
        }
    }

    prop_compose! {
        fn name()(labels in proptest::collection::vec("[a-z][a-z0-9]{0,8}", 1..4)) -> String {
            labels.join(".")
        }
    }

    proptest! {
        #[test]
        fn every_form_matches_a_name_and_its_subdomains(
            name in name(),
            below in name(),
            form in prop_oneof![Just(""), Just("."), Just("*.")],
            port in proptest::option::of(1_u16..),
            separator in prop_oneof![Just(","), Just(" "), Just(", "), Just("\t"), Just(",,")],
        ) {
            let (of_entry, of_url) =
                port.map_or_else(Default::default, |port| (format!(":{port}"), format!(":{port}")));
            let list = format!("first.example{separator}{form}{name}{of_entry}{separator}last.example");
            for host in [name.clone(), format!("{below}.{name}")] {
                let to = format!("https://{host}{of_url}/");
                prop_assert!(excepts(&list, &to), "NO_PROXY={list} and {to}");
            }
            let other = format!("https://x{name}{of_url}/");
            prop_assert!(!excepts(&list, &other), "NO_PROXY={list} and {other}");
        }

        #[test]
        fn no_list_causes_a_panic(list in any::<String>(), more in "[*.:\\[\\]/,0-9a-f ]{0,24}") {
            excepts(&list, "https://corp.test/");
            excepts(&more, "https://[::1]:8443/");
        }

        #[test]
        fn an_address_is_in_its_own_network(address in any::<IpAddr>(), size in 0_u8..=32) {
            let host = if address.is_ipv6() { format!("[{address}]") } else { address.to_string() };
            let (list, to) = (format!("{address}/{size}"), format!("https://{host}/"));
            prop_assume!(address.to_canonical() == address);
            prop_assert!(excepts(&list, &to), "NO_PROXY={list} and {to}");
        }
    }
}
