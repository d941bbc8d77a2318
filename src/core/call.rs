//! The call loop: attempts until one succeeds, an error is final, or the deadline, the budget or the caller
//! ends the call. The deadline and the caller's signal interrupt every delay and every attempt.

use std::pin::pin;
use std::sync::OnceLock;
use std::time::{Duration, SystemTime};

use http::HeaderMap;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::core::call_result::{Attempt, CallFailure, StopReason, Success};
use crate::core::config::{CallSettings, Settings};
use crate::core::error::{ApiError, Failure, ThrottledBy, TimeLimit};
use crate::core::limiter::{Limiter, LimiterTurn};
use crate::core::rate_limit_pause::RateLimitPause;
use crate::core::redaction::{Redactor, safe_request_id};
use crate::core::request::Request;
use crate::core::response::{Response, is_success};
use crate::core::retry::budget::{Budget, RetryPermit};
use crate::core::retry::classify::{self, Outcome, PriorAttempts};
use crate::core::retry::retry_after::{requested_delay, requested_pause};
use crate::core::transport::{Wire, WireFailure};

/// How many connections one attempt may lose to a server that shuts them down gracefully.
const MAX_GRACEFUL_GOAWAYS: usize = 2;

/// A shorter attempt that times out says nothing about its connection.
const MIN_SILENCE: Duration = Duration::from_millis(500);

/// A timeout that fires this late means that the process was frozen.
const FROZEN: Duration = Duration::from_secs(1);

/// The longest code that the record of an attempt keeps, in characters: the server chooses its length.
const MAX_NAME_CHARS: usize = 100;
/// Tokio's timers round up to this step, so a delay may take this much longer.
const TIMER_STEP: Duration = Duration::from_millis(1);

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

