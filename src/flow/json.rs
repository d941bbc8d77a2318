//! JSON as the flow check reads it: anything goes. What `serde_json` refuses in a `Value` is read all
//! the same, as `JSON.parse` reads it: half of a surrogate pair becomes U+FFFD (`well_formed`), and what
//! is nested deeper than any flow is left out. Members keep their order, and strings are borrowed.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// Deeper values are read as null. `serde_json` gives up at 128.
const MAX_DEPTH: usize = 64;

/// A JSON value. The last of a repeated name counts.
#[derive(Debug, Clone, PartialEq)]
pub enum Json<'a> {
    Null,
    Bool(bool),
    Number(f64),
    String(Cow<'a, str>),
    Array(Vec<Json<'a>>),
    Object(Vec<(Cow<'a, str>, Json<'a>)>),
}

impl<'a> Json<'a> {
    /// Reads a text; of a top-level object only the members that `keeps` names. The error says where
    /// the text stops being JSON.
    pub fn read(text: &'a str, keeps: &'static [&'static str]) -> Result<Self, serde_json::Error> {
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let json = Seed { depth: 0, keeps }.deserialize(&mut deserializer)?;
        deserializer.end()?;
        Ok(json)
    }

    /// The member of an object. `None` if it is missing or null, or if this is not an object.
    pub fn get(&self, name: &str) -> Option<&Self> {
        let (_, value) = self.as_object()?.iter().rev().find(|(key, _)| key == name)?;
        (*value != Self::Null).then_some(value)
    }

    pub fn as_object(&self) -> Option<&[(Cow<'a, str>, Self)]> {
        if let Self::Object(members) = self { Some(members) } else { None }
    }

    pub fn as_array(&self) -> Option<&[Self]> {
        if let Self::Array(items) = self { Some(items) } else { None }
    }

    pub fn as_str(&self) -> Option<&str> {
        if let Self::String(text) = self { Some(text) } else { None }
    }

    pub const fn as_number(&self) -> Option<f64> {
        if let Self::Number(number) = self { Some(*number) } else { None }
    }

    pub const fn as_bool(&self) -> Option<bool> {
        if let Self::Bool(flag) = self { Some(*flag) } else { None }
    }

    /// What kind of value this is, for messages.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::String(_) => "a string",
            Self::Array(_) => "an array",
            Self::Object(_) => "an object",
        }
    }
}

#[derive(Clone, Copy)]
struct Seed {
    depth: usize,
    keeps: &'static [&'static str],
}

impl Seed {
    const fn inner(self) -> Self {
        Self { depth: self.depth + 1, ..self }
    }

    fn drops(self, name: &str) -> bool {
        self.depth == 0 && !self.keeps.contains(&name)
    }
}

impl<'de> DeserializeSeed<'de> for Seed {
    type Value = Json<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json<'de>, D::Error> {
        if self.depth < MAX_DEPTH {
            return deserializer.deserialize_any(self);
        }
        deserializer.deserialize_ignored_any(IgnoredAny)?;
        Ok(Json::Null)
    }
}

impl<'de> Visitor<'de> for Seed {
    type Value = Json<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Json<'de>, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Json<'de>, E> {
        Ok(Json::Bool(flag))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Json<'de>, E> {
        Ok(Json::Number(number))
    }

    #[allow(clippy::cast_precision_loss, reason = "JavaScript has no other numbers")]
    fn visit_i64<E>(self, number: i64) -> Result<Json<'de>, E> {
        Ok(Json::Number(number as f64))
    }

    #[allow(clippy::cast_precision_loss, reason = "JavaScript has no other numbers")]
    fn visit_u64<E>(self, number: u64) -> Result<Json<'de>, E> {
        Ok(Json::Number(number as f64))
    }

    fn visit_str<E>(self, text: &str) -> Result<Json<'de>, E> {
        Ok(Json::String(Cow::Owned(text.to_owned())))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Json<'de>, E> {
        Ok(Json::String(Cow::Borrowed(text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Json<'de>, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element_seed(self.inner())? {
            items.push(item);
        }
        Ok(Json::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Json<'de>, A::Error> {
        let mut members = Vec::new();
        while let Some(name) = access.next_key_seed(Name)? {
            if self.drops(&name) {
                access.next_value::<IgnoredAny>()?;
            } else {
                members.push((name, access.next_value_seed(self.inner())?));
            }
        }
        Ok(Json::Object(members))
    }
}

/// The name of a member.
struct Name;

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Cow<'de, str>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Name {
    type Value = Cow<'de, str>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a name")
    }

    fn visit_str<E>(self, text: &str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Owned(text.to_owned()))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Borrowed(text))
    }
}

/// The text with the escape of U+FFFD in place of each escape that is half of a surrogate pair, which
/// `serde_json` refuses.
pub fn well_formed(text: &str) -> Cow<'_, str> {
    if !text.contains("\\u") {
        return Cow::Borrowed(text);
    }
    let mut fixed = String::new();
    let mut copied = 0;
    let mut at = 0;
    let bytes = text.as_bytes();
    while let Some(&byte) = bytes.get(at) {
        if byte != b'\\' {
            at += 1;
            continue;
        }
        let length = match (unit(bytes, at), unit(bytes, at + 6)) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => 12,
            (Some(0xD800..=0xDFFF), _) => {
                fixed.push_str(text.get(copied..at).unwrap_or_default());
                fixed.push_str("\\ufffd");
                copied = at + 6;
                6
            }
            // An escape of one letter; a backslash is not taken for the beginning of the next.
            _ => 2,
        };
        at += length;
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    fixed.push_str(text.get(copied..).unwrap_or_default());
    Cow::Owned(fixed)
}

/// The UTF-16 code unit that the escape `\uXXXX` at `at` spells.
fn unit(bytes: &[u8], at: usize) -> Option<u32> {
    let escape = std::str::from_utf8(bytes.get(at..at + 6)?).ok()?;
    u32::from_str_radix(escape.strip_prefix("\\u")?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Json<'_> {
        Json::read(text, &["flow"]).unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    #[test]
    fn half_of_a_surrogate_pair_is_replaced_and_a_pair_stays() {
        for (text, expected) in [
            (r#""\ud83d\ude00""#, "😀"),
            (r#""a\ud83dz""#, "a\u{fffd}z"),
            (r#""\ude00\ud83d""#, "\u{fffd}\u{fffd}"),
            (r#""\\ud83d\ud83d""#, "\\ud83d\u{fffd}"),
        ] {
            assert_eq!(read(&well_formed(text)), Json::String(expected.into()), "{text}");
        }
    }

    #[test]
    fn what_is_nested_too_deep_is_left_out_and_the_rest_is_read() {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        let text = format!(r#"{{"flow":[{deep},1],"metadata":{deep}}}"#);
        let json = read(&text);
        let items = json.get("flow").and_then(Json::as_array).map(<[_]>::len);
        assert_eq!((items, json.get("metadata")), (Some(2), None));
    }

    #[test]
    fn the_last_of_a_repeated_name_counts() {
        assert_eq!(read(r#"{"flow":1,"flow":2}"#).get("flow"), Some(&Json::Number(2.0)));
    }

    #[test]
    fn what_is_no_json_is_an_error() {
        for text in ["", "{", "[1,]", "\"\\ud83d", "1 2"] {
            assert!(Json::read(&well_formed(text), &[]).is_err(), "{text}");
        }
    }
}
