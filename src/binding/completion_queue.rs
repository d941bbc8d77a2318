//! The one place where calls are handed to their thread and results to a JavaScript thread.
//! Finished calls queue here; a single weak threadsafe function wakes JavaScript, which then
//! takes batch after batch. napi's own promises make a threadsafe function for each call, which
//! costs a fifth of the throughput, and one that is called per result starves timers for
//! seconds: Node dispatches up to 1,000 of them before it turns its loop (docs/decisions/0011).

use std::collections::VecDeque;
use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock};

use bytes::Bytes;
use napi::Status;
use napi::bindgen_prelude::Undefined;
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode};
use tokio_util::sync::CancellationToken;

use crate::binding::queued_call::QueuedCall;
use crate::binding::runtime;
use crate::core::ascii_json::{AsciiJson, ascii_json, utf8_text};
use crate::core::call_result::{CallFailure, Success};
use crate::core::error::Failure;
use crate::core::json_chunks::{self, MAX_UNSPLIT_BYTES, Remainder};
use crate::core::lock::lock;
use crate::core::memory::Reservation;
use crate::core::report;
use crate::core::response::Response;
use crate::core::turns::{SLICE, in_background, turn};

/// Wakes JavaScript without a value; weak, so that an idle client does not keep a process alive.
pub type Notifier = ThreadsafeFunction<(), Undefined, (), Status, false, true, 0>;

/// What a call came to, or a part of that: a large body comes in several texts (`core::json_chunks`).
pub struct Completion {
    pub id: u32,
    /// None for a call that failed, and where the texts before it do not count.
    pub text: Option<AsciiJson>,
    /// The record of the call (`core::report`). None while more parts follow.
    pub record: Option<AsciiJson>,
    /// What they take of the memory for bodies, until JavaScript has strings of its own.
    #[allow(dead_code, reason = "it counts until it is dropped")]
    memory: Reservation,
}

impl Completion {
    fn bytes(&self) -> usize {
        [&self.text, &self.record].into_iter().flatten().map(AsciiJson::len).sum()
    }
}

/// How much text may wait for the thread that frees it; more is freed by JavaScript at once.
const MAX_DRAINED_BYTES: usize = 1024 * 1024;

#[derive(Default)]
struct Queue {
    ready: VecDeque<Completion>,
    /// What large bodies came to, in order: they come faster than JavaScript parses them, and what
    /// ends meanwhile must not wait behind all of that.
    large: VecDeque<Completion>,
    /// What JavaScript has made texts of. It is freed by the thread that allocated it: the other
    /// would take the allocator's lock from it, and both would sleep for that once a batch.
    recycled: Vec<Completion>,
    /// Whether JavaScript knows that there is something, and will come until there is nothing.
    awake: bool,
}

/// What one JavaScript thread shares with the thread of the calls.
#[derive(Default)]
pub struct CompletionQueue {
    /// None before the first call: what only loads the package opens nothing.
    notifier: OnceLock<Notifier>,
    queue: Mutex<Queue>,
    /// The calls that JavaScript made in this turn and that no thread has been told of yet.
    queued: Mutex<Vec<(CompletionGuard, QueuedCall)>>,
    ended: CancellationToken,
}

impl CompletionQueue {
    /// Sets what wakes JavaScript; once, and before the first call begins.
    pub fn set_notifier(&self, notifier: Notifier) {
        self.notifier.get_or_init(|| notifier);
    }

    /// Takes over a call, which begins with the next `begin`.
    pub fn enqueue(self: &Arc<Self>, id: u32, call: QueuedCall) {
        let guard = CompletionGuard { id, completions: Arc::clone(self), is_large: false, completed: false };
        lock(&self.queued).push((guard, call));
    }

    /// Begins the calls that were put here since the last time.
    pub fn flush(&self) {
        let queued = self.take_queued();
        runtime::spawn(async move {
            // The sockets first: a connection that the server has closed by now is not used.
            tokio::task::yield_now().await;
            for (guard, call) in queued {
                // Boxed: Tokio moves a future a dozen times before it runs, and these are large.
                tokio::spawn(Box::pin(async move { guard.complete(call.result().await).await }));
            }
        });
    }

