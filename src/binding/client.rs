//! The client and its calls for JavaScript.

use std::sync::Arc;

use napi_derive::napi;
use tokio_util::sync::CancellationToken;

use crate::binding::hand_over::HandOver;
use crate::binding::made::{Made, read};
use crate::core::client::Client;
use crate::core::config::ClientOptions;
use crate::core::report;

/// Ends a call that is under way, or keeps one from starting; made by `inbox.newCanceller()`.
#[napi]
pub struct Canceller {
    token: CancellationToken,
}

impl Canceller {
    pub fn new(ended: &CancellationToken) -> Self {
        Self { token: ended.child_token() }
    }
}

#[napi]
impl Canceller {
    /// Cancels; any further time does nothing.
    #[napi(catch_unwind)]
    pub fn cancel(&self) {
        self.token.cancel();
    }
}

/// A client; made by `inbox.openClient()`.
#[napi]
pub struct NativeClient {
    client: Arc<Client>,
    hand_over: Arc<HandOver>,
}

impl NativeClient {
    /// A client with these options, which are JSON text, or the record of the failure.
    pub fn open(options: &str, hand_over: &Arc<HandOver>) -> Result<Self, String> {
        #[cfg(feature = "test-panic")]
        crate::binding::test_panic::at("in the constructor", options);
        let client = read::<ClientOptions>(options).and_then(Client::new).map_err(report::of_unsent)?;
        Ok(Self { client: Arc::new(client), hand_over: Arc::clone(hand_over) })
    }
}

#[napi]
impl NativeClient {
    /// Makes a call, which begins with `inbox.begin()` and whose result comes into the client's
    /// inbox under `id`. `arguments` and `options` are JSON text. Each object among a call's
    /// arguments costs napi's checks once more, so the inbox and most cancellers are none.
    #[napi(catch_unwind)]
    pub fn call(
        &self,
        id: u32,
        operation: u32,
        arguments: String,
        options: Option<String>,
        canceller: Option<&Canceller>,
    ) {
        #[cfg(feature = "test-panic")]
        crate::binding::test_panic::at("in the crossing", &arguments);
        let client = Arc::clone(&self.client);
        // Without a canceller a call ends with its thread alone.
        let cancel = canceller.map_or(self.hand_over.ended(), |canceller| &canceller.token).clone();
        self.hand_over.put(id, Made { client, operation, arguments, options, cancel });
    }
}
