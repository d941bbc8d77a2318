//! A large list in pieces, which go out while the text is still being read: JavaScript parses the
//! first ones meanwhile. V8 maps fresh pages for a text that no page of its heap can hold, and
//! nothing else runs on the JavaScript thread while it parses one: a third of a second for 60 MB.
//! Between pieces the event loop turns (docs/decisions/0015).

use std::fmt;
use std::ops::Range;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// A body up to here goes in one text. V8 has place for 128 KB in the pages of its heap.
pub const LARGEST_WHOLE: usize = 120 * 1024;
/// A piece ends with the element that makes it this long.
const PIECE: usize = 64 * 1024;

/// What is left of a text.
#[derive(Debug, PartialEq, Eq)]
pub enum Rest {
    /// `["name",{…}]`: the object with that list empty, whose elements have gone out; `[]` where the
    /// text was the list itself.
    Frame(String),
    /// All of it, for nothing has gone out.
    Whole,
    /// All of it, and what has gone out does not count: it is no JSON to its end, say.
    WholeAfterAll,
}

/// Gives out a large list, or the first list of a large object that is longer than a piece, as
/// arrays of its elements. Each piece can be parsed.
pub fn cut(json: &str, give_out: impl FnMut(String)) -> Rest {
    if json.len() > LARGEST_WHOLE { cut_into(PIECE, json, give_out) } else { Rest::Whole }
}

fn cut_into(piece_bytes: usize, json: &str, give_out: impl FnMut(String)) -> Rest {
    let mut cutter = Cutter { json, piece_bytes, give_out, has_given: false };
    match (cutter.read(), cutter.has_given) {
        (Ok(Some(list)), _) => Rest::Frame(list.frame(json)),
        (_, false) => Rest::Whole,
        (_, true) => Rest::WholeAfterAll,
    }
}

struct Cutter<'a, F> {
    json: &'a str,
    piece_bytes: usize,
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

impl<'a, F: FnMut(String)> Cutter<'a, F> {
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

/// Reads the object, and its first list that is longer than a piece.
struct Members<'c, 'a, F>(&'c mut Cutter<'a, F>);

impl<'de, F: FnMut(String)> Visitor<'de> for Members<'_, 'de, F> {
    type Value = Option<List<'de>>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let Self(cutter) = self;
        let mut found: Option<List<'de>> = None;
        while let Some(raw) = members.next_key::<&RawValue>()? {
            let name: String = serde_json::from_str(raw.get()).map_err(A::Error::custom)?;
            if found.as_ref().is_some_and(|list| list.is_named(&name)) {
                return Err(A::Error::custom("of a name that is repeated the last value counts"));
            }
            if found.is_none() && cutter.is_list(raw) {
                let elements = members.next_value_seed(Elements(cutter))?;
                found = elements.map(|elements| List::Member { name, raw_name: raw.get(), elements });
            } else {
                members.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found)
    }
}

/// Gives out the elements of a list, and says where they are; not those of a list that is no
/// longer than a piece.
struct Elements<'c, 'a, F>(&'c mut Cutter<'a, F>);

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
        let Self(cutter) = self;
        let mut given: Option<Range<usize>> = None;
        let mut open: Option<Range<usize>> = None;
        while let Some(element) = elements.next_element::<&RawValue>()? {
            let element = cutter.span(element);
            let piece = open.take().map_or(element.start, |piece| piece.start)..element.end;
            if piece.len() < cutter.piece_bytes {
                open = Some(piece);
            } else {
                given = Some(given.map_or(piece.start, |given| given.start)..piece.end);
                cutter.give(piece);
            }
        }
        if let (Some(given), Some(last)) = (&mut given, open) {
            given.end = last.end;
            cutter.give(last);
        }
        Ok(given)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// The pieces, and what is left.
    fn cut_at(piece_bytes: usize, json: &str) -> (Vec<String>, Rest) {
        let mut pieces = Vec::new();
        let rest = cut_into(piece_bytes, json, |piece| pieces.push(piece));
        (pieces, rest)
    }

