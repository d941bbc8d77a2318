//! The delay before the next attempt if the server didn't ask for one.

use std::time::Duration;

/// The documented backoff (docs/api-contract.md#api-errors): 1 s, 2 s, 4 s, at most 10 s.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Backoff {
    pub initial: Duration,
    pub max: Duration,
    pub multiplier: f64,
    /// The random share of a delay, so that clients don't all return at once.
    pub jitter: f64,
}

impl Backoff {
    /// The delay before attempt `retry + 2`: `retry` 0 is the delay before the second attempt. `unit` is uniform
    /// in 0…1, and the delay is `1 - jitter`…1 of the full one.
    pub fn delay(&self, retry: u32, unit: f64) -> Duration {
        let factor = self.multiplier.powi(i32::try_from(retry).unwrap_or(i32::MAX));
        let full = (self.initial.as_secs_f64() * factor).min(self.max.as_secs_f64());
        Duration::from_secs_f64(full * (1.0 - self.jitter * unit))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENTED: Backoff = Backoff {
        initial: Duration::from_secs(1),
        max: Duration::from_secs(10),
        multiplier: 2.0,
        jitter: 0.5,
    };

    #[test]
    fn full_delays_are_as_documented() {
        let delays: Vec<u64> = (0..6).map(|retry| DOCUMENTED.delay(retry, 0.0).as_secs()).collect();
        assert_eq!(delays, [1, 2, 4, 8, 10, 10]);
    }

    proptest::proptest! {
        #[test]
        fn a_delay_is_at_least_half_of_the_full_one(retry: u32, unit in 0.0..=1.0f64) {
            let full = DOCUMENTED.delay(retry, 0.0);
            let delay = DOCUMENTED.delay(retry, unit);
            proptest::prop_assert!(delay <= full && delay * 2 >= full);
        }
    }
}
