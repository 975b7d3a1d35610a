//! What has become of every award, and the history that the gates of a scheme read.
//!
//! | what happened | in the history |
//! |---|---|
//! | approved, not paid, or returned by the bank | counts in full: it is still owed to the enterprise |
//! | lapsed at year end | counts in full: it is paid from the next year's budget, not claimed once more |
//! | returned by the payee, all of it | 已退回: counts for nothing, as `restored_by_return` says for rights |
//! | ordered back, all of it, and come in | 已追回, the same |
//! | ordered back, not come in yet | counts in full: the enterprise still has it |
//! | returned, or ordered back and come in, in part | counts with what is left |
//! | withdrawn | as if it had never been approved |

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::segment::{Entry, Head, Kind, Settled};
use super::store::Ledger;
use crate::domain::Fen;
use crate::domain::date::from_epoch_days;
use crate::frame::output::OutputTable;
use crate::frame::table::{Row, table};

/// One award with its last record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Award<'a> {
    /// The approval.
    pub head: &'a Head,
    pub entry: &'a Entry,
    /// What the last record of payments says about it.
    pub last: Option<&'a Entry>,
}

/// All awards that hold, by segment and in the order of their rows.
#[derive(Debug, Default)]
pub struct Awards<'a> {
    pub all: Vec<Award<'a>>,
}

impl<'a> Awards<'a> {
    /// What the payments of approvals that hold settled of debts, in the order of the approvals.
    pub fn settled(ledger: &'a Ledger) -> Vec<&'a Settled> {
        let heads = || ledger.segments.iter().map(|segment| &segment.head);
        let gone = |n| heads().any(|head| head.kind == Kind::Withdrawal && head.about == n);
        let holds = heads().filter(|head| head.kind == Kind::Approval && !gone(head.number));
        holds.flat_map(|head| &head.settled).collect()
    }

    pub fn of(ledger: &'a Ledger) -> Self {
        let mut withdrawn: Vec<u32> = Vec::new();
        let mut last: BTreeMap<(u32, &str), &Entry> = BTreeMap::new();
        for segment in &ledger.segments {
            match segment.head.kind {
                Kind::Withdrawal => withdrawn.push(segment.head.about),
                Kind::Payments => {
                    let rows = segment.entries.iter();
                    last.extend(rows.map(|e| ((segment.head.about, e.claim.as_str()), e)));
                }
                Kind::Approval => {}
            }
        }
        let approvals = ledger.segments.iter().filter(|segment| {
            segment.head.kind == Kind::Approval && !withdrawn.contains(&segment.head.number)
        });
        let all = approvals.flat_map(|segment| {
            let head = &segment.head;
            let last = &last;
            segment.entries.iter().map(move |entry| {
                let last = last.get(&(head.number, entry.claim.as_str())).copied();
                Award { head, entry, last }
            })
        });
        Self { all: all.collect() }
    }

    /// Awards of the schemes that count as the table that `[inputs] history` takes, by segment and row; `ledger` is the identity
    /// that its rows name.
    pub fn history(&self, counts: impl Fn(&str) -> bool, ledger: &str) -> OutputTable {
        let own = self.all.iter().filter(|award| counts(&award.head.scheme));
        Past::table(own.into_iter().map(|award| Past {
            code: award.entry.code.clone(),
            measure: award.entry.measure.clone(),
            item: award.entry.item.clone(),
            award_year: award.head.award_year.into(),
            paid_on: award.paid_on().and_then(from_epoch_days),
            base: Fen(award.entry.base),
            amount: Fen(award.amount()),
            status: award.status().to_string(),
            later: award.entry.later.clone(),
            scheme: award.head.scheme.clone(),
            entry: award.name(ledger),
        }))
    }
}

table! {
    /// An award of an earlier year or batch, as `[inputs] history` takes it.
    pub struct Past: "history" "历史奖补" "Awards of earlier years and batches" {
        code: String = USCC "统一社会信用代码" "Credit code";
        measure: String = MEASURE "措施" "Measure";
        item: String = ITEM "项目标识" "Item";
        award_year: i64 = AWARD_YEAR "奖补年度" "Award year";
        paid_on: Option<NaiveDate> = PAID_ON "付款日期" "Paid on";
        base: Fen = BASE "核定基数" "Recognised base";
        amount: Fen = AMOUNT "金额" "Amount";
        status: String = STATUS "状态" "Status";
        later: String = LATER_YEARS "以后年度应付" "Due in later years";
        scheme: String = SCHEME "方案编号" "Scheme";
        entry: String = LEDGER_ENTRY "台账记录" "Ledger entry";
    }
}

/// The digits of a ledger's identity that an entry names.
const IDENTITY: usize = 12;

/// The ledger and the segment that the name of an entry tells.
pub fn of_entry(name: &str) -> Option<(&str, u32)> {
    let (ledger, rest) = name.split_once('#')?;
    Some((ledger, rest.split_once('#')?.0.parse().ok()?))
}

/// Whether an entry names a ledger.
pub fn is_of(ledger: &str, named: &str) -> bool {
    named.len() == IDENTITY && ledger.starts_with(named)
}

impl Award<'_> {
    /// `LEDGER#SEGMENT#CLAIM`: tells this award from every other.
    fn name(&self, ledger: &str) -> String {
        let ledger = ledger.get(..IDENTITY).unwrap_or(ledger);
        format!("{ledger}#{}#{}", self.head.number, self.entry.claim)
    }

    /// What the enterprise has of it: what went back, or came in after an order, is taken off.
    pub fn counts(&self) -> i64 {
        self.entry.amount - self.gone()
    }

    /// Receipts pay the principal before interest.
    fn gone(&self) -> i64 {
        self.last.map_or(0, |last| last.returned_active + last.clawed_back.min(last.received))
    }

    /// Whether money went out on it, or may have.
    pub fn was_paid(&self) -> bool {
        self.last.is_some_and(|last| {
            let back = [last.returned_passive, last.returned_active, last.clawed_back];
            let out = [last.kept, last.in_flight, last.lapsed];
            last.paid_on.is_some() || back.iter().chain(&out).any(|fen| *fen > 0)
        })
    }

    /// The status that a history knows.
    pub fn status(&self) -> &'static str {
        let Some(last) = self.last else { return "已核定" };
        match (self.counts() <= 0, self.gone() > 0) {
            (true, _) if last.clawed_back > 0 => "已追回",
            (true, _) => "已退回",
            (false, true) => "部分退回",
            (false, false) if last.kept + last.clawed_back > 0 => "已拨付",
            (false, false) => "已核定",
        }
    }

    /// The amount of the history: what is left, or what it was where nothing is.
    pub fn amount(&self) -> i64 {
        let left = self.counts();
        if left > 0 { left } else { self.entry.amount }
    }

    pub fn paid_on(&self) -> Option<i32> {
        self.last.and_then(|last| last.paid_on)
    }
}
