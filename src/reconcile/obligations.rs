//! 义务: what enterprises must keep to after an award, held against snapshots of the commercial register and what
//! inspections wrote. A breach proposes what could be ordered back; a person orders it.

use std::collections::BTreeMap;

use chrono::{Months, NaiveDate};
use polars::prelude::*;

use super::states::Watch;
use crate::diag::Text;
use crate::domain::date::{from_epoch_days, to_epoch_days};
use crate::domain::{Fen, Ratio};
use crate::frame::access::{days, optional_ints, texts};
use crate::frame::columns as c;
use crate::frame::table::table;

/// An obligation that goes with a claim.
#[derive(Clone, Debug)]
pub struct Duty {
    pub claim: String,
    pub code: String,
    pub firm: String,
    pub clause: String,
    pub text: Text,
    /// A word of scheme files: operates, stays, capital, named.
    pub kind: String,
    pub words: Vec<String>,
    pub years: u32,
    /// Whether it runs from the last payment, not from the approval.
    pub from_payment: bool,
    pub share: Ratio,
}

/// What became of the claim that a duty goes with. Days are since 1970.
#[derive(Clone, Copy, Debug)]
pub struct OfClaim {
    pub approved_on: i32,
    pub paid_on: Option<i32>,
    /// With the payee, in fen.
    pub kept: i64,
}

table! {
    /// An obligation and what was seen of it.
    pub struct Watched: "obligations_watched" "义务履行" "Obligations", sheet("义务履行", "Obligations") {
        claim: String = CLAIM_ID "申报项编号" "Claim id";
        code: String = USCC "统一社会信用代码" "Credit code";
        firm: String = FIRM_NAME "单位名称" "Enterprise";
        clause: String = CLAUSE "条款" "Clause";
        text: Text = RULE_ZH "义务" "Obligation (Chinese)", RULE_EN "义务（英文）" "Obligation";
        from: Option<NaiveDate> = PERIOD_FROM "起" "From";
        to: Option<NaiveDate> = PERIOD_TO "至（不含）" "To (not included)";
        state: Watch = STATE "状态代码" "State code";
        state_text: Text = STATE_ZH "状态" "State (Chinese)", STATE_EN "英文状态" "State";
        seen_on: Option<NaiveDate> = SEEN_ON "查询日期" "Seen on";
        seen: String = SEEN "所见" "What was seen";
        proposed: Fen = PROPOSED "建议追回本金" "Proposed to be ordered back";
        interest: Option<Fen> = INTEREST "利息" "Interest";
        todo: Text = TODO_ZH "处理办法" "What to do (Chinese)", TODO_EN "英文处理办法" "What to do";
    }
}

/// Snapshots of enterprises by credit code, in the order of their days.
#[derive(Debug, Default)]
pub struct Snapshots(BTreeMap<String, Vec<Snapshot>>);

/// One enterprise on one day.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Snapshot {
    on: i32,
    status: String,
    place: String,
    capital: Option<i64>,
    breach: String,
    document: String,
}

impl Snapshots {
    /// Those known on a day.
    ///
    /// # Errors
    /// A table that lacks a column.
    pub fn read(table: &DataFrame, as_of: i32) -> PolarsResult<Self> {
        let text = |name| texts(table, name);
        let (codes, status) = (text(c::USCC)?, text(c::STATUS)?);
        let (districts, addresses) = (text(c::DISTRICT)?, text(c::ADDRESS)?);
        let (breaches, documents) = (text(c::BREACH)?, text(c::DOCUMENT_NO)?);
        let (on, capital) = (days(table, c::SEEN_ON)?, optional_ints(table, c::CAPITAL)?);
        let mut all: BTreeMap<String, Vec<Snapshot>> = BTreeMap::new();
        for (row, on) in on.into_iter().enumerate() {
            let Some(on) = on.filter(|on| *on <= as_of) else { continue };
            let place = format!("{} {}", districts[row], addresses[row]).trim().to_string();
            all.entry(codes[row].to_string()).or_default().push(Snapshot {
                on,
                status: status[row].to_string(),
                place,
                capital: capital[row],
                breach: breaches[row].to_string(),
                document: documents[row].to_string(),
            });
        }
        all.values_mut().for_each(|own| own.sort());
        Ok(Self(all))
    }

