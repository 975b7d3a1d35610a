//! Comma-separated tables of the plan folder: edited in spreadsheets, read with the line of every fault.

use std::path::Path;
use std::sync::Arc;

use crate::config::Collector;
use crate::diag::{Code, Diagnostic, Diagnostics, Place, SourceText};

/// One line after the first.
pub struct Line {
    cells: Vec<String>,
    pub number: u64,
    pub place: Place,
}

impl Line {
    /// The cell of a column; empty where the line is shorter.
    pub fn cell(&self, at: usize) -> &str {
        self.cells.get(at).map_or("", String::as_str)
    }

    /// A fault of this line.
    pub fn fault(&self, code: &'static Code, why: (&str, &str)) -> Diagnostic {
        let fault = Diagnostic::new(code).arg("line", self.number);
        fault.arg("why", why.0).arg("why_en", why.1).at(self.place.clone())
    }
}

/// Reads a table whose first line names `columns` in any order; cells come back in the order of `columns`.
///
/// # Errors
/// A file that cannot be read. A missing column or a broken line is a fault with `code`.
pub fn read(
    path: &Path,
    columns: &[&str],
    code: &'static Code,
    faults: &Collector,
) -> Result<Vec<Line>, Diagnostics> {
    let shown = path.display().to_string();
    let text = crate::config::file::text(path)
        .map_err(|error| Diagnostic::unreadable(&error).at(Place::File(shown.clone())))?;
    let text = text.trim_start_matches('\u{feff}').to_string();
    let source = Arc::new(SourceText { path: shown, text });
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(source.text.as_bytes());
    let mut order: Option<Vec<Option<usize>>> = None;
    let mut lines = Vec::new();
    let mut record = csv::StringRecord::new();
    loop {
        let start = reader.position().byte() as usize;
        let number = reader.position().line();
        let more = reader.read_record(&mut record);
        let end = (reader.position().byte() as usize).min(source.text.len());
        let start = start.min(end);
        let line_end = source.text[start..end].trim_end().len() + start;
        let place = Place::Text { source: source.clone(), span: start..line_end };
        match more {
            Ok(false) => break,
            Ok(true) => {}
            Err(why) => {
                let fault = Diagnostic::new(code).arg("line", number);
                faults.push(fault.arg("why", &why).arg("why_en", &why).at(place));
                break;
            }
        }
        let Some(order) = &order else {
            let at = |name: &&str| record.iter().position(|heading| heading == *name);
            for missing in columns.iter().filter(|name| at(name).is_none()) {
                let fault = Diagnostic::new(code).arg("line", number);
                let fault = fault.arg("why", format!("缺少列 {missing}"));
                faults.push(fault.arg("why_en", format!("no column {missing}")).at(place.clone()));
            }
            order = Some(columns.iter().map(at).collect());
            continue;
        };
        if record.iter().all(str::is_empty) {
            continue;
        }
        let cell = |at: &Option<usize>| at.and_then(|at| record.get(at)).unwrap_or_default();
        let cells = order.iter().map(|at| cell(at).to_string()).collect();
        lines.push(Line { cells, number, place });
    }
    Ok(lines)
}

/// The parts of a cell that lists names: `甲；乙`.
pub fn names(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(['；', ';']).map(str::trim).filter(|name| !name.is_empty())
}
