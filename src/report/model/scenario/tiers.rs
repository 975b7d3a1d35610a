//! Tiers that fit a budget.

use super::sheet;
use crate::diag::{Lang, say};
use crate::domain::Fen;
use crate::scenario::tiers::{Design, Proposal, Way};
use crate::workbook::{Cell, Sheet, columns, int, money, text};

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
    let (title, budget) =
        (format!("{} {}", design.clause, design.title.get(lang)), Fen(design.budget));
    let title = say!(
        lang,
        "{title}：资金 {budget} 元以内的分档建议",
        "{title}: tiers proposed within {budget} yuan"
    );
    let mut out = Sheet::new(lang.pick("分档建议", "Proposed tiers"), title);
    let (claims, tied) = (design.claims, design.tied);
    out.notes = vec![
        say!(
            lang,
            "以下为测算建议，不是政策规定；采用哪一种由主管部门决定",
            "Proposals by arithmetic, not rules; which of them to take is for the authority to decide"
        ),
        say!(
            lang,
            "参加排序 {claims} 项（通过资格条件、有有效凭证、得分大于零），其中 {tied} 项与他项同分；同分不拆分",
            "{claims} claims stand in the order (through the gates, with evidence, above nothing), {tied} of them share their score; equal scores are never parted"
        ),
        say!(
            lang,
            "分档合计 = 各档金额 × 项数，以此控制在资金以内；核定合计另计以前批次、上限等限制",
            "Tiers in all = amounts × claims, kept within the money; approved also knows earlier awards and limits"
        ),
        say!(
            lang,
            "“再下一组”：只在最低一档再纳入下一个得分的项数，及届时的分档合计",
            "One more group: claims of the next score taken into the lowest tier alone, and what the tiers would come to"
        ),
    ];
    columns!(out, lang, one in &design.proposals;
        let (more, then) = one.next.unzip();
        ("方式", "Way", Text, 26) => text(way(one.way, lang)),
        ("支持项", "Claims", Int, 8) => int(one.claims),
        ("分档合计（元）", "Tiers in all (yuan)", Yuan, 18) => money(one.cost),
        ("资金余额（元）", "Left of the money (yuan)", Yuan, 18) => money(design.budget - one.cost),
        ("核定合计（元）", "Approved (yuan)", Yuan, 18) => money(one.approved),
        ("再下一组（项）", "One more group", Int, 10) => more.map_or(Cell::Empty, int),
        ("届时分档合计（元）", "Tiers in all then (yuan)", Yuan, 18) => then.map_or(Cell::Empty, money),
    );
    out
}

fn by_tier(design: &Design, lang: Lang) -> Sheet {
    let title = ("各方式的分档线与家数", "Least scores and claims of each way");
    let mut out = sheet(lang, ("各档", "Tier by tier"), title);
    let steps = design
        .proposals
        .iter()
        .flat_map(|one| (1..).zip(&one.steps).map(move |step| (one.way, step)));
    columns!(out, lang, (by, (number, step)) in steps;
        ("方式", "Way", Text, 26) => text(way(by, lang)),
        ("档", "Tier", Int, 6) => int(number),
        ("得分不低于", "Least score", Text, 14) => text(step.at_least),
        ("每项金额（元）", "Amount (yuan)", Yuan, 16) => money(step.amount),
        ("项数", "Claims", Int, 8) => int(step.claims),
        ("小计（元）", "In all (yuan)", Yuan, 18) => money(step.amount.saturating_mul(step.claims as i64)),
    );
    out
}

fn written(design: &Design, lang: Lang) -> Sheet {
    let title = ("写入情景文件 [rules] 的内容", "For [rules] of a scenario file");
    let mut out = sheet(lang, ("写法", "As written"), title);
    let proposed = |one: &&Proposal| one.way != Way::Now && !one.steps.is_empty();
    columns!(out, lang, one in design.proposals.iter().filter(proposed);
        ("方式", "Way", Text, 26) => text(way(one.way, lang)),
        ("写法", "As written", Text, 110) => text(one.rules(&design.measure)),
    );
    out
}
