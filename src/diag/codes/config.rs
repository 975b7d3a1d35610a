//! C…: Faults of rule, pipeline, scenario and other setting files.

codes! {
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
        zh: "利率汇率表中没有 {name} 在 {date} 当日或之前的数值，{from}", en: "the rate tables hold no {name} on or before {date}; they {from_en}",
        help_zh: "请在 pipelines/rates/ 中补充，并注明来源。", help_en: "add it under pipelines/rates/, with its source",
    }
    BAD_RATE_TABLE = "C127" Error {
        zh: "利率汇率表第 {line} 行有误：{why}", en: "line {line} of the rate table is wrong: {why}",
        help_zh: "首行为列名 date、name、value、status、source，可加 per；各行列数须与首行一致，如：2026-03-20,LPR1Y,3.00%,found,公布网址。", help_en: "the first line names the columns date, name, value, status, source and, if need be, per; every line has as many cells: 2026-03-20,LPR1Y,3.00%,found,where published",
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
        zh: "“{code}”的等级不能改变", en: "the severity of `{code}` cannot be changed",
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
    ACROSS_WITHOUT_CROSSWALK = "C157" Error {
        zh: "across.same_kind = choose_best，但没有对照表说明这些方案之间哪些支持同类", en: "across.same_kind is choose_best, but no crosswalk says which support of these schemes is of the same kind",
        help_zh: "请在其中一个方案的 [schemes.duplicates] 中写 crosswalk，并在对照表规则中写 measures。", help_en: "name a crosswalk under [schemes.duplicates] of one of them, and `measures` in its rules",
    }
    CROSSWALK_MEASURE = "C158" Error {
        zh: "对照表提到的措施“{name}”不在方案 {scheme} 中", en: "the crosswalk names the measure `{name}`, which scheme {scheme} does not have",
        help_zh: "可用措施：{known}。", help_en: "known measures: {known}",
    }
    UNKNOWN_LAYOUT = "C160" Error {
        zh: "没有名为“{name}”的版式文件", en: "no layout is called `{name}`",
        help_zh: "可用：{known}。", help_en: "known: {known}",
    }
    RATES_BEGIN_LATER = "C161" Warning {
        zh: "{clause}按所选日期折算需要 {name} 自 {day} 起的数值，利率汇率表中{from}", en: "the chosen days of conversion ({clause}) need {name} from {day} on; the rate tables {from_en}",
        help_zh: "有该币种的明细时核算将停止（C126）；请先补充，或改选 fx_date。", help_en: "a run with lines in it will stop (C126); add the values first, or choose another fx_date",
    }
    FIXED_BY_TEXT = "C162" Error {
        zh: "“{name}”的值 {read} 与条文不符：{clause}规定{how} {value}", en: "`{name}` is {read}, against the text: {clause} says {how_en} {value}",
        help_zh: "可拨付的核算须按条文取值；要试算其他数值，请用情景。", help_en: "what may be paid keeps to the text; try other values in a scenario",
    }
    PARAMETER_REQUIRED = "C170" Error {
        zh: "参数“{name}”必须给定：{what}（{clause}）", en: "the parameter `{name}` must be chosen: {what_en} ({clause})", help_zh: "文件未载明其值，方案不代为假定；请在流程文件 [parameters] 中写明。", help_en: "the text gives no value and the scheme invents none; state it under [parameters] of the pipeline",
    }
    UNQUANTIFIED = "C171" Note {
        zh: "{clause}未载明金额或比例，不计算：{why}", en: "{clause} names neither amount nor rate, nothing is computed: {why_en}", help_zh: "", help_en: "",
    }
    NOT_SHARED = "C172" Error {
        zh: "“{key}”不能由多个方案共用", en: "`{key}` cannot be shared by several schemes",
        help_zh: "请写进各自的 [[schemes]]，每个方案各有其资金、取舍和名册。", help_en: "write it inside [[schemes]]: each scheme has its own pool, readings and rosters",
    }
    SCHEME_NAME = "C173" Error {
        zh: "[[schemes]] 的名称“{name}”为空、重复或不能用作目录名", en: "the name `{name}` of an entry of [[schemes]] is empty, used twice or no name of a folder",
        help_zh: "用文字、数字、“-”和“_”，每个方案一个；不写时取方案文件名。", help_en: "use letters, digits, - and _, one for each; without one the name of the scheme file is taken",
    }
    SHEET_OF_TWO = "C174" Error {
        zh: "方案 {first} 和 {second} 都要从同一申报文件读取工作表“{sheet}”", en: "the schemes {first} and {second} both read the sheet `{sheet}` from the same filings",
        help_zh: "请为两个方案分别列出申报文件，或在方案文件中改用不同的表名。", help_en: "name filings for each scheme, or give the sheets different names in the scheme files",
    }
    WHICH_SCHEME = "C175" Error {
        zh: "“{path}”核算多个方案，此处须指明一个", en: "`{path}` computes several schemes; name one of them here",
        help_zh: "写成 流程文件#名称，可用：{known}。", help_en: "write PIPELINE#NAME; known: {known}",
    }
    NO_VERSION = "C176" Error {
        zh: "申报截止日 {deadline} 没有适用的方案版本（截至 {known} 已公布）：{versions}", en: "no version of the scheme is in force on the deadline {deadline} (published by {known}): {versions}",
        help_zh: "请补上当时有效的方案文件，或核对其 published_on、valid 和流程的 as_known_on。", help_en: "add the file that was in force then, or look at its published_on and valid, and at as_known_on of the pipeline",
    }
    VERSION_WITHOUT_DAY = "C177" Error {
        zh: "方案版本“{path}”没有写明起始日，无法与其他版本比较", en: "the version `{path}` does not say from which day it holds and cannot be told from the others",
        help_zh: "请在 [scheme.valid] 写 from = 日期（不能用参数）。", help_en: "write from = DATE in [scheme.valid], as a date and not a parameter",
    }
    KNOWN_ON = "C178" Note {
        zh: "按 {day} 已公布的利率、汇率和方案版本核算，之后公布的不采用", en: "computed from the rates and the version of the scheme published by {day}; nothing later is used", help_zh: "", help_en: "",
    }
    PLAN_TEST = "C180" Error {
        zh: "目标“{name}”须写明且只写明一种判断方式，实有 {count} 种", en: "the target `{name}` needs exactly one test, it has {count}",
        help_zh: "可用：above（超过）、at_least（以上）、at_most（以内）、about（约）、equal、done、rises、term、reference。", help_en: "one of: above, at_least, at_most, about, equal, done, rises, term, reference",
    }
    PLAN_NAME = "C181" Error {
        zh: "“{name}”不存在：{what}", en: "no {what_en} is called `{name}`",
        help_zh: "请核对编号。", help_en: "check the number",
    }
    PLAN_ROW = "C182" Error {
        zh: "第 {line} 行不能使用：{why}", en: "line {line} cannot be used: {why_en}",
        help_zh: "请在表中更正这一行；首行为列名，勿改。", help_en: "mend this line of the table; leave the names of the columns in the first line as they are",
    }
    PLAN_OFFICE = "C183" Warning {
        zh: "责任单位“{name}”不在单位对照表中，按原名显示", en: "the unit `{name}` is not in the table of offices and keeps its name",
        help_zh: "请在 pipelines/plans/offices.csv 中补上它今天的名称。", help_en: "add its present name to pipelines/plans/offices.csv",
    }
    PLAN_TWICE = "C184" Error {
        zh: "编号“{name}”出现两次", en: "`{name}` stands twice",
        help_zh: "编号在一个计划内须唯一，计划编号在一次运行内须唯一。", help_en: "numbers are unique within a plan, plans within a run",
    }
    PLAN_PARTS = "C185" Warning {
        zh: "“{name}”的分项合计为 {sum}，与所述总数 {total} 不符", en: "the parts of `{name}` add up to {sum}, not to the stated {total}",
        help_zh: "请核对原文。", help_en: "check the document",
    }
    PLAN_PATH = "C186" Error {
        zh: "目标“{name}”的路径无法画出：{why}", en: "no path can be drawn to the target `{name}`: {why_en}",
        help_zh: "", help_en: "",
    }
    PLAN_DUE = "C187" Warning {
        zh: "目标“{name}”的期限 {due} 在计划期（{from} 至 {to}）之外", en: "the target `{name}` is due {due}, outside the plan ({from} to {to})",
        help_zh: "请核对期限。", help_en: "check the date",
    }
    BAD_CALENDAR = "C188" Error {
        zh: "工作日历第 {line} 行不能使用：{why}", en: "line {line} of the calendar cannot be used: {why_en}",
        help_zh: "每行写日期、off（放假）或 work（调休上班）、名称、出处。", help_en: "each line holds a date, off (holiday) or work (make-up day), a name and a source",
    }
    BANDS_NOT_RISING = "C190" Error {
        zh: "账龄分段须由小到大", en: "the bands of ageing must rise",
        help_zh: "写法如 bands = [30, 60, 90]。", help_en: "write bands = [30, 60, 90]",
    }
    SCENARIO_SWITCH = "C191" Error {
        zh: "同一情景文件对措施 {measure} 既写 on 又写 off", en: "one scenario switches measure {measure} both on and off",
        help_zh: "条款号与措施编号指同一项措施，请只写一次。", help_en: "its clause and its id name the same measure: write it once",
    }
    SCENARIO_PENDING = "C192" Error {
        zh: "情景写了 growth.pending，没有写 growth.pending_since", en: "the scenario sets growth.pending without growth.pending_since",
        help_zh: "请写 pending_since：该日及以后受理的企业视为待审。", help_en: "write pending_since: enterprises accepted on that day or later count as pending",
    }
    SCENARIO_BEATEN = "C193" Warning {
        zh: "[rules] 改写了“{path}”，“{name}”的取值在该处不起作用", en: "[rules] rewrites `{path}`, so that `{name}` has no say there",
        help_zh: "规则在参数和口径之后适用。请删除其中一项。", help_en: "rules are laid over parameters and readings: remove one of the two",
    }
    NOTHING_IN_TIERS = "C194" Error {
        zh: "方案 {scheme} 没有按得分分档的措施，无从测算分档", en: "scheme {scheme} grants nothing in tiers by score: there are no tiers to fit",
        help_zh: "分档措施须在方案文件的 award 中写 score 和 tiers。", help_en: "a measure in tiers has `score` and `tiers` in its `award`",
    }
    WHICH_TIERS = "C195" Error {
        zh: "方案有几项按得分分档的措施，请指明一项", en: "several measures are granted in tiers by score: say which",
        help_zh: "用 --measure 指明，可用：{known}。", help_en: "name one with --measure; known: {known}",
    }
    RATE_STALE = "C196" Warning {
        zh: "{name} 用于 {day} 的数值 {value} 是 {date} 公布的，早了 {days} 天（上限 {most} 天）", en: "{name} for {day} is {value} of {date}, {days} days before (at most {most})",
        help_zh: "请在利率汇率表中补充更近的公布值；确需沿用的，可在 [checks] 中调整 {key}。", help_en: "add a later published value to the rate table; where the old one holds, raise {key} under [checks]",
    }
    RATE_TWICE = "C197" Warning {
        zh: "利率汇率表第 {line} 行与前面重复：{name} {date}，只计一次", en: "line {line} of the rate table repeats {name} of {date}; it counts once",
        help_zh: "请删去其中一处。", help_en: "remove one of them",
    }
    RATE_IMPLAUSIBLE = "C198" Error {
        zh: "利率汇率表第 {line} 行：{name} 取值 {value} 不合情理（通常在 {low} 至 {high} 之间）", en: "line {line} of the rate table: {name} at {value} cannot be (usually between {low} and {high})",
        help_zh: "应为 1 单位外币折合的人民币元数；按 100 单位公布的，请增加一列 per，填 100。", help_en: "it must be yuan for one unit of the currency; for values published per 100 units add a column `per` with 100",
    }
    AMOUNT_TOO_LARGE = "C199" Error {
        zh: "金额“{read}”超过安全上限 {most} 元", en: "the amount `{read}` is beyond the safe limit of {most} yuan",
        help_zh: "请核对数值与单位（元、万元、亿元）。", help_en: "check the number and its unit (元, 万元, 亿元)",
    }
    TIED_TO_TAX = "C200" Warning {
        zh: "规则“{rule}”（{clause}）与纳税、经济贡献挂钩（{what}）", en: "the rule `{rule}` ({clause}) ties support to taxes paid or economic contribution ({what_en})",
        help_zh: "《公平竞争审查条例》第十条：没有法律、行政法规依据或者未经国务院批准，不得给予特定经营者选择性、差异化的财政奖励或者补贴。请先作公平竞争审查。", help_en: "Fair Competition Review Regulation, art. 10: without a basis in law no selective rewards or subsidies; have it reviewed first",
    }
    KEEPS_FROM_LEAVING = "C201" Warning {
        zh: "规则“{rule}”（{clause}）限制企业迁出（{what}）", en: "the rule `{rule}` ({clause}) keeps enterprises from moving away ({what_en})",
        help_zh: "《公平竞争审查条例》第九条：不得阻碍本地经营者迁出。请先作公平竞争审查。", help_en: "Fair Competition Review Regulation, art. 9: local undertakings may not be kept from moving away; have it reviewed first",
    }
    ASKS_REGISTRATION = "C202" Warning {
        zh: "规则“{rule}”（{clause}）要求在本地注册满一定时间（{what}）", en: "the rule `{rule}` ({clause}) asks how long an enterprise has been registered here ({what_en})",
        help_zh: "《公平竞争审查条例》第八条、第九条：不得设置歧视性的准入条件，不得对外地经营者设置歧视性要求。请先作公平竞争审查。", help_en: "Fair Competition Review Regulation, arts. 8 and 9: no discriminating conditions of access; have it reviewed first",
    }
    OWN_COLUMN_NAME = "C210" Error {
        zh: "自定列不能叫“{name}”：不是小写英文名，或与程序已有的列重名", en: "no column of a scheme can be called `{name}`: it is not written in small letters, or the program has a column of this name",
        help_zh: "列名以小写英文字母开头，只用小写字母、数字和下划线，不超过 40 个字符，如 trainees；程序已有的列直接用，不必声明。", help_en: "begin with a small letter and use small letters, digits and `_` only, 40 at most, as in trainees; a column that the program has needs no declaration",
    }
    OWN_COLUMN_UNUSED = "C211" Warning {
        zh: "自定列“{name}”没有一项措施用到", en: "no measure names the column `{name}` that the scheme declares",
        help_zh: "写入措施的 columns、optional 或 evidence，或删去声明。", help_en: "name it among the `columns`, `optional` or `evidence` of a measure, or remove it",
    }
    OTHER_SORT = "C212" Error {
        zh: "这是{is}，不是{wanted}", en: "this is {is}, not {wanted}",
        help_zh: "用它的命令：{command}。", help_en: "what takes it: {command}",
    }
    SYNTAX_SLIP = "C213" Error {
        zh: "这一行有{what}", en: "this line has {what}",
        help_zh: "应写作：{line}。", help_en: "write: {line}",
    }
    NO_TEXT = "C214" Error {
        zh: "无法读取：{what}", en: "this cannot be read: {what}",
        help_zh: "{advice}。", help_en: "{advice}",
    }
    SCENARIO_PARITY = "C215" Error {
        zh: "情景中的 {name} 取值 {value} 不合情理（通常在 {low} 至 {high} 之间）", en: "{name} at {value} in a scenario cannot be (usually between {low} and {high})",
        help_zh: "应为 1 单位外币折合的人民币元数，利率写作百分数，如 6.80、3.1%。", help_en: "write yuan for one unit of the currency, rates of interest in per cent, as in 6.80 and 3.1%",
    }
}
