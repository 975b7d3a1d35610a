//! Workbooks by their bytes: packages as odd writers make them, which are read, and as nobody should,
//! which end soon and in words.

use std::io::{Cursor, Read as _, Write};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use ::zip::write::SimpleFileOptions;
use ::zip::{CompressionMethod, ZipWriter};

use super::tests::{contracts, shipped};
use super::*;

const CODE: &str = "914403001922038216";
const HEADINGS: [&str; 3] = ["统一社会信用代码", "付款日期", "金额（元）"];
const LINE: [&str; 3] = [CODE, "2025-06-30", "100.00"];

type Parts = Vec<(String, Vec<u8>)>;

static HEADERS: LazyLock<Headers> = LazyLock::new(shipped);

fn read_bytes(name: &str, bytes: &[u8]) -> Result<Batch, Diagnostics> {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join(name);
    std::fs::write(&path, bytes).expect("written");
    let file = InputFile { path, shown: name.into(), root: None };
    read(&[file], &contracts(), &HEADERS, &Limits::default(), &|_: &str| {})
}

/// The code of what refuses a file, or how many rows were accepted of one that is read.
fn outcome(name: &str, bytes: &[u8]) -> String {
    let start = Instant::now();
    let result = read_bytes(name, bytes);
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
    match result {
        Ok(batch) => {
            let rows: usize = batch.sources.iter().map(|source| source.rows_accepted).sum();
            format!("{rows} rows, {} findings", batch.findings.len())
        }
        Err(faults) => faults.0[0].code.id.to_string(),
    }
}

/// The least that makes a workbook: no styles, no shared texts, no properties.
fn least(sheets: &[(&str, &str)]) -> Parts {
    let cells = |row: usize, texts: &[&str]| {
        let cell = |text: &&str| format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>");
        let cells: String = texts.iter().map(cell).collect();
        format!("<row r=\"{row}\">{cells}</row>")
    };
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let (mut names, mut links) = (String::new(), String::new());
    for (at, (name, part)) in sheets.iter().enumerate() {
        names += &format!("<sheet name=\"{name}\" sheetId=\"{0}\" r:id=\"r{0}\"/>", at + 1);
        links += &format!(
            "<Relationship Id=\"r{}\" Type=\"{relations}/worksheet\" Target=\"{part}\"/>",
            at + 1
        );
    }
    let data = [cells(1, &HEADINGS), cells(2, &LINE)].concat();
    let mut parts = vec![
        (
            "xl/workbook.xml".to_string(),
            format!(
                "<workbook xmlns=\"{main}\" xmlns:r=\"{relations}\"><sheets>{names}</sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels".to_string(),
            format!("<Relationships xmlns=\"{package}\">{links}</Relationships>"),
        ),
    ];
    let mut targets: Vec<&str> = sheets.iter().map(|(_, part)| *part).collect();
    targets.dedup();
    for target in targets {
        let sheet =
            format!("<worksheet xmlns=\"{main}\"><sheetData>{data}</sheetData></worksheet>");
        parts.push((format!("xl/{target}"), sheet));
    }
    parts.into_iter().map(|(name, text)| (name, text.into_bytes())).collect()
}

fn packed(parts: &Parts) -> Vec<u8> {
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer.start_file(name.as_str(), options).expect("started");
        writer.write_all(bytes).expect("written");
    }
    writer.finish().expect("finished").into_inner()
}

fn wide(text: &str) -> Vec<u8> {
    let units = std::iter::once(0xfeff).chain(text.encode_utf16());
    units.flat_map(u16::to_le_bytes).collect()
}

const READ: &str = "1 rows, 0 findings";

#[test]
fn what_other_writers_make_is_read() {
    let sheet = || least(&[("措施一", "worksheets/sheet1.xml")]);
    let with = |name: &str, bytes: Vec<u8>| {
        let mut parts = sheet();
        parts.push((name.to_string(), bytes));
        packed(&parts)
    };
    assert_eq!(outcome("least.xlsx", &packed(&sheet())), READ);
    // What queries, labels and add-ins carry in encodings of their own is nobody's table.
    for part in ["customXml/item1.xml", "docMetadata/LabelInfo.xml", "xl/customData/item1.xml"] {
        let bytes = with(part, wide("<DataMashup>AAAA</DataMashup>"));
        assert_eq!(outcome("query.xlsx", &bytes), READ, "{part}");
    }
    let renamed = |to: fn(&str) -> String| {
        packed(&sheet().into_iter().map(|(name, bytes)| (to(&name), bytes)).collect())
    };
    assert_eq!(outcome("back.xlsx", &renamed(|name| name.replace('/', "\\"))), READ);
    assert_eq!(outcome("case.xlsx", &renamed(str::to_uppercase)), READ);
    let texts = "<sst count=\"900000\" uniqueCount=\"900000\"><si><t>x</t></si></sst>";
    assert_eq!(outcome("count.xlsx", &with("xl/sharedStrings.xml", texts.into())), READ);
}

