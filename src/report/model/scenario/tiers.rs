//! Tiers that fit a budget.

use super::{heading, int, money, sheet, text};
use crate::diag::Lang;
use crate::domain::Fen;
use crate::scenario::tiers::{Design, Proposal, Way};
use crate::workbook::{Kind, Sheet};

/// The proposals side by side, tier by tier, and how each is written into a scenario.
pub fn tiers(design: &Design, lang: Lang) -> Vec<Sheet> {
    vec![side_by_side(design, lang), by_tier(design, lang), written(design, lang)]
}

fn way(way: Way, lang: Lang) -> &'static str {
    match way {
        Way::Now => lang.pick("现行取值", "as it stands"),
        Way::Shape => lang.pick("按各档家数比例", "tiers in proportion"),
        Way::Widest => lang.pick("先扩面、后提档", "as many as possible, then higher tiers"),
        Way::Steepest => lang.pick("先高档、后低档", "the best first"),
        Way::Amounts => lang.pick("分档线不变、同比例降额", "the same scores, lower amounts"),
    }
}

fn side_by_side(design: &Design, lang: Lang) -> Sheet {
    let name = ("分档建议", "Proposed tiers");
    let title = format!("{} {}", design.clause, design.title.get(lang));
    let mut out = sheet(lang, name, ("", ""));
    out.title = match lang {
        Lang::Zh => format!("{title}：资金 {} 元以内的分档建议", Fen(design.budget)),
        Lang::En => format!("{title}: tiers proposed within {} yuan", Fen(design.budget)),
    };
    out.notes = match lang {
        Lang::Zh => vec![
            "以下为测算建议，不是政策规定；采用哪一种由主管部门决定".into(),
            format!(
                "参加排序 {} 项（通过资格条件、有有效凭证、得分大于零），其中 {} 项与他项同分；同分不拆分",
                design.claims, design.tied
            ),
            "分档合计 = 各档金额 × 项数，以此控制在资金以内；核定合计另计以前批次、上限等限制".into(),
            "“再下一组”：只在最低一档再纳入下一个得分的项数，及届时的分档合计".into(),
        ],
        Lang::En => vec![
            "Proposals by arithmetic, not rules; which of them to take is for the authority to decide".into(),
            format!(
                "{} claims stand in the order (through the gates, with evidence, above nothing), {} of them share their score; equal scores are never parted",
                design.claims, design.tied
            ),
            "Tiers in all = amounts × claims, kept within the money; approved also knows earlier awards and limits".into(),
            "One more group: claims of the next score taken into the lowest tier alone, and what the tiers would come to".into(),
        ],
    };
    out.headings = vec![
        heading(lang, "方式", "Way", Kind::Text, 26),
        heading(lang, "支持项", "Claims", Kind::Int, 8),
        heading(lang, "分档合计（元）", "Tiers in all (yuan)", Kind::Yuan, 18),
        heading(lang, "资金余额（元）", "Left of the money (yuan)", Kind::Yuan, 18),
        heading(lang, "核定合计（元）", "Approved (yuan)", Kind::Yuan, 18),
        heading(lang, "再下一组（项）", "One more group", Kind::Int, 10),
        heading(lang, "届时分档合计（元）", "Tiers in all then (yuan)", Kind::Yuan, 18),
    ];
    for one in &design.proposals {
        let (more, then) = match one.next {
            Some((more, then)) => (int(more), money(then)),
            None => (super::Cell::Empty, super::Cell::Empty),
        };
        out.rows.push(vec![
            text(way(one.way, lang)),
            int(one.claims),
            money(one.cost),
            money(design.budget - one.cost),
            money(one.approved),
            more,
            then,
        ]);
    }
    out
}

fn by_tier(design: &Design, lang: Lang) -> Sheet {
    let name = ("各档", "Tier by tier");
    let mut out =
        sheet(lang, name, ("各方式的分档线与家数", "Least scores and claims of each way"));
    out.headings = vec![
        heading(lang, "方式", "Way", Kind::Text, 26),
        heading(lang, "档", "Tier", Kind::Int, 6),
        heading(lang, "得分不低于", "Least score", Kind::Text, 14),
        heading(lang, "每项金额（元）", "Amount (yuan)", Kind::Yuan, 16),
        heading(lang, "项数", "Claims", Kind::Int, 8),
        heading(lang, "小计（元）", "In all (yuan)", Kind::Yuan, 18),
    ];
    for one in &design.proposals {
        for (number, step) in one.steps.iter().enumerate() {
            out.rows.push(vec![
                text(way(one.way, lang)),
                int(number + 1),
                text(step.at_least),
                money(step.amount),
                int(step.claims),
                money(step.amount.saturating_mul(step.claims as i64)),
            ]);
        }
    }
    out
}

fn written(design: &Design, lang: Lang) -> Sheet {
    let name = ("写法", "As written");
    let mut out =
        sheet(lang, name, ("写入情景文件 [rules] 的内容", "For [rules] of a scenario file"));
    out.headings = vec![
        heading(lang, "方式", "Way", Kind::Text, 26),
        heading(lang, "写法", "As written", Kind::Text, 110),
    ];
    let proposed = |one: &&Proposal| one.way != Way::Now && !one.steps.is_empty();
    for one in design.proposals.iter().filter(proposed) {
        out.rows.push(vec![text(way(one.way, lang)), text(one.rules(&design.measure))]);
    }
    out
}
