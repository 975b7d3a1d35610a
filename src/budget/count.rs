//! Limits on numbers: so many claims of an enterprise, so many for one item.

use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::{DataFrame, PlHashMap};

use super::Awards;
use super::history::History;
use crate::award::claims::numbers_column;
use crate::award::{Context, EngineError};
use crate::domain::paper::canonical;
use crate::frame::access::{bools, indices, ints, optional_ints, texts};
use crate::frame::columns as c;
use crate::scheme::{Choose, CountLimit, CountPer, ReasonId, Stage};

/// The stage. A claim that has nothing left takes no place of its enterprise.
pub fn apply(awards: &mut Awards, history: &History, context: &Context) -> Result<(), EngineError> {
    let mut amount = awards.current().to_vec();
    let mut weight = before_duplicates(awards, context).to_vec();
    let mut reasons = vec![0; amount.len()];
    for (number, block) in awards.blocks.iter().enumerate() {
        let limits = &context.scheme.measures[number].counts;
        if limits.is_empty() {
            continue;
        }
        let before = limits.iter().any(|limit| limit.choose == Choose::SupportedBefore);
        let mut rows = Rows {
            table: &awards.tables[number],
            firm: &awards.firm[block.clone()],
            entitled: &awards.entitled[block.clone()],
            amount: &mut amount[block.clone()],
            weight: &mut weight[block.clone()],
            supported: if before { history.supported(number) } else { BTreeSet::new() },
        };
        let used = || history.granted_items(number);
        let again = limits.iter().position(|limit| limit.again && limit.per == CountPer::Firm);
        let of_item = limits.iter().position(|limit| limit.per == CountPer::Item);
        let matched = again.zip(of_item);
        if let Some((firm, item)) = matched {
            for (row, why) in rows.matched(&limits[firm], &limits[item], &used())? {
                reasons[block.start + row] = why;
            }
        }
        for (at, limit) in limits.iter().enumerate() {
            if matched.is_some_and(|(firm, item)| at == firm || at == item) {
                continue;
            }
            let used = if limit.per == CountPer::Firm { used() } else { BTreeMap::new() };
            for row in rows.limit(limit, &used)? {
                reasons[block.start + row] = limit.reason;
            }
        }
    }
    awards.push(Stage::Count, amount, |row| reasons[row]);
    Ok(())
}

/// Amounts that claims for one item are ranked by: where support elsewhere leaves a claim its place,
/// those before it was taken off.
fn before_duplicates<'a>(awards: &'a Awards, context: &Context) -> &'a [i64] {
    let at = awards.stages.iter().position(|column| column.stage == Stage::Duplicates);
    match at.filter(|at| *at > 0 && context.scheme.duplicates.keeps_place) {
        Some(at) => &awards.stages[at - 1].amount,
        None => awards.current(),
    }
}

/// The claims of one measure.
struct Rows<'a> {
    table: &'a DataFrame,
    firm: &'a [u32],
    /// What the rule gives, whatever was asked for.
    entitled: &'a [i64],
    amount: &'a mut [i64],
    /// What claims for one item are ranked by; 0 for those out of it.
    weight: &'a mut [i64],
    /// Enterprises and the items that they were supported for before.
    supported: BTreeSet<(u32, &'a str)>,
}

