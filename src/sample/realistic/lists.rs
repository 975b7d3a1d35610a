//! The files of realistic rosters: what each sort of list shows, how it heads it, and how it writes a row.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::entries::Entry;
use super::words::WORDS;
use crate::domain::Fen;
use crate::frame::columns as c;
use crate::frame::fields::{ROSTER_FIELDS, find};
use crate::sample::dice::Dice;
use crate::sample::{SampleError, workbook};

/// Rows of one file, at most.
const ROWS: usize = 2_000;

/// What a list is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// Names only, as districts publish them.
    Names,
    /// The same, read from a scan.
    Scanned,
    /// Codes of which places are hidden.
    Masked,
    Coded,
    /// What one bureau hands to another: codes, persons, papers, sums.
    Exchange,
}

/// How a list says the year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum YearIn {
    Column,
    Title,
    Text,
    Nowhere,
}

/// The list that a row stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Frame {
    pub sort: Sort,
    /// N, B or Q.
    pub district: char,
    pub year_in: YearIn,
    /// Whether the list has a column of its state.
    pub states: bool,
}

/// Letter, name, stem of files, source of the crosswalk.
pub const DISTRICTS: [(char, &str, &str, &str); 3] = [
    ('N', "南山区", "nanshan", "NANSHAN"),
    ('B', "宝安区", "baoan", "BAOAN"),
    ('Q', "前海", "qianhai", "QH-DATA-2025"),
];

impl Sort {
    const ALL: [(Sort, u64, [u64; 3]); 5] = [
        (Sort::Names, 40, [45, 30, 25]),
        (Sort::Scanned, 15, [20, 80, 0]),
        (Sort::Masked, 15, [60, 0, 40]),
        (Sort::Coded, 20, [30, 0, 70]),
        (Sort::Exchange, 10, [0, 60, 40]),
    ];

    fn stem(self) -> &'static str {
        match self {
            Sort::Names => "names",
            Sort::Scanned => "scanned",
            Sort::Masked => "masked",
            Sort::Coded => "coded",
            Sort::Exchange => "exchange",
        }
    }

    fn in_books(self) -> bool {
        matches!(self, Sort::Names | Sort::Scanned)
    }
}

impl Frame {
    pub fn draw(dice: &mut Dice) -> Self {
        let (sort, _, districts) = Sort::ALL[dice.weighted(&Sort::ALL.map(|(_, w, _)| w))];
        let district = DISTRICTS[dice.weighted(&districts)].0;
        let years = [YearIn::Column, YearIn::Title, YearIn::Text, YearIn::Nowhere];
        let year_in = years[match sort {
            Sort::Exchange => 0,
            _ => dice.weighted(&[60, 25, 10, 5]),
        }];
        Self { sort, district, year_in, states: sort >= Sort::Masked || dice.per_mille(500) }
    }
}

impl Frame {
    /// Whether a title stands above the headings.
    fn titled(&self) -> bool {
        self.sort.in_books() || self.year_in == YearIn::Title
    }
}

/// The number of a row's record.
pub fn record(entry: &Entry) -> String {
    format!("SYN-{}-{:07}", entry.frame.district, entry.number)
}

/// The words of the item as the list writes them.
pub fn text(entry: &Entry) -> String {
    let words = WORDS.wordings[entry.wording].text;
    match entry.frame.year_in {
        YearIn::Text => format!("{}年度{words}", entry.year),
        _ => words.to_string(),
    }
}

/// Writes all lists into a folder: rows that are alike in what their list shows stand together,
/// and are told where that is.
pub fn write(entries: &mut [Entry], folder: &Path) -> Result<Vec<PathBuf>, SampleError> {
    std::fs::create_dir_all(folder)?;
    let mut groups: BTreeMap<(Frame, i32), Vec<&mut Entry>> = BTreeMap::new();
    for entry in entries {
        // A list that does not say its year is of one year all the same: whoever made it can tell.
        let of_one = matches!(entry.frame.year_in, YearIn::Title | YearIn::Nowhere);
        let year = if of_one { entry.year } else { 0 };
        groups.entry((entry.frame, year)).or_default().push(entry);
    }
    let mut files = Vec::new();
    for ((frame, year), mut rows) in groups {
        for rows in rows.chunks_mut(ROWS) {
            let path = one(folder, files.len() + 1, frame, year, rows)?;
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let above = if frame.titled() { 3 } else { 2 };
            for (row, entry) in (above..).zip(rows.iter_mut()) {
                entry.place = (name.clone(), row);
            }
            files.push(path);
        }
    }
    Ok(files)
}

