//! The body of a response: read whole, decoded and within its limits, or what kept it from that.
//! It waits for memory (`core::memory`), and a large one for its turns (`core::turns`).

use std::future::poll_fn;
use std::io;
use std::mem;
use std::pin::Pin;
use std::time::Duration;

use bytes::{BufMut, Bytes};
use http::HeaderMap;
use tokio_util::io::poll_read_buf;

use crate::core::error::ResponseFault;
use crate::core::memory::{BODIES, Reading, UNCOUNTED};
use crate::core::response::{Response, is_success};
use crate::core::transport::WireFailure;
use crate::core::transport::decode::{self, Coded, Coding, Data, Decoded};
use crate::core::transport::text::Text;
use crate::core::turns::{SLICE, in_background, turn};

/// An error's body is read so far and so long: its head has said what counts, such as how long to
/// wait, and its text enters the record of the failure several times.
const MAX_ERROR_BYTES: usize = 1024 * 1024;
const MAX_ERROR_READ: Duration = Duration::from_secs(2);
/// How often that text is in memory at most: in the error's fields, and escaped in its record.
const ERROR_COPIES: usize = 12;

/// Room that is made for a body before any of it has come: a server can announce what it likes.
const MAX_RESERVED: usize = 1024 * 1024;
const MIN_RESERVED: usize = 4 * 1024;
/// A first guess at the length of a brotli body: JSON is seldom compressed to less than that.
const BROTLI_RATIO: usize = 16;
const MIN_BROTLI_ROOM: usize = 64 * 1024;
/// A longer body is decoded on a thread of its own: a thread that is always busy is late for all
/// that it has to do.
const MAX_DECODED_HERE: usize = 128 * 1024;

/// Reads the whole body, decompressed, up to the limit. A response outside 200–299 is of use
/// even when its body is cut off, or does not come: its status decides.
pub async fn read(response: reqwest::Response, limit: u64) -> Result<Response, WireFailure> {
    let (parts, body) = http::Response::from(response).into_parts();
    let data = Data::new(body, &parts.headers, parts.version);
    let (status, mut headers) = (parts.status, parts.headers);
    let coding = Coding::take(&mut headers);
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut body;
    let result = if status.is_success() {
        body = Body::new(coding, Text::new(limit));
        body.read_success(data).await
    } else {
        body = Body::new(coding, Text::of_error(limit.min(MAX_ERROR_BYTES)));
        body.read_error(data).await
    };
    body.finish(status.as_u16(), headers, result.err())
}

/// A body, as far as it has come.
struct Body {
    text: Text,
    coding: Coding,
    memory: Reading,
    /// How often what has come is in memory later on.
    copies: usize,
    /// Nothing but its text tells whether it came whole.
    ended_early: bool,
}

impl Body {
    const fn new(coding: Coding, text: Text) -> Self {
        let copies = if text.is_error() { ERROR_COPIES } else { 1 };
        Self { text, coding, memory: Reading::new(&BODIES), copies, ended_early: false }
    }

    async fn read_success(&mut self, data: Data) -> Result<(), ResponseFault> {
        self.read(data).await?;
        self.decode_whole().await?;
        self.examine().await?;
        let bytes = self.counted(self.text.bytes.capacity());
        self.memory.grow(bytes.saturating_add(self.text.crossing())).await;
        Ok(())
    }

    async fn read_error(&mut self, data: Data) -> Result<(), ResponseFault> {
        let read = tokio::time::timeout(MAX_ERROR_READ, self.read(data)).await;
        // Also what has come of one that was cut off.
        let decoded = self.decode_whole().await;
        read.unwrap_or(Err(ResponseFault::CutOff)).and(decoded)?;
        self.examine().await
    }

    async fn read(&mut self, data: Data) -> Result<(), ResponseFault> {
        if let (Coding::None, Some(announced)) = (self.coding, data.announced) {
            // One byte more, in which the end shows.
            let announced = usize::try_from(announced).unwrap_or(usize::MAX).saturating_add(1);
            self.reserve(announced.min(MAX_RESERVED)).await;
        }
        let mut source = decode::decoded(self.coding, data).await.map_err(fault)?;
        let mut more = true;
        while more {
            let (length, capacity) = (self.text.bytes.len(), self.text.bytes.capacity());
            if length == capacity {
                self.reserve(capacity.saturating_mul(2).max(MIN_RESERVED)).await;
            }
            if self.coding.is_sliced() && length > MAX_DECODED_HERE && !self.text.is_error() {
                (source, more) = self.read_elsewhere(source).await?;
            } else {
                more = self.read_slice(&mut *source).await? > 0;
            }
            self.let_others_work().await;
        }
        self.end(source.coded()).await
    }

    /// Tokio looks at sockets and timers after some polls, each of which may be many slices, but at
    /// once when a task yields. What is only copied seldom needs that: the network is slower.
    async fn let_others_work(&self) {
        let worked = if self.coding.is_sliced() { SLICE / 4 } else { MAX_RESERVED };
        if self.text.bytes.len() > worked {
            tokio::task::yield_now().await;
        } else {
            tokio::task::consume_budget().await;
        }
    }

    /// Reads what is there, but not too much at once. Nothing is left when it reads nothing.
    async fn read_slice(&mut self, source: &mut dyn Decoded) -> Result<usize, ResponseFault> {
        let is_work = self.coding.is_sliced() || self.text.bytes.len() >= SLICE;
        let mut turn = if is_work { turn().await } else { None };
        let count = poll_fn(|context| {
            let mut room = (&mut self.text.bytes).limit(SLICE);
            let polled = poll_read_buf(Pin::new(&mut *source), context, &mut room);
            if polled.is_pending() {
                // It is the network's turn now.
                turn = None;
            }
            polled
        });
        let count = count.await.map_err(fault)?;
        if self.coding == Coding::Brotli {
            // It is not text yet.
            self.text.check_length(self.text.bytes.len())?;
        } else {
            self.text.check()?;
        }
        Ok(count)
    }

