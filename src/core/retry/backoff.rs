//! How long to wait before the next attempt when the server did not say.

use std::time::Duration;

/// The numbers of the documented backoff (docs/api-contract.md#api-errors): 1 s, 2 s, 4 s, at most 10 s.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Backoff {
    pub initial: Duration,
    pub cap: Duration,
    pub multiplier: f64,
    /// The share of a wait that is random, so that clients do not come back all at once.
    pub jitter: f64,
}

impl Backoff {
    /// The wait before try `retry + 2`, so `retry` 0 is the wait before the second attempt.
    /// `unit` is uniform in 0…1; the wait is spread over `1 - jitter`…1 of the full one.
    pub fn wait(&self, retry: u32, unit: f64) -> Duration {
        let factor = self.multiplier.powi(i32::try_from(retry).unwrap_or(i32::MAX));
        let full = (self.initial.as_secs_f64() * factor).min(self.cap.as_secs_f64());
        Duration::from_secs_f64(full * (1.0 - self.jitter * unit))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENTED: Backoff = Backoff {
        initial: Duration::from_secs(1),
        cap: Duration::from_secs(10),
        multiplier: 2.0,
        jitter: 0.5,
    };

    #[test]
    fn the_full_waits_are_the_documented_ones() {
        let waits: Vec<u64> = (0..6).map(|retry| DOCUMENTED.wait(retry, 0.0).as_secs()).collect();
        assert_eq!(waits, [1, 2, 4, 8, 10, 10]);
    }

    proptest::proptest! {
        #[test]
        fn a_delay_is_between_half_and_all_of_the_full_one(retry: u32, unit in 0.0..=1.0f64) {
            let full = DOCUMENTED.wait(retry, 0.0);
            let wait = DOCUMENTED.wait(retry, unit);
            proptest::prop_assert!(wait <= full && wait * 2 >= full);
        }
    }
}
