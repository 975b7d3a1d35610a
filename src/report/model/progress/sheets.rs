//! The sheets of a progress report: for its workbook, the terminal and JSON.

use rust_decimal::Decimal;

use super::{Told, sign, state_tone, tone, tone_of};
use crate::domain::date::to_epoch_days;
use crate::frame::columns as c;
use crate::progress::consistency::said;
use crate::progress::plan::{LeadBasis, Plan, Task};
use crate::progress::reports::{Report, Standing, State};
use crate::workbook::{Book, Cell, Heading, Kind, Sheet};

/// The whole workbook.
pub fn book(told: &Told) -> Book {
    let mut sheets = vec![overview(told), targets(told)];
    sheets.push(paths(told));
    sheets.extend([tasks(told), offices(told), checks(told), money(told)]);
    sheets.extend(changes(told));
    sheets.push(findings(told));
    Book { sheets }
}

/// What a terminal shows: how many stand how, every target, tasks that need a person, what changed.
pub fn brief(told: &Told) -> Vec<Sheet> {
    let mut sheets = vec![overview(told), short_targets(told)];
    let mut late = tasks(told);
    let progress = told.progress;
    let states = progress.standing.iter().flatten().map(|standing| standing.state);
    let keep: Vec<bool> = states
        .map(|state| matches!(state, State::Overdue | State::Late | State::Unproved))
        .collect();
    let mut kept = keep.iter();
    late.rows.retain(|_| kept.next() == Some(&true));
    late.title = told.get("progress.sheet.attention");
    narrow(&mut late, &[1, 2, 5, 7, 9, 10]);
    let of_changes = changes(told);
    for mut sheet in [Some(late), of_changes].into_iter().flatten() {
        shorten(told, &mut sheet);
        if !sheet.rows.is_empty() {
            sheets.push(sheet);
        }
    }
    sheets
}

/// Leaves the first rows and says how many more the workbook has.
fn shorten(told: &Told, sheet: &mut Sheet) {
    const MOST: usize = 20;
    if sheet.rows.len() > MOST {
        let all = sheet.rows.len();
        sheet.rows.truncate(MOST);
        sheet.notes.push(told.say("progress.more_rows", &[("shown", &MOST), ("all", &all)]));
    }
}

/// Keeps some columns.
fn narrow(sheet: &mut Sheet, columns: &[usize]) {
    let keep = |at: usize| columns.contains(&at);
    let mut at = 0..;
    sheet.headings.retain(|_| at.next().is_some_and(keep));
    for row in &mut sheet.rows {
        let mut at = 0..;
        row.retain(|_| at.next().is_some_and(keep));
    }
}

fn headings(told: &Told, of: &[(&str, Kind, u16)]) -> Vec<Heading> {
    let heading = |(key, kind, width): &(&str, Kind, u16)| Heading {
        text: told.get(&format!("progress.column.{key}")),
        kind: *kind,
        width: *width,
        folded: false,
        choices: Vec::new(),
    };
    of.iter().map(heading).collect()
}

fn sheet(told: &Told, key: &str, headings: Vec<Heading>, rows: Vec<Vec<Cell>>) -> Sheet {
    let name = told.get(&format!("progress.sheet.{key}"));
    Sheet {
        title: name.clone(),
        name,
        notes: Vec::new(),
        headings,
        rows,
        choices: Vec::new(),
        total: Vec::new(),
        chart: None,
    }
}

fn text(text: impl Into<String>) -> Cell {
    let text = text.into();
    if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
}

fn number(value: Option<Decimal>) -> Cell {
    value.map_or(Cell::Empty, Cell::Number)
}

fn date(day: Option<chrono::NaiveDate>) -> Cell {
    day.map_or(Cell::Empty, |day| Cell::Date(to_epoch_days(day)))
}

