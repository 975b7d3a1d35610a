//! Simulations, the years to come, and the budget view.

use super::{heading, int, money, named, share, sheet, text};
use crate::diag::Lang;
use crate::domain::Fen;
use crate::scenario::forecast::Year;
use crate::scenario::money::BudgetView;
use crate::scenario::review::Review;
use crate::scenario::simulate::{Simulation, Spread};
use crate::workbook::{Cell, Chart, ChartKind, Kind, Sheet};

/// Spreads, a histogram, and every draw.
pub fn simulation(found: &Simulation, lang: Lang) -> Vec<Sheet> {
    vec![spreads(found, lang), histogram(found, lang), draws(found, lang)]
}

fn spreads(found: &Simulation, lang: Lang) -> Sheet {
    let mut out = sheet(lang, ("模拟", "Simulation"), ("不确定性模拟", "What chance does"));
    let (draws, cut) = (found.draws, found.cut_draws);
    let odds = share(cut as i64, draws as i64);
    let knobs: Vec<String> = found.knobs.iter().map(ToString::to_string).collect();
    out.notes = match lang {
        Lang::Zh => vec![
            format!("{draws} 次抽样，种子 {}；变动：{}", found.seed, knobs.join("、")),
            format!(
                "预算不足、同比例调整的抽样 {cut} 次，占 {odds}；平均削减 {} 元",
                Fen(found.cut.mean)
            ),
            "分位数为第 ⌈p×n⌉ 小的抽样值，均为实际算得的金额".to_string(),
        ],
        Lang::En => vec![
            format!("{draws} draws, seed {}; varied: {}", found.seed, knobs.join(", ")),
            format!(
                "the budget bites in {cut} draws ({odds}); the expected cut is {} yuan",
                Fen(found.cut.mean)
            ),
            "quantiles are the draws of rank ⌈p×n⌉: amounts that did occur".to_string(),
        ],
    };
    out.headings = vec![heading(lang, "金额（元）", "Amount (yuan)", Kind::Text, 16)];
    let columns = [
        ("最小", "least"),
        ("5%分位", "5 %"),
        ("25%分位", "25 %"),
        ("中位数", "median"),
        ("75%分位", "75 %"),
        ("95%分位", "95 %"),
        ("最大", "most"),
        ("平均", "mean"),
    ];
    out.headings.extend(columns.map(|(zh, en)| heading(lang, zh, en, Kind::Yuan, 18)));
    let row = |label: &str, s: &Spread| {
        let values = [s.low, s.p5, s.p25, s.median, s.p75, s.p95, s.high, s.mean];
        let mut row = vec![text(label)];
        row.extend(values.map(money));
        row
    };
    out.rows = vec![
        row(lang.pick("核定额", "approved"), &found.approved),
        row(lang.pick("应拨额", "payable"), &found.payable),
        row(lang.pick("预算调整削减", "budget cut"), &found.cut),
    ];
    out
}

fn histogram(found: &Simulation, lang: Lang) -> Sheet {
    let mut out =
        sheet(lang, ("模拟分布", "Histogram"), ("核定额的分布", "How approved amounts spread"));
    out.headings = vec![
        heading(lang, "核定额不低于（万元）", "Approved from (10k)", Kind::Wan, 20),
        heading(lang, "抽样次数", "Draws", Kind::Int, 12),
    ];
    out.rows = found
        .histogram
        .iter()
        .map(|(from, count)| vec![money(*from), Cell::Int(*count as i64)])
        .collect();
    out.chart = Some(Chart {
        kind: ChartKind::Columns,
        title: lang.pick("核定额分布（抽样次数）", "Draws by approved amount").into(),
        labels: 0,
        series: vec![1],
        rows: None,
    });
    out
}

