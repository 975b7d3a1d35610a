//! Tags of XML and their attributes, for what is picked up without a parser.

use std::borrow::Cow;

use memchr::memchr;

/// The tags of a part, without their brackets; one that does not end is none.
pub fn tags(xml: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = xml;
    std::iter::from_fn(move || {
        let tag = &rest[memchr(b'<', rest)? + 1..];
        let end = end(&mut None, tag.first(), tag)?;
        rest = &tag[end + 1..];
        Some(&tag[..end])
    })
}

/// Where a tag ends in some more bytes of it, by its first byte and the quote that is open before them: inside a
/// value `>` is a character like others.
pub fn end(quote: &mut Option<u8>, first: Option<&u8>, bytes: &[u8]) -> Option<usize> {
    // Declarations and ends of elements have no values.
    if let Some(b'/' | b'!' | b'?') = first {
        return memchr(b'>', bytes);
    }
    if quote.is_none()
        && let Some(at) = memchr(b'>', bytes)
        && closed(&bytes[..at])
    {
        return Some(at);
    }
    let mut open = *quote;
    for (at, byte) in bytes.iter().enumerate() {
        match (open, byte) {
            (None, b'>') => {
                *quote = None;
                return Some(at);
            }
            (None, b'"' | b'\'') => open = Some(*byte),
            (Some(closing), byte) if closing == *byte => open = None,
            _ => {}
        }
    }
    *quote = open;
    None
}

/// Whether every value is surely closed: double quotes alone, and an even number of them. Nearly all tags are so,
/// and counting takes many bytes at once.
fn closed(tag: &[u8]) -> bool {
    let (odd, single) = tag.iter().fold((false, false), |(odd, single), byte| {
        (odd ^ (*byte == b'"'), single | (*byte == b'\''))
    });
    !odd && !single
}

/// The name of a tag without its prefix: prefixes are the writer's own.
pub fn local(tag: &[u8]) -> &[u8] {
    let mut start = 0;
    for (at, byte) in tag.iter().enumerate() {
        match byte {
            b':' => start = at + 1,
            b'/' => return &tag[start..at],
            byte if byte.is_ascii_whitespace() => return &tag[start..at],
            _ => {}
        }
    }
    &tag[start..]
}

/// The value of an attribute, its entities resolved. A name with its prefix (`office:currency`) must be that, one
/// without stands under any.
pub fn attribute<'t>(tag: &'t [u8], name: &str) -> Option<Cow<'t, str>> {
    let value = value(tag, name.as_bytes())?;
    let text = match String::from_utf8_lossy(value) {
        text if value.contains(&b'_') => Cow::Owned(escaped(&text)),
        text => text,
    };
    if !value.contains(&b'&') {
        return Some(text);
    }
    let named = [("&quot;", "\""), ("&apos;", "'"), ("&lt;", "<"), ("&gt;", ">")];
    let plain = named.iter().fold(text.into_owned(), |text, (entity, is)| text.replace(entity, is));
    Some(numbered(&plain).replace("&amp;", "&").into())
}

/// Whether a tag has an attribute.
pub fn has(tag: &[u8], name: &str) -> bool {
    value(tag, name.as_bytes()).is_some()
}

/// The bytes of an attribute as they are written, for what holds no entities.
pub fn value<'t>(tag: &'t [u8], name: &[u8]) -> Option<&'t [u8]> {
    let named = |key: &[u8]| {
        key.strip_suffix(name).is_some_and(|prefix| prefix.is_empty() || prefix.ends_with(b":"))
    };
    attributes(tag).find(|(key, _)| named(key)).map(|(_, value)| value)
}

/// Names with their prefixes, and values as they are written.
fn attributes(tag: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    let mut rest = tag;
    std::iter::from_fn(move || {
        let open = rest.iter().position(|b| matches!(b, b'"' | b'\''))?;
        let (before, behind) = (&rest[..open], &rest[open + 1..]);
        let length = behind.iter().position(|b| *b == rest[open])?;
        let key = before.trim_ascii_end().strip_suffix(b"=").unwrap_or_default().trim_ascii_end();
        let start = key.iter().rposition(|b| b.is_ascii_whitespace()).map_or(0, |at| at + 1);
        rest = &behind[length + 1..];
        Some((&key[start..], &behind[..length]))
    })
}

/// `&#19975;` and `&#x4e07;` as the characters that they stand for.
fn numbered(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("&#") {
        let Some(end) = rest[at..].find(';') else { break };
        let number = &rest[at + 2..at + end];
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => number.parse().ok(),
        };
        out.push_str(&rest[..at]);
        out.extend(code.and_then(char::from_u32));
        rest = &rest[at + end + 1..];
    }
    out + rest
}

/// `_x4E07_` as the character that it stands for in texts of Office files.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let code = rest.get(at + 2..at + 6).filter(|_| rest[at + 6..].starts_with('_'));
        let is = code.and_then(|hex| u32::from_str_radix(hex, 16).ok()).and_then(char::from_u32);
        let end = if is.is_some() { at + 7 } else { at + 2 };
        out.push_str(&rest[..if is.is_some() { at } else { end }]);
        out.extend(is);
        rest = &rest[end..];
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_by_their_code() {
        for (text, is) in [
            ("0.0\"_x4E07_元\"", "0.0\"万元\""),
            ("a_x000D_b", "a\rb"),
            ("_x_", "_x_"),
            ("_x4E07", "_x4E07"),
            ("_xD800_", "_xD800_"),
            ("_x万元_", "_x万元_"),
        ] {
            assert_eq!(escaped(text), is);
        }
    }

    #[test]
    fn attributes_as_writers_write_them() {
        for tag in [
            "c r=\"A1\" s=\"3\"",
            "x:c r='A1' s='3'",
            "c\tr = \"A1\"\n s= '3'/",
            "c s='3'\r\nr='A1'",
        ] {
            let of = |name| attribute(tag.as_bytes(), name);
            assert_eq!((of("r").as_deref(), of("s").as_deref()), (Some("A1"), Some("3")), "{tag}");
        }
        let tag = b"numFmt formatCode='[>=1]0\"r=\"&#19975;&amp;lt;' r=\"1\"";
        assert_eq!(attribute(tag, "formatCode").as_deref(), Some("[>=1]0\"r=\"万&lt;"));
        assert_eq!(attribute(tag, "r").as_deref(), Some("1"), "not that inside a value");
        let cell = b"table:table-cell calcext:value-type=\"x\" office:value-type=\"float\"";
        assert_eq!(attribute(cell, "office:value-type").as_deref(), Some("float"));
        assert!(has(b"sheet name=\"a\" rel:id='r1'", "id") && !has(b"sheet sheetId='1'", "id"));
        assert_eq!(attribute(b"c r=\"A1", "r"), None);
    }

    #[test]
    fn signs_inside_values_end_no_tag() {
        let all: Vec<&[u8]> = tags(b"<a b=\"x>y\"/><c d='\">'>text<e").collect();
        assert_eq!(all, [&b"a b=\"x>y\"/"[..], b"c d='\">'"]);
        assert_eq!(local(b"x:row r='1'"), b"row");
    }
}
