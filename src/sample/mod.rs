//! Synthetic inputs of any size: filings, the platform's records, earlier awards and lists.
//!
//! An enterprise depends on nothing but the seed and its number, so that a larger sample begins
//! with the enterprises of a smaller one, blocks can be made at the same time, and the same
//! arguments give the same bytes. Names, codes, papers and amounts are invented.
//!
//! Of 240 enterprises, expect about 420 claims, of which some 300 are approved with 50 to 60 million
//! yuan before a budget is looked at. One enterprise in 80 is large enough that it may meet the limit
//! of a year, and one in 60 may file papers that the one before it files as well.
//!
//! | step | module |
//! |---|---|
//! | chance, calendar, words | `dice`, `plan`, `words` |
//! | enterprise → its filings' lines → tables of a block | `firm`, `filing`, `block`, `table` |
//! | the same for the data-industry draft, small | `industry` |
//! | figures and reports for the shipped plans | `progress` |
//! | marks of an evaluation for Guangzhou, small | `guangzhou` |
//! | enterprise → a record of another office, and who it truly is | `rosters`, `variants` |
//! | names, lists and policy texts as they are in the field, with the truth | `realistic` |
//! | a run → payments in every state, with the truth | `payments` |
//! | tables → files | `warehouse` (Parquet), `workbook` (Excel), `slips` (mistakes), `readme` |

mod block;
mod dice;
mod filing;
mod firm;
mod guangzhou;
mod industry;
mod payments;
mod plan;
mod progress;
mod readme;
mod realistic;
mod rosters;
mod slips;
mod table;
#[cfg(test)]
mod tests;
mod variants;
mod warehouse;
mod words;
mod workbook;

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use block::Block;
pub use guangzhou::write as write_guangzhou;
pub use industry::write as write_data_industry;
pub use payments::{Tables, write as write_payments};
use plan::Plan;
pub use progress::write as write_progress;
pub use realistic::write as write_realistic;
use slips::Slips;
use table::{COUNT, FIRMS, HISTORY, LISTED, PLATFORM, STEMS};
use warehouse::Warehouse;

/// Enterprises made at once by one thread; they become one row group of each Parquet file.
const BLOCK: u64 = 32_768;
/// Enterprises in one workbook: all of its sheets stay below 50,000 rows.
const WORKBOOK: u64 = 20_000;

/// The kind of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Xlsx,
    Parquet,
    /// The first half of the enterprises in workbooks, the others in Parquet tables.
    Both,
}

/// What to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    pub firms: usize,
    pub seed: u64,
    pub format: Format,
    pub award_year: i32,
}

