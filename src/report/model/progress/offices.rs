//! A card for every office: what it leads and how that stands, and what it supports.

use super::tasks::{days_overdue, deadline};
use super::{Told, sign, state_tone};
use crate::progress::reports::State;
use crate::progress::state::Card;
use crate::report::model::document::Align::{Left, Right};
use crate::report::model::document::{Block, Document, Layout, Table, TableColumn, TableRow};

/// All cards in one document; `None` where no plan has tasks with offices.
pub(super) fn offices(told: &Told) -> Option<Document> {
    let cards = told.progress.cards();
    if cards.is_empty() {
        return None;
    }
    let mut document = told.document(Layout::Report, "offices", told.get("progress.offices.title"));
    document.blocks = vec![
        Block::Paragraph { text: told.get("progress.offices_note") },
        Block::Table(overview(told, &cards)),
        Block::PageBreak,
    ];
    for card in &cards {
        document.blocks.extend(one(told, card));
    }
    Some(document)
}

fn overview(told: &Told, cards: &[Card]) -> Table {
    let mut columns =
        told.columns(&[("office", Left, 28), ("leads", Right, 9), ("supports", Right, 10)]);
    let led_by_any = cards.iter().flat_map(|card| &card.leads);
    let states = told.states_of(led_by_any.map(|(plan, at)| &told.progress.standing[*plan][*at]));
    columns.extend(states.iter().map(|state| TableColumn::new(told.head(*state), Right, 9)));
    let row = |card: &Card| {
        let mut cells = vec![
            told.both(&card.name),
            told.counted(card.leads.len()),
            told.counted(card.supports.len()),
        ];
        cells.extend(states.iter().map(|state| told.counted(led(told, card, *state))));
        TableRow::new(cells)
    };
    let rows = cards.iter().map(row).collect();
    Table { caption: Some(told.get("progress.caption.offices")), columns, rows, note: None }
}

/// How many of the tasks that an office leads stand so.
fn led(told: &Told, card: &Card, wanted: State) -> usize {
    let states = card.leads.iter().map(|(plan, at)| told.progress.standing[*plan][*at].state);
    states.filter(|state| *state == wanted).count()
}

fn one(told: &Told, card: &Card) -> Vec<Block> {
    let progress = told.progress;
    let name = told.both(&card.name);
    let mut blocks = vec![Block::Heading { level: 1, text: name.clone() }];
    let others: Vec<&str> =
        card.named.iter().map(String::as_str).filter(|named| *named != card.name.zh).collect();
    let mut text = told.say(
        "progress.offices.counts",
        &[
            ("leads", &card.leads.len()),
            ("supports", &card.supports.len()),
            ("done", &led(told, card, State::Done)),
            ("late", &(led(told, card, State::Overdue) + led(told, card, State::Late))),
            ("silent", &led(told, card, State::Silent)),
        ],
    );
    if !others.is_empty() {
        let names = others.join(told.lang().pick("、", ", "));
        text += &told.say("progress.offices.named", &[("names", &names)]);
    }
    blocks.push(Block::Paragraph { text });
    if !card.leads.is_empty() {
        let columns = told.columns(&[
            ("status", Left, 36),
            ("no", Left, 0),
            ("task", Left, 64),
            ("deadline", Left, 0),
            ("days", Right, 24),
        ]);
        let rows = card.leads.iter().map(|(plan, at)| {
            let (task, standing) =
                (&progress.plans[*plan].tasks[*at], &progress.standing[*plan][*at]);
            let cells = vec![
                told.state(standing.state),
                told.task_no(&task.no),
                told.both(&task.title),
                deadline(told, task),
                days_overdue(told, standing),
            ];
            TableRow::new(cells).toned(state_tone(standing.state))
        });
        let rows = rows.collect();
        let caption = Some(told.get("progress.offices.leads"));
        blocks.push(Block::Table(Table { caption, columns, rows, note: None }));
    }
    if !card.supports.is_empty() {
        blocks.push(Block::Table(supported(told, card)));
    }
    blocks
}

/// What an office supports, two tasks in a row.
fn supported(told: &Told, card: &Card) -> Table {
    let cells = |(plan, at): &(usize, usize)| {
        let task = &told.progress.plans[*plan].tasks[*at];
        let state = told.progress.standing[*plan][*at].state;
        [format!("{} {}", sign(state_tone(state)), told.task_no(&task.no)), told.both(&task.title)]
    };
    let rows = card.supports.chunks(2).map(|pair| {
        let mut row: Vec<String> = pair.iter().flat_map(cells).collect();
        row.resize(4, String::new());
        TableRow::new(row)
    });
    let column = [("no", Left, 0), ("task", Left, 34)];
    let columns = told.columns(&[column, column].concat());
    let caption = Some(told.get("progress.offices.supports"));
    Table { caption, columns, rows: rows.collect(), note: None }
}
