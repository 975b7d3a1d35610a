//! The ledger: what may be approved and when, what the next batch reads from it, a chain that shows what was
//! done to it, processes that are killed or come at the same time.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::thread::sleep;
use std::time::Duration;

use jiangbu::diag::{Diagnostic, Diagnostics, Failure};
use jiangbu::frame::columns as c;
use jiangbu::jobs::ledger;
use jiangbu::jobs::ledger::approve;
use jiangbu::jobs::reconcile::{self, Reconciled};
use jiangbu::ledger::{Ledger, Segment, Writer};
use jiangbu::pipeline;
use polars::prelude::*;
use polars_io::prelude::{ParquetReader, ParquetWriter, SerReader};

use super::messages::compare;
use crate::runs::pipelines::{Asked, Made, Rows, code, entries, jiangbu, said};
use crate::runs::specimen::firm;

const BY: &str = "王五";

/// An office with filings of two batches.
pub struct Office {
    pub made: Made,
}

pub fn filing(rows: &mut Rows, number: usize, promotion: &str, compliance: &str) {
    let own = code(number);
    let invoice = format!("FP-{number}-{promotion}");
    firm(rows, &own, &format!("前海第{number}公司"), "", &format!("6222021234567{number:05}"));
    let common = [
        (c::USCC, own.as_str()),
        (c::ACCEPTED_ON, "2026-03-01"),
        (c::PAID_ON, "2025-06-30"),
        (c::FILING_NO, "2026-001"),
        (c::CONTRACT_NO, "HT-1"),
        (c::INVOICE_NO, invoice.as_str()),
    ];
    let mut line = |measure: &str, more: &[(&'static str, &str)]| {
        let mut cells: Vec<(&str, &str)> = common.to_vec();
        cells.extend(more);
        rows.add(measure, &cells);
    };
    if !promotion.is_empty() {
        line("m2", &[(c::CHANNEL, "网络视频"), (c::AMOUNT, promotion)]);
    }
    if !compliance.is_empty() {
        line("m6", &[(c::AMOUNT, compliance)]);
    }
}

impl Office {
    pub fn new() -> Self {
        let asked = Asked {
            rates: "2026-03-20,LPR1Y,3.00%,found,made up\n2026-01-27,USD,6.9858,found,made up\n"
                .into(),
            budget: Some(150_000_000),
            ..Asked::default()
        };
        let (mut first, mut second) = (Rows::default(), Rows::default());
        filing(&mut first, 1, "16000000.00", "400000.00");
        filing(&mut first, 2, "4000000.00", "");
        filing(&mut second, 1, "16000000.01", "400000.01");
        filing(&mut second, 3, "4000000.00", "");
        let made = Made::new(&asked, &first);
        let later = Made::new(&asked, &second);
        fs::rename(later.path("filings"), made.path("later")).expect("moved");
        let text = fs::read_to_string(made.pipeline()).expect("a pipeline");
        let with_ledger =
            text.replace("[\"filings/*\"]", "[\"later/*\"]\nledger = \"runs/ledger\"");
        fs::write(made.path("second.toml"), with_ledger).expect("written");
        let alone = text.replace("filings/*", "later/*");
        fs::write(made.path("alone.toml"), alone).expect("written");
        Ledger::init(&made.path("runs/ledger")).expect("a new ledger");
        Self { made }
    }

    pub fn run(&self, name: &str) -> PathBuf {
        let path = self.made.path(name);
        let pipeline = pipeline::load(&path).unwrap_or_else(|faults| panic!("{faults:?}"));
        let done = jiangbu::run::execute(&pipeline, None, jiangbu::diag::Lang::Zh, &|_: &str| {});
        done.unwrap_or_else(|failure| panic!("{failure:?}")).folder
    }

    pub fn approve(&self, run: &Path) -> Result<Segment, Failure> {
        approve::approve(&request(run))
    }

    pub fn ledger(&self) -> PathBuf {
        self.made.path("runs/ledger")
    }

    /// A diagnostic as both languages show it, whatever folder the test stands in.
    fn shown(&self, faults: &[Diagnostic]) -> String {
        let folder = self.made.path("").display().to_string();
        let folder = folder.trim_end_matches('/');
        let shown: Vec<String> = faults.iter().map(crate::catalogue::both_languages).collect();
        shown.join("\n\n").replace(folder, "…")
    }

    /// That it was refused with one code, as the snapshot has it.
    pub fn refused(&self, code: &str, label: &str, outcome: Result<Segment, Failure>) {
        let Err(Failure::User(faults)) = outcome else { panic!("{label}: {outcome:?}") };
        self.said(code, label, &faults);
    }

    fn said(&self, code: &str, label: &str, faults: &Diagnostics) {
        assert!(faults.0.iter().all(|fault| fault.code.id == code), "{label}: {faults:?}");
        let shown = self.shown(&faults.0);
        assert!(!crate::catalogue::unfilled(&shown), "{label}: {shown}");
        compare(label, &shown);
    }

    /// Reconciles a run with payments of all its claims but those named, and an order to pay one back.
    fn reconcile(&self, run: &Path, as_of: &str, clawed: &str) -> Reconciled {
        let claims = table(run, "claims");
        let texts = |name: &str| -> Vec<String> {
            let column = claims.column(name).expect("a column").str().expect("texts").clone();
            column.iter().map(|text| text.unwrap_or_default().to_string()).collect()
        };
        let amounts = jiangbu::reconcile::approved::fen(&claims, c::PAYABLE).expect("money");
        let mut vouchers =
            "申报项编号,支付凭证号,凭证日期,凭证金额（元）,清算日期,清算金额（元）\n".to_string();
        for (at, (id, fen)) in texts(c::CLAIM_ID).iter().zip(&amounts).enumerate() {
            let yuan = format!("{}.{:02}", fen / 100, fen % 100);
            vouchers += &format!("{id},V{at},2026-04-10,{yuan},2026-04-12,{yuan}\n");
        }
        fs::write(self.made.path("paid.csv"), vouchers).expect("written");
        let at = texts(c::CLAIM_ID).iter().position(|id| id == clawed).expect("the claim");
        let yuan = format!("{}.{:02}", amounts[at] / 100, amounts[at] % 100);
        let orders = format!(
            "申报项编号,追回事由,追回决定日期,追回本金（元）,已追回金额（元）,追回到账日期\n\
             {clawed},虚报,2026-05-01,{yuan},{yuan},2026-05-20\n"
        );
        fs::write(self.made.path("clawbacks.csv"), orders).expect("written");
        let input = |name: &str| jiangbu::ingest::InputFile {
            path: self.made.path(name),
            shown: name.to_string(),
            root: None,
        };
        let rates = jiangbu::ingest::InputFile {
            path: "pipelines/rates/lpr_1y.csv".into(),
            shown: "lpr_1y.csv".into(),
            root: None,
        };
        let request = reconcile::Request {
            run,
            payments: &[input("paid.csv")],
            decisions: &[],
            clawbacks: &[input("clawbacks.csv")],
            changes: &[],
            snapshots: &[],
            headers: Path::new("pipelines/headers.toml"),
            settings: Path::new("pipelines/reconcile.toml"),
            rates: &[rates],
            as_of: day(as_of),
            approved_on: None,
            ledger: None,
            out: None,
            formats: &[],
            lang: jiangbu::diag::Lang::Zh,
        };
        let done = reconcile::execute(&request, &|_: &str| {});
        done.unwrap_or_else(|failure| panic!("{failure:?}"))
    }
}

/// An approval on the day after the deadline.
pub fn request(run: &Path) -> approve::Request<'_> {
    approve::Request { run, ledger: None, pipeline: None, on: day("2026-04-01"), by: BY }
}

