//! The pages of a column: every header is checked against the bytes that are there before anything is
//! unpacked or decoded, so that the decoders behind never ask for more than a page can hold.

use std::io::Read;
use std::sync::Arc;

use bytes::Bytes;
use parquet::basic::{Compression, Encoding, Type};
use parquet::column::page::{Page, PageMetadata, PageReader};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::schema::types::ColumnDescPtr;

use super::budget::Budget;
use super::delta;
use super::thrift::{Compact, Numbers};

// Kinds of pages.
const DATA: i64 = 0;
const DICTIONARY: i64 = 2;
const DATA_2: i64 = 3;

/// Longest header of a dictionary page.
const HEADER: usize = 128;
/// A decoded text takes so much beside its bytes.
const HELD: u64 = 32;

/// The pages of one chunk of a flat column.
pub struct Pages {
    file: Bytes,
    at: usize,
    end: usize,
    codec: Compression,
    column: ColumnDescPtr,
    rows_left: u64,
    has_dictionary: bool,
    budget: Arc<Budget>,
}

fn broken(why: &str) -> ParquetError {
    ParquetError::General(why.to_string())
}

impl Pages {
    /// # Errors
    /// A chunk that lies outside the file.
    pub fn new(
        file: &Bytes,
        chunk: &ColumnChunkMetaData,
        rows: u64,
        budget: &Arc<Budget>,
    ) -> Result<Self> {
        // Older writers say nothing of a dictionary, or 0.
        let first = chunk.dictionary_page_offset().filter(|at| *at > 0);
        let first = first.map_or(chunk.data_page_offset(), |at| at.min(chunk.data_page_offset()));
        let at = usize::try_from(first).map_err(|_| broken("a column before the file"))?;
        let length = usize::try_from(chunk.compressed_size());
        let end = length.ok().and_then(|length| at.checked_add(length));
        let end = end.filter(|end| *end <= file.len());
        // Some writers did not count the header of the dictionary.
        let end = end.map(|end| end.saturating_add(HEADER).min(file.len()));
        Ok(Self {
            file: file.clone(),
            at,
            end: end.ok_or_else(|| broken("a column beyond the end of the file"))?,
            codec: chunk.compression(),
            column: chunk.column_descr_ptr(),
            rows_left: rows,
            has_dictionary: false,
            budget: budget.clone(),
        })
    }

    fn header(&mut self) -> Result<(Numbers, Bytes, usize)> {
        let mut compact = Compact::new(&self.file[self.at..self.end]);
        let header = compact.numbers().ok_or_else(|| broken("a broken header of a page"))?;
        self.at += compact.used();
        let size = |id| header.get(&(id, 0)).and_then(|size| usize::try_from(*size).ok());
        let (Some(unpacked), Some(packed)) = (size(2), size(3)) else {
            return Err(broken("a page without a size"));
        };
        let end = self.at.checked_add(packed).filter(|end| *end <= self.end);
        let end = end.ok_or_else(|| broken("a page beyond the end of its column"))?;
        let body = self.file.slice(self.at..end);
        self.at = end;
        self.spend(unpacked as u64)?;
        Ok((header, body, unpacked))
    }

    fn spend(&self, bytes: u64) -> Result<()> {
        self.budget.take(bytes).then_some(()).ok_or_else(|| broken("more than is allowed"))
    }

    fn next_page(&mut self) -> Result<Option<Page>> {
        while self.rows_left > 0 {
            if self.at >= self.end {
                return Err(broken("a column that ends before its rows do"));
            }
            let (header, body, unpacked) = self.header()?;
            let page = match header.get(&(1, 0)) {
                Some(&DICTIONARY) => Some(self.dictionary(&header, body, unpacked)?),
                Some(&DATA) => self.data(&header, body, unpacked)?,
                Some(&DATA_2) => self.data_2(&header, body, unpacked)?,
                _ => None,
            };
            if page.is_some() {
                return Ok(page);
            }
        }
        Ok(None)
    }

