//! Statuses on a day, each worked by hand.

use jiangbu::diag::Lang;
use jiangbu::progress::consistency::said;
use jiangbu::progress::judge::{Judged, Status};
use jiangbu::progress::number::{percent, shown};
use jiangbu::progress::reports::State;
use jiangbu::report::model::document::Tone;
use jiangbu::report::model::progress::tone_of;

use super::{progress, shipped};

const HEAD: &str = "计划,指标,时期,数值,计量单位,数据来源,数据状态\n";

fn judged(plan: &str, as_of: &str, target: &str, rows: &str) -> Judged {
    let plans = [shipped(plan)];
    let at = plans[0].target(target).expect("a target");
    let text = format!("{HEAD}{rows}");
    let made = progress(&plans, as_of, &[("figures", &text)]);
    assert!(made.findings.iter().all(|f| !f.code.id.starts_with('D')), "{:?}", made.findings);
    made.judged[0][at].clone()
}

fn row(target: &str, period: &str, value: &str, unit: &str) -> String {
    format!(",{target},{period},{value},{unit},统计公报,\n")
}

fn shenzhen(as_of: &str, target: &str, rows: &[(&str, &str)], unit: &str) -> Judged {
    let rows: String = rows.iter().map(|(year, value)| row(target, year, value, unit)).collect();
    judged("shenzhen-2016-2020", as_of, target, &rows)
}

#[test]
fn a_target_past_its_date() {
    let of = |value: &str| shenzhen("2018-12-31", "T01", &[("2017", value)], "亿美元").status;
    // 超过1400: 1400 itself misses.
    assert_eq!(of("1400"), Status::Overdue);
    assert_eq!(of("1400.01"), Status::Reached);
    let late = shenzhen("2019-12-31", "T01", &[("2017", "1300"), ("2018", "1500")], "亿美元");
    assert_eq!(late.status, Status::Reached);
    assert!(late.reason.zh.contains("晚于期限"), "{}", late.reason.zh);
    assert!(late.late && tone_of(&late) == Tone::Watch, "met, but not simply green");
    let in_time = shenzhen("2018-12-31", "T01", &[("2017", "1401")], "亿美元");
    assert!(!in_time.late && tone_of(&in_time) == Tone::Good);
    // A later figure alone does not show that it was met in time.
    let only = shenzhen("2019-12-31", "T01", &[("2019", "1900")], "亿美元");
    assert_eq!((only.status, only.late), (Status::Overdue, false));
    assert!(only.reason.zh.contains("没有2017年的数"), "{}", only.reason.zh);
    assert!(only.reason.en.contains("nothing for 2017"), "{}", only.reason.en);
    // Neither does one that misses, too.
    let missed = shenzhen("2019-12-31", "T01", &[("2019", "1300")], "亿美元");
    assert_eq!(missed.status, Status::NoData);
    // Nothing for the year itself is no data, however long ago.
    let gap = shenzhen("2018-12-31", "T01", &[("2016", "1300")], "亿美元");
    assert_eq!(gap.status, Status::NoData);
}

#[test]
fn a_target_under_way_is_held_against_its_rounded_path() {
    // The path asks 1,608.72 for 2018; five per cent below are 1,528.284.
    let of = |value: &str| shenzhen("2019-06-30", "T04", &[("2018", value)], "亿美元");
    assert_eq!(of("1608.72").status, Status::OnTrack);
    assert_eq!(of("1608.71").status, Status::AtRisk);
    assert_eq!(of("1528.284").status, Status::AtRisk);
    assert_eq!(of("1528.283").status, Status::OffTrack);
    assert_eq!(of("2000").status, Status::OnTrack);
    assert_eq!(of("2000.01").status, Status::Reached);
    let behind = of("1600");
    assert_eq!(behind.gap.map(|gap| shown(gap, 2)).as_deref(), Some("-8.72"));
    // 1600 → 2000 in two years: √1.25.
    assert_eq!(behind.required.map(percent).as_deref(), Some("11.80%"));
    // From 1160.53, reckoned back: (1600 ÷ 1160.5285)^(1/3) − 1.
    let growth = behind.growth.expect("a growth");
    assert!(growth.from_derived && growth.from_year == 2015);
    assert_eq!(percent(growth.rate), "11.30%");
    assert_eq!(growth.met, Some(false));
}

