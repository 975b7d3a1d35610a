//! Random choices from a seed, and mutations of bytes and texts.

/// SplitMix64: small, and the same everywhere.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64, case: u64) -> Self {
        let mut dice = Self(
            seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ case.wrapping_mul(0xd1b5_4a32_d192_ed03),
        );
        dice.next();
        dice
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Below a limit; 0 where that is 0.
    pub fn below(&mut self, limit: usize) -> usize {
        if limit == 0 { 0 } else { (self.next() % limit as u64) as usize }
    }

    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    fn range(&mut self, length: usize, most: usize) -> std::ops::Range<usize> {
        let start = self.below(length);
        start..(start + 1 + self.below(most)).min(length)
    }
}

/// Numbers that a size, a count or an offset should not be.
const EXTREMES: &[u64] = &[
    0,
    1,
    0x7f,
    0x80,
    0xff,
    0x7fff,
    0x8000,
    0xffff,
    0x7fff_ffff,
    0x8000_0000,
    0xffff_ffff,
    u64::MAX,
];

/// A few changes of any kind.
pub fn bytes(dice: &mut Dice, bytes: &mut Vec<u8>, other: &[u8]) {
    for _ in 0..=dice.below(4) {
        let length = bytes.len();
        if length == 0 {
            return;
        }
        match dice.below(8) {
            0 => bytes[dice.below(length)] ^= 1 << dice.below(8),
            1 => bytes[dice.below(length)] = dice.next() as u8,
            2 => bytes.truncate(dice.below(length)),
            3 => drop(bytes.drain(dice.range(length, 64))),
            4 => {
                let piece = bytes[dice.range(length, 256)].to_vec();
                insert(dice, bytes, &piece);
            }
            5 if !other.is_empty() => {
                let piece = other[dice.range(other.len(), 512)].to_vec();
                insert(dice, bytes, &piece);
            }
            6 => {
                let value = dice.pick(EXTREMES).to_le_bytes();
                let width = 1 << dice.below(4);
                let at = dice.below(length);
                let end = (at + width).min(length);
                bytes[at..end].copy_from_slice(&value[..end - at]);
            }
            _ => {
                let (range, fill) = (dice.range(length, 64), dice.next() as u8);
                bytes[range].fill(fill);
            }
        }
    }
}

fn insert(dice: &mut Dice, bytes: &mut Vec<u8>, piece: &[u8]) {
    let at = dice.below(bytes.len() + 1);
    bytes.splice(at..at, piece.iter().copied());
}

/// What people and programs put into numbers, dates and markup.
pub const WORDS: &[&str] = &[
    "-",
    "+",
    ".",
    ",",
    "0",
    "00",
    "9999999999999999999",
    "1e308",
    "1e-308",
    "NaN",
    "-0",
    "１２３",
    "，",
    "．",
    "￥",
    "¥",
    "$",
    "US$",
    "元",
    "万元",
    "亿元",
    "万",
    "分",
    "千元",
    "美元",
    "%",
    "％",
    "‰",
    "(",
    ")",
    "（",
    "）",
    "年",
    "月",
    "日",
    "号",
    "/",
    "－",
    "—",
    "无",
    "N/A",
    "是",
    "否",
    "\u{200b}",
    "\u{feff}",
    "\u{202e}",
    "\u{0301}",
    "\u{3000}",
    "\u{a0}",
    "\n",
    "\r",
    "\t",
    "\0",
    "'",
    "\"",
    "=",
    "@",
    "𠮷",
    "İ",
    "ß",
    "ﬁ",
    "㍿",
    "①",
    "Ⅷ",
    "½",
    "٣",
    "<",
    ">",
    "&amp;",
    "&#0;",
    "&#x110000;",
    "&undefined;",
    "]]>",
    "<!--",
    "<![CDATA[",
    "A1",
    "XFD1048576",
    "ZZZZZZZ1",
    "-1",
    "2147483648",
    "4294967296",
    "18446744073709551616",
    "2025-02-30",
    "20251301",
    "0000-00-00",
    "合计",
    "备注",
    "单位：万元",
];

/// A few changes between characters.
pub fn text(dice: &mut Dice, text: &str) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for _ in 0..=dice.below(4) {
        let length = chars.len();
        match dice.below(6) {
            0 if length > 0 => drop(chars.drain(dice.range(length, 8))),
            1 if length > 0 => {
                let piece = chars[dice.range(length, 24)].to_vec();
                let at = dice.below(length + 1);
                chars.splice(at..at, piece);
            }
            2 if length > 1 => {
                let (a, b) = (dice.below(length), dice.below(length));
                chars.swap(a, b);
            }
            3 if length > 0 => {
                let at = dice.below(length);
                chars[at] = char::from_u32(dice.next() as u32 % 0x11_0000).unwrap_or('?');
            }
            _ => {
                let at = dice.below(length + 1);
                let word: Vec<char> = dice.pick(WORDS).chars().collect();
                chars.splice(at..at, word);
            }
        }
    }
    chars.into_iter().collect()
}
