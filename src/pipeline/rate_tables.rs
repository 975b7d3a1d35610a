//! Tables of published rates: central parities and the loan prime rate, one value of one day a line.
//!
//! `date,name,value,status,source`, and `per` for parities that are published for so many units (100 yen). A
//! value whose size cannot be is refused: a parity per 100 units taken for one would be wrong a hundredfold.

use chrono::NaiveDate;
use csv::{ReaderBuilder, StringRecord, Trim};

use crate::config::file;
use crate::diag::{Diagnostic, Diagnostics, Lang, Place, codes, suggest};
use crate::domain::rates::bounds;
use crate::domain::{Published, RateTable, Ratio, date};
use crate::ingest::InputFile;

const DATE: usize = 0;
const NAME: usize = 1;
const VALUE: usize = 2;
const STATUS: usize = 3;
const SOURCE: usize = 4;
const PER: usize = 5;
/// Columns by what a line means; the first three must be there.
const COLUMNS: [(&str, &str); 6] = [
    ("date", "日期"),
    ("name", "名称"),
    ("value", "数值"),
    ("status", "状态"),
    ("source", "来源"),
    ("per", "每"),
];
const REQUIRED: usize = 3;

/// The first line of a table that holds nothing yet.
pub fn heading(lang: Lang) -> String {
    COLUMNS.map(|(en, zh)| lang.pick(zh, en)).join(",")
}

/// Reads rate tables; of their values only those published by `as_known_on` are kept.
///
/// # Errors
/// Every line that cannot be read, whenever it was published; what is said of the others beside the table.
pub fn read(
    files: &[InputFile],
    as_known_on: Option<NaiveDate>,
) -> Result<(RateTable, Diagnostics), Diagnostics> {
    let mut all = Rates::default();
    for file in files {
        match file::text(&file.path) {
            Ok(text) => all.file(&file.shown, text.trim_start_matches('\u{feff}')),
            Err(error) => {
                let fault = Diagnostic::unreadable(&error);
                all.said.push(fault.at(Place::File(file.shown.clone())));
            }
        }
    }
    let Rates { mut rows, said } = all;
    rows.retain(|row| as_known_on.is_none_or(|day| row.date <= day));
    match said.has_errors() {
        true => Err(said),
        false => Ok((RateTable::new(rows), said)),
    }
}

/// What is wrong with a line, in both languages.
type Why = (String, String);

#[derive(Default)]
struct Rates {
    rows: Vec<Published>,
    said: Diagnostics,
}

impl Rates {
    fn file(&mut self, shown: &str, text: &str) {
        let place = || Place::File(shown.to_string());
        let bad = |line: u64, (zh, en): Why| {
            let fault = Diagnostic::new(&codes::BAD_RATE_TABLE).arg("line", line);
            fault.arg("why", zh).arg("why_en", en).at(place())
        };
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(Trim::All)
            .from_reader(text.as_bytes());
        let mut order: Option<Vec<usize>> = None;
        for record in reader.records() {
            // A text has no lines that cannot be read.
            let Ok(record) = record else { continue };
            let line = record.position().map_or(0, csv::Position::line);
            let Some(order) = &order else {
                match columns(&record) {
                    Ok(columns) => order = Some(columns),
                    Err(why) => return self.said.push(bad(line, why)),
                }
                continue;
            };
            if let Err(why) = self.line(&record, order, line, &place) {
                self.said.push(bad(line, why));
            }
        }
    }

    fn line(
        &mut self,
        record: &StringRecord,
        order: &[usize],
        line: u64,
        place: &dyn Fn() -> Place,
    ) -> Result<(), Why> {
        whole(record, order.len())?;
        if let Some(said) = self.take(row(record, order)?, line)? {
            self.said.push(said.at(place()));
        }
        Ok(())
    }

    /// Keeps a value, or says that it was there before or cannot be.
    fn take(&mut self, row: Published, line: u64) -> Result<Option<Diagnostic>, Why> {
        let same = |known: &&Published| known.name == row.name && known.date == row.date;
        let known = self.rows.iter().find(same).map(|known| known.value);
        if known.is_some_and(|value| value != row.value) {
            let (name, date) = (&row.name, row.date);
            return Err((
                format!("{name} {date} 有两个不同的数值"),
                format!("two different values of {name} on {date}"),
            ));
        }
        let said = |code| Diagnostic::new(code).arg("line", line).arg("name", &row.name);
        if known.is_some() {
            return Ok(Some(said(&codes::RATE_TWICE).arg("date", row.date)));
        }
        let beyond = bounds(&row.name)
            .filter(|(low, high)| !(low.at_most(row.value) && row.value.at_most(*high)));
        let doubt = beyond.map(|(low, high)| {
            let fault = said(&codes::RATE_IMPLAUSIBLE).arg("value", row.shown());
            fault.arg("low", low.decimal()).arg("high", high.decimal())
        });
        self.rows.push(row);
        Ok(doubt)
    }
}

