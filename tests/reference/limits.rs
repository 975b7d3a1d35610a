//! What earlier awards, support elsewhere and limits on numbers take off.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Datelike;
use rust_decimal::Decimal;

use super::amounts::{asked, earlier_costs, entitled, is_eligible, is_in_time, to_fen, years};
use super::item_cap;
use super::model::{Claim, ClaimResult, Firm, Line, Other, Params, Prior};

fn claim_of<'a>(firms: &'a [Firm], of: &ClaimResult) -> (&'a Firm, &'a Claim) {
    let firm = firms.iter().find(|f| f.uscc == of.uscc).expect("its firm");
    let own = |c: &&Claim| c.measure == of.measure && c.item == of.item;
    (firm, firm.claims.iter().find(own).expect("its claim"))
}

/// One-off rights and caps that earlier awards used up. An award fully returned uses up nothing, one
/// that is pending has used up nothing yet.
pub fn net_of_history(results: &mut [ClaimResult], firms: &[Firm], params: &Params) {
    for r in results.iter_mut() {
        let (firm, claim) = claim_of(firms, r);
        r.now = left_of(firms, firm, claim, r, params);
        r.after_history = r.now;
    }
}

fn left_of(
    firms: &[Firm],
    firm: &Firm,
    claim: &Claim,
    result: &ClaimResult,
    params: &Params,
) -> Decimal {
    let amount = result.now;
    let year = params.award_year;
    let kept = |measure: u8| move |p: &&Prior| p.measure == measure && p.is_kept();
    let own: Vec<&Prior> = firm.prior.iter().filter(kept(claim.measure)).collect();
    let everybody = firms.iter().flat_map(|other| &other.prior);
    let same_item: Vec<&Prior> =
        everybody.clone().filter(kept(claim.measure)).filter(|p| p.item == claim.item).collect();
    let sum = |priors: &[&Prior]| -> Decimal { priors.iter().map(|p| p.amount).sum() };
    let of_year = |priors: &[&Prior]| -> Decimal {
        priors.iter().filter(|p| p.year == year).map(|p| p.amount).sum()
    };
    let cap = item_cap(claim.measure, params).unwrap_or_default();
    let within = |most: Decimal| amount.min(most.max(Decimal::ZERO));
    match claim.measure {
        1 => left_of_platform(firms, firm, claim, result, params),
        // 二 三 七 九: the cap is for a firm and a year, over all batches of the year
        2 | 7 if params.reads(&format!("m{}_cap", claim.measure), "lifetime") => {
            within(cap - sum(&own)).min(within(cap - of_year(&own)))
        }
        2 | 3 | 7 | 9 => within(cap - of_year(&own)),
        // 四: 30万元/个 is for an entity and a year, over all batches of the year, whoever received it
        4 if params.reads("m4_repeat", "once") && !same_item.is_empty() => Decimal::ZERO,
        4 => within(cap - of_year(&same_item)),
        // 五 八: once per standard and once per case, whoever received it
        5 | 8 if !same_item.is_empty() => Decimal::ZERO,
        // 六: 一次性支持, once per enterprise or per filing; whether a return restores the right
        6 => {
            let uses = |p: &&Prior| {
                let returned = p.fully_returned && !params.reads("m6_restore_on_clawback", "no");
                p.measure == 6 && !p.pending && !returned
            };
            let used = match params.reads("m6_once", "filing") {
                true => everybody.filter(uses).any(|p| p.item == claim.item),
                false => firm.prior.iter().any(|p| uses(&p)),
            };
            if used { Decimal::ZERO } else { amount }
        }
        _ => amount,
    }
}

