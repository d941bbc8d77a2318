//! The delay that a server asks for: `Retry-After` (RFC 9110, 10.2.3, plus fractions, which some servers send),
//! `retry-after-ms`, and after a rate limit `X-RateLimit-Reset` (docs/api-contract.md#limits-and-paging).

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::{HeaderMap, HeaderName, header};

static RETRY_AFTER_MS: HeaderName = HeaderName::from_static("retry-after-ms");
static CALLS_LEFT: HeaderName = HeaderName::from_static("x-ratelimit-remaining");
static RESET: HeaderName = HeaderName::from_static("x-ratelimit-reset");

/// Longer than any deadline. It only prevents arithmetic overflow.
const MAX_DELAY: Duration = Duration::from_secs(10 * 366 * 24 * 3600);

/// A smaller reset is in seconds from now: as Unix time it would be before 2001.
const MIN_UNIX_TIME: f64 = 1e9;

/// A larger reset is in milliseconds: as seconds it would be after the year 5138.
const MIN_UNIX_TIME_MS: f64 = 1e11;

/// The delay that a response asks for before a retry of the same call.
///
/// `now` is this machine's time, used if the response has no `Date`. The server's dates are compared with the
/// server's own clock.
pub fn requested_delay(status: u16, headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    retry_after(headers, now)
        .or_else(|| number(headers, &RETRY_AFTER_MS).map(|ms| seconds(ms / 1000.0)))
        .or_else(|| (status == 429).then(|| rate_limit_reset(headers, now)).flatten())
}

/// The pause that a response asks for all calls with its key: the delay of a 429, or the time to the reset if no
/// call remains.
pub fn requested_pause(status: u16, headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    if status == 429 {
        return requested_delay(status, headers, now);
    }
    let none_left = number(headers, &CALLS_LEFT) == Some(0.0);
    none_left.then(|| rate_limit_reset(headers, now)).flatten()
}

/// The server's clock, to the second (RFC 9110, 6.6.1).
pub fn server_time(headers: &HeaderMap) -> Option<SystemTime> {
    date(headers, &header::DATE)
}

fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let name = &header::RETRY_AFTER;
    number(headers, name).map(seconds).or_else(|| until(date(headers, name)?, headers, now))
}

fn rate_limit_reset(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let reset = number(headers, &RESET)?;
    if reset < MIN_UNIX_TIME {
        return Some(seconds(reset));
    }
    let unix = if reset < MIN_UNIX_TIME_MS { reset } else { reset / 1000.0 };
    let since_epoch = Duration::try_from_secs_f64(unix).ok()?;
    until(UNIX_EPOCH.checked_add(since_epoch)?, headers, now)
}

/// A moment in the past asks for nothing. Servers round it down to the second, and a caller who retried at once
/// would be rejected again.
fn until(moment: SystemTime, headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let server_now = server_time(headers).unwrap_or(now);
    let delay = moment.duration_since(server_now).ok()?.min(MAX_DELAY);
    (!delay.is_zero()).then_some(delay)
}

fn value<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

/// A plain decimal number. Rejects signs, exponents and words such as `inf`.
fn number(headers: &HeaderMap, name: &HeaderName) -> Option<f64> {
    let value = value(headers, name)?;
    let plain = value.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    value.parse::<f64>().ok().filter(|number| plain && number.is_finite())
}

fn date(headers: &HeaderMap, name: &HeaderName) -> Option<SystemTime> {
    httpdate::parse_http_date(value(headers, name)?).ok()
}

