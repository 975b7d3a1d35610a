//! What was read and what was found: findings, refused rows, sources, the state of the data.

use crate::diag::{Severity, Text};
use crate::frame::table::table;

table! {
    /// Something that was found, said in both languages.
    pub struct Finding: "findings" "问题清单" "Findings", private(), sheet("问题清单", "Findings") {
        code: String = CODE "代码" "Code";
        severity: Severity = SEVERITY "程度" "Severity";
        file: String = FILE "文件" "File";
        sheet: String = SHEET "工作表" "Sheet";
        /// 0 where it is about no row.
        row: i64 = ROW "行" "Row";
        column: String = COLUMN "列" "Column";
        read: String = READ "读到的内容" "Read";
        message: Text = MESSAGE_ZH "问题" "Message (Chinese)", MESSAGE_EN "英文问题" "Message (English)";
        help: Text = HELP_ZH "处理办法" "How to mend it (Chinese)", HELP_EN "英文处理办法" "How to mend it (English)";
    }
}

table! {
    /// A row that was refused, kept whole.
    pub struct Refused: "quarantine" "退件" "Quarantined rows", private(), sheet("退件", "Quarantine") {
        file: String = FILE "文件" "File";
        sheet: String = SHEET "工作表" "Sheet";
        row: i64 = ROW "行" "Row";
        table: String = TABLE "表" "Table";
        /// Parted by spaces.
        codes: String = CODE "问题代码" "Codes";
        raw: String = RAW "原内容" "As read";
    }
}

table! {
    /// A file, or a sheet of one, that was read.
    pub struct SourceRow: "sources" "数据来源" "Sources", sheet("数据来源", "Sources") {
        number: i64 = SOURCE "序号" "Number";
        file: String = FILE "文件" "File";
        sheet: String = SHEET "工作表" "Sheet";
        table: String = TABLE "表" "Table";
        sha256: String = SHA256 "文件校验值" "SHA-256 of the file";
        read: i64 = ROWS_READ "读入行数" "Rows read";
        accepted: i64 = ROWS_ACCEPTED "接受行数" "Rows accepted";
        quarantined: i64 = ROWS_QUARANTINED "退回行数" "Rows quarantined";
        aside: i64 = ROWS_ASIDE "合计与备注行" "Totals and remarks";
        replaced: i64 = ROWS_REPLACED "更正件取代行数" "Rows replaced";
    }
}

impl SourceRow {
    /// `file·sheet`
    pub fn place(&self) -> String {
        match self.sheet.as_str() {
            "" => self.file.clone(),
            sheet => format!("{}·{sheet}", self.file),
        }
    }
}

table! {
    /// One column of one source: rows, filled, put right, findings by code.
    pub struct Quality: "quality" "数据质量" "Data quality", sheet("数据质量", "Data quality") {
        source: i64 = SOURCE "来源序号" "Row of `sources`";
        file: String = FILE "文件" "File";
        sheet: String = SHEET "工作表" "Sheet";
        /// Empty for findings that are about whole rows.
        heading: String = HEADING "表头" "Heading";
        field: String = COLUMN "字段" "Column";
        read: i64 = ROWS_READ "读入行数" "Rows read";
        accepted: i64 = ROWS_ACCEPTED "接受行数" "Rows accepted";
        filled: i64 = FILLED "有值行数" "Rows with a value";
        repaired: i64 = REPAIRED "规范写法的单元格" "Cells put right";
        faults: i64 = FAULTS "问题数" "Findings";
        /// `D301×2 D305×1`
        codes: String = CODES "问题代码" "Codes";
    }
}

table! {
    /// One way in which cells were put right, with what was read and what was taken.
    pub struct Repair: "repairs" "规范写法记录" "Cells put right", sheet("规范写法记录", "Cells put right") {
        source: i64 = SOURCE "来源序号" "Row of `sources`";
        file: String = FILE "文件" "File";
        sheet: String = SHEET "工作表" "Sheet";
        heading: String = HEADING "表头" "Heading";
        first_row: i64 = FIRST_ROW "首见行" "First row";
        cells: i64 = ROWS "单元格数" "Cells";
        read: String = READ "原写法" "As written";
        taken: String = TAKEN "取值" "As taken";
        repair: String = REPAIR "类别" "Kind";
        text: Text = REASON_ZH "说明" "Meaning (Chinese)", REASON_EN "英文说明" "Meaning (English)";
    }
}

table! {
    /// A total, remark or repeated header: a row that is no data, kept whole.
    pub struct Aside: "set_aside" "不作为数据的行" "Rows set aside", private() {
        file: String = FILE "文件" "File";
        sheet: String = SHEET "工作表" "Sheet";
        row: i64 = ROW "行" "Row";
        why: String = WHY "类别" "Kind";
        raw: String = RAW "原内容" "As read";
    }
}

table! {
    /// A file that was named, or lay beside those named, and was not counted, or not all of it.
    pub struct NotUsed: "files_not_used" "未采用的文件" "Files not used", sheet("未采用的文件", "Files not used") {
        file: String = FILE "文件" "File";
        why: String = WHY "原因" "Why";
        counts_instead: String = COUNTS_INSTEAD "以何者为准" "What counts instead";
        return_no: String = RETURN_NO "退件编号" "Return no.";
        rows: i64 = ROWS "取代行数" "Rows replaced";
        sha256: String = SHA256 "文件校验值" "SHA-256 of the file";
    }
}

table! {
    /// A column or sheet of a file that was not read.
    pub struct Unread: "unread" "未读取的列和工作表" "Columns and sheets not read",
        sheet("未读取的列和工作表", "Not read") {
        kind: String = UNUSED "种类" "Column or sheet";
        file: String = FILE "文件" "File";
        sheet: String = SHEET "工作表" "Sheet";
        heading: String = HEADING "表头" "Heading";
        rows: i64 = ROWS "有值行数" "Rows with a value";
        first_row: i64 = FIRST_ROW "首见行" "First row";
        nearest: String = NEAREST "近似的表头" "Known heading most like it";
        why: String = WHY "原因" "Why";
    }
}
