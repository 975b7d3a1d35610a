//! Codes and names as rosters write them. The codes of well-known companies are public; everything
//! else is invented.

use polars::prelude::*;

use super::characters::{plain, simplified};
use super::identifiers::{Identifier, one_slip_away, read, registration_holds};
use super::index::Index;
use super::levels::{Level, Settings, Status};
use super::matching::{Found, match_parties};
use super::names::{self, Form};
use super::parties::Parties;
use crate::domain::CreditCode;
use crate::domain::text::half_width;
use crate::frame::columns as c;

pub(super) const PUBLIC: [&str; 5] = [
    "914403001922038216",
    "9144030071526726XG",
    "91440300100012316L",
    "91440300192317458F",
    "9144030010001686XA",
];
const SYMBOLS: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";

fn valid(text: &str) -> bool {
    CreditCode::parse(text).is_ok()
}

#[test]
fn every_single_slip_in_a_real_code_is_caught() {
    for code in PUBLIC {
        assert!(valid(code), "{code}");
        for at in 0..code.len() {
            for symbol in SYMBOLS.chars().filter(|symbol| !code[at..].starts_with(*symbol)) {
                let slip = format!("{}{symbol}{}", &code[..at], &code[at + 1..]);
                assert!(!valid(&slip), "{slip}");
                assert!(one_slip_away(&slip).iter().any(|c| c.as_str() == code), "{slip}");
            }
        }
    }
}

/// The check character weighs as much as the first character: 1. No other two places weigh the
/// same, so exchanging the first with the last is the only exchange that goes unnoticed.
#[test]
fn the_only_exchange_that_the_check_cannot_see() {
    for code in PUBLIC {
        for first in 0..18 {
            for second in first + 1..18 {
                let mut bytes = code.as_bytes().to_vec();
                bytes.swap(first, second);
                let swapped = String::from_utf8(bytes).expect("ASCII");
                let unseen = swapped == code || (first, second) == (0, 17);
                assert_eq!(valid(&swapped), unseen, "{code}: {first} with {second}");
            }
        }
    }
}

#[test]
fn cells_of_code_columns() {
    let credit = |text| CreditCode::parse(text).map(Identifier::Credit);
    assert_eq!(Ok(read(" ９１４４０３００-192203821６ ")), credit(PUBLIC[0]));
    assert_eq!(Ok(read("9144030071526726xg")), credit(PUBLIC[1]));
    let repaired = CreditCode::parse(PUBLIC[2]).map(Identifier::Repaired);
    assert_eq!(Ok(read("9144O3OO1OOO12316L")), repaired);
    assert_eq!(read("71526726-X"), Identifier::Organisation(*b"71526726X"));
    assert_eq!(read("914403********8216"), Identifier::Masked("914403********8216".into()));
    assert_eq!(read("914403001922038000"), Identifier::Masked("914403001922038***".into()));
    assert!(matches!(read("91440300192203821"), Identifier::Damaged(_)));
    assert!(matches!(read("无"), Identifier::Damaged(_)));
    assert_eq!(read("  "), Identifier::Nothing);
    // The worked example of the rule for registration numbers.
    assert!(registration_holds(b"110108000000016"));
    assert!(!registration_holds(b"110108000000017"));
    assert!(!registration_holds(b"000000000000000"));
}

#[test]
fn names_are_taken_apart() {
    let name = names::read(
        "深圳市前海 華強雲（深圳）數據科技有限責任公司（原：深圳市老名字贸易有限公司）",
    );
    assert_eq!(name.core, "华强云数据科技");
    assert_eq!(name.form, Form::Limited);
    assert_eq!(name.noted(), Some("深圳市老名字贸易有限公司"));
    let same = |a: &str, b: &str| names::read(a).same(&names::read(b));
    assert!(same("深圳市云帆数据有限公司", " 深圳云帆數據有限责任公司*"));
    assert!(same("前海云帆数据有限公司", "深圳市前海云帆数据有限公司（联合申报）"));
    assert!(same("云帆数据（深圳）有限公司", "云帆数据(深圳）有限公司"));
    assert!(!same("深圳市云帆数据有限公司", "深圳市前海云帆数据有限公司"), "another place");
    assert!(!same("深圳市云帆数据有限公司", "深圳市云帆数据股份有限公司"), "another form");
    assert!(!same("深圳市云帆数据有限公司", "深圳市云帆数据有限公司南山分公司"), "a branch");
    let branch = names::read("云帆数据有限公司南山分公司");
    assert_eq!((branch.core.as_str(), branch.branch.as_str()), ("云帆数据", "南山分公司"));
    // A place that is all of the name belongs to it.
    assert_eq!(names::read("前海人寿").core, "人寿");
    assert_eq!(names::read("深圳市南").core, "深圳市南");
}