pub fn day(text: &str) -> chrono::NaiveDate {
    text.parse().expect("a day")
}

pub fn table(run: &Path, name: &str) -> DataFrame {
    let path = run.join("tables").join(format!("{name}.parquet"));
    ParquetReader::new(fs::File::open(path).expect("a table")).finish().expect("read")
}

/// What a firm gets under a measure, in fen; before the budget is cut.
fn granted(run: &Path, measure: &str, firm: usize) -> i64 {
    let claims = table(run, "claims");
    let text = |name: &str| claims.column(name).expect("a column").str().expect("texts").clone();
    let amounts = jiangbu::reconcile::approved::fen(&claims, "after_annual_cap").expect("money");
    let (measures, codes, own) = (text(c::MEASURE), text(c::USCC), code(firm));
    let rows = measures.iter().zip(codes.iter()).zip(amounts);
    rows.filter(|((m, u), _)| *m == Some(measure) && *u == Some(own.as_str()))
        .map(|(_, fen)| fen)
        .sum()
}

fn paid(run: &Path) -> i64 {
    let claims = table(run, "claims");
    jiangbu::reconcile::approved::fen(&claims, c::PAYABLE).expect("money").iter().sum()
}

#[test]
fn the_second_batch_sees_the_first() {
    let office = Office::new();
    let first = office.run("pipeline.toml");
    // 二: 5 % of 16 million, at most a million in the year; 六: once only.
    let once = granted(&first, "m6", 1);
    assert!(once > 0);
    assert_eq!(granted(&first, "m2", 1), 80_000_000);
    let alone = office.run("alone.toml");
    assert_eq!(granted(&alone, "m2", 1), 80_000_000);
    assert!(granted(&alone, "m6", 1) > 0);
    // An empty ledger is no history.
    let before = office.run("second.toml");
    assert_eq!(granted(&before, "m2", 1), 80_000_000);
    office.approve(&first).expect("approved");
    let second = office.run("second.toml");
    assert!(granted(&second, "m2", 1) <= 20_000_000, "what is left of the year");
    assert_eq!(granted(&second, "m6", 1), 0, "once only");
    assert_eq!(granted(&second, "m2", 3), granted(&alone, "m2", 3));
    assert!(paid(&first) + paid(&second) <= 150_000_000, "one pool for both batches");
    // Exported, it is the table of history that the pipeline would have read.
    let bytes = ledger::export(&office.ledger(), "QH-ST-2026").expect("a history");
    fs::write(office.made.path("history.parquet"), bytes).expect("written");
    let text = fs::read_to_string(office.made.path("second.toml")).expect("a pipeline");
    let named = text.replace("ledger = \"runs/ledger\"", "history = [\"history.parquet\"]");
    fs::write(office.made.path("named.toml"), named).expect("written");
    let named = office.run("named.toml");
    assert!(table(&second, "claims").equals_missing(&table(&named, "claims")));
    // What was computed before the ledger grew is not approved.
    office.refused("A583", "A583_ledger", office.approve(&before));
    let added = office.approve(&second).expect("approved");
    assert_eq!(added.head.number, 2);
    // Its papers are counted now: once more they give nothing.
    assert_eq!(paid(&office.run("second.toml")), 0);
}

