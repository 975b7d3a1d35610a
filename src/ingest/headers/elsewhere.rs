//! Texts that stand outside of the data and may speak against some of its rows.

use super::Headers;
use super::unread_words::{ANY, FULL, is_named, is_short, sentences};
use crate::diag::{Diagnostic, codes};
use crate::domain::Currency;
use crate::domain::text::{clean, comparable};
use crate::ingest::mentions::{Mention, mentions};
use crate::ingest::statement::plain;

impl Headers {
    /// What is said of a text outside of the data that may speak against rows.
    pub fn said_elsewhere(&self, text: &str) -> Option<Diagnostic> {
        let said = || Diagnostic::new(&codes::TEXT_MAY_CANCEL).arg("read", clean(text));
        self.cancels_elsewhere(text).then(said)
    }

    /// Whether a text that stands outside of the data may say so of some rows: 第2行已退款. Instructions
    /// (已退款的不得填报), and what is promised or threatened, say nothing of the rows that are there.
    fn cancels_elsewhere(&self, text: &str) -> bool {
        const LONGEST: usize = 200;
        const MOST: usize = 20_000;
        let text = comparable(text);
        // A long text speaks of rows where one of its sentences does by itself.
        if text.chars().nth(LONGEST).is_some() {
            let mut full = text.split(FULL).filter(|one| one.chars().nth(LONGEST).is_none());
            return text.len() <= MOST
                && full.any(|one| names_a_row(one) && self.speaks_of_rows(one));
        }
        self.speaks_of_rows(&text)
    }

    fn speaks_of_rows(&self, text: &str) -> bool {
        if self.is_void_section(text) {
            return true;
        }
        let holds =
            |text: &str, words: &[String]| words.iter().any(|word| text.contains(word.as_str()));
        let instructs = |text: &str| holds(text, &self.instructs);
        // What is part of an amount is said of rows, not of tables: 其中最大一笔25.5元.
        let whole = |word: &&String| !word.contains(ANY);
        let doubtful = self.doubts.iter().filter(whole).any(|word| is_named(text, word));
        // 此金额为美元
        let foreign = |text: &str| {
            let others =
                |one: &Mention| one.said.and_then(|said| said.currency) != Some(Currency::Cny);
            let named = |one: &Mention| one.said.is_none_or(|said| said.currency.is_some());
            mentions(&plain(text)).iter().any(|one| named(one) && others(one))
        };
        let doubtful =
            (doubtful || holds(text, &self.points_at) && foreign(text)) && !instructs(text);
        let void = |one: &&str| self.names_a_void(one) && !instructs(one);
        // 第2行的发票已红冲，责任人张三: a promise elsewhere in the text takes nothing back of what points at a row.
        let points = |one: &str| holds(one, &self.points_at) || names_a_row(one);
        // 自愿放弃 is no promise.
        let rest =
            self.doubts.iter().fold(text.to_string(), |text, word| text.replace(word.as_str(), ""));
        let promised = holds(&rest, &self.promises);
        let said = sentences(text).filter(void).any(|one| !promised || points(one));
        if !said && (promised || !doubtful) {
            return false;
        }
        // 第2行, 发票00123456已红冲; the number of the remark itself is none: 3. 已…
        let own = |c: char| c.is_ascii_digit() || matches!(c, '.' | '、' | '(' | ')' | '注' | ':');
        let numbered = || text.trim_start_matches(own).contains(|c: char| c.is_ascii_digit());
        let marked = || text.starts_with(['*', '★', '▲', '#', '△']);
        doubtful || is_short(text) || holds(text, &self.points_at) || numbered() || marked()
    }

    /// Whether a sentence below a table tells how to fill it in: 单笔5000元以上的须附合同.
    pub fn tells_in_general(&self, text: &str) -> bool {
        self.tells.iter().any(|word| text.contains(word.as_str()))
    }

    /// Whether a text begins as notes below a table do: 共4笔46543.33元.
    pub fn begins_a_note(&self, text: &str) -> bool {
        self.notes_begin.iter().any(|start| text.starts_with(start.as_str()))
    }

    /// Whether what stands behind a year says that it is that of an expense: in its clause in a remark, anywhere in a
    /// title.
    pub fn spent(&self, behind: &str, in_clause: bool) -> bool {
        let spent = |is: &dyn Fn(&str) -> bool| self.spent.iter().any(|word| is(word));
        if in_clause {
            let clause = sentences(behind).next().unwrap_or_default();
            return spent(&|word| clause.starts_with(word) || clause.ends_with(word));
        }
        let other = self.not_spent.iter().any(|word| behind.starts_with(word.as_str()));
        !other && spent(&|word| behind.contains(word))
    }

    /// Whether a column says of which year the expense of its row is: 费用所属年度. 申报年度 does not.
    pub fn says_the_year(&self, heading: &str) -> bool {
        let heading = comparable(heading);
        let name = heading.split(['(', '[']).next().unwrap_or_default();
        let other = self.not_spent.iter().any(|word| name.contains(word.as_str()));
        !other && self.years_of.iter().any(|end| name.ends_with(end.as_str()))
    }

    /// The part of a file's name, or of a folder's, that says that it may not count: 作废-某某公司.xlsx, 已撤回/, 旧版. Words
    /// inside of other names (某某测试技术公司) say nothing.
    pub fn void_name(&self, shown: &str) -> Option<String> {
        const AROUND: [&str; 6] = ["已", "了", "版", "的", "件", "稿"];
        let path = shown.rsplit_once('.').map_or(shown, |(path, _)| path);
        let apart = |c: char| !c.is_alphanumeric();
        let bare = |piece: &str| {
            let piece = comparable(piece.trim_matches(|c: char| c.is_ascii_digit()));
            AROUND.iter().fold(piece, |piece, word| {
                let rest = piece.strip_prefix(word).unwrap_or(&piece);
                rest.strip_suffix(word).unwrap_or(rest).to_string()
            })
        };
        let void = |piece: &&str| {
            let names = [comparable(piece), bare(piece)];
            let mut words = [&self.cancels, &self.void_sheets].into_iter().flatten();
            words.any(|word| names.contains(word))
        };
        path.split(apart).filter(|piece| !piece.is_empty()).find(void).map(str::to_string)
    }

    /// Whether the heading of a part of a table says that its rows do not count: 二、未支付部分.
    pub fn is_void_section(&self, text: &str) -> bool {
        const NUMBERS: &str = "一二三四五六七八九十0123456789().、第部分";
        const ENDS: [&str; 10] =
            [":", "部分", "款项", "项目", "发票", "明细", "清单", "如下", "情况", "的"];
        let mut name = text.trim_start_matches(|c: char| NUMBERS.contains(c));
        while let Some(rest) = ENDS.iter().find_map(|end| name.strip_suffix(end)) {
            name = rest;
        }
        let told = self.instructs.iter().any(|word| text.contains(word.as_str()));
        !told && is_short(name) && (self.names_a_void(name) || self.is_still_to_pay(name))
    }
}

/// Whether a sentence names a row or a paper by its number: 第2行, 发票00123456.
fn names_a_row(sentence: &str) -> bool {
    const SIGNS: [char; 5] = ['行', '笔', '张', '条', '项'];
    let numbered = sentence.split('第').skip(1).any(|rest| {
        let digits = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c);
        let behind = rest.trim_start_matches(digits);
        behind.len() < rest.len() && behind.starts_with(SIGNS)
    });
    numbered || sentence.split(|c: char| !c.is_ascii_digit()).any(|run| run.len() >= 8)
}
