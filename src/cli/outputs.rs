//! What each command prints under `--json`, declared once: the schemas (`jiangbu schema`), the list of commands in the
//! documents and the tests are made from it.

use serde_json::{Value, json};

use crate::config::json_schema::{self, slug};
use crate::config::{Section, Takes::*, sections};
use crate::frame::columns as c;

/// What one command prints.
#[derive(Debug)]
pub struct Printed {
    /// `scenario compare`
    pub command: &'static str,
    /// Any of these, or null where the command failed.
    pub data: &'static [&'static Section],
}

/// Every command.
pub static OUTPUTS: &[Printed] = &[
    Printed { command: "run", data: &[&RUN, &JOINT] },
    Printed { command: "intake", data: &[&INTAKE] },
    Printed { command: "plan", data: &[&PLAN] },
    Printed { command: "views", data: &[&VIEWS] },
    Printed { command: "adopt", data: &[&RUN] },
    Printed { command: "scenario compare", data: &[&TABLES] },
    Printed { command: "scenario sweep", data: &[&TABLES] },
    Printed { command: "scenario tornado", data: &[&TABLES] },
    Printed { command: "scenario solve", data: &[&TABLES] },
    Printed { command: "scenario readings", data: &[&TABLES] },
    Printed { command: "scenario simulate", data: &[&TABLES] },
    Printed { command: "scenario costing", data: &[&TABLES] },
    Printed { command: "scenario forecast", data: &[&TABLES] },
    Printed { command: "scenario budget", data: &[&TABLES] },
    Printed { command: "scenario review", data: &[&TABLES] },
    Printed { command: "scenario run", data: &[&RUN] },
    Printed { command: "check", data: &[&CHECK] },
    Printed { command: "watch", data: &[&CHECK] },
    Printed { command: "settings export", data: &[&EXPORTED] },
    Printed { command: "settings import", data: &[&IMPORTED] },
    Printed { command: "explain", data: &[&EXPLAINED] },
    Printed { command: "report", data: &[&FOLDER] },
    Printed { command: "scheme check", data: &[&SCHEME_HEAD] },
    Printed { command: "scheme test", data: &[&EXAMPLES] },
    Printed { command: "scheme show", data: &[&SCHEME] },
    Printed { command: "scheme diff", data: &[&TABLES] },
    Printed { command: "scheme tiers", data: &[&TABLES] },
    Printed { command: "new", data: &[&NEW] },
    Printed { command: "template", data: &[&FILE] },
    Printed { command: "progress", data: &[&PROGRESS] },
    Printed { command: "duplicates decide", data: &[&DECIDED] },
    Printed { command: "duplicates evaluate", data: &[&EVALUATED] },
    Printed { command: "reconcile", data: &[&RECONCILED] },
    Printed { command: "attribute", data: &[&ATTRIBUTED] },
    Printed { command: "approve", data: &[&APPROVED] },
    Printed { command: "ledger init", data: &[&LEDGER] },
    Printed { command: "ledger verify", data: &[&VERIFIED] },
    Printed { command: "ledger show", data: &[&SEGMENTS, &AWARDS] },
    Printed { command: "ledger export", data: &[&FILE] },
    Printed { command: "ledger record", data: &[&SEGMENT] },
    Printed { command: "ledger withdraw", data: &[&SEGMENT] },
    #[cfg(feature = "desk")]
    Printed { command: "desk", data: &[&DESK] },
    Printed { command: "sample", data: &[&FILES] },
    Printed { command: "code", data: &[&CODES] },
    Printed { command: "schema", data: &[&Section::OPEN] },
    Printed { command: "man", data: &[&FILES] },
    Printed { command: "completions", data: &[&COMPLETIONS] },
];

/// What is printed where no command was run: help, the version, arguments that name none.
pub static PROGRAM: Printed = Printed { command: "", data: &[&ABOUT] };

/// What is printed under a name; a word that is only the first of commands (`scheme`) is none.
pub fn printed(command: &str) -> &'static Printed {
    OUTPUTS.iter().find(|printed| printed.command == command).unwrap_or(&PROGRAM)
}

