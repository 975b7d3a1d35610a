//! Progress against plans: targets with their paths, tasks with their offices, and what can be said of both.
//!
//! | step | from → to | module |
//! |---|---|---|
//! | read | plan file, tables of tasks and offices → [`plan::Plan`], every fault at its place | [`read`], [`tasks`], [`lint`] |

pub mod consistency;
pub mod figures;
pub mod judge;
pub mod lint;
pub mod number;
pub mod path;
pub mod period;
pub mod plan;
pub mod read;
pub mod table;
pub mod tasks;
pub mod units;
