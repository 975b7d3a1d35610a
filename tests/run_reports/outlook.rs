//! Answers of the lab in the tables of a run: they are what runs under the same scenarios find.

use std::path::Path;

use jiangbu::frame::columns as c;

use super::asking;
use crate::runs::arrow_reader::Table;
use crate::runs::pipelines::{Made, entries, jiangbu};
use crate::runs::specimen;

const NARROW: &str = "[scenario]\ntitle = { zh = \"预留十万\", en = \"100,000 in reserve\" }\n[budget]\nreserve = \"10万元\"\n[parameters]\nrate_m2 = \"4%\"\n";

fn run(made: &Made, more: &[&str], out: &Path) -> std::path::PathBuf {
    let mut command = jiangbu(&["run", "--quiet", "--out"]);
    let output = command.arg(out).arg(made.pipeline()).args(more).output().expect("the program");
    assert_eq!(output.status.code(), Some(1), "{}", crate::runs::pipelines::said(&output));
    entries(out).pop().expect("a run")
}

fn total(run: &Path, column: &str) -> i64 {
    Table::open(run, "enterprises").fen(column).iter().sum()
}

#[test]
fn scenarios_of_a_report_are_runs_under_them() {
    let made = specimen::pipeline();
    let folder = made.pipeline().parent().expect("a folder").to_path_buf();
    std::fs::write(folder.join("narrow.toml"), NARROW).expect("written");
    let asked = "\n[scenarios]\ncompare = [\"narrow.toml\"]\ntornado = \"10%\"\nreadings = true\n";
    let out = tempfile::tempdir().expect("a folder");
    let under = folder.join("narrow.toml");
    let narrow = run(&made, &["--scenario", &under.to_string_lossy()], &out.path().join("narrow"));
    let made = asking(made, asked);
    let plain = run(&made, &[], &out.path().join("plain"));

    let scenarios = Table::open(&plain, "scenarios");
    let sums = |column| [&plain, &narrow].map(|run| total(run, column)).to_vec();
    assert_ne!(sums(c::APPROVED)[0], sums(c::APPROVED)[1], "the scenario moves something");
    assert_eq!(scenarios.fen(c::APPROVED), sums(c::APPROVED));
    assert_eq!(scenarios.fen(c::PAYABLE), sums(c::PAYABLE));

    // Every quantity starts from the run, and some move it.
    let tornado = Table::open(&plain, "tornado");
    let approved = sums(c::APPROVED)[0];
    assert!(tornado.fen(c::APPROVED).iter().all(|now| *now == approved));
    let ends = [c::LOW_APPROVED, c::HIGH_APPROVED].map(|column| tornado.known_fen(column));
    let reach = |row: usize| {
        ends.iter().filter_map(|end| end[row]).map(|end| (end - approved).abs()).max().unwrap_or(0)
    };
    assert!(reach(0) > 0);
    assert!((1..tornado.rows()).all(|row| reach(row) <= reach(row - 1)), "the widest come first");

    // One reading after the other, and the ends around what is paid now.
    let ends = Table::open(&plain, "reading_interval").fen(c::APPROVED);
    assert!(ends[0] <= approved && approved <= ends[1], "{ends:?}");
    assert!(ends[2] <= ends[0] && ends[1] <= ends[3], "{ends:?}");
    let words = std::fs::read_to_string(said(&plain, out.path())).expect("a report");
    for text in ["情景对比", "预留十万", "各参数变动对核定金额的影响", "采用其他口径的影响"]
    {
        assert!(words.contains(text), "{text}");
    }
}

fn said(run: &Path, out: &Path) -> std::path::PathBuf {
    let to = out.join("reports");
    let mut command = jiangbu(&["report", "--only", "budget", "--format", "txt", "--to"]);
    assert!(command.arg(&to).arg(run).output().expect("the program").status.success());
    to.join("budget.txt")
}
