//! `jiangbu duplicates evaluate` on rosters whose truth is known.

use super::with_rosters::book;
use crate::runs::pipelines::{code, data, jiangbu, said};

#[test]
fn precision_and_recall_are_counted_against_the_truth() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = |name: &str| dir.path().join(name);
    let (first, second) = (code(1), code(2));
    let claims: &[&[&str]] = &[
        &["企业名称", "统一社会信用代码"],
        &["深圳市云帆数据科技有限公司", &first],
        &["深圳市远舟供应链有限公司", &second],
    ];
    let rows: &[&[&str]] = &[
        &["记录编号", "企业名称", "统一社会信用代码"],
        &["1", "云帆", &first],
        &["2", "深圳远舟供应链有限公司", ""],
        // The same name, but in truth somebody else's.
        &["3", "深圳市云帆数据科技有限公司", ""],
        &["4", "毫不相干公司", ""],
    ];
    let truth: &[&[&str]] = &[
        &["记录编号", "统一社会信用代码"],
        &["1", &first],
        &["2", &second],
        &["3", ""],
        &["9", &first],
    ];
    book(path("claims.xlsx"), &[("任意名称", claims)]);
    book(path("roster.xlsx"), &[("名单", rows)]);
    book(path("truth.xlsx"), &[("truth", truth)]);
    let arguments = ["claims", "roster", "truth"]
        .map(|name| [format!("--{name}"), path(&format!("{name}.xlsx")).display().to_string()]);
    let arguments: Vec<&str> = arguments.iter().flatten().map(String::as_str).collect();
    let output = jiangbu(&["duplicates", "evaluate"]).args(&arguments).arg("--json").output();
    let output = output.expect("the program");
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let found = data(&output);
    assert_eq!(found["truths"], 2);
    assert_eq!(found["truths_without_record"], 1);
    assert_eq!(found["confirmed"]["precision"], "1.0000");
    assert_eq!(found["confirmed"]["recall"], "0.5000");
    assert_eq!(found["confirmed_or_review"]["precision"], "0.6667");
    assert_eq!(found["confirmed_or_review"]["recall"], "1.0000");
    assert_eq!(found["confirmed_or_review"]["f1"], "0.8000");
    assert_eq!(found["queue"], 2);
}

/// The sample's own rosters: every kind of variant, and as many strangers, some very alike.
#[test]
fn the_sample_is_told_apart() {
    let dir = tempfile::tempdir().expect("a folder");
    let out = dir.path().display().to_string();
    let made = jiangbu(&["sample", "--firms", "3000", "--seed", "5", "--format", "parquet"])
        .args(["--quiet", "--out", &out])
        .output()
        .expect("the program");
    assert_eq!(made.status.code(), Some(0), "{}", said(&made));
    let path = |name: &str| format!("{out}/{name}.parquet");
    let output = jiangbu(&["duplicates", "evaluate", "--json", "--claims"])
        .arg(path("warehouse/firms"))
        .arg("--roster")
        .args(["nanshan", "baoan", "qianhai_data"].map(|name| path(&format!("rosters/{name}"))))
        .args(["--truth", &path("rosters/truth/truth")])
        .output()
        .expect("the program");
    let found = data(&output);
    let share = |of: &str, what: &str| -> f64 {
        found[of][what].as_str().and_then(|text| text.parse().ok()).expect("a share")
    };
    assert_eq!(found["records"], 3000);
    assert_eq!(share("confirmed", "precision"), 1.0, "{found}");
    assert!(share("confirmed_or_review", "recall") >= 0.98, "{found}");
    assert!(share("confirmed_or_review", "precision") >= 0.9, "{found}");
    // Each row is compared with a handful, not with all.
    assert!(found["candidates"].as_u64().expect("a number") < 10 * 3000, "{found}");
}

fn made(folder: &std::path::Path) -> String {
    let out = folder.display().to_string();
    let made = jiangbu(&["sample", "--rosters", "realistic", "--firms", "2000", "--seed", "7"])
        .args(["--quiet", "--out", &out])
        .output()
        .expect("the program");
    assert_eq!(made.status.code(), Some(0), "{}", said(&made));
    out
}

