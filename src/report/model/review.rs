//! Sheets on which people decide: drop-downs, folded columns, and names side by side with the difference marked.

use std::ops::Range;

use polars::prelude::*;

use crate::diag::{Lang, say};
use crate::frame::columns as c;
use crate::frame::output::{OutputColumn, OutputTable};
use crate::reconcile::attribution;
use crate::workbook::{Cell, Choices, Heading};

/// Columns of the sheet of cases that are looked up, or read by machines.
const FOLDED: [&str; 6] =
    [c::USCC, c::OTHER_CODE, c::CLAIM_ID, c::OTHER_PLACE, c::FINDING_ID, c::EVIDENCE];

/// Columns of the sheet of all cases that machines read, or that tell how a case came about.
const DETAILS: [&str; 19] = [
    c::FINDING_ID,
    c::VERDICT_NOW,
    c::BEFORE_DUPLICATES,
    c::IF_DUPLICATE,
    c::IF_WITHDRAWN,
    c::PAYABLE,
    c::CLAIM_ID,
    c::USCC,
    c::OWN_PLACE,
    c::OTHER_SCHEME,
    c::OTHER_CODE,
    c::LEVEL,
    c::SCORE,
    c::CHANCE,
    c::WATERFALL_ZH,
    c::WATERFALL_EN,
    c::OVERLAP_DAYS,
    c::PAPER_NO,
    c::EVIDENCE,
];

/// What a case may be found to be.
pub const VERDICTS: [(&str, &str); 3] =
    [("重复", "duplicate"), ("不重复", "clear"), ("存疑", "unsure")];

/// No measure is of the kind of a text.
pub const NONE: (&str, &str) = ("无", "none");

/// What a list may be said to hold, in the words that rosters use.
pub const STATES: [(&str, &str); 4] =
    [("拟资助", "planned"), ("已核定", "approved"), ("已拨付", "paid"), ("已退回", "returned")];

/// Gives columns their drop-downs and widths, and folds those that nobody has to look at.
///
/// # Errors
/// A fault of the engine.
pub fn lay_out(
    table: &OutputTable,
    columns: &[&OutputColumn],
    headings: &mut [Heading],
    lang: Lang,
) -> PolarsResult<()> {
    let verdicts: &[(&str, &str)] = match table.name.as_str() {
        "name_sample" => &[("同一企业", "same enterprise"), ("非同一企业", "another enterprise")],
        "suspected" | "year_off" => &VERDICTS,
        "kinds_open" | "lists_open" | "paper_requests" | "duplicates" => &[],
        _ => return Ok(()),
    };
    for (column, heading) in columns.iter().zip(headings) {
        let name = column.column.name().as_str();
        heading.choices = match name {
            c::SAME_FIRM => vec![lang.pick("是", "yes").into(), lang.pick("否", "no").into()],
            c::RETURNED_LATER => {
                vec![lang.pick("有", "yes").into(), lang.pick("没有", "no").into()]
            }
            c::VERDICT => verdicts.iter().map(|(zh, en)| lang.pick(zh, en).to_string()).collect(),
            c::SAME_MEASURES | c::POSSIBLE_MEASURES => proposals(columns, lang)?,
            c::STATUS => STATES.map(|(zh, en)| lang.pick(zh, en).to_string()).to_vec(),
            _ => Vec::new(),
        };
        heading.width = match name {
            c::SAME_FIRM | c::VERDICT | c::YEAR | c::STATED_YEAR => 10,
            c::RETURNED_LATER => 14,
            c::STATUS => 14,
            c::SAME_MEASURES | c::POSSIBLE_MEASURES => 12,
            c::OWN_PERIOD | c::OTHER_PERIOD => 10,
            c::OTHER_STATUS_ZH => 14,
            c::OTHER_STATUS_EN => 22,
            c::DECIDED_BY | c::DISTRICT_ZH | c::DISTRICT_EN | c::OTHER_SCHEME => 12,
            c::LIKELY_ZH | c::LIKELY_EN => 16,
            c::OTHER_ITEM | c::PAPER_NAME_ZH | c::PAPER_NAME_EN => 30,
            c::PROPOSED_WHY_ZH | c::PROPOSED_WHY_EN => 60,
            c::WHY_ZH | c::WHY_EN if ["lists_open", "year_off"].contains(&&*table.name) => 72,
            c::WHY_ZH | c::WHY_EN | c::LEVEL_ZH | c::LEVEL_EN => 36,
            c::AMOUNTS_ZH | c::AMOUNTS_EN => 28,
            c::OWN_PAPERS_ZH | c::OWN_PAPERS_EN | c::OTHER_PAPERS_ZH | c::OTHER_PAPERS_EN => 26,
            c::LIST_TITLE | c::PAPER_NO => 36,
            _ => heading.width,
        };
        heading.folded = match table.name.as_str() {
            "suspected" | "year_off" => FOLDED.contains(&name),
            "duplicates" => DETAILS.contains(&name),
            _ => false,
        };
    }
    Ok(())
}

