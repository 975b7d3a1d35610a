//! Reviews (审定) through the real program: the workbook of a run filled in as reviewers do, a round with amounts worked
//! out by hand, decisions as bad as they come, and what must hold of any decisions.

mod drawn;
mod faults;
mod further;
mod properties;
mod round;
mod templates;
mod verdicts;
pub mod world;
