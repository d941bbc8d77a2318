//! The responses, built before the first request: sessions as FaceSign sends them, in the sizes, codings and alphabets of
//! the workloads (benchmark/workloads.mjs). The path's prefix selects a workload, because every client accepts a
//! server URL with a prefix.

use std::io::Write;
use std::time::Duration;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

const DELAY: Duration = Duration::from_millis(20);
/// Long enough for thousands of calls to be in flight at once.
const LONG_DELAY: Duration = Duration::from_secs(2);
/// With it, an array of 150 sessions is 300 KB, and one session with its secret is 2.1 KB.
const SENTENCE: &str = "I would like to open an account for my new address and was told to call. ";

/// One response in both forms.
#[derive(Clone)]
pub struct Response {
    pub body: Bytes,
    /// Head and body together, for a single write.
    pub http1: Bytes,
    pub gzip: bool,
    pub delay: Option<Duration>,
}

pub struct Responses {
    small: Response,
    delayed: Response,
    slow: Response,
    list: Response,
    gzip: Response,
    non_ascii: Response,
    missing: Response,
    /// Arrays of sessions, by size in MB.
    large: Vec<(u32, Response)>,
}

impl Responses {
    pub fn build() -> Self {
        let small = Response::ok(created().into_bytes(), false);
        let ascii = list(150, "Mira Holt");
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(ascii.as_bytes()).expect("gzip");
        Self {
            delayed: Response { delay: Some(DELAY), ..small.clone() },
            slow: Response { delay: Some(LONG_DELAY), ..small.clone() },
            small,
            gzip: Response::ok(encoder.finish().expect("gzip"), true),
            list: Response::ok(ascii.into_bytes(), false),
            non_ascii: Response::ok(list(150, "Zoë Ångström 北京").into_bytes(), false),
            missing: Response::new(
                "404 Not Found",
                br#"{"error":{"message":"no such path"}}"#.to_vec(),
                false,
            ),
            large: [1, 4, 16, 60]
                .into_iter()
                .map(|megabytes| {
                    (megabytes, Response::ok(list(megabytes * 498, "Mira Holt").into_bytes(), false))
                })
                .collect(),
        }
    }

    /// The response to `target`, the path with its query.
    pub fn find(&self, post: bool, target: &str) -> &Response {
        let path = target.split('?').next().unwrap_or_default();
        match (post, path) {
            (true, "/sessions") => &self.small,
            (true, "/delayed/sessions") => &self.delayed,
            (true, "/held/sessions") => &self.slow,
            (false, "/sessions") => &self.list,
            (false, "/gzip/sessions") => &self.gzip,
            (false, "/text/sessions") => &self.non_ascii,
            (false, _) => self.large(path).unwrap_or(&self.missing),
            _ => &self.missing,
        }
    }

    fn large(&self, path: &str) -> Option<&Response> {
        let requested: u32 = path.strip_prefix("/mb/")?.strip_suffix("/sessions")?.parse().ok()?;
        self.large.iter().find(|(megabytes, _)| *megabytes == requested).map(|(_, response)| response)
    }
}

impl Response {
    fn ok(body: Vec<u8>, gzip: bool) -> Self {
        Self::new("200 OK", body, gzip)
    }

    fn new(status: &str, body: Vec<u8>, gzip: bool) -> Self {
        let coding = if gzip { "content-encoding: gzip\r\n" } else { "" };
        let mut http1 = format!(
            "HTTP/1.1 {status}\r\ncontent-type: application/json\r\n{coding}x-request-id: req_5f2c81\r\ncontent-length: {}\r\n\r\n",
            body.len()
        )
        .into_bytes();
        http1.extend_from_slice(&body);
        Self { body: Bytes::from(body), http1: Bytes::from(http1), gzip, delay: None }
    }
}

fn created() -> String {
    json!({
        "session": session(1, "Mira Holt"),
        "clientSecret": { "secret": "cs_4f0d9a2c7be15386", "createdAt": 1_789_000_000_000_u64, "expireAt": 1_789_000_900_000_u64 },
    })
    .to_string()
}

fn list(sessions: u32, name: &str) -> String {
    let sessions: Vec<Value> = (0..sessions).map(|number| session(number, name)).collect();
    json!({ "sessions": sessions, "nextCursor": "c_150", "hasMore": true }).to_string()
}

fn session(number: u32, name: &str) -> Value {
    let created = 1_789_000_000_000_u64 - u64::from(number) * 60_000;
    json!({
        "id": format!("Oaid0VjI6XR5Q7AP{number:06}"),
        "createdAt": created,
        "status": "complete",
        "settings": {
            "clientReferenceId": format!("order-{number}"),
            "metadata": { "desk": "north", "attempt": 2, "tags": ["x", "y"] },
            "providedData": { "name": name, "email": "mira@example.test", "phone": "+15550100" },
            "avatarId": "Host_A_public",
            "langs": ["en", "no"],
            "flow": [
                { "id": "in", "type": "start", "outcome": "hello" },
                { "id": "hello", "type": "conversation", "prompt": "Find out which account the caller means.",
                  "outcomes": [
                    { "id": "go", "targetNodeId": "out", "condition": "The caller named an account" },
                    { "id": "lost", "targetNodeId": "out", "condition": "No answer after three tries" }
                  ] },
                { "id": "out", "type": "end" }
            ],
        },
        "report": {
            "transcript": transcript(created, name),
            "lang": "en",
            "nodeReports": [{ "nodeId": "hello", "type": "conversation", "outcome": "go", "durationMs": 21_456 }],
        },
    })
}

fn transcript(created: u64, name: &str) -> Value {
    let line = |index: u64, avatar: bool, text: String| json!({ "id": format!("m{index}"), "createdAt": created + index * 4_000, "text": text, "isAvatar": avatar });
    json!([
        line(1, true, "Good day, shall we begin? Please tell me your full name.".to_owned()),
        line(2, false, format!("My name is {name}. {SENTENCE}")),
        line(3, true, format!("Thank you, {name}. Which account do you mean?")),
        line(4, false, SENTENCE.to_owned()),
    ])
}
