//! Hand-worked cases of the clauses that the worked examples leave out.

use super::examples::{claim, day, firm, line, params, prior, yuan};
use super::*;

fn of(results: &[ClaimResult], measure: u8, uscc: &str, item: &str) -> ClaimResult {
    let found = results.iter().find(|r| r.measure == measure && r.uscc == uscc && r.item == item);
    found.unwrap_or_else(|| panic!("no result for {measure} {uscc} {item}")).clone()
}

/// The recommended readings but one.
fn reading(question: &str, answer: &str) -> Params {
    let mut params = params();
    params.chosen.insert(question.to_owned(), answer.to_owned());
    params
}

#[test]
fn gates_of_entity_and_place() {
    for measure in 1..=9 {
        for entity_type in
            [EntityType::Enterprise, EntityType::Association, EntityType::Institution]
        {
            for operates in [true, false] {
                let mut f = firm("A", vec![claim(measure, "", vec![line(measure, "40000000.00")])]);
                f.entity_type = entity_type;
                f.operates_in_qianhai = operates;
                let mut p = params();
                p.platform.insert(("A".to_owned(), 3), yuan("9000000.00"));
                p.platform.insert(("A".to_owned(), 4), yuan("1.00"));
                // Associations and institutions: 一 五 八 only; outside Qianhai: 一 only.
                let expected = (entity_type == EntityType::Enterprise
                    || [1, 5, 8].contains(&measure))
                    && (operates || measure == 1);
                let r = &award(&[f], &p)[0];
                assert_eq!(r.after_gates_ok, expected, "{measure} {entity_type:?} {operates}");
                assert_eq!(r.payable > Decimal::ZERO, expected);
            }
        }
    }
    let mut f = firm("A", vec![claim(7, "", vec![line(7, "100.00")])]);
    f.data_service = false;
    assert!(!award(&[f], &params())[0].after_gates_ok);
}

#[test]
fn windows_and_missing_dates() {
    for (measure, inside, outside) in [
        (7, ["2025-01-01", "2025-12-31"], ["2024-12-31", "2026-01-01"]),
        (9, ["2026-01-01", "2026-12-31"], ["2025-12-31", "2027-01-01"]),
    ] {
        let amount = |date: Option<&str>| {
            let mut l = line(measure, "1000.00");
            l.date = date.map(day);
            award(&[firm("A", vec![claim(measure, "", vec![l])])], &params())[0].item_amount
        };
        for date in inside {
            assert!(amount(Some(date)) > Decimal::ZERO, "{date}");
        }
        for date in outside {
            assert_eq!(amount(Some(date)), Decimal::ZERO, "{date}");
        }
        assert_eq!(amount(None), Decimal::ZERO);
    }
}

#[test]
fn one_floor_for_the_claim_not_for_each_line() {
    // 50% of 0.03 is 0.015, floored 0.01; line by line it would be nothing
    let lines = vec![line(6, "0.01"), line(6, "0.01"), line(6, "0.01")];
    let results = award(&[firm("A", vec![claim(6, "", lines)])], &params());
    assert_eq!(results[0].item_amount, yuan("0.01"));
}

