//! The word lists of realistic rosters, read once. All of it is made for the sample and shares nothing with the
//! lists by which names and items are compared.

use std::sync::LazyLock;

use crate::sample::dice::Dice;

/// How a name begins, and where that is.
#[derive(Clone, Copy, Debug)]
pub struct Location {
    /// Empty where the name begins with the trade name.
    pub text: &'static str,
    pub weight: u64,
    pub city: &'static str,
    /// Six digits of credit codes.
    pub region: &'static str,
}

/// What relation a wording has to the measures it speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    Same,
    Possible,
    No,
}

impl Relation {
    pub fn name(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Possible => "possible",
            Self::No => "no",
        }
    }
}

/// How a district words an item.
#[derive(Clone, Debug)]
pub struct Wording {
    pub text: &'static str,
    /// Letters of the districts that use it.
    pub districts: &'static str,
    /// Numbers of measures.
    pub measures: Vec<usize>,
    pub relation: Relation,
    pub weight: u64,
}

/// All lists.
#[derive(Debug)]
pub struct Words {
    brands: Skewed<&'static str>,
    first: Skewed<char>,
    second: Skewed<char>,
    trades: Vec<(&'static str, u64)>,
    pub locations: Vec<Location>,
    /// A character and what scanning may make of it.
    pub confused: Vec<(char, Vec<char>)>,
    /// Characters that sound alike.
    pub sounds: Vec<Vec<char>>,
    pub traditional: Vec<(char, char)>,
    pub notes: Vec<(&'static str, u64)>,
    pub wordings: Vec<Wording>,
}

/// Items of which the first are drawn far more often than the last.
#[derive(Debug)]
struct Skewed<T> {
    items: Vec<T>,
    weights: Vec<u64>,
}

impl<T: Copy> Skewed<T> {
    /// Weights fall as 1 / (place + `flat`).
    fn new(items: Vec<T>, flat: u64) -> Self {
        let weights = (0..items.len() as u64).map(|place| 1_000_000 / (place + flat)).collect();
        Self { items, weights }
    }

    fn draw(&self, dice: &mut Dice) -> T {
        self.items[dice.weighted(&self.weights)]
    }
}

pub static WORDS: LazyLock<Words> = LazyLock::new(|| Words {
    brands: Skewed::new(
        lines(include_str!("brands.txt")).flat_map(str::split_whitespace).collect(),
        12,
    ),
    first: Skewed::new(characters("first"), 40),
    second: Skewed::new(characters("second"), 40),
    trades: lines(include_str!("trades.txt")).map(weighted).collect(),
    locations: lines(include_str!("places.txt")).filter_map(location).collect(),
    confused: lines(include_str!("confused.txt"))
        .flat_map(str::split_whitespace)
        .filter_map(|group| {
            let mut chars = group.chars();
            let from = chars.next()?;
            Some((from, chars.filter(|c| *c != from).collect::<Vec<_>>()))
        })
        .filter(|(_, to)| !to.is_empty())
        .collect(),
    sounds: lines(include_str!("sounds.txt"))
        .flat_map(str::split_whitespace)
        .map(|group| group.chars().collect())
        .collect(),
    traditional: lines(include_str!("traditional.txt"))
        .flat_map(str::split_whitespace)
        .filter_map(|pair| Some((pair.chars().next()?, pair.chars().nth(1)?)))
        .collect(),
    notes: lines(include_str!("notes.txt")).map(weighted).collect(),
    wordings: lines(include_str!("texts.csv")).filter_map(wording).collect(),
});

fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().filter(|line| !line.is_empty() && !line.starts_with("# "))
}

fn characters(key: &str) -> Vec<char> {
    let mut own = lines(include_str!("characters.txt")).filter_map(|line| line.split_once(' '));
    own.find(|(name, _)| *name == key).map(|(_, list)| list.chars().collect()).unwrap_or_default()
}

/// `text 12`
fn weighted(line: &'static str) -> (&'static str, u64) {
    let (text, weight) = line.rsplit_once(' ').unwrap_or((line, "1"));
    (text, weight.parse().unwrap_or(1))
}

fn location(line: &'static str) -> Option<Location> {
    let mut parts = line.split(' ');
    let text = parts.next()?.trim_matches('-');
    let weight = parts.next()?.parse().ok()?;
    Some(Location { text, weight, city: parts.next()?, region: parts.next()? })
}

fn wording(line: &'static str) -> Option<Wording> {
    let mut cells = line.split(',');
    let (text, districts, measures) = (cells.next()?, cells.next()?, cells.next()?);
    let relation = match cells.next()? {
        "same" => Relation::Same,
        "possible" => Relation::Possible,
        _ => Relation::No,
    };
    let measures = measures.split('+').filter_map(|number| number.parse().ok()).collect();
    Some(Wording { text, districts, measures, relation, weight: cells.next()?.parse().ok()? })
}

impl Words {
    /// A trade name of two to four characters, the common ones far more often.
    pub fn brand(&self, dice: &mut Dice) -> String {
        let pair = |dice: &mut Dice| -> String {
            [self.first.draw(dice), self.second.draw(dice)].into_iter().collect()
        };
        match dice.weighted(&[42, 40, 6, 5, 4, 3]) {
            0 => self.brands.draw(dice).to_string(),
            1 => pair(dice),
            2 => format!("{}{}", self.first.draw(dice), self.brands.draw(dice)),
            3 => format!("{}{}", pair(dice), self.second.draw(dice)),
            4 => format!("{}{}", pair(dice), self.brands.draw(dice)),
            _ => format!("{}{}", pair(dice), pair(dice)),
        }
    }

