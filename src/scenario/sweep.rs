//! One or two quantities over a range, and each quantity a little up and down.

use super::outcome::Totals;
use super::parallel::try_map;
use super::vary::{Grid, Knob, MOST_POINTS, Quantity};
use super::{Lab, LabError, Scenario};
use crate::diag::{Diagnostic, Diagnostics, Place, Text, codes};
use crate::domain::Ratio;

/// A sweep over one or two grids; points stand row by row, the second quantity running fastest.
#[derive(Clone, Debug)]
pub struct Sweep {
    pub first: Knob,
    pub second: Option<Knob>,
    pub points: Vec<Point>,
    /// Why nothing moved, where the totals of all points are the same.
    pub flat: Option<Text>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    pub first: Quantity,
    pub second: Option<Quantity>,
    pub totals: Totals,
}

/// Evaluates every point of the grids on top of `under`.
///
/// # Errors
/// Too many points, values out of range, and faults of evaluations.
pub fn sweep(
    lab: &Lab,
    under: &Scenario,
    first: &Grid,
    second: Option<&Grid>,
) -> Result<Sweep, LabError> {
    let points = first.len().saturating_mul(second.map_or(1, Grid::len));
    if points > MOST_POINTS || points == 0 {
        let fault = Diagnostic::new(&codes::BAD_GRID)
            .arg("read", &first.knob)
            .arg("why", format!("共 {points} 个点，须为 1 – {MOST_POINTS}"))
            .arg("why_en", format!("{points} points; 1 – {MOST_POINTS} are possible"));
        return Err(LabError::User(fault.into()));
    }
    let places =
        (0..first.len()).flat_map(|i| (0..second.map_or(1, Grid::len)).map(move |j| (i, j)));
    let places: Vec<(u64, u64)> = places.collect();
    let points: Vec<Point> = try_map(&places, |&(i, j)| -> Result<Point, LabError> {
        let values = (first.at(i), second.map(|grid| grid.at(j)));
        let (Some(value), other) = values else { return Err(overflow(first)) };
        let mut scenario = under.clone();
        first.knob.set(&mut scenario, value);
        let other = match (second, other) {
            (Some(grid), Some(Some(value))) => {
                grid.knob.set(&mut scenario, value);
                Some(value)
            }
            (Some(grid), _) => return Err(overflow(grid)),
            (None, _) => None,
        };
        Ok(Point { first: value, second: other, totals: lab.totals(&scenario)? })
    })?;
    let flat = flat(lab, under, first, &points)?;
    Ok(Sweep {
        first: first.knob.clone(),
        second: second.map(|grid| grid.knob.clone()),
        points,
        flat,
    })
}

fn overflow(grid: &Grid) -> LabError {
    let fault = Diagnostic::new(&codes::BAD_GRID)
        .arg("read", &grid.knob)
        .arg("why", "数值过大")
        .arg("why_en", "a value is too large");
    LabError::User(Diagnostics::from(fault))
}

/// The words for a curve without a slope: those of its last point against its first.
fn flat(
    lab: &Lab,
    under: &Scenario,
    first: &Grid,
    points: &[Point],
) -> Result<Option<Text>, LabError> {
    // What would be asked for may differ; what is granted does not.
    let granted = |t: &Totals| (t.approved, t.payable, t.claims_paid);
    let same = points.windows(2).all(|pair| granted(&pair[0].totals) == granted(&pair[1].totals));
    let (true, [start, .., end]) = (same, points) else { return Ok(None) };
    let mut one = under.clone();
    first.knob.set(&mut one, start.first);
    let mut other = under.clone();
    first.knob.set(&mut other, end.first);
    lab.why_between(&one, &other)
}

/// One quantity, a little lower and a little higher.
#[derive(Clone, Debug)]
pub struct Swing {
    pub knob: Knob,
    /// What it is; empty where nothing says so.
    pub text: Text,
    pub now: Quantity,
    /// `None` where the range of the parameter leaves no room on that side.
    pub low: Option<(Quantity, Totals)>,
    pub high: Option<(Quantity, Totals)>,
    /// Why nothing moved, where nothing did.
    pub why: Option<Text>,
}

