//! Columns that lead to no field, groups of headings, merged amounts, second headers, formulas and years.

use rust_xlsxwriter::{Format, Formula};

use super::{Cell, FIRM, Table, World, put, refused, yuan};

fn one(heading: &str) -> Table {
    Table::new(heading, &[300_000.0.into()])
}

#[test]
fn weighty_columns_are_read_or_refused() {
    let world = World::new();
    for heading in ["申请奖补金额（含税）", "申请金额（必填）", "*申报金额（元）（含税）"]
    {
        let read = one("金额").column(heading, &["30000"]).read(&world);
        assert_eq!(
            (yuan(&read), &read.requested),
            (vec![30_000_000], &vec![Some(3_000_000)]),
            "{heading}"
        );
    }
    for heading in [
        "申请奖补金额（不含税）",
        "申请奖补金颔",
        "其中：金额",
        "退费金颔",
        "扣除项目",
        "汇率",
        "合同金额",
        "Refunds",
    ] {
        refused(&one("金额").column(heading, &["30000"]).read(&world), "F232", heading);
    }
    for (heading, cell) in [
        ("退费情况", "无"),
        ("是否退款", "否"),
        ("退费金颔", "0"),
        ("币种类别", ""),
        ("合同金额", "—"),
    ] {
        assert_eq!(
            yuan(&one("金额").column(heading, &[cell]).read(&world)),
            [30_000_000],
            "{heading}"
        );
    }
    for (heading, cell) in [
        ("付款方式", "银行转账"),
        ("经办意见", "同意"),
        ("项目经理", "3"),
        ("税务登记号", "440300123"),
    ] {
        let read = one("金额").column(heading, &[cell]).read(&world);
        assert_eq!(yuan(&read), [30_000_000], "{heading}");
        assert!(read.notes.contains("F233"), "{heading}: {read:?}");
    }
}

/// A sheet of a measure: headings with a cell each.
fn line(world: &World, measure: &str, columns: &[(&str, &str)]) -> super::Read {
    world.read(measure, |sheet| {
        for (at, (heading, cell)) in (0..).zip(columns) {
            put(sheet, 0, at, &Cell::from(*heading));
            match cell.parse::<f64>() {
                Ok(number) if cell.len() < 12 => put(sheet, 1, at, &number.into()),
                _ => put(sheet, 1, at, &Cell::from(*cell)),
            }
        }
    })
}

const START: [(&str, &str); 4] = [
    ("申报编号", "SB1"),
    ("统一社会信用代码", FIRM),
    ("受理日期", "2026-02-10"),
    ("付款日期", "2025-06-30"),
];

fn with(columns: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
    START.into_iter().chain(columns.iter().copied()).collect()
}

#[test]
fn columns_that_lower_an_amount_stop_the_measures_that_they_may_change() {
    let world = World::new();
    let equipment = [
        ("平台编号", "PT1"),
        ("平台名称", "甲平台"),
        ("服务企业数", "20"),
        ("费用类别", "设备购置"),
        ("金额", "1000000"),
    ];
    let one = |heading: &'static str, cell: &'static str| {
        let columns = with(&[&equipment[..], &[(heading, cell)]].concat());
        line(&world, "措施一", &columns)
    };
    for heading in [
        "其中：笔记本电脑",
        "办公用台式机（元）",
        "个人用计算机购置费",
        "平板电脑",
        "不可列支支出",
        "其中：不符合条件部分",
        "应剔减数",
        "冲减",
    ] {
        refused(&one(heading, "400000"), "F232", heading);
    }
    for (heading, cell) in [
        ("电脑型号", "X1"),
        ("计算机数量", "12"),
        ("设备品牌", "国产笔记本"),
        ("不可列支部分", "0"),
        ("其中：电脑", "无"),
        ("设备清单页数", "3"),
    ] {
        assert_eq!(yuan(&one(heading, cell)), [100_000_000], "{heading}");
    }
    // 六 excludes no computers: what the column says cannot change its amounts.
    let six = |heading: &'static str, cell: &'static str| {
        line(&world, "措施六", &with(&[("合同号", "HT1"), ("金额", "300000"), (heading, cell)]))
    };
    for (heading, cell) in
        [("电脑台数", "4"), ("国际业务占比", "60%"), ("税率", "6%"), ("数据量", "500")]
    {
        assert_eq!(yuan(&six(heading, cell)), [30_000_000], "{heading}");
    }
    for heading in
        ["申请数", "拟申请", "已冲销", "红字", "返还", "结算价", "合同额", "其中：境外", "赔款"]
    {
        refused(&six(heading, "30000"), "F232", heading);
    }
    // 七 takes a share of its amounts.
    let seven = |columns: &[(&'static str, &'static str)]| {
        let start = [("合同号", "HT1"), ("发票号", "FP1"), ("金额", "100000")];
        line(&world, "措施七", &with(&[&start[..], columns].concat()))
    };
    for heading in ["其中：国际数据服务占用比例", "国际业务使用率", "跨境份额", "国际部分分摊"]
    {
        refused(&seven(&[(heading, "60%")]), "F232", heading);
    }
    let known = seven(&[("国际数据服务占比", "100%"), ("境内占比", "0%"), ("备注", "见附件")]);
    assert_eq!(known.amounts.len(), 1, "{known:?}");
}

