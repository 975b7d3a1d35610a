//! The words of a template: what stands above a form, beside a column, and where an entry is
//! refused.

use super::Entry;
use crate::diag::{Lang, say};
use crate::domain::Period;
use crate::frame::columns as c;
use crate::frame::fields::{Field, FieldKind};
use crate::frame::tables::TableContract;
use crate::scheme::{GateOf, Item, Measure, Scheme, Test};

/// Above the word lists.
pub const LISTS: (&str, &str) = (
    "各工作表的下拉列表取自本表，请勿改动。本表不作为申报数据读取。",
    "The drop-down lists of the forms are taken from here; please leave it as it is. It is not read as part of the filing.",
);

/// Title of the sheet of basic facts, and a line about it.
pub fn firms_title(lang: Lang) -> (String, String) {
    let about = say!(
        lang,
        "每家申报单位填一行；各措施的明细按统一社会信用代码与本表对应。",
        "One line for each applicant; the lines of the measures are tied to it by the credit code."
    );
    (say!(lang, "申报单位基本情况", "Basic facts of the applicant"), about)
}

/// 第三条, whether the scheme writes 三 or 第三条.
fn article(clause: &str) -> String {
    if clause.starts_with('第') { clause.to_string() } else { format!("第{clause}条") }
}

/// Title of a measure's sheet, and a line that says who may claim and what one claim is.
pub fn measure_title(measure: &Measure, scheme: &Scheme, lang: Lang) -> (String, String) {
    let title = measure.title.get(lang);
    let who = match claimants(measure) {
        claimants if claimants.is_empty() => say!(lang, "不限", "anyone"),
        claimants => claimants.join(lang.pick("、", ", ")),
    };
    let (document, clause, unit) =
        (&scheme.document, &measure.clause, unit_of_claim(measure, lang));
    let article = lang.pick(&article(clause), clause).to_string();
    let about = say!(
        lang,
        "依据：{document}{article}　申报主体：{who}　{unit}",
        "Clause {article} of {document}. Open to: {who}. {unit}"
    );
    (say!(lang, "{clause}　{title}", "{clause} {title}"), about)
}

/// The types of entity that may claim; empty where the scheme does not say.
pub fn claimants(measure: &Measure) -> Vec<String> {
    let words = measure.gates.iter().find_map(|gate| match &gate.of {
        GateOf::Firm(rule) if rule.columns.iter().all(|f| f.name == c::ENTITY_TYPE) => {
            match &rule.test {
                Test::In(words) => Some(words.clone()),
                _ => None,
            }
        }
        _ => None,
    });
    words.unwrap_or_default()
}

pub fn unit_of_claim(measure: &Measure, lang: Lang) -> String {
    match measure.item {
        Item::Firm => {
            say!(lang, "每家单位合为一项核定", "All lines of an applicant make one claim.")
        }
        Item::Column(field) => {
            let item = lang.pick(field.zh, field.en);
            say!(lang, "按“{item}”逐项核定", "Each “{item}” is a claim of its own.")
        }
    }
}

/// The line right above the headings.
pub fn hint(contract: &TableContract, lang: Lang) -> String {
    let one = match contract.key.as_str() {
        "firms" => lang.pick("一家单位一行", "One line for each applicant"),
        _ => lang.pick("一笔凭证一行", "One line for each piece of evidence"),
    };
    say!(
        lang,
        "{one}；带 * 的列必填；选中单元格可看到填写提示。",
        "{one}; columns with * must be filled; select a cell to see what it takes."
    )
}

/// What is shown while a cell is selected: what it holds, in which form, an example.
pub fn entry_hint(
    field: &Field,
    entry: &Entry,
    period: Option<Period>,
    required: bool,
    lang: Lang,
) -> String {
    let mut parts = vec![match required {
        true => say!(lang, "必填。", "Required."),
        false => say!(lang, "选填。", "Optional."),
    }];
    parts.extend(what(field, entry, lang).into_iter().map(str::to_string));
    parts.extend(period.map(|Period { from, to }| {
        say!(lang, "只有 {from} 至 {to} 的才计入。", "Only days from {from} to {to} count.")
    }));
    parts.join(lang.pick("", " "))
}

/// What a column takes: its meaning where the name leaves that open, and the form of an entry.
pub fn what(field: &Field, entry: &Entry, lang: Lang) -> Vec<&'static str> {
    let meaning = meaning(field, lang);
    let explained = meaning.is_some() && *entry == Entry::Text;
    let form = (!explained).then(|| form(field, entry, lang));
    meaning.into_iter().chain(form).collect()
}

