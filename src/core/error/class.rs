//! The table of JavaScript error classes: their `type`, `code` and message for end users.

use serde::Serialize;
use strum::{IntoStaticStr, VariantArray};

/// The old SDK's code for a timeout (docs/api-contract.md#responses-errors-and-timeouts).
pub const TIMEOUT_CODE: &str = "facesign_client_request_timeout";
/// The old SDK's second code, which it defines and never uses (docs/api-contract.md#responses-errors-and-timeouts).
pub const RESPONSE_CODE: &str = "facesign_client_response_error";
pub const CONFIGURATION_CODE: &str = "facesign_client_configuration_error";
pub const INTERNAL_CODE: &str = "facesign_client_internal_error";
/// The code of Node.js' own `AbortError`.
pub const ABORT_CODE: &str = "ABORT_ERR";

/// The JavaScript error classes, named as the package exports them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, IntoStaticStr, VariantArray)]
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
    pub const ALL: &[Self] = Self::VARIANTS;

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
}
