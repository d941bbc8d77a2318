//! The thread that runs all calls. It starts with the first call, not at import. Calls spend their time waiting, so one
//! thread is enough. It needs a fifth less CPU than two threads, which would wake each other and steal each other's
//! work (docs/decisions/0013).

use std::future::pending;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::thread;

use tokio::runtime::{Builder, Handle, Runtime};

use crate::core::lock::lock;

/// How many tasks run between checks of sockets and timers. With Tokio's default of 61, a server that floods one call
/// with 1xx heads, each of which takes long to poll, delays all timeouts. With 4, a call takes a tenth more CPU at 16
/// calls at once, because most checks find nothing.
const POLLS_BETWEEN_EVENTS: u32 = 16;

/// The thread's runtime. `None` before the first call, and after the thread has died.
static RUNTIME: Mutex<Option<Handle>> = Mutex::new(None);

/// Runs a future on the thread that all JavaScript threads of this process share. If the thread cannot be started, the
/// future is dropped, and the next call tries again: a container may be short of threads while it starts.
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

/// Runs calls until Tokio panics, as it does when epoll fails. A panic of a call doesn't reach this.
fn run(runtime: Runtime) {
    let _panic = catch_unwind(AssertUnwindSafe(|| runtime.block_on(pending::<()>())));
    // Reset before the calls are dropped: each drop rejects a promise, and a call that JavaScript makes in response must
    // get a new thread.
    *lock(&RUNTIME) = None;
    drop(runtime);
}
