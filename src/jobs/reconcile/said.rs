//! What is said about a reconciliation.

use std::collections::BTreeSet;

use super::incoming::{self, Incoming};
use crate::diag::{Diagnostic, Lang, Place, codes};
use crate::domain::Fen;
use crate::domain::date::from_epoch_days;
use crate::domain::money::yuan;
use crate::intake::link::Linked;
use crate::reconcile::Judged;
use crate::reconcile::attribution::Attributions;
use crate::reconcile::matching::Fate;
use crate::reconcile::records::{Impossible, Order, Origin, Payment};
use crate::report::model::reconcile as model;

/// Slips of unit: fen for yuan and yuan for 10,000 yuan.
const FACTORS: [(i128, &str, &str); 2] = [(100, "100", "100"), (10_000, "一万", "10,000")];

/// Chinese and English.
type Words = (String, String);

pub(super) struct Noted<'a> {
    pub judged: Judged<'a>,
    pub attributions: &'a Attributions,
    pub facts: &'a model::Facts,
    pub linked: &'a Linked,
    pub incoming: &'a Incoming,
}

impl Noted<'_> {
    pub fn all(&self) -> Vec<Diagnostic> {
        let mut said = self.rows();
        said.extend(self.days());
        said.extend(self.slips());
        said.extend(self.decisions());
        said.extend(self.states());
        said.extend(self.early());
        said
    }

    /// Parts that were paid while no list had released them.
    fn early(&self) -> Vec<Diagnostic> {
        let approved = self.judged.approved;
        let due = approved.due();
        let claims = self.judged.outcome.claims.iter().enumerate();
        let of = claims.map(|(at, claim)| (at, approved.not_due[at] - claim.not_due));
        let said = |(at, early): (usize, i64)| {
            let firm = approved.firms.name[approved.firm[at] as usize];
            let said = Diagnostic::new(&codes::PAID_BEFORE_DUE).arg("claim", approved.claim[at]);
            let said = said.arg("firm", firm).arg("amount", Fen(early));
            said.arg("due", Fen(due[at])).arg("day", &self.facts.as_of)
        };
        of.filter(|(_, early)| *early > 0).map(said).collect()
    }

    fn place(&self, (source, row): Origin) -> Place {
        self.linked.place(source, row, "")
    }

    fn rows(&self) -> Vec<Diagnostic> {
        let mut said = Vec::new();
        let (later, sum) = self.judged.records.later;
        if later > 0 {
            let finding = Diagnostic::new(&codes::LATER_RECORDS).arg("count", later);
            said.push(finding.arg("day", &self.facts.as_of).arg("amount", yuan(sum)));
        }
        let firms = &self.judged.approved.firms.name;
        let place = |at| self.place(at);
        said.extend(incoming::said(self.judged.records, self.incoming, firms, place));
        let untraced = self.judged.records.untraced.iter();
        let code = &codes::PAYMENT_WITHOUT_TRACE;
        said.extend(untraced.map(|at| Diagnostic::new(code).at(self.place(*at))));
        said.extend(self.judged.records.unsaid.iter().map(|unsaid| {
            let finding = Diagnostic::new(&codes::RETURN_KIND_UNSAID).arg("read", &unsaid.number);
            finding.arg("amount", Fen(unsaid.amount)).at(self.place(unsaid.origin))
        }));
        said.extend(self.judged.records.strays.iter().map(|stray| {
            let finding = Diagnostic::new(&codes::STRAY_RETURN).arg("read", stray.number);
            finding.arg("amount", Fen(stray.amount)).at(self.place(stray.origin))
        }));
        said
    }

    /// Days in an order that cannot be.
    fn days(&self) -> Vec<Diagnostic> {
        let mut all = self.judged.records.impossible.clone();
        for (payment, fate) in
            self.judged.records.payments.iter().zip(&self.judged.outcome.matched.fate)
        {
            let (first, second) =
                (payment.drawn_on.or(payment.settled_on), self.judged.today.approved_on);
            // What nothing was approved for is said to be so.
            let tied = !matches!(fate, Fate::Unapproved(_));
            if let Some(first) = first.filter(|first| tied && *first < second) {
                let (origin, what) = (payment.origin, Order::PaymentBeforeApproval);
                all.push(Impossible { origin, what, first, second });
            }
        }
        let iso = |day| from_epoch_days(day).map(|day| day.to_string()).unwrap_or_default();
        let said = |odd: &Impossible| {
            let (zh, en) = odd.what.words();
            let finding =
                Diagnostic::new(&codes::DAYS_IMPOSSIBLE).arg("what", zh).arg("what_en", en);
            let finding = finding.arg("first", iso(odd.first)).arg("second", iso(odd.second));
            finding.at(self.place(odd.origin))
        };
        all.iter().map(said).collect()
    }

    /// Amounts that are another amount with its unit or point misplaced.
    fn slips(&self) -> Vec<Diagnostic> {
        let payments = self.judged.records.payments.iter().enumerate().filter(|(_, p)| !p.set_off);
        payments.filter_map(|(at, payment)| self.slip(at, payment)).collect()
    }

    fn slip(&self, at: usize, payment: &Payment) -> Option<Diagnostic> {
        let settled = ("到账额", "the amount settled");
        let ordered = ("凭证额", "the amount of the voucher");
        let found = match slip(payment.amount, payment.ordered) {
            Some(times) => (settled, payment.amount, ordered, payment.ordered, times),
            None => {
                let ((zh, en), approved, times) = self.misread_claim(at, payment)?;
                let of = (zh.as_str(), en.as_str());
                return Some(self.told(payment, ordered, payment.ordered, of, approved, times));
            }
        };
        let (what, read, of, expected, times) = found;
        Some(self.told(payment, what, read, of, expected, times))
    }

    fn told(
        &self,
        payment: &Payment,
        what: (&str, &str),
        read: i64,
        of: (&str, &str),
        expected: i64,
        times: (String, String),
    ) -> Diagnostic {
        Diagnostic::new(&codes::AMOUNT_SLIP)
            .arg("what", format!("支付 {} 的{}", payment.pay_no, what.0))
            .arg("what_en", format!("payment {}: {}", payment.pay_no, what.1))
            .arg("read", Fen(read))
            .arg("of", of.0)
            .arg("of_en", of.1)
            .arg("expected", Fen(expected))
            .arg("times", times.0)
            .arg("times_en", times.1)
            .at(self.place(payment.origin))
    }

    /// A claim of the payee, or all of them together, that the payment would fit but for its unit.
    fn misread_claim(&self, at: usize, payment: &Payment) -> Option<(Words, i64, Words)> {
        let claims: Vec<u32> = match &self.judged.outcome.matched.fate[at] {
            Fate::Claims(claims, _) | Fate::Review(claims) => claims.clone(),
            Fate::Unapproved(_) => return None,
        };
        // An amount that fits as it stands is no slip.
        let amount = |claim: &u32| self.judged.approved.amount[*claim as usize];
        if claims.iter().any(|claim| amount(claim) == payment.ordered) {
            return None;
        }
        let one = claims.iter().find_map(|claim| {
            let id = self.judged.approved.claim[*claim as usize];
            let words = (format!("申报项 {id}"), format!("claim {id}"));
            Some((words, amount(claim), slip(payment.ordered, amount(claim))?))
        });
        one.or_else(|| {
            let sum: i128 = claims.iter().map(|claim| i128::from(amount(claim))).sum();
            let sum = i64::try_from(sum).ok().filter(|_| claims.len() > 1)?;
            let count = claims.len();
            let words = (format!("{count} 个申报项合计"), format!("{count} claims together"));
            Some((words, sum, slip(payment.ordered, sum)?))
        })
    }

    fn decisions(&self) -> Vec<Diagnostic> {
        let matched = &self.judged.outcome.matched;
        let mut said = Vec::new();
        for (payments, code) in [
            (&matched.outdated, &codes::DECISION_OUTDATED),
            (&matched.contradicted, &codes::DECISION_CONTRADICTS),
        ] {
            for at in payments {
                said.push(Diagnostic::new(code).arg("read", &self.judged.records.payments[*at].id));
            }
        }
        let known: BTreeSet<&str> =
            self.judged.records.payments.iter().map(|p| p.id.as_str()).collect();
        let unknown = self.attributions.decided().filter(|id| !known.contains(id));
        said.extend(unknown.map(|id| Diagnostic::new(&codes::DECISION_UNKNOWN).arg("read", id)));
        said
    }

    fn states(&self) -> Vec<Diagnostic> {
        let breaks = self.facts.states.iter().filter(|s| s.state.is_break());
        let mut said: Vec<Diagnostic> = breaks
            .map(|of| {
                let state = of.state;
                Diagnostic::new(&codes::STATES_TO_ACT_ON)
                    .arg("what", state.text(Lang::Zh))
                    .arg("what_en", state.text(Lang::En))
                    .arg("count", of.claims + of.payments)
                    .arg("amount", Fen(of.amount))
                    .arg("advice", state.todo(Lang::Zh).trim_end_matches('。'))
                    .arg("advice_en", state.todo(Lang::En))
            })
            .collect();
        said.extend(self.facts.lapsing().map(|(days, count, amount)| {
            Diagnostic::new(&codes::QUOTA_LAPSES)
                .arg("day", &self.facts.year_end)
                .arg("days", days)
                .arg("count", count)
                .arg("amount", Fen(amount))
        }));
        said
    }
}

