//! Reviews (审定): what is put to reviewers, what they decided, and how much they cut.

use chrono::NaiveDate;

use crate::diag::{Lang, Text};
use crate::domain::Fen;
use crate::frame::cells::{Scaled, words};
use crate::frame::table::table;
use crate::tables::trade::Doubt;

/// What a review is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    /// The claim as a whole: its amount is that of the claim.
    Claim,
    /// One line: its amount is that of the evidence.
    Line,
}

impl Layer {
    pub fn key(self) -> &'static str {
        match self {
            Self::Claim => "claim",
            Self::Line => "line",
        }
    }

    pub fn text(self) -> Text {
        match self {
            Self::Claim => Text::new("整项", "whole claim"),
            Self::Line => Text::new("明细", "line"),
        }
    }
}

words!(Layer, Layer::key, [Layer::Claim, Layer::Line]);

/// What became of a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// It lowers what it is about.
    Acts,
    /// It holds and lowers nothing: as filed, or another review left less.
    Holds,
    /// A later one of its kind holds.
    Superseded,
    /// What it was about has changed.
    Outdated,
    /// What it names is not in the run.
    Unknown,
    /// It cannot count as it stands: a finding says why.
    Faulty,
}

impl Standing {
    const ALL: [Self; 6] =
        [Self::Acts, Self::Holds, Self::Superseded, Self::Outdated, Self::Unknown, Self::Faulty];

    pub fn key(self) -> &'static str {
        match self {
            Self::Acts => "acts",
            Self::Holds => "holds",
            Self::Superseded => "superseded",
            Self::Outdated => "outdated",
            Self::Unknown => "unknown",
            Self::Faulty => "faulty",
        }
    }

    pub fn text(self) -> Text {
        match self {
            Self::Acts => Text::new("生效，据以核减", "acts: it lowers the amount"),
            Self::Holds => Text::new("有效，不再核减", "holds, and lowers nothing further"),
            Self::Superseded => Text::new("已由后来的审定取代", "a later one of its kind holds"),
            Self::Outdated => {
                Text::new("所据内容已变化，须重新审定", "what it was about has changed")
            }
            Self::Unknown => Text::new("本次没有这一行", "nothing of the run is meant"),
            Self::Faulty => Text::new("填写有误，未采用", "not usable as it is filled in"),
        }
    }
}

words!(Standing, Standing::key, Standing::ALL);

/// A kind of finding about the run's own claims that a person decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AskedKind {
    /// An enterprise on a list where the scheme only warns.
    Listed,
    /// What several claims share, or one says twice.
    Joint,
    /// A paper in two claims or more.
    SharedPaper,
    /// Applicants that share a person, a phone, an address or an account.
    Related,
    /// What is claimed and what the ministry's platform has differ.
    Platform,
    /// An applicant that was supported for another item before.
    Item,
    /// A filing that was accepted after the deadline.
    Late,
    /// Support elsewhere that does not say what it was for.
    Unnamed,
    /// A joint item of which one applicant lost its support elsewhere.
    Voided,
    /// Records of one enterprise and year that may be two views of one amount.
    Apart,
    /// A standard whose number and level do not agree.
    Level,
    /// An earlier award for several items.
    Items,
    /// An invoice or a payment that speaks against lines.
    Trade(Doubt),
}

/// Findings about claims, lists and papers, by their codes.
const OF_CLAIMS: [(&str, AskedKind); 12] = [
    ("R401", AskedKind::Listed),
    ("R402", AskedKind::Platform),
    ("R403", AskedKind::Joint),
    ("R413", AskedKind::Item),
    ("R415", AskedKind::Late),
    ("R430", AskedKind::SharedPaper),
    ("R431", AskedKind::Related),
    ("R432", AskedKind::Unnamed),
    ("R434", AskedKind::Voided),
    ("D424", AskedKind::Apart),
    ("D425", AskedKind::Level),
    ("D426", AskedKind::Items),
];

