//! Periods as rosters write them, with the precision they were written in.

use chrono::NaiveDate;

use crate::domain::Period;
use crate::domain::date;
use crate::domain::text::comparable;

/// How finely a period was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Precision {
    Year,
    Month,
    Day,
}

/// A period as given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Given {
    pub period: Period,
    pub precision: Precision,
}

/// Reads `2025`, `2025年度`, `25年`, `二〇二五年`, `2025年上半年`, `2025Q2`, `2025-03`, `2025年3月`, `2025-03-01` and two of them
/// joined by 至, ~, - or 、.
pub fn read(text: &str) -> Option<Given> {
    let text = in_digits(&comparable(text));
    let text = text.split_once('(').map_or(text.as_str(), |(text, _)| text);
    let text = text.strip_prefix("fy").or_else(|| text.strip_suffix(".0")).unwrap_or(text);
    let text = match text.split_once('年') {
        // 25年, and no other number of two digits.
        Some((year, _)) if two_digits(year) => format!("20{text}"),
        _ => text.to_string(),
    };
    if let Some(single) = one(&text) {
        return Some(single);
    }
    for sign in ["至", "到", "~", "—", "-", "、"] {
        for (at, _) in text.match_indices(sign) {
            let (first, rest) = (&text[..at], &text[at + sign.len()..]);
            // 2025年1-6月: the year stands once.
            let year =
                first.split_once('年').filter(|_| rest.ends_with('月') && !rest.contains('年'));
            let last = year.map_or(rest.to_string(), |(year, _)| format!("{year}年{rest}"));
            let (first, last) = (one(first), one(&last));
            if let (Some(first), Some(last)) = (first, last) {
                return between(first, last);
            }
        }
    }
    None
}

/// The year that a title or an item's name speaks of: 2023年度, else 2023年 where no other year stands beside it.
pub fn mentioned(text: &str) -> Option<Given> {
    let text = in_digits(&comparable(text));
    // First and last year, and whether they are called so: 年度.
    let mut years: Vec<((i32, i32), bool)> = Vec::new();
    for (at, _) in text.match_indices('年') {
        let bare = text[..at].trim_end_matches(|c: char| c.is_ascii_digit());
        let digits = &text[bare.len()..at];
        let short = two_digits(digits) && text[at..].starts_with("年度");
        let digits = if short { format!("20{digits}") } else { digits.to_string() };
        let year: Option<i32> = year_of(&digits);
        // 2026年3月 is a day of somebody's doing, mostly that of the publication.
        let rest = text[at..].trim_start_matches('年');
        let is_day = rest.trim_start_matches(|c: char| c.is_ascii_digit()).starts_with('月')
            && rest.starts_with(|c: char| c.is_ascii_digit());
        if let Some(year) = year.filter(|_| !is_day) {
            let first = joined_before(bare).filter(|first| *first < year).unwrap_or(year);
            years.push(((first, year), rest.starts_with('度')));
        }
    }
    let of_matter = |years: &[(i32, i32)]| match years {
        [] => None,
        [first, rest @ ..] => rest.iter().all(|year| year == first).then_some(*first),
    };
    let named: Vec<_> = years.iter().filter(|(_, named)| *named).map(|(year, _)| *year).collect();
    let all: Vec<_> = years.iter().map(|(year, _)| *year).collect();
    let (first, last) = if named.is_empty() { of_matter(&all) } else { of_matter(&named) }?;
    between(of_year(first)?, of_year(last)?)
}

/// The year that stands before the sign that joins it to another: 2025、2026年度.
fn joined_before(text: &str) -> Option<i32> {
    let text = text.strip_suffix(['、', ',', '-', '~', '—', '至', '和', '与', '及', '/'])?;
    let text = text.strip_suffix('年').unwrap_or(text);
    year_of(&text[text.trim_end_matches(|c: char| c.is_ascii_digit()).len()..])
}

fn year_of(digits: &str) -> Option<i32> {
    digits.parse().ok().filter(|year| digits.len() == 4 && (1990..2100).contains(year))
}

/// 15 – 49: a year of this century, short.
fn two_digits(text: &str) -> bool {
    text.len() == 2 && text.parse::<u8>().is_ok_and(|year| (15..50).contains(&year))
}

