//! Filings that `jiangbu intake` has read: folders of typed tables that stand for the files, as if these were read now; and
//! those that a warehouse handed on.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::*;

use super::exported::Exports;
use crate::config::file;
use crate::diag::{Diagnostic, Diagnostics, Failure, Place, codes};
use crate::domain::digest::sha256;
use crate::frame::access::indices;
use crate::frame::columns as c;
use crate::frame::tables::TableContract;
use crate::ingest::{Alone, InputFile, Kept, Progress, alone, empty, parquet, reading};
use crate::pipeline::Pipeline;
use crate::run_folder::manifest::{Filing, Intake, RuleFile, Tool, fen};
use crate::run_folder::stored::Stored;
use crate::run_folder::taken::{self, Taken};

/// What was read of each file beside its accepted rows: a line of JSON for each.
pub const READ: &str = "read.jsonl";

/// The table of the accepted rows of a contract.
pub fn table(key: &str) -> String {
    if key == "firms" { key.to_string() } else { format!("lines_{key}") }
}

/// What a manifest says of a filing.
///
/// # Errors
/// Money beyond 64 bits (F261).
pub fn filing(one: &Alone, contracts: &[TableContract]) -> Result<Filing, Diagnostics> {
    let (holds, [read, accepted, refused]) = (one.holds(contracts), one.rows());
    let sum = |sum: Option<i128>| {
        let name = one.file();
        let fault =
            || Diagnostic::new(&codes::SUM_TOO_LARGE).arg("what", name).arg("what_en", name);
        sum.map(fen).transpose().map_err(|_| fault())
    };
    Ok(Filing {
        file: one.file().to_string(),
        sha256: one.sha256().to_string(),
        usable: one.is_usable(),
        rows_read: read,
        rows_accepted: accepted,
        rows_quarantined: refused,
        requested: sum(holds.requested)?,
        amounts: sum(holds.amounts)?,
    })
}

/// All filings of a pipeline, each by itself: files that are read now, and those that were read into folders, with the
/// manifests of these.
///
/// # Errors
/// Folders that cannot stand for files: nothing is computed without them.
pub fn filings(
    pipeline: &Pipeline,
    contracts: &[TableContract],
    progress: &dyn Progress,
) -> Result<(Vec<Alone>, Vec<RuleFile>), Failure> {
    let files = pipeline.inputs.filings.iter().cloned();
    let (folders, files): (Vec<InputFile>, Vec<InputFile>) = files.partition(taken::is_intake);
    let (mut all, mut manifests) = (Vec::new(), Vec::new());
    let mut faults = Diagnostics::default();
    for folder in &folders {
        match files_of(folder, pipeline, contracts, progress) {
            Ok((read, manifest)) => {
                all.extend(read);
                manifests.push(manifest);
            }
            Err(more) => faults.extend(more),
        }
        progress.say(&folder.shown);
    }
    faults.into_result(()).map_err(Failure::User)?;
    all.extend(alone(&files, contracts, &pipeline.headers, &pipeline.limits, progress)?);
    if !folders.is_empty() {
        one_name_for_each(&all).into_result(()).map_err(Failure::User)?;
    }
    Ok((all, manifests))
}

/// The files that a folder stands for, with its manifest.
fn files_of(
    folder: &InputFile,
    pipeline: &Pipeline,
    contracts: &[TableContract],
    progress: &dyn Progress,
) -> Result<(Vec<Alone>, RuleFile), Diagnostics> {
    match taken::open(folder)? {
        Taken::Intake(stored) => Folder::of(folder, stored, (pipeline, contracts))?.files(),
        Taken::Export(stored) => {
            let sha256 = stored.manifest_sha256.clone();
            let exports = Exports { folder, stored: &stored, pipeline, contracts, progress };
            Ok((exports.files()?, RuleFile { file: folder.shown.clone(), sha256 }))
        }
    }
}

/// Places name files: two that differ under one name would be taken for each other.
fn one_name_for_each(all: &[Alone]) -> Diagnostics {
    let mut known: BTreeMap<&str, &str> = BTreeMap::new();
    let mut twice = BTreeSet::new();
    for one in all {
        if *known.entry(one.file()).or_insert(one.sha256()) != one.sha256() {
            twice.insert(one.file());
        }
    }
    let said = twice.into_iter().map(|name| {
        unfit(name, "有内容不同的两份文件用了这一名称", "two files that differ have this name")
    });
    Diagnostics(said.collect())
}

pub(super) fn unfit(path: &str, zh: impl ToString, en: impl ToString) -> Diagnostic {
    let fault = Diagnostic::new(&codes::INTAKE_UNFIT).arg("path", path);
    fault.arg("why", zh).arg("why_en", en)
}

/// A folder that was read with the rules that hold now.
struct Folder<'a> {
    /// Its manifest, as the pipeline names it.
    shown: &'a str,
    stored: Stored<Intake>,
    pipeline: &'a Pipeline,
    contracts: &'a [TableContract],
}

impl<'a> Folder<'a> {
    fn of(
        file: &'a InputFile,
        stored: Stored<Intake>,
        (pipeline, contracts): (&'a Pipeline, &'a [TableContract]),
    ) -> Result<Self, Diagnostics> {
        let Intake { tool, reading: before, .. } = &stored.manifest;
        let shown = file.shown.as_str();
        if *tool != Tool::own() {
            let version = &tool.version;
            let zh = format!("它由另一版本的程序（{version}）读入");
            return Err(unfit(shown, zh, format!("version {version} read them")).into());
        }
        if *before != reading(contracts, &pipeline.headers, &pipeline.limits) {
            let zh = "读入以后，方案的表和列、表头别名或上限有了改动，或用的是另一流程文件";
            let en = "tables, columns, aliases or limits are not those that they were read with";
            return Err(unfit(shown, zh, en).into());
        }
        Ok(Self { shown, stored, pipeline, contracts })
    }

