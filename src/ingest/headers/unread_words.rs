//! Words about columns that lead to no field: what an unread column may change.

use super::{
    Asked, HEADERS, Headers, LINE_FIELDS, LONGEST_HEADING, SHIPPED, Weight, listed, start,
};
use crate::config::{Collector, Reader};
use crate::domain::capitals;
use crate::domain::text::comparable;
use crate::frame::columns as c;
use crate::frame::fields::find;
use crate::ingest::boxes::answer;
use crate::ingest::brackets::split_bracket;
use crate::ingest::statement::{Said, plain, statement};

/// Words about columns that lead to no field.
pub(super) fn read(root: &Reader, headers: &mut Headers) {
    let faults = Collector::default();
    let shipped = SHIPPED.as_ref().map(|node| Reader::new(node, &HEADERS, &faults));
    let shipped = shipped.as_ref().and_then(|reader| reader.table("unread"));
    let own = root.table("unread");
    let list = |key: &'static str| -> Vec<String> {
        let of_shipped = || shipped.as_ref().and_then(|table| listed(table, key));
        own.as_ref().and_then(|table| listed(table, key)).or_else(of_shipped).unwrap_or_default()
    };
    // A field of the words is called as its key is.
    macro_rules! take {
        ($($key:ident)*) => { $(headers.$key = list(stringify!($key)).into_iter().collect();)* };
    }
    take!(
        affirmed amount_ends amounts_of_lines asks cancels cancels_but cancels_not cuts_of_lines
        denial_good denials denied_by devices directions disputed done doubts ends_of_notes
        firm_denials flag_marks flags_good flags_of_life flags_void harmless imports incoming
        instructs item_ends left_out names natures neutral_groups neutral_parts no_amount
        no_names no_paper not_spent not_yet notes_begin notes_of_headings of_goods operation_good
        operations other_columns other_support own_shares parts pays_again points_at promises rates
        registry_states remarks requests rests result_codes result_good shares speaks_of_amounts
        speaks_of_cuts spent standard_prefixes state_ends state_good state_matters state_open
        state_payment still_to_pay tells under_headings unit_columns views void_sheets years_of
    );
    headers.unread = list("columns").into_iter().collect();
    own.into_iter().for_each(Reader::finish);
}

/// Headings that lead to no column.
impl Headers {
    /// Whether a short text in a column that nobody reads says that its row may be void, unpaid or refused.
    pub fn cancels(&self, text: &str) -> bool {
        is_short(text) && self.names_a_void(text)
    }

    /// Whether a longer remark may say so: 此发票已于3月红冲作废. Who means what, only a person can tell.
    fn may_cancel(&self, text: &str) -> bool {
        (!is_short(text) && self.names_a_void(text)) || self.is_doubtful(text)
    }

    /// Whether a remark may speak against its row; one among the basic facts may state a request, too.
    pub fn may_speak_against(&self, text: &str, is_of_facts: bool) -> bool {
        self.may_cancel(text) || is_of_facts && self.states_a_request(text)
    }

    /// Whether a sentence of a text holds a word of what is void, unpaid or refused, and does not deny it.
    pub fn names_a_void(&self, text: &str) -> bool {
        let mut text = comparable(text);
        for phrase in &self.cancels_but {
            if text.contains(phrase.as_str()) {
                text = text.replace(phrase.as_str(), "");
            }
        }
        sentences(&text).any(|one| self.says_void(one))
    }

    /// A word of what is void, unless 未 or the like stands at once before it; of a rest, 未付 says nothing of the row.
    fn says_void(&self, sentence: &str) -> bool {
        const OWED: [char; 3] = ['未', '待', '尚'];
        let stands = |(at, _): (usize, &str)| {
            let before = &sentence[..at];
            !self.denied_by.iter().any(|no| before.ends_with(no.as_str()))
                && !self.is_denied(sentence, at)
        };
        let rest = self.rests.iter().any(|word| sentence.contains(word.as_str()));
        let own = |word: &String| {
            !(rest && word.starts_with(OWED)) && sentence.match_indices(word.as_str()).any(stands)
        };
        self.cancels.iter().any(own)
    }

