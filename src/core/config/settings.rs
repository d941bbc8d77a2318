//! The validated settings of a client and of a call, and the defaults.

use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, HeaderValue, header};
use rustls::pki_types::CertificateDer;

use crate::core::config::base::{Base, as_parsed};
use crate::core::config::headers::{
    HeaderSize, add_headers, add_trace_headers, fixed_headers, idempotency_key,
};
use crate::core::config::inherited::Inherited;
use crate::core::config::number::{
    CONCURRENCY, DELAY_MS, FRACTION, MULTIPLIER, PER_MINUTE, POSITIVE_MS, RESPONSE_BYTES, RETRIES, TOKENS,
    integer, millis, number,
};
use crate::core::config::{
    AmbiguousRetries, CallOptions, ClientOptions, DEFAULT_SERVER, ProxySettings, RateLimitOptions,
    RetryOptions,
};
use crate::core::error::Failure;
use crate::core::pem::{self, Identity};
use crate::core::proxies::Proxies;
use crate::core::redaction::Redactor;
use crate::core::retry::backoff::Backoff;
use crate::core::retry::budget::BudgetSettings;

const DEFAULT_TIMEOUT_MS: f64 = 10_000.0;
const DEFAULT_CONNECT_TIMEOUT_MS: f64 = 5_000.0;
const DEFAULT_TOTAL_TIMEOUT_MS: f64 = 120_000.0;
const DEFAULT_MAX_RETRIES: f64 = 2.0;
const DEFAULT_IDEMPOTENCY_KEY_FIELD: &str = "facesign_idempotency_key";
const DEFAULT_MAX_RESPONSE_BYTES: f64 = 64.0 * 1024.0 * 1024.0;
const DEFAULT_MAX_CONCURRENCY: f64 = 256.0;
/// What servers commonly allow on one connection (RFC 9113, 6.5.2). Requests beyond the server's own limit
/// would wait inside the HTTP/2 library, which sends the first of them even after its call has ended.
const MAX_HTTP2_CONCURRENCY: usize = 100;

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
    /// The key as a header. The caller's own header, if any, takes precedence.
    pub(super) authorization: Option<HeaderValue>,
    /// The caller's headers.
    pub(super) own_headers: HeaderMap,
    own_size: HeaderSize,
    pub call: CallSettings,
    /// The field of `metadata` that carries the idempotency key of a create that can be looked up.
    pub idempotency_key_field: String,
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
    pub ambiguous_retries: AmbiguousRetries,
    /// The minimum delay before a lookup.
    pub reconcile_delay: Duration,
    pub headers: HeaderMap,
    /// Removes the key that the call sends from what the server sends.
    pub redactor: Arc<Redactor>,
    pub idempotency_key: Option<HeaderValue>,
    pub extra_query: Vec<(String, String)>,
    /// Whether retries are reported while the call runs.
    pub report_retries: bool,
}

impl Settings {
    pub fn new(options: ClientOptions) -> Result<Self, Failure> {
        Self::read(options, None)
    }

    /// The settings of a client that `withOptions` makes. `options` has all of its options but those that it keeps.
    pub fn derived(&self, options: ClientOptions) -> Result<Self, Failure> {
        Self::read(options, Some(self))
    }

    fn read(options: ClientOptions, parent: Option<&Self>) -> Result<Self, Failure> {
        let inherited = Inherited::new(parent, options.keep);
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
        let own_headers = inherited.own_headers(&options)?;
        let authorization = inherited.authorization(&options)?;
        let headers = fixed_headers(authorization.as_ref(), options.user_agent.as_deref(), &own_headers)?;
        let redactor = inherited.redactor(&headers);
        Ok(Self {
            server,
            base,
            headers,
            authorization,
            own_size: HeaderSize::of(&own_headers)?,
            own_headers,
            call: CallSettings {
                redactor,
                attempt_timeout: millis(timeout_ms),
                total_timeout: millis(total_ms),
                max_retries: integer(number(
                    "maxRetries",
                    options.max_retries,
                    DEFAULT_MAX_RETRIES,
                    &RETRIES,
                )?),
                ambiguous_retries: options.ambiguous_retries.unwrap_or_default(),
                reconcile_delay: reconcile_delay(options.reconcile_delay_ms)?,
                headers: HeaderMap::new(),
                idempotency_key: None,
                extra_query: Vec::new(),
                report_retries: false,
            },
            idempotency_key_field: idempotency_key_field(options.idempotency_key_field.as_deref())?,
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
                proxies: inherited.proxies(&options)?,
                ca: inherited.ca(&options)?,
                identity: inherited.identity(&options)?,
                extra_ca_file: inherited.extra_ca_file(options.extra_ca_file),
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
        if options.reconcile_delay_ms.is_some() {
            call.reconcile_delay = reconcile_delay(options.reconcile_delay_ms)?;
        }
        self.own_size.with(&options.headers)?;
        add_headers(&mut call.headers, &options.headers)?;
        add_trace_headers(&mut call.headers, &options.trace_headers, &self.headers);
        if call.headers.contains_key(header::AUTHORIZATION) {
            call.redactor = Arc::new(Redactor::new(&call.headers));
        }
        call.report_retries = options.report_retries;
        call.idempotency_key = options.idempotency_key.map(|key| idempotency_key(&key)).transpose()?;
        call.extra_query = options.extra_query;
        Ok(call)
    }
}

pub(super) fn proxies(settings: &ProxySettings) -> Result<Option<Arc<Proxies>>, Failure> {
    let [http, https] =
        [&settings.http, &settings.https].map(|secret| secret.as_ref().map(|secret| secret.0.as_str()));
    Proxies::read(http, https, settings.no_proxy.as_deref())
}

pub(super) fn authorities(ca: &[String]) -> Result<Arc<[CertificateDer<'static>]>, Failure> {
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

fn reconcile_delay(option: Option<f64>) -> Result<Duration, Failure> {
    Ok(millis(number("reconcileDelayMs", option, 0.0, &DELAY_MS)?))
}

fn idempotency_key_field(option: Option<&str>) -> Result<String, Failure> {
    let field = option.unwrap_or(DEFAULT_IDEMPOTENCY_KEY_FIELD);
    if !field.trim().is_empty() {
        return Ok(field.to_owned());
    }
    let message = "idempotencyKeyField must be a non-empty string. Omit it for the default";
    Err(Failure::configuration("idempotencyKeyField", message))
}

fn max_concurrency(option: Option<f64>, http2: bool) -> Result<usize, Failure> {
    let limit = integer(number("maxConcurrency", option, DEFAULT_MAX_CONCURRENCY, &CONCURRENCY)?);
    Ok(if http2 { MAX_HTTP2_CONCURRENCY.min(limit) } else { limit })
}

fn requests_per_minute(options: &RateLimitOptions) -> Result<f64, Failure> {
    number("rateLimit.requestsPerMinute", Some(options.requests_per_minute), 0.0, &PER_MINUTE)
}
