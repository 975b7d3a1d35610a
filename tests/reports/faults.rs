//! What is wrong with layouts, fonts and characters is said with its code and place.

use std::path::Path;

use jiangbu::diag::{Diagnostics, Lang, Place};
use jiangbu::report::model::document::{Block, Layout};
use jiangbu::report::render::{html, layouts::Layouts, pdf};

use super::gallery;

fn codes(faults: &Diagnostics) -> Vec<&'static str> {
    faults.0.iter().map(|fault| fault.code.id).collect()
}

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap_or(Path::new("."))).expect("a folder");
        std::fs::write(path, text).expect("written");
    }
    folder
}

fn one_line(text: &str) -> jiangbu::report::model::document::Document {
    let mut document = gallery::empty(Lang::Zh, Layout::Report, "line", "一行");
    document.blocks = vec![Block::Paragraph { text: text.into() }];
    document
}

#[test]
fn a_layout_of_an_unknown_name_is_refused() {
    let folder = folder(&[("hause.typ", ""), ("notes.txt", "not ours")]);
    let faults = Layouts::with_folder(folder.path()).expect_err("C160");
    assert_eq!(codes(&faults), ["C160"]);
    assert_eq!(faults.0[0].value("suggestion"), Some("house.typ"));
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_folder_is_refused() {
    let (inside, outside) = (folder(&[]), folder(&[("page.css", "")]));
    let link = inside.path().join("page.css");
    std::os::unix::fs::symlink(outside.path().join("page.css"), link).expect("a link");
    assert_eq!(codes(&Layouts::with_folder(inside.path()).expect_err("F218")), ["F218"]);
}

#[test]
fn a_users_layout_is_used_and_its_fault_has_a_place() {
    let good = folder(&[("report.typ", "#let print(doc) = { doc.title }")]);
    let layouts = Layouts::with_folder(good.path()).expect("layouts");
    let own = pdf::pdf(&[one_line("一")], &layouts).expect("a file");
    let house = pdf::pdf(&[one_line("一")], &Layouts::built_in()).expect("a file");
    assert_ne!(own, house);
    for text in [
        "#let print(doc) = { doc.nothing }",
        "#import \"@preview/cetz:0.3.0\"\n#let print(doc) = []",
        "#let print(doc) = read(\"../../../etc/passwd\")",
        "#let print(doc) = rows(1)",
        "#let print(doc) = rows((sizes: (1fr,), aligns: (left,), lefts: (0pt,)))",
        "#let print(doc) = rows((sizes: \"wide\"))",
    ] {
        let bad = folder(&[("report.typ", text)]);
        let layouts = Layouts::with_folder(bad.path()).expect("layouts");
        let faults = pdf::pdf(&[one_line("一")], &layouts).expect_err("F226");
        assert_eq!(codes(&faults), ["F226"], "{text}");
        assert!(matches!(faults.0[0].place, Place::Text { .. }), "{:?}", faults.0[0]);
    }
    let bad = folder(&[("report.html", "<p>\n{{ nothing }}")]);
    let layouts = Layouts::with_folder(bad.path()).expect("layouts");
    let faults = html::html(&one_line("一"), &layouts).expect_err("F226");
    assert_eq!(codes(&faults), ["F226"]);
    assert!(faults.0[0].place.describe(Lang::En).ends_with("report.html:2:1"));
}

#[test]
fn a_character_that_no_font_has_is_a_marked_box() {
    let layouts = Layouts::built_in();
    let made = pdf::pdf(&[one_line("名称\u{2a6d0}")], &layouts).expect("printed");
    // The same as if the box had been written.
    let boxed = pdf::pdf(&[one_line("名称□〔U+2A6D0〕")], &layouts).expect("printed");
    assert_eq!(made, boxed);
    assert_ne!(made, pdf::pdf(&[one_line("名称")], &layouts).expect("printed"));
    assert_eq!(pdf::boxed("名称"), []);
    assert_eq!(pdf::boxed("名\u{2a6d0}称\u{2a6d0}").len(), 1);
}

#[test]
fn a_character_of_a_layout_that_no_font_has_is_an_error() {
    let own = folder(&[("report.typ", "#let print(doc) = [\u{2a6d0}]")]);
    let layouts = Layouts::with_folder(own.path()).expect("layouts");
    let faults = pdf::pdf(&[one_line("一")], &layouts).expect_err("F227");
    assert_eq!(codes(&faults), ["F227"]);
}

#[test]
fn a_file_that_is_no_font_is_said() {
    let folder = folder(&[("fonts/bad.ttf", "no font")]);
    let layouts = Layouts::with_folder(folder.path()).expect("layouts");
    assert_eq!(codes(&pdf::pdf(&[one_line("一")], &layouts).expect_err("F228")), ["F228"]);
}
