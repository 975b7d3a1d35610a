//! `jiangbu scheme diff`: what changed between versions of a scheme, and what it costs.

use std::fs;
use std::path::Path;

use serde_json::Value;

use jiangbu::frame::columns as c;

use super::pipelines::{Asked, Made, Rows, SCHEME, code, data, jiangbu, said};
use crate::sample::{PIPELINE, elsewhere};

/// The rows of each sheet of the answer, without headings.
fn diff(first: &Path, second: &Path, more: &[&str]) -> Vec<Vec<Vec<String>>> {
    let mut command = jiangbu(&["scheme", "diff", "--json", "--lang", "en"]);
    let output = command.arg(first).arg(second).args(more).output().expect("the program");
    assert!(output.status.success(), "{}", said(&output));
    let all = data(&output);
    let sheets = all["tables"].as_array().expect("sheets").iter();
    let text = |cell: &Value| cell.as_str().map_or_else(|| cell.to_string(), str::to_string);
    let row = |row: &Value| row.as_object().expect("a row").values().map(text).collect();
    let total = |sheet: &Value| Some(sheet["total"].clone()).filter(|total| !total.is_null());
    let rows = |sheet: &Value| {
        let rows = sheet["rows"].as_array().expect("rows").iter().cloned();
        rows.chain(total(sheet)).map(|one| row(&one)).collect()
    };
    sheets.map(rows).collect()
}

/// A second version of the scheme, beside everything a pipeline needs.
fn changed(folder: &Path, changes: &[(&str, &str)]) -> std::path::PathBuf {
    let mut text = fs::read_to_string(SCHEME).expect("the scheme");
    for (find, replace) in changes {
        assert!(text.contains(find), "{find}");
        text = text.replacen(find, replace, 1);
    }
    let path = folder.join("second.toml");
    fs::write(&path, text).expect("written");
    path
}

/// Clause, before, after and path of every difference.
fn told(rows: &[Vec<String>]) -> Vec<[&str; 4]> {
    rows.iter().map(|row| [&*row[0], &*row[2], &*row[3], &*row[4]]).collect()
}

#[test]
fn a_version_differs_in_what_was_changed_and_in_nothing_else() {
    let folder = tempfile::tempdir().expect("a folder");
    let same = diff(Path::new(SCHEME), Path::new(SCHEME), &[]);
    assert!(same[0].is_empty(), "{same:?}");
    let second = changed(
        folder.path(),
        &[
            ("value = \"5%\"", "value = \"4%\""),
            ("default = \"highest\"", "default = \"declared_order\""),
            (
                "[measure.m4.count.two_entities]\nclause = \"四\"\nmax = 2",
                "[measure.m4.count.two_entities]\nclause = \"四\"\nmax = 3",
            ),
            ("dated = \"received_on\", source = \"min\"", "dated = \"received_on\""),
            ("[measure.m9.lines.period]", "[measure.m9.lines.later]"),
            (
                "set = { \"measure.m9.lines.period.within\" = \"prior year\",",
                "set = { \"measure.m9.lines.later.within\" = \"prior year\",",
            ),
            (
                "set = { \"measure.m9.lines.period.within\" = \"award and prior year\",",
                "set = { \"measure.m9.lines.later.within\" = \"award and prior year\",",
            ),
        ],
    );
    let found = diff(Path::new(SCHEME), &second, &[]);
    let found = told(&found[0]);
    let expected = [
        ["二", "5%", "4%", "parameters.rate_m2.value"],
        [
            "四",
            "highest the highest",
            "declared_order in the order filed",
            "options.m4_select.default",
        ],
        ["三", "min", "(none)", "measure.m3.base.source"],
        ["四", "2", "3", "measure.m4.count.two_entities.max"],
    ];
    for one in expected {
        assert!(found.contains(&one), "{one:?} in {found:#?}");
    }
    let renamed = found.iter().filter(|[.., path]| path.contains("m9")).count();
    // Two readings each set another path (one gone, one new), and a rule has another name.
    assert_eq!((found.len(), renamed), (10, 6), "{found:#?}");
}

#[test]
fn a_scenario_is_a_version_too() {
    let found = diff(Path::new(SCHEME), Path::new("pipelines/scenarios/higher-cap.toml"), &[]);
    let found = told(&found[0]);
    assert!(!found.is_empty());
    assert!(found.iter().all(|[.., path]| path.starts_with("parameters.")), "{found:?}");
    assert!(found.iter().all(|[_, before, after, _]| before != after));
}

/// What the difference costs is the difference of two ordinary runs.
#[test]
fn the_cost_is_that_of_two_runs() {
    let folder = tempfile::tempdir().expect("a folder");
    let second = changed(folder.path(), &[("value = \"5%\"", "value = \"4%\"")]);
    let sheets = diff(Path::new(SCHEME), &second, &["--run", PIPELINE]);
    let root = std::env::current_dir().expect("a folder");
    let payable = |scheme: &Path| {
        let text = fs::read_to_string(PIPELINE).expect("the pipeline");
        let scheme = scheme.display().to_string();
        let text = text.replace("schemes/qianhai-service-trade-2026.toml", &scheme);
        let path = folder.path().join("pipeline.toml");
        fs::write(&path, elsewhere(&text)).expect("written");
        let output = jiangbu(&["run", "--json", "--out"])
            .arg(folder.path().join("runs"))
            .arg(&path)
            .output()
            .expect("the program");
        let summary = data(&output);
        let cents = |key: &str| -> i64 {
            summary[key].as_str().expect("yuan").replace('.', "").parse().expect("fen")
        };
        (cents("approved_yuan"), cents("payable_yuan"))
    };
    let (before, after) = (payable(&root.join(SCHEME)), payable(&second));
    assert_ne!(before.0, after.0);
    let totals = &sheets[1];
    let fen = |cell: &String| -> i64 {
        let (yuan, cents) = cell.split_once('.').unwrap_or((cell, ""));
        format!("{yuan}{cents:0<2}").parse().expect("an amount")
    };
    assert_eq!((fen(&totals[0][1]), fen(&totals[0][3])), before);
    assert_eq!((fen(&totals[1][1]), fen(&totals[1][3])), after);
}

