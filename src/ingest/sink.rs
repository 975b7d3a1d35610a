//! The rows of one sheet, one after the other, into typed columns: converted, refused, set aside, heard.

mod heads;
mod notes;
mod sides;
mod totals;

use std::collections::BTreeSet;

use heads::Heads;
use polars::prelude::*;
use sides::Sides;
use totals::Sums;

use super::around::{Around, Remark, is_label};
use super::cells::{RawCell, Taken, Value, convert, is_of_digits};
use super::cover::Bare;
use super::headers::Asked;
use super::layout::{Column as SheetColumn, Layout, Matcher};
use super::merged::{Merged, Over};
use super::repairs::{Repair, Repaired, Repairs};
use super::row_unit::RowUnit;
use super::rows::{self, Aside};
use super::sheet::Job;
use super::shown_numbers::says_its_unit;
use super::statement::{Said, states_a_unit};
use super::table::{
    AsideRow, Builder, RefusedRow, SheetRead, agreed_currency, columns_read, currencies,
    error_codes, odd_text, raw_row, row_list, shown, soften,
};
use super::unread::{Unread, UnreadColumn};
use super::years;
use crate::diag::{Diagnostic, Place, Severity, codes};
use crate::domain::Currency;
use crate::frame::tables::TableContract;
use crate::frame::{FieldKind, columns as c};

/// Takes the rows of one sheet one by one.
pub struct RowSink<'a> {
    job: Job<'a>,
    contract: usize,
    matcher: &'a Matcher<'a>,
    layout: Layout,
    around: Around,
    /// The last row of the header.
    headed: u32,
    heads: Heads,
    sides: Sides,
    merged: Merged,
    unread: Unread,
    lenient: bool,
    /// Rows say by their separators how many cells they have.
    delimited: bool,
    builders: Vec<Builder>,
    notes: StringChunkedBuilder,
    rows: Vec<u32>,
    findings: Vec<Diagnostic>,
    /// What makes the whole sheet unusable.
    stops: Vec<Diagnostic>,
    refused: Vec<RefusedRow>,
    aside: Vec<AsideRow>,
    repairs: Repairs,
    sums: Vec<Sums>,
    /// Sums that were stated before any row: row, column, fen.
    ahead: Vec<(u32, usize, i64)>,
    /// For each place in `layout.extra`, whether its texts may say something of amounts.
    remarks: Vec<bool>,
    /// Columns that say of which measure a row is.
    measures: Vec<(usize, bool)>,
    /// Its rows count as money.
    counts: bool,
    /// A row above named a paper.
    papers: bool,
    /// An amount of which nothing says the unit.
    bare: Option<Bare>,
    /// The years that titles and texts below the table state, and the first day of accepted rows.
    titled: Vec<(i32, String)>,
    first_day: Option<i32>,
    /// Columns that say of which year the expense of a row is.
    of_years: Vec<usize>,
    /// The heading of the part at hand, where it says that its rows may not count.
    part: Option<String>,
}

impl<'a> RowSink<'a> {
    pub fn new(
        job: &Job<'a>,
        contract: (usize, &TableContract),
        layout: Layout,
        matcher: &'a Matcher<'a>,
        around: Around,
        head: &[(u32, Vec<RawCell>)],
    ) -> Self {
        let lines = contract.1.fields().any(|field| field.name == c::REQUESTED);
        let years = |at: &&usize| lines && job.headers.says_the_year(&layout.headings[**at]);
        let of_years = layout.extra.iter().filter(years).copied().collect();
        let sides = Sides::new(&layout, job.headers, &contract.1.key);
        let builders: Vec<_> =
            contract.1.fields().map(|field| Builder::new(field.name, field.kind, 0)).collect();
        Self {
            job: *job,
            contract: contract.0,
            matcher,
            sums: vec![Sums::default(); builders.len()],
            ahead: Vec::new(),
            merged: Merged::new(job.merges, &layout, head.last().map_or(0, |(row, _)| *row)),
            unread: Unread::new(&layout, job.headers, matcher),
            counts: matcher.asked(&layout).counts || contract.1.key == "firms",
            remarks: layout
                .extra
                .iter()
                .map(|at| job.headers.remarks_on_amounts(&layout.headings[*at]))
                .collect(),
            bare: None,
            titled: titled_years(job, &around, head),
            first_day: None,
            part: None,
            of_years,
            papers: false,
            measures: rows::measure_columns(&layout, job.headers, contract.1),
            layout,
            around,
            headed: head.last().map_or(0, |(row, _)| *row),
            heads: Heads::new(head),
            sides,
            lenient: contract.1.lenient,
            delimited: job.sheet.is_empty(),
            builders,
            notes: StringChunkedBuilder::new(c::NOTES.into(), 0),
            rows: Vec::new(),
            findings: Vec::new(),
            stops: Vec::new(),
            refused: Vec::new(),
            aside: Vec::new(),
            repairs: Repairs::default(),
        }
    }

