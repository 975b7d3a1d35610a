//! Where money goes: the account of every enterprise that claims, for finance alone.

use std::collections::BTreeMap;

use super::set_off::SetOff;
use crate::award::{EngineError, Inputs};
use crate::budget::Awards;
use crate::diag::{Diagnostic, codes};
use crate::domain::Fen;
use crate::domain::account::{AccountFault, fault, plain};
use crate::domain::text::masked;
use crate::frame::access::texts;
use crate::frame::columns as c;
use crate::frame::kernels::sum_by;
use crate::frame::output::OutputTable;

/// One enterprise that claims.
struct Payee<'a> {
    code: &'a str,
    name: &'a str,
    bank: String,
    account: String,
    payable: i64,
    /// What is left of it after what the enterprise owes was set off.
    to_pay: i64,
    doubt: Option<Doubt>,
}

/// Why a person must look before anything is paid.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Doubt {
    Account(AccountFault),
    Shared,
}

impl Doubt {
    fn code(self) -> &'static str {
        match self {
            Self::Account(AccountFault::Missing) => codes::PAYEE_WITHOUT_ACCOUNT.id,
            Self::Account(_) => codes::PAYEE_ACCOUNT_ODD.id,
            Self::Shared => codes::PAYEES_SHARE_ACCOUNT.id,
        }
    }
}

/// What finance needs of a run.
#[derive(Debug)]
pub struct Payees {
    /// The table `payees`: one row per enterprise that claims, by credit code, with its account.
    pub table: OutputTable,
    /// The table `payments`: one row per enterprise that gets something, accounts hidden.
    pub payments: OutputTable,
    pub totals: Totals,
    /// What is wrong with accounts that money should go to.
    pub findings: Vec<Diagnostic>,
}

/// Control totals of the payments.
#[derive(Clone, Copy, Debug, Default)]
pub struct Totals {
    /// Payments that can be made, and fen.
    pub listed: (usize, i128),
    /// Those that wait until a person has looked at the account.
    pub held: (usize, i128),
    /// Enterprises that are paid less for what they owe, and by how much; `None` where nothing is set off.
    pub set_off: Option<(usize, i128)>,
    /// The last four digits of the accounts listed, added up: an account changed by hand shows.
    pub check: u64,
}

/// Accounts and payments, and what is wrong with accounts.
///
/// The filing form has no name of the account: corporate accounts carry the registered name, so the
/// enterprise's stands there.
///
/// # Errors
/// A fault of the engine.
pub fn payees(awards: &Awards, inputs: &Inputs, set_off: &SetOff) -> Result<Payees, EngineError> {
    let payable = sum_by(awards.current(), &awards.firm, awards.firms)?;
    let mut claiming = vec![false; awards.firms];
    awards.firm.iter().for_each(|firm| claiming[*firm as usize] = true);
    let column = |name| texts(&inputs.firms, name);
    let (names, code) = (column(c::FIRM_NAME)?, column(c::USCC)?);
    let (banks, accounts) = (column(c::BANK)?, column(c::ACCOUNT)?);
    let mut all: Vec<Payee> = (0..awards.firms)
        .filter(|firm| claiming[*firm])
        .map(|firm| {
            let (bank, account) = (banks[firm].trim().to_string(), plain(accounts[firm]));
            let missing = bank.is_empty().then_some(AccountFault::Missing);
            let doubt = fault(&account).or(missing).map(Doubt::Account);
            Payee {
                code: code[firm],
                name: names[firm],
                bank,
                account,
                payable: payable[firm],
                to_pay: payable[firm] - set_off.by_firm[firm],
                doubt,
            }
        })
        .collect();
    let shared = share_accounts(&mut all);
    let mut findings: Vec<Diagnostic> = all.iter().filter_map(said).collect();
    findings.extend(shared);
    let text =
        |f: for<'p> fn(&'p Payee<'p>) -> &'p str| -> Vec<&str> { all.iter().map(f).collect() };
    let table = OutputTable::new("payees", "收款账户", "Payees")
        .text(c::USCC, &text(|p| p.code), "统一社会信用代码", "Credit code")
        .text(c::FIRM_NAME, &text(|p| p.name), "单位名称", "Enterprise")
        .text(c::ACCOUNT_NAME, &text(|p| p.name), "户名", "Name of the account")
        .text(c::BANK, &text(|p| &p.bank), "开户行", "Bank")
        .text(c::ACCOUNT, &text(|p| &p.account), "账号", "Account")
        .text(c::DOUBT, &text(|p| p.doubt.map_or("", Doubt::code)), "账户疑点", "Doubt");
    let (payments, totals) = payments(&all, set_off.is_on());
    Ok(Payees { table: table.private(), payments, totals, findings })
}

