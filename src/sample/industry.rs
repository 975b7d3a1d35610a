//! A small sample for the draft on Qianhai's data industry: one workbook of filings and the history
//! of earlier awards. Enterprises are those of the other sample; papers and amounts are invented.

use std::fs;
use std::path::{Path, PathBuf};

use super::dice::Dice;
use super::firm::Firm;
use super::plan::Plan;
use super::table::{Cell, FIRMS, HISTORY, Table};
use super::{SampleError, Settings, workbook};
use crate::frame::columns as c;

use Cell::{Day, Flag, Money, Text, Whole};

const YUAN: i64 = 100;
const WAN: i64 = 10_000 * YUAN;
/// Chance's own stream beside those of the other sample.
const PURPOSE: u64 = 14;

/// Sheet and columns of each measure, and how often it is claimed.
const MEASURES: [(&str, &[&str], u64); 12] = [
    ("三 平台建设", &[c::PROJECT_NO, c::STATE_PILOT, c::AMOUNT], 6),
    ("三 平台运营", &[c::PROJECT_NO, c::STATE_PILOT, c::PAID_ON, c::AMOUNT], 5),
    ("四 高质量数据集", &[c::DATASET_NO, c::STATE_PILOT, c::RECOGNISED_ON], 5),
    ("五 重点实验室", &[c::LAB_NO, c::LAB_LEVEL, c::PAID_ON, c::AMOUNT], 3),
    ("六 深港跨境应用", &[c::SCENE_RECOGNISED, c::TRANSACTIONS, c::OCCURRED_ON], 10),
    ("七 合规出境", &[c::EXPORT_ROUTE, c::FIRST_TIME, c::RECOGNISED_ON, c::EXPORT_FILING_NO], 14),
    ("九 数据资产入表", &[c::PAID_ON, c::AMOUNT], 14),
    ("九 数据交易", &[c::TRADE_SIDE, c::OCCURRED_ON, c::AMOUNT], 14),
    ("十 数据产权登记", &[c::DATA_RIGHT_NO, c::RECOGNISED_ON], 14),
    ("国家数创企业入库", &[c::IN_NATIONAL_POOL, c::RECOGNISED_ON], 8),
    ("算力服务", &[c::PAID_ON, c::AMOUNT], 18),
    ("万兆光网试点", &[c::PILOT_LEVEL, c::RECOGNISED_ON], 10),
];

/// Writes the sample below `out`, a folder that exists and is empty. Returns the files.
///
/// # Errors
/// When a file cannot be written, or the settings ask for what cannot be made.
pub fn write(settings: &Settings, out: &Path) -> Result<Vec<PathBuf>, SampleError> {
    let plan = Plan::new(settings.seed, settings.award_year)
        .ok_or(SampleError::AwardYear(settings.award_year))?;
    let mut tables = vec![Table::new(FIRMS)];
    tables.extend(MEASURES.iter().map(|(sheet, own, _)| Table::of_measure(sheet, own)));
    let mut history = Table::new(HISTORY);
    for number in 0..settings.firms as u64 {
        let firm = Firm::draw(&plan, number).ok_or(SampleError::Code { number })?;
        firm.describe(&plan, &mut tables[FIRMS], None);
        let mut dice = plan.dice(number, PURPOSE);
        let mut weights = MEASURES.map(|(.., weight)| weight);
        for _ in 0..dice.between(1, 3) {
            let measure = dice.weighted(&weights);
            weights[measure] = 0;
            claim(&plan, &firm, measure, &mut dice, &mut tables[measure + 1]);
            earlier(&plan, &firm, measure, &mut dice, &mut history);
        }
    }
    let folder = out.join("filings");
    fs::create_dir_all(&folder)?;
    let (filings, earlier) = (folder.join("数据产业申报.xlsx"), out.join("history.xlsx"));
    workbook::write_filings(&filings, &tables, &[])?;
    workbook::write_roster(&earlier, &history)?;
    let notes = out.join("README.md");
    fs::write(&notes, readme(settings))?;
    Ok(vec![filings, earlier, notes])
}

