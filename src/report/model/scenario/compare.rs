//! Scenarios beside the baseline.

use super::{percent, share, sheet};
use crate::diag::{Lang, Text, say};
use crate::run_folder::manifest::Change;
use crate::scenario::compare::{Breakdown, Concentration, Delta, Grouping};
use crate::scenario::outcome::{LimitOutcome, Outcome};
use crate::workbook::{Cell, Chart, ChartKind, Heading, Kind, Sheet, columns, int, money, text};

/// Totals, changes, measures, limits, groups and concentration.
pub fn compare(base: &Outcome, others: &[Outcome], groups: &[Grouping], lang: Lang) -> Vec<Sheet> {
    vec![
        totals(base, others, lang),
        changes(others, lang),
        measures(base, others, lang),
        limits(base, others, lang),
        breakdowns(base, others, groups, lang),
        concentration(base, others, lang),
    ]
}

fn title_of(outcome: &Outcome, lang: Lang) -> String {
    let draft = if outcome.draft {
        lang.pick("（草案，仅供推演）", " (draft, never paid)")
    } else {
        ""
    };
    format!("{}{draft}", outcome.title.get(lang))
}

fn all<'a>(base: &'a Outcome, others: &'a [Outcome]) -> impl Iterator<Item = &'a Outcome> + Clone {
    std::iter::once(base).chain(others)
}

fn totals(base: &Outcome, others: &[Outcome], lang: Lang) -> Sheet {
    let title = ("各情景与基准对比", "Scenarios against the baseline");
    let mut out = sheet(lang, ("情景对比", "Compare"), title);
    columns!(out, lang, outcome in all(base, others);
        let delta = Delta::new(base, outcome);
        let (num, den) = outcome.totals.factor();
        ("情景", "Scenario", Text, 34) => text(title_of(outcome, lang)),
        ("核定金额（万元）", "Approved (RMB 10,000)", Wan, 15) => money(outcome.totals.approved),
        ("核定差额（万元）", "Δ approved (RMB 10,000)", Wan, 15) => money(delta.approved),
        ("拟拨付金额（万元）", "Payable (RMB 10,000)", Wan, 15) => money(outcome.totals.payable),
        ("拟拨付差额（元）", "Δ payable (yuan)", Yuan, 18) => money(delta.payable),
        ("兑付比例", "Paid share", Text, 10) => text(share(num, den)),
        ("受支持企业", "Supported", Int, 10) => int(outcome.firms_paid()),
        ("增加企业", "Winners", Int, 9) => int(delta.winners.0),
        ("增加额（元）", "Gains (yuan)", Yuan, 17) => money(delta.winners.1),
        ("减少企业", "Losers", Int, 9) => int(delta.losers.0),
        ("减少额（元）", "Losses (yuan)", Yuan, 17) => money(delta.losers.1),
        ("新受益", "New", Int, 8) => int(delta.new),
        ("不再受益", "Lost", Int, 8) => int(delta.lost),
        ("新增申报企业（元）", "Newcomers (yuan)", Yuan, 17) => money(delta.newcomers.1),
    );
    for outcome in all(base, others) {
        let Some(why) = &outcome.why else { continue };
        let (title, why) = (outcome.title.get(lang), why.get(lang));
        out.notes.push(say!(lang, "{title}：没有影响。{why}", "{title}: no effect. {why}"));
    }
    let title = lang.pick("核定金额与拟拨付金额（万元）", "Approved and payable (RMB 10,000)");
    out.chart = Some(Chart::new(ChartKind::Columns, title, [1, 3]));
    out
}

fn changes(others: &[Outcome], lang: Lang) -> Sheet {
    let title = ("各情景改了什么", "What each scenario changes");
    let mut out = sheet(lang, ("情景改动", "Changes"), title);
    let changes = others.iter().flat_map(|other| other.changes.iter().map(move |one| (other, one)));
    columns!(out, lang, (outcome, change) in changes;
        ("情景", "Scenario", Text, 34) => text(title_of(outcome, lang)),
        ("改动", "Change", Text, 60) => text(words(change, lang)),
        ("设置", "Setting", Text, 24) => text(&change.key),
        ("基准", "Baseline", Text, 24) => text(&change.from),
        ("情景值", "Scenario value", Text, 24) => text(&change.to),
    );
    out
}

