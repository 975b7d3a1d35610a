//! Random years of batches, returns and objections through one ledger, against a book that the test keeps by itself
//! from the words of 二, 五 and 六: what each enterprise is granted, to the fen, and that no paper, right or limit is ever
//! used twice over the whole ledger.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use jiangbu::diag::Lang;
use jiangbu::frame::columns as c;
use jiangbu::jobs::ledger::approve;
use jiangbu::jobs::ledger::proposal::Terms;
use jiangbu::ledger::{Entry, Head, Kind, Ledger, Segment, Writer};
use jiangbu::pipeline;
use jiangbu::reconcile::approved::fen;

use super::ledger::{day, table};
use crate::differential::dice::Dice;
use crate::runs::pipelines::{Asked, Made, Rows, code};

const WORLDS: u64 = 5;
const BATCHES: usize = 5;
const FIRMS: usize = 3;
/// 二: 5 % of more than a million, a million a year at most. 五: half a million for an international standard, each once.
/// 六: half, 200,000 at most, once.
const MILLION: i64 = 100_000_000;
const STANDARD: i64 = 50_000_000;
const MOST_OF_SIX: i64 = 20_000_000;

/// Fen paid on an invoice of a firm under a measure, or a standard that it has drafted.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    measure: &'static str,
    firm: usize,
    invoice: String,
    fen: i64,
}

/// An award as the book has it.
#[derive(Clone, Debug)]
struct Granted {
    segment: u32,
    year: i32,
    measure: &'static str,
    firm: usize,
    /// The standard; empty where a firm has one claim under a measure.
    item: String,
    amount: i64,
    back: i64,
}

/// What the test knows by itself.
#[derive(Debug, Default)]
struct Book {
    granted: Vec<Granted>,
    /// Lines that counted, by the segment that counted them.
    papers: Vec<(u32, Line)>,
}

impl Book {
    fn counted<'a>(&'a self, line: &'a Line) -> impl Iterator<Item = &'a Line> {
        let same = |known: &&Line| known.firm == line.firm && known.invoice == line.invoice;
        self.papers.iter().map(|(_, known)| known).filter(same)
    }

    /// Whether a line stands on a paper that counted with this very amount.
    fn again(&self, line: &Line) -> bool {
        self.counted(line).any(|known| known.fen == line.fen)
    }

    fn of<'a>(&'a self, measure: &'a str, firm: usize) -> impl Iterator<Item = &'a Granted> {
        let own = move |granted: &&Granted| granted.measure == measure && granted.firm == firm;
        self.granted.iter().filter(own)
    }

    /// What a run must grant on lines that count.
    fn awards(&self, year: i32, kept: &[&Line]) -> Vec<Granted> {
        let mut awards = Vec::new();
        for firm in 1..=FIRMS {
            let own = |measure| kept.iter().filter(move |l| l.firm == firm && l.measure == measure);
            let mut add = |measure, item: &str, amount| {
                let item = item.to_string();
                awards.push(Granted { segment: 0, year, measure, firm, item, amount, back: 0 });
            };
            for measure in ["m2", "m6"] {
                let sum = own(measure).map(|line| line.fen).sum();
                add(measure, "", self.grants(measure, firm, year, sum));
            }
            for line in own("m5") {
                let mut before = self.of("m5", firm).filter(|granted| granted.item == line.invoice);
                let had = before.any(|granted| granted.back < granted.amount);
                add("m5", &line.invoice, if had { 0 } else { STANDARD });
            }
        }
        awards.retain(|award| award.amount > 0);
        awards
    }

    /// What a firm gets on costs that count.
    fn grants(&self, measure: &str, firm: usize, year: i32, sum: i64) -> i64 {
        if measure == "m6" {
            let had = self.of("m6", firm).any(|granted| granted.back < granted.amount);
            return if had { 0 } else { (sum / 2).min(MOST_OF_SIX) };
        }
        let used: i64 =
            self.of("m2", firm).filter(|g| g.year == year).map(|g| g.amount - g.back).sum();
        let five = if sum > MILLION { sum / 20 } else { 0 };
        five.min(MILLION).min((MILLION - used).max(0))
    }

