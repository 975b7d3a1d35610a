//! Support in rosters, looked at again under whatever rules a scenario has.
//!
//! Who is who is settled once. Which claims a row is about, and whether it counts, follows from the
//! claims and the rules, so every evaluation asks anew.

use std::collections::BTreeMap;

use polars::prelude::*;

use super::cases::{Join, World, judged};
use super::decisions::Decisions;
use super::papers::MeasurePapers;
use super::roster::Title;
use super::settings::Plan;
use super::stage::rows_for_stage;
use crate::ingest::Headers;
use crate::scheme::Scheme;

/// The rosters of a pipeline, joined with its applicants.
#[derive(Clone, Debug)]
pub struct Elsewhere {
    pub plan: Plan,
    pub headers: Headers,
    /// The applicants that were joined. Whoever a scenario adds is in no roster.
    firms: DataFrame,
    rows: DataFrame,
    roster_of: Vec<usize>,
    titles: BTreeMap<u32, Title>,
    decisions: Decisions,
    register: Option<DataFrame>,
    join: Join,
}

impl Elsewhere {
    /// Joins applicants with the rows of rosters; `roster_of` is the place of each row's roster.
    ///
    /// # Errors
    /// A fault of the engine.
    pub fn new(
        (plan, headers): (Plan, Headers),
        firms: &DataFrame,
        (rows, roster_of, titles): (&DataFrame, &[usize], &BTreeMap<u32, Title>),
        (decisions, register): (&Decisions, Option<&DataFrame>),
    ) -> PolarsResult<Self> {
        let join = Join::new(firms, rows, &plan, (decisions, register))?;
        Ok(Self {
            plan,
            headers,
            firms: firms.clone(),
            rows: rows.clone(),
            roster_of: roster_of.to_vec(),
            titles: titles.clone(),
            decisions: decisions.clone(),
            register: register.cloned(),
            join,
        })
    }

    /// The same rosters beside other facts about the applicants.
    ///
    /// # Errors
    /// A fault of the engine.
    pub fn with_firms(&self, firms: &DataFrame) -> PolarsResult<Self> {
        let known = (&self.decisions, self.register.as_ref());
        let join = Join::new(firms, &self.rows, &self.plan, known)?;
        Ok(Self { firms: firms.clone(), join, ..self.clone() })
    }

    /// What the stage of duplicates reads for gathered claims and their lines, by measure.
    ///
    /// # Errors
    /// A fault of the engine.
    pub fn rows_for<'a>(
        &self,
        scheme: &Scheme,
        gathered: impl Iterator<Item = &'a (DataFrame, DataFrame)>,
        like: &DataFrame,
    ) -> PolarsResult<DataFrame> {
        let papers = scheme.measures.iter().zip(gathered);
        let papers =
            papers.map(|(measure, (claims, lines))| MeasurePapers::new(measure, claims, lines));
        let papers: Vec<MeasurePapers> = papers.collect::<PolarsResult<_>>()?;
        let world = World {
            scheme,
            plan: &self.plan,
            headers: &self.headers,
            firms: &self.firms,
            rosters: &self.rows,
            roster_of: &self.roster_of,
            titles: &self.titles,
            decisions: &self.decisions,
            register: self.register.as_ref(),
        };
        let (cases, _) = judged(&world, &papers, &self.join)?;
        rows_for_stage(&cases, &world, like)
    }
}
