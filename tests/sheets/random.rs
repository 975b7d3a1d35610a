//! Sheets put together at random by someone who knows what their amounts are: a wrong amount is never accepted.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use rust_xlsxwriter::{Format, Workbook};

use super::{Cell, FIRM, World, put};

/// Units, and powers of ten from them to fen.
const UNITS: [(&str, u32); 4] = [("元", 2), ("千元", 5), ("万元", 6), ("百万元", 8)];

/// Where a sheet says its unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Nowhere,
    Heading,
    Above,
    Title,
    Sentence,
    InTwoCells,
    UnitRow,
    Group,
    Column,
    Format,
    Text,
    FarRight,
    Corner,
    /// From here on a reader may refuse: what is said comes late, or is not certain.
    Below,
    Beside,
    Note,
    Loose,
    Cover,
    /// The line above says one thing, the heading another.
    Against,
}

const WAYS: [Way; 19] = [
    Way::Nowhere,
    Way::Heading,
    Way::Above,
    Way::Title,
    Way::Sentence,
    Way::InTwoCells,
    Way::UnitRow,
    Way::Group,
    Way::Column,
    Way::Format,
    Way::Text,
    Way::Below,
    Way::Beside,
    Way::Note,
    Way::Loose,
    Way::FarRight,
    Way::Corner,
    Way::Cover,
    Way::Against,
];

/// What else stands in the sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Extra {
    /// Nothing that means anything.
    Firm,
    Ceiling,
    Opinion,
    Total,
    FirmTitle,
    Conversion,
    Project,
    Continued,
    /// From here on an amount may be another than it looks.
    Refund,
    Contract,
    Deduction,
    Dollars,
    OtherUnit,
    SecondHeader,
    Exclusion,
    Asked,
    Headless,
    Yen,
}

const EXTRAS: [Extra; 18] = [
    Extra::Firm,
    Extra::Ceiling,
    Extra::Opinion,
    Extra::Total,
    Extra::Refund,
    Extra::Contract,
    Extra::Deduction,
    Extra::Dollars,
    Extra::OtherUnit,
    Extra::SecondHeader,
    Extra::FirmTitle,
    Extra::Conversion,
    Extra::Project,
    Extra::Continued,
    Extra::Exclusion,
    Extra::Asked,
    Extra::Headless,
    Extra::Yen,
];

/// Firms whose names hold the name of a unit.
const FIRMS: [&str; 5] = [
    "前海亿元汇科技有限公司",
    "深圳市百万元通（集团）有限公司",
    "港元（前海）贸易有限公司",
    "日元光电股份有限公司",
    "香港元朗数据服务公司",
];

struct Dice(ChaCha8Rng);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        (self.0.next_u64() % n as u64) as usize
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
}

/// A sheet under construction.
struct Sheet {
    grid: Vec<Vec<Cell>>,
    /// Row and column of merged cells, from 0.
    merges: Vec<(u32, u16, u16, String)>,
    /// The row, as people count, and the true amount in fen of each line; `None` where nobody can know it.
    truth: Vec<(u32, Option<i64>)>,
    /// Whether everything in it is certain, so that it must be read.
    certain: bool,
    /// What stands on a sheet before it.
    cover: Option<String>,
}

/// The unit as people spell it.
fn spelt(dice: &mut Dice, unit: &str) -> String {
    match (unit, dice.below(4)) {
        ("万元", 0) => "萬元".to_string(),
        ("万元", 1) => "W元".to_string(),
        ("万元", 2) => "人民币万".to_string(),
        ("千元", 0) => "仟元".to_string(),
        ("元", 0) => "人民幣元".to_string(),
        _ => unit.to_string(),
    }
}

/// A number as written: 1 to 999.99, and in hundredths.
fn amount(dice: &mut Dice) -> (f64, i64) {
    let hundredths = 1 + dice.below(99_999) as i64;
    (hundredths as f64 / 100.0, hundredths)
}

