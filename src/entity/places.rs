//! Places in names: 深圳市, 福田区. A place that lies in another makes that one go without saying.

use std::collections::HashMap;

use polars::prelude::PlHashMap;

use super::characters::folded;

/// The places that a name gives, without those that another of them lies in: up to four numbers, sorted. Equal
/// places are equal numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Places(u64);

/// How the places of two names stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    Equal,
    /// One of the two gives none.
    Omitted,
    /// Those of one lie in those of the other: 深圳市 and 福田区.
    Within,
    Differ,
}

/// Shorter spellings have too many look-alikes.
const SHORTEST_LOOK: usize = 3;
/// Longer spellings are not asked for slips.
const LONGEST_SLIP: usize = 4;
/// So many characters of a spelling tell where it may be looked for.
const FRONT: usize = 2;
const BITS: u32 = 16;
const MOST: u32 = u64::BITS / BITS;

impl Places {
    pub const NONE: Self = Self(0);

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    fn numbers(self) -> impl Iterator<Item = u16> {
        (0..MOST).map(move |at| (self.0 >> (at * BITS)) as u16).filter(|number| *number != 0)
    }

    fn from(mut numbers: Vec<u16>) -> Self {
        numbers.sort_unstable();
        numbers.dedup();
        let kept = numbers.into_iter().take(MOST as usize);
        Self(kept.fold(0, |packed, number| packed << BITS | u64::from(number)))
    }
}

/// A spelling of few characters, and the number of its place.
#[derive(Debug)]
struct Short {
    spelling: String,
    chars: [char; LONGEST_SLIP],
    length: usize,
    number: u16,
}

impl Short {
    fn new(spelling: &str, length: usize, number: u16) -> Self {
        let mut chars = [char::default(); LONGEST_SLIP];
        spelling.chars().zip(&mut chars).for_each(|(c, at)| *at = c);
        Self { spelling: spelling.to_string(), chars, length, number }
    }

    fn chars(&self) -> &[char] {
        &self.chars[..self.length]
    }
}

/// All places that are known, by the characters they begin with.
#[derive(Debug, Default)]
pub(super) struct Gazetteer {
    /// For each place the number of the one it lies in, 0 where none is known. Numbers begin at 1.
    within: Vec<u16>,
    /// Spellings by their first character, longest first.
    spellings: PlHashMap<char, Vec<(String, u16)>>,
    /// Spellings of few characters, longest first.
    short: Vec<Short>,
    /// Where those stand whose first or second character is this one: of any text that is one slip from a spelling,
    /// one of the first two characters is one of its first two.
    near: PlHashMap<char, Vec<u16>>,
    /// Spellings of three characters and more by the character that their first looks like.
    looks: PlHashMap<char, Vec<String>>,
}

impl Gazetteer {
    /// Lines `name spelling … < place`; a place stands behind the one it lies in. `looks` is how characters are
    /// compared.
    pub fn new(lines: &[String], looks: &HashMap<char, char>) -> Self {
        let mut out = Self::default();
        let mut numbers: HashMap<&str, u16> = HashMap::new();
        for (number, line) in (1u16..).zip(lines) {
            let (own, within) = line.split_once('<').unwrap_or((line, ""));
            let within = numbers.get(within.trim()).copied().unwrap_or(0);
            out.within.push(within);
            for spelling in own.split_whitespace() {
                numbers.insert(spelling, number);
                let Some(first) = spelling.chars().next() else { continue };
                let entry = (spelling.to_string(), number);
                let length = spelling.chars().count();
                if length <= LONGEST_SLIP {
                    out.short.push(Short::new(spelling, length, number));
                }
                out.spellings.entry(first).or_default().push(entry);
                if spelling.chars().count() >= SHORTEST_LOOK {
                    let look = looks.get(&first).copied().unwrap_or(first);
                    out.looks.entry(look).or_default().push(spelling.to_string());
                }
            }
        }
        out.short.sort_by_key(|own| std::cmp::Reverse(own.length));
        for (at, own) in (0u16..).zip(&out.short) {
            for c in own.chars().iter().take(FRONT) {
                out.near.entry(*c).or_default().push(at);
            }
        }
        for spellings in out.spellings.values_mut() {
            spellings.sort_by_key(|(spelling, _)| std::cmp::Reverse(spelling.len()));
        }
        out
    }

