//! What a reconciliation leaves as tables. Accounts are masked in all of them.

use polars::prelude::*;

use super::approved::Approved;
use super::attribution::evidence;
use super::clawback::{Balance, Clawbacks};
use super::matching::Fate;
use super::outcome::{Outcome, Today};
use super::records::{Origin, Records};
use super::settings::Settings;
use super::states::State;
use crate::diag::Lang;
use crate::diag::private::hide;
use crate::domain::text::masked;
use crate::frame::columns as c;
use crate::frame::output::OutputTable;

/// What tables are made of.
pub struct Told<'a> {
    pub approved: &'a Approved<'a>,
    pub records: &'a Records<'a>,
    pub outcome: &'a Outcome,
    pub settings: &'a Settings,
    pub today: Today,
    /// File and sheet of each source.
    pub sources: &'a [(String, String)],
}

fn date_column(name: &str, days: Vec<Option<i32>>) -> PolarsResult<Column> {
    Column::new(name.into(), days).cast(&DataType::Date)
}

fn states(table: OutputTable, states: &[State]) -> OutputTable {
    let text = |of: &dyn Fn(State) -> &'static str| -> Vec<&str> {
        states.iter().map(|state| of(*state)).collect()
    };
    table
        .text(c::STATE, &text(&State::key), "状态代码", "State code")
        .text(c::STATE_ZH, &text(&|s| s.text(Lang::Zh)), "状态", "State (Chinese)")
        .text(c::STATE_EN, &text(&|s| s.text(Lang::En)), "英文状态", "State")
        .text(c::TODO_ZH, &text(&|s| s.todo(Lang::Zh)), "处理办法", "What to do (Chinese)")
        .text(c::TODO_EN, &text(&|s| s.todo(Lang::En)), "英文处理办法", "What to do")
}

