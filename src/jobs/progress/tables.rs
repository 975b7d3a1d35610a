//! The tables of a progress report: targets, paths, figures, tasks, offices, checks, money, changes, and what
//! was read and refused.

use rust_decimal::Decimal;

use super::Followed;
use crate::frame::cells::Figure;
use crate::frame::output::OutputTable;
use crate::frame::table::Row;
use crate::progress::change::Changes;
use crate::progress::consistency::said;
use crate::progress::figures::Value;
use crate::progress::judge::Judged;
use crate::progress::plan::{Office, Plan, Target, Task, Test};
use crate::progress::reports::{Report, Standing, State};
use crate::progress::state::Progress;
use crate::run::written::of_reading;
use crate::tables::progress::{
    ChangeRow, CheckRow, FigureRow, MoneyRow, OfficeRow, PathPoint, ReadAt, TargetRow, TaskRow,
};

/// All tables, each with the columns that say whose it is first.
pub fn tables(followed: &Followed) -> Vec<OutputTable> {
    let (progress, linked) = (&followed.progress, &followed.linked);
    let mut out = vec![
        targets(progress),
        paths(progress),
        figures(progress),
        tasks(progress),
        offices(progress),
        checks(progress),
        money(progress),
    ];
    out.extend(of_reading(linked));
    out.extend(followed.changes.iter().map(|found| changes(progress, found)));
    out
}

fn figure(value: Option<Decimal>) -> Option<Figure> {
    value.and_then(Figure::of)
}

fn targets(progress: &Progress) -> OutputTable {
    let plans = progress.plans.iter().zip(&progress.judged);
    let rows = plans.flat_map(|(plan, judged)| {
        plan.targets
            .iter()
            .zip(judged)
            .map(move |(target, judged)| target_row(plan, target, judged))
    });
    TargetRow::table(rows)
}

fn target_row(plan: &Plan, target: &Target, judged: &Judged) -> TargetRow {
    let latest = judged.latest.as_ref();
    let outlook = judged.outlook;
    let due_basis = match target.due {
        Some(due) if due.inferred => "inferred",
        Some(_) => "stated",
        None => "",
    };
    TargetRow {
        plan: plan.id.clone(),
        id: target.id.clone(),
        title: target.title.clone(),
        place: target.place.clone(),
        series: target.series.clone(),
        unit: target.unit_text.clone(),
        test: test(&target.test).to_string(),
        wanted: figure(target.test.value()),
        due: target.due.map(|due| due.day),
        due_basis: due_basis.to_string(),
        status: judged.status,
        late: judged.late,
        reason: judged.reason.clone(),
        period: latest.map(|figure| figure.span.key()).unwrap_or_default(),
        latest: figure(latest.and_then(|latest| latest.number())),
        expected: figure(judged.expected),
        gap: figure(judged.gap),
        growth_stated: figure(target.growth.map(|growth| growth.rate)),
        growth_achieved: figure(judged.growth.map(|growth| growth.rate)),
        growth_required: figure(judged.required),
        low: figure(outlook.map(|outlook| outlook.low)),
        mid: figure(outlook.map(|outlook| outlook.mid)),
        high: figure(outlook.map(|outlook| outlook.high)),
        reached: outlook.and_then(|outlook| outlook.reached.map(i64::from)),
        source: latest.map(|figure| figure.source.clone()).unwrap_or_default(),
        at: ReadAt::of(latest.map(|figure| &figure.at)),
    }
}

/// The word for a test, as plan files have it.
fn test(test: &Test) -> &'static str {
    match test {
        Test::Above(_) => "above",
        Test::AtLeast(_) => "at_least",
        Test::AtMost(_) => "at_most",
        Test::About(_) => "about",
        Test::Equal(_) => "equal",
        Test::Done => "done",
        Test::RisesEachYear => "rises each year",
        Test::Rises => "rises overall",
        Test::Term { .. } => "term",
        Test::Reference(_) => "reference",
    }
}

fn paths(progress: &Progress) -> OutputTable {
    let mut rows = Vec::new();
    for (plan, judged) in progress.plans.iter().zip(&progress.judged) {
        for (target, judged) in plan.targets.iter().zip(judged) {
            let Some(path) = &judged.path else { continue };
            rows.extend((path.first_year..).zip(&path.values).map(|(year, value)| PathPoint {
                plan: plan.id.clone(),
                target: target.id.clone(),
                year: year.into(),
                value: Figure::of(*value),
            }));
        }
    }
    PathPoint::table(rows)
}

fn figures(progress: &Progress) -> OutputTable {
    FigureRow::table(progress.figures.iter().map(|of| FigureRow {
        plan: progress.plans[of.plan].id.clone(),
        series: of.series.clone(),
        period: of.span.key(),
        from: Some(of.span.from),
        to: Some(of.span.to),
        number: figure(of.number()),
        done_on: match of.value {
            Value::Done(day) => Some(day),
            _ => None,
        },
        read: of.read.clone(),
        certainty: of.certainty.key().to_string(),
        counted: if of.counted { "counted" } else { "filed" }.to_string(),
        source: of.source.clone(),
        at: ReadAt::of(Some(&of.at)),
    }))
}

