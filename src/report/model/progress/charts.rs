//! One small chart per target: its path, the figures, the target and where the pace leads.

use rust_decimal::Decimal;

use super::Told;
use crate::progress::figures::{Certainty, Figure, of_series, yearly};
use crate::progress::number::{millionths, shown};
use crate::progress::plan::{Plan, Target};
use crate::report::model::document::{Band, Chart, Mark, Plot, Series, Style};

/// What is known of a target in a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Year {
    pub year: i32,
    pub path: Option<Decimal>,
    pub actual: Option<Decimal>,
    /// At the slowest, the average and the fastest pace.
    pub outlook: Option<(Decimal, Decimal, Decimal)>,
}

/// The years of a target without gaps, from the first that is known to the last; none where nothing is.
pub fn years(told: &Told, plan: usize, at: usize) -> Vec<Year> {
    let progress = told.progress;
    let (target, judged) = (&progress.plans[plan].targets[at], &progress.judged[plan][at]);
    let figures = of_series(&progress.figures, plan, &target.series);
    let last = target.due.map_or(i32::MAX, |due| due.year);
    let known: Vec<(i32, Decimal)> = yearly(&figures).filter(|(year, _)| *year <= last).collect();
    let of_path = judged.path.as_ref().map(|path| (path.first_year, path.last_year()));
    let ends = known.iter().map(|(year, _)| *year);
    let ends = ends.chain(of_path.into_iter().flat_map(|(first, last)| [first, last]));
    let ends: Vec<i32> = ends.chain(judged.outlook.map(|outlook| outlook.year)).collect();
    let (Some(first), Some(last)) = (ends.iter().min(), ends.iter().max()) else {
        return Vec::new();
    };
    let year = |year: i32| Year {
        year,
        path: judged.path.as_ref().and_then(|path| path.at(year)),
        actual: known.iter().find(|(own, _)| *own == year).map(|(_, value)| *value),
        outlook: judged
            .outlook
            .filter(|outlook| outlook.year == year)
            .map(|outlook| (outlook.low, outlook.mid, outlook.high)),
    };
    (*first..=*last).map(year).collect()
}

/// The chart of a target; `None` where fewer than two years have anything to show.
pub fn chart(told: &Told, plan: usize, at: usize) -> Option<Chart> {
    let of: &Plan = &told.progress.plans[plan];
    let target = &of.targets[at];
    let judged = &told.progress.judged[plan][at];
    let years = years(told, plan, at);
    let filled = years.iter().filter(|year| year.path.is_some() || year.actual.is_some()).count();
    if filled < 2 {
        return None;
    }
    let mark = |value: Decimal| Mark {
        label: String::new(),
        value: millionths(value),
        shown: shown(value, target.decimals),
    };
    let series = |key: &str, style: Style, of: &dyn Fn(&Year) -> Option<Decimal>| {
        let points: Vec<Option<Mark>> = years.iter().map(|year| of(year).map(mark)).collect();
        let some = points.iter().any(Option::is_some);
        some.then(|| Series { name: told.get(&format!("progress.chart.{key}")), style, points })
    };
    // The outlook begins at the last figure, so that its line hangs together with it.
    let last =
        years.iter().rfind(|year| year.actual.is_some()).map(|year| (year.year, year.actual));
    let pace = |year: &Year| match (year.outlook, last) {
        (Some((_, mid, _)), _) => Some(mid),
        (None, Some((of, value))) if of == year.year && judged.outlook.is_some() => value,
        _ => None,
    };
    let stretched = stretched(&years, &pace);
    let band = judged.outlook.map(|_| Band {
        name: told.get("progress.chart.range"),
        ends: years
            .iter()
            .map(|year| year.outlook.map(|(low, _, high)| (millionths(low), millionths(high))))
            .collect(),
    });
    let lines = [
        series("actual", Style::Solid, &|year| year.actual),
        series("path", Style::Dashed, &|year| year.path),
        series("outlook", Style::Dotted, &|year| {
            stretched.iter().find(|(of, _)| *of == year.year).map(|(_, value)| *value)
        }),
    ];
    let limit = target.test.value().map(|value| Mark {
        label: String::new(),
        value: millionths(value),
        shown: told.say("progress.chart.target", &[("value", &told.wanted(target))]),
    });
    Some(Chart {
        title: format!("{} {}", target.id, told.both(&target.title)),
        says: says(told, target, plan, at),
        unit: told.unit(target).to_string(),
        plot: Plot::Lines {
            labels: years.iter().map(|year| year.year.to_string()).collect(),
            series: lines.into_iter().flatten().collect(),
            band,
            limit,
        },
    })
}

/// The straight line between two known points, year by year: lines break where nothing is known.
fn stretched(years: &[Year], of: &dyn Fn(&Year) -> Option<Decimal>) -> Vec<(i32, Decimal)> {
    let ends: Vec<(i32, Decimal)> =
        years.iter().filter_map(|year| Some((year.year, of(year)?))).collect();
    let [(from, low), (to, high)] = ends[..] else { return ends };
    let way = (high - low).checked_div(Decimal::from(to - from)).unwrap_or_default();
    (from..=to).map(|year| (year, low + way * Decimal::from(year - from))).collect()
}

/// The chart in a sentence: status and reason; then figures that stand between its years, or are estimates.
fn says(told: &Told, target: &Target, plan: usize, at: usize) -> String {
    let judged = &told.progress.judged[plan][at];
    let figures = of_series(&told.progress.figures, plan, &target.series);
    let drawn = |figure: &&&Figure| {
        figure.certainty > Certainty::Estimate && figure.span.whole_year().is_some()
    };
    let others = figures.iter().filter(|figure| !drawn(figure)).filter_map(|figure| {
        let number = shown(figure.number()?, target.decimals);
        Some(format!("{} {number}", figure.span.shown(told.lang())))
    });
    let others: Vec<String> = others.collect();
    let others = others.join(told.lang().pick("、", ", "));
    let others = match others.as_str() {
        "" => String::new(),
        points => told.say("progress.chart.within", &[("points", &points)]),
    };
    let said = told.say(
        "progress.chart.says",
        &[
            ("status", &told.status(judged.status)),
            ("reason", &told.both(&judged.reason)),
            ("wanted", &told.wanted(target)),
        ],
    );
    [said, others].join(told.lang().pick("", " ")).trim_end().to_string()
}
