//! Findings about the run's own claims that a person decides. What a finding is about makes its id; what its claims say,
//! its fingerprint.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::*;

use super::subjects::{OfMeasure, Subject};
use crate::award::standing::Known;
use crate::award::{Context, EngineError, Inputs};
use crate::budget::history::History;
use crate::budget::shared::{Doubt, Matter};
use crate::budget::{Awards, shared};
use crate::diag::Text;
use crate::domain::paper::canonical;
use crate::duplicate::decisions::fingerprint;
use crate::duplicate::inside::{paper_groups, related_groups};
use crate::duplicate::papers::{MeasurePapers, name_of};
use crate::frame::access::texts;
use crate::frame::columns as c;
use crate::frame::fields::LISTED_FIELDS;
use crate::scheme::{Effect, GateOf, Scheme};
use crate::tables::review::{AskedKind, Layer};

/// One finding.
#[derive(Clone, Debug)]
pub struct Question {
    pub kind: AskedKind,
    /// What it is about.
    pub about: Text,
    pub id: String,
    pub evidence: String,
    /// The claims that it touches, by their numbers among the subjects.
    pub claims: Vec<usize>,
}

/// Rows of one list about one enterprise, and the claims that they bear on.
#[derive(Default)]
struct Listing {
    rows: BTreeSet<usize>,
    claims: BTreeSet<usize>,
}

/// All that findings are looked for in: claims as they were filed.
pub struct Asking<'a> {
    pub scheme: &'a Scheme,
    pub context: &'a Context<'a>,
    pub inputs: &'a Inputs,
    pub measures: &'a [OfMeasure<'a>],
    pub subjects: &'a [Subject],
    pub awards: &'a Awards,
    /// More enterprises than this at one address, phone or account say nothing.
    pub most: usize,
}

