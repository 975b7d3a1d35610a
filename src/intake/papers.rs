//! Papers behind claims: what an approval counts, and lines that stand on a paper that was counted before.
//!
//! A claim that was granted does not come back by another name: the ledger keeps digests of every evidence line
//! that counted. A line is known by the first paper that it names, each of several numbers in its cell by itself:
//!
//! | paper | one and the same for | told apart by |
//! |---|---|---|
//! | invoice, policy | ever: it is spent once | amount |
//! | contract, certificate, filing, case … | the award year: years of one contract are years of costs | amount and day |
//! | none: the item | the award year: its rights say how often it comes again | amount |
//! | none of these: all that stands in the line | the award year | amount |
//!
//! A filing that was mended may name another paper first. So a line leaves two more traces, which ask and never refuse:
//! each paper that it names with amount and day, and amount and day alone.

mod written;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{Display, Formatter};

use chrono::NaiveDate;
use polars::prelude::*;

use crate::diag::{Diagnostic, Severity, codes};
use crate::domain::Fen;
use crate::domain::date::from_epoch_days;
use crate::domain::digest::hex;
use crate::domain::paper::{canonical, several};
use crate::duplicate::decisions::{Decision, Decisions, Said, digest, fingerprint};
use crate::duplicate::same::Verdict;
use crate::frame::access::{days, indices, ints, texts};
use crate::frame::columns as c;
use crate::frame::fields::{Field, PAPERS};
use crate::intake::changes::Changes;
use crate::intake::link::Linked;
use crate::intake::objected::Published;
use crate::ledger::{Awards as Granteds, Ledger};
use crate::scheme::{Item, Measure};
use crate::tables::payment;

pub use written::table;

/// Papers that are about one payment and no other.
const SPENT_ONCE: [&str; 2] = [c::INVOICE_NO, c::POLICY_NO];

/// Days that a line may carry; the first that a measure has tells payments on one contract apart.
const DAYS: [&str; 3] = [c::PAID_ON, c::RECEIVED_ON, c::OCCURRED_ON];

/// What a line is known by.
#[derive(Clone, Copy, Debug)]
struct Known<'a> {
    field: &'static Field,
    /// As it stands in the file.
    number: &'a str,
    digest: Digest,
    amount: Amount<'a>,
}

/// The front half of a SHA-256.
#[derive(Clone, Copy, Debug)]
struct Digest([u8; 16]);

impl Display for Digest {
    fn fmt(&self, out: &mut Formatter) -> std::fmt::Result {
        out.write_str(&hex(&self.0))
    }
}

/// Fen, or hundredths of the currency named behind it; `@` and the day where that tells payments apart.
#[derive(Clone, Copy, Debug)]
struct Amount<'a> {
    hundredths: i64,
    currency: &'a str,
    day: Option<NaiveDate>,
}

impl Display for Amount<'_> {
    fn fmt(&self, out: &mut Formatter) -> std::fmt::Result {
        let Self { hundredths, currency, day } = self;
        write!(out, "{hundredths}{currency}")?;
        day.map_or(Ok(()), |day| write!(out, "@{day}"))
    }
}

/// What a trace of a line is made from.
struct Named<'n, 'a> {
    field: &'static Field,
    kind: &'n str,
    number: &'n str,
    read: &'a str,
}

/// The papers that a cell names.
struct Numbers<'a> {
    field: &'static Field,
    read: &'a str,
    /// In the form in which they are compared; where there are several, the cell itself, too.
    all: Vec<String>,
}

/// Looks lines of one measure up.
#[derive(Clone)]
struct Lines<'a> {
    papers: Vec<(&'static Field, Vec<&'a str>)>,
    item: Option<(&'static Field, Vec<&'a str>)>,
    amounts: Option<Vec<i64>>,
    currencies: Option<Vec<&'a str>>,
    days: Option<Vec<Option<i32>>>,
    /// All that stands in the lines, for those that name nothing.
    all: Vec<&'a Column>,
    codes: Vec<&'a str>,
    measure: &'a Measure,
    fields: &'a [&'static Field],
    award_year: i32,
}

