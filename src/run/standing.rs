//! What lists and departments say of those who claim: findings, holds, and what was asked and answered.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use polars::prelude::DataFrame;

use crate::award::standing::{Answer, Known, Listed};
use crate::award::{Context, EngineError, Inputs};
use crate::budget::Awards;
use crate::diag::{Diagnostic, Text, codes};
use crate::domain::date::from_epoch_days;
use crate::frame::access::{days, texts};
use crate::frame::columns as c;
use crate::frame::fields::{Field, FieldKind, LISTED_FIELDS, OPINION_FIELDS};
use crate::frame::table::Row;
use crate::pipeline::reporting::Office;
use crate::run::holds::{Why, resting_on};
use crate::run::told::Told;
use crate::scheme::{Effect, GateOf, Scheme, Standing, TestDay};
use crate::tables::standing::{Condition, Tested};

/// A condition on lists or departments, and the measures that it is for.
#[derive(Clone, Debug)]
pub struct Rule {
    pub id: String,
    pub clause: String,
    pub text: Text,
    pub of: GateOf,
    pub effect: Effect,
    pub measures: Vec<usize>,
}

impl Rule {
    /// What it asks.
    pub fn asked(&self) -> Option<&Standing> {
        self.of.standing()
    }

    /// Whether it asks departments.
    pub fn of_departments(&self) -> bool {
        matches!(self.of, GateOf::Agreed(_))
    }

    /// Why a claim waits for an answer; `None` where it does not.
    pub fn why(&self, answer: Answer) -> Option<Why> {
        match (answer, self.effect, self.of_departments()) {
            (Answer::Clear, ..) | (_, Effect::Ignore, _) => None,
            // Silence is no agreement, whatever follows from an answer.
            (Answer::Silent, ..) => Some(Why::Unanswered),
            (_, Effect::Warn, _) | (Answer::Refused, Effect::Exclude, _) => None,
            (Answer::Deferred, ..) => Some(Why::Deferred),
            (Answer::Refused, Effect::Hold, true) => Some(Why::Opposed),
            (Answer::Refused, Effect::Hold, false) => Some(Why::Listed),
        }
    }

    /// What an answer does to the claims of an enterprise, in words.
    pub fn outcome(&self, answer: Answer) -> Text {
        match (answer, self.why(answer), self.effect) {
            (Answer::Clear, ..) => Text::new("通过", "passes"),
            (_, Some(why), _) => {
                let text = why.text();
                Text::new(format!("暂缓：{}", text.zh), format!("waits: {}", text.en))
            }
            (_, None, Effect::Exclude) => Text::new("不予支持", "no support"),
            (_, None, _) => Text::new("提示", "a warning"),
        }
    }
}

/// The conditions of a scheme and a pipeline, each once.
pub fn rules(scheme: &Scheme, office: &Office) -> Vec<Rule> {
    let mut all: Vec<Rule> = Vec::new();
    for (number, measure) in scheme.measures.iter().enumerate() {
        let gates = measure.gates.iter();
        for gate in gates.filter(|g| g.of.standing().is_some() && g.effect != Effect::Ignore) {
            let reason = &scheme.reasons[usize::from(gate.reason)];
            match all.iter_mut().find(|rule| rule.id == reason.id) {
                Some(known) => known.measures.push(number),
                None => all.push(Rule {
                    id: reason.id.clone(),
                    clause: reason.clause.clone(),
                    text: reason.text.clone(),
                    of: gate.of.clone(),
                    effect: gate.effect,
                    measures: vec![number],
                }),
            }
        }
    }
    let (on, clause) = (TestDay::Payment, "[payment]".to_string());
    let of_office = |id: &str, text: Text, of: GateOf| Rule {
        id: id.to_string(),
        clause: clause.clone(),
        text,
        of,
        effect: Effect::Hold,
        measures: (0..scheme.measures.len()).collect(),
    };
    if office.hold_listed {
        let text = Text::new("列入名单的暂缓拨付", "listed enterprises wait");
        let of = GateOf::NotListed(Standing { on, names: Vec::new() });
        all.push(of_office("payment.hold_listed", text, of));
    }
    if !office.departments.is_empty() {
        let text = Text::new("拨付前须经部门同意", "departments must agree before payment");
        let of = GateOf::Agreed(Standing { on, names: office.departments.clone() });
        all.push(of_office("payment.opinions", text, of));
    }
    all
}

/// All that is needed to ask.
pub struct Asking<'a> {
    awards: &'a Awards,
    context: &'a Context<'a>,
    rules: Vec<Rule>,
    known: Known,
    names: Vec<&'a str>,
    codes: Vec<&'a str>,
    lists: Columns<'a>,
    opinions: Columns<'a>,
}

/// Columns that lists and opinions share; empty where a table lacks one.
struct Columns<'a>(BTreeMap<&'static str, Vec<&'a str>>, BTreeMap<&'static str, Days>);

type Days = Vec<Option<i32>>;

