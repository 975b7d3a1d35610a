//! Files for word processors: what they say, how they are set up, the same bytes each time, opened by LibreOffice.

use std::io::Read;
use std::path::Path;

use jiangbu::diag::Lang;
use jiangbu::report::model::document::{Block, Document, Layout};
use jiangbu::report::render::{docx, layouts::Layouts};

use super::gallery;

/// Prints documents and keeps them to be looked at.
fn print(name: &str, documents: &[Document]) -> Vec<u8> {
    let bytes =
        docx::docx(documents, &Layouts::built_in()).unwrap_or_else(|faults| panic!("{faults:?}"));
    std::fs::write(super::look(&format!("{name}.docx")), &bytes).expect("written");
    bytes
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut package = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a package");
    let mut text = String::new();
    package.by_name(name).expect("a part").read_to_string(&mut text).expect("text");
    text
}

/// What a reader sees: body, head and foot, a line for each piece of text.
pub fn text(path: &Path) -> String {
    let bytes = std::fs::read(path).expect("a file");
    let parts = ["word/header1.xml", "word/document.xml", "word/footer1.xml"];
    let xml: String = parts.into_iter().map(|name| part(&bytes, name)).collect();
    let texts = xml.split("<w:t ").skip(1).filter_map(|rest| {
        let (_, rest) = rest.split_once('>')?;
        Some(rest.split_once("</w:t>")?.0)
    });
    let signs = [("&#x2f;", "/"), ("&quot;", "\""), ("&#x27;", "'"), ("&lt;", "<"), ("&gt;", ">")];
    let plain = |text: &str| signs.iter().fold(text.to_string(), |t, (a, b)| t.replace(a, b));
    texts.map(|text| plain(text).replace("&amp;", "&") + "\n").collect()
}

#[test]
fn the_gallery_has_the_same_bytes_twice_and_says_its_numbers() {
    for (lang, name) in [(Lang::Zh, "gallery-zh"), (Lang::En, "gallery-en")] {
        let documents = [gallery::gallery(lang)];
        assert!(print(name, &documents) == print(name, &documents), "{name}");
        let text = text(&super::look(&format!("{name}.docx")));
        for number in ["20,923.99", "−3,648.95", "15,616.91", "24,715.36", "<script>alert(1)"] {
            assert!(text.contains(number), "{name} does not say {number}");
        }
        assert!(!text.contains('⟦'), "a word is missing");
    }
}

/// GB/T 9704-2012: edges 37, 35, 28 and 26 mm; 仿宋 三号 (16 pt), titles 小标宋 二号 (22 pt), 22 lines on 225 mm.
#[test]
fn the_page_is_set_up_after_the_standard() {
    let bytes = print("page", &[gallery::notice(Lang::Zh, 1)]);
    let (body, styles) = (part(&bytes, "word/document.xml"), part(&bytes, "word/styles.xml"));
    for (side, millimetres) in [("top", 37), ("bottom", 35), ("left", 28), ("right", 26)] {
        let sign = format!(" w:{side}=\"");
        let margins = body.split_once("<w:pgMar").expect("margins").1;
        let twips: i64 = margins
            .split_once(sign.as_str())
            .and_then(|(_, rest)| rest.split_once('"'))
            .and_then(|(twips, _)| twips.parse().ok())
            .expect("a length");
        // 1440 twentieths of a point are 25.4 mm.
        assert!((twips * 254 - millimetres * 14_400).abs() < 254, "{side}: {twips}");
    }
    let title = styles.split_once("w:styleId=\"Title\"").expect("titles").1;
    assert!(title.split("</w:style>").next().is_some_and(
        |title| title.contains("方正小标宋简体") && title.contains("<w:sz w:val=\"44\"/>")
    ));
    assert!(styles.contains("w:eastAsia=\"仿宋_GB2312\"/><w:sz w:val=\"32\"/>"));
    // 28 pt, exactly.
    assert!(styles.contains("w:line=\"560\" w:lineRule=\"exact\""));
}

#[test]
fn documents_of_one_file_have_pages_of_their_own_and_a_day_that_is_no_clocks() {
    let notices: Vec<Document> = (0..3).map(|number| gallery::notice(Lang::Zh, number)).collect();
    let bytes = print("notices", &notices);
    assert_eq!(part(&bytes, "word/document.xml").matches("<w:sectPr>").count(), 3);
    let about = part(&bytes, "docProps/core.xml");
    for said in ["2026-04-20T00:00:00Z", "<dc:creator>某管理局</dc:creator>", "zh-CN"] {
        assert!(about.contains(said), "{said}: {about}");
    }
}

/// XML 1.0 has no such characters: a word processor would refuse the whole file.
#[test]
fn characters_that_no_file_may_hold_are_named() {
    let mut document = gallery::empty(Lang::En, Layout::Report, "odd", "Odd");
    document.blocks = vec![Block::Paragraph { text: "a\u{1}b\u{fffe}c\nd & <e>".into() }];
    let body = part(&print("odd", &[document]), "word/document.xml");
    assert!(body.contains("a□〔U+0001〕b□〔U+FFFE〕c</w:t><w:br"), "{body}");
    assert!(body.contains("d &amp; &lt;e&gt;"), "{body}");
}

/// The texts of files as LibreOffice reads them, in the order of the files.
pub fn opened(files: &[std::path::PathBuf]) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = std::process::Command::new("soffice");
    let profile = folder.path().join("profile");
    command.arg(format!("-env:UserInstallation=file://{}", profile.display()));
    command.args(["--headless", "--convert-to", "txt:Text (encoded):UTF8", "--outdir"]);
    let out = command.arg(folder.path()).args(files).output().expect("soffice");
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    let read = |file: &std::path::PathBuf| {
        let name = Path::new(file.file_name().expect("a name")).with_extension("txt");
        std::fs::read_to_string(folder.path().join(name)).unwrap_or_else(|_| panic!("{said}"))
    };
    files.iter().map(read).collect()
}

#[test]
#[ignore = "opens the files in LibreOffice (libreoffice-writer)"]
fn libreoffice_reads_the_gallery() {
    for (lang, name) in [(Lang::Zh, "gallery-zh-office"), (Lang::En, "gallery-en-office")] {
        print(name, &[gallery::gallery(lang)]);
        let text = &opened(&[super::look(&format!("{name}.docx"))])[0];
        for number in ["3,000,000.00", "alert(1)", gallery::long_name(lang).as_str()] {
            assert!(text.contains(number), "{name} does not say {number}: {text}");
        }
    }
}
