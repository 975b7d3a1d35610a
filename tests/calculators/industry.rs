//! 前海数据产业若干措施（征求意见稿）: the quantified items D1a to D11b, under the assumptions below.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jiangbu::frame::columns as c;
use jiangbu::scheme::SchemeFile;

use super::{Dice, yuan};
use crate::runs::arrow_reader::Table;
use crate::runs::pipelines::{Asked, Made, Rows, code};

const SCHEME: &str = "pipelines/schemes/qianhai-data-industry-draft.toml";
const WAN: i128 = 1_000_000;
/// What the note leaves open, chosen for this test.
const CHOSEN: &str = "issued_on = 2026-01-01\nrate_d1b = \"45%\"\nrate_d3 = \"37.5%\"\n\
    amount_d5_assessment = \"50万元\"\namount_d5_filing = \"28万元\"\namount_d9 = \"17万元\"\n";

/// One line of a filing: what the rules look at.
#[derive(Clone, Debug, Default)]
struct Line {
    item: String,
    /// Pilot of the state, recognised scene, first time, in the pool: what must be true.
    holds: bool,
    /// Of the laboratory, the pilot, or the route of export.
    word: &'static str,
    /// Of the prior year.
    in_period: bool,
    /// Fen, transactions.
    amount: i128,
    /// Accepted while the measures are in force.
    in_time: bool,
}

impl Line {
    fn counts(&self) -> bool {
        self.in_period && self.in_time
    }
}

/// What was granted before: award year and fen, of a measure and an item.
type Earlier = BTreeMap<(String, String), Vec<(i32, i128)>>;

#[derive(Debug, Default)]
struct Firm {
    association: bool,
    lines: BTreeMap<&'static str, Vec<Line>>,
    earlier: Earlier,
}

/// 不超过: a part of an amount, cut to the fen, at most so much.
fn part(amount: i128, num: i128, den: i128, most: i128) -> i128 {
    (amount * num / den).min(most)
}

/// By measure and item: after the cap of the item, and after earlier awards.
fn awards(firm: &Firm) -> BTreeMap<(String, String), (i128, i128)> {
    let mut out = BTreeMap::new();
    for (measure, lines) in &firm.lines {
        // 项目、数据集、实验室 are claims of their own; everything else is one claim for the enterprise.
        let by_item = ["d1a", "d1b", "d2", "d3"].contains(measure);
        let items: BTreeSet<&str> =
            lines.iter().map(|line| if by_item { line.item.as_str() } else { "" }).collect();
        for item in items {
            let own: Vec<&Line> =
                lines.iter().filter(|line| !by_item || line.item == item).collect();
            let earlier = firm.earlier.get(&(measure.to_string(), item.to_string()));
            let earlier: &[(i32, i128)] = earlier.map_or(&[], Vec::as_slice);
            let capped = capped(measure, firm.association, &own);
            let amounts = (capped, after_history(measure, capped, earlier));
            out.insert((measure.to_string(), item.to_string()), amounts);
        }
    }
    out
}

fn capped(measure: &str, association: bool, lines: &[&Line]) -> i128 {
    let sum = |of: &dyn Fn(&&&Line) -> bool| -> i128 {
        lines.iter().filter(|line| line.counts() && of(line)).map(|line| line.amount).sum()
    };
    let any = |of: &dyn Fn(&Line) -> bool| lines.iter().any(|line| line.counts() && of(line));
    // “企业” claim these; the note gives the others to whoever runs the project.
    let enterprise_only = ["d5", "d8", "d9"].contains(&measure);
    if association && enterprise_only {
        return 0;
    }
    match measure {
        // Cost of building is of any year: only acceptance decides.
        "d1a" => {
            let built: i128 = lines.iter().filter(|l| l.in_time && l.holds).map(|l| l.amount).sum();
            part(built, 20, 100, 2_000 * WAN)
        }
        "d1b" => part(sum(&|l| l.holds), 45, 100, 200 * WAN),
        "d2" if any(&|l| l.holds) => 200 * WAN,
        "d3" => part(sum(&|l| l.word != "市级"), 375, 1000, 1_000 * WAN),
        "d4" => (sum(&|l| l.holds) * 1_000).min(100 * WAN),
        "d5" if any(&|l| l.holds && l.word == "评估") => 50 * WAN,
        "d5" if any(&|l| l.holds) => 28 * WAN,
        "d7a" => part(sum(&|_| true), 30, 100, 10 * WAN),
        "d7b" => part(sum(&|_| true), 3, 100, 10 * WAN),
        "d8" => {
            let rights: BTreeSet<&str> =
                lines.iter().filter(|l| l.counts()).map(|l| l.item.as_str()).collect();
            (rights.len() as i128 * 100_000).min(WAN)
        }
        "d9" if any(&|l| l.holds) => 17 * WAN,
        "d11a" => part(sum(&|_| true), 30, 100, 100 * WAN),
        "d11b" if any(&|l| l.word == "国家") => 20 * WAN,
        "d11b" if any(&|l| l.word == "省") => 10 * WAN,
        _ => 0,
    }
}

