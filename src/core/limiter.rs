//! The option `rateLimit`: spaces the attempts of one client, so that the server need not reject any. Calls
//! wait in a queue, and only the front one watches the clock.

use std::sync::Mutex;
use std::time::Duration;

use tokio::sync::{Mutex as Queue, MutexGuard as Front};
use tokio::time::Instant;

use crate::core::lock::lock;

/// A timer may fire this late. A later attempt was delayed by something else.
const TIMER_SLACK: Duration = Duration::from_millis(10);

/// Spaces attempts evenly.
#[derive(Debug)]
pub struct Limiter {
    interval: Duration,
    /// Front come, first served: tokio's `Mutex` is fair.
    queue: Queue<()>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// When the next attempt may start.
    next: Option<Instant>,
    queued: u32,
}

/// A position in the queue. Dropping it moves the others up.
#[derive(Debug)]
pub struct QueuePosition<'a>(&'a Limiter);

/// The front of the queue: the next attempt to start.
#[derive(Debug)]
pub struct LimiterTurn<'a> {
    position: QueuePosition<'a>,
    _front: Front<'a, ()>,
}

impl Limiter {
    pub fn new(requests_per_minute: f64) -> Self {
        let interval = Duration::from_secs_f64(60.0 / requests_per_minute);
        Self { interval, queue: Queue::default(), state: Mutex::default() }
    }

    /// Enters the queue. Fails with the expected delay if that is `max_delay` or longer.
    pub fn enqueue(&self, now: Instant, max_delay: Duration) -> Result<QueuePosition<'_>, Duration> {
        let mut state = lock(&self.state);
        let delay = state.delay(now) + self.interval * state.queued;
        if !delay.is_zero() && delay >= max_delay {
            return Err(delay);
        }
        state.queued += 1;
        Ok(QueuePosition(self))
    }
}

impl<'a> QueuePosition<'a> {
    /// Waits until this position is at the front.
    pub async fn reach_front(self) -> LimiterTurn<'a> {
        let front = self.0.queue.lock().await;
        LimiterTurn { position: self, _front: front }
    }
}

impl Drop for QueuePosition<'_> {
    fn drop(&mut self) {
        lock(&self.0.state).queued -= 1;
    }
}

impl LimiterTurn<'_> {
    /// How long to wait before the attempt may start.
    pub fn delay(&self, now: Instant) -> Duration {
        lock(&self.position.0.state).delay(now)
    }

    /// Starts the attempt.
    pub fn start(self, now: Instant) {
        let mut state = lock(&self.position.0.state);
        let on_time = state.next.filter(|next| now.saturating_duration_since(*next) <= TIMER_SLACK);
        state.next = Some(on_time.unwrap_or(now) + self.position.0.interval);
    }
}

impl State {
    fn delay(&self, now: Instant) -> Duration {
        self.next.map_or(Duration::ZERO, |next| next.saturating_duration_since(now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    /// A limiter of one attempt per second, whose first attempt has just started.
    async fn started() -> (Limiter, Instant) {
        let (limiter, now) = (Limiter::new(60.0), Instant::now());
        limiter.enqueue(now, SECOND).expect("a position").reach_front().await.start(now);
        (limiter, now)
    }

    #[tokio::test]
    async fn attempts_start_one_interval_apart() {
        let (limiter, now) = started().await;
        let turn = limiter.enqueue(now, 10 * SECOND).expect("a position").reach_front().await;
        assert_eq!(turn.delay(now), SECOND);
        turn.start(now + SECOND);
        let turn = limiter.enqueue(now + SECOND, 10 * SECOND).expect("a position").reach_front().await;
        assert_eq!(turn.delay(now + SECOND), SECOND);
    }

    #[tokio::test]
    async fn a_late_timer_does_not_delay_later_attempts() {
        let (limiter, now) = started().await;
        let turn = limiter.enqueue(now, 10 * SECOND).expect("a position").reach_front().await;
        turn.start(now + SECOND + TIMER_SLACK);
        let turn = limiter.enqueue(now, 10 * SECOND).expect("a position").reach_front().await;
        assert_eq!(turn.delay(now), 2 * SECOND);
    }

    #[tokio::test]
    async fn after_another_delay_the_spacing_starts_anew() {
        let (limiter, now) = started().await;
        limiter.enqueue(now, 10 * SECOND).expect("a position").reach_front().await.start(now + 5 * SECOND);
        let turn = limiter.enqueue(now, 10 * SECOND).expect("a position").reach_front().await;
        assert_eq!(turn.delay(now + 5 * SECOND), SECOND);
    }

    #[tokio::test]
    async fn a_turn_that_would_come_too_late_is_rejected_with_its_delay() {
        let (limiter, now) = started().await;
        let _second = limiter.enqueue(now, 2 * SECOND).expect("a position");
        assert_eq!(limiter.enqueue(now, 2 * SECOND).expect_err("too late"), 2 * SECOND);
        assert!(limiter.enqueue(now, 3 * SECOND).is_ok());
    }

    #[tokio::test]
    async fn an_abandoned_position_moves_the_others_up() {
        let (limiter, now) = started().await;
        drop(limiter.enqueue(now, 10 * SECOND).expect("a position"));
        assert!(limiter.enqueue(now, 2 * SECOND).is_ok());
    }
}
