//! One sheet of any kind of file: header, layout, rows.

use std::collections::BTreeSet;
use std::sync::mpsc::sync_channel;

use super::Tables;
use super::applicant_codes;
use super::around::{self, Around};
use super::cells::{RawCell, convert};
use super::cover::{self, Cover};
use super::fit::{Near, best_fit, nearest};
use super::form;
use super::header::{self, Header, Merges, Top};
use super::headers::{Asked, Headers, Weight};
use super::layout::{Column, HEADER_ROWS, Layout, Matcher};
use super::open::too_large;
use super::sink::RowSink;
use super::table::SheetRead;
use crate::diag::{Code, Diagnostic, Place, codes, private};
use crate::domain::text::clean;
use crate::frame::tables::TableContract;
use crate::frame::{FieldKind, columns as c};

/// Rows of a sheet, one after the other.
pub trait Rows<'a> {
    /// Fills `cells` with the next row that has any; its number counts from 1 as the file does.
    ///
    /// # Errors
    /// Whatever makes the rest of the sheet unreadable.
    fn next(&mut self, cells: &mut Vec<RawCell<'a>>) -> Result<Option<u32>, Stop>;
}

/// Why a sheet could not be read.
#[derive(Debug)]
pub enum Stop {
    Fault(Box<Diagnostic>),
    TooLarge(Box<Diagnostic>),
    Broken(String),
}

impl Stop {
    pub fn fault(fault: Diagnostic) -> Self {
        Self::Fault(Box::new(fault))
    }

    pub fn too_large(zh: impl ToString, en: impl ToString) -> Self {
        Self::TooLarge(Box::new(too_large(zh, en)))
    }

    /// As a finding at a place, unless it has one.
    pub fn at(self, place: Place) -> Diagnostic {
        match self {
            Self::Fault(fault) => match fault.place {
                Place::Nowhere => fault.at(place),
                _ => *fault,
            },
            Self::TooLarge(fault) => fault.at(place),
            Self::Broken(why) => Diagnostic::new(&codes::NOT_A_WORKBOOK)
                .arg("why", format!("内容已损坏（{why}）"))
                .arg("why_en", why)
                .at(place),
        }
    }
}

impl From<Stop> for Vec<Stop> {
    fn from(stop: Stop) -> Self {
        vec![stop]
    }
}

impl From<Diagnostic> for Vec<Stop> {
    fn from(fault: Diagnostic) -> Self {
        vec![Stop::fault(fault)]
    }
}

fn stops(faults: Vec<Diagnostic>) -> Vec<Stop> {
    faults.into_iter().map(Stop::fault).collect()
}

/// Calls a decoder. A damaged file may make it panic; nothing of ours runs in here.
pub fn guarded<T, E: std::fmt::Display>(call: impl FnOnce() -> Result<T, E>) -> Result<T, Stop> {
    match std::panic::catch_unwind(std::panic::AssertUnwindSafe(call)) {
        Ok(result) => result.map_err(|error| Stop::Broken(error.to_string())),
        // What the library says of itself is nothing for users.
        Err(_) => Err(Stop::fault(
            Diagnostic::new(&codes::NOT_A_WORKBOOK)
                .arg("why", "内容已损坏，无法解读")
                .arg("why_en", "its content is damaged and cannot be decoded"),
        )),
    }
}

/// What is read, and with which words.
#[derive(Clone, Copy)]
pub struct Job<'a> {
    pub shown: &'a str,
    /// Empty for files of one table.
    pub sheet: &'a str,
    pub tables: &'a Tables<'a>,
    pub headers: &'a Headers,
    /// The names of those who file, in plain form, as far as they are known.
    pub names: &'a [String],
    /// Merged cells.
    pub merges: Merges<'a>,
    /// Texts of cells that are struck through or raised in a part.
    pub struck: Option<&'a BTreeSet<String>>,
    /// Bare serial numbers count from 1904.
    pub epoch_1904: bool,
    /// Tables that sheets of the workbook have the names of.
    pub claimed: &'a [usize],
}

impl Job<'_> {
    pub fn place(&self, row: u32, column: &str) -> Place {
        Place::Cell {
            file: self.shown.to_string(),
            sheet: self.sheet.to_string(),
            row,
            column: column.to_string(),
        }
    }
}

/// The first rows of a sheet, and the first row beyond them if there is one.
pub struct Head<'a> {
    pub top: Vec<(u32, Vec<RawCell<'a>>)>,
    pub beyond: Option<(u32, Vec<RawCell<'a>>)>,
}

impl Head<'_> {
    fn is_empty(&self) -> bool {
        let mut cells = self.top.iter().flat_map(|(_, cells)| cells);
        self.beyond.is_none() && cells.all(RawCell::is_empty)
    }
}

