//! What a trial of the join gave, as sheets: the curve of thresholds, and every wrong and missed pair.

use polars::prelude::PolarsResult;

use crate::diag::Lang;
use crate::duplicate::trial::{Sides, Tried};
use crate::entity::evaluate::{Fault, Point, share};
use crate::frame::access::texts;
use crate::frame::columns as c;
use crate::workbook::{Book, Cell, Sheet, columns, int, text};

/// The workbook of a trial; `least_chance` is the threshold that the trial ran with.
///
/// # Errors
/// Tables without names, codes or record numbers.
pub fn book(tried: &Tried, sides: &Sides, least_chance: u16, lang: Lang) -> PolarsResult<Book> {
    let sheets = vec![curve(tried, least_chance, lang), mistakes(tried, sides, lang)?];
    let title = lang.pick("名册核对检验", "The join tried against the truth");
    let contents = Sheet::contents(title, &sheets, lang);
    Ok(Book { sheets: [vec![contents], sheets].concat() })
}

fn curve(tried: &Tried, least_chance: u16, lang: Lang) -> Sheet {
    let title = lang.pick(
        "提交人工的最低可能性与精确率、召回率、待复核对数",
        "Precision, recall and length of the queue by the least probability that is asked",
    );
    let mut out = Sheet::new(lang.pick("阈值曲线", "Thresholds"), title);
    out.notes.push(
        lang.pick(
            "各行：已确认的各对，加上可能性（‰）不低于该行的待复核各对。第一行不提交任何一对。",
            "Each row: what is confirmed, and questions of at least its probability (‰). The first row asks nothing.",
        )
        .to_string(),
    );
    let truths = tried.evaluation.truths;
    let set = in_force(&tried.curve, least_chance);
    columns!(out, lang, (at, point) in tried.curve.iter().enumerate();
        ("最低可能性‰", "Least chance ‰", Int, 14) => point.least_chance.map_or(Cell::Empty, |c| Cell::Int(c.into())),
        ("待复核对数", "Queue", Int, 10) => int(point.queue as usize),
        ("对数", "Pairs", Int, 10) => int(point.pairs.found as usize),
        ("正确", "Right", Int, 10) => int(point.pairs.right as usize),
        ("精确率", "Precision", Text, 10) => text(share(point.pairs.right, point.pairs.found)),
        ("召回率", "Recall", Text, 10) => text(share(point.hit, truths)),
        ("现行阈值", "In force", Text, 10) => text(if set == Some(at) { lang.pick("是", "yes") } else { "" }),
    );
    out
}

/// The point of a curve that a threshold gives.
pub fn in_force(curve: &[Point], least_chance: u16) -> Option<usize> {
    curve.iter().rposition(|point| point.least_chance.is_none_or(|chance| chance >= least_chance))
}

fn said(fault: Fault, lang: Lang) -> &'static str {
    match fault {
        Fault::Confirmed => lang.pick("误确认", "confirmed, wrong"),
        Fault::Missed => lang.pick("漏配", "missed"),
        Fault::Asked => lang.pick("提交复核而非同一单位", "asked, not the same"),
    }
}

fn mistakes(tried: &Tried, sides: &Sides, lang: Lang) -> PolarsResult<Sheet> {
    let (names, codes) = (texts(&sides.claims, c::FIRM_NAME)?, texts(&sides.claims, c::USCC)?);
    let records = texts(&sides.rosters, c::RECORD_NO)?;
    let (written, shown) = (texts(&sides.rosters, c::FIRM_NAME)?, texts(&sides.rosters, c::USCC)?);
    let of = |column: &[&str], row: Option<u32>| text(row.map_or("", |row| column[row as usize]));
    let title = lang.pick("错配和漏配的每一对", "Every wrong and missed pair");
    let mut out = Sheet::new(lang.pick("错配与漏配", "Mistakes"), title);
    columns!(out, lang, one in &tried.mistakes;
        let pair = one.pair;
        let own = pair.map(|pair| pair.own);
        let record = Some(one.other);
        ("情形", "What", Text, 20) => text(said(one.fault, lang)),
        ("证据等级", "Level", Text, 16) => text(pair.map_or("", |pair| pair.level.name())),
        ("分值", "Score", Int, 8) => pair.map_or(Cell::Empty, |pair| Cell::Int(pair.score.into())),
        ("可能性‰", "Chance ‰", Int, 10) => pair.map_or(Cell::Empty, |pair| Cell::Int(pair.chance.into())),
        ("记录编号", "Record no.", Text, 18) => of(&records, record),
        ("名册名称", "Name in the roster", Text, 36) => of(&written, record),
        ("所配申报单位", "Applicant of the pair", Text, 36) => of(&names, own),
        ("实为申报单位", "Applicant in truth", Text, 36) => of(&names, one.truth),
        ("名册代码", "Code in the roster", Text, 22) => of(&shown, record),
        ("所配单位代码", "Code of the pair", Text, 22) => of(&codes, own),
        ("实为单位代码", "Code in truth", Text, 22) => of(&codes, one.truth),
    );
    Ok(out)
}
