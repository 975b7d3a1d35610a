//! The rows of one voucher: details, receipts of them, earlier states of them; receipts that name no voucher.

use polars::prelude::PlHashMap;

use super::records::{Payment, Records};
use super::rows::{Kind, Row, fallback};

/// Receipts of one voucher by the rows that they belong to, and those that belong to none.
struct Receipts {
    of: Vec<Option<usize>>,
    loose: Vec<usize>,
}

impl<'a> Records<'a> {
    /// Puts together the rows that share one number.
    pub(super) fn voucher(&mut self, rows: &[Row<'a>]) {
        let first = self.payments.len();
        // What says more comes first: of two records of one thing that one is kept.
        let mut order: Vec<usize> = (0..rows.len()).collect();
        order.sort_by_key(|at| std::cmp::Reverse(rows[*at].filled()));
        let (details, receipts): (Vec<usize>, Vec<usize>) =
            order.into_iter().partition(|at| rows[*at].ordered.is_some());
        let (settled, open): (Vec<usize>, Vec<usize>) =
            details.into_iter().partition(|at| rows[*at].is_settled());
        let settled = self.distinct(rows, settled);
        let waiting = self.not_settled_later(rows, open, &settled);
        settled.iter().for_each(|at| self.payments.push(payment(&rows[*at], None)));
        let Receipts { of, loose } = self.receipts(rows, receipts, &settled, &waiting);
        for at in waiting {
            let receipt = of[at].map(|receipt| &rows[receipt]);
            self.payments.push(payment(&rows[at], receipt));
            // One payment in two rows: the receipt's amount is no further money.
            if receipt.is_some() {
                self.read.0 -= i128::from(rows[at].amount());
            }
        }
        for receipt in loose {
            // A second receipt of a voucher: the bank has paid again. What the voucher says holds for it.
            let like = self.payments[first..].first().cloned();
            let mut own = payment(&rows[receipt], None);
            if let Some(like) = like {
                own.uscc = fallback(own.uscc, like.uscc);
                own.firm = fallback(own.firm, like.firm);
                own.claim = fallback(own.claim, like.claim);
            }
            self.payments.push(own);
        }
    }

    /// Open details but those that another list shows settled: the list before, and the list after.
    fn not_settled_later(
        &mut self,
        rows: &[Row<'a>],
        open: Vec<usize>,
        settled: &[usize],
    ) -> Vec<usize> {
        let mut used = vec![false; rows.len()];
        let mut waiting = Vec::new();
        for at in self.distinct(rows, open) {
            let later = settled.iter().copied().find(|later| {
                !used[*later]
                    && rows[*later].ordered == rows[at].ordered
                    && rows[*later].same_payee(&rows[at])
            });
            match later {
                Some(later) => {
                    used[later] = true;
                    self.again(&rows[at], rows[later].origin);
                }
                None => waiting.push(at),
            }
        }
        waiting
    }

    /// Ties receipts to the details that wait for one.
    fn receipts(
        &mut self,
        rows: &[Row<'a>],
        receipts: Vec<usize>,
        settled: &[usize],
        waiting: &[usize],
    ) -> Receipts {
        let mut tied = Receipts { of: vec![None; rows.len()], loose: Vec::new() };
        let mut told = vec![false; rows.len()];
        for receipt in receipts {
            let own = &rows[receipt];
            // The list knows already what the bank says once more.
            let known = settled.iter().copied().find(|at| {
                !told[*at] && rows[*at].amount() == own.amount() && rows[*at].same_payee(own)
            });
            if let Some(at) = known {
                told[at] = true;
                self.again(own, rows[at].origin);
                continue;
            }
            let free = |at: &&usize| tied.of[**at].is_none();
            let equal = |at: &&usize| rows[**at].ordered == own.settled;
            let best = waiting.iter().filter(free).filter(equal);
            let best = best.clone().find(|at| rows[**at].same_payee(own)).or(best.clone().next());
            // Two lists of receipts may hold one of them.
            let before = tied.of.iter().flatten().chain(&tied.loose).copied();
            let before = before.filter(|_| best.is_none()).find(|at| rows[*at].same_record(own));
            if let Some(at) = before {
                self.again(own, rows[at].origin);
                continue;
            }
            let only = || if waiting.len() == 1 { waiting.iter().find(free) } else { None };
            match best.or_else(only) {
                Some(at) => tied.of[*at] = Some(receipt),
                None => tied.loose.push(receipt),
            }
        }
        tied
    }

    /// Rows of one voucher, each record once: a list of June and one of July may both hold it.
    fn distinct(&mut self, rows: &[Row<'a>], all: Vec<usize>) -> Vec<usize> {
        let mut kept: Vec<usize> = Vec::with_capacity(all.len());
        let mut by_amount: PlHashMap<i64, Vec<usize>> = PlHashMap::default();
        for at in all {
            let alike = by_amount.entry(rows[at].amount()).or_default();
            match alike.iter().copied().find(|known| rows[*known].same_record(&rows[at])) {
                Some(known) => self.again(&rows[at], rows[known].origin),
                None => {
                    alike.push(at);
                    kept.push(at);
                }
            }
        }
        kept
    }

    /// Receipts that name no voucher are those of vouchers to the same account with the same amount that nothing
    /// else has settled; without such a voucher they are payments of their own.
    pub(super) fn join_receipts(&mut self) {
        let mut open: PlHashMap<(String, i64), Vec<usize>> = PlHashMap::default();
        for (at, payment) in self.payments.iter().enumerate() {
            if !payment.settled && !payment.pay_no.is_empty() && !payment.account.is_empty() {
                let key = (payment.account.to_string(), payment.ordered);
                open.entry(key).or_default().push(at);
            }
        }
        let mut joined: Vec<(usize, usize)> = Vec::new();
        for (at, receipt) in self.payments.iter().enumerate() {
            if !receipt.settled || !receipt.pay_no.is_empty() || receipt.drawn_on.is_some() {
                continue;
            }
            let Some(vouchers) = open.get_mut(&(receipt.account.to_string(), receipt.amount))
            else {
                continue;
            };
            let fits = |at: &usize| {
                let drawn_on = self.payments[*at].drawn_on;
                drawn_on.zip(receipt.settled_on).is_none_or(|(drawn, settled)| drawn <= settled)
            };
            if let Some(place) = vouchers.iter().position(fits) {
                joined.push((vouchers.remove(place), at));
            }
        }
        let mut gone = vec![false; self.payments.len()];
        for (voucher, receipt) in joined {
            let own = self.payments[receipt].clone();
            gone[receipt] = true;
            self.read.0 -= i128::from(own.amount);
            let voucher = &mut self.payments[voucher];
            voucher.settled = true;
            voucher.settled_on = own.settled_on;
            voucher.amount = own.amount;
            voucher.bank_no = fallback(own.bank_no, voucher.bank_no);
            voucher.payee = fallback(own.payee, voucher.payee);
        }
        let mut gone = gone.into_iter();
        self.payments.retain(|_| !gone.next().unwrap_or_default());
    }
}

fn payment<'a>(row: &Row<'a>, receipt: Option<&Row<'a>>) -> Payment<'a> {
    let last = receipt.unwrap_or(row);
    let account = match last.account.is_empty() {
        true => row.account.clone(),
        false => last.account.clone(),
    };
    Payment {
        id: String::new(),
        origin: row.origin,
        pay_no: row.pay_no,
        bank_no: fallback(last.bank_no, row.bank_no),
        claim: fallback(row.claim, last.claim),
        uscc: fallback(row.uscc, last.uscc),
        firm: fallback(row.firm, row.payee),
        payee: fallback(last.payee, row.payee),
        account,
        ordered: row.ordered.unwrap_or(row.amount()),
        amount: last.amount(),
        drawn_on: row.drawn_on,
        settled_on: last.settled_on.or(row.settled_on),
        settled: last.is_settled(),
        returned_passive: 0,
        returned_active: 0,
        returned_on: None,
        return_reason: "",
        set_off: row.kind == Kind::SetOff,
    }
}