impl Rows<'_> {
    /// Lowers what is beyond the limit and returns the rows that it touched.
    fn limit(
        &mut self,
        limit: &CountLimit,
        used: &BTreeMap<u32, BTreeSet<&str>>,
    ) -> Result<Vec<usize>, EngineError> {
        let groups = self.crowded(limit, used)?;
        let mut touched = Vec::new();
        if groups.is_empty() {
            return Ok(touched);
        }
        let order = self.order(limit)?;
        for (mut rows, places) in groups {
            if limit.choose == Choose::SplitEqually {
                // A part of what the item is worth: what an enterprise asks for may be its part already.
                let parts = rows.len() as i64;
                for row in &rows {
                    self.amount[*row] = self.amount[*row].min(self.entitled[*row] / parts);
                }
                touched.extend(rows);
                continue;
            }
            let ranked = if limit.per == CountPer::Item { &*self.weight } else { &*self.amount };
            rows.sort_by(|a, b| order.compare(ranked, *a, *b));
            for row in rows.into_iter().skip(places) {
                (self.amount[row], self.weight[row]) = (0, 0);
                touched.push(row);
            }
        }
        Ok(touched)
    }

    /// What stands in a column by which claims are counted, as numbers; 0 for nothing.
    fn numbers(&self, name: &str) -> Result<Vec<u32>, EngineError> {
        Ok(indices(self.table, &numbers_column(name))?)
    }

    /// The items of claims, where some of theirs have places from an earlier batch.
    fn items(&self, used: &BTreeMap<u32, BTreeSet<&str>>) -> Result<Vec<&str>, EngineError> {
        Ok(if used.is_empty() { Vec::new() } else { texts(self.table, c::ITEM)? })
    }

    fn order(&self, limit: &CountLimit) -> Result<Order, EngineError> {
        Ok(Order {
            first: match limit.choose {
                Choose::Lead => bools(self.table, c::IS_LEAD)?,
                Choose::SupportedBefore if !self.supported.is_empty() => {
                    let claims = self.firm.iter().zip(texts(self.table, c::ITEM)?);
                    let before = |(firm, item): (&u32, &str)| {
                        self.supported.contains(&(*firm, &*canonical(item)))
                    };
                    claims.map(before).collect()
                }
                _ => Vec::new(),
            },
            position: match limit.choose {
                Choose::Declared => ints(self.table, c::POSITION)?,
                _ => Vec::new(),
            },
            by_amount: matches!(limit.choose, Choose::Highest | Choose::SupportedBefore),
            ties: match limit.ties {
                Some(_) => optional_ints(self.table, c::TIES)?,
                None => Vec::new(),
            },
        })
    }

    /// So many claims of each enterprise and of each item, settled together: an enterprise that loses
    /// an item to another takes up its next claim, until nobody can do better. Returns the rows that
    /// lost, each with its reason.
    fn matched(
        &mut self,
        of_firm: &CountLimit,
        of_item: &CountLimit,
        used: &BTreeMap<u32, BTreeSet<&str>>,
    ) -> Result<Vec<(usize, ReasonId)>, EngineError> {
        let (own, between) = (self.order(of_firm)?, self.order(of_item)?);
        let items = self.items(used)?;
        let keys = self.numbers(c::ITEM)?;
        let mut waiting: Vec<(Vec<usize>, usize)> = Vec::new();
        let live: Vec<usize> = (0..self.firm.len()).filter(|row| self.amount[*row] > 0).collect();
        for group in live.chunk_by(|a, b| self.firm[*a] == self.firm[*b]) {
            for (mut rows, places) in
                own_places(group, of_firm, used.get(&self.firm[group[0]]), &items)
            {
                // The best last, to be taken from the end.
                rows.sort_by(|a, b| own.compare(self.amount, *b, *a));
                waiting.push((rows, places));
            }
        }
        // A claim that lost its support elsewhere stands for its item, but takes no place of its firm.
        let voided =
            (0..self.firm.len()).filter(|row| self.amount[*row] == 0 && self.weight[*row] > 0);
        waiting.extend(voided.map(|row| (vec![row], 1)));
        let mut holds: PlHashMap<u32, Vec<(usize, usize)>> = PlHashMap::default();
        let mut lost = Vec::new();
        let mut free: Vec<usize> = (0..waiting.len()).collect();
        while let Some(at) = free.pop() {
            let (rows, places) = &mut waiting[at];
            if *places == 0 {
                continue;
            }
            let Some(row) = rows.pop() else { continue };
            *places -= 1;
            free.push(at);
            if keys[row] == 0 {
                continue;
            }
            let held = holds.entry(keys[row]).or_default();
            held.push((row, at));
            if held.len() > of_item.max as usize {
                held.sort_by(|a, b| between.compare(self.weight, a.0, b.0));
                if let Some((row, at)) = held.pop() {
                    lost.push((row, of_item.reason));
                    waiting[at].1 += 1;
                    free.push(at);
                }
            }
        }
        lost.extend(
            waiting.into_iter().flat_map(|(rows, _)| rows).map(|row| (row, of_firm.reason)),
        );
        for (row, _) in &lost {
            (self.amount[*row], self.weight[*row]) = (0, 0);
        }
        Ok(lost)
    }

    /// Groups with more claims than places, and how many places they have.
    fn crowded(
        &self,
        limit: &CountLimit,
        used: &BTreeMap<u32, BTreeSet<&str>>,
    ) -> Result<Vec<(Vec<usize>, usize)>, EngineError> {
        let ranked = if limit.per == CountPer::Item { &*self.weight } else { &*self.amount };
        let live = (0..self.firm.len()).filter(|row| ranked[*row] > 0);
        let max = limit.max as usize;
        let mut crowded = Vec::new();
        match limit.per {
            CountPer::Firm => {
                let rows: Vec<usize> = live.collect();
                let items = self.items(used)?;
                for group in rows.chunk_by(|a, b| self.firm[*a] == self.firm[*b]) {
                    let used = used.get(&self.firm[group[0]]);
                    if used.is_none() && group.len() <= max {
                        continue;
                    }
                    let groups = own_places(group, limit, used, &items);
                    crowded
                        .extend(groups.into_iter().filter(|(rows, places)| rows.len() > *places));
                }
            }
            CountPer::Item | CountPer::Column(_) => {
                let name = match limit.per {
                    CountPer::Column(field) => field.name,
                    _ => c::ITEM,
                };
                let keys = self.numbers(name)?;
                let own = matches!(limit.per, CountPer::Column(_));
                let rows: Vec<usize> = live.filter(|row| keys[*row] != 0).collect();
                let mut seen = vec![0u32; keys.iter().max().map_or(0, |most| *most as usize + 1)];
                rows.iter().for_each(|row| seen[keys[*row] as usize] += 1);
                // Most keys stand alone: only the others need to be put in order.
                let crowd = |row: &usize| seen[keys[*row] as usize] as usize > max;
                let mut rows: Vec<usize> = rows.into_iter().filter(crowd).collect();
                let key = |row: usize| (keys[row], if own { self.firm[row] } else { 0 });
                rows.sort_by(|a, b| key(*a).cmp(&key(*b)).then(a.cmp(b)));
                for group in rows.chunk_by(|a, b| key(*a) == key(*b)) {
                    if group.len() > max {
                        crowded.push((group.to_vec(), max));
                    }
                }
            }
        }
        Ok(crowded)
    }
}

