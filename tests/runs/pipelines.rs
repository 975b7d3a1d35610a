//! Pipelines made by a test in a folder of its own: rows become workbooks or Parquet files, and the
//! real program runs on them.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

use jiangbu::domain::CreditCode;
use jiangbu::domain::money::scaled;
use jiangbu::frame::FieldKind;
use jiangbu::frame::build::{Datum, Row, dtype};
use jiangbu::frame::fields::{self, Field};
use jiangbu::scheme::{Choices, Scheme, SchemeFile};
use polars::prelude::*;
use polars_io::prelude::ParquetWriter;
use rust_xlsxwriter::Workbook;
use tempfile::TempDir;

pub const SCHEME: &str = "pipelines/schemes/qianhai-service-trade-2026.toml";
const HEADERS: &str = "pipelines/headers.toml";

/// Tables that are not filings, the key of each being its place under `[inputs]`, and its sheet.
const ROSTERS: [(&str, &str); 9] = [
    ("platform", "平台数据"),
    ("invoices", "发票基础信息"),
    ("history", "历史奖补"),
    ("listed", "异常失信名单"),
    ("opinions", "部门意见"),
    ("events", "案卷事项"),
    ("changes", "变更登记"),
    ("accounts", "补报账户"),
    ("duplicates", "重复享受"),
];

/// The scheme as in force, read once.
pub fn in_force() -> &'static Scheme {
    static SCHEME_IN_FORCE: LazyLock<Scheme> = LazyLock::new(|| {
        let file =
            SchemeFile::load(Path::new(SCHEME)).unwrap_or_else(|faults| panic!("{faults:?}"));
        file.resolve(&Choices::default()).unwrap_or_else(|faults| panic!("{faults:?}")).0
    });
    &SCHEME_IN_FORCE
}

/// A valid invented credit code.
pub fn code(number: usize) -> String {
    let body: [u8; 8] = format!("{number:08}").into_bytes().try_into().expect("eight digits");
    let code = CreditCode::synthesize(*b"91", *b"440300", body).expect("symbols of the standard");
    code.as_str().to_string()
}

/// Rows by table: `firms`, ids of measures, and the rosters.
#[derive(Clone, Debug, Default)]
pub struct Rows(BTreeMap<String, Vec<Row>>);

impl Rows {
    pub fn push(&mut self, table: &str, row: Row) {
        self.0.entry(table.to_string()).or_default().push(row);
    }

    /// A row from names and texts as a person would enter them.
    pub fn add(&mut self, table: &str, cells: &[(&str, &str)]) {
        let known = vocabulary(table);
        let row = cells.iter().map(|(name, text)| {
            let field = fields::find(known, name).unwrap_or_else(|| panic!("{table}: {name}"));
            (field, datum(field, text))
        });
        self.push(table, row.collect());
    }

    /// Every table in the other order.
    pub fn reverse(&mut self) {
        self.0.values_mut().for_each(|rows| rows.reverse());
    }

    /// Takes the last row of a table off.
    pub fn drop_last(&mut self, table: &str) {
        self.0.get_mut(table).and_then(Vec::pop);
    }

    /// Takes a table out.
    pub fn drop_all(&mut self, table: &str) {
        self.0.remove(table);
    }

    fn of(&self, table: &str) -> &[Row] {
        self.0.get(table).map_or(&[], Vec::as_slice)
    }
}

fn vocabulary(table: &str) -> &'static [Field] {
    match table {
        "firms" => fields::FIRM_FIELDS,
        "platform" => fields::PLATFORM_FIELDS,
        "invoices" => fields::INVOICE_FIELDS,
        "history" => fields::HISTORY_FIELDS,
        "listed" => fields::LISTED_FIELDS,
        "opinions" => fields::OPINION_FIELDS,
        "events" => fields::EVENT_FIELDS,
        "changes" => fields::CHANGE_FIELDS,
        "accounts" => fields::ACCOUNT_FIELDS,
        "duplicates" => fields::DUPLICATE_FIELDS,
        _ => fields::LINE_FIELDS,
    }
}

fn datum(field: &Field, text: &str) -> Datum {
    match field.kind {
        FieldKind::Money => Datum::Int(scaled(text, 2).expect("an amount")),
        FieldKind::Int => Datum::Int(text.parse().expect("a number")),
        FieldKind::Share => Datum::Int(scaled(text, 6).expect("a share")),
        FieldKind::Date => Datum::Date(text.parse().expect("a day")),
        FieldKind::Bool => Datum::Bool(text == "是"),
        _ => Datum::Text(text.to_string()),
    }
}

