//! The record of a call, as JSON with the names and order of `types/errors.d.ts`. It crosses to JavaScript along
//! with the body, and the facade builds the error object from it.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;
use serde_json::value::RawValue;
use serde_with::skip_serializing_none;

use crate::core::call_result::{Attempt, AttemptKind, CallFailure, StopReason, Success};
use crate::core::error::{Class, Failure};
use crate::core::headers::plain_headers;
use crate::core::retry::classify::{self, Outcome};
use crate::core::safe_text;

#[skip_serializing_none]
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AttemptReport<'a> {
    number: u32,
    kind: Option<AttemptKind>,
    status: Option<u16>,
    failure: Option<&'a str>,
    waited_ms: u64,
    elapsed_ms: u64,
}

#[skip_serializing_none]
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SuccessReport<'a> {
    adopted: Option<bool>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    duplicates: &'a [String],
    status: u16,
    request_id: Option<&'a str>,
    attempts: Vec<AttemptReport<'a>>,
    outcome: Outcome,
    /// Of the whole call: all attempts with the delays before them.
    elapsed_ms: u64,
}

#[skip_serializing_none]
#[derive(Serialize)]
struct Cause {
    message: String,
    code: Option<String>,
}

/// The response behind an error. Only an error response has headers and a body here.
#[skip_serializing_none]
#[derive(Serialize)]
struct ResponseReport<'a> {
    status: u16,
    headers: Option<BTreeMap<String, String>>,
    body: Option<&'a str>,
}

#[skip_serializing_none]
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FailureReport<'a> {
    class: Class,
    message: String,
    r#type: &'static str,
    code: Option<&'a str>,
    request_id: Option<String>,
    error: Option<&'a RawValue>,
    api_message: Option<&'a str>,
    hint: Option<&'static str>,
    attempts: Vec<AttemptReport<'a>>,
    outcome: Outcome,
    retryable: bool,
    retry_after_ms: Option<u64>,
    stop_reason: Option<StopReason>,
    user_message: &'static str,
    response: Option<ResponseReport<'a>>,
    param: Option<&'a str>,
    causes: Vec<Cause>,
}

/// What the JSON of a call with one attempt takes.
const USUAL_REPORT_BYTES: usize = 256;

/// The record of a successful call: JSON, and in the lines after it the headers.
pub fn of_success(success: &Success) -> String {
    let adoption = success.adoption.as_ref();
    let report = SuccessReport {
        adopted: adoption.map(|_| true),
        duplicates: adoption.map_or(&[], |adoption| &adoption.duplicates),
        status: success.response.status,
        request_id: success.request_id.as_deref(),
        attempts: attempts(&success.attempts),
        outcome: success.outcome,
        elapsed_ms: whole_ms(success.attempts.iter().map(|attempt| attempt.delay + attempt.elapsed).sum()),
    };
    // One allocation: every call comes through here.
    let mut bytes = Vec::with_capacity(USUAL_REPORT_BYTES + success.headers.0.len());
    if serde_json::to_writer(&mut bytes, &report).is_err() {
        bytes.clear();
    }
    bytes.push(b'\n');
    bytes.extend_from_slice(success.headers.0.as_bytes());
    String::from_utf8(bytes).unwrap_or_default()
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RetryReport<'a> {
    attempt: AttemptReport<'a>,
    delay_ms: u64,
}

/// The record of a retry: the failed attempt, and the delay before the next one.
pub fn of_retry(attempt: &Attempt, delay: Duration) -> String {
    json(&RetryReport { attempt: attempt_report(attempt), delay_ms: whole_ms(delay) })
}

/// The record of a failed call.
pub fn of_failure(failed: &CallFailure) -> String {
    let failure = &failed.failure;
    let response = if let Failure::Api(response) = failure { Some(response) } else { None };
    let envelope = response.and_then(|response| response.envelope.as_ref());
    json(&FailureReport {
        class: failure.class(),
        message: message(failure),
        r#type: failure.error_type(),
        code: failure.code(),
        request_id: failure.request_id().and_then(safe_text::request_id),
        error: envelope.map(|envelope| &*envelope.raw),
        api_message: envelope.and_then(|envelope| envelope.message.as_deref()),
        hint: response.and_then(|response| response.hint),
        attempts: attempts(&failed.attempts),
        outcome: failed.outcome,
        retryable: classify::retryable(failure),
        retry_after_ms: failed.retry_after.map(whole_ms_up),
        stop_reason: failed.stop_reason,
        user_message: failure.class().user_message(),
        response: response_report(failure),
        param: if let Failure::Configuration { param, .. } = failure { Some(param) } else { None },
        causes: failure.causes().into_iter().map(|(message, code)| cause(&message, code)).collect(),
    })
}

fn response_report(failure: &Failure) -> Option<ResponseReport<'_>> {
    let response = if let Failure::Api(response) = failure { Some(response) } else { None };
    failure.status().map(|status| ResponseReport {
        status,
        headers: response.map(|response| plain_headers(&response.headers)),
        body: response.map(|response| response.raw_body.as_str()),
    })
}

/// A raw body with the API's error object stays unchanged. All other messages are one line.
fn message(failure: &Failure) -> String {
    let message = failure.to_string();
    match failure {
        Failure::Api(response) if response.envelope.is_some() => message,
        _ => safe_text::one_line(&message).into_owned(),
    }
}

fn cause(message: &str, code: Option<String>) -> Cause {
    Cause { message: safe_text::one_line(message).into_owned(), code }
}

/// The record of an error before any call.
pub fn of_unsent(failure: Failure) -> String {
    of_failure(&CallFailure::unsent(failure))
}

fn attempts(attempts: &[Attempt]) -> Vec<AttemptReport<'_>> {
    attempts.iter().map(attempt_report).collect()
}

fn attempt_report(attempt: &Attempt) -> AttemptReport<'_> {
    AttemptReport {
        number: attempt.number,
        kind: attempt.kind,
        status: attempt.status,
        failure: attempt.failure.as_deref(),
        waited_ms: whole_ms(attempt.delay),
        elapsed_ms: whole_ms(attempt.elapsed),
    }
}

fn whole_ms(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// Rounds up, so that a caller who waits this long is never too early.
fn whole_ms_up(duration: Duration) -> u64 {
    whole_ms(duration + Duration::from_nanos(999_999))
}

/// Serialization cannot fail for these records. If it did, the facade would make an `InternalError` of the
/// empty record.
fn json(report: &impl Serialize) -> String {
    serde_json::to_string(report).unwrap_or_default()
}
