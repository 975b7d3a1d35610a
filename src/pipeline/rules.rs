//! The files of rules that a pipeline names: its scheme, the words of headings, rates, rosters of other support.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::sections::Sections;
use super::{
    Pipeline, calendar, duplicate, known, patterns, plain_path, rate_tables, reporting, units,
    warehouse,
};
use crate::award::{Context, Steps, needs};
use crate::config::file::as_read;
use crate::diag::{Diagnostic, Diagnostics, Place, codes};
use crate::domain::RateTable;
use crate::domain::text::comparable;
use crate::ingest::headers::{self, Headers};
use crate::ingest::{InputFile, Limits};
use crate::run_folder::taken;
use crate::scenario::adjust::Adjust;
use crate::scheme::compile::Calendar;
use crate::scheme::{Award, GateOf, Scheme, SchemeFile, Status, Test};
use crate::sql::inputs::Source;

/// What could be read of them.
pub(super) struct Rules {
    file: Option<SchemeFile>,
    /// With what is told about it.
    scheme: Option<(Scheme, Diagnostics)>,
    headers: Option<Headers>,
    rates: Option<RateTable>,
    duplicates: Option<duplicate::Plan>,
    crosswalk: Option<InputFile>,
    working_days: Option<calendar::Calendar>,
    warehouse: Vec<Source>,
}

impl Rules {
    /// Reads them; what is wrong joins the faults of the sections.
    pub fn read(sections: &mut Sections) -> Self {
        let mut faults = std::mem::take(&mut sections.faults);
        let file = scheme_file(sections, &mut faults);
        let scheme =
            file.as_ref().and_then(|file| keep(file.resolve(&sections.choices), &mut faults));
        let tables = std::mem::take(&mut sections.warehouse);
        let warehouse = warehouse::sources(tables, scheme.as_ref(), &mut faults);
        let draft = scheme.as_ref().is_some_and(|(scheme, _)| scheme.status == Status::Draft);
        reporting::refuse_payments(draft, sections.output.payments.take(), &mut faults);
        let section = std::mem::take(&mut sections.duplicates);
        let crosswalk = section.crosswalk.clone();
        let duplicates =
            scheme.as_ref().and_then(|(scheme, _)| keep(section.ready(scheme), &mut faults));
        let headers = words(sections, &mut faults);
        let Sections { head, inputs, of_rosters, rule_files, base, .. } = sections;
        rule_files.extend(head.rates.iter().cloned());
        rule_files.extend(head.working_days.clone());
        let read = |file: &InputFile| keep(calendar::load(&file.path), &mut faults);
        let working_days = head.working_days.as_ref().and_then(read);
        let used = inputs.all().chain(of_rosters.iter()).chain(rule_files.iter());
        inputs.unread = patterns::beside(used, base);
        let rates = keep(rate_tables::read(&head.rates, head.as_known_on), &mut faults);
        let rates = rates.map(|(rates, said)| {
            faults.extend(said);
            rates
        });
        sections.faults = faults;
        Self {
            file,
            scheme,
            headers,
            rates,
            duplicates: duplicates.flatten(),
            crosswalk,
            working_days,
            warehouse,
        }
    }

