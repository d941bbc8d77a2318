//! The JavaScript thread's side: it opens clients, starts queued calls and drains completions here.

use std::sync::Arc;

use napi::bindgen_prelude::{Array, Either, Function, Null, Undefined};
use napi::{Env, JsString};
use napi_derive::napi;

use crate::binding::client::{AbortHandle, NativeClient};
use crate::binding::completion_queue::{Completion, CompletionQueue};
use crate::core::ascii_json::AsciiJson;

/// As V8 takes it fastest.
fn text<'env>(env: &'env Env, text: Option<&AsciiJson>) -> napi::Result<Either<JsString<'env>, Null>> {
    Ok(match text {
        Some(AsciiJson::Ascii(text)) => Either::A(env.create_string_latin1(text)?),
        Some(AsciiJson::Other(text)) => Either::A(env.create_string(text)?),
        None => Either::B(Null),
    })
}

/// One part after the other, each as its id, its text or `null`, and its record or `null`.
fn items<'env>(env: &'env Env, batch: &[Completion]) -> napi::Result<Array<'env>> {
    let length = u32::try_from(3 * batch.len()).unwrap_or(u32::MAX);
    let mut items = env.create_array(length)?;
    for (at, completion) in (0..length).step_by(3).zip(batch) {
        items.set(at, completion.id)?;
        items.set(at + 1, text(env, completion.text.as_ref())?)?;
        items.set(at + 2, text(env, completion.record.as_ref())?)?;
    }
    Ok(items)
}

/// The calls of one JavaScript thread.
#[napi]
pub struct Dispatcher {
    completions: Arc<CompletionQueue>,
}

/// With its thread.
impl Drop for Dispatcher {
    fn drop(&mut self) {
        self.completions.close();
    }
}

#[napi]
impl Dispatcher {
    #[napi(constructor, catch_unwind)]
    pub fn new() -> Self {
        Self { completions: Arc::default() }
    }

    /// `wake` is called when there is something to take after there was nothing. To be set once,
    /// before calls begin.
    #[napi(catch_unwind, ts_args_type = "wake: () => void")]
    pub fn set_notifier(&self, wake: Function<(), Undefined>) -> napi::Result<()> {
        self.completions.set_notifier(wake.build_threadsafe_function().weak::<true>().build()?);
        Ok(())
    }

    /// Opens a client with options as JSON text, or gives the record of the error. Completions of its
    /// calls are drained here.
    #[napi(catch_unwind)]
    pub fn open_client(&self, options: String) -> Either<NativeClient, String> {
        match NativeClient::open(&options, &self.completions) {
            Ok(client) => Either::A(client),
            Err(report) => Either::B(report),
        }
    }

    /// What ends a call of this thread's that is made with it.
    #[napi(catch_unwind)]
    pub fn new_abort_handle(&self) -> AbortHandle {
        AbortHandle::new(self.completions.ended())
    }

    /// Begins the calls that were made since the last time. Waking a thread is what costs most
    /// of a call on the JavaScript thread, so all calls of one turn wake it once.
    #[napi(catch_unwind)]
    pub fn flush(&self) {
        self.completions.flush();
    }

    /// Takes what finished calls came to, large bodies last, until the texts exceed `max_bytes`: for
    /// each the call's id, a text or `null`, and the record of the call. The text is the body, or
    /// `null` when the call failed. A large body comes in pieces instead (`core::json_chunks`), all but
    /// the last with `null` for the record; one with `null` for the text, too, takes back those
    /// before it. After an empty batch `wake` will be called.
    #[napi(catch_unwind, ts_return_type = "Array<number | string | null>")]
    pub fn drain<'env>(&self, env: &'env Env, max_bytes: u32) -> napi::Result<Array<'env>> {
        let batch = self.completions.drain(max_bytes as usize);
        let items = items(env, &batch);
        self.completions.recycle(batch);
        items
    }
}
