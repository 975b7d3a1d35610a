//! The registry of diagnostic codes: number, severity and words in both languages.
//!
//! C… faults of rule and pipeline files, F… faults that make a file unusable, D… findings about
//! rows of data, R… findings about a run, A… arguments. A test keeps the catalogue complete: every
//! code has a bad input and a snapshot of its message.

use super::Severity;

/// One entry of the registry. `{name}` in a text is filled with the diagnostic's argument.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    pub id: &'static str,
    pub severity: Severity,
    pub zh: &'static str,
    pub en: &'static str,
    pub help_zh: &'static str,
    pub help_en: &'static str,
}

macro_rules! codes {
    ($($name:ident = $id:literal $severity:ident {
        zh: $zh:literal, en: $en:literal, help_zh: $help_zh:literal, help_en: $help_en:literal $(,)?
    })*) => {
        $(pub static $name: Code = Code {
            id: $id, severity: Severity::$severity,
            zh: $zh, en: $en, help_zh: $help_zh, help_en: $help_en,
        };)*

        /// Every code, by number.
        pub static ALL: &[&Code] = &[$(&$name),*];
    };
}

codes! {
    // Rule and pipeline files.
    SYNTAX = "C101" Error {
        zh: "配置文件语法有误：{why}", en: "syntax error: {why}",
        help_zh: "文字和金额须加双引号；每项须有值；分节写作 [名称]。", help_en: "put texts and amounts in double quotes; give every key a value; write sections as [name]",
    }
    UNKNOWN_KEY = "C102" Error {
        zh: "没有名为“{key}”的配置项", en: "unknown key `{key}`",
        help_zh: "请核对拼写，或删除该行。", help_en: "check the spelling, or remove the line",
    }
    MISSING_KEY = "C103" Error {
        zh: "缺少必填的配置项“{key}”", en: "missing key `{key}`",
        help_zh: "请在此处补上。", help_en: "add the key here",
    }
    WRONG_TYPE = "C104" Error {
        zh: "值的类型不对：应为 {expected}，实为 {found}", en: "wrong type: expected {expected}, found {found}",
        help_zh: "文字、金额、比例加双引号；整数、日期（如 2026-03-31）和 true / false 不加。", help_en: "put texts, amounts and rates in double quotes; write whole numbers, dates (2026-03-31) and true / false without",
    }
    INEXACT_NUMBER = "C105" Error {
        zh: "规则中的小数须加双引号，整数不得过大", en: "decimals must be quoted here, and whole numbers not too large",
        help_zh: "请写成文本，如 \"30%\"、\"0.4\"、\"300万元\"。", help_en: "write it as text: \"30%\", \"0.4\", \"300万元\"",
    }
    BAD_AMOUNT = "C106" Error {
        zh: "金额“{read}”无法识别，或此处不能用该币种", en: "`{read}` is no amount, or not in a currency that may stand here",
        help_zh: "写法如 \"300万元\"、\"1,234.56元\"，须带“元”；仅门槛等处可用 \"500万美元\"。", help_en: "write \"300万元\" or \"1,234.56元\", ending in 元; \"500万美元\" may stand in thresholds only",
    }
    BAD_RATIO = "C107" Error {
        zh: "比例“{read}”无法识别", en: "`{read}` is no rate",
        help_zh: "写法如 \"30%\" 或 \"0.3\"，不得为负。", help_en: "write \"30%\" or \"0.3\", not below zero",
    }
    UNKNOWN_WORD = "C108" Error {
        zh: "“{word}”不在词表内（可用：{known}）", en: "`{word}` is not one of: {known}",
        help_zh: "", help_en: "",
    }
    OVERLAY_PATH = "C109" Error {
        zh: "选项所设的位置“{path}”中，“{part}”不存在", en: "`{part}` in the path `{path}` does not exist",
        help_zh: "请核对方案文件中的名称。", help_en: "check the names in the scheme file",
    }
    OUT_OF_RANGE = "C110" Error {
        zh: "“{name}”的值 {read} 超出允许范围（{range}）", en: "`{name}` is {read}, outside its range ({range})",
        help_zh: "", help_en: "",
    }
    UNKNOWN_PARAMETER = "C111" Error {
        zh: "引用了不存在的参数“{name}”", en: "no parameter is called `{name}`",
        help_zh: "参数须先在方案文件的 [parameters] 中定义；请核对名称。", help_en: "parameters are defined under [parameters] of the scheme file; check the name",
    }
    UNKNOWN_OPTION = "C112" Error {
        zh: "方案中没有选项“{name}”", en: "the scheme has no option `{name}`",
        help_zh: "用 `jiangbu scheme show` 查看全部选项。", help_en: "`jiangbu scheme show` lists them all",
    }
    UNKNOWN_OPTION_VALUE = "C113" Error {
        zh: "选项“{name}”没有取值“{read}”（可用：{known}）", en: "the option `{name}` has no value `{read}` (known: {known})",
        help_zh: "请从可用取值中选一个。", help_en: "choose one of the known values",
    }
    UNKNOWN_COLUMN = "C114" Error {
        zh: "没有名为“{name}”的数据列", en: "no data column is called `{name}`",
        help_zh: "列名见 pipelines/headers.toml。", help_en: "pipelines/headers.toml lists the columns",
    }
    COLUMN_KIND = "C115" Error {
        zh: "列“{name}”是{found}，此处需要{expected}", en: "the column `{name}` holds {found}; {expected} is needed here",
        help_zh: "请换成类型相符的列，或核对规则写法。", help_en: "choose a column of that kind, or check the rule",
    }
    COLUMN_UNDECLARED = "C116" Error {
        zh: "措施 {measure} 用到列“{name}”，但未在 columns 或 optional 中声明", en: "measure {measure} uses the column `{name}` without declaring it",
        help_zh: "请把它加入该措施的 columns（必填）或 optional（选填）。", help_en: "add it to `columns` (required) or `optional`",
    }
    COLUMN_UNUSED = "C117" Warning {
        zh: "措施 {measure} 声明了列“{name}”，但没有任何规则使用它", en: "measure {measure} declares the column `{name}`, which no rule reads",
        help_zh: "仅作凭证的列请列入 evidence。", help_en: "list it under `evidence` if it is there for the record only",
    }
    PARAMETER_UNUSED = "C118" Warning {
        zh: "参数“{name}”没有被任何规则引用", en: "no rule refers to the parameter `{name}`",
        help_zh: "删除它，或用 \"${name}\" 引用。", help_en: "remove it, or refer to it as \"${name}\"",
    }
    OPTION_NO_EFFECT = "C119" Warning {
        zh: "选项“{name}”的取值“{read}”没有改变任何规则", en: "the value `{read}` of the option `{name}` changes nothing",
        help_zh: "请检查其 set 内容是否与默认值相同。", help_en: "its `set` may repeat the default",
    }
    RULE_NEVER_BINDS = "C120" Warning {
        zh: "{rule} 永远不会起作用：{why}", en: "{rule} never has any effect: {why}",
        help_zh: "请核对金额和比例；如属有意，可忽略。", help_en: "check its amounts and rates; ignore this if it is meant so",
    }
    ONE_OF = "C121" Error {
        zh: "须且只能写一项：{known}", en: "exactly one of these is needed: {known}",
        help_zh: "请只保留其中一项。", help_en: "keep one of them",
    }
    DUPLICATE_STAGE = "C122" Error {
        zh: "核算顺序 stages 有误：{why}", en: "the list of stages is wrong: {why}",
        help_zh: "", help_en: "",
    }
    EXAMPLE_FAILED = "C123" Error {
        zh: "算例“{name}”不符：应为 {expected} 元，算得 {computed} 元", en: "example `{name}` fails: expected {expected} yuan, computed {computed}",
        help_zh: "规则与算例必有一处有误，请对照政策原文核对。", help_en: "either the rule or the example is wrong: check both against the policy",
    }
    DRAFT_SCHEME = "C124" Warning {
        zh: "方案“{name}”为征求意见稿，只可模拟，不得据以拨付", en: "scheme `{name}` is a draft: it can be simulated, never paid",
        help_zh: "", help_en: "",
    }
    EXAMPLE_VALUE = "C125" Error {
        zh: "算例中列“{name}”的值“{read}”无法识别", en: "the example's value `{read}` does not fit the column `{name}`",
        help_zh: "金额、占比加双引号（\"1000.00\"、\"60%\"），整数、日期和 true / false 不加。", help_en: "put amounts and shares in double quotes (\"1000.00\", \"60%\"); write whole numbers, dates and true / false without",
    }
    RATE_MISSING = "C126" Error {
        zh: "利率汇率表中没有 {name} 在 {date} 当日或之前的数值", en: "the rate tables hold no {name} on or before {date}",
        help_zh: "请在 pipelines/rates/ 中补充，并注明来源。", help_en: "add it under pipelines/rates/, with its source",
    }
    BAD_RATE_TABLE = "C127" Error {
        zh: "利率汇率表第 {line} 行有误：{why}", en: "line {line} of the rate table is wrong: {why}",
        help_zh: "每行依次为日期、名称、数值、状态、来源，如：2026-03-20,LPR1Y,3.00%,found,公布网址。", help_en: "each line holds date, name, value, status, source: 2026-03-20,LPR1Y,3.00%,found,where published",
    }
    RATE_INFERRED = "C128" Warning {
        zh: "{name} 在 {date} 取值 {value}，该数值状态为“{status}”，未经核实", en: "{name} on {date} is {value}, whose status is `{status}`: not verified",
        help_zh: "请对照官方公布值核实后改为 found。", help_en: "check it against the official publication, then mark it found",
    }
    BAD_ALIAS = "C129" Error {
        zh: "别名“{alias}”同时指向“{first}”和“{second}”", en: "the alias `{alias}` stands for both `{first}` and `{second}`",
        help_zh: "同一别名只能有一个含义，请删去其中一处。", help_en: "an alias has one meaning only: remove one of them",
    }
    RULE_LOST_TEXT = "C130" Note {
        zh: "条款 {clause} 的原文缺失：{why}", en: "part of the text of clause {clause} is lost: {why_en}",
        help_zh: "请取得正式文本后核对。", help_en: "check against the official text once it is at hand",
    }

    OPTIONS_CONFLICT = "C131" Error {
        zh: "选项“{first}”与“{second}”都要改写“{path}”，不能同时选用", en: "the options `{first}` and `{second}` both change `{path}`; choose one of them",
        help_zh: "请把其中一个改回默认值。", help_en: "set one of them back to its default",
    }
    FIXED_SEVERITY = "C132" Error {
        zh: "“{code}”的等级不能改变", en: "how grave `{code}` is cannot be changed",
        help_zh: "该问题使数据行或文件无法使用；只有可由人判断的问题才能调整。", help_en: "such a row or file cannot be used; only findings that a person may judge can be changed",
    }

    UNKNOWN_SOURCE = "C140" Error {
        zh: "对照表中没有来源“{name}”（有：{known}）", en: "the crosswalk knows no source `{name}`; it has: {known}",
        help_zh: "请核对名册的 scheme，或在对照表中加入 [[scheme]]。", help_en: "check `scheme` of the roster, or add a [[scheme]] to the crosswalk",
    }
    NAME_CANNOT_CONFIRM = "C141" Error {
        zh: "证据等级“{name}”只凭名称，不得设为 confirmed", en: "the level `{name}` rests on names alone and cannot be set to confirmed",
        help_zh: "可设为 review、note 或 off；名称一致只能提请人工认定。", help_en: "set it to review, note or off; equal names ask a person",
    }
    ROSTER_WITHOUT_CROSSWALK = "C142" Error {
        zh: "列出了名册，但没有同类支持对照表", en: "rosters are named, but no crosswalk says which support is of the same kind",
        help_zh: "请在 [duplicates] 中写 crosswalk = \"crosswalk.toml\"。", help_en: "write crosswalk = \"crosswalk.toml\" under [duplicates]",
    }
    // Scenarios.
    RULE_PATH = "C150" Error {
        zh: "[rules] 不能改写“{path}”", en: "[rules] cannot change `{path}`",
        help_zh: "参数写在 [parameters]，有争议条款的取舍写在 [options]。", help_en: "parameters go under [parameters], contested readings under [options]",
    }
    SCENARIO_RATE = "C151" Error {
        zh: "没有名为“{name}”的公布利率或汇率", en: "no published rate is called `{name}`",
        help_zh: "可用名称：{known}。", help_en: "known names: {known}",
    }
    SCENARIO_MEASURE = "C152" Error {
        zh: "方案中没有措施“{name}”", en: "the scheme has no measure `{name}`",
        help_zh: "可用措施：{known}。", help_en: "known measures: {known}",
    }
    SCENARIO_SAME = "C153" Warning {
        zh: "情景“{name}”中“{key}”的值 {value} 与基准相同，未作任何改动", en: "scenario `{name}` sets `{key}` to {value}, which it is already: nothing changes",
        help_zh: "请删除该项，或核对数值。", help_en: "remove it, or check the value",
    }
    SCENARIO_EMPTY = "C154" Error {
        zh: "情景没有改动任何设置", en: "the scenario changes nothing",
        help_zh: "请至少写一节：[parameters]、[options]、[rules]、[budget]、[dates]、[rates]、[measures]、[growth]，或 scenario.scheme。", help_en: "write at least one of [parameters], [options], [rules], [budget], [dates], [rates], [measures], [growth] or scenario.scheme",
    }
    SCENARIO_COLUMN = "C155" Error {
        zh: "替换方案的措施 {measure} 需要数据列“{name}”，基准未读取该列", en: "measure {measure} of the other scheme reads the column `{name}`, which the base did not read",
        help_zh: "请改用以该方案为准的流程文件。", help_en: "use a pipeline made for that scheme",
    }
    SCENARIO_POOL = "C156" Error {
        zh: "基准未设预算总额，情景不能只设预留", en: "the base has no budget, so a scenario cannot set a reserve alone",
        help_zh: "请同时写 budget.total。", help_en: "write budget.total as well",
    }
    PARAMETER_REQUIRED = "C170" Error {
        zh: "参数“{name}”必须给定：{what}（{clause}）", en: "the parameter `{name}` must be chosen: {what_en} ({clause})", help_zh: "文件未载明其值，方案不代为假定；请在流程文件 [parameters] 中写明。", help_en: "the text gives no value and the scheme invents none; state it under [parameters] of the pipeline",
    }
    UNQUANTIFIED = "C171" Note {
        zh: "{clause}未载明金额或比例，不计算：{why}", en: "{clause} names neither amount nor rate, nothing is computed: {why_en}", help_zh: "", help_en: "",
    }

    // Files that cannot be used.
    FILE_UNREADABLE = "F201" Error {
        zh: "文件无法读取：{why}", en: "the file cannot be read: {why}",
        help_zh: "请核对文件是否存在、路径和权限；文本文件须存为 UTF-8 编码。", help_en: "check that it exists, its path and its permissions; text files must be saved as UTF-8",
    }
    NO_MATCH = "F202" Error {
        zh: "没有文件与“{pattern}”匹配", en: "no file matches `{pattern}`",
        help_zh: "路径以流程文件所在目录为起点。", help_en: "paths start from the folder of the pipeline file",
    }
    NOT_A_WORKBOOK = "F203" Error {
        zh: "不是可读的工作簿：{why}", en: "not a readable workbook: {why}",
        help_zh: "请用 Excel 打开，取消密码，另存为 .xlsx 后重试。", help_en: "open it in Excel, remove any password and save it again as .xlsx",
    }
    NOT_PARQUET = "F204" Error {
        zh: "不是可读的 Parquet 文件：{why}", en: "not a readable Parquet file: {why}",
        help_zh: "请由原系统重新导出。", help_en: "export it again from where it came",
    }
    UNKNOWN_SHEET = "F205" Warning {
        zh: "工作表“{sheet}”不对应任何输入表，未读取", en: "the sheet `{sheet}` is no known input; it was not read",
        help_zh: "如应读取，请改用规定的工作表名称，或在 headers.toml 的 [sheets]、方案的 sheets 中加入该名称。", help_en: "if it should be read, rename it, or add its name under [sheets] in headers.toml or to `sheets` in the scheme",
    }
    NO_HEADER = "F206" Error {
        zh: "工作表中找不到表头", en: "no header row was found",
        help_zh: "表头须在前 30 行内，且含：{expected}。", help_en: "the header row stands within the first 30 rows and holds: {expected}",
    }
    MISSING_COLUMN = "F207" Error {
        zh: "缺少必填列“{column}”（{name}）", en: "the required column `{column}` ({name}) is missing",
        help_zh: "可用表头：{aliases}。", help_en: "accepted headers: {aliases}",
    }
    TWICE_COLUMN = "F208" Error {
        zh: "两列的表头都对应“{column}”：{first}、{second}", en: "two headers stand for `{column}`: {first} and {second}",
        help_zh: "请删除或改名其中一列。", help_en: "remove or rename one of them",
    }
    NO_FILINGS = "F209" Error {
        zh: "没有任何可用的数据行：{what}", en: "no usable rows: {what}",
        help_zh: "请核对流程文件的 inputs.filings、工作表名称，以及各行是否均有错误。", help_en: "check inputs.filings of the pipeline, the names of the sheets, and whether every row is faulty",
    }
    UNKNOWN_KIND_OF_FILE = "F210" Error {
        zh: "不支持的文件类型“{extension}”", en: "files of the type `{extension}` are not supported",
        help_zh: "可用：{known}。", help_en: "known: {known}",
    }
    FILE_TOO_LARGE = "F211" Error {
        zh: "文件超出安全上限：{why}", en: "the file is beyond the safe limit: {why}",
        help_zh: "请拆分文件，或确认其来源。", help_en: "split it, or check where it comes from",
    }

    UNKNOWN_UNIT = "F212" Error {
        zh: "表头“{heading}”的单位“{unit}”无法识别", en: "the unit `{unit}` of the header `{heading}` is unknown",
        help_zh: "可用单位：元、千元、万元、百万元、亿元、分；外币请另设“币种”列，表头写“（原币）”。", help_en: "use 元, 千元, 万元, 百万元, 亿元 or 分; name foreign currencies in a currency column and write （原币）",
    }
    FILE_EMPTY = "F213" Error {
        zh: "文件是空的", en: "the file is empty",
        help_zh: "请重新导出或下载；可能没有传完。", help_en: "export or download it again; it may not have arrived whole",
    }
    PASSWORD = "F214" Error {
        zh: "文件有打开密码", en: "the file is protected by a password",
        help_zh: "请在 Excel 中打开，于“文件—信息—保护工作簿”取消密码后保存。", help_en: "open it in Excel, remove the password under File, Info, Protect Workbook, and save",
    }
    NOT_A_TABLE = "F215" Error {
        zh: "内容是{what}，不是表格", en: "its content is {what}, not a table",
        help_zh: "请用 Excel 打开后另存为 .xlsx；改扩展名没有用。", help_en: "open it in Excel and save it as .xlsx; another extension does not help",
    }
    MISNAMED = "F216" Warning {
        zh: "扩展名是“{extension}”，内容却是{kind}，已按内容读取", en: "named `{extension}`, but its content is {kind}; read by its content",
        help_zh: "请改为正确的扩展名。", help_en: "give it the right extension",
    }
    FILE_CHANGED = "F217" Error {
        zh: "读取时文件正在被改动", en: "the file changed while it was read",
        help_zh: "请关闭正在编辑它的程序，等待同步完成后重试。", help_en: "close the program that edits it, wait for any synchronising, and try again",
    }
    OUTSIDE_FOLDER = "F218" Error {
        zh: "该文件是指向文件夹之外的链接", en: "the file is a link that leads out of its folder",
        help_zh: "请把文件本身放进文件夹，或在流程文件中直接写明它的路径。", help_en: "put the file itself there, or name its own path in the pipeline",
    }
    BAD_ENCODING = "F219" Error {
        zh: "文本编码无法识别", en: "the encoding of the text is unknown",
        help_zh: "请存为 UTF-8 或 GB18030（Excel：“CSV UTF-8（逗号分隔）”）。", help_en: "save it as UTF-8 or GB18030 (Excel: CSV UTF-8)",
    }
    HIDDEN_SHEET = "F220" Note {
        zh: "工作表“{sheet}”是隐藏的，已读取", en: "the sheet `{sheet}` is hidden; it was read",
        help_zh: "如不应计入，请删除该表。", help_en: "delete it if it should not count",
    }
    HIDDEN_ROWS = "F221" Note {
        zh: "有隐藏的行（第 {rows} 行），已读取", en: "hidden rows were read: {rows}",
        help_zh: "如不应计入，请删除这些行。", help_en: "delete them if they should not count",
    }
    ROWS_SET_ASIDE = "F222" Note {
        zh: "第 {rows} 行为合计、备注或重复表头，不作为数据", en: "totals, remarks or repeated headers, not taken as data: {rows}",
        help_zh: "", help_en: "",
    }
    TOTAL_DIFFERS = "F223" Warning {
        zh: "合计 {stated} 与各行之和 {sum} 不符", en: "the stated total {stated} is not the sum of the rows, {sum}",
        help_zh: "可能有行缺失、金额被改或公式范围不全，请核对。", help_en: "a row may be missing, an amount changed, or the formula too short",
    }
    SHEET_BY_HEADINGS = "F224" Note {
        zh: "“{sheet}”的名称不明，已按表头认作“{table}”", en: "`{sheet}` was taken for {table} by its headings",
        help_zh: "请改用规定的工作表名称，以免误认。", help_en: "use the prescribed name of the sheet, so that it cannot be mistaken",
    }
    SHEET_EMPTY = "F225" Note {
        zh: "工作表“{sheet}”是空的", en: "the sheet `{sheet}` is empty",
        help_zh: "", help_en: "",
    }

    // Rows of data.
    BAD_CREDIT_CODE = "D301" Error {
        zh: "统一社会信用代码“{read}”无效：{why}", en: "the credit code `{read}` is invalid: {why_en}",
        help_zh: "请对照营业执照更正{meant}。", help_en: "correct it from the business licence{meant}",
    }
    CODE_AS_NUMBER = "D302" Error {
        zh: "代码、编号存成了数字（{read}），末位可能已丢失", en: "a code or number was stored as a numeric value ({read}); its last digits may be lost",
        help_zh: "请把该列设为文本格式，再对照原件重新录入。", help_en: "format the column as text and enter it again from the original",
    }
    BAD_MONEY = "D303" Error {
        zh: "金额“{read}”无法识别", en: "`{read}` is no amount",
        help_zh: "请只填阿拉伯数字，如 1234.56；单位须与表头一致。", help_en: "enter digits only, such as 1234.56, in the unit of the heading",
    }
    MONEY_TOO_PRECISE = "D304" Error {
        zh: "金额“{read}”精确到了分以下", en: "the amount `{read}` is finer than one fen",
        help_zh: "请按凭证金额填写，到分为止（单位元时最多两位小数）。", help_en: "enter the amount of the voucher, to the fen (two decimals in yuan)",
    }
    MONEY_TOO_LARGE = "D305" Error {
        zh: "金额“{read}”超出可信范围（单笔不超过 900 亿元）", en: "the amount `{read}` is beyond belief (90 billion yuan at most)",
        help_zh: "请核对数值与表头单位（元、万元）是否相符。", help_en: "check the number against the unit of the heading (元, 万元)",
    }
    NEGATIVE_MONEY = "D306" Error {
        zh: "金额为负（{read}）", en: "the amount is negative ({read})",
        help_zh: "退款、冲红请从原凭证行的金额中扣减，或填入“退费金额”列（如有）。", help_en: "deduct refunds from the original line, or enter them in the column of refunds, if there is one",
    }
    BAD_DATE = "D307" Error {
        zh: "日期“{read}”无法识别，或不在 1949–2099 年", en: "`{read}` is no date between 1949 and 2099",
        help_zh: "请写全年月日，如 2025-03-01。", help_en: "write year, month and day: 2025-03-01",
    }
    BAD_BOOL = "D308" Error {
        zh: "“{read}”不是“是/否”", en: "`{read}` is neither yes nor no",
        help_zh: "请填写“是”或“否”。", help_en: "enter 是 or 否",
    }
    BAD_INT = "D309" Error {
        zh: "“{read}”不是有效的整数", en: "`{read}` is no whole number from zero up",
        help_zh: "请填写 0 或正整数，不带小数。", help_en: "enter 0, 1, 2 …",
    }
    BAD_SHARE = "D310" Error {
        zh: "占比“{read}”无法识别或不在 0–100% 之间", en: "the share `{read}` is no number between 0 and 100 %",
        help_zh: "请写成带百分号的文本，如 60% 或 33.33%。", help_en: "write it as text with a percent sign: 60%, 33.33%",
    }
    BAD_CURRENCY = "D311" Error {
        zh: "币种“{read}”无法识别", en: "the currency `{read}` is unknown",
        help_zh: "请填写 CNY、USD、HKD、EUR、GBP、JPY、SGD、MOP 之一。", help_en: "enter CNY, USD, HKD, EUR, GBP, JPY, SGD or MOP",
    }
    UNKNOWN_CATEGORY = "D312" Error {
        zh: "“{read}”不在“{column}”的可选值内", en: "`{read}` is not among the values of `{column}`",
        help_zh: "可选值：{known}。", help_en: "known values: {known}",
    }
    MISSING_VALUE = "D313" Error {
        zh: "必填项为空", en: "a required value is missing",
        help_zh: "请补填；如不适用，请与受理人员确认。", help_en: "fill it in; ask if it does not apply",
    }
    FORMULA_WITHOUT_VALUE = "D314" Error {
        zh: "公式没有保存计算结果", en: "the formula holds no stored result",
        help_zh: "请用 Excel 打开、重新计算并保存。", help_en: "open it in Excel, recalculate and save",
    }
    ERROR_CELL = "D315" Error {
        zh: "单元格为错误值 {read}", en: "the cell holds the error {read}",
        help_zh: "请更正公式或直接填写数值。", help_en: "mend the formula or enter the value",
    }
    DUPLICATE_FIRM = "D316" Error {
        zh: "企业 {read} 的基本情况出现多次，且内容不一致", en: "the firm {read} stands in several rows that differ",
        help_zh: "只保留一行正确的基本情况；更正前，该企业的各项申报均不受理。", help_en: "keep the one right row; until then no line of this firm is accepted",
    }
    REPEATED_FIRM = "D317" Note {
        zh: "企业 {read} 的基本情况重复出现（内容一致，按一行计）", en: "the firm {read} is repeated; the rows agree and count once",
        help_zh: "", help_en: "",
    }
    LINE_WITHOUT_FIRM = "D318" Error {
        zh: "企业 {read} 在“基本情况”中没有有效记录，本行不受理", en: "the firm {read} has no accepted row of basic facts; this line is not accepted",
        help_zh: "请在“基本情况”表中补上或更正该企业，或更正本行的信用代码。", help_en: "add or correct the firm in the sheet of basic facts, or correct the code of this line",
    }
    FIRM_WITHOUT_LINE = "D319" Note {
        zh: "企业 {read} 没有任何申报明细", en: "the firm {read} has no evidence lines",
        help_zh: "如确无申报，可忽略。", help_en: "ignore this if it claims nothing",
    }
    REPEATED_LINE = "D320" Error {
        zh: "与 {first} 完全相同，重复填报", en: "the same as {first}: entered twice",
        help_zh: "只保留一行；如确为两笔，请填写发票号、合同号等以示区分。", help_en: "keep one; if there were two payments, tell them apart by invoice or contract number",
    }
    ODD_TEXT = "D321" Warning {
        zh: "“{read}”以 {sign} 开头，按文本处理", en: "`{read}` begins with {sign}; it is kept as text",
        help_zh: "如为误录的公式，请更正。", help_en: "correct it if a formula was meant",
    }
    SEVERAL_REQUESTS = "D322" Warning {
        zh: "申报项 {read} 各行的申请金额不一致，取最小值", en: "the lines of claim {read} state different requests; the smallest is used",
        help_zh: "请企业统一申请金额。", help_en: "have the firm state one amount",
    }

    DEDUCTION_ABOVE_AMOUNT = "D323" Error {
        zh: "扣减项超过金额，净额为 {read} 元", en: "the deductions exceed the amount; {read} yuan would be left",
        help_zh: "请核对金额及其中的扣减项（个人办公用计算机、退费、增值税）。", help_en: "check the amount and what is deducted from it (personal computers, refunds, VAT)",
    }
    UNIT_CONTRADICTS = "D324" Error {
        zh: "“{read}”的单位或币种与表头“{heading}”或本行币种不一致", en: "the unit or currency of `{read}` is not that of the heading `{heading}` or of the row",
        help_zh: "请只填数字，单位以表头为准，币种填入“币种”列。", help_en: "enter the number only: the heading says the unit, the currency has its own column",
    }
    UNIT_SLIP = "D325" Warning {
        zh: "{read} 元约为{other}（{compared} 元）的一万倍或万分之一，单位可能填错", en: "{read} yuan is about ten thousand times, or a ten-thousandth of, {other} ({compared} yuan): the unit may be wrong",
        help_zh: "请核对是元还是万元。", help_en: "check whether yuan or ten thousand yuan is meant",
    }
    IMPLAUSIBLE = "D326" Warning {
        zh: "单笔 {read} 元，超过合理性上限 {limit} 元", en: "{read} yuan in one line is above the plausible limit of {limit}",
        help_zh: "请核对金额和单位；上限可在流程文件 [checks] 中调整。", help_en: "check the amount and its unit; [checks] of the pipeline sets the limit",
    }
    INVOICE_TWICE = "D327" Warning {
        zh: "发票“{read}”在同一企业的明细中出现多次（另见 {first}）", en: "the invoice `{read}` stands in several lines of the firm (see {first})",
        help_zh: "如为分期付款请核对总额；如为重复，请删去一行。", help_en: "check the total if it was paid in parts; remove one line if not",
    }
    REQUEST_DIFFERS = "D328" Note {
        zh: "申报项 {claim} 申请 {requested} 元，按规则算得 {computed} 元", en: "claim {claim} asks for {requested} yuan; the rules give {computed}",
        help_zh: "以较低者为准。", help_en: "the lower one counts",
    }
    OUT_OF_PERIOD = "D329" Note {
        zh: "“{column}”{read} 不在规定期间（{from} 至 {to}）", en: "`{column_en}` {read} is outside the period ({from} to {to})",
        help_zh: "该行不计入；如日期填错，请更正。", help_en: "the line does not count; correct the date if it is wrong",
    }
    DAY_MISSING = "D330" Error {
        zh: "“{read}”只有年月，缺少日", en: "`{read}` lacks the day",
        help_zh: "请写全年月日，如 2025-03-01。", help_en: "write year, month and day: 2025-03-01",
    }

    DECISION_INCOMPLETE = "D340" Warning {
        zh: "对 {read} 的认定缺少决定人、日期或理由，不予采用", en: "the decision on {read} lacks who, when or why; it does not count",
        help_zh: "请补填决定人、决定日期和认定理由。", help_en: "fill in who decided, when and why",
    }
    ROSTER_ROWS_UNUSED = "D341" Warning {
        zh: "名册中有 {count} 行既无名称也无代码，或单元格无法读取，未能比对", en: "{count} rows of the roster have neither name nor code or cannot be read; they were not compared",
        help_zh: "请向名册来源单位补齐；明细见退件和名册使用情况。", help_en: "ask where the roster comes from; see the quarantine and the table of rosters",
    }
    ROSTER_ROWS_POOR = "D342" Note {
        zh: "名册中无代码 {uncoded} 行、代码有误 {bad} 行、无金额 {unpriced} 行、无期间 {undated} 行，按其余内容比对", en: "of the roster {uncoded} rows have no code, {bad} a bad one, {unpriced} no amount, {undated} no period; they are used for the rest",
        help_zh: "", help_en: "",
    }
    ROSTER_ROWS_SET_ASIDE = "D343" Note {
        zh: "名册中合计、备注 {footers} 行不比对，完全重复的 {repeated} 行只计一次", en: "{footers} rows of totals and remarks are set aside, {repeated} repeated rows count once",
        help_zh: "", help_en: "",
    }

    // Findings about a run.
    ABNORMAL_LISTED = "R401" Warning {
        zh: "企业 {firm} 列入{list}", en: "the firm {firm} is listed: {list}",
        help_zh: "方案未把此作为条件；请人工判断，或将选项 credit_list 设为 exclude。", help_en: "the scheme does not make this a condition; decide by hand or set credit_list to exclude",
    }
    PLATFORM_DIFFERS = "R402" Warning {
        zh: "申报项 {claim} 的申报额 {claimed} 与平台记录 {recorded} 不一致", en: "claim {claim} states {claimed}, the ministry's platform {recorded}",
        help_zh: "按选项 base_source 取值；请核实差异原因。", help_en: "base_source decides which counts; find out why they differ",
    }
    JOINT_CLAIM = "R403" Warning {
        zh: "“{item}”被 {count} 家单位申报，须人工复核", en: "`{item}` is claimed by {count} firms; a person must decide",
        help_zh: "系统暂按规则选定一家，其余核定为零。", help_en: "one is chosen by the rule for now, the others get nothing",
    }
    BUDGET_EXHAUSTED = "R404" Note {
        zh: "核定合计 {demand} 元超过可用预算 {available} 元，按附八同比例调整", en: "approved {demand} exceeds the available {available}; all are cut in proportion",
        help_zh: "", help_en: "",
    }
    FLAT_PARAMETER = "R405" Note {
        zh: "{measure}：上限对全部 {count} 项起作用，{parameter} 不影响金额", en: "{measure_en}: the cap binds for all {count} claims; {parameter} moves nothing",
        help_zh: "", help_en: "",
    }
    CONTROL_TOTAL = "R407" Error {
        zh: "控制总数不平：{what} 应为 {expected}，实为 {found}", en: "control total broken: {what} should be {expected}, is {found}",
        help_zh: "这是程序错误，请连同清单文件报告。", help_en: "this is our fault; report it with the manifest",
    }
    CLAIMED_TOGETHER = "R408" Warning {
        zh: "企业 {firm} 对措施{measure}提交了多份申报（{claim}），合并计算", en: "the firm {firm} filed several times for measure {measure} ({claim}); they are taken together",
        help_zh: "", help_en: "",
    }
    DUPLICATE_NOT_FOUND = "R409" Warning {
        zh: "重复享受清单中的 {read} 与本次任何申报项都不对应", en: "the duplicate finding {read} fits no claim of this run",
        help_zh: "", help_en: "",
    }
    SHARE_NOT_STATED = "R410" Warning {
        zh: "申报项 {claim} 有 {count} 行未填占比，按 100% 计", en: "claim {claim} has {count} lines without a share; 100 % is assumed",
        help_zh: "请补充分摊依据。", help_en: "ask for the basis of the split",
    }
    CASES_SUSPECTED = "R420" Warning {
        zh: "措施{measure}有 {count} 项与{source}疑似重复，涉及 {amount} 元，须人工认定，认定前宜暂缓拨付", en: "measure {measure}: {count} claims are suspected to repeat support of {source_en}, {amount} yuan at risk; a person must decide, and payment should wait",
        help_zh: "请在工作簿“疑似重复”中填写结论、理由、决定人和日期，另存后列入 inputs.decisions。", help_en: "fill in verdict, reason, who and when in the sheet of suspected duplicates, save it elsewhere and name it in inputs.decisions",
    }
    CASES_CONFIRMED = "R421" Note {
        zh: "措施{measure}有 {count} 项已获{source}同类支持，按附七处理", en: "measure {measure}: {count} claims have same-kind support of {source_en}; the clause on duplicates applies",
        help_zh: "", help_en: "",
    }
    CASES_PENDING = "R422" Warning {
        zh: "措施{measure}有 {count} 项在{source}的同一支持尚在审核，未予核减", en: "measure {measure}: for {count} claims the same support of {source_en} is pending; nothing is deducted yet",
        help_zh: "请在拨付前核实其结果，或请企业撤回一处申报。", help_en: "find out what became of it before paying, or have one of the claims withdrawn",
    }
    DECISION_OUTDATED = "R423" Warning {
        zh: "{read} 的认定所依据的证据已变化，重新列入待认定", en: "the evidence that {read} was decided on has changed; it is put to a person again",
        help_zh: "请对照新证据再次认定；原认定保留不改。", help_en: "decide again on the new evidence; the old decision stays as it is",
    }
    DECISION_CONTRADICTS = "R424" Warning {
        zh: "{read} 同日有两个不同结论，均不采用", en: "{read} has two different verdicts of one day; neither counts",
        help_zh: "请以新的日期写明最终结论。", help_en: "state the final one under a later day",
    }
    DECISION_UNKNOWN = "R425" Note {
        zh: "认定的疑点 {read} 在本次核算中不存在", en: "the decided finding {read} does not occur in this run",
        help_zh: "", help_en: "",
    }
    OUTSIDE_SUPPORT = "R426" Warning {
        zh: "措施{measure}有 {count} 项另获{source}支持，不在附七所列范围，不予核减", en: "measure {measure}: {count} claims have support of {source_en}, which the clause on duplicates does not name; nothing is deducted",
        help_zh: "请核对各级支持合计是否超过实际支出。", help_en: "check that all support together does not exceed the actual cost",
    }
    SUPPORT_ABOVE_COST = "R427" Warning {
        zh: "申报项 {claim} 各处支持合计 {support} 元，超过核定支出 {cost} 元", en: "claim {claim}: all support together is {support} yuan, more than the recognised cost of {cost}",
        help_zh: "请人工核定应减少的金额。", help_en: "decide what has to be taken off",
    }
    PAPERS_SHARED = "R430" Warning {
        zh: "{count} 个{paper}出现在两项及以上申报中", en: "{count} numbers of the kind {paper_en} stand in two claims or more",
        help_zh: "请逐一核对，明细见“内部重复”。", help_en: "look at each; they are listed in the sheet of shared papers",
    }
    FIRMS_RELATED = "R431" Note {
        zh: "{count} 组申报企业的法定代表人、电话、地址或账号相同，仅作风险提示", en: "{count} groups of applicants share a legal representative, phone, address or account; a sign of risk, nothing more",
        help_zh: "", help_en: "",
    }

    NO_EFFECT = "R450" Note {
        zh: "情景“{name}”不影响任何金额：{why}", en: "scenario `{name}` moves no amount: {why}",
        help_zh: "", help_en: "",
    }
    MEASURE_WITHOUT_DATA = "R451" Warning {
        zh: "替换方案的措施 {measure} 在基准数据中没有申报，按无申报处理", en: "measure {measure} of the other scheme has no filings in the base; it counts as unclaimed",
        help_zh: "因此不能据此估计该措施的支出。", help_en: "its cost cannot be judged from this",
    }

    SCENARIO_RUN = "R452" Warning {
        zh: "本次结果是情景“{name}”下的推演", en: "this run stands under the scenario `{name}`",
        help_zh: "推演结果不得据以拨付。", help_en: "what a scenario yields is never to be paid",
    }
    TIER_EDGE = "R470" Note {
        zh: "措施{measure}有 {count} 项得分恰在分档线 {score} 上，按达到该档计 {amount} 元", en: "measure {measure_en}: {count} claims score exactly {score}, the edge of a tier, and get its {amount} yuan", help_zh: "", help_en: "",
    }

    // Arguments and runs asked for.
    NO_SUCH_RUN = "A501" Error {
        zh: "“{path}”不是运行结果目录：{why}", en: "`{path}` is no run folder: {why}",
        help_zh: "请给出 runs/ 下的目录。", help_en: "name a folder below runs/",
    }
    NOTHING_FOUND = "A502" Error {
        zh: "没有与“{query}”对应的企业或申报项", en: "no firm or claim matches `{query}`",
        help_zh: "可用统一社会信用代码、单位名称或申报项编号。", help_en: "give a credit code, a name or a claim id",
    }
    OUTPUT_EXISTS = "A503" Error {
        zh: "输出位置“{path}”已存在", en: "`{path}` exists already",
        help_zh: "已有结果不会被改动，请另选目录。", help_en: "earlier results are never touched; choose another folder",
    }
    CANNOT_WRITE = "A504" Error {
        zh: "无法写入“{path}”：{why}", en: "cannot write `{path}`: {why}",
        help_zh: "请检查磁盘空间和权限。", help_en: "check disk space and permissions",
    }
    INTERNAL = "A505" Error {
        zh: "程序内部错误：{why}", en: "internal error: {why}",
        help_zh: "这是我们的过错，请连同命令和输入报告。", help_en: "this is our fault; report it with the command and the inputs",
    }
    UNKNOWN_KNOB = "A530" Error {
        zh: "不能变动“{name}”", en: "`{name}` is nothing that can be varied",
        help_zh: "可用：方案参数名、budget.total、budget.reserve、growth.applicants、growth.take_up、growth.pending、growth.prices、rates.名称。", help_en: "known: a parameter of the scheme, budget.total, budget.reserve, growth.applicants, growth.take_up, growth.pending, growth.prices, rates.NAME",
    }
    BAD_GRID = "A531" Error {
        zh: "变动范围“{read}”有误：{why}", en: "the range `{read}` is wrong: {why}",
        help_zh: "写法如 rate_m2=1%..5%/0.5%（起..止/步长）或 cap_m2=50万元,80万元。", help_en: "write rate_m2=1%..5%/0.5% (from..to/step) or cap_m2=50万元,80万元",
    }
    UNREACHABLE = "A532" Error {
        zh: "在 {low} 至 {high} 之间无法达到目标：两端均{both}", en: "the goal cannot be reached between {low} and {high}: both ends {both}",
        help_zh: "两端的结果分别为 {at_low} 和 {at_high}。", help_en: "the ends give {at_low} and {at_high}",
    }
    BAD_GOAL = "A533" Error {
        zh: "目标“{read}”无法识别", en: "the goal `{read}` cannot be read",
        help_zh: "可用：exhaust（恰好用完预算）、approved<=金额、payable<=金额、factor>=比例。", help_en: "known: exhaust, approved<=AMOUNT, payable<=AMOUNT, factor>=RATIO",
    }
    NO_SUCH_MEASURE = "A540" Error {
        zh: "方案中没有措施“{read}”", en: "the scheme has no measure `{read}`",
        help_zh: "可用编号、条款、名称或工作表名，如：{known}。", help_en: "give an id, clause, title or name of a sheet: {known}",
    }
    NO_WORD_LISTS = "A541" Error {
        zh: "只有方案文件，找不到表头与用词文件 headers.toml", en: "a scheme file alone, and no headers.toml was found",
        help_zh: "请改为给出流程文件，或用 --headers 指定。", help_en: "name a pipeline instead, or the file with --headers",
    }
    NO_SCHEME = "A550" Error {
        zh: "“{path}”既不是方案文件，也不是可与之对比的情景文件", en: "`{path}` is no scheme file, nor a scenario to compare one with", help_zh: "先写方案文件，再写另一方案文件或情景文件。", help_en: "name a scheme file first, then another one or a scenario file",
    }
}