/// Reads as many rows as a header may stand in.
///
/// # Errors
/// As [`Rows::next`].
pub fn head<'a>(rows: &mut dyn Rows<'a>) -> Result<Head<'a>, Stop> {
    let mut head = Head { top: Vec::new(), beyond: None };
    let mut cells = Vec::new();
    while let Some(row) = rows.next(&mut cells)? {
        let cells = std::mem::take(&mut cells);
        if row > HEADER_ROWS {
            head.beyond = Some((row, cells));
            break;
        }
        head.top.push((row, cells));
    }
    Ok(head)
}

/// What a sheet gave.
pub enum Outcome {
    Read(Box<SheetRead>),
    /// It holds no cell.
    Empty,
    /// It belongs to another scheme of the run.
    Foreign,
    /// Neither its name nor its headings lead to a table.
    Unknown {
        /// What it states of the amounts of others.
        covers: Vec<Cover>,
        /// What is wrong with it if it is all that there is of a filing.
        lost: Vec<Diagnostic>,
        /// Nothing in it could be a row of a table that counts: 联系方式, 承诺书, 材料清单.
        beside: bool,
    },
}

/// Reads one sheet that its name says holds a table, or that its headings fit.
///
/// # Errors
/// All faults of its header, or what stopped the reading.
pub fn read<'a>(
    rows: &mut dyn Rows<'a>,
    named: Option<usize>,
    job: &Job,
) -> Result<Outcome, Vec<Stop>> {
    let mut head = head(rows)?;
    if head.is_empty() {
        return Ok(Outcome::Empty);
    }
    let Some(at) = table_of(&mut head, rows, named, job)? else {
        return leads_nowhere(&head, job);
    };
    let contract = &job.tables.contracts[at];
    if contract.foreign {
        return Ok(Outcome::Foreign);
    }
    let of_sheet = |code: &'static Code| {
        let said = Diagnostic::new(code).arg("sheet", job.sheet).arg("table", &contract.title);
        said.at(job.place(0, ""))
    };
    if named.is_none() && is_lines(contract) && is_void(at, job) {
        return Err(of_sheet(&codes::SHEET_VOID).into());
    }
    let matcher = Matcher::new(contract, job.headers);
    let Some(header) = header::find(&head.top, &matcher, job.merges) else {
        return Err(matcher.no_header(job.place(0, "")).into());
    };
    let around = Around::above(&head.top, &header, job)?;
    let said = said_above(contract, &around, job);
    let (first, last) = (header.first, header.last);
    let layout = laid_out(&head.top, header, &matcher, &around, job)?;
    let headed = &head.top[first..=last];
    let mut sink = RowSink::new(job, (at, contract), layout, &matcher, around, headed);
    for (row, cells) in &head.top[last + 1..] {
        sink.row(*row, cells);
    }
    if let Some(beyond) = head.beyond {
        sink = side_by_side(rows, beyond, sink)?;
    }
    let mut read = sink.finish().map_err(stops)?;
    read.findings.extend(said);
    // A file of delimited text has no sheets to name.
    if named.is_none() && !job.sheet.is_empty() {
        read.findings.insert(0, of_sheet(&codes::SHEET_BY_HEADINGS));
    }
    Ok(Outcome::Read(Box::new(read)))
}

/// The table that a sheet holds: by its name, by its headings, or as the form that it is laid out as.
fn table_of<'a>(
    head: &mut Head<'a>,
    rows: &mut dyn Rows<'a>,
    named: Option<usize>,
    job: &Job,
) -> Result<Option<usize>, Stop> {
    let table = named.or_else(|| by_headings(head, job));
    let facts = job.tables.contracts.iter().position(|table| form::may_be(table, 0));
    let form = table.or(facts.filter(|at| !job.claimed.contains(at)));
    Ok(match form {
        Some(at) if read_form(head, rows, at, job)? => Some(at),
        _ => table,
    })
}

/// A sheet of no table: refused where its headings are nearly those of one, else what it says of others.
fn leads_nowhere(head: &Head, job: &Job) -> Result<Outcome, Vec<Stop>> {
    let place = |column: &str| job.place(0, &clean(column));
    let headings = |matcher: &Matcher| headings_of_data(head, matcher, job);
    let (lost, beside) = match nearest(job.tables.contracts, job.headers, headings, &place) {
        Some((Near::Misspelt, faults)) => return Err(stops(faults)),
        Some((Near::Alike, lost)) => (lost, false),
        None => (Vec::new(), !may_count(&head.top, job)),
    };
    Ok(Outcome::Unknown { covers: cover::of_page(&head.top, job), lost, beside })
}

