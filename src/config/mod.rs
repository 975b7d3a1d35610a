//! Rule and pipeline files: TOML whose every value remembers its file and place.
//!
//! What may stand in a file is declared key by key ([`vocabulary`]). A file is parsed into a [`Node`] tree, overlays may change the tree by path, and a
//! [`Reader`] takes values out of it. What is wrong is collected, never thrown at the first fault:
//! unknown keys (with “did you mean”), wrong types, words outside a closed list, numbers that
//! cannot be parsed exactly.

pub mod file;
pub mod json_schema;
mod literal;
mod reader;
mod slips;
mod sort;
mod tree;
pub mod vocabulary;

pub use literal::{literal, quoted};
pub use reader::{
    Collector, Reader, as_amount, as_choice, as_count, as_date, as_int, as_ratio, as_text, as_yuan,
    wrong_type,
};
pub use sort::Sort;
pub use tree::{Key, Kind, Node, Table, Value, parse_file, parse_text};
pub(crate) use vocabulary::sections;
pub use vocabulary::{Declared, Section, Takes, words};