    pub fn trade(&self, dice: &mut Dice) -> &'static str {
        pick(&self.trades, dice)
    }

    pub fn note(&self, dice: &mut Dice) -> &'static str {
        pick(&self.notes, dice)
    }

    pub fn location(&self, dice: &mut Dice) -> Location {
        let weights: Vec<u64> = self.locations.iter().map(|location| location.weight).collect();
        self.locations[dice.weighted(&weights)]
    }

    /// A character that is taken for another when read or typed; `None` where none is known.
    pub fn like(&self, c: char, scanned: bool, dice: &mut Dice) -> Option<char> {
        let others: Vec<char> = match scanned {
            true => self.confused.iter().find(|(from, _)| *from == c)?.1.clone(),
            false => {
                let group = self.sounds.iter().find(|group| group.contains(&c))?;
                group.iter().copied().filter(|other| *other != c).collect()
            }
        };
        (!others.is_empty()).then(|| dice.pick(&others))
    }

    /// Any character of a trade name.
    pub fn any(&self, dice: &mut Dice) -> char {
        self.second.draw(dice)
    }

    /// How a district words an item of a measure, or of none.
    pub fn wording(
        &self,
        district: char,
        measure: Option<usize>,
        relation: Relation,
        dice: &mut Dice,
    ) -> Option<usize> {
        let fits = |w: &Wording| {
            w.relation == relation
                && w.districts.contains(district)
                && measure.is_none_or(|measure| w.measures.contains(&measure))
        };
        let weights: Vec<u64> =
            self.wordings.iter().map(|w| if fits(w) { w.weight } else { 0 }).collect();
        weights.iter().any(|weight| *weight > 0).then(|| dice.weighted(&weights))
    }
}

fn pick(items: &[(&'static str, u64)], dice: &mut Dice) -> &'static str {
    let weights: Vec<u64> = items.iter().map(|(_, weight)| *weight).collect();
    items[dice.weighted(&weights)].0
}

impl Words {
    /// Whether a district has support of the kind of a measure.
    pub fn supports(&self, district: char, measure: usize) -> bool {
        self.wordings.iter().any(|w| {
            w.relation == Relation::Same
                && w.districts.contains(district)
                && w.measures.contains(&measure)
        })
    }
}
