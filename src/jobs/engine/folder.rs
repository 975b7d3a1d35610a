//! The files of a plan: typed tables, SQL, the runner, and a manifest that vouches for all of them.

use polars::prelude::*;
use polars_io::prelude::{ParquetCompression, ParquetWriter};
use serde::{Deserialize, Serialize};

use super::inputs::Typed;
use crate::domain::digest::sha256;
use crate::sql::{Dialect, Script};

/// The name of the manifest.
pub const PLAN: &str = "plan.json";
/// The tables that an engine hands back.
const RESULTS: [&str; 4] = ["out_claims", "out_lines", "out_firms", "out_totals"];
const FORMAT: u32 = 1;

/// The manifest of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    pub format: u32,
    pub engine: String,
    /// Where the pipeline lies, seen from nowhere in particular: an absolute path.
    pub pipeline: String,
    pub scheme: String,
    pub tables: Vec<String>,
    pub files: Vec<Step>,
    pub results: Vec<String>,
    /// SHA-256 of every file, by its name below the folder.
    pub sha256: std::collections::BTreeMap<String, String>,
}

/// A file that is run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    pub file: String,
    /// It is run again until the rows of this table no longer grow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeat: Option<String>,
}

/// A file by its name below the folder.
pub type Named = (String, Vec<u8>);

/// Whose plan it is.
pub struct Of<'a> {
    pub pipeline: &'a str,
    pub scheme: &'a str,
    pub dialect: Dialect,
}

/// All files of a plan, the manifest last.
///
/// # Errors
/// A fault of the engine.
pub fn files(of: &Of, typed: &Typed, scripts: &[Script]) -> PolarsResult<Vec<Named>> {
    let mut files: Vec<Named> = Vec::new();
    for (name, table) in &typed.tables {
        files.push((format!("tables/{name}.parquet"), parquet(table)?));
    }
    for script in scripts {
        files.push((format!("sql/{}.sql", script.name), script.text.clone().into_bytes()));
    }
    let name = of.dialect.name();
    files.push((format!("run_{name}.py"), runner(of.dialect).into_bytes()));
    files
        .push(("README.md".into(), include_str!("README.md").replace("ENGINE", name).into_bytes()));
    let steps = scripts.iter();
    let manifest = Manifest {
        format: FORMAT,
        engine: name.into(),
        pipeline: of.pipeline.into(),
        scheme: of.scheme.into(),
        tables: typed.tables.iter().map(|(name, _)| name.clone()).collect(),
        files: steps
            .map(|script| Step {
                file: format!("{}.sql", script.name),
                repeat: script.repeat.clone(),
            })
            .collect(),
        results: RESULTS.map(String::from).to_vec(),
        sha256: files.iter().map(|(name, bytes)| (name.clone(), sha256(bytes))).collect(),
    };
    files.push((PLAN.into(), crate::run_folder::manifest::pretty(&manifest)));
    Ok(files)
}

/// What runs the files with an engine.
pub fn runner(dialect: Dialect) -> String {
    let engine = match dialect {
        Dialect::DuckDb => include_str!("runners/duckdb.py"),
        Dialect::DataFusion => include_str!("runners/datafusion.py"),
        Dialect::Spark => include_str!("runners/spark.py"),
    };
    format!("{engine}{}", include_str!("runners/steps.py"))
}

fn parquet(table: &DataFrame) -> PolarsResult<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut table = table.clone();
    // One contiguous chunk, so that the file does not depend on how columns were put together.
    table.rechunk_mut_par();
    ParquetWriter::new(&mut bytes)
        .with_compression(ParquetCompression::Snappy)
        .with_row_group_size(Some(1 << 18))
        .finish(&mut table)?;
    Ok(bytes)
}