impl AskedKind {
    /// By the codes of the findings.
    pub const CODES: [(&'static str, Self); OF_CLAIMS.len() + Doubt::ALL.len()] = {
        let mut all = [("", Self::Listed); OF_CLAIMS.len() + Doubt::ALL.len()];
        let mut at = 0;
        while at < all.len() {
            all[at] = if at < OF_CLAIMS.len() {
                OF_CLAIMS[at]
            } else {
                let (code, _, doubt) = Doubt::ALL[at - OF_CLAIMS.len()];
                (code, Self::Trade(doubt))
            };
            at += 1;
        }
        all
    };

    /// The code of the finding.
    pub fn key(self) -> &'static str {
        Self::CODES.iter().find(|(_, kind)| *kind == self).map_or("", |(code, _)| code)
    }

    pub fn text(self) -> Text {
        match self {
            Self::Listed => Text::new("列入名单", "on a list"),
            Self::Joint => Text::new("同一项目须复核", "one item, to be decided"),
            Self::SharedPaper => Text::new("凭证出现在几项申报中", "one paper in several claims"),
            Self::Related => Text::new("关联企业", "related applicants"),
            Self::Platform => Text::new("与平台记录不一致", "differs from the ministry's platform"),
            Self::Item => Text::new("此前支持的是另一项目", "another item was supported before"),
            Self::Late => Text::new("逾期受理", "accepted after the deadline"),
            Self::Unnamed => {
                Text::new("重复享受未指明项目", "support elsewhere that names no item")
            }
            Self::Voided => {
                Text::new("同一项目中一家已获他处支持", "one of several has support elsewhere")
            }
            Self::Apart => {
                Text::new("记录或为同一笔数的两种口径", "records may be views of one amount")
            }
            Self::Level => {
                Text::new("标准的编号与级别不符", "number and level of a standard differ")
            }
            Self::Items => {
                Text::new("一行历史奖补写了几个项目", "an earlier award for several items")
            }
            Self::Trade(doubt) => doubt.text(),
        }
    }
}

words!(AskedKind, AskedKind::key, AskedKind::CODES.map(|(_, kind)| kind));

table! {
    /// A finding about the run's own claims that a person decides, and what was decided of it.
    pub struct Asked: "asked" "待决疑点" "Findings to decide", private(),
        sheet("待决疑点", "Findings to decide") {
        kind: AskedKind = CODE "类型" "Finding";
        kind_text: Text = REASON_ZH "疑点" "Kind (Chinese)", REASON_EN "疑点（英文）" "Kind";
        about: Text = WHY_ZH "对象" "About (Chinese)", WHY_EN "对象（英文）" "About";
        /// With `、` between.
        claims: String = CLAIM_ID "涉及申报项" "Claims";
        firms: String = FIRM_NAME "涉及单位" "Enterprises";
        /// What its claims get as the run stands.
        payable: Fen = PAYABLE "涉及金额" "Amount";
        open: bool = OPEN "待决" "Open";
        decided: Text = STATE_ZH "已有决定" "Decided so far (Chinese)", STATE_EN "已有决定（英文）" "Decided so far";
        id: String = FINDING_ID "疑点编号" "Finding id";
        evidence: String = EVIDENCE "证据指纹" "Evidence";
    }
}

table! {
    /// A claim or a line that can be reviewed, with room for the decision. By measure, enterprise and claim; the
    /// claim itself stands above its lines.
    pub struct Review: "reviews" "审定表" "Review", private() {
        measure: String = MEASURE "措施" "Measure";
        clause: String = CLAUSE "条款" "Clause";
        code: String = USCC "统一社会信用代码" "Credit code";
        firm: String = FIRM_NAME "单位名称" "Enterprise";
        claim: String = CLAIM_ID "申报项编号" "Claim id";
        layer: Layer = LAYER "层次" "Layer";
        item: String = ITEM "项目标识" "Item";
        papers: String = PAPERS "凭证" "Papers";
        currency: String = CURRENCY "币种" "Currency";
        /// In the currency of the line; nothing for a line without an amount.
        filed: Option<Scaled<18, 2>> = FILED "送审金额" "Filed for review";
        by_rule: Option<Fen> = BY_RULE "按规则计入金额" "Counted by the rules";
        rule: Text = REASON_ZH "按规则的结论" "By the rules (Chinese)", REASON_EN "按规则的结论（英文）" "By the rules";
        audit_firm: String = AUDIT_FIRM "审核机构" "Audit firm";
        /// Decisions that hold: kind, amount, who and when.
        standing: Text = STATE_ZH "已有审定" "Reviewed so far (Chinese)", STATE_EN "已有审定（英文）" "Reviewed so far";
        place: String = OWN_PLACE "出处" "Where it stands";
        id: String = REVIEW_ID "审定编号" "Review id";
        evidence: String = EVIDENCE "证据指纹" "Evidence";
    }
}

