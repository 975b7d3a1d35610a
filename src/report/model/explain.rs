//! Why an amount is what it is: one enterprise or claim, read from the tables of a run.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use polars::prelude::*;
use serde::Serialize;

use super::explain_reviews::{ReviewOf, reviews_of, trade_of};
use super::workbook::plain;
use crate::diag::{Diagnostic, Diagnostics, Lang, Text, codes, say};
use crate::domain::money::grouped;
use crate::domain::{Fen, date};
use crate::duplicate::dossier;
use crate::frame::access::texts;
use crate::frame::columns as c;
use crate::run_folder::bound::Bound;
use crate::scheme::Stage;
use crate::tables::award::{CLAIMS, LINES, Measure, OwnColumn, Parameter, Reason, Score};
use crate::tables::found::SourceRow;
use crate::tables::joint::AcrossPair;
use crate::tables::payment::Instalment;
use crate::tables::standing::{CaseEvent, Change, Condition, Tested};

/// One claim, explained.
#[derive(Debug, Serialize)]
pub struct Explained {
    pub claim: String,
    pub firm: String,
    pub credit_code: String,
    pub clause: String,
    pub measure: String,
    pub item: String,
    pub filing: String,
    pub accepted_on: String,
    /// `30%`, `LPR1Y × 100%`, an amount or amounts by grade.
    pub rate: String,
    /// Published values that take part, each with the day it is for and the day it is of.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub published: Vec<String>,
    /// Score, place and tier, where the measure is granted by score.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub score: String,
    pub threshold: String,
    pub cap: String,
    pub base: String,
    /// Base × rate before its one rounding; empty where no rate takes part.
    pub unrounded: String,
    pub granted_before: String,
    pub requested: String,
    pub steps: Vec<StageTaken>,
    pub payable: String,
    /// Clause and words of the last limit that lowered the amount.
    pub decided_by: String,
    /// What would have to be different for a higher amount.
    pub to_change: Vec<String>,
    pub lines: Vec<Line>,
    /// Other support that the claim was held against.
    pub duplicates: Vec<Duplicate>,
    /// What reviewers decided of the claim and its lines.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reviews: Vec<ReviewOf>,
    /// What invoices and payments say against its lines.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub trade: Vec<ReviewOf>,
    /// What lists and departments said of the enterprise, where a condition of the measure asks them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub asked: Vec<Asked>,
    /// What happened to the case.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<String>,
    /// The parts that the amount is paid in.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub instalments: Vec<String>,
    /// Changes of name and code that were followed to the enterprise.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<String>,
}

/// What one list or department said.
#[derive(Clone, Debug, Serialize)]
pub struct Asked {
    /// Clause and words of the condition.
    pub condition: String,
    /// The list or department.
    pub of: String,
    /// What it does to the claim, in words.
    pub outcome: String,
    pub values: Vec<(String, String)>,
}

/// One case of other support.
#[derive(Clone, Debug, Serialize)]
pub struct Duplicate {
    pub finding: String,
    pub verdict: String,
    /// Why, in words.
    pub ground: String,
    pub values: Vec<(String, String)>,
}

/// One stage of a claim.
#[derive(Debug, Serialize)]
pub struct StageTaken {
    pub stage: String,
    pub before: String,
    pub after: String,
    /// Empty where the stage changed nothing.
    pub reason: String,
}

/// One evidence line.
#[derive(Debug, Serialize)]
pub struct Line {
    /// file·sheet·row
    pub place: String,
    pub values: Vec<(String, String)>,
    /// Empty where the line counts.
    pub left_out: String,
}

/// Finds what `query` names: a claim id, a credit code, or part of a name.
///
/// # Errors
/// When nothing fits the query.
pub fn explain(runs: &[Bound], query: &str, lang: Lang) -> Result<Vec<Explained>, Diagnostics> {
    // Of several schemes, those that know nothing of it stay silent.
    let mut found = Vec::new();
    for run in runs {
        match explain_one(run, query, lang) {
            Ok(explained) => found.extend(explained),
            Err(faults) if faults.0.iter().all(|d| d.code == &codes::NOTHING_FOUND) => {}
            Err(faults) => return Err(faults),
        }
    }
    match found.is_empty() {
        true => Err(Diagnostic::new(&codes::NOTHING_FOUND).arg("query", query).into()),
        false => Ok(found),
    }
}

