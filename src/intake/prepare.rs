//! From files to accepted, linked tables: everything that can be said before computing.

use std::collections::BTreeSet;

use polars::prelude::*;

use crate::award::Inputs;
use crate::diag::{Diagnostic, Diagnostics, Failure, Place, codes};
use crate::duplicate::decisions::Decisions;
use crate::frame::columns as c;
use crate::frame::fields::{
    DUPLICATE_FIELDS, FIRM_FIELDS, Field, HISTORY_FIELDS, PLATFORM_FIELDS, find,
};
use crate::frame::tables::{TableContract, office};
use crate::ingest::{InputFile, Progress, read, together};
use crate::intake::accounts::{Given, LateAccounts};
use crate::intake::apart::{items_in_one_cell, rows_that_differ};
use crate::intake::applicants;
use crate::intake::changes::Changes;
use crate::intake::events::{self, Events};
use crate::intake::granted::{AsRead, by_scheme, exported, unread_years};
use crate::intake::link::{Linked, with_firm};
use crate::intake::missing;
use crate::intake::named::against_codes;
use crate::intake::objected::{Batch, Published};
use crate::intake::owed;
use crate::intake::papers::{self, PaperCase};
use crate::intake::repeats;
use crate::intake::reviews::{self, Reviews};
use crate::intake::rosters::{self, Rosters};
use crate::intake::standing;
use crate::intake::trade::{self, Trade};
use crate::intake::typed;
use crate::pipeline::patterns;
use crate::pipeline::{OnBadFile, Pipeline};

/// Accepted tables, and everything that was said about the files they came from.
#[derive(Clone, Debug, Default)]
pub struct Prepared {
    pub inputs: Inputs,
    /// Lines by measure before rules and checks refused any: what a scenario starts from.
    pub tied: Vec<DataFrame>,
    pub linked: Linked,
    /// Rows of other schemes' rosters that can be compared.
    pub rosters: Rosters,
    /// A register of names, where one is given.
    pub register: Option<DataFrame>,
    pub decisions: Decisions,
    /// Who became whom.
    pub changes: Changes,
    /// What happened to cases.
    pub events: Events,
    /// Claims computed anew after objections, where the pipeline asks for that: there are no others then.
    pub objected: Option<Batch>,
    /// What enterprises owe of money ordered back, by claim.
    pub owed: DataFrame,
    /// The ledger as it was read; `None` where the pipeline names none.
    pub ledger: Option<AsRead>,
    /// Lines on papers that were counted before.
    pub papers: Vec<PaperCase>,
    /// What invoices and payments say against lines; those that the pipeline cuts are lowered by it already.
    pub trade: Trade,
    /// What reviewers are asked and what they decided; the lines are lowered by it already.
    pub reviews: Reviews,
    /// Accounts that enterprises gave after they filed; the basic facts hold those that are paid to.
    pub late_accounts: LateAccounts,
}

