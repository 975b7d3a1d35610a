//! What a row says of itself beside its state: that support was refused, given up or returned. It stands in columns of
//! remarks and results, in a bracket behind the name, in place of the amount, or in the name of the sheet.
//!
//! A text that says nothing else decides; one that says more, or speaks of objections and waiting, makes the state a
//! question for a person. No such row ever counts as received.

use super::crosswalk::Crosswalk;
use super::same::State;
use super::words::plain;
use crate::ingest::Headers;

/// Words by which rows say what became of their support, as the crosswalk lists them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RemarkWords {
    pub refused: Vec<String>,
    pub returned: Vec<String>,
    pub open: Vec<String>,
    /// What holds such a word and says no such thing: 无异议.
    pub not: Vec<String>,
    /// What may stand beside such a word without changing it: 企业自愿放弃.
    pub beside: Vec<String>,
    /// Parts of headings under which they stand.
    pub headings: Vec<String>,
}

/// What a text says of support.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remark {
    Refused,
    Returned,
    /// Something that a person must read.
    Open,
}

impl Remark {
    /// The state of a row that would else have this one.
    pub fn over(self, state: State) -> State {
        match (self, state) {
            (Self::Refused, _) => State::Refused,
            (Self::Returned, _) => State::Returned,
            (Self::Open, State::Received | State::Pending) => State::Unknown,
            (Self::Open, state) => state,
        }
    }
}

/// The cells of a row that may speak.
#[derive(Clone, Copy, Debug)]
pub struct Cells<'a> {
    pub name: &'a str,
    pub status: &'a str,
    /// Unread columns, `heading=text; …`.
    pub notes: &'a str,
    pub amount: Option<i64>,
}

/// What the cells of a row say, and the text that says it.
pub fn of_row(cells: Cells, words: &RemarkWords, headers: &Headers) -> Option<(Remark, String)> {
    let name = behind_name(cells.name).into_iter().map(|text| (words.of(text), text));
    let status = [(words.of(cells.status), cells.status)];
    let mut said: Option<(Remark, &str)> = None;
    let notes = words.of_notes(cells.notes, headers);
    for (remark, text) in status.into_iter().chain(name).chain(notes) {
        let Some(remark) = remark else { continue };
        // What decides goes before what asks.
        if said.is_none_or(|(known, _)| known == Remark::Open && remark != Remark::Open) {
            said = Some((remark, text));
        }
    }
    let nothing = cells.amount == Some(0);
    let said = said.map(|(remark, text)| (remark, text.to_string()));
    said.or_else(|| nothing.then(|| (Remark::Refused, "0".to_string())))
}

/// What stands in brackets of a name, and what follows its legal form.
fn behind_name(name: &str) -> Vec<&str> {
    const OPEN: [char; 4] = ['(', '（', '[', '【'];
    const CLOSE: [char; 4] = [')', '）', ']', '】'];
    let tail =
        name.rsplit_once("公司").map(|(_, tail)| tail.trim_matches(OPEN).trim_matches(CLOSE));
    let inside = name.split(OPEN).skip(1).filter_map(|part| part.split(CLOSE).next());
    tail.into_iter().chain(inside).filter(|text| !text.is_empty()).collect()
}

impl RemarkWords {
    /// What a text says; `None` where none of the words stands in it.
    pub fn of(&self, text: &str) -> Option<Remark> {
        if text.is_empty() {
            return None;
        }
        let mut rest = plain(text);
        let mut holds = |words: &[String]| {
            let before = rest.len();
            words.iter().for_each(|word| rest = rest.replace(word.as_str(), ""));
            rest.len() < before
        };
        holds(&self.not);
        let (open, refused, returned) =
            (holds(&self.open), holds(&self.refused), holds(&self.returned));
        if !(open || refused || returned) {
            return None;
        }
        holds(&self.beside);
        let alone = !rest.chars().any(char::is_alphanumeric);
        Some(match (open, refused, returned) {
            (false, true, false) if alone => Remark::Refused,
            (false, false, true) if alone => Remark::Returned,
            _ => Remark::Open,
        })
    }

    /// What unread columns say: under headings of remarks any text with such a word, under others only one that says
    /// nothing else.
    fn of_notes<'t>(
        &'t self,
        notes: &'t str,
        headers: &'t Headers,
    ) -> impl Iterator<Item = (Option<Remark>, &'t str)> {
        let mut heading = "";
        notes.split("; ").filter(|part| !part.is_empty()).map(move |part| {
            let (own, text) = part.split_once('=').unwrap_or((heading, part));
            heading = own;
            let speaks = self.is_heading(own);
            let said = match self.of(text) {
                Some(Remark::Open) if !speaks => None,
                // 退回原因: something.
                None if self.of(own).is_some() => {
                    let says = text.chars().any(char::is_alphabetic) && !headers.is_nothing(text);
                    (says && !headers.is_no(text)).then_some(Remark::Open)
                }
                // 是否资助: 否 says it all, 核查情况: 否 does not.
                None if speaks && headers.is_no(text) => match own.starts_with("是否") {
                    true => Some(Remark::Refused),
                    false => Some(Remark::Open),
                },
                said => said,
            };
            (said, text)
        })
    }

    fn is_heading(&self, heading: &str) -> bool {
        let heading = plain(heading);
        self.headings.iter().any(|word| heading.contains(word.as_str()))
    }
}

