//! Why an amount is what it is: one enterprise or claim, read from the tables of a run.

use std::collections::BTreeMap;

use polars::prelude::*;
use serde::Serialize;

use super::workbook::plain;
use crate::diag::{Diagnostic, Diagnostics, Lang, codes, say};
use crate::domain::{Fen, date};
use crate::frame::access::texts;
use crate::frame::columns as c;
use crate::run_folder::bound::Bound;
use crate::scheme::Stage;

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
    (0..claims.height())
        .map(|row| tables.claim(&claims, row).map_err(|error| tables.fault(error)))
        .collect()
}

/// Claims of which a text is the id, the code of the enterprise or a part of its name.
fn matching(claims: &DataFrame, wanted: &str) -> PolarsResult<DataFrame> {
    let code = wanted.to_ascii_uppercase();
    let (ids, codes) = (texts(claims, c::CLAIM_ID)?, texts(claims, c::USCC)?);
    let names = texts(claims, c::FIRM_NAME)?.into_iter().zip(ids.into_iter().zip(codes));
    let keep = names.map(|(name, (id, of))| id == wanted || of == code || name.contains(wanted));
    claims.filter(&keep.map(Some).collect())
}

struct Tables<'a> {
    run: &'a Bound,
    lang: Lang,
    claims: DataFrame,
    measures: DataFrame,
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

pub(super) fn fault(run: &Bound, error: PolarsError) -> Diagnostics {
    let fault = Diagnostic::new(&codes::NO_SUCH_RUN).arg("path", run.folder().display());
    fault.arg("why", error).into()
}

impl<'a> Tables<'a> {
    fn open(run: &'a Bound, lang: Lang) -> Result<Self, Diagnostics> {
        let reasons = run.table("reasons")?;
        let sources = run.table("sources")?;
        let tables = Self {
            run,
            lang,
            claims: run.table("claims")?,
            measures: run.table("measures")?,
            reasons: BTreeMap::new(),
            sources: Vec::new(),
        };
        let words = lang.pick(c::REASON_ZH, c::REASON_EN);
        let colon = lang.pick("：", ": ");
        let reason = |row| -> PolarsResult<(String, String)> {
            let (clause, words) = (text(&reasons, c::CLAUSE, row)?, text(&reasons, words, row)?);
            let said = format!("{clause}{colon}{words}");
            Ok((text(&reasons, c::REASON, row)?, said))
        };
        let source = |row| -> PolarsResult<String> {
            let (file, sheet) = (text(&sources, c::FILE, row)?, text(&sources, c::SHEET, row)?);
            Ok(if sheet.is_empty() { file } else { format!("{file}·{sheet}") })
        };
        let all_reasons = (0..reasons.height()).map(reason).collect::<PolarsResult<_>>();
        let all_sources = (0..sources.height()).map(source).collect::<PolarsResult<_>>();
        Ok(Self {
            reasons: all_reasons.map_err(|error| tables.fault(error))?,
            sources: all_sources.map_err(|error| tables.fault(error))?,
            ..tables
        })
    }

    fn fault(&self, error: PolarsError) -> Diagnostics {
        fault(self.run, error)
    }

    fn reason(&self, id: &str) -> String {
        self.reasons.get(id).cloned().unwrap_or_else(|| id.to_string())
    }

    fn claim(&self, claims: &DataFrame, row: usize) -> PolarsResult<Explained> {
        let get = |name| text(claims, name, row);
        let id = get(c::CLAIM_ID)?;
        let measure_id = get(c::MEASURE)?;
        let ids = self.measures.column(c::MEASURE)?.str()?;
        let at = ids.iter().position(|id| id == Some(measure_id.as_str())).unwrap_or(0);
        let of_measure = |name| text(&self.measures, name, at);
        let steps = self.steps(claims, row)?;
        let binding = get(c::BINDING)?;
        let (score, tier) = self.score(&id)?;
        let no_tier = format!("{measure_id}.tier");
        let decided_by = match binding.as_str() {
            "" if !score.is_empty() && tier.is_empty() => self.reason(&no_tier),
            "" => say!(self.lang, "按标准核算，没有限制起作用", "the rate itself; no limit bound"),
            id => self.reason(id),
        };
        let threshold = of_measure(c::THRESHOLD)?;
        let cap = of_measure(c::CAP)?;
        let base = get(c::BASE)?;
        let to_change = self.to_change(&steps, &base, &threshold);
        let lines = self.lines(&measure_id, &id)?;
        Ok(Explained {
            published: self
                .published(&[of_measure(c::RATE)?, of_measure(c::THRESHOLD)?], &lines)?,
            lines,
            duplicates: [self.duplicates(&id)?, self.across(&id)?].concat(),
            firm: get(c::FIRM_NAME)?,
            credit_code: get(c::USCC)?,
            clause: get(c::CLAUSE)?,
            measure: of_measure(self.lang.pick(c::TITLE_ZH, c::TITLE_EN))?,
            item: get(c::ITEM)?,
            filing: get(c::FILING_NO)?,
            accepted_on: get(c::ACCEPTED_ON)?,
            rate: of_measure(c::RATE)?,
            score,
            unrounded: get(c::UNROUNDED)?,
            granted_before: get(c::PRIOR)?,
            requested: get(c::REQUESTED)?,
            payable: get(c::PAYABLE)?,
            claim: id,
            threshold,
            cap,
            base,
            steps,
            decided_by,
            to_change,
        })
    }