fn overview(told: &Told) -> Sheet {
    let progress = told.progress;
    let columns = headings(
        told,
        &[
            ("plan", Kind::Text, 44),
            ("what", Kind::Text, 10),
            ("status", Kind::Text, 20),
            ("count", Kind::Int, 8),
        ],
    );
    let mut rows = Vec::new();
    for (at, plan) in progress.plans.iter().enumerate() {
        let title = told.both(&plan.title);
        let row = |what: &str, status: String, count: usize| {
            vec![text(&title), text(told.get(what)), text(status), Cell::Int(count as i64)]
        };
        for (status, count) in progress.targets_by_status(at) {
            if count > 0 {
                let shown = format!("{} {}", sign(tone(status)), told.status(status));
                rows.push(row("progress.word.targets", shown, count));
            }
        }
        for (state, count) in progress.tasks_by_state(at) {
            if count > 0 {
                let shown = format!("{} {}", sign(state_tone(state)), told.state(state));
                rows.push(row("progress.word.tasks", shown, count));
            }
        }
    }
    let mut notes = vec![told.say("progress.as_of", &[("day", &told.day(progress.as_of))])];
    if progress.synthetic > 0 {
        notes.push(told.say("progress.synthetic_note", &[("count", &progress.synthetic)]));
    }
    for plan in progress.plans.iter().filter(|plan| plan.draft) {
        notes.push(told.say("progress.draft_note", &[("plan", &told.both(&plan.title))]));
    }
    for inferred in progress.plans.iter().filter_map(|plan| plan.inferred.as_ref()) {
        notes.push(told.say("progress.inferred_note", &[("what", &told.both(inferred))]));
    }
    Sheet { title: told.get("progress.title"), notes, ..sheet(told, "overview", columns, rows) }
}

/// Columns of the targets, with their widths.
const TARGETS: [(&str, Kind, u16); 23] = [
    ("plan", Kind::Text, 30),
    (c::TARGET_ID, Kind::Text, 8),
    ("target", Kind::Text, 34),
    ("place", Kind::Text, 14),
    ("wanted", Kind::Text, 14),
    ("unit", Kind::Text, 10),
    ("due", Kind::Text, 12),
    ("status", Kind::Text, 14),
    ("reason", Kind::Text, 44),
    ("period", Kind::Text, 12),
    ("latest", Kind::Number, 12),
    ("path", Kind::Number, 12),
    ("gap", Kind::Number, 12),
    ("stated", Kind::Percent, 10),
    ("achieved", Kind::Percent, 10),
    ("required", Kind::Percent, 10),
    ("low", Kind::Number, 12),
    ("mid", Kind::Number, 12),
    ("high", Kind::Number, 12),
    ("reached", Kind::Int, 10),
    ("source", Kind::Text, 20),
    ("read_at", Kind::Text, 34),
    ("note", Kind::Text, 40),
];

fn targets(told: &Told) -> Sheet {
    let progress = told.progress;
    let mut rows = Vec::new();
    for (plan, judged) in progress.plans.iter().zip(&progress.judged) {
        rows.extend(plan.targets.iter().zip(judged).map(|(target, judged)| {
            let latest = judged.latest.as_ref();
            let reached = judged.outlook.and_then(|outlook| outlook.reached);
            let note = target.note.as_ref().map(|note| told.both(note));
            vec![
                text(told.both(&plan.title)),
                text(&target.id),
                text(told.both(&target.title)),
                text(&target.place),
                text(told.wanted(target)),
                text(told.unit(target)),
                text(told.due(target)),
                text(format!("{} {}", sign(tone_of(judged)), told.standing(judged))),
                text(told.both(&judged.reason)),
                text(latest.map(|figure| figure.span.shown(told.lang())).unwrap_or_default()),
                number(latest.and_then(|figure| figure.number())),
                number(judged.expected),
                number(judged.gap),
                number(target.growth.map(|growth| growth.rate)),
                number(judged.growth.map(|growth| growth.rate)),
                number(judged.required),
                number(judged.outlook.map(|outlook| outlook.low)),
                number(judged.outlook.map(|outlook| outlook.mid)),
                number(judged.outlook.map(|outlook| outlook.high)),
                reached.map_or(Cell::Empty, |year| Cell::Int(i64::from(year))),
                text(latest.map(|figure| figure.source.clone()).unwrap_or_default()),
                text(latest.map(|figure| figure.at.describe(told.lang())).unwrap_or_default()),
                text(note.unwrap_or_default()),
            ]
        }));
    }
    sheet(told, "targets", headings(told, &TARGETS), rows)
}

