//! Panics and blocks on demand, to test that a panic becomes an error of its call and doesn't end the process, and that
//! a blocked thread doesn't delay an abort (`__test__/life/panic.mjs`). Only with the feature `test-panic`, which no
//! published build has.

use std::fs::File;
use std::path::Path;
use std::time::Duration;

/// Panics if `string`, which came from JavaScript, asks for it at this place.
pub fn at(place: &str, string: &str) {
    assert!(!string.contains(&format!("panic {place}")), "asked to panic {place}");
}

/// Blocks the thread if `string` asks for it (`"stuck while /some/file"`): creates the file and waits until it has been
/// removed.
#[allow(clippy::disallowed_methods, reason = "its purpose is to block the thread")]
pub fn stuck(string: &str) {
    let Some((_, after)) = string.split_once("stuck while ") else { return };
    let file = Path::new(after.split('"').next().unwrap_or_default());
    let created = File::create(file).is_ok();
    while created && file.exists() {
        std::thread::sleep(Duration::from_millis(1));
    }
}
