//! A small sample for Guangzhou's tiered support: filings with the marks of an evaluation, and earlier
//! awards. Enterprises, marks and amounts are invented; equal scores occur, since marks are given by twos.

use std::fs;
use std::path::{Path, PathBuf};

use super::dice::Dice;
use super::firm::{MOST, SYMBOLS};
use super::plan::Plan;
use super::{SampleError, Settings, words, workbook};
use crate::domain::CreditCode;
use crate::domain::date::from_epoch_days;

/// Chance's own stream beside those of the other samples.
const PURPOSE: u64 = 15;
const TITLE: &str = "广州服务贸易综合评价申报汇总表";
const DISTRICTS: [(&str, &[u8; 6]); 5] = [
    ("天河区", b"440106"),
    ("黄埔区", b"440112"),
    ("越秀区", b"440104"),
    ("番禺区", b"440113"),
    ("南沙区", b"440115"),
];
const KINDS: [&str; 3] = ["服务贸易", "数字贸易", "服务外包"];
const FIRMS: [&str; 5] = ["单位名称", "统一社会信用代码", "单位类型", "企业规模", "所在区"];
const LINES: [&str; 8] = [
    "申报编号",
    "统一社会信用代码",
    "受理日期",
    "评价年度",
    "业务类别",
    "竞争力得分",
    "成长性得分",
    "创新引领性得分",
];
const HISTORY: [&str; 7] =
    ["统一社会信用代码", "措施", "项目", "奖补年度", "付款日期", "金额", "状态"];

/// Writes the sample below `out`, a folder that exists and is empty. Returns the files.
///
/// # Errors
/// When a file cannot be written, or the settings ask for what cannot be made.
pub fn write(settings: &Settings, out: &Path) -> Result<Vec<PathBuf>, SampleError> {
    let plan = Plan::new(settings.seed, settings.award_year)
        .ok_or(SampleError::AwardYear(settings.award_year))?;
    let heading = |columns: &[&str]| vec![columns.iter().map(ToString::to_string).collect()];
    let mut firms: Vec<Vec<String>> = heading(&FIRMS);
    let mut lines: Vec<Vec<String>> = heading(&LINES);
    let mut earlier: Vec<Vec<String>> = heading(&HISTORY);
    for number in 0..settings.firms as u64 {
        let mut dice = plan.dice(number, PURPOSE);
        let (code, firm) = firm(number, &mut dice).ok_or(SampleError::Code { number })?;
        firms.push(firm);
        lines.push(line(&plan, number, &code, &mut dice));
        // An earlier batch of the year has supported the year before already: once is all.
        if dice.per_mille(60) {
            let paid = day(dice.day((plan.year(0).0, plan.acceptance().0)));
            let year = plan.award_year.to_string();
            let amount = format!("{}0000", dice.pick(&[30, 50, 80]));
            let evaluated = (plan.award_year - 1).to_string();
            earlier.push(vec![code, "g20".into(), evaluated, year, paid, amount, "已拨付".into()]);
        }
    }
    let folder = out.join("filings");
    fs::create_dir_all(&folder)?;
    let (filings, history) = (folder.join("综合评价申报.xlsx"), out.join("history.xlsx"));
    let sheets = [("基本情况".to_string(), firms), ("二十 综合评价".to_string(), lines)];
    workbook::write_texts(&filings, TITLE, &sheets)?;
    workbook::write_texts(&history, "广州以前批次支持", &[("历史奖补".to_string(), earlier)])?;
    let notes = out.join("README.md");
    fs::write(&notes, readme(settings))?;
    Ok(vec![filings, history, notes])
}

/// Credit code, and the row of basic facts.
fn firm(number: u64, dice: &mut Dice) -> Option<(String, Vec<String>)> {
    // No real organisation code begins so.
    let mut body = *b"GU000000";
    let mut at = number % MOST;
    for place in body[2..].iter_mut().rev() {
        *place = SYMBOLS[(at % SYMBOLS.len() as u64) as usize];
        at /= SYMBOLS.len() as u64;
    }
    let (district, region) = dice.pick(&DISTRICTS);
    let association = dice.per_mille(25);
    let class = if association { b"51" } else { b"91" };
    let code = CreditCode::synthesize(*class, *region, body)?.as_str().to_string();
    let (firsts, seconds) =
        (words::FIRST.chars().count() as u64, words::SECOND.chars().count() as u64);
    let trade = dice.pick(&words::TRADES);
    // Spread over all pairs of characters, none of them twice.
    let all = firsts * seconds;
    let at = number % all * 1_000_003 % all;
    let (one, two) =
        (words::char_at(words::FIRST, at % firsts), words::char_at(words::SECOND, at / firsts));
    let third = number / all;
    let third = if third > 0 {
        words::char_at(words::BEYOND, third - 1).to_string()
    } else {
        String::new()
    };
    let form = if association { "行业协会" } else { "有限公司" };
    let size = ["大型", "中型", "小型", "微型"][dice.weighted(&[6, 24, 45, 25])];
    let entity = if association { "行业协会" } else { "企业" };
    let name = format!("广州{one}{two}{third}{trade}{form}");
    let row = [name.as_str(), &code, entity, size, district];
    Some((code.clone(), row.map(str::to_string).to_vec()))
}

/// One evaluation; now and then it breaks a rule.
fn line(plan: &Plan, number: u64, code: &str, dice: &mut Dice) -> Vec<String> {
    let evaluated = plan.award_year - if dice.per_mille(15) { 2 } else { 1 };
    let kind = if dice.per_mille(20) { "其他" } else { dice.pick(&KINDS) };
    // Marks of one enterprise lie near each other.
    let level = dice.between(22, 47);
    let mut mark = || format!("{}%", 2 * (level + dice.between(-4, 4)).clamp(15, 50));
    let marks = [mark(), mark(), mark()];
    let first = [
        format!("GZ{}-{:05}", plan.award_year, number + 1),
        code.to_string(),
        day(dice.day(plan.acceptance())),
        evaluated.to_string(),
        kind.to_string(),
    ];
    first.into_iter().chain(marks).collect()
}

fn day(days: i32) -> String {
    from_epoch_days(days).map(|day| day.to_string()).unwrap_or_default()
}

fn readme(settings: &Settings) -> String {
    let Settings { firms, seed, .. } = settings;
    format!(
        "# 合成数据，仅供演示\n\n\
         本文件夹的全部内容由程序生成：`jiangbu sample --scheme guangzhou --firms {firms} --seed {seed}`。\n\
         单位名称、信用代码、各项得分和金额均为虚构；政策文件未载明指标权重、分档和金额，流程文件中的取值为假设。\n\n\
         All of this is synthetic; names, codes and marks are invented. The document states neither weights nor tiers: \
         those in the pipeline are assumed.\n\n\
         | 文件 | 内容 |\n|---|---|\n| `filings/` | 申报工作簿，含综合评价得分 |\n| `history.xlsx` | 同年度前批次的支持 |\n"
    )
}
