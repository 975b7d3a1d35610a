//! Exact kernels over whole money columns: multiply-and-round, sums, proportional splits.
//!
//! Columns are slices of fen. Products go through 128 bits; a result that leaves 64 bits is an
//! error, never a wrapped number.

use crate::domain::{Ratio, Rounding};

/// A product or sum that does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an amount left the range of 64 bits")]
pub struct Overflow;

/// A column of values in units of `1/scale` fen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Values {
    /// Whole fen.
    Fen(Vec<i64>),
    /// Fractions of a fen, before their one rounding.
    Scaled { values: Vec<i128>, scale: i64 },
}

impl Values {
    pub fn len(&self) -> usize {
        match self {
            Self::Fen(values) => values.len(),
            Self::Scaled { values, .. } => values.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn scale(&self) -> i64 {
        match self {
            Self::Fen(_) => 1,
            Self::Scaled { scale, .. } => *scale,
        }
    }

    #[inline]
    pub fn get(&self, row: usize) -> i128 {
        match self {
            Self::Fen(values) => i128::from(values[row]),
            Self::Scaled { values, .. } => values[row],
        }
    }

    /// Whole fen, the fraction cut off: for showing a base, not for reckoning with it.
    pub fn shown(&self) -> Result<Vec<i64>, Overflow> {
        match self {
            Self::Fen(values) => Ok(values.clone()),
            Self::Scaled { values, scale } => {
                let row = |v: &i128| match u64::try_from(*v) {
                    Ok(v) => Ok((v / *scale as u64) as i64),
                    Err(_) => i64::try_from(v / i128::from(*scale)).map_err(|_| Overflow),
                };
                values.iter().map(row).collect()
            }
        }
    }

    /// Like [`Values::times`], where most rows equal those of `other` and their results are known.
    pub fn times_where_different(
        &self,
        other: &Values,
        known: &[i64],
        rate: Ratio,
        rounding: Rounding,
    ) -> Result<Vec<i64>, Overflow> {
        let num = i128::from(rate.num);
        let den = i128::from(rate.den).checked_mul(i128::from(self.scale())).ok_or(Overflow)?;
        let rows = known.iter().enumerate();
        rows.map(|(row, known)| match self.get(row) {
            value if value == other.get(row) => Ok(*known),
            value => rounding.mul_div(value.max(0), num, den).ok_or(Overflow),
        })
        .collect()
    }

    /// `(value − less) × rate`, rounded once per row; what would be negative is 0.
    /// `less` is in the scale of the column.
    pub fn times(&self, less: i128, rate: Ratio, rounding: Rounding) -> Result<Vec<i64>, Overflow> {
        match self {
            Self::Fen(values) => {
                let less = i64::try_from(less).map_err(|_| Overflow)?;
                times_fen(values, less, rate, rounding)
            }
            Self::Scaled { values, scale } => {
                let num = i128::from(rate.num);
                let den = i128::from(rate.den).checked_mul(i128::from(*scale)).ok_or(Overflow)?;
                let parts = Parts::new(*scale, rate, rounding);
                let row = |v: &i128| {
                    let value = (*v - less).max(0);
                    let short = parts.as_ref().and_then(|parts| parts.times(value));
                    short.or_else(|| rounding.mul_div(value, num, den)).ok_or(Overflow)
                };
                values.iter().map(row).collect()
            }
        }
    }
}

/// `value × num ÷ (den × scale)`, cut to the fen, in 64-bit steps.
///
/// With `value = q·scale + r` and `q·num = a·den + b` the result is
/// `a + (b·scale + r·num) ÷ (den·scale)`: the same number, without a 128-bit division.
struct Parts {
    scale: u64,
    num: u64,
    den: u64,
    whole: u64,
}

impl Parts {
    /// `None` for other roundings and for factors too large for the last step.
    fn new(scale: i64, rate: Ratio, rounding: Rounding) -> Option<Self> {
        let (scale, num, den) = (scale as u64, rate.num as u64, rate.den as u64);
        let whole = den.checked_mul(scale)?;
        whole.checked_add(scale.checked_mul(num)?)?;
        (rounding == Rounding::default()).then_some(Self { scale, num, den, whole })
    }

    #[inline]
    fn times(&self, value: i128) -> Option<i64> {
        let value = u64::try_from(value).ok()?;
        let product = (value / self.scale).checked_mul(self.num)?;
        let rest = (product % self.den) * self.scale + (value % self.scale) * self.num;
        i64::try_from(product / self.den + rest / self.whole).ok()
    }
}

/// The 64-bit road: where the largest value times the numerator fits, no row needs 128 bits.
fn times_fen(
    values: &[i64],
    less: i64,
    rate: Ratio,
    rounding: Rounding,
) -> Result<Vec<i64>, Overflow> {
    let largest = values.iter().copied().max().unwrap_or(0);
    let fits = largest.checked_sub(less).and_then(|v| v.max(0).checked_mul(rate.num)).is_some();
    if fits && rounding == Rounding::default() {
        let (num, den) = (rate.num as u64, rate.den as u64);
        return Ok(values.iter().map(|v| ((v - less).max(0) as u64 * num / den) as i64).collect());
    }
    let (num, den) = (i128::from(rate.num), i128::from(rate.den));
    values
        .iter()
        .map(|v| {
            let base = (i128::from(*v) - i128::from(less)).max(0);
            rounding.mul_div(base, num, den).ok_or(Overflow)
        })
        .collect()
}

/// Sum in 128 bits.
pub fn sum(values: &[i64]) -> i128 {
    // Blocks whose 64-bit sums cannot overflow keep the inner loop simple and fast.
    const BLOCK: usize = 1 << 16;
    values
        .chunks(BLOCK)
        .map(|block| match block.iter().try_fold(0i64, |acc, v| acc.checked_add(*v)) {
            Some(total) => i128::from(total),
            None => block.iter().map(|v| i128::from(*v)).sum(),
        })
        .sum()
}

/// Splits `total` in proportion to `weights` (largest remainder, ties to the earlier row).
/// The parts add up to `total` exactly; when `total ≤ Σ weights`, no part exceeds its weight.
pub fn split(weights: &[i64], total: i64) -> Vec<i64> {
    let mut parts = weights.to_vec();
    Splitter::default().split(&mut parts, total);
    parts
}

/// Splits again and again without asking for memory each time.
#[derive(Debug, Default)]
pub struct Splitter {
    remainders: Vec<(u128, u32)>,
}

impl Splitter {
    /// Like [`split`], in place: the weights become the parts.
    pub fn split(&mut self, parts: &mut [i64], total: i64) {
        let sum = sum(parts);
        if let [part] = parts {
            *part = if sum == 0 { 0 } else { total };
            return;
        }
        if sum == 0 || sum == i128::from(total) {
            return;
        }
        self.remainders.clear();
        let mut left = total;
        for (row, part) in parts.iter_mut().enumerate() {
            let (quotient, rest) = divide(*part, total, sum);
            left -= quotient;
            *part = quotient;
            self.remainders.push((rest, row as u32));
        }
        if left <= 0 {
            return;
        }
        self.remainders.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        for (_, row) in self.remainders.iter().take(left as usize) {
            parts[*row as usize] += 1;
        }
    }
}

/// `a × b ÷ total` with its remainder; 64-bit division is several times faster than 128-bit.
#[inline]
fn divide(a: i64, b: i64, total: i128) -> (i64, u128) {
    match (u64::try_from(total), (a as u64).checked_mul(b as u64)) {
        (Ok(total), Some(product)) => ((product / total) as i64, u128::from(product % total)),
        _ => {
            let product = i128::from(a) * i128::from(b);
            ((product / total) as i64, (product % total) as u128)
        }
    }
}

/// Cuts `total` from the last row up: earlier rows keep what they have as long as it lasts.
pub fn fill_in_order(weights: &[i64], total: i64) -> Vec<i64> {
    let mut left = total;
    weights
        .iter()
        .map(|weight| {
            let part = (*weight).min(left);
            left -= part;
            part
        })
        .collect()
}

/// What happens to the fen that truncation leaves over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Residual {
    /// They stay unspent.
    #[default]
    Leave,
    /// They go to the largest remainders, ties to the earlier row.
    LargestRemainder,
}

/// Scales every amount by `available / Σ amounts`, in fen, truncated; Σ must exceed `available`.
pub fn prorate(amounts: &[i64], available: i64, residual: Residual) -> Vec<i64> {
    let total = sum(amounts);
    if total <= i128::from(available) {
        return amounts.to_vec();
    }
    let mut parts: Vec<i64> = amounts.iter().map(|a| divide(*a, available, total).0).collect();
    if residual == Residual::LargestRemainder {
        let left = (i128::from(available) - sum(&parts)).max(0) as usize;
        let mut order: Vec<(u128, usize)> = amounts
            .iter()
            .enumerate()
            .map(|(row, a)| (divide(*a, available, total).1, row))
            .collect();
        if left > 0 && left < order.len() {
            let by = |a: &(u128, usize), b: &(u128, usize)| b.0.cmp(&a.0).then(a.1.cmp(&b.1));
            order.select_nth_unstable_by(left, by);
        }
        for (_, row) in order.into_iter().take(left) {
            parts[row] += 1;
        }
    }
    parts
}

/// Rows by group: the rows of group `g` are `rows[starts[g]..starts[g + 1]]`, in their old order.
#[derive(Debug)]
pub struct Groups {
    starts: Vec<u32>,
    rows: Vec<u32>,
}

impl Groups {
    /// `group[row] < count` for every row.
    pub fn new(group: &[u32], count: usize) -> Self {
        let mut starts = vec![0u32; count + 1];
        for g in group {
            starts[*g as usize + 1] += 1;
        }
        for g in 0..count {
            starts[g + 1] += starts[g];
        }
        let mut next = starts.clone();
        let mut rows = vec![0u32; group.len()];
        for (row, g) in group.iter().enumerate() {
            let slot = &mut next[*g as usize];
            rows[*slot as usize] = row as u32;
            *slot += 1;
        }
        Self { starts, rows }
    }

