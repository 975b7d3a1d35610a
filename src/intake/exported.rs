//! Tables of a warehouse that its engine handed on: proved against what was counted there, then read as filings.
//!
//! Whatever the views let pass is checked here as in any filing. Rows that they refused are one unusable file for each
//! table, with what they state: a run on them is incomplete.

use std::collections::BTreeSet;

use bytes::Bytes;

use super::typed::unfit;
use crate::diag::{Diagnostic, Diagnostics, Place, codes};
use crate::domain::digest::sha256;
use crate::frame::tables::TableContract;
use crate::ingest::parquet::{DIGITS, Weighed, weigh};
use crate::ingest::{Alone, InputFile, Progress, alone};
use crate::pipeline::Pipeline;
use crate::run_folder::manifest::{Counted, Export};
use crate::run_folder::stored::Stored;
use crate::run_folder::taken;
use crate::sql::Dialect;
use crate::sql::inputs::{Source, WHY, views};

/// A folder of exports, with the rules that hold now.
pub struct Exports<'a> {
    /// Its manifest, as the pipeline names it.
    pub folder: &'a InputFile,
    pub stored: &'a Stored<Export>,
    pub pipeline: &'a Pipeline,
    pub contracts: &'a [TableContract],
    pub progress: &'a dyn Progress,
}

/// The table of the rows that a table's checks refused.
pub fn refused(name: &str) -> String {
    format!("refused/{name}")
}

impl Exports<'_> {
    /// All tables as filings.
    ///
    /// # Errors
    /// Views that the rules of now do not give, tables that are not what was counted (F274): nothing is computed.
    pub fn files(&self) -> Result<Vec<Alone>, Diagnostics> {
        self.is_of_now()?;
        let (mut all, mut faults) = (Vec::new(), Diagnostics::default());
        let counts = &self.stored.manifest.counts;
        for (source, counted) in self.pipeline.warehouse.iter().zip(counts) {
            match self.table(source, counted) {
                Ok(read) => all.extend(read),
                Err(more) => faults.extend(more),
            }
        }
        faults.into_result(all)
    }

    fn is_of_now(&self) -> Result<(), Diagnostics> {
        let Export { engine, sql_sha256, counts, tables, .. } = &self.stored.manifest;
        let sources = &self.pipeline.warehouse;
        let dialect = Dialect::NAMES.iter().find(|(name, _)| name == engine);
        let dialect = dialect.ok_or_else(|| self.broken(engine))?.1;
        let now = views(sources, dialect, &self.pipeline.headers);
        if sources.is_empty() || sha256(now.text.as_bytes()) != *sql_sha256 {
            let zh = "导出以后，[warehouse]、方案的列或列表词有了改动，或用的是另一流程文件";
            let en = "[warehouse], columns of the scheme or words of lists are not those that it was exported with";
            return Err(unfit(&self.folder.shown, zh, en).into());
        }
        let names = sources.iter().map(Source::name);
        let both = names.clone().flat_map(|name| [name.to_string(), refused(name)]);
        let both: BTreeSet<String> = both.collect();
        if !both.iter().eq(tables.keys()) || !names.eq(counts.iter().map(|one| one.name.as_str())) {
            return Err(self.broken("tables").into());
        }
        Ok(())
    }

    /// A folder that its engine did not write so, though its digests hold.
    fn broken(&self, why: &str) -> Diagnostic {
        let zh = format!("各部分互不相符（{why}）");
        unfit(&self.folder.shown, zh, format!("its parts do not fit each other ({why})"))
    }

    /// What passed and what did not, if both are what was counted.
    fn table(&self, source: &Source, counted: &Counted) -> Result<Vec<Alone>, Diagnostics> {
        let Counted { name, rows, refused: left, stated, stated_refused } = counted;
        let broken = || self.broken(name);
        let (passed, own) = self.weighed(source, name, None)?;
        let (other, bytes) = self.weighed(source, &refused(name), Some(WHY))?;
        let sums = millionths(stated).zip(millionths(stated_refused)).ok_or_else(broken)?;
        let all = passed.millionths.checked_add(other.millionths).ok_or_else(broken)?;
        let found = (passed.rows.checked_add(other.rows), other.rows, (all, other.millionths));
        if found != (Some(*rows), *left, sums) {
            return Err(broken().into());
        }
        let (headers, limits) = (&self.pipeline.headers, &self.pipeline.limits);
        let file = taken::exported(self.folder, name);
        let mut read = alone(&[file], self.contracts, headers, limits, self.progress)?;
        if read.iter().any(|one| one.sha256() != sha256(&own)) {
            return Err(broken().into());
        }
        if other.rows > 0 {
            let file = taken::exported(self.folder, &refused(name));
            let fault = said(source, &other).at(Place::File(file.shown.clone()));
            let file = (file, &bytes);
            read.push(Alone::refused(file, fault, self.contracts, headers, limits));
        }
        Ok(read)
    }

    /// A table as its digest vouches for it, and what it holds.
    fn weighed(
        &self,
        source: &Source,
        name: &str,
        why: Option<&str>,
    ) -> Result<(Weighed, Bytes), Diagnostics> {
        let limits = &self.pipeline.limits;
        let bytes = Bytes::from(self.stored.tables.bytes(name, limits.parquet_bytes)?);
        let weighed = weigh(&bytes, limits, (source.weighed().as_deref(), why));
        let place = || Place::File(taken::exported(self.folder, name).shown);
        let weighed = weighed.map_err(|fault| fault.at(place()))?;
        Ok((weighed.ok_or_else(|| self.broken(name))?, bytes))
    }
}

