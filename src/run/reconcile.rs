//! `jiangbu reconcile`: a run's claims against payment files, and the folder that it leaves.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use polars::prelude::DataFrame;

use super::folder::Unfinished;
use super::link::Linked;
use super::manifest;
use super::prepare::Failure;
use super::rate_tables;
use super::set_off;
use super::stored::Stored;
use super::tables;
use crate::diag::{Diagnostic, Diagnostics, Lang, Place, Severity, codes};
use crate::domain::date::to_epoch_days;
use crate::domain::{Fen, RateTable};
use crate::frame::columns as c;
use crate::frame::fields::{ATTRIBUTION_FIELDS, CLAWBACK_FIELDS, Field, PAYMENT_FIELDS};
use crate::frame::output::OutputTable;
use crate::frame::tables::TableContract;
use crate::ingest::headers::{self, Headers};
use crate::ingest::{InputFile, Limits, Progress, read};
use crate::reconcile::attribution::Attributions;
use crate::reconcile::check::{self, Totals};
use crate::reconcile::clawback::{Balance, Clawbacks};
use crate::reconcile::tables::{Told, clawbacks as clawback_table};
use crate::reconcile::{Approved, Outcome, Records, Settings, State, Today, reconcile, settings};
use crate::report::model::reconcile as model;
use crate::report::render::layouts::Layouts;
use crate::report::render::{Format, print};
use crate::report::words::Words;

/// What is asked for.
#[derive(Debug)]
pub struct Request<'a> {
    pub run: &'a Path,
    pub payments: &'a [InputFile],
    pub decisions: &'a [InputFile],
    pub clawbacks: &'a [InputFile],
    pub headers: &'a Path,
    pub settings: &'a Path,
    pub rates: &'a [InputFile],
    /// The day that states are judged on.
    pub as_of: NaiveDate,
    /// The day of approval; the deadline of the run where none is given.
    pub approved_on: Option<NaiveDate>,
    /// Where the folder goes; beside the run where none is given.
    pub out: Option<&'a Path>,
    /// Kinds of files of the report.
    pub formats: &'a [Format],
    pub lang: Lang,
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
    decisions: DataFrame,
    clawbacks: DataFrame,
    rates: RateTable,
    settings: Settings,
}

/// Joins a run with payments and writes the folder of the reconciliation.
///
/// # Errors
/// Unusable inputs; control totals that do not balance, with where; a disk that refuses.
pub fn execute(request: &Request, progress: &dyn Progress) -> Result<Reconciled, Failure> {
    let stored = Stored::open(request.run)?;
    let claims = stored.table("claims")?;
    let payees = if stored.has("payees") { Some(stored.table("payees")?) } else { None };
    let mut inputs = read_all(request, progress)?;
    progress.say("对应支付与核定 / tying payments to claims");
    let approved = Approved::read(&claims, payees.as_ref())?;
    let today = today(&stored, request);
    let mut said: Vec<Diagnostic> = Vec::new();
    let Inputs { linked, payments, .. } = &mut inputs;
    said.extend(set_off::with_payments(&stored, (linked, payments), today.approved_on)?);
    let records = Records::read(&inputs.payments, today.as_of)?;
    let (attributions, more) =
        Attributions::read(&inputs.decisions, &approved, |s, r| inputs.linked.place(s, r, ""))?;
    said.extend(more);
    let (clawbacks, more) =
        Clawbacks::read(&inputs.clawbacks, &approved, (&inputs.settings, today.as_of), |s, r| {
            inputs.linked.place(s, r, "")
        })?;
    said.extend(more);
    let outcome =
        reconcile(&approved, &records, &attributions, &clawbacks, &inputs.settings, today)?;
    progress.say("核对控制总数 / checking control totals");
    let stated = stored.control_total(c::PAYABLE);
    let mut broken = check::check(&approved, &records, &outcome, stated);
    broken.extend(check::stated_totals(&inputs.linked.findings));
    broken.extend(refused_rows(&inputs.linked));
    if !broken.is_empty() {
        return Err(Failure::Unbalanced(Diagnostics(broken)));
    }
    let balances = balances(&clawbacks, &approved, &outcome, &inputs, today, &mut said);
    let facts = model::Facts::new(
        &model::Given {
            stored: (&stored.name(), stored.text("pipeline"), &stored.manifest_sha256),
            approved: &approved,
            outcome: &outcome,
            records: &records,
            clawbacks: &clawbacks,
            balances: &balances,
            settings: &inputs.settings,
            today,
        },
        check::totals(&approved, &records, &outcome),
    );
    let noted =
        Noted { records: &records, outcome: &outcome, facts: &facts, linked: &inputs.linked };
    said.extend(noted.all());
    inputs.linked.findings.extend(said);
    let sources: Vec<(String, String)> =
        inputs.linked.sources.iter().map(|s| (s.file.clone(), s.sheet.clone())).collect();
    let told = Told {
        approved: &approved,
        records: &records,
        outcome: &outcome,
        settings: &inputs.settings,
        today,
        sources: &sources,
    };
    let all = vec![
        told.claims()?,
        told.payments()?,
        told.parts(),
        told.attributions()?,
        told.ageing()?,
        told.carry_over(),
        clawback_table(&clawbacks, &balances, &approved)?,
        facts.table(),
        tables::findings(&inputs.linked),
        tables::quarantine(&inputs.linked),
        tables::sources(&inputs.linked),
    ];
    let folder = write(request, &stored, &facts, &all, &inputs.linked)?;
    Ok(Reconciled { folder, facts, findings: inputs.linked.findings })
}

