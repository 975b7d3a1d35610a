//! An independent reference calculator for QH-ST-2026 (深前海规〔2026〕1号), a second opinion for the tests.
//!
//! It is written from the text of the scheme and from the readings that the project offers, the
//! recommended ones where a test chooses none, never from the engine. It goes row by row in yuan, with nothing
//! clever and nothing shared: where it and the engine differ, one of the two misreads a clause.
//!
//! The order of the stages is: gates, item amount, item cap, history, 附七 duplicates, count
//! limits, 附四 annual cap, 附八 pro-rata. Each stage fills one field of [`ClaimResult`].
//! Money is floored to the fen once per item, and split into whole fen in 附四 and 附八.
//! [`amounts`] says which lines count and what the rule gives for them, [`limits`] what earlier awards,
//! other support and numbers take off.

#![allow(dead_code, reason = "it states the whole text of the scheme")]

pub mod amounts;
mod cases;
pub mod examples;
mod limits;
mod model;

use std::collections::BTreeMap;

use chrono::Datelike;
use rust_decimal::Decimal;

use amounts::{asked, earlier_costs, entitled, is_eligible, is_in_time, recorded, value};
use limits::{limit_counts, net_of_duplicates, net_of_history};
pub use model::{Claim, ClaimResult, EntityType, Firm, Line, Other, Params, Prior, Record};

/// The awards of one year, sorted by (measure, uscc, item).
pub fn award(firms: &[Firm], params: &Params) -> Vec<ClaimResult> {
    let mut results = before_budget(firms, params);
    finish(&mut results, firms, params);
    results
}

/// 附八 and what comes after it: the cut looks at everybody, the cap behind it, where it is read so, at
/// each firm. In the end amounts are cut to their unit, once.
pub fn finish(results: &mut [ClaimResult], firms: &[Firm], params: &Params) {
    fit_to_budget(results, params);
    let last = params.reads("cap_order", "prorate_then_cap");
    if last {
        cap_each_firm(results, firms, params);
    }
    let unit = match (params.reads("round_unit", "wan"), params.reads("round_unit", "yuan")) {
        (true, _) => 10_000,
        (_, true) => 1,
        _ => return,
    };
    let whole = |amount: Decimal| (amount / Decimal::from(unit)).floor() * Decimal::from(unit);
    for r in results.iter_mut() {
        let amount = if last { &mut r.after_annual_cap } else { &mut r.payable };
        *amount = whole(*amount);
    }
}

/// All stages before 附八, which alone looks at everybody: the others may be worked out for groups of
/// firms that share no item. `payable` is not filled in.
pub fn before_budget(firms: &[Firm], params: &Params) -> Vec<ClaimResult> {
    let mut results = Vec::new();
    for firm in firms {
        for claim in &firm.claims {
            results.push(assess(firms, firm, claim, params));
        }
    }
    results.sort_by(|a, b| (a.measure, &a.uscc, &a.item).cmp(&(b.measure, &b.uscc, &b.item)));
    for pair in results.windows(2) {
        let key = |r: &ClaimResult| (r.measure, r.uscc.clone(), r.item.clone());
        assert_ne!(key(&pair[0]), key(&pair[1]), "two claims for one firm, measure and item");
    }
    net_of_history(&mut results, firms, params);
    if params.reads("order", "cap_then_dup") {
        limit_counts(&mut results, firms, params, None);
        cap_each_firm(&mut results, firms, params);
        net_of_duplicates(&mut results, firms, params);
        return results;
    }
    let before: Vec<Decimal> = results.iter().map(|r| r.now).collect();
    net_of_duplicates(&mut results, firms, params);
    let kept = (!params.reads("dup_joint", "next")).then_some(&before[..]);
    limit_counts(&mut results, firms, params, kept);
    if !params.reads("cap_order", "prorate_then_cap") {
        cap_each_firm(&mut results, firms, params);
    }
    results
}

/// What is paid in all.
pub fn total_payable(results: &[ClaimResult]) -> Decimal {
    results.iter().map(|r| r.payable).sum()
}

