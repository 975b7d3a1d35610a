//! Which lines count, what they come to, and what the rule gives for them.

use std::collections::BTreeMap;

use chrono::{Datelike, Months, NaiveDate};
use rust_decimal::Decimal;

use super::model::{Claim, Firm, Line, Params, Prior};

/// Rounds to the fen: cut by default (不超过 must hold), or half up. A negative base earns nothing.
pub fn to_fen(yuan: Decimal, params: &Params) -> Decimal {
    let hundred = Decimal::from(100);
    let half =
        if params.reads("round_mode", "half_up") { Decimal::new(5, 1) } else { Decimal::ZERO };
    ((yuan.max(Decimal::ZERO) * hundred + half).floor()) / hundred
}

/// 附九 and the period of the measure. 上年度 is Y-1 and 当年 (only 九) is Y; five measures name none.
pub fn is_in_time(measure: u8, line: &Line, params: &Params) -> bool {
    let accepted = match params.reads("valid_on", "payment") {
        true => params.payment_date,
        false => line.accepted_on,
    };
    if accepted < params.valid_from || accepted > params.valid_to {
        return false;
    }
    let (first, last) = years(measure, params);
    let window = format!("window_m{measure}");
    if params.reads(&window, "any") {
        return true;
    }
    let Some(date) = line.date else { return false };
    if params.reads(&window, "policy_period") {
        return params.valid_from <= date && date <= params.valid_to;
    }
    (first..=last).contains(&date.year())
}

/// The calendar years that a measure's support is for, where no window says otherwise.
pub fn years(measure: u8, params: &Params) -> (i32, i32) {
    let year = params.award_year;
    if measure == 9 {
        return match (params.reads("m9_late_claim", "next_year"), params.reads("m9_year", "prior"))
        {
            (true, _) => (year - 1, year),
            (_, true) => (year - 1, year - 1),
            _ => (year, year),
        };
    }
    match params.reads(&format!("period_m{measure}"), "award_year") {
        true => (year, year),
        false => (year - 1, year - 1),
    }
}

/// The conditions that each line has to meet by itself.
pub fn is_eligible(measure: u8, line: &Line, params: &Params) -> bool {
    let y = params.award_year;
    match measure {
        1 => line.cost_kind_ok, // 附五: equipment and operating costs of the lists
        // 二: …等平台: the list is open, unless it is read as closed
        2 => line.channel_ok || !params.reads("m2_channels", "listed"),
        3 => {
            let breach = line.catalogue == "禁止类" || line.catalogue == "限制类无许可";
            let yuan = line.currency == "CNY";
            (!breach || !params.reads("m3_catalog_scope", "contract"))
                && (!yuan || !params.reads("m3_include_cny", "no"))
        }
        // 四: 上两个年度在境外设立主体，开展服务业相关活动
        4 => {
            let set_up = match params.reads("m4_date", "certificate") {
                true => line.certified_on,
                false => line.established_on,
            };
            let in_time = set_up.is_some_and(|d| d.year() == y - 2 || d.year() == y - 1);
            line.service_activity && in_time
        }
        // 五: 主导 (ranked first) 制定 (not 修订); 附六: digital trade is three kinds
        5 => {
            let last = if params.reads("m5_lead", "rank3") { 3 } else { 1 };
            let ordering = line.domain == "数字订购" && params.reads("m5_domain", "with_ordering");
            line.drafter_rank <= last
                && (!line.is_revision || params.reads("m5_revision", "yes"))
                && (["数字产品", "数字服务", "数字技术"].contains(&line.domain) || ordering)
        }
        8 => line.recognised && line.promoted, // 八: 认可并在全国推广
        9 => line.self_insured && line.export_policy, // 九: 自行投保服务出口项下
        6 | 7 => true,
        _ => panic!("no measure {measure}"),
    }
}

/// The day whose parity converts: of a line, or of what has no day.
fn parity_day(date: Option<NaiveDate>, params: &Params) -> NaiveDate {
    let year_end = NaiveDate::from_ymd_opt(params.award_year - 1, 12, 31).expect("a day");
    if params.reads("fx_date", "period_end") {
        return year_end;
    }
    let Some(date) = date else { return params.deadline };
    if params.reads("fx_date", "transaction") {
        return date;
    }
    if params.reads("fx_date", "monthly") {
        let first = date.with_day(1).expect("a first");
        return (first + Months::new(1)).pred_opt().expect("a last");
    }
    params.deadline
}

/// What a line comes to in yuan, unrounded.
pub fn value(measure: u8, line: &Line, params: &Params) -> Decimal {
    let mut net = line.amount;
    if measure == 1 || measure == 9 {
        net -= line.excluded;
    }
    if (measure == 1 || measure == 2) && params.reads("vat", "net") {
        net -= line.tax;
    }
    let converts = [2, 3, 4].contains(&measure);
    let parity = match converts {
        true => params.parity(line.currency, parity_day(line.date, params)),
        false => Decimal::ONE,
    };
    let share = match measure == 7 && !params.reads("m7_share", "whole") {
        true => line.share,
        false => Decimal::ONE,
    };
    net * parity * share
}

