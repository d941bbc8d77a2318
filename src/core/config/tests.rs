use std::collections::BTreeMap;
use std::time::Duration;

use super::*;
use crate::core::error::Failure;

fn settings(json: &str) -> Result<Settings, Failure> {
    Settings::new(serde_json::from_str(json).expect("options"))
}

fn rejected(json: &str) -> (String, String) {
    match settings(json) {
        Err(Failure::Configuration { param, message }) => (param, message),
        other => panic!("{json} was not rejected: {other:?}"),
    }
}

#[test]
fn defaults_are_as_documented() {
    let settings = settings("{}").expect("defaults");
    assert_eq!(settings.server, "https://api.facesign.ai");
    assert_eq!(settings.call.attempt_timeout, Duration::from_secs(10));
    assert_eq!(settings.call.total_timeout, Duration::from_secs(120));
    assert_eq!(settings.transport.connect_timeout, Duration::from_secs(5));
    assert_eq!(settings.call.max_retries, 2);
    assert_eq!(settings.max_response_bytes, 67_108_864);
    assert_eq!(settings.call.ambiguous_retries, AmbiguousRetries::Always);
    assert_eq!(settings.call.reconcile_delay, Duration::ZERO);
    assert_eq!(settings.idempotency_key_field, "facesign_idempotency_key");
    assert!(settings.headers.get("authorization").is_none());
    assert_eq!(settings.headers["facesign-version"], "2024-12-18");
    assert_eq!(settings.headers["x-facesign-api-version"], "1.0.47");
}

#[test]
fn the_headers_of_a_tracer_replace_none_and_cannot_fail_a_call() {
    let settings = settings(r#"{"headers":{"x-client":"client"}}"#).expect("settings");
    let options = r#"{
        "headers": { "Tracestate": "call" },
        "traceHeaders": {
            "traceparent": "00-1-2-01", "tracestate": "trace", "X-Client": "trace", "a b": "x", "x-line": "a\nb", "host": "x"
        }
    }"#;
    let call = settings.for_call(serde_json::from_str(options).expect("options")).expect("call settings");
    let mut headers: Vec<_> =
        call.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
    headers.sort_unstable();
    assert_eq!(headers, [("traceparent", &b"00-1-2-01"[..]), ("tracestate", b"call")]);
}

