//! One enterprise for each state, and the ordinary ones.

use super::{Days, Payee, Truth};

/// Enterprises with an amount that a run must have for all plants and some ordinary payments.
pub const LEAST: usize = 60;

/// A voucher.
#[derive(Clone, Debug)]
pub struct Voucher {
    pub number: String,
    pub drawn_on: i32,
    pub firm: String,
    pub code: String,
    pub claim: String,
    pub payee: String,
    pub account: String,
    pub fen: i64,
}

/// What the bank says about a voucher.
#[derive(Clone, Debug)]
pub struct Receipt {
    pub number: String,
    pub bank_no: String,
    pub on: i32,
    pub payee: String,
    pub account: String,
    pub fen: i64,
}

#[derive(Clone, Debug)]
pub struct Return {
    pub original: String,
    pub kind: &'static str,
    pub on: i32,
    pub fen: i64,
    pub reason: &'static str,
}

/// An order to pay back, or a receipt of one.
#[derive(Clone, Debug)]
pub struct Clawback {
    pub claim: String,
    pub code: String,
    pub reason: &'static str,
    pub decided_on: i32,
    pub principal: i64,
    pub due_on: i32,
    pub received: Option<(i32, i64)>,
}

/// All that is planted.
#[derive(Debug, Default)]
pub struct Made {
    pub vouchers: Vec<Voucher>,
    pub receipts: Vec<Receipt>,
    pub returns: Vec<Return>,
    pub clawbacks: Vec<Clawback>,
    /// Claim, what was planted, its truth.
    pub claims: Vec<(String, &'static str, Truth)>,
    /// Voucher, what was planted, its truth.
    pub payments: Vec<(String, &'static str, Truth)>,
}

const PAID: Truth = ["paid"; 3];
/// Never paid: in time, late, lapsed.
const OPEN: Truth = ["planned", "not-paid", "lapsed"];

type Plant = fn(&mut Planting, &Payee);

/// What is planted, how many claims it needs at least and at most, and how.
const PLANTS: &[(&str, usize, usize, Plant)] = &[
    ("已开凭证未到账", 1, 1, vouchered),
    ("未支付", 1, 9, unpaid),
    ("部分支付", 1, 1, in_part),
    ("超额支付", 1, 1, too_much),
    ("重复支付", 1, 1, twice),
    ("付给他人账户", 1, 1, elsewhere),
    ("被动退回", 1, 1, bounced),
    ("主动退回", 1, 1, handed_back),
    ("部分退回", 1, 1, partly_back),
    ("退回后重付", 1, 1, again),
    ("跨年退回", 1, 1, next_year),
    ("追回，尚未缴清", 1, 1, recovered_in_part),
    ("追回，已缴清", 1, 1, recovered),
    ("一张凭证支付多项", 3, 9, together),
    ("多张凭证支付一项", 1, 1, in_three),
    ("凭证只有户名和账号", 1, 1, named),
    ("凭证只有户名", 1, 1, name_alone),
    ("金额不能归属", 2, 9, no_amount_fits),
    ("同一凭证重复登记", 1, 1, listed_twice),
];

/// Plants everything; `None` where the run is too small.
pub fn plant(payees: &[Payee], days: Days) -> Option<Made> {
    let (paid, refused): (Vec<&Payee>, Vec<&Payee>) =
        payees.iter().partition(|payee| !payee.claims.is_empty());
    if paid.len() < LEAST {
        return None;
    }
    let mut planting = Planting { days, what: "", made: Made::default() };
    let mut used = vec![false; paid.len()];
    for (what, least, most, plant) in PLANTS {
        let fits = |at: &usize| !used[*at] && (*least..=*most).contains(&paid[*at].claims.len());
        let at = (0..paid.len()).find(fits)?;
        used[at] = true;
        planting.what = what;
        plant(&mut planting, paid[at]);
    }
    planting.what = "没有核定";
    planting.unapproved(refused.first()?);
    planting.what = "不在核算结果内的单位";
    planting.stranger();
    planting.what = "退回无对应支付";
    planting.stray();
    planting.what = "正常支付";
    let ordinary = (0..paid.len()).filter(|at| !used[*at]).map(|at| paid[at]);
    ordinary.enumerate().for_each(|(at, payee)| planting.ordinary(at, payee));
    Some(planting.made)
}

struct Planting {
    days: Days,
    what: &'static str,
    made: Made,
}

/// When an ordinary plant is paid: drawn on 20 April, settled three days later.
const DRAWN: i32 = 109;
const SETTLED: i32 = 3;

impl Planting {
    fn day(&self, of_year: i32) -> i32 {
        self.days.first + of_year
    }

    /// A voucher for an enterprise, drawn on a day of the year. Returns its number.
    fn voucher(
        &mut self,
        payee: &Payee,
        claim: &str,
        fen: i64,
        drawn: i32,
        truth: Truth,
    ) -> String {
        let number = format!("QHZF{:06}", self.made.vouchers.len() + 1);
        self.made.vouchers.push(Voucher {
            number: number.clone(),
            drawn_on: self.day(drawn),
            firm: payee.name.clone(),
            code: payee.code.clone(),
            claim: claim.to_string(),
            payee: payee.name.clone(),
            account: payee.account.clone(),
            fen,
        });
        self.made.payments.push((number.clone(), self.what, truth));
        number
    }

    /// The bank's receipt of the last voucher.
    fn settle(&mut self, days: i32) {
        let Some(voucher) = self.made.vouchers.last() else { return };
        self.made.receipts.push(Receipt {
            number: voucher.number.clone(),
            bank_no: format!("DL{:08}", self.made.receipts.len() + 1),
            on: voucher.drawn_on + days,
            payee: voucher.payee.clone(),
            account: voucher.account.clone(),
            fen: voucher.fen,
        });
    }

    /// A voucher and its receipt, drawn on 20 April.
    fn pay(&mut self, payee: &Payee, fen: i64, truth: Truth) -> String {
        self.pay_on(payee, fen, DRAWN, truth)
    }

    fn pay_on(&mut self, payee: &Payee, fen: i64, drawn: i32, truth: Truth) -> String {
        let number = self.voucher(payee, "", fen, drawn, truth);
        self.settle(SETTLED);
        number
    }

    fn back(
        &mut self,
        original: &str,
        kind: &'static str,
        on: i32,
        fen: i64,
        reason: &'static str,
    ) {
        let on = self.day(on);
        self.made.returns.push(Return { original: original.to_string(), kind, on, fen, reason });
    }

    fn claims(&mut self, payee: &Payee, truth: Truth) {
        let rows = payee.claims.iter().map(|(id, _)| (id.clone(), self.what, truth));
        self.made.claims.extend(rows);
    }

    fn unapproved(&mut self, payee: &Payee) {
        self.pay(payee, 1_234_500, ["not-approved"; 3]);
    }

    fn stranger(&mut self) {
        let stranger = Payee {
            code: "91440300QXWLKH0012".to_string(),
            name: "湛江市坡头区鲲鹄渔具行".to_string(),
            account: "755900000000001".to_string(),
            claims: Vec::new(),
        };
        self.pay(&stranger, 888_800, ["not-approved"; 3]);
    }

    fn stray(&mut self) {
        self.back("QHZF900001", "被动退回", 170, 456_700, "账户已销户");
        let truth = ["", "stray-return", "stray-return"];
        self.made.payments.push(("QHZF900001".to_string(), self.what, truth));
    }

    /// Paid from 20 April on, three ways in turn: the voucher names the claim, credit code and amount
    /// agree, one voucher for all claims.
    fn ordinary(&mut self, at: usize, payee: &Payee) {
        let drawn = DRAWN + (at % 40) as i32;
        let on = |day: i32| self.day(day) <= self.days.early;
        let early = if on(drawn + SETTLED) {
            ["paid"; 2]
        } else if on(drawn) {
            ["vouchered"; 2]
        } else {
            ["planned", ""]
        };
        self.claims(payee, [early[0], "paid", "paid"]);
        let truth = [early[1], "paid", "paid"];
        if at % 3 == 2 {
            let sum = payee.claims.iter().map(|(_, fen)| fen).sum();
            self.pay_on(payee, sum, drawn, truth);
            return;
        }
        for (id, fen) in &payee.claims {
            let named = if at.is_multiple_of(3) { id.as_str() } else { "" };
            self.voucher(payee, named, *fen, drawn, truth);
            self.settle(SETTLED);
        }
    }
}

/// The amount of the first claim.
fn amount(payee: &Payee) -> i64 {
    payee.claims.first().map_or(0, |(_, fen)| *fen)
}

fn total(payee: &Payee) -> i64 {
    payee.claims.iter().map(|(_, fen)| fen).sum()
}

fn vouchered(p: &mut Planting, payee: &Payee) {
    p.claims(payee, ["planned", "vouchered", "lapsed"]);
    p.voucher(payee, "", amount(payee), 323, ["", "vouchered", "lapsed"]);
}

fn unpaid(p: &mut Planting, payee: &Payee) {
    p.claims(payee, OPEN);
}

fn in_part(p: &mut Planting, payee: &Payee) {
    p.claims(payee, ["part-paid"; 3]);
    p.pay(payee, amount(payee) * 3 / 5, ["part-paid"; 3]);
}

fn too_much(p: &mut Planting, payee: &Payee) {
    p.claims(payee, ["over-paid"; 3]);
    p.pay(payee, amount(payee) + 100_000, ["over-paid"; 3]);
}

fn twice(p: &mut Planting, payee: &Payee) {
    p.claims(payee, ["paid", "paid-twice", "paid-twice"]);
    p.pay(payee, amount(payee), PAID);
    p.pay_on(payee, amount(payee), 160, ["", "paid-twice", "paid-twice"]);
}

fn elsewhere(p: &mut Planting, payee: &Payee) {
    p.claims(payee, ["other-payee"; 3]);
    p.pay(payee, amount(payee), ["other-payee"; 3]);
    if let Some(receipt) = p.made.receipts.last_mut() {
        receipt.payee = "深圳市鲲鹄企业管理中心".to_string();
        receipt.account = "755900000000002".to_string();
    }
}

fn bounced(p: &mut Planting, payee: &Payee) {
    p.claims(payee, ["paid", "returned-passive", "lapsed"]);
    let number = p.pay(payee, amount(payee), ["paid", "returned-passive", "returned-passive"]);
    p.back(&number, "被动退回", 149, amount(payee), "户名与账号不符");
}

fn handed_back(p: &mut Planting, payee: &Payee) {
    p.claims(payee, ["paid", "returned-active", "lapsed"]);
    let number = p.pay(payee, amount(payee), ["paid", "returned-active", "returned-active"]);
    p.back(&number, "主动退回", 170, amount(payee), "单位申请退回");
}

fn partly_back(p: &mut Planting, payee: &Payee) {
    p.claims(payee, ["paid", "part-paid", "part-paid"]);
    let number = p.pay(payee, amount(payee), ["paid", "part-paid", "part-paid"]);
    p.back(&number, "主动退回", 180, amount(payee) / 4, "单位核减后退回差额");
}

fn again(p: &mut Planting, payee: &Payee) {
    p.claims(payee, ["returned-passive", "paid-again", "paid-again"]);
    let number = p.pay(payee, amount(payee), ["returned-passive"; 3]);
    p.back(&number, "被动退回", 129, amount(payee), "收款账户已冻结");
    p.pay_on(payee, amount(payee), 181, ["", "paid-again", "paid-again"]);
}

fn next_year(p: &mut Planting, payee: &Payee) {
    p.claims(payee, ["planned", "paid", "lapsed"]);
    let number = p.pay_on(payee, amount(payee), 313, ["", "paid", "returned-passive"]);
    p.back(&number, "被动退回", 379, amount(payee), "账户已销户");
}

/// Ordered back on 1 August, due on 31 August.
fn ordered_back(p: &mut Planting, payee: &Payee, received: Option<(i32, i64)>) {
    p.claims(payee, ["paid", "clawed-back", "clawed-back"]);
    p.pay(payee, amount(payee), PAID);
    let claim = payee.claims.first().map_or(String::new(), |(id, _)| id.clone());
    let (decided_on, due_on) = (p.day(212), p.day(242));
    p.made.clawbacks.push(Clawback {
        claim,
        code: payee.code.clone(),
        reason: "申报材料不实",
        decided_on,
        principal: amount(payee),
        due_on,
        received,
    });
}

fn recovered_in_part(p: &mut Planting, payee: &Payee) {
    let received = Some((p.day(235), amount(payee) / 2));
    ordered_back(p, payee, received);
}

fn recovered(p: &mut Planting, payee: &Payee) {
    // Five per cent of a third of a year is more than any interest.
    let received = Some((p.day(240), amount(payee) + amount(payee) / 50));
    ordered_back(p, payee, received);
}

fn together(p: &mut Planting, payee: &Payee) {
    p.claims(payee, PAID);
    p.pay(payee, total(payee), PAID);
}

fn in_three(p: &mut Planting, payee: &Payee) {
    p.claims(payee, PAID);
    let (all, first) = (amount(payee), amount(payee) / 3);
    for fen in [first, first - 100, all - 2 * first + 100] {
        p.pay(payee, fen, PAID);
    }
}

fn named(p: &mut Planting, payee: &Payee) {
    p.claims(payee, PAID);
    p.pay(payee, amount(payee), PAID);
    if let Some(voucher) = p.made.vouchers.last_mut() {
        voucher.code.clear();
    }
}

fn name_alone(p: &mut Planting, payee: &Payee) {
    p.claims(payee, OPEN);
    p.pay(payee, amount(payee), ["in-review"; 3]);
    if let Some(voucher) = p.made.vouchers.last_mut() {
        voucher.code.clear();
        voucher.account.clear();
    }
    if let Some(receipt) = p.made.receipts.last_mut() {
        receipt.account.clear();
    }
}

/// Less than any claim, and more than one is open.
fn no_amount_fits(p: &mut Planting, payee: &Payee) {
    p.claims(payee, OPEN);
    let least = payee.claims.iter().map(|(_, fen)| *fen).min().unwrap_or(0);
    p.pay(payee, least / 2, ["in-review"; 3]);
}

fn listed_twice(p: &mut Planting, payee: &Payee) {
    p.claims(payee, PAID);
    let number = p.pay(payee, amount(payee), PAID);
    if let Some(voucher) = p.made.vouchers.last().cloned() {
        p.made.vouchers.push(voucher);
    }
    p.made.payments.push((number, p.what, ["repeated"; 3]));
}
