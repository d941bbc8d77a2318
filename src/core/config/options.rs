//! The options of a client and of a call, as the facade passes them.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;

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
    pub ambiguous_retries: Option<AmbiguousRetries>,
    pub reconcile_delay_ms: Option<f64>,
    pub idempotency_key_field: Option<String>,
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
    /// Of `withOptions`: what stays as it is in the client that it was called on.
    pub keep: Keep,
    /// Of `withOptions`: the names of kept headers to remove.
    pub removed_headers: Vec<String>,
}

/// Options of which the core has the only copy, and whether `withOptions` keeps them.
#[derive(Debug, Default, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[allow(clippy::struct_excessive_bools, reason = "one flag for each option")]
pub struct Keep {
    pub auth: bool,
    pub headers: bool,
    pub proxy: bool,
    pub ca: bool,
    /// `cert` and `key`.
    pub identity: bool,
}

/// What follows an attempt after which the server may have acted: the option `ambiguousRetries`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "AmbiguousRetriesJson")]
pub enum AmbiguousRetries {
    /// `true`: a retry with the same idempotency key.
    #[default]
    Always,
    /// `false`: no retry.
    Never,
    /// `'reconcile'`: a lookup, and a retry only if the session certainly isn't there (`call::reconcile`).
    Reconcile,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum AmbiguousRetriesJson {
    Switch(bool),
    Word(AmbiguousRetriesWord),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
enum AmbiguousRetriesWord {
    Reconcile,
}

impl From<AmbiguousRetriesJson> for AmbiguousRetries {
    fn from(option: AmbiguousRetriesJson) -> Self {
        match option {
            AmbiguousRetriesJson::Switch(true) => Self::Always,
            AmbiguousRetriesJson::Switch(false) => Self::Never,
            AmbiguousRetriesJson::Word(AmbiguousRetriesWord::Reconcile) => Self::Reconcile,
        }
    }
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
    pub ambiguous_retries: Option<AmbiguousRetries>,
    pub reconcile_delay_ms: Option<f64>,
    pub headers: BTreeMap<String, Secret>,
    pub idempotency_key: Option<Secret>,
    /// Fields of the query that replace those of the operation, or come after them.
    pub extra_query: Vec<(String, String)>,
    /// Headers of a tracer. The facade passes them.
    pub trace_headers: BTreeMap<String, Secret>,
    /// Whether retries are reported to JavaScript while the call runs. The facade passes it.
    pub report_retries: bool,
}
