//! The dossier: every case with both sides side by side, and what hangs on it.

use std::cmp::Reverse;
use std::collections::HashMap;

use polars::prelude::*;

use super::amounts;
use super::cases::{Case, Cases, World};
use super::papers::PAPERS;
use super::same::{PaperEvidence, Verdict, left};
use crate::diag::{Lang, Text};
use crate::domain::{Fen, Period};
use crate::entity::matching::explain;
use crate::entity::waterfall::said;
use crate::frame::access::{indices, texts};
use crate::frame::columns as c;
use crate::frame::fields::{LINE_FIELDS, find};
use crate::frame::output::OutputTable;

/// What a case hangs on, in fen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stake {
    /// The claim as it enters the stage of duplicates: what it becomes without this case.
    pub before: i64,
    /// What this case alone leaves of it, once it is a duplicate.
    pub left: i64,
    pub payable: i64,
    pub requested: i64,
    /// What was spent; `None` for awards that do not follow from a cost.
    pub cost: Option<i64>,
}

impl Stake {
    fn own(&self) -> amounts::Own {
        amounts::Own { requested: self.requested, before: self.before, cost: self.cost }
    }

    pub fn at_risk(&self) -> i64 {
        self.before - self.left
    }
}

/// What is left of a claim that enters the stage with `before` once the case is a duplicate.
pub fn left_of(case: &Case, world: &World, before: i64) -> i64 {
    // Of an amount that nobody knows the whole is at risk.
    case.amount.map_or(0, |amount| left(world.scheme.duplicates.mode, before, amount).min(before))
}

/// What the tables need beside the cases: `stakes` and `claim_ids` by case, `places` by source.
#[derive(Debug)]
pub struct Dossier<'a> {
    pub world: &'a World<'a>,
    pub cases: &'a Cases,
    pub stakes: &'a [Stake],
    pub claim_ids: &'a [String],
    /// `file·sheet` of each source.
    pub places: &'a [String],
}

