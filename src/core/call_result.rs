//! What a call came to: its response or its failure, with the attempts that it took and the reason why
//! there was no further one. `call` makes it; `report` turns it into what crosses to JavaScript.

use std::time::Duration;

use crate::core::error::Failure;
use crate::core::response::Response;
use crate::core::retry::classify::Outcome;

/// One try, as the caller sees it afterwards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    pub number: u32,
    pub status: Option<u16>,
    /// The `code` of the failure, or its `type` where it has no code.
    pub failure: Option<String>,
    /// Backoff and gate before this attempt.
    pub waited: Duration,
    pub elapsed: Duration,
}

/// Why a failed call was not tried once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopReason {
    NotRetryable,
    RetriesExhausted,
    BudgetExhausted,
    Deadline,
    OutcomeUnknown,
    Aborted,
}

impl StopReason {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotRetryable => "not_retryable",
            Self::RetriesExhausted => "retries_exhausted",
            Self::BudgetExhausted => "budget_exhausted",
            Self::Deadline => "deadline",
            Self::OutcomeUnknown => "outcome_unknown",
            Self::Aborted => "aborted",
        }
    }
}

/// A response of 200–299 and the attempts that it took.
#[derive(Debug)]
pub struct Success {
    pub response: Response,
    /// The request id of the response, without the key and fit to be shown.
    pub request_id: Option<String>,
    pub attempts: Vec<Attempt>,
    /// `Unknown` when an earlier attempt was lost, which may have acted, too.
    pub outcome: Outcome,
}

/// A call that failed for good.
#[derive(Debug)]
pub struct CallFailure {
    pub failure: Failure,
    pub attempts: Vec<Attempt>,
    pub outcome: Outcome,
    pub retry_after: Option<Duration>,
    pub stop_reason: Option<StopReason>,
}

impl CallFailure {
    /// The call itself is lost, and with it what had become of its request.
    pub fn lost(failure: Failure) -> Self {
        Self { outcome: Outcome::Unknown, ..Self::unsent(failure) }
    }

    /// A failure before any attempt.
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
