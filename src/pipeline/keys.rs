//! The keys of pipeline files.

use crate::config::{Takes::*, sections, words};
use crate::duplicate::keys::{DUPLICATES, ROSTER};
use crate::frame::columns as c;
use crate::report::model::Wanted;
use crate::tables::review::AskedKind;
use crate::tables::trade::Effect;

const REPORTS: &[&str] = &words(Wanted::OF_RUNS);
/// Codes of findings that a person decides.
const FINDINGS: &[&str] = &words(AskedKind::CODES);
/// What follows from a doubt about an invoice or a payment.
const CUTTING: &[&str] = &words(Effect::NAMES);
const ASKING: &[&str] = &words(Effect::ASKING);

sections! {
    PIPELINE("流程文件", "Pipeline file") {
        must "pipeline", Table(&HEAD), "一次核算", "what is computed";
        may "inputs", Table(&INPUTS), "输入文件", "the files that are read";
        may "budget", Table(&BUDGET), "预算；不写则不作预算调整", "the pool; without it nothing is cut for want of money";
        may "options", Map(&Text), "口径：问题和所选的理解", "readings that are chosen: option and value";
        may "parameters", Map(&Any), "参数", "parameters that are chosen";
        may "checks", Table(&CHECKS), "什么算不合情理", "what is still plausible";
        may "findings", Map(&Words(&["error", "warning", "note", "off"])), "问题的等级；哪些可以改，见[能读什么样的文件](../reading.md)", "how grave findings are; which may be changed: [what it reads](../reading.md)";
        may "limits", Table(&LIMITS), "外来文件的安全上限", "safe limits for files from outside";
        may "duplicates", Table(&DUPLICATES), "名册比对，见[重复享受](../duplicates.md)", "the join with rosters, see [duplicate support](../duplicates.md)";
        may "review", Table(&REVIEW), "审定表：有此节或 `inputs.reviews` 时生成，见[审定](../reviews.md)", "the review workbook: written where this section or `inputs.reviews` is there, see [reviews](../reviews.md)";
        may "trade", Table(&TRADE), "发票和付款凭据的疑点怎样处理，见[贸易凭据](../trade.md)", "what follows from doubts about invoices and payments, see [evidence of trade](../trade.md)";
        may "objections", Table(&OBJECTIONS), "异议批次，见[部门意见与名单](../casefile.md)", "a batch of upheld objections, see [departments and lists](../casefile.md)";
        may "beside", Table(&BESIDE), "领导页上对照的上年数和年度计划", "last year and the plan, beside this year on the page for leadership";
        may "notice", Table(&NOTICE), "核定通知和公示名单上的内容", "what stands in notices and the publication list";
        may "payment", Table(&PAYMENT), "拨付", "payment";
        may "output", Table(&OUTPUT), "输出", "what is written";
        may "warehouse", Named(&WAREHOUSE), "仓库中的表作为申报，按 `firms` 或措施编号各写一节，见[一台机器不够用时](../engines.md)", "tables of a warehouse as filings, one section each: `firms`, or the id of a measure, see [when one machine is not enough](../engines.md)";
        may "scenarios", Table(&SCENARIOS), "预算影响报告附上的推演，见[情景推演](../scenarios.md)", "scenarios for the budget report, see [scenarios](../scenarios.md)";
    }
    HEAD("核算", "The run") {
        must "title", Bilingual, "标题", "title";
        may "lang", Words(&["zh-CN", "en"]), "提示和结果的语言", "language of messages and results";
        must c::AWARD_YEAR, Int, "奖补年度，2000 – 2099", "award year, 2000 – 2099";
        must "deadline", Date, "申报截止日", "last day for filings";
        may "payment_date", Date, "拨付日，与截止日不同时", "day of payment, where it is not the deadline";
        may "as_known_on", Date, "按某日已知的情况核算，见[多个方案](../several-schemes.md)", "compute as of that day, see [several schemes](../several-schemes.md)";
        may "zone", Text, "时刻换算成哪个时区的日期，默认 `Asia/Shanghai`", "whose days moments with a zone become, by default `Asia/Shanghai`";
        must c::SCHEME, Or(&File, &List(&File)), "方案文件，或其各版本（截止日有效的一个适用）", "scheme file, or its versions: that in force on the deadline holds";
        must "headers", File, "表头别名", "aliases of headings";
        may "rates", Files, "公布的利率、汇率表", "tables of published rates";
        may c::WORKING_DAYS, File, "工作日历，补正期限按它计算", "calendar of working days, by which supplements fall due";
    }
    INPUTS("输入文件", "Inputs") {
        may "filings", Files, "申报材料，或 `intake` 读入的目录、仓库导出的目录的 manifest.json，见[一台机器不够用时](../engines.md)", "filings, or the manifest.json of folders that `intake` read and of exports of a warehouse, see [when one machine is not enough](../engines.md)";
        may "platform", Files, "商务部平台记录", "the ministry's records";
        may "invoices", Files, "发票平台的导出，见[贸易凭据](../trade.md)", "exports of the invoice platform, see [evidence of trade](../trade.md)";
        may "history", Files, "历史奖补", "earlier awards";
        may "listed", Files, "异常、失信名单，见[部门意见与名单](../casefile.md)", "lists of abnormal operation and dishonesty, see [departments and lists](../casefile.md)";
        may "opinions", Files, "部门意见，见[部门意见与名单](../casefile.md)", "opinions of departments, see [departments and lists](../casefile.md)";
        may "events", Files, "案卷事项：补正通知、补正、撤回、放弃、异议、复核决定，见[部门意见与名单](../casefile.md)", "events of cases: notices, supplements, withdrawals, objections, rulings; see [departments and lists](../casefile.md)";
        may "changes", Files, "变更登记：更名、代码变更、合并、分立，见[部门意见与名单](../casefile.md)", "a register of changes: names, codes, mergers, splits; see [departments and lists](../casefile.md)";
        may "accounts", Files, "补报账户：申报后给出或更正的收款账户，见[部门意见与名单](../casefile.md)", "accounts given or mended after filing, see [departments and lists](../casefile.md)";
        may "duplicates", Files, "自备的重复享受清单", "a duplicates list of one's own";
        may "decisions", Files, "认定表", "filled-in sheets of decisions";
        may "reviews", Files, "填好的审定表，见[审定](../reviews.md)", "filled-in review workbooks, see [reviews](../reviews.md)";
        may "register", Files, "名称登记库：名称、代码、曾用名、登记状态（R449）", "a register of names: name, code, former names, state (R449)";
        may "owed", Files, "尚欠的应追回款", "money ordered back that is still owed";
        may "ledger", File, "台账", "the ledger";
        may "units", Map(&Text), "某个文件（路径或名称）的金额单位或币种，以此为准（不认识的为 F234）", "unit or currency of the amounts of a file (path or name), over whatever it says itself (F234)";
        may "on_bad_file", Words(&["set_aside", "stop"]), "不可用的申报文件：整份搁置（默认），结果不完整；或停止", "a filing that cannot be used is set aside (default), and the run is incomplete, or stops the run";
        may "incomplete", Words(&["accepted"]), "缺少申报文件的结果也可拨付、核准", "a run without some of its filings may be paid and approved";
        may "rosters", Tables(&ROSTER), "其他来源的名册", "rosters of other support";
    }
    BUDGET("预算", "Budget") {
        may "pool", Text, "资金池名称", "name of the pool";
        must "total", Amount, "总额", "the pool";
        may "reserve", Amount, "预留，不超过总额", "held back, at most the pool";
    }
    CHECKS("检查", "Checks") {
        may "implausible", Amount, "单笔超过此数时提示（D326）", "one line above this is questioned (D326)";
        may "parity_days", Int, "中间价可比适用日早多少天，默认 10（C196）", "how many days a central parity may be older than the day it is used for, by default 10 (C196)";
        may "rate_days", Int, "其他公布利率可早多少天，默认 40（C196）", "the same for other published rates, by default 40 (C196)";
    }
    LIMITS("安全上限", "Limits") {
        may "workbook_mib", Int, "工作簿或文本文件大小，默认 512", "size of a workbook or text file, by default 512";
        may "parquet_mib", Int, "Parquet 文件大小，默认 16384", "size of a Parquet file, by default 16384";
        may "rows", Int, "一个 Parquet 文件的行数，默认 20971520", "rows of a Parquet file, by default 20971520";
        may "unpacked_mib", Int, "工作簿解压后合计，默认 8192", "a workbook unpacked, by default 8192";
        may "cells", Int, "一张工作表的单元格数，默认 50000000", "cells of a sheet, by default 50000000";
        may "text_kib", Int, "单个文本，默认 1024", "one text, by default 1024";
        may "depth", Int, "内部结构层数，默认 64", "depth of nesting, by default 64";
    }
    SAMPLE("现场核查抽样", "Checks on site") {
        must "seed", Int, "随机种子，公开后任何人可以复算", "seed of the draw; once it is public anybody can draw again";
        may "by_risk", Int, "按风险抽取的单位数", "how many enterprises are drawn by risk";
        may "by_chance", Int, "在其余单位中随机抽取的单位数", "how many of the others chance picks";
    }
    REVIEW("审定", "Review") {
        may "assigned", Map(&Text), "由哪家审核机构审：措施编号、条款或统一社会信用代码，机构名称；按代码写的优先", "which audit firm looks at what: id or clause of a measure or a credit code, and the firm; a code comes first";
        may "sample", Table(&SAMPLE), "现场核查抽样", "enterprises drawn for checks on site";
        may "must_decide", List(&Words(FINDINGS)), "核准前必须逐个决定的疑点，按问题编号；未决的，`approve` 不予核准", "findings, by their codes, that must each be decided before `approve` takes the run";
    }
    TRADE("贸易凭据", "Evidence of trade") {
        may "void", Words(CUTTING), "发票已作废或全额红冲，默认 `hold`：`hold` 暂缓拨付、由人处理，`cut` 核减该行，`warn` 只提示", "the invoice is void or wholly reversed, by default `hold`: `hold`, the money waits for a person; `cut`, the line is cut; `warn`, it is only told";
        may "above", Words(CUTTING), "所列金额超过发票余额，默认 `hold`；`cut` 核减到余额", "the amount is above what the invoice leaves, by default `hold`; `cut` cuts to what it leaves";
        may "buyer", Words(CUTTING), "购方不是申报单位，默认 `hold`", "the buyer is not the applicant, by default `hold`";
        may "seller", Words(CUTTING), "销方是申报单位或其关联单位，或与所填不同，默认 `hold`", "the seller is the applicant or related to it, or not the one stated, by default `hold`";
        may "payer", Words(CUTTING), "付款人不是申报单位，默认 `hold`", "the payer is not the applicant, by default `hold`";
        may "payee", Words(CUTTING), "收款方不是销方，默认 `hold`", "the payee is not the seller, by default `hold`";
        may "missing", Words(CUTTING), "导出涵盖的日期内没有这张发票，默认 `hold`", "the export covers the days and does not have the invoice, by default `hold`";
        may "reversed", Words(ASKING), "部分红冲而余额不明，默认 `hold`", "partly reversed, and nobody knows what is left, by default `hold`";
        may "bank", Words(ASKING), "一个银行流水号用于几家、几项或几天，默认 `hold`", "one bank reference for several enterprises, measures or days, by default `hold`";
        may "unclear", Words(ASKING), "导出中的记录互相矛盾，或号码对应几张发票，默认 `hold`", "the export contradicts itself, or the number is that of several invoices, by default `hold`";
        may "from", Date, "导出涵盖的首日，与 `until` 一起写；不写则取各单位在导出中最早至最晚的开票日期", "first day that the export covers, with `until`; without them it covers an enterprise from its first invoice in the export to its last";
        may "until", Date, "导出涵盖的末日，不早于首日", "last day that it covers, not before the first";
    }
    OBJECTIONS("异议批次", "Batch of objections") {
        must "of", File, "已公示、已核准的那次核算的结果目录：只重新核算其中异议成立的申报项", "folder of the run that was published and approved: only its claims whose objection was upheld are computed anew";
        may "reserve", Amount, "由这笔预留支付，不按公示的比例；不超过资金总额的余额", "paid out of this reserve instead of at the share as published; never more than is left of the pool";
    }
    BESIDE("对照", "Beside the year") {
        may "last_year", File, "上年那次核算的结果目录：奖补年度须早于本次，不能是模拟", "folder of last year's run: of an earlier award year, no simulation";
        may "planned", Amount, "年度计划（年初预算）安排的金额", "what the plan of the year (the opening budget) set aside";
    }
    NOTICE("通知", "Notices") {
        may "office", Text, "发文单位", "who issues notices and lists";
        may "number", Text, "文号，如 `深前海函〔2026〕12号`；各份编号时写到号前，余下留空待填", "number of the document";
        may "contact", Text, "异议向谁提出", "where objections go";
        may "address", Text, "受理异议的地址", "address for objections";
        may "appeal_to", Text, "行政复议机关", "who hears an application for reconsideration";
        may "court", Text, "有管辖权的人民法院", "the court that has jurisdiction";
        may "issued_on", Date, "成文日期", "day of the document";
        may "objection_days", Int, "异议期，工作日，1 – 365", "working days for objections, 1 – 365";
        may "publication_date", Date, "公示首日", "first day of the publication";
        may "publication_until", Date, "公示末日，不早于首日", "last day of the publication, not before the first";
    }
    PAYMENT("拨付", "Payment") {
        may "budget_line", Text, "预算科目", "budget line";
        may "purpose", Text, "用途，收款人可见", "what the payee is shown";
        may "set_off", Bool, "从拟拨付款中抵扣欠款", "take what is owed off what is payable";
        may "hold_listed", Bool, "列入异常、失信名单的暂缓", "listed enterprises wait";
        may "pay_beside_pending", Bool, "他处的同一支持尚待审定的，不等其结果即拨付（默认暂缓拨付）", "claims are paid although the same support elsewhere is still pending (by default they wait for its outcome)";
        may "opinions", List(&Text), "拨付前须同意的部门，以名称所含的词指明；未答复、不同意、暂缓的都暂缓拨付", "departments that must agree before payment, by words that their names hold; without an agreement the money waits";
        may "objections", List(&Text), "有未处理完的异议的申报项或单位（不认识的为 R482）", "claims or credit codes with a pending objection (unknown ones: R482)";
    }
    OUTPUT("输出", "Output") {
        may "folder", File, "结果目录的上级目录，默认 `../runs`", "where run folders go, by default `../runs`";
        may "workbook", Bool, "生成工作簿（默认是）", "write a workbook (default true)";
        may "reports", List(&Words(REPORTS)), "报告", "reports";
    }
    WAREHOUSE("仓库中的表", "A table of a warehouse") {
        must "table", Text, "表名，如 `dw.lines_2026`", "its name, as `dw.lines_2026`";
        must "key", Text, "区分各行的列：不为空，不重复，导出按它排序", "the column that tells rows apart: never empty, never repeated; exports are in its order";
        may "unit", Text, "金额列的单位，默认元：`分`、`万元` 等", "the unit of its amounts, by default yuan: `分`, `万元` and the like";
        must "columns", Map(&Text), "字段和列名：措施的 `columns` 都要写，选填的可写", "field and column: all `columns` of the measure, and of the optional ones those that are there";
    }
    SCENARIOS("推演", "Scenarios of a run") {
        may "compare", Files, "对比的情景文件", "scenario files to compare";
        may "tornado", Ratio, "各个数上下变动多少", "by how much every quantity is moved";
        may "readings", Bool, "逐一试算其他口径（较慢）", "try every other reading (slow)";
    }
    ACROSS("方案之间", "Between schemes") {
        may "same_kind", Words(&["report", "choose_best"]), "方案间同类支持：只列出（默认），或就高保留", "the same support under two schemes: told (default), or the higher stays";
    }
    /// Read as an entry of `[[schemes]]` laid over the shared sections.
    ENTRY("几个方案之一", "One of several schemes") {
        may "name", Text, "目录名，默认为方案文件名", "its folder, by default the stem of the scheme file";
    }
    JOINT("几个方案的流程文件", "Pipeline file of several schemes") with PIPELINE {
        may "across", Table(&ACROSS), "方案之间", "what holds between the schemes";
        must "schemes", Tables(&ENTRY), "每个方案一项；除 `name` 外可写 `[pipeline]` 的 `title`、`award_year`、`deadline`、`payment_date`、`as_known_on`、`scheme`、`rates` 和各节（如 `[schemes.budget]`），盖过共用的内容；`budget`、`options`、`parameters`、`duplicates`、`objections`、`beside`、`warehouse` 以及名册、认定表、重复享受清单、欠款不能共用（C172）", "one entry for each scheme: beside `name` it takes `title`, `award_year`, `deadline`, `payment_date`, `as_known_on`, `scheme` and `rates` of `[pipeline]` and every section (as `[schemes.budget]`), laid over what is shared; `budget`, `options`, `parameters`, `duplicates`, `objections`, `beside`, `warehouse`, rosters, decisions, duplicates and what is owed cannot be shared (C172)";
    }
}
