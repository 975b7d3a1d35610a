//! Numbers of 32-bit floating-point columns. Seven digits do not hold an amount of any size to the
//! fen, nor a long number to its last digit.

use crate::frame::FieldKind;
use crate::ingest::cells::RawCell;
use crate::ingest::layout::Column;

/// The shortest decimal that gives the number back; the number itself where none is of use.
pub fn cell<'a>(value: f32) -> RawCell<'a> {
    const DIGITS: u32 = 18;
    let text = value.to_string();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let scale = fraction.len() as u32;
    match format!("{whole}{fraction}").parse::<i64>() {
        Ok(value) if scale <= DIGITS => RawCell::Decimal { value: value.into(), scale },
        _ => RawCell::Float(value.into()),
    }
}

/// Whether a cell of such a column still says which smallest part of the field was meant: no two of
/// them may lie closer together than two neighbouring numbers of the column.
pub fn holds(cell: &RawCell, column: &Column) -> bool {
    let parts: u32 = match column.field.kind {
        FieldKind::Money => column.shift,
        FieldKind::Share | FieldKind::Bool | FieldKind::Category | FieldKind::Currency => {
            return true;
        }
        FieldKind::Text
        | FieldKind::Code
        | FieldKind::Date
        | FieldKind::Int
        | FieldKind::Figure => 0,
    };
    let value = match cell {
        RawCell::Empty => return true,
        // Beyond what an amount may be, or no number: the field says so.
        RawCell::Float(_) => return true,
        RawCell::Decimal { value, scale } => (value.unsigned_abs(), *scale),
        _ => return true,
    };
    // The distance to the next number is 2^(e−23) for values from 2^e.
    let Some(scaled) = 10u128.checked_pow(value.1).and_then(|ten| value.0.checked_div(ten)) else {
        return true;
    };
    let exponent = scaled.checked_ilog2().unwrap_or(0);
    let parts = 10u128.pow(parts);
    parts << exponent <= 1 << 23
}
