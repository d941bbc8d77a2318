//! One memory budget for all response bodies of the process, from the first byte read until JavaScript has its
//! strings. `maxResponseBytes` limits a single call, but not the number of calls, and a few compressed
//! bytes can expand to many megabytes.
//!
//! If the budget is used up, readers wait, and freed memory goes to the oldest one first. Readers with half of
//! their bodies each must not wait for each other forever, so the oldest may exceed the budget. It may not
//! while finished bodies use more than a quarter of it: JavaScript will free those soon.

use std::collections::BTreeMap;
use std::mem;
use std::sync::{Mutex, MutexGuard};

use tokio::sync::oneshot;

use crate::core::lock::lock;

/// The budget of this process. README.md and docs/security.md document it.
pub static BODIES: Budget = Budget::new(256 * 1024 * 1024);

/// A body up to this size isn't counted: it takes no lock and never waits.
pub const UNCOUNTED: usize = 32 * 1024;

/// A memory limit that bodies share.
#[derive(Debug)]
pub struct Budget {
    limit: usize,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    used: usize,
    /// The part of `used` that belongs to complete bodies.
    finished: usize,
    waiting: usize,
    next: u64,
    /// By age, oldest first.
    readers: BTreeMap<u64, Reader>,
}

#[derive(Debug, Default)]
struct Reader {
    reserved: usize,
    waiting_for: Option<(usize, oneshot::Sender<()>)>,
}

impl Budget {
    pub const fn new(limit: usize) -> Self {
        let state = State { used: 0, finished: 0, waiting: 0, next: 0, readers: BTreeMap::new() };
        Self { limit, state: Mutex::new(state) }
    }

    /// The bytes in use.
    pub fn used(&self) -> usize {
        self.state().used
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    fn release(&self, finished: usize) {
        let mut state = self.state();
        state.used = state.used.saturating_sub(finished);
        state.finished = state.finished.saturating_sub(finished);
        state.grant(self.limit);
    }
}

impl State {
    fn admit(&mut self) -> u64 {
        self.next += 1;
        self.readers.insert(self.next, Reader::default());
        self.next
    }

    /// Grants waiting requests, oldest first, until one has to keep waiting.
    fn grant(&mut self, limit: usize) {
        if self.waiting == 0 {
            return;
        }
        let mut may_exceed = self.finished <= limit / 4;
        for reader in self.readers.values_mut() {
            if let Some((more, sender)) = reader.waiting_for.take() {
                if self.used.saturating_add(more) > limit && !may_exceed {
                    reader.waiting_for = Some((more, sender));
                    return;
                }
                self.used = self.used.saturating_add(more);
                reader.reserved = reader.reserved.saturating_add(more);
                self.waiting -= 1;
                // A reader that was dropped releases the memory itself.
                let _ = sender.send(());
            }
            may_exceed = false;
        }
    }
}

/// The memory of a body that is being read. Dropping it releases the memory.
#[derive(Debug)]
pub struct GrowingReservation {
    budget: &'static Budget,
    /// `None` while nothing is counted.
    age: Option<u64>,
}

impl GrowingReservation {
    pub const fn new(budget: &'static Budget) -> Self {
        Self { budget, age: None }
    }

    /// Waits until the body may use `total` bytes. It never shrinks.
    pub async fn grow(&mut self, total: usize) {
        if (self.age.is_some() || total > UNCOUNTED)
            && let Some(granted) = self.request(total)
        {
            // The sender lives as long as the reader.
            let _ = granted.await;
        }
    }

    fn request(&mut self, total: usize) -> Option<oneshot::Receiver<()>> {
        let mut state = self.budget.state();
        let age = *self.age.get_or_insert_with(|| state.admit());
        let reader = state.readers.get_mut(&age)?;
        let more = total.checked_sub(reader.reserved).filter(|more| *more > 0)?;
        let (sender, granted) = oneshot::channel();
        let is_new = reader.waiting_for.replace((more, sender)).is_none();
        state.waiting += usize::from(is_new);
        state.grant(self.budget.limit);
        Some(granted)
    }

    /// Completes the body, which keeps this many bytes.
    pub fn finish(mut self, bytes: usize) -> Reservation {
        let Some(reader) = self.deregister() else { return Reservation::default() };
        let kept = bytes.min(reader.reserved);
        let mut state = self.budget.state();
        state.used = state.used.saturating_sub(reader.reserved - kept);
        state.finished = state.finished.saturating_add(kept);
        state.grant(self.budget.limit);
        drop(state);
        Reservation { budget: Some(self.budget), bytes: kept }
    }

    fn deregister(&mut self) -> Option<Reader> {
        let mut state = self.budget.state();
        let reader = state.readers.remove(&self.age.take()?)?;
        state.waiting -= usize::from(reader.waiting_for.is_some());
        Some(reader)
    }
}

impl Drop for GrowingReservation {
    fn drop(&mut self) {
        if self.age.is_some()
            && let Some(reader) = self.deregister()
        {
            let mut state = self.budget.state();
            state.used = state.used.saturating_sub(reader.reserved);
            state.grant(self.budget.limit);
        }
    }
}

/// The memory of a complete body or a part of one. Dropping it releases the memory.
#[derive(Debug, Default)]
pub struct Reservation {
    budget: Option<&'static Budget>,
    bytes: usize,
}

impl Reservation {
    /// Splits off up to this many bytes.
    #[must_use = "dropping it releases the memory"]
    pub fn split(&mut self, bytes: usize) -> Self {
        let bytes = bytes.min(self.bytes);
        self.bytes -= bytes;
        Self { budget: self.budget, bytes }
    }

