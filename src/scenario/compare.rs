//! Outcomes side by side: who wins, who loses, and how the money is spread.
//!
//! Groups are fixed on the baseline: an enterprise stays in its group whatever a scenario does.
//! Newcomers have a row of their own, so that every breakdown sums to the total.

use polars::prelude::{DataFrame, PolarsResult};

use super::outcome::Outcome;
use crate::diag::Text;
use crate::frame::access::texts;
use crate::frame::columns as c;

/// A scenario against the baseline, in fen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delta {
    pub approved: i64,
    pub payable: i64,
    /// Enterprises that get more, and how much more; newly supported ones among them.
    pub winners: (usize, i64),
    /// Enterprises that get less, and how much less.
    pub losers: (usize, i64),
    /// Supported now and not in the baseline.
    pub new: usize,
    /// Supported in the baseline and not now.
    pub lost: usize,
    pub newcomers: (usize, i64),
    /// By measure id in the order of the scenario, then those that only the baseline has.
    pub measures: Vec<(String, String, Text, i64, i64)>,
}

/// `payable` of a measure by id, zero where there is none.
fn of_measure(outcome: &Outcome, id: &str) -> i64 {
    outcome.measures.iter().find(|m| m.id == id).map_or(0, |m| m.payable)
}

impl Delta {
    /// Both outcomes must stand on the enterprises of one base, row by row.
    pub fn new(base: &Outcome, other: &Outcome) -> Self {
        let (mut winners, mut losers, mut new, mut lost) = ((0, 0), (0, 0), 0, 0);
        for (before, after) in base.by_firm.iter().zip(&other.by_firm) {
            match after - before {
                0 => {}
                more if more > 0 => {
                    winners = (winners.0 + 1, winners.1 + more);
                    new += usize::from(*before == 0);
                }
                less => {
                    losers = (losers.0 + 1, losers.1 - less);
                    lost += usize::from(*after == 0);
                }
            }
        }
        let only_base = |m: &&super::outcome::MeasureOutcome| {
            !other.measures.iter().any(|known| known.id == m.id)
        };
        let measures = other.measures.iter().chain(base.measures.iter().filter(only_base));
        let measures = measures.map(|m| {
            let (before, after) = (of_measure(base, &m.id), of_measure(other, &m.id));
            (m.id.clone(), m.clause.clone(), m.title.clone(), before, after)
        });
        Self {
            approved: other.totals.approved - base.totals.approved,
            payable: other.totals.payable - base.totals.payable,
            winners,
            losers,
            new,
            lost,
            newcomers: other.newcomers,
            measures: measures.collect(),
        }
    }
}

/// A way to divide enterprises.
#[derive(Clone, Debug)]
pub struct Grouping {
    pub title: Text,
    pub labels: Vec<Text>,
    /// By enterprise of the base.
    of: Vec<u16>,
}

/// Payable by group, newcomers last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breakdown {
    pub label: Text,
    pub firms: usize,
    pub firms_paid: usize,
    pub payable: i64,
}

impl Grouping {
    /// By a text per enterprise, in the order of the texts; empty ones last.
    fn by_text(title: Text, values: &[String]) -> Self {
        let mut labels: Vec<&String> = values.iter().collect();
        labels.sort_by(|a, b| a.is_empty().cmp(&b.is_empty()).then(a.cmp(b)));
        labels.dedup();
        let place = |value: &String| labels.iter().position(|known| *known == value);
        let of = values.iter().map(|value| place(value).unwrap_or_default() as u16).collect();
        let shown = |label: &&String| match label.as_str() {
            "" => Text::new("未填", "not stated"),
            label => Text::new(label, label),
        };
        Self { title, labels: labels.iter().map(shown).collect(), of }
    }

    /// By fifths of the supported enterprises in the baseline, smallest amounts first; ties stay in
    /// the order of credit codes. Enterprises without support come last.
    fn by_size_of_award(base: &Outcome) -> Self {
        const PARTS: usize = 5;
        let mut paid: Vec<usize> =
            (0..base.by_firm.len()).filter(|firm| base.by_firm[*firm] > 0).collect();
        paid.sort_by_key(|firm| (base.by_firm[*firm], *firm));
        let mut of = vec![PARTS as u16; base.by_firm.len()];
        for (rank, firm) in paid.iter().enumerate() {
            of[*firm] = (rank * PARTS / paid.len()) as u16;
        }
        let fifth = |n: usize| {
            Text::new(format!("第{n}组（由小到大）"), format!("fifth {n}, smallest first"))
        };
        let mut labels: Vec<Text> = (1..=PARTS).map(fifth).collect();
        labels.push(Text::new("基准未获支持", "none in the baseline"));
        Self {
            title: Text::new("基准拟拨付金额五等分", "Fifths of baseline awards"), labels, of
        }
    }

