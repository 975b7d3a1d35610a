//! Rows that are no data: totals, remarks below the table, a header that is printed again.

use serde::{Deserialize, Serialize};

use super::Tables;
use super::cells::RawCell;
use super::headers::Headers;
use super::layout::{Layout, Matcher};
use super::measures;
use super::statement::Said;
use crate::diag::{Diagnostic, Place, codes, private};
use crate::domain::date;
use crate::domain::text::{clean, comparable, half_width, simplified};
use crate::frame::fields::{HISTORY_FIELDS, PAPERS, find};
use crate::frame::tables::TableContract;
use crate::frame::{FieldKind, columns as c};

/// Why a row is set aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Aside {
    /// 合计, 总计: of all rows above it, back to the last such row.
    Total,
    /// 小计: of the rows since the last total of either kind.
    Subtotal,
    /// 注, 备注, 填表人 …
    Remark,
    /// The header once more.
    Header,
    /// Imports, in a list of both sides of trade.
    Import,
}

impl Aside {
    /// The word used in tables.
    pub fn key(self) -> &'static str {
        match self {
            Self::Total => "total",
            Self::Subtotal => "subtotal",
            Self::Remark => "remark",
            Self::Header => "header",
            Self::Import => "import",
        }
    }
}

/// Longer texts are sentences, not the name of a total.
const LONGEST_TOTAL: usize = 12;

/// Whether the first text of a row names a total. Asked for every row: looks at one cell.
pub fn total(cells: &[RawCell], layout: &Layout, headers: &Headers) -> Option<Aside> {
    let numbers = |at: usize| layout.row_numbers.get(at) == Some(&true);
    let mut texts = cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty());
    let (at, first) = texts.next()?;
    let first = match (first, texts.next()) {
        // The word may stand in the column that numbers the rows, or beside an empty one.
        (RawCell::Text(text), _) => total_word(text, headers),
        (_, Some((_, RawCell::Text(text)))) if numbers(at) => total_word(text, headers),
        _ => None,
    };
    // A code that is merged or filled down may stand before it.
    let later = || {
        cells.iter().find_map(|cell| match cell {
            RawCell::Text(text) if begins_a_total(text) => total_word(text, headers),
            _ => None,
        })
    };
    first.or_else(later).or_else(|| number_of_a_total(cells, layout))
}

/// Whether a text begins as names of totals do. Asked of many cells: looks at its first letters.
fn begins_a_total(text: &str) -> bool {
    let latin = |word: &str| {
        let start = text.as_bytes().get(..word.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes()))
    };
    text.starts_with(['合', '小', '总', '總', '汇', '累', '共', '全', '∑', 'Σ', '(', '（'])
        || ["total", "sub", "sum", "grand"].iter().any(|word| latin(word))
}

/// Whether a text begins or ends as names of totals do.
pub fn may_name_a_total(text: &str) -> bool {
    begins_a_total(text) || text.trim_end().ends_with(['计', '额', '数', '总', '和'])
}

/// A total by the bare word for one in any column, read or not: 服务内容 合计.
pub fn bare_total(cells: &[RawCell], headers: &Headers) -> bool {
    let bare = |text: &str| {
        let word = comparable(text);
        headers.is_total(&word) || headers.is_subtotal(&word)
    };
    cells
        .iter()
        .any(|cell| matches!(cell, RawCell::Text(text) if may_name_a_total(text) && bare(text)))
}

/// A total by a longer name in any column: 费用合计, 本页小计. A service may be called so, too.
pub fn longer_total(cells: &[RawCell], headers: &Headers) -> Option<Aside> {
    cells.iter().find_map(|cell| match cell {
        RawCell::Text(text) if may_name_a_total(text) => total_word(text, headers),
        _ => None,
    })
}