impl<'a> Lines<'a> {
    fn new(
        table: &'a DataFrame,
        (measure, fields, award_year): (&'a Measure, &'a [&'static Field], i32),
    ) -> PolarsResult<Self> {
        let item = match measure.item {
            Item::Column(field) => Some(field),
            Item::Firm => None,
        };
        // What makes a claim of its lines may come again every year: its rights say how often.
        let one_off = |name: &&&str| item.is_none_or(|field| field.name != **name);
        let field = |name: &str| fields.iter().copied().find(|field| field.name == name);
        let papers = PAPERS.iter().filter(one_off).filter_map(|name| field(name));
        let day = DAYS.iter().find_map(|name| field(name));
        let apart = [c::FILING_NO, c::ACCEPTED_ON, c::REQUESTED];
        let all = fields.iter().filter(|field| !apart.contains(&field.name));
        Ok(Self {
            papers: papers
                .map(|field| Ok((field, texts(table, field.name)?)))
                .collect::<PolarsResult<_>>()?,
            item: item.map(|f| Ok::<_, PolarsError>((f, texts(table, f.name)?))).transpose()?,
            amounts: measure.base.sum.map(|field| ints(table, field.name)).transpose()?,
            currencies: field(c::CURRENCY).map(|f| texts(table, f.name)).transpose()?,
            days: day.map(|f| days(table, f.name)).transpose()?,
            all: all.map(|field| table.column(field.name)).collect::<PolarsResult<_>>()?,
            codes: texts(table, c::USCC)?,
            measure,
            fields,
            award_year,
        })
    }

    /// The same lines under the codes that their enterprises had before, one after the other.
    fn formerly(&self, changes: &'a Changes) -> Vec<Self> {
        let before = changes.before();
        let own = |code: &'a str| before.get(code).map_or(&[][..], Vec::as_slice);
        let most = self.codes.iter().map(|code| own(code).len()).max().unwrap_or(0);
        let under = |at: usize| {
            let codes = self.codes.iter().map(|code| own(code).get(at).copied().unwrap_or(code));
            Self { codes: codes.collect(), ..self.clone() }
        };
        (0..most).map(under).collect()
    }

    /// The papers that a line names.
    fn named(&self, line: usize) -> Vec<Numbers<'a>> {
        let all = self.papers.iter().map(|(field, cells)| (*field, cells[line]));
        let form = |(field, read): (&'static Field, &'a str)| (field, read, canonical(read));
        let named = all.map(form).filter(|(.., form)| !form.is_empty());
        let numbers = named.map(|(field, read, form)| {
            let mut all = several(read).unwrap_or_default();
            all.push(form.into_owned());
            Numbers { field, read, all }
        });
        numbers.collect()
    }

    /// What a line is known by, then its other traces.
    fn traces(&self, line: usize) -> impl Iterator<Item = Known<'a>> {
        let named = self.named(line);
        self.known(line, &named).into_iter().chain(self.beside(line, &named))
    }

    /// The traces of a line beside what it is known by.
    fn beside(&self, line: usize, named: &[Numbers<'a>]) -> Vec<Known<'a>> {
        let Some(amount) = self.amount(line) else { return Vec::new() };
        let on = Amount { day: self.day(line), ..amount };
        let scope = format!("{}/{}", self.award_year, self.measure.id);
        let mut all = Vec::new();
        for Numbers { field, read, all: numbers } in named {
            let kind = format!("with {}", field.name);
            all.extend(numbers.iter().map(|number| {
                let number = format!("{scope}/{number}");
                self.mark(line, &Named { field, kind: &kind, number: &number, read }, on)
            }));
        }
        if let (Some(_), Some(field)) = (on.day, self.measure.base.sum) {
            let own = Named { field, kind: "sum", number: &scope, read: "" };
            all.push(self.mark(line, &own, on));
        }
        all
    }

    /// Hundredths and their currency; `None` where a line is worth the same whatever it costs.
    fn amount(&self, line: usize) -> Option<Amount<'a>> {
        let hundredths = self.amounts.as_ref().map(|amounts| amounts[line])?;
        Some(Amount { hundredths, currency: self.currency(line), day: None })
    }

    fn day(&self, line: usize) -> Option<NaiveDate> {
        self.days.as_ref().and_then(|days| from_epoch_days(days[line]?))
    }

    fn currency(&self, line: usize) -> &'a str {
        let currency = self.currencies.as_ref().map_or("", |currencies| currencies[line]);
        if currency == "CNY" { "" } else { currency }
    }

