//! What changed since an earlier report: targets and tasks that stand better or worse, and figures that were revised.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::judge::Status;
use super::plan::{DeadlineBasis, Plan};
use super::reports::State;
use super::state::Progress;
use crate::diag::{Diagnostic, codes};

/// An earlier report, as its folder holds it.
#[derive(Clone, Debug)]
pub struct Earlier {
    pub as_of: NaiveDate,
    /// The folder's name.
    pub name: String,
    /// Plan and target → how it stood.
    pub targets: BTreeMap<(String, String), Status>,
    /// Plan and task → how it stood.
    pub tasks: BTreeMap<(String, String), State>,
    /// Plan, series and period → the number.
    pub figures: BTreeMap<(String, String, String), Decimal>,
}

/// Two reports side by side.
#[derive(Clone, Debug)]
pub struct Changes {
    pub since: NaiveDate,
    pub name: String,
    pub targets: Vec<Change<Status>>,
    pub tasks: Vec<Change<State>>,
    pub revised: Vec<Revised>,
    /// Plans that the earlier report did not follow: nothing of theirs is compared.
    pub new_plans: Vec<usize>,
    /// Targets and tasks that the plans do not have any more.
    pub gone: Vec<(String, String)>,
}

impl Changes {
    /// Tasks that the earlier report had as done and this one as anything else that was reported, but
    /// for those whose own reports tell it already.
    pub fn reopened(&self, progress: &Progress) -> Vec<Diagnostic> {
        let open = [State::UnderWay, State::NotBegun, State::Late, State::Overdue];
        let back = self
            .tasks
            .iter()
            .filter(|change| change.before == Some(State::Done) && open.contains(&change.now));
        let said = |task: &str| {
            let known = |finding: &&Diagnostic| finding.code == &codes::TASK_REOPENED;
            let mut told = progress.findings.iter().filter(known);
            told.any(|finding| finding.value("task") == Some(task))
        };
        let finding = |change: &Change<State>| {
            let task = &progress.plans[change.plan].tasks[change.at];
            let report = progress.standing[change.plan][change.at].report.as_ref()?;
            let recurring = task.basis == DeadlineBasis::Recurring;
            (!recurring && !said(&task.no)).then(|| {
                let finding = Diagnostic::new(&codes::TASK_REOPENED).arg("task", &task.no);
                finding.arg("before", self.since).at(report.at.clone())
            })
        };
        back.filter_map(finding).collect()
    }
}

/// A target or task that stands otherwise than before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change<S> {
    pub plan: usize,
    /// Place among the targets or tasks of the plan.
    pub at: usize,
    /// `None` where the earlier report did not have it.
    pub before: Option<S>,
    pub now: S,
    pub way: Way,
}

/// Which way something moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    Worse,
    /// Nothing is known any more.
    Lost,
    Better,
    /// Something is known for the first time.
    Found,
}

impl Way {
    pub const ALL: [Self; 4] = [Self::Worse, Self::Lost, Self::Better, Self::Found];

    /// As tables hold it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Worse => "worse",
            Self::Lost => "lost",
            Self::Better => "better",
            Self::Found => "found",
        }
    }
}

/// A number that the earlier report had otherwise for the same period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revised {
    pub plan: usize,
    pub series: String,
    /// As tables hold it.
    pub period: String,
    pub before: Decimal,
    pub now: Decimal,
}

/// Compares a report with an earlier one.
pub fn changes(progress: &Progress, earlier: &Earlier) -> Changes {
    let known = |plan: &Plan| {
        earlier.targets.keys().chain(earlier.tasks.keys()).any(|(id, _)| *id == plan.id)
    };
    let mut out = Changes {
        since: earlier.as_of,
        name: earlier.name.clone(),
        targets: Vec::new(),
        tasks: Vec::new(),
        revised: revised(progress, earlier),
        new_plans: Vec::new(),
        gone: gone(progress, earlier),
    };
    for (at, plan) in progress.plans.iter().enumerate() {
        if !known(plan) {
            out.new_plans.push(at);
            continue;
        }
        let of = |id: &str| (plan.id.clone(), id.to_string());
        for (n, (target, judged)) in plan.targets.iter().zip(&progress.judged[at]).enumerate() {
            let before = earlier.targets.get(&of(&target.id)).copied();
            let unknown = |status: Status| status == Status::NoData;
            out.targets.extend(change((at, n), before, judged.status, unknown));
        }
        for (n, (task, standing)) in plan.tasks.iter().zip(&progress.standing[at]).enumerate() {
            let before = earlier.tasks.get(&of(&task.no)).copied();
            let unknown = |state: State| state == State::Silent;
            out.tasks.extend(change((at, n), before, standing.state, unknown));
        }
    }
    out
}

/// The order of statuses is from bad to good.
fn change<S: Copy + Ord>(
    (plan, at): (usize, usize),
    before: Option<S>,
    now: S,
    unknown: impl Fn(S) -> bool,
) -> Option<Change<S>> {
    let way = match before {
        Some(before) if before == now => return None,
        Some(before) if unknown(before) => Way::Found,
        Some(_) if unknown(now) => Way::Lost,
        Some(before) if now > before => Way::Better,
        Some(_) => Way::Worse,
        None if unknown(now) => return None,
        None => Way::Found,
    };
    Some(Change { plan, at, before, now, way })
}

fn revised(progress: &Progress, earlier: &Earlier) -> Vec<Revised> {
    let changed = progress.figures.iter().filter_map(|figure| {
        let plan = progress.plans.get(figure.plan)?;
        let period = figure.span.key();
        let key = (plan.id.clone(), figure.series.clone(), period.clone());
        let (before, now) = (*earlier.figures.get(&key)?, figure.number()?);
        let series = figure.series.clone();
        (before != now).then_some(Revised { plan: figure.plan, series, period, before, now })
    });
    changed.collect()
}

fn gone(progress: &Progress, earlier: &Earlier) -> Vec<(String, String)> {
    let plan = |id: &str| progress.plans.iter().find(|plan| plan.id == id);
    let targets =
        earlier.targets.keys().filter(|(of, id)| plan(of).is_some_and(|p| p.target(id).is_none()));
    let tasks =
        earlier.tasks.keys().filter(|(of, no)| plan(of).is_some_and(|p| p.task(no).is_none()));
    targets.chain(tasks).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn which_way_a_status_moved() {
        let way = |before: Option<Status>, now: Status| {
            change((0, 0), before, now, |status| status == Status::NoData).map(|change| change.way)
        };
        assert_eq!(way(Some(Status::OnTrack), Status::OnTrack), None);
        assert_eq!(way(Some(Status::OnTrack), Status::AtRisk), Some(Way::Worse));
        assert_eq!(way(Some(Status::AtRisk), Status::Overdue), Some(Way::Worse));
        assert_eq!(way(Some(Status::OffTrack), Status::Reached), Some(Way::Better));
        // To know nothing any more is no improvement, however bad it was.
        assert_eq!(way(Some(Status::Overdue), Status::NoData), Some(Way::Lost));
        assert_eq!(way(Some(Status::NoData), Status::Overdue), Some(Way::Found));
        assert_eq!(way(None, Status::NoData), None);
        assert_eq!(way(None, Status::Reached), Some(Way::Found));
    }
}
