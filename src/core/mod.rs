//! The client in plain Rust, without N-API. JSON strings come in; the response's string or an error record
//! goes out. Start at `client`. `endpoints` is the table of operations, `config` the options and their
//! defaults, `error` the errors.
#![forbid(unsafe_code)]

pub mod call;
pub mod call_result;
pub mod client;
pub mod config;
pub mod crossing;
pub mod crypto;
pub mod custom_request;
pub mod endpoints;
pub mod error;
pub mod headers;
pub mod json_limits;
pub mod lenient_json;
pub mod limiter;
pub mod lock;
pub mod memory;
pub mod pem;
pub mod proxies;
pub mod rate_limit_pause;
pub mod redaction;
pub mod request;
pub mod request_url;
pub mod response;
pub mod retry;
pub mod safe_text;
pub mod session_search;
pub mod tls;
pub mod transport;
pub mod trust;
pub mod turns;
