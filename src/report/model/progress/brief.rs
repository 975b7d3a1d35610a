//! The page that leadership reads: how many stand how, with signs that need no colour, and what wants attention.

use super::{Told, sign, state_tone, tone};
use crate::progress::judge::Status;
use crate::progress::reports::State;
use crate::report::model::document::Align::{Left, Right};
use crate::report::model::document::{Block, Figure, Table, TableColumn, TableRow, Tone};

/// Lines of a list on the page; the parts behind it have all.
const MOST_LINES: usize = 8;

pub(super) fn brief(told: &Told) -> Vec<Block> {
    let mut blocks = vec![
        Block::Paragraph { text: verdict(told) },
        Block::Figures { figures: figures(told) },
        Block::Table(lights(told)),
    ];
    if told.progress.standing.iter().any(|own| !own.is_empty()) {
        blocks.push(Block::Table(task_lights(told)));
    }
    blocks.push(told.heading(2, "attention"));
    let items = attention(told);
    blocks.push(match items.is_empty() {
        true => Block::Paragraph { text: told.get("progress.brief.nothing") },
        false => Block::List { numbered: true, items },
    });
    blocks.push(Block::PageBreak);
    blocks
}

/// How many targets of all plans stand so.
fn targets(told: &Told, wanted: &[Status]) -> usize {
    told.progress.judged.iter().flatten().filter(|own| wanted.contains(&own.status)).count()
}

/// Those that were met after their date.
fn met_late(told: &Told) -> usize {
    told.progress.judged.iter().flatten().filter(|own| own.late).count()
}

fn tasks(told: &Told, wanted: &[State]) -> usize {
    told.progress.standing.iter().flatten().filter(|own| wanted.contains(&own.state)).count()
}

fn verdict(told: &Told) -> String {
    let progress = told.progress;
    let all = progress.judged.iter().flatten().filter(|own| own.status != Status::Reference);
    let all_tasks: usize = progress.standing.iter().map(Vec::len).sum();
    let text = told.say(
        "progress.brief.targets",
        &[
            ("day", &told.day(progress.as_of)),
            ("plans", &progress.plans.len()),
            ("targets", &all.count()),
            ("reached", &targets(told, &[Status::Reached])),
            ("on_track", &targets(told, &[Status::OnTrack])),
            ("risky", &targets(told, &[Status::AtRisk])),
            ("off_track", &targets(told, &[Status::OffTrack])),
            ("overdue", &targets(told, &[Status::Overdue])),
            ("no_data", &targets(told, &[Status::NoData])),
        ],
    );
    if all_tasks == 0 {
        return text;
    }
    let tasks = told.say(
        "progress.brief.tasks",
        &[
            ("tasks", &all_tasks),
            ("done", &tasks(told, &[State::Done])),
            ("overdue", &tasks(told, &[State::Overdue])),
            ("late", &tasks(told, &[State::Late])),
            ("unproved", &tasks(told, &[State::Unproved])),
            ("silent", &tasks(told, &[State::Silent])),
        ],
    );
    format!("{text}{}{tasks}", told.lang().pick("", " "))
}

fn figures(told: &Told) -> Vec<Figure> {
    let progress = told.progress;
    let judged = progress.judged.iter().flatten().filter(|own| own.status != Status::Reference);
    let (all, all_tasks) = (judged.count(), progress.standing.iter().map(Vec::len).sum::<usize>());
    let figure = |key: &str, value: usize, of: usize, tone: Tone| Figure {
        label: told.get(&format!("progress.figure.{key}")),
        value: value.to_string(),
        unit: told.get("progress.figure.unit"),
        note: Some(told.say("progress.figure.of", &[("all", &of)])),
        // Nothing bad is no warning.
        tone: if value == 0 && tone != Tone::Good { Tone::Plain } else { tone },
    };
    let bad = targets(told, &[Status::OffTrack, Status::Overdue]);
    let good = targets(told, &[Status::Reached, Status::OnTrack]) - met_late(told);
    let mut figures = vec![
        figure("good", good, all, Tone::Good),
        figure("bad", bad, all, Tone::Bad),
        figure("unknown", targets(told, &[Status::NoData]), all, Tone::Unknown),
    ];
    if all_tasks > 0 {
        let late = tasks(told, &[State::Overdue, State::Late]);
        figures.push(figure("late", late, all_tasks, Tone::Bad));
    }
    figures
}

