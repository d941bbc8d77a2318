//! The retry budget of a client: a token bucket that successes refill. In an outage it limits the traffic to 1.2
//! times the normal amount, instead of multiplying it by the number of attempts.

use std::sync::Mutex;

use crate::core::lock::lock;

/// What a success without a retry adds. With a cost of 5, one call in five may be retried.
const REFUND: u32 = 1;

/// The numbers of the budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BudgetSettings {
    pub tokens: u32,
    pub retry_cost: u32,
    /// A retry after a timeout costs more, because the server is likely overloaded.
    pub timeout_retry_cost: u32,
}

/// The bucket, shared by all calls of a client.
#[derive(Debug)]
pub struct Budget {
    settings: BudgetSettings,
    tokens: Mutex<u32>,
}

/// The tokens that a call paid for its latest retry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPermit(u32);

impl Budget {
    pub const fn new(settings: BudgetSettings) -> Self {
        Self { settings, tokens: Mutex::new(settings.tokens) }
    }

    /// Takes the tokens for one retry. `None` if there are too few.
    pub fn acquire(&self, after_timeout: bool) -> Option<RetryPermit> {
        let cost = if after_timeout { self.settings.timeout_retry_cost } else { self.settings.retry_cost };
        self.change(|tokens| tokens.checked_sub(cost)).then_some(RetryPermit(cost))
    }

    /// Refunds the latest retry of a success, or a little if there was none.
    pub fn succeeded(&self, permit: Option<RetryPermit>) {
        self.refund(permit.map_or(REFUND, |RetryPermit(cost)| cost));
    }

    /// Refunds a retry that was never sent.
    pub fn release(&self, permit: Option<RetryPermit>) {
        self.refund(permit.map_or(0, |RetryPermit(cost)| cost));
    }

    fn refund(&self, cost: u32) {
        let max = self.settings.tokens;
        self.change(|tokens| Some(tokens.saturating_add(cost).min(max)));
    }

    fn change(&self, change: impl FnOnce(u32) -> Option<u32>) -> bool {
        let mut tokens = lock(&self.tokens);
        change(*tokens).map(|changed| *tokens = changed).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETTINGS: BudgetSettings = BudgetSettings { tokens: 500, retry_cost: 5, timeout_retry_cost: 10 };

    fn remaining(budget: &Budget) -> u32 {
        *budget.tokens.lock().expect("no panic")
    }

    #[test]
    fn in_an_outage_retries_end_when_the_bucket_is_empty() {
        let budget = Budget::new(SETTINGS);
        let permit = (0..10_000).filter(|_| budget.acquire(false).is_some()).count();
        assert_eq!(permit, 100);
    }

    #[test]
    fn a_retry_after_a_timeout_costs_double() {
        let budget = Budget::new(SETTINGS);
        budget.acquire(true);
        assert_eq!(remaining(&budget), 490);
    }

    #[test]
    fn a_successful_retry_is_refunded_and_the_bucket_never_overflows() {
        let budget = Budget::new(SETTINGS);
        let permit = budget.acquire(true);
        budget.succeeded(permit);
        budget.succeeded(None);
        assert_eq!(remaining(&budget), 500);
    }

    #[test]
    fn a_retry_that_was_never_sent_is_refunded() {
        let budget = Budget::new(SETTINGS);
        let permit = budget.acquire(false);
        assert_eq!(remaining(&budget), 495);
        budget.release(permit);
        assert_eq!(remaining(&budget), 500);
    }

    #[test]
    fn at_a_steady_error_rate_there_is_one_retry_per_five_successes() {
        let budget = Budget::new(SETTINGS);
        while budget.acquire(false).is_some() {}
        let mut retries = 0;
        for _ in 0..1000 {
            budget.succeeded(None);
            retries += u32::from(budget.acquire(false).is_some());
        }
        assert_eq!(retries, 200);
    }
}
