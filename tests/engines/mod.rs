//! The rules in other engines: the same claims through SQL and through the local engine, every stage, reason and total.
//!
//! They need a Python with `duckdb`, `datafusion` and `pyarrow` (and `pyspark` with Java 17): `JIANGBU_ENGINES` names
//! it; the gate installs it.

mod adopted;
mod examples;
mod memory;
mod settings;
mod through;
mod warehouse;
mod worlds;
