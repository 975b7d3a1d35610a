//! A scenario file: what it says, read and checked as far as it can be without its base.
//!
//! | section | holds |
//! |---|---|
//! | `[scenario]` | `title`; optional `scheme`, another scheme file that takes the place of the base's |
//! | `[options]`, `[parameters]` | as in a pipeline file |
//! | `[rules]` | dotted paths in the scheme file and what stands there instead |
//! | `[budget]` | `total`, `reserve` |
//! | `[dates]` | `award_year`, `deadline`, `payment_date` |
//! | `[rates]` | `LPR1Y = "2.8%"`, `USD = "6.80"`: one value for every day |
//! | `[measures]` | `m8 = "off"`, `m8 = "on"` |
//! | `[growth]` | `applicants`, `take_up`, `prices` as factors (`"110%"`), `pending` with `pending_since`, `seed` |

use std::path::Path;

use chrono::NaiveDate;

use crate::config::{Collector, Node, Reader, Sort, as_choice, as_date, as_int, as_ratio, as_text};
use crate::diag::{Diagnostic, Diagnostics, Place, Text, codes};
use crate::domain::Ratio;
use crate::scheme::{Choices, SchemeFile};

/// Changes to a base. What is `None` or empty stays as it is there.
#[derive(Clone, Debug, Default)]
pub struct Scenario {
    /// The file's stem, or what the command calls it.
    pub name: String,
    pub title: Text,
    /// A scheme that replaces the base's.
    pub scheme: Option<SchemeFile>,
    pub choices: Choices,
    pub award_year: Option<(i32, Place)>,
    pub deadline: Option<NaiveDate>,
    pub payment_date: Option<NaiveDate>,
    /// Fen.
    pub total: Option<(i64, Place)>,
    pub reserve: Option<(i64, Place)>,
    pub rates: Vec<(String, Ratio, Place)>,
    /// Measures by id, and whether they are on.
    pub measures: Vec<(String, bool, Place)>,
    pub growth: Growth,
    /// Where `growth.pending` stands.
    pub pending_at: Place,
    /// The files it was read from, the one on top last.
    pub files: Vec<String>,
}

/// Factors on the base; `None` leaves it as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Growth {
    /// Of the number of applicants: above one, some are counted again as newcomers.
    pub applicants: Option<Ratio>,
    /// Of the applicants, the part that goes through with it.
    pub take_up: Option<Ratio>,
    /// Of the applicants all of whose lines were accepted on `pending_since` or later and still wait
    /// for a decision, the part that is admitted.
    pub pending: Option<Ratio>,
    pub pending_since: Option<NaiveDate>,
    /// Of every amount of money that is filed, cut to the fen.
    pub prices: Option<Ratio>,
    /// Decides who is left out and who is counted again.
    pub seed: Option<u64>,
}

impl Growth {
    /// The later one where it says something.
    fn under(self, later: Growth) -> Growth {
        Growth {
            applicants: later.applicants.or(self.applicants),
            take_up: later.take_up.or(self.take_up),
            pending: later.pending.or(self.pending),
            pending_since: later.pending_since.or(self.pending_since),
            prices: later.prices.or(self.prices),
            seed: later.seed.or(self.seed),
        }
    }
}

impl Scenario {
    /// A scenario without changes, to be filled by commands.
    pub fn named(name: impl Into<String>) -> Self {
        let name = name.into();
        Self { title: Text::new(&name, &name), name, ..Self::default() }
    }

    /// Reads a scenario file; the path of another scheme starts from the folder of `path`.
    ///
    /// # Errors
    /// Every fault of the file and of the scheme it names.
    pub fn load(path: &Path) -> Result<Self, Diagnostics> {
        let root = crate::config::parse_file(path)?;
        Sort::Scenario.expect(&root)?;
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let base = path.parent().map(Path::to_path_buf).unwrap_or_default();
        Self::read(&root, name, &|scheme| SchemeFile::load(&base.join(scheme)))
    }

    /// Reads a scenario from a tree; `load` opens the scheme that it names.
    ///
    /// # Errors
    /// As [`Scenario::load`].
    pub fn read(
        root: &Node,
        name: String,
        load: &dyn Fn(&str) -> Result<SchemeFile, Diagnostics>,
    ) -> Result<Self, Diagnostics> {
        let faults = Collector::default();
        let reader = Reader::new(root, &super::keys::SCENARIO, &faults);
        let mut out = Self { name, files: vec![root.source.path.clone()], ..Self::default() };
        let mut scheme = None;
        if let Some(head) = reader.require_table("scenario") {
            out.title = head.bilingual("title");
            scheme = head.text("scheme").map(str::to_string);
            head.finish();
        }
        out.choices = choices(&reader, &faults);
        if let Some(budget) = reader.table("budget") {
            let yuan = |name| {
                let node: &Node = budget.get(name)?;
                Some((crate::config::as_yuan(node, &faults)?, node.place()))
            };
            (out.total, out.reserve) = (yuan("total"), yuan("reserve"));
            budget.finish();
        }
        if let Some(dates) = reader.table("dates") {
            out.award_year = dates.get("award_year").and_then(|node| year(node, &faults));
            let day = |name| dates.get(name).and_then(|node| as_date(node, &faults));
            (out.deadline, out.payment_date) = (day("deadline"), day("payment_date"));
            dates.finish();
        }
        for (key, node) in reader.entries("rates") {
            let value = as_ratio(node, &faults);
            out.rates.extend(value.map(|value| (key.name.clone(), value, node.place())));
        }
        const SWITCH: [(&str, bool); 2] = [("on", true), ("off", false)];
        for (key, node) in reader.entries("measures") {
            let on = as_choice(node, &SWITCH, &faults);
            out.measures.extend(on.map(|on| (key.name.clone(), on, node.place())));
        }
        if let Some(growth) = reader.table("growth") {
            out.growth = read_growth(&growth);
            out.pending_at = growth.get("pending").map(Node::place).unwrap_or_default();
            growth.finish();
        }
        reader.finish();
        let mut faults = faults.into_inner();
        if let Some(path) = scheme {
            match load(&path) {
                Ok(file) => out.scheme = Some(file),
                Err(why) => faults.extend(why),
            }
        }
        if !faults.has_errors() && out.is_empty() {
            faults.push(Diagnostic::new(&codes::SCENARIO_EMPTY).at(root.place()));
        }
        faults.into_result(out)
    }

