//! What reviewers decided of one claim, and what invoices and payments say against it, from the tables of a run.

use serde::Serialize;

use crate::diag::{Diagnostics, Lang};
use crate::domain::Fen;
use crate::frame::cells::Scaled;
use crate::run_folder::bound::Bound;
use crate::tables::review::Reviewed;
use crate::tables::trade::TradeRow;

/// One decision on a claim or a line of it, or one doubt.
#[derive(Clone, Debug, Serialize)]
pub struct ReviewOf {
    /// The claim, or file·sheet·row of the line.
    pub about: String,
    /// What became of it.
    pub standing: String,
    pub values: Vec<(String, String)>,
}

/// The decisions on a claim; runs that ask for no reviews have none.
pub(super) fn reviews_of(
    run: &Bound,
    claim: &str,
    lang: Lang,
) -> Result<Vec<ReviewOf>, Diagnostics> {
    let rows = run.rows_if_any::<Reviewed>()?.unwrap_or_default();
    Ok(rows.into_iter().filter(|row| row.claim == claim).map(|row| shown(&row, lang)).collect())
}

/// Doubts about the invoices and payments of a claim; runs that look at none have none.
pub(super) fn trade_of(run: &Bound, claim: &str, lang: Lang) -> Result<Vec<ReviewOf>, Diagnostics> {
    let rows = run.rows_if_any::<TradeRow>()?.unwrap_or_default().into_iter();
    let amount = |fen: Option<Fen>| fen.map(|fen| fen.to_string()).unwrap_or_default();
    let shown = |row: TradeRow| {
        let said = [
            ("疑点", "doubt", format!("{} {}", row.code, row.said.get(lang))),
            ("所列金额", "stated", amount(row.filed)),
            ("凭据可支持", "left by the invoice", amount(row.left)),
            ("导出数据出处", "invoice", row.other_place),
        ];
        let said = said.into_iter().filter(|(.., value)| !value.is_empty());
        ReviewOf {
            about: format!("{} {}", row.number, row.place),
            standing: row.state.get(lang).to_string(),
            values: said.map(|(zh, en, value)| (lang.pick(zh, en).to_string(), value)).collect(),
        }
    };
    Ok(rows.filter(|row| row.claim == claim).map(shown).collect())
}

fn shown(row: &Reviewed, lang: Lang) -> ReviewOf {
    let amount = |value: Option<Scaled<18, 2>>| {
        let fen = value.and_then(|value| i64::try_from(value.0).ok());
        fen.map(|fen| format!("{} {}", Fen(fen), row.currency)).unwrap_or_default()
    };
    let day = row.on.map(|day| day.to_string()).unwrap_or_default();
    let said = [
        ("审核方式", "kind of review", row.kind.clone()),
        ("送审金额", "filed for review", amount(row.filed)),
        ("审定金额", "amount reviewed", amount(row.amount)),
        ("核减原因", "reason of the cut", row.cause.clone()),
        ("认定理由", "remarks", row.reason.clone()),
        ("审核机构", "audit firm", row.audit_firm.clone()),
        ("决定人", "decided by", row.by.clone()),
        ("决定日期", "decided on", day),
        ("审定表出处", "written in", row.place.clone()),
    ];
    let said = said.into_iter().filter(|(.., value)| !value.is_empty());
    ReviewOf {
        about: if row.subject.is_empty() { row.claim.clone() } else { row.subject.clone() },
        standing: row.standing_text.get(lang).to_string(),
        values: said.map(|(zh, en, value)| (lang.pick(zh, en).to_string(), value)).collect(),
    }
}
