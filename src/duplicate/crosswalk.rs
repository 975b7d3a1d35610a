//! Which support is of the same kind as which: the crosswalk file.
//!
//! `[[scheme]]` names the sources of other support and whether 附七 covers them, `[[rule]]` says
//! which of their items is the same kind as a measure, what proves that it is the same matter, and
//! whether the periods must overlap.

use crate::config::{Collector, Reader};
use crate::diag::{Diagnostic, Diagnostics, Text, codes, suggest};
use crate::domain::text::comparable;
use crate::scheme::Scheme;

use super::papers::{PAPERS, Paper};
use super::remarks::RemarkWords;
use super::same::State;
use super::words::plain;

/// How closely two kinds of support are related.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SameKind {
    /// The same kind.
    Strong,
    /// The same matter only where a paper proves it.
    Possible,
    /// Another kind.
    No,
    /// No rule names the item: a person decides.
    Unlisted,
}

impl SameKind {
    pub const NAMES: [(&'static str, SameKind); 3] =
        [("strong", Self::Strong), ("possible", Self::Possible), ("no", Self::No)];

    pub fn text(self) -> Text {
        match self {
            Self::Strong => Text::new("同类", "same kind"),
            Self::Possible => Text::new("可能同类，须同一凭证", "possibly the same, by its papers"),
            Self::No => Text::new("不同类", "another kind"),
            Self::Unlisted => Text::new("对照表未列", "not in the crosswalk"),
        }
    }
}

/// What a text that a rule's words cover is for measures that no rule names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Others {
    /// A person is asked.
    #[default]
    Ask,
    /// Another kind.
    No,
}

impl Others {
    pub const NAMES: [(&'static str, Others); 2] = [("ask", Self::Ask), ("no", Self::No)];
}

/// Where other support comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    pub id: String,
    pub title: Text,
    pub district: Text,
    /// Whether the clause on duplicates names it. City, province and centre are not named.
    pub covered: bool,
    /// Parts of policy names that lead to it.
    pub words: Vec<String>,
}

/// One line of the crosswalk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Id of the measure, which holds under any version of the scheme; `None` for all.
    pub measure: Option<String>,
    /// Place among the sources.
    pub source: usize,
    /// Whole words of the item's name; none: whatever the item.
    pub words: Vec<String>,
    /// Parts of texts in which the rule is certain of nothing: 团体标准.
    pub unless: Vec<String>,
    /// What a text that is read to its end is for measures that no rule names.
    pub others: Others,
    /// Measures of the source itself, for runs that compute both schemes; names do not count there.
    pub measures: Vec<String>,
    pub same_kind: SameKind,
    /// Papers that prove the same matter.
    pub keys: Vec<Paper>,
    /// Whether support for another period is another support, whatever the papers.
    pub by_period: bool,
    pub note: Text,
    /// `seed`, `found` or `synthetic`: where the line comes from.
    pub basis: String,
}

/// The file, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Crosswalk {
    pub sources: Vec<Source>,
    pub rules: Vec<Rule>,
    /// Words in titles of rosters: of what is planned, of what was approved, and of neither.
    pub titles_pending: Vec<String>,
    pub titles_granted: Vec<String>,
    pub titles_other: Vec<String>,
    /// Words beside which a list of what was approved is only proposed: 公示.
    pub titles_proposed: Vec<String>,
    /// Words by which rows say what became of their support.
    pub remarks: RemarkWords,
    /// What stands for the text of the row above, as it is written.
    pub ditto: Vec<String>,
    /// Words by which the name of a file or sheet says that a year in it is the year of support.
    pub years: Vec<String>,
    /// Words in names of items that say nothing of their kind.
    pub plain: Vec<String>,
    /// Words around what an item leaves out, which stands as `…`.
    pub exceptions: Vec<String>,
}

impl Crosswalk {
    /// The source that a row belongs to: the one that its policy's name leads to, else that of its
    /// roster.
    pub fn source(&self, policy: &str, of_roster: usize) -> usize {
        let policy = comparable(policy);
        let named =
            |source: &Source| source.words.iter().any(|word| policy.contains(word.as_str()));
        match self.sources.iter().position(|source| !policy.is_empty() && named(source)) {
            Some(at) => at,
            None => of_roster,
        }
    }

    /// Whether the name of a file or sheet speaks of a year of support, and not of the day it was made.
    pub fn names_a_year(&self, name: &str) -> bool {
        let name = plain(name);
        self.years.iter().any(|word| name.contains(word.as_str()))
    }

    /// The state of what a roster lists, as its title says.
    pub fn state_of(&self, title: &str) -> Option<State> {
        let title = plain(title);
        let holds = |words: &[String]| words.iter().any(|word| title.contains(word.as_str()));
        match () {
            () if holds(&self.titles_other) => None,
            () if holds(&self.titles_pending) => Some(State::Pending),
            () if !holds(&self.titles_granted) => None,
            () if holds(&self.titles_proposed) => Some(State::Pending),
            () => Some(State::Received),
        }
    }
}

impl Crosswalk {
    /// The first rule for two measures that are computed side by side.
    pub fn rule_between(&self, measure: &str, source: usize, other: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| {
            rule.source == source
                && rule.is_about(measure)
                && rule.measures.iter().any(|known| known == other)
        })
    }
}

impl Rule {
    fn is_about(&self, measure: &str) -> bool {
        self.measure.as_deref().is_none_or(|own| own == measure)
    }
}

