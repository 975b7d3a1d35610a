//! Working days in China: weekends, public holidays and the make-up days that are worked instead.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use chrono::{Datelike, NaiveDate, Weekday};

use super::table::read;
use crate::config::Collector;
use crate::diag::{Diagnostics, codes};
use crate::domain::date;

/// Holidays and make-up days of the years that are known.
#[derive(Clone, Debug, Default)]
pub struct Calendar {
    years: BTreeSet<i32>,
    /// Day → whether it is worked.
    exceptions: BTreeMap<NaiveDate, bool>,
}

/// Reads the calendar.
///
/// # Errors
/// Every line that cannot be used (C188).
pub fn load(path: &Path) -> Result<Calendar, Diagnostics> {
    let faults = Collector::default();
    let mut calendar = Calendar::default();
    for line in read(path, &["date", "kind", "name", "source"], &codes::BAD_CALENDAR, &faults)? {
        let refuse = |why| faults.push(line.fault(&codes::BAD_CALENDAR, why));
        let Some(day) = date::parse(line.cell(0)) else {
            refuse(("日期无法识别", "its first cell is no date"));
            continue;
        };
        let worked = match line.cell(1) {
            "work" => true,
            "off" => false,
            _ => {
                refuse(("类别应为 off 或 work", "its kind is neither off nor work"));
                continue;
            }
        };
        if worked != is_weekend(day) {
            refuse(("off 须是工作日，work 须是周末", "off is for weekdays, work for weekends"));
        }
        if calendar.exceptions.insert(day, worked).is_some() {
            refuse(("同一天写了两次", "the day stands twice"));
        }
        calendar.years.insert(day.year());
    }
    faults.into_inner().into_result(calendar)
}

impl Calendar {
    /// Whether a day is worked; `None` in a year without holidays in the file.
    pub fn works(&self, day: NaiveDate) -> Option<bool> {
        let known = self.years.contains(&day.year());
        known.then(|| self.exceptions.get(&day).copied().unwrap_or(!is_weekend(day)))
    }

    /// Working days after `from` up to and with `to`; 0 on the same day.
    ///
    /// # Errors
    /// The first year that is not in the file.
    pub fn between(&self, from: NaiveDate, to: NaiveDate) -> Result<i64, i32> {
        let mut count = 0;
        for day in from.iter_days().skip(1).take_while(|day| *day <= to) {
            count += i64::from(self.works(day).ok_or(day.year())?);
        }
        // Even without a day between, a year that nobody knows is no answer.
        self.works(from).ok_or(from.year())?;
        Ok(count)
    }
}

fn is_weekend(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shipped() -> Calendar {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("pipelines/plans/working_days.csv");
        load(&path).expect("the shipped calendar")
    }

    fn day(text: &str) -> NaiveDate {
        date::parse(text).expect("a date")
    }

    #[test]
    fn holidays_and_make_up_days_of_the_spring_festival() {
        let calendar = shipped();
        // 2025: Sunday 26 January worked, 28 January to 4 February off, Saturday 8 February worked.
        let works = |text: &str| calendar.works(day(text));
        assert_eq!(works("2025-01-26"), Some(true));
        assert_eq!(works("2025-01-28"), Some(false));
        assert_eq!(works("2025-02-04"), Some(false));
        assert_eq!(works("2025-02-05"), Some(true));
        assert_eq!(works("2025-02-08"), Some(true));
        assert_eq!(works("2025-02-09"), Some(false));
        assert_eq!(works("2023-02-01"), None);
        // From Friday 24 January: 26 (Sun), 27, then 5, 6, 7 and 8 (Sat) February.
        assert_eq!(calendar.between(day("2025-01-24"), day("2025-02-08")), Ok(6));
        assert_eq!(calendar.between(day("2025-03-03"), day("2025-03-03")), Ok(0));
        assert_eq!(calendar.between(day("2026-12-30"), day("2027-01-05")), Err(2027));
    }

    /// Weekdays less holidays plus make-up days, as the yearly notices add up.
    #[test]
    fn working_days_of_whole_years() {
        let calendar = shipped();
        let count = |year: i32| {
            let days = day(&format!("{year}-01-01")).iter_days().take_while(|d| d.year() == year);
            days.filter(|day| calendar.works(*day) == Some(true)).count()
        };
        // 262 weekdays of 2024 less 19 off plus 8 worked, 261 of 2025 less 18 plus 5, 261 of 2026 less 19 plus 6.
        assert_eq!([count(2024), count(2025), count(2026)], [251, 248, 248]);
    }
}