fn build(dice: &mut Dice, way: Way, extras: &[Extra]) -> Sheet {
    let (unit, shift) = if way == Way::Nowhere { UNITS[0] } else { dice.pick(&UNITS) };
    let has = |extra: Extra| extras.contains(&extra);
    let text = |text: &str| Cell::from(text);
    let mut above: Vec<Vec<Cell>> = Vec::new();
    let mut headings: Vec<String> =
        ["申报编号", "统一社会信用代码", "受理日期", "合同号", "付款日期"]
            .map(str::to_string)
            .to_vec();
    if has(Extra::Firm) {
        above.push(vec![
            text("填报单位：前海示例（元）公司"),
            text(""),
            text("单位：前海示例科技有限公司"),
        ]);
    }
    if has(Extra::Ceiling) {
        above.push(vec![text("每家最高支持300万元，不超过实付金额的五成")]);
    }
    if has(Extra::FirmTitle) {
        above.push(vec![text(&format!("{}2025年度费用明细表", dice.pick(&FIRMS)))]);
    }
    if has(Extra::Conversion) {
        above.push(vec![text("注：外币按付款日中间价折算人民币")]);
    }
    let word = spelt(dice, unit);
    match way {
        Way::Above => above.push(vec![text(""), text(&format!("单位：{word}"))]),
        Way::FarRight => {
            let mut row = vec![text("费用表")];
            row.resize(9 + dice.below(6), text(""));
            row.push(text(&format!("单位：{word}")));
            above.push(row);
        }
        Way::Against => above.push(vec![text(&format!("金额单位：{unit}"))]),
        Way::Title => above.push(vec![text(&format!("数据跨境合规申报表（金额单位：{unit}）"))]),
        Way::Sentence => above.push(vec![text(&format!("除特别注明外，金额单位为{unit}"))]),
        Way::InTwoCells => {
            above.push(vec![text("申报汇总表"), text(""), text("金额单位："), text(unit)])
        }
        Way::Loose => above.push(vec![text(&format!("个别款项按{unit}列，请核对"))]),
        _ => {}
    }
    if has(Extra::OtherUnit) {
        above.push(vec![text("本页部分金额单位为亿元")]);
    }
    headings.push(match way {
        Way::Heading => format!("金额（{}{unit}）", dice.pick(&["", "含税，"])),
        // Which of the two is meant nobody knows.
        Way::Against => format!("金额（{}）", if unit == "元" { "万元" } else { "元" }),
        _ => dice.pick(&["金额", "付款金额", "实付金额"]).to_string(),
    });
    let mut more: Vec<(String, Cell)> = Vec::new();
    if has(Extra::Opinion) {
        more.push(("经办意见".to_string(), text("同意，元旦前办结")));
    }
    if has(Extra::Refund) {
        more.push(("其中：退款".to_string(), Cell::Number(1.0)));
    }
    if has(Extra::Exclusion) {
        let heading = dice.pick(&["不予支持部分", "应剔减", "已冲销", "红字金额", "不可列支"]);
        more.push((heading.to_string(), Cell::Number(3.0)));
    }
    if has(Extra::Asked) {
        more.push((dice.pick(&["申请数", "拟申请", "申领额"]).to_string(), Cell::Number(4.0)));
    }
    if has(Extra::Headless) {
        more.push((String::new(), Cell::Number(-5.0)));
        more.push(("经办".to_string(), text("张")));
    }
    if has(Extra::Project) {
        let name = dice.pick(&["亿元级数据中台", "港币清算系统出境评估", "欧元区用户数据评估"]);
        more.push(("项目说明".replace("说明", "内容"), text(name)));
    }
    if has(Extra::Contract) {
        more.push(("合同金额".to_string(), Cell::Number(9.0)));
    }
    if has(Extra::Deduction) {
        more.push(("应扣减额".to_string(), text("2.00")));
    }
    if has(Extra::Dollars) {
        more.push(("原币币种".to_string(), text("美元")));
    }
    if way == Way::Column {
        more.push((dice.pick(&["单位", "金额单位"]).to_string(), text(unit)));
    }
    if way == Way::Note {
        more.push(("备注".to_string(), text(&format!("金额以{unit}计"))));
    }
    headings.extend(more.iter().map(|(heading, _)| heading.clone()));
    if way == Way::Beside {
        more.push((String::new(), text(&format!("单位：{unit}"))));
    }
    let above_is_empty = above.is_empty();
    let mut sheet =
        Sheet { grid: above, merges: Vec::new(), truth: Vec::new(), certain: false, cover: None };
    if way == Way::Cover {
        sheet.cover = Some(format!("{}金额单位：{unit}", dice.pick(&["", "以下各表", "一、本表"])));
    }
    if way == Way::Corner {
        headings[0] = format!("申报编号（单位：{unit}）");
    }
    if way == Way::Group {
        let row = sheet.grid.len() as u32;
        let mut upper = vec![text(""); headings.len()];
        upper[3] = text("合同");
        sheet.grid.push(upper);
        sheet.merges.push((row, 4, 5, format!("付款（{unit}）")));
        headings[3] = "编号".to_string();
        headings[4] = "日期".to_string();
    }
    sheet.grid.push(headings.iter().map(|heading| text(heading)).collect());
    if way == Way::UnitRow {
        let mut row = vec![text(""); headings.len()];
        row[5] = text(unit);
        sheet.grid.push(row);
    }
    let lost = [
        Extra::Refund,
        Extra::Deduction,
        Extra::Dollars,
        Extra::Exclusion,
        Extra::Asked,
        Extra::Headless,
        Extra::Yen,
    ];
    let lost = lost.into_iter().any(has) || way == Way::Against;
    let lines = 2 + dice.below(3);
    for line in 0..lines {
        if has(Extra::SecondHeader) && line == 1 {
            let mut again: Vec<Cell> = headings.iter().map(|heading| text(heading)).collect();
            again[5] = text("金额（亿元）");
            sheet.grid.push(again);
        }
        if has(Extra::Continued) && line == 1 && !has(Extra::SecondHeader) && way != Way::Group {
            if let Some(title) = sheet.grid.first().filter(|_| !above_is_empty) {
                let mut again = title.clone();
                if let Some(Cell::Text(title)) =
                    again.first_mut().filter(|cell| matches!(cell, Cell::Text(t) if !t.is_empty()))
                {
                    title.push_str("（续）");
                }
                sheet.grid.push(again);
            }
            sheet.grid.push(headings.iter().map(|heading| text(heading)).collect());
        }
        let (number, hundredths) = amount(dice);
        let cell = match way {
            _ if has(Extra::Yen) => {
                Cell::Formatted(number, dice.pick(&["[$¥-411]#,##0.00", "[$￥-ja-JP]0.00"]))
            }
            Way::Format => Cell::Formatted(number, format(unit)),
            Way::Text => Cell::Text(format!("{number}{unit}")),
            _ => Cell::Number(number),
        };
        let contract = format!("HT{line}");
        let start = ["SB1", FIRM, "2026-02-10", contract.as_str(), "2025-06-30"]
            .into_iter()
            .map(Cell::from);
        sheet
            .grid
            .push(start.chain([cell]).chain(more.iter().map(|(_, cell)| cell.clone())).collect());
        let power = if has(Extra::SecondHeader) && line > 0 { 10 } else { shift };
        let fen = hundredths * 10i64.pow(power - 2);
        sheet.truth.push((sheet.grid.len() as u32, (!lost).then_some(fen)));
    }
    if has(Extra::Total) {
        sheet.grid.push(vec![text("备注：以上金额均已实际支付。")]);
    }
    if way == Way::Below {
        sheet.grid.push(vec![text(&format!("注：以上金额以{unit}为单位。"))]);
    }
    let harmless = [
        Extra::Firm,
        Extra::Ceiling,
        Extra::Opinion,
        Extra::Total,
        Extra::FirmTitle,
        Extra::Conversion,
        Extra::Project,
        Extra::Continued,
    ];
    let late = matches!(
        way,
        Way::Below | Way::Beside | Way::Note | Way::Loose | Way::Cover | Way::Against
    );
    sheet.certain = !late && extras.iter().all(|extra| harmless.contains(extra));
    sheet
}

