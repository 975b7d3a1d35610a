//! Lines of text put together from glyphs that typst shaped once: each letter alone, and beside each neighbour that
//! may move it. Only plain lines: whatever breaks, joins or turns is left to typst.

use std::collections::{BTreeSet, HashMap};
use std::sync::{LazyLock, Mutex, PoisonError};

use typst::World;
use typst::diag::SourceResult;
use typst::ecow::EcoString;
use typst::engine::Engine;
use typst::foundations::StyleChain;
use typst::introspection::Locator;
use typst::layout::{Abs, Axes, Em, Frame, FrameItem, Point, Region, Size};
use typst::text::{Font, Glyph, TextEdgeBounds, TextElem, TextItem};
use typst::utils::hash128;

/// Samples that are shaped in one paragraph, a line each.
const TOGETHER: usize = 64;

/// Styles of letters that are kept at a time, and letters and pairs of each.
const MOST: (usize, usize) = (32, 100_000);

/// What was shaped so far, by the faces and styles it was shaped in: one table has the letters of another.
static SHAPED: LazyLock<Mutex<HashMap<u128, Letters>>> = LazyLock::new(Mutex::default);

/// A line of text: its pieces with their distance from the left.
#[derive(Clone)]
pub struct Line {
    pub pieces: Vec<(Abs, TextItem)>,
    pub width: Abs,
    /// From its top, as typst sees it, to the baseline, and from there to its bottom.
    pub ascent: Abs,
    pub descent: Abs,
}

/// The writing that a letter belongs to: fonts have other figures and signs among Latin letters than among ideographs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Script {
    /// Of a text that has neither.
    Neither,
    Latin,
    Han,
}

/// A letter in its writing.
type Letter = (Script, char);

/// What a neighbour changes of a glyph: its advance and its distance from the left.
#[derive(Clone, Copy, Default)]
struct Moved(Em, Em);

/// The letters of a table in its styles.
#[derive(Default)]
pub struct Letters {
    /// One glyph each, with the height of its face above and below the baseline; nothing where it is more.
    single: HashMap<Letter, Option<(TextItem, Abs, Abs)>>,
    /// How the first and the second of two letters move; nothing where they become something else.
    pairs: HashMap<(Letter, Letter), Option<(Moved, Moved)>>,
}

