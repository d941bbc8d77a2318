//! The three ways to make a call without Node. Each checks the status and reads the whole body.

use bytes::Bytes;
use facesign_api_native::core::client::Client;
use facesign_api_native::core::config::{CallOptions, ClientOptions, Secret, Settings};
use facesign_api_native::core::endpoints::find;
use facesign_api_native::core::tls;
use facesign_api_native::core::trust::{self, Level};
use http::{Method, header};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde::Deserialize;
use tokio_util::sync::CancellationToken;

/// The server and credentials, which every client of the benchmark gets.
#[derive(Deserialize)]
pub struct Server {
    base: String,
    ca: Option<String>,
    key: String,
    h2: bool,
}

type Hyper = hyper_util::client::legacy::Client<HttpConnector, Full<Bytes>>;

/// A client and the call that it repeats.
pub struct Target {
    client: AnyClient,
    method: Method,
    url: String,
    authorization: String,
    body: String,
}

enum AnyClient {
    Core(Box<Client>),
    Reqwest(reqwest::Client),
    Hyper(Box<Hyper>),
}

impl Target {
    /// Opens the client `module`, ready for `call` (`create` or `list`).
    pub async fn open(module: &str, server: Server, call: &str, body: String) -> Self {
        let create = call == "create";
        Self {
            method: if create { Method::POST } else { Method::GET },
            url: format!("{}/sessions", server.base),
            authorization: format!("Bearer {}", server.key),
            body: if create { body } else { String::new() },
            client: match module {
                "core" => AnyClient::Core(Box::new(Client::new(options(server)).expect("a client"))),
                "reqwest" => AnyClient::Reqwest(bare_reqwest(server).await),
                "hyper" => AnyClient::Hyper(Box::new(bare_hyper())),
                other => unreachable!("there is no floor {other}: core, reqwest or hyper"),
            },
        }
    }

    /// Makes the call and returns the length of the response.
    pub async fn call(&self) -> usize {
        match &self.client {
            AnyClient::Core(client) => self.by_core(client).await,
            AnyClient::Reqwest(client) => self.by_reqwest(client).await,
            AnyClient::Hyper(client) => self.by_hyper(client).await,
        }
    }

    async fn by_core(&self, client: &Client) -> usize {
        let (operation, arguments) = match self.body.as_str() {
            "" => ("session.list", "{}"),
            body => ("session.create", body),
        };
        let operation = find(operation).expect("an operation");
        let cancel = CancellationToken::new();
        let success = client.call(operation, arguments, CallOptions::default(), &cancel, &|_, _| ()).await;
        success.expect("a success").response.body.len()
    }

    async fn by_reqwest(&self, client: &reqwest::Client) -> usize {
        let mut request =
            client.request(self.method.clone(), &self.url).header(header::AUTHORIZATION, &self.authorization);
        if !self.body.is_empty() {
            request = request.header(header::CONTENT_TYPE, "application/json").body(self.body.clone());
        }
        let response = request.send().await.and_then(reqwest::Response::error_for_status).expect("a success");
        response.bytes().await.expect("a body").len()
    }

    async fn by_hyper(&self, client: &Hyper) -> usize {
        let request = http::Request::builder()
            .method(self.method.clone())
            .uri(&self.url)
            .header(header::AUTHORIZATION, &self.authorization)
            .header(header::CONTENT_TYPE, "application/json")
            .body(Full::new(Bytes::from(self.body.clone())))
            .expect("a request");
        let response = client.request(request).await.expect("a response");
        assert!(response.status().is_success(), "status {}", response.status());
        response.into_body().collect().await.expect("a body").to_bytes().len()
    }
}

fn options(server: Server) -> ClientOptions {
    ClientOptions {
        http2: Some(server.h2),
        auth: Some(Secret(server.key)),
        server_url: Some(server.base),
        ca: server.ca.into_iter().collect(),
        ..ClientOptions::default()
    }
}

/// With our TLS, because this build of reqwest has none of its own.
async fn bare_reqwest(server: Server) -> reqwest::Client {
    let settings = Settings::new(options(server)).expect("settings");
    let verifier = trust::verifier(&settings.transport, Level::for_scheme("https", &settings.transport))
        .await
        .expect("authorities");
    let tls = tls::client_config(&settings.transport, verifier).expect("TLS");
    reqwest::Client::builder().tls_backend_preconfigured(tls).no_proxy().build().expect("a client")
}

fn bare_hyper() -> Hyper {
    let mut connector = HttpConnector::new();
    connector.set_nodelay(true);
    hyper_util::client::legacy::Client::builder(TokioExecutor::new()).build(connector)
}
