//! Numeric options: their ranges, and the message for a number outside its range.

use std::time::Duration;

use crate::core::error::Failure;

/// One year. A longer timeout acts like this one.
const MAX_MS: f64 = 365.0 * 24.0 * 3600.0 * 1000.0;
const MAX_RETRIES: f64 = 100.0;
const MAX_TOKENS: f64 = 1e9;
/// V8's longest string has 2^29 - 24 characters, and an invalid UTF-8 byte becomes six (`ascii_json`).
const MAX_RESPONSE_BYTES: f64 = 89_478_480.0;

/// A range of numbers, and how messages describe it.
pub struct Range {
    min: f64,
    max: f64,
    is_integer: bool,
    description: &'static str,
}

pub const POSITIVE_MS: Range = Range {
    min: f64::MIN_POSITIVE,
    max: f64::MAX,
    is_integer: false,
    description: "a number of milliseconds above 0",
};
pub const DELAY_MS: Range =
    Range { min: 0.0, max: f64::MAX, is_integer: false, description: "a number of milliseconds, 0 or above" };
pub const RETRIES: Range =
    Range { min: 0.0, max: MAX_RETRIES, is_integer: true, description: "an integer from 0 to 100" };
pub const RESPONSE_BYTES: Range = Range {
    min: 1.0,
    max: MAX_RESPONSE_BYTES,
    is_integer: true,
    description: "an integer of bytes from 1 to 89478480",
};
pub const CONCURRENCY: Range =
    Range { min: 1.0, max: 10_000.0, is_integer: true, description: "an integer from 1 to 10000" };
pub const FRACTION: Range =
    Range { min: 0.0, max: 1.0, is_integer: false, description: "a number from 0 to 1" };
pub const MULTIPLIER: Range =
    Range { min: 1.0, max: 1000.0, is_integer: false, description: "a number from 1 to 1000" };
pub const TOKENS: Range =
    Range { min: 0.0, max: MAX_TOKENS, is_integer: true, description: "an integer from 0 to 1000000000" };
pub const PER_MINUTE: Range = Range {
    min: 0.001,
    max: 6e7,
    is_integer: false,
    description: "a number of requests a minute from 0.001 to 60000000",
};

/// The given number or the default. A number outside the range is rejected by the name of its option.
pub fn number(param: &str, option: Option<f64>, default: f64, range: &Range) -> Result<f64, Failure> {
    let value = option.unwrap_or(default);
    if value >= range.min && value <= range.max && (!range.is_integer || value.fract() == 0.0) {
        return Ok(value);
    }
    Err(Failure::configuration(
        param,
        format!("{param} must be {}, got {value}. Omit it for the default", range.description),
    ))
}

pub fn millis(value: f64) -> Duration {
    Duration::from_secs_f64(value.min(MAX_MS) / 1000.0)
}

/// Converts a number that its `Range` has restricted to integers.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range was checked")]
pub fn integer<N: TryFrom<u64> + Default>(value: f64) -> N {
    N::try_from(value as u64).unwrap_or_default()
}