fn explain_one(run: &Bound, query: &str, lang: Lang) -> Result<Vec<Explained>, Diagnostics> {
    let tables = Tables::open(run, lang)?;
    let wanted = crate::domain::text::clean(query);
    let claims = matching(&tables.claims, &wanted).map_err(|error| tables.fault(error))?;
    if claims.height() == 0 || wanted.is_empty() {
        return Err(Diagnostic::new(&codes::NOTHING_FOUND).arg("query", query).into());
    }
    (0..claims.height()).map(|row| tables.claim(&claims, row)).collect()
}

/// Claims of which a text is the id, the code of the enterprise or a part of its name.
fn matching(claims: &DataFrame, wanted: &str) -> PolarsResult<DataFrame> {
    let code = wanted.to_ascii_uppercase();
    let (ids, codes) = (texts(claims, c::CLAIM_ID)?, texts(claims, c::USCC)?);
    let names = texts(claims, c::FIRM_NAME)?.into_iter().zip(ids.into_iter().zip(codes));
    let keep = names.map(|(name, (id, of))| {
        id.eq_ignore_ascii_case(wanted) || of == code || name.contains(wanted)
    });
    claims.filter(&keep.map(Some).collect())
}

struct Tables<'a> {
    run: &'a Bound,
    lang: Lang,
    claims: DataFrame,
    measures: Vec<Measure>,
    /// Reason id → clause and words.
    reasons: BTreeMap<String, String>,
    /// file·sheet of each source.
    sources: Vec<String>,
}

pub(super) fn text(table: &DataFrame, name: &str, row: usize) -> PolarsResult<String> {
    let value = table.column(name)?.get(row)?;
    Ok(match value {
        AnyValue::Null => String::new(),
        AnyValue::Decimal(value, _, 2) => match i64::try_from(value) {
            Ok(fen) => Fen(fen).to_string(),
            Err(_) => value.to_string(),
        },
        AnyValue::Decimal(value, _, scale) => match i64::try_from(value) {
            Ok(value) => plain(value, scale),
            Err(_) => value.to_string(),
        },
        AnyValue::Date(days) => {
            date::from_epoch_days(days).map(|day| day.to_string()).unwrap_or_default()
        }
        other => other.str_value().into_owned(),
    })
}

/// Digits of an amount that may have more than two decimals, set as amounts are.
fn as_amount(digits: &str) -> String {
    let (whole, rest) = digits.split_once('.').unwrap_or((digits, ""));
    match whole.parse() {
        Ok(whole) => format!("{}.{rest:0<2}", grouped(whole)),
        Err(_) => digits.to_string(),
    }
}

pub(super) fn fault(run: &Bound, error: PolarsError) -> Diagnostics {
    let fault = Diagnostic::new(&codes::NO_SUCH_RUN).arg("path", run.folder().display());
    fault.arg("why", error).into()
}

impl<'a> Tables<'a> {
    fn open(run: &'a Bound, lang: Lang) -> Result<Self, Diagnostics> {
        let colon = lang.pick("：", ": ");
        let reason = |row: Reason| {
            let said = format!("{}{colon}{}", row.clause, row.text.get(lang));
            (row.id, said)
        };
        let source = |row: SourceRow| row.place();
        Ok(Self {
            run,
            lang,
            claims: run.frame(CLAIMS)?,
            measures: run.rows()?,
            reasons: run.rows()?.into_iter().map(reason).collect(),
            sources: run.rows()?.into_iter().map(source).collect(),
        })
    }

    fn fault(&self, error: PolarsError) -> Diagnostics {
        fault(self.run, error)
    }

    fn reason(&self, id: &str) -> String {
        self.reasons.get(id).cloned().unwrap_or_else(|| id.to_string())
    }

