//! Replays the committed corpus of every fuzz target on stable Rust, so that no fixed bug returns. `npm run fuzz` searches
//! for more (fuzz/README.md).

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a broken rule is a panic, and the output names the input"
)]

#[path = "../fuzz/src/lib.rs"]
mod targets;

use std::fs;
use std::path::{Path, PathBuf};

use targets::TARGETS;

fn fuzz() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz")
}

/// The names in a folder, sorted.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// Runs every input of the target's corpus. The output of a panic names the last input.
fn replay(name: &str) {
    let (_, target) = TARGETS.iter().find(|(target, _)| *target == name).expect("a target");
    let folder = fuzz().join("corpus").join(name);
    for file in names(&folder) {
        println!("{name}/{file}");
        target(&fs::read(folder.join(&file)).expect("an input"));
    }
}

#[test]
fn urls_lead_where_they_should() {
    replay("address");
}

#[test]
fn error_responses_are_read_as_their_json_says() {
    replay("classification");
}

#[test]
fn any_flow_has_a_report_and_pictures() {
    replay("flow");
}

#[test]
fn escaped_json_has_the_same_value() {
    replay("json_text");
}

#[test]
fn options_become_valid_settings_or_are_rejected_by_name() {
    replay("options");
}

#[test]
fn redaction_hides_every_spelling_of_the_key() {
    replay("redaction");
}

#[test]
fn requested_delays_are_bounded_and_exact() {
    replay("retry_after");
}

#[test]
fn targets_corpora_and_programs_correspond() {
    let targets: Vec<&str> = TARGETS.iter().map(|(name, _)| *name).collect();
    assert_eq!(names(&fuzz().join("corpus")), targets);
    let programs: Vec<String> = targets.iter().map(|name| format!("{name}.rs")).collect();
    assert_eq!(names(&fuzz().join("fuzz_targets")), programs);
    for name in targets {
        assert!(!names(&fuzz().join("corpus").join(name)).is_empty(), "{name}");
    }
}
