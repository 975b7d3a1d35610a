//! Support that one list grants and another list of the same source says was returned: the later word holds for both.

use std::collections::HashMap;

use super::cases::World;
use super::crosswalk::SameKind;
use super::kinds::Readings;
use super::period::overlap;
use super::rows::{Columns, Row};
use super::same::State;
use crate::entity::Found;

/// Rows that say that support was returned, by enterprise and source of the crosswalk: list, reading, row.
pub(super) struct Returns(BySource);

type BySource = HashMap<(u32, usize), Vec<(u32, u32, Row)>>;

/// What another list says of a row's support.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Elsewhere {
    Nothing,
    /// Of the same text, period and amount.
    Returned,
    /// Of the same kind and period: whether it is this support, nobody knows.
    Perhaps,
}

impl Returns {
    pub fn new(
        world: &World,
        columns: &Columns,
        open: &[&Found],
        reading_of: &HashMap<u32, u32>,
    ) -> Self {
        let mut out = BySource::new();
        for pair in open {
            let row = columns.row(world, pair.other as usize);
            if row.state == State::Returned {
                let (list, reading) = (columns.list(pair.other), reading_of[&pair.other]);
                out.entry((pair.own, row.source)).or_default().push((list, reading, row));
            }
        }
        Self(out)
    }

    /// What other lists of the source say of the support of a row, for a measure. Rows of one list are supports of
    /// their own, and papers that differ tell two apart.
    pub fn of(
        &self,
        firm: u32,
        (list, reading, row): (u32, u32, &Row),
        measure: usize,
        readings: &Readings,
    ) -> Elsewhere {
        if row.state != State::Received {
            return Elsewhere::Nothing;
        }
        let all = self.0.get(&(firm, row.source)).map_or(&[][..], Vec::as_slice);
        let mut out = Elsewhere::Nothing;
        for (other, returned_reading, returned) in all {
            let other_reading = readings.get(*returned_reading);
            let days = row.given.as_ref().zip(returned.given.as_ref());
            let apart = list == *other
                || other_reading.relations[measure].same_kind == SameKind::No
                || days.is_some_and(|(a, b)| overlap(&a.period, &b.period) == 0)
                || row.papers.iter().any(|(paper, numbers)| {
                    let others = returned.papers.get(paper);
                    others.is_some_and(|all| !all.iter().any(|one| numbers.contains(one)))
                });
            if apart {
                continue;
            }
            let known = row.given.is_some() && row.given == returned.given;
            let same = readings.get(reading).question == other_reading.question
                && known
                && row.amount.is_some()
                && row.amount == returned.amount;
            if same {
                return Elsewhere::Returned;
            }
            out = Elsewhere::Perhaps;
        }
        out
    }
}
