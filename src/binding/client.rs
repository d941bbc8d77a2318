//! The client and its calls for JavaScript.

use std::sync::Arc;

use napi_derive::napi;
use tokio_util::sync::CancellationToken;

use crate::binding::completion_queue::CompletionQueue;
use crate::binding::queued_call::QueuedCall;
use crate::core::client::Client;
use crate::core::crossing::{input, reports};

/// Aborts a call, or prevents it from starting. Created by `dispatcher.newAbortHandle()`.
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

/// A client, created by `dispatcher.openClient()`.
#[napi]
pub struct NativeClient {
    client: Arc<Client>,
    completions: Arc<CompletionQueue>,
}

impl NativeClient {
    /// Opens a client with options in JSON, or returns the record of the error.
    pub fn open(options: &str, completions: &Arc<CompletionQueue>) -> Result<Self, String> {
        #[cfg(feature = "test-panic")]
        crate::binding::test_panic::at("in the constructor", options);
        let client = input::options(options).and_then(Client::new).map_err(reports::of_unsent)?;
        Ok(Self { client: Arc::new(client), completions: Arc::clone(completions) })
    }
}

#[napi]
impl NativeClient {
    /// The server's address, without a trailing slash.
    #[napi(catch_unwind)]
    pub fn server(&self) -> &str {
        self.client.server()
    }

    /// Queues a call. It starts with `dispatcher.flush()`, and its completion is drained under `id`. `arguments` and
    /// `options` are JSON. The dispatcher is not an argument, and most calls have no abort handle, because napi's
    /// check of each object argument takes time.
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
        // Without an abort handle, a call can only end early together with its thread.
        let cancel =
            abort_handle.map_or(self.completions.ended(), |abort_handle| &abort_handle.token).clone();
        self.completions.enqueue(id, QueuedCall { client, operation, arguments, options, cancel });
    }
}
