//! What people decided, in three layers: who somebody is, what a text means, one case. A decision is input: it holds
//! for everything it covers as long as what its layer rests on is the same, and it is never written over. Beside them
//! stand what was said of whole lists ([`super::lists`]) and papers that enterprises gave ([`super::papers_given`]).
//!
//! | layer | rests on |
//! |---|---|
//! | who | name and code in the roster, code and name of the applicant |
//! | kind | text of the item, without year and batch, and the sources that use it |
//! | matter | the claim, the row, and the evidence of the case |

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::*;
use sha2::{Digest, Sha256};

use super::kinds::answer_key;
use super::lists::ListAnswers;
use super::papers_given::PapersGiven;
use super::same::Verdict;
use crate::diag::{Diagnostic, Place, codes, suggest};
use crate::domain::digest::hex;
use crate::domain::text::comparable;
use crate::frame::access::{days, indices, texts};
use crate::frame::columns as c;

/// A fingerprint of facts by name, so many hex digits of it: what an id is made of, or what a decision rests on.
/// `what` names the encoding and its version; every text stands with its length, so that none runs into the next.
pub fn fingerprint(what: &str, facts: &[(&str, &str)], digits: usize) -> String {
    hex(&sha256(what, facts))[..digits].to_string()
}

/// The first bytes of the digest that a fingerprint shows.
pub fn digest<const BYTES: usize>(what: &str, facts: &[(&str, &str)]) -> [u8; BYTES] {
    let whole = sha256(what, facts);
    std::array::from_fn(|byte| whole[byte])
}

fn sha256(what: &str, facts: &[(&str, &str)]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    let mut add = |text: &str| {
        hasher.update((text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    };
    add(what);
    for (name, value) in facts {
        add(name);
        add(value);
    }
    hasher.finalize().into()
}

/// Who said it, when and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    pub by: String,
    /// Days since 1970.
    pub on: i32,
    pub reason: String,
    pub place: (u32, u32),
}

/// One decision on a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    pub evidence: String,
    pub verdict: Verdict,
    pub signed: Signed,
}

/// What a text is: ids of measures of the same kind, and possibly so. All others are another kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KindAnswer {
    pub same: Vec<String>,
    pub possible: Vec<String>,
    pub signed: Signed,
}

/// Whether a name or code in rosters is an applicant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhoAnswer {
    pub same: bool,
    pub signed: Signed,
}

/// What the layer of identity rests on: the name and the code that the roster shows, the applicant's code and name.
type WhoKey = [String; 4];

/// Decisions by what they rest on: who somebody is, what a text means, one case.
#[derive(Clone, Debug, Default)]
pub struct Decisions {
    by_finding: BTreeMap<String, Vec<Decision>>,
    /// What one row says of several findings: it holds for those that were not decided by themselves.
    together: BTreeMap<String, Vec<Decision>>,
    /// Findings of which one row says that some is a duplicate, not which: each is asked by itself.
    apart: BTreeSet<String>,
    who: BTreeMap<WhoKey, Vec<WhoAnswer>>,
    /// By text and source.
    kinds: BTreeMap<String, BTreeMap<String, Vec<KindAnswer>>>,
    /// What was said of lists: their years and states.
    pub lists: ListAnswers,
    /// Numbers of papers that enterprises gave, by finding.
    pub papers: PapersGiven,
}

/// What the decisions say about a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said<'a> {
    Nothing,
    Holds(&'a Decision),
    /// Decided on evidence that has changed since.
    Outdated(&'a Decision),
    /// Two of the same day say different things.
    Contradiction,
}

/// The latest of some answers; whether two of its day differ.
pub fn latest<'a, T>(
    all: impl Iterator<Item = &'a T> + Clone,
    signed: fn(&T) -> &Signed,
    agree: fn(&T, &T) -> bool,
) -> (Option<&'a T>, bool) {
    let Some(last) = all.clone().max_by_key(|one| signed(one).on) else { return (None, false) };
    let mut of_day = all.filter(|one| signed(one).on == signed(last).on);
    let differ = of_day.any(|one| !agree(one, last));
    (Some(last).filter(|_| !differ), differ)
}

