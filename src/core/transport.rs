//! The wire: reqwest with our TLS, proxies, pool and redirects. A request goes in; an answer
//! with its whole body comes out, or the reason why there is none. It never repeats anything
//! by itself, but for a pooled connection that the server closed before anything was sent.

use std::cell::Cell;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::HeaderMap;
use reqwest::redirect::{Attempt as Redirect, Policy};
use tokio::time::Instant;

use crate::core::answer::{Answer, request_id};
use crate::core::config::{ProxySettings, Secret, TransportSettings};
use crate::core::connection_failure::ConnectionFailure;
use crate::core::error::{Failure, ResponseFault};
use crate::core::request::Request;
use crate::core::tls;
use crate::core::trust::Verifier;

/// As node-fetch, which the old SDK is built on (contract 2.6).
const MOST_REDIRECTS: usize = 20;
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

/// An error's body is read so far and so long: its head has said what counts, such as how long to
/// wait, and its text enters the record of the failure several times.
const MOST_ERROR_BYTES: u64 = 1024 * 1024;
const LONGEST_ERROR_READ: Duration = Duration::from_secs(2);

/// Room that is made for a body before any of it has come: a server can announce what it likes.
const MOST_RESERVED: u64 = 1024 * 1024;

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
        let mut transports = TRANSPORTS.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = transports.iter().find(|known| known.settings == *settings) {
            return Ok(Arc::clone(known));
        }
        tls::check(settings)?;
        for proxy in [&settings.proxy.http, &settings.proxy.https].into_iter().flatten() {
            check_proxy(proxy)?;
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
        let mut pool = self.pool.lock().unwrap_or_else(PoisonError::into_inner);
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
        let response = REDIRECTED
            .scope(Cell::new(false), async { sending.await.map_err(no_answer) })
            .await
            .map_err(|failure| self.with_proxy_named(request, failure))?;
        refuse_redirect(&response)?;
        on_head(response.status().as_u16(), response.headers());
        read(response, max_response_bytes).await
    }

    /// A client of its own holds the connections: calls that are under way keep theirs. After a
    /// suspend all of them may be dead, and each would cost a repeat its try.
    fn distrust_idle(&self) {
        let mut pool = self.pool.lock().unwrap_or_else(PoisonError::into_inner);
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

tokio::task_local! {
    /// Whether the request that is being sent was redirected. An error of reqwest's names the
    /// first address only, and its redirect policy is told nothing of the request.
    static REDIRECTED: Cell<bool>;
}

fn no_answer(error: reqwest::Error) -> WireFailure {
    if error.is_redirect() {
        let refused = std::error::Error::source(&error).and_then(|source| source.downcast_ref::<Refused>());
        let fault = refused.map_or(ResponseFault::TooManyRedirects { limit: MOST_REDIRECTS }, Refused::fault);
        return WireFailure::Response { status: None, request_id: None, fault };
    }
    // After a redirect the first server has had the whole request, wherever the next hop failed.
    let redirected = REDIRECTED.try_with(Cell::get).unwrap_or_default();
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

/// A redirect that reaches us is one that reqwest could not follow, since its address is none.
/// Without an address it is an answer like any other (contract 2.6).
fn refuse_redirect(response: &reqwest::Response) -> Result<(), WireFailure> {
    let (status, headers) = (response.status().as_u16(), response.headers());
    if matches!(status, 301 | 302 | 303 | 307 | 308) && headers.contains_key(http::header::LOCATION) {
        return Err(of_no_use(status, headers, ResponseFault::UnusableRedirect));
    }
    Ok(())
}

/// Reads the whole body, decompressed, up to the limit. An answer outside 200–299 is of use
/// even when its body is cut off, or does not come: its status decides.
async fn read(mut response: reqwest::Response, limit: u64) -> Result<Answer, WireFailure> {
    let status = response.status().as_u16();
    let headers = std::mem::take(response.headers_mut());
    let mut body = BytesMut::new();
    let fault = if response.status().is_success() {
        read_body(&mut response, limit, &mut body).await
    } else {
        let reading = read_body(&mut response, limit.min(MOST_ERROR_BYTES), &mut body);
        tokio::time::timeout(LONGEST_ERROR_READ, reading).await.unwrap_or(Some(ResponseFault::CutOff))
    };
    finish(status, headers, body.freeze(), fault)
}

/// What has come is in `body` whatever happens.
async fn read_body(
    response: &mut reqwest::Response,
    limit: u64,
    body: &mut BytesMut,
) -> Option<ResponseFault> {
    // None where the body is decoded.
    let announced = response.content_length().unwrap_or_default();
    body.reserve(usize::try_from(announced.min(limit).min(MOST_RESERVED)).unwrap_or_default());
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) => {
                let room = usize::try_from(limit).unwrap_or(usize::MAX).saturating_sub(body.len());
                body.extend_from_slice(chunk.get(..room).unwrap_or(&chunk));
                if chunk.len() > room {
                    return Some(ResponseFault::TooLarge { limit });
                }
            }
            // A stream of HTTP/2 that is reset with NO_ERROR ends here like one that is complete.
            Ok(None) if (body.len() as u64) < announced => return Some(ResponseFault::CutOff),
            Ok(None) => return None,
            Err(error) => return Some(body_fault(&error)),
        }
    }
}

