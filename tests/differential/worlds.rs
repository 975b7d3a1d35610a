//! Random worlds: a few dozen firms that may share platforms, standards and cases, with all that
//! is known about them. Amounts lie on and beside the points where a rule turns.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::dice::Dice;
use crate::reference::examples::day;
use crate::reference::{Claim, EntityType, Firm, Line, Other, Params, Prior, Record};

/// What the firms of a world file, and what others say about them.
#[derive(Clone, Debug, Default)]
pub struct World {
    pub firms: Vec<Firm>,
    /// Firms that file nothing and are not in the table of firms either: only their history is.
    pub unknown: BTreeSet<String>,
    pub records: Vec<Record>,
    /// How many papers have been named.
    papers: u64,
}

/// What is fixed for a batch. Rates are in millionths.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    pub usd: i64,
    pub hkd: i64,
    pub lpr: i64,
    /// The pool, in fen.
    pub budget: Option<i64>,
    pub largest_remainder: bool,
    /// Readings other than the recommended ones.
    pub readings: &'static [(&'static str, &'static str)],
    pub payment: &'static str,
}

pub const AWARD_YEAR: i32 = 2026;
pub const DEADLINE: &str = "2026-03-31";

impl Setting {
    pub const PLAIN: Self = Self {
        usd: 6_985_800,
        hkd: 895_920,
        lpr: 30_000,
        budget: None,
        largest_remainder: false,
        readings: &[],
        payment: DEADLINE,
    };

    /// What was published, in millionths: before the deadline, on it, and after it.
    pub fn published(&self) -> Vec<(&'static str, &'static str, i64)> {
        let mut out = Vec::new();
        for (name, micro) in [("USD", self.usd), ("HKD", self.hkd), ("LPR1Y", self.lpr)] {
            let step = micro / 97;
            out.extend([
                ("2024-06-03", name, micro + step),
                ("2025-01-31", name, micro - step / 3),
                ("2025-06-11", name, micro + step / 2),
                ("2025-06-30", name, micro + 1),
                ("2025-12-31", name, micro - step / 7),
                ("2026-03-02", name, micro + 10_000),
                (DEADLINE, name, micro),
                ("2026-04-01", name, micro / 2),
            ]);
        }
        out
    }

    /// Whether a contested question is answered in this way.
    pub fn reads(&self, question: &str, answer: &str) -> bool {
        self.readings.contains(&(question, answer))
    }

    /// The setting in the terms of the reference; `spent` is what earlier batches had of the pool.
    pub fn params(&self, worlds: &[World], spent: i64) -> Params {
        let rate = |micro: i64| Decimal::new(micro, 6);
        let published = self.published().into_iter();
        let spent = if self.reads("prorata_scope", "batch") { 0 } else { spent };
        Params {
            award_year: AWARD_YEAR,
            valid_from: day("2026-01-20"),
            valid_to: day("2028-01-20"),
            fx: BTreeMap::new(),
            lpr: rate(self.lpr),
            platform: BTreeMap::new(),
            budget: self.budget.map(|pool| money((pool - spent).max(0))),
            largest_remainder: self.largest_remainder,
            deadline: day(DEADLINE),
            payment_date: day(self.payment),
            published: published
                .map(|(date, name, micro)| (day(date), name, rate(micro)))
                .collect(),
            records: worlds.iter().flat_map(|world| world.records.clone()).collect(),
            chosen: self.readings.iter().map(|(q, a)| (q.to_string(), a.to_string())).collect(),
        }
    }

    fn parity(&self, currency: &str) -> i64 {
        match currency {
            "USD" => self.usd,
            "HKD" => self.hkd,
            _ => 1_000_000,
        }
    }
}

/// Yuan from fen.
pub fn money(fen: i64) -> Decimal {
    Decimal::new(fen, 2)
}

/// Fen from yuan.
pub fn fen(yuan: Decimal) -> i64 {
    i64::try_from(yuan * Decimal::from(100)).unwrap_or_else(|_| panic!("{yuan} is not in fen"))
}

/// A world of some firms. `number` keeps its codes and items apart from those of other worlds.
pub fn world(number: u64, firms: usize, setting: &Setting, dice: &mut Dice) -> World {
    let mut maker = Maker { number, setting, dice, world: World::default() };
    for _ in 0..firms {
        maker.firm();
    }
    maker.world
}

