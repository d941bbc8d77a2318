//! The bytes of a response as they arrive, and decoders for compressed ones. We don't use reqwest's decoders,
//! because ours work in slices and with a bounded window.

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

/// 8 MiB, the limit for zstd over HTTP (RFC 9659, 3). A frame could ask for more.
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
    /// Reads the coding from the headers, and removes it together with the compressed length, because users see
    /// the decoded body. An unknown coding stays, and its body is not decoded.
    pub fn take(headers: &mut HeaderMap) -> Self {
        let coding = headers.get(CONTENT_ENCODING).map_or(Self::None, |value| Self::named(value.as_bytes()));
        if coding != Self::None {
            headers.remove(CONTENT_ENCODING);
            headers.remove(CONTENT_LENGTH);
        }
        coding
    }

    /// Names are case-insensitive, and `x-gzip` is an old alias (RFC 9110, 8.4.1).
    fn named(name: &[u8]) -> Self {
        match name.trim_ascii().to_ascii_lowercase().as_slice() {
            b"gzip" | b"x-gzip" => Self::Gzip,
            b"br" => Self::Brotli,
            b"zstd" => Self::Zstd,
            _ => Self::None,
        }
    }

    /// Whether it is decoded in slices. Brotli's decoder fills its window of up to 16 MiB before it returns
    /// anything, which takes 20 ms or more.
    pub const fn is_sliced(self) -> bool {
        matches!(self, Self::Gzip | Self::Zstd)
    }

    /// The maximum of decoded data that a decoder keeps.
    pub const fn window(self) -> usize {
        match self {
            // Only one brotli decoder runs at a time.
            Self::None | Self::Brotli => 0,
            Self::Gzip => 32 * 1024,
            Self::Zstd => 1 << ZSTD_WINDOW_LOG,
        }
    }
}

pub type Coded = StreamReader<Data, Bytes>;

/// A body, decoded if its coding can be decoded in slices.
pub trait Decoded: AsyncRead + Send + Unpin {
    /// The undecoded bytes.
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

/// Starts to read a body. An empty body is valid even if it is declared as compressed.
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

/// Decodes a brotli body as far as `room` allows. Also returns the full decoded length, counted up to the limit.
pub fn brotli(coded: &[u8], room: usize, limit: usize) -> (Vec<u8>, io::Result<usize>) {
    let mut bytes = Vec::with_capacity(room);
    let mut beyond = Vec::with_capacity(SLICE);
    let mut decoder = BrotliDecoder::new(coded);
    // A slice in memory is never pending.
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

/// The number of bytes that can be read, after waiting for the first. 0 at the end.
pub async fn available(coded: &mut Coded) -> io::Result<usize> {
    std::future::poll_fn(|context| Pin::new(&mut *coded).poll_fill_buf(context).map_ok(<[u8]>::len)).await
}

/// The body as the server sent it.
pub struct Data {
    body: reqwest::Body,
    /// The number of bytes so far.
    pub received: u64,
    /// The total number of bytes, if the server announced it.
    pub announced: Option<u64>,
    /// Whether only the end of the connection marks the end of the body.
    ends_with_connection: bool,
    /// Whether the connection ended in a way that an attacker could have caused.
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
                    // Trailers don't matter here.
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

/// TLS ended without `close_notify`, which distinguishes a complete body from a truncated one (RFC 8446, 6.1).
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
    use crate::core::config::ACCEPT_ENCODING;
    use http::HeaderValue;

    #[test]
    fn a_known_coding_is_removed_from_the_headers_and_an_unknown_one_stays() {
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
    fn every_accepted_coding_can_be_decoded() {
        for name in ACCEPT_ENCODING.split(',') {
            assert_ne!(Coding::named(name.as_bytes()), Coding::None, "{name}");
        }
    }
}
