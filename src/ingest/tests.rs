//! Whole files: workbooks and Parquet written here, read back through the public function.

use std::fs::File;
use std::path::Path;
use std::sync::{Arc, Mutex};

use ::parquet::arrow::ArrowWriter;
use arrow::array::{ArrayRef, BooleanArray, DictionaryArray, RecordBatch, StringArray};
use arrow::datatypes::Int32Type;
use chrono::NaiveDate;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};
use tempfile::TempDir;

use super::*;
use crate::diag::{Lang, Severity};
use crate::frame::Field;
use crate::frame::fields::{FIRM_FIELDS, LINE_FIELDS, find};

const GOOD: &str = "914403001922038216";
const OTHER: &str = "9144030071526726XG";

/// A sheet's name and what fills it.
type NamedSheet<'a> = (&'a str, &'a dyn Fn(&mut Worksheet));

fn fields(from: &'static [Field], names: &[&str]) -> Vec<&'static Field> {
    names.iter().map(|name| find(from, name).expect("known field")).collect()
}

pub fn contracts() -> Vec<TableContract> {
    vec![
        TableContract {
            lenient: false,
            foreign: false,
            ceiling: None,
            key: "firms".into(),
            title: "企业基本情况".into(),
            sheets: Vec::new(),
            required: fields(FIRM_FIELDS, &[c::FIRM_NAME, c::USCC]),
            optional: fields(FIRM_FIELDS, &[c::ENTITY_TYPE, c::ACCOUNT, c::STAFF_IN_ZONE]),
        },
        TableContract {
            lenient: false,
            foreign: false,
            ceiling: None,
            key: "m1".into(),
            title: "平台建设".into(),
            sheets: vec!["措施一".into()],
            required: fields(LINE_FIELDS, &[c::USCC, c::PAID_ON, c::AMOUNT]),
            optional: fields(LINE_FIELDS, &[c::CURRENCY, c::SHARE, c::SERVED, c::INVOICE_NO]),
        },
    ]
}

pub fn shipped() -> Headers {
    headers::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("pipelines/headers.toml"))
        .unwrap_or_default()
}

struct Room {
    dir: TempDir,
    files: Vec<InputFile>,
}

impl Room {
    fn new() -> Self {
        Self { dir: tempfile::tempdir().expect("temp dir"), files: Vec::new() }
    }

    fn path(&mut self, name: &str) -> PathBuf {
        let path = self.dir.path().join(name);
        self.files.push(InputFile { path: path.clone(), shown: name.to_string(), root: None });
        path
    }

    fn bytes(mut self, name: &str, bytes: &[u8]) -> Self {
        std::fs::write(self.path(name), bytes).expect("written");
        self
    }

    fn book(mut self, name: &str, sheets: &[NamedSheet]) -> Self {
        let mut book = Workbook::new();
        for (sheet, fill) in sheets {
            let sheet = book.add_worksheet().set_name(*sheet).expect("name");
            fill(sheet);
        }
        book.save(self.path(name)).expect("saved");
        self
    }

    fn parquet(mut self, name: &str, mut frame: DataFrame) -> Self {
        let file = File::create(self.path(name)).expect("created");
        ParquetWriter::new(file).finish(&mut frame).expect("written");
        self
    }

    fn read(&self) -> Result<Batch, Diagnostics> {
        read(&self.files, &contracts(), &shipped(), &Limits::default(), &|_: &str| {})
    }

    fn batch(&self) -> Batch {
        let batch = self.read();
        let batch = batch.unwrap_or_else(|faults| panic!("{}", lines(&faults.0).join("\n")));
        for source in &batch.sources {
            assert_eq!(source.rows_read, source.rows_accepted + source.rows_quarantined);
        }
        let rows: usize = batch.tables.iter().map(DataFrame::height).sum();
        assert_eq!(rows, batch.sources.iter().map(|s| s.rows_accepted).sum::<usize>());
        let refused: usize = batch.sources.iter().map(|s| s.rows_quarantined).sum();
        assert_eq!(batch.quarantine.len(), refused);
        batch
    }

