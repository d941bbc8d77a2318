//! HTTP/2 with hyper, with the same responses.

use std::convert::Infallible;
use std::sync::Arc;

use http::{Method, Request, Response, header};
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http2;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::io::{AsyncRead, AsyncWrite};

use crate::responses::Responses;

/// Responds until the client closes the connection.
pub async fn serve<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(stream: S, responses: Arc<Responses>) {
    let service = service_fn(move |request| response(request, Arc::clone(&responses)));
    let server = http2::Builder::new(TokioExecutor::new())
        .max_concurrent_streams(10_000)
        .serve_connection(TokioIo::new(stream), service);
    // A client that has closed only ends its connection.
    drop(server.await);
}

async fn response(
    request: Request<Incoming>,
    responses: Arc<Responses>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    drop(body.collect().await);
    let response = responses.find(head.method == Method::POST, head.uri.path());
    if let Some(delay) = response.delay {
        tokio::time::sleep(delay).await;
    }
    let mut builder = Response::builder()
        .header(header::CONTENT_TYPE, "application/json")
        .header("x-request-id", "req_5f2c81")
        .header(header::CONTENT_LENGTH, response.body.len());
    if response.gzip {
        builder = builder.header(header::CONTENT_ENCODING, "gzip");
    }
    Ok(builder.body(Full::new(response.body.clone())).expect("a response"))
}
