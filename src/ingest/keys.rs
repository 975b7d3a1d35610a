//! The keys of `headers.toml`.

use crate::config::{Section, Takes::*, sections};

/// Names of input columns, each with its headings.
pub static COLUMNS: Section = Section { title: ["列", "Columns"], ..Section::OPEN };

sections! {
    HEADERS("表头与用词", "Headings and words") {
        may "columns", Table(&COLUMNS), "列名及其可用表头，如 `amount = [\"付费总额\"]`", "a column and further headings for it, as `amount = [\"付费总额\"]`";
        may "payments", Table(&COLUMNS), "支付数据的列，同上", "the same for files of payments";
        may "invoices", Table(&COLUMNS), "发票平台导出的列，同上", "the same for the export of the invoice platform";
        may "case_file", Table(&COLUMNS), "名单、部门意见、案卷事项的列，同上", "the same for lists, opinions of departments and events of cases";
        may "sheets", Map(&List(&Text)), "输入表及其可用的工作表名称；`ignore` 为不读的表", "an input table and names of its sheets; `ignore`: sheets for people only";
        may "words", Table(&WORDS), "用词", "words";
        may "unread", Table(&UNREAD), "不对应任何输入的列怎样处理；未写的键取自带文件的值", "what follows from columns that lead to no input; what is left out is taken from the shipped file";
        may "categories", Map(&Map(&List(&Text))), "类别列的词及其别名", "words of category columns and their aliases";
    }
    WORDS("用词", "Words") {
        may "yes", List(&Text), "是", "true";
        may "no", List(&Text), "否", "false";
        may "nothing", List(&Text), "表示空白", "an empty cell";
        may "total", List(&Text), "合计行", "a row of totals";
        may "subtotal", List(&Text), "小计行", "a row of subtotals";
        may "row_number", List(&Text), "序号列", "a column of row numbers";
        may "remark", List(&Text), "备注行", "a row of remarks";
    }
    UNREAD("未读取的列", "Columns that lead nowhere") {
        may "harmless", List(&Text), "表头末尾括号中不影响取值的说明", "notes in brackets behind a heading that change nothing";
        may "neutral_groups", List(&Text), "自身不指明含义的上级表头", "groups of headings that say nothing of their own";
        may "neutral_parts", List(&Text), "上级表头中不改变含义的词", "words of groups of headings that change nothing";
        may "void_sheets", List(&Text), "名称含这些词、又无规定名称的工作表不计入，须先确认（F266）", "a sheet without a prescribed name that has such a word in it may not count and is refused (F266)";
        may "state_ends", List(&Text), "表头以此结尾的列写明该行的状态", "headings with these ends say the state of a row";
        may "state_good", List(&Text), "不影响金额的状态；其他状态整表退回", "states that change no amount; any other refuses the sheet";
        may "denial_good", List(&Text), "是否失信、企业状态等问题的无害答案", "harmless answers to such questions, and states of enterprises";
        may "state_open", List(&Text), "事项尚在办理的状态；在付款、到账等状态列中表示尚未付出", "states of what is still under way; in columns about payment they say that nothing was paid yet";
        may "state_payment", List(&Text), "表头含这些词的状态列说的是付款", "columns of states with such a word speak of payment";
        may "state_matters", List(&Text), "表头含这些词的状态列说的不是付款：各行相同时只提示", "columns of states with such a word speak of another matter than the payment: where all rows share one state it is only noted";
        may "registry_states", List(&Text), "企业自身状态的列，任何表中都须为无碍的状态", "columns of an enterprise's own state, which must be harmless in any table";
        may "standard_prefixes", List(&Text), "标准编号的开头=级别（? 为任一字母，# 为任一数字；几个级别用顿号隔开）：填报的级别不在其中的，提示并暂缓拨付（D425）", "beginnings of numbers of standards and their levels (`GB=国家`; `?` is any letter, `#` any digit): a level that is none of them is told, and the claim waits (D425)";
        may "firm_denials", List(&Text), "企业基本情况中的这些列，填了日期或答“是”的整表退回", "such a column of the basic facts refuses the sheet where it is answered by yes or a day";
        may "denials", List(&Text), "表头含这些词的列，答“是”的整表退回", "under such a heading the answer yes refuses the sheet";
        may "other_support", List(&Text), "企业已从别处取得的资金，填有内容的整表退回", "what an enterprise has from elsewhere: filled in, it refuses the sheet";
        may "under_headings", List(&Text), "表头下一行的填写要求，不作为数据", "how to fill in the columns, in the row below the headings: no data";
        may "unit_columns", List(&Text), "逐行写单位的列", "columns that say the unit row by row";
        may "columns", List(&Text), "已知、不必读取的列", "columns that are known and need not be read";
        may "speaks_of_amounts", List(&Text), "表头含这些词且填有数字的，整表退回（F232）", "under such a heading numbers refuse the sheet (F232)";
        may "speaks_of_cuts", List(&Text), "表头含这些词且有内容的，整表退回", "the same wherever they are filled";
        may "rates", List(&Text), "汇率的列：金额为人民币的行写 1 的，无须退回", "headings of rates: 1 beside an amount in yuan refuses nothing";
        may "cuts_of_lines", List(&Text), "凭证明细中的其他扣减", "further cuts, of evidence lines only";
        may "requests", List(&Text), "凭证明细中的申请额", "requests, of evidence lines only";
        may "own_shares", List(&Text), "占比列中说明只有一部分属于申报单位或可以申报的词", "words of shares that say of any line that only a part of it is the applicant's";
        may "shares", List(&Text), "占比，措施需要而表中没有时", "shares, where the measure asks for one and no column says it";
        may "affirmed", List(&Text), "表头以这些词开头的列问该行是否有效，答“否”的整表退回", "starts of headings that ask whether a row is valid: where the answer is no, the sheet is refused";
        may "cancels", List(&Text), "任一未读取的列中说明该行作废、未付、未获认可的短语", "in any unread column: short texts that say a row is void, unpaid or refused";
        may "cancels_not", List(&Text), "句首的否定词：其后只列举上述短语的不算", "denials at the start of a sentence: what is listed behind one is denied";
        may "other_columns", List(&Text), "表头后含这些词的是另一列：付款日期（计划）", "words behind a heading that make another column of it";
        may "natures", List(&Text), "表头以这些词结尾的列，各行不同是常事，不作两种口径提示（D424）", "ends of headings whose words differ from line to line by nature: no views of one amount (D424)";
        may "views", List(&Text), "上述列中仍表示口径的词", "words in such columns that speak of views all the same";
        may "incoming", List(&Text), "银行清单中收入金额的列，以这些词开头：只有收入的行不是支付（D428）", "starts of headings of what came in, in lists of banks: a row with nothing else is no payment (D428)";
        may "directions", List(&Text), "平台数据中写明进口、出口的列", "columns of the platform's export that say import or export";
        may "imports", List(&Text), "这些列中表示进口的词：该行不作出口数据（F273）", "their words for imports: such a row is no export data (F273)";
        may "notes_of_headings", List(&Text), "日期、代码、凭证号的表头后不影响取值的说明；其他说明视为另一列", "notes behind the heading of a day, a code or a paper that change nothing; with any other it is another column";
        may "flag_marks", List(&Text), "是非标志列的表头的开头、结尾用语", "words by which headings of flags begin or end";
        may "flags_good", List(&Text), "问该行是否成立的标志：答案不是“是”的整表退回（= 开头的须全同）", "flags that ask whether a row holds: any other answer than yes refuses the sheet (with = the whole word)";
        may "flags_void", List(&Text), "问该行是否作废的标志：答案不是“否”的整表退回", "flags that ask whether a row is void: any other answer than no refuses the sheet";
        may "flags_of_life", List(&Text), "问企业是否存续的标志", "flags that ask whether an enterprise still exists";
        may "no_paper", List(&Text), "凭证列中表示没有凭证的答案，整表退回", "answers that say there is no voucher, which refuse the sheet";
        may "still_to_pay", List(&Text), "标题含这些词的名单所列尚未支付", "a title with such a word is that of a list of what is still to be paid";
        may "ends_of_notes", List(&Text), "这些说明的开头、结尾用语：以…为准", "words by which such notes begin and end";
        may "operations", List(&Text), "写明该行在来源中如何变更的列", "columns that say how a row was changed where it comes from";
        may "operation_good", List(&Text), "这些列中不影响该行的变更", "changes in them after which the row still stands";
        may "result_codes", List(&Text), "银行返回码一类的列", "columns of codes that a bank answers with";
        may "result_good", List(&Text), "其中表示成功的代码；其他代码整表退回", "codes of success; any other refuses the sheet";
        may "cancels_but", List(&Text), "含有这些词而无害的短语，先行略去", "harmless phrases that hold such words: left out first";
        may "rests", List(&Text), "说明未付的是其余款项的词", "words by which a sentence speaks of the rest that is unpaid";
        may "doubts", List(&Text), "备注中使一行存疑的词：= 开头的须与全文相同，… 代表任意文字", "words that make a row doubtful in its remarks: with = the whole remark, … is any text";
        may "denied_by", List(&Text), "紧接在上述短语之前的否定词", "denials at once before such a word";
        may "left_out", List(&Text), "工作表名称中紧接在 void_sheets 之前、说明其不在表中的词", "words at once before those of `void_sheets`: what is named is not on the sheet";
        may "asks", List(&Text), "企业情况的表头以此开头的是问句", "starts of headings of facts that ask";
        may "not_yet", List(&Text), "状态以这些字开头的，尚未办理", "signs by which a state begins that says something was not done";
        may "disputed", List(&Text), "状态含这些字的，可能有异议", "signs of a state that is disputed";
        may "done", List(&Text), "状态以这些字结尾的，已办或在办", "signs by which a state ends that says something is done or under way";
        may "tells", List(&Text), "表下说明中有这些词的句子讲填报要求，其中的金额不是某行的", "words of a sentence below a table that tells how to fill it in: its amounts are none of a row";
        may "notes_begin", List(&Text), "表下说明以这些词开头", "starts of notes below a table";
        may "spent", List(&Text), "年份后有这些词的，说的是哪一年的费用：与各行日期不是同一年的，提示（D404、D421）", "words behind a year that say of which year an expense is: told where no day of the rows is of that year (D404, D421)";
        may "not_spent", List(&Text), "标题中紧接年份的这些词，说的不是费用的年份", "words at once behind a year in a title that say it is none of expenses";
        may "years_of", List(&Text), "表头以这些词结尾的列写明费用所属的年度：早于该行各日期的，提示（D404）", "ends of headings that say of which year an expense is: a year before all days of its row is told (D404)";
        may "points_at", List(&Text), "表外文字（批注、文本框、表下说明）中指向某些行的词", "words by which texts outside of the data (comments, text boxes, remarks below) speak of some rows";
        may "instructs", List(&Text), "表外文字中的填报要求用语：有这些词的句子不算", "words of instructions: a sentence that holds one says nothing of rows";
        may "promises", List(&Text), "承诺、条件用语：全文有这些词的不算", "words of promises and conditions: a text that holds one says nothing of rows";
        may "pays_again", List(&Text), "说明重新支付的词：有这些词的用途、备注不表示未付", "words of a payment made again: a purpose or remark with one denies nothing";
        may "of_goods", List(&Text), "发票导出中说商品的列，不影响金额", "columns about goods in exports of invoices, which change no amount";
        may "devices", List(&Text), "电脑，措施排除而表中没有时", "computers, where the measure excludes them and no column says them";
        may "item_ends", List(&Text), "表头以此结尾的可能写明名册的事项（F237）", "headings with these ends may say what a roster's rows are for (F237)";
        may "amounts_of_lines", List(&Text), "凭证明细中的金额", "amounts, of evidence lines only";
        may "amount_ends", List(&Text), "表头以此结尾的视为金额", "headings with these ends are amounts";
        may "parts", List(&Text), "表头以此开头的视为金额", "headings that begin like this are amounts";
        may "no_amount", List(&Text), "表头以此结尾的不是金额", "headings with these ends are no amounts";
        may "remarks", List(&Text), "备注类的列，其中可能写有单位、币种", "columns of remarks, which may speak of units and currencies";
        may "names", List(&Text), "表头以此结尾的写的是名称，不是单位", "texts under headings with these ends name things, not units";
        may "no_names", List(&Text), "表头含这些词的，写的是说明而不是名称", "headings with these speak of their rows, whatever their ends";
    }
}
