//! The rules in another engine: a plan for it, and its results taken back.

pub mod adopt;
pub mod folder;
pub mod inputs;
pub mod parquet;
pub mod plan;
pub mod results;
pub mod views;
