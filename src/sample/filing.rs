//! The lines of one filing, measure by measure. Most lines are good; a few per cent stand exactly
//! on a limit, one fen beside it, or break one rule.

use crate::domain::Currency;

use super::block::Block;
use super::dice::Dice;
use super::firm::Firm;
use super::plan::Plan;
use super::table::{Cell, PLATFORM, STEMS};
use super::words;

use Cell::{Day, Flag, Money, Share, Text, Whole};

const YUAN: i64 = 100;
const WAN: i64 = 10_000 * YUAN;
/// How often a filing stands on a limit, and how often a line's date is outside of its period.
const EDGES_PER_MILLE: u64 = 60;
const OUTSIDE_PER_MILLE: u64 = 25;
/// How many times the usual amounts a large enterprise spends.
const LARGE_TIMES: i64 = 10;
/// Yuan for a dollar and for a Hong Kong dollar, in hundred-thousandths. Only to make plausible
/// amounts; awards are computed with the published rates.
const USD: i64 = 698_580;
const HKD: i64 = 89_592;

/// One enterprise's filing for one measure.
pub struct Filing<'a> {
    plan: &'a Plan,
    firm: &'a Firm,
    measure: usize,
    /// Whose papers they are: the enterprise itself, or the one whose papers it files again.
    owner: u64,
    no: String,
    accepted: i32,
    dice: Dice,
}

/// What one currency's lines in the right period sum to, for the platform's records.
type Sums = [(Currency, i64); 3];

impl<'a> Filing<'a> {
    pub fn new(plan: &'a Plan, firm: &'a Firm, measure: usize) -> Self {
        let copied = firm.copied == Some(measure);
        let owner = if copied { firm.number - 1 } else { firm.number };
        let mut own = plan.dice(firm.number, 13);
        let mut accepted = own.day(plan.acceptance());
        if own.per_mille(18) {
            accepted = plan.too_early();
        }
        let no = format!("SB{}-{:06}-{measure}", plan.award_year, firm.number + 1);
        Self { plan, firm, measure, owner, no, accepted, dice: plan.dice(owner, measure as u64) }
    }

    pub fn write(&mut self, block: &mut Block) {
        match self.measure {
            1 => self.platform(block),
            2 => self.promotion(block),
            3 => self.receipts(block),
            4 => self.network(block),
            5 => self.standards(block),
            6 => self.compliance(block),
            7 => self.lines(block),
            8 => self.cases(block),
            _ => self.insurance(block),
        }
    }

