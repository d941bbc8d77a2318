//! Which connections may be used again. A client of reqwest's holds them, with one idle timeout for all; another
//! client in its place starts without any, and requests in flight keep theirs.

use std::time::Duration;

use tokio::runtime;
use tokio::time::Instant;

use crate::core::transport::idle::{Clocks, MAX_IDLE};

#[derive(Debug)]
pub struct Pool<C> {
    client: Option<Pooled<C>>,
    last_response: Option<Clocks>,
    /// How long the server keeps idle connections, where it says so.
    announced_idle: Option<Duration>,
    /// The runtime that runs the background tasks of the client.
    runtime: Option<runtime::Id>,
}

#[derive(Debug)]
struct Pooled<C> {
    client: C,
    since: Instant,
}

impl<C> Default for Pool<C> {
    fn default() -> Self {
        Self { client: None, last_response: None, announced_idle: None, runtime: None }
    }
}

impl<C> Pool<C> {
    pub fn client(&self) -> Option<&C> {
        self.client.as_ref().map(|pooled| &pooled.client)
    }

    /// Drops a client whose runtime has died: the tasks that serve its connections and close the idle ones died
    /// with it.
    pub fn enter(&mut self, runtime: Option<runtime::Id>) {
        if self.runtime != runtime {
            self.evict();
            self.runtime = runtime;
        }
    }

    pub fn put(&mut self, client: C, now: Instant) {
        self.client = Some(Pooled { client, since: now });
    }

    /// Idle connections close.
    pub fn evict(&mut self) {
        self.client = None;
    }

    /// After an attempt that began at `since` and got no response. Where other attempts got one meanwhile, the
    /// connections are as good as they were.
    pub fn evict_if_unanswered(&mut self, since: Instant) {
        let answered = self.last_response().is_some_and(|last| last >= since);
        let newer = self.client.as_ref().is_some_and(|pooled| pooled.since >= since);
        if !answered && !newer {
            self.evict();
        }
    }

    /// After a suspend the idle connections may be dead, and nothing has told this machine.
    pub fn evict_after_a_jump(&mut self, now: &Clocks) {
        if self.last_response.is_some_and(|last| now.jumped_since(&last)) {
            self.last_response = None;
            self.evict();
        }
    }

    /// A response has arrived. `announced` is how long the server keeps its connection.
    pub fn answered(&mut self, now: Clocks, announced: Option<Duration>) {
        self.last_response = Some(now);
        if let Some(idle) = announced.filter(|idle| *idle < self.max_idle()) {
            self.announced_idle = Some(idle);
            self.evict();
        }
    }

    pub fn last_response(&self) -> Option<Instant> {
        self.last_response.map(|last| last.monotonic())
    }

    /// How long a connection may be idle before it is used again.
    pub fn max_idle(&self) -> Duration {
        self.announced_idle.unwrap_or(MAX_IDLE)
    }
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn pool(now: Instant) -> Pool<()> {
        let mut pool = Pool::default();
        pool.put((), now);
        pool
    }

    fn clocks(now: Instant) -> Clocks {
        Clocks::new(now, SystemTime::UNIX_EPOCH)
    }

    #[test]
    fn an_unanswered_attempt_evicts_unless_another_was_answered_since_it_began() {
        let now = Instant::now();
        for (answered_at, evicted) in [(None, true), (Some(now), true), (Some(now + 2 * SECOND), false)] {
            let mut pool = pool(now);
            if let Some(at) = answered_at {
                pool.answered(clocks(at), None);
            }
            pool.evict_if_unanswered(now + SECOND);
            assert_eq!(pool.client().is_none(), evicted, "{answered_at:?}");
        }
    }

    #[test]
    fn attempts_that_fail_together_evict_once() {
        let now = Instant::now();
        let mut pool = pool(now);
        pool.evict_if_unanswered(now + SECOND);
        pool.put((), now + 2 * SECOND);
        pool.evict_if_unanswered(now + SECOND);
        assert!(pool.client().is_some(), "the new connections are not those of the attempt");
    }

    #[test]
    fn a_suspend_evicts_once() {
        let now = Instant::now();
        let mut pool = pool(now);
        pool.answered(clocks(now), None);
        let resumed = Clocks::new(now + SECOND, SystemTime::UNIX_EPOCH + 3600 * SECOND);
        pool.evict_after_a_jump(&resumed);
        assert!(pool.client().is_none());
        pool.put((), now + SECOND);
        pool.evict_after_a_jump(&resumed);
        assert!(pool.client().is_some());
    }

    #[test]
    fn a_shorter_idle_time_of_the_server_is_taken_over_and_a_longer_one_is_not() {
        let now = Instant::now();
        let mut pool = pool(now);
        for (announced, expected, evicted) in
            [(90, 55, false), (4, 4, true), (4, 4, false), (9, 4, false), (0, 0, true)]
        {
            pool.put((), now);
            pool.answered(clocks(now), Some(announced * SECOND));
            assert_eq!(
                (pool.max_idle(), pool.client().is_none()),
                (expected * SECOND, evicted),
                "{announced}"
            );
        }
    }
}
