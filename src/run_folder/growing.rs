//! A table that grows while it is written: rows come in parts of any size, and only those of one group are held.

use std::fs::File;
use std::path::PathBuf;

use polars::prelude::*;
use polars_io::prelude::{KeyValueMetadata, ParquetCompression, ParquetWriter};

use super::bound::Hashing;
use super::folder::{Unfinished, cannot_write, create_private};
use super::groups::Groups;
use crate::diag::Failure;
use crate::ingest::TYPED;

/// One table, for its owner alone.
pub struct Growing {
    path: PathBuf,
    name: String,
    rows: Groups<File>,
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
            .with_key_value_metadata(Some(KeyValueMetadata::from_static(said)));
        Ok(Self { path, name: name.to_string(), rows: Groups::new(writer, empty)? })
    }

    /// Takes rows in.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn push(&mut self, rows: &DataFrame) -> Result<(), Failure> {
        Ok(self.rows.push(rows)?)
    }

    /// Closes the table, for which the manifest of the folder vouches from now on.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn finish(self, folder: &Unfinished) -> Result<(), Failure> {
        self.rows.finish()?;
        let mut found = Hashing::new(std::io::sink());
        let read = File::open(&self.path).and_then(|mut file| std::io::copy(&mut file, &mut found));
        read.map_err(|error| cannot_write(&self.path, error))?;
        folder.vouch(&self.name, found.finish());
        Ok(())
    }
}
