//! Drawings of charts as they come: none, one, many, negative, nought, huge.

use super::*;
use crate::report::model::document::{Bar, Mark, Series, Span, Step, Style};

fn mark(value: i64) -> Mark {
    Mark { label: "限额".into(), value, shown: value.to_string() }
}

/// Each plot over the same values.
fn plots(values: &[i64]) -> Vec<Plot> {
    let labels: Vec<String> =
        values.iter().map(|v| format!("第{v}项 a long label of it")).collect();
    let named = || values.iter().zip(labels.clone());
    let points: Vec<Option<Mark>> = values.iter().map(|v| Some(mark(*v))).collect();
    let series =
        vec![Series { name: "实际".into(), style: Style::Solid, points: points.clone() }; 2];
    let step =
        |(v, label): (&i64, String)| Step { label, total: false, value: *v, shown: v.to_string() };
    let bar = |(v, label): (&i64, String)| Bar {
        label,
        value: *v,
        shown: v.to_string(),
        tone: Tone::Watch,
    };
    let span = |(v, label): (&i64, String)| Span { label, low: mark(v / 2), high: mark(*v) };
    vec![
        Plot::Waterfall { steps: named().map(step).collect() },
        Plot::Bars { bars: named().map(bar).collect(), limit: Some(mark(3)) },
        Plot::Columns {
            labels: labels.clone(),
            series: series.clone(),
            stacked: false,
            limit: Some(mark(3)),
        },
        Plot::Columns {
            labels: labels.clone(),
            series: series.clone(),
            stacked: true,
            limit: None,
        },
        Plot::Tornado { centre: mark(1), spans: named().map(span).collect() },
        Plot::Lines { labels: labels.clone(), series, band: None, limit: Some(mark(3)) },
    ]
}

fn drawn(plot: Plot) -> Drawing {
    draw(&Chart { title: String::new(), says: String::new(), unit: String::new(), plot })
}

#[test]
fn nothing_gives_no_shapes() {
    for plot in plots(&[]) {
        assert!(drawn(plot.clone()).shapes.is_empty(), "{plot:?}");
    }
}

#[test]
fn shapes_stay_on_the_drawing() {
    let many: Vec<i64> = (0..30).collect();
    for values in [&[5][..], &[0, 0, 0], &[3, -7, 12], &[i64::MAX, i64::MIN, 0], &many] {
        for plot in plots(values) {
            let drawing = drawn(plot);
            assert!(drawing.height > 0 && !drawing.shapes.is_empty());
            for shape in &drawing.shapes {
                if let Shape::Rect { x, y, w, h, .. } = shape {
                    let inside =
                        *x >= 0 && *y >= 0 && x + w <= WIDTH + 100 && y + h <= drawing.height + 100;
                    assert!(
                        inside,
                        "{values:?}: {shape:?} of {} × {}",
                        drawing.width, drawing.height
                    );
                }
            }
        }
    }
}

#[test]
fn a_small_chart_says_that_its_scale_is_cut() {
    let lines = |values: &[i64]| {
        let named = |value: &i64| Mark { label: String::new(), value: *value, shown: "1".into() };
        let points = values.iter().map(|value| Some(named(value))).collect();
        let series = vec![Series { name: "甲".into(), style: Style::Solid, points }];
        let labels = values.iter().map(i64::to_string).collect();
        let plot = Plot::Lines { labels, series, band: None, limit: None };
        Chart { title: String::new(), says: String::new(), unit: String::new(), plot }
    };
    let slashes = |drawing: &Drawing| {
        let slanted = |shape: &&Shape| matches!(shape, Shape::Line { x1, x2, y1, y2, .. } if x1 != x2 && y1 != y2);
        drawing.shapes.iter().filter(slanted).count()
    };
    let near = lines(&[90, 95, 100]);
    assert_eq!((slashes(&draw_small(&near)), slashes(&draw(&near))), (2, 0));
    assert_eq!(slashes(&draw_small(&lines(&[10, 95, 100]))), 0);
    assert!(draw_small(&near).width * 2 < WIDTH);
}

#[test]
fn bars_are_in_proportion() {
    let bar = |value: i64| Bar { label: "甲".into(), value, shown: "1".into(), tone: Tone::Plain };
    let drawing = drawn(Plot::Bars { bars: vec![bar(100), bar(50), bar(25)], limit: None });
    let widths: Vec<i64> = drawing
        .shapes
        .iter()
        .filter_map(|shape| match shape {
            Shape::Rect { w, .. } => Some(*w),
            _ => None,
        })
        .collect();
    assert_eq!([widths[0] / 2, widths[0] / 4], [widths[1], widths[2]]);
}

#[test]
fn texts_are_wrapped_and_cut() {
    assert_eq!(wrap("资格审核核减", 100, 300, 2), ["资格审", "核核减"]);
    assert_eq!(wrap("资格审核核减金额", 100, 300, 2), ["资格审", "核核…"]);
    assert_eq!(wrap("after review", 100, 340, 2), ["after", "review"]);
    assert_eq!(cut("abc", 100, 10_000), "abc");
    assert!(width(&cut("深圳前海", 100, 300), 100) <= 300);
}
