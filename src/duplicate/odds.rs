//! How likely a text is of the kind of a measure before anybody sorted it: by what its words propose, and by who
//! claims the measure among the applicants that the text supports.
//!
//! Whoever was supported elsewhere for a kind mostly claims its measure here. Of a text under which eighteen of twenty
//! applicants claim what a third of all claim, words may say what they like.

use super::unsorted::Claims;

/// How many of a thousand texts are of the kind of a measure: that their words propose, of which nothing is known, and
/// whose words propose another or none.
pub const PROPOSED: u16 = 600;
pub const UNKNOWN: u16 = 200;
pub const ANOTHER: u16 = 50;

/// What is likelier is proposed.
pub const SURE_ENOUGH: u16 = 800;

/// Under a text of the kind, the share of applicants that claim the measure lies so far between that of all and one.
const LEANING: f64 = 0.5;

/// Which share of all applicants with a claim claims each measure.
#[derive(Debug)]
pub struct Odds {
    claiming: Vec<usize>,
    applicants: usize,
}

impl Odds {
    /// For so many measures.
    pub fn new(measures: usize, claims: &impl Claims) -> Self {
        let claiming = (0..measures).map(|measure| claims.applicants(Some(measure))).collect();
        Self { claiming, applicants: claims.applicants(None) }
    }

    /// How many of a thousand claim a measure.
    pub fn usual(&self, measure: usize) -> usize {
        self.claiming[measure] * 1000 / self.applicants.max(1)
    }

    /// How many of a thousand texts like it are of the kind of the measure: `prior` before anyone is looked at; of
    /// `all` applicants under the text `some` claim the measure.
    pub fn chance(&self, prior: u16, measure: usize, (some, all): (usize, usize)) -> u16 {
        let usual = (self.claiming[measure] + 1) as f64 / (self.applicants + 2) as f64;
        let leaning = usual + (1.0 - usual) * LEANING;
        let (with, without) = ((leaning / usual).ln(), ((1.0 - leaning) / (1.0 - usual)).ln());
        let prior = f64::from(prior) / 1000.0;
        let (some, others) = (some as f64, all.saturating_sub(some) as f64);
        let weight = (prior / (1.0 - prior)).ln() + some * with + others * without;
        let share = 1.0 / (1.0 + (-weight).exp());
        ((share * 1000.0).round() as u16).clamp(1, 999)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Shares;

    impl Claims for Shares {
        fn of(&self, _: usize, _: u32) -> (usize, i64) {
            (1, 1)
        }

        /// A third of 300 claims the first measure, all claim the second.
        fn applicants(&self, measure: Option<usize>) -> usize {
            if measure == Some(0) { 100 } else { 300 }
        }
    }

    #[test]
    fn who_claims_a_measure_says_more_than_words() {
        let odds = Odds::new(2, &Shares);
        assert_eq!(odds.usual(0), 333);
        assert!(odds.chance(ANOTHER, 0, (18, 20)) > 900, "against its words");
        assert!(
            odds.chance(PROPOSED, 0, (7, 21)) < 100,
            "as many as of all: nothing speaks for it"
        );
        assert!(odds.chance(UNKNOWN, 1, (20, 20)) < 300, "what all claim tells nothing");
        // By hand: usual 101/302, leaning 403/604; log odds ln(1/4) + ln(403/202) = -0.6957, a share of 0.3328.
        assert_eq!(odds.chance(UNKNOWN, 0, (1, 1)), 333);
        // Nobody: what was known before.
        assert_eq!(odds.chance(UNKNOWN, 0, (0, 0)), 200);
    }
}