/// Years in Chinese numerals, 二〇二五年, in digits.
fn in_digits(text: &str) -> String {
    const NUMERALS: &str = "〇一二三四五六七八九";
    let digit = |c: char| match c {
        '零' | '○' | 'o' => Some(0),
        c => NUMERALS.chars().position(|numeral| numeral == c),
    };
    let mut chars: Vec<char> = text.chars().collect();
    for end in (4..chars.len()).filter(|_| text.contains('二')) {
        if chars[end] != '年' {
            continue;
        }
        let own: Option<Vec<usize>> = chars[end - 4..end].iter().map(|c| digit(*c)).collect();
        if let Some(own) = own.filter(|own| own[0] == 2) {
            let own = own.into_iter().filter_map(|digit| char::from_digit(digit as u32, 10));
            chars.splice(end - 4..end, own);
        }
    }
    chars.into_iter().collect()
}

/// A whole year.
pub fn of_year(year: i32) -> Option<Given> {
    Some(Given { period: Period::years(year, year)?, precision: Precision::Year })
}

impl Given {
    /// The year, where one was given and nothing finer.
    pub fn year(&self) -> Option<i32> {
        self.years().filter(|(from, to)| from == to).map(|(from, _)| from)
    }

    /// First and last year, where nothing finer was given.
    pub fn years(&self) -> Option<(i32, i32)> {
        let [from, to] = [self.period.from, self.period.to].map(|day| chrono::Datelike::year(&day));
        (self.precision == Precision::Year).then_some((from, to))
    }
}

/// Whether one begins in the year after the other ends.
pub fn one_year_off(a: &Period, b: &Period) -> bool {
    let year = |day: &NaiveDate| chrono::Datelike::year(day);
    let after = |a: &Period, b: &Period| year(&b.from) - year(&a.to) == 1;
    overlap(a, b) == 0 && (after(a, b) || after(b, a))
}

/// From the beginning of one to the end of the other.
pub fn between(first: Given, last: Given) -> Option<Given> {
    let period = Period { from: first.period.from, to: last.period.to };
    let precision = first.precision.min(last.precision);
    (period.from <= period.to).then_some(Given { period, precision })
}

fn one(text: &str) -> Option<Given> {
    if let Some(day) = date::parse(text) {
        return Some(Given { period: Period { from: day, to: day }, precision: Precision::Day });
    }
    if let Some(half) = parted(text) {
        return Some(half);
    }
    let text = text.trim_end_matches('度').trim_end_matches(['年', '月']).trim_end_matches('财');
    let mut parts = text.split(['年', '-', '.', '/']);
    let year = parts.next().filter(|year| year.len() == 4)?.parse().ok()?;
    if !(1990..2100).contains(&year) {
        return None;
    }
    match (parts.next(), parts.next()) {
        (None, _) => of_year(year),
        (Some(month), None) => {
            let month: u32 = month.parse().ok()?;
            let from = NaiveDate::from_ymd_opt(year, month, 1)?;
            let next = from.checked_add_months(chrono::Months::new(1))?;
            let period = Period { from, to: next.pred_opt()? };
            Some(Given { period, precision: Precision::Month })
        }
        _ => None,
    }
}

/// Halves and quarters: 2025年上半年, 2025年第二季度, 2025q2.
fn parted(text: &str) -> Option<Given> {
    const PARTS: [(&[&str], u32, u32); 6] = [
        (&["上半年", "h1"], 1, 6),
        (&["下半年", "h2"], 7, 6),
        (&["q1", "第一季度", "一季度", "1季度"], 1, 3),
        (&["q2", "第二季度", "二季度", "2季度"], 4, 3),
        (&["q3", "第三季度", "三季度", "3季度"], 7, 3),
        (&["q4", "第四季度", "四季度", "4季度"], 10, 3),
    ];
    let found = |(ends, first, months): &(&[&str], u32, u32)| {
        let year = ends.iter().find_map(|end| text.strip_suffix(end))?;
        let year = year_of(year.trim_end_matches(['度', '-']).trim_end_matches('年'))?;
        let from = NaiveDate::from_ymd_opt(year, *first, 1)?;
        let to = from.checked_add_months(chrono::Months::new(*months))?.pred_opt()?;
        Some(Given { period: Period { from, to }, precision: Precision::Month })
    };
    PARTS.iter().find_map(found)
}