    fn faults(&self) -> Vec<String> {
        match self.read() {
            Ok(_) => Vec::new(),
            Err(faults) => lines(&faults.0),
        }
    }
}

fn lines(findings: &[Diagnostic]) -> Vec<String> {
    findings.iter().map(|d| format!("{} {}", d.code.id, d.place.describe(Lang::Zh))).collect()
}

fn row(sheet: &mut Worksheet, at: u32, cells: &[&str]) {
    for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
        sheet.write_string(at, column as u16, *cell).expect("written");
    }
}

fn firms(sheet: &mut Worksheet) {
    row(sheet, 0, &["2026年申报汇总表"]);
    row(sheet, 2, &["序号", "*单位名称", "信用代码", "人员在前海", "账号"]);
    row(sheet, 3, &["1", "前海甲公司", GOOD, "是", "6222021234567890123"]);
    row(sheet, 4, &["2"]);
    row(sheet, 5, &["3", "前海乙公司", "9144030071526726xg"]);
}

fn texts(frame: &DataFrame, column: &str) -> Vec<Option<String>> {
    let column = frame.column(column).expect("column").str().expect("text");
    column.iter().map(|text| text.map(str::to_string)).collect()
}

fn numbers(frame: &DataFrame, column: &str) -> Vec<Option<i64>> {
    let column = frame.column(column).expect("column").cast(&DataType::Int64).expect("number");
    column.i64().expect("number").iter().collect()
}

#[test]
fn a_title_above_the_header_and_both_kinds_of_file() {
    let lines = df!(
        c::USCC => [GOOD, OTHER],
        c::PAID_ON => [NaiveDate::from_ymd_opt(2025, 3, 1), NaiveDate::from_ymd_opt(2025, 4, 1)],
        c::AMOUNT => [1234.5, 0.30000000000000004],
        "extra" => ["a", "b"],
    )
    .expect("frame");
    let room = Room::new()
        .parquet("z/../m1_part-0001.parquet".trim_start_matches("z/../"), lines)
        .book("a.xlsx", &[("基本情况", &firms), ("填报说明", &|_| {}), ("杂项", &|_| {})]);
    let batch = room.batch();
    assert_eq!(self::lines(&batch.findings), ["F225 a.xlsx·杂项", "F233 m1_part-0001.parquet"]);
    assert_eq!(batch.sources.len(), 2);
    assert_eq!(batch.sources[0].file, "a.xlsx");
    assert_eq!(batch.sources[0].sheet, "基本情况");
    assert_eq!((batch.sources[0].rows_read, batch.sources[1].rows_read), (2, 2));
    assert_eq!(batch.sources[1].table, "m1");
    assert_eq!(batch.sources[1].sha256.len(), 64);

    let firms = &batch.tables[0];
    let names: Vec<_> = firms.get_column_names().iter().map(|n| n.to_string()).collect();
    assert_eq!(
        names,
        [
            c::FIRM_NAME,
            c::USCC,
            c::ENTITY_TYPE,
            c::ACCOUNT,
            c::STAFF_IN_ZONE,
            c::NOTES,
            c::SOURCE,
            c::ROW
        ]
    );
    assert_eq!(texts(firms, c::USCC), [Some(GOOD.into()), Some(OTHER.into())]);
    assert_eq!(texts(firms, c::ENTITY_TYPE), [None, None]);
    assert_eq!(numbers(firms, c::ROW), [Some(4), Some(6)]);

    let lines = &batch.tables[1];
    assert_eq!(numbers(lines, c::AMOUNT), [Some(123_450), Some(30)]);
    assert_eq!(numbers(lines, c::SOURCE), [Some(1), Some(1)]);
    assert_eq!(lines.schema(), table::empty(&contracts()[1]).schema());
}

