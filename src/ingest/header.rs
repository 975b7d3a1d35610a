//! Where the header of a sheet stands: below titles, over one row or several, with its units.

use super::brackets::{split_bracket, unit};
use super::cells::RawCell;
use super::layout::{LONGEST_HEADING, Matcher};
use super::mentions::names_a_figure;
use super::statement::{Heard, for_others, hear, plain, statement};
use crate::domain::text::{clean, comparable};
use crate::frame::FieldKind;

/// The first rows of a sheet, with their numbers.
pub type Top<'a> = [(u32, Vec<RawCell<'a>>)];

/// Merged cells of a sheet: first row, first column, last row, last column, from 0; in this order.
pub type Merges<'a> = &'a [[u32; 4]];

/// A header that was found.
pub struct Header {
    /// The places of its first and last row among the first rows of the sheet.
    pub first: usize,
    pub last: usize,
    /// The row, as the file counts, that its headings stand in.
    pub row: u32,
    pub headings: Vec<String>,
    /// Texts of its upper rows that are neither headings nor groups, with their rows.
    pub loose: Vec<(u32, String)>,
    /// A row above it that is a header as well: what stands between the two belongs to that one.
    pub earlier: Option<u32>,
}

/// Groups of headings stand in at most so many rows above them.
const GROUP_ROWS: usize = 2;

/// The row that names the most fields, the first of equals.
pub fn find(top: &Top, matcher: &Matcher, merges: Merges) -> Option<Header> {
    let mut best: Option<(usize, Header)> = None;
    let own =
        |cells: &[RawCell]| cells.iter().map(|cell| clean(&cell.display())).collect::<Vec<_>>();
    let texts: Vec<Vec<String>> = top.iter().map(|(_, cells)| own(cells)).collect();
    let glances: Vec<Vec<Glance>> =
        texts.iter().map(|row| row.iter().map(|text| Glance::of(text)).collect()).collect();
    let mut earlier: Option<usize> = None;
    for (at, (row, _)) in top.iter().enumerate() {
        let paths = Paths::of(top, (&texts, &glances), at, merges);
        let headings = paths.headings(matcher);
        let score = matcher.score(&headings);
        if matcher.is_header(score) && is_row_of_headings(&texts[at], matcher) {
            earlier.get_or_insert(at);
        }
        if matcher.is_header(score) && best.as_ref().is_none_or(|(most, _)| score.0 > *most) {
            let first = at - paths.groups.len();
            let loose = paths.loose(&top[..at]);
            let header = Header { first, last: at, row: *row, headings, loose, earlier: None };
            best = Some((score.0, header));
        }
    }
    let (_, mut header) = best?;
    header.earlier = earlier.filter(|at| *at < header.first).map(|at| top[at].0);
    if let Some((_, cells)) = top.get(header.last + 1) {
        take_unit_row(&mut header, cells);
    }
    let mut skips = |is: &dyn Fn(&[RawCell]) -> bool| {
        let below = top.get(header.last + 1);
        header.last += usize::from(below.is_some_and(|(_, cells)| is(cells)));
    };
    skips(&|cells| tells_how_to_fill(cells, matcher));
    skips(&numbers_columns);
    take_statements(&mut header, top, matcher);
    header.headings.iter_mut().for_each(shorten);
    Some(header)
}

/// Whether most cells of a row are headings by themselves; labels with their values beside them are half of them.
fn is_row_of_headings(texts: &[String], matcher: &Matcher) -> bool {
    let filled = texts.iter().filter(|text| !text.is_empty());
    let known = filled.clone().filter(|text| matcher.knows(text)).count();
    known * 5 > filled.count() * 3
}

/// Cuts what is too long for a heading, so that nothing that is done with headings takes long.
fn shorten(heading: &mut String) {
    if heading.len() > LONGEST_HEADING {
        let end = (0..=LONGEST_HEADING).rev().find(|at| heading.is_char_boundary(*at));
        heading.truncate(end.unwrap_or(0));
        heading.push('…');
    }
}

