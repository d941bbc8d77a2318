//! Errors. `Failure` describes what went wrong to developers, and names the JavaScript class that it becomes
//! (`Class`). `Class` defines the documented `type` and the message for end users. `retry::classify` decides
//! whether a failure is retried.

use std::time::Duration;

use crate::core::connection_failure::ConnectionFailure;
use crate::core::memory::Reservation;
use crate::core::response::ApiError;

/// The old SDK's code for a timeout (docs/api-contract.md#responses-errors-and-timeouts).
pub const TIMEOUT_CODE: &str = "facesign_client_request_timeout";
/// The old SDK's second code, which it defines and never uses (docs/api-contract.md#responses-errors-and-timeouts).
pub const RESPONSE_CODE: &str = "facesign_client_response_error";
pub const CONFIGURATION_CODE: &str = "facesign_client_configuration_error";
pub const INTERNAL_CODE: &str = "facesign_client_internal_error";
/// The code of Node.js' own `AbortError`.
pub const ABORT_CODE: &str = "ABORT_ERR";

/// The JavaScript error classes, named as the package exports them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    AuthenticationError,
    ValidationError,
    ConflictError,
    NotFoundError,
    RateLimitError,
    ServerError,
    ConnectionError,
    TimeoutError,
    AbortError,
    ResponseError,
    ConfigurationError,
    InternalError,
}

impl Class {
    pub const ALL: [Self; 12] = [
        Self::AuthenticationError,
        Self::ValidationError,
        Self::ConflictError,
        Self::NotFoundError,
        Self::RateLimitError,
        Self::ServerError,
        Self::ConnectionError,
        Self::TimeoutError,
        Self::AbortError,
        Self::ResponseError,
        Self::ConfigurationError,
        Self::InternalError,
    ];

    /// The name of the JavaScript class.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AuthenticationError => "AuthenticationError",
            Self::ValidationError => "ValidationError",
            Self::ConflictError => "ConflictError",
            Self::NotFoundError => "NotFoundError",
            Self::RateLimitError => "RateLimitError",
            Self::ServerError => "ServerError",
            Self::ConnectionError => "ConnectionError",
            Self::TimeoutError => "TimeoutError",
            Self::AbortError => "AbortError",
            Self::ResponseError => "ResponseError",
            Self::ConfigurationError => "ConfigurationError",
            Self::InternalError => "InternalError",
        }
    }

    /// The value of `type`. The documentation has none for a conflict (docs/api-contract.md#api-errors).
    pub const fn error_type(self) -> &'static str {
        match self {
            Self::AuthenticationError => "authentication_error",
            Self::ValidationError | Self::ConflictError => "validation_error",
            Self::NotFoundError => "not_found_error",
            Self::RateLimitError => "rate_limit_error",
            Self::ServerError => "server_error",
            Self::ConnectionError => "connection_error",
            Self::TimeoutError => "timeout_error",
            Self::AbortError => "abort_error",
            Self::ResponseError => "response_error",
            Self::ConfigurationError => "configuration_error",
            Self::InternalError => "internal_error",
        }
    }

    /// The `code` that all errors of the class share, if there is one.
    pub const fn code(self) -> Option<&'static str> {
        match self {
            Self::TimeoutError => Some(TIMEOUT_CODE),
            Self::AbortError => Some(ABORT_CODE),
            Self::ResponseError => Some(RESPONSE_CODE),
            Self::ConfigurationError => Some(CONFIGURATION_CODE),
            Self::InternalError => Some(INTERNAL_CODE),
            _ => None,
        }
    }

    /// A message for end users, without technical detail.
    pub const fn user_message(self) -> &'static str {
        match self {
            Self::AuthenticationError | Self::ConfigurationError | Self::InternalError => {
                "Identity verification is not available right now. Please try again later."
            }
            Self::ValidationError => {
                "Some of the details were not accepted. Please check them and try again."
            }
            Self::ConflictError => {
                "This request conflicts with an earlier one. Please check its result before you try again."
            }
            Self::NotFoundError => "This verification could not be found. Please start a new one.",
            Self::RateLimitError => {
                "There are many requests at the moment. Please wait a little and try again."
            }
            Self::ServerError | Self::ResponseError => {
                "The verification service has a problem at the moment. Please try again in a few minutes."
            }
            Self::ConnectionError => {
                "The verification service could not be reached. Please try again in a few minutes."
            }
            Self::TimeoutError => "The verification service took too long to respond. Please try again.",
            Self::AbortError => "The request was cancelled.",
        }
    }
}

