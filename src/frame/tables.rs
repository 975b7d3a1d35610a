//! Table contracts: which columns an input table must and may have, and what the tables of a run
//! folder hold.

use super::fields::Field;

/// What an input table looks like. Made from the scheme for measures, fixed for the others.
#[derive(Clone, Debug)]
pub struct TableContract {
    /// `firms`, a measure's id, `platform`, `history`, `listed` or `duplicates`.
    pub key: String,
    /// What people call it: for messages.
    pub title: String,
    /// Sheet names, and stems of Parquet files, that hold it.
    pub sheets: Vec<String>,
    /// The column must be there and every row must fill it.
    pub required: Vec<&'static Field>,
    /// The column may be missing and cells may be empty.
    pub optional: Vec<&'static Field>,
}

impl TableContract {
    pub fn fields(&self) -> impl Iterator<Item = &'static Field> {
        self.required.iter().chain(&self.optional).copied()
    }

    pub fn is_required(&self, field: &Field) -> bool {
        self.required.iter().any(|f| f.name == field.name)
    }
}