fn today(stored: &Stored, request: &Request) -> Today {
    let deadline = stored.text("deadline").parse::<NaiveDate>().ok();
    let approved_on = request.approved_on.or(deadline).unwrap_or(request.as_of);
    Today {
        as_of: to_epoch_days(request.as_of),
        approved_on: to_epoch_days(approved_on),
        year: stored.award_year(),
    }
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
    let payments = one(request.payments, "payments", PAYMENT_FIELDS, &[])?;
    let required = [c::FINDING_ID, c::EVIDENCE];
    let decisions = one(request.decisions, "attributions", ATTRIBUTION_FIELDS, &required)?;
    let clawbacks = one(request.clawbacks, "clawbacks", CLAWBACK_FIELDS, &[c::CLAIM_ID])?;
    if faults.has_errors() {
        return Err(Failure::User(faults));
    }
    Ok(Inputs { linked, payments, decisions, clawbacks, rates, settings })
}

type Asked<'a> = (&'a [InputFile], &'a str, &'static [Field], &'a [&'a str]);

fn one_table(
    (files, key, known, required): Asked,
    headers: &Headers,
    linked: &mut Linked,
    faults: &mut Diagnostics,
    progress: &dyn Progress,
) -> Result<DataFrame, Failure> {
    let contract = TableContract::fixed(key, known, required, headers.sheet_names(key));
    let limits = Limits::default();
    let first = linked.sources.len();
    let batch = match read(files, std::slice::from_ref(&contract), headers, &limits, progress) {
        Ok(batch) => batch,
        Err(unusable) => {
            faults.extend(unusable);
            read(&[], std::slice::from_ref(&contract), headers, &limits, progress)?
        }
    };
    let mut tables = linked.take(batch)?;
    // Lists are known by their headings; a workbook of ours holds other sheets as well.
    let of_ours = |finding: &Diagnostic| {
        finding.code == &codes::SHEET_BY_HEADINGS
            || (finding.code == &codes::UNKNOWN_SHEET && !required.is_empty())
    };
    linked.findings.retain(|finding| !of_ours(finding));
    // A list that is named but not understood must not pass for an empty one.
    let understood = |file: &InputFile| linked.knows(first, &file.shown);
    if !faults.has_errors() {
        for file in files.iter().filter(|file| !understood(file)) {
            let names: Vec<&str> = known.iter().take(6).map(|field| field.zh).collect();
            let fault = Diagnostic::new(&codes::NO_HEADER).arg("expected", names.join("、"));
            faults.push(fault.at(Place::File(file.shown.clone())));
        }
    }
    tables.pop().ok_or_else(|| Diagnostics::from(Diagnostic::new(&codes::INTERNAL)).into())
}

/// Rows of payment files that could not be read: money that nobody knows of.
fn refused_rows(linked: &Linked) -> Vec<Diagnostic> {
    let of_payments = |source: u32| {
        linked.sources.get(source as usize).is_some_and(|source| source.table == "payments")
    };
    let refused = linked.quarantine.iter().filter(|row| of_payments(row.source)).count();
    if refused == 0 {
        return Vec::new();
    }
    let mut all: Vec<Diagnostic> =
        linked.findings.iter().filter(|f| f.severity == Severity::Error).cloned().collect();
    all.push(Diagnostic::new(&codes::PAYMENT_ROWS_REFUSED).arg("count", refused));
    all
}

fn balances(
    clawbacks: &Clawbacks,
    approved: &Approved,
    outcome: &Outcome,
    inputs: &Inputs,
    today: Today,
    said: &mut Vec<Diagnostic>,
) -> Vec<Balance> {
    let balance = |case: &crate::reconcile::clawback::Case| {
        let claim = approved.by_id.get(case.claim.as_str());
        let paid_on = claim.and_then(|claim| outcome.claims[*claim as usize].paid_on);
        let balance = case.balance(paid_on, today.as_of, &inputs.settings, &inputs.rates);
        if balance.interest.is_none() {
            let fault = Diagnostic::new(&codes::INTEREST_UNKNOWN).arg("claim", &case.claim);
            let fault = fault.arg("rate", &inputs.settings.interest.rate);
            said.push(fault.at(inputs.linked.place(case.origin.0, case.origin.1, "")));
        }
        balance
    };
    clawbacks.cases.iter().map(balance).collect()
}

/// What is said about a reconciliation.
struct Noted<'a> {
    records: &'a Records<'a>,
    outcome: &'a Outcome,
    facts: &'a model::Facts,
    linked: &'a Linked,
}

