//! Headings and units in brackets.

use super::*;
use crate::ingest::brackets::{split_bracket, unit, unnumbered};
use crate::ingest::statement::looks_like_unit;

#[test]
fn numbers_of_headings() {
    assert_eq!(unnumbered("3.付款金额(元)"), "付款金额(元)");
    assert_eq!(unnumbered("付款金额(元)1"), "付款金额(元)");
    for text in ["2025年金额", "金额1", "2025.6金额", "(元)"] {
        assert_eq!(unnumbered(text), text);
    }
}

#[test]
fn units_in_brackets() {
    assert_eq!(split_bracket("金额(万元)"), Some(("金额", "万元")));
    assert_eq!(split_bracket("金额"), None);
    let shift = |text| unit(text).and_then(|said| said.shift);
    assert_eq!(shift("单位:万元"), Some(6));
    assert_eq!(shift("人民币元"), Some(2));
    assert_eq!(shift("千元"), Some(5));
    assert_eq!(shift("fen"), Some(0));
    assert_eq!(
        (shift("角"), shift("萬元"), shift("仟元"), shift("w元")),
        (Some(1), Some(6), Some(5), Some(6))
    );
    assert_eq!((unit("含税"), unit("kg")), (None, None));
    let dollars = |shift| Some(Said { shift, currency: Some(Currency::Usd) });
    assert_eq!((unit("万美元"), unit("美元")), (dollars(Some(6)), dollars(None)));
    assert_eq!(unit("人民币").map(|said| said.shift), Some(None), "the line above says the unit");
    assert!(looks_like_unit("美元") && looks_like_unit("usd") && !looks_like_unit("含税"));
}