#[test]
fn platforms_one_per_applicant_then_one_applicant_per_platform() {
    let a = firm(
        "A",
        vec![
            claim(1, "P1", vec![line(1, "1000000.00")]),
            claim(1, "P2", vec![line(1, "2000000.00")]),
        ],
    );
    let b = firm("B", vec![claim(1, "P2", vec![line(1, "2000000.00")])]);
    let c = firm("C", vec![claim(1, "P2", vec![line(1, "1999999.99")])]);
    let results = award(&[c, b, a], &params());
    let paid: Vec<_> =
        results.iter().map(|r| (r.uscc.as_str(), r.item.as_str(), r.after_count)).collect();
    assert_eq!(
        paid,
        [
            ("A", "P1", yuan("0")),
            ("A", "P2", yuan("600000.00")), // a tie with B goes to the smaller code
            ("B", "P2", yuan("0")),
            ("C", "P2", yuan("0")),
        ]
    );

    // A duplicate does not take up the place of the applicant. That of the platform it keeps until a
    // person has looked, unless it is read otherwise.
    let mut excluded = claim(1, "P2", vec![line(1, "2000000.00")]);
    excluded.duplicate = true;
    let a = firm("A", vec![claim(1, "P1", vec![line(1, "1000000.00")]), excluded]);
    let b = firm("B", vec![claim(1, "P2", vec![line(1, "1000000.00")])]);
    let results = award(&[a.clone(), b.clone()], &params());
    assert_eq!(of(&results, 1, "A", "P1").payable, yuan("300000.00"));
    assert_eq!(of(&results, 1, "B", "P2").payable, yuan("0"));
    let results = award(&[a, b], &reading("dup_joint", "next"));
    assert_eq!(of(&results, 1, "B", "P2").payable, yuan("300000.00"));
}

#[test]
fn two_platform_years_are_award_years_not_batches() {
    let with = |priors: Vec<Prior>| {
        let mut f = firm("A", vec![claim(1, "P", vec![line(1, "1000000.00")])]);
        f.prior = priors;
        award(&[f], &params())[0].after_history
    };
    // 30% of (1,000,000 + 2,000,000) less 300,000 and 300,000
    let batches = vec![
        prior(1, "P", 2025, "1000000.00", "300000.00"),
        prior(1, "P", 2026, "1000000.00", "300000.00"),
    ];
    assert_eq!(with(batches), yuan("300000.00"));
    let mut returned = prior(1, "P", 2025, "1000000.00", "300000.00");
    returned.fully_returned = true;
    let two = vec![returned, prior(1, "P", 2024, "0", "10.00")];
    // What was returned does not count again: 30% of 1,000,000 less 10.
    assert_eq!(with(two), yuan("299990.00"));
    // Costs of another platform of the firm are not this one's; its money counts towards the total.
    assert_eq!(with(vec![prior(1, "Q", 2025, "5.00", "5.00")]), yuan("300000.00"));
    let much = vec![prior(1, "Q", 2025, "9000000.00", "1800000.00")];
    assert_eq!(with(much), yuan("200000.00"));
}

#[test]
fn catalogue_and_platform_record_of_measure_3() {
    let with = |catalogue: &'static str, record: Option<&str>| {
        let mut bulk = line(3, "50000000.00");
        bulk.catalogue = "不涉及";
        let mut small = line(3, "1.00");
        small.catalogue = catalogue;
        let mut p = params();
        p.lpr = yuan("0.001");
        if let Some(record) = record {
            p.platform.insert(("A".to_owned(), 3), yuan(record));
        }
        award(&[firm("A", vec![claim(3, "", vec![bulk, small])])], &p)[0].clone()
    };
    // 50,000,001.00 yuan is less than 9,000,000 USD x 6.9858
    assert_eq!(with("不涉及", Some("9000000.00")).item_amount, yuan("50000.00"));
    assert_eq!(with("限制类有许可", Some("9000000.00")).item_amount, yuan("50000.00"));
    for breach in ["限制类无许可", "禁止类"] {
        let r = with(breach, Some("9000000.00"));
        assert!(!r.after_gates_ok);
        assert_eq!(r.item_amount, yuan("0"));
    }
    // The record is lower: 6,000,000 x 6.9858 x 0.1% = 41,914.80
    assert_eq!(with("不涉及", Some("6000000.00")).item_amount, yuan("41914.80"));
    // The record does not pass the threshold; there is no record
    assert_eq!(with("不涉及", Some("5000000.00")).item_amount, yuan("0"));
    assert!(with("不涉及", Some("5000000.00")).after_gates_ok);
    assert!(!with("不涉及", None).after_gates_ok);
}

