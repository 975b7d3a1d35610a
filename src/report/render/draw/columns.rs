//! Standing columns: series side by side or one upon the other, against a limit.

use super::frame::{GAP, Key, LINE, base, below, legend};
use super::{Anchor, Dash, Drawing, HAIR, Ink, SMALL, WIDTH, along, cut, of_series, width};
use crate::report::model::document::{Mark, Series};

const HEIGHT: i64 = 14_000;

/// The plot while it is drawn: scale and slots.
struct Area {
    low: i64,
    high: i64,
    /// Upper edge of the plot.
    top: i64,
    slot: i64,
}

impl Area {
    fn y(&self, value: i64) -> i64 {
        self.top + HEIGHT - along(value, self.low, self.high, HEIGHT)
    }
}

pub fn draw(labels: &[String], series: &[Series], stacked: bool, limit: Option<&Mark>) -> Drawing {
    if labels.is_empty() || series.is_empty() {
        return Drawing::default();
    }
    let mut drawing = Drawing::new(0);
    let keys: Vec<(Key, &str)> = series
        .iter()
        .enumerate()
        .map(|(number, series)| {
            let (ink, pattern) = of_series(number);
            (Key::Box(ink, pattern), series.name.as_str())
        })
        .collect();
    let used = if series.len() > 1 { legend(&mut drawing, 0, &keys) } else { 0 };
    let (low, high) = ends(labels.len(), series, stacked, limit);
    let top = used + LINE + GAP;
    let area = Area { low, high, top, slot: WIDTH / labels.len() as i64 };
    if let Some(mark) = limit {
        limit_line(&mut drawing, area.y(mark.value));
    }
    for (column, label) in labels.iter().enumerate() {
        match stacked {
            true => pile(&mut drawing, &area, label, column, series),
            false => side_by_side(&mut drawing, &area, label, column, series),
        }
    }
    drawing.line((0, area.y(0)), (WIDTH, area.y(0)), Ink::Text, HAIR * 2, Dash::Solid);
    if let Some(mark) = limit {
        limit_name(&mut drawing, mark, area.y(mark.value), Anchor::End);
    }
    let foot = top + HEIGHT + if low < 0 { LINE } else { 0 } + 300;
    let used = below(&mut drawing, foot, labels, area.slot, 0);
    drawing.height = foot + used;
    drawing
}

/// A lying limit line.
pub fn limit_line(drawing: &mut Drawing, y: i64) {
    drawing.line((0, y), (drawing.width, y), Ink::Limit, 120, Dash::Dashed);
}

/// The name of a limit above its line, at the left or at the right end.
pub fn limit_name(drawing: &mut Drawing, mark: &Mark, y: i64, anchor: Anchor) {
    let text = format!("{} {}", mark.label, mark.shown);
    let text = cut(text.trim(), SMALL, drawing.width - 300);
    let x = if anchor == Anchor::Start { 150 } else { drawing.width - 150 };
    drawing.grounded((x, y - LINE - 150 + base()), &text, anchor, Ink::Limit, true);
}

fn value(series: &Series, column: usize) -> Option<&Mark> {
    series.points.get(column).and_then(Option::as_ref)
}

fn ends(columns: usize, series: &[Series], stacked: bool, limit: Option<&Mark>) -> (i64, i64) {
    let (mut low, mut high) = (0_i64, limit.map_or(0, |mark| mark.value.max(0)));
    for column in 0..columns {
        let (mut down, mut up) = (0_i64, 0_i64);
        for mark in series.iter().filter_map(|series| value(series, column)) {
            if stacked {
                down = down.saturating_add(mark.value.min(0));
                up = up.saturating_add(mark.value.max(0));
            } else {
                (down, up) = (down.min(mark.value), up.max(mark.value));
            }
        }
        (low, high) = (low.min(down), high.max(up));
    }
    (low, high)
}

fn side_by_side(d: &mut Drawing, area: &Area, label: &str, column: usize, series: &[Series]) {
    let count = series.len() as i64;
    let wide = area.slot * 7 / 10 / count;
    let first = area.slot * column as i64 + area.slot * 3 / 20;
    for (number, of) in series.iter().enumerate() {
        let Some(mark) = value(of, column) else { continue };
        let x = first + wide * number as i64;
        let (top, bottom) = (area.y(mark.value.max(0)), area.y(mark.value.min(0)));
        d.rect(x + wide / 20, top, wide * 9 / 10, bottom - top, of_series(number));
        let y = if mark.value < 0 { bottom + base() + 100 } else { top - 250 };
        // A value that its neighbours leave no room for is told by the tip and the table.
        let room = if count == 1 { area.slot } else { wide + wide / 5 };
        if width(&mark.shown, SMALL) <= room {
            d.grounded((x + wide / 2, y), &mark.shown, Anchor::Middle, Ink::Text, false);
        }
        let name = format!("{label} · {}", of.name);
        d.hot((x, area.top), (wide, HEIGHT), &name, &mark.shown);
    }
}

fn pile(d: &mut Drawing, area: &Area, label: &str, column: usize, series: &[Series]) {
    let (x, wide) = (area.slot * column as i64 + area.slot / 5, area.slot * 3 / 5);
    let (mut down, mut up) = (0_i64, 0_i64);
    for (number, of) in series.iter().enumerate() {
        let Some(mark) = value(of, column) else { continue };
        let from = if mark.value < 0 { down } else { up };
        let to = from.saturating_add(mark.value);
        if mark.value < 0 {
            down = to
        } else {
            up = to
        }
        let (top, bottom) = (area.y(from.max(to)), area.y(from.min(to)));
        let look = of_series(number);
        d.rect(x, top, wide, bottom - top, look);
        let fits = bottom - top >= LINE + 100 && width(&mark.shown, SMALL) + 300 <= wide;
        if fits {
            let y = super::frame::middle(top, bottom - top);
            let ground = width(&mark.shown, SMALL) + 300;
            let left = x + (wide - ground) / 2;
            d.rect(left, y - base(), ground, LINE, (Ink::Paper, super::Pattern::Solid));
            d.text((x + wide / 2, y), mark.shown.clone(), Anchor::Middle);
        }
        let name = format!("{label} · {}", of.name);
        d.hot((x, top), (wide, bottom - top), &name, &mark.shown);
    }
}
