//! What an evaluation runs under: the base with a scenario's changes laid over it.

use chrono::NaiveDate;

use super::adjust::Adjust;
use super::file::{Scenario, stacked};
use super::keys::SCENARIO;
use super::vary::show_rate;
use crate::award::{Context, Steps};
use crate::config::{Section, Takes, Value};
use crate::diag::{Diagnostic, Diagnostics, Place, Text, codes, suggest};
use crate::domain::rates::{FIXED, bounds};
use crate::domain::{Currency, Fen, Published, RateTable};
pub use crate::run_folder::manifest::Change;
use crate::scheme::compile::Calendar;
use crate::scheme::{Award, Choices, InForce, RateTerm, Scheme, SchemeFile};

/// What scenarios change: a pipeline without its inputs.
#[derive(Clone, Debug)]
pub struct Base {
    pub scheme_file: SchemeFile,
    pub choices: Choices,
    pub award_year: i32,
    pub deadline: NaiveDate,
    pub payment_date: Option<NaiveDate>,
    pub publication_date: Option<NaiveDate>,
    pub rates: RateTable,
    pub pool: Option<Pool>,
}

/// The year's money, in fen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pool {
    pub total: i64,
    pub reserve: i64,
}

/// Everything that decides an outcome beside the inputs.
#[derive(Clone, Debug)]
pub struct Setting {
    pub scheme: Scheme,
    pub award_year: i32,
    pub deadline: NaiveDate,
    pub payment_date: Option<NaiveDate>,
    pub publication_date: Option<NaiveDate>,
    pub rates: RateTable,
    pub pool: Option<Pool>,
    pub adjust: Adjust,
    /// Rates that stand in for published ones.
    pub fixed_rates: Vec<(String, crate::domain::Ratio)>,
}

impl Base {
    /// The base with a scenario laid over it. Its examples are of no use to a scenario: strip them
    /// first with [`SchemeFile::without_examples`] when many are evaluated.
    ///
    /// # Errors
    /// Unknown names, values out of range, paths that lead nowhere: all of them.
    pub fn under(&self, scenario: &Scenario) -> Result<(Setting, Diagnostics), Diagnostics> {
        let file = scenario.scheme.as_ref().unwrap_or(&self.scheme_file);
        let choices = match &scenario.scheme {
            // Another scheme has options and parameters of its own.
            Some(_) => scenario.choices.clone(),
            None => stacked(&self.choices, &scenario.choices),
        };
        let mut faults = Diagnostics::default();
        let choices = Choices { simulated: true, ..choices };
        let resolved = file.resolve(&choices);
        let pool = self.pool_under(scenario, &mut faults);
        self.check_rates(scenario, &mut faults);
        let (scheme, warnings) = match resolved {
            Ok(resolved) => resolved,
            Err(mut why) => {
                why.extend(faults);
                return Err(why);
            }
        };
        let off = switched_off(&scheme, scenario, &mut faults);
        if scenario.growth.pending.is_some() && scenario.growth.pending_since.is_none() {
            let fault = Diagnostic::new(&codes::SCENARIO_PENDING);
            faults.push(fault.at(scenario.pending_at.clone()));
        }
        faults.extend(beaten(file, scenario));
        let fixed = scenario.rates.iter().map(|(name, value, _)| (name.clone(), *value));
        let fixed_rates: Vec<_> = fixed.collect();
        let setting = Setting {
            scheme,
            award_year: scenario.award_year.as_ref().map_or(self.award_year, |(year, _)| *year),
            deadline: scenario.deadline.unwrap_or(self.deadline),
            payment_date: scenario.payment_date.or(self.payment_date),
            publication_date: self.publication_date,
            rates: with_fixed(&self.rates, &fixed_rates),
            pool,
            adjust: Adjust::new(scenario.growth, off),
            fixed_rates,
        };
        faults.extend(warnings);
        faults.clone().into_result((setting, faults))
    }