fn seconds(value: f64) -> Duration {
    Duration::try_from_secs_f64(value).unwrap_or(MAX_DELAY).min(MAX_DELAY)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-23 12:00:00 UTC
    const NOW: Duration = Duration::from_secs(1_795_435_200);
    const NOW_DATE: &str = "Mon, 23 Nov 2026 12:00:00 GMT";

    fn headers(pairs: &[(&str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            let name: http::HeaderName = name.parse().expect("a header name");
            headers.insert(name, value.parse().expect("a header value"));
        }
        headers
    }

    fn delay(status: u16, pairs: &[(&str, &str)]) -> Option<u128> {
        requested_delay(status, &headers(pairs), UNIX_EPOCH + NOW).map(|delay| delay.as_millis())
    }

    #[test]
    fn every_format_is_understood() {
        type Pairs = &'static [(&'static str, &'static str)];
        let table: [(Pairs, Option<u128>); 15] = [
            (&[("retry-after", "60")], Some(60_000)),
            (&[("retry-after", " 2 ")], Some(2_000)),
            (&[("retry-after", "1.5")], Some(1_500)),
            (&[("retry-after", "0")], Some(0)),
            (&[("retry-after", "Mon, 23 Nov 2026 12:00:07 GMT")], Some(7_000)),
            (&[("retry-after", "Mon, 23 Nov 2026 11:00:00 GMT")], None),
            (&[("retry-after", NOW_DATE)], None),
            (&[("retry-after-ms", "250")], Some(250)),
            (&[("retry-after", "soon"), ("retry-after-ms", "250")], Some(250)),
            (&[("retry-after", "1"), ("retry-after-ms", "250")], Some(1_000)),
            (&[("retry-after", "-1")], None),
            (&[("retry-after", "inf")], None),
            (&[("retry-after", "1e3")], None),
            (&[("retry-after", "")], None),
            (&[], None),
        ];
        for (pairs, expected) in table {
            assert_eq!(delay(503, pairs), expected, "{pairs:?}");
        }
    }

    #[test]
    fn dates_are_compared_with_the_clock_of_the_server() {
        let pairs =
            [("date", "Mon, 23 Nov 2026 11:00:00 GMT"), ("retry-after", "Mon, 23 Nov 2026 11:00:03 GMT")];
        assert_eq!(delay(429, &pairs), Some(3_000));
    }

    #[test]
    fn a_reset_counts_only_after_a_rate_limit_and_in_every_unit() {
        for reset in ["9", "1795435209", "1795435209000"] {
            let pairs = [("x-ratelimit-reset", reset), ("date", NOW_DATE)];
            assert_eq!(delay(429, &pairs), Some(9_000), "{reset}");
            assert_eq!(delay(503, &pairs), None, "{reset}");
        }
    }

    #[test]
    fn the_size_of_a_reset_tells_its_unit() {
        let far = Some(MAX_DELAY.as_millis());
        let table = [
            ("999999999", far),     // seconds from now, at most 10 years
            ("1000000000", None),   // 2001
            ("99999999999", far),   // 5138
            ("100000000000", None), // 1973, in milliseconds
        ];
        for (reset, expected) in table {
            let pairs = [("x-ratelimit-reset", reset), ("date", NOW_DATE)];
            assert_eq!(delay(429, &pairs), expected, "{reset}");
        }
    }

    #[test]
    fn a_reset_in_the_past_asks_for_nothing() {
        for reset in ["1795435200", "1795435199000"] {
            assert_eq!(delay(429, &[("x-ratelimit-reset", reset), ("date", NOW_DATE)]), None, "{reset}");
        }
    }

    #[test]
    fn calls_are_paused_when_none_remains_even_after_a_success() {
        let pause = |pairs: &[(&str, &str)]| requested_pause(200, &headers(pairs), UNIX_EPOCH + NOW);
        assert_eq!(
            pause(&[("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "4")]),
            Some(Duration::from_secs(4))
        );
        assert_eq!(pause(&[("x-ratelimit-remaining", "1"), ("x-ratelimit-reset", "4")]), None);
        assert_eq!(pause(&[("x-ratelimit-remaining", "0")]), None);
    }

    proptest::proptest! {
        #[test]
        fn any_header_value_can_be_read(text in "[ -~]{0,40}", status in 200u16..600) {
            for name in ["retry-after", "retry-after-ms", "x-ratelimit-reset"] {
                let requested = requested_delay(status, &headers(&[(name, &text)]), UNIX_EPOCH + NOW);
                proptest::prop_assert!(requested.is_none_or(|delay| delay <= MAX_DELAY));
            }
        }

        #[test]
        fn whole_seconds_are_exact(requested in 0u32..1_000_000) {
            proptest::prop_assert_eq!(delay(429, &[("retry-after", &requested.to_string())]), Some(u128::from(requested) * 1000));
        }
    }
}
