//! Files that rules, settings and ledgers stand in: regular files of a bounded size. A pipe would be waited for
//! for ever, and a device has no end.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{Error, ErrorKind, Read};
use std::path::{Path, PathBuf};

use crate::diag::suggest;
use crate::domain::digest::sha256;

/// More than any rule, table of rates or manifest is long.
pub const TEXT: u64 = 64 << 20;
/// More than any font or part of a ledger is large.
pub const BINARY: u64 = 512 << 20;

/// For files whose size somebody else has bounded.
pub const ANY: u64 = 1 << 48;

/// All bytes of a regular file of at most so many.
///
/// # Errors
/// What the system says; anything that is no regular file; a file beyond the limit.
pub fn bytes(path: &Path, most: u64) -> std::io::Result<Vec<u8>> {
    let about = fs::metadata(path)?;
    if !about.is_file() {
        return Err(Error::new(ErrorKind::Unsupported, "no regular file"));
    }
    let mut out = Vec::new();
    // What a file says of its length need not be so: those of /proc say 0.
    File::open(path)?.take(most + 1).read_to_end(&mut out)?;
    if out.len() as u64 > most {
        return Err(Error::new(ErrorKind::FileTooLarge, format!("{} MiB", most >> 20)));
    }
    Ok(out)
}

/// The same as text.
///
/// # Errors
/// As [`bytes`]; what is not UTF-8.
pub fn text(path: &Path) -> std::io::Result<String> {
    let bytes = bytes(path, TEXT)?;
    READ.with_borrow_mut(|read| read.insert(path.to_path_buf(), sha256(&bytes)));
    String::from_utf8(bytes).map_err(|_| Error::new(ErrorKind::InvalidData, "not UTF-8"))
}

/// What lies in the folder of a path under the most similar name, as one would type it; `None` where nothing is similar.
pub fn near(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_string_lossy();
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let entries = fs::read_dir(folder.unwrap_or(Path::new("."))).ok()?;
    let names = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names.take(MOST_NAMES).collect();
    names.sort();
    let near = suggest(&name, names.iter().map(String::as_str))?;
    Some(path.with_file_name(near).display().to_string())
}

/// Names that are compared with one that is not there.
const MOST_NAMES: usize = 10_000;

thread_local! {
    static READ: RefCell<HashMap<PathBuf, String>> = RefCell::default();
}

/// SHA-256 in hex of the text that this thread has read last from a path: of the very bytes that were used, whatever
/// the file holds by now. `None` where it has read none.
pub fn as_read(path: &Path) -> Option<String> {
    READ.with_borrow(|read| read.get(path).cloned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_is_known_by_its_hash() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("rates.csv");
        assert_eq!(as_read(&path), None);
        fs::write(&path, "abc").expect("written");
        assert_eq!(text(&path).expect("read"), "abc");
        fs::write(&path, "changed").expect("written");
        // The test vector of FIPS 180-4.
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(as_read(&path).as_deref(), Some(abc));
        text(&path).expect("read");
        assert_ne!(as_read(&path).as_deref(), Some(abc));
    }

    #[test]
    fn what_has_no_end_is_not_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let why = |path: &Path, most| bytes(path, most).expect_err("refused").kind();
        assert_eq!(why(Path::new("/dev/zero"), 9), ErrorKind::Unsupported);
        assert_eq!(why(folder.path(), 9), ErrorKind::Unsupported);
        let path = folder.path().join("long");
        fs::write(&path, [b'x'; 10]).expect("written");
        assert_eq!(why(&path, 9), ErrorKind::FileTooLarge);
        assert_eq!(bytes(&path, 10).expect("read").len(), 10);
        fs::write(&path, [0xff, 0xfe]).expect("written");
        assert_eq!(text(&path).expect_err("no text").kind(), ErrorKind::InvalidData);
    }
}
