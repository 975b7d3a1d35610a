//! Claims that must not be paid yet because of what is not known: an earlier award that is pending, a
//! finding of other support that does not say what it is about, a row that could not be read.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use rayon::prelude::*;

use crate::award::{Context, EngineError, Inputs};
use crate::budget::asked::{self, Ask};
use crate::budget::bearing::{self, Bearing};
use crate::budget::history::History;
use crate::budget::{Awards, Gathered, award};
use crate::diag::{Code, Diagnostic, codes};
use crate::domain::money::scaled;
use crate::domain::paper::same;
use crate::domain::text::comparable;
use crate::domain::{CreditCode, Fen};
use crate::duplicate::roster::ROSTERS;
use crate::entity::names::{self, Name};
use crate::frame::access::{optional_ints, texts};
use crate::frame::columns as c;
use crate::frame::fields::{DUPLICATE_FIELDS, HISTORY_FIELDS, LINE_FIELDS, find};
use crate::ingest::QuarantinedRow;
use crate::intake::link::Linked;
use crate::intake::reviews::contradictions::about;
use crate::intake::reviews::questions::id_of_ask;
use crate::pipeline::reporting::Office;
use crate::run::holds::Why;
use crate::scheme::{CountPer, Effect, Gate, GateOf, Item, Measure, Scheme, Test};
use crate::tables::review::AskedKind;

/// All that decides which claims wait.
pub struct Held<'a> {
    pub awards: &'a Awards,
    /// What would be granted if everything pending had been; `None` where nothing is pending.
    pub granted: Option<&'a Awards>,
    pub inputs: &'a Inputs,
    pub context: &'a Context<'a>,
    pub linked: &'a Linked,
    pub office: &'a Office,
    /// Findings that were decided, by their ids.
    pub settled: &'a BTreeSet<String>,
}

/// The awards as if everything pending had been granted; `None` where nothing is.
///
/// # Errors
/// As [`award`].
pub fn if_granted(
    gathered: &Gathered,
    inputs: &Inputs,
    context: &Context,
) -> Result<Option<Awards>, EngineError> {
    if !gathered.history.rows().iter().any(|earlier| earlier.pending) {
        return Ok(None);
    }
    let granted = gathered.with_history(gathered.history.if_granted(), context)?;
    award(granted, inputs, &Context { available: None, ..*context }).map(Some)
}

/// Every claim that waits, once for each of its reasons, and the findings that say so.
///
/// # Errors
/// A fault of the engine.
pub fn waits(held: &Held) -> Result<(Holds, Vec<Diagnostic>), EngineError> {
    let (mut out, mut said) = (BTreeSet::new(), Vec::new());
    held.asked(&mut out)?;
    held.pending(&mut out, &mut said)?;
    held.elsewhere(&mut out)?;
    held.refused(&mut out, &mut said)?;
    held.contradicted(&mut out)?;
    Ok((out, said))
}

/// Claims and why they wait.
pub type Holds = BTreeSet<(usize, Why)>;

