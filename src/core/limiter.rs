//! The option `rateLimit`: spaces the attempts of one client, so that the server does not have to
//! refuse them. Calls wait in line, and only the first one looks at the clock.

use std::sync::Mutex;
use std::time::Duration;

use tokio::sync::{Mutex as Line, MutexGuard as First};
use tokio::time::Instant;

use crate::core::lock::lock;

/// A timer fires up to this much late. An attempt that is later has waited for something else.
const TIMER_SLACK: Duration = Duration::from_millis(10);

/// Spaces attempts evenly.
#[derive(Debug)]
pub struct Limiter {
    interval: Duration,
    /// First come, first served (tokio's `Mutex` is fair).
    line: Line<()>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// When the next attempt may go out.
    next: Option<Instant>,
    in_line: u32,
}

/// A place in the line. Dropping it lets those behind move up.
#[derive(Debug)]
pub struct QueuePosition<'a>(&'a Limiter);

/// The first place: the next attempt to go out.
#[derive(Debug)]
pub struct Turn<'a> {
    place: QueuePosition<'a>,
    _first: First<'a, ()>,
}

impl Limiter {
    pub fn new(requests_per_minute: f64) -> Self {
        let interval = Duration::from_secs_f64(60.0 / requests_per_minute);
        Self { interval, line: Line::default(), state: Mutex::default() }
    }

    /// Joins the line, unless the turn would come only after `max_wait`: that wait is the error.
    pub fn join(&self, now: Instant, max_wait: Duration) -> Result<QueuePosition<'_>, Duration> {
        let mut state = lock(&self.state);
        let wait = state.due(now) + self.interval * state.in_line;
        if !wait.is_zero() && wait >= max_wait {
            return Err(wait);
        }
        state.in_line += 1;
        Ok(QueuePosition(self))
    }
}

impl<'a> QueuePosition<'a> {
    /// Waits until nobody is in front.
    pub async fn first(self) -> Turn<'a> {
        let first = self.0.line.lock().await;
        Turn { place: self, _first: first }
    }
}

impl Drop for QueuePosition<'_> {
    fn drop(&mut self) {
        lock(&self.0.state).in_line -= 1;
    }
}

impl Turn<'_> {
    /// How long to wait before the attempt may go out.
    pub fn due(&self, now: Instant) -> Duration {
        lock(&self.place.0.state).due(now)
    }

    /// The attempt goes out.
    pub fn take(self, now: Instant) {
        let mut state = lock(&self.place.0.state);
        let on_time = state.next.filter(|next| now.saturating_duration_since(*next) <= TIMER_SLACK);
        state.next = Some(on_time.unwrap_or(now) + self.place.0.interval);
    }
}

impl State {
    fn due(&self, now: Instant) -> Duration {
        self.next.map_or(Duration::ZERO, |next| next.saturating_duration_since(now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    /// A limiter of one attempt a second, whose first attempt has just gone out.
    async fn started() -> (Limiter, Instant) {
        let (limiter, now) = (Limiter::new(60.0), Instant::now());
        limiter.join(now, SECOND).expect("a place").first().await.take(now);
        (limiter, now)
    }

    #[tokio::test]
    async fn attempts_go_out_an_interval_apart() {
        let (limiter, now) = started().await;
        let turn = limiter.join(now, 10 * SECOND).expect("a place").first().await;
        assert_eq!(turn.due(now), SECOND);
        turn.take(now + SECOND);
        let turn = limiter.join(now + SECOND, 10 * SECOND).expect("a place").first().await;
        assert_eq!(turn.due(now + SECOND), SECOND);
    }

    #[tokio::test]
    async fn a_late_timer_does_not_move_the_attempts_after_it() {
        let (limiter, now) = started().await;
        let turn = limiter.join(now, 10 * SECOND).expect("a place").first().await;
        turn.take(now + SECOND + TIMER_SLACK);
        let turn = limiter.join(now, 10 * SECOND).expect("a place").first().await;
        assert_eq!(turn.due(now), 2 * SECOND);
    }

    #[tokio::test]
    async fn attempts_that_waited_for_something_else_are_spaced_from_when_they_go_out() {
        let (limiter, now) = started().await;
        limiter.join(now, 10 * SECOND).expect("a place").first().await.take(now + 5 * SECOND);
        let turn = limiter.join(now, 10 * SECOND).expect("a place").first().await;
        assert_eq!(turn.due(now + 5 * SECOND), SECOND);
    }

    #[tokio::test]
    async fn a_place_whose_turn_comes_too_late_is_refused_with_its_delay() {
        let (limiter, now) = started().await;
        let _second = limiter.join(now, 2 * SECOND).expect("a place");
        assert_eq!(limiter.join(now, 2 * SECOND).expect_err("too late"), 2 * SECOND);
        assert!(limiter.join(now, 3 * SECOND).is_ok());
    }

    #[tokio::test]
    async fn a_place_that_is_given_up_lets_those_behind_move_up() {
        let (limiter, now) = started().await;
        drop(limiter.join(now, 10 * SECOND).expect("a place"));
        assert!(limiter.join(now, 2 * SECOND).is_ok());
    }
}