/// The columns of a terminal.
fn short_targets(told: &Told) -> Sheet {
    let progress = told.progress;
    let columns = headings(
        told,
        &[
            ("status", Kind::Text, 14),
            (c::TARGET_ID, Kind::Text, 8),
            ("target", Kind::Text, 34),
            ("wanted", Kind::Exact, 14),
            ("latest", Kind::Exact, 14),
            ("unit", Kind::Text, 10),
            ("period", Kind::Text, 12),
            ("reason", Kind::Text, 44),
        ],
    );
    let mut rows = Vec::new();
    for (plan, judged) in progress.plans.iter().zip(&progress.judged) {
        for (target, judged) in plan.targets.iter().zip(judged) {
            rows.push(vec![
                text(format!("{} {}", sign(tone_of(judged)), told.standing(judged))),
                text(&target.id),
                text(told.both(&target.title)),
                text(told.wanted(target)),
                text(told.latest(target, judged)),
                text(told.unit(target)),
                text(told.latest_period(judged)),
                text(told.both(&judged.reason)),
            ]);
        }
    }
    sheet(told, "targets", columns, rows)
}

/// Path, figures and outlook of every target by year.
fn paths(told: &Told) -> Sheet {
    let progress = told.progress;
    let columns = headings(
        told,
        &[
            ("plan", Kind::Text, 30),
            (c::TARGET_ID, Kind::Text, 8),
            ("target", Kind::Text, 34),
            ("unit", Kind::Text, 10),
            ("year", Kind::Exact, 8),
            ("path", Kind::Number, 12),
            ("actual", Kind::Number, 12),
            ("low", Kind::Number, 12),
            ("mid", Kind::Number, 12),
            ("high", Kind::Number, 12),
        ],
    );
    let mut rows = Vec::new();
    for at in 0..progress.plans.len() {
        for number_of in 0..progress.plans[at].targets.len() {
            let (plan, target) = (&progress.plans[at], &progress.plans[at].targets[number_of]);
            for year in super::charts::years(told, at, number_of) {
                rows.push(vec![
                    text(told.both(&plan.title)),
                    text(&target.id),
                    text(told.both(&target.title)),
                    text(told.unit(target)),
                    text(year.year.to_string()),
                    number(year.path),
                    number(year.actual),
                    number(year.outlook.map(|ends| ends.0)),
                    number(year.outlook.map(|ends| ends.1)),
                    number(year.outlook.map(|ends| ends.2)),
                ]);
            }
        }
    }
    sheet(told, "paths", columns, rows)
}

/// Columns of the tasks, with their widths.
const TASKS: [(&str, Kind, u16); 19] = [
    ("plan", Kind::Text, 30),
    (c::TASK_NO, Kind::Text, 10),
    ("task", Kind::Text, 30),
    ("section", Kind::Text, 20),
    ("place", Kind::Text, 14),
    ("lead", Kind::Text, 24),
    ("support", Kind::Text, 34),
    ("deadline", Kind::Date, 12),
    (c::DEADLINE_BASIS, Kind::Text, 12),
    ("status", Kind::Text, 14),
    ("overdue", Kind::Int, 10),
    (c::REPORTED_ON, Kind::Date, 12),
    (c::COMPLETED_ON, Kind::Date, 12),
    ("evidence", Kind::Text, 30),
    ("result", Kind::Text, 40),
    ("experience", Kind::Text, 40),
    ("lead_named", Kind::Text, 24),
    (c::LEAD_BASIS, Kind::Text, 16),
    ("read_at", Kind::Text, 34),
];

