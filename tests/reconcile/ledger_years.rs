//! Three years through the ledger: what a year's first batch was given is known to the second, what a year was
//! given to the next. Firms and amounts are invented; every amount was worked out by hand from the text of
//! the measures and stands beside the filing.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use jiangbu::diag::Lang;
use jiangbu::frame::columns as c;
use jiangbu::jobs::ledger;
use jiangbu::jobs::ledger::approve;
use jiangbu::ledger::{Ledger, Segment};
use jiangbu::pipeline;
use polars_io::prelude::{ParquetReader, SerReader};

use super::ledger::{day, table};
use crate::runs::pipelines::{Asked, Made, Rows, code};
use crate::runs::specimen::firm;

/// Filings of one batch in a folder of their own, and what they are filed in.
struct Batch {
    year: i32,
    /// Which of the year.
    of_year: u32,
    rows: Rows,
}

impl Batch {
    fn new(year: i32, of_year: u32) -> Self {
        Self { year, of_year, rows: Rows::default() }
    }

    fn firm(mut self, number: usize) -> Self {
        let name = format!("前海第{number}公司");
        firm(&mut self.rows, &code(number), &name, "", &format!("6222021234567{number:05}"));
        self
    }

    /// A line of a measure on an invoice of its own, accepted in the year and paid in the one before.
    fn line(mut self, measure: &str, number: usize, amount: &str, more: &[(&str, &str)]) -> Self {
        // The day on which the measures took effect, and the last on which they are in force.
        let (own, accepted) = (code(number), format!("{}-01-20", self.year));
        let paid = format!("{}-06-30", self.year - 1);
        let invoice = format!("FP-{}-{}-{measure}-{number}", self.year, self.of_year);
        let mut cells = vec![
            (c::USCC, own.as_str()),
            (c::ACCEPTED_ON, accepted.as_str()),
            (c::PAID_ON, paid.as_str()),
            (c::FILING_NO, "001"),
            (c::INVOICE_NO, invoice.as_str()),
            (c::AMOUNT, amount),
        ];
        cells.extend(more);
        self.rows.add(measure, &cells);
        self
    }

    /// 一: 30 % of platform costs.
    fn platform(self, number: usize, platform: &str, amount: &str) -> Self {
        let more = [(c::PLATFORM_ID, platform), (c::SERVED, "12"), (c::COST_KIND, "设备购置")];
        self.line("m1", number, amount, &more)
    }

    /// 二: 5 % of promotion costs above a million, a million a year at most.
    fn promotion(self, number: usize, amount: &str) -> Self {
        self.line("m2", number, amount, &[(c::CHANNEL, "网络视频")])
    }

    /// 六: half the costs of compliance, 200,000 yuan at most, once only.
    fn compliance(self, number: usize, amount: &str) -> Self {
        self.line("m6", number, amount, &[])
    }
}

/// An office that keeps one ledger over its batches.
struct Office {
    made: Made,
}

impl Office {
    fn new() -> Self {
        let asked = Asked { rates: RATES.into(), ..Asked::default() };
        let made = Made::new(&asked, &Rows::default());
        Ledger::init(&made.path("runs/ledger")).expect("a new ledger");
        Self { made }
    }

    /// Computes a batch with what the ledger holds by now.
    fn run(&self, name: &str, batch: &Batch, pool: Option<&str>, options: &str) -> PathBuf {
        let year = batch.year;
        let asked = Asked { rates: RATES.into(), ..Asked::default() };
        let filings = Made::new(&asked, &batch.rows);
        fs::rename(filings.path("filings"), self.made.path(name)).expect("moved");
        let budget = pool.map_or(String::new(), |total| {
            format!("[budget]\npool = \"资金\"\ntotal = \"{total}\"\n\n")
        });
        let text = fs::read_to_string(self.made.pipeline()).expect("a pipeline");
        let text = text
            .replace("filings/*\"]", &format!("{name}/*\"]\nledger = \"runs/ledger\""))
            .replace("award_year = 2026", &format!("award_year = {year}"))
            .replace("2026-03-31", &format!("{year}-03-31"))
            .replace("[options]\n", &format!("{budget}[options]\n{options}\n"));
        let path = self.made.path(&format!("{name}.toml"));
        fs::write(&path, text).expect("written");
        let pipeline = pipeline::load(&path).unwrap_or_else(|faults| panic!("{faults:?}"));
        let done = jiangbu::run::execute(&pipeline, None, Lang::Zh, &|_: &str| {});
        done.unwrap_or_else(|failure| panic!("{failure:?}")).folder
    }

