//! Rules of what a server asks for: no text makes a wait without bound, whole seconds and dates
//! are taken exactly, and a 429 holds all calls as long as it makes the one wait.

use std::time::{Duration, SystemTime};

use facesign_api_native::core::retry::retry_after::{requested_delay, requested_pause};
use http::{HeaderMap, HeaderValue};

use super::message;

/// Ten years, which no deadline reaches.
const LONGEST: Duration = Duration::from_secs(10 * 366 * 24 * 3600);
/// 2026-11-23 12:00:00 UTC
const NOW: Duration = Duration::from_secs(1_795_435_200);

pub fn run(data: &[u8]) {
    let response = message::parse(data);
    let now = SystemTime::UNIX_EPOCH + NOW;
    let wait = requested_delay(response.status, &response.headers, now);
    let hold = requested_pause(response.status, &response.headers, now);
    assert!([wait, hold].iter().flatten().all(|asked| *asked <= LONGEST));
    if response.status == 429 {
        assert_eq!(hold, wait);
    } else if message::text(&response.headers, "x-ratelimit-remaining").is_none() {
        assert_eq!(hold, None);
    }
    if let Some(seconds) = whole_seconds(&response.headers) {
        assert_eq!(wait, Some(Duration::from_secs(seconds)));
    }
    assert_date_is_exact(data, response.status, now);
}

fn whole_seconds(headers: &HeaderMap) -> Option<u64> {
    let text = message::text(headers, "retry-after")?;
    let whole = !text.is_empty() && text.len() < 9 && text.bytes().all(|byte| byte.is_ascii_digit());
    whole.then(|| text.parse().ok()).flatten()
}

/// A date is as far away as the number of seconds that went into it, whatever the server's clock.
fn assert_date_is_exact(data: &[u8], status: u16, here: SystemTime) {
    let number = |at: usize| data.get(at).map_or(0, |byte| u64::from(*byte));
    let server = SystemTime::UNIX_EPOCH + Duration::from_secs(number(0) << 23);
    let asked = Duration::from_secs(number(1) << 16 | number(2) << 8 | number(3));
    let written = |moment| HeaderValue::try_from(httpdate::fmt_http_date(moment)).expect("a header value");
    let mut headers = HeaderMap::new();
    headers.insert("date", written(server));
    headers.insert("retry-after", written(server + asked));
    assert_eq!(requested_delay(status, &headers, here), Some(asked));
}
