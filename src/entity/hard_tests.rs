//! Forty pairs of names that are the same enterprise and look otherwise, and forty that are not and look alike, by
//! hand, with what each must get: none confirmed wrongly, none lost without a trace. All names are invented.

use polars::prelude::*;

use super::levels::{Level, Settings, Status};
use super::matching::{Found, match_with};
use super::parties::Parties;
use super::tests::PUBLIC;
use crate::frame::columns as c;

/// Applicants: name, code, former name.
const OWN: [[&str; 3]; 9] = [
    ["深圳市云栖检测技术有限公司", PUBLIC[0], "深圳市云舟贸易有限公司"],
    ["深圳市前海远舟供应链管理有限公司", PUBLIC[1], ""],
    ["鸿砺进出口（深圳）股份有限公司", PUBLIC[2], ""],
    ["深圳市福田区丹秋信息科技有限公司", PUBLIC[3], ""],
    ["深圳市乾韵国际货运代理有限公司", PUBLIC[4], "深圳市乾韵物流有限公司"],
    [
        "深圳市砚谷数据有限公司",
        "91440300MA5QX0018Q",
        "深圳市岩谷电子有限公司；深圳市岩谷科技有限公司",
    ],
    ["深圳市未来日新贸易有限公司", "91440300MA5QX0026K", ""],
    ["深圳市穗禾集团控股有限公司", "91440300MA5QX0034E", ""],
    ["深圳市瀚渡（一）航运有限公司", "91440300MA5QX00429", ""],
];
/// A code of somebody else.
const ANOTHERS: &str = "91440300708461136T";

/// Name and code in the roster; the applicant that it is, or seems to be; what it must get.
type Pair = (&'static str, &'static str, usize, Option<(Level, Status)>);

const fn asks(level: Level) -> Option<(Level, Status)> {
    Some((level, Status::Review))
}
const fn sure(level: Level) -> Option<(Level, Status)> {
    Some((level, Status::Confirmed))
}
const fn noted(level: Level) -> Option<(Level, Status)> {
    Some((level, Status::Note))
}

use Level::*;

const SAME: [Pair; 40] = [
    ("深圳市雲棲檢測技術有限公司", "", 0, asks(NameExact)),
    ("深圳市云栖检测技术有限公司（第二批）", "", 0, asks(NameExact)),
    ("12、深圳市云栖检测技术有限公司①", "", 0, asks(NameExact)),
    ("深圳云栖检测技术有限责任公司", "", 0, asks(Name)),
    ("深圳市云栖检测技术", "", 0, asks(NamePlace)),
    ("云栖检测技术有限公司", "", 0, asks(PlaceOmitted)),
    ("探圳市云栖检测技术有限公司", "", 0, asks(LookAlike)),
    ("深圳市云栖检测技术有艰公司", "", 0, asks(LookAlike)),
    ("深圳市云栖检测枝术有限公司", "", 0, asks(LookAlike)),
    ("深圳市云舟贸易有限公司", "", 0, asks(Former)),
    ("深圳市云舟贸易有限公司（现名：深圳市云栖检测技术有限公司）", "", 0, asks(Former)),
    ("深圳市新名检测有限公司（原名：深圳市云栖检测技术有限公司）", "", 0, asks(Former)),
    ("深圳市云栖检测技术有限公司、深圳市别家贸易有限公司", "", 0, asks(Joint)),
    ("深圳市别家贸易有限公司（联合申报：深圳市云栖检测技术有限公司）", "", 0, asks(Joint)),
    ("深圳市云栖检测技术有限公司南山分公司", "", 0, asks(BranchExact)),
    ("深圳市云栖检测技术有限公司南山分公司", ANOTHERS, 0, asks(BranchExact)),
    ("云栖检测", "914403001922038216", 0, sure(Code)),
    ("毫不相干的店", "914403001922038216", 0, asks(CodeOtherName)),
    ("深圳市云栖检测技术有限公司", "9144O3001922O38216", 0, sure(Repaired)),
    ("深圳市云栖检测技术有限公司", "914403001922038261", 0, sure(NearCode)),
    ("深圳市云栖检测技术有限公司", "91440300192203****", 0, sure(MaskedCode)),
    ("深圳市云栖检测技术有限公司", "91440300**********", 0, asks(NameExact)),
    ("", "91440300192203821", 0, asks(DamagedCode)),
    ("前海远舟供应链管理有限公司", "", 1, asks(Name)),
    ("深圳市前海远舟供应", "", 1, asks(Truncated)),
    ("深圳鸿砺进出口股份有限公司", "", 2, asks(Name)),
    ("鸿砺进出口(深圳)股份有限公司", "", 2, asks(NameExact)),
    ("福田区丹秋信息科技有限公司", "", 3, asks(Name)),
    ("深圳市乾韵国际货运代理有限公", "", 4, asks(NamePlace)),
    ("深圳市乾韵物流有限公司", "", 4, asks(Former)),
    ("深圳市岩谷电子有限公司", "", 5, asks(Former)),
    ("深圳市岩谷科技有限公司", "", 5, asks(Former)),
    ("深圳市硯谷數據有限公司", "", 5, asks(NameExact)),
    ("深圳市砚谷敖据有限公司", "", 5, asks(LookAlike)),
    ("砚谷数据（深圳）有限公司", "", 5, asks(Name)),
    ("深圳市末来曰新贸易有限公司", "", 6, asks(LookAlike)),
    ("深圳穗禾集团控股有限公司", "", 7, asks(Name)),
    ("深圳市穗禾集团控股有限公司宝安分公司", "", 7, asks(BranchExact)),
    ("深圳市瀚渡(一)航运有限公司", "", 8, asks(NameExact)),
    ("３、深圳市瀚渡（一）航运有限公司（已更名）", "", 8, asks(NameExact)),
];

