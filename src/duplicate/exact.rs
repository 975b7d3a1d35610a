//! Registered names to the letter, confirmed by one signature per run.
//!
//! Where a pipeline sets the level `name-exact` to `confirmed`, a sample of its enterprises is drawn: as many as must
//! all be right for the wanted precision to be shown. A person looks at each and signs for the level; the sheet is
//! read as decisions in the next run. Until then, and where one of them turns out to be somebody else, every pair
//! stays a question. What was said of an enterprise holds for it alone, whatever becomes of the level.

use std::collections::BTreeMap;

use polars::prelude::*;

use super::decisions::{Decision, Decisions, Said, fingerprint};
use super::same::Verdict;
use crate::diag::{Diagnostic, Lang, Text, codes, say};
use crate::entity::{Found, Level, Settings, Status};
use crate::frame::access::texts;
use crate::frame::columns as c;
use crate::frame::output::OutputTable;

/// Ids of this sheet begin so.
pub const PREFIX: &str = "NE-";
/// What is drawn shows the wanted precision with this confidence: one time in so many it would not.
const ONE_IN: f64 = 20.0;
/// What binary fractions may be off by.
const ROUNDING: f64 = 1e-9;
/// Parts that precisions are counted in.
const PARTS: usize = 10_000;

/// Where the level stands in a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Enterprises of the sample that nobody has looked at, and whether the signature is there.
    Waiting { left: usize, signed: bool },
    /// Enterprises of the sample that are somebody else.
    Against(usize),
    /// By whom, and on which day since 1970.
    Signed { by: String, on: i32 },
}

/// One enterprise of the level.
#[derive(Clone, Debug)]
struct Firm {
    id: String,
    own: usize,
    /// Rows of the rosters.
    rows: Vec<usize>,
    verdict: Option<Decision>,
    drawn: bool,
}

/// The level in a run.
#[derive(Clone, Debug)]
pub struct Exact {
    firms: Vec<Firm>,
    /// Changes with whoever is of the level, and with the wanted precision.
    evidence: String,
    pub rows: usize,
    pub sample: usize,
    /// In ten thousand parts.
    precision: usize,
    signature: Option<Decision>,
    pub state: State,
}

/// How many of so many must all be right to show, nineteen times in twenty, that of ten thousand at least
/// `precision` are.
pub fn sample_size(population: usize, precision: usize) -> usize {
    // The fewest wrong ones that are too many.
    let wrong = population * PARTS.saturating_sub(precision) / PARTS + 1;
    let mut unseen = 1.0;
    let mut drawn = 0;
    while drawn < population && unseen * ONE_IN > 1.0 + ROUNDING {
        let right = population.saturating_sub(wrong + drawn);
        unseen *= right as f64 / (population - drawn) as f64;
        drawn += 1;
    }
    drawn
}

impl Exact {
    /// Draws the sample and applies what people said: `None` where the pipeline does not let the level confirm.
    ///
    /// # Errors
    /// A fault of the engine.
    pub fn apply(
        pairs: &mut [Found],
        firms: &DataFrame,
        decisions: &Decisions,
        settings: &Settings,
    ) -> PolarsResult<Option<Self>> {
        if settings.status(Level::NameExact) != Status::Confirmed {
            return Ok(None);
        }
        let (codes, names) = (texts(firms, c::USCC)?, texts(firms, c::FIRM_NAME)?);
        let mut rows: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for pair in pairs.iter().filter(|pair| pair.level == Level::NameExact) {
            rows.entry(pair.own as usize).or_default().push(pair.other as usize);
        }
        let firm = |(own, rows): (usize, Vec<usize>)| {
            let facts = [(c::USCC, codes[own]), (c::FIRM_NAME, names[own])];
            let id = format!("{PREFIX}{}", fingerprint("name-exact-1", &facts, 12));
            let verdict = held(decisions, &id, &id);
            Firm { id, own, rows, verdict, drawn: false }
        };
        let firms: Vec<Firm> = rows.into_iter().map(firm).collect();
        let out = Self::drawn(firms, decisions, settings.exact_precision);
        out.settle(pairs);
        Ok(Some(out))
    }

