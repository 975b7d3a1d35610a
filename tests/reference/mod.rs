//! An independent reference calculator for QH-ST-2026 (深前海规〔2026〕1号), a second opinion for the tests.
//!
//! It is written from the text of the scheme and from the reading of it that the project chose
//! (its default parameters), never from the engine. It goes row by row in yuan, with nothing
//! clever and nothing shared: where it and the engine differ, one of the two misreads a clause.
//!
//! The order of the stages is: gates, item amount, item cap, history, 附七 duplicates, count
//! limits, 附四 annual cap, 附八 pro-rata. Each stage fills one field of [`ClaimResult`].
//! Money is floored to the fen once per item, and split into whole fen in 附四 and 附八.

#![allow(dead_code)]

mod cases;
pub mod examples;
mod model;

use std::collections::{BTreeMap, BTreeSet};

use chrono::Datelike;
use rust_decimal::Decimal;

pub use model::{Claim, ClaimResult, EntityType, Firm, Line, Params, Prior};

/// The awards of one year, sorted by (measure, uscc, item).
pub fn award(firms: &[Firm], params: &Params) -> Vec<ClaimResult> {
    let mut results = before_budget(firms, params);
    fit_to_budget(&mut results, params);
    results
}

/// All stages but 附八, which alone looks at everybody: the others may be worked out for groups of
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
    limit_counts(&mut results, firms, params);
    cap_each_firm(&mut results, firms, params);
    results
}

/// What is paid in all.
pub fn total_payable(results: &[ClaimResult]) -> Decimal {
    results.iter().map(|r| r.payable).sum()
}

/// The stages that look at one claim: gates, item amount, item cap, history, duplicates.
fn assess(firms: &[Firm], firm: &Firm, claim: &Claim, params: &Params) -> ClaimResult {
    let lines = lines_in_time(claim, params);
    let eligible: Vec<&Line> =
        lines.iter().copied().filter(|l| line_is_eligible(claim.measure, l, params)).collect();

    let gates_ok =
        !eligible.is_empty() && firm_may_apply(firm, claim.measure, params) && claim_passes(claim);
    let mut item_amount =
        if gates_ok { item_amount(firms, firm, claim, &eligible, params) } else { Decimal::ZERO };
    // Nobody is given more than was asked for; where the lines of a claim differ, the least.
    if let Some(asked) = claim.lines.iter().filter_map(|l| l.requested).min() {
        item_amount = item_amount.min(asked);
    }
    let after_item_cap = match item_cap(claim.measure) {
        Some(cap) => item_amount.min(cap),
        None => item_amount,
    };
    let after_history = net_of_history(firms, firm, claim, after_item_cap, params);
    // 附七: support of the same kind that was received already excludes the item as a whole.
    let after_duplicates = if claim.duplicate { Decimal::ZERO } else { after_history };

    ClaimResult {
        uscc: firm.uscc.clone(),
        measure: claim.measure,
        item: claim.item.clone(),
        after_gates_ok: gates_ok,
        item_amount,
        after_item_cap,
        after_history,
        after_duplicates,
        after_count: Decimal::ZERO,
        after_annual_cap: Decimal::ZERO,
        payable: Decimal::ZERO,
    }
}

/// 附九: accepted within the validity of the scheme, both ends in. Window: 上年度 is Y-1 and
/// 当年 (only 九) is Y. A line without a date cannot be placed and is left out.
fn lines_in_time<'a>(claim: &'a Claim, params: &Params) -> Vec<&'a Line> {
    let year = if claim.measure == 9 { params.award_year } else { params.award_year - 1 };
    let mut kept = Vec::new();
    for line in &claim.lines {
        let accepted_in_time =
            line.accepted_on >= params.valid_from && line.accepted_on <= params.valid_to;
        let in_window = line.date.is_some_and(|d| d.year() == year);
        if accepted_in_time && in_window {
            kept.push(line);
        }
    }
    kept
}

