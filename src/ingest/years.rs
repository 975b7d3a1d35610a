//! Years of which a text says that something was paid for them: 2024年度费用明细表, 此行为2024年费用. They are held against
//! the days of the rows that the text speaks of.

use chrono::Datelike;

use super::cells::{Taken, Value};
use super::headers::Headers;
use super::layout::Layout;
use crate::domain::date::from_epoch_days;
use crate::domain::text::comparable;
use crate::frame::columns as c;

/// The year of a day that counts from 1970-01-01.
pub fn year_of(day: i32) -> Option<i32> {
    from_epoch_days(day).map(|day| day.year())
}

/// The years that a text names, each with what stands behind it: 2024年1-12月费用 names 2024 of 费用.
fn named(text: &str) -> impl Iterator<Item = (i32, &str)> {
    const BETWEEN: [char; 9] = ['度', '月', '日', '至', '-', '~', '—', '、', '的'];
    text.match_indices('年').filter_map(move |(at, sign)| {
        let before = &text[..at];
        let digits = before.len() - before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        let year = before[before.len() - digits..].parse().ok().filter(|_| digits == 4)?;
        // 《…（2024年）》 is the name of a document.
        let quoted = before.rfind('《') > before.rfind('》');
        let behind = text[at + sign.len()..]
            .trim_start_matches(|c: char| c.is_ascii_digit() || BETWEEN.contains(&c));
        (!quoted).then_some((year, behind))
    })
}

/// Whether a remark says of which year its row is.
pub fn names_one(text: &str, headers: &Headers) -> bool {
    text.contains('年') && named(&comparable(text)).any(|(_, of)| headers.spent(of, true))
}

/// Whether a remark says that its row is of a year in which none of its days lies.
pub fn is_of_another(
    text: &str,
    days: impl Iterator<Item = i32> + Clone,
    headers: &Headers,
) -> bool {
    let text = comparable(text);
    let other = |year: i32| !days.clone().any(|day| year_of(day) == Some(year));
    days.clone().next().is_some()
        && named(&text).any(|(year, of)| headers.spent(of, true) && other(year))
}

/// Whether a cell in a column of years or periods (2024, 2024年度, 2024.01-2024.12) names none but before all days of its
/// row.
pub fn is_before(cell: &str, mut days: impl Iterator<Item = i32>) -> bool {
    let text = comparable(cell);
    let runs = text.split(|c: char| !c.is_ascii_digit());
    let years = runs.filter(|run| run.starts_with("20") && matches!(run.len(), 4 | 6 | 8));
    let last = years.filter_map(|run| run[..4].parse::<i32>().ok()).max();
    let mut some = false;
    let before = last.is_some_and(|last| {
        days.all(|day| {
            some = true;
            year_of(day).is_some_and(|year| last < year)
        })
    });
    before && some
}

/// The years of which a title says that its table is. One that also names the year of filing says nothing.
pub fn of_title(text: &str, headers: &Headers) -> Vec<i32> {
    named(&comparable(text))
        .filter(|(_, of)| headers.spent(of, false))
        .map(|(year, _)| year)
        .collect()
}

/// The days of what a row is evidence of: that of its filing says nothing of it.
pub fn days<'v>(values: &'v [Taken], layout: &'v Layout) -> impl Iterator<Item = i32> + Clone + 'v {
    let columns = layout.columns.iter().zip(values);
    columns.filter_map(|(column, taken)| match (column, &taken.value) {
        (Some(column), Value::Day(day)) if column.field.name != c::ACCEPTED_ON => Some(*day),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::ingest::headers::load;

    #[test]
    fn years_of_what_was_paid() {
        let headers = load(Path::new("pipelines/headers.toml")).expect("headings");
        for title in ["2024年度费用明细表", "2024年数据跨境合规支出", "２０２４年1-12月付款情况"]
        {
            assert_eq!(of_title(title, &headers), [2024], "{title}");
        }
        for title in [
            "《扶持办法（2024年）》费用明细表",
            "2024年修订",
            "2024年12月31日制表",
            "深前海规〔2024〕1号 费用明细表",
            "费用明细表（2024年版）",
            "12024年费用",
        ] {
            assert!(of_title(title, &headers).is_empty(), "{title}");
        }
        let day = 20_000; // 2024-10-04
        assert!(is_of_another("此行为2023年费用", [day].into_iter(), &headers));
        assert!(!is_of_another("2024年10月费用", [day].into_iter(), &headers));
        assert!(!is_of_another("合同签订于2023年", [day].into_iter(), &headers));
        assert!(!is_of_another("2023年费用", [].into_iter(), &headers));
    }
}
