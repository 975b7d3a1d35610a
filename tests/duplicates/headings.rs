//! Headings of rosters that nobody knows: what may say what a row is for, or how much, is named.

use super::messages::{compare, computed, of};
use super::with_rosters::{NAME, pipeline, promotion, roster};
use crate::runs::pipelines::{Made, Rows};

/// A roster with these headings over a row of 甲.
fn listed(headings: &[&str], cells: &[&str]) -> Made {
    let mut rows = Rows::default();
    promotion(&mut rows);
    let made = pipeline(&rows, "");
    let sheet: &[&[&str]] = &[headings, cells];
    roster(&made, "BAOAN", "year = \"2025\"", &[("名单", sheet)]);
    made
}

/// Headings of columns that may matter, as findings name them.
fn named(headings: &[&str], cells: &[&str]) -> Vec<String> {
    let found = computed(&listed(headings, cells));
    let found = ["F232", "F237"].map(|code| of(&found, code)).concat();
    let heading = |finding: &jiangbu::diag::Diagnostic| {
        format!("{} {}", finding.code.id, finding.value("heading").unwrap_or_default())
    };
    found.iter().map(heading).collect()
}

#[test]
fn a_column_that_may_say_what_the_support_is_for_is_named() {
    for heading in ["兑现政策", "惠企科目", "专项资金类别", "本批支持内容"] {
        let named = named(&["单位名称", heading, "金额"], &[NAME, "营销推广", "5"]);
        assert_eq!(named, [format!("F237 {heading}")]);
    }
}

#[test]
fn a_column_that_may_say_how_much_is_named() {
    for heading in ["兑现总额", "本批经费（元）", "区级奖补数额"] {
        let named = named(&["单位名称", "资助事项", heading], &[NAME, "营销推广", "5"]);
        assert_eq!(named.len(), 1, "{heading} {named:?}");
        assert!(named[0].starts_with("F232 "), "{heading} {named:?}");
    }
}

#[test]
fn what_changes_nothing_is_not_asked_about() {
    // The matter is known, nothing stands in the column, or the heading speaks of something else.
    let silent: [(&[&str], &[&str]); 4] = [
        (&["单位名称", "资助事项", "兑现政策", "金额"], &[NAME, "营销推广", "甲", "5"]),
        (&["单位名称", "兑现政策", "金额"], &[NAME, "", "5"]),
        (&["单位名称", "注册街道", "金额"], &[NAME, "粤海", "5"]),
        (
            &["序号", "单位名称", "联系邮箱", "资助事项", "金额"],
            &["1", NAME, "a@b.cn", "推广", "5"],
        ),
    ];
    for (headings, cells) in silent {
        assert_eq!(named(headings, cells), [""; 0], "{headings:?}");
    }
}

#[test]
fn it_is_said_in_both_languages() {
    let made = listed(&["单位名称", "兑现政策", "金额"], &[NAME, "营销推广", "5"]);
    compare("F237", &of(&computed(&made), "F237"), &made);
}
