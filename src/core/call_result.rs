//! The result of a call: a response or an error, the attempts that were made, and why there was no retry.
//! `call` produces it; `crossing::reports` turns it into the record for JavaScript.

use std::time::Duration;

use serde::Serialize;
use strum::IntoStaticStr;

use crate::core::config::Secret;
use crate::core::error::Failure;
use crate::core::response::Response;
use crate::core::retry::classify::Outcome;

/// What an attempt of a create that can be looked up did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum AttemptKind {
    Create,
    /// A read that looked for the session of an earlier attempt.
    Lookup,
}

/// One attempt, as reported to the caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    pub number: u32,
    /// `None` for calls that look nothing up.
    pub kind: Option<AttemptKind>,
    pub status: Option<u16>,
    /// The `code` of the error, or its `type` if it has no code.
    pub failure: Option<String>,
    /// The delay before this attempt: backoff, rate limit and queue.
    pub delay: Duration,
    pub elapsed: Duration,
}

/// Why a failed call was not retried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StopReason {
    NotRetryable,
    RetriesExhausted,
    BudgetExhausted,
    Deadline,
    OutcomeUnknown,
    Aborted,
}

/// A response with status 200–299, and the attempts that were made.
#[derive(Debug)]
pub struct Success {
    pub response: Response,
    /// The response's headers for the caller, without the key (`headers::header_lines`).
    pub headers: Secret,
    /// The request id of the response, without the key and safe to show.
    pub request_id: Option<String>,
    pub attempts: Vec<Attempt>,
    /// `Unknown` if an earlier attempt was lost and may have taken effect, too.
    pub outcome: Outcome,
    /// If the session of an earlier attempt was found instead of created.
    pub adoption: Option<Adoption>,
}

/// How the result of a call was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Adoption {
    /// The ids of further sessions that have the same idempotency key, safe to show.
    pub duplicates: Vec<String>,
}

/// A failed call.
#[derive(Debug)]
pub struct CallFailure {
    pub failure: Failure,
    pub attempts: Vec<Attempt>,
    pub outcome: Outcome,
    pub retry_after: Option<Duration>,
    pub stop_reason: Option<StopReason>,
}

impl CallFailure {
    /// The call was lost, so its outcome is unknown.
    pub fn lost(failure: Failure) -> Self {
        Self { outcome: Outcome::Unknown, ..Self::unsent(failure) }
    }

    /// An error before any attempt.
    pub const fn unsent(failure: Failure) -> Self {
        Self {
            failure,
            attempts: Vec::new(),
            outcome: Outcome::NotSent,
            retry_after: None,
            stop_reason: None,
        }
    }
}
