//! A cell taken apart: the name, its branch, other names of the same enterprise, further enterprises, remarks.
//!
//! A registered name ends with its legal form. What follows it is a branch only where it ends as branches do;
//! everything else there is a remark: （第二批）, （补）, ①.

use std::borrow::Cow;

use super::characters::{folded, is_chinese_digit, plain, says_something};
use super::names::{Beside, Form, Name, key, slip_apart};
use super::pieces::{
    Brackets, SHORTEST_CORE, SHORTEST_NAME, first_of, names_one, take_places, without_marks,
};
use super::places::Places;
use super::words::{FormWord, Words, words};

/// More enterprises than this are not read from one cell.
const MOST_FURTHER: usize = 8;

/// Reads a name. Done once for every distinct name.
pub fn read(text: &str) -> Name {
    let text = plain(text);
    let words = words();
    let text = unnumbered(without_marks(&text), words);
    if text.is_ascii() {
        return foreign(text);
    }
    let (first, rest) = first_of(text, words);
    let mut reading = Reading { words, ..Reading::default_with(words) };
    reading.parts(first);
    let mended = mended(first, &reading);
    if let Some(mended) = &mended {
        reading = Reading { mended: true, whole: true, ..Reading::default_with(words) };
        reading.parts(mended);
    }
    for name in &rest {
        // 旧名/现新名: the same enterprise under its other name.
        if !reading.other_name(name) {
            reading.push_further(name);
        }
    }
    if rest.is_empty() && (!reading.mended || reading.whole) {
        let whole = mended.as_deref().unwrap_or(first);
        reading.beside.misplaced = misplaced(whole, words, reading.numbers.is_empty());
    }
    if rest.is_empty() && !reading.whole {
        reading.beside.misplaced.extend(misformed(first, words));
    }
    reading.finish()
}

/// A name in Latin letters: Co., Ltd. and the like are part of it.
fn foreign(text: &str) -> Name {
    let mut name = Name { foreign: !text.is_empty(), ..Name::default() };
    for (outside, inside) in Brackets(text) {
        let former = inside.and_then(|inside| {
            words().former.iter().find_map(|word| inside.strip_prefix(word.as_str()))
        });
        let kept = outside.chars().chain(inside.filter(|_| former.is_none()).unwrap_or("").chars());
        name.core.extend(kept.filter(|c| says_something(*c)));
        if let Some(former) = former {
            let noted = Some(former.trim_start_matches(':').to_string());
            name.beside = Some(Box::new(Beside { noted, ..Beside::default() }));
        }
    }
    name
}

/// A name being read.
struct Reading<'a> {
    words: &'a Words,
    /// The name with the brackets that belong to it, up to and with its legal form.
    written: String,
    /// The same without brackets and what is no part of the core.
    core: String,
    numbers: Vec<u16>,
    form: Form,
    branch: String,
    mended: bool,
    /// It was mended as a whole.
    whole: bool,
    beside: Beside,
}

impl<'a> Reading<'a> {
    fn default_with(words: &'a Words) -> Self {
        Self {
            words,
            written: String::new(),
            core: String::new(),
            numbers: Vec::new(),
            form: Form::Unknown,
            branch: String::new(),
            mended: false,
            whole: false,
            beside: Beside::default(),
        }
    }

    fn parts(&mut self, text: &str) {
        let (head, form, tail) = match self.legal_form(text) {
            Some((from, to)) => (&text[..from], &text[from..to], &text[to..]),
            None => (text, "", ""),
        };
        self.written.reserve(text.len());
        let bare = self.head(head, form.is_empty());
        self.written.push_str(form);
        let twice = form.chars().next_back().and_then(|last| tail.strip_prefix(last));
        match twice.filter(|rest| rest.is_empty() || rest.starts_with('(')) {
            // 有限公司司
            Some(rest) => {
                self.mended = true;
                self.tail(rest);
            }
            None => self.tail(tail),
        }
        let bare = match form.is_empty() && self.form == Form::Unknown {
            true => self.without_ending(&bare),
            false => &bare,
        };
        let core = take_places(bare, self.words, &mut self.numbers);
        self.core.clear();
        self.core.reserve_exact(core.len());
        self.core.extend(core.chars().filter(|c| says_something(*c)));
    }