/// Days that two periods share.
pub fn overlap(a: &Period, b: &Period) -> i64 {
    let (from, to) = (a.from.max(b.from), a.to.min(b.to));
    ((to - from).num_days() + 1).max(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Option<(String, String, Precision)> {
        read(text).map(|g| (g.period.from.to_string(), g.period.to.to_string(), g.precision))
    }

    #[test]
    fn people_write_periods_in_many_ways() {
        let day = |text: &str| text.to_string();
        let year = Some((day("2025-01-01"), day("2025-12-31"), Precision::Year));
        assert_eq!(said("2025"), year);
        assert_eq!(said("２０２５年度"), year);
        let february = Some((day("2024-02-01"), day("2024-02-29"), Precision::Month));
        assert_eq!(said("2024年2月"), february);
        assert_eq!(said("2024-02"), february);
        let span = |precision| Some((day("2024-07-01"), day("2025-06-30"), precision));
        assert_eq!(said("2024年7月至2025年6月"), span(Precision::Month));
        assert_eq!(said("2024.07.01-2025.06.30"), span(Precision::Day));
        assert_eq!(
            said("2024-2025").map(|s| (s.0, s.1)),
            Some((day("2024-01-01"), day("2025-12-31")))
        );
        for text in [
            "25年",
            "25年度",
            "二〇二五年",
            "二零二五年度",
            "2025财年",
            "FY2025",
            "2025.0",
            "2025年度（第二批）",
        ] {
            assert_eq!(said(text), year, "{text}");
        }
        let half = Some((day("2025-01-01"), day("2025-06-30"), Precision::Month));
        for text in ["2025年上半年", "2025年1-6月", "2025年1月至2025年6月"] {
            assert_eq!(said(text), half, "{text}");
        }
        assert_eq!(said("2025Q2"), Some((day("2025-04-01"), day("2025-06-30"), Precision::Month)));
        assert_eq!(
            said("2025、2026年度").map(|s| (s.0, s.1)),
            Some((day("2025-01-01"), day("2026-12-31")))
        );
        for text in [
            "",
            "第三批",
            "2025年13月",
            "25",
            "2025-06 至 2024-06",
            "3年",
            "99年",
            "二十五年",
            "近三年",
        ] {
            assert_eq!(said(text), None, "{text}");
        }
        let of = |text| read(text).expect("a period").period;
        assert_eq!(overlap(&of("2025"), &of("2025-12-30至2026-01-05")), 2);
        assert_eq!(overlap(&of("2025"), &of("2026")), 0);
        assert!(
            one_year_off(&of("2025"), &of("2026")) && one_year_off(&of("2025"), &of("2024年12月"))
        );
        assert!(!one_year_off(&of("2025"), &of("2023")) && !one_year_off(&of("2025"), &of("2025")));
    }

    #[test]
    fn titles_speak_of_a_year() {
        let year = |text: &str| mentioned(text).map(|g| chrono::Datelike::year(&g.period.from));
        assert_eq!(year("南山区2023年度产业扶持资金拟资助名单"), Some(2023));
        assert_eq!(year("2026年3月公示2025年度项目"), Some(2025), "the year that is named as one");
        assert_eq!(year("2025年第一批资助名单"), Some(2025));
        assert_eq!(year("2026年3月公示2025年项目"), Some(2025), "a day is no year");
        assert_eq!(year("南山区二〇二五年度标准资助名单"), Some(2025));
        assert_eq!(year("南山区25年度标准资助名单"), Some(2025));
        let both = mentioned("2025、2026年度标准制定资助").expect("two years").period;
        assert_eq!(both, Period::years(2025, 2026).expect("years"));
        for text in [
            "成立25年以上",
            "第12年度",
            "2026年3月公示",
            "2024年度、2025年度资助",
            "第一批",
            "12025年度",
            "1899年度",
            "2024年与2025年",
        ] {
            assert_eq!(year(text), None, "{text}");
        }
    }
}