/// The columns of a sheet that say who, when and why. Who and when need be written once: rows without them are signed
/// as the nearest above, else as the first below.
pub struct Signatures<'a> {
    by: Vec<&'a str>,
    on: Vec<Option<i32>>,
    reasons: Vec<&'a str>,
    pub sources: Vec<u32>,
    pub rows: Vec<u32>,
}

impl<'a> Signatures<'a> {
    /// # Errors
    /// A fault of the engine.
    pub fn read(table: &'a DataFrame) -> PolarsResult<Self> {
        let sources = indices(table, c::SOURCE)?;
        let mut by = texts(table, c::DECIDED_BY)?;
        let mut on = days(table, c::DECIDED_ON)?;
        let down = (1..sources.len()).map(|row| (row - 1, row));
        let up = (1..sources.len()).rev().map(|row| (row, row - 1));
        for (from, to) in down.chain(up).filter(|(from, to)| sources[*from] == sources[*to]) {
            by[to] = if by[to].is_empty() { by[from] } else { by[to] };
            on[to] = on[to].or(on[from]);
        }
        let (reasons, rows) = (texts(table, c::DECISION_REASON)?, indices(table, c::ROW)?);
        Ok(Self { by, on, reasons, sources, rows })
    }

    /// Who, when and why; `None` where nobody signed or no day is known.
    pub fn of(&self, row: usize) -> Option<Signed> {
        let by = Some(self.by[row]).filter(|by| !by.is_empty())?.to_string();
        let (on, reason) = (self.on[row]?, self.reasons[row].to_string());
        Some(Signed { by, on, reason, place: (self.sources[row], self.rows[row]) })
    }

    /// Says that a row is not signed.
    pub fn incomplete(
        &self,
        row: usize,
        what: &str,
        place: &dyn Fn(u32, u32) -> Place,
    ) -> Diagnostic {
        let fault = Diagnostic::new(&codes::DECISION_INCOMPLETE).arg("read", what);
        fault.at(place(self.sources[row], self.rows[row]))
    }
}

impl Decisions {
    /// Reads the rows of sheets of cases; those without an answer are not decided yet. Answers that nobody signed do
    /// not count and are said, `place` telling where they stand.
    ///
    /// # Errors
    /// A fault of the engine.
    pub fn read(
        table: &DataFrame,
        place: impl Fn(u32, u32) -> Place,
    ) -> PolarsResult<(Self, Vec<Diagnostic>)> {
        let text = |name| texts(table, name);
        let (ids, evidence, verdicts) =
            (text(c::FINDING_ID)?, text(c::EVIDENCE)?, text(c::VERDICT)?);
        let who = [text(c::OTHER_NAME)?, text(c::OTHER_CODE)?, text(c::USCC)?, text(c::FIRM_NAME)?];
        let same = table.column(c::SAME_FIRM)?.bool()?;
        let signatures = Signatures::read(table)?;
        let (mut decisions, mut said) = (Self::default(), Vec::new());
        for row in 0..table.height() {
            let verdict = match verdicts[row] {
                "重复" => Some(Verdict::Duplicate),
                "不重复" => Some(Verdict::Clear),
                "存疑" => Some(Verdict::Suspected),
                _ => None,
            };
            let same = same.get(row);
            if verdict.is_none() && same.is_none() {
                continue;
            }
            let Some(signed) = signatures.of(row) else {
                said.push(signatures.incomplete(row, ids[row], &place));
                continue;
            };
            if let Some(same) = same {
                let key = who_key(who[0][row], who[1][row], who[2][row], who[3][row]);
                let answer = WhoAnswer { same, signed: signed.clone() };
                decisions.who.entry(key).or_default().push(answer);
            }
            let Some(verdict) = verdict else { continue };
            let several = ids[row].contains(SEVERAL);
            // A row that lacks the evidence of one says nothing that holds of it.
            let proofs = evidence[row].split(SEVERAL).chain(std::iter::repeat(""));
            for (id, evidence) in ids[row].split(SEVERAL).zip(proofs) {
                if several && verdict == Verdict::Duplicate {
                    decisions.apart.insert(id.to_string());
                    continue;
                }
                let decision =
                    Decision { evidence: evidence.to_string(), verdict, signed: signed.clone() };
                let into = match several {
                    true => &mut decisions.together,
                    false => &mut decisions.by_finding,
                };
                into.entry(id.to_string()).or_default().push(decision);
            }
        }
        Ok((decisions, said))
    }

