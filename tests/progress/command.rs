//! `jiangbu progress` through the real program: its folder, two periods compared, what cannot be used.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::OnceLock;

use jiangbu::frame::columns as c;
use tempfile::TempDir;

use crate::run_reports::accounts::with_firms;
use crate::runs::arrow_reader::Table;
use crate::runs::pipelines::{entries, files, jiangbu, said};

const SHENZHEN: &str = "pipelines/plans/shenzhen-2016-2020.toml";
const PILOT: &str = "pipelines/plans/state-council-2018.toml";

fn progress(arguments: &[&str], out: &Path) -> Output {
    let mut command = jiangbu(&["progress", "--lang", "zh-CN", "--format", "none", "--out"]);
    command.arg(out).args(arguments).output().expect("the program")
}

fn sample(year: &str) -> [String; 2] {
    ["指标数据", "任务进展"].map(|name| format!("sample_data/progress/{year}/{name}.xlsx"))
}

/// The reports of 2019 and of 2020, the second compared with the first, and what the program printed.
struct Both {
    _folder: TempDir,
    first: PathBuf,
    second: PathBuf,
    printed: String,
}

fn both() -> &'static Both {
    static BOTH: OnceLock<Both> = OnceLock::new();
    BOTH.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a folder");
        let out = folder.path().join("runs");
        let ask = |year: &str, more: &[&str]| {
            let ([figures, tasks], day) = (sample(year), format!("{year}-12-31"));
            let mut all =
                vec![SHENZHEN, PILOT, "--actuals", &figures, "--tasks", &tasks, "--as-of", &day];
            all.extend(more);
            let output = progress(&all, &out);
            assert_eq!(output.status.code(), Some(1), "{}", said(&output));
            String::from_utf8(output.stdout).expect("text")
        };
        ask("2019", &[]);
        let first = out.join("progress-2019-12-31-001");
        let printed = ask("2020", &["--previous", &first.display().to_string()]);
        Both { first, second: out.join("progress-2020-12-31-001"), printed, _folder: folder }
    })
}

/// Plan and number → a text of a table.
fn by_number(
    folder: &Path,
    table: &str,
    id: &str,
    column: &str,
) -> BTreeMap<(String, String), String> {
    let table = Table::open(folder, table);
    let keys = table.texts(c::PLAN).into_iter().zip(table.texts(id));
    keys.zip(table.texts(column)).collect()
}

fn key(plan: &str, id: &str) -> (String, String) {
    (plan.to_string(), id.to_string())
}

#[test]
fn the_sample_is_what_the_program_makes() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = jiangbu(&["sample", "--scheme", "progress", "--quiet", "--out"]);
    let output = command.arg(folder.path().join("made")).output().expect("the program");
    assert!(output.status.success(), "{}", said(&output));
    let shipped = files(Path::new("sample_data/progress"));
    assert_eq!(shipped.len(), 8);
    assert!(files(&folder.path().join("made")) == shipped, "the sample differs");
}

#[test]
fn a_folder_holds_every_target_and_task() {
    let both = both();
    let statuses = by_number(&both.first, "targets", c::TARGET_ID, c::STATUS);
    assert_eq!(statuses.len(), 23);
    let of = |id: &str| statuses[&key("SZ-FWMY-2016-2020", id)].as_str();
    // 1,421.35 above 1,400; 1,701.80 against 1,793.72, more than five per cent below; 70.90 against 74.07.
    assert_eq!([of("T01"), of("T04"), of("T05")], ["reached", "off-track", "at-risk"]);
    // 768,000 of ten thousand dollars are 76.80 of a hundred million, above 75.09.
    assert_eq!([of("T06"), of("T13")], ["on-track", "off-track"]);
    assert_eq!(by_number(&both.first, "tasks", c::TASK_NO, c::STATUS).len(), 31 + 92);
    // What was counted says so: bases recognised less the one withdrawn.
    let figures = Table::open(&both.first, "figures");
    let counted = figures.texts(c::CONVERTED).iter().filter(|how| *how == "counted").count();
    assert_eq!(counted, 3 * 4);
    let manifest = fs::read_to_string(both.first.join("manifest.json")).expect("a manifest");
    let manifest: serde_json::Value = serde_json::from_str(&manifest).expect("JSON");
    assert_eq!(manifest["kind"], "progress");
    assert_eq!(manifest["as_of"], "2019-12-31");
    assert_eq!(manifest["plans"][0]["targets"]["off-track"], 3);
    assert!(manifest["synthetic"].as_i64() > Some(100));
    let rules = manifest["rule_files"].as_array().expect("a list");
    let named = |end: &str| {
        rules.iter().any(|file| file["file"].as_str().is_some_and(|f| f.ends_with(end)))
    };
    for end in ["headers.toml", "working_days.csv", "offices.csv", "2016-2020.tasks.csv"] {
        assert!(named(end), "{end}");
    }
    let sheets = files(&both.first);
    assert!(sheets.contains_key(Path::new("workbook.xlsx")));
}

