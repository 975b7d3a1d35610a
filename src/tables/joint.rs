//! What only the whole of several schemes can give.

use crate::diag::Text;
use crate::domain::Fen;
use crate::duplicate::same::Verdict;
use crate::frame::cells::words;
use crate::frame::table::table;

/// Whether what a scheme grants is ever paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Force {
    InForce,
    /// In force, but lowered because of a draft.
    Simulated,
    Draft,
}

impl Force {
    /// The word in tables.
    pub fn key(self) -> &'static str {
        match self {
            Self::InForce => "in-force",
            Self::Simulated => "simulated",
            Self::Draft => "draft",
        }
    }
}

words!(Force, Force::key, [Force::InForce, Force::Simulated, Force::Draft]);

table! {
    /// One scheme beside the others. One without a pool has no amounts of it, not amounts of nothing.
    pub struct SchemeRow: "programmes" "方案对比" "Schemes side by side", sheet("方案对比", "Schemes") {
        /// Of its folder.
        name: String = NAME "核算" "Run";
        id: String = SCHEME "方案" "Scheme";
        title: Text = TITLE_ZH "名称" "Title (Chinese)", TITLE_EN "英文名称" "Title (English)";
        force: Force = STATUS "效力" "Status";
        claims: i64 = CLAIMS "申报项数" "Claims";
        firms: i64 = FIRMS "申报企业数" "Enterprises";
        claims_paid: i64 = CLAIMS_PAID "支持项数" "Claims supported";
        firms_paid: i64 = FIRMS_PAID "支持企业数" "Enterprises supported";
        requested: Fen = REQUESTED "申请额" "Requested";
        approved: Fen = APPROVED "预算调整前核定金额" "Approved before the budget cut";
        payable: Fen = PAYABLE "拟拨付金额" "Payable";
        payable_alone: Fen = PAYABLE_ALONE "取舍前拟拨付金额" "Payable before claims gave way to other schemes";
        claims_gave_way: i64 = CLAIMS_GAVE_WAY "让位项数" "Claims that gave way";
        gave_way: Fen = GAVE_WAY "让位项单独核定金额" "What the scheme alone grants them";
        pool: String = POOL "资金池" "Pool";
        total: Option<Fen> = TOTAL "预算总额" "Budget";
        reserve: Option<Fen> = RESERVE "预留" "Reserve";
        earlier: Option<Fen> = EARLIER "前批次" "Earlier batches";
        available: Option<Fen> = AVAILABLE "可用" "Available";
        unspent: Option<Fen> = UNSPENT "结余" "Unspent";
        used: String = USED "使用率" "Use of the pool";
    }
}

impl SchemeRow {
    pub fn draft(&self) -> bool {
        self.force == Force::Draft
    }

    /// A draft, or lowered because of one: nothing of it is ever paid.
    pub fn simulated(&self) -> bool {
        self.force != Force::InForce
    }
}

table! {
    /// What an enterprise has under one scheme.
    pub struct Stand: "combined" "企业各方案支持" "What each enterprise gets from whom",
        sheet("企业各方案支持", "Who gives what") {
        code: String = USCC "统一社会信用代码" "Credit code";
        firm: String = FIRM_NAME "单位名称" "Enterprise";
        /// Of the scheme's folder.
        name: String = NAME "核算" "Run";
        scheme: String = SCHEME "方案" "Scheme";
        force: Force = STATUS "效力" "Status";
        claims: i64 = CLAIMS "申报项数" "Claims";
        paid: i64 = CLAIMS_PAID "支持项数" "Claims supported";
        requested: Fen = REQUESTED "申请额" "Requested";
        approved: Fen = APPROVED "预算调整前核定金额" "Approved before the budget cut";
        payable: Fen = PAYABLE "拟拨付金额" "Payable";
    }
}

