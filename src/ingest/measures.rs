//! The measures that a text names: 措施七, 第七条 国际数据服务专线, 七、, a title without its number, several of them.

use super::Tables;
use crate::domain::text::{comparable, ordinal};

/// The shortest title that a measure is known by without its number.
const TITLE: usize = 3;

/// The tables of all measures that a text names; whether a bare number is that of a measure.
pub fn named(text: &str, numbered: bool, tables: &Tables) -> Vec<usize> {
    if let Some(whole) = tables.find(text).or_else(|| by_id(text, tables)) {
        return vec![whole];
    }
    let plain = comparable(text);
    // 六（2） is a part of 六; what stands in brackets is another measure only by its name.
    let bare = plain.trim_start_matches('(').trim_end_matches(')');
    let (own, inside) = bare.split_once('(').unwrap_or((bare, ""));
    let marks = [')', '、', ',', ';', '/', '和', '及', '与', ':', '.', '+'];
    let pieces: Vec<&str> = own.split(marks).filter(|piece| !piece.is_empty()).collect();
    let lone = pieces.iter().all(|piece| number_of(piece).is_some());
    let of_piece = |(at, piece): (usize, &&str)| {
        let bare = number_of(piece).filter(|_| at == 0 || lone || piece.starts_with("措施"));
        let number = bare.filter(|_| numbered || piece.starts_with("措施"));
        let number = number.and_then(|number| tables.find(&format!("措施{number}")));
        number.or_else(|| by_title(piece, tables))
    };
    let mut out: Vec<usize> = pieces.iter().enumerate().filter_map(of_piece).collect();
    out.extend(inside.split([')', '(']).filter_map(|piece| tables.find(piece)));
    // 第七条国际数据服务专线, where the blank between them is gone.
    let led = |name: &str| {
        let rest = plain.strip_prefix(name)?;
        rest.starts_with(|c: char| !c.is_ascii_digit()).then_some(())
    };
    let led = |name: &str| numbered.then(|| led(name)).flatten();
    for (number, name) in (1..=LAST).map(|number| (number, ordinal(number))) {
        if led(&format!("第{name}条")).or_else(|| led(&format!("第{number}条"))).is_some() {
            out.extend(tables.find(&format!("措施{name}")));
        }
    }
    out
}

/// More articles than any scheme has.
const LAST: usize = 40;

fn by_id(text: &str, tables: &Tables) -> Option<usize> {
    let id = text.trim().to_lowercase();
    tables.contracts.iter().position(|own| own.key == id)
}

/// 七, 7, 措施7 and 第七条 are 七.
fn number_of(piece: &str) -> Option<String> {
    let bare = piece.trim_start_matches("措施").trim_start_matches('第');
    let bare = bare.trim_end_matches(['条', '项', '号']);
    if let Ok(number) = bare.parse::<usize>() {
        return (1..100).contains(&number).then(|| ordinal(number));
    }
    let chinese = |c: char| "一二三四五六七八九十".contains(c);
    (!bare.is_empty() && bare.chars().all(chinese)).then(|| bare.to_string())
}

/// 国际数据专线 of 七 国际数据专线.
fn by_title(piece: &str, tables: &Tables) -> Option<usize> {
    let number = |c: char| "一二三四五六七八九十措施、".contains(c);
    let long = piece.chars().count() >= TITLE;
    let mut names = tables.by_name.iter().filter(|_| long);
    tables.find(piece).or_else(|| {
        let named = names.find(|(name, _)| name.trim_start_matches(number) == piece);
        named.map(|(_, table)| *table)
    })
}
