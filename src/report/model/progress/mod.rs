//! Progress against plans as sheets and documents.

mod brief;
pub mod charts;
mod offices;
mod rest;
mod sheets;
mod targets;
mod tasks;
mod yearly;

use chrono::NaiveDate;

use super::document::{Align, Block, Document, Fact, Layout, TableColumn, Tone};
use crate::diag::{Diagnostic, Lang, Text, say};
use crate::domain::money::grouped;
use crate::domain::text::value_of;
use crate::ingest::Source;
use crate::progress::change::{Changes, Way};
use crate::progress::figures::Value;
use crate::progress::judge::{Judged, Status};
use crate::progress::number::{plain, shown};
use crate::progress::plan::{Office, Target, Test};
use crate::progress::reports::{Standing, State};
use crate::progress::state::Progress;
use crate::progress::units::in_words;
use crate::report::words::Words;

pub use sheets::{book, brief};

/// What reports tell of, and the words they tell it in.
pub struct Told<'a> {
    pub progress: &'a Progress,
    pub changes: Option<&'a Changes>,
    pub findings: &'a [Diagnostic],
    /// Files that were read, with their checksums.
    pub sources: &'a [Source],
    /// The first characters of the SHA-256 of the manifest.
    pub hash: &'a str,
    pub words: &'a Words,
}

impl Told<'_> {
    pub fn lang(&self) -> Lang {
        self.words.lang
    }

    pub fn get(&self, key: &str) -> String {
        self.words.get(key)
    }

    pub fn say(&self, key: &str, values: &[(&str, &dyn std::fmt::Display)]) -> String {
        self.words.say(key, values)
    }

    pub fn both(&self, text: &Text) -> String {
        text.get(self.lang()).to_string()
    }

    pub fn day(&self, of: NaiveDate) -> String {
        self.lang().day(of)
    }

    pub fn status(&self, status: Status) -> String {
        self.get(&format!("progress.status.{}", status.key()))
    }

    pub fn state(&self, state: State) -> String {
        self.get(&format!("progress.state.{}", state.key()))
    }

    /// The name of a state over a column of counts.
    pub fn head(&self, state: State) -> String {
        match state {
            State::Unproved => self.get("progress.head.no-evidence"),
            other => self.state(other),
        }
    }

    /// The states that occur, in their order: columns for others would be empty.
    pub fn states_of<'s>(&self, of: impl Iterator<Item = &'s Standing>) -> Vec<State> {
        let known: Vec<State> = of.map(|own| own.state).collect();
        State::ALL.into_iter().filter(|state| known.contains(state)).collect()
    }

    pub fn way(&self, way: Way) -> String {
        self.get(&format!("progress.way.{}", way.key()))
    }

    /// What a target asks: `＞1,400`, `达到`, `逐年提升`.
    pub fn wanted(&self, target: &Target) -> String {
        match &target.test {
            Test::Done => self.get("progress.wanted.done"),
            Test::RisesEachYear => self.get("progress.wanted.rises_each_year"),
            Test::Rises => self.get("progress.wanted.rises"),
            Test::Term { to, .. } => self.say("progress.wanted.term", &[("day", &self.day(*to))]),
            Test::Reference(value) => {
                self.say("progress.wanted.reference", &[("value", &plain(*value))])
            }
            other => {
                let sign = match (other.sign(), self.lang()) {
                    ("＞", Lang::En) => ">",
                    ("＝", Lang::En) => "=",
                    (sign, _) => sign,
                };
                format!("{sign}{}", other.value().map(plain).unwrap_or_default())
            }
        }
    }

    /// The number of a task as a reader of the language cites it: `附3-1`, `Annex 3-1`.
    pub fn task_no(&self, no: &str) -> String {
        const IN_WORDS: [(&str, &str); 3] =
            [("附", "annex"), ("保障", "safeguards"), ("总", "general")];
        if self.lang() == Lang::Zh {
            return no.to_string();
        }
        let known = IN_WORDS.iter().find_map(|(zh, key)| Some((key, no.strip_prefix(zh)?)));
        let number = |text: &str| {
            let bare = text.trim_matches(['（', '）', '-']);
            value_of(bare).map_or_else(|| bare.to_string(), |value| format!("({value})"))
        };
        match known {
            Some((key, rest)) => {
                self.say(&format!("progress.number.{key}"), &[("number", &number(rest))])
            }
            None => number(no),
        }
    }

    /// A count as readers know it; a dash for none, so that the others stand out.
    pub fn counted(&self, count: usize) -> String {
        match count {
            0 => self.get("progress.dash"),
            count => grouped(count as u64),
        }
    }

    /// What a target asks with its unit: `＞2,000 亿美元`, `>2,000 (USD 100m)`.
    pub fn wanted_with_unit(&self, target: &Target) -> String {
        match (target.test.value(), self.unit(target)) {
            (None, _) | (_, "") => self.wanted(target),
            (_, unit) => self.with_unit(&self.wanted(target), unit),
        }
    }

    /// A number and its unit; English units that begin with a currency stand in brackets.
    pub fn with_unit(&self, number: &str, unit: &str) -> String {
        match self.lang() == Lang::En && unit.starts_with(|c: char| c.is_ascii_uppercase()) {
            true => format!("{number} ({unit})"),
            false => format!("{number} {unit}"),
        }
    }

    /// The unit of a target in the reader's language.
    pub fn unit<'t>(&self, target: &'t Target) -> &'t str {
        in_words(&target.unit_text, self.lang())
    }

    /// When a target is due; a dash where the document does not say.
    pub fn due(&self, target: &Target) -> String {
        let Some(due) = target.due else { return self.get("progress.dash") };
        let year_end = NaiveDate::from_ymd_opt(due.year, 12, 31) == Some(due.day);
        let day = match year_end {
            true => say!(self.lang(), "{}年", "{}", due.year),
            false => self.day(due.day),
        };
        match due.inferred {
            true => self.say("progress.due_inferred", &[("day", &day)]),
            false => day,
        }
    }

    /// The figure that was judged last; a dash where there is none.
    pub fn latest(&self, target: &Target, judged: &Judged) -> String {
        match judged.latest.as_ref().map(|figure| figure.value) {
            Some(Value::Number(number)) => shown(number, target.decimals),
            Some(Value::Done(on)) => self.say("progress.done_on", &[("day", &self.day(on))]),
            Some(Value::NotDone) => self.get("progress.not_done"),
            None => self.get("progress.dash"),
        }
    }

    /// The period of the figure that was judged last.
    pub fn latest_period(&self, judged: &Judged) -> String {
        match &judged.latest {
            Some(figure) => figure.span.shown(self.lang()),
            None => self.get("progress.dash"),
        }
    }

    /// Names of today, each once.
    pub fn offices(&self, offices: &[Office]) -> String {
        let mut names: Vec<&str> = Vec::new();
        for office in offices {
            let name = office.today.get(self.lang());
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names.join(self.lang().pick("、", "; "))
    }
}

