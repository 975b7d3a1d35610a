//! One segment: who approved or recorded what and when, and a row for each claim.

use std::borrow::Cow;
use std::io::Cursor;

use polars::prelude::*;
use polars_io::prelude::{ParquetCompression, ParquetReader, ParquetWriter, SerReader};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::diag::{Lang, say};
use crate::domain::digest::{hex, sha256};
use crate::frame::access::{days, texts};
use crate::frame::columns as c;
use crate::frame::output::yuan_column;

/// Where the head stands in the file.
const KEY: &str = "jiangbu.ledger";
/// Version of the layout of a segment. The first knew no papers, the second neither what came in of money ordered back
/// nor what was set off, the third no parts that later years pay.
const FORMAT: u64 = 4;
/// The hash before the first segment.
pub const BEGINNING: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// What a segment adds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Approval,
    Payments,
    Withdrawal,
}

impl Kind {
    pub fn key(self) -> &'static str {
        match self {
            Self::Approval => "approval",
            Self::Payments => "payments",
            Self::Withdrawal => "withdrawal",
        }
    }
}

/// What a segment says about itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// From 1 on, without gaps.
    pub number: u32,
    pub kind: Kind,
    /// SHA-256 of the segment before, in hex.
    pub previous: String,
    /// ISO day that was given.
    pub on: String,
    pub by: String,
    /// Why an approval is withdrawn, or why a run with errors is approved; empty otherwise.
    pub reason: String,
    /// The approval that a record of payments, a withdrawal or a batch of upheld objections is about; 0 for any other
    /// approval.
    pub about: u32,
    /// Name of the folder and SHA-256 of its manifest.
    pub folder: String,
    pub manifest: String,
    /// SHA-256 of the table of claims that the rows were taken from.
    pub claims: String,
    pub scheme: String,
    pub award_year: i32,
    /// File name and SHA-256 of every filing.
    pub filings: Vec<(String, String)>,
    /// Debts that the payments of an approval settle.
    #[serde(default)]
    pub settled: Vec<Settled>,
    /// SHA-256 over the rows, so that a last segment that was altered is seen as well.
    pub content: String,
}

/// A debt of an enterprise that an approved run set off, in whole or in part. Amounts are fen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    pub code: String,
    /// The claim whose money was ordered back, and why; empty where the list of debts does not say.
    pub claim: String,
    pub reason: String,
    /// What the list of debts said was owed, less what runs before had settled.
    pub owed: i64,
    pub amount: i64,
}

/// One claim. Amounts are fen, days since 1970.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    pub claim: String,
    pub code: String,
    pub firm: String,
    pub measure: String,
    pub clause: String,
    pub item: String,
    /// Recognised base; 0 in records of payments.
    pub base: i64,
    /// Approved.
    pub amount: i64,
    pub state: String,
    /// The papers that an approval counted: `digest:amount`, parted by spaces. Empty in other records.
    pub papers: String,
    /// What later years owe of an approved amount: [`LaterYears`](crate::domain::LaterYears). Empty in other records.
    pub later: String,
    pub paid_on: Option<i32>,
    pub kept: i64,
    pub in_flight: i64,
    pub returned_passive: i64,
    pub returned_active: i64,
    /// Ordered back of what was paid.
    pub clawed_back: i64,
    pub lapsed: i64,
    /// What came in of money ordered back, principal and interest.
    pub received: i64,
}

/// A segment as it stands in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    pub head: Head,
    pub entries: Vec<Entry>,
    /// Of the whole file, in hex.
    pub sha256: String,
}

/// Why bytes are no segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// No Parquet file, or not with these columns.
    Unreadable(String),
    /// The engine gave up on it.
    Damaged,
    Head,
    Rows,
}

impl Fault {
    pub fn text(&self, lang: Lang) -> String {
        match self {
            Self::Unreadable(why) => {
                say!(lang, "文件不能读取（{why}）", "the file cannot be read ({why})")
            }
            Self::Damaged => say!(lang, "文件已损坏", "the file is damaged"),
            Self::Head => {
                say!(lang, "段首缺失或格式不同", "its head is missing or of another format")
            }
            Self::Rows => {
                say!(lang, "各行与写入时不同", "its rows are not those that were written")
            }
        }
    }
}

