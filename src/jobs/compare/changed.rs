//! Which claims two runs value differently, and why: what an objection changed after the publication.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::*;

use super::{Folder, Reason, fen};
use crate::diag::Text;
use crate::frame::access::texts;
use crate::frame::columns as c;
use crate::scenario::compare::{Changed, Changes};
use crate::scheme::Stage;

/// A claim of one folder.
#[derive(Clone)]
struct Claim<'a> {
    firm: &'a str,
    clause: &'a str,
    approved: i64,
    payable: i64,
    /// The last limit but the budget that lowered it.
    reason: &'a str,
}

/// Measure, enterprise and item: ids count items and may shift when one is added.
type Key<'a> = (&'a str, &'a str, &'a str);

/// Claims by key; two of one key (an empty item) count together.
fn claims(folder: &Folder) -> PolarsResult<BTreeMap<Key<'_>, Claim<'_>>> {
    let table = &folder.claims;
    let text = |name| texts(table, name);
    let (measures, codes, items) = (text(c::MEASURE)?, text(c::USCC)?, text(c::ITEM)?);
    let (firms, clauses) = (text(c::FIRM_NAME)?, text(c::CLAUSE)?);
    let payable = fen(table, c::PAYABLE)?;
    let mut approved = payable.clone();
    let mut before = fen(table, c::REQUESTED)?;
    let mut reasons = vec![""; table.height()];
    for name in table.get_column_names() {
        let stages = Stage::NAMES.iter().map(|(_, stage)| *stage);
        let ran = stages.into_iter().find(|stage| stage.amount_column() == name.as_str());
        match ran {
            Some(Stage::Budget) => approved.clone_from(&before),
            Some(stage) => {
                before = fen(table, stage.amount_column())?;
                let own = text(stage.reason_column())?;
                let last = reasons.iter_mut().zip(own).filter(|(_, own)| !own.is_empty());
                last.for_each(|(reason, own)| *reason = own);
            }
            None => {}
        }
    }
    let mut out: BTreeMap<Key, Claim> = BTreeMap::new();
    for row in 0..table.height() {
        let (firm, clause, reason) = (firms[row], clauses[row], reasons[row]);
        let empty = Claim { firm, clause, approved: 0, payable: 0, reason };
        let claim = out.entry((measures[row], codes[row], items[row])).or_insert(empty);
        claim.approved += approved[row];
        claim.payable += payable[row];
    }
    Ok(out)
}

/// Reason id → its words, with the clause.
fn words(folder: &Folder) -> BTreeMap<&str, Text> {
    let said = |row: &Reason| {
        let (Text { zh, en }, clause) = (&row.text, &row.clause);
        Text::new(format!("{zh}（{clause}）"), format!("{en} ({clause})"))
    };
    folder.reasons.iter().map(|row| (row.id.as_str(), said(row))).collect()
}

fn why(base: Option<&Claim>, other: Option<&Claim>, words: &BTreeMap<&str, Text>) -> Text {
    let reason = |id: &str| words.get(id).cloned().unwrap_or_else(|| Text::new(id, id));
    match (base, other) {
        (None, _) => Text::new("新增", "new"),
        (_, None) => Text::new("不再申报或已退件", "no longer claimed, or refused"),
        (_, Some(now)) if !now.reason.is_empty() => reason(now.reason),
        (Some(before), _) if !before.reason.is_empty() => {
            let gone = reason(before.reason);
            Text::new(format!("不再适用：{}", gone.zh), format!("no longer: {}", gone.en))
        }
        _ => Text::new("申报数额不同", "other amounts in the filings"),
    }
}

/// What `other` changed against `base`, claim by claim.
pub(super) fn changes(base: &Folder, other: &Folder) -> PolarsResult<Changes> {
    let (before, after) = (claims(base)?, claims(other)?);
    let mut words_of = words(base);
    words_of.extend(words(other));
    let keys: BTreeSet<&Key> = before.keys().chain(after.keys()).collect();
    let mut out = Changes { run: other.name.clone(), claims: Vec::new(), by_pool: (0, 0) };
    for key in keys {
        let (was, is) = (before.get(key), after.get(key));
        let pair = |of: fn(&Claim) -> i64| (was.map_or(0, of), is.map_or(0, of));
        let (approved, payable) = (pair(|claim| claim.approved), pair(|claim| claim.payable));
        if approved.0 != approved.1 {
            let Some(known) = is.or(was) else { continue };
            out.claims.push(Changed {
                firm: known.firm.to_string(),
                code: key.1.to_string(),
                clause: known.clause.to_string(),
                item: key.2.to_string(),
                approved,
                payable,
                why: why(was, is, &words_of),
            });
        } else if payable.0 != payable.1 {
            out.by_pool.0 += 1;
            out.by_pool.1 += payable.1 - payable.0;
        }
    }
    out.claims.sort_by_key(|claim| std::cmp::Reverse((claim.approved.1 - claim.approved.0).abs()));
    Ok(out)
}
