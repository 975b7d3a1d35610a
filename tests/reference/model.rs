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
    pub claims: Vec<Claim>,
    pub prior: Vec<Prior>,
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
}
