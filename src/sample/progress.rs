//! Synthetic figures and reports for the shipped plans: as of the end of 2019, of 2020, and of March 2026.
//!
//! Numbers of tasks are read off the shipped plans, so that they agree; everything else is invented, and every
//! row says so. The figures of a later folder hold those of the earlier ones.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use polars::prelude::{Column, DataFrame};
use polars_io::prelude::{ParquetCompression, ParquetWriter};

use super::dice::Dice;
use super::{SampleError, workbook};
use crate::domain::date::{from_epoch_days, parse, to_epoch_days};

const SOURCE: &str = "合成数据";
const SEED: u64 = 2018;

const SHENZHEN: &str = "SZ-FWMY-2016-2020";
const STATE_COUNCIL: &str = "GWY-2018-79";
const GUANGZHOU: &str = "GZ-FMSM-2025";
const QIANHAI: &str = "QH-ST-2026";
const DRAFT: &str = "QH-DATA-2025";

/// The tables of tasks, for their numbers: plan, between which days tasks are done, text.
const TASKS: [(&str, [&str; 2], &str); 3] = [
    (
        SHENZHEN,
        ["2017-03-01", "2021-02-28"],
        include_str!("../../pipelines/plans/shenzhen-2016-2020.tasks.csv"),
    ),
    (
        STATE_COUNCIL,
        ["2018-09-01", "2020-10-31"],
        include_str!("../../pipelines/plans/state-council-2018.tasks.csv"),
    ),
    (
        GUANGZHOU,
        ["2025-06-01", "2027-06-30"],
        include_str!("../../pipelines/plans/guangzhou-2025.tasks.csv"),
    ),
];

