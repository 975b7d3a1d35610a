//! Parquet as other programs write it, and as nobody should: kinds of columns, encodings, lies.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use ::parquet::arrow::ArrowWriter;
use ::parquet::basic::{Compression, Encoding};
use ::parquet::data_type::{ByteArrayType, Int96, Int96Type};
use ::parquet::file::properties::{EnabledStatistics, WriterProperties, WriterVersion};
use ::parquet::file::writer::SerializedFileWriter;
use ::parquet::schema::parser::parse_message_type;
use ::parquet::schema::types::ColumnPath;
use arrow::array::{
    ArrayRef, Decimal128Array, DictionaryArray, DurationMillisecondArray, DurationSecondArray,
    Float32Array, Float64Array, Int32Array, Int64Array, ListArray, RecordBatch, StringArray,
    TimestampMicrosecondArray, TimestampMillisecondArray, TimestampNanosecondArray,
};
use arrow::datatypes::{DataType, Field, Int32Type, Int64Type, Schema};
use chrono::NaiveDate;
use polars_io::prelude::{ParquetCompression, ParquetWriter};

use super::tests::{contracts, shipped};
use super::*;

const CODE: &str = "914403001922038216";

static HEADERS: LazyLock<Headers> = LazyLock::new(shipped);

/// Reads bytes as the lines of measure one.
fn read_bytes(bytes: &[u8]) -> Result<Batch, Diagnostics> {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("措施一.parquet");
    std::fs::write(&path, bytes).expect("written");
    let file = InputFile { path, shown: "措施一.parquet".into(), root: None };
    read(&[file], &contracts(), &HEADERS, &Limits::default(), &|_: &str| {})
}

/// Codes of what is said, each once; of a file that is refused, too.
fn said(result: &Result<Batch, Diagnostics>) -> Vec<&'static str> {
    let findings = match result {
        Ok(batch) => &batch.findings,
        Err(faults) => &faults.0,
    };
    let ids: std::collections::BTreeSet<_> = findings.iter().map(|f| f.code.id).collect();
    ids.into_iter().collect()
}

/// A file of these columns, beside those that every line needs.
fn written(columns: &[(&str, ArrayRef)], properties: WriterProperties) -> Vec<u8> {
    let rows = columns[0].1.len();
    let stands_for =
        |known: &str, name: &str| known == name || name == "amount" && known.starts_with("金额");
    let has = |name: &str| columns.iter().any(|(known, _)| stands_for(known, name));
    let mut all: Vec<(&str, ArrayRef)> = columns.to_vec();
    let codes: ArrayRef = Arc::new(StringArray::from(vec![CODE; rows]));
    let days: ArrayRef = Arc::new(StringArray::from(vec!["2025-06-30"; rows]));
    let amounts: ArrayRef = Arc::new(Int64Array::from(vec![100; rows]));
    for (name, values) in [("uscc", codes), ("paid_on", days), ("amount", amounts)] {
        if !has(name) {
            all.push((name, values));
        }
    }
    let batch = RecordBatch::try_from_iter(all).expect("columns of one length");
    let mut out = Vec::new();
    let mut writer =
        ArrowWriter::try_new(&mut out, batch.schema(), Some(properties)).expect("a writer");
    writer.write(&batch).expect("written");
    writer.close().expect("closed");
    out
}

fn plain(columns: &[(&str, ArrayRef)]) -> Vec<u8> {
    written(columns, WriterProperties::default())
}

fn days(batch: &Batch) -> Vec<String> {
    let table = &batch.tables[1];
    let days = table.column("paid_on").expect("days").date().expect("days").clone();
    let show = |day: Option<i32>| crate::domain::date::from_epoch_days(day?);
    days.physical().iter().map(|day| show(day).map_or(String::new(), |d| d.to_string())).collect()
}

fn amounts(batch: &Batch) -> Vec<Option<i64>> {
    batch.tables[1].column("amount").expect("amounts").i64().expect("fen").iter().collect()
}

fn seconds(year: i32, month: u32, day: u32, hour: u32) -> i64 {
    let day = NaiveDate::from_ymd_opt(year, month, day).expect("a day");
    day.and_hms_opt(hour, 0, 0).expect("an hour").and_utc().timestamp()
}