    /// One row, its cells by place in the sheet. Blank rows are skipped.
    pub fn row(&mut self, row: u32, cells: &[RawCell]) {
        if self.is_of_the_sheet(row, cells) {
            return;
        }
        let over = self.merged.over(row, cells);
        let written = cells;
        let cells = over.cells.as_deref().unwrap_or(written);
        let (mut values, faults) = self.convert(row, cells, &over);
        if self.is_of_imports(row, cells, &values) {
            return;
        }
        let faults = self.faults(row, cells, &mut values, faults);
        let doubtful = self.lenient || faults.iter().any(|f| f.severity == Severity::Error);
        if doubtful && let Some(why) = self.no_data(row, written, cells) {
            self.set_aside(row, cells, why);
            return;
        }
        let yuan = self.currency_of(&values) == Currency::Cny;
        self.unread.row((row, yuan), cells, &self.layout, self.job.headers);
        self.note_bare(cells);
        self.papers = self.papers || self.names_a_paper(cells);
        self.hear_beside(row, cells, !faults.is_empty());
        self.add_up(cells, &values);
        let codes = error_codes(faults.iter());
        self.findings.extend(faults);
        if codes.is_empty() {
            self.accept(row, cells, &values);
        } else {
            let raw = self.raw(cells);
            self.refused.push(RefusedRow { row, codes, raw });
        }
    }

    /// A row that is no row of the table: it numbers columns, adds up, heads a part; said and set aside.
    fn is_of_the_sheet(&mut self, row: u32, cells: &[RawCell]) -> bool {
        let numbered = self.numbering(cells);
        if numbered == Some(true) {
            return true;
        }
        if let Some((why, said)) = self.is_total(row, cells) {
            self.findings.extend(said);
            self.check_total(row, cells, why);
            self.set_aside(row, cells, why);
            return true;
        }
        if self.is_void_part(row, cells) {
            return true;
        }
        if numbered.is_some() {
            self.set_aside(row, cells, Aside::Remark);
        }
        numbered.is_some()
    }

    /// What is wrong with a row beside what its cells say by themselves.
    fn faults(
        &self,
        row: u32,
        cells: &[RawCell],
        values: &mut [Taken],
        mut faults: Vec<Diagnostic>,
    ) -> Vec<Diagnostic> {
        self.settle_currency(row, cells, values, &mut faults);
        self.heed_notes(row, cells, values, &mut faults);
        faults.extend(self.level_of_another(row, values));
        faults.extend(self.of_void_part(row));
        if self.lenient {
            faults.iter_mut().for_each(soften);
        }
        faults.extend(self.of_another_measure(row, cells));
        // Not softened: what such a row says may stand in other columns.
        faults.extend(self.other_width(row, cells));
        faults
    }

    fn accept(&mut self, row: u32, cells: &[RawCell], values: &[Taken]) {
        for (builder, taken) in self.builders.iter_mut().zip(values) {
            builder.push(&taken.value);
        }
        let days = years::days(values, &self.layout);
        self.first_day = self.first_day.into_iter().chain(days).min();
        self.record_repairs(row, cells, values);
        let notes = self.note(cells);
        self.notes.append_option((!notes.is_empty()).then_some(notes));
        self.rows.push(row);
    }

