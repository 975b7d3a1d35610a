//! Whole runs, through the real program: worked examples in files, equal bytes, folders that are whole
//! or not there, exit codes, messages about a run, and what the files of a run hold.

pub mod arrow_reader;
pub mod asked;
mod commands;
mod explained;
mod folders;
mod known;
mod mended;
mod messages;
mod output;
mod patch;
pub mod pipelines;
mod returns;
pub mod saved;
mod shipped;
pub mod specimen;
mod taken;
pub mod template;
mod unsaid;
mod versions;
pub mod which_files;
mod worked;
