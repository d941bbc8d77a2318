//! The call: attempts until one succeeds, its failure is final, or time, budget or the caller
//! end it. Every wait and every attempt is cut by the deadline and by the caller's signal.

use std::pin::pin;
use std::sync::OnceLock;
use std::time::{Duration, SystemTime};

use http::HeaderMap;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::core::answer::{Answer, ApiAnswer, is_success};
use crate::core::call_result::{Attempt, CallFailure, StopReason, Success};
use crate::core::config::{CallSettings, Settings};
use crate::core::error::{Failure, Holder, TimeLimit};
use crate::core::gate::Hold;
use crate::core::limiter::{Limiter, Turn};
use crate::core::redaction::{Redactor, safe_request_id};
use crate::core::request::Request;
use crate::core::retry::budget::{Budget, Paid};
use crate::core::retry::classify::{self, Earlier, Outcome};
use crate::core::retry::retry_after::{asked_hold, asked_wait};
use crate::core::transport::{Wire, WireFailure};

/// How many connections one try may lose to a server that winds them up.
const MOST_CONNECTIONS_LET_GO: usize = 2;

/// A try that was given less says nothing of its connection when it runs out.
const SHORTEST_SILENCE: Duration = Duration::from_millis(500);

/// A timeout that fires so much late was not watched: the process was frozen meanwhile.
const FROZEN: Duration = Duration::from_secs(1);

/// How many characters of a code the record of a try takes: a server chooses its length.
const LONGEST_NAME: usize = 100;
/// Tokio's timers round up to it: a wait may take so much longer.
const TIMER_STEP: Duration = Duration::from_millis(1);

/// What a call uses of its client and of the world.
#[derive(Debug)]
pub struct Surroundings<'a, W> {
    pub wire: &'a W,
    /// One for each request in flight.
    pub slots: &'a Semaphore,
    pub settings: &'a Settings,
    pub hold: &'a Hold,
    pub limiter: Option<&'a Limiter>,
    pub budget: &'a Budget,
    /// Uniform in 0…1.
    pub random: fn() -> f64,
    /// The time of day of this machine.
    pub time_of_day: fn() -> SystemTime,
}

/// Makes the call.
pub async fn run<W: Wire>(
    around: &Surroundings<'_, W>,
    request: &Request,
    call: &CallSettings,
    cancel: &CancellationToken,
) -> Result<Success, CallFailure> {
    let deadline = Instant::now() + call.total_timeout;
    Call {
        around,
        request,
        settings: call,
        cancel,
        deadline,
        attempts: Vec::new(),
        earlier: Earlier::default(),
        paid: None,
    }
    .run()
    .await
}

struct Call<'a, W> {
    around: &'a Surroundings<'a, W>,
    request: &'a Request,
    settings: &'a CallSettings,
    cancel: &'a CancellationToken,
    deadline: Instant,
    attempts: Vec<Attempt>,
    earlier: Earlier,
    paid: Option<Paid>,
}

/// A failed attempt and what its answer asked for.
struct Failed {
    failure: Failure,
    asked_wait: Option<Duration>,
}

impl From<Failure> for Failed {
    fn from(failure: Failure) -> Self {
        Self { failure, asked_wait: None }
    }
}

impl<'a, W: Wire> Call<'a, W> {
    async fn run(mut self) -> Result<Success, CallFailure> {
        let mut last = None;
        let mut backoff = Duration::ZERO;
        loop {
            let waiting = Instant::now();
            let slot = match self.pass_gate(backoff).await {
                Ok(slot) => slot,
                Err(interruption) => return Err(self.interrupted(interruption, last)),
            };
            let result = self.attempt(waiting.elapsed()).await;
            drop(slot);
            let failed = match result {
                Ok(answer) => {
                    self.around.budget.succeeded(self.paid);
                    let outcome = self.earlier.with_last(Outcome::Answered);
                    let request_id = safe_request_id(&answer.headers, &self.request.headers);
                    return Ok(Success { answer, request_id, attempts: self.attempts, outcome });
                }
                Err(failed) => failed,
            };
            backoff = match self.next_wait(&failed) {
                Ok(wait) => wait,
                Err(reason) => return Err(self.give_up(failed, reason)),
            };
            self.earlier.note(&failed.failure);
            last = Some(failed);
        }
    }