#[test]
fn every_finding_stands_at_its_cell() {
    let room = Room::new().book(
        "f.xlsx",
        &[("措施一", &|sheet: &mut Worksheet| {
            row(
                sheet,
                0,
                &["统一社会信用代码", "付款日期", "金额", "币种", "占比", "服务企业数", "发票号"],
            );
            row(sheet, 1, &[GOOD, "2025-03-01", "100.00", "USD", "60%", "3", "001"]);
            row(sheet, 2, &["91440300192203821X", "2025-03-01", "1", "", "", "", ""]);
            row(sheet, 3, &["", "昨天", "一百", "比特币", "160%", "三", "=cmd"]);
            sheet.write_number(3, 0, 914_403_001_922_038_216.0).expect("written");
            row(sheet, 4, &[GOOD, "2025-03-01", "1.001"]);
            row(sheet, 5, &[GOOD, "2025-03-01", "99999999999999"]);
            row(sheet, 6, &[GOOD, "2025-03-01", "-1", "", "", "", "+1"]);
            row(sheet, 7, &[GOOD, "", "1"]);
            row(sheet, 8, &[GOOD, "2025-03-01"]);
            sheet.write_formula(8, 2, Formula::new("=1/0").set_result("#DIV/0!")).expect("written");
            row(sheet, 9, &[GOOD, "", "5", "", "", "", "@x"]);
            let format = Format::new().set_num_format("yyyy-mm-dd");
            let day = ExcelDateTime::from_ymd(2025, 3, 2).expect("day");
            sheet.write_datetime_with_format(9, 1, &day, &format).expect("written");
        })],
    );
    let batch = room.batch();
    let at = |row: u32, column: &str| format!("f.xlsx·措施一·第{row}行·{column}");
    let expected: Vec<String> = [
        ("D301", 3, "统一社会信用代码"),
        ("D302", 4, "统一社会信用代码"),
        ("D307", 4, "付款日期"),
        ("D303", 4, "金额"),
        ("D311", 4, "币种"),
        ("D310", 4, "占比"),
        ("D309", 4, "服务企业数"),
        ("D321", 4, "发票号"),
        ("D304", 5, "金额"),
        ("D305", 6, "金额"),
        ("D306", 7, "金额"),
        ("D321", 7, "发票号"),
        ("D313", 8, "付款日期"),
        ("D315", 9, "金额"),
        ("D321", 10, "发票号"),
    ]
    .iter()
    .map(|(code, row, column)| format!("{code} {}", at(*row, column)))
    .collect();
    assert_eq!(lines(&batch.findings), expected);
    assert_eq!(batch.findings[0].value("why"), Some("末位校验码不符"));
    assert_eq!(numbers(&batch.tables[1], c::ROW), [Some(2), Some(10)]);
    let source = &batch.sources[0];
    assert_eq!((source.rows_read, source.rows_accepted, source.rows_quarantined), (9, 2, 7));
    assert_eq!(
        batch.quarantine[1].codes,
        ["D302", "D307", "D303", "D311", "D310", "D309"],
        "warnings are no reason"
    );
    assert_eq!(
        batch.quarantine[0].raw,
        "统一社会信用代码=91440300192203821X; 付款日期=2025-03-01; 金额=1"
    );
}

#[test]
fn words_that_are_on_no_list() {
    let fill = |sheet: &mut Worksheet| {
        row(sheet, 0, &["单位名称", "统一社会信用代码", "单位类型", "人员在前海", "账号"]);
        row(sheet, 1, &["甲", GOOD, "股份有限公司", "否"]);
        row(sheet, 2, &["乙", OTHER, "个体户", "大概"]);
        row(sheet, 3, &["丙", OTHER, "协会", "√"]);
        sheet.write_number(3, 4, 6_222_021_234_567_890_123.0).expect("written");
    };
    let batch = Room::new().book("f.xlsx", &[("firms", &fill)]).batch();
    assert_eq!(
        lines(&batch.findings),
        [
            "D312 f.xlsx·firms·第3行·单位类型",
            "D308 f.xlsx·firms·第3行·人员在前海",
            "D302 f.xlsx·firms·第4行·账号",
        ]
    );
    assert_eq!(batch.findings[0].value("known"), Some("企业、行业协会、其他机构"));
    assert_eq!(texts(&batch.tables[0], c::ENTITY_TYPE), [Some("企业".into())]);
}

