//! A report as blocks ready to print. Every text is final, every number is a text; numbers beside them serve
//! the geometry of charts only. One shape for all reports, so that PDF, HTML and terminal each need one
//! renderer and every report looks like the house.

use chrono::NaiveDate;
use serde::Serialize;

use super::amounts::true_minus;
use crate::diag::Lang;

/// A report.
#[derive(Clone, Debug, Serialize)]
pub struct Document {
    /// Which layout prints it: the name of a file in `reports/layouts`.
    pub layout: Layout,
    #[serde(serialize_with = "tag")]
    pub lang: Lang,
    /// Who issues it, where that is known: the author that a file names.
    pub author: Option<String>,
    /// The day that a file names: of the document or of what it tells about, never that of a clock.
    #[serde(serialize_with = "iso")]
    pub day: NaiveDate,
    /// Used in file names and as the anchor of links: lower case, hyphens.
    pub name: String,
    /// 小标宋 line on top.
    pub title: String,
    pub subtitle: Option<String>,
    /// Small lines under the title: year, deadline, scheme, budget pool.
    pub facts: Vec<Fact>,
    /// Printed across every page: 征求意见稿·模拟.
    pub watermark: Option<String>,
    /// Said on top of every page: synthetic data, a scenario.
    pub banner: Option<String>,
    /// Foot of every page: tool, version, hash of the run's manifest.
    pub footer: String,
    pub blocks: Vec<Block>,
}

fn tag<S: serde::Serializer>(lang: &Lang, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(lang.tag())
}

fn iso<S: serde::Serializer>(day: &NaiveDate, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(day)
}

/// The page set-ups.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Layout {
    /// A4 upright, page set-up after GB/T 9704, table of contents in HTML.
    Report,
    /// One page per document, many documents in one file.
    Notice,
    /// A4 across: long lists.
    List,
}

/// A part of a report, from top to bottom.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "block", rename_all = "kebab-case")]
pub enum Block {
    /// Level 1 is 一、 (黑体), level 2 is （一） (楷体); the text brings its own number.
    Heading {
        level: u8,
        text: String,
    },
    Paragraph {
        text: String,
    },
    List {
        numbered: bool,
        items: Vec<String>,
    },
    /// Short numbered lists side by side in small letters, each under its title.
    Beside {
        lists: Vec<TitledList>,
    },
    /// Key numbers, two to four side by side.
    Figures {
        figures: Vec<Figure>,
    },
    /// Names and values, two columns.
    Facts {
        facts: Vec<Fact>,
    },
    Table(Table),
    Chart(Chart),
    /// Charts of curves, small, two side by side.
    Gallery {
        charts: Vec<Chart>,
    },
    /// A framed remark.
    Note {
        tone: Tone,
        text: String,
    },
    /// Lines to sign: 经办人, 复核人, 负责人, 日期.
    SignOff {
        roles: Vec<String>,
    },
    PageBreak,
    /// The claims behind a number, for screens alone: rows of other tables lead to its `id`.
    Behind {
        id: String,
        #[serde(flatten)]
        table: Table,
    },
}

