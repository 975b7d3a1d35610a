//! What later years owe of an award that is paid in parts, as lists write it: `2027:40000.00 2028:10000.00`.

use super::money::{scaled, yuan};

/// Years and fen, in the order of the years.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LaterYears(pub Vec<(i32, i64)>);

impl LaterYears {
    /// From its text; `None` where that is none. Empty where nothing is owed.
    pub fn parse(text: &str) -> Option<Self> {
        let one = |part: &str| {
            let (year, amount) = part.split_once(':')?;
            let year: i32 = year.parse().ok()?;
            let fen = scaled(amount, 2).ok().filter(|fen| *fen > 0)?;
            (1900..=9999).contains(&year).then_some((year, fen))
        };
        let all: Option<Vec<(i32, i64)>> = text.split_whitespace().map(one).collect();
        all.filter(|all| all.is_sorted_by(|a, b| a.0 < b.0)).map(Self)
    }

    /// Adds a part; those of one year become one.
    pub fn add(&mut self, year: i32, fen: i64) {
        match self.0.iter_mut().find(|(own, _)| *own == year) {
            _ if fen == 0 => {}
            Some((_, sum)) => *sum = sum.saturating_add(fen),
            None => {
                self.0.push((year, fen));
                self.0.sort_unstable();
            }
        }
    }

    /// What the pool of a year bears of an award of so much in another: what is due then, or, of the award's own
    /// year, what is not due later. Money that went back was paid: it is no part of what later years owe.
    pub fn borne_in(&self, year: i32, award_year: i32, award: i64) -> i64 {
        let later = self.0.iter().map(|(_, fen)| *fen).fold(0i64, i64::saturating_add);
        match year == award_year {
            true => award.saturating_sub(later).max(0),
            false => self.0.iter().filter(|(own, _)| *own == year).map(|(_, fen)| *fen).sum(),
        }
    }

    pub fn text(&self) -> String {
        let one = |(year, fen): &(i32, i64)| format!("{year}:{}", yuan((*fen).into()));
        self.0.iter().map(one).collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back_and_anything_else_is_refused() {
        let mut later = LaterYears::default();
        later.add(2028, 1_000_000);
        later.add(2027, 4_000_001);
        later.add(2028, 50);
        later.add(2029, 0);
        assert_eq!(later.text(), "2027:40000.01 2028:10000.50");
        assert_eq!(LaterYears::parse(&later.text()), Some(later));
        assert_eq!(LaterYears::parse(" "), Some(LaterYears::default()));
        for bad in
            ["2027", "2027:", "27:1.00", "2027:1.00 2027:2.00", "2028:1.00 2027:1.00", "2027:-1.00"]
        {
            assert_eq!(LaterYears::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn each_year_bears_its_own_part() {
        let later = LaterYears(vec![(2027, 30), (2028, 10)]);
        let borne = [2025, 2026, 2027, 2028, 2029].map(|year| later.borne_in(year, 2026, 100));
        assert_eq!(borne, [0, 60, 30, 10, 0]);
    }
}
