//! The folder of a run: everything that a job leaves, whole or not at all, and read back only as its manifest vouches
//! for it. It knows no rule.

pub mod bound;
pub mod folder;
mod groups;
pub mod growing;
pub mod issued;
pub mod manifest;
pub mod other;
pub mod rows;
pub mod stored;
pub mod taken;