/// A sum as the engine writes it, in millionths.
fn millionths(text: &str) -> Option<i128> {
    let (whole, part) = text.split_once('.')?;
    let digits = part.len() == DIGITS as usize && part.bytes().all(|byte| byte.is_ascii_digit());
    format!("{whole}{part}").parse().ok().filter(|_| digits)
}

/// How many rows were refused, why, and what their amounts come to in the unit of the table.
fn said(source: &Source, rows: &Weighed) -> Diagnostic {
    let why = rows.why.iter().map(|(why, rows)| format!("{why} ×{rows}"));
    let money = rows.millionths.unsigned_abs();
    let (whole, part) = (money / MILLION, money % MILLION);
    let sign = if rows.millionths < 0 { "-" } else { "" };
    let digits = DIGITS as usize;
    let number = format!("{sign}{whole}.{part:0digits$}");
    let number = number.trim_end_matches('0').trim_end_matches('.');
    let unit = source.unit.as_ref().map_or("元", |unit| &unit.word);
    let (zh, en) = match (source.weighed(), source.has_currencies()) {
        (None, _) => ("没有金额列".to_string(), "no column of amounts".to_string()),
        (_, false) => (format!("{number} {unit}"), format!("{number} {unit}")),
        (_, true) => {
            (format!("{number} {unit}（各币种）"), format!("{number} {unit} (of all currencies)"))
        }
    };
    Diagnostic::new(&codes::WAREHOUSE_REFUSED)
        .arg("table", source.table.join("."))
        .arg("rows", rows.rows)
        .arg("why", why.collect::<Vec<_>>().join("、"))
        .arg("stated", zh)
        .arg("stated_en", en)
}

const MILLION: u128 = 10u128.pow(DIGITS);

#[cfg(test)]
mod tests {
    use super::millionths;

    #[test]
    fn sums_are_whole_numbers() {
        let read =
            [("0.000000", Some(0)), ("-1.500000", Some(-1_500_000)), ("1.5", None), ("1", None)];
        for (text, sum) in
            read.into_iter().chain([("1.00000x", None), (".000001", Some(1)), ("a.000000", None)])
        {
            assert_eq!(millionths(text), sum, "{text}");
        }
    }
}