/// A word that people choose, in a language; any other text as it is.
pub fn in_words(word: &str, lang: Lang) -> String {
    let mut all = VERDICTS.iter().chain(&STATES).chain([&NONE]);
    let known = all.find(|(zh, en)| *zh == word || *en == word);
    known.map_or(word, |(zh, en)| lang.pick(zh, en)).to_string()
}

/// How to use a sheet that people fill in.
pub fn notes(table: &str, lang: Lang) -> Vec<String> {
    match table {
        "kinds_open" => vec![
            say!(
                lang,
                "每种说法答一次：“同类措施”“可能同类措施”选一项，或填几项用“、”隔开；都不同类的选“无”。“建议”栏带“?”的只是可能。",
                "Answer once for each text: choose a measure under `same kind` or `possibly the same`, several separated by commas; `none` where it is another kind than all. What the proposal marks with `?` is only possible."
            ),
            signed(lang),
        ],
        "suspected" => vec![
            say!(
                lang,
                "两边名称的不同处用红色标出。身份有疑的填“是否同一企业”（该名称的各行一并适用），同一事项有疑的填“结论”（重复、不重复、存疑）；右边折叠的列勿改。",
                "Where the names differ is red. Say whether it is the same enterprise (it holds for all rows of the name), or give a verdict on the matter (duplicate, clear, unsure); leave the folded columns on the right as they are."
            ),
            signed(lang),
        ],
        "year_off" => vec![
            say!(
                lang,
                "每个来源（所问行数有数的一行）答一次，可一次发函请其核对：查明属申报的同一事项（名册所写是拨付年度或写错）的，在其行填“重复”；其余的在所问一行填“不重复”，一并适用。右边折叠的列勿改。",
                "Answer once for each source (the row that says how many it asks about), such as by one letter: what turns out to be the claim's own matter (the roster states the year of payment, or a wrong one) gets `duplicate` in its row; `clear` in the row that asks holds for all others. Leave the folded columns on the right as they are."
            ),
            signed(lang),
        ],
        "lists_open" => vec![
            say!(
                lang,
                "每份名册答一次。没有年度、或“所写年度”与各行不符的，填“年度”（如 2025；所写无误的照填）；没有状态的，选“状态”。",
                "Answer once for each roster: its year (such as 2025) where it has none, or where the year stated does not fit its rows (the same year where it is right); its state where it has none."
            ),
            say!(
                lang,
                "按标题推定状态的，问明“其后有无退回”：有的，在退回名单（状态“已退回”的一份名册）列为该来源的输入之前，各行都待核。",
                "Where the state was taken from the title, say whether any of it was returned later: if so, its rows stay open until a further roster of the source lists what was returned."
            ),
            signed(lang),
        ],
        "paper_requests" => vec![say!(
            lang,
            "名册未写凭证号、现有凭证不能认定的申报项，按企业排列，可一次发函请企业填写。填好后列入流程文件的 inputs.decisions：号码与本方凭证相同的即为同一支持，不同的即为另一支持。",
            "Claims that no paper settles, by enterprise: to be sent to them once. Filled in and named in inputs.decisions, an equal number makes it the same support, another number makes it another."
        )],
        "attributions" => vec![
            say!(
                lang,
                "逐行填写“申报项编号”（几项合付的用、隔开；不属于任何核定的填“不属于核定”）、“认定理由”、“决定人”、“决定日期”，勿改“疑点编号”和“证据指纹”。",
                "Fill in the claim (several separated by commas; `not approved` where it is for none), why, who and when; leave finding and evidence as they are."
            ),
            say!(
                lang,
                "另存本工作簿，用 --decisions 指定后重新对账；情况变化的会重新列出。",
                "Save the workbook elsewhere, name it with --decisions and reconcile again; what has changed since is shown again."
            ),
        ],
        _ => Vec::new(),
    }
}