/// Five in the afternoon in London on New Year's Eve is the next year in Shenzhen.
#[test]
fn instants_are_days_of_the_zone() {
    let eve = seconds(2024, 12, 31, 17);
    let noon = seconds(2024, 12, 31, 12);
    let utc = TimestampMicrosecondArray::from(vec![eve * 1_000_000, noon * 1_000_000]);
    let york = TimestampNanosecondArray::from(vec![eve * 1_000_000_000, noon * 1_000_000_000]);
    let here = TimestampMillisecondArray::from(vec![eve * 1_000, noon * 1_000]);
    let texts = StringArray::from(vec!["2024-12-31T17:00:00Z", "2024-12-31 12:00:00+00:00"]);
    let columns: [ArrayRef; 4] = [
        Arc::new(utc.with_timezone("UTC")),
        Arc::new(york.with_timezone("America/New_York")),
        Arc::new(here.with_timezone("Asia/Shanghai")),
        Arc::new(texts),
    ];
    for column in columns {
        let batch = read_bytes(&plain(&[("paid_on", column)])).expect("read");
        assert_eq!(days(&batch), ["2025-01-01", "2024-12-31"]);
        let shifted = batch.sources[0].repairs.iter().find(|r| r.repair == Repair::Zone);
        let shifted = shifted.expect("a repair");
        assert_eq!((shifted.read.as_str(), shifted.rows), ("2024-12-31T17:00:00Z", 1));
    }
    // A clock time without a zone is the day it says, and nothing is put right.
    let clock = TimestampMicrosecondArray::from(vec![eve * 1_000_000]);
    let batch = read_bytes(&plain(&[("paid_on", Arc::new(clock))])).expect("read");
    assert_eq!(days(&batch), ["2024-12-31"]);
    assert!(batch.sources[0].repairs.is_empty() && batch.findings.is_empty());
}

