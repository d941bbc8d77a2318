//! The reqwest client of a transport, with our TLS, proxies and timeouts. It is rebuilt when its connections must
//! not be reused, or when its verifier needs more certificates.

use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::time::Instant;

use crate::core::config::TransportSettings;
use crate::core::error::Failure;
use crate::core::error::connection::{self, ConnectionFailure, chain};
use crate::core::lock::lock;
use crate::core::proxies;
use crate::core::request::Request;
use crate::core::tls;
use crate::core::transport::{Transport, WireFailure, dns, redirects};
use crate::core::trust::{self, Level, RootsError, Verifier};

const KEEPALIVE: Duration = Duration::from_secs(60);
/// Shorter than the default timeout of an attempt, so that the retry gets another connection.
const HTTP2_PING: Duration = Duration::from_secs(5);
const HTTP2_PONG: Duration = Duration::from_secs(3);

/// A reqwest client.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    /// Which certificates its verifier has.
    level: Level,
}

impl Transport {
    /// Sends the request. If its verifier lacks root certificates, they are read and the request is sent again. That
    /// is safe: the server has not received it, or has responded with a redirect.
    pub(super) async fn execute(&self, request: &Request) -> Result<reqwest::Response, WireFailure> {
        if let Some(proxies) = &self.settings.proxies {
            proxies.check(&request.url).map_err(WireFailure::Setup)?;
        }
        let client = self.client(request).await?;
        match client.execute(outgoing(request)).await {
            Err(error) if chain(&error).into_iter().any(trust::needs_roots) => {
                Box::pin(self.execute_with_roots(request)).await
            }
            result => result.map_err(no_response),
        }
    }

    async fn execute_with_roots(&self, request: &Request) -> Result<reqwest::Response, WireFailure> {
        let client = self.client_at(Level::System).await?;
        client.execute(outgoing(request)).await.map_err(no_response)
    }

    /// The client, built at the first call. No lock is held while certificates are read.
    async fn client(&self, request: &Request) -> Result<reqwest::Client, WireFailure> {
        let level = Level::for_scheme(request.url.scheme(), &self.settings);
        if let Some(client) = self.pooled(level) {
            return Ok(client);
        }
        // Boxed, or every waiting call would reserve space for this future.
        Box::pin(self.client_at(level)).await
    }

    /// The client with the pooled connections, if its verifier has the certificates of this level.
    fn pooled(&self, level: Level) -> Option<reqwest::Client> {
        let mut pool = lock(&self.pool);
        pool.evict_after_a_jump(&self.clocks());
        pool.enter(Handle::try_current().ok().map(|runtime| runtime.id()));
        pool.client().filter(|client| client.level >= level).map(|client| client.http.clone())
    }

    /// A client whose verifier has at least the certificates of this level.
    async fn client_at(&self, level: Level) -> Result<reqwest::Client, WireFailure> {
        let known = lock(&self.verifier).clone().filter(|known| known.level() >= level);
        let verifier = match known {
            Some(verifier) => verifier,
            None => trust::verifier(&self.settings, level).await.map_err(roots_failure)?,
        };
        // Another call may have built it by now.
        if let Some(client) = self.pooled(level) {
            return Ok(client);
        }
        *lock(&self.verifier) = Some(Arc::clone(&verifier));
        let mut pool = lock(&self.pool);
        let level = verifier.level();
        let http = build(&self.settings, verifier, pool.max_idle()).map_err(WireFailure::Setup)?;
        pool.put(Client { http: http.clone(), level }, Instant::now());
        Ok(http)
    }
}

/// Bypasses reqwest's builder, which would hash every header again.
fn outgoing(request: &Request) -> reqwest::Request {
    let mut outgoing = reqwest::Request::new(request.method.clone(), request.url.clone());
    outgoing.headers_mut().clone_from(&request.headers);
    *outgoing.body_mut() = request.body.clone().map(Into::into);
    outgoing
}

pub(super) fn no_response(error: reqwest::Error) -> WireFailure {
    if error.is_redirect() {
        let fault = redirects::fault(&error);
        return WireFailure::Response { status: None, request_id: None, fault };
    }
    // After a redirect, the first server has received the request, wherever the next hop failed.
    let redirected = redirects::redirected();
    if error.is_connect() {
        dns::connect_failed();
    }
    if error.is_connect() && error.is_timeout() && !connection::is_of_the_system(&error) {
        return WireFailure::ConnectTimeout { maybe_sent: redirected };
    }
    let failure = ConnectionFailure::read(error);
    WireFailure::NoResponse(ConnectionFailure {
        maybe_sent: failure.maybe_sent || redirected,
        graceful_goaway: failure.graceful_goaway && !redirected,
        ..failure
    })
}

/// Certificates could not be read. After a redirect, a server has already received the request.
fn roots_failure(error: RootsError) -> WireFailure {
    let maybe_sent = redirects::redirected();
    match error {
        RootsError::Invalid { message, .. } if maybe_sent => WireFailure::NoResponse(ConnectionFailure {
            code: "CERT_REJECTED",
            message: format!("it redirected to an https server that cannot be verified: {message}"),
            maybe_sent,
            graceful_goaway: false,
            causes: Vec::new(),
        }),
        RootsError::Invalid { variable, message } => {
            WireFailure::Setup(Failure::configuration(variable, message))
        }
        RootsError::Internal { message } => WireFailure::Setup(Failure::Internal { message }),
        RootsError::Busy { what, error } => WireFailure::NoResponse(ConnectionFailure {
            maybe_sent,
            ..ConnectionFailure::of_machine(&error, what)
        }),
        RootsError::TimedOut { source } => WireFailure::RootsTimeout { source, maybe_sent },
    }
}

fn build(
    settings: &TransportSettings,
    verifier: Arc<Verifier>,
    max_idle: Duration,
) -> Result<reqwest::Client, Failure> {
    let mut builder = reqwest::Client::builder()
        .tls_backend_preconfigured(tls::client_config(settings, verifier)?)
        .dns_resolver(dns::Resolver::new(settings.proxies.as_deref()))
        .connect_timeout(settings.connect_timeout)
        .pool_idle_timeout(max_idle)
        .pool_max_idle_per_host(if max_idle.is_zero() { 0 } else { usize::MAX })
        .tcp_keepalive(KEEPALIVE)
        // Detects a dead connection while calls wait on it, before retries use it.
        .http2_keep_alive_interval(HTTP2_PING)
        .http2_keep_alive_timeout(HTTP2_PONG)
        .redirect(redirects::policy(settings.proxies.clone()))
        // It would reveal the query and the session id to the target of a redirect.
        .referer(false)
        // Retries are ours. Without the zero, reqwest would still copy every request for a retry.
        .retry(reqwest::retry::never().max_retries_per_request(0))
        // The facade reads the proxy variables; reqwest must not read them again.
        .no_proxy();
    if !settings.http2 {
        builder = builder.http1_only();
    }
    if let Some(proxies) = &settings.proxies {
        builder = builder.proxy(proxies::interceptor(proxies));
    }
    builder.build().map_err(|error| Failure::Internal {
        message: format!("the HTTP client could not be set up: {}", error.without_url()),
    })
}
