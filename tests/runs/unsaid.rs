//! What a filing leaves blank or contradicts, through a whole run: nothing of it is decided in silence.

use jiangbu::frame::columns as c;
use jiangbu::pipeline::load;
use jiangbu::run::compute;

use super::arrow_reader::Table;
use super::messages::compare;
use super::pipelines::{Asked, Made, Rows, code};
use super::specimen::firm;
use crate::catalogue::both_languages;

const RATES: &str = "2026-03-20,LPR1Y,3.00%,found,paper\n";

fn made(rows: &Rows) -> Made {
    Made::new(&Asked { rates: RATES.to_string(), ..Asked::default() }, rows)
}

fn said(made: &Made, wanted: &str) -> Vec<String> {
    let computed = compute(&load(&made.pipeline()).expect("a pipeline"), &|_: &str| {});
    let findings = computed.expect("a run").prepared.linked.findings;
    findings.iter().filter(|one| one.code.id == wanted).map(both_languages).collect()
}

/// 甲 says nothing about where it operates, 乙 says no, 丙 says yes: two of three get nothing, and only 甲 is asked about.
#[test]
fn a_blank_fact_is_no_silent_no() {
    let mut rows = Rows::default();
    for (at, answer) in [(1, None), (2, Some("否")), (3, Some("是"))] {
        let own = code(at);
        let name = ["甲公司", "乙公司", "丙公司"][at - 1];
        let mut cells =
            vec![(c::USCC, own.as_str()), (c::FIRM_NAME, name), (c::ENTITY_TYPE, "企业")];
        cells.push((c::DATA_SERVICE_FIRM, "是"));
        cells.extend(answer.map(|answer| (c::OPERATES_IN_QIANHAI, answer)));
        rows.add("firms", &cells);
        let filing = format!("2026-00{at}");
        let line = [(c::USCC, own.as_str()), (c::FILING_NO, filing.as_str())];
        let paid =
            [(c::ACCEPTED_ON, "2026-03-01"), (c::PAID_ON, "2025-06-30"), (c::AMOUNT, "300000.00")];
        rows.add("m6", &[&line[..], &paid].concat());
    }
    let made = made(&rows);
    let found = said(&made, "R515");
    assert!(found.len() == 1 && found[0].contains("甲公司"), "{found:?}");
    compare("R515", &found.join("\n\n"));
    let claims = Table::open(&made.run(&["--quiet"]), "claims");
    // 50 % of 300,000.00, and 50 % is left for who says yes alone.
    let payable: Vec<bool> = claims.fen("payable").into_iter().map(|fen| fen > 0).collect();
    assert_eq!(payable.iter().filter(|paid| **paid).count(), 1, "{payable:?}");
}

/// 甲 states GB/T under 国际, 乙 under 国家: the claim of 甲 waits.
#[test]
fn a_level_that_its_number_denies_waits() {
    let mut rows = Rows::default();
    for (at, level) in [(1, "国际"), (2, "国家")] {
        let own = code(at);
        firm(&mut rows, &own, ["甲公司", "乙公司"][at - 1], "", "");
        let (filing, number) = (format!("2026-00{at}"), format!("GB/T {at}5678-2025"));
        let line = [(c::USCC, own.as_str()), (c::FILING_NO, filing.as_str())];
        let standard = [
            (c::ACCEPTED_ON, "2026-03-01"),
            (c::STANDARD_NO, number.as_str()),
            (c::STANDARD_LEVEL, level),
            (c::DRAFTER_RANK, "1"),
            (c::TRADE_DOMAIN, "数字服务"),
            (c::PUBLISHED_ON, "2025-06-30"),
        ];
        rows.add("m5", &[&line[..], &standard].concat());
    }
    let made = made(&rows);
    let found = said(&made, "D425");
    assert_eq!(found.len(), 1, "{found:?}");
    compare("D425", &found.join("\n\n"));
    let held = Table::open(&made.run(&["--quiet"]), "held");
    let waits = held.texts(c::CLAIM_ID).into_iter().zip(held.texts(c::HOLD));
    let waits: Vec<String> =
        waits.filter(|(_, why)| why == "contradicted").map(|(claim, _)| claim).collect();
    assert_eq!(waits, [format!("m5-{}-1", code(1))]);
}

/// The rules give 150,000.00: of two requests the smaller lowers it, or changes nothing.
#[test]
fn requests_that_differ_are_a_warning_where_the_smallest_lowers() {
    for (first, second, severity) in [
        ("200000.00", "300000.00", "note"),
        ("150000.00", "300000.00", "note"),
        ("149999.99", "300000.00", "warning"),
        ("300000.00", "1000.00", "warning"),
    ] {
        let mut rows = Rows::default();
        let own = code(1);
        firm(&mut rows, &own, "甲公司", "", "");
        for (invoice, amount, asked) in [("FP1", "100000.00", first), ("FP2", "200000.00", second)]
        {
            let line = [(c::USCC, own.as_str()), (c::FILING_NO, "2026-001")];
            let paid = [(c::ACCEPTED_ON, "2026-03-01"), (c::PAID_ON, "2025-06-30")];
            let more = [(c::INVOICE_NO, invoice), (c::AMOUNT, amount), (c::REQUESTED, asked)];
            rows.add("m6", &[&line[..], &paid, &more].concat());
        }
        let found = Table::open(&made(&rows).run(&["--quiet"]), "findings");
        let said: Vec<String> = found
            .texts(c::CODE)
            .into_iter()
            .zip(found.texts(c::SEVERITY))
            .filter_map(|(code, severity)| (code == "D322").then_some(severity))
            .collect();
        assert_eq!(said, [severity], "{first} {second}");
    }
}
