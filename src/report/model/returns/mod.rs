//! What goes back to the filers: the sheets as they came with the cells to mend marked, and a list
//! in front.

mod filers;
mod list;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

pub use filers::{Filer, Identity, Registry};
pub use list::{Located, ProblemLine, ProblemList, locate, marks, problems, read_cell};

use crate::diag::{Diagnostic, Lang, Place, Severity};
use crate::domain::text::{clean, comparable};
use crate::frame::columns as c;
use crate::frame::fields::Field;
use crate::frame::tables::TableContract;
use crate::ingest::Headers;
use crate::ingest::copy::{CopyCell, SheetCopy};
use crate::report::model::template::ignored;

/// What every step needs to know.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    pub headers: &'a Headers,
    /// Contracts of the filings.
    pub contracts: &'a [TableContract],
    pub lang: Lang,
}

impl<'a> Setting<'a> {
    /// The name of the list in front, which the reader passes over.
    pub fn list_sheet(&self) -> String {
        ignored(self.headers, self.lang, "问题清单", "list of problems")
    }

    /// Names of sheets that are taken in every workbook.
    pub fn used_names(&self) -> BTreeSet<String> {
        BTreeSet::from([comparable(&self.list_sheet())])
    }

    /// The key of the contract that a sheet of this name holds.
    pub fn table(&self, sheet: &str) -> Option<&'a str> {
        let name = comparable(sheet);
        let found = self.contracts.iter().find(|contract| {
            let own = contract.sheets.iter().chain([&contract.title, &contract.key]);
            let mut known = own.map(|known| comparable(known));
            known.any(|known| known == name)
                || self.headers.sheet_names(&contract.key).contains(&name)
        });
        found.map(|contract| contract.key.as_str())
    }
}

/// A sheet to write.
#[derive(Clone, Debug)]
pub struct ReturnSheet {
    pub name: String,
    /// The last row of the header, from 0.
    pub header: u32,
    /// By row from 0, in order.
    pub rows: Vec<(u32, Vec<CopyCell>)>,
    /// Without overlaps; first row, first column, last row, last column, from 0.
    pub merges: Vec<[u32; 4]>,
    /// What each column holds, where the reader knows it.
    pub columns: Vec<Option<&'static Field>>,
    /// In characters, by column.
    pub widths: Vec<u16>,
    /// By row and column.
    pub marks: BTreeMap<(u32, u16), Mark>,
}

/// What is said about one cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    pub severity: Severity,
    pub note: String,
}

/// What is known of a sheet after it was looked at once.
#[derive(Clone, Debug)]
pub struct SheetFacts {
    pub file: String,
    /// Empty for files of one table.
    pub sheet: String,
    /// Its name in the workbook of all sheets, and in which of these workbooks it stands.
    pub name: String,
    pub part: usize,
    /// What is added to the rows of findings: Parquet has no row for the names of its columns.
    pub shift: u32,
    /// Whether Excel can hold it as it is.
    pub fits: bool,
    contract: Option<usize>,
    headings: Vec<String>,
    columns: Vec<Option<&'static Field>>,
    /// The rows that something is said about.
    faulty: BTreeMap<u32, FaultyRow>,
    /// Who stands in it, as far as it takes to see whether it is one enterprise.
    owners: BTreeSet<Identity>,
}

#[derive(Clone, Debug)]
struct FaultyRow {
    cells: Vec<CopyCell>,
    filer: Identity,
}

/// Whether rows, from 0 and of so many cells, find room in a sheet.
fn fits(mut rows: impl Iterator<Item = (u32, usize)>) -> bool {
    const ROWS: u32 = 1 << 20;
    const COLUMNS: usize = 1 << 14;
    rows.all(|(row, cells)| row < ROWS && cells <= COLUMNS)
}

impl ReturnSheet {
    /// Whether Excel can hold it.
    pub fn fits(&self) -> bool {
        fits(self.rows.iter().map(|(row, cells)| (*row, cells.len())))
    }
}

/// Whether a finding is one that a filer can mend in a row.
pub fn can_be_mended(finding: &Diagnostic) -> bool {
    finding.severity > Severity::Note
        && matches!(&finding.place, Place::Cell { row, .. } if *row > 0)
}

