//! What the number of a standard tells of its level.

use super::Headers;
use crate::domain::paper::canonical;
use crate::domain::text::comparable;

/// Stand for any letter and any digit in the beginning of a number.
const ANY: [char; 2] = ['?', '#'];

impl Headers {
    /// The levels of standards whose numbers begin like this one, by the beginning with most signs of its own; none
    /// where none is known.
    pub fn levels_of(&self, number: &str) -> Vec<&str> {
        // 国标GB/T 1-2025, 《GB/T 1-2025》
        let number = comparable(&canonical(number));
        let number = number.trim_start_matches(|c: char| !c.is_ascii_alphanumeric());
        // SB/T is `??/T`, and GB/T is nearer to `GB/T`.
        let own = |start: &str| (start.chars().filter(|c| !ANY.contains(c)).count(), start.len());
        let pairs = self.standard_prefixes.iter().filter_map(|pair| pair.split_once('='));
        let pairs: Vec<(&str, &str)> =
            pairs.filter(|(start, _)| begins_like(number, start)).collect();
        let nearest = pairs.iter().map(|(start, _)| own(start)).max();
        let nearest = pairs.into_iter().filter(|(start, _)| Some(own(start)) == nearest);
        nearest.flat_map(|(_, levels)| levels.split('、')).collect()
    }
}

fn begins_like(number: &str, start: &str) -> bool {
    let mut signs = number.chars();
    start.chars().all(|own| {
        signs.next().is_some_and(|sign| match own {
            '?' => sign.is_ascii_alphabetic(),
            '#' => sign.is_ascii_digit(),
            own => sign == own,
        })
    })
}
