//! Diagnostics: what is wrong, how severe it is, where it stands and how to mend it.
//!
//! Every message of the program about an input or a rule file is a [`Diagnostic`] with a code of
//! the registry in [`codes`]. Its words stand there, in Chinese and English; a diagnostic holds
//! only the arguments, so that both languages are always complete.

pub mod codes;
mod failure;
pub mod private;
mod render;
mod visible;
pub mod words;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use codes::Code;
pub use failure::{Failure, our_fault, panic_words};
pub use render::{Palette, render};
pub use visible::{in_line, visible};
pub(crate) use words::say;

/// The language of messages, reports and workbooks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Lang {
    #[default]
    #[serde(rename = "zh-CN")]
    Zh,
    #[serde(rename = "en")]
    En,
}

impl Lang {
    /// Reads `zh`, `zh-CN`, `en`, `en_US.UTF-8` and the like; anything else is `None`.
    pub fn parse(text: &str) -> Option<Self> {
        let lower = text.trim().to_ascii_lowercase();
        if lower == "zh" || lower.starts_with("zh-") || lower.starts_with("zh_") {
            Some(Self::Zh)
        } else if lower == "en" || lower.starts_with("en-") || lower.starts_with("en_") {
            Some(Self::En)
        } else {
            None
        }
    }

    /// The tag written into manifests.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }

    /// Picks the text of this language.
    pub fn pick<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }

    /// `2026年3月31日`, `31 March 2026`.
    pub fn day(self, day: NaiveDate) -> String {
        day.format(self.pick("%Y年%-m月%-d日", "%-d %B %Y")).to_string()
    }
}

/// A text in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    pub zh: String,
    pub en: String,
}

impl Text {
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }

    pub fn get(&self, lang: Lang) -> &str {
        lang.pick(&self.zh, &self.en)
    }
}

/// The severity of a diagnostic, the lightest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// 提示: said for completeness.
    Note,
    /// 警告: the run goes on; a person should look.
    Warning,
    /// 错误: the row is quarantined, or the file cannot be used.
    Error,
}

impl Severity {
    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::Note => lang.pick("提示", "note"),
            Self::Warning => lang.pick("警告", "warning"),
            Self::Error => lang.pick("错误", "error"),
        }
    }

    /// The word used in tables.
    pub fn key(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A text file that diagnostics can point into.
#[derive(PartialEq, Eq)]
pub struct SourceText {
    /// The path as the user would write it.
    pub path: String,
    pub text: String,
}

impl std::fmt::Debug for SourceText {
    /// The path only: the text would drown everything else.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.path)
    }
}

/// Where a diagnostic stands.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub enum Place {
    #[default]
    Nowhere,
    /// A whole file.
    File(String),
    /// A byte range of a text file: of settings, which findings that are kept never speak of.
    #[serde(skip)]
    Text { source: Arc<SourceText>, span: Range<usize> },
    /// A cell of a table; `row` counts from 1 as Excel does, 0 stands for the whole sheet.
    Cell { file: String, sheet: String, row: u32, column: String },
}

impl Place {
    /// `file·sheet·row·column`, as far as known.
    pub fn describe(&self, lang: Lang) -> String {
        match self {
            Self::Nowhere => String::new(),
            Self::File(file) => in_line(file).into_owned(),
            Self::Text { source, span } => {
                let (line, column) = line_column(&source.text, span.start);
                format!("{}:{line}:{column}", in_line(&source.path))
            }
            Self::Cell { file, sheet, row, column } => {
                let mut out = in_line(file).into_owned();
                if !sheet.is_empty() {
                    out.push('·');
                    out.push_str(&in_line(sheet));
                }
                if *row > 0 {
                    out.push_str(&say!(lang, "·第{row}行", "·row {row}"));
                }
                if !column.is_empty() {
                    out.push('·');
                    out.push_str(&in_line(column));
                }
                out
            }
        }
    }
}

/// Line and column of a byte offset, both from 1, the column in characters.
pub fn line_column(text: &str, offset: usize) -> (usize, usize) {
    let before = &text[..offset.min(text.len())];
    let line = before.matches('\n').count() + 1;
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    (line, before[start..].chars().count() + 1)
}

/// One finding about an input, a rule file or an argument.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Diagnostic {
    #[serde(with = "codes::by_id")]
    pub code: &'static Code,
    pub severity: Severity,
    pub place: Place,
    args: Vec<(Cow<'static, str>, String)>,
}

impl Diagnostic {
    pub fn new(code: &'static Code) -> Self {
        Self { code, severity: code.severity, place: Place::Nowhere, args: Vec::new() }
    }

