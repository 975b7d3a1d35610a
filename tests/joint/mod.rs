//! Several schemes in one run, through the real program: each is what it would be alone, what lies between them is
//! found, the higher stays where a pipeline says so, and nothing is gained or lost over all.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::OnceLock;

use serde_json::Value;

mod report;

use crate::runs::arrow_reader::Table;
use crate::runs::pipelines::{files, jiangbu, said};
use crate::sample::{self, JOINT as PIPELINE};

/// A pipeline of several schemes in a folder of its own; paths lead to the project.
struct Made {
    folder: tempfile::TempDir,
    path: PathBuf,
}

impl Made {
    fn new(changes: &[(&str, &str)]) -> Self {
        let mut text = fs::read_to_string(PIPELINE).expect("the pipeline");
        for (find, replace) in changes {
            assert!(text.contains(find), "{find}");
            text = text.replace(find, replace);
        }
        let text = sample::elsewhere(&text);
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("joint.toml");
        fs::write(&path, text).expect("written");
        Self { folder, path }
    }

    fn output(&self, args: &[&str]) -> Output {
        let mut command = jiangbu(&["run", "--lang", "en", "--out"]);
        command.arg(self.folder.path().join("runs")).arg(&self.path).args(args);
        command.output().expect("the program")
    }

    /// Runs it; the number says which run of this pipeline it is.
    fn run(&self, number: u32) -> PathBuf {
        let output = self.output(&["--quiet"]);
        assert_eq!(output.status.code(), Some(1), "{}", said(&output));
        self.folder.path().join(format!("runs/joint-{number:03}"))
    }

    fn refused(&self) -> String {
        let output = self.output(&[]);
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        assert!(!self.folder.path().join("runs").exists(), "a folder was written");
        said(&output)
    }
}

fn manifest(run: &Path) -> Value {
    serde_json::from_slice(&fs::read(run.join("manifest.json")).expect("read")).expect("JSON")
}

fn table(run: &Path, name: &str) -> Table {
    Table::open(run, name)
}

/// Payable fen by claim.
fn payable(run: &Path) -> BTreeMap<String, i64> {
    let claims = table(run, "claims");
    claims.texts("claim_id").into_iter().zip(claims.fen("payable")).collect()
}

#[test]
fn each_scheme_is_what_it_would_be_alone() {
    let (made, run) = reported();
    for name in ["service-trade", "data-industry"] {
        let out = made.folder.path().join("alone");
        let one = format!("{}#{name}", made.path.display());
        let output = jiangbu(&["run", &one, "--quiet", "--out"]).arg(&out).output().expect("run");
        assert_eq!(output.status.code(), Some(1), "{}", said(&output));
        let (alone, within) = (out.join(format!("joint-{name}-001")), run.join(name));
        // What was found between the schemes is told in the findings, and stands in a table of its own.
        let told = ["tables/across.parquet", "tables/findings.parquet", "tables/schema.json"];
        let apart = |path: &Path| {
            let shown = path.to_string_lossy();
            told.iter().any(|t| shown.ends_with(t))
                || shown.ends_with("xlsx")
                || shown.ends_with("manifest.json")
        };
        let tables = |folder: &Path| -> BTreeMap<PathBuf, Vec<u8>> {
            files(folder).into_iter().filter(|(path, _)| !apart(path)).collect()
        };
        let (alone, within) = (tables(&alone), tables(&within));
        assert!(alone.len() > 15, "{:?}", alone.keys());
        assert!(alone == within, "{name} differs");
    }
    // The shipped pipeline of the service-trade scheme asks for the same.
    assert_eq!(payable(sample::plain()), payable(&run.join("service-trade")));
}

#[test]
fn the_same_twice_and_whole() {
    let (made, first) = reported();
    let second = made.run(2);
    assert!(files(first) == files(&second), "the same inputs gave other bytes");
    for name in
        ["manifest.json", "workbook.xlsx", "tables/combined.parquet", "tables/programmes.parquet"]
    {
        assert!(first.join(name).is_file(), "{name}");
    }
}