/// Where each column of [`COLUMNS`] stands in the file: by place in the file, which column it is.
fn columns(record: &StringRecord) -> Result<Vec<usize>, Why> {
    let names = || COLUMNS.iter().flat_map(|(en, zh)| [*en, *zh]);
    let known = |cell: &str| {
        let cell = cell.to_lowercase();
        COLUMNS.iter().position(|(en, zh)| cell == *en || cell == *zh)
    };
    let mut order = Vec::new();
    for cell in record {
        let column = known(cell).ok_or_else(|| {
            let near = suggest(cell, names()).map(|near| format!("{near}？")).unwrap_or_default();
            (format!("列名“{cell}”无法识别 {near}"), format!("unknown column `{cell}` {near}"))
        })?;
        if order.contains(&column) {
            return Err((
                format!("列“{cell}”出现两次"),
                format!("the column `{cell}` stands twice"),
            ));
        }
        order.push(column);
    }
    match (0..REQUIRED).find(|column| !order.contains(column)) {
        None => Ok(order),
        Some(missing) => {
            let (en, zh) = COLUMNS[missing];
            Err((format!("缺少列 {en}（{zh}）"), format!("the column `{en}` is missing")))
        }
    }
}

/// As many cells as columns, and none that a quote left open has swallowed lines into.
fn whole(record: &StringRecord, columns: usize) -> Result<(), Why> {
    if record.iter().any(|cell| cell.contains(['\n', '\r'])) {
        return Err(("引号没有闭合".to_string(), "a quote that does not close".to_string()));
    }
    match record.len() {
        cells if cells == columns => Ok(()),
        cells => Err((
            format!("有 {cells} 格，首行有 {columns} 列"),
            format!("{cells} cells where the first line has {columns}"),
        )),
    }
}

fn row(record: &StringRecord, order: &[usize]) -> Result<Published, Why> {
    let cell = |column: usize| {
        let at = order.iter().position(|known| *known == column);
        at.and_then(|at| record.get(at)).unwrap_or_default()
    };
    let bad = |what: &str| (what.to_string(), what.to_string());
    let value: Ratio = cell(VALUE).parse().map_err(|_| bad(cell(VALUE)))?;
    let per = match cell(PER) {
        "" => 1,
        text => text.parse().ok().filter(|per| (1..=1_000_000).contains(per)).ok_or(bad(text))?,
    };
    let of_one = Ratio::new(1, per).and_then(|part| value.times(part));
    let name = cell(NAME).to_string();
    if name.is_empty() {
        return Err(("没有名称".to_string(), "no name".to_string()));
    }
    Ok(Published {
        date: date::parse(cell(DATE)).ok_or_else(|| bad(cell(DATE)))?,
        value: of_one.ok_or_else(|| bad(cell(VALUE)))?,
        status: cell(STATUS).to_string(),
        source: cell(SOURCE).to_string(),
        name,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Vec<String>, Vec<String>) {
        let mut all = Rates::default();
        all.file("rates.csv", text);
        let rows = all.rows.iter().map(|row| format!("{} {}", row.name, row.value.decimal()));
        let said = all.said.0.iter().map(|said| said.code.id.to_string());
        (rows.collect(), said.collect())
    }

    const HEAD: &str = "date,name,value,status,source";

    #[test]
    fn published_per_hundred_units() {
        let (rows, said) = read(&format!("{HEAD},per\n2026-03-31,JPY,4.6821,found,x,100\n"));
        assert_eq!((rows, said.len()), (vec!["JPY 0.046821".to_string()], 0));
        let (rows, said) = read("名称,日期,数值\nUSD,2026-03-31,6.98\n");
        assert_eq!((rows, said.len()), (vec!["USD 6.98".to_string()], 0));
    }

    #[test]
    fn sizes_that_cannot_be() {
        for line in [
            "JPY,4.6821",
            "USD,698.58",
            "USD,0.1431",
            "HKD,0",
            "HKD,1.1162",
            "LPR1Y,3.00",
            "EUR,78.1",
        ] {
            let (_, said) = read(&format!("{HEAD}\n2026-03-31,{line},found,x\n"));
            assert_eq!(said, ["C198"], "{line}");
        }
        let sound = ["JPY,0.0821", "USD,8.2765", "GBP,15.4", "LPR1Y,3.00%", "CHF,9.01", "MOP,0.87"];
        for line in sound {
            let (_, said) = read(&format!("{HEAD}\n2026-03-31,{line},found,x\n"));
            assert!(said.is_empty(), "{line}: {said:?}");
        }
    }

    #[test]
    fn lines_that_do_not_fit_the_first() {
        for lines in [
            "2026-03-31,USD,6.98,found,x,y",
            "2026-03-31,USD,6.98",
            "2026-03-31,USD,\"6.98,found,x\n2026-03-30,USD,6.97,found,x",
            "2026-03-31,USD,1,234.5,found,x",
            "2026-03-31,USD,6.98,found,x\n2026-03-31,USD,6.99,found,x",
            "2026-13-31,USD,6.98,found,x",
        ] {
            let (_, said) = read(&format!("{HEAD}\n{lines}\n"));
            assert_eq!(said, ["C127"], "{lines}");
        }
        let (_, said) = read("date,name,vlaue\n");
        assert_eq!(said, ["C127"]);
        let twice = "2026-03-31,USD,6.98,found,x";
        let (rows, said) = read(&format!("{HEAD}\n{twice}\n{twice}\n"));
        assert_eq!((rows.len(), said), (1, vec!["C197".to_string()]));
    }
}
