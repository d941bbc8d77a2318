//! Panics on demand, for the test that a panic ends as an error of the call and not as the end
//! of the process (`__test__/life/panic.mjs`). Only there with the feature `test-panic`, which
//! no published build has.

/// Panics when `text`, which came from JavaScript, asks for it at this place.
pub fn at(place: &str, text: &str) {
    assert!(!text.contains(&format!("panic {place}")), "asked to panic {place}");
}