    /// Waits out the backoff, then until nothing holds this attempt back. The slot comes last, and what was
    /// waited for before is looked at again: a call in the queue for a slot may have waited long.
    async fn pass_gate(&self, backoff: Duration) -> Result<SemaphorePermit<'a>, Failure> {
        self.wait(backoff).await?;
        loop {
            self.wait_out_hold().await?;
            let turn = self.turn().await?;
            let slot = self.slot().await?;
            let now = Instant::now();
            if self.around.hold.closed_for(now).is_none() {
                if let Some(turn) = turn {
                    turn.take(now);
                }
                return Ok(slot);
            }
        }
    }

    /// The turn of this call by the option `rateLimit`, when it has come.
    async fn turn(&self) -> Result<Option<Turn<'a>>, Failure> {
        let Some(limiter) = self.around.limiter else { return Ok(None) };
        let place = limiter.join(Instant::now(), self.longest_wait());
        let place = place.map_err(|wait| self.does_not_fit(Holder::RateLimit, wait))?;
        let turn = self.before_deadline(place.first()).await?;
        self.wait(turn.due(Instant::now())).await?;
        Ok(Some(turn))
    }

    async fn slot(&self) -> Result<SemaphorePermit<'a>, Failure> {
        match self.around.slots.try_acquire() {
            Ok(slot) => Ok(slot),
            Err(_) => {
                self.before_deadline(self.around.slots.acquire()).await?.map_err(|_| self.queued_too_long())
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

    async fn wait_out_hold(&self) -> Result<(), Failure> {
        while let Some(hold) = self.around.hold.closed_for(Instant::now()) {
            if hold >= self.longest_wait() {
                return Err(self.does_not_fit(Holder::Server, hold));
            }
            self.wait(self.spread(hold)).await?;
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
    async fn attempt(&mut self, waited: Duration) -> Result<Answer, Failed> {
        let started = Instant::now();
        let result = self.send(started).await;
        let (status, failure) = match &result {
            Ok(answer) => (Some(answer.status), None),
            Err(Failed { failure, .. }) => {
                let name = failure.code().unwrap_or_else(|| failure.error_type());
                (failure.status(), Some(name.chars().take(LONGEST_NAME).collect()))
            }
        };
        let number = self.attempts_made().saturating_add(1);
        self.attempts.push(Attempt { number, status, failure, waited, elapsed: started.elapsed() });
        result
    }

    async fn send(&self, started: Instant) -> Result<Answer, Failed> {
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
            Some(Err(_elapsed)) => self.out_of_time(started, allowed, limit, head.into_inner()),
            Some(Ok(Err(failure))) => {
                Err(self.redactor().failure(self.wire_failure(started, failure)).into())
            }
            Some(Ok(Ok(answer))) => self.judge(answer),
        }
    }

    /// The status of an error decides also where its body does not come in time.
    fn out_of_time(
        &self,
        started: Instant,
        allowed: Duration,
        limit: TimeLimit,
        head: Option<Answer>,
    ) -> Result<Answer, Failed> {
        if let Some(answer) = head {
            return self.judge(answer);
        }
        let frozen = started.elapsed() >= allowed + FROZEN;
        if frozen || allowed >= SHORTEST_SILENCE {
            self.around.wire.evict_idle((!frozen).then_some(started));
        }
        Err(self.timeout(limit, true).into())
    }

    /// A connection that the server lets go of before it worked on the request is replaced at
    /// once, like a pooled one that was closed while idle: that is no try of the caller's.
    ///
    /// `head` is set to that of an error as soon as it is there, as an answer without a body.
    async fn send_over_a_connection(&self, head: &OnceLock<Answer>) -> Result<Answer, WireFailure> {
        let most_bytes = self.around.settings.max_response_bytes;
        let on_head = |status, headers: &HeaderMap| {
            self.obey(status, headers);
            if !is_success(status) {
                head.get_or_init(|| Answer::without_body(status, headers.clone()));
            }
        };
        for _ in 0..MOST_CONNECTIONS_LET_GO {
            match self.around.wire.send(self.request, most_bytes, &on_head).await {
                Err(WireFailure::NoAnswer(failure)) if failure.let_go => {}
                result => return result,
            }
        }
        self.around.wire.send(self.request, most_bytes, &on_head).await
    }

    /// Holds all calls where an answer asks for that, before its body is read: meanwhile others
    /// would go out that the server did not want.
    fn obey(&self, status: u16, headers: &HeaderMap) {
        if let Some(hold) = asked_hold(status, headers, (self.around.time_of_day)()) {
            self.around.hold.close(Instant::now(), hold);
        }
    }

    /// Takes the answer, or reads the error from it.
    fn judge(&self, answer: Answer) -> Result<Answer, Failed> {
        let now = (self.around.time_of_day)();
        if answer.is_success() {
            return Ok(answer);
        }
        let asked_wait = asked_wait(answer.status, &answer.headers, now);
        let answer = self.redactor().error_response(answer);
        let read = ApiAnswer::read(self.request.operation.name, &self.server(), answer);
        let read = read.with_hint(&self.request.headers);
        Err(Failed { failure: Failure::Api(Box::new(read)), asked_wait })
    }

    /// The wait before the next attempt, or why there is none.
    fn next_wait(&mut self, failed: &Failed) -> Result<Duration, StopReason> {
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
        let backoff = self.around.settings.backoff.wait(retry, (self.around.random)());
        let wait = failed.asked_wait.map_or(backoff, |asked| self.spread(asked));
        if wait >= self.longest_wait() {
            return Err(StopReason::Deadline);
        }
        let after_timeout = matches!(failure, Failure::Timeout { .. });
        self.paid = Some(self.around.budget.pay(after_timeout).ok_or(StopReason::BudgetExhausted)?);
        Ok(wait)
    }

    fn give_up(self, failed: Failed, reason: StopReason) -> CallFailure {
        CallFailure {
            outcome: self.earlier.with_last(classify::outcome(&failed.failure)),
            failure: failed.failure,
            attempts: self.attempts,
            retry_after: failed.asked_wait,
            stop_reason: Some(reason),
        }
    }

    /// A call that ended while it waited for its next attempt. `last` is what the attempt
    /// before failed with; it tells the caller more than that there was no time to wait.
    fn interrupted(self, interruption: Failure, last: Option<Failed>) -> CallFailure {
        self.around.budget.give_back(self.paid);
        let outcome = self.earlier.with_last(Outcome::NotSent);
        let (failure, retry_after, reason) = match (interruption, last) {
            (Failure::Held { wait, .. }, Some(failed)) => (failed.failure, Some(wait), StopReason::Deadline),
            (held @ Failure::Held { wait, .. }, None) => (held, Some(wait), StopReason::Deadline),
            (Failure::Timeout { .. }, Some(failed)) => {
                (failed.failure, failed.asked_wait, StopReason::Deadline)
            }
            (queued @ Failure::Timeout { .. }, None) => (queued, None, StopReason::Deadline),
            (aborted, _) => (aborted, None, StopReason::Aborted),
        };
        CallFailure { failure, attempts: self.attempts, outcome, retry_after, stop_reason: Some(reason) }
    }

    /// Never earlier than asked, and a little later at random, so that not all come back at once,
    /// where the deadline leaves room for that.
    fn spread(&self, asked: Duration) -> Duration {
        let later = asked.mul_f64(1.0 + self.around.settings.retry_after_jitter * (self.around.random)());
        if later < self.longest_wait() { later } else { asked }
    }

    fn attempts_made(&self) -> u32 {
        u32::try_from(self.attempts.len()).unwrap_or(u32::MAX)
    }

    fn left(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    /// A wait as long as this leaves no time to try in.
    fn longest_wait(&self) -> Duration {
        self.left().saturating_sub(TIMER_STEP)
    }

    /// The server as messages may name it: without query.
    fn server(&self) -> String {
        self.around.settings.server.trim_end_matches('/').to_owned()
    }

    /// Of the key that this request carries: what a server sends may repeat it.
    fn redactor(&self) -> Redactor<'_> {
        Redactor::new(&self.request.headers)
    }

    fn aborted(&self) -> Failure {
        Failure::Aborted { operation: self.request.operation.name }
    }

    fn does_not_fit(&self, holder: Holder, wait: Duration) -> Failure {
        Failure::Held { operation: self.request.operation.name, holder, wait, left: self.left() }
    }

    fn queued_too_long(&self) -> Failure {
        self.timeout(TimeLimit::Queue, false)
    }

    fn timeout(&self, limit: TimeLimit, maybe_sent: bool) -> Failure {
        let after = match limit {
            TimeLimit::Connect | TimeLimit::Roots { .. } => self.around.settings.transport.connect_timeout,
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
            WireFailure::NoAnswer(failure) => {
                if failure.maybe_sent {
                    self.around.wire.evict_idle(Some(started));
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
