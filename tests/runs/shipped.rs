//! The pipelines that we ship for schemes other than the first: their samples are what the program
//! makes, and they run without a row being refused.

use std::path::Path;

use jiangbu::frame::columns as c;
use jiangbu::scheme::SchemeFile;

use super::arrow_reader::Table;
use super::pipelines::{Asked, Made, Rows, code, entries, files, jiangbu, said};

/// Runs a shipped pipeline into a folder of its own.
fn run(pipeline: &str, out: &Path) -> std::path::PathBuf {
    let mut command = jiangbu(&["run", pipeline, "--quiet", "--out"]);
    let output = command.arg(out).output().expect("the program");
    assert!(matches!(output.status.code(), Some(0 | 1)), "{}", said(&output));
    entries(out).pop().expect("a run folder")
}

fn sample(arguments: &[&str], out: &Path) {
    let mut command = jiangbu(&["sample", "--quiet", "--out"]);
    let output = command.arg(out).args(arguments).output().expect("the program");
    assert!(output.status.success(), "{}", said(&output));
}

#[test]
fn the_data_industry_sample_is_what_the_program_makes_and_runs() {
    let folder = tempfile::tempdir().expect("a folder");
    sample(&["--scheme", "data-industry", "--firms", "60"], &folder.path().join("made"));
    let shipped = files(Path::new("sample_data/data_industry"));
    assert_eq!(shipped.len(), 3);
    assert!(files(&folder.path().join("made")) == shipped, "the sample differs");
    let run = run("pipelines/qianhai-data-draft.toml", &folder.path().join("runs"));
    assert_eq!(Table::open(&run, "quarantine").rows(), 0);
    let claims = Table::open(&run, "claims");
    let measures: std::collections::BTreeSet<_> = claims.texts(c::MEASURE).into_iter().collect();
    assert_eq!(measures.len(), 12, "every measure is claimed");
    let codes = Table::open(&run, "findings").texts(c::CODE);
    assert!(codes.iter().any(|code| code == "C124"), "the run says that the scheme is a draft");
    assert_eq!(codes.iter().filter(|code| *code == "C171").count(), 6);
}

#[test]
fn the_guangzhou_sample_is_what_the_program_makes_and_runs() {
    let folder = tempfile::tempdir().expect("a folder");
    sample(
        &["--scheme", "guangzhou", "--firms", "120", "--seed", "2025"],
        &folder.path().join("made"),
    );
    let shipped = files(Path::new("sample_data/guangzhou"));
    assert_eq!(shipped.len(), 3);
    assert!(files(&folder.path().join("made")) == shipped, "the sample differs");
    let run = run("pipelines/guangzhou-2025.toml", &folder.path().join("runs"));
    assert_eq!(Table::open(&run, "quarantine").rows(), 0);
    let (claims, scores) = (Table::open(&run, "claims"), Table::open(&run, "scores"));
    assert_eq!(claims.rows(), scores.rows());
    // Whoever stands higher never gets less before the cap and earlier awards.
    let tiers = scores.integers("tier");
    let places = scores.integers("first_place");
    let ordered: Vec<_> =
        places.into_iter().zip(tiers).filter(|(place, _)| place.is_some()).collect();
    assert!(ordered.len() > 100 && ordered.is_sorted_by_key(|(place, _)| *place));
    let reached: Vec<i64> = ordered.iter().map(|(_, tier)| tier.unwrap_or(i64::MAX)).collect();
    assert!(reached.is_sorted() && reached[0] == 1);
}

/// Places instead of scores, by a scenario: the tie at the last place is said, and what becomes of it.
#[test]
fn ties_at_a_last_place_are_said() {
    const GUANGZHOU: &str = "pipelines/guangzhou-2025.toml";
    let folder = tempfile::tempdir().expect("a folder");
    let scores = Table::open(&run(GUANGZHOU, &folder.path().join("before")), "scores");
    let (places, sharing) = (scores.integers("first_place"), scores.integers("sharing"));
    let places = places.into_iter().zip(sharing).filter_map(|(place, n)| Some((place?, n?)));
    let groups: std::collections::BTreeSet<(i64, i64)> = places.collect();
    // The last place of the first tier falls among equals, that of the second behind a whole group.
    let (first, among) = *groups.iter().find(|(place, n)| *place > 1 && *n > 1).expect("a tie");
    let behind = groups.iter().find(|(place, _)| *place > 40).expect("a group").0 - 1;
    let scenario = folder.path().join("places.toml");
    let rules = format!(
        "[scenario]\ntitle = {{ zh = \"名次\", en = \"places\" }}\n[rules]\n\
         \"measure.g20.award.tiers\" = [{{ top = {first}, amount = \"100万元\" }}, {{ top = {behind}, amount = \"30万元\" }}]\n\
         \"measure.g20.award.ties\" = \"lower\"\n"
    );
    std::fs::write(&scenario, rules).expect("written");
    let mut command = jiangbu(&["run", GUANGZHOU, "--quiet", "--out"]);
    let runs = folder.path().join("runs");
    let output = command.arg(&runs).arg("--scenario").arg(&scenario).output().expect("a run");
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    let findings = Table::open(&entries(&runs).pop().expect("a run folder"), "findings");
    let told = findings.texts(c::CODE).into_iter().zip(findings.texts(c::MESSAGE_EN));
    let told: Vec<String> =
        told.filter(|(code, _)| code == "R464").map(|(_, words)| words).collect();
    let [words] = &told[..] else { panic!("{told:?}") };
    let says = words.contains(&format!("{among} claims of equal score share place {first},"));
    assert!(says && words.ends_with("none of them reaches it"), "{words}");
}

