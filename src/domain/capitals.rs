//! Amounts in Chinese capitals (大写金额), as bills and payment lists must carry them: a digit changed by hand
//! shows, and so does one that is added.
//!
//! After the rules for filling in bills of 《支付结算办法》, annex 1. Where they leave a choice: 整 also ends
//! an amount of whole jiao, and a 零 that may be left out before 角 or 仟 is left out.

use super::Fen;

const DIGITS: [&str; 10] = ["零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"];

/// `人民币壹仟肆佰零玖元伍角整`; `人民币零元整` of nothing, 负 before what is below it.
pub fn capitals(amount: Fen) -> String {
    let fen = amount.0.unsigned_abs();
    let (yuan, jiao, fen) = (fen / 100, fen / 10 % 10, fen % 10);
    let mut out = String::from(if amount.0 < 0 { "人民币负" } else { "人民币" });
    if yuan > 0 || jiao == 0 && fen == 0 {
        whole(yuan, &mut out);
        out.push('元');
    }
    if jiao > 0 {
        out.push_str(DIGITS[jiao as usize]);
        out.push('角');
    } else if fen > 0 && yuan > 0 {
        out.push('零');
    }
    if fen > 0 {
        out.push_str(DIGITS[fen as usize]);
        out.push('分');
    } else {
        out.push('整');
    }
    out
}

/// A whole number: what stands above 亿 and 万 is a number by itself.
fn whole(value: u64, out: &mut String) {
    for (unit, name) in [(100_000_000, '亿'), (10_000, '万')] {
        if value >= unit {
            whole(value / unit, out);
            out.push(name);
            let rest = value % unit;
            if rest > 0 {
                if rest < unit / 10 {
                    out.push('零');
                }
                whole(rest, out);
            }
            return;
        }
    }
    below_wan(value, out);
}

/// A number of at most four digits.
fn below_wan(value: u64, out: &mut String) {
    if value == 0 {
        out.push('零');
        return;
    }
    let (mut begun, mut gap) = (false, false);
    for (unit, name) in [(1_000, "仟"), (100, "佰"), (10, "拾"), (1, "")] {
        let digit = value / unit % 10;
        if digit == 0 {
            gap = begun;
            continue;
        }
        if gap {
            out.push('零');
        }
        out.push_str(DIGITS[digit as usize]);
        out.push_str(name);
        (begun, gap) = (true, false);
    }
}

