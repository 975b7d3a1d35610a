//! The page that lies beside a sample and says what it is.

use std::fmt::Write;

use super::slips::Slips;
use super::{Format, Settings};

/// The whole page.
pub fn text(settings: &Settings, slips: &Slips) -> String {
    let Settings { firms, seed, .. } = settings;
    let mut out = format!(
        "# 合成数据，仅供演示\n\n\
         本文件夹的全部内容由程序生成：`jiangbu sample --firms {firms} --seed {seed}`。\n\
         单位名称、信用代码、人名、电话、地址、银行、账号、合同、发票和金额均为虚构，\
         与真实单位和个人无关；信用代码校验位有效，但其中的组织机构代码以 QH 开头，\
         电话以 0755-00 开头，现实中不存在。\n\n\
         All of this is synthetic; names and codes are invented. \
         The same arguments give the same bytes.\n\n"
    );
    out.push_str(match settings.format {
        Format::Both => {
            "| 文件 | 内容 |\n|---|---|\n\
             | `filings/` | 前一半单位的申报工作簿 |\n\
             | `warehouse/` | 后一半单位的申报表（Parquet） |\n"
        }
        Format::Xlsx | Format::Parquet => {
            "| 文件 | 内容 |\n|---|---|\n| `filings/` | 全部单位的申报工作簿 |\n"
        }
    });
    out.push_str(
        "| `platform.xlsx` | 商务部业务系统统一平台数据（附则二） |\n\
         | `history.xlsx` | 以前年度和本年度较早批次的奖补 |\n\
         | `listed.xlsx` | 经营异常、失信名单 |\n\
         | `rosters/` | 南山、宝安、前海其他政策的资助名册（附则七），事项与金额均为虚构 |\n\
         | `rosters/truth/` | 名册记录真正对应的申报企业，供 `jiangbu duplicates evaluate` 检验 |\n",
    );
    if !slips.notes.is_empty() {
        out.push_str(
            "\n## 有意放入的填报差错\n\n均在第一批工作簿中，用来展示程序如何提示。\n\n\
             | 工作表 | 行 | 列 | 说明 |\n|---|---:|---|---|\n",
        );
        for (sheet, row, heading, what) in &slips.notes {
            let heading = if heading.is_empty() { "整行" } else { heading };
            // Writing into a String cannot fail.
            let _ = writeln!(out, "| {sheet} | {row} | {heading} | {what} |");
        }
    }
    out
}