impl SheetFacts {
    /// Looks at a sheet: who stands in it, and what the rows hold that something is said about.
    pub fn new(
        (file, sheet, table): (&str, &str, &str),
        copy: &SheetCopy,
        wanted: &BTreeSet<u32>,
        setting: &Setting,
        registry: &mut Registry,
    ) -> Self {
        /// Ways to write one enterprise that are still looked at.
        const MANY: usize = 16;
        let contract = setting.contracts.iter().position(|contract| contract.key == table);
        let columns = known_columns(&copy.headings, contract, setting);
        let mut facts = Self {
            file: file.to_string(),
            sheet: sheet.to_string(),
            name: String::new(),
            part: 0,
            shift: copy.shift,
            fits: fits(copy.rows.iter().map(|(row, cells)| (row.saturating_sub(1), cells.len()))),
            contract,
            headings: copy.headings.clone(),
            columns,
            faulty: BTreeMap::new(),
            owners: BTreeSet::new(),
        };
        for ((row, cells), identity) in copy.rows.iter().zip(facts.identities(copy)) {
            if *row <= copy.header_row {
                continue;
            }
            registry.learn(&identity);
            if facts.owners.len() < MANY && !identity.is_empty() {
                facts.owners.insert(identity.clone());
            }
            if wanted.contains(row) {
                let faulty = FaultyRow { cells: cells.clone(), filer: identity };
                facts.faulty.insert(*row, faulty);
            }
        }
        facts
    }

    /// Whose row it is. A row that names nobody (a total, a remark) belongs to the enterprise that
    /// has the sheet to itself.
    pub fn filer(&self, identity: &Identity, registry: &Registry) -> Option<Filer> {
        if !identity.is_empty() {
            return registry.filer(identity);
        }
        let mut owners = self.owners.iter().map(|owner| registry.filer(owner));
        let first = owners.next()??;
        owners.all(|other| other.as_ref() == Some(&first)).then_some(first)
    }

    /// What each row says about its enterprise. A code that is merged over several rows counts for
    /// all of them.
    pub fn identities(&self, copy: &SheetCopy) -> Vec<Identity> {
        let place = |name| self.columns.iter().position(|f| f.is_some_and(|f| f.name == name));
        let text = |cells: &[CopyCell], at: Option<usize>| {
            at.and_then(|at| cells.get(at)).map(read_cell).unwrap_or_default()
        };
        let (code, name) = (place(c::USCC), place(c::FIRM_NAME));
        let over: Vec<&[u32; 4]> = copy
            .merges
            .iter()
            .filter(|[top, left, bottom, right]| {
                let covers = |at: Option<usize>| {
                    at.is_some_and(|at| (*left..=*right).contains(&(at as u32)))
                };
                top < bottom && (covers(code) || covers(name))
            })
            .collect();
        let mut tops: BTreeMap<u32, Identity> = BTreeMap::new();
        let rows = copy.rows.iter().map(|(row, cells)| {
            let mut own = Identity::new(&text(cells, code), &text(cells, name));
            for [top, _, bottom, _] in &over {
                let at = row - 1;
                if at == *top {
                    tops.insert(*top, own.clone());
                } else if *top < at && at <= *bottom {
                    let upper = tops.get(top).cloned().unwrap_or_default();
                    own.code = if own.code.is_empty() { upper.code } else { own.code };
                    own.name = if own.name.is_empty() { upper.name } else { own.name };
                }
            }
            own
        });
        rows.collect()
    }

