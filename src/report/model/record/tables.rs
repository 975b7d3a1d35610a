//! The tables of a run folder as rows.

use std::collections::BTreeMap;

use polars::prelude::*;

use super::{Finding, Limit, Measure, Parameter, Saving, Stage};
use crate::diag::{Diagnostic, Diagnostics, Severity, Text, codes};
use crate::domain::Fen;
use crate::frame::columns as c;
use crate::run_folder::bound::Bound;

/// Where money goes.
#[derive(Debug)]
pub struct Payee {
    pub code: String,
    pub name: String,
    pub account_name: String,
    pub bank: String,
    pub account: String,
    /// A diagnostic code; empty where nothing speaks against paying.
    pub doubt: String,
}

/// One sum that waits: a claim, or what is left for an enterprise whose account is doubtful.
#[derive(Clone, Debug)]
pub struct Held {
    pub code: String,
    pub firm: String,
    /// Empty for an account.
    pub claim: String,
    /// 0 for further reasons of the same claim.
    pub amount: Fen,
    pub why: String,
    pub reason: Text,
    /// What a decision on it names, and what it rests on.
    pub finding: String,
    pub evidence: String,
}

/// Part of what an enterprise owes, settled by a claim; without one where nothing is payable.
#[derive(Debug)]
pub struct SetOff {
    pub code: String,
    pub firm: String,
    pub claim: String,
    /// The claim whose money was ordered back, and why.
    pub ordered_back: String,
    pub reason: String,
    pub owed: Fen,
    pub amount: Fen,
    pub left: Fen,
}

/// What a payee gets less, and what it gets.
#[derive(Clone, Copy, Debug)]
pub struct Paid {
    pub set_off: Fen,
    pub to_pay: Fen,
}

/// What a run sets off.
#[derive(Debug, Default)]
pub struct SetOffs {
    /// Debt by debt.
    pub debts: Vec<SetOff>,
    /// By credit code.
    pub paid: BTreeMap<String, Paid>,
}

/// Opens tables of one folder.
pub(super) struct Reader<'a> {
    tables: &'a Bound,
}

/// A table whose cells are asked for by column and row.
pub(super) struct Rows {
    pub table: DataFrame,
}

impl Rows {
    pub fn texts(&self, name: &str) -> PolarsResult<Vec<String>> {
        let column = self.table.column(name)?.str()?;
        Ok(column.iter().map(|text| text.unwrap_or_default().to_string()).collect())
    }

    pub fn ints(&self, name: &str) -> PolarsResult<Vec<i64>> {
        let column = self.table.column(name)?.cast(&DataType::Int64)?;
        Ok(column.i64()?.iter().map(Option::unwrap_or_default).collect())
    }

    /// Yuan as they stand in tables, Decimal(18,2), as fen.
    pub fn fen(&self, name: &str) -> PolarsResult<Vec<Fen>> {
        let column = self.table.column(name)?.decimal()?;
        let fen =
            |value: Option<i128>| i64::try_from(value.unwrap_or_default()).unwrap_or(i64::MAX);
        Ok(column.physical().iter().map(|value| Fen(fen(value))).collect())
    }

    /// As [`Rows::fen`], `None` where nothing stands.
    pub fn some_fen(&self, name: &str) -> PolarsResult<Vec<Option<Fen>>> {
        let column = self.table.column(name)?.decimal()?;
        let fen = |value: i128| Fen(i64::try_from(value).unwrap_or(i64::MAX));
        Ok(column.physical().iter().map(|value| value.map(fen)).collect())
    }

    pub fn both(&self, zh: &str, en: &str) -> PolarsResult<Vec<Text>> {
        let pairs = self.texts(zh)?.into_iter().zip(self.texts(en)?);
        Ok(pairs.map(|(zh, en)| Text { zh, en }).collect())
    }
}

impl<'a> Reader<'a> {
    pub fn new(tables: &'a Bound) -> Self {
        Self { tables }
    }

    /// `None` where the run has no such table.
    pub fn optional(&self, name: &str) -> Result<Option<Rows>, Diagnostics> {
        if self.tables.has(name) { self.table(name).map(Some) } else { Ok(None) }
    }

    pub fn table(&self, name: &str) -> Result<Rows, Diagnostics> {
        Ok(Rows { table: self.tables.table(name)? })
    }

    pub fn fault(&self, why: &str) -> Diagnostics {
        let fault =
            Diagnostic::new(&codes::NO_SUCH_RUN).arg("path", self.tables.folder().display());
        fault.arg("why", why).into()
    }

    /// The rows of a table, made by `of`.
    pub fn rows<T>(
        &self,
        name: &str,
        of: impl FnOnce(&Rows) -> PolarsResult<Vec<T>>,
    ) -> Result<Vec<T>, Diagnostics> {
        let rows = self.table(name)?;
        of(&rows).map_err(|why| self.fault(&format!("{name}: {why}")))
    }

