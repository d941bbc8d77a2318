//! Encodes a body for JavaScript, in chunks if it is large.

use bytes::Bytes;

use crate::core::crossing::ascii_json::{AsciiJson, ascii_json, utf8_lossy};
use crate::core::crossing::json_chunks::{self, Remainder};
use crate::core::memory::Reservation;

/// Passes the chunks of a large body to `send`, each with its part of `memory`, and returns the last string.
/// `None` as a chunk voids those before it.
pub fn encode(
    body: Bytes,
    memory: &mut Reservation,
    mut send: impl FnMut(Option<AsciiJson>, Reservation),
) -> AsciiJson {
    let json = utf8_lossy(body);
    let remainder = json_chunks::split(&json, |chunk| {
        let chunk = ascii_json(chunk);
        let memory = memory.split(chunk.capacity());
        send(Some(chunk), memory);
    });
    match remainder {
        Remainder::Frame(frame) => ascii_json(frame),
        Remainder::Whole => ascii_json(json),
        Remainder::WholeInstead => {
            send(None, Reservation::default());
            ascii_json(json)
        }
    }
}
