//! Reads a response body: decoded, complete and within its limits, or the error that prevented it. Reading waits
//! for memory (`core::memory`), and a large body also for its turns (`core::turns`).

use std::future::poll_fn;
use std::io;
use std::mem;
use std::pin::Pin;
use std::time::Duration;

use bytes::{BufMut, Bytes};
use http::HeaderMap;
use tokio_util::io::poll_read_buf;

use crate::core::error::ResponseFault;
use crate::core::memory::{BODIES, GrowingReservation, UNCOUNTED};
use crate::core::response::{Response, is_success};
use crate::core::transport::WireFailure;
use crate::core::transport::body_buffer::BodyBuffer;
use crate::core::transport::decode::{self, Coded, Coding, Data, Decoded};
use crate::core::turns::{SLICE, in_background, turn};

/// Limits for the body of an error. Its head already says what matters, such as the delay, and the body enters the
/// error record several times.
const MAX_ERROR_BYTES: usize = 1024 * 1024;
const MAX_ERROR_READ: Duration = Duration::from_secs(2);
/// The maximum number of copies of that body in memory: in the error's fields, and escaped in its record.
const ERROR_COPIES: usize = 12;

/// Limits for memory that is reserved before the body arrives: a server can announce any length.
const MAX_RESERVED: usize = 1024 * 1024;
const MIN_RESERVED: usize = 4 * 1024;
/// A first guess at the decoded length of a brotli body. JSON rarely compresses better.
const BROTLI_RATIO: usize = 16;
const MIN_BROTLI_ROOM: usize = 64 * 1024;
/// A longer body is decoded on another thread. Otherwise the calls' thread would be late for everything else.
const MAX_INLINE_BYTES: usize = 128 * 1024;

/// Reads and decompresses the whole body, up to the limit. An error response is useful even if its body is cut off
/// or missing, because its status decides.
pub async fn read(response: reqwest::Response, limit: u64) -> Result<Response, WireFailure> {
    let (parts, body) = http::Response::from(response).into_parts();
    let data = Data::new(body, &parts.headers, parts.version);
    let (status, mut headers) = (parts.status, parts.headers);
    let coding = Coding::take(&mut headers);
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut body;
    let result = if status.is_success() {
        body = Body::new(coding, BodyBuffer::new(limit));
        body.read_success(data).await
    } else {
        body = Body::new(coding, BodyBuffer::for_error(limit.min(MAX_ERROR_BYTES)));
        body.read_error(data).await
    };
    body.finish(status.as_u16(), headers, result.err())
}

/// A body, as far as it has been read.
struct Body {
    buffer: BodyBuffer,
    coding: Coding,
    memory: GrowingReservation,
    /// The number of copies that will be in memory later.
    copies: usize,
    /// Whether the body's end has to be found in its own JSON, because the connection ended without a signal.
    ended_early: bool,
}

impl Body {
    const fn new(coding: Coding, buffer: BodyBuffer) -> Self {
        let copies = if buffer.is_error() { ERROR_COPIES } else { 1 };
        Self { buffer, coding, memory: GrowingReservation::new(&BODIES), copies, ended_early: false }
    }

    async fn read_success(&mut self, data: Data) -> Result<(), ResponseFault> {
        self.read(data).await?;
        self.decode_whole().await?;
        self.validate().await?;
        let bytes = self.counted(self.buffer.bytes.capacity());
        self.memory.grow(bytes.saturating_add(self.buffer.crossing_bytes())).await;
        Ok(())
    }

    async fn read_error(&mut self, data: Data) -> Result<(), ResponseFault> {
        let read = tokio::time::timeout(MAX_ERROR_READ, self.read(data)).await;
        // Decode even a part of a body that was cut off.
        let decoded = self.decode_whole().await;
        read.unwrap_or(Err(ResponseFault::CutOff)).and(decoded)?;
        self.validate().await
    }

