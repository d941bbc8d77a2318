//! The thread on which calls run, started at the first call and not at import. It is one: calls
//! spend their time waiting, and one thread that reads and writes for all of them needs a fifth
//! less CPU than two that wake each other and steal each other's work (docs/decisions/0013).

use std::future::pending;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::thread;

use tokio::runtime::{Builder, Handle, Runtime};

use crate::core::lock::lock;

/// How many tasks run before the thread looks at sockets and timers. With Tokio's 61 a server
/// that floods one call with 1xx heads, each poll of which is long, kept all timeouts waiting;
/// with 4 a call takes a tenth more CPU at 16 at once, for looking in vain.
const POLLS_BETWEEN_EVENTS: u32 = 16;

/// The thread that takes calls; None before the first call, and once it has died.
static RUNTIME: Mutex<Option<Handle>> = Mutex::new(None);

/// Runs a future on the thread of this process, which its main thread and its workers share.
/// Where no thread can be started, the future is dropped, and the next call attempts again: a
/// container may be short of threads while it starts.
pub fn spawn(future: impl Future<Output = ()> + Send + 'static) {
    let mut runtime = lock(&RUNTIME);
    if runtime.is_none() {
        *runtime = start().ok();
    }
    if let Some(runtime) = &*runtime {
        runtime.spawn(future);
    }
}

fn start() -> io::Result<Handle> {
    let runtime = Builder::new_current_thread().event_interval(POLLS_BETWEEN_EVENTS).enable_all().build()?;
    let handle = runtime.handle().clone();
    thread::Builder::new().name("facesign".to_owned()).spawn(move || run(runtime))?;
    Ok(handle)
}

/// Runs calls until Tokio panics, as it does when epoll fails. A panic of a call doesn't get here.
fn run(runtime: Runtime) {
    let _panic = catch_unwind(AssertUnwindSafe(|| runtime.block_on(pending::<()>())));
    // Before the calls are dropped: each drop rejects a promise, and the call that JavaScript
    // makes upon that must get a new thread.
    *lock(&RUNTIME) = None;
    drop(runtime);
}