/// 三 under days: from receipt to the end of the year of the support.
fn days(line: &Line, params: &Params) -> Decimal {
    let end = NaiveDate::from_ymd_opt(years(3, params).1, 12, 31).expect("a day");
    Decimal::from(line.date.map_or(0, |date| (end - date).num_days().max(0)))
}

/// What is granted on each yuan of a measure's base; `None` where support is no share of costs.
pub fn rate(measure: u8, params: &Params) -> Option<Decimal> {
    let percent = |p: i64| Some(Decimal::new(p, 2));
    match measure {
        1 => percent(30),
        2 => percent(5),
        3 if params.reads("m3_mode", "flat_50w") => None,
        3 => Some(params.prime_rate()),
        4 => percent(1),
        6 | 9 => percent(50),
        7 => percent(20),
        _ => None,
    }
}

fn by_days(measure: u8, params: &Params) -> bool {
    measure == 3 && params.reads("m3_term", "days") && rate(3, params).is_some()
}

/// What a line adds to the amount, before the rate.
fn weight(measure: u8, line: &Line, params: &Params) -> Decimal {
    let value = value(measure, line, params);
    if by_days(measure, params) { value * days(line, params) } else { value }
}

fn divisor(measure: u8, params: &Params) -> Decimal {
    if by_days(measure, params) { Decimal::from(365) } else { Decimal::ONE }
}

/// What the ministry has of a firm's receipts, in yuan and in dollars (cut to a millionth of a cent);
/// `None` in place of an amount where no record names one. A record without an amount lifts no other's.
pub struct Recorded {
    pub any: bool,
    pub yuan: Option<Decimal>,
    pub dollars: Option<Decimal>,
}

pub fn recorded(firm: &Firm, measure: u8, params: &Params) -> Recorded {
    let day = parity_day(None, params);
    let dollar = || params.parity("USD", day);
    if params.records.is_empty() {
        let known = params.platform.get(&(firm.uscc.clone(), measure));
        let unit = if measure == 3 { dollar() } else { Decimal::ONE };
        return Recorded {
            any: known.is_some_and(|amount| !amount.is_zero()),
            yuan: known.map(|amount| amount * unit),
            dollars: known.copied(),
        };
    }
    let (first, last) = years(measure, params);
    let counts = |currency: &str| {
        !(measure == 3 && currency == "CNY" && params.reads("m3_include_cny", "no"))
    };
    let mut out = Recorded { any: false, yuan: None, dollars: None };
    let mut total = Decimal::ZERO;
    let more = |sum: Option<Decimal>, more: Decimal| Some(sum.unwrap_or_default() + more);
    for r in &params.records {
        if r.uscc != firm.uscc || r.measure != measure || !(first..=last).contains(&r.year) {
            continue;
        }
        let Some(amount) = r.amount else {
            // It shows that the firm reported, no more.
            out.any = true;
            continue;
        };
        if !counts(r.currency) {
            continue;
        }
        total += amount;
        let yuan = amount * params.parity(r.currency, day);
        out.yuan = more(out.yuan, yuan);
        out.dollars = more(out.dollars, cut_dollars(yuan / dollar()));
    }
    out.any |= total > Decimal::ZERO;
    out
}

/// To a millionth of a cent.
fn cut_dollars(dollars: Decimal) -> Decimal {
    dollars.trunc_with_scale(8)
}

/// 三: receipts in dollars, as received: those in dollars as they are.
fn dollars(lines: &[&Line], params: &Params) -> Decimal {
    let of = |line: &&Line| {
        let day = parity_day(line.date, params);
        let dollars = line.amount * params.parity(line.currency, day) / params.parity("USD", day);
        if line.currency == "USD" { line.amount } else { cut_dollars(dollars) }
    };
    lines.iter().map(of).sum()
}

/// What the rule gives for lines that count, before the cap of the item and whatever was asked for.
/// `earlier` are costs of earlier years that the rate is applied to as well.
pub fn entitled(
    firm: &Firm,
    claim: &Claim,
    lines: &[&Line],
    earlier: Decimal,
    params: &Params,
) -> Decimal {
    let measure = claim.measure;
    let base: Decimal = lines.iter().map(|line| value(measure, line, params)).sum();
    match measure {
        // 二: 超过100万元, 5% of the whole, or of the excess
        2 if base <= Decimal::from(1_000_000) => Decimal::ZERO,
        2 if params.reads("m2_base", "excess") => {
            to_fen((base - Decimal::from(1_000_000)) * Decimal::new(5, 2), params)
        }
        3 => interest(firm, lines, base, params),
        // 四: 实际投资额超过500万元人民币, of the entity or of the firm
        4 if investment(firm, base, params) <= Decimal::from(5_000_000) => Decimal::ZERO,
        // 五: by level; if the lines of one standard differ, once and at the highest
        5 => lines.iter().map(|l| standard_amount(l.level)).max().unwrap_or(Decimal::ZERO),
        8 => Decimal::from(300_000),
        _ => to_fen((base + earlier) * rate(measure, params).expect("a rate"), params),
    }
}

