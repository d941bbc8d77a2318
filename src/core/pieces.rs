//! A large list in pieces. Nothing else runs on the JavaScript thread while V8 parses a text: a
//! third of a second for 60 MB. Between pieces the event loop turns, and each is parsed while the
//! next is cut (docs/decisions/0015).

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// A body up to here goes in one text: V8 parses it within some ms, and faster than in pieces.
const LARGEST_WHOLE: usize = 1024 * 1024;
/// A piece ends with the element that makes it this long.
const PIECE: usize = 32 * 1024;

/// Cuts `json`, which is ASCII, where it is a large object whose longest member is an array:
/// `emit` gets `["name",{…}]`, which is the object with that array empty, then arrays of its
/// elements. Any other text is left alone, such as one that is no JSON: pieces can be parsed.
pub fn cut(json: &str, emit: impl FnMut(String)) {
    if json.len() > LARGEST_WHOLE {
        let _ = cut_into(PIECE, json, emit);
    }
}

/// None where the text is left alone.
fn cut_into(piece_bytes: usize, json: &str, mut emit: impl FnMut(String)) -> Option<()> {
    let Longest(name, value) = serde_json::from_str(json).ok()?;
    let list = value.get();
    if !list.starts_with('[') {
        return None;
    }
    emit(frame(json, &name, list)?);
    serde_json::Deserializer::from_str(list).deserialize_seq(Elements { piece_bytes, emit }).ok()
}

/// The name of `list` and `json` without what is in it. `list` is a part of `json`.
fn frame(json: &str, name: &str, list: &str) -> Option<String> {
    let start = list.as_ptr().addr().checked_sub(json.as_ptr().addr())?;
    let (before, after) = (json.get(..start)?, json.get(start + list.len()..)?);
    let name = serde_json::to_string(name).ok().filter(|name| name.is_ascii())?;
    Some(format!("[{name},{before}[]{after}]"))
}

/// The longest member of an object. Of a name that is repeated it is the last, as in `JSON.parse`.
struct Longest<'a>(String, &'a RawValue);

impl<'de> Deserialize<'de> for Longest<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Members)
    }
}

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Longest<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object with members")
    }

    /// A map of all would take many times the memory of a body that has nothing but names.
    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Longest<'de>, A::Error> {
        let mut longest: Option<Longest<'de>> = None;
        while let Some((name, value)) = members.next_entry::<String, &RawValue>()? {
            let replaces = |known: &Longest<'_>| known.0 == name || value.get().len() > known.1.get().len();
            if longest.as_ref().is_none_or(replaces) {
                longest = Some(Longest(name, value));
            }
        }
        longest.ok_or_else(|| A::Error::invalid_length(0, &self))
    }
}

/// Emits the elements of an array, in arrays of about `piece_bytes`, at least one.
struct Elements<F> {
    piece_bytes: usize,
    emit: F,
}

impl<'de, F: FnMut(String)> Visitor<'de> for Elements<F> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut elements: A) -> Result<(), A::Error> {
        loop {
            let mut piece = String::with_capacity(self.piece_bytes + self.piece_bytes / 4);
            piece.push('[');
            while piece.len() < self.piece_bytes
                && let Some(element) = elements.next_element::<&RawValue>()?
            {
                let comma = if piece.len() > 1 { "," } else { "" };
                piece.extend([comma, element.get()]);
            }
            let more = piece.len() >= self.piece_bytes;
            piece.push(']');
            (self.emit)(piece);
            if !more {
                return Ok(());
            }
        }
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
        let mut pieces = Vec::new();
        cut_into(piece_bytes, json, |piece| pieces.push(piece)).map(|()| pieces)
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
        cut(&json, |piece| pieces.push(piece));
        assert_eq!(pieces[0], r#"["sessions",{"more":[true], "sessions" :[] ,"next":"c"}]"#);
        assert_eq!(joined(&pieces), value(&json));
        let (last, full) = pieces[1..].split_last().expect("arrays");
        let longest = PIECE + element.len() + 2;
        assert!(!full.is_empty() && last.len() < longest);
        assert!(full.iter().all(|piece| (PIECE..longest).contains(&piece.len())));
    }

    #[test]
    fn a_body_that_is_not_large_goes_whole() {
        let json = format!(r#"{{"a":[1,{}]}}"#, "2".repeat(LARGEST_WHOLE - 10));
        assert_eq!(json.len(), LARGEST_WHOLE);
        for (json, cuts) in [(json.clone(), false), (json + " ", true)] {
            let mut pieces = 0;
            cut(&json, |_| pieces += 1);
            assert_eq!(pieces > 0, cuts);
        }
    }

    #[test]
    fn what_is_no_object_with_a_list_goes_whole() {
        let table = [
            "[1,2]",
            r#"{"text":"a longer one","list":[1]}"#,
            "{}",
            r#"{"\u00e9":[1,2]}"#,
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
    fn the_last_of_a_repeated_name_counts_and_a_list_may_be_empty() {
        for json in [
            r#"{"a":[1,1],"a":[2,3,4]}"#,
            r#"{"a":[1,1,1],"a":[2]}"#,
            r#"{"a":[1],"b":[1,1],"a":[2]}"#,
            r#"{"a":[ ]}"#,
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