#[test]
fn what_enterprises_get_is_what_schemes_grant() {
    let (_, run) = reported();
    let sum = |amounts: Vec<i64>| amounts.into_iter().sum::<i64>();
    let of = |name: &str| sum(payable(&run.join(name)).into_values().collect());
    let (in_force, draft) = (of("service-trade"), of("data-industry"));
    assert!(in_force > 0 && draft > 0);
    let firms = table(run, "combined_firms");
    assert_eq!(sum(firms.fen("payable")), in_force, "a draft counts as payable");
    assert_eq!(sum(firms.fen("simulated")), draft);
    assert_eq!(sum(table(run, "combined").fen("payable")), in_force + draft);
    let programmes = table(run, "programmes");
    assert_eq!(programmes.fen("payable"), [in_force, draft]);
    assert_eq!(programmes.texts("status"), ["in-force", "draft"]);
    // By hand: 33,349,999.01 of 33,350,000.00 is 99.999…%, cut.
    assert_eq!(programmes.texts("used")[0], "99.99%");
    let yuan = |fen: i64| Value::from(format!("{}.{:02}", fen / 100, fen % 100));
    let manifest = manifest(run);
    assert_eq!(manifest["control_totals"]["payable"], yuan(in_force));
    assert_eq!(manifest["control_totals"]["simulated"], yuan(draft));
    // Every enterprise once for each scheme that it claims under.
    for name in ["service-trade", "data-industry"] {
        let claiming = table(&run.join(name), "enterprises").texts("uscc");
        let combined = table(run, "combined");
        let rows = combined.texts("uscc").into_iter().zip(combined.texts("name"));
        let mut shown: Vec<String> =
            rows.filter(|(_, n)| n == name).map(|(code, _)| code).collect();
        shown.sort();
        assert_eq!(shown, claiming);
    }
}

#[test]
fn the_higher_of_the_same_support_stays() {
    let ((_, before), (_, after)) = (reported(), chosen());
    let pairs = table(after, "across");
    let outcome = pairs.texts("outcome_en");
    assert!(outcome.iter().any(|o| o == "gives way, gets nothing"), "{outcome:?}");
    let (claims, others) = (pairs.texts("claim_id"), pairs.texts("other_claim"));
    let (alone, other) = (pairs.fen("alone"), pairs.fen("other_amount"));
    // Independently: the papers of the sample, filed under both by the same enterprise.
    let papers = |run: &Path, scheme: &str, measure: &str| {
        let lines = table(&run.join(scheme), &format!("lines_{measure}"));
        let rows = lines.texts("claim_id").into_iter().zip(lines.texts("export_filing_no"));
        rows.zip(lines.texts("line_reason"))
            .filter(|(_, reason)| reason.is_empty())
            .map(|(row, _)| row)
            .filter(|(_, paper)| !paper.is_empty())
            .map(|(claim, paper)| (claim[claim.find('-').expect("a code")..].to_string(), paper))
            .collect::<std::collections::BTreeSet<_>>()
    };
    let expected: std::collections::BTreeSet<String> = papers(before, "service-trade", "m6")
        .intersection(&papers(before, "data-industry", "d5"))
        .map(|(code, _)| format!("m6{code}"))
        .collect();
    let proven =
        |(at, verdict): (usize, &String)| (verdict == "duplicate").then(|| claims[at].clone());
    let verdicts = pairs.texts("verdict_en");
    let found: std::collections::BTreeSet<String> = verdicts
        .iter()
        .enumerate()
        .filter_map(proven)
        .filter(|claim| claim.starts_with("m6"))
        .collect();
    assert!(expected.len() > 1 && expected.is_subset(&found), "{expected:?} {found:?}");

    let (own, that) =
        (payable(&after.join("service-trade")), payable(&after.join("data-industry")));
    for (at, outcome) in outcome.iter().enumerate() {
        let open = alone[at] > 0 && other[at] > 0 && verdicts[at] == "duplicate";
        match outcome.as_str() {
            "gives way, gets nothing" => {
                assert!(open && alone[at] < other[at], "{}", claims[at]);
                assert_eq!(own[&claims[at]], 0);
                assert!(that[&others[at]] > 0);
            }
            "stays as the higher" => {
                assert!(open && alone[at] >= other[at], "{}", claims[at]);
                assert_eq!(that[&others[at]], 0);
            }
            _ => assert!(!open, "{} was left open", claims[at]),
        }
    }
    // The reason carries the clause of the scheme that pays less, and the draft makes it a simulation.
    let lowered = table(&after.join("service-trade"), "claims");
    let reasons = lowered.texts("claim_id").into_iter().zip(lowered.texts("reason_duplicates"));
    let given: Vec<_> =
        reasons.filter(|(_, reason)| !reason.is_empty()).map(|(id, _)| id).collect();
    let lost: Vec<_> = (0..claims.len())
        .filter(|at| outcome[*at].starts_with("gives"))
        .map(|at| claims[at].clone())
        .collect();
    assert_eq!(given, lost);
    assert!(manifest(&after.join("service-trade"))["scenario"].is_array());
    assert!(manifest(&before.join("service-trade"))["scenario"].is_null());
    let codes = table(&after.join("service-trade"), "findings").texts("code");
    for code in ["R461", "R462", "R463"] {
        assert!(codes.iter().any(|known| known == code), "{code}");
    }
    let codes = table(&before.join("data-industry"), "findings").texts("code");
    assert!(codes.iter().any(|code| code == "R460"), "{codes:?}");

    let explain = jiangbu(&["explain", "--lang", "en", "--claim", &lost[0]]).arg(after).output();
    let explain = said(&explain.expect("the program"));
    assert!(explain.contains("gives way, gets nothing") && explain.contains("附七"), "{explain}");
}

