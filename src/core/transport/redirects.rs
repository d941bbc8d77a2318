//! Which redirects are followed, and where they have led: after one the first server has had the
//! request, wherever the next hop failed.

use std::cell::Cell;
use std::error::Error;
use std::sync::Arc;

use reqwest::redirect::{Action, Attempt, Policy};
use url::Url;

use crate::core::error::ResponseFault;
use crate::core::proxies::Proxies;
use crate::core::transport::WireFailure;

/// As node-fetch, which the old SDK is built on (docs/api-contract.md#responses-errors-and-timeouts).
const MOST_REDIRECTS: usize = 20;

/// Where the request is that is being sent.
#[derive(Clone, Copy, Default)]
struct Hop {
    redirected: bool,
    port: Option<u16>,
}

tokio::task_local! {
    /// An error of reqwest's names the first address only, its redirect policy is told nothing of
    /// the request, and its resolver not the port. All of them run in the task of the request.
    static HOP: Cell<Hop>;
}

/// Sends to this address, and reads the outcome where `redirected` still tells of this request.
pub async fn noting<T>(url: &Url, sending: impl Future<Output = T>) -> T {
    let hop = Hop { redirected: false, port: url.port_or_known_default() };
    HOP.scope(Cell::new(hop), sending).await
}

/// Whether the request that `noting` is sending was redirected.
pub fn redirected() -> bool {
    HOP.try_with(Cell::get).unwrap_or_default().redirected
}

/// The port of the server that `noting` is sending to, also after redirects.
pub fn port() -> Option<u16> {
    HOP.try_with(Cell::get).unwrap_or_default().port
}

/// For reqwest: what the old SDK follows, but from https to http.
pub fn policy(proxies: Option<Arc<Proxies>>) -> Policy {
    Policy::custom(move |attempt| match &proxies {
        Some(proxies) if proxies.cannot_reach(attempt.url()) => attempt.error(Refused::Ipv6ThroughProxy),
        _ => redirect(attempt),
    })
}

/// What was wrong with a redirect by an error of reqwest's that is one.
pub fn fault(error: &reqwest::Error) -> ResponseFault {
    let refused = error.source().and_then(|source| source.downcast_ref::<Refused>());
    refused.map_or(ResponseFault::TooManyRedirects { limit: MOST_REDIRECTS }, Refused::fault)
}

/// A redirect that reaches us is one that reqwest could not follow, since its address is none.
/// Without an address it is a response like any other (docs/api-contract.md#responses-errors-and-timeouts).
pub fn refuse_unusable(response: &reqwest::Response) -> Result<(), WireFailure> {
    let (status, headers) = (response.status().as_u16(), response.headers());
    if matches!(status, 301 | 302 | 303 | 307 | 308) && headers.contains_key(http::header::LOCATION) {
        return Err(WireFailure::of_no_use(status, headers, ResponseFault::UnusableRedirect));
    }
    Ok(())
}

/// Why a redirect is not followed.
#[derive(Debug, thiserror::Error)]
enum Refused {
    #[error("redirect from https to http")]
    Insecure,
    #[error("redirect to another protocol")]
    OtherProtocol,
    #[error("redirect to an IPv6 address over TLS and through a proxy")]
    Ipv6ThroughProxy,
}

impl Refused {
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
        "http" if leaves_https => attempt.error(Refused::Insecure),
        "http" | "https" => {
            // Outside a request there is nothing to note it for.
            let hop = Hop { redirected: true, port: attempt.url().port_or_known_default() };
            let _ = HOP.try_with(|current| current.set(hop));
            Policy::limited(MOST_REDIRECTS).redirect(attempt)
        }
        _ => attempt.error(Refused::OtherProtocol),
    }
}
