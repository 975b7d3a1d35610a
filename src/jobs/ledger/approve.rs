//! `jiangbu approve`: a run becomes part of the ledger, once, and only as what it was computed from.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

use chrono::NaiveDate;
use polars::prelude::DataFrame;

use crate::diag::{Diagnostic, Diagnostics, Failure, codes};
use crate::domain::digest::short;
use crate::domain::paper::canonical;
use crate::domain::{Fen, LaterYears};
use crate::frame::access::texts;
use crate::frame::columns as c;
use crate::frame::kernels::sum;
use crate::intake::objected;
use crate::intake::origin::{read_pipeline, unchanged};
use crate::intake::papers;
use crate::intake::settled;
use crate::jobs::ledger::proposal::{Facts, Proposal, Terms, named, odd_day};
use crate::ledger::segment::BEGINNING;
use crate::ledger::{Award, Awards, Entry, Head, Kind, Ledger, Segment, Writer};
use crate::pipeline::review::Plan;
use crate::reconcile::approved::fen;
use crate::run_folder::stored::StoredRun;
use crate::tables::award::CLAIMS;
use crate::tables::payment::Instalment;
use crate::tables::review::Asked;

/// Tables of a run that are no filings: they may serve several runs.
const NO_FILINGS: [&str; 15] = [
    "firms",
    "platform",
    "invoices",
    "history",
    "listed",
    "opinions",
    "events",
    "changes",
    "accounts",
    "duplicates",
    "decisions",
    "rosters",
    "owed",
    "reviews",
    "verdicts",
];

/// What is asked for.
#[derive(Debug)]
pub struct Request<'a> {
    pub run: &'a Path,
    /// Beside the run where none is given.
    pub ledger: Option<&'a Path>,
    /// Looked for where none is given.
    pub pipeline: Option<&'a Path>,
    pub on: NaiveDate,
    pub by: &'a str,
}

/// Puts a run into the ledger.
///
/// # Errors
/// As [`propose`]; a disk that refuses.
pub fn approve(request: &Request) -> Result<Segment, Failure> {
    propose(request, &Terms::default())?.commit()
}

/// Looks at everything that speaks against approving a run, and tells what would be written.
///
/// # Errors
/// A run that is no run, a draft or a scenario, with errors that nobody acknowledged, approved already, with
/// filings approved already, of another ledger, or not what it was computed from; a day or a name that cannot be;
/// a ledger that is not there, that another process writes or whose chain is broken.
pub fn propose(request: &Request, terms: &Terms) -> Result<Proposal, Failure> {
    let stored = StoredRun::open(request.run)?;
    terms.check(request, &stored)?;
    let claims = stored.tables.frame(CLAIMS)?;
    payable(&stored)?;
    let (mut head, entries) = (head(&stored, request, terms), entries(&stored, &claims)?);
    head.settled = settled::settled(&stored)?;
    sound(&stored, &head, &entries)?;
    terms.acknowledged(&stored)?;
    let pipeline = read_pipeline(&stored, request.pipeline)?;
    let open = open_findings(&stored)?;
    decided(&open, pipeline.review.as_ref())?;
    let own = request.ledger.or(pipeline.inputs.ledger.as_deref());
    let writer = Writer::open(&own.map_or_else(|| stored.home(), Path::to_path_buf))?;
    same_ledger(&stored, &writer.ledger)?;
    rests_on(&stored, &writer.ledger)?;
    not_yet(&writer.ledger, &head)?;
    unchanged(&stored, &pipeline, Some(&writer.ledger))?;
    not_granted(&writer.ledger, &head, &entries, stored.manifest.ledger.is_some())?;
    let mut facts = Facts::new(&stored, &writer, &head, &entries)?;
    facts.findings_open = by_kind(&open).into_iter().map(|(kind, own)| (kind, own.len())).collect();
    Ok(Proposal { facts, writer, head, entries })
}

/// Findings of a run that nobody has decided, where there is something to pay.
fn open_findings(stored: &StoredRun) -> Result<Vec<Asked>, Failure> {
    let all = stored.tables.rows_if_any::<Asked>()?.unwrap_or_default();
    Ok(all.into_iter().filter(|asked| asked.open && asked.payable > Fen(0)).collect())
}

fn by_kind(open: &[Asked]) -> BTreeMap<&'static str, Vec<&Asked>> {
    let mut out: BTreeMap<&str, Vec<&Asked>> = BTreeMap::new();
    open.iter().for_each(|asked| out.entry(asked.kind.key()).or_default().push(asked));
    out
}