#[test]
fn an_invalid_number_is_rejected_by_name() {
    let table = [
        (r#"{"timeoutMs":0}"#, "timeoutMs"),
        (r#"{"timeoutMs":-1}"#, "timeoutMs"),
        (r#"{"connectTimeoutMs":0}"#, "connectTimeoutMs"),
        (r#"{"totalTimeoutMs":-5}"#, "totalTimeoutMs"),
        (r#"{"maxRetries":-1}"#, "maxRetries"),
        (r#"{"maxRetries":1.5}"#, "maxRetries"),
        (r#"{"maxRetries":101}"#, "maxRetries"),
        (r#"{"reconcileDelayMs":-1}"#, "reconcileDelayMs"),
        (r#"{"idempotencyKeyField":" "}"#, "idempotencyKeyField"),
        (r#"{"maxResponseBytes":0}"#, "maxResponseBytes"),
        (r#"{"retry":{"jitter":1.1}}"#, "retry.jitter"),
        (r#"{"retry":{"multiplier":0.5}}"#, "retry.multiplier"),
        (r#"{"rateLimit":{"requestsPerMinute":0}}"#, "rateLimit.requestsPerMinute"),
    ];
    for (json, name) in table {
        let (param, message) = rejected(json);
        assert_eq!(param, name);
        assert!(message.starts_with(&format!("{name} must be")), "{message}");
    }
}

#[test]
fn an_unusable_server_url_is_rejected() {
    for url in
        ["api.facesign.ai", "ftp://x", "https://u:p@x", "https://x?a=1", "https://x#a", "http://", "%%"]
    {
        let (param, message) = rejected(&format!(r#"{{"serverUrl":"{url}"}}"#));
        assert_eq!(param, "serverUrl", "{url}");
        assert!(!message.contains(":p@"), "{message}");
    }
}

#[test]
fn the_server_url_is_shown_as_parsed() {
    for url in [r" https://h:1/a\n", r"https://h:1\r\n/a", r"\thttps://h\t:1/a"] {
        let settings = settings(&format!(r#"{{"serverUrl":"{url}"}}"#)).expect("settings");
        assert_eq!(settings.server, "https://h:1/a");
        assert_eq!(settings.base.address("/langs", "").as_str(), "https://h:1/a/langs");
    }
}

#[test]
fn an_empty_server_url_means_the_default() {
    assert_eq!(settings(r#"{"serverUrl":""}"#).expect("settings").server, DEFAULT_SERVER);
}

#[test]
fn the_key_is_trimmed_and_never_printed() {
    let settings = settings(r#"{"auth":"  sk_test_marked\n"}"#).expect("settings");
    assert_eq!(settings.headers["authorization"], "Bearer sk_test_marked");
    assert!(!format!("{settings:?}").contains("marked"));
    assert_eq!(format!("{:?}", Secret("sk_test_marked".to_owned())), "[redacted]");
}

#[test]
fn an_invalid_key_is_rejected_without_repeating_it() {
    for key in ["sk_ma\\nrked", "sk_ma\\u0000rked", "sk_marked\\u20ac", "sk_marked\\ud83d\\ude00"] {
        let (param, message) = rejected(&format!(r#"{{"auth":"{key}"}}"#));
        assert_eq!(param, "auth");
        assert!(!message.contains("sk_"), "{message}");
    }
}

#[test]
fn transport_headers_and_invalid_names_are_rejected() {
    for name in ["Host", "content-length", "Transfer-Encoding", "connection", "a b", ""] {
        let (param, _) = rejected(&format!(r#"{{"headers":{{"{name}":"x"}}}}"#));
        assert_eq!(param, format!("headers[{name:?}]"));
    }
}

fn many_headers(count: usize, value: &str) -> BTreeMap<String, Secret> {
    (0..count).map(|number| (format!("x-{number:05}"), Secret(value.to_owned()))).collect()
}

#[test]
fn headers_of_client_and_call_together_are_limited_to_100_and_64_kb() {
    let table = [
        (100, 0, "v", true),
        (50, 50, "v", true),
        (101, 0, "v", false),
        (50, 51, "v", false),
        (0, 40_000, "v", false),
        (40_000, 0, "v", false),
        (1, 0, &*"v".repeat(65_536 - 11), true),
        (1, 0, &*"v".repeat(65_536 - 10), false),
        (1, 1, &*"v".repeat(40_000), false),
    ];
    for (of_client, of_call, value, accepted) in table {
        let headers = many_headers(of_client, value);
        let client = Settings::new(ClientOptions { headers, ..ClientOptions::default() });
        let headers = many_headers(of_call, value);
        let call = CallOptions { headers, ..CallOptions::default() };
        match client.and_then(|client| client.for_call(call)) {
            Ok(_) => assert!(accepted, "{of_client} and {of_call}"),
            Err(Failure::Configuration { param, message }) => {
                assert!(!accepted && param == "headers", "{of_client} and {of_call}");
                assert!(message.starts_with("headers must be at most 100"), "{message}");
            }
            Err(other) => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_server_url_without_a_scheme_gets_a_suggestion() {
    let table = [
        ("api.facesign.ai", "Add https://, as in https://api.facesign.ai"),
        ("//api.facesign.ai/v1", "Add https://, as in https://api.facesign.ai/v1"),
        ("api.facesign.ai:443", "Add https://, as in https://api.facesign.ai:443"),
        ("localhost:4010", "Add http://, as in http://localhost:4010"),
        ("localhost", "Add http://, as in http://localhost"),
        ("127.0.0.1:4010", "Add http://, as in http://127.0.0.1:4010"),
        ("[::1]:4010", "Add http://, as in http://[::1]:4010"),
        ("user:marked@host.test", "its scheme is user"),
        ("host.test/?key=marked", "Add https://, as in https://api.facesign.ai"),
        ("sk_test_marked", "Add https://, as in https://api.facesign.ai"),
    ];
    for (url, advice) in table {
        let (param, message) = rejected(&format!(r#"{{"serverUrl":"{url}"}}"#));
        assert_eq!(param, "serverUrl", "{url}");
        assert!(message.contains(advice), "{url}: {message}");
        assert!(!message.contains("marked"), "{message}");
    }
}

#[test]
fn a_longer_attempt_timeout_extends_an_unset_total_timeout() {
    let total = |json: &str| settings(json).expect("settings").call.total_timeout.as_secs();
    assert_eq!(total(r#"{"timeoutMs":300000}"#), 300);
    assert_eq!(total(r#"{"timeoutMs":300000,"totalTimeoutMs":1000}"#), 1);
    let call = CallOptions { timeout_ms: Some(400_000.0), ..CallOptions::default() };
    let total = settings("{}").and_then(|settings| settings.for_call(call)).expect("settings").total_timeout;
    assert_eq!(total.as_secs(), 400);
}

#[test]
fn a_longer_timeout_than_a_year_acts_as_one_of_a_year() {
    let settings = settings(r#"{"timeoutMs":1e300}"#).expect("settings");
    assert_eq!(settings.call.attempt_timeout, Duration::from_secs(365 * 24 * 3600));
}

#[test]
fn a_call_overrides_the_options_of_its_client() {
    let client = settings(r#"{"maxRetries":5,"ambiguousRetries":false}"#).expect("settings");
    let own = CallOptions { max_retries: Some(0.0), ..CallOptions::default() };
    assert_eq!(client.for_call(own).expect("settings").max_retries, 0);
    let inherited = client.for_call(CallOptions::default()).expect("settings");
    assert_eq!((inherited.max_retries, inherited.ambiguous_retries), (5, AmbiguousRetries::Never));
}

#[test]
fn ambiguous_retries_are_a_switch_or_a_word() {
    let of = |json: &str| settings(json).expect("settings").call.ambiguous_retries;
    let table = [
        (r#"{"ambiguousRetries":true}"#, AmbiguousRetries::Always),
        (r#"{"ambiguousRetries":false}"#, AmbiguousRetries::Never),
        (r#"{"ambiguousRetries":"reconcile"}"#, AmbiguousRetries::Reconcile),
    ];
    for (json, expected) in table {
        assert_eq!(of(json), expected, "{json}");
    }
}

#[test]
fn a_call_overrides_how_ambiguous_retries_are_made() {
    let client = settings(r#"{"reconcileDelayMs":5}"#).expect("settings");
    let own = CallOptions {
        ambiguous_retries: Some(AmbiguousRetries::Reconcile),
        reconcile_delay_ms: Some(7.0),
        ..CallOptions::default()
    };
    let call = client.for_call(own).expect("settings");
    assert_eq!(
        (call.ambiguous_retries, call.reconcile_delay),
        (AmbiguousRetries::Reconcile, Duration::from_millis(7))
    );
}

#[test]
fn a_derived_client_has_its_own_key_redacted() {
    let parent = settings(r#"{"auth":"sk_test_of_the_parent"}"#).expect("settings");
    let text = "sk_test_of_the_parent sk_test_of_another";
    let table = [
        (r#"{"keep":{"auth":true}}"#, "[redacted] sk_test_of_another"),
        (r#"{"auth":"sk_test_of_another"}"#, "sk_test_of_the_parent [redacted]"),
        (
            r#"{"keep":{"auth":true},"headers":{"authorization":"Bearer sk_test_of_another"}}"#,
            "sk_test_of_the_parent [redacted]",
        ),
    ];
    for (options, expected) in table {
        let derived = parent.derived(serde_json::from_str(options).expect("options")).expect("settings");
        assert_eq!(derived.call.redactor.clean(text), expected, "{options}");
    }
}