#[test]
fn money_back_opens_what_it_had_closed() {
    let office = Office::new();
    let first = office.run("pipeline.toml");
    office.approve(&first).expect("approved");
    let clawed = format!("m6-{}", code(1));
    let done = office.reconcile(&first, "2026-06-30", &clawed);
    let record = || ledger::record(&done.folder, None, "赵六");
    assert_eq!(record().expect("recorded").head.about, 1);
    office.refused("A588", "A588", record());
    let earlier = office.reconcile(&first, "2026-06-01", &clawed);
    office.refused("A588", "A588_earlier", ledger::record(&earlier.folder, None, "赵六"));
    let second = office.run("second.toml");
    assert!(granted(&second, "m6", 1) > 0, "paid back, the right is there again");
    // Unless the office reads the clause otherwise.
    let text = fs::read_to_string(office.made.path("second.toml")).expect("a pipeline");
    let strict = text.replace("[options]\n", "[options]\nm6_restore_on_clawback = \"no\"\n");
    assert_ne!(strict, text);
    fs::write(office.made.path("strict.toml"), strict).expect("written");
    let strict = office.run("strict.toml");
    assert_eq!(granted(&strict, "m6", 1), 0, "once is once");
    assert_eq!(granted(&strict, "m2", 1), granted(&second, "m2", 1));
    assert!(granted(&second, "m2", 1) <= 20_000_000, "what was kept still counts");
    let history = ledger::export(&office.ledger(), "QH-ST-2026").expect("a history");
    let history = ParquetReader::new(std::io::Cursor::new(history)).finish().expect("read");
    let statuses: Vec<&str> = history
        .column(c::STATUS)
        .expect("statuses")
        .str()
        .expect("texts")
        .iter()
        .flatten()
        .collect();
    assert_eq!(statuses.iter().filter(|status| **status == "已追回").count(), 1);
    assert_eq!(statuses.iter().filter(|status| **status == "已拨付").count(), 2);
    // Paid, it is not withdrawn.
    let again = approve::withdraw(&office.ledger(), 1, (day("2026-07-01"), BY, "重算"), None);
    office.refused("A589", "A589_paid", again);
    let none = approve::withdraw(&office.ledger(), 2, (day("2026-07-01"), BY, "重算"), None);
    office.refused("A589", "A589", none);
    // Another run was never approved.
    let alone = office.run("alone.toml");
    let other = office.reconcile(&alone, "2026-06-30", &clawed);
    office.refused("A587", "A587", ledger::record(&other.folder, None, "赵六"));
}

