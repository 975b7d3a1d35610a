//! A…: Faults of arguments, and of the place where we run.

codes! {
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
    NO_LEDGER = "A506" Error {
        zh: "“{path}”不是台账：{why}", en: "`{path}` is no ledger: {why_en}",
        help_zh: "请核对名称；新台账须用 `jiangbu ledger init` 建立，不会自动产生。", help_en: "check the name; a new ledger is made with `jiangbu ledger init` and never by itself",
    }
    LEDGER_THERE = "A507" Error {
        zh: "“{path}”已有内容，不能在此新建台账", en: "`{path}` holds something already: no new ledger is made there",
        help_zh: "请另选空目录。", help_en: "choose an empty folder",
    }
    OTHER_LEDGER = "A508" Error {
        zh: "核算读取的台账（{read}）不是要写入的台账（{own}）", en: "the run read another ledger ({read}) than the one to be written to ({own})",
        help_zh: "请写入流程文件 [inputs] ledger 所指的台账，或改正后重新核算。", help_en: "write to the ledger that the pipeline names under [inputs], or mend that and run again",
    }
    LEDGER_NOT_READ = "A509" Error {
        zh: "台账已有方案 {scheme} 的 {count} 项核准，本次核算却未读台账，已享受的权利、限额和凭证均未扣除", en: "the ledger holds {count} awards of the scheme {scheme}, and this run did not read it: rights, limits and papers used before were not counted",
        help_zh: "请在流程文件 [inputs] 中写 ledger 后重新核算。", help_en: "name the ledger under [inputs] of the pipeline and run again",
    }
    TABLE_ALTERED = "A510" Error {
        zh: "“{path}”中的 {table} {why}，与清单（manifest.json）所记不符", en: "{table} in `{path}` {why_en}: the folder no longer holds what its manifest.json names",
        help_zh: "请从备份恢复（后来放入的请移走），或重新核算。", help_en: "restore it from a backup, take away what was added, or run again",
    }
    ERRORS_OPEN = "A511" Error {
        zh: "本次核算有 {count} 个错误无人确认", en: "the run has {count} errors that nobody acknowledged",
        help_zh: "请先处理（见 findings 和退件）；仍要核准的，用 --despite 写明理由，理由记入台账。", help_en: "deal with them first (see the findings and the rows refused); to approve all the same say why with --despite, which the ledger keeps",
    }
    DAY_ODD = "A512" Error {
        zh: "日期 {day} {why}", en: "the day {day} {why_en}",
        help_zh: "请核对日期；确为补记的，另加 --backdate。", help_en: "check the day; where it is meant, add --backdate",
    }
    NOBODY = "A513" Error {
        zh: "{what}没有写明，或含有控制字符", en: "{what} says nothing, or holds control characters",
        help_zh: "请写明姓名和理由。", help_en: "say who, and why",
    }
    NOT_CONFIRMED = "A514" Error {
        zh: "未经确认，台账没有改动", en: "not confirmed: the ledger is as before",
        help_zh: "看过所列内容后输入 y，或加 --yes。", help_en: "read what is shown and answer y, or add --yes",
    }
    SCHEME_NOT_IN_LEDGER = "A515" Error {
        zh: "台账中没有方案“{scheme}”，有：{known}", en: "the ledger knows no scheme `{scheme}`; it has: {known}",
        help_zh: "请核对。", help_en: "check it",
    }
    RUN_DIFFERS = "A516" Error {
        zh: "第 {number} 段与其结果目录“{run}”不符：{why}", en: "segment {number} does not agree with its run `{run}`: {why_en}",
        help_zh: "请从备份恢复结果目录。", help_en: "restore the run folder from a backup",
    }
    SHORT_HASH = "A517" Error {
        zh: "指纹“{read}”太短或不是十六进制，无法核对", en: "`{read}` is too short for a hash or is not hexadecimal",
        help_zh: "请至少写 12 位，即 `jiangbu ledger show` 所列。", help_en: "give at least the 12 digits that `jiangbu ledger show` prints",
    }
    SETTLED_BEFORE = "A518" Warning {
        zh: "{firm}（{code}）的欠款名单列 {owed} 元，其中 {amount} 元已由此前核准的拨付抵扣，不再抵扣", en: "the list of debts shows {owed} yuan for {firm} ({code}); payments approved before settled {amount} of it, which is not set off again",
        help_zh: "请把已抵扣的在追回台账中记为追回，以对账后的余额为准。", help_en: "enter what was set off as received in the clawback ledger, and take the balance of the next reconciliation",
    }
    NO_SUCH_CODE = "A519" Error {
        zh: "没有代码“{read}”", en: "there is no code `{read}`",
        help_zh: "代码为一个字母和三位数字，如 D301；`jiangbu code` 列出全部。", help_en: "codes are a letter and three digits, such as D301; `jiangbu code` lists them all",
    }
    DESK_OPEN = "A520" Error {
        zh: "文件夹“{path}”已在另一个窗口中打开：{address}", en: "the folder `{path}` is open at a desk already: {address}",
        help_zh: "一个文件夹同时只由一处使用；请用已打开的那一个，或先把它关闭（Ctrl-C）。", help_en: "a folder has one desk at a time: use that one, or end it with Ctrl-C first",
    }
    ANSWER_UNKNOWN = "A521" Error {
        zh: "认定“{read}”无法识别", en: "`{read}` is no row, column or answer of the queue",
        help_zh: "可写：{known}。逐行查看：`jiangbu duplicates decide 结果目录 认定表`。", help_en: "there are: {known}; `jiangbu duplicates decide RUN FILE` shows the rows",
    }
    DECISION_OF_ANOTHER_RUN = "A522" Error {
        zh: "认定表中的“{read}”不是本次核算的疑点或其工作表，或所据已变，或写了两次；为免丢失，未改动该文件", en: "`{read}` in the workbook of decisions is no finding of this run and no sheet of it, rests on other evidence, or stands there twice; so as to lose nothing, the file was left as it is",
        help_zh: "每次核算另用一份认定表（以前的照样有效）；写了两次的，删去其中一行。", help_en: "give each run a workbook of its own (earlier ones hold as they are); of a row that stands twice take one out",
    }
    PIPELINE_NOT_EDITED = "A523" Error {
        zh: "不能替您改写流程文件：{why}", en: "the pipeline file cannot be edited for you: {why_en}",
        help_zh: "请在其 [inputs] 中写 {key} = [\"{pattern}\"]。", help_en: "write {key} = [\"{pattern}\"] under its [inputs]",
    }
    NOT_TO_ATTRIBUTE = "A524" Error {
        zh: "“{read}”不是这次对账待认定的支付，也不是其核定的申报项", en: "`{read}` is no payment that this reconciliation asks about and no claim that it knows",
        help_zh: "可写：{known}。逐笔查看：`jiangbu attribute 对账结果目录 认定表`。", help_en: "there are: {known}; `jiangbu attribute RECONCILED FILE` lists the payments",
    }
    FOLDER_NAME = "A525" Error {
        zh: "“{read}”不能作文件夹的名称", en: "`{read}` cannot be the name of a folder",
        help_zh: "请用汉字、字母和数字，不写 / \\ : * ? 等符号，也不以点开头。", help_en: "use letters, figures and hyphens: no / \\ : * ? and no dot in front",
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
    NO_SUCH_TABLE = "A542" Error {
        zh: "没有名为“{read}”的空表，也没有这个文件", en: "there is no table `{read}`, nor a file of that name",
        help_zh: "可用的表：{known}。要申报工作簿的，请给出流程文件或方案文件。", help_en: "the tables are {known}; for the filing workbook name a pipeline or scheme file",
    }
    NOT_ALLOCATED = "A543" Error {
        zh: "此核算结果未在台账（{ledger}）中核准，或核准已撤回，不能下达", en: "the run is not approved in the ledger ({ledger}), or its approval was withdrawn: it cannot be allocated",
        help_zh: "请先用 `jiangbu approve` 核准；台账在别处的，用 --ledger 指明。", help_en: "approve it first with `jiangbu approve`; name a ledger that stands elsewhere with --ledger",
    }
    NO_ALLOCATION_ASKED = "A544" Error {
        zh: "下达设定和台账只用于资金下达通知，所要的报告中没有它", en: "settings of the allocation and the ledger bear on the allocation alone, and it is not among the reports asked for",
        help_zh: "请写 --only allocation。", help_en: "say `--only allocation`",
    }
    BUDGET_CODE = "A545" Error {
        zh: "{what}“{read}”不是科目编码", en: "{what_en} `{read}` does not begin with a code of the budget",
        help_zh: "编码写在最前，后可空一格写名称：功能分类为 2 开头的 3、5 或 7 位数字；经济分类为 5 开头（政府预算）或 3 开头（部门预算）的 3 或 5 位数字。", help_en: "write the code first, then a space and its name: functions have 3, 5 or 7 digits and begin with 2; economic categories have 3 or 5 and begin with 5 (of the government's budget) or 3 (of a department's)",
    }
    CAPPED_TOGETHER = "A546" Error {
        zh: "方案“{name}”的年度上限与“{other}”合并计算，两者不能在同一次核算中：彼此看不到本次的金额", en: "the annual cap of `{name}` counts awards of `{other}`, and both are in one run: neither would see what the other grants",
        help_zh: "请分开核算：先核算并核准“{other}”，再核算“{name}”，前者经台账计入。", help_en: "run them apart: compute and approve `{other}` first, then `{name}`, which sees it in the ledger",
    }
    PAPERS_AMONG_DECISIONS = "A547" Error {
        zh: "认定表中有企业填写的凭证征询（{read}），改写该文件会丢失，未改动", en: "the workbook of decisions holds papers that an enterprise gave ({read}); writing it anew would lose them, and it was left as it is",
        help_zh: "请把“凭证征询”表移到另一文件，与认定表一并写入 [inputs] decisions。", help_en: "move the sheet of papers asked for into a file of its own, and name both under [inputs] decisions",
    }
    NO_SCHEME = "A550" Error {
        zh: "“{path}”既不是方案文件，也不是可与之对比的情景文件", en: "`{path}` is no scheme file, nor a scenario to compare one with", help_zh: "先写方案文件，再写另一方案文件或情景文件。", help_en: "name a scheme file first, then another one or a scenario file",
    }
    SCENARIO_OF_ONE = "A551" Error {
        zh: "“{path}”核算多个方案，情景只能用于其中一个", en: "`{path}` computes several schemes; a scenario lies over one of them",
        help_zh: "写成 流程文件#名称，可用：{known}。", help_en: "write PIPELINE#NAME; known: {known}",
    }
    NO_TIERS = "A552" Error {
        zh: "“{measure}”不是按得分分档的措施", en: "`{measure}` is no measure granted in tiers by score",
        help_zh: "用 --measure 指明，可用：{known}。", help_en: "name one with --measure; known: {known}",
    }
    BAD_TIER_PLAN = "A553" Error {
        zh: "分档设想“{read}”不能使用", en: "`{read}` makes no tiers",
        help_zh: "金额写成 100万元,60万元,30万元，须逐档降低且大于零；比例写成 1:2:3，档数与金额相同。", help_en: "write amounts as 100万元,60万元,30万元, falling and above zero, and a shape as 1:2:3, with as many parts as amounts",
    }
    REPORT_OF_ONE = "A554" Error {
        zh: "多个方案合并核算的结果没有报告 {report}", en: "a run of several schemes has no report {report} of its own",
        help_zh: "合并的报告是 {own}；其余请对其中一个方案的结果目录生成：{known}。", help_en: "its own is {own}; for others name the run of one scheme: {known_en}",
    }
    NO_PDF = "A560" Error {
        zh: "本程序编译时未包含 PDF 输出", en: "this program was built without PDF",
        help_zh: "请改用 HTML 或工作簿，或以默认特性重新编译。", help_en: "use HTML or the workbook, or build it with the default features",
    }
    NOT_PRINTED_SO = "A565" Error {
        zh: "报告 {report} 没有所选的文件类型", en: "the report {report} is not made as any of the kinds of files asked for",
        help_zh: "可用：{known}。", help_en: "known: {known}",
    }
    PREVIOUS_LATER = "A570" Error {
        zh: "上期报告 {name} 的截止日 {previous} 不早于本期的 {as_of}", en: "the earlier report {name} is of {previous}, which is not before {as_of}",
        help_zh: "--previous 应给出更早的一期。", help_en: "name an earlier one with --previous",
    }
    LEDGER_BUSY = "A580" Error {
        zh: "台账“{path}”正由另一进程写入", en: "another process is writing the ledger `{path}`",
        help_zh: "请待其完成后重试；台账未改动。", help_en: "wait until it is done and try again; nothing was changed",
    }
    APPROVED_ALREADY = "A581" Error {
        zh: "这次核算已于 {day} 由{by}核准（台账第 {number} 段）", en: "this run was approved on {day} by {by} (segment {number} of the ledger)",
        help_zh: "一次核算只能核准一次。", help_en: "a run is approved once",
    }
    FILINGS_APPROVED = "A582" Error {
        zh: "申报文件已随另一次核算“{run}”核准（台账第 {number} 段）", en: "these filings were approved with the run `{run}` (segment {number} of the ledger)",
        help_zh: "同一申报不能核准两次；若以本次代替，先用 `jiangbu ledger withdraw {number}` 撤回并重新核算。", help_en: "filings are approved once; to replace that run, withdraw it (`jiangbu ledger withdraw {number}`) and compute again",
    }
    RUN_CHANGED = "A583" Error {
        zh: "核算之后有变动：{what}", en: "this is not what the run was computed from: {what_en}",
        help_zh: "请重新核算，再核准新的结果。", help_en: "compute again and approve the new run",
    }
    NOT_TO_BE_APPROVED = "A584" Error {
        zh: "不能核准：{what}", en: "this cannot be approved: {what_en}",
        help_zh: "", help_en: "",
    }
    PIPELINE_NOT_FOUND = "A585" Error {
        zh: "找不到流程文件 {name}，无法核对核算依据", en: "the pipeline file {name} was not found, and nothing can be compared without it",
        help_zh: "请用 --pipeline 指出；比较规则时在 --run 后直接写流程文件。", help_en: "name it with --pipeline; to compare rules, name the pipeline itself after --run",
    }
    LEDGER_BROKEN = "A586" Error {
        zh: "台账自此断开：{why}", en: "the ledger is broken from here on: {why_en}",
        help_zh: "请从备份恢复所述各段及其后各段。", help_en: "restore the segments named here and those after them from a backup",
    }
    RUN_NOT_APPROVED = "A587" Error {
        zh: "对账所依据的核算“{run}”未在台账中核准", en: "the run `{run}` that was reconciled is not approved in the ledger",
        help_zh: "请先用 `jiangbu approve` 核准。", help_en: "approve it first with `jiangbu approve`",
    }
    RECORDED_ALREADY = "A588" Error {
        zh: "台账已记有该核算截至 {day} 的拨付情况（第 {number} 段），不早于本次的 {own}", en: "the ledger holds payments of this run up to {day} (segment {number}); this is not later ({own})",
        help_zh: "请以更晚的对账日重新对账。", help_en: "reconcile for a later day",
    }
    CANNOT_WITHDRAW = "A589" Error {
        zh: "第 {number} 段不能撤回：{what}", en: "segment {number} cannot be withdrawn: {what_en}",
        help_zh: "", help_en: "",
    }
    OTHER_HEAD = "A590" Error {
        zh: "台账末段的指纹是 {found}，不是 {expected}", en: "the ledger ends with {found}, not with {expected}",
        help_zh: "台账被截短，或另有新段；请与备份核对。", help_en: "segments were cut off or added; compare with a backup",
    }
    OWED_TWICE = "A591" Error {
        zh: "{claim} 的欠款在 inputs.owed 中不止一行", en: "what is owed of {claim} stands in inputs.owed more than once",
        help_zh: "每笔欠款只留最近一次对账的尚欠余额，以免重复抵扣；确为不同欠款的，请填写申报项编号。", help_en: "keep the balance of the last reconciliation alone, or it would be set off twice; name the claims where they are different debts",
    }
    NOT_SET_OFF = "A592" Note {
        zh: "应付的单位中有 {count} 家尚欠应追回款，合计 {owed} 元，拨付清单未作抵扣", en: "{count} of the enterprises payable still owe {owed} yuan of money ordered back; the payment list sets nothing off",
        help_zh: "依法可以抵扣的，在流程文件的 [payment] 中写 set_off = true。", help_en: "where the law allows it, say set_off = true under [payment] of the pipeline",
    }
    SET_OFF = "A593" Note {
        zh: "{firm} 拟拨付 {payable} 元，抵扣尚欠应追回款 {amount} 元，实拨 {to_pay} 元", en: "{firm}: {payable} yuan payable, {amount} set off against what is owed of money ordered back, {to_pay} to pay",
        help_zh: "核定金额不变；抵扣后请在追回台账中记为追回，下次对账即不再抵扣。", help_en: "the award is unchanged; enter what was set off as received in the clawback ledger, so that it is not set off again",
    }
    SET_OFF_SHARED = "A594" Error {
        zh: "多个方案都从拟拨付款中抵扣欠款，同一欠款可能抵扣两次", en: "several schemes set off what is owed: one debt could be set off twice",
        help_zh: "只在一个方案的条目中写 [payment] set_off 和 inputs.owed。", help_en: "say set_off and inputs.owed in the entry of one scheme alone",
    }
    CLAIMS_APPROVED = "A595" Error {
        zh: "{count} 个申报项（如 {claim}）已随核算“{run}”核准（台账第 {number} 段），本次核算却未读台账", en: "{count} claims (such as {claim}) were approved with the run `{run}` (segment {number} of the ledger), and this run did not read the ledger",
        help_zh: "异议后重新核算的，先用 `jiangbu ledger withdraw {number}` 撤回原核准；是后续批次的，在流程文件 [inputs] 中写 ledger 后重新核算。", help_en: "to replace that run after an objection, withdraw it first (`jiangbu ledger withdraw {number}`); for a later batch name the ledger under [inputs] and compute again",
    }
    SET_OFF_COUNTS = "A596" Note {
        zh: "拨付清单抵扣了应追回款 {count} 笔、{amount} 元，视同已付，不是银行支付", en: "the payment list set off {count} sums, {amount} yuan, against money ordered back: they count as paid, and no bank paid them",
        help_zh: "请在追回台账中记为追回。", help_en: "enter them as received in the clawback ledger",
    }
    INCOMPLETE = "A597" Error {
        zh: "本次核算{missing}", en: "the run is {missing}",
        help_zh: "请补齐更正后的申报文件重新核算；确定不再等待的，在流程文件 [inputs] 写 incomplete = \"accepted\" 后重新核算。", help_en: "add the mended filings and run again; if nobody waits for them, write incomplete = \"accepted\" under [inputs] of the pipeline and run again",
    }
    NO_LIST_ASKED = "A598" Error {
        zh: "认定只影响拨付清单，所要的报告中没有拨付清单", en: "decisions and lists bear on the payment list alone, and it is not among the reports asked for",
        help_zh: "请写 --only payments。", help_en: "say `--only payments`",
    }
    ISSUED_UNREADABLE = "A599" Error {
        zh: "已开出的放行清单的记录缺失或无法读取（{why}）", en: "the record of a list that was issued is missing or cannot be read ({why})",
        help_zh: "请从备份恢复；没有这些记录，就不知道哪些款项已经列过。", help_en: "restore it from a backup: without it nobody knows what was listed",
    }
    FINDINGS_UNDECIDED = "A640" Error {
        zh: "有 {count} 个疑点须先决定（{read}）：{which}", en: "{count} findings must be decided first ({read}): {which}",
        help_zh: "流程文件 [review] must_decide 要求逐个决定。请在审定表的“待决疑点”中填写，列入 inputs.reviews，重新核算后核准。", help_en: "the pipeline asks for it ([review] must_decide): fill in the sheet `Findings to decide` of the review workbook, name it in inputs.reviews, run again and approve that run",
    }
    ENGINE_REFUSED = "A641" Error {
        zh: "{what}：不能交给 {engine} 核算，{why}", en: "{what_en}: {engine} cannot compute it, {why_en}",
        help_zh: "用 `jiangbu run` 在本机核算，结果相同；千万户以内本机足够。", help_en: "compute it here with `jiangbu run`, which gives the same; up to ten million firms one machine is enough",
    }
    NO_PLAN = "A642" Error {
        zh: "“{path}”不是可以接收的计划目录：{why}", en: "`{path}` is no plan that can be adopted: {why_en}",
        help_zh: "请给出 `jiangbu plan` 写出、并已运行其中 run_*.py 的目录。", help_en: "name a folder that `jiangbu plan` wrote and whose run_*.py was run",
    }
    PLAN_CHANGED = "A643" Error {
        zh: "“{path}”与现在的规则和输入不符：{file}", en: "`{path}` is not what the rules and inputs of now give: {file}",
        help_zh: "计划写出以后，规则、输入或目录中的文件有了改动；请重新 `jiangbu plan` 并运行。", help_en: "rules, inputs or a file of the folder were changed since: plan anew and run it",
    }
    RESULT_DIFFERS = "A644" Error {
        zh: "外部引擎的结果与本机核算不符：{which} 的 {column} 应为 {expected}，读到 {found}", en: "what the engine handed back is not what the rules give: {column} of {which} should be {expected} and is {found}",
        help_zh: "整份结果不予接收。请重新运行计划；仍然不符的，把计划目录交给我们。", help_en: "nothing of it is taken; run the plan again, and if it still differs, report it with the folder",
    }
    VIEWS_LEAVE = "A645" Note {
        zh: "视图不核对，导出后读取时再核对：{what}", en: "what the views do not look at, and is looked at when their exports are read: {what_en}",
        help_zh: "", help_en: "",
    }
    NEW_UNANSWERED = "A650" Error {
        zh: "还须写明 {missing}", en: "these are still to be said: {missing}",
        help_zh: "补上这些参数；在终端里直接运行 jiangbu new 文件夹，会逐项询问。", help_en: "add these arguments; in a terminal `jiangbu new FOLDER` asks for each",
    }
    SETTINGS_OF_SEVERAL = "A651" Error {
        zh: "这是几个方案合并的流程文件，参数分别写在各个 [[schemes]] 中", en: "this pipeline computes several schemes, and each entry of [[schemes]] has settings of its own",
        help_zh: "请直接修改该文件，或对单个方案的流程文件使用本命令。", help_en: "change the file itself, or use this command on a pipeline of one scheme",
    }
    SETTINGS_NOT_OURS = "A652" Error {
        zh: "没有找到参数表：应有名为 {known} 的工作表，首列表头为“名称”", en: "no sheet of settings is there: one of {known}, whose first heading is `Name`",
        help_zh: "请用 jiangbu settings export 重新导出，只改文件名下面的各列。", help_en: "write it anew with `jiangbu settings export`, and change the columns under names of files only",
    }
    SETTINGS_FILE = "A653" Error {
        zh: "列“{read}”所指的文件没有给出", en: "the file of the column `{read}` was not named",
        help_zh: "请用 --scenario 写上导出时的各个情景文件，或删去该列。", help_en: "name the scenario files of the export with --scenario, or remove the column",
    }
    SETTINGS_CELL = "A654" Error {
        zh: "此处不能读取：{why}", en: "this cannot be read: {why}",
        help_zh: "请按导出的样子填写：每个名称一行，格中写值，不用公式。", help_en: "keep to the form of the export: one row for each name, values and no formulas",
    }
    SETTINGS_STALE = "A655" Error {
        zh: "导出之后，{file} 中的“{name}”已由 {was} 改为 {now}", en: "`{name}` in {file} was changed from {was} to {now} since the workbook was written",
        help_zh: "请重新导出，在新的工作簿中修改。", help_en: "export again and change the new workbook",
    }
    BAD_ARGUMENTS = "A656" Error {
        zh: "参数有误：{why}", en: "the arguments cannot be used: {why}",
        help_zh: "用法：{usage}；加 --help 看说明。", help_en: "usage: {usage}; --help explains",
    }
    NO_SUCH_SCHEMA = "A657" Error {
        zh: "没有名为“{read}”的 JSON Schema", en: "there is no JSON Schema called `{read}`",
        help_zh: "`jiangbu schema` 列出全部：设置文件的种类，以及“output-命令”。", help_en: "`jiangbu schema` lists them all: kinds of settings files, and `output-COMMAND`",
    }
}
