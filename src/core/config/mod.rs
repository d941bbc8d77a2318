//! The settings of a client and of a call, with every default and limit. The facade has already checked the
//! JavaScript types. This module checks the values, and rejects an invalid one by name before anything is sent.

mod base;
mod headers;
mod number;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, HeaderValue};
use rustls::pki_types::CertificateDer;
use serde::Deserialize;

pub use crate::core::config::base::Base;
use crate::core::config::base::as_parsed;
pub use crate::core::config::headers::reject_blank_key;
use crate::core::config::headers::{HeaderSize, add_headers, fixed_headers, idempotency_key};
use crate::core::config::number::{
    CONCURRENCY, DELAY_MS, FRACTION, MULTIPLIER, PER_MINUTE, POSITIVE_MS, RESPONSE_BYTES, RETRIES, TOKENS,
    integer, millis, number,
};
use crate::core::error::Failure;
use crate::core::pem::{self, Identity};
use crate::core::proxies::Proxies;
use crate::core::retry::backoff::Backoff;
use crate::core::retry::budget::BudgetSettings;

/// The address since 1.0.40, for every kind of key (docs/api-contract.md#server-url-and-path).
pub const DEFAULT_SERVER: &str = "https://api.facesign.ai";
/// The version of the API (docs/api-contract.md#request-headers).
pub const FACESIGN_VERSION: &str = "2024-12-18";
/// The version of the SDK API that this package implements; also `session.apiVersion`.
pub const SDK_VERSION: &str = "1.0.47";

const DEFAULT_TIMEOUT_MS: f64 = 10_000.0;
const DEFAULT_CONNECT_TIMEOUT_MS: f64 = 5_000.0;
const DEFAULT_TOTAL_TIMEOUT_MS: f64 = 120_000.0;
const DEFAULT_MAX_RETRIES: f64 = 2.0;
const DEFAULT_MAX_RESPONSE_BYTES: f64 = 64.0 * 1024.0 * 1024.0;
const DEFAULT_MAX_CONCURRENCY: f64 = 256.0;
/// What servers commonly allow on one connection (RFC 9113, 6.5.2). Requests beyond the server's own limit
/// would wait inside the HTTP/2 library, which sends the first of them even after its call has ended.
const MAX_HTTP2_CONCURRENCY: usize = 100;

/// A string that is never printed.
#[derive(Clone, PartialEq, Eq, Hash, Deserialize)]
#[serde(transparent)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[redacted]")
    }
}

/// The options of a client, as the facade passes them. `null` means absent.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct ClientOptions {
    pub auth: Option<Secret>,
    pub server_url: Option<String>,
    pub timeout_ms: Option<f64>,
    pub connect_timeout_ms: Option<f64>,
    pub total_timeout_ms: Option<f64>,
    pub max_retries: Option<f64>,
    pub retry: RetryOptions,
    pub ambiguous_retries: Option<bool>,
    pub rate_limit: Option<RateLimitOptions>,
    pub proxy: ProxySettings,
    /// PEM certificates of additional authorities.
    pub ca: Vec<String>,
    /// The file that `NODE_EXTRA_CA_CERTS` names.
    pub extra_ca_file: Option<String>,
    pub cert: Option<String>,
    pub key: Option<Secret>,
    pub headers: BTreeMap<String, Secret>,
    pub max_response_bytes: Option<f64>,
    pub max_concurrency: Option<f64>,
    pub http2: Option<bool>,
    pub user_agent: Option<String>,
}

/// The options of the retries.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct RetryOptions {
    pub initial_delay_ms: Option<f64>,
    pub max_delay_ms: Option<f64>,
    pub multiplier: Option<f64>,
    pub jitter: Option<f64>,
    pub retry_after_jitter: Option<f64>,
    pub budget_tokens: Option<f64>,
    pub retry_cost: Option<f64>,
    pub timeout_retry_cost: Option<f64>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RateLimitOptions {
    pub requests_per_minute: f64,
}

/// The proxies to use.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct ProxySettings {
    /// For `http:` servers.
    pub http: Option<Secret>,
    /// For `https:` servers.
    pub https: Option<Secret>,
    /// Hosts to reach directly, as in `NO_PROXY`.
    pub no_proxy: Option<String>,
}

/// The options of one call, as the facade passes them.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct CallOptions {
    pub timeout_ms: Option<f64>,
    pub total_timeout_ms: Option<f64>,
    pub max_retries: Option<f64>,
    pub ambiguous_retries: Option<bool>,
    pub headers: BTreeMap<String, Secret>,
    pub idempotency_key: Option<Secret>,
}

