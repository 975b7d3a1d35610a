//! The keys of `reconcile.toml`.

use crate::config::{Takes::*, sections};

sections! {
    RECONCILE("对账设定", "Settings of the reconciliation") {
        must "matching", Table(&MATCHING), "拨付与申报项的对应", "which payments can be for which claims";
        must "due", Table(&DUE), "应付期限", "when money should be paid";
        must "ageing", Table(&AGEING), "账龄", "ageing";
        must "interest", Table(&INTEREST), "追回款的利息", "interest on money ordered back";
        must "clawback", Table(&CLAWBACK), "追回", "money ordered back";
    }
    MATCHING("对应", "Matching") {
        must "days_before", Int, "核准日前多少天的拨付可以对应", "days before approval in which a payment can be for it";
        must "days_after", Int, "核准日后多少天", "days after";
        must "most_in_group", Int, "几项合并拨付时至多试几项", "claims or vouchers that are tried in combination at most";
    }
    DUE("期限", "Due") {
        must "days", Int, "核准后多少天内应付", "days from approval in which money should be paid";
        must "warn_days", Int, "年末前多少天起提醒", "days before the end of the year from which open items are warned of";
    }
    AGEING("账龄", "Ageing") {
        must "bands", List(&Int), "各段的末日，由小到大", "ends of the bands in days, rising";
    }
    INTEREST("利息", "Interest") {
        must "rate", Text, "公布利率的名称", "name of a published rate";
        must "days_in_year", Int, "一年多少天", "days in a year";
        must "rounding", Words(&["floor", "half-up"]), "分以下舍去或四舍五入", "what is below the fen";
    }
    CLAWBACK("追回", "Money ordered back") {
        must "days", Int, "决定后多少天内应退，清单另有写明的除外", "days from the decision in which money is to be paid back, where the list says nothing else";
    }
}
