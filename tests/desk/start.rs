//! A new year made at the desk is the one that the command makes.

use std::fs;

use super::{Desk, copy, escaped, files};
use crate::runs::pipelines::{jiangbu, said};

/// A folder beside the files that come with the program.
fn empty() -> (tempfile::TempDir, std::path::PathBuf) {
    let outer = tempfile::tempdir().expect("a folder");
    copy(std::path::Path::new("pipelines"), &outer.path().join("pipelines"));
    let inner = outer.path().join("project");
    fs::create_dir(&inner).expect("made");
    (outer, inner)
}

#[test]
fn a_new_year_is_that_of_the_command() {
    let (outer, by_page) = empty();
    let by_command = outer.path().join("other");
    fs::create_dir(&by_command).expect("made");
    let desk = Desk::open(&by_page, "zh-CN");
    let first = desk.get("").text();
    assert!(first.contains("还没有流程文件") && first.contains("href=\"new\""), "{first}");
    let page = desk.get("new").text();
    let scheme = page.split("option value=\"").find_map(|part| {
        let path = part.split('"').next()?.replace("&#x2f;", "/");
        path.ends_with("qianhai-service-trade-2026.toml").then_some(path)
    });
    let scheme = scheme.unwrap_or_else(|| panic!("{page}"));
    assert_eq!(desk.get(&format!("new?scheme={}", escaped(&scheme))).status, 200);
    let asked = [
        ("scheme", scheme.as_str()),
        ("name", "前海2026"),
        ("year", "2026"),
        ("deadline", "2026-03-31"),
        ("budget", "4200万元"),
        ("pool", "专项资金"),
    ];
    let but = |name: &str, value: &'static str| -> Vec<(&str, &str)> {
        let own = asked.iter().map(|(key, old)| (*key, if *key == name { value } else { *old }));
        own.collect()
    };
    for (name, value, status, code) in [
        ("name", "../away", 422, "A525"),
        ("name", ".hidden", 422, "A525"),
        ("name", "", 422, "A525"),
        ("deadline", "2026-02-30", 422, "A512"),
        ("budget", "4200", 422, "C106"),
        ("scheme", "/etc/passwd", 404, ""),
        ("year", "MMXXVI", 400, ""),
    ] {
        let told = desk.post("new", &but(name, value));
        assert!(told.status == status && told.text().contains(code), "{name}: {}", told.text());
        assert!(files(&by_page).is_empty(), "{name} leaves nothing");
    }
    let made = desk.post("new", &asked);
    assert_eq!(made.status, 303, "{}", made.text());
    let next = made.header("location").expect("a page").to_string();
    let told = desk.get(&next);
    let did = "jiangbu new 前海2026 --scheme";
    assert!(told.status == 200 && told.text().contains(did), "{}", told.text());
    assert!(!desk.get(&next).text().contains(did), "said once");
    let args = ["--year", "2026", "--deadline", "2026-03-31", "--budget", "4200万元"];
    let more = ["--pool", "专项资金", "--lang", "zh-CN", "--quiet"];
    let all = [&["new", "前海2026", "--scheme", &scheme][..], &args, &more].concat();
    let output = jiangbu(&all).current_dir(&by_command).output().expect("the program");
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let (own, other) = (files(&by_page), files(&by_command));
    assert!(!own.is_empty() && own == other, "page and command differ");
    // Nothing is overwritten.
    let again = desk.post("new", &asked);
    assert!(again.status == 422 && again.text().contains("A503"), "{}", again.text());
    assert!(files(&by_page) == own);
}