/// Columns that say of which measure a row is, in a list of all; whether a bare number in one is that of a measure.
pub fn measure_columns(
    layout: &Layout,
    headers: &Headers,
    contract: &TableContract,
) -> Vec<(usize, bool)> {
    let lines = contract.fields().any(|field| field.name == c::REQUESTED);
    let field = find(HISTORY_FIELDS, c::MEASURE).filter(|_| lines);
    let Some(known) = field.map(|field| headers.aliases(field)) else { return Vec::new() };
    let own = |at: &usize| {
        let heading = comparable(&layout.headings[*at]);
        let ends = |ends: &[&str]| ends.iter().any(|end| heading.ends_with(end));
        // Contracts have clauses of their own: 合同条款 is no column of measures.
        let named = ends(&["措施"]) || heading == "measure" || known.contains(&heading);
        named.then(|| (*at, ends(&["措施", "条款", "编号", "事项", "measure"])))
    };
    layout.extra.iter().filter_map(own).collect()
}

/// What is said of a row that is of another measure than its sheet's, as a column of one list of all measures says.
pub fn other_measure(
    text: &str,
    numbered: bool,
    tables: &Tables,
    contract: usize,
) -> Option<Diagnostic> {
    let contracts = tables.contracts;
    let named = measures::named(text, numbered, tables);
    let other = named.into_iter().find(|other| *other != contract)?;
    let fault = Diagnostic::new(&codes::OTHER_MEASURE).arg("read", text);
    let fault = fault.arg("table", &contracts[contract].title);
    Some(fault.arg("other", &contracts[other].title))
}

/// Whether a column that is read holds the bare word for a total, beside cells that are filled down; in columns of
/// codes and numbers of papers a longer name for it will do (备案号小计).
pub fn is_called_total(cells: &[RawCell], layout: &Layout, headers: &Headers) -> bool {
    let read = layout.columns.iter().flatten().filter_map(|column| cells.get(column.at));
    let mut words = read.map(|cell| comparable(&cell.display()));
    words.any(|word| headers.is_total(&word) || headers.is_subtotal(&word))
        || number_of_a_total(cells, layout).is_some()
}

/// A total that its name stands for in a column of codes or numbers of papers: 备案号小计, SB1 小计, 总计金额.
fn number_of_a_total(cells: &[RawCell], layout: &Layout) -> Option<Aside> {
    const ENDS: [char; 5] = ['计', '数', '额', ')', '）'];
    layout.columns.iter().flatten().find_map(|column| {
        let Some(RawCell::Text(text)) = cells.get(column.at) else { return None };
        let field = column.field.name;
        if !text.trim_end().ends_with(ENDS)
            || !(PAPERS.contains(&field) || [c::USCC, c::FILING_NO].contains(&field))
        {
            return None;
        }
        let name = comparable(text.split(['(', '（', ':', '：']).next()?);
        let name = simplified(&name);
        let word = name.trim_end_matches(['额', '数']).trim_end_matches('金');
        let all = ["合计", "总计", "共计"].iter().any(|end| word.ends_with(end));
        if all { Some(Aside::Total) } else { word.ends_with("小计").then_some(Aside::Subtotal) }
    })
}

fn total_word(text: &str, headers: &Headers) -> Option<Aside> {
    // Most first texts are numbers of filings.
    if text.starts_with(|c: char| c.is_ascii_digit()) && !may_name_a_total(text) {
        return None;
    }
    // （合计）, 共2笔
    let text = text.trim();
    let text = text
        .strip_prefix(['(', '（'])
        .and_then(|own| own.strip_suffix([')', '）']))
        .unwrap_or(text);
    let count =
        text.strip_prefix('共').and_then(|rest| rest.strip_suffix(['笔', '张', '项', '条']));
    if count.is_some_and(|count| !count.is_empty() && count.bytes().all(|b| b.is_ascii_digit())) {
        return Some(Aside::Total);
    }
    // 合计（大写）：人民币壹万元整
    let name = text.split(['(', '（', ':', '：']).next()?;
    // 合计3.5万元, 总计￥30,000.00
    let amount = |c: char| c.is_ascii_digit() || matches!(c, '¥' | '￥');
    let head = name.split(amount).next().filter(|head| head.len() < name.len());
    let head = head.map(|head| comparable(head.trim_end_matches("人民币")));
    if head.is_some_and(|head| headers.is_total(&head)) {
        return Some(Aside::Total);
    }
    if name.chars().count() > LONGEST_TOTAL {
        return None;
    }
    let name = comparable(name);
    let plain =
        ["人民币", "大写", "小写", "金额", "数"].iter().find_map(|end| name.strip_suffix(end));
    let name = plain.unwrap_or(&name);
    // 总计2笔, 以上合计, 费用合计.
    let counted = name.trim_end_matches(|c: char| c.is_ascii_digit() || "笔张条户家份".contains(c));
    if headers.is_total(name) || headers.is_total(counted) {
        return Some(Aside::Total);
    }
    if headers.is_subtotal(name) || headers.is_subtotal(counted) {
        return Some(Aside::Subtotal);
    }
    let name = simplified(counted);
    let of_part = ["小计", "累计", "汇总"].iter().any(|end| name.ends_with(end));
    let of_all = ["合计", "总计", "共计", "总和", "之和"].iter().any(|end| name.ends_with(end));
    if of_all { Some(Aside::Total) } else { of_part.then_some(Aside::Subtotal) }
}

