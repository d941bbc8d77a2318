//! The timeouts, and the sentence about each.

use std::time::Duration;

/// Which timeout fired.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeLimit {
    /// `connectTimeoutMs`: DNS lookup, TCP and TLS.
    Connect,
    /// `connectTimeoutMs`, while root certificates were read. `source` is the variable to check.
    Roots { source: &'static str },
    /// `timeoutMs`: one attempt, from connecting to the last byte of the body.
    Attempt,
    /// `totalTimeoutMs`: all attempts and delays.
    Total,
    /// `totalTimeoutMs`, before the first attempt: in the queue for a `maxConcurrency` slot.
    Queue,
}

impl TimeLimit {
    pub(super) fn sentence(self, operation: &str, server: &str, after: Duration) -> String {
        let ms = after.as_millis();
        let (what, option) = match self {
            Self::Connect => ("no connection to the server", "connectTimeoutMs"),
            Self::Attempt => ("no complete response", "timeoutMs"),
            Self::Total => ("no complete response over all attempts and delays", "totalTimeoutMs"),
            Self::Roots { source } => {
                return format!(
                    "{operation}: no connection to the server {server}: the root certificates of {source} were not read \
                     within {ms} ms. Check that their file system responds, or raise connectTimeoutMs"
                );
            }
            Self::Queue => {
                return format!(
                    "{operation} was not sent to {server}: it was queued for {ms} ms because other requests used all slots of \
                     maxConcurrency. Raise maxConcurrency, or make fewer calls at once"
                );
            }
        };
        format!("{operation}: {what} from {server} within {ms} ms. Raise {option} if the server needs longer")
    }
}
