//! Faults that the program does not say yet, or says wrongly. `cargo test -- --ignored unsaid` lists
//! those that are left; a case that passes belongs to the catalogue proper.

use jiangbu::diag::{Diagnostic, Lang};

use super::folder::Folder;
use super::{configs, each, filings};

/// Code that is wanted, file, what stands there, what is put in its place.
type Case = (&'static str, &'static str, &'static str, &'static str);

const PIPELINE: &str = "pipeline.toml";
const SCHEME: &str = "scheme.toml";
const BEFORE_LINES: &str = "[measure.m1.lines.period]";

const CASES: &[Case] = &[
    // Said with `{expected}` and `{found}` left open.
    ("C104", SCHEME, "lines = [{ amount = \"1000.00\" }]", "lines = [\"1000\"]"),
    (
        "C104",
        SCHEME,
        "[[measure.m1.example]]",
        "[[example]]\nname = \"x\"\nfirms = [{ name = \"甲\", claims = { m1 = 3 } }]\n\n[[measure.m1.example]]",
    ),
    // The pipeline is refused without a word.
    ("C110", PIPELINE, "award_year = 2026", "award_year = 99999999999"),
    // The limit vanishes without a word.
    (
        "C110",
        SCHEME,
        BEFORE_LINES,
        "[measure.m1.history]\nyears = { clause = \"一\", max = -1, text = { zh = \"满\", en = \"full\" } }\n\n[measure.m1.lines.period]",
    ),
    (
        "C103",
        SCHEME,
        BEFORE_LINES,
        "[measure.m1.history]\nyears = { clause = \"一\", text = { zh = \"满\", en = \"full\" } }\n\n[measure.m1.lines.period]",
    ),
    (
        "C110",
        SCHEME,
        BEFORE_LINES,
        "[measure.m1.count.one]\nclause = \"一\"\nmax = -1\nper = \"firm\"\nchoose = \"highest\"\ntext = { zh = \"满\", en = \"full\" }\n\n[measure.m1.lines.period]",
    ),
    // Amounts below zero, dollars taken as yuan.
    ("C106", SCHEME, "\"200万元\"", "\"-200万元\""),
    ("C106", PIPELINE, "\"0元\"", "\"-9元\""),
    ("C106", PIPELINE, "\"100万元\"", "\"100万美元\""),
    // A second decimal point is overlooked: 0.201 %, 0.3 %.
    ("C107", SCHEME, "rate = [\"$rate\"]", "rate = [\"$rate\", \"2.0.1%\"]"),
    ("C127", "rates.csv", "3.00%", "3.0.0%"),
    // One sheet name for two tables: the second is never read.
    ("C129", SCHEME, "sheets = [\"案例\"]", "sheets = [\"明细\"]"),
    ("C129", SCHEME, "sheets = [\"案例\"]", "sheets = [\"基本情况\"]"),
    // A rate of zero is said only where there is a cap.
    (
        "C120",
        SCHEME,
        "award = { by = \"channel\", amounts = { \"网络视频\" = \"10万元\" } }",
        "award = { rate = [\"0%\"] }",
    ),
];

fn is_said(wanted: &str, found: &[Diagnostic], what: &str) {
    let of_code: Vec<_> = found.iter().filter(|finding| finding.code.id == wanted).collect();
    assert!(!of_code.is_empty(), "{wanted} is not said: {what}");
    for finding in of_code {
        assert!(!finding.message(Lang::Zh).contains('{'), "{wanted} is not filled: {what}");
    }
}

#[test]
#[ignore = "faults that are not said yet"]
fn unsaid_faults_of_rule_files() {
    each(
        CASES,
        |(code, ..)| code,
        |(code, file, find, replace)| {
            let folder = Folder::new();
            folder.spoil(file, find, replace);
            let (Ok(found) | Err(found)) = configs::findings(&folder);
            is_said(code, &found, replace);
        },
    );
}

#[test]
#[ignore = "faults that are not said yet"]
fn unsaid_faults_of_filings() {
    each(
        filings::UNSAID,
        |(code, ..)| code,
        |(code, spoil)| {
            is_said(code, &filings::findings_of(*spoil), "a filing");
        },
    );
}