fn after_history(measure: &str, amount: i128, earlier: &[(i32, i128)]) -> i128 {
    let granted: i128 = earlier.iter().map(|(_, fen)| fen).sum();
    let this_year: i128 = earlier.iter().filter(|(y, _)| *y == 2026).map(|(_, fen)| fen).sum();
    let left = |most: i128, used: i128| amount.min((most - used).max(0));
    match measure {
        // 一次性, 首次, 推定一次.
        "d1a" | "d2" | "d5" | "d7a" | "d9" => {
            if earlier.is_empty() {
                amount
            } else {
                0
            }
        }
        // 连续三年: three years in a row since the first.
        "d1b" | "d3" => {
            let first = earlier.iter().map(|(year, _)| *year).min();
            if first.is_some_and(|first| 2026 - first >= 3) { 0 } else { amount }
        }
        // 同一企业补贴最高不超过1万元: for life.
        "d8" => left(WAN, granted),
        "d4" | "d11a" => left(100 * WAN, this_year),
        "d7b" => left(10 * WAN, this_year),
        _ => amount,
    }
}

fn random(number: usize, dice: &mut Dice) -> Firm {
    const MEASURES: [&str; 12] =
        ["d1a", "d1b", "d2", "d3", "d4", "d5", "d7a", "d7b", "d8", "d9", "d11a", "d11b"];
    let mut firm = Firm { association: dice.one_in(8), ..Firm::default() };
    // Now and then one that meets the limit of the year.
    let large = dice.one_in(10);
    let mut measures: BTreeSet<&str> =
        (0..dice.between(1, 5)).map(|_| dice.pick(&MEASURES)).collect();
    if large {
        measures.extend(["d1a", "d3", "d2"]);
    }
    for measure in measures {
        let count = if large { 4 } else { dice.between(1, 4) };
        for k in 0..count {
            let place = match measure {
                "d1a" if large => 10_000 * WAN,
                "d1a" => 10_000 * WAN / count,
                "d1b" => 200 * WAN * 100 / 45 / count,
                "d3" => 1_000 * WAN * 1000 / 375 / count,
                "d4" => 100_000 / count,
                "d7a" => WAN * 1_000 / 30 / count,
                "d7b" => WAN * 1_000 / 3 / count,
                _ => 100 * WAN * 100 / 30 / count,
            };
            firm.lines.entry(measure).or_default().push(Line {
                item: format!("{number}-{}", if dice.one_in(3) { 0 } else { k }),
                holds: !dice.one_in(9),
                word: match measure {
                    "d3" => dice.pick(&["国家级", "省部级", "省部级", "市级"]),
                    "d5" => dice.pick(&["评估", "备案"]),
                    "d11b" => dice.pick(&["国家", "省", "其他"]),
                    _ => "",
                },
                in_period: !dice.one_in(10),
                amount: dice.near(place),
                in_time: !dice.one_in(25),
            });
        }
        if dice.one_in(4) {
            let item = &firm.lines[measure][0].item;
            let by_item = ["d1a", "d1b", "d2", "d3"].contains(&measure);
            let key = (measure.to_string(), if by_item { item.clone() } else { String::new() });
            let years = match measure {
                "d1b" | "d3" => (2026 - dice.between(1, 4) as i32..2026).collect(),
                _ => vec![dice.pick(&[2024, 2025, 2026])],
            };
            let most = if measure == "d8" { WAN } else { 90 * WAN };
            let granted = years.into_iter().map(|year| (year, dice.between(1, most)));
            firm.earlier.insert(key, granted.collect());
        }
    }
    firm
}

