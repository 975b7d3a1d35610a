//! Realistic rosters: as many rows as applicants, in lists as districts publish and bureaus exchange them, with the
//! truth of every row. Enterprises have names as common and as rare as real ones, relatives, namesakes elsewhere,
//! earlier names and names that others took over. Wordings of items are free.
//!
//! Word lists are data of this folder and share nothing with the lists by which the program compares: a measure made
//! here does not measure itself.
//!
//! | step | module |
//! |---|---|
//! | word lists | `words` |
//! | register of enterprises | `world` |
//! | filings, matters claimed for | `applicants` |
//! | what a row is about and whether it repeats a claim | `entries` |
//! | how a row writes the enterprise | `written` |
//! | lists as files | `lists` |
//! | truth, register, pipeline files, page | `truth`, `beside` |

mod applicants;
mod beside;
mod entries;
mod lists;
mod truth;
mod words;
mod world;
mod written;

use std::path::{Path, PathBuf};

use super::block::Block;
use super::dice::Dice;
use super::plan::Plan;
use super::table::{COUNT, FIRMS, PLATFORM};
use super::warehouse::Warehouse;
use super::{BLOCK, SampleError, Settings, firm};
use applicants::Applicant;
use entries::{Entry, Source};
use world::World;

/// Of this many rows of the first year, one is added in the second.
const SECOND_YEAR: u64 = 10;

/// Writes filings, rosters, truth, register and pipeline files below `out`; `rules` is the folder of the shipped
/// schemes and rates. Returns the files. The same settings give the same bytes, apart from where `rules` lies.
///
/// # Errors
/// When a file cannot be written, or the settings ask for what cannot be made.
pub fn write(settings: &Settings, rules: &Path, out: &Path) -> Result<Vec<PathBuf>, SampleError> {
    let firms = settings.firms as u64;
    if firms > firm::MOST / 8 {
        return Err(SampleError::TooMany { firms: settings.firms, most: firm::MOST / 8 });
    }
    let plan = Plan::new(settings.seed, settings.award_year)
        .ok_or(SampleError::AwardYear(settings.award_year))?;
    let world = World::new(firms, settings.seed)?;
    let (mut files, applicants) = filings(&plan, &world, out)?;
    let source = Source::new(&world, &applicants, settings.award_year);
    let mut dice = Dice::new(settings.seed, (1 << 60) + 1);
    let mut rows = |from: u64, to: u64| -> Result<Vec<Entry>, SampleError> {
        (from..to).map(|number| source.entry(number + 1, &mut dice)).collect()
    };
    let mut first = rows(0, firms)?;
    let mut second = rows(firms, firms + firms.div_ceil(SECOND_YEAR))?;
    for (entries, year) in [(&mut first, ""), (&mut second, "_year2")] {
        files.extend(lists::write(entries, &out.join(format!("rosters{year}")))?);
        files.extend(truth::write(&world, entries, &out.join(format!("truth{year}")))?);
    }
    files.extend(beside::write(settings, &world, rules, out)?);
    Ok(files)
}

/// All filings as Parquet.
fn filings(
    plan: &Plan,
    world: &World,
    out: &Path,
) -> Result<(Vec<PathBuf>, Vec<Applicant>), SampleError> {
    let folder = out.join("warehouse");
    std::fs::create_dir_all(&folder)?;
    let places: Vec<(usize, &Path)> = (FIRMS..COUNT)
        .map(|place| (place, if place < PLATFORM { folder.as_path() } else { out }))
        .collect();
    let mut warehouse = Warehouse::create(&places)?;
    let own = world.companies.iter().enumerate().filter(|(_, company)| company.applicant);
    let own: Vec<usize> = own.map(|(at, _)| at).collect();
    let mut applicants = Vec::with_capacity(own.len());
    for part in own.chunks(BLOCK as usize) {
        let mut block = Block::empty();
        applicants.extend(part.iter().map(|at| applicants::file(plan, world, *at, &mut block)));
        warehouse.add(&block)?;
    }
    Ok((warehouse.finish()?, applicants))
}
