//! The wire: reqwest with our TLS, proxies, pool and redirects. A request goes in; an answer
//! with its whole body comes out, or the reason why there is none. It never repeats anything
//! by itself, but for a pooled connection that the server closed before anything was sent.

mod body;
mod dns;
mod idle;
mod pool;
mod proxies;
mod redirects;
mod registry;

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, SystemTime};

use http::HeaderMap;
use tokio::runtime::Handle;
use tokio::sync::Semaphore;
use tokio::time::Instant;

use crate::core::answer::{Answer, request_id};
use crate::core::config::TransportSettings;
use crate::core::connection_failure::{self, ConnectionFailure};
use crate::core::error::{Failure, ResponseFault};
use crate::core::lock::lock;
use crate::core::request::Request;
use crate::core::system_error;
use crate::core::tls;
use crate::core::transport::idle::Clocks;
use crate::core::transport::pool::Pool;
use crate::core::trust::Verifier;

const KEEPALIVE: Duration = Duration::from_secs(60);
/// Within the default time of one attempt, so that the next one gets another connection.
const HTTP2_PING: Duration = Duration::from_secs(5);
const HTTP2_PONG: Duration = Duration::from_secs(3);

const PROXY_HINT: &str = ". A proxy is set (option proxy, HTTPS_PROXY or HTTP_PROXY): unless NO_PROXY excepts this \
                          server, the proxy may be what cannot be reached";

/// Why a request got no answer that can be used.
#[derive(Debug)]
pub enum WireFailure {
    NoAnswer(ConnectionFailure),
    /// `maybe_sent`: the server that could not be connected to is not the one that was asked first.
    ConnectTimeout {
        maybe_sent: bool,
    },
    /// `status` and `request_id` are those of the answer's head, where it came.
    Response {
        status: Option<u16>,
        request_id: Option<String>,
        fault: ResponseFault,
    },
    Setup(Failure),
}

impl WireFailure {
    /// An answer came, and its head is all that can be told of it.
    fn of_no_use(status: u16, headers: &HeaderMap, fault: ResponseFault) -> Self {
        Self::Response { status: Some(status), request_id: request_id(headers), fault }
    }
}

/// Told of an answer's status and headers as soon as they are there: its body may take its time.
pub type OnHead<'a> = &'a (dyn Fn(u16, &HeaderMap) + Sync);

/// Sends a request once. The call loop is written against this, so that its tests need no socket.
pub trait Wire: Send + Sync {
    fn send(
        &self,
        request: &Request,
        max_response_bytes: u64,
        on_head: OnHead<'_>,
    ) -> impl Future<Output = Result<Answer, WireFailure>> + Send;

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
    pool: Mutex<Pool<reqwest::Client>>,
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
        let proxy = &self.settings.proxy;
        let used = if request.url.scheme() == "https" { &proxy.https } else { &proxy.http };
        match failure {
            WireFailure::NoAnswer(mut failure)
                if used.is_some() && !failure.maybe_sent && !system_error::is_shortage(failure.code) =>
            {
                failure.message.push_str(PROXY_HINT);
                WireFailure::NoAnswer(failure)
            }
            other => other,
        }
    }

    /// The client, built at the first call and off the JavaScript thread: it reads certificates.
    fn client(&self, request: &Request) -> Result<reqwest::Client, Failure> {
        let mut pool = lock(&self.pool);
        pool.enter(Handle::try_current().ok().map(|runtime| runtime.id()));
        if let Some(client) = pool.client() {
            return Ok(client.clone());
        }
        let mut kept = lock(&self.verifier);
        let verifier = match kept.take() {
            Some(verifier) => verifier,
            None => tls::verifier(&self.settings)?,
        };
        if request.url.scheme() == "https" && verifier.needs_roots() {
            read_roots(&verifier);
        }
        let client = build(&self.settings, Arc::clone(&verifier), pool.max_idle())?;
        *kept = Some(verifier);
        pool.put(client.clone(), Instant::now());
        Ok(client)
    }
}

impl Wire for Transport {
    async fn send(
        &self,
        request: &Request,
        max_response_bytes: u64,
        on_head: OnHead<'_>,
    ) -> Result<Answer, WireFailure> {
        lock(&self.pool).evict_after_a_jump(&self.clocks());
        let sending = self.client(request).map_err(WireFailure::Setup)?.execute(outgoing(request));
        let response = redirects::noting(&request.url, async { sending.await.map_err(no_answer) })
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

/// reqwest's builder would hash every header once more; a request takes them as they are.
fn outgoing(request: &Request) -> reqwest::Request {
    let mut outgoing = reqwest::Request::new(request.method.clone(), request.url.clone());
    *outgoing.headers_mut() = request.headers.clone();
    *outgoing.body_mut() = request.body.clone().map(Into::into);
    outgoing
}

fn no_answer(error: reqwest::Error) -> WireFailure {
    if error.is_redirect() {
        let fault = redirects::fault(&error);
        return WireFailure::Response { status: None, request_id: None, fault };
    }
    // After a redirect the first server has had the whole request, wherever the next hop failed.
    let redirected = redirects::redirected();
    if error.is_connect() {
        dns::connect_failed();
    }
    if error.is_connect() && error.is_timeout() && !connection_failure::is_of_the_system(&error) {
        return WireFailure::ConnectTimeout { maybe_sent: redirected };
    }
    let failure = ConnectionFailure::read(error);
    WireFailure::NoAnswer(ConnectionFailure {
        maybe_sent: failure.maybe_sent || redirected,
        let_go: failure.let_go && !redirected,
        ..failure
    })
}

fn build(
    settings: &TransportSettings,
    verifier: Arc<Verifier>,
    max_idle: Duration,
) -> Result<reqwest::Client, Failure> {
    let mut builder = reqwest::Client::builder()
        .tls_backend_preconfigured(tls::client_config(settings, verifier)?)
        .dns_resolver(dns::Resolver::new(&settings.proxy))
        .connect_timeout(settings.connect_timeout)
        .pool_idle_timeout(max_idle)
        .pool_max_idle_per_host(if max_idle.is_zero() { 0 } else { usize::MAX })
        .tcp_keepalive(KEEPALIVE)
        // While calls wait on it: one that fell silent must not be there for the repeats as well.
        .http2_keep_alive_interval(HTTP2_PING)
        .http2_keep_alive_timeout(HTTP2_PONG)
        .redirect(redirects::policy())
        // It would tell the query and the session id to the server that a redirect leads to.
        .referer(false)
        // The one retry layer is our own.
        .retry(reqwest::retry::never())
        // The facade reads the proxy variables; reqwest must not read them again.
        .no_proxy();
    if !settings.http2 {
        builder = builder.http1_only();
    }
    for proxy in proxies::of(&settings.proxy)? {
        builder = builder.proxy(proxy);
    }
    builder.build().map_err(|error| Failure::Internal {
        message: format!("the HTTP client could not be set up: {}", error.without_url()),
    })
}

/// Reads the system's authorities while the first connection is being made; the handshake waits
/// for them. Without a thread for that, the handshake reads them itself.
fn read_roots(verifier: &Arc<Verifier>) {
    let verifier = Arc::clone(verifier);
    let reading = thread::Builder::new().name("facesign-roots".to_owned());
    let _ = reading.spawn(move || verifier.by_all().is_ok());
}
