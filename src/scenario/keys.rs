//! The keys of scenario files.

use crate::config::{Takes::*, sections};
use crate::frame::columns as c;

sections! {
    SCENARIO("情景文件", "Scenario file") {
        must "scenario", Table(&HEAD), "情景", "the scenario";
        may "options", Map(&Text), "口径", "readings";
        may "parameters", Map(&Any), "参数", "parameters";
        may "rules", Map(&Any), "方案文件中的路径和代替的值，在口径之后（C109、C150）", "dotted paths into the scheme file and what stands there instead, after the options (C109, C150)";
        may "budget", Table(&BUDGET), "预算", "the pool";
        may "dates", Table(&DATES), "日期", "days";
        may "rates", Map(&Ratio), "各日的利率、中间价都用此数（C151）", "one value for every day in the place of what was published (C151)";
        may "measures", Map(&Words(&["on", "off"])), "按编号或条款开关措施（C152；两者都写为 C191）；关闭的措施，历史奖补仍计入年度上限", "measures by id or clause (C152; both: C191); earlier awards of one that is off still count for the annual cap";
        may "growth", Table(&GROWTH), "申报规模", "how demand grows";
    }
    HEAD("情景", "The scenario") {
        must "title", Bilingual, "标题", "title";
        may "scheme", File, "代替流程所用方案的文件", "another scheme file in the place of the pipeline's";
    }
    BUDGET("预算", "Budget") {
        may "total", Amount, "总额", "the pool";
        may "reserve", Amount, "预留", "held back";
    }
    DATES("日期", "Days") {
        may c::AWARD_YEAR, Int, "奖补年度", "award year";
        may "deadline", Date, "申报截止日", "deadline";
        may "payment_date", Date, "拨付日", "day of payment";
    }
    GROWTH("申报规模", "Growth") {
        may "applicants", Ratio, "申报企业数为现在的多少，至多 1000%", "applicants, as a factor of at most 1000 %";
        may "take_up", Ratio, "其中实际申报的比例，至多 100%", "how many of them claim, at most 100 %";
        may "pending", Ratio, "近期受理的计入多少，至多 100%；须同时写 `pending_since`（C192）", "how many of those accepted lately count, at most 100 %; with `pending_since` (C192)";
        may "pending_since", Date, "自何日起算近期受理", "the day since when";
        may "prices", Ratio, "申报金额为现在的多少，至多 1000%", "filed money, as a factor of at most 1000 %";
        may "seed", Int, "随机种子", "seed";
    }
}
