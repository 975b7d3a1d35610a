//! The dossier: every case with both sides side by side, and what hangs on it.

use chrono::NaiveDate;
use polars::prelude::*;

use super::amounts;
use super::cases::{Case, Cases, World};
use super::papers::name_of;
use super::same::{PaperEvidence, State, Verdict, left};
use crate::diag::{Lang, Text};
use crate::domain::date::from_epoch_days;
use crate::domain::{Fen, Period};
use crate::entity::levels::Level;
use crate::entity::matching::explain;
use crate::entity::waterfall::said;
use crate::frame::access::{indices, texts};
use crate::frame::columns as c;
use crate::frame::output::OutputTable;
use crate::frame::table::{Row, table};

/// What a case hangs on, in fen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stake {
    /// The claim as it enters the stage of duplicates: what it becomes without this case.
    pub before: i64,
    /// What this case alone leaves of it, once it is a duplicate.
    pub left: i64,
    pub payable: i64,
    pub requested: i64,
    /// What was spent; `None` for awards that do not follow from a cost.
    pub cost: Option<i64>,
}

impl Stake {
    fn own(&self) -> amounts::Own {
        amounts::Own { requested: self.requested, before: self.before, cost: self.cost }
    }

    pub fn at_risk(&self) -> i64 {
        self.before - self.left
    }
}

/// What is left of a claim that enters the stage with `before` once the case is a duplicate.
pub fn left_of(case: &Case, world: &World, before: i64) -> i64 {
    // Of an amount that nobody knows the whole is at risk.
    case.amount.map_or(0, |amount| left(world.scheme.duplicates.mode, before, amount).min(before))
}

table! {
    /// Both sides of a case, what ties them together and what hangs on it.
    pub struct Sides {
        why: Text = WHY_ZH "依据" "Ground (Chinese)", WHY_EN "依据（英文）" "Ground";
        before: Fen = BEFORE_DUPLICATES "剔重前金额" "Before duplicates";
        at_risk: Fen = AT_RISK "涉及金额" "At risk";
        if_duplicate: Fen = IF_DUPLICATE "认定重复后金额" "If it is a duplicate";
        if_withdrawn: Fen = IF_WITHDRAWN "他项撤回后金额" "If the other is withdrawn";
        payable: Fen = PAYABLE "拟拨付金额" "Payable";
        claim: String = CLAIM_ID "申报项编号" "Claim id";
        clause: String = CLAUSE "条款" "Clause";
        code: String = USCC "统一社会信用代码" "Credit code";
        firm: String = FIRM_NAME "单位名称" "Enterprise";
        item: String = ITEM "项目标识" "Item";
        own_period: String = OWN_PERIOD "本方期间" "Period of the claim";
        own_place: String = OWN_PLACE "本方出处" "Where it stands";
        district: Text = DISTRICT_ZH "区域" "District (Chinese)", DISTRICT_EN "区域（英文）" "District";
        other_scheme: String = OTHER_SCHEME "他项来源" "Other scheme";
        other_name: String = OTHER_NAME "名册单位名称" "Name in the roster";
        other_code: String = OTHER_CODE "名册代码" "Code in the roster";
        other_item: String = OTHER_ITEM "他项事项" "Item of the other";
        other_period: String = OTHER_PERIOD "他项期间" "Period of the other";
        other_status: Text = OTHER_STATUS_ZH "他项状态" "State of the other (Chinese)", OTHER_STATUS_EN "他项状态（英文）" "State of the other";
        /// `None` where the roster says none.
        other_amount: Option<Fen> = OTHER_AMOUNT "他项金额" "Amount of the other";
        amounts: Text = AMOUNTS_ZH "他项金额比对" "Amounts compared (Chinese)", AMOUNTS_EN "他项金额比对（英文）" "Amounts compared";
        other_place: String = OTHER_PLACE "名册出处" "Where it stands in the roster";
        level: Level = LEVEL "身份证据等级" "Level of identity";
        identity: Text = LEVEL_ZH "身份证据" "Identity (Chinese)", LEVEL_EN "身份证据（英文）" "Identity";
        score: i64 = SCORE "身份得分" "Score";
        /// How many of a thousand pairs like it are one enterprise.
        chance: i64 = CHANCE "可能性（‰）" "Likelihood (per mille)";
        likely: Text = LIKELY_ZH "同一企业可能性" "How likely one enterprise (Chinese)", LIKELY_EN "同一企业可能性（英文）" "How likely one enterprise";
        waterfall: Text = WATERFALL_ZH "得分构成" "Make-up of the score (Chinese)", WATERFALL_EN "得分构成（英文）" "Make-up of the score";
        same_kind: Text = SAME_KIND_ZH "同类关系" "Relation (Chinese)", SAME_KIND_EN "同类关系（英文）" "Relation";
        rule: Text = RULE_ZH "对照表说明" "Crosswalk (Chinese)", RULE_EN "对照表说明（英文）" "Crosswalk";
        paper: Text = PAPER_NAME_ZH "比对凭证" "Paper compared (Chinese)", PAPER_NAME_EN "比对凭证（英文）" "Paper compared";
        number: String = PAPER_NO "相同凭证号" "Number shared";
        overlap: Option<i64> = OVERLAP_DAYS "重合天数" "Days shared";
    }
}

