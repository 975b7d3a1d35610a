//! PDF: what its text says, the same bytes each time, many documents.

use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;

use jiangbu::diag::Lang;
use jiangbu::report::model::document::Document;
use jiangbu::report::render::layouts::Layouts;
use jiangbu::report::render::pdf;

use super::gallery;

/// Prints documents and keeps them to be looked at.
fn print(name: &str, documents: &[Document]) -> Vec<u8> {
    let bytes =
        pdf::pdf(documents, &Layouts::built_in()).unwrap_or_else(|faults| panic!("{faults:?}"));
    std::fs::write(super::look(&format!("{name}.pdf")), &bytes).expect("written");
    bytes
}

/// The text as poppler reads it, without spaces and breaks.
pub fn text(path: &Path) -> String {
    let out = Command::new("pdftotext").args(["-layout", "-nopgbrk"]).arg(path).arg("-").output();
    let text = String::from_utf8(out.expect("pdftotext").stdout).expect("text");
    text.chars().filter(|c| !c.is_whitespace() && *c != '\u{200b}').collect()
}

/// The gallery, set once.
fn set(lang: Lang) -> &'static [u8] {
    static ZH: LazyLock<Vec<u8>> =
        LazyLock::new(|| print("gallery-zh", &[gallery::gallery(Lang::Zh)]));
    static EN: LazyLock<Vec<u8>> =
        LazyLock::new(|| print("gallery-en", &[gallery::gallery(Lang::En)]));
    match lang {
        Lang::Zh => &ZH,
        Lang::En => &EN,
    }
}

#[test]
fn the_gallery_has_the_same_bytes_twice() {
    for (lang, name) in [(Lang::Zh, "gallery-zh-again"), (Lang::En, "gallery-en-again")] {
        let again = print(name, &[gallery::gallery(lang)]);
        assert!(set(lang) == again, "{name}: the same bytes twice");
    }
}

#[test]
#[ignore = "reads PDF with pdftotext (poppler-utils)"]
fn the_gallery_says_all_its_numbers_in_both_languages() {
    for (lang, name) in [(Lang::Zh, "gallery-zh"), (Lang::En, "gallery-en")] {
        set(lang);
        let text = text(&super::look(&format!("{name}.pdf")));
        // One of each block and each plot.
        let said = [
            "20,923.99",
            "13,269.14",
            "3,000,000.00",
            "438.12",
            "24,715.36",
            "−3,648.95",
            "3,878.40",
            "156.17",
            "15,616.91",
            "108.00",
            "450/450",
            "61",
            "—1—",
            "—2—",
            "alert(1)",
            "喆堃",
            "no data yet",
            "尚无数据",
        ];
        for number in said {
            let plain: String = number.chars().filter(|c| !c.is_whitespace()).collect();
            let other = lang.pick("no data yet", "尚无数据");
            if number != other && (lang == Lang::Zh || number != "喆堃") {
                assert!(text.contains(&plain), "{name} does not say {number}");
            }
        }
    }
}

#[test]
fn threads_change_no_byte() {
    let documents = [gallery::notice(Lang::Zh, 1), gallery::list(Lang::En, 3)];
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(|| pdf::pdf(&documents, &Layouts::built_in()).expect("a file"))
    };
    assert_eq!(with(1), with(4));
}

#[test]
fn notices_come_in_volumes_and_lists_of_none_or_many_rows_are_printed() {
    let mut notices = (0..5).map(|number| gallery::notice(Lang::Zh, number));
    let mut sizes = Vec::new();
    let mut keep = |number: usize, bytes: Vec<u8>| {
        std::fs::write(super::look(&format!("notices-{number}.pdf")), &bytes).expect("written");
        sizes.push((number, bytes.starts_with(b"%PDF")));
        Ok(())
    };
    pdf::pdf_volumes(&mut notices, &Layouts::built_in(), 2, &mut keep).expect("volumes");
    assert_eq!(sizes, [(0, true), (1, true), (2, true)]);
    print("list-0", &[gallery::list(Lang::Zh, 0)]);
    print("list-en", &[gallery::list(Lang::En, 60)]);
}

#[test]
#[ignore = "reads PDF with pdftotext (poppler-utils)"]
fn the_head_of_a_list_stands_on_each_page() {
    print("list-zh", &[gallery::list(Lang::Zh, 120)]);
    let heads = text(&super::look("list-zh.pdf")).matches("统一社会信用代码").count();
    assert!(heads >= 3, "{heads} heads on the pages of 120 rows");
}

/// PDF/A-2a: what archives ask of a file, and what it says of itself.
#[test]
fn files_are_made_for_archives() {
    let bytes = print("archive", &[gallery::notice(Lang::Zh, 1)]);
    // The description is never packed.
    let about = String::from_utf8_lossy(&bytes);
    let said = |word: &str| about.contains(word);
    assert!(said("<pdfaid:part>2</pdfaid:part>") && said("<pdfaid:conformance>A</"));
    assert!(said("某管理局") && said("2026-04-20") && said("zh-CN"));
}

#[test]
#[ignore = "reads PDF with pdfinfo and pdftohtml (poppler-utils)"]
fn charts_have_words_and_notices_have_bookmarks() {
    set(Lang::En);
    let run = |program: &str, args: &[&str], name: &str| {
        let out = Command::new(program).args(args).arg(super::look(name)).output();
        String::from_utf8_lossy(&out.expect(program).stdout).into_owned()
    };
    let structure = run("pdfinfo", &["-struct"], "gallery-en.pdf");
    // One of each of the seven plots.
    assert!(structure.matches("Figure").count() >= 7, "{structure}");
    let notices: Vec<Document> = (0..3).map(|number| gallery::notice(Lang::Zh, number)).collect();
    print("bookmarks", &notices);
    let outline = run("pdftohtml", &["-xml", "-i", "-stdout"], "bookmarks.pdf");
    assert_eq!(outline.matches("<item page=").count(), 3, "{outline}");
}
