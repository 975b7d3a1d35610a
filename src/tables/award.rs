//! Claims and what becomes of them: stages, limits, rules, scores, evidence lines.

use chrono::NaiveDate;
use polars::prelude::DataFrame;

use crate::diag::Text;
use crate::domain::Fen;
use crate::frame::cells::{Kind, Scaled};
use crate::frame::columns as c;
use crate::frame::fields::LINE_FIELDS;
use crate::frame::output::{Cells, OutputColumn};
use crate::frame::table::{Cell, ColumnSpec, Described, Named, Wrong, table};
use crate::frame::{Field, FieldKind};
use crate::scheme::Stage;

table! {
    /// One row per claim: what was requested, and what each stage left of it, by measure, enterprise and item.
    pub static CLAIMS: "claims" "申报项与各阶段金额" "Claims and their stages",
        sheet("核定明细", "Claims"), adds_up() {
        String = CLAIM_ID "申报项编号" "Claim id";
        String = MEASURE "措施" "Measure";
        String = CLAUSE "条款" "Clause";
        String = USCC "统一社会信用代码" "Credit code";
        String = FIRM_NAME "单位名称" "Enterprise";
        String = ITEM "项目标识" "Item";
        String = FILING_NO "申报编号" "Filing no.";
        Option<NaiveDate> = ACCEPTED_ON "受理日期" "Accepted on";
        u32 = LINES "凭证行数" "Evidence lines";
        u32 = LINES_ELIGIBLE "有效凭证行数" "Eligible lines";
        Fen = BASE "核定基数" "Recognised base";
        Fen = BASE_BEFORE "其中以前已认定" "Of it, recognised before";
        Option<Scaled<38, 8>> = UNROUNDED "取整前金额" "Amount before rounding";
        Fen = PRIOR "此前已获金额" "Granted before";
        Fen = REQUESTED "申请额" "Requested";
        AfterStages;
        Fen = PAYABLE "拟拨付金额" "Payable";
        String = BINDING "决定金额的限制" "Limit that decided";
    }
}

/// The amount after each stage that the scheme has, and the reason where it fell.
pub struct AfterStages;

impl Described for AfterStages {
    const COLUMNS: usize = 0;
    const FAMILY: bool = true;

    fn specs(_: &'static [Named]) -> Vec<ColumnSpec> {
        let columns = |(_, stage): (&str, Stage)| {
            let (zh, en) = stage.title();
            let column = |name, kind, zh: String, en: String| ColumnSpec {
                name,
                kind,
                zh: zh.into(),
                en: en.into(),
            };
            let reason = (format!("{zh}原因"), format!("Reason: {en}"));
            [
                column(
                    stage.amount_column(),
                    Kind::Yuan,
                    format!("{zh}后"),
                    format!("After: {en}"),
                ),
                column(stage.reason_column(), Kind::Text, reason.0, reason.1),
            ]
        };
        Stage::NAMES.into_iter().flat_map(columns).collect()
    }
}

table! {
    /// One row per enterprise that claims something, by credit code.
    pub static ENTERPRISES: "enterprises" "企业汇总" "Enterprises",
        sheet("企业汇总", "Enterprises"), adds_up() {
        String = USCC "统一社会信用代码" "Credit code";
        String = FIRM_NAME "单位名称" "Enterprise";
        String = ENTITY_TYPE "单位类型" "Type of entity";
        String = APPLICANT_KIND "主体类别" "Kind of applicant";
        i64 = CLAIMS "申报项数" "Claims";
        Fen = REQUESTED "申请额" "Requested";
        Fen = APPROVED "预算调整前核定金额" "Approved before the budget cut";
        Fen = PAYABLE "拟拨付金额" "Payable";
    }
}

