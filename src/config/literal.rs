//! Values as a file has them, from what a person typed.

use super::tree::{Node, Value};
use crate::domain::date;

/// A text in quotes, with what TOML cannot hold as it stands escaped.
pub fn quoted(text: &str) -> String {
    toml_edit::Value::from(text).to_string().trim().to_string()
}

/// What was typed, written as the value that it takes the place of: whole numbers and days without quotes, all else in
/// quotes. What is no such value stays a text, so that whoever reads it says what is wrong.
pub fn literal(typed: &str, like: Option<&Node>) -> String {
    let typed = typed.trim();
    match like.map(|node| &node.value) {
        Some(Value::Int(_)) if typed.parse::<i64>().is_ok() => typed.to_string(),
        Some(Value::Bool(_)) if typed.parse::<bool>().is_ok() => typed.to_string(),
        Some(Value::Date(_)) => {
            date::parse(typed).map_or_else(|| quoted(typed), |day| day.to_string())
        }
        _ => quoted(typed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_written_as_its_kind() {
        let root = crate::config::parse_text("a", "n = 1\nd = 2026-01-01\nt = \"40%\"".into());
        let root = root.expect("sound");
        let at = |name| root.at_path(name);
        assert_eq!(literal(" 12 ", at("n")), "12");
        assert_eq!(literal("十二", at("n")), "\"十二\"");
        assert_eq!(literal("2026/3/31", at("d")), "2026-03-31");
        assert_eq!(literal("35%", at("t")), "\"35%\"");
        assert_eq!(literal("3", at("t")), "\"3\"");
        // Whatever it holds, it is one text and no key.
        let text = "a\"\nb = 1\\";
        let back = crate::config::parse_text("b", format!("t = {}", literal(text, None)));
        assert_eq!(back.expect("sound").at_path("t").and_then(Node::as_text), Some(text));
    }
}
