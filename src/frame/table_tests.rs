//! Rows that are written and read back, and tables that are not those declared.

use chrono::NaiveDate;

use super::*;
use crate::diag::{Severity, Text};
use crate::domain::Fen;
use crate::frame::columns as c;

table! {
    /// Shared.
    #[derive(PartialEq)]
    pub struct Inner {
        day: Option<NaiveDate> = PAID_ON "日" "Day";
    }
}

table! {
    /// A row of every kind of cell.
    #[derive(PartialEq)]
    pub struct Sample: "sample" "样" "Sample", private(), sheet("样页", "Sample"), adds_up() {
        text: Text = REASON_ZH "原因" "Reason (Chinese)", REASON_EN "英文原因" "Reason (English)";
        severity: Severity = SEVERITY "程度" "Severity";
        inner: Inner;
        amount: Fen = AMOUNT "金额" "Amount";
        before: Option<Fen> = PRIOR "此前" "Before";
        count: i64 = CLAIMS "项数" "Claims";
        reading: bool = IS_READING "是" "Yes";
    }
}

fn rows() -> Vec<Sample> {
    let row = |fen: i64, severity| Sample {
        text: Text::new("甲", "a"),
        severity,
        inner: Inner { day: NaiveDate::from_ymd_opt(2026, 3, 1).filter(|_| fen > 0) },
        amount: Fen(fen),
        before: (fen < 0).then_some(Fen(1)),
        count: 3,
        reading: fen > 0,
    };
    vec![row(12_345, Severity::Error), row(-5, Severity::Note)]
}

fn frame() -> DataFrame {
    Sample::table(rows()).frame().expect("a table")
}

#[test]
fn rows_come_back_as_they_were_written() {
    let table = Sample::table(rows());
    assert!(table.private && table.adds_up && table.sheet == Some(("样页", "Sample")));
    let columns: Vec<(&str, &str, &str)> = table
        .columns
        .iter()
        .map(|column| (column.column.name().as_str(), column.zh.as_str(), column.unit))
        .collect();
    assert_eq!(columns[0], (c::REASON_ZH, "原因", ""));
    assert_eq!(columns[3], (c::PAID_ON, "日", ""));
    assert_eq!(columns[4], (c::AMOUNT, "金额", "yuan"));
    assert_eq!(<Sample as Row>::read(&frame()), Ok(rows()));
    assert_eq!(<Sample as Row>::read(&frame().clear()), Ok(Vec::new()));
}

fn refused(table: &DataFrame) -> String {
    <Sample as Row>::read(table).expect_err("another table").en
}

#[test]
fn another_table_is_refused_and_its_column_named() {
    let missing = frame().drop(c::PAID_ON).expect("a table");
    assert_eq!(refused(&missing), "the column `paid_on` is missing");

    let mut foreign = frame();
    foreign.with_column(Column::new("extra".into(), [1i64, 2])).expect("a table");
    assert_eq!(refused(&foreign), "the column `extra` does not belong there");

    let mut kind = frame();
    kind.with_column(Column::new(c::CLAIMS.into(), ["3", "3"])).expect("a table");
    assert_eq!(refused(&kind), "the column `claims` is of type str");

    let mut word = frame();
    word.with_column(Column::new(c::SEVERITY.into(), ["error", "grave"])).expect("a table");
    assert_eq!(refused(&word), "row 2 of the column `severity` holds what cannot be read");

    let mut nothing = frame();
    nothing.with_column(Column::new(c::CLAIMS.into(), [Some(1i64), None])).expect("a table");
    assert_eq!(refused(&nothing), "row 2 of the column `claims` holds what cannot be read");
}

#[test]
fn columns_are_those_declared() {
    let yuan = |name: &str| Columns::of(Sample::SPEC).yuan(name, &[1]).finish();
    assert!(yuan(c::AMOUNT).is_err() && yuan("extra").is_err());
}

#[test]
fn cells_that_are_held_small_are_written_like_others() {
    let whole = Column::new(c::AMOUNT.into(), [1i64, 2, 3]);
    let of = Column::new(PlSmallStr::EMPTY, ["甲", "乙"]);
    let rows = IdxCa::from_vec(PlSmallStr::EMPTY, vec![1, 1, 0]);
    let table = Columns::of(Sample::SPEC)
        .column(whole.clone())
        .yuan(c::PRIOR, &[12_345, -5, 0])
        .picked(c::REASON_ZH, &of, &rows)
        .table;
    let part = table.rows(1, 2).expect("two rows");
    assert_eq!(crate::frame::access::ints(&part, c::AMOUNT).expect("numbers"), [2, 3]);
    let prior = part.column(c::PRIOR).expect("a column");
    assert_eq!(prior.dtype(), &DataType::Decimal(18, 2));
    let fen: Vec<Option<i128>> = prior.decimal().expect("yuan").physical().iter().collect();
    assert_eq!(fen, [Some(-5), Some(0)]);
    let texts: Vec<Option<&str>> =
        part.column(c::REASON_ZH).and_then(|column| column.str()).expect("texts").iter().collect();
    assert_eq!(texts, [Some("乙"), Some("甲")]);

    let ragged = Columns::of(Sample::SPEC).column(whole).yuan(c::PRIOR, &[1]).table;
    assert!(ragged.rows(0, 1).is_err());
}
