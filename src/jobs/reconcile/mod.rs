//! `jiangbu reconcile`: a run's claims against payment files, and the folder that it leaves.

mod incoming;
mod notes;
mod obligations;
mod renamed;
mod said;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use chrono::{Datelike, NaiveDate};
use polars::prelude::*;

use crate::award::EngineError;
use crate::diag::{Diagnostic, Diagnostics, Failure, Lang, Place, Severity, codes};
use crate::domain::date::to_epoch_days;
use crate::domain::{Fen, RateTable};
use crate::frame::columns as c;
use crate::frame::fields::{
    ATTRIBUTION_FIELDS, CHANGE_FIELDS, CLAWBACK_FIELDS, Field, PAYMENT_FIELDS, SNAPSHOT_FIELDS,
};
use crate::frame::output::OutputTable;
use crate::frame::table::Row;
use crate::ingest::headers;
use crate::ingest::{InputFile, Progress, Source};
use crate::intake::changes::Changes;
use crate::intake::granted::approved_on;
use crate::intake::link::Linked;
use crate::intake::list::one_table;
use crate::intake::settled;
use crate::pipeline::found::shipped;
use crate::pipeline::rate_tables;
use crate::reconcile::attribution::Attributions;
use crate::reconcile::check::{self, Totals};
use crate::reconcile::clawback::{Balance, Clawbacks};
use crate::reconcile::obligations::Watched;
use crate::reconcile::tables::{Told, clawbacks as clawback_table};
use crate::reconcile::{
    Approved, Judged, Outcome, Records, Settings, State, Today, reconcile, settings,
};
use crate::report::model::privacy::Privacy;
use crate::report::model::reconcile as model;
use crate::report::render::layouts::Layouts;
use crate::report::render::{Format, print, read_back};
use crate::report::words::Words;
use crate::run::tables;
use crate::run_folder::folder::{Unfinished, schema};
use crate::run_folder::issued::Issued;
use crate::run_folder::manifest::{
    Digests, FORMAT, Kind, PaymentFile, ReconciledTotals, Reconciliation, Tool, fen,
};
use crate::run_folder::stored::{StoredRun, beside};
use crate::tables::award::CLAIMS;
use crate::tables::payment::{Held, Instalment, Payee};
use incoming::Incoming;
use notes::{doubts_from_notes, kinds_from_notes};
use obligations::Against;

/// What is asked for.
#[derive(Debug)]
pub struct Request<'a> {
    pub run: &'a Path,
    pub payments: &'a [InputFile],
    pub decisions: &'a [InputFile],
    pub clawbacks: &'a [InputFile],
    /// What registers show of enterprises, for obligations.
    pub snapshots: &'a [InputFile],
    /// A register of changes newer than that of the run.
    pub changes: &'a [InputFile],
    pub headers: &'a Path,
    pub settings: &'a Path,
    pub rates: &'a [InputFile],
    /// The day that states are judged on.
    pub as_of: NaiveDate,
    /// The day of approval; that of the ledger where none is given.
    pub approved_on: Option<NaiveDate>,
    /// Beside the run where none is given.
    pub ledger: Option<&'a Path>,
    /// Where the folder goes; beside the run where none is given.
    pub out: Option<&'a Path>,
    /// Kinds of files of the report.
    pub formats: &'a [Format],
    pub lang: Lang,
}

/// What payments are judged by where nothing else is named: word lists, periods, published rates.
#[derive(Debug)]
pub struct Usual {
    pub headers: PathBuf,
    pub settings: PathBuf,
    pub rates: Vec<PathBuf>,
}

impl Usual {
    /// Those found from the folder one works in, the run or the payments.
    pub fn near(run: &Path, payments: &[PathBuf]) -> Self {
        let near: Vec<&Path> =
            std::iter::once(run).chain(payments.iter().map(PathBuf::as_path)).collect();
        let found = |name: &str| shipped(name, &near);
        Self {
            headers: found("pipelines/headers.toml"),
            settings: found("pipelines/reconcile.toml"),
            rates: vec![found("pipelines/rates/lpr_1y.csv")],
        }
    }
}

/// What the report is written as.
pub fn usual_formats() -> Vec<Format> {
    let mut formats = vec![Format::Pdf, Format::Html];
    formats.retain(|format| format.is_built());
    formats
}

/// A finished reconciliation.
#[derive(Debug)]
pub struct Reconciled {
    pub folder: PathBuf,
    pub facts: model::Facts,
    pub findings: Vec<Diagnostic>,
}