fn draws(found: &Simulation, lang: Lang) -> Sheet {
    let mut out =
        sheet(lang, ("逐次抽样", "Draws"), ("每次抽样的取值与结果", "Every draw and its result"));
    out.headings = vec![heading(lang, "序号", "No.", Kind::Int, 8)];
    let knobs = found.knobs.iter().map(|knob| named(&knob.to_string(), Kind::Text, 18));
    out.headings.extend(knobs);
    out.headings.push(heading(lang, "核定额（元）", "Approved (yuan)", Kind::Yuan, 18));
    out.headings.push(heading(lang, "应拨额（元）", "Payable (yuan)", Kind::Yuan, 18));
    for (number, (values, totals)) in found.rows.iter().enumerate() {
        let mut row = vec![int(number + 1)];
        row.extend(found.knobs.iter().zip(values).map(|(knob, value)| text(knob.show(*value))));
        row.push(money(totals.approved));
        row.push(money(totals.payable));
        out.rows.push(row);
    }
    out
}

/// Year by year, in total and by measure.
pub fn forecast(years: &[Year], lang: Lang) -> Vec<Sheet> {
    let mut out =
        sheet(lang, ("多年预测", "Forecast"), ("各年度支出与预算", "Cost and budget by year"));
    out.notes.push(
        lang.pick(
            "同样的企业每年再报同样的费用；此前所获计入历史。未列新政策，重复享受清单不延续",
            "the same enterprises file the same costs again, with earlier awards behind them; no new policy, findings of duplicates are not carried on",
        )
        .into(),
    );
    out.headings = vec![
        heading(lang, "年度", "Year", Kind::Text, 8),
        heading(lang, "预算（万元）", "Budget (10k)", Kind::Wan, 14),
        heading(lang, "其中上年结转（万元）", "rolled in (10k)", Kind::Wan, 16),
        heading(lang, "预留（万元）", "Reserve (10k)", Kind::Wan, 13),
        heading(lang, "核定额（万元）", "Approved (10k)", Kind::Wan, 15),
        heading(lang, "应拨额（万元）", "Payable (10k)", Kind::Wan, 15),
        heading(lang, "兑付比例", "Paid share", Kind::Text, 10),
        heading(lang, "其中新增企业（万元）", "to newcomers (10k)", Kind::Wan, 16),
        heading(lang, "同一申报项此前已获（万元）", "granted before (10k)", Kind::Wan, 18),
        heading(lang, "尚可申请的跨年额度（万元）", "still open to them (10k)", Kind::Wan, 18),
        heading(lang, "不在有效期内的申报项", "claims outside validity", Kind::Int, 14),
    ];
    for year in years {
        let (num, den) = year.totals.factor();
        out.rows.push(vec![
            text(year.year),
            year.pool.map_or(Cell::Empty, |pool| money(pool.total)),
            money(year.rolled_in),
            year.pool.map_or(Cell::Empty, |pool| money(pool.reserve)),
            money(year.totals.approved),
            money(year.totals.payable),
            text(share(num, den)),
            money(year.newcomers),
            money(year.granted_before),
            money(year.outstanding),
            int(year.outside_validity),
        ]);
    }
    out.chart = Some(Chart {
        kind: ChartKind::Columns,
        title: lang
            .pick("预算、核定额与应拨额（万元）", "Budget, approved and payable (10k yuan)")
            .into(),
        labels: 0,
        series: vec![1, 4, 5],
        rows: None,
    });
    vec![out, by_measure(years, lang)]
}

fn by_measure(years: &[Year], lang: Lang) -> Sheet {
    let mut out = sheet(
        lang,
        ("多年分措施", "By measure"),
        ("各措施各年度核定额（元）", "Approved by measure and year (yuan)"),
    );
    out.headings = vec![
        heading(lang, "条款", "Clause", Kind::Text, 8),
        heading(lang, "措施", "Measure", Kind::Text, 30),
    ];
    out.headings.extend(years.iter().map(|y| named(&y.year.to_string(), Kind::Yuan, 18)));
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
    out.chart = Some(Chart {
        kind: ChartKind::Columns,
        title: lang.pick("各措施核定额（万元）", "Approved by measure (10k yuan)").into(),
        labels: 0,
        series: (2..2 + years.len()).collect(),
        rows: Some(drawn),
    });
    out
}