    /// Releases everything above this many bytes.
    pub fn keep(&mut self, bytes: usize) {
        drop(self.split(self.bytes.saturating_sub(bytes)));
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        let bytes = mem::take(&mut self.bytes);
        if let Some(budget) = self.budget.filter(|_| bytes > 0) {
            budget.release(bytes);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    use super::*;

    const KB: usize = 1024;

    /// A budget for one test.
    macro_rules! budget {
        ($limit:expr) => {{
            static BUDGET: Budget = Budget::new($limit);
            &BUDGET
        }};
    }

    /// Whether it is granted without waiting.
    fn granted(future: impl Future<Output = ()>) -> bool {
        let mut context = Context::from_waker(Waker::noop());
        pin!(future).as_mut().poll(&mut context) == Poll::Ready(())
    }

    fn reader(budget: &'static Budget, bytes: usize) -> GrowingReservation {
        let mut reading = GrowingReservation::new(budget);
        assert!(granted(reading.grow(bytes)));
        reading
    }

    #[test]
    fn a_small_body_is_not_counted_and_never_waits() {
        let budget = budget!(0);
        let reservation = reader(budget, UNCOUNTED).finish(UNCOUNTED);
        assert_eq!(budget.used(), 0);
        drop(reservation);
        assert_eq!(budget.used(), 0);
    }

    #[test]
    fn memory_is_released_as_javascript_takes_the_strings() {
        let budget = budget!(1000 * KB);
        let mut reservation = reader(budget, 400 * KB).finish(300 * KB);
        assert_eq!(budget.used(), 300 * KB);
        let part = reservation.split(100 * KB);
        reservation.keep(50 * KB);
        assert_eq!(budget.used(), 150 * KB);
        drop(part);
        assert_eq!(budget.used(), 50 * KB);
        drop(reservation);
        assert_eq!(budget.used(), 0);
    }

    #[test]
    fn a_dropped_reader_releases_its_memory_even_while_it_waits() {
        let budget = budget!(100 * KB);
        let oldest = reader(budget, 50 * KB);
        let mut waiting = reader(budget, 50 * KB);
        assert!(!granted(waiting.grow(60 * KB)));
        drop(oldest);
        assert_eq!(budget.used(), 60 * KB, "granted, although the future is gone");
        drop(waiting);
        assert_eq!(budget.used(), 0);
    }

    #[tokio::test]
    async fn readers_wait_for_room_and_the_oldest_goes_first() {
        let budget = budget!(100 * KB);
        let first = reader(budget, 90 * KB).finish(90 * KB);
        let (mut second, mut third) = (GrowingReservation::new(budget), GrowingReservation::new(budget));
        let mut order = Vec::new();
        assert!(!granted(second.grow(80 * KB)));
        assert!(!granted(third.grow(40 * KB)));
        drop(first);
        assert!(granted(second.grow(80 * KB)));
        order.push("second");
        assert!(!granted(third.grow(40 * KB)), "80 of 100 KB are in use");
        drop(second);
        third.grow(40 * KB).await;
        order.push("third");
        assert_eq!((order, budget.used()), (vec!["second", "third"], 40 * KB));
    }

    #[test]
    fn the_oldest_reader_may_exceed_the_budget_when_all_readers_are_stuck() {
        let budget = budget!(100 * KB);
        let mut oldest = reader(budget, 50 * KB);
        let mut other = reader(budget, 50 * KB);
        assert!(!granted(other.grow(90 * KB)));
        assert!(granted(oldest.grow(200 * KB)), "even beyond the budget");
        assert!(!granted(other.grow(90 * KB)));
        drop(oldest);
        assert!(granted(other.grow(90 * KB)));
    }

    #[test]
    fn no_reader_exceeds_the_budget_while_finished_bodies_use_much_of_it() {
        let budget = budget!(100 * KB);
        let finished = reader(budget, 60 * KB).finish(60 * KB);
        let mut oldest = reader(budget, 40 * KB);
        assert!(!granted(oldest.grow(80 * KB)));
        drop(finished);
        assert!(granted(oldest.grow(80 * KB)));
    }

    proptest::proptest! {
        /// Whatever the order of events, no byte is lost and some reader can always continue.
        #[test]
        fn no_order_of_events_loses_a_byte_or_ends_in_a_deadlock(
            events in proptest::collection::vec((0..6usize, 0..3u8, 33..150usize), 0..80),
        ) {
            let budget = budget!(200 * KB);
            let mut readers: Vec<Option<GrowingReservation>> = (0..6).map(|_| None).collect();
            let mut finished = Vec::new();
            for (at, event, kilobytes) in events {
                match (event, readers[at].take()) {
                    (0 | 1, reading) => {
                        let mut reading = reading.unwrap_or(GrowingReservation::new(budget));
                        granted(reading.grow(kilobytes * KB));
                        readers[at] = Some(reading);
                    }
                    (_, Some(reading)) if kilobytes % 2 == 0 => finished.push(reading.finish(kilobytes * KB)),
                    _ => finished.clear(),
                }
            }
            finished.clear();
            let mut left: Vec<GrowingReservation> = readers.into_iter().flatten().collect();
            left.sort_by_key(|reading| reading.age);
            for mut reading in left {
                proptest::prop_assert!(granted(reading.grow(300 * KB)));
            }
            proptest::prop_assert_eq!(budget.used(), 0);
        }
    }
}
