//! Mutation fuzzing inside the test binary: files of the corpus, parts of their containers, values and
//! rule files, spoilt at random from a seed. Nothing may panic, hang, lose a row, or complain
//! without a place.
//!
//! Two seconds by default; `JIANGBU_FUZZ_SECONDS=600` runs longer, `JIANGBU_FUZZ_SEED=7` elsewhere.
//! An input that fails is kept, and its path said.

mod containers;
mod dice;
mod files;
mod settings;
mod values;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use cpu_time::ThreadTime;
use dice::Dice;

/// Nothing small may take a thread longer than this, not even unoptimised.
const SLOWEST: Duration = Duration::from_secs(20);

/// What is not done by then hangs, however busy the machine is.
const HANGS: Duration = Duration::from_secs(240);

/// How long one of the targets runs: its share, in per cent, of the whole.
fn until(share: u32) -> Instant {
    let seconds = std::env::var("JIANGBU_FUZZ_SECONDS").ok().and_then(|text| text.parse().ok());
    Instant::now() + Duration::from_secs(seconds.unwrap_or(2)) * share / 100
}

fn seed() -> u64 {
    std::env::var("JIANGBU_FUZZ_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(2026)
}

/// Runs numbered cases until the time is over, at least a few; a case says what is wrong.
fn cases(name: &str, share: u32, case: impl Fn(&mut Dice) -> Result<(), String>) {
    const LEAST: u64 = 20;
    let (end, seed) = (until(share), seed());
    let mut number = 0;
    while number < LEAST || Instant::now() < end {
        let mut dice = Dice::new(seed, number);
        let result = catch_unwind(AssertUnwindSafe(|| case(&mut dice)));
        let fault = match result {
            Ok(Ok(())) => None,
            Ok(Err(fault)) => Some(fault),
            Err(_) => Some("panicked".to_string()),
        };
        if let Some(fault) = fault {
            panic!("{name}, seed {seed}, case {number}: {fault}");
        }
        number += 1;
    }
    println!("{name}: {number} cases");
}

/// Does something that may hang in a thread of its own. A thread cannot be stopped, and one that
/// hangs may eat all memory: the whole process ends then, saying what `kept` says of the input.
fn in_time<T: Send + 'static>(
    kept: impl Fn() -> String,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, String> {
    let (send, receive) = mpsc::channel();
    let worker = std::thread::spawn(move || {
        let started = ThreadTime::now();
        let value = work();
        // Nobody listens any more once the time is over.
        let _ = send.send((value, started.elapsed()));
    });
    match receive.recv_timeout(HANGS) {
        Ok((value, took)) => {
            worker.join().map_err(|_| "panicked".to_string())?;
            if took > SLOWEST {
                return Err(format!("took {took:?} of a core; the input: {}", kept()));
            }
            Ok(value)
        }
        Err(mpsc::RecvTimeoutError::Timeout) => {
            eprintln!("not done after {HANGS:?}; the input: {}", kept());
            std::process::exit(101);
        }
        Err(mpsc::RecvTimeoutError::Disconnected) => Err("panicked".to_string()),
    }
}

/// All files of the corpus that are small inside, too.
fn corpus() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![PathBuf::from("tests/data"), PathBuf::from("tests/bad")];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else if is_seed(&path) {
                found.push(path);
            }
        }
    }
    found.sort();
    assert!(found.len() > 200, "{} seeds", found.len());
    found
}

fn is_seed(path: &Path) -> bool {
    const KINDS: &[&str] = &["xlsx", "xlsm", "xls", "xlsb", "ods", "csv", "parquet"];
    const SLOW: &[&str] = &["bombs", "million", "canonical/", "examples.csv"];
    let shown = path.to_string_lossy();
    let kind = path.extension().unwrap_or_default().to_string_lossy();
    KINDS.contains(&kind.as_ref()) && !SLOW.iter().any(|word| shown.contains(word))
}

/// Keeps an input that fails where the next test does not clear it away.
fn kept(bytes: &[u8], name: &str) -> String {
    let folder = std::env::temp_dir().join("jiangbu-fuzz");
    let path = folder.join(name);
    match std::fs::create_dir_all(&folder).and_then(|()| std::fs::write(&path, bytes)) {
        Ok(()) => path.display().to_string(),
        Err(error) => format!("not kept: {error}"),
    }
}