    /// The files, as they were read.
    fn files(&self) -> Result<(Vec<Alone>, RuleFile), Diagnostics> {
        let mut rows = Rows { folder: self, tables: BTreeMap::new(), sheets: 0 };
        let mut all = Vec::new();
        let mut faults = Diagnostics::default();
        for kept in self.kept()? {
            if !kept.has_unit_of(&self.pipeline.headers) {
                let zh = format!("{} 读入以后，[inputs] units 有了改动", kept.file);
                let en = format!("[inputs] units says another unit of {} now", kept.file);
                faults.push(unfit(self.shown, zh, en));
            }
            all.push(rows.back(kept)?);
        }
        faults.into_result(())?;
        rows.are_used_up()?;
        let found = all.iter().map(|one| filing(one, self.contracts));
        if found.collect::<Result<Vec<_>, _>>()? != self.stored.manifest.files {
            return Err(self.broken("files").into());
        }
        let sha256 = self.stored.manifest_sha256.clone();
        Ok((all, RuleFile { file: self.shown.to_string(), sha256 }))
    }

    /// A table, within the limits for files from outside.
    fn table(&self, name: &str, key: &str) -> Result<DataFrame, Diagnostics> {
        let limits = &self.pipeline.limits;
        let bytes = self.stored.tables.bytes(name, limits.parquet_bytes)?;
        let place = || Place::File(format!("{}: {name}", self.shown));
        let mut table = parquet::typed(&bytes.into(), limits).map_err(|fault| fault.at(place()))?;
        // Small numbers come back in 64 bits.
        let contract = self.contracts.iter().find(|contract| contract.key == key);
        for (name, of) in contract.map(empty).unwrap_or_default().schema().iter() {
            table
                .try_apply(name, |column| column.strict_cast(of))
                .map_err(|why| self.broken(why))?;
        }
        Ok(table)
    }

    /// What stands beside the tables.
    fn kept(&self) -> Result<Vec<Kept>, Diagnostics> {
        let bytes = file::bytes(&self.stored.folder.join(READ), file::ANY);
        let sound = bytes.ok().filter(|bytes| sha256(bytes) == self.stored.manifest.read_sha256);
        let altered = || {
            let fault = Diagnostic::new(&codes::TABLE_ALTERED).arg("table", READ);
            let fault = fault.arg("path", self.stored.folder.display());
            fault.arg("why", "已被改动或不在目录中").arg("why_en", "was altered or is missing")
        };
        let bytes = sound.ok_or_else(altered)?;
        let lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        let kept = lines.map(|line| serde_json::from_slice(line).map_err(|why| self.broken(&why)));
        Ok(kept.collect::<Result<_, _>>()?)
    }

    /// A folder that this program did not write so, though its digests hold.
    fn broken(&self, why: impl ToString) -> Diagnostic {
        let why = why.to_string();
        let zh = format!("各部分互不相符（{why}）");
        unfit(self.shown, zh, format!("its parts do not fit each other ({why})"))
    }
}

/// The accepted rows of a folder, sheet after sheet.
struct Rows<'a> {
    folder: &'a Folder<'a>,
    /// What is left of each table.
    tables: BTreeMap<String, DataFrame>,
    /// How many sheets came before.
    sheets: u32,
}

impl Rows<'_> {
    fn back(&mut self, kept: Kept) -> Result<Alone, Diagnostics> {
        let sheets: Vec<(String, usize)> =
            kept.accepted().map(|(key, rows)| (key.to_string(), rows)).collect();
        let accepted = sheets.iter().map(|(key, rows)| self.next(key, *rows));
        let accepted = accepted.collect::<Result<Vec<_>, _>>()?;
        let alone = kept.back(accepted, self.folder.contracts);
        alone.map_err(|why| self.folder.broken(why).into())
    }

    /// The rows of the next sheet.
    fn next(&mut self, key: &str, rows: usize) -> Result<DataFrame, Diagnostics> {
        let folder = self.folder;
        let name = table(key);
        if rows > 0 && !self.tables.contains_key(&name) {
            self.tables.insert(name.clone(), folder.table(&name, key)?);
        }
        let (own, rest) = match self.tables.get(&name).filter(|_| rows > 0) {
            None => {
                let contract = folder.contracts.iter().find(|contract| contract.key == key);
                let empty = contract.map(empty).unwrap_or_default();
                self.sheets += 1;
                return Ok(empty);
            }
            Some(table) => table.split_at(rows.min(table.height()) as i64),
        };
        let number = self.sheets;
        self.sheets += 1;
        self.tables.insert(name.clone(), rest);
        let sources = indices(&own, c::SOURCE).map_err(|why| folder.broken(why))?;
        if own.height() != rows || sources.iter().any(|source| *source != number) {
            return Err(folder.broken(name).into());
        }
        Ok(own)
    }

    fn are_used_up(&self) -> Result<(), Diagnostics> {
        let Folder { stored, contracts, .. } = self.folder;
        let used = |name: &String| self.tables.get(name).is_some_and(|rows| rows.height() == 0);
        let names = contracts.iter().map(|contract| table(&contract.key));
        let left = names.filter(|name| stored.tables.has(name)).find(|name| !used(name));
        left.map_or(Ok(()), |name| Err(self.folder.broken(name).into()))
    }
}