/// The id of the schema of a command.
pub fn id(printed: &Printed) -> String {
    format!("urn:jiangbu:output:{}:1", name(printed))
}

/// The schema of everything that a command prints.
pub fn schema(printed: &Printed) -> Value {
    json_schema::of_output(&id(printed), |refer| whole(printed, refer))
}

/// Every command, then the program itself.
pub fn every() -> impl Iterator<Item = &'static Printed> {
    OUTPUTS.iter().chain([&PROGRAM])
}

/// The schema of what any command prints.
pub fn all() -> Value {
    json_schema::of_output("urn:jiangbu:outputs:1", |refer| {
        let each = every().map(|printed| whole(printed, refer)).collect::<Vec<_>>();
        json!({ "title": "jiangbu --json", "oneOf": each })
    })
}

fn whole(printed: &Printed, refer: &mut dyn FnMut(&'static Section) -> Value) -> Value {
    let finding = refer(&FINDING);
    let mut data: Vec<Value> = printed.data.iter().map(|section| refer(section)).collect();
    data.push(json!({ "type": "null" }));
    let command = match printed.command {
        "" => {
            json!({ "type": "string", "description": "写出的命令，可为空 / what was typed of a command, if anything" })
        }
        command => json!({ "const": command }),
    };
    json!({
        "title": format!("jiangbu {} --json", name(printed)),
        "type": "object",
        "properties": {
            "schema": { "const": id(printed) },
            "command": command,
            "ok": {
                "type": "boolean",
                "description": "命令已完成（退出码 0 或 1） / the command did what was asked (exit code 0 or 1)",
            },
            "findings": { "type": "array", "items": finding },
            "data": { "anyOf": data },
        },
        "required": ["schema", "command", "ok", "findings", "data"],
        "additionalProperties": false,
    })
}

/// The name of a schema's file: `scenario-compare`.
pub fn name(printed: &Printed) -> String {
    match printed.command {
        "" => "program".to_string(),
        command => slug(command).replace('_', "-"),
    }
}

sections! {
    FINDING("问题", "Finding") {
        must "code", Text, "代码", "its code";
        must "severity", Words(&["error", "warning", "note"]), "等级", "how grave it is";
        may "place", Table(&PLACE), "所在", "where it is";
        must "zh", Text, "中文说明", "what it says, in Chinese";
        must "en", Text, "英文说明", "what it says, in English";
        must c::HELP_ZH, Text, "处理办法（中文）", "what to do, in Chinese";
        must c::HELP_EN, Text, "处理办法（英文）", "what to do, in English";
    }
    ABOUT("程序", "The program") {
        may "version", Text, "版本（--version）", "the version (--version)";
        may "help", Text, "帮助（--help）", "the help (--help)";
    }
    PLACE("所在", "Place") {
        must "file", Text, "文件", "the file";
        may "line", Int, "行（文本文件）", "line of a text file";
        may "column", Or(&Int, &Text), "列：文本文件的列号，或表头", "column of a text file, or a heading";
        may "sheet", Text, "工作表", "sheet of a workbook";
        may "row", Int, "行（表格）", "row of a table";
    }
    RUN("一次核算", "A run") {
        must "folder", Text, "结果目录", "the run folder";
        must "firms", Int, "申报企业", "enterprises";
        must "claims", Int, "申报项", "claims";
        must c::FIRMS_PAID, Int, "获拨付的企业", "enterprises that are paid";
        must c::CLAIMS_PAID, Int, "获拨付的申报项", "claims that are paid";
        must "incomplete", Bool, "有申报文件不可用，结果不完整", "filings could not be used: the run is incomplete";
        must c::ROWS_READ, Int, "读入行数", "rows read";
        must c::ROWS_QUARANTINED, Int, "退回行数", "rows refused";
        must c::ROWS_ASIDE, Int, "搁置行数", "rows set aside";
        must "columns_unread", Int, "未读的列", "columns not read";
        must "sheets_unread", Int, "未读的表", "sheets not read";
        must "files_unread", Int, "未读的文件", "files not read";
        must "errors", Int, "错误", "errors";
        must "warnings", Int, "警告", "warnings";
        must "requested_yuan", Number, "申报金额", "what was requested";
        must "approved_yuan", Number, "核定金额", "what was approved";
        must "payable_yuan", Number, "应拨金额", "what is payable";
        may "available_yuan", Number, "可用预算", "the money there is";
        may "unspent_yuan", Number, "结余", "what is left";
    }
    JOINT("几个方案的一次核算", "A run of several schemes") {
        must "folder", Text, "结果目录", "the run folder";
        must "schemes", Tables(&JOINT_PART), "各方案", "each scheme";
        must "firms", Int, "申报企业", "enterprises";
        must "firms_in_several", Int, "申报几个方案的企业", "enterprises in several schemes";
        must "across", Tables(&ACROSS), "方案之间的情况", "what lies between the schemes";
    }
    JOINT_PART("一个方案", "One scheme") {
        must "name", Text, "名称", "its name";
        must c::SCHEME, Text, "方案编号", "id of the scheme";
        must "draft", Bool, "草案", "a draft";
        must "simulated", Bool, "推演", "a what-if";
        must c::CLAIMS, Int, "申报项", "claims";
        must c::FIRMS, Int, "申报企业", "enterprises";
        must c::CLAIMS_PAID, Int, "获拨付的申报项", "claims that are paid";
        must c::FIRMS_PAID, Int, "获拨付的企业", "enterprises that are paid";
        must "requested_yuan", Number, "申报金额", "what was requested";
        must "approved_yuan", Number, "核定金额", "what was approved";
        must "payable_yuan", Number, "应拨金额", "what is payable";
        may "available_yuan", Number, "可用预算", "the money there is";
        may "unspent_yuan", Number, "结余", "what is left";
    }
    ACROSS("方案之间", "Between schemes") {
        must "code", Text, "代码", "code";
        must "zh", Text, "中文", "in Chinese";
        must "en", Text, "英文", "in English";
    }
    INTAKE("读入的申报", "Filings that were read") {
        must "folder", Text, "目录", "the folder";
        must "files", Int, "文件数", "files";
        must "unusable", Int, "不可用的文件", "files that cannot be used";
        must c::ROWS_READ, Int, "读入行数", "rows read";
        must c::ROWS_QUARANTINED, Int, "退回行数", "rows refused";
    }
    PLAN("计划", "A plan") {
        must "folder", Text, "计划目录", "the folder of the plan";
        must "engine", Text, "引擎", "the engine";
        must "script", Text, "要运行的脚本", "the script to run";
    }
    VIEWS("视图", "Views") with PLAN {
        must "tables", List(&Text), "各表：firms 或措施编号", "each table: firms or the id of a measure";
    }
    CHECK("检查", "A check") {
        must "schemes", Tables(&CHECKED), "各方案", "each scheme";
        must "need_person", Int, "须人处理的问题", "findings that need a person";
        must "incomplete", Bool, "有申报文件不可用", "filings could not be used";
        may "returns", Table(&RETURNS), "退件工作簿（--returns）", "workbooks to send back (--returns)";
    }
    CHECKED("一个方案的检查", "The check of a scheme") {
        must "name", Text, "方案", "the scheme";
        must c::ROWS_READ, Int, "读入行数", "rows read";
        must c::ROWS_QUARANTINED, Int, "退回行数", "rows refused";
    }
    RETURNS("退件", "Returns") {
        must "folder", Text, "目录", "their folder";
        must "filers", Int, "申报单位数", "filers";
        must "problems", Int, "问题数", "problems";
    }
    TABLES("表", "Tables") {
        must "tables", Tables(&TABLE), "各表", "each table";
        may "workbook", Text, "另存的工作簿（--xlsx）", "the workbook written beside (--xlsx)";
    }
    TABLE("一张表", "A table") {
        must "key", Text, "键：英文表名", "key: its name in English";
        must "title", Text, "标题", "title";
        must "notes", List(&Text), "附注", "notes";
        must "columns", Tables(&COLUMN), "各列", "its columns";
        must "rows", List(&Map(&Any)), "各行：键 → 值；金额以元计，键以 _yuan 结尾", "rows: key → value; amounts in yuan, under keys that end with _yuan";
        may "total", Map(&Any), "合计", "the total";
    }
    COLUMN("一列", "A column") {
        must "key", Text, "键：由英文表头而来，与语言无关", "key: from the English heading, whatever the language";
        must "title", Text, "表头", "heading";
    }
    EXPORTED("导出的参数", "Settings exported") {
        must "workbook", Text, "工作簿", "the workbook";
        must "settings", Int, "参数个数", "how many";
    }
    IMPORTED("读回的参数", "Settings read back") {
        must "changes", Tables(&CHANGE), "差异", "what differs";
        must "written", Bool, "已写入", "whether files were written";
    }
    CHANGE("一处差异", "A difference") {
        must "file", Text, "文件", "the file";
        must "path", Text, "配置项", "the key";
        must "before", Text, "原值", "before";
        must "after", Text, "新值", "after";
    }
    EXPLAINED("解释", "Explanations") {
        must "claims", Tables(&CLAIM), "申报项", "claims";
        must "not_counted", Tables(&NOT_COUNTED), "未计入的行和文件", "rows and files that do not count";
    }
    CLAIM("一个申报项", "A claim") {
        must "claim", Text, "申报项编号", "claim id";
        must "firm", Text, "企业", "the enterprise";
        must "credit_code", Text, "统一社会信用代码", "credit code";
        must "clause", Text, "条款", "clause";
        must "measure", Text, "措施", "measure";
        must "item", Text, "事项", "item";
        must "filing", Text, "申报编号", "filing";
        must c::ACCEPTED_ON, Text, "受理日期", "accepted on";
        must "rate", Text, "比例", "rate";
        may "published", List(&Text), "采用的公布值", "published values that take part";
        may "score", Text, "得分、名次、分档", "score, place and tier";
        must "threshold", Text, "门槛", "threshold";
        may "threshold_yuan", Number, "门槛的金额（人民币）", "its amount where it is in yuan";
        must "cap", Text, "上限", "cap";
        may "cap_yuan", Number, "上限的金额", "its amount where it has one";
        may "base_yuan", Number, "基数", "base";
        may "unrounded_yuan", Number, "取整前", "before rounding";
        may "granted_before_yuan", Number, "以前已享受", "granted before";
        may "requested_yuan", Number, "申报金额", "requested";
        must "steps", Tables(&STEP), "各阶段", "stages";
        may "payable_yuan", Number, "应拨金额", "payable";
        must c::DECIDED_BY, Text, "起决定作用的条款", "what decided";
        must "to_change", List(&Text), "怎样才能更多", "what would have to be different";
        must "lines", Tables(&LINE), "凭证明细", "evidence lines";
        must "duplicates", Tables(&DUPLICATE), "其他支持", "other support";
        may "reviews", List(&Any), "审定", "reviews";
        may "trade", List(&Any), "贸易凭据疑点", "doubts about trade papers";
        may "asked", Tables(&ASKED), "名单和部门意见", "lists and departments";
        may "events", List(&Text), "案卷事项", "events";
        may "instalments", List(&Text), "分期", "instalments";
        may "changes", List(&Text), "变更", "changes";
    }
    STEP("阶段", "Stage") {
        must "stage", Text, "阶段", "stage";
        may "before_yuan", Number, "此前", "before";
        may "after_yuan", Number, "此后", "after";
        must "reason", Text, "核减理由", "why it fell";
    }
    LINE("凭证", "Line") {
        must "place", Text, "文件·表·行", "file, sheet and row";
        must "values", Tables(&SHOWN), "各列", "its values";
        must "left_out", Text, "不计入的理由", "why it does not count";
    }
    SHOWN("一个值", "A value") {
        must "key", Text, "键：由英文名称而来", "key: from the English name";
        must "title", Text, "名称", "name";
        must "value", Text, "值", "value";
    }
    DUPLICATE("其他支持", "Other support") {
        must "finding", Text, "疑点编号", "finding";
        must "verdict", Text, "结论", "verdict";
        must "ground", Text, "理由", "why";
        must "values", Tables(&SHOWN), "各项", "values";
    }
    ASKED("名单或部门", "List or department") {
        must "condition", Text, "条件", "condition";
        must "of", Text, "名单或部门", "which";
        must "outcome", Text, "结果", "outcome";
        must "values", Tables(&SHOWN), "各项", "values";
    }
    NOT_COUNTED("未计入", "Not counted") {
        must "not_counted", Text, "行，或文件未用的原因", "`row`, or why a file was not counted";
        must "place", Text, "所在", "where";
        must "why", List(&Text), "说明", "what was found";
        may "read", Text, "原文", "as read";
    }
    FOLDER("目录", "A folder") {
        must "folder", Text, "目录", "the folder";
    }
    FILE("一个文件", "A file") {
        must "file", Text, "文件", "the file";
    }
    FILES("若干文件", "Files") {
        must "files", List(&Text), "文件", "the files";
    }
    SCHEME_HEAD("方案概况", "A scheme in short") {
        must "id", Text, "方案编号", "id";
        must "document", Text, "文号", "document";
        must "title", Bilingual, "名称", "title";
        must "measures", Int, "措施数", "measures";
        must "examples", Int, "算例数", "examples";
    }
    EXAMPLES("算例", "Examples") {
        must "examples", Int, "算例数", "examples";
        must "passed", Int, "通过", "passed";
        must "failed", Int, "不符", "failed";
    }
    SCHEME("方案", "A scheme") {
        must "id", Text, "方案编号", "id";
        must "document", Text, "文号", "document";
        must "title", Bilingual, "名称", "title";
        must "columns", Tables(&OWN_COLUMN), "自定列", "columns of its own";
        must "measures", Tables(&MEASURE), "措施", "measures";
        must "in_force", Tables(&IN_FORCE), "现行参数", "parameters in force";
        must "options", Tables(&READING), "争议条款选项", "contested readings";
    }
    OWN_COLUMN("自定列", "A column of its own") {
        must "name", Text, "列名", "name";
        must "kind", Text, "类型", "kind";
        must "title", Bilingual, "标题", "title";
    }
    MEASURE("措施", "A measure") {
        must "id", Text, "编号", "id";
        must "clause", Text, "条款", "clause";
        must "title", Bilingual, "名称", "title";
        must "kind", Text, "类别", "kind";
    }
    IN_FORCE("现行参数", "A parameter in force") {
        must "name", Text, "名称", "name";
        must "clause", Text, "条款", "clause";
        must "value", Text, "值", "value";
        must "text", Bilingual, "说明", "what it is";
    }
    READING("争议条款", "A contested reading") {
        must "name", Text, "名称", "name";
        must "clause", Text, "条款", "clause";
        must "question", Bilingual, "问题", "the question";
        must "default", Text, "默认", "the default";
        must "values", Tables(&READING_VALUE), "各种理解", "readings";
    }
    READING_VALUE("一种理解", "A reading") {
        must "name", Text, "值", "value";
        must "text", Bilingual, "说明", "what it is";
    }
    NEW("新年度", "A new year") {
        must "pipeline", Text, "流程文件", "the pipeline file";
        must "beside", List(&Text), "其他文件", "what else was written";
    }
    PROGRESS("进展", "Progress") {
        must "folder", Text, "结果目录", "the folder";
        must "as_of", Date, "截至日期", "the day";
        must "tables", Tables(&TABLE), "各表", "tables";
    }
    DECIDED("认定", "Decisions") {
        must "file", Text, "认定表", "the workbook of decisions";
        must "rows", Tables(&DECISION), "各行", "rows";
        must "answered", Int, "已认定", "rows answered";
        must "open_yuan", Number, "未认定涉及的金额", "at risk in the others";
        may "named", Text, "列入流程文件的写法", "how the pipeline names it now";
    }
    DECISION("一行认定", "A decision") {
        must "row", Text, "编号", "row";
        must "about", Text, "对象", "what it is about";
        must "at_risk_yuan", Number, "涉及金额", "at risk";
        must "said", Map(&Text), "认定", "what was answered";
        must "by", Text, "决定人", "who";
        may "on", Date, "日期", "when";
        must "reason", Text, "理由", "why";
    }
    ATTRIBUTED("支付认定", "Payments to attribute") {
        must "file", Text, "认定表", "the workbook of decisions";
        must "payments", Tables(&ATTRIBUTION), "各笔支付", "payments";
    }
    ATTRIBUTION("一笔待认定支付", "A payment to attribute") {
        must "payment", Text, "疑点编号", "finding";
        must c::PAY_NO, Text, "凭证号", "voucher";
        must c::PAYEE_NAME, Text, "收款人", "payee";
        must "amount_yuan", Number, "金额", "amount";
        must "candidates", List(&Text), "可能的申报项", "claims it may be for";
        must "claims", Text, "认定的申报项", "what was decided";
        must "by", Text, "决定人", "who";
        must "reason", Text, "理由", "why";
        may "on", Date, "日期", "when";
    }
    EVALUATED("比对检验", "The join tried") {
        must "applicants", Int, "申报企业", "applicants";
        must "records", Int, "名册行", "roster rows";
        must "truths", Int, "真实对应", "true pairs";
        must "truths_without_record", Int, "名册中没有的", "not in any roster";
        must "candidates", Int, "比较的对数", "pairs compared";
        must "crowded_keys", Int, "跳过的大分组", "crowded keys passed over";
        must "levels", Map(&Any), "各等级", "by level";
        must "confirmed", Table(&FOUND), "确认", "confirmed";
        must "names_signed", Table(&FOUND), "确认（名称经签认）", "confirmed, names signed";
        must "confirmed_or_review", Table(&FOUND), "确认和待复核", "confirmed or for review";
        must "queue", Int, "待复核", "for a person";
        must "least_chance", Int, "提交人工的最低可能性‰", "least chance asked, per mille";
        must "curve", Tables(&POINT), "阈值曲线", "the curve";
    }
    FOUND("对数", "Pairs") {
        must "pairs", Int, "对数", "pairs";
        must "right", Int, "正确", "right";
        must "precision", Text, "精确率", "precision";
        must "recall", Text, "召回率", "recall";
        must "f1", Text, "F1", "F1";
    }
    POINT("曲线上的一点", "A point of the curve") {
        may "least_chance", Int, "最低可能性‰", "least chance, per mille";
        must "queue", Int, "待复核", "for a person";
        must "pairs", Int, "对数", "pairs";
        must "right", Int, "正确", "right";
        must "precision", Text, "精确率", "precision";
        must "recall", Text, "召回率", "recall";
    }
    RECONCILED("对账", "A reconciliation") {
        must "folder", Text, "结果目录", "the folder";
        must "as_of", Date, "对账日", "the day";
        must c::APPROVED_ON, Date, "核定日", "approved on";
        must "claims", Int, "申报项", "claims";
        must "payments", Int, "支付笔数", "payments";
        must "states", Tables(&STATE), "各状态", "by state";
    }
    STATE("状态", "A state") {
        must "state", Text, "状态", "state";
        must "claims", Int, "申报项", "claims";
        must "payments", Int, "支付笔数", "payments";
        must "approved_yuan", Number, "核定金额", "approved";
        must "amount_yuan", Number, "金额", "amount";
    }
    APPROVED("核准", "An approval") {
        must "proposal", Table(&PROPOSAL), "核准前的情况", "what was shown before";
        may "segment", Table(&SEGMENT), "写入的段；未核准则没有", "the segment written; none where it was not approved";
    }
    PROPOSAL("拟核准", "What is to be approved") {
        must "run", Text, "结果目录", "the run";
        must "scheme", Text, "方案", "scheme";
        must c::AWARD_YEAR, Int, "年度", "award year";
        must "claims", Int, "申报项", "claims";
        must "amount_yuan", Number, "金额", "amount";
        may "pool_before_yuan", Number, "此前已用预算", "of the pool before";
        may "pool_after_yuan", Number, "核准后已用", "of the pool after";
        may "pool_total_yuan", Number, "预算总额", "the pool";
        must "errors", Int, "错误", "errors";
        must "warnings", Int, "警告", "warnings";
        must "held", Int, "暂缓", "payments that wait";
        must "held_amount_yuan", Number, "暂缓金额", "how much waits";
        must "granted_before", Int, "台账中已有的申报项", "claims in the ledger already";
        must "papers_before", Int, "台账中已有的凭证", "papers counted before";
        must "findings_open", Map(&Int), "未决疑点：代码 → 条数", "findings nobody decided: code → count";
        must "ledger", Text, "台账", "ledger";
        must "ledger_id", Text, "台账编号", "its id";
        may "head_read", Text, "核算时的末段", "the last segment when the run read it";
        must "head_now", Text, "现在的末段", "the last segment now";
        must "number", Int, "将写入的段号", "number of the new segment";
    }
    LEDGER("台账", "A ledger") {
        must "ledger", Text, "目录", "its folder";
        must "id", Text, "编号", "its id";
    }
    VERIFIED("核验", "A verification") {
        must "id", Text, "台账编号", "id of the ledger";
        must "segments", Int, "段数", "segments";
        must "head", Text, "末段指纹", "hash of the last";
        must "head_noted", Bool, "已与另行记下的指纹对照", "compared with one noted elsewhere";
        must "runs_agree", List(&Int), "与结果目录一致的段", "segments whose run folder agrees";
        must "runs_absent", List(&Int), "结果目录不在的段", "segments whose run folder is not there";
    }
    SEGMENTS("各段", "Segments") {
        must "segments", Tables(&SEGMENT), "各段", "segments";
    }
    SEGMENT("一段", "A segment") {
        must "number", Int, "段号", "number";
        must "kind", Text, "类别", "kind";
        must "on", Text, "日期", "day";
        must "by", Text, "办理人", "by whom";
        must "about", Int, "所涉的段", "the segment it is about";
        must "reason", Text, "理由", "why";
        must "folder", Text, "结果目录", "folder";
        must "scheme", Text, "方案", "scheme";
        must c::AWARD_YEAR, Int, "年度", "award year";
        must "claims", Int, "申报项", "claims";
        must "amount_yuan", Number, "金额", "amount";
        must "papers", Int, "凭证", "papers";
        must "sha256", Text, "指纹", "hash";
        must "previous", Text, "前一段指纹", "hash of the one before";
    }
    AWARDS("一家企业的历次奖补", "Awards of an enterprise") {
        must "awards", Tables(&AWARD), "历次奖补", "awards";
    }
    AWARD("一次奖补", "An award") {
        must "claim", Text, "申报项编号", "claim id";
        must "firm", Text, "企业", "enterprise";
        must "scheme", Text, "方案", "scheme";
        must c::AWARD_YEAR, Int, "年度", "award year";
        must "amount_yuan", Number, "核定金额", "amount";
        must "counts_yuan", Number, "计入以前享受的金额", "what counts as granted before";
        must "status", Text, "状态", "status";
    }
    DESK("界面", "The desk") {
        must "address", Text, "网址", "its address";
    }
    CODES("代码", "Codes") {
        must "codes", Tables(&CODE), "各代码", "codes";
    }
    CODE("一个代码", "A code") {
        must "code", Text, "代码", "code";
        must "severity", Words(&["error", "warning", "note"]), "等级", "how grave";
        must "zh", Text, "中文", "in Chinese";
        must "en", Text, "英文", "in English";
        must c::HELP_ZH, Text, "处理办法（中文）", "what to do, in Chinese";
        must c::HELP_EN, Text, "处理办法（英文）", "what to do, in English";
    }
    COMPLETIONS("命令补全", "Completions") {
        must "shell", Text, "命令解释器", "shell";
        must "script", Text, "脚本", "script";
    }
}