    pub fn rows(&self, group: usize) -> &[u32] {
        &self.rows[self.starts[group] as usize..self.starts[group + 1] as usize]
    }
}

/// Sums by group.
pub fn sum_by(values: &[i64], group: &[u32], count: usize) -> Result<Vec<i64>, Overflow> {
    let mut sums = vec![0i64; count];
    for (value, g) in values.iter().zip(group) {
        let sum = &mut sums[*g as usize];
        *sum = sum.checked_add(*value).ok_or(Overflow)?;
    }
    Ok(sums)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seven_capped_measures_share_the_annual_cap() {
        let weights =
            [200_000_000, 100_000_000, 50_000_000, 60_000_000, 20_000_000, 30_000_000, 30_000_000];
        let parts = split(&weights, 300_000_000);
        assert_eq!(
            parts,
            [122_448_979, 61_224_490, 30_612_245, 36_734_694, 12_244_898, 18_367_347, 18_367_347]
        );
        assert_eq!(sum(&parts), 300_000_000);
    }

    #[test]
    fn the_budget_is_never_overspent() {
        let amounts = [300_000_000, 123_456_789, 76_543_211];
        let left = prorate(&amounts, 400_000_000, Residual::Leave);
        assert_eq!(left, [240_000_000, 98_765_431, 61_234_568]);
        let full = prorate(&amounts, 400_000_000, Residual::LargestRemainder);
        assert_eq!(full, [240_000_000, 98_765_431, 61_234_569]);
        assert_eq!(prorate(&amounts, 500_000_000, Residual::Leave), amounts);
    }

    #[test]
    fn both_roads_of_multiplication_agree() {
        let rate = Ratio { num: 3, den: 10 };
        let values = Values::Fen(vec![666_666_666, 1, 0]);
        assert_eq!(values.times(0, rate, Rounding::default()), Ok(vec![199_999_999, 0, 0]));
        let wide = Values::Scaled { values: vec![666_666_666 * 1_000_000], scale: 1_000_000 };
        assert_eq!(wide.times(0, rate, Rounding::default()), Ok(vec![199_999_999]));
        for value in
            [0i128, 1, 999_999, 1_000_001, 5_000_000_010_000_007, 8_999_999_999_999_999_999]
        {
            for rate in
                [Ratio { num: 3, den: 100 }, Ratio { num: 6, den: 7 }, Ratio { num: 1, den: 1 }]
            {
                let short = Values::Scaled { values: vec![value], scale: 1_000_000 };
                let long = value * i128::from(rate.num) / (i128::from(rate.den) * 1_000_000);
                assert_eq!(short.times(0, rate, Rounding::default()), Ok(vec![long as i64]));
            }
        }
        let huge = Values::Fen(vec![i64::MAX]);
        assert_eq!(huge.times(0, Ratio { num: 5, den: 1 }, Rounding::default()), Err(Overflow));
    }
}
