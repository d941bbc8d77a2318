//! The call: attempts until one succeeds, its failure is final, or time, budget or the caller
//! end it. Every wait and every attempt is cut by the deadline and by the caller's signal.

use std::pin::pin;
use std::sync::OnceLock;
use std::time::{Duration, SystemTime};

use http::HeaderMap;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::core::call_result::{Attempt, CallFailure, StopReason, Success};
use crate::core::config::{CallSettings, Settings};
use crate::core::error::{Failure, ThrottledBy, TimeLimit};
use crate::core::limiter::{Limiter, Turn};
use crate::core::rate_limit_pause::RateLimitPause;
use crate::core::redaction::{Redactor, safe_request_id};
use crate::core::request::Request;
use crate::core::response::{ApiError, Response, is_success};
use crate::core::retry::budget::{Budget, RetryPermit};
use crate::core::retry::classify::{self, Outcome, PriorAttempts};
use crate::core::retry::retry_after::{requested_delay, requested_pause};
use crate::core::transport::{Wire, WireFailure};

/// How many connections one attempt may lose to a server that winds them up.
const MAX_GRACEFUL_GOAWAYS: usize = 2;

/// An attempt that was given less says nothing of its connection when it runs out.
const MIN_SILENCE: Duration = Duration::from_millis(500);

/// A timeout that fires so much late was not watched: the process was frozen meanwhile.
const FROZEN: Duration = Duration::from_secs(1);

/// How many characters of a code the record of an attempt takes: a server chooses its length.
const MAX_NAME_CHARS: usize = 100;
/// Tokio's timers round up to it: a wait may take so much longer.
const TIMER_STEP: Duration = Duration::from_millis(1);

/// What a call uses of its client and of the world.
#[derive(Debug)]
pub struct CallContext<'a, W> {
    pub wire: &'a W,
    /// One for each request in flight.
    pub slots: &'a Semaphore,
    pub settings: &'a Settings,
    pub pause: &'a RateLimitPause,
    pub limiter: Option<&'a Limiter>,
    pub budget: &'a Budget,
    /// Uniform in 0…1.
    pub random: fn() -> f64,
    /// The time of day of this machine.
    pub time_of_day: fn() -> SystemTime,
}

/// Makes the call.
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