    /// The pipeline, where nothing is wrong with it.
    pub fn with(self, sections: Sections, mut all: Diagnostics) -> Result<Pipeline, Diagnostics> {
        let head = sections.head;
        let (
            Some(scheme_file),
            Some((scheme, warnings)),
            Some(mut headers),
            Some(rates),
            Some(deadline),
            Some(award_year),
            false,
        ) = (
            self.file,
            self.scheme,
            self.headers,
            self.rates,
            head.deadline,
            head.award_year,
            all.has_errors(),
        )
        else {
            return Err(all);
        };
        all.extend(headers.take_in(&scheme.columns));
        all.extend(check_words(&scheme, &headers));
        let review = sections.review;
        all.extend(review.as_ref().map(|plan| plan.unknown(&scheme)).unwrap_or_default());
        all.extend(warnings);
        all.0.extend(of_rates(&scheme, &rates, (award_year, deadline), head.as_known_on));
        let warnings = all.clone().into_result(all)?;
        let rule_files = sections.rule_files;
        let folder = plain_path(&sections.base.join(sections.output.folder));
        let hashed = |file: &InputFile| Some((file.path.clone(), as_read(&file.path)?));
        Ok(Pipeline {
            name: sections.name,
            title: head.title,
            lang: head.lang,
            award_year,
            deadline,
            payment_date: head.payment_date,
            as_known_on: head.as_known_on,
            scheme_file,
            choices: sections.choices,
            scheme,
            headers,
            rates,
            working_days: self.working_days,
            inputs: sections.inputs,
            limits: Limits { aside: aside(&folder), ..sections.limits },
            folder,
            checks: sections.checks,
            duplicates: self.duplicates,
            budget: sections.budget,
            workbook: sections.output.workbook,
            reports: sections.output.reports,
            office: sections.office,
            review,
            trade: sections.trade,
            outlook: sections.outlook,
            objections: sections.objections,
            beside: sections.beside,
            rule_hashes: rule_files.iter().filter_map(hashed).collect(),
            rule_files,
            warnings,
            adjust: Adjust::default(),
            changes: Vec::new(),
            foreign: Vec::new(),
            warehouse: self.warehouse,
            crosswalk: self.crosswalk,
        })
    }
}

/// Where large tables may lie while nobody reads them: beside the folder of runs, where all that they hold is written
/// anyway. On Windows a file that is mapped is not known to go with the program, so there they stay in memory.
fn aside(folder: &Path) -> Option<PathBuf> {
    let named = |folder| if folder == Path::new("") { Path::new(".") } else { folder };
    let place = folder.ancestors().map(named).find(|folder| folder.is_dir());
    place.filter(|_| cfg!(unix)).map(Path::to_path_buf)
}

/// Rates that begin too late for the round, and that only what was known on a day is looked at.
fn of_rates(
    scheme: &Scheme,
    rates: &RateTable,
    (award_year, deadline): (i32, NaiveDate),
    as_known_on: Option<NaiveDate>,
) -> Vec<Diagnostic> {
    let mut found = needs::begin_later(&Context {
        scheme,
        calendar: Calendar { award_year, policy: scheme.valid.period },
        deadline,
        payment_date: deadline,
        rates,
        available: None,
        steps: Steps::default(),
    });
    found.extend(as_known_on.map(|day| Diagnostic::new(&codes::KNOWN_ON).arg("day", day)));
    found
}

fn keep<T>(result: Result<T, Diagnostics>, into: &mut Diagnostics) -> Option<T> {
    result.map_err(|faults| into.extend(faults)).ok()
}

/// The version of the scheme that holds.
fn scheme_file(sections: &mut Sections, faults: &mut Diagnostics) -> Option<SchemeFile> {
    let head = &mut sections.head;
    let (versions, place) = std::mem::take(&mut head.scheme);
    if versions.is_empty() {
        return None;
    }
    let known = known::version(versions, head.deadline, head.as_known_on, place);
    let (path, file) = keep(known, faults)?;
    sections.rule_files.push(path);
    Some(file)
}

/// The words of headings, with what the amounts of files are counted in.
fn words(sections: &mut Sections, faults: &mut Diagnostics) -> Option<Headers> {
    let path = sections.head.headers.take()?;
    sections.rule_files.push(path.clone());
    let mut headers = keep(headers::load(&path.path), faults)?;
    headers.zone = sections.head.zone;
    let inputs = &sections.inputs;
    let behind = taken::behind(&inputs.filings);
    let lists = inputs.all().skip(inputs.filings.len());
    let files = behind.iter().chain(lists).chain(&sections.of_rosters);
    faults.extend(units::apply(&inputs.units, files, &mut headers));
    Some(headers)
}

/// Words that a rule compares a category with must be words that ingest can produce.
fn check_words(scheme: &Scheme, headers: &Headers) -> Diagnostics {
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
