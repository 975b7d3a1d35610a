//! What enterprises owe of money ordered back, set off against what they are to be paid: from the clawback ledger of a
//! reconciliation to the payment list of the next run. Firms and amounts are invented, sums worked out by hand.

use std::fs;
use std::path::{Path, PathBuf};

use jiangbu::diag::{Diagnostic, Diagnostics, Failure, Lang};
use jiangbu::frame::columns as c;
use jiangbu::ingest::InputFile;
use jiangbu::jobs::ledger::approve;
use jiangbu::jobs::ledger::proposal;
use jiangbu::jobs::reconcile;
use jiangbu::ledger::Ledger;
use jiangbu::pipeline;
use jiangbu::reconcile::approved::fen;
use jiangbu::report::render::Format;
use polars_io::prelude::ParquetWriter;

use super::ledger::{day, table};
use super::messages::compare;
use super::world::{World, claim};
use crate::run_reports::lists::{print, read, steady};
use crate::runs::pipelines::{Asked, Made, Rows, code};

/// Orders of the year before: firm 1 owes 100,000 with interest, firm 2 two sums, firms 4 and 5 one.
fn owed() -> World {
    let mut w = World::new();
    let paid = [
        (1, 1, 100_000),
        (2, 1, 30_000),
        (2, 2, 500_000),
        (3, 1, 70_000),
        (4, 1, 10_000),
        (5, 1, 20_000),
    ];
    for (firm, number, yuan) in paid {
        w.approve(firm, number, yuan * 100);
        let (no, amount) = (format!("V{firm}{number}"), format!("{yuan}.00"));
        w.voucher(&no, firm, &amount);
        w.settle(&no, &format!("B{firm}{number}"), &amount);
    }
    let mut order = |firm, number, decided: &str, principal: &str, from: &str, paid: &str| {
        let claim = claim(firm, number);
        w.clawbacks.push(format!("{claim},虚报,{decided},{principal},{from},{paid}"));
    };
    // 182 days at 3.00 %: 1,495.89. The others bear no interest yet.
    order(1, 1, "2026-05-01", "100000.00", "2026-05-01", ",");
    order(2, 2, "2026-06-01", "500000.00", "2026-10-30", ",");
    order(2, 1, "2026-05-01", "30000.00", "2026-10-30", ",");
    // Paid back, and 0.01 too much: nothing is owed.
    order(3, 1, "2026-05-01", "70000.00", "2026-07-01", "70000.01,2026-06-01");
    order(4, 1, "2026-05-01", "10000.00", "2026-10-30", ",");
    order(5, 1, "2026-05-01", "20000.00", "2026-10-30", ",");
    w
}

/// The next run: 5 % of 4,000,000 for firms 1, 2, 3 and 5, half of 100,000 for firms 2 and 5 as well.
fn filings() -> Made {
    let mut rows = Rows::default();
    for number in [1, 2, 3, 5] {
        let own = code(number);
        let account = format!("4420150110005250{number:04}");
        rows.add(
            "firms",
            &[
                (c::USCC, &own),
                (c::FIRM_NAME, &format!("前海第{number}公司")),
                (c::ENTITY_TYPE, "企业"),
                (c::OPERATES_IN_QIANHAI, "是"),
                (c::BANK, "示例银行"),
                (c::ACCOUNT, &account),
            ],
        );
        let line = |amount| {
            let common = [(c::USCC, own.as_str()), (c::ACCEPTED_ON, "2027-01-20")];
            let more = [(c::PAID_ON, "2026-06-30"), (c::FILING_NO, "001"), (c::AMOUNT, amount)];
            [common.as_slice(), more.as_slice()].concat()
        };
        rows.add("m2", &[line("4000000.00"), vec![(c::CHANNEL, "网络视频")]].concat());
        if [2, 5].contains(&number) {
            rows.add("m6", &line("100000.00"));
        }
    }
    let asked = Asked {
        deadline: "2027-03-31".into(),
        rates: "2027-03-20,LPR1Y,3.00%,found,made up\n2027-01-27,USD,6.9858,found,made up\n".into(),
        ..Asked::default()
    };
    let made = Made::new(&asked, &rows);
    let text = fs::read_to_string(made.pipeline()).expect("a pipeline");
    fs::write(made.pipeline(), text.replace("award_year = 2026", "award_year = 2027"))
        .expect("written");
    made
}

