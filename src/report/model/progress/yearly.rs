//! The yearly report to a ministry, as a draft: what the data know stands there, what they cannot know stays blank
//! for a person to write.

use super::tasks::lead;
use super::{Told, state_tone};
use crate::progress::plan::{Plan, Yearly};
use crate::progress::reports::State;
use crate::report::model::document::Align::Left;
use crate::report::model::document::{
    Block, Document, Fact, Layout, Table, TableRow, Tone, Weight,
};

/// One document for every plan that owes a yearly report.
pub(super) fn yearly(told: &Told) -> Vec<Document> {
    let plans = told.progress.plans.iter().enumerate();
    plans.filter_map(|(at, plan)| Some(document(told, at, plan, plan.yearly.as_ref()?))).collect()
}

fn document(told: &Told, at: usize, plan: &Plan, yearly: &Yearly) -> Document {
    let name = format!("yearly-{}", plan.id.to_ascii_lowercase());
    let mut document = told.document(Layout::Report, &name, told.get("progress.yearly.title"));
    document.subtitle = Some(told.both(&plan.title));
    document.watermark = Some(told.get("progress.yearly.draft"));
    document.facts = vec![
        Fact::new(told.get("progress.yearly.to"), told.both(&yearly.to)),
        Fact::new(told.get("progress.yearly.as_of"), told.day(told.progress.as_of)),
        Fact::new(told.get("common.basis"), plan.document.clone()),
    ];
    let blank = |key: &str| Block::Note {
        tone: Tone::Unknown,
        text: told.get(&format!("progress.yearly.blank_{key}")),
    };
    let heading = |key: &str| Block::Heading {
        level: 1,
        text: told.get(&format!("progress.yearly.heading_{key}")),
    };
    document.blocks = vec![
        Block::Note { tone: Tone::Watch, text: told.get("progress.yearly.is_draft") },
        heading("whole"),
        Block::Paragraph { text: whole(told, at, plan) },
        blank("whole"),
        heading("results"),
        Block::Paragraph { text: told.get("progress.yearly.results_intro") },
        Block::Table(results(told, at, plan)),
        heading("tasks"),
        Block::Table(tasks(told, at, plan)),
        heading("problems"),
        Block::Paragraph { text: problems(told, at) },
        blank("problems"),
        heading("next"),
        blank("next"),
        Block::SignOff {
            roles: ["prepared", "checked", "approved", "date"]
                .map(|role| told.get(&format!("common.sign.{role}")))
                .to_vec(),
        },
    ];
    document
}

/// In numbers: the tasks of the plan by state.
fn whole(told: &Told, at: usize, plan: &Plan) -> String {
    let counts = told.progress.tasks_by_state(at);
    let count = |wanted: State| {
        counts.iter().find(|(state, _)| *state == wanted).map_or(0, |(_, count)| *count)
    };
    told.say(
        "progress.yearly.whole",
        &[
            ("day", &told.day(told.progress.as_of)),
            ("tasks", &plan.tasks.len()),
            ("done", &count(State::Done)),
            ("going", &(count(State::UnderWay) + count(State::NotBegun))),
            ("late", &(count(State::Late) + count(State::Overdue))),
            ("unproved", &count(State::Unproved)),
            ("silent", &count(State::Silent)),
        ],
    )
}

/// Tasks whose office reported a result or experience. The other columns are left for a person.
fn results(told: &Told, at: usize, plan: &Plan) -> Table {
    let columns = told.columns(&[
        ("no", Left, 0),
        ("task", Left, 24),
        ("result", Left, 26),
        ("experience", Left, 26),
        ("evidence", Left, 24),
    ]);
    let rows = plan.tasks.iter().zip(&told.progress.standing[at]).filter_map(|(task, standing)| {
        let report = standing.report.as_ref()?;
        let known = !report.result.is_empty() || !report.experience.is_empty();
        // Without a paper that shows it, nothing goes to a ministry as a result.
        (known && standing.state == State::Done).then(|| {
            let blank = |text: &str| match text.is_empty() {
                true => told.get("progress.yearly.blank"),
                false => text.to_string(),
            };
            TableRow::new(vec![
                told.task_no(&task.no),
                told.both(&task.title),
                blank(&report.result),
                blank(&report.experience),
                report.evidence.clone(),
            ])
        })
    });
    Table {
        caption: Some(told.get("progress.yearly.caption_results")),
        columns,
        rows: rows.collect(),
        note: Some(told.get("progress.yearly.results_note")),
    }
}

/// Every task with its state and evidence.
fn tasks(told: &Told, at: usize, plan: &Plan) -> Table {
    let columns = told.columns(&[
        ("status", Left, 18),
        ("no", Left, 0),
        ("task", Left, 28),
        ("lead", Left, 28),
        ("evidence", Left, 26),
    ]);
    let mut rows = Vec::new();
    for section in &plan.sections {
        let own = plan.tasks.iter().zip(&told.progress.standing[at]);
        let own: Vec<_> = own.filter(|(task, _)| task.section == section.id).collect();
        if own.is_empty() {
            continue;
        }
        let group = TableRow::new(vec![told.both(&section.title)]);
        rows.push(TableRow { weight: Weight::Group, ..group });
        rows.extend(own.into_iter().map(|(task, standing)| {
            let evidence = standing.report.as_ref().map(|report| report.evidence.clone());
            TableRow::new(vec![
                told.state(standing.state),
                told.task_no(&task.no),
                told.both(&task.title),
                lead(told, task),
                evidence.unwrap_or_default(),
            ])
            .toned(state_tone(standing.state))
        }));
    }
    Table {
        caption: Some(told.get("progress.yearly.caption_tasks")),
        columns,
        rows,
        note: Some(told.get("progress.tasks.note")),
    }
}

fn problems(told: &Told, at: usize) -> String {
    let standing = &told.progress.standing[at];
    let count = |wanted: State| standing.iter().filter(|own| own.state == wanted).count();
    let longest =
        standing.iter().filter(|own| own.state == State::Overdue).map(|own| own.days_overdue).max();
    told.say(
        "progress.yearly.problems",
        &[
            ("overdue", &count(State::Overdue)),
            ("days", &longest.unwrap_or(0)),
            ("unproved", &count(State::Unproved)),
            ("silent", &count(State::Silent)),
        ],
    )
}
