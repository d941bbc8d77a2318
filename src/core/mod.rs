//! The client in plain Rust, free of N-API: what is asked for comes in as JSON text, the
//! response's text or a described failure goes out. `client` is the way in; `endpoints`,
//! `config` and `error` are the homes of the operations, the defaults and the failures.
#![forbid(unsafe_code)]

pub mod ascii_json;
pub mod call;
pub mod call_result;
pub mod client;
pub mod config;
pub mod connection_failure;
pub mod crypto;
pub mod endpoints;
pub mod error;
pub mod json_chunks;
pub mod json_limits;
pub mod lenient_json;
pub mod limiter;
pub mod lock;
pub mod memory;
pub mod pem;
pub mod proxies;
pub mod rate_limit_pause;
pub mod redaction;
pub mod report;
pub mod request;
pub mod response;
pub mod retry;
pub mod safe_text;
pub mod system_error;
pub mod tls;
pub mod transport;
pub mod trust;
pub mod turns;
