//! What crosses between JavaScript and the core, as strings: `input` parses what comes in, `reports` writes the
//! records that go out, `ascii_json` and `json_chunks` encode bodies so that V8 parses them fast.

pub mod ascii_json;
pub mod body;
pub mod input;
pub mod json_chunks;
pub mod reports;