#[test]
fn what_a_workbook_says_of_itself_is_checked() {
    let sheet = || least(&[("措施一", "worksheets/sheet1.xml")]);
    for count in ["4294967295", "18446744073709551615", "99999999999999999999999"] {
        let mut parts = sheet();
        let texts = format!("<sst uniqueCount=\"{count}\"><si><t>x</t></si></sst>");
        parts.push(("xl/sharedStrings.xml".into(), texts.into_bytes()));
        assert_eq!(outcome("count.xlsx", &packed(&parts)), "F203", "{count}");
    }
    let one = "worksheets/sheet1.xml";
    assert_eq!(
        outcome("twice.xlsx", &packed(&least(&[("措施一", one), ("措施一(2)", one)]))),
        "F203"
    );
    let names: Vec<String> = (0..20_000).map(|number| format!("表{number}")).collect();
    let sheets: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), one)).collect();
    assert_eq!(outcome("many.xlsx", &packed(&least(&sheets))), "F211");
    let mut parts = sheet();
    parts[0].1 = wide(std::str::from_utf8(&parts[0].1).expect("text"));
    assert_eq!(outcome("wide.xlsx", &packed(&parts)), "F203");
}

/// A record of an old workbook.
fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).expect("a short record");
    [&kind.to_le_bytes(), &length.to_le_bytes(), data].concat()
}

/// An old workbook in whose sheet another is embedded: the one that lies at the root counts.
/// A quote that nothing closes makes one value of all that follows: it is gone through once.
#[test]
fn a_quote_that_is_never_closed() {
    let mut parts = least(&[("m4-1", "worksheets/sheet1.xml")]);
    let endless = format!("<a b=\"{}", "<a>".repeat(250_000));
    for (_, part) in &mut parts {
        let end = part.len() - part.iter().rev().position(|b| *b == b'<').map_or(0, |at| at + 1);
        part.splice(end..end, endless.bytes());
    }
    assert!(outcome("endless.xlsx", &packed(&parts)).starts_with('F'));
}

#[test]
fn embedded_workbooks_are_not_the_workbook() {
    let alone = old("Workbook", &[], 2);
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("a file");
    file.create_storage("/MBD0001").expect("a folder");
    for (path, data) in [
        ("/MBD0001/Workbook", vec![0x2f, 0, 6, 0, 1, 0, 1, 0, 1, 0]),
        ("/Workbook", stream_of(&alone)),
    ] {
        file.create_stream(path).expect("a stream").write_all(&data).expect("written");
    }
    file.flush().expect("flushed");
    let both = file.into_inner().into_inner();
    assert_eq!(outcome("both.xls", &both), READ);
}

fn stream_of(file: &[u8]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::open(Cursor::new(file)).expect("a file");
    let mut data = Vec::new();
    file.open_stream("/Workbook").expect("a stream").read_to_end(&mut data).expect("read");
    data
}

#[test]
fn few_bytes_that_stand_for_many_cells() {
    let cell = |attributes: &str| {
        format!(
            "<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
             xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
             xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><office:body><office:spreadsheet>\
             <table:table table:name=\"x\"><table:table-row table:number-rows-repeated=\"3000\">\
             <table:table-cell {attributes} office:value=\"1\" table:number-columns-repeated=\"16000\">\
             <text:p>1</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet>\
             </office:body></office:document-content>"
        )
    };
    for attributes in
        ["office:value-type=\"currency\" office:currency=\"USD\"", "office:value-type='float'"]
    {
        let mimetype = b"application/vnd.oasis.opendocument.spreadsheet".to_vec();
        let parts = vec![
            ("mimetype".into(), mimetype),
            ("content.xml".into(), cell(attributes).into_bytes()),
        ];
        assert_eq!(outcome("bomb.ods", &packed(&parts)), "F211", "{attributes}");
    }
    let areas: String = (0..20_000).map(|_| "<mergeCell ref=\"A2:A1048576\"/>").collect();
    let mut parts = least(&[("措施一", "worksheets/sheet1.xml")]);
    let sheet = String::from_utf8(parts[2].1.clone()).expect("text");
    parts[2].1 = sheet
        .replace("</sheetData>", &format!("</sheetData><mergeCells>{areas}</mergeCells>"))
        .into_bytes();
    assert!(outcome("merged.xlsx", &packed(&parts)).starts_with("1 rows"));
}