/// What changes, in words; the key where there are none.
pub(super) fn words(change: &Change, lang: Lang) -> String {
    let text = change.text.get(lang);
    if text.is_empty() { change.key.clone() } else { text.to_string() }
}

fn measures(base: &Outcome, others: &[Outcome], lang: Lang) -> Sheet {
    let mut out = sheet(
        lang,
        ("各措施差额", "By measure"),
        (
            "各措施拟拨付金额：基准与差额（元）",
            "Payable by measure: baseline and differences (yuan)",
        ),
    );
    out.headings = vec![
        Heading::new(lang.pick("条款", "Clause"), Kind::Text, 8),
        Heading::new(lang.pick("措施", "Measure"), Kind::Text, 30),
        Heading::new(lang.pick("基准", "Baseline"), Kind::Yuan, 18),
    ];
    let name = |outcome: &Outcome| Heading::new(title_of(outcome, lang), Kind::Yuan, 18);
    out.headings.extend(others.iter().map(name));
    let deltas: Vec<Delta> = others.iter().map(|other| Delta::new(base, other)).collect();
    // Measures of the baseline, then those that only a replaced scheme has.
    let mut ids: Vec<(&str, &str, &Text)> =
        base.measures.iter().map(|m| (m.id.as_str(), m.clause.as_str(), &m.title)).collect();
    for other in others {
        for m in &other.measures {
            if !ids.iter().any(|(id, ..)| *id == m.id) {
                ids.push((&m.id, &m.clause, &m.title));
            }
        }
    }
    let mut sums = vec![0i64; others.len() + 1];
    for (id, clause, title) in ids {
        let own = base.measures.iter().find(|m| m.id == id).map_or(0, |m| m.payable);
        let moved = deltas.iter().map(|delta| {
            let found = delta.measures.iter().find(|(known, ..)| known == id);
            found.map_or(0, |(.., before, after)| after - before)
        });
        let amounts: Vec<i64> = std::iter::once(own).chain(moved).collect();
        sums.iter_mut().zip(&amounts).for_each(|(sum, amount)| *sum += amount);
        let mut row = vec![text(clause), text(title.get(lang))];
        row.extend(amounts.into_iter().map(money));
        out.rows.push(row);
    }
    let drawn = out.rows.len();
    let mut last = vec![Cell::Empty, text(lang.pick("合计", "Total"))];
    last.extend(sums.into_iter().map(money));
    out.rows.push(last);
    let title = lang.pick("各措施拟拨付差额（万元）", "Differences by measure (RMB 10,000)");
    out.chart = Some(Chart {
        rows: Some(drawn),
        ..Chart::new(ChartKind::Columns, title, 3..3 + others.len())
    });
    out
}

