//! Made-up documents that hold every block and every plot, with texts as bad as they come.

use chrono::NaiveDate;
use jiangbu::diag::Lang;
use jiangbu::report::model::document::*;

fn mark(label: &str, value: i64, shown: &str) -> Mark {
    Mark { label: label.into(), value, shown: shown.into() }
}

fn chart(title: &str, unit: &str, says: &str, plot: Plot) -> Block {
    Block::Chart(Chart { title: title.into(), says: says.into(), unit: unit.into(), plot })
}

fn heading(level: u8, text: &str) -> Block {
    Block::Heading { level, text: text.into() }
}

/// A firm of about sixty characters.
pub fn long_name(lang: Lang) -> String {
    lang.pick(
        "深圳市前海深港现代服务业合作区国际数字贸易与跨境供应链综合服务（集团）股份有限公司北京经济技术开发区第三分公司喆堃",
        "Qianhai International Digital Trade and Cross-Border Supply Chain Comprehensive Services (Holdings) Company Limited",
    )
    .to_string()
}

pub fn empty(lang: Lang, layout: Layout, name: &str, title: &str) -> Document {
    Document {
        layout,
        lang,
        author: Some(lang.pick("某管理局", "An Administration").into()),
        day: NaiveDate::from_ymd_opt(2026, 4, 20).expect("a day"),
        name: name.into(),
        title: title.into(),
        subtitle: None,
        facts: Vec::new(),
        watermark: None,
        banner: None,
        footer: "jiangbu 0.1.0 · 6f1ce20b".into(),
        blocks: Vec::new(),
    }
}

/// The charts of curves once more, three small ones: a row that is full and one that is not.
fn small(charts: &[Block]) -> Block {
    let curves = charts.iter().filter_map(|block| match block {
        Block::Chart(chart) => matches!(chart.plot, Plot::Lines { .. }).then_some(chart),
        _ => None,
    });
    let numbered = |(number, chart): (usize, &Chart)| {
        let title = format!("{} ({})", chart.title, number + 1);
        Chart { title, ..chart.clone() }
    };
    Block::Gallery { charts: curves.cycle().take(3).enumerate().map(numbered).collect() }
}

/// Every block and every plot.
pub fn gallery(lang: Lang) -> Document {
    let t = |zh: &str, en: &str| lang.pick(zh, en).to_string();
    let mut document = empty(
        lang,
        Layout::Report,
        "gallery",
        &t("服务贸易扶持资金预算影响报告", "Budget impact of support for trade in services"),
    );
    document.subtitle = Some(t("合成数据，用于检查版式", "synthetic data, to look at the layout"));
    document.watermark = Some(t("征求意见稿·模拟", "Consultation draft · simulation"));
    document.banner =
        Some(t("合成数据，不对应任何真实企业", "Synthetic data: no real enterprise is meant"));
    document.facts = vec![
        Fact::new(t("年度", "Year"), "2026"),
        Fact::new(t("申报截止", "Deadline"), t("2026年3月31日", "31 March 2026")),
        Fact::new(t("方案", "Scheme"), "QH-ST-2026"),
        Fact::new(t("预算总额", "Budget"), t("10,800.00 万元", "108.00 million yuan")),
    ];
    let charts = charts(lang);
    let small = small(&charts);
    document.blocks = [brief(lang), tables(lang), charts, vec![small], ends(lang)].concat();
    document
}

fn figure(label: String, value: &str, unit: String, note: Option<String>, tone: Tone) -> Figure {
    Figure { label, value: value.into(), unit, note, tone }
}