    pub fn stages(&self) -> Result<Vec<Stage>, Diagnostics> {
        self.rows("stages", |rows| {
            let (names, titles) = (rows.texts(c::STAGE)?, rows.both(c::TITLE_ZH, c::TITLE_EN)?);
            let (claims, reduction) = (rows.ints(c::CLAIMS)?, rows.fen(c::REDUCTION)?);
            let remaining = rows.fen(c::REMAINING)?;
            let all = names.into_iter().zip(titles).enumerate();
            Ok(all
                .map(|(row, (name, title))| Stage {
                    name,
                    title,
                    claims: claims[row],
                    reduction: reduction[row],
                    remaining: remaining[row],
                })
                .collect())
        })
    }

    pub fn measures(&self) -> Result<Vec<Measure>, Diagnostics> {
        self.rows("measures", |rows| {
            let (ids, clauses) = (rows.texts(c::MEASURE)?, rows.texts(c::CLAUSE)?);
            let titles = rows.both(c::TITLE_ZH, c::TITLE_EN)?;
            let (rates, caps) = (rows.texts(c::RATE)?, rows.texts(c::CAP)?);
            let (claims, firms) = (rows.ints(c::CLAIMS)?, rows.ints(c::FIRMS)?);
            let (claims_paid, firms_paid) = (rows.ints(c::CLAIMS_PAID)?, rows.ints(c::FIRMS_PAID)?);
            let (requested, approved) = (rows.fen(c::REQUESTED)?, rows.fen(c::APPROVED)?);
            let (payable, average) = (rows.fen(c::PAYABLE)?, rows.fen(c::AVERAGE)?);
            let maximum = rows.fen(c::MAXIMUM)?;
            let measure = |row: usize| Measure {
                id: ids[row].clone(),
                clause: clauses[row].clone(),
                title: titles[row].clone(),
                rate: rates[row].clone(),
                cap: caps[row].clone(),
                claims: claims[row],
                firms: firms[row],
                claims_paid: claims_paid[row],
                firms_paid: firms_paid[row],
                requested: requested[row],
                approved: approved[row],
                payable: payable[row],
                average: average[row],
                maximum: maximum[row],
            };
            Ok((0..ids.len()).map(measure).collect())
        })
    }

    /// The heaviest first.
    pub fn limits(&self) -> Result<Vec<Limit>, Diagnostics> {
        let mut limits = self.rows("limits", |rows| {
            let (measures, stages) = (rows.texts(c::MEASURE)?, rows.texts(c::STAGE)?);
            let (clauses, texts) = (rows.texts(c::CLAUSE)?, rows.both(c::REASON_ZH, c::REASON_EN)?);
            let (claims, reduction) = (rows.ints(c::CLAIMS)?, rows.fen(c::REDUCTION)?);
            let limit = |row: usize| Limit {
                measure: measures[row].clone(),
                stage: stages[row].clone(),
                clause: clauses[row].clone(),
                text: texts[row].clone(),
                claims: claims[row],
                reduction: reduction[row],
            };
            Ok((0..measures.len()).map(limit).collect())
        })?;
        limits.sort_by_key(|limit| std::cmp::Reverse(limit.reduction));
        Ok(limits)
    }

    /// By code, the grave ones first.
    pub fn findings(&self) -> Result<Vec<Finding>, Diagnostics> {
        self.rows("findings", |rows| {
            let (ids, severities) = (rows.texts(c::CODE)?, rows.texts(c::SEVERITY)?);
            let messages = rows.both(c::MESSAGE_ZH, c::MESSAGE_EN)?;
            let mut by_code: BTreeMap<&str, Finding> = BTreeMap::new();
            for (row, code) in ids.iter().enumerate() {
                let first = || Finding {
                    code: code.clone(),
                    severity: severity(&severities[row]),
                    count: 0,
                    message: messages[row].clone(),
                };
                by_code.entry(code).or_insert_with(first).count += 1;
            }
            let mut found: Vec<Finding> = by_code.into_values().collect();
            found.sort_by(|a, b| b.severity.cmp(&a.severity).then(a.code.cmp(&b.code)));
            Ok(found)
        })
    }

    pub fn parameters(&self) -> Result<Vec<Parameter>, Diagnostics> {
        self.rows("parameters", |rows| {
            let (names, clauses) = (rows.texts(c::NAME)?, rows.texts(c::CLAUSE)?);
            let (values, defaults) = (rows.texts(c::VALUE)?, rows.texts(c::DEFAULT)?);
            let texts = rows.both(c::REASON_ZH, c::REASON_EN)?;
            let questions = rows.both(c::QUESTION_ZH, c::QUESTION_EN)?;
            let readings = rows.table.column(c::IS_READING)?.bool()?;
            let parameter = |row: usize| Parameter {
                reading: readings.get(row) == Some(true),
                name: names[row].clone(),
                clause: clauses[row].clone(),
                value: values[row].clone(),
                default: defaults[row].clone(),
                question: questions[row].clone(),
                text: texts[row].clone(),
            };
            Ok((0..names.len()).map(parameter).collect())
        })
    }

