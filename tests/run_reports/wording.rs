//! A newcomer follows the page about wording: the name of the office and the words of the notice change, and nothing is
//! built again.

use std::path::Path;

use jiangbu::diag::Lang;
use jiangbu::jobs::report::again;
use jiangbu::report::model::Wanted;
use jiangbu::report::printing::Asked;
use jiangbu::report::render::Format;
use jiangbu::report::render::layouts::Layouts;
use jiangbu::report::words::Words;

use super::asking;
use super::lists::run;
use crate::runs::specimen;

/// The settings that a page shows, in order.
fn shown(lang: Lang) -> Vec<String> {
    let page = format!("docs/{}/wording.md", lang.pick("zh", "en"));
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join(page);
    let text = std::fs::read_to_string(page).expect("the page");
    let blocks = text.split("```toml").skip(1);
    let lines = |block: &str| {
        let block = block.split("```").next().unwrap_or_default();
        block.lines().map(|line| format!("{}\n", line.trim())).collect::<String>()
    };
    blocks.map(lines).collect()
}

#[test]
fn what_the_page_says_changes_the_notice() {
    for lang in [Lang::Zh, Lang::En] {
        let blocks = shown(lang);
        let [office, words] = blocks.as_slice() else { panic!("two blocks: {blocks:?}") };
        let made = asking(specimen::pipeline(), office);
        let folder = run(&made).expect("a run").folder;
        let look = tempfile::tempdir().expect("a folder");
        let name = format!("notice.{}.toml", lang.tag());
        std::fs::write(look.path().join(name), words).expect("written");
        let words = Words::with_folder(lang, look.path()).expect("words");
        let layouts = Layouts::built_in();
        let formats = [Format::Text, Format::Docx, Format::Pdf];
        let asked = Asked {
            reports: &[Wanted::Notices],
            formats: &formats,
            ..Asked::built_in(&words, &layouts)
        };
        let printed = tempfile::tempdir().expect("a folder");
        again(&folder, &asked, Some(printed.path())).expect("printed");
        let text = std::fs::read_to_string(printed.path().join("notices.txt")).expect("a text");
        let word = crate::reports::word_text(&printed.path().join("notices.docx"));
        let title = lang.pick("项目核定结果的通知", "Award decision 2026");
        let office = lang.pick("某某管理局", "An Administration");
        let reminder = lang.pick("法制机构审定", "legal office");
        for said in [&text, &word] {
            assert!(said.contains(title) && said.contains(office), "{said}");
            assert!(!said.contains(reminder), "{said}");
        }
        let pdf = std::fs::read(printed.path().join("notices.pdf")).expect("a file");
        assert!(String::from_utf8_lossy(&pdf).contains(office), "the author of the file");
    }
}