table! {
    /// One measure: numbers, money, and what each stage took.
    pub struct Measure: "measures" "措施汇总" "Measures" {
        id: String = MEASURE "措施" "Measure";
        clause: String = CLAUSE "条款" "Clause";
        title: Text = TITLE_ZH "名称" "Title (Chinese)", TITLE_EN "英文名称" "Title (English)";
        rate: String = RATE "支持标准" "Rate or amount";
        threshold: String = THRESHOLD "门槛" "Threshold";
        cap: String = CAP "单项上限" "Cap of the item";
        claims: i64 = CLAIMS "申报项数" "Claims";
        firms: i64 = FIRMS "申报企业数" "Enterprises";
        claims_paid: i64 = CLAIMS_PAID "支持项数" "Claims supported";
        firms_paid: i64 = FIRMS_PAID "支持企业数" "Enterprises supported";
        requested: Fen = REQUESTED "申请额" "Requested";
        reductions: Reductions;
        approved: Fen = APPROVED "预算调整前核定金额" "Approved before the budget cut";
        payable: Fen = PAYABLE "拟拨付金额" "Payable";
        average: Fen = AVERAGE "平均每项拟拨付金额" "Average of claims supported, cut to the fen";
        maximum: Fen = MAXIMUM "单项最高拟拨付金额" "Largest claim";
    }
}

/// What each stage of the scheme took, in their order.
#[derive(Clone, Debug, Default)]
pub struct Reductions(pub Vec<(Stage, Fen)>);

/// The column of what a stage took.
fn reduction(stage: Stage) -> ColumnSpec {
    let name = match stage {
        Stage::Gates => c::REDUCTION_GATES,
        Stage::Evidence => c::REDUCTION_EVIDENCE,
        Stage::Item => c::REDUCTION_ITEM,
        Stage::ItemCap => c::REDUCTION_ITEM_CAP,
        Stage::History => c::REDUCTION_HISTORY,
        Stage::Duplicates => c::REDUCTION_DUPLICATES,
        Stage::Count => c::REDUCTION_COUNT,
        Stage::AnnualCap => c::REDUCTION_ANNUAL_CAP,
        Stage::Budget => c::REDUCTION_BUDGET,
    };
    let (zh, en) = stage.title();
    let (zh, en) = (format!("{zh}核减").into(), format!("Cut by: {en}").into());
    ColumnSpec { name, kind: Kind::Yuan, zh, en }
}

impl Described for Reductions {
    const COLUMNS: usize = 0;
    const FAMILY: bool = true;

    fn specs(_: &'static [Named]) -> Vec<ColumnSpec> {
        Stage::NAMES.into_iter().map(|(_, stage)| reduction(stage)).collect()
    }
}

impl Cell for Reductions {
    type Cells = Vec<Self>;

    fn push(self, cells: &mut Self::Cells) {
        cells.push(self);
    }

    /// The stages of the first row: all rows have the same.
    fn columns(cells: Self::Cells, _: &'static [Named]) -> Vec<OutputColumn> {
        let stages = cells.first().map(|row| row.0.clone()).unwrap_or_default();
        let column = |(at, (stage, _)): (usize, (Stage, Fen))| {
            let of = |row: &Self| row.0.get(at).map_or(0, |(_, fen)| fen.0);
            let fen: Vec<i64> = cells.iter().map(of).collect();
            let spec = reduction(stage);
            spec.with(Cells::yuan(&fen))
        };
        stages.into_iter().enumerate().map(column).collect()
    }

    fn read(table: &DataFrame, _: &[Named]) -> Result<Vec<Self>, Wrong> {
        let mut rows = vec![Self::default(); table.height()];
        for name in table.get_column_names() {
            let mut stages = Stage::NAMES.into_iter().map(|(_, stage)| stage);
            let Some(stage) = stages.find(|stage| reduction(*stage).name == name.as_str()) else {
                continue;
            };
            let fen = crate::frame::cells::values::<Fen>(table, reduction(stage).name)?;
            rows.iter_mut().zip(fen).for_each(|(row, fen)| row.0.push((stage, fen)));
        }
        Ok(rows)
    }
}

