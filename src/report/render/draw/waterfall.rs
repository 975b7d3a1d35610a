//! The waterfall: standing where labels and values have room, lying where there are many steps or long ones.

use super::frame::{LINE, base, below, left_labels, middle};
use super::{Anchor, Dash, Drawing, HAIR, Ink, Pattern, SMALL, WIDTH, along, width};
use crate::report::model::document::Step;

/// A step with the two levels that it lies between.
struct Placed<'a> {
    step: &'a Step,
    from: i64,
    to: i64,
}

pub fn draw(steps: &[Step]) -> Drawing {
    if steps.is_empty() {
        return Drawing::default();
    }
    let placed = place(steps);
    let slot = WIDTH / steps.len() as i64;
    let values = steps.iter().all(|step| width(&step.shown, SMALL) + 200 <= slot);
    // Three lines of a label below its column at most.
    let labels = steps.iter().all(|step| {
        let lines = super::wrap(&step.label, SMALL, slot - 300, 9);
        lines.len() <= 3 && lines.iter().all(|line| !line.ends_with('…'))
    });
    if values && labels { standing(&placed, slot) } else { lying(&placed) }
}

/// Levels of each step. Sums that do not fit 64 bits stay at their end: no amount comes near it.
fn place(steps: &[Step]) -> Vec<Placed<'_>> {
    let mut level = 0_i64;
    let mut placed = Vec::with_capacity(steps.len());
    for step in steps {
        let from = if step.total { 0 } else { level };
        level = from.saturating_add(step.value);
        placed.push(Placed { step, from, to: level });
    }
    placed
}

fn ends(placed: &[Placed]) -> (i64, i64) {
    let levels = || placed.iter().flat_map(|step| [step.from, step.to]);
    (levels().min().unwrap_or(0).min(0), levels().max().unwrap_or(0).max(0))
}

fn look(step: &Step) -> (Ink, Pattern) {
    match (step.total, step.value < 0) {
        (true, _) => (Ink::Main, Pattern::Solid),
        (false, true) => (Ink::Cut, Pattern::Rising),
        (false, false) => (Ink::Gain, Pattern::Falling),
    }
}

fn standing(placed: &[Placed], slot: i64) -> Drawing {
    const HEIGHT: i64 = 10_500;
    let (low, high) = ends(placed);
    // Values stand above totals and rises, below falls.
    let head = LINE + 200;
    let foot = if low < 0 { LINE + 200 } else { 0 };
    let y = |value: i64| head + HEIGHT - along(value, low, high, HEIGHT);
    let mut drawing = Drawing::new(0);
    for (number, Placed { step, from, to }) in placed.iter().enumerate() {
        let left = slot * number as i64;
        let (top, bottom) = (y(*from.max(to)), y(*from.min(to)));
        let (x, wide) = (left + slot / 6, slot * 2 / 3);
        drawing.rect(x, top, wide, (bottom - top).max(60), look(step));
        if let Some(next) = placed.get(number + 1) {
            let level = y(*to);
            let end = slot * (number as i64 + 1)
                + slot / 6
                + if next.step.total { 0 } else { slot * 2 / 3 };
            drawing.line((x + wide, level), (end, level), Ink::Muted, HAIR, Dash::Dotted);
        }
        let under = !step.total && step.value < 0 && bottom + LINE + 100 <= head + HEIGHT + foot;
        let base = if under { bottom + base() + 150 } else { top - 300 };
        let ink = if step.total { Ink::Text } else { look(step).0 };
        drawing.ink((left + slot / 2, base), step.shown.clone(), Anchor::Middle, ink, step.total);
        drawing.hot((left, head), (slot, HEIGHT), &step.label, &step.shown);
    }
    drawing.line((0, y(0)), (WIDTH, y(0)), Ink::Text, HAIR * 2, Dash::Solid);
    let labels: Vec<String> = placed.iter().map(|placed| placed.step.label.clone()).collect();
    let used = below(&mut drawing, head + HEIGHT + foot + 300, &labels, slot, 0);
    drawing.height = head + HEIGHT + foot + 300 + used;
    drawing
}

fn lying(placed: &[Placed]) -> Drawing {
    let labels = left_labels(placed.iter().map(|placed| placed.step.label.as_str()));
    let (low, high) = ends(placed);
    let shown = placed.iter().map(|placed| width(&placed.step.shown, SMALL)).max().unwrap_or(0);
    let room = shown + 600;
    let left = labels.width + 600 + if low < 0 { room } else { 0 };
    let way = (WIDTH - left - room).max(WIDTH / 5);
    let x = |value: i64| left + along(value, low, high, way);
    let rows: i64 = (0..placed.len()).map(|row| labels.row(row)).sum();
    let mut drawing = Drawing::new(rows + 200);
    let mut top = 0;
    for (number, Placed { step, from, to }) in placed.iter().enumerate() {
        let row = labels.row(number);
        labels.print(&mut drawing, number, top, row, step.total);
        let (first, last) = (x(*from.min(to)), x(*from.max(to)));
        let (y, high) = (top + row / 5, row * 3 / 5);
        drawing.rect(first, y, (last - first).max(60), high, look(step));
        if number + 1 < placed.len() {
            let next = top + row + labels.row(number + 1) / 5;
            drawing.line((x(*to), y + high), (x(*to), next), Ink::Muted, HAIR, Dash::Dotted);
        }
        let ink = if step.total { Ink::Text } else { look(step).0 };
        // To the right of the bar, where the fall began.
        drawing.ink(
            (last + 300, middle(top, row)),
            step.shown.clone(),
            Anchor::Start,
            ink,
            step.total,
        );
        drawing.hot((0, top), (WIDTH, row), &step.label, &step.shown);
        top += row;
    }
    drawing.line((x(0), 0), (x(0), top), Ink::Text, HAIR * 2, Dash::Solid);
    drawing
}
