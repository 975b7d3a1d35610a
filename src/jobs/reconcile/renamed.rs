//! Payees under another code or name than the run knows them by, followed by the register of changes: that of the run
//! and, where a newer one is given, that as well.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::*;

use crate::diag::{Diagnostic, Diagnostics, Place, codes};
use crate::domain::text::comparable;
use crate::frame::columns as c;
use crate::frame::fields::{CHANGE_FIELDS, find};
use crate::intake::changes::{self, Changes};
use crate::intake::link::Linked;
use crate::reconcile::Approved;
use crate::run_folder::stored::StoredRun;
use crate::tables::standing::Change;

/// Both registers together.
///
/// # Errors
/// A table that cannot be read; rows that contradict each other (F265) join `faults`.
pub fn register(
    stored: &StoredRun,
    given: &DataFrame,
    linked: &Linked,
    faults: &mut Diagnostics,
) -> Result<Changes, crate::diag::Failure> {
    let known = stored.tables.rows_if_any::<Change>()?.unwrap_or_default();
    let plain = |row: Change| Change { now: String::new(), ..row };
    let mut all: Vec<Change> = known.into_iter().map(plain).collect();
    let first = all.len();
    all.extend(changes::rows(given)?);
    let field = find(CHANGE_FIELDS, c::OLD_CODE);
    Ok(Changes::of(all, |at, zh, en| {
        let fault = Diagnostic::new(&codes::CHANGE_UNCLEAR).arg("why", zh).arg("why_en", en);
        let place = field.zip(at.checked_sub(first));
        let place = place.map_or(Place::Nowhere, |(field, row)| linked.cell_of(given, row, field));
        faults.push(fault.at(place));
    }))
}

/// Writes the codes and names that the run knows over those that columns of payments or snapshots name, where one enterprise
/// of the run and no other is meant. Says who that was (R504).
///
/// # Errors
/// A fault of the engine.
pub fn follow(
    payments: &mut DataFrame,
    columns: &[&str],
    approved: &Approved,
    changes: &Changes,
) -> PolarsResult<Vec<Diagnostic>> {
    if changes.is_empty() {
        return Ok(Vec::new());
    }
    let known = Known::new(approved, changes);
    let mut said: BTreeMap<(usize, String), usize> = BTreeMap::new();
    for name in columns.iter().copied() {
        let column = payments.column(name)?.clone();
        let mut own = |read: &str| {
            let firm = match name {
                c::USCC => known.by_code(read)?,
                _ => known.by_name(read)?,
            };
            *said.entry((firm, read.to_string())).or_default() += 1;
            Some(if name == c::USCC {
                approved.firms.code[firm]
            } else {
                approved.firms.name[firm]
            })
        };
        let cells = column.str()?.iter();
        let now: StringChunked =
            cells.map(|cell| cell.map(|read| own(read).unwrap_or(read))).collect();
        payments.with_column(now.with_name(column.name().clone()).into_column())?;
    }
    let followed = said.into_iter().map(|((firm, read), count)| {
        let finding = Diagnostic::new(&codes::PAYEE_RENAMED).arg("firm", approved.firms.name[firm]);
        finding.arg("read", read).arg("code", approved.firms.code[firm]).arg("count", count)
    });
    Ok(followed.collect())
}

/// Enterprises of the run by what the register leads to.
struct Known<'a> {
    approved: &'a Approved<'a>,
    changes: &'a Changes,
    /// By the code of now.
    now: BTreeMap<&'a str, BTreeSet<usize>>,
    /// Codes of now by a name before or after, as names are compared.
    names: BTreeMap<String, BTreeSet<&'a str>>,
    /// Names that the run itself has.
    own: BTreeSet<String>,
}