/// Statements of the unit in the place of headings: beside the table (单位：万元 far to the right), or in the corner
/// behind a heading that is none of money: 申报编号（单位：万元）. They speak of all amounts.
fn take_statements(header: &mut Header, top: &Top, matcher: &Matcher) {
    let below = top.get(header.last + 1..).unwrap_or_default();
    let filled = |at: usize| {
        below.iter().any(|(_, cells)| cells.get(at).is_some_and(|cell| !cell.is_empty()))
    };
    for (at, heading) in header.headings.iter_mut().enumerate() {
        if heading.is_empty() || heading.len() > LONGEST_HEADING || matcher.is_money(heading) {
            continue;
        }
        let plain = plain(&comparable(heading));
        match split_bracket(&plain).filter(|(stem, _)| !stem.is_empty()) {
            None if says_unit(heading, filled(at)) => {
                header.loose.push((header.row, std::mem::take(heading)));
            }
            None => {}
            Some((stem, bracket)) => {
                let stated = statement(bracket).is_some_and(|said| said.shift.is_some());
                // Of a column that nobody knows it is the unit, unless nothing stands there.
                let corner =
                    matcher.knows(stem) || matcher.numbers_rows(stem) || stem.ends_with("单位");
                if stated && (corner || (bracket.contains("单位") && !filled(at))) {
                    header.loose.push((header.row, bracket.to_string()));
                    *heading = stem.to_string();
                }
            }
        }
    }
}

/// Whether a text in the place of a heading states a unit and is no heading: 单位：万元, 金额单位为万元.
fn says_unit(text: &str, filled: bool) -> bool {
    let plain = plain(&comparable(text));
    let key = ["单位", "币种", "unit", "currency"].iter().any(|key| plain.contains(key));
    let unclear = || ["单位:", "金额单位:", "货币单位:"].iter().any(|key| plain.starts_with(key));
    (statement(text).is_some() && (key || !filled))
        || for_others(text).is_some()
        || (unclear() && hear(text) == Heard::Unclear)
}

/// The headings of a row below the groups that they belong to.
struct Paths<'t> {
    own: &'t [String],
    /// The row above, whole, for headings that are merged over both rows.
    above: Vec<&'t [String]>,
    /// For each row of groups, from the top, the group of each column.
    groups: Vec<Vec<&'t str>>,
}

impl<'t> Paths<'t> {
    fn of(
        top: &Top,
        (texts, glances): (&'t [Vec<String>], &[Vec<Glance>]),
        at: usize,
        merges: Merges,
    ) -> Self {
        let mut groups = Vec::new();
        let mut above = Vec::new();
        for up in 1..=GROUP_ROWS.min(at) {
            // A blank row between ends the header.
            if !follows(&top[at - up], top[at - up + 1].0, merges) {
                break;
            }
            let width = texts[at].len().max(texts[at - up].len());
            let below = &texts[at - up + 1];
            let row = (&texts[at - up][..], &glances[at - up][..]);
            let found = match is_about_the_filer(row, below) {
                true => vec![""; width],
                false => groups_in(row, below, (top[at - up].0, width), merges),
            };
            // What stands above a title is no header.
            let ends = found.iter().all(|group| group.is_empty());
            if up == 1 || !ends {
                above.push(texts[at - up].as_slice());
                groups.push(found);
            }
            if ends {
                break;
            }
        }
        groups.reverse();
        Self { own: &texts[at], above, groups }
    }

    fn headings(&self, matcher: &Matcher) -> Vec<String> {
        let widest = self.above.iter().map(|row| row.len()).max().unwrap_or(0);
        (0..self.own.len().max(widest)).map(|at| self.heading(at, matcher)).collect()
    }

    /// Texts above the row that are used neither as headings nor as groups.
    fn loose(&self, top: &Top) -> Vec<(u32, String)> {
        let empty = |row: &[String], at: usize| row.get(at).is_none_or(String::is_empty);
        let mut out = Vec::new();
        for (up, row) in self.above.iter().enumerate() {
            let groups = &self.groups[self.groups.len() - 1 - up];
            for (at, text) in row.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
                let leaf =
                    empty(self.own, at) && self.above[..up].iter().all(|lower| empty(lower, at));
                // 300 | 万元 is an amount.
                let amount = row[..at].iter().rev().find(|text| !text.is_empty());
                let amount = amount.is_some_and(|before| before.parse::<f64>().is_ok());
                // 注册资本（万元） | 500 is a label with its value, which may stand below it, too.
                let number = |value: &String| value.replace(',', "").parse::<f64>().is_ok();
                let beside = row[at + 1..].iter().find(|text| !text.is_empty());
                let lower = up.checked_sub(1).and_then(|up| self.above[up].get(at));
                let label =
                    [beside, lower].into_iter().flatten().any(number) && names_a_figure(text);
                if !leaf && !amount && !label && groups.get(at) != Some(&text.as_str()) {
                    out.push((top[top.len() - 1 - up].0, text.clone()));
                }
            }
        }
        out
    }