    fn claim(&self, claims: &DataFrame, row: usize) -> Result<Explained, Diagnostics> {
        let get = |name| text(claims, name, row).map_err(|error| self.fault(error));
        let id = get(c::CLAIM_ID)?;
        let measure_id = get(c::MEASURE)?;
        let known = self.measures.iter().find(|measure| measure.id == measure_id);
        let unknown = || self.fault(polars_err!(NoData: "{measure_id}"));
        let measure = known.ok_or_else(unknown)?;
        let steps = self.steps(claims, row).map_err(|error| self.fault(error))?;
        let binding = get(c::BINDING)?;
        let score = self.score(&id)?;
        let no_tier = format!("{measure_id}.tier");
        let decided_by = match binding.as_str() {
            "" if score.as_ref().is_some_and(|score| score.tier.is_none()) => self.reason(&no_tier),
            "" => say!(self.lang, "按标准核算，没有限制起作用", "the rate itself; no limit bound"),
            id => self.reason(id),
        };
        let base = get(c::BASE)?;
        let to_change = self.to_change(&steps, &base, &measure.threshold);
        let lines = self.lines(&measure_id, &id)?;
        Ok(Explained {
            published: self.published(&[&measure.rate, &measure.threshold], &lines)?,
            lines,
            duplicates: [self.duplicates(&id)?, self.across(&id)?].concat(),
            reviews: reviews_of(self.run, &id, self.lang)?,
            trade: trade_of(self.run, &id, self.lang)?,
            firm: get(c::FIRM_NAME)?,
            asked: self.asked(&get(c::USCC)?, &measure_id)?,
            events: self.events(&id)?,
            instalments: self.instalments(&id)?,
            changes: self.changes(&get(c::USCC)?)?,
            credit_code: get(c::USCC)?,
            clause: get(c::CLAUSE)?,
            measure: measure.title.get(self.lang).to_string(),
            item: get(c::ITEM)?,
            filing: get(c::FILING_NO)?,
            accepted_on: get(c::ACCEPTED_ON)?,
            rate: measure.rate.clone(),
            score: score.map(|score| self.said_of_score(&score)).unwrap_or_default(),
            unrounded: as_amount(&get(c::UNROUNDED)?),
            granted_before: get(c::PRIOR)?,
            requested: get(c::REQUESTED)?,
            payable: get(c::PAYABLE)?,
            claim: id,
            threshold: measure.threshold.clone(),
            cap: measure.cap.clone(),
            base,
            steps,
            decided_by,
            to_change,
        })
    }

    /// Published values that the rule names or whose currency the lines are in.
    fn published(&self, rule: &[&String], lines: &[Line]) -> Result<Vec<String>, Diagnostics> {
        let takes_part = |row: &Parameter| {
            let Some((name, _)) = row.name.split_once(' ') else { return false };
            let mut values = lines.iter().flat_map(|line| &line.values);
            rule.iter().any(|text| text.split(' ').any(|word| word == name))
                || values.any(|(_, value)| value == name)
        };
        let colon = self.lang.pick("：", ": ");
        let rows = self.run.rows::<Parameter>()?.into_iter();
        let own = rows.filter(|row| row.origin == "rates" && takes_part(row));
        Ok(own.map(|row| format!("{}{colon}{}", row.value, row.text.get(self.lang))).collect())
    }

    /// Only schemes with tiers by score have such a table, and only claims that are granted by score a row in it.
    fn score(&self, claim: &str) -> Result<Option<Score>, Diagnostics> {
        let rows = self.run.rows_if_any::<Score>()?.unwrap_or_default();
        Ok(rows.into_iter().find(|row| row.claim == claim))
    }

    /// Score and place in words.
    fn said_of_score(&self, row: &Score) -> String {
        let score = i64::try_from(row.score.0).map_or(row.score.0.to_string(), |v| plain(v, 4));
        let counted = row.counted.unwrap_or_default();
        let lang = self.lang;
        let mut out = match row.place {
            None => say!(lang, "{score}，不参加排序", "{score}, takes no place"),
            Some(place) => say!(
                lang,
                "{score}，{counted} 项中第 {place} 名",
                "{score}, place {place} of {counted}"
            ),
        };
        if let Some(sharing) = row.sharing.filter(|sharing| *sharing != 1) {
            out += &say!(lang, "（{sharing} 项同分）", " ({sharing} of this score)");
        }
        if let Some(tier) = row.tier {
            let condition = &row.condition;
            out += &say!(lang, "，第 {tier} 档（{condition}）", ", tier {tier} ({condition})");
        }
        out
    }