/// What a row with faults may be instead of data.
pub fn no_data(
    cells: &[RawCell],
    layout: &Layout,
    headers: &Headers,
    lenient: bool,
) -> Option<Aside> {
    let filled = || cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty());
    let same = |(at, cell): (usize, &RawCell)| {
        layout
            .headings
            .get(at)
            .is_some_and(|heading| comparable(heading) == comparable(&cell.display()))
    };
    if filled().count() > 1 && filled().all(same) {
        return Some(Aside::Header);
    }
    if is_signed(cells, headers) {
        return Some(Aside::Remark);
    }
    // A remark stands in few cells, none of which holds a number.
    let few = filled().count() <= 3;
    let lone = filled().count() == 1;
    let is_text = |text: &str| !is_number(text) || lone && date::parse(text).is_some();
    let texts = filled().all(|(_, cell)| matches!(cell, RawCell::Text(text) if is_text(text)));
    let (_, first) = filled().next()?;
    let first = first.display();
    // In a list of names, and beside other cells, the word may begin a name: 说明书科技, *ST某某.
    let alone = filled().count() == 1 && !lenient;
    let remark = headers.is_remark(&first) && (alone || speaks(&first));
    let told = || {
        is_labelled_value(&first) || is_prose(&first, headers) || headers.states_a_request(&first)
    };
    let said = remark || alone && told();
    let several = filled().nth(1).is_some();
    // （补开） beside a day in its own column is a line that is not finished; （公章） beside one signs.
    let dated = || {
        let days = layout.columns.iter().flatten().filter(|own| own.field.kind == FieldKind::Date);
        let mut cells = days.filter_map(|own| cells.get(own.at));
        cells.any(|cell| is_of_a_foot(cell, headers) && !is_blank_day(cell.display().trim()))
    };
    let seals = |cell: &RawCell| {
        let text = cell.display();
        !text.trim().ends_with([')', '）']) || text.contains(['章', '签', '名', '印'])
    };
    let signs = || filled().all(|(_, cell)| seals(cell)) || !dated();
    let foot =
        || !lenient && several && filled().all(|(_, cell)| is_of_a_foot(cell, headers)) && signs();
    let signed = || filled().any(|(_, cell)| !matches!(cell, RawCell::Date(_))) && foot();
    (few && (texts && said || signed())).then_some(Aside::Remark)
}

/// What stands side by side below a table: （单位公章） and 2026年2月10日, 审核： and a blank day.
fn is_of_a_foot(cell: &RawCell, headers: &Headers) -> bool {
    let text = match cell {
        RawCell::Date(_) => return true,
        RawCell::Text(text) => text.trim(),
        _ => return false,
    };
    let ends = |open: char, close: char| text.starts_with(open) && text.ends_with(close);
    let words = text.chars().filter(|c| !c.is_ascii() && c.is_alphabetic()).count();
    let bracketed = words >= 2 && (ends('（', '）') || ends('(', ')'));
    // 单位（公章）：
    let sealed = text.contains('章') && !text.contains(|c: char| c.is_ascii_digit());
    let day = date::parse(text).is_some() && !text.bytes().all(|byte| byte.is_ascii_digit());
    bracketed
        || sealed
        || day
        || is_blank_day(text)
        || dated(text)
        || headers.is_remark(text) && speaks(text)
}

