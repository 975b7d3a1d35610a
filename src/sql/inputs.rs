//! Tables that lie in a warehouse as filings: views that give columns their headings, and sort the rows by the checks of
//! rows that SQL can say.
//!
//! A check refuses only what the reader would refuse of the same row, under the same code; what it passes is read and
//! checked again when the exports come back. So a check may look at less than the reader ([`LEFT`]), never at more; only a
//! row that names a total, which the reader would set aside, is refused here like any that lacks what is required.
//! Values are handed on as they are: nothing is cast, rounded or written anew.

use super::dialect::{Dialect, Script};
use crate::diag::{Code, Lang, codes};
use crate::domain::Currency;
use crate::domain::credit_code::{ORG_WEIGHTS, SYMBOLS, WEIGHTS};
use crate::domain::date::FIRST_YEAR;
use crate::domain::money::MAX_FEN;
use crate::frame::columns as c;
use crate::frame::fields::{SAYS_NONE, is_year, may_be_negative};
use crate::frame::tables::TableContract;
use crate::frame::{Field, FieldKind};
use crate::ingest::Headers;
use crate::ingest::parquet::{AND, DIGITS};

/// Its name below the folder.
pub const FILE: &str = "00_inputs";
/// The column that says why a row was refused: codes with headings.
pub const WHY: &str = "why";

/// A table of a warehouse that stands for a table of the filings.
#[derive(Clone, Debug)]
pub struct Source {
    pub contract: TableContract,
    /// Of the measure; empty for the basic facts.
    pub clause: String,
    /// Its name by its parts: catalogue, schema, table.
    pub table: Vec<String>,
    /// The column that tells rows apart and orders them.
    pub key: String,
    /// Of its amounts, where it is said.
    pub unit: Option<Unit>,
    /// Field and column, in the order of the contract.
    pub columns: Vec<(&'static Field, String)>,
}

/// What amounts are counted in.
#[derive(Clone, Debug)]
pub struct Unit {
    pub word: String,
    /// Power of ten from the number to the smallest unit.
    pub shift: u32,
}

/// Digits behind the point of a yuan.
const YUAN: u32 = 2;

/// A check of one column.
struct Check {
    code: &'static Code,
    /// True of rows that the reader refuses.
    test: String,
}

/// What SQL does not look at, by the code of the finding.
pub const LEFT: [(&Code, &str, &str); 10] = [
    (
        &codes::BAD_CREDIT_CODE,
        "统一社会信用代码以外的号码（港澳、个人），空格、形近字等写法",
        "numbers other than credit codes (Hong Kong, Macau, people), and spellings with spaces or look-alikes",
    ),
    (
        &codes::UNKNOWN_CATEGORY,
        "列表词中的汉字词（只核对由字母、数字组成的词）",
        "words of lists in Chinese (only those of letters and digits are looked at)",
    ),
    (&codes::REPEATED_LINE, "完全相同的行", "lines that are the same"),
    (
        &codes::TWO_VERSIONS,
        "两张表中所列相同而金额不同的行",
        "lines of two tables that differ in their amounts only",
    ),
    (&codes::UNIT_SLIP, "单位可能填错的金额", "amounts whose unit may be wrong"),
    (&codes::IMPLAUSIBLE, "超过合理性上限的金额", "amounts above what is plausible"),
    (&codes::INVOICE_TWICE, "同一发票用于几行", "an invoice in several lines"),
    (&codes::OUT_OF_PERIOD, "不在规定期间的日期", "days outside the period"),
    (&codes::AMOUNT_ZERO, "为 0 的金额", "amounts of nothing"),
    (&codes::PAPER_COUNTED, "台账中已计入的凭证", "papers that the ledger counted"),
];

impl Source {
    /// What the exports, and the views, call it.
    pub fn name(&self) -> &str {
        &self.contract.key
    }

    /// The heading of a field in the exports.
    pub fn heading(&self, field: &Field) -> String {
        match &self.unit {
            Some(unit) if field.kind == FieldKind::Money => {
                format!("{}（{}）", field.zh, unit.word)
            }
            _ => field.zh.to_string(),
        }
    }

    /// The heading of the key: that of its field, where it is one.
    pub fn key_heading(&self) -> String {
        let field = self.columns.iter().find(|(_, column)| *column == self.key);
        field.map_or_else(|| format!("仓库键 {}", self.key), |(field, _)| self.heading(field))
    }

    /// Headings of the exports with their columns, the key first where it is no field.
    pub fn headings(&self) -> Vec<(String, &str)> {
        let own = self.columns.iter().map(|(field, column)| (self.heading(field), column.as_str()));
        let is_field = self.columns.iter().any(|(_, column)| *column == self.key);
        let key = (!is_field).then(|| (self.key_heading(), self.key.as_str()));
        key.into_iter().chain(own).collect()
    }