#[test]
fn a_run_is_approved_once_and_as_it_was_computed() {
    let office = Office::new();
    let (first, same) = (office.run("pipeline.toml"), office.run("pipeline.toml"));
    let rates = office.made.path("rates.csv");
    let before = fs::read(&rates).expect("rates");
    fs::write(&rates, [&before[..], b"\n"].concat()).expect("written");
    let more = office.made.path("filings/more.csv");
    fs::write(&more, "a,b\n1,2\n").expect("written");
    office.refused("A583", "A583", office.approve(&first));
    fs::write(&rates, before).expect("written");
    fs::remove_file(more).expect("removed");
    office.approve(&first).expect("approved");
    office.refused("A581", "A581", office.approve(&first));
    office.refused("A581", "A581_same", office.approve(&same));
    // Other settings, the same filings.
    let text = fs::read_to_string(office.made.pipeline()).expect("a pipeline");
    let richer = text.replace("total = \"1500000.00元\"", "total = \"1600000.00元\"");
    assert_ne!(richer, text);
    fs::write(office.made.path("richer.toml"), richer).expect("written");
    let richer = office.run("richer.toml");
    office.refused("A582", "A582", office.approve(&richer));
    // Objections were heard: the first is withdrawn, the new one takes its place.
    let withdrawn =
        approve::withdraw(&office.ledger(), 1, (day("2026-04-20"), BY, "异议成立"), None);
    assert_eq!(withdrawn.expect("withdrawn").head.about, 1);
    let twice = approve::withdraw(&office.ledger(), 1, (day("2026-04-21"), BY, "异议成立"), None);
    office.refused("A589", "A589_twice", twice);
    office.approve(&richer).expect("approved");
    assert_eq!(Ledger::read(&office.ledger()).expect("a chain").segments.len(), 3);
    let ledger = Ledger::read(&office.ledger()).expect("a chain");
    let awards = jiangbu::ledger::Awards::of(&ledger);
    assert!(awards.all.iter().all(|award| award.head.number == 3), "withdrawn awards are gone");
    // The pipeline is not where it was.
    fs::rename(office.made.path("alone.toml"), office.made.path("moved.txt")).expect("moved");
    fs::rename(office.made.path("moved.txt"), office.made.path("alone.toml")).expect("moved");
    let alone = office.run("alone.toml");
    fs::rename(office.made.path("alone.toml"), office.made.path("moved.txt")).expect("moved");
    office.refused("A585", "A585", office.approve(&alone));
}

