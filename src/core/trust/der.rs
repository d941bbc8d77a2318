//! Reads the extensions of a certificate (RFC 5280, 4.1 and 4.2), which `webpki` parses but doesn't expose.

const SEQUENCE: u8 = 0x30;
const EXTENSIONS: u8 = 0xa3;
const OID: u8 = 0x06;
const OCTETS: u8 = 0x04;
const BITS: u8 = 0x03;

const KEY_USAGE: &[u8] = &[0x55, 0x1d, 0x0f];
const EXTENDED_KEY_USAGE: &[u8] = &[0x55, 0x1d, 0x25];
const SERVER_AUTH: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 1];
/// Digital signature, key encipherment and key agreement. A handshake needs one of them.
const USAGES_OF_TLS: u8 = 0b1010_1000;

/// Whether the extensions allow a TLS server to use the key, as OpenSSL interprets them: a missing extension
/// forbids nothing.
pub fn allows_server(certificate: &[u8]) -> bool {
    let extended = extension(certificate, EXTENDED_KEY_USAGE).and_then(|value| inside(value, SEQUENCE));
    let usage = extension(certificate, KEY_USAGE).and_then(|value| inside(value, BITS));
    extended.is_none_or(|purposes| items(purposes).any(|item| item == (OID, SERVER_AUTH)))
        // The first byte counts the unused bits.
        && usage.is_none_or(|bits| bits.get(1).is_some_and(|first| first & USAGES_OF_TLS != 0))
}

/// The value of an extension. `None` if the certificate doesn't have it.
fn extension<'a>(certificate: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let signed = inside(inside(certificate, SEQUENCE)?, SEQUENCE)?;
    let (_, wrapped) = items(signed).find(|(tag, _)| *tag == EXTENSIONS)?;
    items(inside(wrapped, SEQUENCE)?)
        .map(|(_, extension)| extension)
        .find(|extension| items(extension).next() == Some((OID, name)))
        .and_then(|extension| items(extension).find(|(tag, _)| *tag == OCTETS))
        .map(|(_, value)| value)
}

/// The content of the first item, if it has this tag.
fn inside(der: &[u8], tag: u8) -> Option<&[u8]> {
    items(der).next().filter(|(found, _)| *found == tag).map(|(_, content)| content)
}

/// Consecutive items, each a tag and its content. Stops at invalid bytes.
fn items(mut der: &[u8]) -> impl Iterator<Item = (u8, &[u8])> {
    std::iter::from_fn(move || {
        let (tag, rest) = der.split_first()?;
        let (content, rest) = content(rest)?;
        der = rest;
        Some((*tag, content))
    })
}

/// Reads a length and splits off that many bytes.
fn content(der: &[u8]) -> Option<(&[u8], &[u8])> {
    let (first, rest) = der.split_first()?;
    let (length, rest) = match first {
        0..=0x7f => (usize::from(*first), rest),
        0x81..=0x83 => {
            let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
            (bytes.iter().fold(0, |length, byte| length << 8 | usize::from(*byte)), rest)
        }
        _ => return None,
    };
    rest.split_at_checked(length)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn item(tag: u8, content: &[u8]) -> Vec<u8> {
        let length = u8::try_from(content.len()).expect("a short item");
        [&[tag, 0x81, length], content].concat()
    }

    fn certificate(extensions: &[Vec<u8>]) -> Vec<u8> {
        let list = item(EXTENSIONS, &item(SEQUENCE, &extensions.concat()));
        let signed = item(SEQUENCE, &[item(0x02, &[1]), item(SEQUENCE, &[]), list].concat());
        item(SEQUENCE, &[signed, item(SEQUENCE, &[]), item(BITS, &[0])].concat())
    }

    fn named(name: &[u8], value: &[u8]) -> Vec<u8> {
        item(SEQUENCE, &[item(OID, name), item(0x01, &[0xff]), item(OCTETS, value)].concat())
    }

    fn extended(purposes: &[&[u8]]) -> Vec<u8> {
        let purposes: Vec<u8> = purposes.iter().flat_map(|purpose| item(OID, purpose)).collect();
        named(EXTENDED_KEY_USAGE, &item(SEQUENCE, &purposes))
    }

    fn usage(first: u8) -> Vec<u8> {
        named(KEY_USAGE, &item(BITS, &[1, first]))
    }

    #[test]
    fn a_server_needs_serverauth_only_if_purposes_are_named() {
        let client: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 2];
        let table = [
            (vec![], true),
            (vec![extended(&[client, SERVER_AUTH])], true),
            (vec![extended(&[client])], false),
            (vec![extended(&[])], false),
            (vec![usage(0b1000_0000)], true),
            (vec![usage(0b0000_0110)], false),
            (vec![usage(0b0010_0000), extended(&[SERVER_AUTH])], true),
            (vec![usage(0b0000_0100), extended(&[SERVER_AUTH])], false),
        ];
        for (extensions, allowed) in table {
            assert_eq!(allows_server(&certificate(&extensions)), allowed, "{extensions:?}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_cause_a_panic(
            bytes in proptest::collection::vec(any::<u8>(), 0..64),
            at in 0_usize..80,
        ) {
            let mut certificate = certificate(&[extended(&[SERVER_AUTH]), usage(0b1000_0000)]);
            let at = at.min(certificate.len());
            certificate.splice(at.., bytes);
            allows_server(&certificate);
        }
    }
}