    /// As `lib/inbox.js` puts them together; None where the whole text counts.
    fn joined((pieces, rest): &(Vec<String>, Rest)) -> Option<Value> {
        let Rest::Frame(frame) = rest else { return None };
        let lists = pieces.iter().map(|piece| serde_json::from_str::<Vec<Value>>(piece).expect("an array"));
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
    fn a_large_list_comes_in_pieces_that_are_as_long_as_they_may_be() {
        let element = r#"{"a":"],["}"#;
        let elements = vec![element; LARGEST_WHOLE / element.len()].join(" , ");
        let json = format!(r#"{{"more":[true], "sessions" :[ {elements} ] ,"next":"c"}}"#);
        let mut pieces = Vec::new();
        let rest = cut(&json, |piece| pieces.push(piece));
        let frame = r#"["sessions",{"more":[true], "sessions" :[  ] ,"next":"c"}]"#;
        assert_eq!(rest, Rest::Frame(frame.to_owned()));
        let (last, full) = pieces.split_last().expect("arrays");
        let longest = PIECE + element.len() + " , []".len();
        assert!(!full.is_empty() && last.len() < longest);
        assert!(full.iter().all(|piece| (PIECE..longest).contains(&piece.len())));
        assert_eq!(joined(&(pieces, rest)), Some(value(&json)));
    }

    #[test]
    fn a_body_that_is_not_large_goes_whole() {
        let json = format!(r#"{{"a":[1,{}]}}"#, "2".repeat(LARGEST_WHOLE - 10));
        assert_eq!(json.len(), LARGEST_WHOLE);
        for (json, whole) in [(json.clone(), true), (json + " ", false)] {
            assert_eq!(cut(&json, |_| {}) == Rest::Whole, whole);
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
            assert_eq!(cut_at(3, json), (vec![], Rest::Whole), "{json}");
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
            let (pieces, rest) = cut_at(3, json);
            assert_eq!((pieces.is_empty(), rest), (false, Rest::WholeAfterAll), "{json}");
        }
    }

    #[test]
    fn a_list_itself_comes_in_pieces() {
        for json in ["[1,2,3]", " [\"é\", {\"a\":[1,2,3]} ,3] ", "[[1,2],[3,4],[[5]]]"] {
            let cut = cut_at(3, json);
            assert_eq!(cut.1, Rest::Frame("[]".to_owned()));
            assert_eq!(joined(&cut), Some(value(json)));
        }
    }

    #[test]
    fn the_first_list_longer_than_a_piece_comes_in_pieces_and_all_else_in_the_frame() {
        let frames = [
            (r#"{"a":[1],"b":[1,2,3]}"#, r#"["b",{"a":[1],"b":[]}]"#),
            (r#"{"b":[1,2,3],"c":[4,5,6,7]}"#, r#"["b",{"b":[],"c":[4,5,6,7]}]"#),
            (r#"{"a":[1],"a":[1,2,3]}"#, r#"["a",{"a":[1],"a":[]}]"#),
            (r#"{"a":[1],"b":[1,2,3],"a":[2]}"#, r#"["b",{"a":[1],"b":[],"a":[2]}]"#),
            (r#"{"a":[1],"\u0061" : [3,4,5]}"#, r#"["\u0061",{"a":[1],"\u0061" : []}]"#),
        ];
        for (json, frame) in frames {
            let cut = cut_at(3, json);
            assert_eq!(cut.1, Rest::Frame(frame.to_owned()));
            assert_eq!(joined(&cut), Some(value(json)));
        }
    }

    proptest::proptest! {
        #[test]
        fn joined_pieces_mean_what_the_text_means(
            list in proptest::collection::vec("[ -~é]{0,9}", 1..9), name in "[a-z\"\\\\]{1,5}", other: i32, bytes in 2..40usize,
        ) {
            for json in [json!({ "a": other, name: &list, "z": { "b": [1] } }), json!(list)] {
                let json = json.to_string();
                if let Some(joined) = joined(&cut_at(bytes, &json)) {
                    proptest::prop_assert_eq!(joined, value(&json));
                }
            }
        }

        #[test]
        fn what_comes_in_pieces_is_json(
            list in proptest::collection::vec("[ -~]{0,9}", 2..9), at: proptest::sample::Index, letter in "[ -~]",
        ) {
            let mut json = json!({ "a": list }).to_string();
            let at = at.index(json.len());
            json.replace_range(at..=at, &letter);
            if let Some(joined) = joined(&cut_at(2, &json)) {
                proptest::prop_assert_eq!(Some(joined), serde_json::from_str(&json).ok());
            }
        }
    }
}
