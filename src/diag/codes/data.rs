//! D…: Findings about rows of data.

codes! {
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
    AMOUNT_ZERO = "D331" Warning {
        zh: "金额为 0", en: "the amount is 0",
        help_zh: "请核对是否漏填，或公式没有重新计算。", help_en: "check whether it was left out, or a formula was not calculated",
    }
    AMOUNT_MERGED = "D332" Warning {
        zh: "金额 {read} 合并在第 {rows} 行，只计一次，计入第一行", en: "the amount {read} is merged over the rows {rows}; it counts once, with the first of them",
        help_zh: "请拆分合并单元格，逐行填写金额。", help_en: "unmerge the cells and enter an amount in each row",
    }
    ROW_UNIT = "D333" Error {
        zh: "本行单位“{read}”无法识别，或与“{heading}”不一致", en: "the unit of the row, `{read}`, is not known or contradicts `{heading}`",
        help_zh: "请填 元、万元 等；与表头单位保持一致。", help_en: "enter 元, 万元 or the like, as the heading says",
    }
    ROW_CURRENCY = "D334" Error {
        zh: "本行币种为“{read}”，该表只收人民币金额", en: "the row names the currency `{read}`; this table takes yuan only",
        help_zh: "请折合人民币填写，并改正币种。", help_en: "convert the amount into yuan and correct the currency",
    }
    NOTE_CONTRADICTS = "D335" Error {
        zh: "未读取的单元格“{read}”提到单位或币种，与本行金额的读法不符或含义不确定", en: "the cell `{read}`, which is not read, names a unit or a currency that differs from that of the row or is not certain",
        help_zh: "请把单位、币种写入表头或“币种”列。", help_en: "say unit and currency in the headings or the column of currencies",
    }
    SERIAL_DAY = "D336" Note {
        zh: "第 {rows} 行的日期是没有日期格式的数字，按天数序列号理解（如 {read} 即 {taken}）", en: "numbers without a date format are taken as counts of days in the rows {rows} ({read} is {taken})",
        help_zh: "请核对；该列宜设为日期格式。", help_en: "check them; format the column as dates",
    }
    BAD_YEAR = "D337" Error {
        zh: "“{read}”不是四位年份（1949–2099）", en: "`{read}` is no year of four digits from 1949 to 2099",
        help_zh: "请写全年份，如 2026。", help_en: "write 2026",
    }
    MERGED_ACROSS = "D338" Error {
        zh: "合并单元格跨了“{first}”和“{second}”两列，或盖住了另一个值", en: "a merged cell spans `{first}` and `{second}`, or covers another value",
        help_zh: "请拆分合并单元格，每列各填各的值。", help_en: "unmerge it and fill in each column",
    }
    KIND_TWICE = "D339" Warning {
        zh: "事项“{item}”的归类把{read}既列为同类、又列为可能同类，该行不予采用", en: "the answer on `{item}` names {read} both as the same kind and as possibly so; the row does not count",
        help_zh: "请只在一栏中填写：确属同类的填“同类措施”，须核凭证的填“可能同类措施”。", help_en: "name it in one column: under the same kind where it is certain, under possibly where papers must show it",
    }
    DECISION_INCOMPLETE = "D340" Warning {
        zh: "对 {read} 的认定没有决定人或日期，不予采用", en: "the decision on {read} lacks who or when; it does not count",
        help_zh: "请填写决定人和决定日期；每张工作表填一次即可，其余各行同上一行。", help_en: "fill in who decided and when; once per sheet is enough, further rows are signed as the row above",
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
    PAPER_COUNTED = "D344" Error {
        zh: "{paper}“{read}”、{amount} 已随核算“{run}”核准（台账第 {number} 段，{claim}），不再计入；疑点 {finding}，指纹 {evidence}", en: "{paper_en} `{read}`, {amount}, was counted with the run `{run}` (segment {number} of the ledger, {claim}) and does not count again; finding {finding}, evidence {evidence}",
        help_zh: "确属另一笔支出的，在 [inputs] decisions 的认定表中按疑点编号填结论“不重复”、理由、决定人、日期和证据指纹。", help_en: "where it is another expense, a person decides: a row of the table of [inputs] decisions with this finding, the verdict `clear`, why, who, when, and the evidence",
    }
    PAPER_ASKED = "D345" Warning {
        zh: "{paper}“{read}”以前以另一金额（{before}）核准（核算“{run}”，台账第 {number} 段，{claim}），本次为 {amount}；暂缓拨付，疑点 {finding}，指纹 {evidence}", en: "{paper_en} `{read}` was counted before with another amount ({before}; run `{run}`, segment {number} of the ledger, {claim}), now {amount}; its claim is not paid yet; finding {finding}, evidence {evidence}",
        help_zh: "同一合同或发票分次付款的，认定为“不重复”即可拨付；确属重复的，认定为“重复”后重新核算。", help_en: "where one contract or invoice is paid in parts, decide `clear` and it is paid; where it is the same, decide `duplicate` and run again",
    }
    PAPER_AGAIN = "D346" Note {
        zh: "{paper}“{read}”以前核准过（核算“{run}”，台账第 {number} 段），按 {by} 的认定计入：{reason}", en: "{paper_en} `{read}` was counted before (run `{run}`, segment {number} of the ledger); it counts again as {by} decided: {reason}",
        help_zh: "", help_en: "",
    }
    KIND_UNKNOWN = "D347" Warning {
        zh: "归类中的“{read}”不是本方案的措施（有：{known}），该行不予采用", en: "`{read}` is no measure of the scheme (there are: {known}); the row does not count",
        help_zh: "请填条款或措施编号，几项用“、”隔开；均不同类的填“无”。", help_en: "name clauses or ids of measures, several separated by commas; `none` where it is another kind than all",
    }
    LIST_YEAR_DIFFERS = "D348" Warning {
        zh: "名册的标题写着 {title}，流程文件的 year 写着 {year}；按流程文件比对", en: "the title of the roster says {title}, `year` of the pipeline says {year}; the pipeline counts",
        help_zh: "年度写错，只凭名称的重复会全部落空；请核对 [[inputs.rosters]] 的 year。", help_en: "under a wrong year every duplicate that rests on names is lost; check `year` of [[inputs.rosters]]",
    }
    ROSTER_WITHOUT_YEAR = "D349" Warning {
        zh: "名册有 {count} 行没有年度，标题和流程文件也没有写明；这些行按“期间不明”处理", en: "{count} rows of the roster have no year, and neither its title nor the pipeline says one; their period is unknown",
        help_zh: "请问明这份名册是哪一年度的支持，填入“名册待补”表（或 [[inputs.rosters]] 的 year）；问一次即可。", help_en: "find out once which year the roster is about, and fill it in on the sheet of lists to complete (or as `year` of [[inputs.rosters]])",
    }
    PAYEE_WITHOUT_ACCOUNT = "D350" Warning {
        zh: "企业 {firm} 拟拨付 {amount} 元，但申报中没有账号或开户行，未列入拨付清单", en: "{firm} is to get {amount} yuan, but its filing names no account or no bank; it is not on the payment list",
        help_zh: "请企业补报开户行和账号后重新核算。", help_en: "ask for the bank and account, then run again",
    }
    PAYEE_ACCOUNT_ODD = "D351" Warning {
        zh: "企业 {firm} 的账号（尾号 {tail}）有误：{why}，未列入拨付清单", en: "the account of {firm} (ending in {tail}) cannot be right: {why_en}; it is not on the payment list",
        help_zh: "请核对账号，按文本填写全部数字。", help_en: "check it, and write all its digits as text",
    }
    PAYEES_SHARE_ACCOUNT = "D352" Warning {
        zh: "{count} 家企业填写了同一账号（尾号 {tail}）：{firms}，均未列入拨付清单", en: "{count} firms name the same account (ending in {tail}): {firms}; none of them is on the payment list",
        help_zh: "请逐家核对账户证明。", help_en: "check the proof of account of each",
    }
    PRIVATE_IN_PUBLIC = "D353" Error {
        zh: "公开文件“{file}”中的“{text}”疑似含有{what}，未生成结果", en: "`{text}` in the public file `{file}` looks like {what_en}; nothing was written",
        help_zh: "请在申报数据中更正该内容后重新核算；确属单位名称的，请人工制作公示名单。", help_en: "mend it in the filings and run again; where it really is a name, make the public list by hand",
    }
    RETURN_KIND_UNSAID = "D354" Warning {
        zh: "退回 {amount} 元（凭证号 {read}）没有写明是被动退回还是主动退回，按主动退回处理", en: "the return of {amount} (voucher {read}) does not say who sent the money back; it is taken as returned by the payee",
        help_zh: "请在“收付类别”列填写被动退回或主动退回；未写明前不会列为应重付。", help_en: "write 被动退回 or 主动退回 in the column of kinds; until then nothing is listed to be paid again",
    }
    RECORD_UNCLEAR = "D355" Error {
        zh: "这一行既像支付又像退回，或其状态、用途、备注表明可能未付、退汇或冲销，无法判断", en: "this row has signs of both a payment and a return, or its state, purpose or remark says that it may be unpaid, returned or reversed; nobody can tell which it is",
        help_zh: "支付与退回请分行填写：退回写原支付凭证号、退回金额和类别；支付不填退回金额和原支付凭证号，金额不写负数；未付的删除，确已支付的改正状态和备注。", help_en: "give each a row: a return names the original voucher, the returned amount and its kind; a payment has neither, and no negative amount; delete what was not paid, and correct the state or remark of what was",
    }
    RETURN_KINDS_DIFFER = "D356" Error {
        zh: "同一笔退回 {amount} 元（凭证号 {read}）在 {other} 写的类别不同", en: "the same return of {amount} (voucher {read}) is of another kind in {other}",
        help_zh: "请核实是被动退回还是主动退回，改正其中一处。", help_en: "find out who sent the money back and mend one of them",
    }
    DAYS_IMPOSSIBLE = "D357" Warning {
        zh: "日期不可能：{what}（{first} 早于 {second}）", en: "these days cannot be: {what_en} ({first} is before {second})",
        help_zh: "请核对日期；年份和月日是否颠倒。", help_en: "check the days, the year and the order of month and day",
    }
    PAYMENT_WITHOUT_TRACE = "D358" Warning {
        zh: "这一行没有凭证号、流水号，也没有日期，不能证明已经支付，未计入", en: "the row names no voucher, no bank transaction and no day: nothing shows that it was paid, and it does not count",
        help_zh: "已支付的请补填支付凭证号和日期；未支付的从清单中删去。", help_en: "fill in voucher and day where it was paid; take it out where it was not",
    }
    RECOVERED_TWICE = "D359" Warning {
        zh: "申报项 {claim} 于 {day} 追回的 {amount} 元不止一行，只计一次", en: "{amount} recovered for {claim} on {day} stands more than once; it counts once",
        help_zh: "确为两笔的，请合并为一行写总额。", help_en: "if there were two, write one row with their sum",
    }
    FIGURE_INDICATOR = "D360" Error {
        zh: "没有名为“{read}”的指标", en: "no target is called `{read}`",
        help_zh: "写目标编号（如 T04）、系列名或目标标题；几个计划同用一个编号时须填计划。", help_en: "write the number of a target (T04), its series or its title; name the plan where several use the same number",
    }
    FIGURE_PERIOD = "D361" Error {
        zh: "时期“{read}”无法识别", en: "`{read}` is no period",
        help_zh: "写法如 2019、2019年上半年、2019Q3、2019-05、2019-05-31。", help_en: "write 2019, 2019H1, 2019Q3, 2019-05 or 2019-05-31",
    }
    FIGURE_UNIT = "D362" Error {
        zh: "没有写计量单位（目标用“{unit}”）", en: "the unit is missing (the target is in {unit})",
        help_zh: "单位写在“计量单位”列，如 亿美元、%、个。", help_en: "write it in the column of units: 亿美元, %, 个",
    }
    FIGURE_OTHER_UNIT = "D363" Error {
        zh: "单位“{read}”不能折算为目标的“{unit}”", en: "`{read}` cannot be turned into {unit}",
        help_zh: "请按目标的单位填报。", help_en: "report in the unit of the target",
    }
    FIGURE_TWICE = "D364" Error {
        zh: "{name} 在 {period} 有两个不同的数：{read} 与 {other}（{where}），都不采用", en: "{name} has two figures for {period}: {read} and {other} ({where}); neither is used",
        help_zh: "请只保留一个。", help_en: "keep one of them",
    }
    FIGURE_FUTURE = "D365" Error {
        zh: "时期 {read} 在截止日 {as_of} 之后才结束", en: "{read} ends after {as_of}, the day of the report",
        help_zh: "预计数不能当作实际数；请核对时期或 --as-of。", help_en: "a forecast is no actual figure; check the period or --as-of",
    }
    FIGURE_FRACTION = "D366" Error {
        zh: "数值 {read} 的单位是百分比，疑似把 {meant}% 写成了小数", en: "{read} is given in per cent but looks like the fraction for {meant}%",
        help_zh: "百分数写 30.5、单位 %；若确为小数，单位写“小数”。", help_en: "write 30.5 with the unit %; for a fraction write the unit “fraction”",
    }
    FIGURE_VALUE = "D367" Error {
        zh: "数值“{read}”无法识别", en: "`{read}` is no figure",
        help_zh: "写数字；里程碑写 是、否 或完成日期。", help_en: "write a number; for a milestone yes, no or the day it was done",
    }
    FIGURE_PART = "D368" Warning {
        zh: "{period} 不是整年，与按年的目标不能比较，只列出不判断", en: "{period} is no whole year: shown, but not held against a yearly target",
        help_zh: "", help_en: "",
    }
    FIGURE_NO_RATE = "D369" Error {
        zh: "没有 {day} 或之前不远的{currency}中间价，不能折算", en: "no central parity of {currency} is known for {day}, so that it cannot be converted",
        help_zh: "请在 pipelines/rates/central_parity.csv 中补上，或按目标的币种填报。", help_en: "add it to pipelines/rates/central_parity.csv, or report in the currency of the target",
    }
    TASK_UNKNOWN = "D370" Error {
        zh: "计划中没有任务“{read}”", en: "the plan has no task `{read}`",
        help_zh: "任务编号见 pipelines/plans/*.tasks.csv；几个计划同用一个编号时须填计划。", help_en: "pipelines/plans/*.tasks.csv lists the numbers; name the plan where several use the same number",
    }
    TASK_OFFICE = "D371" Warning {
        zh: "填报单位“{read}”不是任务 {task} 的责任单位", en: "`{read}` is not responsible for the task {task}",
        help_zh: "请核对；改名的单位请写入单位对照表。", help_en: "check it; add new names to the table of offices",
    }
    TASK_NO_EVIDENCE = "D372" Warning {
        zh: "任务 {task} 报为“已完成”，没有佐证材料", en: "the task {task} is reported done without evidence",
        help_zh: "请补文号、网址或材料名称。", help_en: "add the number of a document, an address or the name of a paper",
    }
    TASK_TWICE = "D373" Warning {
        zh: "任务 {task} 在 {day} 有两次填报，取后一行", en: "the task {task} is reported twice for {day}; the later row counts",
        help_zh: "", help_en: "",
    }
    TASK_FUTURE = "D374" Error {
        zh: "日期 {read} 在截止日 {as_of} 之后", en: "{read} is after {as_of}, the day of the report",
        help_zh: "", help_en: "",
    }
    REFUND_DAY = "D375" Error {
        zh: "工作日历没有 {year} 年，这笔退税不计入", en: "the calendar has no {year}, this refund does not count",
        help_zh: "请在 pipelines/plans/working_days.csv 中补上当年的放假安排。", help_en: "add the holidays of that year to pipelines/plans/working_days.csv",
    }
    REFUND_ORDER = "D376" Error {
        zh: "办结日期 {done} 早于受理日期 {accepted}", en: "finished on {done}, before it was accepted on {accepted}",
        help_zh: "", help_en: "",
    }
    FIGURE_SOURCE = "D377" Warning {
        zh: "没有写数据来源", en: "the source of the figure is missing",
        help_zh: "报告须能说明每个数从哪里来。", help_en: "a report must be able to say where each figure comes from",
    }
    FIGURE_CONFLICT = "D378" Warning {
        zh: "{name} 在 {period} 填报为 {read}，按登记数据为 {counted}；采用登记数据", en: "{name} is filed as {read} for {period}, the records give {counted}; the records count",
        help_zh: "请核对登记表是否齐全。", help_en: "check whether the records are complete",
    }
    MONEY_MEASURE = "D379" Warning {
        zh: "“{read}”没有在任何计划的 [[money]] 中对应目标，不列入", en: "`{read}` serves no target in any plan and is left out",
        help_zh: "请在计划文件中写明它服务于哪个目标。", help_en: "say in the plan file which target it serves",
    }
    ATTRIBUTED_TO_UNKNOWN = "D380" Warning {
        zh: "支付 {finding} 的认定写了不存在的申报项“{read}”，不予采用", en: "the decision on payment {finding} names the claim `{read}`, which does not exist; it does not count",
        help_zh: "请填写本次核定的申报项编号；不属于任何核定的，填“不属于核定”。", help_en: "name a claim of the run, or write `not approved`",
    }
    CLAWBACK_OF_UNKNOWN = "D381" Warning {
        zh: "追回台账中的申报项“{read}”不在本次核定内，未列入", en: "the clawback of `{read}` concerns no claim of this run; it is left out",
        help_zh: "请核对申报项编号和结果目录。", help_en: "check the claim id and the run",
    }
    CLAWBACK_WITHOUT_PRINCIPAL = "D382" Warning {
        zh: "申报项 {read} 的追回没有应追回本金，未列入", en: "the clawback of {read} states no principal; it is left out",
        help_zh: "请补填应追回本金。", help_en: "state the principal",
    }
    RECEIPT_WITHOUT_DAY = "D383" Warning {
        zh: "申报项 {read} 的追回到账没有日期，未计入", en: "money recovered for {read} has no day; it does not count",
        help_zh: "请补填追回到账日期。", help_en: "state the day",
    }
    CLAWBACK_ABOVE_APPROVED = "D384" Warning {
        zh: "申报项 {claim} 应追回本金 {principal} 元，超过核定的 {approved} 元", en: "the principal of {principal} to recover for {claim} is above the {approved} approved",
        help_zh: "请核对金额和单位。", help_en: "check the amount and its unit",
    }
    PAYMENT_WITHOUT_AMOUNT = "D385" Warning {
        zh: "支付记录既无凭证金额也无到账金额，未计入", en: "the record names neither the voucher's amount nor a settled one; it does not count",
        help_zh: "请补填金额。", help_en: "state an amount",
    }
    STRAY_RETURN = "D386" Warning {
        zh: "退回 {amount} 元（原凭证号 {read}）找不到对应的支付", en: "the return of {amount} (voucher {read}) belongs to no known payment",
        help_zh: "请一并给出原支付凭证所在的文件，或核对原凭证号。", help_en: "give the file with the original voucher as well, or check its number",
    }
    LATER_RECORDS = "D387" Note {
        zh: "{day} 之后的收付记录 {count} 条、{amount} 元，本次未计入", en: "{count} records with {amount} yuan of days after {day} do not count this time",
        help_zh: "要看后来的情况，请改用更晚的对账日（--as-of）。", help_en: "give a later --as-of to see what came after",
    }
    NOT_TEXT = "D388" Error {
        zh: "该值不是文本：其字节不是 UTF-8 编码", en: "the value is no text: its bytes are not UTF-8",
        help_zh: "请以 UTF-8 文本重新导出该列。", help_en: "export the column again as UTF-8 text",
    }
    SINGLE_PRECISION = "D389" Error {
        zh: "“{read}”取自 32 位浮点数列，约 7 位有效数字，原值的末位已经丢失", en: "`{read}` comes from a column of 32-bit floating-point numbers, which hold about seven digits: the last ones are lost",
        help_zh: "请以 decimal、64 位浮点数或文本重新导出该列。", help_en: "export the column again as decimals, 64-bit floating-point numbers or text",
    }
    KIND_OF_NO_SOURCE = "D390" Warning {
        zh: "归类所属的来源“{read}”不在对照表中（有：{known}），该行不予采用", en: "the crosswalk has no source `{read}` (there are: {known}); the answer touches no row",
        help_zh: "请按“待归类事项”表所列填写来源编号。", help_en: "write the id of the source as the sheet of items to sort has it",
    }
    REGISTER_CODES_BAD = "D391" Warning {
        zh: "名称登记库有 {count} 行没有可用的统一社会信用代码（首见“{read}”），这些行不予采用", en: "{count} rows of the register of names have no sound credit code (the first is `{read}`); they are not used",
        help_zh: "请更正代码后重新导出登记库。", help_en: "mend the codes and export the register again",
    }
    LIST_ANSWER_UNREAD = "D392" Warning {
        zh: "名册“{list}”的补充填写“{read}”不是年度（如 2025）或状态（拟资助、已核定、已拨付、已退回），不予采用", en: "`{read}`, said of the roster `{list}`, is no year (such as 2025) and no state (待审, 已核定, 已拨付, 已退回); it does not count",
        help_zh: "请在“名册待补”表重新填写。", help_en: "write it anew in the sheet of lists to complete",
    }
    PAPER_GIVEN_UNFIT = "D393" Warning {
        zh: "“凭证征询”中疑点 {finding} 所填凭证号“{read}”{why}，不予采用", en: "the number `{read}` given for finding {finding} among the papers asked for {why_en}; it does not count",
        help_zh: "请向企业核对他项支持所用凭证的号码后重新填写；没有凭证的留空，在“疑似重复”中逐件认定。", help_en: "check the number with the enterprise and fill it in again; where there is no paper leave it empty and decide the case itself",
    }
    ROW_WIDTH = "D394" Error {
        zh: "本行有 {found} 格，表头有 {expected} 格，各格可能错位", en: "the row has {found} cells where the header has {expected}: they may stand in the wrong columns",
        help_zh: "请核对该行：含逗号的内容（如 81,234.50）须加引号，缺的格须留空并保留分隔符。", help_en: "check the line: what holds a comma (such as 81,234.50) needs quotation marks, an empty cell its separator",
    }
    ENTRY_TWICE = "D395" Error {
        zh: "与 {first} 完全相同，只计一次", en: "the same as {first}; it counts once",
        help_zh: "请删去其中一行；如确为两笔，请写明可以区分的内容。", help_en: "remove one of them; if there were two, say what tells them apart",
    }
    ENTRY_UNCLEAR = "D396" Error {
        zh: "与 {first} 完全相同，是一笔还是两笔无法判断，已停止核算", en: "the same as {first}: whether there was one or two cannot be told, so that nothing was computed",
        help_zh: "如为重复，请删去一行；如为两笔，请填写项目标识，或另加一列（如批次、文号）以示区分。", help_en: "remove one if it is repeated; if there were two, fill in the item or add a column that tells them apart, such as batch or document number",
    }
    ENTRY_OF_LEDGER = "D397" Warning {
        zh: "该行由所读的台账（第 {number} 段）导出，以台账为准，不另计", en: "this row was exported from the ledger that is read as well (segment {number}): the ledger counts, and the row does not",
        help_zh: "写了 ledger 就不必再把它的导出列入 history。", help_en: "where `ledger` is named, its export need not stand under `history`",
    }
    PAPER_ALIKE = "D398" Warning {
        zh: "{paper}{read}、{amount} 与已核准的一行相同或只差凭证号码（核算“{run}”，台账第 {number} 段，{claim}）；暂缓拨付，疑点 {finding}，指纹 {evidence}", en: "{paper_en} {read}, {amount}, is like a line that was counted, or differs in the number of a paper alone (run `{run}`, segment {number} of the ledger, {claim}); its claim is not paid yet; finding {finding}, evidence {evidence}",
        help_zh: "确属另一笔支出的，认定为“不重复”即可拨付；补正后再次报来的，认定为“重复”后重新核算，该行不再计入。", help_en: "where it is another expense, decide `clear` and it is paid; where it was mended and filed again, decide `duplicate` and run again: the line is left out",
    }
    ROSTER_WITHOUT_STATE = "D399" Warning {
        zh: "名册有 {count} 行没有可识别的状态，标题和流程文件也没有写明；同类同期也须逐件认定", en: "{count} rows of the roster have no state that is known, and neither its title nor the pipeline says one: even the same kind and period is a question, case by case",
        help_zh: "请问明这份名册列的是拟资助、已核定还是已拨付，填入“名册待补”表（或 [[inputs.rosters]] 的 status）；问一次即可。", help_en: "find out once whether the roster lists what is planned, approved or paid, and fill it in on the sheet of lists to complete (or as `status` of [[inputs.rosters]])",
    }
    ENTRY_ALIKE = "D400" Warning {
        zh: "与 {first} 只有状态、日期或核定基数的详略不同，可能是同一笔奖补登记了两次；现按两笔计", en: "differs from {first} only in state, day or in how much of the base it states: one award may be entered twice; both are counted",
        help_zh: "如为同一笔，请只保留最近的一行；如为两笔，请填写项目标识或付款日期以示区分。", help_en: "keep the latest row if it is one award; if there were two, fill in the item or the days of payment that tell them apart",
    }
    MONEY_POINT = "D401" Error {
        zh: "金额“{read}”中的点既可能是小数点，也可能是千位分隔符", en: "the point in the amount `{read}` may be that of decimals or of thousands",
        help_zh: "请按元填写，最多两位小数；千位分隔请用逗号（10,000.00）。", help_en: "write yuan with two decimals at most, and commas between thousands (10,000.00)",
    }
    DIGITS_UNCLEAR = "D402" Error {
        zh: "“{read}”中的数字分在几行、夹有控制字符，或含上标、带圈数字，不能确定是哪个数", en: "the digits of `{read}` stand on several lines, or are raised or in circles: which number is meant is not certain",
        help_zh: "请在一个单元格内只写一个数，只用普通数字；注释编号写到别处。", help_en: "write one number in a cell, with plain digits, and marks of notes elsewhere",
    }
    PARTLY_STRUCK = "D403" Error {
        zh: "“{read}”中有部分文字被划去或为上标、下标，不能确定是哪个数", en: "a part of `{read}` is struck through or raised: which number is meant is not certain",
        help_zh: "请删去被划去的文字和注释编号，只留有效的数。", help_en: "delete what is struck through and marks of notes, and leave the number that holds",
    }
    REMARK_MAY_CANCEL = "D404" Warning {
        zh: "备注“{read}”可能说明这一行已作废、退回、未付或不应计入，程序仍按有效计算", en: "the remark `{read}` may say that the row is void, returned, unpaid or does not count; it was counted",
        help_zh: "请核对：不应计入的，删除该行或在对应列中写明；应计入的，改写备注。", help_en: "look at the row: delete it or say so in the column that is for it; if it counts, write the remark otherwise",
    }
    ROSTER_ROWS_COMPLETED = "D405" Warning {
        zh: "名册的行按版式补全：“同上”之类 {ditto} 格取上一行的内容，{firms} 行没有单位名称、视为上一行的单位，{sectioned} 行取其上分段标题的事项或结果", en: "rows of the roster were completed by its layout: {ditto} cells that repeat the row above, {firms} rows without a name that belong to the enterprise above, {sectioned} rows that take their item or outcome from the section above them",
        help_zh: "请核对名册的版式；不是这样的，请在名册中逐行写明。", help_en: "check the layout of the list; where it means something else, write it into each row",
    }
    ROSTER_ROWS_REMARKED = "D406" Warning {
        zh: "名册有 {unsupported} 行自己写明未获支持、已放弃或已退回，不作已获支持；{doubtful} 行的备注使状态存疑，须逐件认定（首见第 {row} 行“{quote}”）", en: "{unsupported} rows of the roster say themselves that they were refused, given up or returned, and count as no support; the remarks of {doubtful} make one wonder and ask a person (first in row {row}: `{quote}`)",
        help_zh: "请核对这些行；字样见对照表 rows_refused、rows_returned、rows_open。", help_en: "check these rows; the words stand under rows_refused, rows_returned and rows_open of the crosswalk",
    }
    ROSTER_WITHOUT_ITEM = "D407" Warning {
        zh: "名册有 {count} 行没有写明支持事项，流程文件也没有写明；这些行无从归类，所涉款项暂缓", en: "{count} rows of the roster say nothing of what was supported, and neither does the pipeline: they cannot be sorted, and the money that they touch waits",
        help_zh: "事项只在标题或工作表名称中的，请在 [[inputs.rosters]] 写明 item（不同事项的文件分列几项）。", help_en: "where only the title or the name of the sheet says it, write `item` into [[inputs.rosters]], one entry for the files of each item",
    }
    ROSTER_NAME_UNREAD = "D408" Warning {
        zh: "名册没有读到单位名称；“{heading}”列有 {rows} 行内容（首见第 {first} 行），未读取，可能就是", en: "no name was read from the roster; its column `{heading}` is filled in {rows} rows (first in {first}), was not read and may hold them",
        help_zh: "请改用规定的表头（如“单位名称”），或在 headers.toml 的 [columns] 为 firm_name 加上该表头；只凭残缺代码的行否则无从比对。", help_en: "use a known heading (such as 单位名称), or add this one to `firm_name` under [columns] of headers.toml; rows with a masked code or none cannot be compared otherwise",
    }
    LATER_YEARS_UNREAD = "D409" Error {
        zh: "“以后年度应付”写的是“{read}”，不能读取，已停止核算", en: "what later years owe reads `{read}`, which cannot be read, so that nothing was computed",
        help_zh: "每期写“年度:元”，年度由小到大，中间空一格：2027:40000.00 2028:10000.00。", help_en: "write year:yuan for each part, years rising, parted by a space: 2027:40000.00 2028:10000.00",
    }
    OTHER_SCHEMES_AWARD = "D410" Warning {
        zh: "该行是方案“{read}”的奖补，本方案（{known}）不计，未采用", en: "this row is an award under the scheme `{read}`, which this one ({known}) does not count; it is not used",
        help_zh: "应合并计算的，写入方案 annual_cap 的 schemes；属于本方案的，改正方案编号。", help_en: "name the scheme under `schemes` of annual_cap where both count together; mend the id where it is one of this scheme",
    }
    KIND_STATED_OTHERWISE = "D411" Warning {
        zh: "{firm} 填报的单位类型是“{read}”，按其代码（{code}）是“{kind}”", en: "{firm} states that it is `{read}`; by its number ({code}) it is `{kind}`",
        help_zh: "请核对登记证照；资格按代码所示的申报主体类别认定。", help_en: "compare the certificate; rules about kinds of applicants go by the number",
    }
    ACCOUNT_OF_NOBODY = "D412" Warning {
        zh: "补报账户的单位 {read} 没有申报，未采用", en: "{read}, for whom an account is given, does not file; it is not used",
        help_zh: "请核对统一社会信用代码。", help_en: "check the credit code",
    }
    ACCOUNTS_OF_A_DAY = "D413" Error {
        zh: "{firm} 同一日（{on}）补报了两个账户（尾号 {tail}、{other}），没有写明先后", en: "{firm} gives two accounts from one day ({on}), ending in {tail} and {other}, and no order",
        help_zh: "请在“同日次序”写明 1、2，以次序在后的为准。", help_en: "number them 1 and 2 under Order within the day: the last one holds",
    }
    ACCOUNT_OF_ANOTHER = "D414" Error {
        zh: "补报账户的户名“{read}”不是 {firm}", en: "the account that is given for {firm} is in the name of `{read}`",
        help_zh: "只向申报单位本人的账户拨付；更名的，写入变更登记。", help_en: "money goes only to an account of the applicant itself; enter a change of name in the register of changes",
    }
    PAPERS_COUNTED = "D420" Warning {
        zh: "“{read}”代表几份凭证，却没有逐一写明号码，无法查重", en: "`{read}` stands for several papers without their numbers, so that they cannot be compared with others",
        help_zh: "请每份凭证写一行，或把全部号码用顿号隔开写在该格；如为合计行，请在首列写“合计”。", help_en: "write a row for each paper, or all their numbers into the cell, parted by commas; begin a row of totals with 合计",
    }
    TEXT_MAY_CANCEL = "D421" Warning {
        zh: "表外文字（批注、文本框、页眉页脚或表上表下的说明）“{read}”可能说明有的行已作废、退回、未付或不应计入，程序仍按有效计算", en: "the text `{read}` outside of the table (a comment, a text box, a remark above or below) may say that rows are void, returned, unpaid or do not count; they were counted",
        help_zh: "请核对：不应计入的，删除所指的行或在对应列中写明；应计入的，删去或改写该文字。", help_en: "look at the rows it means: delete them or say so in the column that is for it; if they count, remove the text or write it otherwise",
    }
    NAME_OF_ANOTHER = "D422" Warning {
        zh: "这一行写的单位是“{read}”，代码 {code} 与之不符（{firm}）；程序按代码计", en: "this row names `{read}`, which is not the enterprise of its code {code} ({firm}); the code counts",
        help_zh: "请核对代码与单位名称：常见的是排序时漏选了一列。更名的，写入变更登记或曾用名。", help_en: "compare code and name: a sort may have left a column behind; enter a change of name as a former name, or in the register of changes",
    }
    OTHER_MEASURE = "D423" Error {
        zh: "这一行写的措施是“{read}”（{other}），本表是“{table}”", en: "this row is of `{read}` ({other}), and the sheet is {table}",
        help_zh: "请把它移到所属措施的工作表；不同措施的明细不能写在一张表中。", help_en: "move it to the sheet of its measure: lines of several measures cannot stand on one sheet",
    }
    ROWS_APART = "D424" Warning {
        zh: "{code} 措施{measure}同一年度的几行在未读取的列“{heading}”中不同（{read}），程序把它们相加", en: "rows of {code} for measure {measure} and one year differ in the unread column `{heading}` ({read}); they were added up",
        help_zh: "请核对是否为同一笔数的两种口径：只保留应计的行；确应相加的，删去该列。", help_en: "see whether they are two views of one amount and keep the rows that count; where they do add up, drop the column",
    }
    LEVEL_OF_ANOTHER = "D425" Warning {
        zh: "“{number}”是{levels}标准的编号写法，填报的级别是“{level}”", en: "`{number}` is written as a standard of the level {levels}, and the level stated is {level}",
        help_zh: "请对照标准文本核对级别和编号，改正后重新核算；核对以前有关申报项暂缓拨付。", help_en: "compare number and level with the standard itself, correct them and run again; until then its claims wait",
    }
    ITEMS_IN_A_CELL = "D426" Warning {
        zh: "{code} 措施{measure}的一行历史奖补写了几个项目（{read}），只有第一个会与本次申报比较", en: "one earlier award of {code} for measure {measure} names several items ({read}); only the first is compared with what is claimed now",
        help_zh: "请每个项目写一行，金额分列；改正以前有关申报项暂缓拨付。", help_en: "write a row for each item, with its own amount; until then the claims wait",
    }
    STRUCK = "D427" Error {
        zh: "“{read}”：内容带删除线，不作有效数据", en: "`{read}`: what is struck through is no valid data",
        help_zh: "作废的行请整行删除；有效的请去掉删除线。", help_en: "delete the row if it is void; otherwise take the line off",
    }
    INCOMING_ROWS = "D428" Note {
        zh: "银行清单有 {rows} 行没有付出金额，只有收入或余额，不是支付，没有计入", en: "{rows} rows of the bank's list show money that came in, or a balance, and no payment; they do not count",
        help_zh: "", help_en: "",
    }
    OF_VOID_PART = "D429" Error {
        zh: "这一行在“{read}”之下，该部分可能已作废、退回或未付", en: "this row stands below `{read}`: that part of the table may be void, returned or unpaid",
        help_zh: "不应计入的，请删除该部分；应计入的，请改写该部分的标题。", help_en: "if the part does not count, delete its rows; if it does, give it another heading",
    }
    TWO_VERSIONS = "D430" Error {
        zh: "与 {first} 所列相同而金额不同：两张表可能是同一清单的两个版本，两处都没有计入", en: "this lists the same as {first} with another amount: the two sheets may be versions of one list; neither row counts",
        help_zh: "只保留正确的一张表；如确为两笔，请填写发票号、合同号等以示区分。", help_en: "keep the sheet that is right; if there were two payments, tell them apart by invoice or contract number",
    }
    INVOICE_WITHOUT_NUMBER = "D660" Warning {
        zh: "发票平台导出中的这一行没有发票号码，未采用", en: "this row of the export of invoices has no number; it is not used",
        help_zh: "请重新导出，保留“发票号码”和“数电发票号码”列。", help_en: "export it again with the columns of numbers",
    }
    APPLICANT_ABROAD = "D661" Note {
        zh: "{firm} 以港澳登记号 {read} 申报，该号没有校验位可核", en: "{firm} files under {read}, a number of Hong Kong or Macau, which has no check digit",
        help_zh: "请对照商业登记证核对号码。", help_en: "compare the number with the certificate of registration",
    }
    COMPANY_NUMBER = "D662" Warning {
        zh: "{firm} 以香港公司编号 {read} 申报，该编号已由商业登记号取代", en: "{firm} files under the company number {read} of Hong Kong, which the business registration number has replaced",
        help_zh: "请改填 8 位商业登记号；两个号码不会被认作同一单位。", help_en: "ask for the business registration number of eight digits; the two are not known as one applicant",
    }
    APPLICANT_PERSON = "D663" Note {
        zh: "{firm} 以个人身份申报：证件号码不保存，各表只有其摘要 {read}", en: "{firm} files as a person: the number of the document is not kept, all tables hold its digest {read}",
        help_zh: "请对照证件核对姓名。", help_en: "compare the name with the document",
    }
}
