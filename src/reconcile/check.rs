//! Control totals of a reconciliation. Anything found here is no finding about the payments: either a file
//! is not what it says, or the program is at fault, and nothing may rest on the result.

use super::approved::Approved;
use super::outcome::Outcome;
use super::records::Records;
use crate::diag::{Code, Diagnostic, Severity, codes};
use crate::domain::Fen;
use crate::frame::kernels::sum;

/// Sums of both sides, fen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    pub approved: i128,
    pub kept: i128,
    pub clawed_back: i128,
    pub in_flight: i128,
    pub returned_passive: i128,
    pub returned_active: i128,
    pub unpaid: i128,
    pub not_due: i128,
    pub lapsed: i128,
    /// All payments, whatever became of them.
    pub paid_out: i128,
    pub paid_in_flight: i128,
    pub returned: i128,
    pub excess: i128,
    pub misdirected: i128,
    pub unapproved: i128,
    pub in_review: i128,
    pub strays: i128,
}

/// Adds up both sides.
pub fn totals(approved: &Approved, records: &Records, outcome: &Outcome) -> Totals {
    let claims = |of: fn(&super::outcome::ClaimOutcome) -> i64| -> i128 {
        outcome.claims.iter().map(|claim| i128::from(of(claim))).sum()
    };
    let payments = |of: fn(&super::outcome::PaymentOutcome) -> i64| -> i128 {
        outcome.payments.iter().map(|payment| i128::from(of(payment))).sum()
    };
    Totals {
        approved: sum(&approved.amount),
        kept: claims(|c| c.kept),
        clawed_back: claims(|c| c.clawed_back),
        in_flight: claims(|c| c.in_flight),
        returned_passive: claims(|c| c.returned_passive),
        returned_active: claims(|c| c.returned_active),
        unpaid: claims(|c| c.unpaid),
        not_due: claims(|c| c.not_due),
        lapsed: claims(|c| c.lapsed),
        paid_out: payments(|p| p.amount),
        paid_in_flight: payments(|p| p.in_flight),
        returned: payments(|p| p.returned),
        excess: payments(|p| p.excess),
        misdirected: payments(|p| p.misdirected),
        unapproved: payments(|p| p.unapproved),
        in_review: payments(|p| p.in_review),
        strays: records.strays.iter().map(|stray| i128::from(stray.amount)).sum(),
    }
}

/// Everything that does not balance, with where.
pub fn check(
    approved: &Approved,
    records: &Records,
    outcome: &Outcome,
    stated: Option<i128>,
) -> Vec<Diagnostic> {
    let t = totals(approved, records, outcome);
    let kept: i128 = outcome.payments.iter().map(|payment| i128::from(payment.kept)).sum();
    let repeated: i128 = records.repeats.iter().map(|repeat| i128::from(repeat.amount)).sum();
    let states = t.kept + t.clawed_back + t.in_flight + t.returned_passive + t.returned_active;
    let mut equal = vec![
        ("核定金额＝各状态之和".to_string(), t.approved, states + t.unpaid + t.not_due + t.lapsed),
        ("申报项实付＝支付实付".to_string(), t.kept + t.clawed_back, kept),
        (
            "读入的支付与退回＝归入各类的金额".to_string(),
            records.read.0 + records.read.1,
            t.paid_out + t.returned + t.strays + repeated,
        ),
    ];
    if let Some(stated) = stated {
        equal.push(("结果目录清单拟拨付金额＝核定金额".to_string(), stated, t.approved));
    }
    let unequal = |what: String, expected: i128, found: i128| {
        Diagnostic::new(&codes::CONTROL_TOTAL)
            .arg("what", what)
            .arg("expected", shown(expected))
            .arg("found", shown(found))
    };
    let sums = equal.into_iter().filter(|(_, expected, found)| expected != found);
    let mut broken: Vec<Diagnostic> =
        sums.map(|(what, expected, found)| unequal(what, expected, found)).collect();
    let (claims, payments) = outcome.broken();
    broken.extend(claims.into_iter().map(|at| {
        let claim = &outcome.claims[at];
        let what = format!("申报项 {}", approved.claim[at]);
        unequal(what, claim.approved.into(), claim.parts().into())
    }));
    broken.extend(payments.into_iter().map(|at| {
        let payment = &outcome.payments[at];
        let what = format!("支付 {}", records.payments[at].id);
        unequal(what, payment.amount.into(), payment.parts().into())
    }));
    broken
}

fn shown(fen: i128) -> String {
    i64::try_from(fen).map_or_else(|_| fen.to_string(), |fen| Fen(fen).to_string())
}

/// What ingest merely warns of is grave here: a total below a list of payments that is not theirs.
pub fn stated_totals(findings: &[Diagnostic]) -> Vec<Diagnostic> {
    let of = |code: &'static Code| findings.iter().filter(move |finding| finding.code == code);
    of(&codes::TOTAL_DIFFERS)
        .map(|finding| {
            let value = |name| finding.value(name).unwrap_or_default().to_string();
            Diagnostic::new(&codes::PAYMENT_TOTALS)
                .arg("stated", value("stated"))
                .arg("sum", value("sum"))
                .severity(Severity::Error)
                .at(finding.place.clone())
        })
        .collect()
}