fn finish(
    status: u16,
    headers: HeaderMap,
    body: Bytes,
    fault: Option<ResponseFault>,
) -> Result<Answer, WireFailure> {
    let answer = Answer { status, headers, body, complete: fault.is_none() };
    match fault {
        Some(fault) if answer.is_success() => Err(of_no_use(status, &answer.headers, fault)),
        _ => Ok(answer),
    }
}

fn of_no_use(status: u16, headers: &HeaderMap, fault: ResponseFault) -> WireFailure {
    WireFailure::Response { status: Some(status), request_id: request_id(headers), fault }
}

/// A decoder that meets the end too early says so with the kind of an `io::Error`; anything
/// else that it says means that the bytes are damaged.
fn body_fault(error: &reqwest::Error) -> ResponseFault {
    let mut link = std::error::Error::source(error);
    while let Some(inner) = link {
        if inner.is::<hyper::Error>() || inner.is::<h2::Error>() {
            return ResponseFault::CutOff;
        }
        if let Some(io) = inner.downcast_ref::<std::io::Error>() {
            match io.get_ref() {
                Some(wrapped) if wrapped.is::<hyper::Error>() || wrapped.is::<reqwest::Error>() => {
                    return ResponseFault::CutOff;
                }
                _ if io.kind() == std::io::ErrorKind::UnexpectedEof => return ResponseFault::CutOff,
                _ => {}
            }
        }
        link = inner.source();
    }
    if error.is_decode() { ResponseFault::NotDecodable } else { ResponseFault::CutOff }
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
        .redirect(Policy::custom(redirect))
        // It would tell the query and the session id to the server that a redirect leads to.
        .referer(false)
        // The one retry layer is our own.
        .retry(reqwest::retry::never())
        // The facade reads the proxy variables; reqwest must not read them again.
        .no_proxy();
    for proxy in proxies(&settings.proxy)? {
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

/// Why a redirect is not followed.
#[derive(Debug, thiserror::Error)]
enum Refused {
    #[error("redirect from https to http")]
    Insecure,
    #[error("redirect to another protocol")]
    OtherProtocol,
}

impl Refused {
    const fn fault(&self) -> ResponseFault {
        match self {
            Self::Insecure => ResponseFault::InsecureRedirect,
            Self::OtherProtocol => ResponseFault::UnusableRedirect,
        }
    }
}

fn redirect(attempt: Redirect<'_>) -> reqwest::redirect::Action {
    let leaves_https = attempt.previous().last().is_some_and(|url| url.scheme() == "https");
    match attempt.url().scheme() {
        "http" if leaves_https => attempt.error(Refused::Insecure),
        "http" | "https" => {
            // Outside a request there is nothing to note it for.
            let _ = REDIRECTED.try_with(|redirected| redirected.set(true));
            Policy::limited(MOST_REDIRECTS).redirect(attempt)
        }
        _ => attempt.error(Refused::OtherProtocol),
    }
}

fn proxies(settings: &ProxySettings) -> Result<Vec<reqwest::Proxy>, Failure> {
    // reqwest takes `*` for names only, every other reader of this variable for addresses as well.
    let none_at_all =
        settings.no_proxy.as_deref().is_some_and(|list| list.split(',').any(|host| host.trim() == "*"));
    if none_at_all {
        return Ok(Vec::new());
    }
    let exceptions = settings.no_proxy.as_deref().and_then(reqwest::NoProxy::from_string);
    let http = settings.http.as_ref().map(|proxy| reqwest::Proxy::http(proxy.0.as_str()));
    let https = settings.https.as_ref().map(|proxy| reqwest::Proxy::https(proxy.0.as_str()));
    http.into_iter()
        .chain(https)
        .map(|proxy| proxy.map(|proxy| proxy.no_proxy(exceptions.clone())).map_err(|_| bad_proxy()))
        .collect()
}

fn check_proxy(proxy: &Secret) -> Result<(), Failure> {
    match url::Url::parse(&proxy.0) {
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => Ok(()),
        _ => Err(bad_proxy()),
    }
}

/// The address is not repeated: it may hold a password.
fn bad_proxy() -> Failure {
    let message = "proxy must be an http or https address such as http://user:password@proxy.example:3128 (the given one, from \
         the option or from HTTPS_PROXY or HTTP_PROXY, is not shown here). Correct it, or give proxy: false";
    Failure::configuration("proxy", message)
}
