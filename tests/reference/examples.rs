//! The worked examples of QH-ST-2026 that hold under the default parameters, coded by hand.

use std::collections::BTreeMap;

use super::*;
use chrono::NaiveDate;

/// Yuan, written as in the examples.
pub fn yuan(text: &str) -> Decimal {
    text.replace(',', "").parse().unwrap_or_else(|_| panic!("not an amount: {text}"))
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap_or_else(|_| panic!("not a date: {text}"))
}

/// Award year 2026 of the scheme as in force: 6.9858, LPR 3.00%, no budget.
pub fn params() -> Params {
    Params {
        award_year: 2026,
        valid_from: day("2026-01-20"),
        valid_to: day("2028-01-20"),
        fx: BTreeMap::from([("CNY", Decimal::ONE), ("USD", yuan("6.9858"))]),
        lpr: yuan("0.03"),
        platform: BTreeMap::new(),
        budget: None,
        largest_remainder: false,
        deadline: day("2026-03-31"),
        payment_date: day("2026-03-31"),
        published: Vec::new(),
        records: Vec::new(),
        chosen: BTreeMap::new(),
    }
}

/// A line accepted on 2026-03-01 for 2025 (九: for 2026) that meets every line condition.
pub fn line(measure: u8, amount: &str) -> Line {
    let date = if measure == 9 { day("2026-02-01") } else { day("2025-06-30") };
    Line::passing(day("2026-03-01"), date, yuan(amount))
}

pub fn claim(measure: u8, item: &str, lines: Vec<Line>) -> Claim {
    Claim { measure, item: item.to_owned(), lines, duplicate: false }
}

/// An enterprise that operates in Qianhai and is a data service enterprise.
pub fn firm(uscc: &str, claims: Vec<Claim>) -> Firm {
    Firm {
        uscc: uscc.to_owned(),
        entity_type: EntityType::Enterprise,
        operates_in_qianhai: true,
        data_service: true,
        four_tests: true,
        listed: false,
        claims,
        prior: vec![],
        others: vec![],
    }
}

pub fn prior(measure: u8, item: &str, year: i32, base: &str, amount: &str) -> Prior {
    Prior {
        measure,
        item: item.to_owned(),
        year,
        base: yuan(base),
        amount: yuan(amount),
        fully_returned: false,
        partly_returned: false,
        pending: false,
        confirmed: false,
        paid_on: None,
    }
}

/// What one firm is paid in all, with a platform record of as much as one likes.
fn paid(claims: Vec<Claim>, prior: Vec<Prior>) -> Decimal {
    paid_with(claims, prior, params())
}

fn paid_with(claims: Vec<Claim>, prior: Vec<Prior>, mut params: Params) -> Decimal {
    params.platform.insert(("A".to_owned(), 3), yuan("999999999.00"));
    params.platform.insert(("A".to_owned(), 4), yuan("999999999.00"));
    let mut firm = firm("A", claims);
    firm.prior = prior;
    total_payable(&award(&[firm], &params))
}

/// One claim of one line.
fn one(measure: u8, amount: &str) -> Decimal {
    paid(vec![claim(measure, "", vec![line(measure, amount)])], vec![])
}

fn changed(measure: u8, amount: &str, change: impl Fn(&mut Line)) -> Decimal {
    let mut line = line(measure, amount);
    change(&mut line);
    paid(vec![claim(measure, "", vec![line])], vec![])
}

