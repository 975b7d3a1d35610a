//! Table contracts: which columns an input table must and may have, and what the tables of a run
//! folder hold.

use super::columns as c;
use super::fields::{
    ACCOUNT_FIELDS, CHANGE_FIELDS, CLAWBACK_FIELDS, DECISION_FIELDS, DUPLICATE_FIELDS,
    EVENT_FIELDS, FIRM_FIELDS, Field, HISTORY_FIELDS, INVOICE_FIELDS, LISTED_FIELDS,
    OPINION_FIELDS, OWED_FIELDS, PAYMENT_FIELDS, PLATFORM_FIELDS, REGISTER_FIELDS, REVIEW_FIELDS,
    SNAPSHOT_FIELDS, VERDICT_FIELDS,
};

use crate::domain::Ratio;

/// Tables that people fill in in workbooks of ours; and the export of invoices, whose other sheet repeats each by its
/// items.
const OF_OURS: [&str; 8] =
    ["decisions", "kinds", "lists", "requests", "attributions", "reviews", "verdicts", "invoices"];

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
    /// Of a measure's lines, where it can be told: the most that they come to.
    pub ceiling: Option<Ceiling>,
}

/// The most that each claim of a measure can come to, whatever else holds.
#[derive(Clone, Debug)]
pub struct Ceiling {
    /// The column that tells claims of one enterprise apart.
    pub item: Option<&'static Field>,
    pub worth: Worth,
    pub cap: Option<i64>,
}

/// What the lines of a claim are worth at most, in fen.
#[derive(Clone, Debug)]
pub enum Worth {
    /// So much of their amounts.
    Share(Ratio),
    Fixed(i64),
    /// By the word in a column.
    Grades(&'static Field, Vec<(String, i64)>),
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
            ceiling: None,
        }
    }

    /// The basic facts of enterprises, one row for each.
    pub fn firms(sheets: &[String]) -> Self {
        let required = [c::FIRM_NAME, c::USCC, c::ENTITY_TYPE];
        let fixed = Self::fixed("firms", FIRM_FIELDS, &required, sheets);
        Self { title: "基本情况".to_string(), ..fixed }
    }

    /// Whether other sheets of its workbook have like headings (workbooks of ours that people fill in, exports): where a
    /// sheet has its name, only such sheets are read.
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

/// A table that an office fills in or receives, declared once for the reader and for templates.
#[derive(Debug)]
pub struct OfficeTable {
    pub key: &'static str,
    /// The key of its sheets in `headers.toml`.
    pub sheets: &'static str,
    pub fields: &'static [Field],
    /// Columns that every row must fill.
    pub required: &'static [&'static str],
}

impl OfficeTable {
    const fn new(
        key: &'static str,
        fields: &'static [Field],
        required: &'static [&'static str],
    ) -> Self {
        Self { key, sheets: key, fields, required }
    }

    /// What the reader takes, under these names of sheets.
    pub fn contract(&self, sheets: &[String]) -> TableContract {
        TableContract::fixed(self.key, self.fields, self.required, sheets)
    }
}

/// All of them.
pub static OFFICE: &[OfficeTable] = &[
    OfficeTable::new("platform", PLATFORM_FIELDS, &[c::USCC, c::MEASURE, c::YEAR]),
    OfficeTable::new("invoices", INVOICE_FIELDS, &[c::INVOICED_ON, c::INVOICE_STATE]),
    OfficeTable::new(
        "history",
        HISTORY_FIELDS,
        &[c::USCC, c::MEASURE, c::AWARD_YEAR, c::AMOUNT, c::STATUS],
    ),
    OfficeTable::new("listed", LISTED_FIELDS, &[c::USCC, c::LIST]),
    OfficeTable::new(
        "opinions",
        OPINION_FIELDS,
        &[c::USCC, c::DEPARTMENT, c::OPINION, c::OPINED_ON],
    ),
    OfficeTable::new("events", EVENT_FIELDS, &[c::EVENT, c::EVENT_ON]),
    OfficeTable::new("changes", CHANGE_FIELDS, &[c::CHANGE_KIND, c::NEW_CODE, c::CHANGED_ON]),
    OfficeTable::new(
        "accounts",
        ACCOUNT_FIELDS,
        &[c::USCC, c::BANK, c::ACCOUNT, c::ACCOUNT_FROM, c::DECIDED_BY],
    ),
    OfficeTable::new("duplicates", DUPLICATE_FIELDS, &[c::USCC, c::MEASURE, c::STATUS]),
    OfficeTable::new("register", REGISTER_FIELDS, &[c::USCC, c::FIRM_NAME]),
    // What is owed stands in the clawback ledger of a reconciliation.
    OfficeTable {
        sheets: "clawbacks",
        ..OfficeTable::new("owed", OWED_FIELDS, &[c::USCC, c::OUTSTANDING])
    },
    OfficeTable::new("decisions", DECISION_FIELDS, &[c::FINDING_ID, c::EVIDENCE]),
    OfficeTable::new("reviews", REVIEW_FIELDS, &[c::REVIEW_ID, c::EVIDENCE]),
    OfficeTable::new("verdicts", VERDICT_FIELDS, &[c::FINDING_ID, c::EVIDENCE]),
    OfficeTable::new("payments", PAYMENT_FIELDS, &[]),
    OfficeTable::new("snapshots", SNAPSHOT_FIELDS, &[c::USCC, c::SEEN_ON]),
    OfficeTable::new("clawbacks", CLAWBACK_FIELDS, &[c::CLAIM_ID]),
];

/// The table of a key; `None` where no such table is declared.
pub fn office(key: &str) -> Option<&'static OfficeTable> {
    OFFICE.iter().find(|table| table.key == key)
}
