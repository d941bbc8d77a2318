//! Splits a large JSON array into chunks. They are sent while the body is still being read, so JavaScript
//! parses the first ones meanwhile. One large string is expensive: V8 maps fresh pages for a string that fits
//! no page of its heap, and parsing 60 MB blocks the JavaScript thread for a third of a second. Between
//! chunks the event loop runs (docs/decisions/0015).

use std::fmt;
use std::ops::Range;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// A body up to this size is sent as one string. The pages of V8's heap have room for 128 KB.
pub const MAX_UNSPLIT_BYTES: usize = 120 * 1024;
/// A chunk ends with the element that reaches this size.
const CHUNK_BYTES: usize = 64 * 1024;

/// What remains to be sent after the chunks.
#[derive(Debug, PartialEq, Eq)]
pub enum Remainder {
    /// `["name",{…}]`: the object, with the array that was sent replaced by an empty one; or `[]` if the array
    /// is the whole body.
    Frame(String),
    /// The whole body: no chunk was sent.
    Whole,
    /// The whole body, and the chunks that were sent are void, for example because the JSON is invalid.
    WholeInstead,
}

/// Passes the elements of a large array to `send`, in chunks that are arrays themselves. It takes the body, or
/// the first array in the body's object that is longer than a chunk.
pub fn split(json: &str, send_chunk: impl FnMut(String)) -> Remainder {
    if json.len() > MAX_UNSPLIT_BYTES { split_into(CHUNK_BYTES, json, send_chunk) } else { Remainder::Whole }
}

fn split_into(chunk_bytes: usize, json: &str, send_chunk: impl FnMut(String)) -> Remainder {
    let mut splitter = Splitter { json, chunk_bytes, send_chunk, has_sent: false };
    match (splitter.read(), splitter.has_sent) {
        (Ok(Some(list)), _) => Remainder::Frame(list.frame(json)),
        (_, false) => Remainder::Whole,
        (_, true) => Remainder::WholeInstead,
    }
}

struct Splitter<'a, F> {
    json: &'a str,
    chunk_bytes: usize,
    send_chunk: F,
    has_sent: bool,
}

/// The array that was sent.
enum SentArray<'a> {
    /// The body itself.
    Root,
    /// A member of the body's object.
    Member {
        name: String,
        /// As written in the body.
        raw_name: &'a str,
        /// The range of its elements in the body.
        elements: Range<usize>,
    },
}

impl SentArray<'_> {
    fn frame(&self, json: &str) -> String {
        match self {
            Self::Root => "[]".to_owned(),
            Self::Member { raw_name, elements, .. } => {
                format!("[{raw_name},{}{}]", &json[..elements.start], &json[elements.end..])
            }
        }
    }

    fn is_named(&self, other: &str) -> bool {
        matches!(self, Self::Member { name, .. } if name == other)
    }
}

impl<'a, F: FnMut(String)> Splitter<'a, F> {
    fn read(&mut self) -> serde_json::Result<Option<SentArray<'a>>> {
        let mut deserializer = serde_json::Deserializer::from_str(self.json);
        let list = if starts_array(self.json) {
            deserializer.deserialize_seq(Elements(self))?.map(|_| SentArray::Root)
        } else {
            deserializer.deserialize_map(Members(self))?
        };
        deserializer.end()?;
        Ok(list)
    }

    /// Whether the value of this member begins like an array.
    fn is_array(&self, name: &RawValue) -> bool {
        starts_array(self.json[self.span(name).end..].trim_start_matches([' ', '\t', '\r', '\n', ':']))
    }

    /// The range of `part` in the body.
    fn span(&self, part: &RawValue) -> Range<usize> {
        let start = part.get().as_ptr().addr() - self.json.as_ptr().addr();
        start..start + part.get().len()
    }

    fn send(&mut self, elements: Range<usize>) {
        self.has_sent = true;
        (self.send_chunk)(format!("[{}]", &self.json[elements]));
    }
}

fn starts_array(json: &str) -> bool {
    json.trim_start_matches([' ', '\t', '\r', '\n']).starts_with('[')
}

/// Reads an object, and sends its first array that is longer than a chunk.
struct Members<'c, 'a, F>(&'c mut Splitter<'a, F>);

