//! Faults on demand, for the tests that a panic ends as an error of the call and not as the end
//! of the process, and that a stuck thread keeps no abort waiting (`__test__/life/panic.mjs`).
//! Only there with the feature `test-panic`, which no published build has.

use std::fs::File;
use std::path::Path;
use std::time::Duration;

/// Panics when `text`, which came from JavaScript, asks for it at this place.
pub fn at(place: &str, text: &str) {
    assert!(!text.contains(&format!("panic {place}")), "asked to panic {place}");
}

/// Blocks the thread when `text` asks for it (`"stuck while /some/file"`): makes the file, and
/// waits until somebody has removed it.
#[allow(clippy::disallowed_methods, reason = "it is here to block the thread")]
pub fn stuck(text: &str) {
    let Some((_, rest)) = text.split_once("stuck while ") else { return };
    let file = Path::new(rest.split('"').next().unwrap_or_default());
    let made = File::create(file).is_ok();
    while made && file.exists() {
        std::thread::sleep(Duration::from_millis(1));
    }
}
