//! One attempt: sends the request, and turns what happens into a response or a failure.

use std::pin::pin;
use std::sync::OnceLock;
use std::time::Duration;

use http::HeaderMap;
use tokio::time::Instant;

use crate::core::call::{Call, Failed};
use crate::core::call_result::{Attempt, AttemptKind};
use crate::core::error::{ApiError, Failure, ThrottledBy, TimeLimit};
use crate::core::response::{Response, is_success};
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

/// The number of the attempt at this position.
pub(super) fn number_of(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX).saturating_add(1)
}

impl<W: Wire> Call<'_, W> {
    /// Sends the request once and records the attempt.
    pub(super) async fn attempt(&mut self, delay: Duration) -> Result<Response, Failed> {
        let started = Instant::now();
        let result = self.send(started).await;
        let (status, failure) = match &result {
            Ok(response) => (Some(response.status), None),
            Err(Failed { failure, .. }) => {
                let name = failure.code().unwrap_or_else(|| failure.error_type());
                (failure.status(), Some(name.chars().take(MAX_NAME_CHARS).collect()))
            }
        };
        let number = number_of(self.attempts.len());
        let kind = self.request.search.as_ref().map(|_| AttemptKind::Create);
        self.attempts.push(Attempt { number, kind, status, failure, delay, elapsed: started.elapsed() });
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
                Err(self.settings.redactor.failure(self.wire_failure(started, failure)).into())
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
        let response = self.settings.redactor.error_response(response);
        let read = ApiError::read(self.request.operation.name, &self.server(), response);
        let read = read.with_hint(&self.request.headers);
        Err(Failed { failure: Failure::Api(Box::new(read)), requested_delay })
    }

    /// The server's address for messages, without a query.
    fn server(&self) -> String {
        self.ctx.settings.server.trim_end_matches('/').to_owned()
    }

    pub(super) fn aborted(&self) -> Failure {
        Failure::Aborted { operation: self.request.operation.name }
    }

    pub(super) fn throttled(&self, throttled_by: ThrottledBy, delay: Duration) -> Failure {
        Failure::Throttled {
            operation: self.request.operation.name,
            throttled_by,
            delay,
            remaining: self.remaining(),
        }
    }

    pub(super) fn queued_too_long(&self) -> Failure {
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
