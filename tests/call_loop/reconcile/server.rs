//! A model of FaceSign without idempotency keys, as a wire: it keeps sessions, and plays what happens to each request.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use facesign_api_native::core::error::ResponseFault;
use facesign_api_native::core::request::Request;
use facesign_api_native::core::response::Response;
use facesign_api_native::core::transport::{OnHead, Wire, WireFailure};
use http::HeaderMap;
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::script::no_response;

/// What happens to a create.
#[derive(Clone, Copy)]
pub enum Create {
    Works,
    Refuses,
    Resets,
    Says(u16),
    IsNotJson,
    ActsThenResets,
    ActsThenHangs,
    ActsThenSays(u16),
    /// With `Retry-After` in seconds.
    ActsThenAsks(u16, u32),
    ActsThenTooLarge,
    ActsThenIsNotJson,
    ResetsThenActs(Duration),
}

/// What happens to a read.
#[derive(Clone, Copy)]
pub enum Read {
    Works,
    Refuses,
    Resets,
    Hangs,
    Says(u16),
    /// A 429 with `Retry-After` in seconds.
    Limits(u32),
    IsNotJson,
    Body(&'static str),
}

#[derive(Clone)]
pub struct Session {
    pub id: String,
    /// After the start of the test, by the test's clock.
    pub created: Duration,
    pub reference: String,
    pub key: Option<String>,
}

impl Session {
    pub fn new(id: &str) -> Self {
        Self { id: id.to_owned(), created: Duration::ZERO, reference: "user-1".into(), key: None }
    }
}

pub struct Server {
    started: Instant,
    creates: Mutex<VecDeque<Create>>,
    reads: Mutex<VecDeque<Read>>,
    further_reads: Read,
    sessions: Mutex<Vec<Session>>,
    others: usize,
    log: Mutex<Vec<String>>,
    pub bodies: Mutex<Vec<String>>,
    stale: Duration,
    ahead_s: i64,
    is_dated: bool,
    filters: bool,
    newer: usize,
    older: usize,
    metadata: Option<&'static str>,
}

impl Server {
    pub fn new(creates: impl IntoIterator<Item = Create>) -> Self {
        Self {
            started: Instant::now(),
            creates: Mutex::new(creates.into_iter().collect()),
            reads: Mutex::default(),
            further_reads: Read::Works,
            sessions: Mutex::default(),
            others: 0,
            log: Mutex::default(),
            bodies: Mutex::default(),
            stale: Duration::ZERO,
            ahead_s: 0,
            is_dated: false,
            filters: true,
            newer: 0,
            older: 0,
            metadata: None,
        }
    }

    pub fn reads(self, reads: impl IntoIterator<Item = Read>) -> Self {
        Self { reads: Mutex::new(reads.into_iter().collect()), ..self }
    }

    /// What happens to every read after these.
    pub fn further_reads(self, further_reads: Read) -> Self {
        Self { further_reads, ..self }
    }

    /// The list shows a session only after this time.
    pub fn stale(self, stale: Duration) -> Self {
        Self { stale, ..self }
    }

    pub fn clock_ahead(self, ahead_s: i64, is_dated: bool) -> Self {
        Self { ahead_s, is_dated, ..self }
    }

    /// Other calls made so many sessions with this reference after that of the call.
    pub fn with_newer(self, newer: usize) -> Self {
        Self { newer, ..self }
    }

    /// So many sessions with this reference are older than the call.
    pub fn with_older(self, older: usize) -> Self {
        Self { older, ..self }
    }

    pub fn with(self, sessions: impl IntoIterator<Item = Session>) -> Self {
        let sessions: Vec<Session> = sessions.into_iter().collect();
        Self { others: sessions.len(), sessions: Mutex::new(sessions), ..self }
    }

    /// The list ignores its filters.
    pub fn unfiltered(self) -> Self {
        Self { filters: false, ..self }
    }

