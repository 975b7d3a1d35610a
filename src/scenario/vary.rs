//! Quantities that can be varied, one exact step after the other.

use std::fmt;
use std::sync::Arc;

use super::file::Scenario;
use super::setting::{Base, Setting};
use crate::config::{Node, Value};
use crate::diag::{Diagnostic, Place, SourceText, codes, suggest};
use crate::domain::rates::bounds;
use crate::domain::ratio::gcd;
use crate::domain::{Amount, Currency, Fen, Ratio};

/// Points of a grid that a sweep evaluates, at most.
pub const MOST_POINTS: u64 = 10_000;

/// An exact value of something that can be varied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    Ratio(Ratio),
    Amount(Amount),
    Count(i64),
}

impl Quantity {
    /// `30%`, `1.5`, `100万元`, `10`.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Ok(amount) = text.parse::<Amount>() {
            return Some(Self::Amount(amount));
        }
        if let Ok(count) = text.parse::<i64>() {
            return Some(Self::Count(count));
        }
        text.parse().ok().map(Self::Ratio)
    }

    fn of_node(node: &Node) -> Option<Self> {
        match &node.value {
            Value::Int(value) => Some(Self::Count(*value)),
            Value::Text(text) => match Self::parse(text) {
                // Whole numbers in quotes are factors.
                Some(Self::Count(value)) => Ratio::new(value, 1).map(Self::Ratio),
                other => other,
            },
            _ => None,
        }
    }

    /// In the unit of a grid that both share: fen, numerators over `den`, or a count.
    fn units(self, den: i64) -> Option<i64> {
        match self {
            Self::Ratio(ratio) => {
                (den % ratio.den == 0).then(|| ratio.num.checked_mul(den / ratio.den)).flatten()
            }
            Self::Amount(amount) => Some(amount.minor),
            Self::Count(count) => Some(count),
        }
    }

    /// The same kind of quantity with another number of units.
    fn with_units(self, units: i64, den: i64) -> Option<Self> {
        match self {
            Self::Ratio(_) => Ratio::new(units, den).map(Self::Ratio),
            Self::Amount(amount) => {
                (units >= 0).then_some(Self::Amount(Amount { minor: units, ..amount }))
            }
            Self::Count(_) => (units >= 0).then_some(Self::Count(units)),
        }
    }

    fn den(self) -> i64 {
        match self {
            Self::Ratio(ratio) => ratio.den,
            _ => 1,
        }
    }

    /// Whether two are of one kind and currency.
    fn like(self, other: Self) -> bool {
        match (self, other) {
            (Self::Ratio(_), Self::Ratio(_)) | (Self::Count(_), Self::Count(_)) => true,
            (Self::Amount(a), Self::Amount(b)) => a.currency == b.currency,
            _ => false,
        }
    }

    /// A whole number where a factor is meant.
    fn as_kind_of(self, other: Self) -> Self {
        match (self, other) {
            (Self::Count(value), Self::Ratio(_)) => Ratio::new(value, 1).map_or(self, Self::Ratio),
            _ => self,
        }
    }

    fn node(self) -> Node {
        let text = self.to_string();
        let source = Arc::new(SourceText { path: "--vary".into(), text: text.clone() });
        let span = 0..text.len();
        let value = match self {
            Self::Count(value) => Value::Int(value),
            _ => Value::Text(text),
        };
        Node { value, source, span }
    }
}

impl fmt::Display for Quantity {
    /// As a rule file would write it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const FEN_PER_WAN: i64 = 1_000_000;
        match self {
            Self::Ratio(ratio) => write!(f, "{ratio}"),
            Self::Count(count) => write!(f, "{count}"),
            Self::Amount(amount) => {
                let unit = match amount.currency {
                    Currency::Usd => "美元",
                    Currency::Hkd => "港元",
                    Currency::Eur => "欧元",
                    _ => "元",
                };
                if amount.minor % FEN_PER_WAN == 0 && amount.minor != 0 {
                    write!(f, "{}万{unit}", amount.minor / FEN_PER_WAN)
                } else {
                    write!(f, "{}{unit}", Fen(amount.minor))
                }
            }
        }
    }
}

