//! What was approved and is not with the payee: what next year has to pay if this year does not.
//!
//! | why it is open | quota before the year ends | after |
//! |---|---|---|
//! | no voucher, or one that never settled | open | lapsed |
//! | returned within the year it was paid in | restored | lapsed |
//! | returned in a later year | lapsed | lapsed |
//!
//! What a payee returned of its own accord, and what is open of a claim of which money was ordered back, went to
//! somebody else, waits to be decided or may have been paid by a payment in review, is carried over only when somebody has decided so.

use std::collections::BTreeSet;

use polars::prelude::*;

use super::matching::Fate;
use super::outcome::Owing;
use super::states::{Cause, Quota};
use super::tables::Told;
use crate::diag::Lang;
use crate::frame::columns as c;
use crate::frame::output::OutputTable;

/// One amount of a claim.
struct Row {
    claim: usize,
    cause: Cause,
    quota: Quota,
    amount: i64,
    undecided: bool,
}

/// The amounts of a claim with what becomes of their quota.
fn parts(owing: &Owing, over: bool) -> [(Cause, Quota, i64); 6] {
    let quota = |quota: Quota| if over { Quota::Lapsed } else { quota };
    [
        (Cause::Unpaid, quota(Quota::Open), owing.unpaid),
        (Cause::InFlight, quota(Quota::Open), owing.in_flight),
        (Cause::Bounced, quota(Quota::Restored), owing.returned_passive),
        (Cause::Bounced, Quota::Lapsed, owing.later_passive),
        (Cause::GivenBack, quota(Quota::Restored), owing.returned_active),
        (Cause::GivenBack, Quota::Lapsed, owing.later_active),
    ]
}

/// Claims that a payment in review may be for.
fn in_review(fate: &Fate) -> Vec<u32> {
    match fate {
        Fate::Review(claims) => claims.clone(),
        _ => Vec::new(),
    }
}

impl Told<'_> {
    /// The table `carry_over`: by claim and cause, what is still owed, and whether its quota is there.
    pub fn carry_over(&self) -> OutputTable {
        let over = self.today.as_of > self.today.year_end();
        let reviewed: BTreeSet<u32> =
            self.outcome.matched.fate.iter().flat_map(in_review).collect();
        let mut rows = Vec::new();
        for (claim, outcome) in self.outcome.claims.iter().enumerate() {
            let doubt = outcome.held
                || outcome.clawed_back > 0
                || outcome.misdirected > 0
                || reviewed.contains(&(claim as u32));
            for (cause, quota, amount) in parts(&outcome.owing, over) {
                let undecided = cause == Cause::GivenBack || doubt;
                if amount > 0 {
                    rows.push(Row { claim, cause, quota, amount, undecided });
                }
            }
        }
        let a = self.approved;
        let known = |of: &dyn Fn(usize) -> String| -> Vec<String> {
            rows.iter().map(|row| of(row.claim)).collect()
        };
        let text =
            |of: &dyn Fn(&Row) -> &'static str| -> Vec<&str> { rows.iter().map(of).collect() };
        let todo = |row: &Row, lang: Lang| match (row.undecided, row.quota) {
            (true, _) => lang.pick(
                "须先查清或另行决定，未定前不结转。",
                "find out or decide first; nothing is carried over before",
            ),
            (false, quota) => quota.todo(lang),
        };
        let amounts: Vec<i64> = rows.iter().map(|row| row.amount).collect();
        let flags: Vec<bool> = rows.iter().map(|row| row.undecided).collect();
        OutputTable::new("carry_over", "未付结转", "What is carried over")
            .text(c::CLAIM_ID, &known(&|k| a.claim[k].to_string()), "申报项编号", "Claim id")
            .text(c::USCC, &known(&|k| a.code_of(k).to_string()), "统一社会信用代码", "Credit code")
            .text(c::FIRM_NAME, &known(&|k| a.name_of(k).to_string()), "单位名称", "Enterprise")
            .text(c::MEASURE, &known(&|k| a.measure[k].to_string()), "措施", "Measure")
            .yuan(c::AMOUNT, &amounts, "未付金额", "Still owed")
            .text(c::CAUSE, &text(&|r| r.cause.key()), "原因代码", "Cause code")
            .text(c::CAUSE_ZH, &text(&|r| r.cause.text(Lang::Zh)), "未付原因", "Cause (Chinese)")
            .text(c::CAUSE_EN, &text(&|r| r.cause.text(Lang::En)), "英文原因", "Why it is not paid")
            .text(c::QUOTA, &text(&|r| r.quota.key()), "额度代码", "Quota code")
            .text(c::QUOTA_ZH, &text(&|r| r.quota.text(Lang::Zh)), "额度", "Quota (Chinese)")
            .text(c::QUOTA_EN, &text(&|r| r.quota.text(Lang::En)), "英文额度", "Quota")
            .column(Column::new(c::UNDECIDED.into(), flags), "须先决定", "To be decided")
            .text(c::TODO_ZH, &text(&|r| todo(r, Lang::Zh)), "处理办法", "What to do (Chinese)")
            .text(c::TODO_EN, &text(&|r| todo(r, Lang::En)), "英文处理办法", "What to do")
    }
}
