//! The workbook that people fill in: a sheet for each measure, the rows of an enterprise together, a sheet of findings to
//! decide, drop-downs for what is chosen from a list.

use super::review::signed_once;
use crate::diag::{Lang, say};
use crate::domain::Fen;
use crate::frame::cells::Scaled;
use crate::tables::review::{Asked, CutRate, Drawn, Layer, Review, sheet_name};
use crate::workbook::{Book, Cell, Sheet, columns, text};

/// Rows of one sheet at most; Excel ends at 1,048,576.
const MOST_ROWS: usize = 1_000_000;

/// Words to choose from.
#[derive(Debug)]
pub struct Choices {
    pub verdicts: Vec<String>,
    pub kinds: Vec<String>,
    pub causes: Vec<String>,
    pub of_findings: Vec<String>,
}

/// The rows of a workbook.
#[derive(Clone, Copy, Debug)]
pub struct BookRows<'a> {
    /// By measure, enterprise and claim.
    pub rows: &'a [Review],
    pub asked: &'a [Asked],
    pub drawn: &'a [Drawn],
    pub rates: &'a [CutRate],
}

/// The workbook.
pub fn review_book(of: &BookRows, choices: &Choices, lang: Lang) -> Book {
    let BookRows { rows, asked, drawn, rates } = *of;
    let mut sheets = Vec::new();
    for own in rows.chunk_by(|a, b| a.measure == b.measure) {
        for (part, rows) in own.chunks(MOST_ROWS).enumerate() {
            sheets.push(measure(rows, part, choices, lang));
        }
    }
    for (part, rows) in asked.chunks(MOST_ROWS).enumerate() {
        sheets.push(findings(rows, part, choices, lang));
    }
    if !drawn.is_empty() {
        sheets.push(of_draw(drawn, lang));
    }
    if !rates.is_empty() {
        sheets.push(of_rates(rates, lang));
    }
    let title = lang.pick("审定表", "Review workbook");
    sheets.insert(0, Sheet::contents(title, &sheets, lang));
    Book { sheets }
}

fn measure(rows: &[Review], part: usize, choices: &Choices, lang: Lang) -> Sheet {
    let clause = rows.first().map_or("", |row| row.clause.as_str());
    let name = match part {
        0 => sheet_name(clause, lang),
        part => format!("{} ({})", sheet_name(clause, lang), part + 1),
    };
    let title = say!(lang, "审定表：{clause}", "Review: {clause}");
    let mut out = Sheet::new(name, title);
    out.notes = notes(lang);
    columns!(out, lang, row in rows;
        let is_line = row.layer == Layer::Line;
        ("单位名称", "Enterprise", Text, 28) => text(&row.firm),
        ("层次", "Layer", Text, 11) => text(row.layer.text().get(lang)),
        ("项目标识", "Item", Text, 16) => text(&row.item),
        ("凭证", "Papers", Text, 24) => text(&row.papers),
        ("币种", "Currency", Text, 9) => text(&row.currency),
        ("送审金额", "Filed for review", Yuan, 16) => amount(row.filed),
        ("按规则计入金额", "Counted by the rules", Yuan, 16) => row.by_rule.map_or(Cell::Empty, Cell::Money),
        ("按规则的结论", "By the rules", Text, 30) => text(row.rule.get(lang)),
        ("审定金额", "Amount reviewed", Yuan, 16) => Cell::Empty,
        ("审定结论", "Review verdict", Text, 11) => Cell::Empty,
        ("审核方式", "Kind of review", Text, 12) => Cell::Empty,
        ("核减原因", "Reason of the cut", Text, 14) => Cell::Empty,
        ("认定理由", "Reason for the verdict", Text, 24) => Cell::Empty,
        ("决定人", "Decided by", Text, 10) => Cell::Empty,
        ("决定日期", "Decided on", Date, 12) => Cell::Empty,
        ("审核机构", "Audit firm", Text, 20) => text(&row.audit_firm),
        ("已有审定", "Reviewed so far", Text, 30) => text(row.standing.get(lang)),
        ("出处", "Where it stands", Text, 30) => if is_line { text(&row.place) } else { Cell::Empty },
        ("统一社会信用代码", "Credit code", Text, 21) => text(&row.code),
        ("申报项编号", "Claim id", Text, 25) => text(&row.claim),
        ("审定编号", "Review id", Text, 17) => text(&row.id),
        ("证据指纹", "Evidence", Text, 19) => text(&row.evidence),
    );
    for heading in &mut out.headings {
        let is = |zh: &str, en: &str| heading.text == lang.pick(zh, en);
        heading.choices = match () {
            () if is("审定结论", "Review verdict") => choices.verdicts.clone(),
            () if is("审核方式", "Kind of review") => choices.kinds.clone(),
            () if is("核减原因", "Reason of the cut") => choices.causes.clone(),
            () => Vec::new(),
        };
        heading.folded = is("申报项编号", "Claim id")
            || is("审定编号", "Review id")
            || is("证据指纹", "Evidence")
            || is("统一社会信用代码", "Credit code");
    }
    out
}