/// How answers are signed and read.
fn signed(lang: Lang) -> String {
    signed_once("inputs.decisions", lang)
}

/// The same for files under any key of the pipeline.
pub(super) fn signed_once(key: &str, lang: Lang) -> String {
    say!(
        lang,
        "“决定人”“决定日期”每张表填一次即可。另存本工作簿，列入流程文件的 {key} 后重新核算，以后各年也用；不再成立的认定会重新列出。",
        "Who and when need be written once per sheet. Save the workbook elsewhere, name it in {key} and run again, and in later years; answers that no longer hold are shown again."
    )
}

/// None, and the measures that the sheet proposes.
fn proposals(columns: &[&OutputColumn], lang: Lang) -> PolarsResult<Vec<String>> {
    let mut out = vec![lang.pick(NONE.0, NONE.1).to_string()];
    let is_proposed = |name: &str| matches!(name, c::PROPOSED_ZH | c::PROPOSED_EN);
    let Some(proposed) = columns.iter().find(|column| is_proposed(column.column.name())) else {
        return Ok(out);
    };
    let proposed = proposed.column.slice(0, proposed.column.len())?;
    for said in proposed.str()?.iter().flatten() {
        let clauses = said.split([' ', '?', '、']).filter(|clause| !clause.is_empty());
        for clause in clauses {
            // Excel holds 255 characters of choices.
            if out.len() < 30 && !out.iter().any(|known| known == clause) {
                out.push(clause.to_string());
            }
        }
    }
    Ok(out)
}

/// The claims that each payment may be for, and that it is for none; several may be typed.
///
/// # Errors
/// A fault of the engine.
pub fn choices(
    columns: &[&OutputColumn],
    rows: Range<usize>,
    lang: Lang,
) -> PolarsResult<Vec<Choices>> {
    let at = |name: &str| columns.iter().position(|column| column.column.name() == name);
    let Some((column, proposed)) = at(c::CLAIM_ID).zip(at(c::CANDIDATES)) else {
        return Ok(Vec::new());
    };
    let proposed = columns[proposed].column.slice(rows.start, rows.len())?;
    let of_row = |(row, said): (usize, Option<&str>)| {
        let mut words = vec![lang.pick(attribution::NONE[0], attribution::NONE[3]).to_string()];
        // `m2-91…（100.00，未付 100.00）；…`
        let claims = said.unwrap_or_default().split('；').filter_map(|one| one.split('（').next());
        for claim in claims.filter(|claim| !claim.is_empty()) {
            // Excel holds 255 characters of choices.
            if words.iter().map(|word| word.len() + 1).sum::<usize>() + claim.len() < 255 {
                words.push(claim.to_string());
            }
        }
        Choices { row, column, words, open: true }
    };
    Ok(proposed.str()?.iter().enumerate().map(of_row).collect())
}

/// The columns of both names, on the sheet of cases.
pub fn names(table: &str, columns: &[&OutputColumn]) -> Option<(usize, usize)> {
    let at = |name: &str| columns.iter().position(|column| column.column.name() == name);
    at(c::FIRM_NAME).zip(at(c::OTHER_NAME)).filter(|_| table == "suspected")
}