    fn heading(&self, at: usize, matcher: &Matcher) -> String {
        let filled = |row: &'t [String]| row.get(at).map(String::as_str).filter(|t| !t.is_empty());
        let rows = std::iter::once(self.own).chain(self.above.iter().copied());
        // Where a heading is merged over several rows its text stands in the uppermost.
        let Some((depth, leaf)) =
            rows.enumerate().find_map(|(depth, row)| Some((depth, filled(row)?)))
        else {
            return String::new();
        };
        let over = self.groups.len().saturating_sub(depth);
        let groups = self.groups[..over].iter().filter_map(|row| row.get(at).copied());
        let groups: Vec<&str> =
            groups.filter(|group| !group.is_empty() && *group != leaf).collect();
        whole_path(&groups, leaf, matcher)
    }
}

/// Whether a row follows at once: in delimited text, which merges nothing, its number is that of its first line, and a
/// text in quotation marks may have several.
fn follows((row, cells): &(u32, Vec<RawCell>), next: u32, merges: Merges) -> bool {
    let broken = |cell: &RawCell| match cell {
        RawCell::Text(text) if merges.is_empty() => text.matches('\n').count() as u32,
        _ => 0,
    };
    next == row + 1 || next == row + 1 + cells.iter().map(broken).sum::<u32>()
}

/// The group of each column that a row above the headings names: empty where there is none. What stands over a part of
/// the table is a group, whatever it is called; titles, statements of the unit and lines about the filer (填报单位：…) are
/// none.
fn groups_in<'t>(
    (row, glances): (&'t [String], &[Glance]),
    below: &[String],
    (number, width): (u32, usize),
    merges: Merges,
) -> Vec<&'t str> {
    let mut out = vec![""; width];
    let filled = |row: &[String], at: usize| row.get(at).is_some_and(|text| !text.is_empty());
    let texts: Vec<usize> =
        (0..row.len()).filter(|at| filled(row, *at) && !glances[*at].stated).collect();
    let alone = texts.len() == 1;
    let over = |at: usize| end_of_merge(merges, number, at).filter(|end| *end > at + 1);
    // Headings of the row itself, or groups that no title could be, show that it belongs to the header.
    let proper = |at: &usize| {
        glances[*at].is_group(false) && !is_title(&row[*at]) && !row[*at].ends_with([':', '：'])
    };
    let last = below.iter().rposition(|text| !text.is_empty()).unwrap_or(0);
    let own = |at: &usize| *at <= last && !filled(below, *at);
    let header = texts.iter().any(own) || texts.iter().any(proper);
    for at in texts.iter().copied() {
        // Not merged, a text may be centred over the columns up to the next.
        let next = (at + 1..row.len()).find(|at| filled(row, *at)).unwrap_or(width);
        let until = over(at).unwrap_or(next).min(width);
        // One text over the whole table is its title.
        let whole = alone && at == 0 && until >= width;
        let title = whole || (is_title(&row[at]) && (alone || !header));
        // 金额单位： | 百万元
        let label = row[at].ends_with([':', '：']) && filled(row, at + 1);
        if !title && !label && glances[at].is_group(over(at).is_some() && !alone) {
            out[at..until].fill(&row[at]);
        }
    }
    out
}

/// What a text of the first rows is at a glance: each is asked about as a heading, as a group and as a label.
#[derive(Clone, Copy, Default)]
struct Glance {
    /// It states a unit or a currency.
    stated: bool,
    /// It is as short as groups are.
    short: bool,
    sentence: bool,
    /// It holds a comma: a sentence, unless it is short and merged.
    comma: bool,
    /// It names what stands beside it.
    label: bool,
    /// A number that is no year.
    figure: bool,
}

impl Glance {
    fn of(text: &str) -> Self {
        const LONGEST: usize = 16;
        if text.is_empty() {
            return Self::default();
        }
        let plain = comparable(text);
        let name = plain.split(['(', '[', '【']).next().unwrap_or_default().trim_end_matches(':');
        let front = plain.split('(').next().unwrap_or_default().trim_end_matches(':');
        let year = 1900.0..2100.0;
        Self {
            stated: statement(text).is_some(),
            short: name.chars().count() <= LONGEST,
            sentence: name.contains([':', '。']),
            comma: name.contains(','),
            label: LABELS.iter().any(|label| front.ends_with(label)),
            figure: text.parse::<f64>().is_ok_and(|value| !year.contains(&value)),
        }
    }

