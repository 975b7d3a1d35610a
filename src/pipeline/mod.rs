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
pub mod schemes;
pub mod settings;
pub mod trade;
mod units;
mod warehouse;

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use chrono::NaiveDate;

use self::patterns::{Unread, globs, shown};
use self::reporting::Office;
use self::settings::Checks;
use self::units::FileUnit;
use crate::award::{Context, Steps};
use crate::config::file::as_read;
use crate::config::{Collector, Node, Reader, Sort, Value, as_text, as_yuan};
use crate::diag::{Diagnostic, Diagnostics, Lang, Place, Text, codes};
use crate::domain::text::comparable;
use crate::domain::{Fen, RateTable, Zone};
use crate::duplicate::settings as duplicate;
use crate::frame::columns as c;
use crate::frame::tables::TableContract;
use crate::ingest::headers::{self, Headers};
use crate::ingest::{InputFile, Limits};
use crate::progress::calendar;
use crate::report::model::Wanted;
use crate::run_folder::manifest::Beside;
use crate::run_folder::taken;
use crate::scenario::adjust::Adjust;
use crate::scenario::setting::Change;
use crate::scheme::compile::Calendar;
use crate::scheme::{Choices, Scheme, SchemeFile, Status};
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

    /// The days of the steps after the deadline.
    pub fn steps(&self) -> Steps {
        Steps { publication: self.office.told.publication_date, payment: self.payment_date }
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
    let base = path.parent().map(Path::to_path_buf).unwrap_or_default();
    let faults = Collector::default();
    let reader = Reader::new(root, &keys::PIPELINE, &faults);
    let head = reader.require_table("pipeline");
    let mut diagnostics = Diagnostics::default();
    let mut rule_files = vec![input(&base, path.file_name().unwrap_or_default().as_ref())];
    let choices = read_choices(&reader, &faults);
    let (mut inputs, rosters) =
        reader.table("inputs").map(|r| inputs(r, &base)).unwrap_or_default();
    let of_rosters: Vec<InputFile> = rosters.iter().flat_map(|r| r.files.clone()).collect();
    let section = reader.table("duplicates").map(|r| duplicate::section(r, &base));
    let (crosswalk, duplicate_settings) = section.unwrap_or_default();
    rule_files.extend(crosswalk.iter().cloned());
    let named_crosswalk = crosswalk.clone();
    let section = duplicate::Section { crosswalk, settings: duplicate_settings, rosters };
    let limits = reader.table("limits").map(settings::limits).unwrap_or_default();
    let checks = settings::checks(&reader, &faults);
    let budget = reader.table("budget").and_then(read_budget);
    let output = reader.table("output");
    let folder = output.as_ref().and_then(|r| r.text("folder")).unwrap_or("../runs").to_string();
    let workbook = output.as_ref().and_then(|r| r.bool("workbook")).unwrap_or(true);
    let (reports, payments) = output.as_ref().map(reporting::wanted).unwrap_or_default();
    let office = reporting::office(&reader);
    let objections = objections::plan(&reader, &base);
    let review = review::plan(&reader, !inputs.reviews.is_empty());
    let trade = trade::plan(&reader);
    let warehouse = warehouse::read(&reader);
    let asked = reader.table("scenarios").map(|section| {
        let files = globs(&section, "compare", &base);
        let (plan, faults) = outlook::Plan::read(&section, &files);
        section.finish();
        diagnostics.extend(faults);
        rule_files.extend(files);
        plan
    });
    if let Some(output) = output {
        output.finish();
    }
    let mut named = head.as_ref().map(|head| read_head(head, &base)).unwrap_or_default();
    if let Some(head) = head {
        head.finish();
    }
    let (beside, said) = beside::beside(&reader, &base, named.award_year);
    diagnostics.extend(said);
    reader.finish();
    let (versions, place) = std::mem::take(&mut named.scheme);
    let scheme_file = match versions.is_empty() {
        true => None,
        false => keep(
            known::version(versions, named.deadline, named.as_known_on, place),
            &mut diagnostics,
        ),
    };
    let scheme_file = scheme_file.map(|(path, file)| {
        rule_files.push(path);
        file
    });
    let resolved =
        scheme_file.as_ref().and_then(|file| keep(file.resolve(&choices), &mut diagnostics));
    let warehouse = warehouse::sources(warehouse, resolved.as_ref(), &mut diagnostics);
    let draft = resolved.as_ref().is_some_and(|(scheme, _)| scheme.status == Status::Draft);
    reporting::refuse_payments(draft, payments, &mut diagnostics);
    let duplicates = resolved
        .as_ref()
        .and_then(|(scheme, _)| keep(section.ready(scheme), &mut diagnostics))
        .flatten();
    let headers = named.headers.take().and_then(|path| {
        rule_files.push(path.clone());
        let mut headers = keep(headers::load(&path.path), &mut diagnostics)?;
        headers.zone = named.zone;
        let behind = taken::behind(&inputs.filings);
        let lists = inputs.all().skip(inputs.filings.len());
        let files = behind.iter().chain(lists).chain(&of_rosters);
        diagnostics.extend(units::apply(&inputs.units, files, &mut headers));
        Some(headers)
    });
    rule_files.extend(named.rates.iter().cloned());
    rule_files.extend(named.working_days.clone());
    let read = |file: &InputFile| keep(calendar::load(&file.path), &mut diagnostics);
    let working_days = named.working_days.as_ref().and_then(read);
    let used = inputs.all().chain(&of_rosters).chain(&rule_files);
    inputs.unread = patterns::beside(used, &base);
    let rates = keep(rate_tables::read(&named.rates, named.as_known_on), &mut diagnostics);
    let rates = rates.map(|(rates, said)| {
        diagnostics.extend(said);
        rates
    });
    let mut all = faults.into_inner();
    all.extend(diagnostics);
    let complete = (scheme_file, resolved, headers, rates, named.deadline, named.award_year);
    match complete {
        (
            Some(file),
            Some((scheme, warnings)),
            Some(headers),
            Some(rates),
            Some(deadline),
            Some(year),
        ) if !all.has_errors() => {
            let mut headers = headers;
            all.extend(headers.take_in(&scheme.columns));
            all.extend(check_words(&scheme, &headers));
            all.extend(review.as_ref().map(|plan| plan.unknown(&scheme)).unwrap_or_default());
            all.extend(warnings);
            all.0.extend(crate::award::needs::begin_later(&Context {
                scheme: &scheme,
                calendar: Calendar { award_year: year, policy: scheme.valid.period },
                deadline,
                payment_date: deadline,
                rates: &rates,
                available: None,
                steps: Steps::default(),
            }));
            if let Some(day) = named.as_known_on {
                all.push(Diagnostic::new(&codes::KNOWN_ON).arg("day", day));
            }
            let warnings = all.clone().into_result(all)?;
            Ok(Pipeline {
                name: path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
                title: named.title,
                lang: named.lang,
                award_year: year,
                deadline,
                payment_date: named.payment_date,
                as_known_on: named.as_known_on,
                scheme_file: file,
                choices,
                scheme,
                headers,
                rates,
                working_days,
                inputs,
                limits,
                checks,
                duplicates,
                budget,
                folder: plain_path(&base.join(folder)),
                workbook,
                reports,
                office,
                review,
                trade,
                outlook: asked.unwrap_or_default(),
                objections,
                beside,
                rule_hashes: rule_files
                    .iter()
                    .filter_map(|file| Some((file.path.clone(), as_read(&file.path)?)))
                    .collect(),
                rule_files,
                warnings,
                adjust: Adjust::default(),
                changes: Vec::new(),
                foreign: Vec::new(),
                warehouse,
                crosswalk: named_crosswalk,
            })
        }
        _ => Err(all),
    }
}