/// The settings that determine how connections are made. Clients with equal settings share their connections
/// and the concurrency limit.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TransportSettings {
    /// Scheme, host and port of the server: `https://api.facesign.ai`.
    pub origin: String,
    pub http2: bool,
    /// The maximum number of requests in flight.
    pub max_concurrency: usize,
    pub connect_timeout: Duration,
    /// From the option `proxy` or the environment.
    pub proxies: Option<Arc<Proxies>>,
    /// From the option `ca`.
    pub ca: Arc<[CertificateDer<'static>]>,
    pub extra_ca_file: Option<String>,
    /// The options `cert` and `key`, parsed. The PEM strings are not kept.
    pub identity: Option<Identity>,
}

/// The validated settings of a client.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The server's address as a URL parser reads it.
    pub server: String,
    /// The base URL of all requests.
    pub base: Base,
    /// Headers of every request. Secret ones are marked as sensitive.
    pub headers: HeaderMap,
    /// The size of the caller's headers.
    own_headers: HeaderSize,
    pub call: CallSettings,
    /// Whether the caller set `totalTimeoutMs`. If not, a longer `timeoutMs` extends it.
    explicit_total: bool,
    pub backoff: Backoff,
    /// The random share that is added to a requested delay.
    pub retry_after_jitter: f64,
    pub budget: BudgetSettings,
    pub requests_per_minute: Option<f64>,
    pub max_response_bytes: u64,
    /// Shared by clients with equal settings, because it may contain a private key.
    pub transport: Arc<TransportSettings>,
}

/// The validated settings of one call.
#[derive(Debug, Clone)]
pub struct CallSettings {
    pub attempt_timeout: Duration,
    pub total_timeout: Duration,
    pub max_retries: u32,
    pub ambiguous_retries: bool,
    pub headers: HeaderMap,
    pub idempotency_key: Option<HeaderValue>,
}

impl Settings {
    pub fn new(options: ClientOptions) -> Result<Self, Failure> {
        let server = options.server_url.as_deref().filter(|url| !url.is_empty());
        let server = server.map_or_else(|| DEFAULT_SERVER.to_owned(), as_parsed);
        let base = Base::new(&server)?;
        let origin = base.origin();
        let http2 = options.http2.unwrap_or(false);
        let timeout_ms = number("timeoutMs", options.timeout_ms, DEFAULT_TIMEOUT_MS, &POSITIVE_MS)?;
        let total_ms = number(
            "totalTimeoutMs",
            options.total_timeout_ms,
            DEFAULT_TOTAL_TIMEOUT_MS.max(timeout_ms),
            &POSITIVE_MS,
        )?;
        let connect_ms =
            number("connectTimeoutMs", options.connect_timeout_ms, DEFAULT_CONNECT_TIMEOUT_MS, &POSITIVE_MS)?;
        let response_bytes = number(
            "maxResponseBytes",
            options.max_response_bytes,
            DEFAULT_MAX_RESPONSE_BYTES,
            &RESPONSE_BYTES,
        )?;
        let own_headers = HeaderSize::default().with(&options.headers)?;
        Ok(Self {
            server,
            base,
            own_headers,
            headers: fixed_headers(options.auth.as_ref(), options.user_agent.as_deref(), &options.headers)?,
            call: CallSettings {
                attempt_timeout: millis(timeout_ms),
                total_timeout: millis(total_ms),
                max_retries: integer(number(
                    "maxRetries",
                    options.max_retries,
                    DEFAULT_MAX_RETRIES,
                    &RETRIES,
                )?),
                ambiguous_retries: options.ambiguous_retries.unwrap_or(true),
                headers: HeaderMap::new(),
                idempotency_key: None,
            },
            explicit_total: options.total_timeout_ms.is_some(),
            backoff: backoff(&options.retry)?,
            retry_after_jitter: number(
                "retry.retryAfterJitter",
                options.retry.retry_after_jitter,
                0.1,
                &FRACTION,
            )?,
            budget: budget(&options.retry)?,
            requests_per_minute: options.rate_limit.as_ref().map(requests_per_minute).transpose()?,
            max_response_bytes: integer(response_bytes),
            transport: Arc::new(TransportSettings {
                origin,
                http2,
                max_concurrency: max_concurrency(options.max_concurrency, http2)?,
                connect_timeout: millis(connect_ms),
                proxies: proxies(&options.proxy)?,
                ca: authorities(&options.ca)?,
                extra_ca_file: options.extra_ca_file,
                identity: Identity::read(
                    options.cert.as_deref(),
                    options.key.as_ref().map(|key| key.0.as_str()),
                )?,
            }),
        })
    }