/// The shipped pipeline without reports, run once.
fn reported() -> &'static (Made, PathBuf) {
    static RUN: OnceLock<(Made, PathBuf)> = OnceLock::new();
    RUN.get_or_init(|| Made::new(&[]).keep())
}

/// The same where the higher of two stays.
fn chosen() -> &'static (Made, PathBuf) {
    static RUN: OnceLock<(Made, PathBuf)> = OnceLock::new();
    RUN.get_or_init(|| Made::new(&[("\"report\"", "\"choose_best\"")]).keep())
}

impl Made {
    /// Its first run, and the folder that keeps it.
    fn keep(self) -> (Self, PathBuf) {
        let run = self.run(1);
        (self, run)
    }
}

#[test]
fn schemes_may_share_their_filings() {
    let own =
        "filings = [\"../sample_data/filings/*.xlsx\", \"../sample_data/warehouse/*.parquet\"]\n";
    let other = "filings = [\"../sample_data/data_industry/filings/*.xlsx\"]\n";
    let both = "\n[inputs]\nfilings = [\"../sample_data/filings/*.xlsx\", \"../sample_data/warehouse/*.parquet\", \"../sample_data/data_industry/filings/*.xlsx\"]\n\n[across]";
    let shared = Made::new(&[(own, ""), (other, ""), ("\n[across]", both)]).keep();
    let apart = reported();
    for name in ["service-trade", "data-industry"] {
        assert_eq!(payable(&shared.1.join(name)), payable(&apart.1.join(name)), "{name}");
        let codes = table(&shared.1.join(name), "findings").texts("code");
        // No sheet of the other scheme is unknown here, and nobody filed for nothing.
        for code in ["F205", "D319"] {
            let count = |codes: &[String]| codes.iter().filter(|known| *known == code).count();
            let before = table(&apart.1.join(name), "findings").texts("code");
            assert!(count(&codes) <= count(&before), "{name}: {code}");
        }
    }
}

#[test]
fn faults_are_said_where_they_stand() {
    let budget = "[schemes.budget]\npool = \"前海数据产业资金（虚构，推演）\"";
    let set_off = format!("[payment]\nset_off = true\n\n{budget}");
    let cases: [(&str, &[(&str, &str)]); 7] = [
        ("A594", &[(budget, set_off.as_str())]),
        ("C172", &[(budget, "[budget]\npool = \"x\"")]),
        ("C173", &[("name = \"data-industry\"", "name = \"service-trade\"")]),
        ("C173", &[("name = \"data-industry\"", "name = \"../up\"")]),
        ("C157", &[("\"report\"", "\"choose_best\""), ("crosswalk = \"crosswalk.toml\"", "")]),
        ("C108", &[("same_kind = \"report\"", "same_kind = \"best\"")]),
        ("C110", &[("rate_d1b = \"50%\"", "rate_d1b = \"150%\"")]),
    ];
    for (code, changes) in cases {
        let said = Made::new(changes).refused();
        assert!(said.contains(code), "{code}:\n{said}");
    }
    // Neither of two schemes would see what the other grants in the run.
    let made = Made::new(&[]);
    let scheme = "pipelines/schemes/qianhai-service-trade-2026.toml";
    let text = fs::read_to_string(scheme).expect("the scheme");
    let counted = text.replacen("[annual_cap]", "[annual_cap]\nschemes = [\"QH-DATA-2025\"]", 1);
    fs::write(made.folder.path().join("capped.toml"), counted).expect("written");
    let pipeline = fs::read_to_string(&made.path).expect("read");
    let full = std::env::current_dir().expect("the project").join(scheme);
    fs::write(&made.path, pipeline.replace(&full.display().to_string(), "capped.toml"))
        .expect("written");
    let said = made.refused();
    assert!(said.contains("A546"), "{said}");
    // Two schemes that call their sheets alike and read the same files.
    let twice = Made::new(&[
        ("schemes/qianhai-data-industry-draft.toml", "schemes/qianhai-service-trade-2026.toml"),
        ("../sample_data/data_industry/filings/*.xlsx", "../sample_data/filings/*.xlsx"),
        (
            "issued_on = 2026-01-01\nrate_d1b = \"50%\"\nrate_d3 = \"50%\"\namount_d5_assessment = \"50万元\"\namount_d5_filing = \"30万元\"\namount_d9 = \"20万元\"\n",
            "",
        ),
    ]);
    assert!(twice.refused().contains("C174"));
}