    /// Where the legal form begins and ends: the earliest outside of brackets, a long one before a bare 公司.
    fn legal_form(&mut self, text: &str) -> Option<(usize, usize)> {
        let words = self.words;
        let bracketed = text.contains(['(', ')']);
        let outside = |at: usize| {
            !bracketed || text[..at].matches('(').count() == text[..at].matches(')').count()
        };
        let (mut best, mut bare): (Option<(usize, usize, Form)>, _) = (None, None);
        for (at, c) in text.char_indices().filter(|(_, c)| words.form_ends.contains(c)) {
            let to = at + c.len_utf8();
            // Those that end here, the longest first.
            for own in words.forms.iter().filter(|own| text[..to].ends_with(own.word.as_str())) {
                let from = to - own.word.len();
                let found = Some((from, to, own.form)).filter(|_| from > 0 && outside(from));
                match own.form {
                    Form::Unknown => bare = bare.or(found),
                    _ => best = best.or(found),
                }
            }
            if best.is_some() {
                break;
            }
        }
        let (from, to, form) = best.or_else(|| self.bare_form(text, bare?))?;
        let behind = text[to..].split('(').next().unwrap_or_default();
        if self.words.apart.iter().any(|word| behind.ends_with(word.as_str())) {
            self.form = Form::Body(behind.chars().next_back().unwrap_or_default());
            return None;
        }
        self.form = form;
        Some((from, to))
    }

    /// A 公司 that is no 分公司, and 限公司 of which a character was lost.
    fn bare_form(
        &mut self,
        text: &str,
        found: (usize, usize, Form),
    ) -> Option<(usize, usize, Form)> {
        let (at, to, form) = found;
        if text[..at].ends_with('分') {
            return None;
        }
        let rest = self.words.lost.iter().find_map(|lost| text[..at].strip_suffix(lost.as_str()));
        // Where the other character stands before it, nothing was lost: 有限限公司, 冇限公司.
        let whole = |rest: &str| {
            let last = rest.chars().next_back().map(|c| folded(c).to_string());
            last.is_some_and(|last| self.words.lost.contains(&last))
        };
        match rest.filter(|rest| !rest.is_empty() && !whole(rest)) {
            Some(rest) => {
                self.mended = true;
                // 股份有公司 is 股份有限公司.
                let form = format!("{rest}{}{}", self.words.lost.concat(), &text[at..to]);
                let own = self.words.forms.iter().find(|own| form.ends_with(own.word.as_str()))?;
                Some((form.len() - own.word.len(), to, own.form))
            }
            None => Some((at, to, form)),
        }
    }

