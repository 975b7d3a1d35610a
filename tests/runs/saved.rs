//! A workbook as an office saves it again, with what somebody filled in.

use std::path::Path;

use calamine::{Data, Reader, Xlsx, open_workbook};
use rust_xlsxwriter::{Format, Workbook};

/// The cells of a sheet, from its first row and column on.
pub type Grid = Vec<Vec<Data>>;

pub fn text(cell: &str) -> Data {
    Data::String(cell.to_string())
}

/// The sheets of a workbook.
pub fn sheets(path: &Path) -> Vec<(String, Grid)> {
    let mut book: Xlsx<_> = open_workbook(path).expect("a workbook");
    let names = book.sheet_names();
    let grid = |name: String| {
        let range = book.worksheet_range(&name).expect("a sheet");
        let (rows, columns) = range.end().map_or((0, 0), |(row, column)| (row + 1, column + 1));
        let cell = |row, column| range.get_value((row, column)).cloned().unwrap_or(Data::Empty);
        let grid = (0..rows).map(|row| (0..columns).map(|column| cell(row, column)).collect());
        (name, grid.collect())
    };
    names.into_iter().map(grid).collect()
}

/// Saves a workbook again after `change` has seen the name and cells of each sheet.
pub fn again(from: &Path, to: &Path, change: &dyn Fn(&str, &mut Grid)) {
    some(from, to, &|_| true, change);
}

/// The same of some of its sheets.
pub fn some(from: &Path, to: &Path, keep: &dyn Fn(&str) -> bool, change: &dyn Fn(&str, &mut Grid)) {
    let date = Format::new().set_num_format("yyyy-mm-dd");
    let mut book = Workbook::new();
    for (name, mut grid) in sheets(from).into_iter().filter(|(name, _)| keep(name)) {
        change(&name, &mut grid);
        let sheet = book.add_worksheet();
        sheet.set_name(&name).expect("a name");
        for (row, cells) in (0..).zip(&grid) {
            for (column, cell) in (0..).zip(cells) {
                match cell {
                    Data::Empty => continue,
                    Data::Float(number) => sheet.write_number(row, column, *number),
                    Data::Int(number) => sheet.write_number(row, column, *number as f64),
                    Data::Bool(truth) => sheet.write_boolean(row, column, *truth),
                    Data::DateTime(day) => {
                        sheet.write_number_with_format(row, column, day.as_f64(), &date)
                    }
                    other => sheet.write_string(row, column, other.to_string()),
                }
                .map(drop)
                .expect("written");
            }
        }
    }
    book.save(to).expect("saved");
}

/// Where a heading stands.
pub fn heading(grid: &Grid, words: &str) -> Option<(usize, usize)> {
    let place = |(row, cells): (usize, &Vec<Data>)| {
        let at = cells.iter().position(|cell| *cell == words)?;
        Some((row, at))
    };
    grid.iter().enumerate().find_map(place)
}

/// Fills a row below the headings.
pub fn fill(grid: &mut Grid, below: usize, cells: &[(&str, &str)]) {
    for (words, value) in cells {
        let (row, column) = heading(grid, words).unwrap_or_else(|| panic!("no {words}: {grid:?}"));
        grid[row + below][column] = text(value);
    }
}