/// `   年   月   日`, 二〇二六年  月  日: a day that is to be filled in by hand.
fn is_blank_day(text: &str) -> bool {
    let blank = |c: char| c.is_whitespace() || matches!(c, '_' | '＿' | '/' | '.' | '…' | '日');
    let plain: String = text.chars().filter(|c| !blank(*c)).collect();
    let year = plain.trim_start_matches(|c: char| c.is_ascii_digit());
    year.starts_with('年') && plain.ends_with('月') && plain.chars().count() <= LONGEST_BLANK_DAY
}

/// 2026年2月: the year and the month alone may be there.
const LONGEST_BLANK_DAY: usize = 6;

/// The foot of a form: 单位负责人：|张三|填表人：|李四|联系电话：|13800000000. Several labels, each with its value behind it
/// and no number but those of phones: 减：退款：|5000 is an amount.
fn is_signed(cells: &[RawCell], headers: &Headers) -> bool {
    const FEWEST: usize = 2;
    let (mut labels, mut behind) = (0, false);
    for cell in cells.iter().filter(|cell| !cell.is_empty()) {
        let text = cell.display();
        // 填报日期：2026-02-10 in one cell
        if !behind && is_labelled_value(&text) && headers.is_remark(&text) {
            labels += 1;
            continue;
        }
        let label = text.trim_end().ends_with([':', '：']);
        let number = !matches!(cell, RawCell::Text(text) if !is_number(text));
        // 日期：|2026-02-10
        let day = behind && (matches!(cell, RawCell::Date(_)) || date::parse(&text).is_some());
        if (!label && !behind) || (number && !day && private::find(&text).is_empty()) {
            return false;
        }
        labels += usize::from(label);
        behind = label;
    }
    labels >= FEWEST
}

/// A signature, a day, a promise or a mark of the end as the only cell of a row: nothing in it can be an amount, a code or
/// a number of a paper by itself.
fn is_prose(text: &str, headers: &Headers) -> bool {
    const FEWEST: usize = 4;
    let text = text.trim();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let words = text.chars().filter(|c| !c.is_ascii() && c.is_alphabetic()).count();
    let mark = !text.chars().any(char::is_alphanumeric);
    // A sentence with numbers in it has more words than digits: 2.发票号码填20位数电票号码；
    let told =
        words >= FEWEST && (digits <= 2 || words > digits && !names_an_amount(text, headers));
    mark || told || is_blank_day(text) || is_day_or_note(text, headers) || is_mark_of_the_end(text)
}

/// 扣除已获其他补贴后为41543.33元 may be meant for the rows; 3.单笔5000元以上的须附合同 tells how to fill in.
fn names_an_amount(text: &str, headers: &Headers) -> bool {
    let digit = |c: char| c.is_ascii_digit();
    let units = ['元', '万', '亿', '圆'];
    let ends = text.match_indices(units).any(|(at, _)| text[..at].trim_end().ends_with(digit));
    let money = ends || text.contains(['¥', '￥', '$']);
    money && !headers.tells_in_general(text)
}

/// Page 1 of 3, 1/3, --- 结束 ---, END.
fn is_mark_of_the_end(text: &str) -> bool {
    const WORDS: [&str; 6] = ["page", "of", "end", "结束", "完", "第"];
    const LONGEST: usize = 20;
    let text = comparable(text);
    let rest = WORDS.iter().fold(text.clone(), |text, word| text.replace(word, ""));
    let pages = rest.chars().all(|c| c.is_ascii_digit() || !c.is_alphanumeric());
    let named = rest.len() < text.len() || text.contains('/');
    let digits = text.chars().filter(char::is_ascii_digit).count();
    text.chars().count() <= LONGEST && pages && named && digits <= 4
}