/// Something that can be varied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Knob {
    /// A parameter of the scheme.
    Parameter(String),
    /// A published rate.
    Rate(String),
    Total,
    Reserve,
    Applicants,
    TakeUp,
    Pending,
    Prices,
}

impl fmt::Display for Knob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Parameter(name) => f.write_str(name),
            Self::Rate(name) => write!(f, "rates.{name}"),
            Self::Total => f.write_str("budget.total"),
            Self::Reserve => f.write_str("budget.reserve"),
            Self::Applicants => f.write_str("growth.applicants"),
            Self::TakeUp => f.write_str("growth.take_up"),
            Self::Pending => f.write_str("growth.pending"),
            Self::Prices => f.write_str("growth.prices"),
        }
    }
}

impl Knob {
    const FIXED: [Knob; 6] =
        [Self::Total, Self::Reserve, Self::Applicants, Self::TakeUp, Self::Pending, Self::Prices];

    /// # Errors
    /// A name that is nothing that can be varied.
    pub fn parse(name: &str, base: &Base, setting: &Setting) -> Result<Self, Diagnostic> {
        if let Some(knob) = Self::FIXED.iter().find(|knob| knob.to_string() == name) {
            return Ok(knob.clone());
        }
        let rates = base.rate_names();
        if let Some(rate) = name.strip_prefix("rates.").filter(|rate| rates.contains(rate)) {
            return Ok(Self::Rate(rate.to_string()));
        }
        let parameters: Vec<String> =
            base.scheme_file.parameter_ranges().into_iter().map(|range| range.name).collect();
        if parameters.iter().any(|known| known == name)
            && setting.scheme.in_force.iter().any(|known| known.name == name)
        {
            return Ok(Self::Parameter(name.to_string()));
        }
        let fixed: Vec<String> = Self::FIXED.iter().map(ToString::to_string).collect();
        let known = parameters.iter().chain(&fixed).map(String::as_str);
        Err(Diagnostic::new(&codes::UNKNOWN_KNOB)
            .arg("name", name)
            .arg("suggestion", suggest(name, known).unwrap_or_default()))
    }

    /// All that an analyst would turn: every parameter, the rates in use, the currencies that occur,
    /// the year's money, growth.
    pub fn all(base: &Base, setting: &Setting, currencies: &[Currency]) -> Vec<Self> {
        let parameters = base.scheme_file.parameter_ranges().into_iter();
        let mut out: Vec<Self> = parameters.map(|range| Self::Parameter(range.name)).collect();
        out.extend(setting.rates_used().into_iter().map(|name| Self::Rate(name.to_string())));
        let foreign = currencies.iter().filter(|currency| **currency != Currency::Cny);
        out.extend(foreign.map(|currency| Self::Rate(currency.code().to_string())));
        if setting.pool.is_some() {
            out.push(Self::Total);
        }
        out.extend([Self::Applicants, Self::Prices]);
        out
    }

    /// The value in force; `None` where there is none to start from.
    pub fn now(&self, base: &Base, setting: &Setting) -> Option<Quantity> {
        let yuan = |minor| Quantity::Amount(Amount { minor, currency: Currency::Cny });
        match self {
            Self::Parameter(name) => {
                let known = setting.scheme.in_force.iter().find(|known| known.name == *name)?;
                let ranges = base.scheme_file.parameter_ranges();
                let written = ranges.into_iter().find(|range| range.name == *name);
                let kind = written.and_then(|range| Quantity::of_node(range.value.as_ref()?));
                let now = Quantity::parse(&known.value)?;
                Some(kind.map_or(now, |kind| now.as_kind_of(kind)))
            }
            Self::Rate(name) => setting.published(name).map(Quantity::Ratio),
            Self::Total => setting.pool.map(|pool| yuan(pool.total)),
            Self::Reserve => setting.pool.map(|pool| yuan(pool.reserve)),
            Self::Applicants | Self::TakeUp | Self::Pending | Self::Prices => {
                Some(Quantity::Ratio(Ratio::ONE))
            }
        }
    }

