//! Less memory than the tables take, and runs that end in the middle.

use std::fs;
use std::path::Path;
use std::process::{Child, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use jiangbu::sql::Dialect;

use super::adopted::{adopt, comes_back, planned_sample};
use super::through::{agree, run, runner};
use super::worlds::of_scheme;
use crate::differential::worlds::Setting;
use crate::differential::{Size, scheme};
use crate::runs::pipelines::{files, said};

const BOTH: [Dialect; 2] = [Dialect::DuckDb, Dialect::DataFusion];

/// Whatever the engine may take, its tables are those of the local engine; where it is too little, there are none.
#[test]
#[ignore = "needs a Python with duckdb and datafusion: JIANGBU_ENGINES"]
fn a_small_limit_of_memory_gives_the_same_tables_or_none() {
    const MANY: Size = Size { worlds: 60, firms: 40 };
    for dialect in BOTH {
        let away = tempfile::tempdir().expect("a folder");
        let setting = Setting { lpr: 2_000, ..Setting::PLAIN };
        let case = of_scheme(scheme(&setting), &setting, (1, MANY), dialect, away.path());
        let case = [case.expect("amounts that the engine holds")];
        for limit in ["4GiB", "128MB", "64m"] {
            let output = runner(&[&case[0].folder], dialect, &["--memory", limit]).output();
            let output = output.expect("python");
            assert!(output.status.success(), "{dialect:?} {limit}: {}", said(&output));
            let claims = agree(&case);
            assert!(claims > 10_000, "{claims}");
            ended(&case[0].folder);
            fs::remove_dir_all(case[0].folder.join("results")).expect("removed");
        }
        for (limit, code) in [("1M", 1), ("0", 2), ("12", 2), ("1.5G", 2), ("-1G", 2), ("viel", 2)]
        {
            let limit = format!("--memory={limit}");
            let output = runner(&[&case[0].folder], dialect, &[&limit]).output().expect("python");
            assert_eq!(output.status.code(), Some(code), "{dialect:?} {limit}: {}", said(&output));
            ended(&case[0].folder);
            assert!(!case[0].folder.join("results").exists(), "{dialect:?} {limit}");
        }
    }
}

/// A run that was killed, interrupted, asked to end or that fails in its last step leaves nothing that is adopted, and
/// the next one does not mind.
#[cfg(unix)]
#[test]
#[ignore = "needs a Python with duckdb and datafusion: JIANGBU_ENGINES"]
fn a_run_that_ends_in_the_middle_leaves_no_results() {
    for dialect in BOTH {
        let away = tempfile::tempdir().expect("a folder");
        let folder = planned_sample(dialect, away.path());
        let last = folder.join("sql/90_results.sql");
        let text = fs::read_to_string(&last).expect("a file");
        let none = |how: &str| {
            fs::write(&last, &text).expect("written");
            let output = adopt(&folder, &away.path().join("none"), "en");
            let said = said(&output);
            assert_eq!(output.status.code(), Some(2), "{dialect:?} {how}: {said}");
            assert!(said.contains("A642") && said.contains("first"), "{dialect:?} {how}: {said}");
        };
        fs::write(&last, format!("{text}SELECT 1 FROM nowhere;\n")).expect("written");
        let output = runner(&[&folder], dialect, &[]).output().expect("python");
        assert_eq!(output.status.code(), Some(1), "{dialect:?}: {}", said(&output));
        ended(&folder);
        none("a fault");
        for (signal, code) in [("INT", Some(130)), ("TERM", Some(143)), ("KILL", None)] {
            // A step that does not end.
            let firms = "in_firms a, in_firms b, in_firms c, in_firms d, in_firms e, in_firms f";
            let endless = format!(
                "SELECT COUNT(*) FROM {firms} WHERE a.firm + b.firm < c.firm + d.firm + e.firm - f.firm;\n"
            );
            fs::write(&last, format!("{text}{endless}")).expect("written");
            let mut child =
                runner(&[&folder], dialect, &[]).stderr(Stdio::null()).spawn().expect("python");
            wait_for(&folder.join("results.scratch"), &mut child);
            sleep(Duration::from_secs(2));
            let sent = format!("kill -{signal} {}", child.id());
            let sent = std::process::Command::new("sh").args(["-c", &sent]).status();
            assert!(sent.expect("a shell").success(), "{dialect:?} ended before");
            let end = child.wait().expect("an end");
            assert_eq!(end.code(), code, "{dialect:?} {signal}");
            if signal != "KILL" {
                ended(&folder);
            }
            none(signal);
        }
        run(&[&folder], dialect);
        ended(&folder);
        comes_back(&folder, away.path());
    }
}

/// Nothing lies in a folder but the plan, and results.
fn ended(folder: &Path) {
    let left = files(folder).into_keys().find(|path| {
        path.components().any(|part| part.as_os_str().to_string_lossy().starts_with("results."))
    });
    assert_eq!(left, None);
    assert!(!folder.join("results.scratch").exists());
}

fn wait_for(path: &Path, child: &mut Child) {
    let start = Instant::now();
    while !path.exists() {
        assert!(child.try_wait().expect("a child").is_none(), "it ended");
        assert!(start.elapsed() < Duration::from_secs(120), "nothing happened");
        sleep(Duration::from_millis(20));
    }
}
