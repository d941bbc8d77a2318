//! The JavaScript thread's side of the hand-over: its clients are opened here, its calls begin
//! here, and what they come to is taken from here.

use std::sync::Arc;

use napi::bindgen_prelude::{Array, Either, Function, Null, Undefined};
use napi::{Env, JsString};
use napi_derive::napi;

use crate::binding::client::{Canceller, NativeClient};
use crate::binding::hand_over::{HandOver, Part};
use crate::core::one_byte::OneByte;

/// As V8 takes it fastest.
fn text<'env>(env: &'env Env, text: Option<&OneByte>) -> napi::Result<Either<JsString<'env>, Null>> {
    Ok(match text {
        Some(OneByte::Ascii(text)) => Either::A(env.create_string_latin1(text)?),
        Some(OneByte::Other(text)) => Either::A(env.create_string(text)?),
        None => Either::B(Null),
    })
}

/// One part after the other, each as its id, its text or `null`, and its record or `null`.
fn items<'env>(env: &'env Env, batch: &[Part]) -> napi::Result<Array<'env>> {
    let length = u32::try_from(3 * batch.len()).unwrap_or(u32::MAX);
    let mut items = env.create_array(length)?;
    for (at, part) in (0..length).step_by(3).zip(batch) {
        items.set(at, part.id)?;
        items.set(at + 1, text(env, part.text.as_ref())?)?;
        items.set(at + 2, text(env, part.record.as_ref())?)?;
    }
    Ok(items)
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
    #[napi(constructor, catch_unwind)]
    pub fn new() -> Self {
        Self { hand_over: Arc::default() }
    }

    /// `wake` is called when there is something to take after there was nothing. To be set once,
    /// before calls begin.
    #[napi(catch_unwind, ts_args_type = "wake: () => void")]
    pub fn set_waker(&self, wake: Function<(), Undefined>) -> napi::Result<()> {
        self.hand_over.set_waker(wake.build_threadsafe_function().weak::<true>().build()?);
        Ok(())
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

    /// Takes what finished calls came to, large bodies last, until the texts exceed `most_bytes`: for
    /// each the call's id, a text or `null`, and the record of the call. The text is the body, or
    /// `null` when the call failed. A large body comes in pieces instead (`core::pieces`), all but
    /// the last with `null` for the record; one with `null` for the text, too, takes back those
    /// before it. After an empty batch `wake` will be called.
    #[napi(catch_unwind, ts_return_type = "Array<number | string | null>")]
    pub fn take<'env>(&self, env: &'env Env, most_bytes: u32) -> napi::Result<Array<'env>> {
        let batch = self.hand_over.take(most_bytes as usize);
        let items = items(env, &batch);
        self.hand_over.give_back(batch);
        items
    }
}
