//! The concurrency limit.

use std::time::Duration;

use facesign_api_native::core::call_result::StopReason;
use facesign_api_native::core::config::ClientOptions;
use facesign_api_native::core::error::{Failure, TimeLimit};
use facesign_api_native::core::retry::classify::Outcome;
use tokio::time::Instant;

use crate::script::{Bench, OK, Step, UNAVAILABLE, per_minute};

/// Its body ends one second after the request.
const SLOW: Step = Step::SlowResponse(200, &[]);

fn at_most(max_concurrency: f64) -> ClientOptions {
    ClientOptions { max_concurrency: Some(max_concurrency), ..ClientOptions::default() }
}

#[tokio::test(start_paused = true)]
async fn calls_beyond_the_limit_wait_in_order_until_a_body_has_ended() {
    let bench = Bench::with(at_most(2.0), [SLOW, SLOW, SLOW, OK]);
    let calls = tokio::join!(bench.read(), bench.read(), bench.read(), bench.read());
    assert!(calls.0.is_ok() && calls.1.is_ok() && calls.2.is_ok() && calls.3.is_ok());
    assert_eq!(bench.wire.times_ms(), [0, 0, 1_000, 1_000]);
}

#[tokio::test(start_paused = true)]
async fn a_call_in_its_backoff_uses_no_slot() {
    let bench = Bench::with(at_most(1.0), [UNAVAILABLE, OK, OK]);
    let calls = tokio::join!(bench.read(), bench.read());
    assert!(calls.0.is_ok() && calls.1.is_ok());
    assert_eq!(bench.wire.times_ms(), [0, 0, 1_000]);
}

#[tokio::test(start_paused = true)]
async fn the_queue_counts_toward_the_deadline_but_not_toward_the_attempt_timeout() {
    let options = ClientOptions { timeout_ms: Some(1_500.0), ..at_most(1.0) };
    let bench = Bench::with(options, [SLOW, SLOW, SLOW]);
    let calls = tokio::join!(bench.read(), bench.read(), bench.read());
    assert_eq!(calls.2.expect("success").attempts[0].delay, Duration::from_secs(2));
    let options = ClientOptions { total_timeout_ms: Some(1_500.0), ..at_most(1.0) };
    let bench = Bench::with(options, [Step::Hang]);
    let (_, queued) = tokio::join!(bench.read(), bench.create());
    let queued = queued.expect_err("failure");
    assert!(matches!(queued.failure, Failure::Timeout { limit: TimeLimit::Queue, .. }));
    assert_eq!((queued.outcome, queued.stop_reason), (Outcome::NotSent, Some(StopReason::Deadline)));
    assert_eq!(bench.wire.times_ms(), [0]);
    assert!(queued.failure.causes()[0].0.contains("maxConcurrency"));
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_aborted_in_the_queue_is_never_sent() {
    let bench = Bench::with(at_most(1.0), [SLOW, OK]);
    let started = Instant::now();
    let cancel = tokio_util::sync::CancellationToken::new();
    let (first, queued, third, ()) =
        tokio::join!(bench.read(), bench.create_until(&cancel), bench.read(), async {
            tokio::time::sleep(Duration::from_millis(300)).await;
            cancel.cancel();
        });
    let queued = queued.expect_err("failure");
    assert!(matches!(queued.failure, Failure::Aborted { .. }));
    assert_eq!((queued.outcome, queued.attempts.len()), (Outcome::NotSent, 0));
    assert!(first.is_ok() && third.is_ok());
    assert_eq!(bench.wire.times_ms(), [0, 1_000]);
    assert_eq!(started.elapsed(), Duration::from_secs(1));
}

#[tokio::test(start_paused = true)]
async fn a_retry_without_a_slot_in_time_fails_with_the_error_of_its_last_attempt() {
    let options = ClientOptions { total_timeout_ms: Some(3_000.0), ..at_most(1.0) };
    let bench = Bench::with(options, [UNAVAILABLE, Step::Hang]);
    let (failed, _) = tokio::join!(bench.read(), bench.read());
    let failed = failed.expect_err("failure");
    assert_eq!((failed.failure.status(), failed.stop_reason), (Some(503), Some(StopReason::Deadline)));
}

#[tokio::test(start_paused = true)]
async fn a_pause_that_begins_while_a_call_is_queued_delays_that_call_too() {
    let limited = Step::SlowResponse(429, &[("retry-after", "5")]);
    let bench = Bench::with(at_most(1.0), [limited, OK, OK]);
    let calls = tokio::join!(bench.read(), bench.read());
    assert!(calls.0.is_ok() && calls.1.is_ok());
    assert_eq!(bench.wire.times_ms()[1], 5_000);
}

#[tokio::test(start_paused = true)]
async fn the_rate_limiter_spaces_queued_calls_when_they_are_sent() {
    let options = ClientOptions { max_concurrency: Some(1.0), ..per_minute(120.0) };
    let bench = Bench::with(options, [Step::SlowResponse(200, &[]), OK, OK, OK]);
    let calls = tokio::join!(bench.read(), bench.read(), bench.read(), bench.read());
    assert!(calls.0.is_ok() && calls.1.is_ok() && calls.2.is_ok() && calls.3.is_ok());
    assert_eq!(bench.wire.times_ms(), [0, 1_000, 1_500, 2_000]);
}