impl Crosswalk {
    /// What the name of a sheet says of all its rows, or that of the file, where it says nothing else; and the name.
    pub fn remark_of_list(&self, file: &str, sheet: &str) -> Option<(Remark, String)> {
        let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
        let name = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let of_file = || Some((self.remarks.of(name).filter(|said| *said != Remark::Open)?, name));
        let said = self.remarks.of(sheet).map(|said| (said, sheet)).or_else(of_file);
        said.map(|(said, name)| (said, name.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> (RemarkWords, Headers) {
        let text = include_str!("../../pipelines/crosswalk.toml").to_string();
        let root = crate::config::parse_text("crosswalk.toml", text).expect("read");
        let faults = crate::config::Collector::default();
        let reader = crate::config::Reader::new(&root, &super::super::keys::CROSSWALK, &faults);
        let words = super::super::crosswalk::remark_words(&reader);
        (words, crate::ingest::headers::shipped().expect("headings"))
    }

    #[test]
    fn what_texts_say_of_rows() {
        use Remark::*;
        let (words, _) = words();
        for text in [
            "不予资助",
            "企业自愿放弃",
            "放弃",
            "已撤销",
            "取消资助资格",
            "不通过",
            "未通过",
            "不符合条件",
            "核减后为0",
            "本次不予支持",
            "不予资助企业",
            "撤销名单",
        ] {
            assert_eq!(words.of(text), Some(Refused), "{text}");
        }
        for text in ["退回", "已全额退回", "已退回", "已追回", "资金已收回"] {
            assert_eq!(words.of(text), Some(Returned), "{text}");
        }
        for text in [
            "异议成立",
            "失信，暂缓",
            "候补",
            "待定",
            "重复申报，本次不安排",
            "已由福田区资助，不再安排",
            "部分退回",
            "原不予资助，复核后同意资助",
            "已注销",
        ] {
            assert_eq!(words.of(text), Some(Open), "{text}");
        }
        // Members that stay: nothing of the kind is said.
        for text in [
            "",
            "同意",
            "通过",
            "审核通过",
            "无异议",
            "公示无异议",
            "异议不成立",
            "第二批",
            "已拨付",
            "未退回",
            "联合申报",
            "30",
            "首次申报",
        ] {
            assert_eq!(words.of(text), None, "{text}");
        }
    }

    #[test]
    fn what_rows_say_of_themselves() {
        use Remark::*;
        let (words, headers) = words();
        let row = |name: &str, status: &str, notes: &str, amount: Option<i64>| {
            of_row(Cells { name, status, notes, amount }, &words, &headers)
        };
        let said = |remark, quote: &str| Some((remark, quote.to_string()));
        let one = Some(1);
        assert_eq!(row("某某有限公司（已退回）", "", "", one), said(Returned, "已退回"));
        assert_eq!(row("某某有限公司 放弃", "", "", one), said(Refused, " 放弃"));
        assert_eq!(row("某某（深圳）有限公司（第二批）", "已拨付", "", one), None);
        assert_eq!(row("某某有限公司", "不予资助", "", one), said(Refused, "不予资助"));
        assert_eq!(row("某某有限公司", "", "", Some(0)), said(Refused, "0"));
        for heading in
            ["审核结果", "是否资助", "评审结果", "处理意见", "是否通过", "审批结论", "核查情况"]
        {
            let notes = |text: &str| format!("行业=软件; {heading}={text}");
            let no = if heading.starts_with("是否") { Refused } else { Open };
            assert_eq!(row("某某", "", &notes("否"), one), said(no, "否"), "{heading}");
            assert_eq!(
                row("某某", "", &notes("不通过"), one),
                said(Refused, "不通过"),
                "{heading}"
            );
            assert_eq!(row("某某", "", &notes("通过"), one), None, "{heading}");
        }
        assert_eq!(row("某某", "", "退回原因=账号有误", one), said(Open, "账号有误"));
        // Questions of another kind, and texts about something else.
        for notes in [
            "是否上市=是",
            "是否高新=否",
            "项目内容=取消订单退回系统开发",
            "退回原因=无",
            "备注=第二批",
        ] {
            assert_eq!(row("某某", "", notes, one), None, "{notes}");
        }
    }
}
