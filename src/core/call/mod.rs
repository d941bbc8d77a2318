//! The call loop: attempts until one succeeds, an error is final, or the deadline, the budget or the caller
//! ends the call. The deadline and the caller's signal interrupt every delay and every attempt.

mod attempt;
mod wait;

use std::time::{Duration, SystemTime};

use tokio::sync::Semaphore;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::core::call_result::{Attempt, CallFailure, StopReason, Success};
use crate::core::config::{CallSettings, Settings};
use crate::core::error::{Failure, TimeLimit};
use crate::core::limiter::Limiter;
use crate::core::rate_limit_pause::RateLimitPause;
use crate::core::request::Request;
use crate::core::response::request_id;
use crate::core::retry::budget::{Budget, RetryPermit};
use crate::core::retry::classify::{self, Outcome, PriorAttempts};
use crate::core::safe_text;
use crate::core::transport::Wire;

/// What a call uses of its client and of the outside world.
#[derive(Debug)]
pub struct CallContext<'a, W> {
    pub wire: &'a W,
    /// One permit for each request in flight.
    pub slots: &'a Semaphore,
    pub settings: &'a Settings,
    pub pause: &'a RateLimitPause,
    pub limiter: Option<&'a Limiter>,
    pub budget: &'a Budget,
    /// Returns a random number, uniform in 0…1.
    pub random: fn() -> f64,
    /// The wall clock.
    pub time_of_day: fn() -> SystemTime,
}

/// Called before each retry with the failed attempt and the delay, if the call's settings ask for it.
pub type OnRetry<'a> = &'a (dyn Fn(&Attempt, Duration) + Send + Sync);

/// Runs the call.
pub async fn run<W: Wire>(
    ctx: &CallContext<'_, W>,
    request: &Request,
    call: &CallSettings,
    cancel: &CancellationToken,
    on_retry: OnRetry<'_>,
) -> Result<Success, CallFailure> {
    let deadline = Instant::now() + call.total_timeout;
    Call {
        ctx,
        request,
        settings: call,
        cancel,
        on_retry,
        deadline,
        attempts: Vec::new(),
        prior: PriorAttempts::default(),
        permit: None,
    }
    .run()
    .await
}

struct Call<'a, W> {
    ctx: &'a CallContext<'a, W>,
    request: &'a Request,
    settings: &'a CallSettings,
    cancel: &'a CancellationToken,
    on_retry: OnRetry<'a>,
    deadline: Instant,
    attempts: Vec<Attempt>,
    prior: PriorAttempts,
    permit: Option<RetryPermit>,
}

/// A failed attempt, and the delay that its response asked for.
struct Failed {
    failure: Failure,
    requested_delay: Option<Duration>,
}

impl From<Failure> for Failed {
    fn from(failure: Failure) -> Self {
        Self { failure, requested_delay: None }
    }
}

impl<W: Wire> Call<'_, W> {
    async fn run(mut self) -> Result<Success, CallFailure> {
        let mut last = None;
        let mut backoff = Duration::ZERO;
        loop {
            let delayed_since = Instant::now();
            let slot = match self.wait_for_permission(backoff).await {
                Ok(slot) => slot,
                Err(interruption) => return Err(self.interrupted(interruption, last)),
            };
            let result = self.attempt(delayed_since.elapsed()).await;
            drop(slot);
            let failed = match result {
                Ok(mut response) => {
                    self.ctx.budget.succeeded(self.permit);
                    let outcome = self.prior.with_last(Outcome::Answered);
                    self.redactor().headers(&mut response.headers);
                    let request_id = request_id(&response.headers).and_then(|id| safe_text::request_id(&id));
                    return Ok(Success { response, request_id, attempts: self.attempts, outcome });
                }
                Err(failed) => failed,
            };
            backoff = match self.next_delay(&failed) {
                Ok(delay) => delay,
                Err(reason) => return Err(self.give_up(failed, reason)),
            };
            self.report_retry(backoff);
            self.prior.note(&failed.failure);
            last = Some(failed);
        }
    }

    /// The delay before the next attempt, or why there is none.
    fn next_delay(&mut self, failed: &Failed) -> Result<Duration, StopReason> {
        let failure = &failed.failure;
        if let Failure::Aborted { .. } = failure {
            return Err(StopReason::Aborted);
        }
        if let Failure::Timeout { limit: TimeLimit::Total | TimeLimit::Queue, .. } = failure {
            return Err(StopReason::Deadline);
        }
        if !classify::retryable(failure) {
            return Err(StopReason::NotRetryable);
        }
        let retry = self.attempt_count().saturating_sub(1);
        if retry >= self.settings.max_retries {
            return Err(StopReason::RetriesExhausted);
        }
        if !self.settings.ambiguous_retries
            && classify::ambiguous(self.request.operation.retry_safety, failure)
        {
            return Err(StopReason::OutcomeUnknown);
        }
        let backoff = self.ctx.settings.backoff.delay(retry, (self.ctx.random)());
        let delay = failed.requested_delay.map_or(backoff, |delay| self.spread(delay));
        if delay >= self.max_delay() {
            return Err(StopReason::Deadline);
        }
        let after_timeout = matches!(failure, Failure::Timeout { .. });
        self.permit = Some(self.ctx.budget.acquire(after_timeout).ok_or(StopReason::BudgetExhausted)?);
        Ok(delay)
    }

    fn report_retry(&self, delay: Duration) {
        if let Some(failed) = self.attempts.last().filter(|_| self.settings.report_retries) {
            (self.on_retry)(failed, delay);
        }
    }

    fn give_up(self, failed: Failed, reason: StopReason) -> CallFailure {
        CallFailure {
            outcome: self.prior.with_last(classify::outcome(&failed.failure)),
            failure: failed.failure,
            attempts: self.attempts,
            retry_after: failed.requested_delay,
            stop_reason: Some(reason),
        }
    }

    /// Ends a call that was interrupted while it waited for its next attempt. If there was an earlier attempt,
    /// its error, `last`, tells the caller more than the interruption does.
    fn interrupted(self, interruption: Failure, last: Option<Failed>) -> CallFailure {
        self.ctx.budget.release(self.permit);
        let outcome = self.prior.with_last(Outcome::NotSent);
        let (failure, retry_after, reason) = match (interruption, last) {
            (Failure::Throttled { delay, .. }, Some(failed)) => {
                (failed.failure, Some(delay), StopReason::Deadline)
            }
            (throttled @ Failure::Throttled { delay, .. }, None) => {
                (throttled, Some(delay), StopReason::Deadline)
            }
            (Failure::Timeout { .. }, Some(failed)) => {
                (failed.failure, failed.requested_delay, StopReason::Deadline)
            }
            (queued @ Failure::Timeout { .. }, None) => (queued, None, StopReason::Deadline),
            (aborted, _) => (aborted, None, StopReason::Aborted),
        };
        CallFailure { failure, attempts: self.attempts, outcome, retry_after, stop_reason: Some(reason) }
    }

    fn attempt_count(&self) -> u32 {
        u32::try_from(self.attempts.len()).unwrap_or(u32::MAX)
    }
}
