//! What rosters write beside and instead of names, kind by kind: members that must be found, each with its level,
//! and members that must stay silent. All names are invented.

use std::time::Instant;

use polars::prelude::*;

use super::levels::{Level, Settings, Status};
use super::matching::{match_parties, match_with};
use super::names;
use super::parties::Parties;
use super::tests::{PUBLIC, found};
use crate::domain::CreditCode;
use crate::frame::columns as c;

const NAME: &str = "深圳市云栖检测技术有限公司";

/// What a row with this name and code is to 云栖, and to 丹堤 of another district.
fn to_us(name: &str, code: &str) -> Option<(Level, Status)> {
    let own = [(NAME, PUBLIC[0], ""), ("深圳市福田区丹堤进出口有限公司", PUBLIC[1], "")];
    let pairs = found(&own, (name, code, ""));
    assert!(pairs.len() <= 1, "{name}: {pairs:?}");
    pairs.first().map(|(_, level, status)| (*level, *status))
}

/// Name and code of a row, and what it must get.
type Member = (&'static str, &'static str, Option<(Level, Status)>);

fn all(kind: &str, members: &[Member]) {
    for (name, code, expected) in members {
        assert_eq!(to_us(name, code), *expected, "{kind}: {name} {code}");
    }
}

#[test]
fn a_mask_says_who_only_where_it_shows_the_organisation() {
    use Level::*;
    use Status::*;
    let confirmed = Some((MaskedCode, Confirmed));
    all(
        "masks",
        &[
            (NAME, "91440300192203****", confirmed),
            (NAME, "914403******038216", confirmed),
            // The check behind it says as much as a character of it.
            (NAME, "914403********8216", confirmed),
            ("深圳市云西检测技术有限公司", "914403********8216", confirmed),
            ("云栖检测技术有限公司", "91440300192203****", confirmed),
            // Stars are counted by nobody.
            (NAME, "914403***038216", confirmed),
            // Class and region, or three characters more: the name decides, and a person.
            (NAME, "91440300**********", Some((NameExact, Review))),
            (NAME, "91440300192*******", Some((NameExact, Review))),
            (NAME, "914403*********216", Some((NameExact, Review))),
            ("深圳市云西检测技术有限公司", "914403*********216", None),
            ("深圳市前海云栖检测技术有限公司", "91440300**********", Some((Related, Note))),
            (
                "深圳市云栖检测技术有限公司南山分公司",
                "91440300**********",
                Some((BranchExact, Review)),
            ),
            // A branch has a code of its own.
            (
                "深圳市云栖检测技术有限公司南山分公司",
                "91440300708461****",
                Some((BranchExact, Review)),
            ),
            ("深圳市云栖检测技术有限公司营业部", "91440300708461****", Some((Branch, Review))),
            // Enough is shown, but it is another place or a branch.
            ("深圳市前海云栖检测技术有限公司", "914403********8216", Some((CodeElsewhere, Review))),
            ("深圳市前海云栖检测技术有限公司", "91440300192203****", Some((CodeElsewhere, Review))),
            (
                "深圳市云栖检测技术有限公司南山分公司",
                "91440300192203****",
                Some((CodeElsewhere, Review)),
            ),
            // A failing code likewise.
            ("深圳市前海云栖检测技术有限公司", "914403001922038261", Some((CodeElsewhere, Review))),
            // What is shown is another's.
            (NAME, "91440300192204****", None),
            (NAME, "914403********8217", None),
            (NAME, "91330100**********", None),
            ("云栖检测技术有限公司", "9133*4", Some((Related, Note))),
        ],
    );
}

#[test]
fn two_letters_that_all_new_codes_begin_with_say_nothing() {
    use super::identifiers::shows_enough;
    assert!(!shows_enough("91440300MA5K******"), "the year of registration, more or less");
    assert!(shows_enough("91440300MA5K00****"));
}

