//! Units of figures: a scale in front (万, 亿) and what is counted (美元, 家, %). A figure is taken into the unit of
//! its target where both count the same; between currencies a published rate is needed.

use rust_decimal::Decimal;

use crate::diag::Lang;
use crate::domain::Currency;
use crate::domain::text::comparable;

/// What a unit counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Counted {
    Money(Currency),
    /// Hundredths of a whole.
    Percent,
    /// Parts of one: 0.3.
    Fraction,
    /// Anything else by its name: 家, 工作日, 次/月.
    Thing(String),
}

/// A unit as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// How many of `counted` one of it is: 万 is 10,000.
    pub scale: Decimal,
    pub counted: Counted,
}

/// Words in front of a unit and what they multiply by. Longer ones come first.
const SCALES: [(&str, u64); 9] = [
    ("万亿", 1_000_000_000_000),
    ("十亿", 1_000_000_000),
    ("亿", 100_000_000),
    ("千万", 10_000_000),
    ("百万", 1_000_000),
    ("万", 10_000),
    ("千", 1_000),
    ("million", 1_000_000),
    ("billion", 1_000_000_000),
];

/// Names of the same thing.
const SAME: [(&str, &str); 21] = [
    // A difference between two shares: never a share itself.
    ("个百分点", "百分点"),
    ("percentagepoint", "百分点"),
    ("percentagepoints", "百分点"),
    ("pp", "百分点"),
    ("ppt", "百分点"),
    ("firms", "家"),
    ("户", "家"),
    ("企业", "家"),
    ("个工作日", "工作日"),
    ("workingdays", "工作日"),
    ("天工作日", "工作日"),
    ("persons", "人"),
    ("people", "人"),
    ("hours", "小时"),
    ("years", "年"),
    ("items", "项"),
    ("件", "项"),
    ("座", "个"),
    ("bases", "个"),
    ("每月次数", "次/月"),
    ("每年次数", "次/年"),
];

/// What plans of these fields count in, for English readers.
const ENGLISH: [(&str, &str); 19] = [
    ("里程碑", "milestone"),
    ("百分点", "percentage points"),
    ("亿美元", "USD 100m"),
    ("万美元", "USD 10k"),
    ("亿元", "RMB 100m"),
    ("万元", "RMB 10k"),
    ("元", "yuan"),
    ("万美元/家", "USD 10k per firm"),
    ("家", "firms"),
    ("个", "units"),
    ("项", "items"),
    ("人", "persons"),
    ("万人", "10k persons"),
    ("年", "years"),
    ("日", "days"),
    ("小时", "hours"),
    ("工作日", "working days"),
    ("次/月", "times a month"),
    ("次/年", "times a year"),
];

/// A unit as a reader of the language knows it; one that is not in the list stays as the plan writes it.
pub fn in_words(unit: &str, lang: Lang) -> &str {
    let english = ENGLISH.iter().find(|(own, _)| *own == unit).filter(|_| lang == Lang::En);
    english.map_or(unit, |(_, english)| english)
}

impl Unit {
    /// Reads `亿美元`, `%`, `USD million`, `家`. `None` for an empty text.
    pub fn parse(text: &str) -> Option<Self> {
        let text = comparable(text);
        if text.is_empty() {
            return None;
        }
        match text.as_str() {
            "%" | "percent" | "百分比" => {
                return Some(Self { scale: Decimal::ONE, counted: Counted::Percent });
            }
            "小数" | "比例" | "fraction" => {
                return Some(Self { scale: Decimal::ONE, counted: Counted::Fraction });
            }
            _ => {}
        }
        let scaled = SCALES.iter().find_map(|(word, by)| {
            let rest = text.strip_prefix(word).or_else(|| text.strip_suffix(word))?;
            (!rest.is_empty()).then(|| (Decimal::from(*by), rest.to_string()))
        });
        let (scale, name) = scaled.unwrap_or((Decimal::ONE, text));
        let counted = match Currency::parse(&name) {
            Some(currency) => Counted::Money(currency),
            None if name == "元" => Counted::Money(Currency::Cny),
            None => {
                let same = SAME.iter().find(|(word, _)| *word == name);
                Counted::Thing(same.map_or(name, |(_, own)| (*own).to_string()))
            }
        };
        Some(Self { scale, counted })
    }

    /// By what a figure in this unit is multiplied to stand in `other`; `None` where they count different things.
    pub fn factor(&self, other: &Unit) -> Option<Decimal> {
        let by = match (&self.counted, &other.counted) {
            (Counted::Fraction, Counted::Percent) => Decimal::ONE_HUNDRED,
            (own, wanted) if own == wanted => Decimal::ONE,
            _ => return None,
        };
        self.scale.checked_mul(by)?.checked_div(other.scale)
    }

    /// The two currencies, where both count money of different ones.
    pub fn currencies(&self, other: &Unit) -> Option<(Currency, Currency)> {
        match (&self.counted, &other.counted) {
            (Counted::Money(own), Counted::Money(wanted)) if own != wanted => Some((*own, *wanted)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn factor(from: &str, to: &str) -> Option<Decimal> {
        Unit::parse(from)?.factor(&Unit::parse(to)?)
    }

    #[test]
    fn units_of_the_same_thing_convert() {
        assert_eq!(factor("万美元", "亿美元"), Some(Decimal::new(1, 4)));
        assert_eq!(factor("USD million", "亿美元"), Some(Decimal::new(1, 2)));
        assert_eq!(factor("元", "万元"), Some(Decimal::new(1, 4)));
        assert_eq!(factor("小数", "%"), Some(Decimal::ONE_HUNDRED));
        assert_eq!(factor("户", "家"), Some(Decimal::ONE));
        assert_eq!(factor("人", "万人"), Some(Decimal::new(1, 4)));
        assert_eq!(factor("万美元/家", "万美元/家"), Some(Decimal::ONE));
    }

    #[test]
    fn units_of_different_things_do_not() {
        assert_eq!(factor("亿元", "亿美元"), None);
        assert_eq!(factor("家", "%"), None);
        // Points are how far a share moved, not where it stands.
        for points in ["百分点", "个百分点", "percentage points", "pp"] {
            assert_eq!(factor(points, "%"), None, "{points}");
            assert_eq!(factor(points, "百分点"), Some(Decimal::ONE), "{points}");
        }
        assert_eq!(Unit::parse(" "), None);
        let (cny, usd) = (Unit::parse("亿元"), Unit::parse("亿美元"));
        let pair = cny.zip(usd).and_then(|(a, b)| a.currencies(&b));
        assert_eq!(pair, Some((Currency::Cny, Currency::Usd)));
    }
}