    /// Whether it may be what several headings belong to.
    fn is_group(self, merged: bool) -> bool {
        // What is long, or not merged, and holds a comma is a sentence.
        let sentence = self.sentence || self.comma && !(merged && self.short);
        (merged || self.short) && !sentence && !self.stated
    }
}

fn is_title(text: &str) -> bool {
    let ends = ["表", "单", "册", "台账", "汇总", "清单", "名单", "明细", "table", "list"];
    ends.iter().any(|end| text.ends_with(end))
}

/// What stands beside facts of the filer.
const LABELS: [&str; 24] = [
    "申报单位",
    "填报单位",
    "申请单位",
    "编制单位",
    "报送单位",
    "单位名称",
    "企业名称",
    "公司名称",
    "联系人",
    "填表人",
    "填报人",
    "制表人",
    "经办人",
    "负责人",
    "代表人",
    "电话",
    "手机",
    "手机号",
    "邮箱",
    "地址",
    "日期",
    "信用代码",
    "注册资本",
    "员工人数",
];

/// 申报单位 | 前海示例公司 | 联系人 | 王五: labels and their values side by side, above headings of their own.
fn is_about_the_filer((row, glances): (&[String], &[Glance]), below: &[String]) -> bool {
    let filled = |row: &[String], at: usize| row.get(at).is_some_and(|text| !text.is_empty());
    let both = |at: usize| filled(row, at) && filled(below, at);
    let (label, figure) = (|at: usize| glances[at].label, |at: usize| glances[at].figure);
    let value = |at: usize| (label(at - 1) && !label(at)) || (figure(at) && !figure(at - 1));
    (1..row.len()).any(|at| both(at - 1) && both(at) && value(at))
}

/// One past the last column of the merged cell that begins here.
pub fn end_of_merge(merges: Merges, row: u32, column: usize) -> Option<usize> {
    let place = |area: &[u32; 4]| (area[0] + 1, area[1] as usize);
    let at = merges.partition_point(|area| place(area) < (row, column));
    let here = merges.get(at).filter(|area| place(area) == (row, column));
    // An area that a file writes from right to left ends where it begins.
    here.map(|area| (area[3] as usize).max(column) + 1)
}

/// A heading with its groups: their names together where they lead to a field, the heading alone where the groups
/// do not lead elsewhere. A bare 金额 below 合同 stays 合同金额, which leads nowhere.
fn whole_path(groups: &[&str], leaf: &str, matcher: &Matcher) -> String {
    if groups.is_empty() {
        return leaf.to_string();
    }
    let stems: Vec<String> = groups.iter().map(|group| stem(group)).collect();
    let unit = groups.iter().rev().find_map(|group| unit_of_group(group)).unwrap_or_default();
    let said =
        |heading: String| if comparable(leaf).ends_with(')') { heading } else { heading + &unit };
    let full = said(format!("{}{leaf}", groups.concat()));
    if matcher.knows(&full) {
        return full;
    }
    // 付款（万元） over 金额（元）: nobody can tell which holds.
    let own = unit_of_group(leaf).unwrap_or_default();
    if !own.is_empty() && !unit.is_empty() && hear(&own) != hear(&unit) {
        return full;
    }
    // Groups that are left out on the way must say nothing of their own: 应付 over 付款, 金额 is not what was paid.
    let joined = |from: usize| {
        let path = said(format!("{}{leaf}", stems[from..].concat()));
        let (field, kind) = matcher.leads_to(&path)?;
        // 付款信息 over 付款 says it twice.
        let again = |at: usize| {
            let next = stems.get(at + 1).map(|next| matcher.without_neutral(next));
            next.as_ref() == Some(&matcher.without_neutral(&stems[at]))
        };
        let silent = |at: usize| {
            (again(at) || belongs(&stems[at], leaf, field, matcher))
                && !says_more(groups[at], matcher)
        };
        // 付款（预计） over 日期, 金额 is not what was paid.
        let more = groups[from..].iter().any(|group| says_more(group, matcher));
        (!is_bare(leaf, kind) || !more && (0..from).all(silent)).then_some(path)
    };
    if let Some(known) = (0..stems.len()).find_map(joined) {
        return known;
    }
    // 银行付款 and 付款凭证 are 付款; 2024年付款 says something of its own.
    let plain = matcher.without_neutral(&stems[0]);
    let path = said(format!("{plain}{leaf}"));
    let year = stems[0].contains(|c: char| c.is_ascii_digit());
    let shorter = !year && groups.len() == 1 && plain != stems[0] && !plain.is_empty();
    if shorter && matcher.knows(&path) && !says_more(groups[0], matcher) {
        return path;
    }
    let alone = said(leaf.to_string());
    match matcher.leads_to(&alone) {
        // 付款 over 日期, 金额, 比例: a bare word may be that of anything; 国际业务占比 speaks for itself.
        Some((field, kind)) if is_bare(leaf, kind) => {
            let belongs = stems.iter().all(|stem| belongs(stem, leaf, field, matcher));
            let more = groups.iter().any(|group| says_more(group, matcher));
            if belongs && !more { alone } else { full }
        }
        Some(_) => alone,
        None => full,
    }
}

