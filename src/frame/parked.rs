//! Large tables beside the memory: their cells lie in a file without a name, mapped into memory, so that the system may
//! put them aside while nobody reads them and bring them back when somebody does. What reads a table does not know.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::ops::Range;
use std::path::Path;

use bytemuck::Pod;
use polars::prelude::*;
use polars_arrow::array::{PrimitiveArray, Utf8ViewArray, View};
use polars_arrow::bitmap::Bitmap;
use polars_arrow::datatypes::ArrowDataType;
use polars_buffer::Buffer;
use polars_utils::mmap::MMapSemaphore;

/// Tables of fewer cells stay as they are: they are no burden.
const LARGE: usize = 1 << 21;

/// Where parts of a file begin: what any kind of cell may be read from.
const ALIGNMENT: usize = 64;

/// Bytes of texts that lie together: places in them are numbers of 32 bits.
const TEXTS: usize = 1 << 30;

/// The same table, its cells in a file without a name below `folder` if they are many. Where no file can be had, the
/// table stays in memory.
#[must_use]
pub fn parked(table: DataFrame, folder: Option<&Path>) -> DataFrame {
    let Some(folder) = folder.filter(|_| table.height() * table.width() >= LARGE) else {
        return table;
    };
    match in_file(&table, folder) {
        Ok(parked) => parked,
        Err(why) => {
            tracing::debug!(%why, "a large table stays in memory");
            table
        }
    }
}

/// # Errors
/// A folder that cannot be written to, a full disk.
fn in_file(table: &DataFrame, folder: &Path) -> PolarsResult<DataFrame> {
    let out = BufWriter::with_capacity(1 << 20, tempfile::tempfile_in(folder)?);
    let mut file = Parts { out, end: 0 };
    let columns = table.columns().iter();
    let written = columns.map(|column| Written::of(column, &mut file));
    let written = written.collect::<PolarsResult<Vec<_>>>()?;
    let file = file.finish()?;
    let mapped = Buffer::from_owner(MMapSemaphore::new_from_file(&file)?);
    let columns = written.into_iter().map(|written| written.mapped(&mapped));
    DataFrame::new(table.height(), columns.collect::<PolarsResult<Vec<_>>>()?)
}

/// A file to which parts are added.
struct Parts {
    out: BufWriter<File>,
    end: usize,
}

/// Where a part of a file lies.
type Part = Range<usize>;

impl Parts {
    fn add(&mut self, bytes: &[u8]) -> PolarsResult<Part> {
        let start = self.end.next_multiple_of(ALIGNMENT);
        let gap = [0u8; ALIGNMENT];
        self.out.write_all(&gap[..start - self.end])?;
        self.out.write_all(bytes)?;
        self.end = start + bytes.len();
        Ok(start..self.end)
    }

    /// The whole file, of as many bytes as whole values of any type have.
    fn finish(mut self) -> PolarsResult<File> {
        self.add(&[0; ALIGNMENT])?;
        Ok(self.out.into_inner().map_err(std::io::IntoInnerError::into_error)?)
    }
}

/// A part of the file as values of a type.
fn values<T: Pod>(file: &Buffer<u8>, part: Part) -> PolarsResult<Buffer<T>> {
    let values = file.clone().sliced(part).try_transmute();
    values.map_err(|_| polars_err!(ComputeError: "a part of a file is not aligned"))
}

/// A column of which the cells are in the file.
struct Written {
    name: PlSmallStr,
    dtype: DataType,
    validity: Option<Bitmap>,
    cells: Cells,
}

enum Cells {
    Numbers(Part),
    Texts {
        views: Part,
        texts: Vec<Part>,
    },
    /// They stay in memory: there are few bytes to a cell.
    Here(Column),
}

/// Runs `$then` with the type of the numbers of a column, or `$other` where it holds none.
macro_rules! numbers {
    ($dtype:expr, $type:ident => $then:expr, $other:expr) => {
        match $dtype {
            DataType::Int64 => numbers!(@ Int64Type, $type => $then),
            DataType::Int128 => numbers!(@ Int128Type, $type => $then),
            DataType::Date => numbers!(@ Int32Type, $type => $then),
            DataType::UInt32 => numbers!(@ UInt32Type, $type => $then),
            _ => $other,
        }
    };
    (@ $number:ident, $type:ident => $then:expr) => {{
        type $type = $number;
        $then
    }};
}

