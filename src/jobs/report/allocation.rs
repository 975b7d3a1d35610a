//! What an allocation is made from: the approval of a run in the ledger, and what the office says of it.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::keys;
use crate::config::{Collector, Reader, parse_file};
use crate::diag::{Diagnostic, Diagnostics, Failure, Place, codes, suggest};
use crate::domain::{Fen, LaterYears};
use crate::intake::origin::read_pipeline;
use crate::ledger::{Entry, Kind, Ledger, Segment};
use crate::report::model::allocation::{Allocated, Allotted, Borne, Codes, Told};
use crate::report::model::record::Measure;
use crate::run_folder::stored::StoredRun;

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    pub run: &'a Path,
    /// Whether an allocation is among the reports.
    pub wanted: bool,
    pub settings: Option<&'a Path>,
    /// That of the pipeline, else the one beside the run, where none is given.
    pub ledger: Option<&'a Path>,
}

/// The approval of a run; `None` where no allocation is asked for.
///
/// # Errors
/// Settings without an allocation (A544) or with faults, a run that is not approved (A543), amounts of the ledger that are not
/// those of the run.
pub fn of(request: &Request) -> Result<Option<Allocated>, Failure> {
    if !request.wanted {
        let given = request.settings.is_some() || request.ledger.is_some();
        return match given {
            true => Err(user(Diagnostic::new(&codes::NO_ALLOCATION_ASKED))),
            false => Ok(None),
        };
    }
    let stored = StoredRun::open(request.run)?;
    let told = request.settings.map(load).transpose()?.unwrap_or_default();
    if let Some(path) = request.settings {
        known(&told, &stored.tables.rows::<Measure>()?, path)?;
    }
    let folder = ledger_of(request, &stored);
    let ledger = Ledger::read(&folder)?;
    let Some(approval) = approval(&ledger, &stored.manifest_sha256) else {
        return Err(user(Diagnostic::new(&codes::NOT_ALLOCATED).arg("ledger", folder.display())));
    };
    let year = stored.manifest.award_year;
    let paid = approval.entries.iter().filter(|entry| entry.amount > 0);
    let sums: Vec<Allotted> = paid.map(|entry| allotted(entry, year)).collect();
    let found: i128 = sums.iter().map(|sum| i128::from(sum.borne.amount)).sum();
    let stated = stored.manifest.control_totals.payable;
    if found != i128::from(stated.0) {
        let fault = Diagnostic::new(&codes::CONTROL_TOTAL).arg("what", "台账核准金额＝拟拨付金额");
        let found = i64::try_from(found).map_or(found.to_string(), |fen| Fen(fen).to_string());
        let fault = fault.arg("expected", stated).arg("found", found);
        return Err(Failure::Unbalanced(fault.into()));
    }
    let head = &approval.head;
    Ok(Some(Allocated {
        segment: head.number,
        on: head.on.parse::<NaiveDate>().unwrap_or_default(),
        by: head.by.clone(),
        sha256: approval.sha256.clone(),
        sums,
        told,
    }))
}

fn user(fault: Diagnostic) -> Failure {
    Failure::User(fault.into())
}

fn ledger_of(request: &Request, stored: &StoredRun) -> PathBuf {
    let of_pipeline = || read_pipeline(stored, None).ok()?.inputs.ledger;
    let given = request.ledger.map(Path::to_path_buf);
    given.or_else(of_pipeline).unwrap_or_else(|| stored.home())
}

/// The approval of a run that was not withdrawn.
fn approval<'a>(ledger: &'a Ledger, manifest: &str) -> Option<&'a Segment> {
    let all = &ledger.segments;
    let gone =
        |number| all.iter().any(|s| s.head.kind == Kind::Withdrawal && s.head.about == number);
    all.iter().find(|segment| {
        let head = &segment.head;
        head.kind == Kind::Approval && head.manifest == manifest && !gone(head.number)
    })
}

fn allotted(entry: &Entry, year: i32) -> Allotted {
    let later = LaterYears::parse(&entry.later).unwrap_or_default();
    let now = later.borne_in(year, year, entry.amount);
    Allotted {
        code: entry.code.clone(),
        firm: entry.firm.clone(),
        measure: entry.measure.clone(),
        borne: Borne { amount: entry.amount, later: entry.amount - now },
    }
}

/// Whether every project is one of a measure of the scheme.
fn known(told: &Told, measures: &[Measure], path: &Path) -> Result<(), Diagnostics> {
    let mut faults = Diagnostics::default();
    let ids = || measures.iter().map(|measure| measure.id.as_str());
    for id in told.projects.keys().filter(|id| !ids().any(|own| own == **id)) {
        let fault = Diagnostic::new(&codes::NO_SUCH_MEASURE).arg("read", id);
        let near = suggest(id, ids()).map(str::to_string);
        let known = near.unwrap_or_else(|| ids().collect::<Vec<_>>().join("、"));
        faults.push(fault.arg("known", known).at(Place::File(path.display().to_string())));
    }
    faults.into_result(())
}

/// Reads the settings of an allocation.
///
/// # Errors
/// A file that cannot be read; unknown keys; what is no code of the budget (A545).
pub fn load(path: &Path) -> Result<Told, Diagnostics> {
    let root = parse_file(path)?;
    let faults = Collector::default();
    let reader = Reader::new(&root, &keys::ALLOCATION, &faults);
    let text = |name| reader.text(name).map(str::to_string);
    let told = Told {
        number: text("number"),
        issued_on: reader.date("issued_on"),
        batch: text("batch"),
        to: text("to"),
        whole: project(&reader),
        projects: reader
            .named("projects")
            .map(|(id, own)| {
                let codes = project(&own);
                own.finish();
                (id.to_string(), codes)
            })
            .collect(),
    };
    reader.finish();
    faults.into_inner().into_result(told)
}

fn project(reader: &Reader) -> Codes {
    let text = |name| reader.text(name).map(str::to_string);
    Codes {
        code: text("code"),
        name: text("name"),
        function: budget_code(
            reader,
            "function",
            ["功能分类科目", "the function"],
            "2",
            &[3, 5, 7],
        ),
        economic: budget_code(
            reader,
            "economic",
            ["经济分类科目", "the economic category"],
            "35",
            &[3, 5],
        ),
    }
}

/// A code of the national classification of revenue and expenditure, with or without its name: which digits it begins with and how
/// many it has.
fn budget_code(
    reader: &Reader,
    key: &'static str,
    [what, what_en]: [&str; 2],
    first: &str,
    lengths: &[usize],
) -> Option<String> {
    let read = reader.text(key)?;
    let code = read.split_whitespace().next().unwrap_or_default();
    let digits = code.bytes().all(|byte| byte.is_ascii_digit());
    if !digits || !lengths.contains(&code.len()) || !code.starts_with(|c: char| first.contains(c)) {
        let fault = Diagnostic::new(&codes::BUDGET_CODE).arg("read", read);
        let fault = fault.arg("what", what).arg("what_en", what_en);
        let place = reader.get(key).map(|node| node.place());
        reader.faults.push(place.into_iter().fold(fault, Diagnostic::at));
    }
    Some(read.to_string())
}