/// Runs the call.
pub async fn run<W: Wire>(
    ctx: &CallContext<'_, W>,
    request: &Request,
    call: &CallSettings,
    cancel: &CancellationToken,
) -> Result<Success, CallFailure> {
    let deadline = Instant::now() + call.total_timeout;
    Call {
        ctx,
        request,
        settings: call,
        cancel,
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

impl<'a, W: Wire> Call<'a, W> {
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
                Ok(response) => {
                    self.ctx.budget.succeeded(self.permit);
                    let outcome = self.prior.with_last(Outcome::Answered);
                    let request_id = safe_request_id(&response.headers, &self.request.headers);
                    return Ok(Success { response, request_id, attempts: self.attempts, outcome });
                }
                Err(failed) => failed,
            };
            backoff = match self.next_delay(&failed) {
                Ok(delay) => delay,
                Err(reason) => return Err(self.give_up(failed, reason)),
            };
            self.prior.note(&failed.failure);
            last = Some(failed);
        }
    }

    /// Waits for the backoff, the rate-limit pause, the rate limiter and a slot. The slot comes last. The pause
    /// is checked again afterwards, because a call may spend a long time in the queue for a slot.
    async fn wait_for_permission(&self, backoff: Duration) -> Result<SemaphorePermit<'a>, Failure> {
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

    /// Sends the request once and records the attempt.
    async fn attempt(&mut self, delay: Duration) -> Result<Response, Failed> {
        let started = Instant::now();
        let result = self.send(started).await;
        let (status, failure) = match &result {
            Ok(response) => (Some(response.status), None),
            Err(Failed { failure, .. }) => {
                let name = failure.code().unwrap_or_else(|| failure.error_type());
                (failure.status(), Some(name.chars().take(MAX_NAME_CHARS).collect()))
            }
        };
        let number = self.attempt_count().saturating_add(1);
        self.attempts.push(Attempt { number, status, failure, delay, elapsed: started.elapsed() });
        result
    }

    async fn send(&self, started: Instant) -> Result<Response, Failed> {
        let (allowed, limit) = match self.remaining() {
            remaining if remaining < self.settings.attempt_timeout => (remaining, TimeLimit::Total),
            _ => (self.settings.attempt_timeout, TimeLimit::Attempt),
        };
        let head = OnceLock::new();
        let sent = {
            // Pinned here: passed as an argument, the future would be stored twice, 1 KB for each waiting call.
            let sending = pin!(tokio::time::timeout(allowed, self.send_over_connection(&head)));
            self.cancel.run_until_cancelled(sending).await
        };
        match sent {
            None => Err(self.aborted().into()),
            Some(Err(_elapsed)) => self.timed_out(started, allowed, limit, head.into_inner()),
            Some(Ok(Err(failure))) => {
                Err(self.redactor().failure(self.wire_failure(started, failure)).into())
            }
            Some(Ok(Ok(response))) => self.classify_response(response),
        }
    }

    /// If the head of an error response has arrived, its status decides even though the body timed out.
    fn timed_out(
        &self,
        started: Instant,
        allowed: Duration,
        limit: TimeLimit,
        head: Option<Response>,
    ) -> Result<Response, Failed> {
        if let Some(response) = head {
            return self.classify_response(response);
        }
        let frozen = started.elapsed() >= allowed + FROZEN;
        if frozen || allowed >= MIN_SILENCE {
            self.ctx.wire.evict_idle((!frozen).then_some(started));
        }
        Err(self.timeout(limit, true).into())
    }

    /// Sends the request. A connection that the server shuts down before it processes the request is replaced
    /// at once, like a pooled connection that was closed while idle. It doesn't count as an attempt.
    ///
    /// As soon as the head of an error response arrives, `head` is set to it, as a response without a body.
    async fn send_over_connection(&self, head: &OnceLock<Response>) -> Result<Response, WireFailure> {
        let max_bytes = self.ctx.settings.max_response_bytes;
        let on_head = |status, headers: &HeaderMap| {
            self.apply_pause(status, headers);
            if !is_success(status) {
                head.get_or_init(|| Response::without_body(status, headers.clone()));
            }
        };
        for _ in 0..MAX_GRACEFUL_GOAWAYS {
            match self.ctx.wire.send(self.request, max_bytes, &on_head).await {
                Err(WireFailure::NoResponse(failure)) if failure.graceful_goaway => {}
                result => return result,
            }
        }
        self.ctx.wire.send(self.request, max_bytes, &on_head).await
    }

    /// Pauses all calls with this key if the response asks for it. Doesn't wait for the body: other calls
    /// would go out in the meantime against the server's wish.
    fn apply_pause(&self, status: u16, headers: &HeaderMap) {
        if let Some(pause) = requested_pause(status, headers, (self.ctx.time_of_day)()) {
            self.ctx.pause.extend(Instant::now(), pause);
        }
    }

    /// Returns a success, or reads the error from the response.
    fn classify_response(&self, response: Response) -> Result<Response, Failed> {
        let now = (self.ctx.time_of_day)();
        if response.is_success() {
            return Ok(response);
        }
        let requested_delay = requested_delay(response.status, &response.headers, now);
        let response = self.redactor().error_response(response);
        let read = ApiError::read(self.request.operation.name, &self.server(), response);
        let read = read.with_hint(&self.request.headers);
        Err(Failed { failure: Failure::Api(Box::new(read)), requested_delay })
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

    /// Adds a little random time to a requested delay, so that clients don't all return at once. The result is
    /// never shorter than requested, and the extra time is left out if it would exceed the deadline.
    fn spread(&self, delay: Duration) -> Duration {
        let longer = delay.mul_f64(1.0 + self.ctx.settings.retry_after_jitter * (self.ctx.random)());
        if longer < self.max_delay() { longer } else { delay }
    }

    fn attempt_count(&self) -> u32 {
        u32::try_from(self.attempts.len()).unwrap_or(u32::MAX)
    }

    fn remaining(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    /// The longest delay that leaves time for another attempt.
    fn max_delay(&self) -> Duration {
        self.remaining().saturating_sub(TIMER_STEP)
    }

    /// The server's address for messages, without a query.
    fn server(&self) -> String {
        self.ctx.settings.server.trim_end_matches('/').to_owned()
    }

    /// Redacts the key of this request, which the server may repeat.
    fn redactor(&self) -> Redactor<'_> {
        Redactor::new(&self.request.headers)
    }

    fn aborted(&self) -> Failure {
        Failure::Aborted { operation: self.request.operation.name }
    }

    fn throttled(&self, throttled_by: ThrottledBy, delay: Duration) -> Failure {
        Failure::Throttled {
            operation: self.request.operation.name,
            throttled_by,
            delay,
            remaining: self.remaining(),
        }
    }

    fn queued_too_long(&self) -> Failure {
        self.timeout(TimeLimit::Queue, false)
    }

    fn timeout(&self, limit: TimeLimit, maybe_sent: bool) -> Failure {
        let after = match limit {
            TimeLimit::Connect | TimeLimit::Roots { .. } => self.ctx.settings.transport.connect_timeout,
            TimeLimit::Attempt => self.settings.attempt_timeout,
            TimeLimit::Total | TimeLimit::Queue => self.settings.total_timeout,
        };
        Failure::Timeout {
            operation: self.request.operation.name,
            server: self.server(),
            limit,
            after,
            maybe_sent,
        }
    }

    fn wire_failure(&self, started: Instant, failure: WireFailure) -> Failure {
        let operation = self.request.operation.name;
        match failure {
            WireFailure::NoResponse(failure) => {
                if failure.maybe_sent {
                    self.ctx.wire.evict_idle(Some(started));
                }
                Failure::Connection { operation, server: self.server(), failure }
            }
            WireFailure::RootsTimeout { source, maybe_sent } => {
                self.timeout(TimeLimit::Roots { source }, maybe_sent)
            }
            WireFailure::ConnectTimeout { maybe_sent } => self.timeout(TimeLimit::Connect, maybe_sent),
            WireFailure::Response { status, request_id, fault } => {
                Failure::Response { operation, status, request_id, fault }
            }
            WireFailure::Setup(failure) => failure,
        }
    }
}
