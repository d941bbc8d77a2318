//! Decides which connections may be reused. A reqwest client owns them, with one idle timeout for all. Replacing the
//! client evicts the idle ones; requests in flight keep theirs.

use std::time::Duration;

use tokio::runtime;
use tokio::time::Instant;

use crate::core::transport::idle::{Clocks, MAX_IDLE};

#[derive(Debug)]
pub struct Pool<C> {
    client: Option<Pooled<C>>,
    last_response: Option<Clocks>,
    /// How long the server keeps idle connections, if it announced that.
    announced_idle: Option<Duration>,
    /// The runtime of the client's background tasks.
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

    /// Drops a client whose runtime has ended. The tasks that serve its connections and close idle ones ended with it.
    pub fn enter(&mut self, runtime: Option<runtime::Id>) {
        if self.runtime != runtime {
            self.evict();
            self.runtime = runtime;
        }
    }

    pub fn put(&mut self, client: C, now: Instant) {
        self.client = Some(Pooled { client, since: now });
    }

    /// Closes idle connections.
    pub fn evict(&mut self) {
        self.client = None;
    }

    /// Evicts after an attempt that started at `since` and got no response. If another attempt got a response in the
    /// meantime, the connections stay.
    pub fn evict_unless_response_since(&mut self, since: Instant) {
        let has_response = self.last_response().is_some_and(|last| last >= since);
        let newer = self.client.as_ref().is_some_and(|pooled| pooled.since >= since);
        if !has_response && !newer {
            self.evict();
        }
    }

    /// Evicts after a suspend: idle connections may have died unnoticed.
    pub fn evict_after_a_jump(&mut self, now: &Clocks) {
        if self.last_response.is_some_and(|last| now.jumped_since(&last)) {
            self.last_response = None;
            self.evict();
        }
    }

    /// Notes a response. `announced` is how long the server keeps its connection.
    pub fn note_response(&mut self, now: Clocks, announced: Option<Duration>) {
        self.last_response = Some(now);
        if let Some(idle) = announced.filter(|idle| *idle < self.max_idle()) {
            self.announced_idle = Some(idle);
            self.evict();
        }
    }

    pub fn last_response(&self) -> Option<Instant> {
        self.last_response.map(|last| last.monotonic())
    }

    /// How long a connection may be idle before it is reused.
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
    fn an_unresponse_attempt_evicts_unless_another_was_answered_since_it_began() {
        let now = Instant::now();
        for (response_at, evicted) in [(None, true), (Some(now), true), (Some(now + 2 * SECOND), false)] {
            let mut pool = pool(now);
            if let Some(at) = response_at {
                pool.note_response(clocks(at), None);
            }
            pool.evict_unless_response_since(now + SECOND);
            assert_eq!(pool.client().is_none(), evicted, "{response_at:?}");
        }
    }

    #[test]
    fn attempts_that_fail_together_evict_once() {
        let now = Instant::now();
        let mut pool = pool(now);
        pool.evict_unless_response_since(now + SECOND);
        pool.put((), now + 2 * SECOND);
        pool.evict_unless_response_since(now + SECOND);
        assert!(pool.client().is_some(), "the new connections are not those of the attempt");
    }

    #[test]
    fn a_suspend_evicts_once() {
        let now = Instant::now();
        let mut pool = pool(now);
        pool.note_response(clocks(now), None);
        let resumed = Clocks::new(now + SECOND, SystemTime::UNIX_EPOCH + 3600 * SECOND);
        pool.evict_after_a_jump(&resumed);
        assert!(pool.client().is_none());
        pool.put((), now + SECOND);
        pool.evict_after_a_jump(&resumed);
        assert!(pool.client().is_some());
    }

    #[test]
    fn a_shorter_idle_time_of_the_server_is_adopted_and_a_longer_one_is_not() {
        let now = Instant::now();
        let mut pool = pool(now);
        for (announced, expected, evicted) in
            [(90, 55, false), (4, 4, true), (4, 4, false), (9, 4, false), (0, 0, true)]
        {
            pool.put((), now);
            pool.note_response(clocks(now), Some(announced * SECOND));
            assert_eq!(
                (pool.max_idle(), pool.client().is_none()),
                (expected * SECOND, evicted),
                "{announced}"
            );
        }
    }
}