/// How often the one is the other, where that is a slip.
fn slip(read: i64, expected: i64) -> Option<(String, String)> {
    let (read, expected) = (i128::from(read), i128::from(expected));
    if read <= 0 || expected <= 0 {
        return None;
    }
    FACTORS.iter().find_map(|(factor, zh, en)| {
        if read == expected * factor {
            Some((format!("{zh}倍"), format!("{en} times")))
        } else if read * factor == expected {
            Some((format!("{zh}分之一"), format!("1/{en} of")))
        } else {
            None
        }
    })
}

#[cfg(test)]
mod tests {
    use super::slip;

    #[test]
    fn a_unit_or_a_point_misplaced_is_seen() {
        let zh = |read, expected| slip(read, expected).map(|words| words.0);
        assert_eq!(zh(123_456, 1_234_560_000), Some("一万分之一".into()));
        assert_eq!(zh(1_234_560_000, 123_456), Some("一万倍".into()));
        assert_eq!(zh(1_234, 123_400), Some("100分之一".into()));
        assert_eq!(zh(123_400, 1_234), Some("100倍".into()));
        // A tenth, a thousandth, the amount itself and nothing are none.
        for (read, expected) in [(10, 100), (1, 1_000), (7, 7), (0, 0), (100, 0)] {
            assert_eq!(slip(read, expected), None, "{read} {expected}");
        }
    }
}
