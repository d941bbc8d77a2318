//! Members and texts of JSON as `JSON.parse` takes them: half of a surrogate pair is no error,
//! and the last of a repeated name counts. `serde_json` refuses such halves in a `String`; servers
//! that cut a text after so many UTF-16 units write them.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Visitor};
use serde_json::value::RawValue;

/// The members of a JSON object by name.
pub struct Fields<'a>(BTreeMap<Text, &'a RawValue>);

impl<'a> Fields<'a> {
    /// None where the text is no JSON object.
    pub fn read(json: &'a str) -> Option<Self> {
        serde_json::from_str(json).ok().map(Self)
    }

    pub fn get(&self, name: &str) -> Option<&'a RawValue> {
        self.0.get(name).copied()
    }

    /// The member as a text; None where it is missing or something else.
    pub fn text(&self, name: &str) -> Option<String> {
        text(self.get(name)?)
    }
}

/// The text that a JSON value is, with replacement characters for half of a surrogate pair.
pub fn text(value: &RawValue) -> Option<String> {
    serde_json::from_str(value.get()).ok().map(|Text(text)| text)
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Text(String);

impl Borrow<str> for Text {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // serde_json accepts such halves where bytes are asked for, and only there.
        deserializer.deserialize_bytes(TextVisitor)
    }
}

struct TextVisitor;

impl Visitor<'_> for TextVisitor {
    type Value = Text;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a text")
    }

    fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Text, E> {
        Ok(Text(well_formed(bytes)))
    }
}

/// Half of a pair comes as the three bytes that UTF-8 would have for it, of which the first is 0xED.
fn well_formed(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if chunk.invalid().first() == Some(&0xED) {
            text.push(char::REPLACEMENT_CHARACTER);
        }
    }
    text
}
