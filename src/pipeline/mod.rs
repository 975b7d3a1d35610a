//! The pipeline file: which inputs, which scheme, which readings, how much budget.

pub mod alone;
pub mod beside;
pub mod found;
pub mod keys;
mod known;
pub mod naming;
pub mod objections;
pub mod outlook;
pub mod patterns;
pub mod rate_tables;
pub mod reporting;
pub mod review;
mod rules;
pub mod schemes;
mod sections;
pub mod settings;
pub mod trade;
mod units;
mod warehouse;

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use chrono::NaiveDate;

use self::patterns::{Unread, globs, shown};
use self::reporting::Office;
use self::rules::Rules;
use self::sections::Sections;
use self::settings::Checks;
use self::units::FileUnit;
use crate::award::{Context, Steps};
use crate::config::{Collector, Node, Reader, Sort};
use crate::diag::{Diagnostics, Lang, Text};
use crate::domain::RateTable;
use crate::duplicate::settings as duplicate;
use crate::frame::tables::TableContract;
use crate::ingest::headers::Headers;
use crate::ingest::{InputFile, Limits};
use crate::progress::calendar;
use crate::report::model::Wanted;
use crate::run_folder::manifest::Beside;
use crate::scenario::adjust::Adjust;
use crate::scenario::setting::Change;
use crate::scheme::compile::Calendar;
use crate::scheme::{Choices, Scheme, SchemeFile};
use crate::sql::inputs::Source;

/// A pipeline, read and checked, with its scheme resolved.
#[derive(Debug)]
pub struct Pipeline {
    /// The file name without its ending: names of run folders begin with it.
    pub name: String,
    pub title: Text,
    pub lang: Option<Lang>,
    pub award_year: i32,
    pub deadline: NaiveDate,
    pub payment_date: Option<NaiveDate>,
    /// Rates and versions of the scheme published later are not seen.
    pub as_known_on: Option<NaiveDate>,
    pub scheme_file: SchemeFile,
    /// The readings and parameters that the file chooses.
    pub choices: Choices,
    pub scheme: Scheme,
    pub headers: Headers,
    pub rates: RateTable,
    /// By which supplements fall due, where one is named.
    pub working_days: Option<calendar::Calendar>,
    pub inputs: InputFiles,
    pub limits: Limits,
    pub checks: Checks,
    /// Rosters of other support and how they are compared; `None` where none is named.
    pub duplicates: Option<duplicate::Plan>,
    pub budget: Option<Budget>,
    /// Where run folders go.
    pub folder: PathBuf,
    pub workbook: bool,
    /// Reports that a run writes beside its tables.
    pub reports: Vec<Wanted>,
    pub office: Office,
    /// Whether lines are put to reviewers, and to whom; `None` where nobody is asked.
    pub review: Option<review::Plan>,
    /// What follows from doubts about invoices and payments.
    pub trade: trade::Plan,
    /// A batch of upheld objections; `None` for an ordinary run.
    pub objections: Option<objections::Plan>,
    /// Last year and the plan, for the page for leadership.
    pub beside: Beside,
    /// Questions to the scenario lab.
    pub outlook: outlook::Plan,
    /// Every file that decides the outcome, for hashing: pipeline, scheme, headers, rates.
    pub rule_files: Vec<InputFile>,
    /// SHA-256 of these files as they were when they were read, by path: a run takes its time, and they may change.
    pub rule_hashes: BTreeMap<PathBuf, String>,
    pub warnings: Diagnostics,
    /// Applicants as a scenario assumes them; nothing without one.
    pub adjust: Adjust,
    /// What scenarios changed; empty without one.
    pub changes: Vec<Change>,
    /// Sheets of the other schemes of a joint pipeline, to be left alone.
    pub foreign: Vec<TableContract>,
    /// Tables of a warehouse that stand for tables of the filings.
    pub warehouse: Vec<Source>,
    /// The crosswalk as named, whether or not there are rosters.
    pub crosswalk: Option<InputFile>,
}

#[derive(Debug, Default)]
pub struct InputFiles {
    pub filings: Vec<InputFile>,
    pub platform: Vec<InputFile>,
    /// Exports of the invoice platform.
    pub invoices: Vec<InputFile>,
    pub history: Vec<InputFile>,
    pub listed: Vec<InputFile>,
    /// What departments say of enterprises.
    pub opinions: Vec<InputFile>,
    /// What happens to cases between filing and payment.
    pub events: Vec<InputFile>,
    /// Who became whom.
    pub changes: Vec<InputFile>,
    /// Accounts that enterprises gave after they filed.
    pub accounts: Vec<InputFile>,
    pub duplicates: Vec<InputFile>,
    /// Decisions about suspected duplicates.
    pub decisions: Vec<InputFile>,
    /// Review workbooks that people filled in.
    pub reviews: Vec<InputFile>,
    /// A register of names.
    pub register: Vec<InputFile>,
    /// What enterprises still owe of money ordered back.
    pub owed: Vec<InputFile>,
    /// The ledger whose awards are history, too.
    pub ledger: Option<PathBuf>,
    /// What the amounts of files are counted in.
    pub units: Vec<FileUnit>,
    /// What becomes of a filing that cannot be used.
    pub on_bad_file: OnBadFile,
    /// `incomplete = "accepted"`: what is computed without such filings may be paid.
    pub incomplete_accepted: bool,
    /// Files that lie beside those that are read.
    pub unread: Vec<Unread>,
}

