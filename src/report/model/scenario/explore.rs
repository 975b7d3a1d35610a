//! Sweeps, tornados, solutions and readings.

use super::{heading, int, money, named, share, sheet, text};
use crate::diag::Lang;
use crate::scenario::Totals;
use crate::scenario::readings::{Readings, Together, Tried};
use crate::scenario::solve::Solution;
use crate::scenario::sweep::{Sweep, Swing};
use crate::scenario::vary::{Knob, Quantity};
use crate::workbook::{Cell, Chart, ChartKind, Heading, Kind, Sheet};

fn totals_headings(lang: Lang) -> Vec<Heading> {
    vec![
        heading(lang, "核定额（万元）", "Approved (10k)", Kind::Wan, 15),
        heading(lang, "应拨额（万元）", "Payable (10k)", Kind::Wan, 15),
        heading(lang, "核定额（元）", "Approved (yuan)", Kind::Yuan, 18),
        heading(lang, "应拨额（元）", "Payable (yuan)", Kind::Yuan, 18),
        heading(lang, "兑付比例", "Paid share", Kind::Text, 10),
        heading(lang, "支持项", "Claims paid", Kind::Int, 9),
    ]
}

fn totals_cells(totals: &Totals) -> Vec<Cell> {
    let (num, den) = totals.factor();
    vec![
        money(totals.approved),
        money(totals.payable),
        money(totals.approved),
        money(totals.payable),
        text(share(num, den)),
        int(totals.claims_paid),
    ]
}

/// A table with a curve; over two quantities also a map of payable amounts.
pub fn sweep(sweep: &Sweep, lang: Lang) -> Vec<Sheet> {
    let mut out = sheet(lang, ("变动分析", "Sweep"), ("逐点变动的结果", "Results point by point"));
    if let Some(why) = &sweep.flat {
        out.notes.push(match lang {
            Lang::Zh => format!("全部 {} 个点结果相同。{}", sweep.points.len(), why.zh),
            Lang::En => format!("All {} points are the same. {}", sweep.points.len(), why.en),
        });
    }
    out.headings = vec![named(&sweep.first.to_string(), Kind::Text, 18)];
    out.headings.extend(sweep.second.iter().map(|knob| named(&knob.to_string(), Kind::Text, 18)));
    let first = out.headings.len();
    out.headings.extend(totals_headings(lang));
    for point in &sweep.points {
        let mut row = vec![text(sweep.first.show(point.first))];
        let second = sweep.second.as_ref().zip(point.second);
        row.extend(second.map(|(knob, value)| text(knob.show(value))));
        row.extend(totals_cells(&point.totals));
        out.rows.push(row);
    }
    if sweep.second.is_none() {
        out.chart = Some(Chart {
            kind: ChartKind::Lines,
            title: match lang {
                Lang::Zh => format!("{} 与资金（万元）", sweep.first),
                Lang::En => format!("{} and money (10k yuan)", sweep.first),
            },
            labels: 0,
            series: vec![first, first + 1],
            rows: None,
        });
        return vec![out];
    }
    vec![out, map(sweep, lang)]
}

/// Approved amounts, the first quantity down and the second across.
fn map(sweep: &Sweep, lang: Lang) -> Sheet {
    let mut out = sheet(
        lang,
        ("两参数图", "Map"),
        ("核定额（万元）：纵为第一个参数，横为第二个", "Approved (10k): first down, second across"),
    );
    let firsts = distinct(sweep.points.iter().map(|point| Some(point.first)));
    let seconds = distinct(sweep.points.iter().map(|point| point.second));
    out.headings = vec![named(&sweep.first.to_string(), Kind::Text, 18)];
    out.headings
        .extend(seconds.iter().map(|value| named(&shown(&sweep.second, *value), Kind::Wan, 13)));
    for (row, chunk) in firsts.iter().zip(sweep.points.chunks(seconds.len().max(1))) {
        let mut cells = vec![text(sweep.first.show(*row))];
        cells.extend(chunk.iter().map(|point| money(point.totals.approved)));
        out.rows.push(cells);
    }
    out.chart = Some(Chart {
        kind: ChartKind::Lines,
        title: lang.pick("核定额（万元）", "Approved (10k yuan)").into(),
        labels: 0,
        series: (1..=seconds.len()).collect(),
        rows: None,
    });
    out
}

fn shown(knob: &Option<Knob>, value: Quantity) -> String {
    knob.as_ref().map_or_else(|| value.to_string(), |knob| knob.show(value))
}

fn distinct(values: impl Iterator<Item = Option<Quantity>>) -> Vec<Quantity> {
    let mut out: Vec<Quantity> = Vec::new();
    for value in values.flatten() {
        if !out.contains(&value) {
            out.push(value);
        }
    }
    out
}