/// Promotion abroad of four enterprises, and a pool that 5 % exceeds and 4 % does not.
fn promotion() -> Made {
    let mut rows = Rows::default();
    // Under and above the cap, at the threshold, a fen above it.
    let costs = ["2000000.00", "30000000.00", "1000000.00", "1000000.01"];
    for (number, cost) in (1..).zip(costs) {
        let (own, name) = (code(number), format!("试{number}有限公司"));
        let firm = [
            (c::USCC, own.as_str()),
            (c::FIRM_NAME, &name),
            (c::ENTITY_TYPE, "企业"),
            (c::OPERATES_IN_QIANHAI, "是"),
        ];
        rows.add("firms", &firm);
        let line = [
            (c::USCC, own.as_str()),
            (c::ACCEPTED_ON, "2026-03-01"),
            (c::FILING_NO, &name),
            (c::CHANNEL, "网络视频"),
            (c::PAID_ON, "2025-06-30"),
            (c::AMOUNT, cost),
        ];
        rows.add("m2", &line);
        let record = [
            (c::USCC, own.as_str()),
            (c::MEASURE, "二"),
            (c::YEAR, "2025"),
            (c::CURRENCY, "CNY"),
            (c::AMOUNT, cost),
        ];
        rows.add("platform", &record);
    }
    let rates = "2026-03-20,LPR1Y,3.00%,found,paper\n2026-01-27,USD,6.9858,found,paper\n";
    let asked = Asked { rates: rates.to_string(), budget: Some(113_000_000), ..Asked::default() };
    Made::new(&asked, &rows)
}

/// Worked by hand. At 5 %: 100,000, 1,500,000 capped at 1,000,000, nothing (超过), 50,000.0005 cut to 50,000.00; in
/// all 1,150,000, of which 113/115 is paid: 98,260.86 + 982,608.69 + 49,130.43 = 1,129,999.98. At 4 %: 80,000,
/// 1,200,000 capped at 1,000,000, nothing, 40,000.00: 1,120,000, which the pool holds.
#[test]
fn the_cost_is_what_a_hand_works_out() {
    let made = promotion();
    let four = [("value = \"5%\"", "value = \"4%\"")];
    let second = changed(&made.path(""), &four);
    let (first, pipeline) = (made.path("scheme.toml"), made.pipeline());
    let asked =
        |second: &Path, on: &Path| diff(&first, second, &["--run", &on.display().to_string()]);
    let sheets = asked(&second, &pipeline);
    assert_eq!(told(&sheets[0]), [["二", "5%", "4%", "parameters.rate_m2.value"]]);
    let totals: Vec<Vec<&str>> =
        sheets[1].iter().map(|row| row[1..].iter().map(String::as_str).collect()).collect();
    // Approved, payable, their differences, share paid; supported, winners and losers with amounts; new, lost, newcomers.
    let before = ["1150000.00", "0.00", "1129999.98", "0.00"];
    let after = ["1120000.00", "-30000.00", "1120000.00", "-9999.98"];
    assert_eq!((&totals[0][..4], &totals[1][..4]), (&before[..], &after[..]), "{totals:?}");
    // The capped one gains what the cut took; the two others lose.
    assert_eq!(totals[1][5..10], ["3", "1", "17391.31", "2", "27391.29"], "{totals:?}");

    // A scenario that says the same costs the same.
    let scenario = made.path("four.toml");
    let text = "[scenario]\ntitle = { zh = \"四个点\", en = \"Four per cent\" }\n[parameters]\nrate_m2 = \"4%\"\n";
    fs::write(&scenario, text).expect("written");
    let under = asked(&scenario, &pipeline);
    assert_eq!(told(&under[0]), told(&sheets[0]));
    assert_eq!(under[1][1][1..], sheets[1][1][1..]);

    // The same on the data of a finished run, as long as these are what they were.
    let run = made.run(&["--quiet"]);
    assert_eq!(asked(&second, &run)[1], sheets[1]);
    for (lang, words) in [
        ("zh-CN", ["境外推广支持比例", "拟拨付差额", "-9,999.98", "四个点"]),
        ("en", ["share of promotion costs", "Δ payable", "-9,999.98", "Four per cent"]),
    ] {
        let mut command = jiangbu(&["scheme", "diff", "--lang", lang, "--run"]);
        let output = command.arg(&run).arg(&first).arg(&scenario).output().expect("the program");
        let said = said(&output);
        assert!(words.iter().all(|word| said.contains(word)), "{said}");
    }
    fs::write(made.path("rates.csv"), "date,name,value,status,source\n").expect("written");
    let mut command = jiangbu(&["scheme", "diff", "--lang", "en", "--run"]);
    let output = command.arg(&run).arg(&first).arg(&second).output().expect("the program");
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("A583"), "{}", said(&output));
}

#[test]
fn what_is_no_version_is_refused() {
    let output = jiangbu(&["scheme", "diff", SCHEME, "pipelines/headers.toml", "--lang", "en"])
        .output()
        .expect("the program");
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("A550"), "{}", said(&output));
}
