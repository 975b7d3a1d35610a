//! What each text of an item means for each measure: read once per text, whoever it stands beside.
//!
//! | who says it | what holds |
//! |---|---|
//! | the office, asked about the text before | its answer: the same kind, possibly, or another, for every measure |
//! | the office, asked about the text of another source | the same, where no rule of the source knows the text |
//! | rules whose words cover the whole text | their relation; other measures as their `others` says |
//! | such rules that deny one another | a person is asked about the text |
//! | rules whose words cover a part of it | they are proposed, and a person is asked about the text |
//! | nobody | a person is asked |

use std::collections::HashMap;

use super::crosswalk::{Crosswalk, Others, Rule, SameKind};
use super::decisions::{Decisions, KindAnswer};
use super::words::{Vocabulary, plain, without_exceptions};
use crate::domain::text::comparable;
use crate::scheme::Scheme;

/// How a text relates to one measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Relation {
    pub same_kind: SameKind,
    /// The rule that says or proposes it, or whose papers are compared.
    pub rule: Option<usize>,
    /// A person is to say first what the text means.
    pub asks: bool,
}

/// What one text of one source means.
#[derive(Clone, Debug)]
pub struct Reading {
    pub source: usize,
    /// In comparable form, and as the first row writes it.
    pub text: String,
    pub shown: String,
    /// Texts that differ by year and batch alone are one question, whichever source uses them.
    pub question: u32,
    /// Matched rows that hold it, and what they come to in fen.
    pub rows: usize,
    pub amount: i64,
    /// By measure.
    pub relations: Vec<Relation>,
    /// What no word of the crosswalk covers.
    pub unread: String,
    /// What the office said of it.
    pub answer: Option<KindAnswer>,
    /// Two answers of one day differ: neither counts.
    pub contradiction: bool,
}

impl Reading {
    pub fn asks(&self) -> bool {
        self.relations.iter().any(|relation| relation.asks)
    }

    /// Whether an answer of the office could say more than is known.
    pub fn is_open(&self) -> bool {
        let open = |relation: &Relation| {
            relation.asks || matches!(relation.same_kind, SameKind::Possible | SameKind::Unlisted)
        };
        self.answer.is_none() && self.relations.iter().any(open)
    }
}

/// All texts that were looked up, each once.
#[derive(Clone, Debug, Default)]
pub struct Readings {
    all: Vec<Reading>,
    places: HashMap<(usize, String), u32>,
}

impl Readings {
    pub fn all(&self) -> &[Reading] {
        &self.all
    }

    pub fn get(&self, at: u32) -> &Reading {
        &self.all[at as usize]
    }
}

/// Reads texts by a crosswalk and the answers of the office.
pub struct Reader<'a> {
    crosswalk: &'a Crosswalk,
    scheme: &'a Scheme,
    decisions: &'a Decisions,
    /// By source.
    vocabularies: Vec<Vocabulary>,
    readings: Readings,
    /// By text without year and batch.
    questions: HashMap<String, u32>,
}

impl<'a> Reader<'a> {
    pub fn new(crosswalk: &'a Crosswalk, scheme: &'a Scheme, decisions: &'a Decisions) -> Self {
        let vocabulary = |source: usize| {
            let mut words = Vocabulary::default();
            crosswalk.plain.iter().for_each(|word| words.add(word, None));
            for (at, rule) in crosswalk.rules.iter().enumerate().filter(|(_, r)| r.source == source)
            {
                rule.words.iter().for_each(|word| words.add(word, Some(at)));
            }
            words
        };
        let vocabularies = (0..crosswalk.sources.len()).map(vocabulary).collect();
        let (readings, questions) = (Readings::default(), HashMap::new());
        Self { crosswalk, scheme, decisions, vocabularies, readings, questions }
    }

    /// The number of a row's text among the readings; `amount` is what the row states, in fen.
    pub fn read(&mut self, source: usize, shown: &str, amount: Option<i64>) -> u32 {
        let key = (source, comparable(shown));
        let at = match self.readings.places.get(&key) {
            Some(at) => *at,
            None => {
                let at = self.readings.all.len() as u32;
                let next = self.questions.len() as u32;
                let question = *self.questions.entry(answer_key(&key.1)).or_insert(next);
                let reading = Reading { question, ..self.reading(source, &key.1, shown) };
                self.readings.all.push(reading);
                self.readings.places.insert(key, at);
                at
            }
        };
        let reading = &mut self.readings.all[at as usize];
        reading.rows += 1;
        reading.amount = reading.amount.saturating_add(amount.unwrap_or(0));
        at
    }

