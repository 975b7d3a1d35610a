//! Chance for synthetic data: whole numbers only, one independent stream for each purpose.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// A stream of random numbers that depends on nothing but its seed and its number.
pub struct Dice(ChaCha8Rng);

impl Dice {
    pub fn new(seed: u64, stream: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(stream);
        Self(rng)
    }

    /// From 0 to `n - 1`.
    pub fn below(&mut self, n: u64) -> u64 {
        ((u128::from(self.0.next_u64()) * u128::from(n)) >> 64) as u64
    }

    /// Both ends included. Takes one number from the stream whatever the range is.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.below((high - low).max(0) as u64 + 1) as i64
    }

    pub fn day(&mut self, (first, last): (i32, i32)) -> i32 {
        first + self.below((last - first).max(0) as u64 + 1) as i32
    }

    pub fn per_mille(&mut self, chance: u64) -> bool {
        self.below(1000) < chance
    }

    /// One of several; the lists here are constants and never empty.
    pub fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len() as u64) as usize]
    }

    /// The place of the weight that is hit.
    pub fn weighted(&mut self, weights: &[u64]) -> usize {
        let mut left = self.below(weights.iter().sum::<u64>().max(1));
        for (place, weight) in weights.iter().enumerate() {
            if left < *weight {
                return place;
            }
            left -= weight;
        }
        0
    }

    /// An amount around `median`, skewed to the right as a log-normal one: the median times four
    /// factors between 0.40 and 1.80, in integers. Some amounts are whole hundreds of yuan.
    pub fn amount(&mut self, median: i64) -> i64 {
        let mut value = i128::from(median);
        for _ in 0..4 {
            value = value * i128::from(self.between(40, 180)) / 100;
        }
        let value = value as i64;
        let odd_fen = self.between(0, 9_999);
        if self.per_mille(400) { (value / 10_000).max(1) * 10_000 } else { value + odd_fen + 1 }
    }

    /// Parts that sum to `total` exactly, each at least one fen.
    pub fn split(&mut self, total: i64, parts: usize) -> Vec<i64> {
        let weights: Vec<i64> = (0..parts.max(1)).map(|_| self.between(20, 100)).collect();
        let sum: i128 = weights.iter().map(|w| i128::from(*w)).sum();
        let mut left = total;
        let mut out = Vec::with_capacity(weights.len());
        for weight in &weights[1..] {
            let part = (i128::from(total) * i128::from(*weight) / sum) as i64;
            out.push(part.max(1));
            left -= part.max(1);
        }
        out.push(left);
        out
    }
}
