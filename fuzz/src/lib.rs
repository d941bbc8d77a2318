//! What each fuzz target does with its input, and what must hold of any input. Written once:
//! `fuzz_targets/` runs these under libFuzzer, `tests/fuzz_corpus.rs` of the core replays the
//! committed corpus through them on stable Rust. A broken rule is a panic.
#![forbid(unsafe_code)]

pub mod address;
pub mod classification;
pub mod flow;
pub mod json_text;
pub mod message;
pub mod options;
pub mod redaction;
pub mod retry_after;

/// Takes one input and panics when a rule is broken.
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