/// Each quantity down and up, the one that moves most first.
pub fn tornado(base: &Totals, swings: &[Swing], lang: Lang) -> Vec<Sheet> {
    let mut out = sheet(
        lang,
        ("敏感性", "Tornado"),
        ("各参数上下变动对核定额的影响", "What each quantity does to approved amounts"),
    );
    out.headings = vec![
        heading(lang, "参数", "Quantity", Kind::Text, 26),
        heading(lang, "现值", "Now", Kind::Text, 14),
        heading(lang, "下调至", "Down to", Kind::Text, 14),
        heading(lang, "核定差额（万元）", "Δ approved, down (10k)", Kind::Wan, 18),
        heading(lang, "上调至", "Up to", Kind::Text, 14),
        heading(lang, "核定差额（万元）↑", "Δ approved, up (10k)", Kind::Wan, 18),
        heading(lang, "应拨差额（元）↓", "Δ payable, down (yuan)", Kind::Yuan, 18),
        heading(lang, "应拨差额（元）↑", "Δ payable, up (yuan)", Kind::Yuan, 18),
        heading(lang, "没有影响的原因", "Why nothing moves", Kind::Text, 60),
    ];
    out.notes.push(
        lang.pick(
            "空格表示参数已在允许范围的边界，不能再向该方向变动",
            "an empty cell: the quantity is at the end of its range on that side",
        )
        .into(),
    );
    for swing in swings {
        let side = |side: &Option<(Quantity, Totals)>| match side {
            Some((value, totals)) => (
                text(swing.knob.show(*value)),
                money(totals.approved - base.approved),
                money(totals.payable - base.payable),
            ),
            None => (Cell::Empty, Cell::Empty, Cell::Empty),
        };
        let (low, high) = (side(&swing.low), side(&swing.high));
        let why = swing.why.as_ref().map_or(Cell::Empty, |why| text(why.get(lang)));
        out.rows.push(vec![
            text(&swing.knob),
            text(swing.knob.show(swing.now)),
            low.0,
            low.1,
            high.0,
            high.1,
            low.2,
            high.2,
            why,
        ]);
    }
    let moving = swings.iter().filter(|swing| swing.reach(base).0 > 0).count();
    out.chart = Some(Chart {
        kind: ChartKind::Bars,
        title: lang.pick("核定差额（万元）", "Δ approved (10k yuan)").into(),
        labels: 0,
        series: vec![3, 5],
        rows: Some(moving.clamp(1, 20)),
    });
    vec![out]
}

/// The value that was looked for, and both its neighbours.
pub fn solved(knob: &Knob, goal: &str, solution: &Solution, lang: Lang) -> Vec<Sheet> {
    let mut out = sheet(
        lang,
        ("求解", "Solve"),
        ("恰好满足目标的数值", "The value that just meets the goal"),
    );
    out.notes.push(met(knob, goal, solution, lang));
    if let Some(step) = solution.step {
        out.notes.push(match lang {
            Lang::Zh => format!(
                "步长 {step}，精确计算 {} 次；两端之间按只变化一次处理",
                solution.evaluations
            ),
            Lang::En => format!(
                "step {step}, {} exact evaluations; the goal is taken to change once in between",
                solution.evaluations
            ),
        });
    }
    out.headings = vec![
        heading(lang, "相邻值", "Neighbour", Kind::Text, 14),
        named(&knob.to_string(), Kind::Text, 20),
    ];
    out.headings.extend(totals_headings(lang));
    let sides = [
        (lang.pick("满足目标", "meets it"), solution.value, &solution.totals),
        (lang.pick("不满足", "misses it"), solution.beyond, &solution.beyond_totals),
    ];
    let known = if solution.all_meet { 1 } else { 2 };
    for (label, value, totals) in sides.into_iter().take(known) {
        let mut row = vec![text(label), text(knob.show(value))];
        row.extend(totals_cells(totals));
        out.rows.push(row);
    }
    vec![out]
}

/// What was found: a step of a range, or a value of a list.
fn met(knob: &Knob, goal: &str, solution: &Solution, lang: Lang) -> String {
    let value = knob.show(solution.value);
    let zh = match (solution.step, solution.all_meet) {
        (Some(_), _) => "再变动一步即不满足",
        (None, true) => "所列各值都满足，取最接近目标的",
        (None, false) => "为所列各值中满足目标且最接近的",
    };
    let en = match (solution.step, solution.all_meet) {
        (Some(_), _) => "one step further does not",
        (None, true) => "all values listed do, this one most closely",
        (None, false) => "of the values listed, it does so most closely",
    };
    match lang {
        Lang::Zh => format!("{knob} = {value} 时满足 {goal}，{zh}"),
        Lang::En => format!("{knob} = {value} meets {goal}; {en}"),
    }
}

