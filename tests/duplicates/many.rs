//! Rosters of 5,000 equal texts, or of 5,000 that differ: neither takes long. A program built for speed must be done in
//! 5 s; one built for debugging, as here, may take four times as long.

use std::time::Instant;

use jiangbu::pipeline::load;
use jiangbu::run::compute;

use super::with_rosters::{NAME, pipeline, promotion, roster, standards};
use crate::runs::pipelines::{Rows, code};

const ROWS: usize = 5_000;
const SECONDS: u64 = if cfg!(debug_assertions) { 20 } else { 5 };

/// Seconds of a run over a roster of one applicant with these texts.
fn takes(what: &str, text: impl Fn(usize) -> String) {
    let mut filed = Rows::default();
    promotion(&mut filed);
    standards(&mut filed, 1);
    let made = pipeline(&filed, "");
    let code = code(1);
    let cells: Vec<[String; 2]> = (0..ROWS).map(|at| [text(at), (at + 1).to_string()]).collect();
    let rows: Vec<[&str; 6]> =
        cells.iter().map(|[item, amount]| [NAME, &code, item, amount, "2025", "已拨付"]).collect();
    let mut sheet: Vec<&[&str]> =
        vec![&["单位名称", "信用代码", "资助事项", "金额", "年度", "状态"]];
    sheet.extend(rows.iter().map(|row| &row[..]));
    roster(&made, "NANSHAN", "", &[("名单", &sheet)]);
    let begin = Instant::now();
    let pipeline = load(&made.pipeline()).unwrap_or_else(|faults| panic!("{faults:?}"));
    compute(&pipeline, &|_: &str| {}).unwrap_or_else(|failure| panic!("{failure:?}"));
    let elapsed = begin.elapsed();
    assert!(elapsed.as_secs() < SECONDS, "{what}: {elapsed:?}");
}

#[test]
fn five_thousand_equal_texts_take_no_time() {
    takes("unknown", |_| "神秘专项".to_string());
    takes("long", |_| "神秘专项资助".repeat(60));
    takes("known", |_| "标准研制资助".to_string());
}

#[test]
fn five_thousand_different_texts_take_no_time() {
    takes("numbered", |at| format!("神秘专项第{at}号"));
}
