//! How many containers (objects and arrays) a JSON text may have, and how deep they may be
//! nested, before JavaScript parses it. A compressed body of 200 bytes can hold 20 million of
//! them, which keep `JSON.parse`, and with it the whole program, busy for half a minute.

use memchr::memchr2;

use crate::core::error::ResponseFault;

/// `JSON.parse` takes some 0.2 s for so many.
pub const MAX_CONTAINERS: usize = 1_000_000;
pub const MAX_DEPTH: usize = 1_000;

/// Checks a whole text. One with too few brackets to break a limit is not read any further: those
/// are counted many at a time.
pub fn check(json: &[u8]) -> Result<(), ResponseFault> {
    if json.len() <= MAX_DEPTH || opening_brackets(json) <= MAX_DEPTH {
        return Ok(());
    }
    Scanner::default().scan(json)
}

/// All of them, also those in strings.
fn opening_brackets(json: &[u8]) -> usize {
    // In blocks whose count fits into a byte, which the compiler makes vector code of.
    let block = |block: &[u8]| block.iter().map(|byte| u8::from(opens(*byte))).sum::<u8>();
    json.chunks(u8::MAX as usize).map(|bytes| usize::from(block(bytes))).sum()
}

/// `[` and `{` differ in this bit alone.
const fn opens(byte: u8) -> bool {
    byte | 0x20 == b'{'
}

const fn closes(byte: u8) -> bool {
    byte | 0x20 == b'}'
}

/// Checks a text that comes slice by slice.
#[derive(Debug, Default)]
pub struct Scanner {
    containers: usize,
    depth: usize,
    in_string: bool,
    after_backslash: bool,
}

impl Scanner {
    /// Reads the next slice.
    pub fn scan(&mut self, slice: &[u8]) -> Result<(), ResponseFault> {
        let mut rest = slice;
        loop {
            rest = if self.in_string { self.string(rest) } else { self.outside(rest)? };
            if rest.is_empty() {
                return Ok(());
            }
        }
    }

    /// Reads on to the next string, and gives what follows its quotation mark.
    fn outside<'a>(&mut self, text: &'a [u8]) -> Result<&'a [u8], ResponseFault> {
        for (at, byte) in text.iter().enumerate() {
            match *byte {
                b'"' => {
                    self.in_string = true;
                    return Ok(text.get(at + 1..).unwrap_or_default());
                }
                byte if opens(byte) => self.open()?,
                byte if closes(byte) => self.depth = self.depth.saturating_sub(1),
                _ => {}
            }
        }
        Ok(&[])
    }

    fn open(&mut self) -> Result<(), ResponseFault> {
        self.containers += 1;
        self.depth += 1;
        if self.containers > MAX_CONTAINERS {
            return Err(ResponseFault::TooManyContainers { limit: MAX_CONTAINERS });
        }
        if self.depth > MAX_DEPTH {
            return Err(ResponseFault::TooDeep { limit: MAX_DEPTH });
        }
        Ok(())
    }

    /// Reads on to the end of the string, or past an escape in it, and gives what follows.
    fn string<'a>(&mut self, text: &'a [u8]) -> &'a [u8] {
        if std::mem::take(&mut self.after_backslash) {
            return text.get(1..).unwrap_or_default();
        }
        let Some(at) = memchr2(b'"', b'\\', text) else { return &[] };
        self.after_backslash = text.get(at) == Some(&b'\\');
        self.in_string = self.after_backslash;
        text.get(at + 1..).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    fn too_deep() -> ResponseFault {
        ResponseFault::TooDeep { limit: MAX_DEPTH }
    }

    fn nested(depth: usize) -> String {
        format!("{}{}", r#"[{"a":"#.repeat(depth / 2), "}]".repeat(depth / 2))
    }

    fn empty_objects(count: usize) -> String {
        format!("[{}]", vec!["{}"; count - 1].join(","))
    }

    #[test]
    fn a_text_may_be_as_deep_as_the_limit_and_no_deeper() {
        assert_eq!(check(nested(MAX_DEPTH).as_bytes()), Ok(()));
        assert_eq!(check(nested(MAX_DEPTH + 2).as_bytes()), Err(too_deep()));
        assert_eq!(check("[".repeat(MAX_DEPTH).as_bytes()), Ok(()));
        assert_eq!(check("[".repeat(MAX_DEPTH + 1).as_bytes()), Err(too_deep()));
    }

    #[test]
    fn a_text_may_have_as_many_containers_as_the_limit_and_no_more() {
        let limit = MAX_CONTAINERS;
        assert_eq!(check(empty_objects(limit).as_bytes()), Ok(()));
        let more = empty_objects(limit + 1);
        assert_eq!(check(more.as_bytes()), Err(ResponseFault::TooManyContainers { limit }));
    }

    #[test]
    fn brackets_in_strings_do_not_count() {
        let brackets = "[{".repeat(MAX_DEPTH);
        for json in [format!(r#"{{"{brackets}":"{brackets}"}}"#), format!(r#"["\"\\\"{brackets}\\","{{"]"#)] {
            assert_eq!(check(json.as_bytes()), Ok(()));
        }
    }

    /// Containers and depth of a value, counted plainly.
    fn counted(value: &Value) -> (usize, usize) {
        let inner: Vec<(usize, usize)> = match value {
            Value::Array(array) => array.iter().map(counted).collect(),
            Value::Object(object) => object.values().map(counted).collect(),
            _ => return (0, 0),
        };
        let containers = inner.iter().map(|(containers, _)| containers).sum::<usize>();
        (containers + 1, inner.iter().map(|(_, depth)| depth + 1).max().unwrap_or(1))
    }

    fn values() -> impl Strategy<Value = Value> {
        let text = "[\\[\\]{}\"\\\\a: é\u{1}]{0,6}";
        let leaf =
            prop_oneof![Just(Value::Null), text.prop_map(Value::from), any::<i32>().prop_map(Value::from)];
        leaf.prop_recursive(6, 60, 5, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
                prop::collection::hash_map(text, inner, 0..5).prop_map(|map| map.into_iter().collect()),
            ]
        })
    }

    proptest! {
        #[test]
        fn containers_and_depth_are_those_of_a_plain_count(value in values(), slice in 1..9usize) {
            let json = value.to_string();
            let mut deepest = 0;
            let mut scanner = Scanner::default();
            // Byte by byte for the depth on the way, and in slices, which may part an escape.
            for byte in json.as_bytes().chunks(1) {
                scanner.scan(byte).expect("few");
                deepest = deepest.max(scanner.depth);
            }
            let mut sliced = Scanner::default();
            for slice in json.as_bytes().chunks(slice) {
                sliced.scan(slice).expect("few");
            }
            prop_assert_eq!((scanner.containers, deepest), counted(&value));
            prop_assert_eq!((sliced.containers, sliced.depth, sliced.in_string), (scanner.containers, 0, false));
            prop_assert!(opening_brackets(json.as_bytes()) >= scanner.containers);
        }
    }
}
