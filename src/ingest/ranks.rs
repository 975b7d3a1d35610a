//! Ranks as people write them: 第一, 第1位, 首位, 排名第一, 第一起草单位.

/// The rank that a text says; `None` where it says more, or no rank.
pub fn rank(text: &str) -> Option<i64> {
    const BEFORE: [&str; 5] = ["排名", "排序", "位列", "位次", "排"];
    const BEHIND: [&str; 9] =
        ["主要起草单位", "起草单位", "完成单位", "参与单位", "单位", "位", "名", "顺位", "起草人"];
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let text = text.trim_end_matches(['。', '.', '、']);
    let text = BEFORE.iter().find_map(|word| text.strip_prefix(word)).unwrap_or(text);
    let text = text.trim_start_matches([':', '：']);
    let text = BEHIND.iter().find_map(|word| text.strip_suffix(word)).unwrap_or(text);
    if matches!(text, "首" | "首位" | "榜首") {
        return Some(1);
    }
    let number = text.strip_prefix('第').unwrap_or(text);
    match number.bytes().all(|b| b.is_ascii_digit()) {
        true => number.parse().ok(),
        false => in_characters(number),
    }
}

/// 一 to 九十九.
fn in_characters(text: &str) -> Option<i64> {
    const DIGITS: [char; 9] = ['一', '二', '三', '四', '五', '六', '七', '八', '九'];
    let digit = |text: &str| {
        let mut chars = text.chars();
        let first = chars.next()?;
        let at = DIGITS.iter().position(|digit| *digit == first);
        let at = at.filter(|_| chars.next().is_none())?;
        i64::try_from(at + 1).ok()
    };
    match text.split_once('十') {
        Some((tens, ones)) => {
            let tens = if tens.is_empty() { Some(1) } else { digit(tens) };
            let ones = if ones.is_empty() { Some(0) } else { digit(ones) };
            Some(tens? * 10 + ones?)
        }
        None => digit(text),
    }
}

#[cfg(test)]
mod tests {
    use super::rank;

    #[test]
    fn ranks_in_words() {
        for (text, is) in [
            ("第一", 1),
            ("第1", 1),
            ("第二位", 2),
            ("首位", 1),
            ("排名第三", 3),
            ("第一起草单位", 1),
            ("第十一", 11),
            ("排名：2", 2),
            ("二十", 20),
        ] {
            assert_eq!(rank(text), Some(is), "{text}");
        }
        for text in ["第一、第二", "前三", "参与", "第", "1/3", "第一和第三位", "约第2"]
        {
            assert_eq!(rank(text), None, "{text}");
        }
    }
}