/// 一: 不超过2年支持, 200万 for both together: the platform's, whoever ran it, and the applicant's,
/// whatever the platform. 30% is on the costs of the platform to date, less what it had; and what was
/// cut in one year is not made good by the costs of the next.
fn left_of_platform(
    firms: &[Firm],
    firm: &Firm,
    claim: &Claim,
    result: &ClaimResult,
    params: &Params,
) -> Decimal {
    let year = params.award_year;
    let everybody = firms.iter().flat_map(|other| other.prior.iter().map(move |p| (other, p)));
    let kept: Vec<(&Firm, &Prior)> =
        everybody.filter(|(_, p)| p.measure == 1 && p.is_kept()).collect();
    let runs_on = !params.reads("m1_base", "per_year");
    let is_own = |other: &Firm| other.uscc == firm.uscc;
    let of_platform: Vec<&Prior> = kept
        .iter()
        .filter(|(other, p)| {
            p.item == claim.item || (runs_on && p.item.is_empty() && is_own(other))
        })
        .map(|(_, p)| *p)
        .collect();
    let of_applicant: Vec<&Prior> =
        kept.iter().filter(|(other, _)| is_own(other)).map(|(_, p)| *p).collect();
    let mut left = result.now;
    let mut at_most = |most: Decimal| left = left.min(most.max(Decimal::ZERO));
    for priors in [&of_platform, &of_applicant] {
        let others: BTreeSet<i32> = priors.iter().map(|p| p.year).filter(|y| *y != year).collect();
        let apart = others.first().is_some_and(|first| year - first >= 2);
        if others.len() >= 2 || (apart && params.reads("m1_years", "consecutive")) {
            at_most(Decimal::ZERO);
        }
        let paid: Decimal = priors.iter().map(|p| p.amount).sum();
        at_most(Decimal::from(2_000_000) - paid);
        if params.reads("m1_split", "equal_100w_per_year") {
            let now: Decimal = priors.iter().filter(|p| p.year == year).map(|p| p.amount).sum();
            at_most(Decimal::from(1_000_000) - now);
        }
    }
    if runs_on {
        let with_costs: Vec<&&Prior> =
            of_platform.iter().filter(|p| !p.stands_apart(params)).collect();
        let paid: Decimal = with_costs.iter().map(|p| p.amount).sum();
        at_most(result.by_rule - paid);
        if !params.reads("m1_cuts", "made_good") {
            let costs = earlier_costs(firms, firm, &claim.item, params);
            let costs: Decimal = costs.iter().filter(|p| p.year == year).map(|p| p.base).sum();
            let paid: Decimal =
                with_costs.iter().filter(|p| p.year == year).map(|p| p.amount).sum();
            at_most(to_fen((result.of_year + costs) * Decimal::new(30, 2), params) - paid);
        }
    }
    left
}

/// 附七: what a finding does to a claim.
enum Takes {
    Nothing,
    All,
    /// Lines of these places.
    Lines(Vec<usize>),
}

fn takes(other: &Other, claim: &Claim, params: &Params) -> Takes {
    if other.measure != claim.measure || !other.received {
        return Takes::Nothing;
    }
    // 南山区、宝安区、前海合作区: other sources are told, no more
    let named = ["南山", "宝安", "前海"].iter().any(|name| other.source.contains(name));
    if !named && !other.confirmed && !params.reads("dup_sources", "all") {
        return Takes::Nothing;
    }
    if params.reads("dup_key", "institution") {
        return Takes::All;
    }
    if other.year.is_some_and(|year| !supports(claim.measure, year, params)) {
        return Takes::Nothing;
    }
    if params.reads("dup_key", "kind") {
        return Takes::All;
    }
    if other.about.is_empty() {
        let counts = other.confirmed || params.reads("dup_without_item", "exclude");
        return if counts { Takes::All } else { Takes::Nothing };
    }
    let by_paper = [2, 6, 7, 9].contains(&claim.measure)
        && !params.reads("dup_extent", "claim")
        && !(claim.measure == 6 && params.reads("m6_once", "filing"));
    if by_paper {
        let shared = |(_, line): &(usize, &Line)| line.paper == other.about;
        let lines: Vec<usize> =
            claim.lines.iter().enumerate().filter(shared).map(|(at, _)| at).collect();
        return match (lines.is_empty(), other.confirmed) {
            (false, _) => Takes::Lines(lines),
            (true, true) => Takes::All,
            (true, false) => Takes::Nothing,
        };
    }
    // A claim about everything of a firm covers the item of the finding, too.
    if claim.item.is_empty() || claim.item == other.about { Takes::All } else { Takes::Nothing }
}

