//! Which session a create made: the one that carries the create's idempotency key in a field of its metadata. This is
//! the one home of that rule; `call::lookup` makes the requests.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::Value;
use serde_json::value::RawValue;

use crate::core::error::Failure;
use crate::core::lenient_json::{self, Fields};

/// Sessions on one page of the list: the maximum (docs/api-contract.md#limits-and-paging).
const PAGE_SIZE: &str = "100";

/// What identifies the session of one create.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionSearch {
    client_reference_id: String,
    key: String,
    /// The field of `metadata` that has the key.
    field: String,
}

// The key is a secret, and the reference may be personal data.
impl fmt::Debug for SessionSearch {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("SessionSearch").finish_non_exhaustive()
    }
}

/// A session that carries the key.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    pub id: String,
    /// In milliseconds since 1970. A session without this number sorts last.
    created_at: f64,
}

/// What a page of the list tells.
#[derive(Debug, PartialEq)]
pub struct Page {
    /// In the order of their creation.
    pub matches: Vec<Match>,
    /// Whether a session could be the one although no key can be read in it.
    pub is_undecided: bool,
    pub cursor: Option<String>,
}

impl SessionSearch {
    pub fn new(client_reference_id: String, key: String, field: String) -> Self {
        Self { client_reference_id, key, field }
    }

    /// The search that `session.findByIdempotencyKey` asks for, and since when.
    pub fn of_arguments(arguments: &str, field: &str) -> Result<(Self, Option<SystemTime>), Failure> {
        let fields = Fields::read(arguments);
        let string = |name: &'static str| {
            let string = fields.as_ref().and_then(|fields| fields.string(name));
            string.filter(|string| !string.trim().is_empty()).ok_or_else(|| {
                let message =
                    format!("{name} must be a non-empty string, as it was passed to session.create");
                Failure::configuration(name, message)
            })
        };
        let (key, reference) = (string("idempotencyKey")?, string("clientReferenceId")?);
        let since = fields.as_ref().and_then(|fields| fields.string("since")).map(|ms| moment(&ms));
        Ok((Self::new(reference, key, field.to_owned()), since.transpose()?))
    }

    /// The search for the session that a create with this `body` makes, and the body with the key in its metadata.
    /// Every other byte of the body stays.
    pub fn of_create(body: &str, key: String, field: &str) -> Result<(Self, String), Failure> {
        let fields = Fields::read(body);
        let get = |name| fields.as_ref().and_then(|fields| fields.get(name));
        let reference = get("clientReferenceId").and_then(|raw| serde_json::from_str(raw.get()).ok());
        let reference: String = reference.filter(|id: &String| !id.is_empty()).ok_or_else(no_reference)?;
        let raw = get("metadata").ok_or_else(no_metadata)?;
        let metadata = Fields::read(raw.get()).ok_or_else(no_metadata)?;
        if is_key(&metadata, field, &key)? {
            return Ok((Self::new(reference, key, field.to_owned()), body.to_owned()));
        }
        let member = format!("{}:{}", Value::from(field), Value::from(key.as_str()));
        let comma = if metadata.is_empty() { "" } else { "," };
        let after_brace = body.split_at_checked(offset(body, raw) + 1);
        let (start, end) = after_brace.ok_or_else(no_metadata)?;
        Ok((Self::new(reference, key, field.to_owned()), [start, &member, comma, end].concat()))
    }

    /// The arguments of `session.list`.
    pub fn list_arguments(&self, since: Option<SystemTime>, cursor: Option<&str>) -> String {
        let since = since.map(|since| since.duration_since(UNIX_EPOCH).unwrap_or_default().as_millis());
        let arguments = [
            ("limit", Some(PAGE_SIZE.to_owned())),
            ("clientReferenceId", Some(self.client_reference_id.clone())),
            ("sortBy", Some("createdAt".to_owned())),
            ("sortOrder", Some("desc".to_owned())),
            ("fromDate", since.map(|since| since.to_string())),
            ("cursor", cursor.map(str::to_owned)),
        ];
        let given = arguments.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?.into())));
        Value::Object(given.collect()).to_string()
    }

    /// Reads a response of `session.list`. `None` if it isn't a page of sessions, or says that there are more without a
    /// way to get them.
    pub fn page(&self, body: &[u8]) -> Option<Page> {
        let page = Fields::read(std::str::from_utf8(body).ok()?)?;
        let sessions: Vec<&RawValue> = serde_json::from_str(page.get("sessions")?.get()).ok()?;
        let carried = sessions.iter().map(|session| self.carried(session.get()));
        let mut matches = Vec::new();
        let mut is_undecided = false;
        for carried in carried {
            match carried {
                Carried::Key(session) => matches.push(session),
                Carried::Nothing => is_undecided = true,
                Carried::OtherKey => {}
            }
        }
        // The list has the newest first, and the sort is stable.
        matches.reverse();
        matches.sort_by(|one, other| one.created_at.total_cmp(&other.created_at));
        Some(Page { matches, is_undecided, cursor: next_cursor(&page)? })
    }

    fn carried(&self, session: &str) -> Carried {
        let Some(session) = Fields::read(session) else { return Carried::Nothing };
        let settings = session.get("settings").and_then(|raw| Fields::read(raw.get()));
        let reference = settings.as_ref().and_then(|settings| settings.string("clientReferenceId"));
        if reference.is_some_and(|reference| reference != self.client_reference_id) {
            return Carried::OtherKey;
        }
        let metadata = settings.as_ref().and_then(|settings| Fields::read(settings.get("metadata")?.get()));
        match (metadata.and_then(|metadata| metadata.string(&self.field)), session.string("id")) {
            (Some(key), Some(id)) if key == self.key => {
                Carried::Key(Match { id, created_at: created_at(&session) })
            }
            (Some(key), _) if key != self.key => Carried::OtherKey,
            _ => Carried::Nothing,
        }
    }
}