    /// Whether a denial at the start of a sentence reaches to the word that stands at a place: 不存在退票、作废情况.
    fn is_denied(&self, sentence: &str, at: usize) -> bool {
        let reaches = |no: &String| {
            let between = sentence[..at].strip_prefix(no.as_str())?;
            let rest = self
                .cancels
                .iter()
                .fold(between.to_string(), |text, word| text.replace(word.as_str(), ""));
            Some(rest.chars().all(|c| "、或及和与以等情况的 ".contains(c)))
        };
        self.cancels_not.iter().any(|no| reaches(no).unwrap_or(false))
    }

    /// Whether the purpose or remark of a payment denies it; 退汇重付 does not, 已退汇，待重付 does.
    pub fn denies_payment(&self, text: &str) -> bool {
        self.names_a_void(text) && !self.is_paid_again(&comparable(text))
    }

    /// A word of a payment made again, unless it is still to be made: 待重付, 请重新支付.
    fn is_paid_again(&self, text: &str) -> bool {
        const YET: [char; 12] =
            ['未', '待', '请', '需', '须', '应', '拟', '尚', '没', '将', '等', '可'];
        const NEAR: usize = 3;
        // 已重新支付后又退汇
        let done = |(at, word): (usize, &str)| {
            !text[..at].chars().rev().take(NEAR).any(|c| YET.contains(&c))
                && !self.names_a_void(&text[at + word.len()..])
        };
        let own = |word: &String| text.match_indices(word.as_str()).any(done);
        self.pays_again.iter().any(own)
    }

    /// Whether a note in brackets behind a heading changes nothing.
    pub fn is_harmless(&self, bracket: &str) -> bool {
        let bracket = comparable(bracket);
        // 含6%税, 保留2位小数
        let number = |c: char| c.is_ascii_digit() || matches!(c, '%' | '.');
        self.harmless.contains(&bracket) || self.harmless.contains(&bracket.replace(number, ""))
    }

    /// Whether a group of headings says nothing of its own (基本信息).
    pub fn is_neutral_group(&self, stem: &str) -> bool {
        stem.is_empty() || self.neutral_groups.contains(&comparable(stem))
    }

    /// What a group says beside words that change nothing (本次, 实际, 凭证), and beside its year.
    pub fn without_neutral(&self, stem: &str) -> String {
        let year = |c: char| c.is_ascii_digit();
        let mut rest = comparable(stem);
        for word in &self.neutral_parts {
            rest = rest.replace(word.as_str(), "");
        }
        let own = rest.trim_start_matches(year).trim_start_matches(['年', '度']);
        if own.len() < rest.len() { own.to_string() } else { rest }
    }

    /// Whether a text below a heading only tells how to fill in the column: 必填, 18位, （含税）.
    pub fn tells_how_to_fill(&self, text: &str) -> bool {
        let text = comparable(text);
        // 必填，单位元; 元，两位小数
        let mut parts =
            text.split([',', '、', ';', ' ']).filter(|part| !part.is_empty()).peekable();
        let yuan = |part: &str| matches!(part, "元" | "单位元" | "单位:元" | "人民币元");
        self.tells_one(&text)
            || parts.peek().is_some() && parts.all(|part| yuan(part) || self.tells_one(part))
    }

    fn tells_one(&self, text: &str) -> bool {
        let inside = text.trim_matches(['(', ')', '[', ']', '*']);
        let bare = inside.trim_matches(|c: char| c.is_ascii_digit());
        let bracketed = inside.len() < text.len();
        self.under_headings.contains(inside)
            || self.under_headings.contains(bare)
            || bracketed && self.is_harmless(inside)
    }

