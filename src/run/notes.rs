//! Findings about a run as a whole: what a person should know before money is paid on it.

use std::collections::{BTreeMap, BTreeSet};

use crate::award::claims::counted;
use crate::award::entitlement::in_scale;
use crate::award::rates::RateUsed;
use crate::award::score;
use crate::award::standing::Known;
use crate::award::{Context, EngineError, Inputs};
use crate::budget::Awards;
use crate::budget::asked::{Ask, Basis};
use crate::budget::shared::Matter;
use crate::diag::{Diagnostic, Severity, Text, codes};
use crate::domain::rates::FIXED;
use crate::domain::{Currency, Fen};
use crate::frame::Field;
use crate::frame::access::{bools, indices, optional_ints, texts, wide_ints};
use crate::frame::columns as c;
use crate::frame::output::OutputTable;
use crate::frame::table::Row;
use crate::intake::reviews::questions::{id_of_ask, id_of_listed};
use crate::pipeline::settings::Checks;
use crate::scheme::{Award, Effect, GateOf, RateTerm, Stage, Standing, ThresholdOn, Tier, Ties};
use crate::tables::award::{Cliff, CountCliff};
use crate::tables::review::AskedKind;

/// What the notes are written from.
pub struct Notes<'a> {
    pub awards: &'a Awards,
    pub inputs: &'a Inputs,
    pub context: &'a Context<'a>,
    pub ids: &'a [String],
    /// What a person decides (R403).
    pub matters: &'a [Matter],
    /// Findings that were decided, by their ids.
    pub settled: &'a BTreeSet<String>,
}

/// What is to be said of a published value in use: that nobody has checked it, that it is old.
pub fn rate(used: &RateUsed, checks: &Checks) -> Vec<Diagnostic> {
    let row = &used.published;
    let say = |code| {
        let said = Diagnostic::new(code).arg("name", &row.name).arg("date", row.date);
        said.arg("value", row.shown())
    };
    let mut out = Vec::new();
    if row.status != "found" {
        out.push(say(&codes::RATE_INFERRED).arg("status", &row.status));
    }
    let (key, most) = checks.most_days(&row.name);
    if row.status != FIXED && used.age() > most {
        let said = say(&codes::RATE_STALE).arg("day", used.day).arg("days", used.age());
        out.push(said.arg("most", most).arg("key", key));
    }
    out
}