#[test]
fn parquet_days_words_and_truths() {
    let moments = |zone: Option<&str>, hour: i64| {
        let day = 20_148 * 86_400 + hour * 3_600;
        Int64Chunked::from_slice(c::PAID_ON.into(), &[day * 1_000])
            .into_datetime(
                TimeUnit::Milliseconds,
                zone.and_then(|z| TimeZone::opt_try_new(Some(z)).ok()?),
            )
            .into_series()
    };
    let read = |days: Series| {
        let mut frame = df!(c::USCC => [GOOD], c::AMOUNT => [1i64]).expect("frame");
        frame.with_column(days.into_column()).expect("column");
        let batch = Room::new().parquet("m1.parquet", frame).batch();
        let days =
            batch.tables[1].column(c::PAID_ON).expect("column").date().expect("date").clone();
        (days.physical().iter().next().flatten(), lines(&batch.findings))
    };
    assert_eq!(read(moments(None, 15)), (Some(20_148), Vec::new()));
    assert_eq!(read(moments(Some("UTC"), 0)), (Some(20_148), Vec::new()));
    // Midnight in Shenzhen, written as a moment of the day before.
    assert_eq!(read(moments(Some("Asia/Shanghai"), -8)), (Some(20_148), Vec::new()));
    assert_eq!(read(moments(Some("UTC"), -8)), (Some(20_148), Vec::new()));
    assert_eq!(read(moments(Some("UTC"), 16)), (Some(20_149), Vec::new()));
    // Without a zone it is the day that it names.
    assert_eq!(read(moments(None, -8)), (Some(20_147), Vec::new()));

    // Words of a dictionary, as pandas and Arrow write categories.
    let texts_of = |texts: [&str; 2]| Arc::new(StringArray::from_iter_values(texts)) as ArrayRef;
    let words: DictionaryArray<Int32Type> = ["企业", "company"].into_iter().collect();
    let rows = RecordBatch::try_from_iter_with_nullable([
        (c::FIRM_NAME, texts_of(["甲", "乙"]), false),
        (c::USCC, texts_of([GOOD, OTHER]), false),
        (c::ENTITY_TYPE, Arc::new(words), true),
        (c::STAFF_IN_ZONE, Arc::new(BooleanArray::from(vec![Some(true), None])), true),
    ])
    .expect("rows");
    let mut file = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut file, rows.schema(), None).expect("a writer");
    writer.write(&rows).and_then(|()| writer.close()).expect("written");
    let batch = Room::new().bytes("firms.parquet", &file).batch();
    let words = texts(&batch.tables[0], c::ENTITY_TYPE);
    assert_eq!(words, [Some("企业".into()), Some("企业".into())]);
}

#[test]
fn the_same_findings_in_parquet() {
    let frame = df!(
        c::USCC => [Some(GOOD), Some("x"), None, Some("9144030071526726xg"), None, Some(GOOD)],
        c::PAID_ON => [Some("2025-03-01"), Some("2025/3/1"), Some("20250301"), Some("2025.3.1"), None, Some("?")],
        c::AMOUNT => [Some("1"), Some("2"), Some("3"), Some("4"), None, Some("0.001")],
        c::INVOICE_NO => [Some("A1"), Some("=A1"), None, Some(" 甲1 "), None, Some("-")],
        "remark" => [None, None, Some("补充"), None, None, None],
    )
    .expect("frame");
    let batch = Room::new().parquet("m1.parquet", frame).batch();
    let at = |row: u32, column: &str| format!("m1.parquet·第{row}行·{column}");
    assert_eq!(
        lines(&batch.findings),
        [
            "F233 m1.parquet".to_string(),
            format!("D301 {}", at(2, c::USCC)),
            format!("D321 {}", at(2, c::INVOICE_NO)),
            format!("D313 {}", at(3, c::USCC)),
            format!("D307 {}", at(6, c::PAID_ON)),
            format!("D304 {}", at(6, c::AMOUNT)),
        ]
    );
    let table = &batch.tables[1];
    assert_eq!(texts(table, c::USCC), [Some(GOOD.into()), Some(OTHER.into())]);
    assert_eq!(texts(table, c::INVOICE_NO), [Some("A1".into()), Some("甲1".into())]);
    assert_eq!(numbers(table, c::AMOUNT), [Some(100), Some(400)]);
    assert_eq!(numbers(table, c::ROW), [Some(1), Some(4)]);
    assert_eq!(batch.sources[0].rows_read, 5, "the blank row does not count");
    assert_eq!(batch.quarantine[1].raw, "paid_on=20250301; amount=3; remark=补充");
    assert_eq!(batch.quarantine[2].codes, ["D307", "D304"]);
}