/// 2026年2月10日, 某某公司 2026年2月10日, 共4笔46543.33元, 依据深前海规〔2026〕1号.
fn is_day_or_note(text: &str, headers: &Headers) -> bool {
    let words = text.chars().filter(|c| !c.is_ascii() && c.is_alphabetic()).count();
    let told = headers.begins_a_note(text) && words >= 2;
    date::parse(text).is_some() || dated(text) || told
}

/// 2026年2月10日, 某某公司 2026年2月10日, 2025年5月.
fn dated(text: &str) -> bool {
    let before_year = text.split_once('年').map(|(before, _)| before);
    before_year.is_some_and(|before| before.ends_with(|c: char| c.is_ascii_digit()))
}

/// 注册资本（万元）：500 as the only cell of a row.
fn is_labelled_value(text: &str) -> bool {
    let (name, value) = text.split_once([':', '：']).unwrap_or_default();
    name.chars().filter(|c| !c.is_ascii()).count() >= 2 && !value.trim().is_empty()
}

/// Whether a text that begins with a word of remarks goes on like one: 备注：…, 以上均已付款。
fn speaks(text: &str) -> bool {
    const SHORT: usize = 4;
    let text = text.trim();
    text.contains([':', '：'])
        || text.ends_with(['。', '；', ';', '）', ')'])
        || text.chars().count() <= SHORT
}

/// A number or a day as delimited text writes them.
fn is_number(text: &str) -> bool {
    let plain = half_width(text.trim()).replace([',', ' '], "");
    plain.parse::<f64>().is_ok() || date::parse(&plain).is_some()
}

/// Whether a text only numbers a row: 3, 3., (三), ③, 第3项.
pub fn is_numbering(text: &str) -> bool {
    text.chars().all(|c| {
        c.is_numeric() || !c.is_alphanumeric() || "一二三四五六七八九十百第项条".contains(c)
    })
}

/// Whether a row is a header once more: `Some(true)` where it says the same of the same columns.
pub fn header_again(
    cells: &[RawCell],
    matcher: &Matcher,
    layout: &Layout,
    general: Said,
) -> Option<bool> {
    let filled = || cells.iter().filter(|cell| !cell.is_empty());
    let first = filled().next()?;
    if !matches!(first, RawCell::Text(text) if matcher.knows(text)) {
        return None;
    }
    let headings: Vec<String> = cells.iter().map(|cell| clean(&cell.display())).collect();
    let (known, required) = matcher.score(&headings);
    let all = known == filled().count();
    if known < 2 || !(all || matcher.is_header((known, required))) {
        return None;
    }
    let other = matcher.layout(headings, general, &|_| Place::Nowhere);
    Some(other.is_ok_and(|other| other.same_as(layout)))
}

/// Whether a row of delimited text is as wide as its header. A separator behind the last cell adds nothing.
pub fn fits(cells: &[RawCell], headings: &[String]) -> bool {
    let named = headings.iter().rposition(|heading| !heading.is_empty()).map_or(0, |at| at + 1);
    let filled = cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |at| at + 1);
    cells.len() >= named && filled <= headings.len()
}

/// Whether an amount stands in two cells: `81,234.50` without quotation marks.
pub fn parted(cells: &[RawCell], layout: &Layout) -> bool {
    let digits = |text: &str, count: std::ops::RangeInclusive<usize>| {
        count.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
    };
    let tail = |text: &str| {
        let (whole, cents) = text.split_once('.').unwrap_or((text, "00"));
        digits(whole, 3..=3) && digits(cents, 1..=2)
    };
    let text = |at: usize| match cells.get(at) {
        // '81,234.50': quotation marks that are none.
        Some(RawCell::Text(text)) => text.trim().trim_matches('\''),
        _ => "",
    };
    // In the next column another number may stand by right.
    let number = |at: usize| {
        let read = layout.columns.iter().flatten().find(|column| column.at == at);
        let numbers = [FieldKind::Money, FieldKind::Int, FieldKind::Share, FieldKind::Figure];
        read.is_some_and(|column| numbers.contains(&column.field.kind))
    };
    let head = |text: &str| digits(text, 1..=3) && !text.starts_with('0');
    layout
        .money()
        .map(|column| column.at)
        .any(|at| head(text(at)) && tail(text(at + 1)) && !number(at + 1))
}
