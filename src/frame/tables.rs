//! Table contracts: which columns an input table must and may have, and what the tables of a run
//! folder hold.

use super::columns as c;
use super::fields::{FIRM_FIELDS, Field};

/// Tables that people fill in in workbooks of ours.
const OF_OURS: [&str; 6] = ["decisions", "kinds", "lists", "requests", "attributions", "reviews"];

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
    /// For lists that others made: a cell that cannot be read is taken as empty, with a warning, and
    /// its row is kept for whatever else it says.
    pub lenient: bool,
    /// Known by name and headings, and left alone: it belongs to another scheme of the run.
    pub foreign: bool,
}

impl TableContract {
    /// A table of a fixed vocabulary; what is not required is optional.
    pub fn fixed(key: &str, known: &'static [Field], required: &[&str], sheets: &[String]) -> Self {
        let (required, optional) = known.iter().partition(|field| required.contains(&field.name));
        let (key, title) = (key.to_string(), key.to_string());
        Self {
            key,
            title,
            sheets: sheets.to_vec(),
            required,
            optional,
            lenient: false,
            foreign: false,
        }
    }

    /// The basic facts of enterprises, one row for each.
    pub fn firms(sheets: &[String]) -> Self {
        let required = [c::FIRM_NAME, c::USCC, c::ENTITY_TYPE];
        let fixed = Self::fixed("firms", FIRM_FIELDS, &required, sheets);
        Self { title: "基本情况".to_string(), ..fixed }
    }

    /// Whether people fill it in in a workbook of ours, whose other sheets have like headings: where a sheet has its
    /// name, only such sheets are read.
    pub fn is_of_ours(&self) -> bool {
        OF_OURS.contains(&self.key.as_str())
    }

    pub fn fields(&self) -> impl Iterator<Item = &'static Field> {
        self.required.iter().chain(&self.optional).copied()
    }

    pub fn is_required(&self, field: &Field) -> bool {
        self.required.iter().any(|f| f.name == field.name)
    }
}