#[test]
fn parquet_money_of_every_type() {
    let yuan = |name: &str, values: Series| {
        let day = NaiveDate::from_ymd_opt(2025, 3, 1);
        let mut frame = df!(c::USCC => [GOOD, OTHER], c::PAID_ON => [day, day]).expect("frame");
        frame.with_column(values.with_name(name.into()).into_column()).expect("column");
        numbers(&Room::new().parquet("m1.parquet", frame).batch().tables[1], c::AMOUNT)
    };
    let series = |values: [i64; 2]| Series::new("x".into(), values);
    let decimal = |values: [i128; 2], scale| {
        let values = Int128Chunked::from_slice("x".into(), &values);
        values.into_decimal(38, scale).expect("decimal").into_series()
    };
    assert_eq!(yuan(c::AMOUNT, series([5, 7])), [Some(500), Some(700)]);
    assert_eq!(yuan("amount（fen）", series([5, 7])), [Some(5), Some(7)]);
    assert_eq!(yuan("金额（分）", series([5, -7])), [Some(5)]);
    assert_eq!(yuan("金额（万元）", series([5, 7])), [Some(5_000_000), Some(7_000_000)]);
    assert_eq!(yuan(c::AMOUNT, decimal([150, 225], 2)), [Some(150), Some(225)]);
    assert_eq!(yuan(c::AMOUNT, decimal([15, 22], 1)), [Some(150), Some(220)]);
    assert_eq!(yuan(c::AMOUNT, decimal([1500, 1555], 3)), [Some(150)]);
    assert_eq!(yuan(c::AMOUNT, decimal([150, i128::from(MAX_FEN) + 1], 2)), [Some(150)]);
    let small = series([5, 7]).cast(&DataType::Int32).expect("cast");
    assert_eq!(yuan(c::AMOUNT, small), [Some(500), Some(700)]);
}

use crate::domain::money::MAX_FEN;

#[test]
fn money_in_wan() {
    let fill = |sheet: &mut Worksheet| {
        row(sheet, 0, &["信用代码", "付款时间", "实付金额 （万元）"]);
        row(sheet, 1, &[GOOD, "2025-03-01", "1,234.567891"]);
        row(sheet, 2, &[GOOD, "2025-03-01"]);
        sheet.write_number(2, 2, 12.345678).expect("written");
        row(sheet, 3, &[GOOD, "2025-03-01", "0.0000001"]);
    };
    let batch = Room::new().book("w.xlsx", &[("m1", &fill)]).batch();
    assert_eq!(numbers(&batch.tables[1], c::AMOUNT), [Some(1_234_567_891), Some(12_345_678)]);
    assert_eq!(lines(&batch.findings), ["D304 w.xlsx·m1·第4行·实付金额 (万元)"]);
}

#[test]
fn headings_over_two_rows() {
    let fill = |sheet: &mut Worksheet| {
        row(sheet, 0, &["申报明细表"]);
        row(sheet, 1, &["序号", "信用代码", "费用明细", "", "币种"]);
        row(sheet, 2, &["", "", "付款日期", "付款金额（元）"]);
        row(sheet, 3, &["1", GOOD, "2025-03-01", "8", "CNY"]);
    };
    let batch = Room::new().book("h.xlsx", &[("m1", &fill)]).batch();
    assert_eq!(numbers(&batch.tables[1], c::AMOUNT), [Some(800)]);
    assert_eq!(texts(&batch.tables[1], c::CURRENCY), [Some("CNY".into())]);
    assert_eq!(numbers(&batch.tables[1], c::ROW), [Some(4)]);
}

