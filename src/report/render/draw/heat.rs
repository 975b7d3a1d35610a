//! A grid of values: the larger, the darker; each cell shows its value.

use super::frame::{LINE, base, left_labels, middle};
use super::{Anchor, Drawing, Ink, Pattern, SMALL, WIDTH, cut, width, wrap};
use crate::report::model::document::Mark;

/// From pale to dark.
const SHADES: [Ink; 6] = [Ink::Heat0, Ink::Heat1, Ink::Heat2, Ink::Heat3, Ink::Heat4, Ink::Heat5];
/// From this shade on, letters are white.
const DARK: usize = 3;
const ROW: i64 = 2_000;

pub fn draw(across: &[String], down: &[String], cells: &[Vec<Option<Mark>>]) -> Drawing {
    if across.is_empty() || down.is_empty() {
        return Drawing::default();
    }
    let labels = left_labels(down.iter().map(String::as_str));
    let left = labels.width + 400;
    let slot = (WIDTH - left) / across.len() as i64;
    let values = || cells.iter().flatten().flatten().map(|mark| mark.value);
    let (low, high) = (values().min().unwrap_or(0), values().max().unwrap_or(0));
    let heads: Vec<Vec<String>> =
        across.iter().map(|head| wrap(head, SMALL, slot - 200, 3)).collect();
    let lines = heads.iter().map(Vec::len).max().unwrap_or(1) as i64;
    let head = lines * LINE + 300;
    let mut drawing = Drawing::new(0);
    for (column, texts) in heads.iter().enumerate() {
        let x = left + slot * column as i64 + slot / 2;
        let first = (lines - texts.len() as i64) * LINE;
        for (row, text) in texts.iter().enumerate() {
            let y = first + row as i64 * LINE + base();
            drawing.text((x, y), text.clone(), Anchor::Middle);
        }
    }
    let mut top = head;
    for (row, name) in down.iter().enumerate() {
        let tall = labels.row(row).max(ROW);
        labels.print(&mut drawing, row, top, tall, false);
        for (column, over) in across.iter().enumerate() {
            let x = left + slot * column as i64;
            let mark = cells.get(row).and_then(|row| row.get(column)).and_then(Option::as_ref);
            let place = (x + 60, top + 60, slot - 120, tall - 120);
            cell(&mut drawing, place, mark, (low, high));
            if let Some(mark) = mark {
                drawing.hot((x, top), (slot, tall), &format!("{name} × {over}"), &mark.shown);
            }
        }
        top += tall;
    }
    drawing.height = top + 200;
    drawing
}

fn cell(
    drawing: &mut Drawing,
    (x, y, w, h): (i64, i64, i64, i64),
    mark: Option<&Mark>,
    (low, high): (i64, i64),
) {
    let Some(mark) = mark else {
        drawing.rect(x, y, w, h, (Ink::Unknown, Pattern::Hollow));
        drawing.ink((x + w / 2, middle(y, h)), "—", Anchor::Middle, Ink::Muted, false);
        return;
    };
    let steps = SHADES.len() as i64;
    let shade = super::along(mark.value, low, high, steps).min(steps - 1) as usize;
    drawing.rect(x, y, w, h, (SHADES[shade], Pattern::Solid));
    let ink = if shade >= DARK { Ink::Paper } else { Ink::Text };
    let text = match width(&mark.shown, SMALL) <= w {
        true => mark.shown.clone(),
        false => cut(&mark.shown, SMALL, w),
    };
    drawing.ink((x + w / 2, middle(y, h)), text, Anchor::Middle, ink, false);
}
