//! The plain types of the reference calculator.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntityType {
    Enterprise,
    Association,
    Institution,
}

#[derive(Clone, Debug)]
pub struct Firm {
    pub uscc: String,
    pub entity_type: EntityType,
    pub operates_in_qianhai: bool,
    pub data_service: bool,
    /// 附一, read strictly: registered, producing, staffed and keeping its accounts in the zone.
    pub four_tests: bool,
    /// On a list of abnormal operation.
    pub listed: bool,
    pub claims: Vec<Claim>,
    pub prior: Vec<Prior>,
    /// Support received elsewhere, as a list of findings has it.
    pub others: Vec<Other>,
}

/// Everything that one firm files for one (measure, item): at most one claim for each.
#[derive(Clone, Debug)]
pub struct Claim {
    /// 1..=9 for 一 to 九.
    pub measure: u8,
    /// Platform id (一), overseas entity (四), standard (五), case (八); empty for 二 三 六 七 九.
    pub item: String,
    pub lines: Vec<Line>,
    /// Same-kind support was already received elsewhere (附七).
    pub duplicate: bool,
}

#[derive(Clone, Debug)]
pub struct Line {
    pub accepted_on: NaiveDate,
    pub amount: Decimal,
    pub currency: &'static str,
    /// Paid, received, published or documented: the date that the window is tested on.
    pub date: Option<NaiveDate>,
    /// 一: personal office computers; 九: refunded premium. In the line's currency.
    pub excluded: Decimal,
    pub served: i64,
    pub established_on: Option<NaiveDate>,
    pub service_activity: bool,
    pub level: &'static str,
    pub drafter_rank: i64,
    pub domain: &'static str,
    pub is_revision: bool,
    pub share: Decimal,
    pub catalogue: &'static str,
    pub recognised: bool,
    pub promoted: bool,
    pub self_insured: bool,
    pub export_policy: bool,
    pub channel_ok: bool,
    pub cost_kind_ok: bool,
    /// 五: standards of one content are one matter; empty where the filing does not say.
    pub content: String,
    /// 八: the firm files as the lead applicant of a joint case.
    pub lead: bool,
    /// 申请金额 of the claim that the line is part of, where it is stated.
    pub requested: Option<Decimal>,
    /// The filing that the line came in.
    pub filing: String,
    /// The paper behind the line: invoice or policy.
    pub paper: String,
    /// 六: the number of the data-export filing.
    pub export_no: String,
    /// VAT in the amount.
    pub tax: Decimal,
    /// 四: the day of the certificate of overseas investment.
    pub certified_on: Option<NaiveDate>,
}

/// 附七: a finding about support received elsewhere.
#[derive(Clone, Debug)]
pub struct Other {
    pub measure: u8,
    /// What it is about: an item, or the number of a paper; empty where it does not say.
    pub about: String,
    pub year: Option<i32>,
    pub source: String,
    pub amount: Decimal,
    /// Approved or paid; what is pending or was returned is no support.
    pub received: bool,
    /// A person has confirmed it as it stands.
    pub confirmed: bool,
}

/// 附二: what the ministry's platform has.
#[derive(Clone, Debug)]
pub struct Record {
    pub uscc: String,
    pub measure: u8,
    pub year: i32,
    pub currency: &'static str,
    pub amount: Option<Decimal>,
}

impl Line {
    /// A line of `amount` yuan that passes the line conditions of every measure; change what a test is about.
    pub fn passing(accepted_on: NaiveDate, date: NaiveDate, amount: Decimal) -> Line {
        Line {
            accepted_on,
            amount,
            currency: "CNY",
            date: Some(date),
            excluded: Decimal::ZERO,
            served: 10,
            established_on: Some(date),
            service_activity: true,
            level: "国际",
            drafter_rank: 1,
            domain: "数字服务",
            is_revision: false,
            share: Decimal::ONE,
            catalogue: "不涉及",
            recognised: true,
            promoted: true,
            self_insured: true,
            export_policy: true,
            channel_ok: true,
            cost_kind_ok: true,
            content: String::new(),
            lead: false,
            requested: None,
            filing: String::new(),
            paper: String::new(),
            export_no: String::new(),
            tax: Decimal::ZERO,
            certified_on: Some(date),
        }
    }
}