/// Every amount of a row with its column.
type Amount = (&'static str, fn(&Entry) -> i64, fn(&mut Entry) -> &mut i64);
/// Amounts of the first two formats.
const FIRST_AMOUNTS: usize = 8;
const AMOUNTS: [Amount; 9] = [
    (c::BASE, |e| e.base, |e| &mut e.base),
    (c::APPROVED, |e| e.amount, |e| &mut e.amount),
    (c::KEPT, |e| e.kept, |e| &mut e.kept),
    (c::IN_FLIGHT, |e| e.in_flight, |e| &mut e.in_flight),
    (c::RETURNED_PASSIVE, |e| e.returned_passive, |e| &mut e.returned_passive),
    (c::RETURNED_ACTIVE, |e| e.returned_active, |e| &mut e.returned_active),
    (c::CLAWED_BACK, |e| e.clawed_back, |e| &mut e.clawed_back),
    (c::LAPSED, |e| e.lapsed, |e| &mut e.lapsed),
    (c::RECEIVED, |e| e.received, |e| &mut e.received),
];

type Text = (&'static str, fn(&Entry) -> &str, fn(&mut Entry) -> &mut String);
/// Texts of the first format, and of those before the fourth.
const FIRST_TEXTS: usize = 7;
const EARLY_TEXTS: usize = 8;
static TEXTS: [Text; 9] = [
    (c::CLAIM_ID, |e| &e.claim, |e| &mut e.claim),
    (c::USCC, |e| &e.code, |e| &mut e.code),
    (c::FIRM_NAME, |e| &e.firm, |e| &mut e.firm),
    (c::MEASURE, |e| &e.measure, |e| &mut e.measure),
    (c::CLAUSE, |e| &e.clause, |e| &mut e.clause),
    (c::ITEM, |e| &e.item, |e| &mut e.item),
    (c::STATE, |e| &e.state, |e| &mut e.state),
    (c::PAPERS, |e| &e.papers, |e| &mut e.papers),
    (c::LATER_YEARS, |e| &e.later, |e| &mut e.later),
];

/// A hash of rows that does not depend on how a file holds them.
pub fn content(entries: &[Entry]) -> String {
    content_of(entries, &TEXTS, &AMOUNTS)
}

fn content_of(entries: &[Entry], texts: &[Text], amounts: &[Amount]) -> String {
    let mut hasher = Sha256::new();
    for entry in entries {
        for (_, of, _) in texts {
            hasher.update(of(entry).as_bytes());
            hasher.update([0]);
        }
        for (_, of, _) in amounts {
            hasher.update(of(entry).to_le_bytes());
        }
        hasher.update(entry.paid_on.map_or(i64::MIN, i64::from).to_le_bytes());
    }
    hex(&hasher.finalize())
}

/// A head as it stands in a file.
#[derive(Serialize, Deserialize)]
struct Written<'a> {
    format: u64,
    #[serde(flatten)]
    head: Cow<'a, Head>,
}

impl Head {
    fn to_json(&self) -> serde_json::Result<String> {
        serde_json::to_string(&Written { format: FORMAT, head: Cow::Borrowed(self) })
    }

    fn from_json(text: &str) -> Option<Self> {
        let written: Written = serde_json::from_str(text).ok()?;
        (1..=FORMAT).contains(&written.format).then(|| written.head.into_owned())
    }
}

impl Segment {
    /// A segment for this head and these rows, and the bytes of its file. The hash of the rows is put into
    /// the head.
    ///
    /// # Errors
    /// A fault of the engine.
    pub fn write(mut head: Head, entries: Vec<Entry>) -> PolarsResult<(Self, Vec<u8>)> {
        head.content = content(&entries);
        let mut columns: Vec<Column> = TEXTS
            .iter()
            .map(|(name, of, _)| {
                Column::new((*name).into(), entries.iter().map(of).collect::<Vec<_>>())
            })
            .collect();
        columns.extend(
            AMOUNTS.iter().map(|(name, of, _)| {
                yuan_column(name, &entries.iter().map(of).collect::<Vec<i64>>())
            }),
        );
        let paid: Vec<Option<i32>> = entries.iter().map(|entry| entry.paid_on).collect();
        columns.push(Column::new(c::PAID_ON.into(), paid).cast(&DataType::Date)?);
        let mut frame = DataFrame::new(entries.len(), columns)?;
        let mut bytes = Vec::new();
        let head_of_file = KeyValueMetadata::from_static(vec![(
            KEY.into(),
            head.to_json().map_err(|error| polars_err!(ComputeError: "{error}"))?,
        )]);
        ParquetWriter::new(&mut bytes)
            .with_compression(ParquetCompression::Zstd(None))
            .with_key_value_metadata(Some(head_of_file))
            .finish(&mut frame)?;
        let sha256 = sha256(&bytes);
        Ok((Self { head, entries, sha256 }, bytes))
    }

    /// A segment from the bytes of its file.
    ///
    /// # Errors
    /// Bytes that are no segment, or rows that are not those that were written.
    pub fn read(bytes: &[u8]) -> Result<Self, Fault> {
        // A damaged file may panic inside the engine, on its threads, too: the file's fault, not ours.
        let read = std::panic::catch_unwind(|| Self::decoded(bytes));
        read.unwrap_or(Err(Fault::Damaged))
    }

    fn decoded(bytes: &[u8]) -> Result<Self, Fault> {
        let sha256 = sha256(bytes);
        let why = |error: PolarsError| Fault::Unreadable(error.to_string());
        let mut reader = ParquetReader::new(Cursor::new(bytes));
        let known = reader.get_metadata().map_err(why)?.key_value_metadata().clone();
        let text = known.iter().flatten().find(|pair| pair.key == KEY);
        let head = text.and_then(|pair| Head::from_json(pair.value.as_ref()?));
        let head = head.ok_or(Fault::Head)?;
        let frame = reader.finish().map_err(why)?;
        let entries = read_entries(&frame).map_err(why)?;
        let lacks = |name| frame.column(name).is_err();
        let known = match (lacks(c::PAPERS), lacks(c::LATER_YEARS)) {
            (true, _) => FIRST_TEXTS,
            (false, true) => EARLY_TEXTS,
            (false, false) => TEXTS.len(),
        };
        let texts = &TEXTS[..known];
        let before = lacks(c::RECEIVED);
        let amounts = if before { &AMOUNTS[..FIRST_AMOUNTS] } else { &AMOUNTS[..] };
        if content_of(&entries, texts, amounts) != head.content {
            return Err(Fault::Rows);
        }
        Ok(Self { head, entries, sha256 })
    }
}

fn read_entries(frame: &DataFrame) -> PolarsResult<Vec<Entry>> {
    let mut entries = vec![Entry::default(); frame.height()];
    for (name, _, place) in TEXTS {
        if [c::PAPERS, c::LATER_YEARS].contains(&name) && frame.column(name).is_err() {
            continue;
        }
        for (entry, text) in entries.iter_mut().zip(texts(frame, name)?) {
            *place(entry) = text.to_string();
        }
    }
    for (name, _, place) in AMOUNTS {
        if name == c::RECEIVED && frame.column(name).is_err() {
            continue;
        }
        let column = frame.column(name)?.cast(&DataType::Decimal(38, 2))?;
        for (entry, fen) in entries.iter_mut().zip(column.decimal()?.physical().iter()) {
            let fen = fen.and_then(|fen| i64::try_from(fen).ok());
            let beyond = || polars_err!(ComputeError: "an amount of {name} leaves 64 bits");
            *place(entry) = fen.ok_or_else(beyond)?;
        }
    }
    for (entry, day) in entries.iter_mut().zip(days(frame, c::PAID_ON)?) {
        entry.paid_on = day;
    }
    Ok(entries)
}
