//! The catalogue of messages: every code has a bad input here and a snapshot of what a user reads,
//! in both languages. `INSTA_UPDATE=always cargo test --test main catalogue` accepts new wording.

mod configs;
pub mod coverage;
pub mod filings;
pub mod folder;
pub mod odd_book;

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use jiangbu::diag::{Diagnostic, Lang, Palette, Place, Severity, SourceText, codes, render};

/// The code of a case, whose label may say more: `D313`, `D313-parquet`.
fn code_of(label: &str) -> &str {
    label.split('-').next().unwrap_or(label)
}

/// Runs all cases and then names those that failed.
fn each<C>(cases: &[C], label: fn(&C) -> &'static str, check: fn(&C)) {
    let failed = |case: &&C| catch_unwind(AssertUnwindSafe(|| check(case))).is_err();
    let failed: Vec<_> = cases.iter().filter(failed).map(label).collect();
    assert!(failed.is_empty(), "failed, see above: {}", failed.join(", "));
}

/// Checks the findings of one case and compares what a user reads with its snapshot.
fn compare(label: &str, severity: Severity, found: Vec<Diagnostic>, dir: &Path) {
    let found: Vec<Diagnostic> = found.into_iter().map(|d| relative(d, dir)).collect();
    let shown: Vec<String> = found.iter().map(both_languages).collect();
    let shown = shown.join("\n\n");
    let ids: BTreeSet<&str> = found.iter().map(|d| d.code.id).collect();
    assert_eq!(ids, BTreeSet::from([code_of(label)]), "{label} gives other findings\n{shown}");
    for finding in &found {
        assert_eq!(finding.severity, severity, "{label}\n{shown}");
    }
    for finding in &found {
        for lang in [Lang::Zh, Lang::En] {
            let text = finding.message(lang) + &finding.help(lang);
            assert!(!unfilled(&text), "{label}: a placeholder was not filled: {text}");
        }
    }
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(label, shown));
}

/// Whether a placeholder such as `{name}` is left. A table is shown as `{ … }`, which is none.
pub fn unfilled(text: &str) -> bool {
    text.split('{').skip(1).any(|rest| rest.starts_with(|c: char| c.is_ascii_lowercase()))
}

/// What a user reads, in both languages.
pub fn both_languages(finding: &Diagnostic) -> String {
    let text = |lang| render(finding, lang, Palette::Plain);
    format!("{}\n\n{}", text(Lang::Zh), text(Lang::En))
}

/// The same finding with paths below the case's own folder.
fn relative(mut finding: Diagnostic, dir: &Path) -> Diagnostic {
    let prefix = format!("{}/", dir.display());
    let cut = |path: &str| path.strip_prefix(&prefix).unwrap_or(path).to_string();
    finding.place = match finding.place {
        Place::File(path) => Place::File(cut(&path)),
        Place::Text { source, span } => {
            let source = SourceText { path: cut(&source.path), text: source.text.clone() };
            Place::Text { source: Arc::new(source), span }
        }
        other => other,
    };
    finding
}

/// The entry of the registry.
fn registered(label: &str) -> &'static codes::Code {
    let found = codes::all().find(|code| code.id == code_of(label));
    found.unwrap_or_else(|| panic!("{label} names no code"))
}
