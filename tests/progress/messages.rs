//! What is said about bad figures, reports, records and plans.

use std::path::Path;

use jiangbu::diag::Lang;
use jiangbu::progress::calendar;

use super::{ids, load_text, progress, shipped};

const HEAD: &str = "计划,指标,时期,数值,计量单位,数据来源,数据状态\n";

/// The findings about some tables, those about the plans themselves left out.
fn about(plan: &str, as_of: &str, tables: &[(&str, &str)]) -> Vec<&'static str> {
    let made = progress(&[shipped(plan)], as_of, tables);
    for finding in &made.findings {
        for lang in [Lang::Zh, Lang::En] {
            let text = finding.message(lang) + &finding.help(lang);
            assert!(!crate::catalogue::unfilled(&text), "{text}");
        }
    }
    let always = ["R490", "R494"];
    ids(&made.findings).into_iter().filter(|id| !always.contains(id)).collect()
}

fn figures(rows: &str) -> Vec<&'static str> {
    let text = format!("{HEAD}{rows}");
    about("shenzhen-2016-2020", "2019-06-30", &[("figures", &text)])
}

#[test]
fn bad_figures_are_said() {
    assert_eq!(figures(",没有的指标,2018,5,个,公报,\n"), ["D360"]);
    assert_eq!(figures(",T04,今年,1500,亿美元,公报,\n"), ["D361"]);
    assert_eq!(figures(",T04,2018,1500,,公报,\n"), ["D362"]);
    assert_eq!(figures(",T04,2018,1500,家,公报,\n"), ["D363"]);
    assert_eq!(figures(",T04,2018,1500,亿美元,公报,\n,T04,2018,1501,亿美元,公报,\n"), ["D364"]);
    assert_eq!(figures(",T04,2019,1500,亿美元,公报,\n"), ["D365"]);
    assert_eq!(figures(",T07,2018,0.285,%,公报,\n"), ["D366"]);
    assert_eq!(figures(",T04,2018,约1500,亿美元,公报,\n"), ["D367"]);
    assert_eq!(figures(",T04,2018Q4,400,亿美元,公报,\n"), ["D368"]);
    assert_eq!(figures(",T04,2018,9900,亿元,公报,\n"), ["D369"]);
    assert_eq!(figures(",T04,2018,1500,亿美元,,\n"), ["D377"]);
    assert_eq!(figures(",T04,2018,1500,亿美元,合成数据,\n"), ["R491"]);
    assert_eq!(figures(",T04,2018,1500,亿美元,公报,预计\n"), ["R493"]);
    // A file may hold the figures of other plans too: they are counted, each plan once.
    let others = "另一计划,T04,2018,1500,亿美元,公报,\n另一计划,X,x,x,,,\n";
    assert_eq!(figures(others), ["R495"]);
    // The same figure twice, a fraction that says so and a final figure beside an estimate are no faults.
    assert!(figures(",T04,2018,1500,亿美元,公报,\n,T04,2018,1500,亿美元,公报,\n").is_empty());
    assert!(figures(",T07,2018,0.285,小数,公报,\n").is_empty());
    assert!(
        figures(",T04,2018,1400,亿美元,公报,预计\n,T04,2018,1500,亿美元,公报,终值\n").is_empty()
    );
}

#[test]
fn two_figures_for_one_period_are_both_dropped() {
    let text = format!("{HEAD},T04,2018,1500,亿美元,公报,\n,T04,2018,1700,亿美元,年鉴,\n");
    let made = progress(&[shipped("shenzhen-2016-2020")], "2019-06-30", &[("figures", &text)]);
    assert!(made.figures.is_empty());
}

#[test]
fn old_figures_are_said() {
    let text = format!("{HEAD},T04,2017,1500,亿美元,公报,\n");
    let found = about("shenzhen-2016-2020", "2019-12-31", &[("figures", &text)]);
    assert_eq!(found, ["R492"]);
}

#[test]
fn bad_reports_are_said() {
    let tasks = |rows: &str| {
        let head = "任务编号,报送单位,报送日期,进展状态,完成日期,佐证材料\n";
        about("shenzhen-2016-2020", "2019-06-30", &[("task_reports", &format!("{head}{rows}"))])
    };
    assert_eq!(tasks("99,,2019-06-30,正常推进,,\n"), ["D370"]);
    assert_eq!(
        tasks("1,市教育局,2019-06-30,正常推进,,\n2,市教育局,2019-06-30,正常推进,,\n"),
        ["D371"]
    );
    assert_eq!(tasks("1,,2019-06-30,已完成,2019-06-01,\n"), ["D372"]);
    assert_eq!(tasks("1,,2019-06-30,正常推进,,\n1,,2019-06-30,滞后,,\n"), ["D373"]);
    assert_eq!(tasks("1,,2019-07-01,正常推进,,\n"), ["D374"]);
    let head = "计划,任务编号,报送日期,进展状态\n";
    let of_another = format!("{head}GWY-2018-79,附3-1,2019-06-30,正常推进\n");
    let found = about("shenzhen-2016-2020", "2019-06-30", &[("task_reports", of_another.as_str())]);
    assert_eq!(found, ["R495"]);
    let none = progress(&[shipped("shenzhen-2016-2020")], "2019-06-30", &[]);
    assert!(ids(&none.findings).contains(&"R494"));
    assert!(ids(&none.findings).contains(&"R490"));
}

