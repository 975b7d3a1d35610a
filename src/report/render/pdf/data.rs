//! What a layout is given: documents as JSON of ready texts, charts with their drawings.

use serde_json::{Value, json};

use super::super::draw;
use crate::diag::Lang;
use crate::report::model::document::{Block, Document};
use crate::report::words::Words;

/// The file `data.json`: an array of documents.
pub fn documents(documents: &[&Document]) -> Value {
    let all: Vec<Value> = documents.iter().map(|document| one(document)).collect();
    Value::from(all)
}

fn one(document: &Document) -> Value {
    let mut value = json!(document);
    if let Some(Value::Array(blocks)) = value.get_mut("blocks") {
        for (block, value) in document.blocks.iter().zip(blocks) {
            match block {
                Block::Chart(chart) => value["drawing"] = json!(draw::draw(chart)),
                Block::Gallery { charts } => {
                    for (number, chart) in charts.iter().enumerate() {
                        value["charts"][number]["drawing"] = json!(draw::draw_small(chart));
                    }
                }
                _ => {}
            }
        }
    }
    value
}

/// The file `words.json`: words of the layouts in both languages.
pub fn words() -> Vec<u8> {
    let of = |lang: Lang| {
        let words = Words::built_in(lang);
        let keys = ["render.empty", "render.no_chart", "common.draft"];
        let tones = ["good", "watch", "bad", "unknown", "plain"];
        let mut table = serde_json::Map::new();
        for key in keys {
            let name = key.split_once('.').map_or(key, |(_, name)| name);
            table.insert(name.into(), words.get(key).into());
        }
        for tone in tones {
            table.insert(tone.into(), words.get(&format!("render.tone.{tone}")).into());
        }
        table.insert("unit".into(), words.say("render.unit", &[("unit", &"")]).into());
        Value::from(table)
    };
    json!({ Lang::Zh.tag(): of(Lang::Zh), Lang::En.tag(): of(Lang::En) }).to_string().into_bytes()
}
