//! Scalar conversions, kind by kind.

use std::path::Path;

use super::*;
use crate::frame::fields::{FIRM_FIELDS, LINE_FIELDS, PLATFORM_FIELDS, find};
use crate::frame::{Field, columns as c};
use crate::ingest::headers;

fn field(name: &str) -> &'static Field {
    [LINE_FIELDS, FIRM_FIELDS, PLATFORM_FIELDS].iter().find_map(|f| find(f, name)).expect("known")
}

fn column(name: &str) -> Column {
    Column { has_currency: true, ..Column::of(field(name)) }
}

fn shipped() -> Headers {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("pipelines/headers.toml");
    headers::load(&path).unwrap_or_default()
}

/// The value as `{:?}`-free text, or the code of the finding.
fn show(cell: RawCell, column: &Column, headers: &Headers) -> String {
    match convert(&cell, column, headers).map(|taken| taken.value) {
        Ok(Value::Null) => "null".to_string(),
        Ok(Value::Text(text)) => text.into_owned(),
        Ok(Value::Number(value)) => value.to_string(),
        Ok(Value::Day(day)) => date::from_epoch_days(day).expect("day").to_string(),
        Ok(Value::Truth(value)) => value.to_string(),
        Err(finding) => finding.code.id.to_string(),
    }
}

fn text(value: &str) -> RawCell<'_> {
    RawCell::Text(Cow::Borrowed(value))
}

fn check(name: &str, cases: &[(RawCell, &str)]) {
    let headers = shipped();
    for (cell, expected) in cases {
        assert_eq!(show(cell.clone(), &column(name), &headers), *expected, "{name} {cell:?}");
    }
}

#[test]
fn money_is_exact() {
    let decimal = |value, scale| RawCell::Decimal { value, scale };
    check(
        c::AMOUNT,
        &[
            (text("￥1,234.50元"), "123450"),
            (text("１２３４．５"), "123450"),
            (text("¥ 12"), "1200"),
            (text("—"), "null"),
            (text("300万元"), "300000000"),
            (text("(300)"), "D306"),
            (text("1 234.50"), "123450"),
            (text("12 34"), "D303"),
            (text("US$ 1,000"), "100000"),
            (text("1,000美元"), "100000"),
            (text("MOP$ 1,000"), "100000"),
            (text("MOP 1,000"), "100000"),
            (text("1,000 MOP"), "100000"),
            (text("人民币叁佰元整"), "D303"),
            (text("1.005"), "D304"),
            (text("99999999999999"), "D305"),
            (text("-5"), "D306"),
            (text("1,23"), "D303"),
            (RawCell::Float(0.30000000000000004), "30"),
            (RawCell::Float(12_345_678.9), "1234567890"),
            (RawCell::Float(1.005), "D304"),
            (RawCell::Float(-0.01), "D306"),
            (RawCell::Float(1e15), "D305"),
            (RawCell::Float(f64::NAN), "D303"),
            (RawCell::Int(12), "1200"),
            (RawCell::Int(i64::MAX), "D305"),
            (decimal(123_450, 3), "12345"),
            (decimal(123_456, 3), "D304"),
            (decimal(i128::MAX, 0), "D305"),
            (RawCell::Bool(true), "D303"),
            (RawCell::Error("#REF!".into()), "D315"),
            (RawCell::FormulaWithoutValue, "D314"),
        ],
    );
}

#[test]
fn money_in_larger_units_is_exact() {
    let headers = shipped();
    let wan = Column { shift: 6, unit_stated: true, ..column(c::AMOUNT) };
    for (cell, expected) in [
        (text("12.345678"), "12345678"),
        (text("300万元"), "300000000"),
        (text("300元"), "D324"),
        (text("0.0000001"), "D304"),
        (RawCell::Float(12.345678), "12345678"),
        (RawCell::Float(0.1), "100000"),
        (RawCell::Float(0.12345678), "D304"),
        (RawCell::Int(3), "3000000"),
    ] {
        assert_eq!(show(cell.clone(), &wan, &headers), expected, "{cell:?}");
    }
    let fen = Column { shift: 0, ..column(c::AMOUNT) };
    assert_eq!(show(RawCell::Int(1234), &fen, &headers), "1234");
    assert_eq!(show(RawCell::Float(1.5), &fen, &headers), "D304");
}