struct Office {
    made: Made,
}

impl Office {
    fn new() -> Self {
        let (made, world) = (filings(), owed());
        let done = world.run();
        let ledger = done.0.folder.join("tables/clawbacks.parquet");
        fs::copy(ledger, made.path("clawbacks.parquet")).expect("copied");
        Self { made }
    }

    /// A pipeline that names lists of debts, and says whether they are set off.
    fn try_run(&self, name: &str, owed: &str, payment: &str) -> Result<PathBuf, Failure> {
        let text = fs::read_to_string(self.made.pipeline()).expect("a pipeline");
        let text = text.replace("[inputs]\n", &format!("[inputs]\n{owed}\n"));
        let path = self.made.path(&format!("{name}.toml"));
        fs::write(&path, format!("{text}{payment}")).expect("written");
        let pipeline = pipeline::load(&path).unwrap_or_else(|faults| panic!("{faults:?}"));
        Ok(jiangbu::run::execute(&pipeline, None, Lang::Zh, &|_: &str| {})?.folder)
    }

    fn run(&self, name: &str, owed: &str, payment: &str) -> PathBuf {
        let done = self.try_run(name, owed, payment);
        done.unwrap_or_else(|failure| panic!("{failure:?}"))
    }

    fn approve(&self, run: &Path) -> Result<(), Failure> {
        let request = approve::Request { on: day("2027-04-01"), ..super::ledger::request(run) };
        if !run.with_file_name("ledger").exists() {
            Ledger::init(&run.with_file_name("ledger")).expect("a new ledger");
        }
        let terms = proposal::Terms { despite: Some("差错已核"), ..proposal::Terms::default() };
        approve::propose(&request, &terms)?.commit().map(|_| ())
    }
}

const OWED: &str = "owed = [\"clawbacks.parquet\"]";
const SET_OFF: &str = "[payment]\nset_off = true\n";

fn texts(run: &Path, name: &str, column: &str) -> Vec<String> {
    let table = table(run, name);
    let column = table.column(column).expect("a column").str().expect("texts").clone();
    column.iter().map(|text| text.unwrap_or_default().to_string()).collect()
}

fn money(run: &Path, name: &str, column: &str) -> Vec<i64> {
    fen(&table(run, name), column).expect("money")
}

/// What a run says under a code, both languages.
fn findings(run: &Path, code: &str) -> Vec<String> {
    let codes = texts(run, "findings", c::CODE);
    let said = texts(run, "findings", c::MESSAGE_ZH);
    codes.into_iter().zip(said).filter(|(own, _)| own == code).map(|(_, said)| said).collect()
}

