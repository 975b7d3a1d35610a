//! Conditions of a scheme as conditions of SQL: what an empty cell means is said in each.

use chrono::NaiveDate;

use super::dialect::Dialect;
use crate::domain::Period;
use crate::scheme::compile::Calendar;
use crate::scheme::{Rule, Test};

/// Whether a row passes, never null. `row` is the alias of its table.
pub fn passes(rule: &Rule, row: &str, dialect: Dialect, calendar: Calendar) -> String {
    let missing = if rule.missing_passes { "TRUE" } else { "FALSE" };
    let each = rule.columns.iter().map(|field| {
        let column = format!("{row}.{}", dialect.column(field.name));
        format!("COALESCE({}, {missing})", condition(&rule.test, &column, dialect, calendar))
    });
    let all: Vec<String> = each.collect();
    if all.is_empty() { "TRUE".into() } else { format!("({})", all.join(" AND ")) }
}

fn condition(test: &Test, column: &str, dialect: Dialect, calendar: Calendar) -> String {
    match test {
        Test::Is(true) => format!("{column} = TRUE"),
        Test::Is(false) => format!("{column} = FALSE"),
        Test::In(words) => one_of(column, words, dialect),
        Test::NotIn(words) => format!("NOT ({})", one_of(column, words, dialect)),
        Test::AtLeast(value) => format!("{column} >= {value}"),
        Test::Above(value) => format!("{column} > {value}"),
        Test::AtMost(value) => format!("{column} <= {value}"),
        Test::Within(window) => match window.dates(calendar.award_year, calendar.policy) {
            Some(period) => within(column, period),
            None => "TRUE".into(),
        },
    }
}

fn one_of(column: &str, words: &[String], dialect: Dialect) -> String {
    if words.is_empty() {
        return "FALSE".into();
    }
    let words: Vec<String> = words.iter().map(|word| dialect.word(word)).collect();
    format!("{column} IN ({})", words.join(", "))
}

/// Whether a day lies in a period; null for no day.
pub fn within(column: &str, period: Period) -> String {
    let day = |day: NaiveDate| format!("DATE '{day}'");
    format!("({column} >= {} AND {column} <= {})", day(period.from), day(period.to))
}
