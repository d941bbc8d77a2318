//! The address that every request's begins with, from the option `serverUrl`.

use url::{ParseError, Url};

use crate::core::config::DEFAULT_SERVER;
use crate::core::error::Failure;

/// What operations' paths are appended to. The concatenation is parsed as a whole, as in the old
/// SDK (docs/api-contract.md#server-url-and-path), but once: most of a parser's work is the host, which stays.
#[derive(Debug, Clone)]
pub struct Base {
    url: Url,
    /// Ends without the slash that a path begins with.
    prefix: String,
}

impl Base {
    pub fn new(server: &str) -> Result<Self, Failure> {
        const ANY: &str = "/x";
        check(server)?;
        let url = Url::parse(&format!("{server}{ANY}"))
            .map_err(|error| wrong(&format!("no path fits: {error}")))?;
        let prefix = url.path().strip_suffix(ANY).unwrap_or_default().to_owned();
        Ok(Self { url, prefix })
    }

    /// Scheme, host and port of every address.
    pub fn origin(&self) -> String {
        self.url.origin().ascii_serialization()
    }

    /// `path` begins with a slash and is encoded, `query` too.
    pub fn address(&self, path: &str, query: &str) -> Url {
        let mut url = self.url.clone();
        url.set_path(&[self.prefix.as_str(), path].concat());
        url.set_query(Some(query).filter(|query| !query.is_empty()));
        url
    }
}

/// The text as a parser of addresses reads it (WHATWG URL, 4.4): without line breaks and tabs, and
/// without what surrounds it. It goes into messages, where a line break would begin a line.
pub fn as_parsed(server: &str) -> String {
    server.trim_matches(|letter| letter <= ' ').replace(['\t', '\n', '\r'], "")
}

fn check(server: &str) -> Result<(), Failure> {
    let parsed = Url::parse(server);
    if lacks_scheme(&parsed) {
        return Err(without_scheme(server));
    }
    match parsed {
        Err(error) => Err(wrong(&format!("it cannot be read: {error}"))),
        Ok(url) if !matches!(url.scheme(), "http" | "https") => {
            Err(wrong(&format!("its scheme is {}. Begin it with https:// or http://", url.scheme())))
        }
        Ok(url) if !url.username().is_empty() || url.password().is_some() => {
            Err(wrong("it holds a user or password; give the key in `auth`"))
        }
        Ok(url) if url.query().is_some() || url.fragment().is_some() => {
            Err(wrong("it holds a query or fragment, after which no path can stand"))
        }
        Ok(_) => Ok(()),
    }
}

/// The host of `localhost:4010` is read as a scheme.
fn lacks_scheme(parsed: &Result<Url, ParseError>) -> bool {
    match parsed {
        Ok(url) => url.cannot_be_a_base() && url.path().starts_with(|first: char| first.is_ascii_digit()),
        Err(error) => *error == ParseError::RelativeUrlWithoutBase,
    }
}

/// What is no plain host is not repeated: it may be a key that was given in the wrong place.
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