table! {
    /// An enterprise drawn for a check on site, and why.
    pub struct Drawn: "drawn" "现场核查抽样" "Checks on site", sheet("现场核查抽样", "Checks on site") {
        code: String = USCC "统一社会信用代码" "Credit code";
        firm: String = FIRM_NAME "单位名称" "Enterprise";
        how: Text = REASON_ZH "抽取方式" "Drawn by (Chinese)", REASON_EN "抽取方式（英文）" "Drawn by";
        why: Text = WHY_ZH "理由" "Why (Chinese)", WHY_EN "理由（英文）" "Why";
        payable: Fen = PAYABLE "拟拨付金额" "Payable";
    }
}

table! {
    /// One decision of a reviewer that the run read, and what became of it.
    pub struct Reviewed: "reviews_read" "审定意见" "Decisions of reviewers", private(),
        sheet("审定意见", "Reviews") {
        claim: String = CLAIM_ID "申报项编号" "Claim id";
        firm: String = FIRM_NAME "单位名称" "Enterprise";
        layer: String = LAYER "层次" "Layer";
        subject: String = OWN_PLACE "审定对象出处" "What it is about";
        kind: String = REVIEW_KIND "审核方式" "Kind of review";
        currency: String = CURRENCY "币种" "Currency";
        filed: Option<Scaled<18, 2>> = FILED "送审金额" "Filed for review";
        amount: Option<Scaled<18, 2>> = REVIEWED "审定金额" "Amount reviewed";
        cause: String = REVIEW_CAUSE "核减原因" "Reason of the cut";
        reason: String = DECISION_REASON "审定说明" "Remarks";
        by: String = DECIDED_BY "审定人" "Reviewed by";
        on: Option<NaiveDate> = DECIDED_ON "审定日期" "Reviewed on";
        audit_firm: String = AUDIT_FIRM "审核机构" "Audit firm";
        standing: Standing = STATE "效力" "State";
        standing_text: Text = STATE_ZH "效力说明" "What became of it (Chinese)", STATE_EN "效力说明（英文）" "What became of it";
        place: String = OTHER_PLACE "审定表出处" "Where it is written";
        id: String = REVIEW_ID "审定编号" "Review id";
    }
}

table! {
    /// How much an audit firm's reviewer cut, by kind of review and layer, over decisions that hold.
    pub struct CutRate: "review_rates" "审减率" "Cut rates", sheet("审减率", "Cut rates") {
        audit_firm: String = AUDIT_FIRM "审核机构" "Audit firm";
        by: String = DECIDED_BY "审定人" "Reviewed by";
        kind: String = REVIEW_KIND "审核方式" "Kind of review";
        layer: Layer = LAYER "层次" "Layer";
        reviewed: i64 = CASES "审定数" "Reviewed";
        cut: i64 = CASES_CUT "核减数" "Of them cut";
        /// In yuan at the parities of the run, each cut to the fen.
        filed: Fen = FILED "送审金额" "Filed for review";
        left: Fen = REVIEWED "审定金额" "Left by the review";
        reduction: Fen = REDUCTION "审减额" "Cut";
        share: Scaled<18, 2> = CUT_SHARE "审减率（%）" "Cut, per cent";
    }
}

/// The sheet of a measure in the review workbook.
pub fn sheet_name(clause: &str, lang: Lang) -> String {
    let clause: String =
        clause.chars().filter(|sign| !"[]:*?/\\'".contains(*sign)).take(20).collect();
    format!("{} {clause}", lang.pick("审定", "Review"))
}
