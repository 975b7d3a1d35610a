//! The tables of a progress report: targets, paths, figures, tasks, offices, checks, money, changes, and what
//! was read and refused.

use polars::prelude::*;
use rust_decimal::Decimal;

use super::Followed;
use crate::diag::{Lang, Place};
use crate::domain::date::to_epoch_days;
use crate::frame::columns as c;
use crate::frame::output::OutputTable;
use crate::progress::change::Changes;
use crate::progress::consistency::said;
use crate::progress::figures::Value;
use crate::progress::judge::Judged;
use crate::progress::number::round;
use crate::progress::plan::{Office, Plan, Target, Task, Test};
use crate::progress::reports::{Standing, State};
use crate::progress::state::Progress;
use crate::run::{quality, tables};

/// Decimals of numbers in tables; growth rates are shares of one.
pub const SCALE: u32 = 10;

/// All tables, each with the columns that say whose it is first.
pub fn tables(followed: &Followed) -> Vec<OutputTable> {
    let (progress, linked) = (&followed.progress, &followed.linked);
    let mut out = vec![
        targets(progress),
        paths(progress),
        figures(progress),
        tasks(progress),
        offices(progress),
        checks(progress),
        money(progress),
        tables::findings(linked),
        tables::quarantine(linked),
        tables::sources(linked),
        quality::quality(linked),
        quality::repairs(linked),
        quality::aside(linked),
    ];
    out.extend(followed.changes.iter().map(|found| changes(progress, found)));
    out
}

/// Exact numbers as Decimal(38,10); null where there is none.
pub fn exact(name: &str, values: impl Iterator<Item = Option<Decimal>>) -> Column {
    let scaled = |value: Decimal| {
        let mut value = round(value, SCALE);
        value.rescale(SCALE);
        // A number that leaves the range of a decimal keeps fewer decimals: it must not be misread.
        (value.scale() == SCALE).then(|| value.mantissa())
    };
    let values: Int128Chunked = values.map(|value| value.and_then(scaled)).collect();
    let column = values.into_decimal_unchecked(38, SCALE as usize).into_column();
    column.with_name(name.into())
}

fn dates(name: &str, days: impl Iterator<Item = Option<chrono::NaiveDate>>) -> Column {
    let days: Int32Chunked = days.map(|day| day.map(to_epoch_days)).collect();
    days.into_date().into_column().with_name(name.into())
}

fn optional_ints(name: &str, values: impl Iterator<Item = Option<i64>>) -> Column {
    values.collect::<Int64Chunked>().into_column().with_name(name.into())
}

/// Where something was read: file, sheet, row.
fn places(table: OutputTable, places: &[Option<&Place>]) -> OutputTable {
    let cell = |place: &Option<&Place>| match place {
        Some(Place::Cell { file, sheet, row, .. }) => {
            (file.clone(), sheet.clone(), i64::from(*row))
        }
        Some(other) => (other.describe(Lang::Zh), String::new(), 0),
        None => Default::default(),
    };
    let cells: Vec<(String, String, i64)> = places.iter().map(cell).collect();
    let text = |of: fn(&(String, String, i64)) -> &String| cells.iter().map(of).collect::<Vec<_>>();
    table
        .text(c::FILE, &text(|cell| &cell.0), "文件", "File")
        .text(c::SHEET, &text(|cell| &cell.1), "工作表", "Sheet")
        .int(c::ROW, cells.iter().map(|cell| cell.2).collect(), "行", "Row")
}