    pub fn finish(self) -> Readings {
        self.readings
    }

    fn reading(&self, source: usize, text: &str, shown: &str) -> Reading {
        let id = &self.crosswalk.sources[source].id;
        let by_rules = self.by_rules(source, text);
        let (own, contradiction) = self.decisions.kind(id, text);
        // What rules of the source say is said of it; a text that none of them knows is what it is elsewhere.
        let elsewhere = || {
            let open = !contradiction && by_rules.asks();
            open.then(|| self.decisions.kind_elsewhere(id, text)).flatten()
        };
        let answer = own.or_else(elsewhere);
        let relations = match &answer {
            None => by_rules.relations,
            Some(answer) => {
                let measures = 0..self.scheme.measures.len();
                measures.map(|measure| self.answered(answer, source, measure)).collect()
            }
        };
        Reading { shown: shown.to_string(), relations, answer, contradiction, ..by_rules }
    }

    /// What the words of a text say, whatever the office said of it.
    fn by_rules(&self, source: usize, text: &str) -> Reading {
        let (said, left_out) = without_exceptions(&plain(text), &self.crosswalk.exceptions);
        let words = &self.vocabularies[source];
        let parsed = words.parse(&said);
        let mut matched: Vec<usize> = parsed.rules.iter().copied().collect();
        let whatever = |(_, rule): &(usize, &Rule)| rule.source == source && rule.words.is_empty();
        matched.extend(self.crosswalk.rules.iter().enumerate().filter(whatever).map(|(at, _)| at));
        matched.sort_unstable();
        let out: Vec<usize> = left_out.iter().flat_map(|part| words.parse(part).rules).collect();
        let whole = parsed.unread.is_empty()
            || matched.iter().any(|at| self.crosswalk.rules[*at].words.is_empty());
        let relation = |measure| self.relation(&said, (&matched, &out), whole, measure);
        Reading {
            source,
            text: text.to_string(),
            shown: String::new(),
            question: 0,
            rows: 0,
            amount: 0,
            relations: (0..self.scheme.measures.len()).map(relation).collect(),
            unread: parsed.unread,
            answer: None,
            contradiction: false,
        }
    }

    /// By rules alone. A rule about the measure goes before one about all. Certain is only what no other word of the
    /// text speaks against: a person is asked where one denies what another says, and of a text about several measures
    /// each is possible.
    fn relation(
        &self,
        said: &str,
        (matched, out): (&[usize], &[usize]),
        whole: bool,
        measure: usize,
    ) -> Relation {
        let id = self.scheme.measures[measure].id.as_str();
        let rules = &self.crosswalk.rules;
        let about = |at: &&usize| rules[**at].measure.as_deref() == Some(id);
        let own = matched.iter().find(about).copied();
        let of_all = matched.iter().find(|at| rules[**at].measure.is_none()).copied();
        let denied = own.and(of_all).is_some_and(|at| rules[at].same_kind == SameKind::No);
        let asks = !whole || denied;
        let Some(at) = own.or(of_all) else {
            let closed = whole && matched.iter().any(|at| rules[*at].others == Others::No);
            let known = closed || out.iter().any(|at| about(&at));
            let same_kind = if known { SameKind::No } else { SameKind::Unlisted };
            return Relation { same_kind, rule: None, asks: !known };
        };
        let mixed = || {
            let others = matched.iter().filter(|other| rules[**other].measure.is_some());
            others.filter(|other| !about(other)).any(|other| rules[*other].words != rules[at].words)
        };
        let qualified = || rules[at].unless.iter().any(|word| said.contains(word.as_str()));
        let same_kind = match rules[at].same_kind {
            SameKind::Strong if asks || mixed() || qualified() => SameKind::Possible,
            SameKind::No if asks => SameKind::Unlisted,
            certain => certain,
        };
        Relation { same_kind, rule: Some(at), asks }
    }