    fn dictionary(&mut self, header: &Numbers, body: Bytes, unpacked: usize) -> Result<Page> {
        if self.has_dictionary {
            return Err(broken("two dictionaries in one column"));
        }
        let num_values = count(header, (7, 1))?;
        let least = match self.column.physical_type() {
            Type::BOOLEAN => return Err(broken("a dictionary of truth values")),
            Type::INT32 | Type::FLOAT | Type::BYTE_ARRAY => 4,
            Type::INT64 | Type::DOUBLE => 8,
            Type::INT96 => 12,
            Type::FIXED_LEN_BYTE_ARRAY => u64::try_from(self.column.type_length()).unwrap_or(0),
        };
        let buf = unpack(self.codec, body, unpacked)?;
        if least == 0 || u64::from(num_values) * least > buf.len() as u64 {
            return Err(broken("a dictionary of more values than it has bytes"));
        }
        self.spend(u64::from(num_values) * HELD)?;
        self.has_dictionary = true;
        match header.get(&(7, 2)) {
            Some(0 | 2) => Ok(Page::DictionaryPage {
                buf,
                num_values,
                encoding: Encoding::PLAIN,
                is_sorted: false,
            }),
            _ => Err(broken("a dictionary in an unknown encoding")),
        }
    }

    fn data(&mut self, header: &Numbers, body: Bytes, unpacked: usize) -> Result<Option<Page>> {
        let Some(num_values) = self.rows(header, (5, 1))? else { return Ok(None) };
        let buf = unpack(self.codec, body, unpacked)?;
        let level = |id| match header.get(&(5, id)) {
            #[expect(deprecated, reason = "old files have it")]
            Some(4) => Encoding::BIT_PACKED,
            _ => Encoding::RLE,
        };
        let levels = match (self.column.max_def_level(), level(3)) {
            (0, _) => 0,
            (_, Encoding::RLE) => {
                let length = buf.first_chunk::<4>().map(|bytes| u32::from_le_bytes(*bytes));
                length.and_then(|length| usize::try_from(length).ok()?.checked_add(4)).unwrap_or(0)
            }
            _ => (num_values as usize).div_ceil(8),
        };
        let (encoding, buf) = self.plain(header.get(&(5, 2)), buf, levels, num_values)?;
        let (def_level_encoding, rep_level_encoding) = (level(3), level(4));
        Ok(Some(Page::DataPage {
            buf,
            num_values,
            encoding,
            def_level_encoding,
            rep_level_encoding,
            statistics: None,
        }))
    }

    fn data_2(&mut self, header: &Numbers, body: Bytes, unpacked: usize) -> Result<Option<Page>> {
        let Some(num_values) = self.rows(header, (8, 1))? else { return Ok(None) };
        let num_nulls = count(header, (8, 2))?;
        let (definition, repetition) = (count(header, (8, 5))?, count(header, (8, 6))?);
        let levels = definition as usize + repetition as usize;
        if levels > body.len() || levels > unpacked || num_nulls > num_values {
            return Err(broken("levels beyond the end of their page"));
        }
        let is_packed = header.get(&(8, 7)) != Some(&0);
        let buf = match is_packed && self.codec != Compression::UNCOMPRESSED {
            false => body,
            true => {
                let values = unpack(self.codec, body.slice(levels..), unpacked - levels)?;
                Bytes::from([&body[..levels], &values].concat())
            }
        };
        let (encoding, buf) = self.plain(header.get(&(8, 4)), buf, levels, num_values)?;
        Ok(Some(Page::DataPageV2 {
            buf,
            num_values,
            encoding,
            num_nulls,
            num_rows: num_values,
            def_levels_byte_len: definition,
            rep_levels_byte_len: repetition,
            is_compressed: false,
            statistics: None,
        }))
    }

    /// How many rows a page holds, never more than are left; `None` for none at all.
    fn rows(&mut self, header: &Numbers, id: (i16, i16)) -> Result<Option<u32>> {
        let rows = count(header, id)?;
        let left = self.rows_left.checked_sub(u64::from(rows));
        self.rows_left = left.ok_or_else(|| broken("a page of more rows than there are"))?;
        Ok((rows > 0).then_some(rows))
    }