    /// Rates that a scenario fixes: known, and within what is plausible.
    fn check_rates(&self, scenario: &Scenario, faults: &mut Diagnostics) {
        let known = self.rate_names();
        for (name, value, place) in &scenario.rates {
            let beyond =
                bounds(name).filter(|(low, high)| !(low.at_most(*value) && value.at_most(*high)));
            if let Some((low, high)) = beyond {
                let fault = Diagnostic::new(&codes::SCENARIO_PARITY).arg("name", name);
                let fault = fault.arg("value", show_rate(name, *value));
                let fault = fault.arg("low", show_rate(name, low));
                faults.push(fault.arg("high", show_rate(name, high)).at(place.clone()));
            }
            if !known.contains(&name.as_str()) {
                let near = suggest(name, known.iter().copied()).unwrap_or_default();
                faults.push(
                    Diagnostic::new(&codes::SCENARIO_RATE)
                        .arg("name", name)
                        .arg("known", known.join(" | "))
                        .arg("suggestion", near)
                        .at(place.clone()),
                );
            }
        }
    }

    fn pool_under(&self, scenario: &Scenario, faults: &mut Diagnostics) -> Option<Pool> {
        let total = scenario.total.as_ref().map(|(total, _)| *total);
        let reserve = scenario.reserve.as_ref().map(|(reserve, _)| *reserve);
        let place = scenario.reserve.as_ref().or(scenario.total.as_ref());
        let place = place.map(|(_, place)| place.clone()).unwrap_or_default();
        let pool = match (total.or(self.pool.map(|pool| pool.total)), reserve) {
            (Some(total), reserve) => {
                let kept = self.pool.map_or(0, |pool| pool.reserve);
                Pool { total, reserve: reserve.unwrap_or(kept) }
            }
            (None, Some(_)) => {
                faults.push(Diagnostic::new(&codes::SCENARIO_POOL).at(place));
                return None;
            }
            (None, None) => return None,
        };
        if pool.reserve > pool.total {
            faults.push(
                Diagnostic::new(&codes::OUT_OF_RANGE)
                    .arg("name", "budget.reserve")
                    .arg("read", Fen(pool.reserve))
                    .arg("range", format!("0 – {}", Fen(pool.total)))
                    .at(place),
            );
        }
        Some(pool)
    }

    /// Published rates that are known, and the currencies.
    pub fn rate_names(&self) -> Vec<&str> {
        let published = self.rates.rows().iter().map(|row| row.name.as_str());
        let currencies = Currency::ALL.iter().filter(|c| **c != Currency::Cny).map(|c| c.code());
        let mut names: Vec<&str> = published.chain(currencies).collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}

/// Ids of the measures that are off. A measure may be named by its id or its clause; what lies on
/// top holds.
fn switched_off(scheme: &Scheme, scenario: &Scenario, faults: &mut Diagnostics) -> Vec<String> {
    let mut switches: Vec<(&str, bool, &Place)> = Vec::new();
    for (name, on, place) in &scenario.measures {
        let Some(measure) = scheme.measures.iter().find(|m| m.id == *name || m.clause == *name)
        else {
            let ids: Vec<&str> = scheme.measures.iter().map(|m| m.id.as_str()).collect();
            let near = suggest(name, ids.iter().copied()).unwrap_or_default();
            let fault = Diagnostic::new(&codes::SCENARIO_MEASURE).arg("name", name);
            let fault = fault.arg("known", ids.join(" | ")).arg("suggestion", near);
            faults.push(fault.at(place.clone()));
            continue;
        };
        let known = switches.iter_mut().find(|(id, ..)| *id == measure.id);
        let Some(known) = known else {
            switches.push((&measure.id, *on, place));
            continue;
        };
        if known.1 != *on && scenario.layer(known.2) == scenario.layer(place) {
            let fault = Diagnostic::new(&codes::SCENARIO_SWITCH).arg("measure", &measure.clause);
            faults.push(fault.at(place.clone()));
        }
        *known = (&measure.id, *on, place);
    }
    switches.into_iter().filter(|(_, on, _)| !on).map(|(id, ..)| id.to_string()).collect()
}

/// Parameters and readings that a rule below them, or beside them, leaves without effect.
fn beaten(file: &SchemeFile, scenario: &Scenario) -> Diagnostics {
    let mut out = Diagnostics::default();
    for (path, rule) in &scenario.choices.rules {
        let above = |place: &Place| scenario.layer(place) >= scenario.layer(&rule.place());
        for (name, place) in file.replaced_by(path, rule, &scenario.choices) {
            if above(&place) {
                let said = Diagnostic::new(&codes::SCENARIO_BEATEN).arg("path", path);
                out.push(said.arg("name", name).at(place));
            }
        }
    }
    out
}

/// One value for every day takes the place of what was published.
fn with_fixed(rates: &RateTable, fixed: &[(String, crate::domain::Ratio)]) -> RateTable {
    let replaced = |name: &str| fixed.iter().any(|(known, _)| known == name);
    let mut rows: Vec<Published> =
        rates.rows().iter().filter(|row| !replaced(&row.name)).cloned().collect();
    let from = NaiveDate::from_ymd_opt(1949, 1, 1).unwrap_or_default();
    rows.extend(fixed.iter().map(|(name, value)| Published {
        date: from,
        name: name.clone(),
        value: *value,
        status: FIXED.to_string(),
        source: String::new(),
    }));
    RateTable::new(rows)
}

impl Setting {
    /// What the engine asks for; `available` is set by whoever knows what was spent before.
    pub fn context(&self) -> Context<'_> {
        Context {
            scheme: &self.scheme,
            calendar: Calendar { award_year: self.award_year, policy: self.scheme.valid.period },
            deadline: self.deadline,
            payment_date: self.payment_date.unwrap_or(self.deadline),
            rates: &self.rates,
            available: None,
            steps: Steps { publication: self.publication_date, payment: self.payment_date },
        }
    }

