//! The vocabulary of scheme files.

use super::instalments::Due;
use super::model::Stage;
use super::obligations;
use super::standing::{Effect, TestDay};
use crate::config::{Takes::*, sections, words};
use crate::domain::Window;
use crate::frame::FieldKind;
use crate::frame::columns as c;

/// What a column of a scheme's own may hold.
pub(super) const OWN_KINDS: [(&str, FieldKind); 7] = [
    ("text", FieldKind::Text),
    ("money", FieldKind::Money),
    ("date", FieldKind::Date),
    ("yes or no", FieldKind::Bool),
    ("whole number", FieldKind::Int),
    ("share", FieldKind::Share),
    ("word", FieldKind::Category),
];
const WINDOWS: &[&str] = &words(Window::NAMES);
const STAGES: &[&str] = &words(Stage::NAMES);

sections! {
    SCHEME("方案文件", "Scheme file") {
        must "scheme", Table(&HEAD), "这是什么政策，按什么次序核算", "what the scheme is and in which order it is computed", called "方案" "scheme";
        may "gates", Named(&GATE), "适用于各项措施的资格条件", "conditions on applicants under all measures", called "资格条件" "condition on the applicant";
        may "rates", Table(&RATES), "公布的利率、汇率怎样取用", "how published rates are looked up", called "公布利率与汇率" "published rates";
        must "duplicates", Table(&DUPLICATES), "重复享受", "support that was received elsewhere", called "重复享受" "duplicate support";
        may "annual_cap", Table(&ANNUAL_CAP), "每家每年的上限", "the most for one enterprise in a year", called "年度上限" "annual cap";
        must "budget", Table(&BUDGET), "超过资金总额时怎样调整", "what happens where the pool does not suffice", called "预算调整" "budget cut";
        may "parameters", Named(&PARAMETER), "流程文件可以另定的数", "numbers that a pipeline may choose", called "参数" "parameter";
        may "options", Named(&OPTION), "条文没有说死之处的各种理解", "readings of what the text leaves open", called "争议条款" "reading";
        may "columns", Named(&OWN_COLUMN), "程序没有而本政策要用的列；列名用小写英文、数字和下划线", "columns that the program does not have, under names of small letters, digits and `_`", called "自定列" "column of its own";
        may "measure", Named(&MEASURE), "一项措施", "one measure", called "措施" "measure";
        may "examples", Table(&ASSUMED), "算例的前提", "what worked examples assume";
        may "example", Tables(&EXAMPLE), "涉及多家企业的算例", "worked examples of several enterprises";
    }
    HEAD("方案", "The scheme") {
        must "id", Text, "编号，写入每次核算的清单和台账", "id, kept in every manifest and in the ledger";
        must "title", Bilingual, "名称", "title", called "名称" "title";
        must "document", Text, "文号", "number of the document", called "文号" "document";
        may c::PUBLISHED_ON, Date, "公布日期，供 `as_known_on` 使用", "day of publication, for `as_known_on`";
        must "status", Words(&["in-force", "draft"]), "`in-force` 有效；`draft` 征求意见稿，可以核算，不得拨付（C124）", "`in-force`, or `draft`: can be computed, never paid (C124)", called "状态" "status";
        may "rounding", Table(&ROUNDING), "取整", "rounding", called "取整" "rounding";
        must "stages", List(&Words(STAGES)), "九个阶段的次序：前四个依次在前，其余五个可以调换，各出现一次", "the nine stages in order: the first four in this order, the others may change places, each exactly once", called "核算顺序" "order of stages";
        must "valid", Table(&VALID), "有效期", "when the scheme is in force", called "有效期" "validity";
        may "lost_text", Tables(&RULE), "缺失的原文；每次核算都会提示（C130）", "passages that are missing; every run says so (C130)";
        may "unquantified", Tables(&RULE), "未写金额或比例的支持；不作核算，每次都会提示（C171）", "support promised without amount or rate; nothing is computed, and every run says so (C171)";
    }
    ROUNDING("取整", "Rounding") {
        may "mode", Words(&["floor", "half-up"]), "分以下：`floor`（默认）舍去，`half-up` 四舍五入", "what is below the fen: `floor` (default) cuts, `half-up` rounds";
        may "unit", Words(&["fen", "yuan", "wan"]), "核定金额的单位：分（默认）、元、万元；在最后舍去一次", "the unit of approved amounts, `fen` by default: cut once, at the end";
    }
    /// A rule that can be a reason.
    RULE("规则", "A rule") {
        must "clause", Text, "依据的条款", "the clause that it rests on", called "条款" "clause";
        must "text", Bilingual, "核减原因的文字", "the reason in words", called "说明文字" "words";
    }
    VALID("有效期", "Validity") with RULE {
        must "from", Date, "起，含当日", "first day", called "起" "from";
        may "to", Date, "止，含当日；与 `years` 二者居其一", "last day; this or `years`", called "止" "to";
        may "years", Int, "有效期若干年：到若干年后的同一日", "to the same day so many years later", called "年限" "years";
        must "on", Words(&["acceptance", "payment"]), "看受理日还是拨付日", "whether the day of acceptance or that of payment has to lie in it";
    }
    /// A test on columns.
    TEST("检验", "A test") {
        may "column", Or(&Column, &List(&Column)), "检验的列（看名单、部门意见或平台记录的条件不写）；列出几个的，每个都须符合；对单位还可用 `applicant_kind`（主体类别）", "the column (none where a condition looks at lists, departments or the platform); of several, each must pass; of enterprises also `applicant_kind`";
        may "is", Bool, "应为是或否", "must be true or false", called "应为" "must be";
        may "in", List(&Text), "可用的词", "words that pass", called "可用词" "words that pass";
        may "not_in", List(&Text), "不可用的词", "words that fail";
        may "at_least", Int, "不低于", "at least", called "不低于" "at least";
        may "above", Int, "超过，不含本数", "more than, strictly", called "超过" "more than";
        may "at_most", Int, "不超过", "at most", called "不超过" "at most";
        may "within", Words(WINDOWS), "日期所在的期间；这七项检验恰好写一项", "the period that the day lies in; exactly one of these seven tests stands there", called "期间" "period";
        may "missing", Words(&["passes", "fails"]), "空单元格算 `passes` 符合还是 `fails` 不符合（默认）", "whether an empty cell `passes` or `fails` (default)";
    }
    GATE("资格条件", "A condition on the applicant") with RULE TEST {
        must "of", Words(&["firm", "any line", "every line", "platform", "not listed", "agreed", "smallest line"]), "看什么：`firm` 企业；`any line` 任一凭证行；`every line` 每一行；`smallest line` 计入各行中的最小数（各行不同为 R418）；`platform` 商务部平台上支持年度的记录不为 0；`not listed` 未列入异常、失信名单；`agreed` 所列部门都已同意", "what is looked at: the enterprise (`firm`), `any line`, `every line`, the `smallest line` among those that count (R418 where lines differ), a record of the ministry's `platform` that is not 0, that it is `not listed` for abnormal operation, or that the departments have `agreed`";
        may "effect", Words(&words(Effect::NAMES)), "不符合的后果：`exclude` 不予支持（默认），`hold` 暂缓拨付（只用于名单和部门意见），`warn` 提示，`ignore` 不理会", "what follows: `exclude` (default), `hold` (the money waits; of lists and departments only), `warn` or `ignore`", called "后果" "effect";
        may "on", Words(&words(TestDay::NAMES)), "名单、部门意见看哪一天：申报截止日（名单的默认）、公示首日、拨付日（部门意见的默认）；流程文件未写该日的，以文件所载为准（R498）", "the day for lists and departments: the `deadline` (default for lists), the first day of the `publication` or the `payment` (default for departments); as the files stand where the pipeline does not name the day (R498)", called "核查日" "day of the test";
        may "lists", List(&Text), "只看名称含这些词的名单；不写则看全部", "only lists whose names hold one of these words; all where absent", called "名单" "lists", beside "of";
        may "departments", List(&Text), "须同意的部门，以名称所含的词指明", "departments that must agree, by words that their names hold", called "部门" "departments", beside "of";
        may "except", List(&Text), "除这些措施外（只用于全部措施的条件）", "for all measures but these; for conditions under all measures";
        may "only", List(&Text), "只对这些措施（只用于全部措施的条件）", "for these measures only; for conditions under all measures";
    }
    RATES("利率汇率", "Published rates") {
        may "fx_on", Words(&["deadline", "period end", "monthly", "transaction"]), "中间价取哪天：申报截止日（默认）、奖补年度前一年末、该行当月末、该行当日", "day of the central parity: the `deadline` (default), 31 December before the award year, the end of the line's month, the line's day";
        may "lpr_same_day", Bool, "当日公布的利率是否当日可用（默认是）", "whether a rate published on the day itself counts (default true)";
    }
    DUPLICATES("重复享受", "Duplicate support") with RULE {
        must "mode", Words(&["exclude_if_received", "choose_best", "top_up"]), "已享受的：不予支持、择优、补差", "what was received elsewhere excludes, is kept if higher, or leaves the difference";
        must "key", Words(&["item", "kind", "institution"]), "对应到什么程度才算：同一项目、同类支持、同一机构", "how closely a finding must fit";
        may "by_line", List(&Text), "只剔除同一凭证所在的行、不剔除整项的措施", "measures of which a shared paper takes out its lines, not the claim", called "按凭证剔除的措施" "measures cut by line";
        may "without_item", Words(&["ask", "counts"]), "清单未写明项目和凭证号的：`ask` 请人认定（默认），申报项暂缓；`counts` 照计", "a listed finding without item and paper: `ask` (default; a person, and the claims wait) or `counts`", called "未指明项目" "without an item";
        may "sources", List(&Text), "条款所列的来源；其他来源的只提示（R433）；不写则都算", "words that name the sources of the clause; others are told (R433). Without it all count", called "所列来源" "sources named";
        may "keeps_place", Bool, "因重复出局的，名额是否保留（默认是）", "whether a claim that loses its support keeps its place among those for the same item (default true)", called "保留名额" "keeps its place";
    }
    ANNUAL_CAP("年度上限", "Annual cap") with RULE {
        must "amount", Amount, "金额", "the amount", called "金额" "amount";
        must "split", Words(&["proportional", "priority"]), "分摊到各措施：按比例，或按措施的先后", "over measures: in proportion, or in the order of the measures";
        must "year", Words(&["budget", "payment"]), "此前奖补按预算年度还是拨付年度计入", "earlier awards that count: of the same `budget` year, or by year of `payment`";
        may "years", Int, "连续几年合计，含本年（默认 1）", "how many years are counted together, the last being this one (default 1)", called "年数" "years";
        may "schemes", List(&Text), "其他方案（编号）的奖补也计入：取自台账，或 `history` 中写明方案的行", "ids of other schemes whose awards count, too: those of the ledger, and rows of `history` that name the scheme", called "合并计算的方案" "schemes counted together";
    }
    BUDGET("预算调整", "Budget cut") with RULE {
        must "residual", Words(&["leave", "largest_remainder"]), "同比例调整剩下的分：留着，或按最大余数分配", "fen that the cut leaves: left, or given by largest remainder";
        must "scope", Words(&["year", "batch"]), "资金池管全年（前批次已用的先扣除）还是本批", "a pool of the `year` (earlier batches have used part of it) or of the `batch`";
    }
    PARAMETER("参数", "A parameter") with RULE {
        may "value", Any, "取值；与 `required` 二者居其一", "its value; this or `required`", called "取值" "value";
        may "required", Bool, "条文没有给出，须由流程文件给定", "the text gives none: a pipeline must", called "须由流程给定" "to be chosen by a pipeline";
        may "min", Any, "下限", "least value", called "下限" "least";
        may "max", Any, "上限", "largest value", called "上限" "most";
        may "fixed", Words(&["equal", "at most"]), "条文限定的程度：可拨付的核算只能取 `value`，或不高于它（C162）；情景可以在上下限内另设", "what a pipeline that can pay may choose: `value` itself, or at most that (C162); scenarios may leave it within `min` and `max`", called "条文限定" "fixed by the text";
    }
    OPTION("有争议的条款", "A contested reading") {
        must "clause", Text, "条款", "the clause";
        must "question", Bilingual, "问题", "the question", called "问题" "question";
        must "default", Text, "默认的理解", "the answer that holds without a choice", called "取法" "chosen";
        may "values", Named(&READING), "各种理解", "the possible answers", called "可选取法" "possible answer";
    }
    READING("一种理解", "An answer") {
        must "text", Bilingual, "文字", "in words";
        may "set", Map(&Any), "改写哪些规则：路径和新的值", "what it puts where: dotted paths of the file and values", called "改写规则" "rule that it sets";
    }
    OWN_COLUMN("自定列", "A column of its own") {
        must "title", Bilingual, "表头", "the heading", called "名称" "title";
        must "type", Words(&words(OWN_KINDS)), "填什么：文字、金额、日期、是否、整数、占比、列表中的词", "what a cell holds", called "类型" "type";
        may "unit", Bilingual, "计量单位，如“人”；表头和单元格可以带上", "what it is counted in; headings and cells may say it, too", called "计量单位" "unit";
        may "aliases", List(&Text), "其他可用表头", "further headings", called "其他表头" "further headings";
        may "hint", Bilingual, "申报表中的填写提示", "what the filing workbook says beside it", called "提示" "hint";
        may "list", Or(&List(&Text), &Map(&List(&Text))), "可填的词；写成表的，值为各词的其他写法", "the words of a column of type `word`; as a table, each with its other forms", called "可填的词" "words", beside "type";
    }
    MEASURE("措施", "A measure") {
        must "clause", Text, "条款", "the clause";
        must "title", Bilingual, "名称", "title";
        must "kind", Text, "支持类别；只作记录", "the kind of support, for the record", called "支持类别" "kind of support";
        may "sheets", List(&Text), "明细所在的工作表或 Parquet 文件名", "sheets and stems of Parquet files that hold its lines", called "工作表" "sheets";
        may "supports", Words(WINDOWS), "支持哪个期间：决定看平台的哪些记录、哪些重复享受；不写则看上一年度的平台记录、本年和上年的重复享受", "the years that the support is for: which records of the ministry and which findings of duplicates bear on it; absent: the record of the prior year, findings of the award and the prior year", called "支持年度" "years supported";
        may "asks", List(&Column), "各行都未填的选填列，请人询问（R417）", "optional columns that are asked about where no line states them (R417)", called "应询问的列" "columns asked about";
        may "columns", List(&Column), "必填列；`filing_no`、`uscc`、`accepted_on` 总是必填", "required columns; `filing_no`, `uscc` and `accepted_on` always are", called "必填列" "required columns";
        may "optional", List(&Column), "选填列；`requested` 总是选填", "optional columns; `requested` always is one", called "选填列" "optional columns";
        may "evidence", List(&Column), "只留存、规则不得读取的列", "columns kept for the record that no rule may read", called "留存列" "columns kept for the record";
        may "item", Or(&Column, &Words(&["firm"])), "按哪一列分项：内容相同的行是一个申报项；不写或 `\"firm\"` 则每家一项", "lines that share this text or category are one claim; absent or `\"firm\"`: one claim for each enterprise", called "项目" "item";
        may "claimants", List(&Text), "可以申报的主体", "types of entity that may claim", called "申报主体" "who may claim";
        may "gates", Named(&GATE), "本措施的资格条件", "conditions of this measure";
        may "lines", Named(&LINE), "凭证行的条件", "conditions on lines", called "凭证条件" "condition on lines";
        may "base", Table(&BASE), "计算基数", "what is added up", called "计算基数" "base";
        may "threshold", Table(&THRESHOLD), "门槛", "threshold", called "门槛" "threshold";
        must "award", Table(&AWARD), "支持标准", "what is given", called "支持标准" "award";
        may "factor", Named(&FACTOR), "比例上浮：符合条件的企业（只看企业的列），比例乘以系数，上限不变；几项都符合的取先写的一项；只用于按比例的支持", "what raises the rate for enterprises that pass a condition on a column of theirs, the cap unchanged; the first that holds counts; beside `award.rate` only", called "比例上浮" "raised rate";
        may "cap", Table(&CAP), "单项上限", "the most for one claim", called "上限" "cap";
        may "instalments", Tables(&INSTALMENT), "分期拨付：各期依次列出，比例合计为一；不写则一次拨付", "the parts that an award is paid in, in their order; shares add up to one; absent: paid at once", called "分期" "instalments";
        may "obligations", Tables(&OBLIGATION), "获支持后的义务；对账时对照登记快照", "what an enterprise must keep to after an award; reconciliation holds it against snapshots", called "义务" "obligations";
        may "history", Table(&HISTORY), "历史享受", "what earlier awards limit", called "历史享受" "earlier awards";
        may "count", Named(&COUNT), "数量限制", "limits on number", called "数量限制" "limit on number";
        may "defaults", Map(&Any), "算例没有写的列取什么", "what its examples take for columns that they leave out";
        may "example", Tables(&OWN_EXAMPLE), "算例", "worked examples";
    }
    LINE("凭证条件", "A condition on lines") with RULE TEST {
        may "applies", Bool, "默认是；`false` 表示只有另一种理解才适用", "default true; `false` writes down a rule that only another reading applies", called "是否适用" "applies";
    }
    BASE("计算基数", "Base") {
        may "sum", Column, "求和的金额列", "the money column that is summed";
        may "minus", List(&Column), "扣除的金额列", "money columns taken off";
        may "times", Column, "乘以的比例列", "a share column that it is multiplied by";
        may "dated", Column, "按哪个日期取中间价（`fx_on`）", "the day for `fx_on`";
        may "include_history", Bool, "费用逐年累计：以前年度的基数计入，已给的金额减去", "costs run on over years: bases of earlier years are added and what was granted on them subtracted";
        may "makes_good", Bool, "以前的核减可由以后的费用补足（默认否：至多为当年费用按比例的金额）", "earlier cuts may be made good by later costs (default false: at most the rate on the year's own costs)", called "补足以前削减" "makes good earlier cuts";
        may "returned_counts", Bool, "已退回奖补的基数计入（默认否：经核实才计，R414）", "the base of a returned award counts (default false: only where its row is confirmed, R414)", called "已退回的基数计入" "returned bases count";
        may "source", Words(&["claimed", "platform", "min"]), "以申报数（默认）、平台记录或两者中较小的为准", "whether what is `claimed` (default), the `platform` or the smaller holds";
        may "days_from", Column, "每行按天数计，从此日到上一年末", "each line counts for its days from this day to the end of the prior year";
        may "days_of", Int, "共多少天", "out of so many days", beside "days_from";
        may "tolerance", Ratio, "与平台记录相差多少以内不提示（R402）", "how far the platform may differ before it is said (R402)", called "容许差异" "tolerance";
    }
    THRESHOLD("门槛", "Threshold") with RULE {
        may "above", Amount, "超过，不含本数；与 `at_least` 二者居其一", "超过, strict; this or `at_least`";
        may "at_least", Amount, "以上，含本数", "以上, not strict";
        may "on", Words(&["claim", "firm"]), "看一个申报项（默认）还是该企业合计", "whether one claim (default) or all of the enterprise";
    }
    AWARD("支持标准", "Award") {
        may "rate", List(&Or(&Ratio, &Text)), "比例，列出几个的相乘：不超过 100% 的数，或公布利率的名称（`LPR1Y`）", "rates whose product is the rate: at most 100 %, or names of published ones (`LPR1Y`)", called "比例" "rate";
        may "deduct", Amount, "先从基数中扣除", "taken off the base first", called "扣除额" "deduction", beside "rate";
        may "each", Column, "按数计：整数列的合计，或其他列不同内容的个数", "so much for each: the sum of whole numbers, else the number of different texts", called "按数计" "for each";
        may "amount", Amount, "金额；单写为定额，与 `each` 同写为每个的金额", "the same for every claim; beside `each`, for each";
        may "score", Tables(&INDICATOR), "按得分：各指标占满分的比例和权重，权重合计为一；取各行中最高的得分", "by score: shares of full marks whose weights add up to one; a claim has the best score of its lines";
        may "tiers", Tables(&TIER), "各档，由高到低", "the tiers, highest first", beside "score";
        may "ties", Words(&["upper", "lower"]), "末位同分的都进入该档，或都不进入（R464）；写了名次的须写", "equal scores across the last place all reach the tier, or none does (R464); needed where there are places", called "同额先后" "among equals", beside "score";
        may "clause", Text, "条款", "the clause", beside "score";
        may "text", Bilingual, "未进入各档的原因", "the reason of those that reach no tier", beside "score";
        may "by", Column, "按类别定额：哪一列", "by grade: the category column";
        may "amounts", Map(&Amount), "各类别的金额", "amounts by word", called "分级金额" "amount by grade", beside "by";
        may "review", Bool, "同一项目写了不同类别的，请人认定（R403）", "different words for one item go to a person (R403)", called "人工复核" "put to a person", beside "by";
    }
    INDICATOR("指标", "An indicator") {
        must "column", Column, "比例列", "a share column";
        must "weight", Ratio, "权重", "its weight";
    }
    TIER("一档", "A tier") {
        may "at_least", Ratio, "最低得分", "a least score";
        may "top", Or(&Int, &Ratio), "名次：前若干名，或占符合条件的申报项的比例（舍去尾数）", "places: so many, or a share of the claims that pass the conditions with evidence, cut to whole places";
        must "amount", Amount, "金额", "the amount";
    }
    FACTOR("比例上浮", "What raises a rate") with RULE TEST {
        must "times", Ratio, "比例乘以多少，大于 1（`120%`）", "what the rate is multiplied by, above one (`120%`)", called "系数" "factor";
    }
    CAP("单项上限", "Cap") with RULE {
        may "amount", Amount, "金额；与 `of` 至少写一项，都写的取小", "the amount; this, `of` or both: the smaller holds";
        may "of", Column, "以申报行的这一金额列为限（如上年度营业收入）；各行不同取最小（R418），没有填写的为 0", "at most this money column of the lines, such as the revenue of the year before; the smallest where lines differ (R418), 0 where none states it", called "本单位数额" "own figure";
        may "share", Ratio, "该数额的多少（默认全部）", "how much of it (default: all)", called "占该数额的比例" "share of the figure", beside "of";
    }
    LIMIT("金额上限", "A limit") with RULE {
        must "amount", Amount, "金额", "the amount";
    }
    INSTALMENT("一期", "A part of an award") with RULE {
        must "share", Ratio, "占核定金额的比例；各期按累计比例舍去分以下，合计等于核定金额", "its share of the award; parts are what the shares up to them come to, cut to the fen, and add up to the award";
        must "due", Words(Due::WORDS), "何时支付：`approval` 核定后即付；`contract` 合同签订、`acceptance` 验收合格，由人逐期放行；`year` 该年 1 月 1 日起，`day` 该年的 `on` 日起", "when it is paid: with the `approval`; after a `contract` or the `acceptance`, released by a person part by part; from 1 January of its `year`, or from the `day` named `on`";
        may "on", Text, "月-日（`06-30`），只用于 `day`", "month and day (`06-30`), beside `day`";
        may "years_later", Int, "由奖补年度之后第几年的资金负担（默认 0，即当年）；依次不减", "how many years after the award year its pool is (default 0); years follow one another", called "几年后" "years later";
    }
    OBLIGATION("一项义务", "An obligation") with RULE {
        must "kind", Words(obligations::KINDS), "`operates` 存续、`stays` 不迁出、`capital` 不减资（与起算时相比），或 `named` 检查写明的事项（如转租）", "to go on operating (`operates`), not to move away (`stays`), not to reduce its `capital` (against the beginning), or what inspections call a breach (`named`)";
        must "years", Int, "几年", "for so many years";
        may "from", Words(obligations::FROM), "从核准（默认）还是最后一次支付起算", "from the `approval` (default) or the last `payment`";
        may "words", List(&Text), "正常的登记状态、应在的地方，或检查写明的违反事项；`capital` 不写", "states that are fine, places that it must stay in, or what inspections write of a breach; none beside `capital`", called "用词" "words";
        may "share", Ratio, "违反时建议追回已付的多少（默认全部）", "how much of what was paid a breach proposes to order back (default: all)", called "追回比例" "share ordered back";
    }
    HISTORY("历史享受", "Earlier awards") {
        may "once", Table(&ONCE), "一次性", "once only", called "一次性" "once only";
        may "lifetime", Table(&LIMIT), "累计上限", "the most in all years together", called "累计上限" "limit for life";
        may "years", Table(&YEARS), "年限", "so many years", called "年限" "years";
        may "per_year", Table(&LIMIT), "每年上限，前批次计入", "the most in a year, earlier batches included", called "年度累计" "limit per year";
        may "restored_by_return", Bool, "全额退回后可以再享受（默认是）", "a fully returned award restores the right (default true)";
        may "whose", Words(&["item", "item and firm"]), "看谁的历史奖补：该项目的，不论谁领的（默认）；或另加该企业的", "whose awards count: those for the item, whoever received them (default), or also those of the enterprise", called "历史范围" "whose earlier awards";
    }
    ONCE("一次性", "Once only") with RULE {
        must "per", Words(&["firm", "item", "firm and item"]), "每家、每个项目、每家每个项目（如年度）一次", "once for an enterprise, an item, or an item that every enterprise has for itself, such as a year";
    }
    YEARS("年限", "Years") with RULE {
        must "max", Int, "最多几年", "the most years";
        may "consecutive", Bool, "须连续", "they must follow one another";
    }
    COUNT("数量限制", "Limit on number") with RULE {
        must "max", Int, "最多几项", "the most claims";
        must "per", Or(&Words(&["firm", "item"]), &Column), "每家（前批次计入）、每个项目（不论谁申报），或按某列", "for an enterprise (earlier batches count), for an item (whoever claims it) or for a column";
        must "choose", Words(&["highest", "supported before", "declared", "lead", "split equally"]), "取哪些：金额最高；此前已获支持的在先，其次金额最高；按填报次序；牵头单位；均分", "which are kept: the highest; whoever was supported for it before, then the highest; in the order of filing; the lead; or all share equally";
        may "ties", Column, "金额相同的，该列（整数）小者在先", "among equals, the smaller number in this column comes first";
        may "again", Bool, "失去项目的申报项，名额由该企业的下一项递补（仅 `per = \"firm\"`）", "a claim that loses its item leaves its place to the next of its enterprise (`per = \"firm\"` only)", called "落选后递补" "takes up the next";
        may "review", Bool, "多家申报的请人认定（R403）", "joint claims are put to a person (R403)";
    }
    ASSUMED("算例的前提", "What examples assume") {
        must c::AWARD_YEAR, Int, "奖补年度", "award year";
        must "deadline", Date, "申报截止日", "deadline";
        must c::ACCEPTED_ON, Date, "受理日期", "day of acceptance";
        may "rates", Map(&Ratio), "公布的利率、中间价", "published rates";
        may "parameters", Map(&Any), "参数", "parameters";
    }
    /// An example as a whole.
    SETTING("算例", "An example") {
        must "name", Text, "名称", "its name";
        may "note", Any, "说明，给人看的", "a note for people";
        may "options", Map(&Text), "口径", "readings";
        may "parameters", Map(&Any), "参数", "parameters";
        may "rates", Map(&Ratio), "截止日的利率、中间价", "rates as of the deadline";
        may "rates_on", Tables(&RATE_ON), "某日公布的利率、中间价", "rates of days of their own";
        may "deadline", Date, "申报截止日", "deadline";
        may "budget", Amount, "可用预算", "available pool";
    }
    /// One enterprise of an example.
    FIRM("算例中的企业", "An enterprise of an example") {
        may "firm", Map(&Any), "基本情况", "its facts";
        may "history", List(&Map(&Any)), "历史奖补", "its earlier awards";
        may "duplicates", List(&Map(&Any)), "重复享受", "its support elsewhere";
        may "platform", List(&Map(&Any)), "平台记录", "its records on the platform";
        may "on_platform", Bool, "平台上有记录（默认是）", "whether the platform knows it (default true)";
        may "award", Amount, "应得：年度上限或预算调整（以在先的为准）之前", "expected before the annual cap or budget, whichever stands first";
        may "payable", Amount, "最后拟拨付", "expected in the end";
    }
    OWN_EXAMPLE("一项措施的算例", "An example of a measure") with SETTING FIRM {
        may "lines", List(&Map(&Any)), "凭证行", "its lines";
    }
    EXAMPLE("多家企业的算例", "An example of several enterprises") with SETTING {
        may "firms", Tables(&OF_SEVERAL), "各企业", "the enterprises";
    }
    OF_SEVERAL("多家之一", "One of several") with FIRM {
        must "name", Text, "名称", "its name";
        may "claims", Map(&List(&Map(&Any))), "各措施的凭证行", "lines by measure";
    }
    RATE_ON("某日的数值", "A rate of a day") {
        must "name", Text, "名称", "its name";
        must "date", Date, "日期", "the day";
        must "value", Ratio, "数值", "the value";
    }
}