table! {
    /// A claim held against a row of a roster.
    pub struct Duplicate: "duplicates" "重复享受核查" "Duplicate support", sheet("重复享受核查", "Duplicate support") {
        finding: String = FINDING_ID "疑点编号" "Finding";
        verdict: Verdict = VERDICT_NOW "结论代码" "Verdict key";
        said: Text = VERDICT_ZH "结论" "Verdict (Chinese)", VERDICT_EN "结论（英文）" "Verdict";
        sides: Sides;
        reason: String = DECISION_REASON "认定理由" "Reason of the decision";
        decided_by: String = DECIDED_BY "决定人" "Decided by";
        decided_on: Option<NaiveDate> = DECIDED_ON "决定日期" "Decided on";
        evidence: String = EVIDENCE "证据指纹" "Evidence";
    }
}

table! {
    /// Room for what a person decides on a finding.
    #[derive(Default)]
    pub struct ToDecide {
        verdict: String = VERDICT "结论" "Verdict";
        reason: String = DECISION_REASON "认定理由" "Reason for the verdict";
        by: String = DECIDED_BY "决定人" "Decided by";
        on: Option<NaiveDate> = DECIDED_ON "决定日期" "Decided on";
    }
}

/// What the tables need beside the cases: `stakes` and `claim_ids` by case, `places` by source.
#[derive(Debug)]
pub struct Dossier<'a> {
    pub world: &'a World<'a>,
    pub cases: &'a Cases,
    pub stakes: &'a [Stake],
    pub claim_ids: &'a [String],
    /// `file·sheet` of each source.
    pub places: &'a [String],
}

/// What of applicants and rosters the cases point into, by row.
pub(super) struct Known<'a> {
    pub codes: Vec<&'a str>,
    pub firms: Vec<&'a str>,
    pub names: Vec<&'a str>,
    pub other_codes: Vec<&'a str>,
    pub statuses: Vec<&'a str>,
    pub sources: Vec<u32>,
    pub lines: Vec<u32>,
}

impl<'a> Dossier<'a> {
    /// All cases.
    ///
    /// # Errors
    /// A fault of the engine.
    pub fn table(&self) -> PolarsResult<OutputTable> {
        let known = self.known()?;
        Ok(Duplicate::table((0..self.cases.cases.len()).map(|at| {
            let case = &self.cases.cases[at];
            let decision = case.decision.as_ref();
            Duplicate {
                finding: case.id.clone(),
                verdict: case.verdict,
                said: case.verdict.text(),
                sides: self.sides(&known, at),
                reason: decision.map(|decision| decision.signed.reason.clone()).unwrap_or_default(),
                decided_by: decision.map(|decision| decision.signed.by.clone()).unwrap_or_default(),
                decided_on: decision.and_then(|decision| from_epoch_days(decision.signed.on)),
                evidence: case.evidence.clone(),
            }
        })))
    }

