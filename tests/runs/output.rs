//! What the files of a run hold: the workbook agrees with the manifest, nothing in it is a formula,
//! nobody's phone or account is in any file, and the tables are as their description says.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use calamine::{Data, Reader, Xlsx, open_workbook};
use jiangbu::frame::table::TableSpec;
use serde_json::Value;

use super::arrow_reader::Table;
use super::pipelines::files;
use super::specimen::{self, ACCOUNTS, ODD_NAME, PHONES};

fn manifest(run: &Path) -> Value {
    let text = fs::read_to_string(run.join("manifest.json")).expect("read");
    serde_json::from_str(&text).expect("JSON")
}

fn tables(run: &Path) -> BTreeSet<String> {
    let stem = |path: &Path| path.file_stem().expect("a name").to_string_lossy().into_owned();
    let all = files(&run.join("tables")).into_keys();
    all.filter(|path| path.extension().is_some_and(|e| e == "parquet")).map(|p| stem(&p)).collect()
}

/// `1234.56` as fen.
fn fen(text: &str) -> i64 {
    text.replace('.', "").parse().expect("an amount with two decimals")
}

/// A number of a workbook as fen; Excel knows no other numbers than binary ones.
fn fen_of_cell(cell: &Data) -> i64 {
    match cell {
        Data::Float(value) => fen(&format!("{value:.2}")),
        Data::Int(value) => value * 100,
        other => panic!("not a number: {other:?}"),
    }
}

#[test]
fn the_workbook_agrees_with_the_manifest_and_hides_what_is_private() {
    let made = specimen::pipeline();
    let run = made.run(&["--quiet"]);
    let manifest = manifest(&run);
    let mut book: Xlsx<_> = open_workbook(run.join("workbook.xlsx")).expect("a workbook");
    let names = book.sheet_names();
    let expected = [
        "目录",
        "汇总",
        "各阶段核减",
        "核定明细",
        "企业汇总",
        "主要核减因素",
        "门槛附近",
        "家数门槛附近",
        "暂缓拨付",
        "内部重复",
        "关联企业提示",
        "问题清单",
        "退件",
        "数据质量",
        "规范写法记录",
        "数据来源",
        "参数",
    ];
    assert_eq!(names, expected);

    let mut texts: Vec<String> = Vec::new();
    for name in &names {
        let formulas = book.worksheet_formula(name).expect("formulas");
        // Only the program's own sums are formulas, never what a filing says.
        let own = |formula: &str| formula.is_empty() || formula.contains("SUBTOTAL(109,");
        assert!(formulas.cells().all(|(_, _, formula)| own(formula)), "{name}");
        let sheet = book.worksheet_range(name).expect("a sheet");
        texts.extend(sheet.cells().map(|(_, _, cell)| cell.to_string()));
    }
    assert!(texts.iter().any(|text| text == ODD_NAME), "the odd name is a text cell");

    // The last row of the summary, and the columns of the claims, add up to the control totals.
    let totals = &manifest["control_totals"];
    let total = |name: &str| fen(totals[name].as_str().expect("an amount"));
    let summary = book.worksheet_range("汇总").expect("the summary");
    let last = summary.rows().next_back().expect("a row");
    assert_eq!(last[1], Data::String("合计".to_string()));
    assert_eq!(fen_of_cell(&last[4]), total("requested"));
    assert_eq!(fen_of_cell(&last[6]), total("payable"));
    assert_eq!(fen_of_cell(&last[7]), total("payable"));
    assert_eq!(last[2].to_string(), manifest["counts"]["claims"].to_string());
    let claims = book.worksheet_range("核定明细").expect("the claims");
    let rows: Vec<&[Data]> = claims.rows().collect();
    let column = |heading: &str| {
        rows[1].iter().position(|cell| *cell == Data::String(heading.into())).expect("a column")
    };
    for (heading, name) in [("申请额", "requested"), ("拟拨付金额", "payable")] {
        let at = column(heading);
        // The last row is the sum, as a person would see it.
        let (last, above) = rows[2..].split_last().expect("rows");
        assert_eq!(fen_of_cell(&last[at]), total(name), "{heading}");
        let sum: i64 = above.iter().map(|row| fen_of_cell(&row[at])).sum();
        assert_eq!(sum, total(name), "{heading}");
    }
    let table = Table::open(&run, "claims");
    assert_eq!(rows.len() - 3, table.rows());
    assert_eq!(table.fen("payable").iter().sum::<i64>(), total("payable"));
    let reductions = totals["reductions"].as_object().expect("stages").values();
    let reductions: i64 = reductions.map(|v| fen(v.as_str().expect("an amount"))).sum();
    assert_eq!(total("requested"), total("payable") + reductions);
    // Rows read are rows accepted and rows refused.
    let sources = Table::open(&run, "sources");
    let sum = |name: &str| sources.ints(name).iter().sum::<i64>();
    assert_eq!(sum("rows_read"), sum("rows_accepted") + sum("rows_quarantined"));
    assert_eq!(sum("rows_quarantined"), Table::open(&run, "quarantine").rows() as i64);
    assert_eq!(sum("rows_quarantined").to_string(), manifest["counts"]["quarantined"].to_string());

    nothing_private(&run);
}

