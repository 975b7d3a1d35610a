//! `jiangbu scheme diff`: what changed between two versions of a scheme, or under a scenario, and
//! what it costs on the data of a pipeline.

use std::path::Path;

use super::args::Args;
use super::commands::{Outcome, Output};
use super::scenario::{Sheets, free, laboratory, show};
use super::scenario_args::OutputArgs;
use crate::config::Node;
use crate::diag::{Diagnostic, Diagnostics, Failure, Text, codes};
use crate::ingest::Progress;
use crate::report::model::{scenario as model, versions::versions};
use crate::scenario::{Lab, Scenario};
use crate::scheme::diff::differences;
use crate::scheme::{Choices, SchemeFile};

/// What is compared: paths of the two sides, and a pipeline for its data.
pub(super) struct VersionsWanted<'a> {
    pub first: &'a Path,
    pub second: &'a Path,
    pub run: Option<&'a Path>,
    pub output: &'a OutputArgs,
}

pub(super) fn diff(args: &Args, mut out: Output, asked: &VersionsWanted) -> Outcome {
    let sheets = sheets(args, &mut out, asked).map_err(|failure| (failure, out))?;
    show(out, &sheets, asked.output).map_err(|failure| (failure, out))
}

fn sheets(args: &Args, out: &mut Output, asked: &VersionsWanted) -> Result<Sheets, Failure> {
    free(asked.output)?;
    let first = Version::load(asked.first, None)?;
    let second = Version::load(asked.second, Some(&first))?;
    let lab = asked.run.map(|path| laboratory(args, out, path)).transpose()?;
    let found = differences(&first.file, &second.file);
    let costs = match lab {
        None => None,
        Some(lab) => {
            let bar = out.progress();
            bar.say("逐一推演 / evaluating");
            let costs = costs(&lab, &first, &second, *out);
            bar.clear();
            Some(costs?)
        }
    };
    Ok(Box::new(move |lang| {
        let notes = second.notes.as_ref().map(|text| text.get(lang).to_string());
        let titles = [&first.title, &second.title];
        let mut all = vec![versions(&found, titles, notes.into_iter().collect(), lang)];
        all.extend(costs.iter().flat_map(|costs| costs(lang)));
        all
    }))
}

/// One side of the comparison.
struct Version {
    title: Text,
    /// With everything chosen written into it.
    file: SchemeFile,
    /// As a change of whatever pipeline gives the data.
    scenario: Scenario,
    /// What is changed besides rules.
    notes: Option<Text>,
}

impl Version {
    /// A scheme file; after one, a scenario over it as well.
    fn load(path: &Path, below: Option<&Version>) -> Result<Self, Diagnostics> {
        let root = crate::config::parse_file(path)?;
        if let (Some(below), Some(_)) = (below, root.at_path("scenario")) {
            return Self::under(below, Scenario::load(path)?);
        }
        if root.at_path("scheme").and_then(Node::as_table).is_none() {
            let fault = Diagnostic::new(&codes::NO_SCHEME).arg("path", path.display());
            return Err(fault.into());
        }
        let file = SchemeFile { root };
        file.resolve(&file.assumed())?;
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let words = |lang| {
            let title = file.root.at_path(&format!("scheme.title.{lang}"));
            title.and_then(Node::as_text).unwrap_or_default().to_string()
        };
        let (zh, en) = (format!("{}（{name}）", words("zh")), format!("{} ({name})", words("en")));
        let title = Text::new(zh, en);
        let scenario = Scenario {
            name,
            title: title.clone(),
            scheme: Some(file.clone()),
            ..Scenario::default()
        };
        Ok(Self { title, file, scenario, notes: None })
    }

    fn under(below: &Version, scenario: Scenario) -> Result<Self, Diagnostics> {
        let on = scenario.scheme.as_ref().unwrap_or(&below.file);
        let choices = Choices { simulated: true, ..scenario.choices.clone() };
        let file = on.under(&choices)?;
        let rules_alone = scenario.total.is_none()
            && scenario.reserve.is_none()
            && scenario.award_year.is_none()
            && scenario.deadline.is_none()
            && scenario.payment_date.is_none()
            && scenario.rates.is_empty()
            && scenario.measures.is_empty()
            && scenario.growth == Default::default();
        let beside = Text::new(
            "情景还改动了资金、日期、利率、措施开关或增长：不是规则，只在 --run 的金额中体现",
            "the scenario also changes money, dates, rates, measures in use or growth: no rules, seen in the amounts of --run only",
        );
        Ok(Self {
            title: scenario.title.clone(),
            file,
            scenario: below.scenario.under(&scenario),
            notes: (!rules_alone).then_some(beside),
        })
    }

    /// As a scenario on a lab: what its pipeline chooses holds where this version knows the name.
    fn on(&self, lab: &Lab) -> Scenario {
        let known = |section: &str, name: &str| {
            let file = self.scenario.scheme.as_ref();
            file.is_some_and(|file| file.root.at_path(&format!("{section}.{name}")).is_some())
        };
        let chosen = &lab.base().choices;
        let options = chosen.options.iter().filter(|(name, ..)| known("options", name));
        let parameters = chosen.parameters.iter().filter(|(name, _)| known("parameters", name));
        let choices = Choices {
            options: options.cloned().collect(),
            parameters: parameters.cloned().collect(),
            simulated: true,
            ..Choices::default()
        };
        Scenario { choices, ..Scenario::default() }.under(&self.scenario)
    }
}

/// Both versions on the same data, the second beside the first.
fn costs(lab: &Lab, first: &Version, second: &Version, out: Output) -> Result<Sheets, Failure> {
    let (first, second) = (first.on(lab), second.on(lab));
    let mut said = Diagnostics::default();
    for scenario in [&first, &second] {
        let (_, more) = lab.setting(scenario)?;
        said.extend(more);
    }
    said.0.retain(|one| one.code.id == codes::MEASURE_WITHOUT_DATA.id);
    said.0.dedup();
    if out.json || !out.quiet {
        out.diagnostics(&said.0);
    }
    let versions = [first, second];
    let mut outcomes = lab.evaluate_all(&versions)?;
    let [before, after] = &mut outcomes[..] else { return Ok(Box::new(|_| Vec::new())) };
    // The first is what the other is compared with, not the pipeline; that it moves nothing is no news.
    before.why = None;
    after.why = lab.why_between(&versions[0], &versions[1])?;
    let groups = lab.groupings()?;
    Ok(Box::new(move |lang| match &outcomes[..] {
        [before, after @ ..] => model::compare(before, after, &groups, lang),
        [] => Vec::new(),
    }))
}
