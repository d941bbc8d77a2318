//! Whether a failure may be repeated at all, and what it says about the request's fate.

use crate::core::endpoints::Repeat;
use crate::core::error::{Class, Failure, ResponseFault};

/// Whether the server may have acted on the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Not one byte of the request can have reached the server.
    NotSent,
    /// It may have; no complete answer tells.
    Unknown,
    /// The server's decision came.
    Answered,
}

impl Outcome {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotSent => "not_sent",
            Self::Unknown => "unknown",
            Self::Answered => "answered",
        }
    }
}

/// What one failed attempt says about the request's fate.
pub fn outcome(failure: &Failure) -> Outcome {
    match failure {
        Failure::Api(_) => Outcome::Answered,
        Failure::Held { .. } | Failure::Configuration { .. } | Failure::Timeout { maybe_sent: false, .. } => {
            Outcome::NotSent
        }
        Failure::Connection { failure, .. } if !failure.maybe_sent => Outcome::NotSent,
        // The server answered 2xx, but what it made is not known to the caller.
        Failure::Response { .. }
        | Failure::Connection { .. }
        | Failure::Timeout { .. }
        | Failure::Aborted { .. }
        | Failure::Internal { .. } => Outcome::Unknown,
    }
}

/// Whether the same call can succeed when it is made again (design 5): connection failures,
/// time-outs, 408, 429, 500, 502, 503, 504 and a body cut off. Never validation and
/// authentication errors, whatever status they came with (contract 7).
pub fn retryable(failure: &Failure) -> bool {
    match failure {
        Failure::Api(answer) => {
            matches!(answer.status, 408 | 429 | 500 | 502 | 503 | 504)
                && !matches!(answer.class, Class::ValidationError | Class::AuthenticationError)
        }
        Failure::Connection { .. } | Failure::Timeout { .. } | Failure::Held { .. } => true,
        Failure::Response { fault, .. } => matches!(fault, ResponseFault::CutOff),
        Failure::Aborted { .. } | Failure::Configuration { .. } | Failure::Internal { .. } => false,
    }
}

/// Whether the server may have acted, as far as this failure tells. A 408 and a 5xx do not rule it
/// out: 502 to 504 are also a proxy's word for a server that broke off while it worked.
pub fn in_doubt(failure: &Failure) -> bool {
    match failure {
        Failure::Api(answer) => answer.status == 408 || answer.status >= 500,
        other => outcome(other) == Outcome::Unknown,
    }
}

/// Whether a repeat could make the server act twice.
pub fn ambiguous(repeat: Repeat, failure: &Failure) -> bool {
    repeat == Repeat::WithIdempotencyKey && in_doubt(failure)
}

/// What the attempts before the last one say about the request's fate.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Earlier {
    in_doubt: bool,
    answered: bool,
}

impl Earlier {
    /// Notes an attempt after which another follows.
    pub fn note(&mut self, failure: &Failure) {
        self.in_doubt |= in_doubt(failure);
        self.answered |= outcome(failure) == Outcome::Answered;
    }

    /// The fate of the request over all attempts, where the last one alone says `last`.
    pub const fn with_last(self, last: Outcome) -> Outcome {
        match (self, last) {
            (Self { in_doubt: true, .. }, _) => Outcome::Unknown,
            (Self { answered: true, .. }, Outcome::NotSent) => Outcome::Answered,
            _ => last,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::answer::{Answer, ApiAnswer};
    use crate::core::connection_failure::ConnectionFailure;
    use crate::core::error::TimeLimit;
    use std::time::Duration;

    fn api(status: u16, body: &str) -> Failure {
        let body = bytes::Bytes::copy_from_slice(body.as_bytes());
        let answer = Answer::new(status, http::HeaderMap::new(), body);
        Failure::Api(Box::new(ApiAnswer::read("session.list", "http://localhost", answer)))
    }

    fn connection(maybe_sent: bool) -> Failure {
        let failure = ConnectionFailure {
            code: "ECONNRESET",
            message: String::new(),
            maybe_sent,
            let_go: false,
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
    fn exactly_the_named_statuses_are_repeated() {
        let repeated: Vec<u16> = (300..600).filter(|status| retryable(&api(*status, ""))).collect();
        assert_eq!(repeated, [408, 429, 500, 502, 503, 504]);
    }

    #[test]
    fn validation_and_authentication_errors_are_never_repeated_whatever_their_status() {
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
    fn failures_without_a_decision_of_the_server() {
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
        for (failure, expected, fate) in table {
            assert_eq!(retryable(&failure), expected, "{failure:?}");
            assert_eq!(outcome(&failure), fate, "{failure:?}");
        }
    }

    #[test]
    fn only_an_operation_with_an_idempotency_key_can_be_ambiguous() {
        assert!(ambiguous(Repeat::WithIdempotencyKey, &connection(true)));
        assert!(!ambiguous(Repeat::WithIdempotencyKey, &connection(false)));
        assert!(!ambiguous(Repeat::Harmless, &connection(true)));
    }

    #[test]
    fn of_all_answers_only_408_and_5xx_leave_it_open_whether_the_server_acted() {
        let open: Vec<u16> = [400, 408, 409, 429, 500, 502, 503, 504]
            .into_iter()
            .filter(|status| ambiguous(Repeat::WithIdempotencyKey, &api(*status, "")))
            .collect();
        assert_eq!(open, [408, 500, 502, 503, 504]);
    }
}
