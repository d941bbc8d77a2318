//! The pause after a rate limit. A `Hold` keeps all calls of one key to one server back until the
//! moment the server asked for. It only says how long to wait: the call loop does the waiting.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use tokio::time::Instant;

use crate::core::lock::lock;

/// The longest hold that is believed. Documented limits are per minute (docs/api-contract.md#limits-and-paging); a
/// server that says «in a year» by mistake must not stop this process until it is restarted.
const MAX_PAUSE: Duration = Duration::from_secs(3600);

/// Holds are remembered for this many keys and servers before idle ones are let go.
const MAX_PAUSES: usize = 256;

/// Until when the calls of one key to one server are held.
#[derive(Debug, Default)]
pub struct RateLimitPause(Mutex<Option<Instant>>);

impl RateLimitPause {
    /// The hold that all clients of this process with this server and key share.
    pub fn shared(server: &str, authorization: Option<&[u8]>) -> Arc<Self> {
        static PAUSES: LazyLock<Mutex<Pauses>> = LazyLock::new(Mutex::default);
        static HASHER: LazyLock<RandomState> = LazyLock::new(RandomState::new);
        // A hash, so that the key is kept in no second place.
        lock(&PAUSES).of(HASHER.hash_one((server, authorization)))
    }

    /// Holds all calls for `wait` from `now`; an earlier, longer hold stays.
    pub fn close(&self, now: Instant, wait: Duration) {
        let until = now + wait.min(MAX_PAUSE);
        let mut held = lock(&self.0);
        *held = Some(held.map_or(until, |prior| prior.max(until)));
    }

    /// How long calls are still held.
    pub fn remaining(&self, now: Instant) -> Option<Duration> {
        lock(&self.0).map(|until| until.saturating_duration_since(now)).filter(|wait| !wait.is_zero())
    }
}

#[derive(Debug, Default)]
struct Pauses {
    by_id: HashMap<u64, Arc<RateLimitPause>>,
    /// How many were in use when the idle ones were last let go.
    in_use: usize,
}

impl Pauses {
    fn of(&mut self, id: u64) -> Arc<RateLimitPause> {
        if let Some(known) = self.by_id.get(&id) {
            return Arc::clone(known);
        }
        // Not before they have doubled: with thousands of keys in use, each new one would look at all.
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
    fn a_pause_ends_at_the_moment_asked_for_and_not_before() {
        let (pause, now) = (RateLimitPause::default(), Instant::now());
        assert_eq!(pause.remaining(now), None);
        pause.close(now, 2 * SECOND);
        assert_eq!(pause.remaining(now + SECOND), Some(SECOND));
        assert_eq!(pause.remaining(now + 2 * SECOND), None);
    }

    #[test]
    fn a_shorter_hold_does_not_end_a_longer_one() {
        let (pause, now) = (RateLimitPause::default(), Instant::now());
        pause.close(now, 3 * SECOND);
        pause.close(now, SECOND);
        assert_eq!(pause.remaining(now), Some(3 * SECOND));
    }

    #[test]
    fn an_absurd_hold_is_cut_to_an_hour() {
        let (pause, now) = (RateLimitPause::default(), Instant::now());
        pause.close(now, 1_000_000 * SECOND);
        assert_eq!(pause.remaining(now), Some(3600 * SECOND));
    }

    #[test]
    fn clients_with_the_same_key_and_server_share_a_pause_and_others_do_not() {
        let one = RateLimitPause::shared("http://gate.test", Some(b"Bearer a"));
        assert!(Arc::ptr_eq(&one, &RateLimitPause::shared("http://gate.test", Some(b"Bearer a"))));
        assert!(!Arc::ptr_eq(&one, &RateLimitPause::shared("http://gate.test", Some(b"Bearer b"))));
        assert!(!Arc::ptr_eq(&one, &RateLimitPause::shared("http://other.test", Some(b"Bearer a"))));
    }

    #[test]
    fn holds_that_nobody_uses_make_room_and_those_in_use_stay() {
        let (mut holds, many) = (Pauses::default(), 4 * MAX_PAUSES as u64);
        let used: Vec<_> = (0..MAX_PAUSES as u64).map(|id| holds.of(id)).collect();
        for id in 0..many {
            holds.of(id);
            assert!(holds.by_id.len() <= 2 * MAX_PAUSES, "{}", holds.by_id.len());
        }
        for (id, pause) in (0..).zip(&used) {
            assert!(Arc::ptr_eq(&holds.of(id), pause));
        }
    }
}
