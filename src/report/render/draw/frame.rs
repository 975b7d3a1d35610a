//! What several plots share: legends, labels in a column at the left, labels below columns.

use super::{Anchor, Dash, Drawing, Ink, Pattern, SMALL, Shape, WIDTH, cut, width, wrap};
use crate::report::model::document::Style;

/// Height of a line of small letters.
pub const LINE: i64 = 1_100;
pub const GAP: i64 = 400;

/// A key of the legend.
pub enum Key {
    Box(Ink, Pattern),
    Curve(Ink, Style),
}

/// Rows of the labels at the left: wrapped texts and the width of their column.
pub struct Labels {
    pub lines: Vec<Vec<String>>,
    pub width: i64,
}

/// Labels for lying bars: as wide as needed, at most a third of the drawing, at most three lines each.
pub fn left_labels<'a>(labels: impl Iterator<Item = &'a str> + Clone) -> Labels {
    let most = WIDTH * 32 / 100;
    let needed = labels.clone().map(|label| width(label, SMALL)).max().unwrap_or(0);
    let width = needed.min(most);
    let lines = labels.map(|label| wrap(label, SMALL, width, 3)).collect();
    Labels { lines, width }
}

impl Labels {
    /// Height of the row of a label.
    pub fn row(&self, number: usize) -> i64 {
        let lines = self.lines.get(number).map_or(1, Vec::len).max(1) as i64;
        (lines * LINE + 700).max(1_900)
    }

    /// Draws a label, right-aligned, centred on the row.
    pub fn print(&self, drawing: &mut Drawing, number: usize, top: i64, height: i64, bold: bool) {
        let lines = self.lines.get(number).map(Vec::as_slice).unwrap_or_default();
        centred(drawing, lines, (self.width, top, height), Anchor::End, bold);
    }
}

/// Lines of text about the middle of a row.
pub fn centred(
    drawing: &mut Drawing,
    lines: &[String],
    (x, top, height): (i64, i64, i64),
    anchor: Anchor,
    bold: bool,
) {
    let first = top + (height - lines.len() as i64 * LINE) / 2 + base();
    for (at, line) in lines.iter().enumerate() {
        drawing.ink((x, first + at as i64 * LINE), line.clone(), anchor, Ink::Text, bold);
    }
}

/// From the top of a line to its base line.
pub fn base() -> i64 {
    LINE - 260
}

/// The base line that centres one line of text in a row.
pub fn middle(top: i64, height: i64) -> i64 {
    top + (height - LINE) / 2 + base()
}

/// The keys in as many lines as they need, from `y` on. Returns the height used.
pub fn legend(drawing: &mut Drawing, y: i64, keys: &[(Key, &str)]) -> i64 {
    const SWATCH: i64 = 1_700;
    let (mut x, mut top) = (0, y);
    for (key, name) in keys {
        let name = cut(name, SMALL, drawing.width / 2);
        let needed = SWATCH + 400 + width(&name, SMALL) + 1_600;
        if x > 0 && x + needed - 1_600 > drawing.width {
            (x, top) = (0, top + LINE + 200);
        }
        let centre = top + LINE / 2;
        match key {
            Key::Box(ink, pattern) => {
                drawing.rect(x + 500, centre - 400, SWATCH - 500, 800, (*ink, *pattern));
            }
            Key::Curve(ink, style) => curve_key(drawing, (x, centre), SWATCH, *ink, *style),
        }
        drawing.text((x + SWATCH + 400, top + base()), name, Anchor::Start);
        x += needed;
    }
    if keys.is_empty() { 0 } else { top + LINE + GAP - y }
}

fn curve_key(drawing: &mut Drawing, (x, y): (i64, i64), long: i64, ink: Ink, style: Style) {
    match dash(style) {
        Some(dash) => drawing.line((x, y), (x + long, y), ink, 150, dash),
        None => marker(drawing, (x + long / 2, y), ink),
    }
}

/// The dash of a style; `None` where there is no line.
pub fn dash(style: Style) -> Option<Dash> {
    match style {
        Style::Solid => Some(Dash::Solid),
        Style::Dashed => Some(Dash::Dashed),
        Style::Dotted => Some(Dash::Dotted),
        Style::Points => None,
    }
}

/// A small lozenge about a point.
pub fn marker(drawing: &mut Drawing, (x, y): (i64, i64), fill: Ink) {
    let r = 260;
    let points = vec![(x, y - r), (x + r, y), (x, y + r), (x - r, y)];
    drawing.shapes.push(Shape::Polygon { points, fill, pattern: Pattern::Solid });
}

/// Labels below so many slots of one width; those that do not fit are thinned out. Returns the height used.
pub fn below(drawing: &mut Drawing, y: i64, labels: &[String], slot: i64, left: i64) -> i64 {
    const LEAST: i64 = 2_600;
    let every = ((LEAST + slot - 1) / slot.max(1)).max(1);
    let room = slot * every - 300;
    let mut most = 0;
    for (at, label) in labels.iter().enumerate() {
        if at as i64 % every != 0 {
            continue;
        }
        let lines = wrap(label, SMALL, room, 3);
        let centre = left + slot * at as i64 + slot / 2;
        for (row, line) in lines.iter().enumerate() {
            // The first and the last must not leave the drawing.
            let half = width(line, SMALL) / 2;
            let x = centre.clamp(half, (drawing.width - half).max(half));
            drawing.text((x, y + row as i64 * LINE + base()), line.clone(), Anchor::Middle);
        }
        most = most.max(lines.len() as i64);
    }
    most * LINE + 200
}