/// The waterfall, the cost of every limit, and reserves.
pub fn budget(view: &BudgetView, lang: Lang) -> Vec<Sheet> {
    vec![waterfall(view, lang), limits(view, lang), reserves(view, lang)]
}

fn waterfall(view: &BudgetView, lang: Lang) -> Sheet {
    let totals = &view.outcome.totals;
    let mut out =
        sheet(lang, ("资金去向", "Waterfall"), ("从申请额到应拨额", "From requested to payable"));
    if let (Some(available), Some(headroom)) = (totals.available, totals.headroom()) {
        let (available, headroom) = (Fen(available), Fen(headroom));
        let (even, earlier) = (Fen(view.break_even), Fen(totals.earlier));
        out.notes.push(match lang {
            Lang::Zh => {
                format!("可用预算 {available} 元（前批次已用 {earlier} 元），余量 {headroom} 元")
            }
            Lang::En => format!(
                "available {available} yuan (earlier batches used {earlier}), headroom {headroom}"
            ),
        });
        out.notes.push(match lang {
            Lang::Zh => format!("预算总额达到 {even} 元时不再同比例调整"),
            Lang::En => format!("with a budget of {even} yuan nothing would be cut"),
        });
    }
    if let Some(more) = view.one_more {
        out.notes.push(match lang {
            Lang::Zh => format!("预算每增加1元，应拨额增加 {} 元", Fen(more)),
            Lang::En => format!("one more yuan of budget pays {} yuan more", Fen(more)),
        });
    }
    out.headings = vec![
        heading(lang, "环节", "Stage", Kind::Text, 22),
        heading(lang, "起点（元）", "Carried (yuan)", Kind::Yuan, 20),
        heading(lang, "金额（元）", "Amount (yuan)", Kind::Yuan, 20),
        heading(lang, "涉及项数", "Claims", Kind::Int, 10),
    ];
    let mut left = totals.requested;
    let row = |label: &str, carried: i64, amount: i64, claims: usize| {
        vec![text(label), money(carried), money(amount), int(claims)]
    };
    out.rows.push(row(lang.pick("申请额", "requested"), 0, left, totals.claims));
    for stage in &view.outcome.stages {
        left -= stage.cut;
        let (zh, en) = stage.stage.title();
        let label = format!("− {}", lang.pick(zh, en));
        out.rows.push(row(&label, left, stage.cut, stage.claims));
    }
    out.rows.push(row(lang.pick("应拨额", "payable"), 0, totals.payable, totals.claims_paid));
    out.chart = Some(Chart {
        kind: ChartKind::Waterfall,
        title: lang.pick("从申请额到应拨额（万元）", "From requested to payable (10k yuan)").into(),
        labels: 0,
        series: vec![1, 2],
        rows: None,
    });
    out
}

fn limits(view: &BudgetView, lang: Lang) -> Sheet {
    let mut out = sheet(
        lang,
        ("限制的代价", "Cost of limits"),
        ("单独取消一条限制后增加的金额", "What each limit saves, taken away by itself"),
    );
    out.notes.push(
        lang.pick(
            "申请额不变：企业已写明申请金额的，取消上限也不会超过它",
            "requests stay: where an amount was stated, nothing exceeds it",
        )
        .into(),
    );
    out.headings = vec![
        heading(lang, "条款", "Clause", Kind::Text, 8),
        heading(lang, "限制", "Limit", Kind::Text, 44),
        heading(lang, "核定增加（万元）", "more approved (10k)", Kind::Wan, 16),
        heading(lang, "核定增加（元）", "more approved (yuan)", Kind::Yuan, 18),
        heading(lang, "应拨变化（元）", "Δ payable (yuan)", Kind::Yuan, 18),
    ];
    out.rows = view
        .limits
        .iter()
        .map(|limit| {
            vec![
                text(&limit.clause),
                text(limit.name.get(lang)),
                money(limit.approved),
                money(limit.approved),
                money(limit.payable),
            ]
        })
        .collect();
    out.chart = Some(Chart {
        kind: ChartKind::Bars,
        title: lang
            .pick("单独取消后核定额增加（万元）", "More approved without it (10k yuan)")
            .into(),
        labels: 1,
        series: vec![2],
        rows: None,
    });
    out
}

