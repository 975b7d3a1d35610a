//! Dates as filings write them, and the periods that rules speak of.

use chrono::{Datelike, Days, Months, NaiveDate};

use super::text::clean;

/// A span of days, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    pub from: NaiveDate,
    pub to: NaiveDate,
}

impl Period {
    /// `None` for years that no calendar here reaches.
    pub fn years(first: i32, last: i32) -> Option<Self> {
        Some(Self {
            from: NaiveDate::from_ymd_opt(first, 1, 1)?,
            to: NaiveDate::from_ymd_opt(last, 12, 31)?,
        })
    }

    pub fn contains(&self, day: NaiveDate) -> bool {
        self.from <= day && day <= self.to
    }
}

/// A period that a rule names; its dates follow from the award year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window {
    /// 上年度: the calendar year before the award year.
    PriorYear,
    /// 当年: the award year.
    AwardYear,
    /// 上两个年度: the two calendar years before the award year.
    PriorTwoYears,
    /// The award year and the one before.
    AwardAndPriorYear,
    /// From the day the scheme takes effect.
    PolicyPeriod,
    /// No limit.
    Any,
}

impl Window {
    pub const NAMES: [(&'static str, Window); 6] = [
        ("prior year", Self::PriorYear),
        ("award year", Self::AwardYear),
        ("prior two years", Self::PriorTwoYears),
        ("award and prior year", Self::AwardAndPriorYear),
        ("policy period", Self::PolicyPeriod),
        ("any", Self::Any),
    ];

    /// The dates for an award year under a scheme valid in `policy`; `None` for [`Window::Any`]
    /// and for years out of range.
    pub fn dates(self, award_year: i32, policy: Period) -> Option<Period> {
        match self {
            Self::PriorYear => Period::years(award_year - 1, award_year - 1),
            Self::AwardYear => Period::years(award_year, award_year),
            Self::PriorTwoYears => Period::years(award_year - 2, award_year - 1),
            Self::AwardAndPriorYear => Period::years(award_year - 1, award_year),
            Self::PolicyPeriod => Some(policy),
            Self::Any => None,
        }
    }
}

/// Reads `2025-03-01`, `2025/3/1`, `2025.3.1`, `20250301` and `2025年3月1日`; `30/06/2025` and `06/30/2025`, where only one
/// of the two can be the month.
pub fn parse(text: &str) -> Option<NaiveDate> {
    let text = clean(text);
    // 2025 年 3 月 1 日, and the time of day behind a date.
    let spaced: String;
    let date = if text.contains('年') {
        spaced = text.split_whitespace().collect();
        let (date, rest) = spaced.split_once('日').unwrap_or((spaced.as_str(), ""));
        is_time(rest).then_some(date)?
    } else {
        // The day of the week may follow at once: 2025-06-30星期一.
        let end = text.find([' ', 'T', '星', '周', '(', '（']).unwrap_or(text.len());
        let (date, rest) = text.split_at(end);
        is_time(rest.strip_prefix('T').unwrap_or(rest)).then_some(date)?
    };
    if date.len() == 8 && date.bytes().all(|b| b.is_ascii_digit()) {
        let (year, rest) = date.split_at(4);
        let (month, day) = rest.split_at(2);
        return in_range(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    }
    let date = date.strip_suffix('日').unwrap_or(date);
    // Dashes of word processors: 2025–06–30.
    let mut parts = date.split(['-', '/', '.', '年', '月', '–', '—', '‐', '‑', '−']);
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    if year.len() <= 2 && day.len() == 4 {
        let (first, second) = (year.parse().ok()?, month.parse().ok()?);
        return year_last(first, second, day.parse().ok()?);
    }
    if year.len() != 4 {
        return None;
    }
    in_range(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// 30/06/2025 and 06/30/2025; of 06/07/2025 nobody can tell which is the month.
fn year_last(first: u32, second: u32, year: i32) -> Option<NaiveDate> {
    const MONTHS: u32 = 12;
    match (first > MONTHS, second > MONTHS) {
        (true, false) => in_range(year, second, first),
        (false, true) => in_range(year, first, second),
        (false, false) if first == second => in_range(year, first, second),
        _ => None,
    }
}

/// Whether what stands behind a date is nothing but the time of day. 应付未付 or a second day would say more than a day.
fn is_time(text: &str) -> bool {
    const WORDS: [&str; 6] = ["上午", "下午", "AM", "PM", "am", "pm"];
    let text = text.trim();
    if is_weekday(text) {
        return true;
    }
    let plain =
        WORDS.iter().find_map(|word| text.strip_prefix(word).or_else(|| text.strip_suffix(word)));
    let plain = plain.unwrap_or(text).trim();
    let clock = |c: char| c.is_ascii_digit() || matches!(c, ':' | '.' | '时' | '分' | '秒' | '点');
    let time = plain.starts_with(|c: char| c.is_ascii_digit()) && plain.contains([':', '时', '点']);
    // 24:00 is the next day to some and the end of this one to others; 25:00 is no time at all.
    let hour = plain.split(|c: char| !c.is_ascii_digit()).next().and_then(|hour| hour.parse().ok());
    text.is_empty() || (time && plain.chars().all(clock) && hour.is_some_and(|hour: u32| hour < 24))
}

/// 星期一, （周一）
fn is_weekday(text: &str) -> bool {
    let text = text.trim_matches(['(', ')', '（', '）']);
    let day = ["星期", "周"].iter().find_map(|word| text.strip_prefix(word));
    day.is_some_and(|day| {
        day.chars().count() == 1 && day.contains(|c| "一二三四五六日天".contains(c))
    })
}

/// The last day of a month written without its day: `2025-03`, `2025/3`, `2025.3`, `202503`,
/// `2025年3月`.
pub fn parse_month(text: &str) -> Option<NaiveDate> {
    let text = clean(text);
    let (year, month) = if text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit()) {
        text.split_at(4)
    } else {
        let text = text.strip_suffix('月').unwrap_or(&text);
        text.split_once(['-', '/', '.', '年'])?
    };
    if year.len() != 4 || month.is_empty() || month.len() > 2 {
        return None;
    }
    let first = in_range(year.parse().ok()?, month.parse().ok()?, 1)?;
    first.checked_add_months(Months::new(1))?.pred_opt()
}

fn in_range(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, day).filter(plausible)
}

/// No filing means a day before this year.
pub const FIRST_YEAR: i32 = 1949;

/// Whether a filing can mean this day: from 1949 to 2099.
pub fn plausible(day: &NaiveDate) -> bool {
    (FIRST_YEAR..2100).contains(&day.year())
}

/// A day from an Excel serial number in the 1900 system (25569 is 1970-01-01).
pub fn from_serial(serial: f64) -> Option<NaiveDate> {
    if !(1.0..100_000.0).contains(&serial) {
        return None;
    }
    let days = serial.floor() as u64;
    // Excel counts a 29 February 1900 that never was.
    let days = if days > 59 { days - 1 } else { days };
    NaiveDate::from_ymd_opt(1899, 12, 31)?.checked_add_days(Days::new(days)).filter(plausible)
}

/// Days since 1970-01-01, as column engines store dates.
pub fn to_epoch_days(day: NaiveDate) -> i32 {
    const EPOCH_FROM_CE: i32 = 719_163;
    day.num_days_from_ce() - EPOCH_FROM_CE
}

/// The day for a count of days since 1970-01-01.
pub fn from_epoch_days(days: i32) -> Option<NaiveDate> {
    const EPOCH_FROM_CE: i32 = 719_163;
    NaiveDate::from_num_days_from_ce_opt(days.checked_add(EPOCH_FROM_CE)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_in_all_usual_forms() {
        let day = NaiveDate::from_ymd_opt(2025, 3, 1);
        for text in
            ["2025-03-01", "2025/3/1", "2025.3.1", "20250301", "2025年3月1日", "２０２５-３-１"]
        {
            assert_eq!(parse(text), day, "{text}");
        }
        assert_eq!(parse("2025-13-01"), None);
        assert_eq!(parse("25-1-1"), None);
        let end = NaiveDate::from_ymd_opt(2025, 2, 28);
        for text in ["2025-02", "2025/2", "2025.2", "202502", "2025年2月"] {
            assert_eq!(parse_month(text), end, "{text}");
        }
        assert_eq!(parse_month("2025-13"), None);
        assert_eq!(parse_month("2025-03-01"), None);
        assert_eq!(from_serial(45717.0), day);
        assert_eq!(day.map(to_epoch_days).and_then(from_epoch_days), day);
    }
}
