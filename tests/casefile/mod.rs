//! What others say and decide between filing and payment: lists, departments, events, accounts; allocations.

mod accounts;
mod allocation;
mod applicants;
mod bad_cells;
mod caps;
mod changes;
mod conserved;
mod events;
mod instalments;
mod objections;
mod obligations;
mod office;
mod round;
mod standing;
mod trade;