    /// Reads answers about texts. Measures stand by their ids or clauses, several with marks between; 无 is none. One
    /// that stands under both headings is no answer. `possibly` is the cell of what is possible in a row.
    ///
    /// # Errors
    /// A fault of the engine.
    pub fn read_kinds(
        &mut self,
        table: &DataFrame,
        measures: &[(String, String)],
        place: &dyn Fn(u32, u32) -> Place,
        possibly: &dyn Fn(usize) -> Place,
    ) -> PolarsResult<Vec<Diagnostic>> {
        let text = |name| texts(table, name);
        let (sources, items) = (text(c::OTHER_SCHEME)?, text(c::OTHER_ITEM)?);
        let (same, possible) = (text(c::SAME_MEASURES)?, text(c::POSSIBLE_MEASURES)?);
        let signatures = Signatures::read(table)?;
        let mut said = Vec::new();
        for row in 0..table.height() {
            if same[row].is_empty() && possible[row].is_empty() {
                continue;
            }
            let listed =
                named(same[row], measures).and_then(|s| Ok((s, named(possible[row], measures)?)));
            match (listed, signatures.of(row)) {
                (Err(word), _) => {
                    let at = place(signatures.sources[row], signatures.rows[row]);
                    let known =
                        || measures.iter().flat_map(|(id, clause)| [id.as_str(), clause.as_str()]);
                    let near = suggest(&word, known()).unwrap_or_default();
                    let list: Vec<&str> =
                        measures.iter().map(|(_, clause)| clause.as_str()).collect();
                    let fault = Diagnostic::new(&codes::KIND_UNKNOWN).arg("read", &word);
                    said.push(fault.arg("suggestion", near).arg("known", list.join("、")).at(at));
                }
                (Ok((same, possible)), _) if same.iter().any(|own| possible.contains(own)) => {
                    let both =
                        |(id, _): &&(String, String)| same.contains(id) && possible.contains(id);
                    let both: Vec<&str> =
                        measures.iter().filter(both).map(|(_, clause)| clause.as_str()).collect();
                    let fault = Diagnostic::new(&codes::KIND_TWICE).arg("read", both.join("、"));
                    said.push(fault.arg("item", items[row]).at(possibly(row)));
                }
                (Ok(_), None) => said.push(signatures.incomplete(row, items[row], place)),
                (Ok((same, possible)), Some(signed)) => {
                    let answer = KindAnswer { same, possible, signed };
                    let of_text = self.kinds.entry(answer_key(items[row])).or_default();
                    for source in sources_in(sources[row]) {
                        of_text.entry(source.to_string()).or_default().push(answer.clone());
                    }
                }
            }
        }
        Ok(said)
    }

