//! Numbers among the options: which are sound, and how to say so of one that is not.

use std::time::Duration;

use crate::core::error::Failure;

/// A year. A longer timeout acts as this one.
const LONGEST_MS: f64 = 365.0 * 24.0 * 3600.0 * 1000.0;
const MOST_RETRIES: f64 = 100.0;
const MOST_TOKENS: f64 = 1e9;
/// V8's longest text has 2^29 - 24 characters, and a byte that is no UTF-8 becomes six (`one_byte`).
const LARGEST_RESPONSE: f64 = 89_478_480.0;

/// A range of numbers, and how to say it.
pub struct Range {
    least: f64,
    most: f64,
    whole: bool,
    words: &'static str,
}

pub const POSITIVE_MS: Range = Range {
    least: f64::MIN_POSITIVE,
    most: f64::MAX,
    whole: false,
    words: "a number of milliseconds above 0",
};
pub const WAIT_MS: Range =
    Range { least: 0.0, most: f64::MAX, whole: false, words: "a number of milliseconds, 0 or above" };
pub const RETRIES: Range =
    Range { least: 0.0, most: MOST_RETRIES, whole: true, words: "a whole number from 0 to 100" };
pub const RESPONSE_BYTES: Range = Range {
    least: 1.0,
    most: LARGEST_RESPONSE,
    whole: true,
    words: "a whole number of bytes from 1 to 89478480",
};
pub const CONCURRENCY: Range =
    Range { least: 1.0, most: 10_000.0, whole: true, words: "an integer from 1 to 10000" };
pub const SHARE: Range = Range { least: 0.0, most: 1.0, whole: false, words: "a number from 0 to 1" };
pub const MULTIPLIER: Range =
    Range { least: 1.0, most: 1000.0, whole: false, words: "a number from 1 to 1000" };
pub const TOKENS: Range =
    Range { least: 0.0, most: MOST_TOKENS, whole: true, words: "a whole number from 0 to 1000000000" };
pub const PER_MINUTE: Range = Range {
    least: 0.001,
    most: 6e7,
    whole: false,
    words: "a number of requests a minute from 0.001 to 60000000",
};

/// The given number, or the default; one outside its range is refused by the name of its option.
pub fn number(param: &str, given: Option<f64>, default: f64, range: &Range) -> Result<f64, Failure> {
    let value = given.unwrap_or(default);
    if value >= range.least && value <= range.most && (!range.whole || value.fract() == 0.0) {
        return Ok(value);
    }
    Err(Failure::configuration(
        param,
        format!("{param} must be {}, but is {value}. Leave it out for the default", range.words),
    ))
}

pub fn millis(value: f64) -> Duration {
    Duration::from_secs_f64(value.min(LONGEST_MS) / 1000.0)
}

/// A value that its `Range` holds to whole numbers which the type can carry.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range was checked")]
pub fn whole<N: TryFrom<u64> + Default>(value: f64) -> N {
    N::try_from(value as u64).unwrap_or_default()
}