fn standards(levels: &[&'static str]) -> Vec<Claim> {
    let mut claims = Vec::new();
    for (n, level) in levels.iter().enumerate() {
        let mut line = line(5, "0");
        line.level = level;
        claims.push(claim(5, &format!("S{n:02}"), vec![line]));
    }
    claims
}

#[test]
fn measure_1_platform() {
    assert_eq!(one(1, "5000000.00"), yuan("1,500,000.00")); // 1-1
    let second_year = vec![prior(1, "", 2025, "5000000.00", "1500000.00")];
    let more = vec![claim(1, "", vec![line(1, "3000000.00")])];
    assert_eq!(paid(more, second_year), yuan("500,000.00")); // 1-2
    assert_eq!(one(1, "6666666.66"), yuan("1,999,999.99")); // 1-3
    assert_eq!(one(1, "6666666.67"), yuan("2,000,000.00")); // 1-4
    assert_eq!(changed(1, "1000000.00", |l| l.served = 9), yuan("0")); // 1-5
    assert_eq!(changed(1, "1000000.00", |l| l.served = 10), yuan("300,000.00")); // 1-6
    let computers = changed(1, "1000000.00", |l| l.excluded = yuan("120000.00"));
    assert_eq!(computers, yuan("264,000.00")); // 1-7
    let two_years = vec![prior(1, "", 2024, "0", "1.00"), prior(1, "", 2025, "0", "1.00")];
    let third = vec![claim(1, "", vec![line(1, "3000000.00")])];
    assert_eq!(paid(third, two_years), yuan("0")); // 1-8
}

#[test]
fn measure_2_promotion() {
    assert_eq!(one(2, "999999.99"), yuan("0")); // 2-1
    assert_eq!(one(2, "1000000.00"), yuan("0")); // 2-2
    assert_eq!(one(2, "1000000.01"), yuan("50,000.00")); // 2-3
    assert_eq!(one(2, "12345678.90"), yuan("617,283.94")); // 2-4
    assert_eq!(one(2, "19999999.99"), yuan("999,999.99")); // 2-5
    assert_eq!(one(2, "20000000.00"), yuan("1,000,000.00")); // 2-6
    assert_eq!(one(2, "35000000.00"), yuan("1,000,000.00")); // 2-7
}

#[test]
fn measure_3_interest() {
    let receipts = |amount: &str, currency: &'static str, fx: &str, lpr: &str| {
        let mut p = params();
        p.fx.insert("USD", yuan(fx));
        p.lpr = yuan(lpr);
        let mut line = line(3, amount);
        line.currency = currency;
        paid_with(vec![claim(3, "", vec![line])], vec![], p)
    };
    assert_eq!(receipts("4999999.99", "USD", "6.9858", "0.03"), yuan("0")); // 3-1
    assert_eq!(receipts("5000000.00", "USD", "6.9858", "0.03"), yuan("0")); // 3-2
    assert_eq!(receipts("5000000.01", "USD", "6.9858", "0.03"), yuan("500,000.00")); // 3-3
    assert_eq!(receipts("8000000.00", "USD", "6.9858", "0.03"), yuan("500,000.00")); // 3-4
    assert_eq!(receipts("35000000.00", "CNY", "6.9858", "0.03"), yuan("500,000.00")); // 3-12
    assert_eq!(receipts("35000000.00", "CNY", "7.0602", "0.03"), yuan("0")); // 3-13
    assert_eq!(receipts("8000000.00", "USD", "6.9858", "0.031"), yuan("500,000.00")); // 3-14

    // 3-3 and 3-4 note the amounts before the cap.
    for (amount, before_cap) in [("5000000.01", "1,047,870.00"), ("8000000.00", "1,676,592.00")] {
        let mut p = params();
        p.platform.insert(("A".to_owned(), 3), yuan(amount));
        let mut line = line(3, amount);
        line.currency = "USD";
        let results = award(&[firm("A", vec![claim(3, "", vec![line])])], &p);
        assert_eq!(results[0].item_amount, yuan(before_cap));
    }
}

#[test]
fn measure_4_network() {
    assert_eq!(one(4, "5000000.00"), yuan("0")); // 4-1
    assert_eq!(one(4, "5000000.01"), yuan("50,000.00")); // 4-2
    assert_eq!(one(4, "12345678.90"), yuan("123,456.78")); // 4-3
    assert_eq!(one(4, "29999999.99"), yuan("299,999.99")); // 4-4
    assert_eq!(one(4, "30000000.00"), yuan("300,000.00")); // 4-5
    let three = vec![
        claim(4, "E3", vec![line(4, "6000000.00")]),
        claim(4, "E2", vec![line(4, "12345678.90")]),
        claim(4, "E1", vec![line(4, "40000000.00")]),
    ];
    assert_eq!(paid(three, vec![]), yuan("423,456.78")); // 4-6
    let too_old = changed(4, "40000000.00", |l| l.established_on = Some(day("2023-12-31")));
    assert_eq!(too_old, yuan("0")); // 4-7
    assert_eq!(changed(4, "715000.00", |l| l.currency = "USD"), yuan("0")); // 4-8
    let mut p = params();
    p.fx.insert("USD", yuan("7.0602"));
    let mut in_usd = line(4, "715000.00");
    in_usd.currency = "USD";
    assert_eq!(paid_with(vec![claim(4, "", vec![in_usd])], vec![], p), yuan("50,480.43")); // 4-9
}

