//! Roundings have names. The default is to truncate to the fen: nothing else can keep a law's
//! “不超过 X%” in every case.

/// What happens to the part below the unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum RoundMode {
    /// 舍去 towards zero.
    #[default]
    Floor,
    /// 四舍五入 half away from zero.
    HalfUp,
}

/// The unit that is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum RoundUnit {
    #[default]
    Fen,
    Yuan,
    Wan,
}

impl RoundUnit {
    /// Fen in one unit.
    pub fn fen(self) -> i64 {
        match self {
            Self::Fen => 1,
            Self::Yuan => 100,
            Self::Wan => 1_000_000,
        }
    }
}

/// A named rounding of money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Rounding {
    pub mode: RoundMode,
    pub unit: RoundUnit,
}

impl Rounding {
    /// The same, to the fen: what amounts are reckoned in until the end.
    pub fn in_fen(self) -> Self {
        Self { unit: RoundUnit::Fen, ..self }
    }

    /// What is left of an amount in whole units: cut, since a limit that it has passed must hold.
    pub fn cut(self, fen: i64) -> i64 {
        fen - fen.rem_euclid(self.unit.fen())
    }

    /// `value × num ÷ den`, rounded once. `None` when `den` is not positive, a factor is negative,
    /// or the product leaves 128 bits or the result 64.
    #[inline]
    pub fn mul_div(self, value: i128, num: i128, den: i128) -> Option<i64> {
        let unit = i128::from(self.unit.fen());
        if den <= 0 || value < 0 || num < 0 {
            return None;
        }
        let product = value.checked_mul(num)?;
        let divisor = den.checked_mul(unit)?;
        // 64-bit division is several times faster than 128-bit division and nearly always enough.
        let (quotient, rest) = match (u64::try_from(product), u64::try_from(divisor)) {
            (Ok(p), Ok(d)) => (i128::from(p / d), i128::from(p % d)),
            _ => (product / divisor, product % divisor),
        };
        let up = match self.mode {
            RoundMode::Floor => false,
            RoundMode::HalfUp => rest >= divisor - rest,
        };
        i64::try_from((quotient + i128::from(up)) * unit).ok()
    }

    /// Rounds an amount that is already in whole fen to the unit.
    #[inline]
    pub fn fen(self, value: i64) -> i64 {
        match self.unit {
            RoundUnit::Fen => value,
            _ => self.mul_div(i128::from(value), 1, 1).unwrap_or(value),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn truncation_never_exceeds_the_rate() {
        let floor = Rounding::default();
        assert_eq!(floor.mul_div(666_666_666, 30, 100), Some(199_999_999));
        let half_up = Rounding { mode: RoundMode::HalfUp, ..floor };
        assert_eq!(half_up.mul_div(666_666_666, 30, 100), Some(200_000_000));
        assert_eq!(half_up.mul_div(5, 1, 10), Some(1));
        let wan = Rounding { unit: RoundUnit::Wan, ..floor };
        assert_eq!(wan.fen(46_106_280), 46_000_000);
        assert_eq!(floor.mul_div(i128::MAX, 2, 1), None);
        assert_eq!(floor.mul_div(1, 1, 0), None);
        assert_eq!(floor.mul_div(i128::from(i64::MAX) * 4, 1, 4), Some(i64::MAX));
    }
}
