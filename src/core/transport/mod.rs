//! The wire: reqwest with our TLS, proxies, connection pool and redirects. A request goes in; a response with its
//! whole body comes out, or the error. It never retries, except when the server closed a pooled connection before
//! anything was sent.

mod body;
mod body_buffer;
mod client;
mod decode;
mod dns;
mod idle;
mod pool;
mod redirects;
mod registry;

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use http::HeaderMap;
use tokio::sync::Semaphore;
use tokio::time::Instant;

use crate::core::config::TransportSettings;
use crate::core::error::ConnectionFailure;
use crate::core::error::system as system_error;
use crate::core::error::{Failure, ResponseFault};
use crate::core::lock::lock;
use crate::core::request::Request;
use crate::core::response::{Response, request_id};
use crate::core::transport::client::Client;
use crate::core::transport::idle::Clocks;
use crate::core::transport::pool::Pool;
use crate::core::trust::Verifier;

const PROXY_HINT: &str = ". A proxy is set (option proxy, HTTPS_PROXY or HTTP_PROXY) and may be what cannot be \
                          reached. Check it, or add this server to NO_PROXY";

/// Why a request got no usable response.
#[derive(Debug)]
pub enum WireFailure {
    NoResponse(ConnectionFailure),
    /// `maybe_sent` after a redirect: the server that could not be reached is not the first one.
    ConnectTimeout {
        maybe_sent: bool,
    },
    /// The root certificates of `source` were not read within the connect timeout.
    RootsTimeout {
        source: &'static str,
        maybe_sent: bool,
    },
    /// `status` and `request_id` are from the head of the response, if it arrived.
    Response {
        status: Option<u16>,
        request_id: Option<String>,
        fault: ResponseFault,
    },
    Setup(Failure),
}

impl WireFailure {
    /// A response arrived, but only its head can be reported.
    fn unusable(status: u16, headers: &HeaderMap, fault: ResponseFault) -> Self {
        Self::Response { status: Some(status), request_id: request_id(headers), fault }
    }
}

/// Called with a response's status and headers as soon as they arrive: the body may take a while.
pub type OnHead<'a> = &'a (dyn Fn(u16, &HeaderMap) + Sync);

/// Sends a request once. A trait, so that tests of the call loop need no socket.
pub trait Wire: Send + Sync {
    fn send(
        &self,
        request: &Request,
        max_response_bytes: u64,
        on_head: OnHead<'_>,
    ) -> impl Future<Output = Result<Response, WireFailure>> + Send;

    /// Evicts idle connections after an attempt timed out or broke: they may be dead as well, and retries must not
    /// find out one by one. `since` is when the attempt started: the connections stay if a response has arrived
    /// since then. `None` if the process was frozen, which makes all of them suspect.
    fn evict_idle(&self, _since: Option<Instant>) {}
}

/// The connections to one server. All clients with the same settings share them.
#[derive(Debug)]
pub struct Transport {
    settings: Arc<TransportSettings>,
    /// One permit for each request in flight.
    slots: Semaphore,
    pool: Mutex<Pool<Client>>,
    /// The verifier with the most certificates so far.
    verifier: Mutex<Option<Arc<Verifier>>>,
    /// Whether a task keeps the transport alive for the next client (`registry`).
    kept: AtomicBool,
    time_of_day: fn() -> SystemTime,
}

impl Transport {
    /// The slots that limit the requests in flight.
    pub const fn slots(&self) -> &Semaphore {
        &self.slots
    }

    /// The settings. They may contain a private key, so clients share these instead of copying them.
    pub const fn settings(&self) -> &Arc<TransportSettings> {
        &self.settings
    }

    fn clocks(&self) -> Clocks {
        Clocks::new(Instant::now(), (self.time_of_day)())
    }

    /// Mentions the proxy if it was used: its errors look like those of the server behind it.
    fn with_proxy_hint(&self, request: &Request, failure: WireFailure) -> WireFailure {
        let proxies = self.settings.proxies.as_ref();
        let used = proxies.is_some_and(|proxies| proxies.proxy_for(&request.url).is_some());
        match failure {
            WireFailure::NoResponse(mut failure)
                if used && !failure.maybe_sent && !system_error::is_shortage(failure.code) =>
            {
                failure.message.push_str(PROXY_HINT);
                WireFailure::NoResponse(failure)
            }
            other => other,
        }
    }
}

impl Wire for Transport {
    async fn send(
        &self,
        request: &Request,
        max_response_bytes: u64,
        on_head: OnHead<'_>,
    ) -> Result<Response, WireFailure> {
        let response = redirects::tracking(&request.url, self.execute(request))
            .await
            .map_err(|failure| self.with_proxy_hint(request, failure))?;
        lock(&self.pool).note_response(self.clocks(), idle::announced(response.headers()));
        redirects::reject_unusable(&response)?;
        on_head(response.status().as_u16(), response.headers());
        body::read(response, max_response_bytes).await
    }

    fn evict_idle(&self, since: Option<Instant>) {
        let mut pool = lock(&self.pool);
        match since {
            Some(since) => pool.evict_unless_response_since(since),
            None => pool.evict(),
        }
    }
}