#[test]
fn outsourcing_follows_the_path_between_its_two_targets() {
    let rows = [("2017", "61"), ("2018", "67.12"), ("2019", "75.10")];
    let made = shenzhen("2020-06-30", "T06", &rows, "亿美元");
    assert_eq!(made.expected.map(|v| shown(v, 2)).as_deref(), Some("75.09"));
    assert_eq!(made.status, Status::OnTrack);
    // 75.10 × 67.12 ÷ 61 = 82.6346 and 75.10 × 75.10 ÷ 67.12 = 84.03; on average √(75.10 ÷ 61) − 1 = 10.96 %.
    let outlook = made.outlook.expect("an outlook");
    let values = [outlook.low, outlook.mid, outlook.high].map(|value| shown(value, 2));
    assert_eq!(values, ["82.63", "83.33", "84.03"]);
    // 约84 is held against 84 when it is asked when the pace gets there: 2021.
    assert_eq!((outlook.year, outlook.reached), (2020, Some(2021)));
}

#[test]
fn shares_and_counts_go_in_even_steps() {
    // 24 → 30 from 2016 to 2020: 1.5 a year, 28.5 in 2019.
    let of =
        |value: &str| shenzhen("2020-06-30", "T07", &[("2016", "24"), ("2019", value)], "%").status;
    assert_eq!(of("28.5"), Status::OnTrack);
    assert_eq!(of("28.49"), Status::AtRisk);
    assert_eq!(of("27"), Status::OffTrack);
    // A single figure shows no course.
    assert_eq!(shenzhen("2018-12-31", "T07", &[("2017", "24")], "%").status, Status::NoData);
}

#[test]
fn rising_every_year_needs_every_year() {
    let of = |rows: &[(&str, &str)]| shenzhen("2019-12-31", "T13", rows, "%").status;
    assert_eq!(of(&[("2016", "40"), ("2017", "41"), ("2018", "42.5")]), Status::OnTrack);
    assert_eq!(of(&[("2016", "40"), ("2017", "40"), ("2018", "42.5")]), Status::OffTrack);
    assert_eq!(of(&[("2016", "40"), ("2018", "42.5")]), Status::NoData);
    assert_eq!(of(&[("2018", "42.5")]), Status::NoData);
    let all = [("2016", "1.1"), ("2017", "2"), ("2018", "3"), ("2019", "4"), ("2020", "5")];
    let done = shenzhen("2021-03-31", "T13", &all, "%").status;
    assert_eq!(done, Status::Reached);
}

/// 不断扩大: every year above the one before, like 逐年提升.
#[test]
fn widening_is_judged_each_year() {
    let of = |rows: &[(&str, &str)]| shenzhen("2019-12-31", "T14", rows, "%").status;
    assert_eq!(of(&[("2016", "20"), ("2017", "21"), ("2018", "22")]), Status::OnTrack);
    assert_eq!(of(&[("2016", "20"), ("2017", "19"), ("2018", "22")]), Status::OffTrack);
    assert_eq!(of(&[("2016", "20"), ("2018", "22")]), Status::NoData);
}

#[test]
fn a_limit_past_its_date_asks_for_figures_until_then() {
    let of = |rows: &[(&str, &str)]| {
        let rows: String = rows.iter().map(|(at, value)| row("T16", at, value, "次/月")).collect();
        judged("shenzhen-2016-2020", "2022-12-31", "T16", &rows).status
    };
    assert_eq!(of(&[("2020-11", "1"), ("2020-12", "1")]), Status::Reached);
    assert_eq!(of(&[("2022-11", "1")]), Status::NoData, "a figure of later years alone");
    assert_eq!(of(&[("2020-12", "0"), ("2022-11", "1")]), Status::Overdue);
}