    fn mark(&self, line: usize, own: &Named<'_, 'a>, amount: Amount<'a>) -> Known<'a> {
        let facts = [("kind", own.kind), ("number", own.number), ("enterprise", self.codes[line])];
        let digest = Digest(digest("paper-1", &facts));
        Known { field: own.field, number: own.read, digest, amount }
    }

    /// What a line is known by: by each number where its cell names several, and by the cell as a whole, as ledgers of
    /// earlier versions keep it.
    fn known(&self, line: usize, named: &[Numbers<'a>]) -> Vec<Known<'a>> {
        let none = || Amount { hundredths: 0, currency: self.currency(line), day: None };
        let amount = self.amount(line).unwrap_or_else(none);
        let known = |field: &'static Field, kind: &str, number: &str, read: &'a str| {
            self.mark(line, &Named { field, kind, number, read }, amount)
        };
        let scope = format!("{}/{}", self.award_year, self.measure.id);
        if let Some(Numbers { field, read, all }) = named.first() {
            let once = SPENT_ONCE.contains(&field.name);
            let day = self.day(line).filter(|_| !once);
            let one = |number: &String| {
                let scoped = if once { number.clone() } else { format!("{scope}/{number}") };
                let mut paper = known(field, field.name, &scoped, read);
                paper.amount.day = day;
                paper
            };
            return all.iter().map(one).collect();
        }
        if let Some((field, items)) = &self.item
            && !canonical(items[line]).is_empty()
        {
            let number = format!("{scope}/{}", canonical(items[line]));
            return vec![known(field, c::ITEM, &number, items[line])];
        }
        let whole = self.all.iter().map(|column| column.get(line).ok());
        let whole: Vec<String> =
            whole.map(|cell| cell.map_or(String::new(), |c| c.str_value().into_owned())).collect();
        let field = self.fields.iter().copied().find(|field| field.name == c::USCC);
        let number = format!("{scope}/{}", whole.join("\u{1f}"));
        field.into_iter().map(|field| known(field, "line", &number, self.codes[line])).collect()
    }
}

/// The papers of a run as the ledger keeps them, by claim.
pub fn by_claim(rows: Vec<payment::Paper>) -> BTreeMap<String, String> {
    let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in rows {
        let paper = format!("{}:{}", row.digest, row.amount);
        all.entry(row.claim).or_default().push(paper);
    }
    let joined = |(claim, mut papers): (String, Vec<String>)| {
        papers.sort();
        papers.dedup();
        (claim, papers.join(" "))
    };
    all.into_iter().map(joined).collect()
}

/// Where and with what amount a paper was counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    pub amount: String,
    pub claim: String,
    pub run: String,
    pub segment: u32,
}

/// All papers that a ledger has counted for a scheme, by digest.
#[derive(Clone, Debug, Default)]
pub struct Granted {
    papers: BTreeMap<String, Vec<Counted>>,
    /// Segments of a version that kept no papers: lines that they paid are not known again.
    pub without: BTreeSet<u32>,
}

impl Granted {
    pub fn of(ledger: &Ledger, scheme: &str) -> Self {
        let mut all: BTreeMap<String, Vec<Counted>> = BTreeMap::new();
        let mut without = BTreeSet::new();
        let awards = Granteds::of(ledger);
        for award in awards.all.iter().filter(|award| award.head.scheme == scheme) {
            if award.entry.papers.is_empty() {
                without.insert(award.head.number);
            }
            for paper in award.entry.papers.split_whitespace() {
                let (digest, amount) = paper.split_once(':').unwrap_or((paper, ""));
                all.entry(digest.to_string()).or_default().push(Counted {
                    amount: amount.to_string(),
                    claim: award.entry.claim.clone(),
                    run: award.head.folder.clone(),
                    segment: award.head.number,
                });
            }
        }
        Self { papers: all, without }
    }

    /// That some segments protect against nothing (R489).
    pub fn unprotected(&self) -> Option<Diagnostic> {
        let all: Vec<String> = self.without.iter().map(u32::to_string).collect();
        let said = || Diagnostic::new(&codes::SEGMENTS_WITHOUT_PAPERS);
        (!all.is_empty()).then(|| said().arg("count", all.len()).arg("numbers", all.join(", ")))
    }
}

/// What lines are held against.
#[derive(Clone, Copy, Debug)]
pub struct Before<'a> {
    pub granted: &'a Granted,
    pub decisions: &'a Decisions,
    /// Under whose codes of before papers may have counted.
    pub changes: &'a Changes,
    /// The run whose claims are computed anew: their own papers do not speak against them.
    pub published: Option<&'a Published>,
}

/// A line that is kept though its paper was counted before: what is not decided yet keeps its claim from being paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperCase {
    pub finding: String,
    pub evidence: String,
    pub measure: String,
    /// Source and row of the line.
    pub place: (u32, u32),
    pub open: bool,
}

