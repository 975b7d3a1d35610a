//! Charts as drawings: one geometry for PDF and HTML, in whole hundredths of a point. Bars and curves
//! are told apart by pattern, dash and direct labels, so that a copy in black and white says the same.

mod columns;
mod frame;
mod lines;
mod measure;
mod rows;
#[cfg(test)]
mod tests;
mod waterfall;

use serde::Serialize;

use crate::report::model::document::{Chart, Plot, Tone};

pub use measure::{cut, width, wrap};

/// Width of most drawings: the type area of an upright A4 page, 156 mm.
pub const WIDTH: i64 = 44_220;
/// Width of a small one: two of them and 7 mm between them.
const HALF: i64 = (WIDTH - 1_980) / 2;

/// A chart ready to be drawn: shapes lie one above the other in their order. Lengths are hundredths of a
/// point, the origin is the upper left corner.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Drawing {
    pub width: i64,
    pub height: i64,
    pub shapes: Vec<Shape>,
    /// Areas that tell a label and a value when they are pointed at (HTML only).
    pub hots: Vec<Hot>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "shape", rename_all = "kebab-case")]
pub enum Shape {
    Rect {
        x: i64,
        y: i64,
        w: i64,
        h: i64,
        fill: Ink,
        pattern: Pattern,
    },
    Line {
        x1: i64,
        y1: i64,
        x2: i64,
        y2: i64,
        stroke: Ink,
        width: i64,
        dash: Dash,
    },
    Polyline {
        points: Vec<(i64, i64)>,
        stroke: Ink,
        width: i64,
        dash: Dash,
    },
    Polygon {
        points: Vec<(i64, i64)>,
        fill: Ink,
        pattern: Pattern,
    },
    /// `y` is the base line.
    Text {
        x: i64,
        y: i64,
        text: String,
        size: i64,
        bold: bool,
        anchor: Anchor,
        ink: Ink,
    },
}

/// What a colour is for; which colour that is stands in the layouts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ink {
    Text,
    Muted,
    Paper,
    Main,
    Second,
    Third,
    Fourth,
    Cut,
    Gain,
    Good,
    Watch,
    Bad,
    Unknown,
    Limit,
    Band,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pattern {
    Solid,
    /// Lines rising to the right on a pale ground.
    Rising,
    /// Lines falling to the right on a pale ground.
    Falling,
    Dots,
    /// An outline only.
    Hollow,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Dash {
    Solid,
    Dashed,
    Dotted,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Anchor {
    Start,
    Middle,
    End,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hot {
    pub x: i64,
    pub y: i64,
    pub w: i64,
    pub h: i64,
    pub label: String,
    pub value: String,
}

/// Sizes of letters.
pub const SMALL: i64 = 850;
const HAIR: i64 = 50;

/// Draws a chart. A chart without data gives a drawing without shapes: layouts say so in words.
pub fn draw(chart: &Chart) -> Drawing {
    match &chart.plot {
        Plot::Waterfall { steps } => waterfall::draw(steps),
        Plot::Bars { bars, limit } => rows::bars(bars, limit.as_ref()),
        Plot::Columns { labels, series, stacked, limit } => {
            columns::draw(labels, series, *stacked, limit.as_ref())
        }
        Plot::Tornado { centre, spans } => rows::tornado(centre, spans),
        Plot::Lines { labels, series, band, limit } => {
            lines::draw(labels, series, band.as_ref(), limit.as_ref(), (WIDTH, 14_000))
        }
    }
}

/// Draws curves at half the width; other charts as ever.
pub fn draw_small(chart: &Chart) -> Drawing {
    match &chart.plot {
        Plot::Lines { labels, series, band, limit } => {
            lines::draw(labels, series, band.as_ref(), limit.as_ref(), (HALF, 7_500))
        }
        _ => draw(chart),
    }
}

/// Colour and pattern of a bar that means something.
fn of_tone(tone: Tone) -> (Ink, Pattern) {
    match tone {
        Tone::Plain => (Ink::Main, Pattern::Solid),
        Tone::Good => (Ink::Good, Pattern::Solid),
        Tone::Watch => (Ink::Watch, Pattern::Rising),
        Tone::Bad => (Ink::Bad, Pattern::Falling),
        Tone::Unknown => (Ink::Unknown, Pattern::Hollow),
    }
}

/// Colour and pattern of the n-th series of columns.
fn of_series(number: usize) -> (Ink, Pattern) {
    const LOOKS: [(Ink, Pattern); 5] = [
        (Ink::Main, Pattern::Solid),
        (Ink::Second, Pattern::Solid),
        (Ink::Third, Pattern::Rising),
        (Ink::Fourth, Pattern::Dots),
        (Ink::Gain, Pattern::Falling),
    ];
    LOOKS[number % LOOKS.len()]
}

/// Where a value lies between two ends on a way of so many hundredths; exact, rounded towards the low end.
fn along(value: i64, low: i64, high: i64, way: i64) -> i64 {
    let (value, low, high) = (i128::from(value), i128::from(low), i128::from(high));
    if high <= low {
        return 0;
    }
    let at = (value.clamp(low, high) - low) * i128::from(way) / (high - low);
    i64::try_from(at).unwrap_or(way)
}

impl Drawing {
    fn new(height: i64) -> Self {
        Self { width: WIDTH, height, ..Self::default() }
    }

    fn rect(&mut self, x: i64, y: i64, w: i64, h: i64, (fill, pattern): (Ink, Pattern)) {
        self.shapes.push(Shape::Rect { x, y, w: w.max(0), h: h.max(0), fill, pattern });
    }

    fn line(&mut self, from: (i64, i64), to: (i64, i64), stroke: Ink, width: i64, dash: Dash) {
        let ((x1, y1), (x2, y2)) = (from, to);
        self.shapes.push(Shape::Line { x1, y1, x2, y2, stroke, width, dash });
    }

    fn text(&mut self, at: (i64, i64), text: impl Into<String>, anchor: Anchor) {
        self.ink(at, text, anchor, Ink::Text, false);
    }

    fn ink(
        &mut self,
        (x, y): (i64, i64),
        text: impl Into<String>,
        anchor: Anchor,
        ink: Ink,
        bold: bool,
    ) {
        let text = text.into();
        if !text.is_empty() {
            self.shapes.push(Shape::Text { x, y, text, size: SMALL, bold, anchor, ink });
        }
    }

    /// A text on a ground of paper: read over lines and curves too.
    fn grounded(&mut self, (x, y): (i64, i64), text: &str, anchor: Anchor, ink: Ink, bold: bool) {
        let wide = width(text, SMALL) + 300;
        let left = match anchor {
            Anchor::Start => x - 150,
            Anchor::Middle => x - wide / 2,
            Anchor::End => x + 150 - wide,
        };
        self.rect(left, y - frame::base(), wide, frame::LINE, (Ink::Paper, Pattern::Solid));
        self.ink((x, y), text, anchor, ink, bold);
    }

    fn hot(&mut self, (x, y): (i64, i64), (w, h): (i64, i64), label: &str, value: &str) {
        let (label, value) = (label.to_string(), value.to_string());
        self.hots.push(Hot { x, y, w: w.max(0), h: h.max(0), label, value });
    }
}
