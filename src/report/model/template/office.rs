//! Empty tables that an office fills in: the columns are those that the reader takes, with drop-downs, and an example
//! stands on a sheet of its own that nobody reads but people.

use super::{field_name, heading, ignored, width};
use crate::diag::{Lang, say};
use crate::domain::{Currency, Fen};
use crate::frame::columns as c;
use crate::frame::fields::{Field, FieldKind};
use crate::frame::tables::TableContract;
use crate::ingest::Headers;
use crate::workbook::{Book, Cell, Heading, Kind, Sheet};

/// Rows for entries.
const ROWS: usize = 200;
/// Characters of a drop-down, with the marks between, as Excel allows.
const LONGEST_LIST: usize = 255;

/// The workbook of a table.
pub fn office(contract: &TableContract, headers: &Headers, lang: Lang) -> Book {
    let name = contract.sheets.iter().find(|name| is_chinese(name) == (lang == Lang::Zh));
    let name = name.or(contract.sheets.first()).unwrap_or(&contract.key).clone();
    let mut form = Sheet::new(name.clone(), name.clone());
    let place = place(&contract.key);
    form.notes = vec![
        say!(
            lang,
            "带“*”的列每行必填，其他列可留空、可删去；表头勿改。示例见另一张工作表，不会被读取。",
            "Columns with `*` are filled in every row; others may stay empty or be taken out. Leave the headings as they are. The example on the other sheet is not read."
        ),
        say!(lang, "填好后用于：{place}。", "Filled in, it is named under: {place}."),
    ];
    form.headings = headings(contract, headers, lang);
    form.rows = vec![vec![Cell::Empty; form.headings.len()]; ROWS];
    let sheet = ignored(headers, lang, "示例", "examples");
    let title = say!(lang, "示例：不会被读取", "Example: it is not read");
    let mut example = Sheet::new(sheet, title);
    example.headings = headings(contract, headers, lang);
    let cells = contract.fields().map(|field| example_of(contract, field, headers, lang));
    example.rows = vec![cells.collect()];
    Book { sheets: vec![form, example] }
}

/// Where files of the table are named.
fn place(key: &str) -> String {
    match key {
        "verdicts" => "[inputs] reviews".to_string(),
        "payments" | "clawbacks" | "snapshots" => format!("jiangbu reconcile --{key}"),
        "figures" | "task_reports" | "registry" | "refunds" | "support" => {
            "jiangbu progress --actuals".to_string()
        }
        key => format!("[inputs] {key}"),
    }
}

fn is_chinese(name: &str) -> bool {
    !name.is_ascii()
}

fn headings(contract: &TableContract, headers: &Headers, lang: Lang) -> Vec<Heading> {
    let foreign = contract.fields().any(|field| field.kind == FieldKind::Currency);
    let of = |field: &'static Field| {
        let text = heading(field, contract.is_required(field), foreign, lang);
        let width = width(field, &text);
        Heading { choices: choices(field, headers, lang), ..Heading::new(text, kind(field), width) }
    };
    contract.fields().map(of).collect()
}

fn kind(field: &Field) -> Kind {
    match field.kind {
        FieldKind::Money => Kind::Yuan,
        FieldKind::Date => Kind::Date,
        FieldKind::Int => Kind::Int,
        _ => Kind::Text,
    }
}

/// Words to choose from, where Excel can hold the list.
fn choices(field: &Field, headers: &Headers, lang: Lang) -> Vec<String> {
    let words = match field.kind {
        FieldKind::Category => headers.words_in(field.name, lang),
        FieldKind::Bool => {
            let english = headers.is_yes("Yes") && headers.is_no("No");
            let lang = if english { lang } else { Lang::Zh };
            vec![lang.pick("是", "Yes").to_string(), lang.pick("否", "No").to_string()]
        }
        FieldKind::Currency => {
            Currency::ALL.iter().map(|currency| currency.code().to_string()).collect()
        }
        _ => Vec::new(),
    };
    let length: usize = words.iter().map(|word| word.chars().count() + 1).sum();
    if length > LONGEST_LIST { Vec::new() } else { words }
}

/// Invented values by column, in Chinese and English; what is not here follows from the kind of the column.
const VALUES: &[(&str, &str, &str)] = &[
    (c::USCC, "91440300MA5EXAMP1E", "91440300MA5EXAMP1E"),
    (c::NEW_CODE, "91440300MA5EXAMP1E", "91440300MA5EXAMP1E"),
    (c::OLD_CODE, "91440300MA5EXAMP0E", "91440300MA5EXAMP0E"),
    (c::FIRM_NAME, "（示例）某某有限公司", "(Example) Some Company Ltd."),
    (c::OLD_NAME, "（示例）旧名称有限公司", "(Example) Old Name Ltd."),
    (c::NEW_NAME, "（示例）某某有限公司", "(Example) Some Company Ltd."),
    (c::LIST, "经营异常名录", "abnormal operation"),
    (c::DEPARTMENT, "市场监管部门", "market supervision"),
    (c::DOCUMENT_NO, "某函〔2026〕1号", "Letter 1 of 2026"),
    (c::DECIDED_BY, "张三", "Zhang San"),
    (c::DECISION_REASON, "说明依据", "on what ground"),
    (c::CLAIM_ID, "m2-91440300MA5EXAMP1E", "m2-91440300MA5EXAMP1E"),
    (c::CLAIM_MEANT, "m2-91440300MA5EXAMP1E", "m2-91440300MA5EXAMP1E"),
    (c::FILING_NO, "2026-001", "2026-001"),
    (c::MEASURE, "二", "m2"),
    (c::YEAR, "2025", "2025"),
    (c::AWARD_YEAR, "2025", "2025"),
    (c::REVIEW_ID, "LN-0123456789ab", "LN-0123456789ab"),
    (c::FINDING_ID, "FD-0123456789ab", "FD-0123456789ab"),
    (c::EVIDENCE, "0123456789abcdef", "0123456789abcdef"),
    (c::WORKING_DAYS, "5", "5"),
];

fn example_of(contract: &TableContract, field: &Field, headers: &Headers, lang: Lang) -> Cell {
    const FEN: i64 = 10_000_000;
    /// 2026-04-01
    const DAY: i32 = 20_544;
    let known = VALUES.iter().find(|(name, ..)| *name == field.name);
    let value = known.map(|(_, zh, en)| lang.pick(zh, en).to_string());
    let required = || contract.is_required(field).then(|| field_name(field, lang).to_string());
    let said = match field.kind {
        FieldKind::Money => return Cell::Money(Fen(FEN)),
        FieldKind::Date => return Cell::Date(DAY),
        FieldKind::Int => {
            let number = value.and_then(|text| text.parse().ok());
            return number.map_or(Cell::Empty, Cell::Int);
        }
        FieldKind::Category => headers.words_in(field.name, lang).first().cloned().or(value),
        FieldKind::Currency => Some(Currency::Cny.code().to_string()),
        _ => value.or_else(required),
    };
    said.map_or(Cell::Empty, Cell::Text)
}
