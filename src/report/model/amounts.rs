//! Large amounts as reports show them: 万元 with two decimals in Chinese, millions of yuan with three in English. Parts
//! that stand beside their sum are rounded together, so that what a reader adds up is what the report says.

use crate::diag::Lang;
use crate::domain::Fen;
use crate::domain::money::grouped;

/// Fen of one unit in the last decimal, and the number of decimals.
fn scale(lang: Lang) -> (i128, usize) {
    match lang {
        Lang::Zh => (10_000, 2),
        Lang::En => (100_000, 3),
    }
}

/// Half away from zero.
fn rounded(lang: Lang, fen: i128) -> i128 {
    let (unit, _) = scale(lang);
    (fen.abs() + unit / 2) / unit * fen.signum()
}

fn written(lang: Lang, units: i128) -> String {
    let (_, decimals) = scale(lang);
    let sign = if units < 0 { "−" } else { "" };
    let units = units.unsigned_abs() as u64;
    let whole = 10u64.pow(decimals as u32);
    format!("{sign}{}.{:0decimals$}", grouped(units / whole), units % whole)
}

/// An amount by itself: `3,335.00` (万元), `33.350` (RMB million).
pub fn large(lang: Lang, amount: Fen) -> String {
    written(lang, rounded(lang, amount.0.into()))
}

/// The parts of a sum, by largest remainders: as shown they add up to the sum as [`large`] shows it.
pub fn parts(lang: Lang, parts: &[Fen]) -> Vec<String> {
    let (unit, _) = scale(lang);
    let sum: i128 = parts.iter().map(|part| i128::from(part.0)).sum();
    let of = |part: &Fen| i128::from(part.0);
    let mut units: Vec<i128> = parts.iter().map(|part| of(part).div_euclid(unit)).collect();
    let missing = rounded(lang, sum) - units.iter().sum::<i128>();
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(of(&parts[*at]).rem_euclid(unit)));
    order.into_iter().take(missing.max(0) as usize).for_each(|at| units[at] += 1);
    units.into_iter().map(|units| written(lang, units)).collect()
}

/// What each step takes from one amount to the next: the differences of the amounts as [`large`] shows them.
pub fn steps(lang: Lang, amounts: &[Fen]) -> Vec<String> {
    let of = |amount: Fen| rounded(lang, amount.0.into());
    amounts.windows(2).map(|pair| written(lang, of(pair[1]) - of(pair[0]))).collect()
}

/// A number with a hyphen before it, with the sign that it should have; any other text as it is.
pub fn true_minus(text: String) -> String {
    match text.strip_prefix('-') {
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_digit()) && is_number(rest) => {
            format!("−{rest}")
        }
        _ => text,
    }
}

fn is_number(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.' | '%'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// As shown, in units of the last decimal.
    fn units(shown: &str) -> i128 {
        let plain: String = shown.chars().filter(|c| !",.".contains(*c)).collect();
        plain.replace('−', "-").parse().expect("a number")
    }

    #[test]
    fn amounts_are_shown_in_the_unit_of_the_language() {
        let shown = |fen| [large(Lang::Zh, Fen(fen)), large(Lang::En, Fen(fen))];
        assert_eq!(shown(3_335_000_000), ["3,335.00", "33.350"]);
        assert_eq!(shown(-123_456_789), ["−123.46", "−1.235"]);
        assert_eq!(shown(-1), ["0.00", "0.000"]);
        assert_eq!(steps(Lang::Zh, &[Fen(14_999), Fen(5_000)]), ["0.00"]);
        assert_eq!(["-1.00", "-a", "2-3"].map(|t| true_minus(t.into())), ["−1.00", "-a", "2-3"]);
    }

    proptest! {
        #[test]
        fn parts_add_up_as_shown(all in prop::collection::vec(-9_000_000_000_000i64..9_000_000_000_000, 0..30)) {
            for lang in [Lang::Zh, Lang::En] {
                let all: Vec<Fen> = all.iter().copied().map(Fen).collect();
                let sum = Fen(all.iter().map(|part| part.0).sum());
                let shown = parts(lang, &all);
                let added: i128 = shown.iter().map(|part| units(part)).sum();
                prop_assert_eq!(added, units(&large(lang, sum)));
                // No part strays by a whole unit from what it is.
                for (part, shown) in all.iter().zip(&shown) {
                    let (unit, _) = scale(lang);
                    prop_assert!((units(shown) * unit - i128::from(part.0)).abs() < unit);
                }
            }
        }

        #[test]
        fn steps_add_up_as_shown(all in prop::collection::vec(-9_000_000_000_000i64..9_000_000_000_000, 1..30)) {
            for lang in [Lang::Zh, Lang::En] {
                let all: Vec<Fen> = all.iter().copied().map(Fen).collect();
                let ends = [all[0], all[all.len() - 1]].map(|end| units(&large(lang, end)));
                let taken: i128 = steps(lang, &all).iter().map(|step| units(step)).sum();
                prop_assert_eq!(ends[0] + taken, ends[1]);
            }
        }
    }
}