/// A failed attempt and what its response asked for.
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
            let waiting = Instant::now();
            let slot = match self.wait_for_permission(backoff).await {
                Ok(slot) => slot,
                Err(interruption) => return Err(self.interrupted(interruption, last)),
            };
            let result = self.attempt(waiting.elapsed()).await;
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
                Ok(wait) => wait,
                Err(reason) => return Err(self.give_up(failed, reason)),
            };
            self.prior.note(&failed.failure);
            last = Some(failed);
        }
    }

    /// Waits out the backoff, then until nothing holds this attempt back. The slot comes last, and what was
    /// waited for before is looked at again: a call in the queue for a slot may have waited long.
    async fn wait_for_permission(&self, backoff: Duration) -> Result<SemaphorePermit<'a>, Failure> {
        self.wait(backoff).await?;
        loop {
            self.wait_out_pause().await?;
            let turn = self.turn().await?;
            let slot = self.slot().await?;
            let now = Instant::now();
            if self.ctx.pause.remaining(now).is_none() {
                if let Some(turn) = turn {
                    turn.take(now);
                }
                return Ok(slot);
            }
        }
    }

    /// The turn of this call by the option `rateLimit`, when it has come.
    async fn turn(&self) -> Result<Option<Turn<'a>>, Failure> {
        let Some(limiter) = self.ctx.limiter else { return Ok(None) };
        let place = limiter.join(Instant::now(), self.max_delay());
        let place = place.map_err(|wait| self.throttled(ThrottledBy::RateLimit, wait))?;
        let turn = self.before_deadline(place.first()).await?;
        self.wait(turn.due(Instant::now())).await?;
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

    /// Waits for what other calls have to finish first.
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

    async fn wait(&self, wait: Duration) -> Result<(), Failure> {
        if self.cancel.is_cancelled() {
            return Err(self.aborted());
        }
        if wait.is_zero() {
            return Ok(());
        }
        self.cancel.run_until_cancelled(tokio::time::sleep(wait)).await.ok_or_else(|| self.aborted())
    }

    /// Sends the request once and keeps the record of it.
    async fn attempt(&mut self, waited: Duration) -> Result<Response, Failed> {
        let started = Instant::now();
        let result = self.send(started).await;
        let (status, failure) = match &result {
            Ok(response) => (Some(response.status), None),
            Err(Failed { failure, .. }) => {
                let name = failure.code().unwrap_or_else(|| failure.error_type());
                (failure.status(), Some(name.chars().take(MAX_NAME_CHARS).collect()))
            }
        };
        let number = self.attempts_made().saturating_add(1);
        self.attempts.push(Attempt { number, status, failure, waited, elapsed: started.elapsed() });
        result
    }

    async fn send(&self, started: Instant) -> Result<Response, Failed> {
        let (allowed, limit) = match self.left() {
            left if left < self.settings.attempt_timeout => (left, TimeLimit::Total),
            _ => (self.settings.attempt_timeout, TimeLimit::Attempt),
        };
        let head = OnceLock::new();
        let sent = {
            // Pinned here: as an argument the future would be held twice, 1 KB for each waiting call.
            let sending = pin!(tokio::time::timeout(allowed, self.send_over_a_connection(&head)));
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

    /// The status of an error decides also where its body does not come in time.
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

    /// A connection that the server lets go of before it worked on the request is replaced at
    /// once, like a pooled one that was closed while idle: that is no attempt of the caller's.
    ///
    /// `head` is set to that of an error as soon as it is there, as a response without a body.
    async fn send_over_a_connection(&self, head: &OnceLock<Response>) -> Result<Response, WireFailure> {
        let most_bytes = self.ctx.settings.max_response_bytes;
        let on_head = |status, headers: &HeaderMap| {
            self.apply_pause(status, headers);
            if !is_success(status) {
                head.get_or_init(|| Response::without_body(status, headers.clone()));
            }
        };
        for _ in 0..MAX_GRACEFUL_GOAWAYS {
            match self.ctx.wire.send(self.request, most_bytes, &on_head).await {
                Err(WireFailure::NoResponse(failure)) if failure.graceful_goaway => {}
                result => return result,
            }
        }
        self.ctx.wire.send(self.request, most_bytes, &on_head).await
    }

    /// Holds all calls where a response asks for that, before its body is read: meanwhile others
    /// would go out that the server did not want.
    fn apply_pause(&self, status: u16, headers: &HeaderMap) {
        if let Some(pause) = requested_pause(status, headers, (self.ctx.time_of_day)()) {
            self.ctx.pause.close(Instant::now(), pause);
        }
    }

    /// Takes the response, or reads the error from it.
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

    /// The wait before the next attempt, or why there is none.
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
        let retry = self.attempts_made().saturating_sub(1);
        if retry >= self.settings.max_retries {
            return Err(StopReason::RetriesExhausted);
        }
        if !self.settings.ambiguous_retries && classify::ambiguous(self.request.operation.repeat, failure) {
            return Err(StopReason::OutcomeUnknown);
        }
        let backoff = self.ctx.settings.backoff.wait(retry, (self.ctx.random)());
        let wait = failed.requested_delay.map_or(backoff, |asked| self.spread(asked));
        if wait >= self.max_delay() {
            return Err(StopReason::Deadline);
        }
        let after_timeout = matches!(failure, Failure::Timeout { .. });
        self.permit = Some(self.ctx.budget.acquire(after_timeout).ok_or(StopReason::BudgetExhausted)?);
        Ok(wait)
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

    /// A call that ended while it waited for its next attempt. `last` is what the attempt
    /// before failed with; it tells the caller more than that there was no time to wait.
    fn interrupted(self, interruption: Failure, last: Option<Failed>) -> CallFailure {
        self.ctx.budget.give_back(self.permit);
        let outcome = self.prior.with_last(Outcome::NotSent);
        let (failure, retry_after, reason) = match (interruption, last) {
            (Failure::Throttled { wait, .. }, Some(failed)) => {
                (failed.failure, Some(wait), StopReason::Deadline)
            }
            (held @ Failure::Throttled { wait, .. }, None) => (held, Some(wait), StopReason::Deadline),
            (Failure::Timeout { .. }, Some(failed)) => {
                (failed.failure, failed.requested_delay, StopReason::Deadline)
            }
            (queued @ Failure::Timeout { .. }, None) => (queued, None, StopReason::Deadline),
            (aborted, _) => (aborted, None, StopReason::Aborted),
        };
        CallFailure { failure, attempts: self.attempts, outcome, retry_after, stop_reason: Some(reason) }
    }

    /// Never earlier than asked, and a little later at random, so that not all come back at once,
    /// where the deadline leaves room for that.
    fn spread(&self, asked: Duration) -> Duration {
        let later = asked.mul_f64(1.0 + self.ctx.settings.retry_after_jitter * (self.ctx.random)());
        if later < self.max_delay() { later } else { asked }
    }

    fn attempts_made(&self) -> u32 {
        u32::try_from(self.attempts.len()).unwrap_or(u32::MAX)
    }

    fn left(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    /// A wait as long as this leaves no time to try in.
    fn max_delay(&self) -> Duration {
        self.left().saturating_sub(TIMER_STEP)
    }

    /// The server as messages may name it: without query.
    fn server(&self) -> String {
        self.ctx.settings.server.trim_end_matches('/').to_owned()
    }

    /// Of the key that this request carries: what a server sends may repeat it.
    fn redactor(&self) -> Redactor<'_> {
        Redactor::new(&self.request.headers)
    }

    fn aborted(&self) -> Failure {
        Failure::Aborted { operation: self.request.operation.name }
    }

    fn throttled(&self, throttled_by: ThrottledBy, wait: Duration) -> Failure {
        Failure::Throttled { operation: self.request.operation.name, throttled_by, wait, left: self.left() }
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