/// Lists as they are in the field, by the levels of a pipeline: the figures reached, and the curve that they lie on.
#[test]
fn realistic_rosters_are_told_apart() {
    let dir = tempfile::tempdir().expect("a folder");
    let out = made(dir.path());
    let pipeline = format!("{out}/pipeline.toml");
    let truth = format!("{out}/truth/identity.csv");
    let book = format!("{out}/evaluation.xlsx");
    let evaluate = || {
        let asked = ["duplicates", "evaluate", "--json", "--pipeline", &pipeline];
        let output = jiangbu(&asked).args(["--truth", &truth, "--out", &book]).output();
        output.expect("the program")
    };
    let output = evaluate();
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let found = data(&output);
    let share = |of: &serde_json::Value, what: &str| -> f64 {
        of[what].as_str().and_then(|text| text.parse().ok()).expect("a share")
    };
    assert_eq!(found["records"], 2000);
    let (confirmed, both) = (&found["confirmed"], &found["confirmed_or_review"]);
    assert!(share(confirmed, "precision") >= 0.999, "{confirmed}");
    // A mask that shows class and region alone need not confirm; without such, .33 is left.
    assert!(share(confirmed, "recall") >= 0.32, "{confirmed}");
    assert!(share(both, "recall") >= 0.975, "{both}");
    assert!(share(both, "precision") >= 0.98, "{both}");
    let signed = &found["names_signed"];
    assert!(share(signed, "precision") >= 0.999 && share(signed, "recall") >= 0.88, "{signed}");
    // The curve begins with what is confirmed, grows with every probability, and meets the threshold in force.
    let curve = found["curve"].as_array().expect("points");
    assert!(curve[0]["least_chance"].is_null());
    assert_eq!(curve[0]["recall"], confirmed["recall"]);
    let queues: Vec<u64> = curve.iter().map(|p| p["queue"].as_u64().expect("a number")).collect();
    assert!(queues.is_sorted() && queues.len() > 3, "{queues:?}");
    let least = found["least_chance"].as_i64().expect("a probability");
    let asked = curve.iter().rfind(|p| p["least_chance"].as_i64().is_none_or(|s| s >= least));
    assert_eq!(asked.expect("a point")["queue"], found["queue"]);
    // What is there is never written over.
    assert!(std::fs::metadata(&book).expect("the workbook").len() > 0);
    let again = evaluate();
    assert_eq!(again.status.code(), Some(2), "{}", said(&again));
    assert!(said(&again).contains("A503"), "{}", said(&again));
}

/// With the register that lies beside them, which lacks one firm in forty.
#[test]
fn a_register_answers_most_questions_about_realistic_rosters() {
    let dir = tempfile::tempdir().expect("a folder");
    let out = made(dir.path());
    let pipeline = format!("{out}/pipeline.toml");
    let text = std::fs::read_to_string(&pipeline).expect("the pipeline");
    let text = text.replace("[inputs]\n", "[inputs]\nregister = [\"register.csv\"]\n");
    std::fs::write(&pipeline, text).expect("the pipeline");
    let asked = ["duplicates", "evaluate", "--json", "--pipeline", &pipeline];
    let output = jiangbu(&asked).args(["--truth", &format!("{out}/truth/identity.csv")]).output();
    let output = output.expect("the program");
    let found = data(&output);
    let share = |of: &str, what: &str| -> f64 {
        found[of][what].as_str().and_then(|text| text.parse().ok()).expect("a share")
    };
    assert!(share("confirmed", "precision") >= 0.999, "{found}");
    assert!(share("confirmed", "recall") >= 0.88, "{found}");
    assert!(share("confirmed_or_review", "recall") >= 0.985, "{found}");
    assert!(found["queue"].as_u64().expect("a number") <= 100, "{found}");
}

/// A level that the pipeline turns off finds nothing.
#[test]
fn the_levels_of_a_pipeline_hold() {
    let dir = tempfile::tempdir().expect("a folder");
    let out = made(dir.path());
    let pipeline = format!("{out}/pipeline.toml");
    let text = std::fs::read_to_string(&pipeline).expect("the pipeline");
    let text = text.replace("\n[budget]", "\n[duplicates.levels]\ncode = \"off\"\n\n[budget]");
    std::fs::write(&pipeline, text).expect("the pipeline");
    let asked = ["duplicates", "evaluate", "--json", "--pipeline", &pipeline];
    let output = jiangbu(&asked).args(["--truth", &format!("{out}/truth/identity.csv")]).output();
    let output = output.expect("the program");
    let found = data(&output);
    assert!(found["levels"]["code"].is_null(), "{}", found["levels"]);
    assert!(!found["levels"]["name"].is_null(), "{}", found["levels"]);
}
