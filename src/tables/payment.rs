//! What is paid, what waits, what is set off, and the papers that counted.

use chrono::NaiveDate;

use crate::diag::Text;
use crate::domain::Fen;
use crate::duplicate::dossier::ToDecide;
use crate::frame::table::table;

table! {
    /// Where money goes, for each enterprise that claims something.
    pub struct Payee: "payees" "收款账户" "Payees", private() {
        code: String = USCC "统一社会信用代码" "Credit code";
        name: String = FIRM_NAME "单位名称" "Enterprise";
        account_name: String = ACCOUNT_NAME "户名" "Name of the account";
        bank: String = BANK "开户行" "Bank";
        account: String = ACCOUNT "账号" "Account";
        /// A diagnostic code; empty where nothing speaks against paying.
        doubt: String = DOUBT "账户疑点" "Doubt";
    }
}

table! {
    /// An account that an enterprise gave after it had filed.
    pub struct LateAccount: "late_accounts" "补报账户" "Accounts given later", private() {
        code: String = USCC "统一社会信用代码" "Credit code";
        firm: String = FIRM_NAME "单位名称" "Enterprise";
        from: NaiveDate = ACCOUNT_FROM "起用日期" "Valid from";
        bank: String = BANK "开户行" "Bank";
        account: String = ACCOUNT "账号" "Account";
        document: String = DOCUMENT_NO "文件号" "Document no.";
        by: String = DECIDED_BY "决定人" "Decided by";
        /// Whether the payment list pays to it.
        used: bool = ACCOUNT_USED "是否采用" "Used";
    }
}

table! {
    /// What an enterprise is paid, and what of it waits, accounts hidden.
    pub struct Payment: "payments" "拟拨付与暂缓" "Payments" {
        code: String = USCC "统一社会信用代码" "Credit code";
        name: String = FIRM_NAME "单位名称" "Enterprise";
        account_tail: String = ACCOUNT_TAIL "账号尾号" "Account ends in";
        payable: Fen = PAYABLE "拟拨付金额" "Payable";
        set_off: Fen = SET_OFF "抵扣应追回款" "Set off";
        held: Fen = HELD "暂缓金额" "Held";
        to_pay: Fen = TO_PAY "实拨额" "To pay";
        /// Keys, parted by spaces.
        why: String = DOUBT "暂缓原因" "Why it waits";
    }
}

table! {
    /// One sum that waits: a claim, or what is left for an enterprise whose account is doubtful. It can be filled in
    /// and read as decisions.
    pub struct Held: "held" "暂缓拨付" "Held back", sheet("暂缓拨付", "Held back") {
        /// What a decision on it names.
        finding: String = FINDING_ID "疑点编号" "Finding";
        decision: ToDecide;
        code: String = USCC "统一社会信用代码" "Credit code";
        firm: String = FIRM_NAME "单位名称" "Enterprise";
        /// Empty for an account.
        claim: String = CLAIM_ID "申报项编号" "Claim";
        measure: String = MEASURE "措施" "Measure";
        /// 0 for further reasons of the same claim.
        amount: Fen = HELD "暂缓金额" "Held";
        why: String = HOLD "暂缓原因代码" "Why it waits: key";
        reason: Text = REASON_ZH "暂缓原因" "Why it waits (Chinese)", REASON_EN "暂缓原因（英文）" "Why it waits";
        /// What a decision on it rests on.
        evidence: String = EVIDENCE "证据指纹" "Evidence";
    }
}

/// Why a part of an award waits, as a key.
pub const NOT_DUE: &str = "not-due";

impl Held {
    /// Whether it is a part of an award that is not due, which waits beside whatever its claim waits for.
    pub fn is_part(&self) -> bool {
        self.why == NOT_DUE
    }

    /// Whether it is what is left for an enterprise whose account is doubtful.
    pub fn is_of_account(&self) -> bool {
        self.claim.is_empty()
    }

    /// What lists of released sums call it: the claim, the finding about a part of it, or the enterprise whose account was
    /// doubtful.
    pub fn sum_id(&self) -> &str {
        match () {
            () if self.is_part() => &self.finding,
            () if self.is_of_account() => &self.code,
            () => &self.claim,
        }
    }
}

table! {
    /// A part of an award that is paid in parts.
    pub struct Instalment: "instalments" "分期拨付" "Instalments", sheet("分期拨付", "Instalments") {
        claim: String = CLAIM_ID "申报项编号" "Claim";
        code: String = USCC "统一社会信用代码" "Credit code";
        firm: String = FIRM_NAME "单位名称" "Enterprise";
        measure: String = MEASURE "措施" "Measure";
        number: i64 = PART "期次" "Part";
        amount: Fen = AMOUNT "金额" "Amount";
        clause: String = CLAUSE "条款" "Clause";
        /// A key of scheme files.
        due: String = KIND "支付条件代码" "What it waits for: key";
        text: Text = RULE_ZH "支付条件" "What it waits for (Chinese)", RULE_EN "支付条件（英文）" "What it waits for";
        not_before: Option<NaiveDate> = DUE_ON "最早支付日" "Not before";
        /// The year whose pool bears it.
        borne_by: i64 = YEAR "负担年度" "Borne by the year";
        /// What a decision on it names; empty where it is due.
        finding: String = FINDING_ID "疑点编号" "Finding";
    }
}

table! {
    /// What an enterprise must keep to after an award.
    pub struct Obligation: "obligations" "义务" "Obligations" {
        claim: String = CLAIM_ID "申报项编号" "Claim";
        code: String = USCC "统一社会信用代码" "Credit code";
        firm: String = FIRM_NAME "单位名称" "Enterprise";
        measure: String = MEASURE "措施" "Measure";
        number: i64 = PART "序号" "Number";
        clause: String = CLAUSE "条款" "Clause";
        text: Text = RULE_ZH "义务" "Obligation (Chinese)", RULE_EN "义务（英文）" "Obligation";
        /// Keys of scheme files.
        kind: String = KIND "类别代码" "Kind: key";
        words: String = DUTY_WORDS "用词" "Words";
        years: i64 = DUTY_YEARS "年数" "Years";
        from: String = PERIOD_FROM "起算代码" "From: key";
        share: String = SHARE "追回比例" "Share ordered back";
    }
}

table! {
    /// Part of what an enterprise owes, settled by a claim; without one where nothing is payable.
    pub struct SetOff: "set_off" "抵扣应追回款" "Set off against money ordered back" {
        code: String = USCC "统一社会信用代码" "Credit code";
        firm: String = FIRM_NAME "单位名称" "Enterprise";
        claim: String = CLAIM_ID "抵扣的申报项" "Claim that settles it";
        /// The claim whose money was ordered back, and why.
        ordered_back: String = ORIGINAL_NO "应追回的申报项" "Claim ordered back";
        reason: String = DECISION_REASON "追回原因" "Reason of the order";
        owed: Fen = OWED "抵扣前尚欠" "Owed before";
        amount: Fen = SET_OFF "本次抵扣" "Set off";
        left: Fen = LEFT "抵扣后尚欠" "Owed after";
    }
}

table! {
    /// A paper of a line that counts in a claim with an amount.
    pub struct Paper: "papers" "计入的凭证" "Papers that counted" {
        claim: String = CLAIM_ID "申报项编号" "Claim";
        paper: String = PAPER "凭证" "Paper";
        digest: String = DIGEST "凭证指纹" "Digest of kind, number and enterprise";
        /// In hundredths of its currency.
        amount: String = PAPER_AMOUNT "凭证金额（分）" "Amount in hundredths";
    }
}
