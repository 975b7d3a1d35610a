//! Sweeps, tornados, solutions and readings.

use super::{share, sheet};
use crate::diag::{Lang, say};
use crate::scenario::Totals;
use crate::scenario::readings::{Readings, Together, Tried};
use crate::scenario::solve::Solution;
use crate::scenario::sweep::{Sweep, Swing};
use crate::scenario::vary::{Knob, Quantity};
use crate::workbook::{Cell, Chart, ChartKind, Heading, Kind, Sheet, columns, int, money, text};

fn totals_headings(lang: Lang) -> [Heading; 6] {
    [
        ("核定金额（万元）", "Approved (RMB 10,000)", Kind::Wan, 15),
        ("拟拨付金额（万元）", "Payable (RMB 10,000)", Kind::Wan, 15),
        ("核定金额（元）", "Approved (yuan)", Kind::Yuan, 18),
        ("拟拨付金额（元）", "Payable (yuan)", Kind::Yuan, 18),
        ("兑付比例", "Paid share", Kind::Text, 10),
        ("支持项", "Claims paid", Kind::Int, 9),
    ]
    .map(|(zh, en, kind, width)| Heading::new(lang.pick(zh, en), kind, width))
}

fn totals_cells(totals: &Totals) -> [Cell; 6] {
    let (num, den) = totals.factor();
    [
        money(totals.approved),
        money(totals.payable),
        money(totals.approved),
        money(totals.payable),
        text(share(num, den)),
        int(totals.claims_paid),
    ]
}

fn named(text: impl ToString, width: u16) -> Heading {
    Heading::new(text.to_string(), Kind::Text, width)
}

/// A table with a curve; over two quantities also a map of payable amounts.
pub fn sweep(sweep: &Sweep, lang: Lang) -> Vec<Sheet> {
    let mut out = sheet(lang, ("变动分析", "Sweep"), ("逐点变动的结果", "Results point by point"));
    if let Some(why) = &sweep.flat {
        let (points, why) = (sweep.points.len(), why.get(lang));
        out.notes.push(say!(
            lang,
            "全部 {points} 个点结果相同。{why}",
            "All {points} points are the same. {why}"
        ));
    }
    out.headings = vec![named(&sweep.first, 18)];
    out.headings.extend(sweep.second.iter().map(|knob| named(knob, 18)));
    let first = out.headings.len();
    out.headings.extend(totals_headings(lang));
    for point in &sweep.points {
        let mut row = vec![text(sweep.first.show(point.first))];
        let second = sweep.second.as_ref().zip(point.second);
        row.extend(second.map(|(knob, value)| text(knob.show(value))));
        row.extend(totals_cells(&point.totals));
        out.rows.push(row);
    }
    if sweep.second.is_some() {
        return vec![out, map(sweep, lang)];
    }
    let title = say!(lang, "{} 与资金（万元）", "{} and money (RMB 10,000)", sweep.first);
    out.chart = Some(Chart::new(ChartKind::Lines, title, [first, first + 1]));
    vec![out]
}

