//! `client.request`: calls to endpoints that this version doesn't know. The caller chooses the path, which can't lead
//! away from the server, and which is never printed: it may have an id.

use bytes::Bytes;
use form_urlencoded::Serializer;
use http::Method;
use percent_encoding::percent_decode_str;
use serde::Deserialize;
use serde_json::value::RawValue;
use url::Url;

use crate::core::config::Base;
use crate::core::endpoints::{Operation, RetrySafety};
use crate::core::error::Failure;
use crate::core::request_url::{MAX_URL_BYTES, replaces};

/// The name in errors and logs.
const NAME: &str = "request";

/// One operation for each method. A retry of GET, PUT and DELETE does no harm (RFC 9110, 9.2.2).
pub static CUSTOM_OPERATIONS: [Operation; 5] = [
    custom(Method::GET, RetrySafety::Safe),
    custom(Method::POST, RetrySafety::WithIdempotencyKey),
    custom(Method::PUT, RetrySafety::Safe),
    custom(Method::PATCH, RetrySafety::WithIdempotencyKey),
    custom(Method::DELETE, RetrySafety::Safe),
];

const fn custom(method: Method, retry_safety: RetrySafety) -> Operation {
    Operation {
        name: NAME,
        constant: None,
        method,
        path: "{path}",
        path_fields: &["path"],
        query_fields: &[],
        body_fields: &[],
        retry_safety,
    }
}

/// Whether the caller chooses the path of this operation.
pub fn is_custom(operation: &Operation) -> bool {
    operation.name == NAME
}

/// What the facade passes.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Arguments<'a> {
    path: String,
    query: Vec<(String, String)>,
    #[serde(borrow)]
    body: Option<&'a RawValue>,
}

/// Where a custom request goes, and its body. `extra_query` replaces fields of the query that have the same name.
pub fn target(
    arguments: &str,
    base: &Base,
    extra_query: &[(String, String)],
) -> Result<(Url, Option<Bytes>), Failure> {
    let Arguments { path, query, body } =
        serde_json::from_str(arguments).map_err(|error| Failure::Internal {
            message: format!("{NAME} crossed in an invalid form (at byte {})", error.column()),
        })?;
    check(&path)?;
    let own = query.iter().filter(|(name, _)| !replaces(extra_query, name));
    let query = Serializer::new(String::new()).extend_pairs(own).extend_pairs(extra_query).finish();
    let url = base.address(&path, &query);
    if url.as_str().len() > MAX_URL_BYTES {
        let longest = if query.len() > path.len() { "query" } else { "path" };
        let message =
            format!("{longest} is too long: a URL can have {MAX_URL_BYTES} characters. Use the body");
        return Err(Failure::configuration(longest, message));
    }
    Ok((url, body.map(|body| Bytes::copy_from_slice(body.get().as_bytes()))))
}

/// Rejects what a URL parser, a proxy or a server could read as another address than the one that is written there.
fn check(path: &str) -> Result<(), Failure> {
    let decoded = percent_decode_str(path).decode_utf8_lossy();
    let mut segments = decoded.split(['/', '\\']);
    let fault = if !path.starts_with('/') {
        "must start with a slash"
    } else if path.starts_with("//") {
        "must start with one slash only"
    } else if path.contains(['?', '#']) {
        "must have no query and no fragment. Pass the query in query"
    } else if decoded.contains('\\') {
        "must have no backslash, encoded or not"
    } else if decoded.contains(char::is_control) {
        "must have no control character, encoded or not"
    } else if segments.any(|segment| segment == "." || segment == "..") {
        "must have no segment . or .., encoded or not"
    } else {
        return Ok(());
    };
    Err(Failure::configuration(
        "path",
        format!("path {fault} (the path is not shown). An example: /sessions"),
    ))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn url(server: &str, path: &str) -> Result<Url, String> {
        let base = Base::new(server).expect("a server");
        let arguments = serde_json::json!({ "path": path, "query": [] }).to_string();
        match target(&arguments, &base, &[]) {
            Ok((url, _)) => Ok(url),
            Err(Failure::Configuration { param, message }) if param == "path" => Err(message),
            Err(other) => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_path_is_appended_to_the_server_as_it_is() {
        for (path, expected) in [
            ("/sessions", "https://api.test/v1/sessions"),
            ("/", "https://api.test/v1/"),
            ("/a%2Fb/c:d@e", "https://api.test/v1/a%2Fb/c:d@e"),
            ("/a b/ü", "https://api.test/v1/a%20b/%C3%BC"),
            ("/...", "https://api.test/v1/..."),
        ] {
            assert_eq!(url("https://api.test/v1", path).expect(path).as_str(), expected);
        }
    }

    #[test]
    fn a_path_that_could_lead_elsewhere_is_rejected_and_not_repeated() {
        for path in [
            "",
            "evil.example",
            "@evil.example/",
            ":@evil.example/",
            ".evil.example/",
            "https://evil.example/",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "/%5Cevil.example",
            "/../evil",
            "/evil/..",
            "/./evil",
            "/%2e%2e/evil",
            "/%2E./evil",
            "/a%2F..%2Fevil",
            "/evil?a=1",
            "/evil#a",
            "/\tevil",
            "/\n/evil",
            "/evil%00",
            "/evil%0d%0aHost:%20evil.example",
            "/evil\u{85}",
        ] {
            let message = url("https://api.test/v1", path).expect_err(path);
            assert!(message.starts_with("path must "), "{message}");
            assert!(!message.contains("evil"), "{message}");
        }
    }

    /// Strings of the characters that matter to URL parsers.
    fn hostile_path() -> impl Strategy<Value = String> {
        let pieces = prop::sample::select(vec![
            "/",
            "\\",
            "@",
            ":",
            ".",
            "..",
            "%2e",
            "%2F",
            "%5c",
            "%00",
            "?",
            "#",
            "\t",
            "\n",
            "\r",
            " ",
            "[",
            "]",
            "evil.example",
            "https:",
            "80",
            "%",
            "%zz",
            "ü",
            "\u{202e}",
            "ａ",
            "。",
            "-",
        ]);
        prop_oneof![
            prop::collection::vec(pieces.clone(), 0..8).prop_map(|pieces| pieces.concat()),
            prop::collection::vec(pieces, 0..8).prop_map(|pieces| format!("/{}", pieces.concat())),
            any::<String>().prop_map(|path| format!("/{path}")),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]
        #[test]
        fn no_path_leaves_the_server(path in hostile_path()) {
            for server in ["https://api.test/v1", "http://127.0.0.1:4010", "https://[::1]:8443/a/b"] {
                let base = Base::new(server).expect("a server");
                if let Ok(url) = url(server, &path) {
                    prop_assert_eq!(url.origin().ascii_serialization(), base.origin());
                    prop_assert_eq!((url.username(), url.password(), url.query(), url.fragment()), ("", None, None, None));
                    prop_assert!(url.as_str().starts_with(&format!("{server}/")), "{url}");
                    // What goes out parses to the same, so no later parser sees another address.
                    let again = Url::parse(url.as_str()).expect("a URL");
                    prop_assert_eq!(again.as_str(), url.as_str());
                }
            }
        }
    }
}