    /// The value a published rate has here, where the scheme asks for it as of the deadline.
    pub fn published(&self, name: &str) -> Option<crate::domain::Ratio> {
        let same_day = self.scheme.rates.lpr_same_day || name.len() == 3;
        self.rates.last(name, self.deadline, same_day).map(|row| row.value)
    }

    /// Names of published rates that the rules use.
    pub fn rates_used(&self) -> Vec<&str> {
        let terms = self.scheme.measures.iter().filter_map(|measure| match &measure.award {
            Award::Rate { rates, .. } => Some(rates),
            _ => None,
        });
        let mut names: Vec<&str> = terms
            .flatten()
            .filter_map(|term| match term {
                RateTerm::Published(name) => Some(name.as_str()),
                RateTerm::Exact(_) => None,
            })
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// What differs from the base, in the order parameters and options, rules, money, days, growth,
    /// rates, measures.
    pub fn changes(&self, base: &Setting, scenario: &Scenario) -> Vec<Change> {
        let mut out = Vec::new();
        let mut say = |key: &str, text: Text, from: String, to: String| {
            if from != to {
                out.push(Change { key: key.to_string(), text, from, to });
            }
        };
        let scheme = Text::new("方案", "the scheme");
        say("scenario.scheme", scheme, base.scheme.id.clone(), self.scheme.id.clone());
        for now in &self.scheme.in_force {
            let before = base.scheme.in_force.iter().find(|known| known.name == now.name);
            let from = before.map(|known| known.value.clone()).unwrap_or_default();
            say(&now.name, meaning_in_force(now, before), from, now.value.clone());
        }
        for (path, node) in &scenario.choices.rules {
            say(path, Text::new("规则", "a rule"), String::new(), node.display());
        }
        let mut add = |key: &str, from: String, to: String| say(key, meaning(key), from, to);
        let money = |pool: Option<Pool>, of: fn(Pool) -> i64| {
            pool.map(|pool| Fen(of(pool)).to_string()).unwrap_or_default()
        };
        add("budget.total", money(base.pool, |p| p.total), money(self.pool, |p| p.total));
        add("budget.reserve", money(base.pool, |p| p.reserve), money(self.pool, |p| p.reserve));
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        add("dates.award_year", base.award_year.to_string(), self.award_year.to_string());
        add("dates.deadline", base.deadline.to_string(), self.deadline.to_string());
        add("dates.payment_date", day(base.payment_date), day(self.payment_date));
        for (key, before, after) in base.adjust.growth().zip(self.adjust.growth()) {
            add(key, before, after);
        }
        for (name, value) in &self.fixed_rates {
            let before = base.published(name).map(|rate| show_rate(name, rate)).unwrap_or_default();
            let key = format!("rates.{name}");
            say(&key, meaning(&key), before, show_rate(name, *value));
        }
        let switch = |off: bool| if off { "off" } else { "on" }.to_string();
        for measure in &self.scheme.measures {
            let (from, to) = (base.adjust.is_off(&measure.id), self.adjust.is_off(&measure.id));
            let key = format!("measures.{}", measure.id);
            say(&key, measure.title.clone(), switch(from), switch(to));
        }
        out
    }

    /// What a quantity that is varied is; empty where nothing says so.
    pub fn meaning_of(&self, key: &str) -> Text {
        match self.scheme.in_force.iter().find(|known| known.name == key) {
            Some(known) => meaning_in_force(known, None),
            None => meaning(key),
        }
    }

    /// Keys of a scenario that say what holds already.
    pub fn idle_keys(&self, base: &Setting, scenario: &Scenario, root: &SchemeFile) -> Diagnostics {
        let mut out = Diagnostics::default();
        let changed: Vec<String> =
            self.changes(base, scenario).into_iter().map(|change| change.key).collect();
        let mut check = |key: String, shown: String, value: String, place| {
            if !changed.contains(&key) {
                out.push(
                    Diagnostic::new(&codes::SCENARIO_SAME)
                        .arg("name", &scenario.name)
                        .arg("key", shown)
                        .arg("value", value)
                        .at(place),
                );
            }
        };
        for (name, node) in &scenario.choices.parameters {
            check(name.clone(), format!("parameters.{name}"), node.display(), node.place());
        }
        for (name, value, place) in &scenario.choices.options {
            check(name.clone(), format!("options.{name}"), value.clone(), place.clone());
        }
        for (key, value) in [("total", &scenario.total), ("reserve", &scenario.reserve)] {
            if let Some((fen, place)) = value {
                let key = format!("budget.{key}");
                check(key.clone(), key, Fen(*fen).to_string(), place.clone());
            }
        }
        for (name, value, place) in &scenario.rates {
            let key = format!("rates.{name}");
            check(key.clone(), key, value.to_string(), place.clone());
        }
        if scenario.scheme.is_none() {
            for (path, node) in &scenario.choices.rules {
                let old = root.root.at_path(path);
                if old.is_some_and(|old| same_value(&old.value, &node.value)) {
                    let place = node.place();
                    out.push(
                        Diagnostic::new(&codes::SCENARIO_SAME)
                            .arg("name", &scenario.name)
                            .arg("key", path)
                            .arg("value", node.display())
                            .at(place),
                    );
                }
            }
        }
        out
    }
}

fn same_value(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Text(a), Value::Text(b)) => a == b,
        (Value::Int(a), Value::Int(b)) => a == b,
        (Value::Bool(a), Value::Bool(b)) => a == b,
        (Value::Date(a), Value::Date(b)) => a == b,
        _ => false,
    }
}

