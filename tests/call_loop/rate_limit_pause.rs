//! What delays calls before they are sent: a server's rate limit, and the client's rate limiter.

use std::time::Duration;

use facesign_api_native::core::call_result::StopReason;
use facesign_api_native::core::config::ClientOptions;
use facesign_api_native::core::error::Failure;
use facesign_api_native::core::retry::classify::Outcome;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::script::{Bench, LIMITED, OK, Step, UNAVAILABLE, per_minute, total};

#[tokio::test(start_paused = true)]
async fn after_a_rate_limit_all_calls_are_paused_until_the_requested_moment() {
    let bench = Bench::new([LIMITED, OK, OK]);
    let (first, second) = tokio::join!(bench.read(), async {
        tokio::time::sleep(Duration::from_millis(500)).await;
        bench.read().await
    });
    first.expect("success");
    assert_eq!(second.expect("success").attempts[0].delay, Duration::from_millis(1_500));
    assert_eq!(bench.wire.times_ms(), [0, 2_000, 2_000]);
}

#[tokio::test(start_paused = true)]
async fn a_pause_begins_with_the_head_of_the_response_not_its_body() {
    let bench = Bench::new([Step::SlowResponse(429, &[("retry-after", "2")]), OK, OK]);
    let (first, second) = tokio::join!(bench.read(), async {
        tokio::time::sleep(Duration::from_millis(500)).await;
        bench.read().await
    });
    assert!(first.is_ok() && second.is_ok());
    assert_eq!(bench.wire.times_ms(), [0, 2_000, 3_000]);
}

#[tokio::test(start_paused = true)]
async fn a_paused_call_without_enough_time_fails_at_once_and_is_not_sent() {
    let bench = Bench::with(total(1_000.0), []);
    bench.pause.extend(Instant::now(), Duration::from_secs(5));
    let failed = bench.read().await.expect_err("failure");
    assert!(matches!(failed.failure, Failure::Throttled { .. }));
    assert_eq!((failed.outcome, failed.attempts.len()), (Outcome::NotSent, 0));
    assert_eq!(failed.retry_after, Some(Duration::from_secs(5)));
}

#[tokio::test(start_paused = true)]
async fn a_call_paused_between_attempts_fails_with_the_error_of_its_last_attempt() {
    let bench = Bench::with(total(10_000.0), [UNAVAILABLE]);
    let (failed, ()) = tokio::join!(bench.read(), async {
        tokio::time::sleep(Duration::from_millis(500)).await;
        bench.pause.extend(Instant::now(), Duration::from_secs(60));
    });
    let failed = failed.expect_err("failure");
    assert_eq!(failed.failure.status(), Some(503));
    assert_eq!(failed.stop_reason, Some(StopReason::Deadline));
    assert!(failed.retry_after.is_some_and(|delay| delay > Duration::from_secs(50)));
}

