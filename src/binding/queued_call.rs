//! A call from JavaScript. It crosses as plain data, and becomes a future of some kilobytes only on the thread of the
//! calls.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use crate::core::call_result::{CallFailure, Success};
use crate::core::client::Client;
use crate::core::config::CallOptions;
use crate::core::endpoints::OPERATIONS;
use crate::core::error::Failure;

/// `arguments` and `options` are JSON, `operation` is an index in the table.
pub struct QueuedCall {
    pub client: Arc<Client>,
    pub operation: u32,
    pub arguments: String,
    pub options: Option<String>,
    pub cancel: CancellationToken,
}

impl QueuedCall {
    pub async fn result(self) -> Result<Success, CallFailure> {
        #[cfg(feature = "test-panic")]
        {
            crate::binding::test_panic::at("in the call", &self.arguments);
            crate::binding::test_panic::stuck(&self.arguments);
        }
        let options = self.options.as_deref().map(read::<CallOptions>).transpose();
        let options = options.map_err(CallFailure::unsent)?.unwrap_or_default();
        let operation = OPERATIONS.get(self.operation as usize).ok_or_else(|| {
            let message = format!("there is no operation with index {}", self.operation);
            CallFailure::unsent(Failure::Internal { message })
        })?;
        self.client.call(operation, self.arguments, options, &self.cancel).await
    }
}

/// Reads options that the facade wrote.
pub fn read<T: serde::de::DeserializeOwned>(json: &str) -> Result<T, Failure> {
    // serde's message would repeat values, which may be secret.
    serde_json::from_str(json).map_err(|error| Failure::Internal {
        message: format!("options crossed in an invalid form (at byte {})", error.column()),
    })
}
