//! One budget of bytes for all response bodies of the process, from the first byte that is read
//! until JavaScript has the strings: what a call may take is bounded by `maxResponseBytes`, but
//! not how many calls there are, and a few compressed bytes can stand for many megabytes.
//!
//! A reader that finds the budget full waits; the oldest one first gets what becomes free. So
//! that readers which have half of their bodies each don't wait for one another forever, the
//! oldest may go beyond the budget, unless finished bodies alone fill much of it: those go as
//! soon as JavaScript takes them.

use std::collections::BTreeMap;
use std::mem;
use std::sync::{Mutex, MutexGuard};

use tokio::sync::oneshot;

use crate::core::lock::lock;

/// The bodies of this process. Documented in README.md and docs/security.md.
pub static BODIES: Budget = Budget::new(256 * 1024 * 1024);

/// A body up to this many bytes isn't counted: it costs no lock, and never waits for others.
pub const UNCOUNTED: usize = 32 * 1024;

/// A number of bytes that bodies may take together.
#[derive(Debug)]
pub struct Budget {
    limit: usize,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    used: usize,
    /// How much of `used` belongs to bodies that are complete.
    finished: usize,
    waiting: usize,
    next: u64,
    /// By age, oldest first.
    readers: BTreeMap<u64, Reader>,
}

#[derive(Debug, Default)]
struct Reader {
    held: usize,
    waits_for: Option<(usize, oneshot::Sender<()>)>,
}

impl Budget {
    pub const fn new(limit: usize) -> Self {
        let state = State { used: 0, finished: 0, waiting: 0, next: 0, readers: BTreeMap::new() };
        Self { limit, state: Mutex::new(state) }
    }

    /// The bytes that are counted now.
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

    /// Gives to those who wait, oldest first, until one has to go on waiting.
    fn grant(&mut self, limit: usize) {
        if self.waiting == 0 {
            return;
        }
        let mut may_go_beyond = self.finished <= limit / 4;
        for reader in self.readers.values_mut() {
            if let Some((more, told)) = reader.waits_for.take() {
                if self.used.saturating_add(more) > limit && !may_go_beyond {
                    reader.waits_for = Some((more, told));
                    return;
                }
                self.used = self.used.saturating_add(more);
                reader.held = reader.held.saturating_add(more);
                self.waiting -= 1;
                // Who no longer listens gives it back when it is dropped.
                let _ = told.send(());
            }
            may_go_beyond = false;
        }
    }
}

/// The memory of a body that is being read. Dropped, it gives back all.
#[derive(Debug)]
pub struct Reading {
    budget: &'static Budget,
    /// None while nothing is counted.
    age: Option<u64>,
}

impl Reading {
    pub const fn new(budget: &'static Budget) -> Self {
        Self { budget, age: None }
    }

    /// Waits until the body may take `total` bytes. It keeps what it has when it asks for less.
    pub async fn grow(&mut self, total: usize) {
        if (self.age.is_some() || total > UNCOUNTED)
            && let Some(granted) = self.ask(total)
        {
            // The sender lives as long as the reader.
            let _ = granted.await;
        }
    }

    fn ask(&mut self, total: usize) -> Option<oneshot::Receiver<()>> {
        let mut state = self.budget.state();
        let age = *self.age.get_or_insert_with(|| state.admit());
        let reader = state.readers.get_mut(&age)?;
        let more = total.checked_sub(reader.held).filter(|more| *more > 0)?;
        let (told, granted) = oneshot::channel();
        let is_new = reader.waits_for.replace((more, told)).is_none();
        state.waiting += usize::from(is_new);
        state.grant(self.budget.limit);
        Some(granted)
    }

    /// The body is complete and keeps this many of its bytes.
    pub fn finish(mut self, bytes: usize) -> Reservation {
        let Some(reader) = self.leave() else { return Reservation::default() };
        let held = bytes.min(reader.held);
        let mut state = self.budget.state();
        state.used = state.used.saturating_sub(reader.held - held);
        state.finished = state.finished.saturating_add(held);
        state.grant(self.budget.limit);
        drop(state);
        Reservation { budget: Some(self.budget), bytes: held }
    }

    fn leave(&mut self) -> Option<Reader> {
        let mut state = self.budget.state();
        let reader = state.readers.remove(&self.age.take()?)?;
        state.waiting -= usize::from(reader.waits_for.is_some());
        Some(reader)
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        if self.age.is_some()
            && let Some(reader) = self.leave()
        {
            let mut state = self.budget.state();
            state.used = state.used.saturating_sub(reader.held);
            state.grant(self.budget.limit);
        }
    }
}

/// The memory of a body that is complete, or of a part of it. Dropped, it gives back all.
#[derive(Debug, Default)]
pub struct Reservation {
    budget: Option<&'static Budget>,
    bytes: usize,
}

