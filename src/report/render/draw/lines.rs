//! Curves over evenly spaced labels: told apart by dash and by a name at their end.

use super::columns::{limit_line, limit_name};
use super::frame::{GAP, Key, LINE, below, dash, legend, marker};
use super::{Anchor, Dash, Drawing, HAIR, Ink, Pattern, SMALL, Shape, WIDTH, along, width};
use crate::report::model::document::{Band, Mark, Series, Style};

const INKS: [Ink; 4] = [Ink::Main, Ink::Third, Ink::Gain, Ink::Fourth];

/// Scale of the plot.
struct Area {
    low: i64,
    high: i64,
    top: i64,
    height: i64,
    slot: i64,
}

impl Area {
    fn at(&self, column: usize, value: i64) -> (i64, i64) {
        let x = self.slot * column as i64 + self.slot / 2;
        (x, self.top + self.height - along(value, self.low, self.high, self.height))
    }
}

/// Curves on a plot so wide and so high.
pub fn draw(
    labels: &[String],
    series: &[Series],
    band: Option<&Band>,
    limit: Option<&Mark>,
    (wide, height): (i64, i64),
) -> Drawing {
    if labels.is_empty() || series.is_empty() {
        return Drawing::default();
    }
    let mut drawing = Drawing { width: wide, ..Drawing::default() };
    let mut keys: Vec<(Key, &str)> = series
        .iter()
        .enumerate()
        .map(|(n, of)| (Key::Curve(INKS[n % INKS.len()], of.style), of.name.as_str()))
        .collect();
    keys.extend(band.map(|band| (Key::Box(Ink::Band, Pattern::Solid), band.name.as_str())));
    let used = if keys.len() > 1 { legend(&mut drawing, 0, &keys) } else { 0 };
    let top = used + LINE + GAP;
    let (low, high) = ends(series, band, limit, wide < WIDTH);
    let area = Area { low, high, top, height, slot: wide / labels.len() as i64 };
    if let Some(band) = band {
        between(&mut drawing, &area, band);
    }
    let ground = top + height;
    drawing.line((0, ground), (wide, ground), Ink::Text, HAIR * 2, Dash::Solid);
    if low > 0 {
        cut_axis(&mut drawing, ground);
    }
    if low < 0 && high > 0 {
        let zero = area.at(0, 0).1;
        drawing.line((0, zero), (wide, zero), Ink::Muted, HAIR, Dash::Solid);
    }
    if let Some(mark) = limit {
        let y = area.at(0, mark.value).1;
        limit_line(&mut drawing, y);
        // At the left: curves end at the right and are named there.
        limit_name(&mut drawing, mark, y, Anchor::Start);
    }
    for (number, of) in series.iter().enumerate() {
        curve(&mut drawing, &area, of, INKS[number % INKS.len()]);
    }
    for (column, label) in labels.iter().enumerate() {
        tips(&mut drawing, &area, column, label, series);
    }
    name_points(&mut drawing, &area, series, limit);
    let used = below(&mut drawing, ground + 300, labels, area.slot, 0);
    drawing.height = ground + 300 + used;
    drawing
}

/// The sign that the scale does not begin at nought.
fn cut_axis(drawing: &mut Drawing, ground: i64) {
    for x in [300, 700] {
        drawing.line((x, ground + 350), (x + 300, ground - 350), Ink::Text, HAIR * 2, Dash::Solid);
    }
}

/// The lowest and highest value drawn. Nought is among them, unless a small chart would be empty for more than its
/// lower half: then the scale is cut.
fn ends(series: &[Series], band: Option<&Band>, limit: Option<&Mark>, small: bool) -> (i64, i64) {
    let points = series.iter().flat_map(|of| of.points.iter().flatten().map(|mark| mark.value));
    let bands = band.into_iter().flat_map(|band| band.ends.iter().flatten());
    let all = points.chain(bands.flat_map(|(low, high)| [*low, *high]));
    let all = all.chain(limit.map(|mark| mark.value));
    let (low, high) =
        all.clone().fold((0, 0), |(low, high), value| (low.min(value), high.max(value)));
    let least = all.min().unwrap_or(0);
    // At least a fifth of the highest value is shown: small moves stay small.
    if small && least > high / 2 {
        (least.min(high - high / 5) - high / 20, high)
    } else {
        (low, high)
    }
}