impl<'a> Known<'a> {
    fn new(approved: &'a Approved, changes: &'a Changes) -> Self {
        let mut now: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
        for (firm, code) in approved.firms.code.iter().enumerate() {
            now.entry(changes.code(code)).or_default().insert(firm);
        }
        let mut names: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
        for (name, code) in changes.rows.iter().flat_map(Change::names) {
            names.entry(comparable(name)).or_default().insert(code);
        }
        let own = approved.firms.name.iter().map(|name| comparable(name)).collect();
        Self { approved, changes, now, names, own }
    }

    fn only(&self, now: &str) -> Option<usize> {
        let firms = self.now.get(now).filter(|firms| firms.len() == 1)?;
        firms.first().copied()
    }

    /// Who is meant by a code that the run does not know.
    fn by_code(&self, read: &str) -> Option<usize> {
        let stranger = !read.is_empty() && !self.approved.firms.by_code.contains_key(read);
        self.only(self.changes.code(read)).filter(|_| stranger)
    }

    /// Who is meant by a name that the run does not know.
    fn by_name(&self, read: &str) -> Option<usize> {
        let name = comparable(read);
        let codes = self.names.get(&name).filter(|_| !self.own.contains(&name))?;
        let firms: BTreeSet<usize> = codes.iter().filter_map(|code| self.only(code)).collect();
        firms.first().copied().filter(|_| codes.len() == 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::access::texts;

    fn frame(name: &'static str, cells: &[&str]) -> Column {
        Column::new(name.into(), cells.to_vec())
    }

    #[test]
    fn only_what_leads_to_one_enterprise_is_followed() {
        let zero = Column::new("payable".into(), vec![1i64, 1, 1]).cast(&DataType::Decimal(18, 2));
        let claims = DataFrame::new(
            3,
            vec![
                frame(c::CLAIM_ID, &["m1-A", "m1-B", "m1-C"]),
                frame(c::USCC, &["A", "B", "C"]),
                frame(c::FIRM_NAME, &["甲", "乙", "丙"]),
                frame(c::MEASURE, &["m1", "m1", "m1"]),
                frame(c::CLAUSE, &["一", "一", "一"]),
                frame(c::ITEM, &["", "", ""]),
                zero.expect("money"),
            ],
        );
        let claims = claims.expect("a table");
        let approved = Approved::read(&claims, None).expect("claims");
        let change = |kind: &str, old: &str, new: &str, name: &str| Change {
            kind: kind.into(),
            old_code: old.into(),
            new_code: new.into(),
            new_name: name.into(),
            old_name: String::new(),
            on: None,
            document: String::new(),
            by: String::new(),
            now: String::new(),
        };
        // A became X and then Y; B and C were absorbed by Z: whose of the two a payment to Z is nobody can tell.
        let rows = vec![
            change("代码变更", "A", "X", "甲一"),
            change("代码变更", "X", "Y", "甲二"),
            change("吸收合并", "B", "Z", "丁"),
            change("吸收合并", "C", "Z", "丁"),
        ];
        let changes = Changes::of(rows, |_, _, why| panic!("{why}"));
        let mut payments = DataFrame::new(
            5,
            vec![
                frame(c::ACTUAL_NAME, &[""; 5]),
                frame(c::USCC, &["X", "Y", "B", "Z", "W"]),
                frame(c::FIRM_NAME, &["甲一", "甲二", "乙", "丁", "外"]),
                frame(c::PAYEE_NAME, &["甲二", "", "乙", "丁", "外"]),
            ],
        )
        .expect("a table");
        let columns = [c::USCC, c::FIRM_NAME, c::PAYEE_NAME, c::ACTUAL_NAME];
        let said = follow(&mut payments, &columns, &approved, &changes).expect("followed");
        let column = |name| texts(&payments, name).expect("texts");
        assert_eq!(column(c::USCC), ["A", "A", "B", "Z", "W"]);
        assert_eq!(column(c::FIRM_NAME), ["甲", "甲", "乙", "丁", "外"]);
        assert_eq!(column(c::PAYEE_NAME), ["甲", "", "乙", "丁", "外"]);
        assert_eq!(said.len(), 4, "X, Y, 甲一, 甲二");
    }
}