    pub(super) fn known(&self) -> PolarsResult<Known<'a>> {
        let (firms, rosters) = (self.world.firms, self.world.rosters);
        Ok(Known {
            codes: texts(firms, c::USCC)?,
            firms: texts(firms, c::FIRM_NAME)?,
            names: texts(rosters, c::FIRM_NAME)?,
            other_codes: texts(rosters, c::USCC)?,
            statuses: texts(rosters, c::STATUS)?,
            sources: indices(rosters, c::SOURCE)?,
            lines: indices(rosters, c::ROW)?,
        })
    }

    /// Our side, the other side, what ties them together and what hangs on it.
    fn sides(&self, known: &Known, at: usize) -> Sides {
        let (world, stake) = (self.world, &self.stakes[at]);
        let case = &self.cases.cases[at];
        let (firm, row) = (case.firm as usize, case.row);
        let crosswalk = &world.plan.crosswalk;
        let source = &crosswalk.sources[case.source];
        let steps = explain(&self.cases.own, &self.cases.other, (firm, row), true);
        let (paper, number) = paper(case);
        let why = match case.decision {
            Some(_) => Text::new("人工认定", "decided by a person"),
            None => case.why.text(),
        };
        Sides {
            why,
            before: Fen(stake.before),
            at_risk: Fen(stake.at_risk()),
            if_duplicate: Fen(stake.left),
            if_withdrawn: Fen(stake.before),
            payable: Fen(stake.payable),
            claim: self.claim_ids[at].clone(),
            clause: world.scheme.measures[case.measure].clause.clone(),
            code: known.codes[firm].to_string(),
            firm: known.firms[firm].to_string(),
            item: case.own.item.clone(),
            own_period: own_period(case),
            own_place: self.place(case.own.place.0, case.own.place.1),
            district: source.district.clone(),
            other_scheme: source.id.clone(),
            other_name: known.names[row].to_string(),
            other_code: known.other_codes[row].to_string(),
            other_item: self.item(case),
            other_period: other_period(case),
            other_status: self.status(known, case),
            other_amount: case.amount.map(Fen),
            amounts: self.amounts(at),
            other_place: self.place(known.sources[row], known.lines[row]),
            level: case.pair.level,
            identity: case.pair.level.text(),
            score: case.pair.score.into(),
            chance: case.pair.chance.into(),
            likely: likely(case.pair.chance),
            waterfall: Text::new(said(&steps, Lang::Zh), said(&steps, Lang::En)),
            same_kind: case.same_kind.text(),
            rule: case.rule.map(|at| crosswalk.rules[at].note.clone()).unwrap_or_default(),
            paper,
            number,
            overlap: case.overlap,
        }
    }

    /// The item as the roster writes it.
    pub(super) fn item(&self, case: &Case) -> String {
        self.cases.readings.get(case.reading).shown.clone()
    }

    /// The state as the row writes it; where it says none, what was taken for it.
    pub(super) fn status(&self, known: &Known, case: &Case) -> Text {
        match (known.statuses[case.row], case.state) {
            ("", State::Unknown) => Text::default(),
            ("", state) => {
                let Text { zh, en } = state.text();
                Text::new(format!("{zh}（推定）"), format!("{en} (taken from the list)"))
            }
            (said, _) => Text::new(said, said),
        }
    }

    /// How the amount of the roster compares with the claim.
    pub(super) fn compared(&self, at: usize) -> amounts::Amounts {
        amounts::compare(self.stakes[at].own(), self.cases.cases[at].amount)
    }

    /// What the roster states beside what is claimed.
    pub(super) fn amounts(&self, at: usize) -> Text {
        let amount = self.cases.cases[at].amount;
        let told = self.compared(at).text();
        let shown = amount.map_or_else(|| "—".to_string(), |fen| Fen(fen).to_string());
        match told.zh.is_empty() {
            true => Text::new(shown.clone(), shown),
            false => Text::new(format!("{shown}（{}）", told.zh), format!("{shown} ({})", told.en)),
        }
    }

    /// Where a row of the rosters stands.
    pub fn place_of(&self, row: usize) -> String {
        let at =
            |name| indices(self.world.rosters, name).ok().and_then(|all| all.get(row).copied());
        at(c::SOURCE)
            .zip(at(c::ROW))
            .map_or_else(String::new, |(source, row)| self.place(source, row))
    }

    pub(super) fn place(&self, source: u32, row: u32) -> String {
        let file = self.places.get(source as usize).map_or("", String::as_str);
        format!("{file}·{row}")
    }
}

/// How many of a thousand, in words and as a share.
pub fn likely(per_mille: u16) -> Text {
    let (zh, en) = match per_mille {
        950.. => ("几乎肯定", "almost certain"),
        800.. => ("很可能", "very likely"),
        500.. => ("多半", "more likely than not"),
        200.. => ("可能", "possible"),
        _ => ("不太可能", "unlikely"),
    };
    let share = format!("{}%", per_mille / 10);
    Text::new(format!("{zh} {share}"), format!("{en} {share}"))
}

fn own_period(case: &Case) -> String {
    case.own.period.as_ref().map(shown).unwrap_or_default()
}

fn other_period(case: &Case) -> String {
    case.given.map(|given| shown(&given.period)).unwrap_or_default()
}

/// The kind of paper compared, and its number where it is the same.
fn paper(case: &Case) -> (Text, String) {
    match &case.paper {
        PaperEvidence::Same(paper, number) => (name_of(*paper), number.clone()),
        PaperEvidence::Differ(paper) => (name_of(*paper), String::new()),
        PaperEvidence::Unknown => Default::default(),
    }
}

/// `2025-01-01–2025-12-31`
fn shown(period: &Period) -> String {
    format!("{}–{}", period.from, period.to)
}
