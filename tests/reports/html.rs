//! HTML: one page that needs nothing else and escapes everything.

use std::process::Command;

use jiangbu::diag::Lang;
use jiangbu::report::render::{html, layouts::Layouts, text};

use super::gallery;

fn page(lang: Lang) -> String {
    html::html(&gallery::gallery(lang), &Layouts::built_in()).unwrap_or_else(|f| panic!("{f:?}"))
}

#[test]
fn hostile_texts_stay_texts() {
    for lang in [Lang::Zh, Lang::En] {
        let page = page(lang);
        assert!(!page.contains("<script>alert"), "a name became a script");
        assert!(!page.contains("\"onload="), "a name left its place");
        assert!(page.contains("&lt;script&gt;alert(1)"), "the name is shown");
        assert_eq!(page, self::page(lang), "the same bytes twice");
    }
}

#[test]
fn nothing_is_fetched() {
    let page = page(Lang::Zh);
    for word in ["http://", "https://", "src=", "@import", "url(//", "<link"] {
        assert!(!page.contains(word), "{word}");
    }
    assert!(page.contains("default-src 'none'"));
}

/// Who hears a page or walks it by keys: where the text begins, what a table is about, which cell names its row.
#[test]
fn tables_and_charts_can_be_heard() {
    for lang in [Lang::Zh, Lang::En] {
        let page = page(lang);
        let count = |word: &str| page.matches(word).count();
        assert!(page.contains("href=\"#main\"") && page.contains("<main id=\"main\""));
        assert!(count("<caption>") > 0 && count("scope=\"row\"") > 0 && count("scope=\"col\"") > 0);
        // One stop of the tab key for each chart.
        let stops = count("class=\"hot\"") - count("tabindex=\"-1\" role=\"img\"");
        assert!(stops <= count("<svg "), "{stops}");
        let first_h3 = page.find("<h3").unwrap_or(usize::MAX);
        assert!(page.find("<h2").is_some_and(|h2| h2 < first_h3), "a heading is left out");
    }
}

#[test]
#[ignore = "opens the page in Chromium (chromium)"]
fn a_browser_finds_no_fault() {
    for (lang, name) in [(Lang::Zh, "gallery-zh"), (Lang::En, "gallery-en")] {
        let path = super::look(&format!("{name}.html"));
        // With a list that is long enough for the script to dress.
        let mut document = gallery::gallery(lang);
        document.blocks.extend(gallery::list(lang, 40).blocks);
        let page = html::html(&document, &Layouts::built_in()).expect("a page");
        std::fs::write(&path, page).expect("written");
        let address = format!("file://{}", path.display());
        let out = Command::new("chromium")
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr"])
            .args(["--virtual-time-budget=2000", "--dump-dom", &address])
            .output()
            .expect("chromium");
        let said = String::from_utf8_lossy(&out.stderr);
        assert!(!said.contains(":CONSOLE"), "{name}: {said}");
        // The script ran under the policy of the page: headings became buttons.
        let dom = String::from_utf8_lossy(&out.stdout);
        assert!(dom.contains("<button type=\"button\""), "{name}: the script did not run");
        assert!(dom.contains("class=\"tools\""), "{name}: no filter above the long list");
    }
}

#[test]
fn text_says_what_the_page_says() {
    for lang in [Lang::Zh, Lang::En] {
        let document = gallery::gallery(lang);
        let (text, page) = (text::text(&document), page(lang));
        for number in ["20,923.99", "−3,648.95", "15,616.91", "24,715.36"] {
            assert!(text.contains(number) && page.contains(number), "{number}");
        }
        assert!(!text.contains('⟦') && !page.contains('⟦'), "a word is missing");
    }
}
