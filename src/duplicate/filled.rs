//! What the layout of a list says without writing it into each row: 同上, an enterprise written once above its further
//! items, sections (一、…) that name the item of the rows below. Rows are completed before they are compared, and it is
//! said how many.

use std::collections::BTreeMap;

use polars::prelude::*;

use super::crosswalk::Crosswalk;
use super::roster::is_footer;
use crate::domain::text::half_width;
use crate::entity::names::{self, Form};
use crate::frame::access::{indices, optional_ints, texts};
use crate::frame::columns as c;
use crate::frame::fields::ROSTER_FIELDS;
use crate::ingest::{Aside, AsideRow};

/// Columns that say who a row is about.
const WHO: [&str; 4] = [c::FIRM_NAME, c::USCC, c::ORGANISATION_CODE, c::REGISTRATION_NO];
/// Columns that say what it is about.
const WHAT: [&str; 2] = [c::MEASURE, c::ITEM];
/// The heading under which a section stands among the unread columns of its rows.
const SECTION: &str = "分段情况";

/// What was completed in one sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completed {
    /// Cells that repeat the row above.
    pub ditto: usize,
    /// Rows without a name below the enterprise that they belong to.
    pub firms: usize,
    /// Rows that stand below a section.
    pub sectioned: usize,
    /// Sections that stood in rows of their own among the data.
    pub sections: usize,
}

/// What stands beside the rows of a table.
#[derive(Clone, Copy, Debug)]
pub struct Beside<'a> {
    /// Rows that were set aside when the lists were read.
    pub aside: &'a [AsideRow],
    /// Texts in place of amounts, by source and row.
    pub amounts: &'a BTreeMap<(u32, u32), String>,
}

/// A section, as far as it speaks of the rows below it.
#[derive(Clone, Debug, Default)]
struct Section {
    /// The outer section, where sections stand within sections.
    outer: String,
    text: String,
}

/// Cells of a table with what was written over them.
struct Cells<'a> {
    names: Vec<&'static str>,
    read: Vec<Vec<&'a str>>,
    written: Vec<BTreeMap<usize, String>>,
}

impl<'a> Cells<'a> {
    fn new(table: &'a DataFrame) -> PolarsResult<Self> {
        let known = ROSTER_FIELDS.iter().map(|field| field.name).filter(|name| *name != c::AMOUNT);
        let names: Vec<&'static str> = known.chain([c::NOTES]).collect();
        let read: Vec<_> =
            names.iter().map(|name| texts(table, name)).collect::<PolarsResult<_>>()?;
        let written = vec![BTreeMap::new(); names.len()];
        Ok(Self { names, read, written })
    }

    fn column(&self, name: &str) -> usize {
        self.names.iter().position(|known| *known == name).unwrap_or_default()
    }

    fn get(&self, column: usize, row: usize) -> &str {
        self.written[column].get(&row).map_or(self.read[column][row], String::as_str)
    }

    fn named(&self, name: &str, row: usize) -> &str {
        self.get(self.column(name), row)
    }

    fn set(&mut self, name: &str, row: usize, text: String) {
        let column = self.column(name);
        self.written[column].insert(row, text);
    }

    fn empty(&self, names: &[&str], row: usize) -> bool {
        names.iter().all(|name| self.named(name, row).is_empty())
    }

    /// The table with what was written, and without the rows that are no data.
    fn finish(self, table: &DataFrame, keep: &[bool]) -> PolarsResult<DataFrame> {
        let mut out = table.clone();
        for ((name, read), written) in self.names.iter().zip(self.read).zip(&self.written) {
            if written.is_empty() {
                continue;
            }
            let cells = read.into_iter().enumerate().map(|(row, text)| {
                let text = written.get(&row).map_or(text, String::as_str);
                (!text.is_empty()).then_some(text)
            });
            let column: StringChunked = cells.collect();
            out.with_column(column.with_name((*name).into()).into_column())?;
        }
        match keep.iter().all(|keep| *keep) {
            true => Ok(out),
            false => out.filter(&BooleanChunked::from_slice(PlSmallStr::EMPTY, keep)),
        }
    }
}

/// The rows of a table completed, and what was, by source.
///
/// # Errors
/// A fault of the engine.
pub fn completed(
    table: &DataFrame,
    crosswalk: &Crosswalk,
    beside: Beside,
) -> PolarsResult<(DataFrame, BTreeMap<u32, Completed>)> {
    let (sources, lines) = (indices(table, c::SOURCE)?, indices(table, c::ROW)?);
    let amounts = optional_ints(table, c::AMOUNT)?;
    let mut cells = Cells::new(table)?;
    let mut keep = vec![true; table.height()];
    let mut out: BTreeMap<u32, Completed> = BTreeMap::new();
    let (mut above, mut section): (Option<usize>, Section) = Default::default();
    let mut aside = beside.aside.iter().filter(|row| row.why == Aside::Remark).peekable();
    for row in 0..table.height() {
        let (source, line) = (sources[row], lines[row]);
        if row > 0 && sources[row - 1] != source {
            (above, section) = Default::default();
        }
        while let Some(next) = aside.next_if(|next| (next.source, next.row) < (source, line)) {
            if next.source == source
                && let Some(next) = section_alone(&next.raw)
            {
                section = section.then(next);
            }
        }
        let count = out.entry(source).or_default();
        if let Some(next) = section_row(&cells, &amounts, &sources, row) {
            section = section.then(next);
            count.sections += 1;
            keep[row] = false;
            continue;
        }
        count.ditto += repeat(&mut cells, crosswalk, above, row);
        let near = above.filter(|above| lines[*above] + 1 == line);
        count.firms += usize::from(near.is_some_and(|above| firm_above(&mut cells, above, row)));
        count.sectioned += usize::from(section.fill(&mut cells, crosswalk, row));
        if let Some(text) = beside.amounts.get(&(source, line)) {
            note(&mut cells, row, "金额情况", text);
        }
        above = Some(row);
    }
    Ok((cells.finish(table, &keep)?, out))
}