fn form(field: &Field, entry: &Entry, lang: Lang) -> &'static str {
    let (zh, en) = match entry {
        Entry::Text => match field.name {
            c::INVOICE_NO => (
                "发票号码或付款凭证号，按文本填写，如 25442000000012345678。",
                "Number of the invoice or voucher, as text, such as 25442000000012345678.",
            ),
            c::CONTRACT_NO => {
                ("按合同原件填写，如 HT-2025-001。", "As on the contract, such as HT-2025-001.")
            }
            c::ACCOUNT => ("按文本填写全部数字，不加空格。", "All digits as text, without spaces."),
            c::PHONE => ("按文本填写，如 0755-12345678。", "As text, such as 0755-12345678."),
            _ => ("按证照、凭证原文填写。", "As it stands in the document."),
        },
        Entry::Code => (
            "18 位数字和大写字母，见营业执照；港澳企业填登记号，个人填证件号码。",
            "18 digits and capital letters, from the business licence; a registration of Hong Kong or Macau, or a person's number.",
        ),
        Entry::Money { .. } => (
            "只填数字，不为负，最多两位小数，如 12345.67。",
            "Digits only, not below zero, two decimals at most: 12345.67.",
        ),
        Entry::Date { .. } => ("写全年月日，如 2025-03-01。", "Year, month and day: 2025-03-01."),
        Entry::Whole => ("填写 0 或正整数，如 12。", "0 or a whole number above it, such as 12."),
        Entry::Share => (
            "填写百分数，如 60 或 33.33；1% 及以下须带百分号，如 0.5%。",
            "In per cent: 60 or 33.33; with the sign from 1 % down: 0.5%.",
        ),
        Entry::OneOf(_) if field.kind == FieldKind::Bool => {
            ("从列表中选“是”或“否”。", "Choose yes or no from the list.")
        }
        Entry::OneOf(_) => (
            "从列表中选择，全部选项见“字典”。",
            "Choose from the list; the sheet of word lists shows all of them.",
        ),
    };
    lang.pick(zh, en)
}

/// What a column means, where its name leaves that open.
fn meaning(field: &Field, lang: Lang) -> Option<&'static str> {
    if let Some(own) = field.own {
        return Some(own.hint.get(lang)).filter(|hint| !hint.is_empty());
    }
    let (zh, en) = match field.name {
        c::FILING_NO => (
            "由受理人员填写；同一次申报的各行相同。",
            "Filled in by the office; the same on all lines of one filing.",
        ),
        c::ACCEPTED_ON => (
            "由受理人员填写：申报被受理的日期。",
            "Filled in by the office: the day the filing was accepted.",
        ),
        c::REQUESTED => (
            "整个申报项申请的奖补总额（人民币元），不是本行金额；同一申报项各行填同一数，留空则按规则计算。",
            "What is asked for by the whole claim in yuan, not this line's amount; the same on all its lines. If left empty, the rules decide.",
        ),
        c::TAX => ("已包含在金额内的增值税。", "The VAT that the amount includes."),
        c::REFUND => {
            ("已包含在金额内、后来退回的部分。", "The part of the amount that was paid back later.")
        }
        c::EXCLUDED_PC => (
            "金额中属于个人办公用计算机的部分。",
            "The part of the amount spent on personal computers.",
        ),
        c::SHARE => (
            "本行金额中用于国际数据服务的部分；留空按 100% 计。",
            "The part of this line used for international data services; 100 % if left empty.",
        ),
        c::SERVED => (
            "平台服务的企业家数；同一平台各行相同。",
            "How many enterprises the platform serves; the same on all its lines.",
        ),
        c::DRAFTER_RANK => (
            "本单位在起草单位中的位次，第一起草单位填 1。",
            "The applicant's place among the drafters; 1 for the first.",
        ),
        c::CONTENT_ID => (
            "同一内容有多个级别的标准时，各行填同一标识。",
            "The same mark on all standards that share their content.",
        ),
        c::FORMER_NAME => ("改过名称的填写。", "If the name was changed."),
        _ => return None,
    };
    Some(lang.pick(zh, en))
}

/// Why an entry is refused, and what to enter instead.
pub fn refusal(entry: &Entry, lang: Lang) -> String {
    match entry {
        Entry::Code => say!(
            lang,
            "统一社会信用代码、身份证号应为 18 位，港澳登记号为 7 至 13 位，请对照证照填写。",
            "A credit code or identity number has 18 characters, a number of Hong Kong or Macau 7 to 13; see the licence."
        ),
        Entry::Money { .. } => say!(
            lang,
            "请填写不小于 0 的数字，最多两位小数，不带文字和单位。",
            "Enter a number from 0 up with two decimals at most, without words or units."
        ),
        Entry::Date { from, to } => say!(
            lang,
            "请填写 {from} 至 {to} 之间的日期，如 2025-03-01。",
            "Enter a day between {from} and {to}, such as 2025-03-01."
        ),
        Entry::Whole => say!(lang, "请填写 0 或正整数。", "Enter 0 or a whole number above it."),
        Entry::Share => say!(
            lang,
            "请填写 0 至 100 之间的百分数，最多四位小数；1% 及以下须带百分号，如 0.5%。",
            "Enter per cent between 0 and 100, four decimals at most; with the sign from 1 % down: 0.5%."
        ),
        Entry::OneOf(_) => say!(lang, "请从下拉列表中选择。", "Choose a word of the list."),
        Entry::Text => String::new(),
    }
}