/// The conditions that each line has to meet by itself.
fn line_is_eligible(measure: u8, line: &Line, params: &Params) -> bool {
    let y = params.award_year;
    match measure {
        1 => line.cost_kind_ok, // 附五: equipment and operating costs of the lists
        2 => line.channel_ok,   // 二: 广播电视媒体、网络视频、社交软件、金融支付机构等平台
        // 四: 上两个年度在境外设立主体，开展服务业相关活动
        4 => {
            line.service_activity
                && line.established_on.is_some_and(|d| d.year() == y - 2 || d.year() == y - 1)
        }
        // 五: 主导 (ranked first) 制定 (not 修订); 附六: digital trade is three kinds
        5 => {
            line.drafter_rank == 1
                && !line.is_revision
                && ["数字产品", "数字服务", "数字技术"].contains(&line.domain)
        }
        8 => line.recognised && line.promoted, // 八: 认可并在全国推广
        9 => line.self_insured && line.export_policy, // 九: 自行投保服务出口项下
        3 | 6 | 7 => true,
        _ => panic!("no measure {measure}"),
    }
}

/// Who may apply; 附一 and 附二.
fn firm_may_apply(firm: &Firm, measure: u8, params: &Params) -> bool {
    let enterprise = firm.entity_type == EntityType::Enterprise;
    let entity_ok = match measure {
        1 => true,                            // 行业协会、企业等
        2 | 3 | 4 | 6 | 9 => enterprise,      // 企业
        7 => enterprise && firm.data_service, // 数据服务企业
        5 | 8 => true,                        // 机构
        _ => panic!("no measure {measure}"),
    };
    // 附一: 应当在前海合作区实际经营，但申请第一条措施的除外
    let place_ok = measure == 1 || firm.operates_in_qianhai;
    // 附二: 三 and 四 need a record on the MOFCOM platform
    let platform_ok = match measure {
        3 | 4 => params.platform.contains_key(&(firm.uscc.clone(), measure)),
        _ => true,
    };
    entity_ok && place_ok && platform_ok
}

/// The conditions on the claim as a whole. They are about the platform and about the conduct of
/// the firm, so they look at all that was filed, whether or not the costs of a line count.
fn claim_passes(claim: &Claim) -> bool {
    let lines = &claim.lines;
    match claim.measure {
        // 附五: 10家以上（含10家）
        1 => lines.iter().any(|l| l.served >= 10),
        // 三: one breach of the catalogue ends the claim; a licensed 限制类 is no breach
        3 => !lines.iter().any(|l| l.catalogue == "禁止类" || l.catalogue == "限制类无许可"),
        _ => true,
    }
}

/// Threshold x rate, floored to the fen. 超过 is strict, it is not among the words of 附三.
fn item_amount(
    firms: &[Firm],
    firm: &Firm,
    claim: &Claim,
    lines: &[&Line],
    params: &Params,
) -> Decimal {
    let rate = |line: &Line| match params.fx.get(line.currency) {
        Some(rate) => *rate,
        None => panic!("no exchange rate for {}", line.currency),
    };
    let gross: Decimal = lines.iter().map(|l| l.amount * rate(l)).sum();
    let net: Decimal = lines.iter().map(|l| (l.amount - l.excluded) * rate(l)).sum();
    let percent = |p: i64| Decimal::new(p, 2);
    match claim.measure {
        // 一: 支持总额不超过实际支出的30%, on the cost of the platform to date
        1 => {
            // (costs once recognised stay so, even if the support was returned)
            let earlier: Decimal =
                earlier_platform_awards(firms, firm, &claim.item).iter().map(|p| p.base).sum();
            floor_fen((net + earlier) * percent(30))
        }
        // 二: 超过100万元, 5% of the whole
        2 if gross > Decimal::from(1_000_000) => floor_fen(gross * percent(5)),
        // 三: 超过500万美元; the lower of receipts and platform record is the principal, for a year
        3 => {
            let usd = params.fx["USD"];
            let recorded = params.platform[&(firm.uscc.clone(), 3)] * usd;
            let base = gross.min(recorded);
            if base > Decimal::from(5_000_000) * usd {
                floor_fen(base * params.lpr)
            } else {
                Decimal::ZERO
            }
        }
        // 四: 实际投资额超过500万元人民币, 1% of it
        4 if gross > Decimal::from(5_000_000) => floor_fen(gross * percent(1)),
        2 | 4 => Decimal::ZERO,
        // 五: by level; if the lines of one standard differ, once and at the highest
        5 => lines.iter().map(|l| standard_amount(l.level)).max().unwrap_or(Decimal::ZERO),
        6 => floor_fen(gross * percent(50)),
        // 七: the share of the line that serves 国际数据服务, 20%
        7 => {
            let used: Decimal = lines.iter().map(|l| l.amount * rate(l) * l.share).sum();
            floor_fen(used * percent(20))
        }
        8 => Decimal::from(300_000),
        9 => floor_fen(net * percent(50)),
        other => panic!("no measure {other}"),
    }
}