    /// The place that a text begins with: its spelling's length in bytes, and its number.
    pub fn at_front(&self, text: &str) -> Option<(usize, u16)> {
        let first = text.chars().next()?;
        let known = self.spellings.get(&first)?;
        let found = known.iter().find(|(spelling, _)| text.starts_with(spelling.as_str()))?;
        Some((found.0.len(), found.1))
    }

    /// A spelling of three characters and more that a text begins with but for look-alikes; the longest.
    pub fn looks_like_front(&self, text: &str) -> Option<&str> {
        let known = self.looks.get(&folded(text.chars().next()?))?;
        let fits = |spelling: &&String| {
            let mut own = text.chars();
            let alike = |c: char| own.next().is_some_and(|o| folded(o) == folded(c));
            !text.starts_with(spelling.as_str()) && spelling.chars().all(alike)
        };
        known.iter().filter(fits).max_by_key(|spelling| spelling.len()).map(String::as_str)
    }

    /// Spellings that a text begins with but for one character that is another, lost or there twice: how many
    /// characters of the text stand for it, and the spelling.
    pub fn slips_at_front<'a>(&'a self, text: &str) -> impl Iterator<Item = (usize, &'a str)> {
        let front: Vec<char> = text.chars().take(LONGEST_SLIP + 1).collect();
        self.near(&front).filter_map(move |own| {
            let lengths = [own.length, own.length + 1, own.length - 1];
            let found = lengths.into_iter().find(|length| {
                front.get(..*length).is_some_and(|front| one_slip(front, own.chars()))
            });
            found.map(|length| (length, own.spelling.as_str()))
        })
    }

    /// Short spellings, in their order, of which one may be a slip from what begins so.
    fn near<'a>(&'a self, front: &[char]) -> impl Iterator<Item = &'a Short> + use<'a> {
        let known = front.iter().take(FRONT).filter_map(|c| self.near.get(c));
        let mut all: Vec<u16> = known.flatten().copied().collect();
        all.sort_unstable();
        all.dedup();
        all.into_iter().map(|at| &self.short[usize::from(at)])
    }

    /// Spellings that a whole text is one slip from.
    pub fn slips_of<'a>(&'a self, text: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        let own: Vec<char> = text.chars().collect();
        let all = self.near(&own);
        let near = move |short: &&Short| {
            own.len().abs_diff(short.length) <= 1 && one_slip(&own, short.chars())
        };
        all.filter(near).map(|short| short.spelling.as_str())
    }

    /// Places within a place that a text begins with but for one character that was lost: how many characters of the
    /// text stand for it, and the spelling.
    pub fn losses_within<'a>(
        &'a self,
        text: &str,
        place: u16,
    ) -> impl Iterator<Item = (usize, &'a str)> + use<'a> {
        let mut front = ['\0'; LONGEST_SLIP];
        let filled = text.chars().zip(&mut front).map(|(c, at)| *at = c).count();
        let known = self.at_front(text).is_some();
        let lost = move |own: &&Short| {
            own.length <= filled + 1 && lost(&front[..own.length - 1], own.chars())
        };
        let inner = move |own: &&Short| self.around(own.number).any(|at| at == place);
        let begins = if known { &[][..] } else { &front[..filled.min(1)] };
        let all = self.near(begins).filter(lost).filter(inner);
        all.map(|own| (own.length - 1, own.spelling.as_str()))
    }

    /// Numbers as they count: without those that another one lies in.
    pub fn scope(&self, numbers: &[u16]) -> Places {
        if let [] | [_] = numbers {
            return Places::from(numbers.to_vec());
        }
        let outer: Vec<u16> = numbers.iter().flat_map(|number| self.around(*number)).collect();
        Places::from(numbers.iter().copied().filter(|number| !outer.contains(number)).collect())
    }

    /// The places that a place lies in, from near to far.
    fn around(&self, number: u16) -> impl Iterator<Item = u16> {
        let above = |number: u16| {
            let at = usize::from(number.checked_sub(1)?);
            self.within.get(at).copied().filter(|within| *within != 0)
        };
        std::iter::successors(above(number), move |number| above(*number))
    }

    pub fn relation(&self, a: Places, b: Places) -> Relation {
        if a == b {
            return Relation::Equal;
        }
        if a.is_empty() || b.is_empty() {
            return Relation::Omitted;
        }
        let lies = |inner: Places, outer: Places| {
            let covered = |number: u16| {
                inner.numbers().any(|own| own == number || self.around(own).any(|o| o == number))
            };
            outer.numbers().all(covered)
        };
        match lies(a, b) || lies(b, a) {
            true => Relation::Within,
            false => Relation::Differ,
        }
    }
}