    /// Where the value may lie: the range of a parameter, `None` where it is open.
    pub fn range(&self, base: &Base) -> (Option<Quantity>, Option<Quantity>) {
        let zero = Some(Quantity::Ratio(Ratio { num: 0, den: 1 }));
        match self {
            Self::Parameter(name) => {
                let ranges = base.scheme_file.parameter_ranges();
                let range = ranges.into_iter().find(|range| range.name == *name);
                let of = |node: Option<Node>| node.as_ref().and_then(Quantity::of_node);
                range.map_or((None, None), |range| (of(range.min), of(range.max)))
            }
            Self::TakeUp | Self::Pending => (zero, Some(Quantity::Ratio(Ratio::ONE))),
            Self::Applicants | Self::Prices => (zero, None),
            Self::Rate(name) => match bounds(name) {
                Some((low, high)) => (Some(Quantity::Ratio(low)), Some(Quantity::Ratio(high))),
                None => (zero, None),
            },
            Self::Total | Self::Reserve => {
                (Some(Quantity::Amount(Amount { minor: 0, currency: Currency::Cny })), None)
            }
        }
    }

    /// Puts a value into a scenario.
    pub fn set(&self, scenario: &mut Scenario, value: Quantity) {
        let ratio = match value {
            Quantity::Ratio(ratio) => ratio,
            Quantity::Count(count) => Ratio::new(count, 1).unwrap_or(Ratio::ONE),
            Quantity::Amount(_) => Ratio::ONE,
        };
        let fen = match value {
            Quantity::Amount(amount) => amount.minor,
            _ => 0,
        };
        match self {
            Self::Parameter(name) => {
                scenario.choices.parameters.retain(|(known, _)| known != name);
                scenario.choices.parameters.push((name.clone(), value.node()));
            }
            Self::Rate(name) => {
                scenario.rates.retain(|(known, ..)| known != name);
                scenario.rates.push((name.clone(), ratio, Place::Nowhere));
            }
            Self::Total => scenario.total = Some((fen, Place::Nowhere)),
            Self::Reserve => scenario.reserve = Some((fen, Place::Nowhere)),
            Self::Applicants => scenario.growth.applicants = Some(ratio),
            Self::TakeUp => scenario.growth.take_up = Some(ratio),
            Self::Pending => scenario.growth.pending = Some(ratio),
            Self::Prices => scenario.growth.prices = Some(ratio),
        }
    }

    /// A value as people write it for this knob: exchange rates as decimals.
    pub fn show(&self, value: Quantity) -> String {
        match (self, value) {
            (Self::Rate(name), Quantity::Ratio(ratio)) => show_rate(name, ratio),
            (_, value) => value.to_string(),
        }
    }

    /// Whether values of this kind and currency fit the knob.
    pub fn takes(&self, value: Quantity, base: &Base, setting: &Setting) -> bool {
        self.now(base, setting).is_none_or(|now| value.as_kind_of(now).like(now))
    }

    /// A value as the kind that the knob has: a whole number where a factor is meant.
    pub fn like_now(&self, value: Quantity, base: &Base, setting: &Setting) -> Quantity {
        self.now(base, setting).map_or(value, |now| value.as_kind_of(now))
    }
}

/// An exchange rate as a decimal, other rates as a percentage.
pub fn show_rate(name: &str, rate: Ratio) -> String {
    match Currency::parse(name) {
        Some(_) => rate.decimal(),
        None => rate.to_string(),
    }
}

/// Values of one knob.
#[derive(Clone, Debug)]
pub struct Grid {
    pub knob: Knob,
    steps: Steps,
}

#[derive(Clone, Debug)]
enum Steps {
    /// The first value, its units, units of a step, units of the end, how many. The last step is
    /// shorter where even ones do not meet the end.
    Even {
        first: Quantity,
        den: i64,
        start: i64,
        step: i64,
        end: i64,
        count: u64,
    },
    List(Vec<Quantity>),
}

