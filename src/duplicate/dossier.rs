//! The dossier: every case with both sides side by side, and what hangs on it.

use polars::prelude::*;

use super::cases::{Case, Cases, World};
use super::papers::PAPERS;
use super::same::{PaperEvidence, Verdict, left};
use crate::diag::{Lang, Text};
use crate::domain::Period;
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
}

impl Stake {
    pub fn at_risk(&self) -> i64 {
        self.before - self.left
    }
}

/// The stake of a case whose claim enters the stage with `before`.
pub fn stake(case: &Case, world: &World, before: i64, payable: i64) -> Stake {
    let mode = world.scheme.duplicates.mode;
    // Of an amount that nobody knows the whole is at risk.
    let left = case.amount.map_or(0, |amount| left(mode, before, amount).min(before));
    Stake { before, left, payable }
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
        let decision = |case: &Case, of: fn(&super::decisions::Decision) -> String| {
            case.decision.as_ref().map(of).unwrap_or_default()
        };
        let on: Vec<Option<i32>> =
            self.cases.cases.iter().map(|case| case.decision.as_ref().map(|d| d.on)).collect();
        Ok(table
            .text(
                c::DECISION_REASON,
                &self.text(&all, |case| decision(case, |d| d.reason.clone())),
                "认定理由",
                "Reason of the decision",
            )
            .text(
                c::DECIDED_BY,
                &self.text(&all, |case| decision(case, |d| d.by.clone())),
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

    /// Suspected cases on which money hangs, the most first, with room for a decision: the sheet can
    /// be filled in and read as input.
    ///
    /// # Errors
    /// A fault of the engine.
    pub fn suspected(&self) -> PolarsResult<OutputTable> {
        let is_open = |at: &usize| {
            self.cases.cases[*at].verdict == Verdict::Suspected && self.stakes[*at].at_risk() > 0
        };
        let mut open: Vec<usize> = (0..self.cases.cases.len()).filter(is_open).collect();
        open.sort_by_key(|at| std::cmp::Reverse(self.stakes[*at].at_risk()));
        let empty = vec![""; open.len()];
        let no_day = Column::full_null(c::DECIDED_ON.into(), open.len(), &DataType::Date);
        let table = OutputTable::new("suspected", "疑似重复", "Suspected duplicates")
            .text(c::FINDING_ID, &self.text(&open, |case| case.id.clone()), "疑点编号", "Finding")
            .text(c::VERDICT, &empty, "结论", "Verdict")
            .text(c::DECISION_REASON, &empty, "认定理由", "Reason for the verdict")
            .text(c::DECIDED_BY, &empty, "决定人", "Decided by")
            .column(no_day, "决定日期", "Decided on");
        let table = self.sides(table, &open)?;
        Ok(table.text(
            c::EVIDENCE,
            &self.text(&open, |case| case.evidence.clone()),
            "证据指纹",
            "Evidence",
        ))
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
        let table = self.both(table, rows, "依据", "Ground", (c::WHY_ZH, c::WHY_EN), |case| {
            match case.decision {
                Some(_) => Text::new("人工认定", "decided by a person"),
                None => case.why.text(),
            }
        });
        let table = self.amounts(table, rows);
        let table = self.own_side(table, rows)?;
        let table = self.other_side(table, rows)?;
        Ok(self.ties(table, rows))
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
            .text(
                c::CLAUSE,
                &self.text(rows, |case| world.scheme.measures[case.measure].clause.clone()),
                "条款",
                "Clause",
            )
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
            .text(
                c::OWN_PERIOD,
                &self.text(rows, |case| case.own.period.as_ref().map(shown).unwrap_or_default()),
                "本方期间",
                "Period of the claim",
            )
            .text(
                c::OWN_PLACE,
                &self.text(rows, |case| self.place(case.own.place.0, case.own.place.1)),
                "本方出处",
                "Where it stands",
            ))
    }

    fn other_side(&self, table: OutputTable, rows: &[usize]) -> PolarsResult<OutputTable> {
        let rosters = self.world.rosters;
        let (sources, lines) = (indices(rosters, c::SOURCE)?, indices(rosters, c::ROW)?);
        let column = |name| texts(rosters, name);
        let cell = |values: &[&str]| self.text(rows, |case| values[case.row].to_string());
        let source = |case: &Case| &self.world.plan.crosswalk.sources[case.source];
        let table =
            self.both(table, rows, "区域", "District", (c::DISTRICT_ZH, c::DISTRICT_EN), |c| {
                source(c).district.clone()
            });
        let (measures, items) = (column(c::MEASURE)?, column(c::ITEM)?);
        let item = |case: &Case| {
            let parts = [measures[case.row], items[case.row]];
            let roster = &self.world.plan.rosters[self.world.roster_of[case.row]];
            let said: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            if said.is_empty() { roster.item.clone() } else { said.join(" · ") }
        };
        let amounts: Int128Chunked =
            rows.iter().map(|at| self.cases.cases[*at].amount.map(i128::from)).collect();
        let amounts = amounts.with_name(c::OTHER_AMOUNT.into()).into_decimal_unchecked(18, 2);
        let given = |case: &Case| case.given.map(|g| shown(&g.period)).unwrap_or_default();
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
            .text(c::OTHER_ITEM, &self.text(rows, item), "他项事项", "Item of the other")
            .text(c::OTHER_PERIOD, &self.text(rows, given), "他项期间", "Period of the other")
            .text(c::OTHER_STATUS, &cell(&column(c::STATUS)?), "他项状态", "State of the other")
            .column(amounts.into_column(), "他项金额", "Amount of the other")
            .text(
                c::OTHER_PLACE,
                &self.text(rows, |case| self.place(sources[case.row], lines[case.row])),
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

    /// Where a row of the rosters stands.
    pub fn place_of(&self, row: usize) -> String {
        let at =
            |name| indices(self.world.rosters, name).ok().and_then(|all| all.get(row).copied());
        at(c::SOURCE)
            .zip(at(c::ROW))
            .map_or_else(String::new, |(source, row)| self.place(source, row))
    }

    fn place(&self, source: u32, row: u32) -> String {
        let file = self.places.get(source as usize).map_or("", String::as_str);
        format!("{file}·{row}")
    }
}

/// `2025-01-01–2025-12-31`
fn shown(period: &Period) -> String {
    format!("{}–{}", period.from, period.to)
}