impl Letters {
    /// Has the letters of texts shaped.
    ///
    /// # Errors
    /// What typst says.
    pub fn learn<'t>(
        texts: impl Iterator<Item = &'t str>,
        engine: &mut Engine,
        locator: &Locator,
        styles: StyleChain,
    ) -> SourceResult<Self> {
        let (mut single, mut pairs) = (BTreeSet::new(), BTreeSet::new());
        for text in texts.filter(|text| is_plain(text)) {
            let letters = letters(text);
            let beside =
                letters.windows(2).filter_map(|pair| Some((*pair.first()?, *pair.get(1)?)));
            pairs.extend(beside.filter(|((_, a), (_, b))| !(is_han(*a) && is_han(*b))));
            single.extend(letters);
        }
        let faces: Vec<Font> = (0..).map_while(|number| engine.world.font(number)).collect();
        let place = hash128(&(faces, styles));
        let mut letters = Self::default();
        letters.recall(place, &mut single, &mut pairs);
        let mut new = Self::default();
        let samples: Vec<Vec<Letter>> = single.into_iter().map(|letter| vec![letter]).collect();
        for (sample, line) in samples.iter().zip(shaped(&samples, engine, locator, styles)?) {
            new.keep_single(sample, &line, styles);
        }
        letters.single.extend(new.single.iter().map(|(letter, glyph)| (*letter, glyph.clone())));
        let samples: Vec<Vec<Letter>> = pairs.into_iter().map(|(a, b)| vec![a, b]).collect();
        for (sample, line) in samples.iter().zip(shaped(&samples, engine, locator, styles)?) {
            if let [a, b] = sample.as_slice() {
                new.pairs.insert((*a, *b), letters.pair(*a, *b, &line));
            }
        }
        letters.pairs.extend(&new.pairs);
        new.remember(place);
        Ok(letters)
    }

    /// Takes what is known; what is left is to be shaped.
    fn recall(
        &mut self,
        place: u128,
        single: &mut BTreeSet<Letter>,
        pairs: &mut BTreeSet<(Letter, Letter)>,
    ) {
        let shaped = SHAPED.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(known) = shaped.get(&place) else { return };
        single.retain(|letter| {
            let glyph = known.single.get(letter);
            self.single.extend(glyph.map(|glyph| (*letter, glyph.clone())));
            glyph.is_none()
        });
        pairs.retain(|pair| {
            let moved = known.pairs.get(pair);
            self.pairs.extend(moved.map(|moved| (*pair, *moved)));
            moved.is_none()
        });
    }

    /// Keeps what is new, within bounds.
    fn remember(self, place: u128) {
        if self.single.is_empty() && self.pairs.is_empty() {
            return;
        }
        let mut shaped = SHAPED.lock().unwrap_or_else(PoisonError::into_inner);
        if shaped.len() >= MOST.0 && !shaped.contains_key(&place) {
            shaped.clear();
        }
        let known = shaped.entry(place).or_default();
        if known.single.len() + known.pairs.len() > MOST.1 {
            *known = Self::default();
        }
        known.single.extend(self.single);
        known.pairs.extend(self.pairs);
    }

    fn keep_single(&mut self, sample: &[Letter], line: &[TextItem], styles: StyleChain) {
        let [letter] = sample else { return };
        let glyph = match line {
            [item] if item.glyphs.len() == 1 => {
                let (top, bottom) =
                    (styles.get(TextElem::top_edge), styles.get(TextElem::bottom_edge));
                let edges = item.font.edges(top, bottom, item.size, TextEdgeBounds::Zero);
                Some((item.clone(), edges.0, edges.1))
            }
            _ => None,
        };
        self.single.insert(*letter, glyph);
    }

    fn pair(&self, a: Letter, b: Letter, line: &[TextItem]) -> Option<(Moved, Moved)> {
        let glyphs: Vec<(&TextItem, &Glyph)> = line
            .iter()
            .flat_map(|item| item.glyphs.iter().map(move |glyph| (item, glyph)))
            .collect();
        let [first, second] = glyphs.as_slice() else { return None };
        let moved = |(item, glyph): &(&TextItem, &Glyph), alone: Letter| {
            let (alone, ..) = self.single.get(&alone)?.as_ref()?;
            let before = alone.glyphs.first()?;
            let same = item.font == alone.font && glyph.id == before.id;
            same.then(|| {
                Moved(glyph.x_advance - before.x_advance, glyph.x_offset - before.x_offset)
            })
        };
        Some((moved(first, a)?, moved(second, b)?))
    }

    /// A text on one line; nothing where typst must see to it.
    pub fn line(&self, text: &str) -> Option<Line> {
        if !is_plain(text) {
            return None;
        }
        let mut line = Line {
            pieces: Vec::new(),
            width: Abs::zero(),
            ascent: Abs::zero(),
            descent: Abs::zero(),
        };
        let mut before = Moved::default();
        let mut script = None;
        let mut letters = letters(text).into_iter().peekable();
        while let Some(letter) = letters.next() {
            let (item, ascent, descent) = self.single.get(&letter)?.as_ref()?;
            let (here, next) = match letters.peek() {
                Some(other) if !(is_han(letter.1) && is_han(other.1)) => {
                    (*self.pairs.get(&(letter, *other))?)?
                }
                _ => Default::default(),
            };
            let mut glyph = item.glyphs.first()?.clone();
            glyph.x_advance += before.0 + here.0;
            glyph.x_offset += before.1 + here.1;
            before = next;
            line.ascent.set_max(*ascent);
            line.descent.set_max(*descent);
            line.push(letter.1, item, glyph, script.replace(letter.0) != Some(letter.0))?;
        }
        Some(line)
    }
}

impl Line {
    /// A glyph more, in the last piece where it has the same face and writing.
    fn push(&mut self, letter: char, item: &TextItem, mut glyph: Glyph, other: bool) -> Option<()> {
        let advance = glyph.x_advance.at(item.size);
        if other || self.pieces.last().is_none_or(|(_, last)| last.font != item.font) {
            let piece = TextItem { text: EcoString::new(), glyphs: Vec::new(), ..item.clone() };
            self.pieces.push((self.width, piece));
        }
        let (_, piece) = self.pieces.last_mut()?;
        let start = u16::try_from(piece.text.len()).ok()?;
        piece.text.push(letter);
        glyph.range = start..u16::try_from(piece.text.len()).ok()?;
        piece.glyphs.push(glyph);
        self.width += advance;
        Some(())
    }
}

