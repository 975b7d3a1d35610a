//! What lists and departments were asked, and what they said.

use chrono::NaiveDate;

use crate::diag::Text;
use crate::frame::table::table;

table! {
    /// One condition on lists or departments, once for each name that it asks for.
    pub struct Condition: "standing_rules" "核查条件" "Conditions on lists and departments" {
        rule: String = TESTED "条件" "Condition";
        clause: String = CLAUSE "条款" "Clause";
        text: Text = REASON_ZH "说明" "In words (Chinese)", REASON_EN "说明（英文）" "In words";
        /// `lists` or `departments`.
        of: String = KIND "核查对象" "What is asked";
        /// A word that names hold; empty for all lists.
        name: String = ASKED "名单或部门" "List or department";
        effect: String = EFFECT "后果" "Effect";
        on: String = STEP "核查环节" "Step";
        /// Empty where the pipeline names none: as the files stand.
        day: Option<NaiveDate> = TEST_DAY "核查日" "Day of the test";
        /// Ids, parted by spaces.
        measures: String = MEASURE "措施" "Measures";
    }
}

table! {
    /// One event of a case.
    pub struct CaseEvent: "events" "案卷事项" "Events of cases", sheet("案卷事项", "Events of cases") {
        claim: String = CLAIM_ID "申报项编号" "Claim";
        event: String = EVENT "事项" "Event";
        on: Option<NaiveDate> = EVENT_ON "发生日期" "Happened on";
        due: Option<NaiveDate> = DUE_ON "补正期限" "Due on";
        ruling: String = RULING "复核结论" "Ruling";
        document: String = DOCUMENT_NO "文件号" "Document no.";
        reason: String = DECISION_REASON "理由" "Reason";
        by: String = DECIDED_BY "经办人" "By";
        /// How the claim stands after all of its events.
        state: Text = OUTCOME_ZH "案卷状态" "State of the case (Chinese)", OUTCOME_EN "案卷状态（英文）" "State of the case";
    }
}

table! {
    /// One row of the register of changes that a run followed.
    pub struct Change: "registered_changes" "变更登记" "Register of changes", sheet("变更登记", "Register of changes") {
        kind: String = CHANGE_KIND "变更类型" "Kind of change";
        old_name: String = OLD_NAME "变更前名称" "Name before";
        old_code: String = OLD_CODE "变更前代码" "Code before";
        new_name: String = NEW_NAME "变更后名称" "Name after";
        new_code: String = NEW_CODE "变更后代码" "Code after";
        on: Option<NaiveDate> = CHANGED_ON "变更日期" "Changed on";
        document: String = DOCUMENT_NO "文件号" "Document no.";
        by: String = DECIDED_BY "决定人" "Decided by";
        /// After all changes of the register.
        now: String = USCC "现代码" "Code of now";
    }
}

table! {
    /// What one list or department says of one enterprise that claims something.
    pub struct Tested: "standing" "部门意见与名单" "Departments and lists", sheet("部门意见与名单", "Departments and lists") {
        code: String = USCC "统一社会信用代码" "Credit code";
        firm: String = FIRM_NAME "单位名称" "Enterprise";
        rule: String = TESTED "条件" "Condition";
        clause: String = CLAUSE "条款" "Clause";
        /// Empty for departments.
        list: String = LIST "名单" "List";
        department: String = DEPARTMENT "部门" "Department";
        /// As it was read; empty for lists and where there is none.
        opinion: String = OPINION "部门意见" "Opinion";
        document: String = DOCUMENT_NO "文件号" "Document no.";
        /// Of the opinion, or listed on.
        from: Option<NaiveDate> = OPINED_ON "意见或列入日期" "Opinion of, or listed on";
        until: Option<NaiveDate> = REMOVED_ON "修复或移出日期" "Repaired or removed on";
        reason: String = DECISION_REASON "意见内容" "What it says";
        by: String = DECIDED_BY "签发人" "Signed by";
        day: Option<NaiveDate> = TEST_DAY "核查日" "Day of the test";
        /// `clear`, `silent`, `deferred` or `refused`.
        answer: String = TEST_OUTCOME "结果代码" "Outcome: key";
        /// What it does to the claims of the enterprise.
        effect: String = EFFECT "后果" "Effect";
        said: Text = OUTCOME_ZH "结果" "Outcome (Chinese)", OUTCOME_EN "结果（英文）" "Outcome";
    }
}