/// Leaves out the lines of a measure that stand on papers counted before with the same amount, where `level` of that
/// finding is an error, and those that a person says are the same. Asks about the others, and about lines like one that
/// was counted.
///
/// # Errors
/// A fault of the engine.
pub fn lines(
    linked: &mut Linked,
    table: &DataFrame,
    of: (&Measure, &[&'static Field], i32),
    before: &Before,
    level: Option<Severity>,
) -> PolarsResult<(DataFrame, Vec<PaperCase>)> {
    let (measure, fields, _) = of;
    let mut cases = Vec::new();
    if before.granted.papers.is_empty() {
        return Ok((table.clone(), cases));
    }
    let known = Lines::new(table, of)?;
    let formerly = known.formerly(before.changes);
    let (sources, rows) = (indices(table, c::SOURCE)?, indices(table, c::ROW)?);
    let mut keep = vec![true; table.height()];
    let refuses = level == Some(Severity::Error);
    for line in 0..table.height() {
        let mut all = std::iter::once(&known).chain(&formerly);
        let item = known.item.as_ref().map_or("", |(_, items)| items[line]);
        let anew = before.published.map(|run| (run, run.id(&measure.id, known.codes[line], item)));
        let hit = all.find_map(|known| before.granted.hit(known, line, anew));
        let Some(hit) = hit else { continue };
        let paper = &hit.paper;
        let decision = decided(before.decisions, &hit.finding, &hit.evidence);
        let verdict = decision.map(|decision| decision.verdict);
        let out = match verdict {
            Some(Verdict::Duplicate) => true,
            Some(Verdict::Clear) => false,
            _ => hit.certain && refuses,
        };
        let cell = linked.cell_of(table, line, paper.field);
        let code = match (out, verdict) {
            (true, _) => &codes::PAPER_COUNTED,
            (false, Some(Verdict::Clear)) => &codes::PAPER_AGAIN,
            (false, _) if hit.same => &codes::PAPER_ALIKE,
            (false, _) => &codes::PAPER_ASKED,
        };
        let said = said(code, &hit, decision);
        if out {
            keep[line] = false;
            linked.refuse_at(table, line, fields, said, cell);
            continue;
        }
        linked.findings.push(said.at(cell));
        cases.push(PaperCase {
            finding: hit.finding,
            evidence: hit.evidence,
            measure: measure.id.clone(),
            place: (sources[line], rows[line]),
            open: verdict != Some(Verdict::Clear),
        });
    }
    let kept = table.filter(&BooleanChunked::from_slice(PlSmallStr::EMPTY, &keep))?;
    Ok((kept, cases))
}

/// A line that was counted before, or may have been.
struct Hit<'g> {
    paper: Known<'g>,
    counted: &'g Counted,
    /// The paper that the line is known by, and its amount.
    certain: bool,
    /// Whether the amount is the same.
    same: bool,
    /// The number of the finding, and what a decision on it rests on.
    finding: String,
    evidence: String,
}

impl Granted {
    /// `anew` is the run whose claims are computed anew, and what it called the claim of the line.
    fn hit<'g>(
        &'g self,
        known: &Lines<'g>,
        line: usize,
        anew: Option<(&Published, Option<&str>)>,
    ) -> Option<Hit<'g>> {
        let named = known.named(line);
        let leads = known.known(line, &named);
        let lead = leads.first()?;
        let own = |counted: &&Counted| {
            anew.is_some_and(|(run, of)| run.is_own(counted.segment, &counted.claim, of))
        };
        let find = |paper: &Known| {
            let all =
                self.papers.get(&paper.digest.to_string())?.iter().filter(|counted| !own(counted));
            Some(all.collect::<Vec<&Counted>>()).filter(|all| !all.is_empty())
        };
        let found = leads.iter().filter_map(|paper| Some((paper, find(paper)?)));
        let found = found.map(|(paper, all)| {
            let amount = paper.amount.to_string();
            let same = all.iter().find(|counted| counted.amount == amount);
            let (finding, evidence) = sealed(paper, None, &all);
            let (counted, certain) = (*same.unwrap_or(&all[0]), same.is_some());
            Hit { paper: *paper, counted, certain, same: certain, finding, evidence }
        });
        // Of several papers of a line the one that was counted with the same amount says most.
        let found: Vec<Hit> = found.collect();
        let certain = found.iter().position(|hit| hit.certain).unwrap_or(0);
        if let Some(hit) = found.into_iter().nth(certain) {
            return Some(hit);
        }
        known.beside(line, &named).into_iter().find_map(|paper| {
            let all = find(&paper)?;
            let amount = paper.amount.to_string();
            let counted = *all.iter().find(|counted| counted.amount == amount)?;
            let (finding, evidence) = sealed(&paper, Some(lead), &all);
            Some(Hit { paper, counted, certain: false, same: true, finding, evidence })
        })
    }
}

