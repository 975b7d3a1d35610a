//! Quotation marks of delimited text. One that opens and does not close swallows the rows behind it, and no
//! reader of such files says so.

use std::collections::BTreeMap;

use super::text_file::ends_line;
use crate::diag::{Diagnostic, codes};

const QUOTE: u8 = b'"';

/// A quoted field that runs over several lines.
#[derive(Default)]
struct Long {
    /// The line it opens in, from 1.
    line: usize,
    /// Its place in the record, from 0.
    column: usize,
    /// Separators in each line of it.
    separators: Vec<usize>,
}

/// Where the reading stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    /// At the first byte of a field.
    Start,
    Plain,
    Quoted,
    /// Behind a quotation mark that closed, or that doubles the next one.
    Closed,
}

/// Goes through a text as its reader does.
///
/// # Errors
/// F245: a field that never ends, that goes on behind its closing mark, or that holds whole rows.
pub fn check(text: &[u8], separator: u8) -> Result<(), Diagnostic> {
    if !text.contains(&QUOTE) {
        return Ok(());
    }
    let mut walk = Walk {
        at: At::Start,
        line: 1,
        column: 0,
        open: Long::default(),
        long: Vec::new(),
        widths: BTreeMap::new(),
    };
    for (place, byte) in text.iter().enumerate() {
        let ends_line = ends_line(text, place);
        walk.at = walk.step(*byte, *byte == separator, ends_line)?;
        walk.line += usize::from(ends_line);
    }
    walk.end()
}

/// How far a text was gone through, and what was seen of it.
struct Walk {
    at: At,
    line: usize,
    column: usize,
    open: Long,
    long: Vec<Long>,
    /// How many records have so many fields.
    widths: BTreeMap<usize, usize>,
}

impl Walk {
    fn step(&mut self, byte: u8, separates: bool, ends_line: bool) -> Result<At, Diagnostic> {
        Ok(match self.at {
            At::Quoted if byte == QUOTE => At::Closed,
            At::Quoted => {
                if ends_line {
                    self.open.separators.push(0);
                } else if separates {
                    self.open.separators.last_mut().into_iter().for_each(|count| *count += 1);
                }
                At::Quoted
            }
            At::Start if byte == QUOTE => {
                let (line, column) = (self.line, self.column);
                self.open = Long { line, column, separators: vec![0] };
                At::Quoted
            }
            At::Closed if byte == QUOTE => At::Quoted,
            _ if separates || matches!(byte, b'\n' | b'\r') => {
                self.end_field();
                if !separates {
                    self.end_record();
                }
                At::Start
            }
            At::Closed if !matches!(byte, b' ' | b'\t') => {
                return Err(fault(
                    self.open.line,
                    "关闭后还有文字",
                    "is followed by more text where it closes",
                ));
            }
            At::Closed => At::Closed,
            _ => At::Plain,
        })
    }

    fn end_field(&mut self) {
        if self.at == At::Closed && self.open.separators.len() > 1 {
            self.long.push(std::mem::take(&mut self.open));
        }
        self.column += 1;
    }

    /// An empty line, and the second half of a line break, is no record.
    fn end_record(&mut self) {
        if self.column > 1 {
            *self.widths.entry(self.column).or_default() += 1;
        }
        self.column = 0;
    }

    fn end(mut self) -> Result<(), Diagnostic> {
        if self.at == At::Quoted {
            return Err(fault(self.open.line, "没有关闭", "never closes"));
        }
        if self.at != At::Start {
            self.end_field();
            *self.widths.entry(self.column).or_default() += 1;
        }
        let usual = self.widths.iter().max_by_key(|(width, count)| (**count, **width));
        let width = usual.map_or(0, |(width, _)| *width);
        match self.long.iter().find(|long| long.holds_rows(width)) {
            Some(long) => Err(fault(
                long.line,
                "把后面的整行并入了同一单元格",
                "takes whole rows behind it into one cell",
            )),
            None => Ok(()),
        }
    }
}

impl Long {
    /// Whether its lines look like rows of the table: a whole row between, or the end of one row and the
    /// beginning of another. Texts of several lines hold fewer separators.
    fn holds_rows(&self, width: usize) -> bool {
        const FEW: usize = 2;
        let row = width.saturating_sub(1);
        let [first, between @ .., last] = self.separators.as_slice() else { return false };
        let whole = row >= FEW && between.iter().any(|count| *count >= row);
        let halves = row > FEW && first + last == row && *last == self.column;
        whole || halves
    }
}

fn fault(line: usize, zh: &str, en: &str) -> Diagnostic {
    Diagnostic::new(&codes::QUOTE_OPEN).arg("line", line).arg("why", zh).arg("why_en", en)
}

#[cfg(test)]
mod tests {
    use super::check;

    /// The line that is named, if any.
    fn line(text: &str) -> Option<String> {
        check(text.as_bytes(), b',').err().and_then(|d| d.value("line").map(str::to_string))
    }

    #[test]
    fn marks_that_swallow_rows() {
        for (text, at) in [
            // Never closed.
            ("a,b,c,d\n1,2,3,\"4\n1,2,3,4\n", 2),
            ("a,b,c,d\n1,2,3,\"4", 2),
            // Closed by the mark that opens the next field.
            ("a,b,c,d\n1,2,3,\"4\n1,2,3,\"4\"\n", 2),
            ("a,b,c,d\n1,\"2\"x,3,4\n", 2),
            // Closed rows further on: a row between, or the halves of two rows.
            ("a,b,c,d\n1,2,3,4\n1,2,3,\"4\n1,2,3,4\n1,2,3,4\"\n1,2,3,4\n", 3),
            ("a,b,c,d\r\n1,2,3,\"4\r\n1,2,3,4\"\r\n1,2,3,4\r\n", 2),
            ("a,b,c,d\n1,\"2,3,4\n1,2\",3,4\n1,2,3,4\n", 2),
            ("a,b,c,d\r1,2,3,4\r1,2,3,\"4\r1,2,3,4\"\r1,2,3,4\r", 3),
        ] {
            assert_eq!(line(text), Some(at.to_string()), "{text}");
        }
    }

    #[test]
    fn marks_that_are_right() {
        for text in [
            "a,b,c,d\n1,\"2\",3,4\n",
            "a,b,c,d\n1,\"say \"\"2\"\"\",3,\"\"\n",
            // A text of several lines, with commas of its own.
            "a,b,c,d\n1,2,3,\"one\ntwo, three\nfour\"\n1,2,3,4\n",
            "a,b,c,d\n1,\"1,234.50\",3,\"one\r\n\r\ntwo\" \n",
            // Inside a plain field it is a character like others.
            "a,b,c,d\n1,5\" screen,3,4\n1,2,3,4\"\n",
            "\"a\",\"b\"\n\"1\",\"2\"",
            "",
        ] {
            assert_eq!(line(text), None, "{text}");
        }
    }
}
