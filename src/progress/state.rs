//! Everything that is known of some plans on a day, put together once: what every table and report shows.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use polars::prelude::*;

use super::calendar::Calendar;
use super::consistency::{Check, checks, said};
use super::figures::{Certainty, Figure, Reading, figures, merge, of_series};
use super::judge::{Judged, Status, judge};
use super::plan::{DeadlineBasis, Plan};
use super::records::{counts, refunds};
use super::reports::{Report, Standing, State, reopened, reports, standing};
use super::support::{Beside, Granted, beside, granted, paid};
use crate::diag::{Diagnostic, Lang, Text, codes};
use crate::frame::columns as c;
use crate::frame::fields::{
    FIGURE_FIELDS, REFUND_FIELDS, REGISTRY_FIELDS, SUPPORT_FIELDS, TASK_FIELDS,
};
use crate::frame::tables::TableContract;
use crate::ingest::{Batch, Headers};

/// Plans on a day.
#[derive(Clone, Debug)]
pub struct Progress {
    pub plans: Vec<Plan>,
    pub as_of: NaiveDate,
    pub figures: Vec<Figure>,
    /// By plan and target.
    pub judged: Vec<Vec<Judged>>,
    /// By plan and task.
    pub standing: Vec<Vec<Standing>>,
    pub checks: Vec<Vec<Check>>,
    pub beside: Vec<Beside>,
    pub findings: Vec<Diagnostic>,
    /// How many figures, payments and reports say that they were made up.
    pub synthetic: usize,
}

/// What an office has to do: names today, tasks by how they stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Card {
    pub name: Text,
    /// Names that it goes by in the documents.
    pub named: Vec<String>,
    /// Plan and task, those that it leads first.
    pub leads: Vec<(usize, usize)>,
    pub supports: Vec<(usize, usize)>,
}

