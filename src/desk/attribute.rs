//! Payments that no rule settled: for which claims they are, decided in the table of a reconciliation.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::http::{Response, escaped, value};
use super::ledger::day;
use super::page::text;
use super::paid::{Paid, READ, line, reconciled};
use super::routes::{Answer, Form, Problem};
use super::{Desk, locked};
use crate::diag::say;
use crate::domain::digest::sha256;
use crate::jobs::attribute::{Answer as Said, Open, Signed};

/// Payments of one page, at most; the workbook has all.
const MOST_ROWS: usize = 200;

/// The workbook of a reconciliation, as commands name it.
fn place(desk: &Desk, paid: &Paid, path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let whole = paid.folder(&READ[2]).join(format!("{name}.xlsx"));
    PathBuf::from(desk.root.shown(&whole))
}

fn open(desk: &Desk, paid: &Paid, path: &Path) -> Result<(Open, PathBuf), Problem> {
    let file = place(desk, paid, path);
    let whole = desk.root.path().join(&file);
    if whole.symlink_metadata().is_ok() && desk.root.holds(&whole).is_none() {
        return Err(Problem::NotFound);
    }
    let mut open = Open::of(path)?;
    open.take(&file)?;
    Ok((open, file))
}

/// A fingerprint of what stands in the table, to be compared when an answer comes back.
fn was(open: &Open) -> String {
    let all = open.payments.iter().map(|one| format!("{}={}", one.finding, one.claim));
    sha256(all.collect::<Vec<_>>().join("|").as_bytes())
}

/// The payments with what was decided; the commands that decided it.
pub fn shown(
    desk: &Desk,
    paid: &Paid,
    path: &Path,
    commands: &mut Vec<String>,
) -> Result<Value, Problem> {
    let (open, file) = open(desk, paid, path)?;
    // What is open comes first.
    let mut order: Vec<usize> = (0..open.payments.len()).collect();
    order.sort_by_key(|at| !open.payments[*at].claim.is_empty());
    let rows: Vec<Value> = order.iter().take(MOST_ROWS).map(|at| row(&open, *at)).collect();
    if !rows.is_empty() {
        let words = ["attribute".to_string(), desk.root.shown(path), file.display().to_string()];
        commands.extend(said(&open, &words));
    }
    Ok(json!({
        "more": open.payments.len() - rows.len(), "all": open.payments.len(),
        "rows": rows, "decided": open.decided(), "file": file.display().to_string(),
        "was": was(&open), "none": open.none(),
    }))
}

/// One command for each signature, else the one that lists.
fn said(open: &Open, words: &[String]) -> Vec<String> {
    let decided: Vec<_> = open.payments.iter().filter(|one| !one.claim.is_empty()).collect();
    let mut all: Vec<String> = Vec::new();
    for group in decided.chunk_by(|a, b| {
        (&a.decided_by, a.decided_on, &a.reason) == (&b.decided_by, b.decided_on, &b.reason)
    }) {
        let mut words = words.to_vec();
        words.extend(group.iter().map(|one| format!("{}={}", one.finding, one.claim)));
        words.extend(["--by".into(), group[0].decided_by.clone()]);
        words.extend(group[0].decided_on.iter().flat_map(|on| ["--on".into(), on.to_string()]));
        words.extend(["--reason".into(), group[0].reason.clone()]);
        all.push(line(&words));
    }
    if all.is_empty() {
        all.push(line(words));
    }
    all
}

fn row(open: &Open, at: usize) -> Value {
    let payment = &open.payments[at];
    let chosen: Vec<&str> = payment.claim.split('、').collect();
    let likely = open.candidates(at);
    let claims = likely.iter().map(|id| {
        let claim = &open.claims[*id];
        json!({
            "id": id, "firm": text(&claim.firm), "approved": claim.approved.to_string(),
            "open": claim.open.to_string(), "chosen": chosen.contains(id),
        })
    });
    let others = chosen.iter().filter(|id| !likely.contains(id) && !open.is_none(at));
    let others: Vec<&str> = others.copied().collect();
    json!({
        "finding": payment.finding, "voucher": text(&payment.pay_no), "payee": text(&payment.payee),
        "day": payment.day.map(|day| day.to_string()), "amount": payment.amount.to_string(),
        "claims": claims.collect::<Vec<_>>(), "none": open.is_none(at),
        "others": others.join("、"), "reason": text(&payment.reason),
        "by": text(&payment.decided_by), "on": payment.decided_on.map(|day| day.to_string()),
    })
}

/// Writes what the table says, where it still stands as the page showed it.
pub fn answer(desk: &Desk, form: &Form) -> Answer {
    let lang = desk.lang();
    let paid = Paid::new(desk, value(form, "run"))?;
    let path = reconciled(desk, &paid, value(form, "folder"))?;
    let (by, on) = (value(form, "by"), day(value(form, "on"))?);
    let _writing = locked(&desk.writing);
    let (mut open, file) = open(desk, &paid, &path)?;
    if was(&open) != value(form, "was") {
        return Err(Problem::Refused(409));
    }
    let asked: BTreeSet<&str> =
        form.iter().filter(|(name, _)| name == "shown").map(|(_, value)| value.as_str()).collect();
    let mut changed = 0;
    for at in 0..open.payments.len() {
        let payment = &open.payments[at];
        let finding = payment.finding.clone();
        if !asked.contains(finding.as_str()) {
            continue;
        }
        let key = format!("claim-{finding}");
        let said = form.iter().filter(|(name, value)| *name == key && !value.trim().is_empty());
        let claims = said.map(|(_, value)| value.trim()).collect::<Vec<_>>().join("、");
        let reason = value(form, &format!("reason-{finding}"));
        let sorted = |claims: &str| {
            let mut all: Vec<String> = claims.split('、').map(str::to_string).collect();
            all.sort();
            all
        };
        // Whoever decided on it before goes on to stand for it.
        if sorted(&claims) == sorted(&payment.claim) && reason.trim() == payment.reason {
            continue;
        }
        open.answer(&Said { payment: finding, claims }, &Signed { by, on, reason })?;
        changed += 1;
    }
    if changed > 0 {
        let folder = desk.root.folder(&paid.folder(&READ[2]));
        folder.ok_or(Problem::Refused(507))?;
        open.write(&file)?;
        locked(&desk.decide).sign(by, on);
    }
    let (decided, all) = (open.decided(), open.payments.len());
    desk.say(say!(
        lang,
        "改动 {changed} 笔；已认定 {decided} 笔，共 {all} 笔。再对账一次即生效。",
        "{changed} changed; {decided} of {all} payments are decided. Reconcile again to use it."
    ));
    Ok(Response::see(&format!(
        "{}&folder={}#attribute",
        paid.page(),
        escaped(value(form, "folder"))
    )))
}
