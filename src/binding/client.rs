//! The client and its calls for JavaScript.

use std::sync::Arc;

use napi::bindgen_prelude::Either;
use napi_derive::napi;
use tokio_util::sync::CancellationToken;

use crate::binding::completion_queue::CompletionQueue;
use crate::binding::queued_call::QueuedCall;
use crate::core::client::Client;
use crate::core::crossing::{input, reports};

/// Aborts a call, or prevents it from starting. Created by `client.newAbortHandle()`.
#[napi]
pub struct AbortHandle {
    token: CancellationToken,
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
    /// Cancels all calls of this client. Also cancelled when the JavaScript thread ends.
    calls: CancellationToken,
}

impl NativeClient {
    /// Opens a client with options in JSON, or returns the record of the error.
    pub fn open(options: &str, completions: &Arc<CompletionQueue>) -> Result<Self, String> {
        #[cfg(feature = "test-panic")]
        crate::binding::test_panic::at("in the constructor", options);
        let client = input::options(options).and_then(Client::new).map_err(reports::of_unsent)?;
        Ok(Self::new(client, completions))
    }

    fn new(client: Client, completions: &Arc<CompletionQueue>) -> Self {
        let calls = completions.ended().child_token();
        Self { client: Arc::new(client), completions: Arc::clone(completions), calls }
    }
}

#[napi]
impl NativeClient {
    /// The server's address, without a trailing slash.
    #[napi(catch_unwind)]
    pub fn server(&self) -> &str {
        self.client.server()
    }

    /// Opens a client with other options, or returns the record of the error. `options` has, in JSON, all options but
    /// those that it keeps (`core::config::Keep`).
    #[napi(catch_unwind)]
    pub fn with_options(&self, options: String) -> Either<NativeClient, String> {
        let client = input::options(&options).and_then(|options| self.client.with_options(options));
        match client {
            Ok(client) => Either::A(Self::new(client, &self.completions)),
            Err(failure) => Either::B(reports::of_unsent(failure)),
        }
    }

    /// Creates a handle that can abort one call of this client.
    #[napi(catch_unwind)]
    pub fn new_abort_handle(&self) -> AbortHandle {
        AbortHandle { token: self.calls.child_token() }
    }

    /// Aborts all calls, running and queued. Further calls of this client are aborted, too.
    #[napi(catch_unwind)]
    pub fn abort_all(&self) {
        self.calls.cancel();
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
        let cancel = abort_handle.map_or(&self.calls, |abort_handle| &abort_handle.token).clone();
        self.completions.enqueue(id, QueuedCall { client, operation, arguments, options, cancel });
    }
}
