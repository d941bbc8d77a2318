//! The client and its calls for JavaScript.

use std::sync::Arc;

use napi::bindgen_prelude::Either;
use napi_derive::napi;
use tokio_util::sync::CancellationToken;

use crate::binding::inbox::{Inbox, Made};
use crate::core::client::Client;
use crate::core::config::ClientOptions;
use crate::core::error::Failure;
use crate::core::report;

/// Ends a call that is under way, or keeps one from starting.
#[napi]
pub struct Canceller {
    token: CancellationToken,
}

#[napi]
impl Canceller {
    /// For a call whose result comes into `inbox`.
    #[napi(constructor, catch_unwind)]
    pub fn new(inbox: &Inbox) -> Self {
        Self { token: inbox.ended().child_token() }
    }

    /// Cancels; any further time does nothing.
    #[napi(catch_unwind)]
    pub fn cancel(&self) {
        self.token.cancel();
    }
}

/// A client; made by `openClient`.
#[napi]
pub struct NativeClient {
    client: Arc<Client>,
}

#[napi]
impl NativeClient {
    /// Makes a call, which begins with `inbox.begin()` and whose result comes into `inbox` under
    /// `id`. `arguments` and `options` are JSON text.
    #[napi(catch_unwind)]
    pub fn call(
        &self,
        inbox: &Inbox,
        id: u32,
        operation: String,
        arguments: String,
        options: Option<String>,
        canceller: Option<&Canceller>,
    ) {
        #[cfg(feature = "test-panic")]
        crate::binding::test_panic::at("in the crossing", &arguments);
        let client = Arc::clone(&self.client);
        // Without a canceller a call ends with its thread alone.
        let cancel = canceller.map_or(inbox.ended(), |canceller| &canceller.token).clone();
        inbox.put(id, Made { client, operation, arguments, options, cancel });
    }
}

/// Makes a client from its options as JSON text, or gives the record of the failure.
#[napi(catch_unwind)]
pub fn open_client(options: String) -> Either<NativeClient, String> {
    #[cfg(feature = "test-panic")]
    crate::binding::test_panic::at("in the constructor", &options);
    match read::<ClientOptions>(&options).and_then(Client::new) {
        Ok(client) => Either::A(NativeClient { client: Arc::new(client) }),
        Err(failure) => Either::B(report::of_unsent(failure)),
    }
}

pub fn read<T: serde::de::DeserializeOwned>(json: &str) -> Result<T, Failure> {
    // The text of serde's error would repeat values, and these may be secret.
    serde_json::from_str(json).map_err(|error| Failure::Internal {
        message: format!("options crossed in a wrong form (at byte {})", error.column()),
    })
}
