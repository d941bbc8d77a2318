//! Properties of options: any JSON of the right shape becomes settings within their limits, with which every operation
//! can be called, or a rejection that names the option. Neither shows the key. The input is the client's
//! options, an empty line, and a call's options.

use std::time::Duration;

use facesign_api_native::core::config::{CallOptions, CallSettings, ClientOptions, Settings};
use facesign_api_native::core::endpoints::OPERATIONS;
use facesign_api_native::core::error::Failure;
use facesign_api_native::core::request::Request;

use super::message;

const YEAR: Duration = Duration::from_secs(365 * 24 * 3600);

pub fn run(data: &[u8]) {
    let (client, call) = message::split(data, b"\n\n");
    let Ok(options) = serde_json::from_slice::<ClientOptions>(client) else { return };
    let key = options.auth.as_ref().map(|auth| auth.0.trim().to_owned());
    let explicit_total = options.total_timeout_ms.is_some();
    let shown = match Settings::new(options) {
        Ok(settings) => {
            assert_within_limits(&settings);
            if !explicit_total {
                assert!(settings.call.total_timeout >= settings.call.attempt_timeout);
            }
            calls(&settings, call);
            format!("{settings:?}")
        }
        Err(failure) => rejection(&failure),
    };
    assert_key_is_hidden(key.as_deref(), client, &shown);
}

fn assert_within_limits(settings: &Settings) {
    let times = [settings.transport.connect_timeout, settings.backoff.initial, settings.backoff.max];
    assert!(times.iter().all(|time| *time <= YEAR));
    assert!(settings.max_response_bytes > 0 && (0.0..=1.0).contains(&settings.retry_after_jitter));
    for (retry, unit) in [(0, 0.0), (1, 0.5), (99, 1.0)] {
        assert!(settings.backoff.delay(retry, unit) <= settings.backoff.max);
    }
    assert_call_within_limits(&settings.call);
}

fn assert_call_within_limits(call: &CallSettings) {
    assert!(call.attempt_timeout <= YEAR && call.total_timeout <= YEAR && call.max_retries <= 100);
}

fn calls(settings: &Settings, options: &[u8]) {
    let options = serde_json::from_slice::<CallOptions>(options).unwrap_or_default();
    match settings.for_call(options) {
        Ok(call) => {
            assert_call_within_limits(&call);
            for operation in &OPERATIONS {
                match Request::build(operation, r#"{"sessionId":"s"}"#, settings, &call) {
                    Ok(request) => assert_leads_below(&settings.server, &request),
                    Err(failure) => assert_eq!(rejected_param(&failure), "serverUrl"),
                }
            }
        }
        Err(failure) => drop(rejection(&failure)),
    }
}

/// Whatever the server URL, the request goes to its host, and its path ends with the operation's.
fn assert_leads_below(server: &str, request: &Request) {
    let path = request.operation.path.replace("{sessionId}", "s");
    let base = url::Url::parse(server).expect("a valid URL");
    assert_eq!(request.url.origin(), base.origin(), "{server:?}");
    assert!(request.url.path().ends_with(&path), "{server:?} became {}", request.url);
    assert_eq!((request.url.query(), request.url.fragment()), (None, None), "{server:?}");
}

fn rejected_param(failure: &Failure) -> &str {
    match failure {
        Failure::Configuration { param, .. } => param,
        other => panic!("{other:?}"),
    }
}

/// The message, which names the option.
fn rejection(failure: &Failure) -> String {
    let message = failure.to_string();
    assert!(message.starts_with(rejected_param(failure)), "{message}");
    message
}

/// A key that looks like one and occurs once in the options must not be shown.
fn assert_key_is_hidden(key: Option<&str>, options: &[u8], shown: &str) {
    let Some(key) = key.filter(|key| key.starts_with("sk_") && key.len() >= 8) else { return };
    if String::from_utf8_lossy(options).matches(key).count() == 1 {
        assert!(!shown.contains(key), "{shown}");
    }
}
