//! The pause after a rate limit. A `Hold` keeps all calls of one key to one server back until the
//! moment the server asked for. It only says how long to wait: the call loop does the waiting.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use tokio::time::Instant;

use crate::core::lock::lock;

/// The longest hold that is believed. Documented limits are per minute (contract 5.3); a
/// server that says «in a year» by mistake must not stop this process until it is restarted.
const LONGEST_HOLD: Duration = Duration::from_secs(3600);

/// Holds are remembered for this many keys and servers before idle ones are let go.
const MOST_HOLDS: usize = 256;

/// Until when the calls of one key to one server are held.
#[derive(Debug, Default)]
pub struct Hold(Mutex<Option<Instant>>);

impl Hold {
    /// The hold that all clients of this process with this server and key share.
    pub fn shared(server: &str, authorization: Option<&[u8]>) -> Arc<Self> {
        static HOLDS: LazyLock<Mutex<Holds>> = LazyLock::new(Mutex::default);
        static HASHER: LazyLock<RandomState> = LazyLock::new(RandomState::new);
        // A hash, so that the key is kept in no second place.
        lock(&HOLDS).of(HASHER.hash_one((server, authorization)))
    }

    /// Holds all calls for `wait` from `now`; an earlier, longer hold stays.
    pub fn close(&self, now: Instant, wait: Duration) {
        let until = now + wait.min(LONGEST_HOLD);
        let mut held = lock(&self.0);
        *held = Some(held.map_or(until, |earlier| earlier.max(until)));
    }

    /// How long calls are still held.
    pub fn closed_for(&self, now: Instant) -> Option<Duration> {
        lock(&self.0).map(|until| until.saturating_duration_since(now)).filter(|wait| !wait.is_zero())
    }
}

#[derive(Debug, Default)]
struct Holds {
    by_id: HashMap<u64, Arc<Hold>>,
    /// How many were in use when the idle ones were last let go.
    in_use: usize,
}

impl Holds {
    fn of(&mut self, id: u64) -> Arc<Hold> {
        if let Some(known) = self.by_id.get(&id) {
            return Arc::clone(known);
        }
        // Not before they have doubled: with thousands of keys in use, each new one would look at all.
        if self.by_id.len() >= MOST_HOLDS.max(2 * self.in_use) {
            let now = Instant::now();
            self.by_id.retain(|_, hold| Arc::strong_count(hold) > 1 || hold.closed_for(now).is_some());
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
    fn a_hold_ends_at_the_moment_asked_for_and_not_before() {
        let (hold, now) = (Hold::default(), Instant::now());
        assert_eq!(hold.closed_for(now), None);
        hold.close(now, 2 * SECOND);
        assert_eq!(hold.closed_for(now + SECOND), Some(SECOND));
        assert_eq!(hold.closed_for(now + 2 * SECOND), None);
    }

    #[test]
    fn a_shorter_hold_does_not_end_a_longer_one() {
        let (hold, now) = (Hold::default(), Instant::now());
        hold.close(now, 3 * SECOND);
        hold.close(now, SECOND);
        assert_eq!(hold.closed_for(now), Some(3 * SECOND));
    }

    #[test]
    fn an_absurd_hold_is_cut_to_an_hour() {
        let (hold, now) = (Hold::default(), Instant::now());
        hold.close(now, 1_000_000 * SECOND);
        assert_eq!(hold.closed_for(now), Some(3600 * SECOND));
    }

    #[test]
    fn clients_with_the_same_key_and_server_share_a_hold_and_others_do_not() {
        let one = Hold::shared("http://gate.test", Some(b"Bearer a"));
        assert!(Arc::ptr_eq(&one, &Hold::shared("http://gate.test", Some(b"Bearer a"))));
        assert!(!Arc::ptr_eq(&one, &Hold::shared("http://gate.test", Some(b"Bearer b"))));
        assert!(!Arc::ptr_eq(&one, &Hold::shared("http://other.test", Some(b"Bearer a"))));
    }

    #[test]
    fn holds_that_nobody_uses_make_room_and_those_in_use_stay() {
        let (mut holds, many) = (Holds::default(), 4 * MOST_HOLDS as u64);
        let used: Vec<_> = (0..MOST_HOLDS as u64).map(|id| holds.of(id)).collect();
        for id in 0..many {
            holds.of(id);
            assert!(holds.by_id.len() <= 2 * MOST_HOLDS, "{}", holds.by_id.len());
        }
        for (id, hold) in (0..).zip(&used) {
            assert!(Arc::ptr_eq(&holds.of(id), hold));
        }
    }
}
