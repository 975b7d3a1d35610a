//! `manifest.json`: what a finished folder says about itself. No clock, no machine.
//!
//! Each kind of folder has a type of its own; what is read back is what was written, every key of it. A key that is
//! missing, unknown or of another type is refused with its name, and so is a folder of a newer layout. A field that is
//! added raises [`FORMAT`]; the program that adds it decides what an older folder means without it.
//!
//! Amounts are decimal strings of yuan ([`Fen`](crate::domain::Fen)), days ISO dates, counts whole numbers.

mod others;
mod run;

use std::collections::BTreeMap;
use std::fmt;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::domain::Fen;
use crate::frame::kernels::Overflow;

pub use others::{
    Across, Counted, Export, Filing, Intake, Joint, JointCounts, JointTotals, PaymentFile,
    PlanSummary, Previous, Progress, ProgressCounts, ReconciledTotals, Reconciliation,
    SchemeCounts, SchemeSummary, SchemeTotals,
};
pub use run::{
    Beside, Budget, Change, Counts, Input, LargestPayees, LastYear, LedgerRead, Missing, NotUsed,
    Objected, Office, Payments, Rate, Run, SchemeNamed, Totals, Wait,
};

/// Its name in every finished folder.
pub const FILE: &str = "manifest.json";

/// Version of the layout of a finished folder.
pub const FORMAT: u32 = 1;

/// SHA-256 in hex by the name of a table.
pub type Digests = BTreeMap<String, String>;

/// What the folder is, where it is no run of one scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A run of several schemes.
    Joint,
    Reconciliation,
    Progress,
    /// Filings that were read, as typed tables.
    Intake,
    /// Tables of a warehouse, handed on as filings.
    Export,
}

impl Kind {
    pub fn key(self) -> &'static str {
        match self {
            Self::Joint => "joint",
            Self::Reconciliation => "reconciliation",
            Self::Progress => "progress",
            Self::Intake => "intake",
            Self::Export => "export",
        }
    }
}

/// The manifest of one kind of folder.
pub trait Manifest: Serialize + DeserializeOwned {
    /// `None` for a run of one scheme.
    const KIND: Option<Kind>;

    /// SHA-256 of every table of the folder.
    fn tables(&mut self) -> &mut Digests;
}

/// The program that made a folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tool {
    pub name: String,
    pub version: String,
}

impl Tool {
    /// This program.
    pub fn own() -> Self {
        Self { name: env!("CARGO_PKG_NAME").into(), version: env!("CARGO_PKG_VERSION").into() }
    }
}

/// A file of rules as it was used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleFile {
    pub file: String,
    pub sha256: String,
}

/// How many, and what they come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sum {
    pub count: usize,
    pub amount: Fen,
}

impl Sum {
    /// Adds an amount in fen; nothing does not count.
    ///
    /// # Errors
    /// A sum beyond 64 bits.
    pub fn add(&mut self, fen: i64) -> Result<(), Overflow> {
        self.count += usize::from(fen > 0);
        self.amount = Fen(self.amount.0.checked_add(fen).ok_or(Overflow)?);
        Ok(())
    }
}

/// A sum as a manifest keeps it.
///
/// # Errors
/// A sum beyond 64 bits.
pub fn fen(sum: i128) -> Result<Fen, Overflow> {
    Fen::try_from(sum).map_err(|_| Overflow)
}

/// The bytes of a JSON file: indented, with a line end.
pub fn pretty(value: &impl Serialize) -> Vec<u8> {
    // Strings, numbers, lists and maps with strings as keys always serialise.
    let mut bytes = serde_json::to_vec_pretty(value).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

/// Why bytes are no manifest of a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// No JSON object.
    NotJson(String),
    /// A kind that was not asked for; `None` is a run of one scheme.
    OfKind(Option<String>),
    /// The layout of a later version of the program.
    Newer(u64),
    /// A key that is missing, unknown or of another type: its path, empty at the top, and what is wrong.
    Malformed { key: String, why: String },
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::NotJson(why) => f.write_str(why),
            Self::OfKind(kind) => f.write_str(kind.as_deref().unwrap_or("run")),
            Self::Newer(format) => write!(f, "format {format}"),
            Self::Malformed { key, why } if key.is_empty() => f.write_str(why),
            Self::Malformed { key, why } => write!(f, "{key}: {why}"),
        }
    }
}