/// Everything that was read.
struct Inputs {
    linked: Linked,
    payments: DataFrame,
    /// Its rows that show no payment.
    incoming: Incoming,
    decisions: DataFrame,
    clawbacks: DataFrame,
    changes: DataFrame,
    snapshots: DataFrame,
    rates: RateTable,
    settings: Settings,
}

/// Joins a run with payments and writes the folder of the reconciliation.
///
/// # Errors
/// Unusable inputs; control totals that do not balance, with where; a disk that refuses.
pub fn execute(request: &Request, progress: &dyn Progress) -> Result<Reconciled, Failure> {
    let stored = StoredRun::open(request.run)?;
    let claims = stored.tables.frame(CLAIMS)?;
    let has_payees = stored.tables.has(Payee::SPEC.name);
    let payees = has_payees.then(|| stored.tables.frame(Payee::SPEC)).transpose()?;
    let mut inputs = read_all(request, progress)?;
    progress.say("对应支付与核定 / tying payments to claims");
    let approved = due(&stored, &claims, payees.as_ref(), request.as_of.year())?;
    let mut said: Vec<Diagnostic> = Vec::new();
    let today = today(&stored, request, &mut said)?;
    said.extend(follow_changes(&stored, &mut inputs, &approved)?);
    let paid = (&mut inputs.linked, &mut inputs.payments);
    said.extend(settled::with_payments(&stored, paid, today.approved_on)?);
    let records = Records::read(&inputs.payments, today.as_of)?;
    within_range(&approved, &records)?;
    some_were_paid(&records, &inputs)?;
    let place = |source, row| inputs.linked.place(source, row, "");
    let (attributions, more) = Attributions::read(&inputs.decisions, &approved, place)?;
    said.extend(more);
    let settings = &inputs.settings;
    let until = (settings, today.as_of);
    let (clawbacks, more) = Clawbacks::read(&inputs.clawbacks, &approved, until, place)?;
    said.extend(more);
    let outcome = reconcile(&approved, &records, &attributions, &clawbacks, settings, today)?;
    progress.say("核对控制总数 / checking control totals");
    balanced(&stored, &approved, &records, &outcome, &inputs.linked)?;
    let (approved, records, clawbacks, outcome) = (&approved, &records, &clawbacks, &outcome);
    let judged = Judged { approved, records, clawbacks, outcome, settings, today };
    let balances = balances(judged, &inputs, &mut said);
    let against = Against { judged, rates: &inputs.rates };
    let (watched, more) = against.watched(&stored, &inputs.snapshots)?;
    said.extend(more);
    let run = (&*stored.name(), &*stored.manifest_sha256);
    let given = model::Given { stored: run, judged, balances: &balances };
    let facts = model::Facts::new(&given, check::totals(approved, records, outcome));
    let noted = said::Noted {
        judged,
        attributions: &attributions,
        facts: &facts,
        linked: &inputs.linked,
        incoming: &inputs.incoming,
    };
    said.extend(noted.all());
    inputs.linked.findings.extend(said);
    let all = all_tables(judged, &balances, watched, &facts, &inputs.linked);
    let folder = write(request, &stored, &facts, &all, &inputs.linked)?;
    Ok(Reconciled { folder, facts, findings: inputs.linked.findings })
}

/// What was approved, to whom, and what of it waits or is not due in a year.
fn due<'a>(
    stored: &StoredRun,
    claims: &'a DataFrame,
    payees: Option<&'a DataFrame>,
    year: i32,
) -> Result<Approved<'a>, Failure> {
    let mut approved = Approved::read(claims, payees)?;
    let issued = Issued::of(stored)?;
    approved.pay_to(issued.paid_to().into_iter());
    let waits = Waits::of(stored, &issued, year)?;
    approved.hold(waits.claims.iter().map(String::as_str));
    approved.not_due(waits.not_due.iter().map(|(claim, fen)| (claim.as_str(), *fen)));
    Ok(approved)
}

/// Payments and snapshots under the names and codes that the run knows.
fn follow_changes(
    stored: &StoredRun,
    inputs: &mut Inputs,
    approved: &Approved,
) -> Result<Vec<Diagnostic>, Failure> {
    let changes = followed(stored, inputs)?;
    let columns = [c::USCC, c::FIRM_NAME, c::PAYEE_NAME, c::ACTUAL_NAME];
    let mut said = renamed::follow(&mut inputs.payments, &columns, approved, &changes)?;
    said.extend(renamed::follow(&mut inputs.snapshots, &[c::USCC], approved, &changes)?);
    Ok(said)
}