    fn withdraw(&mut self, segment: u32) {
        self.granted.retain(|granted| granted.segment != segment);
        self.papers.retain(|(own, _)| *own != segment);
    }
}

/// New invoices, and some of before: as they were, spelled otherwise, or with another amount.
fn lines(dice: &mut Dice, seen: &mut Vec<Line>, batch: usize) -> Vec<Line> {
    let mut out: Vec<Line> = Vec::new();
    for number in 0..dice.between(3, 7) {
        let old = !seen.is_empty() && dice.percent(45);
        let mut line = if old {
            seen[dice.below(seen.len() as u64) as usize].clone()
        } else {
            let measure = dice.pick(&["m2", "m2", "m6", "m5"]);
            let firm = dice.between(1, FIRMS as i64) as usize;
            let fen = dice.between(1, 3_000) * 1_000_000 + dice.between(0, 99);
            let invoice = format!("fp-{measure}{batch}{number}");
            Line { measure, firm, invoice, fen }
        };
        if old && line.measure != "m5" && dice.percent(25) {
            line.fen += 100;
        }
        let twice = |known: &Line| known.firm == line.firm && known.invoice == line.invoice;
        if !out.iter().any(twice) {
            out.push(line);
        }
    }
    seen.extend(out.iter().cloned());
    out
}

struct Office {
    made: Made,
}

impl Office {
    fn new() -> Self {
        let made = Made::new(&asked(), &Rows::default());
        Ledger::init(&made.path("runs/ledger")).expect("a new ledger");
        Self { made }
    }

    fn run(&self, name: &str, year: i32, lines: &[Line], dice: &mut Dice) -> PathBuf {
        let mut rows = Rows::default();
        let firms: BTreeSet<usize> = lines.iter().map(|line| line.firm).collect();
        for firm in firms {
            let (code, name) = (code(firm), format!("前海第{firm}公司"));
            let account = format!("6222021234567{firm:05}");
            rows.add(
                "firms",
                &[
                    (c::USCC, &code),
                    (c::FIRM_NAME, &name),
                    (c::ENTITY_TYPE, "企业"),
                    (c::OPERATES_IN_QIANHAI, "是"),
                    (c::DATA_SERVICE_FIRM, "是"),
                    (c::BANK, "中国银行深圳分行"),
                    (c::ACCOUNT, &account),
                ],
            );
        }
        for line in lines {
            let (code, paid) = (code(line.firm), format!("{}-06-30", year - 1));
            let accepted = format!("{year}-01-20");
            let invoice = match dice.below(3) {
                0 => line.invoice.to_uppercase(),
                1 => line.invoice.replace('-', " — "),
                _ => line.invoice.clone(),
            };
            let amount = format!("{}.{:02}", line.fen / 100, line.fen % 100);
            let mut cells =
                vec![(c::USCC, code.as_str()), (c::ACCEPTED_ON, &accepted), (c::FILING_NO, "001")];
            cells.extend(match line.measure {
                "m5" => vec![
                    (c::STANDARD_NO, invoice.as_str()),
                    (c::STANDARD_LEVEL, "国际"),
                    (c::DRAFTER_RANK, "1"),
                    (c::TRADE_DOMAIN, "数字服务"),
                    (c::PUBLISHED_ON, &paid),
                ],
                _ => vec![
                    (c::PAID_ON, paid.as_str()),
                    (c::INVOICE_NO, &invoice),
                    (c::AMOUNT, &amount),
                ],
            });
            if line.measure == "m2" {
                cells.push((c::CHANNEL, "网络视频"));
            }
            rows.add(line.measure, &cells);
        }
        let filings = Made::new(&asked(), &rows);
        fs::rename(filings.path("filings"), self.made.path(name)).expect("moved");
        let text = fs::read_to_string(self.made.pipeline()).expect("a pipeline");
        let text = text
            .replace("filings/*\"]", &format!("{name}/*\"]\nledger = \"runs/ledger\""))
            .replace("award_year = 2026", &format!("award_year = {year}"))
            .replace("2026-03-31", &format!("{year}-03-31"));
        let path = self.made.path(&format!("{name}.toml"));
        fs::write(&path, text).expect("written");
        let pipeline = pipeline::load(&path).unwrap_or_else(|faults| panic!("{faults:?}"));
        let done = jiangbu::run::execute(&pipeline, None, Lang::Zh, &|_: &str| {});
        done.unwrap_or_else(|failure| panic!("{failure:?}")).folder
    }