impl<'de, F: FnMut(String)> Visitor<'de> for Members<'_, 'de, F> {
    type Value = Option<SentArray<'de>>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let Self(splitter) = self;
        let mut found: Option<SentArray<'de>> = None;
        while let Some(raw) = members.next_key::<&RawValue>()? {
            let name: String = serde_json::from_str(raw.get()).map_err(A::Error::custom)?;
            if found.as_ref().is_some_and(|list| list.is_named(&name)) {
                return Err(A::Error::custom("a repeated name: the last value counts"));
            }
            if found.is_none() && splitter.is_array(raw) {
                let elements = members.next_value_seed(Elements(splitter))?;
                found = elements.map(|elements| SentArray::Member { name, raw_name: raw.get(), elements });
            } else {
                members.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found)
    }
}

/// Sends the elements of an array and returns their range. Returns `None` for an array that is no longer than
/// a chunk.
struct Elements<'c, 'a, F>(&'c mut Splitter<'a, F>);

impl<'de, F: FnMut(String)> DeserializeSeed<'de> for Elements<'_, 'de, F> {
    type Value = Option<Range<usize>>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de, F: FnMut(String)> Visitor<'de> for Elements<'_, 'de, F> {
    type Value = Option<Range<usize>>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Self::Value, A::Error> {
        let Self(splitter) = self;
        let mut sent: Option<Range<usize>> = None;
        let mut open: Option<Range<usize>> = None;
        while let Some(element) = elements.next_element::<&RawValue>()? {
            let element = splitter.span(element);
            let chunk = open.take().map_or(element.start, |chunk| chunk.start)..element.end;
            if chunk.len() < splitter.chunk_bytes {
                open = Some(chunk);
            } else {
                sent = Some(sent.map_or(chunk.start, |sent| sent.start)..chunk.end);
                splitter.send(chunk);
            }
        }
        if let (Some(sent), Some(last)) = (&mut sent, open) {
            sent.end = last.end;
            splitter.send(last);
        }
        Ok(sent)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// The chunks and the remainder.
    fn split_at_bytes(chunk_bytes: usize, json: &str) -> (Vec<String>, Remainder) {
        let mut chunks = Vec::new();
        let remainder = split_into(chunk_bytes, json, |chunk| chunks.push(chunk));
        (chunks, remainder)
    }

    /// Joins the chunks as `lib/dispatcher.js` does. `None` if the whole body counts.
    fn joined((chunks, remainder): &(Vec<String>, Remainder)) -> Option<Value> {
        let Remainder::Frame(frame) = remainder else { return None };
        let lists = chunks.iter().map(|chunk| serde_json::from_str::<Vec<Value>>(chunk).expect("an array"));
        let list: Value = lists.flatten().collect();
        if frame == "[]" {
            return Some(list);
        }
        let (name, mut object): (String, Value) = serde_json::from_str(frame).expect("a frame");
        assert_eq!(object[&name], json!([]));
        object[&name] = list;
        Some(object)
    }

    fn value(json: &str) -> Value {
        serde_json::from_str(json).expect("json")
    }

    #[test]
    fn a_large_array_is_split_into_chunks_of_the_intended_size() {
        let element = r#"{"a":"],["}"#;
        let elements = vec![element; MAX_UNSPLIT_BYTES / element.len()].join(" , ");
        let json = format!(r#"{{"more":[true], "sessions" :[ {elements} ] ,"next":"c"}}"#);
        let mut chunks = Vec::new();
        let remainder = split(&json, |chunk| chunks.push(chunk));
        let frame = r#"["sessions",{"more":[true], "sessions" :[  ] ,"next":"c"}]"#;
        assert_eq!(remainder, Remainder::Frame(frame.to_owned()));
        let (last, full) = chunks.split_last().expect("arrays");
        let max = CHUNK_BYTES + element.len() + " , []".len();
        assert!(!full.is_empty() && last.len() < max);
        assert!(full.iter().all(|chunk| (CHUNK_BYTES..max).contains(&chunk.len())));
        assert_eq!(joined(&(chunks, remainder)), Some(value(&json)));
    }

    #[test]
    fn a_small_body_is_sent_whole() {
        let json = format!(r#"{{"a":[1,{}]}}"#, "2".repeat(MAX_UNSPLIT_BYTES - 10));
        assert_eq!(json.len(), MAX_UNSPLIT_BYTES);
        for (json, whole) in [(json.clone(), true), (json + " ", false)] {
            assert_eq!(split(&json, |_| {}) == Remainder::Whole, whole);
        }
    }

    #[test]
    fn a_body_without_a_long_array_is_sent_whole() {
        for json in [
            "[1]",
            "[1,,2,3]",
            "\"[1,2,3]\"",
            "{}",
            r#"{"a":[ ]}"#,
            r#"{"text":"[1,2,3]","list":[1]}"#,
            r#"{"\ud800":[1,2,3,4,5,6,7]}"#,
            r#"{"cut off":[1"#,
            r#"{"no json":[1,,2,3]}"#,
        ] {
            assert_eq!(split_at_bytes(3, json), (vec![], Remainder::Whole), "{json}");
        }
    }

    #[test]
    fn the_chunks_are_void_if_the_json_is_invalid_or_repeats_the_name_of_the_array() {
        for json in [
            r#"{"cut off":[1,2,3"#,
            r#"{"no json":[1,2,3,]}"#,
            r#"{"no json":[1,2,3,4,,5]}"#,
            r#"{"no json":[1,2,3],}"#,
            r#"{"two":[1,2,3]}{}"#,
            "[1,2,3",
            "[1,2,3,]",
            "[1,2,3][]",
            r#"{"a":[1,2,3,4,5,6,7],"a":"not a list"}"#,
            r#"{"a":[1,2,3,4,5,6,7],"\u0061":[8]}"#,
        ] {
            let (chunks, remainder) = split_at_bytes(3, json);
            assert_eq!((chunks.is_empty(), remainder), (false, Remainder::WholeInstead), "{json}");
        }
    }

    #[test]
    fn a_body_that_is_an_array_is_split() {
        for json in ["[1,2,3]", " [\"é\", {\"a\":[1,2,3]} ,3] ", "[[1,2],[3,4],[[5]]]"] {
            let result = split_at_bytes(3, json);
            assert_eq!(result.1, Remainder::Frame("[]".to_owned()));
            assert_eq!(joined(&result), Some(value(json)));
        }
    }

    #[test]
    fn the_first_array_longer_than_a_chunk_is_split_and_the_frame_has_everything_else() {
        let frames = [
            (r#"{"a":[1],"b":[1,2,3]}"#, r#"["b",{"a":[1],"b":[]}]"#),
            (r#"{"b":[1,2,3],"c":[4,5,6,7]}"#, r#"["b",{"b":[],"c":[4,5,6,7]}]"#),
            (r#"{"a":[1],"a":[1,2,3]}"#, r#"["a",{"a":[1],"a":[]}]"#),
            (r#"{"a":[1],"b":[1,2,3],"a":[2]}"#, r#"["b",{"a":[1],"b":[],"a":[2]}]"#),
            (r#"{"a":[1],"\u0061" : [3,4,5]}"#, r#"["\u0061",{"a":[1],"\u0061" : []}]"#),
        ];
        for (json, frame) in frames {
            let result = split_at_bytes(3, json);
            assert_eq!(result.1, Remainder::Frame(frame.to_owned()));
            assert_eq!(joined(&result), Some(value(json)));
        }
    }

    proptest::proptest! {
        #[test]
        fn joined_chunks_equal_the_original(
            list in proptest::collection::vec("[ -~é]{0,9}", 1..9), name in "[a-z\"\\\\]{1,5}", other: i32, bytes in 2..40usize,
        ) {
            for json in [json!({ "a": other, name: &list, "z": { "b": [1] } }), json!(list)] {
                let json = json.to_string();
                if let Some(joined) = joined(&split_at_bytes(bytes, &json)) {
                    proptest::prop_assert_eq!(joined, value(&json));
                }
            }
        }

        #[test]
        fn only_valid_json_is_joined_from_chunks(
            list in proptest::collection::vec("[ -~]{0,9}", 2..9), at: proptest::sample::Index, letter in "[ -~]",
        ) {
            let mut json = json!({ "a": list }).to_string();
            let at = at.index(json.len());
            json.replace_range(at..=at, &letter);
            if let Some(joined) = joined(&split_at_bytes(2, &json)) {
                proptest::prop_assert_eq!(Some(joined), serde_json::from_str(&json).ok());
            }
        }
    }
}