impl Noted<'_> {
    fn all(&self) -> Vec<Diagnostic> {
        let mut said = Vec::new();
        let place = |(source, row)| self.linked.place(source, row, "");
        let (later, sum) = self.records.later;
        if later > 0 {
            let finding = Diagnostic::new(&codes::LATER_RECORDS).arg("count", later);
            let finding = finding.arg("day", &self.facts.as_of);
            said.push(finding.arg("amount", manifest::yuan(sum)));
        }
        for origin in &self.records.blank {
            said.push(Diagnostic::new(&codes::PAYMENT_WITHOUT_AMOUNT).at(place(*origin)));
        }
        for stray in &self.records.strays {
            let finding = Diagnostic::new(&codes::STRAY_RETURN).arg("read", stray.number);
            said.push(finding.arg("amount", Fen(stray.amount)).at(place(stray.origin)));
        }
        for (payments, code) in [
            (&self.outcome.matched.outdated, &codes::DECISION_OUTDATED),
            (&self.outcome.matched.contradicted, &codes::DECISION_CONTRADICTS),
        ] {
            for at in payments {
                said.push(Diagnostic::new(code).arg("read", &self.records.payments[*at].id));
            }
        }
        said.extend(self.facts.states.iter().filter(|s| s.state.is_break()).map(|of| {
            let state = of.state;
            Diagnostic::new(&codes::STATES_TO_ACT_ON)
                .arg("what", state.text(Lang::Zh))
                .arg("what_en", state.text(Lang::En))
                .arg("count", of.claims + of.payments)
                .arg("amount", Fen(of.amount))
                .arg("advice", state.todo(Lang::Zh).trim_end_matches('。'))
                .arg("advice_en", state.todo(Lang::En))
        }));
        said.extend(self.facts.lapsing().map(|(days, count, amount)| {
            Diagnostic::new(&codes::QUOTA_LAPSES)
                .arg("day", &self.facts.year_end)
                .arg("days", days)
                .arg("count", count)
                .arg("amount", Fen(amount))
        }));
        said
    }
}

fn write(
    request: &Request,
    stored: &Stored,
    facts: &model::Facts,
    all: &[OutputTable],
    linked: &Linked,
) -> Result<PathBuf, Failure> {
    let parent = request.out.map_or_else(|| stored.parent(), Path::to_path_buf);
    let unfinished = Unfinished::new(&parent, &format!("{}-reconciled", stored.name()))?;
    for table in all {
        unfinished.table(table)?;
    }
    unfinished.write("tables/schema.json", &manifest::schema(all))?;
    let book = model::book(facts, all, request.lang)?;
    let path = unfinished.path().join("workbook.xlsx");
    crate::report::render::xlsx::write(&book, &path, request.lang).map_err(|error| {
        Failure::Output { path: path.display().to_string(), why: error.to_string() }
    })?;
    write_report(&unfinished, facts, request)?;
    unfinished.write("manifest.json", &described(request, stored, facts, linked))?;
    unfinished.finish()
}

/// The report, as every kind of file asked for.
fn write_report(
    unfinished: &Unfinished,
    facts: &model::Facts,
    request: &Request,
) -> Result<(), Failure> {
    let document = model::document(facts, &Words::built_in(request.lang));
    let layouts = Layouts::built_in();
    for format in request.formats {
        let bytes = print(&document, *format, &layouts)?;
        unfinished.write(&format!("report.{}", format.ending()), &bytes)?;
    }
    Ok(())
}

/// `manifest.json`: what went in and the control totals. No clock.
fn described(request: &Request, stored: &Stored, facts: &model::Facts, linked: &Linked) -> Vec<u8> {
    let inputs: Vec<serde_json::Value> = linked
        .sources
        .iter()
        .map(|source| {
            serde_json::json!({ "file": source.file, "sheet": source.sheet,
                "table": source.table, "sha256": source.sha256, (c::ROWS_READ): source.rows_read })
        })
        .collect();
    let totals: BTreeMap<&str, String> =
        totals_by_name(&facts.totals).into_iter().map(|(k, v)| (k, manifest::yuan(v))).collect();
    manifest::pretty(&serde_json::json!({
        "format": 1,
        "kind": "reconciliation",
        "tool": { "name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION") },
        "run": stored.name(),
        "run_manifest_sha256": stored.manifest_sha256,
        "as_of": request.as_of.to_string(),
        (c::APPROVED_ON): facts.approved_on,
        (c::AWARD_YEAR): stored.award_year(),
        "lang": request.lang.tag(),
        "inputs": inputs,
        "control_totals": totals,
    }))
}

fn totals_by_name(t: &Totals) -> Vec<(&'static str, i128)> {
    vec![
        (c::APPROVED, t.approved),
        (c::KEPT, t.kept),
        (c::CLAWED_BACK, t.clawed_back),
        (c::IN_FLIGHT, t.in_flight),
        (c::RETURNED_PASSIVE, t.returned_passive),
        (c::RETURNED_ACTIVE, t.returned_active),
        (c::UNPAID, t.unpaid),
        (c::LAPSED, t.lapsed),
        (c::EXCESS, t.excess),
        (c::MISDIRECTED, t.misdirected),
        (c::UNAPPROVED, t.unapproved),
        (c::IN_REVIEW, t.in_review),
    ]
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