    /// The encoding of a page's values, and the page with delta encodings of texts written out.
    fn plain(
        &self,
        encoding: Option<&i64>,
        buf: Bytes,
        levels: usize,
        rows: u32,
    ) -> Result<(Encoding, Bytes)> {
        let most = rows as usize;
        let is_bytes = self.column.physical_type() == Type::BYTE_ARRAY;
        let fixed = usize::try_from(self.column.type_length()).ok().filter(|_| !is_bytes);
        let values = buf.get(levels..).ok_or_else(|| broken("levels beyond their page"))?;
        let texts = match encoding {
            Some(0) => return Ok((Encoding::PLAIN, buf)),
            Some(2 | 8) if self.has_dictionary => return Ok((Encoding::RLE_DICTIONARY, buf)),
            Some(3) => return Ok((Encoding::RLE, buf)),
            Some(5) => return Ok((Encoding::DELTA_BINARY_PACKED, buf)),
            Some(9) => return Ok((Encoding::BYTE_STREAM_SPLIT, buf)),
            Some(6) if is_bytes => delta::lengths(values, most, &self.budget),
            Some(7) => delta::prefixed(values, most, fixed, &self.budget),
            _ => return Err(broken("values in an unknown encoding")),
        };
        let texts = texts.ok_or_else(|| broken("broken texts in a delta encoding"))?;
        Ok((Encoding::PLAIN, Bytes::from([&buf[..levels], &texts].concat())))
    }
}

fn count(header: &Numbers, id: (i16, i16)) -> Result<u32> {
    let count = header.get(&id).and_then(|count| u32::try_from(*count).ok());
    count.ok_or_else(|| broken("a page without a count"))
}

/// Exactly as many bytes as the header says, or none.
fn unpack(codec: Compression, body: Bytes, size: usize) -> Result<Bytes> {
    let failed =
        |error: &dyn std::fmt::Display| broken(&format!("a page that does not unpack: {error}"));
    let limited = |reader: &mut dyn Read| -> Result<Vec<u8>> {
        let mut out = Vec::with_capacity(size);
        reader.take(size as u64 + 1).read_to_end(&mut out).map_err(|error| failed(&error))?;
        Ok(out)
    };
    let out = match codec {
        Compression::UNCOMPRESSED => return of_size(body, size),
        _ if size == 0 => Vec::new(),
        Compression::SNAPPY => match snap::raw::decompress_len(&body) {
            Ok(length) if length == size => {
                let mut decoder = snap::raw::Decoder::new();
                decoder.decompress_vec(&body).map_err(|error| failed(&error))?
            }
            _ => Vec::new(),
        },
        Compression::GZIP(_) => limited(&mut flate2::read::MultiGzDecoder::new(&body[..]))?,
        Compression::BROTLI(_) => limited(&mut brotli::Decompressor::new(&body[..], 4096))?,
        Compression::ZSTD(_) => {
            let decoder = zstd::stream::read::Decoder::new(&body[..]);
            limited(&mut decoder.map_err(|error| failed(&error))?)?
        }
        Compression::LZ4_RAW => lz4_block(&body, size)?,
        Compression::LZ4 => hadoop(&body, size).map_or_else(|| lz4_block(&body, size), Ok)?,
        Compression::LZO => return Err(ParquetError::NYI("LZO".to_string())),
    };
    of_size(Bytes::from(out), size)
}

fn of_size(out: Bytes, size: usize) -> Result<Bytes> {
    let fits = out.len() == size;
    fits.then_some(out).ok_or_else(|| broken("a page of another size than its header says"))
}

fn lz4_block(body: &[u8], size: usize) -> Result<Vec<u8>> {
    let size = i32::try_from(size).map_err(|_| broken("a page beyond two gigabytes"))?;
    lz4::block::decompress(body, Some(size)).map_err(|error| broken(&error.to_string()))
}

/// What Hadoop writes under the name of LZ4: blocks behind their two lengths.
fn hadoop(mut body: &[u8], size: usize) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    while !body.is_empty() {
        let (lengths, rest) = body.split_first_chunk::<8>()?;
        let word = |at: usize| u32::from_be_bytes([0, 1, 2, 3].map(|byte| lengths[at + byte]));
        let (unpacked, packed) = (word(0) as usize, word(4) as usize);
        let (block, behind) = rest.split_at_checked(packed)?;
        if unpacked > size - out.len() {
            return None;
        }
        out.extend(lz4_block(block, unpacked).ok()?);
        body = behind;
    }
    (out.len() == size).then_some(out)
}

impl Iterator for Pages {
    type Item = Result<Page>;

    fn next(&mut self) -> Option<Self::Item> {
        self.next_page().transpose()
    }
}

impl PageReader for Pages {
    fn get_next_page(&mut self) -> Result<Option<Page>> {
        self.next_page()
    }

    /// Only asked for by those who skip or nest, which nobody here does.
    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>> {
        Err(broken("pages are not looked at ahead"))
    }

    fn skip_next_page(&mut self) -> Result<()> {
        Err(broken("pages are not skipped"))
    }
}
