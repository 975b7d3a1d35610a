//! Chance that depends on nothing but a seed and what it is asked about: no thread, no order.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// The numbers of one draw.
pub struct Chance(ChaCha8Rng);

impl Chance {
    /// Draw `number` of `seed`; any two are independent of each other.
    pub fn new(seed: u64, number: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(number);
        Self(rng)
    }

    /// From `low` to `high`, both ends included, all alike.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = (i128::from(high) - i128::from(low)).max(0) as u128 + 1;
        let hit = (u128::from(self.0.next_u64()) * span) >> 64;
        low.saturating_add(hit as i64)
    }

    /// From `low` to `high`, most often near `mode`: of two even draws, the one nearer to it.
    pub fn around(&mut self, low: i64, mode: i64, high: i64) -> i64 {
        let (first, second) = (self.between(low, high), self.between(low, high));
        if first.abs_diff(mode) <= second.abs_diff(mode) { first } else { second }
    }
}

/// A number that is decided by the seed, a purpose and a text alone (FNV-1a, then the finish of
/// SplitMix64).
pub fn mix(seed: u64, purpose: u64, text: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325u64 ^ seed.rotate_left(17) ^ purpose;
    for byte in text.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_depend_on_seed_and_number_alone() {
        let draw = |seed, number| Chance::new(seed, number).between(0, 1 << 40);
        assert_eq!(draw(7, 3), draw(7, 3));
        assert_ne!(draw(7, 3), draw(7, 4));
        assert_ne!(draw(7, 3), draw(8, 3));
        let mut chance = Chance::new(1, 1);
        for _ in 0..1_000 {
            assert!((10..=20).contains(&chance.between(10, 20)));
            assert!((10..=20).contains(&chance.around(10, 12, 20)));
        }
    }

    #[test]
    fn hashes_spread_over_the_whole_range() {
        let high = (0..10_000).filter(|n| mix(1, 2, &n.to_string()) >> 63 == 1).count();
        assert!((4_700..5_300).contains(&high), "{high}");
    }
}
