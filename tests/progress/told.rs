//! What the documents of a progress report say: golden texts, and that nothing is left out of them.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use tempfile::TempDir;

use super::{SHIPPED, shipped};
use crate::runs::pipelines::{entries, jiangbu, said};

/// Documents as text, by language and name: all five plans at the end of March 2026, the two older ones at the end of
/// 2020 against 2019.
struct Told {
    _folder: TempDir,
    texts: Vec<(String, String)>,
}

fn ask(out: &Path, lang: &str, plans: &[&str], year: &str, more: &[&str]) {
    let day = if year == "2026" { "2026-03-31".to_string() } else { format!("{year}-12-31") };
    let plans = plans.iter().map(|name| format!("pipelines/plans/{name}.toml"));
    let sample = |name: &str| format!("sample_data/progress/{year}/{name}");
    let mut command = jiangbu(&["progress", "--quiet", "--lang", lang, "--as-of", &day]);
    command.args(plans).args(more).args(["--format", "txt", "--out"]).arg(out);
    command
        .arg("--actuals")
        .arg(sample("指标数据.xlsx"))
        .arg("--tasks")
        .arg(sample("任务进展.xlsx"));
    let output = command.output().expect("the program");
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
}

fn told() -> &'static Told {
    static TOLD: OnceLock<Told> = OnceLock::new();
    TOLD.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a folder");
        let mut texts = Vec::new();
        for lang in ["zh-CN", "en"] {
            let out = folder.path().join(lang);
            ask(&out, lang, &SHIPPED[..2], "2019", &[]);
            let first = out.join("progress-2019-12-31-001").display().to_string();
            ask(&out, lang, &SHIPPED[..2], "2020", &["--previous", &first]);
            let refunds = "sample_data/progress/2026/退税记录.parquet";
            ask(&out, lang, &SHIPPED[2..], "2026", &["--actuals", refunds]);
            for run in
                ["progress-2019-12-31-001", "progress-2020-12-31-001", "progress-2026-03-31-001"]
            {
                for path in entries(&out.join(run).join("reports")) {
                    let name = path.file_name().expect("a name").to_string_lossy().into_owned();
                    let text = fs::read_to_string(&path).expect("text");
                    texts.push((format!("{lang} {run} {name}"), text));
                }
            }
        }
        Told { _folder: folder, texts }
    })
}

fn text(lang: &str, year: &str, name: &str) -> &'static str {
    let wanted =
        |key: &str| key.starts_with(&format!("{lang} progress-{year}")) && key.ends_with(name);
    let found = told().texts.iter().find(|(key, _)| wanted(key));
    &found.unwrap_or_else(|| panic!("{lang} {year} {name}")).1
}

/// Without what changes when any file of the repository does.
fn settled(text: &str) -> String {
    let keep =
        |line: &&str| !line.starts_with("jiangbu 0.") && !line.contains("sample_data/progress");
    text.lines().filter(keep).map(|line| format!("{line}\n")).collect()
}

#[test]
fn the_report_in_chinese() {
    insta::assert_snapshot!(settled(text("zh-CN", "2020", " progress.txt")));
}

#[test]
fn the_first_page_in_english() {
    let all = settled(text("en", "2020", " progress.txt"));
    let page = all.split("\n----\n").next().expect("a page");
    insta::assert_snapshot!(page);
}

#[test]
fn the_present_plans_in_chinese() {
    let all = settled(text("zh-CN", "2026", " progress.txt"));
    let page = all.split("# 任务").next().expect("targets");
    insta::assert_snapshot!(page);
}

#[test]
fn the_yearly_report_is_a_draft_with_blanks() {
    let all = text("zh-CN", "2019", "yearly-gwy-2018-79.txt");
    assert!(all.starts_with("[草稿]"), "{all}");
    for words in ["（待填）", "待填：试点总体评价", "商务部", "经办人：____"] {
        assert!(all.contains(words), "{words}\n{all}");
    }
    insta::assert_snapshot!(settled(all));
}

/// The number of a task in English: `附3-1` is `Annex 3-1`, `保障（一）` `Safeguards (1)`.
fn cited(no: &str) -> String {
    const TO_22: [&str; 22] = [
        "一",
        "二",
        "三",
        "四",
        "五",
        "六",
        "七",
        "八",
        "九",
        "十",
        "十一",
        "十二",
        "十三",
        "十四",
        "十五",
        "十六",
        "十七",
        "十八",
        "十九",
        "二十",
        "二十一",
        "二十二",
    ];
    let bracketed = TO_22.iter().enumerate().find_map(|(at, numeral)| {
        let part = format!("（{numeral}）");
        no.contains(&part).then(|| no.replace(&part, &format!("({})", at + 1)))
    });
    let no = bracketed.unwrap_or_else(|| no.to_string());
    let no = no.replace("总-", "General ").replace('附', "Annex ");
    no.replace("保障", "Safeguards ")
}

/// Every target and task of the plans stands in a report, in both languages: by number and title.
#[test]
fn every_target_and_task_is_in_a_report() {
    let (mut targets, mut tasks) = (0, 0);
    for (number, name) in SHIPPED.iter().enumerate() {
        let year = if number < 2 { "2020" } else { "2026" };
        let plan = shipped(name);
        for (lang, english) in [("zh-CN", false), ("en", true)] {
            let all = text(lang, year, " progress.txt");
            let lines: Vec<&str> = all.lines().collect();
            let stands = |id: &str, title: &str| {
                let id = if english { cited(id) } else { id.to_string() };
                lines.iter().any(|line| {
                    line.split("  ").any(|cell| cell.trim() == id) && line.contains(title)
                })
            };
            let missing: BTreeSet<&str> = plan
                .targets
                .iter()
                .map(|target| (target.id.as_str(), &target.title))
                .chain(plan.tasks.iter().map(|task| (task.no.as_str(), &task.title)))
                .filter(|(id, title)| !stands(id, if english { &title.en } else { &title.zh }))
                .map(|(id, _)| id)
                .collect();
            assert!(missing.is_empty(), "{name} {lang}: {missing:?}");
        }
        targets += plan.targets.len();
        tasks += plan.tasks.len();
    }
    assert_eq!((targets, tasks), (46, 145));
}

/// Synthetic data say so on top of every document; nothing is left unfilled.
#[test]
fn every_document_says_what_its_data_are() {
    assert_eq!(told().texts.len(), 2 * (3 + 3 + 2));
    for (name, text) in &told().texts {
        let banner = if name.starts_with("en") { "Synthetic data" } else { "合成数据" };
        assert!(text.lines().take(4).any(|line| line.contains(banner)), "{name}");
        assert!(!text.contains('⟦') && !text.contains('{'), "{name}");
    }
}

/// Offices of today have a card, with the names that documents use.
#[test]
fn every_office_has_a_card() {
    let all = text("zh-CN", "2020", "offices.txt");
    for name in SHIPPED[..2].iter().map(|name| shipped(name)) {
        for office in name.tasks.iter().flat_map(|task| task.lead.iter().chain(&task.support)) {
            assert!(all.contains(&format!("# {}\n", office.today.zh)), "{}", office.today.zh);
        }
    }
    assert!(all.contains("文件中称：市经贸信息委"), "{all}");
}
