//! Claims whose money waits: what the reports say that a person must settle first is not paid before.

use std::collections::{BTreeMap, BTreeSet};

use crate::award::{EngineError, Inputs};
use crate::budget::keys::claim_rows;
use crate::budget::shared::{Doubt, Matter};
use crate::budget::{Awards, duplicates};
use crate::diag::{Diagnostic, Diagnostics, Place, Text, codes, suggest};
use crate::domain::Fen;
use crate::domain::date::from_epoch_days;
use crate::duplicate::decisions::{Decisions, Said, fingerprint};
use crate::duplicate::same::Verdict;
use crate::frame::access::{indices, texts};
use crate::frame::columns as c;
use crate::frame::kernels::Overflow;
use crate::intake::link::Linked;
use crate::intake::objected::Batch;
use crate::intake::papers::PaperCase;
use crate::run_folder::manifest::{Sum, Wait};
use crate::scheme::Scheme;
use crate::tables::payment::Held;

macro_rules! whys {
    ($($name:ident $key:literal $zh:literal $en:literal;)*) => {
        /// Why money of a claim waits.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Why { $($name,)* }

        impl Why {
            /// The word in tables.
            pub fn key(self) -> &'static str {
                match self { $(Why::$name => $key,)* }
            }

            pub fn text(self) -> Text {
                match self { $(Why::$name => Text::new($zh, $en),)* }
            }
        }
    };
}

whys! {
    Suspected "suspected" "疑似重复享受，待认定" "suspected duplicate support, to be decided";
    PendingElsewhere "pending-elsewhere" "他处的同一支持尚待审定" "the same support elsewhere is still pending";
    Unsorted "unsorted" "他处支持的事项待归类" "what was supported elsewhere is still to be sorted";
    Unreturned "unreturned" "他处同类支持尚未退回" "support of the same kind elsewhere was not returned yet";
    AmountUnknown "amount-unknown" "他处同类支持金额不明，待核实" "the amount of the same support elsewhere is not known";
    Joint "joint" "同一项目多家申报，待认定" "several enterprises claim one item, to be decided";
    Levels "levels" "同一项目填报了不同级别，待认定" "one item is filed at different levels, to be decided";
    Unnumbered "unnumbered" "未编号的申报可能与有编号的为同一项目，待认定" "a claim without a number may be for the item of another, to be decided";
    PassedOn "passed-on" "此前获支持的是其他单位，待认定" "the item was supported for another enterprise, to be decided";
    Papers "papers" "与以前核准的凭证相同或相近，待认定" "papers like those counted before, to be decided";
    Objection "objection" "异议处理中" "an objection is pending";
    Upheld "upheld" "异议成立，待重新核算" "an objection was upheld, to be computed anew";
    Successor "successor" "以变更前的代码申报，待认定" "filed under a code of before, to be decided";
    Split "split" "分立前的单位曾获支持，待认定" "supported before it was split off, to be decided";
    Supplement "supplement" "待补正" "a supplement is due";
    Overdue "overdue" "补正逾期" "a supplement is overdue";
    Listed "listed" "列入异常失信名单" "on a list of abnormal operation";
    Opposed "opposed" "部门不同意" "a department does not agree";
    Deferred "deferred" "部门意见为暂缓" "a department wants to wait";
    Unanswered "unanswered" "部门未答复" "a department has not answered";
    PriorPending "prior-pending" "以前的奖补尚在审核" "an earlier award is pending";
    Unnamed "unnamed" "重复享受未指明项目，待认定" "duplicate support that names no item, to be decided";
    Trade "trade" "发票或付款凭据存疑，待认定" "an invoice or a payment is doubtful, to be decided";
    Review "review" "审定须重新作出" "a review must be made again";
    RowRefused "row-refused" "有关的行未能读取" "a row that may lower it could not be read";
    Contradicted "contradicted" "填报或记录自相矛盾，待核实" "what was filed or recorded contradicts itself";
    NotDue "not-due" "未到期" "not due yet";
}

impl From<Doubt> for Why {
    fn from(doubt: Doubt) -> Self {
        match doubt {
            Doubt::Joint => Self::Joint,
            Doubt::Levels => Self::Levels,
            Doubt::Unnumbered => Self::Unnumbered,
            Doubt::PassedOn => Self::PassedOn,
        }
    }
}

/// Findings whose decisions are about a claim and its amount begin so.
const OWN: &str = "HD-";

/// One reason why one claim waits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hold {
    /// Row among all claims.
    pub claim: usize,
    pub why: Why,
    /// What a decision on it names, and what it rests on.
    pub finding: String,
    pub evidence: String,
    /// The part of an award that is not due; `None` where the claim waits as a whole.
    pub part: Option<Part>,
}

/// A part of an award that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Part {
    /// From 1 on.
    pub number: u32,
    pub amount: i64,
    /// The first day on which it may be released, since 1970.
    pub not_before: Option<i32>,
}

