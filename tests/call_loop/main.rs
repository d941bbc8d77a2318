//! The call loop over a scripted wire with a paused clock: what is retried, the delays, what ends a call, and what its
//! record says. `rate_limit_pause` and `concurrency` test what delays calls before they are sent.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a failed expectation fails the test"
)]

mod concurrency;
mod rate_limit_pause;
mod reconcile;
mod script;

use std::time::Duration;

use facesign_api_native::core::call_result::StopReason;
use facesign_api_native::core::config::{AmbiguousRetries, CallOptions, ClientOptions};
use facesign_api_native::core::error::{Failure, TimeLimit};
use facesign_api_native::core::retry::classify::Outcome;
use script::{Bench, LIMITED, OK, Step, UNAVAILABLE, total};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

#[tokio::test(start_paused = true)]
async fn a_success_takes_one_attempt_without_delay() {
    let bench = Bench::new([OK]);
    let success = bench.read().await.expect("success");
    assert_eq!(success.attempts.len(), 1);
    assert_eq!((success.attempts[0].number, success.attempts[0].status), (1, Some(200)));
    assert_eq!(bench.wire.times_ms(), [0]);
}

#[tokio::test(start_paused = true)]
async fn the_backoff_between_attempts_is_as_documented() {
    let options = ClientOptions { max_retries: Some(5.0), ..ClientOptions::default() };
    let steps = std::iter::repeat_with(|| UNAVAILABLE).take(5).chain([OK]);
    let bench = Bench::with(options, steps);
    let success = bench.read().await.expect("success");
    assert_eq!(bench.wire.times_ms(), [0, 1_000, 3_000, 7_000, 15_000, 25_000]);
    assert_eq!(success.attempts[4].delay, Duration::from_secs(8));
    assert_eq!(success.attempts[0].failure.as_deref(), Some("server_error"));
}

#[tokio::test(start_paused = true)]
async fn a_retry_is_reported_before_its_delay_if_the_caller_asks() {
    for (report_retries, retries) in [(true, vec![(0, 1, 1_000), (1_000, 2, 2_000)]), (false, vec![])] {
        let bench = Bench::new([UNAVAILABLE, Step::Reset, OK]);
        let options = CallOptions { report_retries, ..CallOptions::default() };
        bench.call("session.retrieve", options).await.expect("success");
        let ms = |duration: Duration| duration.as_millis();
        let reported: Vec<_> = bench.retries.lock().unwrap().drain(..).collect();
        let reported: Vec<_> =
            reported.iter().map(|(at, number, delay)| (ms(*at), *number, ms(*delay))).collect();
        assert_eq!(reported, retries);
    }
}

#[tokio::test(start_paused = true)]
async fn every_transient_error_is_retried_until_success() {
    for step in
        [Step::Refuse, Step::Reset, Step::CutOff, Step::ConnectTimeout, Step::Hang, UNAVAILABLE, LIMITED]
    {
        let bench = Bench::new([step, OK]);
        let success = bench.read().await.expect("success");
        assert_eq!(success.attempts.len(), 2);
    }
}

#[tokio::test(start_paused = true)]
async fn there_are_at_most_three_attempts() {
    let bench = Bench::new([UNAVAILABLE, UNAVAILABLE, UNAVAILABLE]);
    let failed = bench.read().await.expect_err("failure");
    assert_eq!(failed.attempts.len(), 3);
    assert_eq!(failed.stop_reason, Some(StopReason::RetriesExhausted));
    assert_eq!(failed.outcome, Outcome::Unknown, "a 503 does not say whether the server acted");
}