/// The texts of every file of a run, and its raw bytes, without any phone or account. The accounts that
/// finance pays to stand in a file of their own, which tests/run_reports looks at.
fn nothing_private(run: &Path) {
    let mut texts: Vec<String> = Vec::new();
    let mut book: Xlsx<_> = open_workbook(run.join("workbook.xlsx")).expect("a workbook");
    for name in book.sheet_names() {
        let sheet = book.worksheet_range(&name).expect("a sheet");
        texts.extend(sheet.cells().map(|(_, _, cell)| cell.to_string()));
    }
    for name in tables(run).into_iter().filter(|name| name != "payees") {
        texts.extend(Table::open(run, &name).all_texts());
    }
    let files = files(run).into_iter().filter(|(path, _)| !path.ends_with("payees.parquet"));
    texts.extend(files.map(|(_, bytes)| String::from_utf8_lossy(&bytes).into()));
    for private in PHONES.iter().chain(&ACCOUNTS) {
        let seen: Vec<&String> = texts.iter().filter(|text| text.contains(private)).collect();
        assert_eq!(seen, Vec::<&String>::new(), "{private}");
    }
}

#[test]
fn what_is_said_about_a_row_hides_what_is_private() {
    let made = specimen::pipeline_with_private_findings();
    nothing_private(&made.run(&["--quiet"]));
}

/// Every table and column of a run is declared with these words.
#[test]
fn every_table_is_declared() {
    let made = specimen::pipeline();
    let run = made.run(&["--quiet"]);
    let text = fs::read_to_string(run.join("tables/schema.json")).expect("read");
    let described: Value = serde_json::from_str(&text).expect("JSON");
    for (name, table) in described.as_object().expect("tables") {
        let own = |spec: &&TableSpec| {
            spec.name == name || name.starts_with("lines_") && spec.name == "lines"
        };
        let spec = jiangbu::tables::OF_RUNS.iter().find(own).expect(name);
        let known = spec.columns();
        for column in table["columns"].as_array().expect("columns") {
            let found = known.iter().find(|known| {
                column["name"] == known.name
                    && column["zh"] == *known.zh
                    && column["en"] == *known.en
            });
            let found = found.unwrap_or_else(|| panic!("{name}: {column}"));
            assert_eq!(column["unit"], found.kind.unit(), "{name}: {column}");
            assert_eq!(column["type"], found.kind.dtype().to_string(), "{name}: {column}");
        }
    }
}

#[test]
fn the_description_of_the_tables_is_exact() {
    let made = specimen::pipeline();
    let run = made.run(&["--quiet"]);
    let text = fs::read_to_string(run.join("tables/schema.json")).expect("read");
    let described: Value = serde_json::from_str(&text).expect("JSON");
    let described = described.as_object().expect("tables");
    let names: BTreeSet<String> = described.keys().cloned().collect();
    assert_eq!(names, tables(&run));
    for (name, table) in described {
        let written = Table::open(&run, name);
        let text = |value: &Value| value.as_str().expect("a text").to_string();
        let columns = table["columns"].as_array().expect("columns");
        let known: Vec<String> = columns.iter().map(|column| text(&column["name"])).collect();
        let found: Vec<&String> = written.schema.fields().iter().map(|f| f.name()).collect();
        assert_eq!(known.iter().collect::<Vec<_>>(), found, "{name}");
        for (column, field) in columns.iter().zip(written.schema.fields()) {
            let shown = field.data_type().to_string();
            let kind = match shown.as_str() {
                "Utf8" | "LargeUtf8" | "Utf8View" => "str".to_string(),
                "Int64" => "i64".to_string(),
                "UInt32" => "u32".to_string(),
                "Boolean" => "bool".to_string(),
                "Date32" => "date".to_string(),
                other => {
                    other.replace("Decimal128(", "decimal[").replace(", ", ",").replace(')', "]")
                }
            };
            assert_eq!(text(&column["type"]), kind, "{name}.{}", field.name());
            assert!(!text(&column["zh"]).is_empty() && !text(&column["en"]).is_empty());
            let money = kind == "decimal[18,2]" && text(&column["unit"]) != "yuan";
            assert!(!money || name.starts_with("lines_"), "{name}.{} has no unit", field.name());
        }
    }
}