fn reserves(view: &BudgetView, lang: Lang) -> Sheet {
    let mut out = sheet(
        lang,
        ("预留", "Reserves"),
        ("为后续批次预留的影响", "What a reserve for later batches changes"),
    );
    out.headings = vec![
        heading(lang, "预留比例", "Reserve", Kind::Text, 10),
        heading(lang, "预留（万元）", "Reserve (10k)", Kind::Wan, 14),
        heading(lang, "应拨额（万元）", "Payable (10k)", Kind::Wan, 15),
        heading(lang, "兑付比例", "Paid share", Kind::Text, 10),
        heading(lang, "应拨额（元）", "Payable (yuan)", Kind::Yuan, 18),
    ];
    for reserve in &view.reserves {
        let (num, den) = reserve.totals.factor();
        out.rows.push(vec![
            text(reserve.part),
            money(reserve.reserve),
            money(reserve.totals.payable),
            text(share(num, den)),
            money(reserve.totals.payable),
        ]);
    }
    out.chart = Some(Chart {
        kind: ChartKind::Columns,
        title: lang.pick("预留与应拨额（万元）", "Reserve and payable (10k yuan)").into(),
        labels: 0,
        series: vec![1, 2],
        rows: None,
    });
    out
}

/// Before and after a review, with the others moved and with the others held.
pub fn reviewed(found: &Review, lang: Lang) -> Vec<Sheet> {
    let mut out =
        sheet(lang, ("复核", "Review"), ("复核对本企业和其他企业的影响", "What the review does"));
    let (count, others) = (found.others_moved, Fen(found.others));
    let (extra, reserve) = (Fen(found.from_reserve()), Fen(found.reserve));
    let enough = found.from_reserve() <= found.reserve;
    out.notes = match lang {
        Lang::Zh => vec![
            format!("{} {}", found.code, found.name),
            format!("全部重算：其他 {count} 家企业合计变动 {others} 元"),
            format!(
                "其他企业不变、差额由预留支付：需 {extra} 元，预留 {reserve} 元，{}",
                if enough { "足够" } else { "不足" }
            ),
        ],
        Lang::En => vec![
            format!("{} {}", found.code, found.name),
            format!("computed again: {count} other enterprises move by {others} yuan in all"),
            format!(
                "others held, the difference from the reserve: {extra} yuan of {reserve}, {}",
                if enough { "enough" } else { "not enough" }
            ),
        ],
    };
    out.headings = vec![
        heading(lang, "方式", "Way", Kind::Text, 26),
        heading(lang, "本企业应拨额（元）", "Enterprise (yuan)", Kind::Yuan, 20),
        heading(lang, "变动（元）", "Δ (yuan)", Kind::Yuan, 20),
        heading(lang, "其他企业变动（元）", "Δ others (yuan)", Kind::Yuan, 20),
    ];
    let row = |label: &str, amount: i64, others: i64| {
        vec![text(label), money(amount), money(amount - found.before), money(others)]
    };
    out.rows = vec![
        row(lang.pick("复核前", "before"), found.before, 0),
        row(lang.pick("全部重算", "computed again"), found.after, found.others),
        row(lang.pick("其他企业不变", "others held"), found.held, 0),
    ];
    vec![out]
}
