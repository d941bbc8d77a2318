//! Passes calls to their thread and results back to a JavaScript thread. Finished calls queue here. A single weak
//! threadsafe function notifies JavaScript, which then drains batch after batch. napi's own promises would create
//! a threadsafe function for each call, which costs a fifth of the throughput. Calling one per result would starve
//! timers for seconds: Node dispatches up to 1,000 results before its event loop continues (docs/decisions/0011).

use std::collections::VecDeque;
use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock};

use napi::Status;
use napi::bindgen_prelude::Undefined;
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode};
use tokio_util::sync::CancellationToken;

use crate::binding::queued_call::QueuedCall;
use crate::binding::runtime;
use crate::core::call_result::{CallFailure, Success};
use crate::core::crossing::ascii_json::AsciiJson;
use crate::core::crossing::json_chunks::MAX_UNSPLIT_BYTES;
use crate::core::crossing::{body, reports};
use crate::core::error::Failure;
use crate::core::lock::lock;
use crate::core::memory::Reservation;
use crate::core::response::Response;
use crate::core::turns::{SLICE, in_background, turn};

/// Notifies JavaScript, without a value. Weak, so that an idle client doesn't keep a process alive.
pub type Notifier = ThreadsafeFunction<(), Undefined, (), Status, false, true, 0>;

/// The result of a call, or a part of it: a large body is sent as several strings (`core::crossing::json_chunks`).
pub struct Completion {
    pub id: u32,
    /// `None` for a failed call, and to void the chunks sent before it.
    pub string: Option<AsciiJson>,
    /// The record of the call (`core::crossing::reports`). `None` while more parts follow.
    pub record: Option<AsciiJson>,
    /// Whether the record is that of a retry, and the call goes on.
    pub is_retry: bool,
    /// Memory for the body, reserved until JavaScript has its own strings.
    #[allow(dead_code, reason = "it counts until it is dropped")]
    memory: Reservation,
}

impl Completion {
    fn bytes(&self) -> usize {
        [&self.string, &self.record].into_iter().flatten().map(AsciiJson::len).sum()
    }
}

/// The maximum size of strings that wait for the thread that frees them. JavaScript frees larger ones at once.
const MAX_DRAINED_BYTES: usize = 1024 * 1024;

#[derive(Default)]
struct Queue {
    ready: VecDeque<Completion>,
    /// Results of large bodies, in order. They arrive faster than JavaScript can parse them, and small results must
    /// not wait behind all of them.
    large: VecDeque<Completion>,
    /// Completions that JavaScript has copied. The thread that allocated them frees them: otherwise both threads would
    /// compete for the allocator's lock and sleep once a batch.
    recycled: Vec<Completion>,
    /// Whether JavaScript was notified and will drain the queue until it is empty.
    awake: bool,
}

/// The state shared by one JavaScript thread and the thread of the calls.
#[derive(Default)]
pub struct CompletionQueue {
    /// `None` before the first call: loading the package starts nothing.
    notifier: OnceLock<Notifier>,
    queue: Mutex<Queue>,
    /// The calls that JavaScript made in this turn and has not flushed yet.
    queued: Mutex<Vec<(CompletionGuard, QueuedCall)>>,
    ended: CancellationToken,
}

impl CompletionQueue {
    /// Sets the notifier, once and before the first call starts.
    pub fn set_notifier(&self, notifier: Notifier) {
        self.notifier.get_or_init(|| notifier);
    }

    /// Queues a call, which starts with the next `flush`.
    pub fn enqueue(self: &Arc<Self>, id: u32, call: QueuedCall) {
        let guard = CompletionGuard { id, completions: Arc::clone(self), is_large: false, completed: false };
        lock(&self.queued).push((guard, call));
    }

    /// Starts the calls that were queued since the last flush.
    pub fn flush(&self) {
        let queued = self.take_queued();
        runtime::spawn(async move {
            // Check the sockets first, so that no connection is used that the server has just closed.
            tokio::task::yield_now().await;
            for (guard, call) in queued {
                // Boxed: Tokio moves a future a dozen times before it runs, and these are large.
                tokio::spawn(Box::pin(async move {
                    let result = call
                        .result(&|attempt, delay| guard.push_retry(reports::of_retry(attempt, delay)))
                        .await;
                    guard.complete(result).await;
                }));
            }
        });
    }

    /// Takes completions until their strings exceed `max_bytes`: the oldest first, and large bodies last. If there are
    /// none, JavaScript will be notified of the next one.
    pub fn drain(&self, max_bytes: usize) -> Vec<Completion> {
        let mut queue = self.queue();
        queue.awake = !(queue.ready.is_empty() && queue.large.is_empty());
        let mut batch = Vec::with_capacity(queue.ready.len().min(64));
        let mut bytes = 0;
        while bytes < max_bytes {
            let Some(completion) = queue.ready.pop_front() else { break };
            bytes += completion.bytes();
            batch.push(completion);
        }
        // Always at least one large body, so that small ones don't starve them.
        while let Some(completion) = queue.large.pop_front() {
            bytes += completion.bytes();
            batch.push(completion);
            if bytes >= max_bytes {
                break;
            }
        }
        batch
    }

    /// Takes back completions that JavaScript has copied.
    pub fn recycle(&self, batch: Vec<Completion>) {
        let mut queue = self.queue();
        let bytes: usize = queue.recycled.iter().chain(&batch).map(Completion::bytes).sum();
        if bytes <= MAX_DRAINED_BYTES {
            queue.recycled.extend(batch);
        }
    }