fn targets(progress: &Progress) -> OutputTable {
    let mut rows: Vec<(&Plan, &Target, &Judged)> = Vec::new();
    for (plan, judged) in progress.plans.iter().zip(&progress.judged) {
        rows.extend(plan.targets.iter().zip(judged).map(|(target, judged)| (plan, target, judged)));
    }
    type Row<'a> = (&'a Plan, &'a Target, &'a Judged);
    let text = |of: &dyn Fn(&Row) -> String| rows.iter().map(of).collect::<Vec<String>>();
    let number =
        |name: &str, of: &dyn Fn(&Row) -> Option<Decimal>| exact(name, rows.iter().map(of));
    let latest = |of: &dyn Fn(&crate::progress::figures::Figure) -> String| {
        text(&|(.., judged)| judged.latest.as_ref().map(of).unwrap_or_default())
    };
    let table = OutputTable::new("targets", "目标与状态", "Targets and how they stand")
        .text(c::PLAN, &text(&|(plan, ..)| plan.id.clone()), "计划", "Plan")
        .text(c::TARGET_ID, &text(&|(_, target, _)| target.id.clone()), "目标编号", "Target no.")
        .text(
            c::TITLE_ZH,
            &text(&|(_, target, _)| target.title.zh.clone()),
            "目标",
            "Target (Chinese)",
        )
        .text(c::TITLE_EN, &text(&|(_, target, _)| target.title.en.clone()), "英文目标", "Target")
        .text(
            c::PLACE,
            &text(&|(_, target, _)| target.place.clone()),
            "出处",
            "Place in the document",
        )
        .text(c::SERIES, &text(&|(_, target, _)| target.series.clone()), "系列", "Series")
        .text(c::UNIT, &text(&|(_, target, _)| target.unit_text.clone()), "计量单位", "Unit")
        .text(c::TEST, &text(&|(_, target, _)| test(&target.test).to_string()), "比较方式", "Test")
        .column(
            number(c::TARGET_VALUE, &|(_, target, _)| target.test.value()),
            "目标值",
            "Target value",
        )
        .column(
            dates(c::DUE_ON, rows.iter().map(|(_, target, _)| Some(target.due?.day))),
            "期限",
            "Due on",
        )
        .text(
            c::DEADLINE_BASIS,
            &text(&|(_, target, _)| match target.due {
                Some(due) if due.inferred => "inferred".into(),
                Some(_) => "stated".into(),
                None => String::new(),
            }),
            "期限依据",
            "How the date is known",
        )
        .text(c::STATUS, &text(&|(.., judged)| judged.status.key().into()), "状态", "Status")
        .column(
            Column::new(
                c::MET_LATE.into(),
                rows.iter().map(|(.., judged)| judged.late).collect::<Vec<bool>>(),
            ),
            "逾期达到",
            "Met after its date",
        )
        .text(
            c::REASON_ZH,
            &text(&|(.., judged)| judged.reason.zh.clone()),
            "理由",
            "Reason (Chinese)",
        )
        .text(c::REASON_EN, &text(&|(.., judged)| judged.reason.en.clone()), "英文理由", "Reason")
        .text(c::LATEST_PERIOD, &latest(&|figure| figure.span.key()), "最近时期", "Latest period")
        .column(
            number(c::LATEST, &|(.., judged)| judged.latest.as_ref()?.number()),
            "最近数值",
            "Latest figure",
        )
        .column(number(c::EXPECTED, &|(.., judged)| judged.expected), "路径值", "Value of its path")
        .column(number(c::GAP, &|(.., judged)| judged.gap), "与路径之差", "Gap to its path")
        .column(
            number(c::GROWTH_STATED, &|(_, target, _)| Some(target.growth?.rate)),
            "原文增速",
            "Growth stated",
        )
        .column(
            number(c::GROWTH_ACHIEVED, &|(.., judged)| Some(judged.growth?.rate)),
            "已实现年均增速",
            "Yearly growth achieved",
        )
        .column(
            number(c::GROWTH_REQUIRED, &|(.., judged)| judged.required),
            "尚需年均增速",
            "Yearly growth required",
        )
        .column(
            number(c::PROJECTED_LOW, &|(.., judged)| Some(judged.outlook?.low)),
            "推算（最慢）",
            "Projected at the slowest pace",
        )
        .column(
            number(c::PROJECTED, &|(.., judged)| Some(judged.outlook?.mid)),
            "推算（平均）",
            "Projected at the average pace",
        )
        .column(
            number(c::PROJECTED_HIGH, &|(.., judged)| Some(judged.outlook?.high)),
            "推算（最快）",
            "Projected at the fastest pace",
        )
        .column(
            optional_ints(
                c::REACHED_AT_PACE,
                rows.iter().map(|(.., judged)| judged.outlook?.reached.map(i64::from)),
            ),
            "按平均速度达到的年份",
            "Year reached at the average pace",
        )
        .text(c::FIGURE_SOURCE, &latest(&|figure| figure.source.clone()), "数据来源", "Source");
    let read: Vec<Option<&Place>> =
        rows.iter().map(|(.., judged)| judged.latest.as_ref().map(|figure| &figure.at)).collect();
    places(table, &read)
}

/// The word for a test, as plan files have it.
fn test(test: &Test) -> &'static str {
    match test {
        Test::Above(_) => "above",
        Test::AtLeast(_) => "at_least",
        Test::AtMost(_) => "at_most",
        Test::About(_) => "about",
        Test::Equal(_) => "equal",
        Test::Done => "done",
        Test::RisesEachYear => "rises each year",
        Test::Rises => "rises overall",
        Test::Term { .. } => "term",
        Test::Reference(_) => "reference",
    }
}