/// A series: plan, target, unit, first year, values of years on end; an empty one is not reported.
type Series = (&'static str, &'static str, &'static str, i32, &'static [&'static str]);

const YEARLY: [Series; 15] = [
    (
        SHENZHEN,
        "T04",
        "亿美元",
        2015,
        &["1172.40", "1288.60", "1421.35", "1583.20", "1701.80", "1815.00"],
    ),
    (SHENZHEN, "T05", "亿美元", 2015, &["53.80", "57.95", "62.10", "66.40", "70.90", "78.20"]),
    // Reported in another unit of the same currency.
    (SHENZHEN, "T06", "万美元", 2016, &["537000", "612000", "684500", "768000", "846500"]),
    (SHENZHEN, "T07", "%", 2016, &["23.5", "25.1", "27.0", "28.8", "30.6"]),
    (SHENZHEN, "T12", "万美元/家", 2018, &["860", "945", "1020"]),
    (SHENZHEN, "T13", "%", 2016, &["41.2", "42.0", "43.5", "43.1", "44.6"]),
    (SHENZHEN, "T14", "%", 2016, &["18.4", "19.0", "20.2", "21.7", "22.5"]),
    (SHENZHEN, "T16", "次/月", 2017, &["1", "1", "1", "1"]),
    (STATE_COUNCIL, "T03", "%", 2018, &["72", "91"]),
    (STATE_COUNCIL, "T04", "家", 2018, &["1180", "1320"]),
    (STATE_COUNCIL, "T05", "次/年", 2018, &["1", "1"]),
    (STATE_COUNCIL, "T06", "小时", 2018, &["144"]),
    (GUANGZHOU, "T03", "万元", 2025, &["96.5"]),
    (GUANGZHOU, "T04", "项", 2025, &["74"]),
    (GUANGZHOU, "T05", "%", 2025, &["50"]),
];

/// Single figures: plan, target, period, value, unit.
const SINGLE: [(&str, &str, &str, &str, &str); 13] = [
    (SHENZHEN, "T11", "2018-12-31", "否", ""),
    (SHENZHEN, "T11", "2019-11-04", "2019-11-04", ""),
    (SHENZHEN, "T15", "2018", "2", "年"),
    (STATE_COUNCIL, "T02", "2018-12-28", "2018-12-28", ""),
    (STATE_COUNCIL, "T07", "2018-11-30", "2018-11-30", ""),
    (STATE_COUNCIL, "T03", "2020-06-30", "100", "%"),
    (STATE_COUNCIL, "T04", "2020-06-30", "1385", "家"),
    (QIANHAI, "T03", "2026-03-31", "14", "家"),
    (DRAFT, "T01", "2025", "2860", "万元"),
    (DRAFT, "B01", "2025", "4120", "家"),
    (DRAFT, "B05", "2025", "15.02", "万人"),
    (DRAFT, "B12", "2025", "2240", "亿元"),
    (DRAFT, "B13", "2026-03-31", "236", "家"),
];

/// Support by year: measure, first year, amounts in yuan.
const SUPPORT: [(&str, i32, &[&str]); 4] = [
    ("示范基地和项目支持", 2017, &["6200000.00", "7450000.00", "8100000.00", "7900000.00"]),
    ("公共服务平台支持", 2017, &["3600000.00", "4200000.00", "4850000.00", "5100000.00"]),
    ("技术贸易支持", 2017, &["12400000.00", "13100000.00", "13950000.00", "14200000.00"]),
    ("服务外包支持", 2017, &["21800000.00", "22600000.00", "23400000.00", "24100000.00"]),
];

/// Entries of the registry by kind: recognised in 2016 and so on, all together.
const REGISTRY: [(&str, [u64; 5]); 3] = [
    ("示范基地", [2, 2, 2, 3, 2]),
    ("示范项目", [3, 3, 2, 3, 2]),
    ("公共服务平台", [5, 6, 6, 7, 7]),
];

/// Writes the folders `2019`, `2020` and `2026` below `out`, which exists and is empty. Returns the files.
///
/// # Errors
/// When a file cannot be written.
pub fn write(out: &Path) -> Result<Vec<PathBuf>, SampleError> {
    let mut files = Vec::new();
    let past: &[&str] = &[SHENZHEN, STATE_COUNCIL];
    let present: &[&str] = &[GUANGZHOU, QIANHAI, DRAFT];
    for (name, as_of, plans) in [
        ("2019", "2019-12-31", past),
        ("2020", "2020-12-31", past),
        ("2026", "2026-03-31", present),
    ] {
        let folder = out.join(name);
        fs::create_dir_all(&folder)?;
        let Some(day) = parse(as_of).map(to_epoch_days) else { continue };
        let path = folder.join("指标数据.xlsx");
        workbook::write_texts(&path, "指标数据", &actuals(plans, day))?;
        files.push(path);
        let path = folder.join("任务进展.xlsx");
        let sheets = [("任务进展".to_string(), tasks(plans, day))];
        workbook::write_texts(&path, "任务进展", &sheets)?;
        files.push(path);
        if plans.contains(&GUANGZHOU) {
            let path = folder.join("退税记录.parquet");
            refunds(&path)?;
            files.push(path);
        }
    }
    let path = out.join("README.md");
    fs::write(&path, README)?;
    files.push(path);
    Ok(files)
}

fn row(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|cell| (*cell).to_string()).collect()
}

/// Whether a year is over on a day.
fn over(year: i32, day: i32) -> bool {
    parse(&format!("{year}-12-31")).is_some_and(|end| to_epoch_days(end) <= day)
}

/// Figures, the registry and support, each a sheet.
fn actuals(plans: &[&str], day: i32) -> Vec<(String, Vec<Vec<String>>)> {
    let mut figures =
        vec![row(&["计划", "指标", "时期", "数值", "计量单位", "数据来源", "数据状态"])];
    for (plan, target, unit, first, values) in YEARLY.iter().filter(|of| plans.contains(&of.0)) {
        for (year, value) in (*first..).zip(values.iter()).filter(|(year, _)| over(*year, day)) {
            // The last year is a first count.
            let status = if over(year + 1, day) { "终值" } else { "初步" };
            figures.push(row(&[plan, target, &year.to_string(), value, unit, SOURCE, status]));
        }
    }
    for (plan, target, period, value, unit) in SINGLE.iter().filter(|of| plans.contains(&of.0)) {
        let known = match parse(period) {
            Some(end) => to_epoch_days(end) <= day,
            None => period.parse().is_ok_and(|year| over(year, day)),
        };
        if known {
            figures.push(row(&[plan, target, period, value, unit, SOURCE, "终值"]));
        }
    }
    let mut sheets = vec![("指标数据".to_string(), figures)];
    if plans.contains(&SHENZHEN) {
        sheets.push(("认定登记".to_string(), registry(day)));
        let mut support = vec![row(&["措施", "年度", "金额", "数据来源"])];
        for (measure, first, amounts) in SUPPORT {
            let years = (first..).zip(amounts).filter(|(year, _)| over(*year, day));
            support.extend(
                years.map(|(year, amount)| row(&[measure, &year.to_string(), amount, SOURCE])),
            );
        }
        sheets.push(("支持资金".to_string(), support));
    }
    sheets
}

fn registry(day: i32) -> Vec<Vec<String>> {
    let mut rows =
        vec![row(&["记录编号", "认定类别", "认定名称", "认定或通过日期", "撤销日期", "数据来源"])];
    for (stream, (kind, counts)) in (0..).zip(REGISTRY) {
        let mut dice = Dice::new(SEED, stream);
        let mut number = 0;
        for (year, count) in (2016..).zip(counts) {
            for _ in 0..count {
                number += 1;
                let on = format!("{year}-{:02}-{:02}", dice.between(3, 11), dice.between(1, 28));
                // One of each kind is withdrawn later.
                let withdrawn = if number == 3 { "2019-06-30" } else { "" };
                if parse(&on).is_some_and(|on| to_epoch_days(on) <= day) {
                    let (no, name) =
                        (format!("{kind}-{number:03}"), format!("{kind}{number}（虚构）"));
                    rows.push(row(&[&no, kind, &name, &on, withdrawn, SOURCE]));
                }
            }
        }
    }
    rows
}

/// One report a task, some tasks without any. A task that was done stays done.
fn tasks(plans: &[&str], day: i32) -> Vec<Vec<String>> {
    let headings =
        ["计划", "任务编号", "报送日期", "进展状态", "完成日期", "佐证材料", "成效", "可复制经验"];
    let mut rows = vec![row(&headings)];
    let reported = from_epoch_days(day).map(|day| day.to_string()).unwrap_or_default();
    for (stream, (plan, ends, text)) in (10..).zip(TASKS) {
        let [Some(first), Some(last)] = ends.map(parse) else { continue };
        let ends = (to_epoch_days(first), to_epoch_days(last));
        if !plans.contains(&plan) {
            continue;
        }
        for (number, line) in (0..).zip(text.lines().skip(1)) {
            let no = line.split(',').next().unwrap_or_default();
            let mut dice = Dice::new(SEED, stream * 1_000 + number);
            // Drawn whether needed or not: the same for every day of a report.
            let (fate, done_on) = (dice.below(100), dice.day(ends));
            let evidence = format!("合成佐证第{}号", dice.between(1, 400));
            let done = fate < 62 && done_on <= day;
            let completed = from_epoch_days(done_on).map(|on| on.to_string()).unwrap_or_default();
            let cells: [&str; 5] = match fate {
                95.. => continue,
                _ if done && fate < 4 => ["已完成", &completed, "", "合成：已办结", ""],
                _ if done && fate < 20 => [
                    "已完成",
                    &completed,
                    &evidence,
                    "合成：机制已运行，办理时间缩短",
                    "合成：一次告知、并联办理",
                ],
                _ if done => ["已完成", &completed, &evidence, "合成：已印发并实施", ""],
                0..82 => ["正常推进", "", "", "合成：按年度安排推进", ""],
                82..91 => ["滞后", "", "", "", ""],
                _ => ["未启动", "", "", "", ""],
            };
            let mut cells_of_row = vec![plan, no, &reported];
            cells_of_row.extend(cells);
            rows.push(row(&cells_of_row));
        }
    }
    rows
}

/// Export refunds of 2025 and of the first quarter of 2026.
fn refunds(path: &Path) -> Result<(), SampleError> {
    const CASES: u64 = 600;
    let (Some(first), Some(last)) = (parse("2025-01-06"), parse("2026-03-10")) else {
        return Ok(());
    };
    let (first, last) = (to_epoch_days(first), to_epoch_days(last));
    let mut columns: [Vec<String>; 6] = Default::default();
    for number in 0..CASES {
        let mut dice = Dice::new(SEED, 100_000 + number);
        let class = dice.weighted(&[15, 35, 40, 10]);
        let accepted = dice.day((first, last));
        let days = match class {
            0 | 1 => dice.between(1, 6),
            _ => dice.between(2, 9),
        };
        let odd = dice.per_mille(30);
        let finished = accepted + if odd { 60 } else { days as i32 };
        let day = |day: i32| from_epoch_days(day).map(|day| day.to_string()).unwrap_or_default();
        let cells = [
            format!("TS-{:05}", number + 1),
            ["一类", "二类", "三类", "四类"][class].to_string(),
            day(accepted),
            day(finished.min(last + 20)),
            if odd { "否" } else { "是" }.to_string(),
            SOURCE.to_string(),
        ];
        columns.iter_mut().zip(cells).for_each(|(column, cell)| column.push(cell));
    }
    let names = ["记录编号", "出口企业类别", "受理日期", "办结日期", "是否正常办理", "数据来源"];
    let height = columns[0].len();
    let columns =
        names.iter().zip(&columns).map(|(name, cells)| Column::new((*name).into(), cells));
    let mut frame = DataFrame::new(height, columns.collect())?;
    ParquetWriter::new(File::create(path)?)
        .with_compression(ParquetCompression::Snappy)
        .finish(&mut frame)?;
    Ok(())
}

const README: &str = "\
# 合成数据，仅供演示

本文件夹由 `jiangbu sample --scheme progress` 生成：指标、认定登记、退税记录、任务进展和资金全部虚构，与真实情况无关。
已发布的计划没有找到可用的官方实际数；真实数据按同样的表头填入文件即可。

All figures, records and reports here are made up. Put real ones into files with the same headings.

| 文件夹 | 截至 | 计划 |
|---|---|---|
| `2019/` | 2019-12-31 | 深圳服务贸易计划、国务院试点 |
| `2020/` | 2020-12-31 | 同上，供两期比较 |
| `2026/` | 2026-03-31 | 广州若干措施、前海两项 |
";