    fn drawn(mut firms: Vec<Firm>, decisions: &Decisions, precision: usize) -> Self {
        let sample = sample_size(firms.len(), precision);
        let lot = |firm: &Firm| fingerprint("name-exact-lot-1", &[("id", &firm.id)], 16);
        firms.sort_by_cached_key(|firm| (lot(firm), firm.own));
        firms.iter_mut().take(sample).for_each(|firm| firm.drawn = true);
        let wanted = precision.to_string();
        let mut ids: Vec<&str> = firms.iter().map(|firm| firm.id.as_str()).collect();
        ids.sort_unstable();
        let mut facts = vec![("precision", wanted.as_str())];
        facts.extend(ids.into_iter().map(|id| ("id", id)));
        let evidence = fingerprint("name-exact-level-1", &facts, 16);
        let signature = held(decisions, &level_id(), &evidence);
        let said = |verdict: Verdict| {
            let drawn = firms.iter().filter(|firm| firm.drawn);
            drawn.filter(|firm| firm.verdict.as_ref().is_some_and(|d| d.verdict == verdict)).count()
        };
        let (same, others) = (said(Verdict::Duplicate), said(Verdict::Clear));
        let signed = signature.as_ref().filter(|signed| signed.verdict == Verdict::Duplicate);
        let state = match signed {
            _ if others > 0 => State::Against(others),
            Some(signed) if same == sample => {
                State::Signed { by: signed.by.clone(), on: signed.on }
            }
            signed => State::Waiting { left: sample - same, signed: signed.is_some() },
        };
        let rows = firms.iter().map(|firm| firm.rows.len()).sum();
        Self { firms, evidence, rows, sample, precision, signature, state }
    }

    /// Whom a person has looked at is settled; all others follow the level.
    fn settle(&self, pairs: &mut [Found]) {
        let level = match self.state {
            State::Signed { .. } => Status::Confirmed,
            _ => Status::Review,
        };
        let by_firm: BTreeMap<usize, &Firm> = self.firms.iter().map(|f| (f.own, f)).collect();
        for pair in pairs.iter_mut().filter(|pair| pair.level == Level::NameExact) {
            let firm = by_firm.get(&(pair.own as usize));
            pair.status = match firm.and_then(|firm| firm.verdict.as_ref()).map(|d| d.verdict) {
                Some(Verdict::Duplicate) => Status::Confirmed,
                Some(Verdict::Clear) => Status::Note,
                _ => level,
            };
        }
    }

    pub fn firms(&self) -> usize {
        self.firms.len()
    }

    /// What a run says of the level.
    pub fn finding(&self) -> Option<Diagnostic> {
        let code = match (&self.state, self.firms.is_empty()) {
            (_, true) => return None,
            (State::Signed { .. }, _) => &codes::EXACT_SIGNED,
            (State::Waiting { .. }, _) => &codes::EXACT_WAITS,
            (State::Against(_), _) => &codes::EXACT_AGAINST,
        };
        let said = self.said();
        Some(Diagnostic::new(code).arg("what", said.zh).arg("what_en", said.en))
    }

    /// The level in a sentence, for reports and the manifest.
    pub fn said(&self) -> Text {
        Text::new(self.says(Lang::Zh), self.says(Lang::En))
    }

    fn says(&self, lang: Lang) -> String {
        let (firms, rows, sample) = (self.firms.len(), self.rows, self.sample);
        let precision = format!("{}.{:02}%", self.precision / 100, self.precision % 100);
        let level = say!(
            lang,
            "登记名称逐字一致的企业 {firms} 家、名册 {rows} 行，抽样 {sample} 家（目标精确率 {precision}，置信度 95%）",
            "{firms} enterprises of {rows} roster rows by their registered names to the letter, {sample} of them drawn (wanted precision {precision}, confidence 95 %)"
        );
        let state = match &self.state {
            State::Signed { by, on } => {
                let on = day(*on);
                say!(lang, "，经 {by} 于 {on} 签认", "; {by} signed for all on {on}")
            }
            State::Waiting { left, .. } if *left > 0 => {
                say!(lang, "，尚有 {left} 家未核对", "; {left} are not looked at yet")
            }
            State::Waiting { .. } => lang.pick("，尚未签认", "; nobody has signed yet").to_string(),
            State::Against(others) => {
                say!(lang, "，其中 {others} 家另有其主", "; {others} of them are somebody else")
            }
        };
        level + &state
    }