/// A side from names, codes and legal representatives.
pub(super) fn side(rows: &[(&str, &str, &str)]) -> Parties {
    let text = |name: &str, of: fn(&(&str, &str, &str)) -> String| {
        let cells: Vec<Option<String>> =
            rows.iter().map(of).map(|t| (!t.is_empty()).then_some(t)).collect();
        Column::new(name.into(), cells)
    };
    let columns = vec![
        text(c::FIRM_NAME, |row| row.0.to_string()),
        text(c::USCC, |row| row.1.to_string()),
        text(c::LEGAL_REPRESENTATIVE, |row| row.2.to_string()),
    ];
    Parties::read(&DataFrame::new(rows.len(), columns).expect("a table")).expect("texts")
}

pub(super) fn found(
    own: &[(&str, &str, &str)],
    other: (&str, &str, &str),
) -> Vec<(u32, Level, Status)> {
    let (own, other) = (side(own), side(&[other]));
    let pairs = match_parties(&own, &other, &Settings::default()).pairs;
    pairs.iter().map(|p: &Found| (p.own, p.level, p.status)).collect()
}

/// Name, code and legal representative of a row, and what is to be found.
type Expected<'a> = ((&'a str, &'a str, &'a str), &'a [(u32, Level, Status)]);

/// Two invented firms with the codes of real ones, and one that differs in a character.
const OWN: [(&str, &str, &str); 3] = [
    ("深圳市云帆数据科技有限公司", PUBLIC[0], "张三"),
    ("深圳市前海远舟供应链有限公司", PUBLIC[1], "李四"),
    ("深圳市云舰数据科技有限公司", PUBLIC[2], "王五"),
];

#[test]
fn codes_decide_and_names_suggest() {
    use Level::*;
    use Status::*;
    let name = OWN[0].0;
    let cases: &[Expected] = &[
        ((name, PUBLIC[0], ""), &[(0, Code, Confirmed)]),
        (("", PUBLIC[0], ""), &[(0, Code, Confirmed)]),
        (("云帆数据", PUBLIC[0], ""), &[(0, Code, Confirmed)]),
        (("北京毫不相干餐饮店", PUBLIC[0], ""), &[(0, CodeOtherName, Review)]),
        ((name, "192203821", ""), &[(0, Organisation, Confirmed)]),
        (("云帆", "91440300I922O38216", ""), &[(0, Repaired, Confirmed)]),
        ((name, "914403001922038261", ""), &[(0, NearCode, Confirmed)]),
        ((name, "9144****1922038216", ""), &[(0, MaskedCode, Confirmed)]),
        (("", "91440300192203821", ""), &[(0, DamagedCode, Review)]),
        // A name alone asks a person, however equal.
        ((name, "", ""), &[(0, NameExact, Review)]),
        (("深圳云帆数据科技有限責任公司", "", ""), &[(0, Name, Review)]),
        (("深圳市云帆数据科技", "", ""), &[(0, NamePlace, Review)]),
        (("云帆数据科技有限公司", "", ""), &[(0, PlaceOmitted, Review)]),
        (("深圳市云帆数据料科技有限公司", "", "张三"), &[(0, SlipPerson, Review)]),
        (("深圳市云帆数据科枝有限公司", "", ""), &[(0, LookAlike, Review)]),
        (("深圳市前海远舟供应", "", ""), &[(1, Truncated, Review)]),
        // Another valid code is another firm, and says so.
        ((name, PUBLIC[3], ""), &[(0, Conflict, Review)]),
        (("深圳市云帆数据科技股份有限公司", PUBLIC[3], ""), &[]),
        // One character of the name apart and nothing else: another firm.
        (("深圳市云凡数据科技有限公司", "", ""), &[]),
        (("深圳市前海云帆数据科技有限公司", "", ""), &[(0, Related, Note)]),
        (("深圳市云帆数据科技有限公司南山分公司", "", ""), &[(0, BranchExact, Review)]),
        (("深圳云帆数据科技有限公司南山分公司", "", ""), &[(0, Branch, Review)]),
        (("深圳市云帆数据科技有限公司南山营业部", "", ""), &[(0, Branch, Review)]),
        // The code of another applicant stands beside it.
        (
            ("深圳市云帆数据科技有限公司南山分公司", PUBLIC[1], ""),
            &[(0, Branch, Review), (1, CodeOtherName, Review)],
        ),
        (("广州市无关贸易有限公司", "", ""), &[]),
    ];
    for (other, expected) in cases {
        assert_eq!(found(&OWN, *other), *expected, "{other:?}");
    }
}

#[test]
fn no_setting_lets_a_name_confirm() {
    let mut settings = Settings::default();
    for level in Level::ALL {
        let may = level.by_code() || matches!(level, Level::NameExact | Level::BranchExact);
        assert_eq!(settings.set(*level, Status::Confirmed), may, "{level:?}");
        assert_eq!(settings.status(*level) == Status::Confirmed, may);
        // Even the written name waits for a signature.
        assert_eq!(settings.of(*level) == Status::Confirmed, level.by_code());
    }
}

