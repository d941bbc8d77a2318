//! The server that the clients are measured against: one thread, prebuilt responses, and only the HTTP that the clients
//! use. It prints its addresses as one line of JSON, counts opened connections, and ends with its standard input,
//! so it never outlives the harness.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a benchmark tool: it stops with a message when something is wrong"
)]

mod http1;
mod http2;
mod responses;
mod tls;

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use responses::Responses;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};

/// Connections accepted so far, by port.
#[derive(Default)]
struct Counts {
    plain: AtomicU64,
    tls: AtomicU64,
    h2: AtomicU64,
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let (responses, counts) = (Arc::new(Responses::build()), Arc::new(Counts::default()));
    let (plain, tls, h2, control) = (listen(), listen(), listen(), listen());
    let certificate = tls::Certificate::make();
    println!(
        "{}",
        json!({
            "plain": port(&plain), "tls": port(&tls), "h2": port(&h2), "control": port(&control),
            "ca": certificate.authority,
        })
    );
    tokio::spawn(serve_plain(plain, Arc::clone(&responses), Arc::clone(&counts)));
    tokio::spawn(serve_tls(
        tls,
        certificate.acceptor(b"http/1.1"),
        Arc::clone(&responses),
        Arc::clone(&counts),
    ));
    tokio::spawn(serve_h2(h2, certificate.acceptor(b"h2"), responses, Arc::clone(&counts)));
    tokio::spawn(serve_counts(control, counts));
    let mut ignored = Vec::new();
    tokio::io::stdin().read_to_end(&mut ignored).await.expect("standard input");
}

/// The backlog is longer than tokio's: thousands of calls start at once, and a lost SYN would cost the client a
/// second.
fn listen() -> TcpListener {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.bind(SocketAddr::from(([127, 0, 0, 1], 0))).expect("a free port of 127.0.0.1");
    socket.listen(8192).expect("to listen")
}

fn port(listener: &TcpListener) -> u16 {
    listener.local_addr().expect("an address").port()
}

async fn accept(listener: &TcpListener, count: &AtomicU64) -> TcpStream {
    let (stream, _) = listener.accept().await.expect("a connection");
    stream.set_nodelay(true).expect("nodelay");
    count.fetch_add(1, Ordering::Relaxed);
    stream
}

async fn serve_plain(listener: TcpListener, responses: Arc<Responses>, counts: Arc<Counts>) {
    loop {
        let stream = accept(&listener, &counts.plain).await;
        tokio::spawn(http1::serve(stream, Arc::clone(&responses)));
    }
}

async fn serve_tls(
    listener: TcpListener,
    tls: tokio_rustls::TlsAcceptor,
    responses: Arc<Responses>,
    counts: Arc<Counts>,
) {
    loop {
        let stream = accept(&listener, &counts.tls).await;
        let (tls, responses) = (tls.clone(), Arc::clone(&responses));
        tokio::spawn(async move {
            if let Ok(stream) = tls.accept(stream).await {
                http1::serve(stream, responses).await;
            }
        });
    }
}

async fn serve_h2(
    listener: TcpListener,
    tls: tokio_rustls::TlsAcceptor,
    responses: Arc<Responses>,
    counts: Arc<Counts>,
) {
    loop {
        let stream = accept(&listener, &counts.h2).await;
        let (tls, responses) = (tls.clone(), Arc::clone(&responses));
        tokio::spawn(async move {
            if let Ok(stream) = tls.accept(stream).await {
                http2::serve(stream, responses).await;
            }
        });
    }
}

/// Sends the counts to every connection to the control port.
async fn serve_counts(listener: TcpListener, counts: Arc<Counts>) {
    loop {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        let of = |count: &AtomicU64| count.load(Ordering::Relaxed);
        let line = json!({ "plain": of(&counts.plain), "tls": of(&counts.tls), "h2": of(&counts.h2) });
        // The harness may have closed the connection.
        drop(stream.write_all(line.to_string().as_bytes()).await);
    }
}