/// Reads all inputs of a pipeline and ties them together.
///
/// # Errors
/// Unusable files, all of them at once; faults of the engine.
pub fn prepare(pipeline: &Pipeline, progress: &dyn Progress) -> Result<Prepared, Failure> {
    let measures = &pipeline.scheme.measures;
    let own = filing_contracts(pipeline).len();
    let contracts = contracts(pipeline);
    let mut linked = Linked::default();
    let mut faults = Diagnostics::default();
    let files = &pipeline.inputs;
    let rosters = pipeline.duplicates.iter().flat_map(|plan| &plan.rosters);
    let of_rosters = rosters.flat_map(|roster| &roster.files);
    files.all().chain(of_rosters).for_each(|file| {
        let size = std::fs::metadata(&file.path).map_or(0, |data| data.len());
        progress.plan(size);
    });
    linked.findings.extend(patterns::notes(&files.unread));
    let sheets_of = |key: &str| pipeline.headers.sheet_names(key);
    let mut filings = read_filings(pipeline, &contracts, &mut linked, &mut faults, progress)?;
    filings.truncate(own);
    let mut other = |files: &[InputFile], key: &str| -> Result<DataFrame, Failure> {
        let asked = office(key).ok_or_else(|| no_table(key))?;
        let contract = asked.contract(pipeline.headers.sheet_names(asked.sheets));
        let first = linked.sources.len();
        let tables = read_tables(pipeline, files, &[contract], &mut linked, &mut faults, progress)?;
        // A list that is named but not understood must not pass for an empty one.
        if !faults.has_errors() {
            for file in files.iter().filter(|file| !linked.knows(first, &file.shown)) {
                faults.push(nothing(roster(key), key).at(Place::File(file.shown.clone())));
            }
        }
        faults.extend(out_of_place(&linked, first));
        let table = tables.into_iter().next().ok_or_else(|| no_table(key))?;
        let (measures, own) = (&pipeline.scheme.measures, (key, asked.fields));
        Ok(repeats::once(table, own, measures, &mut linked, &mut faults)?)
    };
    let platform = other(&files.platform, "platform")?;
    let invoices = other(&files.invoices, "invoices")?;
    let ledger = files.ledger.as_deref().map(|folder| exported(folder, &pipeline.scheme));
    let ledger = ledger.transpose()?;
    // The ledger's first: of two equal rows the first counts.
    let earlier: Vec<InputFile> =
        ledger.as_ref().map(|own| &own.file).into_iter().chain(&files.history).cloned().collect();
    let history = other(&earlier, "history")?;
    let listed = other(&files.listed, "listed")?;
    let opinions = other(&files.opinions, "opinions")?;
    let known_duplicates = other(&files.duplicates, "duplicates")?;
    let register = match files.register.is_empty() {
        true => None,
        false => Some(other(&files.register, "register")?),
    };
    let owed = other(&files.owed, "owed")?;
    let changes = other(&files.changes, "changes")?;
    let accounts = other(&files.accounts, "accounts")?;
    let cases = other(&files.events, "events")?;
    let declared = |key: &str, sheets: &[String]| {
        office(key).map(|table| table.contract(sheets)).ok_or_else(|| no_table(key))
    };
    let answers = rosters::answer_contracts(&pipeline.headers);
    let own = (files.decisions.as_slice(), "decisions");
    let [decisions, kinds, lists, requests] =
        answers_of(pipeline, own, answers, &mut linked, &mut faults, progress)?;
    let sheets = reviews::sheets(pipeline);
    let contracts = [declared("reviews", &sheets)?, declared("verdicts", sheets_of("verdicts"))?];
    let own = (files.reviews.as_slice(), "reviews");
    let [reviewed, verdicts] =
        answers_of(pipeline, own, contracts, &mut linked, &mut faults, progress)?;
    rosters::forget_other_sheets(&files.reviews, &mut linked);
    faults.0.extend(linked.refused_of("events"));
    faults.0.extend(linked.refused_of("changes"));
    faults.0.extend(linked.refused_of("accounts"));
    let changes = Changes::read(&changes, &linked, &mut faults)?;
    let published = Published::read(pipeline, &changes)?;
    let [platform, history, listed, opinions, known_duplicates, owed] =
        [platform, history, listed, opinions, known_duplicates, owed]
            .map(|table| changes.follow(table));
    let (platform, history, listed) = (platform?, history?, listed?);
    let (opinions, known_duplicates, owed) = (opinions?, known_duplicates?, owed?);
    faults.extend(owed::faults(pipeline, &owed, &linked)?);
    faults.extend(unread_years(&history, &linked)?);
    linked.findings.extend(ledger.as_ref().and_then(|own| own.read.papers.unprotected()));
    let history = match &ledger {
        Some(own) => repeats::beside_ledger(history, (&own.read, &own.file.shown), &mut linked)?,
        None => history,
    };
    let mut decisions = rosters::decisions(&decisions, &files.decisions, &mut linked)?;
    let answers = [&kinds, &lists, &requests];
    rosters::further(&mut decisions, answers, pipeline, &mut linked)?;
    if let Some(register) = &register {
        rosters::register_codes(register, &mut linked)?;
    }
    let mut rosters =
        rosters::read(pipeline, &decisions.lists, &mut linked, &mut faults, progress)?;
    rosters.rows = rosters.rows.map(|rows| changes.follow(rows)).transpose()?;
    if faults.has_errors() {
        return Err(Failure::User(faults));
    }

    let mut filings = filings.into_iter();
    let firms = filings.next().ok_or_else(|| no_table("firms"))?;
    nothing_read(&firms, filings.as_slice(), pipeline, &mut faults);
    if faults.has_errors() {
        // Why nothing was left stands in the findings about the rows.
        faults.0.append(&mut linked.findings);
        return Err(Failure::User(faults));
    }
    crate::ingest::begin(progress, "核对企业与凭证 / tying rows together")?;
    let firm_fields: Vec<&Field> = FIRM_FIELDS.iter().collect();
    let firms = changes.with_names(linked.firms(&firms, &firm_fields)?)?;
    let firms = applicants::with_kinds(firms, &mut linked)?;
    let given = Given::read(&changes.follow(accounts)?, &linked, &mut faults)?;
    let (firms, late_accounts) =
        given.replace(firms, pipeline.payment_date, &mut linked, &mut faults)?;
    linked.findings.extend(changes.filed_as_before(&firms)?);
    let (mut lines, mut tied) = (Vec::with_capacity(measures.len()), Vec::new());
    let mut late = BTreeSet::new();
    let mut counted = Vec::new();
    for (table, measure) in filings.zip(measures) {
        let fields: Vec<&'static Field> = measure.contract().fields().collect();
        against_codes(&table, &firms, &pipeline.headers, &mut linked)?;
        let table = linked.lines(&table, &firms, &fields, &pipeline.checks)?;
        let table = match &ledger {
            None => table,
            Some(own) => {
                let granted = &own.read.papers;
                let (decisions, changes, published) = (&decisions, &changes, published.as_ref());
                let before = papers::Before { granted, decisions, changes, published };
                let of = (measure, fields.as_slice(), pipeline.award_year);
                let level = pipeline.checks.level(&codes::PAPER_COUNTED);
                let (kept, cases) = papers::lines(&mut linked, &table, of, &before, level)?;
                counted.extend(cases);
                kept
            }
        };
        linked.late_days(&table, measure, pipeline.deadline, &mut late)?;
        lines.push(linked.judged_lines(&table, measure, &pipeline.calendar(), &pipeline.checks)?);
        tied.push(table);
    }
    linked.idle_firms(&firms, &lines)?;
    let listed = standing::listed(listed, &mut linked)?;
    let asked = standing::departments(&pipeline.scheme, &pipeline.office.departments);
    let opinions = standing::opinions(opinions, &firms, &asked, &mut linked)?;
    let [history, elsewhere] = by_scheme(&history, &pipeline.scheme, &mut linked)?;
    for table in [&history, &platform, &known_duplicates] {
        against_codes(table, &firms, &pipeline.headers, &mut linked)?;
    }
    rows_that_differ(&platform, c::YEAR, &pipeline.headers, &mut linked)?;
    if let Some(item) = find(HISTORY_FIELDS, c::ITEM) {
        items_in_one_cell(&history, item, &mut linked)?;
    }
    rows_that_differ(&history, c::AWARD_YEAR, &pipeline.headers, &mut linked)?;
    let mut named = |table: &DataFrame, fields: &'static [Field]| -> PolarsResult<DataFrame> {
        with_firm(&linked.known_measures(table, measures, fields)?, &firms)
    };
    let mut inputs = Inputs {
        platform: named(&platform, PLATFORM_FIELDS)?,
        history: named(&history, HISTORY_FIELDS)?.vstack(&with_firm(&elsewhere, &firms)?)?,
        duplicates: named(&known_duplicates, DUPLICATE_FIELDS)?,
        listed: with_firm(&listed, &firms)?,
        opinions: with_firm(&opinions, &firms)?,
        lines,
        firms,
    };
    let calendar = pipeline.working_days.as_ref();
    let of = (&inputs, measures.as_slice(), published.as_ref());
    let events = events::read(&cases, of, calendar, &linked, &mut faults)?;
    if faults.has_errors() {
        return Err(Failure::User(faults));
    }
    events.mark(&mut inputs, &mut tied, (measures, published.as_ref()))?;
    let owed = with_firm(&owed, &inputs.firms)?;
    let own = (&mut inputs, tied.as_mut_slice());
    let trade = trade::settle(pipeline, &invoices, own, &mut linked)?;
    let own = (&mut inputs, tied.as_mut_slice());
    let read = (&reviewed, &verdicts);
    let mut reviews = reviews::settle(pipeline, read, &trade, own, &mut linked)?;
    let objected = match published.zip(pipeline.objections.as_ref()) {
        None => None,
        Some((published, plan)) => {
            let own = (&mut inputs, tied.as_mut_slice());
            let said = &mut linked.findings;
            let batch = published.batch(plan, (&events, measures), own, said)?;
            reviews.keep(&inputs.lines, &linked)?;
            Some(batch)
        }
    };
    pipeline.checks.apply(&mut linked.findings);
    let (ledger, papers) = (ledger.map(|own| own.read), counted);
    Ok(Prepared {
        inputs,
        tied,
        linked,
        rosters,
        register,
        decisions,
        changes,
        events,
        objected,
        owed,
        ledger,
        papers,
        trade,
        reviews,
        late_accounts,
    })
}

