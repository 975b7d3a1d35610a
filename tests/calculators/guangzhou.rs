//! 广州分档支持: weighted scores, tiers, at most 1,000,000 yuan for an enterprise and year evaluated, each year once
//! and for itself. Weights and tiers are invented for the test; thirds among the weights, so that no score is a short
//! decimal.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jiangbu::frame::columns as c;
use jiangbu::scheme::SchemeFile;

use super::{Dice, yuan};
use crate::runs::arrow_reader::Table;
use crate::runs::pipelines::{Asked, Made, Rows, code};

const SCHEME: &str = "pipelines/schemes/guangzhou-service-trade-2025.toml";
const WAN: i128 = 1_000_000;
const CHOSEN: &str = "weight_competitiveness = \"33.333333%\"\nweight_growth = \"41.25%\"\n\
    weight_innovation = \"25.416667%\"\nscore_first = \"88.8%\"\nscore_second = \"70%\"\n\
    score_third = \"55.5%\"\namount_first = \"97万元\"\namount_second = \"61万元\"\namount_third = \"33万元\"\n";

struct Evaluation {
    /// Millionths of full marks.
    marks: [i128; 3],
    year: i32,
    kind: &'static str,
    accepted: &'static str,
}

struct Firm {
    association: bool,
    evaluations: Vec<Evaluation>,
    /// Years evaluated that an earlier batch has supported.
    earlier: Vec<i32>,
}

/// Parts of 10^14: weights in parts of 10^8 times marks in millionths.
fn score(marks: [i128; 3]) -> i128 {
    marks[0] * 33_333_333 + marks[1] * 41_250_000 + marks[2] * 25_416_667
}

/// 对2025—2029年度…每年…分档给予支持: every year evaluated by itself, and only once.
fn award(firm: &Firm) -> i128 {
    let years: BTreeSet<i32> = firm.evaluations.iter().map(|one| one.year).collect();
    years.into_iter().map(|year| of_year(firm, year)).sum()
}

fn of_year(firm: &Firm, year: i32) -> i128 {
    if firm.association || firm.earlier.contains(&year) {
        return 0;
    }
    // From the day of the document, 27 April 2025, on.
    let counts = |one: &&Evaluation| {
        one.year == year
            && (2025..=2029).contains(&one.year)
            && one.kind != "其他"
            && ("2025-04-27"..="2029-12-31").contains(&one.accepted)
    };
    let best = firm.evaluations.iter().filter(counts).map(|one| score(one.marks)).max();
    let full = 100_000_000_000_000;
    match best {
        Some(score) if score * 1_000 >= full * 888 => 97 * WAN,
        Some(score) if score * 100 >= full * 70 => 61 * WAN,
        Some(score) if score * 1_000 >= full * 555 => 33 * WAN,
        _ => 0,
    }
}

/// Marks whose score lies at an edge or a millionth of a mark beside it, or anywhere.
fn marks(dice: &mut Dice) -> [i128; 3] {
    let mark = |dice: &mut Dice| dice.between(300_000, 1_000_000);
    let [one, two, mut three] = [mark(dice), mark(dice), mark(dice)];
    if dice.one_in(2) {
        let edge = dice.pick(&[88_800_000_000_000, 70_000_000_000_000, 55_500_000_000_000]);
        let exact = (edge - one * 33_333_333 - two * 41_250_000) / 25_416_667;
        let near = exact + dice.between(-1, 1);
        if (0..=1_000_000).contains(&near) {
            three = near;
        }
    }
    if dice.one_in(9) {
        // All three alike: the score is exactly the mark, since the weights add up to one.
        return [dice.pick(&[888_000, 700_000, 555_000]) - dice.between(0, 1); 3];
    }
    [one, two, three]
}

