//! `jiangbu template`: what it makes is read back without a finding, empty or filled.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use calamine::{Data, Reader, Xlsx, open_workbook};
use jiangbu::diag::{Failure, Lang, Place};
use jiangbu::frame::FieldKind;
use jiangbu::frame::build::{Datum, Row};
use jiangbu::frame::columns;
use jiangbu::frame::fields::{self, Field};
use jiangbu::intake::prepare::{Prepared, prepare};
use jiangbu::pipeline::{Pipeline, load};
use jiangbu::report::model::template::{Template, TemplateWanted, template};
use jiangbu::report::render::template::workbook;
use jiangbu::sample::{Format, Settings};
use polars::prelude::*;
use tempfile::TempDir;

use super::messages::compare;
use super::pipelines::{SCHEME, jiangbu, said};

const PIPELINE: &str = "pipelines/qianhai-2026.toml";

/// A pipeline beside its filings, with the rules as shipped.
struct Office {
    dir: TempDir,
}

impl Office {
    fn new() -> Self {
        Self { dir: tempfile::tempdir().expect("a folder") }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn pipeline(&self, filings: &str) -> Pipeline {
        let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("pipelines");
        let home = home.display();
        let text = format!(
            "[pipeline]\ntitle = {{ zh = \"测试\", en = \"Test\" }}\naward_year = 2026\n\
             deadline = 2026-03-31\nscheme = \"{home}/schemes/qianhai-service-trade-2026.toml\"\n\
             headers = \"{home}/headers.toml\"\nrates = [\"{home}/rates/*.csv\"]\n\n\
             [inputs]\nfilings = [{filings}]\n"
        );
        fs::write(self.path("pipeline.toml"), text).expect("written");
        load(&self.path("pipeline.toml")).unwrap_or_else(|faults| panic!("{faults:?}"))
    }
}

fn read(pipeline: &Pipeline) -> Prepared {
    prepare(pipeline, &|_: &str| {}).unwrap_or_else(|failure| panic!("{failure:?}"))
}

/// The findings that a person should look at.
fn ids(prepared: &Prepared) -> Vec<&'static str> {
    prepared.linked.findings.iter().map(|finding| finding.code.id).collect()
}

fn make(
    pipeline: &Pipeline,
    lang: Lang,
    rows: usize,
    filled: &BTreeMap<String, Vec<Row>>,
) -> Template {
    let measures: Vec<_> = pipeline.scheme.measures.iter().collect();
    template(&TemplateWanted {
        scheme: &pipeline.scheme,
        measures: &measures,
        headers: &pipeline.headers,
        award_year: 2026,
        rows,
        lang,
        filled,
    })
}

/// The synthetic sample, as tables that were never in a workbook.
fn sample(office: &Office) -> Prepared {
    let settings = Settings { firms: 150, seed: 7, format: Format::Parquet, award_year: 2026 };
    fs::create_dir(office.path("sample")).expect("created");
    jiangbu::sample::write(&settings, &office.path("sample")).expect("a sample");
    read(&office.pipeline("\"sample/warehouse/*.parquet\""))
}

/// The rows of a table but those that something was said about.
fn rows(table: &DataFrame, known: &'static [Field], but: &BTreeSet<u32>) -> Vec<Row> {
    let fields = known.iter().filter(|field| table.column(field.name).is_ok());
    let mut rows: Vec<Row> = vec![Vec::new(); table.height()];
    for field in fields {
        let column = table.column(field.name).expect("the column");
        for (row, cells) in rows.iter_mut().enumerate() {
            let datum = match column.get(row).expect("a value") {
                AnyValue::Null => continue,
                AnyValue::String(text) => Datum::Text(text.to_string()),
                AnyValue::Boolean(value) => Datum::Bool(value),
                AnyValue::Int64(value) => Datum::Int(value),
                AnyValue::Date(days) => {
                    Datum::Date(jiangbu::domain::date::from_epoch_days(days).expect("a day"))
                }
                other => panic!("{}: {other:?}", field.name),
            };
            cells.push((field, datum));
        }
    }
    let numbers = table.column(columns::ROW).expect("the column").u32().expect("numbers").clone();
    let kept = rows.into_iter().zip(numbers.iter());
    kept.filter(|(_, number)| !but.contains(&number.unwrap_or(0))).map(|(row, _)| row).collect()
}