/// Lines of claims, or what was granted before.
fn is_lines(contract: &TableContract) -> bool {
    ["history", "platform"].contains(&contract.key.as_str())
        || contract.fields().any(|field| field.name == c::REQUESTED)
}

/// A backup, last year's, an example: where one sheet has the name of the table, another does not count by its headings.
fn is_void(table: usize, job: &Job) -> bool {
    job.claimed.contains(&table) || job.headers.is_void_sheet(job.sheet)
}

/// What a title says against all rows below it: cancelled, still to be paid.
fn said_above(contract: &TableContract, around: &Around, job: &Job) -> Option<Diagnostic> {
    let facts = contract.key == "firms";
    let cancelled = (facts || is_lines(contract)).then(|| around.cancels(job)).flatten();
    // Lists of offices say in the names of their sheets what they are: 退回名单.
    let open = || (contract.key == "history").then(|| around.still_to_pay(job)).flatten();
    cancelled.or_else(open)
}

/// Which column is what, once nothing above the rows speaks against it.
fn laid_out(
    top: &Top,
    header: Header,
    matcher: &Matcher,
    around: &Around,
    job: &Job,
) -> Result<Layout, Vec<Stop>> {
    let Header { last, row, headings, earlier, .. } = header;
    let place = |column: &str| job.place(row, &clean(column));
    let mut layout = matcher.layout(headings, around.general, &place).map_err(stops)?;
    if let Some(fault) = around.foreign(&layout, job) {
        return Err(fault.into());
    }
    if let Some(above) = data_above(&top[..last], &layout, job).or(earlier) {
        let fault = Diagnostic::new(&codes::ROWS_ABOVE).arg("row", row).arg("first", above);
        return Err(fault.at(job.place(above, "")).into());
    }
    if let Some(fault) = unpaid(matcher.contract, &layout, around, job) {
        return Err(fault.into());
    }
    for column in layout.columns.iter_mut().flatten() {
        column.epoch_1904 = job.epoch_1904;
    }
    let below = top[last + 1..].iter().map(|(_, cells)| cells.as_slice());
    layout.settle_row_unit(below).map_err(|fault| fault.at(job.place(row, "")))?;
    Ok(layout)
}

/// Takes facts that are laid out as a form for what they are.
fn read_form<'a>(
    head: &mut Head<'a>,
    rows: &mut dyn Rows<'a>,
    contract: usize,
    job: &Job,
) -> Result<bool, Stop> {
    let contract = &job.tables.contracts[contract];
    let matcher = Matcher::new(contract, job.headers);
    let header = header::find(&head.top, &matcher, job.merges);
    let found = header.map_or(0, |header| matcher.score(&header.headings).1);
    Ok(form::may_be(contract, found)
        && form::as_table(head, rows, (contract, job.headers, job.merges))?)
}

/// Whether a sheet that leads to no table may hold what counts: an enterprise with an amount in one row, or a request.
fn may_count(top: &[(u32, Vec<RawCell>)], job: &Job) -> bool {
    const CODE: usize = 15;
    let is_code = |cell: &RawCell| {
        let text = cell.display();
        text.len() >= CODE && applicant_codes::code(text.trim().into()).is_ok()
    };
    // Accounts and phones are no amounts.
    let amount = |cell: &RawCell| {
        !matches!(cell, RawCell::Date(_))
            && around::is_number(cell)
            && private::find(&cell.display()).is_empty()
    };
    let requests =
        |cell: &RawCell| matches!(cell, RawCell::Text(text) if job.headers.is_request(text));
    // Filers do not repeat their code beside each payment: a paper with an amount is one.
    let headed = |cell: &RawCell| {
        let asked = Asked { bare: true, ..Asked::default() };
        matches!(cell, RawCell::Text(text) if job.headers.weight(text, asked) == Some(Weight::Amounts))
    };
    let headed = top.iter().any(|(_, cells)| cells.iter().any(headed));
    let paid = |cells: &[RawCell]| {
        let sum = |cell: &RawCell| amount(cell) && !names_a_paper(cell);
        let paper =
            |cell: &RawCell| names_a_paper(cell) && private::find(&cell.display()).is_empty();
        headed && cells.iter().any(paper) && cells.iter().any(sum)
    };
    top.iter().any(|(_, cells)| {
        let of_firm = || cells.iter().any(is_code) && cells.iter().any(amount);
        cells.iter().any(requests) || of_firm() || paid(cells)
    })
}

