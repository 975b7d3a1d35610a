//! The shipped plans hold every target and every task of the documents.

use super::{SHIPPED, progress, shipped};
use jiangbu::progress::plan::{DeadlineBasis, LeadBasis};

fn numbered(prefix: &str, count: usize) -> Vec<String> {
    (1..=count).map(|n| format!("{prefix}{n:02}")).collect()
}

#[test]
fn all_forty_six_targets_are_there() {
    let expected = [16, 7, 5, 3, 2 + 13];
    for (name, count) in SHIPPED.iter().zip(expected) {
        let plan = shipped(name);
        let ids: Vec<&str> = plan.targets.iter().map(|target| target.id.as_str()).collect();
        let mut wanted = numbered("T", count.min(16));
        if *name == "qianhai-data-draft" {
            wanted = [numbered("T", 2), numbered("B", 13)].concat();
            assert!(plan.draft);
        }
        assert_eq!(ids, wanted, "{name}");
        assert!(plan.warnings.is_empty(), "{name}: {:?}", plan.warnings);
    }
    assert_eq!(expected.iter().sum::<usize>(), 46);
}

#[test]
fn all_hundred_and_forty_five_tasks_are_there() {
    let numbers = |name: &str| -> Vec<String> {
        shipped(name).tasks.into_iter().map(|task| task.no).collect()
    };
    let shenzhen = numbers("shenzhen-2016-2020");
    let mut wanted: Vec<String> = (1..=27).map(|n| n.to_string()).collect();
    wanted.extend(["一", "二", "三", "四"].map(|n| format!("保障（{n}）")));
    assert_eq!(shenzhen, wanted);

    let council = numbers("state-council-2018");
    let whole = |from: &str| council.iter().filter(|no| no.starts_with(from)).count();
    assert_eq!([whole("附3-"), whole("附2-"), whole("总-")], [82, 8, 2]);
    let tasks = council.iter().filter(|no| no.starts_with("附3-") && !no.contains('.')).count();
    assert_eq!(tasks, 42);
    for n in 1..=42 {
        assert!(council.contains(&format!("附3-{n}")), "附3-{n}");
    }
    let guangzhou = numbers("guangzhou-2025");
    assert_eq!(guangzhou.first().map(String::as_str), Some("（一）"));
    assert_eq!(guangzhou.last().map(String::as_str), Some("（二十二）"));
    assert_eq!([shenzhen.len(), council.len(), guangzhou.len()], [31, 92, 22]);
}

#[test]
fn deadlines_and_leads_say_how_they_are_known() {
    let council = shipped("state-council-2018");
    let inferred = council.tasks.iter().filter(|t| t.lead_basis == LeadBasis::Inferred).count();
    assert_eq!(inferred, 14);
    let yearly: Vec<_> =
        council.tasks.iter().filter(|t| t.basis == DeadlineBasis::Recurring).collect();
    assert_eq!(yearly.len(), 1);
    assert_eq!(council.yearly.as_ref().and_then(|y| y.task), council.task(&yearly[0].no));
    // 附件3注: measures of the third column, the opening steps and the plans by the end of 2018; the tasks of the
    // second column have no day of their own.
    let end_of_2018 = super::day("2018-12-31");
    for task in &council.tasks {
        let measure = task.no.starts_with("附3-") && task.no.contains('.');
        let noted = measure || task.no.starts_with("附2-") || task.no == "总-1";
        let own = task.no.starts_with("附3-") && !measure;
        match (noted, own) {
            (true, _) => {
                assert_eq!(task.deadline, Some(end_of_2018), "{}", task.no);
                assert_eq!(task.basis, DeadlineBasis::Stated, "{}", task.no);
            }
            (false, true) => {
                assert_eq!(task.deadline, Some(super::day("2020-06-30")), "{}", task.no);
                assert_eq!(task.basis, DeadlineBasis::Inferred, "{}", task.no);
            }
            (false, false) => assert_eq!(task.basis, DeadlineBasis::Recurring),
        }
    }
    let inferred = |plan: &str| -> Vec<String> {
        let targets = shipped(plan).targets.into_iter();
        targets.filter(|t| t.due.is_some_and(|due| due.inferred)).map(|t| t.id).collect()
    };
    assert_eq!(inferred("shenzhen-2016-2020"), ["T13", "T14", "T15", "T16"]);
    assert_eq!(inferred("state-council-2018"), ["T03", "T04", "T05"]);
    assert_eq!(inferred("qianhai-2026"), ["T01", "T03"]);
    assert!(inferred("guangzhou-2025").is_empty());
    let draft = shipped("qianhai-data-draft").inferred.expect("what is inferred");
    assert!(draft.zh.contains("2025") && draft.en.contains("2025"));
    let shenzhen = shipped("shenzhen-2016-2020");
    let stated = shenzhen.tasks.iter().filter(|t| t.basis == DeadlineBasis::Stated).count();
    assert_eq!(stated, 2);
    // Two offices of then are one today: no task counts it twice.
    let made = progress(&[shenzhen], "2020-12-31", &[]);
    let cards = made.cards();
    let customs = cards.iter().find(|card| card.name.zh == "深圳海关").expect("a card");
    assert_eq!(customs.named, ["深圳海关", "深圳出入境检验检疫局"]);
    let all: Vec<_> = customs.leads.iter().chain(&customs.supports).collect();
    // Tasks 10, 12, 18, 19 and 20 name one of the two, three of them both.
    assert_eq!(all.len(), 5);
    let commerce = cards.iter().find(|card| card.name.zh == "市商务局").expect("a card");
    assert_eq!(commerce.named, ["市经贸信息委"]);
}
