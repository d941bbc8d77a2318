//! The minimum of HTTP/1.1 that the measured clients need: consecutive requests with a content-length on a kept-alive
//! connection.

use std::sync::Arc;

use bytes::{Buf, BytesMut};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use crate::responses::{Response, Responses};

/// Responds until the client closes the connection.
pub async fn serve<S: AsyncRead + AsyncWrite + Unpin>(mut stream: S, responses: Arc<Responses>) {
    let mut input = BytesMut::with_capacity(16 * 1024);
    loop {
        while let Some((length, response)) = parse(&input, &responses) {
            input.advance(length);
            if let Some(delay) = response.delay {
                tokio::time::sleep(delay).await;
            }
            // A client that has closed only ends its connection.
            if stream.write_all(&response.http1).await.is_err() || stream.flush().await.is_err() {
                return;
            }
        }
        if !matches!(stream.read_buf(&mut input).await, Ok(1..)) {
            return;
        }
    }
}

/// The length and response of the first request, if it is complete.
fn parse<'a>(input: &[u8], responses: &'a Responses) -> Option<(usize, &'a Response)> {
    let end = input.windows(4).position(|bytes| bytes == b"\r\n\r\n")? + 4;
    let head = std::str::from_utf8(input.get(..end)?).expect("a head in ASCII");
    let length = end + content_length(head);
    if input.len() < length {
        return None;
    }
    let target = head.split(' ').nth(1).expect("a request line");
    Some((length, responses.find(head.starts_with("POST "), target)))
}

fn content_length(head: &str) -> usize {
    let value = |line: &str, name: &str| {
        let (header, value) = line.split_once(':')?;
        header.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
    };
    assert!(
        !head.lines().any(|line| value(line, "transfer-encoding").is_some()),
        "the benchmark's server reads no chunked bodies: let the client send a content-length"
    );
    head.lines()
        .find_map(|line| value(line, "content-length"))
        .map_or(0, |length| length.parse().expect("a length"))
}
