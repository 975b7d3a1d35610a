//! F…: Faults that make a file, or what stands in it, unusable.

codes! {
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
        help_zh: "请删除或改名其中一列；分几栏并排印的名单，请把各栏上下接成一栏。", help_en: "remove or rename one of them; of a list printed side by side, put the parts below one another",
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
    LAYOUT_FAULT = "F226" Error {
        zh: "版式文件有误：{why}", en: "the layout is faulty: {why}",
        help_zh: "请在指出的位置改正，或删去该文件，改用内置版式。", help_en: "mend it where it says, or remove the file to use the built-in layout",
    }
    MISSING_GLYPH = "F227" Error {
        zh: "现有字体都没有“{character}”（{number}），报告无法打印：{text}", en: "no font has `{character}` ({number}), so the report cannot be printed: {text}",
        help_zh: "请把含该字的字体文件放进字体目录。", help_en: "put a font file that has it into the folder of fonts",
    }
    FONT_UNUSABLE = "F228" Error {
        zh: "不是可用的字体文件", en: "not a usable font file",
        help_zh: "可用 .ttf、.otf、.ttc 文件；请重新取得或删去该文件。", help_en: "use .ttf, .otf or .ttc files; get it again or remove it",
    }
    UNIT_UNUSED = "F229" Error {
        zh: "“{quote}”提到金额的单位或币种，与读法（{read}）不符或含义不确定，本表金额不采用", en: "`{quote}` names a unit or a currency; it differs from how amounts were read ({read}) or what it means is not certain, so that no amount of the sheet is used",
        help_zh: "请把单位写入表头（如 金额（万元））、设“币种”列，或在流程文件 [inputs] 的 units 中写明该文件的单位。", help_en: "write the unit into the heading (金额（万元）), add a column of currencies, or say the unit of the file under `units` of [inputs]",
    }
    STATEMENTS_CONTRADICT = "F230" Error {
        zh: "两处写明的单位或币种不一致：{first}；{second}", en: "two statements of the unit or the currency contradict each other: {first}; {second}",
        help_zh: "请只保留一处，或在流程文件 [inputs] 的 units 中写明该文件的单位。", help_en: "keep one of them, or say the unit of the file under `units` of [inputs]",
    }
    SECOND_HEADER = "F231" Error {
        zh: "第 {row} 行又是表头，列或单位与第 {first} 行的不同", en: "row {row} is a header again, with other columns or units than row {first}",
        help_zh: "请把两张表分放在两个工作表中，或统一表头和单位。", help_en: "put the two tables on two sheets, or give both the same headings and units",
    }
    WEIGHTY_COLUMN = "F232" Error {
        zh: "“{heading}”列有 {rows} 行内容（首见第 {first} 行），不对应任何输入列，可能影响金额", en: "the column `{heading}` is filled in {rows} rows (first in {first}) and leads to no input; it may change amounts",
        help_zh: "请改用规定的表头，删去该列，或在 headers.toml 中写明：[columns] 加别名，或 [unread] 的 columns 加该表头。", help_en: "use a known heading, remove the column, or decide in headers.toml: an alias under [columns], or the heading under `columns` of [unread]",
    }
    COLUMNS_UNREAD = "F233" Note {
        zh: "未读取的列：{columns}", en: "columns that were not read: {columns_en}",
        help_zh: "", help_en: "",
    }
    UNKNOWN_FILE_UNIT = "F234" Error {
        zh: "units 中“{file}”= “{unit}”：{why}", en: "`{file}` = `{unit}` in `units`: {why_en}",
        help_zh: "写法如 units = { \"a.xlsx\" = \"万元\" }；单位可写 元、万元、美元、万美元等。", help_en: "write units = { \"a.xlsx\" = \"万元\" }; units are 元, 万元, 美元, 万美元 and the like",
    }
    FOREIGN_COLUMN = "F235" Error {
        zh: "列“{column}”存的是{kind}，无法作为表格数据读取", en: "the column `{column}` holds {kind}, which no table can take",
        help_zh: "请把该列展开为文本、数值或日期后重新导出。", help_en: "export it again with that column as texts, numbers or dates",
    }
    ENCRYPTED_PARQUET = "F236" Error {
        zh: "Parquet 文件已加密", en: "the Parquet file is encrypted",
        help_zh: "请导出不加密的文件。", help_en: "export it without encryption",
    }
    ROSTER_COLUMN_UNREAD = "F237" Warning {
        zh: "名册的“{heading}”列有 {rows} 行内容（首见第 {first} 行），未读取；该名册没有写明事项的列，此列可能就是", en: "the roster's column `{heading}` is filled in {rows} rows (first in {first}) and was not read; no column says what its rows are for, and this may be it",
        help_zh: "请改用规定的表头（如“资助事项”），或在 headers.toml 中写明：[columns] 加别名，或 [unread] 的 columns 加该表头。", help_en: "use a known heading (such as 资助事项), or decide in headers.toml: an alias under [columns], or the heading under `columns` of [unread]",
    }
    QUOTE_OPEN = "F245" Error {
        zh: "第 {line} 行的引号{why}，其后的行会被吞掉", en: "the quotation mark that opens in line {line} {why}: the rows behind it would be swallowed",
        help_zh: "请在该行补上或删去引号（引号内的引号写两个），或改交 .xlsx。", help_en: "close or remove the mark there (a mark inside a text is written twice), or hand in .xlsx",
    }
    SAME_FILE = "F246" Error {
        zh: "与“{first}”的内容逐字节相同，不重复读取", en: "the same bytes as `{first}`; it was not read again",
        help_zh: "请删去其中一份；如应为另一份文件，请换上正确的文件。", help_en: "remove one of the two; if it should be another file, put the right one there",
    }
    FILES_SKIPPED = "F247" Note {
        zh: "隐藏或临时文件 {count} 个，未读取：{files}", en: "{count} hidden or temporary files were not read: {files}",
        help_zh: "如应读取，请改名（不以 . 或 ~$ 开头）。", help_en: "rename them if they should be read (not beginning with . or ~$)",
    }
    FILES_BESIDE = "F248" Note {
        zh: "同一文件夹中有 {count} 个文件不与任何模式匹配，未读取：{files}", en: "{count} files of the same folder match no pattern and were not read: {files}",
        help_zh: "如应读取，请在流程文件的 [inputs] 中补上。", help_en: "add them under [inputs] of the pipeline if they should be read",
    }
    FILE_SET_ASIDE = "F249" Error {
        zh: "整份搁置，未计入：{why}。涉及单位：{firms}；其中写明的金额 {stated}", en: "set aside whole and not counted: {why}. Applicants: {firms}; money stated in it: {stated}",
        help_zh: "请退回更正后重新核算；本次结果不完整，不能据以拨付（流程文件 [inputs] 写 incomplete = \"accepted\" 方可）。", help_en: "send it back and run again; until then the run is incomplete and nothing may be paid on it, unless [inputs] of the pipeline says incomplete = \"accepted\"",
    }
    FILE_REPLACED = "F250" Note {
        zh: "由更正件“{by}”（退件编号 {number}）取代：{rows}", en: "replaced by the mended `{by}` (return {number}): {rows}",
        help_zh: "", help_en: "",
    }
    MENDED_TWICE = "F251" Error {
        zh: "与“{other}”更正的是同一份原件“{file}”，不知以哪份为准", en: "it mends the same rows of `{file}` as `{other}` does: which of the two counts cannot be told",
        help_zh: "请只保留应采用的一份更正件。", help_en: "keep the one that should count",
    }
    GLYPH_BOXED = "F252" Warning {
        zh: "内置字体都没有“{character}”（{number}），PDF 报告中印作 {box}：{text}", en: "no built-in font has `{character}` ({number}); PDF reports print {box} for it: {text}",
        help_zh: "如须印出该字，请把含该字的字体放进 LOOK/fonts，再用 report --look LOOK 重新生成报告。", help_en: "to print it, put a font that has it into LOOK/fonts and print again with report --look LOOK",
    }
    COLUMN_WITHOUT_HEADING = "F253" Warning {
        zh: "{heading}没有表头，有 {rows} 行内容（首见第 {first} 行），未读取", en: "the column {heading} has no heading; what stands in {rows} of its rows (first in {first}) was not read",
        help_zh: "请补上规定的表头，或删去该列。", help_en: "give it a known heading, or remove it",
    }
    MENDED_EMPTY = "F254" Error {
        zh: "这是退件的更正件，却没有读到“{table}”的内容；原件仍然有效", en: "it mends a filing and holds nothing of `{table}` that could be read; the original still counts",
        help_zh: "请连同数据工作表一并交回，工作表名称保持不变；确要撤回的，请删去原件。", help_en: "hand it in with its sheets of data under their names; to withdraw a filing, remove the original",
    }
    DAYS_OUT_OF_ORDER = "F255" Error {
        zh: "{column} {read} 早于{other} {first}", en: "{column}: {read} lies before {first} ({other})",
        help_zh: "请核对日期；改正前该行不采用。", help_en: "check the days; until then the row is not used",
    }
    TWO_OPINIONS = "F256" Error {
        zh: "{department}同一天既为“{read}”又为“{other}”（{first}），不知以哪个为准", en: "on one day {department} says `{read}` and `{other}` ({first_en}): which of the two counts cannot be told",
        help_zh: "请向该部门核实，只保留一行；改正前两行都不采用。", help_en: "ask the department and keep one row; until then neither is used",
    }
    OPINION_OF_NOBODY = "F257" Warning {
        zh: "本批没有信用代码为 {read} 的申报单位，该意见未采用", en: "nobody with the credit code {read} files in this run; the opinion is not used",
        help_zh: "请核对信用代码。", help_en: "check the code",
    }
    OPINION_NOT_ASKED = "F258" Warning {
        zh: "方案和流程文件没有征求“{read}”的意见，未采用；征求的是：{known}", en: "neither scheme nor pipeline asks `{read}`, whose opinion is not used; asked are: {known}",
        help_zh: "请核对部门名称，或把该部门写入条件。", help_en: "check the name of the department, or let a condition ask it",
    }
    EVENT_UNKNOWN = "F259" Error {
        zh: "没有“{read}”这样的申报项、申报或申报单位", en: "no claim, filing or applicant is called `{read}`",
        help_zh: "申报项编号见核算结果的“申报项”表。", help_en: "ids of claims stand in the table of claims of a run",
    }
    NOTHING_PAID = "F260" Error {
        zh: "文件中没有一行写有凭证号、流水号或日期：这是待支付的清单，不是支付凭证", en: "no row names a voucher, a bank transaction or a day: this is a list of what is to be paid, not of what was",
        help_zh: "请给出支付凭证或银行回单；在拨付清单上登记支付的，补填支付凭证号和日期。", help_en: "give the vouchers or the bank's receipts; where payments are entered in the payment list, fill in voucher and day",
    }
    SUM_TOO_LARGE = "F261" Error {
        zh: "{what}的金额合计超出可计算的范围", en: "the amounts of {what_en} add up to more than can be reckoned with",
        help_zh: "请核对金额和单位。", help_en: "check the amounts and their units",
    }
    EVENT_ORDER = "F262" Error {
        zh: "{claim} 的“{event}”（{on}）{why}", en: "`{event}` of {claim} ({on}): {why_en}",
        help_zh: "请核对日期，补上在先的事项。", help_en: "check the day, or enter what came before",
    }
    EVENT_UNCLEAR = "F263" Error {
        zh: "{why}", en: "{why_en}",
        help_zh: "复核结论写“成立”或“不成立”，每次复核只写一行。", help_en: "write 成立 or 不成立 as the outcome, one row for each ruling",
    }
    DUE_UNKNOWN = "F264" Error {
        zh: "补正通知的期限不明：{why}", en: "until when the supplement is due cannot be told: {why_en}",
        help_zh: "请写明补正期限，或写工作日数并在 [pipeline] working_days 给出工作日历。", help_en: "write the day, or the number of working days with a calendar under [pipeline] working_days",
    }
    CHANGE_UNCLEAR = "F265" Error {
        zh: "变更登记：{why}", en: "the register of changes: {why_en}",
        help_zh: "请核对；一家变为几家的，变更类型写“分立”。", help_en: "check the row; where one becomes several, write 分立 as the kind",
    }
    SHEET_VOID = "F266" Error {
        zh: "“{sheet}”的表头是“{table}”，而按名称它可能不应计入", en: "by its headings `{sheet}` is {table}, and by its name it may not count",
        help_zh: "不应计入的请删除该表；应计入的请改用规定的工作表名称。", help_en: "delete the sheet if it should not count, else give it the prescribed name",
    }
    MENDED_BEYOND = "F268" Warning {
        zh: "更正件“{table}”中，原件合格的 {changed} 行没有原样交回（首见原件第 {first} 行：{what}），另多出 {added} 行", en: "in {table} of the mended file {changed} rows that were good did not come back as they were (first row {first} of the original: {what}), and {added} others joined them",
        help_zh: "更正件只应改正退回所列的问题；请核对这些改动，属实的另附说明。", help_en: "a mended file corrects what the return names; look at these changes before the run is used",
    }
    ROWS_ABOVE = "F269" Error {
        zh: "表头（第 {row} 行）之上，第 {first} 行像是另一个表头或数据，不会被读取", en: "above the header (row {row}) row {first} looks like another header or like data, which would not be read",
        help_zh: "请把两张表分放在两个工作表中，或统一表头、把数据移到表头之下。", help_en: "put the two tables on two sheets, or give them one header and move the rows below it",
    }
    OBJECTION_BASIS = "F270" Error {
        zh: "异议批次：{why}", en: "the batch of objections: {why_en}",
        help_zh: "[objections] of 指已公示、已核准的那次核算的结果目录；复核决定写在案卷事项中。", help_en: "[objections] of names the folder of the run that was published and approved; rulings stand among the events",
    }
    REQUEST_APART = "F271" Error {
        zh: "“{quote}”写明了申请金额，而各行没有写：程序逐行读取申请额，这一数额不会起作用", en: "`{quote}` states what is requested, and no line does: requests are read line by line, so that this one would not count",
        help_zh: "请在申报明细的“申请奖补金额”列逐行填写该申报项的申请额（同一申报项各行填同一数额）。", help_en: "write the request of each claim into the column 申请奖补金额 of its lines, the same amount in every line of a claim",
    }
    ROW_IS_A_SUM = "F272" Warning {
        zh: "本行各项齐全，但写有合计一类的词，或没有凭证号而金额恰为以上各行之和：金额 {sum} 按合计处理，不作明细", en: "this row is complete, but it names a total, or no paper while its amount is the sum of the rows above: {sum} is taken as a total and does not count",
        help_zh: "确为合计的，请删去本行的编号、日期、凭证号；确为明细的，请改去合计一类的词，补上凭证号。", help_en: "if it is a total, remove its numbers and day; if it is a line, give it another name and the number of its paper",
    }
    IMPORTS_ASIDE = "F273" Note {
        zh: "有 {rows} 行的“{heading}”写明为进口，不是出口数据，没有计入：第 {list} 行", en: "in {rows} rows `{heading}` says import: these are no export data and do not count ({list})",
        help_zh: "", help_en: "",
    }
    INTAKE_UNFIT = "F274" Error {
        zh: "“{path}”不能代替申报文件：{why}", en: "`{path}` cannot stand for the filings: {why_en}",
        help_zh: "请用现在的规则重新 `jiangbu intake`（仓库的表：`jiangbu views`，再运行其脚本），或在 [inputs] filings 中写申报文件本身。", help_en: "make it anew with `jiangbu intake` and the rules of now (tables of a warehouse: `jiangbu views`, then its runner), or name the filings themselves under [inputs] filings",
    }
    FILE_VOID = "F275" Error {
        zh: "文件或文件夹的名称中有“{read}”，该文件可能不应计入", en: "the name of the file or its folder has `{read}` in it: the file may not count",
        help_zh: "不应计入的，请移出文件夹；应计入的，请改名。", help_en: "move the file away if it should not count, else give it another name",
    }
    WAREHOUSE_REFUSED = "F276" Error {
        zh: "仓库的表 {table} 有 {rows} 行没有通过视图中的检查，未作为申报导出：{why}；其金额列合计 {stated}", en: "{rows} rows of {table} did not pass the checks of its views and were not handed on as filings: {why}; their amounts come to {stated_en}",
        help_zh: "各行及原因见该文件的 why 列；请在仓库中更正后重新运行导出。", help_en: "the column `why` of this file says it row by row: mend them in the warehouse and export again",
    }
}
