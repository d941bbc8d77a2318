//! The retry budget of a client: a token bucket that successes refill, so that an outage
//! multiplies the traffic by 1.2 at most instead of by the number of attempts.

use std::sync::Mutex;

use crate::core::lock::lock;

/// What a success without a retry gives back. With a cost of 5, one call in five may be repeated.
const REFUND: u32 = 1;

/// The numbers of the budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BudgetSettings {
    pub tokens: u32,
    pub retry_cost: u32,
    /// A repeat after a timeout costs more: the server is likely overloaded.
    pub timeout_retry_cost: u32,
}

/// The bucket, shared by all calls of a client.
#[derive(Debug)]
pub struct Budget {
    settings: BudgetSettings,
    tokens: Mutex<u32>,
}

/// The price that a call paid for its newest retry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPermit(u32);

impl Budget {
    pub const fn new(settings: BudgetSettings) -> Self {
        Self { settings, tokens: Mutex::new(settings.tokens) }
    }

    /// Takes the price of one retry; `None` when the bucket does not hold it.
    pub fn acquire(&self, after_timeout: bool) -> Option<RetryPermit> {
        let price = if after_timeout { self.settings.timeout_retry_cost } else { self.settings.retry_cost };
        self.change(|tokens| tokens.checked_sub(price)).then_some(RetryPermit(price))
    }

    /// Refunds after a success: the newest retry's price, or a little where there was none.
    pub fn succeeded(&self, permit: Option<RetryPermit>) {
        self.refund(permit.map_or(REFUND, |RetryPermit(price)| price));
    }

    /// Gives the price back of a retry that never went out.
    pub fn give_back(&self, permit: Option<RetryPermit>) {
        self.refund(permit.map_or(0, |RetryPermit(price)| price));
    }

    fn refund(&self, price: u32) {
        let most = self.settings.tokens;
        self.change(|tokens| Some(tokens.saturating_add(price).min(most)));
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

    fn left(budget: &Budget) -> u32 {
        *budget.tokens.lock().expect("no panic")
    }

    #[test]
    fn in_an_outage_the_retries_end_when_the_bucket_is_empty() {
        let budget = Budget::new(SETTINGS);
        let permit = (0..10_000).filter(|_| budget.acquire(false).is_some()).count();
        assert_eq!(permit, 100);
    }

    #[test]
    fn a_retry_after_a_timeout_costs_double() {
        let budget = Budget::new(SETTINGS);
        budget.acquire(true);
        assert_eq!(left(&budget), 490);
    }

    #[test]
    fn a_retry_that_succeeds_gets_its_price_back_and_the_bucket_never_overflows() {
        let budget = Budget::new(SETTINGS);
        let permit = budget.acquire(true);
        budget.succeeded(permit);
        budget.succeeded(None);
        assert_eq!(left(&budget), 500);
    }

    #[test]
    fn at_a_steady_rate_of_failure_one_retry_comes_per_five_successes() {
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
