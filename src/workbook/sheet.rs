//! A workbook as plain values: sheets, headings, typed cells, charts.

use rust_decimal::Decimal;

use crate::diag::Lang;
use crate::domain::Fen;

/// Columns of a sheet, each declared once: heading in Chinese and English, kind, width in characters, and the cell
/// of a row. `columns!(sheet, lang, row in rows; let …; ("条款", "Clause", Text, 8) => text(row.clause), …)`; what
/// `let`s bind is known to the cells.
macro_rules! columns {
    (
        $sheet:ident, $lang:expr, $row:pat in $rows:expr;
        $(let $name:pat = $value:expr;)*
        $(($zh:expr, $en:expr, $kind:ident, $width:expr) => $cell:expr,)+
    ) => {
        $sheet.headings.extend([$($crate::workbook::Heading::new(
            $lang.pick($zh, $en), $crate::workbook::Kind::$kind, $width
        ),)+]);
        for $row in $rows {
            $(let $name = $value;)*
            $sheet.rows.push(vec![$($cell,)+]);
        }
    };
}
pub(crate) use columns;

/// A workbook.
#[derive(Clone, Debug)]
pub struct Book {
    pub sheets: Vec<Sheet>,
}

/// A sheet: a title, some lines above, and a table.
#[derive(Clone, Debug)]
pub struct Sheet {
    pub name: String,
    pub title: String,
    pub notes: Vec<String>,
    pub headings: Vec<Heading>,
    pub rows: Vec<Vec<Cell>>,
    /// Words for single cells.
    pub choices: Vec<Choices>,
    /// A last row whose amounts and counts are sums of their columns: written as formulas, with these as their
    /// results. Empty where there is none.
    pub total: Vec<Cell>,
    /// Drawn below the table from its cells.
    pub chart: Option<Chart>,
}

/// A chart over columns of the sheet it stands on.
#[derive(Clone, Debug)]
pub struct Chart {
    pub kind: ChartKind,
    pub title: String,
    /// Column of the labels, or of the horizontal values.
    pub labels: usize,
    /// Columns drawn against them. In a waterfall the first carries the others and is not seen.
    pub series: Vec<usize>,
    /// Rows that are drawn, from the first; all where `None`.
    pub rows: Option<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChartKind {
    Columns,
    Bars,
    Lines,
    Waterfall,
}

#[derive(Clone, Debug)]
pub struct Heading {
    pub text: String,
    pub kind: Kind,
    /// In characters.
    pub width: u16,
    /// Folded away until the reader opens it.
    pub folded: bool,
    /// Words to choose from in its cells; other words may be typed.
    pub choices: Vec<String>,
}

/// What may be chosen in one cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choices {
    pub row: usize,
    pub column: usize,
    pub words: Vec<String>,
    /// Other words may be typed.
    pub open: bool,
}

/// How the cells of a column are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    /// 元, two decimals.
    Yuan,
    /// Shown in 万元; the cell holds yuan.
    Wan,
    Int,
    Date,
    /// A number with more decimals than money has, written out.
    Exact,
    /// A number that is no money: an index, a count with decimals.
    Number,
    /// A share of one, shown in per cent.
    Percent,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    Empty,
    Text(String),
    Money(Fen),
    Int(i64),
    Number(Decimal),
    /// Days since 1970.
    Date(i32),
    /// A text in parts, of which some stand out.
    Marked(Vec<(String, bool)>),
    /// To a sheet of this book.
    Link {
        sheet: String,
        text: String,
    },
}

impl Kind {
    /// In the order of their declaration.
    pub const ALL: [Self; 8] = [
        Self::Text,
        Self::Yuan,
        Self::Wan,
        Self::Int,
        Self::Date,
        Self::Exact,
        Self::Number,
        Self::Percent,
    ];
}

impl Sheet {
    /// A sheet without columns.
    pub fn new(name: impl Into<String>, title: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            title: title.into(),
            notes: Vec::new(),
            headings: Vec::new(),
            rows: Vec::new(),
            choices: Vec::new(),
            total: Vec::new(),
            chart: None,
        }
    }

    /// The first sheet of a book: what the others are, and how long.
    pub fn contents(title: &str, sheets: &[Sheet], lang: Lang) -> Self {
        let mut out = Self::new(lang.pick("目录", "Contents"), title);
        columns!(out, lang, sheet in sheets;
            ("工作表", "Sheet", Text, 18) => sheet.link(),
            ("内容", "What it holds", Text, 44) => text(&sheet.title),
            ("行数", "Rows", Int, 10) => int(sheet.rows.len()),
        );
        out
    }

    /// A cell that leads here.
    pub fn link(&self) -> Cell {
        Cell::Link { sheet: self.name.clone(), text: self.name.clone() }
    }
}

impl Heading {
    pub fn new(text: impl Into<String>, kind: Kind, width: u16) -> Self {
        Self { text: text.into(), kind, width, folded: false, choices: Vec::new() }
    }
}

impl Chart {
    /// Columns against the first, all rows.
    pub fn new(
        kind: ChartKind,
        title: impl Into<String>,
        series: impl IntoIterator<Item = usize>,
    ) -> Self {
        Self {
            kind,
            title: title.into(),
            labels: 0,
            series: series.into_iter().collect(),
            rows: None,
        }
    }
}

/// What is said, as a cell.
pub fn text(value: impl ToString) -> Cell {
    Cell::Text(value.to_string())
}

/// An amount in fen.
pub fn money(fen: i64) -> Cell {
    Cell::Money(Fen(fen))
}

/// A count.
pub fn int(value: usize) -> Cell {
    Cell::Int(i64::try_from(value).unwrap_or(i64::MAX))
}