#[test]
fn points_are_no_level_and_a_cell_in_per_cent_is_one() {
    let of = |value: &str, unit: &str| {
        let text = format!("{HEAD}{}", row("T07", "2018", value, unit));
        let made = progress(&[shipped("shenzhen-2016-2020")], "2019-06-30", &[("figures", &text)]);
        let figure = made.figures.first().and_then(|figure| figure.number());
        (figure.map(|value| shown(value, 2)), super::ids(&made.findings))
    };
    for (value, unit) in [("28.5%", ""), ("28.5%", "%"), ("28.5％", "百分比"), ("28.5", "%")] {
        assert_eq!(of(value, unit).0.as_deref(), Some("28.50"), "{value} {unit}");
    }
    // Half of one per cent, said as such, is no fraction.
    assert_eq!(of("0.5%", "%").0.as_deref(), Some("0.50"));
    for unit in ["百分点", "个百分点", "percentage points"] {
        let (figure, said) = of("2", unit);
        assert_eq!(figure, None, "{unit}");
        assert!(said.contains(&"D363"), "{unit}: {said:?}");
    }
    assert!(of("28.5%", "百分点").1.contains(&"D367"), "a share is not how far it moved");
}

const REPORTS: &str = "任务编号,报送日期,进展状态,完成日期,佐证材料\n";

fn task(as_of: &str, no: &str, rows: &str) -> (State, bool, Vec<&'static str>) {
    let plan = shipped("shenzhen-2016-2020");
    let at = plan.task(no).expect("a task");
    let text = format!("{REPORTS}{rows}");
    let made = progress(&[plan], as_of, &[("task_reports", &text)]);
    let standing = &made.standing[0][at];
    (standing.state, standing.stale, super::ids(&made.findings))
}

#[test]
fn reports_of_tasks_grow_stale() {
    // Eighteen months from 30 June 2017 end on 30 December 2018.
    let row = "2,2017-06-30,正常推进,,\n";
    assert_eq!(task("2018-12-30", "2", row).0, State::UnderWay);
    let (state, stale, said) = task("2018-12-31", "2", row);
    assert_eq!((state, stale), (State::Silent, true));
    assert!(said.contains(&"R453"), "{said:?}");
    // Past its deadline it is overdue, however old the report; done stays done.
    assert_eq!(task("2021-03-31", "2", row).0, State::Overdue);
    let done = task("2019-12-31", "2", "2,2017-06-30,已完成,2017-06-01,文号\n");
    assert_eq!((done.0, done.1), (State::Done, false));
    // What comes round every year was done for its year alone.
    let yearly = |as_of: &str| {
        let plan = shipped("state-council-2018");
        let at = plan.task("总-2").expect("a task");
        let text = format!("{REPORTS}总-2,2018-12-20,已完成,2018-12-20,报告\n");
        let made = progress(&[plan], as_of, &[("task_reports", &text)]);
        (made.standing[0][at].state, made.standing[0][at].stale)
    };
    assert_eq!(yearly("2019-12-31"), (State::Done, false));
    assert_eq!(yearly("2020-12-31"), (State::Silent, true));
}

#[test]
fn a_task_that_is_no_more_done_is_said() {
    let rows = "2,2018-06-30,已完成,2018-06-01,文号\n2,2019-03-31,正常推进,,\n";
    let (state, _, said) = task("2019-06-30", "2", rows);
    assert_eq!(state, State::UnderWay);
    assert!(said.contains(&"R454"), "{said:?}");
    let on = "2,2018-06-30,正常推进,,\n2,2019-03-31,已完成,2019-03-01,文号\n";
    assert!(!task("2019-06-30", "2", on).2.contains(&"R454"), "the usual way round");
    let again = "2,2018-06-30,已完成,2018-06-01,文号\n2,2019-01-31,滞后,,\n2,2019-03-31,已完成,2019-03-01,文号\n";
    assert!(!task("2019-06-30", "2", again).2.contains(&"R454"), "done in the end");
}