#[test]
fn measure_5_standards() {
    let five = standards(&["国际", "国家", "行业", "深圳地方", "湾区"]);
    assert_eq!(paid(five, vec![]), yuan("1,250,000.00")); // 5-1
    let seven = award(&[firm("A", standards(&["国际"; 7]))], &params());
    let before_annual_cap: Decimal = seven.iter().map(|r| r.after_count).sum();
    assert_eq!(before_annual_cap, yuan("3,500,000.00")); // 5-2
    assert_eq!(total_payable(&seven), yuan("3,000,000.00")); // 5-2, note
    assert_eq!(changed(5, "0", |l| l.drafter_rank = 2), yuan("0")); // 5-3
    assert_eq!(changed(5, "0", |l| l.level = "团体"), yuan("0")); // 5-4
    assert_eq!(changed(5, "0", |l| l.level = "广东省地方"), yuan("0")); // 5-4
}

#[test]
fn measure_6_compliance() {
    assert_eq!(one(6, "100000.01"), yuan("50,000.00")); // 6-1
    assert_eq!(one(6, "399999.99"), yuan("199,999.99")); // 6-2
    assert_eq!(one(6, "400000.00"), yuan("200,000.00")); // 6-3
    assert_eq!(one(6, "400000.01"), yuan("200,000.00")); // 6-4
    // 6-5: awarded in 2026, again in 2027
    let mut p = params();
    p.award_year = 2027;
    let again = Line::passing(day("2027-03-01"), day("2026-06-30"), yuan("300000.00"));
    let awarded = vec![prior(6, "", 2026, "100000.00", "50000.00")];
    assert_eq!(paid_with(vec![claim(6, "", vec![again.clone()])], awarded, p.clone()), yuan("0"));
    assert_eq!(paid_with(vec![claim(6, "", vec![again])], vec![], p), yuan("150,000.00"));
}

#[test]
fn measure_7_lines() {
    assert_eq!(one(7, "333333.33"), yuan("66,666.66")); // 7-1
    assert_eq!(one(7, "1499999.99"), yuan("299,999.99")); // 7-2
    assert_eq!(one(7, "1500000.00"), yuan("300,000.00")); // 7-3
    assert_eq!(one(7, "2000000.00"), yuan("300,000.00")); // 7-4
    assert_eq!(changed(7, "1000000.00", |l| l.share = yuan("0.60")), yuan("120,000.00")); // 7-5
}

#[test]
fn measure_8_cases() {
    let two = || vec![claim(8, "A", vec![line(8, "0")]), claim(8, "B", vec![line(8, "0")])];
    assert_eq!(paid(two(), vec![]), yuan("600,000.00")); // 8-1
    assert_eq!(changed(8, "0", |l| l.promoted = false), yuan("0")); // 8-2
    let last_year = vec![prior(8, "A", 2025, "0", "300000.00")];
    assert_eq!(paid(two(), last_year), yuan("300,000.00")); // 8-3: A is used up, B is not
    // 8-4, note: under the default the first gets it all
    let case = || vec![claim(8, "D", vec![line(8, "0")])];
    let results = award(&[firm("B", case()), firm("A", case())], &params());
    assert_eq!(results[0].payable, yuan("300,000.00"));
    assert_eq!(results[1].payable, yuan("0"));
}

#[test]
fn measure_9_insurance() {
    assert_eq!(one(9, "88888.88"), yuan("44,444.44")); // 9-1
    assert_eq!(one(9, "599999.99"), yuan("299,999.99")); // 9-2
    assert_eq!(one(9, "600000.00"), yuan("300,000.00")); // 9-3
    assert_eq!(one(9, "600000.01"), yuan("300,000.00")); // 9-4
    assert_eq!(changed(9, "100000.00", |l| l.self_insured = false), yuan("0")); // 9-5
}

