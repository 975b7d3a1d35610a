//! The provisions of a scenario one by one: alone, laid over those before them, and what that makes of them.

use super::compare::words;
use super::sheet;
use crate::diag::Lang;
use crate::scenario::costing::{Costing, Moved, Provision};
use crate::scenario::outcome::Totals;
use crate::workbook::{Cell, Sheet, columns, int, money, text};

/// One line for each provision; the last is the whole.
pub fn costing(found: &Costing, lang: Lang) -> Vec<Sheet> {
    let title = ("情景逐条测算（依次叠加）", "Stacked costing of a scenario");
    let mut out = sheet(lang, ("逐条测算", "Stacked costing"), title);
    let approved = found.moved(|totals| totals.approved);
    let payable = found.moved(|totals| totals.payable);
    let lines = found.provisions.iter().zip(&approved).zip(&payable).enumerate();
    let or_empty = |amount: Option<i64>| amount.map_or(Cell::Empty, money);
    let of = |provision: &Provision, side: fn(&crate::run_folder::manifest::Change) -> &String| {
        let sides: Vec<&str> = provision.changes.iter().map(|one| side(one).as_str()).collect();
        sides.join(lang.pick("；", "; "))
    };
    columns!(out, lang, (number, ((provision, own), paid)) in lines;
        ("序号", "No.", Int, 6) => int(number + 1),
        ("改动", "Provision", Text, 50) => text(provision_words(provision, lang)),
        ("设置", "Setting", Text, 26) => text(&provision.key),
        ("基准", "Baseline", Text, 20) => text(of(provision, |one| &one.from)),
        ("情景值", "Scenario value", Text, 20) => text(of(provision, |one| &one.to)),
        ("单独：核定差额（元）", "Alone: Δ approved (yuan)", Yuan, 18) => or_empty(own.alone),
        ("依次：核定差额（元）", "Stacked: Δ approved (yuan)", Yuan, 18) => money(own.stacked),
        ("其中相互影响（元）", "Of it interaction (yuan)", Yuan, 18) => or_empty(own.interaction()),
        ("叠加后核定金额（元）", "Approved so far (yuan)", Yuan, 18) => money(provision.stacked.approved),
        ("依次：拟拨付差额（元）", "Stacked: Δ payable (yuan)", Yuan, 18) => money(paid.stacked),
        ("叠加后拟拨付（元）", "Payable so far (yuan)", Yuan, 18) => money(provision.stacked.payable),
    );
    out.total = total(found, &approved, &payable, lang);
    out.notes = vec![
        lang.pick(
            "各条按情景文件的节次和先后依次叠加，预算放在最后；依次差额之和等于整个情景的差额。换一种次序，各条的依次差额会变，合计不变。",
            "Provisions are laid one upon the other in the order of the sections and of the file, the budget last; their differences add up to that of the whole scenario. In another order the lines differ, the sum does not.",
        )
        .to_string(),
        lang.pick(
            "相互影响＝依次差额－单独差额：同一笔金额被前面的改动先减去或增加的部分。空白：该条不能单独成立。",
            "Interaction is the stacked difference less that alone: what provisions before it have already taken or added. Empty: it does not hold alone.",
        )
        .to_string(),
    ];
    vec![out]
}

/// All that a provision changes, in words.
fn provision_words(provision: &Provision, lang: Lang) -> String {
    let each: Vec<String> = provision.changes.iter().map(|one| words(one, lang)).collect();
    each.join(lang.pick("；", "; "))
}

/// The whole: sums where every line has one.
fn total(found: &Costing, approved: &[Moved], payable: &[Moved], lang: Lang) -> Vec<Cell> {
    let sum = |amounts: Option<Vec<i64>>| {
        amounts.map_or(Cell::Empty, |amounts| money(amounts.iter().sum::<i64>()))
    };
    let last = found.provisions.last().map_or(found.base, |last| last.stacked);
    let whole = |amount: fn(&Totals) -> i64| money(amount(&last));
    vec![
        Cell::Empty,
        text(lang.pick("合计", "Total")),
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        sum(approved.iter().map(|line| line.alone).collect()),
        sum(Some(approved.iter().map(|line| line.stacked).collect())),
        sum(approved.iter().map(|line| line.interaction()).collect()),
        whole(|totals| totals.approved),
        sum(Some(payable.iter().map(|line| line.stacked).collect())),
        whole(|totals| totals.payable),
    ]
}