#[test]
fn what_follows_the_legal_form_is_a_branch_or_a_remark() {
    use Level::*;
    use Status::*;
    let exact = Some((NameExact, Review));
    for note in [
        "（第二批）",
        "（补）",
        "（已更名）",
        "①",
        "⑴",
        "*",
        "※",
        "（联合申报）",
        " 第3批",
        "（补发2024年）",
        "【复核通过】",
        "-2",
        "（南山区）",
        "（已注销）",
        "[1]",
        "等3家",
        "（备注：见附件",
        "（牵头）（第一批）",
    ] {
        assert_eq!(to_us(&format!("{NAME}{note}"), ""), exact, "{note}");
    }
    for mark in ["1、", "12.", "（3）", "★", "①、", "(四)"] {
        assert_eq!(to_us(&format!("{mark}{NAME}"), ""), exact, "{mark}");
    }
    // Registered under the whole name of its parent.
    for of in ["南山分公司", "（南山分公司）", "龙华分公司（第二批）", "第2分公司"]
    {
        assert_eq!(to_us(&format!("{NAME}{of}"), ""), Some((BranchExact, Review)), "{of}");
    }
    let branch = Some((Branch, Review));
    for of in [" 福田营业部", "第一门店", "光明分公", "北京办事处"] {
        assert_eq!(to_us(&format!("{NAME}{of}"), ""), branch, "{of}");
    }
    // What nobody knows is put to a person, and a union is a legal person of its own.
    assert_eq!(to_us(&format!("{NAME}某某某"), ""), branch);
    assert_eq!(to_us(&format!("{NAME}工会委员会"), ""), None);
    let former = Some((Former, Review));
    for note in ["更名为", "（现更名为", "（现名：", "（原名"] {
        assert_eq!(to_us(&format!("深圳市旧名贸易有限公司{note}{NAME}"), ""), former, "{note}");
    }
    // Somebody else who mentions us.
    for name in ["深圳市旧名贸易有限公司（系云栖检测全资子公司）", "深圳市旧名贸易有限公司（云栖）"]
    {
        assert_eq!(to_us(name, ""), None, "{name}");
    }
}

#[test]
fn a_cell_may_name_several_enterprises() {
    let joint = Some((Level::Joint, Status::Review));
    let others = "深圳市别家科技有限公司";
    for cell in [
        format!("{NAME}、{others}"),
        format!("{others}、{NAME}"),
        format!("{others}；{NAME}"),
        format!("{NAME}/{others}"),
        format!("{others}\n{NAME}"),
        format!("{others}（联合申报单位：{NAME}）"),
        format!("{others}、{NAME}（第二批）、深圳市第三家贸易有限公司"),
        format!("{others}与{NAME}"),
    ] {
        assert_eq!(to_us(&cell, ""), joint, "{cell}");
        // Whose the code is, nobody knows.
        assert_eq!(to_us(&cell, PUBLIC[4]), joint, "{cell}");
    }
    let strangers = format!("{others}、深圳市第三家贸易有限公司");
    assert_eq!(to_us(&strangers, ""), None, "{strangers}");
    // A sign inside of a name sets nothing apart.
    let omitted = Some((Level::PlaceOmitted, Status::Review));
    assert_eq!(to_us("云栖、检测技术", ""), omitted);
    assert_eq!(names::read("深圳市强生&强化科技有限公司").core, "强生强化科技");
    let many = format!("{NAME}、").repeat(1_000);
    assert!(names::read(&many).further().len() < 10, "bounded");
}

