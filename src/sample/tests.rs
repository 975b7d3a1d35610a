//! Same arguments, same bytes; valid codes; the sheets and tables that readers expect.

use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::path::Path;

use calamine::{Reader, Xlsx, open_workbook};
use polars::prelude::DataType;
use polars_io::prelude::{ParquetReader, SerReader};

use super::block::Block;
use super::plan::Plan;
use super::table::{Cell, FIRMS, PLATFORM, SHEETS};
use super::{Format, Settings, words, write};
use crate::domain::CreditCode;
use crate::frame::columns as c;

type Outcome = Result<(), Box<dyn Error>>;

/// Names below the folder and contents, in order.
/// Names and bytes of files.
type Files = Vec<(String, Vec<u8>)>;

fn bytes(settings: &Settings) -> Result<Files, Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let mut out = Vec::new();
    for path in write(settings, folder.path())? {
        let name = path.strip_prefix(folder.path())?.to_string_lossy().into_owned();
        out.push((name, fs::read(&path)?));
    }
    Ok(out)
}

fn settings(firms: usize, seed: u64, format: Format) -> Settings {
    Settings { firms, seed, format, award_year: 2026 }
}

#[test]
fn same_arguments_give_the_same_bytes() -> Outcome {
    let first = bytes(&settings(120, 7, Format::Both))?;
    let again = bytes(&settings(120, 7, Format::Both))?;
    let other = bytes(&settings(120, 8, Format::Both))?;
    assert_eq!(first.len(), 1 + 10 + 3 + 4 + 1);
    for ((a, b), o) in first.iter().zip(&again).zip(&other) {
        assert_eq!(a.0, b.0);
        assert!(a.1 == b.1, "{} differs between two writings", a.0);
        assert!(a.1 != o.1, "{} does not depend on the seed", a.0);
    }
    Ok(())
}

#[test]
fn parquet_alone_has_tables_of_the_agreed_types() -> Outcome {
    let folder = tempfile::tempdir()?;
    // So few enterprises that some tables are empty.
    let files = write(&settings(3, 7, Format::Parquet), folder.path())?;
    // Filings, what goes with them, three rosters and their truth.
    assert_eq!(files.len(), 13 + 4);
    for path in &files {
        let frame = ParquetReader::new(fs::File::open(path)?).finish()?;
        let schema = frame.schema();
        for (name, dtype) in schema.iter() {
            assert!(c::ALL.contains(&name.as_str()), "{name}");
            match name.as_str() {
                c::AMOUNT | c::BASE => assert_eq!(*dtype, DataType::Decimal(18, 2)),
                c::SHARE => assert_eq!(*dtype, DataType::Decimal(8, 6)),
                c::PAID_ON | c::ACCEPTED_ON => assert_eq!(*dtype, DataType::Date),
                c::USCC | c::ACCOUNT => assert_eq!(*dtype, DataType::String),
                _ => {}
            }
        }
    }
    Ok(())
}

#[test]
fn codes_are_valid_and_all_different() -> Outcome {
    let plan = Plan::new(1, 2026).ok_or("no calendar")?;
    let block = Block::generate(&plan, 0..3_000)?;
    let mut codes = BTreeSet::new();
    let mut names = BTreeSet::new();
    let firms = &block.tables[FIRMS];
    for row in 0..firms.rows() {
        let (Cell::Text(name), Cell::Text(code)) = (firms.cell(row, 0), firms.cell(row, 1)) else {
            return Err("an empty name or code".into());
        };
        assert!(CreditCode::parse(code).is_ok(), "{code}");
        assert!(codes.insert(code.to_string()), "{code} twice");
        assert!(names.insert(name.to_string()), "{name} twice");
    }
    for table in &block.tables {
        let column = table.column(c::USCC).ok_or("no code")?;
        for row in 0..table.rows() {
            let Cell::Text(code) = table.cell(row, column) else { return Err("no code".into()) };
            assert!(codes.contains(code), "{code} is nobody's");
        }
    }
    let claims: usize = block.tables[1..PLATFORM].iter().map(distinct_filings).sum();
    assert!((4_900..=5_600).contains(&claims), "{claims} claims of 3000 enterprises");
    Ok(())
}

fn distinct_filings(table: &super::table::Table) -> usize {
    let of = |row| match table.cell(row, 0) {
        Cell::Text(no) => no.to_string(),
        _ => String::new(),
    };
    (0..table.rows()).map(of).collect::<BTreeSet<_>>().len()
}

#[test]
fn a_larger_sample_begins_with_the_smaller_one() -> Outcome {
    let plan = Plan::new(5, 2026).ok_or("no calendar")?;
    let whole = Block::generate(&plan, 0..200)?;
    let mut joined = Block::generate(&plan, 0..120)?;
    let rest = Block::generate(&plan, 120..200)?;
    for (table, from) in joined.tables.iter_mut().zip(&rest.tables) {
        table.append(from);
    }
    for (a, b) in whole.tables.iter().zip(&joined.tables) {
        assert!(a.to_frame()?.equals_missing(&b.to_frame()?));
    }
    Ok(())
}

#[test]
fn workbook_has_the_sheets_and_headings_of_an_office() -> Outcome {
    let folder = tempfile::tempdir()?;
    let files = write(&settings(100, 3, Format::Xlsx), folder.path())?;
    assert_eq!(files[0], folder.path().join(Path::new("filings/前海服务贸易申报_第一批.xlsx")));
    let mut book: Xlsx<_> = open_workbook(&files[0])?;
    let mut sheets = vec!["填报说明"];
    sheets.extend(&SHEETS[..PLATFORM]);
    assert_eq!(book.sheet_names(), sheets);
    let facts = book.worksheet_range(SHEETS[FIRMS])?;
    assert_eq!(facts.get_value((1, 1)).map(ToString::to_string), Some("统一社会信用代码".into()));
    // 100 enterprises, one of them twice, below a title and the headings.
    assert_eq!(facts.height(), 103);
    let page = fs::read_to_string(files.last().ok_or("no files")?)?;
    assert_eq!(page.lines().filter(|line| line.starts_with("| ")).count(), 1 + 6 + 1 + 14);
    Ok(())
}

#[test]
fn word_lists_have_no_word_twice() {
    for list in [words::FIRST, words::SECOND, words::THIRD, words::BEYOND] {
        let distinct: BTreeSet<char> = list.chars().collect();
        assert_eq!(distinct.len(), list.chars().count(), "{list}");
    }
    assert!(words::FIRST.chars().count() >= 60 && words::SECOND.chars().count() >= 60);
}
