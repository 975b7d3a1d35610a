//! Where money goes: the account of every enterprise that claims, for finance alone.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::*;

use crate::award::{EngineError, Inputs};
use crate::budget::Awards;
use crate::diag::{Diagnostic, Text, codes};
use crate::domain::Fen;
use crate::domain::account::{AccountFault, fault, plain};
use crate::domain::text::masked;
use crate::duplicate::dossier::ToDecide;
use crate::frame::access::{text_column, texts, words};
use crate::frame::columns as c;
use crate::frame::kernels::sum_by;
use crate::frame::output::{Cells, OutputTable};
use crate::frame::table::{Columns, Row};
use crate::run::holds::{Hold, Part, sums, waits_of};
use crate::run::instalments;
use crate::run::set_off::SetOff;
use crate::run_folder::manifest::{Payments, Sum};
use crate::scheme::Scheme;
use crate::tables::payment::{self, Held, Payment};

/// One enterprise that claims.
struct Payee<'a> {
    firm: u32,
    code: &'a str,
    name: &'a str,
    account: String,
    payable: i64,
    /// What of it waits with its claims.
    waits: i64,
    /// What of the rest settles money that the enterprise owes.
    set_off: i64,
    doubt: Option<Doubt>,
}

impl Payee<'_> {
    /// What could be paid if nothing spoke against the account.
    fn rest(&self) -> i64 {
        self.payable - self.waits - self.set_off
    }

    /// What is paid now.
    fn to_pay(&self) -> i64 {
        if self.doubt.is_none() { self.rest() } else { 0 }
    }

    /// What waits, with its claims or for the account.
    fn held(&self) -> i64 {
        self.payable - self.set_off - self.to_pay()
    }
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

    fn text(self) -> Text {
        match self {
            Self::Account(AccountFault::Missing) => {
                Text::new("没有账号或开户行", "no account or no bank")
            }
            Self::Account(_) => Text::new("账号不像银行账号", "the account cannot be one"),
            Self::Shared => {
                Text::new("多家单位共用一个账号", "several enterprises name one account")
            }
        }
    }
}

/// The words of a doubt about an account by its code, as the table `payees` keeps it.
pub fn doubt_text(code: &str) -> Text {
    let all = [AccountFault::Missing, AccountFault::Length].map(Doubt::Account);
    let own = all.into_iter().find(|doubt| doubt.code() == code);
    own.unwrap_or(Doubt::Shared).text()
}

/// The code of what speaks against an account, by its bank and its fault; empty where nothing does.
pub fn doubt_of(bank: &str, account: Option<AccountFault>) -> &'static str {
    let missing = bank.is_empty().then_some(AccountFault::Missing);
    account.or(missing).map_or("", |fault| Doubt::Account(fault).code())
}

/// What payments are made of.
#[derive(Clone, Copy, Debug)]
pub struct Basis<'a> {
    pub awards: &'a Awards,
    pub inputs: &'a Inputs,
    pub set_off: &'a SetOff,
}

/// What finance needs of a run.
#[derive(Debug)]
pub struct Payees {
    /// The table `payees`: one row per enterprise that claims, by credit code, with its account.
    pub table: OutputTable,
    /// The table `payments`: one row per enterprise that gets something, accounts hidden.
    pub payments: OutputTable,
    pub totals: Payments,
    /// Every sum that waits, and why.
    pub waiting: Vec<Held>,
    /// What is wrong with accounts that money should go to.
    pub findings: Vec<Diagnostic>,
}

/// Accounts and payments, and what is wrong with accounts.
///
/// The filing form has no name of the account: corporate accounts carry the registered name, so the
/// enterprise's stands there.
///
/// # Errors
/// A fault of the engine.
pub fn payees(
    basis: &Basis,
    holds: &[Hold],
    scheme: &Scheme,
    ids: &[String],
) -> Result<Payees, EngineError> {
    let Basis { awards, inputs, set_off } = *basis;
    let mut waits = vec![0i64; awards.firms];
    for group in holds.chunk_by(|a, b| a.claim == b.claim) {
        let claim = group[0].claim;
        // A part of what is payable, which fits.
        waits[awards.firm[claim] as usize] += waits_of(group, awards.current()[claim]);
    }
    let payable = sum_by(awards.current(), &awards.firm, awards.firms)?;
    let mut claiming = vec![false; awards.firms];
    awards.firm.iter().for_each(|firm| claiming[*firm as usize] = true);
    let column = |name| texts(&inputs.firms, name);
    let (names, code) = (column(c::FIRM_NAME)?, column(c::USCC)?);
    let (banks, accounts) = (column(c::BANK)?, column(c::ACCOUNT)?);
    let mut all: Vec<Payee> = (0..awards.firms)
        .filter(|firm| claiming[*firm])
        .map(|firm| {
            let account = plain(accounts[firm]);
            let missing = banks[firm].trim().is_empty().then_some(AccountFault::Missing);
            let doubt = fault(&account).or(missing).map(Doubt::Account);
            Payee {
                firm: firm as u32,
                code: code[firm],
                name: names[firm],
                account,
                payable: payable[firm],
                waits: waits[firm],
                set_off: set_off.by_firm[firm],
                doubt,
            }
        })
        .collect();
    let shared = share_accounts(&mut all);
    let mut findings: Vec<Diagnostic> = all.iter().filter_map(said).collect();
    findings.extend(shared);
    let table = payees_table(&all, inputs)?;
    let waiting = waiting(&all, basis, holds, scheme, ids)?;
    let (payments, mut totals) = payments(&all, inputs, &reasons(awards, holds), set_off.is_on())?;
    totals.waits = sums(&waiting)?;
    Ok(Payees { table, payments, totals, waiting, findings })
}

