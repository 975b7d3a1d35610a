//! The payments shipped with the sample: every state is in them, each is found, and nothing else is.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use chrono::NaiveDate;
use jiangbu::diag::Lang;
use jiangbu::ingest::InputFile;
use jiangbu::jobs::reconcile::{Request, execute};
use jiangbu::pipeline;
use jiangbu::reconcile::State;
use jiangbu::run_folder::stored::StoredRun;
use jiangbu::sample::{Tables, write_payments};

use super::world::Done;

const SHIPPED: &str = "sample_data/payments";
const DAYS: [&str; 3] = ["2026-05-20", "2026-11-30", "2027-01-31"];

/// A folder with a run of the sample.
fn world() -> &'static (tempfile::TempDir, PathBuf) {
    static WORLD: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    WORLD.get_or_init(|| {
        let dir = tempfile::tempdir().expect("a folder");
        let mut pipeline =
            pipeline::load(Path::new("pipelines/qianhai-2026.toml")).expect("the pipeline");
        (pipeline.workbook, pipeline.reports) = (false, Vec::new());
        let done = jiangbu::run::execute(&pipeline, Some(dir.path()), Lang::Zh, &|_: &str| {});
        let folder = done.expect("a run").folder;
        (dir, folder)
    })
}

fn shipped(name: &str) -> InputFile {
    InputFile { path: Path::new(SHIPPED).join(name), shown: name.to_string(), root: None }
}

fn reconciled(day: &str) -> Done {
    let (dir, run) = world();
    let payments = ["支付凭证.xlsx", "银行回单.parquet", "退回清单.csv"].map(shipped);
    let rates = InputFile {
        path: "pipelines/rates/lpr_1y.csv".into(),
        shown: "lpr_1y.csv".to_string(),
        root: None,
    };
    let request = Request {
        run,
        payments: &payments,
        decisions: &[],
        clawbacks: &[shipped("追回台账.xlsx")],
        changes: &[],
        snapshots: &[],
        headers: Path::new("pipelines/headers.toml"),
        settings: Path::new("pipelines/reconcile.toml"),
        rates: &[rates],
        as_of: day.parse::<NaiveDate>().expect("a day"),
        approved_on: None,
        ledger: None,
        out: Some(&dir.path().join("out")),
        formats: &[],
        lang: Lang::Zh,
    };
    Done(execute(&request, &|_: &str| {}).unwrap_or_else(|failure| panic!("{failure:?}")))
}

/// States by claim or voucher on one day, as the planter wrote them down.
fn truth(name: &str, day: &str) -> BTreeMap<String, Vec<String>> {
    let text = fs::read_to_string(Path::new(SHIPPED).join("truth").join(name)).expect("the truth");
    let mut lines = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let at = lines.next().expect("headings").iter().position(|h| *h == day).expect("the day");
    let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for cells in lines.filter(|cells| !cells[at].is_empty()) {
        // A record that stands twice is shown without a number.
        let key = if cells[at] == "repeated" { "" } else { cells[0] };
        all.entry(key.to_string()).or_default().push(cells[at].to_string());
    }
    all.values_mut().for_each(|states| states.sort());
    all
}

#[test]
fn the_shipped_payments_are_those_of_the_sample_run() {
    let (dir, run) = world();
    let again = dir.path().join("payments");
    fs::create_dir_all(&again).expect("created");
    let run = StoredRun::open(run).expect("a run");
    let table = |name: &str| run.table(name).expect("a table");
    let tables = Tables { claims: table("claims"), accounts: table("payees") };
    let files = write_payments(&tables, 2026, &again).expect("payments");
    assert_eq!(files.len(), 7);
    for file in files {
        let name = file.strip_prefix(&again).expect("below it");
        let shipped = fs::read(Path::new(SHIPPED).join(name)).expect("shipped");
        assert!(shipped == fs::read(&file).expect("made"), "{} is out of date", name.display());
    }
}

#[test]
fn every_state_is_planted_and_nothing_else_is_found() {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for day in DAYS {
        let done = reconciled(day);
        let claims: BTreeMap<String, Vec<String>> =
            done.claims().into_iter().map(|(id, state)| (id, vec![state])).collect();
        let (truth_of_claims, payments) = (truth("claims.csv", day), truth("payments.csv", day));
        assert_eq!(claims.len(), 317, "every claim with an amount");
        assert_eq!(claims, truth_of_claims, "{day}");
        assert_eq!(done.payments(), payments, "{day}");
        // Nothing odd was planted, and nothing odd is seen; only the day of approval is not known.
        let odd = ["D354", "D355", "D356", "D357", "D358", "D359", "R428"];
        let found = |id: &str| done.0.findings.iter().any(|finding| finding.code.id == id);
        assert!(odd.iter().all(|id| !found(id)) && found("R429"), "{day}");
        seen.extend(truth_of_claims.into_values().chain(payments.into_values()).flatten());
    }
    let mut all: BTreeSet<String> =
        State::ALL.iter().map(|state| state.key().to_string()).collect();
    // The one claim of the sample that waits was paid all the same; `lists` has claims that wait unpaid.
    assert!(all.remove("held"));
    // The schemes of the sample pay nothing in parts; `casefile::instalments` has those that do.
    assert!(all.remove("not-due"));
    assert_eq!(seen, all);
}
