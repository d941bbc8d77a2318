//! Lookups that hang, fail and panic, without DNS.

use std::sync::mpsc;
use std::time::Duration;

use super::*;

/// Far longer than any of these tests takes on a busy machine.
const SOON: Duration = Duration::from_secs(10);

/// Lookups of names that begin with `hang` block until the test releases them. All others return at once. Each
/// lookup is recorded.
struct Fake {
    lookups: Arc<Lookups>,
    hung: Arc<Latch>,
    begun: Mutex<mpsc::Receiver<String>>,
}

#[derive(Default)]
struct Latch {
    open: Mutex<bool>,
    opened: Condvar,
}

impl Latch {
    fn wait(&self) {
        let open = self.opened.wait_while(lock(&self.open), |open| !*open);
        drop(open.unwrap_or_else(PoisonError::into_inner));
    }

    fn open(&self) {
        *lock(&self.open) = true;
        self.opened.notify_all();
    }
}

impl Fake {
    fn new(start_thread: StartThread) -> Self {
        Self::with_idle(start_thread, IDLE)
    }

    fn with_idle(start_thread: StartThread, idle: Duration) -> Self {
        let (report, begun) = mpsc::channel();
        let hung = Arc::<Latch>::default();
        let latch = Arc::clone(&hung);
        let look_up = move |name: &str| {
            let _ = report.send(name.to_owned());
            match name {
                "unknown" => return Err(NameError { code: "ENOTFOUND", message: "not known".into() }),
                "panic" => panic!("on purpose"),
                name if name.starts_with("hang") => latch.wait(),
                _ => {}
            }
            Ok(vec![IpAddr::from([127, 0, 0, 1])])
        };
        Self { lookups: Lookups::on(look_up, start_thread, idle), hung, begun: Mutex::new(begun) }
    }

    fn find(&self, name: &str) -> tokio::task::JoinHandle<Found> {
        let (lookups, name) = (Arc::clone(&self.lookups), name.to_owned());
        tokio::spawn(async move { lookups.find(&name).await })
    }

    /// Looks up names that hang, and waits until each has a thread or is queued.
    async fn hang(&self, names: usize) -> Vec<tokio::task::JoinHandle<Found>> {
        let callers = (0..names).map(|number| self.find(&format!("hang-{number}"))).collect();
        self.until(|state| state.waiting.len() >= names && state.idle == 0).await;
        callers
    }