/// Columns that every answer about a text must have.
/// What people answered in workbooks of ours, by the key of the files: about cases, texts of items, lists, papers that
/// enterprises gave, lines that were reviewed. A file holds one of the tables at least.
fn answers_of<const N: usize>(
    pipeline: &Pipeline,
    (files, key): (&[InputFile], &str),
    contracts: [TableContract; N],
    linked: &mut Linked,
    faults: &mut Diagnostics,
    progress: &dyn Progress,
) -> Result<[DataFrame; N], Failure> {
    let first = linked.sources.len();
    let tables = read_tables(pipeline, files, &contracts, linked, faults, progress)?;
    if !faults.has_errors() {
        for file in files.iter().filter(|file| !linked.knows(first, &file.shown)) {
            let fault = nothing(roster(key), key);
            faults.push(fault.at(Place::File(file.shown.clone())));
        }
    }
    faults.extend(out_of_place(linked, first));
    tables.try_into().map_err(|_| no_table(key))
}

/// What filings hold: basic facts, then the lines of each measure.
pub fn filing_contracts(pipeline: &Pipeline) -> Vec<TableContract> {
    let firms = TableContract::firms(pipeline.headers.sheet_names("firms"));
    let measures = pipeline.scheme.measures.iter().map(|measure| measure.contract());
    std::iter::once(firms).chain(measures).collect()
}