/// The table `payees`.
fn payees_table(all: &[Payee], inputs: &Inputs) -> PolarsResult<OutputTable> {
    let facts = Facts::of(all.iter(), inputs)?;
    let doubts = words(all.iter().map(|payee| payee.doubt.map_or("", Doubt::code)));
    Columns::of(payment::Payee::SPEC)
        .column(facts.picked(c::USCC)?)
        .column(facts.picked(c::FIRM_NAME)?)
        .column(facts.picked(c::FIRM_NAME)?.with_name(c::ACCOUNT_NAME))
        .column(facts.read(c::BANK, c::BANK, |bank| bank.trim().to_string())?)
        .column(facts.read(c::ACCOUNT, c::ACCOUNT, plain)?)
        .column(doubts.with_name(c::DOUBT.into()))
        .finish()
}

/// What enterprises filed, taken from there as a table of some of them is written.
struct Facts<'a> {
    inputs: &'a Inputs,
    /// Rows of the enterprises.
    firms: IdxCa,
}

impl<'a> Facts<'a> {
    fn of<'p>(
        payees: impl Iterator<Item = &'p Payee<'p>>,
        inputs: &'a Inputs,
    ) -> PolarsResult<Self> {
        Ok(Self { inputs, firms: payees.map(|payee| Some(payee.firm)).collect() })
    }

    fn picked(&self, name: &str) -> PolarsResult<Cells> {
        let of = text_column(&self.inputs.firms, name)?;
        Ok(Cells::Picked { of, rows: self.firms.clone() })
    }

    /// The column `name` in the form in which `form` writes it.
    fn read(&self, as_name: &str, name: &str, form: fn(&str) -> String) -> PolarsResult<Cells> {
        let (picked, len) = (self.picked(name)?, self.firms.len());
        let cells = Cells::computed(len, DataType::String, move |rows| {
            let read = picked.slice(rows.start, rows.len())?;
            let formed = read.str()?.iter().map(|text| Some(form(text.unwrap_or_default())));
            Ok(formed.collect::<StringChunked>().into_column())
        });
        Ok(cells.with_name(as_name))
    }
}

/// Every sum that waits: claim by claim in their order, then what is left where an account is doubtful.
fn waiting(
    all: &[Payee],
    basis: &Basis,
    holds: &[Hold],
    scheme: &Scheme,
    ids: &[String],
) -> Result<Vec<Held>, EngineError> {
    let awards = basis.awards;
    let (codes, names) =
        (texts(&basis.inputs.firms, c::USCC)?, texts(&basis.inputs.firms, c::FIRM_NAME)?);
    let measure_of = |claim: usize| &scheme.measures[usize::from(awards.measure[claim])];
    let mut rows: Vec<Held> = Vec::new();
    for group in holds.chunk_by(|a, b| a.claim == b.claim) {
        let parts: i64 = group.iter().filter_map(|hold| hold.part).map(|part| part.amount).sum();
        for (number, hold) in group.iter().enumerate() {
            let measure = measure_of(hold.claim);
            let amount = match hold.part {
                Some(part) => part.amount,
                None if number == 0 => awards.current()[hold.claim] - parts,
                None => 0,
            };
            let of_part = |part: Part| {
                let rule = &measure.instalments[part.number as usize - 1];
                instalments::reason(part.number, rule)
            };
            let firm = awards.firm[hold.claim] as usize;
            rows.push(Held {
                finding: hold.finding.clone(),
                decision: ToDecide::default(),
                code: codes[firm].to_string(),
                firm: names[firm].to_string(),
                claim: ids[hold.claim].clone(),
                measure: measure.id.clone(),
                amount: Fen(amount),
                why: hold.why.key().to_string(),
                reason: hold.part.map_or_else(|| hold.why.text(), of_part),
                evidence: hold.evidence.clone(),
            });
        }
    }
    let doubtful = all.iter().filter(|payee| payee.rest() > 0);
    rows.extend(doubtful.filter_map(|payee| {
        let doubt = payee.doubt?;
        Some(Held {
            finding: String::new(),
            decision: ToDecide::default(),
            code: payee.code.to_string(),
            firm: payee.name.to_string(),
            claim: String::new(),
            measure: String::new(),
            amount: Fen(payee.rest()),
            why: doubt.code().to_string(),
            reason: doubt.text(),
            evidence: String::new(),
        })
    }));
    Ok(rows)
}