/// An earlier award, of an earlier year or of an earlier batch of the same year.
#[derive(Clone, Debug)]
pub struct Prior {
    pub measure: u8,
    pub item: String,
    pub year: i32,
    /// 一: the cost first counted in that award (not the cumulative cost).
    pub base: Decimal,
    pub amount: Decimal,
    pub fully_returned: bool,
    /// A part was returned: `amount` is what is left.
    pub partly_returned: bool,
    /// 待审: nothing has been received yet.
    pub pending: bool,
    /// A person has confirmed that the base counts although the award was returned.
    pub confirmed: bool,
    pub paid_on: Option<NaiveDate>,
}

impl Prior {
    /// Whether anything of it is left to whoever received it.
    pub fn is_kept(&self) -> bool {
        !self.fully_returned && !self.pending
    }

    /// 一: whether what is left stands for a part of its costs that nobody knows: then neither counts with the
    /// costs to date, unless a person says so or the reading does.
    pub fn stands_apart(&self, params: &Params) -> bool {
        let counts = self.confirmed || params.reads("m1_returned", "always");
        self.partly_returned && self.base > Decimal::ZERO && !counts
    }
}

#[derive(Clone, Debug)]
pub struct Params {
    pub award_year: i32,
    pub valid_from: NaiveDate,
    pub valid_to: NaiveDate,
    /// CNY per unit of each currency; CNY = 1.
    pub fx: BTreeMap<&'static str, Decimal>,
    pub lpr: Decimal,
    /// 附二: (uscc, measure) -> amount on the MOFCOM platform, in USD for 三 and CNY for 四.
    pub platform: BTreeMap<(String, u8), Decimal>,
    pub budget: Option<Decimal>,
    /// 附八: give the leftover fen away instead of leaving them unspent.
    pub largest_remainder: bool,
    pub deadline: NaiveDate,
    pub payment_date: NaiveDate,
    /// Parities and rates by the day they were published on; none where one value holds always.
    pub published: Vec<(NaiveDate, &'static str, Decimal)>,
    /// Records in detail; they take the place of `platform` where there are any.
    pub records: Vec<Record>,
    /// Readings other than the recommended ones, by the name of the question.
    pub chosen: BTreeMap<String, String>,
}

impl Params {
    /// Whether a contested question is answered in this way.
    pub fn reads(&self, question: &str, answer: &str) -> bool {
        self.chosen.get(question).is_some_and(|chosen| chosen == answer)
    }

    /// Yuan per unit on a day: what was published last, that day included.
    pub fn parity(&self, currency: &str, day: NaiveDate) -> Decimal {
        if currency == "CNY" {
            return Decimal::ONE;
        }
        let of_currency = self.published.iter().filter(|row| row.1 == currency && row.0 <= day);
        let last = of_currency.max_by_key(|row| row.0).map(|row| row.2);
        last.or(self.fx.get(currency).copied()).unwrap_or_else(|| panic!("no rate: {currency}"))
    }

    /// 最近一期: the LPR published last before the deadline, that day included or not.
    pub fn prime_rate(&self) -> Decimal {
        let before = |day: NaiveDate| match self.reads("lpr_same_day", "no") {
            true => day < self.deadline,
            false => day <= self.deadline,
        };
        let known = self.published.iter().filter(|row| row.1 == "LPR1Y" && before(row.0));
        known.max_by_key(|row| row.0).map_or(self.lpr, |row| row.2)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimResult {
    pub uscc: String,
    pub measure: u8,
    pub item: String,
    /// Entity, 附一, 附二, catalogue and served gates hold and one line at least is eligible.
    pub after_gates_ok: bool,
    /// Threshold and rate, floored to the fen, before the cap of the item.
    pub item_amount: Decimal,
    pub after_item_cap: Decimal,
    pub after_history: Decimal,
    pub after_duplicates: Decimal,
    pub after_count: Decimal,
    pub after_annual_cap: Decimal,
    pub payable: Decimal,
    /// The amount after the last stage so far.
    pub now: Decimal,
    /// What the rule gives, capped, whatever was asked for.
    pub by_rule: Decimal,
    /// 一: costs of the award year that count.
    pub of_year: Decimal,
    /// 五: the best place among the drafters.
    pub rank: i64,
}
