//! Parquet files, written block by block.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use polars_io::parquet::write::BatchedWriter;
use polars_io::prelude::{ParquetCompression, ParquetWriter};

use super::SampleError;
use super::block::Block;
use super::table::{STEMS, Table};

/// Open files for some of the tables of a sample.
pub struct Warehouse {
    files: Vec<(usize, BatchedWriter<BufWriter<File>>)>,
    pub paths: Vec<PathBuf>,
}

impl Warehouse {
    /// One file for each place, in the folder that is given with it.
    pub fn create(places: &[(usize, &Path)]) -> Result<Self, SampleError> {
        let mut files = Vec::with_capacity(places.len());
        let mut paths = Vec::with_capacity(places.len());
        for (place, folder) in places {
            let path = folder.join(format!("{}.parquet", STEMS[*place]));
            let schema = Table::new(*place).to_frame()?;
            let writer = ParquetWriter::new(BufWriter::new(File::create(&path)?))
                .with_compression(ParquetCompression::Zstd(None))
                .batched(schema.schema())?;
            files.push((*place, writer));
            paths.push(path);
        }
        Ok(Self { files, paths })
    }

    /// Adds a block as one row group of every file.
    pub fn add(&mut self, block: &Block) -> Result<(), SampleError> {
        for (place, writer) in &mut self.files {
            let table = &block.tables[*place];
            if table.rows() > 0 {
                writer.write_batch(&table.to_frame()?)?;
            }
        }
        Ok(())
    }

    /// Writes the ends of the files.
    pub fn finish(self) -> Result<Vec<PathBuf>, SampleError> {
        for (_, writer) in &self.files {
            writer.finish()?;
        }
        Ok(self.paths)
    }
}
