//! What a run found out about support elsewhere and inside the filings.

use super::Record;
use crate::diag::{Diagnostics, Lang, Text};
pub use crate::duplicate::dossier::Duplicate;
use crate::duplicate::exact::Sampled;
pub use crate::duplicate::inside::{Related, SharedPaper};
use crate::duplicate::unsorted::ToSort;
pub use crate::duplicate::usage::Roster;

/// Everything that the report on duplicates shows beside the savings.
#[derive(Debug, Default)]
pub struct Duplicates {
    pub cases: Vec<Duplicate>,
    /// Texts of items that a person is to sort.
    pub to_sort: usize,
    pub rosters: Vec<Roster>,
    pub papers: Vec<SharedPaper>,
    pub related: Vec<Related>,
    /// How far registered names to the letter confirm, where the pipeline lets them.
    pub exact: Option<Text>,
}

impl Duplicates {
    /// # Errors
    /// When a table is damaged. Tables of rosters are there only where some were compared.
    pub fn read(record: &Record) -> Result<Self, Diagnostics> {
        let tables = &record.tables;
        let cases = tables.rows_if_any()?;
        let rosters = if cases.is_some() { tables.rows()? } else { Vec::new() };
        let to_sort = tables.rows_if_any::<ToSort>()?.map_or(0, |rows| rows.len());
        let (papers, related) = (tables.rows()?, tables.rows()?);
        let sampled: Vec<Sampled> = tables.rows_if_any()?.unwrap_or_default();
        // The first row is about the level.
        let exact = sampled.into_iter().next().map(|level| level.why);
        Ok(Self { cases: cases.unwrap_or_default(), to_sort, rosters, papers, related, exact })
    }

    /// A source by the name of its district; by its own where no case of it says one.
    pub fn named(&self, lang: Lang, scheme: &str) -> String {
        let mut sides = self.cases.iter().map(|case| &case.sides);
        let known = sides.find(|sides| sides.other_scheme == scheme);
        known.map_or(scheme, |sides| sides.district.get(lang)).to_string()
    }
}