#[test]
fn proposed_tiers_are_printed_and_what_makes_none_is_refused() {
    let tiers = |args: &[&str]| {
        let mut command = jiangbu(&["scheme", "tiers", "pipelines/guangzhou-2025.toml"]);
        command.args(args).output().expect("the program")
    };
    for (lang, words) in
        [("zh-CN", "先扩面、后提档"), ("en", "as many as possible, then higher tiers")]
    {
        let output = tiers(&["--budget", "2600万元", "--lang", lang]);
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        let text = said(&output);
        assert!(text.contains(words) && text.contains("measure.g20.award.tiers"), "{text}");
    }
    let budget = ["--budget", "2600万元"];
    let refused = [
        (["--amounts", "30万元,60万元"], "A553"),
        (["--amounts", "60万元,没有"], "A553"),
        (["--shape", "1:2"], "A553"),
        (["--measure", "m1"], "A552"),
    ];
    for (args, code) in refused {
        let output = tiers(&[&budget[..], &args[..]].concat());
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        assert!(said(&output).contains(code), "{}", said(&output));
    }
}

/// A score exactly at the edge gets the tier and is reported; a hair below gets the next.
#[test]
fn scores_at_the_edge_of_a_tier_are_said() {
    const GUANGZHOU: &str = "pipelines/schemes/guangzhou-service-trade-2025.toml";
    let file = SchemeFile::load(Path::new(GUANGZHOU)).expect("the scheme");
    let scheme = file.resolve(&file.assumed()).expect("a scheme").0;
    let mut rows = Rows::default();
    // Weights of 40, 30 and 30 %: 90 exactly, 89.99997, and 60 twice.
    let marks = [["0.96", "0.92", "0.8"], ["0.96", "0.919999", "0.8"], ["0.6"; 3], ["0.6"; 3]];
    for (number, [one, two, three]) in marks.into_iter().enumerate() {
        let (own, filing) = (code(number + 1), format!("F{number}"));
        let name = format!("甲{number}有限公司");
        let firm = [(c::USCC, &*own), (c::FIRM_NAME, &*name), (c::ENTITY_TYPE, "企业")];
        rows.add("firms", &firm);
        let line = [
            (c::USCC, &*own),
            (c::FILING_NO, &*filing),
            (c::ACCEPTED_ON, "2026-03-01"),
            (c::EVALUATED_YEAR, "2025"),
            (c::TRADE_KIND, "数字贸易"),
            (c::COMPETITIVENESS, one),
            (c::GROWTH_POTENTIAL, two),
            (c::INNOVATION, three),
        ];
        rows.add("g20", &line);
    }
    let parameters = "weight_competitiveness = \"40%\"\nweight_growth = \"30%\"\n\
        weight_innovation = \"30%\"\nscore_first = \"90%\"\nscore_second = \"75%\"\n\
        score_third = \"60%\"\namount_first = \"100万元\"\namount_second = \"60万元\"\n\
        amount_third = \"30万元\"\n";
    let asked = Asked { parameters: parameters.into(), ..Asked::default() };
    let made = Made::of(GUANGZHOU, &asked, &scheme, &Rows::default(), &rows);
    let run = made.run(&["--quiet"]);
    let mut payable = Table::open(&run, "claims").fen(c::PAYABLE);
    payable.sort_unstable();
    assert_eq!(payable, [30_000_000, 30_000_000, 60_000_000, 100_000_000]);
    let findings = Table::open(&run, "findings");
    let told = findings.texts(c::CODE).into_iter().zip(findings.texts(c::MESSAGE_EN));
    let told: Vec<String> =
        told.filter(|(code, _)| code == "R470").map(|(_, words)| words).collect();
    let edges = |words: &String, count: &str, edge: &str| {
        words.contains(&format!("{count} claims")) && words.contains(&format!("exactly {edge}"))
    };
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(edges(&told[0], "1", "90%") && edges(&told[1], "2", "60%"), "{told:?}");
}