/// Marks in both names what the other does not have.
pub fn mark(mut cells: Vec<Vec<Cell>>, (own, other): (usize, usize)) -> Vec<Vec<Cell>> {
    for row in 0..cells[own].len() {
        if let (Cell::Text(a), Cell::Text(b)) = (&cells[own][row], &cells[other][row]) {
            let (a, b) = differences(a, b);
            (cells[own][row], cells[other][row]) = (Cell::Marked(a), Cell::Marked(b));
        }
    }
    cells
}

/// A text in parts, each with whether the other text lacks it.
pub type Parts = Vec<(String, bool)>;

/// Both texts in parts: what is common in the same order, and what is not.
pub fn differences(a: &str, b: &str) -> (Parts, Parts) {
    const LONGEST: usize = 120;
    let (x, y): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if x.len() > LONGEST || y.len() > LONGEST {
        return (vec![(a.to_string(), false)], vec![(b.to_string(), false)]);
    }
    // The longest common subsequence of what begins at each pair of places.
    let mut common = vec![vec![0usize; y.len() + 1]; x.len() + 1];
    for i in (0..x.len()).rev() {
        for j in (0..y.len()).rev() {
            common[i][j] = match x[i] == y[j] {
                true => common[i + 1][j + 1] + 1,
                false => common[i + 1][j].max(common[i][j + 1]),
            };
        }
    }
    let (mut own, mut other) = (Parts::new(), Parts::new());
    let (mut i, mut j) = (0, 0);
    while i < x.len() || j < y.len() {
        if i < x.len() && j < y.len() && x[i] == y[j] {
            push(&mut own, x[i], false);
            push(&mut other, y[j], false);
            (i, j) = (i + 1, j + 1);
        } else if j >= y.len() || i < x.len() && common[i + 1][j] >= common[i][j + 1] {
            push(&mut own, x[i], true);
            i += 1;
        } else {
            push(&mut other, y[j], true);
            j += 1;
        }
    }
    (own, other)
}

fn push(parts: &mut Parts, c: char, marked: bool) {
    match parts.last_mut() {
        Some((text, last)) if *last == marked => text.push(c),
        _ => parts.push((c.to_string(), marked)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Fen;
    use crate::frame::table::Row;
    use crate::reconcile::tables::Attribution;

    #[test]
    fn what_one_name_has_alone_is_marked() {
        let part = |text: &str, marked| (text.to_string(), marked);
        let (own, other) = differences("深圳市鸿末公司", "深圳鸿未公司");
        assert_eq!(
            own,
            [
                part("深圳", false),
                part("市", true),
                part("鸿", false),
                part("末", true),
                part("公司", false)
            ]
        );
        assert_eq!(other, [part("深圳鸿", false), part("未", true), part("公司", false)]);
        assert_eq!(differences("", "甲").1, [part("甲", true)]);
    }

    #[test]
    fn a_payment_offers_the_claims_that_it_may_be_for() {
        let row = Attribution {
            finding: "P-1".into(),
            evidence: "e".into(),
            pay_no: "V1".into(),
            payee: "甲".into(),
            day: None,
            amount: Fen(10_000),
            candidates: "m1-甲（100.00，未付 100.00）；m2-甲（50.00，未付 0.00）".into(),
            claim: String::new(),
            reason: String::new(),
            decided_by: String::new(),
            decided_on: None,
        };
        let table = Attribution::table([row]);
        let columns: Vec<&OutputColumn> = table.columns.iter().collect();
        let offered = choices(&columns, 0..1, Lang::Zh).expect("a table");
        let words = ["不属于核定", "m1-甲", "m2-甲"].map(String::from).to_vec();
        // The claim is the eighth column.
        assert_eq!(offered, [Choices { row: 0, column: 7, words, open: true }]);
    }
}