#[test]
fn look_alikes_in_place_and_form() {
    use Level::*;
    use Status::*;
    let alike = Some((LookAlike, Review));
    for name in [
        "探圳市云栖检测技术有限公司",
        "深训市云栖检测技术有限公司",
        "深圳巿云栖检测技术有限公司",
        "深圳市云栖检测技术有艰公司",
        "深圳市云栖检测技术有限公可",
        "深圳市云栖检测技术有眼公司",
        "深圳市云栖检测技术限公司",
        "探圳市云栖检测技术有艰公司",
        "深圳市云栖检测技术有限限公司",
        "深圳市云栖检测技术有限司",
        "深圳帀云栖检测技术冇限公司",
        "深圳市云栖检测技术有限公司司",
        "深圳市云栖检测技术有限公司司（第二批）",
    ] {
        assert_eq!(to_us(name, ""), alike, "{name}");
    }
    // The form must be one character away, and the rest equal.
    for (name, expected) in [
        ("深圳市云栖检测技术肴限公司", Some((PlaceSlip, Review))),
        ("深圳市云栖检测技术典限公司", Some((PlaceSlip, Review))),
        ("深圳市云西检测技术肴限公司", None),
        ("深圳市云栖检测技术股扮有限公司", None),
        ("深圳市云栖检测技术有限公司；联系人：张三", Some((NameExact, Review))),
        ("深圳市云栖检测技术有限公司（经办：李四）", Some((NameExact, Review))),
        ("深圳市云栖检测技术有限公司司法鉴定部", Some((Branch, Review))),
    ] {
        assert_eq!(to_us(name, ""), expected, "{name}");
    }
    all(
        "no look-alikes",
        &[
            // Another form is another form.
            ("深圳市云栖检测技术股份有限公司", "", Some((NamePlace, Review))),
            ("广州市云栖检测技术有限公司", "", Some((Related, Note))),
            ("探圳市云栖检测技术有艰公司", PUBLIC[3], Some((Conflict, Review))),
        ],
    );
}

#[test]
fn a_place_may_hold_the_slip() {
    let slip = Some((Level::PlaceSlip, Status::Review));
    for name in [
        "深川市云栖检测技术有限公司",
        "森圳市云栖检测技术有限公司",
        "深深圳市云栖检测技术有限公司",
        "圳市云栖检测技术有限公司",
        "森圳云栖检测技术有限公司（第二批）",
        // A city of its own, far away: a question.
        "深州市云栖检测技术有限公司",
        // The form is mended, too.
        "深川市云栖检测技术有艰公司",
        "森圳市云栖检测技术有限公可",
    ] {
        assert_eq!(to_us(name, ""), slip, "{name}");
    }
    // All the rest must be equal, and a code speaks louder.
    assert_eq!(to_us("深川市云西检测技术有限公司", ""), None);
    assert_eq!(to_us("深川市云栖检测技术股份有限公司", ""), None);
    assert_eq!(to_us("深川市云栖检测技术有限公司", PUBLIC[3]), None);
    assert_eq!(to_us("深川市云栖检测技术有限公司", "91440300192204****"), None);
}

/// Sixty firms of one trade: what breaks the word of the trade is a slip, what differs in the 字号 another firm.
#[test]
fn a_slip_stands_behind_the_trade_name() {
    let own: Vec<String> = (0..60)
        .map(|at| {
            let brand = char::from_u32(0x4e00 + 7 * at).unwrap_or('云');
            format!("深圳市宏{brand}数据服务有限公司")
        })
        .collect();
    let names = |names: &[String]| {
        let column = Column::new(c::FIRM_NAME.into(), names);
        Parties::read(&DataFrame::new(names.len(), vec![column]).expect("a table")).expect("texts")
    };
    let brand = char::from_u32(0x4e00 + 7 * 20).unwrap_or('云');
    let level = |name: String| {
        let pairs = match_parties(&names(&own), &names(&[name]), &Settings::default()).pairs;
        pairs.first().map(|pair| (pair.own, pair.level))
    };
    let slip = Some((20, Level::Slip));
    assert_eq!(level(format!("深圳市宏{brand}溪据服务有限公司")), slip);
    assert_eq!(level(format!("深圳市宏{brand}数据夯务有限公司")), slip);
    assert_eq!(level(format!("深圳市宏{brand}数据据服务有限公司")), slip);
    for other in ["量", "鑫鑫"] {
        assert_eq!(level(format!("深圳市宏{other}数据服务有限公司")), None, "{other}");
        assert_eq!(level(format!("深圳市{other}{brand}数据服务有限公司")), None, "{other}");
        assert_eq!(level(format!("深圳市宏{brand}{other}数据服务有限公司")), None, "{other}");
    }
}