    pub fn savings(&self) -> Result<Option<Vec<Saving>>, Diagnostics> {
        if self.optional("duplicate_savings")?.is_none() {
            return Ok(None);
        }
        let rows = self.rows("duplicate_savings", |rows| {
            let districts = rows.both(c::DISTRICT_ZH, c::DISTRICT_EN)?;
            let (schemes, clauses) = (rows.texts(c::OTHER_SCHEME)?, rows.texts(c::CLAUSE)?);
            let (cases, reduction) = (rows.ints(c::CASES)?, rows.fen(c::REDUCTION)?);
            let (in_review, at_risk) = (rows.ints(c::IN_REVIEW)?, rows.fen(c::AT_RISK)?);
            let saving = |row: usize| Saving {
                district: districts[row].clone(),
                scheme: schemes[row].clone(),
                clause: clauses[row].clone(),
                cases: cases[row],
                reduction: reduction[row],
                in_review: in_review[row],
                at_risk: at_risk[row],
            };
            Ok((0..schemes.len()).map(saving).collect())
        })?;
        Ok(Some(rows))
    }

    pub fn payees(&self) -> Result<Vec<Payee>, Diagnostics> {
        self.rows("payees", |rows| {
            let (codes, names) = (rows.texts(c::USCC)?, rows.texts(c::FIRM_NAME)?);
            let (account_names, banks) = (rows.texts(c::ACCOUNT_NAME)?, rows.texts(c::BANK)?);
            let (accounts, doubts) = (rows.texts(c::ACCOUNT)?, rows.texts(c::DOUBT)?);
            let payee = |row: usize| Payee {
                code: codes[row].clone(),
                name: names[row].clone(),
                account_name: account_names[row].clone(),
                bank: banks[row].clone(),
                account: accounts[row].clone(),
                doubt: doubts[row].clone(),
            };
            Ok((0..codes.len()).map(payee).collect())
        })
    }

    /// Every sum that waits, and why; nothing where the run has no such table.
    pub fn held(&self) -> Result<Vec<Held>, Diagnostics> {
        if self.optional("held")?.is_none() {
            return Ok(Vec::new());
        }
        self.rows("held", |rows| {
            let text = |name| rows.texts(name);
            let (codes, firms, claims) = (text(c::USCC)?, text(c::FIRM_NAME)?, text(c::CLAIM_ID)?);
            let (findings, evidence) = (text(c::FINDING_ID)?, text(c::EVIDENCE)?);
            let (amounts, why) = (rows.fen(c::HELD)?, text(c::HOLD)?);
            let reasons = rows.both(c::REASON_ZH, c::REASON_EN)?;
            let held = |row: usize| Held {
                code: codes[row].clone(),
                firm: firms[row].clone(),
                claim: claims[row].clone(),
                amount: amounts[row],
                why: why[row].clone(),
                reason: reasons[row].clone(),
                finding: findings[row].clone(),
                evidence: evidence[row].clone(),
            };
            Ok((0..codes.len()).map(held).collect())
        })
    }

    /// What is set off in all and what is to be paid, by credit code.
    pub fn paid(&self) -> Result<Vec<(String, Paid)>, Diagnostics> {
        self.rows("payments", |rows| {
            let (codes, taken) = (rows.texts(c::USCC)?, rows.fen(c::SET_OFF)?);
            let amounts = taken.into_iter().zip(rows.fen(c::TO_PAY)?);
            let paid = amounts.map(|(set_off, to_pay)| Paid { set_off, to_pay });
            Ok(codes.into_iter().zip(paid).collect())
        })
    }

    pub fn set_offs(&self) -> Result<Vec<SetOff>, Diagnostics> {
        self.rows("set_off", |rows| {
            let text = |name| rows.texts(name);
            let (codes, firms, claims) = (text(c::USCC)?, text(c::FIRM_NAME)?, text(c::CLAIM_ID)?);
            let (orders, reasons) = (text(c::ORIGINAL_NO)?, text(c::DECISION_REASON)?);
            let money = |name| rows.fen(name);
            let (owed, amounts, left) = (money(c::OWED)?, money(c::SET_OFF)?, money(c::LEFT)?);
            let set_off = |row: usize| SetOff {
                code: codes[row].clone(),
                firm: firms[row].clone(),
                claim: claims[row].clone(),
                ordered_back: orders[row].clone(),
                reason: reasons[row].clone(),
                owed: owed[row],
                amount: amounts[row],
                left: left[row],
            };
            Ok((0..codes.len()).map(set_off).collect())
        })
    }
}

fn severity(key: &str) -> Severity {
    let all = [Severity::Error, Severity::Warning];
    all.into_iter().find(|severity| severity.key() == key).unwrap_or(Severity::Note)
}
