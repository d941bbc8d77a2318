//! The body of a response: read whole, decoded and within its limits, or what kept it from that.
//! It waits for memory (`core::memory`), and a large one for its turns (`core::turns`).

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::time::Duration;

use bytes::{BufMut, Bytes};
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
/// A first guess at the length of a brotli body, which all but lists of hundreds fit into.
const MIN_BROTLI_ROOM: usize = 64 * 1024;
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
    let (body, result) = if status.is_success() {
        let mut body = Body::new(coding, limit);
        let result = body.read_success(data).await;
        (body, result)
    } else {
        let mut body = Body::of_error(coding, limit.min(MAX_ERROR_BYTES));
        let result = body.read_error(data).await;
        (body, result)
    };
    body.finish(status.as_u16(), headers, result.err())
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
    /// Nothing but its text tells whether it came whole.
    must_be_whole: bool,
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
            must_be_whole: false,
        }
    }

    fn of_error(coding: Coding, limit: usize) -> Self {
        Self { copies: ERROR_COPIES, scanner: None, ..Self::new(coding, limit) }
    }

    async fn read_success(&mut self, data: Data) -> Result<(), ResponseFault> {
        self.read(data).await?;
        self.decode_whole().await?;
        self.examine().await?;
        self.memory.grow(self.counted(self.bytes.capacity()).saturating_add(self.crossing())).await;
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
        loop {
            if self.bytes.len() == self.bytes.capacity() {
                self.reserve(self.bytes.capacity().saturating_mul(2).max(MIN_RESERVED)).await;
            }
            if self.read_slice(&mut *source).await? == 0 {
                return self.end(source.coded()).await;
            }
            self.let_others_work().await;
        }
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
        let is_work = self.coding.is_sliced() || self.bytes.len() >= SLICE;
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

    fn check(&mut self) -> Result<(), ResponseFault> {
        if self.bytes.len() > self.limit {
            self.bytes.truncate(self.limit);
            return Err(ResponseFault::TooLarge { limit: self.limit as u64 });
        }
        if self.bytes.len() > SLICE && self.coding != Coding::Brotli { self.scan() } else { Ok(()) }
    }

    /// Decodes what can't be decoded in slices: on another thread, into the room that there is, and
    /// where that is too little once more into as much as it takes. A decoder that waited for room
    /// would keep its window meanwhile.
    async fn decode_whole(&mut self) -> Result<(), ResponseFault> {
        if self.coding != Coding::Brotli || self.bytes.is_empty() {
            return Ok(());
        }
        let coded = Bytes::from(std::mem::take(&mut self.bytes));
        let length = self.decode_into(&coded, MIN_BROTLI_ROOM).await?;
        let is_error = self.scanner.is_none();
        if self.bytes.len() < length && (length <= self.limit || is_error) {
            self.decode_into(&coded, length).await?;
        }
        if length > self.limit { Err(ResponseFault::TooLarge { limit: self.limit as u64 }) } else { Ok(()) }
    }

    /// How long it is altogether.
    async fn decode_into(&mut self, coded: &Bytes, room: usize) -> Result<usize, ResponseFault> {
        self.bytes = Vec::new();
        let (room, limit) = (room.min(self.limit), self.limit);
        self.memory.grow(self.counted(room).saturating_add(coded.len())).await;
        let coded = coded.clone();
        let decoded = in_background(move || decode::brotli(&coded, room, limit)).await;
        let (bytes, length) = decoded.ok_or(ResponseFault::NotDecodable)?;
        self.bytes = bytes;
        length.map_err(fault)
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
        self.non_ascii += non_ascii(new);
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
        self.must_be_whole = data.closed_without_notice;
        // A stream of HTTP/2 that is reset with NO_ERROR ends like one that is complete.
        match data.announced {
            Some(announced) if data.received < announced => Err(ResponseFault::CutOff),
            _ => Ok(()),
        }
    }

    /// Looks at the whole body, where that was not done slice by slice.
    async fn examine(&mut self) -> Result<(), ResponseFault> {
        let is_new = self.scanner.is_some() && self.seen < self.bytes.len();
        let must_be_whole = self.must_be_whole;
        let look = move |bytes: &[u8]| {
            if must_be_whole && !is_whole_json(bytes) {
                return Err(ResponseFault::CutOff);
            }
            if is_new { json_limits::check(bytes) } else { Ok(()) }
        };
        if self.bytes.len() <= SLICE {
            return look(&self.bytes);
        }
        if !is_new && !must_be_whole {
            return Ok(());
        }
        let bytes = std::mem::take(&mut self.bytes);
        let looked = in_background(move || (look(&bytes), non_ascii(&bytes), bytes)).await;
        let (result, non_ascii, bytes) = looked.ok_or(ResponseFault::NotDecodable)?;
        (self.bytes, self.non_ascii) = (bytes, non_ascii);
        result
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

fn non_ascii(bytes: &[u8]) -> usize {
    if bytes.is_ascii() { 0 } else { bytes.iter().filter(|byte| !byte.is_ascii()).count() }
}

/// An object, an array or a string, of which each has an end that can be seen; of a number there
/// could be more.
fn is_whole_json(bytes: &[u8]) -> bool {
    let is_number = bytes.trim_ascii_start().first().is_some_and(|byte| matches!(byte, b'-' | b'0'..=b'9'));
    !is_number && serde_json::from_slice::<IgnoredAny>(bytes).is_ok()
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