impl Grid {
    /// `rate_m2=1%..5%/0.5%`, `cap_m2=50万元,80万元`; for a search also `rate_m2` alone.
    ///
    /// # Errors
    /// Unknown names, values of another kind, steps that lead nowhere.
    pub fn parse(text: &str, base: &Base, setting: &Setting) -> Result<Self, Diagnostic> {
        let bad = |why: &str, why_en: &str| {
            Diagnostic::new(&codes::BAD_GRID)
                .arg("read", text)
                .arg("why", why)
                .arg("why_en", why_en)
        };
        let (name, values) = text.split_once('=').unwrap_or((text, ""));
        let knob = Knob::parse(name.trim(), base, setting)?;
        let now = knob.now(base, setting);
        let read = |text: &str| {
            let value = Quantity::parse(text);
            let value = value.map(|value| now.map_or(value, |now| value.as_kind_of(now)));
            value
                .filter(|value| knob.takes(*value, base, setting))
                .ok_or_else(|| bad("数值的类型或币种不符", "a value of another kind or currency"))
        };
        if values.is_empty() {
            let (from, to) = knob.range(base);
            let open = now
                .and_then(|now| now.with_units(now.units(now.den())?.checked_mul(2)?, now.den()));
            let (Some(from), Some(to)) = (from.or(now), to.or(open)) else {
                return Err(bad("没有可用的范围", "no range is known"));
            };
            return Self::even(knob, from, to, finest(from))
                .ok_or_else(|| bad("范围为空", "it is empty"));
        }
        if let Some((from, rest)) = values.split_once("..") {
            let (to, step) = match rest.split_once('/') {
                Some((to, step)) => (read(to)?, read(step)?),
                None => {
                    let to = read(rest)?;
                    (to, finest(to))
                }
            };
            let from = read(from)?;
            return Self::even(knob, from, to, step).ok_or_else(|| {
                bad(
                    "步长须为正，且起点不大于终点",
                    "the step must be above zero and the end not before the start",
                )
            });
        }
        let list: Result<Vec<Quantity>, Diagnostic> = values.split(',').map(read).collect();
        Ok(Self { knob, steps: Steps::List(list?) })
    }

    /// Even steps from `from` up to `to`, both of them tried. `None` where there are none.
    pub fn even(knob: Knob, from: Quantity, to: Quantity, step: Quantity) -> Option<Self> {
        let den = lcm(lcm(from.den(), to.den())?, step.den())?;
        let (start, end, step) = (from.units(den)?, to.units(den)?, step.units(den)?);
        if step <= 0 || end < start {
            return None;
        }
        let short = u64::from((end - start) % step != 0);
        let count = u64::try_from((end - start) / step).ok()? + 1 + short;
        Some(Self { knob, steps: Steps::Even { first: from, den, start, step, end, count } })
    }

    pub fn len(&self) -> u64 {
        match &self.steps {
            Steps::Even { count, .. } => *count,
            Steps::List(list) => list.len() as u64,
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value at a place from 0 on.
    pub fn at(&self, place: u64) -> Option<Quantity> {
        match &self.steps {
            Steps::List(list) => list.get(usize::try_from(place).ok()?).copied(),
            Steps::Even { first, den, start, step, end, count } if place < *count => {
                let units = i64::try_from(place).ok()?.checked_mul(*step)?.checked_add(*start)?;
                first.with_units(units.min(*end), *den)
            }
            Steps::Even { .. } => None,
        }
    }

    /// The place of the last value that is not above `value`; `None` outside the grid.
    pub fn nearest(&self, value: Quantity) -> Option<u64> {
        let value = self.at(0).map(|first| value.as_kind_of(first))?;
        let inside = value.at_most(self.at(self.len() - 1)?)? && self.at(0)?.at_most(value)?;
        let (mut low, mut high) = (0, self.len());
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            if self.at(middle)?.at_most(value)? { low = middle } else { high = middle }
        }
        inside.then_some(low)
    }

    /// The values of a list, each once and from the smallest; `None` for even steps.
    pub fn listed(&self) -> Option<Vec<Quantity>> {
        let Steps::List(list) = &self.steps else { return None };
        let mut sorted = list.clone();
        // Values of one grid are all of one kind, so that each pair has an order.
        sorted.sort_by(|a, b| b.at_most(*a).cmp(&a.at_most(*b)));
        sorted.dedup_by(|a, b| a.at_most(*b) == Some(true) && b.at_most(*a) == Some(true));
        Some(sorted)
    }

    /// The step between neighbours, where they are even.
    pub fn step(&self) -> Option<Quantity> {
        match &self.steps {
            Steps::Even { first, den, step, .. } => first.with_units(*step, *den),
            Steps::List(_) => None,
        }
    }
}

/// The step of a search where none is given: one hundredth of a per cent, one yuan, one.
fn finest(like: Quantity) -> Quantity {
    match like {
        Quantity::Ratio(_) => Quantity::Ratio(Ratio { num: 1, den: 10_000 }),
        Quantity::Amount(amount) => Quantity::Amount(Amount { minor: 100, ..amount }),
        Quantity::Count(_) => Quantity::Count(1),
    }
}

fn lcm(a: i64, b: i64) -> Option<i64> {
    (a / gcd(a, b)).checked_mul(b)
}

impl Quantity {
    /// Times a factor, cut to the unit that the quantity has; ratios to a hundred-millionth.
    pub fn times(self, factor: Ratio) -> Option<Self> {
        const FINE: i64 = 100_000_000;
        let product = |units: i64| {
            i64::try_from(i128::from(units) * i128::from(factor.num) / i128::from(factor.den)).ok()
        };
        match self {
            Self::Ratio(ratio) => {
                let exact = ratio.times(factor)?;
                let units = i128::from(exact.num) * i128::from(FINE) / i128::from(exact.den);
                Ratio::new(i64::try_from(units).ok()?, FINE).map(Self::Ratio)
            }
            other => other.with_units(product(other.units(1)?)?, 1),
        }
    }

