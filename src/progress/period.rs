//! The time a figure is for: a year, a half, a quarter, a month or a day.

use chrono::{Datelike, Months, NaiveDate};

use crate::diag::{Lang, say};
use crate::domain::date;
use crate::domain::text::comparable;

/// A span of the calendar. The order is by its end, longer ones first among equal ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub from: NaiveDate,
    pub to: NaiveDate,
}

impl Span {
    pub fn year(year: i32) -> Option<Self> {
        months(year, 1, 12)
    }

    /// Reads `2017`, `2017年`, `2017H1`, `2017年上半年`, `2017Q3`, `2017年三季度`, `2017-05`, `2017-05-31`.
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(day) = date::parse(text) {
            return Some(Self { from: day, to: day });
        }
        if let Some(end) = date::parse_month(text) {
            return months(end.year(), end.month(), 1);
        }
        let text = comparable(text);
        let (head, tail) = text.split_at_checked(4)?;
        let year: i32 = head.parse().ok()?;
        NaiveDate::from_ymd_opt(year, 1, 1).filter(date::plausible)?;
        let part = tail.strip_prefix('年').unwrap_or(tail);
        let part = part.trim_start_matches(['-', ' ', '第']);
        match part {
            "" | "度" | "全年" => Self::year(year),
            "h1" | "上半年" => months(year, 1, 6),
            "h2" | "下半年" => months(year, 7, 6),
            "q1" | "一季度" | "1季度" => months(year, 1, 3),
            "q2" | "二季度" | "2季度" => months(year, 4, 3),
            "q3" | "三季度" | "3季度" => months(year, 7, 3),
            "q4" | "四季度" | "4季度" => months(year, 10, 3),
            _ => None,
        }
    }

    /// The year, where it is a whole one.
    pub fn whole_year(&self) -> Option<i32> {
        (Self::year(self.from.year()) == Some(*self)).then(|| self.from.year())
    }

    /// As it is written in reports.
    pub fn shown(&self, lang: Lang) -> String {
        if let Some(year) = self.whole_year() {
            return say!(lang, "{year}年", "{year}");
        }
        if self.from == self.to {
            return lang.day(self.from);
        }
        let (year, first, last) = (self.from.year(), self.from.month(), self.to.month());
        match first == last {
            true => say!(lang, "{year}年{first}月", "{year}-{first:02}"),
            false => {
                say!(lang, "{year}年{first}—{last}月", "{year}-{first:02} to {last:02}")
            }
        }
    }

    /// As tables hold it: `2017`, `2017-05`, `2017-01/2017-06`, `2017-05-31`.
    pub fn key(&self) -> String {
        match self.whole_year() {
            Some(year) => year.to_string(),
            None if self.from == self.to => self.to.to_string(),
            None if self.from.month() == self.to.month() => self.from.format("%Y-%m").to_string(),
            None => format!("{}/{}", self.from.format("%Y-%m"), self.to.format("%Y-%m")),
        }
    }
}

fn months(year: i32, first: u32, count: u32) -> Option<Span> {
    let from = NaiveDate::from_ymd_opt(year, first, 1)?;
    Some(Span { from, to: from.checked_add_months(Months::new(count))?.pred_opt()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_as_people_write_them() {
        let key = |text: &str| Span::parse(text).map(|span| span.key());
        for text in ["2017", "2017年", "2017年度", "２０１７"] {
            assert_eq!(key(text).as_deref(), Some("2017"), "{text}");
        }
        for text in ["2017H1", "2017年上半年"] {
            assert_eq!(key(text).as_deref(), Some("2017-01/2017-06"), "{text}");
        }
        for text in ["2017Q3", "2017年三季度", "2017年第3季度"] {
            assert_eq!(key(text).as_deref(), Some("2017-07/2017-09"), "{text}");
        }
        assert_eq!(key("2017年5月").as_deref(), Some("2017-05"));
        assert_eq!(key("2018-12-31").as_deref(), Some("2018-12-31"));
        for text in ["", "17", "今年", "2017Q5", "2017-13", "9999"] {
            assert_eq!(key(text), None, "{text}");
        }
    }
}
