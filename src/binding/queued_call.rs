//! A call from JavaScript. It crosses as plain data, and becomes a future of some kilobytes only on the thread of the
//! calls.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use crate::core::call::OnRetry;
use crate::core::call_result::{CallFailure, Success};
use crate::core::client::Client;
use crate::core::crossing::input;

/// `arguments` and `options` are JSON, `operation` is an index in the table.
pub struct QueuedCall {
    pub client: Arc<Client>,
    pub operation: u32,
    pub arguments: String,
    pub options: Option<String>,
    pub cancel: CancellationToken,
}

impl QueuedCall {
    pub async fn result(self, on_retry: OnRetry<'_>) -> Result<Success, CallFailure> {
        #[cfg(feature = "test-panic")]
        {
            crate::binding::test_panic::at("in the call", &self.arguments);
            crate::binding::test_panic::stuck(&self.arguments);
        }
        let parsed = input::operation(self.operation).and_then(|operation| {
            let options = self.options.as_deref().map(input::options).transpose()?;
            Ok((operation, options.unwrap_or_default()))
        });
        let (operation, options) = parsed.map_err(CallFailure::unsent)?;
        self.client.call(operation, self.arguments, options, &self.cancel, on_retry).await
    }
}
