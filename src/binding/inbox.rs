//! The JavaScript thread's side of the hand-over: its clients are opened here, its calls begin
//! here, and what they come to is taken from here.

use std::sync::Arc;

use napi::bindgen_prelude::{Either, Either4, Function, Latin1String, Null, Undefined};
use napi_derive::napi;

use crate::binding::client::{Canceller, NativeClient};
use crate::binding::hand_over::{Done, HandOver};
use crate::core::one_byte::OneByte;

/// An id, a body as one-byte or as general text, no body, or a report.
type Item = Either4<u32, Latin1String, String, Null>;

fn text(text: OneByte) -> Item {
    match text {
        OneByte::Ascii(text) => Item::B(text.into()),
        OneByte::Other(text) => Item::C(text),
    }
}

fn items(done: Done) -> [Item; 3] {
    [Item::A(done.id), done.body.map_or(Item::D(Null), text), text(done.report)]
}

/// The calls of one JavaScript thread.
#[napi]
pub struct Inbox {
    hand_over: Arc<HandOver>,
}

/// With its thread.
impl Drop for Inbox {
    fn drop(&mut self) {
        self.hand_over.end();
    }
}

#[napi]
impl Inbox {
    /// `wake` is called when there is something to take after there was nothing.
    #[napi(constructor, catch_unwind, ts_args_type = "wake: () => void")]
    pub fn new(wake: Function<(), Undefined>) -> napi::Result<Self> {
        let waker = wake.build_threadsafe_function().weak::<true>().build()?;
        Ok(Self { hand_over: Arc::new(HandOver::new(waker)) })
    }

    /// Makes a client from its options as JSON text, or gives the record of the failure. The
    /// results of its calls come into this inbox.
    #[napi(catch_unwind)]
    pub fn open_client(&self, options: String) -> Either<NativeClient, String> {
        match NativeClient::open(&options, &self.hand_over) {
            Ok(client) => Either::A(client),
            Err(report) => Either::B(report),
        }
    }

    /// What ends a call of this thread's that is made with it.
    #[napi(catch_unwind)]
    pub fn new_canceller(&self) -> Canceller {
        Canceller::new(self.hand_over.ended())
    }

    /// Begins the calls that were made since the last time. Waking a thread is what costs most
    /// of a call on the JavaScript thread, so all calls of one turn wake it once.
    #[napi(catch_unwind)]
    pub fn begin(&self) {
        self.hand_over.begin();
    }

    /// Takes finished calls, oldest first, until their texts exceed `most_bytes`: for each its
    /// id, its body or `null`, and its record. After an empty batch `wake` will be called.
    #[napi(catch_unwind, ts_return_type = "Array<number | string | null>")]
    pub fn take(&self, most_bytes: u32) -> Vec<Item> {
        self.hand_over.take(most_bytes as usize).into_iter().flat_map(items).collect()
    }
}