    async fn until(&self, met: impl Fn(&State) -> bool) {
        let waiting = async {
            while !met(&lock(&self.lookups.state)) {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        timeout(SOON, waiting).await.expect("the expected state");
    }

    fn threads(&self) -> usize {
        lock(&self.lookups.state).threads
    }

    /// The names that were looked up so far.
    fn looked_up(&self) -> Vec<String> {
        lock(&self.begun).try_iter().collect()
    }
}

impl Drop for Fake {
    fn drop(&mut self) {
        self.hung.open();
    }
}

async fn ended(caller: tokio::task::JoinHandle<Found>) -> Found {
    timeout(SOON, caller).await.expect("an end").expect("no panic")
}

fn code(found: Found) -> &'static str {
    found.expect_err("no address").code
}

#[tokio::test]
async fn concurrent_callers_share_one_lookup_and_one_thread() {
    let fake = Fake::new(start_thread);
    let callers: Vec<_> = (0..1000).map(|_| fake.find("hang")).collect();
    let all = |state: &State| state.waiting.values().any(|waiting| waiting.receiver_count() == 1000);
    fake.until(all).await;
    assert_eq!(fake.threads(), 1);
    fake.hung.open();
    for caller in callers {
        assert!(ended(caller).await.is_ok());
    }
    assert_eq!(fake.looked_up(), ["hang"]);
}

#[tokio::test]
async fn an_unknown_name_is_looked_up_again_by_the_next_call() {
    let fake = Fake::new(start_thread);
    for _ in 0..2 {
        assert_eq!(code(ended(fake.find("unknown")).await), "ENOTFOUND");
    }
    assert_eq!(fake.looked_up().len(), 2);
}

#[tokio::test]
async fn hanging_names_delay_another_one_only_briefly() {
    for hanging in [1, 4, 15] {
        let fake = Fake::new(start_thread);
        fake.hang(hanging).await;
        let started = Instant::now();
        assert!(ended(fake.find("healthy")).await.is_ok());
        let took = started.elapsed();
        assert!(took < Duration::from_secs(1), "{hanging} hanging: {took:?}");
    }
}

#[tokio::test]
async fn there_are_never_more_than_16_threads() {
    let fake = Fake::new(start_thread);
    fake.hang(40).await;
    let queue_was_overdue = fake.find("another");
    fake.until(|state| state.threads == MAX_THREADS).await;
    assert!(timeout(PATIENCE * 2, queue_was_overdue).await.is_err(), "it waits for a thread");
    assert_eq!(fake.threads(), MAX_THREADS);
}

#[tokio::test]
async fn a_name_that_no_caller_waits_for_is_not_looked_up() {
    let fake = Fake::new(start_thread);
    let hanging = fake.hang(THREADS).await;
    let gone = fake.find("gone");
    fake.until(|state| state.waiting.contains_key("gone")).await;
    gone.abort();
    assert!(gone.await.expect_err("it was aborted").is_cancelled());
    fake.hung.open();
    for caller in hanging {
        assert!(ended(caller).await.is_ok());
    }
    assert!(ended(fake.find("next")).await.is_ok());
    assert!(!fake.looked_up().contains(&"gone".to_owned()));
}

#[tokio::test]
async fn a_panic_fails_its_own_lookup_and_the_thread_continues() {
    let fake = Fake::new(start_thread);
    assert_eq!(code(ended(fake.find("panic")).await), "EAI_FAIL");
    assert!(ended(fake.find("next")).await.is_ok());
    assert_eq!(fake.threads(), 1);
}

#[tokio::test]
async fn idle_threads_end() {
    let fake = Fake::with_idle(start_thread, Duration::from_millis(50));
    let first = fake.hang(1).await;
    assert_eq!(fake.threads(), 1);
    fake.hung.open();
    for found in first {
        assert!(ended(found).await.is_ok());
    }
    fake.until(|state| state.threads == 0 && state.idle == 0).await;
    assert!(ended(fake.find("next")).await.is_ok());
}

#[cfg(unix)]
#[test]
fn a_shortage_of_threads_keeps_the_code_of_the_system() {
    for (number, expected) in [(libc::EAGAIN, "EAGAIN"), (libc::ENOMEM, "ENOMEM"), (libc::EIO, "EAGAIN")] {
        assert_eq!(no_thread(&io::Error::from_raw_os_error(number)).code, expected);
    }
}

#[tokio::test]
async fn without_any_thread_a_lookup_fails() {
    let fake = Fake::new(|_work| Err(io::ErrorKind::WouldBlock.into()));
    assert_eq!(code(ended(fake.find("first")).await), "EAGAIN");
    assert_eq!(lock(&fake.lookups.state).waiting.len(), 0);
}

#[tokio::test]
async fn without_a_further_thread_names_wait_for_a_running_one() {
    // Only the first thread starts.
    static STARTED: Mutex<bool> = Mutex::new(false);
    let fake = Fake::new(|work| {
        if std::mem::replace(&mut *lock(&STARTED), true) {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        start_thread(work)
    });
    let hanging = fake.find("hang");
    fake.until(|state| state.threads == 1 && state.idle == 0).await;
    let waiting = fake.find("healthy");
    fake.until(|state| state.queue.len() == 1).await;
    fake.hung.open();
    assert!(ended(hanging).await.is_ok());
    assert!(ended(waiting).await.is_ok());
}
