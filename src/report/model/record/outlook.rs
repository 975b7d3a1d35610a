//! What the lab answered, where the run asked it.

use crate::diag::Diagnostics;
use crate::domain::Fen;
use crate::run_folder::bound::Bound;
use crate::tables::outlook::IntervalEnd;
pub use crate::tables::outlook::{ReadingRow, ScenarioRow, SwingRow};

/// Answers of the lab; empty where nothing was asked.
#[derive(Debug, Default)]
pub struct Outlook {
    /// The run first.
    pub scenarios: Vec<ScenarioRow>,
    /// What moves approved support most first.
    pub swings: Vec<SwingRow>,
    /// What moves the cost most first; readings that cannot be judged by these data are not here.
    pub readings: Vec<ReadingRow>,
    /// Lowest and highest cost that readings of the period filed for can reach together.
    pub interval: Option<(Fen, Fen)>,
}

impl Outlook {
    pub(super) fn read(tables: &Bound) -> Result<Self, Diagnostics> {
        let readings = tables.rows_if_any::<ReadingRow>()?;
        let ends: Vec<IntervalEnd> = if readings.is_some() { tables.rows()? } else { Vec::new() };
        let end = |name: &str| ends.iter().find(|end| end.end == name).map(|end| end.cost);
        let judged = |row: &ReadingRow| row.cost.is_some();
        Ok(Self {
            scenarios: tables.rows_if_any()?.unwrap_or_default(),
            swings: tables.rows_if_any()?.unwrap_or_default(),
            readings: readings.unwrap_or_default().into_iter().filter(judged).collect(),
            interval: end("lowest").zip(end("highest")),
        })
    }
}
