//! Findings about days: filings accepted after the deadline, and payments dated after the filing that
//! claims them.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use polars::prelude::{DataFrame, PolarsResult};

use crate::diag::{Diagnostic, codes};
use crate::domain::date::{from_epoch_days, to_epoch_days};
use crate::frame::access::{days, texts};
use crate::frame::columns as c;
use crate::frame::fields::{LINE_FIELDS, find};
use crate::intake::link::Linked;
use crate::scheme::{Measure, Test};

impl Linked {
    /// Looks through the days of a measure's lines.
    pub fn late_days(
        &mut self,
        table: &DataFrame,
        measure: &Measure,
        deadline: NaiveDate,
        told: &mut BTreeSet<String>,
    ) -> PolarsResult<()> {
        let accepted = days(table, c::ACCEPTED_ON)?;
        let filings = texts(table, c::FILING_NO)?;
        let last = to_epoch_days(deadline);
        let shown = |day: i32| from_epoch_days(day).map(|d| d.to_string()).unwrap_or_default();
        let Some(field) = find(LINE_FIELDS, c::ACCEPTED_ON) else { return Ok(()) };
        for (row, day) in accepted.iter().enumerate() {
            let Some(day) = day.filter(|day| *day > last) else { continue };
            // Once for each filing, whatever measures it is for.
            if told.insert(filings[row].to_string()) {
                let said = Diagnostic::new(&codes::FILED_LATE)
                    .arg("filing", filings[row])
                    .arg("read", shown(day))
                    .arg("deadline", deadline);
                let place = self.cell_of(table, row, field);
                self.findings.push(said.at(place));
            }
        }
        let dated = measure.lines.iter().filter(|rule| matches!(rule.test, Test::Within(_)));
        for field in dated.flat_map(|rule| &rule.columns) {
            for (row, day) in days(table, field.name)?.into_iter().enumerate() {
                let (Some(day), Some(accepted)) = (day, accepted[row]) else { continue };
                if day > accepted {
                    let said = Diagnostic::new(&codes::PAID_AFTER_ACCEPTANCE)
                        .arg("column", field.zh)
                        .arg("column_en", field.en)
                        .arg("read", shown(day))
                        .arg("accepted", shown(accepted));
                    let place = self.cell_of(table, row, field);
                    self.findings.push(said.at(place));
                }
            }
        }
        Ok(())
    }
}