    /// What its words are filled with.
    pub fn texts(&mut self) -> impl Iterator<Item = &mut String> {
        self.args.iter_mut().map(|(_, text)| text)
    }

    /// A file that the system does not give out (F201), in words where the reason is a usual one.
    pub fn unreadable(error: &std::io::Error) -> Self {
        use std::io::ErrorKind;
        let why = match error.kind() {
            ErrorKind::NotFound => "文件不存在".to_string(),
            ErrorKind::PermissionDenied => "没有读取权限".to_string(),
            ErrorKind::IsADirectory => "这是文件夹，不是文件".to_string(),
            ErrorKind::InvalidData => "不是 UTF-8 编码的文本".to_string(),
            ErrorKind::Unsupported => "不是普通文件".to_string(),
            ErrorKind::FileTooLarge => format!("超过上限 {error}"),
            _ => error.to_string(),
        };
        let why_en = match error.kind() {
            ErrorKind::FileTooLarge => format!("it is larger than {error}"),
            _ => error.to_string(),
        };
        Self::new(&codes::FILE_UNREADABLE).arg("why", why).arg("why_en", why_en)
    }

    /// Fills the placeholder `{name}` of the message. Private values are hidden here, once, wherever the finding is
    /// shown later.
    pub fn arg(mut self, name: &'static str, value: impl ToString) -> Self {
        let value = value.to_string();
        let shown = match private::hide(&value) {
            std::borrow::Cow::Owned(hidden) => hidden,
            std::borrow::Cow::Borrowed(_) => value,
        };
        self.args.push((name.into(), shown));
        self
    }

    pub fn at(mut self, place: Place) -> Self {
        self.place = place;
        self
    }

    /// Passes a value through `change`, for values that not everybody may see.
    pub fn change(&mut self, name: &str, change: impl Fn(&str) -> String) {
        for (_, value) in self.args.iter_mut().filter(|(key, _)| *key == name) {
            *value = change(value);
        }
    }

    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// The value given for a placeholder.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.args.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str())
    }

    pub fn message(&self, lang: Lang) -> String {
        self.fill(lang.pick(self.code.zh, self.code.en), lang)
    }

    /// How to mend it; empty where nothing can be advised.
    pub fn help(&self, lang: Lang) -> String {
        let help = self.fill(lang.pick(self.code.help_zh, self.code.help_en), lang);
        match self.value("suggestion") {
            Some(word) if !word.is_empty() => {
                say!(lang, "是否想写“{word}”？{help}", "did you mean `{word}`? {help}")
                    .trim_end()
                    .to_string()
            }
            _ => help,
        }
    }

    /// The value as a reader of `lang` should see it: an argument `name_en` stands in for `name`.
    fn value_in(&self, name: &str, lang: Lang) -> Option<&str> {
        let english = |key: &str| lang == Lang::En && key.strip_suffix("_en") == Some(name);
        let own = self.args.iter().find(|(key, _)| english(key));
        own.map(|(_, value)| value.as_str()).or_else(|| self.value(name))
    }

    /// Replaces `{name}` by its argument. What a terminal would obey in a value is shown, since it may come from
    /// a file that somebody else made.
    fn fill(&self, template: &str, lang: Lang) -> String {
        words::fill(template, |name| self.value_in(name, lang).map(in_line))
    }
}

/// Several diagnostics as an error value: whatever could be found, all at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics(pub Vec<Diagnostic>);

impl Diagnostics {
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|d| d.severity == Severity::Error)
    }

    pub fn extend(&mut self, other: Diagnostics) {
        self.0.extend(other.0);
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// `Err` when an error is among them, else the value.
    pub fn into_result<T>(self, value: T) -> Result<T, Diagnostics> {
        if self.has_errors() { Err(self) } else { Ok(value) }
    }
}

impl From<Diagnostic> for Diagnostics {
    fn from(diagnostic: Diagnostic) -> Self {
        Self(vec![diagnostic])
    }
}

/// The nearest of `known` to a misspelt word, if it is near enough to be meant.
pub fn suggest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    const NEAR_ENOUGH: f64 = 0.8;
    // Nobody misspells a word into a page, and comparing takes the product of both lengths.
    const LONGEST: usize = 256;
    if word.len() > LONGEST {
        return None;
    }
    // Capitals alone are no other word, however far apart their letters count.
    let near = |candidate: &str| match candidate.eq_ignore_ascii_case(word) {
        true => 1.0,
        false => strsim::jaro_winkler(word, candidate),
    };
    known
        .into_iter()
        .filter(|candidate| candidate.len() <= LONGEST)
        .map(|candidate| (near(candidate), candidate))
        .filter(|(score, _)| *score >= NEAR_ENOUGH)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}
