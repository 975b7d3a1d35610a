//! Rows that name an enterprise beside its code: a sort that left one column behind gives the costs of one to another, and
//! every code is a good one. The names are compared, former ones too; what differs a person looks at.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::*;

use super::link::{Linked, origin, with_firm};
use crate::diag::{Diagnostic, codes};
use crate::domain::text::comparable;
use crate::entity::Parties;
use crate::entity::names::{self, Name, one_slip_apart};
use crate::frame::access::texts;
use crate::frame::columns as c;
use crate::frame::fields::{FIRM_FIELDS, find};
use crate::ingest::Headers;

/// What stands before the name in the notes of a row, for each source that has such a column.
type Columns = BTreeMap<u32, String>;

/// Compares the names in a column that no field takes with those of the enterprises that the codes of their rows lead to;
/// where no enterprise has the code, with those of all.
///
/// # Errors
/// A fault of the engine.
pub fn against_codes(
    table: &DataFrame,
    firms: &DataFrame,
    headers: &Headers,
    linked: &mut Linked,
) -> PolarsResult<()> {
    let columns = columns(headers, linked);
    if columns.is_empty() || table.height() == 0 || table.column(c::NOTES).is_err() {
        return Ok(());
    }
    let table = with_firm(table, firms)?;
    let (own, codes_read) = (table.column(c::FIRM)?.u32()?, texts(&table, c::USCC)?);
    let notes = texts(&table, c::NOTES)?;
    let (parties, known) = (Parties::read(firms)?, texts(firms, c::FIRM_NAME)?);
    let mut by_name: BTreeMap<u64, u32> = BTreeMap::new();
    for firm in 0..parties.rows() {
        by_name.entry(parties.name_of(firm).parent_key()).or_insert(firm as u32);
    }
    let mut told = BTreeSet::new();
    for (row, note) in notes.iter().enumerate().filter(|(_, note)| !note.is_empty()) {
        let (source, line) = origin(&table, row);
        let Some(read) = columns.get(&source).and_then(|before| value(note, before)) else {
            continue;
        };
        // Each name under a code once.
        if !told.insert((source, codes_read[row], read)) {
            continue;
        }
        let name = names::read(read);
        let other = match own.get(row) {
            Some(firm) if is_its(&name, &parties, firm as usize) => continue,
            Some(firm) => firm,
            None => match by_name.get(&name.parent_key()) {
                Some(firm) if parties.name_of(*firm as usize).same_parent(&name) => *firm,
                _ => continue,
            },
        };
        let said = Diagnostic::new(&codes::NAME_OF_ANOTHER).arg("read", read);
        let said = said.arg("code", codes_read[row]).arg("firm", known[other as usize]);
        let heading = columns.get(&source).map_or("", |before| before.trim_end_matches('='));
        linked.findings.push(said.at(linked.place(source, line, heading)));
    }
    Ok(())
}

/// Sources with a column of names that no field takes.
fn columns(headers: &Headers, linked: &Linked) -> Columns {
    let Some(field) = find(FIRM_FIELDS, c::FIRM_NAME) else { return Columns::new() };
    let names: BTreeSet<String> = headers.aliases(field).into_iter().collect();
    let sources = (0u32..).zip(&linked.sources);
    let named = sources.filter_map(|(at, source)| {
        let column =
            source.unread.iter().find(|column| names.contains(&comparable(&column.heading)))?;
        Some((at, format!("{}=", column.heading)))
    });
    named.collect()
}

/// The value behind a heading among the notes of a row.
fn value<'a>(notes: &'a str, before: &str) -> Option<&'a str> {
    let value = notes.split("; ").find_map(|note| note.strip_prefix(before))?.trim();
    (!value.is_empty()).then_some(value)
}

/// Whether a name is that of an enterprise, one that it had, or nearly so: short, cut off, a character apart.
fn is_its(name: &Name, parties: &Parties, firm: usize) -> bool {
    let alike = |own: &Name| {
        let (a, b) = (own.core.as_str(), name.core.as_str());
        own.is_empty()
            || name.is_empty()
            || own.foreign != name.foreign
            || own.looks_like(name)
            || one_slip_apart(a, b)
            || a.starts_with(b)
            || b.starts_with(a)
    };
    alike(parties.name_of(firm)) || parties.formers_of(firm).any(alike)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::ingest::Source;
    use crate::ingest::UnreadColumn;
    use crate::ingest::headers;

    const JIA: &str = "914403001922038216";
    const YI: &str = "91440305QH000001X5";

    /// Rows of one file with a code and what stands in columns that nobody reads: how many are told (D422).
    fn told(rows: &[(&str, &str)]) -> usize {
        let headers = headers::load(Path::new("pipelines/headers.toml")).expect("headings");
        let firms = df!(
            c::USCC => [JIA, YI],
            c::FIRM_NAME => ["深圳市远航数据有限公司", "前海云栖检测技术有限公司"],
            c::FORMER_NAME => ["深圳市启明数据有限公司", ""],
            c::LEGAL_REPRESENTATIVE => ["", ""],
            c::ADDRESS => ["", ""],
        );
        let number = |at: usize| at as u32;
        let table = df!(
            c::USCC => rows.iter().map(|(code, _)| *code).collect::<Vec<_>>(),
            c::NOTES => rows.iter().map(|(_, note)| *note).collect::<Vec<_>>(),
            c::SOURCE => vec![0u32; rows.len()],
            c::ROW => (2..rows.len() + 2).map(number).collect::<Vec<_>>(),
        );
        let column = UnreadColumn {
            heading: "单位名称".into(),
            rows: rows.len(),
            first_row: 2,
            near: String::new(),
            weighty: false,
        };
        let mut linked = Linked {
            sources: vec![Source { unread: vec![column], ..Source::default() }],
            ..Linked::default()
        };
        against_codes(&table.expect("rows"), &firms.expect("firms"), &headers, &mut linked)
            .expect("compared");
        linked.findings.iter().filter(|one| one.code == &codes::NAME_OF_ANOTHER).count()
    }

    #[test]
    fn names_that_are_not_those_of_their_codes_are_told() {
        let stranger = "913100000000000000";
        for (code, note, is) in [
            (JIA, "单位名称=深圳市远航数据有限公司", 0),
            (JIA, "备注=一; 单位名称=远航数据", 0),
            (JIA, "单位名称=深圳市启明数据有限公司", 0),
            (JIA, "单位名称=深圳市远航数据有限公司南山分公司", 0),
            (JIA, "备注=前海云栖检测技术有限公司", 0),
            (JIA, "单位名称=前海云栖检测技术有限公司", 1),
            (YI, "单位名称=上海某某咨询有限公司", 1),
            // Nobody files under the code, and somebody has the name.
            (stranger, "单位名称=前海云栖检测技术有限公司", 1),
            (stranger, "单位名称=上海某某咨询有限公司", 0),
        ] {
            assert_eq!(told(&[(code, note)]), is, "{code} {note}");
        }
        let twice = [(YI, "单位名称=上海某某咨询有限公司"); 2];
        assert_eq!(told(&twice), 1, "each name under a code once");
    }
}