/// A register of names that share nearly everything must not make the search compare all with all.
#[test]
fn twenty_thousand_neighbours_do_not_explode() {
    const FIRMS: usize = 20_000;
    let name = |n: usize, last: &str| {
        let char = |n: usize| char::from_u32(0x4e00 + n as u32).expect("a character");
        format!("深圳市前海{}{}{last}有限公司", char(n % 150), char(3_000 + n / 150))
    };
    let own: Vec<String> = (0..FIRMS).map(|n| name(n, "科技")).collect();
    let other: Vec<String> = (0..FIRMS).map(|n| name(n + 1_000, "科技")).collect();
    let table = |names: &[String]| {
        let columns = vec![Column::new(c::FIRM_NAME.into(), names)];
        Parties::read(&DataFrame::new(names.len(), columns).expect("a table")).expect("texts")
    };
    let matches = match_parties(&table(&own), &table(&other), &Settings::default());
    // All but the last thousand have their equal; each is compared with a handful at most.
    let equal = matches.pairs.iter().filter(|pair| pair.own == pair.other + 1_000);
    assert_eq!(equal.filter(|pair| pair.level == Level::Name).count(), FIRMS - 1_000);
    assert!(matches.candidates < 10 * FIRMS as u64, "{} candidates", matches.candidates);
    assert!(matches.skipped > 0, "a key that too many share was met");
}

/// All texts of up to so many of the characters.
fn texts_of(chars: &str, most: usize) -> Vec<String> {
    let mut all = vec![String::new()];
    let mut from = 0;
    for _ in 0..most {
        let to = all.len();
        for at in from..to {
            all.extend(chars.chars().map(|c| format!("{}{c}", all[at])).collect::<Vec<_>>());
        }
        from = to;
    }
    all
}

#[test]
fn one_slip_is_a_distance_of_one_and_leaves_a_key_in_common() {
    let all: Vec<String> = [texts_of("甲乙丙", 4), texts_of("甲A", 6)].concat();
    let keys = |text: &String| names::slip_keys(text, 7).collect::<Vec<u64>>();
    let keys: Vec<Vec<u64>> = all.iter().map(keys).collect();
    for (a, own) in all.iter().zip(&keys) {
        for (b, other) in all.iter().zip(&keys) {
            let near = strsim::osa_distance(a, b) == 1;
            assert_eq!(names::one_slip_apart(a, b), near, "{a} {b}");
            let shared = own.iter().any(|key| other.contains(key));
            assert!(!near && a != b || shared, "{a} {b}");
        }
    }
}

#[test]
fn a_key_without_a_character_is_that_of_the_text_without_it() {
    for text in ["", "云", "云帆", "云云帆", "云帆数据科技", "A云B帆\u{20000}数"] {
        let chars: Vec<char> = text.chars().collect();
        let keys = names::SlipKeys::new(chars.iter().copied(), 3);
        let shorter: Vec<u64> = keys.shorter(chars.iter().copied()).collect();
        assert_eq!(shorter.len(), chars.len());
        for (at, key) in shorter.into_iter().enumerate() {
            let mut less = chars.clone();
            less.remove(at);
            assert_eq!(names::SlipKeys::new(less.iter().copied(), 3).whole, key, "{text} {at}");
            assert_ne!(names::SlipKeys::new(less.iter().copied(), 4).whole, key, "{text} {at}");
        }
    }
}

#[test]
fn an_index_leads_to_the_rows_of_a_key_in_their_order() {
    // Keys of few leading bits share buckets; many rows of one key; rows that come in any order.
    let keys =
        |spread: u64| (0..3_000u32).map(move |row| (u64::from(row * 7919 % 97) * spread, row));
    let backwards: Vec<(u64, u32)> =
        keys(u64::MAX / 97).collect::<Vec<_>>().into_iter().rev().collect();
    let all = [keys(1).collect(), keys(1 << 57).collect(), backwards, vec![(9, 1)], Vec::new()];
    for entries in all {
        let index = Index::new(entries.clone());
        assert_eq!(index.is_empty(), entries.is_empty());
        for (key, _) in &entries {
            let mut rows: Vec<u32> =
                entries.iter().filter(|(known, _)| known == key).map(|(_, row)| *row).collect();
            rows.sort_unstable();
            assert_eq!(index.get(*key), rows);
            assert!(index.get(key ^ 1 << 40).is_empty());
        }
    }
}

/// As [`plain`] says it, one step after the other.
#[test]
fn characters_are_compared_as_step_by_step() {
    let steps = |text: &str| -> String {
        let text = half_width(text);
        let kept = text.chars().filter(|c| !c.is_whitespace() && !c.is_control());
        kept.map(|c| match c {
            '[' | '【' | '〔' | '{' | '〈' | '《' | '<' | '「' => '(',
            ']' | '】' | '〕' | '}' | '〉' | '》' | '>' | '」' => ')',
            c => simplified(c).to_ascii_uppercase(),
        })
        .collect()
    };
    for c in '\0'..='\u{30000}' {
        let text = format!("a{c} {c}\u{301}（");
        assert_eq!(plain(&text), steps(&text), "{c:?}");
    }
    for c in '\u{4e00}'..='\u{9fff}' {
        assert!(c.is_alphanumeric() && !c.is_whitespace() && !c.is_control(), "{c}");
        assert_eq!(c.to_ascii_uppercase(), c);
    }
}
