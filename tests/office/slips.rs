//! Files as they come from offices: another encoding, another sort of file, names that are nearly right.

use std::fs;
use std::path::Path;

use super::{compare, program};

fn both(folder: &Path, args: &[&str], code: &str) -> [String; 2] {
    let said = ["zh-CN", "en"].map(|lang| program(folder, &[args, &["--lang", lang]].concat(), 2));
    assert!(said.iter().all(|said| said.contains(code)), "{code}: {said:?}");
    said
}

#[test]
fn what_is_no_settings_file_is_named_as_what_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    let (gbk, ..) = encoding_rs::GBK.encode("[pipeline]\ntitle = \"前海\"\n");
    fs::write(here.join("gbk.toml"), gbk).expect("written");
    fs::write(here.join("book.xlsx"), b"PK\x03\x04\xff\xff").expect("written");
    let [zh, en] = both(here, &["run", "gbk.toml"], "C214");
    compare("C214", &zh, &en);
    let [zh, en] = both(here, &["run", "book.xlsx"], "C214");
    compare("C214-workbook", &zh, &en);
    // Each sort in the place of another, with the command that takes it.
    let root = std::env::current_dir().expect("a folder");
    let path = |name: &str| root.join("pipelines").join(name).display().to_string();
    let (scheme, scenario) =
        (path("schemes/qianhai-service-trade-2026.toml"), path("scenarios/strict.toml"));
    let (plan, headers) = (path("plans/qianhai-2026.toml"), path("headers.toml"));
    for (given, command) in [
        (&scheme, "jiangbu scheme check qianhai-service-trade-2026.toml"),
        (&scenario, "--scenario strict.toml"),
        (&plan, "jiangbu progress qianhai-2026.toml"),
        (&headers, "headers = \"headers.toml\""),
    ] {
        let said = both(here, &["run", given], "C212");
        assert!(said.iter().all(|said| said.contains(command)), "{command}: {said:?}");
    }
    let pipeline = path("qianhai-2026.toml");
    both(here, &["scheme", "check", &pipeline], "C212");
    both(here, &["run", &pipeline, "--scenario", &scheme], "C212");
}

#[test]
fn names_that_are_nearly_right_are_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    fs::write(here.join("qianhai-2026.toml"), "").expect("written");
    let [zh, en] = both(here, &["run", "qianhai-2062.toml"], "F201");
    assert!(
        zh.contains("是否想写“qianhai-2026.toml”")
            && en.contains("did you mean `qianhai-2026.toml`"),
        "{en}"
    );
    fs::create_dir_all(here.join("runs/k0-001")).expect("a folder");
    fs::write(here.join("runs/k0-001/manifest.json"), "{}").expect("written");
    for given in ["k0-001", "k0-002"] {
        let [zh, en] = both(here, &["explain", given, "--firm", "x"], "A501");
        assert!(zh.contains("runs/k0-001") && en.contains("runs/k0-001"), "{given}: {en}");
    }
}
