//! Properties of requested delays: every delay is bounded, whole seconds and dates are exact, and a 429 pauses all calls for
//! as long as it delays its own.

use std::time::{Duration, SystemTime};

use facesign_api_native::core::retry::retry_after::{requested_delay, requested_pause};
use http::{HeaderMap, HeaderValue};

use super::message;

/// Ten years, longer than any deadline.
const MAX_DELAY: Duration = Duration::from_secs(10 * 366 * 24 * 3600);
/// 2026-11-23 12:00:00 UTC
const NOW: Duration = Duration::from_secs(1_795_435_200);

pub fn run(data: &[u8]) {
    let response = message::parse(data);
    let now = SystemTime::UNIX_EPOCH + NOW;
    let delay = requested_delay(response.status, &response.headers, now);
    let pause = requested_pause(response.status, &response.headers, now);
    assert!([delay, pause].iter().flatten().all(|requested| *requested <= MAX_DELAY));
    if response.status == 429 {
        assert_eq!(pause, delay);
    } else if message::header_value(&response.headers, "x-ratelimit-remaining").is_none() {
        assert_eq!(pause, None);
    }
    if let Some(seconds) = whole_seconds(&response.headers) {
        assert_eq!(delay, Some(Duration::from_secs(seconds)));
    }
    assert_date_is_exact(data, response.status, now);
}

fn whole_seconds(headers: &HeaderMap) -> Option<u64> {
    let value = message::header_value(headers, "retry-after")?;
    let whole = !value.is_empty() && value.len() < 9 && value.bytes().all(|byte| byte.is_ascii_digit());
    whole.then(|| value.parse().ok()).flatten()
}

/// A date is as far away as the number of seconds in it, whatever the server's clock.
fn assert_date_is_exact(data: &[u8], status: u16, here: SystemTime) {
    let number = |at: usize| data.get(at).map_or(0, |byte| u64::from(*byte));
    let server = SystemTime::UNIX_EPOCH + Duration::from_secs(number(0) << 23);
    let requested = Duration::from_secs(number(1) << 16 | number(2) << 8 | number(3));
    let written = |moment| HeaderValue::try_from(httpdate::fmt_http_date(moment)).expect("a header value");
    let mut headers = HeaderMap::new();
    headers.insert("date", written(server));
    headers.insert("retry-after", written(server + requested));
    assert_eq!(requested_delay(status, &headers, here), Some(requested));
}
