//! Run folders and payment files made by a test.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use jiangbu::diag::{Failure, Lang};
use jiangbu::domain::digest::sha256;
use jiangbu::frame::columns as c;
use jiangbu::frame::table::{ColumnSpec, Row, TableSpec};
use jiangbu::ingest::InputFile;
use jiangbu::jobs::reconcile::{Reconciled, Request, execute};
use jiangbu::tables::award::CLAIMS;
use jiangbu::tables::payment::Payee;
use polars::prelude::*;
use polars_io::prelude::{ParquetReader, ParquetWriter, SerReader};

use crate::runs::pipelines::code;

pub const VOUCHERS: &str =
    "PAY_CERT_NO,VOU_DATE,CORP_NAME,UNIFSOC_CRED_CODE,PAYEE_ACCT_NAME,PAYEE_ACCT_NO,PAY_AMT";
pub const BANK: &str =
    "PAY_CERT_NO,AGENT_BUSINESS_NO,XPAY_AMT,XPAY_DATE,XPAYEE_ACCT_NAME,XPAYEE_ACCT_NO";
pub const RETURNS: &str = "原支付凭证号,业务类型,退回日期,退回金额（元）,退回原因";
pub const CLAWBACKS: &str =
    "申报项编号,追回事由,追回决定日期,追回本金（元）,计息起始日,追回金额（元）,追回日期";

/// The manifest of some run.
const MANIFEST: &str = include_str!("../run_folder/manifests/run.json");

/// A name for each enterprise that looks like no other.
pub fn name(firm: usize) -> String {
    const CORES: [&str; 20] = [
        "晗域", "玥维", "峤度", "煦澜", "珩舟", "霁川", "砚秋", "昱衡", "翎溪", "棠屿", "芮川",
        "桓远", "澄曜", "陌桑", "栩宁", "岱嵩", "琮璟", "沅芷", "黛青", "翊辰",
    ];
    format!("深圳市前海{}服务有限公司", CORES[firm % CORES.len()])
}

pub fn account(firm: usize) -> String {
    format!("6217000011112222{firm:03}")
}

pub fn claim(firm: usize, number: usize) -> String {
    format!("m2-{}-{number}", code(firm))
}

fn yuan(name: &str, fen: &[i64]) -> Column {
    jiangbu::frame::output::yuan_column(name, fen)
}

