//! The body of a response: read whole, decoded and within its limits, or what kept it from that.
//! It waits for memory (`core::memory`), and a large one for its turns (`core::turns`).

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bytes::BufMut;
use http::HeaderMap;
use serde::de::IgnoredAny;
use tokio_util::io::poll_read_buf;

use crate::core::answer::{Answer, is_success};
use crate::core::error::ResponseFault;
use crate::core::json_limits::{self, Scanner};
use crate::core::memory::{BODIES, Reading, UNCOUNTED};
use crate::core::pieces;
use crate::core::transport::WireFailure;
use crate::core::transport::decode::{self, Coded, Coding, Data, Decoded};
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
/// What a decoder gives at once on a thread of its own: to change threads costs as much as 50 KB.
const BACKGROUND_SLICE: usize = 1024 * 1024;
/// A byte that is no UTF-8 becomes a character of three bytes, and that an escape of six.
const MAX_ESCAPED_BYTE: usize = 7;

/// Reads the whole body, decompressed, up to the limit. A response outside 200–299 is of use
/// even when its body is cut off, or does not come: its status decides.
pub async fn read(response: reqwest::Response, limit: u64) -> Result<Answer, WireFailure> {
    let (parts, body) = http::Response::from(response).into_parts();
    let data = Data::new(body, &parts.headers, parts.version);
    let (status, mut headers) = (parts.status, parts.headers);
    let coding = Coding::take(&mut headers);
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let (body, fault) = if status.is_success() {
        let mut body = Body::new(coding, limit);
        let fault = body.read_success(data).await.err();
        (body, fault)
    } else {
        let mut body = Body::of_error(coding, limit.min(MAX_ERROR_BYTES));
        let read = tokio::time::timeout(MAX_ERROR_READ, body.read(data)).await;
        (body, read.unwrap_or(Err(ResponseFault::CutOff)).err())
    };
    body.finish(status.as_u16(), headers, fault)
}

/// A body, as far as it has come.
struct Body {
    bytes: Vec<u8>,
    coding: Coding,
    limit: usize,
    memory: Reading,
    /// How often what has come is in memory later on.
    copies: usize,
    /// None for an error's body, which is looked at when it is read (`answer`).
    scanner: Option<Scanner>,
    /// How much of it the scanner has seen, and how much of that is not ASCII.
    seen: usize,
    non_ascii: usize,
}

impl Body {
    fn new(coding: Coding, limit: usize) -> Self {
        Self {
            bytes: Vec::new(),
            coding,
            limit,
            memory: Reading::new(&BODIES),
            copies: 1,
            scanner: Some(Scanner::default()),
            seen: 0,
            non_ascii: 0,
        }
    }

    fn of_error(coding: Coding, limit: usize) -> Self {
        Self { copies: ERROR_COPIES, scanner: None, ..Self::new(coding, limit) }
    }