#[test]
fn debts_are_set_off_in_the_payment_list_alone() {
    let office = Office::new();
    let plain = office.run("plain", OWED, "");
    let run = office.run("set-off", OWED, SET_OFF);
    // The award is what it was.
    assert!(table(&plain, "claims").equals_missing(&table(&run, "claims")));
    assert!(table(&plain, "enterprises").equals_missing(&table(&run, "enterprises")));
    assert!(!plain.join("tables/set_off.parquet").exists());
    // Who paid back too much owes nothing; the row is put aside and said.
    assert_eq!(texts(&run, "quarantine", c::FILE), ["clawbacks.parquet"]);
    // 200,000 less 100,000 and 1,495.89 of interest; 250,000 against 530,000; nothing owed; 250,000 less 20,000.
    assert_eq!(
        money(&run, "payments", c::PAYABLE),
        [20_000_000, 25_000_000, 20_000_000, 25_000_000]
    );
    assert_eq!(money(&run, "payments", c::SET_OFF), [10_149_589, 25_000_000, 0, 2_000_000]);
    assert_eq!(money(&run, "payments", c::TO_PAY), [9_850_411, 0, 20_000_000, 23_000_000]);
    // The older order of firm 2 is settled first, out of its claims in their order; firm 4 claims nothing.
    let own = |measure: &str, firm| format!("{measure}-{}", code(firm));
    let rows: Vec<_> = texts(&run, "set_off", c::ORIGINAL_NO)
        .into_iter()
        .zip(texts(&run, "set_off", c::CLAIM_ID))
        .zip(money(&run, "set_off", c::SET_OFF))
        .zip(money(&run, "set_off", c::LEFT))
        .map(|(((debt, claim), amount), left)| (debt, claim, amount, left))
        .collect();
    let expected = [
        (claim(1, 1), own("m2", 1), 10_149_589, 0),
        (claim(2, 1), own("m2", 2), 3_000_000, 0),
        (claim(2, 2), own("m2", 2), 17_000_000, 33_000_000),
        (claim(2, 2), own("m6", 2), 5_000_000, 28_000_000),
        (claim(5, 1), own("m2", 5), 2_000_000, 0),
        (claim(4, 1), String::new(), 0, 1_000_000),
    ];
    assert_eq!(rows, expected);
    // Control totals: 528,504.11 listed, nothing held, 371,495.89 set off, 900,000 in all.
    let manifest = fs::read_to_string(run.join("manifest.json")).expect("a manifest");
    let manifest: serde_json::Value = serde_json::from_str(&manifest).expect("JSON");
    let totals = &manifest["payments"];
    let sum = |key: &str| (totals[key]["count"].as_u64(), totals[key]["amount"].as_str());
    assert_eq!(sum("listed"), (Some(3), Some("528504.11")));
    assert_eq!(sum("held"), (Some(0), Some("0.00")));
    assert_eq!(sum("set_off"), (Some(3), Some("371495.89")));
    assert_eq!(manifest["control_totals"]["payable"], "900000.00");
    assert_eq!(totals["check"], 9, "the accounts of firms 1, 3 and 5, not of who gets nothing");
    let said = findings(&run, "A593");
    assert_eq!(said.len(), 3, "{said:?}");
    assert!(said[0].contains("101,495.89") && said[0].contains("98,504.11"), "{said:?}");
    // Switched off, the debts of those who are payable are named and nothing is touched.
    let said = findings(&plain, "A592");
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].contains("3 家") && said[0].contains("651,495.89"), "{said:?}");
    assert_eq!(
        table(&plain, "payments").get_column_names(),
        [
            "uscc",
            "firm_name",
            "account_tail",
            "payable",
            "amount_set_off",
            "amount_held",
            "amount_to_pay",
            "doubt"
        ]
    );
    assert_eq!(money(&plain, "payments", c::SET_OFF), [0; 4]);
    assert_eq!(money(&plain, "payments", c::TO_PAY), money(&plain, "payments", c::PAYABLE));
    for lang in [Lang::Zh, Lang::En] {
        let wanted = [jiangbu::report::model::Wanted::Payments];
        let printed = print(&run, &wanted, &[Format::Text], lang).expect("printed");
        let text = read(&printed, "payments.txt");
        assert!(!text.contains('⟦') && !crate::catalogue::unfilled(&text), "{text}");
        compare(&format!("set_off_{}", lang.pick("zh", "en")), &steady(&text));
    }
    // What was set off is part of what is approved: another list of debts is another run.
    let other = office.made.path("clawbacks.parquet");
    let before = fs::read(&other).expect("a list");
    let mut fewer = table(&run, "set_off").head(Some(1));
    ParquetWriter::new(fs::File::create(&other).expect("created"))
        .finish(&mut fewer)
        .expect("written");
    let refused = office.approve(&run);
    let Err(Failure::User(faults)) = refused else { panic!("{refused:?}") };
    assert_eq!(faults.0[0].code.id, "A583");
    fs::write(&other, before).expect("written");
    office.approve(&run).expect("approved");
}

