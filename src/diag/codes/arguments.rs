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
    LEDGER_BUSY = "A580" Error {
        zh: "台账“{path}”正被另一程序写入", en: "another program is writing to the ledger `{path}`",
        help_zh: "请稍候再试；本次没有写入任何内容。", help_en: "try again in a moment; nothing was written",
    }
    RUN_APPROVED = "A581" Error {
        zh: "该结果已核定入账（第 {segment} 段，{run}）", en: "this run is in the ledger already (segment {segment}, {run})",
        help_zh: "同一结果只能核定一次。", help_en: "a run is approved once",
    }
    FILINGS_APPROVED = "A582" Error {
        zh: "申报文件“{file}”已随 {run} 核定入账（第 {segment} 段）", en: "the filings `{file}` were approved with {run} already (segment {segment})",
        help_zh: "后续批次只应包含新的申报；复核更正的，只重新申报有变更的单位。", help_en: "a later batch holds new filings only; after objections file the changed ones again",
    }
    INPUT_CHANGED = "A583" Error {
        zh: "“{file}”在核算之后有改动，不能核定", en: "`{file}` has changed since the run; it cannot be approved",
        help_zh: "请重新核算，再核定新的结果。", help_en: "run again and approve the new run",
    }
    RUN_NOT_PAYABLE = "A584" Error {
        zh: "该结果不得核定：{why}", en: "this run cannot be approved: {why_en}",
        help_zh: "征求意见稿和情景推演只供模拟。", help_en: "drafts and scenarios are simulations only",
    }
    LEDGER_BROKEN = "A585" Error {
        zh: "台账第 {segment} 段有误：{why}", en: "segment {segment} of the ledger is broken: {why_en}",
        help_zh: "请从备份恢复该文件；在此之前不要写入台账。", help_en: "restore the file from a backup, and write nothing before that",
    }
    RUN_CHANGED = "A586" Error {
        zh: "结果目录中的“{file}”有改动：{why}", en: "`{file}` of the run was altered: {why_en}",
        help_zh: "请重新核算。", help_en: "run again",
    }
    PIPELINE_NEEDED = "A587" Error {
        zh: "找不到该结果的流程文件“{path}”", en: "the run's pipeline file `{path}` is not there",
        help_zh: "请用 --pipeline 指定，以便核对输入是否有改动。", help_en: "name it with --pipeline, so that its inputs can be compared",
    }
    NO_LEDGER = "A588" Error {
        zh: "“{path}”不是台账目录", en: "`{path}` is no ledger",
        help_zh: "台账由 jiangbu approve 建立。", help_en: "`jiangbu approve` begins one",
    }
    PAYMENTS_RECORDED = "A589" Error {
        zh: "该对账结果已入账（第 {segment} 段）", en: "this reconciliation is in the ledger already (segment {segment})",
        help_zh: "", help_en: "",
    }
    NOT_APPROVED_YET = "A590" Error {
        zh: "“{run}”尚未核定，其支付不能入账", en: "`{run}` is not approved, so its payments cannot be recorded",
        help_zh: "请先运行 jiangbu approve。", help_en: "run `jiangbu approve` first",
    }
}