    /// What stands before the form, without brackets that are places, notes or other names. `last` where nothing
    /// follows it.
    fn head<'t>(&mut self, head: &'t str, last: bool) -> Cow<'t, str> {
        if !head.contains('(') {
            self.written.push_str(head);
            return Cow::Borrowed(head);
        }
        let mut bare = String::with_capacity(head.len());
        for (outside, inside) in Brackets(head) {
            bare.push_str(outside);
            self.written.push_str(outside);
            let Some(inside) = inside else { continue };
            if self.other_name(inside) {
                continue;
            }
            let mut numbers = Vec::new();
            if take_places(inside, self.words, &mut numbers).is_empty() && !numbers.is_empty() {
                self.numbers.extend(numbers);
                self.written.extend(["(", inside, ")"]);
            } else if inside.ends_with("合伙") {
                self.form = Form::Partnership;
                self.written.extend(["(", inside, ")"]);
            } else if !last || !self.is_remark(inside, self.form == Form::Unknown) {
                // Before a legal form a bracket is part of the name: 瀚渡（一）航运 is not 瀚渡（二）航运.
                bare.push_str(inside);
                self.written.extend(["(", inside, ")"]);
            }
        }
        Cow::Owned(bare)
    }

    /// Remarks by what they say; without a legal form a number at the end is one, too.
    fn is_remark(&self, inside: &str, formless: bool) -> bool {
        let number =
            |c: char| c.is_ascii_digit() || is_chinese_digit(c) || matches!(c, '补' | '续');
        self.words.remark.iter().any(|word| inside.starts_with(word.as_str()))
            || !inside.is_empty() && inside.chars().all(number)
            || formless && self.words.remark.iter().any(|word| inside.contains(word.as_str()))
    }

    /// What follows the form.
    fn tail(&mut self, tail: &str) {
        let outside = tail.split('(').next().unwrap_or_default();
        if !outside.is_empty() && !self.is_branch(outside) && self.other_name(tail) {
            return;
        }
        for (outside, inside) in Brackets(tail) {
            // Nothing is put aside unread: what stands there without a bracket and is no known remark tells apart.
            let remark = self.is_remark(outside, true)
                || outside.contains(':')
                || !outside.chars().any(char::is_alphabetic);
            if remark || self.is_branch(outside) {
                self.behind(outside);
            } else if !self.other_name(outside) {
                self.branch.extend(outside.chars().filter(|c| says_something(*c)));
            }
            if let Some(inside) = inside {
                self.behind(inside);
            }
        }
    }

    /// A piece behind the form: a branch, a partnership, another name, further enterprises, a place where the name
    /// gives none, or a remark.
    fn behind(&mut self, piece: &str) {
        let piece = piece.trim_matches(|c: char| !c.is_alphanumeric() && c != '(');
        if piece.is_empty() || self.other_name(piece) {
            return;
        }
        if piece.ends_with("合伙") {
            self.form = Form::Partnership;
        } else if let (true, true) = (self.branch.is_empty(), self.is_branch(piece)) {
            self.branch = piece.chars().filter(|c| says_something(*c)).collect();
        } else {
            let mut numbers = Vec::new();
            let rest = take_places(piece, self.words, &mut numbers);
            if rest.is_empty() && self.numbers.is_empty() && !self.begins_with_place() {
                self.numbers.extend(numbers);
            }
        }
    }

    fn begins_with_place(&self) -> bool {
        self.words.places.at_front(&self.written).is_some()
    }

    fn is_branch(&self, piece: &str) -> bool {
        self.words.branches.iter().any(|word| piece.ends_with(word.as_str()))
    }

    /// Takes a piece that names an enterprise: this one under another name, or a further one.
    fn other_name(&mut self, piece: &str) -> bool {
        let words = self.words;
        let after = |list: &[String]| {
            list.iter().find_map(|word| piece.strip_prefix(word.as_str()).map(str::to_string))
        };
        if let Some(name) = after(&words.former).or_else(|| after(&words.current)) {
            let name = name.trim_start_matches([':', '为', '名']);
            if name.chars().count() >= SHORTEST_NAME {
                self.beside.noted = Some(name.to_string());
            }
            return true;
        }
        if !names_one(piece, words) {
            return false;
        }
        let of_kin = |word: &String| piece.starts_with(&**word) || piece.ends_with(&**word);
        if !words.kin.iter().any(of_kin) {
            self.push_further(piece);
        }
        true
    }

    /// A further enterprise, without the words that join it to the first.
    fn push_further(&mut self, name: &str) {
        let mut name = name.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '(' | ')'));
        while let Some(rest) =
            self.words.joined.iter().find_map(|word| name.strip_prefix(word.as_str()))
        {
            name = rest.trim_start_matches([':', '(', ')']);
        }
        if name.chars().count() >= SHORTEST_NAME && self.beside.further.len() < MOST_FURTHER {
            self.beside.further.push(name.to_string());
        }
    }

    /// A name without a legal form: the form was cut off, it is a body, or a branch whose parent's form is left away.
    fn without_ending<'t>(&mut self, bare: &'t str) -> &'t str {
        let words = self.words;
        if let Some(cut) = words.cut.iter().find_map(|word| bare.strip_suffix(word.as_str())) {
            return cut;
        }
        if let Some(at) = self.parentless_branch(bare) {
            self.branch = bare[at..].to_string();
            return &bare[..at];
        }
        if words.bodies.iter().any(|word| bare.ends_with(word.as_str())) {
            self.form = Form::Body(bare.chars().next_back().unwrap_or_default());
        }
        bare
    }

    /// Where 南山分公司 begins in 云帆数据南山分公司: at the last place with a core before it.
    fn parentless_branch(&self, bare: &str) -> Option<usize> {
        let end = bare.strip_suffix("分公司")?;
        let starts = end.char_indices().map(|(at, _)| at).skip(SHORTEST_NAME);
        let place = |at: &usize| {
            let inside = &end[*at..];
            let known = self.words.places.at_front(inside);
            known.is_some_and(|(length, _)| length == inside.len())
                || self
                    .words
                    .places
                    .at_front(&format!("{inside}区"))
                    .is_some_and(|(length, _)| length > inside.len())
        };
        starts.filter(place).last()
    }

    fn finish(self) -> Name {
        let places: Places = self.words.places.scope(&self.numbers);
        let complete = !self.mended && !places.is_empty() && !matches!(self.form, Form::Unknown);
        let written = if complete { key(&self.written) | 1 } else { 0 };
        let beside = (self.beside != Beside::default()).then(|| Box::new(self.beside));
        let Self { core, form, branch, mended, .. } = self;
        Name { core, places, form, branch, written, mended, foreign: false, beside }
    }
}

