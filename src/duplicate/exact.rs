//! Registered names to the letter, and branches that bear them, confirmed by one signature per run.
//!
//! Where a pipeline sets the level `name-exact` or `branch-exact` to `confirmed`, a sample of its enterprises is drawn, of
//! both together: as many as must
//! all be right for the wanted precision to be shown. A person looks at each and signs for the level; the sheet is
//! read as decisions in the next run. Until then every pair stays a question. What was said of an enterprise holds for
//! it alone, whatever becomes of the level.
//!
//! Of a few hundred, one or two are somebody else even where all but one in a thousand are right. The sample then grows
//! to what shows the same precision of those who are left; where too many are somebody else, the level confirms nothing.

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
/// What is drawn shows the wanted precision with this confidence: one time in so many it would not. With each enterprise
/// that is somebody else the chance is halved, so that all samples together stay below twice of it.
const ONE_IN: f64 = 20.0;
const HALVED: f64 = 2.0;
/// With more of the sample that are somebody else, nobody would sign.
const MOST_OTHERS: usize = 3;
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
    level: Level,
    /// Rows of the rosters.
    rows: Vec<usize>,
    verdict: Option<Decision>,
    drawn: bool,
}

/// The level in a run.
#[derive(Clone, Debug)]
pub struct Exact {
    /// Those that may confirm.
    levels: Vec<Level>,
    firms: Vec<Firm>,
    /// Changes with whoever is of the level, and with the wanted precision.
    evidence: String,
    pub rows: usize,
    pub sample: usize,
    /// In ten thousand parts.
    precision: usize,
    /// Enterprises of the sample that are somebody else.
    others: usize,
    signature: Option<Decision>,
    pub state: State,
}

/// How many of a population may be wrong where of ten thousand at least `precision` are right.
fn allowed(population: usize, precision: usize) -> usize {
    population * PARTS.saturating_sub(precision) / PARTS
}