    fn approve(&self, run: &Path, on: &str) -> Segment {
        let request = approve::Request { on: day(on), ..super::ledger::request(run) };
        approve::approve(&request).unwrap_or_else(|failure| panic!("{failure:?}"))
    }

    fn ledger(&self) -> PathBuf {
        self.made.path("runs/ledger")
    }

    /// Base and amount of every award that the next run reads, by year, measure and firm.
    fn history(&self) -> Vec<(i64, String, String, i64, i64)> {
        let bytes = ledger::export(&self.ledger(), "QH-ST-2026").expect("a history");
        let table = ParquetReader::new(std::io::Cursor::new(bytes)).finish().expect("read");
        let text = |name: &str| table.column(name).expect("a column").str().expect("texts").clone();
        let fen = |name| jiangbu::reconcile::approved::fen(&table, name).expect("money");
        let years = table.column(c::AWARD_YEAR).expect("years").i64().expect("numbers").clone();
        let (measures, codes) = (text(c::MEASURE), text(c::USCC));
        let amounts = fen(c::BASE).into_iter().zip(fen(c::AMOUNT));
        let rows = years.iter().zip(measures.iter()).zip(codes.iter()).zip(amounts);
        rows.map(|(((year, measure), code), (base, amount))| {
            let text = |text: Option<&str>| text.unwrap_or_default().to_string();
            (year.unwrap_or_default(), text(measure), text(code), base, amount)
        })
        .collect()
    }
}

const RATES: &str = "2026-03-20,LPR1Y,3.00%,found,made up\n2026-01-27,USD,6.9858,found,made up\n\
                     2027-03-20,LPR1Y,3.00%,found,made up\n2028-03-20,LPR1Y,3.00%,found,made up\n";

/// Yuan of every claim that gets something, by measure and firm.
fn payable(run: &Path) -> BTreeMap<(String, usize), i64> {
    let claims = table(run, "claims");
    let text = |name: &str| claims.column(name).expect("a column").str().expect("texts").clone();
    let fen = jiangbu::reconcile::approved::fen(&claims, c::PAYABLE).expect("money");
    let (measures, codes) = (text(c::MEASURE), text(c::USCC));
    let number = |own: &str| (1..20).find(|n| code(*n) == own).expect("a firm of ours");
    let rows = measures.iter().zip(codes.iter()).zip(fen).filter(|(_, fen)| *fen > 0);
    let mut out = BTreeMap::new();
    for ((measure, code), fen) in rows {
        assert_eq!(fen % 100, 0, "whole yuan were planned");
        let key = (measure.expect("a measure").to_string(), number(code.expect("a code")));
        *out.entry(key).or_default() += fen / 100;
    }
    out
}

fn expected(rows: &[(&str, usize, i64)]) -> BTreeMap<(String, usize), i64> {
    rows.iter().map(|(measure, firm, yuan)| ((measure.to_string(), *firm), *yuan)).collect()
}

/// Which limits held a claim back, by measure and firm.
fn limit(run: &Path, measure: &str, firm: usize, column: &str) -> String {
    let claims = table(run, "claims");
    let text = |name: &str| claims.column(name).expect("a column").str().expect("texts").clone();
    let (measures, codes, reasons, own) =
        (text(c::MEASURE), text(c::USCC), text(column), code(firm));
    let mut rows = measures.iter().zip(codes.iter()).zip(reasons.iter());
    let found = rows.find(|((m, u), _)| *m == Some(measure) && *u == Some(own.as_str()));
    found.and_then(|(_, reason)| reason).unwrap_or_default().to_string()
}