table! {
    /// One reason at work in one measure: how many claims it lowered, and by how much.
    pub struct Limit: "limits" "主要核减因素" "Largest reductions",
        sheet("主要核减因素", "Reductions"), adds_up() {
        measure: String = MEASURE "措施" "Measure";
        stage: Stage = STAGE "阶段" "Stage";
        reason: String = REASON "原因代码" "Reason";
        clause: String = CLAUSE "条款" "Clause";
        text: Text = REASON_ZH "原因" "Reason (Chinese)", REASON_EN "英文原因" "Reason (English)";
        claims: i64 = CLAIMS "涉及项数" "Claims";
        reduction: Fen = REDUCTION "核减额" "Reduction";
    }
}

table! {
    /// One stage, in the order of the scheme: what it took from all claims, and what was left.
    pub struct StageRow: "stages" "各阶段核减" "Stages", sheet("各阶段核减", "Stages") {
        stage: Stage = STAGE "阶段" "Stage";
        title: Text = TITLE_ZH "名称" "Title (Chinese)", TITLE_EN "英文名称" "Title (English)";
        claims: i64 = CLAIMS "涉及项数" "Claims";
        reduction: Fen = REDUCTION "核减额" "Reduction";
        remaining: Fen = REMAINING "核减后金额" "What is left";
    }
}

table! {
    /// A claim within two per cent of a threshold.
    pub struct Cliff: "cliffs" "门槛附近的申报项" "Claims near a threshold",
        sheet("门槛附近", "Near thresholds") {
        claim: String = CLAIM_ID "申报项编号" "Claim id";
        measure: String = MEASURE "措施" "Measure";
        base: Fen = BASE "核定基数" "Recognised base";
        threshold: Fen = THRESHOLD "门槛" "Threshold";
        side: String = SIDE "门槛哪一侧" "Side of the threshold";
        payable: Fen = PAYABLE "拟拨付金额" "Payable";
    }
}

table! {
    /// A claim that a whole number just lets pass, or just does not.
    pub struct CountCliff: "count_cliffs" "家数门槛附近的申报项" "Claims near a least number",
        sheet("家数门槛附近", "Near minimum counts") {
        claim: String = CLAIM_ID "申报项编号" "Claim id";
        figure: Text = TITLE_ZH "指标" "Figure (Chinese)", TITLE_EN "英文指标" "Figure (English)";
        value: i64 = VALUE "取值" "Value";
        threshold: i64 = THRESHOLD "门槛（含本数）" "Least number";
        side: String = SIDE "门槛哪一侧" "Side of the threshold";
        payable: Fen = PAYABLE "拟拨付金额" "Payable";
    }
}

table! {
    /// An option or parameter in force, or a published value in use.
    pub struct Parameter: "parameters" "参数与选项" "Parameters and options",
        sheet("参数", "Parameters") {
        name: String = NAME "名称" "Name";
        clause: String = CLAUSE "条款" "Clause";
        value: String = VALUE "取值" "Value";
        default: String = DEFAULT "默认值" "Default";
        /// `scheme`, `pipeline` or `rates`.
        origin: String = ORIGIN "来源" "Set by";
        /// A contested reading, not a value.
        reading: bool = IS_READING "有争议条款" "Contested reading";
        /// What a reading answers; empty for a parameter.
        question: Text = QUESTION_ZH "问题" "Question (Chinese)", QUESTION_EN "英文问题" "Question (English)";
        text: Text = REASON_ZH "说明" "Meaning (Chinese)", REASON_EN "英文说明" "Meaning (English)";
    }
}

table! {
    /// A reason that claims and lines refer to.
    pub struct Reason: "reasons" "原因说明" "Reasons" {
        id: String = REASON "原因代码" "Reason";
        stage: Stage = STAGE "阶段" "Stage";
        clause: String = CLAUSE "条款" "Clause";
        text: Text = REASON_ZH "说明" "Meaning (Chinese)", REASON_EN "英文说明" "Meaning (English)";
    }
}

