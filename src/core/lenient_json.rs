//! Reads JSON members and strings as `JSON.parse` does: a lone surrogate is valid, and the last of a repeated
//! name counts. `serde_json` rejects lone surrogates in a `String`, but servers that truncate strings by UTF-16
//! units write them.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Visitor};
use serde_json::value::RawValue;

/// The members of a JSON object, by name.
pub struct Fields<'a>(BTreeMap<LenientString, &'a RawValue>);

impl<'a> Fields<'a> {
    /// Returns `None` if the JSON is not an object.
    pub fn read(json: &'a str) -> Option<Self> {
        serde_json::from_str(json).ok().map(Self)
    }

    pub fn get(&self, name: &str) -> Option<&'a RawValue> {
        self.0.get(name).copied()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The member as a string. `None` if it is missing or not a string.
    pub fn string(&self, name: &str) -> Option<String> {
        string(self.get(name)?)
    }
}

/// A JSON string, with U+FFFD for each lone surrogate. `None` for other values.
pub fn string(value: &RawValue) -> Option<String> {
    serde_json::from_str(value.get()).ok().map(|LenientString(string)| string)
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct LenientString(String);

impl Borrow<str> for LenientString {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for LenientString {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // serde_json accepts lone surrogates only when asked for bytes.
        deserializer.deserialize_bytes(StringVisitor)
    }
}

struct StringVisitor;

impl Visitor<'_> for StringVisitor {
    type Value = LenientString;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a string")
    }

    fn visit_bytes<E>(self, bytes: &[u8]) -> Result<LenientString, E> {
        Ok(LenientString(well_formed(bytes)))
    }
}

/// A lone surrogate arrives as the three bytes of its UTF-8 form, the first of which is 0xED.
fn well_formed(bytes: &[u8]) -> String {
    let mut string = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        string.push_str(chunk.valid());
        if chunk.invalid().first() == Some(&0xED) {
            string.push(char::REPLACEMENT_CHARACTER);
        }
    }
    string
}