fn keep<T>(result: Result<T, Diagnostics>, into: &mut Diagnostics) -> Option<T> {
    result.map_err(|faults| into.extend(faults)).ok()
}

#[derive(Default)]
struct Head {
    title: Text,
    lang: Option<Lang>,
    award_year: Option<i32>,
    deadline: Option<NaiveDate>,
    payment_date: Option<NaiveDate>,
    as_known_on: Option<NaiveDate>,
    /// Whose days moments in inputs become.
    zone: Zone,
    /// One file, or the versions of a scheme, and where they are named.
    scheme: (Vec<InputFile>, Place),
    headers: Option<InputFile>,
    rates: Vec<InputFile>,
    working_days: Option<InputFile>,
}

fn read_head(head: &Reader, base: &Path) -> Head {
    const LANGS: [(&str, Lang); 2] = [("zh-CN", Lang::Zh), ("en", Lang::En)];
    let year = head.require("award_year").and_then(|n| crate::config::as_int(n, head.faults));
    let award_year = year.and_then(|y| i32::try_from(y).ok()).filter(|y| (2000..2100).contains(y));
    if let (Some(node), Some(year), None) = (head.get("award_year"), year, award_year) {
        head.faults.push(
            Diagnostic::new(&codes::OUT_OF_RANGE)
                .arg("name", "award_year")
                .arg("read", year)
                .arg("range", "2000 – 2099")
                .at(node.place()),
        );
    }
    Head {
        title: head.bilingual("title"),
        lang: head.choice("lang", &LANGS),
        award_year,
        deadline: head.require_date("deadline"),
        payment_date: head.date("payment_date"),
        as_known_on: head.date("as_known_on"),
        zone: zone(head),
        scheme: versions(head, base),
        headers: head.require_text("headers").map(|text| input(base, text.as_ref())),
        rates: globs(head, "rates", base),
        working_days: head.text(c::WORKING_DAYS).map(|text| input(base, text.as_ref())),
    }
}

