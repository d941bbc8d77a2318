//! A large list in pieces. V8 maps fresh pages for a text that no page of its heap can hold, and
//! nothing else runs on the JavaScript thread while it parses one: a third of a second for 60 MB.
//! Between pieces the event loop turns (docs/decisions/0015).

use std::fmt;
use std::ops::Range;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// A body up to here goes in one text. V8 has place for 128 KB in the pages of its heap.
const LARGEST_WHOLE: usize = 120 * 1024;
/// A piece ends with the element that makes it this long.
const PIECE: usize = 64 * 1024;

/// `json`, which is ASCII, in pieces, where it is a large object and mostly one list: first
/// `["name",{…}]`, which is the object with that list empty, then arrays of the list's elements.
/// None of any other text, such as one that is no JSON: all pieces can be parsed.
pub fn cut(json: &str) -> impl Iterator<Item = String> {
    let large = json.len() > LARGEST_WHOLE;
    large.then(|| cut_into(PIECE, json)).flatten().into_iter().flatten()
}

fn cut_into(piece_bytes: usize, json: &str) -> Option<impl Iterator<Item = String>> {
    let List { name, pieces } = list_of(json, piece_bytes).ok()?;
    let elements = pieces.first()?.start..pieces.last()?.end;
    if elements.len() < json.len() / 2 {
        return None;
    }
    let frame = format!("[{name},{}{}]", &json[..elements.start], &json[elements.end..]);
    let arrays = pieces.into_iter().map(|piece| format!("[{}]", &json[piece]));
    Some(std::iter::once(frame).chain(arrays))
}

/// A member of the object whose value is a list.
struct List<'a> {
    /// As it stands in the text.
    name: &'a str,
    /// Where in the text its elements are, a range for as many as make a piece.
    pieces: Vec<Range<usize>>,
}

fn list_of(json: &str, piece_bytes: usize) -> serde_json::Result<List<'_>> {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    let list = deserializer.deserialize_map(LongestList { json, piece_bytes })?;
    deserializer.end()?;
    Ok(list)
}

/// Finds the longest list of an object. Of a name that is repeated the last value counts, as in
/// `JSON.parse`.
struct LongestList<'a> {
    json: &'a str,
    piece_bytes: usize,
}

impl<'de> Visitor<'de> for LongestList<'de> {
    type Value = List<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object with a list")
    }

    /// A map of all members would take many times the memory of a body that has nothing but names.
    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<List<'de>, A::Error> {
        let Self { json, piece_bytes } = self;
        let mut longest: Option<(String, List<'de>)> = None;
        while let Some(raw) = members.next_key::<&RawValue>()? {
            let name: String = serde_json::from_str(raw.get()).map_err(A::Error::custom)?;
            let pieces = if is_list(json, raw) {
                members.next_value_seed(Pieces { json, piece_bytes })?
            } else {
                members.next_value::<IgnoredAny>()?;
                Vec::new()
            };
            let replaces =
                |(known, list): &(String, List<'_>)| *known == name || length(&pieces) > length(&list.pieces);
            if longest.as_ref().is_none_or(replaces) {
                longest = Some((name, List { name: raw.get(), pieces }));
            }
        }
        longest.map(|(_, list)| list).ok_or_else(|| A::Error::invalid_length(0, &self))
    }
}

/// Whether the value of the member of this name begins as a list does.
fn is_list(json: &str, name: &RawValue) -> bool {
    let value = json[span(json, name).end..].trim_start_matches([' ', '\t', '\r', '\n', ':']);
    value.starts_with('[')
}

/// Where `part` is in the text that it was read from.
fn span(json: &str, part: &RawValue) -> Range<usize> {
    let start = part.get().as_ptr().addr() - json.as_ptr().addr();
    start..start + part.get().len()
}

fn length(pieces: &[Range<usize>]) -> usize {
    pieces.first().zip(pieces.last()).map_or(0, |(first, last)| last.end - first.start)
}

/// Finds where the pieces of a list are.
struct Pieces<'a> {
    json: &'a str,
    piece_bytes: usize,
}