    /// Cancelled when the JavaScript thread ends.
    pub const fn ended(&self) -> &CancellationToken {
        &self.ended
    }

    /// Ends all calls, because their JavaScript thread has ended.
    pub fn close(&self) {
        self.ended.cancel();
        drop(self.take_queued());
    }

    fn take_queued(&self) -> Vec<(CompletionGuard, QueuedCall)> {
        mem::take(&mut *lock(&self.queued))
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        lock(&self.queue)
    }

    /// Queues a completion. If JavaScript has to be notified, dropping the returned value does that.
    fn push(self: &Arc<Self>, completion: Completion, is_large: bool) -> Option<Wake> {
        let mut queue = self.queue();
        let recycled = mem::take(&mut queue.recycled);
        if is_large {
            queue.large.push_back(completion);
        } else {
            queue.ready.push_back(completion);
        }
        let must_wake = !mem::replace(&mut queue.awake, true);
        drop(queue);
        drop(recycled);
        must_wake.then(|| Wake(Arc::clone(self)))
    }

    fn wake(&self) {
        let Some(notifier) = self.notifier.get() else { return };
        if notifier.call((), ThreadsafeFunctionCallMode::NonBlocking) != Status::Ok {
            // The JavaScript thread has ended, so the queue will not be drained.
            let mut queue = self.queue();
            let undeliverable = (mem::take(&mut queue.ready), mem::take(&mut queue.large));
            drop(queue);
            drop(undeliverable);
        }
    }
}

/// Notifies JavaScript when it is dropped, even if the task ends early or panics. Later completions rely on it:
/// without it, JavaScript would never drain them.
struct Wake(Arc<CompletionQueue>);

impl Drop for Wake {
    fn drop(&mut self) {
        self.0.wake();
    }
}

/// A larger body is prepared for JavaScript on another thread: that takes about 3 ms per MiB.
const MAX_INLINE_BYTES: usize = 1024 * 1024;

/// Guarantees that a call completes. If the call never finishes, for example because it panicked, dropping this
/// reports that to JavaScript.
struct CompletionGuard {
    id: u32,
    completions: Arc<CompletionQueue>,
    /// Whether its completions are queued with the large bodies.
    is_large: bool,
    completed: bool,
}

impl CompletionGuard {
    async fn complete(self, result: Result<Success, CallFailure>) {
        let wake = match result {
            Ok(success) if success.response.body.len() > MAX_INLINE_BYTES => {
                // If it panics there, the guard is dropped and reports it.
                in_background(move || drop(self.complete_success(success))).await;
                return;
            }
            Ok(success) => {
                let _turn = if success.response.body.len() > SLICE { turn().await } else { None };
                self.complete_success(success)
            }
            Err(failed) => self.complete_failure(failed),
        };
        if wake.is_some() {
            // Notifying costs both threads more than a result does. Results that arrive by the next turn share the
            // notification.
            tokio::task::yield_now().await;
        }
        drop(wake);
    }

    fn complete_success(mut self, success: Success) -> Option<Wake> {
        let record = reports::of_success(&success);
        let Response { body: bytes, mut memory, .. } = success.response;
        self.is_large = bytes.len() > MAX_UNSPLIT_BYTES;
        #[cfg(feature = "test-panic")]
        let requested = String::from_utf8_lossy(&bytes).into_owned();
        let string = body::encode(bytes, &mut memory, |chunk, memory| self.push_chunk(chunk, memory));
        memory.keep(string.capacity());
        let wake = self.push_last(Some(string), record, memory);
        #[cfg(feature = "test-panic")]
        crate::binding::test_panic::at("before the wake", &requested);
        wake
    }

    fn complete_failure(mut self, mut failed: CallFailure) -> Option<Wake> {
        let mut memory = failed.failure.take_memory();
        let record = reports::of_failure(&failed);
        drop(failed);
        memory.keep(record.capacity());
        self.push_last(None, record, memory)
    }

    /// Notifies at once: JavaScript works on this chunk while the next one is prepared.
    fn push_chunk(&self, string: Option<AsciiJson>, memory: Reservation) {
        let completion = Completion { id: self.id, string, record: None, is_retry: false, memory };
        drop(self.completions.push(completion, self.is_large));
    }

    /// Notifies at once: JavaScript reports the retry while the call waits for it.
    fn push_retry(&self, record: String) {
        let record = Some(AsciiJson::from(record));
        let memory = Reservation::default();
        let completion = Completion { id: self.id, string: None, record, is_retry: true, memory };
        drop(self.completions.push(completion, false));
    }

    fn push_last(&mut self, string: Option<AsciiJson>, record: String, memory: Reservation) -> Option<Wake> {
        self.completed = true;
        let record = Some(AsciiJson::from(record));
        let completion = Completion { id: self.id, string, record, is_retry: false, memory };
        self.completions.push(completion, self.is_large)
    }
}

impl Drop for CompletionGuard {
    fn drop(&mut self) {
        if !self.completed {
            let message =
                "the call ended without a result: it or its thread panicked, or no thread could be started"
                    .to_owned();
            let failed = CallFailure::lost(Failure::Internal { message });
            drop(self.push_last(None, reports::of_failure(&failed), Reservation::default()));
        }
    }
}