    /// Not above `other`; `None` where the kinds differ.
    pub fn at_most(self, other: Self) -> Option<bool> {
        let den = lcm(self.den(), other.den())?;
        self.like(other).then_some(())?;
        Some(self.units(den)? <= other.units(den)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_exact_and_end_inside() {
        let ratio = |text: &str| Quantity::Ratio(text.parse().expect("a rate"));
        let grid = Grid::even(Knob::TakeUp, ratio("0.1%"), ratio("1%"), ratio("0.3%"));
        let grid = grid.expect("a grid");
        let values: Vec<String> =
            (0..grid.len()).filter_map(|i| grid.at(i)).map(|v| v.to_string()).collect();
        assert_eq!(values, ["0.1%", "0.4%", "0.7%", "1%"]);
        assert!(grid.at(4).is_none());
        assert!(Grid::even(Knob::TakeUp, ratio("2%"), ratio("1%"), ratio("1%")).is_none());
    }

    #[test]
    fn the_end_is_tried_where_steps_do_not_meet_it() {
        let ratio = |text: &str| Quantity::Ratio(text.parse().expect("a rate"));
        let grid = Grid::even(Knob::TakeUp, ratio("1%"), ratio("2%"), ratio("0.4%"));
        let grid = grid.expect("a grid");
        let values: Vec<String> =
            (0..grid.len()).filter_map(|i| grid.at(i)).map(|v| v.to_string()).collect();
        assert_eq!(values, ["1%", "1.4%", "1.8%", "2%"]);
        assert_eq!(grid.nearest(ratio("1.99%")), Some(2));
        assert_eq!(grid.nearest(ratio("2%")), Some(3));
        let wide = Grid::even(Knob::TakeUp, ratio("1%"), ratio("2%"), ratio("9%"));
        assert_eq!(wide.map(|grid| grid.len()), Some(2), "a step beyond the end leads to it");
    }

    #[test]
    fn a_list_is_put_in_order() {
        let wan =
            |wan: i64| Quantity::Amount(Amount { minor: wan * 1_000_000, currency: Currency::Cny });
        let list = vec![wan(50), wan(10), wan(30), wan(10)];
        let grid = Grid { knob: Knob::Total, steps: Steps::List(list) };
        assert_eq!(grid.listed(), Some(vec![wan(10), wan(30), wan(50)]));
    }

    #[test]
    fn a_quantity_reads_back_as_written() {
        for text in ["100万元", "1,234.56元", "500万美元", "30%", "0.25%", "10"] {
            let value = Quantity::parse(text).expect("a quantity");
            assert_eq!(value.to_string(), text);
        }
        let amount = Quantity::parse("100万元").and_then(|v| v.times(Ratio { num: 9, den: 10 }));
        assert_eq!(amount.map(|v| v.to_string()).as_deref(), Some("90万元"));
    }
}