#[test]
fn what_is_printed_says_how_targets_stand() {
    let printed = &both().printed;
    for words in
        ["合成数据，仅供演示", "◆ 逾期未达", "● 已达到", "○ 未填报", "与上期（2019年12月31日"]
    {
        assert!(printed.contains(words), "{words}\n{printed}");
    }
}

#[test]
fn the_same_files_give_the_same_bytes() {
    let folder = tempfile::tempdir().expect("a folder");
    let [figures, tasks] = sample("2019");
    let output = progress(
        &[SHENZHEN, PILOT, "--tasks", &tasks, "--actuals", &figures, "--as-of", "2019年12月31日"],
        folder.path(),
    );
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    let again = entries(folder.path()).pop().expect("a folder");
    let (first, again) = (files(&both().first), files(&again));
    let differ: Vec<_> =
        first.iter().filter(|(name, bytes)| again.get(*name) != Some(*bytes)).collect();
    assert!(differ.is_empty(), "{:?}", differ.iter().map(|(name, _)| name).collect::<Vec<_>>());
    assert_eq!(first.len(), again.len());
}

#[test]
fn two_periods_are_compared() {
    let second = &both().second;
    let changes = Table::open(second, "changes");
    let keys = changes.texts(c::PLAN).into_iter().zip(changes.texts(c::ITEM));
    let moved = changes.texts(c::STATUS_BEFORE).into_iter().zip(changes.texts(c::STATUS));
    let ways = changes.texts(c::SIDE);
    let all: BTreeMap<_, _> = keys.zip(moved.zip(ways)).collect();
    let of = |plan: &str, id: &str| {
        let ((before, now), way) = &all[&key(plan, id)];
        [before.clone(), now.clone(), way.clone()]
    };
    assert_eq!(of("SZ-FWMY-2016-2020", "T04"), ["off-track", "overdue", "worse"]);
    assert_eq!(of("SZ-FWMY-2016-2020", "T06"), ["on-track", "reached", "better"]);
    // What stands as before is no change, and every change is one of two statuses that differ.
    assert!(!all.contains_key(&key("SZ-FWMY-2016-2020", "T01")));
    let (before, now) = (
        by_number(&both().first, "tasks", c::TASK_NO, c::STATUS),
        by_number(second, "tasks", c::TASK_NO, c::STATUS),
    );
    let moved = before.iter().filter(|(key, status)| now[*key] != **status).count();
    let kinds = changes.texts(c::KIND);
    assert_eq!(kinds.iter().filter(|kind| *kind == "task").count(), moved);
    assert!(moved > 10);
}

/// A figure that was changed afterwards is named with both values.
#[test]
fn a_revised_figure_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str, value: &str| {
        let path = folder.path().join(name);
        let text = format!("指标,时期,数值,计量单位,数据来源\nT04,2017,{value},亿美元,统计公报\n");
        fs::write(&path, text).expect("written");
        path.display().to_string()
    };
    let (before, after) = (file("a.csv", "1421.35"), file("b.csv", "1398.2"));
    let out = folder.path().join("runs");
    let first = progress(&[SHENZHEN, "--actuals", &before, "--as-of", "2018-06-30"], &out);
    assert_eq!(first.status.code(), Some(1), "{}", said(&first));
    let previous = out.join("progress-2018-06-30-001").display().to_string();
    let arguments =
        [SHENZHEN, "--actuals", &after, "--as-of", "2018-12-31", "--previous", &previous];
    let second = progress(&arguments, &out);
    assert_eq!(second.status.code(), Some(1), "{}", said(&second));
    let changes = Table::open(&out.join("progress-2018-12-31-001"), "changes");
    let at = changes.texts(c::SIDE).iter().position(|way| way == "revised").expect("a revision");
    assert_eq!(changes.texts(c::STATUS_BEFORE)[at], "1421.35");
    assert_eq!(changes.texts(c::STATUS)[at], "1398.2");
    // T01 wanted more than 1,400 in 2017: the revision undoes it.
    let status =
        by_number(&out.join("progress-2018-12-31-001"), "targets", c::TARGET_ID, c::STATUS);
    assert_eq!(status[&key("SZ-FWMY-2016-2020", "T01")], "overdue");
}