    /// The column of money that is added up to prove that nothing was lost, by its heading.
    pub fn weighed(&self) -> Option<String> {
        let money = || self.columns.iter().filter(|(field, _)| field.kind == FieldKind::Money);
        let amount = money().find(|(field, _)| field.name == c::AMOUNT).or_else(|| money().next());
        amount.map(|(field, _)| self.heading(field))
    }

    /// Whether a column says the currency of each row.
    pub fn has_currencies(&self) -> bool {
        self.columns.iter().any(|(field, _)| field.kind == FieldKind::Currency)
    }

    /// The table as its engine names it.
    pub fn from(&self, dialect: Dialect) -> String {
        self.table.iter().map(|part| dialect.column(part)).collect::<Vec<_>>().join(".")
    }

    /// A view of it: `named_m3`.
    pub fn view(&self, what: &str, dialect: Dialect) -> String {
        dialect.column(&format!("{what}_{}", self.name()))
    }

    /// How many checks it gets.
    pub fn count(&self, dialect: Dialect, headers: &Headers) -> usize {
        let checks = |(field, _): &(&'static Field, String)| self.checks(field, dialect, headers);
        self.columns.iter().map(|column| checks(column).len()).sum()
    }

    fn shift(&self) -> u32 {
        self.unit.as_ref().map_or(YUAN, |unit| unit.shift)
    }

    fn checks(&self, field: &'static Field, dialect: Dialect, headers: &Headers) -> Vec<Check> {
        let value = format!("n.{}", dialect.column(&self.heading(field)));
        let cell = Cell { field, value, dialect, headers };
        let mut checks = Vec::new();
        let mut add = |code: &'static Code, test: String| checks.push(Check { code, test });
        if self.contract.is_required(field) {
            add(&codes::MISSING_VALUE, cell.is_missing());
        }
        match field.kind {
            FieldKind::Money => cell.money(self.shift(), &mut add),
            FieldKind::Code => add(&codes::BAD_CREDIT_CODE, cell.is_no_code()),
            FieldKind::Date => {
                let [first, last] = [format!("{FIRST_YEAR}-01-01"), "2099-12-31".to_string()];
                let [first, last] = [first, last].map(|day| format!("CAST('{day}' AS DATE)"));
                let value = &cell.value;
                add(&codes::BAD_DATE, format!("{value} < {first} OR {value} > {last}"));
            }
            FieldKind::Int if is_year(field) => {
                let test = format!("{0} < {FIRST_YEAR} OR {0} >= 2100", cell.value);
                add(&codes::BAD_YEAR, test);
            }
            FieldKind::Int => {
                let least = i32::from(field.name == c::DRAFTER_RANK);
                add(&codes::BAD_INT, format!("{} < {least}", cell.value));
            }
            FieldKind::Share => {
                let value = exact(&cell.value);
                let [none, all] = ["0", "1"].map(|bound| exact(&format!("'{bound}'")));
                add(&codes::BAD_SHARE, format!("{value} < {none} OR {value} > {all}"));
            }
            FieldKind::Bool => add(&codes::BAD_BOOL, cell.is_none_of(headers.taken(field))),
            FieldKind::Category if headers.lists(field.name) => {
                add(&codes::UNKNOWN_CATEGORY, cell.is_none_of(headers.taken(field)));
            }
            FieldKind::Currency => add(&codes::BAD_CURRENCY, cell.is_no_currency()),
            FieldKind::Category | FieldKind::Text | FieldKind::Figure => {}
        }
        checks
    }
}

/// A number in the type in which numbers are compared.
fn exact(value: &str) -> String {
    format!("CAST({value} AS DECIMAL(38,{DIGITS}))")
}

/// A column as checks see it.
struct Cell<'a> {
    field: &'static Field,
    value: String,
    dialect: Dialect,
    headers: &'a Headers,
}

impl Cell<'_> {
    /// In the form in which texts are compared, as far as letters and digits go.
    fn text(&self, case: &str) -> String {
        format!("{case}(TRIM(CAST({} AS STRING)))", self.value)
    }

