//! DNS for reqwest: our own threads look up host names, and the result begins with an address that accepts
//! connections (docs/decisions/0020).

mod lookups;
mod race;
mod system;

use std::net::SocketAddr;
use std::sync::{Arc, LazyLock};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::Url;

use crate::core::proxies::Proxies;
use crate::core::transport::redirects;
use lookups::Lookups;
use race::Races;

static LOOKUPS: LazyLock<Arc<Lookups>> = LazyLock::new(|| Lookups::new(system::look_up));
static RACES: LazyLock<Arc<Races>> = LazyLock::new(Arc::default);

/// Looks up names for one reqwest client. All resolvers of the process share lookups and races.
#[derive(Debug)]
pub struct Resolver {
    lookups: Arc<Lookups>,
    races: Arc<Races>,
    proxies: Vec<(String, u16)>,
}

impl Resolver {
    /// A resolver for a client that uses these proxies, if any.
    pub fn new(proxies: Option<&Proxies>) -> Self {
        Self::with(Arc::clone(&LOOKUPS), Arc::clone(&RACES), proxies)
    }

    fn with(lookups: Arc<Lookups>, races: Arc<Races>, proxies: Option<&Proxies>) -> Self {
        let addresses = proxies.into_iter().flat_map(Proxies::addresses);
        Self { lookups, races, proxies: addresses.filter_map(host_and_port).collect() }
    }

    /// The port of a connection, which reqwest does not pass on. A wrong guess, possible if a proxy and a server share
    /// a name, costs one connection and has no other effect.
    fn port_of(&self, name: &str) -> Option<u16> {
        let proxy = self.proxies.iter().find(|(host, _)| host == name);
        proxy.map(|(_, port)| *port).or_else(redirects::port)
    }
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let port = self.port_of(name.as_str());
        let (lookups, races) = (Arc::clone(&self.lookups), Arc::clone(&self.races));
        Box::pin(async move {
            let addresses = lookups.find(name.as_str()).await?;
            let addresses = match port {
                Some(port) if addresses.len() > 1 => races.best_first(name.as_str(), port, &addresses).await,
                _ => addresses.to_vec(),
            };
            // Port 0 means the port that reqwest knows.
            let addresses = addresses.into_iter().map(|address| SocketAddr::new(address, 0));
            Ok(Box::new(addresses) as Addrs)
        })
    }
}

/// A connection failed, so the known results may be outdated.
pub fn connect_failed() {
    RACES.forget();
}

fn host_and_port(url: &Url) -> Option<(String, u16)> {
    Some((url.host_str()?.to_owned(), url.port_or_known_default()?))
}

#[cfg(test)]
mod tests;
