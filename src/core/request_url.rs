//! The URL of a request, byte for byte as the old SDK builds it (docs/api-contract.md#server-url-and-path,
//! #query-parameters): encoded path segments, and form-encoded query fields in order.

use std::collections::BTreeMap;

use form_urlencoded::Serializer;
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use serde::Deserialize;
use serde_json::value::RawValue;
use url::Url;

use crate::core::config::Base;
use crate::core::endpoints::Operation;
use crate::core::error::Failure;

/// Characters to escape in a path segment: those that the old SDK's two URL parsers escape (the WHATWG path set,
/// `'` and `|`), and those that would let an id lead to another endpoint.
const SEGMENT: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'\'')
    .add(b'|')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'}')
    .add(b'/')
    .add(b'\\')
    .add(b'%');

/// The limit of `http::Uri`. Servers accept less.
pub const MAX_URL_BYTES: usize = 65_534;

/// The arguments by field name. Absent fields are missing.
pub type Arguments<'a> = BTreeMap<String, &'a RawValue>;

#[derive(Deserialize)]
#[serde(untagged)]
enum QueryValue {
    One(String),
    Many(Vec<String>),
}

/// The URL of a request: the server's, with the path and the query of the operation.
pub fn request_url(
    operation: &Operation,
    arguments: &Arguments<'_>,
    base: &Base,
    extra_query: &[(String, String)],
) -> Result<Url, Failure> {
    let url = base.address(&path(operation, arguments)?, &query(operation, arguments, extra_query)?);
    if url.as_str().len() > MAX_URL_BYTES {
        return Err(too_long(operation, arguments));
    }
    Ok(url)
}

/// Whether the option `extraQuery` replaces a field of the query.
pub fn replaces(extra_query: &[(String, String)], field: &str) -> bool {
    extra_query.iter().any(|(name, _)| name == field)
}

/// Names the longest argument in the URL.
fn too_long(operation: &Operation, arguments: &Arguments<'_>) -> Failure {
    let path_fields = operation.path_fields.iter().copied();
    let fields = path_fields.chain(operation.query_fields.iter().map(|field| field.name));
    let length = |field: &&str| arguments.get(*field).map_or(0, |raw| raw.get().len());
    let longest = fields.max_by_key(length).unwrap_or("serverUrl");
    let message =
        format!("{longest} is too long: a URL can have {MAX_URL_BYTES} characters. Pass a shorter one");
    Failure::configuration(longest, message)
}

fn path(operation: &Operation, arguments: &Arguments<'_>) -> Result<String, Failure> {
    let mut path = operation.path.to_owned();
    for field in operation.path_fields {
        let value: Option<String> =
            arguments.get(*field).and_then(|raw| serde_json::from_str(raw.get()).ok());
        path = path.replace(&format!("{{{field}}}"), &segment(operation, field, value.as_deref())?);
    }
    Ok(path)
}

fn segment(operation: &Operation, field: &str, value: Option<&str>) -> Result<String, Failure> {
    let Some(value) = value.filter(|value| !value.is_empty()) else {
        let message =
            format!("{} needs {field}: a non-empty string. Pass the id of a session", operation.name);
        return Err(Failure::configuration(field, message));
    };
    // URL parsers resolve these as relative segments, even when encoded.
    if value == "." || value == ".." {
        let message =
            format!("{field} is {value:?}, which would lead to another URL. Pass the id of a session");
        return Err(Failure::configuration(field, message));
    }
    Ok(utf8_percent_encode(value, SEGMENT).to_string())
}

fn query(
    operation: &Operation,
    arguments: &Arguments<'_>,
    extra_query: &[(String, String)],
) -> Result<String, Failure> {
    let mut query = Serializer::new(String::new());
    for field in operation.query_fields.iter().filter(|field| !replaces(extra_query, field.name)) {
        let Some(raw) = arguments.get(field.name) else { continue };
        match serde_json::from_str(raw.get()) {
            Ok(QueryValue::One(value)) => {
                query.append_pair(field.name, &value);
            }
            Ok(QueryValue::Many(values)) => {
                for value in values {
                    query.append_pair(field.name, &decoded(field.name, &value)?);
                }
            }
            Err(error) => {
                let message = format!("{} cannot be parsed: {error}", field.name);
                return Err(Failure::configuration(field.name, message));
            }
        }
    }
    Ok(query.extend_pairs(extra_query).finish())
}