/// Which timeout fired.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeLimit {
    /// `connectTimeoutMs`: DNS lookup, TCP and TLS.
    Connect,
    /// `connectTimeoutMs`, while root certificates were read. `source` is the variable to check.
    Roots { source: &'static str },
    /// `timeoutMs`: one attempt, from connecting to the last byte of the body.
    Attempt,
    /// `totalTimeoutMs`: all attempts and delays.
    Total,
    /// `totalTimeoutMs`, before the first attempt: in the queue for a `maxConcurrency` slot.
    Queue,
}

impl TimeLimit {
    fn sentence(self, operation: &str, server: &str, after: Duration) -> String {
        let ms = after.as_millis();
        let (what, option) = match self {
            Self::Connect => ("no connection to the server", "connectTimeoutMs"),
            Self::Attempt => ("no complete response", "timeoutMs"),
            Self::Total => ("no complete response over all attempts and delays", "totalTimeoutMs"),
            Self::Roots { source } => {
                return format!(
                    "{operation}: no connection to the server {server}: the root certificates of {source} were not read \
                     within {ms} ms. Check that their file system responds, or raise connectTimeoutMs"
                );
            }
            Self::Queue => {
                return format!(
                    "{operation} was not sent to {server}: it was queued for {ms} ms because other requests used all slots of \
                     maxConcurrency. Raise maxConcurrency, or make fewer calls at once"
                );
            }
        };
        format!("{operation}: {what} from {server} within {ms} ms. Raise {option} if the server needs longer")
    }
}

/// Why a response cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ResponseFault {
    #[error("the response body was cut off. The server may have acted; check before you retry")]
    CutOff,
    #[error("the response body could not be decompressed. A proxy in between may have damaged it")]
    NotDecodable,
    #[error(
        "the response body is larger than the limit of {limit} bytes. Ask for less, or raise maxResponseBytes"
    )]
    TooLarge { limit: u64 },
    #[error(
        "the response has more than {limit} objects and arrays, which would block this program while it parses them. \
         Ask for less at once"
    )]
    TooManyContainers { limit: usize },
    #[error(
        "the JSON of the response is nested deeper than {limit} levels. Check that serverUrl leads to FaceSign"
    )]
    TooDeep { limit: usize },
    #[error(
        "the response is not valid JSON ({detail}). Check that serverUrl leads to FaceSign, and any proxies in between"
    )]
    NotJson { detail: String },
    #[error(
        "the server redirects from https to http, which would send personal data unencrypted. Check serverUrl"
    )]
    InsecureRedirect,
    #[error("the server redirects to an address that is not http or https. Check serverUrl")]
    UnusableRedirect,
    #[error(
        "the server redirects to an IPv6 address over https, which cannot be reached through a proxy. Add it to NO_PROXY"
    )]
    Ipv6Redirect,
    #[error("the server redirected more than {limit} times. Check serverUrl")]
    TooManyRedirects { limit: usize },
}

impl ResponseFault {
    /// The part of the message that a server may have chosen.
    pub const fn detail_mut(&mut self) -> Option<&mut String> {
        match self {
            Self::NotJson { detail } => Some(detail),
            _ => None,
        }
    }
}

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
    #[error("{TIMEOUT_CODE}")]
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
    use super::*;

    #[test]
    fn every_class_has_a_user_message_without_technical_detail() {
        for class in Class::ALL {
            let message = class.user_message();
            assert!(message.ends_with('.') && message.len() > 20, "{class:?}");
            for jargon in ["API", "HTTP", "status", "server", "JSON", "key", "error", "null"] {
                assert!(!message.contains(jargon), "{class:?} says {jargon} to an end user");
            }
        }
    }

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
}