fn paths(progress: &Progress) -> OutputTable {
    let mut rows: Vec<(&str, &str, i32, Decimal)> = Vec::new();
    for (plan, judged) in progress.plans.iter().zip(&progress.judged) {
        for (target, judged) in plan.targets.iter().zip(judged) {
            let Some(path) = &judged.path else { continue };
            let years = path.first_year..;
            rows.extend(
                years
                    .zip(&path.values)
                    .map(|(year, value)| (plan.id.as_str(), target.id.as_str(), year, *value)),
            );
        }
    }
    OutputTable::new("paths", "目标路径", "Paths to targets")
        .text(c::PLAN, &rows.iter().map(|row| row.0).collect::<Vec<_>>(), "计划", "Plan")
        .text(
            c::TARGET_ID,
            &rows.iter().map(|row| row.1).collect::<Vec<_>>(),
            "目标编号",
            "Target no.",
        )
        .int(c::YEAR, rows.iter().map(|row| i64::from(row.2)).collect(), "年份", "Year")
        .column(
            exact(c::PATH_VALUE, rows.iter().map(|row| Some(row.3))),
            "路径值",
            "Value of the path",
        )
}

fn figures(progress: &Progress) -> OutputTable {
    let all = &progress.figures;
    type Figure = crate::progress::figures::Figure;
    let text = |of: &dyn Fn(&Figure) -> String| all.iter().map(of).collect::<Vec<String>>();
    let done = |figure: &Figure| match figure.value {
        Value::Done(day) => Some(day),
        _ => None,
    };
    let table = OutputTable::new("figures", "采用的数据", "Figures that count")
        .text(c::PLAN, &text(&|f| progress.plans[f.plan].id.clone()), "计划", "Plan")
        .text(c::SERIES, &text(&|f| f.series.clone()), "系列", "Series")
        .text(c::PERIOD, &text(&|f| f.span.key()), "时期", "Period")
        .column(dates(c::PERIOD_FROM, all.iter().map(|f| Some(f.span.from))), "自", "From")
        .column(dates(c::PERIOD_TO, all.iter().map(|f| Some(f.span.to))), "至", "To")
        .column(
            exact(c::FIGURE, all.iter().map(Figure::number)),
            "数值（目标的单位）",
            "Value in the unit of the target",
        )
        .column(dates(c::COMPLETED_ON, all.iter().map(done)), "完成日期", "Done on")
        .text(c::READ, &text(&|f| f.read.clone()), "原文", "As written")
        .text(c::FIGURE_STATUS, &text(&|f| f.certainty.key().into()), "数据状态", "Figure status")
        .text(
            c::CONVERTED,
            &text(&|f| if f.counted { "counted" } else { "filed" }.into()),
            "填报或计数",
            "Filed or counted",
        )
        .text(c::FIGURE_SOURCE, &text(&|f| f.source.clone()), "数据来源", "Source");
    let read: Vec<Option<&Place>> = all.iter().map(|figure| Some(&figure.at)).collect();
    places(table, &read)
}

/// 甲；乙
fn names(offices: &[Office], of: fn(&Office) -> &str) -> String {
    offices.iter().map(of).collect::<Vec<_>>().join("；")
}

