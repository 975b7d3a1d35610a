//! Registered names to the letter, confirmed by one signature per run.
//!
//! Where a pipeline sets the level `name-exact` to `confirmed`, a sample of its enterprises is drawn: as many as must
//! all be right for the wanted precision to be shown. A person looks at each and signs for the level; the sheet is
//! read as decisions in the next run. Until then, and where one of them turns out to be somebody else, every pair
//! stays a question. What was said of an enterprise holds for it alone, whatever becomes of the level.

use std::collections::BTreeMap;

use polars::prelude::*;

use super::decisions::{Decision, Decisions, Said, fingerprint};
use super::dossier::ToDecide;
use super::same::Verdict;
use crate::diag::{Diagnostic, Lang, Text, codes, say};
use crate::domain::date::from_epoch_days;
use crate::entity::{Found, Level, Settings, Status};
use crate::frame::access::texts;
use crate::frame::columns as c;
use crate::frame::output::OutputTable;
use crate::frame::table::{Row, table};

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
                State::Signed { by: signed.signed.by.clone(), on: signed.signed.on }
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

    /// What people said of applicants one by one: whether they are whom the rosters name.
    pub fn said_of(&self) -> impl Iterator<Item = (u32, bool)> {
        self.firms.iter().filter_map(|firm| match firm.verdict.as_ref()?.verdict {
            Verdict::Duplicate => Some((firm.own as u32, true)),
            Verdict::Clear => Some((firm.own as u32, false)),
            _ => None,
        })
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
        let shown = self.firms.iter().filter(|firm| firm.drawn || firm.verdict.is_some());
        let level = Sampled {
            finding: level_id(),
            decision: told(self.signature.as_ref()),
            why: self.said(),
            firm: String::new(),
            code: String::new(),
            other_name: String::new(),
            other_place: String::new(),
            rows: self.rows as i64,
            evidence: self.evidence.clone(),
        };
        let rows = shown.map(|firm| Sampled {
            finding: firm.id.clone(),
            decision: told(firm.verdict.as_ref()),
            why: Text::new("是否名册所载的同一企业", "the same enterprise as the roster's"),
            firm: names[firm.own].to_string(),
            code: codes[firm.own].to_string(),
            other_name: others[firm.rows[0]].to_string(),
            other_place: place(firm.rows[0]),
            rows: firm.rows.len() as i64,
            evidence: firm.id.clone(),
        });
        Ok(Sampled::table(std::iter::once(level).chain(rows)))
    }
}

table! {
    /// An enterprise drawn to look at; the first row signs for all of the level.
    pub struct Sampled: "name_sample" "名称抽样" "Sample of names", sheet("名称抽样", "Sample of names") {
        finding: String = FINDING_ID "疑点编号" "Finding";
        decision: ToDecide;
        why: Text = WHY_ZH "所问" "Question (Chinese)", WHY_EN "所问（英文）" "Question";
        firm: String = FIRM_NAME "单位名称" "Enterprise";
        code: String = USCC "统一社会信用代码" "Credit code";
        other_name: String = OTHER_NAME "名册单位名称" "Name in the roster";
        other_place: String = OTHER_PLACE "名册出处" "Where it stands in the roster";
        rows: i64 = ROWS_USED "名册行数" "Rows of rosters";
        evidence: String = EVIDENCE "证据指纹" "Evidence";
    }
}

/// What people have said, as the sheet takes it.
fn told(decision: Option<&Decision>) -> ToDecide {
    let Some(decision) = decision else { return ToDecide::default() };
    let verdict = match decision.verdict {
        Verdict::Duplicate => SAME,
        Verdict::Clear => OTHER,
        _ => "",
    };
    ToDecide {
        verdict: verdict.to_string(),
        reason: decision.signed.reason.clone(),
        by: decision.signed.by.clone(),
        on: from_epoch_days(decision.signed.on),
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
    from_epoch_days(on).map(|day| day.to_string()).unwrap_or_default()
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
