//! Papers behind claims: what an approval counts, and lines that stand on a paper that was counted before.
//!
//! A claim that was granted does not come back by another name: the ledger keeps a digest of every evidence line
//! that counted. A line is known by the first paper that it names:
//!
//! | paper | one and the same for | told apart by |
//! |---|---|---|
//! | invoice, policy | ever: it is spent once | amount |
//! | contract, certificate, filing, case … | the award year: years of one contract are years of costs | amount and day |
//! | none: the item | the award year: its rights say how often it comes again | amount |
//! | none of these: all that stands in the line | the award year | amount |

use std::collections::BTreeMap;

use polars::prelude::*;

use super::link::Linked;
use super::tables::claim_of_lines;
use crate::award::EngineError;
use crate::budget::Awards;
use crate::diag::{Diagnostic, Severity, codes};
use crate::domain::Fen;
use crate::domain::date::from_epoch_days;
use crate::domain::paper::canonical;
use crate::duplicate::decisions::{Decision, Decisions, Said, fingerprint};
use crate::duplicate::same::Verdict;
use crate::frame::access::{days, indices, ints, texts};
use crate::frame::columns as c;
use crate::frame::fields::{Field, PAPERS};
use crate::frame::output::OutputTable;
use crate::ledger::{Awards as Granteds, Ledger};
use crate::scheme::{Item, Measure, Scheme};

/// Papers that are about one payment and no other.
const SPENT_ONCE: [&str; 2] = [c::INVOICE_NO, c::POLICY_NO];

/// Days that a line may carry; the first that a measure has tells payments on one contract apart.
const DAYS: [&str; 3] = [c::PAID_ON, c::RECEIVED_ON, c::OCCURRED_ON];

/// What a line is known by.
#[derive(Clone, Debug)]
struct Known {
    field: &'static Field,
    /// As it stands in the file.
    number: String,
    digest: String,
    /// Fen, or hundredths of the currency named behind it; `@` and the day where that tells payments apart.
    amount: String,
}

/// Looks lines of one measure up.
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

    fn known(&self, line: usize) -> Option<Known> {
        let amount = self.amounts.as_ref().map_or(0, |amounts| amounts[line]);
        let currency = self.currencies.as_ref().map_or("", |currencies| currencies[line]);
        let currency = if currency == "CNY" { "" } else { currency };
        let known = |field: &'static Field, kind: &str, number: &str, read: &str| Known {
            field,
            number: read.to_string(),
            digest: fingerprint(
                "paper-1",
                &[("kind", kind), ("number", number), ("enterprise", self.codes[line])],
                32,
            ),
            amount: format!("{amount}{currency}"),
        };
        let scope = format!("{}/{}", self.award_year, self.measure.id);
        let named = self.papers.iter().find(|(_, numbers)| !canonical(numbers[line]).is_empty());
        if let Some((field, numbers)) = named {
            let number = canonical(numbers[line]);
            if SPENT_ONCE.contains(&field.name) {
                return Some(known(field, field.name, &number, numbers[line]));
            }
            let day = self.days.as_ref().and_then(|days| from_epoch_days(days[line]?));
            let mut paper = known(field, field.name, &format!("{scope}/{number}"), numbers[line]);
            paper.amount += &day.map_or(String::new(), |day| format!("@{day}"));
            return Some(paper);
        }
        if let Some((field, items)) = &self.item
            && !canonical(items[line]).is_empty()
        {
            let number = format!("{scope}/{}", canonical(items[line]));
            return Some(known(field, c::ITEM, &number, items[line]));
        }
        let whole = self.all.iter().map(|column| column.get(line).ok());
        let whole: Vec<String> =
            whole.map(|cell| cell.map_or(String::new(), |c| c.str_value().into_owned())).collect();
        let field = self.fields.iter().copied().find(|field| field.name == c::USCC)?;
        let number = format!("{scope}/{}", whole.join("\u{1f}"));
        Some(known(field, "line", &number, self.codes[line]))
    }
}

/// The table `papers`: the papers of every line that counts in a claim with an amount.
///
/// # Errors
/// A fault of the engine.
pub fn table(
    awards: &Awards,
    scheme: &Scheme,
    ids: &[String],
    award_year: i32,
) -> Result<OutputTable, EngineError> {
    let payable: BTreeMap<&str, i64> =
        ids.iter().map(String::as_str).zip(awards.current().iter().copied()).collect();
    let (mut claims, mut kinds, mut digests, mut amounts) = (vec![], vec![], vec![], vec![]);
    for (number, measure) in scheme.measures.iter().enumerate() {
        let lines = &awards.lines[number];
        let fields: Vec<&'static Field> = measure.contract().fields().collect();
        let known = Lines::new(lines, (measure, fields.as_slice(), award_year))?;
        let reasons = lines.column(c::LINE_REASON)?.u16()?;
        for (line, claim) in claim_of_lines(awards, number, measure, ids)?.into_iter().enumerate() {
            let counts = reasons.get(line).unwrap_or(0) == 0;
            if !counts || payable.get(claim).is_none_or(|amount| *amount == 0) {
                continue;
            }
            let Some(paper) = known.known(line) else { continue };
            claims.push(claim.to_string());
            kinds.push(paper.field.zh);
            digests.push(paper.digest);
            amounts.push(paper.amount);
        }
    }
    Ok(OutputTable::new("papers", "计入的凭证", "Papers that counted")
        .text(c::CLAIM_ID, &claims, "申报项编号", "Claim")
        .text(c::PAPER, &kinds, "凭证", "Paper")
        .text(c::DIGEST, &digests, "凭证指纹", "Digest of kind, number and enterprise")
        .text(c::PAPER_AMOUNT, &amounts, "凭证金额（分）", "Amount in hundredths"))
}