    fn of(&self, code: &str) -> &[Snapshot] {
        self.0.get(code).map_or(&[], Vec::as_slice)
    }
}

impl Snapshot {
    /// What it shows against a duty; `None` where nothing does.
    fn against(&self, duty: &Duty, before: Option<i64>) -> Option<String> {
        let none_in = |text: &str| !duty.words.iter().any(|word| text.contains(word.as_str()));
        let seen = match duty.kind.as_str() {
            "operates" => {
                (!self.status.is_empty() && none_in(&self.status)).then(|| self.status.clone())
            }
            "stays" => (!self.place.is_empty() && none_in(&self.place)).then(|| self.place.clone()),
            "capital" => before
                .zip(self.capital)
                .filter(|(before, now)| now < before)
                .map(|(before, now)| format!("{} → {}", Fen(before), Fen(now))),
            _ => (!self.breach.is_empty() && !none_in(&self.breach)).then(|| self.breach.clone()),
        }?;
        let document = Some(self.document.clone()).filter(|paper| !paper.is_empty());
        Some(std::iter::once(seen).chain(document).collect::<Vec<_>>().join("，"))
    }
}

impl Duty {
    /// What has become of it on a day. `interest` tells the interest on an amount paid on a day.
    pub fn watched(
        &self,
        of: OfClaim,
        snapshots: &Snapshots,
        as_of: i32,
        interest: impl Fn(i64, Option<i32>) -> Option<i64>,
    ) -> Watched {
        let from = if self.from_payment { of.paid_on } else { Some(of.approved_on) };
        let first = from.and_then(from_epoch_days);
        let last = first.and_then(|day| day.checked_add_months(Months::new(self.years * 12)));
        let end = last.map_or(i32::MAX, to_epoch_days);
        let own = snapshots.of(&self.code);
        let within = |one: &&Snapshot| from.is_some_and(|from| from <= one.on) && one.on < end;
        // The capital that counts is what was there when the duty began.
        let begin = from.unwrap_or(i32::MAX);
        let before = own.iter().rev().find(|one| one.on <= begin && one.capital.is_some());
        let before = before.or(own.iter().find(|one| one.capital.is_some()));
        let before = before.and_then(|one| one.capital);
        let mut seen = own.iter().filter(within);
        let breach = seen.clone().find_map(|one| Some((one.on, one.against(self, before)?)));
        let state = match (&breach, from) {
            (_, None) => Watch::NotBegun,
            (Some(_), _) => Watch::Broken,
            (None, Some(from)) if as_of < from => Watch::NotBegun,
            (None, _) if seen.next().is_none() => Watch::Unseen,
            (None, _) if as_of >= end => Watch::Over,
            _ => Watch::Kept,
        };
        let share =
            |fen: i64| i128::from(fen) * i128::from(self.share.num) / i128::from(self.share.den);
        // At most what is with the payee, which fits.
        let proposed = if breach.is_some() { share(of.kept) as i64 } else { 0 };
        let (on, seen) = breach.map_or((None, String::new()), |(on, seen)| (Some(on), seen));
        Watched {
            claim: self.claim.clone(),
            code: self.code.clone(),
            firm: self.firm.clone(),
            clause: self.clause.clone(),
            text: self.text.clone(),
            from: first,
            to: last,
            state,
            state_text: state.words(),
            seen_on: on.and_then(from_epoch_days),
            seen,
            proposed: Fen(proposed),
            interest: match proposed {
                0 => Some(Fen(0)),
                fen => interest(fen, of.paid_on).map(Fen),
            },
            todo: state.tasks(),
        }
    }
}
