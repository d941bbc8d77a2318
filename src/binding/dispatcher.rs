//! The side of the JavaScript thread: it opens clients, starts queued calls and drains completions here.

use std::sync::Arc;

use napi::bindgen_prelude::{Array, Either, Function, Null, Undefined};
use napi::{Env, JsString};
use napi_derive::napi;

use crate::binding::client::NativeClient;
use crate::binding::completion_queue::{Completion, CompletionQueue};
use crate::core::crossing::ascii_json::AsciiJson;

/// Creates a string in the way that is fastest for V8.
fn js_string<'env>(env: &'env Env, string: Option<&AsciiJson>) -> napi::Result<Either<JsString<'env>, Null>> {
    Ok(match string {
        Some(AsciiJson::Ascii(ascii)) => Either::A(env.create_string_latin1(ascii)?),
        Some(AsciiJson::Other(other)) => Either::A(env.create_string(other)?),
        None => Either::B(Null),
    })
}

/// Three items for each completion: its id, its string or `null`, and its record or `null`. A retry has
/// `undefined` as its string.
fn items<'env>(env: &'env Env, batch: &[Completion]) -> napi::Result<Array<'env>> {
    let length = u32::try_from(3 * batch.len()).unwrap_or(u32::MAX);
    let mut items = env.create_array(length)?;
    for (at, completion) in (0..length).step_by(3).zip(batch) {
        items.set(at, completion.id)?;
        if completion.is_retry {
            items.set(at + 1, ())?;
        } else {
            items.set(at + 1, js_string(env, completion.string.as_ref())?)?;
        }
        items.set(at + 2, js_string(env, completion.record.as_ref())?)?;
    }
    Ok(items)
}

/// The calls of one JavaScript thread.
#[napi]
pub struct Dispatcher {
    completions: Arc<CompletionQueue>,
}

/// Drops with its JavaScript thread.
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

    /// `wake` is called when a completion is queued after the queue was empty. Set it once, before calls start.
    #[napi(catch_unwind, ts_args_type = "wake: () => void")]
    pub fn set_notifier(&self, wake: Function<(), Undefined>) -> napi::Result<()> {
        self.completions.set_notifier(wake.build_threadsafe_function().weak::<true>().build()?);
        Ok(())
    }

    /// Opens a client with options in JSON, or returns the record of the error. Completions of its calls are
    /// drained here.
    #[napi(catch_unwind)]
    pub fn open_client(&self, options: String) -> Either<NativeClient, String> {
        match NativeClient::open(&options, &self.completions) {
            Ok(client) => Either::A(client),
            Err(report) => Either::B(report),
        }
    }

    /// Starts the calls that were queued since the last flush. Waking the thread of the calls is the most expensive
    /// part of a call for the JavaScript thread, so all calls of one turn share it.
    #[napi(catch_unwind)]
    pub fn flush(&self) {
        self.completions.flush();
    }

    /// Drains completions, large bodies last, until their strings exceed `max_bytes`. For each: the call's id, a
    /// string or `null`, and the record of the call or `null`. The string is the body, or `null` if the call failed. A
    /// large body is sent in chunks (`core::crossing::json_chunks`): all but the last have `null` as the record. An item
    /// with `null` for both voids the chunks before it. A retry has `undefined` in place of the string, and its own record
    /// (`core::crossing::reports::of_retry`). After an empty batch, `wake` will be called again.
    #[napi(catch_unwind, ts_return_type = "Array<number | string | null | undefined>")]
    pub fn drain<'env>(&self, env: &'env Env, max_bytes: u32) -> napi::Result<Array<'env>> {
        let batch = self.completions.drain(max_bytes as usize);
        let items = items(env, &batch);
        self.completions.recycle(batch);
        items
    }
}