/// What a listed session carries.
enum Carried {
    Key(Match),
    OtherKey,
    /// No key that can be read: another program made the session, or the server changed its metadata.
    Nothing,
}

/// Whether `body` is what a create returns: this session with a client secret.
pub fn is_session(body: &[u8], id: &str) -> bool {
    let read = |body| {
        let body = Fields::read(std::str::from_utf8(body).ok()?)?;
        let session = Fields::read(body.get("session")?.get())?.string("id")?;
        let secret = Fields::read(body.get("clientSecret")?.get())?.string("secret");
        Some(session == id && secret.is_some())
    };
    read(body).unwrap_or(false)
}

/// Whether the metadata has the key already. Another value there would be lost.
fn is_key(metadata: &Fields<'_>, field: &str, key: &str) -> Result<bool, Failure> {
    let Some(value) = metadata.get(field) else { return Ok(false) };
    if lenient_json::string(value).as_deref() == Some(key) {
        return Ok(true);
    }
    let param = format!("metadata.{field}");
    let message = format!(
        "{param} must be left to the client: with ambiguousRetries 'reconcile' it carries the idempotency key. Remove \
         it, or choose another idempotencyKeyField"
    );
    Err(Failure::configuration(param, message))
}

fn moment(ms: &str) -> Result<SystemTime, Failure> {
    let since_1970 = ms.parse().ok().and_then(|ms: f64| Duration::try_from_secs_f64(ms / 1000.0).ok());
    since_1970.and_then(|since_1970| UNIX_EPOCH.checked_add(since_1970)).ok_or_else(|| {
        let message = "since must be a Date or milliseconds since 1970. Omit it to search all sessions";
        Failure::configuration("since", message)
    })
}

fn no_reference() -> Failure {
    let message = "clientReferenceId must be a non-empty string with ambiguousRetries 'reconcile', which finds the \
                   session by it. Add one, or choose true or false";
    Failure::configuration("clientReferenceId", message)
}

fn no_metadata() -> Failure {
    let message = "metadata must be an object with ambiguousRetries 'reconcile', which adds the idempotency key to it. \
                   Pass {}, or choose true or false";
    Failure::configuration("metadata", message)
}

/// Where `part` begins in `whole`, of which it is a slice.
fn offset(whole: &str, part: &RawValue) -> usize {
    part.get().as_ptr().addr().saturating_sub(whole.as_ptr().addr())
}

fn created_at(session: &Fields<'_>) -> f64 {
    let number = session.get("createdAt").and_then(|raw| serde_json::from_str(raw.get()).ok());
    number.unwrap_or(f64::INFINITY)
}

/// `Some(None)` on the last page.
#[allow(clippy::option_option, reason = "the outer one is for a page that cannot be read")]
fn next_cursor(page: &Fields<'_>) -> Option<Option<String>> {
    let has_more: Option<bool> = page.get("hasMore").and_then(|raw| serde_json::from_str(raw.get()).ok());
    let cursor = page.string("nextCursor").filter(|cursor| !cursor.is_empty());
    match (has_more, cursor) {
        (Some(false), _) | (None, None) => Some(None),
        (_, Some(cursor)) => Some(Some(cursor)),
        (Some(true), None) => None,
    }
}

#[cfg(test)]
mod tests;
