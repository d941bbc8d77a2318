//! A large list in chunks, which go out while the text is still being read: JavaScript parses the
//! first ones meanwhile. V8 maps fresh pages for a text that no page of its heap can hold, and
//! nothing else runs on the JavaScript thread while it parses one: a third of a second for 60 MB.
//! Between chunks the event loop turns (docs/decisions/0015).

use std::fmt;
use std::ops::Range;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// A body up to here goes in one text. V8 has place for 128 KB in the pages of its heap.
pub const MAX_UNSPLIT_BYTES: usize = 120 * 1024;
/// A chunk ends with the element that makes it this long.
const CHUNK_BYTES: usize = 64 * 1024;

/// What is left of a text.
#[derive(Debug, PartialEq, Eq)]
pub enum Remainder {
    /// `["name",{…}]`: the object with that list empty, whose elements have gone out; `[]` where the
    /// text was the list itself.
    Frame(String),
    /// All of it, for nothing has gone out.
    Whole,
    /// All of it, and what has gone out does not count: it is no JSON to its end, say.
    WholeAfterAll,
}

/// Gives out a large list, or the first list of a large object that is longer than a chunk, as
/// arrays of its elements. Each chunk can be parsed.
pub fn split(json: &str, give_out: impl FnMut(String)) -> Remainder {
    if json.len() > MAX_UNSPLIT_BYTES { split_into(CHUNK_BYTES, json, give_out) } else { Remainder::Whole }
}

fn split_into(chunk_bytes: usize, json: &str, give_out: impl FnMut(String)) -> Remainder {
    let mut splitter = Splitter { json, chunk_bytes, give_out, has_given: false };
    match (splitter.read(), splitter.has_given) {
        (Ok(Some(list)), _) => Remainder::Frame(list.frame(json)),
        (_, false) => Remainder::Whole,
        (_, true) => Remainder::WholeAfterAll,
    }
}

struct Splitter<'a, F> {
    json: &'a str,
    chunk_bytes: usize,
    give_out: F,
    has_given: bool,
}

/// The list that has gone out.
enum List<'a> {
    /// The text itself.
    Root,
    /// The value of a member of the text's object.
    Member {
        name: String,
        /// As it stands in the text.
        raw_name: &'a str,
        /// Where in the text its elements are.
        elements: Range<usize>,
    },
}

impl List<'_> {
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
    fn read(&mut self) -> serde_json::Result<Option<List<'a>>> {
        let mut deserializer = serde_json::Deserializer::from_str(self.json);
        let list = if starts_list(self.json) {
            deserializer.deserialize_seq(Elements(self))?.map(|_| List::Root)
        } else {
            deserializer.deserialize_map(Members(self))?
        };
        deserializer.end()?;
        Ok(list)
    }

    /// Whether the value of the member of this name begins as a list does.
    fn is_list(&self, name: &RawValue) -> bool {
        starts_list(self.json[self.span(name).end..].trim_start_matches([' ', '\t', '\r', '\n', ':']))
    }

    /// Where `part` is in the text.
    fn span(&self, part: &RawValue) -> Range<usize> {
        let start = part.get().as_ptr().addr() - self.json.as_ptr().addr();
        start..start + part.get().len()
    }

    fn give(&mut self, elements: Range<usize>) {
        self.has_given = true;
        (self.give_out)(format!("[{}]", &self.json[elements]));
    }
}

fn starts_list(json: &str) -> bool {
    json.trim_start_matches([' ', '\t', '\r', '\n']).starts_with('[')
}

/// Reads the object, and its first list that is longer than a chunk.
struct Members<'c, 'a, F>(&'c mut Splitter<'a, F>);

impl<'de, F: FnMut(String)> Visitor<'de> for Members<'_, 'de, F> {
    type Value = Option<List<'de>>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let Self(splitter) = self;
        let mut found: Option<List<'de>> = None;
        while let Some(raw) = members.next_key::<&RawValue>()? {
            let name: String = serde_json::from_str(raw.get()).map_err(A::Error::custom)?;
            if found.as_ref().is_some_and(|list| list.is_named(&name)) {
                return Err(A::Error::custom("of a name that is repeated the last value counts"));
            }
            if found.is_none() && splitter.is_list(raw) {
                let elements = members.next_value_seed(Elements(splitter))?;
                found = elements.map(|elements| List::Member { name, raw_name: raw.get(), elements });
            } else {
                members.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found)
    }
}