fn random(dice: &mut Dice) -> Firm {
    let evaluations = (0..dice.pick(&[1, 1, 1, 2, 3])).map(|_| Evaluation {
        marks: marks(dice),
        year: if dice.one_in(4) { dice.pick(&[2024, 2026, 2026, 2029, 2030]) } else { 2025 },
        kind: if dice.one_in(12) {
            "其他"
        } else {
            dice.pick(&["服务贸易", "数字贸易", "服务外包"])
        },
        accepted: match dice.one_in(15) {
            true => dice.pick(&["2025-04-26", "2025-04-27", "2025-01-01"]),
            false => "2026-03-01",
        },
    });
    let evaluations = evaluations.collect();
    let earlier = if dice.one_in(6) { vec![dice.pick(&[2025, 2026])] } else { Vec::new() };
    Firm { association: dice.one_in(15), evaluations, earlier }
}

#[test]
fn every_score_gets_the_tier_that_its_words_give() {
    let file = SchemeFile::load(Path::new(SCHEME)).expect("the scheme");
    let scheme = file.resolve(&file.assumed()).expect("a scheme").0;
    let mut dice = Dice::new(2025);
    let firms: Vec<Firm> = (0..4_000).map(|_| random(&mut dice)).collect();
    let mut rows = Rows::default();
    for (number, firm) in firms.iter().enumerate() {
        let own = code(number + 1);
        let name = format!("试{number}有限公司");
        let kind = if firm.association { "行业协会" } else { "企业" };
        rows.add("firms", &[(c::USCC, &own), (c::FIRM_NAME, &name), (c::ENTITY_TYPE, kind)]);
        for (k, one) in firm.evaluations.iter().enumerate() {
            let shares =
                one.marks.map(|mark| format!("{}.{:06}", mark / 1_000_000, mark % 1_000_000));
            let (filing, year) = (format!("F{number}-{k}"), one.year.to_string());
            let cells = [
                (c::USCC, own.as_str()),
                (c::FILING_NO, &filing),
                (c::ACCEPTED_ON, one.accepted),
                (c::EVALUATED_YEAR, &year),
                (c::TRADE_KIND, one.kind),
                (c::COMPETITIVENESS, &shares[0]),
                (c::GROWTH_POTENTIAL, &shares[1]),
                (c::INNOVATION, &shares[2]),
            ];
            rows.add("g20", &cells);
        }
        for year in &firm.earlier {
            let (fen, item) = (yuan(30 * WAN), year.to_string());
            let cells = [
                (c::USCC, own.as_str()),
                (c::MEASURE, "g20"),
                (c::ITEM, &item),
                (c::AWARD_YEAR, "2026"),
                (c::PAID_ON, "2026-02-01"),
                (c::AMOUNT, &fen),
                (c::STATUS, "已拨付"),
            ];
            rows.add("history", &cells);
        }
    }
    let asked = Asked { parameters: CHOSEN.into(), ..Asked::default() };
    let made = Made::of(SCHEME, &asked, &scheme, &Rows::default(), &rows);
    let run = made.run(&["--quiet"]);
    assert_eq!(Table::open(&run, "quarantine").rows(), 0);
    let claims = Table::open(&run, "claims");
    let mut found: BTreeMap<String, i128> = BTreeMap::new();
    for (own, fen) in claims.texts(c::USCC).into_iter().zip(claims.fen(c::PAYABLE)) {
        *found.entry(own).or_default() += i128::from(fen);
    }
    assert_eq!(found.len(), firms.len());
    let mut tiers: BTreeMap<i128, usize> = BTreeMap::new();
    for (number, firm) in firms.iter().enumerate() {
        let expected = award(firm);
        let scores: Vec<i128> = firm.evaluations.iter().map(|one| score(one.marks)).collect();
        assert_eq!(
            found[&code(number + 1)],
            expected,
            "{number}: {scores:?}, earlier {:?}",
            firm.earlier
        );
        *tiers.entry(expected).or_default() += 1;
    }
    for amount in [0, 33 * WAN, 61 * WAN, 97 * WAN] {
        assert!(tiers[&amount] > 100, "{tiers:?}");
    }
}
