//! What invoices and payments say against evidence lines.

use crate::diag::Text;
use crate::domain::Fen;
use crate::frame::table::table;

/// A doubt about an invoice or a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Doubt {
    /// The invoice is void or wholly reversed.
    Void,
    /// It is partly reversed, and nobody knows what is left of it.
    Reversed,
    /// Lines state more than it leaves.
    Above,
    /// Its buyer is not the applicant.
    Buyer,
    /// Its seller is the applicant or related to it, or not the one that the line states.
    Seller,
    /// The applicant did not pay.
    Payer,
    /// The money did not go to the seller.
    Payee,
    /// The export covers its days and does not have it.
    Missing,
    /// One payment stands for several enterprises, measures or days.
    Bank,
    /// The export contradicts itself, or the number is that of several invoices.
    Unclear,
}

impl Doubt {
    /// By the codes of the findings, with the keys of `[trade]`.
    pub const ALL: [(&'static str, &'static str, Self); 10] = [
        ("R660", "void", Self::Void),
        ("R661", "reversed", Self::Reversed),
        ("R662", "above", Self::Above),
        ("R663", "buyer", Self::Buyer),
        ("R664", "seller", Self::Seller),
        ("R665", "payer", Self::Payer),
        ("R666", "payee", Self::Payee),
        ("R667", "missing", Self::Missing),
        ("R668", "bank", Self::Bank),
        ("R669", "unclear", Self::Unclear),
    ];

    /// Whether the line that it is about can be cut without a person: what it leaves is known.
    pub fn can_cut(self) -> bool {
        !matches!(self, Self::Reversed | Self::Bank | Self::Unclear)
    }

    pub fn text(self) -> Text {
        match self {
            Self::Void => Text::new("发票作废或红冲", "void or reversed invoice"),
            Self::Reversed => Text::new("发票部分红冲", "partly reversed invoice"),
            Self::Above => Text::new("超过发票余额", "above the invoice"),
            Self::Buyer => Text::new("购方不符", "another buyer"),
            Self::Seller => Text::new("销方存疑", "doubtful seller"),
            Self::Payer => Text::new("付款人不符", "another payer"),
            Self::Payee => Text::new("收款方不符", "another payee"),
            Self::Missing => Text::new("查无此发票", "no such invoice"),
            Self::Bank => Text::new("银行流水号重复", "one bank reference twice"),
            Self::Unclear => Text::new("发票记录矛盾", "contradictory invoice"),
        }
    }
}

/// What follows from a doubt.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Effect {
    /// The money of the claim waits for a person.
    #[default]
    Hold,
    /// The line is cut to what the invoice leaves.
    Cut,
    /// It is told, no more.
    Warn,
}

impl Effect {
    pub const NAMES: [(&'static str, Self); 3] =
        [("hold", Self::Hold), ("cut", Self::Cut), ("warn", Self::Warn)];
    /// Where nobody knows what is left.
    pub const ASKING: [(&'static str, Self); 2] = [("hold", Self::Hold), ("warn", Self::Warn)];

    pub fn key(self) -> &'static str {
        Self::NAMES.iter().find(|(_, effect)| *effect == self).map_or("", |(name, _)| name)
    }

    pub fn text(self) -> Text {
        match self {
            Self::Hold => {
                Text::new("有关申报项暂缓拨付，待人工处理", "the claim waits for a person")
            }
            Self::Cut => Text::new("该行已核减", "the line is cut"),
            Self::Warn => Text::new("仅提示", "nothing follows by itself"),
        }
    }
}

table! {
    /// A line that an invoice or a payment speaks against, and what follows.
    pub struct TradeRow: "trade" "贸易凭据疑点" "Doubts about invoices and payments",
        sheet("贸易凭据疑点", "Invoices and payments") {
        code: String = CODE "类型" "Finding";
        kind: Text = REASON_ZH "疑点" "Doubt (Chinese)", REASON_EN "疑点（英文）" "Doubt";
        claim: String = CLAIM_ID "申报项编号" "Claim id";
        credit: String = USCC "统一社会信用代码" "Credit code";
        firm: String = FIRM_NAME "单位名称" "Enterprise";
        /// Of the invoice, or of the bank.
        number: String = PAPER_NO "发票号或流水号" "Number";
        said: Text = WHY_ZH "情况" "What is found (Chinese)", WHY_EN "情况（英文）" "What is found";
        /// What the line states, less deductions; nothing where that is not yuan.
        filed: Option<Fen> = FILED "所列金额" "Stated";
        /// What the invoice leaves of it; nothing where nobody knows.
        left: Option<Fen> = REMAINING "凭据可支持" "Left by the invoice";
        /// `hold`, `cut` or `warn`.
        effect: String = EFFECT "后果代码" "Effect: key";
        state: Text = STATE_ZH "处理" "What follows (Chinese)", STATE_EN "处理（英文）" "What follows";
        place: String = OWN_PLACE "出处" "Where it stands";
        other_place: String = OTHER_PLACE "导出数据出处" "Where the invoice stands";
        id: String = FINDING_ID "疑点编号" "Finding id";
    }
}