impl Held<'_> {
    /// Claims that get something; the others have nothing to wait for.
    fn hold(&self, out: &mut Holds, claim: usize, why: Why) -> bool {
        if self.awards.current()[claim] == 0 {
            return false;
        }
        out.insert((claim, why));
        true
    }

    /// Claims that a listed finding may be about.
    fn asked(&self, out: &mut Holds) -> Result<(), EngineError> {
        let (awards, inputs, context) = (self.awards, self.inputs, self.context);
        let basis = asked::Basis { awards, inputs, context, ids: &[] };
        let settled = |ask: &Ask| self.settled.contains(&id_of_ask(AskedKind::Unnamed, ask));
        for ask in basis.unnamed()?.into_values().filter(|ask| !settled(ask)) {
            for claim in ask.claims {
                self.hold(out, claim, Why::Unnamed);
            }
        }
        Ok(())
    }

    /// Claims that would be lower if what is pending were granted.
    fn pending(&self, out: &mut Holds, said: &mut Vec<Diagnostic>) -> Result<(), EngineError> {
        let Some(granted) = self.granted else { return Ok(()) };
        let (now, then) = (self.awards.before_budget(), granted.before_budget());
        let lower = |claim: &usize| then[*claim] < now[*claim];
        let mut of_firm: BTreeMap<u32, usize> = BTreeMap::new();
        for claim in (0..now.len()).filter(lower) {
            if self.hold(out, claim, Why::PriorPending) {
                *of_firm.entry(self.awards.firm[claim]).or_default() += 1;
            }
        }
        let names = texts(&self.inputs.firms, c::FIRM_NAME)?;
        let codes_read = texts(&self.inputs.history, c::USCC)?;
        let history = History::new(self.inputs, self.context)?;
        for earlier in history.rows().iter().filter(|earlier| earlier.pending) {
            let firm = earlier.firm.map_or(codes_read[earlier.row], |firm| names[firm as usize]);
            let count = earlier.firm.and_then(|firm| of_firm.get(&firm)).copied().unwrap_or(0);
            let code = if count > 0 { &codes::PRIOR_PENDING } else { &codes::PENDING_ALONE };
            said.push(
                Diagnostic::new(code)
                    .arg("firm", firm)
                    .arg("measure", &self.context.scheme.measures[earlier.measure].clause)
                    .arg("year", earlier.year)
                    .arg("amount", Fen(earlier.amount))
                    .arg("count", count),
            );
        }
        Ok(())
    }

    /// Claims whose very support is pending elsewhere: paid now, they may turn out to have been paid twice.
    fn elsewhere(&self, out: &mut Holds) -> Result<(), EngineError> {
        if self.office.pay_beside_pending {
            return Ok(());
        }
        let Context { scheme, calendar, .. } = *self.context;
        for bearing in bearing::pending(self.awards, self.inputs, scheme, calendar)? {
            let claims = match bearing {
                Bearing::Claims(claims) | Bearing::Ask(claims) => claims,
                Bearing::Lines(claim, _) => vec![claim],
                _ => continue,
            };
            for claim in claims {
                self.hold(out, claim, Why::PendingElsewhere);
            }
        }
        Ok(())
    }

    /// Claims that a refused row may lower, had it been read.
    fn refused(&self, out: &mut Holds, said: &mut Vec<Diagnostic>) -> Result<(), EngineError> {
        if self.linked.quarantine.is_empty() {
            return Ok(());
        }
        let firms = Firms::new(self.inputs)?;
        for row in &self.linked.quarantine {
            // What stands in another row already lowers nothing.
            const ELSEWHERE: [&Code; 3] =
                [&codes::REPEATED_LINE, &codes::ENTRY_TWICE, &codes::ENTRY_OF_LEDGER];
            if ELSEWHERE.iter().any(|code| row.codes.contains(&code.id)) {
                continue;
            }
            self.rivals(row, &firms, out)?;
            let Some(touches) = self.touches(row)? else { continue };
            let named = firms.named_in(&row.raw);
            // Whose it is decides nothing where the row is about a measure's lines: a filing has its firm.
            if named.is_empty() && self.context.scheme.measure(&row.table).is_none() {
                let nobody = !names_somebody(&row.raw);
                let finding = Diagnostic::new(&codes::REFUSED_OF_NOBODY);
                let finding = finding.at(self.linked.place(row.source, row.row, ""));
                said.extend(Some(finding).filter(|_| nobody));
            }
            for firm in named {
                let measures = 0..self.awards.blocks.len();
                let measures = measures.filter(|number| touches.is_none_or(|only| only == *number));
                let own = measures.flat_map(|number| self.claims_of(number, firm));
                let held = own.filter(|claim| self.hold(out, *claim, Why::RowRefused));
                let count = held.count();
                if count > 0 {
                    let finding = Diagnostic::new(&codes::REFUSED_ROW)
                        .arg("firm", firms.names[firm as usize])
                        .arg("count", count);
                    said.push(finding.at(self.linked.place(row.source, row.row, "")));
                }
            }
        }
        Ok(())
    }

    /// Claims of which what was filed or recorded does not agree with itself.
    fn contradicted(&self, out: &mut Holds) -> Result<(), EngineError> {
        let codes_read = texts(&self.inputs.firms, c::USCC)?;
        for finding in &self.linked.findings {
            let Some((code, measure)) = about(finding, self.context.scheme) else { continue };
            if let Some(firm) = codes_read.iter().position(|own| *own == code) {
                for claim in self.claims_of(measure, firm as u32) {
                    self.hold(out, claim, Why::Contradicted);
                }
            }
        }
        Ok(())
    }

    /// The claims of an enterprise for a measure.
    fn claims_of(&self, measure: usize, firm: u32) -> Range<usize> {
        let block = self.awards.blocks[measure].clone();
        let firms = &self.awards.firm[block.clone()];
        block.start + firms.partition_point(|f| *f < firm)
            ..block.start + firms.partition_point(|f| *f <= firm)
    }

    /// Whether a refused row could have lowered somebody's award: `Some(None)` any claim of the
    /// enterprise, `Some(Some(measure))` those of one measure, `None` nothing.
    fn touches(&self, row: &QuarantinedRow) -> Result<Option<Option<usize>>, EngineError> {
        let scheme = self.context.scheme;
        let said = |name: &str| self.cell(row, name);
        Ok(match row.table.as_str() {
            // Of the year's cap and pool every earlier award is a part.
            "history" => {
                let year = said(c::AWARD_YEAR).and_then(|year| year.parse::<i32>().ok());
                let other = year.is_some_and(|year| year != self.context.calendar.award_year);
                Some(said(c::MEASURE).and_then(|name| named(scheme, &name)).filter(|_| other))
            }
            "duplicates" => Some(said(c::MEASURE).and_then(|name| named(scheme, &name))),
            ROSTERS => Some(None),
            // Who paid back too much owes nothing.
            "owed" if row.codes == [codes::NEGATIVE_MONEY.id] => None,
            "owed" => self.office.set_off.then_some(None),
            "reviews" | "verdicts" | "invoices" => Some(None),
            "listed" => {
                let bars = |gate: &Gate| {
                    let counts = matches!(gate.effect, Effect::Exclude | Effect::Hold);
                    matches!(gate.of, GateOf::NotListed(_)) && counts
                };
                let barred = scheme.measures.iter().flat_map(|m| &m.gates).any(bars);
                (self.office.hold_listed || barred).then_some(None)
            }
            "opinions" => {
                let asks = |gate: &Gate| {
                    matches!(gate.of, GateOf::Agreed(_)) && gate.effect != Effect::Ignore
                };
                let asked = scheme.measures.iter().flat_map(|m| &m.gates).any(asks);
                (asked || !self.office.departments.is_empty()).then_some(None)
            }
            table => {
                let Some((number, measure)) = scheme.measure(table) else { return Ok(None) };
                let lowers = self.lowers(row, measure) || self.asks_less(row, number)?;
                lowers.then_some(Some(number))
            }
        })
    }

    /// Claims of others for an item that a refused line is about: with it they might not have it.
    fn rivals(
        &self,
        row: &QuarantinedRow,
        firms: &Firms,
        out: &mut Holds,
    ) -> Result<(), EngineError> {
        let Some((number, measure)) = self.context.scheme.measure(&row.table) else {
            return Ok(());
        };
        let joint = measure.counts.iter().any(|limit| limit.per == CountPer::Item);
        let Item::Column(field) = measure.item else { return Ok(()) };
        let Some(item) = self.cell(row, field.name).filter(|item| joint && !item.is_empty()) else {
            return Ok(());
        };
        let firms = firms.named_in(&row.raw);
        let start = self.awards.blocks[number].start;
        for (at, own) in texts(&self.awards.tables[number], c::ITEM)?.into_iter().enumerate() {
            let other = !firms.contains(&self.awards.firm[start + at]);
            if other && same(own, &item) {
                self.hold(out, start + at, Why::RowRefused);
            }
        }
        Ok(())
    }

    /// Whether a refused line states less than the other lines of its filing do.
    fn asks_less(&self, row: &QuarantinedRow, number: usize) -> Result<bool, EngineError> {
        // A row that was refused after it had been read shows whole fen, without a point.
        let fen = |text: String| {
            let plain = plain(&text);
            scaled(&plain, if plain.contains('.') { 2 } else { 0 }).ok()
        };
        let stated = self.cell(row, c::REQUESTED).and_then(fen);
        let (Some(stated), Some(filing)) = (stated, self.cell(row, c::FILING_NO)) else {
            return Ok(false);
        };
        let lines = &self.awards.lines[number];
        let asked = optional_ints(lines, c::REQUESTED)?;
        let of_filing = texts(lines, c::FILING_NO)?.into_iter().zip(asked);
        let mut of_filing = of_filing.filter(|(own, _)| *own == filing).peekable();
        let some = of_filing.peek().is_some();
        Ok(some && of_filing.filter_map(|(_, asked)| asked).all(|asked| stated < asked))
    }

    /// A line that takes something off others, or ends the whole claim.
    fn lowers(&self, row: &QuarantinedRow, measure: &Measure) -> bool {
        let stated = |name: &str| self.cell(row, name).unwrap_or_default();
        let takes_off = measure
            .base
            .minus
            .iter()
            .any(|field| stated(field.name).chars().any(|digit| ('1'..='9').contains(&digit)));
        let ends = measure.gates.iter().any(|gate| match &gate.of {
            GateOf::SmallestLine(rule) => rule.columns.iter().any(|field| {
                let number = stated(field.name).parse::<i64>().ok();
                match (&rule.test, number) {
                    (Test::AtLeast(least), Some(number)) => number < *least,
                    (Test::Above(bound), Some(number)) => number <= *bound,
                    _ => true,
                }
            }),
            GateOf::EveryLine(rule) => rule.columns.iter().any(|field| match &rule.test {
                Test::In(words) => !words.contains(&stated(field.name)),
                _ => true,
            }),
            _ => false,
        });
        takes_off || ends
    }

    /// What a refused row says under the heading of a field.
    fn cell(&self, row: &QuarantinedRow, field: &str) -> Option<String> {
        let source = self.linked.sources.get(row.source as usize)?;
        let known = source.columns.iter().filter(|column| column.field == field);
        let headings = known.map(|column| column.heading.as_str());
        // A row that was refused after it had been read shows the names of its fields.
        let known = [LINE_FIELDS, HISTORY_FIELDS, DUPLICATE_FIELDS];
        let names = known.into_iter().filter_map(|fields| Some(find(fields, field)?.zh));
        headings.chain(names).find_map(|heading| {
            let cells = row.raw.split("; ").filter_map(|cell| cell.split_once('='));
            cells.filter(|(name, _)| *name == heading).map(|(_, value)| value.to_string()).next()
        })
    }
}

