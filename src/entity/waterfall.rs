//! What each comparison of a pair gave: points that add up to its score.

use super::identifiers::{Identifier, fits_mask, organisation};
use super::names::{Name, one_slip_apart};
use super::places::Relation;
use crate::diag::Lang;
use crate::domain::CreditCode;

const CODE: &str = "code";
const PERSON: &str = "legal representative";

/// One comparison, in both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    pub what: (&'static str, &'static str),
    pub outcome: (&'static str, &'static str),
    pub points: i32,
}

/// The sides of a comparison.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    pub code: Option<&'a CreditCode>,
    pub name: &'a Name,
    pub former: Option<&'a Name>,
    pub person: &'a str,
    pub address: &'a str,
}

/// The other side, whose code may be anything.
#[derive(Clone, Copy, Debug)]
pub struct OtherFacts<'a> {
    pub identifier: &'a Identifier,
    pub name: &'a Name,
    pub former: Option<&'a Name>,
    pub person: &'a str,
    pub address: &'a str,
}

type Points = (&'static str, &'static str, i32);

/// Every comparison, in a fixed order; `None` for one that cannot be made.
pub type Steps = [Option<Step>; 8];

/// Every comparison that can be made.
pub fn steps(own: Facts, other: OtherFacts, address_counts: bool) -> Steps {
    let step = |zh, en, outcome: Option<Points>| {
        let (outcome_zh, outcome_en, points) = outcome?;
        Some(Step { what: (zh, en), outcome: (outcome_zh, outcome_en), points })
    };
    let address = address(own.address, other.address).filter(|_| address_counts);
    [
        step("代码", CODE, code(own.code, other.identifier)),
        step("字号", "core of the name", core(own.name, other.name)),
        step("地域", "places", places(own.name, other.name)),
        step("组织形式", "legal form", form(own.name, other.name)),
        step("分支机构", "branch", branch(own.name, other.name)),
        step("曾用名", "former name", former(&own, &other)),
        step("法定代表人", PERSON, person(own.person, other.person)),
        step("地址", "address", address),
    ]
}

/// The sum of the points, between 0 and 100.
pub fn score(steps: &Steps) -> i32 {
    steps.iter().flatten().map(|step| step.points).sum::<i32>().clamp(0, 100)
}

/// `代码：信用代码一致 +60；字号：一致 +25`
pub fn said(steps: &[Step], lang: Lang) -> String {
    let (colon, semicolon) = (lang.pick("：", ": "), lang.pick("；", "; "));
    let said = steps.iter().map(|step| {
        let what = lang.pick(step.what.0, step.what.1);
        let outcome = lang.pick(step.outcome.0, step.outcome.1);
        format!("{what}{colon}{outcome} {:+}", step.points)
    });
    said.collect::<Vec<_>>().join(semicolon)
}

fn code(own: Option<&CreditCode>, other: &Identifier) -> Option<Points> {
    let own = own?;
    Some(match other {
        Identifier::Nothing => return None,
        Identifier::Credit(code) if code == own => ("信用代码一致", "equal credit codes", 60),
        Identifier::Credit(_) => ("另一有效信用代码", "another valid code", -20),
        Identifier::Repaired(code) if code == own => ("更正后一致", "equal once mended", 50),
        Identifier::Organisation(nine) if *nine == organisation(own) => {
            ("组织机构代码一致", "equal organisation codes", 50)
        }
        Identifier::Registration(_) => ("注册号，无从直接比较", "a registration number", 0),
        Identifier::Masked(mask) if fits_mask(mask, own.as_str()) => {
            ("未隐去部分一致", "the shown part fits", 35)
        }
        Identifier::Damaged(text) => match strsim::osa_distance(text, own.as_str()) {
            0..=1 => ("校验不符，相差一处", "fails its check, one edit away", 35),
            2 => ("校验不符，相差两处", "fails its check, two edits away", 20),
            _ => ("校验不符，相差较大", "fails its check, far away", -5),
        },
        _ => ("代码不同", "the codes differ", -25),
    })
}

fn core(own: &Name, other: &Name) -> Option<Points> {
    if own.is_empty() || other.is_empty() {
        return None;
    }
    Some(if own.core == other.core {
        ("一致", "equal", 25)
    } else if own.looks_like(other) {
        ("仅形近字不同", "differ in look-alikes only", 18)
    } else if one_slip_apart(&own.core, &other.core) {
        ("相差一字", "one character apart", 10)
    } else if own.core.starts_with(&other.core) || other.core.starts_with(&own.core) {
        ("一方为另一方的前段", "one begins with the other", 8)
    } else {
        ("不同", "differ", -20)
    })
}

fn places(own: &Name, other: &Name) -> Option<Points> {
    if own.places.is_empty() && other.places.is_empty() {
        return None;
    }
    Some(match own.places.to(other.places) {
        Relation::Equal => ("一致", "equal", 10),
        Relation::Omitted => ("一方未写", "one gives none", 0),
        Relation::Within => ("一方在另一方之内", "one lies in the other", -5),
        Relation::Differ => ("不同", "differ", -10),
    })
}

fn form(own: &Name, other: &Name) -> Option<Points> {
    use super::names::Form;
    Some(match (own.form, other.form) {
        (Form::Unknown, _) | (_, Form::Unknown) => return None,
        (a, b) if a == b => ("一致", "equal", 5),
        _ => ("不同", "differ", -5),
    })
}

fn branch(own: &Name, other: &Name) -> Option<Points> {
    match (own.branch.as_str(), other.branch.as_str()) {
        ("", "") => None,
        (a, b) if a == b => Some(("同一分支机构", "the same branch", 5)),
        // One legal person, but nobody knows whether a roster means the branch or its parent.
        _ => Some(("一方为分支机构，同一法人", "one is a branch: one legal person", -10)),
    }
}

fn former(own: &Facts, other: &OtherFacts) -> Option<Points> {
    let own_former = own.former.is_some_and(|former| former.same(other.name));
    let other_former = other.former.is_some_and(|former| former.same(own.name));
    (own_former || other_former).then_some(("与曾用名一致", "equal to a former name", 45))
}

fn person(own: &str, other: &str) -> Option<Points> {
    match (own, other) {
        ("", _) | (_, "") => None,
        (a, b) if a == b => Some(("一致", "equal", 15)),
        _ => Some(("不同", "differ", -10)),
    }
}

fn address(own: &str, other: &str) -> Option<Points> {
    match (own, other) {
        ("", _) | (_, "") => None,
        (a, b) if a == b => Some(("一致", "equal", 10)),
        _ => None,
    }
}