#[test]
fn unusable_files_are_named_all_at_once() {
    let missing = |sheet: &mut Worksheet| {
        row(sheet, 0, &["信用代码", "付款时间", "金额（韩元）"]);
        row(sheet, 1, &[GOOD, "2025-03-01", "1"]);
    };
    let lacking = |sheet: &mut Worksheet| row(sheet, 0, &["单位名称", "企业类型", "账号"]);
    let twice = |sheet: &mut Worksheet| {
        row(sheet, 0, &["信用代码", "付款时间", "金额", "付款金额"]);
    };
    let none = |sheet: &mut Worksheet| row(sheet, 0, &["甲", "乙"]);
    let room = Room::new()
        .book("a.xlsx", &[("m1", &missing), ("firms", &lacking)])
        .book("b.xlsx", &[("m1", &twice), ("firms", &none)])
        .bytes("c.xlsx", b"not a workbook")
        .bytes("d.parquet", b"PAR1 nonsense")
        .bytes("firms.parquet", b"PAR1 other nonsense")
        .bytes("m1-2.parquet", &[b"PAR1".as_slice(), &[0xff; 40], b"PAR1"].concat())
        .bytes("e.doc", b"a,b");
    let mut room = room;
    room.path("gone.xlsx");
    assert_eq!(
        room.faults(),
        [
            "F212 a.xlsx·m1·第1行·金额(韩元)",
            "F207 a.xlsx·firms·第1行",
            "F208 b.xlsx·m1·第1行·付款金额",
            "F206 b.xlsx·firms",
            "F203 c.xlsx",
            "F204 d.parquet",
            "F210 e.doc",
            "F204 firms.parquet",
            "F201 gone.xlsx",
            "F204 m1-2.parquet",
        ]
    );
}

#[test]
fn formulas_without_a_stored_value_are_found() {
    let cell =
        |at: &str, text: &str| format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let header = cell("A1", "信用代码") + &cell("B1", "付款日期") + &cell("C1", "金额");
    let line = |row: u32, amount: &str| {
        let code = cell(&format!("A{row}"), GOOD) + &cell(&format!("B{row}"), "2025-03-01");
        format!("<row r=\"{row}\">{code}{amount}</row>")
    };
    let rows = format!("<row r=\"1\">{header}</row>")
        + &line(3, "<c r=\"C3\"><f>1+1</f><v>2</v></c>")
        + &line(4, "<c r=\"C4\"><f>1+1</f></c>")
        + &line(5, "<c r=\"C5\"><f>1+1</f><v></v></c>")
        + "<row r=\"9\"><c r=\"C9\"><f>SUM(C3:C5)</f></c></row>"
        + "<row r=\"10\"><c r=\"C10\" t=\"str\"><f>\"\"</f><v></v></c></row>";
    let batch = Room::new().bytes("f.xlsx", &tiny_book("m1", &rows)).batch();
    assert_eq!(
        lines(&batch.findings),
        [
            "D314 f.xlsx·m1·第4行·金额",
            "D314 f.xlsx·m1·第5行·金额",
            "D313 f.xlsx·m1·第9行·信用代码",
            "D313 f.xlsx·m1·第9行·付款日期",
            "D314 f.xlsx·m1·第9行·金额",
        ]
    );
    assert_eq!(numbers(&batch.tables[1], c::AMOUNT), [Some(200)]);
    assert_eq!(batch.quarantine[2].raw, "金额=?".replace('=', "==").as_str());
}

#[test]
fn rows_beyond_the_limit_and_out_of_order_are_refused() {
    let far = "<row r=\"1\"><c r=\"ZZZ1\"><v>1</v></c></row>";
    assert_eq!(Room::new().bytes("f.xlsx", &tiny_book("m1", far)).faults(), ["F211 f.xlsx·m1"]);
    let back =
        "<row r=\"2\"><c r=\"A2\"><v>1</v></c></row><row r=\"1\"><c r=\"A1\"><v>1</v></c></row>";
    assert_eq!(Room::new().bytes("f.xlsx", &tiny_book("m1", back)).faults(), ["F203 f.xlsx·m1"]);
}

