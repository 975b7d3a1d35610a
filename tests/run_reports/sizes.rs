//! Reports of nothing, of one claim, and of an enterprise whose name does not end.

use std::path::PathBuf;
use std::sync::OnceLock;

use jiangbu::diag::Lang;
use jiangbu::frame::columns as c;
use jiangbu::report::model::Wanted;
use jiangbu::report::render::Format;

use super::accounts::with_firms;
use super::asking;
use super::lists::{print, read, run};
use crate::runs::arrow_reader::Table;
use crate::runs::pipelines::{Asked, Made, Rows, code};

/// An enterprise outside the zone: a claim that gets nothing, or no claim at all.
fn nothing(claims: bool) -> Made {
    let mut rows = Rows::default();
    let code = code(1);
    let cells = [
        (c::USCC, code.as_str()),
        (c::FIRM_NAME, "甲公司"),
        (c::ENTITY_TYPE, "企业"),
        (c::OPERATES_IN_QIANHAI, "否"),
    ];
    rows.add("firms", &cells);
    if claims {
        let line = [
            (c::USCC, code.as_str()),
            (c::ACCEPTED_ON, "2026-03-01"),
            (c::FILING_NO, "2026-001"),
            (c::CHANNEL, "网络视频"),
            (c::PAID_ON, "2025-06-30"),
            (c::AMOUNT, "2000000.00"),
        ];
        rows.add("m2", &line);
    }
    let asked = Asked {
        rates: "2026-03-20,LPR1Y,3.00%,found,paper\n2026-01-27,USD,6.9858,found,paper\n"
            .to_string(),
        ..Asked::default()
    };
    Made::new(&asked, &rows)
}

fn every() -> Vec<Wanted> {
    Wanted::OF_RUNS.map(|(_, report)| report).to_vec()
}

/// Every report in every language, as text and as what a run writes.
fn all_print(made: &Made) -> PathBuf {
    let folder = run(made).expect("a run").folder;
    for lang in [Lang::Zh, Lang::En] {
        let texts = print(&folder, &every(), &[Format::Text], lang).expect("texts");
        for report in every() {
            let text = read(&texts, &format!("{}.txt", report.name()));
            assert!(!text.contains('⟦'), "{text}");
        }
        let files = print(&folder, &every(), &[], lang).expect("files");
        let files = std::fs::read_dir(files.path()).expect("a folder").flatten();
        assert!(files.map(|file| file.metadata().expect("a file").len()).all(|size| size > 0));
    }
    folder
}

#[test]
fn without_claims_there_is_no_run() {
    let Err(fault) = run(&nothing(false)) else { panic!("a run of nothing") };
    assert!(format!("{fault:?}").contains("F209"), "{fault:?}");
}

#[test]
fn nobody_is_supported() {
    let made = nothing(true);
    let folder = all_print(&made);
    assert_eq!(Table::open(&folder, "claims").rows(), 1);
    let texts = print(&folder, &every(), &[Format::Text], Lang::Zh).expect("texts");
    assert!(read(&texts, "publication.txt").contains("没有拟支持的单位"));
    assert!(read(&texts, "payments.txt").contains("拟拨付 0 家"));
}

/// One claim by an enterprise whose name fills lines, every report of it printed once.
fn a_name_without_end() -> &'static (String, Made, PathBuf) {
    static PRINTED: OnceLock<(String, Made, PathBuf)> = OnceLock::new();
    PRINTED.get_or_init(|| {
        let name = format!("深圳市前海{}有限公司", "跨境数字服务贸易与供应链金融科技".repeat(12));
        let made = with_firms(&[(&name, "示例银行", "44201501100052501234")]);
        let made = asking(made, "reports = [\"publication\", \"payments\", \"notices\"]\n");
        let folder = all_print(&made);
        (name, made, folder)
    })
}

#[test]
#[ignore = "reads PDF with pdftotext (poppler-utils)"]
fn a_name_without_end_is_whole_on_paper() {
    let (name, _, folder) = a_name_without_end();
    for report in ["publication", "notices"] {
        let text = crate::reports::pdf_text(&folder.join(format!("reports/{report}.pdf")));
        let whole = text.contains(name) || name.chars().all(|c| text.contains(c));
        assert!(whole && text.contains("100,000.00"), "{report}: {text}");
    }
}

#[test]
fn one_claim_and_a_name_without_end() {
    let (name, _, folder) = a_name_without_end();
    let text = print(folder, &[Wanted::Notices], &[Format::Text], Lang::En).expect("a text");
    assert!(read(&text, "notices.txt").contains(name));
}