/// Counts in a row, with a total; a dash for none, so that the others stand out.
fn counted(told: &Told, title: String, counts: &[usize]) -> TableRow {
    let all: usize = counts.iter().sum();
    let mut cells = vec![title];
    cells.extend(counts.iter().map(|count| told.counted(*count)));
    cells.push(told.counted(all));
    TableRow::new(cells)
}

fn columns(told: &Told, headings: Vec<String>) -> Vec<TableColumn> {
    const FIRST: u16 = 28;
    let share = (100 - FIRST) / (headings.len() as u16 + 1);
    let mut columns = vec![TableColumn::new(told.get("progress.column.plan"), Left, FIRST)];
    columns.extend(headings.into_iter().map(|text| TableColumn::new(text, Right, share)));
    columns.push(TableColumn::new(told.get("common.total"), Right, share));
    columns
}

/// Plans by status of their targets.
fn lights(told: &Told) -> Table {
    let progress = told.progress;
    let shown: Vec<Status> =
        Status::ALL.into_iter().filter(|status| targets(told, &[*status]) > 0).collect();
    let headings =
        shown.iter().map(|status| format!("{} {}", sign(tone(*status)), told.status(*status)));
    let row = |(at, plan): (usize, &crate::progress::plan::Plan)| {
        let counts = progress.targets_by_status(at);
        let count = |wanted: &Status| {
            counts.iter().find(|(status, _)| status == wanted).map_or(0, |(_, count)| *count)
        };
        counted(told, told.both(&plan.title), &shown.iter().map(count).collect::<Vec<_>>())
    };
    Table {
        caption: Some(told.get("progress.caption.lights")),
        columns: columns(told, headings.collect()),
        rows: progress.plans.iter().enumerate().map(row).collect(),
        note: Some(told.get("progress.lights_note")),
    }
}

/// Plans by state of their tasks.
fn task_lights(told: &Told) -> Table {
    let progress = told.progress;
    let shown: Vec<State> =
        State::ALL.into_iter().filter(|state| tasks(told, &[*state]) > 0).collect();
    let headings =
        shown.iter().map(|state| format!("{} {}", sign(state_tone(*state)), told.head(*state)));
    let with_tasks = progress.plans.iter().enumerate().filter(|(_, plan)| !plan.tasks.is_empty());
    let row = |(at, plan): (usize, &crate::progress::plan::Plan)| {
        let counts = progress.tasks_by_state(at);
        let count = |wanted: &State| {
            counts.iter().find(|(state, _)| state == wanted).map_or(0, |(_, count)| *count)
        };
        counted(told, told.both(&plan.title), &shown.iter().map(count).collect::<Vec<_>>())
    };
    Table {
        caption: Some(told.get("progress.caption.task_lights")),
        columns: columns(told, headings.collect()),
        rows: with_tasks.map(row).collect(),
        note: None,
    }
}

/// The worst first: targets past their date, off track, at risk, unknown; then tasks in numbers.
fn attention(told: &Told) -> Vec<String> {
    let progress = told.progress;
    let mut items = Vec::new();
    for status in [Status::Overdue, Status::OffTrack, Status::AtRisk] {
        for (plan, judged) in progress.plans.iter().zip(&progress.judged) {
            let own = plan.targets.iter().zip(judged).filter(|(_, judged)| judged.status == status);
            items.extend(own.map(|(target, judged)| {
                told.say(
                    "progress.brief.target",
                    &[
                        ("sign", &sign(tone(status))),
                        ("status", &told.status(status)),
                        ("target", &told.both(&target.title)),
                        ("reason", &told.both(&judged.reason)),
                    ],
                )
            }));
        }
    }
    let more = items.len().saturating_sub(MOST_LINES);
    items.truncate(MOST_LINES);
    if more > 0 {
        items.push(told.say("progress.brief.more", &[("count", &more)]));
    }
    let mut counted = |key: &str, count: usize| {
        if count > 0 {
            items.push(told.say(&format!("progress.brief.{key}"), &[("count", &count)]));
        }
    };
    counted(crate::frame::columns::MET_LATE, met_late(told));
    counted("unknown", targets(told, &[Status::NoData]));
    counted("tasks_overdue", tasks(told, &[State::Overdue]));
    counted("tasks_unproved", tasks(told, &[State::Unproved]));
    counted("tasks_silent", tasks(told, &[State::Silent]));
    items
}
