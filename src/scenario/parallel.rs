//! The same work on many items, on all cores, results in the order of the items.
//!
//! Plain threads, not a work-stealing pool: the column engine has a pool of its own, and a worker
//! that waits for it must not begin another evaluation on top of the one that it holds.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Enough for the column engine's recursion over expressions.
const STACK: usize = 32 << 20;

/// Maps every item. Which thread does what leaves no trace in the results; at most one result per
/// thread is being made at a time.
pub fn map<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, R)>> = Mutex::new(Vec::with_capacity(items.len()));
    let worker = || {
        loop {
            let place = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(place) else { break };
            let result = work(item);
            // A lock is only poisoned by a panic, which ends the program's work anyway.
            if let Ok(mut done) = done.lock() {
                done.push((place, result));
            }
        }
    };
    let threads = rayon::current_num_threads().min(items.len());
    std::thread::scope(|scope| {
        let mut running = 0;
        for _ in 0..threads {
            let builder = std::thread::Builder::new().stack_size(STACK);
            running += usize::from(builder.spawn_scoped(scope, worker).is_ok());
        }
        // Where no thread can be had, the work is done here.
        if running == 0 {
            worker();
        }
    });
    let mut done = done.into_inner().unwrap_or_default();
    done.sort_by_key(|(place, _)| *place);
    done.into_iter().map(|(_, result)| result).collect()
}

/// [`map`] over work that can fail: the first fault in the order of the items.
///
/// # Errors
/// What `work` returns.
pub fn try_map<T: Sync, R: Send, E: Send>(
    items: &[T],
    work: impl Fn(&T) -> Result<R, E> + Sync,
) -> Result<Vec<R>, E> {
    map(items, work).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_stand_in_the_order_of_the_items() {
        let items: Vec<u64> = (0..1_000).collect();
        assert_eq!(map(&items, |n| n * n), items.iter().map(|n| n * n).collect::<Vec<_>>());
        let odd = try_map(&items, |n| if n % 2 == 1 { Err(*n) } else { Ok(*n) });
        assert_eq!(odd, Err(1));
        assert!(map(&[] as &[u64], |n| *n).is_empty());
    }
}
