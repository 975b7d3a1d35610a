//! Statements of the unit that one sheet of a workbook makes for the others: covers, instructions, basic facts.
//! They come without the amounts that they speak of, so that they are not applied: they must agree.

use super::cells::RawCell;
use super::layout::YUAN;
use super::sheet::{Job, Rows, Stop};
use super::statement::{Said, for_others};
use super::table::SheetRead;
use crate::diag::{Diagnostic, Place, codes};
use crate::domain::money::Currency;
use crate::domain::text::clean;

/// One such statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cover {
    sheet: String,
    /// 0 for what is printed on every page, and for comments.
    row: u32,
    quote: String,
    said: Said,
}

/// A column of amounts of which nothing in its own sheet says the unit, so that they were read as yuan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bare {
    pub heading: String,
    /// The rows, or the heading, say the currency.
    pub currency_said: bool,
}

impl Cover {
    /// What a text of a sheet states of the amounts of others.
    pub fn of(text: &str, row: u32, job: &Job) -> Option<Self> {
        let said = for_others(text)?;
        Some(Self { sheet: job.sheet.to_string(), row, quote: clean(text), said })
    }

    /// Whether it says that it speaks of all tables, though it stands beside one.
    pub fn speaks_of_all(&self) -> bool {
        const ALL: [&str; 6] = ["各表", "各附表", "所有表", "全部表", "各工作表", "工作簿"];
        ALL.iter().any(|word| self.quote.contains(word))
    }

    fn contradicts(&self, bare: &Bare) -> bool {
        let foreign = self.said.currency.is_some_and(|currency| currency != Currency::Cny);
        self.said.shift.is_some_and(|shift| shift != YUAN) || (foreign && !bare.currency_said)
    }
}

/// Amounts that were read as yuan though another sheet states another unit: a finding for each statement.
pub fn against(covers: &[Cover], sheets: &[SheetRead], file: &str) -> Vec<Diagnostic> {
    let fault = |cover: &Cover| {
        let others = sheets.iter().filter(|sheet| sheet.sheet != cover.sheet);
        let mut bare = others.filter_map(|sheet| Some((&sheet.sheet, sheet.bare.as_ref()?)));
        let (sheet, bare) = bare.find(|(_, bare)| cover.contradicts(bare))?;
        let yuan = Said { shift: Some(YUAN), currency: None };
        let place = Place::Cell {
            file: file.to_string(),
            sheet: cover.sheet.clone(),
            row: cover.row,
            column: String::new(),
        };
        Some(
            Diagnostic::new(&codes::UNIT_UNUSED)
                .arg("quote", &cover.quote)
                .arg("read", format!("{sheet} {}: {yuan}", bare.heading))
                .at(place),
        )
    };
    covers.iter().filter_map(fault).collect()
}

/// Rows of a sheet for people, listened to as they pass by.
pub struct Listening<'r, 'a, 'j> {
    rows: &'r mut dyn Rows<'a>,
    job: &'r Job<'j>,
    covers: Vec<Cover>,
}

/// Statements stand in so many first rows of such a sheet.
const FIRST: u32 = 200;

impl<'r, 'a, 'j> Listening<'r, 'a, 'j> {
    pub fn new(rows: &'r mut dyn Rows<'a>, job: &'r Job<'j>) -> Self {
        Self { rows, job, covers: Vec::new() }
    }

    /// Reads on to where no statement is looked for.
    pub fn finish(mut self) -> Vec<Cover> {
        let mut cells = Vec::new();
        // A sheet for people that breaks off says nothing more.
        while let Ok(Some(row)) = self.next(&mut cells) {
            if row > FIRST {
                break;
            }
        }
        self.covers
    }
}

impl<'a> Rows<'a> for Listening<'_, 'a, '_> {
    fn next(&mut self, cells: &mut Vec<RawCell<'a>>) -> Result<Option<u32>, Stop> {
        let row = self.rows.next(cells)?;
        if let Some(row) = row.filter(|row| *row <= FIRST) {
            self.covers.extend(said(cells, row, self.job));
        }
        Ok(row)
    }
}

fn said(cells: &[RawCell], row: u32, job: &Job) -> Vec<Cover> {
    let texts = cells.iter().filter_map(|cell| match cell {
        RawCell::Text(text) => Some(text),
        _ => None,
    });
    let mut all: Vec<Cover> = texts.clone().filter_map(|text| Cover::of(text, row, job)).collect();
    // 金额 | 万元, 金额 | 数字 | 万元: a list of columns with what is to be filled in.
    const WIDEST: usize = 4;
    let row_of: Vec<&str> = texts.map(|text| text.trim()).collect();
    if all.is_empty() && (2..=WIDEST).contains(&row_of.len()) {
        all.extend(Cover::of(&row_of.join(":"), row, job));
    }
    all
}

