//! Characters that a terminal would obey, or that turn a line around, as something to read.

use std::borrow::Cow;
use std::fmt::Write;

/// Control characters, and marks that change the direction of writing or end a line.
fn is_obeyed(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The text with such characters written as `\u001b`, which JSON reads as the same character. Line ends and
/// tabs stay: for whole texts.
pub fn visible(text: &str) -> Cow<'_, str> {
    escaped(text, |c| is_obeyed(c) && c != '\n' && c != '\t')
}

/// As [`visible`], line ends and tabs as well: for one value within a line.
pub fn in_line(text: &str) -> Cow<'_, str> {
    escaped(text, is_obeyed)
}

fn escaped(text: &str, is_hidden: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.contains(&is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match is_hidden(c) {
            // Writing to a string cannot fail.
            true => drop(write!(out, "\\u{:04x}", u32::from(c))),
            false => out.push(c),
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_obeys_is_shown() {
        assert_eq!(visible("甲\u{1b}[2J乙"), "甲\\u001b[2J乙");
        assert_eq!(visible("a\r\nb\tc\u{9b}"), "a\\u000d\nb\tc\\u009b");
        assert_eq!(visible("\u{202e}txt.exe\u{2066}"), "\\u202etxt.exe\\u2066");
        assert_eq!(in_line("张三\n2  李四"), "张三\\u000a2  李四");
        assert!(matches!(visible("前海（深圳）é 1,234.50"), Cow::Borrowed(_)));
    }
}
