//! Which redirects are followed, and where they led. After a redirect the first server has received the request,
//! wherever the next hop failed.

use std::cell::Cell;
use std::error::Error;
use std::sync::Arc;

use reqwest::redirect::{Action, Attempt, Policy};
use url::Url;

use crate::core::error::ResponseFault;
use crate::core::proxies::Proxies;
use crate::core::transport::WireFailure;

/// As in node-fetch, the base of the old SDK (docs/api-contract.md#responses-errors-and-timeouts).
const MAX_REDIRECTS: usize = 20;

/// The current hop of the request.
#[derive(Clone, Copy, Default)]
struct Hop {
    redirected: bool,
    port: Option<u16>,
}

tokio::task_local! {
    /// reqwest's errors name only the first URL, its redirect policy doesn't know the request, and its resolver
    /// doesn't know the port. All of them run in the task of the request.
    static HOP: Cell<Hop>;
}

/// Sends to this URL. `redirected` and `port` report on this request while `sending` runs.
pub async fn tracking<T>(url: &Url, sending: impl Future<Output = T>) -> T {
    let hop = Hop { redirected: false, port: url.port_or_known_default() };
    HOP.scope(Cell::new(hop), sending).await
}

/// Whether the current request was redirected.
pub fn redirected() -> bool {
    HOP.try_with(Cell::get).unwrap_or_default().redirected
}

/// The port that the current request is sent to, after redirects.
pub fn port() -> Option<u16> {
    HOP.try_with(Cell::get).unwrap_or_default().port
}

/// The redirect policy for reqwest: as in the old SDK, but never from https to http.
pub fn policy(proxies: Option<Arc<Proxies>>) -> Policy {
    Policy::custom(move |attempt| match &proxies {
        Some(proxies) if proxies.cannot_reach(attempt.url()) => {
            attempt.error(RejectedRedirect::Ipv6ThroughProxy)
        }
        _ => redirect(attempt),
    })
}

/// What was wrong with a redirect, from reqwest's redirect error.
pub fn fault(error: &reqwest::Error) -> ResponseFault {
    let rejected = error.source().and_then(|source| source.downcast_ref::<RejectedRedirect>());
    rejected.map_or(ResponseFault::TooManyRedirects { limit: MAX_REDIRECTS }, RejectedRedirect::fault)
}

/// Rejects a redirect that reqwest could not follow because its target is invalid. Without a target, it is a
/// response like any other (docs/api-contract.md#responses-errors-and-timeouts).
pub fn reject_unusable(response: &reqwest::Response) -> Result<(), WireFailure> {
    let (status, headers) = (response.status().as_u16(), response.headers());
    if matches!(status, 301 | 302 | 303 | 307 | 308) && headers.contains_key(http::header::LOCATION) {
        return Err(WireFailure::unusable(status, headers, ResponseFault::UnusableRedirect));
    }
    Ok(())
}

/// Why a redirect was rejected.
#[derive(Debug, thiserror::Error)]
enum RejectedRedirect {
    #[error("redirect from https to http")]
    Insecure,
    #[error("redirect to another protocol")]
    OtherProtocol,
    #[error("redirect to an IPv6 address over TLS and through a proxy")]
    Ipv6ThroughProxy,
}

impl RejectedRedirect {
    const fn fault(&self) -> ResponseFault {
        match self {
            Self::Insecure => ResponseFault::InsecureRedirect,
            Self::OtherProtocol => ResponseFault::UnusableRedirect,
            Self::Ipv6ThroughProxy => ResponseFault::Ipv6Redirect,
        }
    }
}

fn redirect(attempt: Attempt<'_>) -> Action {
    let leaves_https = attempt.previous().last().is_some_and(|url| url.scheme() == "https");
    match attempt.url().scheme() {
        "http" if leaves_https => attempt.error(RejectedRedirect::Insecure),
        "http" | "https" => {
            // Outside a request there is no hop to update.
            let hop = Hop { redirected: true, port: attempt.url().port_or_known_default() };
            let _ = HOP.try_with(|current| current.set(hop));
            Policy::limited(MAX_REDIRECTS).redirect(attempt)
        }
        _ => attempt.error(RejectedRedirect::OtherProtocol),
    }
}
