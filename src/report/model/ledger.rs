//! Lists that offices publish, sign and book: the same rows as a workbook and as a document.

use super::document::{Align, Block, Document, Table, TableColumn, TableRow};
use super::pen::Pen;
use crate::domain::Fen;
use crate::workbook::{Cell, Kind};

/// A list with its head and foot.
#[derive(Clone, Debug)]
pub struct OfficeList {
    /// Head of the document, without blocks: title, marks of a draft, footer.
    pub head: Document,
    /// Said under the title, in order.
    pub says: Vec<String>,
    pub rolls: Vec<Roll>,
    /// Said under the last table.
    pub remarks: Vec<String>,
    /// Who signs; empty where nobody does.
    pub signed_by: Vec<String>,
    /// 落款: who issues it and the day, below on the right.
    pub issued: Option<Block>,
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

    /// Columns whose headings stand under one area of the words.
    pub fn all(pen: &Pen, area: &str, columns: &[(&str, Kind, u16)]) -> Vec<Self> {
        let heading = |key: &str| pen.get(&format!("{area}.{key}"));
        columns.iter().map(|(key, kind, width)| Self::new(heading(key), *kind, *width)).collect()
    }
}

impl Total {
    pub fn of(pen: &Pen, sums: Vec<(usize, Fen)>) -> Self {
        Self { word: pen.get("common.total"), sums, texts: Vec::new() }
    }
}

impl OfficeList {
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
        document.blocks.extend(self.issued.clone());
        document
    }
}

impl OfficeList {
    /// The ledger in parts whose first table has at most so many rows: what is said first stands in the first part,
    /// sums, further tables, remarks and signatures in the last. `named` gives the subtitle of a part.
    pub fn volumes(&self, most: usize, named: &dyn Fn(usize, usize) -> String) -> Vec<OfficeList> {
        let Some((long, others)) =
            self.rolls.split_first().filter(|(long, _)| long.rows.len() > most)
        else {
            return vec![self.clone()];
        };
        let count = long.rows.len().div_ceil(most.max(1));
        let part = |(at, rows): (usize, &[Vec<Cell>])| {
            let (first, last) = (at == 0, at + 1 == count);
            let mut head = self.head.clone();
            let subtitle = head.subtitle.iter().cloned().chain([named(at + 1, count)]);
            head.subtitle = Some(subtitle.collect::<Vec<_>>().join(" · "));
            let roll = Roll {
                sheet: long.sheet.clone(),
                caption: long.caption.clone(),
                columns: long.columns.clone(),
                rows: rows.to_vec(),
                total: long.total.clone().filter(|_| last),
                note: long.note.clone().filter(|_| last),
            };
            let rest = if last { others } else { &[] };
            OfficeList {
                head,
                says: if first { self.says.clone() } else { Vec::new() },
                rolls: std::iter::once(roll).chain(rest.iter().cloned()).collect(),
                remarks: if last { self.remarks.clone() } else { Vec::new() },
                signed_by: if last { self.signed_by.clone() } else { Vec::new() },
                issued: self.issued.clone().filter(|_| last),
                private: self.private,
            }
        };
        long.rows.chunks(most.max(1)).enumerate().map(part).collect()
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
            // Amounts take the room that the largest sum needs; texts share the rest.
            let share = if column.kind == Kind::Yuan { 0 } else { column.width };
            TableColumn::new(&column.heading, align, share)
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
        Cell::Marked(parts) => parts.iter().map(|(text, _)| text.as_str()).collect(),
        Cell::Money(amount) => amount.to_string(),
        Cell::Int(value) => value.to_string(),
        Cell::Number(value) => value.to_string(),
        Cell::Date(days) => {
            let day = chrono::DateTime::from_timestamp(i64::from(*days) * 86_400, 0);
            day.map(|day| day.date_naive().to_string()).unwrap_or_default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::model::document::Layout;

    fn ledger(rows: i64) -> OfficeList {
        let head = Document {
            layout: Layout::List,
            lang: crate::diag::Lang::En,
            author: None,
            day: chrono::NaiveDate::default(),
            name: "list".into(),
            title: "List".into(),
            subtitle: Some("2026".into()),
            facts: Vec::new(),
            watermark: None,
            banner: None,
            footer: String::new(),
            blocks: Vec::new(),
        };
        let total = Total { word: "all".into(), sums: vec![(0, Fen(1))], texts: Vec::new() };
        let roll = Roll {
            sheet: "rows".into(),
            caption: None,
            columns: vec![RollColumn::new("No.".into(), Kind::Int, 6)],
            rows: (0..rows).map(|row| vec![Cell::Int(row)]).collect(),
            total: Some(total),
            note: Some("note".into()),
        };
        let other = Roll { sheet: "other".into(), ..roll.clone() };
        OfficeList {
            head,
            says: vec!["says".into()],
            rolls: vec![roll, other],
            remarks: vec!["remark".into()],
            signed_by: vec!["office".into()],
            issued: None,
            private: true,
        }
    }

    #[test]
    fn volumes_hold_every_row_once_and_in_order() {
        for (rows, most, count) in [(5, 2, 3), (4, 2, 2), (2, 2, 1), (0, 2, 1)] {
            let whole = ledger(rows);
            let parts = whole.volumes(most, &|number, count| format!("{number}/{count}"));
            assert_eq!(parts.len(), count);
            let numbers =
                parts.iter().flat_map(|part| &part.rolls[0].rows).map(|row| shown(&row[0]));
            assert_eq!(
                numbers.collect::<Vec<_>>(),
                (0..rows).map(|n| n.to_string()).collect::<Vec<_>>()
            );
            for (at, part) in parts.iter().enumerate() {
                let last = at + 1 == count;
                assert_eq!(part.says.is_empty(), at > 0);
                assert_eq!(part.rolls[0].total.is_some(), last);
                assert_eq!(
                    (part.rolls.len(), part.signed_by.len()),
                    if last { (2, 1) } else { (1, 0) }
                );
                assert!(part.private);
            }
        }
        let parts = ledger(3).volumes(2, &|number, count| format!("{number}/{count}"));
        assert_eq!(parts[1].head.subtitle.as_deref(), Some("2026 · 2/2"));
    }
}
