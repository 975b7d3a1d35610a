//! The one way to the terminal. What came from files or arguments is shown, never obeyed; private values are
//! hidden; a reader that has gone away ends nothing.

use std::io::{ErrorKind, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use crate::diag::{private, visible};

/// Nobody reads on, or the stream refused: what follows is dropped.
static OUT_GONE: AtomicBool = AtomicBool::new(false);
static ERR_GONE: AtomicBool = AtomicBool::new(false);
/// Standard output could not be written for another reason than a reader that left: a full disk.
static OUT_FAILED: AtomicBool = AtomicBool::new(false);

/// Writes a text to standard output.
pub fn out(text: &str) {
    styled_out(&shown(text));
}

/// Writes a text to standard error.
pub fn err(text: &str) {
    let _ = send(&mut std::io::stderr().lock(), &shown(text), &ERR_GONE);
}

/// Writes a text with colours of our own to standard error; its parts have been through [`visible`] already.
pub fn styled(text: &str) {
    let _ = send(&mut std::io::stderr().lock(), &private::hide(text), &ERR_GONE);
}

/// The same to standard output.
pub fn styled_out(text: &str) {
    if let Some(error) = send(&mut std::io::stdout().lock(), &private::hide(text), &OUT_GONE)
        && error != ErrorKind::BrokenPipe
    {
        OUT_FAILED.store(true, Ordering::SeqCst);
    }
}

/// Where the log goes: standard error, whether somebody reads it or not.
pub struct Log;

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        styled(&String::from_utf8_lossy(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Whether all of standard output went where it was to go, or nobody wanted the rest.
pub fn is_out_whole() -> bool {
    !OUT_FAILED.load(Ordering::SeqCst)
}

/// Whether a terminal that understands colours reads standard error, and nobody asked for none.
pub fn colours() -> bool {
    std::io::stderr().is_terminal() && may_colour()
}

/// The same of standard output.
pub fn out_colours() -> bool {
    is_screen() && may_colour()
}

fn may_colour() -> bool {
    let asked = std::env::var_os("NO_COLOR").filter(|value| !value.is_empty());
    asked.is_none() && !is_dumb()
}

/// Whether a person reads standard output, not a file or another program.
pub fn is_screen() -> bool {
    std::io::stdout().is_terminal()
}

/// How wide lines may be: what `COLUMNS` says, else the width of the terminal; `None` for a file, which holds all.
pub fn width() -> Option<usize> {
    let said = std::env::var("COLUMNS").ok().and_then(|text| text.parse().ok());
    let seen = || {
        let (terminal_size::Width(wide), _) = terminal_size::terminal_size_of(std::io::stdout())?;
        Some(usize::from(wide))
    };
    said.filter(|wide| *wide > 0).or_else(seen)
}

/// A terminal that cannot move its cursor.
pub fn is_dumb() -> bool {
    std::env::var_os("TERM").is_some_and(|term| term == "dumb")
}

fn shown(text: &str) -> String {
    visible(&private::hide(text)).into_owned()
}

fn send(stream: &mut dyn Write, text: &str, gone: &AtomicBool) -> Option<ErrorKind> {
    if gone.load(Ordering::SeqCst) {
        return None;
    }
    let error = stream.write_all(text.as_bytes()).and_then(|()| stream.flush()).err()?;
    gone.store(true, Ordering::SeqCst);
    Some(error.kind())
}
