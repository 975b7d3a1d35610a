//! Parsers of single values: what they promise of every value, and that no text breaks them.

use chrono::{Datelike, Days, NaiveDate};
use jiangbu::domain::money::{Amount, Currency, Fen, MAX_FEN, hundredths_of_binary, scaled};
use jiangbu::domain::text::{clean, comparable, half_width, masked, tidy};
use jiangbu::domain::{CreditCode, Ratio, date};

use super::cases;
use super::dice::{self, Dice};

const SYMBOLS: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// Texts to begin with.
const TEXTS: &[&str] = &[
    "1,234.50",
    "￥1,234.50元",
    "300万元",
    "0.5亿元",
    "500万美元",
    "-1234.567",
    "1e5",
    "2025-03-01",
    "2025年3月1日",
    "20250301",
    "2025.3.1",
    "2025/3/1 12:00",
    "30%",
    "6.9858",
    "33.33％",
    "91440300MA5XA0019M",
    "人民币",
    "US$",
    "前海示例喆科技有限公司",
    "金额（万元）",
    "13800000001",
    "",
];

fn due(
    what: &str,
    is: impl std::fmt::Debug + PartialEq,
    due: impl std::fmt::Debug,
) -> Result<(), String> {
    let (is, due) = (format!("{is:?}"), format!("{due:?}"));
    if is == due { Ok(()) } else { Err(format!("{what} is {is}, due is {due}")) }
}

/// Amounts of every size: most of them small, some at the edge.
fn fen(dice: &mut Dice) -> i64 {
    let size = 10u64.pow(dice.below(13) as u32 + 1);
    let near = MAX_FEN as u64 - dice.next() % 1000;
    if dice.below(50) == 0 { near as i64 } else { (dice.next() % size.min(MAX_FEN as u64)) as i64 }
}

#[test]
fn money_survives_its_writing() {
    cases("money", 2, |dice| {
        let fen = fen(dice);
        let grouped = Fen(fen).to_string();
        due(&grouped, scaled(&grouped, 2), Ok::<_, ()>(fen))?;
        let plain = Fen(fen).to_decimal().to_string();
        due(&plain, scaled(&plain, 2), Ok::<_, ()>(fen))?;
        due(&format!("-{plain}"), scaled(&format!("-{plain}"), 2), Ok::<_, ()>(-fen))?;
        let binary = fen as f64 / 100.0;
        due(&format!("binary {binary}"), hundredths_of_binary(binary), Ok::<_, ()>(fen))?;
        let wan = format!("{}.{:06}万元", fen / 1_000_000, fen % 1_000_000);
        due(&wan, wan.parse::<Amount>().map(|amount| amount.minor), Ok::<_, ()>(fen))?;
        // Full-width digits are digits; one decimal too many is never rounded away.
        let full: String = plain.chars().map(wide).collect();
        due(&full, scaled(&half_width(&full), 2), Ok::<_, ()>(fen))?;
        let finer = format!("{plain}{}", 1 + dice.below(9));
        match scaled(&finer, 2) {
            Err(_) => Ok(()),
            Ok(value) => Err(format!("{finer} was read as {value}")),
        }
    });
}

fn wide(c: char) -> char {
    match c {
        '!'..='~' => char::from_u32(c as u32 + 0xfee0).unwrap_or(c),
        other => other,
    }
}

#[test]
fn sums_in_binary_give_their_cents_back() {
    cases("sums", 2, |dice| {
        // What a spreadsheet does: add a few amounts, one after the other.
        let parts: Vec<i64> = (0..2 + dice.below(2)).map(|_| fen(dice) / 1000).collect();
        let sum: f64 = parts.iter().map(|fen| *fen as f64 / 100.0).sum();
        let exact: i64 = parts.iter().sum();
        match hundredths_of_binary(sum) {
            Ok(value) => due(&format!("{parts:?}"), value, exact),
            // Too far off to be sure is an answer, another amount is none.
            Err(_) => Ok(()),
        }
    });
}

#[test]
fn days_survive_their_writing() {
    let first = NaiveDate::from_ymd_opt(1949, 1, 1).expect("a day");
    cases("days", 2, |dice| {
        let day = first + Days::new(dice.next() % 55_000);
        let (y, m, d) = (day.year(), day.month(), day.day());
        let forms = [
            format!("{y}-{m:02}-{d:02}"),
            format!("{y}/{m}/{d}"),
            format!("{y}.{m}.{d}"),
            format!("{y}年{m}月{d}日"),
            format!("{y}{m:02}{d:02}"),
            format!("{y}-{m}-{d} 23:59:59"),
        ];
        for form in &forms {
            due(form, date::parse(form), Some(day))?;
            let full: String = form.chars().map(wide).collect();
            due(&full, date::parse(&full), Some(day))?;
        }
        let serial = f64::from(date::to_epoch_days(day)) + 25_569.0;
        due("serial", date::from_serial(serial + 0.75), Some(day))?;
        due("days", date::from_epoch_days(date::to_epoch_days(day)), Some(day))
    });
}

#[test]
fn one_slip_breaks_a_credit_code() {
    cases("codes", 2, |dice| {
        let mut body = [0u8; 8];
        body.iter_mut().for_each(|byte| *byte = *dice.pick(SYMBOLS));
        let code = CreditCode::synthesize(*b"91", *b"440300", body).ok_or("no code")?;
        let text = code.as_str().to_string();
        due(&text, CreditCode::parse(&text).is_ok(), true)?;
        let mut slip = text.clone().into_bytes();
        let at = dice.below(18);
        slip[at] = *dice.pick(SYMBOLS);
        let slip = String::from_utf8_lossy(&slip).into_owned();
        due(&format!("{text}, typed {slip},"), CreditCode::parse(&slip).is_ok(), slip == text)?;
        let mut swap = text.clone().into_bytes();
        let at = dice.below(17);
        swap.swap(at, at + 1);
        let swap = String::from_utf8_lossy(&swap).into_owned();
        due(&format!("{text}, typed {swap},"), CreditCode::parse(&swap).is_ok(), swap == text)
    });
}

#[test]
fn no_text_breaks_a_parser() {
    cases("parsers", 2, |dice| {
        let start = *dice.pick(TEXTS);
        let text = dice::text(dice, start);
        for shift in [0, 2, 4, 5, 6, 8, 10] {
            if let Ok(value) = scaled(&text, shift) {
                due(&text, value.abs() <= MAX_FEN, true)?;
            }
        }
        let _ = (text.parse::<Amount>(), text.parse::<Ratio>(), Currency::parse(&text));
        let _ = (CreditCode::parse(&text), hundredths_of_binary(f64::from_bits(dice.next())));
        let _ = date::from_serial(f64::from_bits(dice.next()));
        if let Some(day) = date::parse(&text) {
            due(&text, date::plausible(&day), true)?;
        }
        // Cleaning twice is cleaning once: what is compared does not depend on who cleaned before.
        let once = clean(&text);
        due(&format!("{text:?} cleaned twice"), clean(&once), &once)?;
        let once = tidy(&text);
        due(&format!("{text:?} tidied twice"), tidy(&once), &once)?;
        let once = comparable(&text);
        due(&format!("{text:?} made comparable twice"), comparable(&once), &once)?;
        let hidden = masked(&text);
        due("shown of a masked text", hidden.trim_start_matches('*').chars().count() <= 4, true)
    });
}
