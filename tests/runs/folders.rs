//! Run folders: the same bytes from the same inputs, whatever the number of threads, and whole or not
//! there at all, wherever the program is stopped.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Child;
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::pipelines::{entries, files, jiangbu, said};
use crate::sample::{self, PIPELINE, in_parquet};

/// The files of the sample's run, on some threads.
fn run_sample(threads: &str, lang: &str) -> BTreeMap<PathBuf, Vec<u8>> {
    let out = tempfile::tempdir().expect("a folder");
    let output = sample::run(PIPELINE, out.path(), lang, Some(threads));
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    files(&out.path().join("qianhai-2026-001"))
}

#[test]
fn the_same_inputs_give_the_same_bytes() {
    let first = files(sample::plain());
    assert!(first.contains_key(Path::new("manifest.json")));
    assert!(first.contains_key(Path::new("workbook.xlsx")));
    let again = run_sample("1", "zh-CN");
    assert!(first.keys().eq(again.keys()), "other files with one thread");
    assert_eq!(differ(&first, &again), BTreeSet::new());
}

/// The workbook with four threads is the same as with one, in the other language as well.
#[test]
fn the_language_is_seen_in_words_alone() {
    let first = files(sample::plain());
    let (english, again) = (run_sample("1", "en"), run_sample("4", "en"));
    assert!(english == again);
    assert!(first.keys().eq(english.keys()), "other files in English");
    // What is written in words: the tables hold both languages.
    let tables = |path: &&PathBuf| path.starts_with("tables");
    let in_words: BTreeSet<PathBuf> = first.keys().filter(|path| !tables(path)).cloned().collect();
    assert!(in_words.contains(Path::new("reports/publication.xlsx")), "{in_words:?}");
    assert_eq!(differ(&first, &english), in_words);
}

/// Files that are not the same, of two runs with the same files.
fn differ(
    one: &BTreeMap<PathBuf, Vec<u8>>,
    other: &BTreeMap<PathBuf, Vec<u8>>,
) -> BTreeSet<PathBuf> {
    let pairs = one.iter().zip(other.values()).filter(|((_, a), b)| a != b);
    pairs.map(|((path, _), _)| path.clone()).collect()
}

/// A larger sample, with a pipeline that names it.
struct Large {
    dir: tempfile::TempDir,
}

impl Large {
    fn new(firms: usize) -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        in_parquet(PIPELINE, &dir.path().join("large.toml"), firms, 7);
        Self { dir }
    }

    fn out(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn start(&self, out: &Path) -> Child {
        let mut command = jiangbu(&["run", "--quiet"]);
        command.arg(self.dir.path().join("large.toml")).arg("--out").arg(out);
        command.spawn().expect("the program")
    }
}

fn name(path: &Path) -> String {
    path.file_name().expect("a name").to_string_lossy().into_owned()
}

/// Waits until something is there, or the program has ended.
fn wait(child: &mut Child, mut there: impl FnMut() -> bool) {
    let start = Instant::now();
    while !there() && child.try_wait().expect("a state").is_none() {
        assert!(start.elapsed() < Duration::from_secs(60), "nothing happened");
        sleep(Duration::from_millis(2));
    }
}

fn unfinished(out: &Path) -> Vec<PathBuf> {
    let hidden = |path: &PathBuf| name(path).starts_with('.');
    entries(out).into_iter().filter(hidden).collect()
}

/// Folders that look like a run; each must be one.
fn runs(out: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for path in entries(out).iter().filter(|path| !name(path).starts_with('.')) {
        let manifest = std::fs::read(path.join("manifest.json")).expect("a manifest");
        let manifest: serde_json::Value = serde_json::from_slice(&manifest).expect("whole");
        assert_eq!(manifest["pipeline"], "large");
        assert!(path.join("workbook.xlsx").is_file() && path.join("tables/schema.json").is_file());
        found.push(name(path));
    }
    found.sort();
    found
}

#[cfg(unix)]
#[test]
fn a_stopped_run_leaves_nothing_that_looks_like_one() {
    let large = Large::new(3_000);
    let out = large.out("out");
    let status = large.start(&out).wait().expect("the program");
    assert_eq!(status.code(), Some(1));
    assert_eq!(runs(&out), ["large-001"]);
    let before = files(&out.join("large-001"));

    // Killed while it reads, as the hidden folder appears, while tables and workbook are written.
    let written = |file: &'static str| {
        let out = out.clone();
        move || unfinished(&out).iter().any(|folder| folder.join(file).exists())
    };
    let moments = ["", "tables", "tables/lines_m1.parquet", "tables/schema.json", "workbook.xlsx"];
    let mut cut_short = 0;
    for moment in ["at once"].iter().chain(&moments) {
        let mut child = large.start(&out);
        match *moment {
            "at once" => sleep(Duration::from_millis(30)),
            moment => wait(&mut child, written(moment)),
        }
        child.kill().expect("killed");
        child.wait().expect("an end");
        let found = runs(&out);
        // A run that was faster than the signal is whole.
        assert!(found[0] == "large-001" && found.len() <= 2, "{moment}: {found:?}");
        for extra in &found[1..] {
            std::fs::remove_dir_all(out.join(extra)).expect("removed");
        }
        for folder in unfinished(&out) {
            std::fs::remove_dir_all(folder).expect("removed");
            cut_short += 1;
        }
    }
    assert!(cut_short > 0, "every run was faster than the signal");
    assert!(files(&out.join("large-001")) == before, "an earlier run was touched");

    // Ctrl-C leaves nothing at all.
    for moment in ["", "tables/claims.parquet"] {
        let mut interrupted = false;
        for _ in 0..5 {
            let mut child = large.start(&out);
            wait(&mut child, written(moment));
            let signal = format!("kill -INT {}", child.id());
            let sent = std::process::Command::new("sh").args(["-c", &signal]).status();
            let code = child.wait().expect("an end").code();
            assert_eq!(unfinished(&out), Vec::<PathBuf>::new(), "{moment}");
            if runs(&out) == ["large-001"] {
                assert!(sent.expect("a shell").success());
                assert_eq!(code, Some(130), "{moment}");
                interrupted = true;
                break;
            }
            // A run that was faster than the signal is whole, and another one is tried.
            std::fs::remove_dir_all(out.join("large-002")).expect("removed");
        }
        assert!(interrupted, "{moment}: every run was faster than the signal");
    }
    assert!(files(&out.join("large-001")) == before, "an earlier run was touched");
}