    async fn read_success(&mut self, data: Data) -> Result<(), ResponseFault> {
        self.read(data).await?;
        if self.seen == 0 {
            json_limits::check(&self.bytes)?;
        }
        self.memory.grow(self.counted(self.bytes.capacity()).saturating_add(self.crossing())).await;
        Ok(())
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
            if self.bytes.len() == self.bytes.capacity() {
                self.reserve(self.bytes.capacity().saturating_mul(2).max(MIN_RESERVED)).await;
            }
            (source, more) = if self.coding.is_sliced() {
                let more = self.read_slice(&mut *source).await? > 0;
                (source, more)
            } else {
                self.read_in_background(source).await?
            };
            self.let_others_work().await;
        }
        self.end(source.coded()).await
    }

    /// Tokio looks at sockets and timers after some polls, each of which may be many slices.
    async fn let_others_work(&self) {
        if self.bytes.len() > SLICE {
            tokio::task::yield_now().await;
        } else {
            tokio::task::consume_budget().await;
        }
    }

    /// Reads what is there, but not too much at once. Nothing is left when it reads nothing.
    async fn read_slice(&mut self, source: &mut dyn Decoded) -> Result<usize, ResponseFault> {
        let is_work = self.coding != Coding::None || self.bytes.len() >= SLICE;
        let mut turn = if is_work { turn().await } else { None };
        let count = poll_fn(|context| {
            let mut room = (&mut self.bytes).limit(SLICE);
            let polled = poll_read_buf(Pin::new(&mut *source), context, &mut room);
            if polled.is_pending() {
                // It is the network's turn now.
                turn = None;
            }
            polled
        })
        .await
        .map_err(fault)?;
        self.check()?;
        Ok(count)
    }

    /// The same for a decoder that works for long before it gives anything. Whether there is more.
    async fn read_in_background(
        &mut self,
        mut source: Box<dyn Decoded>,
    ) -> Result<(Box<dyn Decoded>, bool), ResponseFault> {
        decode::available(source.coded()).await.map_err(fault)?;
        let mut bytes = std::mem::take(&mut self.bytes);
        let read = in_background(move || {
            let result = read_available(&mut *source, &mut bytes);
            (source, bytes, result)
        });
        let (source, bytes, result) = read.await.ok_or(ResponseFault::NotDecodable)?;
        self.bytes = bytes;
        let more = result.map_err(fault)?;
        self.check()?;
        Ok((source, more))
    }

    fn check(&mut self) -> Result<(), ResponseFault> {
        if self.bytes.len() > self.limit {
            self.bytes.truncate(self.limit);
            return Err(ResponseFault::TooLarge { limit: self.limit as u64 });
        }
        if self.bytes.len() > SLICE { self.scan() } else { Ok(()) }
    }

    /// Makes room for this much in all, and for the byte that breaks the limit.
    async fn reserve(&mut self, capacity: usize) {
        let capacity = capacity.min(self.limit.saturating_add(1));
        self.memory.grow(self.counted(capacity)).await;
        self.bytes.reserve_exact(capacity.saturating_sub(self.bytes.len()));
    }

    /// What a body of this capacity takes, with its decoder.
    fn counted(&self, capacity: usize) -> usize {
        if capacity <= UNCOUNTED {
            return capacity;
        }
        capacity.saturating_mul(self.copies).saturating_add(self.coding.window().min(capacity))
    }

    /// Looks at what has come since the last time.
    fn scan(&mut self) -> Result<(), ResponseFault> {
        let Some(scanner) = &mut self.scanner else { return Ok(()) };
        let new = self.bytes.get(self.seen..).unwrap_or_default();
        self.seen = self.bytes.len();
        if !new.is_ascii() {
            self.non_ascii += new.iter().filter(|byte| !byte.is_ascii()).count();
        }
        scanner.scan(new)
    }

    /// What the strings for JavaScript take while the body is still there: pieces of it, and where
    /// it is not ASCII a copy with valid characters and one with escapes (`core::one_byte`).
    fn crossing(&self) -> usize {
        let length = self.bytes.len();
        if length <= SLICE {
            return 0;
        }
        let non_ascii = self.non_ascii.saturating_mul(MAX_ESCAPED_BYTE);
        if non_ascii > 0 || length > pieces::LARGEST_WHOLE { length.saturating_add(non_ascii) } else { 0 }
    }

    /// Whether that was all of it.
    async fn end(&mut self, coded: &mut Coded) -> Result<(), ResponseFault> {
        if decode::available(coded).await.map_err(fault)? > 0 {
            // More than its decoder takes for the body.
            return Err(ResponseFault::NotDecodable);
        }
        let data = coded.get_ref();
        // A stream of HTTP/2 that is reset with NO_ERROR ends like one that is complete.
        let is_short = data.announced.is_some_and(|announced| data.received < announced);
        if is_short || (data.closed_without_notice && !self.is_whole_json().await) {
            return Err(ResponseFault::CutOff);
        }
        Ok(())
    }

    async fn is_whole_json(&mut self) -> bool {
        if self.bytes.len() <= SLICE {
            return is_whole_json(&self.bytes);
        }
        let bytes = std::mem::take(&mut self.bytes);
        let checked = in_background(move || (is_whole_json(&bytes), bytes)).await;
        let (is_whole, bytes) = checked.unwrap_or_default();
        self.bytes = bytes;
        is_whole
    }

    fn finish(
        mut self,
        status: u16,
        headers: HeaderMap,
        fault: Option<ResponseFault>,
    ) -> Result<Answer, WireFailure> {
        let complete = fault.is_none();
        if let Some(fault) = fault.filter(|_| is_success(status)) {
            return Err(WireFailure::of_no_use(status, &headers, fault));
        }
        if self.bytes.capacity() - self.bytes.len() > UNCOUNTED {
            self.bytes.shrink_to_fit();
        }
        let kept = self.bytes.capacity().saturating_mul(self.copies).saturating_add(self.crossing());
        let memory = self.memory.finish(kept);
        Ok(Answer { status, headers, body: self.bytes.into(), complete, memory })
    }
}

/// Reads until nothing more has come, or there is no more room. Whether there is more to read.
fn read_available(source: &mut dyn Decoded, bytes: &mut Vec<u8>) -> io::Result<bool> {
    // The network is waited for elsewhere.
    let mut context = Context::from_waker(Waker::noop());
    let room = (bytes.capacity() - bytes.len()).min(BACKGROUND_SLICE);
    let mut bytes = bytes.limit(room);
    while bytes.has_remaining_mut() {
        match poll_read_buf(Pin::new(&mut *source), &mut context, &mut bytes) {
            Poll::Ready(Ok(0)) => return Ok(false),
            Poll::Ready(Ok(_)) => {}
            Poll::Ready(Err(error)) => return Err(error),
            Poll::Pending => break,
        }
    }
    Ok(true)
}

/// An object, an array or a string, of which each has an end that can be seen; of a number there
/// could be more.
fn is_whole_json(bytes: &[u8]) -> bool {
    let is_number = bytes.trim_ascii_start().first().is_some_and(|byte| matches!(byte, b'-' | b'0'..=b'9'));
    !is_number && serde_json::from_slice::<IgnoredAny>(bytes).is_ok()
}

/// Why reading ended. A decoder that meets the end too early says so with the kind of its error;
/// anything else that it says means that the bytes are damaged.
fn fault(error: io::Error) -> ResponseFault {
    let of_the_wire = error.get_ref().is_some_and(|inner| inner.is::<reqwest::Error>());
    if of_the_wire || error.kind() == io::ErrorKind::UnexpectedEof {
        ResponseFault::CutOff
    } else {
        ResponseFault::NotDecodable
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_whole_when_its_end_can_be_seen() {
        let table = [
            (r#"{"a":[1]}"#, true),
            (" [] ", true),
            (r#""text""#, true),
            ("null", true),
            (r#"{"a":[1]"#, false),
            ("[1", false),
            ("nul", false),
            ("12", false),
            (" -1", false),
            ("", false),
            ("{}{}", false),
        ];
        for (text, whole) in table {
            assert_eq!(is_whole_json(text.as_bytes()), whole, "{text}");
        }
    }
}
