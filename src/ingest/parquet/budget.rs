//! What a Parquet file may unfold to. A few bytes can say “this text a million times”: so what pages
//! and values take is counted before it is taken.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crate::diag::Diagnostic;
use crate::ingest::limits::Limits;
use crate::ingest::open::too_large;

/// Any file may unfold to this, however small.
const AT_LEAST: u64 = 128 << 20;
/// A file may unfold to so many times its size: more than any table that was not made to.
const TIMES: u64 = 256;

/// Bytes that may still be taken, by all columns together.
pub struct Budget {
    left: AtomicU64,
    most: u64,
    passed: AtomicBool,
}

impl Budget {
    pub fn of(most: u64) -> Self {
        Self { left: AtomicU64::new(most), most, passed: AtomicBool::new(false) }
    }

    pub fn of_file(bytes: usize, limits: &Limits) -> Self {
        let fair = AT_LEAST.saturating_add(TIMES.saturating_mul(bytes as u64));
        Self::of(fair.min(limits.unpacked_bytes))
    }

    /// Whether so much may be taken, which then is taken.
    #[must_use]
    pub fn take(&self, bytes: u64) -> bool {
        let less = |left: u64| left.checked_sub(bytes);
        let taken = self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less).is_ok();
        if !taken {
            self.passed.store(true, Ordering::Relaxed);
        }
        taken
    }

    /// Whether anything was asked for beyond it.
    pub fn is_passed(&self) -> bool {
        self.passed.load(Ordering::Relaxed)
    }

    pub fn fault(&self) -> Diagnostic {
        let most = self.most >> 20;
        too_large(
            format!("展开后超过 {most} MiB，与文件大小不相称"),
            format!("it unfolds to more than {most} MiB, out of all proportion to its size"),
        )
    }
}
