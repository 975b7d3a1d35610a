//! Columns that answer a question about their row with a code: 有效标志 0, is_delete 1, 是否成功 否.

use super::{Headers, start};
use crate::domain::text::comparable;

impl Headers {
    /// What a heading of a flag asks: 有效标志 and is_valid ask 有效, valid. `None` where it is no flag.
    fn flag(&self, heading: &str) -> Option<String> {
        let heading = comparable(start(heading));
        let name = heading.split(['(', '[', '?']).next().unwrap_or_default();
        let mut rest = name;
        for mark in &self.flag_marks {
            rest = rest.strip_prefix(mark.as_str()).unwrap_or(rest);
            rest = rest.strip_suffix(mark.as_str()).unwrap_or(rest);
        }
        // 材料是否齐全, dw_is_del
        let inside = ["是否", "_is_", "_has_"].iter().find_map(|mark| name.split_once(mark));
        let asked = inside.map(|(_, asked)| asked);
        let rest = asked.filter(|asked| asked.len() < rest.len()).unwrap_or(rest);
        let rest = rest.trim_matches(['_', '已']);
        (rest.len() < name.len() && !rest.is_empty()).then(|| rest.to_string())
    }

    /// Whether a flag asks if its row holds, so that any other answer than yes says that it may not: 交易成功标志.
    pub(super) fn asks_for_good(&self, heading: &str) -> bool {
        let question = heading.trim().starts_with("是否");
        let asks = |asked: &str, word: &str| {
            asked.ends_with(word) || (question || asked.is_ascii()) && asked.starts_with(word)
        };
        self.asks(heading, &self.flags_good, asks) && !self.asks_for_void(heading)
    }

    /// Whether a flag asks if its row is void, so that any other answer than no says that it may be: 退款成功标志.
    pub(super) fn asks_for_void(&self, heading: &str) -> bool {
        const NOT: [char; 5] = ['未', '无', '非', '不', '免'];
        let asks = |asked: &str, word: &str| match asked.is_ascii() {
            true => asked.starts_with(word),
            false => asked.contains(word) && !asked.starts_with(NOT),
        };
        self.asks(heading, &self.flags_void, asks)
    }

    /// Whether a flag of a fact asks if the enterprise still exists.
    pub(super) fn asks_for_life(&self, heading: &str) -> bool {
        self.asks(heading, &self.flags_of_life, |asked, word| asked.starts_with(word))
    }

    /// Whether a flag asks one of some things; `=` stands before what is all that it asks.
    fn asks(&self, heading: &str, words: &[String], asks: impl Fn(&str, &str) -> bool) -> bool {
        let Some(asked) = self.flag(heading) else { return false };
        words.iter().any(|word| match word.strip_prefix('=') {
            Some(whole) => asked == whole,
            None => asks(&asked, word),
        })
    }
}
