//! Files that a command takes where none is named: word lists, periods, published rates.

use std::path::{Path, PathBuf};

/// What is there, wherever the command is called from: below the folder one works in, else below a folder that
/// holds one of `near`, else beside the program. The name itself where it is nowhere, so that it is said to be missing.
pub fn shipped(name: &str, near: &[&Path]) -> PathBuf {
    let here = std::env::current_dir().ok();
    let beside = std::env::current_exe().ok();
    let near = near.iter().filter_map(|path| std::fs::canonicalize(path).ok());
    let starts: Vec<PathBuf> = here.into_iter().chain(near).chain(beside).collect();
    let folders = starts.iter().flat_map(|start| start.ancestors());
    let found = folders.map(|folder| folder.join(name)).find(|path| path.is_file());
    found.unwrap_or_else(|| PathBuf::from(name))
}