    fn words<'w>(&self, words: impl Iterator<Item = &'w str>) -> String {
        words.map(|word| self.dialect.word(word)).collect::<Vec<_>>().join(", ")
    }

    fn is_missing(&self) -> String {
        let value = &self.value;
        match self.field.kind {
            FieldKind::Money | FieldKind::Date | FieldKind::Int | FieldKind::Share => {
                format!("{value} IS NULL")
            }
            _ if SAYS_NONE.contains(&self.field.name) => {
                format!("{value} IS NULL OR {} = ''", self.text("LOWER"))
            }
            _ => {
                // A number is a text of its own, whatever a text of digits stands for.
                let number = |word: &&str| word.bytes().all(|byte| byte.is_ascii_digit());
                let nothing = self.headers.nothing().iter().map(String::as_str);
                let nothing = nothing.filter(|word| !number(word));
                let nothing = self.words(std::iter::once("").chain(nothing));
                format!("{value} IS NULL OR {} IN ({nothing})", self.text("LOWER"))
            }
        }
    }

    fn money(&self, shift: u32, add: &mut dyn FnMut(&'static Code, String)) {
        let value = exact(&self.value);
        let whole = match shift {
            shift if shift >= DIGITS => None,
            shift => {
                let cut = exact(&format!("CAST({value} AS DECIMAL(38,{shift}))"));
                add(&codes::MONEY_TOO_PRECISE, format!("{value} <> {cut}"));
                Some(format!("{value} = {cut}"))
            }
        };
        let mut whole = whole.map(|whole| format!("{whole} AND ")).unwrap_or_default();
        // What the smallest unit holds at most, in the unit of the column.
        if let Some(power) = 10i64.checked_pow(shift).filter(|power| MAX_FEN % power == 0) {
            let most = exact(&format!("'{}'", MAX_FEN / power));
            add(&codes::MONEY_TOO_LARGE, format!("{whole}ABS({value}) > {most}"));
            whole += &format!("ABS({value}) <= {most} AND ");
        }
        if !may_be_negative(self.field) {
            add(&codes::NEGATIVE_MONEY, format!("{whole}{value} < {}", exact("'0'")));
        }
    }

    /// A text of the signs of credit codes, and of no other number of applicants, that is none.
    fn is_no_code(&self) -> String {
        let code = self.text("UPPER");
        let symbols = String::from_utf8_lossy(SYMBOLS);
        let place =
            |at: usize, of: &str| format!("(POSITION(SUBSTR({code}, {at}, 1) IN '{of}') - 1)");
        let weights = WEIGHTS.iter().copied().chain([1]).enumerate();
        let sum = weights.map(|(at, weight)| format!("{weight} * {}", place(at + 1, &symbols)));
        let sum = sum.collect::<Vec<_>>().join(" + ");
        let letters: String = ('0'..='9').chain('A'..='Z').collect();
        let own = ORG_WEIGHTS.iter().enumerate();
        let own = own.map(|(at, weight)| format!("{weight} * {}", place(at + 9, &letters)));
        let own = own.collect::<Vec<_>>().join(" + ");
        // The check character of an organisation code by the rest of its sum.
        let check = format!("SUBSTR('0X987654321', CAST(({own}) % 11 AS INT) + 1, 1)");
        // A person's identity number has a day of birth in its middle; of people only digests stand in filings: PT…
        let person = format!(
            "TRANSLATE(SUBSTR({code}, 1, 17), '0123456789', '') = '' AND SUBSTR({code}, 7, 2) IN ('19', '20') \
             AND SUBSTR({code}, 11, 2) BETWEEN '01' AND '12' AND SUBSTR({code}, 13, 2) BETWEEN '01' AND '31'"
        );
        format!(
            "TRANSLATE({code}, '{symbols}', '') = '' AND (LENGTH({code}) IN (13, 15, 16, 17) OR LENGTH({code}) > 18\n    \
             OR LENGTH({code}) = 18 AND SUBSTR({code}, 1, 2) <> 'PT' AND NOT ({person})\n    \
             AND (({sum}) % 31 <> 0\n      OR SUBSTR({code}, 17, 1) <> {check}))"
        )
    }

    /// A text of letters and digits that is none of these words.
    fn is_none_of(&self, words: Option<Vec<&str>>) -> String {
        let plain = |word: &&str| word.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let nothing = self.headers.nothing().iter().map(String::as_str);
        let words = words.into_iter().flatten().chain(["true", "false"]).chain(nothing);
        let words = self.words(words.filter(plain));
        let (text, signs) = (self.text("LOWER"), "abcdefghijklmnopqrstuvwxyz0123456789");
        format!(
            "{text} <> '' AND TRANSLATE({text}, '{signs}', '') = '' AND {text} NOT IN ({words})"
        )
    }

    /// Three letters that are no currency.
    fn is_no_currency(&self) -> String {
        let (text, letters) = (self.text("LOWER"), "abcdefghijklmnopqrstuvwxyz");
        let codes = Currency::ALL.map(|currency| currency.code().to_lowercase());
        let nothing = self.headers.nothing().iter().map(String::as_str);
        let words = codes.iter().map(String::as_str).chain(["rmb", "cnh"]).chain(nothing);
        let words = self.words(words);
        format!(
            "LENGTH({text}) = 3 AND TRANSLATE({text}, '{letters}', '') = '' AND {text} NOT IN ({words})"
        )
    }
}