/// 一: the two years and the 200万 are the applicant's and the platform's: earlier awards to the
/// same firm (whatever the platform), and for the same platform (whoever received them).
fn earlier_platform_awards<'a>(firms: &'a [Firm], firm: &Firm, platform: &str) -> Vec<&'a Prior> {
    let mut found = Vec::new();
    for other in firms {
        for p in &other.prior {
            if p.measure == 1 && (other.uscc == firm.uscc || p.item == platform) {
                found.push(p);
            }
        }
    }
    found
}

/// 五: 50万元、30万元、20万元、15万元和10万元; other levels are not in the list.
fn standard_amount(level: &str) -> Decimal {
    Decimal::from(match level {
        "国际" => 500_000,
        "国家" => 300_000,
        "行业" => 200_000,
        "深圳地方" => 150_000,
        "湾区" => 100_000,
        _ => 0,
    })
}

/// The highest support for one item (一 二 四 六 七 九) or one firm and year (三).
fn item_cap(measure: u8) -> Option<Decimal> {
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

/// One-off rights and caps that earlier awards used up. An award fully returned uses up nothing.
fn net_of_history(
    firms: &[Firm],
    firm: &Firm,
    claim: &Claim,
    amount: Decimal,
    params: &Params,
) -> Decimal {
    let own: Vec<&Prior> =
        firm.prior.iter().filter(|p| p.measure == claim.measure && !p.fully_returned).collect();
    match claim.measure {
        // 一: 不超过2年支持, any two award years; 200万 and 30% hold for both together
        1 => {
            let mut kept = earlier_platform_awards(firms, firm, &claim.item);
            kept.retain(|p| !p.fully_returned);
            let mut other_years: Vec<i32> =
                kept.iter().map(|p| p.year).filter(|y| *y != params.award_year).collect();
            other_years.sort();
            other_years.dedup();
            if other_years.len() >= 2 {
                return Decimal::ZERO;
            }
            let paid: Decimal = kept.iter().map(|p| p.amount).sum();
            (amount - paid).max(Decimal::ZERO)
        }
        // 二 三 七 九: the cap is for a firm and a year, over all batches of the year
        2 | 3 | 7 | 9 => {
            let paid: Decimal =
                own.iter().filter(|p| p.year == params.award_year).map(|p| p.amount).sum();
            let cap = item_cap(claim.measure).expect("these measures have a cap");
            amount.min((cap - paid).max(Decimal::ZERO))
        }
        // 四: 30万元/个 is for an entity and a year, over all batches of the year, whoever received it
        4 => {
            let mut paid = Decimal::ZERO;
            for p in firms.iter().flat_map(|other| &other.prior) {
                let granted = !p.fully_returned && p.year == params.award_year;
                if p.measure == 4 && p.item == claim.item && granted {
                    paid += p.amount;
                }
            }
            let cap = item_cap(4).expect("四 has a cap");
            amount.min((cap - paid).max(Decimal::ZERO))
        }
        // 五 八: once per standard and once per case, whoever received it
        5 | 8 => {
            let mut already = false;
            for other in firms {
                for p in &other.prior {
                    if p.measure == claim.measure && p.item == claim.item && !p.fully_returned {
                        already = true;
                    }
                }
            }
            if already { Decimal::ZERO } else { amount }
        }
        // 六: 一次性支持, once per enterprise
        6 if !own.is_empty() => Decimal::ZERO,
        _ => amount,
    }
}

/// Count limits. What is zero by now (a duplicate, say) does not take up a place.
fn limit_counts(results: &mut [ClaimResult], firms: &[Firm], params: &Params) {
    for r in results.iter_mut() {
        r.after_count = r.after_duplicates;
    }

    // 一: 每个申请单位限申报一个平台
    for firm in firms {
        limit_items(results, firm, 1, 1, params);
    }
    // 一: then one applicant per platform: the highest amount, then the smaller code
    for platform in items(results, 1) {
        let mut rivals = live(results, |r| r.measure == 1 && r.item == platform);
        rivals.sort_by(|a, b| b.after_count.cmp(&a.after_count).then(a.uscc.cmp(&b.uscc)));
        keep_first(results, &rivals, 1);
    }
    // 四: 每家企业年度支持上限为2个境外主体
    for firm in firms {
        limit_items(results, firm, 4, 2, params);
    }
    // 五: one content at several levels counts once for a firm, at the highest
    for firm in firms {
        let contents = contents(firm);
        let mut different: Vec<&str> = contents.values().copied().collect();
        different.sort();
        different.dedup();
        for content in different {
            let mut mine = live(results, |r| {
                r.measure == 5
                    && r.uscc == firm.uscc
                    && contents.get(r.item.as_str()) == Some(&content)
            });
            mine.sort_by(|a, b| b.after_count.cmp(&a.after_count).then(a.item.cmp(&b.item)));
            keep_first(results, &mine, 1);
        }
    }
    // 五: then one applicant per standard: the highest amount, then the smaller code
    for standard in items(results, 5) {
        let mut rivals = live(results, |r| r.measure == 5 && r.item == standard);
        rivals.sort_by(|a, b| b.after_count.cmp(&a.after_count).then(a.uscc.cmp(&b.uscc)));
        keep_first(results, &rivals, 1);
    }
    // 八: 每条…一次性: one applicant per case, the lead of a joint one, then the smaller code
    for case in items(results, 8) {
        let mut rivals = live(results, |r| r.measure == 8 && r.item == case);
        rivals.sort_by_key(|r| (!leads(firms, r), r.uscc.clone()));
        keep_first(results, &rivals, 1);
    }
}

/// So many items of a firm in a year: the highest amounts, then the smaller items. An item granted in
/// an earlier batch of the year has its place and needs no other; the rest share what it leaves.
fn limit_items(
    results: &mut [ClaimResult],
    firm: &Firm,
    measure: u8,
    places: usize,
    params: &Params,
) {
    let granted = granted_this_year(firm, measure, params);
    let mut mine = live(results, |r| r.measure == measure && r.uscc == firm.uscc);
    mine.sort_by(|a, b| b.after_count.cmp(&a.after_count).then(a.item.cmp(&b.item)));
    let (placed, others): (Vec<_>, Vec<_>) =
        mine.into_iter().partition(|r| granted.contains(r.item.as_str()));
    keep_first(results, &placed, places);
    keep_first(results, &others, places.saturating_sub(granted.len()));
}

/// Items of a measure that the firm was granted in earlier batches of the award year.
fn granted_this_year<'a>(firm: &'a Firm, measure: u8, params: &Params) -> BTreeSet<&'a str> {
    let granted = |p: &&Prior| {
        p.measure == measure
            && p.year == params.award_year
            && p.amount > Decimal::ZERO
            && !p.fully_returned
    };
    firm.prior.iter().filter(granted).map(|p| p.item.as_str()).collect()
}

