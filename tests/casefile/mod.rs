//! What others say and decide between filing and payment: lists, departments.

mod applicants;
mod caps;
mod changes;
mod events;
mod instalments;
mod objections;
mod obligations;
mod office;
mod round;
mod standing;
mod trade;