table! {
    /// An enterprise over all schemes: what may be paid together, what is simulated apart.
    pub struct FirmRow: "combined_firms" "企业合并视图" "Enterprises over all schemes",
        sheet("企业合并视图", "Enterprises") {
        code: String = USCC "统一社会信用代码" "Credit code";
        name: String = FIRM_NAME "单位名称" "Enterprise";
        /// Schemes claimed under.
        schemes: i64 = SCHEMES "申报方案数" "Schemes claimed under";
        schemes_paid: i64 = SCHEMES_PAID "支持方案数" "Schemes that support it";
        claims: i64 = CLAIMS "申报项数" "Claims";
        requested: Fen = REQUESTED "申请额" "Requested";
        approved: Fen = APPROVED "预算调整前核定金额" "Approved before the budget cut";
        payable: Fen = PAYABLE "拟拨付金额（现行有效方案）" "Payable, schemes in force";
        simulated: Fen = SIMULATED "推演额（不得拨付）" "Simulated: drafts and what fell because of one, never paid";
    }
}

table! {
    /// A pair of claims for the same under two schemes.
    pub struct AcrossPair: "across" "方案间同类支持" "The same support under two schemes",
        sheet("方案间同类支持", "Across schemes") {
        code: String = USCC "统一社会信用代码" "Credit code";
        firm: String = FIRM_NAME "单位名称" "Enterprise";
        scheme: String = SCHEME "方案" "Scheme";
        clause: String = CLAUSE "条款" "Clause";
        claim: String = CLAIM_ID "申报项编号" "Claim id";
        alone: Fen = ALONE "本方案单独核定金额" "Granted by this scheme alone";
        other_scheme: String = OTHER_SCHEME "另一方案" "Other scheme";
        other_clause: String = OTHER_ITEM "另一条款" "Its clause";
        other_claim: String = OTHER_CLAIM "另一申报项" "Its claim";
        other_alone: Fen = OTHER_AMOUNT "另一方案单独核定金额" "Granted by it alone";
        outcome: Text = OUTCOME_ZH "处理" "Outcome (Chinese)", OUTCOME_EN "英文处理" "Outcome (English)";
        verdict: Text = VERDICT_ZH "结论" "Verdict (Chinese)", VERDICT_EN "英文结论" "Verdict (English)";
        why: Text = WHY_ZH "依据" "Ground (Chinese)", WHY_EN "英文依据" "Ground (English)";
        same_kind: Text = SAME_KIND_ZH "同类关系" "Relation (Chinese)", SAME_KIND_EN "英文关系" "Relation (English)";
        rule: Text = RULE_ZH "对照表说明" "Crosswalk (Chinese)", RULE_EN "英文说明" "Crosswalk (English)";
        paper: Text = PAPER_NAME_ZH "比对凭证" "Paper compared (Chinese)", PAPER_NAME_EN "英文凭证" "Paper compared (English)";
        number: String = PAPER_NO "相同凭证号" "Number shared";
        place: String = OWN_PLACE "出处" "Where";
        other_place: String = OTHER_PLACE "另一出处" "Where the other stands";
    }
}

table! {
    /// Pairs of claims of two measures with one verdict.
    pub struct AcrossSum: "across_sums" "方案间同类支持汇总" "The same support, by measures",
        sheet("同类支持汇总", "Across, summed") {
        scheme: String = SCHEME "方案" "Scheme";
        clause: String = CLAUSE "条款" "Clause";
        other_scheme: String = OTHER_SCHEME "另一方案" "Other scheme";
        other_clause: String = OTHER_ITEM "另一条款" "Its clause";
        verdict: Verdict = VERDICT "结论代码" "Verdict (name)";
        said: Text = VERDICT_ZH "结论" "Verdict (Chinese)", VERDICT_EN "英文结论" "Verdict (English)";
        pairs: i64 = PAIRS "对数" "Pairs of claims";
        /// Pairs of which both schemes grant something.
        granted: i64 = PAIRS_GRANTED "双方均有核定金额的对数" "Pairs of which both schemes grant something";
        alone: Fen = ALONE "本方案单独核定金额" "Granted by this scheme alone";
        other_alone: Fen = OTHER_AMOUNT "另一方案单独核定金额" "Granted by the other alone";
        /// Claims of each side that gave way, and what their scheme alone grants them.
        claims_gave_way: i64 = CLAIMS_GAVE_WAY "让位项数" "Claims that gave way";
        gave_way: Fen = GAVE_WAY "让位额" "What they would have got";
        other_claims_gave_way: i64 = OTHER_CLAIMS_GAVE_WAY "另一方案让位项数" "Claims of the other that gave way";
        other_gave_way: Fen = OTHER_GAVE_WAY "另一方案让位额" "What these would have got";
    }
}
