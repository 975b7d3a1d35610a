//! What the scenario lab answered, where the run asked it.

use crate::diag::Text;
use crate::domain::Fen;
use crate::frame::table::table;

table! {
    /// A scenario beside the run, which is the first.
    pub struct ScenarioRow: "scenarios" "情景对比" "Scenarios", sheet("情景对比", "Scenarios") {
        name: String = NAME "情景" "Scenario";
        title: Text = TITLE_ZH "名称" "Title (Chinese)", TITLE_EN "英文名称" "Title (English)";
        approved: Fen = APPROVED "核定金额" "Approved";
        payable: Fen = PAYABLE "拟拨付金额" "Payable";
        available: Option<Fen> = AVAILABLE_AMOUNT "可用预算" "Available";
        approved_change: Fen = APPROVED_CHANGE "核定金额变动" "Change of approved";
        payable_change: Fen = PAYABLE_CHANGE "拟拨付金额变动" "Change of payable";
        firms_paid: i64 = FIRMS_PAID "支持家数" "Enterprises supported";
        gainers: i64 = GAINERS "增加家数" "Enterprises that get more";
        losers: i64 = LOSERS "减少家数" "Enterprises that get less";
    }
}

table! {
    /// A quantity moved down and up; amounts are missing at the end of its range.
    pub struct SwingRow: "tornado" "敏感性" "Tornado", sheet("敏感性", "Tornado") {
        name: String = NAME "参数" "Quantity";
        /// Empty for rates, budgets and growth.
        title: Text = TITLE_ZH "说明" "Meaning (Chinese)", TITLE_EN "英文说明" "Meaning (English)";
        value: String = VALUE "现值" "Now";
        approved: Fen = APPROVED "核定金额" "Approved";
        low_value: String = LOW_VALUE "下调至" "Down to";
        low: Option<Fen> = LOW_APPROVED "下调后核定金额" "Approved, down";
        low_payable: Option<Fen> = LOW_PAYABLE "下调后拟拨付金额" "Payable, down";
        high_value: String = HIGH_VALUE "上调至" "Up to";
        high: Option<Fen> = HIGH_APPROVED "上调后核定金额" "Approved, up";
        high_payable: Option<Fen> = HIGH_PAYABLE "上调后拟拨付金额" "Payable, up";
    }
}

table! {
    /// Another reading of a contested clause; amounts are missing where these data cannot judge it.
    pub struct ReadingRow: "reading_costs" "其他口径的影响" "What other readings cost",
        sheet("其他口径", "Other readings") {
        option: String = NAME "选项" "Option";
        clause: String = CLAUSE "条款" "Clause";
        question: Text = QUESTION_ZH "问题" "Question (Chinese)", QUESTION_EN "英文问题" "Question (English)";
        value: String = VALUE "取值" "Value";
        reading: Text = REASON_ZH "口径" "Reading (Chinese)", REASON_EN "英文口径" "Reading (English)";
        /// Looks at another period than the one that was filed for.
        period: bool = IS_PERIOD "改变期间" "Changes the period";
        cost: Option<Fen> = APPROVED "资金充足时的支出" "Cost with enough money";
        change: Option<Fen> = APPROVED_CHANGE "变动" "Change";
        why_not: Text = WHY_ZH "不能计算的原因" "Why not computed (Chinese)", WHY_EN "英文原因" "Why not computed (English)";
    }
}

table! {
    /// An end that readings can reach together.
    pub struct IntervalEnd: "reading_interval" "口径合计区间" "Interval of readings" {
        /// `lowest`, `highest`, and the same `_any_period`.
        end: String = NAME "端点" "End";
        cost: Fen = APPROVED "支出" "Cost with enough money";
        readings: String = VALUE "与本次不同的口径" "Readings that differ";
    }
}
