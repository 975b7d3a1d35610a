//! Two or more run folders side by side: of two years, before and after an objection, with and
//! without a scenario. Everything is read from the folders; nothing is computed again.

mod changed;

use std::collections::BTreeMap;
use std::path::Path;

use polars::prelude::*;

use crate::diag::{Diagnostic, Diagnostics, Text, codes};
use crate::domain::Fen;
use crate::domain::money::yuan;
use crate::frame::access::texts;
use crate::frame::columns as c;
use crate::reconcile::approved::fen;
use crate::run_folder::manifest::{Budget, Change, Run};
use crate::run_folder::stored::StoredRun;
use crate::scenario::Totals;
use crate::scenario::compare::{Changes, Grouping};
use crate::scenario::outcome::{LimitOutcome, MeasureOutcome, Outcome, StageOutcome};
use crate::scenario::setting::{in_words, meaning};
use crate::scheme::Stage;
use crate::tables::award::{CLAIMS, ENTERPRISES, Limit, Measure, Parameter, Reason};

/// The outcomes of folders, the first being the baseline, over the enterprises of all of them.
#[derive(Debug)]
pub struct Compared {
    pub outcomes: Vec<Outcome>,
    pub groupings: Vec<Grouping>,
    /// What each of the others changed against the first.
    pub changes: Vec<Changes>,
}

/// A folder as read.
struct Folder {
    name: String,
    manifest: Run,
    claims: DataFrame,
    enterprises: DataFrame,
    measures: Vec<Measure>,
    parameters: Vec<Parameter>,
    limits: Vec<Limit>,
    reasons: Vec<Reason>,
}

/// Reads folders. A scheme of another version is compared by the ids of its measures.
///
/// # Errors
/// Folders that hold no run.
pub fn compare(paths: &[&Path]) -> Result<Compared, Diagnostics> {
    let mut faults = Diagnostics::default();
    let mut folders = Vec::new();
    for path in paths {
        match Folder::read(path) {
            Ok(folder) => folders.push(folder),
            Err(more) => faults.extend(more),
        }
    }
    let folders = faults.into_result(folders)?;
    put_together(&folders).map_err(|error| {
        Diagnostic::new(&codes::NO_SUCH_RUN)
            .arg("path", paths.first().map(|path| path.display().to_string()).unwrap_or_default())
            .arg("why", error)
            .into()
    })
}

fn put_together(folders: &[Folder]) -> PolarsResult<Compared> {
    // Enterprises of all folders in the order of credit codes; facts from the first that knows one.
    let mut firms: BTreeMap<String, String> = BTreeMap::new();
    for folder in folders {
        let codes = texts(&folder.enterprises, c::USCC)?;
        for (code, kind) in codes.into_iter().zip(texts(&folder.enterprises, c::ENTITY_TYPE)?) {
            firms.entry(code.to_string()).or_insert_with(|| kind.to_string());
        }
    }
    let codes: Vec<&str> = firms.keys().map(String::as_str).collect();
    let kinds: Vec<&str> = firms.values().map(String::as_str).collect();
    let table = DataFrame::new(
        codes.len(),
        vec![Column::new(c::USCC.into(), &codes), Column::new(c::ENTITY_TYPE.into(), &kinds)],
    )?;
    let place: BTreeMap<&str, usize> = codes.iter().enumerate().map(|(n, c)| (*c, n)).collect();
    let mut outcomes = Vec::with_capacity(folders.len());
    for folder in folders {
        let mut outcome = folder.outcome(&place)?;
        if let Some(first) = folders.first() {
            outcome.changes = changes(first, folder);
        }
        outcomes.push(outcome);
    }
    let groupings = match outcomes.first() {
        Some(base) => Grouping::all(&table, base)?,
        None => Vec::new(),
    };
    let changes = match folders.split_first() {
        Some((base, others)) => {
            others.iter().map(|other| changed::changes(base, other)).collect::<PolarsResult<_>>()?
        }
        None => Vec::new(),
    };
    Ok(Compared { outcomes, groupings, changes })
}

/// Settings that differ, as the manifests have them.
fn changes(ours: &Folder, theirs: &Folder) -> Vec<Change> {
    let (base, other) = (&ours.manifest, &theirs.manifest);
    let mut out = Vec::new();
    let mut add = |key: &str, text: &Text, from: String, to: String| {
        if from != to {
            out.push(Change { key: key.to_string(), text: text.clone(), from, to });
        }
    };
    // In the words of both folders' parameters, and of the settings.
    let told = |key: &str| {
        let of = |folder: &Folder| folder.parameters.iter().find(|row| row.name == key).cloned();
        let measure = |id: &str| theirs.measures.iter().find(|row| row.id == id);
        let own = of(theirs).map(|now| {
            let question = now.reading.then_some(&now.question);
            in_words(&now.clause, question, of(ours).as_ref().map(|was| &was.text), &now.text)
        });
        let title = || key.strip_prefix("measures.").and_then(measure).map(|row| row.title.clone());
        let set = || [key.replace('/', "."), format!("dates.{key}")].map(|key| meaning(&key));
        let set = || set().into_iter().find(|text| *text != Text::default());
        own.or_else(title).or_else(set).unwrap_or_default()
    };
    for ((key, from), (_, to)) in settings(base).into_iter().zip(settings(other)) {
        add(key, &told(key), from, to);
    }
    for (name, value) in &other.in_force {
        add(name, &told(name), base.in_force.get(name).cloned().unwrap_or_default(), value.clone());
    }
    // What a scenario changed beside these: rates, rules, measures, applicants.
    for Change { key, from, to, .. } in other.scenario.iter().flatten() {
        let apart = ["rates.", "growth.", "measures."].iter().any(|known| key.starts_with(known));
        if apart || (from.is_empty() && !other.in_force.contains_key(key)) {
            add(key, &told(key), from.clone(), to.clone());
        }
    }
    out
}