#[test]
fn milestones_and_limits() {
    let centre = |value: &str, as_of: &str| {
        let rows = row("T11", "2018-12-31", value, "");
        judged("shenzhen-2016-2020", as_of, "T11", &rows).status
    };
    assert_eq!(centre("否", "2019-01-31"), Status::Overdue);
    assert_eq!(centre("2018-11-30", "2019-01-31"), Status::Reached);
    let opened = |value: &str| {
        let rows = row("T11", "2019", value, "");
        judged("shenzhen-2016-2020", "2020-01-31", "T11", &rows)
    };
    let late = opened("2019-11-04");
    assert!(late.late && late.reason.en.contains("days late"), "{}", late.reason.en);
    assert_eq!(tone_of(&late), Tone::Watch);
    assert_eq!(judged("shenzhen-2016-2020", "2019-06-30", "T11", "").status, Status::NoData);
    // At most five working days: 5 holds, 5.33 does not.
    let refunds = |value: &str| {
        let rows = row("T01", "2025Q2", value, "工作日");
        judged("guangzhou-2025", "2025-09-30", "T01", &rows).status
    };
    assert_eq!(refunds("5"), Status::OnTrack);
    assert_eq!(refunds("5.33"), Status::OffTrack);
    // The pilot of 731 days runs by itself.
    let term = judged("state-council-2018", "2020-07-01", "T01", "");
    assert_eq!(term.status, Status::Reached);
    assert!(term.reason.zh.contains("731"), "{}", term.reason.zh);
    // A reference is no target.
    let firms = judged("qianhai-data-draft", "2026-03-31", "B01", "");
    assert_eq!(firms.status, Status::Reference);
}

#[test]
fn an_old_figure_is_no_data() {
    let old = shenzhen("2019-12-31", "T04", &[("2017", "1500")], "亿美元");
    assert_eq!((old.status, old.stale), (Status::NoData, true));
    let fresh = shenzhen("2019-06-30", "T04", &[("2017", "1500")], "亿美元");
    assert_eq!((fresh.status, fresh.stale), (Status::OnTrack, false));
}

#[test]
fn units_are_taken_into_that_of_the_target() {
    let made = shenzhen("2019-06-30", "T04", &[("2018", "16087200")], "万美元");
    assert_eq!(made.status, Status::OnTrack);
}

#[test]
fn refunds_are_counted_in_working_days() {
    let plans = [shipped("guangzhou-2025")];
    // 3 March 2025 is a Monday: 4, 6 and 5 working days; the class-one firm takes 4.
    let text = "记录编号,出口企业类别,受理日期,办结日期,是否正常办理\n\
                1,一类,2025-03-03,2025-03-07,是\n\
                2,三类,2025-03-03,2025-03-11,是\n\
                3,三类,2025-03-03,2025-03-10,是\n\
                4,四类,2025-03-03,2025-06-30,否\n";
    let made = progress(&plans, "2025-12-31", &[("refunds", text)]);
    let [all, best] = [&made.judged[0][0], &made.judged[0][1]];
    assert_eq!(all.latest.as_ref().map(|f| f.read.as_str()), Some("15/3 = 5.00"));
    assert_eq!((all.status, best.status), (Status::OnTrack, Status::OffTrack));
}