/// The stages that look at one claim: gates, item amount, item cap.
fn assess(firms: &[Firm], firm: &Firm, claim: &Claim, params: &Params) -> ClaimResult {
    let measure = claim.measure;
    let counts =
        |line: &&Line| is_in_time(measure, line, params) && is_eligible(measure, line, params);
    let eligible: Vec<&Line> = claim.lines.iter().filter(counts).collect();
    let gates_ok = !eligible.is_empty()
        && firm_may_apply(firm, measure, params)
        && claim_passes(claim, &eligible, params);
    let earlier = match measure == 1 && !params.reads("m1_base", "per_year") {
        true => earlier_costs(firms, firm, &claim.item, params).iter().map(|p| p.base).sum(),
        false => Decimal::ZERO,
    };
    let by_rule =
        if gates_ok { entitled(firm, claim, &eligible, earlier, params) } else { Decimal::ZERO };
    let made_good = params.reads("m1_cuts", "made_good");
    let with_part = if made_good { earlier } else { Decimal::ZERO };
    // Nobody is given more than was asked for.
    let asked = asked(claim, &eligible, with_part, params);
    let item_amount = asked.map_or(by_rule, |asked| by_rule.min(asked));
    let capped = |amount: Decimal| item_cap(measure, params).map_or(amount, |cap| amount.min(cap));
    let of_year = eligible.iter().map(|line| value(1, line, params)).sum();
    ClaimResult {
        uscc: firm.uscc.clone(),
        measure,
        item: claim.item.clone(),
        after_gates_ok: gates_ok,
        item_amount,
        after_item_cap: capped(item_amount),
        after_history: Decimal::ZERO,
        after_duplicates: Decimal::ZERO,
        after_count: Decimal::ZERO,
        after_annual_cap: Decimal::ZERO,
        payable: Decimal::ZERO,
        now: capped(item_amount),
        by_rule: capped(by_rule),
        of_year,
        rank: eligible.iter().map(|line| line.drafter_rank).min().unwrap_or(i64::MAX),
    }
}

/// Who may apply; 附一 and 附二.
fn firm_may_apply(firm: &Firm, measure: u8, params: &Params) -> bool {
    let enterprise = firm.entity_type == EntityType::Enterprise;
    let entity_ok = match measure {
        // 行业协会、企业等
        1 => firm.entity_type != EntityType::Institution || !params.reads("m1_other_types", "deny"),
        2 | 3 | 4 | 6 | 9 => enterprise,      // 企业
        7 => enterprise && firm.data_service, // 数据服务企业
        5 | 8 => true,                        // 机构
        _ => panic!("no measure {measure}"),
    };
    // 附一: 应当在前海合作区实际经营，但申请第一条措施的除外
    let here = match params.reads("qh_test", "four_tests") {
        true => firm.four_tests,
        false => firm.operates_in_qianhai,
    };
    let place_ok = measure == 1 || here;
    // 附二: 三 and 四 need a record on the MOFCOM platform; one of nothing is none
    let platform_ok = ![3, 4].contains(&measure) || recorded(firm, measure, params).any;
    let credit_ok = !firm.listed || !params.reads("credit_list", "exclude");
    entity_ok && place_ok && platform_ok && credit_ok
}

/// The conditions on the claim as a whole. The catalogue is about the conduct of the firm, so it looks
/// at all that was filed; 附五 at what counts.
fn claim_passes(claim: &Claim, counting: &[&Line], params: &Params) -> bool {
    match claim.measure {
        // 附五: 10家以上（含10家）; where lines differ, the smallest
        1 if params.reads("m1_served", "any") => claim.lines.iter().any(|l| l.served >= 10),
        1 => counting.iter().all(|l| l.served >= 10),
        // 三: one breach of the catalogue ends the claim; a licensed 限制类 is no breach
        3 if params.reads("m3_catalog_scope", "contract") => true,
        3 => !claim.lines.iter().any(|l| l.catalogue == "禁止类" || l.catalogue == "限制类无许可"),
        _ => true,
    }
}

/// The highest support for one item (一 二 四 六 七 九) or one firm and year (三).
fn item_cap(measure: u8, _: &Params) -> Option<Decimal> {
    match measure {
        1 => Some(Decimal::from(2_000_000)),
        2 => Some(Decimal::from(1_000_000)),
        3 => Some(Decimal::from(500_000)),
        4 => Some(Decimal::from(300_000)),
        6 => Some(Decimal::from(200_000)),
        7 => Some(Decimal::from(300_000)),
        9 => Some(Decimal::from(300_000)),
        _ => None, // 五 and 八 are amounts, not rates
    }
}

/// 附四: 每家机构每年获得的支持金额不超过300万元, net of what it was awarded in the year before.
/// A cut is split over the measures first, then within each measure over its items.
fn cap_each_firm(results: &mut [ClaimResult], firms: &[Firm], params: &Params) {
    for firm in firms {
        let counts = |p: &&Prior| p.is_kept() && in_cap_year(p, params);
        let awarded: Decimal = firm.prior.iter().filter(counts).map(|p| p.amount).sum();
        let room = (Decimal::from(3_000_000) - awarded).max(Decimal::ZERO);

        let own: Vec<usize> = positions(results, |r| r.uscc == firm.uscc);
        if own.iter().map(|p| results[*p].now).sum::<Decimal>() <= room {
            continue;
        }
        let parts = match params.reads("cap_alloc", "priority") {
            true => in_order(room, &own, results),
            false => by_measure(room, &own, results, |r| r.now),
        };
        for (position, part) in own.into_iter().zip(parts) {
            results[position].now = part;
        }
    }
    for r in results.iter_mut() {
        r.after_annual_cap = r.now;
    }
}

