//! What a reconciliation leaves as tables. Accounts are masked in all of them.

use chrono::NaiveDate;

use super::attribution::evidence;
use super::clawback::Balance;
use super::matching::Fate;
use super::outcome::Judged;
use super::records::Origin;
use super::states::{How, State};
use crate::diag::private::hide;
use crate::diag::{Lang, Text};
use crate::domain::Fen;
use crate::domain::date::from_epoch_days;
use crate::domain::text::masked;
use crate::frame::output::OutputTable;
use crate::frame::table::{Row, table};

/// What tables are made of.
pub struct Told<'a> {
    pub judged: Judged<'a>,
    /// File and sheet of each source.
    pub sources: &'a [(String, String)],
}

table! {
    /// A state and what to do about it.
    pub struct Stated {
        state: State = STATE "状态代码" "State code";
        text: Text = STATE_ZH "状态" "State (Chinese)", STATE_EN "英文状态" "State";
        todo: Text = TODO_ZH "处理办法" "What to do (Chinese)", TODO_EN "英文处理办法" "What to do";
    }
}

impl From<State> for Stated {
    fn from(state: State) -> Self {
        let both = |of: fn(State, Lang) -> &'static str| {
            Text::new(of(state, Lang::Zh), of(state, Lang::En))
        };
        Self { state, text: both(State::text), todo: both(State::todo) }
    }
}

table! {
    /// A claim with its one state and where its amount has gone.
    pub struct ReconciledClaim: "reconciled_claims" "申报项拨付状态" "Claims and their payment",
        sheet("申报项拨付状态", "Claims") {
        claim: String = CLAIM_ID "申报项编号" "Claim id";
        measure: String = MEASURE "措施" "Measure";
        clause: String = CLAUSE "条款" "Clause";
        code: String = USCC "统一社会信用代码" "Credit code";
        firm: String = FIRM_NAME "单位名称" "Enterprise";
        item: String = ITEM "项目标识" "Item";
        state: Stated;
        approved: Fen = APPROVED "核定金额" "Approved";
        kept: Fen = KEPT "实付" "Paid";
        in_flight: Fen = IN_FLIGHT "已开凭证未到账" "Vouchered, not settled";
        unpaid: Fen = UNPAID "未付" "Not paid";
        not_due: Fen = NOT_DUE "未到期" "Not due yet";
        returned_passive: Fen = RETURNED_PASSIVE "被动退回未重付" "Returned by the bank";
        returned_active: Fen = RETURNED_ACTIVE "主动退回" "Returned by the payee";
        lapsed: Fen = LAPSED "年末失效" "Lapsed";
        clawed_back: Fen = CLAWED_BACK "决定追回" "Ordered back";
        excess: Fen = EXCESS "多付（不在核定内）" "Paid beyond the approval";
        misdirected: Fen = MISDIRECTED "付给他人（不在核定内）" "Paid to somebody else";
        payments: i64 = PAYMENTS "支付笔数" "Payments";
        paid_on: Option<NaiveDate> = PAID_ON "付款日期" "Paid on";
    }
}

table! {
    /// A payment, repeated record or stray return with its one state.
    pub struct ReconciledPayment: "reconciled_payments" "支付状态" "Payments and their state",
        sheet("支付状态", "Payments") {
        id: String = PAYMENT_ID "支付编号" "Payment id";
        pay_no: String = PAY_NO "支付凭证号" "Voucher no.";
        bank_no: String = BANK_NO "银行交易流水号" "Bank transaction no.";
        code: String = USCC "统一社会信用代码" "Credit code";
        payee: String = PAYEE_NAME "收款人名称" "Payee";
        account: String = PAYEE_ACCOUNT "收款人账号（遮蔽）" "Payee account (masked)";
        drawn_on: Option<NaiveDate> = VOUCHER_ON "凭证日期" "Voucher date";
        settled_on: Option<NaiveDate> = SETTLED_ON "清算日期" "Settled on";
        returned_on: Option<NaiveDate> = RETURNED_ON "退回日期" "Returned on";
        reason: String = RETURN_REASON "退回原因" "Reason of return";
        state: Stated;
        claims: String = CLAIM_ID "申报项编号" "Claims";
        how: String = HOW "对应依据" "How it was tied";
        amount: Fen = PAY_AMOUNT "金额" "Amount";
        kept: Fen = KEPT "核定内实付" "Paid as approved";
        in_flight: Fen = IN_FLIGHT "未到账" "Not settled";
        returned: Fen = REFUND "退回" "Returned";
        excess: Fen = EXCESS "多付" "Beyond the approval";
        misdirected: Fen = MISDIRECTED "付给他人" "To somebody else";
        unapproved: Fen = UNAPPROVED "无核定" "Without approval";
        in_review: Fen = OUTSTANDING "待认定" "Put to a person";
        file: String = FILE "文件" "File";
        sheet: String = SHEET "工作表" "Sheet";
        row: i64 = ROW "行" "Row";
    }
}