/// The lines of one measure; now and then one breaks a rule.
fn claim(plan: &Plan, firm: &Firm, measure: usize, dice: &mut Dice, table: &mut Table) {
    let no = format!("SJ{}-{:06}-{measure}", plan.award_year, firm.number + 1);
    let accepted = dice.day(plan.acceptance());
    let lines = if measure == 8 { dice.between(1, 14) } else { dice.between(1, 3) };
    for k in 0..lines {
        let good = !dice.per_mille(40);
        let day = Day(plan.mostly_last_year(dice, 25));
        let item = format!("{:06}-{}", firm.number + 1, if measure < 2 { 0 } else { k });
        // The filing that the other scheme's measure on compliance names as well; some leave it out.
        let export = format!("SYN-SJCJ-{}-{:06}", plan.award_year - 1, firm.number + 1);
        let cells: Vec<Cell> = match measure {
            0 => vec![Text(&item), Flag(good), money(dice, 2_500 * WAN)],
            1 => vec![Text(&item), Flag(good), day, money(dice, 150 * WAN)],
            2 => vec![Text(&item), Flag(good), day],
            3 => {
                vec![
                    Text(&item),
                    Text(if good { "省部级" } else { "市级" }),
                    day,
                    money(dice, 600 * WAN),
                ]
            }
            4 => vec![Flag(good), Whole(dice.between(100, 60_000)), day],
            5 => vec![
                Text(dice.pick(&["评估", "备案", "备案"])),
                Flag(good),
                day,
                if k < 2 { Text(&export) } else { Cell::Empty },
            ],
            6 => vec![day, money(dice, 12 * WAN)],
            7 => vec![Text(dice.pick(&["卖方", "买方"])), day, money(dice, 90 * WAN)],
            8 => vec![Text(&item), day],
            9 if k > 0 => continue,
            9 => vec![Flag(good), day],
            10 => vec![day, money(dice, 70 * WAN)],
            _ => vec![Text(dice.pick(&["国家", "省", "省", "其他"])), day],
        };
        let mut row = vec![Text(&no), Text(&firm.code), Day(accepted)];
        row.extend(cells);
        table.push(&row);
    }
}

fn money(dice: &mut Dice, median: i64) -> Cell<'static> {
    Money(dice.amount(median))
}

/// Some had support for operation or a laboratory the year before.
fn earlier(plan: &Plan, firm: &Firm, measure: usize, dice: &mut Dice, history: &mut Table) {
    let (id, amount) = match measure {
        1 => ("d1b", dice.between(50, 200) * WAN),
        5 => ("d5", 30 * WAN),
        _ => return,
    };
    if !dice.per_mille(250) {
        return;
    }
    let item = format!("{:06}-0", firm.number + 1);
    let paid = dice.day(plan.year(1));
    let item = if measure == 1 { Text(&item) } else { Cell::Empty };
    let year = Whole(i64::from(plan.award_year - 1));
    history.push(&[
        Text(&firm.code),
        Text(id),
        item,
        year,
        Day(paid),
        Cell::Empty,
        Money(amount),
        Text("已拨付"),
    ]);
}

fn readme(settings: &Settings) -> String {
    let Settings { firms, seed, .. } = settings;
    format!(
        "# 合成数据，仅供演示\n\n\
         本文件夹的全部内容由程序生成：`jiangbu sample --scheme data-industry --firms {firms} --seed {seed}`。\n\
         单位名称、信用代码和金额均为虚构；方案为征求意见稿，只可推演，不得据以拨付。\n\n\
         All of this is synthetic; names and codes are invented. The scheme is a draft: to be simulated, never paid on.\n\n\
         | 文件 | 内容 |\n|---|---|\n| `filings/` | 申报工作簿 |\n| `history.xlsx` | 以前年度的奖补 |\n"
    )
}