/// What the first rows of a sheet that leads to no table state, if it is a page of text and no table of its own.
pub fn of_page(top: &[(u32, Vec<RawCell>)], job: &Job) -> Vec<Cover> {
    const NUMBERS: usize = 3;
    const OF_A_ROW: usize = 2;
    let in_row = |(_, cells): &(u32, Vec<RawCell>)| numbers_of(cells);
    let numbers = || top.iter().map(in_row);
    let own = heads(top, job) || numbers().any(|count| count >= OF_A_ROW);
    if own || numbers().sum::<usize>() >= NUMBERS {
        return Vec::new();
    }
    top.iter().flat_map(|(row, cells)| said(cells, *row, job)).collect()
}

fn is_number(cell: &RawCell) -> bool {
    matches!(cell, RawCell::Int(_) | RawCell::Float(_) | RawCell::Shown { .. })
}

/// Numbers of a row that are no value of a label before them: 申报年度 | 2026 | 批次 | 1 is no row of a table.
fn numbers_of(cells: &[RawCell]) -> usize {
    let filled: Vec<&RawCell> = cells.iter().filter(|cell| !cell.is_empty()).collect();
    let first = filled.first().is_some_and(|cell| is_number(cell));
    let labelled = |pair: &&[&RawCell]| is_number(pair[1]) && !matches!(pair[0], RawCell::Text(_));
    usize::from(first) + filled.windows(2).filter(labelled).count()
}

/// Whether a heading of money stands among others right above a number.
fn heads(top: &[(u32, Vec<RawCell>)], job: &Job) -> bool {
    let of_money = |cell: &RawCell| matches!(cell, RawCell::Text(text) if job.headers.remarks_on_amounts(text));
    top.windows(2).any(|pair| {
        let (head, below) = (&pair[0].1, &pair[1].1);
        let filled = head.iter().filter(|cell| !cell.is_empty()).count();
        let under = |(above, cell): (&RawCell, &RawCell)| of_money(above) && is_number(cell);
        filled >= 2 && !head.iter().any(is_number) && head.iter().zip(below).any(under)
    })
}

/// What is printed on every page of a sheet, or stands in comments and text boxes.
pub fn of_margin(texts: &[String], job: &Job) -> Vec<Cover> {
    const MOST: usize = 16;
    let plain = texts.iter().flat_map(|text| without_codes(text));
    let mut all: Vec<Cover> = plain.filter_map(|text| Cover::of(&text, 0, job)).collect();
    all.dedup();
    all.truncate(MOST);
    all
}

/// The texts left, in the middle and right of a page, without codes such as `&R`, `&"宋体,常规"`, `&12` and `&K01+000`,
/// which say where and how they are printed.
fn without_codes(text: &str) -> Vec<String> {
    let text = text.replace("&amp;", "&").replace("&quot;", "\"");
    let mut out = vec![String::new()];
    let mut rest = text.as_str();
    while let Some(at) = rest.find('&') {
        let (before, behind) = (&rest[..at], &rest[at + 1..]);
        out.last_mut().into_iter().for_each(|last| last.push_str(before));
        let digits =
            |text: &str| text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let length = match behind.chars().next() {
            Some('"') => behind[1..].find('"').map_or(1, |end| end + 2),
            Some('0'..='9') => digits(behind),
            Some('K') => {
                let colour = |c: char| c.is_ascii_hexdigit() || matches!(c, '+' | '-');
                1 + behind[1..].chars().take(6).take_while(|c| colour(*c)).count()
            }
            Some('L' | 'C' | 'R') => {
                out.push(String::new());
                1
            }
            Some(c) if c.is_ascii_alphabetic() => 1,
            _ => 0,
        };
        rest = &behind[length..];
    }
    out.last_mut().into_iter().for_each(|last| last.push_str(rest));
    out
}

#[cfg(test)]
mod tests {
    use super::without_codes;

    #[test]
    fn codes_of_headings_are_no_text() {
        for (text, is) in [
            ("&amp;R&amp;\"宋体,常规\"单位：&amp;\"Arial,常规\"万元", "单位：万元"),
            ("&C&14&B单位：&K000000万元", "单位：万元"),
            ("&L&K01+033单位：万元", "单位：万元"),
            ("单位：万元", "单位：万元"),
            ("金额&", "金额"),
        ] {
            assert!(without_codes(text).iter().any(|text| text == is), "{text}");
        }
    }
}
