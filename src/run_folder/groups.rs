//! A table that is written in groups of rows, of which only one is held.

use std::io::Write;

use polars::prelude::*;
use polars_io::parquet::write::BatchedWriter;
use polars_io::prelude::ParquetWriter;

/// Rows of a group of a table's file, at least; one group holds what is less.
pub(super) const ROW_GROUP: usize = 1 << 16;

/// Takes rows in parts of any size.
pub(super) struct Groups<W: Write> {
    writer: BatchedWriter<W>,
    /// Rows that wait for their group.
    waiting: DataFrame,
    is_empty: bool,
}

impl<W: Write> Groups<W> {
    /// For rows like those of `empty`.
    ///
    /// # Errors
    /// As the writer.
    pub fn new(writer: ParquetWriter<W>, empty: DataFrame) -> PolarsResult<Self> {
        Ok(Self { writer: writer.batched(empty.schema())?, waiting: empty, is_empty: true })
    }

    /// Takes rows in. Where groups end depends on what came before alone.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn push(&mut self, rows: &DataFrame) -> PolarsResult<()> {
        self.waiting.vstack_mut(rows)?;
        if self.waiting.height() >= ROW_GROUP { self.write() } else { Ok(()) }
    }

    fn write(&mut self) -> PolarsResult<()> {
        let empty = self.waiting.clear();
        let mut rows = std::mem::replace(&mut self.waiting, empty);
        // One contiguous chunk, so that the file does not depend on how rows came.
        rows.rechunk_mut_par();
        self.is_empty = false;
        self.writer.write_batch(&rows)
    }

    /// Writes what is left. A table without rows has one group without any.
    ///
    /// # Errors
    /// As [`Self::push`].
    pub fn finish(mut self) -> PolarsResult<()> {
        if self.is_empty || self.waiting.height() > 0 {
            self.write()?;
        }
        self.writer.finish().map(|_| ())
    }
}