/// Takes the text above for every cell that only says so: how many.
fn repeat(cells: &mut Cells, crosswalk: &Crosswalk, above: Option<usize>, row: usize) -> usize {
    let mut count = 0;
    for column in 0..cells.names.len() {
        let text = cells.read[column][row];
        if !text.is_empty() && crosswalk.ditto.iter().any(|word| word == text) {
            let taken = above.map(|above| cells.get(column, above).to_string());
            cells.written[column].insert(row, taken.unwrap_or_default());
            count += 1;
        }
    }
    count
}

/// Gives a row with an item and without an enterprise that of the row above.
fn firm_above(cells: &mut Cells, above: usize, row: usize) -> bool {
    let lacks = cells.empty(&WHO, row) && !cells.empty(&WHAT, row);
    let named = !cells.empty(&WHO, above) && !is_footer(cells.named(c::FIRM_NAME, above));
    if !lacks || !named {
        return false;
    }
    for name in WHO.iter().chain(&[c::FORMER_NAME, c::LEGAL_REPRESENTATIVE, c::ADDRESS]) {
        let taken = cells.named(name, above).to_string();
        cells.set(name, row, taken);
    }
    true
}

fn note(cells: &mut Cells, row: usize, heading: &str, text: &str) {
    let notes = cells.named(c::NOTES, row);
    let joined = if notes.is_empty() { String::new() } else { format!("{notes}; ") };
    cells.set(c::NOTES, row, format!("{joined}{heading}={text}"));
}

impl Section {
    /// The section that follows this one: another, or one within it.
    fn then(self, (inner, text): (bool, String)) -> Self {
        match inner {
            true => {
                let outer = if self.outer.is_empty() { self.text } else { self.outer };
                Self { outer, text }
            }
            false => Self { outer: String::new(), text },
        }
    }

    /// Gives a row without an item what its section says; one that speaks of refusals is a remark.
    fn fill(&self, cells: &mut Cells, crosswalk: &Crosswalk, row: usize) -> bool {
        let both = [&self.outer, &self.text];
        let said = both.into_iter().find(|text| crosswalk.remarks.of(text).is_some());
        if let Some(said) = said {
            note(cells, row, SECTION, said);
            return true;
        }
        let fills = !self.text.is_empty() && cells.empty(&WHAT, row) && !cells.empty(&WHO, row);
        if fills {
            cells.set(c::ITEM, row, format!("{}{}", self.outer, self.text));
        }
        fills
    }
}

/// A section that was set aside as the only cell of its row.
fn section_alone(raw: &str) -> Option<(bool, String)> {
    let (_, text) = raw.split_once('=')?;
    section(text)
}

/// A section in the place of a name: nothing else stands in its row, while other rows hold more than names.
fn section_row(
    cells: &Cells,
    amounts: &[Option<i64>],
    sources: &[u32],
    row: usize,
) -> Option<(bool, String)> {
    let name = cells.named(c::FIRM_NAME, row);
    let found = section(name)?;
    let bare = |row: usize| {
        let mut others = (0..cells.names.len()).filter(|at| cells.names[*at] != c::FIRM_NAME);
        amounts[row].is_none() && others.all(|at| cells.get(at, row).is_empty())
    };
    let below = sources.get(row + 1) == Some(&sources[row]) && !bare(row + 1);
    (bare(row) && below && names::read(name).form == Form::Unknown).then_some(found)
}

/// The text of a section without its numeral and its count, `一、标准制定资助（共2家）`, and whether it lies within another:
/// `（一）…`.
fn section(text: &str) -> Option<(bool, String)> {
    const NUMERALS: &str = "一二三四五六七八九十";
    let text = half_width(text.trim());
    let inner = text.starts_with('(');
    let rest = text.trim_start_matches('(').trim_start_matches('第');
    let numbered = rest.trim_start_matches(|c| NUMERALS.contains(c));
    if numbered.len() == rest.len() {
        return None;
    }
    let signs: &[char] = if inner { &[')'] } else { &['、', '.', ',', ':', '类', '部'] };
    let rest = numbered.strip_prefix(signs)?;
    let rest = rest.trim_start_matches(['分', '、', ':', ' ']);
    let counted =
        |inside: &str| inside.starts_with('共') || inside.contains(|c: char| c.is_ascii_digit());
    let bare =
        rest.rsplit_once('(').filter(|(_, inside)| counted(inside)).map_or(rest, |(bare, _)| bare);
    let bare = bare.trim_end_matches([':', ' ']);
    (!bare.is_empty()).then(|| (inner, bare.to_string()))
}

#[cfg(test)]
mod tests {
    use super::section;

    #[test]
    fn sections_are_known_by_their_numerals() {
        let of = |text: &str| section(text);
        assert_eq!(of("一、标准制定资助（共2家）"), Some((false, "标准制定资助".into())));
        assert_eq!(of("十二、出口信用保险"), Some((false, "出口信用保险".into())));
        assert_eq!(of("（二）境外投资资助："), Some((true, "境外投资资助".into())));
        assert_eq!(of("第一类：标准研制资助"), Some((false, "标准研制资助".into())));
        assert_eq!(of("一、标准（国家级）资助"), Some((false, "标准(国家级)资助".into())));
        for text in
            ["", "1、深圳市某某有限公司", "三一重工", "一", "第二批", "第一门店", "合计", "一、"]
        {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
