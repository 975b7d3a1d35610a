//! Filled forms to look at, from the worked examples of the scheme file.

use super::{Entry, ExampleTable, Examples, Lists, TemplateWanted, cells, entry, heading, ignored};
use crate::diag::{Lang, say};
use crate::domain::{CreditCode, Fen};
use crate::frame::build::{Datum, Row};
use crate::frame::columns as c;
use crate::frame::fields::{Field, FieldKind};
use crate::frame::tables::TableContract;
use crate::scheme::Measure;
use crate::scheme::example::{Example, ExampleFirm};

pub fn examples(
    asked: &TemplateWanted,
    contracts: &[(TableContract, Option<&Measure>)],
    lists: &mut Lists,
) -> Examples {
    let lang = asked.lang;
    let found: Vec<_> = contracts
        .iter()
        .filter_map(|(contract, measure)| Some((contract, worked(asked, (*measure)?)?)))
        .collect();
    let facts = found.first().map(|(_, (_, firm, _))| firm.facts.clone()).unwrap_or_default();
    let mut tables = Vec::new();
    for (contract, measure) in contracts {
        let name = contract.title.as_str();
        let table = |rows: &[Row], caption: String, outcome: String, lists: &mut Lists| {
            table(asked, contract, rows, caption, outcome, lists)
        };
        let Some(measure) = measure else {
            let caption = lang.pick(name, "Basic facts").to_string();
            tables.push(table(std::slice::from_ref(&facts), caption, String::new(), lists));
            continue;
        };
        let Some((_, (example, _, lines))) =
            found.iter().find(|(known, _)| known.key == contract.key)
        else {
            continue;
        };
        let amount = example.firms.iter().filter_map(|firm| firm.award).sum();
        let (amount, example) = (Fen(amount), &example.name);
        // Titles of tables are Chinese.
        let title = format!("{} {}", measure.clause, measure.title.en);
        let title = lang.pick(name, &title);
        let caption = say!(
            lang,
            "{title}（方案算例 {example}）",
            "{title} (example {example} of the scheme)"
        );
        let outcome = say!(
            lang,
            "按方案核定：{amount} 元（未计年度上限和预算调整）",
            "Award under the scheme: {amount} yuan, before the annual cap and the budget"
        );
        tables.push(table(lines, caption, outcome, lists));
    }
    let year = found.first().map_or(asked.award_year, |(_, (example, ..))| example.award_year);
    Examples {
        sheet: ignored(asked.headers, lang, "示例", "examples"),
        title: say!(lang, "填写示例", "Examples"),
        notes: notes(year, lang),
        tables,
    }
}

fn notes(year: i32, lang: Lang) -> Vec<String> {
    vec![
        say!(
            lang,
            "单位、代码和金额均为虚构。本表不作为申报数据读取，请勿在此填报。",
            "Applicants, codes and amounts are invented. This sheet is not read; do not fill it in."
        ),
        say!(
            lang,
            "日期按 {year} 年度举例；表头与各填报表相同，示例中未填的列从略。",
            "Days are those of award year {year}; columns that an example leaves empty are left out."
        ),
    ]
}

/// The first example of a measure that is awarded something under the readings in force, knows of
/// no earlier awards and has one applicant.
fn worked<'a>(
    asked: &'a TemplateWanted,
    measure: &Measure,
) -> Option<(&'a Example, &'a ExampleFirm, &'a [Row])> {
    let number = asked.scheme.measures.iter().position(|known| known.id == measure.id)?;
    asked.scheme.examples.iter().find_map(|example| {
        let plain = example.choices.options.is_empty() && example.choices.parameters.is_empty();
        let [firm] = example.firms.as_slice() else { return None };
        let fresh = firm.history.is_empty() && firm.duplicates.is_empty();
        let [(of, lines)] = firm.lines.as_slice() else { return None };
        let awarded = firm.award.is_some_and(|award| award > 0);
        (plain && fresh && awarded && *of == number).then_some((example, firm, lines.as_slice()))
    })
}

/// The columns that some row fills.
fn table(
    asked: &TemplateWanted,
    contract: &TableContract,
    rows: &[Row],
    caption: String,
    outcome: String,
    lists: &mut Lists,
) -> ExampleTable {
    let rows: Vec<Row> =
        rows.iter().enumerate().map(|(at, row)| completed(asked, contract, row, at)).collect();
    let fields: Vec<&'static Field> = contract.fields().collect();
    let foreign = fields.iter().any(|field| field.kind == FieldKind::Currency);
    let all: Vec<_> = rows.iter().map(|row| cells(row, contract, asked)).collect();
    let kept: Vec<usize> = (0..fields.len())
        .filter(|at| all.iter().any(|row| row[*at] != super::Cell::Empty))
        .collect();
    let headings: Vec<(String, Entry)> = kept
        .iter()
        .map(|at| {
            let field = fields[*at];
            let required = contract.is_required(field);
            (heading(field, required, foreign, asked.lang), entry(asked, field, lists))
        })
        .collect();
    let rows =
        all.into_iter().map(|row| kept.iter().map(|at| row[*at].clone()).collect()).collect();
    ExampleTable { caption, headings, rows, outcome }
}

/// What an example leaves open because no rule looks at it: number, code and name of the filing.
fn completed(asked: &TemplateWanted, contract: &TableContract, row: &Row, at: usize) -> Row {
    let code = CreditCode::synthesize(*b"91", *b"440300", *b"EXAMPLE1");
    let code = code.map(|code| code.as_str().to_string()).unwrap_or_default();
    let name = asked.lang.pick("示例科技有限公司", "Example Technology Ltd");
    let mut row = row.clone();
    for field in contract.required.iter().filter(|field| field.kind != FieldKind::Money) {
        if row.iter().any(|(known, _)| known.name == field.name) {
            continue;
        }
        let text = match field.name {
            c::USCC => code.clone(),
            c::FIRM_NAME => name.to_string(),
            c::FILING_NO => format!("SB-{}-0001", asked.award_year),
            _ if field.kind == FieldKind::Text => format!("A-{}", at + 1),
            _ => continue,
        };
        row.push((*field, Datum::Text(text)));
    }
    row
}