/// The claims of one enterprise and the places they share. An item that has a place from an earlier
/// batch of the year keeps it, though never more of them than the limit; the others share what is left.
fn own_places(
    group: &[usize],
    limit: &CountLimit,
    taken: Option<&BTreeSet<&str>>,
    items: &[&str],
) -> Vec<(Vec<usize>, usize)> {
    let max = limit.max as usize;
    let Some(taken) = taken else { return vec![(group.to_vec(), max)] };
    let holds = |row: &usize| taken.contains(&*canonical(items[*row]));
    let (placed, others): (Vec<usize>, Vec<usize>) = group.iter().copied().partition(holds);
    vec![(placed, max), (others, max.saturating_sub(taken.len()))]
}

/// How claims that share a limit are ranked; equal ones stay in the order of enterprise and item.
struct Order {
    /// Whoever comes before all others.
    first: Vec<bool>,
    position: Vec<i64>,
    by_amount: bool,
    ties: Vec<Option<i64>>,
}

impl Order {
    fn compare(&self, amounts: &[i64], a: usize, b: usize) -> Ordering {
        let first = |row: usize| !self.first.get(row).copied().unwrap_or(false);
        let position = |row: usize| self.position.get(row).copied().unwrap_or(0);
        let amount = |row: usize| if self.by_amount { Reverse(amounts[row]) } else { Reverse(0) };
        let tie = |row: usize| self.ties.get(row).copied().flatten().unwrap_or(i64::MAX);
        let key = |row: usize| (first(row), position(row), amount(row), tie(row), row);
        key(a).cmp(&key(b))
    }
}