    /// Stages in the order in which their columns stand, which is the order of the scheme.
    fn steps(&self, claims: &DataFrame, row: usize) -> PolarsResult<Vec<StageTaken>> {
        let mut before = text(claims, c::REQUESTED, row)?;
        let mut steps = Vec::new();
        for name in claims.get_column_names() {
            let stage = Stage::NAMES.iter().find(|(_, s)| s.amount_column() == name.as_str());
            let Some((_, stage)) = stage else { continue };
            let after = text(claims, name, row)?;
            let reason = text(claims, stage.reason_column(), row)?;
            let (zh, en) = stage.title();
            steps.push(StageTaken {
                stage: self.lang.pick(zh, en).to_string(),
                before: before.clone(),
                after: after.clone(),
                reason: if reason.is_empty() { reason } else { self.reason(&reason) },
            });
            before = after;
        }
        Ok(steps)
    }

    fn to_change(&self, steps: &[StageTaken], base: &str, threshold: &str) -> Vec<String> {
        let reduced = steps.iter().filter(|step| !step.reason.is_empty());
        reduced
            .map(|step| {
                let threshold_stage = [Stage::Item.title().0, Stage::Item.title().1];
                let at_threshold =
                    !threshold.is_empty() && threshold_stage.contains(&step.stage.as_str());
                let (reason, before) = (&step.reason, &step.before);
                match at_threshold {
                    true => say!(
                        self.lang,
                        "基数须 {threshold}（现为 {base} 元）",
                        "the base must be {threshold} (it is {base} yuan)"
                    ),
                    false => say!(
                        self.lang,
                        "如不适用“{reason}”，此阶段后为 {before} 元",
                        "without “{reason}” {before} would remain after this stage"
                    ),
                }
            })
            .collect()
    }

    /// Runs without rosters have no such table.
    fn duplicates(&self, claim: &str) -> Result<Vec<Duplicate>, Diagnostics> {
        let rows = self.run.rows_if_any::<dossier::Duplicate>()?.unwrap_or_default();
        let own = rows.iter().filter(|row| row.sides.claim == claim);
        Ok(own.map(|row| self.duplicate(row)).collect())
    }

    /// Only runs with a file of events have such a table.
    fn events(&self, claim: &str) -> Result<Vec<String>, Diagnostics> {
        let rows = self.run.rows_if_any::<CaseEvent>()?.unwrap_or_default().into_iter();
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        let said = rows.filter(|row| row.claim == claim).map(|row| {
            let due = day(row.due);
            let due = if due.is_empty() { due } else { format!("≤ {due}") };
            let state = self.both(&row.state);
            let said = [day(row.on), row.event, due, row.ruling, row.document, row.by, row.reason];
            let said = said.into_iter().chain([state]).filter(|text| !text.is_empty());
            said.collect::<Vec<_>>().join("  ")
        });
        Ok(said.collect())
    }

    /// Only schemes that pay in parts have such a table.
    fn instalments(&self, claim: &str) -> Result<Vec<String>, Diagnostics> {
        let rows = self.run.rows_if_any::<Instalment>()?.unwrap_or_default().into_iter();
        let said = rows.filter(|row| row.claim == claim).map(|row| {
            let Instalment { number, amount, clause, borne_by, .. } = &row;
            let (lang, text) = (self.lang, row.text.get(self.lang));
            let day = row.not_before.map(|day| {
                say!(lang, "，{day} 起", ", from {day} on")
            });
            let waits = match row.finding.as_str() {
                "" => say!(lang, "，核定后即付", ", paid with the approval"),
                finding => say!(lang, "，未到期，由人放行（{finding}）", ", not due yet, released by a person ({finding})"),
            };
            let day = day.unwrap_or_default();
            say!(
                lang,
                "第 {number} 期 {amount} 元：{text}（{clause}）{day}{waits}，由 {borne_by} 年资金负担",
                "part {number}, {amount} yuan: {text} ({clause}){day}{waits}, borne by {borne_by}"
            )
        });
        Ok(said.collect())
    }