fn interest(firm: &Firm, lines: &[&Line], claimed: Decimal, params: &Params) -> Decimal {
    let own_days = params.reads("fx_date", "monthly") || params.reads("fx_date", "transaction");
    let record = recorded(firm, 3, params);
    let limited = |claimed: Decimal, record: Option<Decimal>| {
        if params.reads("base_source", "claimed") {
            return claimed;
        }
        match record {
            None => claimed,
            Some(record) if params.reads("base_source", "platform") => record,
            Some(record) => claimed.min(record),
        }
    };
    let base = limited(claimed, record.yuan);
    let five_million = Decimal::from(5_000_000);
    let limit = five_million * params.parity("USD", parity_day(None, params));
    let claimed_dollars = dollars(lines, params);
    let received = limited(claimed_dollars, record.dollars);
    let passes = if own_days { received > five_million } else { base > limit };
    if !passes {
        return Decimal::ZERO;
    }
    let Some(rate) = rate(3, params) else { return Decimal::from(500_000) };
    // The part of what was claimed that bears interest.
    let part = match (params.reads("m3_principal", "excess"), own_days) {
        (false, _) => base,
        (true, false) => base - limit,
        (true, true) if received.is_zero() => Decimal::ZERO,
        (true, true) => base * (received - five_million) / received,
    };
    if !by_days(3, params) {
        return to_fen(part * rate, params);
    }
    if claimed.is_zero() {
        return Decimal::ZERO;
    }
    let weighted: Decimal = lines.iter().map(|line| weight(3, line, params)).sum();
    // Days are those of all that was claimed: of it bears interest what is above 500万美元, as received.
    let (part, whole) = match params.reads("m3_principal", "excess") && own_days {
        true => (received - five_million, claimed_dollars),
        false => (part, claimed),
    };
    // (no division where everything bears interest: it would not be exact)
    let bearing = if part == whole { weighted } else { weighted * (part / whole) };
    to_fen(bearing * rate / Decimal::from(365), params)
}

/// 四: the investment that is held against the threshold.
fn investment(firm: &Firm, own: Decimal, params: &Params) -> Decimal {
    if !params.reads("m4_threshold", "per_firm") {
        return own;
    }
    let claims = firm.claims.iter().filter(|c| c.measure == 4);
    let lines = claims.flat_map(|c| &c.lines);
    let counting = lines.filter(|l| is_in_time(4, l, params) && is_eligible(4, l, params));
    counting.map(|line| value(4, line, params)).sum()
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

/// The most that the filings of a claim ask for, each for its own part; `None` where none asks.
/// Within one filing the smallest amount stated counts. What is no share of costs is asked for once.
pub fn asked(
    claim: &Claim,
    counting: &[&Line],
    earlier: Decimal,
    params: &Params,
) -> Option<Decimal> {
    let mut filings: BTreeMap<&str, Option<Decimal>> = BTreeMap::new();
    for line in &claim.lines {
        let stated = filings.entry(&line.filing).or_default();
        *stated = match (*stated, line.requested) {
            (Some(known), Some(more)) => Some(known.min(more)),
            (known, more) => known.or(more),
        };
    }
    if filings.values().all(Option::is_none) {
        return None;
    }
    let all_ask = filings.values().all(Option::is_some);
    if filings.len() == 1 {
        return filings.into_values().next().flatten();
    }
    let Some(rate) = rate(claim.measure, params) else {
        return if all_ask { filings.into_values().flatten().max() } else { None };
    };
    let own_part = |filing: &str| {
        let own = counting.iter().filter(|line| line.filing == filing);
        let value: Decimal = own.map(|line| weight(claim.measure, line, params)).sum();
        (value.max(Decimal::ZERO) + earlier) * rate / divisor(claim.measure, params)
    };
    let parts = filings.iter().map(|(filing, stated)| {
        let own = own_part(filing);
        stated.map_or(own, |stated| stated.min(own))
    });
    Some(to_fen(parts.sum(), params))
}

/// 一: costs of earlier awards for the same platform, whoever received them. What was returned does
/// not count again, unless a person says so or the reading does; what is pending never did.
pub fn earlier_costs(firms: &[Firm], firm: &Firm, platform: &str, params: &Params) -> Vec<Prior> {
    let always = params.reads("m1_returned", "always");
    let all = firms.iter().flat_map(|other| other.prior.iter().map(move |p| (other, p)));
    let own = all.filter(|(other, p)| {
        let unnamed = p.item.is_empty() && other.uscc == firm.uscc;
        p.measure == 1 && (p.item == platform || unnamed)
    });
    let counts = |p: &Prior| {
        let left = !p.fully_returned || p.confirmed || always;
        !p.pending && left && !p.stands_apart(params)
    };
    own.map(|(_, p)| p.clone()).filter(counts).collect()
}
