//! The wire: reqwest with our TLS, proxies, pool and redirects. A request goes in; a response
//! with its whole body comes out, or the reason why there is none. It never repeats anything
//! by itself, but for a pooled connection that the server closed before anything was sent.

mod body;
mod client;
mod decode;
mod dns;
mod idle;
mod pool;
mod redirects;
mod registry;
mod text;

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use http::HeaderMap;
use tokio::sync::Semaphore;
use tokio::time::Instant;

use crate::core::config::TransportSettings;
use crate::core::connection_failure::ConnectionFailure;
use crate::core::error::{Failure, ResponseFault};
use crate::core::lock::lock;
use crate::core::request::Request;
use crate::core::response::{Response, request_id};
use crate::core::system_error;
use crate::core::transport::client::Client;
use crate::core::transport::idle::Clocks;
use crate::core::transport::pool::Pool;
use crate::core::trust::Verifier;

const PROXY_HINT: &str = ". A proxy is set (option proxy, HTTPS_PROXY or HTTP_PROXY): unless NO_PROXY excepts this \
                          server, the proxy may be what cannot be reached";

/// Why a request got no response that can be used.
#[derive(Debug)]
pub enum WireFailure {
    NoResponse(ConnectionFailure),
    /// `maybe_sent`: the server that could not be connected to is not the one that was asked first.
    ConnectTimeout {
        maybe_sent: bool,
    },
    /// The root certificates of `source` were not read within the connect timeout.
    RootsTimeout {
        source: &'static str,
        maybe_sent: bool,
    },
    /// `status` and `request_id` are those of the response's head, where it came.
    Response {
        status: Option<u16>,
        request_id: Option<String>,
        fault: ResponseFault,
    },
    Setup(Failure),
}

impl WireFailure {
    /// A response came, and its head is all that can be told of it.
    fn of_no_use(status: u16, headers: &HeaderMap, fault: ResponseFault) -> Self {
        Self::Response { status: Some(status), request_id: request_id(headers), fault }
    }
}

/// Told of a response's status and headers as soon as they are there: its body may take its time.
pub type OnHead<'a> = &'a (dyn Fn(u16, &HeaderMap) + Sync);

/// Sends a request once. The call loop is written against this, so that its tests need no socket.
pub trait Wire: Send + Sync {
    fn send(
        &self,
        request: &Request,
        max_response_bytes: u64,
        on_head: OnHead<'_>,
    ) -> impl Future<Output = Result<Response, WireFailure>> + Send;

    /// An attempt over a connection timed out or broke: the idle ones beside it may be as dead, and a retry
    /// must not find out one after the other. `since` is when the attempt began: where a response has arrived
    /// since then, the connections are as good as they were. None where the process was frozen meanwhile.
    fn evict_idle(&self, _since: Option<Instant>) {}
}

/// The connections to one server that all clients with the same settings share.
#[derive(Debug)]
pub struct Transport {
    settings: Arc<TransportSettings>,
    /// One for each request in flight.
    slots: Semaphore,
    pool: Mutex<Pool<Client>>,
    /// The one that knows most so far.
    verifier: Mutex<Option<Arc<Verifier>>>,
    /// Whether a task keeps the transport for the next client (`registry`).
    kept: AtomicBool,
    time_of_day: fn() -> SystemTime,
}

impl Transport {
    /// The slots that limit the requests in flight.
    pub const fn slots(&self) -> &Semaphore {
        &self.slots
    }

    /// The settings, which may hold a private key: clients keep these instead of a copy.
    pub const fn settings(&self) -> &Arc<TransportSettings> {
        &self.settings
    }

    fn clocks(&self) -> Clocks {
        Clocks::new(Instant::now(), (self.time_of_day)())
    }

    /// What is behind a proxy that cannot be reached looks as if it could not be reached itself.
    fn with_proxy_named(&self, request: &Request, failure: WireFailure) -> WireFailure {
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
        let response = redirects::noting(&request.url, self.execute(request))
            .await
            .map_err(|failure| self.with_proxy_named(request, failure))?;
        lock(&self.pool).answered(self.clocks(), idle::announced(response.headers()));
        redirects::refuse_unusable(&response)?;
        on_head(response.status().as_u16(), response.headers());
        body::read(response, max_response_bytes).await
    }

    fn evict_idle(&self, since: Option<Instant>) {
        let mut pool = lock(&self.pool);
        match since {
            Some(since) => pool.evict_if_unanswered(since),
            None => pool.evict(),
        }
    }
}