impl Told<'_> {
    /// Every claim with its one state and where its amount has gone.
    ///
    /// # Errors
    /// A fault of the engine.
    pub fn claims(&self) -> PolarsResult<OutputTable> {
        let (a, claims) = (self.approved, &self.outcome.claims);
        let amount = |of: fn(&super::outcome::ClaimOutcome) -> i64| -> Vec<i64> {
            claims.iter().map(of).collect()
        };
        let codes: Vec<&str> = (0..a.claim.len()).map(|claim| a.code_of(claim)).collect();
        let names: Vec<&str> = (0..a.claim.len()).map(|claim| a.name_of(claim)).collect();
        let state: Vec<State> =
            claims.iter().map(|claim| claim.state.unwrap_or(State::Planned)).collect();
        let table =
            OutputTable::new("reconciled_claims", "申报项拨付状态", "Claims and their payment")
                .text(c::CLAIM_ID, &a.claim, "申报项编号", "Claim id")
                .text(c::MEASURE, &a.measure, "措施", "Measure")
                .text(c::CLAUSE, &a.clause, "条款", "Clause")
                .text(c::USCC, &codes, "统一社会信用代码", "Credit code")
                .text(c::FIRM_NAME, &names, "单位名称", "Enterprise")
                .text(c::ITEM, &a.item, "项目标识", "Item");
        let table = states(table, &state)
            .yuan(c::APPROVED, &a.amount, "核定额", "Approved")
            .yuan(c::KEPT, &amount(|c| c.kept), "实付", "Paid")
            .yuan(
                c::IN_FLIGHT,
                &amount(|c| c.in_flight),
                "已开凭证未到账",
                "Vouchered, not settled",
            )
            .yuan(c::UNPAID, &amount(|c| c.unpaid), "未付", "Not paid")
            .yuan(
                c::RETURNED_PASSIVE,
                &amount(|c| c.returned_passive),
                "被动退回未重付",
                "Returned by the bank",
            )
            .yuan(
                c::RETURNED_ACTIVE,
                &amount(|c| c.returned_active),
                "主动退回",
                "Returned by the payee",
            )
            .yuan(c::LAPSED, &amount(|c| c.lapsed), "年末失效", "Lapsed")
            .yuan(c::CLAWED_BACK, &amount(|c| c.clawed_back), "决定追回", "Ordered back")
            .yuan(
                c::EXCESS,
                &amount(|c| c.excess),
                "多付（不在核定内）",
                "Paid beyond the approval",
            )
            .yuan(
                c::MISDIRECTED,
                &amount(|c| c.misdirected),
                "付给他人（不在核定内）",
                "Paid to somebody else",
            )
            .int(
                c::PAYMENTS,
                claims.iter().map(|c| i64::from(c.payments)).collect(),
                "支付笔数",
                "Payments",
            )
            .column(
                date_column(c::PAID_ON, claims.iter().map(|c| c.paid_on).collect())?,
                "付款日期",
                "Paid on",
            );
        Ok(table)
    }

    fn place(&self, origin: Origin) -> (&str, &str, i64) {
        let source = self.sources.get(origin.0 as usize);
        let (file, sheet) = source.map_or(("", ""), |(file, sheet)| (file, sheet));
        (file, sheet, i64::from(origin.1))
    }

    fn claim_ids(&self, at: usize) -> String {
        match &self.outcome.matched.fate[at] {
            Fate::Claims(claims, _) => {
                let ids = claims.iter().map(|claim| self.approved.claim[*claim as usize]);
                ids.collect::<Vec<_>>().join("、")
            }
            _ => String::new(),
        }
    }

    /// Every payment, repeated record and stray return with its one state.
    ///
    /// # Errors
    /// A fault of the engine.
    pub fn payments(&self) -> PolarsResult<OutputTable> {
        let rows = self.payment_rows();
        let text = |of: &dyn Fn(&Row) -> String| -> Vec<String> { rows.iter().map(of).collect() };
        let amount = |of: fn(&Row) -> i64| -> Vec<i64> { rows.iter().map(of).collect() };
        let day =
            |name, of: fn(&Row) -> Option<i32>| date_column(name, rows.iter().map(of).collect());
        let state: Vec<State> = rows.iter().map(|row| row.state).collect();
        let table = OutputTable::new("reconciled_payments", "支付状态", "Payments and their state")
            .text(c::PAYMENT_ID, &text(&|r| r.id.clone()), "支付编号", "Payment id")
            .text(c::PAY_NO, &text(&|r| hide(&r.pay_no).into_owned()), "支付凭证号", "Voucher no.")
            .text(
                c::BANK_NO,
                &text(&|r| hide(&r.bank_no).into_owned()),
                "银行交易流水号",
                "Bank transaction no.",
            )
            .text(c::USCC, &text(&|r| r.uscc.clone()), "统一社会信用代码", "Credit code")
            .text(c::PAYEE_NAME, &text(&|r| r.payee.clone()), "收款人名称", "Payee")
            .text(
                c::PAYEE_ACCOUNT,
                &text(&|r| r.account.clone()),
                "收款人账号（遮蔽）",
                "Payee account (masked)",
            )
            .column(day(c::VOUCHER_ON, |r| r.drawn_on)?, "凭证日期", "Voucher date")
            .column(day(c::SETTLED_ON, |r| r.settled_on)?, "清算日期", "Settled on")
            .column(day(c::RETURNED_ON, |r| r.returned_on)?, "退回日期", "Returned on")
            .text(c::RETURN_REASON, &text(&|r| r.reason.clone()), "退回原因", "Reason of return");
        Ok(states(table, &state)
            .text(c::CLAIM_ID, &text(&|r| r.claims.clone()), "申报项编号", "Claims")
            .text(c::HOW, &text(&|r| r.how.clone()), "对应依据", "How it was tied")
            .yuan(c::PAY_AMOUNT, &amount(|r| r.amounts[0]), "金额", "Amount")
            .yuan(c::KEPT, &amount(|r| r.amounts[1]), "核定内实付", "Paid as approved")
            .yuan(c::IN_FLIGHT, &amount(|r| r.amounts[2]), "未到账", "Not settled")
            .yuan(c::REFUND, &amount(|r| r.amounts[3]), "退回", "Returned")
            .yuan(c::EXCESS, &amount(|r| r.amounts[4]), "多付", "Beyond the approval")
            .yuan(c::MISDIRECTED, &amount(|r| r.amounts[5]), "付给他人", "To somebody else")
            .yuan(c::UNAPPROVED, &amount(|r| r.amounts[6]), "无核定", "Without approval")
            .yuan(c::OUTSTANDING, &amount(|r| r.amounts[7]), "待认定", "Put to a person")
            .text(c::FILE, &text(&|r| r.place.0.clone()), "文件", "File")
            .text(c::SHEET, &text(&|r| r.place.1.clone()), "工作表", "Sheet")
            .int(c::ROW, rows.iter().map(|r| r.place.2).collect(), "行", "Row"))
    }

    fn payment_rows(&self) -> Vec<Row> {
        let mut rows = Vec::with_capacity(self.records.payments.len());
        for (at, payment) in self.records.payments.iter().enumerate() {
            let out = &self.outcome.payments[at];
            let how = match &self.outcome.matched.fate[at] {
                Fate::Claims(_, how) | Fate::Unapproved(how) => how.key(),
                Fate::Review(_) => super::states::How::Open.key(),
            };
            let (file, sheet, row) = self.place(payment.origin);
            rows.push(Row {
                id: payment.id.clone(),
                pay_no: payment.pay_no.to_string(),
                bank_no: payment.bank_no.to_string(),
                uscc: payment.uscc.to_string(),
                payee: hide(payment.payee).into_owned(),
                account: shown_account(&payment.account),
                drawn_on: payment.drawn_on,
                settled_on: payment.settled_on,
                returned_on: payment.returned_on,
                reason: hide(payment.return_reason).into_owned(),
                state: out.state.unwrap_or(State::InReview),
                claims: self.claim_ids(at),
                how: how.to_string(),
                amounts: [
                    out.amount,
                    out.kept,
                    out.in_flight,
                    out.returned,
                    out.excess,
                    out.misdirected,
                    out.unapproved,
                    out.in_review,
                ],
                place: (file.to_string(), sheet.to_string(), row),
            });
        }
        let other = |id: String, pay_no: &str, amount: i64, origin: Origin, state: State| {
            let (file, sheet, row) = self.place(origin);
            Row {
                id,
                pay_no: pay_no.to_string(),
                amounts: [amount, 0, 0, 0, 0, 0, 0, 0],
                place: (file.to_string(), sheet.to_string(), row),
                ..Row::empty(state)
            }
        };
        rows.extend(self.records.strays.iter().map(|stray| Row {
            payee: hide(stray.payee).into_owned(),
            reason: hide(stray.reason).into_owned(),
            returned_on: stray.on,
            ..other(stray.id.clone(), stray.number, stray.amount, stray.origin, State::StrayReturn)
        }));
        rows.extend(self.records.repeats.iter().map(|repeat| {
            let (file, sheet, row) = self.place(repeat.of);
            Row {
                how: format!("{file}·{sheet}·{row}"),
                ..other(String::new(), "", repeat.amount, repeat.origin, State::Repeated)
            }
        }));
        rows
    }

    /// Which payment pays what of which claim.
    pub fn parts(&self) -> OutputTable {
        let parts = &self.outcome.parts;
        let ids: Vec<&str> = parts
            .iter()
            .map(|part| self.records.payments[part.payment as usize].id.as_str())
            .collect();
        let claims: Vec<&str> =
            parts.iter().map(|part| self.approved.claim[part.claim as usize]).collect();
        let amount =
            |of: fn(&super::outcome::Part) -> i64| parts.iter().map(of).collect::<Vec<_>>();
        OutputTable::new("payment_parts", "支付与申报项对应", "Payments by claim")
            .text(c::PAYMENT_ID, &ids, "支付编号", "Payment id")
            .text(c::CLAIM_ID, &claims, "申报项编号", "Claim id")
            .yuan(c::PAY_AMOUNT, &amount(|p| p.amount), "金额", "Amount")
            .yuan(
                c::RETURNED_PASSIVE,
                &amount(|p| p.passive),
                "其中被动退回",
                "Returned by the bank",
            )
            .yuan(
                c::RETURNED_ACTIVE,
                &amount(|p| p.active),
                "其中主动退回",
                "Returned by the payee",
            )
            .yuan(c::EXCESS, &amount(|p| p.excess), "其中多付", "Beyond the approval")
    }

    /// Payments that a person has to decide on, to be filled in and read back.
    ///
    /// # Errors
    /// A fault of the engine.
    pub fn attributions(&self) -> PolarsResult<OutputTable> {
        let open: Vec<(usize, &Vec<u32>)> = (0..self.records.payments.len())
            .filter_map(|at| match &self.outcome.matched.fate[at] {
                Fate::Review(claims) => Some((at, claims)),
                _ => None,
            })
            .collect();
        let payments = &self.records.payments;
        let text = |of: &dyn Fn(usize, &[u32]) -> String| -> Vec<String> {
            open.iter().map(|(at, claims)| of(*at, claims)).collect()
        };
        let candidate = |claim: &u32| {
            let claim = *claim as usize;
            let open = self.outcome.claims[claim].outstanding();
            let amount = crate::domain::Fen(self.approved.amount[claim]);
            format!("{}（{amount}，未付 {}）", self.approved.claim[claim], crate::domain::Fen(open))
        };
        let blank = vec![""; open.len()];
        let amounts: Vec<i64> = open.iter().map(|(at, _)| payments[*at].amount).collect();
        Ok(OutputTable::new("attributions", "待认定支付", "Payments to attribute")
            .text(c::FINDING_ID, &text(&|at, _| payments[at].id.clone()), "疑点编号", "Finding")
            .text(
                c::EVIDENCE,
                &text(&|at, claims| evidence(self.approved, &payments[at], claims)),
                "证据指纹",
                "Evidence",
            )
            .text(
                c::PAY_NO,
                &text(&|at, _| hide(payments[at].pay_no).into_owned()),
                "凭证号",
                "Voucher",
            )
            .text(
                c::PAYEE_NAME,
                &text(&|at, _| hide(payments[at].payee).into_owned()),
                "收款人",
                "Payee",
            )
            .column(
                date_column(
                    c::SETTLED_ON,
                    open.iter().map(|(at, _)| payments[*at].day()).collect(),
                )?,
                "支付日",
                "Day",
            )
            .yuan(c::PAY_AMOUNT, &amounts, "支付额", "Amount")
            .text(
                c::CANDIDATES,
                &text(&|_, claims| claims.iter().map(candidate).collect::<Vec<_>>().join("；")),
                "可能的申报项",
                "Claims it may be for",
            )
            .text(c::CLAIM_ID, &blank, "申报项编号", "Claim id")
            .text(c::DECISION_REASON, &blank, "认定理由", "Reason for the verdict")
            .text(c::DECIDED_BY, &blank, "决定人", "Decided by")
            .column(date_column(c::DECIDED_ON, vec![None; open.len()])?, "决定日期", "Decided on"))
    }

    /// Which band of the settings an age falls into.
    fn band(&self, days: i32) -> String {
        let bands = &self.settings.bands;
        let at = bands.partition_point(|end| *end < days);
        let from = at.checked_sub(1).map_or(0, |before| bands[before] + 1);
        match bands.get(at) {
            Some(end) => format!("{from}–{end}"),
            None => format!("{from}+"),
        }
    }

    /// Claims of which something is open, by age.
    ///
    /// # Errors
    /// A fault of the engine.
    pub fn ageing(&self) -> PolarsResult<OutputTable> {
        let claims = &self.outcome.claims;
        let mut open: Vec<usize> =
            (0..claims.len()).filter(|claim| claims[*claim].outstanding() > 0).collect();
        open.sort_by_key(|claim| (claims[*claim].since, *claim));
        let a = self.approved;
        let state: Vec<State> =
            open.iter().map(|claim| claims[*claim].state.unwrap_or(State::Planned)).collect();
        let age = |claim: &usize| (self.today.as_of - claims[*claim].since.unwrap_or(0)).max(0);
        let table = OutputTable::new("ageing", "未付清账龄", "Ageing of open items")
            .text(
                c::CLAIM_ID,
                &open.iter().map(|k| a.claim[*k]).collect::<Vec<_>>(),
                "申报项编号",
                "Claim id",
            )
            .text(
                c::FIRM_NAME,
                &open.iter().map(|k| a.name_of(*k)).collect::<Vec<_>>(),
                "单位名称",
                "Enterprise",
            );
        Ok(states(table, &state)
            .yuan(
                c::OUTSTANDING,
                &open.iter().map(|claim| claims[*claim].outstanding()).collect::<Vec<_>>(),
                "未付清金额",
                "Outstanding",
            )
            .column(
                date_column(c::SINCE, open.iter().map(|claim| claims[*claim].since).collect())?,
                "起算日",
                "Since",
            )
            .int(c::DAYS, open.iter().map(|k| i64::from(age(k))).collect(), "天数", "Days")
            .text(
                c::BAND,
                &open.iter().map(|k| self.band(age(k))).collect::<Vec<_>>(),
                "账龄段",
                "Band",
            ))
    }
}