#[test]
fn a_crosswalk_must_name_measures_that_are_there() {
    let made = Made::new(&[("\"report\"", "\"choose_best\"")]);
    let walk = fs::read_to_string("pipelines/crosswalk.toml").expect("the crosswalk");
    let broken = made.folder.path().join("walk.toml");
    fs::write(&broken, walk.replace("[\"d5\"]", "[\"d55\"]")).expect("written");
    let text = fs::read_to_string(&made.path).expect("read");
    let full = std::env::current_dir().expect("the project").join("pipelines/crosswalk.toml");
    fs::write(&made.path, text.replace(&full.display().to_string(), "walk.toml")).expect("written");
    let said = made.refused();
    assert!(said.contains("C158") && said.contains("d55"), "{said}");
}

#[test]
fn one_scheme_has_to_be_named_where_one_is_wanted() {
    let joint = |args: &[&str]| said(&jiangbu(args).output().expect("the program"));
    let told = joint(&["scenario", "budget", PIPELINE, "--lang", "en"]);
    assert!(told.contains("C175") && told.contains("service-trade、data-industry"), "{told}");
    let told = joint(&["check", "pipelines/qianhai-joint-2026.toml#service", "--lang", "en"]);
    assert!(told.contains("C175"), "{told}");
    let told = joint(&["run", PIPELINE, "--scenario", "pipelines/scenarios/strict.toml"]);
    assert!(told.contains("A551"), "{told}");
    let output = jiangbu(&["check", "--quiet"]).arg(&reported().0.path).output().expect("run");
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
}

/// An invoice of 六 under the other scheme, too, where no crosswalk relates the measures: both are told. Another invoice
/// is none, and neither is anything in the sample.
#[test]
fn one_invoice_under_two_schemes_is_told() {
    let lines = table(&reported().1.join("service-trade"), "lines_m6");
    let rows = lines.texts("invoice_no").into_iter().zip(lines.texts("claim_id"));
    let counts = rows.zip(lines.texts("line_reason")).filter(|(_, reason)| reason.is_empty());
    let mut named = counts.map(|(row, _)| row).filter(|(invoice, _)| !invoice.is_empty());
    let (invoice, claim) = named.next().expect("a line of the sample with an invoice");
    let firm = claim.trim_start_matches("m6-").to_string();
    let told = |number: &str| {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("算力.xlsx");
        let mut book = rust_xlsxwriter::Workbook::new();
        let facts = ["单位名称", "统一社会信用代码", "单位类型", "是否在前海合作区实际经营"];
        let line = ["申报编号", "统一社会信用代码", "受理日期", "发票号", "付款日期", "金额"];
        let own = ["某某公司", &firm, "企业", "是"];
        let paid = ["SJ1", &firm, "2026-02-10", number, "2025-06-30", "10000"];
        for (name, rows) in [("基本情况", [&facts[..], &own]), ("算力服务", [&line[..], &paid])]
        {
            let sheet = book.add_worksheet().set_name(name).expect("a name");
            for (row, cells) in (0u32..).zip(rows) {
                for (at, cell) in (0u16..).zip(cells) {
                    sheet.write(row, at, *cell).expect("a cell");
                }
            }
        }
        book.save(&path).expect("a file");
        let own = "../sample_data/data_industry/filings/*.xlsx";
        let made = Made::new(&[(own, path.to_str().expect("a path"))]);
        let run = made.run(1);
        let codes = |name: &str| table(&run.join(name), "findings").texts("code");
        ["service-trade", "data-industry"]
            .map(|name| codes(name).iter().filter(|code| *code == "R516").count())
    };
    assert_eq!(told(&invoice), [1, 1]);
    assert_eq!(told(&format!("9{invoice}")), [0, 0]);
    for name in ["service-trade", "data-industry"] {
        let codes = table(&reported().1.join(name), "findings").texts("code");
        assert!(!codes.iter().any(|code| code == "R516"), "{name}: {codes:?}");
    }
}