    /// Takes what finished calls came to, until the texts exceed `max_bytes`: oldest first, and what
    /// large bodies came to after all else. When there is nothing, JavaScript will be woken for the next.
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
        // One at least, however many others there are.
        while let Some(completion) = queue.large.pop_front() {
            bytes += completion.bytes();
            batch.push(completion);
            if bytes >= max_bytes {
                break;
            }
        }
        batch
    }

    /// Takes back what JavaScript has made texts of.
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

    /// Nobody is left to take what the calls come to, so they end, too.
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

    /// Queues what a call came to. Where JavaScript has to be woken for it, it is when what this
    /// gives is dropped.
    fn push(self: &Arc<Self>, completion: Completion, is_large: bool) -> Option<Wake> {
        let mut queue = self.queue();
        let recycled = mem::take(&mut queue.recycled);
        if is_large {
            queue.large.push_back(completion);
        } else {
            queue.ready.push_back(completion);
        }
        let first = !mem::replace(&mut queue.awake, true);
        drop(queue);
        drop(recycled);
        first.then(|| Wake(Arc::clone(self)))
    }

    fn wake(&self) {
        let Some(notifier) = self.notifier.get() else { return };
        if notifier.call((), ThreadsafeFunctionCallMode::NonBlocking) != Status::Ok {
            // The JavaScript thread has ended: nobody is left to tell.
            let mut queue = self.queue();
            let nobodys = (mem::take(&mut queue.ready), mem::take(&mut queue.large));
            drop(queue);
            drop(nobodys);
        }
    }
}

/// The duty to wake JavaScript. It is done also where a task ends or panics before its end: whoever
/// comes later relies on it, and JavaScript would sleep forever.
struct Wake(Arc<CompletionQueue>);

impl Drop for Wake {
    fn drop(&mut self) {
        self.0.wake();
    }
}

/// A larger body is made ready for JavaScript on a thread of its own: that takes some 3 ms a MiB.
const MAX_INLINE_BYTES: usize = 1024 * 1024;

/// The promise to hand over a call's result. Should the call never finish, because it panicked,
/// JavaScript gets that instead: no call is left without a response.
struct CompletionGuard {
    id: u32,
    completions: Arc<CompletionQueue>,
    /// Whether what it delivers, all of it, comes after what other calls came to.
    is_large: bool,
    completed: bool,
}

impl CompletionGuard {
    async fn complete(self, result: Result<Success, CallFailure>) {
        let wake = match result {
            Ok(success) if success.response.body.len() > MAX_INLINE_BYTES => {
                // Should it panic there, the guard is dropped and says so.
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
            // A wake costs both threads more than a result does: what else has come in by now
            // goes with the same one.
            tokio::task::yield_now().await;
        }
        drop(wake);
    }

    fn complete_success(mut self, success: Success) -> Option<Wake> {
        let record = report::of_success(&success);
        let Response { body, mut memory, .. } = success.response;
        self.is_large = body.len() > MAX_UNSPLIT_BYTES;
        #[cfg(feature = "test-panic")]
        let asked = String::from_utf8_lossy(&body).into_owned();
        let text = self.complete_chunks(body, &mut memory);
        memory.keep(text.capacity());
        let wake = self.last(Some(text), record, memory);
        #[cfg(feature = "test-panic")]
        crate::binding::test_panic::at("before the wake", &asked);
        wake
    }

    fn complete_failure(mut self, mut failed: CallFailure) -> Option<Wake> {
        let mut memory = failed.failure.take_memory();
        let record = report::of_failure(&failed);
        drop(failed);
        memory.keep(record.capacity());
        self.last(None, record, memory)
    }

    /// Hands the pieces of a large body over, and gives back the last text of it.
    fn complete_chunks(&self, body: Bytes, memory: &mut Reservation) -> AsciiJson {
        let text = utf8_text(body);
        let remainder = json_chunks::split(&text, |chunk| {
            let chunk = ascii_json(chunk);
            let memory = memory.split(chunk.capacity());
            self.push_chunk(Some(chunk), memory);
        });
        match remainder {
            Remainder::Frame(frame) => ascii_json(frame),
            Remainder::Whole => ascii_json(text),
            Remainder::WholeAfterAll => {
                self.push_chunk(None, Reservation::default());
                ascii_json(text)
            }
        }
    }

    /// At once: JavaScript works on it while the next one is made.
    fn push_chunk(&self, text: Option<AsciiJson>, memory: Reservation) {
        drop(self.completions.push(Completion { id: self.id, text, record: None, memory }, self.is_large));
    }

    fn last(&mut self, text: Option<AsciiJson>, record: String, memory: Reservation) -> Option<Wake> {
        self.completed = true;
        let completion = Completion { id: self.id, text, record: Some(AsciiJson::from(record)), memory };
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
            drop(self.last(None, report::of_failure(&failed), Reservation::default()));
        }
    }
}
