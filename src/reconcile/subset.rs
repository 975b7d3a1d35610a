//! Which of some amounts add up to a sum: bounded, and the same answer every time.

/// Steps of the search before it is given up; far more than sixteen amounts can need.
const MOST_STEPS: u32 = 1 << 17;

/// What a search gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Places of the amounts, rising.
    One(Vec<usize>),
    /// Different amounts add up to the sum as well: no rule can tell which are meant.
    Several,
    None,
}

/// Finds two or more of `amounts` (all positive) whose sum is `sum`. All of them together is looked at
/// first and counts as the answer; beyond `most` amounts nothing else is tried.
pub fn find(amounts: &[i64], sum: i64, most: usize) -> Found {
    let total: i128 = amounts.iter().map(|amount| i128::from(*amount)).sum();
    if amounts.len() >= 2 && total == i128::from(sum) {
        return Found::One((0..amounts.len()).collect());
    }
    if amounts.len() > most || total < i128::from(sum) {
        return Found::None;
    }
    // Largest first: what is too large falls away early.
    let mut order: Vec<usize> = (0..amounts.len()).collect();
    order.sort_by_key(|place| (std::cmp::Reverse(amounts[*place]), *place));
    let sorted: Vec<i64> = order.iter().map(|place| amounts[*place]).collect();
    let mut left_over = vec![0i128; sorted.len() + 1];
    for at in (0..sorted.len()).rev() {
        left_over[at] = left_over[at + 1] + i128::from(sorted[at]);
    }
    let mut search = Search {
        sorted: &sorted,
        left_over: &left_over,
        taken: Vec::new(),
        found: Vec::new(),
        steps: 0,
    };
    search.go(0, i128::from(sum));
    let given_up = search.steps >= MOST_STEPS;
    match search.found.as_slice() {
        [one] if !given_up => {
            let mut places: Vec<usize> = one.iter().map(|at| order[*at]).collect();
            places.sort_unstable();
            Found::One(places)
        }
        [] => Found::None,
        _ => Found::Several,
    }
}

struct Search<'a> {
    sorted: &'a [i64],
    left_over: &'a [i128],
    taken: Vec<usize>,
    found: Vec<Vec<usize>>,
    steps: u32,
}

impl Search<'_> {
    fn go(&mut self, at: usize, left: i128) {
        self.steps += 1;
        if self.found.len() > 1 || self.steps >= MOST_STEPS {
            return;
        }
        if left == 0 {
            if self.taken.len() >= 2 {
                self.found.push(self.taken.clone());
            }
            return;
        }
        if left < 0 || self.left_over[at] < left {
            return;
        }
        self.taken.push(at);
        self.go(at + 1, left - i128::from(self.sorted[at]));
        self.taken.pop();
        // Equal amounts are interchangeable: leaving one out means leaving out those like it.
        let next = self.sorted[at..].iter().position(|amount| *amount != self.sorted[at]);
        self.go(next.map_or(self.sorted.len(), |further| at + further), left);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_found_and_doubts_are_said() {
        assert_eq!(find(&[10, 20, 30], 60, 16), Found::One(vec![0, 1, 2]));
        assert_eq!(find(&[10, 20, 31, 47], 57, 16), Found::One(vec![0, 3]));
        assert_eq!(find(&[10, 20, 30, 40], 50, 16), Found::Several);
        assert_eq!(find(&[10, 10, 10, 7], 20, 16), Found::One(vec![0, 1]), "equal ones are alike");
        assert_eq!(find(&[10, 20], 20, 16), Found::None, "one alone is no combination");
        assert_eq!(find(&[10, 20, 30], 61, 16), Found::None);
        assert_eq!(find(&[1, 2, 4], 3, 2), Found::None, "too many to try");
        assert_eq!(find(&[], 0, 16), Found::None);
    }
}