fn tasks(told: &Told) -> Sheet {
    let progress = told.progress;
    let mut rows = Vec::new();
    for (plan, standing) in progress.plans.iter().zip(&progress.standing) {
        let all = plan.tasks.iter().zip(standing);
        rows.extend(all.map(|(task, standing)| task_row(told, plan, task, standing)));
    }
    sheet(told, "tasks", headings(told, &TASKS), rows)
}

fn task_row(told: &Told, plan: &Plan, task: &Task, standing: &Standing) -> Vec<Cell> {
    let report = standing.report.as_ref();
    let section = plan.section(&task.section).map(|section| told.both(&section.title));
    let named: Vec<&str> = task.lead.iter().map(|office| office.named.as_str()).collect();
    let basis = match task.lead_basis {
        LeadBasis::Stated => String::new(),
        other => told.get(&format!("progress.lead.{}", other.key())),
    };
    let of = |read: fn(&Report) -> &String| text(report.map(read).cloned().unwrap_or_default());
    vec![
        text(told.both(&plan.title)),
        text(&task.no),
        text(told.both(&task.title)),
        text(section.unwrap_or_default()),
        text(&task.place),
        text(told.offices(&task.lead)),
        text(told.offices(&task.support)),
        date(task.deadline),
        text(told.get(&format!("progress.basis.{}", task.basis.key()))),
        text(format!("{} {}", sign(state_tone(standing.state)), told.state(standing.state))),
        Cell::Int(standing.days_overdue),
        date(report.map(|report| report.reported_on)),
        date(report.and_then(|report| report.completed_on)),
        of(|report| &report.evidence),
        of(|report| &report.result),
        of(|report| &report.experience),
        text(named.join("；")),
        text(basis),
        text(report.map(|report| report.at.describe(told.lang())).unwrap_or_default()),
    ]
}

fn offices(told: &Told) -> Sheet {
    let progress = told.progress;
    let mut columns = headings(
        told,
        &[
            ("office", Kind::Text, 34),
            ("named", Kind::Text, 30),
            ("leads", Kind::Int, 10),
            ("supports", Kind::Int, 10),
        ],
    );
    columns.extend(State::ALL.map(|state| Heading {
        text: told.state(state),
        kind: Kind::Int,
        width: 10,
        folded: false,
        choices: Vec::new(),
    }));
    let row = |card: &crate::progress::state::Card| {
        let mut row = vec![
            text(told.both(&card.name)),
            text(card.named.join("；")),
            Cell::Int(card.leads.len() as i64),
            Cell::Int(card.supports.len() as i64),
        ];
        row.extend(State::ALL.map(|state| {
            let led = card.leads.iter().map(|(plan, at)| progress.standing[*plan][*at].state);
            Cell::Int(led.filter(|own| *own == state).count() as i64)
        }));
        row
    };
    let rows = progress.cards().iter().map(row).collect();
    let notes = vec![told.get("progress.offices_note")];
    Sheet { notes, ..sheet(told, "offices", columns, rows) }
}

fn checks(told: &Told) -> Sheet {
    let progress = told.progress;
    let columns = headings(
        told,
        &[
            ("plan", Kind::Text, 30),
            (c::TARGET_ID, Kind::Text, 8),
            ("target", Kind::Text, 34),
            ("stated", Kind::Percent, 10),
            ("implied", Kind::Percent, 12),
            ("finding", Kind::Text, 80),
        ],
    );
    let mut rows = Vec::new();
    for (plan, checks) in progress.plans.iter().zip(&progress.checks) {
        for check in checks {
            let target = &plan.targets[check.target];
            rows.push(vec![
                text(told.both(&plan.title)),
                text(&target.id),
                text(told.both(&target.title)),
                Cell::Number(check.stated),
                Cell::Number(check.implied),
                text(told.both(&said(plan, check))),
            ]);
        }
    }
    sheet(told, "checks", columns, rows)
}