/// Every reading alone, and the interval of all together.
pub fn readings(readings: &Readings, lang: Lang) -> Vec<Sheet> {
    let mut interval = sheet(
        lang,
        ("口径区间", "Interval"),
        ("条文未定口径造成的支出区间", "What the text leaves open, as an interval of cost"),
    );
    let count = readings.evaluations;
    interval.notes = match lang {
        Lang::Zh => vec![
            "支出指预算充足时的应拨额；应拨额指现有预算下的金额".to_string(),
            "换期间的口径要以另一期间的凭证为准，本批数据不能说明其支出，故另列".to_string(),
            format!("精确计算 {count} 次；两端由逐项择取求得，并以每一单项切换复核，未穷举所有组合"),
        ],
        Lang::En => vec![
            "cost is what would be paid with enough money; payable is what the budget allows"
                .to_string(),
            "readings of another period need evidence of that period, which this batch does not hold; they stand apart".to_string(),
            format!("{count} exact evaluations; the ends were found option by option and checked against every single switch, not against all combinations"),
        ],
    };
    interval.headings = vec![
        heading(lang, "口径组合", "Readings", Kind::Text, 20),
        heading(lang, "支出（万元）", "Cost (10k)", Kind::Wan, 15),
        heading(lang, "应拨额（万元）", "Payable (10k)", Kind::Wan, 15),
        heading(lang, "支出（元）", "Cost (yuan)", Kind::Yuan, 18),
        heading(lang, "与基准不同的取舍", "Chosen otherwise", Kind::Text, 90),
    ];
    let nothing = Together { cost: readings.base, chosen: Vec::new() };
    let ends = [
        (lang.pick("最低", "lowest"), &readings.interval.0),
        (lang.pick("基准", "baseline"), &nothing),
        (lang.pick("最高", "highest"), &readings.interval.1),
        (lang.pick("最低（含换期间）", "lowest, any period"), &readings.with_periods.0),
        (lang.pick("最高（含换期间）", "highest, any period"), &readings.with_periods.1),
    ];
    for (label, end) in ends {
        let chosen: Vec<String> =
            end.chosen.iter().map(|(option, value)| format!("{option}={value}")).collect();
        interval.rows.push(vec![
            text(label),
            money(end.cost.full),
            money(end.cost.totals.payable),
            money(end.cost.full),
            text(chosen.join("  ")),
        ]);
    }
    interval.chart = Some(Chart {
        kind: ChartKind::Columns,
        title: lang.pick("支出与应拨额（万元）", "Cost and payable (10k yuan)").into(),
        labels: 0,
        series: vec![1, 2],
        rows: None,
    });
    vec![interval, alone(readings, lang)]
}

fn alone(readings: &Readings, lang: Lang) -> Sheet {
    let mut out = sheet(
        lang,
        ("逐项口径", "Readings alone"),
        ("每一种口径单独改变的影响（由大到小）", "Each reading alone, the heaviest first"),
    );
    out.headings = vec![
        heading(lang, "条款", "Clause", Kind::Text, 9),
        heading(lang, "选项", "Option", Kind::Text, 22),
        heading(lang, "取值", "Value", Kind::Text, 18),
        heading(lang, "支出差额（元）", "Δ cost (yuan)", Kind::Yuan, 18),
        heading(lang, "应拨差额（元）", "Δ payable (yuan)", Kind::Yuan, 18),
        heading(lang, "换期间", "Other period", Kind::Text, 8),
        heading(lang, "问题", "Question", Kind::Text, 44),
        heading(lang, "含义或无法推演的原因", "Meaning, or why it cannot be tried", Kind::Text, 50),
    ];
    for reading in &readings.alone {
        let (cost, payable, words) = match &reading.tried {
            Tried::Cost(cost) => (
                money(cost.full - readings.base.full),
                money(cost.totals.payable - readings.base.totals.payable),
                &reading.text,
            ),
            Tried::Refused(why) => (Cell::Empty, Cell::Empty, why),
        };
        let period = if reading.period { lang.pick("是", "yes") } else { "" };
        out.rows.push(vec![
            text(&reading.clause),
            text(&reading.option),
            text(&reading.value),
            cost,
            payable,
            text(period),
            text(reading.question.get(lang)),
            text(words.get(lang)),
        ]);
    }
    let moving = readings.alone.iter().filter(|r| r.moves(&readings.base) != 0).count();
    out.chart = Some(Chart {
        kind: ChartKind::Bars,
        title: lang.pick("支出差额（万元）", "Δ cost (10k yuan)").into(),
        labels: 1,
        series: vec![3],
        rows: Some(moving.clamp(1, 20)),
    });
    out
}
