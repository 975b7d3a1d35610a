//! Rows of one enterprise, measure, year and currency that differ in a column which nobody reads: 贸易方向 出口 and 进口,
//! 数据类型 年报 and 月报. They were added up, and may be two views of one amount: a person looks at them.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::*;

use super::link::{Linked, origin};
use crate::diag::{Diagnostic, codes};
use crate::domain::paper::names_numbers;
use crate::frame::Field;
use crate::frame::access::{optional_ints, texts};
use crate::frame::columns as c;
use crate::ingest::Headers;

/// Two or three words are views; a column of more kinds lists parts.
const MOST: usize = 3;
/// Longer texts describe.
const LONGEST: usize = 8;

/// By source and heading: the words of each group of rows, each with its first row and how often it stands there.
type Told<'a> = BTreeMap<usize, BTreeMap<&'a str, (usize, usize)>>;

/// Says where rows that count together differ in a column of two or three words.
///
/// # Errors
/// A fault of the engine.
pub fn rows_that_differ(
    table: &DataFrame,
    year: &str,
    headers: &Headers,
    linked: &mut Linked,
) -> PolarsResult<()> {
    if table.height() < 2 || table.column(c::NOTES).is_err() {
        return Ok(());
    }
    let (codes_read, measures) = (texts(table, c::USCC)?, texts(table, c::MEASURE)?);
    let (years, notes) = (optional_ints(table, year)?, texts(table, c::NOTES)?);
    let other = |name: &str| match table.column(name) {
        Ok(_) => texts(table, name),
        Err(_) => Ok(vec![""; table.height()]),
    };
    let (currencies, items) = (other(c::CURRENCY)?, other(c::ITEM)?);
    let mut groups: BTreeMap<_, usize> = BTreeMap::new();
    let mut heights: BTreeMap<(u32, usize), usize> = BTreeMap::new();
    let mut columns: BTreeMap<(u32, &str), Told> = BTreeMap::new();
    for (row, note) in notes.iter().enumerate() {
        let key = (codes_read[row], measures[row], years[row], currencies[row], items[row]);
        let next = groups.len();
        let group = *groups.entry(key).or_insert(next);
        *heights.entry((origin(table, row).0, group)).or_default() += 1;
        for (heading, word) in note.split("; ").filter_map(|one| one.split_once('=')) {
            let told = columns.entry((origin(table, row).0, heading)).or_default();
            told.entry(group).or_default().entry(word.trim()).or_insert((row, 0)).1 += 1;
        }
    }
    for ((source, heading), told) in columns {
        for (group, words) in told {
            let Some((row, _)) = words.values().min().copied() else { continue };
            let mut read: BTreeSet<&str> = words.keys().copied().collect();
            // A blank beside 年报 may be the whole of it, or the same.
            let filled: usize = words.values().map(|(_, times)| times).sum();
            let blank = heights.get(&(source, group)).is_some_and(|height| filled < *height);
            if blank && read.iter().any(|word| headers.is_view(word)) {
                read.insert("（空）");
            }
            if !is_of_views(heading, &read, headers) {
                continue;
            }
            let read: Vec<&str> = read.into_iter().collect();
            let said = Diagnostic::new(&codes::ROWS_APART).arg("heading", heading);
            let said = said.arg("read", read.join("、")).arg("code", codes_read[row]);
            let said = said.arg("measure", measures[row]);
            linked.findings.push(said.at(linked.place(source, origin(table, row).1, heading)));
        }
    }
    Ok(())
}

/// Says where one earlier award names several items: only the first would be compared with what is claimed now.
///
/// # Errors
/// A fault of the engine.
pub fn items_in_one_cell(
    history: &DataFrame,
    field: &Field,
    linked: &mut Linked,
) -> PolarsResult<()> {
    let (codes_read, measures) = (texts(history, c::USCC)?, texts(history, c::MEASURE)?);
    for (row, item) in texts(history, c::ITEM)?.into_iter().enumerate() {
        if !names_numbers(item) {
            continue;
        }
        let said = Diagnostic::new(&codes::ITEMS_IN_A_CELL).arg("read", item);
        let said = said.arg("code", codes_read[row]).arg("measure", measures[row]);
        linked.findings.push(said.at(linked.cell_of(history, row, field)));
    }
    Ok(())
}