/// What a key of a scenario sets, in the words that declare it: 预算：总额.
pub fn meaning(key: &str) -> Text {
    if let Some(name) = key.strip_prefix("rates.") {
        return Text::new(format!("公布值 {name}"), format!("the published value of {name}"));
    }
    let own = |section: &'static Section, name: &str| section.own.iter().find(|k| k.name == name);
    let found =
        key.split_once('.').and_then(|(section, name)| match own(&SCENARIO, section)?.takes {
            Takes::Table(section) => Some((section.title, own(section, name)?.means)),
            _ => None,
        });
    let Some((of, means)) = found else { return Text::default() };
    Text::new(format!("{}：{}", of[0], means[0]), format!("{}: {}", of[1], means[1]))
}

fn meaning_in_force(now: &InForce, before: Option<&InForce>) -> Text {
    let question = now.reading.then_some(&now.question);
    in_words(&now.clause, question, before.map(|known| &known.text), &now.text)
}

/// What a parameter is; of a reading its question and what both answers mean.
pub fn in_words(clause: &str, question: Option<&Text>, was: Option<&Text>, now: &Text) -> Text {
    let clause = if clause.is_empty() { String::new() } else { format!("{clause}　") };
    let Some(question) = question else {
        return Text::new(format!("{clause}{}", now.zh), now.en.clone());
    };
    let (zh, en) = was.map(|was| (was.zh.as_str(), was.en.as_str())).unwrap_or_default();
    Text::new(
        format!("{clause}{}{zh}→{}", question.zh, now.zh),
        format!("{} {en} → {}", question.en, now.en),
    )
}