/// Control totals: nothing is written where they do not balance.
fn balanced(
    stored: &StoredRun,
    approved: &Approved,
    records: &Records,
    outcome: &Outcome,
    linked: &Linked,
) -> Result<(), Failure> {
    let stated = Some(stored.manifest.control_totals.payable.0.into());
    let mut broken = check::check(approved, records, outcome, stated);
    broken.extend(check::stated_totals(&linked.findings));
    broken.extend(refused_rows(linked, records));
    match broken.is_empty() {
        true => Ok(()),
        false => Err(Failure::Unbalanced(Diagnostics(broken))),
    }
}

/// The tables of the folder.
fn all_tables(
    judged: Judged,
    balances: &[Balance],
    watched: Vec<Watched>,
    facts: &model::Facts,
    linked: &Linked,
) -> Vec<OutputTable> {
    let sources: Vec<(String, String)> =
        linked.sources.iter().map(|s| (s.file.clone(), s.sheet.clone())).collect();
    let told = Told { judged, sources: &sources };
    let mut all = vec![
        told.claims(),
        told.payments(),
        told.parts(),
        told.attributions(),
        told.ageing(),
        told.carry_over(),
        clawback_table(judged, balances),
        facts.table(),
        tables::findings(linked),
        tables::quarantine(linked),
        tables::sources(linked),
    ];
    all.extend((!watched.is_empty()).then(|| Watched::table(watched)));
    all
}

/// The registers of changes.
fn followed(stored: &StoredRun, inputs: &Inputs) -> Result<Changes, Failure> {
    let mut faults = Diagnostics(inputs.linked.refused_of("changes"));
    let changes = renamed::register(stored, &inputs.changes, &inputs.linked, &mut faults)?;
    faults.into_result(changes).map_err(Failure::User)
}

/// What of the table `held` no list has released.
#[derive(Default)]
struct Waits {
    claims: Vec<String>,
    /// Parts of claims, in fen, while the year that bears them is not over.
    not_due: Vec<(String, i64)>,
}

impl Waits {
    fn of(stored: &StoredRun, issued: &Issued, year: i32) -> Result<Self, Failure> {
        let Some(held) = stored.tables.rows_if_any::<Held>()? else { return Ok(Self::default()) };
        let parts = stored.tables.rows_if_any::<Instalment>()?.unwrap_or_default();
        let over: BTreeSet<&str> = parts
            .iter()
            .filter(|part| part.borne_by < i64::from(year))
            .map(|part| part.finding.as_str())
            .collect();
        let waits = |row: &Held| !row.claim.is_empty() && issued.list_of(row.sum_id()).is_none();
        let mut out = Self::default();
        for row in held.into_iter().filter(waits) {
            match row.is_part() {
                true if over.contains(row.finding.as_str()) => {}
                true => out.not_due.push((row.claim, row.amount.0)),
                false => out.claims.push(row.claim),
            }
        }
        Ok(out)
    }
}

/// The days that states are judged by. Without an approval in the ledger and without a day given, the deadline
/// stands in for that of the approval, and that is said (R429).
fn today(
    stored: &StoredRun,
    request: &Request,
    said: &mut Vec<Diagnostic>,
) -> Result<Today, Failure> {
    let known = match request.approved_on {
        Some(day) => Some(day),
        None => approved_on(stored, request.ledger)?,
    };
    let approved_on = known.unwrap_or_else(|| {
        let deadline = stored.manifest.deadline;
        said.push(Diagnostic::new(&codes::APPROVAL_DAY_ASSUMED).arg("day", deadline));
        deadline
    });
    Ok(Today {
        as_of: to_epoch_days(request.as_of),
        approved_on: to_epoch_days(approved_on),
        year: stored.manifest.award_year,
    })
}

/// Sums of amounts stay in 64 bits, whatever was read: nothing wraps later.
fn within_range(approved: &Approved, records: &Records) -> Result<(), Diagnostics> {
    let paid: i128 = records.read.0.max(0) + records.read.1.max(0);
    let all = crate::frame::kernels::sum(&approved.amount) + paid;
    if i64::try_from(all).is_ok() {
        return Ok(());
    }
    let fault = Diagnostic::new(&codes::SUM_TOO_LARGE).arg("what", "支付文件");
    Err(fault.arg("what_en", "the payment files").into())
}

