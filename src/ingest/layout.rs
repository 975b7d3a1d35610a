//! Headings to columns: which column of a sheet holds which field, and in which unit.

use std::collections::BTreeMap;

use super::headers::Headers;
use crate::diag::{Diagnostic, Place, codes};
use crate::domain::money::Currency;
use crate::domain::text::{clean, comparable};
use crate::frame::tables::TableContract;
use crate::frame::{Field, FieldKind};

/// Headings stand within the first rows of a sheet, below a title at most.
pub const HEADER_ROWS: u32 = 30;

/// A column that was recognised.
#[derive(Clone, Debug)]
pub struct Column {
    pub field: &'static Field,
    /// Its place in the sheet, from 0.
    pub at: usize,
    /// As written in the file.
    pub heading: String,
    pub required: bool,
    /// Money: power of ten from the number as written to the smallest unit.
    pub shift: u32,
    /// Share: numbers count percent.
    pub percent: bool,
    /// Bare serial numbers count from 1904.
    pub epoch_1904: bool,
}

const FEN: u32 = 0;
const YUAN: u32 = 2;

impl Column {
    /// Units that may stand behind a number in a cell of this column.
    pub fn cell_units(&self) -> &'static [&'static str] {
        match self.shift {
            FEN => &["分"],
            YUAN => &["元"],
            5 => &["千元"],
            6 => &["万元", "万"],
            8 => &["百万元"],
            _ => &["亿元", "亿"],
        }
    }
}

/// The columns of a sheet in the order of the contract; `None` where an optional one is absent.
#[derive(Clone, Debug)]
pub struct Layout {
    pub columns: Vec<Option<Column>>,
    /// Every heading by place in the sheet, for rows kept in quarantine.
    pub headings: Vec<String>,
    /// Places that only number the rows.
    pub row_numbers: Vec<bool>,
}

/// Finds the fields of one contract among headings.
pub struct Matcher<'a> {
    contract: &'a TableContract,
    headers: &'a Headers,
    fields: Vec<&'static Field>,
    /// Comparable heading to place in `fields`.
    by_alias: BTreeMap<String, usize>,
}

/// What a heading means.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Meaning {
    field: usize,
    /// Recognised as it stands, not only without its bracket.
    exact: bool,
    shift: u32,
    percent: bool,
}

enum Heading {
    Known(Meaning),
    /// A money column in a unit that nobody knows.
    UnknownUnit {
        field: usize,
        unit: String,
    },
    Other,
}

impl<'a> Matcher<'a> {
    pub fn new(contract: &'a TableContract, headers: &'a Headers) -> Self {
        let fields: Vec<_> = contract.fields().collect();
        let mut by_alias = BTreeMap::new();
        for (at, field) in fields.iter().enumerate() {
            for alias in headers.aliases(field) {
                by_alias.entry(alias).or_insert(at);
            }
        }
        Self { contract, headers, fields, by_alias }
    }

    /// How many fields, and how many required ones, a row of headings names.
    pub fn score(&self, headings: &[String]) -> (usize, usize) {
        let mut found = vec![false; self.fields.len()];
        for heading in headings {
            if let Heading::Known(meaning) = self.meaning(heading) {
                found[meaning.field] = true;
            }
        }
        let required = found.iter().zip(&self.fields);
        let required = required.filter(|(f, field)| **f && self.contract.is_required(field));
        (found.iter().filter(|f| **f).count(), required.count())
    }

    /// Whether a score is that of a header row: most required fields, or so many fields that it
    /// can be nothing else and the missing ones had better be named.
    pub fn is_header(&self, (known, required): (usize, usize)) -> bool {
        let most_required = required * 2 > self.contract.required.len();
        known >= self.fields.len().min(2) && (most_required || known >= 3)
    }

    pub fn no_header(&self, place: Place) -> Diagnostic {
        let names: Vec<&str> = self.contract.required.iter().map(|field| field.zh).collect();
        Diagnostic::new(&codes::NO_HEADER).arg("expected", names.join("、")).at(place)
    }

    /// Lays out a sheet by its headings.
    ///
    /// # Errors
    /// Required columns that are missing, columns that occur twice, units that nobody knows.
    pub fn layout(
        &self,
        headings: Vec<String>,
        place: &dyn Fn(&str) -> Place,
    ) -> Result<Layout, Vec<Diagnostic>> {
        let mut faults = Vec::new();
        let mut columns: Vec<Option<(Column, bool)>> = vec![None; self.fields.len()];
        // Columns that are there, in a unit that nobody knows: not missing on top of that.
        let mut misread = vec![false; self.fields.len()];
        for (at, heading) in headings.iter().enumerate() {
            match self.meaning(heading) {
                Heading::Known(meaning) => {
                    let slot = &mut columns[meaning.field];
                    self.take(slot, meaning, at, heading, place, &mut faults);
                }
                Heading::UnknownUnit { field, unit } => {
                    misread[field] = true;
                    faults.push(
                        Diagnostic::new(&codes::UNKNOWN_UNIT)
                            .arg("heading", clean(heading))
                            .arg("unit", unit)
                            .at(place(heading)),
                    );
                }
                Heading::Other => {}
            }
        }
        let columns: Vec<_> = columns.into_iter().map(|slot| slot.map(|(c, _)| c)).collect();
        faults.extend(self.missing(&columns, &misread, place));
        if !faults.is_empty() {
            return Err(faults);
        }
        let used: Vec<usize> = columns.iter().flatten().map(|column| column.at).collect();
        let headed = headings.iter().enumerate();
        let row_numbers = headed
            .map(|(at, heading)| !used.contains(&at) && self.headers.is_row_number(heading))
            .collect();
        Ok(Layout { columns, headings, row_numbers })
    }

