//! In plain words: why a scenario moves no amount.

use std::collections::BTreeMap;

use super::lab::Evaluation;
use super::setting::Setting;
use crate::diag::Text;
use crate::domain::Fen;
use crate::scheme::Stage;

/// `None` where an amount moved. Both evaluations must stand on the same claims; where the claims
/// themselves changed, nothing is said about them one by one.
pub fn unmoved(base: (&Setting, &Evaluation), other: (&Setting, &Evaluation)) -> Option<Text> {
    let (before, after) = (&base.1.awards, &other.1.awards);
    if before.firm != after.firm || before.measure != after.measure {
        return None;
    }
    if before.current() != after.current() {
        return None;
    }
    if same_setting(base.0, other.0) {
        let zh = "所设数值与基准相同，规则未变";
        return Some(Text::new(zh, "it sets what holds already; no rule changes"));
    }
    let mut zh = Vec::new();
    let mut en = Vec::new();
    for number in 0..other.0.scheme.measures.len() {
        if touched(base, other, number) {
            let text = measure(other, number);
            zh.push(text.zh);
            en.push(text.en);
        }
    }
    for text in beyond(base, other) {
        zh.push(text.zh);
        en.push(text.en);
    }
    if zh.is_empty() {
        zh.push("所改设置没有触及任何申报项".to_string());
        en.push("the changed settings touch no claim".to_string());
    }
    Some(Text::new(zh.join("；"), en.join("; ")))
}

fn same_setting(a: &Setting, b: &Setting) -> bool {
    let (x, y) = (&a.scheme, &b.scheme);
    x.measures == y.measures
        && x.valid == y.valid
        && x.rounding == y.rounding
        && x.stages == y.stages
        && x.rates == y.rates
        && x.annual_cap == y.annual_cap
        && x.budget == y.budget
        && x.duplicates == y.duplicates
        && a.award_year == b.award_year
        && a.deadline == b.deadline
        && a.payment_date == b.payment_date
        && a.pool == b.pool
        && a.fixed_rates.iter().all(|(name, value)| b.published(name) == Some(*value))
        && b.fixed_rates.iter().all(|(name, value)| a.published(name) == Some(*value))
        && a.adjust.same(&b.adjust)
}

/// Whether a measure's rule, or a published rate in it, differs.
fn touched(base: (&Setting, &Evaluation), other: (&Setting, &Evaluation), number: usize) -> bool {
    let rate =
        |evaluation: &Evaluation| evaluation.awards.workings[number].as_ref().map(|w| w.rate);
    base.0.scheme.measures.get(number) != other.0.scheme.measures.get(number)
        || rate(base.1) != rate(other.1)
}

/// What holds the amounts of a measure where they are.
fn measure((setting, evaluation): (&Setting, &Evaluation), number: usize) -> Text {
    let awards = &evaluation.awards;
    let block = awards.blocks[number].clone();
    let measure = &setting.scheme.measures[number];
    let name = |zh: bool| match zh {
        true => format!("措施{}", measure.clause),
        false => format!("measure {} ({})", measure.clause, measure.title.en),
    };
    if block.is_empty() {
        return Text::new(
            format!("{}没有申报", name(true)),
            format!("{} has no claims", name(false)),
        );
    }
    // The last stage before the budget that lowered a claim holds it; 0 where none did.
    let mut held: BTreeMap<u16, usize> = BTreeMap::new();
    let mut live = 0;
    let mut capped = 0;
    for row in block.clone() {
        let mut last = 0;
        for stage in awards.stages.iter().filter(|stage| stage.stage != Stage::Budget) {
            if stage.reason[row] != 0 {
                last = stage.reason[row];
            }
            if stage.stage == Stage::Item && stage.amount[row] > 0 {
                live += 1;
            }
            if stage.stage == Stage::ItemCap && stage.reason[row] != 0 {
                capped += 1;
            }
        }
        *held.entry(last).or_default() += 1;
    }
    if live > 0 && live == capped {
        return Text::new(
            format!("{}：上限对全部 {live} 项起作用", name(true)),
            format!("{}: the cap binds for all {live} claims", name(false)),
        );
    }
    let reason = |id: u16| &setting.scheme.reasons[id as usize];
    let parts = |zh: bool| -> Vec<String> {
        held.iter()
            .map(|(id, claims)| match (id, zh) {
                (0, true) => format!("{claims} 项以申请额为准"),
                (0, false) => format!("{claims} get what was requested"),
                (id, true) => {
                    format!("{claims} 项受限于“{}：{}”", reason(*id).clause, reason(*id).text.zh)
                }
                (id, false) => {
                    format!("{claims} are held by {}: {}", reason(*id).clause, reason(*id).text.en)
                }
            })
            .collect()
    };
    let claims = block.len();
    Text::new(
        format!("{}共 {claims} 项，{}", name(true), parts(true).join("、")),
        format!("{} has {claims} claims: {}", name(false), parts(false).join(", ")),
    )
}

/// Limits on enterprises and the pool that changed and cut nobody.
fn beyond(base: (&Setting, &Evaluation), other: (&Setting, &Evaluation)) -> Vec<Text> {
    let mut out = Vec::new();
    let cut = |evaluation: &Evaluation, stage| {
        let column = evaluation.awards.after(stage);
        column.map_or(0, |column| column.reason.iter().filter(|reason| **reason != 0).count())
    };
    let (x, y) = (&base.0.scheme, &other.0.scheme);
    let pairs = [
        (x.annual_cap != y.annual_cap, Stage::AnnualCap),
        (x.duplicates != y.duplicates, Stage::Duplicates),
    ];
    for (changed, stage) in pairs {
        if changed {
            let (zh, en) = stage.title();
            let claims = cut(other.1, stage);
            out.push(Text::new(
                format!("“{zh}”前后都核减 {claims} 项，金额相同"),
                format!("the stage `{en}` cuts {claims} claims by the same amounts either way"),
            ));
        }
    }
    let changed = base.0.pool != other.0.pool || x.budget != y.budget;
    if let (true, Some(available)) = (changed, other.1.available) {
        let approved: i64 = other.1.awards.before_budget().iter().sum();
        let (approved, available) = (Fen(approved), Fen(available));
        if approved <= available {
            out.push(Text::new(
                format!("核定合计 {approved} 元未超过可用预算 {available} 元，不需调整"),
                format!(
                    "approved {approved} stays within the available {available}; nothing is cut"
                ),
            ));
        }
    }
    out
}
