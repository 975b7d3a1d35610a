//! Scenarios beside the baseline.

use super::{heading, int, money, named, percent, share, sheet, text};
use crate::diag::Lang;
use crate::scenario::compare::{Concentration, Delta, Grouping};
use crate::scenario::outcome::{LimitOutcome, Outcome};
use crate::workbook::{Cell, Chart, ChartKind, Kind, Sheet};

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

fn totals(base: &Outcome, others: &[Outcome], lang: Lang) -> Sheet {
    let mut out = sheet(
        lang,
        ("情景对比", "Compare"),
        ("各情景与基准对比", "Scenarios against the baseline"),
    );
    out.headings = vec![
        heading(lang, "情景", "Scenario", Kind::Text, 34),
        heading(lang, "核定额（万元）", "Approved (10k)", Kind::Wan, 15),
        heading(lang, "核定差额（万元）", "Δ approved (10k)", Kind::Wan, 15),
        heading(lang, "应拨额（万元）", "Payable (10k)", Kind::Wan, 15),
        heading(lang, "应拨差额（元）", "Δ payable (yuan)", Kind::Yuan, 18),
        heading(lang, "兑付比例", "Paid share", Kind::Text, 10),
        heading(lang, "受支持企业", "Supported", Kind::Int, 10),
        heading(lang, "增加企业", "Winners", Kind::Int, 9),
        heading(lang, "增加额（元）", "Gains (yuan)", Kind::Yuan, 17),
        heading(lang, "减少企业", "Losers", Kind::Int, 9),
        heading(lang, "减少额（元）", "Losses (yuan)", Kind::Yuan, 17),
        heading(lang, "新受益", "New", Kind::Int, 8),
        heading(lang, "不再受益", "Lost", Kind::Int, 8),
        heading(lang, "新增申报企业（元）", "Newcomers (yuan)", Kind::Yuan, 17),
    ];
    for outcome in std::iter::once(base).chain(others) {
        let delta = Delta::new(base, outcome);
        let (num, den) = outcome.totals.factor();
        out.rows.push(vec![
            text(title_of(outcome, lang)),
            money(outcome.totals.approved),
            money(delta.approved),
            money(outcome.totals.payable),
            money(delta.payable),
            text(share(num, den)),
            int(outcome.firms_paid()),
            int(delta.winners.0),
            money(delta.winners.1),
            int(delta.losers.0),
            money(delta.losers.1),
            int(delta.new),
            int(delta.lost),
            money(delta.newcomers.1),
        ]);
        if let Some(why) = &outcome.why {
            out.notes.push(match lang {
                Lang::Zh => format!("{}：没有影响。{}", outcome.title.zh, why.zh),
                Lang::En => format!("{}: no effect. {}", outcome.title.en, why.en),
            });
        }
    }
    out.chart = Some(Chart {
        kind: ChartKind::Columns,
        title: lang.pick("核定额与应拨额（万元）", "Approved and payable (10k yuan)").into(),
        labels: 0,
        series: vec![1, 3],
        rows: None,
    });
    out
}

fn changes(others: &[Outcome], lang: Lang) -> Sheet {
    let mut out =
        sheet(lang, ("情景改动", "Changes"), ("各情景改了什么", "What each scenario changes"));
    out.headings = vec![
        heading(lang, "情景", "Scenario", Kind::Text, 34),
        heading(lang, "设置", "Setting", Kind::Text, 34),
        heading(lang, "基准", "Baseline", Kind::Text, 24),
        heading(lang, "情景值", "Scenario value", Kind::Text, 24),
    ];
    for outcome in others {
        out.rows.extend(outcome.changes.iter().map(|change| {
            vec![
                text(title_of(outcome, lang)),
                text(&change.key),
                text(&change.from),
                text(&change.to),
            ]
        }));
    }
    out
}