/// The text with a place or a legal form written as it must be, where one of its characters is another: 探圳市,
/// 有艰公司. `None` where there is nothing to mend.
fn mended(text: &str, read: &Reading) -> Option<String> {
    let words = read.words;
    let mut out: Option<String> = None;
    let known = words.places.at_front(text).map_or(0, |(length, _)| length);
    if let Some(place) = words.places.looks_like_front(text).filter(|place| place.len() > known)
        && (read.numbers.is_empty() || known > 0)
    {
        let rest: String = text.chars().skip(place.chars().count()).collect();
        out = Some(format!("{place}{rest}"));
    }
    let now = out.as_deref().unwrap_or(text);
    let whole = |own: &FormWord| own.length() > 2 && own.places(now).next().is_some();
    let open = match read.form {
        Form::Unknown => true,
        // A bracket says so, too: 合伙企亚(有限合伙).
        Form::Partnership => !words.forms.iter().any(whole),
        _ => false,
    };
    if open && let Some((at, length, word)) = damaged_form(now, words) {
        let (before, behind) = (now.chars().take(at), now.chars().skip(at + length));
        out = Some(before.chain(word.chars()).chain(behind).collect());
    }
    out.filter(|out| out != text)
}

/// The name under each place that is one slip from how it begins, as long as enough is left of it; `placeless` where
/// it gives no place that is known.
fn misplaced(text: &str, words: &Words, placeless: bool) -> Vec<Name> {
    let known = words.places.at_front(text);
    let (front, inner) = text.split_at(known.map_or(0, |(length, _)| length));
    let read = |(length, spelling): (usize, &str)| {
        let rest: String = inner.chars().skip(length).collect();
        let mut reading = Reading { mended: true, ..Reading::default_with(words) };
        reading.parts(&format!("{front}{spelling}{rest}"));
        // Two characters are soon like two others.
        let least =
            if spelling.chars().count() > SHORTEST_CORE { SHORTEST_CORE } else { SHORTEST_NAME };
        (reading.core.chars().count() >= least).then(|| reading.finish())
    };
    match known {
        // 深圳市前泽浅: of a place within the first one a character was lost.
        Some((_, place)) => {
            let within = words.places.losses_within(inner, place);
            within.filter_map(read).take(MOST_FURTHER).collect()
        }
        None if placeless => {
            let front = words.places.slips_at_front(text).filter_map(read);
            front.chain(bracketed(text, words)).take(MOST_FURTHER).collect()
        }
        None => Vec::new(),
    }
}

