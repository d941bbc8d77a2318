//! `session.findByIdempotencyKey`: a lookup as a call of its own, for a program that starts again after a crash.

use std::time::Duration;

use bytes::Bytes;
use http::HeaderMap;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::core::call::CallContext;
use crate::core::call::lookup::{Finding, Lookup};
use crate::core::call_result::{CallFailure, Success};
use crate::core::config::{CallSettings, Secret};
use crate::core::response::Response;
use crate::core::retry::classify::Outcome;
use crate::core::session_search::SessionSearch;
use crate::core::transport::Wire;

/// Finds a session by the key in its metadata. The body is that of `session.retrieve`, or `null` if no session has the
/// key.
pub async fn find<W: Wire>(
    ctx: &CallContext<'_, W>,
    arguments: &str,
    call: &CallSettings,
    cancel: &CancellationToken,
) -> Result<Success, CallFailure> {
    let field = &ctx.settings.idempotency_key_field;
    let (search, since) = SessionSearch::of_arguments(arguments, field).map_err(CallFailure::unsent)?;
    let deadline = Instant::now() + call.total_timeout;
    let (delay, permit, attempts) = (Duration::ZERO, None, Vec::new());
    let mut lookup = Lookup { ctx, settings: call, cancel, deadline, delay, permit, attempts };
    let found = lookup.find(&search, since).await;
    let attempts = lookup.attempts;
    match found {
        Ok(Finding::Found(success)) => Ok(Success { attempts, ..*success }),
        Ok(Finding::Absent | Finding::Undecided) => {
            let response = Response::new(200, HeaderMap::new(), Bytes::from_static(b"null"));
            let (request_id, outcome, adoption) = (None, Outcome::Answered, None);
            Ok(Success { response, headers: Secret(String::new()), request_id, attempts, outcome, adoption })
        }
        Err(failed) => Err(CallFailure { attempts, ..failed }),
    }
}
