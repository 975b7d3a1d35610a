//! Whether a plan agrees with itself: a stated average growth against the growth that two of its targets imply.

use rust_decimal::Decimal;

use super::number::{grown, percent, round, shown, yearly_growth};
use super::path::{Node, compound};
use super::plan::{Plan, Target};
use super::units::in_words;
use crate::diag::{Lang, Text};

/// A target with a stated growth, and the earlier target of its series.
#[derive(Clone, Debug)]
pub struct Check {
    pub target: usize,
    pub earlier: usize,
    pub stated: Decimal,
    /// Growth that leads from the earlier target to this one.
    pub implied: Decimal,
    /// Where the stated growth leads to from the earlier target.
    pub from_earlier: Decimal,
    /// The year before the plan and the value that the stated growth would have begun from.
    pub base: Node,
    /// What that beginning means for the year of the earlier target.
    pub at_earlier: Decimal,
    /// Whether the growth fits between the two targets.
    pub fits_targets: bool,
    /// Whether the growth fits over the whole plan: the earlier target is met on the way.
    pub fits_plan: bool,
    /// Yearly values from the base, and between the targets.
    pub long_path: Vec<Decimal>,
    pub short_path: Vec<Decimal>,
}

/// All checks of a plan, in the order of its targets.
pub fn checks(plan: &Plan) -> Vec<Check> {
    let pairs = plan.targets.iter().enumerate().filter_map(|(at, target)| {
        let of_series = plan.targets.iter().enumerate();
        let earlier = of_series.filter(|(_, other)| {
            other.series == target.series
                && other.test.value().is_some()
                && other.due.map(|due| due.year) < target.due.map(|due| due.year)
                && other.due.is_some()
        });
        let last = earlier.max_by_key(|(_, other)| other.due.map(|due| due.year))?;
        check(plan, (at, target), last)
    });
    pairs.collect()
}

fn check(
    plan: &Plan,
    (at, target): (usize, &Target),
    (other, earlier): (usize, &Target),
) -> Option<Check> {
    let growth = target.growth?;
    let node = |t: &Target| Some(Node { year: t.due?.year, value: t.test.value()? });
    let (from, to) = (node(earlier)?, node(target)?);
    let years = u32::try_from(to.year - from.year).ok()?;
    let implied = yearly_growth(from.value, to.value, years)?;
    let base_year = chrono::Datelike::year(&plan.from) - 1;
    let exact = grown(to.value, growth.rate, base_year - to.year)?;
    let at_earlier = round(grown(to.value, growth.rate, from.year - to.year)?, target.decimals);
    let judging = &plan.judging;
    Some(Check {
        target: at,
        earlier: other,
        stated: growth.rate,
        implied,
        from_earlier: round(grown(from.value, growth.rate, years as i32)?, target.decimals),
        base: Node { year: base_year, value: round(exact, target.decimals) },
        at_earlier,
        fits_targets: (implied - growth.rate).abs() <= judging.growth_fit,
        fits_plan: earlier.test.passes(at_earlier, judging.tolerance).unwrap_or(false),
        long_path: compound(Node { year: base_year, value: exact }, to, target.decimals)?,
        short_path: compound(from, to, target.decimals)?,
    })
}

/// What a check found, in a sentence.
pub fn said(plan: &Plan, check: &Check) -> Text {
    let (target, earlier) = (&plan.targets[check.target], &plan.targets[check.earlier]);
    let show = |value: Decimal| shown(value, target.decimals);
    let number = |target: &Target| show(target.test.value().unwrap_or_default());
    let year = |target: &Target| target.due.map_or(0, |due| due.year);
    let (a, b) = (number(earlier), number(target));
    let (ya, yb) = (year(earlier), year(target));
    let (implied, stated) = (percent(check.implied), percent(check.stated));
    let (from_a, base, at_a) =
        (show(check.from_earlier), show(check.base.value), show(check.at_earlier));
    let (yo, unit) = (check.base.year, &target.unit_text);
    let unit_en = in_words(unit, Lang::En);
    let head_zh = format!(
        "{ya}年{a}到{yb}年{b}{unit}须年均增长{implied}，计划写{stated}（由{ya}年起按此推到{yb}年为{from_a}）；"
    );
    let head_en = format!(
        "from {a} in {ya} to {b} in {yb} ({unit_en}) takes {implied} a year, the plan says {stated} \
         (which leads from {ya} to {from_a}); "
    );
    let tail = match (check.fits_targets, check.fits_plan) {
        (true, true) => Text::new(
            format!("两种口径都说得通（{yo}年基期{base}，{ya}年为{at_a}）"),
            format!("both readings hold (a base of {base} in {yo} gives {at_a} in {ya})"),
        ),
        (true, false) => Text::new(
            format!(
                "{ya}—{yb}年口径吻合；若以{yo}年为基期（推算{base}），{ya}年只有{at_a}，达不到当年目标"
            ),
            format!(
                "it fits between the two; from a base of {base} reckoned for {yo}, {ya} would have {at_a} and miss its target"
            ),
        ),
        (false, true) => Text::new(
            format!("只有以{yo}年为基期（推算{base}）的口径吻合，此时{ya}年为{at_a}"),
            format!("only a base of {base} reckoned for {yo} fits, with {at_a} in {ya}"),
        ),
        (false, false) => Text::new(
            format!("以{yo}年为基期（推算{base}）也不吻合，此时{ya}年为{at_a}"),
            format!("a base of {base} reckoned for {yo} does not fit either, with {at_a} in {ya}"),
        ),
    };
    Text::new(head_zh + &tail.zh, head_en + &tail.en)
}
