//! The lists of the office, understood: who became whom, what was granted, decided and published elsewhere.

use polars::prelude::*;

use crate::diag::Failure;
use crate::duplicate::decisions::Decisions;
use crate::intake::changes::Changes;
use crate::intake::granted::{Exported, unread_years};
use crate::intake::objected::Published;
use crate::intake::owed;
use crate::intake::reading::{Lists, Reading};
use crate::intake::repeats;
use crate::intake::rosters::{self, Rosters};

/// What the office's lists say, under the codes that enterprises have now.
pub(super) struct Office {
    pub lists: Lists,
    pub changes: Changes,
    /// The run whose claims are computed anew.
    pub published: Option<Published>,
    pub decisions: Decisions,
    pub rosters: Rosters,
}

impl Office {
    pub fn of(mut lists: Lists, reading: &mut Reading) -> Result<Self, Failure> {
        let Reading { pipeline, linked, faults, progress } = reading;
        let changes = Changes::read(&lists.changes, linked, faults)?;
        let published = Published::read(pipeline, &changes)?;
        follow(&changes, &mut lists)?;
        faults.extend(owed::faults(pipeline, &lists.owed, linked)?);
        faults.extend(unread_years(&lists.history, linked)?);
        if let Some(Exported { read, file, .. }) = &lists.ledger {
            linked.findings.extend(read.papers.unprotected());
            lists.history = repeats::beside_ledger(lists.history, (read, &file.shown), linked)?;
        }
        let mut decisions =
            rosters::decisions(&lists.decisions, &pipeline.inputs.decisions, linked)?;
        let answers = [&lists.kinds, &lists.rosters, &lists.requests];
        rosters::further(&mut decisions, answers, pipeline, linked)?;
        if let Some(register) = &lists.register {
            rosters::register_codes(register, linked)?;
        }
        let mut rosters = rosters::read(pipeline, &decisions.lists, linked, faults, *progress)?;
        rosters.rows = rosters.rows.map(|rows| changes.follow(rows)).transpose()?;
        Ok(Self { lists, changes, published, decisions, rosters })
    }
}

/// Puts what is listed under former codes under those of now.
fn follow(changes: &Changes, lists: &mut Lists) -> PolarsResult<()> {
    let Lists { platform, history, listed, opinions, duplicates, owed, .. } = lists;
    for table in [platform, history, listed, opinions, duplicates, owed] {
        *table = changes.follow(std::mem::take(table))?;
    }
    Ok(())
}