#[test]
fn districts_are_told_apart() {
    use Level::*;
    use Status::*;
    all(
        "districts",
        &[
            ("深圳市福田区丹堤进出口有限公司", "", Some((NameExact, Review))),
            ("福田区丹堤进出口有限公司", "", Some((Name, Review))),
            ("深圳市罗湖区丹堤进出口有限公司", "", Some((Related, Note))),
            ("深圳市龙岗区丹堤进出口有限公司", "", Some((Related, Note))),
            ("深圳市光明区丹堤进出口有限公司", "", Some((Related, Note))),
            ("深圳市大鹏新区丹堤进出口有限公司", "", Some((Related, Note))),
            ("广州市天河区丹堤进出口有限公司", "", Some((Related, Note))),
            ("丹堤进出口有限公司", "", Some((PlaceOmitted, Review))),
        ],
    );
}

#[test]
fn no_review_level_is_silenced_by_its_own_nature() {
    use Level::*;
    use Status::*;
    let own = [
        ("深圳市乾韵国际货运代理有限公司", PUBLIC[0], "张三"),
        ("乾砚国际贸易有限公司", PUBLIC[1], "李四"),
        ("深圳市云帆数据科技有限公司", PUBLIC[2], "王五"),
    ];
    let cases = [
        (("深圳市乾韵国际货运", "", ""), Some((0, Truncated, Review))),
        (("乾韵国际货运代", "", ""), Some((0, Truncated, Review))),
        (("乾韵国际货运代理有限公司", "", ""), Some((0, PlaceOmitted, Review))),
        (("乾砚国际贸易股份有限公司", "", ""), Some((1, NamePlace, Review))),
        (("乾砚国际货易有限公司", "", ""), None),
        (("云帆数据料技股份有限公司", "", ""), None),
        (("某某贸易有限公司", "91440300100012361L", ""), Some((2, DamagedCode, Review))),
        (("深圳市云帆数据科枝股份有限公司", "", ""), Some((2, LookAlike, Review))),
        // Somebody else signs for it: less likely, and still a question.
        (("深圳市乾韵国际货运", "", "赵六"), Some((0, Truncated, Review))),
    ];
    for (row, expected) in cases {
        let pairs = found(&own, row);
        assert_eq!(pairs.first().copied(), expected, "{row:?}");
    }
}

/// Before a legal form only places stand apart: whatever else a bracket holds tells enterprises apart.
#[test]
fn a_bracket_before_the_legal_form_is_part_of_the_name() {
    for (one, other) in [
        ("深圳市瀚渡（一）航运有限公司", "深圳市瀚渡（二）航运有限公司"),
        ("深圳市瀚渡航运有限公司", "深圳市瀚渡（二）航运有限公司"),
        ("深圳市瀚渡航运有限公司", "深圳市瀚渡（批发）航运有限公司"),
        ("深圳市瀚渡航运有限公司", "深圳市瀚渡（联合）航运有限公司"),
        (
            "深圳市瀚渡创投（第一期）合伙企业（有限合伙）",
            "深圳市瀚渡创投（第二期）合伙企业（有限合伙）",
        ),
    ] {
        let pairs = found(&[(one, PUBLIC[0], "")], (other, "", ""));
        assert!(pairs.iter().all(|(_, level, _)| *level > Level::Name), "{one} {other}: {pairs:?}");
        let same = found(&[(other, PUBLIC[0], "")], (other, "", ""));
        assert_eq!(same.first().map(|pair| pair.1), Some(Level::NameExact), "{other}");
    }
    // Places, and notes behind the form, stay what they were.
    for name in ["云栖（深圳）检测技术有限公司（第二批）", "云栖(深圳)检测技术有限公司（补）"]
    {
        let pairs = found(&[("云栖（深圳）检测技术有限公司", PUBLIC[0], "")], (name, "", ""));
        assert_eq!(pairs.first().map(|pair| pair.1), Some(Level::NameExact), "{name}");
    }
}

