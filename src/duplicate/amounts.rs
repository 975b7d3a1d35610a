//! Amounts of both sides compared: evidence for a person, never a verdict.

use crate::diag::Text;

/// What a claim comes to, in fen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Own {
    pub requested: i64,
    pub before: i64,
    /// What was spent; `None` for awards that do not follow from a cost.
    pub cost: Option<i64>,
}

/// What the amounts of both sides say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amounts {
    /// The roster states none.
    Unknown,
    Requested,
    Granted,
    Cost,
    /// So many hundredths of what was spent, where chance would hardly give the amount.
    Share(i64),
    /// More than was spent: it cannot be for this expense alone.
    AboveCost,
    Other,
}

/// Compares what a roster states with the claim.
pub fn compare(own: Own, other: Option<i64>) -> Amounts {
    match other {
        None | Some(..=0) => Amounts::Unknown,
        Some(fen) if fen == own.requested => Amounts::Requested,
        Some(fen) if fen == own.before => Amounts::Granted,
        Some(fen) if own.cost == Some(fen) => Amounts::Cost,
        Some(fen) if own.cost.is_some_and(|cost| fen > cost) => Amounts::AboveCost,
        Some(fen) => {
            let rate = own.cost.and_then(|cost| share(cost, fen));
            rate.map_or(Amounts::Other, Amounts::Share)
        }
    }
}

/// Rates of support are multiples of so many hundredths.
const RATES: i128 = 5;
/// What rounding takes or gives at most: a yuan.
const ROUNDING: i128 = 100;
/// Whole multiples of so many fen come up by chance, and again every year.
const ROUND: i64 = 10_000;

/// How many hundredths of a cost an amount is, by the rates that support has; `None` where it is none of them, or so
/// round that it says nothing.
pub fn share(cost: i64, amount: i64) -> Option<i64> {
    if cost <= 0 || amount <= 0 || amount > cost || amount % ROUND == 0 {
        return None;
    }
    let (cost, amount) = (i128::from(cost), i128::from(amount) * 100);
    let rate = (amount + cost * RATES / 2) / (cost * RATES) * RATES;
    let near = rate > 0 && (amount - cost * rate).abs() <= ROUNDING * 100;
    near.then_some(rate as i64)
}

impl Amounts {
    pub fn text(self) -> Text {
        match self {
            Self::Unknown => Text::default(),
            Self::Requested => Text::new("与申请额相等", "equal to what is requested"),
            Self::Granted => Text::new("与核定金额相等", "equal to what is granted"),
            Self::Cost => Text::new("与支出额相等", "equal to what was spent"),
            Self::Share(rate) => Text::new(
                format!("恰为支出额的 {rate}%"),
                format!("just {rate} % of what was spent"),
            ),
            Self::AboveCost => Text::new(
                "超过本项全部支出，不可能只为此项",
                "more than was spent: not for this alone",
            ),
            Self::Other => Text::new("不等", "differs"),
        }
    }

    /// Whether it speaks for the same support.
    pub fn speaks_for(self) -> bool {
        matches!(self, Self::Requested | Self::Granted | Self::Cost | Self::Share(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_amounts_speak_and_impossible_ones_are_named() {
        let own = Own { requested: 500, before: 300, cost: Some(1000) };
        let said = [Some(500), Some(300), Some(1000), Some(1001), Some(7), Some(0), None];
        let expected = [
            Amounts::Requested,
            Amounts::Granted,
            Amounts::Cost,
            Amounts::AboveCost,
            Amounts::Other,
            Amounts::Unknown,
            Amounts::Unknown,
        ];
        assert_eq!(said.map(|other| compare(own, other)), expected);
        let spent = Own { cost: Some(15_634_938), ..own };
        assert_eq!(compare(spent, Some(7_817_469)), Amounts::Share(50));
        let fixed = Own { cost: None, ..own };
        assert_eq!(compare(fixed, Some(1001)), Amounts::Other, "an award without a cost");
    }

    #[test]
    fn shares_of_a_cost_are_told_from_chance() {
        let cost = 15_634_938;
        for (amount, rate) in [
            (7_817_469, Some(50)),
            (7_817_400, Some(50)),
            (4_690_481, Some(30)),
            (cost, Some(100)),
            // No rate of support, more than the cost, nothing.
            (7_973_818, None),
            (cost + 1, None),
            (0, None),
            (-5, None),
            // Hardly anything of it.
            (99, None),
        ] {
            assert_eq!(share(cost, amount), rate, "{amount}");
        }
        // Round sums come up by chance: half of 20,000 yuan.
        assert_eq!(share(2_000_000, 1_000_000), None);
        assert_eq!((share(0, 1), share(-1, 1)), (None, None));
        assert_eq!(share(i64::MAX, i64::MAX - 1), Some(100));
    }
}