/// What a pipeline sets beside the parameters of its scheme.
fn settings(run: &Run) -> [(&'static str, String); 5] {
    let pool = |of: fn(&Budget) -> Fen| {
        run.budget.as_ref().map_or(String::new(), |pool| yuan(of(pool).0.into()))
    };
    [
        ("scheme/id", run.scheme.id.clone()),
        (c::AWARD_YEAR, run.award_year.to_string()),
        ("deadline", run.deadline.to_string()),
        ("budget/total", pool(|pool| pool.total)),
        ("budget/reserve", pool(|pool| pool.reserve)),
    ]
}

impl Folder {
    fn read(path: &Path) -> Result<Self, Diagnostics> {
        let StoredRun { manifest, tables, .. } = StoredRun::open(path)?;
        Ok(Self {
            name: path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            manifest,
            claims: tables.frame(CLAIMS)?,
            enterprises: tables.frame(ENTERPRISES)?,
            measures: tables.rows()?,
            parameters: tables.rows()?,
            limits: tables.rows()?,
            reasons: tables.rows()?,
        })
    }

    fn outcome(&self, place: &BTreeMap<&str, usize>) -> PolarsResult<Outcome> {
        let mut by_firm = vec![0i64; place.len()];
        let codes = texts(&self.enterprises, c::USCC)?;
        for (code, amount) in codes.into_iter().zip(fen(&self.enterprises, c::PAYABLE)?) {
            if let Some(place) = place.get(code) {
                by_firm[*place] += amount;
            }
        }
        let measures = self.measures();
        let sum = |of: fn(&MeasureOutcome) -> i64| measures.iter().map(of).sum();
        let budget = self.manifest.budget.as_ref();
        let (approved, payable) = (sum(|m| m.approved), sum(|m| m.payable));
        let borne = budget.map_or(payable, |pool| pool.executed.0 - pool.earlier_batches.0);
        let totals = Totals {
            requested: sum(|m| m.requested),
            approved,
            payable,
            // A folder keeps what the year bears in the end; what was cut is added in full.
            borne: (borne + approved - payable, borne),
            available: budget.map(|pool| pool.available.0),
            earlier: budget.map_or(0, |pool| pool.earlier_batches.0),
            claims: measures.iter().map(|m| m.claims).sum(),
            claims_paid: measures.iter().map(|m| m.claims_paid).sum(),
        };
        Ok(Outcome {
            name: self.name.clone(),
            title: Text::new(&self.name, &self.name),
            draft: self.manifest.scheme.draft,
            changes: Vec::new(),
            totals,
            measures,
            stages: self.stages()?,
            limits: self.limits(),
            by_firm,
            newcomers: (0, 0),
            why: None,
        })
    }

    fn measures(&self) -> Vec<MeasureOutcome> {
        let of = |row: &Measure| MeasureOutcome {
            id: row.id.clone(),
            clause: row.clause.clone(),
            title: row.title.clone(),
            claims: usize::try_from(row.claims).unwrap_or(0),
            claims_paid: usize::try_from(row.claims_paid).unwrap_or(0),
            requested: row.requested.0,
            approved: row.approved.0,
            payable: row.payable.0,
        };
        self.measures.iter().map(of).collect()
    }

    /// What every stage took, in the order in which the run had them.
    fn stages(&self) -> PolarsResult<Vec<StageOutcome>> {
        let mut before = fen(&self.claims, c::REQUESTED)?;
        let mut out = Vec::new();
        let names = self.claims.get_column_names_owned();
        let ran = names.iter().filter_map(|name| {
            let stages = Stage::NAMES.iter().map(|(_, stage)| *stage);
            stages.into_iter().find(|stage| stage.amount_column() == name.as_str())
        });
        for stage in ran {
            let after = fen(&self.claims, stage.amount_column())?;
            let pairs = || before.iter().zip(&after).filter(|(before, after)| before > after);
            let cut = pairs().map(|(before, after)| before - after).sum();
            out.push(StageOutcome { stage, claims: pairs().count(), cut });
            before = after;
        }
        Ok(out)
    }

    fn limits(&self) -> Vec<LimitOutcome> {
        let of = |row: &Limit| LimitOutcome {
            measure: row.measure.clone(),
            reason: row.reason.clone(),
            clause: row.clause.clone(),
            text: row.text.clone(),
            claims: usize::try_from(row.claims).unwrap_or(0),
            cut: row.reduction.0,
        };
        self.limits.iter().map(of).collect()
    }
}
