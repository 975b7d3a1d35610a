//! Duplicate support through the real program: the worked examples of 附七, rosters as bad as they
//! come, decisions, papers that stand in two claims, and the join tried against a truth.

mod asked_once;
mod decided;
mod exact;
mod examples;
mod headings;
mod inside;
mod kinds;
mod many;
mod messages;
mod naming;
mod remarks;
mod rosters;
mod shipped;
mod trial;
pub mod with_rosters;
mod year_off;
mod years_stated;