#[tokio::test(start_paused = true)]
async fn a_final_response_is_not_retried() {
    for status in [400, 401, 403, 404, 409, 422] {
        let bench = Bench::new([Step::Response(status, &[], "")]);
        let failed = bench.read().await.expect_err("failure");
        assert_eq!(
            (failed.attempts.len(), failed.stop_reason),
            (1, Some(StopReason::NotRetryable)),
            "{status}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_requested_delay_replaces_the_backoff() {
    for (requested, expected) in [("0.25", 250), ("7", 7_000), ("0", 0)] {
        let headers: &'static [(&str, &str)] = Box::leak(Box::new([("retry-after", requested)]));
        let bench = Bench::new([Step::Response(503, headers, ""), OK]);
        bench.read().await.expect("success");
        assert_eq!(bench.wire.times_ms(), [0, expected]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_fails_at_once_if_a_delay_would_exceed_its_deadline() {
    let bench = Bench::with(total(30_000.0), [Step::Response(429, &[("retry-after", "60")], "")]);
    let started = Instant::now();
    let failed = bench.read().await.expect_err("failure");
    assert_eq!(started.elapsed(), Duration::ZERO);
    assert_eq!(failed.retry_after, Some(Duration::from_secs(60)));
    assert_eq!(failed.stop_reason, Some(StopReason::Deadline));
    assert!(matches!(failed.failure, Failure::Api(_)));
}

#[tokio::test(start_paused = true)]
async fn an_attempt_ends_at_its_timeout_and_a_call_at_its_deadline() {
    let bench = Bench::with(total(25_000.0), [Step::Hang, Step::Hang, Step::Hang]);
    let started = Instant::now();
    let failed = bench.read().await.expect_err("failure");
    // 10 s, a delay of 1 s, 10 s, a delay of 2 s, and the remaining 2 of 25 s.
    assert_eq!(started.elapsed(), Duration::from_secs(25));
    assert_eq!(bench.wire.times_ms(), [0, 11_000, 23_000]);
    assert!(matches!(failed.failure, Failure::Timeout { limit: TimeLimit::Total, .. }));
    assert_eq!((failed.stop_reason, failed.outcome), (Some(StopReason::Deadline), Outcome::Unknown));
}

#[tokio::test(start_paused = true)]
async fn every_attempt_of_a_create_carries_the_same_idempotency_key() {
    let bench = Bench::new([Step::Reset, UNAVAILABLE, OK]);
    bench.create().await.expect("success");
    let requests = bench.wire.requests.lock().unwrap();
    let keys: Vec<&str> = requests.iter().filter_map(|(_, key)| key.as_deref()).collect();
    assert_eq!(keys.len(), 3);
    assert!(keys.iter().all(|key| *key == keys[0]));
}

#[tokio::test(start_paused = true)]
async fn without_ambiguous_retries_a_create_is_retried_only_if_it_cannot_have_arrived() {
    let strict =
        || ClientOptions { ambiguous_retries: Some(AmbiguousRetries::Never), ..ClientOptions::default() };
    for step in [Step::Reset, Step::CutOff, Step::Hang, UNAVAILABLE] {
        let failed = Bench::with(strict(), [step]).create().await.expect_err("failure");
        assert_eq!(
            (failed.stop_reason, failed.outcome),
            (Some(StopReason::OutcomeUnknown), Outcome::Unknown)
        );
    }
    for step in [Step::Refuse, Step::ConnectTimeout, Step::Response(429, &[], "")] {
        Bench::with(strict(), [step, OK]).create().await.expect("success");
    }
    Bench::with(strict(), [Step::Reset, OK]).read().await.expect("a read is never ambiguous");
}

#[tokio::test(start_paused = true)]
async fn a_lost_attempt_makes_the_outcome_unknown() {
    let table = [
        (vec![Step::Refuse, Step::Refuse, Step::Refuse], Outcome::NotSent),
        (vec![Step::Reset, Step::Refuse, Step::Refuse], Outcome::Unknown),
        (vec![Step::Reset, Step::Response(400, &[], "")], Outcome::Unknown),
        (vec![Step::Refuse, Step::Response(400, &[], "")], Outcome::Answered),
        (vec![Step::Refuse, UNAVAILABLE, Step::Refuse], Outcome::Unknown),
        (vec![UNAVAILABLE, UNAVAILABLE, UNAVAILABLE], Outcome::Unknown),
    ];
    for (steps, outcome) in table {
        assert_eq!(Bench::new(steps).create().await.expect_err("failure").outcome, outcome);
    }
    let success = Bench::new([Step::Reset, OK]).create().await.expect("success");
    assert_eq!(success.outcome, Outcome::Unknown);
}

#[tokio::test(start_paused = true)]
async fn an_empty_budget_ends_the_retries() {
    let mut options = ClientOptions::default();
    options.retry.budget_tokens = Some(9.0);
    let bench = Bench::with(options, [UNAVAILABLE, UNAVAILABLE]);
    let failed = bench.read().await.expect_err("failure");
    assert_eq!((failed.attempts.len(), failed.stop_reason), (2, Some(StopReason::BudgetExhausted)));
}

#[tokio::test(start_paused = true)]
async fn a_retry_that_was_never_sent_costs_nothing() {
    let mut options = ClientOptions::default();
    options.retry.budget_tokens = Some(5.0);
    let mut bench = Bench::with(options, [UNAVAILABLE, UNAVAILABLE, OK]);
    let (in_backoff, ()) = tokio::join!(bench.read(), async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        bench.cancel.cancel();
    });
    assert_eq!(in_backoff.expect_err("failure").stop_reason, Some(StopReason::Aborted));
    bench.cancel = CancellationToken::new();
    bench.read().await.expect("the budget still has its one retry");
}

#[tokio::test(start_paused = true)]
async fn the_status_of_an_error_decides_even_if_its_body_times_out() {
    let hasty = || ClientOptions { timeout_ms: Some(600.0), ..ClientOptions::default() };
    for status in [401, 409, 422] {
        let failed =
            Bench::with(hasty(), [Step::SlowResponse(status, &[])]).create().await.expect_err("failure");
        assert_eq!((failed.failure.status(), failed.outcome), (Some(status), Outcome::Answered));
    }
    let bench = Bench::with(hasty(), [Step::SlowResponse(503, &[("retry-after", "3")]), OK]);
    bench.read().await.expect("success");
    assert_eq!(bench.wire.times_ms(), [0, 3_600]);
}

#[tokio::test(start_paused = true)]
async fn jitter_does_not_push_a_delay_beyond_the_deadline() {
    let mut bench = Bench::with(total(3_000.0), [Step::Response(429, &[("retry-after", "2.9")], ""), OK]);
    bench.random = || 1.0;
    bench.read().await.expect("success");
    assert_eq!(bench.wire.times_ms(), [0, 2_900]);
}

#[tokio::test(start_paused = true)]
async fn an_abort_interrupts_an_attempt_a_backoff_and_a_pause_at_once() {
    let in_attempt = Bench::new([Step::Hang]);
    let in_backoff = Bench::new([UNAVAILABLE]);
    let in_pause = Bench::new([]);
    in_pause.pause.extend(Instant::now(), Duration::from_secs(30));
    for (bench, outcome) in
        [(in_attempt, Outcome::Unknown), (in_backoff, Outcome::Unknown), (in_pause, Outcome::NotSent)]
    {
        let started = Instant::now();
        let (failed, ()) = tokio::join!(bench.read(), async {
            tokio::time::sleep(Duration::from_millis(300)).await;
            bench.cancel.cancel();
        });
        let failed = failed.expect_err("failure");
        assert!(matches!(failed.failure, Failure::Aborted { .. }));
        assert_eq!((failed.outcome, failed.stop_reason), (outcome, Some(StopReason::Aborted)));
        assert_eq!(started.elapsed(), Duration::from_millis(300));
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_that_was_aborted_before_it_started_sends_nothing() {
    let bench = Bench::new([]);
    bench.cancel.cancel();
    let failed = bench.read().await.expect_err("failure");
    assert_eq!((failed.outcome, bench.wire.times_ms().len()), (Outcome::NotSent, 0));
}

#[tokio::test(start_paused = true)]
async fn in_an_outage_the_traffic_grows_by_at_most_a_fifth() {
    let calls = 2_000;
    let bench = Bench::new(std::iter::repeat_with(|| UNAVAILABLE).take(3 * calls));
    for _ in 0..calls {
        bench.read().await.expect_err("failure");
    }
    let requests = bench.wire.times_ms().len();
    assert!(requests <= calls * 12 / 10, "{requests} requests for {calls} calls");
}

#[tokio::test(start_paused = true)]
async fn max_retries_0_behaves_like_the_old_sdk() {
    let bench = Bench::new([UNAVAILABLE]);
    let none = CallOptions { max_retries: Some(0.0), ..CallOptions::default() };
    let failed = bench.call("session.retrieve", none).await.expect_err("failure");
    assert_eq!((failed.attempts.len(), failed.stop_reason), (1, Some(StopReason::RetriesExhausted)));
}

#[tokio::test(start_paused = true)]
async fn a_graceful_goaway_costs_no_attempt_and_no_delay() {
    let bench = Bench::new([Step::GracefulGoaway, Step::GracefulGoaway, OK]);
    let success = bench.create().await.expect("success");
    assert_eq!((success.attempts.len(), success.outcome), (1, Outcome::Answered));
    assert_eq!(bench.wire.times_ms(), [0, 0, 0]);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_always_sends_goaway_gets_the_usual_number_of_attempts() {
    let bench = Bench::new(std::iter::repeat_with(|| Step::GracefulGoaway).take(9));
    let failed = bench.create().await.expect_err("failure");
    assert_eq!((failed.attempts.len(), failed.outcome), (3, Outcome::NotSent));
}

#[tokio::test(start_paused = true)]
async fn only_a_timeout_or_a_reset_evicts_idle_connections() {
    let table = [(Step::Hang, true), (Step::Reset, true), (Step::Refuse, false), (UNAVAILABLE, false)];
    for (step, expected) in table {
        let bench = Bench::new([OK, step, OK]);
        bench.read().await.expect("success");
        tokio::time::sleep(Duration::from_secs(3)).await;
        bench.read().await.expect("success");
        let evictions = bench.wire.evictions.lock().unwrap();
        assert_eq!(*evictions, vec![Some(Duration::from_secs(3)); expected.into()]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_timeout_that_fires_late_evicts_all_connections() {
    let bench = Bench::new([Step::Hang, OK]);
    let (success, ()) = tokio::join!(bench.read(), async {
        tokio::task::yield_now().await;
        tokio::time::advance(Duration::from_secs(60)).await;
    });
    success.expect("success");
    assert_eq!(*bench.wire.evictions.lock().unwrap(), [None]);
}
