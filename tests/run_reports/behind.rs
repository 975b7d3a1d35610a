//! From the numbers of the page to their claims, and from a claim to clause and cell; last year and the plan beside.

use std::path::Path;

use crate::runs::pipelines::{jiangbu, said};
use crate::runs::specimen;
use crate::sample;

use super::asking;

fn page(run: &Path) -> String {
    std::fs::read_to_string(run.join("reports/budget.html")).expect("a page")
}

/// What stands between two marks, each time.
fn between<'a>(text: &'a str, from: &'a str, to: &'a str) -> impl Iterator<Item = &'a str> {
    text.split(from).skip(1).filter_map(move |rest| Some(rest.split_once(to)?.0))
}

/// The table of an id.
fn table<'a>(page: &'a str, id: &str) -> &'a str {
    let from = page.find(&format!("id=\"{id}\"")).unwrap_or_else(|| panic!("no table {id}"));
    page[from..].split_once("</figure>").expect("an end").0
}

/// Texts of the cells of a row.
fn cells(row: &str) -> Vec<String> {
    let text = |cell: &str| {
        let inner = cell.split_once('>').map_or("", |(_, inner)| inner);
        between(&format!(">{inner}"), ">", "<").collect::<String>()
    };
    row.split("<t").filter(|cell| cell.starts_with(['h', 'd'])).map(text).collect()
}

#[test]
fn every_link_of_the_page_leads_to_its_claims() {
    let page = page(sample::plain());
    let links: Vec<&str> = between(&page, "<a href=\"#", "\"").collect();
    let behind: Vec<&&str> =
        links.iter().filter(|id| id.starts_with("measure-") || id.starts_with("stage-")).collect();
    assert!(behind.len() > 18, "{links:?}");
    for id in &links {
        assert_eq!(page.matches(&format!("id=\"{id}\"")).count(), 1, "{id}");
    }
}

/// The claim that ARCHITECTURE.md walks along.
#[test]
fn a_claim_shows_clause_and_cells() {
    let page = page(sample::plain());
    let rows = table(&page, "measure-m6").split("<tr").skip(2);
    let found: Vec<Vec<String>> =
        rows.map(cells).filter(|row| row[0] == "深圳前海沐石商务服务有限公司").collect();
    assert_eq!(found.len(), 1);
    let [_, _, requested, approved, payable, why, at] = &found[0][..] else { panic!("{found:?}") };
    assert_eq!([requested, approved, payable], ["78,174.69", "78,174.69", "48,460.55"]);
    // 78,174.69 − 48,460.55
    assert!(why.contains("29,714.14") && why.contains("附则第八条"), "{why}");
    assert!(at.contains("六 数据跨境合规") && at.contains("16"), "{at}");
}

#[test]
fn the_rows_of_a_table_come_to_its_number() {
    let page = page(sample::plain());
    let fen = |text: &str| text.replace([',', '.'], "").parse::<i64>().expect("an amount");
    for (id, column) in [("measure-m2", 4), ("stage-item-cap", 4), ("stage-budget", 4)] {
        let rows: Vec<Vec<String>> = table(&page, id).split("<tr").skip(2).map(cells).collect();
        let (total, rows) = rows.split_last().expect("rows");
        assert!(rows.len() > 10, "{id}: {} rows", rows.len());
        let sum: i64 = rows.iter().map(|row| fen(&row[column])).sum();
        assert_eq!(sum, fen(&total[column]), "{id}");
    }
}

#[test]
fn last_year_and_the_plan_stand_beside() {
    let last = specimen::pipeline();
    let run = last.run(&["--quiet"]);
    let named = |year: &str| {
        let made = asking(specimen::pipeline(), "reports = [\"budget\"]\n");
        let section =
            format!("\n[beside]\nlast_year = {:?}\nplanned = \"200万元\"\n", run.display());
        let file = made.pipeline();
        let text = std::fs::read_to_string(&file).expect("a pipeline") + &section;
        let text = text.replace("award_year = 2026", &format!("award_year = {year}"));
        std::fs::write(&file, text).expect("written");
        made
    };
    let made = named("2027");
    let run = made.run(&["--quiet"]);
    let page = page(&run);
    assert!(page.contains("上年与年度计划") && page.contains("年度计划安排 200.00 万元"));
    assert!(page.contains("2026 年度（"), "last year");
    let same = named("2026");
    let output = jiangbu(&["check"]).arg(same.pipeline()).output().expect("the program");
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("A501"), "{}", said(&output));
}
