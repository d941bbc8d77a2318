//! The forms in which a server or a proxy may repeat a key: plain, JSON-escaped, percent-encoded, and Base64, also inside
//! a longer Base64 string.

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use memchr::memchr2;
use memchr::memmem::Finder;

use crate::core::headers::latin1;

pub const REDACTED: &str = "[redacted]";

/// In either alphabet.
const fn is_base64_letter(letter: u8) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, b'+' | b'/' | b'-' | b'_')
}

/// One form of the key, prepared for searches.
struct Form {
    finder: Finder<'static>,
    is_base64: bool,
}

/// All forms of one key.
pub struct Forms(Vec<Form>);

impl Forms {
    pub fn of(key: &str) -> Self {
        let mut forms = vec![Form::literal(key)];
        add_base64(&mut forms, key.as_bytes());
        if let Some(in_latin1) = latin1(key).filter(|_| !key.is_ascii()) {
            add_base64(&mut forms, in_latin1.as_bytes());
            // UTF-8 misread as Latin-1, and Latin-1 misread as UTF-8.
            let utf8_misread: String = key.bytes().map(char::from).collect();
            let latin1_misread = String::from_utf8_lossy(in_latin1.as_bytes());
            forms.extend([&utf8_misread, &*latin1_misread].map(Form::literal));
        }
        Self(forms)
    }

    /// Whether a string may contain one: literally, or spelled with escapes or in another encoding.
    pub fn may_be_in(&self, text: &str) -> bool {
        !text.is_ascii()
            || memchr2(b'\\', b'%', text.as_bytes()).is_some()
            || self.0.iter().any(|form| form.finder.find(text.as_bytes()).is_some())
    }

    /// Replaces them in a string, however they are spelled.
    pub fn remove_from<'t>(&self, text: &'t str) -> Cow<'t, str> {
        // Literal forms first: a backslash or percent sign in the key could look like an escape.
        let literal = self.0.iter().filter(|form| !form.is_base64);
        let clean = literal.fold(Cow::Borrowed(text), |text, form| {
            if text.contains(form.text()) { Cow::Owned(text.replace(form.text(), REDACTED)) } else { text }
        });
        without_forms(&clean, &self.0).map_or(clean, Cow::Owned)
    }
}

/// In both alphabets, and for each offset of the key in a group of three bytes.
fn add_base64(forms: &mut Vec<Form>, key: &[u8]) {
    for before in 0..3 {
        let text = base64_after(before, key);
        if text.contains(['+', '/']) {
            let url_safe = text.replace('+', "-").replace('/', "_");
            forms.push(Form::base64(&url_safe));
        }
        forms.push(Form::base64(&text));
    }
}

/// The Base64 letters that depend only on `bytes`, if they follow `before` bytes in a group of three.
fn base64_after(before: usize, bytes: &[u8]) -> String {
    let encoded = STANDARD_NO_PAD.encode([vec![0; before], bytes.to_vec()].concat());
    let first = (before * 8).div_ceil(6);
    let end = (before + bytes.len()) * 8 / 6;
    encoded.get(first..end).unwrap_or_default().to_owned()
}

fn without_forms(text: &str, forms: &[Form]) -> Option<String> {
    let first = forms.iter().filter_map(|form| form.text().bytes().next()).chain([b'\\', b'%']);
    let mut begins = [false; 256];
    first.for_each(|byte| begins.iter_mut().skip(byte.into()).take(1).for_each(|begins| *begins = true));
    let may_begin = |byte: u8| begins.get(usize::from(byte)) == Some(&true);
    let mut clean = String::new();
    let (mut rest, mut at) = (text, 0);
    while let Some(next) = rest.get(at..)?.bytes().position(may_begin) {
        let (before, from) = rest.split_at_checked(at + next)?;
        if let Some(after) = forms.iter().find_map(|form| form.after_spelling(from)) {
            clean.push_str(before);
            clean.push_str(REDACTED);
            (rest, at) = (after, 0);
        } else {
            at += next + one_character(from);
        }
    }
    (rest.len() < text.len()).then(|| clean + rest)
}

impl Form {
    fn literal(text: &str) -> Self {
        Self { finder: Finder::new(text).into_owned(), is_base64: false }
    }

    fn base64(text: &str) -> Self {
        Self { is_base64: true, ..Self::literal(text) }
    }

    fn text(&self) -> &str {
        str::from_utf8(self.finder.needle()).unwrap_or_default()
    }

    /// What follows if `text` begins with a spelling of this form.
    fn after_spelling<'t>(&self, text: &'t str) -> Option<&'t str> {
        let after = self.text().chars().try_fold(text, after_letter)?;
        if !self.is_base64 {
            return Some(after);
        }
        // The letter that encodes the end of the key and the beginning of what follows.
        let shared = after.strip_prefix(|letter: char| u8::try_from(letter).is_ok_and(is_base64_letter));
        Some(shared.unwrap_or(after).trim_start_matches('='))
    }
}

/// Skips what a backslash escapes, too: an escaped backslash begins no spelling.
fn one_character(text: &str) -> usize {
    let letters = if text.starts_with('\\') { 2 } else { 1 };
    text.chars().take(letters).map(char::len_utf8).sum()
}

/// What follows if `text` begins with `letter`: plain, after a backslash, as `\uXXXX` (RFC 8259, 7), or
/// percent-encoded.
fn after_letter(text: &str, letter: char) -> Option<&str> {
    let escaped = if letter == '\\' { text.strip_prefix('\\') } else { after_backslashes(text) };
    after_hex(after_backslashes(text), 'u', 4, u32::from(letter))
        .or_else(|| escaped?.strip_prefix(letter))
        .or_else(|| after_percent(text, letter))
        .or_else(|| text.strip_prefix(letter))
}

/// JSON inside JSON has several backslashes before an escaped letter.
fn after_backslashes(text: &str) -> Option<&str> {
    const MAX: usize = 7;
    let count = text.bytes().take(MAX).take_while(|byte| *byte == b'\\').count();
    text.get(count..).filter(|_| count > 0)
}

fn after_hex(text: Option<&str>, mark: char, digits: usize, value: u32) -> Option<&str> {
    let (hex, after) = text?.strip_prefix(mark)?.split_at_checked(digits)?;
    (u32::from_str_radix(hex, 16) == Ok(value)).then_some(after)
}

fn after_percent(text: &str, letter: char) -> Option<&str> {
    let mut utf8 = [0; 4];
    let bytes = letter.encode_utf8(&mut utf8).bytes();
    let in_utf8 = bytes.into_iter().try_fold(text, |rest, byte| after_hex(Some(rest), '%', 2, byte.into()));
    in_utf8.or_else(|| after_hex(Some(text), '%', 2, u32::from(letter)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_form_of_the_key_or_an_escape_is_worth_a_search() {
        let forms = Forms::of("sk_test_marked");
        let table = [
            ("for sk_test_marked", true),
            ("c2tfdGVzdF9tYXJrZWQ", true),
            ("100%", true),
            (r"a\b", true),
            ("Z\u{fc}rich", true),
            ("4b825dc6-42cb-4e06-a0c8-1f4e9a3f0b7d", false),
            ("sk_test_another", false),
            ("", false),
        ];
        for (text, searched) in table {
            assert_eq!(forms.may_be_in(text), searched, "{text}");
        }
    }
}
