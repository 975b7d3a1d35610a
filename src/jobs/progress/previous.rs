//! What earlier folders hold: an earlier progress report, and what a run granted.

use std::collections::BTreeMap;
use std::path::Path;

use polars::prelude::*;
use rust_decimal::Decimal;

use super::tables::SCALE;
use crate::diag::{Diagnostic, Diagnostics, Lang, Place, codes};
use crate::domain::Fen;
use crate::frame::access::texts;
use crate::frame::columns as c;
use crate::progress::change::Earlier;
use crate::progress::judge::Status;
use crate::progress::reports::State;
use crate::progress::support::Granted;
use crate::run_folder::manifest::{Manifest, Progress};
use crate::run_folder::stored::{Stored, StoredRun};

type Why = Box<dyn std::error::Error>;

/// An earlier progress report.
///
/// # Errors
/// A folder that is none (A501).
pub fn earlier(folder: &Path) -> Result<Earlier, Diagnostics> {
    let stored = Stored::open(folder)?;
    read_earlier(&stored).map_err(|why| no_run(folder, &why))
}

/// What a run granted under each measure. It was granted, not yet paid.
///
/// # Errors
/// A folder that is no run (A501).
pub fn granted(folder: &Path) -> Result<Granted, Diagnostics> {
    let stored = StoredRun::open(folder)?;
    read_granted(&stored).map_err(|why| no_run(folder, &why))
}

fn no_run(folder: &Path, why: &Why) -> Diagnostics {
    let fault = Diagnostic::new(&codes::NO_SUCH_RUN).arg("path", folder.display());
    fault.arg("why", why).into()
}

fn table<M: Manifest>(stored: &Stored<M>, name: &str) -> Result<DataFrame, Why> {
    let said = |faults: Diagnostics| {
        faults.0.iter().map(|fault| fault.message(Lang::En)).collect::<Vec<_>>().join("; ")
    };
    Ok(stored.tables.table(name).map_err(said)?)
}

fn read_earlier(stored: &Stored<Progress>) -> Result<Earlier, Why> {
    let (targets, tasks) = (table(stored, "targets")?, table(stored, "tasks")?);
    Ok(Earlier {
        as_of: stored.manifest.as_of,
        name: stored.name(),
        targets: standing(&targets, c::TARGET_ID, Status::parse)?,
        tasks: standing(&tasks, c::TASK_NO, State::parse)?,
        figures: numbers(&table(stored, "figures")?)?,
    })
}

/// Plan and number → status. A word of another version is an error: nothing is compared half.
fn standing<S>(
    table: &DataFrame,
    id: &str,
    parse: fn(&str) -> Option<S>,
) -> Result<BTreeMap<(String, String), S>, Why> {
    let (plan, id, status) = (texts(table, c::PLAN)?, texts(table, id)?, texts(table, c::STATUS)?);
    let row = |row: usize| -> Result<_, Why> {
        let status = parse(status[row]).ok_or_else(|| format!("`{}`", status[row]))?;
        Ok(((plan[row].to_string(), id[row].to_string()), status))
    };
    (0..table.height()).map(row).collect()
}

/// Plan, series and period → the number; milestones have none.
fn numbers(figures: &DataFrame) -> Result<BTreeMap<(String, String, String), Decimal>, Why> {
    let plan = texts(figures, c::PLAN)?;
    let (series, period) = (texts(figures, c::SERIES)?, texts(figures, c::PERIOD)?);
    let known = figures.column(c::FIGURE)?.decimal()?.physical().clone();
    let mut out = BTreeMap::new();
    for row in 0..figures.height() {
        let Some(value) = known.get(row) else { continue };
        let key = (plan[row].to_string(), series[row].to_string(), period[row].to_string());
        out.insert(key, Decimal::try_from_i128_with_scale(value, SCALE)?.normalize());
    }
    Ok(out)
}

fn read_granted(stored: &StoredRun) -> Result<Granted, Why> {
    let measures = table(stored, "measures")?;
    let ids = texts(&measures, c::MEASURE)?;
    let payable = measures.column(c::PAYABLE)?.decimal()?.physical().clone();
    let amount = |row: usize| payable.get(row).and_then(|fen| i64::try_from(fen).ok()).map(Fen);
    let rows = ids.iter().enumerate();
    Ok(Granted {
        place: Place::File(stored.folder.display().to_string()),
        year: stored.manifest.award_year,
        measures: rows.filter_map(|(row, id)| Some((id.to_string(), amount(row)?))).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::super::tables::exact;
    use super::*;

    /// A number goes into a table and comes back the same.
    #[test]
    fn numbers_survive_the_table() {
        let number = |text: &str| text.parse::<Decimal>().expect("a decimal");
        let numbers = ["1160.53", "0", "-3.5", "14.79"].map(number);
        let column = exact("x", numbers.iter().copied().map(Some));
        let physical = column.decimal().expect("decimals").physical().clone();
        for (row, number) in numbers.iter().enumerate() {
            let value = physical.get(row).expect("a value");
            let back = Decimal::try_from_i128_with_scale(value, SCALE).expect("in range");
            assert_eq!(back, *number);
        }
    }
}
