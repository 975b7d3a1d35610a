//! Cells of OpenDocument tables that are more than their number: with a currency, with a unit in what they show, or
//! merged with others; and how far the tables reach.

use std::collections::BTreeSet;

use super::formats::{Format, Formats, Mark, Styled};
use super::scan::PartFacts;
use super::statement::names_money;
use super::tags::{attribute, local, tags};

/// How far the tables of an OpenDocument file reach.
#[derive(Default)]
pub struct Reach {
    /// One past the last column of the row at hand, and of all filled cells of the table.
    pub column: u64,
    widest: u64,
    /// The last row that holds anything.
    last: u64,
    /// Of the tables before.
    pub cells: u64,
}

impl Reach {
    pub fn fill(&mut self, row: u32) {
        self.widest = self.widest.max(self.column);
        self.last = self.last.max(u64::from(row));
    }

    pub fn close(&mut self) {
        self.cells = self.cells.saturating_add(self.widest.saturating_mul(self.last));
        (self.widest, self.last, self.column) = (0, 0, 0);
    }
}

/// Follows the cells of one table after the other.
#[derive(Default)]
pub struct OdsCells {
    pub formats: Formats,
    column: u32,
    /// The cell at hand, if it holds a number: first row and column, rows and columns that it stands for.
    number: Option<(u32, u32, u32, u32)>,
    /// The text that comes next is what the cell shows.
    pub shows: bool,
    currency: String,
    /// Cells noted that are not written out.
    repeated: u64,
    /// The style that is being read, and those whose letters are struck through.
    style: String,
    struck: BTreeSet<String>,
    /// The columns of the table at hand whose cells are struck through where they and their row name no style: one past
    /// the last, and whether; and whether the cells of the row at hand are, if it says so.
    columns: Vec<(u32, bool)>,
    of_row: Option<bool>,
}

/// Repetitions of cells that are more than their number: people fill in far fewer.
const REPEATED: u64 = 1 << 22;

impl OdsCells {
    pub fn table(&mut self) {
        self.columns.clear();
    }

    /// Columns of a table: how many, and the style of their cells.
    pub fn columns(&mut self, tag: &[u8]) {
        let count = attribute(tag, "number-columns-repeated").and_then(|text| text.parse().ok());
        let struck = self.names_struck(tag, "default-cell-style-name");
        let before = self.columns.last().map_or(0, |(end, _)| *end);
        self.columns.push((before.saturating_add(count.unwrap_or(1)), struck == Some(true)));
    }

    /// Whether the style that an attribute names, if it does, strikes letters through.
    fn names_struck(&self, tag: &[u8], name: &str) -> Option<bool> {
        Some(self.struck.contains(attribute(tag, name)?.as_ref()))
    }

    pub fn row(&mut self, tag: &[u8]) {
        self.column = 0;
        self.number = None;
        self.of_row = self.names_struck(tag, "default-cell-style-name");
    }

    /// A style of cells begins.
    pub fn style(&mut self, tag: &[u8]) {
        self.style = attribute(tag, "style:name").unwrap_or_default().into_owned();
        if self.names_struck(tag, "style:parent-style-name") == Some(true) {
            self.struck.insert(self.style.clone());
        }
    }

    /// Styles that have a part of their own: those that people name.
    pub fn read_styles(&mut self, xml: &[u8]) {
        for tag in tags(xml) {
            match local(tag) {
                b"style" if tag.starts_with(b"style:") => self.style(tag),
                b"text-properties" => self.letters(tag),
                _ => {}
            }
        }
    }

    /// How the letters of a style look.
    pub fn letters(&mut self, tag: &[u8]) {
        let lines = ["style:text-line-through-style", "style:text-line-through-type"];
        let line = lines.iter().find_map(|name| attribute(tag, name));
        match line {
            Some(line) if line == "none" => _ = self.struck.remove(&self.style),
            Some(_) if !self.style.is_empty() => _ = self.struck.insert(self.style.clone()),
            _ => {}
        }
    }

    /// A cell that begins in a row, counted from 0, and stands for so many rows.
    pub fn cell(&mut self, tag: &[u8], row: u32, rows: u32, facts: &mut PartFacts) {
        let count = |name: &str| {
            attribute(tag, name).and_then(|text| text.parse::<u32>().ok()).unwrap_or(1)
        };
        let column = self.column;
        let columns = count("number-columns-repeated");
        self.column = column.saturating_add(columns);
        let (down, right) = (count("number-rows-spanned"), count("number-columns-spanned"));
        if down > 1 || right > 1 {
            let last = |from: u32, count: u32| from.saturating_add(count.saturating_sub(1));
            facts.merges.push([row, column, last(row, down), last(column, right)]);
        }
        self.number = None;
        let kind = attribute(tag, "office:value-type");
        let of_column = || {
            let own = self.columns.iter().find(|(end, _)| column < *end);
            own.is_some_and(|(_, struck)| *struck)
        };
        let struck = kind.is_some() && !self.struck.is_empty() && {
            let own = self.names_struck(tag, "table:style-name").or(self.of_row);
            own.unwrap_or_else(of_column)
        };
        if struck {
            self.number = Some((row, column, rows, columns));
            self.put(Format::struck(), facts);
            // What it shows is of no account.
            self.number = None;
            return;
        }
        if matches!(kind.as_deref(), Some("float" | "currency")) {
            self.number = Some((row, column, rows, columns));
            self.currency = attribute(tag, "office:currency").unwrap_or_default().into_owned();
            if !self.currency.is_empty() {
                let mark = Mark::Around { before: self.currency.clone(), after: String::new() };
                self.note(mark, facts);
            }
        }
    }

