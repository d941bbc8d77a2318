//! Whether an error may be retried, and whether the server may have acted on the request.

use serde::Serialize;

use crate::core::endpoints::RetrySafety;
use crate::core::error::{Class, Failure, ResponseFault};

/// Whether the server may have acted on the request. The greatest value of several attempts counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// No byte of the request reached the server.
    #[default]
    NotSent,
    /// The server's decision arrived.
    Answered,
    /// Everything else: the server may have acted.
    Unknown,
}

/// The outcome of one failed attempt: the one rule for `outcome` (docs/decisions/0023).
pub fn outcome(failure: &Failure) -> Outcome {
    match failure {
        Failure::Api(response) if carries_decision(response.status) => Outcome::Answered,
        Failure::Throttled { .. }
        | Failure::Configuration { .. }
        | Failure::Timeout { maybe_sent: false, .. } => Outcome::NotSent,
        Failure::Connection { failure, .. } if !failure.maybe_sent => Outcome::NotSent,
        Failure::Api(_)
        | Failure::Response { .. }
        | Failure::Connection { .. }
        | Failure::Timeout { .. }
        | Failure::Aborted { .. }
        | Failure::Internal { .. } => Outcome::Unknown,
    }
}

/// A 4xx says that nothing was done. A 5xx doesn't: a proxy also sends it when a server fails in the middle of
/// its work. Neither does a 408, nor a redirect that ends the call.
const fn carries_decision(status: u16) -> bool {
    status >= 400 && status <= 499 && status != 408
}

/// Whether the same call may succeed later: after connection errors, timeouts, truncated bodies and some
/// statuses. Never after validation and authentication errors, whatever their status
/// (docs/api-contract.md#api-errors).
pub fn retryable(failure: &Failure) -> bool {
    match failure {
        Failure::Api(response) => {
            is_transient(response.status)
                && !matches!(response.class, Class::ValidationError | Class::AuthenticationError)
        }
        Failure::Connection { .. } | Failure::Timeout { .. } | Failure::Throttled { .. } => true,
        Failure::Response { fault, .. } => matches!(fault, ResponseFault::CutOff),
        Failure::Aborted { .. } | Failure::Configuration { .. } | Failure::Internal { .. } => false,
    }
}

/// From 520 on these are statuses of CDNs, for a server that is down, slow or overloaded. 525 and 526 are left
/// out: the TLS between CDN and server stays broken until someone fixes it.
const fn is_transient(status: u16) -> bool {
    matches!(status, 408 | 429 | 500 | 502..=504 | 520..=524 | 527 | 529 | 530)
}

/// Whether a retry could make the server act twice.
pub fn ambiguous(safety: RetrySafety, failure: &Failure) -> bool {
    safety == RetrySafety::WithIdempotencyKey && outcome(failure) == Outcome::Unknown
}

/// The outcome of all attempts before the last one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PriorAttempts(Outcome);

impl PriorAttempts {
    /// Adds an attempt that will be retried.
    pub fn note(&mut self, failure: &Failure) {
        self.0 = self.0.max(outcome(failure));
    }