/// Whether a cell holds a number with as many digits as those of invoices.
fn names_a_paper(cell: &RawCell) -> bool {
    const FEWEST: usize = 8;
    let RawCell::Text(text) = cell else { return false };
    let digits = text.split(|c: char| !c.is_ascii_digit()).any(|run| run.len() >= FEWEST);
    digits && !text.contains(['.', ' '])
}

/// A row above the header that holds data of its columns: an amount, and a day or a code, each in its own column.
fn data_above(top: &[(u32, Vec<RawCell>)], layout: &Layout, job: &Job) -> Option<u32> {
    let is_data = |cells: &[RawCell]| {
        let holds = |kinds: &[FieldKind]| {
            let own = |column: &&Column| kinds.contains(&column.field.kind);
            layout.columns.iter().flatten().filter(own).any(|column| {
                let cell = cells.get(column.at).filter(|cell| !cell.is_empty());
                cell.is_some_and(|cell| {
                    convert(cell, &Column { required: true, ..column.clone() }, job.headers).is_ok()
                })
            })
        };
        holds(&[FieldKind::Money]) && holds(&[FieldKind::Date, FieldKind::Code])
    };
    top.iter().find(|(_, cells)| is_data(cells)).map(|(row, _)| *row)
}

/// Banks send what failed or came back with the columns of what was paid, under a name or a title that says so. Where
/// no column says of each row what it is, such a list is none of payments.
fn unpaid(
    contract: &TableContract,
    layout: &Layout,
    around: &Around,
    job: &Job,
) -> Option<Diagnostic> {
    const TOLD_BY: [&str; 3] = [c::RECORD_KIND, c::ORIGINAL_NO, c::RETURNED_AMOUNT];
    let columns = || layout.columns.iter().flatten();
    let told = columns().any(|column| TOLD_BY.contains(&column.field.name));
    if contract.key != "payments" || told {
        return None;
    }
    let void = |name: &String| job.headers.names_a_void(name) || job.headers.is_still_to_pay(name);
    let sheet = Some(job.sheet.to_string()).filter(void);
    let name = sheet.or_else(|| around.void_title(job))?;
    let fault = Diagnostic::new(&codes::SHEET_VOID).arg("sheet", name);
    Some(fault.arg("table", "支付数据 payments").at(job.place(0, "")))
}

/// The rest of a long sheet: one thread reads rows, another converts them.
fn side_by_side<'a, 's>(
    rows: &mut dyn Rows<'a>,
    first: (u32, Vec<RawCell<'a>>),
    mut sink: RowSink<'s>,
) -> Result<RowSink<'s>, Stop> {
    const BATCH: usize = 512;
    const WAITING: usize = 4;
    std::thread::scope(|scope| {
        let (send, receive) = sync_channel::<Vec<(u32, Vec<RawCell<'a>>)>>(WAITING);
        let converting = scope.spawn(move || {
            for batch in receive {
                for (row, cells) in &batch {
                    sink.row(*row, cells);
                }
            }
            sink
        });
        let mut batch = vec![first];
        let mut cells = Vec::new();
        let read = loop {
            match rows.next(&mut cells) {
                Ok(Some(row)) => {
                    let next = Vec::with_capacity(cells.len());
                    batch.push((row, std::mem::replace(&mut cells, next)));
                }
                Ok(None) => break Ok(()),
                Err(stop) => break Err(stop),
            }
            // The other side is gone only when it has failed, which joining will tell.
            if batch.len() == BATCH && send.send(std::mem::take(&mut batch)).is_err() {
                break Ok(());
            }
        };
        let _ = send.send(batch);
        drop(send);
        let sink = converting.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        read.map(|()| sink)
    })
}

/// The headings of a sheet that holds rows of data, and not only those of a form.
fn headings_of_data(head: &Head, matcher: &Matcher, job: &Job) -> Option<Vec<String>> {
    let header = header::find(&head.top, matcher, job.merges)?;
    let columns = header.headings.iter().filter(|heading| !heading.is_empty()).count();
    let is_data =
        |cells: &[RawCell]| cells.iter().filter(|cell| !cell.is_empty()).count() * 2 > columns;
    let mut below = head.top[header.last + 1..].iter();
    below.any(|(_, cells)| is_data(cells)).then_some(header.headings)
}

fn by_headings(head: &Head, job: &Job) -> Option<usize> {
    best_fit(job.tables.contracts, job.headers, |matcher| {
        Some(matcher.score(&header::find(&head.top, matcher, job.merges)?.headings))
    })
}
