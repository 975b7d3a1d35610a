//! A cell taken apart: the name, its branch, other names of the same enterprise, further enterprises, remarks.
//!
//! A registered name ends with its legal form. What follows it is a branch only where it ends as branches do;
//! everything else there is a remark: （第二批）, （补）, ①.

use super::characters::{folded, plain};
use super::names::{Beside, Form, Name, key, one_slip_apart};
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
        name.core.extend(kept.filter(|c| c.is_alphanumeric()));
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
            false => bare,
        };
        let mut numbers = Vec::new();
        let core = take_places(&bare, self.words, &mut numbers);
        self.core = core.chars().filter(|c| c.is_alphanumeric()).collect();
        self.numbers.extend(numbers);
    }

    /// Where the legal form begins and ends: the earliest outside of brackets, a long one before a bare 公司.
    fn legal_form(&mut self, text: &str) -> Option<(usize, usize)> {
        let outside =
            |at: usize| text[..at].matches('(').count() == text[..at].matches(')').count();
        let (mut best, mut bare): (Option<(usize, usize, Form)>, _) = (None, None);
        for own in &self.words.forms {
            let mut places = own.places(text);
            let Some(at) = places.find(|at| *at > 0 && outside(*at)) else { continue };
            let found = (at, at + own.word.len(), own.form);
            match own.form {
                Form::Unknown => bare = Some(found),
                _ if best.is_none_or(|best| found.1 < best.1) => best = Some(found),
                _ => {}
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
    fn head(&mut self, head: &str, last: bool) -> String {
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
            } else if last && self.is_remark(inside, self.form == Form::Unknown) {
                // Before a legal form a bracket is part of the name: 瀚渡（一）航运 is not 瀚渡（二）航运.
                self.put_aside(inside);
            } else {
                bare.push_str(inside);
                self.written.extend(["(", inside, ")"]);
            }
        }
        bare
    }

    /// Remarks by what they say; without a legal form a number at the end is one, too.
    fn is_remark(&self, inside: &str, formless: bool) -> bool {
        let number = |c: char| c.is_ascii_digit() || "一二三四五六七八九十补续".contains(c);
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
                self.branch.extend(outside.chars().filter(|c| c.is_alphanumeric()));
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
            self.branch = piece.chars().filter(|c| c.is_alphanumeric()).collect();
        } else {
            let mut numbers = Vec::new();
            let rest = take_places(piece, self.words, &mut numbers);
            match rest.is_empty() && self.numbers.is_empty() && !self.begins_with_place() {
                true => self.numbers.extend(numbers),
                false => self.put_aside(piece),
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
            } else {
                self.put_aside(piece);
            }
            return true;
        }
        if !names_one(piece, words) {
            return false;
        }
        if words
            .kin
            .iter()
            .any(|word| piece.starts_with(word.as_str()) || piece.ends_with(word.as_str()))
        {
            self.put_aside(piece);
        } else {
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

    fn put_aside(&mut self, remark: &str) {
        if !self.beside.remark.is_empty() {
            self.beside.remark.push(';');
        }
        self.beside.remark.push_str(remark);
    }

    /// A name without a legal form: the form was cut off, it is a body, or a branch whose parent's form is left away.
    fn without_ending(&mut self, bare: &str) -> String {
        let words = self.words;
        if let Some(cut) = words.cut.iter().find_map(|word| bare.strip_suffix(word.as_str())) {
            return cut.to_string();
        }
        if let Some(at) = self.parentless_branch(bare) {
            self.branch = bare[at..].to_string();
            return bare[..at].to_string();
        }
        if words.bodies.iter().any(|word| bare.ends_with(word.as_str())) {
            self.form = Form::Body(bare.chars().next_back().unwrap_or_default());
        }
        bare.to_string()
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
    let mut out = text.to_string();
    let known = words.places.at_front(text).map_or(0, |(length, _)| length);
    if let Some(place) = words.places.looks_like_front(text).filter(|place| place.len() > known)
        && (read.numbers.is_empty() || known > 0)
    {
        let rest: String = text.chars().skip(place.chars().count()).collect();
        out = format!("{place}{rest}");
    }
    let whole = |own: &FormWord| own.word.chars().count() > 2 && own.places(&out).next().is_some();
    let open = match read.form {
        Form::Unknown => true,
        // A bracket says so, too: 合伙企亚(有限合伙).
        Form::Partnership => !words.forms.iter().any(whole),
        _ => false,
    };
    if open && let Some((at, length, word)) = damaged_form(&out, words) {
        let chars: Vec<char> = out.chars().collect();
        out = chars[..at]
            .iter()
            .chain(word.chars().collect::<Vec<_>>().iter())
            .chain(&chars[at + length..])
            .collect();
    }
    (out != text).then_some(out)
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
    let chars: Vec<char> = text.chars().collect();
    let forms = words.forms.iter().map(|own| own.word.as_str());
    let (at, form) = forms.into_iter().find_map(|form| {
        let length = form.chars().count();
        let at = chars.len().checked_sub(length).filter(|at| *at > SHORTEST_CORE)?;
        let apart = chars[at..].iter().zip(form.chars()).filter(|(own, c)| *own != c).count();
        (length >= SHORTEST_NAME && apart == 1).then_some((at, form))
    })?;
    let mut reading = Reading { mended: true, ..Reading::default_with(words) };
    reading.parts(&format!("{}{form}", chars[..at].iter().collect::<String>()));
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
    let chars: Vec<char> = text.chars().collect();
    let end = chars.iter().position(|c| *c == '(').filter(|at| *at > SHORTEST_FORM);
    // A bracket with a place inside of the name is not its end.
    let ends = [Some(chars.len()), end, chars.iter().rposition(|c| *c == '(')];
    let at = |end: usize, length: usize, word: &'a str| {
        let from = end.checked_sub(length).filter(|from| *from >= SHORTEST_CORE)?;
        let known = |text: &mut dyn Iterator<Item = char>| text.map(folded).collect::<String>();
        let read = known(&mut chars[from..end].iter().copied());
        let form = known(&mut word.chars());
        // What lacks its end was cut off.
        let twice = || read.chars().zip(read.chars().skip(1)).any(|(a, b)| a == b);
        let longer = read.chars().count() > form.chars().count();
        let near = one_slip_apart(&read, &form) && !form.starts_with(&read) && (!longer || twice());
        let slip = read == form || near;
        slip.then_some((from, length, word))
    };
    let long = |word: &&str| word.chars().count() >= SHORTEST_FORM;
    let forms = || words.forms.iter().map(|own| own.word.as_str()).filter(long);
    ends.into_iter().flatten().find_map(|end| {
        // One there twice comes first: of 有限限公司 the last four are as near as all five.
        [1, 0, -1].into_iter().find_map(|more: isize| {
            forms().find_map(|word| at(end, word.chars().count().saturating_add_signed(more), word))
        })
    })
}
