//! Scenarios through the real program: run folders, comparisons of folders, workbooks.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use jiangbu::jobs::compare::compare;
use jiangbu::scenario::compare::Delta;

use super::{lab, scenario};
use crate::runs::pipelines::{jiangbu, said};
use crate::sample::{PIPELINE, elsewhere};

/// What the program says; it ends well, with findings or without.
fn ask(arguments: &[&str], paths: &[&Path]) -> String {
    let output = jiangbu(arguments).args(paths).output().expect("the program");
    assert!(output.status.code().is_some_and(|code| code < 2), "{}", said(&output));
    said(&output)
}

/// A copy of the pipeline, and its run.
fn plain() -> &'static (tempfile::TempDir, PathBuf, PathBuf) {
    static PLAIN: OnceLock<(tempfile::TempDir, PathBuf, PathBuf)> = OnceLock::new();
    PLAIN.get_or_init(|| {
        let dir = tempfile::tempdir().expect("a folder");
        let (pipeline, out) = (dir.path().join("plain.toml"), dir.path().join("out"));
        let text = fs::read_to_string(PIPELINE).expect("the pipeline");
        fs::write(&pipeline, elsewhere(&text)).expect("written");
        ask(&["run", "--quiet", "--out"], &[&out, &pipeline]);
        let run = folder(&out);
        (dir, pipeline, run)
    })
}

fn folder(parent: &Path) -> PathBuf {
    let mut entries = fs::read_dir(parent).expect("a folder").map(|e| e.expect("an entry").path());
    let folder = entries.next().expect("a run");
    assert!(entries.next().is_none());
    folder
}

fn run_under(parent: &Path, texts: &[&str]) -> PathBuf {
    fs::create_dir_all(parent).expect("a folder");
    let out = parent.join("out");
    let pipeline = &plain().1;
    let mut arguments = vec!["scenario".to_string(), "run".into(), pipeline.display().to_string()];
    for (number, text) in texts.iter().enumerate() {
        let path = parent.join(format!("s{number}.toml"));
        let head = "[scenario]\ntitle = { zh = \"试\", en = \"try\" }\n";
        fs::write(&path, format!("{head}{text}")).expect("a file");
        arguments.push("--scenario".into());
        arguments.push(path.display().to_string());
    }
    arguments.extend(["--quiet", "--out"].map(String::from));
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    ask(&arguments, &[&out]);
    folder(&out)
}

/// All files of a run but the manifest, which names the scenario files.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut out = BTreeMap::new();
    for part in [folder.to_path_buf(), folder.join("tables")] {
        for entry in fs::read_dir(part).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            if path.is_file() && name != "manifest.json" {
                out.insert(name, fs::read(&path).expect("a file"));
            }
        }
    }
    out
}

#[test]
fn an_overlay_and_its_inverse_give_the_baseline_byte_for_byte() {
    let dir = tempfile::tempdir().expect("a folder");
    let forth = "[parameters]\nrate_m2 = \"3%\"\n[measures]\nm8 = \"off\"\n[growth]\nprices = \"150%\"\n[budget]\ntotal = \"1000万元\"";
    let back = "[parameters]\nrate_m2 = \"5%\"\n[measures]\nm8 = \"on\"\n[growth]\nprices = \"100%\"\n[budget]\ntotal = \"4200万元\"";
    let both = files(&run_under(&dir.path().join("both"), &[forth, back]));
    let plain = files(&plain().2);
    assert!(plain.len() > 15);
    // The second file repeats the baseline, which is said; findings and the workbook say so.
    let said = ["findings.parquet", "workbook.xlsx"];
    for (name, bytes) in plain.iter().filter(|(name, _)| !said.contains(&name.as_str())) {
        assert_eq!(both.get(name), Some(bytes), "{name}");
    }
    let one = files(&run_under(&dir.path().join("one"), &[forth]));
    assert_ne!(one.get("claims.parquet"), plain.get("claims.parquet"));
}