/// Gives out the elements of a list, and says where they are; not those of a list that is no
/// longer than a chunk.
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
        formatter.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Self::Value, A::Error> {
        let Self(splitter) = self;
        let mut given: Option<Range<usize>> = None;
        let mut open: Option<Range<usize>> = None;
        while let Some(element) = elements.next_element::<&RawValue>()? {
            let element = splitter.span(element);
            let chunk = open.take().map_or(element.start, |chunk| chunk.start)..element.end;
            if chunk.len() < splitter.chunk_bytes {
                open = Some(chunk);
            } else {
                given = Some(given.map_or(chunk.start, |given| given.start)..chunk.end);
                splitter.give(chunk);
            }
        }
        if let (Some(given), Some(last)) = (&mut given, open) {
            given.end = last.end;
            splitter.give(last);
        }
        Ok(given)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// The chunks, and what is left.
    fn split_at_bytes(chunk_bytes: usize, json: &str) -> (Vec<String>, Remainder) {
        let mut chunks = Vec::new();
        let rest = split_into(chunk_bytes, json, |chunk| chunks.push(chunk));
        (chunks, rest)
    }

    /// As `lib/dispatcher.js` puts them together; None where the whole text counts.
    fn joined((chunks, rest): &(Vec<String>, Remainder)) -> Option<Value> {
        let Remainder::Frame(frame) = rest else { return None };
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
    fn a_large_list_comes_in_chunks_that_are_as_long_as_they_may_be() {
        let element = r#"{"a":"],["}"#;
        let elements = vec![element; MAX_UNSPLIT_BYTES / element.len()].join(" , ");
        let json = format!(r#"{{"more":[true], "sessions" :[ {elements} ] ,"next":"c"}}"#);
        let mut chunks = Vec::new();
        let rest = split(&json, |chunk| chunks.push(chunk));
        let frame = r#"["sessions",{"more":[true], "sessions" :[  ] ,"next":"c"}]"#;
        assert_eq!(rest, Remainder::Frame(frame.to_owned()));
        let (last, full) = chunks.split_last().expect("arrays");
        let longest = CHUNK_BYTES + element.len() + " , []".len();
        assert!(!full.is_empty() && last.len() < longest);
        assert!(full.iter().all(|chunk| (CHUNK_BYTES..longest).contains(&chunk.len())));
        assert_eq!(joined(&(chunks, rest)), Some(value(&json)));
    }

    #[test]
    fn a_body_that_is_not_large_goes_whole() {
        let json = format!(r#"{{"a":[1,{}]}}"#, "2".repeat(MAX_UNSPLIT_BYTES - 10));
        assert_eq!(json.len(), MAX_UNSPLIT_BYTES);
        for (json, whole) in [(json.clone(), true), (json + " ", false)] {
            assert_eq!(split(&json, |_| {}) == Remainder::Whole, whole);
        }
    }

    #[test]
    fn what_has_no_long_list_goes_whole() {
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
    fn the_whole_text_counts_where_it_turns_out_to_be_no_json_or_to_repeat_the_name_of_the_list() {
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
            let (chunks, rest) = split_at_bytes(3, json);
            assert_eq!((chunks.is_empty(), rest), (false, Remainder::WholeAfterAll), "{json}");
        }
    }

    #[test]
    fn a_list_itself_comes_in_chunks() {
        for json in ["[1,2,3]", " [\"é\", {\"a\":[1,2,3]} ,3] ", "[[1,2],[3,4],[[5]]]"] {
            let cut = split_at_bytes(3, json);
            assert_eq!(cut.1, Remainder::Frame("[]".to_owned()));
            assert_eq!(joined(&cut), Some(value(json)));
        }
    }

    #[test]
    fn the_first_list_longer_than_a_piece_comes_in_chunks_and_all_else_in_the_frame() {
        let frames = [
            (r#"{"a":[1],"b":[1,2,3]}"#, r#"["b",{"a":[1],"b":[]}]"#),
            (r#"{"b":[1,2,3],"c":[4,5,6,7]}"#, r#"["b",{"b":[],"c":[4,5,6,7]}]"#),
            (r#"{"a":[1],"a":[1,2,3]}"#, r#"["a",{"a":[1],"a":[]}]"#),
            (r#"{"a":[1],"b":[1,2,3],"a":[2]}"#, r#"["b",{"a":[1],"b":[],"a":[2]}]"#),
            (r#"{"a":[1],"\u0061" : [3,4,5]}"#, r#"["\u0061",{"a":[1],"\u0061" : []}]"#),
        ];
        for (json, frame) in frames {
            let cut = split_at_bytes(3, json);
            assert_eq!(cut.1, Remainder::Frame(frame.to_owned()));
            assert_eq!(joined(&cut), Some(value(json)));
        }
    }

    proptest::proptest! {
        #[test]
        fn joined_chunks_mean_what_the_text_means(
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
        fn what_comes_in_chunks_is_json(
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
