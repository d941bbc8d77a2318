//! The one place where calls are handed to their thread and results to a JavaScript thread.
//! Finished calls queue here; a single weak threadsafe function wakes JavaScript, which then
//! takes batch after batch. napi's own promises make a threadsafe function for each call, which
//! costs a fifth of the throughput, and one that is called per result starves timers for
//! seconds: Node dispatches up to 1,000 of them before it turns its loop (docs/decisions/0011).

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard};

use napi::Status;
use napi::bindgen_prelude::Undefined;
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode};
use tokio_util::sync::CancellationToken;

use crate::binding::made::Made;
use crate::binding::runtime;
use crate::core::call_result::{CallFailure, Success};
use crate::core::error::Failure;
use crate::core::lock::lock;
use crate::core::one_byte::{OneByte, json_text};
use crate::core::pieces::{self, Rest};
use crate::core::report;

/// Wakes JavaScript without a value; weak, so that an idle client does not keep a process alive.
pub type Waker = ThreadsafeFunction<(), Undefined, (), Status, false, true, 0>;

/// What a call came to, or a part of that: a large body comes in several texts (`core::pieces`).
pub struct Part {
    pub id: u32,
    /// None for a call that failed, and where the texts before it do not count.
    pub text: Option<OneByte>,
    /// The record of the call (`core::report`). None while more parts follow.
    pub record: Option<OneByte>,
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
    /// What JavaScript has made texts of. It is freed by the thread that allocated it: the other
    /// would take the allocator's lock from it, and both would sleep for that once a batch.
    taken: Vec<Part>,
    /// Whether JavaScript knows that there is something, and will come until there is nothing.
    awake: bool,
}

/// What one JavaScript thread shares with the thread of the calls.
pub struct HandOver {
    waker: Waker,
    queue: Mutex<Queue>,
    /// The calls that JavaScript made in this turn and that no thread has been told of yet.
    made: Mutex<Vec<(Ticket, Made)>>,
    ended: CancellationToken,
}

impl HandOver {
    pub fn new(waker: Waker) -> Self {
        Self { waker, queue: Mutex::default(), made: Mutex::default(), ended: CancellationToken::new() }
    }

    /// Takes over a call, which begins with the next `begin`.
    pub fn put(self: &Arc<Self>, id: u32, call: Made) {
        let ticket = Ticket { id, hand_over: Arc::clone(self), delivered: false };
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

    /// Takes what finished calls came to, oldest first, until the texts exceed `most_bytes`. When
    /// there is nothing, JavaScript will be woken for the next.
    pub fn take(&self, most_bytes: usize) -> Vec<Part> {
        let mut queue = self.queue();
        queue.awake = !queue.done.is_empty();
        let mut batch = Vec::with_capacity(queue.done.len().min(64));
        let mut bytes = 0;
        while bytes < most_bytes {
            let Some(part) = queue.done.pop_front() else { break };
            bytes += part.bytes();
            batch.push(part);
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
        std::mem::take(&mut *lock(&self.made))
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        lock(&self.queue)
    }

    /// Queues what a call came to. Whether JavaScript has to be woken for it.
    fn push(&self, part: Part) -> bool {
        let mut queue = self.queue();
        let taken = std::mem::take(&mut queue.taken);
        queue.done.push_back(part);
        let first = !std::mem::replace(&mut queue.awake, true);
        drop(queue);
        drop(taken);
        first
    }

    fn wake(&self) {
        let status = self.waker.call((), ThreadsafeFunctionCallMode::NonBlocking);
        if status != Status::Ok {
            // The JavaScript thread has ended: nobody is left to tell.
            self.queue().done.clear();
        }
    }
}

/// The promise to hand over a call's result. Should the call never finish, because it panicked,
/// JavaScript gets that instead: no call is left without an answer.
struct Ticket {
    id: u32,
    hand_over: Arc<HandOver>,
    delivered: bool,
}

impl Ticket {
    async fn deliver(mut self, result: Result<Success, CallFailure>) {
        let last = match result {
            Ok(success) => {
                let record = report::of_success(&success);
                self.part(Some(self.deliver_pieces(json_text(success.answer.body))), Some(record))
            }
            Err(failed) => self.part(None, Some(report::of_failure(&failed))),
        };
        self.delivered = true;
        if self.hand_over.push(last) {
            // A wake costs both threads more than a result does: what else has come in by now
            // goes with the same one.
            tokio::task::yield_now().await;
            self.hand_over.wake();
        }
    }

    /// Hands the pieces of a large body over, and gives back the last text of it.
    fn deliver_pieces(&self, body: OneByte) -> OneByte {
        let OneByte::Ascii(json) = &body else { return body };
        match pieces::cut(json, |piece| self.deliver_part(Some(OneByte::Ascii(piece)))) {
            Rest::Frame(frame) => OneByte::Ascii(frame),
            Rest::Whole => body,
            Rest::WholeAfterAll => {
                self.deliver_part(None);
                body
            }
        }
    }

    /// At once: JavaScript works on it while the next one is made.
    fn deliver_part(&self, text: Option<OneByte>) {
        if self.hand_over.push(self.part(text, None)) {
            self.hand_over.wake();
        }
    }

    fn part(&self, text: Option<OneByte>, record: Option<String>) -> Part {
        Part { id: self.id, text, record: record.map(OneByte::from) }
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        if !self.delivered {
            let message =
                "the call ended without a result: it or its thread panicked, or no thread could be started"
                    .to_owned();
            let failed = CallFailure::lost(Failure::Internal { message });
            if self.hand_over.push(self.part(None, Some(report::of_failure(&failed)))) {
                self.hand_over.wake();
            }
        }
    }
}