fn one(
    folder: &Path,
    number: usize,
    frame: Frame,
    year: i32,
    entries: &[&mut Entry],
) -> Result<PathBuf, SampleError> {
    let district = DISTRICTS.iter().find(|d| d.0 == frame.district).unwrap_or(&DISTRICTS[0]);
    let kind = if frame.states { "资助名单" } else { "资助资金名单" };
    let says = frame.year_in == YearIn::Title;
    let when = if says { format!("{year}年度") } else { String::new() };
    let title = format!("{}{when}企业扶持专项{kind}（第{number}号）", district.1);
    let columns = columns(frame, number);
    let mut rows = vec![columns.iter().map(|(heading, _)| heading.clone()).collect::<Vec<_>>()];
    rows.extend((1..).zip(entries).map(|(at, entry)| {
        columns.iter().map(|(_, show)| show(at, entry)).collect::<Vec<String>>()
    }));
    let stem = format!("{}_{}_{number:03}", district.2, frame.sort.stem());
    if frame.sort.in_books() {
        let path = folder.join(format!("{stem}.xlsx"));
        workbook::write_texts(&path, &title, &[("名单".to_string(), rows)])?;
        return Ok(path);
    }
    let path = folder.join(format!("{stem}.csv"));
    let above = frame.titled().then(|| format!("{title}（合成数据）"));
    csv(&path, above, &rows)?;
    Ok(path)
}

/// Rows as a text file; a title stands in the first cell of a row of its own.
pub fn csv(path: &Path, title: Option<String>, rows: &[Vec<String>]) -> Result<(), SampleError> {
    let mut out = csv::WriterBuilder::new().from_path(path).map_err(std::io::Error::other)?;
    let width = rows.first().map_or(0, Vec::len);
    let title = title.map(|title| {
        let mut row = vec![String::new(); width];
        row[0] = title;
        row
    });
    for row in title.iter().chain(rows) {
        out.write_record(row).map_err(std::io::Error::other)?;
    }
    Ok(out.flush()?)
}

type Show = fn(usize, &Entry) -> String;

/// Headings, which differ from list to list, and what stands below them.
fn columns(frame: Frame, number: usize) -> Vec<(String, Show)> {
    let of = |all: &[&'static str]| all[number % all.len()].to_string();
    let names = of(&["单位名称", "企业名称", "申报单位", "受资助单位", "项目单位"]);
    let items = of(&["资助项目", "资助事项", "项目名称", "扶持事项", "扶持项目", "政策条款"]);
    let mut out: Vec<(String, Show)> = vec![
        ("序号".to_string(), |at, _| at.to_string()),
        ("记录编号".to_string(), |_, entry| record(entry)),
        (names, |_, entry| entry.written.name.clone()),
    ];
    if frame.sort >= Sort::Masked {
        out.push((of(&["统一社会信用代码", "社会信用代码"]), |_, entry| {
            entry.written.code.clone()
        }));
    }
    if frame.sort == Sort::Coded {
        out.push(("组织机构代码".to_string(), |_, entry| entry.written.organisation.clone()));
    }
    if frame.sort == Sort::Exchange {
        out.push(("法定代表人".to_string(), |_, entry| entry.written.person.clone()));
    }
    out.push((items, |_, entry| text(entry)));
    if frame.year_in == YearIn::Column {
        out.push((of(&["年度", "所属年度"]), |_, entry| entry.year.to_string()));
    }
    match number % 3 {
        0 => out
            .push((of(&["资助金额（万元）", "核定金额（万元）"]), |_, entry| {
                wan(entry.amount)
            })),
        _ => out.push((
            of(&["拟资助金额（元）", "资助金额（元）", "补助金额（元）"]),
            |_, entry| yuan(entry.amount),
        )),
    }
    if frame.states {
        out.push((of(&["状态", "拨付状态"]), |_, entry| entry.status.to_string()));
    }
    if frame.sort == Sort::Exchange {
        out.push(("申请金额（元）".to_string(), |_, entry| yuan(entry.requested)));
    }
    if matches!(frame.sort, Sort::Coded | Sort::Exchange) {
        out.extend(papers());
    }
    out
}

fn papers() -> [(String, Show); 6] {
    let heading = |name| find(ROSTER_FIELDS, name).map_or("", |field| field.zh).to_string();
    macro_rules! paper {
        ($($name:expr),*) => {
            [$((heading($name), |_, entry| {
                let paper = entry.paper.as_ref().filter(|(column, _)| *column == $name);
                paper.map(|(_, number)| number.clone()).unwrap_or_default()
            })),*]
        };
    }
    paper!(
        c::INVOICE_NO,
        c::OVERSEAS_CERTIFICATE,
        c::STANDARD_NO,
        c::EXPORT_FILING_NO,
        c::CONTRACT_NO,
        c::POLICY_NO
    )
}

fn yuan(amount: Option<i64>) -> String {
    amount.map(|fen| Fen(fen).to_string()).unwrap_or_default()
}

/// In ten thousand yuan, with six places: to the fen.
fn wan(amount: Option<i64>) -> String {
    amount.map(|fen| format!("{}.{:06}", fen / 1_000_000, fen % 1_000_000)).unwrap_or_default()
}