/// The clawback ledger.
///
/// # Errors
/// A fault of the engine.
pub fn clawbacks(
    all: &Clawbacks,
    balances: &[Balance],
    approved: &Approved,
    as_of: i32,
) -> PolarsResult<OutputTable> {
    let cases = &all.cases;
    let claim = |case: &super::clawback::Case| approved.by_id.get(case.claim.as_str()).copied();
    let of_claim = |of: &dyn Fn(usize) -> String| -> Vec<String> {
        cases.iter().map(|case| claim(case).map_or_else(String::new, |c| of(c as usize))).collect()
    };
    let codes = of_claim(&|claim| approved.code_of(claim).to_string());
    let names = of_claim(&|claim| approved.name_of(claim).to_string());
    let text = |of: fn(&super::clawback::Case) -> String| -> Vec<String> {
        cases.iter().map(of).collect()
    };
    let overdue: Vec<bool> = balances.iter().map(|balance| balance.overdue).collect();
    let amount = |of: fn(&Balance) -> i64| -> Vec<i64> { balances.iter().map(of).collect() };
    Ok(OutputTable::new("clawbacks", "追回台账", "Clawback ledger")
        .text(c::CLAIM_ID, &text(|case| case.claim.clone()), "申报项编号", "Claim id")
        .text(c::USCC, &codes, "统一社会信用代码", "Credit code")
        .text(c::FIRM_NAME, &names, "单位名称", "Enterprise")
        .text(c::DECISION_REASON, &text(super::clawback::Case::reason), "追回原因", "Reason")
        .column(
            date_column(
                c::DECIDED_ON,
                cases.iter().map(super::clawback::Case::decided_on).collect(),
            )?,
            "决定日期",
            "Decided on",
        )
        .column(
            date_column(c::DUE_ON, cases.iter().map(|k| k.due_on(as_of)).collect())?,
            "应缴日期",
            "Due on",
        )
        .yuan(
            c::PRINCIPAL,
            &cases.iter().map(super::clawback::Case::principal).collect::<Vec<_>>(),
            "应追回本金",
            "Principal",
        )
        .yuan(c::INTEREST, &amount(|b| b.interest.unwrap_or(0)), "利息", "Interest")
        .yuan(c::RECEIVED, &amount(|b| b.received), "已追回", "Recovered")
        .yuan(c::OUTSTANDING, &amount(|b| b.outstanding), "尚欠", "Outstanding")
        .column(Column::new(c::OVERDUE.into(), overdue), "是否逾期", "Overdue"))
}

/// Accounts show their last four digits.
fn shown_account(account: &str) -> String {
    if account.is_empty() { String::new() } else { masked(account) }
}

struct Row {
    id: String,
    pay_no: String,
    bank_no: String,
    uscc: String,
    payee: String,
    account: String,
    drawn_on: Option<i32>,
    settled_on: Option<i32>,
    returned_on: Option<i32>,
    reason: String,
    state: State,
    claims: String,
    how: String,
    amounts: [i64; 8],
    place: (String, String, i64),
}

impl Row {
    fn empty(state: State) -> Self {
        Self {
            id: String::new(),
            pay_no: String::new(),
            bank_no: String::new(),
            uscc: String::new(),
            payee: String::new(),
            account: String::new(),
            drawn_on: None,
            settled_on: None,
            returned_on: None,
            reason: String::new(),
            state,
            claims: String::new(),
            how: String::new(),
            amounts: [0; 8],
            place: (String::new(), String::new(), 0),
        }
    }
}