    async fn read(&mut self, data: Data) -> Result<(), ResponseFault> {
        if let (Coding::None, Some(announced)) = (self.coding, data.announced) {
            // One more byte, to notice the end.
            let announced = usize::try_from(announced).unwrap_or(usize::MAX).saturating_add(1);
            self.reserve(announced.min(MAX_RESERVED)).await;
        }
        let mut source = decode::decoded(self.coding, data).await.map_err(fault)?;
        let mut more = true;
        while more {
            let (length, capacity) = (self.buffer.bytes.len(), self.buffer.bytes.capacity());
            if length == capacity {
                self.reserve(capacity.saturating_mul(2).max(MIN_RESERVED)).await;
            }
            if self.coding.is_sliced() && length > MAX_INLINE_BYTES && !self.buffer.is_error() {
                (source, more) = self.read_on_other_thread(source).await?;
            } else {
                more = self.read_slice(&mut *source).await? > 0;
            }
            self.yield_to_others().await;
        }
        self.end(source.coded()).await
    }

    /// Lets other tasks run. Tokio checks sockets and timers only after some polls, each of which may be many slices,
    /// but at once when a task yields. A body that is only copied rarely needs that: the network is slower.
    async fn yield_to_others(&self) {
        let worked = if self.coding.is_sliced() { SLICE / 4 } else { MAX_RESERVED };
        if self.buffer.bytes.len() > worked {
            tokio::task::yield_now().await;
        } else {
            tokio::task::consume_budget().await;
        }
    }

    /// Reads what is available, up to a slice. Returns 0 at the end.
    async fn read_slice(&mut self, source: &mut dyn Decoded) -> Result<usize, ResponseFault> {
        let is_work = self.coding.is_sliced() || self.buffer.bytes.len() >= SLICE;
        let mut turn = if is_work { turn().await } else { None };
        let count = poll_fn(|context| {
            let mut room = (&mut self.buffer.bytes).limit(SLICE);
            let polled = poll_read_buf(Pin::new(&mut *source), context, &mut room);
            if polled.is_pending() {
                // Other bodies may work while this one waits for the network.
                turn = None;
            }
            polled
        });
        let count = count.await.map_err(fault)?;
        if self.coding == Coding::Brotli {
            // Still compressed.
            self.buffer.check_length(self.buffer.bytes.len())?;
        } else {
            self.buffer.check()?;
        }
        Ok(count)
    }

    /// Does the same on another thread. Returns whether there is more.
    async fn read_on_other_thread(
        &mut self,
        mut source: Box<dyn Decoded>,
    ) -> Result<(Box<dyn Decoded>, bool), ResponseFault> {
        decode::available(source.coded()).await.map_err(fault)?;
        let read = move |buffer: &mut BodyBuffer| {
            let more = buffer.read_available(&mut *source).map_err(fault)?;
            buffer.check()?;
            Ok((source, more))
        };
        self.on_other_thread(read).await?
    }

