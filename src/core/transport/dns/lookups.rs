//! The DNS lookups of the process. The system's lookup blocks for as long as a name server is silent, so a few
//! threads make the lookups. A name that hangs blocks a single thread, however many calls need it, and other names
//! soon get another thread.

use std::any::Any;
use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::io;
use std::net::IpAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, timeout};

use crate::core::error::system::{self as system_error, NameError};
use crate::core::lock::lock;

/// The usual number of threads.
const THREADS: usize = 4;
/// The number of threads while names wait. This many names may hang at once.
const MAX_THREADS: usize = 16;
/// A name that has waited this long gets an additional thread.
const PATIENCE: Duration = Duration::from_millis(200);
/// The default of `Lookups::idle`.
const IDLE: Duration = Duration::from_secs(5);

/// The result for a name.
pub type Found = Result<Arc<[IpAddr]>, NameError>;

type Lookup = dyn Fn(&str) -> Result<Vec<IpAddr>, NameError> + Send + Sync;
type Work = Box<dyn FnOnce() + Send>;
type StartThread = fn(Work) -> io::Result<()>;

/// A queue of names and the threads that serve it.
pub struct Lookups {
    look_up: Box<Lookup>,
    start_thread: StartThread,
    /// How long a thread waits for work before it ends.
    idle: Duration,
    state: Mutex<State>,
    queued: Condvar,
}

#[derive(Debug, Default)]
struct State {
    queue: VecDeque<Queued>,
    /// Receivers of the result, for each name that is queued or being looked up.
    waiting: HashMap<Arc<str>, watch::Sender<Option<Found>>>,
    threads: usize,
    /// Threads without work, including those that are just starting.
    idle: usize,
}

#[derive(Debug)]
struct Queued {
    name: Arc<str>,
    since: Instant,
}

impl Lookups {
    /// Creates lookups that use this function, which may block.
    pub fn new(
        look_up: impl Fn(&str) -> Result<Vec<IpAddr>, NameError> + Send + Sync + 'static,
    ) -> Arc<Self> {
        Self::on(look_up, start_thread, IDLE)
    }

    fn on(
        look_up: impl Fn(&str) -> Result<Vec<IpAddr>, NameError> + Send + Sync + 'static,
        start_thread: StartThread,
        idle: Duration,
    ) -> Arc<Self> {
        let look_up = Box::new(look_up);
        Arc::new(Self { look_up, start_thread, idle, state: Mutex::default(), queued: Condvar::new() })
    }

    /// Looks up a name. Concurrent callers share one lookup. It is skipped if all of them have left before it starts.
    pub async fn find(self: &Arc<Self>, name: &str) -> Found {
        let mut found = self.subscribe(name);
        loop {
            match timeout(PATIENCE, found.wait_for(Option::is_some)).await {
                Ok(Ok(found)) => return found.clone().unwrap_or_else(|| Err(lost())),
                Ok(Err(_closed)) => return Err(lost()),
                Err(_elapsed) => self.serve_queue(&mut lock(&self.state)),
            }
        }
    }

    fn subscribe(self: &Arc<Self>, name: &str) -> watch::Receiver<Option<Found>> {
        let mut state = lock(&self.state);
        if let Some(waiting) = state.waiting.get(name) {
            return waiting.subscribe();
        }
        let (sender, found) = watch::channel(None);
        let name: Arc<str> = name.into();
        state.waiting.insert(Arc::clone(&name), sender);
        state.queue.push_back(Queued { name, since: Instant::now() });
        self.serve_queue(&mut state);
        self.queued.notify_one();
        found
    }

    /// Starts threads for queued names, up to the limit. If no thread can be started and none is running, the
    /// names fail.
    fn serve_queue(self: &Arc<Self>, state: &mut State) {
        while state.idle < state.queue.len() && state.threads < state.thread_limit() {
            let lookups = Arc::clone(self);
            match (self.start_thread)(Box::new(move || lookups.run_thread())) {
                Ok(()) => {
                    state.threads += 1;
                    state.idle += 1;
                }
                Err(error) if state.threads == 0 => return state.give_up(&no_thread(&error)),
                Err(_) => return,
            }
        }
    }

    /// The main function of a thread.
    fn run_thread(&self) {
        let mut state = lock(&self.state);
        loop {
            if let Some(name) = state.next() {
                state.idle -= 1;
                drop(state);
                let found = self.look_up(&name);
                state = lock(&self.state);
                state.idle += 1;
                state.notify(&name, found);
            } else {
                let idle_too_long;
                (state, idle_too_long) = self.wait_for_work(state);
                if idle_too_long && state.queue.is_empty() {
                    state.threads -= 1;
                    state.idle -= 1;
                    return;
                }
            }
        }
    }

    fn wait_for_work<'a>(&self, state: MutexGuard<'a, State>) -> (MutexGuard<'a, State>, bool) {
        let woken = self.queued.wait_timeout(state, self.idle);
        let (state, ended) = woken.unwrap_or_else(PoisonError::into_inner);
        (state, ended.timed_out())
    }

    /// A panic fails only this lookup.
    fn look_up(&self, name: &str) -> Found {
        match catch_unwind(AssertUnwindSafe(|| (self.look_up)(name))) {
            Ok(found) => found.map(Into::into),
            Err(panic) => Err(panicked(&*panic)),
        }
    }
}

impl State {
    /// The next name that a caller still waits for.
    fn next(&mut self) -> Option<Arc<str>> {
        loop {
            let Queued { name, .. } = self.queue.pop_front()?;
            if self.waiting.get(&name).is_some_and(|waiting| waiting.receiver_count() > 0) {
                return Some(name);
            }
            self.waiting.remove(&name);
        }
    }

    fn notify(&mut self, name: &str, found: Found) {
        if let Some(waiting) = self.waiting.remove(name) {
            waiting.send_replace(Some(found));
        }
    }

    fn give_up(&mut self, error: &NameError) {
        while let Some(Queued { name, .. }) = self.queue.pop_front() {
            self.notify(&name, Err(error.clone()));
        }
    }

    fn thread_limit(&self) -> usize {
        let overdue = self.queue.front().is_some_and(|oldest| oldest.since.elapsed() >= PATIENCE);
        if overdue { MAX_THREADS } else { THREADS }
    }
}

impl fmt::Debug for Lookups {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Lookups").finish_non_exhaustive()
    }
}

fn start_thread(work: Work) -> io::Result<()> {
    thread::Builder::new().name("facesign-dns".to_owned()).spawn(work).map(drop)
}

/// Systems report a shortage of threads with different numbers.
fn no_thread(error: &io::Error) -> NameError {
    let code = system_error::code(error).filter(|code| system_error::is_shortage(code));
    let message = format!("no thread could be started for the DNS lookup: {error}");
    NameError { code: code.unwrap_or("EAGAIN"), message: message.into() }
}

fn panicked(panic: &(dyn Any + Send)) -> NameError {
    let reason = panic.downcast_ref::<&str>().copied().unwrap_or("no message");
    NameError { code: "EAI_FAIL", message: format!("the DNS lookup panicked: {reason}").into() }
}

fn lost() -> NameError {
    NameError { code: "EAI_FAIL", message: "the DNS lookup was lost".into() }
}

#[cfg(test)]
mod tests;
