//! Payments against a run: every state planted with its truth beside it, amounts that balance, decisions
//! read back, messages, exit codes. Runs, firms and payments are invented.

mod again;
mod book;
mod carry;
mod in_memory;
mod ledger;
mod ledger_years;
mod lists;
mod messages;
mod objection;
mod properties;
mod released;
mod returned;
mod set_off;
mod shipped;
mod states;
mod terminal;
mod vouched;
mod walks;
mod world;
mod years_at_random;