/// Whether a heading names its field only together with its group.
fn is_bare(leaf: &str, kind: FieldKind) -> bool {
    const WORD: usize = 2;
    match kind {
        FieldKind::Money | FieldKind::Currency => true,
        FieldKind::Share | FieldKind::Bool | FieldKind::Int | FieldKind::Date => {
            let leaf = comparable(leaf);
            let name = split_bracket(&leaf).map_or(leaf.as_str(), |(name, _)| name);
            name.chars().count() <= WORD
        }
        _ => false,
    }
}

/// Whether a group speaks of the same as a heading below it: 付款 of 已付, 付款信息 of 付款金额. What it says beside the
/// words of the heading must say nothing of its own: 计划付款, 未付款 and 付款退回 are not what was paid.
fn belongs(stem: &str, leaf: &str, field: usize, matcher: &Matcher) -> bool {
    let leads = |text: &str| matcher.leads_to(text).is_some_and(|(other, _)| other == field);
    let known =
        |text: &str| matcher.is_neutral(text) || leads(text) || leads(&format!("{text}金额"));
    let rest = shared(stem, leaf).map(|word| stem.replacen(&word, "", 1));
    let plain = matcher.without_neutral(stem);
    // 2024年付款 is not what was paid in the year of the filing, for all that is known here.
    let undated = stem.trim_start_matches(|c: char| c.is_ascii_digit());
    let dated = undated.len() < stem.len() && undated.starts_with('年');
    let of_a_year = dated && !["年", "年度"].contains(&undated);
    known(stem)
        || !of_a_year && known(&plain)
        || rest.is_some_and(|rest| matcher.without_neutral(&rest).is_empty())
}

/// The longest word of two characters or more that a group and a heading have in common.
fn shared(stem: &str, leaf: &str) -> Option<String> {
    // No name of a group is longer, and a text of thousands of letters must not take minutes.
    const LONGEST: usize = 60;
    let chars: Vec<char> = stem.chars().take(LONGEST).collect();
    let words = (2..=chars.len()).rev().flat_map(|length| chars.windows(length));
    words.map(|word| word.iter().collect::<String>()).find(|word| leaf.contains(word.as_str()))
}

/// A group without its brackets and without 信息, 情况 and the like.
fn stem(group: &str) -> String {
    let (text, _) = brackets_of(group);
    let ends = ["信息", "情况", "数据", "内容", "部分", "明细", "事项", "资料"];
    ends.iter().find_map(|end| text.strip_suffix(end)).unwrap_or(&text).to_string()
}

/// Whether brackets of a group, wherever they stand, say something of their own: 付款（预计）, （计划）付款, 付款（未付）明细.
fn says_more(group: &str, matcher: &Matcher) -> bool {
    let number = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c);
    let more = |bracket: &String| {
        let neutral = matcher.is_harmless(bracket) || matcher.without_neutral(bracket).is_empty();
        let unit = || matches!(hear(&format!("({bracket})")), Heard::Stated(_));
        !bracket.chars().all(number) && !neutral && !unit()
    };
    brackets_of(group).1.iter().any(more)
}

/// `(万美元)` of the group 合同（万美元）.
fn unit_of_group(group: &str) -> Option<String> {
    let brackets = brackets_of(group).1.into_iter().map(|bracket| format!("({bracket})"));
    brackets.rev().find(|bracket| matches!(hear(bracket), Heard::Stated(_)))
}

