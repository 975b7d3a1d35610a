//! Simulations, the years to come, and the budget view.

use super::{share, sheet};
use crate::diag::{Lang, say};
use crate::domain::Fen;
use crate::scenario::forecast::Year;
use crate::scenario::money::BudgetAnalysis;
use crate::scenario::review::Review;
use crate::scenario::simulate::{Simulation, Spread};
use crate::workbook::{Cell, Chart, ChartKind, Heading, Kind, Sheet, columns, int, money, text};

/// Spreads, a histogram, and every draw.
pub fn simulation(found: &Simulation, lang: Lang) -> Vec<Sheet> {
    vec![spreads(found, lang), histogram(found, lang), draws(found, lang)]
}

fn spreads(found: &Simulation, lang: Lang) -> Sheet {
    let mut out = sheet(lang, ("模拟", "Simulation"), ("不确定性模拟", "What chance does"));
    let (draws, cut, seed) = (found.draws, found.cut_draws, found.seed);
    let (odds, mean) = (share(cut as i64, draws as i64), Fen(found.cut.mean));
    let knobs: Vec<String> = found.knobs.iter().map(ToString::to_string).collect();
    let knobs = knobs.join(lang.pick("、", ", "));
    out.notes = vec![
        say!(
            lang,
            "{draws} 次抽样，种子 {seed}；变动：{knobs}",
            "{draws} draws, seed {seed}; varied: {knobs}"
        ),
        say!(
            lang,
            "预算不足、同比例调整的抽样 {cut} 次，占 {odds}；平均削减 {mean} 元",
            "the budget bites in {cut} draws ({odds}); the expected cut is {mean} yuan"
        ),
        say!(
            lang,
            "分位数为第 ⌈p×n⌉ 小的抽样值，均为实际算得的金额",
            "quantiles are the draws of rank ⌈p×n⌉: amounts that did occur"
        ),
    ];
    let spreads: [(&str, &Spread); 3] = [
        (lang.pick("核定金额", "approved"), &found.approved),
        (lang.pick("拟拨付金额", "payable"), &found.payable),
        (lang.pick("预算调整削减", "budget cut"), &found.cut),
    ];
    columns!(out, lang, (label, spread) in spreads;
        ("金额（元）", "Amount (yuan)", Text, 16) => text(label),
        ("最小", "least", Yuan, 18) => money(spread.low),
        ("5%分位", "5 %", Yuan, 18) => money(spread.p5),
        ("25%分位", "25 %", Yuan, 18) => money(spread.p25),
        ("中位数", "median", Yuan, 18) => money(spread.median),
        ("75%分位", "75 %", Yuan, 18) => money(spread.p75),
        ("95%分位", "95 %", Yuan, 18) => money(spread.p95),
        ("最大", "most", Yuan, 18) => money(spread.high),
        ("平均", "mean", Yuan, 18) => money(spread.mean),
    );
    out
}

fn histogram(found: &Simulation, lang: Lang) -> Sheet {
    let title = ("核定金额的分布", "How approved amounts spread");
    let mut out = sheet(lang, ("模拟分布", "Histogram"), title);
    columns!(out, lang, (from, count) in &found.histogram;
        ("核定金额不低于（万元）", "Approved from (RMB 10,000)", Wan, 20) => money(*from),
        ("抽样次数", "Draws", Int, 12) => Cell::Int(*count as i64),
    );
    let title = lang.pick("核定金额分布（抽样次数）", "Draws by approved amount");
    out.chart = Some(Chart::new(ChartKind::Columns, title, [1]));
    out
}

fn draws(found: &Simulation, lang: Lang) -> Sheet {
    let title = ("每次抽样的取值与结果", "Every draw and its result");
    let mut out = sheet(lang, ("逐次抽样", "Draws"), title);
    out.headings = vec![Heading::new(lang.pick("序号", "No."), Kind::Int, 8)];
    let knobs = found.knobs.iter().map(|knob| Heading::new(knob.to_string(), Kind::Text, 18));
    out.headings.extend(knobs);
    out.headings.extend([
        Heading::new(lang.pick("核定金额（元）", "Approved (yuan)"), Kind::Yuan, 18),
        Heading::new(lang.pick("拟拨付金额（元）", "Payable (yuan)"), Kind::Yuan, 18),
    ]);
    for (number, (values, totals)) in found.rows.iter().enumerate() {
        let mut row = vec![int(number + 1)];
        row.extend(found.knobs.iter().zip(values).map(|(knob, value)| text(knob.show(*value))));
        row.extend([money(totals.approved), money(totals.payable)]);
        out.rows.push(row);
    }
    out
}