#[test]
fn a_run_under_a_scenario_is_what_the_lab_says() {
    let dir = tempfile::tempdir().expect("a folder");
    let text = "[growth]\napplicants = \"120%\"\nprices = \"105%\"\nseed = 3\n[rates]\nLPR1Y = \"1%\"\n[parameters]\nannual_cap = \"200万元\"";
    let (run, plain) = (run_under(&dir.path().join("grown"), &[text]), &plain().2);
    let outcome = lab().evaluate(&scenario(text)).expect("an outcome");
    let compared = compare(&[plain, &run]).expect("two runs");
    let [base, other] = &compared.outcomes[..] else { panic!("two outcomes") };
    assert_eq!(base.totals, lab().outcome().totals);
    assert_eq!(other.totals, outcome.totals);
    assert_eq!(other.measures, outcome.measures);
    assert_eq!(other.stages, outcome.stages);
    assert_eq!(other.limits, outcome.limits);
    let delta = Delta::new(base, other);
    assert_eq!(delta.payable, outcome.totals.payable - lab().outcome().totals.payable);
    assert_eq!(delta.winners.1 - delta.losers.1, delta.payable);
    let keys: Vec<&str> = other.changes.iter().map(|change| change.key.as_str()).collect();
    assert!(keys.contains(&"annual_cap") && keys.contains(&"growth.applicants"), "{keys:?}");
    // Each change says what it is, in the words of the scheme and of the settings.
    let zh: Vec<&str> = other.changes.iter().map(|change| change.text.zh.as_str()).collect();
    let wanted = ["每家机构每年支持金额上限", "申报企业数为现在的多少", "公布值 LPR1Y"];
    for part in wanted {
        assert!(zh.iter().any(|text| text.contains(part)), "{part}: {zh:?}");
    }
    assert!(other.changes.iter().all(|change| !change.text.en.is_empty()), "{:?}", other.changes);
    // explain reads it like any run, and the finding says that nothing may be paid on it
    let said = ask(&["explain", "--firm", "公司"], &[&run]);
    assert!(said.contains("拟拨付金额"));
    let findings = fs::read(run.join("manifest.json")).expect("a manifest");
    assert!(String::from_utf8_lossy(&findings).contains("\"scenario\""));
}

#[test]
fn the_five_scenarios_make_a_workbook_with_charts() {
    let dir = tempfile::tempdir().expect("a folder");
    let book = dir.path().join("scenarios.xlsx");
    let scenarios: Vec<PathBuf> = {
        let entries = fs::read_dir("pipelines/scenarios").expect("scenarios");
        let mut paths: Vec<PathBuf> = entries.map(|e| e.expect("an entry").path()).collect();
        paths.sort();
        paths
    };
    assert_eq!(scenarios.len(), 5);
    let mut paths: Vec<&Path> = vec![&book, Path::new(PIPELINE)];
    paths.extend(scenarios.iter().map(PathBuf::as_path));
    let said = ask(&["scenario", "compare", "--quiet", "--xlsx"], &paths);
    assert_eq!(said, "", "every one of them moves something, so nothing is to be said");
    let bytes = fs::read(&book).expect("a workbook");
    let again = dir.path().join("again.xlsx");
    paths[0] = &again;
    ask(&["scenario", "compare", "--quiet", "--xlsx"], &paths);
    assert_eq!(bytes, fs::read(&again).expect("a workbook"), "the same bytes again");
    let listed = String::from_utf8_lossy(&bytes);
    assert!(listed.contains("xl/charts/chart1.xml") && listed.contains("xl/charts/chart2.xml"));
    use calamine::{Reader, open_workbook};
    let mut read: calamine::Xlsx<_> = open_workbook(&book).expect("a workbook");
    let range = read.worksheet_range("情景对比").expect("a sheet");
    assert!(range.rows().count() > 5);
    // What is changed is said in words, codes stand beside.
    let changed = read.worksheet_range("情景改动").expect("a sheet");
    let words: Vec<String> = changed.rows().map(|row| row[1].to_string()).collect();
    assert!(words.iter().any(|text| text.contains("？") && text.contains('→')), "{words:?}");
    assert!(words.iter().all(|text| !text.contains('_')), "{words:?}");
}

#[test]
fn reasons_are_told_in_the_readers_language() {
    let grid = "rate_m2=1%..2%/1%";
    let arguments = ["scenario", "sweep", PIPELINE, "--vary", grid, "--vary", grid, "--vary", grid];
    for (lang, reason) in [("en", "two quantities at most"), ("zh-CN", "至多变动两个参数")]
    {
        let mut command = jiangbu(&arguments);
        let output = command.args(["--lang", lang]).output().expect("the program");
        assert_eq!(output.status.code(), Some(2));
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains(reason), "{said}");
    }
}
