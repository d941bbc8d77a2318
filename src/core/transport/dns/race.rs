//! Which address of a name to connect to first. hyper attempts the addresses of a family one after
//! the other, each for its share of the connect timeout, so one that drops packets would cost
//! seconds at every connection. Here they race, and the first that accepts goes first (RFC 8305).

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout};

use crate::core::lock::lock;

/// The time that each address has for itself before the next one joins (RFC 8305, 8).
const STAGGER: Duration = Duration::from_millis(250);
/// A result is used for so long: a burst of connections races once. After that, the last winner
/// only starts first.
const FRESH: Duration = Duration::from_secs(2);
/// Names that results are kept for: redirects can bring in any number.
const MAX_NAMES: usize = 64;

/// The latest race of a name and port; none while the first is under way.
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
    /// An address that accepts connections at this port, and one more in case it stops; or all, if
    /// none accepts. Of those that ask at the same time one races, and the others use its result.
    pub async fn best_first(&self, name: &str, port: u16, addresses: &[IpAddr]) -> Vec<IpAddr> {
        let asked = Instant::now();
        let latest = self.latest(name, port);
        let mut latest = latest.lock().await;
        let winner = latest.and_then(|result| result.winner);
        let order = with_first(winner, interleaved(addresses));
        if let Some(result) = latest.filter(|result| result.decides(asked, &order)) {
            return result.chosen(order);
        }
        let result = Result { winner: race(&order, port).await, at: Instant::now() };
        *latest = Some(result);
        result.chosen(order)
    }

    /// Forgets all results.
    pub fn forget(&self) {
        lock(&self.latest).clear();
    }

    /// The names and ports that have raced.
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
    /// Whether no other race is needed: this one ended after the caller asked, or lately and with a
    /// winner that the name still has.
    fn decides(&self, asked: Instant, order: &[IpAddr]) -> bool {
        let current = self.winner.is_some() && self.winner == order.first().copied();
        self.at >= asked || (current && self.at.elapsed() < FRESH)
    }

    /// hyper divides its connect timeout by the number of addresses: a slow network needs more of it
    /// than a tenth.
    fn chosen(self, order: Vec<IpAddr>) -> Vec<IpAddr> {
        let has_winner = self.winner.is_some_and(|winner| order.contains(&winner));
        let chosen = if has_winner { 2 } else { order.len() };
        with_first(self.winner, order).into_iter().take(chosen).collect()
    }
}

/// Connects to one after the other, each a while after the one before or as soon as that has
/// failed, until one accepts. Without any that does, it goes on until all have failed: the connect
/// timeout is around it.
async fn race(order: &[IpAddr], port: u16) -> Option<IpAddr> {
    let mut rest = order.iter().copied();
    let mut racing = JoinSet::new();
    loop {
        let finished = match rest.next() {
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

/// The families by turns, beginning with the one that the system prefers (RFC 8305, 4): a family
/// without a path may not hold up the other for more than one address.
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
    if let Some(place) = order.iter().position(|address| Some(*address) == winner) {
        order.get_mut(..=place).unwrap_or_default().rotate_right(1);
    }
    order
}

#[cfg(test)]
mod tests;
