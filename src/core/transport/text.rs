//! The text of a body, as far as it has come, and what is checked in it before JavaScript gets it.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use bytes::BufMut;
use serde::de::IgnoredAny;
use tokio_util::io::poll_read_buf;

use crate::core::error::ResponseFault;
use crate::core::json_chunks;
use crate::core::json_limits::{self, Scanner};
use crate::core::transport::decode::Decoded;
use crate::core::turns::SLICE;

/// A byte that is no UTF-8 becomes a character of three bytes, and that an escape of six.
const MAX_ESCAPED_BYTE: usize = 7;
/// So much is decoded at once on a thread of its own: to start one costs as much as 50 KB.
const BACKGROUND_SLICE: usize = 1024 * 1024;

#[derive(Default)]
pub struct Text {
    pub bytes: Vec<u8>,
    pub limit: usize,
    /// None for an error's body, which is checked when it is read (`core::response`).
    scanner: Option<Scanner>,
    /// How much of it the scanner has seen, and how much of that is not ASCII.
    seen: usize,
    non_ascii: usize,
}

impl Text {
    pub fn new(limit: usize) -> Self {
        Self { limit, scanner: Some(Scanner::default()), ..Self::default() }
    }

    pub fn of_error(limit: usize) -> Self {
        Self { limit, ..Self::default() }
    }

    pub const fn is_error(&self) -> bool {
        self.scanner.is_none()
    }

    /// Reads until nothing more has come, or there is no more room. Whether there is more to read.
    pub fn read_available(&mut self, source: &mut dyn Decoded) -> io::Result<bool> {
        // The network is waited for elsewhere.
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

    /// Checks what has come since the last time. A small body is checked once, in `examine`.
    pub fn check(&mut self) -> Result<(), ResponseFault> {
        self.check_length(self.bytes.len())?;
        if self.bytes.len() > SLICE { self.scan() } else { Ok(()) }
    }

    /// Checks how long it is, or would be.
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
        scanner.scan(new)
    }

    /// Checks the whole text, where that was not done slice by slice. `ended_early`: nothing but the
    /// text tells whether it came whole.
    pub fn examine(&mut self, ended_early: bool) -> Result<(), ResponseFault> {
        if ended_early && !is_whole_json(&self.bytes) {
            return Err(ResponseFault::CutOff);
        }
        if self.is_error() {
            return Ok(());
        }
        if self.bytes.len() > SLICE { self.scan() } else { json_limits::check(&self.bytes) }
    }

    /// Whether `examine` takes long.
    pub const fn is_long_to_examine(&self, ended_early: bool) -> bool {
        self.bytes.len() > SLICE && (ended_early || self.seen < self.bytes.len())
    }

    /// What the strings for JavaScript take while the body is still there: pieces of it, and where
    /// it is not ASCII a copy with valid characters and one with escapes (`core::one_byte`).
    pub const fn crossing(&self) -> usize {
        let non_ascii = self.non_ascii.saturating_mul(MAX_ESCAPED_BYTE);
        if non_ascii > 0 || self.bytes.len() > json_chunks::MAX_UNSPLIT_BYTES {
            self.bytes.len().saturating_add(non_ascii)
        } else {
            0
        }
    }
}

/// An object, an array, a string or a word, of which each has an end that can be seen; of a number
/// there could be more.
fn is_whole_json(bytes: &[u8]) -> bool {
    let is_number = bytes.trim_ascii_start().first().is_some_and(|byte| matches!(byte, b'-' | b'0'..=b'9'));
    !is_number && serde_json::from_slice::<IgnoredAny>(bytes).is_ok()
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

    #[test]
    fn a_text_is_checked_alike_slice_by_slice_and_as_a_whole() {
        let deep = "[".repeat(json_limits::MAX_DEPTH + 1);
        for (padding, fault) in [(0, false), (0, true), (3 * SLICE, false), (3 * SLICE, true)] {
            let json = format!("\"{}\"{}", "é".repeat(padding / 2), if fault { &deep } else { "" });
            let (mut sliced, mut whole) = (Text::new(usize::MAX), Text::new(usize::MAX));
            let results = json.as_bytes().chunks(SLICE).try_for_each(|slice| {
                sliced.bytes.extend_from_slice(slice);
                sliced.check()
            });
            whole.bytes = json.into_bytes();
            let results = [results.and_then(|()| sliced.examine(false)), whole.examine(false)];
            assert!(results.iter().all(|result| result.is_err() == fault), "{results:?}");
            assert_eq!((sliced.non_ascii, whole.non_ascii), (padding, padding));
        }
    }
}