fn limits(base: &Outcome, others: &[Outcome], lang: Lang) -> Sheet {
    let mut out = sheet(
        lang,
        ("主要核减因素", "Limits"),
        ("谁受到哪条限制：涉及项数与核减额", "Who meets which limit: claims and reductions"),
    );
    out.headings = vec![
        Heading::new(lang.pick("措施", "Measure"), Kind::Text, 26),
        Heading::new(lang.pick("条款", "Clause"), Kind::Text, 9),
        Heading::new(lang.pick("限制", "Limit"), Kind::Text, 40),
    ];
    for outcome in all(base, others) {
        let title = title_of(outcome, lang);
        let claims = say!(lang, "{title}（项）", "{title} (claims)");
        let yuan = say!(lang, "{title}（元）", "{title} (yuan)");
        out.headings.push(Heading::new(claims, Kind::Int, 12));
        out.headings.push(Heading::new(yuan, Kind::Yuan, 17));
    }
    let mut keys: Vec<&LimitOutcome> = Vec::new();
    for outcome in all(base, others) {
        for limit in &outcome.limits {
            let known = |k: &&LimitOutcome| k.measure == limit.measure && k.reason == limit.reason;
            if !keys.iter().any(known) {
                keys.push(limit);
            }
        }
    }
    for key in keys {
        let measures = all(base, others).flat_map(|outcome| &outcome.measures);
        let title = measures.into_iter().find(|m| m.id == key.measure);
        let title = title.map_or(key.measure.as_str(), |m| m.title.get(lang));
        let mut row = vec![text(title), text(&key.clause), text(key.text.get(lang))];
        for outcome in all(base, others) {
            let of = |l: &&LimitOutcome| l.measure == key.measure && l.reason == key.reason;
            let found = outcome.limits.iter().find(of);
            row.push(int(found.map_or(0, |limit| limit.claims)));
            row.push(money(found.map_or(0, |limit| limit.cut)));
        }
        out.rows.push(row);
    }
    out
}

fn breakdowns(base: &Outcome, others: &[Outcome], groups: &[Grouping], lang: Lang) -> Sheet {
    let mut out = sheet(
        lang,
        ("分布", "Distribution"),
        (
            "拟拨付金额分布（分组以基准为准，元）",
            "Payable by group, groups fixed on the baseline (yuan)",
        ),
    );
    out.headings = vec![
        Heading::new(lang.pick("分组方式", "Grouping"), Kind::Text, 26),
        Heading::new(lang.pick("组", "Group"), Kind::Text, 22),
        Heading::new(lang.pick("企业数", "Enterprises"), Kind::Int, 9),
        Heading::new(lang.pick("基准", "Baseline"), Kind::Yuan, 18),
    ];
    let name = |outcome: &Outcome| Heading::new(title_of(outcome, lang), Kind::Yuan, 18);
    out.headings.extend(others.iter().map(name));
    for grouping in groups {
        let own = grouping.of_outcome(base);
        let rest: Vec<_> = others.iter().map(|other| grouping.of_outcome(other)).collect();
        let longest = rest.iter().map(Vec::len).chain([own.len()]).max().unwrap_or(0);
        let mut sums = vec![0i64; others.len() + 1];
        for number in 0..longest {
            let of = |rows: &Vec<Breakdown>| rows.get(number).map_or(0, |row| row.payable);
            let amounts: Vec<i64> = std::iter::once(&own).chain(&rest).map(of).collect();
            sums.iter_mut().zip(&amounts).for_each(|(sum, amount)| *sum += amount);
            let label = std::iter::once(&own).chain(&rest).find_map(|rows| rows.get(number));
            let Some(label) = label else { continue };
            let mut row =
                vec![text(grouping.title.get(lang)), text(label.label.get(lang)), int(label.firms)];
            row.extend(amounts.into_iter().map(money));
            out.rows.push(row);
        }
        let total = lang.pick("合计", "Total");
        let mut row = vec![text(grouping.title.get(lang)), text(total), Cell::Empty];
        row.extend(sums.into_iter().map(money));
        out.rows.push(row);
    }
    out
}

fn concentration(base: &Outcome, others: &[Outcome], lang: Lang) -> Sheet {
    let mut out = sheet(
        lang,
        ("集中度", "Concentration"),
        ("资金集中度（不含新增申报企业）", "How the money is concentrated (newcomers apart)"),
    );
    columns!(out, lang, outcome in all(base, others);
        let found = Concentration::of(outcome);
        ("情景", "Scenario", Text, 34) => text(title_of(outcome, lang)),
        ("前10家占比", "Top ten share", Text, 14) => text(percent(found.top_ten)),
        ("基尼系数", "Gini", Text, 12) => text(percent(found.gini)),
        ("合占一半资金的企业数", "Enterprises holding half", Int, 20) => int(found.half),
    );
    out
}
