//! The one place where results are handed to a JavaScript thread. Finished calls queue here;
//! a single weak threadsafe function wakes JavaScript, which then takes batch after batch.
//! napi's own promises make a threadsafe function for each call, which costs a fifth of the
//! throughput, and one that is called per result starves timers for seconds: Node dispatches
//! up to 1,000 of them before it turns its loop (docs/decisions/0011).

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use napi::bindgen_prelude::{Either4, Function, Latin1String, Null};
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode};
use napi::{Status, bindgen_prelude::Undefined};
use napi_derive::napi;
use tokio_util::sync::CancellationToken;

use crate::binding::client::read;
use crate::binding::runtime;
use crate::core::call::{CallFailure, Success};
use crate::core::client::Client;
use crate::core::config::CallOptions;
use crate::core::error::Failure;
use crate::core::one_byte::{OneByte, json_text};
use crate::core::report;

/// Wakes JavaScript without a value; weak, so that an idle client does not keep a process alive.
type Waker = ThreadsafeFunction<(), Undefined, (), Status, false, true, 0>;

/// A finished call: its body when it succeeded, and the record of it (`src/core/report.rs`).
struct Done {
    id: u32,
    body: Option<OneByte>,
    report: OneByte,
}

impl Done {
    fn new(id: u32, result: Result<Success, CallFailure>) -> Self {
        match result {
            Ok(success) => {
                let report = report::of_success(&success).into();
                Self { id, report, body: Some(json_text(success.answer.body)) }
            }
            Err(failed) => Self { id, report: report::of_failure(&failed).into(), body: None },
        }
    }

    fn bytes(&self) -> usize {
        self.body.as_ref().map_or(0, OneByte::len) + self.report.len()
    }
}

#[derive(Default)]
struct Queue {
    done: VecDeque<Done>,
    /// Whether JavaScript knows that there is something, and will come until there is nothing.
    awake: bool,
}

struct Shared {
    queue: Mutex<Queue>,
    waker: Waker,
}

impl Shared {
    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Queues a finished call. Whether JavaScript has to be woken for it.
    fn push(&self, done: Done) -> bool {
        let mut queue = self.queue();
        queue.done.push_back(done);
        !std::mem::replace(&mut queue.awake, true)
    }

    fn wake(&self) {
        let status = self.waker.call((), ThreadsafeFunctionCallMode::NonBlocking);
        if status != Status::Ok {
            // The JavaScript thread has ended: nobody is left to tell.
            self.queue().done.clear();
        }
    }
}

/// The promise to put a call's result into the inbox. Should the call never finish, because
/// it panicked, the inbox gets that instead: no call is left without an answer.
pub struct Ticket {
    id: u32,
    shared: Arc<Shared>,
    delivered: bool,
}

impl Ticket {
    pub async fn deliver(mut self, result: Result<Success, CallFailure>) {
        let done = Done::new(self.id, result);
        self.delivered = true;
        if self.shared.push(done) {
            // A wake costs both threads more than a result does: what else has come in by now
            // goes with the same one.
            tokio::task::yield_now().await;
            self.shared.wake();
        }
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        if !self.delivered {
            let message =
                "the call ended without a result: it panicked, or no thread could be started for it"
                    .to_owned();
            let failed = CallFailure::lost(Failure::Internal { message });
            if self.shared.push(Done::new(self.id, Err(failed))) {
                self.shared.wake();
            }
        }
    }
}

/// A call as JavaScript made it. It crosses as plain data and becomes a future, which is some
/// kilobytes large, on the thread of the calls.
pub struct Made {
    pub client: Arc<Client>,
    pub operation: String,
    pub arguments: String,
    pub options: Option<String>,
    pub cancel: CancellationToken,
}

impl Made {
    async fn result(self) -> Result<Success, CallFailure> {
        #[cfg(feature = "test-panic")]
        crate::binding::test_panic::at("in the call", &self.arguments);
        let options = self.options.as_deref().map(read::<CallOptions>).transpose();
        let options = options.map_err(CallFailure::unsent)?.unwrap_or_default();
        self.client.call(&self.operation, &self.arguments, options, &self.cancel).await
    }
}

/// An id, a body as one-byte or as general text, no body, or a report.
type Item = Either4<u32, Latin1String, String, Null>;

fn text(text: OneByte) -> Item {
    match text {
        OneByte::Ascii(text) => Item::B(text.into()),
        OneByte::Other(text) => Item::C(text),
    }
}

/// The finished calls of one JavaScript thread.
#[napi]
pub struct Inbox {
    shared: Arc<Shared>,
    ended: CancellationToken,
    /// The calls that JavaScript made in this turn and that no thread has been told of yet.
    made: Mutex<Vec<(Ticket, Made)>>,
}

/// With its thread: nobody is left to take what its calls come to, so they end, too.
impl Drop for Inbox {
    fn drop(&mut self) {
        self.ended.cancel();
    }
}

#[napi]
impl Inbox {
    /// `wake` is called when there is something to take after there was nothing.
    #[napi(constructor, catch_unwind, ts_args_type = "wake: () => void")]
    pub fn new(wake: Function<(), Undefined>) -> napi::Result<Self> {
        let waker = wake.build_threadsafe_function().weak::<true>().build()?;
        let shared = Arc::new(Shared { queue: Mutex::default(), waker });
        Ok(Self { shared, ended: CancellationToken::new(), made: Mutex::default() })
    }

    /// Begins the calls that were made since the last time. Waking a thread is what costs most
    /// of a call on the JavaScript thread, so all calls of one turn wake it once.
    #[napi(catch_unwind)]
    pub fn begin(&self) {
        let made = std::mem::take(&mut *self.made.lock().unwrap_or_else(PoisonError::into_inner));
        runtime::spawn(async move {
            // The sockets first: a connection that the server has closed by now is not used.
            tokio::task::yield_now().await;
            for (ticket, call) in made {
                tokio::spawn(async move { ticket.deliver(call.result().await).await });
            }
        });
    }

    /// Takes finished calls, oldest first, until their texts exceed `most_bytes`: for each its
    /// id, its body or `null`, and its record. After an empty batch `wake` will be called.
    #[napi(catch_unwind, ts_return_type = "Array<number | string | null>")]
    pub fn take(&self, most_bytes: u32) -> Vec<Item> {
        let mut queue = self.shared.queue();
        queue.awake = !queue.done.is_empty();
        let mut batch = Vec::with_capacity(3 * queue.done.len().min(64));
        let mut bytes = 0;
        while bytes < most_bytes as usize {
            let Some(done) = queue.done.pop_front() else { break };
            bytes += done.bytes();
            batch.push(Item::A(done.id));
            batch.push(done.body.map_or(Item::D(Null), text));
            batch.push(text(done.report));
        }
        batch
    }
}

impl Inbox {
    /// Takes over a call, which begins with the next `begin`.
    pub fn put(&self, id: u32, call: Made) {
        let ticket = Ticket { id, shared: Arc::clone(&self.shared), delivered: false };
        self.made.lock().unwrap_or_else(PoisonError::into_inner).push((ticket, call));
    }

    /// Cancelled when the JavaScript thread ends.
    pub const fn ended(&self) -> &CancellationToken {
        &self.ended
    }
}
