//! `ambiguousRetries: 'reconcile'` against a model of FaceSign without idempotency keys: what is adopted, what is retried,
//! and what a lookup that fails does to a call.

mod server;

use std::time::{Duration, SystemTime};

use facesign_api_native::core::call_result::{Attempt, CallFailure, StopReason, Success};
use facesign_api_native::core::config::{AmbiguousRetries, CallOptions, ClientOptions, Secret};
use facesign_api_native::core::error::Failure;
use facesign_api_native::core::lenient_json::Fields;
use facesign_api_native::core::retry::classify::Outcome;
use server::{Create, Read, Server, Session};
use tokio_util::sync::CancellationToken;

use crate::script::Bench;

const CREATE: &str = r#"{"clientReferenceId":"user-1","metadata":{"a":1},"flow":[]}"#;
const KEY: &str = "key-of-this-call";
/// 2026-11-23 12:00:00 UTC
const NOW: fn() -> SystemTime = || SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_435_200);

fn reconciling() -> ClientOptions {
    ClientOptions { ambiguous_retries: Some(AmbiguousRetries::Reconcile), ..ClientOptions::default() }
}

fn over(server: Server) -> Bench<Server> {
    over_with(reconciling(), server)
}

fn over_with(options: ClientOptions, server: Server) -> Bench<Server> {
    let mut bench = Bench::over(server, options, CREATE);
    bench.time_of_day = NOW;
    bench
}

async fn create(bench: &Bench<Server>) -> Result<Success, CallFailure> {
    let key = Some(Secret(KEY.to_owned()));
    bench.call("session.create", CallOptions { idempotency_key: key, ..CallOptions::default() }).await
}

fn kinds(attempts: &[Attempt]) -> Vec<&'static str> {
    attempts.iter().map(|attempt| attempt.kind.map_or("", Into::into)).collect()
}

fn id(success: &Success) -> String {
    let body = Fields::read(std::str::from_utf8(&success.response.body).expect("UTF-8")).expect("an object");
    let object = |name| Fields::read(body.get(name).expect(name).get()).expect("an object");
    assert!(object("clientSecret").string("secret").is_some());
    object("session").string("id").expect("an id")
}

#[tokio::test(start_paused = true)]
async fn a_create_that_succeeds_looks_nothing_up() {
    let bench = over(Server::new([Create::Works]));
    let success = create(&bench).await.expect("success");
    assert_eq!((kinds(&success.attempts), success.adoption), (vec!["create"], None));
    assert_eq!(bench.wire.log(), ["0 POST /sessions"]);
}

#[tokio::test(start_paused = true)]
async fn the_key_is_added_to_the_metadata_and_to_nothing_else() {
    let bench = over(Server::new([Create::Works]));
    create(&bench).await.expect("success");
    let body = bench.wire.bodies.lock().unwrap()[0].clone();
    assert_eq!(
        body,
        r#"{"clientReferenceId":"user-1","metadata":{"facesign_idempotency_key":"key-of-this-call","a":1},"flow":[]}"#
    );
}