/// A number without what groups its digits.
fn plain(text: &str) -> String {
    text.chars().filter(|sign| sign.is_ascii_digit() || *sign == '.').collect()
}

fn named(scheme: &Scheme, name: &str) -> Option<usize> {
    let wanted = comparable(name);
    scheme.measures.iter().position(|m| m.names().any(|own| comparable(own) == wanted))
}

/// Enterprises as refused rows may name them.
struct Firms<'a> {
    by_code: BTreeMap<String, u32>,
    names: Vec<&'a str>,
    /// The names as they are compared; only a row without a code asks for them.
    read: OnceCell<Vec<Name>>,
}

impl<'a> Firms<'a> {
    fn new(inputs: &'a Inputs) -> Result<Self, EngineError> {
        let codes = texts(&inputs.firms, c::USCC)?;
        let by_code = codes.iter().enumerate().map(|(row, code)| (comparable(code), row as u32));
        let names = texts(&inputs.firms, c::FIRM_NAME)?;
        Ok(Self { by_code: by_code.collect(), names, read: OnceCell::new() })
    }

    /// By credit code; where none is one of ours, by a code that a slip or two made of ours, or by name.
    fn named_in(&self, raw: &str) -> BTreeSet<u32> {
        let values = values(raw);
        let exact = values.iter().filter_map(|value| self.by_code.get(&comparable(value)));
        let exact: BTreeSet<u32> = exact.copied().collect();
        if !exact.is_empty() {
            return exact;
        }
        let read: Vec<String> = values.iter().map(|value| comparable(value)).collect();
        let close =
            self.by_code.iter().filter(|(code, _)| read.iter().any(|value| slipped(code, value)));
        let mut near: BTreeSet<u32> = close.map(|(_, firm)| *firm).collect();
        let read: Vec<Name> = values.iter().map(|value| names::read(value)).collect();
        let own =
            self.read.get_or_init(|| self.names.par_iter().map(|name| names::read(name)).collect());
        for (row, name) in own.iter().enumerate() {
            if !name.is_empty() && read.iter().any(|value| value.same(name)) {
                near.insert(row as u32);
            }
        }
        near
    }
}

/// The cells of a refused row.
fn values(raw: &str) -> Vec<&str> {
    raw.split("; ").filter_map(|cell| Some(cell.split_once('=')?.1.trim())).collect()
}

/// Whether a refused row says by a sound code whose it is.
fn names_somebody(raw: &str) -> bool {
    values(raw).into_iter().any(|value| CreditCode::parse(value).is_ok())
}

/// Whether a code is another but for two signs at most.
fn slipped(code: &str, read: &str) -> bool {
    let differ = || code.bytes().zip(read.bytes()).filter(|(a, b)| a != b).count();
    code.len() == read.len() && code.len() > 8 && differ() <= 2
}