#[test]
fn annex_4_annual_cap() {
    // A4-1: every measure but 五 and 八 at its cap, 四 with two entities
    let mut claims: Vec<Claim> = [1, 2, 3, 6, 7, 9]
        .into_iter()
        .map(|measure| claim(measure, "", vec![line(measure, "90000000.00")]))
        .collect();
    claims.push(claim(4, "E1", vec![line(4, "40000000.00")]));
    claims.push(claim(4, "E2", vec![line(4, "40000000.00")]));
    let mut p = params();
    p.platform.insert(("A".to_owned(), 3), yuan("90000000.00"));
    p.platform.insert(("A".to_owned(), 4), yuan("80000000.00"));
    let results = award(&[firm("A", claims)], &p);
    for (measure, expected) in [
        (1, "1,224,489.79"),
        (2, "612,244.90"),
        (3, "306,122.45"),
        (4, "367,346.94"),
        (6, "122,448.98"),
        (7, "183,673.47"),
        (9, "183,673.47"),
    ] {
        let of_measure = results.iter().filter(|r| r.measure == measure);
        assert_eq!(of_measure.map(|r| r.payable).sum::<Decimal>(), yuan(expected), "{measure}");
    }
    assert_eq!(results.iter().map(|r| r.after_count).sum::<Decimal>(), yuan("4,900,000.00"));
    assert_eq!(total_payable(&results), yuan("3,000,000.00"));

    let with_standards = |cost: &str| {
        let mut claims = standards(&["国际"; 5]);
        claims.push(claim(2, "", vec![line(2, cost)]));
        let results = award(&[firm("A", claims)], &params());
        (results.iter().map(|r| r.after_count).sum::<Decimal>(), total_payable(&results))
    };
    let (before, after) = with_standards("10000000.00"); // A4-2
    assert_eq!((before, after), (yuan("3,000,000.00"), yuan("3,000,000.00")));
    let (before, after) = with_standards("10000000.20"); // A4-3
    assert_eq!((before, after), (yuan("3,000,000.01"), yuan("3,000,000.00")));

    let first_batch = vec![prior(5, "S", 2026, "0", "2800000.00")];
    let second = vec![claim(2, "", vec![line(2, "10000000.00")])];
    assert_eq!(paid(second, first_batch), yuan("200,000.00")); // A4-4
}

#[test]
fn annex_7_duplicates() {
    let mut duplicate = claim(2, "", vec![line(2, "20000000.00")]);
    duplicate.duplicate = true;
    assert_eq!(paid(vec![duplicate.clone()], vec![]), yuan("0")); // A7-1
    let mut claims = standards(&["国际"; 5]);
    claims.push(duplicate);
    assert_eq!(paid(claims, vec![]), yuan("2,500,000.00")); // A7-4
}

#[test]
fn annex_8_budget() {
    let three_firms = || {
        let with = |uscc: &str, international: usize, cost: &str| {
            let mut claims = standards(&vec!["国际"; international]);
            for c in &mut claims {
                c.item = format!("{uscc}-{}", c.item);
            }
            claims.push(claim(2, "", vec![line(2, cost)]));
            firm(uscc, claims)
        };
        vec![
            with("甲", 6, "0"),          // 3,000,000.00
            with("乙", 2, "4691357.80"), // 1,234,567.89
            with("丙", 1, "5308642.20"), //   765,432.11
        ]
    };
    let pay = |budget: &str, largest_remainder: bool| {
        let mut p = params();
        p.budget = Some(yuan(budget));
        p.largest_remainder = largest_remainder;
        let results = award(&three_firms(), &p);
        let of = |uscc: &str| {
            results.iter().filter(|r| r.uscc == uscc).map(|r| r.payable).sum::<Decimal>()
        };
        [of("甲"), of("乙"), of("丙"), total_payable(&results)]
    };
    let expected = ["2400000.00", "987654.31", "612345.68", "3999999.99"];
    assert_eq!(pay("4000000.00", false), expected.map(yuan)); // A8-1
    let expected = ["2400000.00", "987654.31", "612345.69", "4000000.00"];
    assert_eq!(pay("4000000.00", true), expected.map(yuan)); // A8-2
    let expected = ["3000000.00", "1234567.89", "765432.11", "5000000.00"];
    assert_eq!(pay("5000000.00", false), expected.map(yuan)); // A8-3: exactly the budget

    // A8-4: first the annual cap (X: 450万 to 300万), then pro rata with others of 800万
    let with = |uscc: &str, international: usize| {
        let mut claims = standards(&vec!["国际"; international]);
        for c in &mut claims {
            c.item = format!("{uscc}-{}", c.item);
        }
        firm(uscc, claims)
    };
    let mut p = params();
    p.budget = Some(yuan("10000000.00"));
    let results = award(&[with("X", 9), with("P", 6), with("Q", 6), with("R", 4)], &p);
    let x: Decimal = results.iter().filter(|r| r.uscc == "X").map(|r| r.payable).sum();
    assert_eq!(x, yuan("2,727,272.72"));
}

#[test]
fn annex_9_validity() {
    for (accepted_on, expected) in [
        ("2026-01-19", "0"),
        ("2026-01-20", "300000.00"),
        ("2028-01-20", "300000.00"),
        ("2028-01-21", "0"),
    ] {
        let paid = changed(8, "0", |l| l.accepted_on = day(accepted_on));
        assert_eq!(paid, yuan(expected), "{accepted_on}"); // A9-1 to A9-4
    }
}
