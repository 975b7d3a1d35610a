//! The keys of `allocation.toml`.

use crate::config::{Takes::*, sections};

sections! {
    ALLOCATION("下达设定", "Settings of an allocation") with PROJECT {
        may "number", Text, "下达文件的文号", "number of the document";
        may "issued_on", Date, "下达日期", "its day";
        may "batch", Text, "批次，写在标题中", "the batch, as the title names it";
        may "to", Text, "主送单位，不写为“各有关单位”", "to whom it is addressed; everybody concerned where absent";
        may "projects", Named(&PROJECT), "某项措施的项目和科目，键为措施编号；未写的用全文的", "project and codes of one measure, by its id; what is absent is that of the whole";
    }
    PROJECT("项目", "Project") {
        may "code", Text, "项目代码", "code of the project";
        may "name", Text, "项目名称，不写用措施的名称", "its name; the measure's where absent";
        may "function", Text, "支出功能分类科目：编码，空一格，名称", "function of expenditure: code, a space, name";
        may "economic", Text, "支出经济分类科目：编码，空一格，名称", "economic category: code, a space, name";
    }
}
