//! The bytes of a response as they come, counted, and the decoders for what servers compress. A
//! decoder of our own, and not reqwest's, so that it works in slices and its window is bounded.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, Waker, ready};

use async_compression::tokio::bufread::{BrotliDecoder, GzipDecoder, ZstdDecoder};
use async_compression::zstd::DParameter;
use bytes::{BufMut, Bytes};
use futures_core::Stream;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, TRANSFER_ENCODING};
use http::{HeaderMap, Version};
use hyper::body::Body as _;
use tokio::io::{AsyncBufRead, AsyncRead};
use tokio_util::io::{StreamReader, poll_read_buf};

use crate::core::turns::SLICE;

/// What the client asks for. It reads brotli, too, but doesn't ask for it: that can't be decoded in
/// slices, so each brotli body takes its turn on a thread of its own.
pub const ACCEPT_ENCODING: &str = "zstd,gzip";

/// 8 MiB, which a zstd encoder for HTTP may not exceed (RFC 9659, 3). A frame can ask for more.
const ZSTD_WINDOW_LOG: u32 = 23;

/// How a body is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coding {
    None,
    Gzip,
    Brotli,
    Zstd,
}

impl Coding {
    /// Reads it from the headers, and takes it out of them together with the compressed length:
    /// what users see of the body is decoded. A coding that is not known stays, and so does its
    /// body.
    pub fn take(headers: &mut HeaderMap) -> Self {
        let coding = headers.get(CONTENT_ENCODING).map_or(Self::None, |value| Self::named(value.as_bytes()));
        if coding != Self::None {
            headers.remove(CONTENT_ENCODING);
            headers.remove(CONTENT_LENGTH);
        }
        coding
    }

    /// Names don't depend on case, and `x-gzip` is an older one (RFC 9110, 8.4.1).
    fn named(name: &[u8]) -> Self {
        match name.trim_ascii().to_ascii_lowercase().as_slice() {
            b"gzip" | b"x-gzip" => Self::Gzip,
            b"br" => Self::Brotli,
            b"zstd" => Self::Zstd,
            _ => Self::None,
        }
    }

    /// Whether it is decoded slice by slice. Brotli's decoder first fills its window, of up to
    /// 16 MiB, before it gives anything, which takes 20 ms or more.
    pub const fn is_sliced(self) -> bool {
        matches!(self, Self::Gzip | Self::Zstd)
    }

    /// How much of what it has decoded a decoder keeps, at most.
    pub const fn window(self) -> usize {
        match self {
            // Of brotli's decoders there is one at a time.
            Self::None | Self::Brotli => 0,
            Self::Gzip => 32 * 1024,
            Self::Zstd => 1 << ZSTD_WINDOW_LOG,
        }
    }
}

pub type Coded = StreamReader<Data, Bytes>;

/// The bytes of a body, decoded if that is done in slices.
pub trait Decoded: AsyncRead + Send + Unpin {
    /// The bytes as they came.
    fn coded(&mut self) -> &mut Coded;
}

impl Decoded for Coded {
    fn coded(&mut self) -> &mut Coded {
        self
    }
}

impl Decoded for GzipDecoder<Coded> {
    fn coded(&mut self) -> &mut Coded {
        self.get_mut()
    }
}

impl Decoded for ZstdDecoder<Coded> {
    fn coded(&mut self) -> &mut Coded {
        self.get_mut()
    }
}

/// Begins to read a body. One without a single byte is empty, also if it is said to be compressed.
pub async fn decoded(coding: Coding, data: Data) -> io::Result<Box<dyn Decoded>> {
    let mut coded = StreamReader::new(data);
    if !coding.is_sliced() || available(&mut coded).await? == 0 {
        return Ok(Box::new(coded));
    }
    Ok(match coding {
        Coding::None | Coding::Brotli => Box::new(coded),
        Coding::Gzip => {
            let mut decoder = GzipDecoder::new(coded);
            // RFC 1952, 2.2.
            decoder.multiple_members(true);
            Box::new(decoder)
        }
        Coding::Zstd => {
            let window = DParameter::window_log_max(ZSTD_WINDOW_LOG);
            let mut decoder = ZstdDecoder::with_params(coded, &[window]);
            // RFC 8878, 3.
            decoder.multiple_members(true);
            Box::new(decoder)
        }
    })
}