/// Whether two or three short words of a column are views of one amount: they neither name things nor remark on amounts,
/// and are not of a column whose words differ by nature (业务类型), unless they are those of views.
fn is_of_views(heading: &str, words: &BTreeSet<&str>, headers: &Headers) -> bool {
    // 2025年报 and 2025月报 differ by more than their year.
    let own = |word: &str| word.trim_start_matches(|sign: char| sign.is_ascii_digit()).to_string();
    let kinds: BTreeSet<String> = words.iter().map(|word| own(word)).collect();
    let short = |word: &String| {
        // Months, quarters and batches are parts.
        let ordinal = |sign: char| "第一二三四五六七八九十首末尾".contains(sign);
        let part = word.contains(|sign: char| sign.is_ascii_digit())
            || word.starts_with('第')
            || word.ends_with(['月', '季', '旬'])
            || word.ends_with("季度")
            || word.ends_with(['批', '期'])
                && (word.starts_with(ordinal) || word.chars().count() == 1);
        !word.is_empty() && word.chars().count() <= LONGEST && !part
    };
    (2..=MOST).contains(&kinds.len())
        && kinds.iter().all(short)
        && !headers.names_things(heading)
        && !headers.remarks_on_amounts(heading)
        && !headers.is_known_unread(heading)
        && (!headers.differs_by_nature(heading) || words.iter().any(|word| headers.is_view(word)))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::frame::fields::{HISTORY_FIELDS, find};
    use crate::ingest::Source;
    use crate::ingest::headers;

    const JIA: &str = "914403001922038216";
    const YI: &str = "91440305QH000001X5";

    /// What is said of rows with a code, a year and notes (D424).
    fn said(rows: &[(&str, i64, &str)]) -> Vec<String> {
        let headers = headers::load(Path::new("pipelines/headers.toml")).expect("headings");
        let height = rows.len();
        let table = df!(
            c::USCC => rows.iter().map(|row| row.0).collect::<Vec<_>>(),
            c::MEASURE => vec!["三"; height],
            c::YEAR => rows.iter().map(|row| row.1).collect::<Vec<_>>(),
            c::CURRENCY => vec!["USD"; height],
            c::NOTES => rows.iter().map(|row| row.2).collect::<Vec<_>>(),
            c::SOURCE => vec![0u32; height],
            c::ROW => (2..height as u32 + 2).collect::<Vec<_>>(),
        );
        let mut linked = Linked { sources: vec![Source::default()], ..Linked::default() };
        rows_that_differ(&table.expect("rows"), c::YEAR, &headers, &mut linked).expect("compared");
        linked.findings.iter().filter_map(|one| one.value("read")).map(str::to_string).collect()
    }

    #[test]
    fn views_of_one_amount_are_asked_about() {
        for (heading, one, other, both) in [
            ("数据类型", "年报", "月报", "年报、月报"),
            ("统计口径", "合同", "执行", "合同、执行"),
            ("业务类型", "服务出口", "服务进口", "服务出口、服务进口"),
            ("版本", "初版", "终版", "初版、终版"),
            ("业务类型", "合同", "执行", "合同、执行"),
            ("服务类别", "年报", "月报", "年报、月报"),
            ("类型", "技术服务", "咨询服务", "咨询服务、技术服务"),
        ] {
            let (one, other) = (format!("{heading}={one}"), format!("{heading}={other}"));
            let rows = [(JIA, 2025, one.as_str()), (JIA, 2025, other.as_str())];
            assert_eq!(said(&rows), [both], "{heading}");
            // Of two enterprises, or of two years, each has its own.
            assert!(said(&[rows[0], (YI, 2025, other.as_str())]).is_empty(), "{heading}");
            assert!(said(&[rows[0], (JIA, 2024, other.as_str())]).is_empty(), "{heading}");
            assert!(said(&[rows[0], rows[0]]).is_empty(), "{heading}");
        }
    }

    #[test]
    fn parts_of_one_amount_are_silent() {
        for (one, other) in [
            ("月份=2025-01", "月份=2025-02"),
            ("季度=一季度", "季度=二季度"),
            ("批次=第一批", "批次=第二批"),
            ("合同名称=甲", "合同名称=乙"),
            ("国家（地区）=美国", "国家（地区）=德国"),
            ("备注=收汇", "备注=补报"),
            ("业务类型=技术服务", "业务类型=咨询服务"),
            ("国别=美国", "国别=德国"),
            ("语言=英语", "语言=日语"),
            ("客户类型=境外企业", "客户类型=境外机构"),
            ("所属行业=软件", "所属行业=设计"),
            ("申报系统=统一平台", ""),
        ] {
            assert!(said(&[(JIA, 2025, one), (JIA, 2025, other)]).is_empty(), "{one} {other}");
        }
        let kinds = ["甲", "乙", "丙", "丁"].map(|kind| format!("产品类别={kind}"));
        let rows: Vec<_> = kinds.iter().map(|note| (JIA, 2025, note.as_str())).collect();
        assert!(said(&rows).is_empty(), "four kinds are parts");
    }

    #[test]
    fn an_award_for_several_items_is_asked_about() {
        let told = |item: &str| {
            let table = df!(
                c::USCC => [JIA],
                c::MEASURE => ["五"],
                c::ITEM => [item],
                c::SOURCE => [0u32],
                c::ROW => [2u32],
            );
            let mut linked = Linked { sources: vec![Source::default()], ..Linked::default() };
            let field = find(HISTORY_FIELDS, c::ITEM).expect("a field");
            items_in_one_cell(&table.expect("rows"), field, &mut linked).expect("compared");
            linked.findings.len()
        };
        for item in [
            "GB/T 1-2025、GB/T 2-2025",
            "GB/T 1-2025 GB/T 2-2025",
            "XM-001；XM-002",
            "T/CAS 100-2025、GB/T 45678-2025",
            "GB/T 45678-2025；ISO 9-2025",
            "GB/T 45678-2025/ISO 9-2025",
            "GB/T 45678-2025和T/CAS 100-2025",
            "XM-001及GB/T 45678-2025",
            "深府〔2025〕3号、深府〔2025〕4号",
            "《术语》GB/T 1-2025、《分类》GB/T 2-2025",
        ] {
            assert_eq!(told(item), 1, "{item}");
        }
        for item in [
            "",
            "GB/T 1-2025",
            "标准号：GB/T 1-2025",
            "GB/T 1-2025《数字贸易 术语》",
            "GB/T 1-2025《术语、分类和编码2.0》",
            "ISO/IEC 27001:2025",
            "HT-2025/001",
            "A2025,003",
            "平台一、二期",
            "“A1平台”、“A2平台”建设",
        ] {
            assert_eq!(told(item), 0, "{item}");
        }
    }
}