    fn take(
        &self,
        slot: &mut Option<(Column, bool)>,
        meaning: Meaning,
        at: usize,
        heading: &str,
        place: &dyn Fn(&str) -> Place,
        faults: &mut Vec<Diagnostic>,
    ) {
        let field = self.fields[meaning.field];
        if let Some((first, exact)) = slot {
            // 单位名称 beside 单位名称（英文）: the plain one is meant. Two amounts are never guessed at.
            if field.kind != FieldKind::Money && *exact != meaning.exact {
                if *exact {
                    return;
                }
            } else {
                faults.push(
                    Diagnostic::new(&codes::TWICE_COLUMN)
                        .arg("column", field.zh)
                        .arg("first", clean(&first.heading))
                        .arg("second", clean(heading))
                        .at(place(heading)),
                );
                return;
            }
        }
        let column = Column {
            field,
            at,
            heading: clean(heading),
            required: self.contract.is_required(field),
            shift: meaning.shift,
            percent: meaning.percent,
            epoch_1904: false,
        };
        *slot = Some((column, meaning.exact));
    }

    fn missing(
        &self,
        columns: &[Option<Column>],
        misread: &[bool],
        place: &dyn Fn(&str) -> Place,
    ) -> Vec<Diagnostic> {
        let fields = self.fields.iter().zip(columns.iter().zip(misread));
        fields
            .filter(|(_, (column, misread))| column.is_none() && !**misread)
            .filter(|(field, _)| self.contract.is_required(field))
            .map(|(field, _)| {
                Diagnostic::new(&codes::MISSING_COLUMN)
                    .arg("column", field.zh)
                    .arg("name", field.name)
                    .arg("aliases", self.headers.shown_aliases(field))
                    .at(place(""))
            })
            .collect()
    }

    fn meaning(&self, heading: &str) -> Heading {
        let text = comparable(heading);
        // Marks of required columns and the like: *单位名称, 单位名称:
        let text = text.trim_matches(|c| matches!(c, '*' | ':' | '★'));
        if let Some(&field) = self.by_alias.get(text) {
            return Heading::Known(Meaning { field, exact: true, shift: YUAN, percent: false });
        }
        let Some((name, bracket)) = split_bracket(text) else { return Heading::Other };
        let name = name.trim_matches('*');
        let Some(&field) = self.by_alias.get(name) else { return Heading::Other };
        let plain = Meaning { field, exact: false, shift: YUAN, percent: false };
        match self.fields[field].kind {
            FieldKind::Money => match unit(bracket) {
                Some(shift) => Heading::Known(Meaning { shift, ..plain }),
                None if looks_like_unit(bracket) => {
                    Heading::UnknownUnit { field, unit: bracket.to_string() }
                }
                None => Heading::Other,
            },
            FieldKind::Share => Heading::Known(Meaning { percent: bracket.contains('%'), ..plain }),
            _ => Heading::Known(plain),
        }
    }
}

/// `金额(万元)` is `金额` and `万元`.
fn split_bracket(text: &str) -> Option<(&str, &str)> {
    let open = text.rfind(['(', '[', '【'])?;
    let rest = text[open..].trim_start_matches(['(', '[', '【']);
    let inside = rest.strip_suffix([')', ']', '】'])?;
    Some((&text[..open], inside))
}

/// The power of ten from a unit to fen. 原币: the row's currency column says which.
fn unit(bracket: &str) -> Option<u32> {
    let mut unit = bracket;
    for prefix in ["单位", ":", "人民币", "rmb", "cny", "原币", "/"] {
        unit = unit.strip_prefix(prefix).unwrap_or(unit);
    }
    Some(match unit {
        "" | "元" | "yuan" => YUAN,
        "分" | "fen" | "cents" => FEN,
        "千元" => 5,
        "万元" | "万" | "万yuan" | "10kyuan" => 6,
        "百万元" => 8,
        "亿元" | "亿" => 10,
        _ => return None,
    })
}

/// Money in a unit that was not understood must not be read as yuan, nor overlooked.
fn looks_like_unit(bracket: &str) -> bool {
    bracket.ends_with(['元', '币', '圆', '万', '亿', '角', '镑'])
        || Currency::parse(bracket).is_some()
        || bracket.starts_with("单位")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_in_brackets() {
        assert_eq!(split_bracket("金额(万元)"), Some(("金额", "万元")));
        assert_eq!(split_bracket("金额"), None);
        assert_eq!(unit("单位:万元"), Some(6));
        assert_eq!(unit("人民币元"), Some(2));
        assert_eq!(unit("fen"), Some(0));
        assert_eq!(unit("含税"), None);
        assert_eq!(unit("美元"), None);
        assert!(looks_like_unit("美元") && looks_like_unit("usd") && !looks_like_unit("含税"));
    }
}
