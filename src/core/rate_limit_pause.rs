//! The pause after a rate limit: all calls with one key to one server wait until the moment that the server
//! asked for. This only tells how long to wait; the call loop does the waiting.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use tokio::time::Instant;

use crate::core::lock::lock;

/// The longest pause that is honored. Documented limits are per minute (docs/api-contract.md#limits-and-paging). A
/// server that says «in a year» by mistake must not stop this process until it restarts.
const MAX_PAUSE: Duration = Duration::from_secs(3600);

/// How many keys and servers are remembered before unused pauses are dropped.
const MAX_PAUSES: usize = 256;

/// Until when calls with one key to one server are paused.
#[derive(Debug, Default)]
pub struct RateLimitPause(Mutex<Option<Instant>>);

impl RateLimitPause {
    /// The pause that all clients of this process share for this server and key.
    pub fn shared(server: &str, authorization: Option<&[u8]>) -> Arc<Self> {
        static PAUSES: LazyLock<Mutex<Pauses>> = LazyLock::new(Mutex::default);
        static HASHER: LazyLock<RandomState> = LazyLock::new(RandomState::new);
        // A hash, so that no second copy of the key is kept.
        lock(&PAUSES).get_or_default(HASHER.hash_one((server, authorization)))
    }

    /// Pauses all calls for `delay` from `now`. A pause that ends later stays.
    pub fn extend(&self, now: Instant, delay: Duration) {
        let until = now + delay.min(MAX_PAUSE);
        let mut pause = lock(&self.0);
        *pause = Some(pause.map_or(until, |prior| prior.max(until)));
    }

    /// How long the pause still lasts.
    pub fn remaining(&self, now: Instant) -> Option<Duration> {
        lock(&self.0).map(|until| until.saturating_duration_since(now)).filter(|delay| !delay.is_zero())
    }
}

#[derive(Debug, Default)]
struct Pauses {
    by_id: HashMap<u64, Arc<RateLimitPause>>,
    /// How many were in use when unused ones were last dropped.
    in_use: usize,
}

impl Pauses {
    fn get_or_default(&mut self, id: u64) -> Arc<RateLimitPause> {
        if let Some(known) = self.by_id.get(&id) {
            return Arc::clone(known);
        }
        // Only after they have doubled: with thousands of keys in use, each new one would scan them all.
        if self.by_id.len() >= MAX_PAUSES.max(2 * self.in_use) {
            let now = Instant::now();
            self.by_id.retain(|_, pause| Arc::strong_count(pause) > 1 || pause.remaining(now).is_some());
            self.in_use = self.by_id.len();
        }
        Arc::clone(self.by_id.entry(id).or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn a_pause_ends_at_the_requested_moment() {
        let (pause, now) = (RateLimitPause::default(), Instant::now());
        assert_eq!(pause.remaining(now), None);
        pause.extend(now, 2 * SECOND);
        assert_eq!(pause.remaining(now + SECOND), Some(SECOND));
        assert_eq!(pause.remaining(now + 2 * SECOND), None);
    }

    #[test]
    fn a_shorter_pause_does_not_end_a_longer_one() {
        let (pause, now) = (RateLimitPause::default(), Instant::now());
        pause.extend(now, 3 * SECOND);
        pause.extend(now, SECOND);
        assert_eq!(pause.remaining(now), Some(3 * SECOND));
    }

    #[test]
    fn a_pause_is_limited_to_an_hour() {
        let (pause, now) = (RateLimitPause::default(), Instant::now());
        pause.extend(now, 1_000_000 * SECOND);
        assert_eq!(pause.remaining(now), Some(3600 * SECOND));
    }

    #[test]
    fn only_clients_with_the_same_key_and_server_share_a_pause() {
        let one = RateLimitPause::shared("http://server.test", Some(b"Bearer a"));
        assert!(Arc::ptr_eq(&one, &RateLimitPause::shared("http://server.test", Some(b"Bearer a"))));
        assert!(!Arc::ptr_eq(&one, &RateLimitPause::shared("http://server.test", Some(b"Bearer b"))));
        assert!(!Arc::ptr_eq(&one, &RateLimitPause::shared("http://other.test", Some(b"Bearer a"))));
    }

    #[test]
    fn unused_pauses_are_dropped_and_used_ones_stay() {
        let (mut pauses, many) = (Pauses::default(), 4 * MAX_PAUSES as u64);
        let used: Vec<_> = (0..MAX_PAUSES as u64).map(|id| pauses.get_or_default(id)).collect();
        for id in 0..many {
            pauses.get_or_default(id);
            assert!(pauses.by_id.len() <= 2 * MAX_PAUSES, "{}", pauses.by_id.len());
        }
        for (id, pause) in (0..).zip(&used) {
            assert!(Arc::ptr_eq(&pauses.get_or_default(id), pause));
        }
    }
}