/// The name under the longest legal form that it ends in but for one other character: 肴限公司, 股扮有限公司.
fn misformed(text: &str, words: &Words) -> Option<Name> {
    let length = text.chars().count();
    let own = words.forms.iter().find(|own| {
        let pairs = text.chars().rev().zip(own.word.chars().rev());
        own.length() >= SHORTEST_NAME
            && length > own.length() + SHORTEST_CORE
            && pairs.filter(|(own, c)| own != c).take(2).count() == 1
    })?;
    let front: String = text.chars().take(length - own.length()).collect();
    let mut reading = Reading { mended: true, ..Reading::default_with(words) };
    reading.parts(&(front + &own.word));
    (reading.core.chars().count() >= SHORTEST_CORE).then(|| reading.finish())
}

/// The name with a bracket that is one slip from a place read as that place: （深训）, （深深圳）.
fn bracketed(text: &str, words: &Words) -> Option<Name> {
    let (outside, inside) = Brackets(text).find(|(_, inside)| inside.is_some())?;
    let inside = inside?;
    let length = inside.chars().count();
    let alike = |spelling: &str| inside.chars().map(folded).eq(spelling.chars().map(folded));
    // Two characters are soon like two others, unless they look alike.
    let near = |spelling: &&str| length > SHORTEST_CORE || alike(spelling);
    let spelling = words.places.slips_of(inside).find(near)?;
    let behind = &text[outside.len() + 1 + inside.len()..];
    let mut reading = Reading { mended: true, ..Reading::default_with(words) };
    reading.parts(&format!("{outside}({spelling}{behind}"));
    (reading.core.chars().count() >= SHORTEST_CORE).then(|| reading.finish())
}

/// Without a number that stands right before a place: 127深圳市, ⑫深圳市.
fn unnumbered<'a>(text: &'a str, words: &Words) -> &'a str {
    let rest = text.trim_start_matches(char::is_numeric);
    match rest.len() < text.len() && words.places.at_front(rest).is_some() {
        true => rest,
        false => text,
    }
}

/// A form of four characters and more of which one is another, lost or there twice, at the end or before a bracket:
/// where it begins, how long it is, what it must be.
fn damaged_form<'a>(text: &str, words: &'a Words) -> Option<(usize, usize, &'a str)> {
    const SHORTEST_FORM: usize = 4;
    let chars: Vec<char> = text.chars().map(folded).collect();
    let end = chars.iter().position(|c| *c == '(').filter(|at| *at > SHORTEST_FORM);
    // A bracket with a place inside of the name is not its end.
    let ends = [Some(chars.len()), end, chars.iter().rposition(|c| *c == '(')];
    let at = |end: usize, length: usize, own: &'a FormWord| {
        let from = end.checked_sub(length).filter(|from| *from >= SHORTEST_CORE)?;
        let (read, form) = (&chars[from..end], &own.folded[..]);
        // What lacks its end was cut off.
        let twice = || read.windows(2).any(|two| two[0] == two[1]);
        let near = || {
            slip_apart(read.iter().copied(), form.iter().copied())
                && !form.starts_with(read)
                && (read.len() <= form.len() || twice())
        };
        (read == form || near()).then_some((from, length, own.word.as_str()))
    };
    let forms = || words.forms.iter().filter(|own| own.length() >= SHORTEST_FORM);
    ends.into_iter().flatten().find_map(|end| {
        // One there twice comes first: of 有限限公司 the last four are as near as all five.
        [1, 0, -1].into_iter().find_map(|more: isize| {
            forms().find_map(|own| at(end, own.length().saturating_add_signed(more), own))
        })
    })
}