/// Year by year, in total and by measure.
pub fn forecast(years: &[Year], lang: Lang) -> Vec<Sheet> {
    let title = ("各年度支出与预算", "Cost and budget by year");
    let mut out = sheet(lang, ("多年预测", "Forecast"), title);
    out.notes.push(say!(
        lang,
        "同样的企业每年再报同样的费用；此前所获计入历史。未列新政策，重复享受清单不延续",
        "the same enterprises file the same costs again, with earlier awards behind them; no new policy, findings of duplicates are not carried on"
    ));
    let money_or_none = |fen: Option<i64>| fen.map_or(Cell::Empty, money);
    columns!(out, lang, year in years;
        let (num, den) = year.totals.factor();
        ("年度", "Year", Text, 8) => text(year.year),
        ("预算（万元）", "Budget (RMB 10,000)", Wan, 14) => money_or_none(year.pool.map(|pool| pool.total)),
        ("其中上年结转（万元）", "rolled in (RMB 10,000)", Wan, 16) => money(year.rolled_in),
        ("预留（万元）", "Reserve (RMB 10,000)", Wan, 13) => money_or_none(year.pool.map(|pool| pool.reserve)),
        ("核定金额（万元）", "Approved (RMB 10,000)", Wan, 15) => money(year.totals.approved),
        ("拟拨付金额（万元）", "Payable (RMB 10,000)", Wan, 15) => money(year.totals.payable),
        ("兑付比例", "Paid share", Text, 10) => text(share(num, den)),
        ("其中新增企业（万元）", "to newcomers (RMB 10,000)", Wan, 16) => money(year.newcomers),
        ("同一申报项此前已获（万元）", "granted before (RMB 10,000)", Wan, 18) => money(year.granted_before),
        ("尚可申请的跨年额度（万元）", "still open to them (RMB 10,000)", Wan, 18) => money(year.outstanding),
        ("不在有效期内的申报项", "claims outside validity", Int, 14) => int(year.outside_validity),
    );
    let title = lang
        .pick("预算、核定金额与拟拨付金额（万元）", "Budget, approved and payable (RMB 10,000)");
    out.chart = Some(Chart::new(ChartKind::Columns, title, [1, 4, 5]));
    vec![out, by_measure(years, lang)]
}

fn by_measure(years: &[Year], lang: Lang) -> Sheet {
    let title = ("各措施各年度核定金额（元）", "Approved by measure and year (yuan)");
    let mut out = sheet(lang, ("多年分措施", "By measure"), title);
    out.headings = vec![
        Heading::new(lang.pick("条款", "Clause"), Kind::Text, 8),
        Heading::new(lang.pick("措施", "Measure"), Kind::Text, 30),
    ];
    out.headings.extend(years.iter().map(|y| Heading::new(y.year.to_string(), Kind::Yuan, 18)));
    let Some(first) = years.first() else { return out };
    for (number, measure) in first.measures.iter().enumerate() {
        let mut row = vec![text(&measure.clause), text(measure.title.get(lang))];
        row.extend(years.iter().map(|year| money(year.measures[number].approved)));
        out.rows.push(row);
    }
    let drawn = out.rows.len();
    let mut last = vec![Cell::Empty, text(lang.pick("合计", "Total"))];
    last.extend(years.iter().map(|year| money(year.totals.approved)));
    out.rows.push(last);
    let title = lang.pick("各措施核定金额（万元）", "Approved by measure (RMB 10,000)");
    let chart = Chart::new(ChartKind::Columns, title, 2..2 + years.len());
    out.chart = Some(Chart { rows: Some(drawn), ..chart });
    out
}

/// The waterfall, the cost of every limit, and reserves.
pub fn budget(view: &BudgetAnalysis, lang: Lang) -> Vec<Sheet> {
    vec![waterfall(view, lang), limits(view, lang), reserves(view, lang)]
}

fn waterfall(view: &BudgetAnalysis, lang: Lang) -> Sheet {
    let totals = &view.outcome.totals;
    let title = ("从申请额到拟拨付金额", "From requested to payable");
    let mut out = sheet(lang, ("资金去向", "Waterfall"), title);
    if let (Some(available), Some(headroom)) = (totals.available, totals.headroom()) {
        let (available, headroom) = (Fen(available), Fen(headroom));
        let (even, earlier) = (Fen(view.break_even), Fen(totals.earlier));
        out.notes.push(say!(
            lang,
            "可用预算 {available} 元（前批次已用 {earlier} 元），余量 {headroom} 元",
            "available {available} yuan (earlier batches used {earlier}), headroom {headroom}"
        ));
        out.notes.push(say!(
            lang,
            "预算总额达到 {even} 元时不再同比例调整",
            "with a budget of {even} yuan nothing would be cut"
        ));
    }
    if let Some(more) = view.one_more.map(Fen) {
        out.notes.push(say!(
            lang,
            "预算每增加1元，拟拨付金额增加 {more} 元",
            "one more yuan of budget pays {more} yuan more"
        ));
    }
    let mut left = totals.requested;
    let mut rows = vec![(say!(lang, "申请额", "requested"), 0, left, totals.claims)];
    for stage in &view.outcome.stages {
        left -= stage.cut;
        let (zh, en) = stage.stage.title();
        rows.push((format!("− {}", lang.pick(zh, en)), left, stage.cut, stage.claims));
    }
    rows.push((say!(lang, "拟拨付金额", "payable"), 0, totals.payable, totals.claims_paid));
    columns!(out, lang, (label, carried, amount, claims) in rows;
        ("环节", "Stage", Text, 22) => text(label),
        ("起点（元）", "Carried (yuan)", Yuan, 20) => money(carried),
        ("金额（元）", "Amount (yuan)", Yuan, 20) => money(amount),
        ("涉及项数", "Claims", Int, 10) => int(claims),
    );
    let title = lang.pick("从申请额到拟拨付金额（万元）", "From requested to payable (RMB 10,000)");
    out.chart = Some(Chart::new(ChartKind::Waterfall, title, [1, 2]));
    out
}