    /// The sheet to fill in: the signature for the level first, then the enterprises that were drawn, then others
    /// that people spoke of. `places` tells where each row of the rosters stands.
    ///
    /// # Errors
    /// A fault of the engine.
    pub fn table(
        &self,
        firms: &DataFrame,
        rosters: &DataFrame,
        place: &dyn Fn(usize) -> String,
    ) -> PolarsResult<OutputTable> {
        let (codes, names) = (texts(firms, c::USCC)?, texts(firms, c::FIRM_NAME)?);
        let others = texts(rosters, c::FIRM_NAME)?;
        let shown: Vec<&Firm> =
            self.firms.iter().filter(|firm| firm.drawn || firm.verdict.is_some()).collect();
        let level = self.said();
        let column = |first: &str, of: &dyn Fn(&Firm) -> String| -> Vec<String> {
            std::iter::once(first.to_string()).chain(shown.iter().map(|firm| of(firm))).collect()
        };
        let decided = |of: fn(&Decision) -> String| {
            let said = |decision: &Option<Decision>| decision.as_ref().map(of).unwrap_or_default();
            column(&said(&self.signature), &|firm| said(&firm.verdict))
        };
        let verdict = |decision: &Decision| match decision.verdict {
            Verdict::Duplicate => SAME.to_string(),
            Verdict::Clear => OTHER.to_string(),
            _ => String::new(),
        };
        let days = std::iter::once(&self.signature).chain(shown.iter().map(|firm| &firm.verdict));
        let days: Vec<Option<i32>> = days.map(|d| d.as_ref().map(|d| d.on)).collect();
        let rows = |firm: &Firm| firm.rows.len() as i64;
        let counts = std::iter::once(self.rows as i64).chain(shown.iter().map(|firm| rows(firm)));
        let ask = ("是否名册所载的同一企业", "the same enterprise as the roster's");
        let table = OutputTable::new("name_sample", "名称抽样", "Sample of names");
        Ok(table
            .text(c::FINDING_ID, &column(&level_id(), &|f| f.id.clone()), "疑点编号", "Finding")
            .text(c::VERDICT, &decided(verdict), "结论", "Verdict")
            .text(
                c::DECISION_REASON,
                &decided(|d| d.reason.clone()),
                "认定理由",
                "Reason for the verdict",
            )
            .text(c::DECIDED_BY, &decided(|d| d.by.clone()), "决定人", "Decided by")
            .column(
                Column::new(c::DECIDED_ON.into(), days).cast(&DataType::Date)?,
                "决定日期",
                "Decided on",
            )
            .text(
                c::WHY_ZH,
                &column(&level.zh, &|_| ask.0.to_string()),
                "所问",
                "Question (Chinese)",
            )
            .text(c::WHY_EN, &column(&level.en, &|_| ask.1.to_string()), "所问（英文）", "Question")
            .text(
                c::FIRM_NAME,
                &column("", &|f| names[f.own].to_string()),
                "单位名称",
                "Enterprise",
            )
            .text(
                c::USCC,
                &column("", &|f| codes[f.own].to_string()),
                "统一社会信用代码",
                "Credit code",
            )
            .text(
                c::OTHER_NAME,
                &column("", &|f| others[f.rows[0]].to_string()),
                "名册单位名称",
                "Name in the roster",
            )
            .text(
                c::OTHER_PLACE,
                &column("", &|f| place(f.rows[0])),
                "名册出处",
                "Where it stands in the roster",
            )
            .int(c::ROWS_USED, counts.collect(), "名册行数", "Rows of rosters")
            .text(c::EVIDENCE, &column(&self.evidence, &|f| f.id.clone()), "证据指纹", "Evidence"))
    }
}

/// Words of the verdict in this sheet; `headers.toml` reads them as 重复 and 不重复.
const SAME: &str = "同一企业";
const OTHER: &str = "非同一企业";

fn level_id() -> String {
    format!("{PREFIX}LEVEL")
}

fn held(decisions: &Decisions, id: &str, evidence: &str) -> Option<Decision> {
    match decisions.about(id, evidence) {
        Said::Holds(decision) => Some(decision.clone()),
        _ => None,
    }
}

fn day(on: i32) -> String {
    let first = chrono::NaiveDate::default();
    first.checked_add_signed(chrono::TimeDelta::days(i64::from(on))).unwrap_or(first).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Chances worked by hand: of 100 with two wrong, 78 right ones in a row are met 4.67 times in a hundred
    /// (22 · 21 / (100 · 99)), 77 are met 5.11 times (23 · 22 / (100 · 99)).
    #[test]
    fn samples_are_as_large_as_they_must_be() {
        assert_eq!(sample_size(100, 9_900), 78);
        // One wrong is too many: of 20 all but one, since 1 in 20 is allowed to be missed.
        assert_eq!(sample_size(20, 9_999), 19);
        assert_eq!(sample_size(1, 9_900), 1);
        assert_eq!(sample_size(0, 9_900), 0);
        // Of very many it is that of no end: 0.99^298 > 0.05 > 0.99^299.
        assert_eq!(sample_size(100_000_000, 9_900), 299);
        assert!(sample_size(2_332, 9_900) < 299 && sample_size(2_332, 9_990) > 1_000);
        assert_eq!(sample_size(10, 0), 1, "nothing is asked for");
    }
}