/// Why a sample could not be written.
#[derive(Debug, thiserror::Error)]
pub enum SampleError {
    #[error("cannot write the sample: {0}")]
    Io(#[from] std::io::Error),
    #[error("cannot write a workbook of the sample: {0}")]
    Xlsx(#[from] rust_xlsxwriter::XlsxError),
    #[error("cannot write a table of the sample: {0}")]
    Polars(#[from] polars::prelude::PolarsError),
    #[error("{firms} enterprises are more than there are invented credit codes ({most})")]
    TooMany { firms: usize, most: u64 },
    #[error("no calendar reaches the award year {0}")]
    AwardYear(i32),
    #[error(
        "a run with fewer than {least} paid enterprises has no room for every state of a payment"
    )]
    TooFew { least: usize },
    #[error("no credit code can be made for enterprise {number}")]
    Code { number: u64 },
}

/// Writes the synthetic inputs below `out`, a folder that exists and is empty. Returns the files,
/// in the order in which a reader would open them.
///
/// # Errors
/// When a file cannot be written, or the settings ask for what cannot be made.
pub fn write(settings: &Settings, out: &Path) -> Result<Vec<PathBuf>, SampleError> {
    let firms = settings.firms as u64;
    if firms > firm::MOST {
        return Err(SampleError::TooMany { firms: settings.firms, most: firm::MOST });
    }
    let plan = Plan::new(settings.seed, settings.award_year)
        .ok_or(SampleError::AwardYear(settings.award_year))?;
    let in_workbooks = match settings.format {
        Format::Xlsx => firms,
        Format::Parquet => 0,
        Format::Both => firms.div_ceil(2),
    };
    if settings.format == Format::Parquet {
        let mut files = write_warehouse(&plan, firms, out)?;
        files.extend(rosters::write(&plan, firms, settings.format, out)?);
        return Ok(files);
    }
    let mut rosters = Block::empty();
    let (mut files, notes) = write_workbooks(settings, &plan, in_workbooks, out, &mut rosters)?;
    if settings.format == Format::Both {
        files.extend(write_half(&plan, in_workbooks..firms, out, &mut rosters)?);
    }
    for place in [PLATFORM, HISTORY, LISTED] {
        let path = out.join(format!("{}.xlsx", STEMS[place]));
        workbook::write_roster(&path, &rosters.tables[place])?;
        files.push(path);
    }
    files.extend(rosters::write(&plan, firms, settings.format, out)?);
    let path = out.join("README.md");
    fs::write(&path, readme::text(settings, &notes))?;
    files.push(path);
    Ok(files)
}

/// All tables as Parquet: filings in `warehouse/`, the others beside it.
fn write_warehouse(plan: &Plan, firms: u64, out: &Path) -> Result<Vec<PathBuf>, SampleError> {
    let folder = out.join("warehouse");
    fs::create_dir_all(&folder)?;
    let places: Vec<(usize, &Path)> = (FIRMS..COUNT)
        .map(|place| (place, if place < PLATFORM { folder.as_path() } else { out }))
        .collect();
    let mut warehouse = Warehouse::create(&places)?;
    each_block(plan, 0..firms, |block| warehouse.add(&block))?;
    warehouse.finish()
}

/// The tables of filings as Parquet; the rows of the others are added to `rosters`.
fn write_half(
    plan: &Plan,
    firms: Range<u64>,
    out: &Path,
    rosters: &mut Block,
) -> Result<Vec<PathBuf>, SampleError> {
    let folder = out.join("warehouse");
    fs::create_dir_all(&folder)?;
    let places: Vec<(usize, &Path)> =
        (FIRMS..PLATFORM).map(|place| (place, folder.as_path())).collect();
    let mut warehouse = Warehouse::create(&places)?;
    each_block(plan, firms, |block| {
        rosters.append_rosters(&block);
        warehouse.add(&block)
    })?;
    warehouse.finish()
}

/// Filings as workbooks; the first one has the slips, whose notes are returned.
fn write_workbooks(
    settings: &Settings,
    plan: &Plan,
    firms: u64,
    out: &Path,
    rosters: &mut Block,
) -> Result<(Vec<PathBuf>, Slips), SampleError> {
    let folder = out.join("filings");
    fs::create_dir_all(&folder)?;
    let mut files = Vec::new();
    let mut noted = Slips::default();
    for batch in 0..firms.div_ceil(WORKBOOK).max(1) {
        let (start, end) = (batch * WORKBOOK, ((batch + 1) * WORKBOOK).min(firms));
        let mut block = Block::generate(plan, start..end)?;
        rosters.append_rosters(&block);
        let tables = &mut block.tables[FIRMS..PLATFORM];
        let mut slips = Slips::default();
        if batch == 0 && settings.firms >= slips::LEAST_FIRMS {
            slips = Slips::make(tables);
        }
        let path = folder.join(format!("前海服务贸易申报_第{}批.xlsx", ordinal(batch + 1)));
        workbook::write_filings(&path, tables, &slips.cells)?;
        files.push(path);
        if batch == 0 {
            noted = slips;
        }
    }
    Ok((files, noted))
}

/// Makes blocks on all threads and hands them over in order.
fn each_block(
    plan: &Plan,
    firms: Range<u64>,
    mut take: impl FnMut(Block) -> Result<(), SampleError>,
) -> Result<(), SampleError> {
    let starts: Vec<u64> = firms.clone().step_by(BLOCK as usize).collect();
    for window in starts.chunks(rayon::current_num_threads().max(1)) {
        let blocks: Vec<Result<Block, SampleError>> = window
            .par_iter()
            .map(|start| Block::generate(plan, *start..(start + BLOCK).min(firms.end)))
            .collect();
        for block in blocks {
            take(block?)?;
        }
    }
    Ok(())
}

/// 一, 二, … 十, then digits.
fn ordinal(number: u64) -> String {
    const NUMERALS: [&str; 10] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];
    match NUMERALS.get((number as usize).wrapping_sub(1)) {
        Some(numeral) => (*numeral).to_string(),
        None => number.to_string(),
    }
}