    fn convert<'c>(
        &self,
        row: u32,
        cells: &'c [RawCell<'c>],
        over: &Over,
    ) -> (Vec<Taken<'c>>, Vec<Diagnostic>) {
        let mut values = Vec::with_capacity(self.layout.columns.len());
        let unit = RowUnit::of(cells, &self.layout);
        let mut faults: Vec<Diagnostic> = unit
            .faults(&self.layout, cells)
            .into_iter()
            .map(|f| f.at(self.place(row, "")))
            .collect();
        for column in &self.layout.columns {
            let Some(column) = column else {
                values.push(Value::Null.into());
                continue;
            };
            let place = || self.place(row, &column.heading);
            let column = &*unit.column(column);
            let cell = cells.get(column.at).unwrap_or(&RawCell::Empty);
            faults.extend(partly_struck(cell, column, self.job.struck).map(|odd| odd.at(place())));
            match convert(cell, column, self.job.headers) {
                Ok(taken) => {
                    faults.extend(odd_text(&taken.value, column).map(|odd| odd.at(place())));
                    faults.extend(zero(&taken.value, column, over).map(|zero| zero.at(place())));
                    values.push(taken);
                }
                Err(finding) => {
                    faults.push(finding.at(place()));
                    values.push(Value::Null.into());
                }
            }
        }
        faults.extend(self.said_of_merged(row, over, &values));
        (values, faults)
    }

    /// What is said of merged cells of a row.
    fn said_of_merged(&self, row: u32, over: &Over, values: &[Taken]) -> Vec<Diagnostic> {
        let heading =
            |at: usize| self.layout.headings.get(at).map(String::as_str).unwrap_or_default();
        let mut out = Vec::new();
        for (at, last) in &over.amounts {
            let columns = self.layout.columns.iter().zip(values);
            let taken = columns.filter(|(column, _)| column.as_ref().is_some_and(|c| c.at == *at));
            let read =
                taken.filter_map(|(column, taken)| Some(shown(&taken.value, column.as_ref()?)));
            let finding = Diagnostic::new(&codes::AMOUNT_MERGED)
                .arg("read", read.collect::<String>())
                .arg("rows", format!("{row}–{last}"));
            out.push(finding.at(self.place(row, heading(*at))));
        }
        if let Some((first, second)) = over.mixed {
            let finding = Diagnostic::new(&codes::MERGED_ACROSS)
                .arg("first", heading(first))
                .arg("second", heading(second));
            out.push(finding.at(self.place(row, heading(first))));
        }
        out
    }

    /// The currency of a row; yuan where nothing says it.
    fn currency_of(&self, values: &[Taken]) -> Currency {
        let stated = self.layout.currency.and_then(|at| match &values[at].value {
            Value::Text(code) => Currency::parse(code),
            _ => None,
        });
        stated.unwrap_or_default()
    }

    /// Keeps the first amount that is read as yuan only because nothing says its unit.
    fn note_bare(&mut self, cells: &[RawCell]) {
        if self.bare.is_some() || self.layout.row_unit.is_some() {
            return;
        }
        let plain =
            |at: usize| cells.get(at).is_some_and(|cell| !cell.is_empty() && !says_its_unit(cell));
        let first = self.layout.money().find(|column| !column.unit_stated && plain(column.at));
        let currencies = self.layout.currency.and_then(|at| self.layout.columns[at].as_ref());
        self.bare = first.map(|column| Bare {
            heading: column.heading.clone(),
            currency_said: column.currency.is_some() || currencies.is_some(),
        });
    }

    /// A currency in a heading or in a cell must be that of the row; where the row says nothing it
    /// is taken over.
    fn settle_currency(
        &self,
        row: u32,
        cells: &[RawCell],
        values: &mut [Taken],
        faults: &mut Vec<Diagnostic>,
    ) {
        let Some(at) = self.layout.currency else { return };
        let headed = self.layout.columns.iter().enumerate();
        let headed = headed.filter_map(|(at, column)| Some((at, column.as_ref()?.currency?)));
        // 单位：万美元 in a column of its own speaks of all amounts of the row.
        let money = self.layout.columns.iter().position(|column| {
            column.as_ref().is_some_and(|column| column.field.kind == FieldKind::Money)
        });
        let of_row = money.zip(RowUnit::of(cells, &self.layout).currency());
        let headed = headed.chain(of_row);
        let seen = values.iter().enumerate();
        let seen = seen.filter_map(|(at, taken)| Some((at, taken.currency?)));
        let stated = match &values[at].value {
            Value::Text(code) => Some(code.as_ref()),
            _ => None,
        };
        match agreed_currency(stated, seen, headed) {
            Ok(None) => {}
            Ok(Some(currency)) => values[at].value = Value::Text(currency.code().into()),
            Err(wrong) => {
                if let Some(Some(column)) = self.layout.columns.get(wrong) {
                    let fault = Diagnostic::new(&codes::UNIT_CONTRADICTS)
                        .arg("read", stated.unwrap_or_default())
                        .arg("heading", &column.heading);
                    faults.push(fault.at(self.place(row, &column.heading)));
                }
            }
        }
    }

    /// A row of delimited text that is wider or narrower than its header.
    fn other_width(&self, row: u32, cells: &[RawCell]) -> Option<Diagnostic> {
        let headings = &self.layout.headings;
        let right = || rows::fits(cells, headings) && !rows::parted(cells, &self.layout);
        if !self.delimited || right() {
            return None;
        }
        let fault = Diagnostic::new(&codes::ROW_WIDTH).arg("found", cells.len());
        Some(fault.arg("expected", headings.len()).at(self.place(row, "")))
    }

    fn set_aside(&mut self, row: u32, cells: &[RawCell], why: Aside) {
        // The unit of a sum is that of its own row.
        let own = [self.layout.row_unit, self.layout.row_currency];
        let texts = cells.iter().enumerate();
        let texts = texts.filter(|(at, _)| !own.contains(&Some(*at)) && !is_label(cells, *at, &[]));
        let texts = texts.filter_map(|(_, cell)| match cell {
            RawCell::Text(text) if why != Aside::Header => Some(text),
            _ => None,
        });
        texts.for_each(|text| {
            self.around.later(text, row, &self.job);
            let years = years::of_title(text, self.job.headers);
            self.titled.extend(years.into_iter().map(|year| (year, text.to_string())));
        });
        if matches!(why, Aside::Remark | Aside::Total) {
            self.around.note_request(row, cells, &self.job);
        }
        if why == Aside::Remark {
            let said = cells.iter().filter_map(|cell| self.cancels(cell, row)).next();
            self.findings.extend(said);
        }
        let raw = self.raw(cells);
        self.aside.push(AsideRow { row, why, raw });
    }

    fn record_repairs(&mut self, row: u32, cells: &[RawCell], values: &[Taken]) {
        for (at, (taken, column)) in values.iter().zip(&self.layout.columns).enumerate() {
            let (Some(repair), Some(column)) = (taken.repair, column) else { continue };
            let shown = || shown(&taken.value, column);
            match cells.get(column.at) {
                Some(RawCell::Text(read)) => self.repairs.add(row, at, repair, read, shown),
                Some(cell) => self.repairs.add(row, at, repair, &cell.display(), shown),
                None => {}
            }
        }
    }

    fn place(&self, row: u32, column: &str) -> Place {
        self.job.place(row, column)
    }

    fn raw(&self, cells: &[RawCell]) -> String {
        let heading = |at: usize| match self.layout.headings.get(at) {
            Some(heading) if !heading.is_empty() => heading.as_str(),
            _ => "?",
        };
        raw_row(cells.iter().enumerate().map(|(at, cell)| (heading(at), cell.display())))
    }

    /// What stands in columns that lead to no field.
    fn note(&self, cells: &[RawCell]) -> String {
        let extra = self.layout.extra.iter().filter_map(|at| Some((*at, cells.get(*at)?)));
        let extra = extra.filter(|(_, cell)| !cell.is_empty());
        raw_row(extra.map(|(at, cell)| (self.layout.headings[at].as_str(), cell.display())))
    }

    /// # Errors
    /// What makes the whole sheet unusable: units that are not certain, weighty columns that nobody reads, a second
    /// header; columns that polars refuses, which would be our fault.
    pub fn finish(mut self) -> Result<SheetRead, Vec<Diagnostic>> {
        let rows_read = self.rows.len() + self.refused.len();
        self.check_sums_ahead();
        let (unread, mut found) = std::mem::take(&mut self.unread).finish(self.matcher);
        self.hear_headings(&unread);
        let internal = |error| vec![Diagnostic::new(&codes::INTERNAL).arg("why", error)];
        let frame = self.frame().map_err(internal)?;
        if self.lenient {
            found.iter_mut().for_each(soften);
        }
        found.extend(self.unused(&frame, rows_read));
        found.extend(self.request_apart(&frame));
        found.extend(self.imports_aside());
        found.extend(self.title_of_another_year());
        found.into_iter().for_each(|finding| self.say_of_sheet(finding));
        if !self.stops.is_empty() {
            return Err(self.stops);
        }
        self.say_unit(frame.height());
        for (heading, note) in self.repairs.serial_days(&self.layout) {
            self.findings.push(note.at(self.place(0, &heading)));
        }
        self.findings.extend(self.said_of_aside());
        let covers = self.around.for_others(self.speaks_of_its_own());
        Ok(SheetRead {
            sheet: self.job.sheet.to_string(),
            contract: self.contract,
            columns: columns_read(&self.layout, &frame),
            frame,
            findings: self.findings,
            refused: self.refused,
            aside: self.aside,
            repairs: self.repairs.finish(),
            unread,
            rows_read,
            rows_replaced: 0,
            bare: self.bare,
            covers,
            title: self.around.title(),
        })
    }

    /// Headings of columns that nobody asked for may state a unit.
    fn hear_headings(&mut self, unread: &[UnreadColumn]) {
        let bare = self.layout.extra.iter().map(|at| &self.layout.headings[*at]);
        let bare = bare.filter(|heading| !unread.iter().any(|column| column.heading == **heading));
        for heading in bare.filter(|heading| states_a_unit(heading)) {
            self.around.later(heading, self.headed, &self.job);
        }
    }

    /// The accepted rows as a table.
    fn frame(&mut self) -> PolarsResult<DataFrame> {
        let builders = std::mem::take(&mut self.builders);
        let mut columns: Vec<Column> =
            builders.into_iter().map(|builder| builder.finish().into_column()).collect();
        let height = self.rows.len();
        let notes =
            std::mem::replace(&mut self.notes, StringChunkedBuilder::new(c::NOTES.into(), 0));
        columns.push(notes.finish().into_column());
        columns.push(Column::new(c::ROW.into(), std::mem::take(&mut self.rows)));
        DataFrame::new(height, columns)
    }

    /// A finding about the whole sheet, at its heading where it names one.
    fn say_of_sheet(&mut self, finding: Diagnostic) {
        let heading = finding.value("heading").unwrap_or_default().to_string();
        let placed = match finding.place {
            Place::Nowhere => finding.at(self.place(0, &heading)),
            _ => finding,
        };
        let stops = placed.severity == Severity::Error;
        if stops { self.stops.push(placed) } else { self.findings.push(placed) }
    }

    fn said_of_aside(&self) -> Option<Diagnostic> {
        let aside = self.aside.iter().filter(|aside| aside.why != Aside::Import);
        let rows: Vec<u32> = aside.map(|aside| aside.row).collect();
        let note = Diagnostic::new(&codes::ROWS_SET_ASIDE).arg("rows", row_list(&rows));
        (!rows.is_empty()).then(|| note.at(self.place(0, "")))
    }

    /// Whether a unit that is stated here is that of columns here: amounts, or what nobody reads (注册资本).
    fn speaks_of_its_own(&self) -> bool {
        let asked = Asked { money: true, lines: true, ..Asked::default() };
        let weighs =
            |at: &usize| self.job.headers.weight(&self.layout.headings[*at], asked).is_some();
        self.layout.money().next().is_some() || self.layout.extra.iter().any(weighs)
    }

    /// Texts around the table that amounts were not read by.
    fn unused(&self, frame: &DataFrame, rows_read: usize) -> Vec<Diagnostic> {
        if rows_read == 0 {
            return Vec::new();
        }
        let figures = self.layout.columns.iter().flatten();
        if figures.clone().any(|column| column.field.kind == FieldKind::Figure) {
            return self.unused_beside_figures(frame);
        }
        let currencies = currencies(frame);
        let money = self.layout.money().map(|column| {
            let said = Said { shift: Some(column.shift), currency: column.currency };
            format!("{}: {said}", column.heading)
        });
        let read = money.collect::<Vec<_>>().join("、");
        let unused = self.around.unused(&self.layout, self.headed, &currencies);
        unused.iter().map(|remark| self.not_used(remark, &read)).collect()
    }

    fn not_used(&self, remark: &Remark, read: &str) -> Diagnostic {
        Diagnostic::new(&codes::UNIT_UNUSED)
            .arg("quote", &remark.quote)
            .arg("read", read)
            .at(self.place(remark.row, ""))
    }

    /// Figures of statistics have a column of units, which alone counts.
    fn unused_beside_figures(&self, frame: &DataFrame) -> Vec<Diagnostic> {
        let units = frame.column(c::UNIT).and_then(|column| column.str().cloned());
        let Ok(units) = units else { return Vec::new() };
        let mut units: Vec<&str> = units.iter().flatten().collect();
        units.sort_unstable();
        units.dedup();
        let unused = self.around.against_figures(&units);
        unused.iter().map(|remark| self.not_used(remark, &units.join("、"))).collect()
    }

    /// A unit that stands outside the headings is a repair of every amount that it was applied to.
    fn say_unit(&mut self, rows: usize) {
        let Some((quote, row)) = &self.around.source else { return };
        let taken = self.around.general.to_string();
        let general = self.layout.columns.iter().enumerate();
        let general =
            general.filter(|(_, column)| column.as_ref().is_some_and(|column| column.general));
        for (at, _) in general.filter(|_| rows > 0) {
            self.repairs.say(Repaired {
                column: at,
                repair: Repair::Unit,
                read: quote.clone(),
                taken: taken.clone(),
                first_row: *row,
                rows: rows as u64,
            });
        }
    }
}