fn rows_by_table(pipeline: &Pipeline, prepared: &Prepared) -> BTreeMap<String, Vec<Row>> {
    let said = |key: &str| -> BTreeSet<u32> {
        let about = prepared.linked.findings.iter().filter_map(|finding| match &finding.place {
            Place::Cell { file, row, .. } if file.ends_with(&format!("/{key}.parquet")) => {
                Some(*row)
            }
            _ => None,
        });
        about.collect()
    };
    let lines = pipeline.scheme.measures.iter().zip(&prepared.inputs.lines);
    lines
        .map(|(measure, table)| {
            (measure.id.clone(), rows(table, fields::LINE_FIELDS, &said(&measure.id)))
        })
        .chain([(
            "firms".to_string(),
            rows(&prepared.inputs.firms, fields::FIRM_FIELDS, &BTreeSet::new()),
        )])
        .collect()
}

/// The filing workbook filled in with the sample, as enterprises send it.
pub fn filled_in(lang: Lang, to: &Path) {
    let office = Office::new();
    let wanted = sample(&office);
    let pipeline = office.pipeline("\"sample/warehouse/*.parquet\"");
    let template = make(&pipeline, lang, 40, &rows_by_table(&pipeline, &wanted));
    fs::write(to, workbook(&template, lang).expect("a workbook")).expect("written");
}

#[test]
fn what_is_filled_in_is_what_is_read() {
    let office = Office::new();
    let wanted = sample(&office);
    let pipeline = office.pipeline("\"sample/warehouse/*.parquet\"");
    let filled = rows_by_table(&pipeline, &wanted);
    assert!(filled.values().all(|rows| !rows.is_empty()), "every table has rows");
    for lang in [Lang::Zh, Lang::En] {
        let template = make(&pipeline, lang, 40, &filled);
        let bytes = workbook(&template, lang).expect("a workbook");
        let again = workbook(&make(&pipeline, lang, 40, &filled), lang).expect("a workbook");
        assert!(bytes == again, "the same template, the same bytes");
        fs::write(office.path("filled.xlsx"), bytes).expect("written");
        let back = office.pipeline("\"filled.xlsx\"");
        let got = read(&back);
        assert_eq!(ids(&got), Vec::<&str>::new(), "{:?}", got.linked.findings);
        assert_eq!(rows_by_table(&back, &got), filled, "cell by cell, fen by fen");
        assert!(got.linked.sources.iter().all(|s| s.rows_read == s.rows_accepted));
        sums_are_right(&office.path("filled.xlsx"), &template, &filled);
    }
}

/// The stored results of the formulas, against sums of the rows that went in.
fn sums_are_right(path: &Path, template: &Template, filled: &BTreeMap<String, Vec<Row>>) {
    let mut book: Xlsx<_> = open_workbook(path).expect("a workbook");
    let keys = ["firms", "m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8", "m9"];
    let mut sums = 0;
    for (form, key) in template.forms.iter().zip(keys) {
        let range = book.worksheet_range(&form.sheet).expect("the sheet");
        let value = |row: u32, column: usize| range.get_value((row, 1 + column as u32)).cloned();
        assert_eq!(value(2, form.counted), Some(Data::Float(filled[key].len() as f64)));
        for (at, column) in form.columns.iter().enumerate().filter(|(_, column)| column.summed) {
            let of = |row: &Row, name: &str| {
                row.iter().find(|(field, _)| field.name == name).map(|(_, datum)| datum.clone())
            };
            let mut rest: i64 = 0;
            let mut named: BTreeMap<String, i64> = BTreeMap::new();
            for row in &filled[key] {
                let Some(Datum::Int(fen)) = of(row, column.field.name) else { continue };
                match of(row, "currency") {
                    Some(Datum::Text(code)) => *named.entry(code).or_default() += fen,
                    _ => rest += fen,
                }
            }
            for (line, sum) in form.sums.iter().enumerate() {
                let fen = match sum.label.split_once(' ').map(|(_, code)| code) {
                    None => rest + named.values().sum::<i64>(),
                    Some("CNY") => rest + named.get("CNY").unwrap_or(&0),
                    Some(code @ ("USD" | "HKD")) => *named.get(code).unwrap_or(&0),
                    Some(_) => 0,
                };
                let Some(Data::Float(yuan)) = value(2 + line as u32, at) else {
                    panic!("{key}: no sum of {}", column.heading)
                };
                assert_eq!((yuan * 100.0).round() as i64, fen, "{key} {}", column.heading);
                sums += usize::from(fen > 0);
            }
        }
    }
    assert!(sums >= 12, "{sums} sums of something");
}

