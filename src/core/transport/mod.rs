//! The wire: reqwest with our TLS, proxies, pool and redirects. A request goes in; an answer
//! with its whole body comes out, or the reason why there is none. It never repeats anything
//! by itself, but for a pooled connection that the server closed before anything was sent.

mod body;
mod decode;
mod proxies;
mod redirects;
mod text;

use std::sync::{Arc, LazyLock, Mutex};
use std::thread;
use std::time::Duration;

use http::HeaderMap;
use tokio::time::Instant;

use crate::core::answer::{Answer, request_id};
use crate::core::config::TransportSettings;
use crate::core::connection_failure::ConnectionFailure;
use crate::core::error::{Failure, ResponseFault};
use crate::core::lock::lock;
use crate::core::request::Request;
use crate::core::tls;
use crate::core::trust::Verifier;

/// Longer than the pauses of an interactive server, shorter than most load balancers' limit.
const POOL_IDLE: Duration = Duration::from_secs(90);
const KEEPALIVE: Duration = Duration::from_secs(60);
/// Calls that fail together distrust the same connections; shorter than the first back-off.
const BETWEEN_DISTRUSTS: Duration = Duration::from_millis(400);
/// Within the default time of one try, so that the next one gets another connection.
const HTTP2_PING: Duration = Duration::from_secs(5);
const HTTP2_PONG: Duration = Duration::from_secs(3);
/// Transports are kept for this many different settings, the oldest makes room.
const MOST_TRANSPORTS: usize = 16;

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

    /// A connection fell silent or broke: those that idle beside it may be as dead, and a repeat
    /// must not try one after the other.
    fn distrust_idle(&self) {}
}

/// Connections that all clients with the same transport settings share.
#[derive(Debug)]
pub struct Transport {
    settings: TransportSettings,
    pool: Mutex<Pool>,
}

#[derive(Debug, Default)]
struct Pool {
    client: Option<reqwest::Client>,
    verifier: Option<Arc<Verifier>>,
    distrusted: Option<Instant>,
}

impl Transport {
    /// The transport of these settings. As in the old SDK, whose agent is the process's own,
    /// a program that makes a client per request keeps its connections.
    pub fn shared(settings: &TransportSettings) -> Result<Arc<Self>, Failure> {
        static TRANSPORTS: LazyLock<Mutex<Vec<Arc<Transport>>>> = LazyLock::new(Mutex::default);
        let mut transports = lock(&TRANSPORTS);
        if let Some(known) = transports.iter().find(|known| known.settings == *settings) {
            return Ok(Arc::clone(known));
        }
        tls::check(settings)?;
        for proxy in [&settings.proxy.http, &settings.proxy.https].into_iter().flatten() {
            proxies::check(proxy)?;
        }
        if transports.len() >= MOST_TRANSPORTS {
            transports.remove(0);
        }
        let transport = Arc::new(Self { settings: settings.clone(), pool: Mutex::default() });
        transports.push(Arc::clone(&transport));
        Ok(transport)
    }

    /// What is behind a proxy that cannot be reached looks as if it could not be reached itself.
    fn with_proxy_named(&self, request: &Request, failure: WireFailure) -> WireFailure {
        let proxy = &self.settings.proxy;
        let used = if request.url.scheme() == "https" { &proxy.https } else { &proxy.http };
        match failure {
            WireFailure::NoAnswer(mut failure) if used.is_some() && !failure.maybe_sent => {
                failure.message.push_str(PROXY_HINT);
                WireFailure::NoAnswer(failure)
            }
            other => other,
        }
    }

    /// The client, built at the first call and off the JavaScript thread: it reads certificates.
    fn client(&self, request: &Request) -> Result<reqwest::Client, Failure> {
        let mut pool = lock(&self.pool);
        if let Some(client) = &pool.client {
            return Ok(client.clone());
        }
        let verifier = match pool.verifier.take() {
            Some(verifier) => verifier,
            None => tls::verifier(&self.settings)?,
        };
        if request.url.scheme() == "https" && verifier.needs_roots() {
            read_roots(&verifier);
        }
        let client = build(&self.settings, Arc::clone(&verifier))?;
        pool.verifier = Some(verifier);
        Ok(pool.client.insert(client).clone())
    }
}

impl Wire for Transport {
    async fn send(
        &self,
        request: &Request,
        max_response_bytes: u64,
        on_head: OnHead<'_>,
    ) -> Result<Answer, WireFailure> {
        let sending = self.client(request).map_err(WireFailure::Setup)?.execute(outgoing(request));
        let response = redirects::noting(async { sending.await.map_err(no_answer) })
            .await
            .map_err(|failure| self.with_proxy_named(request, failure))?;
        redirects::refuse_unusable(&response)?;
        on_head(response.status().as_u16(), response.headers());
        body::read(response, max_response_bytes).await
    }

    /// A client of its own holds the connections: calls that are under way keep theirs. After a
    /// suspend all of them may be dead, and each would cost a repeat its try.
    fn distrust_idle(&self) {
        let mut pool = lock(&self.pool);
        let now = Instant::now();
        if pool.distrusted.is_none_or(|before| now - before >= BETWEEN_DISTRUSTS) {
            pool.distrusted = Some(now);
            pool.client = None;
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
    if error.is_connect() && error.is_timeout() {
        return WireFailure::ConnectTimeout { maybe_sent: redirected };
    }
    let failure = ConnectionFailure::read(error);
    WireFailure::NoAnswer(ConnectionFailure {
        maybe_sent: failure.maybe_sent || redirected,
        let_go: failure.let_go && !redirected,
        ..failure
    })
}

fn build(settings: &TransportSettings, verifier: Arc<Verifier>) -> Result<reqwest::Client, Failure> {
    let mut builder = reqwest::Client::builder()
        .tls_backend_preconfigured(tls::client_config(settings, verifier)?)
        .connect_timeout(settings.connect_timeout)
        .pool_idle_timeout(POOL_IDLE)
        .tcp_keepalive(KEEPALIVE)
        // While calls wait on it: one that fell silent must not be there for the repeats as well.
        .http2_keep_alive_interval(HTTP2_PING)
        .http2_keep_alive_timeout(HTTP2_PONG)
        .redirect(redirects::policy())
        // It would tell the query and the session id to the server that a redirect leads to.
        .referer(false)
        // The one retry layer is our own.
        .retry(reqwest::retry::never())
        // What it decodes itself would take no turns, nor count (`decode`).
        .default_headers(default_headers())
        // The facade reads the proxy variables; reqwest must not read them again.
        .no_proxy();
    for proxy in proxies::of(&settings.proxy)? {
        builder = builder.proxy(proxy);
    }
    builder.build().map_err(|error| Failure::Internal {
        message: format!("the HTTP client could not be set up: {}", error.without_url()),
    })
}

fn default_headers() -> HeaderMap {
    let coding = http::HeaderValue::from_static(decode::ACCEPT_ENCODING);
    HeaderMap::from_iter([(http::header::ACCEPT_ENCODING, coding)])
}

/// Reads the system's authorities while the first connection is being made; the handshake waits
/// for them. Without a thread for that, the handshake reads them itself.
fn read_roots(verifier: &Arc<Verifier>) {
    let verifier = Arc::clone(verifier);
    let reading = thread::Builder::new().name("facesign-roots".to_owned());
    let _ = reading.spawn(move || verifier.by_all().is_ok());
}
