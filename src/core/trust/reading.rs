//! One reading for all who ask at the same time. It has a thread of its own, since a file may
//! never respond: a network mount that hangs, a pipe that nobody writes to.

use std::sync::{Arc, Mutex};
use std::thread;

use tokio::sync::watch;

use crate::core::lock::lock;
use crate::core::trust::Unread;

type State<T> = Option<Result<T, Unread>>;

/// Reads once and keeps what was read. An error is handed to everyone who waits for it and then
/// forgotten. A reading that hangs is not started twice.
#[derive(Debug)]
pub struct Reading<T> {
    latest: Mutex<Option<watch::Receiver<State<T>>>>,
}

impl<T: Clone + Send + Sync + 'static> Reading<T> {
    pub const fn new() -> Self {
        Self { latest: Mutex::new(None) }
    }

    /// What `read` gives, or an earlier reading gave. Waiting may be given up at any time.
    pub async fn get(&self, read: impl FnOnce() -> Result<T, Unread> + Send + 'static) -> Result<T, Unread> {
        let mut state = self.join_or_start(read)?;
        match state.wait_for(Option::is_some).await.as_deref() {
            Ok(Some(result)) => result.clone(),
            _ => Err(Unread::Internal {
                message: "the thread that read root certificates ended early".to_owned(),
            }),
        }
    }

    fn join_or_start(
        &self,
        read: impl FnOnce() -> Result<T, Unread> + Send + 'static,
    ) -> Result<watch::Receiver<State<T>>, Unread> {
        let mut latest = lock(&self.latest);
        if let Some(state) = latest.as_ref().filter(|state| is_useful(state)) {
            return Ok(state.clone());
        }
        let receiver = start(thread::Builder::new().name("facesign-roots".to_owned()), read)?;
        Ok(latest.insert(receiver).clone())
    }
}

fn start<T: Send + Sync + 'static>(
    thread: thread::Builder,
    read: impl FnOnce() -> Result<T, Unread> + Send + 'static,
) -> Result<watch::Receiver<State<T>>, Unread> {
    let (sender, receiver) = watch::channel(None);
    let started = thread.spawn(move || sender.send_replace(Some(read())));
    started.map(|_| receiver).map_err(|error| Unread::Busy {
        what: "no thread could be started to read root certificates",
        error: Arc::new(error),
    })
}

/// Whether a reading is under way or has succeeded. One whose thread is gone without a word has not.
fn is_useful<T>(state: &watch::Receiver<State<T>>) -> bool {
    match &*state.borrow() {
        Some(result) => result.is_ok(),
        None => state.has_changed().is_ok(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::mpsc;
    use std::time::Duration;

    use super::*;

    fn unread() -> Unread {
        Unread::TimedOut { source: "nothing" }
    }

    #[tokio::test]
    async fn a_hundred_askers_share_one_reading() {
        static READING: Reading<usize> = Reading::new();
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let read = || Ok(COUNT.fetch_add(1, Ordering::SeqCst));
        let askers: tokio::task::JoinSet<_> = (0..100).map(|_| READING.get(read)).collect();
        let numbers = askers.join_all().await.into_iter().collect::<Result<Vec<_>, _>>().expect("readings");
        assert_eq!(numbers, [0; 100]);
    }

    #[tokio::test]
    async fn an_error_is_forgotten_and_a_success_kept() {
        let reading = Reading::new();
        assert!(reading.get(|| Err(unread())).await.is_err());
        assert_eq!(reading.get(|| Ok(1)).await.expect("the second reading"), 1);
        assert_eq!(reading.get(|| Ok(2)).await.expect("what was kept"), 1);
    }

    #[tokio::test]
    async fn a_reading_that_hangs_is_not_started_twice() {
        let (reading, (graceful_goaway, hang)) = (Reading::new(), mpsc::channel::<()>());
        let hanging = reading.get(move || {
            let _ = hang.recv();
            Ok(1)
        });
        assert!(tokio::time::timeout(Duration::from_millis(1), hanging).await.is_err());
        let second = reading.get(|| Ok(2));
        graceful_goaway.send(()).expect("the first reading still hangs");
        assert_eq!(second.await.expect("a reading"), 1);
    }

    #[test]
    fn without_a_thread_to_be_had_it_is_an_error_that_may_pass() {
        let too_large = thread::Builder::new().stack_size(1 << 46);
        assert!(matches!(start(too_large, || Ok(1)), Err(Unread::Busy { .. })));
    }

    #[tokio::test]
    async fn a_thread_that_ends_without_a_word_is_an_error_and_the_next_call_reads_again() {
        let reading: Reading<u8> = Reading::new();
        #[allow(clippy::panic, reason = "this is what is tested")]
        let lost = reading.get(|| panic!("a fault of the test's own")).await;
        assert!(matches!(lost, Err(Unread::Internal { .. })), "{lost:?}");
        assert_eq!(reading.get(|| Ok(2)).await.expect("the second reading"), 2);
    }
}
