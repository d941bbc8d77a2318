//! The decoded bytes of a body so far, and the checks that they must pass before JavaScript gets them.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use bytes::BufMut;
use serde::de::IgnoredAny;
use tokio_util::io::poll_read_buf;

use crate::core::crossing::json_chunks;
use crate::core::error::ResponseFault;
use crate::core::json_limits::{self, Scanner};
use crate::core::transport::decode::Decoded;
use crate::core::turns::SLICE;

/// An invalid UTF-8 byte becomes a character of three bytes, and its escape has six.
const MAX_ESCAPED_BYTE: usize = 7;
/// How much is decoded at once on another thread. Starting a thread costs as much as 50 KB.
const BACKGROUND_SLICE: usize = 1024 * 1024;

#[derive(Default)]
pub struct BodyBuffer {
    pub bytes: Vec<u8>,
    pub limit: usize,
    /// `None` for the body of an error, which is checked when it is parsed (`core::error::api`).
    scanner: Option<Scanner>,
    /// How much of it has been scanned, and how many of those bytes are not ASCII.
    seen: usize,
    non_ascii: usize,
}

impl BodyBuffer {
    pub fn new(limit: usize) -> Self {
        Self { limit, scanner: Some(Scanner::default()), ..Self::default() }
    }

    pub fn for_error(limit: usize) -> Self {
        Self { limit, ..Self::default() }
    }

    pub const fn is_error(&self) -> bool {
        self.scanner.is_none()
    }

    /// Reads until no more data is available or the buffer is full. Returns whether there may be more.
    pub fn read_available(&mut self, source: &mut dyn Decoded) -> io::Result<bool> {
        // Another function waits for the network.
        let mut context = Context::from_waker(Waker::noop());
        let room = (self.bytes.capacity() - self.bytes.len()).min(BACKGROUND_SLICE);
        let mut bytes = (&mut self.bytes).limit(room);
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

    /// Checks what was added since the last time. A small body is checked once, in `validate`.
    pub fn check(&mut self) -> Result<(), ResponseFault> {
        self.check_length(self.bytes.len())?;
        if self.bytes.len() > SLICE { self.scan() } else { Ok(()) }
    }

    /// Checks the length that it has or would have.
    pub fn check_length(&mut self, length: usize) -> Result<(), ResponseFault> {
        if length <= self.limit {
            return Ok(());
        }
        self.bytes.truncate(self.limit);
        Err(ResponseFault::TooLarge { limit: self.limit as u64 })
    }

    fn scan(&mut self) -> Result<(), ResponseFault> {
        let Some(scanner) = &mut self.scanner else { return Ok(()) };
        let new = self.bytes.get(self.seen..).unwrap_or_default();
        self.seen = self.bytes.len();
        if !new.is_ascii() {
            self.non_ascii += new.iter().filter(|byte| !byte.is_ascii()).count();
        }
        Ok(scanner.scan(new)?)
    }

    /// Checks the whole body, unless that was done slice by slice. `ended_early`: the connection ended without a signal,
    /// so only the JSON shows whether the body is complete.
    pub fn validate(&mut self, ended_early: bool) -> Result<(), ResponseFault> {
        if ended_early && !is_complete_json(&self.bytes) {
            return Err(ResponseFault::CutOff);
        }
        if self.is_error() {
            return Ok(());
        }
        if self.bytes.len() > SLICE { self.scan() } else { Ok(json_limits::check(&self.bytes)?) }
    }

    /// Whether `validate` takes long.
    pub const fn is_slow_to_validate(&self, ended_early: bool) -> bool {
        self.bytes.len() > SLICE && (ended_early || self.seen < self.bytes.len())
    }

    /// The memory for JavaScript's strings while the body is still there: its chunks and, if it isn't ASCII, a copy
    /// with valid characters and one with escapes (`ascii_json`).
    pub const fn crossing_bytes(&self) -> usize {
        let non_ascii = self.non_ascii.saturating_mul(MAX_ESCAPED_BYTE);
        if non_ascii > 0 || self.bytes.len() > json_chunks::MAX_UNSPLIT_BYTES {
            self.bytes.len().saturating_add(non_ascii)
        } else {
            0
        }
    }
}

/// Whether this is a complete object, array, string or literal, whose end is visible. A number never is: more digits
/// could follow.
fn is_complete_json(bytes: &[u8]) -> bool {
    let is_number = bytes.trim_ascii_start().first().is_some_and(|byte| matches!(byte, b'-' | b'0'..=b'9'));
    !is_number && serde_json::from_slice::<IgnoredAny>(bytes).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_complete_if_its_end_is_visible() {
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
        for (json, complete) in table {
            assert_eq!(is_complete_json(json.as_bytes()), complete, "{json}");
        }
    }

    #[test]
    fn checking_in_slices_and_as_a_whole_gives_the_same_result() {
        let deep = "[".repeat(json_limits::MAX_DEPTH + 1);
        for (padding, fault) in [(0, false), (0, true), (3 * SLICE, false), (3 * SLICE, true)] {
            let json = format!("\"{}\"{}", "é".repeat(padding / 2), if fault { &deep } else { "" });
            let (mut sliced, mut whole) = (BodyBuffer::new(usize::MAX), BodyBuffer::new(usize::MAX));
            let results = json.as_bytes().chunks(SLICE).try_for_each(|slice| {
                sliced.bytes.extend_from_slice(slice);
                sliced.check()
            });
            whole.bytes = json.into_bytes();
            let results = [results.and_then(|()| sliced.validate(false)), whole.validate(false)];
            assert!(results.iter().all(|result| result.is_err() == fault), "{results:?}");
            assert_eq!((sliced.non_ascii, whole.non_ascii), (padding, padding));
        }
    }
}
