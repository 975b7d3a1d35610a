//! Plans held against figures and reports.

use chrono::NaiveDate;

use crate::diag::{Lang, Place, Text};
use crate::domain::Fen;
use crate::frame::cells::Figure;
use crate::frame::table::table;
use crate::progress::judge::Status;
use crate::progress::plan::{DeadlineBasis, LeadBasis};
use crate::progress::reports::State;

table! {
    /// Where something was read.
    #[derive(Default)]
    pub struct ReadAt {
        file: String = FILE "文件" "File";
        sheet: String = SHEET "工作表" "Sheet";
        row: i64 = ROW "行" "Row";
    }
}

impl ReadAt {
    pub fn of(place: Option<&Place>) -> Self {
        match place {
            Some(Place::Cell { file, sheet, row, .. }) => {
                Self { file: file.clone(), sheet: sheet.clone(), row: (*row).into() }
            }
            Some(other) => Self { file: other.describe(Lang::Zh), ..Self::default() },
            None => Self::default(),
        }
    }
}

table! {
    /// A target and how it stands.
    pub struct TargetRow: "targets" "目标与状态" "Targets and how they stand" {
        plan: String = PLAN "计划" "Plan";
        id: String = TARGET_ID "目标编号" "Target no.";
        title: Text = TITLE_ZH "目标" "Target (Chinese)", TITLE_EN "英文目标" "Target";
        place: String = PLACE "出处" "Place in the document";
        series: String = SERIES "系列" "Series";
        unit: String = UNIT "计量单位" "Unit";
        test: String = TEST "比较方式" "Test";
        wanted: Option<Figure> = TARGET_VALUE "目标值" "Target value";
        due: Option<NaiveDate> = DUE_ON "期限" "Due on";
        /// `stated`, `inferred`, or empty.
        due_basis: String = DEADLINE_BASIS "期限依据" "How the date is known";
        status: Status = STATUS "状态" "Status";
        late: bool = MET_LATE "逾期达到" "Met after its date";
        reason: Text = REASON_ZH "理由" "Reason (Chinese)", REASON_EN "英文理由" "Reason";
        period: String = LATEST_PERIOD "最近时期" "Latest period";
        latest: Option<Figure> = LATEST "最近数值" "Latest figure";
        expected: Option<Figure> = EXPECTED "路径值" "Value of its path";
        gap: Option<Figure> = GAP "与路径之差" "Gap to its path";
        growth_stated: Option<Figure> = GROWTH_STATED "原文增速" "Growth stated";
        growth_achieved: Option<Figure> = GROWTH_ACHIEVED "已实现年均增速" "Yearly growth achieved";
        growth_required: Option<Figure> = GROWTH_REQUIRED "尚需年均增速" "Yearly growth required";
        low: Option<Figure> = PROJECTED_LOW "推算（最慢）" "Projected at the slowest pace";
        mid: Option<Figure> = PROJECTED "推算（平均）" "Projected at the average pace";
        high: Option<Figure> = PROJECTED_HIGH "推算（最快）" "Projected at the fastest pace";
        reached: Option<i64> = REACHED_AT_PACE "按平均速度达到的年份" "Year reached at the average pace";
        source: String = FIGURE_SOURCE "数据来源" "Source";
        at: ReadAt;
    }
}

table! {
    /// Where the path to a target should be at the end of a year.
    pub struct PathPoint: "paths" "目标路径" "Paths to targets" {
        plan: String = PLAN "计划" "Plan";
        target: String = TARGET_ID "目标编号" "Target no.";
        year: i64 = YEAR "年份" "Year";
        value: Option<Figure> = PATH_VALUE "路径值" "Value of the path";
    }
}

table! {
    /// A figure that counts.
    pub struct FigureRow: "figures" "采用的数据" "Figures that count" {
        plan: String = PLAN "计划" "Plan";
        series: String = SERIES "系列" "Series";
        period: String = PERIOD "时期" "Period";
        from: Option<NaiveDate> = PERIOD_FROM "自" "From";
        to: Option<NaiveDate> = PERIOD_TO "至" "To";
        /// `None` for milestones.
        number: Option<Figure> = FIGURE "数值（目标的单位）" "Value in the unit of the target";
        done_on: Option<NaiveDate> = COMPLETED_ON "完成日期" "Done on";
        read: String = READ "原文" "As written";
        certainty: String = FIGURE_STATUS "数据状态" "Figure status";
        /// `counted` or `filed`.
        counted: String = CONVERTED "填报或计数" "Filed or counted";
        source: String = FIGURE_SOURCE "数据来源" "Source";
        at: ReadAt;
    }
}

