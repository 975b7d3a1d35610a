//! Work that takes a while: one piece at a time, on a thread of its own, with progress and a way to stop it.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use super::locked;
use crate::diag::{Diagnostic, Failure, Lang, in_line, our_fault};
use crate::ingest::Progress;
use crate::run_folder::folder;

/// What the one who waits sees.
#[derive(Debug, Default)]
pub struct Status {
    /// In Chinese and English.
    said: Mutex<[String; 2]>,
    planned: AtomicU64,
    read: AtomicU64,
    stop: AtomicBool,
    ended: AtomicBool,
}

impl Progress for Status {
    fn say(&self, what: &str) {
        let said = match what.split_once(" / ") {
            Some((zh, en)) => [zh.to_string(), en.to_string()],
            None => [in_line(what).into_owned(), in_line(what).into_owned()],
        };
        *locked(&self.said) = said;
    }

    fn plan(&self, bytes: u64) {
        self.planned.fetch_add(bytes, Ordering::Relaxed);
    }

    fn advance(&self, bytes: u64) {
        self.read.fetch_add(bytes, Ordering::Relaxed);
    }

    fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::SeqCst)
    }
}

impl Status {
    pub fn said(&self, lang: Lang) -> String {
        let said = locked(&self.said);
        lang.pick(&said[0], &said[1]).to_string()
    }

    /// How much of the files was read, in per cent.
    pub fn percent(&self) -> u64 {
        let planned = self.planned.load(Ordering::Relaxed);
        let read = self.read.load(Ordering::Relaxed).min(planned);
        (u128::from(read) * 100).checked_div(planned.into()).map_or(0, |part| part as u64)
    }

    pub fn has_ended(&self) -> bool {
        self.ended.load(Ordering::SeqCst)
    }

    /// Ends the work at its next step, as Ctrl-C does: what it has begun to write is removed, and whatever it still
    /// wants to write fails.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::SeqCst);
        folder::abandon();
    }
}

/// What a piece of work came to.
pub enum Done {
    /// The page that shows it.
    Page(String),
    Failed(Vec<Diagnostic>),
    Stopped,
}

/// A piece of work, under way or ended.
#[derive(Clone)]
pub struct Work {
    pub number: u64,
    /// In Chinese and English.
    pub title: [&'static str; 2],
    /// The command that does the same.
    pub command: String,
    /// The page to go back to.
    pub from: String,
    pub status: Arc<Status>,
    pub done: Arc<Mutex<Option<Done>>>,
}

/// The work of a desk.
#[derive(Default)]
pub struct Bench {
    last: Mutex<Option<Work>>,
}

/// What is to be done.
pub struct Task {
    pub title: [&'static str; 2],
    pub command: String,
    pub from: String,
}

impl Bench {
    /// Begins a piece of work; `None` while another is under way.
    pub fn begin(
        &self,
        task: Task,
        job: impl FnOnce(&Status) -> Result<String, Failure> + Send + 'static,
    ) -> Option<u64> {
        let mut last = locked(&self.last);
        if last.as_ref().is_some_and(|work| !work.status.has_ended()) {
            return None;
        }
        let number = last.as_ref().map_or(1, |work| work.number + 1);
        let Task { title, command, from } = task;
        let (status, done) = (Arc::<Status>::default(), Arc::default());
        let work = Work { number, title, command, from, status, done };
        *last = Some(work.clone());
        drop(last);
        std::thread::spawn(move || {
            let status = Arc::clone(&work.status);
            let run = || job(&status);
            let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(run));
            let done = match outcome {
                // What was finished before the stop came is there.
                Ok(Ok(page)) => Done::Page(page),
                _ if work.status.is_stopped() => Done::Stopped,
                Ok(Err(failure)) => Done::Failed(failure.faults()),
                Err(panic) => Done::Failed(vec![our_fault(&*panic)]),
            };
            *locked(&work.done) = Some(done);
            work.status.ended.store(true, Ordering::SeqCst);
        });
        Some(number)
    }

    /// The last piece of work.
    pub fn last(&self) -> Option<Work> {
        locked(&self.last).clone()
    }
}