    fn approve(&self, run: &std::path::Path, year: i32) -> Segment {
        let on = day(&format!("{year}-04-01"));
        let request = approve::Request { on, ..super::ledger::request(run) };
        let terms =
            Terms { today: Some(on), despite: Some("退回的行已核"), ..Terms::default() };
        let done = approve::propose(&request, &terms).and_then(|proposal| proposal.commit());
        done.unwrap_or_else(|failure| panic!("{failure:?}"))
    }

    /// Records that a claim of an approval was paid and then paid back, all of it or half.
    fn record(&self, approval: &Segment, claim: usize, back: i64) {
        let entries = approval.entries.iter().enumerate().map(|(at, entry)| {
            let back = if at == claim { back } else { 0 };
            let kept = entry.amount - back;
            Entry { base: 0, papers: String::new(), kept, returned_active: back, ..entry.clone() }
        });
        let head = Head {
            kind: Kind::Payments,
            about: approval.head.number,
            filings: Vec::new(),
            ..approval.head.clone()
        };
        let writer = Writer::open(&self.made.path("runs/ledger")).expect("a writer");
        writer.add(head, entries.collect()).expect("recorded");
    }
}

fn asked() -> Asked {
    let rates = (2026..=2027)
        .map(|year| {
            format!("{year}-01-20,LPR1Y,3.00%,found,made up\n{year}-01-27,USD,7,found,made up\n")
        })
        .collect();
    Asked { rates, ..Asked::default() }
}

/// What a run grants, by measure and firm, and of which firms something waits for papers.
fn found(run: &std::path::Path) -> (BTreeMap<(String, usize), i64>, BTreeSet<usize>) {
    let texts = |name: &str, column: &str| -> Vec<String> {
        let table = table(run, name);
        let column = table.column(column).expect("a column").str().expect("texts").clone();
        column.iter().map(|text| text.unwrap_or_default().to_string()).collect()
    };
    let firm = |own: &String| (1..=FIRMS).find(|firm| code(*firm) == *own).expect("a firm");
    let (measures, codes) = (texts("claims", c::MEASURE), texts("claims", c::USCC));
    let amounts = fen(&table(run, "claims"), c::PAYABLE).expect("money");
    let claims = measures.into_iter().zip(codes.iter().map(firm)).zip(amounts);
    let mut granted: BTreeMap<(String, usize), i64> = BTreeMap::new();
    for (key, amount) in claims.filter(|(_, amount)| *amount > 0) {
        *granted.entry(key).or_default() += amount;
    }
    (granted, texts("held", c::USCC).iter().map(firm).collect())
}

