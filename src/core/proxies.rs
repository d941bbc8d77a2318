//! Selects the proxy for a request. The facade reads the option and the variables; this module parses them
//! once and is asked for each new connection, including redirects.

mod no_proxy;

use std::fmt;
use std::sync::Arc;

use url::{Host, Url};

use crate::core::error::Failure;
use crate::core::proxies::no_proxy::NoProxy;

/// The proxies of a transport, at least one.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Proxies {
    http: Option<Url>,
    https: Option<Url>,
    except: NoProxy,
}

impl Proxies {
    /// Returns `None` without a proxy. `no_proxy` has the format of the variable `NO_PROXY`.
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

    /// The proxy for this URL, or `None` to connect directly.
    pub fn proxy_for(&self, url: &Url) -> Option<&Url> {
        let proxy = if url.scheme() == "https" { &self.https } else { &self.http };
        proxy.as_ref().filter(|_| !self.except.contains(url))
    }

    /// Whether this is an IPv6 address behind TLS and a proxy. reqwest opens the tunnel, but cannot verify the
    /// name of the server behind it.
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
             an IPv4 address. Use one, or bypass the proxy for {host} with NO_PROXY or proxy: false"
        );
        Err(Failure::configuration("serverUrl", message))
    }
}

/// Proxy URLs may contain a password.
impl fmt::Debug for Proxies {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Proxies").field("except", &self.except).finish_non_exhaustive()
    }
}

/// The proxy selection for reqwest.
pub fn interceptor(proxies: &Arc<Proxies>) -> reqwest::Proxy {
    let proxies = Arc::clone(proxies);
    reqwest::Proxy::custom(move |url| proxies.proxy_for(url).cloned())
}

/// Parses a proxy URL. reqwest silently ignores a URL that it cannot parse, so this applies the same rules.
fn address(proxy: &str) -> Result<Url, Failure> {
    let url = Url::parse(proxy).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    let known = |url: &Url| url.as_str().parse::<http::Uri>().is_ok_and(|uri| uri.authority().is_some());
    url.filter(known).ok_or_else(bad_proxy)
}

/// Does not repeat the URL: it may contain a password.
fn bad_proxy() -> Failure {
    let message = "proxy must be an http or https address such as http://user:password@proxy.example:3128 (the value, from \
         the option or from HTTPS_PROXY or HTTP_PROXY, is not shown here). Correct it, or set proxy: false";
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
