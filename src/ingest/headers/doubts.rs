//! What makes a row or an enterprise doubtful: words in a remark, facts of a register.

use super::unread_words::{ANY, ENDS, FULL, is_named};
use super::{Headers, Weight, start};
use crate::domain::text::comparable;
use crate::ingest::boxes::answer;

impl Headers {
    /// Whether a state of another matter says nothing of its row where all rows share it: what its heading names was not
    /// done (对账状态 未对账), was, or is under way. That the paper is void or did not arrive is said of every row.
    pub fn may_be_shared(&self, heading: &str, text: &str) -> bool {
        let signs = |of: &[String]| of.iter().flat_map(|signs| signs.chars()).collect::<Vec<_>>();
        let (not, disputed, ended) =
            (signs(&self.not_yet), signs(&self.disputed), signs(&self.done));
        let (heading, state) = (comparable(start(heading)), comparable(answer(text)));
        let rest = state.trim_start_matches(&not[..]);
        let not_yet = rest.len() < state.len();
        let paper = heading.contains('票') || heading.contains("回单");
        let own = not_yet && !rest.is_empty() && heading.contains(rest) || self.is_no(&state);
        let done = state.ends_with(&ended[..]) || state.starts_with(['正', '已']);
        let done = done && !not_yet && !state.starts_with('不') && !state.contains(&disputed[..]);
        let open = self.state_open.contains(&state) || self.state_good.contains(&state);
        (own && !paper || done || open) && !self.names_a_void(text)
    }

    /// Whether a remark makes its row doubtful: 暂估, 其中3,000元为差旅费. A denial takes back what stands behind it in its
    /// sentence; 非本年度 is no denial of itself.
    pub(super) fn is_doubtful(&self, text: &str) -> bool {
        let text = comparable(text);
        let denied = |at: usize| {
            let sentence = &text[start_of_sentence(&text, at)..];
            let before = sentence.len() - (text.len() - at);
            self.cancels_not
                .iter()
                .any(|no| before >= no.len() && sentence.starts_with(no.as_str()))
        };
        self.doubts.iter().any(|word| places_of(&text, word).any(|at| !denied(at)))
    }

    /// What a fact may change that says whether its enterprise may get support: 注销日期, and any question about what such
    /// a fact names, 是否受到行政处罚. To 是否无重大违法记录 the answer no does.
    pub(super) fn firm_denial(&self, name: &str) -> Option<Weight> {
        const NOT: [char; 4] = ['无', '未', '不', '没'];
        let question = |name: &str| {
            self.asks
                .iter()
                .find_map(|asks| name.split_once(asks.as_str()))
                .map(|(_, asked)| asked.to_string())
        };
        let asked = question(name).unwrap_or_default();
        let holds = |one: &String| {
            let stem = question(one).unwrap_or_else(|| one.clone());
            name.ends_with(one.as_str()) || asked.contains(&stem)
        };
        self.firm_denials.iter().any(holds).then_some(match asked.starts_with(NOT) {
            true => Weight::Affirmed,
            false => Weight::Denied,
        })
    }
}

/// Where a sentence begins that a place is in; the commas of 3,000 end none.
fn start_of_sentence(text: &str, at: usize) -> usize {
    let digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
    let ends = |(mark, _): &(usize, &str)| {
        let bytes = text.as_bytes();
        !(digit(mark.checked_sub(1).and_then(|at| bytes.get(at))) && digit(bytes.get(mark + 1)))
    };
    let mut marks = text[..at].rmatch_indices(ENDS).filter(ends);
    marks.next().map_or(0, |(mark, sign)| mark + sign.len())
}

/// Where a word stands in a text; `…` in it is any text of the same sentence or clause of it.
fn places_of<'t>(text: &'t str, word: &'t str) -> impl Iterator<Item = usize> + 't {
    /// The first places of a word tell as well as all.
    const MOST: usize = 20;
    let whole = word.strip_prefix('=');
    let (head, tail) = word.split_once(ANY).unwrap_or((word, ""));
    let places = text.match_indices(whole.unwrap_or(head)).map(|(at, _)| at).take(MOST);
    places.filter(move |at| match whole {
        Some(whole) => text == whole,
        None => {
            let behind = &text[at + head.len()..];
            is_named(behind.split(FULL).next().unwrap_or_default(), tail)
        }
    })
}
