//! What was read otherwise than it was written: nothing is put right in silence.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::layout::Layout;
use super::table::row_list;
use crate::diag::{Diagnostic, codes};

/// How a cell was put right. The value of the cell is certain; what changed is the way it is
/// written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Repair {
    /// Width, spaces, invisible characters, line breaks, case of a code, an apostrophe in front.
    Tidied,
    /// A number as text: separators, signs, units.
    Number,
    /// A binary number that misses its decimal by the last bit.
    Binary,
    /// A date in another form.
    Date,
    /// A serial number without a date format.
    Serial,
    /// A unit or a currency that stands outside the headings.
    Unit,
    /// A month, taken as its last day.
    Month,
    /// A moment of another zone, taken as the day that it is here.
    Zone,
    /// Another word for a value of a closed list.
    Word,
    /// A mark for “nothing”, taken as empty.
    Nothing,
    /// Letters of another script or separators in a code whose check characters then hold.
    LookAlike,
    /// A number in a text column: zeros in front may be lost.
    NumberAsText,
    /// A date in a text column: a number may have been taken for a date by the spreadsheet.
    DateAsText,
    /// A number of a paper or an item that was taken for one spelled otherwise.
    Spelling,
}

impl Repair {
    /// The word used in tables.
    pub fn key(self) -> &'static str {
        match self {
            Self::Tidied => "tidied",
            Self::Number => "number",
            Self::Binary => "binary",
            Self::Date => "date",
            Self::Serial => "serial",
            Self::Unit => "unit",
            Self::Month => "month",
            Self::Zone => "zone",
            Self::Word => "word",
            Self::Nothing => "nothing",
            Self::LookAlike => "look-alike",
            Self::NumberAsText => "number-as-text",
            Self::DateAsText => "date-as-text",
            Self::Spelling => "spelling",
        }
    }

    /// In Chinese and English.
    pub fn label(self) -> (&'static str, &'static str) {
        match self {
            Self::Tidied => ("去除空格、全角、不可见字符", "spaces, width or invisible characters"),
            Self::Number => ("文本数字转为数值", "a number written as text"),
            Self::Binary => ("二进制小数还原到分", "a binary number brought back to its decimals"),
            Self::Date => ("日期写法统一", "a date in another form"),
            Self::Serial => ("日期序列号转为日期", "a serial number without a date format"),
            Self::Unit => (
                "表头以外写明的单位、币种用于该列金额",
                "a unit or currency stated outside the headings, applied to these amounts",
            ),
            Self::Month => ("月份按当月最后一日计", "a month, taken as its last day"),
            Self::Zone => {
                ("其他时区的时刻按本地日期计", "a moment of another zone, taken as the day here")
            }
            Self::Word => ("用词统一", "another word for a listed value"),
            Self::Nothing => ("视同空白", "a mark for nothing, taken as empty"),
            Self::LookAlike => {
                ("代码中的形近字符、分隔符", "look-alike characters or separators in a code")
            }
            Self::NumberAsText => (
                "数值转为文本编号（首位 0 可能已丢失）",
                "a number in a text column (zeros in front may be lost)",
            ),
            Self::DateAsText => (
                "日期转为文本编号（可能被 Excel 误改）",
                "a date in a text column (a number may have been taken for one)",
            ),
            Self::Spelling => ("同一编号的另一写法", "another spelling of the same number"),
        }
    }
}

/// One way of putting cells of a column right, and how often it was needed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Repaired {
    /// Place of the column in the sheet's contract.
    pub column: usize,
    pub repair: Repair,
    pub read: String,
    pub taken: String,
    /// The first row, as the file counts.
    pub first_row: u32,
    pub rows: u64,
}

/// Repairs of one sheet, equal ones counted together: a million cells that say 人民币 are one entry.
#[derive(Debug, Default)]
pub struct Repairs {
    places: HashMap<(usize, Repair, String), usize>,
    list: Vec<Repaired>,
    /// The entry of the last repair of each column: the next is often the same.
    last: Vec<usize>,
}

impl Repairs {
    pub fn add(
        &mut self,
        row: u32,
        column: usize,
        repair: Repair,
        read: &str,
        taken: impl FnOnce() -> String,
    ) {
        let same = |known: &&mut Repaired| {
            known.column == column && known.repair == repair && known.read == read
        };
        let last = self.last.get(column).copied().unwrap_or(usize::MAX);
        if let Some(known) = self.list.get_mut(last).filter(same) {
            known.rows += 1;
            return;
        }
        let next = self.list.len();
        let at = *self.places.entry((column, repair, read.to_string())).or_insert(next);
        if at == next {
            let taken = taken();
            self.list.push(Repaired {
                column,
                repair,
                read: read.to_string(),
                taken,
                first_row: row,
                rows: 0,
            });
        }
        self.list[at].rows += 1;
        if self.last.len() <= column {
            self.last.resize(column + 1, usize::MAX);
        }
        self.last[column] = at;
    }

    /// Adds what holds for many rows at once.
    pub fn say(&mut self, repaired: Repaired) {
        self.list.push(repaired);
    }

    /// A note for each column with counts of days that no date format shows.
    pub fn serial_days(&self, layout: &Layout) -> Vec<(String, Diagnostic)> {
        let mut out = Vec::new();
        for (at, column) in layout.columns.iter().enumerate() {
            let serial = |r: &&Repaired| r.column == at && r.repair == Repair::Serial;
            let found: Vec<&Repaired> = self.list.iter().filter(serial).collect();
            let (Some(column), Some(first)) = (column, found.first()) else { continue };
            let mut rows: Vec<u32> = found.iter().map(|r| r.first_row).collect();
            rows.sort_unstable();
            let note = Diagnostic::new(&codes::SERIAL_DAY)
                .arg("rows", row_list(&rows))
                .arg("read", &first.read)
                .arg("taken", &first.taken);
            out.push((column.heading.clone(), note));
        }
        out
    }

    /// In the order of first rows, then columns.
    pub fn finish(mut self) -> Vec<Repaired> {
        self.list.sort_by(|a, b| {
            (a.first_row, a.column, a.repair).cmp(&(b.first_row, b.column, b.repair))
        });
        self.list
    }
}
