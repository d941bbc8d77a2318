//! Builds the HTTP request for an operation: its URL (`request_url`), its headers, and the body unchanged
//! (docs/api-contract.md#request-body).

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use url::Url;

use crate::core::config::{AmbiguousRetries, CallSettings, Settings, reject_blank_key};
use crate::core::custom_request::{self, is_custom};
use crate::core::endpoints::{Operation, RetrySafety};
use crate::core::error::Failure;
use crate::core::headers::header_string;
use crate::core::request_url::{Arguments, request_url};
use crate::core::session_search::SessionSearch;

static IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// The operation whose effect can be looked up.
const CREATE: &str = "session.create";

/// One request. Every attempt sends the same one.
#[derive(Clone)]
pub struct Request {
    pub operation: &'static Operation,
    pub method: Method,
    pub url: Url,
    pub headers: HeaderMap,
    pub body: Option<Bytes>,
    /// How to find the session of this create, if its outcome should be unknown.
    pub search: Option<Box<SessionSearch>>,
}

// URL and body contain ids, search strings and personal data, so neither is printed.
impl fmt::Debug for Request {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("Request");
        shown.field("operation", &self.operation.name).finish_non_exhaustive()
    }
}

impl Request {
    /// Builds the request of `operation`. `arguments` is a JSON object of its fields: strings for path and
    /// query fields, or arrays of strings for a repeated name. If the operation has a body, `arguments` is the
    /// body and is sent unchanged: no operation has both (`endpoints.rs`).
    pub fn build(
        operation: &'static Operation,
        arguments: impl Into<String>,
        settings: &Settings,
        call: &CallSettings,
    ) -> Result<Self, Failure> {
        let arguments = arguments.into();
        if is_custom(operation) {
            return Self::custom(operation, &arguments, settings, call);
        }
        let has_body = operation.has_body();
        let in_url = if has_body { Arguments::new() } else { read(operation, &arguments)? };
        let url = request_url(operation, &in_url, &settings.base, &call.extra_query)?;
        let headers = headers(operation, settings, call, has_body)?;
        let (search, arguments) =
            if call.ambiguous_retries == AmbiguousRetries::Reconcile && operation.name == CREATE {
                let key = headers.get(&IDEMPOTENCY_KEY).map(header_string).unwrap_or_default();
                let field = &settings.idempotency_key_field;
                let (search, body) = SessionSearch::of_create(&arguments, key, field)?;
                (Some(Box::new(search)), body)
            } else {
                (None, arguments)
            };
        let body = has_body.then(|| arguments.into());
        Ok(Self { operation, method: operation.method.clone(), url, headers, body, search })
    }

    /// Builds a request whose path the caller chose.
    fn custom(
        operation: &'static Operation,
        arguments: &str,
        settings: &Settings,
        call: &CallSettings,
    ) -> Result<Self, Failure> {
        let (url, body) = custom_request::target(arguments, &settings.base, &call.extra_query)?;
        let headers = headers(operation, settings, call, body.is_some())?;
        Ok(Self { operation, method: operation.method.clone(), url, headers, body, search: None })
    }
}

fn read<'a>(operation: &Operation, arguments: &'a str) -> Result<Arguments<'a>, Failure> {
    serde_json::from_str(arguments).map_err(|error| Failure::Internal {
        message: format!("{} got arguments that cannot be parsed: {error}", operation.name),
    })
}

fn headers(
    operation: &Operation,
    settings: &Settings,
    call: &CallSettings,
    has_body: bool,
) -> Result<HeaderMap, Failure> {
    let mut headers = settings.headers.clone();
    if has_body && !headers.contains_key(header::CONTENT_TYPE) {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    headers.extend(call.headers.clone());
    if operation.retry_safety == RetrySafety::WithIdempotencyKey {
        if let Some(key) = &call.idempotency_key {
            headers.insert(&IDEMPOTENCY_KEY, key.clone());
        } else if let Some(key) = headers.get(&IDEMPOTENCY_KEY) {
            reject_blank_key(r#"headers["idempotency-key"]"#, &header_string(key))?;
        } else {
            headers.insert(&IDEMPOTENCY_KEY, new_idempotency_key()?);
        }
    }
    Ok(headers)
}

fn new_idempotency_key() -> Result<HeaderValue, Failure> {
    let key = uuid::Uuid::new_v4().to_string();
    let mut value = HeaderValue::try_from(key).map_err(|error| Failure::Internal {
        message: format!("no idempotency key could be generated: {error}"),
    })?;
    value.set_sensitive(true);
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::config::{CallOptions, ClientOptions};
    use crate::core::endpoints::find;

    fn build(operation: &str, arguments: &str) -> Request {
        let settings = Settings::new(ClientOptions::default()).expect("settings");
        let call = settings.for_call(CallOptions::default()).expect("call");
        Request::build(find(operation).expect("an operation"), arguments, &settings, &call)
            .expect("a request")
    }

    #[test]
    fn the_body_is_sent_unchanged() {
        for body in [r#"{"metadata":{"b":"\ud800","a":12345678901234567890},"flow":[ 1.0,1e2 ]}"#, "{}"] {
            let request = build("session.create", body);
            assert_eq!(request.body.as_deref(), Some(body.as_bytes()));
            assert_eq!(request.headers["content-type"], "application/json");
        }
    }

    #[test]
    fn a_read_has_no_body_no_content_type_and_no_idempotency_key() {
        let request = build("langs.retrieve", "{}");
        assert!(request.body.is_none());
        assert!(!request.headers.contains_key("content-type"));
        assert!(!request.headers.contains_key("idempotency-key"));
    }

    #[test]
    fn a_create_has_a_new_idempotency_key_or_the_caller_s_own() {
        let key = |request: &Request| request.headers["idempotency-key"].to_str().expect("text").to_owned();
        let one = build("session.create", "{}");
        let two = build("session.create", "{}");
        assert_eq!(key(&one).len(), 36);
        assert_ne!(key(&one), key(&two));
        let settings = Settings::new(ClientOptions::default()).expect("settings");
        let own = CallOptions {
            idempotency_key: Some(crate::core::config::Secret("order-7".into())),
            ..CallOptions::default()
        };
        let call = settings.for_call(own).expect("call");
        let request =
            Request::build(find("session.create").expect("it"), "{}", &settings, &call).expect("a request");
        assert_eq!(key(&request), "order-7");
    }
}
