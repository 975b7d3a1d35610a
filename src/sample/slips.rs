//! Mistakes that people make in workbooks, put into a sample so that findings have something to
//! find. Each is noted, with its cell.

use crate::domain::{CreditCode, Fen, date};
use crate::frame::columns as c;

use super::table::{Cell, FIRMS, SHEETS, Table};
use super::workbook::first_row;

/// Samples of fewer enterprises have no slips.
pub const LEAST_FIRMS: usize = 100;
/// Tables with fewer rows are left as they are.
const LEAST_ROWS: usize = 8;

/// What stands in a cell in place of the right value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    Text(String),
    Money(i64),
    Blank,
}

/// A cell that is written differently from what the table holds.
#[derive(Clone, Debug)]
pub struct Slip {
    pub place: usize,
    pub row: usize,
    pub column: usize,
    pub written: Written,
}

/// Slips to write and what to say about them.
#[derive(Default)]
pub struct Slips {
    pub cells: Vec<Slip>,
    /// Sheet, row as Excel counts, heading (empty for a whole row), what is wrong.
    pub notes: Vec<(&'static str, u32, &'static str, &'static str)>,
    taken: Vec<(usize, usize)>,
}

impl Slips {
    /// Chooses rows of the tables, adds the rows that stand twice, and notes all of it.
    pub fn make(tables: &mut [Table]) -> Self {
        let text = |text: &str| Written::Text(text.to_string());
        let mut slips = Self::default();
        slips.wrong_check(&tables[2]);
        slips.cell(&tables[2], c::AMOUNT, text("1,23"), "金额写法有误：千分位不成组");
        slips.cell(&tables[2], c::CHANNEL, text("电视购物"), "推广渠道不在可选范围内");
        slips.cell(&tables[3], c::RECEIVED_ON, text("2025-13-05"), "日期不存在");
        slips.cell(&tables[3], c::CURRENCY, text("比索"), "币种无法识别");
        slips.cell(&tables[6], c::AMOUNT, text("86420.135"), "金额有三位小数");
        slips.cell(&tables[7], c::AMOUNT, Written::Money(-500_000), "金额为负数");
        slips.cell(&tables[7], c::AMOUNT, Written::Blank, "必填的金额为空");
        slips.cell(&tables[9], c::SELF_INSURED, text("待定"), "既不是“是”也不是“否”");
        slips.other_form(&tables[2], c::AMOUNT, "写作带符号的文本，可以读出，不是错误");
        slips.other_form(&tables[6], c::PAID_ON, "写作中文日期文本，可以读出，不是错误");
        slips.twice(&mut tables[FIRMS], "同一单位整行重复填报");
        slips.twice(&mut tables[6], "同一明细整行重复填报");
        slips.stranger(&mut tables[2]);
        slips
    }

    /// A row that no slip has touched yet, spread over the table.
    fn row(&mut self, table: &Table) -> Option<usize> {
        let rows = table.rows();
        if rows < LEAST_ROWS {
            return None;
        }
        let used = self.taken.iter().filter(|(place, _)| *place == table.place).count();
        let start = rows * (2 * used + 1) / 16;
        let free = (0..rows)
            .map(|step| (start + step) % rows)
            .find(|row| !self.taken.contains(&(table.place, *row)))?;
        self.taken.push((table.place, free));
        Some(free)
    }

    fn note(&mut self, table: &Table, row: usize, heading: &'static str, what: &'static str) {
        let excel_row = first_row(table.place) + row as u32 + 1;
        self.notes.push((SHEETS[table.place], excel_row, heading, what));
    }

    fn cell(&mut self, table: &Table, name: &str, written: Written, what: &'static str) {
        if let Some(row) = self.row(table) {
            self.put(table, row, name, written, what);
        }
    }

    fn put(&mut self, table: &Table, row: usize, name: &str, written: Written, what: &'static str) {
        let Some(column) = table.column(name) else { return };
        self.cells.push(Slip { place: table.place, row, column, written });
        self.note(table, row, table.fields[column].zh, what);
    }

    /// The last character of a credit code is another one.
    fn wrong_check(&mut self, table: &Table) {
        let (Some(row), Some(column)) = (self.row(table), table.column(c::USCC)) else { return };
        if let Cell::Text(code) = table.cell(row, column) {
            let (body, last) = code.split_at(code.len().saturating_sub(1));
            let wrong = format!("{body}{}", if last == "7" { "8" } else { "7" });
            self.put(table, row, c::USCC, Written::Text(wrong), "信用代码末位校验不符");
        }
    }

    /// The right value in another way of writing, which reads all the same.
    fn other_form(&mut self, table: &Table, name: &str, what: &'static str) {
        let (Some(row), Some(column)) = (self.row(table), table.column(name)) else { return };
        let written = match table.cell(row, column) {
            Cell::Money(fen) => format!("￥{}", Fen(fen)),
            Cell::Day(day) => match date::from_epoch_days(day) {
                Some(day) => day.format("%Y年%-m月%-d日").to_string(),
                None => return,
            },
            _ => return,
        };
        self.put(table, row, name, Written::Text(written), what);
    }

    fn twice(&mut self, table: &mut Table, what: &'static str) {
        if let Some(row) = self.row(table) {
            table.repeat(row);
            self.note(table, table.rows() - 1, "", what);
        }
    }

    /// A line of an enterprise that the basic facts do not know.
    fn stranger(&mut self, table: &mut Table) {
        // Enterprises of a sample have codes that begin with QH.
        let code = CreditCode::synthesize(*b"91", *b"440305", *b"QY000001");
        let (Some(row), Some(code)) = (self.row(table), code) else { return };
        table.repeat(row);
        let row = table.rows() - 1;
        let what = "单位不在“基本情况”中";
        self.put(table, row, c::USCC, Written::Text(code.as_str().to_string()), what);
        for (name, text) in [
            (c::FILING_NO, "SB-000000-2"),
            (c::CONTRACT_NO, "HT-000000-201"),
            (c::INVOICE_NO, "25440000000000200000"),
        ] {
            if let Some(column) = table.column(name) {
                let written = Written::Text(text.to_string());
                self.cells.push(Slip { place: table.place, row, column, written });
            }
        }
    }
}