const OTHERS: [Pair; 40] = [
    ("深圳市云栖检测技术有限公司", ANOTHERS, 0, asks(Conflict)),
    ("深圳市云栖检测技术有限公司", "91330100**********", 0, None),
    ("深圳市云栖检测技术有限公司", "91440300708461****", 0, None),
    ("广州市云栖检测技术有限公司", "", 0, noted(Related)),
    ("深圳市前海云栖检测技术有限公司", "", 0, noted(Related)),
    ("深圳市前海云栖检测技术有限公司", "91440300**********", 0, noted(Related)),
    ("深圳市罗湖区云栖检测技术有限公司", "", 0, noted(Related)),
    ("深圳市云栖检测技术股份有限公司", "", 0, asks(NamePlace)),
    ("深圳市云栖检测技术股份有限公司", ANOTHERS, 0, None),
    ("深圳市云溪检测技术有限公司", "", 0, None),
    ("深圳市云栖检验技术有限公司", "", 0, None),
    ("深圳市云栖检测科技有限公司", "", 0, None),
    ("深圳市云栖检测技术服务有限公司", "", 0, None),
    ("深圳市云栖科技有限公司", "", 0, None),
    ("深圳市大云栖检测技术有限公司", "", 0, None),
    ("云栖检测技术有限公司", ANOTHERS, 0, None),
    ("深州市云栖检测技术有限公司", "", 0, asks(PlaceSlip)),
    ("深圳市云舟贸易有限公司", ANOTHERS, 0, None),
    ("深圳市云舟商贸有限公司", "", 0, None),
    ("深圳市别家贸易有限公司（系云栖检测全资子公司）", "", 0, None),
    ("深圳市别家贸易有限公司（股东：深圳市云栖检测技术有限公司）", "", 0, None),
    ("深圳市云栖检测技术有限公司工会委员会", "", 0, None),
    ("深圳市前海远舟国际物流有限公司", "", 1, None),
    ("深圳市远舟供应链管理有限公司", "", 1, noted(Related)),
    ("远舟供应链管理（广州）有限公司", "", 1, noted(Related)),
    ("鸿砺进出口（深圳）有限公司", "", 2, asks(NamePlace)),
    ("深圳市鸿励进出口股份有限公司", "", 2, None),
    ("深圳市龙岗区丹秋信息科技有限公司", "", 3, noted(Related)),
    ("深圳市丹秋信息科技有限公司", "", 3, noted(Related)),
    ("深圳市乾韵国际货运有限公司", "", 4, None),
    ("深圳市岩谷科技有限公司", ANOTHERS, 5, None),
    ("深圳市砚谷科技有限公司", "", 5, None),
    ("深圳市研谷数据有限公司", "", 5, None),
    ("香港砚谷数据有限公司", "", 5, noted(Related)),
    ("深圳市砚谷数据技术有限公司", "", 5, None),
    ("深圳市未来日鑫贸易有限公司", "", 6, None),
    ("深圳市穗禾控股集团有限公司", "", 7, None),
    ("深圳市穗禾集团有限公司", "", 7, None),
    ("深圳市瀚渡（二）航运有限公司", "", 8, None),
    ("深圳市瀚渡航运有限公司", "", 8, None),
];

