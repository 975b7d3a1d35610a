//! The text of an item taken apart into the words that the crosswalk knows.
//!
//! A rule's word counts only where the whole text can be read: 标准厂房 holds 标准, but 厂房 is left over, and nobody
//! knows what it makes of the rest. What no word covers is kept, so that a person can be asked about the text once.

use std::collections::{BTreeSet, HashMap};

use crate::domain::text::{comparable, simplified};

/// Texts are compared up to so many characters; what lies beyond counts as not read.
const MOST_CHARACTERS: usize = 240;

/// The form in which words and texts are compared.
pub fn plain(text: &str) -> String {
    simplified(&comparable(text)).into_owned()
}

/// Words of one source, each with the numbers of its rules; words that say nothing of the kind have none.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    words: HashMap<String, Vec<usize>>,
    longest: usize,
}

/// What stands in a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parsed {
    /// Rules whose words stand in it, in the order of the file.
    pub rules: BTreeSet<usize>,
    /// Letters that no word covers, in their order.
    pub unread: String,
}

impl Vocabulary {
    pub fn add(&mut self, word: &str, rule: Option<usize>) {
        self.longest = self.longest.max(word.chars().count());
        self.words.entry(word.to_string()).or_default().extend(rule);
    }

    /// Reads a text as the words that cover most of it; of several ways, the one with the fewest words.
    pub fn parse(&self, text: &str) -> Parsed {
        let marks: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let count = (marks.len() - 1).min(MOST_CHARACTERS);
        let slice = |from: usize, to: usize| &text[marks[from]..marks[to]];
        // From the end: letters left over, words used, and the end of the word that begins here.
        let mut best = vec![(0usize, 0usize, 0usize); count + 1];
        for from in (0..count).rev() {
            let letter = is_letter(slice(from, from + 1));
            let (left, used, _) = best[from + 1];
            best[from] = (left + usize::from(letter), used, 0);
            for to in from + 1..=count.min(from + self.longest) {
                if !self.words.contains_key(slice(from, to))
                    || cuts_a_word(text, marks[from], marks[to])
                {
                    continue;
                }
                let (left, used, _) = best[to];
                let (now, by_word) = ((best[from].0, best[from].1), best[from].2 != 0);
                if (left, used + 1) < now || by_word && (left, used + 1) == now {
                    best[from] = (left, used + 1, to);
                }
            }
        }
        let mut out = Parsed::default();
        let mut at = 0;
        while at < count {
            match best[at].2 {
                0 => {
                    out.unread.extend(slice(at, at + 1).chars().filter(|c| is_letter_char(*c)));
                    at += 1;
                }
                to => {
                    out.rules.extend(&self.words[slice(at, to)]);
                    at = to;
                }
            }
        }
        out.unread.extend(text[marks[count]..].chars().filter(|c| is_letter_char(*c)).take(20));
        out
    }
}

fn is_letter(text: &str) -> bool {
    text.chars().all(is_letter_char)
}

/// Digits number years and batches; they name no kind of support.
fn is_letter_char(c: char) -> bool {
    c.is_alphabetic()
}

/// Latin letters and digits around a word belong to it: D1 does not stand in D12.
fn cuts_a_word(text: &str, from: usize, to: usize) -> bool {
    let word = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let (before, first) = (text[..from].chars().next_back(), text[from..].chars().next());
    let (last, after) = (text[..to].chars().next_back(), text[to..].chars().next());
    word(before) && word(first) || word(last) && word(after)
}

/// What a text says, and what it says that it is not about. `patterns` are words around `…`, which stands for what is
/// left out: `…除外`, `不含…`, `除…外`.
pub fn without_exceptions(text: &str, patterns: &[String]) -> (String, Vec<String>) {
    const ENDS: [char; 10] = ['(', ')', '[', ']', '【', '】', ',', ';', '。', ':'];
    let (mut said, mut out) = (String::new(), Vec::new());
    for part in text.split_inclusive(ENDS) {
        let bare = part.trim_end_matches(ENDS);
        let found = patterns.iter().find_map(|pattern| exception(bare, pattern));
        match found {
            Some((kept, left_out)) => {
                said.push_str(&kept);
                said.push_str(&part[bare.len()..]);
                out.push(left_out);
            }
            None => said.push_str(part),
        }
    }
    (said, out)
}

/// What is left of a part, and what it leaves out.
fn exception(part: &str, pattern: &str) -> Option<(String, String)> {
    let (open, close) = pattern.split_once('…')?;
    let (start, from) = match open {
        "" => (0, 0),
        open => part.find(open).map(|at| (at, at + open.len()))?,
    };
    let (to, end) = match close {
        "" => (part.len(), part.len()),
        close => part[from..].find(close).map(|at| (from + at, from + at + close.len()))?,
    };
    let left_out = part[from..to].to_string();
    (!left_out.is_empty()).then(|| (format!("{}{}", &part[..start], &part[end..]), left_out))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vocabulary() -> Vocabulary {
        let mut words = Vocabulary::default();
        let of_rules = ["标准", "保险", "标准厂房", "标准合同", "d1", "d12"];
        of_rules.iter().enumerate().for_each(|(rule, word)| words.add(word, Some(rule)));
        ["资助", "补贴", "制定", "出口", "信用", "租金", "国际", "的"]
            .iter()
            .for_each(|word| words.add(word, None));
        words
    }

    fn read(text: &str) -> (Vec<usize>, String) {
        let parsed = vocabulary().parse(&plain(text));
        (parsed.rules.into_iter().collect(), parsed.unread)
    }

    #[test]
    fn words_count_where_all_of_the_text_is_read() {
        assert_eq!(read("国际標準制定资助（第2批）"), (vec![0], "第批".into()));
        assert_eq!(read("出口信用保险补贴"), (vec![1], String::new()));
        assert_eq!(read("标准厂房租金补贴"), (vec![2], String::new()), "the longer word");
        assert_eq!(read("科技保险补贴"), (vec![1], "科技".into()));
        assert_eq!(read("非标准设备"), (vec![0], "非设备".into()));
        assert_eq!(read("D12资助"), (vec![5], String::new()));
        assert_eq!(read("D1资助"), (vec![4], String::new()));
        assert_eq!(read("D123资助").0, Vec::<usize>::new(), "digits belong to the word");
        assert_eq!(read(""), (vec![], String::new()));
        let long = "标准".repeat(200);
        assert!(!read(&long).1.is_empty(), "beyond what is looked at");
    }

    #[test]
    fn what_is_left_out_is_not_said() {
        let patterns: Vec<String> =
            ["…除外", "不含…", "除…外"].iter().map(|p| p.to_string()).collect();
        let parts = |text: &str| {
            let (said, out) = without_exceptions(&plain(text), &patterns);
            (said, out.join("|"))
        };
        assert_eq!(parts("贸易扶持（标准类除外）"), ("贸易扶持()".into(), "标准类".into()));
        assert_eq!(parts("贸易扶持，不含保险"), ("贸易扶持,".into(), "保险".into()));
        assert_eq!(parts("除标准外的数据资助"), ("的数据资助".into(), "标准".into()));
        assert_eq!(parts("标准资助"), ("标准资助".into(), String::new()));
        assert_eq!(parts("除外"), ("除外".into(), String::new()), "nothing is left out");
    }
}