/// Columns that a table has in the files made here: all that its contract knows.
fn columns(table: &str, scheme: &Scheme) -> Vec<&'static Field> {
    match scheme.measures.iter().find(|measure| measure.id == table) {
        Some(measure) => measure.contract().fields().collect(),
        None => vocabulary(table).iter().collect(),
    }
}

/// What a pipeline asks for besides its inputs; its deadline is the end of March 2026 where nothing else is said.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Asked {
    pub deadline: String,
    /// Lines of the rate table without its heading.
    pub rates: String,
    /// Fen.
    pub budget: Option<i64>,
    /// Lines below `[options]` and `[parameters]`.
    pub options: String,
    pub parameters: String,
    pub workbook: bool,
}

impl Default for Asked {
    fn default() -> Self {
        Self {
            deadline: "2026-03-31".into(),
            rates: String::new(),
            budget: None,
            options: String::new(),
            parameters: String::new(),
            workbook: false,
        }
    }
}

/// A pipeline in a folder of its own, whose runs go to `runs` in there.
pub struct Made {
    dir: TempDir,
}

impl Made {
    /// Filings in a workbook, under the scheme in force.
    pub fn new(asked: &Asked, filings: &Rows) -> Self {
        Self::of(SCHEME, asked, in_force(), filings, &Rows::default())
    }

    /// The filings of the first rows in a workbook, those of the second in Parquet files, under any scheme.
    pub fn of(
        file: &str,
        asked: &Asked,
        scheme: &Scheme,
        in_workbook: &Rows,
        in_parquet: &Rows,
    ) -> Self {
        let made = Self { dir: tempfile::tempdir().expect("a folder") };
        fs::copy(file, made.path("scheme.toml")).expect("copied");
        fs::copy(HEADERS, made.path("headers.toml")).expect("copied");
        let rates = format!("date,name,value,status,source\n{}", asked.rates);
        fs::write(made.path("rates.csv"), rates).expect("written");
        fs::create_dir(made.path("filings")).expect("created");
        made.workbooks(in_workbook, scheme);
        made.parquet(in_parquet, scheme);
        fs::write(made.pipeline(), made.text(asked)).expect("written");
        made
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn pipeline(&self) -> PathBuf {
        self.path("pipeline.toml")
    }

    /// Runs the program and returns the folder of the run.
    pub fn run(&self, arguments: &[&str]) -> PathBuf {
        let mut command = jiangbu(&["run"]);
        let output = command.arg(self.pipeline()).args(arguments).output().expect("the program");
        let code = output.status.code();
        assert!(matches!(code, Some(0 | 1)), "{code:?}: {}", said(&output));
        let mut runs: Vec<PathBuf> = entries(&self.path("runs"));
        // Records of issued lists lie beside the runs.
        runs.retain(|run| run.join("manifest.json").is_file());
        runs.sort();
        runs.pop().expect("a run folder")
    }

    fn text(&self, asked: &Asked) -> String {
        let mut inputs = "filings = [\"filings/*\"]\n".to_string();
        for (key, _) in ROSTERS {
            let there =
                ["xlsx", "parquet"].iter().any(|e| self.path(&format!("{key}.{e}")).exists());
            if there {
                inputs += &format!("{key} = [\"{key}.*\"]\n");
            }
        }
        let budget = asked.budget.map_or(String::new(), |fen| {
            format!("[budget]\npool = \"资金\"\ntotal = \"{}.{:02}元\"\n", fen / 100, fen % 100)
        });
        let Asked { deadline, options, parameters, workbook, .. } = asked;
        format!(
            "[pipeline]\ntitle = {{ zh = \"测试\", en = \"Test\" }}\naward_year = 2026\n\
             deadline = {deadline}\nscheme = \"scheme.toml\"\nheaders = \"headers.toml\"\n\
             rates = [\"rates.csv\"]\n\n[inputs]\n{inputs}\n{budget}\n[options]\n{options}\n\
             [parameters]\n{parameters}\n[output]\nfolder = \"runs\"\nworkbook = {workbook}\n"
        )
    }

    fn workbooks(&self, rows: &Rows, scheme: &Scheme) {
        let mut sheets = vec![("firms", "基本情况")];
        sheets.extend(scheme.measures.iter().map(|m| (m.id.as_str(), m.sheets[0].as_str())));
        sheets.retain(|(table, _)| !rows.of(table).is_empty());
        workbook(&self.path("filings/申报.xlsx"), &sheets, rows, scheme);
        for (table, sheet) in ROSTERS.iter().filter(|(table, _)| !rows.of(table).is_empty()) {
            workbook(&self.path(&format!("{table}.xlsx")), &[(table, sheet)], rows, scheme);
        }
    }

    fn parquet(&self, rows: &Rows, scheme: &Scheme) {
        for (table, rows) in &rows.0 {
            let folder = if ROSTERS.iter().any(|(key, _)| key == table) { "" } else { "filings/" };
            let file =
                File::create(self.path(&format!("{folder}{table}.parquet"))).expect("created");
            let columns = columns(table, scheme).into_iter().map(|field| column(field, rows));
            let mut frame = DataFrame::new(rows.len(), columns.collect()).expect("a frame");
            ParquetWriter::new(file).finish(&mut frame).expect("written");
        }
    }
}

fn workbook(path: &Path, sheets: &[(&str, &str)], rows: &Rows, scheme: &Scheme) {
    if sheets.is_empty() {
        return;
    }
    let mut book = Workbook::new();
    for (table, name) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(*name).expect("a name");
        for (at, field) in (0..).zip(columns(table, scheme)) {
            sheet.write_string(0, at, field.zh).expect("written");
            for (row, cells) in (1..).zip(rows.of(table)) {
                let value = cells.iter().find(|(known, _)| known.name == field.name);
                if let Some((_, datum)) = value {
                    sheet.write_string(row, at, shown(field, datum)).expect("written");
                }
            }
        }
    }
    book.save(path).expect("saved");
}