fn side(rows: &[[&str; 3]]) -> Parties {
    let column = |name: &str, at: usize| {
        let cells: Vec<Option<&str>> =
            rows.iter().map(|row| Some(row[at]).filter(|text| !text.is_empty())).collect();
        Column::new(name.into(), cells)
    };
    let columns = vec![column(c::FIRM_NAME, 0), column(c::USCC, 1), column(c::FORMER_NAME, 2)];
    Parties::read(&DataFrame::new(rows.len(), columns).expect("a table")).expect("texts")
}

fn pairs_of(name: &str, code: &str, register: Option<&Parties>) -> Vec<Found> {
    match_with(&side(&OWN), &side(&[[name, code, ""]]), register, &Settings::default()).pairs
}

fn check(all: &[Pair]) {
    for (name, code, own, expected) in all {
        let pairs = pairs_of(name, code, None);
        let found = pairs.iter().find(|pair| pair.own as usize == *own);
        assert_eq!(found.map(|pair| (pair.level, pair.status)), *expected, "{name} {code}");
        assert!(pairs.iter().all(|pair| pair.own as usize == *own), "{name}: {pairs:?}");
    }
}

#[test]
fn forty_that_are_the_same() {
    check(&SAME);
    assert!(SAME.iter().all(|(.., expected)| expected.is_some()), "none is lost");
}

#[test]
fn forty_that_are_not() {
    check(&OTHERS);
    assert!(OTHERS.iter().all(|(.., e)| e.is_none_or(|(_, status)| status < Status::Confirmed)));
}

/// With a register of everybody, the questions about others go, and the same are settled.
#[test]
fn a_register_answers_most_of_them() {
    let mut rows = OWN.to_vec();
    // Every other name, each with a code that nobody here has.
    let mut bodies = (0u32..).map(|at| format!("QX{at:06}"));
    let codes: Vec<String> = (OTHERS.iter())
        .map(|_| {
            let body = bodies.next().unwrap_or_default();
            let body = <[u8; 8]>::try_from(body.as_bytes()).expect("eight");
            let code = crate::domain::CreditCode::synthesize(*b"91", *b"440305", body);
            code.expect("a code").as_str().to_string()
        })
        .collect();
    let own = |name: &str| {
        OWN.iter().any(|row| row[0] == name || row[2] == name)
            || SAME.iter().any(|row| row.0 == name)
    };
    for ((name, ..), code) in OTHERS.iter().zip(&codes) {
        if !own(name)
            && !name.contains("（系")
            && !name.contains("（股东")
            && !name.ends_with("委员会")
        {
            rows.push([name, code, ""]);
        }
    }
    let register = side(&rows);
    let (mut settled, mut open) = (0, 0);
    for (name, code, own, _) in SAME {
        let pairs = pairs_of(name, code, Some(&register));
        let pair = pairs.iter().find(|pair| pair.own as usize == own).expect(name);
        settled += usize::from(pair.status == Status::Confirmed);
        assert!(pair.status >= Status::Review, "{name}");
    }
    for (name, code, ..) in OTHERS {
        for pair in pairs_of(name, code, Some(&register)) {
            assert!(pair.status < Status::Confirmed, "{name} {code}: {pair:?}");
            open += usize::from(pair.status == Status::Review);
        }
    }
    assert!(settled >= 19 && open <= 2, "{settled} settled, {open} open");
}