    /// Key of the contract; empty where none is known.
    pub fn table<'a>(&self, setting: &Setting<'a>) -> &'a str {
        self.contract.map_or("", |at| &setting.contracts[at].key)
    }

    /// Whether everybody who stands in the sheet is this enterprise.
    pub fn is_of(&self, filer: &Filer, registry: &Registry) -> bool {
        self.owners.iter().all(|owner| registry.filer(owner).as_ref() == Some(filer))
    }

    /// Whether something is said about a row.
    pub fn is_faulty(&self, row: u32) -> bool {
        self.faulty.contains_key(&row)
    }

    /// The column that a finding means. One about a whole row names the credit code by its plain
    /// name, whatever the heading says.
    fn column(&self, heading: &str) -> Option<u16> {
        let wanted = clean(heading);
        let by_heading = self.headings.iter().position(|own| clean(own) == wanted);
        let by_field = || {
            self.columns.iter().position(|field| {
                field.is_some_and(|field| field.zh == wanted || field.name == wanted)
            })
        };
        let found = by_heading.or_else(by_field).filter(|_| !wanted.is_empty());
        found.and_then(|at| u16::try_from(at).ok())
    }

    /// The cell to mark: that of the column, else the first of the row that holds something.
    fn cell(&self, row: u32, heading: &str) -> u16 {
        self.column(heading).unwrap_or_else(|| {
            let cells = self.faulty.get(&row).map_or(&[][..], |faulty| &faulty.cells);
            let first = cells.iter().position(|cell| *cell != CopyCell::Empty).unwrap_or(0);
            u16::try_from(first).unwrap_or(0)
        })
    }

    /// Names that the reader takes for the table of this sheet, the one it came with first.
    fn names<'a>(&'a self, contracts: &'a [TableContract]) -> impl Iterator<Item = &'a str> {
        let contract = self.contract.map(|at| &contracts[at]);
        let own = contract.into_iter().flat_map(|contract| {
            contract.sheets.iter().chain([&contract.title, &contract.key]).map(String::as_str)
        });
        std::iter::once(self.own_name()).chain(own)
    }

    /// The name of the sheet, or of the file where that is one table.
    fn own_name(&self) -> &str {
        if !self.sheet.is_empty() {
            return &self.sheet;
        }
        let stem = std::path::Path::new(&self.file).file_stem();
        stem.and_then(|stem| stem.to_str()).unwrap_or(&self.file)
    }
}

/// The fields of a sheet by column, as the reader would find them.
fn known_columns(
    headings: &[String],
    contract: Option<usize>,
    setting: &Setting,
) -> Vec<Option<&'static Field>> {
    let mut by_alias: BTreeMap<String, &'static Field> = BTreeMap::new();
    for field in contract.iter().flat_map(|at| setting.contracts[*at].fields()) {
        for alias in setting.headers.aliases(field) {
            by_alias.entry(alias).or_insert(field);
        }
    }
    // A name beside the lines of a measure is no column of its contract, but says whose they are.
    let mut all = setting.contracts.iter().flat_map(TableContract::fields);
    if let Some(field) = all.find(|field| field.name == c::FIRM_NAME) {
        for alias in setting.headers.aliases(field) {
            by_alias.entry(alias).or_insert(field);
        }
    }
    let field = |heading: &String| {
        let text = comparable(heading);
        let text = text.trim_matches(|c| matches!(c, '*' | ':' | '★'));
        let bare = text.split(['(', '[', '【']).next().unwrap_or(text);
        by_alias.get(text).or_else(|| by_alias.get(bare)).copied()
    };
    headings.iter().map(field).collect()
}

/// Gives every sheet a name of its own in the workbook of all sheets; so many sheets that nobody
/// could find anything go to several workbooks.
pub fn name_sheets(sheets: &mut [SheetFacts], setting: &Setting) {
    const MOST: usize = 200;
    let mut used = setting.used_names();
    let mut part = 0;
    for at in 0..sheets.len() {
        let starts_file = at == 0 || sheets[at].file != sheets[at - 1].file;
        if used.len() >= MOST && starts_file {
            used = setting.used_names();
            part += 1;
        }
        sheets[at].name = free_name(&sheets[at], setting.contracts, &mut used);
        sheets[at].part = part;
    }
}

/// The sheet's own name, else another that the reader knows, else its own with a number.
pub fn free_name(
    facts: &SheetFacts,
    contracts: &[TableContract],
    used: &mut BTreeSet<String>,
) -> String {
    let fits = |name: &&str| {
        let plain = !name.is_empty() && !name.contains(super::template::FORBIDDEN_IN_SHEETS);
        plain && name.chars().count() <= super::template::LONGEST_SHEET_NAME
    };
    let known = facts.names(contracts).filter(fits).find(|n| !used.contains(&comparable(n)));
    let numbered = || {
        const ROOM: usize = 24;
        let own = facts.own_name().replace(super::template::FORBIDDEN_IN_SHEETS, "_");
        let own: String = own.chars().take(ROOM).collect();
        let mut numbers = (2u32..).map(|number| format!("{own} ({number})"));
        numbers.find(|name| !used.contains(&comparable(name))).unwrap_or(own)
    };
    let name = known.map_or_else(numbered, str::to_string);
    used.insert(comparable(&name));
    name
}