#[test]
fn drafts_scenarios_and_altered_tables_are_not_approved() {
    let office = Office::new();
    let first = office.run("pipeline.toml");
    let manifest = first.join("manifest.json");
    let text = fs::read_to_string(&manifest).expect("a manifest");
    let put = |from: &str, to: &str| {
        let changed = text.replacen(from, to, 1);
        assert_ne!(changed, text);
        fs::write(&manifest, changed).expect("written");
    };
    put("\"draft\": false", "\"draft\": true");
    office.refused("A584", "A584_draft", office.approve(&first));
    put("\"format\": 1", "\"scenario\": [], \"format\": 1");
    office.refused("A584", "A584_scenario", office.approve(&first));
    let total = text.find("\"control_totals\"").expect("totals");
    let changed = text[total..].replacen("\"payable\": \"", "\"payable\": \"1", 1);
    fs::write(&manifest, format!("{}{changed}", &text[..total])).expect("written");
    let outcome = office.approve(&first);
    let Err(Failure::Unbalanced(faults)) = outcome else { panic!("{outcome:?}") };
    assert_eq!(faults.0[0].code.id, "R407");
    fs::write(&manifest, &text).expect("written");
    let path = first.join("tables/claims.parquet");
    let file = fs::File::open(&path).expect("claims");
    let claims = ParquetReader::new(file).finish().expect("claims");
    let mut older = claims.drop(c::BASE_BEFORE).expect("the column");
    ParquetWriter::new(fs::File::create(&path).expect("a file"))
        .finish(&mut older)
        .expect("written");
    office.refused("A510", "A510", office.approve(&first));
    // A run of a version whose manifest did not vouch for tables.
    let mut older: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    older.as_object_mut().expect("an object").remove("tables");
    fs::write(&manifest, older.to_string()).expect("written");
    let Err(Failure::User(faults)) = office.approve(&first) else { panic!("an older run") };
    assert_eq!(faults.0[0].code.id, "A501");
    assert_eq!(Ledger::read(&office.ledger()).expect("a chain").segments.len(), 0);
}

#[test]
fn the_chain_shows_what_was_done_to_it() {
    let office = Office::new();
    let first = office.run("pipeline.toml");
    office.approve(&first).expect("approved");
    let done = office.reconcile(&first, "2026-06-30", &format!("m6-{}", code(1)));
    let last = ledger::record(&done.folder, None, "赵六").expect("recorded");
    let second = office.run("second.toml");
    office.approve(&second).expect("approved");
    let path = |number: u32| office.ledger().join(format!("{number:06}.parquet"));
    let whole: Vec<Vec<u8>> = (1..=3).map(|n| fs::read(path(n)).expect("a segment")).collect();
    let restore = || {
        for (number, bytes) in (1..).zip(&whole) {
            fs::write(path(number), bytes).expect("written");
        }
    };
    let broken = |label: &str| {
        let faults = Ledger::read(&office.ledger()).expect_err("a broken chain");
        office.said("A586", label, &faults);
        restore();
        assert_eq!(Ledger::read(&office.ledger()).expect("a chain").segments.len(), 3);
    };
    fs::remove_file(path(2)).expect("removed");
    broken("A586_missing");
    // A segment with other rows that is sound in itself: the next one tells.
    let mut segment = Segment::read(&whole[0]).expect("a segment");
    segment.entries[0].amount += 1;
    let (_, bytes) = Segment::write(segment.head, segment.entries).expect("written");
    fs::write(path(1), bytes).expect("written");
    broken("A586_replaced");
    fs::write(path(3), &whole[1]).expect("written");
    broken("A586_number");
    fs::write(path(3), b"nothing").expect("written");
    broken("A586_unreadable");
    // Every byte counts: one is flipped here and there, up to the end of the last segment.
    let mut unnoticed = Vec::new();
    for (number, bytes) in (1u32..).zip(&whole) {
        for at in (0..bytes.len()).step_by(bytes.len() / 7) {
            let mut spoilt = bytes.clone();
            spoilt[at] ^= 0x40;
            fs::write(path(number), spoilt).expect("written");
            if Ledger::read(&office.ledger()).is_ok() {
                unnoticed.push((number, at));
            }
            restore();
        }
    }
    // In the last one, only what is neither row nor head may change without a successor to tell.
    assert!(unnoticed.iter().all(|(number, _)| *number == 3), "{unnoticed:?}");
    // What was cut off at the end is seen by who noted the last hash.
    fs::remove_file(path(3)).expect("removed");
    let output = jiangbu(&["ledger", "verify"]).arg(office.ledger()).output().expect("the program");
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(said(&output).contains(&last.sha256));
    let head = jiangbu::domain::digest::sha256(&whole[2]);
    let mut command = jiangbu(&["ledger", "verify", "--head", &head, "--lang", "zh-CN"]);
    let output = command.arg(office.ledger()).output().expect("the program");
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(said(&output).contains("A590"), "{}", said(&output));
    let mut command = jiangbu(&["ledger", "show", "--firm", "前海第1公司"]);
    let output = command.arg(office.ledger()).output().expect("the program");
    assert!(said(&output).contains("已追回"), "{}", said(&output));
}

