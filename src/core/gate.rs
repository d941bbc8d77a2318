//! The gate before every attempt. A `Hold` keeps all calls of one key to one server back until
//! the moment the server asked for; a `Limiter` spaces the calls of one client before the
//! server has to. Both only say how long to wait: the call loop does the waiting.

use std::collections::{BTreeSet, HashMap};
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

/// Gives each call of a client its slot, so that no more than the limit go out a minute.
#[derive(Debug)]
pub struct Limiter {
    interval: Duration,
    slots: Mutex<Slots>,
}

#[derive(Debug, Default)]
struct Slots {
    next: Option<Instant>,
    /// Those of calls that did not go out.
    given_back: BTreeSet<Instant>,
}

impl Limiter {
    pub fn new(requests_per_minute: f64) -> Self {
        Self { interval: Duration::from_secs_f64(60.0 / requests_per_minute), slots: Mutex::default() }
    }

    /// Takes the next slot. One that is to be waited for as long as `most` is not taken: the wait
    /// comes as the error.
    pub fn reserve(&self, now: Instant, most: Duration) -> Result<Instant, Duration> {
        let mut slots = lock(&self.slots);
        slots.given_back = slots.given_back.split_off(&now);
        let slot = slots.given_back.first().copied().or(slots.next).map_or(now, |slot| slot.max(now));
        let wait = slot - now;
        if !wait.is_zero() && wait >= most {
            return Err(wait);
        }
        if !slots.given_back.remove(&slot) {
            slots.next = Some(slot + self.interval);
        }
        Ok(slot)
    }

    /// Leaves the slot of a call that did not go out to another.
    pub fn give_back(&self, slot: Instant) {
        lock(&self.slots).given_back.insert(slot);
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

    #[test]
    fn the_limiter_spaces_calls_evenly() {
        let (limiter, now) = (Limiter::new(120.0), Instant::now());
        let waits: Vec<u128> = (0..4)
            .filter_map(|_| limiter.reserve(now, 10 * SECOND).ok())
            .map(|slot| (slot - now).as_millis())
            .collect();
        assert_eq!(waits, [0, 500, 1000, 1500]);
    }

    #[test]
    fn a_slot_that_is_given_back_is_the_next_call_s_and_no_other_moves() {
        let (limiter, now) = (Limiter::new(60.0), Instant::now());
        for _ in 0..3 {
            limiter.reserve(now, 10 * SECOND).expect("a slot");
        }
        limiter.give_back(now + SECOND);
        let next: Vec<_> = (0..2).map(|_| limiter.reserve(now, 10 * SECOND)).collect();
        assert_eq!(next, [Ok(now + SECOND), Ok(now + 3 * SECOND)]);
    }

    #[test]
    fn a_slot_that_is_over_is_nobody_s() {
        let (limiter, now) = (Limiter::new(60.0), Instant::now());
        let slot = limiter.reserve(now, SECOND).expect("a slot");
        limiter.give_back(slot);
        let later = now + 5 * SECOND;
        let next: Vec<_> = (0..2).map(|_| limiter.reserve(later, 2 * SECOND)).collect();
        assert_eq!(next, [Ok(later), Ok(later + SECOND)]);
    }

    #[test]
    fn a_slot_that_is_too_far_away_is_left_to_others() {
        let (limiter, now) = (Limiter::new(60.0), Instant::now());
        assert_eq!(limiter.reserve(now, SECOND), Ok(now));
        assert_eq!(limiter.reserve(now, SECOND), Err(SECOND));
        assert_eq!(limiter.reserve(now, 2 * SECOND), Ok(now + SECOND));
    }
}