/// Whether a measure's support is for a year.
fn supports(measure: u8, year: i32, params: &Params) -> bool {
    let window = format!("window_m{measure}");
    if params.reads(&window, "any") {
        return true;
    }
    if params.reads(&window, "policy_period") {
        return (params.valid_from.year()..=params.valid_to.year()).contains(&year);
    }
    let (first, last) = years(measure, params);
    (first..=last).contains(&year)
}

/// What is left where other support was received: nothing, the higher, or the difference.
fn beside(own: Decimal, other: Decimal, params: &Params) -> Decimal {
    if params.reads("dup_mode", "choose_best") {
        return if own > other { own } else { Decimal::ZERO };
    }
    if params.reads("dup_mode", "top_up") {
        return (own - other).max(Decimal::ZERO);
    }
    Decimal::ZERO
}

pub fn net_of_duplicates(results: &mut [ClaimResult], firms: &[Firm], params: &Params) {
    for r in results.iter_mut() {
        let (firm, claim) = claim_of(firms, r);
        let (mut lines, mut of_lines) = (BTreeSet::new(), Decimal::ZERO);
        let mut of_all: Option<Decimal> = claim.duplicate.then_some(Decimal::from(i64::MAX));
        for other in &firm.others {
            match takes(other, claim, params) {
                Takes::Nothing => {}
                Takes::All => of_all = Some(of_all.unwrap_or_default() + other.amount),
                Takes::Lines(more) => {
                    lines.extend(more);
                    of_lines += other.amount;
                }
            }
        }
        if !lines.is_empty() {
            let rest = without(firm, claim, &lines, params).min(r.now);
            r.now = rest + beside(r.now - rest, of_lines, params);
        }
        if let Some(other) = of_all {
            r.now = beside(r.now, other, params);
        }
        r.after_duplicates = r.now;
    }
}

/// What the rule gives for a claim without some of its lines, each filing within what it asks for.
fn without(firm: &Firm, claim: &Claim, out: &BTreeSet<usize>, params: &Params) -> Decimal {
    let lines = claim.lines.iter().enumerate().filter(|(at, _)| !out.contains(at));
    let counts = |line: &&Line| {
        is_in_time(claim.measure, line, params) && is_eligible(claim.measure, line, params)
    };
    let left: Vec<&Line> = lines.map(|(_, line)| line).filter(counts).collect();
    let amount = entitled(firm, claim, &left, Decimal::ZERO, params);
    let amount = item_cap(claim.measure, params).map_or(amount, |cap| amount.min(cap));
    asked(claim, &left, Decimal::ZERO, params).map_or(amount, |asked| amount.min(asked))
}

/// Count limits. What is zero by now (a duplicate, say) does not take up a place of its firm; among
/// several for one item it keeps its own, by the amounts `before` duplicates were taken off, until a
/// person has looked.
pub fn limit_counts(
    results: &mut [ClaimResult],
    firms: &[Firm],
    params: &Params,
    before: Option<&[Decimal]>,
) {
    let mut weights: Vec<Decimal> = match before {
        Some(before) => before.to_vec(),
        None => results.iter().map(|r| r.now).collect(),
    };
    if params.reads("m1_joint", "highest") {
        for firm in firms {
            limit_items(results, &mut weights, firm, 1, 1, params);
        }
        keep_one_applicant(results, &mut weights, 1, |_| 0);
    } else {
        settle_platforms(results, &weights, firms, params);
    }
    // 四: 每家企业年度支持上限为2个境外主体
    for firm in firms {
        limit_items(results, &mut weights, firm, 4, 2, params);
    }
    // 五: one content at several levels counts once for a firm, at the highest
    if !params.reads("m5_multi_level", "each") {
        for firm in firms {
            limit_contents(results, &mut weights, firm);
        }
    }
    // 五: then one applicant per standard: the highest amount, the first drafter, the smaller code
    keep_one_applicant(results, &mut weights, 5, |r| r.rank);
    // 八: 每条…一次性: the lead of a joint case, then the smaller code; or an equal part for each
    for case in items(results, 8) {
        let mut rivals = standing(results, &weights, 8, &case);
        if params.reads("m8_shared_case", "split_equal") {
            let parts = Decimal::from(rivals.len() as i64);
            for at in rivals.iter().filter(|_| rivals.len() > 1) {
                let part = to_fen_down(results[*at].by_rule / parts);
                results[*at].now = results[*at].now.min(part);
            }
            continue;
        }
        rivals.sort_by_key(|at| (!leads(firms, &results[*at]), results[*at].uscc.clone()));
        rivals.into_iter().skip(1).for_each(|at| results[at].now = Decimal::ZERO);
    }
    for r in results.iter_mut() {
        r.after_count = r.now;
    }
}