fn brief(lang: Lang) -> Vec<Block> {
    let t = |zh: &str, en: &str| lang.pick(zh, en).to_string();
    let wan = t("万元", "RMB 10,000");
    vec![
        heading(1, &t("一、结论", "1. Brief")),
        Block::Paragraph {
            text: t(
                "本年度 186 家机构提出 450 项申请，申请金额 20,923.99 万元，审核通过 13,269.14 万元，超出预算 2,469.14 万元。依附八，全部通过项目按 81.39% 同比例调整，拟拨付 10,800.00 万元。",
                "186 institutions made 450 claims for 20,923.99; 13,269.14 were approved, 2,469.14 more than the budget. Under annex 8 all approved claims are paid at 81.39 %, 10,800.00 in all.",
            ),
        },
        Block::Figures {
            figures: vec![
                figure(
                    t("审核通过", "Approved"),
                    "13,269.14",
                    wan.clone(),
                    Some(t("186 家，450 项", "186 firms, 450 claims")),
                    Tone::Plain,
                ),
                figure(
                    t("年度预算", "Budget"),
                    "10,800.00",
                    wan.clone(),
                    Some(t("缺口 2,469.14 万元", "short by 2,469.14")),
                    Tone::Bad,
                ),
                figure(t("调整系数", "Factor"), "81.39%", String::new(), None, Tone::Watch),
            ],
        },
        Block::Figures {
            figures: vec![
                figure(t("已核", "Checked"), "450", t("项", "claims"), None, Tone::Good),
                figure(
                    t("待核", "Open"),
                    "—",
                    String::new(),
                    Some(t("尚无数据", "no data yet")),
                    Tone::Unknown,
                ),
                figure(
                    t("最大一笔", "Largest"),
                    "3,000,000.00",
                    t("元", "yuan"),
                    None,
                    Tone::Plain,
                ),
                figure(t("平均", "Mean"), "580,645.16", t("元", "yuan"), None, Tone::Plain),
            ],
        },
        Block::Note {
            tone: Tone::Bad,
            text: t(
                "预算不足以全额拨付：系数低于 100%。",
                "The budget does not pay all in full: the factor is below 100 %.",
            ),
        },
        Block::Note {
            tone: Tone::Watch,
            text: t(
                "有 12 项申请的重复享受情况须由人工判断，报告中按暂不扣减计算，判断结果最多影响 438.12 万元。",
                "Twelve claims wait for a person to say whether they were supported elsewhere; until then nothing is taken off, and at most 438.12 depend on it.",
            ),
        },
        Block::Note {
            tone: Tone::Good,
            text: t("各阶段金额与合计完全相符。", "All stages add up."),
        },
        Block::Note {
            tone: Tone::Unknown,
            text: t("第五条的平台数据尚未提供。", "Platform data for measure 5 are missing."),
        },
        Block::Note {
            tone: Tone::Plain,
            text: t(
                "金额按分计算，表中以万元列示。",
                "Reckoned in fen, shown in units of ten thousand yuan.",
            ),
        },
        heading(2, &t("（一）须决定的事项", "1.1 To be decided")),
        Block::Beside {
            lists: vec![
                TitledList {
                    title: t("主要风险", "Risks"),
                    items: vec![
                        t(
                            "需求超过预算，各单位均被调整。",
                            "Demand exceeds the budget; all are cut."
                        );
                        3
                    ],
                },
                TitledList {
                    title: t("待定事项", "Decisions"),
                    items: vec![t("是否追加预算。", "Whether to add to the budget.")],
                },
            ],
        },
        Block::List {
            numbered: true,
            items: vec![
                t("是否按 81.39% 同比例拨付。", "Whether to pay at 81.39 %."),
                t(
                    "第二条的费用基数按全部费用计算，还是只计超过门槛的部分；后者少支出 1,234.56 万元，影响 60 家机构中的 48 家。",
                    "Whether measure 2 counts all costs or only those above the threshold; the latter costs 1,234.56 less and touches 48 of 60 institutions.",
                ),
            ],
        },
        Block::List {
            numbered: false,
            items: vec![t("其余条款无争议。", "Nothing else is contested.")],
        },
        Block::Facts {
            facts: vec![
                Fact::new(
                    t("输入摘要", "Input hash"),
                    "6f1ce20b0d2c4a1f9e8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d3e2f1a0b9c8d7e6f",
                ),
                Fact::new(t("规则版本", "Rules"), "QH-ST-2026"),
            ],
        },
    ]
}