/// Approved amounts, the first quantity down and the second across.
fn map(sweep: &Sweep, lang: Lang) -> Sheet {
    let title = (
        "核定金额（万元）：纵为第一个参数，横为第二个",
        "Approved (RMB 10,000): first down, second across",
    );
    let mut out = sheet(lang, ("两参数图", "Map"), title);
    let firsts = distinct(sweep.points.iter().map(|point| Some(point.first)));
    let seconds = distinct(sweep.points.iter().map(|point| point.second));
    out.headings = vec![named(&sweep.first, 18)];
    let across = |value: &Quantity| Heading::new(shown(&sweep.second, *value), Kind::Wan, 13);
    out.headings.extend(seconds.iter().map(across));
    for (row, chunk) in firsts.iter().zip(sweep.points.chunks(seconds.len().max(1))) {
        let mut cells = vec![text(sweep.first.show(*row))];
        cells.extend(chunk.iter().map(|point| money(point.totals.approved)));
        out.rows.push(cells);
    }
    let title = lang.pick("核定金额（万元）", "Approved (RMB 10,000)");
    out.chart = Some(Chart::new(ChartKind::Lines, title, 1..=seconds.len()));
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
    let title = ("各参数上下变动对核定金额的影响", "What each quantity does to approved amounts");
    let mut out = sheet(lang, ("敏感性", "Tornado"), title);
    out.notes.push(say!(
        lang,
        "空格表示参数已在允许范围的边界，不能再向该方向变动",
        "an empty cell: the quantity is at the end of its range on that side"
    ));
    let side = |swing: &Swing, side: &Option<(Quantity, Totals)>| match side {
        Some((value, totals)) => (
            text(swing.knob.show(*value)),
            money(totals.approved - base.approved),
            money(totals.payable - base.payable),
        ),
        None => (Cell::Empty, Cell::Empty, Cell::Empty),
    };
    let why = |swing: &Swing| swing.why.as_ref().map_or(Cell::Empty, |why| text(why.get(lang)));
    columns!(out, lang, swing in swings;
        let (low, high) = (side(swing, &swing.low), side(swing, &swing.high));
        ("参数", "Quantity", Text, 48) => text(swing.text.get(lang)),
        ("设置", "Setting", Text, 24) => text(&swing.knob),
        ("现值", "Now", Text, 14) => text(swing.knob.show(swing.now)),
        ("下调至", "Down to", Text, 14) => low.0,
        ("核定差额（万元）", "Δ approved, down (RMB 10,000)", Wan, 18) => low.1,
        ("上调至", "Up to", Text, 14) => high.0,
        ("核定差额（万元）↑", "Δ approved, up (RMB 10,000)", Wan, 18) => high.1,
        ("拟拨付差额（元）↓", "Δ payable, down (yuan)", Yuan, 18) => low.2,
        ("拟拨付差额（元）↑", "Δ payable, up (yuan)", Yuan, 18) => high.2,
        ("没有影响的原因", "Why nothing moves", Text, 60) => why(swing),
    );
    let moving = swings.iter().filter(|swing| swing.reach(base).0 > 0).count();
    let title = lang.pick("核定差额（万元）", "Δ approved (RMB 10,000)");
    let chart = Chart::new(ChartKind::Bars, title, [4, 6]);
    out.chart = Some(Chart { rows: Some(moving.clamp(1, 20)), ..chart });
    vec![out]
}

/// The value that was looked for, and both its neighbours.
pub fn solved(knob: &Knob, goal: &str, solution: &Solution, lang: Lang) -> Vec<Sheet> {
    let title = ("恰好满足目标的数值", "The value that just meets the goal");
    let mut out = sheet(lang, ("求解", "Solve"), title);
    out.notes.push(met(knob, goal, solution, lang));
    if let Some(step) = solution.step {
        let count = solution.evaluations;
        out.notes.push(say!(
            lang,
            "步长 {step}，精确计算 {count} 次；两端之间按只变化一次处理",
            "step {step}, {count} exact evaluations; the goal is taken to change once in between"
        ));
    }
    out.headings = vec![named(lang.pick("相邻值", "Neighbour"), 14), named(knob, 20)];
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
    let (zh, en) = match (solution.step, solution.all_meet) {
        (Some(_), _) => ("再变动一步即不满足", "one step further does not"),
        (None, true) => {
            ("所列各值都满足，取最接近目标的", "all values listed do, this one most closely")
        }
        (None, false) => {
            ("为所列各值中满足目标且最接近的", "of the values listed, it does so most closely")
        }
    };
    let then = lang.pick(zh, en);
    say!(lang, "{knob} = {value} 时满足 {goal}，{then}", "{knob} = {value} meets {goal}; {then}")
}