    /// The settings of one call: its own options, then the client's.
    pub fn for_call(&self, options: CallOptions) -> Result<CallSettings, Failure> {
        let mut call = self.call.clone();
        if let Some(retries) = options.max_retries {
            call.max_retries = integer(number("maxRetries", Some(retries), 0.0, &RETRIES)?);
        }
        if options.timeout_ms.is_some() {
            call.attempt_timeout = millis(number("timeoutMs", options.timeout_ms, 0.0, &POSITIVE_MS)?);
            if !self.explicit_total {
                call.total_timeout = call.total_timeout.max(call.attempt_timeout);
            }
        }
        if options.total_timeout_ms.is_some() {
            call.total_timeout =
                millis(number("totalTimeoutMs", options.total_timeout_ms, 0.0, &POSITIVE_MS)?);
        }
        call.ambiguous_retries = options.ambiguous_retries.unwrap_or(call.ambiguous_retries);
        self.own_headers.with(&options.headers)?;
        add_headers(&mut call.headers, &options.headers)?;
        call.idempotency_key = options.idempotency_key.map(|key| idempotency_key(&key)).transpose()?;
        Ok(call)
    }
}

fn proxies(settings: &ProxySettings) -> Result<Option<Arc<Proxies>>, Failure> {
    let [http, https] =
        [&settings.http, &settings.https].map(|secret| secret.as_ref().map(|secret| secret.0.as_str()));
    Proxies::read(http, https, settings.no_proxy.as_deref())
}

fn authorities(ca: &[String]) -> Result<Arc<[CertificateDer<'static>]>, Failure> {
    let certificates: Vec<_> = ca
        .iter()
        .map(|certificate| pem::certificates("ca", certificate.as_bytes()))
        .collect::<Result<_, _>>()?;
    Ok(certificates.concat().into())
}

fn backoff(options: &RetryOptions) -> Result<Backoff, Failure> {
    Ok(Backoff {
        initial: millis(number("retry.initialDelayMs", options.initial_delay_ms, 1_000.0, &DELAY_MS)?),
        max: millis(number("retry.maxDelayMs", options.max_delay_ms, 10_000.0, &DELAY_MS)?),
        multiplier: number("retry.multiplier", options.multiplier, 2.0, &MULTIPLIER)?,
        jitter: number("retry.jitter", options.jitter, 0.5, &FRACTION)?,
    })
}

fn budget(options: &RetryOptions) -> Result<BudgetSettings, Failure> {
    Ok(BudgetSettings {
        tokens: integer(number("retry.budgetTokens", options.budget_tokens, 500.0, &TOKENS)?),
        retry_cost: integer(number("retry.retryCost", options.retry_cost, 5.0, &TOKENS)?),
        timeout_retry_cost: integer(number(
            "retry.timeoutRetryCost",
            options.timeout_retry_cost,
            10.0,
            &TOKENS,
        )?),
    })
}

fn max_concurrency(option: Option<f64>, http2: bool) -> Result<usize, Failure> {
    let limit = integer(number("maxConcurrency", option, DEFAULT_MAX_CONCURRENCY, &CONCURRENCY)?);
    Ok(if http2 { MAX_HTTP2_CONCURRENCY.min(limit) } else { limit })
}

fn requests_per_minute(options: &RateLimitOptions) -> Result<f64, Failure> {
    number("rateLimit.requestsPerMinute", Some(options.requests_per_minute), 0.0, &PER_MINUTE)
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert!(settings.call.ambiguous_retries);
        assert!(settings.headers.get("authorization").is_none());
        assert_eq!(settings.headers["facesign-version"], "2024-12-18");
        assert_eq!(settings.headers["x-facesign-api-version"], "1.0.47");
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
        let total =
            settings("{}").and_then(|settings| settings.for_call(call)).expect("settings").total_timeout;
        assert_eq!(total.as_secs(), 400);
    }

    #[test]
    fn a_call_overrides_the_options_of_its_client() {
        let client = settings(r#"{"maxRetries":5,"ambiguousRetries":false}"#).expect("settings");
        let own = CallOptions { max_retries: Some(0.0), ..CallOptions::default() };
        assert_eq!(client.for_call(own).expect("settings").max_retries, 0);
        let inherited = client.for_call(CallOptions::default()).expect("settings");
        assert_eq!((inherited.max_retries, inherited.ambiguous_retries), (5, false));
    }
}