impl Swing {
    /// How far approved and payable move at most, in fen.
    pub fn reach(&self, base: &Totals) -> (i64, i64) {
        let sides = || self.low.iter().chain(&self.high);
        let most = |of: fn(&Totals) -> i64| {
            sides().map(|(_, totals)| (of(totals) - of(base)).abs()).max().unwrap_or(0)
        };
        (most(|t| t.approved), most(|t| t.payable))
    }
}

/// A part by which quantities can be moved down and up: above nothing, and at most the whole.
///
/// # Errors
/// Any other ratio, such as a percentage without its sign.
pub fn part(part: Ratio, name: &str, place: Place) -> Result<Ratio, Diagnostic> {
    if part.num > 0 && part.at_most(Ratio::ONE) {
        return Ok(part);
    }
    let fault = Diagnostic::new(&codes::OUT_OF_RANGE).arg("name", name).arg("read", part);
    Err(fault.arg("range", "0% < … ≤ 100%").at(place))
}

/// Every knob down and up by `part`, the one that moves most first; ties in the order of the file.
///
/// # Errors
/// Faults of evaluations.
pub fn tornado(lab: &Lab, under: &Scenario, part: Ratio) -> Result<(Totals, Vec<Swing>), LabError> {
    let base = lab.totals(under)?;
    let setting = lab.setting(under)?.0;
    let knobs = Knob::all(lab.base(), &setting, &lab.currencies(&setting)?);
    let swings: Vec<Option<Swing>> = try_map(&knobs, |knob| -> Result<_, LabError> {
        let knob = knob.clone();
        let Some(now) = knob.now(lab.base(), &setting) else { return Ok(None) };
        let (min, max) = knob.range(lab.base());
        let side = |value: Option<Quantity>| -> Result<Option<(Quantity, Totals)>, LabError> {
            let Some(value) = value.filter(|value| *value != now) else { return Ok(None) };
            let mut scenario = under.clone();
            knob.set(&mut scenario, value);
            Ok(Some((value, lab.totals(&scenario)?)))
        };
        let (less, more) = (minus(Ratio::ONE, part), plus(Ratio::ONE, part));
        let low = side(nudge(now, less, -1).map(|value| at_least(value, min)))?;
        let high = side(nudge(now, more, 1).map(|value| at_most(value, max)))?;
        let text = setting.meaning_of(&knob.to_string());
        let mut swing = Swing { knob, text, now, low, high, why: None };
        if swing.reach(&base) == (0, 0) {
            let far = swing.low.or(swing.high).map(|(value, _)| value);
            if let Some(value) = far {
                let mut scenario = under.clone();
                swing.knob.set(&mut scenario, value);
                swing.why = lab.why_between(under, &scenario)?;
            }
        }
        Ok(Some(swing))
    })?;
    let mut swings: Vec<Swing> = swings.into_iter().flatten().collect();
    swings.sort_by_key(|swing| std::cmp::Reverse(swing.reach(&base)));
    Ok((base, swings))
}

fn minus(a: Ratio, b: Ratio) -> Ratio {
    let num = i128::from(a.num) * i128::from(b.den) - i128::from(b.num) * i128::from(a.den);
    fraction(num.max(0), i128::from(a.den) * i128::from(b.den))
}

fn plus(a: Ratio, b: Ratio) -> Ratio {
    let num = i128::from(a.num) * i128::from(b.den) + i128::from(b.num) * i128::from(a.den);
    fraction(num, i128::from(a.den) * i128::from(b.den))
}

fn fraction(num: i128, den: i128) -> Ratio {
    let parts = (i64::try_from(num), i64::try_from(den));
    match parts {
        (Ok(num), Ok(den)) => Ratio::new(num, den).unwrap_or(Ratio::ONE),
        _ => Ratio::ONE,
    }
}

/// Whole numbers move by one at least.
fn nudge(now: Quantity, factor: Ratio, direction: i64) -> Option<Quantity> {
    match (now, now.times(factor)?) {
        (Quantity::Count(count), Quantity::Count(moved)) if count == moved => {
            Some(Quantity::Count((count + direction).max(0)))
        }
        (_, moved) => Some(moved),
    }
}

fn at_least(value: Quantity, min: Option<Quantity>) -> Quantity {
    min.filter(|min| value.at_most(*min) == Some(true)).unwrap_or(value)
}

fn at_most(value: Quantity, max: Option<Quantity>) -> Quantity {
    max.filter(|max| max.at_most(value) == Some(true)).unwrap_or(value)
}