/// What of a claim waits: all of it, or the parts that are not due. `holds` are those of one claim.
pub fn waits_of(holds: &[Hold], amount: i64) -> i64 {
    match holds.iter().any(|hold| hold.part.is_none()) {
        true => amount,
        false => holds.iter().filter_map(|hold| hold.part).map(|part| part.amount).sum(),
    }
}

/// A hold whose decision rests on the claim, the reason and further facts.
pub fn resting_on(claim: usize, why: Why, id: &str, more: &[(&str, &str)]) -> Hold {
    let own = [("why", why.key()), ("claim", id)];
    let facts = [&own, more].concat();
    let finding = format!("{OWN}{}", fingerprint("hold-finding-1", &own, 12));
    Hold { claim, why, finding, evidence: fingerprint("hold-1", &facts, 16), part: None }
}

/// What is looked at.
#[derive(Clone, Copy, Debug)]
pub struct Basis<'a> {
    pub awards: &'a Awards,
    pub inputs: &'a Inputs,
    pub scheme: &'a Scheme,
    pub award_year: i32,
    pub ids: &'a [String],
    pub papers: &'a [PaperCase],
    /// What a person decides (R403).
    pub matters: &'a [Matter],
    /// Claims and credit codes that `[payment] objections` names.
    pub objections: &'a [(String, Place)],
    /// Ids of claims whose reviews do not count as they stand.
    pub review_again: &'a BTreeSet<String>,
}

/// All reasons why claims with an amount wait, by claim; `suspected` as the comparison with rosters found them,
/// `unknown` as `waits` did.
///
/// # Errors
/// A fault of the engine.
pub fn holds(
    basis: &Basis,
    suspected: Vec<Hold>,
    unknown: &BTreeSet<(usize, Why)>,
) -> Result<Vec<Hold>, EngineError> {
    let mut all = suspected;
    all.extend(unknown.iter().map(|(claim, why)| basis.hold(*claim, *why)));
    all.extend(basis.elsewhere()?);
    all.extend(basis.matters());
    all.extend(basis.papers()?);
    all.extend(basis.objections()?);
    all.extend(basis.reviews());
    all.retain(|hold| basis.awards.current()[hold.claim] > 0);
    all.sort();
    all.dedup();
    Ok(all)
}

impl Basis<'_> {
    /// A hold on whose decision only the claim, its amount and the reason bear.
    fn hold(&self, claim: usize, why: Why) -> Hold {
        let amount = self.awards.current()[claim].to_string();
        resting_on(claim, why, &self.ids[claim], &[("payable", &amount)])
    }

    /// Support elsewhere that leaves something of the claim, as choosing the best and topping up do: it must be
    /// returned first, and its amount be known.
    fn elsewhere(&self) -> Result<Vec<Hold>, EngineError> {
        let found = duplicates::unreturned(self.awards, self.inputs, self.scheme, self.award_year)?;
        let why = |known: bool| if known { Why::Unreturned } else { Why::AmountUnknown };
        Ok(found.into_iter().map(|(claim, known)| self.hold(claim, why(known))).collect())
    }

    fn matters(&self) -> Vec<Hold> {
        let claims = |matter: &Matter| {
            let why = Why::from(matter.why);
            matter.claims.iter().map(move |claim| (*claim, why)).collect::<Vec<_>>()
        };
        let all = self.matters.iter().flat_map(claims);
        all.map(|(claim, why)| self.hold(claim, why)).collect()
    }

    fn papers(&self) -> Result<Vec<Hold>, EngineError> {
        let mut out = Vec::new();
        for (number, measure) in self.scheme.measures.iter().enumerate() {
            let open = self.papers.iter().filter(|case| case.open && case.measure == measure.id);
            let open: BTreeMap<(u32, u32), &PaperCase> =
                open.map(|case| (case.place, case)).collect();
            if open.is_empty() {
                continue;
            }
            let lines = &self.awards.lines[number];
            let (sources, rows) = (indices(lines, c::SOURCE)?, indices(lines, c::ROW)?);
            for (line, claim) in claim_rows(self.awards, number, measure)?.into_iter().enumerate() {
                let Some(case) = open.get(&(sources[line], rows[line])) else { continue };
                let (finding, evidence) = (case.finding.clone(), case.evidence.clone());
                out.push(Hold { claim, why: Why::Papers, finding, evidence, part: None });
            }
        }
        Ok(out)
    }

    fn objections(&self) -> Result<Vec<Hold>, EngineError> {
        let codes = texts(&self.inputs.firms, c::USCC)?;
        let named: BTreeSet<&str> = self.objections.iter().map(|(name, _)| name.as_str()).collect();
        let rows = 0..self.ids.len();
        let own = rows.filter(|claim| {
            named.contains(self.ids[*claim].as_str())
                || named.contains(codes[self.awards.firm[*claim] as usize])
        });
        Ok(own.map(|claim| self.hold(claim, Why::Objection)).collect())
    }

    fn reviews(&self) -> Vec<Hold> {
        let rows = 0..self.ids.len();
        let again = rows.filter(|claim| self.review_again.contains(&self.ids[*claim]));
        again.map(|claim| self.hold(claim, Why::Review)).collect()
    }

    /// Objections that are about no claim and no enterprise of the run (R482); about those of the published run that a
    /// batch of objections leaves out, it is only told (R646): their money was decided there.
    ///
    /// # Errors
    /// A fault of the engine.
    pub fn unknown_objections(&self, batch: Option<&Batch>) -> Result<Diagnostics, EngineError> {
        let codes = texts(&self.inputs.firms, c::USCC)?;
        let known = || self.ids.iter().map(String::as_str).chain(codes.iter().copied());
        let all: BTreeSet<&str> = known().collect();
        let mut faults = Diagnostics::default();
        for (name, place) in self.objections.iter().filter(|(name, _)| !all.contains(name.as_str()))
        {
            if let Some(batch) = batch.filter(|batch| batch.published.has(name)) {
                let told = Diagnostic::new(&codes::OBJECTION_OUTSIDE).arg("read", name);
                faults.push(told.arg("run", &batch.published.told.run).at(place.clone()));
                continue;
            }
            let near = suggest(name, known()).unwrap_or_default();
            let fault = Diagnostic::new(&codes::OBJECTION_UNKNOWN).arg("read", name);
            faults.push(fault.arg("suggestion", near).at(place.clone()));
        }
        Ok(faults)
    }
}

