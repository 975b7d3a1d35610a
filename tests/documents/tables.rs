//! The reference of the tables that a folder can have, from their declarations.

use std::collections::BTreeMap;
use std::fmt::Write;

use jiangbu::diag::Lang;
use jiangbu::frame::table::TableSpec;
use jiangbu::tables::{OF_PROGRESS, OF_RECONCILIATIONS, OF_RUNS};

use super::reference::{head, pick, row};

/// Every table, by name.
fn declared() -> BTreeMap<&'static str, &'static TableSpec> {
    let all = [OF_RUNS, OF_RECONCILIATIONS, OF_PROGRESS].into_iter().flatten();
    all.map(|table| (table.name, table)).collect()
}

pub fn page(lang: Lang) -> String {
    let mut out = String::from(pick(
        lang,
        "# 数据表\n\n结果目录 `tables/` 中各表的列，同 `schema.json`。金额为精确小数，单位元，请勿转成浮点数。\
         `lines` 为各项措施的凭证明细，每项一个文件 `lines_措施.parquet`，只含该措施用到的列；各环节的列只含方案设有的环节。\
         有的表有内容才生成。\n",
        "# Tables\n\nThe columns of the tables in a run folder, as in `schema.json`. Money is exact decimals of yuan: do not cast it \
         to float. `lines` stands for the evidence lines of every measure, one file `lines_MEASURE.parquet` for each, with the \
         columns that it uses; of the columns of stages a run has those of its scheme. Some tables are written only where \
         there is something to say.\n",
    ));
    for (name, table) in declared() {
        let _ = write!(out, "\n## `{name}` {}\n\n", pick(lang, table.zh, table.en));
        out += &head(pick(
            lang,
            ["列", "类型", "单位", "含义"],
            ["column", "type", "unit", "meaning"],
        ));
        for column in table.columns() {
            out += &row([
                format!("`{}`", column.name).as_str(),
                &column.kind.dtype().to_string(),
                column.kind.unit(),
                pick(lang, &column.zh, &column.en),
            ]);
        }
    }
    out
}
