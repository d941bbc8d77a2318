//! A scripted wire and a client that uses it, for the tests of the call loop.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use facesign_api_native::core::call::{CallContext, run};
use facesign_api_native::core::call_result::{Attempt, CallFailure, Success};
use facesign_api_native::core::config::{CallOptions, ClientOptions, Settings};
use facesign_api_native::core::endpoints::find;
use facesign_api_native::core::error::ConnectionFailure;
use facesign_api_native::core::error::ResponseFault;
use facesign_api_native::core::limiter::Limiter;
use facesign_api_native::core::rate_limit_pause::RateLimitPause;
use facesign_api_native::core::request::Request;
use facesign_api_native::core::response::Response;
use facesign_api_native::core::retry::budget::Budget;
use facesign_api_native::core::transport::{OnHead, Wire, WireFailure};
use tokio::sync::Semaphore;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// What the scripted server does with one request.
pub enum Step {
    Response(u16, &'static [(&'static str, &'static str)], &'static str),
    /// The body arrives one second after the head.
    SlowResponse(u16, &'static [(&'static str, &'static str)]),
    Refuse,
    Reset,
    /// The server shuts down the connection before it processes the request.
    GracefulGoaway,
    CutOff,
    ConnectTimeout,
    Hang,
}

/// A wire that plays its steps and records each request's time and idempotency key.
pub struct Script {
    steps: Mutex<VecDeque<Step>>,
    pub requests: Mutex<Vec<(Duration, Option<String>)>>,
    /// For each eviction, when its attempt started. `None` if the process was frozen.
    pub evictions: Mutex<Vec<Option<Duration>>>,
    started: Instant,
}

impl Script {
    fn new(steps: impl IntoIterator<Item = Step>) -> Self {
        Self {
            steps: Mutex::new(steps.into_iter().collect()),
            requests: Mutex::default(),
            evictions: Mutex::default(),
            started: Instant::now(),
        }
    }

    pub fn times_ms(&self) -> Vec<u128> {
        self.requests.lock().unwrap().iter().map(|(at, _)| at.as_millis()).collect()
    }
}

pub fn no_response(code: &'static str, maybe_sent: bool) -> WireFailure {
    let message = "a sentence".to_owned();
    WireFailure::NoResponse(ConnectionFailure {
        code,
        message,
        maybe_sent,
        graceful_goaway: false,
        causes: Vec::new(),
    })
}

fn graceful_goaway() -> WireFailure {
    let WireFailure::NoResponse(failure) = no_response("ERR_HTTP2_GOAWAY_SESSION", false) else {
        unreachable!()
    };
    WireFailure::NoResponse(ConnectionFailure { graceful_goaway: true, ..failure })
}

impl Wire for Script {
    async fn send(
        &self,
        request: &Request,
        _max_response_bytes: u64,
        on_head: OnHead<'_>,
    ) -> Result<Response, WireFailure> {
        let key = request.headers.get("idempotency-key").and_then(|key| key.to_str().ok());
        self.requests.lock().unwrap().push((self.started.elapsed(), key.map(str::to_owned)));
        let step = self.steps.lock().unwrap().pop_front().expect("no request beyond the script");
        match step {
            Step::Response(status, pairs, body) => Ok(response(status, pairs, body, on_head)),
            Step::SlowResponse(status, pairs) => {
                let response = response(status, pairs, "", on_head);
                tokio::time::sleep(Duration::from_secs(1)).await;
                Ok(response)
            }
            Step::Refuse => Err(no_response("ECONNREFUSED", false)),
            Step::Reset => Err(no_response("ECONNRESET", true)),
            Step::GracefulGoaway => Err(graceful_goaway()),
            Step::CutOff => Err(WireFailure::Response {
                status: Some(200),
                request_id: None,
                fault: ResponseFault::CutOff,
            }),
            Step::ConnectTimeout => Err(WireFailure::ConnectTimeout { maybe_sent: false }),
            Step::Hang => std::future::pending().await,
        }
    }