/// What scanners, PDF files and typists make of a name is a question, never nothing.
#[test]
fn characters_lost_added_or_exchanged_leave_a_trace() {
    use Level::*;
    let level = |own: &str, other: &str| {
        found(&[(own, PUBLIC[0], "")], (other, "", "")).first().map(|pair| pair.1)
    };
    for (own, other, expected) in [
        ("安林广告（深圳）有限公司", "安林广告（深训）有限公司", PlaceSlip),
        ("钻礼文化传播（深圳）有限公司", "钻礼文化传播（深深圳）有限公司", PlaceSlip),
        ("深圳市前海泽浅国际货运有限公司", "深圳市前泽浅国际货运有限公司", PlaceSlip),
        ("深圳迈简文化传播有限公司", "圳迈简文化传播有限公司", PlaceSlip),
        ("深圳市元智数字科技股份有限公司", "深圳市元智数字科技股份有公司", LookAlike),
        ("深圳市岚庭软件有限公司", "127深圳市岚庭软件有限公司", NameExact),
        ("深圳市淞沪软件有限公司", "⑫深圳市淞沪软件有限公司", NameExact),
        ("深圳市长青马见数据有限公司", "深圳市⻓⻘⻢⻅数据有限公司", NameExact),
        ("深圳市槿言传媒有限公司", "深圳市瑾颜文化有限公司/现深圳市槿言传媒有限公司", Former),
    ] {
        assert_eq!(level(own, other), Some(expected), "{other}");
    }
    // Numbers and brackets that belong to a name, and places of their own, say no such thing.
    for (own, other) in [
        ("深圳市岚庭软件有限公司", "深圳市127岚庭软件有限公司"),
        ("安林广告（深圳）有限公司", "安林广告（大同）有限公司"),
        ("深圳市前海泽浅国际货运有限公司", "深圳市钱泽浅国际货运有限公司"),
    ] {
        assert!(level(own, other).is_none_or(|level| level.usual() < Status::Review), "{other}");
    }
}

/// Equal codes beside the very name of another applicant: nobody knows which of the two is meant.
#[test]
fn the_code_of_one_beside_the_name_of_another_is_a_question_about_both() {
    let own =
        [("深圳市汇川甲科技有限公司", PUBLIC[0], ""), ("深圳市汇通甲科技有限公司", PUBLIC[1], "")];
    let row = |name, code| found(&own, (name, code, ""));
    assert_eq!(
        row("深圳市汇通甲科技有限公司", PUBLIC[0]),
        [(0, Level::CodeOtherName, Status::Review), (1, Level::Conflict, Status::Review)]
    );
    // A slip that is nobody's name, and the name itself, are as sure as before.
    for name in ["深圳市汇州甲科技有限公司", "深圳市汇川甲科技有限公司", "汇川甲"]
    {
        assert_eq!(row(name, PUBLIC[0]), [(0, Level::Code, Status::Confirmed)], "{name}");
    }
}

