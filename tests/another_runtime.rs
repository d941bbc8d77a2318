//! A client outlives the runtime of its calls: when the thread of the calls has died, the next one serves the same
//! clients.

#![allow(clippy::expect_used, reason = "a failed expectation fails the test")]

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use facesign_api_native::core::client::Client;
use facesign_api_native::core::config::{CallOptions, ClientOptions};
use facesign_api_native::core::endpoints;
use tokio::runtime::{Builder, Runtime};
use tokio_util::sync::CancellationToken;

/// Each round gives a client more time than it needs to close idle connections.
const ROUNDS: usize = 10;
const RESPONSE: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n[]";

/// Responds to one request per connection. The receiver gets the number of each connection that was closed.
fn server() -> (String, Receiver<usize>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let (closed, closings) = channel();
    thread::spawn(move || {
        for (number, socket) in listener.incoming().flatten().enumerate() {
            let closed = closed.clone();
            thread::spawn(move || response(socket).map(|()| closed.send(number)));
        }
    });
    (format!("http://{address}"), closings)
}

fn response(mut socket: TcpStream) -> std::io::Result<()> {
    let mut request = [0; 4096];
    let _ = socket.read(&mut request)?;
    socket.write_all(RESPONSE)?;
    socket.read_to_end(&mut Vec::new()).map(|_| ())
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().expect("a runtime")
}

async fn call(client: &Client) {
    let langs = endpoints::find("langs.retrieve").expect("an operation");
    client
        .call(langs, "{}", CallOptions::default(), &CancellationToken::new(), &|_, _| ())
        .await
        .expect("a response");
}

#[test]
fn on_another_runtime_idle_connections_are_still_closed() {
    let (url, closings) = server();
    let client =
        Client::new(ClientOptions { server_url: Some(url), ..ClientOptions::default() }).expect("a client");
    let first = runtime();
    first.block_on(call(&client));
    drop(first);
    assert_eq!(closings.recv_timeout(Duration::from_secs(10)), Ok(0));
    runtime().block_on(async {
        call(&client).await;
        tokio::time::pause();
        let mut closed = None;
        for _ in 0..ROUNDS {
            tokio::time::advance(Duration::from_secs(100)).await;
            closed = closed.or(closings.recv_timeout(Duration::from_millis(100)).ok());
        }
        assert_eq!(closed, Some(1));
    });
}