#[tokio::test(start_paused = true)]
async fn the_next_call_is_paused_if_none_remains_even_after_a_success() {
    let none_left = Step::Response(200, &[("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "3")], "{}");
    let bench = Bench::new([none_left, OK]);
    bench.read().await.expect("success");
    bench.read().await.expect("success");
    assert_eq!(bench.wire.times_ms(), [0, 3_000]);
}

#[tokio::test(start_paused = true)]
async fn the_rate_limiter_spaces_attempts() {
    let bench = Bench::with(per_minute(60.0), [OK, OK, OK]);
    let (one, two, three) = tokio::join!(bench.read(), bench.read(), bench.read());
    assert!(one.is_ok() && two.is_ok() && three.is_ok());
    assert_eq!(bench.wire.times_ms(), [0, 1_000, 2_000]);
}

#[tokio::test(start_paused = true)]
async fn calls_are_spaced_after_a_pause() {
    let bench = Bench::with(per_minute(60.0), [OK, OK, OK]);
    bench.pause.extend(Instant::now(), Duration::from_secs(20));
    let (one, two, three) = tokio::join!(bench.read(), bench.read(), bench.read());
    assert!(one.is_ok() && two.is_ok() && three.is_ok());
    assert_eq!(bench.wire.times_ms(), [20_000, 21_000, 22_000]);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_aborted_in_the_queue_of_the_limiter_frees_its_position() {
    let mut bench = Bench::with(per_minute(60.0), [OK, OK]);
    bench.read().await.expect("success");
    for _ in 0..5 {
        let (failed, ()) = tokio::join!(bench.read(), async {
            tokio::time::sleep(Duration::from_millis(100)).await;
            bench.cancel.cancel();
        });
        assert!(matches!(failed.expect_err("aborted").failure, Failure::Aborted { .. }));
        bench.cancel = CancellationToken::new();
    }
    bench.read().await.expect("success");
    assert_eq!(bench.wire.times_ms(), [0, 1_000]);
}

#[tokio::test(start_paused = true)]
async fn a_pause_that_begins_while_a_call_waits_for_the_limiter_delays_that_call_too() {
    let bench = Bench::with(per_minute(60.0), [OK, OK]);
    bench.read().await.expect("success");
    let (second, ()) = tokio::join!(bench.read(), async {
        tokio::time::sleep(Duration::from_millis(500)).await;
        bench.pause.extend(Instant::now(), Duration::from_secs(5));
    });
    second.expect("success");
    assert_eq!(bench.wire.times_ms(), [0, 5_500]);
}

#[tokio::test(start_paused = true)]
async fn jitter_extends_a_requested_delay_by_at_most_a_tenth() {
    let mut bench = Bench::new([LIMITED, OK]);
    bench.random = || 1.0;
    bench.read().await.expect("success");
    assert_eq!(bench.wire.times_ms(), [0, 2_200]);
}

/// Timers round up to the millisecond, so this delay would last until the deadline.
const NEARLY_3_S: Duration = Duration::from_micros(2_999_500);

#[tokio::test(start_paused = true)]
async fn a_retry_without_time_after_its_delay_is_not_sent() {
    let limited = Step::Response(429, &[("retry-after-ms", "2999.5")], "");
    let bench = Bench::with(total(3_000.0), [limited, OK]);
    let failed = bench.create().await.expect_err("failure");
    assert_eq!((failed.failure.status(), failed.stop_reason), (Some(429), Some(StopReason::Deadline)));
    assert_eq!((failed.retry_after, failed.outcome), (Some(NEARLY_3_S), Outcome::Answered));
    assert_eq!(bench.wire.times_ms(), [0]);
}

#[tokio::test(start_paused = true)]
async fn a_call_without_time_after_its_pause_is_not_sent() {
    let bench = Bench::with(total(3_000.0), [OK]);
    bench.pause.extend(Instant::now(), NEARLY_3_S);
    let failed = bench.create().await.expect_err("failure");
    assert!(matches!(failed.failure, Failure::Throttled { .. }));
    assert_eq!((failed.outcome, bench.wire.times_ms().len()), (Outcome::NotSent, 0));
}

#[tokio::test(start_paused = true)]
async fn a_call_whose_turn_comes_at_the_deadline_is_not_sent() {
    let options = ClientOptions { total_timeout_ms: Some(60_000.0), ..per_minute(1.0) };
    let bench = Bench::with(options, [OK, OK]);
    bench.read().await.expect("success");
    let failed = bench.create().await.expect_err("failure");
    assert!(matches!(failed.failure, Failure::Throttled { .. }));
    assert_eq!((failed.outcome, bench.wire.times_ms()), (Outcome::NotSent, vec![0]));
}

#[tokio::test(start_paused = true)]
async fn the_error_names_the_rate_limiter_if_it_throttles_the_call() {
    let options = ClientOptions { total_timeout_ms: Some(30_000.0), ..per_minute(1.0) };
    let bench = Bench::with(options, [OK]);
    bench.read().await.expect("success");
    let failed = bench.read().await.expect_err("throttled");
    assert!(failed.failure.to_string().contains("the client's option rateLimit"), "{}", failed.failure);
    assert_eq!(failed.retry_after, Some(Duration::from_secs(60)));
}