#[test]
fn prefixes_of_parts_are_the_writers_own() {
    let mut parts = least(&[("措施一", "worksheets/sheet1.xml")]);
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let row = |open: &str| {
        let texts = [CODE, "2025-06-30"]
            .map(|text| format!("<{open}c t=\"str\"><{open}v>{text}</{open}v></{open}c>"));
        format!(
            "<{open}row r=\"2\">{}<{open}c><{open}f>1+1</{open}f><{open}v>2</{open}v></{open}c></{open}row>\
             <{open}row r=\"3\">{}<{open}c><{open}f>1-1</{open}f><{open}v>0</{open}v></{open}c></{open}row>",
            texts.concat(),
            texts.concat()
        )
    };
    let heads = |open: &str| {
        HEADINGS
            .map(|text| format!("<{open}c t=\"str\"><{open}v>{text}</{open}v></{open}c>"))
            .concat()
    };
    let sheet = |open: &str, ns: &str| {
        format!(
            "<{open}worksheet xmlns{ns}=\"{main}\"><{open}sheetData><{open}row r=\"1\">{}</{open}row>{}\
             </{open}sheetData></{open}worksheet>",
            heads(open),
            row(open)
        )
    };
    let mut said = Vec::new();
    for (open, ns) in [("", ""), ("x:", ":x")] {
        parts[2].1 = sheet(open, ns).into_bytes();
        said.push(outcome("prefix.xlsx", &packed(&parts)));
    }
    assert!(said[0].contains("rows") && said[0] == said[1], "{said:?}");
}

/// An old workbook whose stream has this name; `extra` stands behind the first record of all, `reach` is
/// how many rows the sheet says that it has.
fn old(stream: &str, extra: &[u8], rows: u32) -> Vec<u8> {
    let begin = |kind: u8| record(0x0809, &[0, 6, kind, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    let text = |text: &str| -> Vec<u8> {
        let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        [&[1], units.as_slice()].concat()
    };
    let name = "措施一";
    let bound = |start: u32| {
        let head = [&start.to_le_bytes()[..], &[0, 0, name.chars().count() as u8]].concat();
        record(0x0085, &[head, text(name)].concat())
    };
    let end = record(0x000a, &[]);
    let globals = begin(5).len() + extra.len() + bound(0).len() + end.len();
    let mut book = [begin(5), extra.to_vec(), bound(globals as u32), end.clone()].concat();
    book.extend(begin(0x10));
    let reach = [&[0; 4][..], &rows.to_le_bytes(), &[0, 0, 3, 0, 0, 0]].concat();
    book.extend(record(0x0200, &reach));
    for (row, cells) in [HEADINGS, LINE].iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            let head = [row as u16, column as u16, 0, cell.chars().count() as u16];
            let head: Vec<u8> = head.into_iter().flat_map(u16::to_le_bytes).collect();
            book.extend(record(0x0204, &[head, text(cell)].concat()));
        }
    }
    book.extend(end);
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("a file");
    let mut inner = file.create_stream(format!("/{stream}")).expect("a stream");
    inner.write_all(&book).expect("written");
    drop(inner);
    file.flush().expect("flushed");
    file.into_inner().into_inner()
}

#[test]
fn old_workbooks() {
    for stream in ["Workbook", "WORKBOOK", "workbook", "Book", "BOOK"] {
        assert_eq!(outcome("old.xls", &old(stream, &[], 2)), READ, "{stream}");
    }
    // From this record on everything is encrypted, whatever it looks like.
    let locked = [record(0x002f, &[1, 0, 1, 0, 1, 0]), vec![0x85, 0, 0xff, 0xff]].concat();
    assert_eq!(outcome("locked.xls", &old("Workbook", &locked, 2)), "F214");
    for rows in [65_537, u32::MAX] {
        assert_eq!(outcome("far.xls", &old("Workbook", &[], rows)), "F211", "{rows}");
    }
    assert_eq!(outcome("other.xls", &old("Contents", &[], 2)), "F203");
}