fn to_fen_down(yuan: Decimal) -> Decimal {
    yuan.trunc_with_scale(2)
}

/// Places of claims for an item that still stand for it.
fn standing(results: &[ClaimResult], weights: &[Decimal], measure: u8, item: &str) -> Vec<usize> {
    let of_item = |at: &usize| {
        let r = &results[*at];
        r.measure == measure && r.item == item && weights[*at] > Decimal::ZERO
    };
    (0..results.len()).filter(of_item).collect()
}

/// One applicant per item: the highest amount, then whatever decides among equals, then the code.
fn keep_one_applicant(
    results: &mut [ClaimResult],
    weights: &mut [Decimal],
    measure: u8,
    among_equals: impl Fn(&ClaimResult) -> i64,
) {
    for item in items(results, measure).into_iter().filter(|item| !item.is_empty()) {
        let mut rivals = standing(results, weights, measure, &item);
        rivals.sort_by_key(|at| {
            let r = &results[*at];
            (std::cmp::Reverse(weights[*at]), among_equals(r), r.uscc.clone())
        });
        for at in rivals.into_iter().skip(1) {
            (results[at].now, weights[at]) = (Decimal::ZERO, Decimal::ZERO);
        }
    }
}

/// 一: 每个申请单位限申报一个平台, and one applicant per platform. A platform stays with whoever was
/// supported for it before, else goes to the highest amount; who loses it takes up its next. Every
/// applicant asks for its best platform that has not refused it, until nobody is refused any more.
fn settle_platforms(
    results: &mut [ClaimResult],
    weights: &[Decimal],
    firms: &[Firm],
    params: &Params,
) {
    let ours: Vec<usize> = (0..results.len()).filter(|at| results[*at].measure == 1).collect();
    let mut refused: BTreeSet<usize> = BTreeSet::new();
    loop {
        let mut asking: Vec<usize> = Vec::new();
        for firm in firms {
            let granted = borne_this_year(firm, 1, params);
            let mut own: Vec<usize> = ours
                .iter()
                .copied()
                .filter(|at| results[*at].uscc == firm.uscc && !refused.contains(at))
                .collect();
            // What lost its support elsewhere asks beside the others.
            asking.extend(
                own.iter()
                    .filter(|at| results[**at].now.is_zero() && weights[**at] > Decimal::ZERO),
            );
            own.retain(|at| results[*at].now > Decimal::ZERO);
            own.sort_by(|a, b| {
                let (a, b) = (&results[*a], &results[*b]);
                b.now.cmp(&a.now).then(a.item.cmp(&b.item))
            });
            let holds = |at: &usize| granted.contains(results[*at].item.as_str());
            let (placed, others): (Vec<usize>, Vec<usize>) = own.into_iter().partition(holds);
            asking.extend(placed.into_iter().take(1));
            asking.extend(others.into_iter().take(1_usize.saturating_sub(granted.len())));
        }
        let mut again = false;
        for platform in items(results, 1).into_iter().filter(|item| !item.is_empty()) {
            let mut rivals: Vec<usize> =
                asking.iter().copied().filter(|at| results[*at].item == platform).collect();
            rivals.sort_by_key(|at| {
                let r = &results[*at];
                let before = was_supported(firms, &r.uscc, &platform);
                (!before, std::cmp::Reverse(weights[*at]), r.uscc.clone())
            });
            for at in rivals.into_iter().skip(1) {
                again |= refused.insert(at);
            }
        }
        if !again {
            for at in ours.iter().filter(|at| !asking.contains(at) || refused.contains(at)) {
                results[*at].now = Decimal::ZERO;
            }
            return;
        }
    }
}