/// Amounts in fen where a rule of the measure turns.
fn points(measure: u8, setting: &Setting) -> Vec<i64> {
    match measure {
        1 => vec![666_666_667, 333_333_333, 100_000_000, 500_000_000],
        2 => vec![100_000_000, 2_000_000_000, 1_000_000_000],
        3 => {
            let threshold = 500 * setting.usd;
            let cap = 50_000_000 * 1_000_000 / setting.lpr;
            vec![threshold, cap]
        }
        4 => vec![500_000_000, 3_000_000_000, 1_234_567_890],
        6 => vec![40_000_000, 10_000_000],
        7 => vec![150_000_000, 250_000_000, 450_000_000],
        9 => vec![60_000_000, 8_888_888],
        _ => vec![0],
    }
}

struct Maker<'a> {
    number: u64,
    setting: &'a Setting,
    dice: &'a mut Dice,
    world: World,
}

impl Maker<'_> {
    fn firm(&mut self) {
        let at = self.world.firms.len();
        let uscc = format!("{:06}{:07}{at:05}", self.dice.below(1_000_000), self.number);
        let entity_type = match self.dice.below(100) {
            0..=86 => EntityType::Enterprise,
            87..=94 => EntityType::Association,
            _ => EntityType::Institution,
        };
        let mut firm = Firm {
            uscc,
            entity_type,
            operates_in_qianhai: self.dice.percent(95),
            data_service: self.dice.percent(85),
            four_tests: self.dice.percent(80),
            listed: self.dice.percent(3),
            claims: Vec::new(),
            prior: Vec::new(),
            others: Vec::new(),
        };
        match self.dice.below(100) {
            0..=59 => {
                for _ in 0..self.dice.between(1, 3) {
                    let measure = self.dice.between(1, 9) as u8;
                    self.claims_of(&mut firm, measure);
                }
            }
            60..=84 => (1..=9).for_each(|measure| {
                if self.dice.percent(70) {
                    self.claims_of(&mut firm, measure);
                }
            }),
            85..=95 => self.near_the_annual_cap(&mut firm),
            _ => {
                // files nothing; perhaps it is not even in the table of firms
                if self.dice.percent(50) {
                    self.world.unknown.insert(firm.uscc.clone());
                }
            }
        }
        self.history(&mut firm);
        self.records(&firm);
        self.findings(&mut firm);
        self.world.firms.push(firm);
    }

    /// One or several claims of a measure.
    fn claims_of(&mut self, firm: &mut Firm, measure: u8) {
        let several = match measure {
            1 if self.dice.percent(25) => 2,
            4 => self.dice.between(1, 4),
            5 => self.dice.between(1, 4),
            8 => self.dice.between(1, 2),
            _ => 1,
        };
        for _ in 0..several {
            let item = self.item(measure);
            if firm.claims.iter().any(|c| c.measure == measure && c.item == item) {
                continue;
            }
            let total = self.amount(measure);
            let claim = self.claim(measure, item, total);
            firm.claims.push(claim);
        }
    }

    /// Standards for two millions and a half, and promotion that fills the rest to the fen.
    fn near_the_annual_cap(&mut self, firm: &mut Firm) {
        let standards = self.dice.between(5, 9);
        for number in 0..standards {
            let item = format!("G{}-{}-{number}", self.number, self.world.firms.len());
            let mut claim = self.claim(5, item, 0);
            if self.dice.percent(90) {
                claim.lines = vec![self.line(5, 0)];
                claim.lines[0].level = "国际";
            }
            firm.claims.push(claim);
        }
        let total = 1_000_000_000 + self.dice.between(-20, 40);
        let claim = self.claim(2, String::new(), total);
        firm.claims.push(claim);
        if self.dice.percent(40) {
            let total = self.dice.between(0, 4);
            let claim = self.claim(6, String::new(), total);
            firm.claims.push(claim);
        }
    }

    fn item(&mut self, measure: u8) -> String {
        let world = self.number;
        let shared = match measure {
            1 => 35,
            4 | 5 => 20,
            8 => 50,
            _ => return String::new(),
        };
        let prefix = self.dice.pick(&["", "平台", "Z", "a"]);
        if self.dice.percent(shared) {
            format!("S{world}-{}", self.dice.below(5))
        } else {
            format!("{prefix}{world}-{}", self.dice.below(1_000_000))
        }
    }

    /// In fen, mostly where a rule of the measure turns.
    fn amount(&mut self, measure: u8) -> i64 {
        let points = points(measure, self.setting);
        let point = self.dice.pick(&points);
        match self.dice.below(20) {
            0..=11 => (point + self.dice.between(-1, 1)).max(0),
            12 | 13 => self.dice.pick(&[0, 1, 2, 3, 99, 100, 333, 334, 10_000, 33_333_333]),
            14 => 90_000_000_000_000 + self.dice.between(0, 1_000_000),
            _ => self.dice.between(0, 2 * point.max(1)),
        }
    }

    fn claim(&mut self, measure: u8, item: String, total: i64) -> Claim {
        let currency = match (measure, self.dice.below(100)) {
            (2, 0..=5) | (4, 0..=19) => "USD",
            (2, 6..=8) | (4, 20..=34) | (3, 70..=79) => "HKD",
            (3, 0..=69) => "USD",
            _ => "CNY",
        };
        let parity = self.setting.parity(currency);
        let in_currency = i128::from(total) * 1_000_000 / i128::from(parity);
        let mut total = in_currency as i64;
        if currency != "CNY" {
            total = (total + self.dice.between(-1, 1)).max(0);
        }
        let count = self.dice.pick(&[1, 1, 1, 2, 3]);
        let mut lines: Vec<Line> = Vec::new();
        for part in self.dice.parts(total, count) {
            let mut line = self.line(measure, part);
            line.currency = currency;
            lines.push(line);
        }
        if [2, 3, 4].contains(&measure) && self.dice.percent(15) {
            let more = self.amount(measure) / 100;
            let mut line = self.line(measure, more);
            line.currency = self.dice.pick(&["CNY", "USD", "HKD"]);
            lines.push(line);
        }
        if [1, 9].contains(&measure) && self.dice.percent(25) {
            // The part to leave out is filed on top, so that the point is still met.
            let more = self.dice.pick(&[1, 333, 12_000_000]);
            let last = lines.len() - 1;
            lines[last].amount += money(more);
            lines[last].excluded = money(more);
        }
        match self.dice.below(100) {
            0..=9 => lines.iter_mut().for_each(|line| self.spoil(measure, line)),
            10..=29 => {
                let amount = self.amount(measure);
                let mut line = self.line(measure, amount);
                line.currency = currency;
                self.spoil(measure, &mut line);
                lines.push(line);
            }
            _ => {}
        }
        if measure == 5 && self.dice.percent(20) {
            let content = format!("C{}", self.dice.below(2));
            lines[0].content = content;
        }
        if measure == 8 {
            lines[0].lead = self.dice.percent(30);
        }
        if self.dice.percent(8) {
            let cap = self.dice.pick(&[20_000_000, 30_000_000, 50_000_000, 200_000_000]);
            let asked = self.dice.between(0, cap);
            for line in &mut lines {
                if self.dice.percent(70) {
                    line.requested = Some(money(asked + self.dice.between(0, 1)));
                }
            }
        }
        let filings = self.dice.pick(&[1, 1, 2, 3]);
        for line in &mut lines {
            line.filing = format!("F{}", self.dice.below(filings));
        }
        // Now and then each filing asks for about what its own lines give.
        if [2, 6, 7, 9].contains(&measure) && self.dice.percent(25) {
            for line in &mut lines {
                let half = fen(line.amount) / self.dice.between(1, 8);
                line.requested = Some(money(half.min(90_000_000_000)));
            }
        }
        self.dice.shuffle(&mut lines);
        Claim { measure, item, lines, duplicate: false }
    }

    /// A line that counts, at the edges of what is allowed.
    fn line(&mut self, measure: u8, amount: i64) -> Line {
        let dice = &mut *self.dice;
        let accepted = match dice.below(20) {
            0 => day("2026-01-20"),
            1 => day("2028-01-20"),
            _ => day("2026-03-01"),
        };
        let year = if measure == 9 { AWARD_YEAR } else { AWARD_YEAR - 1 };
        let date = match dice.below(10) {
            0 => date(year, 1, 1),
            1 => date(year, 12, 31),
            _ => date(year, 1 + dice.below(12) as u32, 1 + dice.below(28) as u32),
        };
        let mut line = Line::passing(accepted, date, money(amount));
        if dice.percent(90) {
            self.world.papers += 1;
        }
        line.paper = format!("INV{}A{}", self.number, self.world.papers);
        line.export_no = format!("EX{}A{}", self.number, dice.below(1_000_000_000));
        line.established_on = Some(day(dice.pick(&["2024-01-01", "2025-12-31", "2025-03-01"])));
        line.level = dice.pick(&["国际", "国家", "行业", "深圳地方", "湾区", "团体"]);
        line.domain = dice.pick(&["数字产品", "数字服务", "数字技术"]);
        line.catalogue = dice.pick(&["不涉及", "限制类有许可"]);
        line.served = dice.pick(&[10, 11, 10_000]);
        line.certified_on = Some(day(dice.pick(&["2024-01-01", "2025-12-31", "2023-12-31"])));
        line.tax = money(dice.pick(&[0, amount / 13, amount / 7]));
        if measure == 7 {
            let share = dice.pick(&[1_000_000, 1_000_000, 600_000, 333_333, 333_334, 1, 0]);
            line.share = Decimal::new(share, 6);
        }
        line
    }

    /// Takes away what a line needs; for some kinds this ends the whole claim.
    fn spoil(&mut self, measure: u8, line: &mut Line) {
        let dice = &mut *self.dice;
        if dice.percent(40) {
            let late = measure == 9;
            match dice.below(5) {
                0 => line.accepted_on = day("2026-01-19"),
                1 => line.accepted_on = day("2028-01-21"),
                2 => line.date = Some(day(if late { "2025-12-31" } else { "2024-12-31" })),
                3 => line.date = Some(day(if late { "2027-01-01" } else { "2026-01-01" })),
                _ => line.date = None,
            }
            return;
        }
        match (measure, dice.below(2)) {
            (1, 0) => line.cost_kind_ok = false,
            (1, _) => line.served = dice.pick(&[9, 0]),
            (2, _) => line.channel_ok = false,
            (3, _) => line.catalogue = dice.pick(&["禁止类", "限制类无许可"]),
            (4, 0) => line.service_activity = false,
            (4, _) => {
                line.established_on =
                    dice.pick(&[Some(date(2023, 12, 31)), Some(date(2026, 1, 1)), None]);
            }
            (5, 0) => line.drafter_rank = 2,
            (5, _) if dice.percent(50) => line.is_revision = true,
            (5, _) => line.domain = "数字订购",
            (8, 0) => line.recognised = false,
            (8, _) => line.promoted = false,
            (9, 0) => line.self_insured = false,
            (9, _) => line.export_policy = false,
            _ => line.date = None,
        }
    }

    /// Earlier awards, of this year's batches as well.
    fn history(&mut self, firm: &mut Firm) {
        let claimed: Vec<(u8, String)> =
            firm.claims.iter().map(|claim| (claim.measure, claim.item.clone())).collect();
        for (measure, item) in claimed {
            if self.dice.percent(10) {
                let prior = self.prior(measure, item);
                firm.prior.push(prior);
            }
        }
        let filed = firm.claims.iter().filter(|c| c.measure == 6).flat_map(|c| &c.lines);
        if let (Some(line), true) = (filed.last(), self.dice.percent(20)) {
            let prior = self.prior(6, line.export_no.clone());
            firm.prior.push(prior);
        }
        // Now and then an earlier batch of the year granted everything that is claimed again.
        if self.dice.percent(3) {
            for claim in firm.claims.clone() {
                let mut prior = self.prior(claim.measure, claim.item);
                prior.year = AWARD_YEAR;
                firm.prior.push(prior);
            }
        }
        let idle = firm.claims.is_empty();
        for _ in 0..self.dice.between(0, if idle { 3 } else { 1 }) {
            let measure = self.dice.between(1, 9) as u8;
            let item = self.item(measure);
            let prior = self.prior(measure, item);
            firm.prior.push(prior);
        }
    }

    fn prior(&mut self, measure: u8, item: String) -> Prior {
        let dice = &mut *self.dice;
        let cap = dice.pick(&[20_000_000, 30_000_000, 50_000_000, 100_000_000, 200_000_000]);
        let amount = match dice.below(8) {
            0 => 0,
            1 => dice.between(1, 3),
            2 | 3 => cap + dice.between(-1, 1),
            4 => 280_000_000 + dice.between(-1, 30_000_000),
            _ => dice.between(0, cap),
        };
        let base = match (measure, dice.below(4)) {
            (1, 0) => dice.pick(&[1, 333, 333_333_333, 500_000_000]),
            (1, 1) => 666_666_667 + dice.between(-2, 2),
            (1, 2) => amount * 10 / 3,
            _ => 0,
        };
        Prior {
            measure,
            item,
            year: dice.pick(&[2023, 2024, 2025, 2025, 2026, 2026]),
            base: money(base),
            amount: money(amount),
            fully_returned: dice.percent(25),
            partly_returned: dice.percent(25),
            pending: dice.percent(8),
            confirmed: dice.percent(15),
            paid_on: dice.pick(&[
                None,
                Some(date(2025, 12, 31)),
                Some(date(2026, 1, 1)),
                Some(date(2026, 2, 3)),
            ]),
        }
    }

    /// 附二: what the ministry's platform has, for 三 also more and less than was claimed.
    fn records(&mut self, firm: &Firm) {
        for measure in [3, 4] {
            let Some(claim) = firm.claims.iter().find(|c| c.measure == measure) else { continue };
            let own = if measure == 3 { "USD" } else { "CNY" };
            let currency = self.dice.pick(&[own, own, own, "CNY"]);
            let mut record = |year: i32, amount: Option<i64>| {
                let (uscc, amount) = (firm.uscc.clone(), amount.map(money));
                self.world.records.push(Record { uscc, measure, year, currency, amount });
            };
            if self.dice.percent(15) {
                record(AWARD_YEAR - 2, None);
                record(AWARD_YEAR, Some(90_000_000_000));
            }
            if self.dice.percent(10) {
                continue;
            }
            let lines = claim.lines.iter().filter(|line| line.currency == "USD");
            let claimed: i64 = lines.map(|line| fen(line.amount)).sum();
            if self.dice.percent(20) {
                record(AWARD_YEAR, Some(claimed));
            }
            let amount = match self.dice.below(10) {
                0 => Some(500_000_000 + self.dice.between(-1, 1)),
                1..=3 => Some((claimed + self.dice.between(-1, 1)).max(0)),
                4 => Some(self.dice.between(0, 2 * claimed)),
                5 | 6 => None,
                7 => Some(0),
                _ => Some(90_000_000_000_000),
            };
            if self.dice.percent(10) {
                record(AWARD_YEAR - 1, None);
            }
            match amount {
                Some(amount) if self.dice.percent(20) => {
                    let first = self.dice.between(0, amount);
                    record(AWARD_YEAR - 1, Some(first));
                    record(AWARD_YEAR - 1, Some(amount - first));
                }
                _ => record(AWARD_YEAR - 1, amount),
            }
        }
    }

    /// 附七: support received elsewhere, and findings that bear on nothing.
    fn findings(&mut self, firm: &mut Firm) {
        for claim in firm.claims.clone() {
            let dice = &mut *self.dice;
            if !dice.percent(15) {
                continue;
            }
            let at = dice.below(claim.lines.len() as u64) as usize;
            let paper = claim.lines[at].paper.clone();
            let by_paper = [2, 6, 7, 9].contains(&claim.measure);
            let item = if by_paper { paper } else { claim.item.clone() };
            firm.others.push(Other {
                measure: claim.measure,
                about: match dice.below(10) {
                    0 | 1 => String::new(),
                    2 => format!("{item}x"),
                    _ => item,
                },
                year: dice.pick(&[Some(AWARD_YEAR), Some(AWARD_YEAR - 1), None, Some(2023)]),
                source: dice
                    .pick(&["南山", "宝安区", "前海管理局", "深圳市商务局", "广东省"])
                    .to_owned(),
                amount: money(dice.pick(&[1, 5_000_000, 30_000_000, 90_000_000])),
                received: dice.percent(85),
                confirmed: dice.percent(15),
            });
        }
    }
}

fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a day of the calendar")
}
