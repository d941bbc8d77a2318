//! The client and its calls for JavaScript.

use std::sync::Arc;

use napi_derive::napi;
use tokio_util::sync::CancellationToken;

use crate::binding::completion_queue::CompletionQueue;
use crate::binding::queued_call::{QueuedCall, read};
use crate::core::client::Client;
use crate::core::config::ClientOptions;
use crate::core::report;

/// Aborts a call that is under way, or keeps one from starting; made by `dispatcher.newAbortHandle()`.
#[napi]
pub struct AbortHandle {
    token: CancellationToken,
}

impl AbortHandle {
    pub fn new(ended: &CancellationToken) -> Self {
        Self { token: ended.child_token() }
    }
}

#[napi]
impl AbortHandle {
    /// Aborts the call. Further calls do nothing.
    #[napi(catch_unwind)]
    pub fn abort(&self) {
        self.token.cancel();
    }
}

/// A client; made by `dispatcher.openClient()`.
#[napi]
pub struct NativeClient {
    client: Arc<Client>,
    completions: Arc<CompletionQueue>,
}

impl NativeClient {
    /// A client with these options, which are JSON text, or the record of the failure.
    pub fn open(options: &str, completions: &Arc<CompletionQueue>) -> Result<Self, String> {
        #[cfg(feature = "test-panic")]
        crate::binding::test_panic::at("in the constructor", options);
        let client = read::<ClientOptions>(options).and_then(Client::new).map_err(report::of_unsent)?;
        Ok(Self { client: Arc::new(client), completions: Arc::clone(completions) })
    }
}

#[napi]
impl NativeClient {
    /// Queues a call, which starts with `dispatcher.flush()` and whose completion is drained under `id`.
    /// `arguments` and `options` are JSON text. napi checks each object among the arguments, which costs time,
    /// so the dispatcher is none of them and most calls have no abort handle.
    #[napi(catch_unwind)]
    pub fn call(
        &self,
        id: u32,
        operation: u32,
        arguments: String,
        options: Option<String>,
        abort_handle: Option<&AbortHandle>,
    ) {
        #[cfg(feature = "test-panic")]
        crate::binding::test_panic::at("in the crossing", &arguments);
        let client = Arc::clone(&self.client);
        // Without an abort handle a call ends early only with its thread.
        let cancel =
            abort_handle.map_or(self.completions.ended(), |abort_handle| &abort_handle.token).clone();
        self.completions.enqueue(id, QueuedCall { client, operation, arguments, options, cancel });
    }
}
