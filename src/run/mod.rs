//! A run: the order of its steps, the folder it leaves, and the scheme file's own examples.

pub mod examples;
pub mod folder;
pub mod link;
pub mod pipeline;
pub mod prepare;
pub mod tables;
