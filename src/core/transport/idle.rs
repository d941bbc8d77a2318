//! How long an idle connection may be reused. A server closes it after some time. A request sent at that moment is
//! lost, and it is unknown whether the server acted on it.

use std::time::{Duration, SystemTime};

use http::{HeaderMap, HeaderName};
use tokio::time::Instant;

/// Below the 60 s after which common load balancers close connections (AWS ALB and nginx; Azure waits longer), with
/// room for latency, and longer than the pauses of an interactive server.
pub const MAX_IDLE: Duration = Duration::from_secs(55);

/// How much earlier than the server the client stops using a connection, to allow for latency.
const MARGIN: Duration = Duration::from_secs(1);

/// A clock correction is smaller than this.
const CLOCK_JUMP: Duration = Duration::from_secs(5);

static KEEP_ALIVE: HeaderName = HeaderName::from_static("keep-alive");

/// How long the server keeps idle connections, from its `Keep-Alive: timeout=N` (RFC 2068, 19.7.1.1), minus a margin.
/// Zero means that no connection is reused.
pub fn announced(headers: &HeaderMap) -> Option<Duration> {
    let value = headers.get(&KEEP_ALIVE)?.to_str().ok()?;
    let seconds = value.split(',').find_map(|parameter| {
        let (name, seconds) = parameter.split_once('=')?;
        let named = name.trim().eq_ignore_ascii_case("timeout");
        named.then(|| seconds.trim().trim_matches('"').parse::<u32>().ok()).flatten()
    })?;
    Some(Duration::from_secs(seconds.into()).saturating_sub(MARGIN))
}

/// Both clocks at one moment. They drift apart when the machine is suspended, because only the wall clock continues,
/// and when the wall clock is set.
#[derive(Debug, Clone, Copy)]
pub struct Clocks {
    monotonic: Instant,
    time_of_day: SystemTime,
}

impl Clocks {
    pub const fn new(monotonic: Instant, time_of_day: SystemTime) -> Self {
        Self { monotonic, time_of_day }
    }

    pub const fn monotonic(&self) -> Instant {
        self.monotonic
    }

    /// Whether the clocks drifted apart between `before` and now.
    pub fn jumped_since(&self, before: &Self) -> bool {
        let elapsed = self.monotonic.saturating_duration_since(before.monotonic);
        let expected = before.time_of_day.checked_add(elapsed).unwrap_or(self.time_of_day);
        let apart = self.time_of_day.duration_since(expected).unwrap_or_else(|error| error.duration());
        apart > CLOCK_JUMP
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    #[test]
    fn the_announced_time_is_reduced_by_a_margin() {
        let table = [
            ("timeout=5", Some(4)),
            ("timeout=5, max=100", Some(4)),
            ("max=100, Timeout = \"30\"", Some(29)),
            ("timeout=1", Some(0)),
            ("timeout=0", Some(0)),
            ("timeout=", None),
            ("timeout=-1", None),
            ("max=100", None),
            ("", None),
        ];
        for (value, seconds) in table {
            let mut headers = HeaderMap::new();
            headers.insert("keep-alive", HeaderValue::from_static(value));
            assert_eq!(announced(&headers), seconds.map(Duration::from_secs), "{value:?}");
        }
        assert_eq!(announced(&HeaderMap::new()), None);
    }

    #[test]
    fn clocks_that_drift_by_more_than_a_correction_have_jumped() {
        let (monotonic, time_of_day) =
            (Instant::now(), SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000));
        let before = Clocks::new(monotonic, time_of_day);
        let minute = Duration::from_secs(60);
        let at = |wall: SystemTime| Clocks::new(monotonic + minute, wall);
        assert!(!at(time_of_day + minute).jumped_since(&before));
        assert!(!at(time_of_day + minute + CLOCK_JUMP).jumped_since(&before));
        assert!(at(time_of_day + 2 * minute).jumped_since(&before), "suspended for a minute");
        assert!(at(time_of_day).jumped_since(&before), "set back by a minute");
    }
}