table! {
    /// What a payment pays of a claim.
    pub struct PaymentPart: "payment_parts" "支付与申报项对应" "Payments by claim",
        sheet("支付对应", "Payments by claim") {
        payment: String = PAYMENT_ID "支付编号" "Payment id";
        claim: String = CLAIM_ID "申报项编号" "Claim id";
        amount: Fen = PAY_AMOUNT "金额" "Amount";
        passive: Fen = RETURNED_PASSIVE "其中被动退回" "Returned by the bank";
        active: Fen = RETURNED_ACTIVE "其中主动退回" "Returned by the payee";
        excess: Fen = EXCESS "其中多付" "Beyond the approval";
    }
}

table! {
    /// A payment that a person has to decide on, to be filled in and read back.
    pub struct Attribution: "attributions" "待认定支付" "Payments to attribute",
        sheet("待认定支付", "Payments to attribute") {
        finding: String = FINDING_ID "疑点编号" "Finding";
        evidence: String = EVIDENCE "证据指纹" "Evidence";
        pay_no: String = PAY_NO "凭证号" "Voucher";
        payee: String = PAYEE_NAME "收款人" "Payee";
        day: Option<NaiveDate> = SETTLED_ON "支付日" "Day";
        amount: Fen = PAY_AMOUNT "支付额" "Amount";
        candidates: String = CANDIDATES "可能的申报项" "Claims it may be for";
        claim: String = CLAIM_ID "申报项编号" "Claim id";
        reason: String = DECISION_REASON "认定理由" "Reason for the verdict";
        decided_by: String = DECIDED_BY "决定人" "Decided by";
        decided_on: Option<NaiveDate> = DECIDED_ON "决定日期" "Decided on";
    }
}

table! {
    /// A claim of which something is open, by age.
    pub struct Ageing: "ageing" "未付清账龄" "Ageing of open items", sheet("未付清账龄", "Ageing") {
        claim: String = CLAIM_ID "申报项编号" "Claim id";
        firm: String = FIRM_NAME "单位名称" "Enterprise";
        state: Stated;
        outstanding: Fen = OUTSTANDING "未付清金额" "Outstanding";
        since: Option<NaiveDate> = SINCE "起算日" "Since";
        days: i64 = DAYS "天数" "Days";
        band: String = BAND "账龄段" "Band";
    }
}

table! {
    /// One case of the clawback ledger.
    pub struct Clawback: "clawbacks" "追回台账" "Clawback ledger", sheet("追回台账", "Clawback ledger") {
        claim: String = CLAIM_ID "申报项编号" "Claim id";
        code: String = USCC "统一社会信用代码" "Credit code";
        firm: String = FIRM_NAME "单位名称" "Enterprise";
        reason: String = DECISION_REASON "追回原因" "Reason";
        decided_on: Option<NaiveDate> = DECIDED_ON "决定日期" "Decided on";
        due_on: Option<NaiveDate> = DUE_ON "应缴日期" "Due on";
        principal: Fen = PRINCIPAL "应追回本金" "Principal";
        interest: Fen = INTEREST "利息" "Interest";
        received: Fen = RECEIVED "已追回" "Recovered";
        outstanding: Fen = OUTSTANDING "尚欠" "Outstanding";
        overdue: bool = OVERDUE "是否逾期" "Overdue";
    }
}

table! {
    /// What is in one state.
    pub struct StateRow: "states" "状态汇总" "States", sheet("状态汇总", "States") {
        state: State = STATE "状态代码" "State code";
        text: Text = STATE_ZH "状态" "State (Chinese)", STATE_EN "英文状态" "State";
        claims: i64 = CLAIMS "申报项数" "Claims";
        approved: Fen = APPROVED "核定金额" "Approved";
        payments: i64 = PAYMENTS "支付笔数" "Payments";
        amount: Fen = AMOUNT "涉及金额" "Amount at issue";
        todo: Text = TODO_ZH "处理办法" "What to do (Chinese)", TODO_EN "英文处理办法" "What to do";
    }
}

fn day(days: Option<i32>) -> Option<NaiveDate> {
    days.and_then(from_epoch_days)
}