/// Why claims of each enterprise wait: the keys of the reasons.
fn reasons(awards: &Awards, holds: &[Hold]) -> BTreeMap<u32, BTreeSet<&'static str>> {
    let mut all: BTreeMap<u32, BTreeSet<&str>> = BTreeMap::new();
    for hold in holds {
        all.entry(awards.firm[hold.claim]).or_default().insert(hold.why.key());
    }
    all
}

/// What is to be paid, what of it waits, and why.
fn payments(
    all: &[Payee],
    inputs: &Inputs,
    reasons: &BTreeMap<u32, BTreeSet<&'static str>>,
    sets_off: bool,
) -> Result<(OutputTable, Payments), EngineError> {
    let paid: Vec<&Payee> = all.iter().filter(|payee| payee.payable > 0).collect();
    let mut totals = Payments::default();
    for payee in &paid {
        totals.listed.add(payee.to_pay())?;
        totals.held.add(payee.held())?;
        if payee.to_pay() > 0 {
            totals.check += last_four(&payee.account);
        }
    }
    let why = |payee: &Payee| {
        let own = reasons.get(&payee.firm).into_iter().flatten().copied();
        let doubt = payee.doubt.filter(|_| payee.rest() > 0).map(Doubt::code);
        own.chain(doubt).collect::<Vec<_>>().join(" ")
    };
    let facts = Facts::of(paid.iter().copied(), inputs)?;
    let fen = |of: fn(&Payee) -> i64| paid.iter().map(|payee| of(payee)).collect::<Vec<i64>>();
    let whys: StringChunked = paid.iter().map(|payee| Some(why(payee))).collect();
    let table = Columns::of(Payment::SPEC)
        .column(facts.picked(c::USCC)?)
        .column(facts.picked(c::FIRM_NAME)?)
        .column(facts.read(c::ACCOUNT_TAIL, c::ACCOUNT, |account| masked(&plain(account)))?)
        .yuan(c::PAYABLE, &fen(|payee| payee.payable))
        .yuan(c::SET_OFF, &fen(|payee| payee.set_off))
        .yuan(c::HELD, &fen(|payee| payee.held()))
        .yuan(c::TO_PAY, &fen(|payee| payee.to_pay()))
        .column(whys.with_name(c::DOUBT.into()).into_column())
        .finish()?;
    if sets_off {
        let mut sum = Sum::default();
        paid.iter().try_for_each(|payee| sum.add(payee.set_off))?;
        totals.set_off = Some(sum);
    }
    Ok((table, totals))
}

/// The last four digits of an account as a number.
fn last_four(account: &str) -> u64 {
    let tail = account.get(account.len().saturating_sub(4)..).unwrap_or_default();
    tail.parse().unwrap_or_default()
}

/// Marks enterprises that name one account between them, and says so where money would go there.
fn share_accounts(all: &mut [Payee]) -> Vec<Diagnostic> {
    let sound = |at: &usize| all[*at].doubt.is_none();
    let mut by_account: Vec<usize> = (0..all.len()).filter(sound).collect();
    by_account.sort_by_key(|at| (&all[*at].account, *at));
    let shared = by_account.chunk_by(|a, b| all[*a].account == all[*b].account);
    let shared: Vec<Vec<usize>> = shared.filter(|at| at.len() > 1).map(<[usize]>::to_vec).collect();
    let mut findings = Vec::new();
    for at in shared {
        at.iter().for_each(|at| all[*at].doubt = Some(Doubt::Shared));
        if at.iter().any(|at| all[*at].rest() > 0) {
            let firms: Vec<&str> = at.iter().map(|at| all[*at].name).collect();
            let finding = Diagnostic::new(&codes::PAYEES_SHARE_ACCOUNT).arg("count", at.len());
            let tail = masked(&all[at[0]].account);
            findings.push(finding.arg("tail", tail).arg("firms", firms.join("、")));
        }
    }
    findings
}

/// What is wrong with the account of one enterprise that gets something.
fn said(payee: &Payee) -> Option<Diagnostic> {
    if payee.rest() == 0 {
        return None;
    }
    let finding = match payee.doubt? {
        Doubt::Shared => return None,
        Doubt::Account(AccountFault::Missing) => {
            Diagnostic::new(&codes::PAYEE_WITHOUT_ACCOUNT).arg("amount", Fen(payee.rest()))
        }
        Doubt::Account(fault) => {
            let (zh, en) = fault.words();
            let odd = Diagnostic::new(&codes::PAYEE_ACCOUNT_ODD).arg("why", zh).arg("why_en", en);
            odd.arg("tail", masked(&payee.account))
        }
    };
    Some(finding.arg("firm", payee.name))
}
