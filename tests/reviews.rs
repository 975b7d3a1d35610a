//! Reviews (审定) through the real program: the workbook of a run filled in as reviewers do, a round with amounts worked
//! out by hand, decisions as bad as they come, and what must hold of any decisions.

mod faults;
mod properties;
mod round;
pub mod world;
