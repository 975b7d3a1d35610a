//! One invoice under two schemes of a run where no crosswalk relates the claims: each scheme counts it, and a person
//! must look.

use std::collections::{BTreeMap, BTreeSet};

use super::across::Crossing;
use crate::diag::{Diagnostic, Failure, codes};
use crate::domain::paper::each;
use crate::duplicate::papers::name_of;
use crate::frame::access::{indices, texts};
use crate::frame::columns as c;
use crate::frame::fields::PAPERS;
use crate::pipeline::schemes::Joint;
use crate::run::Computed;

/// Papers of which each bears one amount; a contract or a permit may stand under two schemes by right.
const OF_MONEY: [&str; 2] = [c::INVOICE_NO, c::POLICY_NO];

/// Places of two schemes among those of the file.
type Schemes = (usize, usize);

/// Where a paper stands: scheme, code of the enterprise, measure.
type Stands<'a> = (usize, &'a str, usize);

/// What is said of papers that counting lines of two schemes name: once for each pair of schemes and kind of paper, with
/// the places of both schemes. What crosswalks relate is told by [`super::across`].
///
/// # Errors
/// A fault of the engine.
pub fn findings(
    joint: &Joint,
    parts: &[Computed],
    crossings: &[Crossing],
) -> Result<Vec<(Schemes, Diagnostic)>, Failure> {
    let mut out = Vec::new();
    let codes_read = parts.iter().map(|part| texts(&part.prepared.inputs.firms, c::USCC));
    let codes_read = codes_read.collect::<Result<Vec<_>, _>>()?;
    let related = related(crossings, &codes_read);
    let apart = |a: &Stands, b: &Stands| a.0 < b.0 && !related.contains(&(*a, *b));
    for (at, name) in PAPERS.iter().enumerate().filter(|(_, name)| OF_MONEY.contains(name)) {
        let mut shared: BTreeMap<Schemes, BTreeSet<String>> = BTreeMap::new();
        for (number, stands) in by_number(parts, &codes_read, name)? {
            for first in &stands {
                let others = stands.iter().filter(|second| apart(first, second));
                for second in others {
                    shared.entry((first.0, second.0)).or_default().insert(number.clone());
                }
            }
        }
        let paper = name_of(at);
        out.extend(shared.into_iter().map(|(schemes, numbers)| {
            let title = |at: usize| &joint.parts[at].pipeline.scheme.title;
            let (own, other) = (title(schemes.0), title(schemes.1));
            let said = Diagnostic::new(&codes::PAPERS_ACROSS).arg("count", numbers.len());
            let said = said.arg("paper", &paper.zh).arg("paper_en", &paper.en);
            let said = said.arg("first", numbers.first().map_or("", String::as_str));
            let said = said.arg("own", &own.zh).arg("own_en", &own.en);
            (schemes, said.arg("other", &other.zh).arg("other_en", &other.en))
        }));
    }
    Ok(out)
}

/// The numbers of one kind of paper on lines that count, with where each stands.
fn by_number<'a>(
    parts: &'a [Computed],
    codes_read: &[Vec<&'a str>],
    name: &str,
) -> Result<BTreeMap<String, BTreeSet<Stands<'a>>>, Failure> {
    let mut out: BTreeMap<String, BTreeSet<Stands>> = BTreeMap::new();
    for (scheme, part) in parts.iter().enumerate() {
        for (measure, lines) in part.awards.lines.iter().enumerate() {
            if lines.column(name).is_err() {
                continue;
            }
            let (numbers, firms) = (texts(lines, name)?, indices(lines, c::FIRM)?);
            let reasons = lines.column(c::LINE_REASON)?.u16()?;
            for (row, text) in numbers.iter().enumerate() {
                if reasons.get(row).unwrap_or(0) != 0 {
                    continue;
                }
                let firm = codes_read[scheme][firms[row] as usize];
                for form in each(text).into_iter().filter(|form| !form.is_empty()) {
                    out.entry(form).or_default().insert((scheme, firm, measure));
                }
            }
        }
    }
    Ok(out)
}

/// Claims that a crosswalk relates, either way.
fn related<'a>(
    crossings: &[Crossing],
    codes_read: &[Vec<&'a str>],
) -> BTreeSet<(Stands<'a>, Stands<'a>)> {
    let stands = |crossing: &Crossing, side: usize| {
        let firm = [crossing.pair.firms.0, crossing.pair.firms.1][side] as usize;
        let scheme = crossing.scheme(side);
        (scheme, codes_read[scheme][firm], crossing.claim(side).0)
    };
    let both = |crossing: &Crossing| {
        let (own, other) = (stands(crossing, 0), stands(crossing, 1));
        [(own, other), (other, own)]
    };
    crossings.iter().flat_map(both).collect()
}
