//! An objection after the publication: corrected filings are computed again, whose amounts changed is shown, and the
//! new run takes the place of the first only when the first was withdrawn.

use std::fs;

use jiangbu::jobs::compare;
use jiangbu::jobs::ledger::approve;
use jiangbu::ledger::{Awards, Ledger};

use super::ledger::{Office, day, filing};
use crate::runs::pipelines::{Asked, Made, Rows, code, jiangbu, said};

/// Firm 2 brings more evidence, firm 1 takes back what it asked for under 六, firm 3 had been forgotten.
fn corrected() -> Made {
    let mut rows = Rows::default();
    filing(&mut rows, 1, "16000000.00", "");
    filing(&mut rows, 2, "6000000.00", "");
    filing(&mut rows, 3, "4000000.00", "");
    let asked = Asked::default();
    Made::new(&asked, &rows)
}

#[test]
fn the_recomputed_run_replaces_the_published_one() {
    let office = Office::new();
    let published = office.run("pipeline.toml");
    office.approve(&published).expect("approved");
    // The corrected filings stand where the others stood; less money is there than was thought.
    fs::remove_dir_all(office.made.path("filings")).expect("removed");
    fs::rename(corrected().path("filings"), office.made.path("filings")).expect("moved");
    let text = fs::read_to_string(office.made.pipeline()).expect("a pipeline");
    let poorer = text.replace("total = \"1500000.00元\"", "total = \"650000.00元\"");
    assert_ne!(poorer, text);
    fs::write(office.made.pipeline(), poorer).expect("written");
    let again = office.run("pipeline.toml");

    // 二: 800,000 as before, 200,000 → 300,000, 0 → 200,000; 六: 200,000 → 0. Half of it can be paid.
    let found = compare::compare(&[&published, &again]).expect("compared");
    let changes = &found.changes[0];
    let rows: Vec<_> = changes
        .claims
        .iter()
        .map(|claim| {
            let why = (claim.why.zh.as_str(), claim.why.en.as_str());
            (claim.clause.as_str(), claim.code.clone(), claim.approved, claim.payable, why)
        })
        .collect();
    let expected = [
        ("二", code(3), (0, 20_000_000), (0, 10_000_000), ("新增", "new")),
        (
            "六",
            code(1),
            (20_000_000, 0),
            (20_000_000, 0),
            ("不再申报或已退件", "no longer claimed, or refused"),
        ),
        (
            "二",
            code(2),
            (20_000_000, 30_000_000),
            (20_000_000, 15_000_000),
            ("申报数额不同", "other amounts in the filings"),
        ),
    ];
    assert_eq!(rows, expected);
    assert_eq!(changes.by_pool, (1, -40_000_000));
    let payable = |at: usize| found.outcomes[at].totals.payable;
    let own: i64 = changes.claims.iter().map(|claim| claim.payable.1 - claim.payable.0).sum();
    assert_eq!(own + changes.by_pool.1, payable(1) - payable(0));
    let mut command = jiangbu(&["scenario", "compare", "--lang", "zh-CN"]);
    let output = command.arg(&published).arg(&again).output().expect("the program");
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let text = said(&output);
    assert!(text.contains("变动原因") && text.contains("前海第3公司"), "{text}");
    assert!(
        text.contains("另有 1 项仅因预算调整比例变化，拟拨付合计变动 -400,000.00 元"),
        "{text}"
    );

    // Both together would pay twice.
    office.refused("A595", "A595", office.approve(&again));
    let withdrawn =
        approve::withdraw(&office.ledger(), 1, (day("2026-04-20"), "王五", "异议成立"), None);
    withdrawn.expect("withdrawn");
    assert_eq!(office.approve(&again).expect("approved").head.number, 3);
    let ledger = Ledger::read(&office.ledger()).expect("a chain");
    let awards = Awards::of(&ledger);
    let amounts: Vec<i64> = awards.all.iter().map(|award| award.counts()).collect();
    assert_eq!(amounts.iter().sum::<i64>(), 65_000_000);
    assert!(awards.all.iter().all(|award| award.head.number == 3), "the published run is gone");
}