    /// Every way to divide that the data allow: type, size, sector and district as filed, the
    /// district of registration where none is filed, fifths of the baseline's awards.
    ///
    /// # Errors
    /// A fault of the engine.
    pub fn all(firms: &DataFrame, base: &Outcome) -> PolarsResult<Vec<Self>> {
        let column = |name: &str| -> PolarsResult<Vec<String>> {
            Ok(match firms.column(name) {
                Ok(_) => texts(firms, name)?.into_iter().map(str::to_string).collect(),
                Err(_) => vec![String::new(); firms.height()],
            })
        };
        let filed = |values: &[String]| values.iter().any(|value| !value.is_empty());
        let mut out =
            vec![Self::by_text(Text::new("单位类型", "Type of entity"), &column(c::ENTITY_TYPE)?)];
        for (name, zh, en) in [
            (c::FIRM_SIZE, "企业规模", "Size"),
            (c::SECTOR, "行业", "Sector"),
            (c::DISTRICT, "所在区", "District"),
        ] {
            let values = column(name)?;
            if filed(&values) {
                out.push(Self::by_text(Text::new(zh, en), &values));
            } else if name == c::DISTRICT {
                let codes = column(c::USCC)?;
                let division: Vec<String> =
                    codes.iter().map(|code| code.chars().skip(2).take(6).collect()).collect();
                let title =
                    Text::new("登记地行政区划（信用代码第3–8位）", "Division of registration");
                out.push(Self::by_text(title, &division));
            }
        }
        out.push(Self::by_size_of_award(base));
        Ok(out)
    }

    /// What each group gets; the rows sum to the payable total.
    pub fn of_outcome(&self, outcome: &Outcome) -> Vec<Breakdown> {
        let mut rows: Vec<Breakdown> = self
            .labels
            .iter()
            .map(|label| Breakdown { label: label.clone(), firms: 0, firms_paid: 0, payable: 0 })
            .collect();
        for (group, amount) in self.of.iter().zip(&outcome.by_firm) {
            let row = &mut rows[*group as usize];
            row.firms += 1;
            row.firms_paid += usize::from(*amount > 0);
            row.payable += amount;
        }
        let (count, payable) = outcome.newcomers;
        if count > 0 {
            let label = Text::new("新增申报企业", "newcomers");
            rows.push(Breakdown { label, firms: count, firms_paid: count, payable });
        }
        rows
    }
}

/// How unevenly money is spread over the enterprises that get some, in ten-thousandths, cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Concentration {
    /// Share of the ten that get most.
    pub top_ten: i64,
    /// 0 when all get the same, near 10,000 when one gets all.
    pub gini: i64,
    /// How many of the largest together get half of the money.
    pub half: usize,
}

impl Concentration {
    /// Of the enterprises of the base; newcomers are no single enterprises and stay out.
    pub fn of(outcome: &Outcome) -> Self {
        const SCALE: i128 = 10_000;
        let mut amounts: Vec<i64> =
            outcome.by_firm.iter().copied().filter(|amount| *amount > 0).collect();
        amounts.sort_unstable();
        let total: i128 = amounts.iter().map(|amount| i128::from(*amount)).sum();
        if total == 0 {
            return Self { top_ten: 0, gini: 0, half: 0 };
        }
        let top: i128 = amounts.iter().rev().take(10).map(|amount| i128::from(*amount)).sum();
        let count = amounts.len() as i128;
        let ranked = amounts.iter().enumerate();
        let spread: i128 = ranked
            .map(|(rank, amount)| (2 * (rank as i128 + 1) - count - 1) * i128::from(*amount))
            .sum();
        let (mut half, mut sum) = (0, 0i128);
        for amount in amounts.iter().rev() {
            if sum * 2 >= total {
                break;
            }
            sum += i128::from(*amount);
            half += 1;
        }
        Self {
            top_ten: (top * SCALE / total) as i64,
            gini: (spread * SCALE / (count * total)) as i64,
            half,
        }
    }
}

/// One claim whose own amount changed. Amounts are fen, before and after.
#[derive(Debug)]
pub struct Changed {
    pub firm: String,
    pub code: String,
    pub clause: String,
    pub item: String,
    /// Before the cut to the budget.
    pub approved: (i64, i64),
    pub payable: (i64, i64),
    pub why: Text,
}

/// What a run changed against the first.
#[derive(Debug)]
pub struct Changes {
    pub run: String,
    /// The largest difference first.
    pub claims: Vec<Changed>,
    /// Claims that only the cut to the budget moved: how many, and by how much together.
    pub by_pool: (usize, i64),
}
