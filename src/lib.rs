//! `jiangbu` (奖补): enterprise filings in, explained and payable awards out.

pub mod config;
pub mod diag;
pub mod domain;
pub mod frame;
pub mod sample;