fn tasks(progress: &Progress) -> OutputTable {
    type Row<'a> = (&'a Plan, &'a Task, &'a Standing);
    let mut rows: Vec<Row> = Vec::new();
    for (plan, standing) in progress.plans.iter().zip(&progress.standing) {
        rows.extend(plan.tasks.iter().zip(standing).map(|(task, of)| (plan, task, of)));
    }
    let text = |of: &dyn Fn(&Row) -> String| rows.iter().map(of).collect::<Vec<String>>();
    let told = |of: &dyn Fn(&crate::progress::reports::Report) -> String| {
        text(&|(.., standing)| standing.report.as_ref().map(of).unwrap_or_default())
    };
    let table = OutputTable::new("tasks", "任务与进展", "Tasks and how they stand")
        .text(c::PLAN, &text(&|(plan, ..)| plan.id.clone()), "计划", "Plan")
        .text(c::TASK_NO, &text(&|(_, task, _)| task.no.clone()), "任务编号", "Task no.")
        .text(c::SECTION, &text(&|(_, task, _)| task.section.clone()), "部分", "Section")
        .text(c::PLACE, &text(&|(_, task, _)| task.place.clone()), "出处", "Place in the document")
        .text(c::TITLE_ZH, &text(&|(_, task, _)| task.title.zh.clone()), "任务", "Task (Chinese)")
        .text(c::TITLE_EN, &text(&|(_, task, _)| task.title.en.clone()), "英文任务", "Task")
        .text(
            c::LEAD,
            &text(&|(_, task, _)| names(&task.lead, |o| &o.named)),
            "牵头单位（原名）",
            "Leads, as named",
        )
        .text(
            c::SUPPORTING,
            &text(&|(_, task, _)| names(&task.support, |o| &o.named)),
            "配合单位（原名）",
            "Supports, as named",
        )
        .text(
            c::LEAD_TODAY,
            &text(&|(_, task, _)| names(&task.lead, |o| &o.today.zh)),
            "牵头单位（今名）",
            "Leads today",
        )
        .text(
            c::SUPPORTING_TODAY,
            &text(&|(_, task, _)| names(&task.support, |o| &o.today.zh)),
            "配合单位（今名）",
            "Supports today",
        )
        .text(
            c::LEAD_BASIS,
            &text(&|(_, task, _)| task.lead_basis.key().into()),
            "牵头依据",
            "How the lead is known",
        )
        .column(dates(c::DUE_ON, rows.iter().map(|(_, task, _)| task.deadline)), "期限", "Due on")
        .text(
            c::DEADLINE_BASIS,
            &text(&|(_, task, _)| task.basis.key().into()),
            "期限依据",
            "How the deadline is known",
        )
        .text(c::STATUS, &text(&|(.., standing)| standing.state.key().into()), "状态", "Status")
        .int(
            c::DAYS_OVERDUE,
            rows.iter().map(|(.., standing)| standing.days_overdue).collect(),
            "逾期天数",
            "Days overdue",
        )
        .column(
            dates(c::REPORTED_ON, rows.iter().map(|row| Some(row.2.report.as_ref()?.reported_on))),
            "报送日期",
            "Reported on",
        )
        .column(
            dates(c::COMPLETED_ON, rows.iter().map(|row| row.2.report.as_ref()?.completed_on)),
            "完成日期",
            "Completed on",
        )
        .text(c::TASK_EVIDENCE, &told(&|report| report.evidence.clone()), "佐证材料", "Evidence")
        .text(c::RESULT, &told(&|report| report.result.clone()), "成效", "Results")
        .text(
            c::EXPERIENCE,
            &told(&|report| report.experience.clone()),
            "可复制经验",
            "Experience to copy",
        );
    let read: Vec<Option<&Place>> =
        rows.iter().map(|row| row.2.report.as_ref().map(|report| &report.at)).collect();
    places(table, &read)
}

fn offices(progress: &Progress) -> OutputTable {
    let cards = progress.cards();
    let count = |of: &dyn Fn(&crate::progress::state::Card) -> usize| -> Vec<i64> {
        cards.iter().map(|card| of(card) as i64).collect()
    };
    let state = |wanted: &'static [State]| {
        count(&|card| {
            let led = card.leads.iter().map(|(plan, at)| progress.standing[*plan][*at].state);
            led.filter(|state| wanted.contains(state)).count()
        })
    };
    let text = |of: &dyn Fn(&crate::progress::state::Card) -> String| {
        cards.iter().map(of).collect::<Vec<String>>()
    };
    OutputTable::new("offices", "单位任务", "Offices and their tasks")
        .text(
            c::TITLE_ZH,
            &text(&|card| card.name.zh.clone()),
            "单位（今名）",
            "Office today (Chinese)",
        )
        .text(c::TITLE_EN, &text(&|card| card.name.en.clone()), "单位英文名", "Office today")
        .text(c::NAME, &text(&|card| card.named.join("；")), "文件中的名称", "Named in documents")
        .int(c::TASKS_LED, count(&|card| card.leads.len()), "牵头任务", "Tasks led")
        .int(c::TASKS_SUPPORTED, count(&|card| card.supports.len()), "配合任务", "Tasks supported")
        .int(c::COUNT_DONE, state(&[State::Done]), "牵头任务已完成", "Led tasks done")
        .int(
            c::COUNT_GOING,
            state(&[State::UnderWay, State::NotBegun]),
            "牵头任务推进中或未启动",
            "Led tasks under way or not begun",
        )
        .int(
            c::COUNT_LATE,
            state(&[State::Late, State::Overdue, State::Unproved]),
            "牵头任务滞后、逾期或缺佐证",
            "Led tasks late, overdue or without evidence",
        )
        .int(c::COUNT_SILENT, state(&[State::Silent]), "牵头任务未填报", "Led tasks without report")
}