/// The program approving a run.
fn approving(run: &Path) -> std::process::Command {
    let mut command = jiangbu(&["approve", "--on", "2026-04-01", "--by", BY, "--yes"]);
    command.arg(run).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

#[test]
fn a_killed_approval_leaves_the_ledger_as_before_or_after() {
    let office = Office::new();
    let first = office.run("pipeline.toml");
    let (mut before, mut done) = (0, 0);
    let seen =
        |what: &str| entries(&office.ledger()).iter().any(|p| p.to_string_lossy().contains(what));
    // While it starts, as it takes the lock, as it writes, as the segment has its name.
    for moment in ["", ".lock", ".lock", ".unfinished", ".unfinished", "000001"] {
        let mut child = approving(&first).spawn().expect("the program");
        while !moment.is_empty() && !seen(moment) && child.try_wait().expect("a child").is_none() {
            sleep(Duration::from_micros(200));
        }
        let _ = child.kill();
        child.wait().expect("an end");
        let ledger = Ledger::read(&office.ledger()).expect("a chain");
        match ledger.segments.len() {
            0 => before += 1,
            1 => {
                assert_eq!(ledger.segments[0].head.previous, jiangbu::ledger::segment::BEGINNING);
                done += 1;
                fs::remove_file(office.ledger().join("000001.parquet")).expect("removed");
            }
            more => panic!("{more} segments"),
        }
    }
    assert!(before > 0 && done > 0, "{before} before, {done} after");
    // Whatever was left behind does not stand in the way, and the lock has gone with its process.
    assert_eq!(approving(&first).status().expect("the program").code(), Some(0));
    assert_eq!(Ledger::read(&office.ledger()).expect("a chain").segments.len(), 1);
}

#[test]
fn of_two_at_once_one_wins_and_the_other_is_told() {
    let office = Office::new();
    let first = office.run("pipeline.toml");
    // Somebody else is writing.
    let writer = Writer::open(&office.ledger()).expect("a writer");
    office.refused("A580", "A580", office.approve(&first));
    let output = approving(&first).output().expect("the program");
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(said(&output).contains("A580"), "{}", said(&output));
    drop(writer);
    for _ in 0..2 {
        let children: Vec<_> =
            (0..3).map(|_| approving(&first).spawn().expect("the program")).collect();
        let outputs: Vec<_> =
            children.into_iter().map(|child| child.wait_with_output().expect("an end")).collect();
        let won = outputs.iter().filter(|output| output.status.code() == Some(0)).count();
        let told = outputs.iter().filter(|output| {
            let said = said(output);
            output.status.code() == Some(2) && (said.contains("A580") || said.contains("A581"))
        });
        assert_eq!(
            (won, told.count()),
            (1, 2),
            "{:?}",
            outputs.iter().map(said).collect::<Vec<_>>()
        );
        assert_eq!(Ledger::read(&office.ledger()).expect("a chain").segments.len(), 1);
        fs::remove_file(office.ledger().join("000001.parquet")).expect("removed");
    }
    assert!(entries(&office.made.path("runs")).len() == 2, "the run and the ledger");
}
