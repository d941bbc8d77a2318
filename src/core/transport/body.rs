//! The body of an answer: read whole, decoded and within its limit, or what kept it from that.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::HeaderMap;

use crate::core::answer::Answer;
use crate::core::error::ResponseFault;
use crate::core::transport::WireFailure;

/// An error's body is read so far and so long: its head has said what counts, such as how long to
/// wait, and its text enters the record of the failure several times.
const MOST_ERROR_BYTES: u64 = 1024 * 1024;
const LONGEST_ERROR_READ: Duration = Duration::from_secs(2);

/// Room that is made for a body before any of it has come: a server can announce what it likes.
const MOST_RESERVED: u64 = 1024 * 1024;

/// Reads the whole body, decompressed, up to the limit. An answer outside 200–299 is of use
/// even when its body is cut off, or does not come: its status decides.
pub async fn read(mut response: reqwest::Response, limit: u64) -> Result<Answer, WireFailure> {
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
        Some(fault) if answer.is_success() => Err(WireFailure::of_no_use(status, &answer.headers, fault)),
        _ => Ok(answer),
    }
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
