//! The way to a target, year by year, rounded half up to the decimals of the target.

use rust_decimal::Decimal;

use super::figures::{Figure, yearly};
use super::number::{power, root, round};
use super::plan::{Course, Plan, Start, Target};

/// Values of a path, one per year without a gap, the first at its beginning and the last at its target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    pub first_year: i32,
    pub values: Vec<Decimal>,
    /// Whether its beginning stands in no document.
    pub assumed_start: bool,
}

impl Path {
    pub fn at(&self, year: i32) -> Option<Decimal> {
        let at = usize::try_from(year - self.first_year).ok()?;
        self.values.get(at).copied()
    }

    pub fn last_year(&self) -> i32 {
        self.first_year + self.values.len() as i32 - 1
    }
}

/// A node that a path leads through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Node {
    pub year: i32,
    pub value: Decimal,
}

/// The path to a target. `figures` are those of its series, by time.
pub fn path(plan: &Plan, target: &Target, figures: &[&Figure]) -> Option<Path> {
    let due = target.due?;
    match target.course {
        Course::None | Course::Limit => None,
        Course::Along(other) => {
            let whole = path(plan, &plan.targets[other], figures)?;
            let years = usize::try_from(due.year - whole.first_year + 1).ok()?;
            let values = whole.values.into_iter().take(years).collect();
            Some(Path { values, ..whole })
        }
        Course::Compound(start) | Course::Linear(start) => {
            let (from, assumed_start) = start_of(plan, target, start, figures)?;
            let to = Node { year: due.year, value: target.test.value()? };
            let values = match target.course {
                Course::Linear(_) => linear(from, to, target.decimals),
                _ => compound(from, to, target.decimals),
            };
            Some(Path { first_year: from.year, values: values?, assumed_start })
        }
    }
}

fn start_of(
    plan: &Plan,
    target: &Target,
    start: Start,
    figures: &[&Figure],
) -> Option<(Node, bool)> {
    match start {
        Start::Baseline => {
            let base = target.baseline?;
            Some((Node { year: base.year, value: base.value }, base.derived))
        }
        Start::Target(other) => {
            let from = &plan.targets[other];
            Some((Node { year: from.due?.year, value: from.test.value()? }, false))
        }
        Start::FirstFigure => {
            let (year, value) = yearly(figures).next()?;
            Some((Node { year, value }, true))
        }
    }
}

/// The same growth every year between two nodes.
pub fn compound(from: Node, to: Node, decimals: u32) -> Option<Vec<Decimal>> {
    let years = u32::try_from(to.year - from.year).ok().filter(|years| *years > 0)?;
    let factor = root(to.value.checked_div(from.value)?, years)?;
    let inner =
        (0..years).map(|n| Some(round(from.value.checked_mul(power(factor, n)?)?, decimals)));
    inner.chain([Some(to.value)]).collect()
}

/// The same step every year between two nodes.
pub fn linear(from: Node, to: Node, decimals: u32) -> Option<Vec<Decimal>> {
    let years = u32::try_from(to.year - from.year).ok().filter(|years| *years > 0)?;
    let way = to.value.checked_sub(from.value)?;
    let inner = (0..years).map(|n| {
        let part = way.checked_mul(Decimal::from(n))?.checked_div(Decimal::from(years))?;
        Some(round(from.value.checked_add(part)?, decimals))
    });
    inner.chain([Some(to.value)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(year: i32, value: &str) -> Node {
        Node { year, value: value.parse().expect("a decimal") }
    }

    fn texts(values: Option<Vec<Decimal>>) -> Vec<String> {
        let values = values.expect("a path");
        values.iter().map(|v| super::super::number::shown(*v, 2)).collect()
    }

    /// The yearly paths of the plan, worked by hand.
    #[test]
    fn compound_paths_worked_by_hand() {
        let five =
            |base: &str, target: &str| texts(compound(node(2015, base), node(2020, target), 2));
        assert_eq!(
            five("1160.5284546", "2000"),
            ["1,160.53", "1,293.99", "1,442.80", "1,608.72", "1,793.72", "2,000.00"]
        );
        assert_eq!(
            five("54.4466557", "80"),
            ["54.45", "58.80", "63.51", "68.59", "74.07", "80.00"]
        );
        assert_eq!(
            five("47.6638556", "84"),
            ["47.66", "53.38", "59.79", "66.96", "75.00", "84.00"]
        );
        let nodes = |from: &str, to: &str| texts(compound(node(2017, from), node(2020, to), 2));
        assert_eq!(nodes("60", "80"), ["60.00", "66.04", "72.68", "80.00"]);
        assert_eq!(nodes("60", "84"), ["60.00", "67.12", "75.09", "84.00"]);
        assert_eq!(nodes("1400", "2000"), ["1,400.00", "1,576.75", "1,775.81", "2,000.00"]);
    }

    #[test]
    fn linear_paths_step_evenly() {
        assert_eq!(
            texts(linear(node(2016, "4"), node(2019, "10"), 0)),
            ["4.00", "6.00", "8.00", "10.00"]
        );
        assert_eq!(linear(node(2019, "4"), node(2019, "10"), 0), None);
        assert_eq!(compound(node(2019, "0"), node(2020, "10"), 0), None);
    }
}