#[test]
fn a_column_without_a_heading_is_named() {
    let world = World::new();
    let with = |before: bool, cells: [&str; 2]| {
        let mut table = Table::new("金额", &[300_000.0.into(), 5.0.into()]);
        let at = if before { 0 } else { table.headings.len() };
        table.headings.insert(at, String::new());
        for (row, cell) in table.rows.iter_mut().zip(cells) {
            let cell = cell.parse().map_or(Cell::from(cell), Cell::Number);
            row.insert(at, cell);
        }
        table
    };
    for cells in [["-40000", ""], ["", "1,200.00"], ["25万元", "3"]] {
        let between = with(false, cells).column("备注", &["已付"]).read(&world);
        refused(&between, "F232", "money between the columns of the table");
    }
    for cells in [["已核", ""], ["", "√"], ["见附件", "见附件"]] {
        let read = with(false, cells).column("备注", &["已付"]).read(&world);
        assert_eq!((read.amounts.len(), read.said.contains("F253")), (2, true), "{read:?}");
    }
    let outside = with(false, ["77", "5"]).read(&world);
    assert_eq!((outside.amounts.len(), outside.said.contains("F253")), (2, true), "{outside:?}");
    assert_eq!(yuan(&with(true, ["1", "2"]).read(&world)), [30_000_000, 500], "rows are numbered");
    assert_eq!(yuan(&with(false, ["", ""]).read(&world)), [30_000_000, 500]);
}

#[test]
fn very_many_and_very_long_headings_take_no_time() {
    let world = World::new();
    let mut many = one("金额");
    for at in 0..2_000 {
        many = many.column(&format!("经办意见{at}"), &["1"]);
    }
    let mut long = one("金额");
    for at in 0..40 {
        long = long.column(&format!("意见{at}{}", "长".repeat(8_000)), &["同意"]);
    }
    for table in [many, long] {
        let mut book = rust_xlsxwriter::Workbook::new();
        table.write(book.add_worksheet().set_name("措施六").expect("a name"));
        let bytes = book.save_to_buffer().expect("saved");
        let started = std::time::Instant::now();
        assert_eq!(yuan(&world.read_book(&bytes)), [30_000_000]);
        let took = started.elapsed();
        assert!(took.as_secs() < 20, "{took:?}");
    }
}

/// Two rows of headings, groups merged over their columns, and a line.
fn grouped(world: &World, groups: &[(&str, &[&str])], cells: &[&str]) -> super::Read {
    world.read("措施六", |sheet| {
        let plain = Format::new();
        let mut column = 0;
        for (group, headings) in groups {
            let last = column + headings.len() as u16 - 1;
            match headings.len() {
                1 if headings[0].is_empty() => {
                    sheet.merge_range(1, column, 2, column, group, &plain).expect("merged");
                }
                1 => put(sheet, 1, column, &Cell::from(*group)),
                _ => {
                    sheet.merge_range(1, column, 1, last, group, &plain).expect("merged");
                }
            }
            for (at, heading) in headings.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
                put(sheet, 2, column + at as u16, &Cell::from(*heading));
            }
            column = last + 1;
        }
        sheet.merge_range(0, 0, 0, column - 1, "数据跨境合规申报表", &plain).expect("merged");
        (0..).zip(cells).for_each(|(column, text)| put(sheet, 3, column, &Cell::from(*text)));
    })
}