/// The findings that a person decides, those that are open first.
fn findings(rows: &[Asked], part: usize, choices: &Choices, lang: Lang) -> Sheet {
    let name = lang.pick("待决疑点", "Findings to decide");
    let name = if part == 0 { name.to_string() } else { format!("{name} ({})", part + 1) };
    let mut rows: Vec<&Asked> = rows.iter().collect();
    rows.sort_by_key(|row| !row.open);
    let title =
        lang.pick("本次核算中须由人决定的疑点", "Findings of the run that a person decides");
    let mut out = Sheet::new(name, title);
    out.notes = vec![
        say!(
            lang,
            "每个疑点选一个处理结论：放行；核减（写“处理后金额”，涉及几项的还要写“所指申报项”，要减几项就照抄几行）；不予支持（所涉各项均不予支持）；保留牵头单位、保留最早申报、保留所指（其余各项不予支持）。",
            "Choose a verdict for each finding: release; cut (with the amount left, and the claim meant where several are touched; copy the row to cut several); refused (all its claims); keep the lead, the earliest or the one named (all others are refused)."
        ),
        say!(
            lang,
            "以最后日期的决定为准，同一天的须一致。折叠的列勿改；所涉申报项有变的，原决定不再适用，会重新列出。",
            "The decisions of the last day hold; those of one day must agree. Leave the folded columns as they are; where the claims change, the decision no longer holds and the finding is shown again."
        ),
        signed_once("inputs.reviews", lang),
    ];
    columns!(out, lang, row in rows;
        ("类型", "Finding", Text, 8) => text(row.kind.key()),
        ("疑点", "Kind", Text, 20) => text(row.kind_text.get(lang)),
        ("对象", "About", Text, 36) => text(row.about.get(lang)),
        ("涉及单位", "Enterprises", Text, 36) => text(&row.firms),
        ("涉及申报项", "Claims", Text, 36) => text(&row.claims),
        ("涉及金额", "Amount at stake", Yuan, 16) => Cell::Money(row.payable),
        ("处理结论", "Verdict on the finding", Text, 16) => Cell::Empty,
        ("所指申报项", "Claim meant", Text, 25) => Cell::Empty,
        ("处理后金额", "Amount left", Yuan, 16) => Cell::Empty,
        ("认定理由", "Reason for the verdict", Text, 24) => Cell::Empty,
        ("决定人", "Decided by", Text, 10) => Cell::Empty,
        ("决定日期", "Decided on", Date, 12) => Cell::Empty,
        ("已有决定", "Decided so far", Text, 30) => text(row.decided.get(lang)),
        ("疑点编号", "Finding id", Text, 17) => text(&row.id),
        ("证据指纹", "Evidence", Text, 19) => text(&row.evidence),
    );
    for heading in &mut out.headings {
        let is = |zh: &str, en: &str| heading.text == lang.pick(zh, en);
        if is("处理结论", "Verdict on the finding") {
            heading.choices = choices.of_findings.clone();
        }
        heading.folded = is("疑点编号", "Finding id") || is("证据指纹", "Evidence");
    }
    out
}