/// The papers of a table `papers` as the ledger keeps them, by claim.
///
/// # Errors
/// A table that lacks a column.
pub fn by_claim(table: &DataFrame) -> PolarsResult<BTreeMap<String, String>> {
    let (claims, digests) = (texts(table, c::CLAIM_ID)?, texts(table, c::DIGEST)?);
    let amounts = texts(table, c::PAPER_AMOUNT)?;
    let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (row, claim) in claims.into_iter().enumerate() {
        let paper = format!("{}:{}", digests[row], amounts[row]);
        all.entry(claim.to_string()).or_default().push(paper);
    }
    let joined = |(claim, mut papers): (String, Vec<String>)| {
        papers.sort();
        (claim, papers.join(" "))
    };
    Ok(all.into_iter().map(joined).collect())
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
pub struct Granted(BTreeMap<String, Vec<Counted>>);

impl Granted {
    pub fn of(ledger: &Ledger, scheme: &str) -> Self {
        let mut all: BTreeMap<String, Vec<Counted>> = BTreeMap::new();
        let awards = Granteds::of(ledger);
        for award in awards.all.iter().filter(|award| award.head.scheme == scheme) {
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
        Self(all)
    }
}

/// What lines are held against.
#[derive(Clone, Copy, Debug)]
pub struct Before<'a> {
    pub granted: &'a Granted,
    pub decisions: &'a Decisions,
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

/// Leaves out the lines of a measure that stand on papers counted before with the same amount, and asks about
/// those with another one. `level` is how grave the pipeline takes the first.
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
    if before.granted.0.is_empty() {
        return Ok((table.clone(), cases));
    }
    let known = Lines::new(table, of)?;
    let (sources, rows) = (indices(table, c::SOURCE)?, indices(table, c::ROW)?);
    let mut keep = vec![true; table.height()];
    for line in 0..table.height() {
        let Some(paper) = known.known(line) else { continue };
        let Some(all) = before.granted.0.get(&paper.digest) else { continue };
        let same = all.iter().find(|counted| counted.amount == paper.amount);
        let (finding, evidence) = sealed(&paper, all);
        let decision = decided(before.decisions, &finding, &evidence);
        let verdict = decision.map(|decision| decision.verdict);
        let out = match (same, verdict) {
            (_, Some(Verdict::Duplicate)) => true,
            (Some(_), verdict) => verdict != Some(Verdict::Clear),
            (None, _) => false,
        };
        let counted = same.unwrap_or(&all[0]);
        let cell = linked.cell_of(table, line, paper.field);
        let code = match (out, verdict) {
            (true, _) => &codes::PAPER_COUNTED,
            (false, Some(Verdict::Clear)) => &codes::PAPER_AGAIN,
            (false, _) => &codes::PAPER_ASKED,
        };
        let said = said(code, (&paper, counted), (&finding, &evidence), decision);
        if out && level == Some(Severity::Error) {
            keep[line] = false;
            linked.refuse_at(table, line, fields, said, cell);
            continue;
        }
        linked.findings.push(said.at(cell));
        cases.push(PaperCase {
            finding,
            evidence,
            measure: measure.id.clone(),
            place: (sources[line], rows[line]),
            open: verdict != Some(Verdict::Clear),
        });
    }
    let kept = table.filter(&BooleanChunked::from_slice(PlSmallStr::EMPTY, &keep))?;
    Ok((kept, cases))
}

/// The number of a finding, and what a decision on it rests on.
fn sealed(paper: &Known, before: &[Counted]) -> (String, String) {
    let own = [("digest", paper.digest.as_str()), ("amount", paper.amount.as_str())];
    let mut all: Vec<String> = before
        .iter()
        .map(|one| format!("{} {} {} {}", one.segment, one.run, one.claim, one.amount))
        .collect();
    all.sort();
    let facts = own.into_iter().chain(all.iter().map(|one| ("before", one.as_str())));
    let evidence = fingerprint("paper-case-1", &facts.collect::<Vec<_>>(), 16);
    (format!("PA-{}", fingerprint("paper-finding-1", &own, 12)), evidence)
}

fn decided<'a>(decisions: &'a Decisions, finding: &str, evidence: &str) -> Option<&'a Decision> {
    match decisions.about(finding, evidence) {
        Said::Holds(decision) => Some(decision),
        _ => None,
    }
}

fn said(
    code: &'static crate::diag::Code,
    (paper, counted): (&Known, &Counted),
    (finding, evidence): (&str, &str),
    decision: Option<&Decision>,
) -> Diagnostic {
    Diagnostic::new(code)
        .arg("paper", paper.field.zh)
        .arg("paper_en", paper.field.en)
        .arg("read", &paper.number)
        .arg("amount", shown(&paper.amount))
        .arg("before", shown(&counted.amount))
        .arg("run", &counted.run)
        .arg("number", counted.segment)
        .arg("claim", &counted.claim)
        .arg("finding", finding)
        .arg("evidence", evidence)
        .arg("by", decision.map_or("", |decision| decision.by.as_str()))
        .arg("reason", decision.map_or("", |decision| decision.reason.as_str()))
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