fn column(heading: String, align: Align, share: u16) -> TableColumn {
    TableColumn::new(heading, align, share)
}

fn tables(lang: Lang) -> Vec<Block> {
    let t = |zh: &str, en: &str| lang.pick(zh, en).to_string();
    let names = [
        ("第一条", "服务贸易公共服务平台", "Public platforms for trade in services"),
        ("第二条", "境外市场网络营销", "Marketing abroad"),
        ("第三条", "服务出口贷款贴息", "Interest subsidies for export loans"),
        ("第四条", "国际服务网络", "International service networks"),
    ];
    let mut rows: Vec<TableRow> = names
        .iter()
        .map(|(clause, zh, en)| {
            TableRow::new(vec![
                t(clause, &clause.replace("第", "M ").replace("条", "")),
                t(zh, en),
                "36".into(),
                "6,178.84".into(),
                "3,878.40".into(),
                "−721.70".into(),
                "3,156.70".into(),
                "29.2%".into(),
            ])
        })
        .collect();
    rows.insert(0, TableRow { weight: Weight::Group, ..TableRow::new(vec![t("费用类", "Costs")]) });
    rows[2].tone = Tone::Watch;
    rows[3].tone = Tone::Bad;
    rows.push(TableRow::total(vec![
        t("合计", "Total"),
        String::new(),
        "144".into(),
        "24,715.36".into(),
        "15,513.60".into(),
        "−2,886.80".into(),
        "12,626.80".into(),
        "100.0%".into(),
    ]));
    let columns = vec![
        column(t("条款", "Clause"), Align::Left, 0),
        column(t("支持事项", "Measure"), Align::Left, 1),
        column(t("项数", "Claims"), Align::Right, 0),
        column(t("申请金额", "Requested"), Align::Right, 0),
        column(t("审核通过", "Approved"), Align::Right, 0),
        column(t("同比例调整", "Scaled by"), Align::Right, 0),
        column(t("拟拨付", "Payable"), Align::Right, 0),
        column(t("占比", "Share"), Align::Centre, 0),
    ];
    let none = Table {
        caption: Some(t("表2 未通过的申请", "Table 2. Claims refused")),
        columns: vec![
            column(t("申报项", "Claim"), Align::Left, 0),
            column(t("单位", "Firm"), Align::Left, 1),
            column(t("金额", "Amount"), Align::Right, 0),
        ],
        rows: Vec::new(),
        note: None,
    };
    vec![
        heading(1, &t("二、各条款情况", "2. Measures")),
        Block::Table(Table {
            caption: Some(t("表1 各条款审核与拟拨付情况（万元）", "Table 1. Measures (10k yuan)")),
            columns,
            rows,
            note: Some(t(
                "注：因四舍五入，分项之和与合计可能略有差异。",
                "Parts may not add up to totals because of rounding.",
            )),
        }),
        Block::Table(none),
    ]
}

fn waterfall(lang: Lang, many: bool) -> Plot {
    let t = |zh: &str, en: &str| lang.pick(zh, en).to_string();
    let step = |label: String, total: bool, value: i64, shown: &str| Step {
        label,
        total,
        value,
        shown: shown.into(),
    };
    let mut steps = vec![
        step(t("申请金额", "Requested"), true, 2_092_399, "20,923.99"),
        step(t("资格审核", "Gates"), false, -364_895, "−3,648.95"),
        step(t("标准上限", "Item limits"), false, -329_781, "−3,297.81"),
        step(t("重复享受", "Duplicates"), false, -43_812, "−438.12"),
        step(t("年度上限", "Annual cap"), false, -26_997, "−269.97"),
        step(t("审核通过", "Approved"), true, 1_326_914, "13,269.14"),
        step(t("同比例调整", "Scaled"), false, -246_914, "−2,469.14"),
        step(t("拟拨付", "Payable"), true, 1_080_000, "10,800.00"),
    ];
    if many {
        for n in 0..5 {
            steps.insert(
                5,
                step(
                    t(
                        "补充核定后调增的金额（第三批复核）",
                        "Raised after review, third batch of claims",
                    ),
                    false,
                    10_000 * n,
                    "+100.00",
                ),
            );
        }
    }
    Plot::Waterfall { steps }
}