    /// As the office said; papers are compared as the crosswalk does for the measure.
    fn answered(&self, answer: &KindAnswer, source: usize, measure: usize) -> Relation {
        let id = self.scheme.measures[measure].id.as_str();
        let same_kind = match () {
            () if answer.same.iter().any(|own| own == id) => SameKind::Strong,
            () if answer.possible.iter().any(|own| own == id) => SameKind::Possible,
            () => SameKind::No,
        };
        let rules = &self.crosswalk.rules;
        let with_papers =
            |rule: &Rule| rule.measure.as_deref() == Some(id) && !rule.keys.is_empty();
        let near = rules.iter().position(|rule| rule.source == source && with_papers(rule));
        let rule = near.or_else(|| rules.iter().position(with_papers));
        Relation { same_kind, rule: rule.filter(|_| same_kind != SameKind::No), asks: false }
    }
}

/// A text as answers are kept: without the year and the batch, which differ from list to list, without quotation marks
/// and without brackets that hold nothing else.
pub fn answer_key(text: &str) -> String {
    const QUOTES: [char; 8] = ['“', '”', '"', '\'', '‘', '’', '「', '」'];
    let text = plain(text);
    let chars: Vec<char> = text.chars().filter(|c| !QUOTES.contains(c)).collect();
    let (mut out, mut at) = (String::with_capacity(text.len()), 0);
    while at < chars.len() {
        match year(&chars[at..]).or_else(|| batch(&chars[at..])) {
            Some(length) => at += length,
            None => {
                out.push(chars[at]);
                at += 1;
            }
        }
        if out.ends_with("()") {
            out.truncate(out.len() - 2);
        }
    }
    out
}

/// How many characters a year takes, or several: 2025年度, 2025年, 2024-2025年度, and the half of it that follows.
fn year(chars: &[char]) -> Option<usize> {
    const HALVES: [[char; 3]; 2] = [['上', '半', '年'], ['下', '半', '年']];
    let number = |chars: &[char]| {
        let digits = chars.iter().take_while(|c| c.is_ascii_digit()).count();
        digits == 4 && (chars.starts_with(&['2', '0']) || chars.starts_with(&['1', '9']))
    };
    if !number(chars) {
        return None;
    }
    let to = chars.get(4).is_some_and(|c| ['-', '至', '~', '—', '、'].contains(c));
    let last = if to && number(&chars[5..]) { 9 } else { 4 };
    let named = chars.get(last) == Some(&'年');
    let end = last + 1 + usize::from(chars.get(last + 1) == Some(&'度'));
    let half = || HALVES.iter().any(|half| chars[end..].starts_with(half));
    named.then(|| if half() { end + 3 } else { end })
}

/// How many characters a batch takes: 第二批, 第2批次, 第3期.
fn batch(chars: &[char]) -> Option<usize> {
    const NUMERALS: &str = "一二三四五六七八九十百";
    if chars.first() != Some(&'第') {
        return None;
    }
    let number =
        chars[1..].iter().take_while(|c| c.is_ascii_digit() || NUMERALS.contains(**c)).count();
    let ends = number > 0 && chars.get(1 + number).is_some_and(|c| ['批', '期'].contains(c));
    ends.then(|| 2 + number + usize::from(chars.get(2 + number) == Some(&'次')))
}

#[cfg(test)]
mod tests {
    use super::answer_key;

    #[test]
    fn years_and_batches_are_no_part_of_a_kind() {
        let all = [
            "出口信用保险资助",
            "2025年度出口信用保险资助（第二批）",
            "2024年度出口信用保险资助(第12批次)",
            "2024-2025年度“出口信用保险”资助(第3期)",
            "出口信用保险资助（2025年上半年）",
        ];
        for text in all {
            assert_eq!(answer_key(text), all[0], "{text}");
        }
        // What else stands in brackets, and numbers without 年, may be another kind.
        assert_eq!(answer_key("外经贸专项（信保类）"), "外经贸专项(信保类)");
        assert_eq!(answer_key("标准资助（第二类）"), "标准资助(第二类)");
        assert_eq!(answer_key("第一产业资助2025"), "第一产业资助2025");
    }
}
