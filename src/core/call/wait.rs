//! What a call waits for before each attempt: backoff, rate-limit pause, rate limiter and a slot.

use std::pin::pin;
use std::time::Duration;

use tokio::sync::SemaphorePermit;
use tokio::time::Instant;

use crate::core::call::Call;
use crate::core::error::{Failure, ThrottledBy};
use crate::core::limiter::LimiterTurn;
use crate::core::transport::Wire;

/// Tokio's timers round up to this step, so a delay may take this much longer.
const TIMER_STEP: Duration = Duration::from_millis(1);

impl<'a, W: Wire> Call<'a, W> {
    /// Waits for the backoff, the rate-limit pause, the rate limiter and a slot. The slot comes last. The pause
    /// is checked again afterwards, because a call may spend a long time in the queue for a slot.
    pub(super) async fn wait_for_permission(
        &self,
        backoff: Duration,
    ) -> Result<SemaphorePermit<'a>, Failure> {
        self.wait(backoff).await?;
        loop {
            self.wait_out_pause().await?;
            let turn = self.turn().await?;
            let slot = self.slot().await?;
            let now = Instant::now();
            if self.ctx.pause.remaining(now).is_none() {
                if let Some(turn) = turn {
                    turn.start(now);
                }
                return Ok(slot);
            }
        }
    }

    /// Waits for this call's turn under the option `rateLimit`.
    async fn turn(&self) -> Result<Option<LimiterTurn<'a>>, Failure> {
        let Some(limiter) = self.ctx.limiter else { return Ok(None) };
        let position = limiter.enqueue(Instant::now(), self.max_delay());
        let position = position.map_err(|delay| self.throttled(ThrottledBy::RateLimit, delay))?;
        let turn = self.before_deadline(position.reach_front()).await?;
        self.wait(turn.delay(Instant::now())).await?;
        Ok(Some(turn))
    }

    async fn slot(&self) -> Result<SemaphorePermit<'a>, Failure> {
        match self.ctx.slots.try_acquire() {
            Ok(slot) => Ok(slot),
            Err(_) => {
                self.before_deadline(self.ctx.slots.acquire()).await?.map_err(|_| self.queued_too_long())
            }
        }
    }

    /// Waits for something that other calls have to finish first, until the deadline.
    async fn before_deadline<T>(&self, waiting: impl Future<Output = T>) -> Result<T, Failure> {
        let waiting = pin!(tokio::time::timeout_at(self.deadline, waiting));
        match self.cancel.run_until_cancelled(waiting).await {
            None => Err(self.aborted()),
            Some(Err(_elapsed)) => Err(self.queued_too_long()),
            Some(Ok(value)) => Ok(value),
        }
    }

    async fn wait_out_pause(&self) -> Result<(), Failure> {
        while let Some(pause) = self.ctx.pause.remaining(Instant::now()) {
            if pause >= self.max_delay() {
                return Err(self.throttled(ThrottledBy::Server, pause));
            }
            self.wait(self.spread(pause)).await?;
        }
        Ok(())
    }

    async fn wait(&self, delay: Duration) -> Result<(), Failure> {
        if self.cancel.is_cancelled() {
            return Err(self.aborted());
        }
        if delay.is_zero() {
            return Ok(());
        }
        self.cancel.run_until_cancelled(tokio::time::sleep(delay)).await.ok_or_else(|| self.aborted())
    }

    /// Adds a little random time to a requested delay, so that clients don't all return at once. The result is
    /// never shorter than requested, and the extra time is left out if it would exceed the deadline.
    pub(super) fn spread(&self, delay: Duration) -> Duration {
        let longer = delay.mul_f64(1.0 + self.ctx.settings.retry_after_jitter * (self.ctx.random)());
        if longer < self.max_delay() { longer } else { delay }
    }

    pub(super) fn remaining(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    /// The longest delay that leaves time for another attempt.
    pub(super) fn max_delay(&self) -> Duration {
        self.remaining().saturating_sub(TIMER_STEP)
    }
}
