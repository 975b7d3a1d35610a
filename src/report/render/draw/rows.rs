//! Plots of lying bars: bars against a limit, tornado.

use super::frame::{LINE, base, left_labels, middle};
use super::{Anchor, Dash, Drawing, HAIR, Ink, Pattern, SMALL, WIDTH, along, cut, of_tone, width};
use crate::report::model::document::{Bar, Mark, Span};

/// Between the labels and the plot, and between a bar and its value.
const SPACE: i64 = 600;

/// Bars from nought, to the right and, where negative, to the left.
pub fn bars(bars: &[Bar], limit: Option<&Mark>) -> Drawing {
    if bars.is_empty() {
        return Drawing::default();
    }
    let labels = left_labels(bars.iter().map(|bar| bar.label.as_str()));
    let values = || bars.iter().map(|bar| bar.value).chain(limit.map(|mark| mark.value));
    let (low, high) = (values().min().unwrap_or(0).min(0), values().max().unwrap_or(0).max(0));
    let shown = |bars: &mut dyn Iterator<Item = &Bar>| {
        bars.map(|bar| width(&bar.shown, SMALL)).max().unwrap_or(0) + SPACE
    };
    let negative = bars.iter().any(|bar| bar.value < 0);
    let left_room = if negative { shown(&mut bars.iter().filter(|bar| bar.value < 0)) } else { 0 };
    let right_room = shown(&mut bars.iter().filter(|bar| bar.value >= 0));
    let left = labels.width + SPACE + left_room;
    let way = (WIDTH - left - right_room).max(WIDTH / 5);
    let at = |value: i64| left + along(value, low, high, way);
    let head = if limit.is_some() { LINE + 300 } else { 0 };
    let rows: i64 = (0..bars.len()).map(|row| labels.row(row)).sum();
    let mut drawing = Drawing::new(head + rows + 200);
    if let Some(mark) = limit {
        limit_across(&mut drawing, mark, at(mark.value), (head, head + rows));
    }
    let mut top = head;
    for (number, bar) in bars.iter().enumerate() {
        let row = labels.row(number);
        labels.print(&mut drawing, number, top, row, false);
        let (from, to) = (at(bar.value.min(0)), at(bar.value.max(0)));
        drawing.rect(from, top + row / 5, to - from, row * 3 / 5, of_tone(bar.tone));
        let y = middle(top, row);
        let (x, anchor) = match bar.value < 0 {
            true => (from - SPACE / 2, Anchor::End),
            false => (to + SPACE / 2, Anchor::Start),
        };
        match limit {
            Some(_) => drawing.grounded((x, y), &bar.shown, anchor, Ink::Text, false),
            None => drawing.text((x, y), bar.shown.clone(), anchor),
        }
        drawing.hot((0, top), (WIDTH, row), &bar.label, &bar.shown);
        top += row;
    }
    drawing.line((at(0), head), (at(0), top), Ink::Text, HAIR * 2, Dash::Solid);
    drawing
}

/// A standing limit line with its name on top.
fn limit_across(drawing: &mut Drawing, mark: &Mark, x: i64, (top, bottom): (i64, i64)) {
    drawing.line((x, top - 200), (x, bottom), Ink::Limit, 120, Dash::Dashed);
    let text = cut(&format!("{} {}", mark.label, mark.shown), SMALL, WIDTH);
    let half = width(&text, SMALL) / 2;
    let x = x.clamp(half, WIDTH - half);
    drawing.ink((x, base()), text, Anchor::Middle, Ink::Limit, true);
}

/// Low and high ends about a centre. Low ends are hatched, high ends full.
pub fn tornado(centre: &Mark, spans: &[Span]) -> Drawing {
    if spans.is_empty() {
        return Drawing::default();
    }
    let labels = left_labels(spans.iter().map(|span| span.label.as_str()));
    let ends = || spans.iter().flat_map(|span| [span.low.value, span.high.value]);
    let low = ends().min().unwrap_or(0).min(centre.value);
    let high = ends().max().unwrap_or(0).max(centre.value);
    // Each end says its setting (the label of the mark) and its value.
    let said = |mark: &Mark| match mark.label.is_empty() {
        true => mark.shown.clone(),
        false => format!("{}（{}）", mark.shown, mark.label),
    };
    let room = |pick: fn(&Span) -> &Mark| {
        let widths = spans.iter().map(|span| width(&said(pick(span)), SMALL));
        widths.max().unwrap_or(0).min(WIDTH / 4) + SPACE
    };
    let (left_room, right_room) = (room(|span| &span.low), room(|span| &span.high));
    let side = left_room.max(right_room);
    let left = labels.width + SPACE + side;
    let way = (WIDTH - left - side).max(WIDTH / 6);
    let at = |value: i64| left + along(value, low, high, way);
    let middle_x = at(centre.value);
    let head = LINE + 300;
    let rows: i64 = (0..spans.len()).map(|row| labels.row(row)).sum();
    let mut drawing = Drawing::new(head + rows + 200);
    let mut top = head;
    for (number, span) in spans.iter().enumerate() {
        let row = labels.row(number);
        labels.print(&mut drawing, number, top, row, false);
        let (from, to) = (at(span.low.value), at(span.high.value));
        let looks = [(Ink::Second, Pattern::Rising), (Ink::Main, Pattern::Solid)];
        for (end, look) in [from, to].into_iter().zip(looks) {
            let (a, b) = (end.min(middle_x), end.max(middle_x));
            drawing.rect(a, top + row / 5, b - a, row * 3 / 5, look);
        }
        // Labels stand outside the bar, whichever end is the larger.
        let (near, far) = match span.low.value <= span.high.value {
            true => (&span.low, &span.high),
            false => (&span.high, &span.low),
        };
        let y = middle(top, row);
        let (first, last) = (from.min(to).min(middle_x), from.max(to).max(middle_x));
        drawing.text((first - SPACE / 2, y), cut(&said(near), SMALL, side), Anchor::End);
        drawing.text((last + SPACE / 2, y), cut(&said(far), SMALL, side), Anchor::Start);
        let value = format!("{} … {}", said(&span.low), said(&span.high));
        drawing.hot((0, top), (WIDTH, row), &span.label, &value);
        top += row;
    }
    drawing.line((middle_x, head - 200), (middle_x, top), Ink::Text, HAIR * 2, Dash::Solid);
    let text = cut(&format!("{} {}", centre.label, centre.shown), SMALL, WIDTH);
    let half = width(&text, SMALL) / 2;
    let x = middle_x.clamp(half, WIDTH - half);
    drawing.ink((x, base()), text, Anchor::Middle, Ink::Text, true);
    drawing
}
