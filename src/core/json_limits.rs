//! Limits on the number of containers (objects and arrays) in a JSON body and on their depth, checked before
//! JavaScript parses it. A compressed body of 200 bytes can contain 20 million of them, which would keep
//! `JSON.parse`, and the whole program, busy for half a minute.

use memchr::memchr_iter;
use wide::u8x16;

/// `JSON.parse` takes about 0.2 s for this many.
pub const MAX_CONTAINERS: usize = 1_000_000;
pub const MAX_DEPTH: usize = 1_000;

/// A limit that a body exceeds.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LimitError {
    #[error(
        "the response has more than {limit} objects and arrays, which would block this program while it parses them. \
         Ask for less at once"
    )]
    TooManyContainers { limit: usize },
    #[error(
        "the JSON of the response is nested deeper than {limit} levels. Check that serverUrl leads to FaceSign"
    )]
    TooDeep { limit: usize },
}

/// How many bytes are examined together, one bit for each.
const BLOCK: usize = 64;

/// Checks a whole body. If it has too few brackets to break a limit, even counting those in strings, it isn't
/// scanned.
pub fn check(json: &[u8]) -> Result<(), LimitError> {
    if json.len() <= MAX_DEPTH {
        return Ok(());
    }
    let brackets = memchr_iter(b'{', json).count() + memchr_iter(b'[', json).count();
    if brackets <= MAX_DEPTH { Ok(()) } else { Scanner::default().scan(json) }
}

/// Checks a body slice by slice.
#[derive(Debug, Default)]
pub struct Scanner {
    containers: usize,
    depth: usize,
    in_string: bool,
    after_backslash: bool,
}

impl Scanner {
    /// Reads the next slice.
    pub fn scan(&mut self, slice: &[u8]) -> Result<(), LimitError> {
        let (blocks, remainder) = slice.as_chunks();
        for block in blocks {
            self.block(block)?;
        }
        self.bytes(remainder)
    }

    /// Scans a block at once. Falls back to single bytes for escapes, or if the order of brackets matters.
    fn block(&mut self, block: &[u8; BLOCK]) -> Result<(), LimitError> {
        let bits = Bits::of(block);
        let in_strings = inside(bits.quotes) ^ if self.in_string { u64::MAX } else { 0 };
        let opening = (bits.opening & !in_strings).count_ones() as usize;
        if bits.backslashes != 0
            || self.after_backslash
            || self.depth + opening > MAX_DEPTH
            || self.containers + opening > MAX_CONTAINERS
        {
            return self.bytes(block);
        }
        let closing = (bits.closing & !in_strings).count_ones() as usize;
        self.containers += opening;
        self.depth = (self.depth + opening).saturating_sub(closing);
        self.in_string = in_strings >> (BLOCK - 1) == 1;
        Ok(())
    }

    fn bytes(&mut self, json: &[u8]) -> Result<(), LimitError> {
        for byte in json {
            match *byte {
                _ if self.after_backslash => self.after_backslash = false,
                b'"' => self.in_string = !self.in_string,
                b'\\' => self.after_backslash = self.in_string,
                _ if self.in_string => {}
                b'[' | b'{' => self.open()?,
                b']' | b'}' => self.depth = self.depth.saturating_sub(1),
                _ => {}
            }
        }
        Ok(())
    }

    fn open(&mut self) -> Result<(), LimitError> {
        self.containers += 1;
        self.depth += 1;
        if self.containers > MAX_CONTAINERS {
            return Err(LimitError::TooManyContainers { limit: MAX_CONTAINERS });
        }
        if self.depth > MAX_DEPTH {
            return Err(LimitError::TooDeep { limit: MAX_DEPTH });
        }
        Ok(())
    }
}

/// The positions in a block; the first byte is the lowest bit.
#[derive(Default)]
struct Bits {
    quotes: u64,
    backslashes: u64,
    opening: u64,
    closing: u64,
}

impl Bits {
    fn of(block: &[u8; BLOCK]) -> Self {
        let mut bits = Self::default();
        let (parts, _) = block.as_chunks();
        for (at, part) in parts.iter().enumerate() {
            let part = u8x16::from(*part);
            let bits_of = |bytes: u8x16, byte: u8| {
                u64::from(bytes.simd_eq(u8x16::splat(byte)).to_bitmask()) << (16 * at)
            };
            // Square and curly brackets differ in a single bit.
            let curly = part | u8x16::splat(b'[' ^ b'{');
            bits.quotes |= bits_of(part, b'"');
            bits.backslashes |= bits_of(part, b'\\');
            bits.opening |= bits_of(curly, b'{');
            bits.closing |= bits_of(curly, b'}');
        }
        bits
    }
}

/// Sets the bits from each quotation mark up to the next: a bit is set if an odd number of quotation marks
/// lies at or before it.
const fn inside(quotes: u64) -> u64 {
    let mut bits = quotes;
    let mut shift = 1;
    while shift < BLOCK {
        bits ^= bits << shift;
        shift *= 2;
    }
    bits
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    fn too_deep() -> LimitError {
        LimitError::TooDeep { limit: MAX_DEPTH }
    }

    fn nested(depth: usize) -> String {
        format!("{}{}", r#"[{"a":"#.repeat(depth / 2), "}]".repeat(depth / 2))
    }

    fn empty_objects(count: usize) -> String {
        format!("[{}]", vec!["{}"; count - 1].join(","))
    }

    #[test]
    fn a_body_may_be_as_deep_as_the_limit() {
        assert_eq!(check(nested(MAX_DEPTH).as_bytes()), Ok(()));
        assert_eq!(check(nested(MAX_DEPTH + 2).as_bytes()), Err(too_deep()));
        assert_eq!(check("[".repeat(MAX_DEPTH).as_bytes()), Ok(()));
        assert_eq!(check("[".repeat(MAX_DEPTH + 1).as_bytes()), Err(too_deep()));
    }

    #[test]
    fn a_body_may_have_as_many_containers_as_the_limit() {
        let limit = MAX_CONTAINERS;
        assert_eq!(check(empty_objects(limit).as_bytes()), Ok(()));
        let more = empty_objects(limit + 1);
        assert_eq!(check(more.as_bytes()), Err(LimitError::TooManyContainers { limit }));
    }

    #[test]
    fn brackets_in_strings_do_not_count() {
        let brackets = "[{".repeat(MAX_DEPTH);
        for json in [format!(r#"{{"{brackets}":"{brackets}"}}"#), format!(r#"["\"\\\"{brackets}\\","{{"]"#)] {
            assert_eq!(check(json.as_bytes()), Ok(()));
        }
    }

    /// Containers and depth of a value, counted without the scanner.
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
        leaf.prop_recursive(6, 120, 5, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
                prop::collection::hash_map(text, inner, 0..5).prop_map(|map| map.into_iter().collect()),
            ]
        })
    }

    proptest! {
        #[test]
        fn the_scanner_agrees_with_a_plain_count(value in values(), slice in 1..9usize) {
            let json = value.to_string();
            let mut deepest = 0;
            let mut scanner = Scanner::default();
            // Byte by byte to measure the depth, then in slices, which may split an escape.
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
            let mut in_blocks = Scanner::default();
            in_blocks.scan(json.as_bytes()).expect("few");
            prop_assert_eq!((in_blocks.containers, in_blocks.depth, in_blocks.in_string), (scanner.containers, 0, false));
        }
    }
}