impl Asking<'_> {
    /// Every finding, each kind in its own order; those that touch no claim are left out.
    ///
    /// # Errors
    /// A fault of the engine.
    pub fn all(&self) -> Result<Vec<Question>, EngineError> {
        let mut out = self.listed()?;
        out.extend(self.matters()?);
        out.extend(self.papers()?);
        out.extend(self.related()?);
        out.retain(|question| !question.claims.is_empty());
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        for question in &mut out {
            let before = seen.entry(question.id.clone()).or_default();
            *before += 1;
            if *before > 1 {
                question.id = format!("{}-{before}", question.id);
            }
        }
        Ok(out)
    }

    /// Claims by measure and by their number in it.
    fn by_claim(&self) -> BTreeMap<(usize, usize), usize> {
        let own = self.subjects.iter().enumerate().filter(|(_, one)| one.layer == Layer::Claim);
        own.map(|(at, one)| ((one.measure, one.claim), at)).collect()
    }

    /// A finding; its fingerprint holds what it is about, `more` facts and all that its claims rest on.
    fn question(
        &self,
        (kind, id): (AskedKind, String),
        about: Text,
        more: &[(&str, &str)],
        claims: BTreeSet<usize>,
    ) -> Question {
        let mut facts = vec![("finding", id.as_str())];
        facts.extend(more);
        for claim in &claims {
            let own = &self.subjects[*claim];
            facts.extend([("claim", own.of.as_str()), ("evidence", own.evidence.as_str())]);
        }
        let evidence = fingerprint("finding-of-run-1", &facts, 16);
        Question { kind, about, id, evidence, claims: claims.into_iter().collect() }
    }

    /// Enterprises on lists where the scheme only warns (R401).
    fn listed(&self) -> Result<Vec<Question>, EngineError> {
        let (known, by_claim) = (Known::new(self.inputs, self.context)?, self.by_claim());
        // Rows of lists and claims by enterprise and list.
        let mut found: BTreeMap<(u32, &str), Listing> = BTreeMap::new();
        let lists = texts(&self.inputs.listed, c::LIST)?;
        for (number, of) in self.measures.iter().enumerate() {
            let gates = of.measure.gates.iter().filter(|gate| gate.effect == Effect::Warn);
            for gate in gates {
                let GateOf::NotListed(asked) = &gate.of else { continue };
                for (claim, firm) in of.filed.firm.iter().enumerate() {
                    let rows = known.listed(asked, *firm).filter(|(_, bears)| *bears);
                    for (listed, _) in rows {
                        let own = found.entry((*firm, lists[listed.row])).or_default();
                        own.rows.insert(listed.row);
                        own.claims.extend(by_claim.get(&(number, claim)));
                    }
                }
            }
        }
        let names = texts(&self.inputs.firms, c::FIRM_NAME)?;
        let codes = texts(&self.inputs.firms, c::USCC)?;
        let question = |((firm, list), Listing { rows, claims }): ((u32, &str), Listing)| {
            let (name, code) = (names[firm as usize], codes[firm as usize]);
            let said = rows
                .into_iter()
                .map(|row| said_of(&self.inputs.listed, row))
                .collect::<PolarsResult<BTreeSet<String>>>()?;
            let more: Vec<(&str, &str)> = said.iter().map(|row| ("row", row.as_str())).collect();
            let (zh, en) = (format!("{name} 列入{list}"), format!("{name} is listed: {list}"));
            let own = (AskedKind::Listed, id_of_listed(code, list));
            Ok(self.question(own, Text { zh, en }, &more, claims))
        };
        found.into_iter().map(question).collect()
    }

    /// What several claims share, or one says twice (R403).
    fn matters(&self) -> Result<Vec<Question>, EngineError> {
        let history = History::new(self.inputs, self.context)?;
        let ids: Vec<&str> = self.measures.iter().flat_map(|of| &of.ids).map(|id| &**id).collect();
        let by_claim = self.by_claim();
        let question = |matter: Matter| {
            let own = matter.claims.iter().filter_map(|claim| {
                let measure = usize::from(self.awards.measure[*claim]);
                by_claim.get(&(measure, claim - self.awards.blocks[measure].start))
            });
            let id = id_of_matter(&matter, self.awards, self.scheme, &ids);
            let about = Text {
                zh: format!("{} {}", matter.item, matter.said.zh),
                en: format!("{} {}", matter.item, matter.said.en),
            };
            self.question((AskedKind::Joint, id), about, &[], own.copied().collect())
        };
        let all = shared::matters(self.awards, self.scheme, &history)?;
        Ok(all.into_iter().map(question).collect())
    }

    /// Papers that stand in two claims or more (R430).
    fn papers(&self) -> Result<Vec<Question>, EngineError> {
        let tables = self.measures.iter().map(|of| (of.measure, &of.filed.table, &of.filed.lines));
        let papers = tables
            .map(|(measure, claims, lines)| MeasurePapers::new(measure, claims, lines))
            .collect::<PolarsResult<Vec<_>>>()?;
        let claims = self.by_item()?;
        let question = |group: crate::duplicate::inside::PaperGroup| {
            let paper = name_of(group.paper);
            let facts = [("paper", paper.zh.as_str()), ("number", group.number.as_str())];
            let id = id_of(AskedKind::SharedPaper, &facts);
            let about = Text {
                zh: format!("{} {}", paper.zh, group.shown),
                en: format!("{} {}", paper.en, group.shown),
            };
            let own = group.claims.iter().filter_map(|(measure, firm, item)| {
                claims.get(&(*measure, *firm, item.as_str())).copied()
            });
            self.question((AskedKind::SharedPaper, id), about, &[], own.collect())
        };
        Ok(paper_groups(&papers).into_iter().map(question).collect())
    }

    /// Claims by measure, enterprise and item; the item is empty where the measure knows none.
    fn by_item(&self) -> PolarsResult<BTreeMap<(usize, u32, &str), usize>> {
        let mut out = BTreeMap::new();
        let by_claim = self.by_claim();
        for (number, of) in self.measures.iter().enumerate() {
            let by_firm = matches!(of.measure.item, crate::scheme::Item::Firm);
            for (claim, item) in texts(&of.filed.table, c::ITEM)?.into_iter().enumerate() {
                let item = if by_firm { "" } else { item };
                let key = (number, of.filed.firm[claim], item);
                out.extend(by_claim.get(&(number, claim)).map(|at| (key, *at)));
            }
        }
        Ok(out)
    }

    /// Applicants that share a person, a phone, an address or an account (R431).
    fn related(&self) -> Result<Vec<Question>, EngineError> {
        let mut of_firm: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for (at, one) in self.subjects.iter().enumerate().filter(|(_, s)| s.layer == Layer::Claim) {
            let firm = self.measures[one.measure].filed.firm[one.claim];
            of_firm.entry(firm).or_default().push(at);
        }
        let codes = texts(&self.inputs.firms, c::USCC)?;
        let names = texts(&self.inputs.firms, c::FIRM_NAME)?;
        let mut out = Vec::new();
        for (field, firms) in related_groups(&self.inputs.firms, self.most)? {
            let mut own: Vec<&str> = firms.iter().map(|firm| codes[*firm as usize]).collect();
            own.sort_unstable();
            // Never from the fact itself: persons, phones and accounts are written to no output.
            let facts = [("shared", field.name), ("first", own[0])];
            let id = id_of(AskedKind::Related, &facts);
            let listed: Vec<&str> = firms.iter().map(|firm| names[*firm as usize]).collect();
            let about = Text {
                zh: format!("{}的{}相同", listed.join("、"), field.zh),
                en: format!("{} share: {}", listed.join(", "), field.en),
            };
            let claims = firms.iter().filter_map(|firm| of_firm.get(firm)).flatten().copied();
            let more: Vec<(&str, &str)> = own.iter().map(|code| ("code", *code)).collect();
            out.push(self.question((AskedKind::Related, id), about, &more, claims.collect()));
        }
        out.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(out)
    }
}

/// All that a row of a list says.
fn said_of(listed: &DataFrame, row: usize) -> PolarsResult<String> {
    let mut out = Vec::new();
    for field in LISTED_FIELDS {
        if let Ok(column) = listed.column(field.name) {
            let cell = column.get(row)?;
            out.push(format!("{}={cell}", field.name));
        }
    }
    Ok(out.join("\u{1f}"))
}

fn id_of(kind: AskedKind, facts: &[(&str, &str)]) -> String {
    let own = [&[("kind", kind.key())], facts].concat();
    format!("FD-{}", fingerprint("finding-of-run-id-1", &own, 12))
}

/// The finding that an enterprise is on a list.
pub fn id_of_listed(code: &str, list: &str) -> String {
    id_of(AskedKind::Listed, &[("code", code), ("list", list)])
}

/// The finding about a matter; what one claim says alone is told apart by that claim.
pub fn id_of_matter(matter: &Matter, awards: &Awards, scheme: &Scheme, ids: &[&str]) -> String {
    let last = matter.claims.last().copied().unwrap_or_default();
    let measure = &scheme.measures[usize::from(awards.measure[last])];
    let own = match matter.why {
        Doubt::Joint | Doubt::PassedOn => "",
        Doubt::Levels | Doubt::Unnumbered => ids[last],
    };
    let item = canonical(&matter.item);
    let facts = [
        ("why", matter.why.key()),
        ("measure", measure.id.as_str()),
        ("item", &*item),
        ("claim", own),
    ];
    id_of(AskedKind::Joint, &facts)
}