    /// Whether the name of a sheet says that it may not count: 措施六（作废）.
    pub fn is_void_sheet(&self, name: &str) -> bool {
        let name = comparable(name);
        let left_out = |at: usize| self.left_out.iter().any(|no| name[..at].ends_with(no.as_str()));
        // 支付（已剔除退款）: what was taken out is none of its rows; of 支付（已剔除） all was.
        let holds = |word: &String| {
            name.match_indices(word.as_str()).any(|(at, own)| {
                let behind = &name[at + own.len()..];
                let next = || self.void_sheets.iter().any(|void| behind.starts_with(void.as_str()));
                let takes_out =
                    self.left_out.contains(word) && name[..at].ends_with('已') && next();
                !left_out(at) && !takes_out
            })
        };
        self.void_sheets.iter().any(holds)
    }

    /// Whether words behind a heading make another column of it: 付款日期（计划）, 统一社会信用代码 Supplier.
    pub fn names_another(&self, words: &str) -> bool {
        let words = comparable(words);
        self.other_columns.iter().any(|word| match word.strip_prefix('=') {
            Some(whole) => words == whole,
            None => words.contains(word.as_str()),
        })
    }

    /// Whether a column says the state of its row.
    pub fn is_state_of_row(&self, heading: &str) -> bool {
        let heading = comparable(start(heading));
        let name = heading.split(['(', '[']).next().unwrap_or_default();
        self.state_ends.iter().any(|end| match end.strip_prefix('=') {
            Some(whole) => name == whole,
            None => name.ends_with(end.as_str()),
        }) || self.asks_for_good(&heading)
            || self.is_result_code(&heading)
    }

    /// Whether a column says how its row was changed where it comes from: op, _change_type.
    fn is_operation(&self, heading: &str) -> bool {
        let heading = comparable(start(heading));
        self.operations.iter().any(|end| match end.strip_prefix('=') {
            Some(whole) => heading == whole,
            None => heading.ends_with(end.as_str()),
        })
    }

    /// Whether a column holds the codes that a bank answers with: 返回码.
    fn is_result_code(&self, heading: &str) -> bool {
        let heading = comparable(start(heading));
        self.result_codes.iter().any(|end| heading.ends_with(end.as_str()))
    }

    /// Whether a column says the state of its enterprise.
    fn is_registry_state(&self, heading: &str) -> bool {
        let heading = comparable(start(heading));
        let name = heading.split(['(', '[']).next().unwrap_or_default();
        self.registry_states.iter().any(|word| name.contains(word.as_str()))
            || self.asks_for_life(&heading)
    }

    /// Whether a state may mean that the row does not count: any short one, or single word, that is not known to be
    /// harmless under its heading. Longer texts are opinions, which must name what is bad.
    pub fn is_bad_state(&self, heading: &str, text: &str) -> bool {
        let state = comparable(answer(text));
        // 正常（未红冲）
        if let Some((name, bracket)) = split_bracket(&state)
            && self.state_good.contains(name)
            && (self.state_good.contains(bracket) || self.denial_good.contains(bracket))
        {
            return false;
        }
        // 同意，元旦前办结: what goes on behind a known state, without numbers and void words, adds nothing to it.
        let known = |one: &str| self.state_good.contains(one) || self.state_open.contains(one);
        if let Some((first, rest)) = state.split_once(ENDS)
            && known(first)
            && !rest.contains(|c: char| c.is_numeric())
        {
            return self.names_a_void(text)
                || self.is_doubtful(rest)
                || self.is_bad_state(heading, first);
        }
        let word = state.chars().all(|c| c.is_ascii_alphabetic());
        if !is_short(&state) && !word {
            return self.names_a_void(text);
        }
        let open = || {
            let heading = comparable(start(heading));
            let payment = self.state_payment.iter().any(|word| heading.contains(word.as_str()));
            self.state_open.contains(&state) && !payment
        };
        if self.is_operation(heading) {
            return !self.operation_good.contains(&state);
        }
        if self.is_result_code(heading) {
            return !self.result_good.contains(&state);
        }
        if self.is_registry_state(heading) {
            return !self.denial_good.contains(&state) && !self.is_yes(text);
        }
        !self.is_yes(text) && !self.state_good.contains(&state) && !open()
    }