/// A brotli body, or as much of it as there is room for, and how long it is: that is counted as far
/// as the limit.
pub fn brotli(coded: &[u8], room: usize, limit: usize) -> (Vec<u8>, io::Result<usize>) {
    let mut bytes = Vec::with_capacity(room);
    let mut beyond = Vec::with_capacity(SLICE);
    let mut decoder = BrotliDecoder::new(coded);
    // A slice is never waited for.
    let mut context = Context::from_waker(Waker::noop());
    let mut length = 0;
    let result = loop {
        if length > limit {
            break Ok(length);
        }
        let left = room - bytes.len();
        beyond.clear();
        let mut target = if left > 0 { (&mut bytes).limit(left) } else { (&mut beyond).limit(SLICE) };
        match poll_read_buf(Pin::new(&mut decoder), &mut context, &mut target) {
            Poll::Ready(Ok(0)) if decoder.get_ref().is_empty() => break Ok(length),
            Poll::Ready(Ok(0)) | Poll::Pending => break Err(io::ErrorKind::InvalidData.into()),
            Poll::Ready(Ok(count)) => length += count,
            Poll::Ready(Err(error)) => break Err(error),
        }
    };
    (bytes, result)
}

/// How many bytes are there to read, once there are any; none at the end.
pub async fn available(coded: &mut Coded) -> io::Result<usize> {
    std::future::poll_fn(|context| Pin::new(&mut *coded).poll_fill_buf(context).map_ok(<[u8]>::len)).await
}

/// What a server sent as the body.
pub struct Data {
    body: reqwest::Body,
    /// How many bytes have come.
    pub received: u64,
    /// How many will, where the server said so.
    pub announced: Option<u64>,
    /// Nothing but the end of the connection tells where the body ends.
    ends_with_connection: bool,
    /// The connection ended in a way in which an attacker could have ended it, too.
    pub closed_without_notice: bool,
}

impl Data {
    pub fn new(body: reqwest::Body, headers: &HeaderMap, version: Version) -> Self {
        let ends_with_connection = version <= Version::HTTP_11
            && !headers.contains_key(CONTENT_LENGTH)
            && !headers.contains_key(TRANSFER_ENCODING);
        let announced = body.size_hint().exact();
        Self { body, received: 0, announced, ends_with_connection, closed_without_notice: false }
    }
}

impl Stream for Data {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            match ready!(Pin::new(&mut self.body).poll_frame(context)) {
                None => return Poll::Ready(None),
                Some(Ok(frame)) => {
                    // Trailers say nothing that counts here.
                    let Ok(data) = frame.into_data() else { continue };
                    self.received += data.len() as u64;
                    return Poll::Ready(Some(Ok(data)));
                }
                Some(Err(error)) if self.ends_with_connection && is_close_without_notice(&error) => {
                    self.closed_without_notice = true;
                    return Poll::Ready(None);
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(io::Error::other(error)))),
            }
        }
    }
}

/// TLS ended without the `close_notify` that tells a whole body from one that was cut (RFC 8446, 6.1).
fn is_close_without_notice(error: &reqwest::Error) -> bool {
    let mut link = std::error::Error::source(error);
    while let Some(inner) = link {
        if let Some(io) = inner.downcast_ref::<io::Error>() {
            return io.kind() == io::ErrorKind::UnexpectedEof;
        }
        link = inner.source();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    #[test]
    fn a_known_coding_goes_out_of_the_headers_and_an_unknown_one_stays() {
        let table = [
            ("gzip", Coding::Gzip, 0),
            ("X-GZIP", Coding::Gzip, 0),
            ("br", Coding::Brotli, 0),
            (" Zstd ", Coding::Zstd, 0),
            ("identity", Coding::None, 2),
            ("deflate", Coding::None, 2),
            ("gzip, br", Coding::None, 2),
        ];
        for (name, coding, left) in table {
            let mut headers = HeaderMap::new();
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static(name));
            headers.insert(CONTENT_LENGTH, HeaderValue::from_static("2"));
            assert_eq!((Coding::take(&mut headers), headers.len()), (coding, left), "{name}");
        }
    }

    #[test]
    fn what_is_asked_for_can_be_read() {
        for name in ACCEPT_ENCODING.split(',') {
            assert_ne!(Coding::named(name.as_bytes()), Coding::None, "{name}");
        }
    }
}