    fn is_empty(&self) -> bool {
        let choices = &self.choices;
        self.scheme.is_none()
            && choices.options.is_empty()
            && choices.parameters.is_empty()
            && choices.rules.is_empty()
            && self.award_year.is_none()
            && self.deadline.is_none()
            && self.payment_date.is_none()
            && self.total.is_none()
            && self.reserve.is_none()
            && self.rates.is_empty()
            && self.measures.is_empty()
            && self.growth == Growth::default()
    }

    /// This scenario with a later one on top: where both speak, the later one holds.
    pub fn under(&self, later: &Scenario) -> Scenario {
        Scenario {
            name: later.name.clone(),
            title: later.title.clone(),
            scheme: later.scheme.clone().or_else(|| self.scheme.clone()),
            choices: stacked(&self.choices, &later.choices),
            award_year: later.award_year.clone().or_else(|| self.award_year.clone()),
            deadline: later.deadline.or(self.deadline),
            payment_date: later.payment_date.or(self.payment_date),
            total: later.total.clone().or_else(|| self.total.clone()),
            reserve: later.reserve.clone().or_else(|| self.reserve.clone()),
            rates: merged(&self.rates, &later.rates, |entry| &entry.0),
            measures: merged(&self.measures, &later.measures, |entry| &entry.0),
            growth: self.growth.under(later.growth),
            pending_at: match later.growth.pending {
                Some(_) => later.pending_at.clone(),
                None => self.pending_at.clone(),
            },
            files: self.files.iter().chain(&later.files).cloned().collect(),
        }
    }

    /// Where a file stands in the pile. What was read from no file of it lies on top.
    pub(super) fn layer(&self, place: &Place) -> usize {
        let Place::Text { source, .. } = place else { return usize::MAX };
        self.files.iter().rposition(|file| *file == source.path).unwrap_or(usize::MAX)
    }

    /// The same with one option chosen.
    pub fn with_option(mut self, name: &str, value: &str) -> Scenario {
        self.choices.options.retain(|(known, ..)| known != name);
        self.choices.options.push((name.to_string(), value.to_string(), Place::Nowhere));
        self
    }
}

/// Choices with later ones on top.
pub(super) fn stacked(first: &Choices, later: &Choices) -> Choices {
    Choices {
        options: merged(&first.options, &later.options, |entry| &entry.0),
        parameters: merged(&first.parameters, &later.parameters, |entry| &entry.0),
        rules: merged(&first.rules, &later.rules, |entry| &entry.0),
        simulated: first.simulated || later.simulated,
    }
}

fn merged<T: Clone>(first: &[T], later: &[T], key: impl Fn(&T) -> &String) -> Vec<T> {
    let replaced = |old: &&T| !later.iter().any(|new| key(new) == key(old));
    first.iter().filter(replaced).chain(later).cloned().collect()
}

fn choices(reader: &Reader, faults: &Collector) -> Choices {
    let options = reader.entries("options").iter().filter_map(|(key, node)| {
        Some((key.name.clone(), as_text(node, faults)?.to_string(), node.place()))
    });
    let nodes = |entries: &[(crate::config::Key, Node)]| -> Vec<(String, Node)> {
        entries.iter().map(|(key, node)| (key.name.clone(), node.clone())).collect()
    };
    Choices {
        options: options.collect(),
        parameters: nodes(reader.entries("parameters")),
        rules: nodes(reader.entries("rules")),
        simulated: true,
    }
}

fn year(node: &Node, faults: &Collector) -> Option<(i32, Place)> {
    let read = as_int(node, faults)?;
    let year = i32::try_from(read).ok().filter(|year| (2000..2100).contains(year));
    if year.is_none() {
        faults.push(
            Diagnostic::new(&codes::OUT_OF_RANGE)
                .arg("name", "dates.award_year")
                .arg("read", read)
                .arg("range", "2000 – 2099")
                .at(node.place()),
        );
    }
    year.map(|year| (year, node.place()))
}

fn read_growth(reader: &Reader) -> Growth {
    /// More than this would be another batch, not growth.
    const MOST: Ratio = Ratio { num: 10, den: 1 };
    let factor = |name, most: Ratio| {
        let node: &Node = reader.get(name)?;
        let value = as_ratio(node, reader.faults)?;
        if value.at_most(most) {
            return Some(value);
        }
        reader.faults.push(
            Diagnostic::new(&codes::OUT_OF_RANGE)
                .arg("name", format!("growth.{name}"))
                .arg("read", node.display())
                .arg("range", format!("0% – {most}"))
                .at(node.place()),
        );
        None
    };
    Growth {
        applicants: factor("applicants", MOST),
        take_up: factor("take_up", Ratio::ONE),
        pending: factor("pending", Ratio::ONE),
        pending_since: reader.date("pending_since"),
        prices: factor("prices", MOST),
        seed: reader.int("seed").map(i64::unsigned_abs),
    }
}