/// Whether everything is decided that the pipeline marks.
fn decided(open: &[Asked], plan: Option<&Plan>) -> Result<(), Failure> {
    let must = plan.map_or(&[][..], |plan| plan.must_decide.as_slice());
    let own = |kind: &str| must.iter().any(|marked| marked.key() == kind);
    let mut faults = Diagnostics::default();
    for (kind, all) in by_kind(open).into_iter().filter(|(kind, _)| own(kind)) {
        const SHOWN: usize = 5;
        let mut which: Vec<&str> = all.iter().take(SHOWN).map(|asked| asked.id.as_str()).collect();
        which.extend((all.len() > SHOWN).then_some("…"));
        let fault = Diagnostic::new(&codes::FINDINGS_UNDECIDED).arg("count", all.len());
        faults.push(fault.arg("read", kind).arg("which", which.join("、")));
    }
    faults.into_result(()).map_err(Failure::User)
}

/// Whether the ledger that the run read is the one to be written to, as long as it was then or longer.
fn same_ledger(stored: &StoredRun, ledger: &Ledger) -> Result<(), Failure> {
    let Some(read) = &stored.manifest.ledger else { return Ok(()) };
    if read.id == ledger.id && ledger.length_at(&read.head).is_some() {
        return Ok(());
    }
    let shown = |id: &str, head: &str| format!("{} · {}", short(id), short(head));
    let fault = Diagnostic::new(&codes::OTHER_LEDGER)
        .arg("read", shown(&read.id, &read.head))
        .arg("own", shown(&ledger.id, ledger.head()));
    Err(Failure::User(fault.into()))
}

/// Whether the approval that a batch of upheld objections rests on still holds.
fn rests_on(stored: &StoredRun, ledger: &Ledger) -> Result<(), Failure> {
    match &stored.manifest.objected {
        Some(objected) if !objected::holds(ledger, objected) => Err(refuse(
            "异议批次所依据的核准已不在台账中",
            "the approval that the batch of objections rests on does not hold any more",
        )),
        _ => Ok(()),
    }
}

/// What a claim is about, however its item is spelled.
pub(super) fn key(entry: &Entry) -> (&str, &str, Cow<'_, str>) {
    (&entry.measure, &entry.code, canonical(&entry.item))
}

fn head(stored: &StoredRun, request: &Request, terms: &Terms) -> Head {
    Head {
        number: 0,
        kind: Kind::Approval,
        previous: BEGINNING.to_string(),
        on: request.on.to_string(),
        by: request.by.trim().to_string(),
        reason: terms.despite.unwrap_or_default().trim().to_string(),
        about: stored.manifest.objected.as_ref().map_or(0, |objected| objected.segment),
        folder: stored.name(),
        manifest: stored.manifest_sha256.clone(),
        claims: stored.tables.sha256("claims").unwrap_or_default().to_string(),
        scheme: stored.manifest.scheme.id.clone(),
        award_year: stored.manifest.award_year,
        filings: filings(stored),
        settled: Vec::new(),
        content: String::new(),
    }
}

/// Name and hash of every file with lines of filings.
fn filings(stored: &StoredRun) -> Vec<(String, String)> {
    let sources = stored.manifest.inputs.iter();
    let own = sources.filter(|source| !NO_FILINGS.contains(&source.table.as_str()));
    let mut files: Vec<(String, String)> =
        own.map(|source| (source.file.clone(), source.sha256.clone())).collect();
    files.sort();
    files.dedup();
    files
}

/// Claims with an amount, and the papers behind them.
fn entries(stored: &StoredRun, claims: &DataFrame) -> Result<Vec<Entry>, Failure> {
    let mut papers = papers::by_claim(stored.tables.rows()?);
    let mut later = later_years(stored)?;
    let text = |name| texts(claims, name);
    let (ids, codes, firms) = (text(c::CLAIM_ID)?, text(c::USCC)?, text(c::FIRM_NAME)?);
    let (measures, clauses, items) = (text(c::MEASURE)?, text(c::CLAUSE)?, text(c::ITEM)?);
    let (bases, amounts) = (fen(claims, c::BASE)?, fen(claims, c::PAYABLE)?);
    let before = fen(claims, c::BASE_BEFORE)?;
    let rows = (0..claims.height()).filter(|row| amounts[*row] > 0);
    let entry = |row: usize| Entry {
        claim: ids[row].to_string(),
        code: codes[row].to_string(),
        firm: firms[row].to_string(),
        measure: measures[row].to_string(),
        clause: clauses[row].to_string(),
        item: items[row].to_string(),
        // A base that holds earlier years is recognised anew only for what was added to it.
        base: bases[row] - before[row],
        amount: amounts[row],
        state: "approved".to_string(),
        papers: papers.remove(ids[row]).unwrap_or_default(),
        later: later.remove(ids[row]).map_or(String::new(), |later| later.text()),
        ..Entry::default()
    };
    Ok(rows.map(entry).collect())
}