/// A file that shows no payment at all is a list of what is to be paid (F260).
fn some_were_paid(records: &Records, inputs: &Inputs) -> Result<(), Diagnostics> {
    let mut faults = Diagnostics::default();
    let sources = &inputs.linked.sources;
    // A payment list that was filled in keeps its sheet of what is held back: the file is what counts.
    let mut rows: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for source in sources.iter().filter(|source| source.table == "payments") {
        rows.entry(&source.file).or_default().1 += source.rows_accepted;
    }
    for source in records.untraced.iter().filter_map(|at| sources.get(at.0 as usize)) {
        rows.entry(&source.file).or_default().0 += 1;
    }
    for (file, (untraced, all)) in rows {
        if untraced > 0 && untraced == all {
            faults.push(Diagnostic::new(&codes::NOTHING_PAID).at(Place::File(file.to_string())));
        }
    }
    faults.into_result(())
}

fn read_all(request: &Request, progress: &dyn Progress) -> Result<Inputs, Failure> {
    let headers = headers::load(request.headers)?;
    let settings = settings::load(request.settings)?;
    let (rates, said) = rate_tables::read(request.rates, None)?;
    let mut linked = Linked::default();
    linked.findings.extend(said.0);
    let mut faults = Diagnostics::default();
    let mut one = |files: &[InputFile], key: &str, known: &'static [Field], required: &[&str]| {
        one_table((files, key, known, required), &headers, &mut linked, &mut faults, progress)
    };
    let mut payments = one(request.payments, "payments", PAYMENT_FIELDS, &[])?;
    kinds_from_notes(&mut payments, &headers)?;
    let incoming = incoming::incoming(&mut payments, &headers)?;
    doubts_from_notes(&mut payments, &headers)?;
    let required = [c::FINDING_ID, c::EVIDENCE];
    let decisions = one(request.decisions, "attributions", ATTRIBUTION_FIELDS, &required)?;
    let clawbacks = one(request.clawbacks, "clawbacks", CLAWBACK_FIELDS, &[c::CLAIM_ID])?;
    let required = [c::CHANGE_KIND, c::NEW_CODE, c::CHANGED_ON];
    let changes = one(request.changes, "changes", CHANGE_FIELDS, &required)?;
    let required = [c::USCC, c::SEEN_ON];
    let snapshots = one(request.snapshots, "snapshots", SNAPSHOT_FIELDS, &required)?;
    if faults.has_errors() {
        return Err(Failure::User(faults));
    }
    Ok(Inputs {
        linked,
        payments,
        incoming,
        decisions,
        clawbacks,
        changes,
        snapshots,
        rates,
        settings,
    })
}

/// Rows of payment files that could not be read, or not told: money that nobody knows of.
fn refused_rows(linked: &Linked, records: &Records) -> Vec<Diagnostic> {
    let of_payments = |source: u32| {
        linked.sources.get(source as usize).is_some_and(|source| source.table == "payments")
    };
    let refused = linked.quarantine.iter().filter(|row| of_payments(row.source)).count();
    let refused = refused + records.unclear.len() + records.differing.len();
    if refused == 0 {
        return Vec::new();
    }
    let mut all: Vec<Diagnostic> =
        linked.findings.iter().filter(|f| f.severity == Severity::Error).cloned().collect();
    let place = |(source, row)| linked.place(source, row, "");
    all.extend(
        records.unclear.iter().map(|at| Diagnostic::new(&codes::RECORD_UNCLEAR).at(place(*at))),
    );
    all.extend(records.differing.iter().map(|two| {
        let finding = Diagnostic::new(&codes::RETURN_KINDS_DIFFER).arg("read", &two.number);
        let finding = finding.arg("amount", Fen(two.amount));
        let other = place(two.other);
        let finding = finding.arg("other", other.describe(Lang::Zh));
        finding.arg("other_en", other.describe(Lang::En)).at(place(two.origin))
    }));
    all.push(Diagnostic::new(&codes::PAYMENT_ROWS_REFUSED).arg("count", refused));
    all
}