#[test]
fn two_overseas_entities_a_year() {
    let with = |priors: Vec<Prior>, duplicate_of: &str| {
        let mut claims = vec![
            claim(4, "E3", vec![line(4, "40000000.00")]),
            claim(4, "E2", vec![line(4, "40000000.00")]),
            claim(4, "E1", vec![line(4, "40000000.00")]),
        ];
        for c in &mut claims {
            c.duplicate = c.item == duplicate_of;
        }
        let mut f = firm("A", claims);
        f.prior = priors;
        let mut p = params();
        p.platform.insert(("A".to_owned(), 4), yuan("0.01"));
        let paid = award(&[f], &p);
        paid.into_iter()
            .filter(|r| r.after_count > Decimal::ZERO)
            .map(|r| r.item)
            .collect::<Vec<_>>()
    };
    assert_eq!(with(vec![], ""), ["E1", "E2"]);
    assert_eq!(with(vec![], "E1"), ["E2", "E3"]);
    assert_eq!(with(vec![prior(4, "E0", 2026, "0", "1.00")], ""), ["E1"]);
    assert_eq!(with(vec![prior(4, "E0", 2025, "0", "1.00")], ""), ["E1", "E2"]);
    let two = vec![prior(4, "E0", 2026, "0", "1.00"), prior(4, "E9", 2026, "0", "1.00")];
    assert_eq!(with(two, ""), Vec::<String>::new());
    // An entity of an earlier batch has its place already, and leaves one.
    let e3 = vec![prior(4, "E3", 2026, "0", "1.00")];
    assert_eq!(with(e3, ""), ["E1", "E3"]);
}

#[test]
fn an_overseas_entity_is_capped_over_the_batches_of_a_year() {
    let after = |priors: Vec<Prior>, of_another_firm: bool| {
        let mut a = firm("A", vec![claim(4, "E1", vec![line(4, "25000000.00")])]);
        let mut b = firm("B", vec![]);
        let with_history = if of_another_firm { &mut b } else { &mut a };
        with_history.prior = priors;
        let mut p = params();
        p.platform.insert(("A".to_owned(), 4), yuan("0.01"));
        award(&[a, b], &p)[0].after_history
    };
    assert_eq!(after(vec![], false), yuan("250000.00"));
    // 300,000.00 less 100,000.01; of 49,999.99 nothing is felt yet
    let earlier = |item, year, amount| vec![prior(4, item, year, "0", amount)];
    assert_eq!(after(earlier("E1", 2026, "100000.01"), false), yuan("199999.99"));
    assert_eq!(after(earlier("E1", 2026, "49999.99"), false), yuan("250000.00"));
    assert_eq!(after(earlier("E1", 2026, "300000.00"), false), yuan("0"));
    // the entity's, whoever received it
    assert_eq!(after(earlier("E1", 2026, "100000.01"), true), yuan("199999.99"));
    // another year, another entity of the firm
    assert_eq!(after(earlier("E1", 2025, "300000.00"), false), yuan("250000.00"));
    assert_eq!(after(earlier("E2", 2026, "300000.00"), false), yuan("250000.00"));
    // returned in full
    let mut returned = earlier("E1", 2026, "300000.00");
    returned[0].fully_returned = true;
    assert_eq!(after(returned, false), yuan("250000.00"));
}

#[test]
fn once_for_life() {
    for measure in [5, 8] {
        let claims = || vec![claim(measure, "X", vec![line(measure, "0")])];
        let mut other = firm("B", vec![]);
        other.prior = vec![prior(measure, "X", 2020, "0", "1.00")];
        let used = award(&[firm("A", claims()), other.clone()], &params());
        assert_eq!(used[0].after_history, yuan("0"));
        other.prior[0].fully_returned = true;
        let restored = award(&[firm("A", claims()), other], &params());
        assert!(restored[0].after_history > Decimal::ZERO);
    }
    let mut f = firm("A", vec![claim(6, "", vec![line(6, "100.00")])]);
    f.prior = vec![prior(6, "", 2025, "2.00", "1.00")];
    assert_eq!(award(&[f.clone()], &params())[0].after_history, yuan("0"));
    f.prior[0].fully_returned = true;
    assert_eq!(award(&[f], &params())[0].after_history, yuan("50.00"));
}