/// 五: what the firm's standards are about, where it says so.
fn contents(firm: &Firm) -> BTreeMap<&str, &str> {
    let mut contents = BTreeMap::new();
    for claim in firm.claims.iter().filter(|c| c.measure == 5) {
        let said = claim.lines.iter().map(|l| l.content.as_str()).filter(|c| !c.is_empty());
        if let Some(content) = said.min() {
            contents.insert(claim.item.as_str(), content);
        }
    }
    contents
}

/// 八: whether the claim says that its firm is the lead applicant.
fn leads(firms: &[Firm], of: &ClaimResult) -> bool {
    let firm = firms.iter().filter(|f| f.uscc == of.uscc);
    let mut claims = firm.flat_map(|f| &f.claims);
    claims.any(|c| c.measure == 8 && c.item == of.item && c.lines.iter().any(|l| l.lead))
}

/// Copies of the results that match and are not zero yet.
fn live(results: &[ClaimResult], matches: impl Fn(&ClaimResult) -> bool) -> Vec<ClaimResult> {
    results.iter().filter(|r| matches(r) && r.after_count > Decimal::ZERO).cloned().collect()
}

/// The different items claimed under a measure.
fn items(results: &[ClaimResult], measure: u8) -> Vec<String> {
    let mut items: Vec<String> =
        results.iter().filter(|r| r.measure == measure).map(|r| r.item.clone()).collect();
    items.sort();
    items.dedup();
    items
}

