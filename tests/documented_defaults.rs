//! The defaults of the core are those in the README's table of options. `__test__/docs.test.mjs` checks that the table
//! agrees with the declarations.

#![allow(clippy::expect_used, reason = "a failed expectation fails the test")]

use std::collections::BTreeMap;

use facesign_api_native::core::config::{ClientOptions, Settings};

/// The defaults in README.md's table, of options that are a number or a flag.
fn documented() -> BTreeMap<&'static str, String> {
    let (_, section) =
        include_str!("../README.md").split_once("### Options of the client\n").expect("options");
    let (table, _) = section.split_once("\n#").expect("a heading after them");
    let default_in = |row: &'static str| {
        let [_, name, kind, default, ..] = row.split('|').map(str::trim).collect::<Vec<_>>()[..] else {
            return None;
        };
        let fits = ["number", "whole number", "boolean"].iter().any(|start| kind.starts_with(start));
        let default = default.strip_prefix('`')?.split('`').next()?;
        fits.then(|| (name.trim_matches('`'), default.to_owned()))
    };
    table.lines().filter_map(default_in).collect()
}

#[test]
fn defaults_are_those_in_the_readme() {
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
        ("ambiguousRetries", call.ambiguous_retries.to_string()),
        ("maxResponseBytes", settings.max_response_bytes.to_string()),
        ("maxConcurrency", settings.transport.max_concurrency.to_string()),
        ("http2", settings.transport.http2.to_string()),
    ];
    assert_eq!(BTreeMap::from(defaults), documented());
}
