//! Tags of XML and their attributes, for what is picked up without a parser.

use memchr::{memchr, memchr2};

/// The tags of a part, without their brackets; one that does not end is none.
pub fn tags(xml: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = xml;
    std::iter::from_fn(move || {
        let open = memchr(b'<', rest)? + 1;
        let (mut end, mut quote) = (open, None);
        loop {
            let length = memchr(b'>', &rest[end..])?;
            quote = quoted(quote, &rest[end..end + length]);
            end += length;
            if quote.is_none() || is_declaration(&rest[open..]) {
                break;
            }
            end += 1;
        }
        let tag = &rest[open..end];
        rest = &rest[end + 1..];
        Some(tag)
    })
}

/// The quote that is open behind some more bytes of a tag: inside a value `>` is a character like others.
pub fn quoted(open: Option<u8>, mut bytes: &[u8]) -> Option<u8> {
    let mut open = open;
    loop {
        let next = match open {
            None => memchr2(b'"', b'\'', bytes),
            Some(quote) => memchr(quote, bytes),
        };
        let Some(at) = next else { return open };
        open = if open.is_none() { Some(bytes[at]) } else { None };
        bytes = &bytes[at + 1..];
    }
}

/// Whether a tag is none of an element: quotes mean nothing in it.
pub fn is_declaration(tag: &[u8]) -> bool {
    matches!(tag.first(), Some(b'!' | b'?'))
}

/// The name of a tag without its prefix: prefixes are the writer's own.
pub fn local(tag: &[u8]) -> &[u8] {
    let end = tag.iter().position(|b| b.is_ascii_whitespace() || *b == b'/');
    let name = &tag[..end.unwrap_or(tag.len())];
    name.rsplit(|b| *b == b':').next().unwrap_or(name)
}

/// The value of an attribute, its entities resolved. A name with its prefix (`office:currency`) must be that, one
/// without stands under any.
pub fn attribute(tag: &[u8], name: &str) -> Option<String> {
    let value = value(tag, name.as_bytes())?;
    let text = String::from_utf8_lossy(value);
    if !text.contains('&') {
        return Some(text.into_owned());
    }
    let named = [("&quot;", "\""), ("&apos;", "'"), ("&lt;", "<"), ("&gt;", ">")];
    let plain = named.iter().fold(text.into_owned(), |text, (entity, is)| text.replace(entity, is));
    Some(numbered(&plain).replace("&amp;", "&"))
}

/// Whether a tag has an attribute.
pub fn has(tag: &[u8], name: &str) -> bool {
    value(tag, name.as_bytes()).is_some()
}

fn value<'t>(tag: &'t [u8], name: &[u8]) -> Option<&'t [u8]> {
    let mut rest = tag;
    loop {
        let open = memchr2(b'"', b'\'', rest)?;
        let (before, behind) = (&rest[..open], &rest[open + 1..]);
        let length = memchr(rest[open], behind)?;
        let key = before.trim_ascii_end().strip_suffix(b"=").unwrap_or_default().trim_ascii_end();
        let start = key.iter().rposition(|b| b.is_ascii_whitespace()).map_or(0, |at| at + 1);
        let key = &key[start..];
        let own = key.iter().rposition(|b| *b == b':').map_or(key, |at| &key[at + 1..]);
        if key == name || own == name {
            return Some(&behind[..length]);
        }
        rest = &behind[length + 1..];
    }
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

#[cfg(test)]
mod tests {
    use super::*;

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