#[test]
fn caps_of_a_year_are_net_of_its_earlier_batches() {
    for (measure, cap) in [(2, 1_000_000), (3, 500_000), (7, 300_000), (9, 300_000)] {
        let after = |year: i32| {
            let mut f = firm("A", vec![claim(measure, "", vec![line(measure, "90000000.00")])]);
            f.prior = vec![prior(measure, "", year, "0", "100000.01")];
            let mut p = params();
            p.platform.insert(("A".to_owned(), 3), yuan("9000000.00"));
            award(&[f], &p)[0].after_history
        };
        assert_eq!(after(2026), Decimal::from(cap) - yuan("100000.01"));
        assert_eq!(after(2025), Decimal::from(cap));
    }
}

#[test]
fn a_case_of_several_firms_goes_to_the_smaller_code_that_may_have_it() {
    let case = || vec![claim(8, "X", vec![line(8, "0")])];
    let mut a = firm("A", case());
    a.claims[0].duplicate = true;
    let firms = [firm("C", case()), firm("B", case()), a];
    // Nobody is raised by the duplicate of another before a person has looked.
    let results = award(&firms, &params());
    assert!(results.iter().all(|r| r.payable == yuan("0")));
    let results = award(&firms, &reading("dup_joint", "next"));
    assert_eq!(of(&results, 8, "A", "X").payable, yuan("0"));
    assert_eq!(of(&results, 8, "B", "X").payable, yuan("300000.00"));
    assert_eq!(of(&results, 8, "C", "X").payable, yuan("0"));
}

#[test]
fn splits_by_largest_remainder() {
    let parts = |texts: &[&str]| texts.iter().map(|t| yuan(t)).collect::<Vec<_>>();
    assert_eq!(split(yuan("1.00"), &parts(&["1", "1", "1"])), parts(&["0.34", "0.33", "0.33"]));
    assert_eq!(split(yuan("0.01"), &parts(&["1", "2", "0"])), parts(&["0", "0.01", "0"]));
    assert_eq!(split(yuan("0"), &parts(&["1", "2"])), parts(&["0", "0"]));
    assert_eq!(split(yuan("0"), &parts(&["0", "0"])), parts(&["0", "0"]));
}

#[test]
fn annual_cap_is_split_over_measures_first() {
    // 五 has seven items of 500,000 and 八 one of 300,000: 3,800,000 in all
    let mut claims = vec![claim(8, "X", vec![line(8, "0")])];
    for n in 1..=7 {
        claims.push(claim(5, &format!("S{n}"), vec![line(5, "0")]));
    }
    let results = award(&[firm("A", claims)], &params());
    // 五: 3,500,000 x 30/38 = 2,763,157.8947…, 八: 236,842.1052…; the odd fen goes to 八
    assert_eq!(of(&results, 8, "A", "X").after_annual_cap, yuan("236842.11"));
    // 2,763,157.89 over seven is 394,736.84 each and one fen more
    for (item, expected) in [("S1", "394736.85"), ("S2", "394736.84"), ("S7", "394736.84")] {
        assert_eq!(of(&results, 5, "A", item).after_annual_cap, yuan(expected));
    }
    assert_eq!(total_payable(&results), yuan("3000000.00"));
}