impl<'a> Columns<'a> {
    fn new(table: &'a DataFrame, fields: &'static [Field]) -> Result<Self, EngineError> {
        let (mut words, mut on) = (BTreeMap::new(), BTreeMap::new());
        for field in fields {
            match field.kind {
                FieldKind::Date => on.insert(field.name, days(table, field.name)?).map(drop),
                _ => words.insert(field.name, texts(table, field.name)?).map(drop),
            };
        }
        Ok(Self(words, on))
    }

    fn text(&self, name: &str, row: Option<usize>) -> String {
        let text = row.and_then(|row| self.0.get(name)?.get(row).copied());
        text.unwrap_or_default().to_string()
    }

    fn day(&self, name: &str, row: Option<usize>) -> Option<NaiveDate> {
        from_epoch_days((*self.1.get(name)?.get(row?)?)?)
    }
}

impl<'a> Asking<'a> {
    /// # Errors
    /// A fault of the engine.
    pub fn new(
        awards: &'a Awards,
        inputs: &'a Inputs,
        context: &'a Context<'a>,
        office: &Office,
    ) -> Result<Self, EngineError> {
        Ok(Self {
            awards,
            context,
            rules: rules(context.scheme, office),
            known: Known::new(inputs, context)?,
            names: texts(&inputs.firms, c::FIRM_NAME)?,
            codes: texts(&inputs.firms, c::USCC)?,
            lists: Columns::new(&inputs.listed, LISTED_FIELDS)?,
            opinions: Columns::new(&inputs.opinions, OPINION_FIELDS)?,
        })
    }

    /// Asks every condition about every enterprise that claims something it is for.
    pub fn all(&self, ids: &[String]) -> Told {
        let mut out = Told::default();
        let mut facts: BTreeMap<(usize, Why), Vec<String>> = BTreeMap::new();
        let (mut rows, mut tells) = (Vec::new(), false);
        for rule in &self.rules {
            tells |= rule.effect != Effect::Warn || rule.of_departments();
            out.findings.extend(self.day_unknown(rule));
            for (firm, claims) in self.claims(rule) {
                let tested = self.tested(rule, firm);
                tells |= tested.iter().any(|(row, _)| row.until.is_some());
                out.findings.extend(self.findings(rule, &tested, claims.len()));
                for (row, answer) in &tested {
                    let Some(why) = rule.why(*answer) else { continue };
                    let fact = [&row.rule, &row.list, &row.department, &row.opinion, &row.document];
                    let fact = fact.map(String::as_str).join("\u{1f}");
                    for claim in &claims {
                        facts.entry((*claim, why)).or_default().push(fact.clone());
                    }
                }
                rows.extend(tested.into_iter().map(|(row, _)| row));
            }
        }
        for ((claim, why), facts) in facts {
            let amount = self.awards.current()[claim].to_string();
            let facts = facts.join("\u{1e}");
            let rests = [("payable", amount.as_str()), ("said", facts.as_str())];
            out.holds.push(resting_on(claim, why, &ids[claim], &rests));
        }
        if tells {
            out.tables = vec![Condition::table(self.conditions()), Tested::table(rows)];
        }
        out
    }

    /// Claims with an amount before this, by enterprise, of the measures that a condition is for.
    fn claims(&self, rule: &Rule) -> BTreeMap<u32, Vec<usize>> {
        let mut claims: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for claim in rule.measures.iter().flat_map(|at| self.awards.blocks[*at].clone()) {
            let own = claims.entry(self.awards.firm[claim]).or_default();
            if self.awards.current()[claim] > 0 {
                own.push(claim);
            }
        }
        claims
    }

    /// What a condition hears of an enterprise, one row for each list or department.
    fn tested(&self, rule: &Rule, firm: u32) -> Vec<(Tested, Answer)> {
        match &rule.of {
            GateOf::NotListed(asked) => self.lists(rule, asked, firm),
            GateOf::Agreed(asked) => self.departments(rule, asked, firm),
            _ => Vec::new(),
        }
    }

    fn row(&self, rule: &Rule, on: TestDay, firm: u32, answer: Answer) -> Tested {
        Tested {
            code: self.codes[firm as usize].to_string(),
            firm: self.names[firm as usize].to_string(),
            rule: rule.id.clone(),
            clause: rule.clause.clone(),
            list: String::new(),
            department: String::new(),
            opinion: String::new(),
            document: String::new(),
            from: None,
            until: None,
            reason: String::new(),
            by: String::new(),
            day: self.context.day_of(on),
            answer: answer.key().to_string(),
            effect: rule.effect.word().to_string(),
            said: rule.outcome(answer),
        }
    }

    fn lists(&self, rule: &Rule, asked: &Standing, firm: u32) -> Vec<(Tested, Answer)> {
        let row = |(listed, bears): (&Listed, bool)| {
            let (at, of) = (Some(listed.row), &self.lists);
            let answer = if bears { Answer::Refused } else { Answer::Clear };
            let ended = [c::REPAIRED_ON, c::REMOVED_ON].map(|name| of.day(name, at));
            let row = Tested {
                list: of.text(c::LIST, at),
                department: of.text(c::DEPARTMENT, at),
                document: of.text(c::DOCUMENT_NO, at),
                from: of.day(c::LISTED_ON, at),
                until: ended.into_iter().flatten().min(),
                ..self.row(rule, asked.on, firm, answer)
            };
            (row, answer)
        };
        self.known.listed(asked, firm).map(row).collect()
    }