#[test]
fn no_paper_right_or_limit_is_used_twice_over_the_years() {
    let (mut refused, mut asked, mut returned, mut withdrawn, mut items) = (0, 0, 0, 0, 0);
    for world in 0..WORLDS {
        let mut dice = Dice::new(2_026 + world);
        let (office, mut book, mut seen) = (Office::new(), Book::default(), Vec::new());
        for batch in 0..BATCHES {
            let year = if batch < BATCHES / 2 { 2026 } else { 2027 };
            let lines = lines(&mut dice, &mut seen, batch);
            let kept: Vec<&Line> = lines.iter().filter(|line| !book.again(line)).collect();
            refused += lines.len() - kept.len();
            let awards = book.awards(year, &kept);
            let mut expected: BTreeMap<(String, usize), i64> = BTreeMap::new();
            for award in &awards {
                *expected.entry((award.measure.to_string(), award.firm)).or_default() +=
                    award.amount;
            }
            // The same invoice with another amount: a person is asked first.
            let of_award = |award: &&Granted| {
                let mut own =
                    kept.iter().filter(|l| (l.measure, l.firm) == (award.measure, award.firm));
                award.measure != "m5" && own.any(|line| book.counted(line).next().is_some())
            };
            let waits: BTreeSet<usize> = awards.iter().filter(of_award).map(|a| a.firm).collect();
            asked += waits.len();
            items += lines.iter().filter(|l| l.measure == "m5").count()
                - awards.iter().filter(|award| award.measure == "m5").count();
            let run = office.run(&format!("w{world}b{batch}"), year, &lines, &mut dice);
            assert_eq!(found(&run), (expected.clone(), waits), "world {world}, batch {batch}");
            if expected.is_empty() {
                continue;
            }
            let approval = office.approve(&run, year);
            let segment = approval.head.number;
            for award in awards {
                let own = kept.iter().filter(|line| {
                    line.measure != "m5" && (line.measure, line.firm) == (award.measure, award.firm)
                });
                book.papers.extend(own.map(|line| (segment, (*line).clone())));
                book.granted.push(Granted { segment, ..award });
            }
            match dice.below(4) {
                0 => {
                    let at = dice.below(approval.entries.len() as u64) as usize;
                    let entry = &approval.entries[at];
                    let back = if dice.percent(60) { entry.amount } else { entry.amount / 2 };
                    office.record(&approval, at, back);
                    let own = book.granted.iter_mut().find(|g| {
                        (g.segment, g.measure) == (segment, entry.measure.as_str())
                            && code(g.firm) == entry.code
                            && plain(&g.item) == plain(&entry.item)
                    });
                    own.expect("the award").back = back;
                    returned += 1;
                }
                1 => {
                    let folder = office.made.path("runs/ledger");
                    let on = day(&format!("{year}-04-20"));
                    approve::withdraw(&folder, segment, (on, "王五", "异议成立"), None)
                        .expect("withdrawn");
                    book.withdraw(segment);
                    withdrawn += 1;
                }
                _ => {}
            }
            limits(&book);
        }
    }
    let all = [refused, asked, returned, withdrawn, items];
    assert!(all.iter().all(|count| *count > 0), "every case came up: {all:?}");
}

/// However an item is spelled.
fn plain(item: &str) -> String {
    item.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Over the whole book: no paper with one amount twice, 五 once for a standard, 六 once, a million a year under 二.
fn limits(book: &Book) {
    for (at, (_, line)) in book.papers.iter().enumerate() {
        assert!(!book.papers[..at].iter().any(|(_, other)| other == line), "{line:?} twice");
    }
    for firm in 1..=FIRMS {
        let kept = book.of("m6", firm).filter(|granted| granted.back < granted.amount);
        assert!(kept.count() <= 1, "六 is given once");
        let kept = book.of("m5", firm).filter(|granted| granted.back < granted.amount);
        let standards: Vec<&str> = kept.map(|granted| granted.item.as_str()).collect();
        let each: BTreeSet<&str> = standards.iter().copied().collect();
        assert_eq!(each.len(), standards.len(), "a standard is rewarded once");
        for year in [2026, 2027] {
            let own = book.of("m2", firm).filter(|granted| granted.year == year);
            assert!(own.map(|g| g.amount - g.back).sum::<i64>() <= MILLION, "a million a year");
        }
    }
}
