//! How much of a file is read before it is refused. The pipeline may change each of these.

use std::fmt;
use std::path::PathBuf;

/// The library holds sheets of xls and ods as full rectangles, twice: so many cells weigh as much as this
/// multiple in a stream.
pub const HELD: u64 = 8;

/// Bounds for hostile or broken files.
#[derive(Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a workbook or text file.
    pub workbook_bytes: u64,
    /// Bytes of a Parquet file.
    pub parquet_bytes: u64,
    /// Rows of a Parquet file.
    pub rows: u64,
    /// Bytes that the parts of a workbook unpack to, together.
    pub unpacked_bytes: u64,
    /// Cells of one sheet, gaps between them included.
    pub cells: u64,
    /// Bytes of one text in a part of a workbook, and of one line of a text file.
    pub text_bytes: u64,
    /// Elements inside elements.
    pub depth: u32,
    /// A folder where large tables may lie while nobody reads them; without one they stay in memory.
    pub aside: Option<PathBuf>,
}

/// What is read of a file depends on its bounds alone: this text is part of what filings were read with (`Intake`), and
/// says nothing of folders.
impl fmt::Debug for Limits {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        let mut all = out.debug_struct("Limits");
        all.field("workbook_bytes", &self.workbook_bytes);
        all.field("parquet_bytes", &self.parquet_bytes);
        all.field("rows", &self.rows);
        all.field("unpacked_bytes", &self.unpacked_bytes);
        all.field("cells", &self.cells);
        all.field("text_bytes", &self.text_bytes);
        all.field("depth", &self.depth).finish()
    }
}

impl Default for Limits {
    /// A million rows of twenty columns unpack to about one gibibyte of XML.
    fn default() -> Self {
        Self {
            workbook_bytes: 512 << 20,
            parquet_bytes: 16 << 30,
            rows: 20 << 20,
            unpacked_bytes: 8 << 30,
            cells: 50_000_000,
            text_bytes: 1 << 20,
            depth: 64,
            aside: None,
        }
    }
}