impl Reservation {
    /// Takes this much out of it, or all where it is less.
    #[must_use = "what is dropped is given back"]
    pub fn split(&mut self, bytes: usize) -> Self {
        let bytes = bytes.min(self.bytes);
        self.bytes -= bytes;
        Self { budget: self.budget, bytes }
    }

    /// Gives back all but this much.
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

    /// A budget of the test's own.
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

    fn reader(budget: &'static Budget, bytes: usize) -> Reading {
        let mut reading = Reading::new(budget);
        assert!(granted(reading.grow(bytes)));
        reading
    }

    #[test]
    fn a_small_body_is_not_counted_and_never_waits() {
        let budget = budget!(0);
        let held = reader(budget, UNCOUNTED).finish(UNCOUNTED);
        assert_eq!(budget.used(), 0);
        drop(held);
        assert_eq!(budget.used(), 0);
    }

    #[test]
    fn what_a_body_took_comes_back_when_its_strings_are_taken() {
        let budget = budget!(1000 * KB);
        let mut held = reader(budget, 400 * KB).finish(300 * KB);
        assert_eq!(budget.used(), 300 * KB);
        let piece = held.split(100 * KB);
        held.keep(50 * KB);
        assert_eq!(budget.used(), 150 * KB);
        drop(piece);
        assert_eq!(budget.used(), 50 * KB);
        drop(held);
        assert_eq!(budget.used(), 0);
    }

    #[test]
    fn a_reader_that_is_dropped_gives_all_back_also_while_it_waits() {
        let budget = budget!(100 * KB);
        let oldest = reader(budget, 50 * KB);
        let mut waits = reader(budget, 50 * KB);
        assert!(!granted(waits.grow(60 * KB)));
        drop(oldest);
        assert_eq!(budget.used(), 60 * KB, "it was granted, though nobody waited for it any more");
        drop(waits);
        assert_eq!(budget.used(), 0);
    }

    #[tokio::test]
    async fn readers_wait_until_there_is_room_and_the_oldest_comes_first() {
        let budget = budget!(100 * KB);
        let first = reader(budget, 90 * KB).finish(90 * KB);
        let (mut second, mut third) = (Reading::new(budget), Reading::new(budget));
        let mut order = Vec::new();
        assert!(!granted(second.grow(80 * KB)));
        assert!(!granted(third.grow(40 * KB)));
        drop(first);
        assert!(granted(second.grow(80 * KB)));
        order.push("second");
        assert!(!granted(third.grow(40 * KB)), "80 KB of 100 are taken");
        drop(second);
        third.grow(40 * KB).await;
        order.push("third");
        assert_eq!((order, budget.used()), (vec!["second", "third"], 40 * KB));
    }

    #[test]
    fn the_oldest_reader_goes_on_when_all_have_parts_of_their_bodies() {
        let budget = budget!(100 * KB);
        let mut oldest = reader(budget, 50 * KB);
        let mut other = reader(budget, 50 * KB);
        assert!(!granted(other.grow(90 * KB)));
        assert!(granted(oldest.grow(200 * KB)), "also beyond the budget");
        assert!(!granted(other.grow(90 * KB)));
        drop(oldest);
        assert!(granted(other.grow(90 * KB)));
    }

    #[test]
    fn nobody_goes_beyond_the_budget_while_finished_bodies_fill_much_of_it() {
        let budget = budget!(100 * KB);
        let finished = reader(budget, 60 * KB).finish(60 * KB);
        let mut oldest = reader(budget, 40 * KB);
        assert!(!granted(oldest.grow(80 * KB)));
        drop(finished);
        assert!(granted(oldest.grow(80 * KB)));
    }

    proptest::proptest! {
        /// Whatever happens in whatever order: nothing is lost, and there is always someone who can go on.
        #[test]
        fn no_order_of_events_loses_a_byte_or_ends_in_a_deadlock(
            events in proptest::collection::vec((0..6usize, 0..3u8, 33..150usize), 0..80),
        ) {
            let budget = budget!(200 * KB);
            let mut readers: Vec<Option<Reading>> = (0..6).map(|_| None).collect();
            let mut finished = Vec::new();
            for (at, event, kilobytes) in events {
                match (event, readers[at].take()) {
                    (0 | 1, reading) => {
                        let mut reading = reading.unwrap_or(Reading::new(budget));
                        granted(reading.grow(kilobytes * KB));
                        readers[at] = Some(reading);
                    }
                    (_, Some(reading)) if kilobytes % 2 == 0 => finished.push(reading.finish(kilobytes * KB)),
                    _ => finished.clear(),
                }
            }
            finished.clear();
            let mut left: Vec<Reading> = readers.into_iter().flatten().collect();
            left.sort_by_key(|reading| reading.age);
            for mut reading in left {
                proptest::prop_assert!(granted(reading.grow(300 * KB)));
            }
            proptest::prop_assert_eq!(budget.used(), 0);
        }
    }
}