    /// Published values that the rule names or whose currency the lines are in.
    fn published(&self, rule: &[String], lines: &[Line]) -> PolarsResult<Vec<String>> {
        let table =
            self.run.table("parameters").map_err(|_| PolarsError::NoData("parameters".into()))?;
        let mut out = Vec::new();
        for row in 0..table.height() {
            let name = text(&table, c::NAME, row)?;
            let Some((name, _)) = name.split_once(' ') else { continue };
            let mut values = lines.iter().flat_map(|line| &line.values);
            let takes_part = rule.iter().any(|text| text.split(' ').any(|word| word == name))
                || values.any(|(_, value)| value == name);
            if takes_part && text(&table, c::ORIGIN, row)? == "rates" {
                let meaning = text(&table, self.lang.pick(c::REASON_ZH, c::REASON_EN), row)?;
                let value = text(&table, c::VALUE, row)?;
                let colon = self.lang.pick("：", ": ");
                out.push(format!("{value}{colon}{meaning}"));
            }
        }
        Ok(out)
    }

    /// Score and place in words, and the tier; empty for claims that are not granted by score.
    fn score(&self, claim: &str) -> PolarsResult<(String, String)> {
        // Only schemes with tiers by score have such a table.
        let Ok(table) = self.run.table("scores") else { return Ok(Default::default()) };
        let ids = table.column(c::CLAIM_ID)?.str()?;
        let Some(row) = ids.iter().position(|id| id == Some(claim)) else {
            return Ok(Default::default());
        };
        let get = |name| text(&table, name, row);
        let (score, place, counted) = (get(c::SCORE)?, get(c::FIRST_PLACE)?, get(c::COUNTED)?);
        let (sharing, tier, condition) = (get(c::SHARING)?, get(c::TIER)?, get(c::CONDITION)?);
        let lang = self.lang;
        let mut out = match place.as_str() {
            "" => say!(lang, "{score}，不参加排序", "{score}, takes no place"),
            place => say!(
                lang,
                "{score}，{counted} 项中第 {place} 名",
                "{score}, place {place} of {counted}"
            ),
        };
        if !["", "1"].contains(&sharing.as_str()) {
            out += &say!(lang, "（{sharing} 项同分）", " ({sharing} of this score)");
        }
        if !tier.is_empty() {
            out += &say!(lang, "，第 {tier} 档（{condition}）", ", tier {tier} ({condition})");
        }
        Ok((out, tier))
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

    fn duplicates(&self, claim: &str) -> PolarsResult<Vec<Duplicate>> {
        // Runs without rosters have no such table.
        let Ok(table) = self.run.table("duplicates") else { return Ok(Vec::new()) };
        let ids = table.column(c::CLAIM_ID)?.str()?;
        let rows = ids.iter().enumerate().filter(|(_, id)| *id == Some(claim)).map(|(row, _)| row);
        rows.map(|row| self.duplicate(&table, row)).collect()
    }

    /// The same support under another scheme of the run.
    fn across(&self, claim: &str) -> PolarsResult<Vec<Duplicate>> {
        let Ok(table) = self.run.table("across") else { return Ok(Vec::new()) };
        let ids = table.column(c::CLAIM_ID)?.str()?;
        let rows = ids.iter().enumerate().filter(|(_, id)| *id == Some(claim)).map(|(row, _)| row);
        let one = |row| {
            let pick = |zh, en| text(&table, self.lang.pick(zh, en), row);
            let shown = [
                ("另一方案", "other scheme", text(&table, c::OTHER_SCHEME, row)?),
                ("条款", "its clause", text(&table, c::OTHER_ITEM, row)?),
                ("本方案单独核定", "granted by this scheme alone", text(&table, c::ALONE, row)?),
                (
                    "另一方案单独核定",
                    "granted by the other alone",
                    text(&table, c::OTHER_AMOUNT, row)?,
                ),
                ("处理", "outcome", pick(c::OUTCOME_ZH, c::OUTCOME_EN)?),
                ("对照表说明", "crosswalk", pick(c::RULE_ZH, c::RULE_EN)?),
                ("比对凭证", "paper", text(&table, c::PAPER, row)?),
                ("相同凭证号", "number shared", text(&table, c::PAPER_NO, row)?),
                ("出处", "where", text(&table, c::OTHER_PLACE, row)?),
            ];
            let values = shown.into_iter().filter(|(.., value)| !value.is_empty());
            Ok(Duplicate {
                finding: text(&table, c::OTHER_CLAIM, row)?,
                verdict: pick(c::VERDICT_ZH, c::VERDICT_EN)?,
                ground: pick(c::WHY_ZH, c::WHY_EN)?,
                values: values.map(|(zh, en, v)| (self.lang.pick(zh, en).to_string(), v)).collect(),
            })
        };
        rows.map(one).collect()
    }

    fn duplicate(&self, table: &DataFrame, row: usize) -> PolarsResult<Duplicate> {
        let pick = |zh, en| text(table, self.lang.pick(zh, en), row);
        let shown = [
            ("身份", "identity", pick(c::LEVEL_ZH, c::LEVEL_EN)?),
            ("得分", "score", text(table, c::SCORE, row)?),
            ("得分构成", "made up of", pick(c::WATERFALL_ZH, c::WATERFALL_EN)?),
            ("区域", "district", pick(c::DISTRICT_ZH, c::DISTRICT_EN)?),
            ("他项事项", "item", text(table, c::OTHER_ITEM, row)?),
            ("名册单位", "name in the roster", text(table, c::OTHER_NAME, row)?),
            ("名册代码", "code in the roster", text(table, c::OTHER_CODE, row)?),
            ("名册出处", "where", text(table, c::OTHER_PLACE, row)?),
            ("本方出处", "our side", text(table, c::OWN_PLACE, row)?),
            ("同类关系", "relation", pick(c::SAME_KIND_ZH, c::SAME_KIND_EN)?),
            ("对照表说明", "crosswalk", pick(c::RULE_ZH, c::RULE_EN)?),
            ("比对凭证", "paper", text(table, c::PAPER, row)?),
            ("相同凭证号", "number shared", text(table, c::PAPER_NO, row)?),
            ("重合天数", "days shared", text(table, c::OVERLAP_DAYS, row)?),
            ("他项状态", "state", text(table, c::OTHER_STATUS, row)?),
            ("他项金额", "amount of the other", text(table, c::OTHER_AMOUNT, row)?),
            ("涉及金额", "at risk", text(table, c::AT_RISK, row)?),
            ("认定重复后", "if a duplicate", text(table, c::IF_DUPLICATE, row)?),
            ("他项撤回后", "if withdrawn", text(table, c::IF_WITHDRAWN, row)?),
            ("认定理由", "reason decided", text(table, c::DECISION_REASON, row)?),
            ("决定人", "decided by", text(table, c::DECIDED_BY, row)?),
            ("决定日期", "decided on", text(table, c::DECIDED_ON, row)?),
        ];
        let values = shown.into_iter().filter(|(.., value)| !value.is_empty());
        Ok(Duplicate {
            finding: text(table, c::FINDING_ID, row)?,
            verdict: pick(c::VERDICT_ZH, c::VERDICT_EN)?,
            ground: pick(c::WHY_ZH, c::WHY_EN)?,
            values: values.map(|(zh, en, v)| (self.lang.pick(zh, en).to_string(), v)).collect(),
        })
    }

    fn lines(&self, measure: &str, claim: &str) -> PolarsResult<Vec<Line>> {
        let Ok(lines) = self.run.table(&format!("lines_{measure}")) else { return Ok(Vec::new()) };
        let ids = lines.column(c::CLAIM_ID)?.str()?;
        let rows = ids.iter().enumerate().filter(|(_, id)| *id == Some(claim)).map(|(row, _)| row);
        rows.map(|row| self.line(&lines, row)).collect()
    }

    fn line(&self, lines: &DataFrame, row: usize) -> PolarsResult<Line> {
        let own = [c::CLAIM_ID, c::USCC, c::FILING_NO, c::LINE_REASON, c::SOURCE, c::ROW];
        let mut values = Vec::new();
        for name in lines.get_column_names() {
            if own.contains(&name.as_str()) {
                continue;
            }
            let value = text(lines, name, row)?;
            let field = crate::frame::fields::find(crate::frame::fields::LINE_FIELDS, name);
            if let Some(field) = field.filter(|_| !value.is_empty()) {
                values.push((self.lang.pick(field.zh, field.en).to_string(), value));
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