/// Parts of a list without gaps, with the place of their first element.
fn runs<T>(points: &[Option<T>]) -> Vec<(usize, Vec<&T>)> {
    let mut runs: Vec<(usize, Vec<&T>)> = Vec::new();
    let mut open = false;
    for (at, point) in points.iter().enumerate() {
        match (point, open) {
            (Some(value), true) => {
                if let Some((_, run)) = runs.last_mut() {
                    run.push(value);
                }
            }
            (Some(value), false) => runs.push((at, vec![value])),
            (None, _) => {}
        }
        open = point.is_some();
    }
    runs
}

fn between(drawing: &mut Drawing, area: &Area, band: &Band) {
    for (start, run) in runs(&band.ends) {
        let upper = run.iter().enumerate().map(|(n, (_, high))| area.at(start + n, *high));
        let lower = run.iter().enumerate().rev().map(|(n, (low, _))| area.at(start + n, *low));
        let points: Vec<(i64, i64)> = upper.chain(lower).collect();
        if run.len() > 1 {
            drawing.shapes.push(Shape::Polygon {
                points,
                fill: Ink::Band,
                pattern: Pattern::Solid,
            });
        } else if let [(low, high)] = run.as_slice() {
            let (from, to) = (area.at(start, *low), area.at(start, *high));
            drawing.line(from, to, Ink::Band, 500, Dash::Solid);
        }
    }
}

fn curve(drawing: &mut Drawing, area: &Area, of: &Series, ink: Ink) {
    for (start, run) in runs(&of.points) {
        let at = |(n, mark): (usize, &&Mark)| area.at(start + n, mark.value);
        let points: Vec<(i64, i64)> = run.iter().enumerate().map(at).collect();
        match dash(of.style) {
            Some(dash) if points.len() > 1 => {
                drawing.shapes.push(Shape::Polyline { points, stroke: ink, width: 150, dash });
            }
            // A single point is no line: it is marked.
            _ => points.into_iter().for_each(|point| marker(drawing, point, ink)),
        }
    }
}

/// The last known point of each curve is labelled with its value, the first too where there is room.
fn name_points(drawing: &mut Drawing, area: &Area, series: &[Series], limit: Option<&Mark>) {
    // Middle, base line and half the width of what stands there already: the name of the limit first.
    let named = |mark: &Mark| {
        let half = width(format!("{} {}", mark.label, mark.shown).trim(), SMALL) / 2 + 150;
        (half, area.at(0, mark.value).1 - 400, half)
    };
    let mut taken: Vec<(i64, i64, i64)> = limit.map(named).into_iter().collect();
    let mut print = |drawing: &mut Drawing, column: usize, mark: &Mark, ink: Ink| {
        let (x, y) = area.at(column, mark.value);
        let half = width(&mark.shown, SMALL) / 2;
        let x = x.clamp(half, (drawing.width - half).max(half));
        // Above the point; below it where another value stands already.
        for y in [y - 450, y + 1_150, y - 1_500, y + 2_200] {
            let free = |(a, b, h): &(i64, i64, i64)| {
                (x - a).abs() > half + h || (y - b).abs() > LINE - 200
            };
            if y < area.top + area.height && y > LINE / 2 && taken.iter().all(free) {
                drawing.grounded((x, y), &mark.shown, Anchor::Middle, ink, true);
                taken.push((x, y, half));
                return;
            }
        }
    };
    for (number, of) in series.iter().enumerate() {
        let ink = INKS[number % INKS.len()];
        let known = || of.points.iter().enumerate().filter_map(|(n, m)| Some((n, m.as_ref()?)));
        let last = known().next_back();
        if let Some((column, mark)) = last {
            print(drawing, column, mark, ink);
        }
        let all = of.style == Style::Points || known().count() <= 4;
        for (column, mark) in known().filter(|(n, _)| all || *n == 0) {
            if Some(column) != last.map(|(n, _)| n) {
                print(drawing, column, mark, ink);
            }
        }
    }
}

/// One tip a column, with the values of all curves there.
fn tips(drawing: &mut Drawing, area: &Area, column: usize, label: &str, series: &[Series]) {
    let said = |of: &Series| {
        let mark = of.points.get(column)?.as_ref()?;
        Some(format!("{} {}", of.name, mark.shown))
    };
    let values: Vec<String> = series.iter().filter_map(said).collect();
    if !values.is_empty() {
        let left = area.slot * column as i64;
        drawing.hot((left, area.top), (area.slot, area.height), label, &values.join("；"));
    }
}
