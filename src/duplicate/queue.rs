//! The queue: suspected cases that people decide one by one, made to be gone through from top to bottom.

use std::cmp::Reverse;
use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};
use polars::prelude::*;

use super::cases::{Case, World};
use super::decisions::SEVERAL;
use super::dossier::{Dossier, Known, likely};
use super::papers::{PAPERS, listed, name_of};
use super::same::{Verdict, Why};
use crate::diag::Text;
use crate::domain::{Fen, Period};
use crate::frame::access::texts;
use crate::frame::output::OutputTable;
use crate::frame::table::{Row, table};

/// Papers of one side that are shown.
const MOST_PAPERS: usize = 4;

table! {
    /// A suspected case on which money hangs: both sides side by side, with room for a decision.
    #[derive(Default)]
    pub struct Suspected: "suspected" "疑似重复" "Suspected duplicates", sheet("疑似重复", "Suspected duplicates") {
        firm: String = FIRM_NAME "单位名称" "Enterprise";
        other_name: String = OTHER_NAME "名册单位名称" "Name in the roster";
        likely: Text = LIKELY_ZH "同一企业可能性" "How likely one enterprise (Chinese)", LIKELY_EN "同一企业可能性（英文）" "How likely one enterprise";
        /// What a person says: whether they are one, and whether the matter is.
        same_firm: Option<bool> = SAME_FIRM "是否同一企业" "Same enterprise";
        verdict: String = VERDICT "结论" "Verdict";
        at_risk: Fen = AT_RISK "涉及金额" "At risk";
        why: Text = WHY_ZH "待定之处" "To be decided (Chinese)", WHY_EN "待定之处（英文）" "To be decided";
        clause: String = CLAUSE "条款" "Clause";
        other_item: String = OTHER_ITEM "他项事项" "Item of the other";
        amounts: Text = AMOUNTS_ZH "他项金额比对" "Amounts compared (Chinese)", AMOUNTS_EN "他项金额比对（英文）" "Amounts compared";
        other_status: Text = OTHER_STATUS_ZH "他项状态" "State of the other (Chinese)", OTHER_STATUS_EN "他项状态（英文）" "State of the other";
        own_period: String = OWN_PERIOD "本方期间" "Period of the claim";
        other_period: String = OTHER_PERIOD "他项期间" "Period of the other";
        own_papers: Text = OWN_PAPERS_ZH "本方凭证" "Papers of the claim (Chinese)", OWN_PAPERS_EN "本方凭证（英文）" "Papers of the claim";
        other_papers: Text = OTHER_PAPERS_ZH "他项凭证" "Papers of the other (Chinese)", OTHER_PAPERS_EN "他项凭证（英文）" "Papers of the other";
        identity: Text = LEVEL_ZH "身份证据" "Identity (Chinese)", LEVEL_EN "身份证据（英文）" "Identity";
        by: String = DECIDED_BY "决定人" "Decided by";
        on: Option<NaiveDate> = DECIDED_ON "决定日期" "Decided on";
        reason: String = DECISION_REASON "认定理由" "Reason for the verdict";
        code: String = USCC "统一社会信用代码" "Credit code";
        other_code: String = OTHER_CODE "名册代码" "Code in the roster";
        claim: String = CLAIM_ID "申报项编号" "Claim id";
        other_place: String = OTHER_PLACE "名册出处" "Where it stands in the roster";
        finding: String = FINDING_ID "疑点编号" "Finding";
        evidence: String = EVIDENCE "证据指纹" "Evidence";
    }
}