/// A whole sheet, as it came.
pub fn whole(
    facts: &SheetFacts,
    copy: SheetCopy,
    marks: BTreeMap<(u32, u16), Mark>,
) -> ReturnSheet {
    let header = copy.header_row.saturating_sub(1);
    let rows: Vec<_> =
        copy.rows.into_iter().map(|(row, cells)| (row.saturating_sub(1), cells)).collect();
    ReturnSheet {
        name: facts.name.clone(),
        widths: widths(&rows, header, facts.columns.len()),
        header,
        merges: apart(copy.merges),
        columns: facts.columns.clone(),
        rows,
        marks,
    }
}

/// The rows of one filer below what stands above the data, without gaps. Returns the sheet without
/// marks, and the new place of each row by its old number from 1.
pub fn excerpt(
    name: String,
    facts: &SheetFacts,
    head: &SheetCopy,
    rows: &[(u32, Vec<CopyCell>)],
) -> (ReturnSheet, BTreeMap<u32, u32>) {
    let mut places: BTreeMap<u32, u32> = BTreeMap::new();
    let mut out: Vec<(u32, Vec<CopyCell>)> = Vec::with_capacity(head.rows.len() + rows.len());
    let kept = head.rows.iter().map(|(row, cells)| (*row, row - 1, cells));
    let below = rows.iter().zip(head.header_row..).map(|((row, cells), to)| (*row, to, cells));
    for (row, to, cells) in kept.chain(below) {
        places.insert(row, to);
        out.push((to, cells.clone()));
    }
    let header = head.header_row.saturating_sub(1);
    let merges = head.merges.iter().filter_map(|[top, left, bottom, right]| {
        if *bottom <= header {
            return Some([*top, *left, *bottom, *right]);
        }
        // A merge over rows stays where all of its rows belong to the filer.
        let (first, last) = (*places.get(&(top + 1))?, *places.get(&(bottom + 1))?);
        (last - first == bottom - top).then_some([first, *left, last, *right])
    });
    let merges = apart(merges.collect());
    let sheet = ReturnSheet {
        name,
        widths: widths(&out, header, facts.columns.len()),
        header,
        rows: out,
        merges,
        columns: facts.columns.clone(),
        marks: BTreeMap::new(),
    };
    (sheet, places)
}

/// Excel refuses merges that overlap; of such ones the first is kept. Ones so large that no form
/// has them only cost memory.
fn apart(mut merges: Vec<[u32; 4]>) -> Vec<[u32; 4]> {
    const LARGEST: u64 = 20_000;
    const ALL: u64 = 1 << 20;
    let area = |[top, left, bottom, right]: &[u32; 4]| {
        u64::from(bottom.saturating_sub(*top) + 1) * u64::from(right.saturating_sub(*left) + 1)
    };
    merges.retain(|merge| {
        merge[0] <= merge[2] && merge[1] <= merge[3] && (2..=LARGEST).contains(&area(merge))
    });
    merges.sort_unstable();
    let mut left = ALL;
    // Sorted by the first row: only those that reach down to the next one can overlap it.
    let mut open: Vec<[u32; 4]> = Vec::new();
    merges.retain(|merge| {
        open.retain(|other| other[2] >= merge[0]);
        let apart = !open.iter().any(|other| merge[1] <= other[3] && other[1] <= merge[3]);
        let keep = apart && area(merge) <= left;
        if keep {
            left -= area(merge);
            open.push(*merge);
        }
        keep
    });
    merges
}

/// Wide enough for what the first rows hold.
fn widths(rows: &[(u32, Vec<CopyCell>)], header: u32, columns: usize) -> Vec<u16> {
    const LOOKED_AT: usize = 200;
    const LEAST: usize = 8;
    const MOST: usize = 36;
    let mut widths = vec![LEAST; columns];
    let from_header = rows.iter().filter(|(row, _)| *row >= header).take(LOOKED_AT);
    for (at, cell) in from_header.flat_map(|(_, cells)| cells.iter().enumerate()) {
        if let Some(width) = widths.get_mut(at) {
            let text = read_cell(cell);
            let own = unicode_width::UnicodeWidthStr::width(text.as_str()) + 2;
            *width = (*width).max(own.min(MOST));
        }
    }
    widths.into_iter().map(|width| u16::try_from(width).unwrap_or(u16::MAX)).collect()
}
