//! Characters as names are compared: half width, simplified, in upper case; and those that are
//! taken for one another.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::domain::text::half_width;

/// Groups of characters that scanners and typists confuse; each is compared as its first member.
const LOOK_ALIKES: &[&str] = &[
    "己已巳",
    "末未",
    "土士",
    "日曰",
    "人入",
    "千干于",
    "刀力",
    "大太犬",
    "天夫",
    "木本术",
    "王玉",
    "田由甲申",
    "鸟乌",
    "白自",
    "目且",
    "贝见",
    "今令",
    "侯候",
    "睛晴",
    "根很银",
    "辨辩辫",
    "戊戌戍",
    "拔拨",
    "斤斥",
    "折拆析",
    "汤扬杨",
    "淮准",
    "凉谅",
    "徽微",
    "慕幕墓",
    "博搏",
    "茶荼",
    "冶治",
    "育肓",
    "壁璧",
    "管菅",
    "遂逐",
    "棋祺琪",
    "技枝",
    "料科",
    "特持",
    "晨震",
    "宇字",
    "圆园",
    "讯迅",
    "佳住",
    "瑞端",
    "恒桓",
    "航杭",
    "网冈",
    "联朕",
    "数敖",
    "创刨",
    "泰秦",
    "捷睫",
    "达这",
    "通诵",
    "利刊",
    "金全",
    "远还",
    "信倌",
    "深探",
    "圳训",
    "限艰",
    "司可",
    "O0",
    "I1L",
    "Z2",
    "S5",
    "B8",
];

static SIMPLIFIED: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
    let lines = include_str!("traditional.txt").lines().filter(|line| !line.starts_with('#'));
    let pairs = lines.flat_map(str::split_whitespace).filter_map(|pair| {
        let mut chars = pair.chars();
        Some((chars.next()?, chars.next()?))
    });
    pairs.collect()
});

static FOLDED: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
    let mut folded = HashMap::new();
    for group in LOOK_ALIKES {
        let mut chars = group.chars();
        let Some(first) = chars.next() else { continue };
        // A character that stands in two groups keeps to the first.
        for other in chars {
            folded.entry(other).or_insert(first);
        }
    }
    folded
});

/// A character as it is compared.
pub fn simplified(c: char) -> char {
    if c.is_ascii() { c } else { SIMPLIFIED.get(&c).copied().unwrap_or(c) }
}

/// The character that stands for all that look like it.
pub fn folded(c: char) -> char {
    FOLDED.get(&c).copied().unwrap_or(c)
}

/// Half width, simplified, upper case, without white space and invisible characters; brackets of
/// every kind are round.
pub fn plain(text: &str) -> String {
    let text = half_width(text);
    let kept = text.chars().filter(|c| !c.is_whitespace() && !c.is_control());
    kept.map(|c| match c {
        '[' | '【' | '〔' | '{' | '〈' | '《' | '<' | '「' => '(',
        ']' | '】' | '〕' | '}' | '〉' | '》' | '>' | '」' => ')',
        c => simplified(c).to_ascii_uppercase(),
    })
    .collect()
}
