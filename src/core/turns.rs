//! Work on large bodies, so that it delays nobody else: all calls share one thread. What can stop
//! midway is done there in slices, one body's after another's; what can't gets a thread of its
//! own, one body's at a time.

use std::sync::{Arc, Mutex};
use std::thread;

use tokio::sync::{Semaphore, SemaphorePermit, oneshot};

use crate::core::lock::lock;

/// So much of a body is worked on in one go: some 50 to 200 µs of decoding.
pub const SLICE: usize = 64 * 1024;

/// Waits for a turn on the calls' thread, for work of at most a few milliseconds that nothing
/// interrupts. However many bodies there are, the other tasks wait for one such piece of work.
pub async fn turn() -> Option<SemaphorePermit<'static>> {
    static TURN: Semaphore = Semaphore::const_new(1);
    TURN.acquire().await.ok()
}

/// Does that on another thread, or here where none can be started. None if it panicked.
pub async fn in_background<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    static THREAD: Semaphore = Semaphore::const_new(1);
    let permit = THREAD.acquire().await.ok();
    let (done, result) = oneshot::channel();
    // Where it can be had back from: a thread that doesn't start takes its closure with it.
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
    async fn background_work_gives_its_result() {
        let here = thread::current().id();
        assert_eq!(in_background(move || thread::current().id() != here).await, Some(true));
    }

    #[tokio::test]
    async fn background_work_that_panics_gives_nothing_and_the_next_goes_on() {
        assert_eq!(in_background(|| assert!(thread::current().name().is_none(), "on purpose")).await, None);
        assert_eq!(in_background(|| 1).await, Some(1));
    }
}