    /// Works on the body on another thread.
    async fn on_other_thread<T: Send + 'static>(
        &mut self,
        work: impl FnOnce(&mut BodyBuffer) -> T + Send + 'static,
    ) -> Result<T, ResponseFault> {
        let mut buffer = mem::take(&mut self.buffer);
        let work = in_background(move || {
            let result = work(&mut buffer);
            (buffer, result)
        });
        let (buffer, result) = work.await.ok_or(ResponseFault::NotDecodable)?;
        self.buffer = buffer;
        Ok(result)
    }

    /// Decodes a brotli body, which cannot be decoded in slices, on another thread. If it exceeds the memory that was
    /// reserved for it, it is decoded again with enough. A decoder that waited for memory would keep its window.
    async fn decode_whole(&mut self) -> Result<(), ResponseFault> {
        if self.coding != Coding::Brotli || self.buffer.bytes.is_empty() {
            return Ok(());
        }
        let coded = Bytes::from(mem::take(&mut self.buffer.bytes));
        let likely = coded.len().saturating_mul(BROTLI_RATIO).max(MIN_BROTLI_ROOM);
        let length = self.decode_into(&coded, likely).await?;
        if self.buffer.bytes.len() < length && (length <= self.buffer.limit || self.buffer.is_error()) {
            self.decode_into(&coded, length).await?;
        }
        self.buffer.check_length(length)
    }

    /// Returns the decoded length.
    async fn decode_into(&mut self, coded: &Bytes, room: usize) -> Result<usize, ResponseFault> {
        self.buffer.bytes = Vec::new();
        let room = room.min(self.buffer.limit);
        self.memory.grow(self.counted(room).saturating_add(coded.len())).await;
        let coded = coded.clone();
        let decode = move |buffer: &mut BodyBuffer| {
            let (bytes, length) = decode::brotli(&coded, room, buffer.limit);
            buffer.bytes = bytes;
            length.map_err(fault)
        };
        self.on_other_thread(decode).await?
    }

    /// Reserves this much in total, plus the byte that would exceed the limit.
    async fn reserve(&mut self, capacity: usize) {
        let capacity = capacity.min(self.buffer.limit.saturating_add(1));
        self.memory.grow(self.counted(capacity)).await;
        self.buffer.bytes.reserve_exact(capacity.saturating_sub(self.buffer.bytes.len()));
    }

    /// The memory of a body of this capacity, including its decoder.
    const fn counted(&self, capacity: usize) -> usize {
        if capacity <= UNCOUNTED {
            return capacity;
        }
        let window = self.coding.window();
        let window = if window < capacity { window } else { capacity };
        capacity.saturating_mul(self.copies).saturating_add(window)
    }

    /// Checks that the body is complete.
    async fn end(&mut self, coded: &mut Coded) -> Result<(), ResponseFault> {
        if decode::available(coded).await.map_err(fault)? > 0 {
            // Data after the end of the compressed stream.
            return Err(ResponseFault::NotDecodable);
        }
        let data = coded.get_ref();
        self.ended_early = data.closed_without_notice;
        // An HTTP/2 stream that is reset with NO_ERROR looks like a complete one.
        match data.announced {
            Some(announced) if data.received < announced => Err(ResponseFault::CutOff),
            _ => Ok(()),
        }
    }

    async fn validate(&mut self) -> Result<(), ResponseFault> {
        let ended_early = self.ended_early;
        if self.buffer.is_slow_to_validate(ended_early) {
            return self.on_other_thread(move |buffer| buffer.validate(ended_early)).await?;
        }
        self.buffer.validate(ended_early)
    }

    fn finish(
        self,
        status: u16,
        headers: HeaderMap,
        fault: Option<ResponseFault>,
    ) -> Result<Response, WireFailure> {
        let complete = fault.is_none();
        if let Some(fault) = fault.filter(|_| is_success(status)) {
            return Err(WireFailure::unusable(status, &headers, fault));
        }
        let crossing_bytes = self.buffer.crossing_bytes();
        let mut bytes = self.buffer.bytes;
        if bytes.capacity() - bytes.len() > UNCOUNTED {
            bytes.shrink_to_fit();
        }
        let kept = bytes.capacity().saturating_mul(self.copies).saturating_add(crossing_bytes);
        let memory = self.memory.finish(kept);
        Ok(Response { status, headers, body: bytes.into(), complete, memory })
    }
}

/// Why reading failed. A decoder reports an early end by the kind of its error; all its other errors mean damaged
/// data.
#[allow(clippy::needless_pass_by_value, reason = "map_err passes it by value")]
fn fault(error: io::Error) -> ResponseFault {
    let is_wire_error =
        error.get_ref().is_some_and(<dyn std::error::Error + Send + Sync>::is::<reqwest::Error>);
    if is_wire_error || error.kind() == io::ErrorKind::UnexpectedEof {
        ResponseFault::CutOff
    } else {
        ResponseFault::NotDecodable
    }
}