#[test]
fn what_was_set_off_counts_as_paid() {
    let office = Office::new();
    let run = office.run("set-off", OWED, SET_OFF);
    // The bank pays the rest; firm 5 gets one sum for two claims, one of which was cut.
    let mut list = "支付凭证号,统一社会信用代码,收款人名称,清算日期,清算金额（元）\n".to_string();
    for (firm, yuan) in [(1, "98504.11"), (3, "200000.00"), (5, "230000.00")] {
        let own = code(firm);
        list += &format!("V{firm},{own},前海第{firm}公司,2027-04-12,{yuan}\n");
    }
    fs::write(office.made.path("paid.csv"), list).expect("written");
    let input = |path: PathBuf| {
        let shown = path.file_name().expect("a name").to_string_lossy().into_owned();
        InputFile { path, shown, root: None }
    };
    let done = reconcile::execute(
        &reconcile::Request {
            run: &run,
            payments: &[input(office.made.path("paid.csv"))],
            decisions: &[],
            clawbacks: &[],
            changes: &[],
            snapshots: &[],
            headers: Path::new("pipelines/headers.toml"),
            settings: Path::new("pipelines/reconcile.toml"),
            rates: &[input("pipelines/rates/lpr_1y.csv".into())],
            as_of: day("2027-06-30"),
            approved_on: Some(day("2027-04-01")),
            ledger: None,
            out: None,
            formats: &[],
            lang: Lang::Zh,
        },
        &|_: &str| {},
    );
    let done = done.unwrap_or_else(|failure| panic!("{failure:?}"));
    let states = texts(&done.folder, "reconciled_claims", c::STATE);
    assert_eq!(states, ["paid"; 6]);
    assert_eq!(money(&done.folder, "reconciled_claims", c::KEPT).iter().sum::<i64>(), 90_000_000);
    let mut how = texts(&done.folder, "reconciled_payments", c::HOW);
    how.sort();
    assert_eq!(how[..3], ["exact", "exact", "one-for-several"]);
    assert_eq!(how[3..], ["set-off"; 5]);
    assert_eq!(findings(&done.folder, "A596").len(), 1);
    compare("A596", &findings(&done.folder, "A596").join("\n"));
}

#[test]
fn lists_of_debts_that_cannot_be_used() {
    let office = Office::new();
    let folder = office.made.path("").display().to_string();
    let shown = |faults: &[Diagnostic]| {
        let all: Vec<String> = faults.iter().map(crate::catalogue::both_languages).collect();
        all.join("\n\n").replace(folder.trim_end_matches('/'), "…")
    };
    let refused = |outcome: Result<PathBuf, Failure>| -> Diagnostics {
        let Err(Failure::User(faults)) = outcome else { panic!("{outcome:?}") };
        faults
    };
    // The same file under another name is one list.
    fs::copy(office.made.path("clawbacks.parquet"), office.made.path("copy.parquet"))
        .expect("copied");
    let once = office.run("copied", "owed = [\"clawbacks.parquet\", \"copy.parquet\"]", SET_OFF);
    assert_eq!(money(&once, "payments", c::SET_OFF), [10_149_589, 25_000_000, 0, 2_000_000]);
    assert_eq!(findings(&once, "F246").len(), 1);
    // Two reconciliations are two balances of one debt.
    let mut later = owed();
    later.as_of = "2026-11-30";
    let done = later.run();
    let balances = done.0.folder.join("tables/clawbacks.parquet");
    fs::copy(balances, office.made.path("later.parquet")).expect("copied");
    let faults =
        refused(office.try_run("twice", "owed = [\"clawbacks.parquet\", \"later.parquet\"]", ""));
    assert_eq!(faults.0.iter().filter(|fault| fault.code.id == "A591").count(), 5);
    compare("A591", &shown(&faults.0[..1]));
    // Switched on without a list.
    let faults = refused(office.try_run("nothing", "", SET_OFF));
    assert_eq!(faults.0.iter().map(|fault| fault.code.id).collect::<Vec<_>>(), ["C103"]);
    // A list of one's own, with a code that is none: the row is refused and said, the others count.
    let own = format!(
        "统一社会信用代码,单位名称,应追回的申报项,尚欠金额（元）\n{},甲,旧-1,50000.00\n{},乙,旧-2,1.00\n",
        code(1),
        "9144030019220382"
    );
    fs::write(office.made.path("欠款.csv"), own).expect("written");
    let run = office.run("own", "owed = [\"欠款.csv\"]", SET_OFF);
    assert_eq!(
        money(&run, "payments", c::TO_PAY),
        [15_000_000, 25_000_000, 20_000_000, 25_000_000]
    );
    assert_eq!(table(&run, "quarantine").height(), 1);
    for (code, run) in [("A592", office.run("off", OWED, "")), ("A593", run)] {
        compare(code, &findings(&run, code).join("\n"));
    }
}
