//! Answers as texts: `DF-12ab.verdict=重复`, `text-3.same_measures=九`, `list-1.year=2025`.

use super::{At, Queue, near};
use crate::diag::codes::{self, Code};
use crate::diag::{Diagnostic, Diagnostics, Severity};
use crate::duplicate::decisions::named;
use crate::duplicate::period;
use crate::duplicate::rows::said_state;
use crate::frame::columns as c;

/// What may be answered on each sheet.
const OF_CASE: [&str; 2] = [c::SAME_FIRM, c::VERDICT];
const OF_TEXT: [&str; 2] = [c::SAME_MEASURES, c::POSSIBLE_MEASURES];
const OF_LIST: [&str; 3] = [c::YEAR, c::STATUS, c::RETURNED_LATER];

/// One answer as it is typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub row: String,
    pub column: String,
    pub value: String,
}

impl Answer {
    /// `ROW.COLUMN=VALUE`
    ///
    /// # Errors
    /// Anything else (A521).
    pub fn parse(text: &str) -> Result<Self, Diagnostics> {
        let parted = text.split_once('=').and_then(|(place, value)| {
            let (row, column) = place.rsplit_once('.')?;
            Some((row.trim(), column.trim(), value.trim()))
        });
        let Some((row, column, value)) = parted else {
            return Err(unknown(text, &["DF-….verdict=重复", "text-1.same_measures=九"]));
        };
        Ok(Self { row: row.into(), column: column.into(), value: value.into() })
    }
}

/// A word that is none of those known.
pub fn unknown(read: &str, known: &[&str]) -> Diagnostics {
    const MOST: usize = 12;
    let mut shown: Vec<&str> = known.iter().take(MOST).copied().collect();
    if known.len() > MOST {
        shown.push("…");
    }
    let fault = Diagnostic::new(&codes::ANSWER_UNKNOWN).arg("read", read);
    fault.arg("suggestion", near(read, known)).arg("known", shown.join("、")).into()
}

/// What a run only warns of when it reads it is refused where it is written.
fn refused(code: &'static Code) -> Diagnostic {
    let mut fault = Diagnostic::new(code);
    fault.severity = Severity::Error;
    fault
}

/// What was answered in a row, by column.
pub fn said(queue: &Queue, at: At) -> Vec<(&'static str, String)> {
    let flag = |flag: Option<bool>| match flag {
        Some(true) => "是".to_string(),
        Some(false) => "否".to_string(),
        None => String::new(),
    };
    match at {
        At::Case(row) => {
            let row = &queue.cases[row];
            vec![(c::SAME_FIRM, flag(row.same_firm)), (c::VERDICT, row.verdict.clone())]
        }
        At::Text(row) => {
            let row = &queue.texts[row];
            let possible = row.possible.clone();
            vec![(c::SAME_MEASURES, row.same.clone()), (c::POSSIBLE_MEASURES, possible)]
        }
        At::List(row) => {
            let row = &queue.lists[row];
            let returned = flag(row.returned_later);
            let (year, status) = (row.year.clone(), row.status.clone());
            vec![(c::YEAR, year), (c::STATUS, status), (c::RETURNED_LATER, returned)]
        }
    }
}

/// Puts values into the columns of a row, all of them or none.
pub fn put(queue: &mut Queue, at: At, said: &[(&str, &str)]) -> Result<(), Diagnostics> {
    let mut faults = Diagnostics::default();
    let mut fields = Fields::of(queue, at);
    for (column, value) in said {
        faults.extend(fields.put(queue, column, value.trim()).err().unwrap_or_default());
    }
    if let Fields::Text(same, possible) = &fields
        && let (Ok(a), Ok(b)) = (measures(queue, same), measures(queue, possible))
        && let Some(both) = a.iter().find(|id| b.contains(id))
    {
        let item = match at {
            At::Text(row) => queue.texts[row].item.as_str(),
            _ => "",
        };
        faults.push(refused(&codes::KIND_TWICE).arg("read", both).arg("item", item));
    }
    faults.into_result(())?;
    fields.into(queue, at);
    Ok(())
}

/// What people fill in in a row.
enum Fields {
    Case(Option<bool>, String),
    Text(String, String),
    List(String, String, Option<bool>),
}

impl Fields {
    fn of(queue: &Queue, at: At) -> Self {
        match at {
            At::Case(row) => {
                let row = &queue.cases[row];
                Self::Case(row.same_firm, row.verdict.clone())
            }
            At::Text(row) => {
                let row = &queue.texts[row];
                Self::Text(row.same.clone(), row.possible.clone())
            }
            At::List(row) => {
                let row = &queue.lists[row];
                Self::List(row.year.clone(), row.status.clone(), row.returned_later)
            }
        }
    }

