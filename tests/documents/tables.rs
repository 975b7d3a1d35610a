//! The reference page of the tables of a run folder.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;

use jiangbu::diag::Lang;
use serde_json::Value;

use super::commands;
use super::reference::{head, pick, row};

/// Every table that the runs of the documents leave, with its columns as they describe themselves. Evidence lines of one
/// measure stand for those of all.
fn declared() -> BTreeMap<String, Value> {
    let mut all = BTreeMap::new();
    for folder in commands::folders() {
        let text = fs::read_to_string(folder.join("tables/schema.json")).expect("a schema");
        let Value::Object(tables) = serde_json::from_str(&text).expect("JSON") else {
            panic!("no tables")
        };
        for (name, table) in tables {
            if name.strip_prefix("lines_").is_none_or(|measure| measure == "m2") {
                all.entry(name).or_insert(table);
            }
        }
    }
    all
}

pub fn page(lang: Lang) -> String {
    let mut out = String::from(pick(
        lang,
        "# 数据表\n\n结果目录 `tables/` 中各表的列，同 `schema.json`。金额为精确小数，单位元，请勿转成浮点数。\
         `lines_m2` 代表各项措施的凭证明细，列依措施而定。有的表有内容才生成。\n",
        "# Tables\n\nThe columns of the tables in a run folder, as in `schema.json`. Money is exact decimals of yuan: do not cast it \
         to float. `lines_m2` stands for the evidence lines of every measure, whose columns differ. Some tables are \
         written only where there is something to say.\n",
    ));
    let key = pick(lang, "zh", "en");
    for (name, table) in declared() {
        let _ = write!(out, "\n## `{name}` {}\n\n", table[key].as_str().unwrap_or_default());
        out += &head(pick(
            lang,
            ["列", "类型", "单位", "含义"],
            ["column", "type", "unit", "meaning"],
        ));
        for column in table["columns"].as_array().expect("columns") {
            let text = |part: &str| column[part].as_str().unwrap_or_default();
            out += &row([
                format!("`{}`", text("name")).as_str(),
                text("type"),
                text("unit"),
                text(key),
            ]);
        }
    }
    out
}
