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

use super::matching::Fate;
use super::outcome::Owing;
use super::states::{Cause, Quota};
use super::tables::Told;
use crate::diag::{Lang, Text};
use crate::domain::Fen;
use crate::frame::output::OutputTable;
use crate::frame::table::{Row as _, table};

table! {
    /// What is still owed of a claim for one cause, and whether its quota is there.
    pub struct CarryOver: "carry_over" "未付结转" "What is carried over", sheet("结转下年", "Carry-over") {
        claim: String = CLAIM_ID "申报项编号" "Claim id";
        code: String = USCC "统一社会信用代码" "Credit code";
        firm: String = FIRM_NAME "单位名称" "Enterprise";
        measure: String = MEASURE "措施" "Measure";
        amount: Fen = AMOUNT "未付金额" "Still owed";
        cause: Cause = CAUSE "原因代码" "Cause code";
        cause_text: Text = CAUSE_ZH "未付原因" "Cause (Chinese)", CAUSE_EN "英文原因" "Why it is not paid";
        quota: Quota = QUOTA "额度代码" "Quota code";
        quota_text: Text = QUOTA_ZH "额度" "Quota (Chinese)", QUOTA_EN "英文额度" "Quota";
        undecided: bool = UNDECIDED "须先决定" "To be decided";
        todo: Text = TODO_ZH "处理办法" "What to do (Chinese)", TODO_EN "英文处理办法" "What to do";
    }
}

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
        let over = self.judged.today.as_of > self.judged.today.year_end();
        let reviewed: BTreeSet<u32> =
            self.judged.outcome.matched.fate.iter().flat_map(in_review).collect();
        let mut rows = Vec::new();
        for (claim, outcome) in self.judged.outcome.claims.iter().enumerate() {
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
        let a = self.judged.approved;
        CarryOver::table(rows.into_iter().map(|Row { claim, cause, quota, amount, undecided }| {
            let todo = match undecided {
                true => Text::new(
                    "须先查清或另行决定，未定前不结转。",
                    "find out or decide first; nothing is carried over before",
                ),
                false => Text::new(quota.todo(Lang::Zh), quota.todo(Lang::En)),
            };
            CarryOver {
                claim: a.claim[claim].to_string(),
                code: a.code_of(claim).to_string(),
                firm: a.name_of(claim).to_string(),
                measure: a.measure[claim].to_string(),
                amount: Fen(amount),
                cause,
                cause_text: Text::new(cause.text(Lang::Zh), cause.text(Lang::En)),
                quota,
                quota_text: Text::new(quota.text(Lang::Zh), quota.text(Lang::En)),
                undecided,
                todo,
            }
        }))
    }
}
