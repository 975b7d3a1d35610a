//! A table that grows while it is written: rows come in parts of any size, and only those of one group are held.

use std::fs::File;
use std::path::PathBuf;

use polars::prelude::*;
use polars_io::parquet::write::BatchedWriter;
use polars_io::prelude::{KeyValueMetadata, ParquetCompression, ParquetWriter};

use super::bound::Hashing;
use super::folder::{ROW_GROUP, Unfinished, cannot_write, create_private};
use crate::diag::Failure;
use crate::ingest::TYPED;

/// One table, for its owner alone.
pub struct Growing {
    path: PathBuf,
    name: String,
    writer: BatchedWriter<File>,
    /// Rows that wait for their group.
    waiting: DataFrame,
}

impl Growing {
    /// Opens `tables/NAME.parquet` for rows like those of `empty`; the folder of tables is there.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn new(folder: &Unfinished, name: &str, empty: DataFrame) -> Result<Self, Failure> {
        let path = folder.path().join("tables").join(format!("{name}.parquet"));
        let file = create_private(&path).map_err(|error| cannot_write(&path, error))?;
        let said = vec![(TYPED.to_string(), name.to_string())];
        let writer = ParquetWriter::new(file)
            .with_compression(ParquetCompression::Snappy)
            .with_key_value_metadata(Some(KeyValueMetadata::from_static(said)))
            .batched(empty.schema())?;
        Ok(Self { path, name: name.to_string(), writer, waiting: empty })
    }

    /// Takes rows in. Where groups end depends on what came before alone.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn push(&mut self, rows: &DataFrame) -> Result<(), Failure> {
        self.waiting.vstack_mut(rows)?;
        if self.waiting.height() >= ROW_GROUP { self.write() } else { Ok(()) }
    }

    fn write(&mut self) -> Result<(), Failure> {
        let empty = self.waiting.clear();
        let mut rows = std::mem::replace(&mut self.waiting, empty);
        // One contiguous chunk, so that the file does not depend on how rows came.
        rows.rechunk_mut_par();
        Ok(self.writer.write_batch(&rows)?)
    }

    /// Closes the table, for which the manifest of the folder vouches from now on.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn finish(mut self, folder: &Unfinished) -> Result<(), Failure> {
        self.write()?;
        self.writer.finish()?;
        let mut found = Hashing::new(std::io::sink());
        let read = File::open(&self.path).and_then(|mut file| std::io::copy(&mut file, &mut found));
        read.map_err(|error| cannot_write(&self.path, error))?;
        folder.vouch(&self.name, found.finish());
        Ok(())
    }
}
