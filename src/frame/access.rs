//! Columns of a table as plain vectors.

use polars::prelude::*;

/// Int64 values, null as 0.
pub fn ints(table: &DataFrame, name: &str) -> PolarsResult<Vec<i64>> {
    let column = table.column(name)?.i64()?;
    Ok(match column.cont_slice() {
        Ok(slice) => slice.to_vec(),
        Err(_) => column.iter().map(|v| v.unwrap_or(0)).collect(),
    })
}

/// Int64 values, null kept.
pub fn optional_ints(table: &DataFrame, name: &str) -> PolarsResult<Vec<Option<i64>>> {
    Ok(table.column(name)?.i64()?.iter().collect())
}

/// UInt32 values, null as 0.
pub fn indices(table: &DataFrame, name: &str) -> PolarsResult<Vec<u32>> {
    let column = table.column(name)?.u32()?;
    Ok(match column.cont_slice() {
        Ok(slice) => slice.to_vec(),
        Err(_) => column.iter().map(|v| v.unwrap_or(0)).collect(),
    })
}

/// Int128 values, null as 0.
pub fn wide_ints(table: &DataFrame, name: &str) -> PolarsResult<Vec<i128>> {
    Ok(table.column(name)?.i128()?.iter().map(|v| v.unwrap_or(0)).collect())
}

/// Boolean values, null as false.
pub fn bools(table: &DataFrame, name: &str) -> PolarsResult<Vec<bool>> {
    Ok(table.column(name)?.bool()?.iter().map(|v| v.unwrap_or(false)).collect())
}

/// Text values, null as empty.
pub fn texts<'a>(table: &'a DataFrame, name: &str) -> PolarsResult<Vec<&'a str>> {
    Ok(table.column(name)?.str()?.iter().map(|v| v.unwrap_or("")).collect())
}

/// One text, null as empty: where few rows of many are asked about.
pub fn text_at<'a>(table: &'a DataFrame, name: &str, row: usize) -> PolarsResult<&'a str> {
    Ok(table.column(name)?.str()?.get(row).unwrap_or(""))
}

/// A column of texts, empty where there is none.
pub fn text_column(table: &DataFrame, name: &str) -> PolarsResult<Column> {
    let column = table.column(name)?;
    Ok(match column.null_count() {
        0 => column.clone(),
        _ => words(texts(table, name)?.into_iter()),
    })
}

/// Texts as a column without a name.
pub fn words<'a>(all: impl Iterator<Item = &'a str>) -> Column {
    all.map(Some).collect::<StringChunked>().into_column()
}

/// Days since 1970, null kept.
pub fn days(table: &DataFrame, name: &str) -> PolarsResult<Vec<Option<i32>>> {
    Ok(table.column(name)?.date()?.physical().iter().collect())
}