    /// Whether a column of states speaks of another matter than its row's payment: 物流状态.
    pub fn is_other_matter(&self, heading: &str) -> bool {
        let heading = comparable(start(heading));
        self.state_matters.iter().any(|word| heading.contains(word.as_str()))
    }

    /// Whether a column is known and need not be read (打印状态).
    pub fn is_known_unread(&self, heading: &str) -> bool {
        self.unread.contains(&comparable(heading))
    }

    /// Whether a state in a file of payments may say that its row was not paid. Its states are those of payments,
    /// unless they are called approvals.
    pub fn is_unpaid(&self, heading: &str, text: &str) -> bool {
        let under_way = || !heading.contains('审') && self.state_open.contains(&comparable(text));
        self.is_bad_state(heading, text) || under_way()
    }

    /// Whether the answer yes under a heading says that its row may not count: 是否放弃申报, is_deleted.
    pub fn is_denial(&self, heading: &str) -> bool {
        let heading = comparable(start(heading));
        self.denials.iter().any(|word| heading.contains(word.as_str()))
            || self.asks_for_void(&heading)
    }

    /// Whether the answer to such a question is no harmless one (未列入, 正常).
    pub fn is_bad_denial(&self, text: &str) -> bool {
        // Codes of two values have 1 for yes and 2 for no.
        const NO: &str = "2";
        let text = comparable(answer(text));
        !self.is_no(&text) && text != NO && !self.denial_good.contains(&text)
    }

    /// Whether an answer says of a paper that there is none: 银行回单 无.
    pub fn says_no_paper(&self, text: &str) -> bool {
        self.no_paper.contains(&comparable(text))
    }

    /// Whether a title says that its list is of what is still to be paid: 拟资助名单.
    pub fn is_still_to_pay(&self, title: &str) -> bool {
        let title = comparable(title);
        self.still_to_pay.iter().any(|word| title.contains(word.as_str()))
    }

    /// Whether a column says what the enterprise has from elsewhere: 已获其他资助金额.
    fn speaks_of_support(&self, heading: &str) -> bool {
        let heading = comparable(start(heading));
        self.other_support.iter().any(|word| is_named(&heading, word))
    }

    /// Whether a column says the unit of its row's amounts.
    pub fn is_unit_column(&self, heading: &str) -> bool {
        heading.len() <= LONGEST_HEADING && self.unit_columns.contains(&comparable(heading))
    }

    /// Whether a column says the currency of its row, in whatever table.
    pub fn is_currency_column(&self, heading: &str) -> bool {
        let heading = comparable(start(heading));
        find(LINE_FIELDS, c::CURRENCY).is_some_and(|field| self.aliases(field).contains(&heading))
    }

    /// What an unread column under this heading may change in a table; `None` where nothing.
    pub fn weight(&self, heading: &str, asked: Asked) -> Option<Weight> {
        let heading = plain(&comparable(start(heading)));
        let (name, bracket) = split_bracket(&heading).unwrap_or((&heading, ""));
        let name = name.split(['(', '[', '【']).next().unwrap_or_default();
        let speaks = |of: &[String]| of.iter().any(|word| heading.contains(word.as_str()));
        let ends = |of: &[String]| of.iter().any(|end| name.ends_with(end.as_str()));
        let known = asked.goods && self.of_goods.contains(name);
        if self.unread.contains(&heading) || known || asked.bank && self.is_incoming(name) {
            return None;
        }
        if asked.items && ends(&self.item_ends) {
            return Some(Weight::Matter);
        }
        // 其中:个人 is an amount, 联系人 none: the longer end tells.
        let longest = |of: &[String]| {
            of.iter().filter(|end| name.ends_with(end.as_str())).map(String::len).max().unwrap_or(0)
        };
        let words = longest(&self.no_amount) > longest(&self.amount_ends);
        if !words && asked.lines && speaks(&self.requests) {
            return Some(Weight::Amounts);
        }
        // 出口额（美元）: without a column of amounts, one of numbers may be just that.
        if !words && asked.bare && (ends(&self.amount_ends) || speaks(&self.speaks_of_amounts)) {
            return Some(Weight::Amounts);
        }
        if self.is_denial(&heading) {
            return Some(Weight::Denied);
        }
        if let Some(weight) = self.firm_denial(name).filter(|_| asked.firms) {
            return Some(weight);
        }
        if self.speaks_of_support(&heading) {
            return Some(Weight::Cuts);
        }
        let of_row = (asked.lines || asked.states) && self.is_state_of_row(&heading);
        if of_row || self.is_registry_state(&heading) {
            return Some(Weight::State);
        }
        let beside = || self.weight_beside_money(&heading, name, bracket, asked, words);
        asked.money.then(beside).flatten()
    }

