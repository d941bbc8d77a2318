//! Runs one of the core's pure functions a number of times, so that benchmark/guard.mjs can count its instructions with
//! callgrind: `bench-guard <path> <times>`. The counts don't depend on the speed or load of the machine, so CI can
//! enforce a limit of a few percent.

#![allow(clippy::expect_used, clippy::panic, reason = "a benchmark tool: it stops with a message")]

mod scripted;

use std::hint::black_box;
use std::time::Duration;

use facesign_api_native::core::call_result::{Attempt, Success};
use facesign_api_native::core::config::{CallOptions, ClientOptions, Secret, Settings};
use facesign_api_native::core::crossing::ascii_json::body_json;
use facesign_api_native::core::crossing::reports;
use facesign_api_native::core::endpoints::find;
use facesign_api_native::core::error::ApiError;
use facesign_api_native::core::error::Failure;
use facesign_api_native::core::headers::header_lines;
use facesign_api_native::core::json_limits;
use facesign_api_native::core::redaction::Redactor;
use facesign_api_native::core::request::Request;
use facesign_api_native::core::retry::budget::Budget;
use facesign_api_native::core::retry::classify::{self, Outcome};
use facesign_api_native::core::retry::retry_after::{requested_delay, requested_pause};
use scripted::{Script, cdn_response, response, time_of_day};

const SESSION: &str = include_str!("session.json");
const LIST: &str =
    r#"{"limit":"50","status":["created","complete"],"sortBy":"createdAt","search":"Mira Holt"}"#;
const ENVELOPE: &str =
    r#"{"error":{"type":"rate_limit_error","message":"Too many requests","code":"rate_limit_exceeded"}}"#;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().expect("a path: see the match below");
    let times: u32 = arguments.next().and_then(|times| times.parse().ok()).expect("how many times");
    match path.as_str() {
        "request-create" => build(times, "session.create", SESSION),
        "request-list" => build(times, "session.list", LIST),
        "classify-error" => classify_error(times),
        "retry-decision" => decide(times),
        "call-success" => call(times, &[200]),
        "call-retried" => call(times, &[503, 200]),
        "call-refused" => call(times, &[404]),
        "report-success" => report(times),
        "limits-list" => limits(times, 17),
        "text-ascii" => text(times, SESSION),
        "text-other" => text(times, &SESSION.replace("Mira", "Zoë 北京")),
        other => panic!("there is no path {other}"),
    }
}

fn settings() -> Settings {
    Settings::new(ClientOptions::default()).expect("settings")
}

fn build(times: u32, operation: &str, arguments: &str) {
    let settings = settings();
    let call = settings.for_call(CallOptions::default()).expect("call settings");
    let operation = find(operation).expect("an operation");
    for _ in 0..times {
        black_box(Request::build(operation, black_box(arguments), &settings, &call).expect("a request"));
    }
}

/// Reads an error response and decides whether it may be retried.
fn classify_error(times: u32) {
    for _ in 0..times {
        let read = ApiError::read("session.create", "http://127.0.0.1", black_box(response(429, ENVELOPE)));
        let failure = Failure::Api(Box::new(read));
        black_box((classify::retryable(&failure), classify::outcome(&failure)));
    }
}

/// The requested delay, the backoff and the budget.
fn decide(times: u32) {
    let settings = settings();
    let budget = Budget::new(settings.budget);
    let limited = response(429, "");
    for _ in 0..times {
        let delay = requested_delay(429, black_box(&limited.headers), time_of_day());
        let pause = requested_pause(429, &limited.headers, time_of_day());
        let permit = budget.acquire(false);
        budget.succeeded(permit);
        black_box((delay, pause, settings.backoff.delay(1, 0.5)));
    }
}

/// A whole call of the core without the wire, including the record for JavaScript. Its result must match the statuses,
/// because a call that fails early takes few instructions, too.
fn call(times: u32, statuses: &'static [u16]) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    let script = Script::new(settings(), statuses);
    runtime.block_on(async {
        for _ in 0..times {
            let (succeeded, report, attempts) = match script.call(SESSION).await {
                Ok(success) => (true, reports::of_success(&success), success.attempts),
                Err(failed) => (false, reports::of_failure(&failed), failed.attempts),
            };
            black_box(report);
            assert_eq!(succeeded, statuses.last() == Some(&200), "the end of a call with {statuses:?}");
            assert!(
                attempts.iter().filter_map(|attempt| attempt.status).eq(statuses.iter().copied()),
                "the attempts of a call with {statuses:?}"
            );
        }
    });
}

/// The record of a success whose response has the headers of a server behind a CDN, cleaned of the key.
fn report(times: u32) {
    let request = http::HeaderMap::from_iter([(
        http::header::AUTHORIZATION,
        http::HeaderValue::from_static("Bearer sk_test_4f9c2b7a61d84e0f9b3c5a7d"),
    )]);
    // A client makes it once.
    let redactor = Redactor::new(&request);
    let mut success = Success {
        response: cdn_response(),
        headers: Secret(String::new()),
        request_id: Some("req_5f2c81".to_owned()),
        attempts: vec![Attempt {
            number: 1,
            kind: None,
            status: Some(200),
            failure: None,
            delay: Duration::ZERO,
            elapsed: Duration::from_millis(12),
        }],
        outcome: Outcome::Answered,
        adoption: None,
    };
    for _ in 0..times {
        let lines = header_lines(&black_box(&success).response.headers);
        success.headers = Secret(redactor.clean_string(lines));
        black_box(reports::of_success(&success));
    }
}

/// The checks of an array of this many sessions before JavaScript parses it.
fn limits(times: u32, sessions: usize) {
    let body = format!(r#"{{"sessions":[{}]}}"#, vec![SESSION; sessions].join(","));
    for _ in 0..times {
        assert!(
            black_box(json_limits::check(black_box(body.as_bytes()))).is_ok(),
            "a list within the limits"
        );
    }
}

fn text(times: u32, body: &str) {
    let body = bytes::Bytes::copy_from_slice(body.as_bytes());
    for _ in 0..times {
        black_box(body_json(black_box(body.clone())));
    }
}
