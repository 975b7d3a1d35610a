//! What a shell is told may stand next, and manual pages.

use std::fs;
use std::path::Path;

use super::program;
use crate::runs::pipelines::{jiangbu, said};

/// What may stand in the place of the last word.
fn after(folder: &Path, words: &[&str]) -> Vec<String> {
    let output = jiangbu(&["--", "jiangbu"])
        .args(words)
        .current_dir(folder)
        .env("JIANGBU_COMPLETE", "bash")
        .env("_CLAP_COMPLETE_INDEX", words.len().to_string())
        .env("_CLAP_IFS", "\n")
        .output()
        .expect("the program");
    assert!(output.status.success(), "{}", said(&output));
    String::from_utf8_lossy(&output.stdout).lines().map(str::to_string).collect()
}

#[test]
fn runs_files_measures_and_codes_are_known() {
    let folder = tempfile::tempdir().expect("a folder");
    for (run, done) in [("a-001", true), ("b-001", false)] {
        fs::create_dir_all(folder.path().join("runs").join(run)).expect("made");
        if done {
            fs::write(folder.path().join("runs").join(run).join("manifest.json"), "{}")
                .expect("written");
        }
    }
    let runs = after(folder.path(), &["explain", ""]);
    assert!(runs.contains(&"runs/a-001".to_string()), "{runs:?}");
    assert!(!runs.contains(&"runs/b-001".to_string()), "not finished: {runs:?}");
    // In the project: each kind of file where its command takes it.
    let here = Path::new(".");
    for (words, wanted, other) in [
        (vec!["check", "pipelines/q"], "pipelines/qianhai-2026.toml", "crosswalk"),
        (
            vec!["scheme", "show", ""],
            "pipelines/schemes/guangzhou-service-trade-2025.toml",
            "pipelines/qianhai",
        ),
        (vec!["run", "x.toml", "--scenario", ""], "pipelines/scenarios/strict.toml", "schemes"),
        (vec!["code", "d30"], "D302", "F2"),
        (vec!["scenario", "co"], "compare", "sweep"),
        (vec!["template", "pipelines/qianhai-2026.toml", "--measure", ""], "m6", "g2"),
        (vec!["template", "pipelines/guangzhou-2025.toml", "--measure", "G2"], "g20", "m6"),
    ] {
        let told = after(here, &words);
        assert!(told.iter().any(|one| one == wanted), "{words:?}: {told:?}");
        assert!(!told.iter().any(|one| one.contains(other)), "{words:?}: {told:?}");
    }
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = program(here, &["completions", shell], 0);
        assert!(script.contains("JIANGBU_COMPLETE"), "{shell}: {script}");
    }
}

#[test]
fn every_command_has_a_manual_page_in_both_languages() {
    let folder = tempfile::tempdir().expect("a folder");
    program(folder.path(), &["man", "--to", "man", "--quiet"], 0);
    for printed in jiangbu::cli::outputs::OUTPUTS {
        let name = format!("jiangbu-{}.1", printed.command.replace(' ', "-"));
        let page = |below: &str| {
            let path = folder.path().join("man").join(below).join(&name);
            fs::read_to_string(&path).unwrap_or_else(|why| panic!("{}: {why}", path.display()))
        };
        let (en, zh) = (page("man1"), page("zh_CN/man1"));
        let chinese = |text: &str| text.chars().any(|c| ('\u{4e00}'..'\u{a000}').contains(&c));
        assert!(en.contains(".SH SYNOPSIS") && !zh.contains(".SH SYNOPSIS"), "{name}");
        let says = |page: &str| page.lines().nth(4).unwrap_or_default().to_string();
        assert!(chinese(&zh) && !chinese(&says(&en)), "{name}: {}", says(&en));
    }
    // What is there is not written over.
    program(folder.path(), &["man", "--to", "man"], 2);
}
