//! The page of instructions.

use super::{Form, TemplateWanted, field_name, ignored, period, words};
use crate::diag::say;
use crate::frame::tables::TableContract;
use crate::scheme::{Measure, Status};

/// The page of instructions: parts one below the other.
#[derive(Clone, Debug)]
pub struct Guide {
    pub sheet: String,
    pub title: String,
    pub parts: Vec<Part>,
}

/// A heading, paragraphs and at most one table.
#[derive(Clone, Debug)]
pub struct Part {
    pub heading: String,
    pub lines: Vec<String>,
    pub table: Option<GuideTable>,
}

#[derive(Clone, Debug)]
pub struct GuideTable {
    pub headings: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

pub fn guide(
    asked: &TemplateWanted,
    title: &str,
    contracts: &[(TableContract, Option<&Measure>)],
    forms: &[Form],
) -> Guide {
    let lang = asked.lang;
    let part = |heading: (&str, &str), lines: Vec<String>, table| Part {
        heading: lang.pick(heading.0, heading.1).to_string(),
        lines,
        table,
    };
    let text = |lines: &[(&str, &str)]| -> Vec<String> {
        let lines = lines.iter().map(|(zh, en)| lang.pick(zh, en));
        lines.enumerate().map(|(at, line)| format!("{}. {line}", at + 1)).collect()
    };
    Guide {
        sheet: ignored(asked.headers, lang, "填报说明", "instructions"),
        title: title.to_string(),
        parts: vec![
            part(("一、用途", "1 What it is for"), purpose(asked), None),
            part(("二、填报要求", "2 How to fill it in"), text(&HOW), None),
            part(("三、退回补正情形", "3 What happens to mistakes"), text(&MISTAKES), None),
            part(
                ("四、各项措施", "4 The measures"),
                Vec::new(),
                Some(measures(asked, contracts, forms)),
            ),
            part(("五、填报项目说明", "5 The columns"), Vec::new(), Some(columns(asked, forms))),
        ],
    }
}

fn purpose(asked: &TemplateWanted) -> Vec<String> {
    let scheme = asked.scheme;
    let title = scheme.title.get(asked.lang);
    let year = asked.award_year;
    let document = &scheme.document;
    let mut lines = vec![
        say!(
            asked.lang,
            "本表用于《{title}》（{document}）{year} 年度的申报。",
            "These forms are for filings under “{title}” ({document}), award year {year}."
        ),
        say!(
            asked.lang,
            "本表由核算程序按它读取数据所用的同一份规定生成，照此填写即可直接导入。",
            "They were made from the same definitions that the computing program reads by: filled in as they stand, they can be read at once."
        ),
    ];
    if scheme.status == Status::Draft {
        lines.push(say!(
            asked.lang,
            "该政策为征求意见稿，本表仅供试填。",
            "The policy is a draft: these forms are for trial only."
        ));
    }
    lines
}

const HOW: [(&str, &str); 9] = [
    (
        "先填“基本情况”，一家单位一行；再填所申报措施的工作表，一笔凭证一行。不申报的措施留空，不必删除工作表。",
        "First the basic facts, one line for each applicant; then the sheet of each measure claimed, one line for each piece of evidence. Leave the sheets of other measures empty; there is no need to delete them.",
    ),
    (
        "表头带 * 的列必填，其余列没有内容时留空。不要改动工作表名称和表头；需要另记的内容可在右侧加列，不影响读取。",
        "Columns with * must be filled; leave others empty where there is nothing to say. Keep names of sheets and headings; notes of your own may stand in further columns to the right.",
    ),
    (
        "选中单元格会显示填写提示；有下拉箭头的从列表中选，全部选项见“字典”。",
        "Selecting a cell shows what it takes; choose from the list where there is an arrow. All words stand in the sheet of word lists.",
    ),
    (
        "金额：表头写“元”的填人民币元；写“原币”的按该行“币种”列的货币填写，不折算。只填数字，最多两位小数，不填负数。",
        "Amounts: in yuan where the heading says so; else in the currency that the line names, not converted. Digits only, two decimals at most, nothing below zero.",
    ),
    ("日期写全年月日，如 2025-03-01。", "Days with year, month and day: 2025-03-01."),
    (
        "占比填百分数，如 60 或 33.33；1% 及以下须带百分号，如 0.5%。",
        "Shares in per cent: 60 or 33.33; with the sign from 1 % down: 0.5%.",
    ),
    (
        "信用代码、合同号、发票号、账号等列已设为文本，请勿改为数字格式，以免丢失末位数字。",
        "Codes, contract numbers, invoice numbers and accounts are set as text; do not turn them into numbers, or their last digits are lost.",
    ),
    (
        "表头上方的行数和合计由公式计算，不必填写。工作表已保护（无密码），只能在填报区录入；行数不够时，在填报区中间插入行。",
        "Counts and sums above the headings are formulas. The sheets are protected, without a password, so that only the cells to be filled can be changed; insert lines in the middle when there are too few.",
    ),
    ("填写样式见“示例”。", "The sheet of examples shows filled lines."),
];

const MISTAKES: [(&str, &str); 4] = [
    (
        "程序逐格检查。有错误的行整行退回，随附退件工作簿，标明单元格、问题和更正方法；其他行照常受理。",
        "Every cell is checked. A line with a mistake is sent back as a whole, in a workbook that marks the cell, says what is wrong and how to mend it; other lines are accepted.",
    ),
    (
        "明细行的统一社会信用代码须在“基本情况”中有对应的一行，否则该行退回。",
        "The credit code of a line must have its line in the basic facts, or the line is sent back.",
    ),
    (
        "完全相同的两行按重复填报退回一行；确为两笔的，请以发票号、合同号等区分。",
        "Of two equal lines one is sent back as entered twice; tell two payments apart by invoice or contract number.",
    ),
    (
        "不在支持期间等不符合条件的行不会退回，但不计入核定金额。",
        "Lines that do not meet a condition, such as the period, are not sent back, but do not count.",
    ),
];

fn measures(
    asked: &TemplateWanted,
    contracts: &[(TableContract, Option<&Measure>)],
    forms: &[Form],
) -> GuideTable {
    let lang = asked.lang;
    let headings = [
        ("条款", "Clause"),
        ("措施", "Measure"),
        ("工作表", "Sheet"),
        ("申报主体", "Open to"),
        ("核定单位", "One claim"),
        ("计入的日期", "Days that count"),
    ];
    let rows = contracts.iter().zip(forms).filter_map(|((contract, measure), form)| {
        let measure = (*measure)?;
        let claimants = words::claimants(measure);
        let who = match claimants.is_empty() {
            true => say!(lang, "不限", "anyone"),
            false => claimants.join(lang.pick("、", ", ")),
        };
        let periods = contract.fields().filter_map(|field| {
            let period = period(measure, field, asked)?;
            let (name, from, to) = (field_name(field, lang), period.from, period.to);
            Some(say!(lang, "{name}：{from} 至 {to}", "{name}: {from} to {to}"))
        });
        let periods: Vec<String> = periods.collect();
        Some(vec![
            measure.clause.clone(),
            measure.title.get(lang).to_string(),
            form.sheet.clone(),
            who,
            words::unit_of_claim(measure, lang),
            periods.join("\n"),
        ])
    });
    let headings = headings.map(|(zh, en)| lang.pick(zh, en).to_string());
    GuideTable { headings: headings.to_vec(), rows: rows.collect() }
}

/// Each column once, with the sheets that have it.
fn columns(asked: &TemplateWanted, forms: &[Form]) -> GuideTable {
    let lang = asked.lang;
    let headings = [("列", "Column"), ("填什么", "What to enter"), ("所在工作表", "Sheets")];
    let headings = headings.map(|(zh, en)| lang.pick(zh, en).to_string());
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut seen: Vec<&str> = Vec::new();
    for column in forms.iter().flat_map(|form| &form.columns) {
        let field = column.field;
        if seen.contains(&field.name) {
            continue;
        }
        seen.push(field.name);
        let sheets = forms.iter().filter_map(|form| {
            let own = form.columns.iter().find(|own| own.field.name == field.name)?;
            let mark = if own.required { "*" } else { "" };
            Some(format!("{mark}{}", form.sheet))
        });
        rows.push(vec![
            field_name(field, lang).to_string(),
            words::what(field, &column.entry, lang).join(lang.pick("", " ")),
            sheets.collect::<Vec<_>>().join(lang.pick("、", ", ")),
        ]);
    }
    GuideTable { headings: headings.to_vec(), rows }
}