/// The old SDK passes each element of an array through `decodeURIComponent` (docs/api-contract.md#query-parameters).
fn decoded(field: &str, value: &str) -> Result<String, Failure> {
    let stray = value.split('%').skip(1).any(|after| {
        let digits = after.as_bytes().get(..2);
        !digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    });
    match percent_decode_str(value).decode_utf8() {
        Ok(decoded) if !stray => Ok(decoded.into_owned()),
        _ => {
            let message =
                format!("{field} has an element with a stray % sign. Write %25 for a % sign in an array");
            Err(Failure::configuration(field, message))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::config::{CallOptions, ClientOptions, Settings};
    use crate::core::endpoints::find;
    use crate::core::request::Request;

    fn build_at(server: &str, operation: &str, arguments: &str) -> Result<Request, Failure> {
        let options = ClientOptions { server_url: Some(server.to_owned()), ..ClientOptions::default() };
        let settings = Settings::new(options)?;
        let call = settings.for_call(CallOptions::default())?;
        Request::build(find(operation).expect("an operation"), arguments, &settings, &call)
    }

    fn build(operation: &str, arguments: &str) -> Result<Request, Failure> {
        build_at("http://h", operation, arguments)
    }

    fn rejected(operation: &str, arguments: &str) -> String {
        match build(operation, arguments) {
            Err(Failure::Configuration { param, .. }) => param,
            other => panic!("not rejected: {other:?}"),
        }
    }

    fn url_of(operation: &str, arguments: &str) -> String {
        build(operation, arguments).expect("a request").url.to_string()
    }

    #[test]
    fn the_path_is_appended_to_the_server_url() {
        let table = [
            ("http://h", "http://h/langs"),
            ("http://h/", "http://h//langs"),
            ("http://h/v1", "http://h/v1/langs"),
            ("HTTP://H:80/a b/../%2e/c%2Fd\\e//", "http://h/c%2Fd/e///langs"),
            ("https://bücher.example:8443/é", "https://xn--bcher-kva.example:8443/%C3%A9/langs"),
            ("http://[::1]:1/..", "http://[::1]:1/langs"),
        ];
        for (server, address) in table {
            assert_eq!(build_at(server, "langs.retrieve", "{}").expect("a request").url.as_str(), address);
        }
    }

    #[test]
    fn a_session_id_stays_one_segment() {
        let table = [
            ("abc123", "/sessions/abc123"),
            ("a b", "/sessions/a%20b"),
            ("a/b", "/sessions/a%2Fb"),
            ("a?x=1", "/sessions/a%3Fx=1"),
            ("a#f", "/sessions/a%23f"),
            ("../langs", "/sessions/..%2Flangs"),
            ("%2e%2e", "/sessions/%252e%252e"),
            ("a\\\\b", "/sessions/a%5Cb"),
            ("\\u0000\\n", "/sessions/%00%0A"),
            ("é", "/sessions/%C3%A9"),
            ("a:b@c+d", "/sessions/a:b@c+d"),
            ("a'b|c", "/sessions/a%27b%7Cc"),
        ];
        for (id, path) in table {
            let arguments = format!(r#"{{"sessionId":"{id}"}}"#);
            assert_eq!(url_of("session.retrieve", &arguments), format!("http://h{path}"));
            assert_eq!(url_of("session.createClientSecret", &arguments), format!("http://h{path}/refresh"));
        }
    }

    #[test]
    fn an_id_that_is_missing_empty_or_dots_is_rejected() {
        for arguments in ["{}", r#"{"sessionId":""}"#, r#"{"sessionId":"."}"#, r#"{"sessionId":".."}"#] {
            assert_eq!(rejected("session.retrieve", arguments), "sessionId", "{arguments}");
        }
    }

    #[test]
    fn a_url_that_is_too_long_is_rejected_by_the_name_of_its_longest_argument() {
        let long = "x".repeat(70_000);
        assert_eq!(rejected("session.retrieve", &format!(r#"{{"sessionId":"{long}"}}"#)), "sessionId");
        assert_eq!(rejected("session.list", &format!(r#"{{"limit":"1","search":"{long}"}}"#)), "search");
    }

    #[test]
    fn the_query_is_form_encoded_in_the_order_of_the_table() {
        let arguments =
            r#"{"includeTotal":"true","search":"a b'~!()*-._&=é","status":["x","a%20b"],"limit":"0"}"#;
        assert_eq!(
            url_of("session.list", arguments),
            "http://h/sessions?limit=0&status=x&status=a+b&search=a+b%27%7E%21%28%29*-._%26%3D%C3%A9&includeTotal=true"
        );
        assert_eq!(url_of("session.list", "{}"), "http://h/sessions");
        assert_eq!(url_of("session.list", r#"{"status":[]}"#), "http://h/sessions");
    }

    #[test]
    fn a_stray_percent_sign_is_rejected_in_an_array_and_sent_elsewhere() {
        for element in ["%", "a%2", "%zz", "%ff"] {
            assert_eq!(rejected("session.list", &format!(r#"{{"status":["{element}"]}}"#)), "status");
        }
        assert_eq!(url_of("session.list", r#"{"search":"100%"}"#), "http://h/sessions?search=100%25");
    }

    proptest::proptest! {
        #[test]
        fn every_id_is_one_path_segment(id in ".{1,40}") {
            proptest::prop_assume!(id != "." && id != "..");
            let arguments = serde_json::json!({ "sessionId": id }).to_string();
            let url = build("session.retrieve", &arguments).expect("a request").url;
            let segments: Vec<&str> = url.path_segments().expect("segments").collect();
            proptest::prop_assert_eq!(segments.len(), 2);
            let decoded = percent_decode_str(segments[1]).decode_utf8().expect("utf-8").into_owned();
            proptest::prop_assert_eq!(decoded, id);
            proptest::prop_assert!(url.query().is_none() && url.fragment().is_none());
        }

        #[test]
        fn a_url_equals_the_parsed_concatenation(prefix in "[ -~é]{0,20}", id in ".{1,20}") {
            proptest::prop_assume!(id != "." && id != "..");
            let server = format!("http://h/{prefix}");
            let arguments = serde_json::json!({ "sessionId": id }).to_string();
            // A server URL cannot contain ? or #.
            proptest::prop_assume!(!prefix.contains(['?', '#']));
            let url = build_at(&server, "session.retrieve", &arguments).expect("a request").url;
            let whole = format!("{}/sessions/{}", server.trim_end(), utf8_percent_encode(&id, SEGMENT));
            proptest::prop_assert_eq!(url, Url::parse(&whole).expect("a URL"));
        }

        #[test]
        fn every_query_string_survives_a_form_parser(text in ".{1,40}") {
            let arguments = serde_json::json!({ "search": text }).to_string();
            let url = build("session.list", &arguments).expect("a request").url;
            let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
            proptest::prop_assert_eq!(pairs, vec![("search".to_owned(), text)]);
        }
    }
}