impl Told<'_> {
    /// Every claim with its one state and where its amount has gone.
    pub fn claims(&self) -> OutputTable {
        let a = self.judged.approved;
        ReconciledClaim::table(self.judged.outcome.claims.iter().enumerate().map(|(at, claim)| {
            ReconciledClaim {
                claim: a.claim[at].to_string(),
                measure: a.measure[at].to_string(),
                clause: a.clause[at].to_string(),
                code: a.code_of(at).to_string(),
                firm: a.name_of(at).to_string(),
                item: a.item[at].to_string(),
                state: claim.state.unwrap_or(State::Planned).into(),
                approved: Fen(a.amount[at]),
                kept: Fen(claim.kept),
                in_flight: Fen(claim.in_flight),
                unpaid: Fen(claim.unpaid),
                not_due: Fen(claim.not_due),
                returned_passive: Fen(claim.returned_passive),
                returned_active: Fen(claim.returned_active),
                lapsed: Fen(claim.lapsed),
                clawed_back: Fen(claim.clawed_back),
                excess: Fen(claim.excess),
                misdirected: Fen(claim.misdirected),
                payments: claim.payments.into(),
                paid_on: day(claim.paid_on),
            }
        }))
    }

    /// File, sheet and row.
    fn place(&self, origin: Origin) -> (&str, &str, i64) {
        let source = self.sources.get(origin.0 as usize);
        let (file, sheet) = source.map_or(("", ""), |(file, sheet)| (file, sheet));
        (file, sheet, i64::from(origin.1))
    }

    fn claim_ids(&self, at: usize) -> String {
        match &self.judged.outcome.matched.fate[at] {
            Fate::Claims(claims, _) => {
                let ids = claims.iter().map(|claim| self.judged.approved.claim[*claim as usize]);
                ids.collect::<Vec<_>>().join("、")
            }
            _ => String::new(),
        }
    }

    /// Every payment, repeated record and stray return with its one state.
    pub fn payments(&self) -> OutputTable {
        let strays = self.judged.records.strays.iter().map(|stray| ReconciledPayment {
            id: stray.id.clone(),
            pay_no: hide(stray.number).into_owned(),
            payee: hide(stray.payee).into_owned(),
            reason: hide(stray.reason).into_owned(),
            returned_on: day(stray.on),
            ..self.apart(State::StrayReturn, stray.amount, stray.origin)
        });
        let repeats = self.judged.records.repeats.iter().map(|repeat| {
            let (file, sheet, row) = self.place(repeat.of);
            ReconciledPayment {
                how: format!("{file}·{sheet}·{row}"),
                ..self.apart(State::Repeated, repeat.amount, repeat.origin)
            }
        });
        let payments = (0..self.judged.records.payments.len()).map(|at| self.payment(at));
        ReconciledPayment::table(payments.chain(strays).chain(repeats))
    }

    fn payment(&self, at: usize) -> ReconciledPayment {
        let (payment, out) = (&self.judged.records.payments[at], &self.judged.outcome.payments[at]);
        let how = match &self.judged.outcome.matched.fate[at] {
            Fate::Claims(_, how) | Fate::Unapproved(how) => how.key(),
            Fate::Review(_) => How::Open.key(),
        };
        let account = &payment.account;
        let state = out.state.unwrap_or(State::InReview);
        ReconciledPayment {
            id: payment.id.clone(),
            pay_no: hide(payment.pay_no).into_owned(),
            bank_no: hide(payment.bank_no).into_owned(),
            code: payment.uscc.to_string(),
            payee: hide(payment.payee).into_owned(),
            // Accounts show their last four digits.
            account: if account.is_empty() { String::new() } else { masked(account) },
            drawn_on: day(payment.drawn_on),
            settled_on: day(payment.settled_on),
            returned_on: day(payment.returned_on),
            reason: hide(payment.return_reason).into_owned(),
            claims: self.claim_ids(at),
            how: how.to_string(),
            kept: Fen(out.kept),
            in_flight: Fen(out.in_flight),
            returned: Fen(out.returned),
            excess: Fen(out.excess),
            misdirected: Fen(out.misdirected),
            unapproved: Fen(out.unapproved),
            in_review: Fen(out.in_review),
            ..self.apart(state, out.amount, payment.origin)
        }
    }

    /// A record of which nothing is known but its amount, its state and where it stands.
    fn apart(&self, state: State, amount: i64, origin: Origin) -> ReconciledPayment {
        let (file, sheet, row) = self.place(origin);
        ReconciledPayment {
            id: String::new(),
            pay_no: String::new(),
            bank_no: String::new(),
            code: String::new(),
            payee: String::new(),
            account: String::new(),
            drawn_on: None,
            settled_on: None,
            returned_on: None,
            reason: String::new(),
            state: state.into(),
            claims: String::new(),
            how: String::new(),
            amount: Fen(amount),
            kept: Fen(0),
            in_flight: Fen(0),
            returned: Fen(0),
            excess: Fen(0),
            misdirected: Fen(0),
            unapproved: Fen(0),
            in_review: Fen(0),
            file: file.to_string(),
            sheet: sheet.to_string(),
            row,
        }
    }

    /// Which payment pays what of which claim.
    pub fn parts(&self) -> OutputTable {
        PaymentPart::table(self.judged.outcome.parts.iter().map(|part| PaymentPart {
            payment: self.judged.records.payments[part.payment as usize].id.clone(),
            claim: self.judged.approved.claim[part.claim as usize].to_string(),
            amount: Fen(part.amount),
            passive: Fen(part.passive),
            active: Fen(part.active),
            excess: Fen(part.excess),
        }))
    }

    /// Payments that a person has to decide on, to be filled in and read back.
    pub fn attributions(&self) -> OutputTable {
        let candidate = |claim: &u32| {
            let claim = *claim as usize;
            let open = Fen(self.judged.outcome.claims[claim].outstanding());
            let amount = Fen(self.judged.approved.amount[claim]);
            format!("{}（{amount}，未付 {open}）", self.judged.approved.claim[claim])
        };
        let open = |at: usize| match &self.judged.outcome.matched.fate[at] {
            Fate::Review(claims) => Some((&self.judged.records.payments[at], claims)),
            _ => None,
        };
        let open = (0..self.judged.records.payments.len()).filter_map(open);
        Attribution::table(open.map(|(payment, claims)| Attribution {
            finding: payment.id.clone(),
            evidence: evidence(self.judged.approved, payment, claims),
            pay_no: hide(payment.pay_no).into_owned(),
            payee: hide(payment.payee).into_owned(),
            day: day(payment.day()),
            amount: Fen(payment.amount),
            candidates: claims.iter().map(candidate).collect::<Vec<_>>().join("；"),
            claim: String::new(),
            reason: String::new(),
            decided_by: String::new(),
            decided_on: None,
        }))
    }

    /// Which band of the settings an age falls into.
    fn band(&self, days: i32) -> String {
        let bands = &self.judged.settings.bands;
        let at = bands.partition_point(|end| *end < days);
        let from = at.checked_sub(1).map_or(0, |before| bands[before] + 1);
        match bands.get(at) {
            Some(end) => format!("{from}–{end}"),
            None => format!("{from}+"),
        }
    }

    /// Claims of which something is open, by age.
    pub fn ageing(&self) -> OutputTable {
        let claims = &self.judged.outcome.claims;
        let mut open: Vec<usize> =
            (0..claims.len()).filter(|claim| claims[*claim].outstanding() > 0).collect();
        open.sort_by_key(|claim| (claims[*claim].since, *claim));
        Ageing::table(open.into_iter().map(|at| {
            let claim = &claims[at];
            let age = (self.judged.today.as_of - claim.since.unwrap_or(0)).max(0);
            Ageing {
                claim: self.judged.approved.claim[at].to_string(),
                firm: self.judged.approved.name_of(at).to_string(),
                state: claim.state.unwrap_or(State::Planned).into(),
                outstanding: Fen(claim.outstanding()),
                since: day(claim.since),
                days: age.into(),
                band: self.band(age),
            }
        }))
    }
}

/// The clawback ledger.
pub fn clawbacks(judged: Judged, balances: &[Balance]) -> OutputTable {
    let (approved, cases) = (judged.approved, &judged.clawbacks.cases);
    Clawback::table(cases.iter().zip(balances).map(|(case, balance)| {
        let claim = approved.by_id.get(case.claim.as_str()).map(|claim| *claim as usize);
        Clawback {
            claim: case.claim.clone(),
            code: claim.map_or("", |claim| approved.code_of(claim)).to_string(),
            firm: claim.map_or("", |claim| approved.name_of(claim)).to_string(),
            reason: case.reason(),
            decided_on: day(case.decided_on()),
            due_on: day(case.due_on(judged.today.as_of)),
            principal: Fen(case.principal()),
            interest: Fen(balance.interest.unwrap_or(0)),
            received: Fen(balance.received),
            outstanding: Fen(balance.outstanding),
            overdue: balance.overdue,
        }
    }))
}
