//! What offices report about tasks, and how each task stands on a day.

use crate::frame::cells::words;
use chrono::{Months, NaiveDate};
use polars::prelude::*;

use super::figures::{Reading, is_plan, is_synthetic, not_followed};
use super::plan::{DeadlineBasis, Plan, Task};
use crate::diag::{Diagnostic, Place, codes, suggest};
use crate::domain::date::from_epoch_days;
use crate::domain::text::comparable;
use crate::frame::access::{days, indices, texts};
use crate::frame::columns as c;

/// One report about a task.
#[derive(Clone, Debug)]
pub struct Report {
    pub plan: usize,
    pub task: usize,
    pub reported_on: NaiveDate,
    pub said: Said,
    pub completed_on: Option<NaiveDate>,
    pub evidence: String,
    pub result: String,
    pub experience: String,
    pub at: Place,
}

impl Report {
    /// Whether it says that it was made up.
    pub fn synthetic(&self) -> bool {
        [&self.evidence, &self.result, &self.experience].into_iter().any(|text| is_synthetic(text))
    }
}

/// What was reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    Done,
    UnderWay,
    Late,
    NotBegun,
}

/// How a task stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Past its deadline and not done.
    Overdue,
    Late,
    /// Reported done without a paper to show it.
    Unproved,
    NotBegun,
    /// No report at all.
    Silent,
    UnderWay,
    Done,
}

words!(State, State::key, State::ALL);

impl State {
    pub const ALL: [Self; 7] = [
        Self::Done,
        Self::UnderWay,
        Self::NotBegun,
        Self::Late,
        Self::Overdue,
        Self::Unproved,
        Self::Silent,
    ];

    /// As tables hold it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::UnderWay => "under-way",
            Self::NotBegun => "not-begun",
            Self::Late => "late",
            Self::Overdue => "overdue",
            Self::Unproved => "no-evidence",
            Self::Silent => "no-report",
        }
    }
}

/// A task on a day.
#[derive(Clone, Debug)]
pub struct Standing {
    pub state: State,
    /// Days after the deadline: until done, or until the day of the report.
    pub days_overdue: i64,
    pub report: Option<Report>,
    /// Whether the last report is too old to say how it stands.
    pub stale: bool,
}

pub fn reports(
    table: &DataFrame,
    reading: &Reading,
    findings: &mut Vec<Diagnostic>,
) -> PolarsResult<Vec<Report>> {
    let columns = Columns::of(table)?;
    let mut out: Vec<Report> = Vec::new();
    let elsewhere = not_followed(&columns.plan, reading.plans, findings);
    for row in (0..table.height()).filter(|row| !elsewhere.contains(row)) {
        let Some(report) = columns.report(row, reading, findings) else { continue };
        let key = |report: &Report| (report.plan, report.task, report.reported_on);
        match out.iter_mut().find(|known| key(known) == key(&report)) {
            Some(known) => {
                let no = &reading.plans[report.plan].tasks[report.task].no;
                let finding = Diagnostic::new(&codes::TASK_TWICE).arg("task", no);
                let finding = finding.arg("day", report.reported_on);
                findings.push(finding.at(columns.place(row, reading, "任务编号")));
                *known = report;
            }
            None => out.push(report),
        }
    }
    out.sort_by_key(|report| (report.plan, report.task, report.reported_on));
    Ok(out)
}

/// The table of reports by its columns.
struct Columns<'a> {
    plan: Vec<&'a str>,
    no: Vec<&'a str>,
    office: Vec<&'a str>,
    status: Vec<&'a str>,
    evidence: Vec<&'a str>,
    result: Vec<&'a str>,
    experience: Vec<&'a str>,
    reported: Vec<Option<i32>>,
    completed: Vec<Option<i32>>,
    sources: Vec<u32>,
    rows: Vec<u32>,
}

impl<'a> Columns<'a> {
    fn of(table: &'a DataFrame) -> PolarsResult<Self> {
        let column = |name| texts(table, name);
        Ok(Self {
            plan: column(c::PLAN)?,
            no: column(c::TASK_NO)?,
            office: column(c::OFFICE)?,
            status: column(c::TASK_STATUS)?,
            evidence: column(c::TASK_EVIDENCE)?,
            result: column(c::RESULT)?,
            experience: column(c::EXPERIENCE)?,
            reported: days(table, c::REPORTED_ON)?,
            completed: days(table, c::COMPLETED_ON)?,
            sources: indices(table, c::SOURCE)?,
            rows: indices(table, c::ROW)?,
        })
    }

    fn place(&self, row: usize, reading: &Reading, column: &str) -> Place {
        reading.place(self.sources[row], self.rows[row], column)
    }