/// What later years pay of claims that are paid in parts.
fn later_years(stored: &StoredRun) -> Result<BTreeMap<String, LaterYears>, Failure> {
    let year = stored.manifest.award_year;
    let mut out: BTreeMap<String, LaterYears> = BTreeMap::new();
    for part in stored.tables.rows_if_any::<Instalment>()?.unwrap_or_default() {
        let of = i32::try_from(part.borne_by).unwrap_or(year);
        if of > year {
            out.entry(part.claim).or_default().add(of, part.amount.0);
        }
    }
    Ok(out)
}

fn refuse(zh: &str, en: &str) -> Failure {
    let fault = Diagnostic::new(&codes::NOT_TO_BE_APPROVED).arg("what", zh).arg("what_en", en);
    Failure::User(fault.into())
}

/// Whether anything may be paid on a run at all.
fn payable(stored: &StoredRun) -> Result<(), Failure> {
    let manifest = &stored.manifest;
    if manifest.scheme.draft {
        return Err(refuse("方案尚未生效（征求意见稿）", "the scheme is a draft"));
    }
    if manifest.scenario.is_some() {
        return Err(refuse("这是情景推演的结果", "this is the result of a scenario"));
    }
    match &manifest.incomplete {
        Some(missing) if !missing.accepted => Err(Failure::User(missing.refused().into())),
        _ => Ok(()),
    }
}

/// Whether the claims are what the manifest says of them.
fn sound(stored: &StoredRun, head: &Head, entries: &[Entry]) -> Result<(), Failure> {
    let amounts: Vec<i64> = entries.iter().map(|entry| entry.amount).collect();
    let (found, stated) = (sum(&amounts), stored.manifest.control_totals.payable);
    if i128::from(stated.0) != found {
        let shown = |fen: i128| i64::try_from(fen).map_or(fen.to_string(), |f| Fen(f).to_string());
        let fault = Diagnostic::new(&codes::CONTROL_TOTAL)
            .arg("what", "结果目录清单拟拨付金额＝核定明细")
            .arg("expected", stated)
            .arg("found", shown(found));
        return Err(Failure::Unbalanced(fault.into()));
    }
    if head.scheme.is_empty() || entries.is_empty() {
        return Err(refuse("没有拟拨付的申报项", "no claim has an amount"));
    }
    Ok(())
}

/// Whether the run, or a filing in it, stands in the ledger already.
fn not_yet(ledger: &Ledger, head: &Head) -> Result<(), Failure> {
    let withdrawn: Vec<u32> = ledger
        .segments
        .iter()
        .filter(|segment| segment.head.kind == Kind::Withdrawal)
        .map(|segment| segment.head.about)
        .collect();
    let approvals = ledger
        .segments
        .iter()
        .map(|segment| &segment.head)
        .filter(|known| known.kind == Kind::Approval && !withdrawn.contains(&known.number));
    let of_scheme: Vec<&Head> = approvals
        .filter(|known| known.scheme == head.scheme && known.award_year == head.award_year)
        .collect();
    if let Some(known) = of_scheme.iter().find(|known| known.manifest == head.manifest) {
        let fault = Diagnostic::new(&codes::APPROVED_ALREADY).arg("number", known.number);
        return Err(Failure::User(fault.arg("day", &known.on).arg("by", &known.by).into()));
    }
    let mut faults = Diagnostics::default();
    // A batch of objections computes claims of these filings anew.
    let own = |known: &&Head| {
        head.about != 0 && (known.number == head.about || known.about == head.about)
    };
    for known in of_scheme.into_iter().filter(|known| !own(known)) {
        let again =
            head.filings.iter().filter(|(_, sha)| known.filings.iter().any(|f| f.1 == *sha));
        faults.0.extend(again.map(|(file, _)| {
            Diagnostic::new(&codes::FILINGS_APPROVED)
                .arg("run", &known.folder)
                .arg("number", known.number)
                .at(crate::diag::Place::File(file.clone()))
        }));
    }
    faults.into_result(()).map_err(Failure::User)
}