#[tokio::test(start_paused = true)]
async fn the_session_of_a_lost_response_is_adopted() {
    for lost in
        [Create::ActsThenResets, Create::ActsThenHangs, Create::ActsThenSays(503), Create::ActsThenSays(408)]
    {
        let bench = over(Server::new([lost]));
        let success = create(&bench).await.expect("success");
        assert_eq!(id(&success), "s1");
        assert_eq!(kinds(&success.attempts), ["create", "lookup", "lookup"]);
        assert_eq!(success.attempts.iter().map(|attempt| attempt.number).collect::<Vec<_>>(), [1, 2, 3]);
        assert_eq!(success.adoption.expect("adopted").duplicates, Vec::<String>::new());
        assert_eq!(success.outcome, Outcome::Answered);
        assert_eq!(bench.wire.sessions(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn the_backoff_passes_before_the_look_up_and_the_retry_follows_at_once() {
    let bench = over(Server::new([Create::Resets, Create::Works]));
    let success = create(&bench).await.expect("success");
    assert_eq!((kinds(&success.attempts), success.adoption), (vec!["create", "lookup", "create"], None));
    assert_eq!(success.outcome, Outcome::Unknown);
    let listed = "1000 GET /sessions?limit=100&clientReferenceId=user-1&fromDate=1795434600000&sortBy=createdAt&sortOrder=desc";
    assert_eq!(bench.wire.log(), ["0 POST /sessions", listed, "1000 POST /sessions"]);
}

#[tokio::test(start_paused = true)]
async fn an_attempt_that_certainly_did_nothing_is_retried_without_a_look_up() {
    for first in [Create::Refuses, Create::Says(429)] {
        let bench = over(Server::new([first, Create::Works]));
        let success = create(&bench).await.expect("success");
        assert_eq!(kinds(&success.attempts), ["create", "create"]);
    }
}

#[tokio::test(start_paused = true)]
async fn once_an_attempt_is_lost_every_further_retry_looks_again() {
    let bench = over(Server::new([Create::Resets, Create::Refuses, Create::Works]));
    let success = create(&bench).await.expect("success");
    assert_eq!(kinds(&success.attempts), ["create", "lookup", "create", "lookup", "create"]);
}

#[tokio::test(start_paused = true)]
async fn a_call_looks_once_more_before_it_fails() {
    let last = [(Create::ActsThenResets, 2), (Create::ActsThenSays(501), 0), (Create::ActsThenTooLarge, 0)];
    for (last, retries_before) in last {
        let before = std::iter::repeat_with(|| Create::Says(503)).take(retries_before);
        let bench = over(Server::new(before.chain([last])));
        assert_eq!(id(&create(&bench).await.expect("success")), "s1");
    }
    let bench = over_with(
        ClientOptions { max_retries: Some(0.0), ..reconciling() },
        Server::new([Create::ActsThenResets]),
    );
    assert_eq!(id(&create(&bench).await.expect("success")), "s1", "even without retries");
}

#[tokio::test(start_paused = true)]
async fn a_call_that_finds_nothing_fails_with_the_error_of_its_create() {
    let bench = over(Server::new([Create::Says(503), Create::Says(503), Create::Says(503)]));
    let failed = create(&bench).await.expect_err("failure");
    assert_eq!(kinds(&failed.attempts), ["create", "lookup", "create", "lookup", "create", "lookup"]);
    assert_eq!(failed.failure.status(), Some(503));
    assert_eq!((failed.stop_reason, failed.outcome), (Some(StopReason::RetriesExhausted), Outcome::Unknown));
}

#[tokio::test(start_paused = true)]
async fn a_success_that_is_not_json_is_looked_up() {
    let bench = over(Server::new([Create::ActsThenIsNotJson]));
    assert_eq!(id(&create(&bench).await.expect("success")), "s1");
    let bench = over(Server::new([Create::IsNotJson]));
    let success = create(&bench).await.expect("the facade rejects it");
    assert_eq!((&success.response.body[..], success.adoption), (&b"<html>"[..], None));
}

#[tokio::test(start_paused = true)]
async fn a_stale_list_leads_to_a_second_session_unless_the_look_up_is_delayed() {
    // When the list shows the session, the option, the number of sessions.
    let table = [(0, 0.0, 1), (1_000, 0.0, 1), (5_000, 0.0, 2), (5_000, 4_000.0, 2), (5_000, 5_000.0, 1)];
    for (stale_ms, delay_ms, sessions) in table {
        let options = ClientOptions { reconcile_delay_ms: Some(delay_ms), ..reconciling() };
        let server =
            Server::new([Create::ActsThenResets, Create::Works]).stale(Duration::from_millis(stale_ms));
        let bench = over_with(options, server);
        create(&bench).await.expect("success");
        assert_eq!(bench.wire.sessions(), sessions, "{stale_ms} ms, {delay_ms} ms");
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_acts_after_the_look_up_makes_a_second_session() {
    let bench = over(Server::new([Create::ResetsThenActs(Duration::from_secs(2)), Create::Works]));
    create(&bench).await.expect("success");
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(bench.wire.sessions(), 2);
}

#[tokio::test(start_paused = true)]
async fn of_two_sessions_with_the_key_the_first_is_adopted_and_the_other_is_named() {
    let bench =
        over(Server::new([Create::ResetsThenActs(Duration::from_millis(1_500)), Create::ActsThenResets]));
    let success = create(&bench).await.expect("success");
    assert_eq!(bench.wire.sessions(), 2);
    assert_eq!(id(&success), "s2", "the retry made it at 1 s, the first attempt at 1.5 s");
    assert_eq!(success.adoption.expect("adopted").duplicates, ["s1"]);
}

#[tokio::test(start_paused = true)]
async fn duplicates_are_named_without_the_key_that_the_call_itself_sent() {
    let own = "sk_test_of_this_call";
    let sessions = [("first", 0), (own, 1)].map(|(id, ms)| Session {
        key: Some(KEY.into()),
        created: Duration::from_millis(ms),
        ..Session::new(id)
    });
    let bench = over(Server::new([Create::Resets]).with(sessions));
    let options = CallOptions {
        idempotency_key: Some(Secret(KEY.to_owned())),
        headers: [("authorization".to_owned(), Secret(format!("Bearer {own}")))].into(),
        ..CallOptions::default()
    };
    let success = bench.call("session.create", options).await.expect("success");
    assert_eq!(success.adoption.expect("adopted").duplicates, ["[redacted]"]);
}

#[tokio::test(start_paused = true)]
async fn clocks_minutes_apart_change_nothing() {
    // How far the clock of the server is ahead, in seconds; whether responses have a date.
    for (ahead, dated) in
        [(0, false), (-500, false), (-500, true), (-7_200, true), (7_200, false), (7_200, true)]
    {
        let bench = over(Server::new([Create::ActsThenResets]).clock_ahead(ahead, dated));
        assert_eq!(id(&create(&bench).await.expect("success")), "s1", "{ahead} s, {dated}");
        assert_eq!(bench.wire.sessions(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_reference_shared_by_thousands_is_searched_in_bounded_pages() {
    // The session among so many newer ones, the requests that it took, whether it was found.
    let table = [(0, 2, true), (99, 2, true), (100, 3, true), (999, 11, true), (1_000, 10, false)];
    for (newer, reads, is_found) in table {
        let server = Server::new([Create::ActsThenResets]);
        let bench = over(server.with_newer(newer).with_older(3_000));
        let result = create(&bench).await;
        assert_eq!(bench.wire.log().len() - 1, reads, "{newer}");
        match result {
            Ok(success) => assert!(is_found && id(&success) == "s1"),
            Err(failed) => {
                assert!(!is_found);
                assert_eq!(failed.stop_reason, Some(StopReason::OutcomeUnknown));
            }
        }
        assert_eq!(bench.wire.made(), 1, "it is never retried where the session may be");
    }
}

#[tokio::test(start_paused = true)]
async fn sessions_of_other_calls_are_not_adopted() {
    let other = Session { key: Some("key-of-another-call".into()), ..Session::new("o1") };
    let elsewhere = Session { key: None, reference: "user-2".into(), ..Session::new("o2") };
    let bench = over(Server::new([Create::Resets, Create::Works]).with([other, elsewhere]).unfiltered());
    assert_eq!(id(&create(&bench).await.expect("success")), "s3");
}

#[tokio::test(start_paused = true)]
async fn a_session_in_which_no_key_can_be_read_prevents_the_retry() {
    for metadata in [
        "null",
        "{}",
        r#""text""#,
        r#"{"facesign_idempotency_key":7}"#,
        r#"{"FACESIGN_IDEMPOTENCY_KEY":"key-of-this-call"}"#,
    ] {
        let bench = over(Server::new([Create::ActsThenResets]).metadata_becomes(metadata));
        let failed = create(&bench).await.expect_err("failure");
        assert_eq!(
            (failed.stop_reason, failed.outcome),
            (Some(StopReason::OutcomeUnknown), Outcome::Unknown),
            "{metadata}"
        );
        assert_eq!(bench.wire.made(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn metadata_that_comes_back_with_more_fields_is_recognized() {
    let metadata =
        r#"{"a":1,"added":{"by":["the server"]},"facesign_idempotency_key":"key-of-this-call","b":"\ud800"}"#;
    let bench = over(Server::new([Create::ActsThenResets]).metadata_becomes(metadata));
    assert_eq!(id(&create(&bench).await.expect("success")), "s1");
}

#[tokio::test(start_paused = true)]
async fn a_look_up_is_retried_like_a_read() {
    for fault in [Read::Resets, Read::Refuses, Read::Says(503), Read::Hangs] {
        let server =
            Server::new([Create::ActsThenResets]).reads([fault, Read::Says(503), Read::Works, Read::Resets]);
        let bench = over(server);
        let success = create(&bench).await.expect("success");
        assert_eq!(id(&success), "s1");
        assert_eq!(kinds(&success.attempts)[1..], ["lookup"; 5]);
        assert_eq!(bench.wire.made(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_look_up_that_fails_is_not_the_reason_of_a_failed_call_and_prevents_the_retry() {
    let faults = [
        (Read::Says(503), StopReason::Deadline),
        (Read::Resets, StopReason::Deadline),
        (Read::Hangs, StopReason::Deadline),
        (Read::Says(404), StopReason::OutcomeUnknown),
        (Read::Says(401), StopReason::OutcomeUnknown),
        (Read::IsNotJson, StopReason::OutcomeUnknown),
    ];
    // Each list fails, then each retrieve.
    for working_reads in [0, 1] {
        for (fault, reason) in faults {
            let reads = std::iter::repeat_n(Read::Works, working_reads);
            let bench = over(Server::new([Create::ActsThenSays(500)]).reads(reads).further_reads(fault));
            let failed = create(&bench).await.expect_err("failure");
            assert_eq!(failed.failure.status(), Some(500), "the error of the create");
            assert_eq!((failed.stop_reason, failed.outcome), (Some(reason), Outcome::Unknown));
            assert_eq!(bench.wire.made(), 1);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_look_up_is_retried_until_the_deadline_whatever_max_retries() {
    let outage = std::iter::repeat_n(Read::Says(503), 10);
    let options = ClientOptions { max_retries: Some(0.0), ..reconciling() };
    let bench = over_with(options, Server::new([Create::ActsThenResets]).reads(outage));
    assert_eq!(id(&create(&bench).await.expect("success")), "s1");
    assert_eq!(bench.wire.elapsed(), Duration::from_secs(1 + 2 + 4 + 8 + 6 * 10));
}

#[tokio::test(start_paused = true)]
async fn a_response_that_is_no_list_prevents_the_retry() {
    for body in
        ["", "null", "[]", "{}", r#"{"sessions":{}}"#, r#"{"sessions":[],"hasMore":true}"#, "\u{feff}{}"]
    {
        let bench = over(Server::new([Create::Resets]).reads([Read::Body(body)]));
        let failed = create(&bench).await.expect_err("failure");
        assert_eq!(failed.stop_reason, Some(StopReason::OutcomeUnknown), "{body}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_429_to_a_look_up_pauses_it_for_as_long_as_the_server_asks() {
    let server = Server::new([Create::ActsThenResets]).reads([Read::Limits(7)]);
    let bench = over(server);
    assert_eq!(id(&create(&bench).await.expect("success")), "s1");
    let times: Vec<String> =
        bench.wire.log().iter().map(|line| line.split(' ').next().unwrap().to_owned()).collect();
    assert_eq!(times, ["0", "1000", "8000", "8000"]);

    let server = Server::new([Create::ActsThenResets]).reads([Read::Limits(300)]);
    let bench = over(server);
    let failed = create(&bench).await.expect_err("failure");
    assert_eq!(
        (failed.stop_reason, failed.retry_after),
        (Some(StopReason::Deadline), Some(Duration::from_secs(300)))
    );
    assert!(matches!(failed.failure, Failure::Connection { .. }));
}

#[tokio::test(start_paused = true)]
async fn an_abort_during_a_look_up_ends_the_call_at_once() {
    let mut bench = over(Server::new([Create::ActsThenResets]).reads([Read::Hangs]));
    bench.cancel = CancellationToken::new();
    let (failed, ()) = tokio::join!(create(&bench), async {
        tokio::time::sleep(Duration::from_millis(1_300)).await;
        bench.cancel.cancel();
    });
    let failed = failed.expect_err("failure");
    assert!(matches!(failed.failure, Failure::Aborted { operation: "session.create" }));
    assert_eq!((failed.stop_reason, failed.outcome), (Some(StopReason::Aborted), Outcome::Unknown));
    assert_eq!(kinds(&failed.attempts), ["create", "lookup"]);
    assert_eq!(bench.wire.elapsed(), Duration::from_millis(1_300));
}

#[tokio::test(start_paused = true)]
async fn the_deadline_of_the_call_ends_a_look_up() {
    let options = ClientOptions { total_timeout_ms: Some(5_000.0), ..reconciling() };
    let bench = over_with(options, Server::new([Create::ActsThenResets]).reads([Read::Hangs]));
    let failed = create(&bench).await.expect_err("failure");
    assert_eq!(bench.wire.elapsed(), Duration::from_secs(5));
    assert!(matches!(failed.failure, Failure::Connection { .. }), "the error of the create");
    assert_eq!((failed.stop_reason, failed.outcome), (Some(StopReason::Deadline), Outcome::Unknown));
}

#[tokio::test(start_paused = true)]
async fn a_delay_that_exceeds_the_deadline_prevents_the_look_up() {
    let options =
        ClientOptions { total_timeout_ms: Some(5_000.0), reconcile_delay_ms: Some(5_000.0), ..reconciling() };
    let bench = over_with(options, Server::new([Create::ActsThenResets]));
    let failed = create(&bench).await.expect_err("failure");
    assert_eq!((kinds(&failed.attempts), failed.stop_reason), (vec!["create"], Some(StopReason::Deadline)));
    assert_eq!(bench.wire.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn the_delay_that_a_server_asks_for_passes_before_the_look_up() {
    let bench = over(Server::new([Create::ActsThenAsks(503, 4)]));
    assert_eq!(id(&create(&bench).await.expect("success")), "s1");
    assert!(bench.wire.log()[1].starts_with("4000 GET"));
}

#[tokio::test(start_paused = true)]
async fn look_ups_spend_the_budget_of_retries() {
    // A lookup costs 5 tokens, which it returns if it succeeds; a retry costs 5.
    let table = [
        (0.0, 0, StopReason::BudgetExhausted),
        (5.0, 0, StopReason::OutcomeUnknown),
        (5.0, 3, StopReason::BudgetExhausted),
    ];
    for (tokens, working_reads, reason) in table {
        let mut options = ClientOptions { max_retries: Some(3.0), ..reconciling() };
        options.retry.budget_tokens = Some(tokens);
        let reads = std::iter::repeat_with(|| Read::Works).take(working_reads).chain([Read::Says(401)]);
        let bench = over_with(options, Server::new([Create::Resets, Create::Resets]).reads(reads));
        let failed = create(&bench).await.expect_err("failure");
        assert_eq!(failed.stop_reason, Some(reason), "{tokens} {working_reads}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_rate_limit_delays_look_ups() {
    let options =
        serde_json::json!({ "ambiguousRetries": "reconcile", "rateLimit": { "requestsPerMinute": 1 } });
    let options: ClientOptions = serde_json::from_value(options).expect("options");
    let bench = over_with(options, Server::new([Create::ActsThenResets]));
    let failed = create(&bench).await;
    assert!(bench.wire.log()[1].starts_with("60000 GET"), "{:?}", bench.wire.log());
    assert!(failed.is_err(), "the third request would come after the deadline");
}

#[tokio::test(start_paused = true)]
async fn a_look_up_takes_a_slot_and_holds_none_while_it_waits() {
    let bench = over(Server::new([Create::ActsThenResets]));
    let all = u32::try_from(bench.slots.available_permits()).unwrap();
    let (success, ()) = tokio::join!(create(&bench), async {
        tokio::time::sleep(Duration::from_millis(500)).await;
        let taken = bench.slots.acquire_many(all).await.unwrap();
        tokio::time::sleep(Duration::from_secs(3)).await;
        drop(taken);
    });
    success.expect("success");
    assert!(bench.wire.log()[1].starts_with("3500 GET"), "{:?}", bench.wire.log());
}
