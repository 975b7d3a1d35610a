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
        Some(_) => Amounts::Other,
    }
}

impl Amounts {
    pub fn text(self) -> Text {
        match self {
            Self::Unknown => Text::default(),
            Self::Requested => Text::new("与申请额相等", "equal to what is requested"),
            Self::Granted => Text::new("与核定金额相等", "equal to what is granted"),
            Self::Cost => Text::new("与支出额相等", "equal to what was spent"),
            Self::AboveCost => Text::new(
                "超过本项全部支出，不可能只为此项",
                "more than was spent: not for this alone",
            ),
            Self::Other => Text::new("不等", "differs"),
        }
    }

    /// Whether it speaks for the same support.
    pub fn speaks_for(self) -> bool {
        matches!(self, Self::Requested | Self::Granted | Self::Cost)
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
        let fixed = Own { cost: None, ..own };
        assert_eq!(compare(fixed, Some(1001)), Amounts::Other, "an award without a cost");
    }
}
