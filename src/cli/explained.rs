//! What `explain` answers, for programs: names of values as keys that no language changes, amounts as plain decimals.

use serde_json::{Map, Value, json};

use super::show::yuan;
use crate::config::json_schema::slug;
use crate::domain::Fen;
use crate::jobs::explain::Answer;

/// Keys of amounts, as the model shows them.
const AMOUNTS: [&str; 7] =
    ["base", "unrounded", "granted_before", "requested", "payable", "before", "after"];

/// Keys of limits: said in words, beside their amount where they have one in yuan.
const LIMITS: [&str; 2] = ["threshold", "cap"];

/// The answer in the language asked for, with keys from the same answer in English.
pub(super) fn as_json(told: &Answer, english: &Answer) -> Value {
    let all = |answer: &Answer| json!({ "claims": answer.claims, "not_counted": answer.refused });
    converted(all(told), &all(english))
}

fn converted(told: Value, english: &Value) -> Value {
    match told {
        Value::Object(mut keys) => {
            for key in LIMITS {
                if let Some(amount) = keys.get(key).and_then(Value::as_str).and_then(first_amount) {
                    keys.insert(format!("{key}_yuan"), json!(amount));
                }
            }
            let own = |(key, value): (String, Value)| {
                let other = &english[&key];
                match value {
                    Value::String(text) if AMOUNTS.contains(&key.as_str()) => {
                        (format!("{key}_yuan"), amount(&text))
                    }
                    Value::Array(pairs) if key == "values" => (key, named(pairs, other)),
                    value => (key, converted(value, other)),
                }
            };
            Value::Object(keys.into_iter().map(own).collect::<Map<String, Value>>())
        }
        Value::Array(all) => {
            let each = all.into_iter().enumerate().map(|(at, one)| converted(one, &english[at]));
            Value::Array(each.collect())
        }
        other => other,
    }
}

/// Pairs of a name and what it says.
fn named(pairs: Vec<Value>, english: &Value) -> Value {
    let each = pairs.into_iter().enumerate().map(|(at, pair)| {
        let key = slug(english[at][0].as_str().unwrap_or_default());
        let value = pair[1].as_str().unwrap_or_default();
        let plain = plain(value).unwrap_or_else(|| value.to_string());
        json!({ "key": key, "title": pair[0], "value": plain })
    });
    Value::Array(each.collect())
}

/// An amount as it is shown, without marks between thousands; `None` for anything else.
fn plain(shown: &str) -> Option<String> {
    let digits: String = shown.chars().filter(|c| ![',', '.'].contains(c)).collect();
    let fen = Fen(digits.parse().ok()?);
    (fen.to_string() == shown).then(|| yuan(fen))
}

/// The amount of a limit as it is shown: `> 1,000,000.00 CNY`, `500,000.00; …`.
fn first_amount(limit: &str) -> Option<String> {
    let limit = limit.split("; ").next()?;
    let limit = limit.trim_start_matches(['>', '≥', ' ']);
    plain(limit.strip_suffix(" CNY").unwrap_or(limit))
}

/// Null where nothing is shown.
fn amount(shown: &str) -> Value {
    let plain = shown.replace(',', "");
    if plain.is_empty() { Value::Null } else { json!(plain) }
}