    /// Adds a line after the three columns that every line begins with.
    fn line<const N: usize>(&self, block: &mut Block, cells: [Cell<'_>; N]) {
        let mut row = Vec::with_capacity(N + 3);
        row.extend([Text(&self.no), Text(&self.firm.code), Day(self.accepted)]);
        row.extend(cells);
        block.tables[self.measure].push(&row);
    }

    fn contract(&self, k: usize) -> String {
        format!("HT{}-{:06}-{}{k:02}", self.plan.award_year - 1, self.owner + 1, self.measure)
    }

    /// Twenty digits, as electronic invoices have; which line it is stands inside.
    fn invoice(&mut self, k: usize) -> String {
        let year = (self.plan.award_year - 1).rem_euclid(100);
        let tail = self.dice.below(1_000);
        format!("{year:02}44{:010}{}{k:02}{tail:03}", self.owner + 1, self.measure)
    }

    /// A total, and whether it stands on a limit: then nothing else may be odd about it.
    fn total(&mut self, median: i64, edges: &[i64]) -> (i64, bool) {
        let edge = self.dice.per_mille(EDGES_PER_MILLE) && !self.firm.large;
        let scale = self.scale();
        let usual = self.dice.amount(median * scale);
        let limit = self.dice.pick(edges);
        if edge { (limit, true) } else { (usual, false) }
    }

    fn scale(&self) -> i64 {
        if self.firm.large { LARGE_TIMES } else { 1 }
    }

    fn paid(&mut self, pure: bool) -> i32 {
        self.plan.mostly_last_year(&mut self.dice, if pure { 0 } else { OUTSIDE_PER_MILLE })
    }

    fn currency(&mut self, pure: bool, weights: &[u64; 3]) -> Currency {
        let drawn = self.dice.weighted(weights);
        if pure { Currency::Cny } else { [Currency::Cny, Currency::Usd, Currency::Hkd][drawn] }
    }

    /// 一
    fn platform(&mut self, block: &mut Block) {
        const CAP_AT: i64 = 666_666_667;
        let (total, pure) = self.total(68 * WAN, &[CAP_AT, CAP_AT - 1, CAP_AT + 1]);
        let parts = self.dice.between(2, 6) as usize;
        let served = match self.dice.below(100) {
            0..=3 => 9,
            4..=9 => 10,
            _ => self.dice.between(11, 80),
        };
        let id = format!("PT{:06}", self.owner + 1);
        let theme = self.dice.pick(&words::PLATFORMS);
        let name = format!("前海{theme}公共服务平台{}号", self.owner + 1);
        for (k, amount) in self.dice.split(total, parts).into_iter().enumerate() {
            let equipment = self.dice.per_mille(450);
            let computers = equipment && !pure && self.dice.per_mille(250);
            let percent = self.dice.between(3, 12);
            let excluded = if computers { amount / 100 * percent } else { 0 };
            let (contract, invoice) = (self.contract(k + 1), self.invoice(k + 1));
            let paid = self.paid(pure);
            let kind = if equipment { "设备购置" } else { "运营维护" };
            self.line(
                block,
                [
                    Text(&id),
                    Text(&name),
                    Whole(served),
                    Text(kind),
                    Text(&contract),
                    Text(&invoice),
                    Day(paid),
                    Money(amount),
                    Money(excluded),
                ],
            );
        }
        self.platform_history(block, &id);
    }

    /// What the platform was awarded before: in one earlier year, seldom in two.
    fn platform_history(&mut self, block: &mut Block, id: &str) {
        if !self.dice.per_mille(300) {
            return;
        }
        let years = if self.dice.per_mille(200) { 2 } else { 1 };
        for back in (1..=years).rev() {
            let base = self.dice.amount(90 * WAN);
            let amount = (base * 3 / 10).min(200 * WAN / i64::from(years));
            let paid = self.dice.day(self.plan.year(back as usize));
            let status = if self.dice.per_mille(80) { "已退回" } else { "已拨付" };
            let year = self.plan.award_year - back;
            block.award(self.firm, 1, id, year, paid, Money(base), amount, status);
        }
    }

    /// 二
    fn promotion(&mut self, block: &mut Block) {
        const CHANNELS: [&str; 5] =
            ["境外广播电视媒体", "网络视频", "社交软件", "金融支付机构", "其他"];
        let limits = [
            100 * WAN,
            100 * WAN + 1,
            100 * WAN - 1,
            2_000 * WAN,
            2_000 * WAN - 1,
            2_000 * WAN + 1,
        ];
        let (total, pure) = self.total(138 * WAN, &limits);
        let parts = self.dice.between(1, 6) as usize;
        for (k, part) in self.dice.split(total, parts).into_iter().enumerate() {
            let channel = CHANNELS[self.dice.weighted(&[10, 30, 40, 14, 6])];
            let currency = self.currency(pure, &[40, 42, 18]);
            let (contract, invoice) = (self.contract(k + 1), self.invoice(k + 1));
            let paid = self.paid(pure);
            self.line(
                block,
                [
                    Text(channel),
                    Text(&contract),
                    Text(&invoice),
                    Day(paid),
                    Text(currency.code()),
                    Money(from_fen(part, currency)),
                ],
            );
        }
    }

    /// 三. Totals are thought of in yuan; limits are in dollars, and one in yuan that depends on
    /// the rate.
    fn receipts(&mut self, block: &mut Block) {
        const LIMITS: [(i64, Currency); 4] = [
            (500 * WAN, Currency::Usd),
            (500 * WAN + 1, Currency::Usd),
            (500 * WAN - 1, Currency::Usd),
            (3_500 * WAN, Currency::Cny),
        ];
        let edge = self.dice.per_mille(EDGES_PER_MILLE) && !self.firm.large;
        let (limit, limit_currency) = self.dice.pick(&LIMITS);
        let scale = self.scale();
        let usual = self.dice.amount(2_900 * WAN * scale);
        let parts = self.dice.between(2, 6) as usize;
        let breach = !edge && self.dice.per_mille(45);
        let mut sums = no_sums();
        let parts = self.dice.split(if edge { limit } else { usual }, parts);
        for (k, part) in parts.into_iter().enumerate() {
            let drawn = self.currency(false, &[20, 60, 20]);
            let (currency, amount) =
                if edge { (limit_currency, part) } else { (drawn, from_fen(part, drawn)) };
            let contract = self.contract(k + 1);
            let received = self.paid(edge);
            let licensed = self.dice.per_mille(120);
            let forbidden = self.dice.per_mille(500);
            let catalogue = match (breach && k == 0, forbidden, licensed) {
                (true, true, _) => "禁止类",
                (true, false, _) => "限制类无许可",
                (false, _, true) => "限制类有许可",
                (false, _, false) => "不涉及",
            };
            self.count(&mut sums, currency, received, amount);
            let currency = Text(currency.code());
            self.line(
                block,
                [Text(&contract), Day(received), currency, Money(amount), Text(catalogue)],
            );
        }
        self.platform_record(block, &sums);
    }

    /// 四
    fn network(&mut self, block: &mut Block) {
        let limits = [500 * WAN, 500 * WAN + 1, 500 * WAN - 1, 3_000 * WAN, 3_000 * WAN - 1];
        let mut sums = no_sums();
        for entity in 1..=1 + self.dice.weighted(&[50, 28, 14, 8]) {
            let place = self.dice.pick(&words::PLACES);
            let word = self.dice.pick(&words::OVERSEAS);
            let name = format!("{word} {place} {:06}-{entity} Ltd", self.owner + 1);
            let certificate = format!("SYN-ODI-{:06}-{entity}", self.owner + 1);
            let service = self.dice.per_mille(960);
            let too_old = self.dice.per_mille(60);
            let back = if too_old { 3 } else { self.dice.pick(&[1, 2]) };
            let established = self.dice.day(self.plan.year(back));
            let certified = established - self.dice.day((5, 90));
            let (total, pure) = self.total(720 * WAN, &limits);
            let parts = self.dice.between(1, 3) as usize;
            for part in self.dice.split(total, parts) {
                let currency = self.currency(pure, &[40, 35, 25]);
                let amount = from_fen(part, currency);
                let paid = self.paid(pure).max(established);
                self.count(&mut sums, currency, paid, amount);
                self.line(
                    block,
                    [
                        Text(&name),
                        Text(&certificate),
                        Day(established),
                        Day(certified),
                        Flag(service),
                        Day(paid),
                        Text(currency.code()),
                        Money(amount),
                    ],
                );
            }
        }
        self.platform_record(block, &sums);
    }

    fn count(&self, sums: &mut Sums, currency: Currency, day: i32, amount: i64) {
        let (first, last) = self.plan.year(1);
        for (of, sum) in sums.iter_mut() {
            if *of == currency && first <= day && day <= last {
                *sum += amount;
            }
        }
    }

    /// What the commerce ministry's platform holds: mostly the same, sometimes another amount,
    /// another year or nothing.
    fn platform_record(&mut self, block: &mut Block, sums: &Sums) {
        let kind = self.dice.weighted(&[870, 50, 20, 20, 40]);
        let percent = self.dice.between(60, 97);
        for (currency, sum) in sums.iter().filter(|(_, sum)| *sum > 0) {
            let (year, amount) = match kind {
                0 => (1, *sum),
                1 => (1, sum / 100 * percent),
                2 => (1, sum / 100 * (200 - percent)),
                3 => (2, *sum),
                _ => return,
            };
            block.tables[PLATFORM].push(&[
                Text(&self.firm.code),
                Text(STEMS[self.measure]),
                Whole(i64::from(self.plan.award_year - year)),
                Text(currency.code()),
                Money(amount),
            ]);
        }
    }

    /// 五
    fn standards(&mut self, block: &mut Block) {
        const LEVELS: [(&str, &str); 7] = [
            ("国际", "SYN/INT"),
            ("国家", "SYN/GB"),
            ("行业", "SYN/HB"),
            ("深圳地方", "SYN/DB4403"),
            ("湾区", "SYN/GBA"),
            ("团体", "SYN/T"),
            ("广东地方", "SYN/DB44"),
        ];
        const DOMAINS: [&str; 4] = ["数字产品", "数字服务", "数字技术", "数字订购"];
        for k in 1..=1 + self.dice.weighted(&[55, 30, 15]) {
            let content = format!("BZ{:06}-{k}", self.owner + 1);
            let level = self.dice.weighted(&[10, 18, 24, 20, 16, 8, 4]);
            let rank = [1, 2, 3][self.dice.weighted(&[88, 8, 4])];
            let rank = if self.owner == self.firm.number { rank } else { rank + 1 };
            let domain = DOMAINS[self.dice.weighted(&[26, 38, 30, 6])];
            let revision = self.dice.per_mille(70);
            let published = self.paid(false);
            // The same content at a lower level as well.
            let twice = self.dice.per_mille(120) && level < 4;
            for level in [level, level + 1].into_iter().take(1 + usize::from(twice)) {
                let (level, prefix) = LEVELS[level];
                let year = self.plan.award_year - 1;
                let standard = format!("{prefix} {:06}.{k}-{year}", self.owner + 1);
                self.line(
                    block,
                    [
                        Text(&standard),
                        Text(level),
                        Whole(rank),
                        Text(domain),
                        Flag(revision),
                        Day(published),
                        Text(&content),
                    ],
                );
                if self.dice.per_mille(50) {
                    self.awarded_before(block, &standard, 15 * WAN);
                }
            }
        }
    }

    /// An award of last year for the same item, now and then returned.
    fn awarded_before(&mut self, block: &mut Block, item: &str, amount: i64) {
        let paid = self.dice.day(self.plan.year(1));
        let status = if self.dice.per_mille(300) { "已退回" } else { "已拨付" };
        let (year, measure) = (self.plan.award_year - 1, self.measure);
        block.award(self.firm, measure, item, year, paid, Cell::Empty, amount, status);
    }

    /// 六
    fn compliance(&mut self, block: &mut Block) {
        let (total, pure) = self.total(10 * WAN, &[40 * WAN, 40 * WAN - 1, 40 * WAN + 1]);
        let parts = self.dice.between(1, 4) as usize;
        let filing = format!("SYN-SJCJ-{}-{:06}", self.plan.award_year - 1, self.owner + 1);
        for (k, amount) in self.dice.split(total, parts).into_iter().enumerate() {
            let (contract, invoice) = (self.contract(k + 1), self.invoice(k + 1));
            let paid = self.paid(pure);
            self.line(
                block,
                [Text(&filing), Text(&contract), Text(&invoice), Day(paid), Money(amount)],
            );
        }
        if self.dice.per_mille(80) {
            let base = self.dice.amount(15 * WAN);
            let paid = self.dice.day(self.plan.year(1));
            let status = if self.dice.per_mille(350) { "已退回" } else { "已拨付" };
            let (year, amount) = (self.plan.award_year - 1, (base / 2).min(20 * WAN));
            block.award(self.firm, 6, "", year, paid, Money(base), amount, status);
        }
    }

    /// 七
    fn lines(&mut self, block: &mut Block) {
        let (total, pure) = self.total(28 * WAN, &[150 * WAN, 150 * WAN - 1, 150 * WAN + 1]);
        let monthly = self.dice.per_mille(100);
        let parts = if monthly { 12 } else { self.dice.between(1, 6) as usize };
        let mixed = !pure && self.dice.per_mille(300);
        let percent = self.dice.between(40, 95);
        let share = if mixed { percent * 10_000 } else { 1_000_000 };
        for (k, amount) in self.dice.split(total, parts).into_iter().enumerate() {
            let (contract, invoice) = (self.contract(1), self.invoice(k + 1));
            let paid = self.paid(pure);
            self.line(
                block,
                [Text(&contract), Text(&invoice), Day(paid), Share(share), Money(amount)],
            );
        }
    }

    /// 八
    fn cases(&mut self, block: &mut Block) {
        const BY: [&str; 4] = ["商务部", "其他国家部委", "省级", "市级"];
        for k in 1..=1 + self.dice.weighted(&[75, 25]) {
            let case = format!("AL{}-{:06}-{k}", self.plan.award_year - 1, self.owner + 1);
            let by = self.dice.weighted(&[58, 20, 14, 8]);
            let nationally = self.dice.per_mille(if by < 2 { 880 } else { 120 });
            let documented = self.paid(false);
            let lead = self.dice.per_mille(920) && self.owner == self.firm.number;
            self.line(
                block,
                [Text(&case), Text(BY[by]), Flag(nationally), Day(documented), Flag(lead)],
            );
            if self.dice.per_mille(60) {
                self.awarded_before(block, &case, 30 * WAN);
            }
        }
    }

    /// 九. Premiums of the award year, paid before the filing was taken.
    fn insurance(&mut self, block: &mut Block) {
        let (total, pure) = self.total(9 * WAN, &[60 * WAN, 60 * WAN - 1, 60 * WAN + 1]);
        let parts = self.dice.between(1, 4) as usize;
        let (first, _) = self.plan.year(0);
        for (k, amount) in self.dice.split(total, parts).into_iter().enumerate() {
            let year = self.plan.award_year;
            let policy = format!("SYN-XB{year}-{:06}-{:02}", self.owner + 1, k + 1);
            let in_year = self.dice.day((first, self.accepted.max(first)));
            let early = !pure && self.dice.per_mille(OUTSIDE_PER_MILLE);
            let paid = if early { first - 1 } else { in_year };
            let (refunded, percent) = (self.dice.per_mille(120), self.dice.between(2, 15));
            let refund = if refunded && !pure { amount / 100 * percent } else { 0 };
            let own = self.dice.per_mille(945) || pure;
            let export = self.dice.per_mille(960) || pure;
            self.line(
                block,
                [Text(&policy), Day(paid), Money(amount), Money(refund), Flag(own), Flag(export)],
            );
        }
    }
}

fn no_sums() -> Sums {
    [(Currency::Cny, 0), (Currency::Usd, 0), (Currency::Hkd, 0)]
}

/// About so much in another currency.
fn from_fen(fen: i64, currency: Currency) -> i64 {
    let rate = match currency {
        Currency::Usd => USD,
        Currency::Hkd => HKD,
        _ => return fen,
    };
    (i128::from(fen) * 100_000 / i128::from(rate)).max(1) as i64
}
