//! Lists that offices publish, sign and book: the same rows as a workbook and as a document.

use super::document::{Align, Block, Document, Table, TableColumn, TableRow};
use super::{Cell, Kind};
use crate::domain::Fen;

/// A list with its head and foot.
#[derive(Clone, Debug)]
pub struct Ledger {
    /// Head of the document, without blocks: title, marks of a draft, footer.
    pub head: Document,
    /// Said under the title, in order.
    pub says: Vec<String>,
    pub rolls: Vec<Roll>,
    /// Said under the last table.
    pub remarks: Vec<String>,
    /// Who signs; empty where nobody does.
    pub signed_by: Vec<String>,
    /// Holds accounts: its files are for their owner alone.
    pub private: bool,
}

/// One table of a ledger, a sheet of its workbook.
#[derive(Clone, Debug)]
pub struct Roll {
    /// Name of the sheet.
    pub sheet: String,
    /// Over the table; the sheet has the ledger's title where there is none.
    pub caption: Option<String>,
    pub columns: Vec<RollColumn>,
    pub rows: Vec<Vec<Cell>>,
    /// The last row where there is one: its word, then the sums as they stand in the run's tables.
    pub total: Option<Total>,
    /// Under the table: unit, order.
    pub note: Option<String>,
}

#[derive(Clone, Debug)]
pub struct RollColumn {
    pub heading: String,
    pub kind: Kind,
    /// Width in characters in a workbook, share of the width on paper.
    pub width: u16,
}

/// Sums of a roll. A workbook writes them as formulas with these results.
#[derive(Clone, Debug)]
pub struct Total {
    pub word: String,
    /// Column and sum.
    pub sums: Vec<(usize, Fen)>,
    /// Column and text: an amount in capitals.
    pub texts: Vec<(usize, String)>,
}

impl RollColumn {
    pub fn new(heading: String, kind: Kind, width: u16) -> Self {
        Self { heading, kind, width }
    }
}

impl Ledger {
    /// The ledger as a document.
    pub fn document(&self) -> Document {
        let paragraph = |text: &String| Block::Paragraph { text: text.clone() };
        let mut document = self.head.clone();
        document.blocks.extend(self.says.iter().map(paragraph));
        document.blocks.extend(self.rolls.iter().map(|roll| Block::Table(roll.table())));
        document.blocks.extend(self.remarks.iter().map(paragraph));
        if !self.signed_by.is_empty() {
            document.blocks.push(Block::SignOff { roles: self.signed_by.clone() });
        }
        document
    }
}

impl Roll {
    fn table(&self) -> Table {
        let columns = (0..).zip(&self.columns).map(|(at, column)| {
            let align = match column.kind {
                Kind::Text => Align::Left,
                Kind::Date => Align::Centre,
                // Numbers that count the rows.
                Kind::Int if at == 0 => Align::Centre,
                _ => Align::Right,
            };
            TableColumn::new(&column.heading, align, column.width)
        });
        let mut rows: Vec<TableRow> =
            self.rows.iter().map(|row| TableRow::new(row.iter().map(shown).collect())).collect();
        if let Some(total) = &self.total {
            let mut cells = vec![String::new(); self.columns.len()];
            total.sums.iter().for_each(|(column, sum)| cells[*column] = sum.to_string());
            total.texts.iter().for_each(|(column, text)| cells[*column].clone_from(text));
            let word = usize::from(self.columns.len() > 1);
            cells[word].clone_from(&total.word);
            rows.push(TableRow::total(cells));
        }
        let (caption, note) = (self.caption.clone(), self.note.clone());
        Table { caption, columns: columns.collect(), rows, note }
    }
}

fn shown(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) | Cell::Link { text, .. } => text.clone(),
        Cell::Money(amount) => amount.to_string(),
        Cell::Int(value) => value.to_string(),
        Cell::Number(value) => value.to_string(),
        Cell::Date(days) => {
            let day = chrono::DateTime::from_timestamp(i64::from(*days) * 86_400, 0);
            day.map(|day| day.date_naive().to_string()).unwrap_or_default()
        }
    }
}
