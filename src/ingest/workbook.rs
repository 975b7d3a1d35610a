//! All sheets of one workbook: those of the firms first, so that it is known who files.

use calamine::{Sheet, SheetVisible};

use super::book::Book;
use super::cover::{self, Cover, Listening};
use super::open::Kind;
use super::sheet::{self, Job, Stop};
use super::statement::plain;
use super::table::{SheetRead, row_list};
use super::{FileRead, InputFile, Meter, Reading, Skipped, returned, scan};
use crate::diag::{Diagnostic, Diagnostics, Place, Severity, codes};
use crate::domain::text::clean;
use crate::frame::columns as c;
use crate::frame::tables::TableContract;

/// What one sheet gave.
type OfSheet = Result<FileRead, Diagnostics>;

impl Reading<'_> {
    /// Every sheet that holds a known table; all sheets are looked at before a fault is returned.
    pub(super) fn book(
        &self,
        kind: Kind,
        bytes: &[u8],
        file: &InputFile,
        meter: &Meter,
    ) -> Result<FileRead, Diagnostics> {
        let (out, mut faults) = self.sheets_of(kind, bytes, file, meter)?;
        if faults.is_empty() {
            return Ok(out);
        }
        faults.0.extend(out.warnings);
        Err(faults)
    }

    /// The sheets that can be read, and the faults of the others.
    pub(super) fn sheets_of(
        &self,
        kind: Kind,
        bytes: &[u8],
        file: &InputFile,
        meter: &Meter,
    ) -> Result<(FileRead, Diagnostics), Diagnostics> {
        let place = || Place::File(file.shown.clone());
        let mut book = Book::open(kind, bytes, self.limits, meter)
            .map_err(|stop| Diagnostics::from(stop.at(place())))?;
        let sheets = book.sheets();
        if sheets.is_empty() {
            return Err(Diagnostic::new(&codes::NOT_A_WORKBOOK)
                .arg("why", "里面没有工作表")
                .arg("why_en", "it holds no sheets")
                .at(place())
                .into());
        }
        if scan::has_too_many(sheets.len()) {
            return Err(scan::too_many_sheets(sheets.len()).at(place()).into());
        }
        let (mut out, mut faults) = self.joined(self.each_sheet(&mut book, &sheets, file));
        let margin = cover::of_margin(&book.margin(), &self.job(&file.shown, "", false));
        faults.0.extend(self.against_covers(&out, margin, file));
        out.warnings.extend(self.against_rows(&out, &book.margin(), file));
        faults.0.extend(requests_of_parts(&mut out));
        let empty = |warning: &Diagnostic| warning.code.id == codes::SHEET_EMPTY.id;
        if out.sheets.is_empty() && !out.warnings.is_empty() && out.warnings.iter().all(empty) {
            return Err(Diagnostic::new(&codes::FILE_EMPTY).at(place()).into());
        }
        Ok((out, faults))
    }

    /// What each sheet gave, in the order of the workbook.
    fn each_sheet(
        &self,
        book: &mut Book,
        sheets: &[(usize, Sheet)],
        file: &InputFile,
    ) -> Vec<OfSheet> {
        let firms = |name: &str| {
            let contract = self.tables.find(name).map(|at| &self.tables.contracts[at]);
            contract
                .is_some_and(|contract| contract.fields().any(|field| field.name == c::FORMER_NAME))
        };
        let claimed: Vec<usize> =
            sheets.iter().filter_map(|(_, own)| self.tables.find(&own.name)).collect();
        let mut order: Vec<usize> = (0..sheets.len()).collect();
        order.sort_by_key(|at| !firms(&sheets[*at].1.name));
        let mut names = Vec::new();
        let mut read: Vec<(usize, OfSheet)> = Vec::with_capacity(sheets.len());
        for at in order {
            let one = self.one_sheet(book, &sheets[at], file, (&names, &claimed));
            names.extend(one.iter().flat_map(|read| read.sheets.iter().flat_map(names_in)));
            read.push((at, one));
        }
        read.sort_by_key(|(at, _)| *at);
        read.into_iter().map(|(_, one)| one).collect()
    }

    fn one_sheet(
        &self,
        book: &mut Book,
        (at, sheet): &(usize, Sheet),
        file: &InputFile,
        (names, claimed): (&[String], &[usize]),
    ) -> OfSheet {
        let claims = |of: fn(&TableContract) -> bool| {
            claimed.iter().any(|at| of(&self.tables.contracts[*at]))
        };
        let ours = claims(TableContract::is_of_ours);
        let plain = self.job(&file.shown, &sheet.name, book.epoch_1904());
        let named = self.tables.find(&sheet.name);
        // 作废发票 beside the list of an export is no repetition of it.
        let void = self.headers.names_a_void(&sheet.name);
        if named.is_none() && void && claims(|table| table.key == "invoices") {
            let fault = Diagnostic::new(&codes::SHEET_VOID).arg("sheet", &sheet.name);
            return Err(fault.arg("table", "invoices").at(plain.place(0, "")).into());
        }
        if named.is_none() && (ours || self.headers.ignores_sheet(&sheet.name)) {
            let job = Job { names, ..plain };
            let heard = book.rows(*at, &sheet.name, self.limits, |rows| {
                let mut rows = Listening::new(rows, &job);
                let tie = returned::tie(&mut rows)?;
                Ok((tie, rows.finish()))
            });
            // A sheet for people that cannot be opened says nothing.
            let (tie, covers) = heard
                .unwrap_or_else(|_| Ok(Default::default()))
                .map_err(|stop: Stop| Diagnostics::from(stop.at(plain.place(0, ""))))?;
            // The sheets of a workbook of ours quote what others wrote.
            let covers = if ours || tie.is_some() { Vec::new() } else { covers };
            let skipped = vec![(sheet.name.clone(), Skipped::Ignored)];
            return Ok(FileRead { skipped, tie, covers, ..FileRead::default() });
        }
        let at_sheet = |stop: Stop| Diagnostics::from(stop.at(plain.place(0, "")));
        let facts = book.facts(*at).map_err(at_sheet)?;
        let merges = book.merges(*at, &sheet.name).map_err(at_sheet)?;
        let struck = book.struck();
        let job = Job { merges: &merges, names, claimed, struck: Some(&struck), ..plain };
        let read = book.rows(*at, &sheet.name, self.limits, |rows| sheet::read(rows, named, &job));
        let mut read =
            self.sheet(read.unwrap_or_else(|stop| Err(vec![stop])), &sheet.name, &job)?;
        if !read.sheets.is_empty() {
            hidden_parts(sheet.visible, &facts.hidden_rows, &job, &mut read.warnings);
        }
        Ok(read)
    }

    fn joined(&self, sheets: Vec<OfSheet>) -> (FileRead, Diagnostics) {
        let (mut out, mut faults) = (FileRead::default(), Diagnostics::default());
        for one in sheets {
            match one {
                Ok(read) => {
                    out.sheets.extend(read.sheets);
                    out.warnings.extend(read.warnings);
                    out.skipped.extend(read.skipped);
                    out.covers.extend(read.covers);
                    out.lost.extend(read.lost);
                    out.tie = out.tie.or(read.tie);
                }
                Err(found) => faults.extend(found),
            }
        }
        (out, faults)
    }

    /// Comments, text boxes and what is printed on every page that may say that rows do not count.
    fn against_rows(&self, read: &FileRead, texts: &[String], file: &InputFile) -> Vec<Diagnostic> {
        const MOST: usize = 16;
        let lines = |sheet: &SheetRead| {
            let contract = &self.tables.contracts[sheet.contract];
            sheet.frame.height() > 0 && contract.fields().any(|field| field.name == c::REQUESTED)
        };
        // The comments of a workbook that goes back are ours.
        if read.tie.is_some() || !read.sheets.iter().any(lines) {
            return Vec::new();
        }
        let said = texts.iter().filter_map(|text| self.headers.said_elsewhere(text));
        let mut said: Vec<Diagnostic> =
            said.take(MOST).map(|said| said.at(Place::File(file.shown.clone()))).collect();
        said.dedup();
        said
    }

    /// Amounts that were read as yuan where another sheet says otherwise, unless the pipeline says their unit.
    fn against_covers(
        &self,
        read: &FileRead,
        margin: Vec<Cover>,
        file: &InputFile,
    ) -> Vec<Diagnostic> {
        if self.headers.unit_of(&file.shown).is_some() {
            return Vec::new();
        }
        let of_tables = read.sheets.iter().flat_map(|sheet| sheet.covers.iter().cloned());
        let covers: Vec<Cover> =
            read.covers.iter().cloned().chain(of_tables).chain(margin).collect();
        cover::against(&covers, &read.sheets, &file.shown)
    }
}