#[test]
fn a_column_is_its_whole_path() {
    let world = World::new();
    let before: [(&str, &[&str]); 3] =
        [("申报编号", &[""]), ("统一社会信用代码", &[""]), ("受理日期", &[""])];
    let with = |more: &[(&'static str, &'static [&'static str])]| [&before[..], more].concat();
    let line = |cells: &[&'static str]| [&["SB1", FIRM, "2026-02-10"][..], cells].concat();
    let paid = with(&[("合同", &["编号"]), ("付款", &["日期", "金额"])]);
    assert_eq!(
        yuan(&grouped(&world, &paid, &line(&["HT1", "2025-06-30", "100000"]))),
        [10_000_000]
    );
    let paid = with(&[("合同", &["编号"]), ("付款信息", &["付款日期", "付款金额"])]);
    assert_eq!(
        yuan(&grouped(&world, &paid, &line(&["HT1", "2025-06-30", "100000"]))),
        [10_000_000]
    );
    let in_wan = with(&[("合同", &["编号"]), ("付款（万元）", &["日期", "金额"])]);
    assert_eq!(yuan(&grouped(&world, &in_wan, &line(&["HT1", "2025-06-30", "10"]))), [10_000_000]);
    for contract in ["合同", "预算", "其他资金"] {
        let other = with(&[(contract, &["编号", "金额"]), ("付款", &["日期", "方式"])]);
        refused(
            &grouped(&world, &other, &line(&["HT1", "300000", "2025-06-30", "转账"])),
            "F207",
            contract,
        );
    }
    let both = with(&[("合同", &["编号", "金额"]), ("付款", &["日期", "已付"])]);
    let read = grouped(&world, &both, &line(&["HT1", "300000", "2025-06-30", "100000"]));
    refused(&read, "F232", "the amount of the contract is not read");
}

#[test]
fn merged_amounts_count_once() {
    let world = World::new();
    let plain = Format::new();
    let table = Table::new("金额", &["".into(), "".into(), 7.0.into()]);
    let read = world.read("措施六", |sheet| {
        table.write(sheet);
        sheet.merge_range(1, 5, 2, 5, "600.00", &plain).expect("merged");
    });
    let amounts: Vec<i64> = read.amounts.iter().map(|(_, fen)| *fen).collect();
    assert_eq!((amounts, read.said.contains("D332")), (vec![60_000, 0, 700], true), "{read:?}");
    // Words and days hold for all of them, and that is no matter to speak of.
    let read = world.read("措施六", |sheet| {
        Table::new("金额", &[5.0.into(), 6.0.into()]).write(sheet);
        sheet.merge_range(1, 4, 2, 4, "2025-06-30", &plain).expect("merged");
        sheet.merge_range(1, 0, 2, 0, "SB1", &plain).expect("merged");
    });
    assert_eq!(yuan(&read), [500, 600]);
    let read = world.read("措施六", |sheet| {
        Table::new("金额", &[5.0.into(), 6.0.into()]).write(sheet);
        sheet.merge_range(1, 4, 1, 5, "2025-06-30", &plain).expect("merged");
    });
    assert_eq!((read.amounts.len(), read.said.contains("D338")), (1, true), "{read:?}");
}

#[test]
fn a_second_header_says_the_same_or_stops_the_sheet() {
    let world = World::new();
    let again = |heading: &str| {
        let mut table = Table::new("金额", &[10_000.0.into(), 3.5.into()]);
        let mut headings: Vec<Cell> =
            table.headings.iter().map(|text| Cell::from(text.as_str())).collect();
        headings[5] = Cell::from(heading);
        table.rows.insert(1, headings);
        table.read(&world)
    };
    assert_eq!(yuan(&again("金额")), [1_000_000, 350]);
    assert_eq!(yuan(&again("付款金额（元）")), [1_000_000, 350], "the same in other words");
    refused(&again("金额（万元）"), "F231", "another unit");
    refused(&again("合同金额"), "F231", "another column");
}

#[test]
fn formulas_that_nobody_calculated_are_no_zero() {
    let world = World::new();
    let formula = |result: &'static str| {
        move |sheet: &mut rust_xlsxwriter::Worksheet| {
            one("金额").write(sheet);
            let formula = Formula::new("=100*3").set_result(result);
            sheet.write_formula(1, 5, formula).expect("written");
        }
    };
    refused(&world.read("措施六", formula("0")), "D314", "all results are 0");
    assert_eq!(yuan(&world.read("措施六", formula("300"))), [30_000]);
    let zero = one("金额").rows[0].clone();
    let mut table = one("金额");
    table.rows[0] = zero.into_iter().take(5).chain([Cell::Number(0.0)]).collect();
    let read = table.read(&world);
    assert_eq!((read.amounts.len(), read.said.contains("D331")), (1, true), "{read:?}");
}

#[test]
fn days_with_other_words_are_no_days() {
    let world = World::new();
    let on = |day: &str| {
        let mut table = one("金额");
        table.rows[0][4] = Cell::from(day);
        table.read(&world)
    };
    for day in ["2025/6/30 应付未付", "2025-12-30 2026-01-05", "2025年6月30日前", "2025-06-30至今"]
    {
        refused(&on(day), "D307", day);
    }
    for day in [
        "2025-06-30 10:30:00",
        "2025-06-30T00:00:00",
        "2025年6月30日 10时30分",
        "2025/6/30",
        "2025 年 6 月 30 日",
    ] {
        assert_eq!(yuan(&on(day)), [30_000_000], "{day}");
    }
    let mut serial = one("金额");
    serial.rows[0][4] = Cell::Number(45_838.0);
    let read = serial.read(&world);
    assert_eq!((yuan(&read).len(), read.notes.contains("D336")), (1, true), "{read:?}");
}