/// How many of so many must be looked at to show that of ten thousand that are left at least `precision` are right, when
/// `others` of those looked at turn out wrong and are taken out.
fn sample_size(population: usize, precision: usize, others: usize) -> usize {
    // The fewest wrong ones that would leave too many.
    let wrong = allowed(population, precision) + 1 + others;
    let chance = ONE_IN.recip() / HALVED.powi(others as i32);
    // How likely it is to have met none of them so far, one, …: what is drawn is not put back.
    let mut met = vec![0.0; others + 1];
    met[0] = 1.0;
    let mut drawn = 0;
    while drawn < population && met.iter().sum::<f64>() > chance + ROUNDING {
        let left = (population - drawn) as f64;
        let next = |met: usize| (wrong.saturating_sub(met) as f64 / left).min(1.0);
        for count in (0..=others).rev() {
            let one_less = count.checked_sub(1).map_or(0.0, |less| met[less] * next(less));
            met[count] = met[count] * (1.0 - next(count)) + one_less;
        }
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
        let is_on =
            |level: &Level| level.by_signature() && settings.status(*level) == Status::Confirmed;
        let levels: Vec<Level> = Level::ALL.iter().copied().filter(is_on).collect();
        if levels.is_empty() {
            return Ok(None);
        }
        let (codes, names) = (texts(firms, c::USCC)?, texts(firms, c::FIRM_NAME)?);
        let mut rows: BTreeMap<(usize, Level), Vec<usize>> = BTreeMap::new();
        for pair in pairs.iter().filter(|pair| levels.contains(&pair.level)) {
            rows.entry((pair.own as usize, pair.level)).or_default().push(pair.other as usize);
        }
        let firm = |((own, level), rows): ((usize, Level), Vec<usize>)| {
            let facts = [(c::USCC, codes[own]), (c::FIRM_NAME, names[own])];
            let what = format!("{}-1", level.name());
            let id = format!("{PREFIX}{}", fingerprint(&what, &facts, 12));
            let verdict = held(decisions, &id, &id);
            Firm { id, own, level, rows, verdict, drawn: false }
        };
        let firms: Vec<Firm> = rows.into_iter().map(firm).collect();
        let out = Self { levels, ..Self::drawn(firms, decisions, settings.exact_precision) };
        out.settle(pairs);
        Ok(Some(out))
    }

    fn drawn(mut firms: Vec<Firm>, decisions: &Decisions, precision: usize) -> Self {
        let lot = |firm: &Firm| fingerprint("name-exact-lot-1", &[("id", &firm.id)], 16);
        firms.sort_by_cached_key(|firm| (lot(firm), firm.own, firm.level));
        let (sample, others) = sample(&firms, precision);
        firms.iter_mut().take(sample).for_each(|firm| firm.drawn = true);
        let wanted = precision.to_string();
        let mut ids: Vec<&str> = firms.iter().map(|firm| firm.id.as_str()).collect();
        ids.sort_unstable();
        let mut facts = vec![("precision", wanted.as_str())];
        facts.extend(ids.into_iter().map(|id| ("id", id)));
        let evidence = fingerprint("name-exact-level-1", &facts, 16);
        let signature = held(decisions, &level_id(), &evidence);
        let left = sample - others - count(&firms[..sample], Verdict::Duplicate);
        let signed = signature.as_ref().filter(|signed| signed.verdict == Verdict::Duplicate);
        let state = match signed {
            _ if others > most_others(firms.len(), precision) => State::Against(others),
            Some(signed) if left == 0 => {
                State::Signed { by: signed.signed.by.clone(), on: signed.signed.on }
            }
            signed => State::Waiting { left, signed: signed.is_some() },
        };
        let rows = firms.iter().map(|firm| firm.rows.len()).sum();
        Self {
            levels: Vec::new(),
            firms,
            evidence,
            rows,
            sample,
            precision,
            others,
            signature,
            state,
        }
    }

    /// Whom a person has looked at is settled; all others follow the level.
    fn settle(&self, pairs: &mut [Found]) {
        let level = match self.state {
            State::Signed { .. } => Status::Confirmed,
            _ => Status::Review,
        };
        let by_firm: BTreeMap<(usize, Level), &Firm> =
            self.firms.iter().map(|firm| ((firm.own, firm.level), firm)).collect();
        for pair in pairs.iter_mut().filter(|pair| pair.level.by_signature()) {
            let Some(firm) = by_firm.get(&(pair.own as usize, pair.level)) else { continue };
            pair.status = match firm.verdict.as_ref().map(|decision| decision.verdict) {
                Some(Verdict::Duplicate) => Status::Confirmed,
                Some(Verdict::Clear) => Status::Note,
                _ => level,
            };
        }
    }

    /// What people said of applicants one by one: whether they are whom the rosters name.
    pub fn said_of(&self) -> impl Iterator<Item = ((u32, Level), bool)> {
        self.firms.iter().filter_map(|firm| match firm.verdict.as_ref()?.verdict {
            Verdict::Duplicate => Some(((firm.own as u32, firm.level), true)),
            Verdict::Clear => Some(((firm.own as u32, firm.level), false)),
            _ => None,
        })
    }

    /// Whether the sheet of names asks about a pair: nobody need be asked about it elsewhere.
    pub fn asks(&self, pair: &Found) -> bool {
        matches!(self.state, State::Waiting { .. }) && self.levels.contains(&pair.level)
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
        // The chances of all samples that were drawn are added up.
        let sure = if self.others == 0 { 95 } else { 90 };
        let mut level = say!(
            lang,
            "登记名称逐字一致的企业 {firms} 家、名册 {rows} 行，抽样 {sample} 家（目标精确率 {precision}，置信度 {sure}%）",
            "{firms} enterprises of {rows} roster rows by their registered names to the letter, {sample} of them drawn (wanted precision {precision}, confidence {sure} %)"
        );
        let branches = self.firms.iter().filter(|firm| firm.level == Level::BranchExact).count();
        if branches > 0 {
            level += &say!(
                lang,
                "；其中 {branches} 家按其分支机构所冠名称计（同一法人）",
                "; {branches} of them by branches that bear the name, one legal person with it"
            );
        }
        if self.others > 0 && !matches!(self.state, State::Against(_)) {
            let others = self.others;
            level += &say!(
                lang,
                "，其中 {others} 家另有其主，已逐家剔除，抽样因此扩大",
                "; {others} of them are somebody else and were taken out, so that more were drawn"
            );
        }
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
            why: match firm.level {
                Level::BranchExact => Text::new(
                    "名册所载是否该企业的分支机构",
                    "whether the roster's is a branch of the enterprise",
                ),
                _ => Text::new("是否名册所载的同一企业", "the same enterprise as the roster's"),
            },
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

/// How many are drawn, the first of the list, and how many of these are somebody else: each makes the sample grow.
fn sample(firms: &[Firm], precision: usize) -> (usize, usize) {
    let mut known = 0;
    loop {
        let sample = sample_size(firms.len(), precision, known);
        let others = count(&firms[..sample], Verdict::Clear);
        if others <= known || others > most_others(firms.len(), precision) {
            return (sample, others);
        }
        known = others;
    }
}

/// How many of the sample may be somebody else: a few, and no more than the wanted precision allows of all.
fn most_others(population: usize, precision: usize) -> usize {
    MOST_OTHERS.min(allowed(population, precision))
}

fn count(firms: &[Firm], verdict: Verdict) -> usize {
    firms.iter().filter(|firm| firm.verdict.as_ref().is_some_and(|d| d.verdict == verdict)).count()
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
    use super::super::decisions::Signed;
    use super::*;

    /// Chances worked by hand: of 100 with two wrong, 78 right ones in a row are met 4.67 times in a hundred
    /// (22 · 21 / (100 · 99)), 77 are met 5.11 times (23 · 22 / (100 · 99)).
    #[test]
    fn samples_are_as_large_as_they_must_be() {
        let all_right = |population, precision| sample_size(population, precision, 0);
        assert_eq!(all_right(100, 9_900), 78);
        // One wrong is too many: of 20 all but one, since 1 in 20 is allowed to be missed.
        assert_eq!(all_right(20, 9_999), 19);
        assert_eq!(all_right(1, 9_900), 1);
        assert_eq!(all_right(0, 9_900), 0);
        // Of very many it is that of no end: 0.99^298 > 0.05 > 0.99^299.
        assert_eq!(all_right(100_000_000, 9_900), 299);
        assert!(all_right(2_332, 9_900) < 299 && all_right(2_332, 9_990) > 1_000);
        assert_eq!(all_right(10, 0), 1, "nothing is asked for");
    }

    /// Of 100 with three wrong, at most one is met among n: C(100-n,3) + n·C(100-n,2) of C(100,3) = 161,700. For n = 90
    /// that is 120 + 4,050 = 4,170 (2.58 %), for n = 91 84 + 3,276 = 3,360 (2.08 %); 2.5 % are allowed.
    #[test]
    fn one_that_is_somebody_else_makes_the_sample_grow() {
        assert_eq!(sample_size(100, 9_900, 1), 91);
        assert_eq!(sample_size(20, 9_900, 1), 20);
        assert_eq!(sample_size(1, 9_900, 1), 1);
        // Summed up in fractions elsewhere.
        assert_eq!(
            [0, 1, 2, 3].map(|others| sample_size(5_000, 9_900, others)),
            [284, 511, 721, 918]
        );
    }

    /// 5,000 enterprises, of which those at these places are somebody else: how many are drawn, and who is found.
    #[test]
    fn whoever_is_found_makes_room_for_more() {
        let drawn = |others: &[usize]| {
            let firm = |own: usize| {
                let evidence = String::new();
                let verdict =
                    if others.contains(&own) { Verdict::Clear } else { Verdict::Duplicate };
                let signed =
                    Signed { by: "王".into(), on: 1, reason: String::new(), place: (0, 0) };
                let verdict = Some(Decision { evidence, verdict, signed });
                let level = Level::NameExact;
                Firm { id: own.to_string(), own, level, rows: vec![0], verdict, drawn: false }
            };
            sample(&(0..5_000).map(firm).collect::<Vec<_>>(), 9_900)
        };
        assert_eq!(drawn(&[]), (284, 0));
        assert_eq!(drawn(&[284]), (284, 0), "beyond the sample");
        assert_eq!(drawn(&[0]), (511, 1));
        // The second stands in what was drawn since, the third does not.
        assert_eq!(drawn(&[0, 510, 721]), (721, 2));
        assert_eq!(drawn(&[0, 1, 2]), (918, 3));
        assert_eq!(drawn(&[0, 1, 2, 3]), (284, 4), "nobody would sign");
        // Of 100 the precision allows one.
        assert_eq!(most_others(100, 9_900), 1);
        assert_eq!(most_others(99, 9_900), 0);
    }
}
