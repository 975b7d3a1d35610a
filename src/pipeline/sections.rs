//! The sections of a pipeline file as they stand, before the files of rules that they name are read.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::patterns::globs;
use super::reporting::Office;
use super::settings::Checks;
use super::{
    Budget, InputFiles, InputsOf, beside, input, keys, objections, outlook, reporting, review,
    settings, trade, warehouse,
};
use crate::config::{Collector, Node, Reader, Value, as_text, as_yuan};
use crate::diag::{Diagnostic, Diagnostics, Lang, Place, Text, codes};
use crate::domain::{Fen, Zone};
use crate::duplicate::settings as duplicate;
use crate::frame::columns as c;
use crate::ingest::{InputFile, Limits};
use crate::report::model::Wanted;
use crate::run_folder::manifest::Beside;
use crate::scheme::Choices;

pub(super) struct Sections {
    /// The file name without its ending.
    pub name: String,
    pub head: Head,
    pub choices: Choices,
    pub inputs: InputFiles,
    pub of_rosters: Vec<InputFile>,
    pub duplicates: duplicate::Section,
    pub limits: Limits,
    pub checks: Checks,
    pub budget: Option<Budget>,
    pub output: Output,
    pub office: Office,
    pub objections: Option<objections::Plan>,
    pub review: Option<review::Plan>,
    pub trade: trade::Plan,
    pub warehouse: Vec<warehouse::Said>,
    pub outlook: outlook::Plan,
    pub beside: Beside,
    /// Where the file stands.
    pub base: PathBuf,
    /// Every file that decides the outcome.
    pub rule_files: Vec<InputFile>,
    /// What is wrong beside what the reader of the file collects.
    pub faults: Diagnostics,
}

impl Sections {
    pub fn read(path: &Path, root: &Node, inputs: InputsOf, faults: &Collector) -> Self {
        let base = path.parent().map(Path::to_path_buf).unwrap_or_default();
        let reader = Reader::new(root, &keys::PIPELINE, faults);
        let head = reader.require_table("pipeline");
        let mut said = Diagnostics::default();
        let mut rule_files = vec![input(&base, path.file_name().unwrap_or_default().as_ref())];
        let choices = read_choices(&reader, faults);
        let read = reader.table("inputs").map(|section| inputs(section, &base));
        let (inputs, rosters) = read.unwrap_or_default();
        let of_rosters = rosters.iter().flat_map(|roster| roster.files.clone()).collect();
        let section = reader.table("duplicates").map(|r| duplicate::section(r, &base));
        let (crosswalk, settings) = section.unwrap_or_default();
        rule_files.extend(crosswalk.iter().cloned());
        let limits = reader.table("limits").map(settings::limits).unwrap_or_default();
        let checks = settings::checks(&reader, faults);
        let budget = reader.table("budget").and_then(read_budget);
        let output = reader.table("output");
        let told = Output::read(output.as_ref());
        let office = reporting::office(&reader);
        let objections = objections::plan(&reader, &base);
        let review = review::plan(&reader, !inputs.reviews.is_empty());
        let trade = trade::plan(&reader);
        let warehouse = warehouse::read(&reader);
        let outlook = reader.table("scenarios").map(|section| {
            let files = globs(&section, "compare", &base);
            let (plan, faults) = outlook::Plan::read(&section, &files);
            section.finish();
            said.extend(faults);
            rule_files.extend(files);
            plan
        });
        output.into_iter().for_each(Reader::finish);
        let named = head.as_ref().map(|head| read_head(head, &base)).unwrap_or_default();
        head.into_iter().for_each(Reader::finish);
        let (beside, more) = beside::beside(&reader, &base, named.award_year);
        said.extend(more);
        reader.finish();
        Self {
            name: path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
            head: named,
            choices,
            inputs,
            of_rosters,
            duplicates: duplicate::Section { crosswalk, settings, rosters },
            limits,
            checks,
            budget,
            output: told,
            office,
            objections,
            review,
            trade,
            warehouse,
            outlook: outlook.unwrap_or_default(),
            beside,
            base,
            rule_files,
            faults: said,
        }
    }
}

/// What a run leaves, and where.
pub(super) struct Output {
    pub folder: String,
    pub workbook: bool,
    pub reports: Vec<Wanted>,
    /// Where a payment list is asked for.
    pub payments: Option<Place>,
}

impl Output {
    fn read(section: Option<&Reader>) -> Self {
        let (reports, payments) = section.map(reporting::wanted).unwrap_or_default();
        let folder = section.and_then(|section| section.text("folder")).unwrap_or("../runs");
        let workbook = section.and_then(|section| section.bool("workbook")).unwrap_or(true);
        Self { folder: folder.to_string(), workbook, reports, payments }
    }
}

#[derive(Default)]
pub(super) struct Head {
    pub title: Text,
    pub lang: Option<Lang>,
    pub award_year: Option<i32>,
    pub deadline: Option<NaiveDate>,
    pub payment_date: Option<NaiveDate>,
    pub as_known_on: Option<NaiveDate>,
    /// Whose days moments in inputs become.
    pub zone: Zone,
    /// One file, or the versions of a scheme, and where they are named.
    pub scheme: (Vec<InputFile>, Place),
    pub headers: Option<InputFile>,
    pub rates: Vec<InputFile>,
    pub working_days: Option<InputFile>,
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