table! {
    /// Score, place and tier of a claim that is granted by score, by measure and place.
    pub struct Score: "scores" "综合评价得分、名次和档次" "Scores, places and tiers",
        sheet("评价得分", "Scores") {
        claim: String = CLAIM_ID "申报项编号" "Claim";
        code: String = USCC "统一社会信用代码" "Credit code";
        firm: String = FIRM_NAME "单位名称" "Enterprise";
        measure: String = MEASURE "措施" "Measure";
        score: Scaled<9, 4> = SCORE "得分（满分100，截至万分位）" "Score of 100, cut to four decimals";
        place: Option<i64> = FIRST_PLACE "名次" "Place";
        /// Itself among them.
        sharing: Option<i64> = SHARING "同分项数（含本项）" "Claims of this score";
        counted: Option<i64> = COUNTED "参加排序项数" "Claims in the order";
        tier: Option<i64> = TIER "档" "Tier";
        condition: String = CONDITION "该档条件" "What the tier asks for";
        amount: Option<Fen> = TIER_AMOUNT "该档金额" "Amount of the tier";
    }
}

table! {
    /// What duplicates elsewhere saved, by district and kind of support.
    pub struct Saving: "duplicate_savings" "查重核减成效" "Savings by district and kind",
        sheet("查重核减", "Savings"), adds_up() {
        district: Text = DISTRICT_ZH "区域" "District (Chinese)", DISTRICT_EN "区域（英文）" "District";
        scheme: String = OTHER_SCHEME "其他资助来源" "Other scheme";
        kind: String = KIND "支持类别" "Kind of support";
        clause: String = CLAUSE "条款" "Clause";
        cases: i64 = CASES "认定重复项数" "Duplicates";
        reduction: Fen = REDUCTION "核减额" "Reduction";
        in_review: i64 = IN_REVIEW "待认定项数" "To be decided";
        at_risk: Fen = AT_RISK "待认定涉及金额" "At risk";
    }
}

table! {
    /// The evidence lines of one measure, `lines_MEASURE`, each with its claim.
    pub static LINES: "lines" "凭证明细" "Evidence lines", private(), open() {
        String = CLAIM_ID "申报项编号" "Claim id";
        Evidence;
        String = LINE_REASON "未计入原因" "Why it does not count";
        String = NOTES "附注" "Other columns of the file";
        u32 = SOURCE "来源序号" "Row of `sources`";
        u32 = ROW "行号" "Row";
    }
}

/// The columns of filings that the rules of a measure read.
pub struct Evidence;

impl Described for Evidence {
    const COLUMNS: usize = 0;
    const FAMILY: bool = true;

    fn specs(_: &'static [Named]) -> Vec<ColumnSpec> {
        LINE_FIELDS.iter().map(Self::column).collect()
    }
}

impl Evidence {
    /// A column of a filing in the table of its lines.
    pub fn column(field: &'static Field) -> ColumnSpec {
        let kind = match field.kind {
            // Of the row's currency: no unit is the same for all rows.
            FieldKind::Money => Kind::Decimal(18, 2),
            FieldKind::Share => Kind::Decimal(9, 6),
            FieldKind::Int => Kind::Int,
            FieldKind::Date => Kind::Date,
            FieldKind::Bool => Kind::Bool,
            _ => Kind::Text,
        };
        ColumnSpec::new((field.name, field.zh, field.en), kind)
    }
}

table! {
    /// A column that the scheme declares for itself.
    pub struct OwnColumn: "own_columns" "方案自定列" "Columns of the scheme's own" {
        name: String = COLUMN "列" "Column";
        title: Text = TITLE_ZH "名称" "Title (Chinese)", TITLE_EN "名称（英文）" "Title";
        unit: Text = UNIT_ZH "计量单位" "Unit (Chinese)", UNIT_EN "计量单位（英文）" "Unit";
    }
}