impl Written {
    fn of(column: &Column, file: &mut Parts) -> PolarsResult<Self> {
        let whole = column.as_materialized_series().rechunk();
        let cells = numbers!(whole.dtype(), Number => {
            let numbers = whole.to_physical_repr();
            let numbers = numbers.unpack::<Number>()?.downcast_as_array();
            Cells::Numbers(file.add(bytemuck::cast_slice(numbers.values()))?)
        }, match whole.dtype() {
            DataType::String => texts(whole.str()?, file)?,
            _ => Cells::Here(column.clone()),
        });
        let validity = whole.chunks().first().and_then(|chunk| chunk.validity().cloned());
        Ok(Self { name: whole.name().clone(), dtype: whole.dtype().clone(), validity, cells })
    }

    /// The column with its cells where they are mapped.
    fn mapped(self, file: &Buffer<u8>) -> PolarsResult<Column> {
        let Self { name, dtype, validity, cells } = self;
        match cells {
            Cells::Here(column) => Ok(column),
            Cells::Texts { views, texts } => {
                let texts = texts.into_iter().map(|part| values(file, part));
                let texts = texts.collect::<PolarsResult<Vec<Buffer<u8>>>>()?.into();
                let kind = ArrowDataType::Utf8View;
                let array = Utf8ViewArray::try_new(kind, values(file, views)?, texts, validity)?;
                Ok(StringChunked::with_chunk(name, array).into_column())
            }
            Cells::Numbers(part) => numbers!(dtype, Number => {
                let kind = DataType::to_arrow(&Number::get_static_dtype(), CompatLevel::newest());
                let array = PrimitiveArray::try_new(kind, values(file, part)?, validity)?;
                let numbers = ChunkedArray::<Number>::with_chunk(name, array).into_column();
                // Days are numbers of another name.
                numbers.cast(&dtype)
            }, Err(polars_err!(ComputeError: "{name} holds no numbers"))),
        }
    }
}

fn texts(column: &StringChunked, file: &mut Parts) -> PolarsResult<Cells> {
    let (mut views, mut texts) = (Vec::with_capacity(column.len()), Vec::new());
    let mut together: Vec<u8> = Vec::new();
    for text in column.iter() {
        let text = text.unwrap_or_default().as_bytes();
        if together.len() + text.len() > TEXTS {
            texts.push(file.add(&together)?);
            together.clear();
        }
        views.push(View::new_from_bytes(text, texts.len() as u32, together.len() as u32));
        if text.len() > View::MAX_INLINE_SIZE as usize {
            together.extend_from_slice(text);
        }
    }
    texts.push(file.add(&together)?);
    Ok(Cells::Texts { views: file.add(bytemuck::cast_slice(&views))?, texts })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_parked_is_the_same() -> PolarsResult<()> {
        let long = "前海某某跨境电子商务有限公司 0123456789";
        let texts = [Some("一"), None, Some(""), Some(long), Some("short"), Some(long)];
        let wide: Int128Chunked =
            [Some(i128::MAX), None, Some(0), Some(i128::MIN), Some(7), None].into_iter().collect();
        let mut table = df! {
            "text" => texts,
            "nothing" => [None::<&str>; 6],
            "fen" => [Some(i64::MIN), Some(-1), None, Some(0), Some(1), Some(i64::MAX)],
            "row" => [0u32, 1, 2, 3, 4, u32::MAX],
            "reason" => [true, false, true, true, false, true],
        }?;
        table.with_column(wide.with_name("wide".into()).into_column())?;
        let days =
            Int32Chunked::new("day".into(), [Some(0), Some(-1), None, Some(20_000), None, Some(1)]);
        table.with_column(days.into_date().into_column())?;
        let folder = tempfile::tempdir()?;
        // Whole, a part in the middle, several parts, none.
        let mut parts = table.slice(4, 2);
        parts.vstack_mut(&table)?;
        for table in [table.clone(), table.slice(2, 3), parts, table.clear()] {
            let parked = in_file(&table, folder.path())?;
            assert_eq!(parked.schema(), table.schema());
            assert!(parked.equals_missing(&table), "{parked}");
            // What comes of it does not depend on where it lies.
            assert!(parked.reverse().equals_missing(&table.reverse()));
        }
        assert_eq!(std::fs::read_dir(folder.path())?.count(), 0);
        Ok(())
    }

    #[test]
    fn small_tables_and_those_without_a_folder_stay() -> PolarsResult<()> {
        let table = df! { "fen" => [1i64, 2] }?;
        assert!(parked(table.clone(), Some(Path::new("/nowhere"))).equals(&table));
        let many = DataFrame::new(LARGE, vec![Column::new("fen".into(), vec![1i64; LARGE])])?;
        assert!(parked(many.clone(), None).equals(&many));
        assert!(parked(many.clone(), Some(Path::new("/nowhere/at/all"))).equals(&many));
        Ok(())
    }
}