/// An amount in capitals at the end of a text, place by place from the left: `合计（大写）：壹万元整`. Everyday digits and
/// 圆, 正 are read, too; `None` where it is no such amount, or beyond what is held.
pub fn read(text: &str) -> Option<Fen> {
    const EVERYDAY: &str = "零一二三四五六七八九";
    let text = text.rsplit([':', '：', ' ', '　', '）', ')']).next()?.trim();
    let text = text.trim_start_matches("人民币");
    let (sign, text) = match text.strip_prefix('负') {
        Some(rest) => (-1, rest),
        None => (1, text),
    };
    // 亿 of 亿, below 亿, below 万, the digit that waits for its place.
    let (mut total, mut section, mut digit) = (0i128, 0i128, 0i128);
    let (mut fen, mut has_unit) = (0i128, false);
    for c in text.chars() {
        let ten = if matches!(c, '拾' | '十') && section == 0 && digit == 0 { 1 } else { digit };
        match c {
            '拾' | '十' => (section, digit) = (section + ten * 10, 0),
            '佰' | '百' => (section, digit) = (section + digit * 100, 0),
            '仟' | '千' => (section, digit) = (section + digit * 1_000, 0),
            '万' | '萬' => (total, section, digit) = (total + (section + digit) * 10_000, 0, 0),
            '亿' | '億' => {
                (total, section, digit) = ((total + section + digit) * 100_000_000, 0, 0);
            }
            '元' | '圆' | '圓' => {
                (fen, section, digit) = ((total + section + digit) * 100, 0, 0);
                has_unit = true;
            }
            '角' => (fen, digit, has_unit) = (fen + digit * 10, 0, true),
            '分' => (fen, digit, has_unit) = (fen + digit, 0, true),
            '整' | '正' => {}
            other => {
                let capital = || DIGITS.iter().position(|known| known.starts_with(other));
                let everyday = || EVERYDAY.chars().position(|known| known == other);
                digit = i128::try_from(capital().or_else(everyday)?).ok()?;
            }
        }
        // Longer than any amount.
        if total > i128::from(i64::MAX) {
            return None;
        }
    }
    i64::try_from(fen * sign).ok().filter(|_| has_unit).map(Fen)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What no amount in capitals may look like.
    fn well_formed(text: &str) -> bool {
        let wrong =
            ["零零", "零万", "零亿", "零拾", "零佰", "零仟", "零角", "零整", "亿万", "分整"];
        let nothing = text == "人民币零元整";
        nothing
            || !text.contains("零元")
                && wrong.iter().all(|part| !text.contains(part))
                && (text.ends_with('整') || text.ends_with('分'))
    }

    #[test]
    fn examples_of_the_rules() {
        let said = |cents: i64| capitals(Fen(cents));
        // Annex 1 of 《支付结算办法》: zeros in the middle, several of them, at the end, before the fen.
        assert_eq!(said(140_950), "人民币壹仟肆佰零玖元伍角整");
        assert_eq!(said(600_714), "人民币陆仟零柒元壹角肆分");
        assert_eq!(said(168_032), "人民币壹仟陆佰捌拾元叁角贰分");
        assert_eq!(said(10_700_053), "人民币壹拾万柒仟元伍角叁分");
        assert_eq!(said(1_640_902), "人民币壹万陆仟肆佰零玖元零贰分");
        assert_eq!(said(32_504), "人民币叁佰贰拾伍元零肆分");
        assert_eq!(said(0), "人民币零元整");
        assert_eq!(said(5), "人民币伍分");
        assert_eq!(said(50), "人民币伍角整");
        assert_eq!(said(1_000), "人民币壹拾元整");
        assert_eq!(said(300_000_000), "人民币叁佰万元整");
        assert_eq!(said(10_001_000_000), "人民币壹亿零壹万元整");
        assert_eq!(said(10_000_000_100), "人民币壹亿零壹元整");
        assert_eq!(said(100_000_000_000_000), "人民币壹万亿元整");
        assert_eq!(said(-1_234), "人民币负壹拾贰元叁角肆分");
    }

    #[test]
    fn amounts_as_people_write_them() {
        for text in [
            "合计（大写）：人民币贰拾伍万伍仟元整",
            "大写: 贰拾伍万伍仟圆正",
            "二十五万五千元",
            "合计（大写）贰拾伍万伍仟元整",
        ] {
            assert_eq!(read(text), Some(Fen(25_500_000)), "{text}");
        }
        assert_eq!(read("拾万元整"), Some(Fen(10_000_000)));
        for text in
            ["合计", "张三", "壹拾", "单位：元角", "亿亿亿亿亿亿亿亿元", "一期工程款", "25万元"]
        {
            assert!(read(text).is_none_or(|fen| fen == Fen(0)), "{text}");
        }
    }

    #[test]
    fn every_amount_reads_back() {
        let check = |cents: i64| {
            let text = capitals(Fen(cents));
            assert_eq!(read(&text), Some(Fen(cents)), "{text}");
            assert!(well_formed(&text), "{cents}: {text}");
        };
        (0..=2_100_000).for_each(check);
        // Every pattern of zeros, ones and nines over sixteen places.
        for pattern in 0..3i64.pow(16) / 97 {
            let mut rest = pattern * 97;
            let mut cents = 0i64;
            for _ in 0..16 {
                cents = cents * 10 + [0, 1, 9][(rest % 3) as usize];
                rest /= 3;
            }
            check(cents);
        }
        [i64::MAX, -i64::MAX, -1, crate::domain::money::MAX_FEN].into_iter().for_each(check);
    }
}