fn format(unit: &str) -> &'static str {
    match unit {
        "元" => "0.00\"元\"",
        "千元" => "0.00\"千元\"",
        "万元" => "#,##0.00\"万元\"",
        _ => "0.00\"百万元\"",
    }
}

fn check(world: &World, seed: u64) -> Result<bool, String> {
    let mut dice = Dice(ChaCha8Rng::seed_from_u64(seed));
    let way = dice.pick(&WAYS);
    let count = dice.below(4);
    let extras: Vec<Extra> = (0..count).map(|_| dice.pick(&EXTRAS)).collect();
    let sheet = build(&mut dice, way, &extras);
    let mut book = Workbook::new();
    if let Some(cover) = &sheet.cover {
        let page = book.add_worksheet().set_name(dice.pick(&["封面", "填报说明"])).expect("a name");
        put(page, 1, 1, &Cell::from(cover.as_str()));
    }
    let page = book.add_worksheet().set_name("措施六").expect("a name");
    for (row, cells) in (0..).zip(&sheet.grid) {
        (0..).zip(cells).for_each(|(column, cell)| put(page, row, column, cell));
    }
    for (row, from, to, text) in &sheet.merges {
        page.merge_range(*row, *from, *row, *to, text, &Format::new()).expect("merged");
    }
    let read = world.read_book(&book.save_to_buffer().expect("saved"));
    let of = || {
        format!("seed {seed}: {way:?} {extras:?}\n{:?}\n{:?}\n{read:?}", sheet.grid, sheet.truth)
    };
    for (row, (_, fen)) in read.rows.iter().zip(&read.amounts) {
        let truth = sheet.truth.iter().find(|(of, _)| of == row).and_then(|(_, fen)| *fen);
        if truth != Some(*fen) {
            return Err(format!("row {row} is accepted with {fen}\n{}", of()));
        }
    }
    if sheet.certain && (read.amounts.len() != sheet.truth.len() || !read.said.is_empty()) {
        return Err(format!("what is certain was not read\n{}", of()));
    }
    Ok(sheet.certain)
}

/// `JIANGBU_SHEETS=5000` tries more.
#[test]
fn a_wrong_amount_is_never_accepted() {
    let world = World::new();
    let cases = std::env::var("JIANGBU_SHEETS").ok().and_then(|n| n.parse().ok()).unwrap_or(300u64);
    let results: Vec<_> = (0..cases).map(|seed| check(&world, seed)).collect();
    let wrong: Vec<&String> = results.iter().filter_map(|result| result.as_ref().err()).collect();
    let shown: Vec<&str> = wrong.iter().take(5).map(|text| text.as_str()).collect();
    assert!(wrong.is_empty(), "{} of {cases}:\n{}", wrong.len(), shown.join("\n\n"));
    let certain = results.iter().filter(|result| matches!(result, Ok(true))).count() as u64;
    assert!(certain * 6 > cases, "only {certain} of {cases} had to be read");
}