/// The views: first the tables under the headings of their fields, one statement for each; then the checks, what passes
/// and what does not, and how many there are.
pub fn views(sources: &[Source], dialect: Dialect, headers: &Headers) -> Script {
    let about = "仓库中的表作为申报：各列改用表头，各行按可用 SQL 表达的检查分开\n\
                 tables of a warehouse as filings: columns under their headings, rows sorted by the checks that SQL can say";
    let mut script = Script::new(dialect, FILE, about);
    for source in sources {
        let columns = source.headings().into_iter().map(|(heading, column)| {
            format!("  t.{} AS {}", dialect.column(column), dialect.column(&heading))
        });
        let columns = columns.collect::<Vec<_>>().join(",\n");
        let query = format!("SELECT\n{columns}\nFROM {} t", source.from(dialect));
        script.view(&source.view("named", dialect), &titled(source), &query);
    }
    for source in sources {
        checked(&mut script, source, dialect, headers);
    }
    let counts = sources.iter().map(|source| counted(source, dialect));
    let counts = counts.collect::<Vec<_>>().join("\nUNION ALL\n");
    let about = "行数、未通过的行数、金额合计、键为空或重复的行数\n\
                 rows, rows refused, sums of amounts, rows whose key is empty or not their own";
    script.view("counts", about, &counts);
    script
}

fn titled(source: &Source) -> String {
    let table = source.table.join(".");
    format!("{}：{table}，{}", source.contract.title, source.key)
}

/// The rows of a table with why each is refused, and both kinds apart.
fn checked(script: &mut Script, source: &Source, dialect: Dialect, headers: &Headers) {
    let view = |what: &str| source.view(what, dialect);
    let mut cases = Vec::new();
    for (field, _) in &source.columns {
        for check in source.checks(field, dialect, headers) {
            let (id, heading) = (check.code.id, source.heading(field));
            let [zh, en] = [Lang::Zh, Lang::En].map(|lang| check.code.says(lang)[0].clone());
            let said =
                format!("{id} {zh} {en}").replace("*/", "").replace("/*", "").replace(';', "；");
            let clause = match source.clause.is_empty() {
                true => String::new(),
                false => format!("{} ", source.clause),
            };
            let why = dialect.word(&format!("{id} {heading}"));
            cases.push(format!(
                "  /* {clause}{heading}: {said} */\n  CASE WHEN {} THEN {why} END",
                check.test
            ));
        }
    }
    let cases = match cases.is_empty() {
        true => "''".to_string(),
        false => format!("CONCAT_WS('{AND}',\n{})", cases.join(",\n")),
    };
    let query = format!("SELECT n.*,\n{cases} AS {WHY}\nFROM {} n", view("named"));
    script.view(&view("checked"), &titled(source), &query);
    let columns = source.headings().into_iter().map(|(heading, _)| dialect.column(&heading));
    let columns = columns.collect::<Vec<_>>().join(", ");
    let from = view("checked");
    let passed = format!("SELECT {columns} FROM {from} WHERE {WHY} = ''");
    script.view(&view("in"), "通过检查的行 rows that pass", &passed);
    let refused = format!("SELECT {columns}, {WHY} FROM {from} WHERE {WHY} <> ''");
    script.view(&view("refused"), "未通过检查的行及原因 rows that do not, and why", &refused);
}

fn counted(source: &Source, dialect: Dialect) -> String {
    let (name, key) = (source.name(), dialect.column(&source.key_heading()));
    let sum = |of: &str| match source.weighed() {
        None => exact("'0'"),
        Some(heading) => {
            let value = exact(&dialect.column(&heading));
            let value =
                if of.is_empty() { value } else { format!("CASE WHEN {of} THEN {value} END") };
            format!("COALESCE(SUM({value}), {})", exact("'0'"))
        }
    };
    let refused = format!("{WHY} <> ''");
    format!(
        "SELECT '{name}' AS name, COUNT(*) AS counted, COUNT(CASE WHEN {refused} THEN 1 END) AS refused,\n  \
         CAST({} AS STRING) AS stated, CAST({} AS STRING) AS stated_refused,\n  \
         COUNT(*) - COUNT(DISTINCT {key}) AS keyless\nFROM {}",
        sum(""),
        sum(&refused),
        source.view("checked", dialect)
    )
}