impl Notes<'_> {
    /// All findings, in a fixed order.
    ///
    /// # Errors
    /// A fault of the engine.
    pub fn all(&self) -> Result<Vec<Diagnostic>, EngineError> {
        let mut out = Vec::new();
        self.budget(&mut out);
        self.flat_rates(&mut out);
        self.listed(&mut out)?;
        self.platform(&mut out)?;
        self.claims(&mut out)?;
        self.matters(&mut out);
        self.tiers(&mut out)?;
        self.duplicates(&mut out)?;
        self.other_support(&mut out)?;
        self.questions(&mut out)?;
        self.earlier(&mut out)?;
        Ok(out)
    }

    fn budget(&self, out: &mut Vec<Diagnostic>) {
        let demand: i64 = self.awards.before_budget().iter().sum();
        let scheme = self.context.scheme;
        if let Some(available) = self.context.available.filter(|available| demand > *available) {
            out.push(
                Diagnostic::new(&codes::BUDGET_EXHAUSTED)
                    .arg("demand", Fen(demand))
                    .arg("available", Fen(available))
                    .arg("clause", scheme.clause_of(scheme.budget.reason)),
            );
        }
    }

    /// Measures where the cap binds for every claim: their rate moves nothing.
    fn flat_rates(&self, out: &mut Vec<Diagnostic>) {
        let (Some(item), Some(capped)) =
            (self.awards.after(Stage::Item), self.awards.after(Stage::ItemCap))
        else {
            return;
        };
        for (block, measure) in self.awards.blocks.iter().zip(&self.context.scheme.measures) {
            let Award::Rate { rates, .. } = &measure.award else { continue };
            let published = rates.iter().find_map(|term| match term {
                RateTerm::Published(name) => Some(name.as_str()),
                RateTerm::Exact(_) => None,
            });
            let live: Vec<usize> = block.clone().filter(|row| item.amount[*row] > 0).collect();
            let all = live.iter().all(|row| capped.reason[*row] != 0);
            if let Some(name) = published.filter(|_| all && !live.is_empty()) {
                out.push(
                    Diagnostic::new(&codes::FLAT_PARAMETER)
                        .arg("measure", format!("{} {}", measure.clause, measure.title.zh))
                        .arg("measure_en", format!("{} {}", measure.id, measure.title.en))
                        .arg("count", live.len())
                        .arg("parameter", name),
                );
            }
        }
    }

    /// Claims whose score stands exactly at the edge of a tier: one mark less is another amount.
    fn tiers(&self, out: &mut Vec<Diagnostic>) -> Result<(), EngineError> {
        for (number, measure) in self.context.scheme.measures.iter().enumerate() {
            let Award::Tiers(table) = &measure.award else { continue };
            let points = wide_ints(&self.awards.tables[number], c::POINTS)?;
            let places = score::places_of(&self.awards.tables[number])?;
            let say = |code, tier: &Tier| {
                Diagnostic::new(code)
                    .arg("measure", format!("{} {}", measure.clause, measure.title.zh))
                    .arg("measure_en", format!("{} {}", measure.id, measure.title.en))
                    .arg("amount", Fen(tier.amount))
            };
            for tier in &table.tiers {
                let at_edge = score::at_edge(table, tier, &points)?;
                if let Some(least) = tier.at_least.filter(|_| at_edge > 0) {
                    let said = say(&codes::TIER_EDGE, tier).arg("count", at_edge);
                    out.push(said.arg("score", least));
                }
                if let Some((place, tied)) = score::tied_at(tier, &places) {
                    let upper = table.ties == Ties::Upper;
                    let how = ("均按进入该档计", "all of them reach the tier");
                    let how =
                        if upper { how } else { ("均不进入该档", "none of them reaches it") };
                    let said = say(&codes::RANK_TIE, tier).arg("count", tied).arg("place", place);
                    out.push(said.arg("how", how.0).arg("how_en", how.1));
                }
            }
        }
        Ok(())
    }

    /// Rows of lists that bear where a condition only warns.
    fn listed(&self, out: &mut Vec<Diagnostic>) -> Result<(), EngineError> {
        let known = Known::new(self.inputs, self.context)?;
        let gates = self.context.scheme.measures.iter().flat_map(|measure| &measure.gates);
        let warns = gates.filter(|gate| gate.effect == Effect::Warn);
        let mut asked: Vec<&Standing> = Vec::new();
        for gate in warns {
            if let GateOf::NotListed(of) = &gate.of
                && !asked.contains(&of)
            {
                asked.push(of);
            }
        }
        let names = texts(&self.inputs.firms, c::FIRM_NAME)?;
        let lists = texts(&self.inputs.listed, c::LIST)?;
        let claiming: BTreeSet<u32> = self.awards.firm.iter().copied().collect();
        let mut bears = BTreeMap::new();
        for firm in claiming {
            let rows = asked.iter().flat_map(|asked| known.listed(asked, firm));
            bears.extend(rows.filter(|(_, bears)| *bears).map(|(listed, _)| (listed.row, firm)));
        }
        let codes_read = texts(&self.inputs.firms, c::USCC)?;
        let decided = |(row, firm): &(usize, u32)| {
            self.settled.contains(&id_of_listed(codes_read[*firm as usize], lists[*row]))
        };
        for (row, firm) in bears.into_iter().filter(|one| !decided(one)) {
            out.push(
                Diagnostic::new(&codes::ABNORMAL_LISTED)
                    .arg("firm", names[firm as usize])
                    .arg("list", lists[row]),
            );
        }
        Ok(())
    }

    /// Claims whose base and whose record on the ministry's platform differ by more than allowed.
    fn platform(&self, out: &mut Vec<Diagnostic>) -> Result<(), EngineError> {
        let ids: Vec<&str> = self.ids.iter().map(String::as_str).collect();
        let all = self.basis(&ids).platform()?;
        out.extend(self.undecided(AskedKind::Platform, all));
        Ok(())
    }

    /// Where things are looked for that a person may settle.
    pub fn basis<'b>(&'b self, ids: &'b [&'b str]) -> Basis<'b> {
        Basis { awards: self.awards, inputs: self.inputs, context: self.context, ids }
    }

    /// What is said of those that nobody settled yet.
    pub fn undecided(
        &self,
        kind: AskedKind,
        all: impl IntoIterator<Item = Ask>,
    ) -> impl Iterator<Item = Diagnostic> {
        let open = move |ask: &Ask| !self.settled.contains(&id_of_ask(kind, ask));
        all.into_iter().filter(open).map(|ask| ask.finding)
    }

    /// Claims put together from several filings, with several requests, or with unstated shares.
    fn claims(&self, out: &mut Vec<Diagnostic>) -> Result<(), EngineError> {
        let names = texts(&self.inputs.firms, c::FIRM_NAME)?;
        for (number, measure) in self.context.scheme.measures.iter().enumerate() {
            let table = &self.awards.tables[number];
            let start = self.awards.blocks[number].start;
            let yes = |name| -> Result<Vec<usize>, EngineError> {
                let flags = bools(table, name)?.into_iter().enumerate();
                Ok(flags.filter(|(_, flag)| *flag).map(|(row, _)| row).collect())
            };
            let together = yes(c::FILINGS)?;
            for &row in &together {
                let firm = self.awards.firm[start + row];
                out.push(
                    Diagnostic::new(&codes::CLAIMED_TOGETHER)
                        .arg("firm", names[firm as usize])
                        .arg("measure", &measure.clause)
                        .arg("claim", &self.ids[start + row]),
                );
            }
            for row in yes(c::REQUESTS_DIFFER)? {
                let claim = start + row;
                let mut said = Diagnostic::new(&codes::SEVERAL_REQUESTS);
                // A request lowers an award or changes nothing.
                let lowers = self.awards.requested[claim] < self.awards.entitled[claim];
                if !lowers && !together.contains(&row) {
                    said.severity = Severity::Note;
                }
                out.push(said.arg("read", &self.ids[claim]));
            }
            if measure.base.times.is_some() {
                for (row, lines) in indices(table, c::LINES_UNSHARED)?.into_iter().enumerate() {
                    if lines > 0 {
                        out.push(
                            Diagnostic::new(&codes::SHARE_NOT_STATED)
                                .arg("claim", &self.ids[start + row])
                                .arg("count", lines),
                        );
                    }
                }
            }
        }
        Ok(())
    }

    /// What the rule leaves to a person.
    fn matters(&self, out: &mut Vec<Diagnostic>) {
        for matter in self.matters {
            let said = Diagnostic::new(&codes::JOINT_CLAIM).arg("item", &matter.item);
            out.push(said.arg("why", &matter.said.zh).arg("why_en", &matter.said.en));
        }
    }

    /// Findings of duplicate support that fit no claim of this run.
    fn duplicates(&self, out: &mut Vec<Diagnostic>) -> Result<(), EngineError> {
        let table = &self.inputs.duplicates;
        let (codes_read, names) = (texts(table, c::USCC)?, texts(table, c::MEASURE)?);
        for (row, firm) in table.column(c::FIRM)?.u32()?.iter().enumerate() {
            let measures = self.context.scheme.measures.iter();
            let known =
                measures.enumerate().find(|(_, m)| m.id == names[row] || m.clause == names[row]);
            let claimed = firm.zip(known).is_some_and(|(firm, (number, _))| {
                let block = self.awards.blocks[number].clone();
                self.awards.firm[block].binary_search(&firm).is_ok()
            });
            if !claimed {
                let read = format!("{} {}", codes_read[row], names[row]);
                out.push(Diagnostic::new(&codes::DUPLICATE_NOT_FOUND).arg("read", read));
            }
        }
        Ok(())
    }

    /// Claims that a whole number just lets pass, or just does not: one more or one fewer decides.
    ///
    /// # Errors
    /// A fault of the engine.
    pub fn count_cliffs(&self) -> Result<OutputTable, EngineError> {
        struct Edge {
            claim: usize,
            field: &'static Field,
            value: i64,
            least: i64,
        }
        let mut edges: Vec<Edge> = Vec::new();
        for (number, measure) in self.context.scheme.measures.iter().enumerate() {
            let start = self.awards.blocks[number].start;
            for (field, least) in counted(measure) {
                let values = optional_ints(&self.awards.tables[number], field.name)?;
                let near = |value: &i64| (least - 1..=least).contains(value);
                for (row, value) in values.into_iter().enumerate() {
                    let edge = |value| Edge { claim: start + row, field, value, least };
                    edges.extend(value.filter(near).map(edge));
                }
            }
        }
        Ok(CountCliff::table(edges.iter().map(|edge| CountCliff {
            claim: self.ids[edge.claim].clone(),
            figure: Text::new(edge.field.zh, edge.field.en),
            value: edge.value,
            threshold: edge.least,
            side: side(edge.value >= edge.least),
            payable: Fen(self.awards.current()[edge.claim]),
        })))
    }

    /// Claims within two per cent of a threshold, on either side of it.
    ///
    /// # Errors
    /// A missing rate or an amount out of range.
    pub fn cliffs(&self) -> Result<OutputTable, EngineError> {
        const NEAR_PER_CENT: i128 = 2;
        let mut rows = Vec::new();
        for (number, measure) in self.context.scheme.measures.iter().enumerate() {
            let Some(threshold) = measure.threshold.as_ref().filter(|t| t.on == ThresholdOn::Claim)
            else {
                continue;
            };
            // Without claims nothing asks for the rate of a foreign limit.
            if self.awards.blocks[number].is_empty() {
                continue;
            }
            let limit =
                in_scale(threshold.amount.minor, threshold.amount.currency, 1, self.context)?;
            if threshold.amount.currency == Currency::Cny || measure.base.converts {
                for row in self.awards.blocks[number].clone() {
                    let base = i128::from(self.awards.base[row]);
                    if (base - limit).abs() * 100 <= limit * NEAR_PER_CENT {
                        rows.push(Cliff {
                            claim: self.ids[row].clone(),
                            measure: measure.id.clone(),
                            base: Fen(self.awards.base[row]),
                            threshold: Fen(limit as i64),
                            side: side(threshold.test.passes(base, limit)),
                            payable: Fen(self.awards.current()[row]),
                        });
                    }
                }
            }
        }
        Ok(Cliff::table(rows))
    }
}

fn side(above: bool) -> String {
    if above { "above" } else { "below" }.to_string()
}