fn limits(view: &BudgetAnalysis, lang: Lang) -> Sheet {
    let title = ("单独取消一条限制后增加的金额", "What each limit saves, taken away by itself");
    let mut out = sheet(lang, ("限制的代价", "Cost of limits"), title);
    out.notes.push(say!(
        lang,
        "申请额不变：企业已写明申请金额的，取消上限也不会超过它",
        "requests stay: where an amount was stated, nothing exceeds it"
    ));
    columns!(out, lang, limit in &view.limits;
        ("条款", "Clause", Text, 8) => text(&limit.clause),
        ("限制", "Limit", Text, 44) => text(limit.name.get(lang)),
        ("核定增加（万元）", "more approved (RMB 10,000)", Wan, 16) => money(limit.approved),
        ("核定增加（元）", "more approved (yuan)", Yuan, 18) => money(limit.approved),
        ("拟拨付变化（元）", "Δ payable (yuan)", Yuan, 18) => money(limit.payable),
    );
    let title =
        lang.pick("单独取消后核定金额增加（万元）", "More approved without it (RMB 10,000)");
    out.chart = Some(Chart { labels: 1, ..Chart::new(ChartKind::Bars, title, [2]) });
    out
}

fn reserves(view: &BudgetAnalysis, lang: Lang) -> Sheet {
    let title = ("为后续批次预留的影响", "What a reserve for later batches changes");
    let mut out = sheet(lang, ("预留", "Reserves"), title);
    columns!(out, lang, reserve in &view.reserves;
        let (num, den) = reserve.totals.factor();
        ("预留比例", "Reserve", Text, 10) => text(reserve.part),
        ("预留（万元）", "Reserve (RMB 10,000)", Wan, 14) => money(reserve.reserve),
        ("拟拨付金额（万元）", "Payable (RMB 10,000)", Wan, 15) => money(reserve.totals.payable),
        ("兑付比例", "Paid share", Text, 10) => text(share(num, den)),
        ("拟拨付金额（元）", "Payable (yuan)", Yuan, 18) => money(reserve.totals.payable),
    );
    let title = lang.pick("预留与拟拨付金额（万元）", "Reserve and payable (RMB 10,000)");
    out.chart = Some(Chart::new(ChartKind::Columns, title, [1, 2]));
    out
}

/// Before and after a review, with the others moved and with the others held.
pub fn reviewed(found: &Review, lang: Lang) -> Vec<Sheet> {
    let title = ("复核对本企业和其他企业的影响", "What the review does");
    let mut out = sheet(lang, ("复核", "Review"), title);
    let (count, others) = (found.others_moved, Fen(found.others));
    let (extra, reserve) = (Fen(found.from_reserve()), Fen(found.reserve));
    let enough = match found.from_reserve() <= found.reserve {
        true => lang.pick("足够", "enough"),
        false => lang.pick("不足", "not enough"),
    };
    out.notes = vec![
        format!("{} {}", found.code, found.name),
        say!(
            lang,
            "全部重算：其他 {count} 家企业合计变动 {others} 元",
            "computed again: {count} other enterprises move by {others} yuan in all"
        ),
        say!(
            lang,
            "其他企业不变、差额由预留支付：需 {extra} 元，预留 {reserve} 元，{enough}",
            "others held, the difference from the reserve: {extra} yuan of {reserve}, {enough}"
        ),
    ];
    let ways = [
        (lang.pick("复核前", "before"), found.before, 0),
        (lang.pick("全部重算", "computed again"), found.after, found.others),
        (lang.pick("其他企业不变", "others held"), found.held, 0),
    ];
    columns!(out, lang, (label, amount, others) in ways;
        ("方式", "Way", Text, 26) => text(label),
        ("本企业拟拨付金额（元）", "Enterprise (yuan)", Yuan, 20) => money(amount),
        ("变动（元）", "Δ (yuan)", Yuan, 20) => money(amount - found.before),
        ("其他企业变动（元）", "Δ others (yuan)", Yuan, 20) => money(others),
    );
    vec![out]
}
