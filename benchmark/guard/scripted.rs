//! A wire that responds from an array instead of a socket, and a client that uses it.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::SystemTime;

use bytes::Bytes;
use facesign_api_native::core::call::{self, CallContext};
use facesign_api_native::core::call_result::{CallFailure, Success};
use facesign_api_native::core::config::{CallOptions, Settings};
use facesign_api_native::core::endpoints::find;
use facesign_api_native::core::rate_limit_pause::RateLimitPause;
use facesign_api_native::core::request::Request;
use facesign_api_native::core::response::Response;
use facesign_api_native::core::retry::budget::Budget;
use facesign_api_native::core::transport::{OnHead, Wire, WireFailure};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

/// Responds with one status after the other, and starts again at the end.
struct Statuses {
    statuses: &'static [u16],
    next: AtomicUsize,
}

impl Wire for Statuses {
    async fn send(
        &self,
        _request: &Request,
        _max_response_bytes: u64,
        on_head: OnHead<'_>,
    ) -> Result<Response, WireFailure> {
        let next = self.next.fetch_add(1, Ordering::Relaxed) % self.statuses.len();
        let status = self.statuses.get(next).copied().expect("a status");
        let response = response(status, r#"{"session":{"id":"s1"}}"#);
        on_head(status, &response.headers);
        Ok(response)
    }
}

/// A response with the headers that retries look at. It asks for a delay of zero.
pub fn response(status: u16, body: &'static str) -> Response {
    let mut headers = http::HeaderMap::new();
    for (name, value) in [
        ("content-type", "application/json"),
        ("x-request-id", "req_5f2c81"),
        ("retry-after-ms", "0"),
        ("x-ratelimit-remaining", "59"),
    ] {
        headers.insert(name, http::HeaderValue::from_static(value));
    }
    Response::new(status, headers, Bytes::from_static(body.as_bytes()))
}

/// A success with the headers that a CDN and a framework add.
pub fn cdn_response() -> Response {
    let mut response = response(200, r#"{"session":{"id":"s1"}}"#);
    for (name, value) in [
        ("date", "Fri, 27 Nov 2026 21:04:34 GMT"),
        ("etag", r#"W/"8b2-Xq0v1bQ4m7kC9tZlR3yHn5sUe2A""#),
        ("vary", "Origin, Accept-Encoding"),
        ("server", "cloudflare"),
        ("cf-ray", "8e8f2c3b4d5e6f70-AMS"),
        ("cf-cache-status", "DYNAMIC"),
        ("x-powered-by", "Express"),
        ("strict-transport-security", "max-age=31536000; includeSubDomains; preload"),
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'"),
        ("alt-svc", "h3=\":443\"; ma=86400"),
        ("nel", r#"{"success_fraction":0,"report_to":"cf-nel","max_age":604800}"#),
    ] {
        response.headers.insert(name, http::HeaderValue::from_static(value));
    }
    response
}

pub const fn time_of_day() -> SystemTime {
    SystemTime::UNIX_EPOCH
}

/// A client whose server is an array of statuses.
pub struct Script {
    wire: Statuses,
    slots: Semaphore,
    settings: Settings,
    pause: RateLimitPause,
    budget: Budget,
}

impl Script {
    pub fn new(settings: Settings, statuses: &'static [u16]) -> Self {
        Self {
            wire: Statuses { statuses, next: AtomicUsize::new(0) },
            slots: Semaphore::new(settings.transport.max_concurrency),
            pause: RateLimitPause::default(),
            budget: Budget::new(settings.budget),
            settings,
        }
    }

    /// `session.create`, as `core::client::Client` calls it.
    pub async fn call(&self, arguments: &str) -> Result<Success, CallFailure> {
        let call = self.settings.for_call(CallOptions::default()).expect("call settings");
        let operation = find("session.create").expect("an operation");
        let request = Request::build(operation, arguments, &self.settings, &call).expect("a request");
        let ctx = CallContext {
            wire: &self.wire,
            slots: &self.slots,
            settings: &self.settings,
            pause: &self.pause,
            limiter: None,
            budget: &self.budget,
            random: || 0.5,
            time_of_day,
        };
        call::run(&ctx, &request, &call, &CancellationToken::new(), &|_, _| ()).await
    }
}