fn measures(base: &Outcome, others: &[Outcome], lang: Lang) -> Sheet {
    let mut out = sheet(
        lang,
        ("各措施差额", "By measure"),
        ("各措施应拨额：基准与差额（元）", "Payable by measure: baseline and differences (yuan)"),
    );
    out.headings = vec![
        heading(lang, "条款", "Clause", Kind::Text, 8),
        heading(lang, "措施", "Measure", Kind::Text, 30),
        heading(lang, "基准", "Baseline", Kind::Yuan, 18),
    ];
    let name = |outcome: &Outcome| named(&title_of(outcome, lang), Kind::Yuan, 18);
    out.headings.extend(others.iter().map(name));
    let deltas: Vec<Delta> = others.iter().map(|other| Delta::new(base, other)).collect();
    // Measures of the baseline, then those that only a replaced scheme has.
    let mut ids: Vec<(&str, &str, &crate::diag::Text)> =
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
    out.chart = Some(Chart {
        kind: ChartKind::Columns,
        title: lang.pick("各措施应拨差额（万元）", "Differences by measure (10k yuan)").into(),
        labels: 0,
        series: (3..3 + others.len()).collect(),
        rows: Some(drawn),
    });
    out
}

fn limits(base: &Outcome, others: &[Outcome], lang: Lang) -> Sheet {
    let mut out = sheet(
        lang,
        ("起作用的限制", "Limits"),
        ("谁受到哪条限制：涉及项数与核减额", "Who meets which limit: claims and reductions"),
    );
    out.headings = vec![
        heading(lang, "措施", "Measure", Kind::Text, 9),
        heading(lang, "条款", "Clause", Kind::Text, 9),
        heading(lang, "限制", "Limit", Kind::Text, 40),
    ];
    for outcome in std::iter::once(base).chain(others) {
        let title = title_of(outcome, lang);
        let claims = lang.pick("（项）", " (claims)");
        out.headings.push(named(&format!("{title}{claims}"), Kind::Int, 12));
        let yuan = lang.pick("（元）", " (yuan)");
        out.headings.push(named(&format!("{title}{yuan}"), Kind::Yuan, 17));
    }
    let mut keys: Vec<&LimitOutcome> = Vec::new();
    for outcome in std::iter::once(base).chain(others) {
        for limit in &outcome.limits {
            let known = |k: &&LimitOutcome| k.measure == limit.measure && k.reason == limit.reason;
            if !keys.iter().any(known) {
                keys.push(limit);
            }
        }
    }
    for key in keys {
        let mut row = vec![text(&key.measure), text(&key.clause), text(key.text.get(lang))];
        for outcome in std::iter::once(base).chain(others) {
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
            "应拨额分布（分组以基准为准，元）",
            "Payable by group, groups fixed on the baseline (yuan)",
        ),
    );
    out.headings = vec![
        heading(lang, "分组方式", "Grouping", Kind::Text, 26),
        heading(lang, "组", "Group", Kind::Text, 22),
        heading(lang, "企业数", "Enterprises", Kind::Int, 9),
        heading(lang, "基准", "Baseline", Kind::Yuan, 18),
    ];
    let name = |outcome: &Outcome| named(&title_of(outcome, lang), Kind::Yuan, 18);
    out.headings.extend(others.iter().map(name));
    for grouping in groups {
        let own = grouping.of_outcome(base);
        let rest: Vec<_> = others.iter().map(|other| grouping.of_outcome(other)).collect();
        let longest = rest.iter().map(Vec::len).chain([own.len()]).max().unwrap_or(0);
        let mut sums = vec![0i64; others.len() + 1];
        for number in 0..longest {
            let of = |rows: &Vec<crate::scenario::compare::Breakdown>| {
                rows.get(number).map_or(0, |row| row.payable)
            };
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
    out.headings = vec![
        heading(lang, "情景", "Scenario", Kind::Text, 34),
        heading(lang, "前10家占比", "Top ten share", Kind::Text, 14),
        heading(lang, "基尼系数", "Gini", Kind::Text, 12),
        heading(lang, "合占一半资金的企业数", "Enterprises holding half", Kind::Int, 20),
    ];
    out.rows = std::iter::once(base)
        .chain(others)
        .map(|outcome| {
            let found = Concentration::of(outcome);
            vec![
                text(title_of(outcome, lang)),
                text(percent(found.top_ten)),
                text(percent(found.gini)),
                int(found.half),
            ]
        })
        .collect();
    out
}