/// A run folder and the files beside it.
#[derive(Debug)]
pub struct World {
    dir: tempfile::TempDir,
    claims: Vec<(usize, usize, i64)>,
    pub vouchers: Vec<String>,
    pub bank: Vec<String>,
    pub returns: Vec<String>,
    pub clawbacks: Vec<String>,
    pub decisions: Vec<PathBuf>,
    pub as_of: &'static str,
    pub approved_on: Option<&'static str>,
    /// Further payment files by name, as they stand.
    pub others: Vec<(&'static str, String)>,
    /// The same of workbooks.
    pub books: Vec<(&'static str, Vec<u8>)>,
}

impl World {
    pub fn new() -> Self {
        Self {
            dir: tempfile::tempdir().expect("a folder"),
            claims: Vec::new(),
            vouchers: Vec::new(),
            bank: Vec::new(),
            returns: Vec::new(),
            clawbacks: Vec::new(),
            decisions: Vec::new(),
            as_of: "2026-10-30",
            approved_on: Some("2026-03-31"),
            others: Vec::new(),
            books: Vec::new(),
        }
    }

    /// A claim of a firm, payable in fen.
    pub fn approve(&mut self, firm: usize, number: usize, fen: i64) {
        self.claims.push((firm, number, fen));
    }

    /// A voucher to the approved account.
    pub fn voucher(&mut self, no: &str, firm: usize, amount: &str) {
        self.voucher_to(no, firm, amount, &account(firm));
    }

    pub fn voucher_to(&mut self, no: &str, firm: usize, amount: &str, account: &str) {
        let (name, code) = (name(firm), code(firm));
        self.vouchers.push(format!("{no},2026-04-10,{name},{code},{name},{account},{amount}"));
    }

    /// The bank's receipt of a voucher.
    pub fn settle(&mut self, no: &str, bank_no: &str, amount: &str) {
        self.bank.push(format!("{no},{bank_no},{amount},2026-04-15,,"));
    }

    pub fn send_back(&mut self, no: &str, kind: &str, day: &str, amount: &str) {
        self.returns.push(format!("{no},{kind},{day},{amount},户名不符"));
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn write(&self) {
        let _ = fs::remove_dir_all(self.path("run-001"));
        fs::create_dir_all(self.path("run-001/tables")).expect("created");
        let of = |f: &dyn Fn(&(usize, usize, i64)) -> String| -> Vec<String> {
            self.claims.iter().map(f).collect()
        };
        let amounts: Vec<i64> = self.claims.iter().map(|claim| claim.2).collect();
        let text = |name: &str, values: Vec<String>| Column::new(name.into(), values);
        let claims = vec![
            text(c::CLAIM_ID, of(&|k| claim(k.0, k.1))),
            text(c::MEASURE, of(&|_| "m2".into())),
            text(c::CLAUSE, of(&|_| "二".into())),
            text(c::USCC, of(&|k| code(k.0))),
            text(c::FIRM_NAME, of(&|k| name(k.0))),
            text(c::ITEM, of(&|k| format!("项目{}", k.1))),
            yuan(c::PAYABLE, &amounts),
        ];
        parquet(&self.path("run-001/tables/claims.parquet"), whole(CLAIMS, claims));
        let payees = vec![
            text(c::USCC, of(&|k| code(k.0))),
            text(c::FIRM_NAME, of(&|k| name(k.0))),
            text(c::ACCOUNT, of(&|k| account(k.0))),
        ];
        parquet(&self.path("run-001/tables/payees.parquet"), whole(Payee::SPEC, payees));
        let sum: i64 = amounts.iter().sum();
        let mut manifest: serde_json::Value = serde_json::from_str(MANIFEST).expect("JSON");
        manifest["pipeline"] = "run".into();
        manifest["control_totals"]["payable"] = format!("{}.{:02}", sum / 100, sum % 100).into();
        let table = |name: &str| fs::read(self.path(&format!("run-001/tables/{name}.parquet")));
        let hash = |name: &str| sha256(&table(name).expect("a table"));
        manifest["tables"] =
            serde_json::json!({ "claims": hash("claims"), "payees": hash("payees") });
        fs::write(self.path("run-001/manifest.json"), manifest.to_string()).expect("written");
        for (name, head, rows) in [
            ("vouchers.csv", VOUCHERS, &self.vouchers),
            ("bank.csv", BANK, &self.bank),
            ("returns.csv", RETURNS, &self.returns),
            ("clawbacks.csv", CLAWBACKS, &self.clawbacks),
        ] {
            for (name, bytes) in &self.books {
                fs::write(self.path(name), bytes).expect("written");
            }
            for (name, text) in &self.others {
                fs::write(self.path(name), text).expect("written");
            }
            let _ = fs::remove_file(self.path(name));
            if !rows.is_empty() {
                let text = format!("{head}\n{}\n", rows.join("\n"));
                fs::write(self.path(name), text).expect("written");
            }
        }
    }

    fn inputs(&self, names: &[&str]) -> Vec<InputFile> {
        let there = names.iter().map(|name| self.path(name)).filter(|path| path.exists());
        there.map(|path| input(&path)).collect()
    }

    /// Writes everything and reconciles it.
    pub fn try_run(&self) -> Result<Reconciled, Failure> {
        self.write();
        let mut names = vec!["vouchers.csv", "bank.csv", "returns.csv"];
        names.extend(self.others.iter().map(|(name, _)| *name));
        names.extend(self.books.iter().map(|(name, _)| *name));
        let payments = self.inputs(&names);
        let clawbacks = self.inputs(&["clawbacks.csv"]);
        let decisions: Vec<InputFile> = self.decisions.iter().map(|path| input(path)).collect();
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        let out = self.path("out");
        let request = Request {
            run: &self.path("run-001"),
            payments: &payments,
            decisions: &decisions,
            clawbacks: &clawbacks,
            changes: &[],
            snapshots: &[],
            headers: Path::new("pipelines/headers.toml"),
            settings: Path::new("pipelines/reconcile.toml"),
            rates: &[input(Path::new("pipelines/rates/lpr_1y.csv"))],
            as_of: day(self.as_of),
            approved_on: self.approved_on.map(day),
            ledger: None,
            out: Some(&out),
            formats: &[],
            lang: Lang::Zh,
        };
        execute(&request, &|_: &str| {})
    }

    pub fn run(&self) -> Done {
        let done = self.try_run().unwrap_or_else(|failure| panic!("{failure:?}"));
        Done(done)
    }
}

/// A table with all the columns that are declared: empty where none is given.
fn whole(spec: TableSpec, given: Vec<Column>) -> Vec<Column> {
    let rows = given.first().map_or(0, Column::len);
    let column = |of: &ColumnSpec| {
        let own = given.iter().find(|column| column.name() == of.name).cloned();
        own.unwrap_or_else(|| Column::full_null(of.name.into(), rows, &of.kind.dtype()))
    };
    spec.columns().iter().map(column).collect()
}

fn input(path: &Path) -> InputFile {
    let shown = path.file_name().expect("a name").to_string_lossy().into_owned();
    InputFile { path: path.to_path_buf(), shown, root: None }
}

fn parquet(path: &Path, columns: Vec<Column>) {
    let mut frame = DataFrame::new(columns[0].len(), columns).expect("a frame");
    ParquetWriter::new(File::create(path).expect("created")).finish(&mut frame).expect("written");
}

/// A finished reconciliation.
pub struct Done(pub Reconciled);

impl Done {
    pub fn table(&self, name: &str) -> DataFrame {
        let path = self.0.folder.join("tables").join(format!("{name}.parquet"));
        ParquetReader::new(File::open(path).expect("a table")).finish().expect("read")
    }

    pub fn texts(&self, table: &str, column: &str) -> Vec<String> {
        let table = self.table(table);
        let column = table.column(column).expect("a column").str().expect("texts").clone();
        column.iter().map(|text| text.unwrap_or_default().to_string()).collect()
    }

    /// State by claim id.
    pub fn claims(&self) -> BTreeMap<String, String> {
        let states = self.texts("reconciled_claims", c::STATE);
        self.texts("reconciled_claims", c::CLAIM_ID).into_iter().zip(states).collect()
    }

    /// States by voucher number, sorted where several payments share one.
    pub fn payments(&self) -> BTreeMap<String, Vec<String>> {
        let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let states = self.texts("reconciled_payments", c::STATE);
        for (no, state) in self.texts("reconciled_payments", c::PAY_NO).into_iter().zip(states) {
            all.entry(no).or_default().push(state);
        }
        all.values_mut().for_each(|states| states.sort());
        all
    }

    /// Fen of one column, by claim id.
    pub fn amounts(&self, column: &str) -> BTreeMap<String, i64> {
        let table = self.table("reconciled_claims");
        let fen = jiangbu::reconcile::approved::fen(&table, column).expect("money");
        self.texts("reconciled_claims", c::CLAIM_ID).into_iter().zip(fen).collect()
    }
}