/// What becomes of a filing that cannot be used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnBadFile {
    /// It is left out whole and goes back; the rest is computed, and the run is incomplete.
    #[default]
    SetAside,
    /// Nothing is computed.
    Stop,
}

impl OnBadFile {
    const NAMES: [(&'static str, Self); 2] = [("set_aside", Self::SetAside), ("stop", Self::Stop)];
}

impl InputFiles {
    /// Every file that is going to be read.
    pub fn all(&self) -> impl Iterator<Item = &InputFile> {
        let tables = [&self.filings, &self.platform, &self.history, &self.listed, &self.duplicates];
        let ours = [&self.decisions, &self.reviews, &self.register, &self.owed];
        let case = [&self.opinions, &self.events, &self.changes, &self.accounts, &self.invoices];
        tables.into_iter().chain(ours).chain(case).flatten()
    }
}

/// The year's money, in fen.
#[derive(Clone, Debug)]
pub struct Budget {
    pub pool: String,
    pub total: i64,
    pub reserve: i64,
}

impl Pipeline {
    /// The years that rules speak of.
    pub fn calendar(&self) -> Calendar {
        Calendar { award_year: self.award_year, policy: self.scheme.valid.period }
    }

    /// What is fixed for a run beside the rules; what may be spent is not known yet.
    pub fn context(&self) -> Context<'_> {
        let told = &self.office.told;
        Context {
            scheme: &self.scheme,
            calendar: self.calendar(),
            deadline: self.deadline,
            payment_date: self.payment_date.unwrap_or(self.deadline),
            rates: &self.rates,
            available: None,
            steps: Steps { publication: told.publication_date, payment: self.payment_date },
        }
    }

    /// How many enterprises may share a person, a phone, an address or an account before it says nothing.
    pub fn most_related(&self) -> usize {
        let most = self.duplicates.as_ref().map_or(0, |plan| plan.settings.most_at_address);
        if most == 0 { crate::entity::Settings::default().most_at_address } else { most }
    }
}

/// Reads a pipeline and all it names. Of a pipeline of several schemes, `FILE#NAME` is one.
///
/// # Errors
/// Every fault of the pipeline, its scheme, its headers and its rates.
pub fn load(path: &Path) -> Result<Pipeline, Diagnostics> {
    load_with(path, &read_inputs)
}

/// Reads a pipeline whose inputs do not exist yet: they are not looked for.
///
/// # Errors
/// As [`load`].
pub fn load_rules(path: &Path) -> Result<Pipeline, Diagnostics> {
    load_with(path, &|_, _| Default::default())
}

/// The files that a pipeline names, and its rosters.
pub type Inputs = (InputFiles, Vec<duplicate::Roster>);
/// Who finds them, from the section and the folder of the pipeline.
pub type InputsOf<'a> = &'a dyn Fn(Reader, &Path) -> Inputs;

fn load_with(path: &Path, inputs: InputsOf) -> Result<Pipeline, Diagnostics> {
    let (file, name) = schemes::file_and_name(path);
    let root = crate::config::parse_file(&file)?;
    Sort::Pipeline.expect(&root)?;
    match schemes::is_joint(&root) || name.is_some() {
        true => schemes::one(&file, &root, name.as_deref(), inputs),
        false => from_tree(&file, &root, inputs),
    }
}

/// Reads a pipeline of one scheme from its tree; `path` is the file that it stands in.
///
/// # Errors
/// As [`load`].
pub fn from_tree(path: &Path, root: &Node, inputs: InputsOf) -> Result<Pipeline, Diagnostics> {
    let faults = Collector::default();
    let mut sections = Sections::read(path, root, inputs, &faults);
    let rules = Rules::read(&mut sections);
    let mut all = faults.into_inner();
    all.extend(std::mem::take(&mut sections.faults));
    rules.with(sections, all)
}

pub fn read_inputs(reader: Reader, base: &Path) -> Inputs {
    let inputs = InputFiles {
        filings: globs(&reader, "filings", base),
        platform: globs(&reader, "platform", base),
        invoices: globs(&reader, "invoices", base),
        history: globs(&reader, "history", base),
        listed: globs(&reader, "listed", base),
        opinions: globs(&reader, "opinions", base),
        events: globs(&reader, "events", base),
        changes: globs(&reader, "changes", base),
        accounts: globs(&reader, "accounts", base),
        duplicates: globs(&reader, "duplicates", base),
        decisions: globs(&reader, "decisions", base),
        reviews: globs(&reader, "reviews", base),
        register: globs(&reader, "register", base),
        owed: globs(&reader, "owed", base),
        ledger: reader.text("ledger").map(|folder| plain_path(&base.join(folder))),
        units: units::read(&reader),
        on_bad_file: reader.choice("on_bad_file", &OnBadFile::NAMES).unwrap_or_default(),
        incomplete_accepted: reader.choice("incomplete", &[("accepted", true)]).unwrap_or(false),
        unread: Vec::new(),
    };
    let rosters = reader.tables("rosters").filter_map(|entry| {
        let files = globs(&entry, "files", base);
        duplicate::roster(entry, files, base)
    });
    let rosters = rosters.collect();
    reader.finish();
    (inputs, rosters)
}

/// A file as tables and messages name it: the path below the pipeline's folder.
fn input(base: &Path, path: &Path) -> InputFile {
    InputFile { path: base.join(path), shown: shown(path), root: None }
}

/// `pipelines/../runs` is `runs`.
fn plain_path(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir if plain.file_name().is_some() => {
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    plain
}