impl Dossier<'_> {
    /// All cases.
    ///
    /// # Errors
    /// A fault of the engine.
    pub fn table(&self) -> PolarsResult<OutputTable> {
        let all: Vec<usize> = (0..self.cases.cases.len()).collect();
        let table = OutputTable::new("duplicates", "重复享受核查", "Duplicate support");
        let table = table
            .text(c::FINDING_ID, &self.text(&all, |case| case.id.clone()), "疑点编号", "Finding")
            .text(
                c::VERDICT_NOW,
                &self.text(&all, |case| case.verdict.name().into()),
                "结论代码",
                "Verdict key",
            );
        let table =
            self.both(table, &all, "结论", "Verdict", (c::VERDICT_ZH, c::VERDICT_EN), |c| {
                c.verdict.text()
            });
        let table = self.sides(table, &all)?;
        let table = self.amounts_compared(table, &all);
        let decision = |case: &Case, of: fn(&super::decisions::Decision) -> String| {
            case.decision.as_ref().map(of).unwrap_or_default()
        };
        let on: Vec<Option<i32>> = self
            .cases
            .cases
            .iter()
            .map(|case| case.decision.as_ref().map(|d| d.signed.on))
            .collect();
        Ok(table
            .text(
                c::DECISION_REASON,
                &self.text(&all, |case| decision(case, |d| d.signed.reason.clone())),
                "认定理由",
                "Reason of the decision",
            )
            .text(
                c::DECIDED_BY,
                &self.text(&all, |case| decision(case, |d| d.signed.by.clone())),
                "决定人",
                "Decided by",
            )
            .column(
                Column::new(c::DECIDED_ON.into(), on).cast(&DataType::Date)?,
                "决定日期",
                "Decided on",
            )
            .text(
                c::EVIDENCE,
                &self.text(&all, |case| case.evidence.clone()),
                "证据指纹",
                "Evidence",
            ))
    }

    /// Cases that a person decides one by one and on which money hangs, made to be gone through from top to bottom:
    /// the rows of one enterprise and one text stand together, the group with the most money times likeness first. The
    /// sheet can be filled in and read as input.
    ///
    /// # Errors
    /// A fault of the engine.
    pub fn suspected(&self) -> PolarsResult<OutputTable> {
        let open = self.queue();
        let (rosters, firms) = (self.world.rosters, self.world.firms);
        let (codes, names) = (texts(firms, c::USCC)?, texts(firms, c::FIRM_NAME)?);
        let column = |name| texts(rosters, name);
        let cell = |values: &[&str]| self.text(&open, |case| values[case.row].to_string());
        let at_risk: Vec<i64> = open.iter().map(|at| self.stakes[*at].at_risk()).collect();
        let ids: Vec<&str> = open.iter().map(|at| self.claim_ids[*at].as_str()).collect();
        let empty = vec![""; open.len()];
        let no = |name: &str, kind| Column::full_null(name.into(), open.len(), kind);
        let own = |of: &[&str]| self.text(&open, |case| of[case.firm as usize].to_string());
        let table = OutputTable::new("suspected", "疑似重复", "Suspected duplicates")
            .text(c::FIRM_NAME, &own(&names), "单位名称", "Enterprise")
            .text(
                c::OTHER_NAME,
                &cell(&column(c::FIRM_NAME)?),
                "名册单位名称",
                "Name in the roster",
            )
            .column(no(c::SAME_FIRM, &DataType::Boolean), "是否同一企业", "Same enterprise")
            .text(c::VERDICT, &empty, "结论", "Verdict")
            .yuan(c::AT_RISK, &at_risk, "涉及金额", "At risk");
        let table = self.ground(table, &open, false);
        let table = table
            .text(c::CLAUSE, &self.text(&open, |case| self.clause(case)), "条款", "Clause")
            .text(
                c::OTHER_ITEM,
                &self.text(&open, |case| self.item(case)),
                "他项事项",
                "Item of the other",
            );
        let table =
            self.both(table, &open, "身份证据", "Identity", (c::LEVEL_ZH, c::LEVEL_EN), |c| {
                c.pair.level.text()
            });
        let table = self.amounts_compared(table, &open);
        let table = table
            .text(c::OWN_PERIOD, &self.text(&open, own_period), "本方期间", "Period of the claim")
            .text(
                c::OTHER_PERIOD,
                &self.text(&open, other_period),
                "他项期间",
                "Period of the other",
            )
            .text(c::OWN_PAPERS, &self.text(&open, own_papers), "本方凭证", "Papers of the claim")
            .text(c::OTHER_PAPERS, &self.other_papers(&open)?, "他项凭证", "Papers of the other")
            .text(c::DECIDED_BY, &empty, "决定人", "Decided by")
            .column(no(c::DECIDED_ON, &DataType::Date), "决定日期", "Decided on")
            .text(c::DECISION_REASON, &empty, "认定理由", "Reason for the verdict")
            .text(c::USCC, &own(&codes), "统一社会信用代码", "Credit code")
            .text(c::OTHER_CODE, &cell(&column(c::USCC)?), "名册代码", "Code in the roster")
            .text(c::CLAIM_ID, &ids, "申报项编号", "Claim id")
            .text(c::OTHER_STATUS, &cell(&column(c::STATUS)?), "他项状态", "State of the other")
            .text(
                c::OTHER_PLACE,
                &self.other_place(&open)?,
                "名册出处",
                "Where it stands in the roster",
            );
        let id = self.text(&open, |case| case.id.clone());
        let evidence = self.text(&open, |case| case.evidence.clone());
        Ok(table.text(c::FINDING_ID, &id, "疑点编号", "Finding").text(
            c::EVIDENCE,
            &evidence,
            "证据指纹",
            "Evidence",
        ))
    }

    /// The cases of the sheet, in its order.
    fn queue(&self) -> Vec<usize> {
        let cases = &self.cases.cases;
        let is_open = |at: &usize| {
            let case = &cases[*at];
            case.verdict == Verdict::Suspected
                && !case.is_unsorted()
                && self.stakes[*at].at_risk() > 0
        };
        let worth = |at: &usize| {
            let score = i128::from(cases[*at].pair.score.max(1));
            i128::from(self.stakes[*at].at_risk()).saturating_mul(score)
        };
        let group = |at: &usize| (cases[*at].firm, cases[*at].reading);
        let mut open: Vec<usize> = (0..cases.len()).filter(is_open).collect();
        let mut best: HashMap<(u32, u32), i128> = HashMap::new();
        for at in &open {
            let most = best.entry(group(at)).or_default();
            *most = worth(at).max(*most);
        }
        open.sort_by_key(|at| (Reverse(best[&group(at)]), group(at), Reverse(worth(at)), *at));
        open
    }

    fn text(&self, rows: &[usize], of: impl Fn(&Case) -> String) -> Vec<String> {
        rows.iter().map(|at| of(&self.cases.cases[*at])).collect()
    }

    fn both(
        &self,
        table: OutputTable,
        rows: &[usize],
        zh: &str,
        en: &str,
        (name_zh, name_en): (&str, &str),
        of: impl Fn(&Case) -> Text,
    ) -> OutputTable {
        let texts: Vec<Text> = rows.iter().map(|at| of(&self.cases.cases[*at])).collect();
        let of_lang = |lang| texts.iter().map(|text| text.get(lang)).collect::<Vec<_>>();
        table.text(name_zh, &of_lang(Lang::Zh), zh, &format!("{en} (Chinese)")).text(
            name_en,
            &of_lang(Lang::En),
            &format!("{zh}（英文）"),
            en,
        )
    }

    /// Our side, the other side, what ties them together and what hangs on it.
    fn sides(&self, table: OutputTable, rows: &[usize]) -> PolarsResult<OutputTable> {
        let table = self.ground(table, rows, true);
        let table = self.amounts(table, rows);
        let table = self.own_side(table, rows)?;
        let table = self.other_side(table, rows)?;
        Ok(self.ties(table, rows))
    }

    /// Why the verdict is what it is.
    fn ground(&self, table: OutputTable, rows: &[usize], decided: bool) -> OutputTable {
        self.both(table, rows, "依据", "Ground", (c::WHY_ZH, c::WHY_EN), |case| {
            match case.decision {
                Some(_) if decided => Text::new("人工认定", "decided by a person"),
                _ => case.why.text(),
            }
        })
    }

    fn clause(&self, case: &Case) -> String {
        self.world.scheme.measures[case.measure].clause.clone()
    }

    /// The item as the roster writes it.
    fn item(&self, case: &Case) -> String {
        self.cases.readings.get(case.reading).shown.clone()
    }

    fn amounts_compared(&self, table: OutputTable, rows: &[usize]) -> OutputTable {
        let said = |at: &usize| {
            let amount = self.cases.cases[*at].amount;
            let told = amounts::compare(self.stakes[*at].own(), amount).text();
            let shown = amount.map_or_else(|| "—".to_string(), |fen| Fen(fen).to_string());
            match told.zh.is_empty() {
                true => Text::new(shown.clone(), shown),
                false => {
                    Text::new(format!("{shown}（{}）", told.zh), format!("{shown} ({})", told.en))
                }
            }
        };
        let all: Vec<Text> = rows.iter().map(said).collect();
        let of = |lang| all.iter().map(|text| text.get(lang)).collect::<Vec<_>>();
        table.text(c::AMOUNTS_ZH, &of(Lang::Zh), "他项金额比对", "Amounts compared (Chinese)").text(
            c::AMOUNTS_EN,
            &of(Lang::En),
            "他项金额比对（英文）",
            "Amounts compared",
        )
    }

    /// Papers that rows of rosters name.
    fn other_papers(&self, rows: &[usize]) -> PolarsResult<Vec<String>> {
        let columns: Vec<(usize, Vec<&str>)> = PAPERS
            .iter()
            .enumerate()
            .map(|(paper, name)| Ok((paper, texts(self.world.rosters, name)?)))
            .collect::<PolarsResult<_>>()?;
        Ok(self.text(rows, |case| {
            let all = columns.iter().map(|(paper, values)| (*paper, values[case.row]));
            papers_said(all.filter(|(_, number)| !number.is_empty()))
        }))
    }

    fn other_place(&self, rows: &[usize]) -> PolarsResult<Vec<String>> {
        let rosters = self.world.rosters;
        let (sources, lines) = (indices(rosters, c::SOURCE)?, indices(rosters, c::ROW)?);
        Ok(self.text(rows, |case| self.place(sources[case.row], lines[case.row])))
    }

    fn amounts(&self, table: OutputTable, rows: &[usize]) -> OutputTable {
        let of = |of: fn(&Stake) -> i64| -> Vec<i64> {
            rows.iter().map(|at| of(&self.stakes[*at])).collect()
        };
        let before = of(|stake| stake.before);
        table
            .yuan(c::BEFORE_DUPLICATES, &before, "剔重前金额", "Before duplicates")
            .yuan(c::AT_RISK, &of(Stake::at_risk), "涉及金额", "At risk")
            .yuan(c::IF_DUPLICATE, &of(|s| s.left), "认定重复后金额", "If it is a duplicate")
            .yuan(c::IF_WITHDRAWN, &before, "他项撤回后金额", "If the other is withdrawn")
            .yuan(c::PAYABLE, &of(|stake| stake.payable), "应拨额", "Payable")
    }

    fn own_side(&self, table: OutputTable, rows: &[usize]) -> PolarsResult<OutputTable> {
        let world = self.world;
        let (codes, names) = (texts(world.firms, c::USCC)?, texts(world.firms, c::FIRM_NAME)?);
        let ids: Vec<&str> = rows.iter().map(|at| self.claim_ids[*at].as_str()).collect();
        Ok(table
            .text(c::CLAIM_ID, &ids, "申报项编号", "Claim id")
            .text(c::CLAUSE, &self.text(rows, |case| self.clause(case)), "条款", "Clause")
            .text(
                c::USCC,
                &self.text(rows, |case| codes[case.firm as usize].to_string()),
                "统一社会信用代码",
                "Credit code",
            )
            .text(
                c::FIRM_NAME,
                &self.text(rows, |case| names[case.firm as usize].to_string()),
                "单位名称",
                "Enterprise",
            )
            .text(c::ITEM, &self.text(rows, |case| case.own.item.clone()), "项目标识", "Item")
            .text(c::OWN_PERIOD, &self.text(rows, own_period), "本方期间", "Period of the claim")
            .text(
                c::OWN_PLACE,
                &self.text(rows, |case| self.place(case.own.place.0, case.own.place.1)),
                "本方出处",
                "Where it stands",
            ))
    }

    fn other_side(&self, table: OutputTable, rows: &[usize]) -> PolarsResult<OutputTable> {
        let rosters = self.world.rosters;
        let column = |name| texts(rosters, name);
        let cell = |values: &[&str]| self.text(rows, |case| values[case.row].to_string());
        let source = |case: &Case| &self.world.plan.crosswalk.sources[case.source];
        let table =
            self.both(table, rows, "区域", "District", (c::DISTRICT_ZH, c::DISTRICT_EN), |c| {
                source(c).district.clone()
            });
        let amounts: Int128Chunked =
            rows.iter().map(|at| self.cases.cases[*at].amount.map(i128::from)).collect();
        let amounts = amounts.with_name(c::OTHER_AMOUNT.into()).into_decimal_unchecked(18, 2);
        Ok(table
            .text(
                c::OTHER_SCHEME,
                &self.text(rows, |case| source(case).id.clone()),
                "他项来源",
                "Other scheme",
            )
            .text(
                c::OTHER_NAME,
                &cell(&column(c::FIRM_NAME)?),
                "名册单位名称",
                "Name in the roster",
            )
            .text(c::OTHER_CODE, &cell(&column(c::USCC)?), "名册代码", "Code in the roster")
            .text(
                c::OTHER_ITEM,
                &self.text(rows, |case| self.item(case)),
                "他项事项",
                "Item of the other",
            )
            .text(
                c::OTHER_PERIOD,
                &self.text(rows, other_period),
                "他项期间",
                "Period of the other",
            )
            .text(c::OTHER_STATUS, &cell(&column(c::STATUS)?), "他项状态", "State of the other")
            .column(amounts.into_column(), "他项金额", "Amount of the other")
            .text(
                c::OTHER_PLACE,
                &self.other_place(rows)?,
                "名册出处",
                "Where it stands in the roster",
            ))
    }

    fn ties(&self, table: OutputTable, rows: &[usize]) -> OutputTable {
        let paper = |case: &Case| match &case.paper {
            PaperEvidence::Same(paper, _) | PaperEvidence::Differ(paper) => {
                find(LINE_FIELDS, PAPERS[*paper]).map_or("", |field| field.zh).to_string()
            }
            PaperEvidence::Unknown => String::new(),
        };
        let value = |case: &Case| match &case.paper {
            PaperEvidence::Same(_, value) => value.clone(),
            _ => String::new(),
        };
        let steps = |case: &Case| {
            let pair = (case.firm as usize, case.row);
            explain(&self.cases.own, &self.cases.other, pair, true)
        };
        let overlaps: Vec<Option<i64>> =
            rows.iter().map(|at| self.cases.cases[*at].overlap).collect();
        let scores = rows.iter().map(|at| i64::from(self.cases.cases[*at].pair.score)).collect();
        let table = table.text(
            c::LEVEL,
            &self.text(rows, |case| case.pair.level.name().into()),
            "身份证据等级",
            "Level of identity",
        );
        let table =
            self.both(table, rows, "身份证据", "Identity", (c::LEVEL_ZH, c::LEVEL_EN), |c| {
                c.pair.level.text()
            });
        let table = table.int(c::SCORE, scores, "身份得分", "Score");
        let names = (c::WATERFALL_ZH, c::WATERFALL_EN);
        let table = self.both(table, rows, "得分构成", "Make-up of the score", names, |case| {
            let steps = steps(case);
            Text::new(said(&steps, Lang::Zh), said(&steps, Lang::En))
        });
        let names = (c::SAME_KIND_ZH, c::SAME_KIND_EN);
        let table =
            self.both(table, rows, "同类关系", "Relation", names, |case| case.same_kind.text());
        let names = (c::RULE_ZH, c::RULE_EN);
        let table = self.both(table, rows, "对照表说明", "Crosswalk", names, |case| {
            let rule = case.rule.map(|at| &self.world.plan.crosswalk.rules[at]);
            rule.map(|rule| rule.note.clone()).unwrap_or_default()
        });
        table
            .text(c::PAPER, &self.text(rows, paper), "比对凭证", "Paper compared")
            .text(c::PAPER_NO, &self.text(rows, value), "相同凭证号", "Number shared")
            .column(Column::new(c::OVERLAP_DAYS.into(), overlaps), "重合天数", "Days shared")
    }

    fn place(&self, source: u32, row: u32) -> String {
        let file = self.places.get(source as usize).map_or("", String::as_str);
        format!("{file}·{row}")
    }
}

fn own_period(case: &Case) -> String {
    case.own.period.as_ref().map(shown).unwrap_or_default()
}

fn other_period(case: &Case) -> String {
    case.given.map(|given| shown(&given.period)).unwrap_or_default()
}

fn own_papers(case: &Case) -> String {
    papers_said(case.own.papers.iter().map(|(paper, number)| (*paper, number.as_str())))
}

/// `发票号 FP-1、合同号 HT-1`: the first few.
fn papers_said<'a>(papers: impl Iterator<Item = (usize, &'a str)>) -> String {
    const MOST: usize = 4;
    let named = |(paper, number): (usize, &str)| {
        format!("{} {number}", find(LINE_FIELDS, PAPERS[paper]).map_or("", |field| field.zh))
    };
    let mut all: Vec<String> = papers.take(MOST + 1).map(named).collect();
    if all.len() > MOST {
        all[MOST] = "…".to_string();
    }
    all.join("、")
}

/// `2025-01-01–2025-12-31`
fn shown(period: &Period) -> String {
    format!("{}–{}", period.from, period.to)
}