#[test]
fn budget_of_nothing_and_leftover_fen() {
    let case = |uscc: &str, item: &str| firm(uscc, vec![claim(8, item, vec![line(8, "0")])]);
    let firms = [case("C", "3"), case("B", "2"), case("A", "1")];
    let pay = |budget: &str, largest_remainder: bool| {
        let mut p = params();
        p.budget = Some(yuan(budget));
        p.largest_remainder = largest_remainder;
        award(&firms, &p).iter().map(|r| r.payable).collect::<Vec<_>>()
    };
    assert_eq!(pay("0", false), ["0", "0", "0"].map(yuan));
    assert_eq!(pay("0.05", false), ["0.01", "0.01", "0.01"].map(yuan));
    assert_eq!(pay("0.05", true), ["0.02", "0.02", "0.01"].map(yuan));
}

#[test]
fn platform_history_follows_the_firm_and_the_platform() {
    let a = firm("A", vec![claim(1, "P", vec![line(1, "1000000.00")])]);
    let mut b = firm("B", vec![]);
    b.prior = vec![
        prior(1, "P", 2024, "2000000.00", "600000.00"),
        prior(1, "R", 2024, "9000000.00", "9.00"), // not A, not P
    ];
    // 30% of 3,000,000 less 600,000
    assert_eq!(award(&[a.clone(), b.clone()], &params())[0].after_history, yuan("300000.00"));
    b.prior.push(prior(1, "P", 2025, "0", "0"));
    assert_eq!(award(&[a, b], &params())[0].after_history, yuan("0"));
}

#[test]
fn one_content_and_one_drafter_of_standards() {
    let standard = |item: &str, level: &'static str, content: &str| {
        let mut l = line(5, "0");
        (l.level, l.content) = (level, content.to_owned());
        claim(5, item, vec![l])
    };
    let a = firm("A", vec![standard("S1", "行业", "C"), standard("S2", "国家", "C")]);
    let b = firm("B", vec![standard("S2", "国际", ""), standard("S1", "湾区", "C")]);
    let results = award(&[a, b], &params());
    let paid: Vec<_> = results.iter().map(|r| r.after_count).collect();
    // A keeps S2 for its content, then loses it to B's higher claim; nothing comes back for S1.
    assert_eq!(paid, ["0", "0", "100000.00", "500000.00"].map(yuan));
}

#[test]
fn the_lead_of_a_joint_case_comes_first() {
    let case = |lead: bool| {
        let mut l = line(8, "0");
        l.lead = lead;
        vec![claim(8, "X", vec![l])]
    };
    let results = award(&[firm("A", case(false)), firm("B", case(true))], &params());
    assert_eq!(of(&results, 8, "A", "X").payable, yuan("0"));
    assert_eq!(of(&results, 8, "B", "X").payable, yuan("300000.00"));
}

#[test]
fn nobody_is_given_more_than_was_asked_for() {
    let mut l = line(7, "1000000.00");
    l.requested = Some(yuan("123.45"));
    let results = award(&[firm("A", vec![claim(7, "", vec![l, line(7, "1.00")])])], &params());
    assert_eq!(results[0].payable, yuan("123.45"));
}

#[test]
fn a_platform_of_the_year_leaves_no_place_for_another() {
    let claims = || {
        vec![
            claim(1, "P1", vec![line(1, "1000000.00")]),
            claim(1, "P2", vec![line(1, "2000000.00")]),
        ]
    };
    let mut a = firm("A", claims());
    a.prior = vec![prior(1, "P1", 2026, "0", "1.00")];
    let results = award(&[a], &params());
    assert_eq!(of(&results, 1, "A", "P1").after_count, yuan("299999.00"));
    assert_eq!(of(&results, 1, "A", "P2").after_count, yuan("0"));
    // Two of them granted already are one too many all the same: the higher amount stays.
    let mut a = firm("A", claims());
    a.prior = vec![prior(1, "P1", 2026, "0", "1.00"), prior(1, "P2", 2026, "0", "1.00")];
    let results = award(&[a], &params());
    assert_eq!(of(&results, 1, "A", "P1").after_count, yuan("0"));
    assert_eq!(of(&results, 1, "A", "P2").after_count, yuan("599999.00"));
}