table! {
    /// A task and how it stands.
    pub struct TaskRow: "tasks" "任务与进展" "Tasks and how they stand" {
        plan: String = PLAN "计划" "Plan";
        no: String = TASK_NO "任务编号" "Task no.";
        section: String = SECTION "部分" "Section";
        place: String = PLACE "出处" "Place in the document";
        title: Text = TITLE_ZH "任务" "Task (Chinese)", TITLE_EN "英文任务" "Task";
        lead: String = LEAD "牵头单位（原名）" "Leads, as named";
        support: String = SUPPORTING "配合单位（原名）" "Supports, as named";
        lead_today: String = LEAD_TODAY "牵头单位（今名）" "Leads today";
        support_today: String = SUPPORTING_TODAY "配合单位（今名）" "Supports today";
        lead_basis: LeadBasis = LEAD_BASIS "牵头依据" "How the lead is known";
        due: Option<NaiveDate> = DUE_ON "期限" "Due on";
        due_basis: DeadlineBasis = DEADLINE_BASIS "期限依据" "How the deadline is known";
        state: State = STATUS "状态" "Status";
        days_overdue: i64 = DAYS_OVERDUE "逾期天数" "Days overdue";
        reported_on: Option<NaiveDate> = REPORTED_ON "报送日期" "Reported on";
        completed_on: Option<NaiveDate> = COMPLETED_ON "完成日期" "Completed on";
        evidence: String = TASK_EVIDENCE "佐证材料" "Evidence";
        result: String = RESULT "成效" "Results";
        experience: String = EXPERIENCE "可复制经验" "Experience to copy";
        at: ReadAt;
    }
}

table! {
    /// An office and its tasks.
    pub struct OfficeRow: "offices" "单位任务" "Offices and their tasks" {
        name: Text = TITLE_ZH "单位（今名）" "Office today (Chinese)", TITLE_EN "单位英文名" "Office today";
        named: String = NAME "文件中的名称" "Named in documents";
        led: i64 = TASKS_LED "牵头任务" "Tasks led";
        supported: i64 = TASKS_SUPPORTED "配合任务" "Tasks supported";
        done: i64 = COUNT_DONE "牵头任务已完成" "Led tasks done";
        going: i64 = COUNT_GOING "牵头任务推进中或未启动" "Led tasks under way or not begun";
        late: i64 = COUNT_LATE "牵头任务滞后、逾期或缺佐证" "Led tasks late, overdue or without evidence";
        silent: i64 = COUNT_SILENT "牵头任务未填报" "Led tasks without report";
    }
}

table! {
    /// Two statements of a plan that do not fit together.
    pub struct CheckRow: "checks" "计划自身核对" "Plans held against themselves" {
        plan: String = PLAN "计划" "Plan";
        target: String = TARGET_ID "目标编号" "Target no.";
        stated: Option<Figure> = GROWTH_STATED "原文增速" "Growth stated";
        implied: Option<Figure> = GROWTH_REQUIRED "两个目标之间所需增速" "Growth that two targets imply";
        found: Text = WHY_ZH "说明" "What was found (Chinese)", WHY_EN "英文说明" "What was found";
    }
}

table! {
    /// Support of one measure beside one target that it serves.
    pub struct MoneyRow: "money" "资金与目标并列（不证明因果）" "Support beside targets, no proof of cause" {
        plan: String = PLAN "计划" "Plan";
        measure: String = MEASURE "措施" "Measure";
        target: String = TARGET_ID "目标编号" "Target no.";
        from: i64 = PERIOD_FROM "自（年）" "From the end of";
        to: i64 = PERIOD_TO "至（年）" "To the end of";
        paid: Fen = AMOUNT "资金" "Support";
        change: Option<Figure> = VALUE "同期变化" "Change of the figure";
        per_unit: Option<Figure> = AVERAGE "每单位变化对应资金（元）" "Support for one unit of change, yuan";
    }
}

table! {
    /// What moved since the earlier report.
    pub struct ChangeRow: "changes" "与上期相比的变化" "Changes since the earlier report" {
        plan: String = PLAN "计划" "Plan";
        kind: String = KIND "类别" "Target, task or figure";
        item: String = ITEM "编号" "Number";
        before: String = STATUS_BEFORE "上期" "Before";
        now: String = STATUS "本期" "Now";
        way: String = SIDE "方向" "Way";
    }
}
