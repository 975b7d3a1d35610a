//! An office that keeps one ledger over its batches, each with filings and lists of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use jiangbu::frame::columns as c;
use jiangbu::ledger::Ledger;

use crate::run_reports::held::firm;
use crate::runs::arrow_reader::Table;
use crate::runs::pipelines::{Asked, Made, Rows, code, entries, jiangbu, said};

/// Tables beside filings that a batch may bring.
const LISTS: [&str; 5] = ["opinions", "events", "changes", "accounts", "history"];

pub struct Office {
    pub made: Made,
}

impl Office {
    pub fn new() -> Self {
        let made = Made::new(&asked(), &Rows::default());
        Ledger::init(&made.path("runs/ledger")).expect("a new ledger");
        Self { made }
    }

    pub fn ledger(&self) -> PathBuf {
        self.made.path("runs/ledger")
    }

    /// Writes the pipeline of a batch; `more` stands at its end, in sections of its own.
    pub fn pipeline(&self, name: &str, rows: &Rows, more: &str) -> PathBuf {
        let own = Made::new(&asked(), rows);
        let target = self.made.path(name);
        if target.is_dir() {
            fs::remove_dir_all(&target).expect("removed");
        }
        fs::rename(own.path("filings"), target).expect("moved");
        let mut inputs = format!("[inputs]\nledger = \"runs/ledger\"\nfilings = [\"{name}/*\"]\n");
        for list in LISTS {
            let file = own.path(&format!("{list}.xlsx"));
            if file.is_file() {
                fs::rename(file, self.made.path(&format!("{name}-{list}.xlsx"))).expect("moved");
                inputs += &format!("{list} = [\"{name}-{list}.xlsx\"]\n");
            }
        }
        let text = fs::read_to_string(own.pipeline()).expect("a pipeline");
        let (head, rest) = text.split_once("[inputs]\n").expect("inputs");
        let (_, rest) = rest.split_once("[options]").expect("options");
        let path = self.made.path(&format!("{name}.toml"));
        fs::write(&path, format!("{head}{inputs}\n[options]{rest}{more}")).expect("written");
        path
    }

    /// What the program says to a command.
    pub fn says(&self, command: &[&str], path: &Path, more: &[&str]) -> Output {
        jiangbu(command).arg(path).args(more).output().expect("the program")
    }

    /// Runs a pipeline; the folder that it leaves.
    pub fn run(&self, pipeline: &Path) -> PathBuf {
        let output = self.says(&["run", "--quiet"], pipeline, &[]);
        assert!(matches!(output.status.code(), Some(0 | 1)), "{}", said(&output));
        let stem = pipeline.file_stem().expect("a name").to_string_lossy().into_owned();
        let mut runs = entries(&self.made.path("runs"));
        let own = |run: &PathBuf| {
            let name = run.file_name().expect("a name").to_string_lossy().into_owned();
            let number = name.strip_prefix(&format!("{stem}-"));
            number.is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()))
        };
        runs.retain(own);
        runs.sort();
        runs.pop().expect("a run folder")
    }

    /// Approves a run, whatever its errors.
    pub fn approve(&self, run: &Path, on: &str) {
        let output = self.approval(run, on);
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    }

    pub fn approval(&self, run: &Path, on: &str) -> Output {
        let terms = ["--on", on, "--by", "王五", "--despite", "已核对", "--yes", "--lang", "en"];
        self.says(&["approve"], run, &terms)
    }
}

fn asked() -> Asked {
    let rates = "2026-03-20,LPR1Y,3.00%,found,paper\n2026-03-31,USD,6.9858,found,paper\n";
    Asked { rates: rates.into(), ..Asked::default() }
}

/// 二: 5 % of promotion costs above a million.
pub fn promotion(rows: &mut Rows, number: usize, amount: &str, paid_on: &str) {
    firm(rows, number);
    let (code, invoice) = (code(number), format!("FP-{number}"));
    let cells = [
        (c::USCC, code.as_str()),
        (c::FILING_NO, "2026-001"),
        (c::ACCEPTED_ON, "2026-03-01"),
        (c::CHANNEL, "网络视频"),
        (c::PAID_ON, paid_on),
        (c::CONTRACT_NO, "HT-1"),
        (c::INVOICE_NO, &invoice),
        (c::AMOUNT, amount),
    ];
    rows.add("m2", &cells);
}

/// 六: half the costs of compliance, 200,000 at most, once only.
pub fn compliance(rows: &mut Rows, number: usize, amount: &str) {
    firm(rows, number);
    let (code, invoice) = (code(number), format!("FP-{number}"));
    let cells = [
        (c::USCC, code.as_str()),
        (c::FILING_NO, "2026-002"),
        (c::ACCEPTED_ON, "2026-03-01"),
        (c::PAID_ON, "2025-06-30"),
        (c::INVOICE_NO, &invoice),
        (c::EXPORT_FILING_NO, "BA-1"),
        (c::AMOUNT, amount),
    ];
    rows.add("m6", &cells);
}

/// An event of a claim, on a paper and by a name.
pub fn event(rows: &mut Rows, word: &str, claim: &str, on: &str, more: &[(&str, &str)]) {
    let mut cells = vec![
        (c::EVENT, word),
        (c::EVENT_ON, on),
        (c::CLAIM_ID, claim),
        (c::DOCUMENT_NO, "前海通〔2026〕3号"),
        (c::DECIDED_BY, "李四"),
    ];
    cells.extend(more);
    rows.add("events", &cells);
}

/// An objection, and what was decided of it.
pub fn objection(rows: &mut Rows, claim: &str, on: &str, ruled_on: &str, ruling: &str) {
    event(rows, "异议", claim, on, &[]);
    event(rows, "复核决定", claim, ruled_on, &[(c::RULING, ruling)]);
}

/// Claims of a run and what each is paid, in fen.
pub fn payable(run: &Path) -> Vec<(String, i64)> {
    let claims = Table::open(run, "claims");
    claims.texts(c::CLAIM_ID).into_iter().zip(claims.fen(c::PAYABLE)).collect()
}

/// Codes of the findings of a run.
pub fn found(run: &Path) -> Vec<String> {
    Table::open(run, "findings").texts(c::CODE)
}
