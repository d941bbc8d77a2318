//! The base URL of every request, from the option `serverUrl`.

use url::{ParseError, Url};

use crate::core::config::DEFAULT_SERVER;
use crate::core::error::Failure;

/// The URL to which paths are appended. The old SDK parses the concatenation for every request
/// (docs/api-contract.md#server-url-and-path). This parses it once: most of the work is the host, which never changes.
#[derive(Debug, Clone)]
pub struct Base {
    url: Url,
    /// The path, without a trailing slash.
    prefix: String,
}

impl Base {
    pub fn new(server: &str) -> Result<Self, Failure> {
        const ANY: &str = "/x";
        check(server)?;
        let url = Url::parse(&format!("{server}{ANY}"))
            .map_err(|error| wrong(&format!("no path can follow it: {error}")))?;
        let prefix = url.path().strip_suffix(ANY).unwrap_or_default().to_owned();
        Ok(Self { url, prefix })
    }

    /// Scheme, host and port.
    pub fn origin(&self) -> String {
        self.url.origin().ascii_serialization()
    }

    /// Appends an encoded `path`, which begins with a slash, and an encoded `query`.
    pub fn address(&self, path: &str, query: &str) -> Url {
        let mut url = self.url.clone();
        url.set_path(&[self.prefix.as_str(), path].concat());
        url.set_query(Some(query).filter(|query| !query.is_empty()));
        url
    }
}

/// Strips line breaks, tabs and surrounding white space, as a URL parser does (WHATWG URL, 4.4). The result
/// appears in messages, where a line break could forge a log line.
pub fn as_parsed(server: &str) -> String {
    server.trim_matches(|letter| letter <= ' ').replace(['\t', '\n', '\r'], "")
}

fn check(server: &str) -> Result<(), Failure> {
    let parsed = Url::parse(server);
    if lacks_scheme(&parsed) {
        return Err(without_scheme(server));
    }
    match parsed {
        Err(error) => Err(wrong(&format!("it is invalid: {error}"))),
        Ok(url) if !matches!(url.scheme(), "http" | "https") => {
            Err(wrong(&format!("its scheme is {}. Use https:// or http://", url.scheme())))
        }
        Ok(url) if !url.username().is_empty() || url.password().is_some() => {
            Err(wrong("it contains a user or password. Pass the key in auth"))
        }
        Ok(url) if url.query().is_some() || url.fragment().is_some() => {
            Err(wrong("it contains a query or fragment. Remove it"))
        }
        Ok(_) => Ok(()),
    }
}

/// A parser takes the host of `localhost:4010` for a scheme.
fn lacks_scheme(parsed: &Result<Url, ParseError>) -> bool {
    match parsed {
        Ok(url) => url.cannot_be_a_base() && url.path().starts_with(|first: char| first.is_ascii_digit()),
        Err(error) => *error == ParseError::RelativeUrlWithoutBase,
    }
}

/// Repeats the address only if it looks like a plain host: it may be a key in the wrong place.
fn without_scheme(server: &str) -> Failure {
    const MAX_SHOWN: usize = 60;
    let address = server.trim_start_matches('/');
    let host = address.split(['/', ':']).next().unwrap_or_default();
    let is_local = host == "localhost" || host.starts_with("127.") || address.starts_with("[::1]");
    let scheme = if is_local { "http" } else { "https" };
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || ".-:/[]".contains(letter);
    let shown =
        address.len() <= MAX_SHOWN && (is_local || host.contains('.')) && address.chars().all(is_plain);
    let example = if shown { format!("{scheme}://{address}") } else { DEFAULT_SERVER.to_owned() };
    let message = format!("serverUrl must begin with https:// or http://. Add {scheme}://, as in {example}");
    Failure::configuration("serverUrl", message)
}

fn wrong(why: &str) -> Failure {
    let message = format!("serverUrl must be an http or https address such as {DEFAULT_SERVER}, but {why}");
    Failure::configuration("serverUrl", message)
}
