//! Tasks by section, those that want attention, and all of them.

use super::{Told, state_tone};
use crate::progress::plan::{LeadBasis, Plan, Task};
use crate::progress::reports::{Standing, State};
use crate::report::model::document::Align::{Left, Right};
use crate::report::model::document::{Block, Table, TableColumn, TableRow, Weight};

pub(super) fn tasks(told: &Told) -> Vec<Block> {
    let progress = told.progress;
    let with_tasks = progress.plans.iter().enumerate().filter(|(_, plan)| !plan.tasks.is_empty());
    let with_tasks: Vec<(usize, &Plan)> = with_tasks.collect();
    if with_tasks.is_empty() {
        return Vec::new();
    }
    let mut blocks =
        vec![told.heading(1, "tasks"), Block::Paragraph { text: told.get("progress.tasks.intro") }];
    for (at, plan) in with_tasks {
        blocks.push(Block::Heading { level: 2, text: told.both(&plan.title) });
        blocks.push(Block::Table(by_section(told, at, plan)));
        blocks.push(Block::Table(all(told, at, plan)));
    }
    blocks
}

fn by_section(told: &Told, at: usize, plan: &Plan) -> Table {
    let standing = &told.progress.standing[at];
    let mut columns = told.columns(&[("section", Left, 28)]);
    let states = told.states_of(standing.iter());
    columns.extend(states.iter().map(|state| TableColumn::new(told.head(*state), Right, 12)));
    let count = |section: Option<&str>, state: State| {
        let of = plan.tasks.iter().zip(standing);
        let own = of.filter(|(task, own)| {
            section.is_none_or(|section| task.section == section) && own.state == state
        });
        told.counted(own.count())
    };
    let row = |title: String, section: Option<&str>| {
        let mut cells = vec![title];
        cells.extend(states.iter().map(|state| count(section, *state)));
        cells
    };
    let mut rows: Vec<TableRow> = plan
        .sections
        .iter()
        .map(|section| TableRow::new(row(told.both(&section.title), Some(&section.id))))
        .collect();
    rows.push(TableRow::total(row(told.get("common.total"), None)));
    Table { caption: Some(told.get("progress.caption.by_section")), columns, rows, note: None }
}

/// Every task, grouped by section.
fn all(told: &Told, at: usize, plan: &Plan) -> Table {
    let columns = told.columns(&[
        ("status", Left, 30),
        ("no", Left, 0),
        ("task", Left, 32),
        ("lead", Left, 27),
        ("deadline", Left, 0),
        ("days", Right, 20),
    ]);
    let mut rows = Vec::new();
    for section in &plan.sections {
        let mut own = plan.tasks.iter().zip(&told.progress.standing[at]);
        let own: Vec<_> = own.by_ref().filter(|(task, _)| task.section == section.id).collect();
        if own.is_empty() {
            continue;
        }
        let group = TableRow::new(vec![told.both(&section.title)]);
        rows.push(TableRow { weight: Weight::Group, ..group });
        rows.extend(own.into_iter().map(|(task, standing)| row(told, task, standing)));
    }
    Table {
        caption: Some(told.get("progress.caption.tasks")),
        columns,
        rows,
        note: Some(told.get("progress.tasks.note")),
    }
}

fn row(told: &Told, task: &Task, standing: &Standing) -> TableRow {
    TableRow::new(vec![
        told.task_standing(standing),
        told.task_no(&task.no),
        told.both(&task.title),
        lead(told, task),
        deadline(told, task),
        days_overdue(told, standing),
    ])
    .toned(state_tone(standing.state))
}

/// Days past the deadline; a dash for none.
pub(super) fn days_overdue(told: &Told, standing: &Standing) -> String {
    told.counted(usize::try_from(standing.days_overdue).unwrap_or(0))
}

/// Who leads, marked where the document does not say so outright.
pub(super) fn lead(told: &Told, task: &Task) -> String {
    const MOST: usize = 3;
    let mut names = told.offices(task.lead.get(..MOST).unwrap_or(&task.lead));
    if let Some(more) = task.lead.len().checked_sub(MOST).filter(|more| *more > 0) {
        names += &told.say("progress.lead.more", &[("count", &more)]);
    }
    match task.lead_basis {
        LeadBasis::Stated => names,
        LeadBasis::Nobody => told.get("progress.lead.none"),
        LeadBasis::Inferred | LeadBasis::FirstListed => format!("{names}*"),
    }
}

/// The deadline, marked where it is inferred.
pub(super) fn deadline(told: &Told, task: &Task) -> String {
    use crate::progress::plan::DeadlineBasis;
    match (task.deadline, task.basis) {
        (Some(day), DeadlineBasis::Inferred) => format!("{}*", told.day(day)),
        (Some(day), _) => told.day(day),
        (None, basis) => told.get(&format!("progress.basis.{}", basis.key())),
    }
}
