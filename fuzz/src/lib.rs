//! The fuzz targets and the properties that every input must satisfy. `fuzz_targets/` runs them under libFuzzer, and
//! `tests/fuzz_corpus.rs` replays the committed corpus through them on stable Rust. A broken property is a panic.
#![forbid(unsafe_code)]

pub mod address;
pub mod classification;
pub mod flow;
pub mod json_text;
pub mod message;
pub mod options;
pub mod redaction;
pub mod retry_after;

/// Takes one input, and panics if a property is broken.
pub type Target = fn(&[u8]);

/// All targets, by the name of their corpus folder.
pub const TARGETS: [(&str, Target); 7] = [
    ("address", address::run),
    ("classification", classification::run),
    ("flow", flow::run),
    ("json_text", json_text::run),
    ("options", options::run),
    ("redaction", redaction::run),
    ("retry_after", retry_after::run),
];