    /// What a heading may mean in a table that has amounts.
    fn weight_beside_money(
        &self,
        heading: &str,
        name: &str,
        bracket: &str,
        asked: Asked,
        words: bool,
    ) -> Option<Weight> {
        let speaks = |of: &[String]| of.iter().any(|word| heading.contains(word.as_str()));
        let ends = |of: &[String]| of.iter().any(|end| name.ends_with(end.as_str()));
        let affirmed = |start: &String| match start.strip_prefix('=') {
            Some(whole) => name == whole,
            None => name.starts_with(start.as_str()),
        };
        if asked.lines && self.affirmed.iter().any(affirmed) {
            return Some(Weight::Affirmed);
        }
        if speaks(&self.speaks_of_cuts) || asked.lines && speaks(&self.cuts_of_lines) {
            return Some(Weight::Cuts);
        }
        if speaks(&self.shares) && (asked.share || asked.lines && speaks(&self.own_shares)) {
            return Some(Weight::Shares);
        }
        let of_lines = || {
            let part = self.parts.iter().any(|start| name.starts_with(start.as_str()));
            let unit =
                !bracket.is_empty() && statement(bracket).is_some_and(|said| said.shift.is_some());
            speaks(&self.amounts_of_lines)
                || ends(&self.amount_ends)
                || part
                || unit
                || (asked.devices && speaks(&self.devices))
        };
        let amounts = speaks(&self.speaks_of_amounts) || (asked.lines && of_lines());
        (!words && amounts).then_some(Weight::Amounts)
    }

    /// Whether a text is the heading of a request: 申请奖补总额（元）, 申报金额合计. One of words (申请奖补类型) is none.
    pub fn is_request(&self, text: &str) -> bool {
        let text = plain(&comparable(start(text)));
        let name = text.split(['(', '[', '【']).next().unwrap_or_default();
        let field = find(LINE_FIELDS, c::REQUESTED);
        let short = name.chars().count() <= LONGEST_REQUEST;
        let known =
            field.is_some_and(|f| self.aliases(f).iter().any(|own| name.starts_with(own.as_str())));
        let words = self.no_amount.iter().any(|end| name.ends_with(end.as_str()));
        let holds = || self.requests.iter().any(|word| name.contains(word.as_str()));
        short && !words && (known || holds())
    }

    /// Whether a text states a request in figures: 申请奖补金额：1万元. 申请金额不超过50万元 does not.
    pub fn states_a_request(&self, text: &str) -> bool {
        const LONGEST: usize = 80;
        const BETWEEN: &str =
            "总合共计数额度金款资助奖补贴励支持()[]:为是人民币元万¥￥$大小写本次项目经费,";
        let text = comparable(text);
        if text.chars().nth(LONGEST).is_some() {
            return false;
        }
        let behind = |word: &String| text.split_once(word.as_str()).map(|(_, rest)| rest);
        // 最高申请金额500万元 is a limit.
        let limit = ["最高", "最多", "上限", "不超过"].iter().any(|word| text.contains(word));
        !limit
            && self.requests.iter().filter_map(behind).any(|rest| {
                let figures = rest.trim_start_matches(|sign| BETWEEN.contains(sign));
                let unit = figures
                    .trim_start_matches(|sign: char| sign.is_ascii_digit() || ",.".contains(sign));
                let ends = unit.is_empty() || unit.starts_with(['元', '万', '千', '(', ';', '。']);
                figures.len() > unit.len() && ends
                    || capitals::read(rest.trim_start_matches([':', '为']))
                        .is_some_and(|fen| fen.0 > 0)
            })
    }

