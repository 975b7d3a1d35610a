//! Whose amounts changed between two runs, and why.

use super::{heading, money, sheet, text};
use crate::diag::Lang;
use crate::domain::Fen;
use crate::scenario::compare::Changes;
use crate::workbook::{Kind, Sheet};

/// Every claim whose own amount changed; those that only the cut to the budget moved are counted.
pub fn changed(all: &[Changes], lang: Lang) -> Sheet {
    let title = ("核定额有变动的申报项", "Claims whose own amount changed");
    let mut out = sheet(lang, ("变动明细", "Changed claims"), title);
    out.headings = vec![
        heading(lang, "结果", "Run", Kind::Text, 26),
        heading(lang, "单位名称", "Enterprise", Kind::Text, 34),
        heading(lang, "统一社会信用代码", "Credit code", Kind::Text, 22),
        heading(lang, "条款", "Clause", Kind::Text, 8),
        heading(lang, "项目", "Item", Kind::Text, 16),
        heading(lang, "原核定（元）", "Approved before (yuan)", Kind::Yuan, 17),
        heading(lang, "现核定（元）", "Approved now (yuan)", Kind::Yuan, 17),
        heading(lang, "原应拨（元）", "Payable before (yuan)", Kind::Yuan, 17),
        heading(lang, "现应拨（元）", "Payable now (yuan)", Kind::Yuan, 17),
        heading(lang, "应拨差额（元）", "Difference (yuan)", Kind::Yuan, 17),
        heading(lang, "变动原因", "Why", Kind::Text, 44),
    ];
    for changes in all {
        out.rows.extend(changes.claims.iter().map(|claim| {
            vec![
                text(&changes.run),
                text(&claim.firm),
                text(&claim.code),
                text(&claim.clause),
                text(&claim.item),
                money(claim.approved.0),
                money(claim.approved.1),
                money(claim.payable.0),
                money(claim.payable.1),
                money(claim.payable.1 - claim.payable.0),
                text(claim.why.get(lang)),
            ]
        }));
        let (count, sum) = changes.by_pool;
        let (run, own, sum) = (&changes.run, changes.claims.len(), Fen(sum));
        out.notes.push(match lang {
            Lang::Zh => format!(
                "{run}：{own} 项核定额有变动；另有 {count} 项仅因预算调整比例变化，应拨合计变动 {sum} 元"
            ),
            Lang::En => format!(
                "{run}: {own} claims have another amount of their own; {count} more are moved by the cut to the budget alone, by {sum} yuan together"
            ),
        });
    }
    out
}