impl<'de> DeserializeSeed<'de> for Pieces<'de> {
    type Value = Vec<Range<usize>>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Pieces<'de> {
    type Value = Vec<Range<usize>>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Self::Value, A::Error> {
        let mut pieces: Vec<Range<usize>> = Vec::new();
        while let Some(element) = elements.next_element::<&RawValue>()? {
            let element = span(self.json, element);
            match pieces.last_mut() {
                Some(piece) if piece.len() < self.piece_bytes => piece.end = element.end,
                _ => pieces.push(element),
            }
        }
        Ok(pieces)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// As `lib/inbox.js` puts them together.
    fn joined(pieces: &[String]) -> Value {
        let (first, rest) = pieces.split_first().expect("pieces");
        let (name, mut frame): (String, Value) = serde_json::from_str(first).expect("a frame");
        let list = frame[&name].as_array_mut().expect("an array");
        assert!(list.is_empty());
        for piece in rest {
            list.append(&mut serde_json::from_str(piece).expect("an array"));
        }
        frame
    }

    fn pieces_of(piece_bytes: usize, json: &str) -> Option<Vec<String>> {
        cut_into(piece_bytes, json).map(Iterator::collect)
    }

    fn value(json: &str) -> Value {
        serde_json::from_str(json).expect("json")
    }

    #[test]
    fn a_large_list_comes_in_pieces_that_are_as_long_as_they_may_be() {
        let element = r#"{"a":"],["}"#;
        let elements = vec![element; LARGEST_WHOLE / element.len()].join(" , ");
        let json = format!(r#"{{"more":[true], "sessions" :[ {elements} ] ,"next":"c"}}"#);
        let pieces: Vec<String> = cut(&json).collect();
        assert_eq!(pieces[0], r#"["sessions",{"more":[true], "sessions" :[  ] ,"next":"c"}]"#);
        assert_eq!(joined(&pieces), value(&json));
        let (last, full) = pieces[1..].split_last().expect("arrays");
        let longest = PIECE + element.len() + " , []".len();
        assert!(!full.is_empty() && last.len() < longest);
        assert!(full.iter().all(|piece| (PIECE..longest).contains(&piece.len())));
    }

    #[test]
    fn a_body_that_is_not_large_goes_whole() {
        let json = format!(r#"{{"a":[1,{}]}}"#, "2".repeat(LARGEST_WHOLE - 10));
        assert_eq!(json.len(), LARGEST_WHOLE);
        for (json, cuts) in [(json.clone(), false), (json + " ", true)] {
            assert_eq!(cut(&json).next().is_some(), cuts);
        }
    }

    #[test]
    fn what_is_no_object_that_is_mostly_a_list_goes_whole() {
        let table = [
            "[1,2]",
            r#"{"text":"a longer one","list":[1]}"#,
            "{}",
            r#"{"a":[ ]}"#,
            r#"{"a":[1,2,3,4,5,6,7],"a":"not a list"}"#,
            r#"{"a":[1,2,3,4,5,6,7],"a":[8]}"#,
            r#"{"\ud800":[1,2,3,4,5,6,7]}"#,
            r#"{"cut off":[1,2"#,
            r#"{"no json":[1,2,]}"#,
            r#"{"no json":[1,,2]}"#,
            r#"{"no json":[1,2],}"#,
            r#"{"two":[1,2]}{}"#,
        ];
        for json in table {
            assert_eq!(pieces_of(2, json), None, "{json}");
        }
    }

    #[test]
    fn the_last_of_a_repeated_name_counts() {
        for json in [
            r#"{"a":[1,1],"a":[2,3,4,5,6,7,8,9,10,11]}"#,
            r#"{"a":[1],"b":[1,2,3,4,5,6,7,8,9,10,11],"a":[2]}"#,
            r#"{"a":[1,2],"\u0061" : [3,4,5,6,7,8,9,10,11,12,13]}"#,
        ] {
            assert_eq!(joined(&pieces_of(2, json).expect("pieces")), value(json));
        }
    }

    proptest::proptest! {
        #[test]
        fn joined_pieces_mean_what_the_text_means(
            list in proptest::collection::vec("[ -~]{0,9}", 1..9), name in "[a-z\"\\\\]{1,5}", other: i32, bytes in 2..40usize,
        ) {
            let json = json!({ "a": other, name: list, "z": { "b": [1] } }).to_string();
            if let Some(pieces) = pieces_of(bytes, &json) {
                proptest::prop_assert_eq!(joined(&pieces), value(&json));
            }
        }

        #[test]
        fn what_comes_in_pieces_is_json(json in r#"\{"a":[\[\]{}",:1\\ ]{0,14}\}"#) {
            if let Some(pieces) = pieces_of(2, &json) {
                proptest::prop_assert_eq!(Some(joined(&pieces)), serde_json::from_str(&json).ok());
            }
        }
    }
}
