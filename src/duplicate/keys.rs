//! The keys of a crosswalk, and of a pipeline's sections about other support.

use super::crosswalk::{Others, SameKind};
use crate::config::{Section, Takes::*, sections, words};
use crate::frame::columns as c;

const SAME: &[&str] = &words(SameKind::NAMES);
const PROOF: &[&str] = &words(super::settings::PROOFS);
const OTHERS: &[&str] = &words(Others::NAMES);

/// The levels of evidence, by name.
pub static LEVELS: Section =
    Section { title: ["证据等级", "Levels of evidence"], ..Section::OPEN };

sections! {
    DUPLICATES("名册比对", "Join with rosters") {
        may "crosswalk", File, "对照表", "the crosswalk";
        may "most_at_address", Int, "同一地址的企业多于此数，地址不作依据", "an address that more enterprises share is no evidence";
        may "most_in_block", Int, "同一线索的行多于此数，不据此比对（同一代码或名称的为 R445）", "a key that more rows share opens no comparison (equal codes and names: R445)";
        may "least_chance", Int, "待认定项为同一企业的可能性低于千分之几时只作记录，默认 20", "pairs for review of which fewer in a thousand are right are only noted, by default 20";
        may "exact_precision", Ratio, "`name-exact` 设为 `confirmed` 时要求的精确率，决定抽样家数，默认 99%", "the precision that is wanted where `name-exact` is set to `confirmed`; it decides how many are drawn, by default 99 %";
        may "levels", Table(&LEVELS), "各证据等级的后果：`confirmed` 认定、`review` 待认定、`note` 记录、`off` 不理会；只凭名称的等级中仅 `name-exact` 和 `branch-exact` 可设为 `confirmed`，每次核算签认后生效", "what follows from each level of evidence: `confirmed`, `review`, `note` or `off`; of those by name alone only `name-exact` and `branch-exact` may be set to `confirmed`, and hold once a person signs for them in that run";
    }
    ROSTER("名册", "A roster") {
        must c::SCHEME, Text, "来源，对照表中的编号", "its source, an id of the crosswalk";
        may "files", Files, "文件", "its files";
        may "proof", Words(PROOF), "此来源以什么认定同一支持，代替方案的 `dup_key`：`paper` 同一凭证；`kind` 同类且同期间（不公布凭证号的来源可用）", "what proves the same support of this source, in place of the scheme's `dup_key`: `paper`: the same paper; `kind`: the same kind and period, for sources that publish no numbers of papers";
        may "headers", File, "自己的表头别名", "aliases of its own";
        may "item", Text, "行中未写项目时，视为此项目", "the item where a row names none";
        may "status", Text, "行中未写状态时，视为此状态", "the state where a row names none";
        may "year", Text, "行中未写年度时，视为此年度", "the year where a row names none";
    }
    CROSSWALK("对照表", "Crosswalk") {
        may c::SCHEME, Tables(&SOURCE), "其他支持的来源", "sources of other support";
        may "rule", Tables(&RULE), "何为同类支持：事项名称全部读懂方才适用，否则作为建议提请归类", "what is the same support: a rule holds where all of an item's name is read; else it is proposed to a person";
        may "titles_pending", List(&Text), "名册没有状态时，标题含此字样的为待审（拟资助）", "words in the title of a roster without states that list what is planned";
        may "titles_granted", List(&Text), "名册没有状态时，标题含此字样的为已核定", "words in such a title that list what was approved";
        may "titles_other", List(&Text), "标题含此字样的，不据标题判断状态", "words in such a title that leave the state open";
        may "titles_proposed", List(&Text), "已核定字样旁有此字样的为待审（公示）", "words beside which a list of what was approved is only proposed";
        may "rows_refused", List(&Text), "行中写明未予支持、放弃、取消的字样", "words by which a row says that support was refused, given up or cancelled";
        may "rows_returned", List(&Text), "行中写明已退回、追回的字样", "words by which a row says that support was returned or recovered";
        may "rows_open", List(&Text), "行中使状态存疑的字样（异议、暂缓）", "words that make the state of a row a question";
        may "rows_not", List(&Text), "含有上述字样而并无此意的说法（无异议）", "what holds such a word and says no such thing";
        may "rows_beside", List(&Text), "与上述字样连用而不改变其意的字样", "what may stand beside such words without changing them";
        may "rows_headings", List(&Text), "写有上述字样的列，表头所含的字样（备注、结果）", "parts of headings under which such words stand";
        may "ditto", List(&Text), "表示与上一行相同的字样（同上）", "what stands for the text of the row above";
        may "years", List(&Text), "文件名、工作表名含此字样的，其中的年份为支持的年度", "words beside which a year in the name of a file or sheet is the year of support";
        may "plain", List(&Text), "事项名称中不表示类别的词", "words in names of items that say nothing of their kind";
        may "exceptions", List(&Text), "表示“不含”的字样，`…` 处为所不含的：`…除外`、`不含…`", "words for what an item leaves out, which stands as `…`";
    }
    SOURCE("来源", "A source") {
        must "id", Text, "编号", "id";
        must "title", Bilingual, "名称", "title";
        must "district", Bilingual, "地区", "district";
        may "covered", Bool, "属于条款所列的来源（默认是）", "whether the clause names it (default true)";
        may "words", List(&Text), "名册中怎样称呼它", "words by which rosters name it";
    }
    ALSO("另一措施", "A further measure of a rule") {
        must "measure", Text, "措施编号", "id of the measure";
        must "same_kind", Words(SAME), "同上", "as above";
        may "keys", List(&Column), "可以比对的凭证列", "columns of papers that can be compared";
        may "by_period", Bool, "期间不同的各算各的", "periods that do not overlap are apart even under `strong`";
        may "measures", List(&Text), "同时核算的另一方案的措施", "measures of the other scheme, where both are computed in one run";
    }
    RULE("同类规则", "A rule") {
        must "scheme", Text, "来源编号", "id of the source";
        may "measure", Text, "措施编号，`\"*\"` 或不写为全部", "id of the measure; `\"*\"` or absent: all";
        may "words", List(&Text), "他项名称中的词，按整词比对", "whole words in the name of the other item";
        may "unless", List(&Text), "名称含此字样的，同类只作可能同类", "parts of texts in which `strong` is only possible";
        may "others", Words(OTHERS), "名称全部读懂时，没有规则提到的措施：`no` 不同类；`ask` 提请归类（默认）", "measures that no rule names, once all of the name is read: `no`: another kind; `ask`: a person is asked (default)";
        may "also", Tables(&ALSO), "同样的词还涉及的措施", "further measures that the same words touch";
        may "measures", List(&Text), "同时核算的另一方案的措施", "measures of the other scheme, where both are computed in one run";
        must "same_kind", Words(SAME), "`strong` 同类；`possible` 凭证相同才是；`no` 不同", "`strong`: the same kind; `possible`: the same only by its papers; `no`: another";
        may "keys", List(&Column), "可以比对的凭证列", "columns of papers that can be compared";
        may "by_period", Bool, "期间不同的各算各的", "periods that do not overlap are apart even under `strong`";
        must "note", Bilingual, "说明", "why";
        may "basis", Text, "依据", "what it rests on";
    }
}