/// Requests around one sheet of several of a measure: what lowers nothing there may lower all of them together.
fn requests_of_parts(read: &mut FileRead) -> Vec<Diagnostic> {
    let filled: Vec<usize> = read.sheets.iter().map(|sheet| sheet.contract).collect();
    let mut out = Vec::new();
    for sheet in &mut read.sheets {
        if filled.iter().filter(|contract| **contract == sheet.contract).count() > 1 {
            let apart = |said: &mut Diagnostic| said.code == &codes::REQUEST_APART;
            out.extend(sheet.findings.extract_if(.., apart));
        }
    }
    out.iter_mut().for_each(|said| said.severity = Severity::Error);
    out
}

/// The names of firms in a sheet, as texts are compared with them.
fn names_in(sheet: &SheetRead) -> Vec<String> {
    let names = sheet.frame.column(c::FIRM_NAME).ok().and_then(|column| column.str().ok());
    // A register of thousands of firms is no filing.
    const MOST: usize = 64;
    let names = names.into_iter().flat_map(|names| names.iter().flatten()).take(MOST);
    names.map(|name| plain(&clean(name))).collect()
}

/// What people do not see in the file is read all the same, and said.
fn hidden_parts(sheet: SheetVisible, rows: &[u32], job: &Job, warnings: &mut Vec<Diagnostic>) {
    if sheet != SheetVisible::Visible {
        let mut note = Diagnostic::new(&codes::HIDDEN_SHEET).arg("sheet", job.sheet);
        // No menu shows such a sheet: whoever signs the filing may not know of it.
        if sheet == SheetVisible::VeryHidden {
            note.severity = Severity::Warning;
        }
        warnings.push(note.at(job.place(0, "")));
    }
    if !rows.is_empty() {
        let note = Diagnostic::new(&codes::HIDDEN_ROWS).arg("rows", row_list(rows));
        warnings.push(note.at(job.place(0, "")));
    }
}