#[test]
fn codes_and_text() {
    check(
        c::USCC,
        &[
            (text(" 9144030071526726xg "), "9144030071526726XG"),
            (text("９１４４０３００１９２２０３８２１６"), "914403001922038216"),
            (text("914403001922038215"), "D301"),
            (text("123"), "D301"),
            (RawCell::Float(914_403_001_922_038_200.0), "D302"),
            (RawCell::Int(914_403_001_922_038_216), "914403001922038216"),
            (RawCell::Int(5), "D302"),
        ],
    );
    check(
        c::PHONE,
        &[
            (RawCell::Float(13_800_138_000.0), "13800138000"),
            (RawCell::Float(6_222_020_200_000_000_000.0), "D302"),
            (RawCell::Float(1.5), "D302"),
            (RawCell::Int(6_222_020_200_000_000_001), "6222020200000000001"),
            (text("\u{200b}0755－1234\n"), "0755-1234"),
            (text("无"), "null"),
            (text("  "), "null"),
        ],
    );
    assert_eq!(formula_sign("=1+1"), Some('='));
    assert_eq!(formula_sign("-cmd"), Some('-'));
    assert_eq!(formula_sign("-12.5"), None);
    assert_eq!(formula_sign("前海"), None);
}

#[test]
fn dates_words_and_numbers() {
    let day = NaiveDate::from_ymd_opt(2025, 3, 1).expect("day");
    check(
        c::PAID_ON,
        &[
            (RawCell::Date(day), "2025-03-01"),
            (RawCell::Float(45_717.5), "2025-03-01"),
            (RawCell::Float(20_250_301.0), "2025-03-01"),
            (text("2025年3月1日"), "2025-03-01"),
            (RawCell::Float(2025.0), "D307"),
            (text("去年"), "D307"),
        ],
    );
    let headers = shipped();
    let mac = Column { epoch_1904: true, ..column(c::PAID_ON) };
    assert_eq!(show(RawCell::Float(44_255.0), &mac, &headers), "2025-03-01");
    check(
        c::IS_LEAD,
        &[
            (RawCell::Bool(true), "true"),
            (text("否"), "false"),
            (RawCell::Float(1.0), "true"),
            (text("也许"), "D308"),
        ],
    );
    check(
        c::SERVED,
        &[
            (RawCell::Float(35.0), "35"),
            (text("1,200家"), "1200"),
            (RawCell::Float(1.5), "D309"),
            (text("若干"), "D309"),
            (RawCell::Int(-1), "D309"),
        ],
    );
    check(
        c::CURRENCY,
        &[(text("美元"), "USD"), (text("比特币"), "D311"), (RawCell::Int(1), "D311")],
    );
    check(
        c::COST_KIND,
        &[(text("设备"), "设备购置"), (text("Opex"), "运营维护"), (text("餐饮"), "D312")],
    );
    check(c::MEASURE, &[(text("m3"), "m3"), (RawCell::Float(3.1), "3.1")]);
}

#[test]
fn shares_are_exact_and_never_guessed() {
    check(
        c::SHARE,
        &[
            (text("60%"), "600000"),
            (text("0.6"), "600000"),
            (RawCell::Float(0.6), "600000"),
            (RawCell::Float(0.30000000000000004), "300000"),
            (RawCell::Int(1), "1000000"),
            (text("60"), "D310"),
            (RawCell::Float(1.0 / 3.0), "D310"),
            (RawCell::Float(-0.1), "D310"),
        ],
    );
    let headers = shipped();
    let percent = Column { percent: true, ..column(c::SHARE) };
    assert_eq!(show(RawCell::Float(60.0), &percent, &headers), "600000");
    assert_eq!(show(RawCell::Float(0.6), &percent, &headers), "D310");
    assert_eq!(show(RawCell::Int(100), &percent, &headers), "1000000");
}

#[test]
fn required_cells_must_hold_something() {
    let headers = shipped();
    let required = Column { required: true, ..column(c::FIRM_NAME) };
    for cell in [RawCell::Empty, text(" "), text("无")] {
        assert_eq!(show(cell, &required, &headers), "D313");
    }
}
