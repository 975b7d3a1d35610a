//! What engines say differently: the wide type, whole division, names, and how a table is made. All else is one text.

use std::fmt::Display;

use crate::domain::{RoundMode, Rounding};
use crate::scheme::{ReasonId, Scheme};

/// An engine whose SQL is written and tested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    DuckDb,
    DataFusion,
    Spark,
}

impl Dialect {
    pub const NAMES: [(&'static str, Self); 3] =
        [("duckdb", Self::DuckDb), ("datafusion", Self::DataFusion), ("spark", Self::Spark)];

    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, dialect)| *dialect == self).map_or("", |(name, _)| name)
    }

    /// The largest whole number that every sum and product stays below.
    pub fn limit(self) -> u128 {
        match self {
            Self::DuckDb => i128::MAX as u128,
            Self::DataFusion | Self::Spark => 10u128.pow(38) - 1,
        }
    }

    /// The largest number that can be divided: DataFusion types a quotient (38,4), Spark (38,6).
    pub fn divisible(self) -> u128 {
        match self {
            Self::DuckDb => i128::MAX as u128,
            Self::DataFusion => 10u128.pow(34) - 1,
            Self::Spark => 10u128.pow(32) - 1,
        }
    }

    /// A whole number of up to 38 digits.
    pub fn wide(self, value: impl Display) -> String {
        let of = match self {
            Self::DuckDb => "HUGEINT",
            Self::DataFusion | Self::Spark => "DECIMAL(38,0)",
        };
        format!("CAST({value} AS {of})")
    }

    /// A number of a rule in the wide type; as text, since engines read long numbers as binary ones.
    pub fn number(self, value: i128) -> String {
        self.wide(format!("'{value}'"))
    }

    /// `value ÷ by`, cut towards zero. What is divided comes out even, so that no rule of rounding takes part.
    pub fn over(self, value: &str, by: &str) -> String {
        match self {
            Self::DuckDb => format!("(({value} - {value} % {by}) // {by})"),
            Self::DataFusion | Self::Spark => {
                self.wide(format!("({value} - {value} % {by}) / {by}"))
            }
        }
    }

    /// `value ÷ by` of what is not negative, rounded once to the fen.
    pub fn rounded(self, value: &str, by: &str, rounding: Rounding) -> String {
        let cut = self.over(value, by);
        match rounding.mode {
            RoundMode::Floor => cut,
            RoundMode::HalfUp => format!(
                "({cut} + CASE WHEN {value} % {by} >= {by} - {value} % {by} THEN {} ELSE {} END)",
                self.number(1),
                self.number(0)
            ),
        }
    }

    /// A word of a rule.
    pub fn word(self, word: &str) -> String {
        let word = word.replace('\'', "''");
        match self {
            Self::Spark => format!("'{}'", word.replace('\\', "\\\\")),
            Self::DuckDb | Self::DataFusion => format!("'{word}'"),
        }
    }

    /// A column by its name.
    pub fn column(self, name: &str) -> String {
        match self {
            Self::Spark => format!("`{name}`"),
            Self::DuckDb | Self::DataFusion => format!("\"{name}\""),
        }
    }

    fn create(self, name: &str) -> String {
        let using = if self == Self::Spark { " USING parquet" } else { "" };
        format!("DROP TABLE IF EXISTS {name};\nCREATE TABLE {name}{using} AS\n")
    }
}

/// The statements of one file. A statement ends with a semicolon at the end of its line.
#[derive(Clone, Debug)]
pub struct Script {
    /// `10_lines`, without `.sql`.
    pub name: String,
    pub text: String,
    /// The file is run again until the rows of this table no longer grow.
    pub repeat: Option<String>,
    dialect: Dialect,
}

impl Script {
    pub fn new(dialect: Dialect, name: impl Into<String>, about: &str) -> Self {
        Self { name: name.into(), text: comment(about), repeat: None, dialect }
    }

    /// A file that is run until the rows of a table no longer grow.
    pub fn repeated(dialect: Dialect, name: impl Into<String>, about: &str, grows: &str) -> Self {
        Self { repeat: Some(grows.into()), ..Self::new(dialect, name, about) }
    }

    /// A view that stands for a query as long as the session lasts.
    pub fn view(&mut self, name: &str, about: &str, query: &str) {
        let kind = if self.dialect == Dialect::DataFusion { "" } else { "TEMPORARY " };
        self.text += "\n";
        self.text += &comment(about);
        self.text += &format!("CREATE OR REPLACE {kind}VIEW {name} AS\n{};\n", query.trim_end());
    }

    /// A table as what a query selects.
    pub fn table(&mut self, name: &str, about: &str, query: &str) {
        self.text += "\n";
        self.text += &comment(about);
        self.text += &self.dialect.create(name);
        self.text += query.trim_end();
        self.text += ";\n";
    }
}

/// Lines of comment; nothing where there is nothing to say.
fn comment(about: &str) -> String {
    let lines = about.lines().filter(|line| !line.is_empty());
    lines.map(|line| format!("-- {}\n", line.trim_end_matches(';'))).collect()
}

/// The number of a reason with what it cites beside it.
pub fn because(scheme: &Scheme, reason: ReasonId) -> String {
    match scheme.reasons.get(usize::from(reason)).filter(|_| reason != 0) {
        None => "0".into(),
        Some(known) => {
            let said = format!("{} {} {}", known.id, known.clause, known.text.zh);
            let said: String = said.chars().filter(|c| !c.is_control()).collect();
            format!(
                "{reason} /* {} */",
                said.replace("*/", "").replace("/*", "").replace(';', "；")
            )
        }
    }
}