/// The first `places` of the ranked claims keep their amount, the others lose it.
fn keep_first(results: &mut [ClaimResult], ranked: &[ClaimResult], places: usize) {
    for loser in ranked.iter().skip(places) {
        for r in results.iter_mut() {
            if r.measure == loser.measure && r.uscc == loser.uscc && r.item == loser.item {
                r.after_count = Decimal::ZERO;
            }
        }
    }
}

/// 附四: 每家机构每年获得的支持金额不超过300万元, net of what it was awarded in the year before.
/// A cut is split over the measures first, then within each measure over its items.
fn cap_each_firm(results: &mut [ClaimResult], firms: &[Firm], params: &Params) {
    for r in results.iter_mut() {
        r.after_annual_cap = r.after_count;
    }
    for firm in firms {
        let awarded: Decimal = firm
            .prior
            .iter()
            .filter(|p| p.year == params.award_year && !p.fully_returned)
            .map(|p| p.amount)
            .sum();
        let room = (Decimal::from(3_000_000) - awarded).max(Decimal::ZERO);

        let own: Vec<usize> = positions(results, |r| r.uscc == firm.uscc);
        if own.iter().map(|p| results[*p].after_count).sum::<Decimal>() <= room {
            continue;
        }
        let parts = by_measure(room, &own, results, |r| r.after_count);
        for (position, part) in own.into_iter().zip(parts) {
            results[position].after_annual_cap = part;
        }
    }
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
pub fn fit_to_budget(results: &mut [ClaimResult], params: &Params) {
    for r in results.iter_mut() {
        r.payable = r.after_annual_cap;
    }
    let mut by_firm: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (position, r) in results.iter().enumerate() {
        by_firm.entry(r.uscc.clone()).or_default().push(position);
    }
    let total =
        |own: &Vec<usize>| -> Decimal { own.iter().map(|p| results[*p].after_annual_cap).sum() };
    let totals: Vec<Decimal> = by_firm.values().map(total).collect();
    let sum: Decimal = totals.iter().sum();
    let Some(budget) = params.budget else { return };
    if sum <= budget {
        return;
    }
    let firm_amounts = if params.largest_remainder {
        split(floor_fen(budget), &totals) // ties: the smaller code, as a BTreeMap is sorted
    } else {
        totals.iter().map(|t| floored_share(*t, budget, sum).0 / Decimal::from(100)).collect()
    };
    for (own, firm_amount) in by_firm.values().zip(firm_amounts) {
        let parts = by_measure(firm_amount, own, results, |r| r.after_annual_cap);
        for (position, part) in own.iter().zip(parts) {
            results[*position].payable = part;
        }
    }
}

/// Down to the fen. A negative base (more excluded than paid) earns nothing.
fn floor_fen(yuan: Decimal) -> Decimal {
    let fen = (yuan * Decimal::from(100)).floor();
    (fen / Decimal::from(100)).max(Decimal::ZERO)
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