    /// Only runs with a register of changes have such a table.
    fn changes(&self, code: &str) -> Result<Vec<String>, Diagnostics> {
        let rows = self.run.rows_if_any::<Change>()?.unwrap_or_default().into_iter();
        let of = |row: &Change| [&row.now, &row.new_code, &row.old_code].iter().any(|c| *c == code);
        let side = |name: String, code: String| format!("{name}（{code}）").replace("（）", "");
        let said = rows.filter(of).map(|row| {
            let day = row.on.map(|day| day.to_string()).unwrap_or_default();
            let before = side(row.old_name, row.old_code);
            let after = side(row.new_name, row.new_code);
            let said = [day, row.kind, format!("{before} → {after}"), row.document, row.by];
            said.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("  ")
        });
        Ok(said.collect())
    }

    /// Only runs whose conditions ask lists or departments have such tables.
    fn asked(&self, code: &str, measure: &str) -> Result<Vec<Asked>, Diagnostics> {
        let conditions = self.run.rows_if_any::<Condition>()?.unwrap_or_default();
        let of_measure: BTreeMap<String, Text> = conditions
            .into_iter()
            .filter(|row| row.measures.split(' ').any(|id| id == measure))
            .map(|row| (row.rule, row.text))
            .collect();
        let rows = self.run.rows_if_any::<Tested>()?.unwrap_or_default().into_iter();
        let own = rows.filter(|row| row.code == code);
        let shown = |row: Tested| {
            let text = of_measure.get(&row.rule)?;
            let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
            let department = if row.list.is_empty() { "" } else { row.department.as_str() };
            Some(Asked {
                condition: format!("{} {}", row.clause, text.get(self.lang)),
                of: if row.list.is_empty() { row.department.clone() } else { row.list.clone() },
                outcome: self.both(&row.said),
                values: self.values([
                    ("部门", "department", department.to_string()),
                    ("意见", "opinion", row.opinion),
                    ("文件号", "document", row.document),
                    ("日期", "of", day(row.from)),
                    ("修复或移出", "repaired or removed", day(row.until)),
                    ("内容", "what it says", row.reason),
                    ("签发人", "signed by", row.by),
                    ("核查日", "day of the test", day(row.day)),
                ]),
            })
        };
        Ok(own.filter_map(shown).collect())
    }

    /// The same support under another scheme of the run.
    fn across(&self, claim: &str) -> Result<Vec<Duplicate>, Diagnostics> {
        let rows = self.run.rows_if_any::<AcrossPair>()?.unwrap_or_default();
        let one = |row: &AcrossPair| Duplicate {
            finding: row.other_claim.clone(),
            verdict: self.both(&row.verdict),
            ground: self.both(&row.why),
            values: self.values([
                ("另一方案", "other scheme", row.other_scheme.clone()),
                ("条款", "its clause", row.other_clause.clone()),
                ("本方案单独核定", "granted by this scheme alone", row.alone.to_string()),
                ("另一方案单独核定", "granted by the other alone", row.other_alone.to_string()),
                ("处理", "outcome", self.both(&row.outcome)),
                ("对照表说明", "crosswalk", self.both(&row.rule)),
                ("比对凭证", "paper", self.both(&row.paper)),
                ("相同凭证号", "number shared", row.number.clone()),
                ("出处", "where", row.other_place.clone()),
            ]),
        };
        Ok(rows.iter().filter(|row| row.claim == claim).map(one).collect())
    }

    fn both(&self, text: &Text) -> String {
        text.get(self.lang).to_string()
    }

    /// Those that say something, with their names.
    fn values<const N: usize>(&self, shown: [(&str, &str, String); N]) -> Vec<(String, String)> {
        let said = shown.into_iter().filter(|(.., value)| !value.is_empty());
        said.map(|(zh, en, value)| (self.lang.pick(zh, en).to_string(), value)).collect()
    }