    fn put(&mut self, queue: &Queue, column: &str, value: &str) -> Result<(), Diagnostics> {
        match (self, column) {
            (Self::Case(same, _), c::SAME_FIRM) => *same = flag(value)?,
            (Self::Case(_, verdict), c::VERDICT) => *verdict = self::verdict(queue, value)?,
            (Self::Text(same, _), c::SAME_MEASURES) => *same = kinds(queue, value)?,
            (Self::Text(_, possible), c::POSSIBLE_MEASURES) => *possible = kinds(queue, value)?,
            (Self::List(year, ..), c::YEAR) => *year = self::year(value)?,
            (Self::List(_, status, _), c::STATUS) => *status = self::status(queue, value)?,
            (Self::List(.., returned), c::RETURNED_LATER) => *returned = flag(value)?,
            (Self::Case(..), other) => return Err(unknown(other, &OF_CASE)),
            (Self::Text(..), other) => return Err(unknown(other, &OF_TEXT)),
            (Self::List(..), other) => return Err(unknown(other, &OF_LIST)),
        }
        Ok(())
    }

    fn into(self, queue: &mut Queue, at: At) {
        match (self, at) {
            (Self::Case(same, verdict), At::Case(row)) => {
                let row = &mut queue.cases[row];
                (row.same_firm, row.verdict) = (same, verdict);
            }
            (Self::Text(same, possible), At::Text(row)) => {
                let row = &mut queue.texts[row];
                (row.same, row.possible) = (same, possible);
            }
            (Self::List(year, status, returned), At::List(row)) => {
                let row = &mut queue.lists[row];
                (row.year, row.status, row.returned_later) = (year, status, returned);
            }
            _ => {}
        }
    }
}

fn flag(value: &str) -> Result<Option<bool>, Diagnostics> {
    match value.to_lowercase().as_str() {
        "" => Ok(None),
        "是" | "有" | "yes" => Ok(Some(true)),
        "否" | "没有" | "no" => Ok(Some(false)),
        _ => Err(unknown(value, &["是", "否", "yes", "no"])),
    }
}

/// The canonical word of a verdict, by the word lists of the run.
fn verdict(queue: &Queue, value: &str) -> Result<String, Diagnostics> {
    match queue.headers.category(c::VERDICT, value) {
        Some(word) => Ok(word.to_string()),
        None if value.is_empty() => Ok(String::new()),
        None => Err(unknown(value, &queue.headers.category_words(c::VERDICT))),
    }
}

fn status(queue: &Queue, value: &str) -> Result<String, Diagnostics> {
    match value.is_empty() || said_state(&queue.headers, value).is_some() {
        true => Ok(value.to_string()),
        false => Err(unknown(value, &queue.headers.category_words(c::STATUS))),
    }
}

fn year(value: &str) -> Result<String, Diagnostics> {
    match value.is_empty() || period::read(value).is_some() {
        true => Ok(value.to_string()),
        false => Err(unknown(value, &["2025"])),
    }
}

fn kinds(queue: &Queue, value: &str) -> Result<String, Diagnostics> {
    match measures(queue, value) {
        Ok(_) => Ok(value.to_string()),
        Err(word) => {
            let known: Vec<&str> =
                queue.measures.iter().map(|(_, clause, _)| clause.as_str()).collect();
            let fault = refused(&codes::KIND_UNKNOWN).arg("read", &word);
            let fault = fault.arg("suggestion", near(&word, &known));
            Err(fault.arg("known", known.join("、")).into())
        }
    }
}

/// Ids of the measures that a cell names; the word that is none.
fn measures(queue: &Queue, cell: &str) -> Result<Vec<String>, String> {
    let known: Vec<(String, String)> =
        queue.measures.iter().map(|(id, clause, _)| (id.clone(), clause.clone())).collect();
    named(cell, &known)
}

#[cfg(test)]
mod tests {
    use super::Answer;

    #[test]
    fn an_answer_is_row_column_and_value() {
        let answer = Answer::parse("list-1.year = 2025").expect("an answer");
        assert_eq!([answer.row, answer.column, answer.value], ["list-1", "year", "2025"]);
        assert_eq!(Answer::parse("DF-1.verdict=").expect("taken back").value, "");
        for bad in ["", "DF-1", "DF-1=重复", "verdict"] {
            let faults = Answer::parse(bad).expect_err(bad);
            assert_eq!(faults.0[0].code.id, "A521", "{bad}");
        }
    }
}
