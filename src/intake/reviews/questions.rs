//! Findings about the run's own claims that a person decides. What a finding is about makes its id; what its claims say,
//! its fingerprint.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::*;

use super::subjects::{OfMeasure, Subject};
use crate::award::standing::Known;
use crate::award::{Context, EngineError, Inputs};
use crate::budget::asked::{Ask, Basis};
use crate::budget::history::History;
use crate::budget::shared::{Doubt, Matter};
use crate::budget::{Awards, shared};
use crate::diag::{Diagnostic, Lang, Text, codes};
use crate::domain::date::{from_epoch_days, to_epoch_days};
use crate::domain::paper::canonical;
use crate::duplicate::decisions::fingerprint;
use crate::duplicate::inside::{paper_groups, related_groups};
use crate::duplicate::papers::{MeasurePapers, name_of};
use crate::frame::access::texts;
use crate::frame::columns as c;
use crate::frame::fields::LISTED_FIELDS;
use crate::intake::trade::{Finding, Trade};
use crate::scheme::{Effect, GateOf, Scheme};
use crate::tables::review::{AskedKind, Layer};
use crate::tables::trade::Effect::Cut;

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
    pub trade: &'a Trade,
    /// What was said when files were read.
    pub findings: &'a [Diagnostic],
}

impl Asking<'_> {
    /// Every finding, each kind in its own order; those that touch no claim are left out.
    ///
    /// # Errors
    /// A fault of the engine.
    pub fn all(&self) -> Result<Vec<Question>, EngineError> {
        let mut out = self.listed()?;
        out.extend(self.asks()?);
        out.extend(self.matters()?);
        out.extend(self.late()?.into_iter().map(|(_, question)| question));
        out.extend(self.papers()?);
        out.extend(self.related()?);
        out.extend(self.trade()?);
        out.extend(self.contradictions()?);
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
    pub(super) fn question(
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

    /// What is said of claims and a person may settle (R402, R413, R432, R434).
    fn asks(&self) -> Result<Vec<Question>, EngineError> {
        let (awards, inputs, context) = (self.awards, self.inputs, self.context);
        let ids: Vec<&str> = self.measures.iter().flat_map(|of| &of.ids).map(|id| &**id).collect();
        let basis = Basis { awards, inputs, context, ids: &ids };
        let mut voided = Vec::new();
        for (number, measure) in self.scheme.measures.iter().enumerate() {
            voided.extend(basis.voided_joint(number, measure)?);
        }
        let by_claim = self.by_claim();
        let all = [
            (AskedKind::Platform, basis.platform()?),
            (AskedKind::Item, basis.changed_items()?),
            (AskedKind::Unnamed, basis.unnamed()?.into_values().collect()),
            (AskedKind::Voided, voided),
        ];
        let question = |(kind, ask): (AskedKind, Ask)| {
            let claims = ask.claims.iter().filter_map(|claim| {
                let measure = usize::from(awards.measure[*claim]);
                by_claim.get(&(measure, claim - awards.blocks[measure].start)).copied()
            });
            let about = both(&ask.finding);
            self.question((kind, id_of_ask(kind, &ask)), about, &[], claims.collect())
        };
        let all = all.into_iter().flat_map(|(kind, asks)| asks.into_iter().map(move |a| (kind, a)));
        Ok(all.map(question).collect())
    }

    /// Filings that were accepted after the deadline (R415), one for each applicant, with the number of the filing.
    ///
    /// # Errors
    /// A fault of the engine.
    pub fn late(&self) -> Result<Vec<(String, Question)>, EngineError> {
        let last = to_epoch_days(self.context.deadline);
        let by_claim = self.by_claim();
        let codes = texts(&self.inputs.firms, c::USCC)?;
        let mut found: BTreeMap<(&str, &str), (i32, BTreeSet<usize>)> = BTreeMap::new();
        for line in self.subjects.iter().filter(|subject| subject.layer == Layer::Line) {
            let Some(day) = line.accepted_on.filter(|day| *day > last) else { continue };
            let of = &self.measures[line.measure].filed;
            let filing = of.lines.column(c::FILING_NO)?.str()?.get(line.line).unwrap_or_default();
            let code = codes[of.firm[line.claim] as usize];
            let own = found.entry((filing, code)).or_insert((day, BTreeSet::new()));
            own.0 = own.0.max(day);
            own.1.extend(by_claim.get(&(line.measure, line.claim)));
        }
        let question = |((filing, code), (day, claims)): ((&str, &str), (i32, BTreeSet<usize>))| {
            let day = from_epoch_days(day).map(|day| day.to_string()).unwrap_or_default();
            let finding = Diagnostic::new(&codes::FILED_LATE).arg("filing", filing);
            let finding = finding.arg("read", &day).arg("deadline", self.context.deadline);
            let id = id_of(AskedKind::Late, &[("filing", filing), ("code", code)]);
            let own = (AskedKind::Late, id);
            let question = self.question(own, both(&finding), &[("day", &day)], claims);
            (filing.to_string(), question)
        };
        Ok(found.into_iter().map(question).collect())
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

    /// Doubts about invoices and payments (R660 to R669) that the pipeline does not cut itself, of lines that the rules
    /// count.
    fn trade(&self) -> Result<Vec<Question>, EngineError> {
        let by_claim = self.by_claim();
        let lines = self.subjects.iter().filter(|s| s.layer == Layer::Line && s.rule == 0);
        let claim_of: BTreeMap<(usize, (u32, u32)), usize> = lines
            .filter_map(|s| {
                let claim = by_claim.get(&(s.measure, s.claim))?;
                Some(((s.measure, (s.source, s.row)), *claim))
            })
            .collect();
        let names = texts(&self.inputs.firms, c::FIRM_NAME)?;
        let question = |finding: &Finding| {
            let own = finding.lines.iter();
            let claims = own.filter_map(|line| claim_of.get(&(line.measure, line.place)).copied());
            let firms: BTreeSet<&str> =
                finding.lines.iter().map(|line| names[line.firm as usize]).collect();
            let firms: Vec<&str> = firms.into_iter().collect();
            let about = Text {
                zh: format!("{} {}：{}", finding.number, firms.join("、"), finding.said.zh),
                en: format!("{} {}: {}", finding.number, firms.join(", "), finding.said.en),
            };
            let kind = (AskedKind::Trade(finding.doubt), finding.id.clone());
            self.question(kind, about, &[("rests", &finding.evidence)], claims.collect())
        };
        let open = self.trade.found.iter().filter(|finding| finding.effect != Cut);
        Ok(open.map(question).collect())
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

pub(super) fn id_of(kind: AskedKind, facts: &[(&str, &str)]) -> String {
    let own = [&[("kind", kind.key())], facts].concat();
    format!("FD-{}", fingerprint("finding-of-run-id-1", &own, 12))
}

/// What a finding says, in both languages.
pub(super) fn both(finding: &Diagnostic) -> Text {
    Text { zh: finding.message(Lang::Zh), en: finding.message(Lang::En) }
}

/// Something to settle.
pub fn id_of_ask(kind: AskedKind, ask: &Ask) -> String {
    let facts: Vec<(&str, &str)> =
        ask.of.iter().map(|(name, value)| (*name, value.as_str())).collect();
    id_of(kind, &facts)
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