/// What every manifest says first.
#[derive(Debug, Deserialize)]
#[serde(expecting = "an object of keys and values")]
pub struct Head {
    format: Option<Value>,
    kind: Option<Value>,
    lang: Option<Value>,
}

impl Head {
    /// Reads as much of a manifest of any kind.
    ///
    /// # Errors
    /// What is no JSON object.
    pub fn read(bytes: &[u8]) -> Result<Self, Unfit> {
        serde_json::from_slice(bytes).map_err(|error| Unfit::NotJson(error.to_string()))
    }

    pub fn kind(&self) -> Option<&str> {
        self.kind.as_ref()?.as_str()
    }

    pub fn lang(&self) -> Option<&str> {
        self.lang.as_ref()?.as_str()
    }
}

/// Reads a manifest of one kind.
///
/// # Errors
/// Bytes that are none.
pub fn read<M: Manifest>(bytes: &[u8]) -> Result<M, Unfit> {
    let head = Head::read(bytes)?;
    if head.kind() != M::KIND.map(Kind::key) {
        return Err(Unfit::OfKind(head.kind().map(str::to_string)));
    }
    if let Some(newer) = head.format.as_ref().and_then(Value::as_u64).filter(|n| *n > FORMAT.into())
    {
        return Err(Unfit::Newer(newer));
    }
    typed(bytes)
}

/// A JSON text as a type, every key of it.
///
/// # Errors
/// The first key that is missing, unknown or of another type.
pub fn typed<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Unfit> {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let read = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let key = Some(error.path().to_string()).filter(|path| path != ".");
        Unfit::Malformed { key: key.unwrap_or_default(), why: error.into_inner().to_string() }
    })?;
    json.end().map_err(|error| Unfit::NotJson(error.to_string()))?;
    Ok(read)
}

/// A value that may be `null`, but whose key must be there: a key that was taken away says nothing of the value.
fn or_null<'de, T: Deserialize<'de>, D: Deserializer<'de>>(from: D) -> Result<Option<T>, D::Error> {
    Option::deserialize(from)
}

/// Days as ISO dates: with its own serde, `chrono` would be another build for all that uses it.
pub(super) mod day {
    use chrono::NaiveDate;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(day: &NaiveDate, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(day)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<NaiveDate, D::Error> {
        let text = String::deserialize(from)?;
        let fault = || serde::de::Error::custom(format!("`{text}` is no day"));
        let day: Option<NaiveDate> = text.parse().ok();
        day.filter(|day| day.to_string() == text).ok_or_else(fault)
    }

    /// The same where there may be none.
    pub mod or_null {
        use super::{Deserialize, Deserializer, NaiveDate, Serializer};

        #[derive(Deserialize)]
        #[serde(transparent)]
        struct Day(#[serde(with = "super")] NaiveDate);

        pub fn serialize<S: Serializer>(day: &Option<NaiveDate>, to: S) -> Result<S::Ok, S::Error> {
            match day {
                Some(day) => super::serialize(day, to),
                None => to.serialize_none(),
            }
        }

        pub fn deserialize<'de, D: Deserializer<'de>>(
            from: D,
        ) -> Result<Option<NaiveDate>, D::Error> {
            Ok(Option::<Day>::deserialize(from)?.map(|day| day.0))
        }
    }
}

/// The name of a folder below: one that leads elsewhere is none.
fn plain<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let name = String::deserialize(from)?;
    let leads_away = name.is_empty() || name.contains(['/', '\\', '.']);
    let fault = || serde::de::Error::custom(format!("`{name}` is no name of a folder"));
    if leads_away { Err(fault()) } else { Ok(name) }
}

/// The layout of this version: another was written by another.
fn format<'de, D: Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
    match u32::deserialize(from)? {
        FORMAT => Ok(FORMAT),
        other => Err(serde::de::Error::custom(format!("format {other}, not {FORMAT}"))),
    }
}