impl Dossier<'_> {
    /// The queue as a table: it can be filled in and read as input.
    ///
    /// # Errors
    /// A fault of the engine.
    pub fn suspected(&self) -> PolarsResult<OutputTable> {
        let known = self.known()?;
        let papers = papers_of_rosters(self.world)?;
        let asked = self.at_once(&known, self.queue());
        let row = |asked: Vec<usize>| self.side_by_side((&known, &papers), &asked);
        Ok(Suspected::table(asked.into_iter().map(row)))
    }

    /// Cases that are asked about at once, as one row.
    pub(super) fn side_by_side(
        &self,
        (known, papers): (&Known, &[Vec<&str>]),
        asked: &[usize],
    ) -> Suspected {
        let at = asked[0];
        let case = &self.cases.cases[at];
        // Who somebody is holds for all rows of the name; of claims each is answered.
        let claims = if case.why == Why::Identity { &asked[..1] } else { asked };
        let each = |of: &dyn Fn(usize) -> String| {
            claims.iter().map(|at| of(*at)).collect::<Vec<_>>().join(SEVERAL)
        };
        let (firm, row) = (case.firm as usize, case.row);
        let others = papers.iter().map(|values| values[row]).enumerate();
        Suspected {
            firm: known.firms[firm].to_string(),
            other_name: known.names[row].to_string(),
            likely: likely(case.pair.chance),
            at_risk: Fen(self.at_risk(claims)),
            why: why(case, asked.len()),
            clause: each(&|at| self.clause(at).to_string()),
            other_item: self.item(case),
            amounts: self.amounts(at),
            own_period: case.own.period.as_ref().map(brief).unwrap_or_default(),
            other_period: case.given.map(|given| brief(&given.period)).unwrap_or_default(),
            own_papers: said(case.own.papers.iter().map(|(p, number)| (*p, number.as_str()))),
            other_papers: said(others.filter(|(_, number)| !number.is_empty())),
            identity: case.pair.level.text(),
            code: known.codes[firm].to_string(),
            other_code: known.other_codes[row].to_string(),
            other_status: self.status(known, case),
            claim: each(&|at| self.claim_ids[at].clone()),
            other_place: self.place(known.sources[row], known.lines[row]),
            finding: each(&|at| self.cases.cases[at].id.clone()),
            evidence: each(&|at| self.cases.cases[at].evidence.clone()),
            ..Suspected::default()
        }
    }

    fn clause(&self, at: usize) -> &str {
        &self.world.scheme.measures[self.cases.cases[at].measure].clause
    }

    fn at_risk(&self, claims: &[usize]) -> i64 {
        claims.iter().fold(0, |sum, at| self.stakes[*at].at_risk().saturating_add(sum))
    }

    /// Cases that one look answers: those that wait only for who somebody is, by name, and the claims of one enterprise
    /// that a row is possibly about. The first of each stands for all.
    fn at_once(&self, known: &Known, open: Vec<usize>) -> Vec<Vec<usize>> {
        let mut first: HashMap<(u32, bool, &str, &str, usize), usize> = HashMap::new();
        let mut out: Vec<Vec<usize>> = Vec::with_capacity(open.len());
        for at in open {
            let case = &self.cases.cases[at];
            let said = case.decision.is_some() || case.outdated.is_some() || case.contradiction;
            let key = match case.why {
                _ if said => None,
                Why::Identity => {
                    let (name, code) = (known.names[case.row], known.other_codes[case.row]);
                    Some((case.firm, true, name, code, 0))
                }
                Why::PossibleNoPaper if !self.world.decisions.is_apart(&case.id) => {
                    Some((case.firm, false, "", "", case.row))
                }
                _ => None,
            };
            let place = key.map_or(out.len(), |key| *first.entry(key).or_insert(out.len()));
            match out.get_mut(place) {
                Some(asked) => asked.push(at),
                None => out.push(vec![at]),
            }
        }
        out
    }

    /// The cases in their order, without those that one signature for names or an answer about their list settles: what
    /// nobody has looked at first; the rows of one enterprise and one text together, the group with the most money times
    /// probability first.
    fn queue(&self) -> Vec<usize> {
        let cases = &self.cases.cases;
        let is_open = |at: &usize| {
            let case = &cases[*at];
            let said = case.decision.is_some() || case.outdated.is_some() || case.contradiction;
            let in_sample = || self.cases.exact.as_ref().is_some_and(|all| all.asks(&case.pair));
            let elsewhere = match case.why {
                Why::Identity => !said && in_sample(),
                Why::ByTitle => !said,
                _ => false,
            };
            case.verdict == Verdict::Suspected && self.stakes[*at].at_risk() > 0 && !elsewhere
        };
        let worth = |at: &usize| {
            i128::from(self.stakes[*at].at_risk()) * i128::from(cases[*at].pair.chance)
        };
        let group = |at: &usize| {
            let case = &cases[*at];
            (case.decision.is_some(), case.firm, case.reading)
        };
        let mut open: Vec<usize> = (0..cases.len()).filter(is_open).collect();
        let mut best: HashMap<(bool, u32, u32), i128> = HashMap::new();
        for at in &open {
            let most = best.entry(group(at)).or_default();
            *most = worth(at).max(*most);
        }
        open.sort_by_key(|at| {
            let group = group(at);
            (group.0, Reverse(best[&group]), group, Reverse(worth(at)), *at)
        });
        open
    }
}

/// Numbers of papers in the rosters, by kind of paper and row.
pub(super) fn papers_of_rosters<'a>(world: &World<'a>) -> PolarsResult<Vec<Vec<&'a str>>> {
    PAPERS.iter().map(|name| texts(world.rosters, name)).collect()
}

/// What is asked, of how many rows, and what was said before.
fn why(case: &Case, rows: usize) -> Text {
    let asked = case.why.text();
    let before = |zh: &str, en: &str| {
        Text::new(format!("{}（{zh}）", asked.zh), format!("{} ({en})", asked.en))
    };
    match (&case.decision, &case.outdated) {
        (Some(_), _) => before("曾定为存疑", "found unsure before"),
        (None, Some(_)) => before("原认定所据已变", "decided before on other evidence"),
        (None, None) if rows > 1 && case.why == Why::PossibleNoPaper => before(
            &format!("共 {rows} 个申报项：“不重复”一并适用，“重复”的下次逐项认定"),
            &format!(
                "{rows} claims: clear holds for all; where it is one of them, each is asked next"
            ),
        ),
        (None, None) if rows > 1 => {
            before(&format!("共 {rows} 件，一并适用"), &format!("{rows} cases at once"))
        }
        (None, None) => asked,
    }
}

/// `2025` for a whole year, `2025-03-01–2025-06-30` for less.
fn brief(period: &Period) -> String {
    let year = period.from.year();
    match Period::years(year, year) {
        Some(whole) if whole == *period => year.to_string(),
        _ => format!("{}–{}", period.from, period.to),
    }
}

/// `发票号 FP-1、合同号 HT-1`: the first few.
fn said<'a>(papers: impl Iterator<Item = (usize, &'a str)>) -> Text {
    let named = |(paper, number): (usize, &str)| {
        let name = name_of(paper);
        Text::new(format!("{} {number}", name.zh), format!("{} {number}", name.en))
    };
    let mut all: Vec<Text> = papers.take(MOST_PAPERS + 1).map(named).collect();
    if all.len() > MOST_PAPERS {
        all[MOST_PAPERS] = Text::new("…", "…");
    }
    listed(all.into_iter())
}