#[test]
fn an_unfilled_workbook_says_nothing_of_itself() {
    let office = Office::new();
    let pipeline = load(Path::new(PIPELINE)).expect("the pipeline");
    for lang in [Lang::Zh, Lang::En] {
        let empty = make(&pipeline, lang, 200, &BTreeMap::new());
        let bytes = workbook(&empty, lang).expect("a workbook");
        fs::write(office.path("empty.xlsx"), bytes).expect("written");
        let alone = prepare(&office.pipeline("\"empty.xlsx\""), &|_: &str| {});
        let Err(Failure::User(faults)) = alone else { panic!("nothing was filed: {alone:?}") };
        let ids: Vec<_> = faults.0.iter().map(|fault| fault.code.id).collect();
        assert_eq!(ids, ["F209", "F209"], "only that there is nothing: {faults:?}");
    }

    // Beside a filing it changes nothing.
    let wanted = sample(&office);
    let got = read(&office.pipeline("\"empty.xlsx\", \"sample/warehouse/*.parquet\""));
    assert_eq!(ids(&got), ids(&wanted));
    assert_eq!(
        rows_by_table(&pipeline, &got),
        rows_by_table(&pipeline, &wanted),
        "the same rows are read"
    );
}

#[test]
fn forms_follow_the_contracts() {
    let pipeline = load(Path::new(PIPELINE)).expect("the pipeline");
    for lang in [Lang::Zh, Lang::En] {
        let made = make(&pipeline, lang, 3, &BTreeMap::new());
        for (form, measure) in made.forms[1..].iter().zip(&pipeline.scheme.measures) {
            let contract = measure.contract();
            let names: Vec<_> = form.columns.iter().map(|column| column.field.name).collect();
            let expected: Vec<_> = contract.fields().map(|field| field.name).collect();
            assert_eq!(names, expected);
            for column in &form.columns {
                assert_eq!(column.required, contract.is_required(column.field));
                assert_eq!(column.heading.starts_with('*'), column.required);
                assert!(column.hint.chars().count() <= 255, "{}", column.hint);
                assert!(column.refusal.chars().count() <= 255, "{}", column.refusal);
                assert!(column.hint_title.chars().count() <= 32, "{}", column.hint_title);
            }
            let table = made.examples.tables.iter().find(|t| t.caption.contains(&measure.clause));
            let table = table.unwrap_or_else(|| panic!("no example of {}", measure.id));
            assert!(!table.rows.is_empty() && !table.outcome.is_empty());
        }
        for name in [&made.guide.sheet, &made.examples.sheet, &made.words.sheet] {
            assert!(pipeline.headers.ignores_sheet(name), "{name} must not be read");
        }
        for list in &made.words.lists {
            assert!(!list.words.is_empty(), "{}", list.heading);
        }
        assert!(made.forms[1].columns.iter().any(|column| column.field.kind == FieldKind::Money));
    }
}

#[test]
fn the_command() {
    let office = Office::new();
    let file = office.path("表 1.xlsx");
    let make = |arguments: &[&str]| {
        let mut command = jiangbu(&["template"]);
        command.args(arguments).arg("-o").arg(&file).output().expect("the program")
    };
    // Only what was asked for, and for the year that was asked for.
    let output = make(&[PIPELINE, "--measure", "m2", "三", "--rows", "5", "--year", "2027"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(said(&output).contains("表 1.xlsx"));
    let mut book: Xlsx<_> = open_workbook(&file).expect("a workbook");
    let names = ["填报说明", "基本情况", "二 境外推广", "三 出口贴息", "示例", "字典"];
    assert_eq!(book.sheet_names(), names);
    let guide = book.worksheet_range("填报说明").expect("the sheet");
    let has = |text: &str| guide.used_cells().any(|(_, _, cell)| cell.to_string().contains(text));
    assert!(has("2027 年度") && has("2026-01-01 至 2026-12-31") && !has("2025-12-31"));

    let taken = make(&[PIPELINE]);
    assert_eq!(taken.status.code(), Some(2));
    assert!(said(&taken).contains("A503"), "{}", said(&taken));

    let shown = |arguments: &[&str]| {
        let output = make(arguments);
        assert_eq!(output.status.code(), Some(2));
        said(&output)
    };
    let texts = |arguments: &[&str]| -> String {
        ["zh-CN", "en"].map(|lang| shown(&[arguments, &["--lang", lang]].concat())).join("\n")
    };
    compare("A540", &texts(&[PIPELINE, "--measure", "m99"]));
    let lonely = office.path("scheme.toml");
    fs::copy(SCHEME, &lonely).expect("copied");
    fs::remove_file(&file).expect("removed");
    compare("A541", &texts(&[&lonely.to_string_lossy()]));
    let headers = ["--headers", "pipelines/headers.toml", "--lang", "en", "--quiet"];
    let output = make(&[&[&*lonely.to_string_lossy()], headers.as_slice()].concat());
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let book: Xlsx<_> = open_workbook(&file).expect("a workbook");
    assert_eq!(book.sheet_names()[..3], ["instructions", "firms", "m1"]);
}
