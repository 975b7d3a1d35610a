//! From a pipeline to a plan, through an engine, and back into an ordinary run folder; what is refused on the way.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use jiangbu::frame::columns as c;
use jiangbu::sql::Dialect;
use tempfile::TempDir;

use super::through::{python, run};
use crate::reviews::world;
use crate::runs::pipelines::{Asked, Made, Rows, code, entries, files, jiangbu, said};
use crate::runs::specimen::firm;
use crate::sample::{PIPELINE, plain};

fn plan(pipeline: &Path, dialect: Dialect, folder: &Path) -> Output {
    let mut command = jiangbu(&["plan", "--engine", dialect.name(), "--quiet", "--out"]);
    command.arg(folder).arg(pipeline).output().expect("the program")
}

pub fn adopt(plan: &Path, out: &Path, lang: &str) -> Output {
    let mut command = jiangbu(&["adopt", "--quiet", "--lang", lang, "--out"]);
    command.arg(out).arg(plan).output().expect("the program")
}

/// The sample as a plan that DuckDB has run.
fn computed() -> (TempDir, PathBuf) {
    let away = tempfile::tempdir().expect("a folder");
    let folder = planned_sample(Dialect::DuckDb, away.path());
    run(&[&folder], Dialect::DuckDb);
    (away, folder)
}

/// The plan of the sample for an engine.
pub fn planned_sample(dialect: Dialect, away: &Path) -> PathBuf {
    let folder = away.join("plan");
    let output = plan(Path::new(PIPELINE), dialect, &folder);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    folder
}

/// Whatever engine computed it, the run folder has the bytes of `jiangbu run`.
pub fn comes_back(folder: &Path, away: &Path) {
    let out = away.join("runs");
    let output = adopt(folder, &out, "zh-CN");
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    let adopted = entries_of(&out);
    let (ours, theirs) = (files(&plain().join("tables")), files(&adopted.join("tables")));
    assert_eq!(ours.keys().count(), theirs.keys().count());
    for ((name, ours), theirs) in ours.iter().zip(theirs.values()) {
        assert!(ours == theirs, "{name:?} of {}", folder.display());
    }
}

#[test]
#[ignore = "needs a Python with duckdb and datafusion: JIANGBU_ENGINES"]
fn the_sample_comes_back_as_the_run_folder_that_a_run_writes() {
    for dialect in [Dialect::DuckDb, Dialect::DataFusion] {
        let away = tempfile::tempdir().expect("a folder");
        let folder = planned_sample(dialect, away.path());
        run(&[&folder], dialect);
        comes_back(&folder, away.path());
    }
}

/// The same rules and inputs give the same plan, byte by byte.
#[test]
fn a_plan_is_the_same_whenever_it_is_written() {
    let away = tempfile::tempdir().expect("a folder");
    let [first, second] = ["first", "second"].map(|name| {
        let folder = away.path().join(name);
        let output = plan(Path::new(PIPELINE), Dialect::Spark, &folder);
        assert_eq!(output.status.code(), Some(1), "{}", said(&output));
        files(&folder)
    });
    assert!(first.values().eq(second.values()));
    let output = plan(Path::new(PIPELINE), Dialect::Spark, &away.path().join("first"));
    assert!(said(&output).contains("A503"), "{}", said(&output));
}