fn bar(label: String, value: i64, shown: &str, tone: Tone) -> Bar {
    Bar { label, value, shown: shown.into(), tone }
}

fn series(name: String, style: Style, values: &[i64]) -> Series {
    let point = |v: &i64| {
        (*v != i64::MIN).then(|| mark("", *v, &format!("{}.{:02}", v / 100, v.abs() % 100)))
    };
    Series { name, style, points: values.iter().map(point).collect() }
}

fn charts(lang: Lang) -> Vec<Block> {
    let t = |zh: &str, en: &str| lang.pick(zh, en).to_string();
    let wan = t("万元", "RMB 10,000");
    let months: Vec<String> =
        (1..=12).map(|m| t(&format!("{m}月"), &format!("month {m}"))).collect();
    let scenarios: Vec<String> = ["基准", "情景甲：预算压减一成", "情景乙：申报量增两成", "情景丙"]
        .iter()
        .zip(["Base", "A: budget cut by a tenth", "B: a fifth more claims", "C"])
        .map(|(zh, en)| t(zh, en))
        .collect();
    const NONE: i64 = i64::MIN;
    vec![
        heading(1, &t("三、图", "3. Charts")),
        chart(
            &t("图1 从申请到拨付", "Figure 1. From request to payment"),
            &wan,
            &t("资格审核和标准上限减得最多。", "Gates and item limits take most."),
            waterfall(lang, false),
        ),
        chart(&t("图2 步骤多时", "Figure 2. Many steps"), &wan, "", waterfall(lang, true)),
        chart(
            &t("图3 各条款与预算", "Figure 3. Measures against the budget"),
            &wan,
            &t("第一条超出限额。", "Measure 1 is above the limit."),
            Plot::Bars {
                bars: vec![
                    bar(
                        t("第一条 服务贸易公共服务平台", "1. Public platforms"),
                        387_840,
                        "3,878.40",
                        Tone::Bad,
                    ),
                    bar(
                        t("第二条 境外市场网络营销", "2. Marketing abroad"),
                        186_659,
                        "1,866.59",
                        Tone::Plain,
                    ),
                    bar(t("第三条", "3. Interest"), 289_893, "2,898.93", Tone::Watch),
                    bar(t("第四条", "4. Networks"), 42_962, "429.62", Tone::Good),
                    bar(t("调整", "Adjusted"), -50_000, "−500.00", Tone::Plain),
                    bar(
                        t("第五条", "5. Standards"),
                        0,
                        t("无数据", "no data").as_str(),
                        Tone::Unknown,
                    ),
                ],
                limit: Some(mark(&t("限额", "Limit"), 300_000, "3,000.00")),
            },
        ),
        chart(
            &t("图4 各情景", "Figure 4. Scenarios"),
            &wan,
            "",
            Plot::Columns {
                labels: scenarios.clone(),
                series: vec![
                    series(
                        t("审核通过", "Approved"),
                        Style::Solid,
                        &[13_269, 13_269, 15_617, 11_588],
                    ),
                    series(t("拟拨付", "Payable"), Style::Solid, &[10_800, 9_720, 10_800, 10_800]),
                ],
                stacked: false,
                limit: Some(mark(&t("预算", "Budget"), 10_800, "108.00")),
            },
        ),
        chart(
            &t("图5 构成", "Figure 5. Parts"),
            &wan,
            "",
            Plot::Columns {
                labels: scenarios,
                series: vec![
                    series(t("平台", "Platforms"), Style::Solid, &[3_000, 2_500, 4_000, 100]),
                    series(t("营销", "Marketing"), Style::Solid, &[2_000, 2_500, 3_000, 1_100]),
                    series(t("贴息", "Interest"), Style::Solid, &[4_000, 3_500, 3_000, 1_100]),
                    series(t("其他", "Others"), Style::Solid, &[1_500, 1_500, 1_000, NONE]),
                ],
                stacked: true,
                limit: None,
            },
        ),
        chart(
            &t("图6 敏感性", "Figure 6. Sensitivity"),
            &wan,
            "",
            Plot::Tornado {
                centre: mark(&t("基准", "Base"), 1_326_914, "13,269.14"),
                spans: vec![
                    Span {
                        label: t("申报量 ±20%", "Claims ±20 %"),
                        low: mark("−20%", 1_079_858, "10,798.58"),
                        high: mark("+20%", 1_561_691, "15,616.91"),
                    },
                    Span {
                        label: t("年度上限", "Annual cap"),
                        low: mark(&t("150万元", "1.5m"), 1_158_840, "11,588.40"),
                        high: mark(&t("400万元", "4m"), 1_353_464, "13,534.64"),
                    },
                    Span {
                        label: t(
                            "资格不通过率每变动 5 个百分点对需求的影响",
                            "Refusals up and down by five percentage points",
                        ),
                        low: mark("+5", 1_256_635, "12,566.35"),
                        high: mark("−5", 1_455_099, "14,550.99"),
                    },
                    Span {
                        label: "LPR ±50bp".into(),
                        low: mark("", 1_326_914, "13,269.14"),
                        high: mark("", 1_326_914, "13,269.14"),
                    },
                ],
            },
        ),
        chart(
            &t("图7 拨付进度", "Figure 7. Payments"),
            &wan,
            "",
            Plot::Lines {
                labels: months.clone(),
                series: vec![
                    series(
                        t("计划", "Planned"),
                        Style::Dashed,
                        &[
                            500, 1500, 2600, 3600, 4600, 5600, 6500, 7400, 8300, 9200, 10_000,
                            10_800,
                        ],
                    ),
                    series(
                        t("实际", "Actual"),
                        Style::Solid,
                        &[300, 900, 1600, 2900, NONE, 4800, 5600, NONE, NONE, NONE, NONE, NONE],
                    ),
                    series(
                        t("预计", "Expected"),
                        Style::Dotted,
                        &[NONE, NONE, NONE, NONE, NONE, NONE, 5600, 6300, 7200, 8100, 9100, 9900],
                    ),
                ],
                band: Some(Band {
                    name: t("预计区间", "Range"),
                    ends: vec![
                        None,
                        None,
                        None,
                        None,
                        None,
                        None,
                        Some((5600, 5600)),
                        Some((6000, 6700)),
                        Some((6700, 7800)),
                        Some((7400, 8900)),
                        Some((8200, 10_100)),
                        Some((8800, 11_200)),
                    ],
                }),
                limit: Some(mark(&t("预算", "Budget"), 10_800, "108.00")),
            },
        ),
        chart(
            &t("图8 没有数据", "Figure 8. Without data"),
            &wan,
            "",
            Plot::Bars { bars: Vec::new(), limit: None },
        ),
    ]
}

