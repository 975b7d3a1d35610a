//! Tables of a run read with the `parquet` and `arrow` crates: a reader that shares nothing with the
//! engine that wrote them.

use std::fs::File;
use std::path::Path;

use arrow::array::{
    Array, ArrayRef, Decimal128Array, Int64Array, LargeStringArray, StringArray, StringViewArray,
};
use arrow::datatypes::{DataType, Schema};
use arrow::record_batch::RecordBatch;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

/// A table as it was written.
pub struct Table {
    pub schema: Schema,
    batches: Vec<RecordBatch>,
}

impl Table {
    pub fn open(run: &Path, name: &str) -> Self {
        let path = run.join("tables").join(format!("{name}.parquet"));
        let file = File::open(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let reader = ParquetRecordBatchReaderBuilder::try_new(file).expect("Parquet");
        let schema = reader.schema().as_ref().clone();
        let batches = reader.build().expect("a reader").map(|batch| batch.expect("rows"));
        Self { schema, batches: batches.collect() }
    }

    fn columns(&self, name: &str) -> Vec<&ArrayRef> {
        let column = |batch: &'_ RecordBatch| batch.schema().index_of(name).expect("a column");
        self.batches.iter().map(|batch| batch.column(column(batch))).collect()
    }

    pub fn texts(&self, name: &str) -> Vec<String> {
        self.columns(name).into_iter().flat_map(texts).collect()
    }

    /// Money in fen, from Decimal(18,2) of yuan.
    pub fn fen(&self, name: &str) -> Vec<i64> {
        self.known_fen(name).into_iter().map(|fen| fen.expect(name)).collect()
    }

    /// As [`Table::fen`], where a cell may hold nothing.
    pub fn known_fen(&self, name: &str) -> Vec<Option<i64>> {
        let mut fen = Vec::new();
        for column in self.columns(name) {
            assert_eq!(column.data_type(), &DataType::Decimal128(18, 2), "{name}");
            let values = column.as_any().downcast_ref::<Decimal128Array>().expect("decimals");
            fen.extend(values.iter().map(|v| v.map(|v| i64::try_from(v).expect("fen"))));
        }
        fen
    }

    pub fn ints(&self, name: &str) -> Vec<i64> {
        let mut ints = Vec::new();
        for column in self.columns(name) {
            let values = column.as_any().downcast_ref::<Int64Array>().expect("whole numbers");
            ints.extend(values.values().iter().copied());
        }
        ints
    }

    /// Whole numbers; cells may be empty.
    pub fn integers(&self, name: &str) -> Vec<Option<i64>> {
        let columns = self.columns(name).into_iter();
        let all = columns.flat_map(|column| {
            let values = column.as_any().downcast_ref::<Int64Array>().expect("whole numbers");
            values.iter().collect::<Vec<_>>()
        });
        all.collect()
    }

    pub fn rows(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    /// Every text of every column.
    pub fn all_texts(&self) -> Vec<String> {
        let is_text =
            |t: &DataType| matches!(t, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View);
        let fields = self.schema.fields().iter().filter(|field| is_text(field.data_type()));
        fields.flat_map(|field| self.texts(field.name())).collect()
    }
}

fn texts(column: &ArrayRef) -> Vec<String> {
    let any = column.as_any();
    let owned = |text: Option<&str>| text.unwrap_or_default().to_string();
    if let Some(column) = any.downcast_ref::<StringViewArray>() {
        return column.iter().map(owned).collect();
    }
    if let Some(column) = any.downcast_ref::<LargeStringArray>() {
        return column.iter().map(owned).collect();
    }
    any.downcast_ref::<StringArray>().expect("texts").iter().map(owned).collect()
}
