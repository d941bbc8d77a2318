//! The least of HTTP/1.1 that the measured clients need: requests with a content-length, one
//! after the other on a connection that is kept.

use std::sync::Arc;

use bytes::{Buf, BytesMut};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use crate::responses::{Answers, Response};

/// Answers until the client closes.
pub async fn serve<S: AsyncRead + AsyncWrite + Unpin>(mut stream: S, responses: Arc<Answers>) {
    let mut input = BytesMut::with_capacity(16 * 1024);
    loop {
        while let Some((length, response)) = parse(&input, &responses) {
            input.advance(length);
            if let Some(delay) = response.delay {
                tokio::time::sleep(delay).await;
            }
            // A client that has gone away ends the connection, no more.
            if stream.write_all(&response.http1).await.is_err() || stream.flush().await.is_err() {
                return;
            }
        }
        if !matches!(stream.read_buf(&mut input).await, Ok(1..)) {
            return;
        }
    }
}

/// The first request's length and answer, when all of it is there.
fn parse<'a>(input: &[u8], responses: &'a Answers) -> Option<(usize, &'a Response)> {
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
        let (given, value) = line.split_once(':')?;
        given.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
    };
    assert!(
        !head.lines().any(|line| value(line, "transfer-encoding").is_some()),
        "the benchmark's server reads no chunked bodies: let the client send a content-length"
    );
    head.lines()
        .find_map(|line| value(line, "content-length"))
        .map_or(0, |text| text.parse().expect("a length"))
}