/// Reads the file for a scheme.
///
/// # Errors
/// Every fault.
pub fn load(path: &std::path::Path, scheme: &Scheme) -> Result<Crosswalk, Diagnostics> {
    let root = crate::config::parse_file(path)?;
    let faults = Collector::default();
    let reader = Reader::new(&root, &super::keys::CROSSWALK, &faults);
    let sources: Vec<Source> = reader.tables("scheme").map(source).collect();
    let rules = reader.tables("rule").flat_map(|entry| rules(entry, &sources, scheme)).collect();
    let words = |key| texts(&reader, key);
    let crosswalk = Crosswalk {
        sources,
        rules,
        titles_pending: words("titles_pending"),
        titles_granted: words("titles_granted"),
        titles_other: words("titles_other"),
        titles_proposed: words("titles_proposed"),
        remarks: remark_words(&reader),
        ditto: reader.texts("ditto").into_iter().map(str::to_string).collect(),
        years: words("years"),
        plain: words("plain"),
        exceptions: words("exceptions"),
    };
    reader.finish();
    faults.into_inner().into_result(crosswalk)
}

fn source(reader: Reader) -> Source {
    let source = Source {
        id: reader.require_text("id").unwrap_or_default().to_string(),
        title: reader.bilingual("title"),
        district: reader.bilingual("district"),
        covered: reader.bool("covered").unwrap_or(true),
        words: reader
            .texts("words")
            .into_iter()
            .map(comparable)
            .filter(|w| !w.is_empty())
            .collect(),
    };
    reader.finish();
    source
}

/// A list of words as texts are compared.
fn texts(reader: &Reader, key: &'static str) -> Vec<String> {
    reader.texts(key).into_iter().map(plain).filter(|word| !word.is_empty()).collect()
}

/// Words by which rows say what became of their support, longest first: 不通过 goes before 通过.
pub(super) fn remark_words(reader: &Reader) -> RemarkWords {
    let words = |key| {
        let mut words = texts(reader, key);
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        words
    };
    RemarkWords {
        refused: words("rows_refused"),
        returned: words("rows_returned"),
        open: words("rows_open"),
        not: words("rows_not"),
        beside: words("rows_beside"),
        headings: words("rows_headings"),
    }
}

/// One entry: a rule for its measure, and one for each that it names beside.
fn rules(reader: Reader, sources: &[Source], scheme: &Scheme) -> Vec<Rule> {
    let source = named(&reader, "scheme", sources.iter().map(|source| source.id.as_str()));
    let (words, unless) = (texts(&reader, "words"), texts(&reader, "unless"));
    let (note, others) = (reader.bilingual("note"), reader.choice("others", &Others::NAMES));
    let basis = reader.text("basis").unwrap_or_default().to_string();
    let rule = |reader: &Reader, measure, same_kind| {
        Some(Rule {
            measure,
            source: source?,
            words: words.clone(),
            unless: unless.clone(),
            others: others.unwrap_or_default(),
            measures: reader.texts("measures").into_iter().map(str::to_string).collect(),
            same_kind,
            keys: keys(reader),
            by_period: reader.bool("by_period").unwrap_or(false),
            note: note.clone(),
            basis: basis.clone(),
        })
    };
    let mut out = Vec::new();
    let same_kind = reader.require_choice("same_kind", &SameKind::NAMES);
    if let Some((measure, same_kind)) = measure(&reader, scheme).zip(same_kind) {
        out.extend(rule(&reader, measure, same_kind));
    }
    for entry in reader.tables("also") {
        let same_kind = entry.require_choice("same_kind", &SameKind::NAMES);
        if let Some((measure, same_kind)) = measure(&entry, scheme).zip(same_kind) {
            out.extend(rule(&entry, measure, same_kind));
        }
        entry.finish();
    }
    reader.finish();
    out
}

/// The id of a measure of the scheme; all where none is named. `None` is a fault.
fn measure(reader: &Reader, scheme: &Scheme) -> Option<Option<String>> {
    match reader.text("measure") {
        None | Some("*") => Some(None),
        Some(_) => {
            let at = named(reader, "measure", scheme.measures.iter().map(|m| m.id.as_str()));
            at.map(|at| Some(scheme.measures[at].id.clone()))
        }
    }
}

fn keys(reader: &Reader) -> Vec<Paper> {
    let key = |node| {
        let name = crate::config::as_text(node, reader.faults)?;
        let paper = PAPERS.iter().position(|known| *known == name);
        if paper.is_none() {
            let near = suggest(name, PAPERS.iter().copied()).unwrap_or_default();
            let fault = Diagnostic::new(&codes::UNKNOWN_COLUMN).arg("name", name);
            reader.faults.push(fault.arg("suggestion", near).at(node.place()));
        }
        paper
    };
    reader.array("keys").iter().filter_map(key).collect()
}

/// The place of a name among known ones.
fn named<'a>(
    reader: &Reader,
    key: &'static str,
    known: impl Iterator<Item = &'a str> + Clone,
) -> Option<usize> {
    let node = reader.require(key)?;
    let name = crate::config::as_text(node, reader.faults)?;
    let at = known.clone().position(|own| own == name);
    if at.is_none() {
        let list: Vec<&str> = known.clone().collect();
        let fault = Diagnostic::new(&codes::UNKNOWN_WORD).arg("word", name);
        let near = suggest(name, known).unwrap_or_default();
        reader
            .faults
            .push(fault.arg("known", list.join(" | ")).arg("suggestion", near).at(node.place()));
    }
    at
}