    /// The same on another thread. Whether there is more.
    async fn read_elsewhere(
        &mut self,
        mut source: Box<dyn Decoded>,
    ) -> Result<(Box<dyn Decoded>, bool), ResponseFault> {
        decode::available(source.coded()).await.map_err(fault)?;
        let read = move |text: &mut Text| {
            let more = text.read_available(&mut *source).map_err(fault)?;
            text.check()?;
            Ok((source, more))
        };
        self.elsewhere(read).await?
    }

    /// Works on the text on another thread.
    async fn elsewhere<T: Send + 'static>(
        &mut self,
        work: impl FnOnce(&mut Text) -> T + Send + 'static,
    ) -> Result<T, ResponseFault> {
        let mut text = mem::take(&mut self.text);
        let work = in_background(move || {
            let result = work(&mut text);
            (text, result)
        });
        let (text, result) = work.await.ok_or(ResponseFault::NotDecodable)?;
        self.text = text;
        Ok(result)
    }

    /// Decodes what can't be decoded in slices: on another thread, into the room that there is, and
    /// where that is too little once more into as much as it takes. A decoder that waited for room
    /// would keep its window meanwhile.
    async fn decode_whole(&mut self) -> Result<(), ResponseFault> {
        if self.coding != Coding::Brotli || self.text.bytes.is_empty() {
            return Ok(());
        }
        let coded = Bytes::from(mem::take(&mut self.text.bytes));
        let likely = coded.len().saturating_mul(BROTLI_RATIO).max(MIN_BROTLI_ROOM);
        let length = self.decode_into(&coded, likely).await?;
        if self.text.bytes.len() < length && (length <= self.text.limit || self.text.is_error()) {
            self.decode_into(&coded, length).await?;
        }
        self.text.check_length(length)
    }

    /// How long it is altogether.
    async fn decode_into(&mut self, coded: &Bytes, room: usize) -> Result<usize, ResponseFault> {
        self.text.bytes = Vec::new();
        let room = room.min(self.text.limit);
        self.memory.grow(self.counted(room).saturating_add(coded.len())).await;
        let coded = coded.clone();
        let decode = move |text: &mut Text| {
            let (bytes, length) = decode::brotli(&coded, room, text.limit);
            text.bytes = bytes;
            length.map_err(fault)
        };
        self.elsewhere(decode).await?
    }

    /// Makes room for this much in all, and for the byte that breaks the limit.
    async fn reserve(&mut self, capacity: usize) {
        let capacity = capacity.min(self.text.limit.saturating_add(1));
        self.memory.grow(self.counted(capacity)).await;
        self.text.bytes.reserve_exact(capacity.saturating_sub(self.text.bytes.len()));
    }

    /// What a body of this capacity takes, with its decoder.
    const fn counted(&self, capacity: usize) -> usize {
        if capacity <= UNCOUNTED {
            return capacity;
        }
        let window = self.coding.window();
        let window = if window < capacity { window } else { capacity };
        capacity.saturating_mul(self.copies).saturating_add(window)
    }

    /// Whether that was all of it.
    async fn end(&mut self, coded: &mut Coded) -> Result<(), ResponseFault> {
        if decode::available(coded).await.map_err(fault)? > 0 {
            // More than its decoder takes for the body.
            return Err(ResponseFault::NotDecodable);
        }
        let data = coded.get_ref();
        self.ended_early = data.closed_without_notice;
        // A stream of HTTP/2 that is reset with NO_ERROR ends like one that is complete.
        match data.announced {
            Some(announced) if data.received < announced => Err(ResponseFault::CutOff),
            _ => Ok(()),
        }
    }

    async fn examine(&mut self) -> Result<(), ResponseFault> {
        let ended_early = self.ended_early;
        if self.text.is_long_to_examine(ended_early) {
            return self.elsewhere(move |text| text.examine(ended_early)).await?;
        }
        self.text.examine(ended_early)
    }

    fn finish(
        self,
        status: u16,
        headers: HeaderMap,
        fault: Option<ResponseFault>,
    ) -> Result<Response, WireFailure> {
        let complete = fault.is_none();
        if let Some(fault) = fault.filter(|_| is_success(status)) {
            return Err(WireFailure::of_no_use(status, &headers, fault));
        }
        let crossing = self.text.crossing();
        let mut bytes = self.text.bytes;
        if bytes.capacity() - bytes.len() > UNCOUNTED {
            bytes.shrink_to_fit();
        }
        let kept = bytes.capacity().saturating_mul(self.copies).saturating_add(crossing);
        let memory = self.memory.finish(kept);
        Ok(Response { status, headers, body: bytes.into(), complete, memory })
    }
}

/// Why reading ended. A decoder that meets the end too early says so with the kind of its error;
/// anything else that it says means that the bytes are damaged.
#[allow(clippy::needless_pass_by_value, reason = "it is what map_err hands over")]
fn fault(error: io::Error) -> ResponseFault {
    let of_the_wire =
        error.get_ref().is_some_and(<dyn std::error::Error + Send + Sync>::is::<reqwest::Error>);
    if of_the_wire || error.kind() == io::ErrorKind::UnexpectedEof {
        ResponseFault::CutOff
    } else {
        ResponseFault::NotDecodable
    }
}