    fn duplicate(&self, row: &dossier::Duplicate) -> Duplicate {
        let sides = &row.sides;
        let shown = |value: Option<String>| value.unwrap_or_default();
        Duplicate {
            finding: row.finding.clone(),
            verdict: self.both(&row.said),
            ground: self.both(&sides.why),
            values: self.values([
                ("身份", "identity", self.both(&sides.identity)),
                ("得分", "score", sides.score.to_string()),
                ("得分构成", "made up of", self.both(&sides.waterfall)),
                ("区域", "district", self.both(&sides.district)),
                ("他项事项", "item", sides.other_item.clone()),
                ("资助名单单位", "name in the roster", sides.other_name.clone()),
                ("资助名单代码", "code in the roster", sides.other_code.clone()),
                ("资助名单出处", "where", sides.other_place.clone()),
                ("本方出处", "our side", sides.own_place.clone()),
                ("同类关系", "relation", self.both(&sides.same_kind)),
                ("对照表说明", "crosswalk", self.both(&sides.rule)),
                ("比对凭证", "paper", self.both(&sides.paper)),
                ("相同凭证号", "number shared", sides.number.clone()),
                ("重合天数", "days shared", shown(sides.overlap.map(|days| days.to_string()))),
                ("他项状态", "state", self.both(&sides.other_status)),
                (
                    "已获其他资助金额",
                    "amount of the other",
                    shown(sides.other_amount.map(|fen| fen.to_string())),
                ),
                ("涉及金额", "at risk", sides.at_risk.to_string()),
                ("认定重复后", "if a duplicate", sides.if_duplicate.to_string()),
                ("他项撤回后", "if withdrawn", sides.if_withdrawn.to_string()),
                ("认定理由", "reason decided", row.reason.clone()),
                ("决定人", "decided by", row.decided_by.clone()),
                ("决定日期", "decided on", shown(row.decided_on.map(|day| day.to_string()))),
            ]),
        }
    }

    fn lines(&self, measure: &str, claim: &str) -> Result<Vec<Line>, Diagnostics> {
        let name = format!("lines_{measure}");
        let lines = self.run.frame_named(&name, LINES)?;
        let own_columns = self.run.rows_if_any::<OwnColumn>()?.unwrap_or_default();
        let own = || -> PolarsResult<Vec<Line>> {
            let ids = lines.column(c::CLAIM_ID)?.str()?.iter().enumerate();
            let own = ids.filter(|(_, id)| *id == Some(claim));
            own.map(|(row, _)| self.line(&lines, row, &own_columns)).collect()
        };
        own().map_err(|error| self.fault(error))
    }

    fn line(&self, lines: &DataFrame, row: usize, of_scheme: &[OwnColumn]) -> PolarsResult<Line> {
        let own = [c::CLAIM_ID, c::USCC, c::FILING_NO, c::LINE_REASON, c::SOURCE, c::ROW];
        let mut values = Vec::new();
        for name in lines.get_column_names() {
            if own.contains(&name.as_str()) {
                continue;
            }
            let value = text(lines, name, row)?;
            let field = crate::frame::fields::find(crate::frame::fields::LINE_FIELDS, name);
            if value.is_empty() {
                continue;
            }
            if let Some(field) = field {
                values.push((self.lang.pick(field.zh, field.en).to_string(), value));
            } else if let Some(column) = of_scheme.iter().find(|column| column.name == *name) {
                let value =
                    format!("{value} {}", column.unit.get(self.lang)).trim_end().to_string();
                values.push((column.title.get(self.lang).to_string(), value));
            }
        }
        let source: usize = text(lines, c::SOURCE, row)?.parse().unwrap_or(0);
        let file = self.sources.get(source).cloned().unwrap_or_default();
        let line = text(lines, c::ROW, row)?;
        let place = say!(self.lang, "{file}·第{line}行", "{file}·row {line}");
        let reason = text(lines, c::LINE_REASON, row)?;
        let left_out = if reason.is_empty() { reason } else { self.reason(&reason) };
        Ok(Line { place, values, left_out })
    }
}