    /// One report; `None` where it names no task, or a day that is still to come.
    fn report(
        &self,
        row: usize,
        reading: &Reading,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Report> {
        let place = |column: &str| self.place(row, reading, column);
        let day = |days: &[Option<i32>]| days[row].and_then(from_epoch_days);
        let (plan, task) = resolve(reading.plans, self.plan[row], self.no[row])
            .map_err(|finding| findings.push(finding.at(place("任务编号"))))
            .ok()?;
        let own = &reading.plans[plan].tasks[task];
        let (reported, completed) = (day(&self.reported), day(&self.completed));
        let future = [(reported, "报送日期"), (completed, "完成日期")];
        let late = future.into_iter().find(|(day, _)| day.is_some_and(|day| day > reading.as_of));
        if let (Some((Some(day), column)), as_of) = (late, reading.as_of) {
            let finding = Diagnostic::new(&codes::TASK_FUTURE).arg(c::READ, day);
            findings.push(finding.arg("as_of", as_of).at(place(column)));
            return None;
        }
        let office = self.office[row];
        if !office.is_empty() && !responsible(own, office) {
            let finding = Diagnostic::new(&codes::TASK_OFFICE).arg(c::READ, office);
            findings.push(finding.arg("task", &own.no).at(place("报送单位")));
        }
        let said = match self.status[row] {
            "已完成" => Said::Done,
            "滞后" => Said::Late,
            "未启动" => Said::NotBegun,
            _ => Said::UnderWay,
        };
        if said == Said::Done && self.evidence[row].is_empty() {
            let finding = Diagnostic::new(&codes::TASK_NO_EVIDENCE).arg("task", &own.no);
            findings.push(finding.at(place("佐证材料")));
        }
        Some(Report {
            plan,
            task,
            reported_on: reported.unwrap_or(reading.as_of),
            said,
            completed_on: completed,
            evidence: self.evidence[row].to_string(),
            result: self.result[row].to_string(),
            experience: self.experience[row].to_string(),
            at: place(""),
        })
    }
}

fn resolve(plans: &[Plan], plan: &str, no: &str) -> Result<(usize, usize), Diagnostic> {
    let (of, wanted) = (comparable(plan), comparable(no));
    let own = |plan: &Plan| plan.tasks.iter().position(|task| comparable(&task.no) == wanted);
    let named = plans.iter().enumerate().filter(|(_, plan)| is_plan(plan, &of));
    let found: Vec<_> = named.filter_map(|(at, plan)| Some((at, own(plan)?))).collect();
    match found[..] {
        [one] => Ok(one),
        _ => {
            let all = plans.iter().flat_map(|plan| &plan.tasks).map(|task| task.no.as_str());
            let near = if found.is_empty() { suggest(no, all) } else { None };
            let finding = Diagnostic::new(&codes::TASK_UNKNOWN).arg(c::READ, no);
            Err(finding.arg("suggestion", near.unwrap_or_default()))
        }
    }
}

/// Whether an office has a part in a task, by its name then or now. A task that names nobody takes any.
fn responsible(task: &Task, office: &str) -> bool {
    let wanted = comparable(office);
    let mut all = task.lead.iter().chain(&task.support).peekable();
    all.peek().is_none()
        || all.any(|own| {
            let names = [&own.named, &own.today.zh, &own.today.en];
            names.iter().any(|name| comparable(name) == wanted)
        })
}

/// How a task stands, from the last report about it. One older than `stale_months` says nothing,
/// but that a task was done stays true unless it comes round every year.
pub fn standing(
    task: &Task,
    report: Option<&Report>,
    as_of: NaiveDate,
    stale_months: u32,
) -> Standing {
    let past =
        |day: NaiveDate| task.deadline.map_or(0, |deadline| (day - deadline).num_days()).max(0);
    let old = |report: &Report| {
        let until = report.reported_on.checked_add_months(Months::new(stale_months));
        until.is_some_and(|until| until < as_of)
    };
    let recurring = task.basis == DeadlineBasis::Recurring;
    let mut stale = false;
    let (state, days_overdue) = match report {
        None => (State::Silent, past(as_of)),
        Some(report) => match report.said {
            Said::Done if !(recurring && old(report)) => {
                let on = report.completed_on.unwrap_or(report.reported_on);
                let proved = !report.evidence.is_empty();
                (if proved { State::Done } else { State::Unproved }, past(on))
            }
            // What comes round every year is judged by its last report alone.
            _ if past(as_of) > 0 && !recurring => (State::Overdue, past(as_of)),
            _ if old(report) => {
                stale = true;
                (State::Silent, 0)
            }
            Said::Done | Said::UnderWay => (State::UnderWay, 0),
            Said::Late => (State::Late, 0),
            Said::NotBegun => (State::NotBegun, 0),
        },
    };
    Standing { state, days_overdue, report: report.cloned(), stale }
}

/// Tasks that were reported done and later are not: the last report about each, and when it had been done.
pub fn reopened(all: &[Report]) -> Vec<(&Report, NaiveDate)> {
    let same = |a: &Report, b: &Report| (a.plan, a.task) == (b.plan, b.task);
    let back = all.chunk_by(same).filter_map(|of_task| {
        let last = of_task.last().filter(|last| last.said != Said::Done)?;
        let done = of_task.iter().rfind(|report| report.said == Said::Done)?;
        Some((last, done.reported_on))
    });
    back.collect()
}
