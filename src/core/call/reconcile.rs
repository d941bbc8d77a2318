//! `ambiguousRetries: 'reconcile'`: after an attempt on which the server may have acted, a create looks for its session
//! before it is retried, and once more before the call fails. It is retried only if the session certainly isn't there.
//! A lookup that fails never fails the call: it only prevents the retry.

use std::pin::Pin;
use std::time::Duration;

use serde::de::IgnoredAny;

use crate::core::call::lookup::{Finding, Lookup};
use crate::core::call::{Call, Failed};
use crate::core::call_result::{CallFailure, StopReason, Success};
use crate::core::config::AmbiguousRetries;
use crate::core::error::Failure;
use crate::core::response::Response;
use crate::core::retry::classify::Outcome;
use crate::core::transport::Wire;

/// How often each request of a lookup is retried, whatever `maxRetries`: a lookup that gives up leaves the caller with an
/// unknown outcome. The deadline or the budget ends it before, unless there is no backoff.
const MAX_RETRIES: u32 = 100;

/// How a call goes on after a lookup.
pub enum LookedUp {
    Adopted(Box<Success>),
    Aborted,
    /// The delay before the next attempt, or why there is none.
    Next(Result<Duration, StopReason>),
}

/// Why nothing was found out, and the delay that the server asked for.
struct Prevented {
    reason: StopReason,
    retry_after: Option<Duration>,
}

impl From<StopReason> for Prevented {
    fn from(reason: StopReason) -> Self {
        Self { reason, retry_after: None }
    }
}

/// A lookup sends requests through the call loop, which may look up: the box ends the recursion, and spares calls
/// without lookups the space.
type Boxed<'f, T> = Pin<Box<dyn Future<Output = T> + Send + 'f>>;

impl<W: Wire> Call<'_, W> {
    /// Whether there may be a retry although the server may have acted.
    pub(super) fn retries_if_ambiguous(&self) -> bool {
        self.settings.ambiguous_retries == AmbiguousRetries::Always || self.request.search.is_some()
    }

    pub(super) fn must_look_up(&self, next: Result<Duration, StopReason>) -> bool {
        self.request.search.is_some()
            && self.prior.with_last(Outcome::NotSent) == Outcome::Unknown
            && next != Err(StopReason::Aborted)
    }

    /// Looks for the session. `next` is the delay before the next attempt, which passes before the lookup instead, so
    /// that the retry follows at once; or it is why there is none.
    pub(super) async fn look_up(
        &mut self,
        failed: &mut Failed,
        next: Result<Duration, StopReason>,
    ) -> LookedUp {
        let requested = failed.requested_delay.map_or(Duration::ZERO, |delay| self.spread(delay));
        let after_timeout = matches!(failed.failure, Failure::Timeout { .. });
        match self.find_session(next.unwrap_or(requested), after_timeout).await {
            Ok(Finding::Found(success)) => LookedUp::Adopted(success),
            Ok(Finding::Absent) => LookedUp::Next(next.map(|_| Duration::ZERO)),
            Ok(Finding::Undecided) => LookedUp::Next(next.and(Err(StopReason::OutcomeUnknown))),
            Err(_) if self.cancel.is_cancelled() => LookedUp::Aborted,
            Err(Prevented { reason, retry_after }) => {
                failed.requested_delay = failed.requested_delay.or(retry_after);
                LookedUp::Next(next.and(Err(reason)))
            }
        }
    }

    /// Whether the server may have acted although it responded with a success, because nothing can be read in it.
    pub(super) fn is_unreadable(&self, response: &Response) -> bool {
        self.request.search.is_some() && serde_json::from_slice::<IgnoredAny>(&response.body).is_err()
    }

    /// The session that an unreadable response should have had.
    pub(super) async fn look_up_instead(&mut self) -> Option<Success> {
        match self.find_session(Duration::ZERO, false).await {
            Ok(Finding::Found(success)) => Some(*success),
            _ => None,
        }
    }

    fn find_session(
        &mut self,
        delay: Duration,
        after_timeout: bool,
    ) -> Boxed<'_, Result<Finding, Prevented>> {
        Box::pin(async move {
            let Some(search) = &self.request.search else { return Ok(Finding::Undecided) };
            let delay = delay.max(self.settings.reconcile_delay);
            if delay >= self.max_delay() {
                return Err(StopReason::Deadline.into());
            }
            let permit = self.ctx.budget.acquire(after_timeout).ok_or(StopReason::BudgetExhausted)?;
            let elapsed = self.settings.total_timeout.saturating_sub(self.remaining());
            let mut settings = self.settings.clone();
            settings.max_retries = MAX_RETRIES;
            let mut lookup = Lookup {
                ctx: self.ctx,
                settings: &settings,
                cancel: self.cancel,
                deadline: self.deadline,
                delay,
                permit: Some(permit),
                attempts: std::mem::take(&mut self.attempts),
            };
            let found = lookup.find(search, (self.ctx.time_of_day)().checked_sub(elapsed)).await;
            self.attempts = lookup.attempts;
            let mut found = found.map_err(|failed| prevented(&failed))?;
            if let Finding::Found(success) = &mut found {
                success.attempts = std::mem::take(&mut self.attempts);
            }
            Ok(found)
        })
    }
}

fn prevented(failed: &CallFailure) -> Prevented {
    let reason = match failed.stop_reason {
        Some(reason @ (StopReason::Deadline | StopReason::BudgetExhausted)) => reason,
        _ => StopReason::OutcomeUnknown,
    };
    Prevented { reason, retry_after: failed.retry_after }
}