/// Changes a table that was handed back, by a piece of Python on its rows.
fn spoil(folder: &Path, table: &str, how: &str) {
    let path = folder.join("results").join(format!("{table}.parquet"));
    let code = format!(
        "import duckdb, sys\n\
         duckdb.sql(f\"CREATE TABLE t AS SELECT * FROM read_parquet('{{sys.argv[1]}}')\")\n\
         duckdb.sql(\"{how}\")\n\
         duckdb.sql(f\"COPY t TO '{{sys.argv[1]}}' (FORMAT parquet)\")\n"
    );
    let done = Command::new(python()).args(["-c", &code]).arg(path).output().expect("python");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

#[test]
#[ignore = "needs a Python with duckdb: JIANGBU_ENGINES"]
fn one_fen_of_difference_refuses_the_whole() {
    let (away, folder) = computed();
    let results = away.path().join("kept");
    let copy = |from: &Path, to: &Path| {
        let _ = fs::remove_dir_all(to);
        fs::create_dir(to).expect("a folder");
        for file in entries(from) {
            fs::copy(&file, to.join(file.file_name().expect("a name"))).expect("copied");
        }
    };
    copy(&folder.join("results"), &results);
    let spoiled = [
        (
            "out_claims",
            "UPDATE t SET after_budget = after_budget + 1 WHERE claim = 7",
            "after_budget",
        ),
        (
            "out_claims",
            "UPDATE t SET after_item = after_item - 1, after_item_cap = after_item_cap - 1 WHERE claim = 3",
            "after_item",
        ),
        ("out_claims", "UPDATE t SET reason_budget = 1 WHERE claim = 2", "reason_budget"),
        ("out_claims", "UPDATE t SET requested = NULL WHERE claim = 5", "requested"),
        ("out_claims", "UPDATE t SET lines = lines + 1 WHERE claim = 6", "lines"),
        ("out_claims", "DELETE FROM t WHERE claim = 4", "rows"),
        ("out_lines", "UPDATE t SET reason = reason + 1 WHERE measure = 0 AND line = 0", "reason"),
        ("out_lines", "DELETE FROM t WHERE measure = 0 AND line = 0", "rows"),
        (
            "out_firms",
            "UPDATE t SET payable = payable - 1 WHERE firm = (SELECT MIN(firm) FROM t)",
            "payable",
        ),
        // Enterprises and lines change places: each sum is right, and stands beside another.
        ("out_firms", "UPDATE t SET firm = firm + 1", "firm"),
        ("out_lines", "UPDATE t SET line = line + 1", "line"),
        ("out_totals", "UPDATE t SET after_budget = after_budget + 1", "after_budget"),
        ("out_totals", "INSERT INTO t SELECT * FROM t", "rows"),
    ];
    for (table, how, column) in spoiled {
        spoil(&folder, table, how);
        for lang in ["zh-CN", "en"] {
            let output = adopt(&folder, &away.path().join("runs"), lang);
            let said = said(&output);
            assert_eq!(output.status.code(), Some(2), "{how}: {said}");
            assert!(said.contains("A644") && said.contains(column), "{how}: {said}");
        }
        assert!(entries(&away.path().join("runs")).is_empty(), "{how}");
        copy(&results, &folder.join("results"));
    }
    // A claim is named as the run calls it.
    spoil(&folder, "out_claims", "UPDATE t SET after_budget = after_budget + 1 WHERE claim = 1");
    let said = said(&adopt(&folder, &away.path().join("runs"), "en"));
    assert!(said.contains("m1-51440300QH1W8A0U9J-1"), "{said}");
    // A file of the plan that was changed, and a table that is none.
    copy(&results, &folder.join("results"));
    let sql = folder.join("sql/90_results.sql");
    let text = fs::read_to_string(&sql).expect("a file");
    fs::write(&sql, text + "\n").expect("written");
    let output = adopt(&folder, &away.path().join("runs"), "en");
    let shown = crate::runs::pipelines::said(&output);
    assert!(shown.contains("A643") && shown.contains("sql/90_results.sql"), "{shown}");
}

#[test]
fn what_is_no_plan_and_what_cannot_be_planned() {
    let away = tempfile::tempdir().expect("a folder");
    for (lang, word) in [("zh-CN", "不是可以接收的计划目录"), ("en", "no plan that can be adopted")]
    {
        let output = adopt(away.path(), &away.path().join("runs"), lang);
        let said = said(&output);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains("A642") && said.contains(word), "{said}");
    }
    // A plan that nobody has run.
    let folder = away.path().join("plan");
    plan(Path::new(PIPELINE), Dialect::DuckDb, &folder);
    let output = adopt(&folder, &away.path().join("runs"), "en");
    assert!(said(&output).contains("run run_duckdb.py first"), "{}", said(&output));
    // 900 million dollars each by days: a product that Spark does not hold.
    let mut rows = Rows::default();
    firm(&mut rows, &code(1), world::YI, "", "622202123456700001");
    let line = [
        (c::USCC, code(1)),
        (c::FILING_NO, "2026-003".into()),
        (c::ACCEPTED_ON, "2026-03-01".into()),
        (c::RECEIVED_ON, "2025-06-30".into()),
        (c::CURRENCY, "USD".into()),
        (c::AMOUNT, "900000000.00".into()),
        (c::CATALOGUE, "不涉及".into()),
    ];
    let line: Vec<(&str, &str)> = line.iter().map(|(name, cell)| (*name, cell.as_str())).collect();
    rows.add("m3", &line);
    let rates = "2026-03-20,LPR1Y,3.00%,found,paper\n2026-03-31,USD,6.9858,found,paper\n";
    let options = "m3_term = \"days\"\n".to_string();
    let made = Made::new(&Asked { rates: rates.to_string(), options, ..Asked::default() }, &rows);
    for (lang, word) in [("zh-CN", "三的按天数"), ("en", "a part by days or above a limit of 三")]
    {
        let folder = away.path().join("none");
        let mut command = jiangbu(&["plan", "--engine", "spark", "--lang", lang, "--out"]);
        let output = command.arg(&folder).arg(made.pipeline()).output().expect("the program");
        let shown = said(&output);
        assert_eq!(output.status.code(), Some(2), "{shown}");
        assert!(shown.contains("A641") && shown.contains(word), "{shown}");
        assert!(!folder.exists());
    }
}