/// Samples as typst shapes them, each alone on a line; nothing where a line is not its sample.
fn shaped(
    samples: &[Vec<Letter>],
    engine: &mut Engine,
    locator: &Locator,
    styles: StyleChain,
) -> SourceResult<Vec<Vec<TextItem>>> {
    let mut all = Vec::with_capacity(samples.len());
    let region = Region::new(Size::splat(Abs::inf()), Axes::splat(false));
    for some in
        samples.chunk_by(|a, b| is_neither(a) == is_neither(b)).flat_map(|c| c.chunks(TOGETHER))
    {
        let mut texts: Vec<String> = Vec::with_capacity(2 * some.len());
        for sample in some {
            // Signs belong to the writing that stands before them.
            texts.extend(
                sample.first().and_then(|(script, c)| before(*script, *c)).map(String::from),
            );
            texts.push(sample.iter().map(|(_, c)| c).collect());
        }
        let content = TextElem::packed(texts.join("\n"));
        let frame =
            typst_layout::layout_frame(engine, &content, locator.relayout(), styles, region)?;
        let mut items = Vec::new();
        flatten(&frame, Point::zero(), &mut items);
        let lines: Vec<&[(Abs, TextItem)]> = items.chunk_by(|(a, _), (b, _)| a == b).collect();
        let said = |line: &[(Abs, TextItem)]| {
            line.iter().map(|(_, item)| item.text.as_str()).collect::<String>()
        };
        let fit = lines.len() == texts.len()
            && lines.iter().zip(&texts).all(|(line, text)| said(line) == *text);
        let mut lines = lines.into_iter();
        for sample in some {
            let first = sample.first().and_then(|(script, c)| before(*script, *c));
            let line = if first.is_some() { lines.nth(1) } else { lines.next() };
            let line = line.filter(|_| fit).unwrap_or_default();
            all.push(line.iter().map(|(_, item)| item.clone()).collect());
        }
    }
    Ok(all)
}

fn is_neither(sample: &[Letter]) -> bool {
    sample.iter().all(|(script, _)| *script == Script::Neither)
}

/// A letter that makes the writing of a sign after it.
fn before(script: Script, c: char) -> Option<&'static str> {
    match script {
        Script::Latin if !c.is_ascii_alphabetic() => Some("A"),
        Script::Han if !is_han(c) => Some("一"),
        _ => None,
    }
}

/// The letters of a text. Figures and signs belong to the writing before them, at the start to the first.
fn letters(text: &str) -> Vec<Letter> {
    let own = |c: char| match c {
        _ if is_han(c) => Some(Script::Han),
        _ if c.is_ascii_alphabetic() => Some(Script::Latin),
        _ => None,
    };
    let mut script = text.chars().find_map(own).unwrap_or(Script::Neither);
    let in_script = |c: char| {
        script = own(c).unwrap_or(script);
        (script, c)
    };
    text.chars().map(in_script).collect()
}

fn flatten(frame: &Frame, origin: Point, to: &mut Vec<(Abs, TextItem)>) {
    for (at, item) in frame.items() {
        match item {
            FrameItem::Group(group) => flatten(&group.frame, origin + *at, to),
            FrameItem::Text(text) => to.push(((origin + *at).y, text.clone())),
            _ => {}
        }
    }
}

/// Ideographs, which never move one another.
fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

/// Signs as wide as an ideograph: at the ends of lines and beside one another typst makes them narrower.
fn is_wide_sign(c: char) -> bool {
    matches!(c, '、' | '。' | '〈'..='】' | '〔' | '〕' | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff1f}' | '·' | '“' | '”')
}

/// Whether a text on one line is its letters one after the other. Layouts keep dates and years in brackets together:
/// these are typst's.
fn is_plain(text: &str) -> bool {
    let known = |c: char| {
        c.is_ascii_graphic() || matches!(c, ' ' | '\u{a0}' | '−') || is_han(c) || is_wide_sign(c)
    };
    let end = |c: Option<char>| c.is_some_and(|c| c != ' ' && !is_wide_sign(c));
    let apart = |(a, b): (char, char)| {
        let signs = is_wide_sign(a) && is_wide_sign(b) || a == ' ' && b == ' ';
        let kept = a.is_ascii_digit() && b == '年' || matches!(a, '(' | '（') && b.is_ascii_digit();
        !signs && !kept
    };
    text.chars().all(known)
        && end(text.chars().next())
        && end(text.chars().next_back())
        && text.chars().zip(text.chars().skip(1)).all(apart)
}