    /// The outcome of all attempts, given that of the last one.
    pub fn with_last(self, last: Outcome) -> Outcome {
        self.0.max(last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::error::ApiError;
    use crate::core::error::ConnectionFailure;
    use crate::core::error::TimeLimit;
    use crate::core::response::Response;
    use std::time::Duration;

    fn api(status: u16, body: &str) -> Failure {
        let body = bytes::Bytes::copy_from_slice(body.as_bytes());
        let response = Response::new(status, http::HeaderMap::new(), body);
        Failure::Api(Box::new(ApiError::read("session.list", "http://localhost", response)))
    }

    fn connection(maybe_sent: bool) -> Failure {
        let failure = ConnectionFailure {
            code: "ECONNRESET",
            message: String::new(),
            maybe_sent,
            graceful_goaway: false,
            causes: Vec::new(),
        };
        Failure::Connection { operation: "session.list", server: String::new(), failure }
    }

    fn timeout(limit: TimeLimit, maybe_sent: bool) -> Failure {
        Failure::Timeout {
            operation: "session.list",
            server: String::new(),
            limit,
            after: Duration::ZERO,
            maybe_sent,
        }
    }

    fn response(fault: ResponseFault) -> Failure {
        Failure::Response { operation: "session.list", status: Some(200), request_id: None, fault }
    }

    #[test]
    fn exactly_the_named_statuses_are_retried() {
        let retried: Vec<u16> = (300..600).filter(|status| retryable(&api(*status, ""))).collect();
        assert_eq!(retried, [408, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 527, 529, 530]);
    }

    #[test]
    fn validation_and_authentication_errors_are_never_retried() {
        for kind in ["validation_error", "authentication_error"] {
            for status in [408, 429, 500, 503] {
                assert!(
                    !retryable(&api(status, &format!(r#"{{"error":{{"type":"{kind}"}}}}"#))),
                    "{status} {kind}"
                );
            }
        }
    }

    #[test]
    fn errors_without_a_decision_of_the_server() {
        let table = [
            (connection(true), true, Outcome::Unknown),
            (connection(false), true, Outcome::NotSent),
            (timeout(TimeLimit::Connect, false), true, Outcome::NotSent),
            (timeout(TimeLimit::Connect, true), true, Outcome::Unknown),
            (timeout(TimeLimit::Attempt, true), true, Outcome::Unknown),
            (response(ResponseFault::CutOff), true, Outcome::Unknown),
            (response(ResponseFault::NotDecodable), false, Outcome::Unknown),
            (response(ResponseFault::TooLarge { limit: 1 }), false, Outcome::Unknown),
            (Failure::Aborted { operation: "session.list" }, false, Outcome::Unknown),
            (Failure::configuration("timeoutMs", "timeoutMs"), false, Outcome::NotSent),
        ];
        for (failure, is_retryable, expected_outcome) in table {
            assert_eq!(retryable(&failure), is_retryable, "{failure:?}");
            assert_eq!(outcome(&failure), expected_outcome, "{failure:?}");
        }
    }

    #[test]
    fn only_an_operation_with_an_idempotency_key_can_be_ambiguous() {
        assert!(ambiguous(RetrySafety::WithIdempotencyKey, &connection(true)));
        assert!(!ambiguous(RetrySafety::WithIdempotencyKey, &connection(false)));
        assert!(!ambiguous(RetrySafety::Safe, &connection(true)));
    }

    #[test]
    fn only_4xx_without_408_carry_the_decision_of_the_server() {
        for status in (100..200).chain(300..1000) {
            let decided = (400..500).contains(&status) && status != 408;
            let expected = if decided { Outcome::Answered } else { Outcome::Unknown };
            assert_eq!(outcome(&api(status, "")), expected, "{status}");
            assert_eq!(ambiguous(RetrySafety::WithIdempotencyKey, &api(status, "")), !decided, "{status}");
        }
    }

    #[test]
    fn an_unusable_response_leaves_the_outcome_unknown() {
        let faults = [
            ResponseFault::CutOff,
            ResponseFault::TooLarge { limit: 1 },
            ResponseFault::TooManyRedirects { limit: 20 },
        ];
        for fault in faults {
            assert_eq!(outcome(&response(fault)), Outcome::Unknown);
        }
    }

    #[test]
    fn the_least_certain_attempt_determines_the_outcome() {
        let table = [
            (connection(false), Outcome::NotSent, Outcome::NotSent),
            (connection(false), Outcome::Answered, Outcome::Answered),
            (api(429, ""), Outcome::NotSent, Outcome::Answered),
            (api(503, ""), Outcome::Answered, Outcome::Unknown),
            (api(429, ""), Outcome::Unknown, Outcome::Unknown),
        ];
        for (failure, last, expected) in table {
            let mut prior = PriorAttempts::default();
            prior.note(&failure);
            assert_eq!(prior.with_last(last), expected, "{failure:?}");
        }
    }
}