/// Whether a run may grant what was granted before without knowing of it: corrected filings computed again while
/// the first approval stands (A595), any batch that does not see the ones before (A509).
fn not_granted(
    ledger: &Ledger,
    head: &Head,
    entries: &[Entry],
    reads_ledger: bool,
) -> Result<(), Failure> {
    if reads_ledger {
        return Ok(());
    }
    let own: BTreeMap<_, &Entry> = entries.iter().map(|entry| (key(entry), entry)).collect();
    let awards = Awards::of(ledger);
    let of_scheme: Vec<&Award> =
        awards.all.iter().filter(|award| award.head.scheme == head.scheme).collect();
    let of_year = of_scheme.iter().filter(|award| award.head.award_year == head.award_year);
    let again: Vec<(&Head, &Entry)> = of_year
        .filter(|award| award.counts() > 0)
        .filter_map(|award| Some((award.head, *own.get(&key(award.entry))?)))
        .collect();
    let Some((known, first)) = again.first() else {
        let fault = Diagnostic::new(&codes::LEDGER_NOT_READ).arg("count", of_scheme.len());
        let fault = fault.arg(c::SCHEME, &head.scheme);
        return match of_scheme.is_empty() {
            true => Ok(()),
            false => Err(Failure::User(fault.into())),
        };
    };
    let of_run = again.iter().filter(|(head, _)| head.number == known.number);
    let fault = Diagnostic::new(&codes::CLAIMS_APPROVED)
        .arg("count", of_run.count())
        .arg("claim", &first.claim)
        .arg("run", &known.folder)
        .arg("number", known.number);
    Err(Failure::User(fault.into()))
}

/// Takes back an approval that nothing was paid on.
///
/// # Errors
/// No such approval, withdrawn already, or paid; a day that cannot be; a ledger that cannot be written.
pub fn withdraw(
    folder: &Path,
    number: u32,
    (on, by, reason): (NaiveDate, &str, &str),
    today: Option<NaiveDate>,
) -> Result<Segment, Failure> {
    named("决定人（--by）", "who decides (--by)", by)?;
    named("理由（--reason）", "the reason (--reason)", reason)?;
    let writer = Writer::open(folder)?;
    let fault = |zh: &str, en: &str| {
        let fault = Diagnostic::new(&codes::CANNOT_WITHDRAW).arg("number", number);
        Failure::User(fault.arg("what", zh).arg("what_en", en).into())
    };
    let segments = &writer.ledger.segments;
    let approval = segments.iter().map(|segment| &segment.head);
    let approval = approval.clone().find(|h| h.number == number && h.kind == Kind::Approval);
    let Some(approval) = approval.cloned() else {
        return Err(fault("不是核准", "it is no approval"));
    };
    let awards = Awards::of(&writer.ledger);
    let mut own = awards.all.iter().filter(|award| award.head.number == number).peekable();
    if own.peek().is_none() {
        return Err(fault("已经撤回", "it was withdrawn already"));
    }
    if own.any(Award::was_paid) {
        return Err(fault("已有拨付", "payments were made on it"));
    }
    if awards.all.iter().any(|award| award.head.about == number) {
        return Err(fault(
            "其后有异议批次以它为据，请先撤回那些批次",
            "batches of objections rest on it: withdraw those first",
        ));
    }
    if let Some(today) = today.filter(|today| on > *today) {
        return Err(odd_day(
            on,
            format!("晚于今天（{today}）"),
            format!("is after today ({today})"),
        ));
    }
    if approval.on.parse().is_ok_and(|day: NaiveDate| on < day) {
        let (zh, en) = (
            format!("早于核准日（{}）", approval.on),
            format!("is before the approval ({})", approval.on),
        );
        return Err(odd_day(on, zh, en));
    }
    let head = Head {
        kind: Kind::Withdrawal,
        on: on.to_string(),
        by: by.to_string(),
        reason: reason.to_string(),
        about: number,
        filings: Vec::new(),
        settled: Vec::new(),
        ..approval
    };
    Ok(writer.add(head, Vec::new())?)
}