fn money(told: &Told) -> Sheet {
    let progress = told.progress;
    let columns = headings(
        told,
        &[
            ("plan", Kind::Text, 30),
            ("measure", Kind::Text, 30),
            ("target", Kind::Text, 34),
            ("years", Kind::Text, 14),
            ("paid", Kind::Yuan, 18),
            ("change", Kind::Number, 12),
            ("unit", Kind::Text, 10),
            ("per_unit", Kind::Yuan, 20),
        ],
    );
    let row = |of: &crate::progress::support::Beside| {
        let plan = &progress.plans[of.plan];
        let target = &plan.targets[of.target];
        vec![
            text(told.both(&plan.title)),
            text(told.both(&plan.money[of.money].title)),
            text(told.both(&target.title)),
            text(format!("{}–{}", of.from_year, of.to_year)),
            Cell::Money(of.paid),
            number(of.progress),
            text(told.unit(target)),
            of.per_unit.map_or(Cell::Empty, Cell::Money),
        ]
    };
    let rows = progress.beside.iter().map(row).collect();
    let notes = vec![told.get("progress.money.warning")];
    Sheet { notes, ..sheet(told, "money", columns, rows) }
}

/// What moved since the earlier report; nothing without one.
fn changes(told: &Told) -> Option<Sheet> {
    let (progress, changes) = (told.progress, told.changes?);
    let columns = headings(
        told,
        &[
            ("way", Kind::Text, 10),
            ("what", Kind::Text, 10),
            ("number", Kind::Text, 10),
            ("title", Kind::Text, 40),
            ("before", Kind::Text, 16),
            ("now", Kind::Text, 16),
        ],
    );
    let mut rows = Vec::new();
    let none = || told.get("progress.dash");
    for way in crate::progress::change::Way::ALL {
        for of in changes.targets.iter().filter(|of| of.way == way) {
            let target = &progress.plans[of.plan].targets[of.at];
            rows.push(vec![
                text(told.way(way)),
                text(told.get("progress.word.targets")),
                text(&target.id),
                text(told.both(&target.title)),
                text(of.before.map_or_else(none, |before| told.status(before))),
                text(told.status(of.now)),
            ]);
        }
        for of in changes.tasks.iter().filter(|of| of.way == way) {
            let task = &progress.plans[of.plan].tasks[of.at];
            rows.push(vec![
                text(told.way(way)),
                text(told.get("progress.word.tasks")),
                text(&task.no),
                text(told.both(&task.title)),
                text(of.before.map_or_else(none, |before| told.state(before))),
                text(told.state(of.now)),
            ]);
        }
    }
    for of in &changes.revised {
        let targets = &progress.plans[of.plan].targets;
        let target = targets.iter().find(|target| target.series == of.series);
        let title = target.map(|target| told.both(&target.title)).unwrap_or_default();
        rows.push(vec![
            text(told.get("progress.way.revised")),
            text(told.get("progress.word.figures")),
            text(&of.period),
            text(title),
            text(of.before.to_string()),
            text(of.now.normalize().to_string()),
        ]);
    }
    let since =
        told.say("progress.since", &[("day", &told.day(changes.since)), ("name", &changes.name)]);
    Some(Sheet { notes: vec![since], ..sheet(told, "changes", columns, rows) })
}

fn findings(told: &Told) -> Sheet {
    let columns = headings(
        told,
        &[
            ("code", Kind::Text, 8),
            ("read_at", Kind::Text, 40),
            ("finding", Kind::Text, 70),
            ("help", Kind::Text, 60),
        ],
    );
    let row = |found: &crate::diag::Diagnostic| {
        vec![
            text(found.code.id),
            text(found.place.describe(told.lang())),
            text(found.message(told.lang())),
            text(found.help(told.lang())),
        ]
    };
    sheet(told, "findings", columns, told.findings.iter().map(row).collect())
}
