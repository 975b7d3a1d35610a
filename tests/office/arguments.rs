//! Help and faults of arguments in the language asked for, whole, and as JSON where that is asked for.

use std::path::Path;

use super::{compare, program};

fn said(args: &[&str], lang: &str, code: i32) -> String {
    program(Path::new("."), &[args, &["--lang", lang]].concat(), code)
}

#[test]
fn faults_of_arguments_speak_the_language_asked_for() {
    let cases: [(&str, &[&str]); 8] = [
        ("A656-unknown", &["run", "a.toml", "--scenari", "b.toml"]),
        ("A656-command", &["chek", "a.toml"]),
        ("A656-missing", &["sample"]),
        ("A656-word", &["sample", "--out", "x", "--format", "xls"]),
        ("A656-value", &["sample", "--out", "x", "--firms", "0"]),
        ("A656-day", &["new", "x", "--deadline", "2026-02-30"]),
        ("A656-both", &["explain", "x", "--firm", "a", "--claim", "b"]),
        ("A656-empty", &["run", "a.toml", "--out"]),
    ];
    for (label, args) in cases {
        let (zh, en) = match label {
            // What is missing behind it must stay missing.
            "A656-empty" => {
                let of = |lang| program(Path::new("."), &[&["--lang", lang], args].concat(), 2);
                (of("zh-CN"), of("en"))
            }
            _ => (said(args, "zh-CN", 2), said(args, "en", 2)),
        };
        assert!(!has_chinese(&en), "{label}: {en}");
        assert!(zh.contains("错误[A656]") && zh.contains("用法："), "{label}: {zh}");
        compare(label, &zh, &en);
    }
    let json = said(&["run", "--json"], "en", 2);
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["findings"][0]["code"], "A656");
    assert_eq!((&json["command"], &json["ok"]), (&"run".into(), &false.into()));
}

/// Every text of every command, argument and heading is in one language alone; only examples name Chinese files.
#[test]
fn help_speaks_one_language() {
    for path in paths() {
        let path: Vec<&str> = path.iter().map(String::as_str).chain(["--help"]).collect();
        let (zh, en) = (said(&path, "zh-CN", 0), said(&path, "en", 0));
        let own = en.split("Examples:").next().unwrap_or_default();
        let chinese: Vec<&str> = own.lines().filter(|line| has_chinese(line)).collect();
        // Amounts are written with 元 in every language.
        let chinese: Vec<&&str> = chinese.iter().filter(|line| !line.contains("万元")).collect();
        assert!(chinese.is_empty(), "{path:?}: {chinese:?}");
        let own = zh.split("示例：").next().unwrap_or_default();
        for word in
            ["Usage:", "Options:", "Arguments:", "Commands:", "[default:", "[possible", "Print "]
        {
            assert!(!own.contains(word), "{path:?}: {word}\n{zh}");
        }
        let about = zh.lines().next().unwrap_or_default();
        assert!(has_chinese(about), "{path:?}: {about}");
    }
}

/// Every command, those with subcommands too.
fn paths() -> Vec<Vec<String>> {
    fn below(path: &[String], command: &clap::Command, all: &mut Vec<Vec<String>>) {
        all.push(path.to_vec());
        for inner in command.get_subcommands() {
            below(&[path, &[inner.get_name().to_string()]].concat(), inner, all);
        }
    }
    let mut all = Vec::new();
    below(&[], &jiangbu::cli::command(), &mut all);
    all
}

fn has_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..'\u{a000}').contains(&c))
}
