//! Chooses the address to connect to first. hyper tries the addresses of a family one after the other, each for its
//! share of the connect timeout, so an address that drops packets would cost seconds for every connection. Here
//! the addresses race, and the first one that accepts goes first (RFC 8305).

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout};

use crate::core::lock::lock;

/// The head start of each address over the next one (RFC 8305, 8).
const STAGGER: Duration = Duration::from_millis(250);
/// How long a result is used, so that a burst of connections races once. After that, the last winner only gets
/// a head start.
const FRESH: Duration = Duration::from_secs(2);
/// How many names have their result kept: redirects can add any number.
const MAX_NAMES: usize = 64;

/// The latest race of a name and port. `None` while the first one is running.
type Latest = Arc<tokio::sync::Mutex<Option<Result>>>;

/// The races of the process.
#[derive(Debug, Default)]
pub struct Races {
    latest: Mutex<HashMap<(String, u16), Latest>>,
}

#[derive(Debug, Clone, Copy)]
struct Result {
    winner: Option<IpAddr>,
    at: Instant,
}

impl Races {
    /// An address that accepts connections at this port and one more as a fallback, or all addresses if none accepts.
    /// Of several concurrent callers one races, and the others use its result.
    pub async fn best_first(&self, name: &str, port: u16, addresses: &[IpAddr]) -> Vec<IpAddr> {
        let started = Instant::now();
        let latest = self.latest(name, port);
        let mut latest = latest.lock().await;
        let winner = latest.and_then(|result| result.winner);
        let order = with_first(winner, interleaved(addresses));
        if let Some(result) = latest.filter(|result| result.decides(started, &order)) {
            return result.chosen(order);
        }
        let result = Result { winner: race(&order, port).await, at: Instant::now() };
        *latest = Some(result);
        result.chosen(order)
    }

    /// Drops all results.
    pub fn forget(&self) {
        lock(&self.latest).clear();
    }

    /// The names and ports that raced.
    #[cfg(test)]
    pub fn names(&self) -> Vec<(String, u16)> {
        let mut names: Vec<_> = lock(&self.latest).keys().cloned().collect();
        names.sort();
        names
    }

    fn latest(&self, name: &str, port: u16) -> Latest {
        let mut latest = lock(&self.latest);
        let key = (name.to_owned(), port);
        if latest.len() >= MAX_NAMES && !latest.contains_key(&key) {
            latest.clear();
        }
        Arc::clone(latest.entry(key).or_default())
    }
}

impl Result {
    /// Whether no other race is needed: this one ended after the caller asked, or recently and with a winner that
    /// the name still has.
    fn decides(&self, started: Instant, order: &[IpAddr]) -> bool {
        let current = self.winner.is_some() && self.winner == order.first().copied();
        self.at >= started || (current && self.at.elapsed() < FRESH)
    }

    /// hyper divides its connect timeout by the number of addresses. On a slow network a tenth of it would be too
    /// little.
    fn chosen(self, order: Vec<IpAddr>) -> Vec<IpAddr> {
        let has_winner = self.winner.is_some_and(|winner| order.contains(&winner));
        let chosen = if has_winner { 2 } else { order.len() };
        with_first(self.winner, order).into_iter().take(chosen).collect()
    }
}

/// Connects to the addresses in order until one accepts. Each starts a while after the previous one, or as soon as
/// that has failed. If none accepts, the race lasts until all have failed or the connect timeout fires.
async fn race(order: &[IpAddr], port: u16) -> Option<IpAddr> {
    let mut remaining = order.iter().copied();
    let mut racing = JoinSet::new();
    loop {
        let finished = match remaining.next() {
            Some(address) => {
                racing.spawn(async move { TcpStream::connect((address, port)).await.ok().map(|_| address) });
                timeout(STAGGER, racing.join_next()).await.ok().flatten()
            }
            None => Some(racing.join_next().await?),
        };
        if let Some(Ok(Some(winner))) = finished {
            return Some(winner);
        }
    }
}

/// Alternates between the families, beginning with the one that the system prefers (RFC 8305, 4). A family without
/// a route then delays the other by one address at most.
fn interleaved(addresses: &[IpAddr]) -> Vec<IpAddr> {
    let first_is_v6 = addresses.first().is_some_and(IpAddr::is_ipv6);
    let (mut one, mut other): (Vec<IpAddr>, Vec<IpAddr>) =
        addresses.iter().partition(|address| address.is_ipv6() == first_is_v6);
    one.reverse();
    other.reverse();
    let mut order = Vec::with_capacity(addresses.len());
    while !one.is_empty() || !other.is_empty() {
        order.extend(one.pop());
        order.extend(other.pop());
    }
    order
}

fn with_first(winner: Option<IpAddr>, mut order: Vec<IpAddr>) -> Vec<IpAddr> {
    if let Some(index) = order.iter().position(|address| Some(*address) == winner) {
        order.get_mut(..=index).unwrap_or_default().rotate_right(1);
    }
    order
}

#[cfg(test)]
mod tests;