/// Whether characters are a spelling with one lost.
fn lost(own: &[char], word: &[char]) -> bool {
    let at = word.iter().zip(own).take_while(|(a, b)| a == b).count();
    own.len() + 1 == word.len() && word[at + 1..] == own[at..]
}

/// Whether characters are a spelling with one exchanged, one too many or one lost.
fn one_slip(own: &[char], word: &[char]) -> bool {
    let without = |long: &[char], short: &[char]| {
        let at = long.iter().zip(short).take_while(|(a, b)| a == b).count();
        long[at + 1..] == short[at..]
    };
    match own.len() as isize - word.len() as isize {
        0 => own.iter().zip(word).filter(|(a, b)| a != b).count() == 1,
        1 => without(own, word),
        _ => without(word, own),
    }
}

impl Places {
    /// How two names' places stand to each other.
    pub fn to(self, other: Self) -> Relation {
        super::words::words().places.relation(self, other)
    }
}

#[cfg(test)]
mod tests {
    use super::super::words::words;
    use super::*;

    /// Spellings with a character exchanged, lost, too many, two exchanged with one another, or none.
    fn written(spelling: &str) -> Vec<String> {
        let chars: Vec<char> = spelling.chars().collect();
        let mut all = vec![chars.clone()];
        for at in 0..chars.len() {
            for other in ['市', '深', '某'] {
                let mut exchanged = chars.clone();
                exchanged[at] = other;
                let mut longer = chars.clone();
                longer.insert(at, other);
                all.extend([exchanged, longer]);
            }
            let mut shorter = chars.clone();
            shorter.remove(at);
            let mut swapped = chars.clone();
            swapped.swap(at, (at + 1) % chars.len());
            all.extend([shorter, swapped]);
        }
        all.iter().map(|chars| chars.iter().collect()).collect()
    }

    #[test]
    fn slips_are_found_where_a_look_at_every_spelling_finds_them() {
        let places = &words().places;
        let (mut fronts, mut wholes, mut losses) = (0, 0, 0);
        for own in &places.short {
            assert!(own.length >= FRONT, "{}", own.spelling);
            for text in
                written(&own.spelling).iter().flat_map(|text| [text.clone(), format!("{text}云帆")])
            {
                let chars: Vec<char> = text.chars().collect();
                let front = |own: &Short| {
                    [own.length, own.length + 1, own.length - 1].into_iter().find(|length| {
                        chars.get(..*length).is_some_and(|front| one_slip(front, own.chars()))
                    })
                };
                let all = places.short.iter();
                let by_hand: Vec<(usize, &str)> = all
                    .clone()
                    .filter_map(|own| Some((front(own)?, own.spelling.as_str())))
                    .collect();
                fronts += by_hand.len();
                assert_eq!(places.slips_at_front(&text).collect::<Vec<_>>(), by_hand, "{text}");
                let near = |own: &&Short| {
                    chars.len().abs_diff(own.length) <= 1 && one_slip(&chars, own.chars())
                };
                let by_hand: Vec<&str> =
                    all.clone().filter(near).map(|own| own.spelling.as_str()).collect();
                wholes += by_hand.len();
                assert_eq!(places.slips_of(&text).collect::<Vec<_>>(), by_hand, "{text}");
                let Some((_, within)) = places.at_front("深圳市") else { continue };
                let lost = |own: &&Short| {
                    let front = chars.get(..own.length - 1);
                    front.is_some_and(|front| lost(front, own.chars()))
                        && places.around(own.number).any(|at| at == within)
                        && places.at_front(&text).is_none()
                };
                let by_hand: Vec<(usize, &str)> =
                    all.filter(lost).map(|own| (own.length - 1, own.spelling.as_str())).collect();
                losses += by_hand.len();
                let found: Vec<_> = places.losses_within(&text, within).collect();
                assert_eq!(found, by_hand, "{text}");
            }
        }
        assert!(fronts > 1_000 && wholes > 1_000 && losses > 20, "{fronts} {wholes} {losses}");
    }
}