/// A register knows who was called so before: a list may be older than the change of names.
#[test]
fn a_name_that_another_had_before_is_a_question_though_it_is_registered() {
    use Level::*;
    let side = |rows: &[[&str; 3]]| {
        let column = |name: &str, at: usize| {
            let cells = rows.iter().map(|row| Some(row[at]).filter(|text| !text.is_empty()));
            Column::new(name.into(), cells.collect::<Vec<Option<&str>>>())
        };
        let columns = [(c::FIRM_NAME, 0), (c::USCC, 1), (c::FORMER_NAME, 2)];
        let columns = columns.iter().map(|(name, at)| column(name, *at)).collect();
        Parties::read(&DataFrame::new(rows.len(), columns).expect("a table")).expect("texts")
    };
    let own = side(&[["深圳前海迈开广告有限公司", PUBLIC[0], ""]]);
    let level = |name: &str, others: &[[&str; 3]]| {
        let mut register =
            vec![["深圳前海迈开广告有限公司", PUBLIC[0], "深圳前海迈关传媒有限公司"]];
        register.extend(others);
        let (other, register) = (side(&[[name, "", ""]]), side(&register));
        let pairs = match_with(&own, &other, Some(&register), &Settings::default()).pairs;
        pairs.first().map(|pair| (pair.level, pair.status))
    };
    let stranger = ["深圳市远岚贸易有限公司", PUBLIC[1], ""];
    let sure = |level| Some((level, Status::Confirmed));
    let asks = Some((RegisterDoubt, Status::Review));
    let name = "深圳前海迈开广告有限公司";
    assert_eq!(level(name, &[stranger]), sure(Register));
    assert_eq!(
        level("深圳前海迈关传媒有限公司", &[stranger]),
        sure(Register),
        "its own former name"
    );
    assert_eq!(level("深圳前海迈开广古有限公司", &[stranger]), sure(RegisterSlip));
    // Its name, or one a character apart, was another's.
    assert_eq!(level(name, &[[stranger[0], PUBLIC[1], name]]), asks);
    let near = "深圳前海迈天广告有限公司";
    assert_eq!(level(near, &[stranger]), sure(RegisterSlip));
    assert_eq!(level(near, &[[stranger[0], PUBLIC[1], near]]), asks);
    // Numbers are no slips.
    assert_eq!(level("深圳前海迈开二广告有限公司", &[stranger]), asks);
}

/// Five thousand times one name, code, core or former name: a word about it, and no 25 million pairs.
#[test]
fn five_thousand_equal_ones_take_no_time() {
    const ROWS: usize = 5_000;
    let table = |columns: &[(&str, Vec<String>)]| {
        let columns = columns.iter().map(|(name, cells)| Column::new((*name).into(), cells));
        Parties::read(&DataFrame::new(ROWS, columns.collect()).expect("a table")).expect("texts")
    };
    let same = |text: &str| vec![text.to_string(); ROWS];
    let numbered = |text: &str| (0..ROWS).map(|at| format!("{text}{at}")).collect::<Vec<_>>();
    let names = table(&[(c::FIRM_NAME, same(NAME))]);
    let codes = table(&[(c::FIRM_NAME, numbered("深圳市云")), (c::USCC, same(PUBLIC[0]))]);
    let masked = table(&[(c::FIRM_NAME, same(NAME)), (c::USCC, same("91440300192203****"))]);
    let formers = table(&[(c::FIRM_NAME, numbered("深圳市云")), (c::FORMER_NAME, same(NAME))]);
    let persons = table(&[
        (c::FIRM_NAME, numbered("深圳市云栖检测技术")),
        (c::LEGAL_REPRESENTATIVE, same("张三")),
    ]);
    let cut = table(&[(c::FIRM_NAME, same("深圳市云栖检测技"))]);
    let sides = [&names, &codes, &masked, &formers, &persons, &cut];
    for (a, own) in sides.iter().enumerate() {
        for (b, other) in sides.iter().enumerate() {
            let begin = Instant::now();
            let matches = match_parties(own, other, &Settings::default());
            let most = ROWS * Settings::default().most_in_block;
            assert!(matches.pairs.len() <= most, "{a} {b}: {} pairs", matches.pairs.len());
            assert!(matches.candidates <= 4 * most as u64, "{a} {b}: {}", matches.candidates);
            assert!(begin.elapsed().as_secs() < 5, "{a} {b}: {:?}", begin.elapsed());
        }
    }
    let matches = match_parties(&names, &names, &Settings::default());
    assert_eq!(matches.crowded.len(), ROWS, "rows that were not compared are named");
}