/// A warehouse says in a comment what its column holds.
#[test]
fn comments_of_tables_are_heard() {
    let said_of = |comment: &str| {
        let fields =
            format!(r#"{{"fields":[{{"name":"amount","metadata":{{"comment":"{comment}"}}}}]}}"#);
        let key = "org.apache.spark.sql.parquet.row.metadata".to_string();
        let entry = ::parquet::file::metadata::KeyValue::new(key, fields);
        let properties = WriterProperties::builder().set_key_value_metadata(Some(vec![entry]));
        let values: ArrayRef = Arc::new(Int64Array::from(vec![100]));
        said(&read_bytes(&written(&[("amount", values)], properties.build())))
    };
    assert_eq!(said_of("金额（万元）"), ["F229"]);
    assert_eq!(said_of("付款金额，单位：美元"), ["F229"]);
    for comment in ["", "金额（元）", "付款金额", "付款金额，单位：元"] {
        assert_eq!(said_of(comment), [""; 0], "{comment}");
    }
}

/// Arrow keeps what a column is, and what a table is, in a schema of its own.
#[test]
fn metadata_of_arrow_is_heard() {
    let said_of = |field: &[(&str, &str)], table: &[(&str, &str)]| {
        let owned = |pairs: &[(&str, &str)]| {
            let pair = |(key, value): &(&str, &str)| (key.to_string(), value.to_string());
            pairs.iter().map(pair).collect::<HashMap<_, _>>()
        };
        let text = |name: &str| Field::new(name, DataType::Utf8, false);
        let amount = Field::new("amount", DataType::Int64, false).with_metadata(owned(field));
        let schema =
            Schema::new_with_metadata(vec![text("uscc"), text("paid_on"), amount], owned(table));
        let texts = |text: &str| Arc::new(StringArray::from(vec![text])) as ArrayRef;
        let amounts = Arc::new(Int64Array::from(vec![100]));
        let columns = vec![texts(CODE), texts("2025-06-30"), amounts as ArrayRef];
        let batch = RecordBatch::try_new(Arc::new(schema), columns).expect("a batch");
        let mut out = Vec::new();
        let mut writer = ArrowWriter::try_new(&mut out, batch.schema(), None).expect("a writer");
        writer.write(&batch).expect("written");
        writer.close().expect("closed");
        said(&read_bytes(&out))
    };
    assert_eq!(said_of(&[("unit", "万元")], &[]), ["F229"]);
    assert_eq!(said_of(&[("comment", "付款金额，单位：美元")], &[]), ["F229"]);
    assert_eq!(said_of(&[], &[("remark", "金额单位：万元")]), ["F229"]);
    let pandas = r#"{"columns": [{"name": "注册资本（万元）"}]}"#;
    for (field, table) in [
        (&[][..], &[][..]),
        (&[("unit", "元"), ("PARQUET:field_id", "2")], &[("pandas", pandas)]),
        (&[("comment", "付款金额")], &[("writer", "warehouse 2.1")]),
    ] {
        assert_eq!(said_of(field, table), [""; 0], "{field:?} {table:?}");
    }
}

/// Databases count days from 1970, spreadsheets from 1900: 20,269 may be 2025-06-30 or 1955-06-29.
#[test]
fn counts_of_days_are_said() {
    let counts = Int32Array::from(vec![45_838, 20_269, 32_873, 32_874]);
    let result = read_bytes(&plain(&[("paid_on", Arc::new(counts))]));
    assert_eq!(said(&result), ["D307", "D336"]);
    let batch = result.expect("read");
    assert_eq!(days(&batch), ["2025-06-30", "1990-01-01"]);
    let rows: Vec<_> = batch.quarantine.iter().map(|row| row.row).collect();
    assert_eq!(rows, [2, 3]);
}

#[test]
fn int96_is_an_instant() {
    let schema = "message lines { required binary uscc (UTF8); optional int96 paid_on; \
                  required binary amount (UTF8); }";
    let schema = Arc::new(parse_message_type(schema).expect("a schema"));
    let mut out = Vec::new();
    let mut writer =
        SerializedFileWriter::new(&mut out, schema, Default::default()).expect("a writer");
    let mut group = writer.next_row_group().expect("a group");
    let text = |group: &mut ::parquet::file::writer::SerializedRowGroupWriter<_>, value: &str| {
        let mut column = group.next_column().expect("a column").expect("a column");
        let values = [value.into(), value.into()];
        column.typed::<ByteArrayType>().write_batch(&values, None, None).expect("written");
        column.close().expect("closed");
    };
    text(&mut group, CODE);
    // 16:00 of 31 December 2024, Julian day 2,460,676.
    let mut moment = Int96::new();
    let nanos = 16 * 3_600 * 1_000_000_000u64;
    moment.set_data(nanos as u32, (nanos >> 32) as u32, 2_460_676);
    let mut column = group.next_column().expect("a column").expect("a column");
    let written = column.typed::<Int96Type>().write_batch(&[moment], Some(&[1, 0]), None);
    written.expect("written");
    column.close().expect("closed");
    text(&mut group, "100.00");
    group.close().expect("closed");
    writer.close().expect("closed");
    let batch = read_bytes(&out).expect("read");
    assert_eq!(days(&batch), ["2025-01-01"]);
    assert_eq!(batch.quarantine.len(), 1, "the second has no day");
    assert_eq!(batch.sources[0].repairs[0].repair, Repair::Zone);
}

/// Below 131,072 yuan two neighbouring numbers of 32 bits are less than a fen apart.
#[test]
fn money_of_single_precision() {
    let values = Float32Array::from(vec![131_071.99, 0.07, 131_072.0, 12_345_678.9, 1.005]);
    let result = read_bytes(&plain(&[("金额（元）", Arc::new(values))]));
    assert_eq!(said(&result), ["D304", "D389"]);
    let batch = result.expect("read");
    assert_eq!(amounts(&batch), [Some(13_107_199), Some(7)]);
    let codes: Vec<_> = batch.quarantine.iter().map(|row| (row.row, row.codes[0])).collect();
    assert_eq!(codes, [(3, "D389"), (4, "D389"), (5, "D304")]);
    // In 万元 a fen is a millionth.
    let values = Float32Array::from(vec![7.123456, 16.5]);
    let batch = read_bytes(&plain(&[("金额（万元）", Arc::new(values))])).expect("read");
    assert_eq!(amounts(&batch), [Some(7_123_456)]);
    assert_eq!(batch.quarantine[0].codes, ["D389"]);
    // Shares need no more than six digits; long numbers do.
    let shares = Float32Array::from(vec![0.6, 0.333333]);
    let numbers = Float32Array::from(vec![20_250_301.0, 45.0]);
    let (shares, numbers) = (Arc::new(shares), Arc::new(numbers));
    let result = read_bytes(&plain(&[("share", shares), ("invoice_no", numbers)]));
    assert_eq!(said(&result), ["D389"]);
    assert_eq!(result.expect("read").quarantine.len(), 1);
    // Doubles and decimals are what they were.
    let doubles: ArrayRef = Arc::new(Float64Array::from(vec![12_345_678.9]));
    let decimals = Decimal128Array::from(vec![1_234_567_890]).with_precision_and_scale(12, 2);
    let decimals: ArrayRef = Arc::new(decimals.expect("a scale"));
    for column in [doubles, decimals] {
        let batch = read_bytes(&plain(&[("金额（元）", column)])).expect("read");
        assert_eq!(amounts(&batch), [Some(1_234_567_890)]);
        assert!(batch.findings.is_empty());
    }
}

/// Parquet stores a length of time as a bare number; only the schema of Arrow tells.
#[test]
fn a_length_of_time_is_no_amount() {
    let lengths: [ArrayRef; 2] = [
        Arc::new(DurationMillisecondArray::from(vec![1_534_567])),
        Arc::new(DurationSecondArray::from(vec![1_534_567])),
    ];
    for length in lengths {
        let result = read_bytes(&plain(&[("amount", length)]));
        assert!(said(&result).contains(&"F235"), "{:?}", said(&result));
    }
    let number: ArrayRef = Arc::new(Int64Array::from(vec![1_534_567]));
    let batch = read_bytes(&plain(&[("amount", number)])).expect("read");
    assert_eq!(amounts(&batch), [Some(153_456_700)]);
}

#[test]
fn columns_that_no_field_takes() {
    let list = || {
        let rows = vec![Some(vec![Some(1)]), Some(vec![])];
        Arc::new(ListArray::from_iter_primitive::<Int64Type, _, _>(rows)) as ArrayRef
    };
    let result = read_bytes(&plain(&[("amount", list())]));
    assert_eq!(said(&result), ["F235"]);
    let text = result.expect_err("refused").0[0].message(crate::diag::Lang::En);
    assert!(text.contains("amount") && text.contains("lists"), "{text}");
    // Beside the columns of the table it may hold what it likes.
    let result = read_bytes(&plain(&[("history of it", list())]));
    assert_eq!(result.expect("read").sources[0].rows_accepted, 2);
}

/// Files that say little and unfold to much.
#[test]
fn texts_that_unfold_beyond_all_proportion() {
    let many = |text: &str, rows: usize| {
        let keys = arrow::array::Int32Array::from(vec![0; rows]);
        let values = Arc::new(StringArray::from(vec![text]));
        let texts = DictionaryArray::<Int32Type>::try_new(keys, values).expect("a dictionary");
        let properties = WriterProperties::builder()
            .set_dictionary_page_size_limit(64 << 20)
            .set_statistics_enabled(EnabledStatistics::None)
            .set_compression(Compression::ZSTD(Default::default()))
            .build();
        written(&[("invoice_no", Arc::new(texts))], properties)
    };
    for (length, rows) in [(3 << 20, 400), (900 << 10, 3_000), (1_000, 2_000_000)] {
        let bytes = many(&"x".repeat(length), rows);
        assert!(bytes.len() < 1 << 20, "{}", bytes.len());
        let start = std::time::Instant::now();
        assert_eq!(said(&read_bytes(&bytes)), ["F211"], "{length} × {rows}");
        assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
    }
    let result = read_bytes(&many("2025-0001", 1_000));
    assert_eq!(result.expect("read").sources[0].rows_accepted, 1_000);
}

/// What the format allows is read: every encoding of texts and numbers, both versions of pages.
#[test]
fn every_encoding() {
    let rows = 3_000;
    let texts: Vec<String> = (0..rows).map(|row| format!("FP{:06}", row * 7 % 1_000)).collect();
    let texts: ArrayRef = Arc::new(StringArray::from_iter_values(&texts));
    let sums: Vec<Option<i64>> = (0..rows).map(|row| Some(row * row % 90_001)).collect();
    let fen: Vec<Option<i64>> = sums.iter().map(|sum| sum.map(|yuan| yuan * 100)).collect();
    let numbers: ArrayRef = Arc::new(Int64Array::from(sums));
    let of_texts = [
        Encoding::PLAIN,
        Encoding::DELTA_LENGTH_BYTE_ARRAY,
        Encoding::DELTA_BYTE_ARRAY,
        Encoding::RLE_DICTIONARY,
    ];
    let of_numbers = [
        Encoding::PLAIN,
        Encoding::DELTA_BINARY_PACKED,
        Encoding::BYTE_STREAM_SPLIT,
        Encoding::RLE_DICTIONARY,
    ];
    for version in [WriterVersion::PARQUET_1_0, WriterVersion::PARQUET_2_0] {
        for (of_text, of_number) in of_texts.into_iter().zip(of_numbers) {
            let mut properties = WriterProperties::builder()
                .set_writer_version(version)
                .set_data_page_row_count_limit(700)
                .set_write_batch_size(100)
                .set_dictionary_enabled(of_text == Encoding::RLE_DICTIONARY)
                .set_compression(Compression::SNAPPY);
            if of_text != Encoding::RLE_DICTIONARY {
                let (text, number) = (ColumnPath::from("invoice_no"), ColumnPath::from("amount"));
                properties = properties
                    .set_column_encoding(text, of_text)
                    .set_column_encoding(number, of_number);
            }
            let columns = [("invoice_no", texts.clone()), ("amount", numbers.clone())];
            let batch = read_bytes(&written(&columns, properties.build())).expect("read");
            assert_eq!(amounts(&batch), fen, "{version:?} {of_number}");
            let read = batch.tables[1].column("invoice_no").expect("numbers").str().expect("texts");
            assert_eq!(read.get(2_999), Some("FP000993"), "{version:?} {of_text}");
            assert_eq!(read.n_unique().expect("counted"), 1_000, "{version:?} {of_text}");
        }
    }
}

#[test]
fn every_compression() {
    let mut table = df!(
        "uscc" => vec![CODE; 500], "paid_on" => vec!["2025-06-30"; 500],
        "amount" => (0..500i64).collect::<Vec<_>>(),
    )
    .expect("a table");
    let all = [
        ParquetCompression::Uncompressed,
        ParquetCompression::Snappy,
        ParquetCompression::Gzip(None),
        ParquetCompression::Brotli(None),
        ParquetCompression::Zstd(None),
        ParquetCompression::Lz4Raw,
    ];
    for compression in all {
        let mut bytes = Vec::new();
        let writer = ParquetWriter::new(&mut bytes).with_compression(compression);
        writer.finish(&mut table).expect("written");
        let batch = read_bytes(&bytes).unwrap_or_else(|why| panic!("{compression:?}: {why:?}"));
        assert_eq!(
            amounts(&batch),
            (0..500).map(|yuan| Some(yuan * 100)).collect::<Vec<_>>(),
            "{compression:?}"
        );
    }
}

/// Every byte of a small file set to what it should not be: refused in words, or read; the right words
/// for what is cut off or locked.
#[test]
fn no_byte_is_believed() {
    let texts: ArrayRef = Arc::new(StringArray::from(vec!["FP1", "FP2", "FP3"]));
    let whole = plain(&[("invoice_no", texts)]);
    for at in (0..whole.len()).step_by(5) {
        for value in [0x00, 0x7f, 0xff] {
            let mut bytes = whole.clone();
            bytes[at] = value;
            if let Err(faults) = read_bytes(&bytes) {
                let text = faults.0[0].message(crate::diag::Lang::Zh);
                assert!(faults.has_errors() && !text.contains("panic"), "{at}: {text}");
            }
        }
    }
    assert_eq!(said(&read_bytes(&whole[..whole.len() - 7])), ["F204"]);
    let locked = [&whole[..whole.len() - 4], b"PARE"].concat();
    assert_eq!(said(&read_bytes(&locked)), ["F236"]);
}

/// Footers of groups inside groups, as deep as anybody likes.
#[test]
fn schemas_without_a_floor() {
    let nested = |depth: usize, children: u8, last: u8| {
        // Field 1: version 1; field 2: a list of structures of a name and a number of children.
        let mut footer = vec![0x15, 2, 0x19, 0xfc];
        let mut count = depth as u64;
        while count >= 0x80 {
            footer.push(count as u8 | 0x80);
            count >>= 7;
        }
        footer.push(count as u8);
        for number in 1..=depth {
            let children = if number == depth { last } else { children };
            footer.extend([0x48, 1, b'g', 0x15, children * 2, 0]);
        }
        footer.push(0);
        let length = (footer.len() as u32).to_le_bytes();
        [b"PAR1".as_slice(), &footer, &length, b"PAR1"].concat()
    };
    assert_eq!(said(&read_bytes(&nested(10_000, 1, 0))), ["F211"]);
    assert_eq!(said(&read_bytes(&nested(100, 1, 0))), ["F211"]);
    assert_eq!(said(&read_bytes(&nested(10, 1, 1))), ["F204"], "the last has no child");
    assert_eq!(said(&read_bytes(&nested(10, 63, 0))), ["F204"], "fewer children than it says");
}

#[test]
fn units_of_rows_are_not_passed_over() {
    let texts = |values: &[&str]| Arc::new(StringArray::from(values.to_vec())) as ArrayRef;
    let usd = || ("币种", texts(&["CNY", "CNY"]));
    for units in [["万元", "万元"], ["元", "万元"], ["万美元", "万美元"]] {
        let read = read_bytes(&plain(&[usd(), ("单位", texts(&units))]));
        assert!(read.is_err() && said(&read).contains(&"F229"), "{units:?} {:?}", said(&read));
    }
    for units in [["元", "元"], ["台", "套"], ["", ""]] {
        let read = read_bytes(&plain(&[usd(), ("单位", texts(&units))]));
        let batch = read.unwrap_or_else(|faults| panic!("{units:?} {faults:?}"));
        assert_eq!(amounts(&batch), [Some(10_000); 2], "{units:?}");
    }
}

#[test]
fn what_nobody_reads_is_noted_for_each_row() {
    let texts = |values: &[Option<&str>]| Arc::new(StringArray::from(values.to_vec())) as ArrayRef;
    let columns =
        [("批次", texts(&[Some("一"), None])), ("经办", texts(&[Some("甲"), Some("乙")]))];
    let batch = read_bytes(&plain(&columns)).expect("read");
    let notes = batch.tables[1].column(c::NOTES).expect("notes").str().expect("texts").clone();
    let notes: Vec<Option<&str>> = notes.iter().collect();
    assert_eq!(notes, [Some("批次=一; 经办=甲"), Some("经办=乙")]);
}

#[test]
fn a_file_of_another_name_is_not_passed_over_in_silence() {
    let bytes = plain(&[("经办", Arc::new(StringArray::from(vec!["甲"])) as ArrayRef)]);
    let foreign = {
        let values: ArrayRef = Arc::new(StringArray::from(vec!["甲"]));
        let batch = RecordBatch::try_from_iter([("姓名", values)]).expect("columns");
        let mut out = Vec::new();
        let mut writer = ArrowWriter::try_new(&mut out, batch.schema(), None).expect("a writer");
        writer.write(&batch).expect("written");
        writer.close().expect("closed");
        out
    };
    let dir = tempfile::tempdir().expect("a folder");
    for name in ["人员.parquet", "notes.parquet", "说明.parquet"] {
        for (bytes, told) in [(&bytes, false), (&foreign, true)] {
            let path = dir.path().join(name);
            std::fs::write(&path, bytes).expect("written");
            let file = InputFile { path, shown: name.into(), root: None };
            let batch = read(&[file], &contracts(), &HEADERS, &Limits::default(), &|_: &str| {})
                .expect("read");
            let findings: Vec<&str> = batch.findings.iter().map(|f| f.code.id).collect();
            assert_eq!(findings.contains(&"F205"), told, "{name} {findings:?}");
            assert_eq!(batch.skipped.len(), usize::from(told), "{name}");
        }
    }
}
