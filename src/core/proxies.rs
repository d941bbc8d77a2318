//! Which proxy a request goes through. The facade reads the option and the variables; here they are
//! parsed once, and asked for each new connection, redirects included.

mod no_proxy;

use std::fmt;
use std::sync::Arc;

use url::{Host, Url};

use crate::core::error::Failure;
use crate::core::proxies::no_proxy::NoProxy;

/// The proxies of a transport. It has at least one.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Proxies {
    http: Option<Url>,
    https: Option<Url>,
    except: NoProxy,
}

impl Proxies {
    /// `None` without a proxy. `no_proxy` is a list as in the variable `NO_PROXY`.
    pub fn read(
        http: Option<&str>,
        https: Option<&str>,
        no_proxy: Option<&str>,
    ) -> Result<Option<Arc<Self>>, Failure> {
        let [http, https] = [http.map(address).transpose()?, https.map(address).transpose()?];
        let any = http.is_some() || https.is_some();
        Ok(any.then(|| Arc::new(Self { http, https, except: NoProxy::read(no_proxy.unwrap_or_default()) })))
    }

    /// The addresses of the proxies.
    pub fn addresses(&self) -> impl Iterator<Item = &Url> {
        [&self.http, &self.https].into_iter().flatten()
    }

    /// The proxy for that address, `None` where it is reached directly.
    pub fn proxy_for(&self, url: &Url) -> Option<&Url> {
        let proxy = if url.scheme() == "https" { &self.https } else { &self.http };
        proxy.as_ref().filter(|_| !self.except.contains(url))
    }

    /// Whether this address is one of IPv6 behind TLS and a proxy: reqwest opens the tunnel, but
    /// cannot check the name of the server in it.
    pub fn cannot_reach(&self, url: &Url) -> bool {
        url.scheme() == "https" && matches!(url.host(), Some(Host::Ipv6(_))) && self.proxy_for(url).is_some()
    }

    /// Rejects such an address before anything is sent.
    pub fn check(&self, url: &Url) -> Result<(), Failure> {
        if !self.cannot_reach(url) {
            return Ok(());
        }
        let host = url.host_str().unwrap_or_default();
        let message = format!(
            "serverUrl must not be the IPv6 address {host} behind a proxy: TLS through a proxy needs a host name or \
             an IPv4 address. Use one, or except {host} by NO_PROXY or proxy: false"
        );
        Err(Failure::configuration("serverUrl", message))
    }
}

/// Addresses of proxies may hold a password.
impl fmt::Debug for Proxies {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Proxies").field("except", &self.except).finish_non_exhaustive()
    }
}

/// For reqwest.
pub fn interceptor(proxies: &Arc<Proxies>) -> reqwest::Proxy {
    let proxies = Arc::clone(proxies);
    reqwest::Proxy::custom(move |url| proxies.proxy_for(url).cloned())
}

/// The address of a proxy. What reqwest could not read it would pass over without a word, so it is
/// read here as there.
fn address(text: &str) -> Result<Url, Failure> {
    let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    let known = |url: &Url| url.as_str().parse::<http::Uri>().is_ok_and(|uri| uri.authority().is_some());
    url.filter(known).ok_or_else(bad_proxy)
}

/// The address is not repeated: it may hold a password.
fn bad_proxy() -> Failure {
    let message = "proxy must be an http or https address such as http://user:password@proxy.example:3128 (the given one, from \
         the option or from HTTPS_PROXY or HTTP_PROXY, is not shown here). Correct it, or give proxy: false";
    Failure::configuration("proxy", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROXY: Option<&str> = Some("http://user:MARKED@proxy.test:3128");

    fn url(text: &str) -> Url {
        Url::parse(text).expect("an address")
    }

    #[test]
    fn each_scheme_has_its_own_proxy() {
        let table =
            [(PROXY, None, [true, false]), (None, PROXY, [false, true]), (PROXY, PROXY, [true, true])];
        for (http, https, expected) in table {
            let proxies = Proxies::read(http, https, None).expect("proxies").expect("at least one");
            let used =
                ["http://api.test", "https://api.test"].map(|to| proxies.proxy_for(&url(to)).is_some());
            assert_eq!(used, expected);
        }
        assert!(Proxies::read(None, None, Some("*")).expect("none").is_none());
    }

    #[test]
    fn an_ipv6_address_behind_tls_and_a_proxy_is_rejected() {
        let table = [
            ("https://[::1]:8443/", None, true),
            ("https://[::1]:8443/", Some("[::1]:8443"), false),
            ("https://[::1]:8443/", Some("::1"), false),
            ("https://127.0.0.1/", None, false),
            ("https://api.test/", None, false),
            ("http://[::1]/", None, false),
        ];
        for (to, no_proxy, rejected) in table {
            let proxies = Proxies::read(PROXY, PROXY, no_proxy).expect("proxies").expect("at least one");
            assert_eq!(proxies.check(&url(to)).is_err(), rejected, "{to} with NO_PROXY {no_proxy:?}");
        }
    }

    #[test]
    fn no_password_is_printed() {
        let proxies = Proxies::read(PROXY, PROXY, None);
        assert!(!format!("{proxies:?}").contains("MARKED"));
    }
}
