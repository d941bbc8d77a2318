//! The resolver inside reqwest, with real servers at names that exist only in these tests.

use std::net::IpAddr;
use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::*;
use crate::core::config::{ClientOptions, Settings};
use crate::core::error::ConnectionFailure;
use crate::core::error::system::NameError;
use crate::core::proxies;
use crate::core::tls;
use crate::core::transport::WireFailure;
use crate::core::transport::client::no_response;
use crate::core::trust::{self, Level};

/// A server at 127.0.0.1 that always sends this response.
async fn server(response: String) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("its address").port();
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            tokio::spawn(respond(socket, response.clone()));
        }
    });
    port
}

async fn respond(mut socket: TcpStream, response: String) {
    let mut request = [0; 4096];
    while socket.read(&mut request).await.is_ok_and(|bytes| bytes > 0) {
        if socket.write_all(response.as_bytes()).await.is_err() {
            return;
        }
    }
}

const EMPTY: &str = "HTTP/1.1 204 No Content\r\n\r\n";

/// The first address has no listener.
const TWO_ADDRESSES: Lookup = |_| Ok(vec![IpAddr::from([127, 0, 0, 9]), IpAddr::from([127, 0, 0, 1])]);

type Lookup = fn(&str) -> Result<Vec<IpAddr>, NameError>;

async fn client(look_up: Lookup, proxy: Option<&str>) -> (reqwest::Client, Arc<Races>) {
    let races = Arc::<Races>::default();
    let proxies = Proxies::read(proxy, None, None).expect("proxies");
    let resolver = Resolver::with(Lookups::new(look_up), Arc::clone(&races), proxies.as_deref());
    (client_with(resolver, proxies).await, races)
}

async fn client_with(resolver: impl Resolve + 'static, proxies: Option<Arc<Proxies>>) -> reqwest::Client {
    let settings = Settings::new(ClientOptions::default()).expect("settings").transport;
    let verifier = trust::verifier(&settings, Level::Given).await.expect("a verifier");
    let mut builder = reqwest::Client::builder()
        .tls_backend_preconfigured(tls::client_config(&settings, verifier).expect("TLS settings"))
        .dns_resolver(Arc::new(resolver))
        .redirect(redirects::policy(proxies.clone()))
        .no_proxy();
    if let Some(proxies) = &proxies {
        builder = builder.proxy(proxies::interceptor(proxies));
    }
    builder.build().expect("a client")
}

async fn get(client: &reqwest::Client, address: &str) -> Result<u16, reqwest::Error> {
    let url: url::Url = address.parse().expect("an address");
    let sending = client.get(url.clone()).send();
    redirects::tracking(&url, sending).await.map(|response| response.status().as_u16())
}

#[tokio::test]
async fn the_port_of_a_server_is_known() {
    let port = server(EMPTY.to_owned()).await;
    let (client, races) = client(TWO_ADDRESSES, None).await;
    assert_eq!(get(&client, &format!("http://two.test:{port}/")).await.expect("a response"), 204);
    assert_eq!(races.names(), [("two.test".to_owned(), port)]);
}

#[tokio::test]
async fn the_port_of_a_redirect_is_known() {
    let second = server(EMPTY.to_owned()).await;
    let location = format!("http://second.test:{second}/");
    let head =
        format!("HTTP/1.1 307 Temporary Redirect\r\nlocation: {location}\r\ncontent-length: 0\r\n\r\n");
    let first = server(head).await;
    let (client, races) = client(TWO_ADDRESSES, None).await;
    assert_eq!(get(&client, &format!("http://first.test:{first}/")).await.expect("a response"), 204);
    assert_eq!(races.names(), [("first.test".to_owned(), first), ("second.test".to_owned(), second)]);
}

#[tokio::test]
async fn through_a_proxy_the_name_and_port_are_the_proxys() {
    let port = server(EMPTY.to_owned()).await;
    let (client, races) = client(TWO_ADDRESSES, Some(&format!("http://user:secret@proxy.test:{port}"))).await;
    assert_eq!(get(&client, "http://server.test/").await.expect("a response"), 204);
    assert_eq!(races.names(), [("proxy.test".to_owned(), port)]);
}

#[tokio::test]
async fn a_name_with_one_address_costs_no_additional_connection() {
    let port = server(EMPTY.to_owned()).await;
    let (client, races) = client(|_| Ok(vec![IpAddr::from([127, 0, 0, 1])]), None).await;
    assert_eq!(get(&client, &format!("http://one.test:{port}/")).await.expect("a response"), 204);
    assert!(races.names().is_empty());
}

#[tokio::test]
async fn the_code_of_a_failed_lookup_survives_in_reqwests_error() {
    let failing = |_: &str| Err(NameError { code: "EMFILE", message: "Too many open files".into() });
    for proxy in [None, Some("http://proxy.test:3128")] {
        let (client, _) = client(failing, proxy).await;
        let error = get(&client, "http://server.test/").await.expect_err("no address");
        let failure = ConnectionFailure::read(error);
        assert_eq!(failure.code, "EMFILE");
        assert!(!failure.maybe_sent);
        assert!(failure.message.contains("file descriptor"), "{}", failure.message);
        assert!(!failure.message.contains("serverUrl"), "{}", failure.message);
        assert!(failure.causes.contains(&"Too many open files".to_owned()), "{:?}", failure.causes);
    }
}

/// Fails like a connection.
struct Failing(fn() -> std::io::Error);

impl Resolve for Failing {
    fn resolve(&self, _name: Name) -> Resolving {
        let error = self.0();
        Box::pin(async move { Err(error.into()) })
    }
}

/// The system's number for a connection that it gave up.
const ETIMEDOUT: i32 = match () {
    () if cfg!(windows) => 10060,
    () if cfg!(target_os = "macos") => 60,
    () => 110,
};

#[tokio::test]
async fn only_our_own_connect_timeout_is_a_timeout() {
    use std::io::{Error, ErrorKind};
    let of_the_system = || Error::from_raw_os_error(ETIMEDOUT);
    let error = get(&client_with(Failing(of_the_system), None).await, "http://server.test/").await;
    match no_response(error.expect_err("no connection")) {
        WireFailure::NoResponse(failure) => {
            assert_eq!((failure.code, failure.maybe_sent), ("ETIMEDOUT", false));
        }
        other => panic!("{other:?}"),
    }
    let of_ours = || Error::new(ErrorKind::TimedOut, "elapsed");
    let error = get(&client_with(Failing(of_ours), None).await, "http://server.test/").await;
    let failure = no_response(error.expect_err("no connection"));
    assert!(matches!(failure, WireFailure::ConnectTimeout { maybe_sent: false }), "{failure:?}");
}