/// Every reading alone, and the interval of all together.
pub fn readings(readings: &Readings, lang: Lang) -> Vec<Sheet> {
    let title = ("条文未定口径造成的支出区间", "What the text leaves open, as an interval of cost");
    let mut interval = sheet(lang, ("口径区间", "Interval"), title);
    let count = readings.evaluations;
    interval.notes = vec![
        say!(
            lang,
            "支出指预算充足时的拟拨付金额；拟拨付金额指现有预算下的金额",
            "cost is what would be paid with enough money; payable is what the budget allows"
        ),
        say!(
            lang,
            "换期间的口径要以另一期间的凭证为准，本批数据不能说明其支出，故另列",
            "readings of another period need evidence of that period, which this batch does not hold; they stand apart"
        ),
        say!(
            lang,
            "精确计算 {count} 次；两端由逐项择取求得，并以每一单项切换复核，未穷举所有组合",
            "{count} exact evaluations; the ends were found option by option and checked against every single switch, not against all combinations"
        ),
    ];
    let nothing = Together { cost: readings.base, chosen: Vec::new() };
    let ends = [
        (lang.pick("最低", "lowest"), &readings.interval.0),
        (lang.pick("基准", "baseline"), &nothing),
        (lang.pick("最高", "highest"), &readings.interval.1),
        (lang.pick("最低（含换期间）", "lowest, any period"), &readings.with_periods.0),
        (lang.pick("最高（含换期间）", "highest, any period"), &readings.with_periods.1),
    ];
    columns!(interval, lang, (label, end) in ends;
        let chosen = end.chosen.iter().map(|(option, value)| format!("{option}={value}"));
        ("口径组合", "Readings", Text, 20) => text(label),
        ("支出（万元）", "Cost (RMB 10,000)", Wan, 15) => money(end.cost.full),
        ("拟拨付金额（万元）", "Payable (RMB 10,000)", Wan, 15) => money(end.cost.totals.payable),
        ("支出（元）", "Cost (yuan)", Yuan, 18) => money(end.cost.full),
        ("与基准不同的取舍", "Chosen otherwise", Text, 90) => text(chosen.collect::<Vec<_>>().join("  ")),
    );
    let title = lang.pick("支出与拟拨付金额（万元）", "Cost and payable (RMB 10,000)");
    interval.chart = Some(Chart::new(ChartKind::Columns, title, [1, 2]));
    vec![interval, alone(readings, lang)]
}

fn alone(readings: &Readings, lang: Lang) -> Sheet {
    let title = ("每一种口径单独改变的影响（由大到小）", "Each reading alone, the heaviest first");
    let mut out = sheet(lang, ("逐项口径", "Readings alone"), title);
    let yes = |yes| if yes { lang.pick("是", "yes") } else { "" };
    columns!(out, lang, reading in &readings.alone;
        let (cost, payable, words) = match &reading.tried {
            Tried::Cost(cost) => (
                money(cost.full - readings.base.full),
                money(cost.totals.payable - readings.base.totals.payable),
                &reading.text,
            ),
            Tried::Refused(why) => (Cell::Empty, Cell::Empty, why),
        };
        ("条款", "Clause", Text, 9) => text(&reading.clause),
        ("选项", "Option", Text, 22) => text(&reading.option),
        ("取值", "Value", Text, 18) => text(&reading.value),
        ("支出差额（元）", "Δ cost (yuan)", Yuan, 18) => cost,
        ("拟拨付差额（元）", "Δ payable (yuan)", Yuan, 18) => payable,
        ("换期间", "Other period", Text, 8) => text(yes(reading.period)),
        ("问题", "Question", Text, 44) => text(reading.question.get(lang)),
        ("含义或无法推演的原因", "Meaning, or why it cannot be tried", Text, 50) => text(words.get(lang)),
    );
    let moving = readings.alone.iter().filter(|r| r.moves(&readings.base) != 0).count();
    let title = lang.pick("支出差额（万元）", "Δ cost (RMB 10,000)");
    let chart = Chart::new(ChartKind::Bars, title, [3]);
    out.chart = Some(Chart { labels: 1, rows: Some(moving.clamp(1, 20)), ..chart });
    out
}