fn amount(value: Option<Scaled<18, 2>>) -> Cell {
    let fen = value.and_then(|value| i64::try_from(value.0).ok());
    fen.map_or(Cell::Empty, |fen| Cell::Money(Fen(fen)))
}

fn notes(lang: Lang) -> Vec<String> {
    vec![
        say!(
            lang,
            "只填要审定的行：“审定金额”（该行币种的元，不高于送审金额），或“审定结论”（通过、核减、不予支持）。“整项”行审的是申请额，“明细”行审的是凭证金额。",
            "Fill in only what is reviewed: the amount that stands (in units of the row's currency, at most what was filed), or a verdict (as filed, cut, refused). Rows of whole claims are about the amount asked for, rows of lines about the evidence."
        ),
        say!(
            lang,
            "同一审核方式以最后日期为准；几种审核方式并存时，取最低的。右边折叠的列勿改；内容有变的，原审定不再适用，会重新列出。",
            "Of one kind of review the last day holds; of several kinds the lowest amount. Leave the folded columns as they are; where what is filed changes, the review no longer holds and is shown again."
        ),
        signed_once("inputs.reviews", lang),
    ]
}

fn of_draw(drawn: &[Drawn], lang: Lang) -> Sheet {
    let name = lang.pick("现场核查抽样", "Checks on site");
    let mut out = Sheet::new(name, lang.pick("抽中的单位", "Enterprises drawn for checks on site"));
    out.notes = vec![say!(
        lang,
        "核查结果填在各措施的审定表，审核方式选“现场核查”。同一种子、同样的单位，抽中的总是这些。",
        "What a check finds is entered in the sheets of the measures, kind of review `on-site check`. The same seed draws the same of the same enterprises."
    )];
    columns!(out, lang, row in drawn;
        ("单位名称", "Enterprise", Text, 32) => text(&row.firm),
        ("统一社会信用代码", "Credit code", Text, 21) => text(&row.code),
        ("抽取方式", "Drawn by", Text, 10) => text(row.how.get(lang)),
        ("理由", "Why", Text, 60) => text(row.why.get(lang)),
        ("拟拨付金额", "Payable", Yuan, 18) => Cell::Money(row.payable),
    );
    out
}

fn of_rates(rates: &[CutRate], lang: Lang) -> Sheet {
    let name = lang.pick("审减率", "Cut rates");
    let mut out = Sheet::new(
        name,
        lang.pick("各审核机构和审定人的审减率", "How much audit firms and reviewers cut"),
    );
    columns!(out, lang, row in rates;
        ("审核机构", "Audit firm", Text, 28) => text(&row.audit_firm),
        ("审定人", "Reviewed by", Text, 12) => text(&row.by),
        ("审核方式", "Kind of review", Text, 14) => text(&row.kind),
        ("层次", "Layer", Text, 12) => text(row.layer.text().get(lang)),
        ("审定数", "Reviewed", Int, 10) => Cell::Int(row.reviewed),
        ("核减数", "Of them cut", Int, 10) => Cell::Int(row.cut),
        ("送审金额", "Filed for review", Yuan, 18) => Cell::Money(row.filed),
        ("审定金额", "Left by the review", Yuan, 18) => Cell::Money(row.left),
        ("审减额", "Cut", Yuan, 18) => Cell::Money(row.reduction),
        ("审减率（%）", "Cut, per cent", Yuan, 12) => amount(Some(row.share)),
    );
    out
}
