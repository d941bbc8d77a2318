//! The threads on which calls run. They are started at the first call, not at import, and are
//! few: calls spend their time waiting, and Tokio's default is one thread per core.

use std::sync::OnceLock;

use tokio::runtime::{Builder, Runtime};

const WORKERS: usize = 2;

/// How many tasks a thread runs before it looks at sockets and timers. With Tokio's 61 a server
/// that floods one call with 1xx heads, each poll of which is long, kept all time-outs waiting.
const POLLS_BETWEEN_EVENTS: u32 = 4;

/// Runs a future on the threads of this process, which its main thread and its workers share.
/// Where no thread can be started, the future is dropped.
pub fn spawn(future: impl Future<Output = ()> + Send + 'static) {
    static RUNTIME: OnceLock<std::io::Result<Runtime>> = OnceLock::new();
    if let Ok(runtime) = RUNTIME.get_or_init(start) {
        runtime.spawn(future);
    }
}

fn start() -> std::io::Result<Runtime> {
    Builder::new_multi_thread()
        .worker_threads(WORKERS)
        .event_interval(POLLS_BETWEEN_EVENTS)
        .thread_name("facesign")
        .enable_all()
        .build()
}