#[test]
fn bad_records_are_said() {
    let refunds = |rows: &str| {
        let text = format!("出口企业类别,受理日期,办结日期\n{rows}");
        about("guangzhou-2025", "2027-12-31", &[("refunds", &text)])
    };
    assert_eq!(refunds("一类,2027-03-01,2027-03-05\n"), ["D375"]);
    assert_eq!(refunds("一类,2025-03-05,2025-03-03\n"), ["D376"]);
    let registry = "认定类别,认定或通过日期\n示范基地,2016-06-01\n示范基地,2017-06-01\n";
    let filed = format!("{HEAD},T08,2017,3,个,公报,\n");
    let both = [("registry", registry), ("figures", filed.as_str())];
    assert_eq!(about("shenzhen-2016-2020", "2018-06-30", &both), ["D378"]);
    let support = "措施,年度,金额（元）\n没有的措施,2018,100.00\n";
    assert_eq!(about("shenzhen-2016-2020", "2019-06-30", &[("support", support)]), ["D379"]);
}

const PLAN: &str = "[plan]\nid = \"P\"\ntitle = { zh = \"计划\", en = \"plan\" }\ndocument = \"文\"\n\
                    from = 2016-01-01\nto = 2020-12-31\n";
const TITLES: &str = "title = { zh = \"一\", en = \"one\" }\nplace = \"一\"\nunit = \"家\"\n";

fn faults(rest: &str) -> Vec<&'static str> {
    let found = match load_text(&format!("{PLAN}{rest}"), &[]) {
        Ok(plan) => plan.warnings,
        Err(faults) => faults,
    };
    ids(&found.0)
}

#[test]
fn bad_plans_are_said() {
    assert!(faults(&format!("[target.A]\n{TITLES}at_least = \"5\"\nby = 2020\n")).is_empty());
    assert_eq!(faults(&format!("[target.A]\n{TITLES}")), ["C180"]);
    assert_eq!(faults(&format!("[target.A]\n{TITLES}at_least = \"5\"\nabove = \"5\"\n")), ["C180"]);
    let along = "at_least = \"5\"\npath = { kind = \"along\", target = \"B\" }\n";
    assert_eq!(faults(&format!("[target.A]\n{TITLES}{along}")), ["C181"]);
    let path = "at_least = \"5\"\npath = { kind = \"linear\", from = \"first figure\" }\n";
    assert_eq!(faults(&format!("[target.A]\n{TITLES}{path}")), ["C186"]);
    let late = "at_least = \"5\"\nby = 2021\n";
    assert_eq!(faults(&format!("[target.A]\n{TITLES}{late}")), ["C187"]);
    let parts = "reference = \"5\"\nparts = [\"B\"]\n";
    let other = "reference = \"4\"\n";
    let both = format!("[target.A]\n{TITLES}{parts}[target.B]\n{TITLES}{other}");
    assert_eq!(faults(&both), ["C185"]);
    assert_eq!(faults(&format!("[target.A]\n{TITLES}at_least = \"5\"\nbye = 2020\n")), ["C102"]);
}

#[test]
fn bad_tables_of_tasks_are_said_with_their_line() {
    let plan = PLAN.to_string()
        + "tasks = \"t.csv\"\noffices = \"o.csv\"\n[[section]]\nid = \"1\"\ntitle = { zh = \"一\", en = \"1\" }\n";
    let head = "no,section,place,title_zh,title_en,lead,support,lead_basis,deadline,basis,target\n";
    let offices = "name,plan,today_zh,today_en,since,basis\n甲局,,甲局,A,,\n";
    let found = |rows: &str| {
        let tables = [("t.csv", format!("{head}{rows}")), ("o.csv", offices.to_string())];
        let tables = tables.each_ref().map(|(name, text)| (*name, text.as_str()));
        match load_text(&plan, &tables) {
            Ok(plan) => plan.warnings,
            Err(faults) => faults,
        }
    };
    let good = "1,1,一,题,title,甲局,,stated,2020-12-31,stated,\n";
    assert!(found(good).is_empty());
    let bad = found(&format!("{good}2,9,一,题,title,甲局,,stated,2020-12-31,stated,\n"));
    assert_eq!(ids(&bad.0), ["C182"]);
    assert!(bad.0[0].message(Lang::Zh).contains("第 3 行"), "{}", bad.0[0].message(Lang::Zh));
    assert!(bad.0[0].place.describe(Lang::Zh).contains("t.csv:3:"));
    assert_eq!(ids(&found("1,1,一,题,title,乙局,,stated,2020-12-31,stated,\n").0), ["C183"]);
    assert_eq!(ids(&found(&format!("{good}{good}")).0), ["C184"]);
    assert_eq!(ids(&found("1,1,一,题,title,甲局,,stated,,stated,\n").0), ["C182"]);
}

#[test]
fn a_bad_calendar_is_said() {
    let dir = tempfile::TempDir::new().expect("a folder");
    let path = dir.path().join("days.csv");
    let fault = |line: &str| {
        std::fs::write(&path, format!("date,kind,name,source\n{line}\n")).expect("written");
        calendar::load(Path::new(&path)).err().map(|faults| ids(&faults.0))
    };
    assert_eq!(fault("2025-01-28,off,春节,通知"), None);
    for line in ["2025-01-28,holiday,春节,通知", "2025-01-26,off,春节,通知", "春节,off,春节,通知"]
    {
        assert_eq!(fault(line), Some(vec!["C188"]), "{line}");
    }
}
