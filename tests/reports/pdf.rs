//! PDF: what its text says, the same bytes each time, many documents.

use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;

use jiangbu::diag::Lang;
use jiangbu::report::model::document::{Block, Document, Layout};
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
    assert!(said("/OutputIntents") && said("GTS_PDFA1") && said("/Marked true"));
    assert!(!said("/Encrypt") && !said("/JavaScript"));
}

/// Names are printed in the weight that was asked for; a rare character that no bold face has falls back to another
/// face, and only what no face has is a marked box.
#[test]
#[ignore = "reads PDF with pdftotext and pdffonts (poppler-utils)"]
fn rare_characters_are_printed_in_every_weight() {
    let mut document = gallery::empty(Lang::Zh, Layout::Notice, "rare", "张玥𬭎㛃ḱ㐀𠮷的通知");
    let paragraph = |text: &str| Block::Paragraph { text: text.into() };
    document.blocks = vec![paragraph("曾燚玥："), paragraph("䶮㛃𬭎ŁĎǒḱ𠮷㐀\u{2a6d0}")];
    print("rare", &[document]);
    let path = super::look("rare.pdf");
    let text = text(&path);
    for said in ["张玥𬭎㛃ḱ㐀𠮷的通知", "曾燚玥", "䶮㛃𬭎ŁĎǒḱ𠮷㐀□〔U+2A6D0〕"]
    {
        assert!(text.contains(said), "{said}: {text}");
    }
    let out = Command::new("pdffonts").arg(&path).output().expect("pdffonts");
    let fonts = String::from_utf8_lossy(&out.stdout).into_owned();
    for face in [
        "NotoSerifMore-Bold",
        "NotoSerifMore-Regular",
        "NotoSerifLatin-Bold",
        "NotoSansMore-Regular",
    ] {
        assert!(fonts.contains(face), "{face}: {fonts}");
    }
    // Embedded, cut down, with a way back to characters.
    let rows: Vec<&str> = fonts.lines().skip(2).collect();
    assert!(rows.len() >= 6 && rows.iter().all(|row| row.contains(" yes yes yes ")), "{fonts}");
}

#[test]
#[ignore = "reads PDF with pdfinfo (poppler-utils)"]
fn files_are_tagged_and_neither_locked_nor_alive() {
    set(Lang::Zh);
    let out = Command::new("pdfinfo").arg(super::look("gallery-zh.pdf")).output();
    let about = String::from_utf8_lossy(&out.expect("pdfinfo").stdout).into_owned();
    let said = |name: &str| {
        let line = about.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        line.map_or_else(|| panic!("{name}: {about}"), str::trim)
    };
    for (name, value) in [
        ("Tagged", "yes"),
        ("JavaScript", "no"),
        ("Encrypted", "no"),
        ("Form", "none"),
        ("Metadata Stream", "yes"),
        ("PDF version", "1.7"),
    ] {
        assert_eq!(said(name), value, "{name}");
    }
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
