//! Small tables from values, with the dtypes that contracts promise.

use chrono::NaiveDate;
use polars::prelude::*;

use super::columns as c;
use super::fields::{Field, FieldKind};
use crate::domain::date::to_epoch_days;

/// A value as tables hold it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Datum {
    Text(String),
    /// Money in its smallest unit, whole numbers, shares in millionths.
    Int(i64),
    Date(NaiveDate),
    Bool(bool),
}

/// Values by field.
pub type Row = Vec<(&'static Field, Datum)>;

/// The dtype of a field.
pub fn dtype(kind: FieldKind) -> DataType {
    match kind {
        FieldKind::Text
        | FieldKind::Code
        | FieldKind::Category
        | FieldKind::Currency
        | FieldKind::Figure => DataType::String,
        FieldKind::Money | FieldKind::Int | FieldKind::Share => DataType::Int64,
        FieldKind::Date => DataType::Date,
        FieldKind::Bool => DataType::Boolean,
    }
}

/// A table with one column per field; fields that a row lacks are null, those not asked for are
/// left away.
pub fn table(fields: &[&'static Field], rows: &[Row]) -> PolarsResult<DataFrame> {
    let columns = fields.iter().map(|field| column(field, rows)).collect::<PolarsResult<Vec<_>>>();
    DataFrame::new(rows.len(), columns?)
}

fn column(field: &'static Field, rows: &[Row]) -> PolarsResult<Column> {
    let cells = rows
        .iter()
        .map(|row| row.iter().find(|(known, _)| known.name == field.name).map(|(_, datum)| datum));
    let name = PlSmallStr::from_static(field.name);
    let ints = |cells: Vec<Option<i64>>| Column::new(name.clone(), cells);
    Ok(match dtype(field.kind) {
        DataType::String => {
            let texts = cells.map(|cell| match cell {
                Some(Datum::Text(text)) if !text.is_empty() => Some(text.as_str()),
                _ => None,
            });
            Column::new(name, texts.collect::<Vec<_>>())
        }
        DataType::Boolean => {
            let bools = cells.map(|cell| match cell {
                Some(Datum::Bool(value)) => Some(*value),
                _ => None,
            });
            Column::new(name, bools.collect::<Vec<_>>())
        }
        DataType::Date => {
            let days = cells.map(|cell| match cell {
                Some(Datum::Date(day)) => Some(to_epoch_days(*day)),
                _ => None,
            });
            Column::new(name, days.collect::<Vec<_>>()).cast(&DataType::Date)?
        }
        _ => ints(
            cells
                .map(|cell| match cell {
                    Some(Datum::Int(value)) => Some(*value),
                    _ => None,
                })
                .collect(),
        ),
    })
}

/// Appends the columns that say where rows came from.
pub fn with_origin(mut table: DataFrame, source: u32) -> PolarsResult<DataFrame> {
    let rows = table.height();
    table.with_column(Column::new(c::SOURCE.into(), vec![source; rows]))?;
    table.with_column(Column::new(c::ROW.into(), (1..=rows as u32).collect::<Vec<_>>()))?;
    Ok(table)
}
