//! The defaults of the core are those of docs/options.md, which is made from types/options.d.ts.

#![allow(clippy::expect_used, reason = "a failed expectation fails the test")]

use std::collections::BTreeMap;

use facesign_api_native::core::config::{AmbiguousRetries, ClientOptions, Settings};

/// The default in the section of each client option, such as "Default 2." or "defaults to 5000".
fn documented() -> BTreeMap<&'static str, String> {
    let page = include_str!("../docs/options.md");
    let (options, _) =
        page.split_once("\n## Call options").expect("the call options after those of a client");
    options.split("\n### `").skip(1).filter_map(default_in).collect()
}

/// `section` begins with the name of the option. Only numbers and booleans have a default that can be compared.
fn default_in(section: &'static str) -> Option<(&'static str, String)> {
    let (name, rest) = section.split_once('`')?;
    let (declared, description) = rest.split_once(": ")?.1.split_once('`')?;
    if !declared.starts_with("number") && !declared.starts_with("boolean") {
        return None;
    }
    let words: Vec<_> = description.split_whitespace().collect();
    let at = words.iter().position(|word| ["Default", "defaults"].contains(word))?;
    let value = words.get(at + 1..)?.iter().find(|word| **word != "to")?;
    Some((name, value.trim_matches(['`', '.', ',', ';', ':']).to_owned()))
}

#[test]
fn defaults_are_those_of_the_options_page() {
    let settings = Settings::new(ClientOptions::default()).expect("defaults");
    let Settings { call, backoff, budget, .. } = &settings;
    let defaults = [
        ("timeoutMs", call.attempt_timeout.as_millis().to_string()),
        ("connectTimeoutMs", settings.transport.connect_timeout.as_millis().to_string()),
        ("totalTimeoutMs", call.total_timeout.as_millis().to_string()),
        ("maxRetries", call.max_retries.to_string()),
        ("retry.initialDelayMs", backoff.initial.as_millis().to_string()),
        ("retry.maxDelayMs", backoff.max.as_millis().to_string()),
        ("retry.multiplier", backoff.multiplier.to_string()),
        ("retry.jitter", backoff.jitter.to_string()),
        ("retry.retryAfterJitter", settings.retry_after_jitter.to_string()),
        ("retry.budgetTokens", budget.tokens.to_string()),
        ("retry.retryCost", budget.retry_cost.to_string()),
        ("retry.timeoutRetryCost", budget.timeout_retry_cost.to_string()),
        ("ambiguousRetries", (call.ambiguous_retries == AmbiguousRetries::Always).to_string()),
        ("reconcileDelayMs", call.reconcile_delay.as_millis().to_string()),
        ("maxResponseBytes", settings.max_response_bytes.to_string()),
        ("maxConcurrency", settings.transport.max_concurrency.to_string()),
        ("http2", settings.transport.http2.to_string()),
    ];
    assert_eq!(BTreeMap::from(defaults), documented());
}
