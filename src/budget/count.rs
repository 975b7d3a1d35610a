//! Limits on numbers: so many claims of an enterprise, so many for one item.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::{DataFrame, PlHashMap};

use super::Awards;
use super::history::History;
use crate::award::{Context, EngineError};
use crate::domain::paper::canonical;
use crate::frame::access::{bools, ints, texts};
use crate::frame::columns as c;
use crate::scheme::{Choose, CountLimit, CountPer, Stage};

/// The stage. A claim that has nothing left takes no place.
pub fn apply(awards: &mut Awards, history: &History, context: &Context) -> Result<(), EngineError> {
    let mut amount = awards.current().to_vec();
    let mut reasons = vec![0; amount.len()];
    for (number, block) in awards.blocks.iter().enumerate() {
        for limit in &context.scheme.measures[number].counts {
            let used = match limit.per {
                CountPer::Firm => history.granted_items(number),
                _ => BTreeMap::new(),
            };
            let rows = Rows {
                table: &awards.tables[number],
                firm: &awards.firm[block.clone()],
                amount: &mut amount[block.clone()],
            };
            for row in rows.limit(limit, &used)? {
                reasons[block.start + row] = limit.reason;
            }
        }
    }
    awards.push(Stage::Count, amount, |row| reasons[row]);
    Ok(())
}

/// The claims of one measure.
struct Rows<'a> {
    table: &'a DataFrame,
    firm: &'a [u32],
    amount: &'a mut [i64],
}

impl Rows<'_> {
    /// Lowers what is beyond the limit and returns the rows that it touched.
    fn limit(
        self,
        limit: &CountLimit,
        used: &BTreeMap<u32, BTreeSet<&str>>,
    ) -> Result<Vec<usize>, EngineError> {
        let groups = self.crowded(limit, used)?;
        let lead = match limit.choose {
            Choose::Lead => bools(self.table, c::IS_LEAD)?,
            _ => Vec::new(),
        };
        let position = match limit.choose {
            Choose::Declared => ints(self.table, c::POSITION)?,
            _ => Vec::new(),
        };
        let mut touched = Vec::new();
        for (mut rows, places) in groups {
            match limit.choose {
                Choose::SplitEqually => {
                    let part = rows.len() as i64;
                    rows.iter().for_each(|row| self.amount[*row] /= part);
                    touched.extend(rows);
                    continue;
                }
                // Rows are in the order of enterprise and item, and sorting keeps it among equals.
                Choose::Highest => rows.sort_by_key(|row| std::cmp::Reverse(self.amount[*row])),
                Choose::Declared => rows.sort_by_key(|row| position[*row]),
                Choose::Lead => rows.sort_by_key(|row| !lead[*row]),
            }
            for row in rows.into_iter().skip(places) {
                self.amount[row] = 0;
                touched.push(row);
            }
        }
        Ok(touched)
    }

    /// Groups with more claims than places, and how many places they have.
    fn crowded(
        &self,
        limit: &CountLimit,
        used: &BTreeMap<u32, BTreeSet<&str>>,
    ) -> Result<Vec<(Vec<usize>, usize)>, EngineError> {
        let live = (0..self.firm.len()).filter(|row| self.amount[*row] > 0);
        let max = limit.max as usize;
        let mut crowded = Vec::new();
        match limit.per {
            CountPer::Firm => {
                let rows: Vec<usize> = live.collect();
                let items = texts(self.table, c::ITEM)?;
                for group in rows.chunk_by(|a, b| self.firm[*a] == self.firm[*b]) {
                    let taken = used.get(&self.firm[group[0]]);
                    if taken.is_none() {
                        if group.len() > max {
                            crowded.push((group.to_vec(), max));
                        }
                        continue;
                    }
                    let places = max.saturating_sub(taken.map_or(0, BTreeSet::len));
                    // An item that has a place keeps it, though never more of them than the limit;
                    // the others share what places are left.
                    let holds =
                        |row: &usize| taken.is_some_and(|t| t.contains(&*canonical(items[*row])));
                    let (placed, others): (Vec<usize>, Vec<usize>) =
                        group.iter().copied().partition(holds);
                    let groups = [(placed, max), (others, places)];
                    crowded
                        .extend(groups.into_iter().filter(|(rows, places)| rows.len() > *places));
                }
            }
            CountPer::Item | CountPer::Column(_) => {
                let name = match limit.per {
                    CountPer::Column(field) => field.name,
                    _ => c::ITEM,
                };
                let keys = texts(self.table, name)?;
                let keys: Vec<Cow<str>> = keys.into_iter().map(canonical).collect();
                let own = matches!(limit.per, CountPer::Column(_));
                let rows: Vec<usize> = live.filter(|row| !keys[*row].is_empty()).collect();
                let mut seen: PlHashMap<&str, u32> = PlHashMap::default();
                rows.iter().for_each(|row| *seen.entry(&keys[*row]).or_insert(0) += 1);
                // Most keys stand alone: only the others need to be put in order.
                let crowd = |row: &usize| seen.get(&*keys[*row]).is_some_and(|n| *n as usize > max);
                let mut rows: Vec<usize> = rows.into_iter().filter(crowd).collect();
                let key = |row: usize| (&keys[row], if own { self.firm[row] } else { 0 });
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