/// What a run pays stands beside the target that its measure serves; measures that serve none are said.
#[test]
fn a_run_is_support() {
    let folder = tempfile::tempdir().expect("a folder");
    let firms = [
        ("甲公司", "示例银行", "44201501100052501234"),
        ("乙公司", "示例银行", "44201501100052505678"),
    ];
    let made = with_firms(&firms);
    let run = made.run(&["--quiet"]);
    let paid: i64 = Table::open(&run, "claims").fen(c::PAYABLE).iter().sum();
    assert!(paid > 0);
    let plan = fs::read_to_string("pipelines/plans/qianhai-2026.toml").expect("a plan");
    let own = folder.path().join("plan.toml");
    fs::write(&own, plan.replace("measure = \"m1\"", "measure = \"m2\"")).expect("written");
    let figures = folder.path().join("figures.csv");
    let rows =
        "指标,时期,数值,计量单位,数据来源\nT03,2025-03-31,4,家,台账\nT03,2026-03-31,14,家,台账\n";
    fs::write(&figures, rows).expect("written");
    let (figures, run) = (figures.display().to_string(), run.display().to_string());
    let ask = |plan: &str, out: &str| {
        let arguments = [plan, "--actuals", &figures, "--support", &run, "--as-of", "2026-03-31"];
        let more = ["--headers", "pipelines/headers.toml", "--calendar"];
        let all = [&arguments[..], &more, &["pipelines/plans/working_days.csv"]].concat();
        let all = [&all[..], &["--rates", "pipelines/rates/central_parity.csv"]].concat();
        let out = folder.path().join(out);
        let output = progress(&all, &out);
        assert!(matches!(output.status.code(), Some(0 | 1)), "{}", said(&output));
        (out.join("progress-2026-03-31-001"), said(&output))
    };
    let (served, told) = ask(&own.display().to_string(), "served");
    let money = Table::open(&served, "money");
    assert_eq!(
        (money.texts(c::TARGET_ID), money.fen(c::AMOUNT)),
        (vec!["T03".to_string()], vec![paid])
    );
    assert!(!told.contains("D379"), "{told}");
    let (none, told) = ask("pipelines/plans/qianhai-2026.toml", "none");
    assert!(Table::open(&none, "money").fen(c::AMOUNT).iter().all(|fen| *fen == 0));
    assert!(told.contains("D379"), "{told}");
}

#[test]
fn bad_figures_are_findings_of_the_folder() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("bad.csv");
    let text = "指标,时期,数值,计量单位,数据来源\n\
                T04,2018,1600,,统计公报\n\
                T05,2018,66,亿美元,统计公报\n\
                T05,2018,67,亿美元,统计公报\n\
                T06,2020,84,亿美元,统计公报\n\
                T07,2018,0.285,%,统计公报\n\
                T14,2018,20.2,%,统计公报\n";
    fs::write(&path, text).expect("written");
    let out = folder.path().join("runs");
    let figures = path.display().to_string();
    let output = progress(&[SHENZHEN, "--actuals", &figures, "--as-of", "2019-06-30"], &out);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    let run = entries(&out).pop().expect("a folder");
    let findings = Table::open(&run, "findings");
    let mut found: Vec<(String, i64)> =
        findings.texts(c::CODE).into_iter().zip(findings.ints(c::ROW)).collect();
    found.retain(|(code, _)| code.starts_with('D'));
    found.sort();
    let codes = ["D362", "D364", "D365", "D366"].map(str::to_string);
    assert_eq!(found, codes.into_iter().zip([2, 4, 5, 6]).collect::<Vec<_>>());
    // The one good row counts, the others are no data and never good.
    let status = by_number(&run, "targets", c::TARGET_ID, c::STATUS);
    for id in ["T04", "T05", "T06", "T07"] {
        assert_eq!(status[&key("SZ-FWMY-2016-2020", id)], "no-data", "{id}");
    }
    assert_eq!(Table::open(&run, "figures").rows(), 1);
}

#[test]
fn what_cannot_be_used_leaves_nothing_behind() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("runs");
    let strange = folder.path().join("strange.csv");
    fs::write(&strange, "甲,乙\n1,2\n").expect("written");
    let strange = strange.display().to_string();
    let second = both().second.display().to_string();
    let asks: [(&[&str], &str); 5] = [
        (&[SHENZHEN, SHENZHEN], "C184"),
        (&[SHENZHEN, "--actuals", &strange], "F2"),
        (&[SHENZHEN, "--previous", "pipelines"], "A501"),
        (&[SHENZHEN, "--previous", &second], "A570"),
        (&[SHENZHEN, "--actuals", "nowhere.xlsx"], "F2"),
    ];
    for (arguments, code) in asks {
        let mut all = arguments.to_vec();
        all.extend(["--as-of", "2019-12-31"]);
        let output = progress(&all, &out);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", said(&output));
        assert!(said(&output).contains(code), "{arguments:?}: {}", said(&output));
    }
    assert!(!out.exists() || entries(&out).is_empty());
}