fn was_supported(firms: &[Firm], uscc: &str, platform: &str) -> bool {
    let own = firms.iter().filter(|f| f.uscc == uscc).flat_map(|f| &f.prior);
    let mut granted = own.filter(|p| p.measure == 1 && p.is_kept() && p.amount > Decimal::ZERO);
    granted.any(|p| p.item == platform)
}

/// So many items of a firm in a year: the highest amounts, then the smaller items, or in the order of
/// filing. An item granted in an earlier batch of the year has its place and needs no other; the rest
/// share what it leaves.
fn limit_items(
    results: &mut [ClaimResult],
    weights: &mut [Decimal],
    firm: &Firm,
    measure: u8,
    places: usize,
    params: &Params,
) {
    let granted = borne_this_year(firm, measure, params);
    let live = |at: &usize| {
        let r = &results[*at];
        r.measure == measure && r.uscc == firm.uscc && r.now > Decimal::ZERO
    };
    let mut mine: Vec<usize> = (0..results.len()).filter(live).collect();
    let declared = measure == 4 && params.reads("m4_select", "declared_order");
    let filed =
        |item: &str| firm.claims.iter().position(|c| c.measure == measure && c.item == item);
    mine.sort_by(|a, b| {
        let (a, b) = (&results[*a], &results[*b]);
        match declared {
            true => filed(&a.item).cmp(&filed(&b.item)),
            false => b.now.cmp(&a.now).then(a.item.cmp(&b.item)),
        }
    });
    let holds = |at: &usize| granted.contains(results[*at].item.as_str());
    let (placed, others): (Vec<usize>, Vec<usize>) = mine.into_iter().partition(holds);
    let beyond = placed.into_iter().skip(places);
    let beyond = beyond.chain(others.into_iter().skip(places.saturating_sub(granted.len())));
    for at in beyond.collect::<Vec<_>>() {
        (results[at].now, weights[at]) = (Decimal::ZERO, Decimal::ZERO);
    }
}

/// Items of a measure that the firm was granted in earlier batches of the award year.
fn borne_this_year<'a>(firm: &'a Firm, measure: u8, params: &Params) -> BTreeSet<&'a str> {
    let granted = |p: &&Prior| {
        let counts = p.year == params.award_year && p.amount > Decimal::ZERO && p.is_kept();
        p.measure == measure && counts
    };
    firm.prior.iter().filter(granted).map(|p| p.item.as_str()).collect()
}

/// 五: what the firm says that its standards are about: of each content the highest amount stays.
fn limit_contents(results: &mut [ClaimResult], weights: &mut [Decimal], firm: &Firm) {
    let mut contents: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for claim in firm.claims.iter().filter(|c| c.measure == 5) {
        let said = claim.lines.iter().map(|l| l.content.as_str()).filter(|c| !c.is_empty());
        let own = |r: &ClaimResult| r.measure == 5 && r.uscc == firm.uscc && r.item == claim.item;
        let at = results.iter().position(own).expect("a result for the claim");
        if let (Some(content), true) = (said.min(), results[at].now > Decimal::ZERO) {
            contents.entry(content).or_default().push(at);
        }
    }
    for mut mine in contents.into_values() {
        mine.sort_by(|a, b| {
            let (a, b) = (&results[*a], &results[*b]);
            b.now.cmp(&a.now).then(a.item.cmp(&b.item))
        });
        for at in mine.into_iter().skip(1) {
            (results[at].now, weights[at]) = (Decimal::ZERO, Decimal::ZERO);
        }
    }
}

/// 八: whether the claim says that its firm is the lead applicant.
fn leads(firms: &[Firm], of: &ClaimResult) -> bool {
    claim_of(firms, of).1.lines.iter().any(|line| line.lead)
}

/// The different items claimed under a measure.
fn items(results: &[ClaimResult], measure: u8) -> BTreeSet<String> {
    results.iter().filter(|r| r.measure == measure).map(|r| r.item.clone()).collect()
}