#[test]
fn years_and_batches_know_of_each_other() {
    let office = Office::new();
    // 2026, first batch: 30 % of 1,000,000; 30 % of 5,000,000; 5 % of 16,000,000; half of 400,000.
    let spring = Batch::new(2026, 1)
        .firm(1)
        .firm(2)
        .platform(1, "P1", "1000000.00")
        .platform(2, "P2", "5000000.00")
        .promotion(1, "16000000.00")
        .compliance(1, "400000.00");
    let first = office.run("spring", &spring, Some("6000000.00元"), "");
    let given = [("m1", 1, 300_000), ("m1", 2, 1_500_000), ("m2", 1, 800_000), ("m6", 1, 200_000)];
    assert_eq!(payable(&first), expected(&given));
    office.approve(&first, "2026-04-01");

    // 2026, second batch. 一: costs run on, 30 % of 2,000,000 less 300,000. 二: 5 % of 8,000,000 would be
    // 400,000, of the year's million 200,000 are left. 六: had already. All else is new: 5 % of 4,000,000
    // and of 6,000,000.
    let autumn = Batch::new(2026, 2)
        .firm(1)
        .firm(3)
        .firm(4)
        .platform(1, "P1", "1000000.00")
        .promotion(1, "8000000.00")
        .compliance(1, "100000.00")
        .promotion(3, "4000000.00")
        .promotion(4, "6000000.00");
    // Without a shortage, to see what the gates leave.
    let plenty = office.run("plenty", &autumn, Some("6000000.00元"), "");
    let whole = [("m1", 1, 300_000), ("m2", 1, 200_000), ("m2", 3, 200_000), ("m2", 4, 300_000)];
    assert_eq!(payable(&plenty), expected(&whole));
    assert_eq!(limit(&plenty, "m2", 1, "reason_history"), "m2.per_year");
    assert_eq!(limit(&plenty, "m6", 1, "reason_history"), "m6.once");
    // Of a pool of 3,600,000 the first batch took 2,800,000: 800,000 for 1,000,000, four fifths each.
    let second = office.run("autumn", &autumn, Some("3600000.00元"), "");
    let cut = [("m1", 1, 240_000), ("m2", 1, 160_000), ("m2", 3, 160_000), ("m2", 4, 240_000)];
    assert_eq!(payable(&second), expected(&cut));
    office.approve(&second, "2026-09-01");

    // Each batch is recognised with its own costs: 1,000,000 and 1,000,000, not what had run up.
    let (platform, own) = ("m1".to_string(), code(1));
    let history = office.history();
    let of_platform: Vec<_> =
        history.iter().filter(|h| (&h.1, &h.2) == (&platform, &own)).collect();
    let bases: Vec<(i64, i64, i64)> = of_platform.iter().map(|h| (h.0, h.3, h.4)).collect();
    assert_eq!(bases, [(2026, 100_000_000, 30_000_000), (2026, 100_000_000, 24_000_000)]);

    // 2027. 一, firm 1: 30 % of 2,000,000 + 1,500,000 is 1,050,000, less the 540,000 of both batches 510,000;
    // but what 2026 was cut by is not made good, so no more than 30 % of the year's own 1,500,000. Firm 2:
    // 30 % of 8,000,000 is more than the two years' 2,000,000, less 1,500,000. 二: a new year, a new
    // million. 六: firm 1 had it, firm 3 had not. The pool of 2027 owes nothing to 2026.
    let next = Batch::new(2027, 1)
        .firm(1)
        .firm(2)
        .firm(3)
        .platform(1, "P1", "1500000.00")
        .platform(2, "P2", "3000000.00")
        .promotion(1, "30000000.00")
        .compliance(1, "400000.00")
        .compliance(3, "300000.00");
    let third = office.run("next", &next, Some("2100000.00元"), "");
    let given = [("m1", 1, 450_000), ("m1", 2, 500_000), ("m2", 1, 1_000_000), ("m6", 3, 150_000)];
    assert_eq!(payable(&third), expected(&given));
    assert_eq!(limit(&third, "m6", 1, "reason_history"), "m6.once");
    office.approve(&third, "2027-04-01");

    // 2028: two years are over for both platforms, whatever is left of their 2,000,000; a third firm's
    // platform begins. 六: now firm 3 had it, too.
    let last = Batch::new(2028, 1)
        .firm(1)
        .firm(2)
        .firm(3)
        .platform(1, "P1", "1000000.00")
        .platform(2, "P2", "1000000.00")
        .platform(3, "P3", "1000000.00")
        .compliance(3, "400000.00");
    let fourth = office.run("last", &last, None, "");
    assert_eq!(payable(&fourth), expected(&[("m1", 3, 300_000)]));
    for (measure, firm, reason) in
        [("m1", 1, "m1.years"), ("m1", 2, "m1.years"), ("m6", 3, "m6.once")]
    {
        assert_eq!(limit(&fourth, measure, firm, "reason_history"), reason);
    }
}
