//! One module for each command beside the main job: what it reads, computes and leaves.

pub mod attribute;
pub mod compare;
pub mod decide;
pub mod engine;
pub mod examples;
pub mod explain;
pub mod intake;
pub mod joint;
pub mod ledger;
pub mod new;
pub mod progress;
pub mod reconcile;
pub mod report;
pub mod returns;
pub mod settings;
pub mod template;