/// A group in comparable form without its brackets, and what stands in each.
fn brackets_of(group: &str) -> (String, Vec<String>) {
    const OPEN: [char; 7] = ['(', '[', '{', '【', '〔', '〖', '「'];
    const CLOSE: [char; 7] = [')', ']', '}', '】', '〕', '〗', '」'];
    let (mut outside, mut inside, mut depth) = (String::new(), Vec::new(), 0usize);
    for sign in comparable(group).chars() {
        if OPEN.contains(&sign) {
            depth += 1;
            inside.push(String::new());
        } else if CLOSE.contains(&sign) {
            depth = depth.saturating_sub(1);
        } else {
            let own = inside.last_mut().filter(|_| depth > 0);
            own.unwrap_or(&mut outside).push(sign);
        }
    }
    (outside, inside)
}

/// Whether a row below the headings only numbers the columns: 1 2 3, （1）（2）（3）, A B C, 甲 乙 丙, 甲 乙 1 2.
pub fn numbers_columns(cells: &[RawCell]) -> bool {
    const FEWEST: usize = 3;
    const STEMS: &str = "甲乙丙丁戊己庚辛壬癸";
    let texts: Vec<String> = cells.iter().map(|cell| comparable(&cell.display())).collect();
    let filled: Vec<&str> = texts
        .iter()
        .map(|text| text.trim_matches(['(', ')', '栏']))
        .filter(|text| !text.is_empty())
        .skip_while(|text| ["次", "行次", "列次"].contains(text))
        .collect();
    let counts = |name: &dyn Fn(usize) -> Option<String>| {
        filled.iter().enumerate().all(|(at, text)| name(at).is_some_and(|name| name == **text))
    };
    let letter =
        |at: usize| Some(char::from(b'a'.checked_add(u8::try_from(at).ok()?)?).to_string());
    // Statistical tables give stems to the columns of words.
    let stems = filled.iter().take_while(|text| STEMS.contains(**text)).count();
    let stem_or_number = |at: usize| match at < stems {
        true => STEMS.chars().nth(at).map(String::from),
        false => Some((at - stems + 1).to_string()),
    };
    filled.len() >= FEWEST
        && (counts(&stem_or_number) || counts(&|at| letter(at).filter(|_| at < 26)))
}

/// Whether a row below the headings only tells how to fill in the columns: 必填, 文本 | 18位 | 日期, （含税）.
pub fn tells_how_to_fill(cells: &[RawCell], matcher: &Matcher) -> bool {
    let mut filled = cells.iter().filter(|cell| !cell.is_empty()).peekable();
    let tells =
        |cell: &RawCell| matches!(cell, RawCell::Text(text) if matcher.tells_how_to_fill(text));
    filled.peek().is_some() && filled.all(tells)
}

/// The units of a row that holds nothing else, by place.
pub fn units_only(cells: &[RawCell]) -> Option<Vec<String>> {
    let units: Vec<String> = cells.iter().map(|cell| comparable(&cell.display())).collect();
    let is_unit = |text: &String| text == "%" || text == "(%)" || unit(inside(text)).is_some();
    let mut stated = units.iter().filter(|text| !text.is_empty()).peekable();
    (stated.peek().is_some() && stated.all(is_unit)).then_some(units)
}

fn inside(unit: &str) -> &str {
    unit.trim_matches(['(', ')', '[', ']'])
}

/// A row below the headings that holds nothing but units.
fn take_unit_row(header: &mut Header, cells: &[RawCell]) {
    let Some(units) = units_only(cells) else { return };
    for (heading, unit) in header.headings.iter_mut().zip(&units).filter(|(_, u)| !u.is_empty()) {
        *heading = format!("{heading}({})", inside(unit));
    }
    header.last += 1;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_merge_ends_behind_its_beginning() {
        let merges = [[0, 1, 0, 3], [1, 1, 1, 0], [2, 2, 2, 2]];
        assert_eq!(end_of_merge(&merges, 1, 1), Some(4));
        // Written from right to left.
        assert_eq!(end_of_merge(&merges, 2, 1), Some(2));
        assert_eq!(end_of_merge(&merges, 3, 2), Some(3));
        assert_eq!(end_of_merge(&merges, 3, 1), None);
    }

    #[test]
    fn words_in_common_of_long_texts_are_not_looked_for_beyond_what_names_have() {
        assert_eq!(shared("付款情况", "付款日期").as_deref(), Some("付款"));
        let long = "说".repeat(30_000);
        assert_eq!(shared(&format!("{long}付款"), &long.replace('说', "明")), None);
    }
}
