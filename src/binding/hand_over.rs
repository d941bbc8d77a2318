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

use crate::binding::made::Made;
use crate::binding::runtime;
use crate::core::answer::Answer;
use crate::core::call_result::{CallFailure, Success};
use crate::core::error::Failure;
use crate::core::lock::lock;
use crate::core::memory::Held;
use crate::core::one_byte::{OneByte, one_byte, utf8_text};
use crate::core::pieces::{self, LARGEST_WHOLE, Rest};
use crate::core::report;
use crate::core::turns::{SLICE, in_background, turn};

/// Wakes JavaScript without a value; weak, so that an idle client does not keep a process alive.
pub type Waker = ThreadsafeFunction<(), Undefined, (), Status, false, true, 0>;

/// What a call came to, or a part of that: a large body comes in several texts (`core::pieces`).
pub struct Part {
    pub id: u32,
    /// None for a call that failed, and where the texts before it do not count.
    pub text: Option<OneByte>,
    /// The record of the call (`core::report`). None while more parts follow.
    pub record: Option<OneByte>,
    /// What they take of the memory for bodies, until JavaScript has strings of its own.
    #[allow(dead_code, reason = "it counts until it is dropped")]
    memory: Held,
}

impl Part {
    fn bytes(&self) -> usize {
        [&self.text, &self.record].into_iter().flatten().map(OneByte::len).sum()
    }
}

/// How much text may wait for the thread that frees it; more is freed by JavaScript at once.
const MOST_TAKEN_BYTES: usize = 1024 * 1024;

#[derive(Default)]
struct Queue {
    done: VecDeque<Part>,
    /// What large bodies came to, in order: they come faster than JavaScript parses them, and what
    /// ends meanwhile must not wait behind all of that.
    large: VecDeque<Part>,
    /// What JavaScript has made texts of. It is freed by the thread that allocated it: the other
    /// would take the allocator's lock from it, and both would sleep for that once a batch.
    taken: Vec<Part>,
    /// Whether JavaScript knows that there is something, and will come until there is nothing.
    awake: bool,
}

/// What one JavaScript thread shares with the thread of the calls.
#[derive(Default)]
pub struct HandOver {
    /// None before the first call: what only loads the package opens nothing.
    waker: OnceLock<Waker>,
    queue: Mutex<Queue>,
    /// The calls that JavaScript made in this turn and that no thread has been told of yet.
    made: Mutex<Vec<(Ticket, Made)>>,
    ended: CancellationToken,
}

impl HandOver {
    /// Sets what wakes JavaScript; once, and before the first call begins.
    pub fn set_waker(&self, waker: Waker) {
        self.waker.get_or_init(|| waker);
    }

    /// Takes over a call, which begins with the next `begin`.
    pub fn put(self: &Arc<Self>, id: u32, call: Made) {
        let ticket = Ticket { id, hand_over: Arc::clone(self), is_large: false, delivered: false };
        lock(&self.made).push((ticket, call));
    }

    /// Begins the calls that were put here since the last time.
    pub fn begin(&self) {
        let made = self.take_made();
        runtime::spawn(async move {
            // The sockets first: a connection that the server has closed by now is not used.
            tokio::task::yield_now().await;
            for (ticket, call) in made {
                // Boxed: Tokio moves a future a dozen times before it runs, and these are large.
                tokio::spawn(Box::pin(async move { ticket.deliver(call.result().await).await }));
            }
        });
    }

    /// Takes what finished calls came to, until the texts exceed `most_bytes`: oldest first, and what
    /// large bodies came to after all else. When there is nothing, JavaScript will be woken for the next.
    pub fn take(&self, most_bytes: usize) -> Vec<Part> {
        let mut queue = self.queue();
        queue.awake = !(queue.done.is_empty() && queue.large.is_empty());
        let mut batch = Vec::with_capacity(queue.done.len().min(64));
        let mut bytes = 0;
        while bytes < most_bytes {
            let Some(part) = queue.done.pop_front() else { break };
            bytes += part.bytes();
            batch.push(part);
        }
        // One at least, however many others there are.
        while let Some(part) = queue.large.pop_front() {
            bytes += part.bytes();
            batch.push(part);
            if bytes >= most_bytes {
                break;
            }
        }
        batch
    }

    /// Takes back what JavaScript has made texts of.
    pub fn give_back(&self, batch: Vec<Part>) {
        let mut queue = self.queue();
        let bytes: usize = queue.taken.iter().chain(&batch).map(Part::bytes).sum();
        if bytes <= MOST_TAKEN_BYTES {
            queue.taken.extend(batch);
        }
    }

    /// Cancelled when the JavaScript thread ends.
    pub const fn ended(&self) -> &CancellationToken {
        &self.ended
    }

    /// Nobody is left to take what the calls come to, so they end, too.
    pub fn end(&self) {
        self.ended.cancel();
        drop(self.take_made());
    }