fn checks(progress: &Progress) -> OutputTable {
    let mut rows = Vec::new();
    for (plan, checks) in progress.plans.iter().zip(&progress.checks) {
        rows.extend(checks.iter().map(|check| (plan, check, said(plan, check))));
    }
    type Row<'a> = (&'a Plan, &'a crate::progress::consistency::Check, crate::diag::Text);
    let text = |of: &dyn Fn(&Row) -> String| rows.iter().map(of).collect::<Vec<String>>();
    OutputTable::new("checks", "计划自身核对", "Plans held against themselves")
        .text(c::PLAN, &text(&|row| row.0.id.clone()), "计划", "Plan")
        .text(
            c::TARGET_ID,
            &text(&|row| row.0.targets[row.1.target].id.clone()),
            "目标编号",
            "Target no.",
        )
        .column(
            exact(c::GROWTH_STATED, rows.iter().map(|row| Some(row.1.stated))),
            "原文增速",
            "Growth stated",
        )
        .column(
            exact(c::GROWTH_REQUIRED, rows.iter().map(|row| Some(row.1.implied))),
            "两个目标之间所需增速",
            "Growth that two targets imply",
        )
        .text(c::WHY_ZH, &text(&|row| row.2.zh.clone()), "说明", "What was found (Chinese)")
        .text(c::WHY_EN, &text(&|row| row.2.en.clone()), "英文说明", "What was found")
}

fn money(progress: &Progress) -> OutputTable {
    let all = &progress.beside;
    type Beside = crate::progress::support::Beside;
    let plan = |of: &Beside| &progress.plans[of.plan];
    let text = |of: &dyn Fn(&Beside) -> String| all.iter().map(of).collect::<Vec<String>>();
    OutputTable::new(
        "money",
        "资金与目标并列（不证明因果）",
        "Support beside targets, no proof of cause",
    )
    .text(c::PLAN, &text(&|of| plan(of).id.clone()), "计划", "Plan")
    .text(c::MEASURE, &text(&|of| plan(of).money[of.money].measure.clone()), "措施", "Measure")
    .text(
        c::TARGET_ID,
        &text(&|of| plan(of).targets[of.target].id.clone()),
        "目标编号",
        "Target no.",
    )
    .int(
        c::PERIOD_FROM,
        all.iter().map(|of| i64::from(of.from_year)).collect(),
        "自（年）",
        "From the end of",
    )
    .int(
        c::PERIOD_TO,
        all.iter().map(|of| i64::from(of.to_year)).collect(),
        "至（年）",
        "To the end of",
    )
    .yuan(c::AMOUNT, &all.iter().map(|of| of.paid.0).collect::<Vec<_>>(), "资金", "Support")
    .column(exact(c::VALUE, all.iter().map(|of| of.progress)), "同期变化", "Change of the figure")
    .column(
        exact(c::AVERAGE, all.iter().map(|of| of.per_unit.map(|fen| Decimal::new(fen.0, 2)))),
        "每单位变化对应资金（元）",
        "Support for one unit of change, yuan",
    )
}

/// What moved since the earlier report.
fn changes(progress: &Progress, found: &Changes) -> OutputTable {
    let mut rows: Vec<[String; 6]> = Vec::new();
    let plan = |at: usize| &progress.plans[at];
    let row = |plan: &Plan, kind: &str, id: &str, before: &str, now: &str, way: &str| {
        [&plan.id, kind, id, before, now, way].map(str::to_string)
    };
    for of in &found.targets {
        let id = &plan(of.plan).targets[of.at].id;
        let before = of.before.map_or("", |before| before.key());
        rows.push(row(plan(of.plan), "target", id, before, of.now.key(), of.way.key()));
    }
    for of in &found.tasks {
        let no = &plan(of.plan).tasks[of.at].no;
        let before = of.before.map_or("", |before| before.key());
        rows.push(row(plan(of.plan), "task", no, before, of.now.key(), of.way.key()));
    }
    for of in &found.revised {
        let id = format!("{} {}", of.series, of.period);
        let (before, now) = (of.before.to_string(), of.now.to_string());
        rows.push(row(plan(of.plan), "figure", &id, &before, &now, "revised"));
    }
    let text = |at: usize| rows.iter().map(|row| row[at].as_str()).collect::<Vec<_>>();
    OutputTable::new("changes", "与上期相比的变化", "Changes since the earlier report")
        .text(c::PLAN, &text(0), "计划", "Plan")
        .text(c::KIND, &text(1), "类别", "Target, task or figure")
        .text(c::ITEM, &text(2), "编号", "Number")
        .text(c::STATUS_BEFORE, &text(3), "上期", "Before")
        .text(c::STATUS, &text(4), "本期", "Now")
        .text(c::SIDE, &text(5), "方向", "Way")
}