    /// What the cell at hand shows.
    pub fn shown(&mut self, text: &[u8], facts: &mut PartFacts) {
        let text = String::from_utf8_lossy(text);
        let digit = |c: char| c.is_ascii_digit();
        let (Some(first), Some(last)) = (text.find(digit), text.rfind(digit)) else { return };
        let (before, after) = (text[..first].trim(), text[last + 1..].trim());
        let before = before.trim_matches(['-', '(']);
        if !names_money(before) && !names_money(after) && !after.ends_with(['万', '亿', '千']) {
            return;
        }
        let before = if self.currency.is_empty() { before } else { &self.currency };
        let mark = Mark::Around { before: before.to_string(), after: after.to_string() };
        self.note(mark, facts);
    }

    pub fn too_many(&self) -> bool {
        self.repeated > REPEATED
    }

    fn note(&mut self, mark: Mark, facts: &mut PartFacts) {
        self.put(Format::of_numbers(mark), facts);
    }

    fn put(&mut self, format: Format, facts: &mut PartFacts) {
        let Some((row, column, rows, columns)) = self.number else { return };
        let Some(format) = self.formats.place(format) else { return };
        // The currency of the same cell, noted before what it shows.
        self.repeated += u64::from(rows) * u64::from(columns) - 1;
        if self.too_many() {
            return;
        }
        while facts.styled.pop_if(|styled| styled.row >= row && styled.column >= column).is_some() {
        }
        for row in row..row.saturating_add(rows) {
            for column in column..column.saturating_add(columns) {
                facts.styled.push(Styled { row, column, format, own: true });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_that_are_struck_through() {
        let (mut cells, mut facts) = (OdsCells::default(), PartFacts::default());
        for (name, line) in [("ce1", "none"), ("ce2", "solid")] {
            cells.style(format!("style:style style:name=\"{name}\"").as_bytes());
            let tag = format!("style:text-properties style:text-line-through-style=\"{line}\"/");
            cells.letters(tag.as_bytes());
        }
        cells.row(b"table:table-row");
        for (style, kind) in [("ce1", "float"), ("ce2", "float"), ("ce2", "string")] {
            let tag = format!(
                "table:table-cell table:style-name=\"{style}\" office:value-type=\"{kind}\""
            );
            cells.cell(tag.as_bytes(), 4, 1, &mut facts);
        }
        let places: Vec<_> = facts.styled.iter().map(|one| (one.row, one.column)).collect();
        assert_eq!(places, [(4, 1), (4, 2)]);
        let shown = cells.formats.shown(facts.styled[0], "100").expect("struck");
        assert!(shown.contains("删除线"));
    }

    /// A style comes from another, rows and columns have styles for their cells, and a cell's own comes first.
    #[test]
    fn styles_that_cells_do_not_name() {
        let (mut cells, mut facts) = (OdsCells::default(), PartFacts::default());
        cells.style(b"style:style style:name=\"ce1\"");
        cells.style(b"style:style style:name=\"ce2\"");
        cells.letters(b"style:text-properties style:text-line-through-style=\"solid\"/");
        cells.style(b"style:style style:name=\"ce3\" style:parent-style-name=\"ce2\"");
        cells.style(b"style:style style:name=\"ce4\" style:parent-style-name=\"ce2\"");
        cells.letters(b"style:text-properties style:text-line-through-style=\"none\"/");
        cells.table();
        cells.columns(b"table:table-column table:number-columns-repeated=\"2\"");
        cells.columns(b"table:table-column table:default-cell-style-name=\"ce2\"");
        for (row, style, struck) in [
            ("", "", [false, false, true]),
            ("ce3", "", [true; 3]),
            ("ce4", "", [false; 3]),
            ("ce2", "ce1", [false; 3]),
            ("ce1", "ce3", [true; 3]),
        ] {
            let named = |what: &str, name: &str| match name {
                "" => String::new(),
                name => format!(" table:{what}=\"{name}\""),
            };
            cells.row(
                format!("table:table-row{}", named("default-cell-style-name", row)).as_bytes(),
            );
            facts.styled.clear();
            for _ in struck {
                let own = named("style-name", style);
                let tag = format!("table:table-cell{own} office:value-type=\"string\"");
                cells.cell(tag.as_bytes(), 0, 1, &mut facts);
            }
            let found = [0, 1, 2].map(|at| facts.styled.iter().any(|one| one.column == at));
            assert_eq!(found, struck, "{row} {style}");
        }
    }

    /// Styles that people name stand in a part of their own; those of the content come from them.
    #[test]
    fn styles_of_another_part() {
        let mut cells = OdsCells::default();
        cells.read_styles(
            b"<office:styles><style:style style:name=\"Out\" style:family=\"table-cell\">\
            <style:text-properties style:text-line-through-style=\"solid\"/></style:style></office:styles>",
        );
        cells.style(b"style:style style:name=\"ce1\" style:parent-style-name=\"Out\"");
        cells.style(b"style:style style:name=\"ce2\" style:parent-style-name=\"Default\"");
        assert_eq!(cells.struck.iter().collect::<Vec<_>>(), ["Out", "ce1"]);
    }
}