/// The years of which the titles of a table, its name and its headings say that it is.
fn titled_years(job: &Job, around: &Around, head: &[(u32, Vec<RawCell>)]) -> Vec<(i32, String)> {
    let cells = head.iter().flat_map(|(_, cells)| cells);
    let headings = cells.filter_map(|cell| match cell {
        RawCell::Text(text) => Some(text.to_string()),
        _ => None,
    });
    let texts = [around.title(), job.sheet.to_string()].into_iter().chain(headings);
    let years = |text: String| {
        let years = years::of_title(&text, job.headers);
        years.into_iter().map(move |year| (year, text.clone()))
    };
    texts.flat_map(years).collect()
}

/// An amount of nothing may be one that was left out.
fn zero(value: &Value, column: &SheetColumn, over: &Over) -> Option<Diagnostic> {
    let zero = *value == Value::Number(0) && column.asks_for_an_amount();
    (zero && !over.counted.contains(&column.at)).then(|| Diagnostic::new(&codes::AMOUNT_ZERO))
}

/// A number or a day of which a part is struck through, or raised as the mark of a note is.
fn partly_struck(
    cell: &RawCell,
    column: &SheetColumn,
    struck: Option<&BTreeSet<String>>,
) -> Option<Diagnostic> {
    let RawCell::Text(text) = cell else { return None };
    let odd = struck.is_some_and(|struck| struck.contains(text.as_ref()));
    (odd && is_of_digits(column.field.kind))
        .then(|| Diagnostic::new(&codes::PARTLY_STRUCK).arg("read", text))
}