/// A value as a person would enter it.
fn shown(field: &Field, datum: &Datum) -> String {
    match (field.kind, datum) {
        (FieldKind::Money, Datum::Int(fen)) => {
            let sign = if *fen < 0 { "-" } else { "" };
            format!("{sign}{}.{:02}", fen.abs() / 100, fen.abs() % 100)
        }
        (FieldKind::Share, Datum::Int(micro)) => percent(*micro),
        (_, Datum::Int(value)) => value.to_string(),
        (_, Datum::Text(text)) => text.clone(),
        (_, Datum::Date(day)) => day.to_string(),
        (_, Datum::Bool(value)) => if *value { "是" } else { "否" }.to_string(),
    }
}

fn percent(micro: i64) -> String {
    format!("{}.{:04}%", micro / 10_000, micro % 10_000)
}

/// Money as Decimal(18,2), shares as texts, the rest as the vocabulary has it.
fn column(field: &'static Field, rows: &[Row]) -> Column {
    let name = PlSmallStr::from_static(field.name);
    let cells = rows.iter().map(|row| row.iter().find(|(f, _)| f.name == field.name));
    let numbers = cells.clone().map(|cell| match cell {
        Some((_, Datum::Int(value))) => Some(*value),
        _ => None,
    });
    match field.kind {
        FieldKind::Money => {
            let wide: Int128Chunked = numbers.map(|v| v.map(i128::from)).collect();
            wide.with_name(name).into_decimal_unchecked(18, 2).into_column()
        }
        FieldKind::Share => Column::new(name, numbers.map(|v| v.map(percent)).collect::<Vec<_>>()),
        _ => {
            let table = jiangbu::frame::build::table(&[field], rows).expect("a column");
            let column = table.column(field.name).expect("the column").clone();
            assert_eq!(column.dtype(), &dtype(field.kind));
            column
        }
    }
}

/// The program itself. Its language does not depend on where the tests run.
pub fn jiangbu(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jiangbu"));
    command.args(arguments).env("LANG", "C.UTF-8").env_remove("LC_ALL").env_remove("LANGUAGE");
    command
}

/// What the program said, on both streams.
pub fn said(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// What the program printed with `--json`: one value, and nothing else.
pub fn envelope(output: &Output) -> serde_json::Value {
    let text = String::from_utf8_lossy(&output.stdout);
    let told: serde_json::Value =
        serde_json::from_str(&text).unwrap_or_else(|why| panic!("{why}: {}", said(output)));
    let keys: Vec<&String> = told.as_object().expect("an object").keys().collect();
    assert_eq!(keys, ["schema", "command", "ok", "findings", "data"]);
    assert_eq!(told["ok"], matches!(output.status.code(), Some(0 | 1)), "{text}");
    told
}

/// What a command came to.
pub fn data(output: &Output) -> serde_json::Value {
    envelope(output)["data"].take()
}

/// Everything in a folder; nothing where it is not there.
pub fn entries(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    entries.map(|entry| entry.expect("an entry").path()).collect()
}

/// All files below a folder with their bytes, by path.
pub fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(next) = open.pop() {
        for path in entries(&next) {
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("below the folder").to_path_buf();
                found.insert(name, fs::read(&path).expect("read"));
            }
        }
    }
    found
}