    pub fn metadata_becomes(self, metadata: &'static str) -> Self {
        Self { metadata: Some(metadata), ..self }
    }

    /// The sessions that creates made, also those that act later.
    pub fn sessions(&self) -> usize {
        let sessions = self.sessions.lock().unwrap();
        sessions.iter().skip(self.others).filter(|session| session.created <= self.elapsed()).count()
    }

    pub fn made(&self) -> usize {
        self.bodies.lock().unwrap().len()
    }

    /// Milliseconds, method and URL of each request.
    pub fn log(&self) -> Vec<String> {
        self.log.lock().unwrap().clone()
    }

    pub fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }

    fn now_ms(&self, at: Duration) -> i64 {
        let now = super::NOW().duration_since(SystemTime::UNIX_EPOCH).unwrap() + at;
        i64::try_from(now.as_millis()).unwrap() + self.ahead_s * 1000
    }

    fn act(&self, request: &Request, later: Duration) -> String {
        let body: Value = serde_json::from_slice(request.body.as_deref().unwrap()).unwrap();
        let mut sessions = self.sessions.lock().unwrap();
        let id = format!("s{}", sessions.len() + 1);
        let key = body["metadata"]["facesign_idempotency_key"].as_str().map(str::to_owned);
        let reference = body["clientReferenceId"].as_str().unwrap().to_owned();
        sessions.push(Session { id: id.clone(), created: self.elapsed() + later, reference, key });
        self.result(sessions.last().unwrap())
    }

