//! The settings of a client and of a call, with every default and limit. The facade has already checked the
//! JavaScript types. This module checks the values, and rejects an invalid one by name before anything is sent.

mod base;
mod headers;
mod inherited;
mod number;
mod options;
mod settings;

pub use base::Base;
pub use headers::reject_blank_key;
pub use options::{
    AmbiguousRetries, CallOptions, ClientOptions, Keep, ProxySettings, RateLimitOptions, RetryOptions, Secret,
};
pub use settings::{CallSettings, Settings, TransportSettings};

/// The address since 1.0.40, for every kind of key (docs/api-contract.md#server-url-and-path).
pub const DEFAULT_SERVER: &str = "https://api.facesign.ai";
/// The version of the API (docs/api-contract.md#request-headers).
pub const FACESIGN_VERSION: &str = "2024-12-18";
/// The version of the SDK API that this package implements; also `session.apiVersion`.
pub const SDK_VERSION: &str = "1.0.47";
/// The content codings that the client asks for (`transport::decode`). It can read brotli, too, but doesn't ask for it: brotli can't be
/// decoded in slices, so each such body waits for its turn on another thread.
pub const ACCEPT_ENCODING: &str = "zstd,gzip";

#[cfg(test)]
mod tests;
