//! What all parts of a sample share: the seed and the days that the award year names.

use chrono::NaiveDate;

use crate::domain::date::to_epoch_days;

use super::dice::Dice;

/// How many years before the award year dates may reach.
const YEARS_BACK: usize = 4;

/// First and last day, as days since 1970-01-01, both included.
pub type Span = (i32, i32);

/// Seed and calendar.
#[derive(Clone, Debug)]
pub struct Plan {
    pub seed: u64,
    pub award_year: i32,
    /// The award year first, then backwards.
    years: [Span; YEARS_BACK + 1],
}

impl Plan {
    /// `None` for years that no calendar here reaches.
    pub fn new(seed: u64, award_year: i32) -> Option<Self> {
        let mut years = [(0, 0); YEARS_BACK + 1];
        for (back, span) in years.iter_mut().enumerate() {
            let year = award_year.checked_sub(back as i32)?;
            let first = NaiveDate::from_ymd_opt(year, 1, 1)?;
            let last = NaiveDate::from_ymd_opt(year, 12, 31)?;
            *span = (to_epoch_days(first), to_epoch_days(last));
        }
        Some(Self { seed, award_year, years })
    }

    /// The calendar year so many years before the award year.
    pub fn year(&self, back: usize) -> Span {
        self.years[back.min(YEARS_BACK)]
    }

    /// When filings are taken: February and March of the award year.
    pub fn acceptance(&self) -> Span {
        let (first, last) = self.year(0);
        let leap = last - first - 364;
        (first + 31, first + 89 + leap)
    }

    /// The day before the scheme took effect (19 January).
    pub fn too_early(&self) -> i32 {
        self.year(0).0 + 18
    }

    /// A stream for an enterprise and a purpose below 16.
    pub fn dice(&self, firm: u64, purpose: u64) -> Dice {
        Dice::new(self.seed, firm * 16 + purpose)
    }

    /// A day of last year, or now and then one outside of it.
    pub fn mostly_last_year(&self, dice: &mut Dice, outside_per_mille: u64) -> i32 {
        let outside = dice.per_mille(outside_per_mille);
        let back = if outside { dice.pick(&[0, 2]) } else { 1 };
        // Of the award year, only the days before filings end.
        let span = if back == 0 { (self.year(0).0, self.acceptance().0) } else { self.year(back) };
        dice.day(span)
    }
}
