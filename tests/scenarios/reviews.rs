//! 复核: corrected evidence of one enterprise, taken from the sample's own tables.

use std::fs::File;
use std::path::{Path, PathBuf};

use jiangbu::frame::columns as c;
use jiangbu::run::lab as wiring;
use jiangbu::scenario::review::{Review, review};
use polars::prelude::*;
use polars_io::prelude::{ParquetReader, ParquetWriter, SerReader};

use super::{lab, sample};

/// An enterprise of the warehouse tables that is paid for measure 二.
fn paid_firm() -> String {
    let block = lab().outcome();
    let lines = read(Path::new("sample_data/warehouse/m2.parquet"));
    let claiming = lines.column("统一社会信用代码").or_else(|_| lines.column(c::USCC));
    let codes = claiming.expect("codes").str().expect("texts").clone();
    let known = lab().firms().column(c::USCC).expect("codes").str().expect("texts").clone();
    let paid = known.iter().enumerate().filter(|(row, _)| block.by_firm[*row] > 0);
    let paid: Vec<&str> = paid.filter_map(|(_, code)| code).collect();
    let found = codes.iter().flatten().find(|code| paid.contains(code));
    found.expect("an enterprise of 二 that is paid").to_string()
}

fn read(path: &Path) -> DataFrame {
    ParquetReader::new(File::open(path).expect("a file")).finish().expect("a table")
}

/// The rows of one enterprise in all warehouse tables, its amounts times `factor`.
fn filings(folder: &Path, code: &str, factor: i64) -> Vec<PathBuf> {
    let mut out = Vec::new();
    for entry in std::fs::read_dir("sample_data/warehouse").expect("tables") {
        let path = entry.expect("an entry").path();
        let table = read(&path);
        let known = [c::USCC, "统一社会信用代码"];
        let name = known.into_iter().find(|name| table.column(name).is_ok());
        let codes = table.column(name.expect("a code")).expect("codes").str().expect("texts");
        let keep: BooleanChunked = codes.iter().map(|known| known == Some(code)).collect();
        let mut own = table.filter(&keep).expect("rows");
        for amount in [c::AMOUNT, c::REQUESTED, "金额", "申请金额"] {
            let Ok(column) = own.column(amount) else { continue };
            let decimals = column.decimal().expect("money");
            let (precision, scale) = (decimals.precision(), decimals.scale());
            let times = decimals.physical() * i128::from(factor);
            let times = times.into_decimal_unchecked(precision, scale).into_column();
            own.with_column(times.with_name(amount.into())).expect("a column");
        }
        let to = folder.join(path.file_name().expect("a name"));
        ParquetWriter::new(File::create(&to).expect("a file")).finish(&mut own).expect("written");
        out.push(to);
    }
    out
}

fn reviewed(factor: i64) -> Review {
    let dir = tempfile::tempdir().expect("a folder");
    let code = paid_firm();
    let files = filings(dir.path(), &code, factor);
    let corrected = wiring::corrected(sample(), &files, &|_: &str| {});
    let corrected = corrected.unwrap_or_else(|why| panic!("{why:?}"));
    review(lab(), &corrected.inputs, &code).unwrap_or_else(|why| panic!("{why:?}"))
}

#[test]
fn the_same_evidence_changes_nothing() {
    let found = reviewed(1);
    assert_eq!(found.again.by_firm, lab().outcome().by_firm);
    assert_eq!(found.again.limits, lab().outcome().limits);
    assert_eq!((found.before, found.others, found.others_moved), (found.after, 0, 0));
    // Cut per enterprise: the parts of the enterprise's claims add up to the same.
    assert_eq!(found.held, found.before);
}

#[test]
fn more_evidence_is_paid_by_the_others_or_by_the_reserve() {
    let found = reviewed(3);
    assert!(found.after > found.before, "{found:?}");
    // 附八 bites: what one gets, the others give, but for the fen that truncation leaves.
    assert!(found.others < 0 && found.others_moved > 100);
    assert!((found.after - found.before + found.others).abs() < 300);
    // Held, the others keep theirs, and the enterprise gets a little more than with all cut.
    assert!(found.held > found.after);
    assert_eq!(found.from_reserve(), found.held - found.before);
}

#[test]
fn an_unknown_enterprise_is_said() {
    let base = &lab().frozen().inputs;
    assert!(review(lab(), base, "91440300MA5EXAMPLE").is_err());
}