#[derive(Clone, Debug, Serialize)]
pub struct TitledList {
    pub title: String,
    pub items: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fact {
    pub label: String,
    pub value: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct Figure {
    pub label: String,
    /// With grouped thousands, without its unit.
    pub value: String,
    pub unit: String,
    pub note: Option<String>,
    pub tone: Tone,
}

/// What a value means for its reader. Shown by sign and word too, never by colour alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tone {
    #[default]
    Plain,
    Good,
    Watch,
    Bad,
    /// Nothing is known.
    Unknown,
}

#[derive(Clone, Debug, Serialize)]
pub struct Table {
    pub caption: Option<String>,
    pub columns: Vec<TableColumn>,
    pub rows: Vec<TableRow>,
    /// Under the table: units, sources, what was left out.
    pub note: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct TableColumn {
    pub heading: String,
    pub align: Align,
    /// Share of the width; 0 takes what its content needs.
    pub share: u16,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Align {
    Left,
    Centre,
    /// Numbers.
    Right,
}

#[derive(Clone, Debug, Serialize)]
pub struct TableRow {
    pub cells: Vec<String>,
    pub weight: Weight,
    pub tone: Tone,
    /// The `id` of what stands behind its numbers, where a screen can go there.
    pub behind: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Weight {
    #[default]
    Plain,
    /// Names a group of the rows that follow.
    Group,
    /// A total.
    Total,
}

/// A chart. `value`s are in any one unit (fen, millionths); only their proportions are drawn, what a
/// reader sees are the `shown` texts.
#[derive(Clone, Debug, Serialize)]
pub struct Chart {
    pub title: String,
    /// What the chart says, in a sentence: for those who cannot see it, and as its caption.
    pub says: String,
    /// Unit of the shown values, said once beside the title.
    pub unit: String,
    pub plot: Plot,
}

#[derive(Clone, Debug, Serialize)]
#[serde(tag = "plot", rename_all = "kebab-case")]
pub enum Plot {
    /// From a first total over steps to a last one.
    Waterfall { steps: Vec<Step> },
    /// Lying bars, against a limit where there is one.
    Bars { bars: Vec<Bar>, limit: Option<Mark> },
    /// Standing bars, so many series side by side or one upon the other.
    Columns { labels: Vec<String>, series: Vec<Series>, stacked: bool, limit: Option<Mark> },
    /// Low and high ends about a centre, the widest first.
    Tornado { centre: Mark, spans: Vec<Span> },
    /// Curves over evenly spaced labels.
    Lines { labels: Vec<String>, series: Vec<Series>, band: Option<Band>, limit: Option<Mark> },
}

#[derive(Clone, Debug, Serialize)]
pub struct Step {
    pub label: String,
    /// A total stands on the ground; a step hangs from where the last one ended (negative: down).
    pub total: bool,
    pub value: i64,
    pub shown: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct Bar {
    pub label: String,
    pub value: i64,
    pub shown: String,
    pub tone: Tone,
}

/// A value with its name.
#[derive(Clone, Debug, Serialize)]
pub struct Mark {
    pub label: String,
    pub value: i64,
    pub shown: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct Span {
    pub label: String,
    pub low: Mark,
    pub high: Mark,
}

#[derive(Clone, Debug, Serialize)]
pub struct Series {
    pub name: String,
    pub style: Style,
    /// One per label; `None` where nothing is known, which breaks the line.
    pub points: Vec<Option<Mark>>,
}

/// How a curve is drawn: told apart without colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Style {
    /// What happened.
    Solid,
    /// What was planned.
    Dashed,
    /// What is expected.
    Dotted,
    /// Single points.
    Points,
}

/// A range about a curve, one pair per label.
#[derive(Clone, Debug, Serialize)]
pub struct Band {
    pub name: String,
    pub ends: Vec<Option<(i64, i64)>>,
}

impl Fact {
    pub fn new(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self { label: label.into(), value: value.into() }
    }
}

impl TableColumn {
    pub fn new(heading: impl Into<String>, align: Align, share: u16) -> Self {
        Self { heading: heading.into(), align, share }
    }
}

impl TableRow {
    /// Numbers below zero get their sign here, whoever wrote them.
    pub fn new(cells: Vec<String>) -> Self {
        let cells = cells.into_iter().map(true_minus).collect();
        Self { cells, weight: Weight::Plain, tone: Tone::Plain, behind: None }
    }

    pub fn total(cells: Vec<String>) -> Self {
        Self { weight: Weight::Total, ..Self::new(cells) }
    }

    /// Names the rows that follow, over all columns.
    pub fn group(name: String) -> Self {
        Self { weight: Weight::Group, ..Self::new(vec![name]) }
    }

    /// What stands behind its numbers.
    pub fn leading_to(self, behind: Option<String>) -> Self {
        Self { behind, ..self }
    }

    pub fn toned(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }
}
