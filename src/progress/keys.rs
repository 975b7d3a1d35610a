//! The keys of plan files.

use crate::config::{Takes::*, sections};

sections! {
    PLAN("计划文件", "Plan file") {
        must "plan", Table(&HEAD), "计划", "the plan";
        may "judging", Table(&JUDGING), "怎样判断", "how figures are judged";
        may "section", Tables(&SECTION), "文件的章节", "parts of the document that tasks name";
        may "target", Named(&TARGET), "一个目标", "a target";
        may "money", Tables(&MONEY), "所服务的支持资金", "support that serves targets";
    }
    HEAD("计划", "The plan") {
        must "id", Text, "编号", "id";
        must "title", Bilingual, "名称", "title";
        must "document", Text, "文号", "number of the document";
        may "status", Words(&["in-force", "draft"]), "有效，或征求意见稿", "in force, or a draft";
        may "inferred", Bilingual, "哪些内容文件没有写明", "what stands in no document, in words";
        must "from", Date, "起", "first day";
        must "to", Date, "止", "last day";
        may "tasks", File, "任务表", "table of tasks";
        may "offices", File, "责任单位表", "table of offices";
        may "yearly_report", Table(&YEARLY), "年度报告", "the yearly report";
    }
    YEARLY("年度报告", "Yearly report") {
        must "to", Bilingual, "报送谁", "to whom";
        may "task", Text, "哪项任务要求的", "the task that asks for it";
    }
    JUDGING("判断", "Judging") {
        may "band", Ratio, "低于路径多少以内为有风险，再低为滞后，默认 5%", "how far below its path a figure is at risk before it is off track, by default 5 %";
        may "tolerance", Ratio, "“约”可以差多少，默认 5%", "how far `about` may miss, by default 5 %";
        may "growth_fit", Ratio, "所写增速与两个目标推出的增速可以差多少，默认 0.5%", "how far a stated growth may lie from the one that two targets imply, by default 0.5 %";
        may "stale_months", Int, "最近的数早于多少个月视为无数据，默认 18", "an older last figure is no data, an older report of a task none; by default 18";
    }
    MONEY("资金", "Money") {
        must "measure", Text, "支持资金表中的措施", "the measure as the table of support names it";
        must "title", Bilingual, "名称", "title";
        may "targets", List(&Text), "所服务的目标", "targets that it serves";
        may "task", Text, "所属任务", "the task that it belongs to";
    }
    PATH("路径", "Path") {
        must "kind", Words(&["compound", "linear", "along", "limit"]), "复合增长、直线、随另一目标，或各期都须满足", "compound, linear, along another target, or a limit in every period";
        may "from", Text, "起点：`baseline`、`first figure` 或较早的目标；前两种须写", "where it starts: `baseline`, `first figure` or an earlier target; needed by the first two";
        may "target", Text, "所随的目标", "the target that it goes along", beside "kind";
    }
    SECTION("章节", "A part of the document") {
        must "id", Text, "编号", "id";
        must "title", Bilingual, "标题", "title";
    }
    TARGET("目标", "A target") {
        must "title", Bilingual, "名称", "title";
        must "place", Text, "出处", "its place in the document";
        must "unit", Text, "单位", "its unit";
        may "above", Number, "超过，不含本数；这十项恰好写一项", "超过, strict; exactly one of these ten stands there";
        may "at_least", Number, "以上，含本数", "at least";
        may "at_most", Number, "以内，含本数", "at most";
        may "about", Number, "约，偏弱一侧可差 `tolerance`", "约: the weak side may miss by `tolerance`";
        may "equal", Number, "等于", "equal";
        may "reference", Number, "参考值，不是目标", "a number that is no target";
        may "done", Bool, "完成即可", "done";
        may "rises", Words(&["each year", "overall"]), "逐年上升，或总体上升", "rises each year, or overall";
        may "term", Table(&TERM), "期间", "a term";
        may "basis", Words(&["stated", "inferred"]), "日期是文件写明的（默认）还是推定的", "whether the day is stated (default) or inferred";
        may "by", Or(&Int, &Date), "到哪年（年末）或哪天", "a year (its end) or a day";
        may "growth", Table(&GROWTH), "年均增速", "an average rate a year";
        may "baseline", Table(&BASELINE), "基数", "where it starts";
        may "decimals", Int, "小数位数，默认 2", "decimals, by default 2";
        may "path", Table(&PATH), "到目标的路径", "the path to it";
        may "parts", List(&Text), "合计应等于它的目标（C185）", "targets that must add up to it (C185)";
        may "year", Int, "所属年度，供 `parts` 核对", "the year in which `parts` are compared";
        may "series", Text, "共用的数列，默认为自身编号", "figures shared by targets, by default its own id";
        may "count", Text, "由认定登记得出：登记类别", "figures from the registry: the kind of entry";
        may "refunds", List(&Text), "由退税记录得出：出口企业类别，空为全部", "figures from refund records: classes of exporters, none: all";
        may "note", Bilingual, "说明", "a note";
    }
    TERM("期间", "A term") {
        must "from", Date, "起", "from";
        must "to", Date, "止", "to";
    }
    GROWTH("增速", "Growth") {
        may "at_least", Ratio, "不低于；与 `about` 二者居其一", "at least; this or `about`";
        may "about", Ratio, "约", "about";
    }
    BASELINE("基数", "Baseline") {
        must "year", Int, "年度", "its year";
        may "value", Number, "数值", "its value";
        may "derived", Words(&["growth"]), "由目标和增速倒推，并注明", "reckoned back from target and growth, and labelled so";
    }
}