/// `zone`: a name of the IANA database.
fn zone(head: &Reader) -> Zone {
    let Some(name) = head.text("zone") else { return Zone::default() };
    name.parse().unwrap_or_else(|()| {
        let place = head.get("zone").map(Node::place).unwrap_or_default();
        let known = format!("{} | Asia/Hong_Kong | UTC | …", Zone::default().name());
        let fault = Diagnostic::new(&codes::UNKNOWN_WORD).arg("word", name).arg("known", known);
        let near = crate::diag::suggest(name, Zone::names()).unwrap_or_default();
        head.faults.push(fault.arg("suggestion", near).at(place));
        Zone::default()
    })
}

/// `scheme`: a file, or a list of versions.
fn versions(head: &Reader, base: &Path) -> (Vec<InputFile>, Place) {
    let Some(node) = head.require(c::SCHEME) else { return Default::default() };
    let nodes = match &node.value {
        Value::Array(nodes) => nodes.as_slice(),
        _ => std::slice::from_ref(node),
    };
    if nodes.is_empty() {
        head.faults
            .push(Diagnostic::new(&codes::MISSING_KEY).arg("key", c::SCHEME).at(node.place()));
    }
    let texts = nodes.iter().filter_map(|node| as_text(node, head.faults));
    (texts.map(|text| input(base, text.as_ref())).collect(), node.place())
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

fn read_budget(reader: Reader) -> Option<Budget> {
    let total = reader.require("total").and_then(|n| as_yuan(n, reader.faults));
    let budget = Budget {
        pool: reader.text("pool").unwrap_or_default().to_string(),
        total: total?,
        reserve: reader.get("reserve").and_then(|n| as_yuan(n, reader.faults)).unwrap_or(0),
    };
    if budget.reserve > budget.total {
        reader.faults.push(
            Diagnostic::new(&codes::OUT_OF_RANGE)
                .arg("name", "reserve")
                .arg("read", Fen(budget.reserve))
                .arg("range", format!("0 – {}", Fen(budget.total)))
                .at(reader.node().place()),
        );
    }
    reader.finish();
    Some(budget)
}

fn read_choices(reader: &Reader, faults: &Collector) -> Choices {
    let options = reader.entries("options").iter().filter_map(|(key, node)| {
        Some((key.name.clone(), as_text(node, faults)?.to_string(), node.place()))
    });
    let parameters = reader.entries("parameters").iter();
    let parameters = parameters.map(|(key, node)| (key.name.clone(), node.clone())).collect();
    Choices { options: options.collect(), parameters, ..Choices::default() }
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

/// Words that a rule compares a category with must be words that ingest can produce.
fn check_words(scheme: &Scheme, headers: &Headers) -> Diagnostics {
    use crate::scheme::{Award, GateOf, Test};
    let mut faults = Diagnostics::default();
    for measure in &scheme.measures {
        let sheets = measure.sheets.iter().map(|sheet| (sheet, comparable(sheet)));
        for (sheet, name) in sheets {
            if headers.sheet_names("firms").contains(&name) {
                faults.push(
                    Diagnostic::new(&codes::BAD_ALIAS)
                        .arg("alias", sheet)
                        .arg("first", "firms")
                        .arg("second", &measure.id)
                        .at(measure.place.clone()),
                );
            }
        }
    }
    let mut check = |column: &str, words: &[String], place: &Place| {
        let known = headers.category_words(column);
        for word in words.iter().filter(|word| !known.is_empty() && !known.contains(&word.as_str()))
        {
            let suggestion = crate::diag::suggest(word, known.iter().copied());
            faults.push(
                Diagnostic::new(&codes::UNKNOWN_WORD)
                    .arg("word", word)
                    .arg("known", known.join(" | "))
                    .arg("suggestion", suggestion.unwrap_or_default())
                    .at(place.clone()),
            );
        }
    };
    for measure in &scheme.measures {
        let gates = measure.gates.iter().filter_map(|gate| match &gate.of {
            GateOf::Firm(rule) | GateOf::AnyLine(rule) | GateOf::EveryLine(rule) => Some(rule),
            _ => None,
        });
        for rule in measure.lines.iter().chain(gates) {
            if let (Test::In(words) | Test::NotIn(words), [field]) = (&rule.test, &rule.columns[..])
            {
                check(field.name, words, &measure.place);
            }
        }
        if let Award::Grades { by, amounts, .. } = &measure.award {
            let words: Vec<String> = amounts.iter().map(|(word, _)| word.clone()).collect();
            check(by.name, &words, &measure.place);
        }
    }
    faults
}
