//! Looks for the session of a create: in pages of `session.list`, newest first, and then with `session.retrieve`, which
//! returns what a create returns. Each request is a read with retries of its own, within the deadline of the call.

use std::time::{Duration, SystemTime};

use http::HeaderMap;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::core::call::attempt::number_of;
use crate::core::call::{Call, CallContext};
use crate::core::call_result::{Adoption, Attempt, AttemptKind, CallFailure, Success};
use crate::core::config::CallSettings;
use crate::core::endpoints;
use crate::core::error::{Failure, ResponseFault};
use crate::core::request::Request;
use crate::core::retry::budget::RetryPermit;
use crate::core::retry::classify::PriorAttempts;
use crate::core::retry::retry_after::server_time;
use crate::core::safe_text;
use crate::core::session_search::{Match, SessionSearch, is_session};
use crate::core::transport::Wire;

/// The maximum number of pages of 100 sessions that one lookup reads.
const MAX_PAGES: usize = 10;

/// How far the server's clock may be behind before it matters. Beyond that, its `Date` is taken into account.
const CLOCK_MARGIN: Duration = Duration::from_secs(600);

const LIST: &str = "session.list";
const RETRIEVE: &str = "session.retrieve";

/// What a lookup found out.
pub enum Finding {
    /// The session, as `session.retrieve` returned it.
    Found(Box<Success>),
    /// No session has the key.
    Absent,
    /// No session has the key, but in some no key can be read.
    Undecided,
}

/// A lookup, and what it shares with the call that it belongs to.
pub struct Lookup<'a, W> {
    pub ctx: &'a CallContext<'a, W>,
    pub settings: &'a CallSettings,
    pub cancel: &'a CancellationToken,
    pub deadline: Instant,
    /// The delay before the first request.
    pub delay: Duration,
    /// What the first request cost.
    pub permit: Option<RetryPermit>,
    pub attempts: Vec<Attempt>,
}

impl<W: Wire> Lookup<'_, W> {
    /// Finds the session, if it was created since this time by this machine's clock.
    pub async fn find(
        &mut self,
        search: &SessionSearch,
        since: Option<SystemTime>,
    ) -> Result<Finding, CallFailure> {
        let mut from = since.and_then(|since| since.checked_sub(CLOCK_MARGIN));
        let (mut cursor, mut is_undecided) = (None, false);
        for _ in 0..MAX_PAGES {
            let listed = self.read(LIST, search.list_arguments(from, cursor.as_deref())).await?;
            if let Some(earlier) = self.by_server_clock(since, from, &listed.response.headers) {
                (from, cursor) = (Some(earlier), None);
                continue;
            }
            let page = search.page(&listed.response.body);
            let page = page.ok_or_else(|| unusable(&listed, ResponseFault::NotSessions))?;
            if let Some((first, others)) = page.matches.split_first() {
                let found = self.retrieve(first, others).await?;
                return Ok(Finding::Found(Box::new(found)));
            }
            is_undecided |= page.is_undecided;
            cursor = page.cursor;
            if cursor.is_none() {
                return Ok(if is_undecided { Finding::Undecided } else { Finding::Absent });
            }
        }
        let fault = ResponseFault::TooManySessions { pages: MAX_PAGES };
        Err(CallFailure::unsent(Failure::Response { operation: LIST, status: None, request_id: None, fault }))
    }

    /// An earlier time to list from, if the server's clock is so far behind that its sessions may look older than `from`.
    fn by_server_clock(
        &self,
        since: Option<SystemTime>,
        from: Option<SystemTime>,
        headers: &HeaderMap,
    ) -> Option<SystemTime> {
        let behind = (self.ctx.time_of_day)().duration_since(server_time(headers)?).ok()?;
        let on_server = since?.checked_sub(behind)?;
        (on_server < from?).then(|| on_server.checked_sub(CLOCK_MARGIN))?
    }

    /// The first session that was created.
    async fn retrieve(&mut self, first: &Match, others: &[Match]) -> Result<Success, CallFailure> {
        let arguments = serde_json::json!({ "sessionId": first.id }).to_string();
        let mut found = self.read(RETRIEVE, arguments).await?;
        if !is_session(&found.response.body, &first.id) {
            return Err(unusable(&found, ResponseFault::NotSessions));
        }
        let redactor = &self.settings.redactor;
        let safe_id = |other: &Match| safe_text::request_id(&redactor.clean(&other.id));
        found.adoption = Some(Adoption { duplicates: others.iter().filter_map(safe_id).collect() });
        Ok(found)
    }

    async fn read(&mut self, operation: &str, arguments: String) -> Result<Success, CallFailure> {
        let operation = endpoints::find(operation)
            .ok_or_else(|| Failure::Internal { message: format!("there is no operation {operation}") });
        // The caller's `extraQuery` is for the create.
        let settings = CallSettings { extra_query: Vec::new(), ..self.settings.clone() };
        let request = operation
            .and_then(|operation| Request::build(operation, arguments, self.ctx.settings, &settings))
            .map_err(CallFailure::unsent)?;
        let call = Call {
            ctx: self.ctx,
            request: &request,
            settings: self.settings,
            cancel: self.cancel,
            on_retry: &|_, _| (),
            deadline: self.deadline,
            attempts: Vec::new(),
            prior: PriorAttempts::default(),
            permit: self.permit.take(),
        };
        let mut result = call.run(std::mem::take(&mut self.delay)).await;
        let attempts = match &mut result {
            Ok(success) => &mut success.attempts,
            Err(failed) => &mut failed.attempts,
        };
        for attempt in std::mem::take(attempts) {
            let number = number_of(self.attempts.len());
            self.attempts.push(Attempt { number, kind: Some(AttemptKind::Lookup), ..attempt });
        }
        result
    }
}

/// A success without what the lookup needs.
fn unusable(read: &Success, fault: ResponseFault) -> CallFailure {
    let (status, request_id) = (Some(read.response.status), read.request_id.clone());
    CallFailure::unsent(Failure::Response { operation: LIST, status, request_id, fault })
}