    /// What holds for a finding with this evidence: the latest decision on it, else on it among others.
    pub fn about(&self, finding: &str, evidence: &str) -> Said<'_> {
        let all = [&self.by_finding, &self.together].map(|by| by.get(finding));
        for all in all.into_iter().flatten() {
            let current = all.iter().filter(|decision| decision.evidence == evidence);
            match latest(current, |d| &d.signed, |a, b| a.verdict == b.verdict) {
                (_, true) => return Said::Contradiction,
                (Some(last), _) => return Said::Holds(last),
                (None, _) => {}
            }
        }
        let last = all.into_iter().flatten().flatten().max_by_key(|decision| decision.signed.on);
        last.map_or(Said::Nothing, Said::Outdated)
    }

    /// Whether a finding must be asked about by itself.
    pub fn is_apart(&self, finding: &str) -> bool {
        self.apart.contains(finding)
    }

    /// Whether a name and code of a roster is an applicant; the flag tells of two answers of one day.
    pub fn who(&self, name: &str, code: &str, own: (&str, &str)) -> (Option<&WhoAnswer>, bool) {
        if self.who.is_empty() {
            return (None, false);
        }
        let all = self.who.get(&who_key(name, code, own.0, own.1)).map_or(&[][..], Vec::as_slice);
        latest(all.iter(), |a| &a.signed, |a, b| a.same == b.same)
    }

    /// What the office said of a text of a source; the flag tells of two answers of one day.
    pub fn kind(&self, source: &str, text: &str) -> (Option<KindAnswer>, bool) {
        let all = self.of_text(text).and_then(|by_source| by_source.get(source));
        let (last, differ) = latest_kind(all.map_or(&[], Vec::as_slice));
        (last.cloned(), differ)
    }

    /// What the office said of the same text of other sources, where it said the same of all of them.
    pub fn kind_elsewhere(&self, source: &str, text: &str) -> Option<KindAnswer> {
        let others = self.of_text(text)?.iter().filter(|(other, _)| *other != source);
        let mut said: Vec<&KindAnswer> = Vec::new();
        for (_, all) in others {
            match latest_kind(all) {
                (_, true) => return None,
                (last, false) => said.extend(last),
            }
        }
        let last = said.iter().max_by_key(|answer| answer.signed.on)?;
        said.iter().all(|answer| same_kinds(answer, last)).then(|| (*last).clone())
    }

    fn of_text(&self, text: &str) -> Option<&BTreeMap<String, Vec<KindAnswer>>> {
        if self.kinds.is_empty() {
            return None;
        }
        self.kinds.get(&answer_key(text))
    }

    /// Findings that were decided on, with the place of the first decision.
    pub fn findings(&self) -> impl Iterator<Item = (&str, (u32, u32))> {
        let place = |all: &[Decision]| all.first().map(|first| first.signed.place);
        let all = self.by_finding.iter().chain(&self.together);
        all.filter_map(move |(id, all)| Some((id.as_str(), place(all)?)))
    }

    /// All answers about texts: source, text without year and batch, answer.
    pub fn kinds(&self) -> impl Iterator<Item = (&str, &str, &KindAnswer)> {
        self.kinds.iter().flat_map(|(text, by_source)| {
            let of_source = by_source.iter();
            of_source
                .flat_map(move |(source, all)| all.iter().map(move |a| (&**source, &**text, a)))
        })
    }

    /// All answers about identity: name and code in the roster, code and name of the applicant, answer.
    pub fn identities(&self) -> impl Iterator<Item = (&[String; 4], &WhoAnswer)> {
        self.who.iter().flat_map(|(key, all)| all.iter().map(move |answer| (key, answer)))
    }

    /// All decisions on cases.
    pub fn cases(&self) -> impl Iterator<Item = (&str, &Decision)> {
        let all = self.by_finding.iter().chain(&self.together);
        all.flat_map(|(id, all)| all.iter().map(move |d| (id.as_str(), d)))
    }
}

fn same_kinds(a: &KindAnswer, b: &KindAnswer) -> bool {
    a.same == b.same && a.possible == b.possible
}

fn latest_kind(all: &[KindAnswer]) -> (Option<&KindAnswer>, bool) {
    latest(all.iter(), |answer| &answer.signed, same_kinds)
}

/// What stands between findings that one row asks about.
pub const SEVERAL: &str = "、";

/// Marks between the sources of a cell.
const BETWEEN: [char; 7] = ['、', ',', '，', ';', '；', '/', '\n'];

/// Sources in a cell: a text that several of them use is answered once.
pub fn sources_in(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(BETWEEN).map(str::trim).filter(|source| !source.is_empty())
}

fn who_key(name: &str, code: &str, own: &str, own_name: &str) -> WhoKey {
    [comparable(name), comparable(code), own.to_string(), comparable(own_name)]
}

/// Ids of measures in a cell.
///
/// # Errors
/// The word that is none.
pub fn named(cell: &str, measures: &[(String, String)]) -> Result<Vec<String>, String> {
    const NONE: [&str; 4] = ["无", "均不同类", "none", "-"];
    let words = cell.split(['、', ',', '，', ';', '；', '/', ' ', '\n']).map(str::trim);
    let mut out = Vec::new();
    for word in
        words.filter(|word| !word.is_empty() && !NONE.contains(&word.to_lowercase().as_str()))
    {
        let known = measures.iter().find(|(id, clause)| id == word || clause == word);
        out.push(known.ok_or_else(|| word.to_string())?.0.clone());
    }
    out.sort();
    out.dedup();
    Ok(out)
}