#[test]
fn the_order_of_threads_changes_nothing() {
    let mut room = Room::new();
    for at in (0..8).rev() {
        room = room.book(
            &format!("f{at}.xlsx"),
            &[
                ("基本情况", &firms),
                ("m1", &|sheet| {
                    row(sheet, 0, &["信用代码", "付款日期", "金额"]);
                    for line in 0..20u32 {
                        row(
                            sheet,
                            line + 1,
                            &[GOOD, "2025-03-01", &format!("{}", (line + 1) * (at + 1))],
                        );
                    }
                    row(sheet, 30, &[OTHER, "2025-03-01", "x"]);
                }),
            ],
        );
    }
    let seen = Mutex::new(Vec::new());
    let progress = |name: &str| seen.lock().expect("lock").push(name.to_string());
    let first =
        read(&room.files, &contracts(), &shipped(), &Limits::default(), &progress).expect("read");
    assert_eq!(seen.into_inner().expect("lock").len(), 8);
    room.files.reverse();
    let twice = room.files[3].clone();
    room.files.push(twice);
    let second = room.batch();
    assert_eq!(first.sources, second.sources);
    assert_eq!(first.quarantine, second.quarantine);
    assert_eq!(first.findings, second.findings);
    assert!(first.tables.iter().zip(&second.tables).all(|(a, b)| a.equals_missing(b)));
    let order: Vec<_> = numbers(&first.tables[1], c::SOURCE);
    assert!(order.is_sorted());
    assert!(first.findings.iter().all(|finding| finding.severity != Severity::Warning));
}

#[test]
fn nothing_read_still_gives_tables() {
    let batch = Room::new().batch();
    let schemas: Vec<_> = batch.tables.iter().map(|table| table.schema().clone()).collect();
    assert_eq!(schemas.len(), 2);
    assert_eq!(batch.tables[1].width(), contracts()[1].fields().count() + 3);
}

/// A workbook of one sheet from its rows in XML, in an uncompressed zip: for cells that no library
/// would write.
fn tiny_book(sheet: &str, rows: &str) -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    let relation = |kind: &str, target: &str| {
        format!(
            "<Relationships xmlns=\"{PACKAGE}\"><Relationship Id=\"r1\" Type=\"{OFFICE}/{kind}\" \
             Target=\"{target}\"/></Relationships>"
        )
    };
    let workbook = format!(
        "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets><sheet name=\"{sheet}\" \
         sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
    );
    let data = format!("<worksheet xmlns=\"{MAIN}\"><sheetData>{rows}</sheetData></worksheet>");
    zip(&[
        ("_rels/.rels", &relation("officeDocument", "xl/workbook.xml")),
        ("xl/_rels/workbook.xml.rels", &relation("worksheet", "worksheets/sheet1.xml")),
        ("xl/workbook.xml", &workbook),
        ("xl/worksheets/sheet1.xml", &data),
    ])
}

fn zip(entries: &[(&str, &str)]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, text) in entries {
        let offset = out.len() as u32;
        let mut head = Vec::new();
        head.extend([20u16, 0, 0, 0, 0x21].iter().flat_map(|v| v.to_le_bytes()));
        let size = text.len() as u32;
        head.extend([crc32(text.as_bytes()), size, size].iter().flat_map(|v| v.to_le_bytes()));
        head.extend((name.len() as u16).to_le_bytes());
        head.extend(0u16.to_le_bytes());
        out.extend(b"PK\x03\x04");
        out.extend(&head);
        out.extend(name.as_bytes());
        out.extend(text.as_bytes());
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&head);
        directory.extend([0u8; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let (count, start) = (entries.len() as u16, out.len() as u32);
    out.extend(&directory);
    out.extend(b"PK\x05\x06\x00\x00\x00\x00");
    out.extend([count, count].iter().flat_map(|v| v.to_le_bytes()));
    out.extend([directory.len() as u32, start].iter().flat_map(|v| v.to_le_bytes()));
    out.extend([0u8; 2]);
    out
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg())
        })
    })
}