/// The amounts of `tests/reviews/round.rs`, worked out there by hand: what reviewers left of lines and claims.
#[test]
#[ignore = "needs a Python with duckdb and datafusion: JIANGBU_ENGINES"]
fn what_reviewers_decided_lowers_claims_in_other_engines() {
    let made = world::made(&world::rows("300000.00"));
    let first = made.run(&["--quiet"]);
    world::name_reviews(&made);
    let panel = [("审核方式", "专家评审"), ("决定人", "李专家"), ("决定日期", "2026-05-06")];
    let with = |more: (&'static str, &'static str)| [&[more], &panel[..]].concat();
    let audit = [("审核方式", "专项审计"), ("决定人", "王审计"), ("决定日期", "2026-05-06")];
    let cut = [&[("审定金额", "200000.00"), ("核减原因", "凭证不符")], &audit[..]].concat();
    let (whole, refused) = (with(("审定金额", "120000")), with(("审定结论", "不予支持")));
    let decided: [world::Entry; 3] =
        [(&["FP-2"], &cut), (&["整项", world::YI], &whole), (&["明细", "ISO 2-2025"], &refused)];
    world::fill_in(&made, &first, &decided);
    for dialect in [Dialect::DuckDb, Dialect::DataFusion] {
        let folder = made.path(dialect.name());
        let output = plan(&made.pipeline(), dialect, &folder);
        assert!(folder.is_dir(), "{}", said(&output));
        run(&[&folder], dialect);
        let out = made.path(&format!("of-{}", dialect.name()));
        let output = adopt(&folder, &out, "en");
        assert!(matches!(output.status.code(), Some(0 | 1)), "{}", said(&output));
        let adopted = entries_of(&out);
        assert_eq!(world::payable(&adopted), [7_000_000, 12_000_000, 50_000_000, 15_000_000]);
    }
}

/// The run folder below a folder.
fn entries_of(out: &Path) -> PathBuf {
    let is_run = |path: &PathBuf| path.join("manifest.json").is_file();
    entries(out).into_iter().find(is_run).expect("a run folder")
}
