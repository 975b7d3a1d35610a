//! What others say and decide between filing and payment: lists, departments.

mod applicants;
mod changes;
mod events;
mod objections;
mod office;
mod round;
mod standing;
mod trade;