    fn evict_idle(&self, since: Option<Instant>) {
        self.evictions.lock().unwrap().push(since.map(|since| since - self.started));
    }
}

fn response(
    status: u16,
    pairs: &[(&'static str, &str)],
    body: &'static str,
    on_head: OnHead<'_>,
) -> Response {
    let mut headers = http::HeaderMap::new();
    for (name, value) in pairs {
        headers.insert(*name, value.parse().expect("a header"));
    }
    on_head(status, &headers);
    Response::new(status, headers, Bytes::from_static(body.as_bytes()))
}

pub const OK: Step = Step::Response(200, &[], "{}");
pub const UNAVAILABLE: Step = Step::Response(503, &[], "");
pub const LIMITED: Step = Step::Response(429, &[("retry-after", "2")], "");

/// A client with a scripted wire. Its randomness is at the minimum: the full backoff, and no extra time after a
/// requested delay.
pub struct Bench<W = Script> {
    pub wire: W,
    pub slots: Semaphore,
    settings: Settings,
    pub pause: RateLimitPause,
    limiter: Option<Limiter>,
    budget: Budget,
    pub cancel: CancellationToken,
    /// The reported retries: when, the failed attempt's number, and the delay.
    pub retries: Mutex<Vec<(Duration, u32, Duration)>>,
    pub random: fn() -> f64,
    pub time_of_day: fn() -> SystemTime,
    arguments: &'static str,
}

impl Bench {
    pub fn new(steps: impl IntoIterator<Item = Step>) -> Self {
        Self::with(ClientOptions::default(), steps)
    }

    pub fn with(options: ClientOptions, steps: impl IntoIterator<Item = Step>) -> Self {
        Self::over(Script::new(steps), options, r#"{"sessionId":"s1"}"#)
    }
}

impl<W: Wire> Bench<W> {
    pub fn over(wire: W, options: ClientOptions, arguments: &'static str) -> Self {
        let settings = Settings::new(options).expect("settings");
        Self {
            wire,
            slots: Semaphore::new(settings.transport.max_concurrency),
            pause: RateLimitPause::default(),
            limiter: settings.requests_per_minute.map(Limiter::new),
            budget: Budget::new(settings.budget),
            cancel: CancellationToken::new(),
            retries: Mutex::default(),
            random: || 0.0,
            time_of_day: || SystemTime::UNIX_EPOCH,
            arguments,
            settings,
        }
    }

    pub async fn call(&self, operation: &str, options: CallOptions) -> Result<Success, CallFailure> {
        self.call_until(&self.cancel, operation, options).await
    }

    async fn call_until(
        &self,
        cancel: &CancellationToken,
        operation: &str,
        options: CallOptions,
    ) -> Result<Success, CallFailure> {
        let call = self.settings.for_call(options).expect("call settings");
        let operation = find(operation).expect("an operation");
        let request = Request::build(operation, self.arguments, &self.settings, &call).expect("a request");
        let ctx = CallContext {
            wire: &self.wire,
            slots: &self.slots,
            settings: &self.settings,
            pause: &self.pause,
            limiter: self.limiter.as_ref(),
            budget: &self.budget,
            random: self.random,
            time_of_day: self.time_of_day,
        };
        let started = Instant::now();
        let on_retry = |attempt: &Attempt, delay: Duration| {
            let mut retries = self.retries.lock().expect("the retries");
            retries.push((started.elapsed(), attempt.number, delay));
        };
        run(&ctx, &request, &call, cancel, &on_retry).await
    }

    pub async fn read(&self) -> Result<Success, CallFailure> {
        self.call("session.retrieve", CallOptions::default()).await
    }

    /// A create with its own signal.
    pub async fn create_until(&self, cancel: &CancellationToken) -> Result<Success, CallFailure> {
        self.call_until(cancel, "session.create", CallOptions::default()).await
    }

    pub async fn create(&self) -> Result<Success, CallFailure> {
        self.call("session.create", CallOptions::default()).await
    }
}

pub fn total(ms: f64) -> ClientOptions {
    ClientOptions { total_timeout_ms: Some(ms), ..ClientOptions::default() }
}

pub fn per_minute(requests: f64) -> ClientOptions {
    let options = serde_json::json!({ "rateLimit": { "requestsPerMinute": requests } });
    serde_json::from_value(options).expect("options")
}