/// The number of a finding, and what a decision on it rests on; `lead` is what the line is known by, where something
/// else was found.
fn sealed(paper: &Known, lead: Option<&Known>, before: &[&Counted]) -> (String, String) {
    let (digest, amount) = (paper.digest.to_string(), paper.amount.to_string());
    let lead = lead.map(|lead| lead.digest.to_string());
    let mut own = vec![("digest", digest.as_str()), ("amount", amount.as_str())];
    own.extend(lead.as_deref().map(|lead| ("line", lead)));
    let mut all: Vec<String> = before
        .iter()
        .map(|one| format!("{} {} {} {}", one.segment, one.run, one.claim, one.amount))
        .collect();
    all.sort();
    let facts = own.iter().copied().chain(all.iter().map(|one| ("before", one.as_str())));
    let evidence = fingerprint("paper-case-1", &facts.collect::<Vec<_>>(), 16);
    (format!("PA-{}", fingerprint("paper-finding-1", &own, 12)), evidence)
}

fn decided<'a>(decisions: &'a Decisions, finding: &str, evidence: &str) -> Option<&'a Decision> {
    match decisions.about(finding, evidence) {
        Said::Holds(decision) => Some(decision),
        _ => None,
    }
}

fn said(code: &'static crate::diag::Code, hit: &Hit, decision: Option<&Decision>) -> Diagnostic {
    let Hit { paper, counted, .. } = hit;
    Diagnostic::new(code)
        .arg("paper", paper.field.zh)
        .arg("paper_en", paper.field.en)
        .arg("read", paper.number)
        .arg("amount", shown(&paper.amount.to_string()))
        .arg("before", shown(&counted.amount))
        .arg("run", &counted.run)
        .arg("number", counted.segment)
        .arg("claim", &counted.claim)
        .arg("finding", &hit.finding)
        .arg("evidence", &hit.evidence)
        .arg("by", decision.map_or("", |decision| decision.signed.by.as_str()))
        .arg("reason", decision.map_or("", |decision| decision.signed.reason.as_str()))
}

/// `123456USD@2025-06-30` as `1,234.56 USD 2025-06-30`.
fn shown(amount: &str) -> String {
    let (amount, day) = amount.split_once('@').unwrap_or((amount, ""));
    let digits = amount.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let fen = digits.parse().map_or(digits.to_string(), |fen| Fen(fen).to_string());
    let parts = [fen.as_str(), &amount[digits.len()..], day];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(" ")
}
