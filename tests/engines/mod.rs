//! The rules in other engines: the same claims through SQL and through the local engine, every stage, reason and total.
//!
//! They need a Python with `duckdb`, `datafusion` and `pyarrow` (and `pyspark` with Java 17): `JIANGBU_ENGINES` names
//! it; the gate installs it.

mod adopted;
mod examples;
mod through;
mod worlds;

use jiangbu::sql::Dialect;

/// Engines that run in the gate; Spark takes half a minute to start.
const IN_THE_GATE: [Dialect; 3] = [Dialect::DuckDb, Dialect::DataFusion, Dialect::Spark];
