//! The data-industry draft and Guangzhou's tiers against calculators of their own, written from the words of the two
//! texts and sharing nothing with the engine or the scheme files: random filings through the real program, every claim
//! equal to the fen after its cap, after earlier awards and after the limit of the year.

mod guangzhou;
mod industry;

/// Chance that repeats itself: splitmix64.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// From `low` to `high`, both included.
    pub fn between(&mut self, low: i128, high: i128) -> i128 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        low + i128::from(z ^ (z >> 31)) % (high - low + 1)
    }

    pub fn one_in(&mut self, n: i128) -> bool {
        self.between(1, n) == 1
    }

    pub fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.between(0, items.len() as i128 - 1) as usize]
    }

    /// Fen around a place where something changes: at it, a fen beside it, near it, or anywhere up to twice of it.
    pub fn near(&mut self, place: i128) -> i128 {
        let amount = match self.between(0, 4) {
            0 => place,
            1 => place + self.between(-1, 1),
            2 => place + self.between(-1_000, 1_000),
            _ => self.between(1, 2 * place),
        };
        amount.max(1)
    }
}

pub fn yuan(fen: i128) -> String {
    format!("{}.{:02}", fen / 100, fen % 100)
}
