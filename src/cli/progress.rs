//! Progress on a terminal: a bar over the bytes of the inputs, then the steps one by one.

use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::tell;
use crate::diag::{Lang, in_line};
use crate::ingest::Progress;

/// What the user sees while a command works; nothing where nobody looks.
pub struct Bar {
    bar: ProgressBar,
    lang: Lang,
}

impl Bar {
    pub fn new(lang: Lang, silent: bool) -> Self {
        let bar = match silent || !std::io::stderr().is_terminal() || tell::is_dumb() {
            true => ProgressBar::hidden(),
            false => ProgressBar::new(0),
        };
        let bar = Self { bar, lang };
        bar.style("{spinner} [{elapsed}] {msg}");
        bar.bar.enable_steady_tick(Duration::from_millis(120));
        bar
    }

    fn style(&self, template: &str) {
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.bar.set_style(style);
        }
    }

    pub fn clear(&self) {
        self.bar.finish_and_clear();
    }
}

impl Progress for Bar {
    /// Steps are announced as “中文 / English”; a reader gets one of them. Anything else is a file.
    fn say(&self, what: &str) {
        let Some((zh, en)) = what.split_once(" / ") else {
            tracing::info!("{what}");
            self.bar.set_message(in_line(what).into_owned());
            return;
        };
        tracing::info!("{en}");
        self.style("{spinner} [{elapsed}] {msg}");
        self.bar.set_message(self.lang.pick(zh, en).to_string());
    }

    fn plan(&self, bytes: u64) {
        self.style("{spinner} [{elapsed}] {bar:30} {percent:>3}%  {bytes}/{total_bytes}  {msg}");
        self.bar.inc_length(bytes);
    }

    fn advance(&self, bytes: u64) {
        self.bar.inc(bytes);
    }
}