/// 每年: the budget year of the award, or the year in which it was paid, where a day is known.
fn in_cap_year(prior: &Prior, params: &Params) -> bool {
    let paid = prior.paid_on.filter(|_| params.reads("annual_cap_year", "payment"));
    match paid {
        Some(day) => day.year() == params.payment_date.year(),
        None => prior.year == params.award_year,
    }
}

/// The measures in their order keep what they have while it lasts; within a measure in proportion.
fn in_order(total: Decimal, own: &[usize], results: &[ClaimResult]) -> Vec<Decimal> {
    let mut left = total;
    let mut parts = Vec::new();
    for measure in 1..=9_u8 {
        let claims = own.iter().map(|position| &results[*position]);
        let amounts: Vec<Decimal> =
            claims.filter(|r| r.measure == measure).map(|r| r.now).collect();
        let share = left.min(amounts.iter().sum());
        left -= share;
        parts.extend(split(share, &amounts));
    }
    parts
}

/// Where the results that match stand.
fn positions(results: &[ClaimResult], matches: impl Fn(&ClaimResult) -> bool) -> Vec<usize> {
    results.iter().enumerate().filter(|(_, r)| matches(r)).map(|(position, _)| position).collect()
}

/// What each claim of a firm gets of `total`: split over its measures first, then within each
/// measure over its items. `own` is in the order of the results, so by measure and item.
fn by_measure(
    total: Decimal,
    own: &[usize],
    results: &[ClaimResult],
    amount: impl Fn(&ClaimResult) -> Decimal,
) -> Vec<Decimal> {
    let of_measure = |measure: u8| -> Vec<Decimal> {
        let claims = own.iter().map(|position| &results[*position]);
        claims.filter(|r| r.measure == measure).map(&amount).collect()
    };
    let totals: Vec<Decimal> = (1..=9).map(|m| of_measure(m).iter().sum()).collect();
    let mut parts = Vec::new();
    for (measure, share) in (1..=9_u8).zip(split(total, &totals)) {
        parts.extend(split(share, &of_measure(measure)));
    }
    parts
}

/// 附八: 超过…预算总额 (strict): 同比例调整. Each firm is floored to the fen. The text does not say
/// how a firm's part is told apart by claim: as in 附四, over measures first, then over items.
fn fit_to_budget(results: &mut [ClaimResult], params: &Params) {
    for r in results.iter_mut() {
        r.payable = r.now;
    }
    let mut by_firm: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (position, r) in results.iter().enumerate() {
        by_firm.entry(r.uscc.clone()).or_default().push(position);
    }
    let total = |own: &Vec<usize>| -> Decimal { own.iter().map(|p| results[*p].now).sum() };
    let totals: Vec<Decimal> = by_firm.values().map(total).collect();
    let sum: Decimal = totals.iter().sum();
    let Some(budget) = params.budget else { return };
    if sum <= budget {
        return;
    }
    let firm_amounts = if params.largest_remainder {
        split(budget, &totals) // ties: the smaller code, as a BTreeMap is sorted
    } else {
        totals.iter().map(|t| floored_share(*t, budget, sum).0 / Decimal::from(100)).collect()
    };
    for (own, firm_amount) in by_firm.values().zip(firm_amounts) {
        let parts = by_measure(firm_amount, own, results, |r| r.now);
        for (position, part) in own.iter().zip(parts) {
            results[*position].payable = part;
        }
    }
    for r in results.iter_mut() {
        r.now = r.payable;
    }
}

/// Splits `total` yuan in proportion to `parts` into whole fen by largest remainder; ties go to
/// the earlier part. `total` is at most the sum of the parts, so that no part grows.
pub fn split(total: Decimal, parts: &[Decimal]) -> Vec<Decimal> {
    let hundred = Decimal::from(100);
    let whole: Decimal = parts.iter().sum();
    if whole.is_zero() {
        return parts.to_vec();
    }
    let mut shares = Vec::new(); // whole fen
    let mut remainders = Vec::new(); // (what the floor cut off, as a multiple of 1/whole; position)
    for (position, part) in parts.iter().enumerate() {
        let (fen, remainder) = floored_share(*part, total, whole);
        shares.push(fen);
        remainders.push((remainder, position));
    }
    remainders.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut left = total * hundred - shares.iter().sum::<Decimal>();
    for (_, position) in remainders {
        if left > Decimal::ZERO {
            shares[position] += Decimal::ONE;
            left -= Decimal::ONE;
        }
    }
    assert!(left.is_zero(), "the split has to add up to {total}");
    shares.into_iter().map(|fen| fen / hundred).collect()
}

/// Whole fen of part x total / whole, and what the floor cut off (times whole). By remainder, so
/// that no rounding of a quotient comes in.
fn floored_share(part: Decimal, total: Decimal, whole: Decimal) -> (Decimal, Decimal) {
    let product = part * total * Decimal::from(100);
    let remainder = product % whole;
    ((product - remainder) / whole, remainder)
}
