//! The registry of diagnostic codes: number, severity and words in both languages.
//!
//! A test keeps the catalogue complete: every code has a bad input and a snapshot of its message.

use super::{Lang, Severity};

/// One entry of the registry. `{name}` in a text is filled with the diagnostic's argument.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    pub id: &'static str,
    pub severity: Severity,
    pub zh: &'static str,
    pub en: &'static str,
    pub help_zh: &'static str,
    pub help_en: &'static str,
}

impl Code {
    /// What it says in a language and what to do, each with `…` for what a finding names.
    pub fn says(&self, lang: Lang) -> [String; 2] {
        let (words, help) = (lang.pick(self.zh, self.en), lang.pick(self.help_zh, self.help_en));
        [words, help].map(with_blanks)
    }

    /// The letter that it belongs to.
    pub fn letter(&self) -> &'static Letter {
        LETTERS.iter().find(|letter| self.id.starts_with(letter.id)).unwrap_or(&LETTERS[0])
    }
}

/// `{name}` as `…`.
fn with_blanks(text: &str) -> String {
    let mut parts = text.split('{');
    let first = parts.next().unwrap_or_default().to_string();
    parts.fold(first, |out, part| out + "…" + part.split_once('}').map_or("", |(_, rest)| rest))
}

/// What the codes of one letter are about, and what an error among them does; in Chinese and English.
#[derive(Debug)]
pub struct Letter {
    pub id: char,
    pub about: [&'static str; 2],
    pub error: [&'static str; 2],
}

pub static LETTERS: [Letter; 5] = [
    Letter {
        id: 'C',
        about: ["规则、流程文件", "Rule and pipeline files"],
        error: [
            "错误使命令停止；所有错误一次列出。",
            "An error stops the command; all of them are shown together.",
        ],
    },
    Letter {
        id: 'F',
        about: ["文件", "Files"],
        error: [
            "错误使申报文件整份搁置，其他文件则使命令停止。",
            "An error sets a filing aside whole; of any other file it stops the command.",
        ],
    },
    Letter {
        id: 'D',
        about: ["数据行", "Rows of data"],
        error: [
            "错误退回该行，其余照常；主管部门的清单中的错误可使核算停止。",
            "An error refuses the row, and the rest goes on; in lists of the office it may stop the run.",
        ],
    },
    Letter {
        id: 'R',
        about: ["整次核算", "A run"],
        error: ["错误时不生成结果。", "With an error no results are written."],
    },
    Letter {
        id: 'A',
        about: ["参数、目录、台账", "Arguments, folders, ledger"],
        error: ["错误使命令停止。", "An error stops the command."],
    },
];

macro_rules! codes {
    ($($name:ident = $id:literal $severity:ident {
        zh: $zh:literal, en: $en:literal, help_zh: $help_zh:literal, help_en: $help_en:literal $(,)?
    })*) => {
        $(pub static $name: $crate::diag::Code = $crate::diag::Code {
            id: $id, severity: $crate::diag::Severity::$severity,
            zh: $zh, en: $en, help_zh: $help_zh, help_en: $help_en,
        };)*

        /// The codes of this letter, by number.
        pub(super) static LISTED: &[&$crate::diag::Code] = &[$(&$name),*];
    };
}

mod arguments;
mod config;
mod data;
mod files;
mod runs;

pub use arguments::*;
pub use config::*;
pub use data::*;
pub use files::*;
pub use runs::*;

/// Every code: letter by letter, by number.
pub fn all() -> impl Iterator<Item = &'static Code> {
    let letters = [config::LISTED, files::LISTED, data::LISTED, runs::LISTED, arguments::LISTED];
    letters.into_iter().flatten().copied()
}

/// Codes by their ids, where findings are kept in files.
pub(super) mod by_id {
    use serde::{Deserialize as _, Deserializer, Serializer};

    use super::{Code, all};

    pub fn serialize<S: Serializer>(code: &&'static Code, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(code.id)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<&'static Code, D::Error> {
        let id = String::deserialize(from)?;
        let fault = || serde::de::Error::custom(format!("no code `{id}`"));
        all().find(|code| code.id == id).ok_or_else(fault)
    }
}
