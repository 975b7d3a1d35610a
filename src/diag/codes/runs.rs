//! R…: Findings about a run.

codes! {
    ABNORMAL_LISTED = "R401" Warning {
        zh: "企业 {firm} 列入{list}", en: "the firm {firm} is listed: {list}",
        help_zh: "方案未把此作为条件；请人工判断，或将选项 credit_list 设为 exclude。", help_en: "the scheme does not make this a condition; decide by hand or set credit_list to exclude",
    }
    PLATFORM_DIFFERS = "R402" Warning {
        zh: "申报项 {claim} 的申报额 {claimed} 与平台记录 {recorded} 不一致", en: "claim {claim} states {claimed}, the ministry's platform {recorded}",
        help_zh: "按选项 base_source 取值；请核实差异原因。", help_en: "base_source decides which counts; find out why they differ",
    }
    JOINT_CLAIM = "R403" Warning {
        zh: "“{item}”{why}，须人工复核", en: "`{item}` {why_en}; a person must decide",
        help_zh: "金额暂按规则核定；请核对各方材料后认定。", help_en: "amounts stand by the rule for now; look at the papers of all",
    }
    BUDGET_EXHAUSTED = "R404" Note {
        zh: "核定合计 {demand} 元超过可用预算 {available} 元，全部同比例调整（{clause}）", en: "approved {demand} exceeds the available {available}; all are cut in proportion ({clause})",
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
    PRIOR_PENDING = "R411" Warning {
        zh: "企业 {firm} 措施{measure} {year} 年度的 {amount} 元尚在审核，不计为已享受；其 {count} 项申报会因此减少，暂缓拨付", en: "{amount} yuan of the year {year} for {firm}, measure {measure}, are pending and not counted as received; {count} of its claims would be lower and wait",
        help_zh: "请待其结果确定后更新历史奖补再核算。", help_en: "once it is decided, put the outcome into the earlier awards and run again",
    }
    PRIOR_WITHOUT_BASE = "R412" Warning {
        zh: "企业 {firm} 措施{measure} {year} 年度的历史奖补未填核定基数，按零计", en: "the earlier award of {year} to {firm}, measure {measure}, names no recognised base; none is counted",
        help_zh: "支持总额按累计支出核定，请补填当年的核定基数。", help_en: "the total follows from all costs to date: ask for the base of that year",
    }
    ITEM_CHANGED = "R413" Warning {
        zh: "企业 {firm} 此前就“{old}”享受措施{measure}，本次申报“{item}”", en: "{firm} was supported for `{old}` under measure {measure} and now claims `{item}`",
        help_zh: "每个申请单位限申报一个平台：请核实是否为同一平台；基数各自计算，年限和总额连同以前的一并计算。", help_en: "an applicant may claim one only: find out whether they are the same; costs count apart, years and total together",
    }
    BASE_RETURNED = "R414" Warning {
        zh: "企业 {firm} 措施{measure} {year} 年度的奖补已退回或追回，其核定基数 {base} 元不再计入", en: "the award of {year} to {firm}, measure {measure}, was returned: its base of {base} yuan does not count again",
        help_zh: "经核实仍应计入的，请在历史奖补“已核实”列填“是”。", help_en: "where it should count all the same, say yes in the column `confirmed` of the earlier awards",
    }
    FILED_LATE = "R415" Warning {
        zh: "申报 {filing} 于 {read} 受理，晚于申报截止日 {deadline}", en: "the filing {filing} was accepted on {read}, after the deadline {deadline}",
        help_zh: "金额照常核算；请确认是否仍可受理。", help_en: "amounts are computed all the same; decide whether it may still be taken",
    }
    PAID_AFTER_ACCEPTANCE = "R416" Warning {
        zh: "“{column}”{read} 晚于受理日期 {accepted}", en: "`{column_en}` {read} is after the day of acceptance {accepted}",
        help_zh: "受理时尚未发生的支出不应申报，请核对日期。", help_en: "what had not been paid yet cannot be claimed; check the days",
    }
    NOT_STATED = "R417" Warning {
        zh: "申报项 {claim} 未填{column}", en: "claim {claim} states no {column_en}",
        help_zh: "请补充后再拨付。", help_en: "ask for it before paying",
    }
    LINES_DIFFER = "R418" Warning {
        zh: "申报项 {claim} 各行的{column}不一致，按最小的 {least} 计", en: "the lines of claim {claim} state different {column_en}; the smallest, {least}, counts",
        help_zh: "请核实实际数。", help_en: "find out the true number",
    }
    REFUSED_ROW = "R419" Warning {
        zh: "被退回的一行可能减少企业 {firm} 的金额，其 {count} 项申报暂缓拨付", en: "a refused row may lower what {firm} gets; {count} of its claims wait",
        help_zh: "请更正该行后重新核算。", help_en: "mend the row and run again",
    }
    CASES_SUSPECTED = "R420" Warning {
        zh: "措施{measure}有 {count} 项与{source}疑似重复，涉及 {amount} 元，须人工认定，认定前宜暂缓拨付", en: "measure {measure}: {count} claims are suspected to repeat support of {source_en}, {amount} yuan at risk; a person must decide, and payment should wait",
        help_zh: "请在工作簿“疑似重复”中填写结论、理由、决定人和日期，另存后列入 inputs.decisions。", help_en: "fill in verdict, reason, who and when in the sheet of suspected duplicates, save it elsewhere and name it in inputs.decisions",
    }
    CASES_CONFIRMED = "R421" Note {
        zh: "措施{measure}有 {count} 项已获{source}同类支持，按不重复享受的规定（{clause}）处理", en: "measure {measure}: {count} claims have same-kind support of {source_en}; the clause on duplicates ({clause}) applies",
        help_zh: "", help_en: "",
    }
    CASES_PENDING = "R422" Warning {
        zh: "措施{measure}有 {count} 项在{source}的同一支持尚在审核，未予核减", en: "measure {measure}: for {count} claims the same support of {source_en} is pending; nothing is deducted yet",
        help_zh: "请核实其结果或请企业撤回一处申报；此前暂缓拨付（不等其结果即拨付的，设 [payment] pay_beside_pending = true）。", help_en: "find out what became of it, or have one of the claims withdrawn; until then the claim waits ([payment] pay_beside_pending = true pays it all the same)",
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
        zh: "措施{measure}有 {count} 项另获{source}支持，不在{clause}所列范围，不予核减", en: "measure {measure}: {count} claims have support of {source_en}, which {clause} does not name; nothing is deducted",
        help_zh: "请核对各级支持合计是否超过实际支出。", help_en: "check that all support together does not exceed the actual cost",
    }
    SUPPORT_ABOVE_COST = "R427" Warning {
        zh: "申报项 {claim} 各处支持合计 {support} 元，超过核定支出 {cost} 元", en: "claim {claim}: all support together is {support} yuan, more than the recognised cost of {cost}",
        help_zh: "请人工核定应减少的金额。", help_en: "decide what has to be taken off",
    }
    AMOUNT_SLIP = "R428" Warning {
        zh: "{what} {read} 元恰为{of} {expected} 元的{times}，疑似单位或小数点写错", en: "{what_en} of {read} is exactly {times_en} the {expected} of {of_en}: a slip of unit or decimal point",
        help_zh: "请核对凭证原件和文件的金额单位（元、万元、分），更正后重新对账。", help_en: "compare with the voucher itself and the unit of the file (yuan, 10,000 yuan, fen), mend it and reconcile again",
    }
    APPROVAL_DAY_ASSUMED = "R429" Warning {
        zh: "核定日未知，暂以申报截止日 {day} 代替：台账中没有这次核算的核准", en: "the day of approval is not known, and the deadline {day} stands in for it: the ledger holds no approval of this run",
        help_zh: "请先用 `jiangbu approve` 核准，或用 --approved-on 写明核定日；逾期、账龄和自动对应的期限都从该日起算。", help_en: "approve the run with `jiangbu approve`, or name the day with --approved-on; what is late, how old it is and what is tied by amount all count from it",
    }
    PAPERS_SHARED = "R430" Warning {
        zh: "{count} 个{paper}出现在两项及以上申报中", en: "{count} numbers of the kind {paper_en} stand in two claims or more",
        help_zh: "请逐一核对，明细见“内部重复”。", help_en: "look at each; they are listed in the sheet of shared papers",
    }
    FIRMS_RELATED = "R431" Note {
        zh: "{count} 组申报企业的法定代表人、电话、地址或账号相同，仅作风险提示", en: "{count} groups of applicants share a legal representative, phone, address or account; a sign of risk, nothing more",
        help_zh: "", help_en: "",
    }
    DUPLICATE_ASKS = "R432" Warning {
        zh: "重复享受清单称企业 {firm} 的措施{measure}已获{source}支持，但未指明可对应的项目或凭证，未予核减，{count} 项暂缓拨付", en: "the list of duplicates says that {firm} had support of {source_en} for measure {measure}, without an item or paper that fits; nothing is deducted and {count} claims wait",
        help_zh: "请补填项目标识或凭证号；经核实涉及整个申报项的，在“已核实”列填“是”。", help_en: "name the item or the paper; where all of the claim is meant, say yes in the column `confirmed`",
    }
    DUPLICATE_OUTSIDE = "R433" Warning {
        zh: "企业 {firm} 的措施{measure}另获“{source}”支持，不在{clause}所列范围，不予核减", en: "{firm} had support of `{source}` for measure {measure}, which {clause} does not name; nothing is deducted",
        help_zh: "请核对各级支持合计是否超过实际支出。", help_en: "check that all support together does not exceed the actual cost",
    }
    JOINT_DUPLICATE = "R434" Warning {
        zh: "“{item}”由多家单位申报，其中企业 {firm} 因已享受其他支持而不予支持，其余单位不因此增加", en: "`{item}` is claimed by several; {firm} gets nothing for it because of other support, and the others get no more for that",
        help_zh: "请认定应由哪家享受。", help_en: "decide who may have it",
    }
    DUPLICATE_OTHER_YEAR = "R435" Note {
        zh: "企业 {firm} 措施{measure}的重复享受发生在 {year} 年度，不是本次支持的年度，不予核减", en: "the duplicate support of {firm} for measure {measure} is of {year}, not of the year supported now; nothing is deducted",
        help_zh: "", help_en: "",
    }
    PENDING_ALONE = "R436" Note {
        zh: "企业 {firm} 措施{measure} {year} 年度的 {amount} 元尚在审核，不计为已享受；本次没有申报项会因此减少", en: "{amount} yuan of the year {year} for {firm}, measure {measure}, are pending and not counted as received; no claim of this run would be lower",
        help_zh: "", help_en: "",
    }
    REFUSED_OF_NOBODY = "R437" Warning {
        zh: "被退回的一行可能减少某家企业的金额，但看不出是哪一家，没有申报项因此暂缓", en: "a refused row may lower what somebody gets, but does not say who: no claim waits for it",
        help_zh: "请更正该行的统一社会信用代码或单位名称后重新核算。", help_en: "mend the credit code or the name in the row and run again",
    }
    BASE_PARTLY_RETURNED = "R438" Warning {
        zh: "企业 {firm} 措施{measure} {year} 年度的奖补已部分退回，所余 {amount} 元只对应其自身的支出，其核定基数 {base} 元不再计入", en: "the award of {year} to {firm}, measure {measure}, was returned in part: the {amount} yuan left stand for costs of their own, and its base of {base} yuan does not count again",
        help_zh: "经核实仍应计入的，请在历史奖补“已核实”列填“是”。", help_en: "where it should count all the same, say yes in the column `confirmed` of the earlier awards",
    }
    DUPLICATE_LOWERS_NOTHING = "R439" Note {
        zh: "企业 {firm} 措施{measure}有凭证已获{source}支持，剔除后金额不变", en: "papers of {firm} under measure {measure} were supported by {source_en}; without them the amount is the same",
        help_zh: "其余凭证或申请金额仍支持该金额，请核对。", help_en: "the other papers, or what was asked for, still give it; check them",
    }
    PAYMENT_TOTALS = "R440" Error {
        zh: "支付文件的合计与各行不符：合计 {stated} 元，各行之和 {sum} 元", en: "the total of a payment file is not that of its rows: {stated} stated, {sum} found",
        help_zh: "文件可能缺行或被改动，请重新导出；未查明前不得据以对账。", help_en: "rows may be missing or altered; export it again before anything rests on it",
    }
    PAYMENT_ROWS_REFUSED = "R441" Error {
        zh: "支付文件有 {count} 行无法读取，对账不能平衡", en: "{count} rows of payment files cannot be read; nothing balances without them",
        help_zh: "请按各行的提示更正后重新对账。", help_en: "mend them as said for each row, then reconcile again",
    }
    STATES_TO_ACT_ON = "R442" Warning {
        zh: "{what}：{count} 项，{amount} 元", en: "{what_en}: {count}, {amount} yuan",
        help_zh: "{advice}。", help_en: "{advice_en}",
    }
    QUOTA_LAPSES = "R443" Warning {
        zh: "距 {day} 还有 {days} 天，仍有 {count} 项 {amount} 元未付清，届时额度失效", en: "{days} days to {day}: {count} claims with {amount} yuan are not yet paid in full, and the quota lapses then",
        help_zh: "请优先支付，或申请结转。", help_en: "pay them first, or ask for the quota to be carried over",
    }
    INTEREST_UNKNOWN = "R444" Warning {
        zh: "申报项 {claim} 的追回利息无法计算：缺少 {rate} 在相应日期的数值或起息日", en: "the interest on {claim} cannot be reckoned: no {rate} for its days, or no first day",
        help_zh: "请补充利率表或起息日。", help_en: "add the rate, or the day from which interest runs",
    }
    NAME_CROWDED = "R445" Warning {
        zh: "名册有 {count} 行（如“{name}”）的代码或名称与过多申报企业相同，未能比对", en: "{count} rows of rosters (as `{name}`) have the code or name of too many applicants and were compared with none",
        help_zh: "请核对申报企业是否重复登记；确有其事的，调高 duplicates.most_in_block。", help_en: "see whether applicants are listed again and again; where it is right, raise duplicates.most_in_block",
    }
    EXACT_SIGNED = "R446" Note {
        zh: "{what}，据以认定身份", en: "{what_en}; they count as the same",
        help_zh: "", help_en: "",
    }
    EXACT_WAITS = "R447" Warning {
        zh: "{what}；在此之前不据以认定身份，有关申报项等待", en: "{what_en}; until then whatever rests on them waits",
        help_zh: "请在工作簿“名称抽样”中逐家核对所抽企业，并在首行签认，另存后列入 inputs.decisions；名单有变的，须重新签认。", help_en: "look at each that was drawn in the sheet `Sample of names`, sign in its first row, save it elsewhere and name it in inputs.decisions; where the list changes, it is signed again",
    }
    EXACT_AGAINST = "R448" Warning {
        zh: "{what}，本次不据以认定身份", en: "{what_en}: in this run the level confirms nothing",
        help_zh: "请查明原因（更名、注销后重名等），逐项认定，或改用名称登记库（inputs.register）。", help_en: "find out why (renamed, or the name given again), decide case by case, or give a register of names (inputs.register)",
    }
    REGISTER_INCOMPLETE = "R449" Warning {
        zh: "名称登记库（inputs.register）不全：名册中有代码而不属申报企业的，有的不在库内；相差一字的名称和曾用名不据以认定，所缺超过千分之二十八的，写法不同的名称也不据以认定", en: "the register of names (inputs.register) is not whole: it lacks some whom rosters name by a code and who are no applicants; names a character apart and former names are not settled by it, nor, where it lacks more than 28 in a thousand, names in another writing",
        help_zh: "请提供覆盖名册所在地区全部企业的登记库。", help_en: "give a register of all enterprises of the districts that the rosters are from",
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
    TASK_STALE = "R453" Warning {
        zh: "任务 {task} 最近的填报是 {day}，距截止日已超过 {months} 个月，视为未填报", en: "the last report about task {task} is of {day}, more than {months} months ago: it counts as none",
        help_zh: "请补报近期进展。", help_en: "report how it stands now",
    }
    TASK_REOPENED = "R454" Warning {
        zh: "任务 {task} 曾于 {before} 报为“已完成”，现又不是", en: "the task {task} was reported done on {before}, and now it is not",
        help_zh: "请核对前后两次填报：或前一次不实，或后一次填错。", help_en: "check both reports: the first was not true, or the second is a slip",
    }
    SCHEME_ALONE = "R455" Note {
        zh: "只看方案 {name}：文件中方案间择优（same_kind = choose_best），合并核算时其申报项可能让位于其他方案", en: "scheme {name} by itself: the file chooses the best between schemes (same_kind = choose_best), so in a joint run its claims may give way",
        help_zh: "方案间的取舍见合并核算的结果目录。", help_en: "the folder of the joint run tells what gave way",
    }
    KINDS_OPEN = "R456" Warning {
        zh: "他处支持的事项有 {count} 种说法没有规则，涉及 {claims} 项 {amount} 元，待归类后才能比对", en: "{count} texts of items supported elsewhere are in no rule; {claims} claims, {amount} yuan, wait for them to be sorted",
        help_zh: "见工作簿的“待归类事项”：每种说法答一次，存入 inputs.decisions，以后各年都用。", help_en: "see the sheet of items to sort: answer once for each text and name the file in inputs.decisions; it holds in later years",
    }
    YEAR_OFF = "R457" Warning {
        zh: "{count} 项申报与{source}的同类支持期间只差一年，涉及 {amount} 元，未予核减，留痕备查", en: "{count} claims have same-kind support of {source_en} one year before or after, {amount} yuan; nothing is lowered, and they stay on record",
        help_zh: "名册的年度可能是拨付年度或写错：请核对，在“相差一年”表按来源作答；其余见“重复享受核查”中结论为“相差一年”的行。", help_en: "the year of the roster may be that of payment, or wrong: check it and answer by source in the sheet `One year off`; the rest are the rows `one year off` of the sheet of duplicate support",
    }
    NEVER_BY_PAPER = "R458" Warning {
        zh: "{source}的名册没有任何凭证号，{count} 项疑似永远无法以凭证证实", en: "the roster of {source_en} names no paper: its {count} suspected cases can never be proven by paper",
        help_zh: "可在该名册写 proof = \"kind\"（同类且同期间即认定），或按“凭证征询”请企业一次补齐。", help_en: "write proof = \"kind\" for this roster, so that the same kind and period prove it, or ask the enterprises once, as the sheet of papers to ask for lists them",
    }
    STATE_BY_TITLE = "R459" Warning {
        zh: "{source}有 {lists} 份名册没有状态，按标题推定为已核定，{count} 项申报据此重复，涉及 {amount} 元，其后有无退回未答之前不予核减，暂缓拨付{returned}", en: "{lists} rosters of {source_en} have no states and are taken for approved by their titles: {count} claims repeat them, {amount} yuan; until it is said whether any was returned later nothing is lowered, and payment waits{returned_en}",
        help_zh: "请向来源单位问一次：其中有无已退回的。在“名册待补”填写“其后有无退回”：没有的即予核减；已退回的另列一份名册（状态“已退回”）作为该来源的输入，据此不予核减。", help_en: "ask the source once whether any of it was returned and fill in `Returned later` on the sheet of lists to complete: where none was, it is lowered; a list of what was returned (state 已退回), named as a further roster of the source, says what is not",
    }
    ACROSS_FOUND = "R460" Warning {
        zh: "措施{measure}有 {count} 项与{other}措施{other_measure}的申报属同一支持，未予核减", en: "measure {measure}: {count} claims are the same support as claims for measure {other_measure} of {other_en}; nothing is deducted",
        help_zh: "请只拨付其中一处，或设 across.same_kind = \"choose_best\"。", help_en: "pay one of them only, or set across.same_kind = \"choose_best\"",
    }
    ACROSS_CHOSEN = "R461" Warning {
        zh: "措施{measure}有 {count} 项因{other}措施{other_measure}的同一支持更高而不予支持，共 {amount} 元", en: "measure {measure}: {count} claims get nothing, {amount} yuan in all, since measure {other_measure} of {other_en} gives more for the same",
        help_zh: "请通知企业撤回该项。", help_en: "have the enterprises withdraw these claims",
    }
    ACROSS_DRAFT = "R462" Warning {
        zh: "本方案的金额因征求意见稿 {other} 而降低", en: "amounts of this scheme fell because of the draft {other}",
        help_zh: "征求意见稿不是依据：该结果只可推演，不得据以拨付。", help_en: "a draft is no ground: this is a simulation and never to be paid on",
    }
    ACROSS_SUSPECTED = "R463" Warning {
        zh: "措施{measure}有 {count} 项可能与{other}措施{other_measure}的申报属同一支持，缺少可比对的凭证", en: "measure {measure}: {count} claims may be the same support as claims for measure {other_measure} of {other_en}; papers are missing or do not settle it",
        help_zh: "请逐项核对，明细见“方案间同类支持”。", help_en: "look at each; they are listed in the sheet of support across schemes",
    }
    RANK_TIE = "R464" Warning {
        zh: "措施{measure}第 {place} 名（每项 {amount} 元的最后一名）处有 {count} 项得分相同，{how}", en: "measure {measure_en}: {count} claims of equal score share place {place}, the last that gets {amount} yuan; {how_en}",
        help_zh: "由方案的 ties 决定；如另有并列处理办法，请在方案或选项中改写。", help_en: "ties in the scheme decides; change it there or by an option if there is another rule for ties",
    }
    REVIEW_ABOVE = "R465" Warning {
        zh: "审定金额 {read} 高于申报金额 {filed}，不予采用", en: "the amount reviewed, {read}, is above the {filed} that was filed; it does not count",
        help_zh: "审定只能核减，不能调增；同意申报金额的，填同一金额或结论“通过”。金额按该行币种，单位元。", help_en: "a review only lowers; to let it stand, write the amount as filed or the verdict `as filed`. Amounts are in the currency of the row",
    }
    REVIEW_UNCLEAR = "R466" Warning {
        zh: "审定填写不明（{what}），不予采用", en: "the review is not clear ({what_en}); it does not count",
        help_zh: "“核减”须填审定金额；“通过”“不予支持”可不填金额，填了须与结论一致；没有金额的行只能“通过”或“不予支持”。", help_en: "`cut` needs an amount; `as filed` and `refused` need none, and must agree with one that is there; a row without an amount is either as filed or refused",
    }
    REVIEW_OUTDATED = "R467" Warning {
        zh: "申报项 {claim} 的审定所据内容已变化，不予采用，重新列入审定表；该项暂缓拨付", en: "what was reviewed of claim {claim} has changed: the review does not count and is put to the reviewer again; the claim waits",
        help_zh: "请对照新的审定表重新审定；原审定保留不改。", help_en: "review it again in the new review workbook; the old decision stays as it is",
    }
    REVIEW_UNKNOWN = "R468" Warning {
        zh: "审定编号 {read} 在本次核算中没有对应的行，不予采用", en: "nothing of this run has the review id {read}; the review does not count",
        help_zh: "请核对审定表是否属于本次核算；申报已撤下的，删去该行即可。", help_en: "see whether the workbook belongs to this run; where the filing was withdrawn, drop the row",
    }
    REVIEW_CONTRADICTS = "R469" Warning {
        zh: "申报项 {claim} 的{subject}有同一审核方式、同一天的两个不同审定，均不采用；该项暂缓拨付", en: "claim {claim}, {subject_en}: two different reviews of one kind and day; neither counts, and the claim waits",
        help_zh: "请以新的日期写明最终审定。", help_en: "state the final one under a later day",
    }
    TIER_EDGE = "R470" Note {
        zh: "措施{measure}有 {count} 项得分恰在分档线 {score} 上，按达到该档计 {amount} 元", en: "measure {measure_en}: {count} claims score exactly {score}, the edge of a tier, and get its {amount} yuan", help_zh: "", help_en: "",
    }
    REVIEW_DAY = "R471" Warning {
        zh: "审定日期 {read} 早于受理日期 {accepted}，不予采用", en: "the review of {read} is before the acceptance on {accepted}; it does not count",
        help_zh: "请更正审定日期。", help_en: "put the day right",
    }
    REVIEWS_COUNT = "R472" Note {
        zh: "审定 {count} 条生效，涉及 {claims} 项，核减 {amount} 元（调整预算和年度上限之前）", en: "{count} reviews act on {claims} claims and cut {amount} yuan (before the caps of the year and the budget)",
        help_zh: "明细见 reviews_read 表，审减率见 review_rates 表。", help_en: "the table `reviews_read` lists them, `review_rates` how much each reviewer cut",
    }
    SUPPLEMENT_OVERDUE = "R473" Warning {
        zh: "{claim} 的补正已逾期：期限 {due}，核查日 {day}", en: "a supplement of {claim} is overdue: due on {due}, looked at on {day}",
        help_zh: "有关款项暂缓；请补正、视为撤回，或逐项认定。", help_en: "its money waits: enter the supplement, a withdrawal, or decide the claim",
    }
    FILED_AS_BEFORE = "R474" Warning {
        zh: "{firm} 以变更前的代码 {read} 申报，变更登记中现为 {now}", en: "{firm} files under {read}, a code of before; by the register of changes it is {now} now",
        help_zh: "请核对主体；有关申报项暂缓拨付，请以现代码重新申报，或逐项认定。", help_en: "find out who files: its claims wait until it files under its code of now, or a person decides",
    }
    SPLIT_SUPPORTED = "R475" Warning {
        zh: "{firm} 由 {old} 分立而来，该单位曾获同一措施支持，有关的 {count} 个申报项暂缓拨付", en: "{firm} comes of a split of {old}, which was supported under the same measure; {count} of its claims wait",
        help_zh: "一次性权利、上限由谁承继，登记不说明；请认定。", help_en: "no register says who takes over what was used; a person decides",
    }
    SECOND_TEST_STOPS = "R476" Error {
        zh: "拨付前复核：{firm} {what}（{condition}），清单上有其 {amount} 元", en: "second look before payment: {firm} {what_en} ({condition_en}), and the list pays {amount} yuan",
        help_zh: "请以新的名单和部门意见重新核算，有关款项即予暂缓或不予支持，再出具清单。", help_en: "run again with the new lists and opinions: then the money waits or is refused, and the list can be made",
    }
    SECOND_TEST_MISSING = "R477" Warning {
        zh: "方案要求核查名单或部门意见，本次出具清单没有给出新的名单和意见，未作拨付前复核", en: "the run asks lists or departments, and this list was made without new ones: no second look was taken",
        help_zh: "请用 --listed、--opinions 给出最新的文件。", help_en: "give the newest files with --listed and --opinions",
    }
    LIST_YEAR_CONTRADICTED = "R478" Warning {
        zh: "名册写明 {stated} 年，但其中 {count} 行的同类支持落在 {year} 年（{alike} 行金额或凭证相同），落在 {stated} 年的 {within} 行；未作更正", en: "the roster states {stated}, but {count} of its rows are of the kind of claims of {year} ({alike} of equal amount or paper), {within} of claims of {stated}; nothing was corrected",
        help_zh: "请向来源单位核实，在“名册待补”中填写该年度实为哪一年；所写无误的照填原年度。两个年度兼有的填两个（如 2025、2026）。答一次即可，各行一并适用。", help_en: "ask the source which year is meant and fill it in on the sheet of lists to complete, the same year where it is right, or both (2025、2026) where rows of both stand there; one answer holds for all rows",
    }
    NEVER_PAID = "R480" Error {
        zh: "征求意见稿和情景推演的结果不得据以拨付，不生成拨付清单", en: "what a draft scheme or a scenario yields is never to be paid: there is no payment list of it",
        help_zh: "请去掉 payments，其余报告可照常生成。", help_en: "leave `payments` out; the other reports can be made",
    }
    PAYMENT_HELD = "R481" Warning {
        zh: "{count} 个申报项、{amount} 元暂缓拨付：{why}", en: "{count} claims, {amount} yuan, wait to be paid: {why_en}",
        help_zh: "明细见 held 表；认定后用 `jiangbu report 结果目录 --only payments --decisions 认定表` 放行。", help_en: "the table `held` lists them; once decided, `jiangbu report RUN --only payments --decisions FILE` releases them",
    }
    OBJECTION_UNKNOWN = "R482" Error {
        zh: "[payment] objections 所列“{read}”不是本次核算的申报项编号或统一社会信用代码", en: "`{read}` under [payment] objections is no claim and no credit code of this run",
        help_zh: "请核对。", help_en: "check it",
    }
    NOTHING_RELEASED = "R483" Error {
        zh: "所给认定没有放行任何暂缓的款项", en: "the decisions given release nothing that waits",
        help_zh: "认定须逐项写明疑点编号、证据指纹（见 held 表）、结论“不重复”、理由、决定人和日期；同一申报项的各项疑点都须认定。", help_en: "each needs the finding and the evidence of the table `held`, the verdict `clear`, why, who and when; every finding of a claim must be decided",
    }
    RELEASED_OWES = "R484" Warning {
        zh: "{firm} 尚欠应追回款，暂缓的 {amount} 元须重新核算、抵扣后再拨", en: "{firm} still owes money ordered back: its {amount} yuan are paid after another run that sets off",
        help_zh: "", help_en: "",
    }
    LISTED_BEFORE = "R485" Note {
        zh: "所放行的 {count} 个申报项（如 {claim}）已列入此前的放行清单（至第 {number} 张），不再列", en: "{count} of the claims released (such as {claim}) stand on lists before (up to list {number}) and are not listed again",
        help_zh: "需要再印某张清单的，用 `jiangbu report 结果目录 --only payments --list {number}`。", help_en: "to print a list once more: `jiangbu report RUN --only payments --list {number}`",
    }
    LISTED_AND_REVERSED = "R486" Warning {
        zh: "{firm} 的 {claim}（{amount} 元）已列入此前的放行清单（第 {number} 张），现在的认定却是不予放行", en: "{claim} of {firm} ({amount} yuan) was listed before (list {number}), and is now decided to be held",
        help_zh: "清单不因此收回：未付的请停付，已付的按追回处理。", help_en: "no list takes it back: stop the payment, or order the money back",
    }
    RELEASED_NO_ACCOUNT = "R487" Warning {
        zh: "{firm} 的 {claim}（{amount} 元）已认定，但账户有疑（{why}），仍暂缓", en: "{claim} of {firm} ({amount} yuan) is decided, but waits on for the account ({why_en})",
        help_zh: "请该单位更正账户后重新核算。", help_en: "have the account mended and run again",
    }
    NO_SUCH_LIST = "R488" Error {
        zh: "没有第 {number} 张放行清单，本次核算共开出 {count} 张", en: "there is no list {number} of released sums; {count} were issued of this run",
        help_zh: "", help_en: "",
    }
    SEGMENTS_WITHOUT_PAPERS = "R489" Warning {
        zh: "台账中 {count} 段（第 {numbers} 段）由旧版本写入，没有凭证指纹：其中核准过的凭证再次报来不会被发现", en: "{count} segments of the ledger ({numbers}) were written by an earlier version without papers: what they paid is not known when it is filed again",
        help_zh: "请人工核对这些批次的凭证。", help_en: "compare the papers of those batches by hand",
    }
    PLAN_GROWTH = "R490" Note {
        zh: "{name}：{why}", en: "{name}: {why_en}",
        help_zh: "两种口径的路径都在报告中列出。", help_en: "the report shows both paths",
    }
    FIGURES_SYNTHETIC = "R491" Note {
        zh: "{count} 条数据和填报为合成，只作演示", en: "{count} figures and reports are synthetic, for demonstration only",
        help_zh: "正式报告请换成有出处的数据。", help_en: "use figures with a source for a real report",
    }
    FIGURE_STALE = "R492" Warning {
        zh: "{name} 的最近一个数是 {period}，距截止日已超过 {months} 个月，视为无数据", en: "the last figure of {name} is for {period}, more than {months} months ago: no data",
        help_zh: "请补报近期数据。", help_en: "report a recent figure",
    }
    FIGURE_ESTIMATE = "R493" Note {
        zh: "{name} 在 {period} 的数为预计数，只列出不判断", en: "{name} for {period} is an estimate: shown, not judged",
        help_zh: "", help_en: "",
    }
    NOTHING_REPORTED = "R494" Warning {
        zh: "计划 {plan} 有 {count} 项任务没有任何填报", en: "{count} tasks of the plan {plan} have no report at all",
        help_zh: "没有填报的任务不会显示为正常。", help_en: "a task without a report is never shown as going well",
    }
    PLAN_NOT_FOLLOWED = "R495" Note {
        zh: "{count} 行属于计划“{read}”，本报告没有该计划，不采用", en: "{count} rows belong to the plan `{read}`, which this report does not follow",
        help_zh: "需要时请在命令中加上该计划的文件；如是笔误，请改为计划编号。", help_en: "name its file in the command if it is wanted; mend the cell if it is a slip",
    }
    OPINION_MISSING = "R496" Warning {
        zh: "{firm}：{departments}{day}没有答复（{condition}），有关的 {count} 个申报项暂缓拨付", en: "{firm}: {departments} did not answer{day_en} ({condition_en}); {count} of its claims wait",
        help_zh: "没有答复不是同意；请催办，将答复写入部门意见后重新核算，或逐项认定。", help_en: "no answer is no agreement: ask again and run anew with the answer among the opinions, or decide claim by claim",
    }
    OPINION_AGAINST = "R497" Warning {
        zh: "{firm}：{department}{what}（{condition}）", en: "{firm}: {department} {what_en} ({condition_en})",
        help_zh: "方案对此只提示；请人工判断。", help_en: "the scheme only warns of this; decide by hand",
    }
    TEST_DAY_UNKNOWN = "R498" Note {
        zh: "“{condition}”应按{step}核查，流程文件没有写明该日，以文件所载为准", en: "{condition_en} is looked at on the day of the {step_en}, which the pipeline does not name; what the files say holds",
        help_zh: "公示首日写在 [notice] publication_date，拨付日写在 [pipeline] payment_date。", help_en: "the first day of the publication is [notice] publication_date, that of the payment [pipeline] payment_date",
    }
    SECOND_TEST_FAILS = "R499" Warning {
        zh: "拨付前复核：{firm} {what}（{condition}），{claim} 的 {amount} 元不予放行", en: "second look before payment: {firm} {what_en} ({condition_en}); {amount} yuan of {claim} are not released",
        help_zh: "情况与核算时不同；请以新的名单和部门意见重新核算。", help_en: "this is not what the run was made with: run again with the new lists and opinions",
    }
    OBJECTION_BATCH = "R500" Note {
        zh: "异议批次：重新核算 {count} 个申报项；其余 {others} 项不变，以 {run}（台账第 {number} 段）为准", en: "a batch of objections: {count} claims are computed anew; the other {others} stay as {run} (segment {number} of the ledger) has them",
        help_zh: "", help_en: "",
    }
    OBJECTION_LESS = "R501" Warning {
        zh: "{claim} 重新核算为 {now} 元，少于已核定的 {before} 元：本批不再支付，多出 {more} 元", en: "{claim} computed anew is {now} yuan, less than the {before} yuan as published: nothing more is paid, {more} yuan are too much",
        help_zh: "多出的是否追回由人决定；已付的列入追回台账。", help_en: "a person decides whether the rest is ordered back; what was paid goes into the list of clawbacks",
    }
    OBJECTION_DONE = "R502" Note {
        zh: "{claim} 的异议已在台账第 {number} 段处理，本批不再核算", en: "the objection about {claim} was settled in segment {number} of the ledger; it is not computed again",
        help_zh: "", help_en: "",
    }
    OBJECTION_POOL = "R503" Warning {
        zh: "按公示的比例本批需 {needed} 元，资金总额只余 {left} 元：各项同比例核减", en: "at the share as published this batch needs {needed} yuan; {left} yuan are left: all its claims are cut alike",
        help_zh: "追加预算后重新核算，或维持核减。", help_en: "add to the budget and run again, or let the cut stand",
    }
    PAYEE_RENAMED = "R504" Note {
        zh: "变更登记：对账文件中的“{read}”（{count} 处）即 {firm}（{code}）", en: "register of changes: `{read}` in the files given ({count} times) is {firm} ({code})",
        help_zh: "", help_en: "",
    }
    PART_TOO_EARLY = "R505" Warning {
        zh: "分期 {read} 自 {first} 起支付，放行决定写的是 {day}：不予放行", en: "the part {read} may be paid from {first} on; the decision that releases it is of {day}: it is not released",
        help_zh: "到期后以当日或以后的日期另写一行决定。", help_en: "once it is due, enter another decision under a day of then",
    }
    OBLIGATION_BROKEN = "R506" Warning {
        zh: "{firm} 违反义务“{what}”（{clause}，{claim}）：{seen}（{day}）；可追回 {amount} 元，利息 {interest} 元", en: "{firm} broke the obligation `{what_en}` ({clause}, {claim}): {seen} ({day}); {amount} yuan could be ordered back, with {interest} yuan of interest",
        help_zh: "由人决定；决定追回的，写入追回台账（--clawbacks）。", help_en: "a person decides; what is ordered back goes into the list of clawbacks (--clawbacks)",
    }
    OBLIGATIONS_UNSEEN = "R507" Note {
        zh: "{count} 家有义务的单位没有义务期内的登记快照，如 {firm}", en: "{count} enterprises with obligations have no snapshot within their term, such as {firm}",
        help_zh: "请把登记快照列入 --snapshots。", help_en: "give snapshots of the register with --snapshots",
    }
    KINDS_OFFERED = "R508" Note {
        zh: "他处支持的事项有 {count} 种说法，规则只说可能同类，涉及 {claims} 个申报项；在“待归类事项”各答一次，即不必逐件认定", en: "of {count} texts of items elsewhere rules only say that they are possibly the same, for {claims} claims: sorted once each on the sheet of items to sort, no case need be decided by itself",
        help_zh: "", help_en: "",
    }
    ACCOUNT_REPLACED = "R509" Note {
        zh: "{firm} 按补报账户（尾号 {tail}，自 {on}，{by}）拨付，不用申报所填账户（尾号 {before}）", en: "{firm} is paid to the account given later (ending in {tail}, from {on}, {by}), not to that of its filing (ending in {before})",
        help_zh: "请留存账户证明。", help_en: "keep the proof of the account",
    }
    ACCOUNT_TOO_LATE = "R510" Warning {
        zh: "{firm} 的补报账户（尾号 {tail}）自 {on} 起用，晚于拨付日（{day}），本次拨付清单不采用", en: "the account given for {firm} (ending in {tail}) holds from {on}, after the day of payment ({day}): this payment list does not use it",
        help_zh: "应付至新账户的，改 [pipeline] payment_date 重新核算；已核准的，出具清单时用 --accounts 给出。", help_en: "where the new one is to be paid, set payment_date under [pipeline] and run again; once approved, give the file with --accounts when the list is made",
    }
    ACCOUNT_AFTER_LIST = "R511" Warning {
        zh: "{firm} 已列入此前的清单（账号尾号 {before}，{amount} 元），现补报账户尾号 {tail}（自 {on}）", en: "{firm} stands on an earlier list with {amount} yuan, to an account ending in {before}; now one ending in {tail} is given (from {on})",
        help_zh: "请与财务核对：尚未付出的先停付；已付至旧账户被退回的，重新开票至新账户。", help_en: "ask finance: stop the payment where it is not out; where the bank returns it, order it anew to the new account",
    }
    PAID_BEFORE_DUE = "R512" Warning {
        zh: "{claim}（{firm}）有 {amount} 元在未到期时支付：到 {day} 为止应付 {due} 元", en: "{amount} yuan of {claim} ({firm}) were paid before they were due: by {day} {due} yuan were due",
        help_zh: "请核对放行的认定和拨付清单；条件未具备的，请收回。", help_en: "check the decisions and the list that released it; take it back where its condition is not met",
    }
    ACCOUNT_OLDER = "R513" Warning {
        zh: "{firm} 的补报账户（尾号 {tail}）自 {on} 起用，早于现用账户（尾号 {now}，自 {since}），未采用", en: "the account given for {firm} (ending in {tail}) holds from {on}, before the one in use (ending in {now}, from {since}): it is not used",
        help_zh: "请核对先后；确应改回的，另报一行，起用日期写改回之日。", help_en: "check which is the later; to return to it, give it once more from the day on which it holds again",
    }
    ACCOUNT_FAR_OFF = "R514" Error {
        zh: "{firm} 的补报账户（尾号 {tail}）自 {on} 起用，远在奖补年度之后，不能采用", en: "the account given for {firm} (ending in {tail}) holds from {on}, long after the award year: it cannot be used",
        help_zh: "请核对起用日期。", help_en: "check the day from which it holds",
    }
    FACT_BLANK = "R515" Warning {
        zh: "{firm} 未填“{column}”，而{clause}要求此项：按不符合处理，{count} 项申报因此不予支持", en: "{firm} does not state `{column_en}`, which {clause} asks for: that was taken for no, and {count} of its claims get nothing",
        help_zh: "请补充后重新核算；确实不符合的，填“否”。", help_en: "ask for it and run again; where the answer is no, write 否",
    }
    PAPERS_ACROSS = "R516" Warning {
        zh: "{count} 个{paper}同时列在“{own}”和“{other}”的申报中（如 {first}），两个方案都按有效计算", en: "{count} papers ({paper_en}) stand in claims under `{own_en}` and under `{other_en}` (such as {first}); both schemes counted them",
        help_zh: "同一张凭证只能支持一处：请确认由哪个方案支持，从另一处剔除；同类措施写入对照表（crosswalk）。", help_en: "one paper can bear one claim only: decide which scheme pays and take it out of the other; put measures of the same kind into the crosswalk",
    }
    ACCOUNT_LATER = "R517" Warning {
        zh: "{firm} 的补报账户（尾号 {tail}）自 {from} 起用，晚于清单日期，本清单不采用", en: "the account given for {firm} (ending in {tail}) holds from {from}, after the day of the list: this list does not use it",
        help_zh: "起用后再列清单，或核对 --on 的日期。", help_en: "make the list once it holds, or check the day given as --on",
    }
    WHICH_ACCOUNT = "R518" Error {
        zh: "{firm} 有 {count} 个补报账户，付至哪一个须看清单日期", en: "{count} accounts are given for {firm}: which of them holds depends on the day of the list",
        help_zh: "用 --on 写明清单日期，如 --on 2026-11-30；不再使用的账户请从表中删去。", help_en: "say the day of the list with --on, as in --on 2026-11-30, or remove the accounts that no longer hold",
    }
    VERDICT_UNCLEAR = "R640" Warning {
        zh: "疑点 {read} 的结论填写不明（{what}），不予采用；有关申报项暂缓拨付", en: "the verdict on finding {read} is not clear ({what_en}); it does not count, and the claims wait",
        help_zh: "“核减”写处理后金额，涉及几项的还要写明所指申报项；“保留所指”写明保留哪一项；其他结论不写金额和申报项。", help_en: "`cut` takes the amount left, and the claim meant where several are touched; `keep the one named` takes the claim; other verdicts take neither",
    }
    VERDICT_UNKNOWN = "R641" Warning {
        zh: "疑点编号 {read} 在本次核算中没有对应的疑点，不予采用", en: "this run has no finding {read}; the verdict does not count",
        help_zh: "请核对审定表是否属于本次核算；疑点已不存在的，删去该行即可。", help_en: "see whether the workbook belongs to this run; where the finding is gone, drop the row",
    }
    VERDICT_OUTDATED = "R642" Warning {
        zh: "疑点 {read}（{about}）的决定所据内容已变化，不予采用，重新列出；有关申报项暂缓拨付", en: "what finding {read} ({about_en}) was decided on has changed: the verdict does not count, the finding is shown again, and its claims wait",
        help_zh: "请对照新的审定表重新决定；原决定保留不改。", help_en: "decide it again in the new review workbook; the old verdict stays as it is",
    }
    VERDICT_CONTRADICTS = "R643" Warning {
        zh: "疑点 {read}（{about}）同一天有两个不同的决定，均不采用；有关申报项暂缓拨付", en: "finding {read} ({about_en}): two different verdicts of one day; neither counts, and its claims wait",
        help_zh: "请以新的日期写明最终决定。", help_en: "state the final one under a later day",
    }
    VERDICT_NOT_OF_GROUP = "R644" Warning {
        zh: "所指申报项“{read}”不在该疑点涉及的申报项（{known}）之中，不予采用；有关申报项暂缓拨付", en: "`{read}` is none of the claims of the finding ({known}); the verdict does not count, and the claims wait",
        help_zh: "请照抄“涉及申报项”中的一个编号。", help_en: "copy one of the ids under `Claims`",
    }
    FINDINGS_OPEN = "R645" Note {
        zh: "{count} 个疑点待决（{read}，{what}）", en: "{count} findings are to be decided ({read}, {what_en})",
        help_zh: "见 asked 表；在审定表的“待决疑点”中填写，列入 inputs.reviews。", help_en: "see the table `asked`; fill in the sheet `Findings to decide` of the review workbook and name it in inputs.reviews",
    }
    OBJECTION_OUTSIDE = "R646" Note {
        zh: "[payment] objections 中的“{read}”属于已公示的 {run}，不在本异议批次中，与本批无关", en: "`{read}` in [payment] objections is a claim of the published run {run} and not in this batch of objections: it holds nothing here",
        help_zh: "", help_en: "",
    }
    INVOICE_VOID = "R660" Warning {
        zh: "{firm} 所列的发票 {number}：{what}；{effect}", en: "invoice {number} of {firm}: {what_en}; {effect_en}",
        help_zh: "作废或全额红冲的发票不能作为依据；后果由流程文件 [trade] void 决定。", help_en: "a void or reversed invoice proves nothing; `void` in [trade] of the pipeline says what follows",
    }
    INVOICE_REVERSED = "R661" Warning {
        zh: "{firm} 所列的发票 {number}：{what}；{effect}", en: "invoice {number} of {firm}: {what_en}; {effect_en}",
        help_zh: "请把红字发票一并导出，或在“对应蓝字发票号码”列写明。", help_en: "export the red invoice as well, or name the invoice that it reverses in its column",
    }
    ABOVE_INVOICE = "R662" Warning {
        zh: "{firm} 凭发票 {number} 申报：{what}；{effect}", en: "invoice {number}, claimed by {firm}: {what_en}; {effect_en}",
        help_zh: "请核对发票和分摊；后果由流程文件 [trade] above 决定。", help_en: "look at the invoice and at how it is shared out; `above` in [trade] of the pipeline says what follows",
    }
    ANOTHER_BUYER = "R663" Warning {
        zh: "{firm} 所列的发票 {number}：{what}；{effect}", en: "invoice {number} of {firm}: {what_en}; {effect_en}",
        help_zh: "曾用名请填在基本情况或变更登记中。", help_en: "a name of before belongs into the basic facts or the register of changes",
    }
    DOUBTFUL_SELLER = "R664" Warning {
        zh: "{firm} 所列的发票 {number}：{what}；{effect}", en: "invoice {number} of {firm}: {what_en}; {effect_en}",
        help_zh: "请核实交易是否真实、价格是否公允。", help_en: "find out whether the trade is real and its price fair",
    }
    ANOTHER_PAYER = "R665" Warning {
        zh: "{firm} 的付款（{number}）：{what}；{effect}", en: "payment of {firm} ({number}): {what_en}; {effect_en}",
        help_zh: "委托付款的，请附委托书后认定。", help_en: "where somebody paid on its behalf, ask for the mandate and decide",
    }
    ANOTHER_PAYEE = "R666" Warning {
        zh: "{firm} 的付款（{number}）：{what}；{effect}", en: "payment of {firm} ({number}): {what_en}; {effect_en}",
        help_zh: "请核实款项是否付给销方。", help_en: "find out whether the seller was paid",
    }
    INVOICE_MISSING = "R667" Warning {
        zh: "{firm} 所列的发票 {number}：{what}；{effect}", en: "invoice {number} of {firm}: {what_en}; {effect_en}",
        help_zh: "请核对号码（票面代码与号码可连写），或补充导出；涵盖的日期可写在 [trade] from、until。", help_en: "check the number (code and number may be written together) or export more; the days that the export covers may be stated in [trade] from and until",
    }
    BANK_REFERENCE_TWICE = "R668" Warning {
        zh: "{firm} 的银行流水号 {number}：{what}；{effect}", en: "bank reference {number} of {firm}: {what_en}; {effect_en}",
        help_zh: "一笔付款只能支持一处申报；请核对回单。", help_en: "one payment can bear one claim only; look at the receipts of the bank",
    }
    INVOICE_UNCLEAR = "R669" Warning {
        zh: "{firm} 所列的发票 {number} {what}；{effect}", en: "invoice {number} of {firm} {what_en}; {effect_en}",
        help_zh: "请查验该发票，改正导出文件；票面代码与号码可连写。", help_en: "look the invoice up and correct the export; code and number may be written together",
    }
    TRADE_COUNT = "R670" Note {
        zh: "核对发票和付款 {lines} 行，{known} 行的发票在导出中，疑点 {open} 个待处理；导出共 {invoices} 张发票，{unused} 张与申报无关", en: "{lines} lines were held against invoices and payments; the invoices of {known} are in the export, {open} doubts are open; of its {invoices} invoices no line names {unused}",
        help_zh: "明细见 trade 表。", help_en: "the table `trade` lists them",
    }
    RED_INVOICE_ALONE = "R671" Warning {
        zh: "{count} 张红字发票没有写明所红冲的发票，或所写的不在导出中", en: "{count} red invoices do not name the one that they reverse, or name none of the export",
        help_zh: "请在“对应蓝字发票号码”列写明，否则可能有已红冲的发票仍在申报中。", help_en: "name it in the column `Invoice reversed`; otherwise an invoice that was reversed may still bear a claim",
    }
    INVOICE_WITHOUT_TOTAL = "R672" Note {
        zh: "所列的 {count} 张发票在导出中没有价税合计，未比较金额", en: "the export does not say the total of {count} invoices that lines name; their amounts are not compared",
        help_zh: "请导出“价税合计”列，或同时导出金额和税额。", help_en: "export the total with tax, or both the amount and the tax",
    }
}