fn ends(lang: Lang) -> Vec<Block> {
    let t = |zh: &str, en: &str| lang.pick(zh, en).to_string();
    let long = long_name(lang);
    vec![
        Block::PageBreak,
        heading(1, &t("四、名单", "4. Firms")),
        Block::Table(Table {
            caption: None,
            columns: vec![
                column(t("序号", "No."), Align::Centre, 0),
                column(t("单位名称", "Firm"), Align::Left, 3),
                column(t("拟拨付（元）", "Payable (yuan)"), Align::Right, 0),
                column(t("说明", "Remark"), Align::Left, 2),
            ],
            rows: vec![
                TableRow::new(vec![
                    "1".into(),
                    long.clone(),
                    "3,000,000.00".into(),
                    t("达到年度上限（附四）", "annual cap (annex 4)"),
                ]),
                TableRow::new(vec![
                    "2".into(),
                    "<script>alert(1)</script>\"onload=alert(2)".into(),
                    "−0.01".into(),
                    "6f1ce20b0d2c4a1f9e8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d3e2f1a0b9c8d7e6f".into(),
                ]),
            ],
            note: None,
        }),
        Block::SignOff {
            roles: vec![
                t("经办人", "Prepared by"),
                t("复核人", "Checked by"),
                t("负责人", "Approved by"),
                t("日期", "Date"),
            ],
        },
    ]
}

