//! The attempt loop against a scripted wire, with the clock paused: what is repeated, how long
//! is waited, what ends a call, and what the record of it says.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may fail so")]

use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use facesign_api_native::core::answer::Answer;
use facesign_api_native::core::call::{CallFailure, StopReason, Success, Surroundings, run};
use facesign_api_native::core::config::{CallOptions, ClientOptions, Settings};
use facesign_api_native::core::connection_failure::ConnectionFailure;
use facesign_api_native::core::endpoints::find;
use facesign_api_native::core::error::{Failure, ResponseFault, TimeLimit};
use facesign_api_native::core::gate::{Hold, Limiter};
use facesign_api_native::core::request::Request;
use facesign_api_native::core::retry::budget::Budget;
use facesign_api_native::core::retry::classify::Outcome;
use facesign_api_native::core::transport::{OnHead, Wire, WireFailure};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// What the scripted server does with one request.
enum Step {
    Answer(u16, &'static [(&'static str, &'static str)], &'static str),
    /// The body comes a second after the head.
    SlowAnswer(u16, &'static [(&'static str, &'static str)]),
    Refuse,
    Reset,
    /// The connection is let go of before the request was worked on.
    LetGo,
    CutOff,
    ConnectTimeout,
    Hang,
}

/// A wire that plays its steps and notes when each request came and with which idempotency key.
struct Script {
    steps: Mutex<VecDeque<Step>>,
    requests: Mutex<Vec<(Duration, Option<String>)>>,
    began: Instant,
}

impl Script {
    fn new(steps: impl IntoIterator<Item = Step>) -> Self {
        Self {
            steps: Mutex::new(steps.into_iter().collect()),
            requests: Mutex::default(),
            began: Instant::now(),
        }
    }