/// 甲；乙
fn names(offices: &[Office], of: fn(&Office) -> &str) -> String {
    offices.iter().map(of).collect::<Vec<_>>().join("；")
}

fn tasks(progress: &Progress) -> OutputTable {
    let plans = progress.plans.iter().zip(&progress.standing);
    let rows = plans.flat_map(|(plan, standing)| {
        plan.tasks.iter().zip(standing).map(move |(task, standing)| task_row(plan, task, standing))
    });
    TaskRow::table(rows)
}

fn task_row(plan: &Plan, task: &Task, standing: &Standing) -> TaskRow {
    let report = standing.report.as_ref();
    let told = |of: fn(&Report) -> &String| report.map(of).cloned().unwrap_or_default();
    TaskRow {
        plan: plan.id.clone(),
        no: task.no.clone(),
        section: task.section.clone(),
        place: task.place.clone(),
        title: task.title.clone(),
        lead: names(&task.lead, |office| &office.named),
        support: names(&task.support, |office| &office.named),
        lead_today: names(&task.lead, |office| &office.today.zh),
        support_today: names(&task.support, |office| &office.today.zh),
        lead_basis: task.lead_basis,
        due: task.deadline,
        due_basis: task.basis,
        state: standing.state,
        days_overdue: standing.days_overdue,
        reported_on: report.map(|report| report.reported_on),
        completed_on: report.and_then(|report| report.completed_on),
        evidence: told(|report| &report.evidence),
        result: told(|report| &report.result),
        experience: told(|report| &report.experience),
        at: ReadAt::of(report.map(|report| &report.at)),
    }
}

fn offices(progress: &Progress) -> OutputTable {
    OfficeRow::table(progress.cards().into_iter().map(|card| {
        let led = |wanted: &[State]| {
            let led = card.leads.iter().map(|(plan, at)| progress.standing[*plan][*at].state);
            led.filter(|state| wanted.contains(state)).count() as i64
        };
        OfficeRow {
            name: card.name.clone(),
            named: card.named.join("；"),
            led: card.leads.len() as i64,
            supported: card.supports.len() as i64,
            done: led(&[State::Done]),
            going: led(&[State::UnderWay, State::NotBegun]),
            late: led(&[State::Late, State::Overdue, State::Unproved]),
            silent: led(&[State::Silent]),
        }
    }))
}

fn checks(progress: &Progress) -> OutputTable {
    let plans = progress.plans.iter().zip(&progress.checks);
    let rows = plans.flat_map(|(plan, checks)| checks.iter().map(move |check| (plan, check)));
    CheckRow::table(rows.map(|(plan, check)| CheckRow {
        plan: plan.id.clone(),
        target: plan.targets[check.target].id.clone(),
        stated: Figure::of(check.stated),
        implied: Figure::of(check.implied),
        found: said(plan, check),
    }))
}

fn money(progress: &Progress) -> OutputTable {
    MoneyRow::table(progress.beside.iter().map(|of| {
        let plan = &progress.plans[of.plan];
        MoneyRow {
            plan: plan.id.clone(),
            measure: plan.money[of.money].measure.clone(),
            target: plan.targets[of.target].id.clone(),
            from: of.from_year.into(),
            to: of.to_year.into(),
            paid: of.paid,
            change: figure(of.progress),
            per_unit: figure(of.per_unit.map(|fen| Decimal::new(fen.0, 2))),
        }
    }))
}

/// What moved since the earlier report.
fn changes(progress: &Progress, found: &Changes) -> OutputTable {
    let mut rows = Vec::new();
    let row = |plan: usize, kind: &str, item: &str, before: &str, now: &str, way: &str| ChangeRow {
        plan: progress.plans[plan].id.clone(),
        kind: kind.to_string(),
        item: item.to_string(),
        before: before.to_string(),
        now: now.to_string(),
        way: way.to_string(),
    };
    for of in &found.targets {
        let id = &progress.plans[of.plan].targets[of.at].id;
        let before = of.before.map_or("", |before| before.key());
        rows.push(row(of.plan, "target", id, before, of.now.key(), of.way.key()));
    }
    for of in &found.tasks {
        let no = &progress.plans[of.plan].tasks[of.at].no;
        let before = of.before.map_or("", |before| before.key());
        rows.push(row(of.plan, "task", no, before, of.now.key(), of.way.key()));
    }
    for of in &found.revised {
        let id = format!("{} {}", of.series, of.period);
        let (before, now) = (of.before.to_string(), of.now.to_string());
        rows.push(row(of.plan, "figure", &id, &before, &now, "revised"));
    }
    ChangeRow::table(rows)
}