/// What filings are read with: beside what they hold, what belongs to other schemes of the run.
pub fn contracts(pipeline: &Pipeline) -> Vec<TableContract> {
    let own = filing_contracts(pipeline);
    own.into_iter().chain(pipeline.foreign.iter().cloned()).collect()
}

fn no_table(key: &str) -> Failure {
    let fault = Diagnostic::new(&codes::INTERNAL).arg("why", format!("no table `{key}`"));
    Failure::User(fault.into())
}

/// Reads the filings. One that cannot be used is left out whole, with what is known of it, unless the pipeline
/// wants to stop.
fn read_filings(
    pipeline: &Pipeline,
    contracts: &[TableContract],
    linked: &mut Linked,
    faults: &mut Diagnostics,
    progress: &dyn Progress,
) -> Result<Vec<DataFrame>, Failure> {
    let (all, manifests) = typed::filings(pipeline, contracts, progress)?;
    linked.intakes.extend(manifests);
    let (batch, unusable) = together(all, contracts, &pipeline.headers)?;
    let tables = linked.take(batch)?;
    for file in unusable {
        if pipeline.inputs.on_bad_file == OnBadFile::Stop {
            faults.extend(file.faults);
            continue;
        }
        linked.findings.push(missing::said(&file));
        linked.findings.extend(file.faults.0.iter().cloned());
        linked.unusable.push(file);
    }
    Ok(tables)
}

/// Rows of the office's own lists whose cells may stand in other columns: what they say may change an amount.
fn out_of_place(linked: &Linked, first: usize) -> Diagnostics {
    let own = |place: &Place| match place {
        Place::Cell { file, .. } => linked.sources[first..].iter().any(|s| s.file == *file),
        _ => false,
    };
    let wide = linked.findings.iter().filter(|d| d.code == &codes::ROW_WIDTH && own(&d.place));
    Diagnostics(wide.cloned().collect())
}

/// Reads the files of some contracts; unusable ones are collected so that all are named at once.
fn read_tables(
    pipeline: &Pipeline,
    files: &[InputFile],
    contracts: &[TableContract],
    linked: &mut Linked,
    faults: &mut Diagnostics,
    progress: &dyn Progress,
) -> Result<Vec<DataFrame>, Failure> {
    match read(files, contracts, &pipeline.headers, &pipeline.limits, progress) {
        Ok(batch) => Ok(linked.take(batch)?),
        Err(unusable) => {
            faults.extend(unusable);
            let empty = read(&[], contracts, &pipeline.headers, &pipeline.limits, progress)?;
            Ok(linked.take(empty)?)
        }
    }
}

fn nothing_read(
    firms: &DataFrame,
    lines: &[DataFrame],
    pipeline: &Pipeline,
    faults: &mut Diagnostics,
) {
    let place = || match pipeline.rule_files.first() {
        Some(file) => Place::File(file.shown.clone()),
        None => Place::Nowhere,
    };
    if firms.height() == 0 {
        faults.push(nothing("基本情况", "basic facts of firms").at(place()));
    }
    if lines.iter().all(|table| table.height() == 0) {
        faults.push(nothing("申报明细", "evidence lines").at(place()));
    }
}

fn roster(key: &str) -> &str {
    match key {
        "platform" => "商务部平台数据",
        "invoices" => "发票平台导出",
        "history" => "历史奖补",
        "listed" => "异常失信名单",
        "opinions" => "部门意见",
        "events" => "案卷事项",
        "changes" => "变更登记",
        "accounts" => "补报账户",
        "duplicates" => "重复享受清单",
        "decisions" => "疑似重复认定",
        "reviews" => "审定表",
        "register" => "名称登记库",
        "owed" => "尚欠应追回款",
        other => other,
    }
}

fn nothing(zh: &str, en: &str) -> Diagnostic {
    Diagnostic::new(&codes::NO_FILINGS).arg("what", zh).arg("what_en", en)
}