    /// Whether the texts of a column name things: 服务内容, 供应商名称. A word of what is void is a part of such a name.
    pub fn names_things(&self, heading: &str) -> bool {
        let heading = plain(&comparable(start(heading)));
        let speaks = self.no_names.iter().any(|word| heading.contains(word.as_str()));
        !speaks && self.names.iter().any(|end| heading.ends_with(end.as_str()))
    }

    /// Whether the texts of a column may say something of amounts: a column of remarks, or one about money. Those
    /// of others (项目名称, 服务内容) name things.
    pub fn remarks_on_amounts(&self, heading: &str) -> bool {
        let names = self.names_things(heading);
        let heading = plain(&comparable(start(heading)));
        let lists = [&self.remarks, &self.speaks_of_amounts, &self.speaks_of_cuts];
        !names && lists.into_iter().flatten().any(|word| heading.contains(word.as_str()))
    }

    /// The same words, whatever the pipeline says of single files.
    pub fn without_units(&self) -> Self {
        Self { units: Default::default(), ..self.clone() }
    }

    /// What the pipeline says of all amounts of a file.
    pub fn unit_of(&self, shown: &str) -> Option<Said> {
        self.units.get(shown).copied()
    }

    /// Takes what the pipeline says of the amounts of a file: `万元`, `美元`, `万美元`.
    /// False where that is no unit.
    pub fn say_unit(&mut self, file: &str, unit: &str) -> bool {
        let said = statement(unit);
        self.units.extend(said.map(|said| (file.to_string(), said)));
        said.is_some()
    }
}

/// Longer texts that hold a word of requests are sentences.
const LONGEST_REQUEST: usize = 12;

/// The sentences of a text in the form in which texts are compared, and their clauses.
pub(super) fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split(ENDS)
}

/// End a sentence or a clause.
pub(super) const ENDS: [char; 5] = [',', '。', ';', '!', '?'];

/// End a sentence.
pub(super) const FULL: [char; 4] = ['。', ';', '!', '?'];

/// `…` as words are compared.
pub(super) const ANY: &str = "...";

/// Whether a text holds a word, or is the one behind `=`; `…` stands for any text.
pub(super) fn is_named(text: &str, word: &str) -> bool {
    if let Some(whole) = word.strip_prefix('=') {
        return text == whole;
    }
    let mut rest = text;
    word.split(ANY).all(|part| match rest.split_once(part) {
        Some((_, behind)) => {
            rest = behind;
            true
        }
        None => false,
    })
}

/// Whether a text is short enough to be the word for a state of its row.
pub(super) fn is_short(text: &str) -> bool {
    const LONGEST: usize = 8;
    text.chars().take(LONGEST + 1).count() <= LONGEST
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::ingest::headers::load;

    #[test]
    fn numbers_beside_no_amount_may_be_the_amount() {
        let headers = load(Path::new("pipelines/headers.toml")).expect("headings");
        let bare = Asked { bare: true, ..Asked::default() };
        for heading in ["出口额（美元）", "收汇额", "服务出口总值", "执行金额合计（万美元）"]
        {
            assert_eq!(headers.weight(heading, bare), Some(Weight::Amounts), "{heading}");
            assert_ne!(headers.weight(heading, Asked::default()), Some(Weight::Amounts));
        }
        for heading in ["海关编码", "合同数量", "企业名称", "国家（地区）", "备注"]
        {
            assert_eq!(headers.weight(heading, bare), None, "{heading}");
        }
    }
}