/// The filings of an enterprise as rows of the tables that it would send.
fn rows(number: usize, firm: &Firm, rows: &mut Rows) {
    let own = code(number + 1);
    let name = format!("试{number}有限公司");
    let kind = if firm.association { "行业协会" } else { "企业" };
    rows.add("firms", &[(c::USCC, &own), (c::FIRM_NAME, &name), (c::ENTITY_TYPE, kind)]);
    for (measure, lines) in &firm.lines {
        for (k, line) in lines.iter().enumerate() {
            let filing = format!("F{number}-{measure}-{k}");
            let accepted = if line.in_time { "2026-03-01" } else { "2025-12-31" };
            let day = if line.in_period { "2025-06-30" } else { "2024-12-31" };
            let holds = if line.holds { "是" } else { "否" };
            let (fen, count) = (yuan(line.amount), line.amount.to_string());
            let item = line.item.as_str();
            let mut cells =
                vec![(c::USCC, own.as_str()), (c::FILING_NO, &filing), (c::ACCEPTED_ON, accepted)];
            cells.extend(match *measure {
                "d1a" => vec![(c::PROJECT_NO, item), (c::STATE_PILOT, holds), (c::AMOUNT, &fen)],
                "d1b" => vec![
                    (c::PROJECT_NO, item),
                    (c::STATE_PILOT, holds),
                    (c::PAID_ON, day),
                    (c::AMOUNT, &fen),
                ],
                "d2" => {
                    vec![(c::DATASET_NO, item), (c::STATE_PILOT, holds), (c::RECOGNISED_ON, day)]
                }
                "d3" => vec![
                    (c::LAB_NO, item),
                    (c::LAB_LEVEL, line.word),
                    (c::PAID_ON, day),
                    (c::AMOUNT, &fen),
                ],
                "d4" => vec![
                    (c::SCENE_RECOGNISED, holds),
                    (c::TRANSACTIONS, &count),
                    (c::OCCURRED_ON, day),
                ],
                "d5" => vec![
                    (c::EXPORT_ROUTE, line.word),
                    (c::FIRST_TIME, holds),
                    (c::RECOGNISED_ON, day),
                ],
                "d7b" => vec![(c::TRADE_SIDE, "卖方"), (c::OCCURRED_ON, day), (c::AMOUNT, &fen)],
                "d8" => vec![(c::DATA_RIGHT_NO, item), (c::RECOGNISED_ON, day)],
                "d9" => vec![(c::IN_NATIONAL_POOL, holds), (c::RECOGNISED_ON, day)],
                "d11b" => vec![(c::PILOT_LEVEL, line.word), (c::RECOGNISED_ON, day)],
                _ => vec![(c::PAID_ON, day), (c::AMOUNT, &fen)],
            });
            rows.add(measure, &cells);
        }
    }
    for ((measure, item), granted) in &firm.earlier {
        for (year, fen) in granted {
            let (year, paid, fen) = (year.to_string(), format!("{year}-02-01"), yuan(*fen));
            let mut cells = vec![
                (c::USCC, own.as_str()),
                (c::MEASURE, measure),
                (c::AWARD_YEAR, &year),
                (c::PAID_ON, &paid),
                (c::AMOUNT, &fen),
                (c::STATUS, "已拨付"),
            ];
            if !item.is_empty() {
                cells.push((c::ITEM, item));
            }
            rows.add("history", &cells);
        }
    }
}

#[test]
fn every_claim_of_the_draft_is_what_its_words_give() {
    let file = SchemeFile::load(Path::new(SCHEME)).expect("the scheme");
    let scheme = file.resolve(&file.assumed()).expect("a scheme").0;
    let mut dice = Dice::new(20_260_331);
    let firms: Vec<Firm> = (0..1_500).map(|number| random(number, &mut dice)).collect();
    let mut tables = Rows::default();
    firms.iter().enumerate().for_each(|(number, firm)| rows(number, firm, &mut tables));
    let asked = Asked { parameters: CHOSEN.into(), ..Asked::default() };
    let made = Made::of(SCHEME, &asked, &scheme, &Rows::default(), &tables);
    let run = made.run(&["--quiet"]);
    assert_eq!(Table::open(&run, "quarantine").rows(), 0);
    let claims = Table::open(&run, "claims");
    let texts = |name| claims.texts(name);
    let keys = texts(c::USCC).into_iter().zip(texts(c::MEASURE)).zip(texts(c::ITEM));
    let amounts = claims.fen("after_item_cap").into_iter().zip(claims.fen("after_history"));
    let mut found: BTreeMap<(String, String, String), (i128, i128)> = BTreeMap::new();
    let mut by_firm: BTreeMap<String, i128> = BTreeMap::new();
    for ((((firm, measure), item), (cap, history)), payable) in
        keys.zip(amounts).zip(claims.fen(c::PAYABLE))
    {
        *by_firm.entry(firm.clone()).or_default() += i128::from(payable);
        // Claims of the whole enterprise show no item.
        found.insert((firm, measure, item), (cap.into(), history.into()));
    }
    let (mut compared, mut capped_firms, mut reduced) = (0, 0, 0);
    for (number, firm) in firms.iter().enumerate() {
        let own = code(number + 1);
        let expected = awards(firm);
        let total: i128 = expected.values().map(|(_, fen)| fen).sum();
        for ((measure, item), amounts) in &expected {
            let key = (own.clone(), measure.clone(), item.clone());
            assert_eq!(
                found.get(&key),
                Some(amounts),
                "{key:?}: {:?} {:?}",
                firm.lines[measure.as_str()],
                firm.earlier
            );
            compared += 1;
            reduced += usize::from(amounts.1 < amounts.0);
        }
        // 3000万元企业年度奖补上限, earlier batches of the year included.
        let used: i128 =
            firm.earlier.values().flatten().filter(|(y, _)| *y == 2026).map(|(_, fen)| fen).sum();
        let most = (3_000 * WAN - used).max(0);
        assert_eq!(by_firm[&own], total.min(most), "{own}: {firm:?}");
        capped_firms += usize::from(total > most);
    }
    assert_eq!(compared, found.len());
    assert!(
        compared > 4_000 && capped_firms > 20 && reduced > 200,
        "{compared} {capped_firms} {reduced}"
    );
}
