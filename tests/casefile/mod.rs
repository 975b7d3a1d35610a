//! What others say and decide between filing and payment: lists, departments.

mod events;
mod standing;