    fn times_ms(&self) -> Vec<u128> {
        self.requests.lock().unwrap().iter().map(|(at, _)| at.as_millis()).collect()
    }
}

fn no_answer(code: &'static str, maybe_sent: bool) -> WireFailure {
    let message = "a sentence".to_owned();
    WireFailure::NoAnswer(ConnectionFailure { code, message, maybe_sent, let_go: false, causes: Vec::new() })
}

fn let_go() -> WireFailure {
    let WireFailure::NoAnswer(failure) = no_answer("ERR_HTTP2_GOAWAY_SESSION", false) else { unreachable!() };
    WireFailure::NoAnswer(ConnectionFailure { let_go: true, ..failure })
}

impl Wire for Script {
    async fn send(&self, request: &Request, _most: u64, on_head: OnHead<'_>) -> Result<Answer, WireFailure> {
        let key = request.headers.get("idempotency-key").and_then(|key| key.to_str().ok());
        self.requests.lock().unwrap().push((self.began.elapsed(), key.map(str::to_owned)));
        let step = self.steps.lock().unwrap().pop_front().expect("no request beyond the script");
        match step {
            Step::Answer(status, pairs, body) => Ok(answer(status, pairs, body, on_head)),
            Step::SlowAnswer(status, pairs) => {
                let answer = answer(status, pairs, "", on_head);
                tokio::time::sleep(Duration::from_secs(1)).await;
                Ok(answer)
            }
            Step::Refuse => Err(no_answer("ECONNREFUSED", false)),
            Step::Reset => Err(no_answer("ECONNRESET", true)),
            Step::LetGo => Err(let_go()),
            Step::CutOff => Err(WireFailure::Response { status: Some(200), fault: ResponseFault::CutOff }),
            Step::ConnectTimeout => Err(WireFailure::ConnectTimeout { maybe_sent: false }),
            Step::Hang => std::future::pending().await,
        }
    }
}

fn answer(status: u16, pairs: &[(&'static str, &str)], body: &'static str, on_head: OnHead<'_>) -> Answer {
    let mut headers = http::HeaderMap::new();
    for (name, value) in pairs {
        headers.insert(*name, value.parse().expect("a header"));
    }
    on_head(status, &headers);
    Answer { status, headers, body: Bytes::from_static(body.as_bytes()), complete: true }
}

const OK: Step = Step::Answer(200, &[], "{}");
const UNAVAILABLE: Step = Step::Answer(503, &[], "");
const LIMITED: Step = Step::Answer(429, &[("retry-after", "2")], "");

/// A client around a script, with randomness at its lowest: back-off at its full length, no
/// wait longer than asked.
struct Bench {
    wire: Script,
    settings: Settings,
    hold: Hold,
    limiter: Option<Limiter>,
    budget: Budget,
    cancel: CancellationToken,
    random: fn() -> f64,
}

impl Bench {
    fn new(steps: impl IntoIterator<Item = Step>) -> Self {
        Self::with(ClientOptions::default(), steps)
    }

    fn with(options: ClientOptions, steps: impl IntoIterator<Item = Step>) -> Self {
        let settings = Settings::new(options).expect("settings");
        Self {
            wire: Script::new(steps),
            hold: Hold::default(),
            limiter: settings.requests_per_minute.map(Limiter::new),
            budget: Budget::new(settings.budget),
            cancel: CancellationToken::new(),
            random: || 0.0,
            settings,
        }
    }

    async fn call(&self, operation: &str, options: CallOptions) -> Result<Success, CallFailure> {
        let call = self.settings.for_call(options).expect("call settings");
        let operation = find(operation).expect("an operation");
        let request =
            Request::build(operation, r#"{"sessionId":"s1"}"#, &self.settings, &call).expect("a request");
        let around = Surroundings {
            wire: &self.wire,
            settings: &self.settings,
            hold: &self.hold,
            limiter: self.limiter.as_ref(),
            budget: &self.budget,
            random: self.random,
            time_of_day: || SystemTime::UNIX_EPOCH,
        };
        run(&around, &request, &call, &self.cancel).await
    }

    async fn read(&self) -> Result<Success, CallFailure> {
        self.call("session.retrieve", CallOptions::default()).await
    }

    async fn create(&self) -> Result<Success, CallFailure> {
        self.call("session.create", CallOptions::default()).await
    }
}

fn total(ms: f64) -> ClientOptions {
    ClientOptions { total_timeout_ms: Some(ms), ..ClientOptions::default() }
}

#[tokio::test(start_paused = true)]
async fn a_success_at_once_is_one_attempt_without_a_wait() {
    let bench = Bench::new([OK]);
    let success = bench.read().await.expect("success");
    assert_eq!(success.attempts.len(), 1);
    assert_eq!((success.attempts[0].number, success.attempts[0].status), (1, Some(200)));
    assert_eq!(bench.wire.times_ms(), [0]);
}

#[tokio::test(start_paused = true)]
async fn the_documented_back_off_lies_between_the_tries() {
    let options = ClientOptions { max_retries: Some(5.0), ..ClientOptions::default() };
    let steps = std::iter::repeat_with(|| UNAVAILABLE).take(5).chain([OK]);
    let bench = Bench::with(options, steps);
    let success = bench.read().await.expect("success");
    assert_eq!(bench.wire.times_ms(), [0, 1_000, 3_000, 7_000, 15_000, 25_000]);
    assert_eq!(success.attempts[4].waited, Duration::from_secs(8));
    assert_eq!(success.attempts[0].failure.as_deref(), Some("server_error"));
}

#[tokio::test(start_paused = true)]
async fn everything_transient_is_repeated_until_it_succeeds() {
    for step in
        [Step::Refuse, Step::Reset, Step::CutOff, Step::ConnectTimeout, Step::Hang, UNAVAILABLE, LIMITED]
    {
        let bench = Bench::new([step, OK]);
        let success = bench.read().await.expect("success");
        assert_eq!(success.attempts.len(), 2);
    }
}

#[tokio::test(start_paused = true)]
async fn three_tries_and_no_more() {
    let bench = Bench::new([UNAVAILABLE, UNAVAILABLE, UNAVAILABLE]);
    let failed = bench.read().await.expect_err("failure");
    assert_eq!(failed.attempts.len(), 3);
    assert_eq!(failed.stop_reason, Some(StopReason::RetriesExhausted));
    assert_eq!(failed.outcome, Outcome::Answered);
}

#[tokio::test(start_paused = true)]
async fn a_final_answer_is_not_repeated() {
    for status in [400, 401, 403, 404, 409, 422] {
        let bench = Bench::new([Step::Answer(status, &[], "")]);
        let failed = bench.read().await.expect_err("failure");
        assert_eq!(
            (failed.attempts.len(), failed.stop_reason),
            (1, Some(StopReason::NotRetryable)),
            "{status}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_the_server_asks_for_takes_the_place_of_the_back_off() {
    for (asked, expected) in [("0.25", 250), ("7", 7_000), ("0", 0)] {
        let headers: &'static [(&str, &str)] = Box::leak(Box::new([("retry-after", asked)]));
        let bench = Bench::new([Step::Answer(503, headers, ""), OK]);
        bench.read().await.expect("success");
        assert_eq!(bench.wire.times_ms(), [0, expected]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_wait_beyond_the_deadline_is_not_begun() {
    let bench = Bench::with(total(30_000.0), [Step::Answer(429, &[("retry-after", "60")], "")]);
    let began = Instant::now();
    let failed = bench.read().await.expect_err("failure");
    assert_eq!(began.elapsed(), Duration::ZERO);
    assert_eq!(failed.retry_after, Some(Duration::from_secs(60)));
    assert_eq!(failed.stop_reason, Some(StopReason::Deadline));
    assert!(matches!(failed.failure, Failure::Api(_)));
}

#[tokio::test(start_paused = true)]
async fn an_attempt_ends_at_its_time_out_and_the_call_at_its_total() {
    let bench = Bench::with(total(25_000.0), [Step::Hang, Step::Hang, Step::Hang]);
    let began = Instant::now();
    let failed = bench.read().await.expect_err("failure");
    // 10 s, wait 1 s, 10 s, wait 2 s, and the 2 s that are left of 25 s.
    assert_eq!(began.elapsed(), Duration::from_secs(25));
    assert_eq!(bench.wire.times_ms(), [0, 11_000, 23_000]);
    assert!(matches!(failed.failure, Failure::Timeout { limit: TimeLimit::Total, .. }));
    assert_eq!((failed.stop_reason, failed.outcome), (Some(StopReason::Deadline), Outcome::Unknown));
}

#[tokio::test(start_paused = true)]
async fn every_try_of_a_create_carries_the_same_idempotency_key() {
    let bench = Bench::new([Step::Reset, UNAVAILABLE, OK]);
    bench.create().await.expect("success");
    let requests = bench.wire.requests.lock().unwrap();
    let keys: Vec<&str> = requests.iter().filter_map(|(_, key)| key.as_deref()).collect();
    assert_eq!(keys.len(), 3);
    assert!(keys.iter().all(|key| *key == keys[0]));
}

#[tokio::test(start_paused = true)]
async fn without_ambiguous_retries_a_create_is_repeated_only_when_it_cannot_have_arrived() {
    let strict = || ClientOptions { ambiguous_retries: Some(false), ..ClientOptions::default() };
    for step in [Step::Reset, Step::CutOff, Step::Hang] {
        let failed = Bench::with(strict(), [step]).create().await.expect_err("failure");
        assert_eq!(
            (failed.stop_reason, failed.outcome),
            (Some(StopReason::OutcomeUnknown), Outcome::Unknown)
        );
    }
    for step in [Step::Refuse, Step::ConnectTimeout, UNAVAILABLE] {
        Bench::with(strict(), [step, OK]).create().await.expect("success");
    }
    Bench::with(strict(), [Step::Reset, OK]).read().await.expect("a read is never ambiguous");
}

#[tokio::test(start_paused = true)]
async fn a_lost_attempt_makes_the_outcome_unknown_whatever_the_last_one_says() {
    let table = [
        (vec![Step::Refuse, Step::Refuse, Step::Refuse], Outcome::NotSent),
        (vec![Step::Reset, Step::Refuse, Step::Refuse], Outcome::Unknown),
        (vec![Step::Reset, Step::Answer(400, &[], "")], Outcome::Unknown),
        (vec![Step::Refuse, Step::Answer(400, &[], "")], Outcome::Answered),
    ];
    for (steps, outcome) in table {
        assert_eq!(Bench::new(steps).create().await.expect_err("failure").outcome, outcome);
    }
    let success = Bench::new([Step::Reset, OK]).create().await.expect("success");
    assert_eq!(success.outcome, Outcome::Unknown);
}

#[tokio::test(start_paused = true)]
async fn an_empty_budget_ends_the_tries() {
    let mut options = ClientOptions::default();
    options.retry.budget_tokens = Some(9.0);
    let bench = Bench::with(options, [UNAVAILABLE, UNAVAILABLE]);
    let failed = bench.read().await.expect_err("failure");
    assert_eq!((failed.attempts.len(), failed.stop_reason), (2, Some(StopReason::BudgetExhausted)));
}

#[tokio::test(start_paused = true)]
async fn after_a_rate_limit_all_calls_are_held_until_the_moment_asked_for() {
    let bench = Bench::new([LIMITED, OK, OK]);
    let (first, second) = tokio::join!(bench.read(), async {
        tokio::time::sleep(Duration::from_millis(500)).await;
        bench.read().await
    });
    first.expect("success");
    assert_eq!(second.expect("success").attempts[0].waited, Duration::from_millis(1_500));
    assert_eq!(bench.wire.times_ms(), [0, 2_000, 2_000]);
}

#[tokio::test(start_paused = true)]
async fn a_rate_limit_holds_all_calls_from_its_head_on_though_its_body_has_yet_to_come() {
    let bench = Bench::new([Step::SlowAnswer(429, &[("retry-after", "2")]), OK, OK]);
    let (first, second) = tokio::join!(bench.read(), async {
        tokio::time::sleep(Duration::from_millis(500)).await;
        bench.read().await
    });
    assert!(first.is_ok() && second.is_ok());
    assert_eq!(bench.wire.times_ms(), [0, 2_000, 3_000]);
}

#[tokio::test(start_paused = true)]
async fn a_held_call_without_the_time_to_wait_is_told_so_at_once_and_not_sent() {
    let bench = Bench::with(total(1_000.0), []);
    bench.hold.close(Instant::now(), Duration::from_secs(5));
    let failed = bench.read().await.expect_err("failure");
    assert!(matches!(failed.failure, Failure::Held { .. }));
    assert_eq!((failed.outcome, failed.attempts.len()), (Outcome::NotSent, 0));
    assert_eq!(failed.retry_after, Some(Duration::from_secs(5)));
}

#[tokio::test(start_paused = true)]
async fn a_call_held_between_its_tries_fails_with_what_its_last_try_said() {
    let bench = Bench::with(total(10_000.0), [UNAVAILABLE]);
    let (failed, ()) = tokio::join!(bench.read(), async {
        tokio::time::sleep(Duration::from_millis(500)).await;
        bench.hold.close(Instant::now(), Duration::from_secs(60));
    });
    let failed = failed.expect_err("failure");
    assert_eq!(failed.failure.status(), Some(503));
    assert_eq!(failed.stop_reason, Some(StopReason::Deadline));
    assert!(failed.retry_after.is_some_and(|wait| wait > Duration::from_secs(50)));
}

#[tokio::test(start_paused = true)]
async fn no_calls_left_holds_the_next_one_though_the_answer_was_good() {
    let none_left = Step::Answer(200, &[("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "3")], "{}");
    let bench = Bench::new([none_left, OK]);
    bench.read().await.expect("success");
    bench.read().await.expect("success");
    assert_eq!(bench.wire.times_ms(), [0, 3_000]);
}

#[tokio::test(start_paused = true)]
async fn the_limiter_spaces_attempts() {
    let options: ClientOptions =
        serde_json::from_str(r#"{"rateLimit":{"requestsPerMinute":60}}"#).expect("options");
    let bench = Bench::with(options, [OK, OK, OK]);
    let (one, two, three) = tokio::join!(bench.read(), bench.read(), bench.read());
    assert!(one.is_ok() && two.is_ok() && three.is_ok());
    assert_eq!(bench.wire.times_ms(), [0, 1_000, 2_000]);
}

#[tokio::test(start_paused = true)]
async fn calls_that_waited_in_a_hold_are_spaced_after_it() {
    let options: ClientOptions =
        serde_json::from_str(r#"{"rateLimit":{"requestsPerMinute":60}}"#).expect("options");
    let bench = Bench::with(options, [OK, OK, OK]);
    bench.hold.close(Instant::now(), Duration::from_secs(20));
    let (one, two, three) = tokio::join!(bench.read(), bench.read(), bench.read());
    assert!(one.is_ok() && two.is_ok() && three.is_ok());
    assert_eq!(bench.wire.times_ms(), [20_000, 21_000, 22_000]);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_aborted_in_the_queue_of_the_limiter_leaves_its_slot_to_others() {
    let options: ClientOptions =
        serde_json::from_str(r#"{"rateLimit":{"requestsPerMinute":60}}"#).expect("options");
    let mut bench = Bench::with(options, [OK, OK]);
    bench.read().await.expect("success");
    bench.cancel.cancel();
    for _ in 0..5 {
        let failed = bench.read().await.expect_err("aborted");
        assert!(matches!(failed.failure, Failure::Aborted { .. }));
    }
    bench.cancel = CancellationToken::new();
    bench.read().await.expect("success");
    assert_eq!(bench.wire.times_ms(), [0, 1_000]);
}

#[tokio::test(start_paused = true)]
async fn a_limiter_that_is_booked_out_is_named_as_what_holds_the_call() {
    let options: ClientOptions =
        serde_json::from_str(r#"{"rateLimit":{"requestsPerMinute":1},"totalTimeoutMs":30000}"#)
            .expect("options");
    let bench = Bench::with(options, [OK]);
    bench.read().await.expect("success");
    let failed = bench.read().await.expect_err("held");
    assert!(failed.failure.to_string().contains("the client's option rateLimit"), "{}", failed.failure);
    assert_eq!(failed.retry_after, Some(Duration::from_secs(60)));
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_fits_is_not_made_longer_than_the_deadline_by_chance() {
    let mut bench = Bench::with(total(3_000.0), [Step::Answer(429, &[("retry-after", "2.9")], ""), OK]);
    bench.random = || 1.0;
    bench.read().await.expect("success");
    assert_eq!(bench.wire.times_ms(), [0, 2_900]);
}

#[tokio::test(start_paused = true)]
async fn an_abort_cuts_the_attempt_the_back_off_and_the_hold_at_once() {
    let in_attempt = Bench::new([Step::Hang]);
    let in_backoff = Bench::new([UNAVAILABLE]);
    let in_hold = Bench::new([]);
    in_hold.hold.close(Instant::now(), Duration::from_secs(30));
    for (bench, outcome) in
        [(in_attempt, Outcome::Unknown), (in_backoff, Outcome::Answered), (in_hold, Outcome::NotSent)]
    {
        let began = Instant::now();
        let (failed, ()) = tokio::join!(bench.read(), async {
            tokio::time::sleep(Duration::from_millis(300)).await;
            bench.cancel.cancel();
        });
        let failed = failed.expect_err("failure");
        assert!(matches!(failed.failure, Failure::Aborted { .. }));
        assert_eq!((failed.outcome, failed.stop_reason), (outcome, Some(StopReason::Aborted)));
        assert_eq!(began.elapsed(), Duration::from_millis(300));
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_that_was_aborted_before_it_began_sends_nothing() {
    let bench = Bench::new([]);
    bench.cancel.cancel();
    let failed = bench.read().await.expect_err("failure");
    assert_eq!((failed.outcome, bench.wire.times_ms().len()), (Outcome::NotSent, 0));
}

#[tokio::test(start_paused = true)]
async fn in_an_outage_the_traffic_grows_by_a_fifth_at_most() {
    let calls = 2_000;
    let bench = Bench::new(std::iter::repeat_with(|| UNAVAILABLE).take(3 * calls));
    for _ in 0..calls {
        bench.read().await.expect_err("failure");
    }
    let requests = bench.wire.times_ms().len();
    assert!(requests <= calls * 12 / 10, "{requests} requests for {calls} calls");
}

#[tokio::test(start_paused = true)]
async fn no_retries_asked_for_is_the_old_sdk() {
    let bench = Bench::new([UNAVAILABLE]);
    let none = CallOptions { max_retries: Some(0.0), ..CallOptions::default() };
    let failed = bench.call("session.retrieve", none).await.expect_err("failure");
    assert_eq!((failed.attempts.len(), failed.stop_reason), (1, Some(StopReason::RetriesExhausted)));
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_the_server_lets_go_of_costs_no_try_and_no_wait() {
    let bench = Bench::new([Step::LetGo, Step::LetGo, OK]);
    let success = bench.create().await.expect("success");
    assert_eq!((success.attempts.len(), success.outcome), (1, Outcome::Answered));
    assert_eq!(bench.wire.times_ms(), [0, 0, 0]);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_lets_go_of_every_connection_is_tried_no_more_than_any_other() {
    let bench = Bench::new(std::iter::repeat_with(|| Step::LetGo).take(9));
    let failed = bench.create().await.expect_err("failure");
    assert_eq!((failed.attempts.len(), failed.outcome), (3, Outcome::NotSent));
}