    fn result(&self, session: &Session) -> String {
        let secret = r#"{"secret":"cs","url":"u","createdAt":1,"expireAt":2}"#;
        format!(r#"{{"session":{},"clientSecret":{secret}}}"#, self.shown(session))
    }

    fn shown(&self, session: &Session) -> String {
        let own = session.key.as_ref().map_or(json!({}), |key| json!({ "facesign_idempotency_key": key }));
        let metadata = self.metadata.map_or_else(|| own.to_string(), str::to_owned);
        let (id, reference, created) = (&session.id, &session.reference, self.now_ms(session.created));
        format!(
            r#"{{"id":"{id}","createdAt":{created},"settings":{{"metadata":{metadata},"clientReferenceId":"{reference}"}}}}"#
        )
    }

    /// Newest first.
    fn list(&self, request: &Request) -> String {
        let query = |name: &str| {
            let pair = request.url.query_pairs().find(|(given, _)| given == name);
            pair.map(|(_, value)| value.into_owned())
        };
        let number = |name: &str| query(name).and_then(|value| value.parse::<i64>().ok());
        let made = self.sessions.lock().unwrap().clone();
        let visible = made.into_iter().filter(|session| session.created + self.stale <= self.elapsed());
        let another = |id: String| Session { key: Some("another".into()), ..Session::new(&id) };
        let newer = (0..self.newer)
            .map(|number| Session { created: Duration::from_millis(1), ..another(format!("n{number}")) });
        let mut found: Vec<(i64, Session)> = visible
            .chain(newer)
            .map(|session| (self.now_ms(session.created), session))
            .chain((0..self.older).map(|number| (0, another(format!("o{number}")))))
            .filter(|(created, session)| {
                !self.filters
                    || (*created >= number("fromDate").unwrap_or(0)
                        && query("clientReferenceId").is_none_or(|reference| reference == session.reference))
            })
            .collect();
        found.sort_by_key(|(created, _)| std::cmp::Reverse(*created));
        let start = number("cursor").map_or(0, |cursor| usize::try_from(cursor).unwrap());
        let limit = usize::try_from(number("limit").unwrap()).unwrap();
        let page: Vec<_> =
            found.iter().skip(start).take(limit).map(|(_, session)| self.shown(session)).collect();
        let end = start + page.len();
        let cursor = (end < found.len()).then(|| end.to_string());
        let (page, has_more, cursor) = (page.join(","), cursor.is_some(), json!(cursor));
        format!(r#"{{"sessions":[{page}],"hasMore":{has_more},"nextCursor":{cursor}}}"#)
    }

    fn read(&self, request: &Request) -> String {
        match request.url.path().strip_prefix("/sessions/") {
            None => self.list(request),
            Some(id) => {
                let sessions = self.sessions.lock().unwrap();
                self.result(sessions.iter().find(|session| session.id == id).expect("a session"))
            }
        }
    }

    fn respond(
        &self,
        status: u16,
        pairs: &[(&'static str, String)],
        body: String,
        on_head: OnHead<'_>,
    ) -> Response {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, value.parse().unwrap());
        }
        if self.is_dated {
            let now = u64::try_from(self.now_ms(self.elapsed())).unwrap();
            let now = SystemTime::UNIX_EPOCH + Duration::from_millis(now);
            headers.insert("date", httpdate::fmt_http_date(now).parse().unwrap());
        }
        on_head(status, &headers);
        Response::new(status, headers, Bytes::from(body))
    }

    async fn create(&self, request: &Request, on_head: OnHead<'_>) -> Result<Response, WireFailure> {
        let step = self.creates.lock().unwrap().pop_front().expect("no create beyond the script");
        let now = Duration::ZERO;
        let say = |status, pairs: &[_]| Ok(self.respond(status, pairs, String::new(), on_head));
        let not_json = || Ok(self.respond(200, &[], "<html>".into(), on_head));
        match step {
            Create::Works => Ok(self.respond(200, &[], self.act(request, now), on_head)),
            Create::Refuses => Err(no_response("ECONNREFUSED", false)),
            Create::Resets => Err(no_response("ECONNRESET", true)),
            Create::Says(status) => say(status, &[]),
            Create::IsNotJson => not_json(),
            Create::ResetsThenActs(later) => {
                self.act(request, later);
                Err(no_response("ECONNRESET", true))
            }
            acts => {
                self.act(request, now);
                match acts {
                    Create::ActsThenHangs => std::future::pending().await,
                    Create::ActsThenSays(status) => say(status, &[]),
                    Create::ActsThenAsks(status, after) => say(status, &[("retry-after", after.to_string())]),
                    Create::ActsThenIsNotJson => not_json(),
                    Create::ActsThenTooLarge => Err(WireFailure::Response {
                        status: Some(200),
                        request_id: None,
                        fault: ResponseFault::TooLarge { limit: 1 },
                    }),
                    _ => Err(no_response("ECONNRESET", true)),
                }
            }
        }
    }
}

impl Wire for Server {
    async fn send(
        &self,
        request: &Request,
        _max_response_bytes: u64,
        on_head: OnHead<'_>,
    ) -> Result<Response, WireFailure> {
        let url = request.url.as_str().strip_prefix("https://api.facesign.ai").unwrap();
        let line = format!("{} {} {url}", self.elapsed().as_millis(), request.method);
        self.log.lock().unwrap().push(line);
        if let Some(body) = &request.body {
            self.bodies.lock().unwrap().push(String::from_utf8(body.to_vec()).unwrap());
            return self.create(request, on_head).await;
        }
        let step = self.reads.lock().unwrap().pop_front().unwrap_or(self.further_reads);
        let respond = |status, pairs: &[_], body| Ok(self.respond(status, pairs, body, on_head));
        match step {
            Read::Works => respond(200, &[], self.read(request)),
            Read::Refuses => Err(no_response("ECONNREFUSED", false)),
            Read::Resets => Err(no_response("ECONNRESET", true)),
            Read::Hangs => std::future::pending().await,
            Read::Says(status) => respond(status, &[], String::new()),
            Read::Limits(after) => respond(429, &[("retry-after", after.to_string())], String::new()),
            Read::IsNotJson => respond(200, &[], "<html>".into()),
            Read::Body(body) => respond(200, &[], body.to_owned()),
        }
    }
}
