//! Work on large bodies. All calls share one thread, so such work must not delay them. Work that can be interrupted is
//! done on that thread in slices, alternating between bodies. Other work runs on another thread, one body at
//! a time.

use std::sync::{Arc, Mutex};
use std::thread;

use tokio::sync::{Semaphore, SemaphorePermit, oneshot};

use crate::core::lock::lock;

/// How much of a body is processed at once: about 50 to 200 µs of decoding.
pub const SLICE: usize = 64 * 1024;

/// Waits for a turn to do uninterrupted work on the calls' thread, for a few milliseconds at most. However many bodies
/// there are, other tasks wait for only one of them.
pub async fn turn() -> Option<SemaphorePermit<'static>> {
    static TURN: Semaphore = Semaphore::const_new(1);
    TURN.acquire().await.ok()
}

/// Runs `work` on another thread, or here if none can be started. `None` if it panicked.
pub async fn in_background<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    static THREAD: Semaphore = Semaphore::const_new(1);
    let permit = THREAD.acquire().await.ok();
    let (done, result) = oneshot::channel();
    // Shared, to get the closure back: a thread that fails to start drops it.
    let work = Arc::new(Mutex::new(Some(move || drop((done.send(work()), permit)))));
    let shared = Arc::clone(&work);
    let started = thread::Builder::new().name("facesign-body".to_owned()).spawn(move || run(&shared));
    if started.is_err() {
        run(&work);
    }
    result.await.ok()
}

fn run(work: &Mutex<Option<impl FnOnce()>>) {
    let work = lock(work).take();
    if let Some(work) = work {
        work();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn background_work_returns_its_result() {
        let here = thread::current().id();
        assert_eq!(in_background(move || thread::current().id() != here).await, Some(true));
    }

    #[tokio::test]
    async fn background_work_that_panics_returns_nothing_and_the_next_work_runs() {
        assert_eq!(in_background(|| assert!(thread::current().name().is_none(), "on purpose")).await, None);
        assert_eq!(in_background(|| 1).await, Some(1));
    }
}