    fn take_made(&self) -> Vec<(Ticket, Made)> {
        mem::take(&mut *lock(&self.made))
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        lock(&self.queue)
    }

    /// Queues what a call came to. Where JavaScript has to be woken for it, it is when what this
    /// gives is dropped.
    fn push(self: &Arc<Self>, part: Part, is_large: bool) -> Option<Wake> {
        let mut queue = self.queue();
        let taken = mem::take(&mut queue.taken);
        if is_large {
            queue.large.push_back(part);
        } else {
            queue.done.push_back(part);
        }
        let first = !mem::replace(&mut queue.awake, true);
        drop(queue);
        drop(taken);
        first.then(|| Wake(Arc::clone(self)))
    }

    fn wake(&self) {
        let Some(waker) = self.waker.get() else { return };
        if waker.call((), ThreadsafeFunctionCallMode::NonBlocking) != Status::Ok {
            // The JavaScript thread has ended: nobody is left to tell.
            let mut queue = self.queue();
            let nobodys = (mem::take(&mut queue.done), mem::take(&mut queue.large));
            drop(queue);
            drop(nobodys);
        }
    }
}

/// The duty to wake JavaScript. It is done also where a task ends or panics before its end: whoever
/// comes later relies on it, and JavaScript would sleep forever.
struct Wake(Arc<HandOver>);

impl Drop for Wake {
    fn drop(&mut self) {
        self.0.wake();
    }
}

/// A larger body is made ready for JavaScript on a thread of its own: that takes some 3 ms a MiB.
const LARGEST_HERE: usize = 1024 * 1024;

/// The promise to hand over a call's result. Should the call never finish, because it panicked,
/// JavaScript gets that instead: no call is left without an answer.
struct Ticket {
    id: u32,
    hand_over: Arc<HandOver>,
    /// Whether what it delivers, all of it, comes after what other calls came to.
    is_large: bool,
    delivered: bool,
}

impl Ticket {
    async fn deliver(self, result: Result<Success, CallFailure>) {
        let wake = match result {
            Ok(success) if success.answer.body.len() > LARGEST_HERE => {
                // Should it panic there, the ticket is dropped and says so.
                in_background(move || drop(self.deliver_success(success))).await;
                return;
            }
            Ok(success) => {
                let _turn = if success.answer.body.len() > SLICE { turn().await } else { None };
                self.deliver_success(success)
            }
            Err(failed) => self.deliver_failure(failed),
        };
        if wake.is_some() {
            // A wake costs both threads more than a result does: what else has come in by now
            // goes with the same one.
            tokio::task::yield_now().await;
        }
        drop(wake);
    }

    fn deliver_success(mut self, success: Success) -> Option<Wake> {
        let record = report::of_success(&success);
        let Answer { body, mut memory, .. } = success.answer;
        self.is_large = body.len() > LARGEST_WHOLE;
        #[cfg(feature = "test-panic")]
        let asked = String::from_utf8_lossy(&body).into_owned();
        let text = self.deliver_pieces(body, &mut memory);
        memory.keep(text.capacity());
        let wake = self.last(Some(text), record, memory);
        #[cfg(feature = "test-panic")]
        crate::binding::test_panic::at("before the wake", &asked);
        wake
    }

    fn deliver_failure(mut self, mut failed: CallFailure) -> Option<Wake> {
        let mut memory = failed.failure.take_memory();
        let record = report::of_failure(&failed);
        drop(failed);
        memory.keep(record.capacity());
        self.last(None, record, memory)
    }

    /// Hands the pieces of a large body over, and gives back the last text of it.
    fn deliver_pieces(&self, body: Bytes, memory: &mut Held) -> OneByte {
        let text = utf8_text(body);
        let rest = pieces::cut(&text, |piece| {
            let piece = one_byte(piece);
            let memory = memory.split(piece.capacity());
            self.deliver_part(Some(piece), memory);
        });
        match rest {
            Rest::Frame(frame) => one_byte(frame),
            Rest::Whole => one_byte(text),
            Rest::WholeAfterAll => {
                self.deliver_part(None, Held::default());
                one_byte(text)
            }
        }
    }

    /// At once: JavaScript works on it while the next one is made.
    fn deliver_part(&self, text: Option<OneByte>, memory: Held) {
        drop(self.hand_over.push(Part { id: self.id, text, record: None, memory }, self.is_large));
    }

    fn last(&mut self, text: Option<OneByte>, record: String, memory: Held) -> Option<Wake> {
        self.delivered = true;
        let part = Part { id: self.id, text, record: Some(OneByte::from(record)), memory };
        self.hand_over.push(part, self.is_large)
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        if !self.delivered {
            let message =
                "the call ended without a result: it or its thread panicked, or no thread could be started"
                    .to_owned();
            let failed = CallFailure::lost(Failure::Internal { message });
            drop(self.last(None, report::of_failure(&failed), Held::default()));
        }
    }
}
