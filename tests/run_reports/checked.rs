//! The report on duplicate support and the draft of the self-evaluation: golden texts, and that they say what
//! the tables say.

use std::path::PathBuf;
use std::sync::OnceLock;

use jiangbu::diag::Lang;
use jiangbu::frame::columns as c;
use jiangbu::report::model::Wanted;
use jiangbu::report::render::Format;

use super::accounts::{compare, with_bad_accounts};
use super::lists::{print, read, run, steady};
use crate::catalogue::unfilled;
use crate::duplicates::with_rosters::{NAME, pipeline, promotion, roster};
use crate::runs::arrow_reader::Table;
use crate::runs::pipelines::{Made, Rows, code};

/// 甲 stands in a roster by its code, and a name like it in another.
fn shared() -> &'static (Made, PathBuf) {
    static RUN: OnceLock<(Made, PathBuf)> = OnceLock::new();
    RUN.get_or_init(|| {
        let mut rows = Rows::default();
        promotion(&mut rows);
        let made = pipeline(&rows, "");
        let more = "year = \"2025\"\nstatus = \"已拨付\"";
        let head: &[&str] = &["企业名称", "统一社会信用代码", "扶持事项", "发票号", "金额"];
        let code = code(1);
        let same = [NAME, &code, "营销推广", "FP-1", "20000"];
        roster(&made, "NANSHAN", more, &[("名单", &[head, &same])]);
        let like = ["深圳云帆数据科技有限公司", "", "营销推广", "FP-1", "5000"];
        roster(&made, "BAOAN", more, &[("名单", &[head, &like])]);
        let folder = run(&made).expect("a run").folder;
        (made, folder)
    })
}

/// The folder of that run.
pub fn folder() -> &'static PathBuf {
    &shared().1
}

#[test]
fn golden_texts_in_both_languages() {
    let (_, folder) = shared();
    for lang in [Lang::Zh, Lang::En] {
        let wanted = [Wanted::Duplicates, Wanted::SelfEvaluation];
        let printed = print(folder, &wanted, &[Format::Text], lang).expect("printed");
        for name in ["duplicates", "self-evaluation"] {
            let text = read(&printed, &format!("{name}.txt"));
            assert!(!text.contains('⟦') && !unfilled(&text), "{text}");
            compare(&format!("{name}_{}", lang.pick("zh", "en")), &steady(&text));
        }
    }
}

#[test]
fn every_case_of_the_table_is_in_the_report() {
    let (_, folder) = shared();
    let cases = Table::open(folder, "duplicates");
    let verdicts = cases.texts(c::VERDICT_NOW);
    assert!(verdicts.contains(&"duplicate".to_string()), "{verdicts:?}");
    let printed = print(folder, &[Wanted::Duplicates], &[Format::Text], Lang::Zh).expect("printed");
    let text = read(&printed, "duplicates.txt");
    let shown = |verdict: &str| verdicts.iter().filter(|v| v.as_str() == verdict).count();
    let rows = text
        .lines()
        .filter(|line| line.contains("南山区 · ") || line.contains("宝安区 · "))
        .count();
    assert_eq!(rows, shown("duplicate") + shown("suspected"));
}

#[test]
fn without_rosters_nothing_is_called_clear() {
    let made = with_bad_accounts();
    let folder = run(&made).expect("a run").folder;
    let printed =
        print(&folder, &[Wanted::Duplicates], &[Format::Text], Lang::Zh).expect("printed");
    let text = read(&printed, "duplicates.txt");
    assert!(text.contains("不能据以认定没有重复享受") && !text.contains("没有发现"), "{text}");
}
