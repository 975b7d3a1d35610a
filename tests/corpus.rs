//! The corpus of ugly files: every file below `tests/data` and `tests/bad`, as `tests/corpus/make.py`
//! wrote it, against what `expected.toml` beside it says must come. All of it is invented.
//!
//! `JIANGBU_CORPUS=word cargo test --test main corpus -- --nocapture` looks at the files whose path
//! holds the word.

mod apart;
mod borders;
mod everyday;
mod expected;
mod forms;
mod fuzz;
mod hostile;
mod kinds;
mod large;
mod ordinary;
mod outside;
mod process;
mod readable;
mod remarked;
mod silent;
mod tables;
mod world;
mod written;
