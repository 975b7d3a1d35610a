//! The states of claims and payments, and the ways in which a payment was tied to its claims.

use crate::diag::{Lang, Text};

macro_rules! words {
    ($(#[$top:meta])* $kind:ident: $($(#[$doc:meta])* $name:ident = $key:literal $zh:literal $en:literal, $todo_zh:literal $todo_en:literal;)*) => {
        $(#[$top])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $kind { $($(#[$doc])* $name,)* }

        impl $kind {
            pub const ALL: &'static [$kind] = &[$($kind::$name),*];

            /// The word in tables.
            pub fn key(self) -> &'static str {
                match self { $($kind::$name => $key,)* }
            }

            pub fn text(self, lang: Lang) -> &'static str {
                match self { $($kind::$name => lang.pick($zh, $en),)* }
            }

            /// What to do about it; empty where nothing is to be done.
            pub fn todo(self, lang: Lang) -> &'static str {
                match self { $($kind::$name => lang.pick($todo_zh, $todo_en),)* }
            }
        }
    };
}

words! {
    /// What has become of a claim or of a payment. The order is that of reports.
    State:
    Paid = "paid" "已支付" "paid", "" "";
    PaidAgain = "paid-again" "退回后已重付" "paid again after a return", "" "";
    /// Not to be paid before somebody has decided.
    Held = "held" "暂缓拨付" "held", "认定后由放行清单拨付，此前不付。" "not to be paid before it is decided; a list of released sums pays it then";
    /// What was due is paid; the rest is a later part.
    NotDue = "not-due" "未到期" "not due yet", "条件具备后由人放行该期，此前不付。" "a person releases the part once its condition is met; it is not paid before";
    Planned = "planned" "待支付" "planned", "在期限内开具支付凭证。" "issue a voucher in time";
    Vouchered = "vouchered" "已开凭证，未到账" "vouchered, not settled", "向代理银行核实清算情况。" "ask the agent bank what became of it";
    NotPaid = "not-paid" "逾期未支付" "approved, not paid in time", "查明原因，尽快支付。" "find out why, and pay";
    PartPaid = "part-paid" "部分支付" "paid in part", "补付差额，或说明不再支付的理由。" "pay the rest, or state why it will not be paid";
    OverPaid = "over-paid" "超额支付" "paid too much", "向收款单位收回超付部分。" "have the excess returned";
    PaidTwice = "paid-twice" "重复支付" "paid twice", "向收款单位收回重复支付的款项。" "have the second payment returned";
    Misdirected = "other-payee" "收款人或账户不符" "paid to another payee or account", "核实实际收款人；确属错付的，追回后按核定账户重付。" "find out who received it; if it was wrong, recover it and pay the approved account";
    Unapproved = "not-approved" "无核定支付" "paid without approval", "查明依据；没有核定的，予以追回。" "find what it rests on; recover it if nothing was approved";
    ReturnedPassive = "returned-passive" "被动退回，未重付" "returned by the bank, not paid again", "请单位更正户名、账号后重新支付；须在年末前完成。" "have name and account corrected and pay again before the year ends";
    ReturnedActive = "returned-active" "主动退回" "returned by the payee", "确认退回原因；是否再付须另行决定。" "confirm why; whether it is paid again has to be decided";
    Lapsed = "lapsed" "年末失效" "lapsed at year end", "额度已注销，如需支付须列入下年预算。" "the quota is gone; it needs next year's budget";
    ClawedBack = "clawed-back" "已决定追回" "ordered back", "按追回台账跟踪本金和利息到账。" "follow principal and interest in the clawback ledger";
    InReview = "in-review" "待人工认定" "awaiting a decision", "在“待认定支付”中填写归属申报项、理由、决定人和日期。" "fill in the claim, why, who and when in the sheet of payments to attribute";
    Repeated = "repeated" "重复记录，只计一次" "the same record again, counted once", "" "";
    StrayReturn = "stray-return" "退回无对应支付" "a return of no known payment", "补充原支付凭证所在的文件，或核对原凭证号。" "add the file that holds the original voucher, or check its number";
}

crate::frame::cells::words!(State, State::key, State::ALL.iter().copied());
crate::frame::cells::words!(Watch, Watch::key, Watch::ALL.iter().copied());
crate::frame::cells::words!(Cause, Cause::key, Cause::ALL.iter().copied());
crate::frame::cells::words!(Quota, Quota::key, Quota::ALL.iter().copied());

impl State {
    /// Whether somebody has to do something about it.
    pub fn is_break(self) -> bool {
        let fine = [Self::Paid, Self::PaidAgain, Self::Planned, Self::NotDue, Self::Held];
        !fine.contains(&self) && self != Self::Repeated
    }
}

words! {
    /// What has become of an obligation.
    Watch:
    Broken = "broken" "违反" "broken", "由人决定是否追回；决定后写入追回台账。" "a person decides whether money is ordered back, and enters it in the list of clawbacks";
    Unseen = "unseen" "未查询" "not looked at", "补上该单位的登记快照。" "add a snapshot of the enterprise";
    Kept = "kept" "履行中" "kept", "" "";
    Over = "over" "已届满" "over", "" "";
    NotBegun = "not-begun" "未起算" "not begun", "" "";
}

impl Watch {
    pub fn words(self) -> Text {
        Text::new(self.text(Lang::Zh), self.text(Lang::En))
    }

    pub fn tasks(self) -> Text {
        Text::new(self.todo(Lang::Zh), self.todo(Lang::En))
    }
}

words! {
    /// How a payment was tied to its claims.
    How:
    Decided = "decided" "人工认定" "decided by a person", "" "";
    ClaimNamed = "claim-named" "凭证写明申报项编号" "the voucher names the claim", "" "";
    SetOff = "set-off" "以应追回款抵扣" "set off against money ordered back", "" "";
    Exact = "exact" "信用代码与金额一致" "equal credit code and amount", "" "";
    OneForSeveral = "one-for-several" "一张凭证支付多项，合计相符" "one voucher for several claims, their sum agrees", "" "";
    SeveralForOne = "several-for-one" "多张凭证支付一项，合计相符" "several vouchers for one claim, their sum agrees", "" "";
    OnlyOpen = "only-open" "该单位仅此一项未付清" "the only claim of the payee that is open", "" "";
    SameAmount = "same-amount" "与已付清的申报项金额相同" "the amount of a claim already paid", "" "";
    OnlyClaim = "only-claim" "该单位仅有此一项" "the only claim of the payee", "" "";
    Nothing = "nothing" "没有可对应的核定" "nothing approved that it could be for", "" "";
    Open = "open" "不能唯一确定" "cannot be settled by rule", "" "";
}

words! {
    /// Why something that was approved is not with the payee.
    Cause:
    Unpaid = "unpaid" "未开支付凭证" "no voucher was issued", "" "";
    InFlight = "in-flight" "凭证未到账" "vouchered, never settled", "" "";
    Bounced = "returned-passive" "被动退回，未重付" "returned by the bank, not paid again", "" "";
    GivenBack = "returned-active" "收款单位主动退回" "returned by the payee", "" "";
}

words! {
    /// What has become of the quota that was to pay it.
    Quota:
    Open = "open" "本年额度内" "within this year's quota", "年末前支付，不需结转。" "pay before the year ends; nothing is carried over";
    Restored = "restored" "同年退回，额度已恢复" "returned within the year, the quota is restored", "年末前重付，不需结转。" "pay again before the year ends; nothing is carried over";
    Lapsed = "lapsed" "额度已注销" "the quota is gone", "列入下年支付计划和预算。" "put it into next year's payment plan and budget";
}