    fn departments(&self, rule: &Rule, asked: &Standing, firm: u32) -> Vec<(Tested, Answer)> {
        let row = |name: &String| {
            let said = self.known.said(asked.on, name, firm);
            // An answer that the day leaves out is shown beside what it does not change.
            let (at, of) = (said.row.or(said.later), &self.opinions);
            let department = of.text(c::DEPARTMENT, at);
            let row = Tested {
                department: if department.is_empty() { name.clone() } else { department },
                opinion: of.text(c::OPINION, at),
                document: of.text(c::DOCUMENT_NO, at),
                from: of.day(c::OPINED_ON, at),
                reason: of.text(c::DECISION_REASON, at),
                by: of.text(c::DECIDED_BY, at),
                ..self.row(rule, asked.on, firm, said.answer)
            };
            (row, said.answer)
        };
        asked.names.iter().map(row).collect()
    }

    /// Departments that are silent about an enterprise (R496), and answers that only warn (R497).
    fn findings(&self, rule: &Rule, tested: &[(Tested, Answer)], claims: usize) -> Vec<Diagnostic> {
        let mut out = Vec::new();
        let say = |code, row: &Tested| {
            Diagnostic::new(code)
                .arg("firm", &row.firm)
                .arg("condition", format!("{} {}", rule.clause, rule.text.zh))
                .arg("condition_en", format!("{} {}", rule.clause, rule.text.en))
        };
        let silent: Vec<&Tested> =
            tested.iter().filter(|(_, a)| *a == Answer::Silent).map(|(row, _)| row).collect();
        if let (Some(row), true) = (silent.first(), claims > 0) {
            let names: Vec<&str> = silent.iter().map(|row| row.department.as_str()).collect();
            let until = row.day.map(|day| (format!("截至 {day} "), format!(" by {day}")));
            let (zh, en) = until.unwrap_or_default();
            let said = say(&codes::OPINION_MISSING, row).arg("departments", names.join("、"));
            out.push(said.arg("day", zh).arg("day_en", en).arg("count", claims));
        }
        let warns = rule.of_departments() && rule.effect == Effect::Warn;
        for (row, answer) in tested.iter().filter(|(_, a)| warns && *a >= Answer::Deferred) {
            let what = match answer {
                Answer::Deferred => ("意见为暂缓", "wants to wait"),
                _ => ("不同意", "does not agree"),
            };
            let said = say(&codes::OPINION_AGAINST, row).arg("department", &row.department);
            out.push(said.arg("what", what.0).arg("what_en", what.1));
        }
        out
    }

    /// A day that the pipeline does not name (R498); of conditions that only warn nothing hangs on it.
    fn day_unknown(&self, rule: &Rule) -> Option<Diagnostic> {
        let on = rule.asked()?.on;
        let of_office = rule.id.starts_with("payment.");
        if self.context.day_of(on).is_some() || of_office {
            return None;
        }
        let step = match on {
            TestDay::Deadline => ("截止日", "deadline"),
            TestDay::Publication => ("公示首日", "publication"),
            TestDay::Payment => ("拨付日", "payment"),
        };
        let said = Diagnostic::new(&codes::TEST_DAY_UNKNOWN);
        let said = said.arg("condition", format!("{} {}", rule.clause, rule.text.zh));
        let said = said.arg("condition_en", format!("{} {}", rule.clause, rule.text.en));
        Some(said.arg("step", step.0).arg("step_en", step.1))
    }

    fn conditions(&self) -> Vec<Condition> {
        let mut rows = Vec::new();
        for rule in &self.rules {
            let Some(asked) = rule.asked() else { continue };
            let names: BTreeSet<&str> = asked.names.iter().map(String::as_str).collect();
            let names = if names.is_empty() { BTreeSet::from([""]) } else { names };
            let measures = rule.measures.iter();
            let measures = measures.map(|at| self.context.scheme.measures[*at].id.as_str());
            let measures = measures.collect::<Vec<_>>().join(" ");
            rows.extend(names.into_iter().map(|name| {
                Condition {
                    rule: rule.id.clone(),
                    clause: rule.clause.clone(),
                    text: rule.text.clone(),
                    of: if rule.of_departments() { "departments" } else { "lists" }.to_string(),
                    name: name.to_string(),
                    effect: rule.effect.word().to_string(),
                    on: TestDay::NAMES
                        .iter()
                        .find(|(_, on)| *on == asked.on)
                        .map_or("", |(word, _)| word)
                        .to_string(),
                    day: self.context.day_of(asked.on),
                    measures: measures.clone(),
                }
            }));
        }
        rows
    }
}
