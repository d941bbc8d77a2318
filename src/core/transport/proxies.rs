//! The proxies that the facade has read from its option or the environment, for reqwest.

use crate::core::config::{ProxySettings, Secret};
use crate::core::error::Failure;

/// The proxies of these settings; none where `no_proxy` excepts every server.
pub fn of(settings: &ProxySettings) -> Result<Vec<reqwest::Proxy>, Failure> {
    // reqwest takes `*` for names only, every other reader of this variable for addresses as well.
    let none_at_all =
        settings.no_proxy.as_deref().is_some_and(|list| list.split(',').any(|host| host.trim() == "*"));
    if none_at_all {
        return Ok(Vec::new());
    }
    let exceptions = settings.no_proxy.as_deref().and_then(reqwest::NoProxy::from_string);
    let http = settings.http.as_ref().map(|proxy| reqwest::Proxy::http(proxy.0.as_str()));
    let https = settings.https.as_ref().map(|proxy| reqwest::Proxy::https(proxy.0.as_str()));
    http.into_iter()
        .chain(https)
        .map(|proxy| proxy.map(|proxy| proxy.no_proxy(exceptions.clone())).map_err(|_| bad_proxy()))
        .collect()
}

/// Refuses an address that cannot be a proxy's.
pub fn check(proxy: &Secret) -> Result<(), Failure> {
    match url::Url::parse(&proxy.0) {
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => Ok(()),
        _ => Err(bad_proxy()),
    }
}

/// The address is not repeated: it may hold a password.
fn bad_proxy() -> Failure {
    let message = "proxy must be an http or https address such as http://user:password@proxy.example:3128 (the given one, from \
         the option or from HTTPS_PROXY or HTTP_PROXY, is not shown here). Correct it, or give proxy: false";
    Failure::configuration("proxy", message)
}
