//! Headings to columns: which column of a sheet holds which field, and in which unit.

use std::collections::BTreeMap;

use super::headers::Headers;
use super::money;
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
    /// Money: the heading, or a line above the table, says the unit.
    pub unit_stated: bool,
    /// Money: the currency that the heading names.
    pub currency: Option<Currency>,
    /// Money: the table has a column for the currency.
    pub has_currency: bool,
    /// Share: numbers count percent.
    pub percent: bool,
    /// Date: the heading asks for a month.
    pub month: bool,
    /// Bare serial numbers count from 1904.
    pub epoch_1904: bool,
}

/// The unit of money where nothing says another.
pub const YUAN: Unit = Unit { shift: 2, currency: None };

/// What a heading, or a line above the table, says about amounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Power of ten to the smallest unit.
    pub shift: u32,
    pub currency: Option<Currency>,
}

impl Column {
    /// A column under the field's own name, nothing else said.
    pub fn of(field: &'static Field) -> Self {
        Self {
            field,
            at: 0,
            heading: field.zh.to_string(),
            required: false,
            shift: YUAN.shift,
            unit_stated: false,
            currency: None,
            has_currency: false,
            percent: false,
            month: false,
            epoch_1904: false,
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
    /// Places with a heading that lead to no field: their cells are kept as notes.
    pub extra: Vec<usize>,
    /// Place of the CURRENCY field in `columns`' order, if the contract has one.
    pub currency: Option<usize>,
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
    unit: Option<Unit>,
    percent: bool,
    month: bool,
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
        if self.contract.lenient {
            return known > 0;
        }
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
    /// `unit` is what a line above the table says; headings with a unit of their own win.
    pub fn layout(
        &self,
        headings: Vec<String>,
        unit: Option<Unit>,
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
                    let meaning = Meaning { unit: meaning.unit.or(unit), ..meaning };
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
        let row_numbers: Vec<bool> = headed
            .map(|(at, heading)| !used.contains(&at) && self.headers.is_row_number(heading))
            .collect();
        let extra = (0..headings.len())
            .filter(|at| !used.contains(at) && !row_numbers[*at] && !headings[*at].is_empty())
            .collect();
        let currency = self.fields.iter().position(|field| field.kind == FieldKind::Currency);
        Ok(Layout { columns, headings, row_numbers, extra, currency })
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
            at,
            heading: clean(heading),
            required: self.contract.is_required(field),
            shift: meaning.unit.unwrap_or(YUAN).shift,
            unit_stated: meaning.unit.is_some(),
            currency: meaning.unit.and_then(|unit| unit.currency),
            has_currency: self.has_currency(),
            percent: meaning.percent,
            month: meaning.month,
            ..Column::of(field)
        };
        *slot = Some((column, meaning.exact));
    }

    fn missing(
        &self,
        columns: &[Option<Column>],
        misread: &[bool],
        place: &dyn Fn(&str) -> Place,
    ) -> Vec<Diagnostic> {
        // 金额(万美元) says what the column 币种 would.
        let headed = columns.iter().flatten().any(|column| column.currency.is_some());
        let fields = self.fields.iter().zip(columns.iter().zip(misread));
        fields
            .filter(|(_, (column, misread))| column.is_none() && !**misread)
            .filter(|(field, _)| self.contract.is_required(field))
            .filter(|(field, _)| field.kind != FieldKind::Currency || !headed)
            .map(|(field, _)| {
                Diagnostic::new(&codes::MISSING_COLUMN)
                    .arg("column", field.zh)
                    .arg("name", field.name)
                    .arg("aliases", self.headers.shown_aliases(field))
                    .at(place(""))
            })
            .collect()
    }

    fn has_currency(&self) -> bool {
        self.fields.iter().any(|field| field.kind == FieldKind::Currency)
    }

    /// Whether a heading leads to a field of this table.
    pub fn knows(&self, heading: &str) -> bool {
        matches!(self.meaning(heading), Heading::Known(_))
    }

    fn meaning(&self, heading: &str) -> Heading {
        let text = comparable(heading);
        // Marks of required columns and the like: *单位名称, 单位名称:
        let text = text.trim_matches(|c| matches!(c, '*' | ':' | '★'));
        if let Some(found) = self.named(text, true) {
            return Heading::Known(found);
        }
        let Some((name, bracket)) = split_bracket(text) else { return Heading::Other };
        let Some(plain) = self.named(name.trim_matches('*'), false) else { return Heading::Other };
        let field = plain.field;
        match self.fields[field].kind {
            FieldKind::Money => match unit(bracket) {
                Some(unit) if unit.currency.is_some() && !self.has_currency() => {
                    Heading::UnknownUnit { field, unit: bracket.to_string() }
                }
                Some(unit) => Heading::Known(Meaning { unit: Some(unit), ..plain }),
                None if looks_like_unit(bracket) => {
                    Heading::UnknownUnit { field, unit: bracket.to_string() }
                }
                None => Heading::Other,
            },
            FieldKind::Share => Heading::Known(Meaning { percent: bracket.contains('%'), ..plain }),
            _ => Heading::Known(plain),
        }
    }

    /// The field that a name leads to. 付款月份 is 付款日期 of which only the month is asked for.
    fn named(&self, name: &str, exact: bool) -> Option<Meaning> {
        let plain = |field| Meaning { field, exact, unit: None, percent: false, month: false };
        if let Some(&field) = self.by_alias.get(name) {
            return Some(plain(field));
        }
        let stem = name.strip_suffix("月份").or_else(|| name.strip_suffix("年月"))?;
        let field =
            ["日期", "时间"].iter().find_map(|end| self.by_alias.get(&format!("{stem}{end}")))?;
        let is_date = self.fields[*field].kind == FieldKind::Date;
        is_date.then(|| Meaning { month: true, ..plain(*field) })
    }
}

/// The one table whose required columns are all there, the one with most columns if several are;
/// `score` is what [`Matcher::score`] says of the headings at hand.
pub fn best_fit(
    contracts: &[TableContract],
    headers: &Headers,
    score: impl Fn(&Matcher) -> Option<(usize, usize)>,
) -> Option<usize> {
    let mut best: Option<(usize, usize)> = None;
    let mut tied = false;
    for (at, contract) in contracts.iter().enumerate() {
        let matcher = Matcher::new(contract, headers);
        let found = score(&matcher).filter(|score| matcher.is_header(*score));
        let Some((known, _)) = found.filter(|(_, all)| *all >= contract.required.len()) else {
            continue;
        };
        match best {
            Some((most, _)) if known < most => {}
            Some((most, _)) if known == most => tied = true,
            _ => {
                best = Some((known, at));
                tied = false;
            }
        }
    }
    best.filter(|_| !tied).map(|(_, at)| at)
}

/// `金额(万元)` is `金额` and `万元`.
fn split_bracket(text: &str) -> Option<(&str, &str)> {
    let open = text.rfind(['(', '[', '【'])?;
    let rest = text[open..].trim_start_matches(['(', '[', '【']);
    let inside = rest.strip_suffix([')', ']', '】'])?;
    Some((&text[..open], inside))
}

/// What a bracket says. 原币: the row's currency column says which; 人民币 is the currency without
/// being said.
pub fn unit(bracket: &str) -> Option<Unit> {
    let mut unit = bracket;
    for prefix in ["单位", ":", "人民币:", "rmb:", "cny:", "原币", "/"] {
        unit = unit.strip_prefix(prefix).unwrap_or(unit);
    }
    let unit = match unit {
        "" | "yuan" => return Some(YUAN),
        "fen" | "cents" => return Some(Unit { shift: 0, currency: None }),
        "万yuan" | "10kyuan" => return Some(Unit { shift: 6, currency: None }),
        "人民币" | "rmb" | "cny" => return Some(YUAN),
        unit => unit,
    };
    let unit = unit.strip_prefix("人民币").unwrap_or(unit);
    let (number, found) = money::unit_behind(unit);
    let currency = found.currency.filter(|currency| *currency != Currency::Cny);
    found.shift.filter(|_| number.is_empty()).map(|shift| Unit { shift, currency })
}

/// A line above the table that states the unit of all its amounts: `单位：万元`, `（金额单位：元）`.
pub fn unit_line(text: &str) -> Option<Unit> {
    let text = comparable(text);
    let text = text.trim_matches(|c| matches!(c, '(' | ')' | '[' | ']' | '【' | '】'));
    let stated = [
        "金额单位:",
        "货币单位:",
        "计量单位:",
        "币种及单位:",
        "单位:",
        "amountsin:",
        "amountsin",
        "unit:",
    ];
    let rest = stated.iter().find_map(|start| text.strip_prefix(start))?;
    unit(rest)
}

/// Money in a unit that was not understood must not be read as yuan, nor overlooked.
fn looks_like_unit(bracket: &str) -> bool {
    const NAMES: [&str; 10] =
        ["卢布", "卢比", "法郎", "比索", "里拉", "克朗", "马克", "林吉特", "泰铢", "越南盾"];
    bracket.ends_with(['元', '币', '圆', '万', '亿', '角', '镑'])
        || NAMES.iter().any(|name| bracket.ends_with(name))
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
        let shift = |text| unit(text).map(|unit| unit.shift);
        assert_eq!(shift("单位:万元"), Some(6));
        assert_eq!(shift("人民币元"), Some(2));
        assert_eq!(shift("千元"), Some(5));
        assert_eq!(shift("fen"), Some(0));
        assert_eq!(unit("含税"), None);
        assert_eq!(unit("万美元"), Some(Unit { shift: 6, currency: Some(Currency::Usd) }));
        assert_eq!(unit_line("单位：万元").map(|unit| unit.shift), Some(6));
        assert_eq!(unit_line("（金额单位：元）"), Some(YUAN));
        assert_eq!(unit_line("申报单位：深圳某公司"), None);
        assert_eq!(unit_line("单位：深圳某公司"), None);
        assert!(looks_like_unit("美元") && looks_like_unit("usd") && !looks_like_unit("含税"));
    }
}