impl Told<'_> {
    fn heading(&self, level: u8, key: &str) -> Block {
        Block::Heading { level, text: self.get(&format!("progress.heading.{key}")) }
    }

    /// Headings by key, with how each column stands and its share of the width.
    fn columns(&self, columns: &[(&str, Align, u16)]) -> Vec<TableColumn> {
        let column = |(key, align, share): &(&str, Align, u16)| {
            TableColumn::new(self.get(&format!("progress.column.{key}")), *align, *share)
        };
        columns.iter().map(column).collect()
    }

    /// The head of a document: what it follows, until when, marks of drafts and of synthetic data.
    fn document(&self, layout: Layout, name: &str, title: String) -> Document {
        let progress = self.progress;
        let draft = progress.plans.iter().all(|plan| plan.draft);
        let titles: Vec<String> =
            progress.plans.iter().map(|plan| self.both(&plan.title)).collect();
        let basis: Vec<&str> = progress.plans.iter().map(|plan| plan.document.as_str()).collect();
        let tool = env!("CARGO_PKG_NAME");
        let version = env!("CARGO_PKG_VERSION");
        let footer: [(&str, &dyn std::fmt::Display); 3] =
            [("tool", &tool), ("version", &version), ("hash", &self.hash)];
        Document {
            layout,
            lang: self.lang(),
            author: None,
            day: progress.as_of,
            name: name.to_string(),
            title,
            subtitle: Some(titles.join(self.lang().pick("、", "; "))),
            facts: vec![
                Fact::new(self.get("progress.fact.as_of"), self.day(progress.as_of)),
                Fact::new(self.get("common.basis"), basis.join(self.lang().pick("；", "; "))),
            ],
            watermark: draft.then(|| self.get("common.draft")),
            banner: (progress.synthetic > 0).then(|| self.get("progress.synthetic")),
            footer: self.say("common.footer", &footer),
            blocks: Vec::new(),
        }
    }
}

/// All documents: the progress report, the yearly reports that plans owe, the cards of offices.
pub fn documents(told: &Told) -> Vec<Document> {
    let mut report = told.document(Layout::Report, "progress", told.get("progress.title"));
    report.blocks = brief::brief(told);
    report.blocks.extend(rest::changes(told));
    report.blocks.extend(targets::targets(told));
    report.blocks.extend(targets::checks(told));
    report.blocks.extend(tasks::tasks(told));
    report.blocks.extend(rest::money(told));
    report.blocks.extend(rest::data(told));
    let mut all = vec![report];
    all.extend(yearly::yearly(told));
    all.extend(offices::offices(told));
    all
}

impl Told<'_> {
    /// How a target stands, in a word: what was met late is not simply reached.
    pub fn standing(&self, judged: &Judged) -> String {
        match judged.late {
            true => self.get("progress.status.met-late"),
            false => self.status(judged.status),
        }
    }

    /// How a task stands, in a word: a report that grew old is not the same as none.
    pub fn task_standing(&self, standing: &Standing) -> String {
        match standing.stale {
            true => self.get("progress.state.stale-report"),
            false => self.state(standing.state),
        }
    }
}

/// How a target is marked: as its status is, but never as good where it was met late.
pub fn tone_of(judged: &Judged) -> Tone {
    if judged.late { Tone::Watch } else { tone(judged.status) }
}

/// How a status is marked: told by a sign and a word as well as by colour.
pub fn tone(status: Status) -> Tone {
    match status {
        Status::Reached | Status::OnTrack => Tone::Good,
        Status::AtRisk => Tone::Watch,
        Status::OffTrack | Status::Overdue => Tone::Bad,
        Status::NoData => Tone::Unknown,
        Status::Reference => Tone::Plain,
    }
}

pub fn state_tone(state: State) -> Tone {
    match state {
        State::Done | State::UnderWay => Tone::Good,
        State::NotBegun | State::Unproved => Tone::Watch,
        State::Late | State::Overdue => Tone::Bad,
        State::Silent => Tone::Unknown,
    }
}

/// The sign of a tone, where no renderer adds it: terminals and workbooks.
pub fn sign(tone: Tone) -> &'static str {
    match tone {
        Tone::Good => "●",
        Tone::Watch => "▲",
        Tone::Bad => "◆",
        Tone::Unknown => "○",
        Tone::Plain => "■",
    }
}
