//! Errors. `Failure` describes what went wrong to developers, and names the JavaScript class that it becomes.
//! `class` is the table of classes, `api` reads the error in a response, `connection` and `system` explain why no
//! response arrived, and `certificate` why a certificate was rejected. `retry::classify` decides whether a
//! failure is retried.

pub mod api;
pub mod certificate;
pub mod class;
pub mod connection;
mod response;
pub mod system;
mod time_limit;

use std::time::Duration;

use crate::core::memory::Reservation;

pub use api::ApiError;
pub use class::Class;
pub use connection::ConnectionFailure;
pub use response::ResponseFault;
pub use time_limit::TimeLimit;

/// What throttles a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ThrottledBy {
    #[error("an earlier response rate limited all calls with this key")]
    Server,
    #[error("rate limited by the client's option rateLimit")]
    RateLimit,
}

/// Everything that can make a call fail. Each variant names the class that it becomes.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The server responded with a status outside 200–299. Becomes the class of the response:
    /// `AuthenticationError`, `ValidationError`, `ConflictError`, `NotFoundError`,
    /// `RateLimitError` or `ServerError`.
    #[error("{}", .0.message)]
    Api(Box<ApiError>),

    /// Calls are rate limited for longer than this call may take. Becomes `RateLimitError`.
    #[error(
        "{operation} was not sent: {throttled_by} for another {} ms, and only {} ms of totalTimeoutMs remain. Retry \
         after retryAfterMs, or raise totalTimeoutMs",
        .delay.as_millis(), .remaining.as_millis()
    )]
    Throttled { operation: &'static str, throttled_by: ThrottledBy, delay: Duration, remaining: Duration },

    /// No response arrived. Becomes `ConnectionError`.
    #[error("{operation} got no response from {server}: {}", .failure.message)]
    Connection { operation: &'static str, server: String, failure: ConnectionFailure },

    /// A timeout fired. Becomes `TimeoutError`; the message is the old SDK's code.
    #[error("{}", class::TIMEOUT_CODE)]
    Timeout { operation: &'static str, server: String, limit: TimeLimit, after: Duration, maybe_sent: bool },

    /// The caller's signal fired. Becomes `AbortError`.
    #[error("{operation} was aborted by the caller's signal")]
    Aborted { operation: &'static str },

    /// A response arrived but cannot be used. Becomes `ResponseError`.
    #[error("{operation} failed: {fault}")]
    Response {
        operation: &'static str,
        status: Option<u16>,
        request_id: Option<String>,
        fault: ResponseFault,
    },

    /// An invalid option or argument. Becomes `ConfigurationError`.
    #[error("{message}")]
    Configuration { param: String, message: String },

    /// A bug in this package. Becomes `InternalError`.
    #[error("{message}. This is a bug in @facesignai/api-native: please report it")]
    Internal { message: String },
}

impl Failure {
    /// An invalid option or argument. `message` begins with its name.
    pub fn configuration(param: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Configuration { param: param.into(), message: message.into() }
    }

    /// The class that this failure becomes.
    pub fn class(&self) -> Class {
        match self {
            Self::Api(response) => response.class,
            Self::Throttled { .. } => Class::RateLimitError,
            Self::Connection { .. } => Class::ConnectionError,
            Self::Timeout { .. } => Class::TimeoutError,
            Self::Aborted { .. } => Class::AbortError,
            Self::Response { .. } => Class::ResponseError,
            Self::Configuration { .. } => Class::ConfigurationError,
            Self::Internal { .. } => Class::InternalError,
        }
    }

    /// The machine-readable `code`, if there is one.
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Api(response) => response.code(),
            Self::Connection { failure, .. } => Some(failure.code),
            other => other.class().code(),
        }
    }

    /// The `type` of the class, or that of the envelope for a conflict.
    pub fn error_type(&self) -> &'static str {
        match self {
            Self::Api(response) => response.error_type,
            other => other.class().error_type(),
        }
    }

    /// The status of the response, if one arrived.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Api(response) => Some(response.status),
            Self::Response { status, .. } => *status,
            _ => None,
        }
    }

    /// The id of the request, if the response has one.
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::Api(response) => response.request_id.as_deref(),
            Self::Response { request_id, .. } => request_id.as_deref(),
            _ => None,
        }
    }

    /// Takes over its reservation of memory for bodies.
    pub fn take_memory(&mut self) -> Reservation {
        match self {
            Self::Api(response) => std::mem::take(&mut response.memory),
            _ => Reservation::default(),
        }
    }

    /// The underlying errors, outermost first, as `(message, code)`.
    pub fn causes(&self) -> Vec<(String, Option<String>)> {
        match self {
            Self::Connection { failure, .. } => {
                failure.causes.iter().map(|cause| (cause.clone(), Some(failure.code.to_owned()))).collect()
            }
            Self::Timeout { operation, server, limit, after, .. } => {
                vec![(limit.sentence(operation, server, *after), None)]
            }
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;

    use super::*;
    use crate::core::memory::{Budget, GrowingReservation};
    use crate::core::response::Response;

    #[test]
    fn a_timeout_keeps_the_message_and_code_of_the_old_sdk() {
        let failure = Failure::Timeout {
            operation: "session.list",
            server: "http://127.0.0.1".into(),
            limit: TimeLimit::Attempt,
            after: Duration::from_secs(10),
            maybe_sent: true,
        };
        assert_eq!(failure.to_string(), "facesign_client_request_timeout");
        assert_eq!(failure.code(), Some("facesign_client_request_timeout"));
        assert!(failure.causes()[0].0.contains("within 10000 ms"));
    }

    #[tokio::test]
    async fn the_body_of_an_error_is_counted_until_the_one_who_takes_its_memory_drops_it() {
        static BUDGET: Budget = Budget::new(200_000);
        let mut body = GrowingReservation::new(&BUDGET);
        body.grow(100_000).await;
        let response =
            Response { memory: body.finish(100_000), ..Response::without_body(500, HeaderMap::new()) };
        let mut failure = Failure::Api(Box::new(ApiError::read("langs.retrieve", "http://x", response)));
        let memory = failure.take_memory();
        drop(failure);
        assert_eq!(BUDGET.used(), 100_000);
        drop(memory);
        assert_eq!(BUDGET.used(), 0);
    }
}