/// What still waits after the decisions on it that the run read, and decisions that decide nothing. Suspected cases
/// and papers are decided where they are found.
pub fn undecided(
    holds: Vec<Hold>,
    decisions: &Decisions,
    linked: &Linked,
) -> (Vec<Hold>, Vec<Diagnostic>) {
    let mut said = Vec::new();
    let known: BTreeSet<String> = holds.iter().map(|hold| hold.finding.clone()).collect();
    for (id, (source, row)) in decisions.findings().filter(|(id, _)| id.starts_with(OWN)) {
        if !known.contains(id) {
            let note = Diagnostic::new(&codes::DECISION_UNKNOWN).arg("read", id);
            said.push(note.at(linked.place(source, row, "")));
        }
    }
    let waits = |hold: &Hold| {
        if !hold.finding.starts_with(OWN) {
            return true;
        }
        match decisions.about(&hold.finding, &hold.evidence) {
            Said::Holds(decision) if decision.verdict == Verdict::Clear => {
                let first = hold.part.and_then(|part| part.not_before);
                let Some(first) = first.filter(|first| decision.signed.on < *first) else {
                    return false;
                };
                let place = linked.place(decision.signed.place.0, decision.signed.place.1, "");
                said.push(too_early(&hold.finding, first, decision.signed.on).at(place));
            }
            Said::Holds(_) => {}
            Said::Nothing => {}
            Said::Outdated(decision) => {
                let place = linked.place(decision.signed.place.0, decision.signed.place.1, "");
                let fault = Diagnostic::new(&codes::DECISION_OUTDATED).arg("read", &hold.finding);
                said.push(fault.at(place));
            }
            Said::Contradiction => {
                let fault = Diagnostic::new(&codes::DECISION_CONTRADICTS);
                said.push(fault.arg("read", &hold.finding));
            }
        }
        true
    };
    (holds.into_iter().filter(waits).collect(), said)
}

/// A part that was released before it may be (R505).
pub fn too_early(finding: &str, first: i32, on: i32) -> Diagnostic {
    let day = |day: i32| from_epoch_days(day).map(|day| day.to_string()).unwrap_or_default();
    let fault = Diagnostic::new(&codes::PART_TOO_EARLY).arg("read", finding);
    fault.arg("day", day(on)).arg("first", day(first))
}

/// Sums by reason, in the order of their keys: how many claims or accounts, and how much.
///
/// # Errors
/// A sum beyond 64 bits.
pub fn sums(rows: &[Held]) -> Result<Vec<Wait>, Overflow> {
    let mut all: BTreeMap<&str, (Text, Sum)> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.amount > Fen(0)) {
        // Each part says what it waits for; all of them are not due.
        let text = if row.is_part() { Why::NotDue.text() } else { row.reason.clone() };
        all.entry(&row.why).or_insert((text, Sum::default())).1.add(row.amount.0)?;
    }
    let wait = |(why, (text, Sum { count, amount })): (&str, (Text, Sum))| Wait {
        why: why.to_string(),
        zh: text.zh,
        en: text.en,
        count,
        amount,
    };
    Ok(all.into_iter().map(wait).collect())
}

/// What is said of claims that wait, one finding for each reason (R481).
///
/// # Errors
/// A sum beyond 64 bits.
pub fn findings(rows: &[Held]) -> Result<Vec<Diagnostic>, Overflow> {
    let of_claims: Vec<Held> = rows.iter().filter(|row| !row.claim.is_empty()).cloned().collect();
    let said = |wait: Wait| {
        let finding = Diagnostic::new(&codes::PAYMENT_HELD).arg("count", wait.count);
        finding.arg("amount", wait.amount).arg("why", &wait.zh).arg("why_en", &wait.en)
    };
    Ok(sums(&of_claims)?.into_iter().map(said).collect())
}
