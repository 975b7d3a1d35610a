//! Settings of a pipeline about its inputs: limits for files from outside, the severity of findings,
//! and what is still plausible.

use std::collections::BTreeMap;

use crate::config::{Collector, Node, Reader, as_text};
use crate::diag::{Code, Diagnostic, Severity, codes, suggest};
use crate::domain::Currency;
use crate::domain::money::Amount;
use crate::ingest::Limits;

/// Findings about rows that are whole: a person may judge them otherwise than we do. At `error` the
/// row is refused.
static ABOUT_ROWS: &[&Code] = &[
    &codes::REPEATED_LINE,
    &codes::TWO_VERSIONS,
    &codes::UNIT_SLIP,
    &codes::IMPLAUSIBLE,
    &codes::INVOICE_TWICE,
    &codes::OUT_OF_PERIOD,
    &codes::PAPER_COUNTED,
];

/// How findings are taken, and what is plausible.
#[derive(Clone, Debug, Default)]
pub struct Checks {
    /// By id of the code; `None` is “off”.
    levels: BTreeMap<&'static str, Option<Severity>>,
    /// Fen of one line that are still believed.
    implausible: Option<i64>,
    /// How many days a central parity and another published rate may be older than the day they are used for.
    parity_days: Option<i64>,
    rate_days: Option<i64>,
}

impl Checks {
    /// How a finding of this code is taken; `None` when it is not wanted.
    pub fn level(&self, code: &Code) -> Option<Severity> {
        self.levels.get(code.id).copied().unwrap_or(Some(code.severity))
    }

    /// Fen of one line that are still believed: a billion yuan where the pipeline says nothing.
    pub fn implausible(&self) -> i64 {
        const BELIEVED: &str = "10亿元";
        let usual = || BELIEVED.parse().map_or(i64::MAX, |amount: Amount| amount.minor);
        self.implausible.unwrap_or_else(usual)
    }

    /// How many days a published value may be old, and the key that says so.
    pub fn most_days(&self, name: &str) -> (&'static str, i64) {
        // Parities are published every working day, the loan prime rate every month.
        const PARITY: i64 = 10;
        const RATE: i64 = 40;
        match Currency::parse(name) {
            Some(_) => ("parity_days", self.parity_days.unwrap_or(PARITY)),
            None => ("rate_days", self.rate_days.unwrap_or(RATE)),
        }
    }

    /// Gives every finding its level and drops those that are not wanted.
    pub fn apply(&self, findings: &mut Vec<Diagnostic>) {
        findings.retain_mut(|finding| match self.levels.get(finding.code.id) {
            None => true,
            Some(None) => false,
            Some(Some(severity)) => {
                finding.severity = *severity;
                true
            }
        });
    }
}

/// `[limits]`, in MiB and KiB.
pub fn limits(reader: Reader) -> Limits {
    let plain = Limits::default();
    let count = |name: &'static str, most: i64, unit: u32| -> Option<u64> {
        let node = reader.get(name)?;
        let value = crate::config::as_int(node, reader.faults)?;
        if !(1..=most).contains(&value) {
            reader.faults.push(out_of_range(name, value, most, node));
            return None;
        }
        Some((value as u64) << unit)
    };
    const MIB: u32 = 20;
    const KIB: u32 = 10;
    let limits = Limits {
        workbook_bytes: count("workbook_mib", 1 << 14, MIB).unwrap_or(plain.workbook_bytes),
        parquet_bytes: count("parquet_mib", 1 << 18, MIB).unwrap_or(plain.parquet_bytes),
        rows: count("rows", 1 << 30, 0).unwrap_or(plain.rows),
        unpacked_bytes: count("unpacked_mib", 1 << 18, MIB).unwrap_or(plain.unpacked_bytes),
        cells: count("cells", 1 << 30, 0).unwrap_or(plain.cells),
        text_bytes: count("text_kib", 1 << 20, KIB).unwrap_or(plain.text_bytes),
        depth: count("depth", 1 << 13, 0).map_or(plain.depth, |depth| depth as u32),
        aside: None,
    };
    reader.finish();
    limits
}

/// `[checks]` and `[findings]`.
pub fn checks(root: &Reader, faults: &Collector) -> Checks {
    let mut checks = Checks::default();
    if let Some(reader) = root.table("checks") {
        let implausible = reader.get("implausible");
        checks.implausible = implausible.and_then(|node| crate::config::as_yuan(node, faults));
        checks.parity_days = days(&reader, "parity_days");
        checks.rate_days = days(&reader, "rate_days");
        reader.finish();
    }
    for (key, node) in root.entries("findings") {
        if let Some((code, level)) = level(&key.name, node, faults) {
            checks.levels.insert(code.id, level);
        }
    }
    checks
}

fn days(reader: &Reader, name: &'static str) -> Option<i64> {
    const MOST: i64 = 3660;
    let node = reader.get(name)?;
    let days = crate::config::as_int(node, reader.faults)?;
    if !(1..=MOST).contains(&days) {
        reader.faults.push(out_of_range(name, days, MOST, node));
        return None;
    }
    Some(days)
}

fn level(id: &str, node: &Node, faults: &Collector) -> Option<(&'static Code, Option<Severity>)> {
    let Some(code) = codes::all().find(|code| code.id == id) else {
        let known = codes::all().map(|code| code.id);
        let near = suggest(id, known).unwrap_or_default();
        let fault = Diagnostic::new(&codes::UNKNOWN_KEY).arg("key", id).arg("suggestion", near);
        faults.push(fault.at(node.place()));
        return None;
    };
    let levels = allowed(code);
    let word = as_text(node, faults)?;
    let Some((_, level)) = levels.iter().find(|(known, _)| *known == word) else {
        let known: Vec<&str> = levels.iter().map(|(word, _)| *word).collect();
        faults.push(if known.is_empty() {
            Diagnostic::new(&codes::FIXED_SEVERITY).arg("code", id).at(node.place())
        } else {
            Diagnostic::new(&codes::UNKNOWN_WORD)
                .arg("word", word)
                .arg("known", known.join(" | "))
                .arg("suggestion", suggest(word, known).unwrap_or_default())
                .at(node.place())
        });
        return None;
    };
    Some((code, *level))
}

/// The words that may stand for a code. A row that could not be read stays refused whatever anybody
/// wishes, and only rows can be.
fn allowed(code: &'static Code) -> Vec<(&'static str, Option<Severity>)> {
    let softer =
        [("warning", Some(Severity::Warning)), ("note", Some(Severity::Note)), ("off", None)];
    if ABOUT_ROWS.iter().any(|known| known.id == code.id) {
        return [("error", Some(Severity::Error))].into_iter().chain(softer).collect();
    }
    let about_inputs = code.id.starts_with(['D', 'F', 'R']) && code.severity < Severity::Error;
    if about_inputs { softer.to_vec() } else { Vec::new() }
}

fn out_of_range(name: &str, read: i64, most: i64, node: &Node) -> Diagnostic {
    Diagnostic::new(&codes::OUT_OF_RANGE)
        .arg("name", name)
        .arg("read", read)
        .arg("range", format!("1 – {most}"))
        .at(node.place())
}