/// A list of so many firms.
pub fn list(lang: Lang, count: usize) -> Document {
    let t = |zh: &str, en: &str| lang.pick(zh, en).to_string();
    let mut document =
        empty(lang, Layout::List, "list", &t("拟支持单位公示名单", "Firms to be supported"));
    document.facts = vec![Fact::new(t("单位数", "Firms"), count.to_string())];
    let row = |n: usize| {
        let firm = if n % 97 == 5 {
            long_name(lang)
        } else {
            t(&format!("深圳前海样例服务有限公司{n}"), &format!("Sample Services {n} Co., Ltd."))
        };
        TableRow::new(vec![
            (n + 1).to_string(),
            firm,
            format!("91440300MA5{n:06}X"),
            t("第一条、第二条", "1, 2"),
            format!("{},{:03}.{:02}", n % 900 + 1, n % 1000, n % 100),
        ])
    };
    document.blocks = vec![Block::Table(Table {
        caption: None,
        columns: vec![
            column(t("序号", "No."), Align::Centre, 0),
            column(t("单位名称", "Firm"), Align::Left, 5),
            column(t("统一社会信用代码", "Credit code"), Align::Left, 0),
            column(t("条款", "Measures"), Align::Left, 2),
            column(t("金额（元）", "Amount (yuan)"), Align::Right, 0),
        ],
        rows: (0..count).map(row).collect(),
        note: None,
    })];
    document
}

/// A notice to one firm.
pub fn notice(lang: Lang, number: usize) -> Document {
    let t = |zh: &str, en: &str| lang.pick(zh, en).to_string();
    let mut document =
        empty(lang, Layout::Notice, "notice", &t("服务贸易扶持资金核定通知", "Notice of award"));
    let column = |zh: &str, en: &str, align, share| column(t(zh, en), align, share);
    document.blocks = vec![
        Block::Paragraph { text: format!("{} {number}：", long_name(lang)) },
        Block::Paragraph {
            text: t(
                "你单位申报 2026 年度服务贸易扶持资金 1,244,383.00 元，经审核拟拨付 141,893.23 元（人民币壹拾肆万壹仟捌佰玖拾叁元贰角叁分）。",
                "You asked for 1,244,383.00 yuan of support for 2026; 141,893.23 yuan will be paid.",
            ),
        },
        Block::Table(Table {
            caption: Some(t("核定明细（元）", "Award by stage (yuan)")),
            columns: vec![
                column("阶段", "Stage", Align::Left, 1),
                column("依据", "Clause", Align::Left, 2),
                column("核减", "Cut", Align::Right, 0),
                column("余额", "Left", Align::Right, 0),
            ],
            rows: (0..9)
                .map(|n| {
                    TableRow::new(vec![
                        t("资格条件", "gates"),
                        t("附五：营业收入须达到要求", "annex 5: turnover"),
                        format!("−{n}1,111.00"),
                        format!("{n},244,383.00"),
                    ])
                })
                .collect(),
            note: None,
        }),
        Block::Paragraph {
            text: t(
                "对上述结果有异议的，请于2026年12月1日前书面提出并附证明材料。",
                "Objections with evidence are taken in writing until 1 December 2026.",
            ),
        },
    ];
    document
}
