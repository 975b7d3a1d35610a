//! Whose amounts changed between two runs, and why.

use super::sheet;
use crate::diag::{Lang, say};
use crate::domain::Fen;
use crate::scenario::compare::Changes;
use crate::workbook::{Sheet, columns, money, text};

/// Every claim whose own amount changed; those that only the cut to the budget moved are counted.
pub fn changed(all: &[Changes], lang: Lang) -> Sheet {
    let title = ("核定金额有变动的申报项", "Claims whose own amount changed");
    let mut out = sheet(lang, ("变动明细", "Changed claims"), title);
    let claims =
        all.iter().flat_map(|changes| changes.claims.iter().map(move |one| (changes, one)));
    columns!(out, lang, (changes, claim) in claims;
        ("结果", "Run", Text, 26) => text(&changes.run),
        ("单位名称", "Enterprise", Text, 34) => text(&claim.firm),
        ("统一社会信用代码", "Credit code", Text, 22) => text(&claim.code),
        ("条款", "Clause", Text, 8) => text(&claim.clause),
        ("项目", "Item", Text, 16) => text(&claim.item),
        ("原核定（元）", "Approved before (yuan)", Yuan, 17) => money(claim.approved.0),
        ("现核定（元）", "Approved now (yuan)", Yuan, 17) => money(claim.approved.1),
        ("原拟拨付（元）", "Payable before (yuan)", Yuan, 17) => money(claim.payable.0),
        ("现拟拨付（元）", "Payable now (yuan)", Yuan, 17) => money(claim.payable.1),
        ("拟拨付差额（元）", "Difference (yuan)", Yuan, 17) => money(claim.payable.1 - claim.payable.0),
        ("变动原因", "Why", Text, 44) => text(claim.why.get(lang)),
    );
    for changes in all {
        let (count, sum) = changes.by_pool;
        let (run, own, sum) = (&changes.run, changes.claims.len(), Fen(sum));
        out.notes.push(say!(
            lang,
            "{run}：{own} 项核定金额有变动；另有 {count} 项仅因预算调整比例变化，拟拨付合计变动 {sum} 元",
            "{run}: {own} claims have another amount of their own; {count} more are moved by the cut to the budget alone, by {sum} yuan together"
        ));
    }
    out
}
