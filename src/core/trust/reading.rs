//! A reading that concurrent callers share. It has a thread of its own, because a file may never respond: a network
//! mount that hangs, or a pipe without a writer.

use std::sync::{Arc, Mutex};
use std::thread;

use tokio::sync::watch;

use crate::core::lock::lock;
use crate::core::trust::RootsError;

type State<T> = Option<Result<T, RootsError>>;

/// Reads once and keeps the result. An error is passed to all waiting callers and then dropped. A reading that
/// hangs is not started again.
#[derive(Debug)]
pub struct SharedReading<T> {
    latest: Mutex<Option<watch::Receiver<State<T>>>>,
}

impl<T: Clone + Send + Sync + 'static> SharedReading<T> {
    pub const fn new() -> Self {
        Self { latest: Mutex::new(None) }
    }

    /// The result of `read` or of an earlier reading. Callers may stop waiting at any time.
    pub async fn get(
        &self,
        read: impl FnOnce() -> Result<T, RootsError> + Send + 'static,
    ) -> Result<T, RootsError> {
        let mut state = self.join_or_start(read)?;
        match state.wait_for(Option::is_some).await.as_deref() {
            Ok(Some(result)) => result.clone(),
            _ => Err(RootsError::Internal {
                message: "the thread that read root certificates ended early".to_owned(),
            }),
        }
    }

    fn join_or_start(
        &self,
        read: impl FnOnce() -> Result<T, RootsError> + Send + 'static,
    ) -> Result<watch::Receiver<State<T>>, RootsError> {
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
    read: impl FnOnce() -> Result<T, RootsError> + Send + 'static,
) -> Result<watch::Receiver<State<T>>, RootsError> {
    let (sender, receiver) = watch::channel(None);
    let started = thread.spawn(move || sender.send_replace(Some(read())));
    started.map(|_| receiver).map_err(|error| RootsError::Busy {
        what: "no thread could be started to read root certificates",
        error: Arc::new(error),
    })
}

/// Whether a reading is running or has succeeded. If its thread ended without a result, it has failed.
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

    fn timed_out() -> RootsError {
        RootsError::TimedOut { source: "nothing" }
    }

    #[tokio::test]
    async fn a_hundred_callers_share_one_reading() {
        static READING: SharedReading<usize> = SharedReading::new();
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let read = || Ok(COUNT.fetch_add(1, Ordering::SeqCst));
        let callers: tokio::task::JoinSet<_> = (0..100).map(|_| READING.get(read)).collect();
        let numbers = callers.join_all().await.into_iter().collect::<Result<Vec<_>, _>>().expect("readings");
        assert_eq!(numbers, [0; 100]);
    }

    #[tokio::test]
    async fn an_error_is_dropped_and_a_success_is_kept() {
        let reading = SharedReading::new();
        assert!(reading.get(|| Err(timed_out())).await.is_err());
        assert_eq!(reading.get(|| Ok(1)).await.expect("the second reading"), 1);
        assert_eq!(reading.get(|| Ok(2)).await.expect("the first success"), 1);
    }

    #[tokio::test]
    async fn a_reading_that_hangs_is_not_started_again() {
        let (reading, (release, hang)) = (SharedReading::new(), mpsc::channel::<()>());
        let hanging = reading.get(move || {
            let _ = hang.recv();
            Ok(1)
        });
        assert!(tokio::time::timeout(Duration::from_millis(1), hanging).await.is_err());
        let second = reading.get(|| Ok(2));
        release.send(()).expect("the first reading still hangs");
        assert_eq!(second.await.expect("a reading"), 1);
    }

    #[test]
    fn a_shortage_of_threads_is_a_transient_error() {
        let too_large = thread::Builder::new().stack_size(1 << 46);
        assert!(matches!(start(too_large, || Ok(1)), Err(RootsError::Busy { .. })));
    }

    #[tokio::test]
    async fn a_thread_that_ends_without_a_result_is_an_error_and_the_next_call_reads_again() {
        let reading: SharedReading<u8> = SharedReading::new();
        #[allow(clippy::panic, reason = "the test is about a panic")]
        let lost = reading.get(|| panic!("on purpose")).await;
        assert!(matches!(lost, Err(RootsError::Internal { .. })), "{lost:?}");
        assert_eq!(reading.get(|| Ok(2)).await.expect("the second reading"), 2);
    }
}
