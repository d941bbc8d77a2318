//! The call loop: attempts until one succeeds, an error is final, or the deadline, the budget or the caller
//! ends the call. The deadline and the caller's signal interrupt every delay and every attempt.

mod attempt;
mod find;
mod lookup;
mod reconcile;
mod wait;

use std::time::{Duration, SystemTime};

use tokio::sync::Semaphore;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

pub use find::find;

use crate::core::call::reconcile::LookedUp;
use crate::core::call_result::{Attempt, AttemptKind, CallFailure, StopReason, Success};
use crate::core::config::{CallSettings, Secret, Settings};
use crate::core::error::{Failure, TimeLimit};
use crate::core::headers::header_lines;
use crate::core::limiter::Limiter;
use crate::core::rate_limit_pause::RateLimitPause;
use crate::core::request::Request;
use crate::core::response::{Response, request_id};
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
    .run(Duration::ZERO)
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
    /// Makes attempts, the first after a delay.
    async fn run(mut self, mut backoff: Duration) -> Result<Success, CallFailure> {
        let mut last = None;
        loop {
            let delayed_since = Instant::now();
            let slot = match self.wait_for_permission(backoff).await {
                Ok(slot) => slot,
                Err(interruption) => return Err(self.interrupted(interruption, last)),
            };
            let result = self.attempt(delayed_since.elapsed()).await;
            drop(slot);
            let mut failed = match result {
                Ok(response) => {
                    let is_unreadable = self.is_unreadable(&response);
                    if is_unreadable && let Some(adopted) = self.look_up_instead().await {
                        return Ok(adopted);
                    }
                    return Ok(self.succeed(response));
                }
                Err(failed) => failed,
            };
            self.prior.note(&failed.failure);
            let mut next = self.next_delay(&failed);
            if self.must_look_up(next) {
                next = match self.look_up(&mut failed, next).await {
                    LookedUp::Adopted(success) => return Ok(*success),
                    LookedUp::Aborted => return Err(self.aborted_after(failed)),
                    LookedUp::Next(next) => next,
                };
            }
            backoff = match next.and_then(|delay| self.acquire_permit(&failed).map(|()| delay)) {
                Ok(delay) => delay,
                Err(reason) => return Err(self.give_up(failed, reason)),
            };
            self.report_retry(backoff);
            last = Some(failed);
        }
    }

    fn succeed(self, response: Response) -> Success {
        self.ctx.budget.succeeded(self.permit);
        let outcome = self.prior.with_last(Outcome::Answered);
        let redactor = &self.settings.redactor;
        let headers = Secret(redactor.clean_string(header_lines(&response.headers)));
        let request_id =
            request_id(&response.headers).and_then(|id| safe_text::request_id(&redactor.clean(&id)));
        Success { response, headers, request_id, attempts: self.attempts, outcome, adoption: None }
    }

    /// The delay before the next attempt, or why there is none.
    fn next_delay(&self, failed: &Failed) -> Result<Duration, StopReason> {
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
        let retry = self.request_count().saturating_sub(1);
        if retry >= self.settings.max_retries {
            return Err(StopReason::RetriesExhausted);
        }
        if !self.retries_if_ambiguous() && classify::ambiguous(self.request.operation.retry_safety, failure) {
            return Err(StopReason::OutcomeUnknown);
        }
        let backoff = self.ctx.settings.backoff.delay(retry, (self.ctx.random)());
        let delay = failed.requested_delay.map_or(backoff, |delay| self.spread(delay));
        if delay >= self.max_delay() {
            return Err(StopReason::Deadline);
        }
        Ok(delay)
    }

    fn report_retry(&self, delay: Duration) {
        let mut sent = self.attempts.iter().rev().filter(|attempt| attempt.kind != Some(AttemptKind::Lookup));
        if let Some(failed) = sent.next().filter(|_| self.settings.report_retries) {
            (self.on_retry)(failed, delay);
        }
    }

    fn acquire_permit(&mut self, failed: &Failed) -> Result<(), StopReason> {
        let after_timeout = matches!(failed.failure, Failure::Timeout { .. });
        self.permit = Some(self.ctx.budget.acquire(after_timeout).ok_or(StopReason::BudgetExhausted)?);
        Ok(())
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

    /// Ends a call that was aborted in a lookup. What its latest retry cost is not refunded: it was sent.
    fn aborted_after(mut self, last: Failed) -> CallFailure {
        self.permit = None;
        let aborted = self.aborted();
        self.interrupted(aborted, Some(last))
    }

    /// How often the request was sent. Lookups are attempts of another request.
    fn request_count(&self) -> u32 {
        let sent = self.attempts.iter().filter(|attempt| attempt.kind != Some(AttemptKind::Lookup));
        u32::try_from(sent.count()).unwrap_or(u32::MAX)
    }
}
