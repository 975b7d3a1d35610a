//! `explain` on the made-up run: as text in both languages, as JSON, and when nothing fits.

use super::messages::compare;
use super::pipelines::{jiangbu, said};
use super::specimen;

#[test]
fn a_claim_is_explained() {
    let made = specimen::pipeline();
    let run = made.run(&["--quiet"]).display().to_string();
    let claim = format!("m2-{}", specimen::jia());
    let explain = |arguments: &[&str]| {
        let output = jiangbu(&["explain", &run]).args(arguments).output().expect("the program");
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        assert!(output.stderr.is_empty());
        String::from_utf8(output.stdout).expect("text")
    };
    compare("explain-zh", &explain(&["--claim", &claim, "--lang", "zh-CN"]));
    compare("explain-en", &explain(&["--claim", &claim, "--lang", "en"]));
    let json = explain(&["--claim", &claim, "--lang", "en", "--json"]);
    let value: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(value["data"]["claims"].as_array().map(Vec::len), Some(1));
    compare("explain-json", &json);

    // A firm is found by its code and by part of its name, with all of its claims.
    for query in [specimen::jia(), specimen::jia().to_lowercase(), "前海甲".to_string()] {
        let json = explain(&["--firm", &query, "--json"]);
        let value: serde_json::Value = serde_json::from_str(&json).expect("JSON");
        assert_eq!(value["data"]["claims"].as_array().map(Vec::len), Some(2), "{query}");
    }
}