#[test]
fn each_filing_asks_for_its_own_part() {
    let with = |asked: [(&str, &str); 2]| {
        let mut lines = vec![line(9, "100000.00"), line(9, "20000.00")];
        for (line, (filing, amount)) in lines.iter_mut().zip(asked) {
            line.filing = filing.to_owned();
            line.requested = (!amount.is_empty()).then(|| yuan(amount));
        }
        award(&[firm("A", vec![claim(9, "", lines)])], &params())[0].payable
    };
    assert_eq!(with([("F1", "50000.00"), ("F2", "10000.00")]), yuan("60000.00"));
    assert_eq!(with([("F1", "50000.00"), ("F1", "10000.00")]), yuan("10000.00"));
    assert_eq!(with([("F1", "20000.00"), ("F2", "40000.00")]), yuan("30000.00"));
    assert_eq!(with([("F1", "20000.00"), ("F2", "")]), yuan("30000.00"));
}

#[test]
fn a_shared_invoice_takes_out_its_line() {
    let with = |about: &str, source: &str, params: &Params| {
        let mut lines = vec![line(2, "15000000.00"), line(2, "5000000.00")];
        (lines[0].paper, lines[1].paper) = ("X1".to_owned(), "X2".to_owned());
        let mut a = firm("A", vec![claim(2, "", lines)]);
        a.others.push(Other {
            measure: 2,
            about: about.to_owned(),
            year: Some(2025),
            source: source.to_owned(),
            amount: yuan("1.00"),
            received: true,
            confirmed: false,
        });
        award(&[a], params)[0].payable
    };
    assert_eq!(with("X2", "南山", &params()), yuan("750000.00"));
    assert_eq!(with("X2", "南山", &reading("dup_extent", "claim")), yuan("0"));
    assert_eq!(with("", "南山", &params()), yuan("1000000.00"));
    assert_eq!(with("", "南山", &reading("dup_without_item", "exclude")), yuan("0"));
    assert_eq!(with("X2", "深圳市", &params()), yuan("1000000.00"));
    assert_eq!(with("X2", "深圳市", &reading("dup_sources", "all")), yuan("750000.00"));
}

#[test]
fn a_platform_stays_with_whoever_was_supported() {
    let a = firm(
        "A",
        vec![
            claim(1, "P1", vec![line(1, "2000000.00")]),
            claim(1, "P2", vec![line(1, "1000000.00")]),
        ],
    );
    let mut b = firm("B", vec![claim(1, "P1", vec![line(1, "1000000.00")])]);
    b.prior = vec![prior(1, "P1", 2025, "1000000.00", "300000.00")];
    let results = award(&[a, b], &params());
    assert_eq!(of(&results, 1, "A", "P1").payable, yuan("0"));
    assert_eq!(of(&results, 1, "A", "P2").payable, yuan("300000.00"));
    assert_eq!(of(&results, 1, "B", "P1").payable, yuan("300000.00"));
}

#[test]
fn what_was_cut_is_not_made_good() {
    let with = |params: &Params, change: fn(&mut Prior)| {
        let mut a = firm("A", vec![claim(1, "P", vec![line(1, "1000000.00")])]);
        a.prior = vec![prior(1, "P", 2025, "5000000.00", "1000000.00")];
        change(&mut a.prior[0]);
        award(&[a], params)[0].payable
    };
    assert_eq!(with(&params(), |_| {}), yuan("300000.00"));
    let made_good = reading("m1_cuts", "made_good");
    assert_eq!(with(&made_good, |_| {}), yuan("800000.00"));
    assert_eq!(with(&made_good, |p| p.fully_returned = true), yuan("300000.00"));
    let confirmed = |p: &mut Prior| (p.fully_returned, p.confirmed) = (true, true);
    assert_eq!(with(&made_good, confirmed), yuan("1800000.00"));
    // Nothing of what is pending has been received, and none of its costs recognised.
    assert_eq!(with(&params(), |p| p.pending = true), yuan("300000.00"));
}
