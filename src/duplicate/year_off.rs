//! Rows of a claim's kind that lie one year before or after it. Most are what they say: nobody is asked about each. All of
//! one source are one question, such as a letter to a district, with its rows below it: those that are the claim's own
//! matter all the same are marked there, and one answer holds for all others.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::*;

use super::crosswalk::SameKind;
use super::decisions::SEVERAL;
use super::dossier::Dossier;
use super::queue::{Suspected, papers_of_rosters};
use super::same::Verdict;
use crate::diag::Text;
use crate::domain::Fen;
use crate::frame::access::indices;
use crate::frame::columns as c;
use crate::frame::output::OutputTable;
use crate::frame::table::{Row, table};

/// Rows of one question at most: their ids stand in one cell.
const MOST: usize = 400;

table! {
    /// A question about rows one year off, or one of its rows.
    pub struct YearOff: "year_off" "相差一年" "One year off", sheet("相差一年", "One year off") {
        /// How many rows it asks about; `None` of a row below its question.
        asks: Option<i64> = ROWS "所问行数" "Rows asked about";
        of: Suspected;
    }
}

impl Dossier<'_> {
    /// The questions, each with its rows below it, the most money first. It can be filled in and read as input.
    ///
    /// # Errors
    /// A fault of the engine.
    pub fn year_off(&self) -> PolarsResult<OutputTable> {
        let known = self.known()?;
        let papers = papers_of_rosters(self.world)?;
        let mut by_source: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for at in self.one_year_off()? {
            by_source.entry(self.cases.cases[at].source).or_default().push(at);
        }
        let mut out = Vec::new();
        for (source, mut rows) in by_source {
            rows.sort_by_key(|at| (Reverse(self.stakes[*at].at_risk()), *at));
            for rows in rows.chunks(MOST) {
                let each = |at: &usize| self.side_by_side((&known, &papers), &[*at]);
                let each: Vec<Suspected> = rows.iter().map(each).collect();
                let asks = rows.len() as i64;
                match <[Suspected; 1]>::try_from(each) {
                    Ok([of]) => out.push(YearOff { asks: Some(asks), of }),
                    Err(each) => {
                        out.push(YearOff { asks: Some(asks), of: self.question(source, &each) });
                        out.extend(each.into_iter().map(|of| YearOff { asks: None, of }));
                    }
                }
            }
        }
        Ok(YearOff::table(out))
    }

    /// Cases of kinds that are certain, which nobody decided and no list is asked about. Where the office said that the
    /// year of a list is right, its rows are what they say.
    fn one_year_off(&self) -> PolarsResult<Vec<usize>> {
        let sources = indices(self.world.rosters, c::SOURCE)?;
        let contradicted = self.contradicted()?;
        let lists: BTreeSet<(u32, i32)> =
            contradicted.iter().map(|list| (list.at, list.stated)).collect();
        let asks = |at: &usize| {
            let case = &self.cases.cases[*at];
            let list = sources[case.row];
            let title = self.world.titles.get(&list);
            let settled = |year| {
                lists.contains(&(list, year)) || title.is_some_and(|title| title.confirms(year))
            };
            case.verdict == Verdict::YearOff
                && case.decision.is_none()
                && case.same_kind == SameKind::Strong
                && case.waits.is_empty()
                && self.world.plan.crosswalk.sources[case.source].covered
                && self.stakes[*at].at_risk() > 0
                && !case.written.is_some_and(settled)
        };
        Ok((0..self.cases.cases.len()).filter(asks).collect())
    }

    /// What a source is asked about its rows.
    fn question(&self, source: usize, rows: &[Suspected]) -> Suspected {
        let source = &self.world.plan.crosswalk.sources[source];
        let each =
            |of: fn(&Suspected) -> &str| rows.iter().map(of).collect::<Vec<_>>().join(SEVERAL);
        let (count, Text { zh, en }) = (rows.len(), &source.title);
        Suspected {
            at_risk: Fen(rows.iter().fold(0, |sum, row| row.at_risk.0.saturating_add(sum))),
            why: Text::new(
                format!(
                    "{zh} {count} 行与申报同类、期间相差一年，见下：属同一事项的逐行填“重复”，其余在本行填“不重复”，一并适用"
                ),
                format!(
                    "{count} rows of {en} are of the kind of claims one year before or after, as below: mark those of the same matter `duplicate`, each by itself; `clear` here holds for all others"
                ),
            ),
            finding: each(|row| &row.finding),
            evidence: each(|row| &row.evidence),
            other_name: source.id.clone(),
            ..Suspected::default()
        }
    }
}
