//! `jiangbu` (奖补): enterprise filings in, explained and payable awards out.

pub mod award;
pub mod budget;
pub mod cli;
pub mod config;
#[cfg(feature = "desk")]
pub mod desk;
pub mod diag;
pub mod domain;
pub mod duplicate;
pub mod entity;
pub mod frame;
pub mod ingest;
pub mod intake;
pub mod jobs;
pub mod ledger;
pub mod pipeline;
pub mod progress;
pub mod reconcile;
pub mod report;
pub mod run;
pub mod run_folder;
pub mod sample;
pub mod scenario;
pub mod scheme;
pub mod tables;
pub mod workbook;