/// Of a thousand strangers with codes the register lacks some. Of pairs in another writing 70 in 1,000 are wrong, and the
/// register may leave 2: (26 + 2) · 70 = 1,960 is within 2 · 1,000, (27 + 2) · 70 = 2,030 is not.
#[test]
fn a_register_that_lacks_a_few_speaks_for_other_writings() {
    let side = |rows: &[(String, String)]| {
        let column = |name: &str, of: &dyn Fn(&(String, String)) -> String| {
            let cells: Vec<Option<String>> =
                rows.iter().map(|row| Some(of(row)).filter(|text| !text.is_empty())).collect();
            Column::new(name.into(), cells)
        };
        let columns =
            vec![column(c::FIRM_NAME, &|row| row.0.clone()), column(c::USCC, &|row| row.1.clone())];
        Parties::read(&DataFrame::new(rows.len(), columns).expect("a table")).expect("texts")
    };
    let stranger = |at: usize| {
        let body = <[u8; 8]>::try_from(format!("QX{at:06}").as_bytes()).expect("eight");
        let code = CreditCode::synthesize(*b"91", *b"440305", body).expect("a code");
        (format!("深圳市别家{at}号贸易有限公司"), code.as_str().to_string())
    };
    let us = (NAME.to_string(), PUBLIC[0].to_string());
    let more_of_us = ("深圳市汇信检测技术有限公司".to_string(), stranger(6_000).1);
    let ours = [us, more_of_us];
    let written = "深圳云栖检测技术有限责任公司";
    let named = |name: &str, missing: usize, more: &[(String, String)]| {
        let mut register = ours.to_vec();
        register.extend((missing..1_000).map(stranger));
        register.extend_from_slice(more);
        let mut roster: Vec<(String, String)> = (0..1_000).map(stranger).collect();
        roster.push((name.to_string(), String::new()));
        let own = side(&ours);
        let given = side(&register);
        let pairs = match_with(&own, &side(&roster), Some(&given), &Settings::default()).pairs;
        pairs.first().map(|pair| (pair.level, pair.status))
    };
    let found = |missing: usize, more: &[(String, String)]| named(written, missing, more);
    let settled = Some((Level::Register, Status::Confirmed));
    let asked = Some((Level::Name, Status::Review));
    assert_eq!(
        [0, 1, 26, 27, 500].map(|missing| found(missing, &[])),
        [settled, settled, settled, asked, asked]
    );
    // Somebody else holds the very writing.
    let twin = (written.to_string(), stranger(5_000).1);
    assert!(found(26, &[twin]).is_none_or(|(_, status)| status < Status::Review));
    // A look-alike is hardly ever another's whom the register lacks; any other character may be, and so may two slips.
    let (settled, asked) = (
        Some((Level::RegisterSlip, Status::Confirmed)),
        Some((Level::RegisterNear, Status::Review)),
    );
    let alike = "深圳市云栖检侧技术有限公司";
    let slips = [(alike, 0), (alike, 39), (alike, 40), ("深圳市云西检测技术有限公司", 26)];
    assert_eq!(
        slips.map(|(name, missing)| named(name, missing, &[])),
        [settled, settled, asked, asked]
    );
    assert_eq!(named("深圳市汇信检侧技术有限公司", 26, &[]), settled);
    assert_eq!(named("深圳市汇倌检测技术有限公司", 26, &[]), asked, "another trade name");
    assert_eq!(named("深圳市云西检测技术有限公司", 0, &[]), settled);
    assert_eq!(named("深圳市云栖检测技术肴限公司", 26, &[]), settled, "the form alone");
    assert_eq!(named("深圳市云西检测技术肴限公司", 0, &[]), asked, "two slips");
    assert_eq!(named("深圳市云西检侧技术肴限公司", 0, &[]), None, "three");
    let neighbour = (alike.to_string(), stranger(5_000).1);
    assert!(named(alike, 0, &[neighbour]).is_none_or(|(_, status)| status < Status::Review));
}
