//! The API error in a response outside 200–299. Every form of body is understood
//! (docs/api-contract.md#api-errors): envelope, bare string, other JSON, HTML, nothing. The envelope's `type`
//! determines the class, then the status.

use std::fmt;

use http::HeaderMap;
use http::header::AUTHORIZATION;
use serde_json::value::RawValue;

use crate::core::error::class::Class;
use crate::core::headers::header_string;
use crate::core::json_limits;
use crate::core::lenient_json::{Fields, string};
use crate::core::memory::Reservation;
use crate::core::response::{Response, request_id};

/// The `error` object of the documented envelope. `raw` keeps unknown fields.
#[derive(Clone)]
pub struct Envelope {
    pub raw: Box<RawValue>,
    pub error_type: Option<String>,
    pub message: Option<String>,
    pub code: Option<String>,
}

/// The error in a response outside 200–299.
pub struct ApiError {
    pub class: Class,
    pub error_type: &'static str,
    pub status: u16,
    pub request_id: Option<String>,
    pub headers: HeaderMap,
    pub raw_body: String,
    pub envelope: Option<Envelope>,
    /// The raw body if it has an envelope, so that `JSON.parse(err.message).error` of the documentation keeps
    /// working. A plain sentence otherwise.
    pub message: String,
    /// What to do, if the request itself shows the cause.
    pub hint: Option<&'static str>,
    /// The strings' reservation in the process's budget.
    pub memory: Reservation,
}

const NO_KEY: &str = "The call was sent without an API key. Set the client option auth, or the environment variable \
                      FACESIGN_API_KEY without auth";

enum BodyForm {
    Envelope(Envelope),
    BareString(String),
    Other,
}

impl ApiError {
    /// Reads the response that `operation` got from `server`.
    pub fn read(operation: &str, server: &str, response: Response) -> Self {
        let raw_body = String::from_utf8_lossy(&response.body).into_owned();
        let form = body_form(&raw_body);
        let envelope_type = match &form {
            BodyForm::Envelope(envelope) => envelope.error_type.as_deref(),
            _ => None,
        };
        let class = class_of(response.status, envelope_type);
        let error_type = match (class, envelope_type.and_then(class_of_type)) {
            (Class::ConflictError, Some(named)) => named.error_type(),
            _ => class.error_type(),
        };
        let message = match &form {
            BodyForm::Envelope(_) => raw_body.clone(),
            BodyForm::BareString(string) => {
                sentence(operation, server, class, response.status, &said(string))
            }
            BodyForm::Other => sentence(operation, server, class, response.status, &describe(&response)),
        };
        let envelope = match form {
            BodyForm::Envelope(envelope) => Some(envelope),
            _ => None,
        };
        Self {
            class,
            error_type,
            status: response.status,
            request_id: request_id(&response.headers)
                .or_else(|| envelope.as_ref().and_then(Envelope::request_id)),
            headers: response.headers,
            raw_body,
            envelope,
            message,
            hint: None,
            memory: response.memory,
        }
    }

    /// Adds a hint if the server rejected a request that had no key.
    #[must_use]
    pub fn with_hint(self, request: &HeaderMap) -> Self {
        let lacks_key = matches!(self.status, 401 | 403) && !request.contains_key(AUTHORIZATION);
        Self { hint: lacks_key.then_some(NO_KEY), ..self }
    }

    pub fn code(&self) -> Option<&str> {
        self.envelope.as_ref().and_then(|envelope| envelope.code.as_deref())
    }
}

impl Envelope {
    fn request_id(&self) -> Option<String> {
        let fields = Fields::read(self.raw.get())?;
        ["requestId", "request_id"].iter().find_map(|name| fields.string(name))
    }
}

impl fmt::Debug for Envelope {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("Envelope");
        shown.field("error_type", &self.error_type).field("code", &self.code).finish_non_exhaustive()
    }
}

impl fmt::Debug for ApiError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("ApiError");
        shown.field("class", &self.class).field("status", &self.status);
        shown.field("request_id", &self.request_id).finish_non_exhaustive()
    }
}

/// The class of a response. A 409 is always a conflict, because no type is documented for it
/// (docs/api-contract.md#api-errors). Otherwise the envelope's type decides, then the status.
fn class_of(status: u16, envelope_type: Option<&str>) -> Class {
    if status == 409 {
        return Class::ConflictError;
    }
    envelope_type.and_then(class_of_type).unwrap_or(match status {
        401 | 403 => Class::AuthenticationError,
        404 => Class::NotFoundError,
        429 => Class::RateLimitError,
        // The server timed out waiting for the request. The caller cannot correct anything.
        408 => Class::ServerError,
        400..=499 => Class::ValidationError,
        _ => Class::ServerError,
    })
}

/// The class of a documented `type`.
fn class_of_type(envelope_type: &str) -> Option<Class> {
    match envelope_type {
        "authentication_error" => Some(Class::AuthenticationError),
        "validation_error" => Some(Class::ValidationError),
        "not_found_error" => Some(Class::NotFoundError),
        "rate_limit_error" => Some(Class::RateLimitError),
        "server_error" => Some(Class::ServerError),
        _ => None,
    }
}

fn body_form(body: &str) -> BodyForm {
    // JavaScript parses the envelope again.
    if json_limits::check(body.as_bytes()).is_err() {
        return BodyForm::Other;
    }
    let Some(error) = Fields::read(body).and_then(|outer| outer.get("error")) else {
        return BodyForm::Other;
    };
    if let Some(string) = string(error) {
        return BodyForm::BareString(string);
    }
    let Some(inner) = Fields::read(error.get()) else {
        return BodyForm::Other;
    };
    BodyForm::Envelope(Envelope {
        error_type: inner.string("type"),
        message: inner.string("message"),
        code: inner.string("code"),
        raw: error.to_owned(),
    })
}

fn sentence(operation: &str, server: &str, class: Class, status: u16, what: &str) -> String {
    format!("{operation} failed: {server} responded {status} {what}. {}", advice(class))
}

fn said(string: &str) -> String {
    const MAX_CHARS: usize = 300;
    let string = string.trim().trim_end_matches('.');
    let short: String = string.chars().take(MAX_CHARS).collect();
    format!("and said: {short}")
}

fn describe(response: &Response) -> String {
    const MAX_SHOWN: usize = 100;
    let size = response.body.len();
    let content_type = response.headers.get(http::header::CONTENT_TYPE).map(header_string);
    let content_type = content_type.map(|kind| kind.chars().take(MAX_SHOWN).collect::<String>());
    let body = match (size, content_type) {
        (0, _) if !response.complete => return "but its body did not arrive".to_owned(),
        (0, _) => "with no body".to_owned(),
        (_, Some(kind)) => format!("with {size} bytes of {kind} instead of a FaceSign error"),
        (_, None) => format!("with {size} bytes that are not a FaceSign error"),
    };
    if response.complete { body } else { format!("{body}, cut off") }
}

const fn advice(class: Class) -> &'static str {
    match class {
        Class::AuthenticationError => "Check that the key is valid and has permission",
        Class::NotFoundError => "Check the id, and that serverUrl leads to FaceSign",
        Class::RateLimitError => "Wait before the next call, or set rateLimit",
        Class::ValidationError | Class::ConflictError => {
            "Check the arguments and serverUrl; the same call will fail again"
        }
        _ => "Try again later; if the problem persists, send FaceSign support the time and the request id",
    }
}

#[cfg(test)]
mod tests;