/// What is to be paid, and what of it waits.
fn payments(all: &[Payee], sets_off: bool) -> (OutputTable, Totals) {
    let paid: Vec<&Payee> = all.iter().filter(|payee| payee.payable > 0).collect();
    let mut totals = Totals::default();
    for payee in paid.iter().filter(|payee| payee.to_pay > 0) {
        let sum = match payee.doubt {
            None => &mut totals.listed,
            Some(_) => &mut totals.held,
        };
        *sum = (sum.0 + 1, sum.1 + i128::from(payee.to_pay));
        if payee.doubt.is_none() {
            totals.check += last_four(&payee.account);
        }
    }
    let text = |f: &dyn Fn(&Payee) -> String| -> Vec<String> {
        paid.iter().map(|payee| f(payee)).collect()
    };
    let amounts =
        |of: fn(&Payee) -> i64| -> Vec<i64> { paid.iter().map(|payee| of(payee)).collect() };
    let doubt = |payee: &Payee| payee.doubt.map_or("", Doubt::code).to_string();
    let table = OutputTable::new("payments", "应拨与暂缓", "Payments")
        .text(c::USCC, &text(&|p| p.code.to_string()), "统一社会信用代码", "Credit code")
        .text(c::FIRM_NAME, &text(&|p| p.name.to_string()), "单位名称", "Enterprise")
        .text(c::ACCOUNT_TAIL, &text(&|p| masked(&p.account)), "账号尾号", "Account ends in")
        .yuan(c::PAYABLE, &amounts(|p| p.payable), "应拨额", "Payable");
    let table = match sets_off {
        false => table,
        true => {
            let taken = amounts(|p| p.payable - p.to_pay);
            let firms = taken.iter().filter(|amount| **amount > 0).count();
            totals.set_off = Some((firms, taken.iter().map(|amount| i128::from(*amount)).sum()));
            table.yuan(c::SET_OFF, &taken, "抵扣应追回款", "Set off").yuan(
                c::TO_PAY,
                &amounts(|p| p.to_pay),
                "实拨额",
                "To pay",
            )
        }
    };
    let table = table.text(c::DOUBT, &text(&doubt), "暂缓原因", "Why it waits");
    (table, totals)
}

/// The last four digits of an account as a number.
fn last_four(account: &str) -> u64 {
    let tail = account.get(account.len().saturating_sub(4)..).unwrap_or_default();
    tail.parse().unwrap_or_default()
}

/// Marks enterprises that name one account between them, and says so where money would go there.
fn share_accounts(all: &mut [Payee]) -> Vec<Diagnostic> {
    let mut by_account: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, payee) in all.iter().enumerate().filter(|(_, payee)| payee.doubt.is_none()) {
        by_account.entry(payee.account.clone()).or_default().push(at);
    }
    let mut findings = Vec::new();
    for (account, at) in by_account.into_iter().filter(|(_, at)| at.len() > 1) {
        at.iter().for_each(|at| all[*at].doubt = Some(Doubt::Shared));
        if at.iter().any(|at| all[*at].to_pay > 0) {
            let firms: Vec<&str> = at.iter().map(|at| all[*at].name).collect();
            let finding = Diagnostic::new(&codes::PAYEES_SHARE_ACCOUNT).arg("count", at.len());
            findings.push(finding.arg("tail", masked(&account)).arg("firms", firms.join("、")));
        }
    }
    findings
}

/// What is wrong with the account of one enterprise that gets something.
fn said(payee: &Payee) -> Option<Diagnostic> {
    if payee.to_pay == 0 {
        return None;
    }
    let finding = match payee.doubt? {
        Doubt::Shared => return None,
        Doubt::Account(AccountFault::Missing) => {
            Diagnostic::new(&codes::PAYEE_WITHOUT_ACCOUNT).arg("amount", Fen(payee.to_pay))
        }
        Doubt::Account(fault) => {
            let (zh, en) = fault.words();
            let odd = Diagnostic::new(&codes::PAYEE_ACCOUNT_ODD).arg("why", zh).arg("why_en", en);
            odd.arg("tail", masked(&payee.account))
        }
    };
    Some(finding.arg("firm", payee.name))
}
