//! Papers that stand in two claims, and applicants who share a person.

use jiangbu::frame::columns as c;

use super::with_rosters::{pipeline, promotion};
use crate::runs::arrow_reader::Table;
use crate::runs::pipelines::{Rows, code};

#[test]
fn one_invoice_in_two_measures_and_two_firms() {
    let mut rows = Rows::default();
    promotion(&mut rows);
    let (jia, yi) = (code(1), code(2));
    let facts = [
        (c::USCC, yi.as_str()),
        (c::FIRM_NAME, "乙公司"),
        (c::ENTITY_TYPE, "企业"),
        (c::OPERATES_IN_QIANHAI, "是"),
        (c::PHONE, "13800138000"),
    ];
    rows.add("firms", &facts);
    let facts = [(c::FIRM_NAME, "丙公司"), (c::ENTITY_TYPE, "企业"), (c::PHONE, "138 0013 8000")];
    let bing = code(3);
    rows.add("firms", &[&[(c::USCC, bing.as_str())], &facts[..]].concat());
    for (uscc, invoice) in [(&jia, "FP－1"), (&yi, "fp-1"), (&yi, "FP-2")] {
        let line = [
            (c::USCC, uscc.as_str()),
            (c::FILING_NO, "2026-009"),
            (c::ACCEPTED_ON, "2026-03-01"),
            (c::PAID_ON, "2025-06-30"),
            (c::INVOICE_NO, invoice),
            (c::AMOUNT, "1000.00"),
        ];
        rows.add("m6", &line);
    }
    let made = pipeline(&rows, "");
    let run = made.run(&["--quiet"]);
    let shared = Table::open(&run, "shared_papers");
    assert_eq!(shared.texts(c::PAPER_NAME_ZH), ["发票号"; 3]);
    assert_eq!(shared.texts(c::CLAUSE), ["二", "六", "六"]);
    assert_eq!(shared.texts(c::USCC), [jia.clone(), jia, yi.clone()]);
    let related = Table::open(&run, "related_firms");
    assert_eq!(related.texts(c::USCC), [yi, bing]);
    assert_eq!(related.texts(c::SHARED_ZH), ["联系电话"; 2]);
    assert!(related.all_texts().iter().all(|text| !text.contains("8000")));

    // How grave a finding is, is the pipeline's to say, also for those made after the award.
    let said = |run| Table::open(run, "findings").texts(c::CODE);
    assert!(said(&run).iter().any(|code| code == "R430"));
    let mut text = std::fs::read_to_string(made.path("pipeline.toml")).expect("a pipeline");
    text.push_str("\n[findings]\nR430 = \"off\"\n");
    std::fs::write(made.path("pipeline.toml"), text).expect("written");
    let quiet = made.run(&["--quiet"]);
    assert!(said(&quiet).iter().all(|code| code != "R430"));
}