#[test]
fn bases_are_counted_from_the_registry() {
    let plans = [shipped("shenzhen-2016-2020")];
    let mut text = "记录编号,认定类别,认定名称,认定或通过日期,撤销日期\n".to_string();
    for n in 1..=4 {
        text += &format!(
            "{n},示范基地,基地{n},201{}-06-01,{}\n",
            5 + n,
            if n == 2 { "2019-01-01" } else { "" }
        );
    }
    let made = progress(&plans, "2020-12-31", &[("registry", &text)]);
    let bases: Vec<_> = made.figures.iter().filter(|f| f.series == "T08").collect();
    let counted: Vec<_> = bases.iter().map(|f| f.number().map(|n| n.to_string())).collect();
    // 2016: 1, 2017: 2, 2018: 3, 2019: 4 less the one withdrawn, 2020: 3.
    assert_eq!(counted, ["1", "2", "3", "3", "3"].map(|n| Some(n.to_string())));
    assert_eq!(made.judged[0][plans[0].target("T08").expect("T08")].status, Status::Overdue);
}

#[test]
fn the_plan_is_held_against_itself() {
    let plans = [shipped("shenzhen-2016-2020")];
    let made = progress(&plans, "2020-12-31", &[]);
    let checks = &made.checks[0];
    let told: Vec<[String; 5]> = checks
        .iter()
        .map(|check| {
            let values =
                [check.from_earlier, check.base.value, check.at_earlier].map(|v| shown(v, 2));
            let [a, b, c] = values;
            [percent(check.implied), percent(check.stated), a, b, c]
        })
        .collect();
    assert_eq!(
        told,
        [
            ["12.62%", "11.50%", "1,940.67", "1,160.53", "1,442.80"],
            ["10.06%", "8.00%", "75.58", "54.45", "63.51"],
            ["11.87%", "12.00%", "84.30", "47.66", "59.79"],
        ]
    );
    let fits: Vec<_> = checks.iter().map(|check| (check.fits_targets, check.fits_plan)).collect();
    assert_eq!(fits, [(false, true), (false, true), (true, false)]);
    let text = said(&plans[0], &checks[1]);
    assert!(text.get(Lang::Zh).contains("10.06%") && text.get(Lang::En).contains("10.06%"));
}

#[test]
fn tasks_stand_by_their_last_report() {
    let plans = [shipped("shenzhen-2016-2020")];
    let text = "任务编号,报送单位,报送日期,进展状态,完成日期,佐证材料\n\
                1,市商务局,2019-06-30,正常推进,,\n\
                1,市经贸信息委,2020-12-31,已完成,2020-11-30,深府办〔2020〕1号\n\
                2,,2020-06-30,正常推进,,\n\
                3,,2020-12-31,已完成,2021-01-10,验收报告\n";
    let made = progress(&plans, "2021-03-31", &[("task_reports", text)]);
    let of = |no: usize| (made.standing[0][no].state, made.standing[0][no].days_overdue);
    assert_eq!(of(0), (State::Done, 0));
    // The end of 2020 is 90 days ago.
    assert_eq!(of(1), (State::Overdue, 90));
    assert_eq!(of(2), (State::Done, 10));
    assert_eq!(of(3), (State::Silent, 90));
}

#[test]
fn support_stands_beside_what_it_serves() {
    let plans = [shipped("shenzhen-2016-2020")];
    let figures = format!(
        "{HEAD}{}{}",
        row("T05", "2016", "58", "亿美元"),
        row("T05", "2018", "70", "亿美元")
    );
    let support = "措施,年度,金额（万元）,数据来源\n\
                   技术贸易支持,2016,900,合成数据\n\
                   技术贸易支持,2017,1000,合成数据\n\
                   技术贸易支持,2018,1400,合成数据\n";
    let made = progress(&plans, "2019-06-30", &[("figures", &figures), ("support", support)]);
    let [beside] = &made.beside[..] else { panic!("one pair: {:?}", made.beside) };
    // 24 million yuan in 2017 and 2018 beside 12 (hundred million dollars) more.
    assert_eq!(beside.paid.to_string(), "24,000,000.00");
    assert_eq!(beside.progress.map(|p| shown(p, 0)).as_deref(), Some("12"));
    assert_eq!(beside.per_unit.map(|fen| fen.to_string()).as_deref(), Some("2,000,000.00"));
    assert_eq!(made.synthetic, 3);
}