/// The tables that files may hold, in the order of [`put_together`].
pub fn contracts(headers: &Headers) -> Vec<TableContract> {
    let tables: [(&str, &str, &'static [crate::frame::Field], &[&str]); 5] = [
        ("figures", "指标数据", FIGURE_FIELDS, &[c::INDICATOR, c::PERIOD, c::FIGURE]),
        ("task_reports", "任务进展", TASK_FIELDS, &[c::TASK_NO, c::TASK_STATUS]),
        ("registry", "认定登记", REGISTRY_FIELDS, &[c::ENTRY_KIND, c::RECOGNISED_ON]),
        (
            "refunds",
            "退税记录",
            REFUND_FIELDS,
            &[c::ACCEPTED_ON, c::FINISHED_ON, c::EXPORTER_CLASS],
        ),
        ("support", "支持资金", SUPPORT_FIELDS, &[c::MEASURE, c::YEAR, c::AMOUNT]),
    ];
    let contract = |(key, title, fields, required): (&str, &str, _, &[&str])| {
        let fixed = TableContract::fixed(key, fields, required, headers.sheet_names(key));
        TableContract { title: title.to_string(), ..fixed }
    };
    tables.into_iter().map(contract).collect()
}

/// Judges every target and task. `batch` holds the tables of [`contracts`], `runs` what runs granted.
///
/// # Errors
/// A fault of the engine.
pub fn put_together(
    reading: &Reading,
    batch: &Batch,
    calendar: &Calendar,
    runs: &[Granted],
) -> PolarsResult<Progress> {
    let mut findings: Vec<Diagnostic> = batch.findings.clone();
    let [filed, told, registry, refunded, money] = &batch.tables[..] else {
        polars_bail!(ComputeError: "five tables are expected");
    };
    let mut known = figures(filed, reading, &mut findings)?;
    let mut counted = counts(registry, reading)?;
    counted.extend(refunds(refunded, reading, calendar, &mut findings)?);
    merge(&mut known, counted, reading.plans, &mut findings);
    let all = reports(told, reading, &mut findings)?;
    for (report, before) in reopened(&all) {
        let task = &reading.plans[report.plan].tasks[report.task];
        // What comes round every year begins anew.
        if task.basis != DeadlineBasis::Recurring {
            let finding = Diagnostic::new(&codes::TASK_REOPENED).arg("task", &task.no);
            findings.push(finding.arg("before", before).at(report.at.clone()));
        }
    }
    let mut paid = paid(money, reading, &mut findings)?;
    granted(runs, reading.plans, &mut paid, &mut findings);
    let (plans, as_of) = (reading.plans.to_vec(), reading.as_of);
    let judged = |(at, plan): (usize, &Plan)| -> Vec<Judged> {
        let of = |target: &super::plan::Target| {
            judge(plan, target, &of_series(&known, at, &target.series), as_of)
        };
        plan.targets.iter().map(of).collect()
    };
    let judged: Vec<Vec<Judged>> = plans.iter().enumerate().map(judged).collect();
    let standing =
        plans.iter().enumerate().map(|(at, plan)| stand(at, plan, &all, as_of)).collect();
    let synthetic = known.iter().filter(|figure| figure.synthetic()).count()
        + paid.iter().filter(|paid| paid.synthetic).count()
        + all.iter().filter(|report| report.synthetic()).count();
    let beside = beside(&plans, &paid, &known);
    let checks = plans.iter().map(checks).collect();
    let mut progress = Progress {
        plans,
        as_of,
        figures: known,
        judged,
        standing,
        checks,
        beside,
        findings,
        synthetic,
    };
    let notes = progress.notes();
    progress.findings.extend(notes);
    Ok(progress)
}

fn stand(at: usize, plan: &Plan, all: &[Report], as_of: NaiveDate) -> Vec<Standing> {
    let last = |no: usize| all.iter().rfind(|report| (report.plan, report.task) == (at, no));
    let tasks = plan.tasks.iter().enumerate();
    let months = plan.judging.stale_months;
    tasks.map(|(no, task)| standing(task, last(no), as_of, months)).collect()
}

impl Progress {
    /// What is to be said of the whole: plans that disagree with themselves, old and estimated figures, tasks that
    /// nobody reports.
    fn notes(&self) -> Vec<Diagnostic> {
        let mut out = Vec::new();
        for (at, plan) in self.plans.iter().enumerate() {
            out.extend(plan.warnings.0.iter().cloned());
            for check in
                self.checks[at].iter().filter(|check| !check.fits_targets || !check.fits_plan)
            {
                let why = said(plan, check);
                let title = &plan.targets[check.target].title;
                out.push(
                    named(&codes::PLAN_GROWTH, title).arg("why", why.zh).arg("why_en", why.en),
                );
            }
            for (target, judged) in plan.targets.iter().zip(&self.judged[at]) {
                let Some(figure) = judged.latest.as_ref().filter(|_| judged.stale) else {
                    continue;
                };
                let note = named(&codes::FIGURE_STALE, &target.title);
                let note = note.arg("months", plan.judging.stale_months);
                out.push(period(note, figure));
            }
            for (task, standing) in plan.tasks.iter().zip(&self.standing[at]) {
                let Some(report) = standing.report.as_ref().filter(|_| standing.stale) else {
                    continue;
                };
                let note = Diagnostic::new(&codes::TASK_STALE).arg("task", &task.no);
                let note = note.arg("day", report.reported_on);
                out.push(note.arg("months", plan.judging.stale_months).at(report.at.clone()));
            }
            let silent = self.standing[at].iter().filter(|s| s.report.is_none()).count();
            if silent > 0 {
                let note = Diagnostic::new(&codes::NOTHING_REPORTED).arg("plan", &plan.id);
                out.push(note.arg("count", silent));
            }
        }
        for figure in self.figures.iter().filter(|f| f.certainty == Certainty::Estimate) {
            let targets = &self.plans[figure.plan].targets;
            if let Some(target) = targets.iter().find(|target| target.series == figure.series) {
                let note = named(&codes::FIGURE_ESTIMATE, &target.title);
                out.push(period(note, figure).at(figure.at.clone()));
            }
        }
        if self.synthetic > 0 {
            out.push(Diagnostic::new(&codes::FIGURES_SYNTHETIC).arg("count", self.synthetic));
        }
        out
    }

    /// How many targets of a plan stand how.
    pub fn targets_by_status(&self, plan: usize) -> Vec<(Status, usize)> {
        let count =
            |status| self.judged[plan].iter().filter(|judged| judged.status == status).count();
        Status::ALL.iter().map(|status| (*status, count(*status))).collect()
    }

    /// How many tasks of a plan stand how.
    pub fn tasks_by_state(&self, plan: usize) -> Vec<(State, usize)> {
        let count = |state| self.standing[plan].iter().filter(|own| own.state == state).count();
        State::ALL.iter().map(|state| (*state, count(*state))).collect()
    }

    /// One card per office of today, those with the most tasks first, then by name.
    pub fn cards(&self) -> Vec<Card> {
        let mut cards: BTreeMap<String, Card> = BTreeMap::new();
        for (at, plan) in self.plans.iter().enumerate() {
            for (no, task) in plan.tasks.iter().enumerate() {
                let leads = task.lead.iter().map(|office| (office, true));
                for (office, leading) in leads.chain(task.support.iter().map(|o| (o, false))) {
                    let card = cards.entry(office.today.zh.clone()).or_default();
                    card.name = office.today.clone();
                    if !card.named.contains(&office.named) {
                        card.named.push(office.named.clone());
                    }
                    // Two names of one office in one task are one part in it.
                    let known = card.leads.contains(&(at, no)) || card.supports.contains(&(at, no));
                    match (known, leading) {
                        (true, _) => {}
                        (false, true) => card.leads.push((at, no)),
                        (false, false) => card.supports.push((at, no)),
                    }
                }
            }
        }
        let mut cards: Vec<Card> = cards.into_values().collect();
        let weight = |card: &Card| (card.leads.len(), card.supports.len());
        cards.sort_by(|a, b| weight(b).cmp(&weight(a)).then_with(|| a.name.zh.cmp(&b.name.zh)));
        cards
    }
}

fn named(code: &'static crate::diag::Code, name: &Text) -> Diagnostic {
    Diagnostic::new(code).arg("name", &name.zh).arg("name_en", &name.en)
}

fn period(note: Diagnostic, figure: &Figure) -> Diagnostic {
    note.arg("period", figure.span.shown(Lang::Zh)).arg("period_en", figure.span.shown(Lang::En))
}