fn balances(judged: Judged, inputs: &Inputs, said: &mut Vec<Diagnostic>) -> Vec<Balance> {
    let balance = |case: &crate::reconcile::clawback::Case| {
        let claim = judged.approved.by_id.get(case.claim.as_str());
        let paid_on = claim.and_then(|claim| judged.outcome.claims[*claim as usize].paid_on);
        let balance = case.balance(paid_on, judged.today.as_of, &inputs.settings, &inputs.rates);
        if balance.interest.is_none() {
            let fault = Diagnostic::new(&codes::INTEREST_UNKNOWN).arg("claim", &case.claim);
            let fault = fault.arg("rate", &inputs.settings.interest.rate);
            said.push(fault.at(inputs.linked.place(case.origin.0, case.origin.1, "")));
        }
        balance
    };
    judged.clawbacks.cases.iter().map(balance).collect()
}

fn write(
    request: &Request,
    stored: &StoredRun,
    facts: &model::Facts,
    all: &[OutputTable],
    linked: &Linked,
) -> Result<PathBuf, Failure> {
    let (beside, name) = beside(&stored.whole_path());
    let parent = request.out.map_or(beside, Path::to_path_buf);
    let unfinished = Unfinished::new(&parent, &format!("{name}-reconciled"))?;
    for table in all {
        unfinished.table(table)?;
    }
    unfinished.write("tables/schema.json", &schema(all))?;
    let book = model::book(facts, all, request.lang)?;
    let path = unfinished.reserve_private("workbook.xlsx")?;
    crate::workbook::book::write(&book, &path, request.lang)?;
    write_report(&unfinished, facts, request)?;
    unfinished.manifest(described(request, stored, facts, linked)?)?;
    unfinished.finish()
}

/// The report, as every kind of file asked for.
fn write_report(
    unfinished: &Unfinished,
    facts: &model::Facts,
    request: &Request,
) -> Result<(), Failure> {
    let document = model::document(facts, &Words::built_in(request.lang));
    let texts = read_back::of_document(&document);
    Privacy::default().check_values("report", texts.iter().map(String::as_str))?;
    let layouts = Layouts::built_in();
    for format in request.formats {
        let bytes = print(&document, *format, &layouts)?;
        unfinished.write(&format!("report.{}", format.ending()), &bytes)?;
    }
    Ok(())
}

/// The manifest, but for the tables: what went in and the control totals.
fn described(
    request: &Request,
    stored: &StoredRun,
    facts: &model::Facts,
    linked: &Linked,
) -> Result<Reconciliation, EngineError> {
    let paid = |source: &Source| PaymentFile {
        file: source.file.clone(),
        sheet: source.sheet.clone(),
        table: source.table.clone(),
        sha256: source.sha256.clone(),
        rows_read: source.rows_read,
    };
    Ok(Reconciliation {
        format: FORMAT,
        kind: Kind::Reconciliation,
        tool: Tool::own(),
        run: stored.name(),
        run_manifest_sha256: stored.manifest_sha256.clone(),
        as_of: request.as_of,
        approved_on: facts.approved_on,
        award_year: stored.manifest.award_year,
        lang: request.lang,
        inputs: linked.sources.iter().map(paid).collect(),
        control_totals: totals(&facts.totals)?,
        tables: Digests::new(),
    })
}

fn totals(t: &Totals) -> Result<ReconciledTotals, EngineError> {
    Ok(ReconciledTotals {
        approved: fen(t.approved)?,
        clawed_back: fen(t.clawed_back)?,
        excess: fen(t.excess)?,
        in_flight: fen(t.in_flight)?,
        in_review: fen(t.in_review)?,
        kept: fen(t.kept)?,
        lapsed: fen(t.lapsed)?,
        misdirected: fen(t.misdirected)?,
        not_due: fen(t.not_due)?,
        returned_active: fen(t.returned_active)?,
        returned_passive: fen(t.returned_passive)?,
        unapproved: fen(t.unapproved)?,
        unpaid: fen(t.unpaid)?,
    })
}

/// Whether a person has to look at something.
pub fn needs_a_person(reconciled: &Reconciled) -> bool {
    let grave = reconciled.findings.iter().any(|finding| finding.severity > Severity::Note);
    grave || reconciled.facts.states.iter().any(|of| of.state.is_break())
}

/// The states that occur, for terminals.
pub fn lines(facts: &model::Facts, lang: Lang) -> Vec<(State, &'static str, usize, i64)> {
    let states = facts.states.iter();
    states.map(|of| (of.state, of.state.text(lang), of.claims + of.payments, of.amount)).collect()
}
